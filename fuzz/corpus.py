#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""corpus.py SOURCE FUZZ_SEEDS: makes the corpora anew that have records in
them or cross the wire, from the published vectors and what the program writes:
record, apply, provenance, body, wire.  Run it when a format has changed; the
tests fuzz-* fail until then."""
import json
import pathlib
import re
import subprocess
import sys

SOURCE = pathlib.Path(sys.argv[1])
CORPUS = SOURCE / 'fuzz/corpus'
ACT = 16384  # bytes of the body of an act


def fill(target, files):
    """The target's corpus is these files and no others."""
    for old in (CORPUS / target).iterdir():
        old.unlink()
    for name, data in files.items():
        (CORPUS / target / name).write_bytes(data)


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
    """With a `pad`, filled to the one length of acts."""
    if 'pad' not in body:
        return body
    room = ACT - len(json.dumps({**body, 'pad': ''}).encode())
    return {**body, 'pad': ' ' * room}


def targets():
    """The paths of fuzz/body.c, in their order."""
    table = (SOURCE / 'fuzz/body.c').read_text().replace('" ID "', '<id>')
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
    requests = json.loads(
        (spec / 'http-vectors.json').read_text())['requests']
    assert {r['path'] for r in requests} == set(paths)
    fill('body', {f'{i:02}{r["path"].replace("/", "-")}'.replace('-<id>', ''):
                  bytes([paths.index(r['path'])]) +
                  json.dumps(padded(r['body'])).encode()
                  for i, r in enumerate(requests)})
    fill('wire', {})
    subprocess.run([sys.argv[2], CORPUS / 'wire'], check=True)


if __name__ == '__main__':
    main()
