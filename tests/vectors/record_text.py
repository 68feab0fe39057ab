# SPDX-License-Identifier: Apache-2.0
"""Records as docs/spec/records.md has them: its tables are read out of the
page, and what it says of the parts stands here once more."""
import base64
import datetime
import re

KINDS = ('word', 'number', 'hash', 'bytes', 'date', 'time', 'text')
HEADING = 'gainsay/v1 '
RECORD_MAX, ENTRY_MAX, LINE_MAX = 65511, 65535, 16384


class Refused(Exception):
    pass


def demand(good, why):
    if not good:
        raise Refused(why)


def sections(page):
    """{heading: text}"""
    parts = re.split(r'^## (.*)$', page, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def rows(text, columns):
    """The rows of the tables with these columns."""
    head, inside = [f' {c} ' for c in columns], False
    for line in text.splitlines():
        cells = line.strip().strip('|').split('|')
        if cells == head:
            inside = True
        elif not line.startswith('|'):
            inside = False
        elif inside and not set(line) <= set('|- '):
            yield [c.strip() for c in cells]


def often(text):
    low, _, high = text.partition('-')
    return int(low), int(high or low)


def logged(page):
    types = {}
    for heading, text in sections(page).items():
        fields = [(name.strip('`'), tuple(parts.split()), *often(times))
                  for name, parts, times, _ in
                  rows(text, ('line', 'parts', 'often', 'says'))]
        for name in heading.split(', ') if fields else ():
            types[name] = fields
    return types


def others(page, types):
    """Those of "Not in the log": a row a type, and who signs it."""
    text = sections(page)['Not in the log']
    signed = {name.strip('`'): by != 'nobody'
              for name, by, _ in rows(text, ('type', 'by', 'says'))}
    memo = {f[0]: f for f in types['memo']}
    out = {}
    for name, lines, parts, times in rows(text, ('type', 'line', 'parts',
                                                 'often')):
        name, lines = name.strip('`'), re.findall(r'`(.*?)`', lines)
        counts = dict(re.findall(r'`([a-z-]+)` ([0-9-]+)', times))
        if parts.startswith('as in `memo`'):
            own = {n: tuple(p.split()) for n, p in re.findall(
                r'`([a-z-]+)` ([a-z ]+)', parts)}
            fields = [(f[0], own.get(n, f[1]), *f[2:]) for n in lines
                      for f in [memo.get(n, (n, ('hash',), 0, 1))]]
        else:
            fields = [(n, tuple(p.split()), 1, 1)
                      for n, p in zip(lines, parts.split(', '))]
        out[name] = [(n, p, *often(counts.get(n, f'{a}-{b}')))
                     for n, p, a, b in fields]
        if signed[name]:
            out[name].append(('signature', ('word', 'bytes'), 1, 1))
    return out


def read_tables(page):
    """{type: [(line, parts, least, most)]}, and which are logged."""
    types = logged(page)
    for fields in types.values():
        for _, parts, _, _ in fields:
            demand(set(parts) <= set(KINDS), f'parts {parts}')
    return {**types, **others(page, types)}, set(types)


def unbase64(text, most):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Refused('base64') from None
    demand(base64.b64encode(data).decode() == text and
           1 <= len(data) <= most, 'base64')
    return data


def read_date(text):
    demand(re.fullmatch(r'[0-9]{4}-[0-9]{2}-[0-9]{2}', text), 'a date')
    try:
        days = (datetime.date.fromisoformat(text) -
                datetime.date(1970, 1, 1)).days
    except ValueError:
        raise Refused('a date') from None
    demand(days >= 0, 'a date before 1970')
    return days


def read_time(text):
    m = re.fullmatch(r'(.{10})T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])Z',
                     text)
    demand(m, 'a time')
    hours, minutes, seconds = map(int, m.groups()[1:])
    return read_date(m[1]) * 86400 + hours * 3600 + minutes * 60 + seconds


def read_part(kind, text):
    if kind == 'word':
        demand(re.fullmatch(r'[a-z0-9+-][a-z0-9+.:/-]{0,63}', text), 'a word')
    elif kind == 'number':
        demand(re.fullmatch(r'0|[1-9][0-9]*', text) and
               int(text) < 1 << 63, 'a number')
        return int(text)
    elif kind == 'hash':
        data = unbase64(text, 32)
        demand(len(data) == 32, 'a hash')
        return data
    elif kind == 'bytes':
        return unbase64(text, 8192)
    elif kind == 'date':
        return read_date(text)
    elif kind == 'time':
        return read_time(text)
    else:
        demand(text and text == text.strip(' ') and
               not re.search('[\0-\x1f\x7f-\x9f]', text), 'a text')
    return text


def read_value(parts, text):
    values = text.split(' ', len(parts) - 1)
    demand(len(values) == len(parts), 'a part is missing')
    return [read_part(kind, v) for kind, v in zip(parts, values)]


def read_record(types, data):
    """(type, [(line, values)]) of bytes."""
    demand(len(data) <= RECORD_MAX, 'the length')
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Refused('UTF-8') from None
    first, *lines = text.split('\n')
    demand(lines and lines.pop() == '', 'the last LF')
    demand(first.startswith(HEADING), 'the first line')
    kind = first[len(HEADING):]
    demand(kind in types, 'the type')
    out, at = [], 0
    for name, parts, least, most in types[kind]:
        count = 0
        while (at < len(lines) and count < most and
               lines[at].startswith(name + ' ')):
            demand(len(lines[at].encode()) <= LINE_MAX, 'a long line')
            out.append((name, read_value(parts, lines[at][len(name) + 1:])))
            at, count = at + 1, count + 1
        demand(count >= least, f'{name} is missing')
    demand(at == len(lines), 'a line that has no place')
    return kind, out


def read_entry(types, data):
    """(at, acts or None, type, lines)."""
    demand(len(data) <= ENTRY_MAX, 'the length')
    m = re.match(rb'at ([^\n]*)\n(?:acts ([^\n]*)\n)?', data)
    demand(m, 'the head')
    at = read_time(m[1].decode('latin-1'))
    acts = None
    if m[2] is not None:
        acts = read_value(('number', 'number'), m[2].decode('latin-1'))
        demand(max(acts) < 1 << 32, 'acts')
    kind, lines = read_record(types, data[m.end():])
    demand((kind == 'memo') == (acts is not None), 'acts before a memo')
    return at, acts, kind, lines


def signed_text(text, role):
    """What a signature line of this role is over."""
    head, _, _ = text.partition('signature ')
    return f'{head}signature {role}'.encode()


def signatures(text):
    """[(role, signature)] of a record's text."""
    return [(role, base64.b64decode(s)) for role, s in
            re.findall(r'^signature (\S+) (\S+)$', text, flags=re.M)]
