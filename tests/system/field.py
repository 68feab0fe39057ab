#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The cases of tests/cases, and what is right of each.

usage: field.py COMPARE-TOOL GAINSAY"""
import pathlib
import sys

sys.dont_write_bytecode = True
import rig
from field_cases import CASES
from judge import SAME, Judge, converted

PLACE = rig.ROOT / 'tests/cases'
CONVERT = pathlib.Path(sys.argv[2]).resolve().with_name('gainsay-convert')
BEHIND_CEILING = ('bold', 'bullet', 'letter', 'nospace', 'paren', 'pilcrow',
                  'plain')
t = rig.Tally()


def verdict(judge, memo, path):
    """(verdict, more) as field_cases.py has them."""
    text, asides = path.read_bytes(), []
    if path.suffix != '.txt':
        text, asides = converted(CONVERT, text)
        if text is None:
            return 'unread', asides
        text = text.encode()
    got = judge.hold(memo.read_bytes(), text)
    if asides:
        return 'aside', asides[0].split()[0]
    shown = [m for m in got if m['kind'] not in ('missing', 'furniture')]
    changes = [c for m in shown for c in m['changes']]
    if shown and all(m['kind'] in SAME for m in shown):
        short = any(m['shortened'] for m in shown)
        return 'shortened' if short else 'same', ()
    if shown and all(m['kind'] in (*SAME, 'altered') for m in shown):
        return 'altered', changes
    return 'else', [m['kind'] for m in got]


def check_verdicts(judge):
    for folder, memo, text, want, more in CASES:
        got = verdict(judge, PLACE / folder / memo, PLACE / folder / text)
        if want == 'altered':
            got = got[0], [[x.strip('. ') for x in c] for c in got[1]]
        t.check(got == (want, more), f'{folder}/{text}', f'{got}')


def check_marks(p):
    """A mark above the ceiling, however it is written, is refused."""
    for name in BEHIND_CEILING:
        done = p('compose', '--ceiling', 'SBU', PLACE / f'22/{name}.md')
        t.check(done.returncode == 1 and 'mark' in done.stdout,
                f'22/{name}.md is refused', done.stdout)


def drafted(p, where, path):
    out = where / (path.stem + '.md')
    done = p('compose', '--from', path, '--draft', out)
    t.check(done.returncode == 0, f'a draft of {path.name}', done.stdout)
    return out.read_text(), done.stdout


def check_drafts(p, where):
    text, said = drafted(p, where, PLACE / '20/doublespaced.txt')
    t.check('May, against\nthe advice' in text or 'May, against the' in text,
            'double spacing is closed', text)
    t.check('2 –' not in text and 'nowhere' not in said, 'and the page\'s '
            'number is left out, which is said', text + said)
    text, said = drafted(p, where, PLACE / '22/cable.txt')
    t.check('VZCZC' not in text.split('---')[2] and
            'subject: THE FERRY TO THE NORTHERN ISLANDS' in text,
            'a cable without its transmission', text)
    t.check('SIPDIS' not in text and 'transmission' in said,
            'and it is said', said)
    text, said = drafted(p, where, PLACE / '25/web.txt')
    t.check('# Our Shared Commitment\n' in text and
            'Declaration The ferry' not in text, 'a page\'s headings', text)
    for name, sign in (('word', '2019–21'), ('word', '£4'), ('word', '€5'),
                       ('word', '12½'), ('charref', 'director\'s')):
        text, said = drafted(p, where, PLACE / f'06/{name}.docx')
        t.check(sign in text.replace('’', "'"), f'06/{name}: {sign}', text)
        (where / f'{name}.md').unlink()
    text, said = drafted(p, where, PLACE / '07/footnote.docx')
    t.check('footnote' in said, 'a footnote is named', said)


def check_lists(p, where):
    """Staff lists, imported into a channel that nobody serves."""
    t.check(p(*rig.INIT, '--origin', 'a/b', 'ch').returncode == 0, 'a channel')
    for path, code, words in (
            ('01/plain', 0, '2 people'), ('01/excel-utf8', 0, '2 people'),
            ('01/excel-quoted', 0, '1 person is'),
            ('01/semicolon', 0, '2 people'), ('01/utf16', 0, '2 people'),
            ('01/multiline', 1, 'line 4: it does not have the three'), ('02/blank', 1, 'twice'),
            ('02/nbsp', 1, 'twice'), ('02/nfd', 1, 'twice'),
            ('02/zerowidth', 1, 'does not show'), ('02/case', 0, 'E-1 and e-1')):
        done = p('staff', 'import', 'ch', PLACE / f'{path}.csv')
        t.check(done.returncode == code and words in done.stdout,
                path, f'{done.returncode} {done.stdout}')


def main():
    judge = Judge(sys.argv[1])
    check_verdicts(judge)
    t.check(judge.end() == 0, 'the tool ends well')
    with rig.folder('gainsay-field-') as where:
        where = pathlib.Path(where).resolve()
        p = rig.Program(sys.argv[2], where)
        check_marks(p)
        check_drafts(p, where)
        check_lists(p, where)
    t.end()


main()
