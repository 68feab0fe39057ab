#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""roster.py GAINSAY: who is eligible, from lists as spreadsheets write them:
each encoding and delimiter, the line that is wrong, ids that are one person's,
what a new list changes, and half a list that nobody meant."""
import os
import pathlib
import sys

sys.dont_write_bytecode = True
import rig

HEAD = 'id,name,category\n'


class Registrar:
    def __init__(self, t, program, where):
        self.t, self.p, self.where, self.n = t, program, where, 0

    def fresh(self):
        self.n += 1
        self.dir = f'ch{self.n}'
        done = self.p(*rig.INIT, '--exercise', '--origin', 'a/b', self.dir)
        self.t.check(done.returncode == 0, 'a channel', done.stdout)

    def __call__(self, want, words, text, *more):
        """Imports it; what was said."""
        path = self.where / 'list.csv'
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        done = self.p('staff', 'import', self.dir, 'list.csv', *more)
        self.t.check(done.returncode == want and words in done.stdout,
                     f'{words!r} of {text[:60]!r}',
                     f'{done.returncode}: {done.stdout}')
        return done.stdout

    def listed(self):
        """id -> (name, category)."""
        out = self.p('staff', 'list', self.dir).stdout
        rows = out[out.index('keys_until\n') + 11:].splitlines()
        cells = [[c.strip('"') for c in r.split(',')] for r in rows]
        return {c[0]: (c[1], c[2]) for c in cells}

    def people(self, want, what):
        got = self.listed()
        self.t.check(got == want, what, str(got))


def people(*numbers):
    return HEAD + ''.join(f'E-{n:03},Person {n},staff\n' for n in numbers)


def encodings(r):
    """One list, as each program writes it."""
    want = {'E-1': ('João Sá', 'staff'), 'E-2': ('李 𠮷', 'staff')}
    rows = [('id', 'name', 'category'), ('E-1', 'João Sá', 'staff'),
            ('E-2', '李 𠮷', 'staff')]

    def text(mark, end='\r\n', quote=''):
        return ''.join(mark.join(f'{quote}{c}{quote}' for c in row) + end
                       for row in rows)
    forms = {
        'Google': text(',').encode(),
        'Google, without an end': text(',').encode()[:-2],
        'LibreOffice': text(',', '\n', '"').encode(),
        'Excel CSV UTF-8': text(';').encode('utf-8-sig'),
        'Excel CSV UTF-8, quoted': text(',', quote='"').encode('utf-8-sig'),
        'Excel Unicode text': text('\t').encode('utf-16'),
        'LibreOffice UTF-16': text(',', '\n').encode('utf-16'),
        'big-endian': b'\xfe\xff' + text(';').encode('utf-16-be'),
        'UTF-16 without a mark': text(',').encode('utf-16-le'),
        'a first line for Excel': ('sep=;\r\n' + text(';')).encode(),
        'an old Mac': text(',', '\r').encode(),
        'capitals in the heading': text(',').replace('id,name', 'ID, Name')
            .encode(),
        'cells that were emptied': (text(',').replace('\r\n', ',,\r\n') +
                                    ',,,,\r\n\r\n,,\r\n').encode()}
    for what, content in forms.items():
        r.fresh()
        r(0, '2 people are eligible.', content)
        r.people(want, what)


def lines(r):
    """The number of the line that is wrong, whatever stands before it."""
    r.fresh()
    for text, line in (
            (HEAD + '\n\nE-1,Ana,staff\n\nE-2,Bo\n', 6),
            (HEAD.replace('\n', '\r\n') + '\r\nE-1,Ana,staff\r\nE-2,Bo\r\n', 4),
            (HEAD + 'E-1,"Ana\n\nPerez",staff\nE-2,Bo\n', 5),
            (HEAD + 'E-1,"Ana\r\nPerez",staff\r\nE-2,Bo\r\n', 4),
            ('sep=,\n' + HEAD + 'E-1,Ana,staff,more\n', 3),
            (HEAD.replace('\n', '\r') + 'E-1,Ana,staff\rE-2,Bo\r', 3),
            (HEAD + 'E-1,Ana,\n', 2), (HEAD + 'E-1, \u00a0,staff\n', 2)):
        for coding in 'utf-8-sig', 'utf-16':
            r(1, f'line {line}: ', text.encode(coding))
    r(1, 'line 3: the list is not in UTF-8', (HEAD + 'E-1,A,s\n').encode() +
      'E-2,João,s\n'.encode('cp1252'))
    r(1, 'UTF-16, of which a part is missing',
      people(1).encode('utf-16')[:-1])
    r(1, 'line 2: the list is in UTF-16, of which a part', '\ufeff'.encode(
        'utf-16-le') + HEAD.encode('utf-16-le') + b'\x3d\xd8' +
      ',a,b\n'.encode('utf-16-le'))
    r(1, 'line 2: a quotation mark is not closed', HEAD + 'E-1,"A,s\n\nU,V,w\n')
    r(1, 'names nobody', HEAD + ',,\n\n')
    r(1, 'names nobody', '')


def persons(r):
    """One person, one id."""
    r.fresh()
    for other in 'E-1 ', '\tE-1', '\u00a0E-1', 'E-1\u3000':
        r(1, 'has the id E-1 twice; nothing was changed', HEAD +
          f'E-1,Ana,staff\n"{other}",Ana,staff\n')
    r(1, 'twice', HEAD + 'Pe\u0301rez,Ana,staff\nP\u00e9rez,Ana,staff\n')
    for hidden in '\u200b', '\u00ad', '\u202e', '\ufeff', '\u2060', '\x01':
        r(1, 'line 2: the id has a character that does not show',
          HEAD + f'E{hidden}-1,Ana,staff\n')
    r(0, 'E-1 and e-1', HEAD + 'E-1,Ana,staff\ne-1,Ana,staff\nÄ,b,c\n')
    out = r(0, 'ids ä and Ä', HEAD + 'F-1,Ana,staff\nä,b,c\n',
            '--yes')
    r.t.check('one person' in out, 'and one that was spelled otherwise in the '
              'list before', out)
    r(0, 'eligible', HEAD + ' E-1 ,Ana,staff\n', '--yes')
    for typed in ' E-1', 'E-1\u00a0':
        done = r.p('staff', 'issue', r.dir, '--id', typed)
        r.t.check(done.returncode == 0 and 'E-1' in done.stdout,
                  f'--id {typed!r} is read as lists are', done.stdout)


def differences(r):
    r.fresh()
    out = r(0, '30 people are eligible.', people(*range(30)))
    r.t.check('Against' not in out, 'the first list has none before', out)
    out = r(0, '0 join, 0 leave, 0 have another name or category, 30 stay',
            people(*range(30)))
    changed = people(*range(2, 30), 40).replace('Person 5,', 'Ana Gomez,')
    before = r.listed()
    out = r(0, '1 join, 2 leave, 1 have another name or category, 27 stay',
            changed, '--dry-run')
    for line in ('joins "E-040","Person 40","staff"', 'leaves "E-001"',
                 'was "E-005","Person 5"', 'is  "E-005","Ana Gomez"',
                 'nothing was changed'):
        r.t.check(line in out, line, out)
    r.people(before, 'a dry run changes nothing')
    r(0, '29 people are eligible.', changed)
    r(0, '2 join, 1 leave', people(*range(30)))


def many(r):
    """More than a tenth, and more than two, leave."""
    r.fresh()
    r(0, '40 people', people(*range(40)))
    before, half = r.listed(), people(*range(20))
    out = r(1, '20 of 40 people would no longer be eligible', half)
    r.t.check('--leaving 20' in out, 'what to type', out)
    r(1, "20 people leave by this list; --leaving says '5'", half,
      '--leaving', '5')
    r(1, "--leaving says 'many'", half, '--leaving', 'many')
    r(1, "0 people leave by this list; --leaving says '1'",
      people(*range(40)), '--leaving', '1')
    done = r.p('staff', 'issue', r.dir, 'list.csv', '--dry-run')
    r.t.check(done.returncode == 2, 'no code is issued dry', done.stdout)
    (r.where / 'list.csv').write_text(half)
    done = r.p('staff', 'issue', r.dir, 'list.csv', '-o', 'codes.csv')
    r.t.check(done.returncode == 1 and not (r.where / 'codes.csv').exists(),
              'nor for half a list', done.stdout)
    argv = [r.p.binary, 'staff', 'import', r.dir, 'list.csv']
    code, shown = rig.at_terminal(argv, r.where, dict(os.environ),
                                  [('Type yes: ', 'no')])
    r.t.check(code == 1 and 'Make 20 of 40 people ineligible?' in shown,
              'at a terminal it asks', shown)
    r.people(before, 'until then nothing is changed')
    r(0, '36 people are eligible.', people(*range(36))) # a tenth
    r(0, '20 people are eligible.', half, '--leaving', '16')
    (r.where / 'few.csv').write_text(people(1))
    code, shown = rig.at_terminal(argv[:-1] + ['few.csv'], r.where,
                                  dict(os.environ), [('Type yes: ', 'yes')])
    r.t.check(code == 0 and '1 person is eligible.' in shown,
              'and takes yes', shown)
    r(0, '1 person is', people(7), '--yes')


def main():
    t = rig.Tally()
    with rig.folder('gainsay-roster') as where:
        where = pathlib.Path(where).resolve()
        r = Registrar(t, rig.Program(sys.argv[1], where), where)
        for step in encodings, lines, persons, differences, many:
            step(r)
    t.end()


main()
