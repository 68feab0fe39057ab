#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs ct_prove under valgrind, built by one compiler at every level of
optimisation: silent as it is, reported with a leak planted.

usage: check.py SOURCE COMPILER LIMBS [LEVEL]...
LIMBS of 64 bits or of 32, or avx2: the prover in its lanes"""
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from build import LEVELS, VECTORS, build

# ct_prove's exit code is made of these; 0: as it must be.
NOISY, UNSEEN = 1, 2


def check(program, level, cpu):
    """How many of the two checks failed."""
    done = subprocess.run(
        ['valgrind', '-q', program], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False, env={**os.environ, 'GAINSAY_CPU': cpu})
    if done.returncode not in (0, NOISY, UNSEEN, NOISY | UNSEEN):
        print(f'{level}: exit {done.returncode}:\n{done.stdout}')
        return 2
    if done.returncode & NOISY:
        print(f'{level}: secrets reach a branch or an address:\n{done.stdout}')
    if done.returncode & UNSEEN:
        print(f'{level}: a planted leak was not reported:\n{done.stdout}')
    return bool(done.returncode & NOISY) + bool(done.returncode & UNSEEN)


def main():
    source, compiler, limbs, *levels = sys.argv[1:]
    levels = levels or LEVELS
    vectors = (limbs,) if limbs in VECTORS else ()
    cpu = limbs if vectors else 'portable'
    failed = 0
    for level in levels:
        with tempfile.TemporaryDirectory() as folder:
            failed += check(build(
                source, compiler, level, 'ct_prove.c', folder,
                limbs='64' if vectors else limbs, vectors=vectors), level, cpu)
    print(f'{2 * len(levels) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
