#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws what an endorsement costs against the size of the roll, one line a
batch, or against the batch, one line a roll: an SVG of `bench-proof --growth
--json`, or of `bench-proof --batches --json`.

usage: plot.py < FIGURES > bench/growth.svg
       plot.py --batches < FIGURES > bench/batches.svg"""
import json
import math
import sys

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 440, 80, 40, 110, 60
COLOURS = ('#1b5e8a', '#b35806', '#2d7d46', '#7b3f8c')
# What is drawn along, what a line is of, which lines, the foot, their names.
GROWTH = ('N', 'batch', (1, 32, 1000), 'keys on the roll',
          lambda b: 'one alone' if b == 1 else f'of {b:,}')
BATCHES = ('batch', 'N', (1024, 16384, 65536, 262144),
           'endorsements verified at once', lambda n: f'{n:,} keys')


def read(along, of, lines):
    points = {k: [] for k in lines}
    for line in sys.stdin:
        f = json.loads(line)
        if f['name'].startswith('verify') and f[of] in points:
            points[f[of]].append((f[along], f['seconds']))
    return points


def main():
    along, of, lines, foot, name = \
        BATCHES if '--batches' in sys.argv else GROWTH
    points = read(along, of, lines)
    sizes = sorted({n for p in points.values() for n, _ in p})
    times = [s for p in points.values() for _, s in p]
    low = math.floor(math.log10(min(times)))
    high = math.ceil(math.log10(max(times)))

    def x(n):
        part = math.log(n / sizes[0]) / math.log(sizes[-1] / sizes[0])
        return LEFT + part * (WIDTH - LEFT - RIGHT)

    def y(s):
        part = (math.log10(s) - low) / (high - low)
        return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
           f'height="{HEIGHT}" font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
           f'<text x="{LEFT}" y="22" font-size="15">Verifying one endorsement:'
           ' CPU time on one core</text>']
    for d in range(low, high + 1):
        unit = {-6: '1 us', -5: '10 us', -4: '0.1 ms', -3: '1 ms',
                -2: '10 ms', -1: '0.1 s', 0: '1 s', 1: '10 s'}[d]
        out.append(f'<path d="M{LEFT} {y(10 ** d):.1f}H{WIDTH - RIGHT}" '
                   'stroke="#ddd"/>'
                   f'<text x="{LEFT - 8}" y="{y(10 ** d) + 4:.1f}" '
                   f'text-anchor="end">{unit}</text>')
    for n in sizes:
        out.append(f'<text x="{x(n):.1f}" y="{HEIGHT - BOTTOM + 18}" '
                   f'text-anchor="middle">{n:,}</text>')
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 16}" '
               f'text-anchor="middle">{foot}</text>')
    for key, colour in zip(lines, COLOURS):
        line = ' '.join(f'{x(n):.1f},{y(s):.1f}'
                        for n, s in sorted(points[key]))
        end = max(points[key])
        out.append(f'<polyline points="{line}" fill="none" '
                   f'stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{x(n):.1f}" cy="{y(s):.1f}" r="3" '
                f'fill="{colour}"/>' for n, s in points[key]]
        out.append(f'<text x="{x(end[0]) + 10:.1f}" y="{y(end[1]) + 4:.1f}" '
                   f'fill="{colour}">{name(key)}</text>')
    print('\n'.join(out + ['</svg>']))


if __name__ == '__main__':
    main()
