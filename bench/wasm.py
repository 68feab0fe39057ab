#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Opening a roll, proving and verifying as WebAssembly: in the worker of a page
in headless Chromium, seconds on the wall there, beside the same by the native
program on its portable path, CPU time; medians.

usage: wasm.py BUILD [--json] [--quick]      --quick: no roll above 1,024"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] /
                       'tests' / 'web'))
import browser

RUNS = 5
SIZES = (1024, 16384, 65536)
WORK = ('open roll', 'prove', 'verify')


def make_roll(tool, path, size):
    done = subprocess.run([tool, 'members', str(size), path], check=True,
                          capture_output=True, text=True)
    return {'keys': path.read_bytes(), 'secret': done.stdout.split()[0],
            'scope': '00', 'message': '00', 'runs': RUNS}


def native(tool, path, secret):
    """[[seconds of each run], ...] in the order of WORK."""
    done = subprocess.run(
        [tool, 'time', path, secret, str(RUNS)], check=True,
        capture_output=True, text=True,
        env={**os.environ, 'GAINSAY_CPU': 'portable'})
    return list(zip(*(map(float, line.split())
                      for line in done.stdout.splitlines())))


def figure(name, size, path, times, ratio=None):
    seconds = statistics.median(times)
    if '--json' in sys.argv:
        print(json.dumps({
            'name': name, 'N': size, 'batch': 1, 'path': path,
            'seconds': seconds, 'runs': len(times),
            **({'native_ratio': ratio} if ratio else {})}), flush=True)
        return seconds
    times = f'{min(times):.3f} to {max(times):.3f}'
    tail = f', {ratio:.1f} times the native one' if ratio else ''
    print(f'{name}, N = {size}, {path}: {seconds:.3f} s ({times}){tail}',
          flush=True)
    return seconds


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    tool = build / 'tests' / 'web' / 'proofs-tool'
    sizes = SIZES[:1] if '--quick' in sys.argv else SIZES
    with tempfile.TemporaryDirectory() as folder:
        paths = [pathlib.Path(folder) / str(size) for size in sizes]
        rolls = [make_roll(tool, p, n) for p, n in zip(paths, sizes)]
        by_native = [native(tool, p, r['secret'])
                     for p, r in zip(paths, rolls)]
        # A fresh browser for each, and one roll opened once a visit.
        site = browser.site(build / 'web' / 'gainsay.wasm', rolls)
        answer = browser.visit(site)
        openings = [browser.visit(site) for _ in range(2)]
    for other in [answer, *openings]:
        if 'failed' in other:
            sys.exit(other['failed'])
    for k, size in enumerate(sizes):
        seen = [[o['rolls'][k]['opening'][0]['seconds']
                 for o in [answer, *openings]],
                [p['seconds'] for p in answer['rolls'][k]['proving']],
                [v['seconds'] for v in answer['rolls'][k]['verifying']]]
        for name, ours, theirs in zip(WORK, by_native[k], seen):
            base = figure(name, size, 'portable', ours)
            figure(name, size, 'WebAssembly in Chromium', theirs,
                   statistics.median(theirs) / base)


if __name__ == '__main__':
    main()
