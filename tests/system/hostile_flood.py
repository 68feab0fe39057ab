# SPDX-License-Identifier: Apache-2.0
"""A flood of invalid proofs, by people who hold a memo's link, while others
endorse that memo and another."""
import base64
import hashlib
import json
import re
import selectors
import socket
import struct
import threading
import time

import hostile_http as http
import rig

FLOODERS = 300 # connections, each with a request under way all the time
# Flood's answers that one may have to wait for: four times what was there when
# it came (server/gate/matters.h), and what workers held.  Of another memo no proof
# is waited for, but the back's judgement of those that came before, which is
# short.
OWN_TURN = 5 * FLOODERS
OTHER_TURN = FLOODERS


def token_of(link):
    """(path of the box, the line of its token)."""
    path, _, fragment = link.strip().partition('#')
    key = base64.urlsafe_b64decode(fragment + '=')
    parts = b''.join(struct.pack('>I', len(p)) + p
                     for p in (b'gainsay/v1/box', b'token'))
    token = hashlib.sha256(parts + key).hexdigest()
    return ('/box/' + path.rpartition('/')[2]).encode(), \
        f'Authorization: Bearer {token}\r\n'.encode()


def request(path, act, token=b''):
    return http.post(path, json.dumps(rig.padded({'record': act})).encode(),
                     http.JSON + token)


def alter(act, change):
    """The act with its proof's bytes changed."""
    old = rig.lines_of(act, 'proof')[0]
    proof = bytearray(base64.b64decode(old))
    change(proof)
    return act.replace(old, base64.b64encode(proof).decode())


def bump(at):
    """Adds one to the scalar `at` bytes from the end: -32 is wrong in the sum
    over the roll alone, the check that costs most."""
    def change(proof):
        proof[at] = (proof[at] + 1) % 256
    return change


class Flood(threading.Thread):
    """Sends the same requests again and again, one a connection under way."""

    def __init__(self, port, requests, connections=FLOODERS):
        super().__init__(daemon=True)
        self.port, self.requests = port, requests
        self.connections = connections
        self.done = threading.Event()
        self.count, self.statuses, self.bytes = 0, {}, 0

    def connect(self, selector, i):
        s = socket.create_connection(('127.0.0.1', self.port))
        selector.register(s, selectors.EVENT_READ, [i, b''])
        self.send(s, i)

    def send(self, s, i):
        data = self.requests[i % len(self.requests)]
        s.sendall(data)
        self.bytes += len(data)

    def hear(self, selector, key):
        """A refusal by the headers alone ends its connection."""
        i, data = key.data
        try:
            piece = key.fileobj.recv(65536)
        except ConnectionResetError:
            piece = b''
        data += piece
        head, mark, body = data.partition(b'\r\n\r\n')
        if mark:
            length = int(head.lower().split(b'content-length: ')[1].split()[0])
        if mark and len(body) >= length:
            status = int(data[9:12])
            self.count += 1
            self.statuses[status] = self.statuses.get(status, 0) + 1
            data = b''
            if b'\nconnection: close' in head.lower():
                piece = b''
            elif not self.done.is_set():
                self.send(key.fileobj, i)
        key.data[1] = data
        if not piece or self.done.is_set() and not data:
            selector.unregister(key.fileobj)
            key.fileobj.close()
            if not self.done.is_set():
                self.connect(selector, i)

    def run(self):
        with selectors.DefaultSelector() as selector:
            for i in range(self.connections):
                self.connect(selector, i)
            while selector.get_map():
                for key, _ in selector.select(1):
                    self.hear(selector, key)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.join(120)


class Memo:
    """A memo that gathers, with acts of members as text."""

    def __init__(self, c, name, members):
        self.c, self.name = c, name
        c.gather()
        c.write_acts(members)
        self.code = c.code()
        self.box, self.token = token_of((c.where / 'memo.link').read_text())
        self.acts = {i: (c.where / f'{i}.act').read_text() for i in members}
        for i in members:
            (c.where / f'{i}.act').unlink()
        for file in ('link', 'package', 'package.author'):
            (c.where / f'memo.{file}').rename(c.where / f'{name}.{file}')

    def request(self, i):
        return request(self.box + b'/acts', self.acts[i], self.token)

    def file(self):
        return self.c.must('file', '--state', '0.state', '--passphrase-file',
                           'words', '--code', self.code, '--package',
                           f'{self.name}.package', f'@{self.name}.link')


def bad_requests(memo):
    """One of each kind of proof that cannot verify, and none that tires us
    less for being known: each is judged by itself."""
    good = memo.acts[0]
    bad = [alter(good, bump(at)) for at in (-32, -64, -96, -33 * 4, 40)]
    return [request(memo.box + b'/acts', act, memo.token) for act in bad]


def endorse(flood, port, memo, i):
    """(status, answers that the flood got meanwhile, seconds)."""
    before, begun = flood.count, time.monotonic()
    status, _, _ = http.ask(port, memo.request(i), timeout=120)
    return status, flood.count - before, time.monotonic() - begun


def check_under_flood(t, port, own, other):
    kinds = bad_requests(own)
    alone = [http.ask(port, r)[0] for r in kinds]
    t.check(alone == [422] * len(kinds), 'each kind is refused', str(alone))
    with Flood(port, kinds) as flood:
        if not http.wait_for(lambda: flood.count > 2 * FLOODERS, 120):
            t.check(False, 'the flood runs', str(flood.statuses))
        for memo, members, most, what in (
                (own, (1, 2, 3, 4), OWN_TURN, 'the same memo'),
                (other, (0, 1, 2, 3), OTHER_TURN, 'another memo')):
            got = [endorse(flood, port, memo, i) for i in members]
            t.check([g[0] for g in got] == [200] * len(members),
                    f'{what}: endorsed under the flood', str(got))
            t.check(max(g[1] for g in got) <= most,
                    f'{what}: within {most} answers to others', str(got))
            print(f'{what}: endorsed while the flood had '
                  f'{[g[1] for g in got]} answers, in '
                  f'{[round(1000 * g[2]) for g in got]} ms')
        begun, read = flood.count, http.ask(port, http.get(b'/channel'))[0]
        t.check(read == 200 and flood.count - begun <= OTHER_TURN,
                f'a page is read after {flood.count - begun} answers')
    t.check(set(flood.statuses) == {422}, 'no invalid proof gets through, '
            'nobody is refused for another\'s', str(flood.statuses))
    return flood.count


def check_tokens(t, port, own):
    """Without the token no proof is looked at: it is refused as such, even if
    it would verify."""
    wrong = b'Authorization: Bearer ' + http.HEX + b'\r\n'
    for token in (b'', wrong):
        for act in (own.acts[5], alter(own.acts[5], bump(-32))):
            got = http.ask(port, request(own.box + b'/acts', act, token))
            wanted = (404, b'unknown') if token else (403, b'denied')
            t.check(got[0] == wanted[0] and b'/problems/' + wanted[1] in
                    got[2], 'no token, no proof', str(got))


def check_repeats(t, port, own):
    """The same act gets the same promise; an invalid proof of its tag none."""
    first, again = (http.ask(port, own.request(1)) for _ in range(2))
    t.check(first[0] == again[0] == 200 and first[2] == again[2] and
            b'gainsay/v1 promise' in again[2], 'again', str(again))
    act = alter(own.acts[1], bump(-32))
    got = http.ask(port, request(own.box + b'/acts', act, own.token))
    t.check(got[0] == 422 and b'gainsay/v1 promise' not in got[2],
            'again, with an invalid proof', str(got))


def check(t, c):
    c.enrol()
    own, other = Memo(c, 'own', range(7)), Memo(c, 'other', range(4))
    port = c.server.port
    check_tokens(t, port, own)
    sent = check_under_flood(t, port, own, other)
    check_repeats(t, port, own)
    for memo in own, other:
        memo.file()
    c.server.move_clock('2023-11-02T15:00:00Z')
    said = c.must('status', '--key', 'vkey', c.server.url)
    t.check(re.findall(r'endorsed +by (\d+) of', said) == ['4', '4'],
            f'exactly the valid ones count, among {sent} others', said)
