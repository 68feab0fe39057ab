#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/spec/contradiction-vectors.json once more, from
docs/spec/contradiction.md.  With --write it is computed anew;
tests/unit/contradiction_test.c holds the program to it."""
import base64
import hashlib
import json
import pathlib
import sys

sys.dont_write_bytecode = True
import ed25519
from rfc9162 import consistency, is_consistent, leaf_hash, root_of

FILE = pathlib.Path(sys.argv[1]) / 'docs/spec/contradiction-vectors.json'
ORIGIN = 'log.example/dissent'
SEED, OTHER = (hashlib.sha256(b).digest() for b in (b'log', b'other'))


def sha(*parts):
    return hashlib.sha256(b''.join(parts)).digest()


def b64(data):
    return base64.b64encode(data).decode()


def vkey(seed, name=ORIGIN):
    body = b'\1' + ed25519.public(seed)
    mark = sha(name.encode(), b'\n', body)[:4].hex()
    return f'{name}+{mark}+{b64(body)}'


# Notes and records -------------------------------------------------------------

def entries(n, fork=None):
    """The hashes of their leaves."""
    return [leaf_hash(b'%d%s' % (i, b' other' if fork is not None and
                                 i >= fork else b'')) for i in range(n)]


def note(leaves, seed=SEED, origin=ORIGIN, more='', wrong=False):
    text = f'{origin}\n{len(leaves)}\n{b64(root_of(leaves))}\n{more}'
    mark = bytearray(ed25519.sign(seed, text.encode()))
    mark[0] ^= wrong
    key = bytes.fromhex(vkey(seed, origin).split('+')[1])
    return f'{text}\n\N{EM DASH} {origin} {b64(key + bytes(mark))}\n'.encode()


def record(first, second, start=None, proof=()):
    text = (f'gainsay/v1 contradiction\nnote {b64(first)}\n'
            f'note {b64(second)}\n')
    text += f'root {b64(start)}\n' if start else ''
    return text + ''.join(f'proof {b64(p)}\n' for p in proof)


def tied(m, small, large, start=None):
    return record(note(small), note(large), start or root_of(large[:m]),
                  consistency(m, large))


def cases():
    """(text, what it is, why)"""
    for m, n in ((1, 2), (2, 3), (3, 8), (4, 7), (8, 13), (255, 300)):
        large = entries(n)
        yield tied(m, entries(m, m - 1), large), 'contradiction', \
            f'{m} entries that are not the first of {n}'
        yield tied(m, entries(m), large), 'none', f'{m} of {n}'
    same = sorted((entries(5), entries(5, 2)), key=root_of)
    yield record(*map(note, same)), 'contradiction', 'two of one size'
    yield record(note(same[0]), note(same[0])), 'none', 'one twice'
    yield record(note(entries(3, 1)), note(entries(8))), 'undecided', \
        'no proof'
    yield from refused(same)


def refused(same):
    small, large = entries(3, 1), entries(8)
    good, proof = root_of(large[:3]), consistency(3, large)
    a, b = note(small), note(large)
    bad = bytes([proof[0][0] ^ 1]) + proof[0][1:]
    for text, why in (
            (record(b, a, good, proof), 'the larger first'),
            (record(note(same[1]), note(same[0])), 'the higher root first'),
            (record(note(same[0]), note(same[1]), root_of(same[1])),
             'a root, of one size'),
            (record(a, b, None, proof), 'a proof without a root'),
            (record(a, b, good), 'a root without a proof'),
            (record(a, b, good, proof[:-1]), 'the proof is cut'),
            (record(a, b, good, [*proof, good]), 'the proof is longer'),
            (record(a, b, good, [bad, *proof[1:]]), 'the proof is altered'),
            (record(a, b, root_of(small), proof), 'the proof from another root'),
            (record(a, note(large, OTHER), good, proof), 'another key'),
            (record(note(small, wrong=True), b, good, proof),
             'a signature that does not verify'),
            (record(note(small, origin='log.example/other'), b, good, proof),
             'another log'),
            (record(note(small, more='more\n'), b, good, proof),
             'an extension line'),
            (record(a, b, good, proof).replace('root', 'Root'),
             'no record'),
            (record(a, b, good, proof) + '\n', 'a line more'),
            (record(a, b, good, proof).replace('contradiction', 'count'),
             'another type')):
        yield text, 'refused', why


def judged(text):
    """As the page says, apart from how the cases are made."""
    lines = [line.split(' ', 1) for line in text.split('\n')[1:-1]]
    if not text.startswith('gainsay/v1 contradiction\n') or \
            [n for n, *_ in lines] != sorted(
                (n for n, *_ in lines), key=('note', 'root', 'proof').index
                if {n for n, *_ in lines} <= {'note', 'root', 'proof'}
                else lambda n: 0) or \
            not {n for n, *_ in lines} <= {'note', 'root', 'proof'}:
        return 'refused'
    values = {name: [base64.b64decode(v) for n, v in lines if n == name]
              for name in ('note', 'root', 'proof')}
    logs = []
    for whole in values['note']:
        body, _, tail = whole.decode().partition('\n\n')
        parts = body.split('\n')
        _, name, mark = tail.strip('\n').split(' ')
        mark = base64.b64decode(mark)
        if len(parts) != 3 or parts[0] != ORIGIN or name != ORIGIN or \
                mark[:4].hex() != vkey(SEED).split('+')[1] or \
                not ed25519.verify(ed25519.public(SEED),
                                   f'{body}\n'.encode(), mark[4:]):
            return 'refused'
        logs.append((int(parts[1]), base64.b64decode(parts[2])))
    if len(logs) != 2 or logs != sorted(logs):
        return 'refused'
    (m, first), (n, second) = logs
    if m == n:
        return ('refused' if values['root'] or values['proof'] else
                'none' if first == second else 'contradiction')
    if not values['root']:
        return 'refused' if values['proof'] else 'undecided'
    start, = values['root']
    if m == 0 or not is_consistent(m, start, n, second, values['proof']):
        return 'refused'
    return 'none' if start == first else 'contradiction'


def main():
    have = {'vkey': vkey(SEED), 'cases': [
        {'is': what, 'why': why, 'text': text} for text, what, why in cases()]}
    for case in have['cases']:
        if judged(case['text']) != case['is']:
            sys.exit(f'{case["why"]}: {judged(case["text"])}, not '
                     f'{case["is"]}')
    if '--write' in sys.argv:
        FILE.write_text(json.dumps(have, indent=1) + '\n')
    if json.loads(FILE.read_text()) != have:
        sys.exit(f'{FILE} is not what the specification gives')
    print(f'{len(have["cases"])} cases')


main()
