#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""commands.py GAINSAY: the commands that README.md gives are run as they stand
there, and counted: six from nothing to a channel with a roll, and two without an
option from an invitation to an endorsement.  The address is the test's, and
`serve` listens there."""
import csv
import pathlib
import re
import shlex
import shutil
import sys

sys.dont_write_bytecode = True
import rig
import stored
from config import Person

ADDRESS = 'https://dissent.example.org'
WORDS = 'vivid harbor kidney stool'
NEW = [('New passphrase: ', WORDS), ('The same again: ', WORDS)]
START, NEXT = '2026-03-02T09:00:00Z', '2026-03-04T09:00:00Z'
PEOPLE = 20


def blocks():
    """The lists of commands under their heading: an exercise's founding, what
    is more with witnesses, a member's."""
    text = (rig.ROOT / 'README.md').read_text()
    part = text.split('\n## A channel of your own\n')[1].split('\n## ')[0]
    return [[line.strip() for line in block.splitlines()]
            for block in re.findall(r'(?:^    gainsay .*\n)+', part, re.M)]


def running():
    """What a channel with witnesses needs, until people can join it."""
    founding, more, _ = blocks()
    at = [line.split()[1] for line in founding].index('serve') + 1
    before_roll = [line for line in founding[at:] if ' roll ' not in line]
    return founding[:at] + more + before_roll


class Reader:
    """Somebody at a terminal, who types what the document says."""

    def __init__(self, day):
        self.day, self.me, self.server = day, Person(day, 'operator'), None
        shutil.copy(rig.ROOT / 'examples/company.answers', self.me.home)
        with open(self.me.home / 'staff.csv', 'w', newline='') as f:
            rows = csv.writer(f)
            rows.writerow(('id', 'name', 'category'))
            rows.writerows((f'P{i:02}', f'Invented {i}', 'any')
                           for i in range(PEOPLE))

    def run(self, line, answers=()):
        args = shlex.split(line)
        self.day.t.check(args[0] == 'gainsay', line)
        if args[1] == 'serve':
            self.day.t.check(args[2:] == ['channel', '&'], line)
            self.server = self.day.serve(START, self.me.home / 'channel')
            return
        if self.server is not None:
            args = [a.replace(ADDRESS, self.server.url) for a in args]
        self.me.typed(0, '', list(answers), *args[1:])


def founded(day, lines):
    """With a `yes` where a terminal asks for one."""
    r = Reader(day)
    for line in lines:
        if line.startswith('gainsay roll prepare'):
            invited(day, r)
        asks = re.search(' init | roll sign ', line)
        r.run(line, [('yes: ', 'yes')] if asks else [])
    record = (r.me.home / 'roll-1.rec').read_text()
    entries = rig.read_entries(r.me.home / 'channel/log')
    day.t.check(rig.lines_of(record, 'size') == [str(PEOPLE)] and
                any(b'\ngainsay/v1 roll\n' in e for e in entries),
                'the channel has its roll', record)
    return r


def invited(day, r):
    """All but the member whose commands are counted."""
    (day.where / 'words').write_text(WORDS + '\n')
    for i in range(1, PEOPLE):
        day.must('join', '--state', f'{i}.state', '--passphrase-file', 'words',
                 '--cost', 'low', r.me.home / f'invitations/P{i:02}.invitation')
    member = Person(day, 'member')
    shutil.copy(r.me.home / 'invitations/P00.invitation',
                member.home / 'person.invitation')
    member.typed(0, 'Enrolled', NEW, *shlex.split(blocks()[2][0])[1:])
    r.member = member


def endorsed(day, r, line):
    """A colleague's memo, whose link came by hand."""
    (day.where / 'memo.md').write_text(
        '---\nsubject: Shifts\nto: The management\n---\n\n'
        '# Requests\n\n1. One.\n')
    other = ('--state', '1.state', '--passphrase-file', 'words')
    day.must('compose', *other, '--to', 'The management', '--out',
             'memo.package', 'memo.md')
    words = rig.code_of(day.must('gather', *other, '-o',
                                 r.member.home / 'memo.link', 'memo.package'))
    r.member.typed(0, 'Endorsed', [('Passphrase: ', WORDS),
                                   ('stops: ', words.split()[0])],
                   *shlex.split(line)[1:])


def main():
    t = rig.Tally()
    founding, more, member = blocks()
    t.check(0 < len(founding) <= 6, 'from nothing to a channel with a roll',
            '\n'.join(founding))
    # witnesses.py runs them.
    t.check(0 < len(running()) <= 6 and len(more) == 1, 'from nothing to a '
            'running channel, in earnest', '\n'.join(running()))
    t.check(len(member) == 2 and not re.search(' -', ' '.join(member)),
            'from an invitation to an endorsement', '\n'.join(member))
    with rig.folder('commands') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        r = founded(day, founding)
        try:
            r.server.post('/exercise/clock', {'now': NEXT})
            endorsed(day, r, member[1])
        finally:
            r.server.__exit__()
    t.end()


if __name__ == '__main__':
    main()
