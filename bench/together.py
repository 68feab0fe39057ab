#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""together.py BUILD [--json] [--quick] [--keep FOLDER] [--server GAINSAY]: what
an act costs a server when 256 members act at once.

Two channels, with rolls of 588 and of 65,536 keys (--quick: 588 alone, 32
members).  Each member endorses the same memo over a connection of its own, all
at the same time, against a copy of the channel that is served anew for each
run.  Beside it in the same run: bench-proof's batch of 256, and SQLite with a
durable row a transaction (WAL, synchronous=FULL, secure_delete).  Then
members who endorse one after the other amid a flood of bad proofs from 64
connections: another memo, and the flood's own; and that once more while each
bad proof comes over a connection of its own, as nginx hands requests on.

--large: 65,536 keys alone.  --keep: the channels stay there, with the members'
proofs, which take some minutes, and are taken up again.  --server: another one than the build's."""
import concurrent.futures
import json
import os
import pathlib
import pickle
import selectors
import shutil
import socket
import statistics
import subprocess
import sys
import time

import served as bench
import acts as peers
import hostile_flood as hostile
import hostile_http as http
import kill
import rig

CLIENTS = 32 if bench.QUICK else 256
WARM = 4 # acts that open the roll
AMID = 3 # who act on another memo amid the flood
SAME = 24 # who act on the flood's
SIZES = (588,) if bench.QUICK else (588, 65536)
if '--large' in sys.argv:
    SIZES = SIZES[-1:]
RUNS = 1 if bench.QUICK else 3


def parallel(c, work, items):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(work, items))


def memo_of(c, name, members):
    """The requests of members who endorse it, and a bad one of each kind."""
    c.gather()
    code = c.code()

    def write(i):
        c.must('endorse', '--state', f'{i}.state', '--passphrase-file',
               'words', '--code', code, '-o', f'{i}.act', '@memo.link')
    parallel(c, write, members)
    box, token = hostile.token_of((c.where / 'memo.link').read_text())
    acts = [(c.where / f'{i}.act').read_text() for i in members]
    for i in members:
        (c.where / f'{i}.act').unlink()
    for file in ('link', 'package', 'package.author'):
        (c.where / f'memo.{file}').rename(c.where / f'{name}.{file}')
    return ([hostile.request(box + b'/acts', a, token) for a in acts],
            [hostile.request(box + b'/acts', hostile.alter(
                acts[0], hostile.bump(at)), token)
             for at in (-32, -64, -96, -132, 40)])


def prepare(binary, where, size):
    kill.MEMBERS = CLIENTS + WARM
    where.mkdir(parents=True, exist_ok=True)
    c = bench.Channel(binary, where, size)
    with open(os.devnull, 'w') as log:
        c.found(log)
        try:
            c.enrol()
            own = memo_of(c, 'own', range(CLIENTS + WARM))
            other = memo_of(c, 'other', range(AMID + 1))
        finally:
            c.server.stop()
    (where / 'requests').write_bytes(pickle.dumps((own, other)))


class Copy:
    """A copy of the channel, served."""

    def __init__(self, binary, where):
        self.folder = where / 'served'
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(where / 'channel', self.folder,
                        copy_function=shutil.copy)
        self.server = peers.Served(binary, self.folder)

    def __enter__(self):
        return self.server

    def __exit__(self, *_):
        self.server.stop()
        shutil.rmtree(self.folder)


def burst(port, requests):
    """Each over its own connection, all at once: seconds until the last has its
    promise."""
    selector = selectors.DefaultSelector()
    for data in requests:
        s = socket.create_connection(('127.0.0.1', port))
        selector.register(s, selectors.EVENT_READ, b'')
    begun = time.monotonic()
    for key, data in zip(list(selector.get_map().values()), requests):
        key.fileobj.sendall(data)

    left = len(requests)
    while left > 0:
        for key, _ in selector.select(120):
            data = key.data + key.fileobj.recv(65536)
            head, found, body = data.partition(b'\r\n\r\n')
            length = int(head.lower().partition(b'content-length: ')[2]
                         .split(b'\r')[0]) if found else 1
            if len(body) < length:
                selector.modify(key.fileobj, selectors.EVENT_READ, data)
                continue
            if b' 200 ' not in head or b'promise' not in body:
                raise RuntimeError(data)
            selector.unregister(key.fileobj)
            key.fileobj.close()
            left -= 1
    return time.monotonic() - begun


def together(binary, where, requests):
    """(processor's seconds for an act, seconds on the clock for an act)."""
    with Copy(binary, where) as server:
        for data in requests[:WARM]:
            if http.ask(server.port, data)[0] != 200:
                raise RuntimeError('no promise')
        time.sleep(0.5)
        begun = bench.cpu(server.pid)
        took = burst(server.port, requests[WARM:])
        time.sleep(0.2)
        return (bench.cpu(server.pid) - begun) / CLIENTS, took / CLIENTS


def promised(port, data):
    """Seconds until somebody has their promise, who asks again where the
    server is busy."""
    begun, status = time.monotonic(), 503
    while status == 503:
        status = http.ask(port, data, timeout=120)[0]
    if status != 200:
        raise RuntimeError(f'{status}, no promise')
    return time.monotonic() - begun


def amid(binary, where, bad, *acts):
    """How long each of them waits amid a flood."""
    with Copy(binary, where) as server, \
            hostile.Flood(server.port, bad, 64) as flood:
        while flood.count < 64:
            time.sleep(0.01)
        return [sorted(promised(server.port, data) for data in requests)
                for requests in acts]


def tell_same(name, waits, size):
    bench.figure('together', f'the same memo amid {name}, median',
                 statistics.median(waits) * 1000, 'ms', N=size,
                 nine_of_ten_ms=round(waits[SAME * 9 // 10] * 1000),
                 longest_ms=round(waits[-1] * 1000))


def batch(build, size):
    """Processor's seconds for a proof of bench-proof's batch of 256."""
    said = subprocess.check_output(
        [build / 'bench/bench-proof', '--json', '--batches-of', str(size)],
        text=True)
    for line in map(json.loads, said.splitlines()):
        if (line['name'].startswith('verify') and line['N'] == size and
                line['batch'] == 256):
            return line['seconds']
    raise RuntimeError(said)


def rows(where, requests):
    act = json.loads(requests[0].partition(b'\r\n\r\n')[2])['record']
    begun = time.monotonic()
    peers.one_row(where, len(act), 256)
    return (time.monotonic() - begun) / 256


def measure(build, binary, where, size):
    if not (where / 'requests').is_file():
        prepare(build / 'gainsay', where, size)
    own, other = pickle.loads((where / 'requests').read_bytes())
    cpu, wall, proof, row = [], [], [], []
    for _ in range(RUNS):
        for values, value in zip((cpu, wall),
                                 together(binary, where, own[0])):
            values.append(value)
        proof.append(batch(build, size))
        row.append(rows(where, own[0]))
    cpu, wall, proof, row = map(statistics.median, (cpu, wall, proof, row))
    bench.figure('together', 'an act, processor', cpu * 1000, 'ms', N=size,
                 clients=CLIENTS)
    bench.figure('together', 'bench-proof, of a batch of 256', proof * 1000,
                 'ms', N=size)
    bench.figure('together', 'ratio of both', cpu / proof, '', N=size)
    bench.figure('together', 'acts', 1 / wall, '/s', N=size,
                 clients=CLIENTS)
    bench.figure('together', 'SQLite, a row a transaction', 1 / row, '/s',
                 N=size)
    bench.figure('together', 'ratio of both rates', row / wall, '', N=size)
    same, bad = own[0][1:1 + SAME], own[1]
    others, mine = amid(binary, where, bad, other[0][1:], same)
    bench.figure('together', 'another memo amid the flood',
                 others[-1] * 1000, 'ms', N=size)
    tell_same('the flood', mine, size)
    bad = [data.replace(b'\r\n', b'\r\nConnection: close\r\n', 1)
           for data in bad]
    tell_same('a flood with a connection each',
              *amid(binary, where, bad, same), size)


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    binary = build / 'gainsay'
    if '--server' in sys.argv:
        binary = pathlib.Path(
            sys.argv[sys.argv.index('--server') + 1]).resolve()
    keep = '--keep' in sys.argv
    with rig.folder('together') as name:
        top = pathlib.Path(sys.argv[sys.argv.index('--keep') + 1] if keep
                           else name).resolve()
        for size in SIZES:
            measure(build, binary, top / str(size), size)


if __name__ == '__main__':
    main()
