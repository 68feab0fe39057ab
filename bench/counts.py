#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How many instructions the portable path takes to prove and to verify, counted
by callgrind in those functions alone, and the most memory that the process has
without valgrind.

usage: counts.py BUILD [--json] [--quick]      --quick: one roll of 1,024"""
import json
import os
import pathlib
import re
import subprocess
import sys

VERIFY, PROVE = 'gs_member_verify_batch', 'gs_member_prove'
BATCH = 32
ENV = {**os.environ, 'GAINSAY_CPU': 'portable'}


def instructions(program, function, size, batch):
    done = subprocess.run(
        ['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null',
         '--collect-atstart=no', f'--toggle-collect={function}', program,
         '--once', str(size), str(batch)],
        env=ENV, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    found = re.search(r'Collected\s*:\s*(\d+)', done.stderr)
    if done.returncode != 0 or not found or found[1] == '0':
        sys.exit(f'counts.py: nothing counted: {done.stderr}')
    return int(found[1])


def count(program, size):
    """What makes the proof verifies it too, alone: that comes off."""
    one = instructions(program, VERIFY, size, 1) // 2
    show('verify', size, 1, instructions=one)
    both = instructions(program, VERIFY, size, BATCH)
    show('verify, each of batch', size, BATCH,
         instructions=(both - one) // BATCH)
    show('prove', size, 1, instructions=instructions(program, PROVE, size, 1))


def memory(program, size, batch):
    """(the most resident, what the verification takes of it besides the roll)"""
    child = subprocess.Popen([program, '--json', '--once', str(size),
                              str(batch)], env=ENV, stdout=subprocess.PIPE,
                             text=True)
    lines = [json.loads(line) for line in child.stdout]
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit('counts.py: bench-proof failed')
    return used.ru_maxrss * 1024, lines[-1]['bytes']


def show(name, size, batch, **values):
    line = {'name': name, 'N': size, 'batch': batch, 'path': 'portable',
            'runs': 1, **values}
    if '--json' in sys.argv:
        print(json.dumps(line), flush=True)
        return
    values = ', '.join(f'{v:,} {k}' for k, v in values.items())
    print(f'{name}, N = {size:,}, batch {batch:,}: {values}', flush=True)


def main():
    program = str(pathlib.Path(sys.argv[1]) / 'bench' / 'bench-proof')
    quick = '--quick' in sys.argv
    for size in (1024,) if quick else (1024, 4096, 16384):
        count(program, size)
    # The kernel counts Python's own, 15 MiB, as the least of its children's.
    for size in () if quick else (65536, 1048576):
        for batch in (1, 1000):
            resident, beyond = memory(program, size, batch)
            show('memory', size, batch, resident=resident, verifying=beyond)


if __name__ == '__main__':
    main()
