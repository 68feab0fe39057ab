#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second look at constant time, apart from check.py's: the prover under
callgrind, over many secrets and every place in the roll.  For a roll of one
size, each instruction must be executed exactly as often whoever proves and
with whatever secret and nonces.  Then the same with a branch on a secret, which
must be seen.  (Addresses of data are check.py's to judge.)

usage: trace.py SOURCE [RUNS]       RUNS for each place, 4 unless given"""
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from build import COMPILERS, build

COST = re.compile(r'^0x([0-9a-f]+) \S+ (\d+)$')
SIZES = (2, 5, 9)


def profile(program, folder, *args):
    """How often each instruction was executed."""
    out = pathlib.Path(folder) / 'profile'
    subprocess.run(
        ['setarch', '-R', 'valgrind', '-q', '--tool=callgrind',
         '--dump-instr=yes', '--compress-pos=no', '--collect-atstart=no',
         f'--callgrind-out-file={out}', program, *map(str, args)],
        check=True, stdin=subprocess.DEVNULL)
    count, called = collections.Counter(), False
    for line in out.read_text().splitlines():
        found = COST.match(line)
        # The line after "calls=" repeats the cost of what was called.
        if found and not called:
            count[found[1]] += int(found[2])
        called = line.startswith('calls=')
    return count


def differing(a, b):
    return sum(1 for k in a.keys() | b.keys() if a[k] != b[k])


def watch(program, folder, size, runs):
    """How many instructions differ over all places, and whether a planted
    branch is seen."""
    first = profile(program, folder, size, 0)
    if sum(first.values()) < 1000000:
        sys.exit('next to nothing was counted')
    worst = max(differing(first, profile(program, folder, size, place))
                for place in range(size) for _ in range(runs))
    leaks = [profile(program, folder, size, 0, 'leak') for _ in range(5)]
    seen = any(differing(leaks[0], other) for other in leaks[1:])
    print(f'{size} members: {len(first)} instructions executed '
          f'{sum(first.values())} times; {worst} differ over {size * runs} '
          f'runs; a planted branch {"is" if seen else "is not"} seen',
          flush=True)
    return (worst == 0) + seen


def main():
    source, runs = sys.argv[1], int((sys.argv[2:] or ['4'])[0])
    passed = total = 0
    for compiler in COMPILERS:
        with tempfile.TemporaryDirectory() as folder:
            program = build(source, compiler, '-O2', 'ct_trace.c', folder,
                            '-Wl,--wrap=gs_member_verify')
            for size in SIZES:
                print(f'{compiler} -O2, ', end='')
                passed += watch(program, folder, size, runs)
                total += 2
    print(f'{passed} passed, {total - passed} failed')
    return 1 if passed < total else 0


if __name__ == '__main__':
    sys.exit(main())
