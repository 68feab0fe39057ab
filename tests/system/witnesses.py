#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""witnesses.py GAINSAY: the commands of docs/SERVER.md, "Witnesses", are run as
they stand there, by three witnesses, the founder and the operator.  Addresses
are the test's, and the names of two of the witnesses.  Those of the founder are
the ones that README.md counts, and after them somebody joins."""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
import rig
import commands as readme
import stored

NAME, PAPER = 'union.example/witness', 'paper.example/log'
NAMES = {'union': NAME, 'paper': PAPER, 'university': 'university.example'}
ADDRESS, LISTEN = 'https://dissent.example.org', '127.0.0.1:8081'
START = '2026-03-02T09:00:00Z'


def commands():
    """The section's lines, by the verb that each begins with."""
    text = (rig.ROOT / 'docs/SERVER.md').read_text()
    part = text.split('\n## Witnesses\n')[1].split('\n## ')[0]
    lines = re.findall(r'^    (\S.*)$', part, re.M)
    return {' '.join(line.split()[:2]): line for line in lines}


def words_of(line, **other):
    out = shlex.split(line)[1:]
    for old, new in other.values():
        out = [new if word == old else word for word in out]
    return out


class Witness:
    """An organisation with a folder of its own."""

    def __init__(self, day, short, lines):
        self.day, self.name, self.lines = day, NAMES[short], lines
        self.home = day.where / short
        self.home.mkdir()
        self.child = None
        words = self.home / 'witness.words'
        words.write_text(stored.WORDS + '\n')
        words.chmod(0o600)

    def args(self, verb, url=None):
        return words_of(self.lines[verb], name=(NAME, self.name),
                        url=(ADDRESS, url), at=(LISTEN, '127.0.0.1:0'))

    def run(self, *args):
        return subprocess.run([self.day.gainsay.binary, *args], cwd=self.home,
                              stdin=subprocess.DEVNULL, capture_output=True,
                              text=True)

    def new_key(self):
        done = self.run(*self.args('gainsay key'))
        self.line = done.stdout
        shown = self.run('key', 'show', '--witness', self.name,
                         '--passphrase-file', 'witness.words', 'witness.key')
        self.day.t.check(done.returncode == 0 and self.line.startswith(
            f'witness {self.name}+') and self.line.count('\n') == 1 and
            shown.stdout == self.line, f'{self.name}: one line for the '
            'answers, and the same again', done.stdout + done.stderr +
            shown.stderr)

    def start(self, url):
        shutil.copy(self.day.place / 'vkey', self.home)
        self.child = subprocess.Popen(
            [self.day.gainsay.binary, *self.args('gainsay mirror', url)],
            cwd=self.home, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        said = self.child.stdout.readline()
        self.day.t.check(said.split()[2:] == self.line.split()[1:],
                         f'{self.name} cosigns as the charter says', said)
        at = re.search(r'http://[0-9.:]+', self.child.stdout.readline())[0]
        return f'{self.line.split()[1]} {at}\n'

    def end(self):
        if self.child is not None:
            self.child.terminate()
            self.child.wait(30)
            self.child.stdout.close()


def found(day, lines, witnesses):
    """The founder has the three lines, and nothing else of the witnesses."""
    shutil.copy(rig.ROOT / 'examples/company.answers', day.where)
    for short, w in witnesses.items():
        (day.where / f'{short}.line').write_text(w.line)
    for line in (lines['cat union.line'], lines["echo 'quorum"]):
        subprocess.run(line, shell=True, cwd=day.where, check=True)
    day.must(*words_of(lines['gainsay init']), '--yes')


def cosigned(day, lines, url):
    args = words_of(lines['gainsay courier'], url=(ADDRESS, url))
    end, code = time.monotonic() + 60, 1
    while code != 0 and time.monotonic() < end:
        done = day.gainsay(*args, '--once')
        code = done.returncode
    day.t.check(code == 0, 'all three cosign', done.stdout)
    done = day.gainsay(*args, '--once')
    day.t.check(done.returncode == 0 and all(
        f'{name} has cosigned the log up to entry 1' in done.stdout
        for name in NAMES.values()), 'a courier that starts anew says so',
        done.stdout)


def audited(day, witnesses, url):
    charter = day.must('charter', 'show', '--key', 'channel/vkey', url)
    day.t.check(all(name in charter for name in NAMES.values()),
                'the charter names the three', charter)
    done = day.gainsay('audit', '--key', 'channel/vkey', url)
    day.t.check('by the operator alone: the charter names 3 witnesses: confirm '
                'with each what its key is, and give it by --witness' in
                ' '.join(done.stdout.split()), 'who knows no witness is told '
                'whom to ask', done.stdout)
    keys = [word for w in witnesses.values()
            for word in ('--witness', w.line.split()[1])]
    done = day.gainsay('audit', '--key', 'channel/vkey', *keys, url)
    day.t.check(done.returncode == 0 and 'by the operator alone' not in
                done.stdout, 'an auditor takes their word', done.stdout)


def joined(day, lines, url):
    """Nothing else is needed of the founder: the lines of README.md suffice,
    and they are the ones that were run."""
    said = [line.removesuffix(' &') for line in readme.running()]
    ran = [lines[f'gainsay {verb}'] for verb in ('init', 'serve', 'courier')]
    day.t.check(said[:3] == ran, 'README.md has the same lines', str(said))
    day.t.check([line.split()[1] for line in said[3:]] == ['staff'],
                'and one for the invitations', str(said))

    (day.where / 'staff.csv').write_text('id,name,category\nP1,Invented,any\n')
    args = shlex.split(said[3])[1:]
    day.must(*(url if word == ADDRESS else word for word in args))
    (day.where / 'words').write_text(stored.WORDS + '\n')
    day.must('join', '--state', 'state', '--passphrase-file', 'words',
             '--cost', 'low', 'invitations/P1.invitation')


def refused(day):
    """What a person who knows no better would type."""
    for want, *words in (
            ('gainsay key new --witness NAME', 'new', 'witness'),
            ('wants one thing more', 'new'),
            ('goes with', 'new', '--witness', NAME, 'office'),
            ('goes with', 'show', '--witness', NAME),
            ('goes with', 'new', '--witness', NAME, '--seal'),
            ('no name of a witness', 'new', '--witness', 'a b')):
        done = day.gainsay('key', *words)
        day.t.check(done.returncode == 2 and want in done.stdout,
                    f'key {words}: {want}', done.stdout)
    day.t.check(not os.path.exists(day.where / 'witness.key'), 'no file')


def main():
    t = rig.Tally()
    lines = commands()
    with rig.folder('witnesses') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        refused(day)
        witnesses = {s: Witness(day, s, lines) for s in NAMES}
        for w in witnesses.values():
            w.new_key()
        found(day, lines, witnesses)
        try:
            t.check(words_of(lines['gainsay serve']) == ['serve', 'channel'],
                    'the server\'s line')
            with day.serve(START) as s:
                (day.where / 'witnesses').write_text(''.join(
                    w.start(s.url) for w in witnesses.values()))
                cosigned(day, lines, s.url)
                audited(day, witnesses, s.url)
                joined(day, lines, s.url)
        finally:
            for w in witnesses.values():
                w.end()
    t.end()


if __name__ == '__main__':
    main()
