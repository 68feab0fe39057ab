#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""comparisons.py BUILD: the cases of tests/cases and a long text by gainsay,
GNU diff (a word a line), GNU wdiff and Google's diff-match-patch: who is right,
and how fast.

It takes Debian's wdiff and poppler-utils; diff-match-patch comes from
npm, as bench/documents/package-lock.json names it by hash.  The others get a
memo's body, and of a file what gainsay-convert or, of a PDF,
pdftotext has, both without marks.  They are
right of a text that is the same if they name no word, of an excerpt if they
name whole paragraphs as left out, of a text that says that it leaves something
out if they add nothing but that sign, of an altered one if all that they name
lies in the words that are, and of a file with more than its text if they name
anything."""
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import textwrap
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / 'tests/system'),
                str(HERE.parent / 'tests/interop')]
import npm
from field_cases import CASES
from judge import SAME, Judge, converted
from languages import alter_one, texts
from makers import curly

BUILD = pathlib.Path(sys.argv[1]).resolve()
PLACE = HERE.parent / 'tests/cases'
VERDICTS = ('same', 'shortened', 'altered', 'aside', 'unread')


def output(*command):
    return subprocess.run([*map(str, command)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True,
                          errors='replace').stdout


def unmarked(text):
    return re.sub(r'(?m)^(\S{0,3} ?)\((?:U|SBU|C)\) ', r'\1', text)


def body(memo):
    return unmarked(memo.read_text().split('---\n', 2)[2].strip())


def plain(path):
    if path.suffix == '.docx':
        return converted(BUILD / 'gainsay-convert', path.read_bytes())[0]
    if path.suffix == '.pdf':
        return output('pdftotext', path, '-')
    return path.read_text()


# Others: [(words of the memo, words of the text)] ---------------------------

def by_diff(where, a, b):
    for path in (a, b):
        path.with_suffix('.words').write_text(
            '\n'.join(path.read_text().split()) + '\n')
    said = output('diff', '-U0', a.with_suffix('.words'),
                  b.with_suffix('.words'))
    groups = re.split(r'(?m)^@@.*\n', said)[1:]
    return [[' '.join(line[1:] for line in g.split('\n') if line[:1] == s)
             for s in '-+'] for g in groups]


def by_wdiff(where, a, b):
    said = output('wdiff', '-n', '-w\1', '-x\2', '-y\3', '-z\4', a, b)
    return [[''.join(re.findall('\1([^\2]*)\2', g)),
             ''.join(re.findall('\3([^\4]*)\4', g))] for g in re.findall(
                 '(?:\1[^\2]*\2\\s*)?(?:\3[^\4]*\4)?', said) if g]


def by_dmp(where, a, b):
    return json.loads(output('node', where / 'dmp.mjs', a, b))


OTHERS = {'diff': by_diff, 'wdiff': by_wdiff, 'diff-match-patch': by_dmp}


def bare(s):
    return re.sub(r'\s', '', s)


def is_right(changes, want, more, paragraphs):
    changes = [[x, y] for x, y in changes if bare(x) or bare(y)]
    whole = [bare(''.join(paragraphs[i:j])) for i in range(len(paragraphs))
             for j in range(i + 1, len(paragraphs) + 1)]
    named = [c for c in changes if c[1] or bare(c[0]) not in whole]
    if want == 'aside':
        return bool(named)
    if want == 'unread':
        return False
    if want == 'same':
        return not named
    if want == 'shortened':
        return bool(named) and all(bare(y) in ('[…]', '(...)', '')
                                   for _, y in named)
    return len(named) == len(more) and all(
        bare(x).strip('.') in bare(a) and bare(y).strip('.') in bare(b)
        for (x, y), (a, b) in zip(named, more))


# Ours -----------------------------------------------------------------------

def by_gainsay(memo, path):
    text, asides = path.read_bytes(), []
    if path.suffix != '.txt':
        text, asides = converted(BUILD / 'gainsay-convert', text)
        if text is None:
            return 'unread', asides
        text = text.encode()
    judge = Judge(BUILD / 'tests/system/compare-tool')
    got = judge.hold(memo, text)
    judge.end()
    shown = [m for m in got if m['kind'] not in ('missing', 'furniture')]
    if asides:
        return 'aside', asides[0].split()[0]
    if all(m['kind'] in SAME for m in shown):
        return ('shortened' if any(m['shortened'] for m in shown) else
                'same'), ()
    return 'altered', [[x.strip('. ') for x in c] for m in shown
                       for c in m['changes']]


# Tables ---------------------------------------------------------------------

class Table:
    def __init__(self):
        self.right = {n: dict.fromkeys(VERDICTS, 0)
                      for n in ('gainsay', *OTHERS)}
        self.took = dict.fromkeys(self.right, 0.0)

    def timed(self, name, call, *args):
        start = time.monotonic()
        result = call(*args)
        self.took[name] += time.monotonic() - start
        return result

    def case(self, where, folder, memo, text, want, more):
        memo, path = PLACE / folder / memo, PLACE / folder / text
        got = self.timed('gainsay', by_gainsay, memo.read_bytes(), path)
        self.right['gainsay'][want] += got == (want, more)
        a, b = where / 'a.txt', where / 'b.txt'
        a.write_text(body(memo) + '\n')
        b.write_text(unmarked(plain(path)) + '\n')
        paragraphs = body(memo).split('\n\n')
        for name, call in OTHERS.items():
            changes = self.timed(name, call, where, a, b)
            self.right[name][want] += is_right(changes, want, more, paragraphs)

    def print(self):
        count = {v: sum(c[3] == v for c in CASES) for v in VERDICTS}
        print('| right of |', *(f'{v} ({n}) |' for v, n in count.items()),
              f'all ({len(CASES)}) | time for all |')
        print('|' + ' --- |' * (len(VERDICTS) + 3))
        for name, right in self.right.items():
            print(f'| {name} |', *(f'{n} |' for n in right.values()),
                  f'{sum(right.values())} | {self.took[name]:.2f} s |')


def long_text(where):
    """Our own documents in lines of 72 with curly quotes; in every tenth
    paragraph another word."""
    rng, paragraphs = random.Random(1), []
    for name, part in texts(100000):
        if name == 'own':
            paragraphs = part
    now, altered = [], 0
    for p in paragraphs:
        other = alter_one(p, True) if rng.random() < 0.1 else None
        altered += other is not None
        now.append(textwrap.fill(curly(other[0] if other else p), 72,
                                 break_on_hyphens=False))
    a, b = where / 'a.txt', where / 'b.txt'
    a.write_text('\n\n'.join(paragraphs) + '\n')
    b.write_text('\n\n'.join(now) + '\n')
    memo = b'---\nsubject: A title\nto: Somebody\n---\n\n' + a.read_bytes()
    print(f'\n| {len(a.read_text().split()):,} words, {len(paragraphs):,} '
          f'paragraphs, {altered} words altered | named in all | of them the '
          'altered | time |')
    print('|' + ' --- |' * 4)
    for name, call in (('gainsay', lambda *_: by_gainsay(memo, b)[1]),
                       *OTHERS.items()):
        start = time.monotonic()
        changes = [c for c in call(where, a, b) if bare(c[0]) or bare(c[1])]
        took = time.monotonic() - start
        found = sum(c[1].count('zebra') == 1 and len(c[1].split()) == 1
                    for c in changes)
        print(f'| {name} | {len(changes):,} | {found} | {took:.2f} s |')


def main():
    table = Table()
    with tempfile.TemporaryDirectory() as where:
        where = npm.prepare(where, HERE / 'documents')
        for case in CASES:
            table.case(where, *case)
        table.print()
        long_text(where)


main()
