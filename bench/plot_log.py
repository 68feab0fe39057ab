#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws what acts, starts, memory, reading the whole log, auditing it and the
page cost against the length of the log: an SVG of `acts.py --json` and
`audit_long.py --json`, which keeps the figures that it was drawn from.

usage: plot_log.py [--with bench/log.svg] < FIGURES > new.svg

--with: what the figures on standard input do not say is taken from there."""
import json
import math
import sys

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 300, 190, 56, 40, 16, 34
ACROSS = 3
COLOURS = ('#1b5e8a', '#b35806')
# A panel: its title, its unit, and its lines: (the figure, how it is called).
PANELS = (
    ('An act', 'ms', (('an act, processor', 'processor'),
                      ('an act but for its proof, processor',
                       'but for its proof'))),
    ('Bytes written for an act', 'KiB', (('an act, written', ''),)),
    ('A start', 's', (('start, processor', 'processor'),
                      ('start, wall', 'on the clock'))),
    ('Memory', 'MiB', (('start, memory', 'server'),
                       ('status of the folder, memory', 'status'))),
    ('status of the folder', 's', (('status of the folder, processor', ''),)),
    ('The page', 'ms', (('the page, processor', ''),)),
    ('audit', 's', (('audit with proofs, processor',
                     'a tenth of it proofs'),
                    ('audit without proofs, processor', 'no proofs'))),
    ('Memory of audit', 'MiB', (('audit with proofs, memory',
                                 'a tenth of it proofs'),
                                ('audit without proofs, memory',
                                 'no proofs'))))
MARKS = '<metadata>', '</metadata>'


def kept():
    """The lines that an earlier drawing has."""
    if '--with' not in sys.argv:
        return []
    with open(sys.argv[sys.argv.index('--with') + 1]) as file:
        text = file.read()
    return text[text.index(MARKS[0]) + len(MARKS[0]):
                text.index(MARKS[1])].split('\n')


def read():
    found = {}
    for line in [*kept(), *sys.stdin]:
        f = json.loads(line) if line.strip() else {}
        if 'entries' in f:
            found.setdefault(f['figure'], {})[f['entries']] = f['value']
    return found


def keep(found):
    yield MARKS[0]
    for name, values in found.items():
        for n, v in sorted(values.items()):
            yield json.dumps({'figure': name, 'entries': n, 'value': v})
    yield MARKS[1]


class Panel:
    def __init__(self, number, sizes, values):
        self.left = number % ACROSS * WIDTH
        self.top = number // ACROSS * HEIGHT
        self.sizes = sizes
        self.low = math.floor(math.log10(min(values)))
        self.high = max(math.ceil(math.log10(max(values))), self.low + 1)

    def x(self, n):
        part = math.log(n / self.sizes[0]) / math.log(
            self.sizes[-1] / self.sizes[0])
        return self.left + LEFT + part * (WIDTH - LEFT - RIGHT)

    def y(self, v):
        part = (math.log10(v) - self.low) / (self.high - self.low)
        return self.top + HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM)

    def frame(self, title, unit):
        yield (f'<text x="{self.left + LEFT}" y="{self.top + 18}" '
               f'font-size="13">{title}</text>')
        for d in range(self.low, self.high + 1):
            at = self.y(10 ** d)
            yield (f'<path d="M{self.left + LEFT} {at:.1f}H'
                   f'{self.left + WIDTH - RIGHT}" stroke="#ddd"/>'
                   f'<text x="{self.left + LEFT - 5}" y="{at + 4:.1f}" '
                   f'text-anchor="end">{10.0 ** d:g} {unit}</text>')
        for n in self.sizes:
            yield (f'<text x="{self.x(n):.1f}" '
                   f'y="{self.top + HEIGHT - BOTTOM + 16}" '
                   f'text-anchor="middle">10{"⁰¹²³⁴⁵⁶⁷⁸⁹"[round(math.log10(n))]}'
                   '</text>')

    def line(self, points, colour, name, row):
        line = ' '.join(f'{self.x(n):.1f},{self.y(v):.1f}'
                        for n, v in sorted(points.items()))
        yield (f'<polyline points="{line}" fill="none" stroke="{colour}" '
               'stroke-width="2"/>')
        for n, v in points.items():
            yield (f'<circle cx="{self.x(n):.1f}" cy="{self.y(v):.1f}" '
                   f'r="2.5" fill="{colour}"/>')
        yield (f'<text x="{self.left + LEFT + 4}" '
               f'y="{self.top + 32 + 12 * row}" fill="{colour}">{name}</text>')


def main():
    found = read()
    down = -(-len(PANELS) // ACROSS)
    out = ['<svg xmlns="http://www.w3.org/2000/svg" '
           f'width="{ACROSS * WIDTH}" height="{down * HEIGHT}" '
           'font-family="sans-serif" font-size="11">',
           f'<rect width="{ACROSS * WIDTH}" height="{down * HEIGHT}" '
           'fill="white"/>', *keep(found)]
    for number, (title, unit, lines) in enumerate(PANELS):
        values = [v for name, _ in lines for v in found[name].values()]
        sizes = {n for name, _ in lines for n in found[name]}
        panel = Panel(number, sorted(sizes), values)
        out += panel.frame(title, unit)
        for row, ((name, called), colour) in enumerate(zip(lines, COLOURS)):
            out += panel.line(found[name], colour, called, row)
    print('\n'.join(out + ['</svg>']))


if __name__ == '__main__':
    main()
