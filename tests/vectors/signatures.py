#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/spec/signatures-vectors.json once more, from docs/spec/signatures.md.
With --write it is computed anew.  Most cases are such that some rule of RFC
8032, or some library, says otherwise."""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
import ed25519 as e

FILE = pathlib.Path(sys.argv[1]) / 'docs/spec/signatures-vectors.json'
ZERO = (0, 1, 1, 0)
SEED = bytes(range(32))
SCALAR = e.secret(SEED)[0]
KEY = e.times(SCALAR, e.BASE)


def small_points():
    """The eight whose order divides 8: of order 8 is L times some point."""
    for y in range(2, 99):
        try:
            point = e.times(e.ORDER, e.decode(y.to_bytes(32, 'little')))
        except ValueError:
            continue
        if e.encode(e.times(4, point)) != e.encode(ZERO):
            return [e.times(n, point) for n in range(8)]
    sys.exit('no point of order 8')


SMALL = small_points()


def made(key, scalar, r, message, torsion=ZERO):
    """r*B + torsion, and the scalar that cofactored verifiers take."""
    first = e.encode(e.add(e.times(r, e.BASE), torsion))
    k = e.number(first + key + message) % e.ORDER
    return first + ((r + k * scalar) % e.ORDER).to_bytes(32, 'little'), k


def search(build, want):
    """The first message for which k is as wanted."""
    for n in range(10 ** 4):
        message = f'message {n}'.encode()
        signature, k = build(message)
        if want(k):
            return message, signature
    sys.exit('no message')


def cases():
    key, out = e.encode(KEY), []

    def case(why, key, message, signature):
        out.append({'why': why, 'key': key.hex(), 'message': message.hex(),
                    'signature': signature.hex(),
                    'good': e.verify(key, message, signature)})
    for message in (b'', b'a', b'gainsay' * 40):
        case('as it should be', key, message, e.sign(SEED, message))
    good = e.sign(SEED, b'a')
    case('another message', key, b'b', good)
    case('S + L', key, b'a', good[:32] + (int.from_bytes(
        good[32:], 'little') + e.ORDER).to_bytes(32, 'little'))
    case('S = L', key, b'a', good[:32] + e.ORDER.to_bytes(32, 'little'))
    for at in (0, 31, 32, 63):
        bad = bytearray(good)
        bad[at] ^= 1
        case(f'byte {at} altered', key, b'a', bytes(bad))
    torsion_cases(case)
    unusual_cases(case, key)
    return out


def torsion_cases(case):
    """Keys and first halves with a part of small order."""
    for n, small in enumerate(SMALL):
        weak = e.encode(small)
        message, signature = search(
            lambda m: made(weak, 0, 77, m), lambda k: k % 8 == 0)
        case(f'the key is {n} times a point of order 8, and h a multiple of 8',
             weak, message, signature)
        if n == 0:
            continue
        mixed = e.encode(e.add(KEY, small))
        for what, want in (('a', lambda k: k % 8 == 0),
                           ('no', lambda k: k % 8 == 1)):
            message, signature = search(
                lambda m: made(mixed, SCALAR, 77, m), want)
            case(f'the key has {n} times a point of order 8 added, and h is '
                 f'{what} multiple of 8', mixed, message, signature)
        key = e.encode(KEY)
        signature, _ = made(key, SCALAR, 77, b'a', small)
        case(f'R has {n} times a point of order 8 added', key, b'a', signature)
        signature, _ = made(key, SCALAR, 0, b'a', small)
        case(f'R is {n} times a point of order 8', key, b'a', signature)


def unusual_cases(case, key):
    signature, _ = made(key, SCALAR, 0, b'a')
    case('R is the identity', key, b'a', signature)
    # Values of y below 19 can be written twice in 255 bits.
    wide = (e.P + 1).to_bytes(32, 'little')
    k = e.number(wide + key + b'a') % e.ORDER
    case('R is the identity, written as y + p', key, b'a',
         wide + (k * SCALAR % e.ORDER).to_bytes(32, 'little'))
    case('the key is the identity, written as y + p', wide, b'a',
         made(wide, 0, 77, b'a')[0])
    sign = (1 | 1 << 255).to_bytes(32, 'little')
    case('the key is the identity with the sign of x set', sign, b'a',
         made(sign, 0, 77, b'a')[0])
    for y in range(2, 20):
        off = y.to_bytes(32, 'little')
        try:
            e.decode(off)
        except ValueError:
            case('the key is on no curve', off, b'a', made(off, 0, 77, b'a')[0])
            break
    for y in range(2, 19):
        try:
            point = e.decode(y.to_bytes(32, 'little'))
        except ValueError:
            continue
        wide = (e.P + y).to_bytes(32, 'little')
        case('the key is written as y + p', wide, b'a',
             made(wide, 0, 77, b'a')[0])
        case('the key has a y below 19, and is of mixed order or unknown',
             e.encode(point), b'a', made(e.encode(point), 0, 77, b'a')[0])
        break


def main():
    have = {'comment': 'docs/spec/signatures.md, computed by '
                       'tests/vectors/signatures.py; bytes in hexadecimal',
            'cases': cases()}
    good = [c for c in have['cases'] if c['good']]
    if [c['why'] for c in good] != ['as it should be'] * 3:
        sys.exit('other cases are good than those that should be')
    if '--write' in sys.argv:
        FILE.write_text(json.dumps(have, indent=1) + '\n')
    if json.loads(FILE.read_text()) != have:
        sys.exit(f'{FILE} is not what the specification gives')
    print(f'{len(have["cases"])} cases, 3 of them good')


main()
