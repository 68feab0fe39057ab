# SPDX-License-Identifier: Apache-2.0
"""Pictures of what somebody sees who follows a tutorial: a terminal as SVG, a
page as Chromium draws it.  What is kept is held against what is shown now."""
import difflib
import html
import os
import re
import subprocess
import textwrap

import rig

FOLDER = rig.ROOT / 'docs/tutorial/pictures'
COLUMNS, WIDE, HIGH, PAD = 92, 8.43, 19, 16
HEAD = '''<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" \
width="{w}" height="{h}" font-family="DejaVu Sans Mono, Menlo, Consolas, \
monospace" font-size="14" role="img">
<title>{title}</title>
<rect width="{w}" height="{h}" rx="6" fill="#15171a"/>
'''
LINE = '<text x="{x}" y="{y}" fill="{ink}" xml:space="preserve">{text}</text>\n'
# What chance draws in each story: keys, ids, codes of words; and the disk.
CHANCE = (
    (re.compile(r'\b[0-9a-f]{16,}\b'), 'HEX'),
    (re.compile(r'[A-Za-z0-9+/_-]{22,}={0,2}'), 'BYTES'),
    (re.compile(r'\d+ MiB left'), 'MUCH left'),
    (re.compile(r'((?:Word|word|Its) code +).*'), r'\1WORDS'),
)


def folded(line):
    """As the program folds it at a terminal."""
    indent = re.match(' *', line)[0]
    return textwrap.wrap(line, COLUMNS, subsequent_indent=indent + '  ',
                         drop_whitespace=True, break_on_hyphens=False) or ['']


def svg(typed, said):
    lines = [('#a3c5f6', '$ ' + line if i == 0 else '> ' + line)
             for i, line in enumerate(typed.splitlines())]
    lines += [('#ece9e2', part) for line in said.rstrip('\n').split('\n')
              for part in folded(line)]
    out = HEAD.format(w=round(COLUMNS * WIDE) + 2 * PAD,
                      h=len(lines) * HIGH + 2 * PAD, title=html.escape(typed))
    for i, (ink, line) in enumerate(lines, 1):
        out += LINE.format(x=PAD, y=PAD + i * HIGH - 5, ink=ink,
                           text=html.escape(line, quote=False))
    return out + '</svg>\n'


def steady(picture):
    """Its lines, without what chance has drawn: which entry of a release
    stands first is one such thing."""
    lines = re.findall(r'<text[^>]*>(.*?)</text>', picture)
    for pattern, word in CHANCE:
        lines = [pattern.sub(word, line) for line in lines]
    return sorted(lines)


class Pictures:
    """Draws them anew where `draw` says so, and else compares."""

    def __init__(self, t, draw):
        self.t, self.draw, self.names = t, draw, set()
        if draw:
            os.umask(0o022)
            FOLDER.mkdir(exist_ok=True)

    def terminal(self, name, typed, said):
        file = FOLDER / f'{name}.svg'
        self.names.add(file.name)
        now = svg(typed, said)
        if self.draw:
            file.write_text(now)
        kept = file.read_text() if file.is_file() else ''
        self.t.check(steady(kept) == steady(now),
                     f'{file.name} shows what is printed (tutorials.py '
                     'GAINSAY --draw makes them anew)',
                     '\n'.join(difflib.unified_diff(
                         steady(kept), steady(now), 'kept', 'printed',
                         lineterm='')))

    def page(self, name, url, height=900):
        """Drawn where it is asked for; what pages show has tests of its own
        (tests/web)."""
        file = FOLDER / f'{name}.png'
        self.names.add(file.name)
        if self.draw:
            subprocess.run(
                ['chromium', '--headless', '--no-sandbox', '--disable-gpu',
                 '--hide-scrollbars', f'--window-size=1000,{height}',
                 '--virtual-time-budget=10000', f'--screenshot={file}', url],
                check=True, capture_output=True, timeout=120)
        self.t.check(file.is_file() and
                     file.read_bytes().startswith(b'\x89PNG'),
                     f'{file.name} is there')

    def shown(self, texts):
        """Each is in a tutorial, and what a tutorial shows is there."""
        named = {name for text in texts for name in
                 re.findall(r'!\[[^]]+\]\(pictures/([^)]+)\)', text)}
        there = {file.name for file in FOLDER.iterdir()}
        self.t.check(named == self.names == there,
                     'the pictures are those of the tutorials',
                     str(sorted(named ^ there | self.names ^ there)))
