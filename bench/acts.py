#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""acts.py BUILD [--json] [--quick] [--keep FOLDER]: what an act costs a server
as its log grows, and a start, and the page.

One channel is filled with filings (bench-long_filings) up to 1,000, 10,000,
100,000 and 1,000,000 entries (--quick: 1,000 and 20,000), and copied at each
size.  Each copy is served; members whose proofs are real endorse a filed memo,
one after the other; then `status` reads the whole folder.  Beside each, SQLite
makes a row of the same bytes durable (WAL, synchronous=FULL, secure_delete).
Processor time and bytes are those of both processes.  --keep: the channels
stay there, and are taken up again."""
import os
import pathlib
import pickle
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

import served as bench
import hostile_flood as hostile
import hostile_http as http
import kill
import rig

SIZES = (1000, 20000) if bench.QUICK else (1000, 10000, 100000, 10**6)
KEYS = 588
EARLY, LATE = 12, 24
PAGES, PAUSE = 41, 0.05


def written(pid):
    """Bytes that a process and its children had written."""
    total = 0
    for one in bench.family(pid):
        for line in pathlib.Path(f'/proc/{one}/io').read_text().split('\n'):
            if line.startswith('write_bytes:'):
                total += int(line.split()[1])
    return total


def prepare(binary, where):
    """A channel with one memo in the log, and requests of endorsers."""
    c = bench.Channel(binary, where, KEYS)
    with open(os.devnull, 'w') as log:
        c.found(log)
        try:
            c.enrol()
            c.gather()
            for i in range(EARLY):
                c.must('endorse', '--state', f'{i}.state',
                       '--passphrase-file', 'words', '--code', c.code(),
                       '@memo.link')
            c.server.move_clock('2023-11-03T14:00:00Z')
            c.must('file', '--state', '0.state', '--passphrase-file',
                   'words', '--code', c.code(), '--package', 'memo.package',
                   '@memo.link')
            late = range(EARLY, EARLY + LATE)
            c.write_acts(late)
            c.server.move_clock('2023-11-03T22:00:00Z')
        finally:
            c.server.stop()
    _, token = hostile.token_of((c.where / 'memo.link').read_text())
    acts = [(c.where / f'{i}.act').read_text() for i in late]
    requests = [(hostile.request(b'/acts', a, token), len(a)) for a in acts]
    (where / 'requests').write_bytes(pickle.dumps(requests))


def fill(build, binary, where):
    """One copy of the channel a size."""
    if not (where / 'requests').is_file():
        prepare(binary, where)
    for size in SIZES:
        if (where / str(size)).is_dir():
            continue
        subprocess.run([build / 'bench/bench-long_filings',
                        where / 'channel', str(size)], check=True,
                       stdout=subprocess.DEVNULL)
        shutil.copytree(where / 'channel', where / str(size),
                        copy_function=shutil.copy)
    return pickle.loads((where / 'requests').read_bytes())


class Served:
    """A server over a folder, whose start is timed."""

    def __init__(self, binary, folder):
        begun = time.monotonic()
        self.child = subprocess.Popen(
            [binary, 'serve', '--listen', '127.0.0.1:0', '--clock',
             'simulated', folder], stdout=subprocess.PIPE, text=True)
        line = self.child.stdout.readline()
        self.wall = time.monotonic() - begun
        if not line.startswith('listening on '):
            raise RuntimeError(f'no server: {self.child.wait()}')
        self.port = int(line.rsplit(':', 1)[1].strip('/\n'))
        self.pid = self.child.pid

    def stop(self):
        self.child.terminate()
        if self.child.wait(600) != 0:
            raise RuntimeError(f'exit {self.child.returncode}')


def settle(server):
    """Until what a start leaves for later is done."""
    before = bench.cpu(server.pid)
    while True:
        time.sleep(1)
        now = bench.cpu(server.pid)
        if now - before < 0.05:
            return
        before = now


def start(binary, folder, **of):
    """The second of two starts: the first may write the snapshot."""
    Served(binary, folder).stop()
    server = Served(binary, folder)
    bench.figure('acts', 'start, wall', server.wall, 's', **of)
    bench.figure('acts', 'start, processor', bench.cpu(server.pid), 's',
                 **of)
    bench.figure('acts', 'start, memory', bench.resident(server.pid), 'MiB',
                 **of)
    begun = bench.cpu(server.pid)
    settle(server)
    bench.figure('acts', 'looked at beside serving, processor',
                 bench.cpu(server.pid) - begun, 's', **of)
    bench.figure('acts', 'memory after it', bench.resident(server.pid),
                 'MiB', **of)
    return server


def act(server, request):
    raw = http.Raw(server.port)
    raw.send(request)
    status, _, body = raw.answer()
    raw.close()
    if status not in (200, 202) or b'promise' not in body:
        raise RuntimeError(f'{status}: {body}')


def threads(pid):
    """Seconds that each thread of a process and its children has run."""
    return {task.name: int((task / 'schedstat').read_text().split()[0]) / 1e9
            for one in bench.family(pid)
            for task in pathlib.Path(f'/proc/{one}/task').iterdir()}


def acts(server, requests, **of):
    """Medians of the acts but the first, which opens the roll.  One thread
    verifies proofs, and takes most of the time."""
    cpu, rest, wall, out = [], [], [], []
    for request, _ in requests:
        begun = threads(server.pid), time.monotonic(), written(server.pid)
        act(server, request)
        wall.append(time.monotonic() - begun[1])
        time.sleep(PAUSE)  # what follows the answer is the act's too
        took = [t - begun[0].get(name, 0) for name, t in
                threads(server.pid).items()]
        cpu.append(sum(took))
        rest.append(sum(took) - max(took))
        out.append(written(server.pid) - begun[2])
    for name, values, unit, scale in (
            ('an act, processor', cpu, 'ms', 1000),
            ('an act but for its proof, processor', rest, 'ms', 1000),
            ('an act, wall', wall, 'ms', 1000),
            ('an act, written', out, 'KiB', 1 / 1024)):
        bench.figure('acts', name, statistics.median(values[1:]) * scale,
                     unit, **of)
    return statistics.median(rest[1:])


def asked_for(server, path):
    """What an answer takes of the server and on the clock, and its length."""
    cpu, wall, length = [], [], 0
    for _ in range(PAGES):
        begun = bench.cpu(server.pid), time.monotonic()
        status, _, body = http.ask(server.port, http.get(path))
        wall.append(time.monotonic() - begun[1])
        cpu.append(bench.cpu(server.pid) - begun[0])
        length = len(body)
        if status != 200:
            raise RuntimeError(f'{path}: {status}')
    return statistics.median(cpu), statistics.median(wall), length


def page(server, folder, size):
    """Beside a file of ours of that size, in turns."""
    _, _, length = asked_for(server, b'/')
    name = 64 * '0'
    (folder / 'public/content' / name).write_bytes(os.urandom(length))
    rounds = [[asked_for(server, path)[:2] for path in
               (b'/', b'/content/' + name.encode())] for _ in range(5)]
    (folder / 'public/content' / name).unlink()
    for at, what in enumerate(('processor', 'wall')):
        ours, file = (statistics.median(r[i][at] for r in rounds)
                      for i in (0, 1))
        bench.figure('acts', f'the page, {what}', ours * 1000, 'ms',
                     entries=size, bytes=length)
        bench.figure('acts', f'the page / a file of its size, {what}',
                     ours / file, '', entries=size)


def asked(server, seconds=2):
    """How long another waits for /channel."""
    wall, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.monotonic()
        if http.ask(server.port, http.get(b'/channel'))[0] != 200:
            raise RuntimeError('/channel')
        wall.append(time.monotonic() - begun)
        time.sleep(0.01)
    return statistics.quantiles(wall, n=20)[18] * 1000


def beside_askers(server, size):
    """The askers are one more thread of this process, whose time counts."""
    alone = asked(server)
    bench.figure('acts', '/channel alone, the slowest of twenty', alone, 'ms',
                 entries=size)
    with hostile.Flood(server.port, [http.get(b'/')], 16):
        beside = asked(server)
    bench.figure('acts', '/channel beside 16 askers of the page', beside,
                 'ms', entries=size)
    bench.figure('acts', '/channel beside 16 askers / alone', beside / alone,
                 '', entries=size)


def read_whole(binary, folder, size):
    """What somebody does who has a copy of the log: `status` judges all
    entries.  It exits with 3 where a duty is late."""
    child = subprocess.Popen(
        [binary, 'status', '--key', folder / 'vkey', folder],
        stdout=subprocess.DEVNULL, env={**os.environ, 'XDG_CACHE_HOME':
                                        str(folder / 'cache')})
    _, code, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(code) not in (0, 3):
        raise RuntimeError(f'status: {code}')
    bench.figure('acts', 'status of the folder, processor',
                 usage.ru_utime + usage.ru_stime, 's', entries=size)
    bench.figure('acts', 'status of the folder, memory',
                 usage.ru_maxrss / 1024, 'MiB', entries=size)


def one_row(where, length, rows=200, pause=0):
    """Seconds of this process for a durable row; with a pause before each, as
    before an act, the processor has forgotten it."""
    file, took = where / 'peer.db', 0
    db = sqlite3.connect(file, isolation_level=None)
    db.executescript('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;'
                     'PRAGMA secure_delete=ON; CREATE TABLE IF NOT EXISTS '
                     'acts (tag BLOB PRIMARY KEY, act BLOB) WITHOUT ROWID')
    for _ in range(rows):
        row = os.urandom(32), os.urandom(length)
        if pause:
            time.sleep(pause)
        begun = time.process_time()
        db.execute('INSERT INTO acts VALUES (?, ?)', row)
        took += time.process_time() - begun
    db.close()
    for path in where.glob('peer.db*'):
        path.unlink()
    return took / rows


class Rows:
    """What SQLite's row costs at this moment, and how much more an act."""

    def __init__(self, where, length):
        self.loop = statistics.median(one_row(where, length)
                                      for _ in range(5))
        self.alone = one_row(where, length, LATE, PAUSE)

    def tell(self, cost, **of):
        for name, row in (('in a loop', self.loop), ('alone', self.alone)):
            bench.figure('acts', f'SQLite, a durable row {name}, processor',
                         row * 1000, 'ms', **of)
            bench.figure('acts', 'an act but for its proof / SQLite row '
                         f'{name}', cost / row, '', **of)


def measure(build, where):
    binary = build / 'gainsay'
    requests = fill(build, binary, where)
    cost = {}
    for size in SIZES:
        folder = where / 'served'
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(where / str(size), folder)
        server = start(binary, folder, entries=size)
        try:
            rows = Rows(where, requests[0][1])
            cost[size] = acts(server, requests, entries=size)
            rows.tell(cost[size], entries=size)
            page(server, folder, size)
            beside_askers(server, size)
        finally:
            server.stop()
        read_whole(binary, folder, size)
        shutil.rmtree(folder)
    first, last = cost[SIZES[0]], cost[SIZES[-1]]
    bench.figure('acts', 'an act but for its proof, most entries / fewest',
                 last / first, '', entries=SIZES[-1])


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    kill.MEMBERS = EARLY + LATE
    if '--keep' in sys.argv:
        where = pathlib.Path(sys.argv[sys.argv.index('--keep') + 1])
        where.mkdir(parents=True, exist_ok=True)
        measure(build, where.resolve())
        return
    with rig.folder('acts') as name:
        measure(build, pathlib.Path(name).resolve())


if __name__ == '__main__':
    main()
