#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`gainsay compose --print`: a memo on paper.  Poppler finds every word of it,
its banner on top and bottom of each sheet, and `verify` finds that the paper is
the memo that was filed."""
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import rig

VECTORS = rig.ROOT / 'tests/vectors'
MEMO = '''---
subject: Water of the northern harbour
from: An engineer
to: Director
date: 2024-03-01
---

# Summary

(SBU) The works *must not* be **postponed** again, as `plan 7` has it; see
[the report](https://example.org/r?a=1&b=2) and <https://example.org/x>.

- (SBU) One thing,
  with a second line.
- (U) Another &amp; more: £4, €5, ½, “quoted”, \\<b> and "straight".

> (U) What was said.

## Requests

1. (U) Publish the survey of 2016.
2. (SBU) Stop the dredging.

```
code   line
```

***

(U) %s
'''
WORDS = ['Subject: Water of the northern harbour', 'From: An engineer',
         'To: Director', 'Date: 2024-03-01', 'Summary',
         '(SBU) The works must not be postponed again, as plan 7 has it; see '
         'the report <https:// example.org/r?a=1&b=2> and '
         'https://example.org/x.',
         '• (SBU) One thing, with a second line.',
         '• (U) Another & more: £4, €5, ½, “quoted”, <b> and "straight".',
         '(U) What was said.', 'Requests',
         '1. (U) Publish the survey of 2016.', '2. (SBU) Stop the dredging.']


class Printer:
    def __init__(self, tally, program, where):
        self.t, self.program, self.where = tally, program, where
        self.made = 0

    def print(self, source, *options, code=0):
        self.made += 1
        out = self.where / f'printed{self.made}.pdf'
        done = self.program('compose', '--print', out, *options, source)
        self.t.check(done.returncode == code and out.exists() == (code == 0),
                     f'printed, exit code {code}', done.stdout)
        self.said = done.stdout
        return out

    def sheets(self, pdf):
        done = subprocess.run(['pdftotext', pdf, '-'], check=True,
                              stdout=subprocess.PIPE, text=True)
        return done.stdout.rstrip('\f').split('\f')


def check_words(p):
    """All of it, in its order, and nothing of Markdown's signs."""
    many = [f'word{i}' for i in range(3000)]
    source = p.where / 'memo.md'
    source.write_text(MEMO % ' '.join(many))
    sheets = p.sheets(p.print(source, '--ceiling', 'SBU'))
    text = ' '.join(' '.join(sheets).split())
    at = 0
    for words in WORDS:
        found = text.find(words, at)
        p.t.check(found >= 0, f'it says "{words}", in its place', text[:2000])
        at = max(at, found)
    p.t.check('**' not in text and '```' not in text and '&amp;' not in text,
              "none of Markdown's signs", text[:2000])
    p.t.check(re.findall(r'word\d+', text) == many and len(sheets) > 3,
              'a long paragraph runs on, whole', str(len(sheets)))
    for number, sheet in enumerate(sheets, 1):
        lines = [line for line in sheet.splitlines() if line.strip()]
        p.t.check(lines[0] == lines[-1] == 'SENSITIVE BUT UNCLASSIFIED' and
                  f'Page {number}' in lines, 'its banner on top and bottom of '
                  f'sheet {number}, and its number', sheet[-200:])


def check_verified(p):
    """The paper of a filed memo is that memo, for verify."""
    pdf = p.print(rig.ROOT / 'examples/dacca-1138.md', '--exercise',
                  '--ceiling', 'SBU')
    sheet, = p.sheets(pdf)
    notice = 'EXERCISE: people, acts and dates of this channel are invented.'
    p.t.check(sheet.count(notice) == 1, 'an exercise says so', sheet)
    text = p.where / 'read.txt'
    text.write_text(sheet.replace(notice, ''))
    done = p.program('verify', '--key', VECTORS / 'cable.vkey',
                     VECTORS / 'cable.gainsay', text)
    blocks = re.findall(r'(?m)^  block \d+ +(identical[^:]*):', done.stdout)
    p.t.check(len(blocks) == 10 and 'not in the memo' not in done.stdout,
              'what was printed is the memo as filed', done.stdout)


def check_refused(p):
    """No paper of what is no memo; nothing is written over."""
    bad = p.where / 'bad.md'
    bad.write_text('---\nsubject: No addressee\n---\n\n(U) Text.\n')
    p.print(bad, '--ceiling', 'SBU', code=1)
    p.t.check('to' in p.said, 'what it lacks is said', p.said)
    above = p.where / 'above.md'
    above.write_text('---\nsubject: A\nto: Director\n---\n\n(S) Text.\n')
    p.print(above, '--ceiling', 'SBU', code=1)

    deep = p.where / 'deep.md'
    deep.write_text('---\nsubject: A\nto: Director\n---\n\n' + '> ' * 9000 +
                    'Text.\n')
    p.print(deep, '--style', 'none', code=2)

    good = p.where / 'good.md'
    good.write_text('---\nsubject: A\nto: Director\n---\n\n(U) Text.\n')
    there = p.where / 'there.pdf'
    there.write_text('mine')
    done = p.program('compose', '--print', there, '--ceiling', 'SBU', good)
    p.t.check(done.returncode == 2 and there.read_text() == 'mine',
              'a file that is there stays', done.stdout)
    text = p.where / 'text.md'
    text.write_text('# A text\n')
    done = p.program('certificate', '--memo', '-o', p.where / 'raw.pdf', text)
    p.t.check(done.returncode == 1 and not (p.where / 'raw.pdf').exists() and
              'compose --print' in done.stdout,
              'certificate takes the normal form alone', done.stdout)


def main():
    tally = rig.Tally()
    with rig.folder('printed') as folder:
        where = pathlib.Path(folder).resolve()
        printer = Printer(tally, rig.Program(sys.argv[1], where), where)
        check_words(printer)
        check_verified(printer)
        check_refused(printer)
    tally.end()


if __name__ == '__main__':
    main()
