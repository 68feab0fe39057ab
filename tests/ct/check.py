#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs ct_prove under valgrind, built by one compiler at every level of
optimisation: silent as it is, reported with a leak planted.

usage: check.py SOURCE COMPILER LIMBS [LEVEL]...    LIMBS of 64 bits or of 32"""
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from build import LEVELS, build

FOUND = ('depends on uninitialised value', 'Use of uninitialised value')


def run(*args):
    done = subprocess.run(
        ['valgrind', '-q', '--error-exitcode=99', *args],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout


def check(program, level):
    failed = 0
    code, text = run(program)
    if code != 0 or text:
        print(f'{level}: secrets reach a branch or an address:\n{text}')
        failed += 1
    code, text = run(program, '--leak')
    if code != 99 or not any(f in text for f in FOUND):
        print(f'{level}: a planted leak was not reported (exit {code}):\n'
              f'{text}')
        failed += 1
    return failed


def main():
    source, compiler, limbs, *levels = sys.argv[1:]
    levels = levels or LEVELS
    failed = 0
    for level in levels:
        with tempfile.TemporaryDirectory() as folder:
            failed += check(build(source, compiler, level, 'ct_prove.c',
                                  folder, limbs=limbs), level)
    print(f'{2 * len(levels) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
