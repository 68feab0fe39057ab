#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""floods.py GAINSAY [--json] [--quick]: what each flood takes of the server's
memory, and how long others wait meanwhile.

Somebody asks for the checkpoint (a file) and for /channel (of the back) four
times a second, each over a connection of its own, and asks again where the
server is busy; the median and the longest wait, and what both processes had
resident beyond what they had before.  A flood lasts until 40 were answered."""
import base64
import json
import os
import pathlib
import statistics
import sys
import threading
import time

import served as bench
import hostile_flood as hostile
import hostile_http as http
import rig
from texts import text_of

ASKED = 8 if bench.QUICK else 40
PACE = 0.25
SIZE = 4096 if bench.QUICK else 65536 # keys of the roll
LARGE = 5 << 20


class Held:
    """Connections that send something and then wait; whoever is cut off comes
    again."""

    def __init__(self, port, count, data, receive=None, drip=b''):
        self.port, self.data, self.drip = port, data, drip
        self.receive, self.count = receive, count
        self.done = threading.Event()
        self.threads = [threading.Thread(target=self.hold, args=(i,))
                        for i in range(16)]

    def open(self):
        try:
            raw = http.Raw(self.port, receive=self.receive)
            raw.send(self.data)
            raw.socket.settimeout(5)
            return raw
        except OSError:
            return None

    def hold(self, i):
        held = [None] * (self.count // 16)
        while not self.done.is_set():
            for n, raw in enumerate(held):
                if self.done.is_set():
                    break
                if raw is None or (self.drip and not self.goes_on(raw)):
                    if raw is not None:
                        raw.close()
                    held[n] = self.open()
            time.sleep(0.05)
        for raw in held:
            if raw is not None:
                raw.close()

    def goes_on(self, raw):
        try:
            return raw.send(self.drip)
        except OSError:
            return False

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        time.sleep(2)
        return self

    def __exit__(self, *_):
        self.done.set()
        for thread in self.threads:
            thread.join(60)


def wait(port, path):
    """Seconds until it was answered, however often it had to be asked."""
    begun = time.monotonic()
    while time.monotonic() - begun < 120:
        try:
            if http.ask(port, http.get(path))[0] == 200:
                break
        except OSError:
            pass
        time.sleep(0.05)
    return time.monotonic() - begun


def forget_most(pid):
    """The most that was resident counts from now."""
    for one in bench.family(pid):
        pathlib.Path(f'/proc/{one}/clear_refs').write_text('5')


def measure(c, name, flood):
    pid, port = c.server.child.pid, c.server.port
    time.sleep(1)
    forget_most(pid)
    before, waits = bench.resident(pid, 'VmRSS'), []
    with flood:
        for i in range(ASKED):
            path = (b'/log/checkpoint', b'/channel')[i % 2]
            waits.append(wait(port, path))
            time.sleep(max(0, PACE - waits[-1]))
    bench.figure('floods', name, 1000 * statistics.median(waits), 'ms',
                 longest_ms=round(1000 * max(waits)),
                 memory_mib=round(bench.resident(pid) - before))


def start(path, length):
    return (b'POST ' + path + b' HTTP/1.1\r\nHost: x\r\n' + http.JSON +
            b'Content-Length: %d\r\n\r\n' % length)


def guess(i):
    """Somebody's try at a code, with a key as long as one is."""
    return {'code': f'{i:032x}', 'keys': [
        {'edition': 1, 'key': base64.b64encode(bytes(32)).decode(),
         'possession': base64.b64encode(bytes(96)).decode()}]}


def measure_all(c):
    port = c.server.port
    c.memo = c.where / 'long.md'
    c.memo.write_text(text_of(200000))
    memo = hostile.Memo(c, 'own', range(8))
    root = rig.lines_of((c.where / 'roll-1.rec').read_text(), 'root')[0]
    roll = http.get(b'/roll/' + base64.b64decode(root).hex().encode())

    measure(c, 'none', Held(port, 0, b''))
    measure(c, '2,000 silent connections', Held(port, 2000, b''))
    measure(c, '900 bodies, a byte a turn',
            Held(port, 900, start(b'/acts', 9999), drip=b' '))
    measure(c, '200 bodies of 5 MiB that never end',
            Held(port, 200, start(b'/records', LARGE) + b' ' * (LARGE - 9),
                 drip=b''))
    measure(c, '600 rolls that nobody reads',
            Held(port, 600, roll, receive=4096))
    measure(c, '600 boxes that nobody reads', Held(
        port, 600, http.get(memo.box, memo.token), receive=4096))
    measure(c, 'invalid proofs from 64 connections',
            hostile.Flood(port, hostile.bad_requests(memo), 64))
    measure(c, 'the page from 64 connections',
            hostile.Flood(port, [http.get(b'/')], 64))
    measure(c, 'the roll from 64 connections',
            hostile.Flood(port, [roll], 64))
    measure(c, '/channel from 64 connections',
            hostile.Flood(port, [http.get(b'/channel')], 64))
    measure(c, 'guessed codes from 64 connections', hostile.Flood(
        port, [http.post(b'/enrol', json.dumps(guess(i)).encode())
               for i in range(256)], 64))
    measure(c, 'none, afterwards', Held(port, 0, b''))


def main():
    binary = [a for a in sys.argv[1:] if not a.startswith('--')][0]
    with rig.folder('floods') as name, open(os.devnull, 'w') as log:
        c = bench.Channel(binary, pathlib.Path(name).resolve(), SIZE)
        c.found(log)
        try:
            c.enrol()
            measure_all(c)
        finally:
            c.server.stop()


if __name__ == '__main__':
    main()
