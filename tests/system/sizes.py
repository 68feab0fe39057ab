#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sizes.py GAINSAY: the longest memo that can be composed gathers, is filed and
is opened; one byte more is refused while its author can still shorten it; a box
takes what the longest memo needs, and no more; and a member who opens boxes or
files from an old copy of the state is led to what is free, or told that nothing
is."""
import base64
import hashlib
import pathlib
import shutil
import sys

sys.dont_write_bytecode = True
import between
import rig
import stored
from texts import text_of

DOCUMENT_MAX = 262144
SEALED_MAX = 2 * 1024 * 1024 + 4096


def refused(day, name, size):
    """The number it has, and the most there may be."""
    (day.where / name).write_text(text_of(size))
    channel = ('--charter', 'channel/charter.rec')
    done = day.gainsay('compose', *channel, name)
    day.t.check(done.returncode == 1 and f'has {size} bytes; at most '
                f'{DOCUMENT_MAX}' in done.stdout, f'{size} bytes are refused',
                done.stdout[-500:])
    done = day.gainsay('compose', '--check', *channel, name)
    day.t.check(done.returncode == 1 and f'has {size} bytes; at most '
                f'{DOCUMENT_MAX}' in done.stdout and
                'not a memo yet' in done.stdout,
                f'--check says so of {size} bytes', done.stdout[-500:])
    done = day.gainsay('compose', *channel, '--roll', 'roll-1.rec', '--to',
                       'Secretary of State', '--out', 'none.package', name)
    day.t.check(done.returncode == 1 and
                not (day.where / 'none.package').exists(),
                f'no package of {size} bytes', done.stdout[-500:])


def longest(day, s):
    """As long as a memo may be, through all that is done with it."""
    (day.where / 'longest.md').write_text(text_of(DOCUMENT_MAX))
    day.must('compose', '--charter', 'channel/charter.rec', '--roll',
             'roll-1.rec', '--to', 'Secretary of State', '--after',
             '2023-12-31', '--out', 'memo.package', '--yes', 'longest.md')
    day.word_code = rig.code_of(day.must(
        'gather', *day.member(0), '--server', s.url, '-o', 'memo.link',
        'memo.package'))
    at = ('--server', s.url, '--code', day.word_code)
    day.must('endorse', *day.member(0), *at, '@memo.link')
    day.must('file', *day.member(0), *at, '--package', 'memo.package',
             '@memo.link')
    s.post('/exercise/clock', {'now': '2023-11-02T15:00:00Z'})
    out = day.must('acknowledge', '--yes', '--server', s.url, '--key', 'channel/vkey',
                   '--sign', 'keys/office.key', '--memo', '1', '--identity',
                   'keys/office.age')
    day.t.check('gives the memo id' in out, 'the office opens it', out)
    day.must('inbox', '--server', s.url, '--key', 'channel/vkey', '--sign',
             'keys/office.key', '--memo', '1', '--identity',
             'keys/office.age', '-o', 'opened.md')
    opened = (day.where / 'opened.md').read_bytes()
    day.t.check(len(opened) == DOCUMENT_MAX, 'whole', str(len(opened)))


def boxes(day, s):
    """Of sealed bytes the server sees the number alone."""
    roll = rig.lines_of((day.where / 'roll-1.rec').read_text(), 'root')[0]
    charter = hashlib.sha256((day.place / 'charter.rec').read_bytes())
    body = {'memo': base64.b64encode(bytes(32)).decode(), 'roll': roll,
            'charter': base64.b64encode(charter.digest()).decode(),
            'after': '2023-12-31', 'token': '00' * 32, 'owner': '00' * 32,
            'slot': 0, 'proof': base64.b64encode(bytes(352)).decode()}
    for size, words in ((SEALED_MAX, 'box-proof-length'),
                        (SEALED_MAX + 1, f'at most {SEALED_MAX} are taken')):
        for name, other in (('sealed', 'file'), ('file', 'sealed')):
            try:
                s.post('/box', {**body, other: 'AAAA', name:
                                base64.b64encode(bytes(size)).decode()})
                told = 'taken'
            except RuntimeError as refusal:
                told = str(refusal)
            day.t.check(words in told, f'`{name}` of {size} bytes', told)


def turns(day, s):
    """Four boxes a week, in whatever order the turns are drawn; then no
    more."""
    for i in range(5):
        (day.where / f'turn-{i}.md').write_text(text_of(2000 + i))
        day.must('compose', '--charter', 'channel/charter.rec', '--roll',
                 'roll-1.rec', '--to', 'Secretary of State', '--after',
                 '2023-12-31', '--out', f'turn-{i}.package', '--yes',
                 f'turn-{i}.md')
        done = day.gainsay('gather', *day.member(1), '--server', s.url, '-o',
                           f'turn-{i}.link', f'turn-{i}.package', timeout=60)
        day.t.check(done.returncode == (i == 4), f'box {i + 1} of a week',
                    done.stdout)
    day.t.check('opened 4 boxes this week' in done.stdout, 'no fifth',
                done.stdout)
    day.must('gather', *day.member(2), '--server', s.url, '-o',
             'turn-4.link', 'turn-4.package')


class Losing(between.Front):
    """As long as it loses answers, none comes to who opens a box."""

    def respond(self, body=None):
        told = self.forward(body)
        if self.path == '/box' and self.server.loses:
            self.server.lost.append(told[0])
            self.close_connection = True
        else:
            self.answer(*told)


def lost_answer(day, s):
    """The box is open and nobody said so: its link is kept, and the same again
    opens that one and no other."""
    (day.where / 'lost.md').write_text(text_of(1900))
    day.must('compose', '--charter', 'channel/charter.rec', '--roll',
             'roll-1.rec', '--to', 'Secretary of State', '--after',
             '2023-12-31', '--out', 'lost.package', '--yes', 'lost.md')
    with between.before(s.url, Losing, loses=True, lost=[]) as front:
        again = ('gather', *day.member(3), '--server', front.url, '-o',
                 'lost.link', 'lost.package')
        done = day.gainsay(*again)
        day.t.check(done.returncode == 2 and 201 in front.lost and
                    (day.where / 'lost.link').exists(), 'the link is kept',
                    done.stdout + str(front.lost))
        front.loses = False
        link = (day.where / 'lost.link').read_text()
        done = day.gainsay(*again)
        day.t.check(done.returncode == 0 and link ==
                    (day.where / 'lost.link').read_text(), 'the same again',
                    done.stdout)
        done = day.gainsay('show', '--key', 'channel/vkey', '@lost.link')
        day.t.check(done.returncode == 0, 'the link opens it', done.stdout)


def slots(day, s):
    """The state of a member who has filed is lost, and an old copy files: the
    log tells which slots are used."""
    quota = int(rig.lines_of((day.place / 'charter.rec').read_text(),
                             'quota')[0])
    day.t.check(quota == 4, f'boxes for a quota of {quota}')
    shutil.copy(day.where / '1.state', day.where / 'old.state')
    for i in range(quota + 1):
        shutil.copy(day.where / 'old.state', day.where / '1.state')
        code = rig.code_of(day.must('show', '--key', 'channel/vkey',
                                    f'@turn-{i}.link'))
        done = day.gainsay('file', *day.member(1), '--server', s.url,
                           '--code', code, '--package', f'turn-{i}.package',
                           f'@turn-{i}.link', timeout=60)
        day.t.check(done.returncode == (i == quota), f'filing {i + 1} of '
                    f'{quota}', done.stdout)
        s.post('/exercise/clock', {'now': f'2023-11-{4 + i:02}T00:00:00Z'})
    day.t.check(f'as the charter allows ({quota})' in done.stdout,
                'no more than the quota', done.stdout)


def main():
    t = rig.Tally()
    with rig.folder('sizes') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s:
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': f'{stored.DAY}15:00:00Z'})
            refused(day, 'over.md', DOCUMENT_MAX + 1)
            boxes(day, s)
            longest(day, s)
            turns(day, s)
            slots(day, s)
            lost_answer(day, s)
    t.end()


if __name__ == '__main__':
    main()
