#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""corpus.py SOURCE FUZZ_SEEDS: makes the corpora anew that have records in
them or cross the wire, from the published vectors and what the program writes:
record, apply, provenance, body, wire.  Run it when a format has changed; the
tests fuzz-* fail until then."""
import base64
import json
import pathlib
import re
import subprocess
import sys

SOURCE = pathlib.Path(sys.argv[1])
CORPUS = SOURCE / 'fuzz/corpus'
ACT = 16384  # bytes of the body of an act
ROOT = 'ab' * 32


def fill(target, files):
    """The target's corpus is these files and no others."""
    for old in (CORPUS / target).iterdir():
        old.unlink()
    for name, data in files.items():
        (CORPUS / target / name).write_bytes(data)


def b64(data):
    return base64.b64encode(data).decode()


def by_type(vectors):
    """{type, type-2, ...: text}"""
    out = {}
    for record in vectors['records']:
        kind = record['text'].split('\n')[0].split(' ')[1]
        same = sum(name.split('-')[0] == kind for name in out)
        out[kind if not same else f'{kind}-{same + 1}'] = record['text']
    return out


def bundle(entries):
    return b''.join(len(e.encode()).to_bytes(2, 'big') + e.encode()
                    for e in entries)


def padded(body):
    """Filled to the one length of acts."""
    room = ACT - len(json.dumps({**body, 'pad': ''}).encode())
    return {**body, 'pad': ' ' * room}


def bodies(records, vectors):
    """{name: (path, body)}: each member of each request at least once."""
    keys, sealed = bytes.fromhex(vectors['rolls'][0]), b64(b'age-encrypted')
    act = {'record': records['endorse']}
    filing = {'record': records['memo'],
              'acts': [records['endorse'], records['withdraw']]}
    box = {'memo': b64(b'm' * 32), 'roll': b64(b'r' * 32),
           'charter': b64(b'c' * 32), 'after': '2023-12-31', 'token': ROOT,
           'owner': ROOT, 'sealed': sealed, 'file': sealed, 'slot': 3,
           'proof': b64(b'p' * 352)}
    enrol = {'code': vectors['code']['code'], 'keys': [
        {'edition': n, 'key': b64(keys[:32]), 'possession': b64(b'p' * 96)}
        for n in (1, 2)]}
    return {
        'acknowledge': ('/records', {'records': [records['acknowledge']]}),
        'reply': ('/records', {'records': [records['reply']],
                               'content': [sealed]}),
        'publish': ('/records', {'records': [records['publish']],
                                 'content': [sealed, b64(b'text')]}),
        'roll': ('/records', {'records': [records['roll']],
                              'keys': b64(keys), 'reading': ROOT}),
        'filing': ('/filings', {**filing, 'content': sealed}),
        'late': ('/acts', padded(act)),
        'answer': ('/acts', {'record': records['answer'],
                             'content': [sealed]}),
        'open': ('/box', box),
        'endorse': ('/box/" ID "/acts', padded(act)),
        'withdraw': ('/box/" ID "/acts', padded(
            {'record': records['withdraw'],
             'endorsement': records['endorse']})),
        'file': ('/box/" ID "/file', {**filing, 'key': ROOT}),
        'file-alone': ('/box/" ID "/file', {'record': records['memo'],
                                            'key': ROOT, 'acts': []}),
        'prolong': ('/box/" ID "/prolong', {}),
        'reading': ('/reading', {'roll': b64(b'r' * 32),
                                 'nonce': b64(b'n' * 32),
                                 'proof': b64(b'p' * 352)}),
        'enrol': ('/enrol', enrol),
        'clock': ('/exercise/clock', {'now': '2023-11-03T14:00:00Z'}),
    }


def targets():
    """The paths of fuzz/body.c, in their order."""
    table = (SOURCE / 'fuzz/body.c').read_text()
    return re.findall(r'^\t\{"(/.*)", GS_ASK_', table, flags=re.M)


def main():
    spec = SOURCE / 'docs/spec'
    vectors = json.loads((spec / 'records-vectors.json').read_text())
    memos = json.loads(
        (spec / 'commitments-vectors.json').read_text())['memos']
    records, paths = by_type(vectors), targets()
    fill('record', {name: text.encode() for name, text in records.items()})
    fill('apply', {'start': bundle(vectors['log'][:2]),
                   'filing': bundle(vectors['log'][:7]),
                   'log': bundle(vectors['log'])})
    fill('provenance', {
        'cable.gainsay': (SOURCE /
                          'tests/vectors/cable.gainsay').read_bytes(),
        **{f'opening-{i}-{k}': bytes.fromhex(o['bytes'])
           for i, m in enumerate(memos)
           for k, o in enumerate(m['openings'])}})
    made = bodies(records, vectors)
    assert {path for path, _ in made.values()} == set(paths)
    fill('body', {name: bytes([paths.index(path)]) + json.dumps(body).encode()
                  for name, (path, body) in made.items()})
    fill('wire', {})
    subprocess.run([sys.argv[2], CORPUS / 'wire'], check=True)


if __name__ == '__main__':
    main()
