# SPDX-License-Identifier: Apache-2.0
"""Those who are slow on purpose, or many, or both; and a server that cannot
answer in time.  Each case has a server of its own, and all run at once: what
they wait for are the limits of docs/spec/http.md."""
import base64
import os
import pathlib
import resource
import signal
import threading
import time

import hostile_flood as flood
import hostile_http as http
import kill
import rig
from texts import text_of

SLOW = 150 # connections of each kind
SILENCE = 10 # seconds, and less than a silent connection may have
IDLE = 1200 # more than the server takes
UNREAD, ROLL = 600, 65536 # answers, and keys in each, two MiB
UNREAD_FILES = 96 << 20 # bytes: a connection has a piece of 32 KiB
UNREAD_MEMORY = 288 << 20 # bytes: all replies may be 128 MiB
LONG = 200000 # bytes of a memo; its box answers seven times that
WAITING = 160 # requests: more than are asked at a time
HELD = 33 # seconds: longer than one that changes something may wait


def memory(pid):
    """The most that the server's processes ever had resident, in bytes."""
    return sum(int(rig.status_of(one)['VmHWM'].split()[0]) << 10
               for one in (pid, rig.front_of(pid)))


class Long(kill.Channel):
    """With a roll that is long."""

    def must(self, *args):
        if args[:2] == ('roll', 'prepare'):
            kill.pad_roll(self.where, ROLL - kill.MEMBERS)
        return super().must(*args)


class Site:
    """A channel with a server of its own."""

    def __init__(self, t, binary, where, log):
        where.mkdir()
        self.c = Long(t, binary, where)
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
    else:
        raw.send(b'GET /channel HTTP/1.1\r\nHost: x\r\nX: ')
    raw.socket.settimeout(1)
    data = None
    while time.monotonic() - begun < 90:
        if not raw.send(b'a'):
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
               for kind in ('head', 'body') for _ in range(SLOW)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        begun = time.monotonic()
        status, _, _ = http.ask(site.port, http.get(b'/channel'))
        answers.append((time.monotonic() - begun, status))
        time.sleep(0.5)
    t.check(len(results) == 2 * SLOW and
            all(data is not None for _, _, data in results),
            'whoever sends a byte a second is cut off')
    for kind in ('head', 'body'):
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
    """More connections than the server takes, which say nothing: who comes is
    served in the place of those that were silent longest, before any of them
    has had its time; in the end all are closed."""
    held = [http.Raw(site.port) for _ in range(IDLE)]
    begun = time.monotonic()
    status, _, _ = http.ask(site.port, http.get(b'/channel'), timeout=90)
    waited = time.monotonic() - begun
    print(f'answered behind {IDLE} idle ones in {1000 * waited:.0f} ms')
    t.check(status == 200 and waited < SILENCE,
            f'answered behind {IDLE} idle ones: {status}, {waited:.1f} s')
    gone = [raw.rest(timeout=90) for raw in held]
    t.check(all(data == b'' for data in gone), 'the idle are closed',
            str([d for d in gone if d != b''][:3]))
    healthy(t, site.c, 'idle ones')


def ask_patiently(port, ask):
    """(status, body) and how long it took, however often the server was
    busy."""
    begun = time.monotonic()
    status, _, body = http.ask(port, ask, timeout=60)
    while status == 503 and time.monotonic() - begun < 60:
        time.sleep(0.1) # "Try again in a moment."
        status, _, body = http.ask(port, ask, timeout=60)
    return status, body, time.monotonic() - begun


def leave_unread(t, site, what, ask, good, most):
    """Many ask for it and take nothing; who reads has it."""
    before = memory(site.c.server.child.pid)
    held = []
    for _ in range(UNREAD):
        held.append(http.Raw(site.port, receive=4096))
        held[-1].send(ask)
    times = []
    for _ in range(5):
        status, body, took = ask_patiently(site.port, ask)
        times.append(took)
        t.check(status == 200 and good(body),
                f'who reads has the {what}: {status}, {len(body)} bytes')
    grown = memory(site.c.server.child.pid) - before
    print(f'{UNREAD} answers of {len(body) >> 10} KiB that nobody takes '
          f'({what}): {grown >> 20} MiB; who reads waited '
          f'{1000 * max(times):.0f} ms')
    t.check(grown < most, f'{what}: unread answers took {grown >> 20} MiB')
    for raw in held:
        raw.close()


def check_unread(t, site, healthy):
    """A large answer that many ask for and nobody takes.  A roll is a file,
    and none of it but the piece on its way is in memory; a box is not, and
    what boxes take together is bounded: who reads has it in the place of those
    who do not."""
    site.c.enrol()
    root = rig.lines_of((site.c.where / 'roll-1.rec').read_text(), 'root')[0]
    ask = http.get(b'/roll/' + base64.b64decode(root).hex().encode())
    leave_unread(t, site, 'roll', ask, lambda body: len(body) == 32 * ROLL,
                 UNREAD_FILES)
    site.c.memo = site.c.where / 'long.md'
    site.c.memo.write_text(text_of(LONG))
    site.c.gather()
    box, token = flood.token_of((site.c.where / 'memo.link').read_text())
    leave_unread(t, site, 'box', http.get(box, token),
                 lambda body: len(body) > 2 * LONG, UNREAD_MEMORY)
    healthy(t, site.c, 'unread answers')


def check_late(t, site, healthy, problem):
    """The back does not come to anything: who would change something and has
    waited too long is told `timeout`, who only reads is answered, and the log
    is read all the time."""
    got, threads = [], []
    os.kill(site.c.server.child.pid, signal.SIGSTOP)
    begun = time.monotonic()

    def wait(method, ask):
        got.append((method, *http.ask(site.port, ask, timeout=120)))

    for ask in (('GET', http.get(b'/channel')),
                ('POST', http.post(b'/cosignatures', b'{}'))):
        for _ in range(WAITING):
            threads.append(threading.Thread(target=wait, args=ask))
            threads[-1].start()
        time.sleep(1) # the first take all places
    reads = 0
    while time.monotonic() - begun < HELD:
        reads += http.ask(site.port, http.get(b'/log/checkpoint'))[0] == 200
        time.sleep(0.5)
    os.kill(site.c.server.child.pid, signal.SIGCONT)
    for thread in threads:
        thread.join()
    kinds = {g[:2]: g[1:] for g in got}
    t.check(set(kinds) == {('GET', 200), ('POST', 408)}, 'a held back',
            str({k: v for k, v in kinds.items() if k != ('GET', 200)}))
    problem(t, kinds.get(('POST', 408), (None, b'', b'')), 408, b'timeout',
            'timeout behind a held back')
    t.check(reads > 10, f'the log was read meanwhile ({reads})')
    print('behind a held back:', sorted(
        (*k, sum(g[:2] == k for g in got)) for k in kinds))
    healthy(t, site.c, 'a held back')


def check(t, binary, where, log, healthy, problem):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    sites = [Site(t, binary, pathlib.Path(where, name), log)
             for name in ('slow', 'idle', 'unread', 'late')]
    # Ours; the servers keep what a login usually has.
    resource.setrlimit(resource.RLIMIT_NOFILE,
                       (min(hard, 8192) if hard > 0 else 8192, hard))
    cases = ((check_slow, (healthy,)), (check_idle, (healthy,)),
             (check_unread, (healthy,)),
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
