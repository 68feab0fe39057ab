#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""contradictions.py GAINSAY: 'charter check' on each contradiction that a
charter can have, and what is said of a deadline behind the calendar's end."""
import pathlib
import re
import shutil
import sys

sys.dont_write_bytecode = True
import rig
import stored

ANSWERS = '''preset company
origin einspruch.example.de/1
exercise yes
zone Europe/Berlin
calendar 2026-01-01 2028-12-31
closed 2026-12-25 Weihnachten
closed 2027-12-25 Weihnachten
closed 2028-12-25 Weihnachten
clock acknowledge working 5
clock reply working 40
witness {witness}
quorum 1
role authority new One
role second new Betriebsrat
'''
SEAL = 'TnSnoArmN8UDAFYFzPZMr5VDPKYX7sOMbQrBb5RWtSo='
REPLY = 'clock reply working 40'
# What contradicts itself: (what the issue calls it, the edit, the words).
TABLE = (
    ('a clock without a role', (REPLY, 'clock panel working 9\n' + REPLY),
     "Contradiction: the clock 'panel' belongs to no duty"),
    ('a role without a key', (r'role office \S+', 'role office'),
     "not a charter's record"),
    ('a role that is not there', (r'role office .*\n', ''),
     'has no role office'),
    ('memos sealed to no role', (r'(seal office .*\n)', r'\1seal archive x25519 ' +
                                 SEAL + ' Archive\n'),
     "Contradiction: memos are sealed to 'archive'"),
    ('a floor above the staff', ('floor 10', 'floor 41'),
     'Contradiction: a roll has at least 41 members, and there are only 40 '
     'people'),
    ('a batch above the staff', ('batch 5', 'batch 41'), 'Contradiction: '),
    ('an unreachable quorum', ('quorum 1', 'quorum 2'),
     'quorum is 2, and there are 1 witnesses: it can never be reached'),
    ('a quorum of nobody', (r'witness .*\n', ''),
     'has 0 witnesses and 1 quorum'),
    ('clocks out of order', (REPLY, 'clock reply working 2'),
     "Contradiction: the clock 'reply' runs out before 'acknowledge'"),
    ('a clock that cannot be computed', (REPLY, 'clock reply working 4000'),
     'clock reply has 4000 days; it must have from 1 to 3660'),
    ('a calendar that is none', ('calendar 2026-01-01 2028-12-31',
                                 'calendar 2028-12-31 2026-01-01'),
     'calendar'),
    ('nobody watches a real channel', (r'exercise yes\n((?:.*\n)*)witness .*\n'
                                       r'quorum 1\n', r'exercise no\n\1'),
     'Contradiction: nobody watches'),
)


def contradictions(t, gainsay, where):
    (where / 'words').write_text('seven rooms without a window\n')
    (where / 'words').chmod(0o600)
    said = gainsay('key', 'new', '--witness', 'w.example.org',
                   '--passphrase-file', 'words', '-o', 'witness.key').stdout
    (where / 'answers').write_text(ANSWERS.format(
        witness=re.search(r'w\.example\.org\+\S+', said)[0]))
    done = gainsay('init', '--answers', 'answers', '--yes', 'channel')
    t.check(done.returncode == 0, 'init', done.stdout)
    text = (where / 'channel/charter.rec').read_text()

    def judge(what, code, words, charter):
        (where / 'x.rec').write_text(charter)
        done = gainsay('charter', 'check', '--staff', '40', 'x.rec')
        t.check(done.returncode == code and words in done.stdout,
                f'{what}: exit {done.returncode}', done.stdout)

    judge('none', 0, 'Nothing in this charter contradicts itself', text)
    for what, (a, b), words in TABLE:
        edited = re.sub(a, b, text, count=1)
        t.check(edited != text, f'{what}: planted')
        judge(what, 1, words, edited)


class Short(stored.Day):
    def found(self):
        self.must(*rig.INIT, '--exercise', '--origin', 'localhost/short',
                  '--from', '2023-01-01', '--to', '2023-12-31', 'channel')
        (self.where / 'keys').mkdir()
        for role in ('registrar', 'second'):
            shutil.copy(self.place / 'keys' / f'{role}.key',
                        self.where / 'keys')
        self.list_staff()


def beyond(t, day):
    """The reply is due in the year after the calendar's last."""
    day.found()
    with day.serve('2023-10-30T13:00:00Z') as s:
        day.enrol(s.url)
        s.post('/exercise/clock', {'now': '2023-11-01T15:00:00Z'})
        day.gather(s.url)
        done = day.gainsay('file', *day.member(0), '--code', day.word_code,
                           '--package', 'memo.package', '@memo.link')
        t.check(done.returncode == 0 and re.search(
            r'(?m)^release, 2023-11-\d\dT\d\d:00:00Z \(\w{3} \d+ Nov 2023, '
            r'\d\d:\d\d America/New_York\)\.$', done.stdout),
            'it says when the memo enters', done.stdout)
        s.post('/exercise/clock', {'now': '2023-11-02T23:00:00Z'})
        for verb in 'status', 'audit':
            out = day.must(verb, '--key', 'channel/vkey', s.url)
            due = re.search(r'reply .*\n +due  2024.*\n +(.*)', out)
            t.check(due and due[1] == 'closed days are not known there: it '
                    "lies outside the charter's calendar",
                    f'{verb}: a deadline behind the calendar', out)
            t.check(out.count('closed days are not known there') == 1,
                    f'{verb}: but not one within it', out)
            t.check("calendar ends on 2023-12-31" in out,
                    f'{verb}: the calendar ends', out)


def main():
    t = rig.Tally()
    with rig.folder('contradictions') as name:
        where = pathlib.Path(name).resolve()
        contradictions(t, rig.Program(sys.argv[1], where), where)
        (where / 'short').mkdir()
        beyond(t, Short(t, sys.argv[1], where / 'short'))
    t.end()


if __name__ == '__main__':
    main()
