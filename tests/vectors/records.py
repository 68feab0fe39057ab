#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/spec/records.md once more, from its text and its tables, with nothing
but a hash: one record of every type with its signatures, what must be refused
in each of its lines, what a signature is over, a charter's clocks, and what
follows from a box's link (http.md).  The vectors are what this computes;
tests/unit/record_vectors_test.c holds the program to them, and
tests/interop/js/vectors_check.mjs the second implementation.  With --write all
is computed anew from the records in the file."""
import base64
import json
import pathlib
import sys

sys.dont_write_bytecode = True
import ed25519
import package
import sealed_file
from charter_clock import Clock
from commitments import lv, sha
from record_text import (Refused, read_entry, read_record, read_tables,
                         read_time, signatures, signed_text)

SOURCE = pathlib.Path(sys.argv[1])
FILE = SOURCE / 'docs/spec/records-vectors.json'
TYPES, LOGGED = read_tables((SOURCE / 'docs/spec/records.md').read_text())
MANY = 33  # lines of one name: beyond that, nobody wants to read a vector
passed = failed = 0


def check(what, good):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print('FAILED:', what)


def b64(data):
    return base64.b64encode(data).decode()


# What is no such part.
BAD = {
    'word': ['', 'Office', '.a', 'a_b', 'a' * 65],
    'number': ['', '01', '+1', '-1', '1.0', '0x1', str(1 << 63)],
    'hash': ['', b64(bytes(31)), b64(bytes(33)), b64(bytes(32))[:-1],
             b64(bytes(32))[:-2] + 'B=', '_' * 42 + '8='],
    'bytes': ['', 'AA=', 'AB==', 'AA==AA==', 'A_=='],
    'date': ['', '2023-02-29', '1969-12-31', '2023-1-01', '10000-01-01',
             '2023-01-01T00:00:00Z'],
    'time': ['', '2023-01-01', '2023-01-01T24:00:00Z', '2023-01-01T00:60:00Z',
             '2023-01-01T00:00:60Z', '2023-01-01T00:00:00z',
             '2023-01-01T00:00:00+00:00', '1969-12-31T23:59:59Z',
             '2023-01-01 00:00:00Z'],
    'text': ['', ' a', 'a ', 'a\tb', 'a\rb', 'a\x7f', 'a\x80', 'a\x9fb',
             'a\0'],
}


def field_lines(text):
    """[(name, start, end)] of the lines behind the first; bytes."""
    data, at, out = text.encode(), text.index('\n') + 1, []
    while at < len(data):
        end = data.index(b'\n', at) + 1
        out.append((data[at:end].split(b' ')[0].decode(), at, end))
        at = end
    return out


def bad_parts(line, start, parts):
    """(start, end, put, why) of each part of one line; bytes."""
    name, *values = line[:-1].split(b' ', len(parts))
    at = start + len(name) + 1
    for i, (kind, value) in enumerate(zip(parts, values)):
        for bad in BAD[kind]:
            yield (at, at + len(value), bad,
                   f'{name.decode()}: {bad!r} as part {i + 1}, a {kind}')
        at += len(value) + 1
    yield at - 1, at - 1, ' x', f'{name.decode()}: a part more'
    last = start + line.rindex(b' ')
    yield last, at - 1, '', f'{name.decode()}: a part less'


def bad_lines(text):
    """What must be refused in the lines of a record: (start, end, put, why)."""
    data = text.encode()
    lines = field_lines(text)
    kind = text.split('\n')[0].split(' ')[1]
    for name, parts, least, most in TYPES[kind]:
        mine = [(s, e) for n, s, e in lines if n == name]
        if not mine:
            continue
        start, end = mine[0]
        line = data[start:end]
        for bad in bad_parts(line, start, parts):
            text_more = bad[3].endswith('a part more') and parts[-1] == 'text'
            text_less = bad[3].endswith('a part less') and b' ' in \
                line[:-1].split(b' ', len(parts))[-1]
            if not text_more and not text_less:
                yield bad
        if least == len(mine):
            yield start, end, '', f'{name}: left out'
        if most <= MANY:
            more = line.decode() * (most + 1 - len(mine))
            yield start, start, more, f'{name}: {most + 1} times'
        last = mine[-1][1]
        if last < len(data):
            after = next(e for _, s, e in lines if s == last)
            yield (start, after, data[last:after].decode() +
                   data[start:last].decode(), f'{name}: too late')


def bad_wholes(text):
    """The same of any record."""
    first, end = text.index('\n') + 1, len(text.encode())
    kind = text[len('gainsay/v1 '):first - 1]
    return [(0, 0, '\ufeff', 'a byte order mark'),
            (0, 0, '\n', 'an empty line before'),
            (9, 10, '2', 'another version'),
            (first - 1 - len(kind), first - 1, 'other', 'an unknown type'),
            (first, first, '\n', 'an empty line'),
            (first, first, 'other line\n', 'an unknown line'),
            (end - 1, end, '', 'no LF at the end'),
            (end - 1, end, '\r\n', 'CR LF at the end'),
            (end, end, '\n', 'an empty line behind'),
            (end, end, '\0', 'NUL behind')]


def other_value(kind, value):
    """Another of the same kind."""
    if kind in ('hash', 'bytes'):
        data = bytearray(base64.b64decode(value))
        data[0] ^= 1
        return b64(bytes(data))
    if kind == 'number':
        return str(int(value) ^ 1)
    if kind in ('date', 'time'):
        return ('3' if value[0] == '2' else '2') + value[1:]
    return ('b' if value[0] == 'a' else 'a') + value[1:]


def other_values(text):
    """Another value in the first line of each name: (start, end, put, why)."""
    kind = text.split('\n')[0].split(' ')[1]
    parts = {n: p for n, p, _, _ in TYPES[kind]}
    data, done = text.encode(), set()
    for name, start, end in field_lines(text):
        if name in done or name == 'signature':
            continue
        done.add(name)
        at = start + len(name) + 1
        values = data[at:end - 1].decode().split(' ', len(parts[name]) - 1)
        for k, v in zip(parts[name], values):
            yield (at, at + len(v.encode()), other_value(k, v),
                   f'{name}: another {k}')
            at += len(v.encode()) + 1


def altered(record):
    """What leaves it a record and breaks its first signature."""
    text, role = record['text'], record['signers'][0]
    kind = text.split('\n')[0].split(' ')[1]
    for start, end, put, why in other_values(text):
        yield start, end, put, role, why
    start = next(s for n, s, _ in field_lines(text) if n == 'signature') + 10
    yield start, start + len(role), 'other', 'other', 'in another role'
    first = len(text.split('\n')[0])
    for other in TYPES:
        if other != kind and [f[:2] for f in TYPES[other]] == \
                [f[:2] for f in TYPES[kind]]:
            yield (first - len(kind), first, other, role,
                   f'as a record of type {other}')


def edit(text, change):
    data = text.encode()
    return data[:change[0]] + change[2].encode() + data[change[1]:]


def sign(record, seeds):
    """The same text with its signatures anew: Ed25519 says one thing."""
    head = record['text'].partition('signature ')[0]
    record['text'] = head + ''.join(
        f'signature {role} '
        f'{b64(ed25519.sign(bytes.fromhex(seeds[role]), signed))}\n'
        for role in record['signers']
        for signed in [signed_text(head, role)])
    record['sha256'] = sha(record['text'].encode()).hex()


def lines_of(record):
    return read_record(TYPES, record['text'].encode())[1]


def terms(text):
    """The lines of a memo's record from which its id follows."""
    lines = text.splitlines(keepends=True)
    names = [line.split(' ')[0] for line in lines]
    return ''.join([lines[1]] + lines[names.index('charter'):
                                      names.index('content') + 1])


def memo_id(text):
    return sha(lv('gainsay/v1/memo'), lv(terms(text)))


def promise_tag(record):
    """What a promise about it names, and which act."""
    kind, lines = read_record(TYPES, record['text'].encode())
    values = dict((name, v[0]) for name, v in lines)
    numbers = {'answer': 'question', 'dispute': 'position', 'respond': 'reply',
               'appeal': 'appeal',
               'unreadable': 'number', 'resupply': 'unreadable'}
    if kind in numbers:
        tag = sha(lv(f'gainsay/v1/{kind}'), values['memo'],
                  values[numbers[kind]].to_bytes(8, 'big'))
    elif kind == 'end':
        tag = sha(lv('gainsay/v1/end'), values['memo'],
                  lv(record['signers'][0]))
    else:
        tag = values['proof'][:32]
    return {'memo': 'file'}.get(kind, kind), tag.hex()


def waits(record):
    """That a letter is unreadable is the author's word."""
    return record['text'].startswith('gainsay/v1 unreadable\n') and \
        '\nwhat memo\n' not in record['text']


def compute_box(box):
    k, memo, seed = (bytes.fromhex(box[n]) for n in ('k', 'memo', 'seed'))
    head = lv('gainsay/v1/box')
    keys = {use: sha(head, lv(use), k) for use in ('seal', 'token', 'file')}
    box.update({use: key.hex() for use, key in keys.items()})
    box['token_sent'] = sha(keys['token']).hex()
    box['owner'] = sha(head, lv('owner'), seed, memo).hex()
    box['link'] = (f'{box["server"]}/box/{memo.hex()}#' +
                   base64.urlsafe_b64encode(k).decode().rstrip('='))
    for name, key, text in (
            ('package', 'seal', sealed_file.pad(box['text'].encode())),
            ('sealed_file', 'file', bytes.fromhex(box['content']))):
        made = sealed_file.xseal(keys[key],
                                 bytes.fromhex(box[f'{name}_nonce']), text,
                                 memo)
        box[name] = {'length': len(made), 'sha256': sha(made).hex()}


def compute_position(p):
    """What a private position commits to, and the text that is sealed."""
    memo, seed = (bytes.fromhex(p[n]) for n in ('memo', 'seed'))
    text, head = p['text'].encode(), 'gainsay/v1/position'
    salt = sha(lv(f'{head}/salt'), seed)
    words = sha(lv(f'{head}/words'), seed, lv(text))
    p.update(salt=salt.hex(), words=words.hex(), commitment=sha(
        lv(head), memo, p['request'].to_bytes(8, 'big'), salt,
        lv(p['stance']), words).hex(), file=(
            f'gainsay/v1 stance\nchannel {b64(bytes.fromhex(p["channel"]))}\n'
            f'memo {b64(memo)}\nrequest {p["request"]}\n'
            f'stance {p["stance"]}\nseed {b64(seed)}\n\n{p["text"]}'))


def compute_clocks(made):
    for v in made['clocks']:
        clock, at = Clock(lines_of(made['records'][v['charter']])), \
            read_time(v['at'])
        v.update(week=clock.week_of(at), release=clock.release(at),
                 late=clock.late_day(at),
                 due={name: clock.deadline(name, at)
                      for name in sorted(clock.clocks)})


def compute(made):
    """The results from the inputs, in place."""
    records = made['records']
    made['keys'] = {role: ed25519.public(bytes.fromhex(seed)).hex()
                    for role, seed in made['seeds'].items()}
    for record in records:
        sign(record, made['seeds'])
    made['refused'] = [[i, *bad] for i, r in enumerate(records)
                       for bad in [*bad_lines(r['text']),
                                   *bad_wholes(r['text'])]]
    made['altered'] = [[i, *bad] for i, r in enumerate(records)
                       if r['signers'] for bad in altered(r)]
    made['promises'] = [[i, *promise_tag(r)] for i, r in enumerate(records)
                        if r['text'].split('\n')[0].split(' ')[1] in
                        ('memo', 'endorse', 'withdraw', 'answer', 'dispute',
                         'resupply', 'end') or waits(r)]
    count = made['count']
    count['export'] = sha(*(records[i]['text'].encode()
                            for i in count['records'])).hex()
    request = made['request']
    request['header'] = 'Gainsay ' + b64(
        records[request['record']]['text'].encode())
    made['code']['nonce'] = sha(lv('gainsay/v1/code'),
                                lv(made['code']['code'])).hex()
    made['reading']['reading'] = b64(sha(bytes.fromhex(
        made['reading']['key'])))
    compute_clocks(made)
    for position in made['positions']:
        compute_position(position)
    compute_box(made['box'])
    package.compute(made['package'], records[0]['text'], other_values)


def is_refused(read, data):
    try:
        read(TYPES, data)
    except Refused:
        return True
    return False


def check_signatures(made):
    for i, r in enumerate(made['records']):
        found = signatures(r['text'])
        check(f'record {i}: who signs', [role for role, _ in found] ==
              r['signers'])
        for role, signature in found:
            check(f'record {i}: {role}', ed25519.verify(bytes.fromhex(
                made['keys'][role]), signed_text(r['text'], role), signature))
    for i, start, end, put, role, why in made['altered']:
        text = edit(made['records'][i]['text'], (start, end, put)).decode()
        signer = made['records'][i]['signers'][0]
        check(f'altered {i}: {why}: a record', not is_refused(
            read_record, text.encode()))
        check(f'altered {i}: {why}', signatures(text)[0][0] == role and
              not ed25519.verify(bytes.fromhex(made['keys'][signer]),
                                 signed_text(text, role),
                                 signatures(text)[0][1]))


def check_memo(made):
    """Its id is over each of its terms, and nothing else."""
    index, text = next((i, r['text']) for i, r in enumerate(made['records'])
                       if r['text'].startswith('gainsay/v1 memo\n'))
    named = dict(lines_of(made['records'][index]))['memo'][0]
    check('the memo id', memo_id(text) == named)
    apart = {'memo', 'slot', 'proof', 'signature'}
    for i, start, end, put, _, why in made['altered']:
        name = why.split(':')[0]
        if i == index and name in {f[0] for f in TYPES['memo']}:
            other = edit(text, (start, end, put)).decode()
            check(f'the memo id: {why}',
                  (memo_id(other) == named) == (name in apart))


def check_package(made):
    record = made['text'].partition('\n\n')[0] + '\n'
    kind, lines = read_record(TYPES, record.encode())
    reply = dict(lines)['reply'][1]
    check('the package', kind == 'content' and
          reply.hex() == made['reply'] and '\n\n---\n' in made['text'])
    ids = [other[4] for other in made['others']]
    check('each line gives another memo id',
          len({*ids, made['memo']}) == len(ids) + 1)
    check('each line has another value', {why.split(':')[0] for *_, why, _ in
                                          made['others']} ==
          {n for n, _, _, _ in TYPES['content']} - {'reply', 'reply-secret'})


def main():
    kept = json.loads(FILE.read_text())
    made = json.loads(FILE.read_text())
    compute(made)
    if '--write' in sys.argv:
        FILE.write_text(dump(made))
        return False
    check('every type has a record', {r['text'].split('\n')[0].split(' ')[1]
                                      for r in made['records']} == set(TYPES))
    for name in made:
        check(name, kept.get(name) == made[name])
    for i, r in enumerate(made['records']):
        check(f'record {i}', not is_refused(read_record, r['text'].encode()))
    for i, *change, why in made['refused']:
        check(f'refused {i}: {why}', is_refused(
            read_record, edit(made['records'][i]['text'], change)))
    for entry in made['entries']['good']:
        check(f'entry {entry!r}', not is_refused(read_entry, entry.encode()))
    for entry, why in made['entries']['refused']:
        check(f'entry: {why}', is_refused(read_entry, entry.encode()))
    check('the log has each type', LOGGED == {
        read_entry(TYPES, entry.encode())[2] for entry in made['log']})
    check_signatures(made)
    check_memo(made)
    check_package(made['package'])
    print(f'{passed} passed, {failed} failed')
    return failed != 0


def dump(made):
    """A line for each member of a list."""
    def text(value):
        return json.dumps(value, ensure_ascii=False)

    def item(value):
        if isinstance(value, list) and value and not isinstance(value[0], int):
            return '[\n  ' + ',\n  '.join(map(text, value)) + ']'
        return text(value)
    return '{\n' + ',\n'.join(f' {text(k)}: {item(v)}'
                              for k, v in made.items()) + '\n}\n'


if __name__ == '__main__':
    sys.exit(main())
