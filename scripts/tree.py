# SPDX-License-Identifier: Apache-2.0
"""What the checks in this folder share: the files of the tree and a report.

The tree is the one that holds this file, so that a check run in a copy
judges the copy (tests/style/selftest.sh plants violations that way)."""
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CODE = ('core', 'lib', 'store', 'server', 'cli', 'admin', 'certificate',
        'convert',
        'courier', 'mirror', 'demo', 'web')
SKIP = ('build', 'demo-channel', '.git', '.cache', '__pycache__')
MADE = ('compile_commands.json', 'demo.log')  # by make, beside the sources


def files(*suffixes):
    """Paths relative to the root, sorted; all files if no suffix is given."""
    found = []
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = [s for s in subfolders
                         if s not in SKIP and
                         not s.startswith(('build-', 'demo-channel-'))]
        for name in names:
            if name not in MADE and name.endswith(suffixes or ''):
                path = pathlib.Path(folder, name).relative_to(ROOT)
                found.append(path.as_posix())
    return sorted(found)


def judged(*suffixes):
    """The files that are named as arguments, or else all."""
    given = [a for a in sys.argv[1:] if not a.startswith('--')]
    if not given:
        return files(*suffixes)
    return [path for path in given if path.endswith(suffixes or '')]


def read(path):
    return (ROOT / path).read_text(encoding='utf-8')


TOKEN = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def bare_code(text):
    """C without its comments and literals; lines keep their numbers."""
    def blank(match):
        token = match.group()
        lines = '\n' * token.count('\n')
        return token[0] * 2 if token[0] in '"\'' else ' ' + lines
    return TOKEN.sub(blank, text)


class Report:
    """Collects violations; `end` prints the verdict and exits.

    With --count, `end` prints how many violations of every rule each folder
    has, and never fails."""

    def __init__(self, what):
        self.what = what
        self.count = 0
        self.folders = {}
        self.counting = '--count' in sys.argv[1:]

    def bad(self, place, message, rule='other'):
        if self.counting:
            folder = place.rpartition(':')[0].rpartition('/')[0] or '.'
            row = self.folders.setdefault(folder, {})
            row[rule] = row.get(rule, 0) + 1
        else:
            self.count += 1
            print(f'{place}: {message}')

    def table(self):
        rules = sorted({r for row in self.folders.values() for r in row})
        width = max(map(len, [*self.folders, 'together']))

        def line(name, cells):
            return f'{name:{width}}' + ''.join(
                f'  {c:>{len(r)}}' for c, r in zip(cells, rules))
        print(line('', rules))
        for folder, row in sorted(self.folders.items()):
            print(line(folder, [row.get(r, '') for r in rules]))
        print(line('together', [sum(
            row.get(r, 0) for row in self.folders.values()) for r in rules]))

    def end(self, summary):
        if self.counting:
            self.table()
            return
        if self.count:
            print(f'{self.what}: {self.count} violations')
            sys.exit(1)
        print(f'{self.what}: {summary}')
