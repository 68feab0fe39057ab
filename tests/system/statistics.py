#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""statistics.py GAINSAY: the figures of an exercise's log, which `audit` tells
as well; as lines, as pictures that an XML reader takes, and as a report whose
code a scanner reads."""
import csv
import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree

sys.dont_write_bytecode = True
import rig

KEY = ('--key', 'd/vkey')
SVG = '{http://www.w3.org/2000/svg}'


def poppler(*command, cwd):
    return subprocess.run(command, check=True, capture_output=True, text=True,
                          cwd=cwd).stdout


class Case:
    def __init__(self, tally, gainsay, where):
        self.t, self.gainsay, self.where = tally, gainsay, where

    def __call__(self, code, words, *args):
        done = self.gainsay(*args)
        self.t.check(done.returncode == code and words in done.stdout,
                     f'gainsay {" ".join(args)}: exit {done.returncode}',
                     done.stdout)
        return done.stdout

    def json(self, *args):
        return json.loads(self.gainsay(*args, '--json').stdout
                          .splitlines()[-1])


def number(numbers, group, name):
    found = [n for n in numbers if (n['group'], n['name']) == (group, name)]
    return (found[0]['value'], found[0]['of']) if len(found) == 1 else None


def check_numbers(c):
    """The story has one memo, answered after its time, in February 2024."""
    told = c.json('statistics', *KEY, 'd')
    mine = told['statistics']
    c.t.check(told['exercise'] is True and mine['year'] is None, 'its head')
    c.t.check(mine == c.json('audit', *KEY, 'd')['statistics'],
              'an auditor counts the same')
    for group, name, want in (
            ('memos', 'filed', (1, None)), ('acknowledge', 'in-time', (1, 1)),
            ('reply', 'late', (1, 1)), ('reply', 'in-time', (0, 1)),
            ('reply', 'days-waiting', (None, 0)),
            ('endorsed', '20-49', (1, 1))):
        got = number(mine['numbers'], group, name)
        c.t.check(got == want, f'{group} {name} is {want}', str(got))
    c.t.check([y['year'] for y in mine['years']] == [2023] and
              mine['years'][0]['numbers'] == mine['numbers'],
              'the year is all there is')

    early = c.json('statistics', *KEY, '--as-of', '2023-12-01T00:00:00Z',
                   'd')['statistics']['numbers']
    c.t.check(number(early, 'reply', 'open') == (1, 1),
              'as of an earlier time the reply is open')
    none = c.json('statistics', *KEY, '--year', '1999', 'd')['statistics']
    c.t.check(number(none['numbers'], 'memos', 'filed') == (0, None) and
              none['years'] == [] and none['year'] == 1999, 'no memos')

    text = c(0, 'EXERCISE', 'statistics', *KEY, 'd')
    c.t.check(re.search(r'late +1 of 1 \(100 %\)', text), 'in words', text)
    c.t.check(re.search(r'late +1 of 1 \(100 %\)', c(
        3, 'Statistics', 'audit', *KEY, 'd')), 'by audit too')
    rows = list(csv.DictReader(c(0, '', 'statistics', *KEY, '--csv', 'd')
                               .splitlines()))
    c.t.check({(r['group'], r['name'], r['value']) for r in rows if
               r['year'] == 'all' and r['unit'] == ''} ==
              {(n['group'], n['name'], str(n['value'])) for n in
               mine['numbers'] if n['unit'] is None} and
              {r['exercise'] for r in rows} == {'yes'}, 'lines say the same')


def check_pictures(c):
    c(0, 'Statistics', 'statistics', *KEY, '--svg', 'p', '--memo', '1', 'd')
    names = sorted(p.name for p in (c.where / 'p').iterdir())
    c.t.check(names == ['days-acknowledge-working.svg',
                        'days-reply-working.svg', 'memo-1.svg', 'year.svg'],
              'the pictures', str(names))
    for name in names:
        root = xml.etree.ElementTree.parse(c.where / 'p' / name).getroot()
        tags = {e.tag for e in root.iter()}
        inks = {e.get('fill') for e in root.iter() if e.get('fill')}
        c.t.check(tags == {SVG + t for t in ('svg', 'title', 'rect', 'text')}
                  and not any('style' in e.attrib for e in root.iter()) and
                  all(re.fullmatch(r'#(.)\1\1', ink) for ink in inks),
                  f'{name}: shapes and words, in greys', f'{tags} {inks}')
        said = ' '.join(e.text or '' for e in root.iter())
        c.t.check('EXERCISE' in said, f'{name} says what it is', said)
    c.t.check('late' in (c.where / 'p/days-reply-working.svg').read_text(),
              'late has its sign')

    before = (c.where / 'p/year.svg').read_bytes()
    (c.where / 'p/year.svg').write_bytes(b'mine')
    c(2, 'p/', 'statistics', *KEY, '--svg', 'p', 'd')
    c.t.check((c.where / 'p/year.svg').read_bytes() == b'mine', 'kept')
    c(0, '', 'statistics', *KEY, '--svg', 'p', '--force', 'd')
    c.t.check((c.where / 'p/year.svg').read_bytes() == before, 'made again')


def check_report(c):
    c(0, '', 'statistics', *KEY, '--year', '2023', '--report', 'r.pdf',
      '--marking', 'UNCLASSIFIED', 'd')
    text = poppler('pdftotext', '-layout', 'r.pdf', '-', cwd=c.where)
    lines = [w for w in map(str.strip, re.split(r'[\n\f]+', text)) if w]
    c.t.check(lines[0] == lines[-1] == 'UNCLASSIFIED' and 'EXERCISE' in text,
              'its marking', text)
    for words in ('Annual report 2023', 'Dissent Channel (exercise)',
                  '1 of 1 (100 %)', 'To check it', '--year 2023 --as-of'):
        c.t.check(words in text, f'it says {words}', text)

    code = rig.scan(c.where / 'r.pdf', c.where, 150).decode()
    code = code.rstrip('\n').split('\n')
    note = (c.where / 'd/log/checkpoint').read_text().split('\n')
    told = c.json('statistics', *KEY, 'd')
    c.t.check(code == ['gainsay/v1 statistics', f'origin {note[0]}',
                       f'size {note[1]}', f'root {note[2]}',
                       f'key {(c.where / "d/vkey").read_text().strip()}',
                       f'as-of {told["as_of"]}', 'year 2023'],
              'the code leads to the check', str(code))
    first = (c.where / 'r.pdf').read_bytes()
    c(0, '', 'statistics', *KEY, '--year', '2023', '--report', 'r.pdf',
      '--marking', 'UNCLASSIFIED', '--force', 'd')
    c.t.check((c.where / 'r.pdf').read_bytes() == first, 'the same bytes')


def check_refused(c):
    at = ('statistics', *KEY)
    c(2, 'it takes a year from 1970 to 9999', *at, '--year', '23', 'd')
    c(2, 'it takes a time in UTC', *at, '--as-of', '2023', 'd')
    c(2, 'what this log tells ends at', *at, '--as-of',
      '2099-01-01T00:00:00Z', 'd')
    c(2, 'one of --json', *at, '--json', '--csv', 'd')
    c(2, 'one of --json', *at, '--report', 'x.pdf', '--svg', 'p', 'd')
    c(2, 'give --svg FOLDER', *at, '--memo', '1', 'd')
    c(2, 'give --report FILE.pdf', *at, '--marking', 'SECRET', 'd')
    c(1, "no memo '9'", *at, '--svg', 'q', '--memo', '9', 'd')
    c(2, 'say which by --marking', *at, '--report', 'x.pdf', 'd')
    c(2, 'no marking of the charter', *at, '--report', 'x.pdf', '--marking',
      'UNIMPORTANT', 'd')
    c(2, 'cannot be made', *at, '--svg', 'd/vkey/x', 'd')
    c(2, 'not a verifier key', 'statistics', '--key', 'other+1234', 'd')
    c.t.check(not (c.where / 'x.pdf').exists(), 'nothing was made')


def main():
    tally = rig.Tally()
    with rig.folder('statistics') as folder:
        where = pathlib.Path(folder).resolve()
        c = Case(tally, rig.Program(sys.argv[1], where), where)
        c(0, ' 0 not as they must be', 'demo', '--once',
          '--without-witnesses', 'd')
        check_numbers(c)
        check_pictures(c)
        check_report(c)
        check_refused(c)
    tally.end()


if __name__ == '__main__':
    main()
