# SPDX-License-Identifier: Apache-2.0
"""What waits, as the server keeps it in inbox.db (store/deck.h, store/inbox.c),
and its texts in boxes.db (store/boxes.c): items, cut into cards that lie in places drawn by chance.  No server may have
the file open."""
import contextlib
import hashlib
import sqlite3
import struct

BOX, TURN, ACT, PENDING = range(4)
SEALED, FILE, HELD = range(16, 19)
KEYS = {BOX: 33, TURN: 41, ACT: 65, PENDING: 81, SEALED: 33, FILE: 33,
        HELD: 33}
HEAD = 41


def parse(card):
    name, part, last, size = struct.unpack('>32sIBI', card[:HEAD])
    if len(card) != 2016 or last > 1 or any(card[HEAD + size:]):
        raise ValueError(f'no card: {card[:64].hex()}')
    return name, part, card[HEAD:HEAD + size]


def cards(path):
    """Of each place."""
    with contextlib.closing(sqlite3.connect(f'file:{path}?mode=ro',
                                            uri=True)) as db:
        found = db.execute('SELECT place, card FROM cards ORDER BY place')
        found = found.fetchall()
    if [place for place, _ in found] != list(range(len(found))):
        raise ValueError(f'{path}: places')
    return [card for _, card in found]


def items(path):
    """[(item, place of its first card)], by the items' bytes."""
    parts = {}
    for place, card in enumerate(cards(path)):
        name, part, text = parse(card)
        parts.setdefault(name, {})[part] = text, place
    found = []
    for name, of in parts.items():
        item = b''.join(of[i][0] for i in range(len(of)))
        if hashlib.sha256(item[:KEYS[item[0]]]).digest() != name:
            raise ValueError(f'{path}: an item under another name')
        found.append((item, of[0][1]))
    return sorted(found)


def of_kind(path, kind):
    return [item for item, _ in items(path) if item[0] == kind]


def take_out(path, goes):
    """Those items that `goes` says, by the operator's hands; how many."""
    gone = [item for item, _ in items(path) if goes(item)]
    names = {hashlib.sha256(i[:KEYS[i[0]]]).digest() for i in gone}
    left = [c for c in cards(path) if parse(c)[0] not in names]
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute('DELETE FROM cards')
        db.executemany('INSERT INTO cards VALUES (?, ?)', enumerate(left))
    return len(gone)


def put_in(path, more):
    """Items, behind the others."""
    new = []
    for item in more:
        name = hashlib.sha256(item[:KEYS[item[0]]]).digest()
        size = 2016 - HEAD
        parts = [item[i:i + size] for i in range(0, len(item), size)]
        new += [struct.pack('>32sIBI', name, n, n + 1 == len(parts),
                            len(part)) + part.ljust(size, b'\0')
                for n, part in enumerate(parts)]
    at = len(cards(path))
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.executemany('INSERT INTO cards VALUES (?, ?)', enumerate(new, at))
