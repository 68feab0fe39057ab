#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The bodies of docs/spec/http.md: one of each request with each of its
members, and for each member what it must not be.  Which members a request has
is read out of the page.  tests/unit/bodies_test.c holds the server's routes to
the vectors.  With --write the refused ones are made anew."""
import base64
import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True
from record_text import Refused, read_date, read_time

SOURCE = pathlib.Path(sys.argv[1])
FILE = SOURCE / 'docs/spec/http-vectors.json'
PAGE = (SOURCE / 'docs/spec/http.md').read_text()
# How long bytes are that are of one length, by member.
LENGTHS = {'memo': 32, 'roll': 32, 'charter': 32, 'nonce': 32, 'key': 32,
           'possession': 96}
# How many there may be.
MOST = {'records': 1, 'content': 2, 'keys': 64}
PUBLISHED = 18 # of a record's content
# Without them a request is one, too.
OPTIONAL = {'/records': {'content', 'keys', 'reading'},
            '/acts': {'content', 'pad'}, '/box/<id>/acts': {'endorsement'}}
passed = failed = 0


def check(what, good):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print('FAILED:', what)


def members(text):
    """{name: type} of `{"a", "b": bytes, "c": [text, ...]}`, flat; an object
    in a list is {name: {...}}."""
    out, names = {}, []
    inner = re.match(r'^\{"(\w+)": text, "(\w+)": \[(\{.*\}), \.\.\.\]\}$',
                     text)
    if inner:
        return {inner[1]: 'text', inner[2]: members(inner[3])}
    for name, kind in re.findall(r'"(\w+)"(?:: (\[?[a-z ]+(?:, \.\.\.)?\]?))?',
                                 text):
        names.append(name)
        if kind:
            out.update((n, kind.replace('memo ', '')) for n in names)
            names = []
    assert not names, text
    return out


def requests():
    """{path: {name: type}} of the page."""
    out = {path: members(body) for path, body in
           re.findall(r'`POST (/\S+)`,? `(\{.*?\})`', PAGE)}
    more = re.findall(r'`"(\w+)": (bytes|hex)`', PAGE)
    out['/records'].update(more)
    return out


def b64(data):
    return base64.b64encode(data).decode()


def most_of(name, path):
    """None: any number."""
    return PUBLISHED if (name, path) == ('content', '/records') else \
        MOST.get(name)


def wrong(name, kind, value, path):
    """What is not of this kind: (value, why)."""
    yield from ((v, f'{name}: {json.dumps(v)}')
                for v in (None, True, {}, 1.5))
    if isinstance(kind, dict) or kind.startswith('['):
        yield '', f'{name}: text'
        yield value + [7], f'{name}: a number in the list'
        yield value + [[]], f'{name}: a list in the list'
        most = most_of(name, path)
        if most is not None:
            yield value[:1] * (most + 1), f'{name}: {most + 1} items'
        return
    yield [], f'{name}: a list'
    if kind in ('n',):
        yield from ((v, f'{name}: {v!r}') for v in ('1', -1))
        # Not 2^63: readers of JSON differ in what they make of that.
        yield (1e19 if name == 'edition' else 1 << 32), f'{name}: too high'
        return
    yield 7, f'{name}: a number'
    if kind == 'bytes':
        data = base64.b64decode(value)
        for bad in ('AA=', 'AB==', 'A_==', 'AAAA\n', ' AAAA'):
            yield bad, f'{name}: {bad!r}'
        if name in LENGTHS:
            yield b64(data[1:]), f'{name}: a byte less'
            yield b64(data + b'x'), f'{name}: a byte more'
    elif kind == 'hex':
        for bad in ('', value[1:], value + '0', value.upper(),
                    'g' + value[1:], b64(bytes(32))):
            yield bad, f'{name}: {bad!r}'
    elif kind in ('date', 'time'):
        for bad in ('', '2023-02-29', '1969-12-31', '2023-1-01', 'today',
                    '2023-01-01T24:00:00Z', '2023-01-01T00:00:00+00:00'):
            yield bad, f'{name}: {bad!r}'


def wrong_members(known, body, at, path, optional=()):
    """Of one object, whose place is `at`: [where, value, why]; no value means
    that it is not there."""
    yield [*at, 'other'], ['x'], 'a member that is none'
    for name, kind in known.items():
        if name not in body:
            continue
        here = [*at, name]
        if name not in optional:
            yield here, [], f'{name}: absent'
        for value, why in wrong(name, kind, body[name], path):
            yield here, [value], why
        if isinstance(kind, dict):
            yield from wrong_members(kind, body[name][0], [*here, 0], path)


def refused(made, spec):
    return [[i, where, value, why] for i, r in enumerate(made['requests'])
            for where, value, why in wrong_members(
                spec[r['path']], r['body'], [], r['path'],
                OPTIONAL.get(r['path'], ()))]


def is_kind(name, kind, value, path=None):
    """Whether it is what the page says; our own reading of it."""
    if isinstance(kind, dict):
        return (isinstance(value, list) and len(value) <= MOST[name] and
                all(isinstance(v, dict) and set(v) == set(kind) and
                    all(is_kind(n, k, v[n]) for n, k in kind.items())
                    for v in value))
    if kind.startswith('['):
        each = kind.strip('[]').split(',')[0]
        return (isinstance(value, list) and
                len(value) <= (most_of(name, path) or 65535) and
                all(is_kind('', each, v) for v in value))
    if kind == 'n':
        return (isinstance(value, int) and not isinstance(value, bool) and
                0 <= value < 1 << (63 if name == 'edition' else 32))
    if not isinstance(value, str):
        return False
    if kind == 'bytes':
        try:
            data = base64.b64decode(value, validate=True)
        except ValueError:
            return False
        return (b64(data) == value and
                len(data) == LENGTHS.get(name, len(data)))
    if kind == 'hex':
        return bool(re.fullmatch('[0-9a-f]{64}', value))
    if kind in ('date', 'time'):
        try:
            (read_date if kind == 'date' else read_time)(value)
        except Refused:
            return False
    return True


def is_request(spec, path, body):
    known, needed = set(spec[path]), set(spec[path]) - OPTIONAL.get(path,
                                                                    set())
    return needed <= set(body) <= known and all(
        is_kind(n, spec[path][n], v, path) for n, v in body.items())


def altered(body, where, value):
    """A copy with this value there, or without it."""
    out = at = json.loads(json.dumps(body))
    for step in where[:-1]:
        at = at[step]
    at.pop(where[-1], None)
    if value:
        at[where[-1]] = value[0]
    return out


def main():
    made, spec = json.loads(FILE.read_text()), requests()
    new = refused(made, spec)
    for i, where, value, why in new:
        path, body = made['requests'][i]['path'], made['requests'][i]['body']
        check(f'{path}: {why}', not is_request(
            spec, path, altered(body, where, value)))
    if '--write' in sys.argv:
        made['refused'] = new
        FILE.write_text('{\n' + ',\n'.join(
            f' "{k}": [\n  ' + ',\n  '.join(
                json.dumps(v, ensure_ascii=False) for v in made[k]) + ']'
            for k in made) + '\n}\n')
        return False
    check('the refused bodies', made['refused'] == new)
    check('every request of the page', {r['path'] for r in made['requests']} ==
          set(spec))
    for path, known in spec.items():
        shown = [r['body'] for r in made['requests'] if r['path'] == path]
        check(f'{path}: every member', {n for b in shown for n in b} ==
              set(known))
        for body in shown:
            check(f'{path}: a request', is_request(spec, path, body))
    print(f'{passed} passed, {failed} failed')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
