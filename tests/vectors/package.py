# SPDX-License-Identifier: Apache-2.0
"""From a package to the memo id, as docs/spec/commitments.md has it: the blocks
of the document are given, since no CommonMark is read here."""
import base64

import sealed_file
from commitments import (Sentences, annex, levels, lv, node, sha, tree,
                         u32)

# Of the `content` record, these are the reader's; the rest are terms.
SECRETS = ('seed', 'reply-secret', 'seal-secret')


def lines_of(text):
    """[(name, line with its LF)] of the record that a package begins with."""
    record = text.partition('\n\n')[0] + '\n'
    return [(line.split(' ')[0], line)
            for line in record.splitlines(keepends=True)[1:]]


def value(text, name):
    """Of the one line of that name, its last part; bytes."""
    return next(base64.b64decode(line.split(' ')[-1])
                for n, line in lines_of(text) if n == name)


def commitments_of(text):
    """The files behind the document, and what the memo's record has of them."""
    annexes = [line[:-1].split(' ', 4)[1:] for name, line in lines_of(text)
               if name == 'annex']
    data = text.encode()
    at = len(data) - sum(int(size) for _, _, size, _ in annexes) - 1
    for salt, kind, size, name in annexes:
        yield annex(base64.b64decode(salt), kind, name,
                    data[at:at + int(size)])
        at += int(size)


def root(seed, blocks):
    out = []
    for i, b in enumerate(blocks):
        s = Sentences(node(seed, levels(len(blocks)), 0, i), b['text'])
        out.append(sha(lv('gainsay/v1/block'), s.cover, lv(b['mark']),
                       tree(s.commitments)))
    return tree(out)


def sealed(text, charter):
    """What the office gets of a package under this charter."""
    content = ''.join(
        line for line in text.splitlines(keepends=True)
        if line.split(' ')[0] not in ('reply-secret', 'seal-secret'))
    to = [(kind, base64.b64decode(key)) for kind, key in
          (line.split(' ')[2:4] for line in charter.split('\n')
           if line.startswith('seal '))]
    padded = sealed_file.pad(content.encode())
    key = sha(lv('gainsay/v1/seal'), value(text, 'seal-secret'), u32(len(to)),
              *(lv(kind) + lv(k) for kind, k in to), sha(padded))
    stream = b''.join(sha(lv('gainsay/v1/seal-stream'), key, u32(i))
                      for i in range(1 + len(to)))
    return content, sealed_file.age(padded, [k for _, k in to], stream)


def terms(text, blocks, about, file):
    """The lines from which the memo's id follows."""
    lines = lines_of(text)
    hidden = commitments_of(text)
    own = [f'annex {base64.b64encode(next(hidden)).decode()}\n'
           if name == 'annex' else line for name, line in lines
           if name not in SECRETS + ('channel', 'charter', 'roll')]
    first = dict(lines)
    top = base64.b64encode(root(value(text, 'seed'), blocks)).decode()
    return ''.join([
        first['channel'], first['charter'], first['roll'], f'root {top}\n',
        f'blocks {len(blocks)}\n', f'requests {about["requests"]}\n',
        f'banner {about["banner"]}\n', *own,
        f'content {base64.b64encode(sha(file)).decode()}\n'])


def memo_id(text, package, charter):
    _, file = sealed(text, charter)
    return sha(lv('gainsay/v1/memo'),
               lv(terms(text, package['blocks'], package, file)))


def others(package, charter, altered):
    """Another value in each line, and the memo id that it gives."""
    text = package['text'].partition('\n\n')[0] + '\n'
    for start, end, put, why in altered(text):
        if why.split(':')[0] in ('reply', 'reply-secret') or why in (
                'annex: another word', 'annex: another number'):
            continue  # they belong to each other, or to a file
        data = package['text'].encode()
        other = (data[:start] + put.encode() + data[end:]).decode()
        yield [start, end, put, why, memo_id(other, package, charter).hex()]


def compute(package, charter, altered):
    text = package['text']
    reply = sealed_file.x25519(value(text, 'reply-secret'))
    content, file = sealed(text, charter)
    package['reply'] = reply.hex()
    package['root'] = root(value(text, 'seed'), package['blocks']).hex()
    package['content'] = content
    package['sealed'] = {'length': len(file), 'sha256': sha(file).hex()}
    package['terms'] = terms(text, package['blocks'], package, file)
    package['memo'] = memo_id(text, package, charter).hex()
    package['others'] = list(others(package, charter, altered))
