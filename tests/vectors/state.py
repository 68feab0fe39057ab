#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/spec/state-vectors.json once more, from docs/spec/state.md: the text of a
member's state.  With --write it is computed anew;
tests/unit/member_test.c holds the program to it."""
import base64
import hashlib
import json
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import key_file
import sealed_file

TEXT, FILES = 8 << 20, 5 << 20


class Refused(Exception):
    pass


def demand(good, what):
    if not good:
        raise Refused(what)


class Lines:
    def __init__(self, data):
        self.data = data

    def take(self, n):
        demand(len(self.data) >= n, 'its end')
        out, self.data = self.data[:n], self.data[n:]
        return out

    def line(self, name):
        """The rest of a line that begins so."""
        end = self.data.find(b'\n')
        demand(end >= 0, f'no line {name}')
        line = self.take(end + 1)[:-1].decode('ascii')
        demand(line.startswith(name + ' '), f'{name}: {line[:60]}')
        return line[len(name) + 1:]

    def number(self, name, most):
        text = self.line(name)
        demand(re.fullmatch('0|[1-9][0-9]*', text) and int(text) <= most,
               name)
        return int(text)


def binary(text):
    demand(re.fullmatch('[0-9a-f]{64}', text), 'hexadecimal')
    return bytes.fromhex(text)


def coded(text):
    data = base64.b64decode(text, validate=True)
    demand(base64.b64encode(data).decode() == text, 'base64')
    return data


def read_act(lines):
    kind, edition, sent, later, memo, tag = lines.line('act').split(' ')
    demand(re.fullmatch('[a-z]{1,15}', kind) and sent in ('0', '1'), 'act')
    return {'kind': kind, 'edition': int(edition), 'sent': sent == '1',
            'later': int(later), 'memo': binary(memo).hex(),
            'tag': binary(tag).hex(),
            **{name: coded(lines.line(name)).decode('latin-1') for name in
               ('record', 'link', 'content', 'promise', 'refusal', 'count')}}


def read_memory(lines):
    """docs/spec/memory.md"""
    out = {'checkpoint': coded(lines.line('checkpoint'))}
    out['handed'] = lines.number('handed', 1)
    root, size = lines.line('ground').split(' ')
    out['ground'] = binary(root), int(size)
    out['evidence'] = coded(lines.line('evidence'))
    out['proven'] = lines.number('proven', 1)
    charter, hour = lines.line('change').split(' ')
    demand(re.fullmatch('0|[1-9][0-9]*', hour), 'change')
    out['change'] = binary(charter), int(hour)
    demand((out['change'][0] == bytes(32)) == (out['change'][1] == 0),
           'change')
    return out


def read_sight(lines):
    """docs/spec/state.md, "Rolls that are new"."""
    least, rolls = lines.number('old', 2 ** 63 - 1), []
    old = least
    for _ in range(lines.number('new', 8)):
        index, hour = lines.line('roll').split(' ')
        for text in (index, hour):
            demand(re.fullmatch('0|[1-9][0-9]*', text), 'roll')
        demand(int(index) >= least, 'the order of rolls')
        least = int(index) + 1
        rolls.append((int(index), int(hour)))
    return old, rolls


def read_file(lines):
    length, name = lines.line('file').split(' ')
    demand(re.fullmatch('[A-Za-z0-9_][A-Za-z0-9._-]{0,63}', name), 'name')
    data = lines.take(int(length))
    demand(lines.take(1) == b'\n', 'behind a file')
    return name, data


def read_text(text):
    """What the text of a state says."""
    demand(len(text) == TEXT, f'{len(text)} bytes')
    lines = Lines(text)
    out = {'server': lines.line('server'), 'vkey': lines.line('vkey'),
           'channel': binary(lines.line('channel')).hex(),
           'reading': binary(lines.line('reading')).hex(),
           'memory': read_memory(lines), 'sight': read_sight(lines),
           'keys': [], 'slots': [], 'turns': [], 'acts': [], 'files': {}}
    for _ in range(lines.number('keys', 64)):
        edition, *values = lines.line('key').split(' ')
        out['keys'].append([int(edition), *(binary(v).hex() for v in values),
                            coded(lines.line('receipt')).decode('latin-1')])
    for _ in range(lines.number('slots', 1024)):
        roll, slot, memo = lines.line('slot').split(' ')
        out['slots'].append([binary(roll).hex(), int(slot),
                             binary(memo).hex()])
    for _ in range(lines.number('turns', 1024)):
        roll, *at, memo = lines.line('turn').split(' ')
        week, slot = map(int, at)
        out['turns'].append([binary(roll).hex(), week, slot,
                             binary(memo).hex()])
    for _ in range(lines.number('acts', 256)):
        out['acts'].append(read_act(lines))
    order = [(a['tag'], a['memo'], a['kind']) for a in out['acts']]
    demand(order == sorted(order), 'the order of acts')
    names = []
    for _ in range(lines.number('files', 64)):
        name, data = read_file(lines)
        names.append(name)
        out['files'][name] = data.decode('latin-1')
    demand(names == sorted(set(names)), 'the order of files')
    demand(sum(map(len, out['files'].values())) <= FILES, 'too much')
    demand(lines.data.strip(b'\n') == b'', 'what follows')
    return out


def opened(file, passphrase):
    """What a sealed state says, read by other programs: argon2's, which takes
    no NUL in a salt, and OpenSSL's, whose ChaCha20 takes the counter first."""
    head, cost, salt, nonce, sealed = file.split(b'\n', 4)
    demand(head == b'gainsay/v1 member', 'its heading')
    passes, kib = map(int, cost.split(b' ')[1:])
    nonce = base64.b64decode(nonce.split(b' ')[1])
    key = key_file.derive(passphrase, passes, kib,
                          base64.b64decode(salt.split(b' ')[1]))
    return read_text(subprocess.run(
        ['openssl', 'enc', '-chacha20', '-d', '-K',
         sealed_file.hchacha(key, nonce[:16]).hex(), '-iv',
         (b'\1' + bytes(7) + nonce[16:]).hex()], input=sealed[:-16],
        capture_output=True, check=True).stdout)


NOTE = (b'log.example/dissent\n3\n' + base64.b64encode(b'r' * 32) +
        '\n\n\N{EM DASH} log.example/dissent '.encode() +
        base64.b64encode(b's' * 68) + b'\n')


def drawn(what):
    return hashlib.sha256(what.encode()).hexdigest()


def vector():
    code = lambda data: base64.b64encode(data).decode()
    head = (f'server https://dissent.example\nvkey example+0123abcd+AQID\n'
            f'channel {drawn("channel")}\nreading {drawn("reading")}\n'
            f'checkpoint {code(NOTE)}\nhanded 1\nground {drawn("ground")} 2\n'
            f'evidence \nproven 0\nchange {drawn("charter")} 471001\n'
            f'old 2\nnew 1\nroll 5 471000\n'
            f'keys 1\nkey 3 {"11" * 32} {"22" * 32} {"33" * 32}\n'
            f'receipt {code(b"a receipt")}\nslots 1\n'
            f'slot {drawn("roll")} 2 {drawn("memo")}\nturns 2\n'
            f'turn {drawn("roll")} 2808 3 {drawn("memo")}\n'
            f'turn {drawn("roll")} 2808 1 {"00" * 32}\nacts 1\n'
            f'act endorse 3 1 0 {drawn("memo")} {drawn("tag")}\n'
            f'record {code(b"a record")}\nlink {code(b"a link")}\ncontent \n'
            f'promise {code(b"a promise")}\nrefusal \ncount \n'
            'files 2\nfile 14 a.link\nhttp://x/box/y\n'
            'file 10 b.package\n').encode()
    head += b'\0\n\nfile 1 \n'
    text = head.ljust(TEXT, b'\n')
    return {'text': code(head), 'length': TEXT,
            'sha256': hashlib.sha256(text).hexdigest()}, text


def main():
    where = pathlib.Path(sys.argv[1]) / 'docs/spec/state-vectors.json'
    have, text = vector()
    if '--write' in sys.argv:
        where.write_text(json.dumps(have, indent=1) + '\n')
    if json.loads(where.read_text()) != have:
        sys.exit(f'{where} is not what the specification gives')
    said = read_text(text)
    if (said['files'] != {'a.link': 'http://x/box/y',
                          'b.package': '\0\n\nfile 1 '} or
            len(said['acts']) != 1):
        sys.exit(f'read otherwise than written: {said}')
    for a, b in ((b'files 2', b'files 1'), (b'file 14', b'file 13'),
                 (b'a.link', b'c.link'), (b'a.link', b'b.package'),
                 (b'slots 1', b'slots 01'), (b'turns 2', b'turns 1'),
                 (b'2808 3', b'2808'), (b'old 2', b'old 6'),
                 (b' 471001', b' 0'),
                 (b'a.link', b'-.link')):
        bad = text.replace(a, b, 1)[:TEXT].ljust(TEXT, b'\n')
        try:
            read_text(bad)
            sys.exit(f'{b} for {a} is read')
        except (Refused, ValueError):
            pass
    print('the text of a state, 9 altered')


if __name__ == '__main__':
    main()
