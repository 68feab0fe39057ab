# SPDX-License-Identifier: Apache-2.0
"""A log's copy that marks who fetches it, by whoever has the log's key: another
nonce, other lines, another checkpoint, entries and keys in another order.  Who
makes a provenance file of it has the bytes that everybody has, or none."""
import base64
import hashlib
import shutil
import struct
import sys

import rig

sys.path.insert(0, str(rig.ROOT / 'tests/vectors'))
import ed25519
import rfc9162

DASH = '\N{EM DASH}'


def sign_by(seed, text, drawn):
    """As RFC 8032, but the nonce is drawn: as good a signature, other bytes."""
    n, _ = ed25519.secret(seed)
    r = ed25519.number(drawn + text) % ed25519.ORDER
    point = ed25519.encode(ed25519.times(r, ed25519.BASE))
    k = ed25519.number(point + ed25519.public(seed) + text) % ed25519.ORDER
    return point + ((r + k * n) % ed25519.ORDER).to_bytes(32, 'little')


class Marking:
    def __init__(self, c):
        self.c, self.place = c, c.where / 'marking'
        key = (c.where / 'x/keys/log.key').read_text().strip()
        self.seed = base64.b64decode(key.split('+', 4)[4])[1:]
        self.note = (c.where / 'x/log/checkpoint').read_text()
        self.origin, self.size = rig.read_checkpoint(self.note)[:2]
        self.id = rig.read_checkpoint(self.note)[4][0][1][:4]
        self.entries = rig.read_entries(c.where / 'x/log')

    def body(self, size, entries=None):
        leaves = [rfc9162.leaf_hash(e) for e in entries or self.entries]
        root = base64.b64encode(rfc9162.root_of(leaves[:size])).decode()
        return f'{self.origin}\n{size}\n{root}\n'

    def line(self, body, drawn, name=None):
        mark = self.id + sign_by(self.seed, body.encode(), drawn)
        return f'{DASH} {name or self.origin} {base64.b64encode(mark).decode()}\n'

    def stranger(self):
        mark = base64.b64encode(hashlib.sha512(b'requester 7').digest()).decode()
        return f'{DASH} requester.example/7 {mark}\n'

    def made(self, note, change=lambda place: None):
        """(the file that a holder makes of this copy, what was said)"""
        shutil.rmtree(self.place, ignore_errors=True)
        for part in ('log', 'roll'):
            shutil.copytree(self.c.where / 'x' / part, self.place / part)
        (self.place / 'log/checkpoint').write_text(note)
        change(self.place)
        file = self.c.where / 'marked.gainsay'
        file.unlink(missing_ok=True)
        done = self.c.gainsay('provenance', '--key', 'x/vkey', '--memo-file',
                              'x/demo/cable.package', '-o', file, 'marking')
        return file.read_bytes() if done.returncode == 0 else None, done.stdout

    def notes(self):
        """Of the newest checkpoint: [why, the note, whether it is taken]."""
        body = self.body(self.size)
        own = self.note.partition('\n\n')[2]
        one, two = (self.line(body, d) for d in (b'1', b'2'))
        yield 'another nonce', f'{body}\n{one}', True
        yield 'a nonce for each', f'{body}\n{two}', True
        yield 'its line twice', f'{body}\n{one}{two}', True
        yield 'a line behind', f'{body}\n{own}{self.stranger()}', True
        yield 'a line before', f'{body}\n{self.stranger()}{own}', True
        yield 'under another name', f'{body}\n{own}' + \
            self.line(body, b'3', 'requester.example'), True
        more = body + 'requester 7\n'
        yield 'an extension', f'{more}\n{self.line(more, b"1")}', False

    def sizes(self):
        """Each older checkpoint of which the copy has the tiles."""
        have = {int(f.name) for f in
                (self.c.where / 'x/log/tile/entries/000.p').iterdir()}
        for size in sorted(have - {self.size}):
            body = self.body(size)
            yield size, f'{body}\n{self.line(body, b"1")}'


def write_log(entries, place):
    """Another log, as its tiles have it."""
    leaves = b''.join(rfc9162.leaf_hash(e) for e in entries)
    data = b''.join(struct.pack('>H', len(e)) + e for e in entries)
    for level, tile in (('entries', data), ('0', leaves)):
        folder = place / f'log/tile/{level}/000.p'
        (folder / str(len(entries))).write_bytes(tile)


def check_marks(c, first):
    """`first` is what a holder makes of the log as it is."""
    m = Marking(c)
    for why, note, taken in m.notes():
        made, said = m.made(note)
        c.t.check(made == (first if taken else None),
                  f'marked by {why}: the same bytes, or none', said)
    check_sizes(c, m, first)
    check_content(c, m, first)


def check_sizes(c, m, first):
    """Whoever is shown the same entries about the memo has the same file: what
    follows them is nobody's mark."""
    about = first.split(b'\n')[1] + b'\n'
    files = {m.size: first}
    for size, note in m.sizes():
        made, said = m.made(note)
        if made is None:
            continue
        shown = sum(about in e for e in m.entries[:size])
        same = [f for n, f in files.items()
                if sum(about in e for e in m.entries[:n]) == shown]
        c.t.check(all(f == made for f in same),
                  f'marked by a checkpoint of {size}', said)
        files[size] = made
    c.t.check(len(files) - len(set(files.values())) >= 5,
              f'{sorted(files)} give {len(set(files.values()))} files')


def check_content(c, m, first):
    """A log of the requester's own, every signature of the log's good: two
    entries exchanged, one more, one dated a second later."""
    for why, entries in (
            ('an exchange', [*m.entries[:-2], *m.entries[:-3:-1]]),
            ('an entry twice', [*m.entries, m.entries[-1]]),
            ('another second', [*m.entries[:-1], m.entries[-1].replace(
                b':00Z', b':01Z', 1)]),
            ('another second of the first', [m.entries[0].replace(
                b':00Z', b':01Z', 1), *m.entries[1:]])):
        body = m.body(len(entries), entries)
        made, said = m.made(f'{body}\n{m.line(body, b"1")}',
                            lambda place, e=entries: write_log(e, place))
        c.t.check(entries != m.entries and made in (None, first),
                  f'marked by {why}', said)

    def reorder(place):
        for roll in (place / 'roll').iterdir():
            keys = roll.read_bytes()
            roll.write_bytes(keys[32:64] + keys[:32] + keys[64:])
    made, said = m.made(m.note, reorder)
    c.t.check(made is None, 'the keys of the roll in another order', said)
