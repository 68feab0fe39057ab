#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""status.py BUILD CHANNEL [--json]: 'gainsay status' of a channel's directory
beside a plain Merkle root over the same bundles (bench-merkle), which take
turns; processor time of the system too, medians."""
import os
import pathlib
import statistics
import subprocess
import sys

sys.dont_write_bytecode = True
import served

RUNS = 5


def seconds(*args):
    """Processor time, and what it says."""
    with subprocess.Popen(args, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE) as child:
        said = child.stdout.read().decode()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 3):
        sys.exit(f'{args}: exit {child.returncode}')
    return used.ru_utime + used.ru_stime, said, used.ru_maxrss >> 10


def main():
    build, place = (pathlib.Path(p) for p in sys.argv[1:3])
    _, entries, root, *_ = (place / 'log/checkpoint').read_text().split('\n')
    ours, theirs = [], []
    for _ in range(RUNS):
        taken, said, _ = seconds(build / 'bench/bench-merkle', place / 'log',
                                 entries)
        if said.strip() != root:
            sys.exit(f'bench-merkle: {said}')
        theirs.append(taken)
        taken, _, most = seconds(build / 'gainsay', 'status', '--key',
                                 place / 'vkey', place)
        ours.append(taken)

    both = [statistics.median(v) for v in (ours, theirs)]
    served.figure('status', 'gainsay status', both[0], 's', entries=entries,
                  MiB=most)
    served.figure('status', 'plain Merkle root', both[1], 's')
    served.figure('status', 'ratio', both[0] / both[1], '', least=round(min(
        a / b for a, b in zip(ours, theirs)), 2), most=round(max(
            a / b for a, b in zip(ours, theirs)), 2))


if __name__ == '__main__':
    main()
