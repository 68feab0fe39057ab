#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A third look at constant time: how long proofs take, by the clock, for one
secret, place and nonce that stay the same and for random ones (ct_time.c).
Welch's t test of the two, over all proofs and without the slowest 5, 10, 25 and
50 in a hundred (interrupts); beyond 4.5, which chance gives once in 150,000
times, in two runs of two, it fails.  Then a multiplication by the secret in
variable time is added, which must be seen.  Every path that the processor
has, every compiler.

usage: timing.py SOURCE [RUNS]       RUNS proofs, 10000 unless given"""
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from build import COMPILERS, VECTORS, build

LIMIT = 4.5
KEPT = (100, 95, 90, 75, 50)


def error(a, b):
    return math.sqrt(statistics.variance(a) / len(a) +
                     statistics.variance(b) / len(b))


def welch(a, b):
    return (statistics.fmean(a) - statistics.fmean(b)) / error(a, b)


def times(program, *args, cpu):
    """The path, the members, and both classes' nanoseconds."""
    rows = subprocess.run(
        [program, *map(str, args)], check=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, text=True,
        env={**os.environ, 'GAINSAY_CPU': cpu}).stdout.splitlines()
    path, members = rows[0].split()
    classes = ([], [])
    for row in rows[1:]:
        which, taken = row.split()
        classes[int(which)].append(float(taken))
    return path, members, classes


def has_path(program, cpu):
    """The program does not start with a path that the processor lacks."""
    return subprocess.run(
        [program, '1'], stdin=subprocess.DEVNULL, capture_output=True,
        check=False, env={**os.environ, 'GAINSAY_CPU': cpu}).returncode == 0


def largest(classes):
    """The t that is furthest from zero, and the least difference that any of
    them would have shown, as a part of the whole."""
    pooled = sorted(classes[0] + classes[1])
    found, finest = 0, 1
    for part in KEPT:
        limit = pooled[len(pooled) * part // 100 - 1]
        kept = [[x for x in c if x <= limit] for c in classes]
        found = max(found, welch(*kept), key=abs)
        finest = min(finest, LIMIT * error(*kept) / pooled[0])
    return found, finest


def look(program, runs, cpu, compiler):
    path, members, classes = times(program, runs, cpu=cpu)
    first, finest = largest(classes)
    t = [first]
    if abs(first) > LIMIT:
        t.append(largest(times(program, runs, cpu=cpu)[2])[0])
    leak, _ = largest(times(program, runs // 2, 'leak', cpu=cpu)[2])
    middle = statistics.median(classes[0] + classes[1])
    print(f'{compiler} -O2, {path}, {members} members, {runs} proofs of '
          f'{middle / 1000:.0f} us: t = {", ".join(f"{v:.1f}" for v in t)} '
          f'(would see {100 * finest:.2f} %); with a planted leak {leak:.1f}',
          flush=True)
    return (abs(t[-1]) <= LIMIT) + (abs(leak) > LIMIT)


def main():
    source, runs = pathlib.Path(sys.argv[1]), int((sys.argv[2:] or [10000])[0])
    passed = total = 0
    for compiler in COMPILERS:
        with tempfile.TemporaryDirectory() as folder:
            program = build(source, compiler, '-O2', 'ct_time.c', folder,
                            '-Wl,--wrap=gs_member_verify', marked=False,
                            vectors=VECTORS)
            for cpu in ('portable', *VECTORS):
                if not has_path(program, cpu):
                    print(f'this processor has no {cpu}')
                    continue
                passed += look(program, runs, cpu, compiler)
                total += 2
    print(f'{passed} passed, {total - passed} failed')
    return 1 if passed < total else 0


if __name__ == '__main__':
    sys.exit(main())
