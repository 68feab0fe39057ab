#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""page.py WASM PROOFS GAINSAY: the worker in a page of a real browser, under
the strict policy.  What it proves is judged by the native program."""
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import browser

SIZES = (5, 3000)
SCOPE, MESSAGE = '0102', 'ff'
passed = failed = 0


def check(good, what):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print(f'FAILED: {what}')


def make_roll(tool, folder, size):
    path = pathlib.Path(folder) / f'keys-{size}'
    done = subprocess.run([tool, 'members', str(size), path], check=True,
                          capture_output=True, text=True)
    return {'keys': path.read_bytes(), 'secret': done.stdout.split()[0],
            'scope': SCOPE, 'message': MESSAGE, 'runs': 2}


def verify_natively(gainsay, folder, roll, proof):
    keys, file = pathlib.Path(folder) / 'roll', pathlib.Path(folder) / 'proof'
    keys.write_bytes(roll['keys'])
    file.write_bytes(bytes.fromhex(proof))
    done = subprocess.run(
        [gainsay, 'proof', 'verify', '--roll', keys, '--scope-hex', SCOPE,
         '--message-hex', MESSAGE, file], capture_output=True, text=True)
    return done.returncode == 0 and done.stdout.endswith(': valid\n')


def rising(progress):
    fractions = [fraction for fraction, _ in progress]
    return (len(fractions) > 0 and fractions == sorted(fractions)
            and fractions[0] > 0 and fractions[-1] == 1)


def judge(gainsay, folder, roll, seen):
    size = len(roll['keys']) // 32
    check(seen['size'] == size, f'{size}: the size of the roll')
    for step in seen['opening'] + seen['proving']:
        check(rising(step['progress']), f'{size}: {step["progress"]}')
    for step in seen['proving']:
        check(verify_natively(gainsay, folder, roll, step['result']),
              f'{size}: the native program verifies')
    check(len({s['result'] for s in seen['proving']}) == roll['runs'],
          f'{size}: every proof has its own randomness')
    check(seen['errors'] == {'tampered': 'PROOF', 'stranger': 'UNKNOWN',
                             'short': 'FORMAT', 'nothing': 'FORMAT',
                             'noSecret': 'FORMAT', 'noBytes': 'FORMAT',
                             'text': 'FORMAT'},
          f'{size}: {seen["errors"]}')
    check(seen['secretKept'], f"{size}: the caller's secret is left alone")
    if size > 1000:
        told = [(f, t) for f, t in seen['proving'][0]['progress'] if f < 0.9]
        whole = seen['proving'][0]['seconds'] * 1000
        check(len(told) >= 4 and told[0][1] < 0.9 * whole,
              f'{size}: progress while it works: {told} of {whole}')


def without_module(wasm):
    files = browser.site(wasm, [])
    del files['/web/gainsay.wasm']
    answer = browser.visit(files)
    check(answer.get('errors', {}).get('early') == 'IO',
          f'a page without the module: {answer}')


def main():
    wasm, tool, gainsay = sys.argv[1:]
    gainsay = pathlib.Path(gainsay).resolve()
    tool = pathlib.Path(tool).resolve()
    with tempfile.TemporaryDirectory() as folder:
        rolls = [make_roll(tool, folder, size) for size in SIZES]
        answer = browser.visit(browser.site(wasm, rolls))
        check('failed' not in answer, answer.get('failed'))
        check(answer.get('violations') == [],
              f'against the policy: {answer.get("violations")}')
        check(answer.get('errors') == {
            'early': 'UNKNOWN', 'cut': 'INTERNAL', 'closed': 'INTERNAL'},
            f'{answer.get("errors")}')
        seen = answer.get('rolls', [])
        check(len(seen) == len(rolls), 'every roll was opened')
        for roll, of in zip(rolls, seen):
            judge(gainsay, folder, roll, of)
    without_module(wasm)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
