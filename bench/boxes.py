#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""boxes.py BUILD [--json] [--quick] [--keep FOLDER] [--openings]: what an act
costs a server as the box that it goes to fills.

A channel whose memo gathers; its box is filled with acts of random tags (their
bytes are as long as real ones, and nobody verifies them again) up to 100, 5,000
and 50,000 (--quick: 100 and 2,000).  Members whose proofs are real then endorse,
one after the other.  Beside it SQLite makes a row of the same bytes durable, as
in acts.py.  --keep: the channel stays there, and is taken up again."""
import os
import pathlib
import pickle
import shutil
import statistics
import struct
import sys
import time

import acts
import served as bench
import cards
import hostile_flood as hostile
import kill
import rig

OPEN = (10, 600, 1800)
SIZES = (100, 2000) if bench.QUICK else (100, 5000, 50000)


def prepare(binary, where):
    """A channel with an open box, and requests of endorsers."""
    c = bench.Channel(binary, where, acts.KEYS)
    with open(os.devnull, 'w') as log:
        c.found(log)
        try:
            c.enrol()
            c.gather()
            late = range(acts.EARLY, acts.EARLY + acts.LATE)
            c.write_acts(late)
        finally:
            c.server.stop()
    box, token = hostile.token_of((c.where / 'memo.link').read_text())
    texts = [(c.where / f'{i}.act').read_text() for i in late]
    requests = [(hostile.request(box + b'/acts', a, token), len(a))
                for a in texts]
    memo = box.decode().rpartition('/')[2]
    (where / 'requests').write_bytes(pickle.dumps((memo, requests)))


def fill(place, memo, size, length):
    """Acts as store/inbox.c keeps them; none of them is shown."""
    path, batch = place / 'inbox.db', 5000
    have = len(cards.of_kind(path, cards.ACT))
    for at in range(have, size, batch):
        cards.put_in(path, [
            bytes([cards.ACT]) + bytes.fromhex(memo) + os.urandom(32) +
            struct.pack('>I', length) + os.urandom(length) +
            struct.pack('>IBII', 0, 0, 0, 0)
            for _ in range(min(batch, size - at))])


def measure(build, where):
    binary = build / 'gainsay'
    if not (where / 'requests').is_file():
        prepare(binary, where)
    memo, requests = pickle.loads((where / 'requests').read_bytes())
    cost = {}
    for size in SIZES:
        place = where / 'served'
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(where / 'channel', place,
                        ignore=shutil.ignore_patterns('*.state'))
        fill(place, memo, size, requests[0][1])
        server = acts.start(binary, place, waiting=size)
        try:
            rows = acts.Rows(where, requests[0][1])
            cost[size] = acts.acts(server, requests, waiting=size)
            rows.tell(cost[size], waiting=size)
        finally:
            server.stop()
    bench.figure('boxes', 'an act but for its proof, fullest / emptiest',
                 cost[SIZES[-1]] / cost[SIZES[0]], '', waiting=SIZES[-1])


def fill_boxes(place, count):
    """So many more, of the one that is open."""
    box = next(iter(cards.of_kind(place / 'inbox.db', cards.BOX)))
    texts = [next(iter(cards.of_kind(place / 'boxes.db', kind)))
             for kind in (cards.SEALED, cards.FILE)]
    names = [os.urandom(32) for _ in range(count)]
    cards.put_in(place / 'inbox.db', [box[:1] + n + box[33:] for n in names])
    cards.put_in(place / 'boxes.db',
                 [t[:1] + n + os.urandom(len(t) - 33) for n in names
                  for t in texts])


def open_boxes(c, members, size):
    """Medians; the program of who opens is not in them."""
    cpu, out, pid = [], [], c.server.child.pid
    for i in members:
        begun = bench.cpu(pid), acts.written(pid)
        c.must('gather', '--server', c.server.url, '--state', f'{i}.state',
               '--passphrase-file', 'words', '-o', f'{i}.link', f'{i}.package')
        time.sleep(acts.PAUSE)
        cpu.append(bench.cpu(pid) - begun[0])
        out.append(acts.written(pid) - begun[1])
    bench.figure('boxes', 'an opening, processor',
                 statistics.median(cpu) * 1000, 'ms', boxes=size)
    bench.figure('boxes', 'an opening, written',
                 statistics.median(out) / 1024, 'KiB', boxes=size)


def openings(binary, where):
    kill.MEMBERS = 1 + 4 * len(OPEN)
    c = bench.Channel(binary, where, acts.KEYS)
    with open(os.devnull, 'w') as log:
        c.found(log)
        try:
            c.enrol()
            c.gather()
            for i in range(1, kill.MEMBERS):
                c.must('compose', '--charter', 'charter.rec', '--roll',
                       'roll-1.rec', '--to', 'Secretary of State', '--after',
                       '2023-12-31', '--out', f'{i}.package', '--yes', c.memo)
            have = 1
            for n, size in enumerate(OPEN):
                c.server.stop()
                fill_boxes(c.where, size - have)
                have = size + 4
                c.server.start()
                c.server.move_clock('2023-11-01T16:00:00Z')
                open_boxes(c, range(4 * n + 1, 4 * n + 5), size)
        finally:
            c.server.stop()


def main():
    if '--openings' in sys.argv:
        with rig.folder('openings') as name:
            openings(pathlib.Path(sys.argv[1]).resolve() / 'gainsay',
                     pathlib.Path(name).resolve())
        return
    build = pathlib.Path(sys.argv[1]).resolve()
    kill.MEMBERS = acts.EARLY + acts.LATE
    if '--keep' in sys.argv:
        where = pathlib.Path(sys.argv[sys.argv.index('--keep') + 1])
        where.mkdir(parents=True, exist_ok=True)
        measure(build, where.resolve())
        return
    with rig.folder('boxes') as name:
        measure(build, pathlib.Path(name).resolve())


if __name__ == '__main__':
    main()
