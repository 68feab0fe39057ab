#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""audit_long.py BUILD [--json] [--quick]: what an audit takes of logs of 1,000
to 1,000,000 entries (--quick: to 10,000), processor time and memory.

test-audit_long makes each log and audits it in a process of its own: signed
entries, of which each tenth is an endorsement with a real proof over 200 keys;
and once more without a proof, since a million entries with 100,000 proofs take
half an hour to make."""
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import served

SIZES = (1000, 10000) if served.QUICK else (1000, 10000, 100000, 10**6)
MOST_PROOFS = 10000  # that are made here, at 12 ms each
SAYS = re.compile(r'(\d+) entries, (\d+) proofs over (\d+) keys: audit '
                  r'([\d.]+) s, replay alone ([\d.]+) s, proofs alone '
                  r'([\d.]+) s, ratio [\d.]+, (\d+) MiB')


def audit(program, size, acts):
    run = subprocess.run([program, str(size), str(acts)],
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         text=True)
    said = SAYS.search(run.stdout)
    if run.returncode != 0 or said is None:
        sys.exit(f'{program}: exit {run.returncode}: {run.stdout}')
    entries, proofs, keys, memory = (int(said[i]) for i in (1, 2, 3, 7))
    if entries != size:
        sys.exit(f'{program}: {entries} entries, not {size}')
    return proofs, keys, float(said[4]), memory


def main():
    program = pathlib.Path(sys.argv[1]).resolve() / 'tests/unit/test-audit_long'
    served.figure('audit', 'load when it began', os.getloadavg()[0], '')
    for size in SIZES:
        for acts in (size // 10, 0):
            if acts > MOST_PROOFS:
                continue
            proofs, keys, seconds, memory = audit(program, size, acts)
            which = 'with proofs' if acts else 'without proofs'
            served.figure('audit', f'audit {which}, processor', seconds, 's',
                          entries=size, proofs=proofs, keys=keys)
            served.figure('audit', f'audit {which}, memory', memory, 'MiB',
                          entries=size)


if __name__ == '__main__':
    main()
