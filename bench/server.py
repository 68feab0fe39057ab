#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""server.py GAINSAY [--json] [--quick]: what a server does in a second, beside
what others do on the same machine, the same file system, in the same run.

Appends: acts on a filed memo, each answered when it is durable and promised;
then their release into the log, all together, at the promised time.
Beside it: SQLite (WAL, synchronous=FULL), a row of the same size in a
transaction of its own from each of as many threads; the same, one transaction
for as many rows as there are clients; a file, appended to and fdatasync'ed.
Reads: a tile, the checkpoint, the description of the channel and the page,
beside nginx with the same bytes as files; wrk asks both.

Medians of runs that take turns, of time on the clock."""
import concurrent.futures
import os
import pathlib
import re
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

RUNS = 3
SECONDS = 1 if bench.QUICK else 2
CLIENTS = {1: 32, 8: 64, 32: 96} # and how many acts they send together
if bench.QUICK:
    CLIENTS = {1: 4, 8: 8, 32: 32}
EARLY = 12 # endorse before filing: the floor is 10
CONNECTIONS = 16

NGINX = '''worker_processes 2;
user {user};
daemon off;
pid nginx.pid;
error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
	access_log off;
	sendfile on;
	client_body_temp_path t1;
	proxy_temp_path t2;
	fastcgi_temp_path t3;
	uwsgi_temp_path t4;
	scgi_temp_path t5;
	server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
'''


def tell(name, path, seconds, **more):
    """The median of runs, each in seconds for one append or request."""
    middle = statistics.median(seconds)
    low, high = (round(1 / s) for s in (max(seconds), min(seconds)))
    if bench.EXACT:
        line = {'name': name, **more, 'path': path, 'seconds': middle,
                'runs': len(seconds), 'rates': [low, high]}
        print(bench.json.dumps(line), flush=True)
    else:
        rest = ''.join(f', {k} {v}' for k, v in more.items())
        print(f'{name}, {path}{rest}: {1 / middle:.0f}/s '
              f'({low} to {high} in {len(seconds)} runs)', flush=True)


def timed(n, clients, work):
    """Seconds for each of n pieces, which `clients` threads share."""
    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        parts = [range(i, n, clients) for i in range(clients)]
        begun = time.monotonic()
        list(pool.map(work, parts))
        return (time.monotonic() - begun) / n


def ours(port, requests, clients):
    def send(part):
        raw = http.Raw(port)
        for i in part:
            raw.send(requests[i])
            status, head, body = raw.answer()
            if status != 202 or b'promise' not in body:
                raise RuntimeError(f'{status}: {body}')
            if b'\nconnection: close' in head.lower():
                raise RuntimeError('the connection was not kept')
        raw.close()
    return timed(len(requests), clients, send)


def database(where):
    db = sqlite3.connect(where / 'peer.db', timeout=60, isolation_level=None)
    db.execute('PRAGMA journal_mode=WAL')
    db.execute('PRAGMA synchronous=FULL')
    db.execute('CREATE TABLE IF NOT EXISTS acts (n INTEGER PRIMARY KEY,'
               'act BLOB NOT NULL)')
    return db


def sqlite(where, acts, clients):
    """A transaction a row, a connection a thread."""
    def insert(part):
        db = database(where)
        for i in part:
            db.execute('INSERT INTO acts (act) VALUES (?)', (acts[i],))
        db.close()
    database(where).close()
    return timed(len(acts), clients, insert)


def sqlite_together(where, acts, rows):
    """One thread, `rows` rows a transaction: what answering together saves."""
    db = database(where)
    begun = time.monotonic()
    for i in range(0, len(acts), rows):
        db.execute('BEGIN IMMEDIATE')
        db.executemany('INSERT INTO acts (act) VALUES (?)',
                       [(a,) for a in acts[i:i + rows]])
        db.execute('COMMIT')
    took = time.monotonic() - begun
    db.close()
    return took / len(acts)


def plain(where, acts):
    out = os.open(where / 'peer.log', os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    begun = time.monotonic()
    for act in acts:
        os.write(out, act)
        os.fdatasync(out)
    took = time.monotonic() - begun
    os.close(out)
    return took / len(acts)


def file_memo(c):
    """A memo in the log, and the requests of all who endorse it late."""
    c.gather()
    for i in range(EARLY):
        c.must('endorse', '--state', f'{i}.state', '--passphrase-file',
               'words', '--code', c.code(), '@memo.link')
    c.server.move_clock('2023-11-03T14:00:00Z')
    c.must('file', '--state', '0.state', '--passphrase-file', 'words',
           '--code', c.code(), '--package', 'memo.package', '@memo.link')
    late = range(EARLY, kill.MEMBERS)
    c.write_acts(late)
    _, token = hostile.token_of((c.where / 'memo.link').read_text())
    acts = [(c.where / f'{i}.act').read_text() for i in late]
    return [(hostile.request(b'/acts', a, token), a.encode())
            for a in acts]


def size(c):
    return int(c.server.ask('/log/checkpoint').split(b'\n')[1])


def release(c, run):
    """Seconds an entry, until the checkpoint covers all that was promised."""
    n = sum(CLIENTS.values())
    due, begun = size(c) + n, time.monotonic()
    c.server.move_clock(f'2023-11-{6 + 3 * run:02}T14:00:00Z')
    while size(c) < due:
        if time.monotonic() > begun + 60:
            raise RuntimeError(f'{size(c)} entries of {due}')
        time.sleep(0.001)
    took = time.monotonic() - begun
    if size(c) != due:
        raise RuntimeError(f'{size(c)} entries of {due}')
    return took / n


def appends(c, late):
    times = {}

    def keep(name, clients, seconds):
        times.setdefault((name, clients), []).append(seconds)

    for run in range(RUNS):
        for clients, n in CLIENTS.items():
            now, late = late[:n], late[n:]
            acts = [a for _, a in now]
            keep('gainsay', clients,
                 ours(c.server.port, [r for r, _ in now], clients))
            keep('sqlite', clients, sqlite(c.where, acts, clients))
            keep('sqlite together', clients,
                 sqlite_together(c.where, acts, clients))
            keep('file, fdatasync', clients, plain(c.where, acts))
        keep('gainsay, release into the log', sum(CLIENTS.values()),
             release(c, run))
    for (name, clients), seconds in times.items():
        tell('append', name, seconds, N=kill.MEMBERS, concurrency=clients)


def wrk(url):
    """Seconds a request, none of which may fail."""
    done = subprocess.run(
        ['wrk', '-t1', f'-c{CONNECTIONS}', f'-d{SECONDS}s', url],
        capture_output=True, text=True, check=True)
    if 'Non-2xx' in done.stdout or 'Socket errors' in done.stdout:
        raise RuntimeError(done.stdout)
    return 1 / float(re.search(r'Requests/sec:\s*([0-9.]+)', done.stdout)[1])


def copy(c, root, paths):
    """The bytes that our server answers with, as nginx's files."""
    for path, file in paths.items():
        status, _, body = http.ask(c.server.port, http.get(path.encode()))
        if status != 200:
            raise RuntimeError(f'{path}: {status}')
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_bytes(body)


def serve_copy(c, root):
    with kill.socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        port = s.getsockname()[1]
    user = subprocess.check_output(['id', '-un'], text=True).strip()
    (c.where / 'nginx.conf').write_text(
        NGINX.format(user=user, port=port, root=root))
    child = subprocess.Popen(['nginx', '-p', f'{c.where}/', '-c',
                              f'{c.where}/nginx.conf'])
    for _ in range(100):
        try:
            kill.socket.create_connection(('127.0.0.1', port)).close()
            return child, port
        except OSError:
            time.sleep(0.05)
    child.terminate()
    raise RuntimeError('no nginx')


def reads(c):
    root = c.where / 'copy'
    tile = sorted((c.where / 'log/tile/entries').rglob('*'),
                  key=lambda p: p.is_file() and p.stat().st_size)[-1]
    tile = '/' + str(tile.relative_to(c.where))
    paths = {tile: tile[1:], '/log/checkpoint': 'log/checkpoint',
             '/channel': 'channel', '/': 'index.html'}
    copy(c, root, paths)
    child, port = serve_copy(c, root)
    servers = {'gainsay': (c.server.port, c.server.child.pid),
               'nginx': (port, child.pid)}
    times = {}
    try:
        for path, file in paths.items():
            got = http.ask(port, http.get(path.encode()))
            if (got[0], got[2]) != (200, (root / file).read_bytes()):
                raise RuntimeError(f'nginx: {path}: {got[0]}')
        for _ in range(RUNS):
            for path in paths:
                for name, (at, _) in servers.items():
                    times.setdefault((path, name), []).append(
                        wrk(f'http://127.0.0.1:{at}{path}'))
        for (path, name), seconds in times.items():
            tell('read ' + ('tile' if path == tile else path), name, seconds,
                 concurrency=CONNECTIONS,
                 bytes=(root / paths[path]).stat().st_size)
        for name, (_, pid) in servers.items():
            bench.figure('server', f'resident memory after it, {name}',
                         bench.resident(pid, 'VmRSS'), 'MiB',
                         processes=len(bench.family(pid)))
    finally:
        child.terminate()
        child.wait(30)


def main():
    binary = [a for a in sys.argv[1:] if not a.startswith('--')][0]
    kill.MEMBERS = EARLY + RUNS * sum(CLIENTS.values())
    with rig.folder('bench') as name, open(os.devnull, 'w') as log:
        c = kill.Channel(None, binary, pathlib.Path(name).resolve())
        c.found(log)
        try:
            c.enrol()
            appends(c, file_memo(c))
            reads(c)
        finally:
            c.server.stop()


if __name__ == '__main__':
    main()
