# SPDX-License-Identifier: Apache-2.0
"""Those who are slow on purpose, or many, or both; and a server that cannot
answer in time.  Each case has a server of its own, and all run at once: what
they wait for are the limits of docs/spec/http.md."""
import pathlib
import resource
import sqlite3
import threading
import time

import hostile_http as http
import kill

SLOW = 150 # connections of each kind
IDLE = 1200 # more than the server takes
WAITING = 160 # requests, each a tenth of what passes in 30 seconds


class Site:
    """A channel with a server of its own."""

    def __init__(self, t, binary, where, log):
        where.mkdir()
        self.c = kill.Channel(t, binary, where)
        self.c.found(log)
        self.port = self.c.server.port


def drip(port, kind, results):
    """One connection that goes on sending a byte at a time for as long as it
    may; how long that was."""
    raw = http.Raw(port)
    begun = time.monotonic()
    if kind == 'body':
        raw.send(b'POST /acts HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n' +
                 http.JSON + b'\r\n')
    elif kind == 'chunk':
        raw.send(b'POST /acts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: '
                 b'chunked\r\n' + http.JSON + b'\r\n')
    else:
        raw.send(b'GET /channel HTTP/1.1\r\nHost: x\r\nX: ')
    piece = b'1\r\n \r\n' if kind == 'chunk' else b'a'
    raw.socket.settimeout(1)
    data = None
    while time.monotonic() - begun < 90:
        if not raw.send(piece):
            data = b''
            break
        try:
            data = raw.socket.recv(4096)
            break
        except TimeoutError:
            continue
        except ConnectionResetError:
            data = b''
            break
    raw.close()
    results.append((kind, time.monotonic() - begun, data))


def check_slow(t, site, healthy):
    """Byte by byte: all are cut off, and others are answered meanwhile."""
    results, answers = [], []
    threads = [threading.Thread(target=drip, args=(site.port, kind, results))
               for kind in ('head', 'body', 'chunk') for _ in range(SLOW)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        begun = time.monotonic()
        status, _, _ = http.ask(site.port, http.get(b'/channel'))
        answers.append((time.monotonic() - begun, status))
        time.sleep(0.5)
    t.check(len(results) == 3 * SLOW and
            all(data is not None for _, _, data in results),
            'whoever sends a byte a second is cut off')
    for kind in ('head', 'body', 'chunk'):
        took = [seconds for k, seconds, _ in results if k == kind]
        t.check(max(took) < 90, f'{kind}: cut off after {max(took):.0f} s')
    t.check(len(answers) > 10 and all(s == 200 for _, s in answers),
            'others are answered meanwhile', str(answers))
    print(f'{len(results)} slow connections cut off after '
          f'{min(r[1] for r in results):.0f} to '
          f'{max(r[1] for r in results):.0f} s; meanwhile {len(answers)} '
          f'others answered, the slowest in '
          f'{1000 * max(answers)[0]:.0f} ms')
    healthy(t, site.c, 'slow ones')


def check_idle(t, site, healthy):
    """More connections than the server takes, which say nothing: they are
    closed, and whoever waited is served."""
    held = [http.Raw(site.port) for _ in range(IDLE)]
    status, _, _ = http.ask(site.port, http.get(b'/channel'), timeout=90)
    t.check(status == 200, f'answered behind {IDLE} idle ones: {status}')
    gone = [raw.rest(timeout=90) for raw in held]
    t.check(all(data == b'' for data in gone), 'the idle are closed',
            str([d for d in gone if d != b''][:3]))
    healthy(t, site.c, 'idle ones')


def check_late(t, site, healthy, problem):
    """Another process keeps the database locked: who waits is told `busy`,
    who has waited too long `timeout`, and the log is read all the time."""
    got, threads = [], []
    lock = sqlite3.connect(site.c.where / 'channel.db', isolation_level=None)
    lock.execute('BEGIN IMMEDIATE')

    def wait():
        got.append(http.ask(site.port, http.get(b'/channel'), timeout=120))

    for _ in range(WAITING):
        threads.append(threading.Thread(target=wait))
        threads[-1].start()
    reads = 0
    while any(thread.is_alive() for thread in threads) and \
            not any(g[0] == 408 for g in got):
        reads += http.ask(site.port, http.get(b'/log/checkpoint'))[0] == 200
        time.sleep(0.5)
    lock.execute('ROLLBACK')
    lock.close()
    for thread in threads:
        thread.join()
    kinds = {g[0]: g for g in got}
    t.check(set(kinds) <= {200, 408, 503}, 'a locked database',
            str({k: v for k, v in kinds.items() if k != 200}))
    for status, word in ((408, b'timeout'), (503, b'busy')):
        problem(t, kinds.get(status, (None, b'', b'')), status, word,
                f'{word.decode()} behind a locked database')
    t.check(reads > 10, f'the log was read meanwhile ({reads})')
    print('behind a locked database:', sorted(
        (s, sum(g[0] == s for g in got)) for s in kinds))
    healthy(t, site.c, 'a locked database')


def check(t, binary, where, log, healthy, problem):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    sites = [Site(t, binary, pathlib.Path(where, name), log)
             for name in ('slow', 'idle', 'late')]
    # Ours; the servers keep what a login usually has.
    resource.setrlimit(resource.RLIMIT_NOFILE,
                       (min(hard, 8192) if hard > 0 else 8192, hard))
    cases = ((check_slow, (healthy,)), (check_idle, (healthy,)),
             (check_late, (healthy, problem)))
    errors = []

    def run(case, site, more):
        try:
            case(t, site, *more)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(case, site, more))
               for (case, more), site in zip(cases, sites)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for site in sites:
        site.c.server.stop()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if errors:
        raise errors[0]
