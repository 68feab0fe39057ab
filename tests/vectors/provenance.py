#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""provenance.py SOURCE GAINSAY: docs/spec/provenance-vectors.json, changes of
the kept file tests/vectors/cable.gainsay with which it is not valid, each with
the reason; `gainsay verify` must end with 1 for each.  With --write they are
computed anew.  And docs/spec/provenance-anew-vectors.json, files that all who
sign have signed anew, by tests/interop/js/provenance_write.mjs."""
import base64
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(sys.argv[1])
FILE = SOURCE / 'docs/spec/provenance-vectors.json'
ANEW = SOURCE / 'docs/spec/provenance-anew-vectors.json'
BASE = SOURCE / 'tests/vectors/cable.gainsay'
DATA = BASE.read_bytes()


def sections():
    """[name, where it begins, where its bytes do, where they end]."""
    at, out = DATA.index(b'\n', DATA.index(b'\nmemo ') + 1) + 1, []
    while at < len(DATA):
        start = DATA.index(b'\n', at) + 1
        _, name, size = DATA[at:start - 1].decode().split(' ')
        out.append((name, at, start, start + int(size)))
        at = start + int(size) + 1
    return out


ALL = sections()


def part(s):
    return DATA[s[1]:s[3] + 1]


def written(name, data):
    return f'section {name} {len(data)}\n'.encode() + data + b'\n'


def instead(s, data):
    return s[1], s[3] + 1, data


def nth(name, n=0):
    return [s for s in ALL if s[0] == name][n]


def body(s):
    return DATA[s[2]:s[3]]


def headings():
    yield 'another heading', 0, 22, b'gainsay/v1 provenances\n'
    yield 'another version', 0, 10, b'gainsay/v2'
    memo = DATA.index(b'memo ')
    end = DATA.index(b'\n', memo)
    other = base64.b64encode(bytes(32))
    yield 'another memo', memo + 5, end, other
    yield 'no memo', memo, end + 1, b''
    yield 'the memo twice', memo, memo, DATA[memo:end + 1]
    yield 'a memo of 31 bytes', memo + 5, end, base64.b64encode(bytes(31))
    yield 'a memo in hexadecimal', memo + 5, end, b'0' * 64
    yield 'a byte behind it', len(DATA), len(DATA), b'\n'
    yield 'a section that is none behind it', len(DATA), len(DATA), \
        written('more', b'x')
    yield 'cut by a byte', len(DATA) - 1, len(DATA), b''
    yield 'CR LF after the heading', 21, 22, b'\r\n'


def lengths():
    for name in ('checkpoint', 'keys', 'tree', 'opening'):
        s = nth(name)
        for why, size in (('one more', len(body(s)) + 1),
                          ('one less', len(body(s)) - 1), ('0', 0),
                          ('2^64', 2**64)):
            yield f'the length of {name}: {why}', s[1], s[2], \
                f'section {name} {size}\n'.encode()
        for why, size in (('a zero before', f'0{len(body(s))}'),
                          ('a sign', f'+{len(body(s))}'),
                          ('a blank behind', f'{len(body(s))} ')):
            yield f'the length of {name} with {why}', s[1], s[2], \
                f'section {name} {size}\n'.encode()


def places():
    for name in ('checkpoint', 'charter', 'roll', 'tree', 'opening'):
        s = nth(name)
        yield (f'no {name}', *instead(s, b''))
        yield (f'{name} twice', *instead(s, part(s) * 2))
    for a, b in zip(ALL, ALL[1:]):
        if a[0] != b[0] or a[2] < nth('entry', 3)[2]:
            yield (f'{a[0]} behind {b[0]} ({a[1]})', a[1], b[3] + 1,
                   part(b) + part(a))
    s = nth('keys')
    yield ('the keys twice', *instead(s, part(s) * 2))
    entries = [s for s in ALL if s[0] == 'entry']
    for n in (0, 1, len(entries) - 2):
        yield (f'entry {n} left out', *instead(entries[n], b''))
        yield (f'entry {n} twice', *instead(entries[n],
                                            part(entries[n]) * 2))
    yield ('an entry as a charter', *instead(entries[-1], written(
        'charter', body(entries[-1]))))
    yield ('the roll as an entry', *instead(nth('roll'), written(
        'entry', body(nth('roll')))))
    yield ('the charter as the memo', *instead(entries[0], written(
        'entry', body(nth('charter')))))


def contents():
    s = nth('keys')
    keys = body(s)
    for why, now in (
            ('a bit', bytes([keys[0] ^ 1]) + keys[1:]),
            ('two in the other order', keys[32:64] + keys[:32] + keys[64:]),
            ('one twice', keys[:32] * 2 + keys[64:]),
            ('one less', keys[:-32]), ('a byte more', keys + b'\0'),
            ('the identity first', bytes(32) + keys[32:])):
        yield (f'keys: {why}', *instead(s, written('keys', now)))
    s = nth('tree')
    tree = body(s)
    for why, now in (('a bit', bytes([tree[0] ^ 1]) + tree[1:]),
                     ('a hash less', tree[:-32]),
                     ('a hash more', tree + tree[-32:]),
                     ('a byte more', tree + b'\0'), ('none', b'')):
        yield (f'tree: {why}', *instead(s, written('tree', now)))
    for name, n in (('charter', 0), ('roll', 0), ('entry', 0), ('entry', 1),
                    ('entry', -1)):
        s = nth(name, n)
        index = int.from_bytes(body(s)[:8], 'big')
        for other in (index + 1, 2**63, 2**64 - 1):
            yield (f'{name} {n} at {other}', s[2], s[2] + 8,
                   other.to_bytes(8, 'big'))
        yield f'{name} {n}: another second', s[2] + 29, s[2] + 30, \
            b'1' if DATA[s[2] + 29:s[2] + 30] != b'1' else b'2'
        yield f'{name} {n} without its index', s[1], s[3] + 1, \
            written(name, body(s)[8:])
        yield f'{name} {n}: the last byte', s[3] - 2, s[3] - 1, \
            bytes([DATA[s[3] - 2] ^ 1])
    s = nth('checkpoint')
    lines = body(s).split(b'\n')
    for why, now in (
            ('another size', [lines[0], b'44', *lines[2:]]),
            ('another origin', [lines[0] + b'x', *lines[1:]]),
            ('an extension line', [*lines[:3], b'more', *lines[3:]]),
            ('no signature', [*lines[:4], b''])):
        yield (f'checkpoint: {why}', *instead(s, written(
            'checkpoint', b'\n'.join(now))))
    s = nth('opening')
    opened = body(s)
    for why, now in (
            ('another seed', opened[:6] + bytes(32) + opened[38:]),
            ('a block more', b'\0\0\0\x0b' + opened[4:]),
            ('a word', opened.replace(b'strong dissent', b'strong_dissent')),
            ('a hidden character', opened[:-3] + b'\xe2\x80\x8b'),
            ('a byte more', opened + b'\0'), ('none', b'')):
        yield (f'opening: {why}', *instead(s, written('opening', now)))


def computed():
    refused = []
    for make in (headings, lengths, places, contents):
        for why, at, end, now in make():
            assert DATA[at:end] != now, why
            refused.append([why, at, end, base64.b64encode(now).decode()])
    return {'comment': 'bytes `at` to `end` of the file replaced by the '
                       'base64: not valid; by tests/vectors/provenance.py',
            'file': 'tests/vectors/cable.gainsay',
            'key': 'tests/vectors/cable.vkey',
            'sha256': hashlib.sha256(DATA).hexdigest(), 'refused': refused}


def verify(gainsay, data, place, key=SOURCE / 'tests/vectors/cable.vkey'):
    place.write_bytes(data)
    return subprocess.run(
        [gainsay, 'verify', '--key', key, place], stdin=subprocess.DEVNULL,
        capture_output=True, text=True)


def check_anew(gainsay, place):
    """How many have another verdict."""
    listed = json.loads(ANEW.read_text())
    files = [base64.b64decode(f) for f in listed['files']]
    cases = [(f'file {n}', n, [], False) for n in range(len(files))]
    cases += [(*case, False) for case in listed['good']]
    cases += [(*case, True) for case in listed['refused']]
    failed = 0
    for why, n, edits, refused in cases:
        data = files[n]
        for at, end, put in reversed(edits):
            data = data[:at] + base64.b64decode(put) + data[end:]
        done = verify(gainsay, data, place, listed['key'])
        good = is_refused(done) if refused else done.returncode in (0, 3)
        if not good:
            failed += 1
            print(f'FAILED: {why}: exit code {done.returncode}\n'
                  f'{done.stdout[:300]}{done.stderr[:300]}')
    print(f'signed anew: {len(cases) - failed} passed')
    return failed


def is_refused(done):
    """Judged, or told to be changed by what carried it, and not judged."""
    return (done.returncode == 1 and 'Not valid' in done.stdout or
            done.returncode == 2 and done.stdout == '' and
            re.search(r'get (it|the file|that file) again', done.stderr))


def main(gainsay):
    have = computed()
    if '--write' in sys.argv:
        FILE.write_text(json.dumps(have, indent=1) + '\n')
    if json.loads(FILE.read_text()) != have:
        sys.exit(f'{FILE} is not of {BASE}: run this with --write')
    failed = 0
    with tempfile.TemporaryDirectory(prefix='gainsay-provenance-') as name:
        place = pathlib.Path(name) / 'x.gainsay'
        done = verify(gainsay, DATA, place)
        if done.returncode not in (0, 3):
            sys.exit(f'the file itself: {done.stdout}{done.stderr}')
        for why, at, end, now in have['refused']:
            done = verify(gainsay, DATA[:at] + base64.b64decode(now) +
                          DATA[end:], place)
            if not is_refused(done):
                failed += 1
                print(f'FAILED: {why}: exit code {done.returncode}\n'
                      f'{done.stdout[:300]}{done.stderr[:300]}')
        failed += check_anew(gainsay, place)
    print(f'{len(have["refused"]) - failed} passed, {failed} failed')
    sys.exit(failed != 0)


main(sys.argv[2])
