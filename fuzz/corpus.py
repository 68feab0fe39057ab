#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""corpus.py SOURCE FUZZ_SEEDS: makes the corpora anew that have records in
them or cross the wire, from the published vectors and what the program writes:
record, apply, acts, filing, half, kept, unsealed, provenance, body, wire,
link.  Run it
when a format has changed; the tests fuzz-* fail until then."""
import base64
import hashlib
import json
import pathlib
import re
import struct
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / 'tests/vectors'))
import sealed_file

SOURCE = pathlib.Path(sys.argv[1])
CORPUS = SOURCE / 'fuzz/corpus'
ACT = 16384  # bytes of the body of an act


def fill(target, files):
    """The target's corpus is these files and no others."""
    (CORPUS / target).mkdir(exist_ok=True)
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


def lines_of(record, name):
    return re.findall(f'^{name} (.*)$', record, flags=re.M)


def acts_of(log, number, reveals, size):
    """The acts of the number-th memo, and what they stand on."""
    records = [e[e.index('gainsay/v1 '):] for e in log]
    memo = [r for r in records if r.startswith('gainsay/v1 memo')][number]
    about = lines_of(memo, 'memo')[0]
    acts = [r for r in records if re.match('gainsay/v1 (endorse|withdraw)', r)
            and lines_of(r, 'memo') == [about]]
    ground = (bytes([reveals, size - 1]) +
              base64.b64decode(lines_of(memo, 'channel')[0]) +
              base64.b64decode(about))
    return ground, memo, acts


def acts_files(vectors, records):
    """One file, and the same twice; a file with a count and one with a withdrawal and what it
    takes back; under a charter with readers; a withdrawal alone."""
    ground, _, acts = acts_of(vectors['log'], 0, 0, 4)
    back = next(i for i, a in enumerate(acts) if 'withdraw' in a[:20])
    with_readers, _, more = acts_of(vectors['log'], 1, 2, 5)
    return {'one': ground + bundle([''.join(acts)]),
            'two': ground + bundle([records['count'] + ''.join(acts[:2]),
                                    ''.join(acts[back - 1:])]),
            'twice': ground + bundle([''.join(acts)] * 2),
            'readers': with_readers + bundle(more),
            'refused-alone': ground + bundle([acts[back]])}


def filings(vectors):
    """With acts and with none; one whose sealed file is none."""
    _, memo, acts = acts_of(vectors['log'], 0, 0, 4)
    sealed = sealed_file.age(sealed_file.pad(b'A memo.'), [bytes([9] + [0] *
                             31)], bytes(range(64)))

    def filing(file, given):
        code = lambda data: base64.b64encode(data).decode()
        content = f'content {code(hashlib.sha256(file).digest())}'
        record = re.sub('^content .*$', content, memo, flags=re.M)
        return json.dumps({'record': record, 'content': code(file),
                           'acts': given}).encode()
    return {'acts': filing(sealed, acts), 'bare': filing(sealed, []),
            'refused-junk': filing(b'junk', acts)}


def kept(bodies):
    """By a mirror: new; refused and published; one that promises."""
    def part(name, data):
        return f'{name} {len(data)}\n'.encode() + data

    def file(body, answer, published, refusal=b'', promise=b''):
        return (f'gainsay/v1 mirror-filing\nuntil 1699480800\nanswer {answer}'
                f'\npublished {published}\n').encode() + part(
                    'refusal', refusal) + part('promise', promise) + part(
                        'body', body)
    return {'new': file(bodies['bare'], 'unasked', 0),
            'refused': file(bodies['acts'], 'refusal', 1, b'a refusal\n'),
            'promised': file(bodies['acts'], 'promise', 0, b'', b'a promise\n'),
            'refused-word': file(bodies['bare'], 'denied', 0),
            'refused-body': file(bodies['refused-junk'], 'none', 0)}


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


def link_frames():
    """Frames of what crosses the wire, with their numbers: the first byte says
    who lies (fuzz/link.c)."""
    def frames(*numbered):
        return b''.join(struct.pack('>QI', n, len(body)) + body
                        for n, body in numbered)

    wire = {p.name: p.read_bytes() for p in (CORPUS / 'wire').iterdir()}
    asks = [wire[name] for name in sorted(wire)
            if name.startswith('ask-') and len(wire[name]) < 300]
    told = wire['answer-02']
    return {
        'front': b'\0' + frames(*enumerate(asks, 1)),
        'front-again': b'\0' + frames((1, asks[0]), (2, asks[0]),
                                      (2, asks[0])),
        'front-cut': b'\0' + frames((1, asks[0]), (2, asks[2]))[:-1],
        'refused-front-late': b'\0' + frames((2, asks[0])),
        'back': b'\1' + frames((3, told), (1, told), (2, told)),
        'back-again': b'\1' + frames((2, told), (2, told), (1, told)),
        'back-cut': b'\1' + frames((1, told), (3, told))[:-1],
        'refused-back-other': b'\1' + frames((4, told))}


def halves(records):
    """A reply, a correction, a release, and what is no JSON."""
    def half(record):
        return json.dumps({'record': record, 'content': [
            base64.b64encode(b'a sealed file').decode()] *
            record.count('\ncontent ')}).encode()
    return {'reply': half(records['reply']),
            'correct': half(records['correct']),
            'publish': half(records['publish']),
            'refused-text': records['reply'].encode(),
            'refused-record': half('gainsay/v1 reply\n')}


def unsealed(vectors, records):
    """Private positions, each with what was committed to, and one with
    another's; who is known, once with a blank too many; a case whose writer
    vouches for an act, and the same with other words."""
    signature = records['position'].rstrip('\n').split('\n')[-1]

    def code(text):
        return base64.b64encode(bytes.fromhex(text)).decode()

    def position(p):
        lines = ['gainsay/v1 position', f'channel {code(p["channel"])}',
                 f'memo {code(p["memo"])}', 'position 1',
                 f'request {p["request"]}', 'side private',
                 f'commitment {code(p["commitment"])}',
                 f'content {code(p["words"])}', signature, '']
        return '\n'.join(lines)
    taken, known = vectors['positions'], records['known']
    vouch, words = records['vouch'], b'What happened.\n'
    return {**{f'position-{i}': (position(p) + p['file']).encode()
               for i, p in enumerate(taken)},
            'refused-other': (position(taken[0]) + taken[1]['file']).encode(),
            'known': known.encode(), 'vouch': vouch.encode() + words,
            'refused-words': vouch.encode() + words[1:],
            'refused-blank': known.replace('\nname ', '\nname  ').encode()}


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
    fill('acts', acts_files(vectors, records))
    fill('filing', filings(vectors))
    fill('half', halves(records))
    fill('unsealed', unsealed(vectors, records))
    fill('kept', kept(filings(vectors)))
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
    fill('link', link_frames())


if __name__ == '__main__':
    main()
