#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs ct_prove under valgrind: silent as it is, reported with a leak planted.

usage: check.py PROGRAM"""
import subprocess
import sys

FOUND = ('depends on uninitialised value', 'Use of uninitialised value')


def run(*args):
    done = subprocess.run(
        ['valgrind', '-q', '--error-exitcode=99', *args],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout


def main():
    program = sys.argv[1]
    failed = 0
    code, text = run(program)
    if code != 0 or text:
        print('secrets reach a branch or an address:\n' + text)
        failed += 1
    code, text = run(program, '--leak')
    if code != 99 or not any(f in text for f in FOUND):
        print(f'a planted leak was not reported (exit {code}):\n' + text)
        failed += 1
    print(f'{2 - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
