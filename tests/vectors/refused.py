#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/spec/refused-vectors.json: openings, notes, possessions and reveals that
a reader refuses, each with the reason, and beside them what is like them and
good.  Openings are of the last memo of commitments-vectors.json, possessions
and reveals of tests/vectors/member-proof.json.  With --write it is computed
anew; tests/unit/refused_vectors_test.c holds the program to it."""
import base64
import hashlib
import json
import pathlib
import sys

sys.dont_write_bytecode = True
import ed25519

SOURCE = pathlib.Path(sys.argv[1])
FILE = SOURCE / 'docs/spec/refused-vectors.json'
MEMO = json.loads((SOURCE / 'docs/spec/commitments-vectors.json')
                  .read_text())['memos'][-1]
PROOFS = json.loads((SOURCE / 'tests/vectors/member-proof.json').read_text())
ORDER = 2**252 + 27742317777372353535851937790883648493


def u32(n):
    return n.to_bytes(4, 'big')


def lv(text):
    data = text if isinstance(text, bytes) else text.encode()
    return u32(len(data)) + data


# Openings ---------------------------------------------------------------------

BLOCKS = MEMO['blocks']


def node(level, position):
    """Of the blocks' salts."""
    value = bytes.fromhex(MEMO['seed'])
    for at in range(MEMO['levels'] - 1, level - 1, -1):
        bit = position >> (at - level) & 1
        value = hashlib.sha256(lv('gainsay/v1/salt') + bytes([bit]) +
                               value).digest()
    return value


def withheld(level, first, end, kind=0):
    return bytes([kind, level]) + b''.join(
        bytes.fromhex(b['commitment']) for b in BLOCKS[first:end])


def content(i, text=None, mark=None):
    b = BLOCKS[i]
    return (lv(b['mark'] if mark is None else mark) +
            lv(b['text'] if text is None else text))


def shown(level, first, end, **other):
    return (bytes([1, level]) + node(level, first >> level) +
            b''.join(content(i, **other) for i in range(first, end)))


def sentence(i, k, kind, text=None):
    s = BLOCKS[i]['sentences'][k]
    if kind == 'open':
        return (b'\1\0' + bytes.fromhex(s['salt']) +
                lv(s['text'] if text is None else text))
    return b'\0\0' + bytes.fromhex(s['commitment'])


def part(i, inner, count=None):
    b = BLOCKS[i]
    return (b'\2' + bytes.fromhex(b['cover']) + lv(b['mark']) +
            u32(len(b['sentences']) if count is None else count) + inner)


REST = withheld(1, 2, 4) + withheld(1, 4, 6) + withheld(0, 6, 7)
TAIL = withheld(2, 4, 7)


def one(text=None, mark=None):
    """The first block of all open, as it is or with another text."""
    return (u32(7) + shown(0, 0, 1, text=text, mark=mark) +
            withheld(0, 1, 2) + withheld(1, 2, 4) + TAIL)


def halves(inner, count=None):
    """The first block in part: it has two sentences."""
    return (u32(7) + part(0, inner, count) + withheld(0, 1, 2) +
            withheld(1, 2, 4) + TAIL)


def annex(name='a table.pdf', kind='pdf', size=12345):
    """What an opening has of an annex that it shows."""
    return (b'\1' + bytes(32) + lv(kind) + lv(name) + size.to_bytes(8, 'big') +
            bytes(32))


# Of each, why no annex can have it.
NAMES = (('no name', ''), ('129 bytes', 'x' * 129), ('a folder', 'a/b'),
         ('the folder above', '../a'), ('a backslash', 'a\\b'),
         ('a drive', 'C:a'), ('a wildcard', 'a*'), ('a question', 'a?'),
         ('a quote', 'a"'), ('less', 'a<'), ('more', 'a>'), ('a pipe', 'a|'),
         ('hidden', '.a'), ('an option', '-a'), ('a home', '~a'),
         ('a blank first', ' a'), ('a blank last', 'a '),
         ('a dot last', 'a.'), ('escapes', 'a\x1b[2J'), ('two lines', 'a\nb'),
         ('NUL', 'a\0'), ('DEL', 'a\x7f'),
         ('a direction override', 'a\u202efdp.exe'),
         ('no width', 'a\u200bb'), ('not composed', 'e\u0301'),
         ('mixed alphabets', 'p\u0430y.pdf'), ('not UTF-8', b'\xff'))


def annexes(whole):
    """Good ones, and bad ones with their reasons."""
    good = [whole + b'\0', whole + b'\0' * 16, whole + annex(),
            whole + annex('a') + b'\0' + annex('x' * 128, 'other', 1769472),
            whole + annex('\u03c0.csv', 'text', 1)]
    bad = [(f'the name of an annex: {why}', whole + annex(name))
           for why, name in NAMES]
    bad += [(f'the kind of an annex: {kind!r}', whole + annex(kind=kind))
            for kind in ('', 'PDF', 'application/pdf', 'exe')]
    bad += [(f'an annex of {size} bytes', whole + annex(size=size))
            for size in (0, 1769473, 2**63, 2**64 - 1)]
    bad += [
        ('17 annexes', whole + b'\0' * 17),
        ('an annex neither open nor withheld', whole + b'\2'),
        ('an annex cut short', whole + annex()[:-1]),
        ('two annexes of one name', whole + annex() * 2),
        ('two that differ in capitals', whole + annex('a') + annex('A')),
    ]
    return good, bad


def openings():
    first, second = (s['text'] for s in BLOCKS[0]['sentences'])
    good = [one(), one('x'), halves(sentence(0, 0, 'open') +
                                    sentence(0, 1, 'withheld')),
            halves(sentence(0, 0, 'withheld') + sentence(0, 1, 'open')),
            u32(7) + withheld(3, 0, 7), u32(7) + shown(3, 0, 7)]
    whole = u32(7) + withheld(3, 0, 7)
    bad = [
        ('no block', u32(0)), ('8,193 blocks', u32(8193) + whole[4:]),
        ('nothing', b''), ('a byte less', whole[:-1]),
        ('a byte more', whole + b'\3'),
        ('a range beyond the last block', whole + withheld(0, 6, 7)),
        ('a kind of run that is none', u32(7) + withheld(3, 0, 7, 3)),
        ('a level above the tree\'s', u32(7) + withheld(4, 0, 7)),
        ('ranges that could be one', u32(7) + withheld(2, 0, 4) + TAIL),
        ('smaller ranges that could be one', u32(7) + shown(0, 0, 1) +
         withheld(0, 1, 2) + REST),
        ('a range that is not aligned', u32(7) + shown(0, 0, 1) +
         withheld(1, 1, 3) + withheld(0, 3, 4) + TAIL),
        ('pairs of blocks that could be one range',
         u32(7) + withheld(1, 0, 2) +
         withheld(1, 2, 4) + withheld(1, 4, 6) + withheld(0, 6, 7)),
        ('a text longer than what follows',
         u32(7) + b'\1\0' + node(0, 0) + lv('') + u32(2**31)),
    ]
    more = annexes(whole)
    good += more[0]
    bad += more[1]
    for why, text in (
            ('no text', ''), ('a gap\'s words', 'x [withheld: block 1]'),
            ('a direction override', 'a\u202eb'), ('no width', 'a\u200bb'),
            ('a tab', 'a\tb'), ('a control', 'a\x1bb'),
            ('a no-break space', 'a\xa0b'), ('full width', '\uff21'),
            ('a private character', '\ue000'), ('Unicode 15.1', '\u2ffc'),
            ('mixed alphabets', 'p\u0430y'), ('not composed', 'e\u0301'),
            ('a mathematical letter', '\U0001d400'),
            ('a fraction slash', '1\u20442'), ('not UTF-8', b'\xff'),
            ('a surrogate', b'\xed\xa0\x80')):
        bad.append((f'text: {why}', one(text)))
        bad.append((f'sentence: {why}', halves(
            sentence(0, 0, 'withheld') + sentence(0, 1, 'open', text))))
    for why, mark in (('with a parenthesis', 'U)'), ('hidden', 'U\u200b'),
                      ('not UTF-8', b'\xff'), ('of 65 bytes', 'x' * 65)):
        bad.append((f'a mark {why}', one(mark=mark)))
    both = [sentence(0, k, 'open') for k in (0, 1)]
    none = [sentence(0, k, 'withheld') for k in (0, 1)]
    bad += [
        ('all sentences open', halves(both[0] + both[1])),
        ('no sentence open', halves(none[0] + none[1])),
        ('one sentence', halves(both[0], 1)),
        ('1,025 sentences', halves(both[0] + none[1], 1025)),
        ('a sentence too few', halves(both[0])),
        ('a sentence too many', halves(both[0] + none[1] + none[1])),
        ('a part in a part', halves(both[0] + part(1, b''))),
        ('a sentence that goes on', halves(
            sentence(0, 0, 'open', first + second) + none[1])),
        ('a sentence that ends too early', halves(
            sentence(0, 0, 'open', first[:-1]) + none[1])),
        ('a sentence that begins without a blank', halves(
            none[0] + sentence(0, 1, 'open', second.lstrip()))),
        ('two sentences as one', halves(none[0] + sentence(
            0, 1, 'open', second + ' And a longer one still. And more.'))),
    ]
    return {'good': [g.hex() for g in good],
            'refused': [[why, data.hex()] for why, data in bad]}


# Notes ------------------------------------------------------------------------

NAME, WITNESS = 'log.example/refused', 'witness.example'
SEED, OTHER = (hashlib.sha256(b).digest() for b in (b'log', b'witness'))
ROOT = base64.b64encode(bytes(range(32))).decode()


def vkey(name, seed, kind):
    body = bytes([kind]) + ed25519.public(seed)
    mark = hashlib.sha256(name.encode() + b'\n' + body).digest()[:4]
    return f'{name}+{mark.hex()}+{base64.b64encode(body).decode()}'


LOG_KEY, WITNESS_KEY = vkey(NAME, SEED, 1), vkey(WITNESS, OTHER, 4)


def blob(text, key, seed, time=None, head=''):
    mark = bytes.fromhex(key.split('+')[1])
    stamp = b'' if time is None else time.to_bytes(8, 'big')
    said = text if time is None else f'cosignature/v1\ntime {time}\n{text}'
    return mark + stamp + ed25519.sign(seed, head.encode() + said.encode())


def signed(name, data, dash='\u2014'):
    return f'{dash} {name} {base64.b64encode(data).decode()}\n'


def note(text, *lines):
    return text + '\n' + ''.join(lines)


TEXT = f'{NAME}\n7\n{ROOT}\n'
MINE = signed(NAME, blob(TEXT, LOG_KEY, SEED))
SEEN = signed(WITNESS, blob(TEXT, WITNESS_KEY, OTHER, 1700000000))
LINE = signed('somebody', bytes(68))


def own(text):
    return note(text, signed(NAME, blob(text, LOG_KEY, SEED)))


def notes():
    raw = blob(TEXT, LOG_KEY, SEED)
    flipped = raw[:5] + bytes([raw[5] ^ 1]) + raw[6:]
    seen = blob(TEXT, WITNESS_KEY, OTHER, 1700000000)
    good = [note(TEXT, MINE), note(TEXT, MINE, SEEN), note(TEXT, SEEN, MINE),
            note(TEXT, MINE, LINE), note(TEXT, MINE, MINE),
            note(TEXT, MINE, LINE * 99)]
    bad = [
        ('no signature', TEXT + '\n'), ('no empty line', TEXT + MINE),
        ('only a stranger\'s line', note(TEXT, LINE)),
        ('only the witness\'s line', note(TEXT, SEEN)),
        ('a bad line of the log', note(TEXT, signed(NAME, flipped))),
        ('a bad line of the log behind a good one',
         note(TEXT, MINE, signed(NAME, flipped))),
        ('a bad line of the witness', note(TEXT, MINE, signed(
            WITNESS, seen[:-1] + bytes([seen[-1] ^ 1])))),
        ('another time than the witness signed', note(TEXT, MINE, signed(
            WITNESS, seen[:11] + bytes([seen[11] ^ 1]) + seen[12:]))),
        ('101 lines', note(TEXT, MINE, LINE * 100)),
        ('65,537 bytes', note(TEXT, MINE, signed(
            'x' * (65537 - len(note(TEXT, MINE, signed('', bytes(68)))
                               .encode())), bytes(68)))),
        ('an extension line', own(TEXT + 'more\n')),
        ('a size with a zero before', own(f'{NAME}\n07\n{ROOT}\n')),
        ('a size with a sign', own(f'{NAME}\n+7\n{ROOT}\n')),
        ('a size of 2^64', own(f'{NAME}\n{2**64}\n{ROOT}\n')),
        ('no size', own(f'{NAME}\n\n{ROOT}\n')),
        ('no root', own(f'{NAME}\n7\n')),
        ('a root of 31 bytes', own(f'{NAME}\n7\n' + base64.b64encode(
            bytes(31)).decode() + '\n')),
        ('a root without padding', own(f'{NAME}\n7\n{ROOT[:-1]}\n')),
        ('a root with trailing bits', own(f'{NAME}\n7\n{ROOT[:-2]}9=\n')),
        ('a root with a blank', own(f'{NAME}\n7\n{ROOT} \n')),
        ('another origin than the key\'s', own(f'{NAME}x\n7\n{ROOT}\n')),
        ('CR', own(TEXT).replace('\n', '\r\n')),
        ('a hyphen for the dash', note(TEXT, MINE.replace('\u2014', '-'))),
        ('two blanks', note(TEXT, MINE.replace('\u2014 ', '\u2014  '))),
        ('a line without a name', note(TEXT, MINE, signed('', bytes(68)))),
        ('a name with a plus', note(TEXT, MINE, signed('a+b', bytes(68)))),
        ('a line of three bytes', note(TEXT, MINE, signed('a', bytes(3)))),
        ('a line that is no base64', note(TEXT, MINE, '\u2014 a b!\n')),
        ('no last LF', note(TEXT, MINE)[:-1]),
        ('a text behind it', note(TEXT, MINE) + 'more\n'),
        ('an empty line behind it', note(TEXT, MINE) + '\n'),
        ('a control', own(f'{NAME}\n7\n{ROOT}\n\x01\n')),
        ('a signature of 63 bytes', note(TEXT, signed(NAME, raw[:-1]))),
        ('a signature of 65 bytes', note(TEXT, signed(NAME, raw + b'\0'))),
    ]
    return {'log': LOG_KEY, 'witness': WITNESS_KEY, 'good': good,
            'refused': [[why, text] for why, text in bad]}


# Possessions and reveals ---------------------------------------------------------

POINTS = {
    'the identity': bytes(32),
    'not reduced': bytes.fromhex('f3' + 'ff' * 30 + '7f'),
    'the top bit set': bytes.fromhex('01' + '00' * 30 + '80'),
    'negative': bytes.fromhex('01' + '00' * 31),
    'on no curve': bytes.fromhex('26948d35ca62e643e26a83177332e6b6'
                                 'afeb9d08e4268b650f1f5bbd8d81d371'),
    'Ed25519\'s base point': bytes.fromhex('58' + '66' * 31),
    'ristretto\'s base point': bytes.fromhex(
        'e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76'),
}


def proofs(name, points, context):
    """[number, member, hex, why] of a proof or what it is about, replaced."""
    out = []
    for n, one_ in enumerate(PROOFS[name]):
        raw = bytes.fromhex(one_['proof'])

        def put(member, value, why):
            out.append([n, member, value if isinstance(value, int) else
                        value.hex(), why])

        put('proof', raw[:-1], 'a byte less')
        put('proof', raw + b'\0', 'a byte more')
        for at in range(0, len(raw), 32):
            element = raw[at:at + 32]
            if at < 32 * points:
                for why, value in POINTS.items():
                    put('proof', raw[:at] + value + raw[at + 32:],
                        f'element {at // 32}: {why}')
                continue
            number = int.from_bytes(element, 'little')
            for why, value in (('one more', (number + 1) % ORDER),
                               ('not reduced', number + ORDER),
                               ('0', 0), ('2^256 - 1', 2**256 - 1)):
                put('proof', raw[:at] + value.to_bytes(32, 'little') +
                    raw[at + 32:], f'element {at // 32}: {why}')
        for member in context:
            value = one_[member]
            if isinstance(value, int):
                put(member, value + 1, f'another {member}')
                continue
            value = bytes.fromhex(value)
            put(member, value[:-1] + bytes([value[-1] ^ 1]),
                f'another {member}')
            if member in ('key', 'tag'):
                for why, point in POINTS.items():
                    put(member, point, f'{member}: {why}')
        other = PROOFS[name][(n + 1) % len(PROOFS[name])]['proof']
        put('proof', bytes.fromhex(other), 'the proof of another')
    return out


def main():
    have = {
        'comment': 'what readers refuse, computed by tests/vectors/refused.py '
                   'from commitments.md, provenance.md, http.md and '
                   'member-proof.md; bytes in hexadecimal',
        'openings': openings(), 'notes': notes(),
        'possessions': proofs('enrol', 1, ('key', 'channel', 'edition',
                                           'nonce')),
        'reveals': proofs('reveal', 2, ('key', 'tag', 'reader', 'record',
                                        'root', 'N', 'scope'))}
    if '--write' in sys.argv:
        FILE.write_text(json.dumps(have, indent=1, ensure_ascii=False) + '\n')
    if json.loads(FILE.read_text()) != have:
        sys.exit(f'{FILE} is not what the specification gives')
    print(f'{len(have["openings"]["refused"])} openings, '
          f'{len(have["notes"]["refused"])} notes, '
          f'{len(have["possessions"])} possessions and '
          f'{len(have["reveals"])} reveals are refused')


main()
