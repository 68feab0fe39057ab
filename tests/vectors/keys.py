#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/spec/keys-vectors.json once more, from docs/spec/keys.md.  With --write
it is computed anew; tests/unit/key_file_test.c holds the program to it."""
import base64
import hashlib
import json
import pathlib
import sys

sys.dont_write_bytecode = True
import key_file
import sealed_file

FILE = pathlib.Path(sys.argv[1]) / 'docs/spec/keys-vectors.json'
# Composed otherwise than it is derived from: a letter, then its accent.
WORDS = 'vivid harbor kidney stool cafe\u0301'
COST = (1, 8192)


def vector(role, holder, opens):
    def drawn(what, n):
        return hashlib.sha256(f'{role} {what}'.encode()).digest()[:n]
    text = f'role {role}\nseed {drawn("seed", 32).hex()}\n'
    if opens:
        text += f'{opens} ' + sealed_file.bech32(
            'age-secret-key-', drawn('identity', 32)).upper() + '\n'
    # The program argon2 takes no NUL.
    salt = drawn('salt', 16).replace(b'\0', b'\1')
    file = key_file.make(WORDS, COST, salt, drawn('nonce', 24), text)
    lines = key_file.opened(file, WORDS)
    if ''.join(f'{a} {b}\n' for a, b in lines) != text:
        sys.exit('what was sealed does not open')
    return {'passphrase': WORDS, 'holder': holder,
            'file': base64.b64encode(file).decode(), 'text': text,
            'lines': key_file.public_lines(lines, holder)}


def drawn_halves(what, number):
    """'Keys are hedged'."""
    def lv(text):
        return len(text).to_bytes(4, 'big') + text.encode()
    fresh = hashlib.sha512(f'fresh {what} {number}'.encode()).digest()
    derived = hashlib.sha256(f'derived {what}'.encode()).digest()
    k = hashlib.sha512(lv('gainsay/v1/key') + fresh + derived + lv(what) +
                       number.to_bytes(8, 'big')).digest()
    half = [hashlib.sha512(k + bytes([i])).digest() for i in (0, 1)]
    return {'fresh': fresh.hex(), 'derived': derived.hex(), 'what': what,
            'number': number, 'halves': half[0].hex() + half[1].hex()}


def main():
    have = {'drawn': [drawn_halves('member', 1),
                      drawn_halves('member', 2 ** 40 + 7),
                      drawn_halves('role', 0)],
            'keys': [vector('office', 'Policy Planning Staff', 'seal'),
                     vector('panel', 'The Panel', 'reveal'),
                     vector('second', 'Works Council', None)]}
    if '--write' in sys.argv:
        FILE.write_text(json.dumps(have, indent=1, ensure_ascii=True) + '\n')
    if json.loads(FILE.read_text()) != have:
        sys.exit(f'{FILE} is not what the specification gives')
    file = base64.b64decode(have['keys'][0]['file'])
    for at in (20, len(file) - 40, len(file) - 1):
        bad = bytearray(file)
        bad[at] ^= 1
        try:
            key_file.opened(bytes(bad), WORDS)
            sys.exit(f'byte {at} altered, and it opens')
        except (key_file.Refused, ValueError):
            pass
    print(f'{len(have["keys"])} key files, 3 altered')


main()
