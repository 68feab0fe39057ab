#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/spec/nodes-vectors.json once more, from docs/spec/nodes.md.  With
--write it is computed anew; tests/unit/nodes_test.c holds the program to it."""
import hashlib
import json
import pathlib
import sys

sys.dont_write_bytecode = True
import noise
import sealed_file

FILE = pathlib.Path(sys.argv[1]) / 'docs/spec/nodes-vectors.json'


def drawn(what):
    return hashlib.sha256(f'gainsay nodes {what}'.encode()).digest()


def vector():
    opener, answerer = drawn('opener'), drawn('answerer')
    moments = drawn("opener's moment"), drawn("answerer's moment")
    theirs = sealed_file.x25519(answerer)
    shake = noise.Shake(opener, theirs, moments[0])
    first = shake.first()
    half = noise.Shake(opener, theirs, moments[0])
    half.first()
    second = noise.answered(answerer, moments[1], half)
    to, of = shake.second(second)
    hello = noise.frame(1, noise.HELLO, b'\1')
    lead = noise.frame(1, noise.LEAD, drawn('lead'))
    return {'opener': opener.hex(), 'opener_open':
            sealed_file.x25519(opener).hex(), 'answerer': answerer.hex(),
            'answerer_open': theirs.hex(), 'opener_moment': moments[0].hex(),
            'answerer_moment': moments[1].hex(), 'first': first.hex(),
            'second': second.hex(), 'key_of_opener': to.hex(),
            'key_of_answerer': of.hex(),
            'hello': hello.hex(), 'lead': lead.hex(),
            'hello_block_sha256': hashlib.sha256(
                noise.block(to, 0, hello)).hexdigest(),
            'lead_block_sha256': hashlib.sha256(
                noise.block(of, 0, lead)).hexdigest()}


def main():
    text = json.dumps(vector(), indent=1) + '\n'
    if '--write' in sys.argv:
        FILE.write_text(text)
    if FILE.read_text() != text:
        sys.exit(f'{FILE} is not what the specification says')


if __name__ == '__main__':
    main()
