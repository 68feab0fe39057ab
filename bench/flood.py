#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""flood.py GAINSAY [--json] [--quick]: what an act that cannot count costs the
server, and what it costs its sender.

Processor time of the server's processes for each request, sent one after the
other on one connection (alone) and from 64 connections at once (flood: the
server judges in batches).  The sender's is that of this program, which reuses
what it made: a bound from below on what anyone needs who sends as much.  Then what
a member waits whose endorsement, a valid one, is sent amid the flood."""
import base64
import os
import pathlib
import sys
import time

import served as bench
import hostile_flood as hostile
import hostile_http as http
import rig

SECONDS = 0.3 if bench.QUICK else 1.5


def altered(act, at):
    return hostile.alter(act, hostile.bump(at))


def noise(act):
    old = rig.lines_of(act, 'proof')[0]
    length = len(base64.b64decode(old))
    return act.replace(old, base64.b64encode(os.urandom(length)).decode())


def kinds(memo):
    """(what, how it is made, status).  Member 0 never acts, member 1 has."""
    def send(act, token=None):
        return hostile.request(memo.box + b'/acts', act,
                               memo.token if token is None else token)

    act, acted = memo.acts[0], memo.acts[1]
    return [
        ('no token', lambda: send(act, b''), 403),
        ('a tag that has acted', lambda: send(altered(acted, -32)), 422),
        ('random bytes', lambda: send(noise(act)), 422),
        ('a wrong scalar, seen without the roll',
         lambda: send(altered(act, -96)), 422),
        ('a wrong scalar, seen by the sum over the roll',
         lambda: send(altered(act, -32)), 422),
    ]


def alone(pid, port, data, status):
    """(requests, server's seconds, ours) one after the other."""
    raw = http.Raw(port)
    begun, server, own = time.monotonic(), bench.cpu(pid), time.process_time()
    n = 0
    while n < 3 or time.monotonic() - begun < SECONDS:
        raw.send(data)
        got = raw.answer()
        if got[0] != status:
            raise RuntimeError(f'{got}, not {status}')
        if b'\nConnection: close' in got[1]:
            raw.close()
            raw = http.Raw(port)
        n += 1
    raw.close()
    return n, bench.cpu(pid) - server, time.process_time() - own


def flood(pid, port, data, status):
    """(requests, server's seconds, how many of all requests were told that the
    server did not come to them) from many connections."""
    with hostile.Flood(port, [data], 64) as f:
        while f.count < 64:
            time.sleep(0.01)
        count, server = f.count, bench.cpu(pid)
        time.sleep(2 * SECONDS)
        count, server = f.count - count, bench.cpu(pid) - server
    late = f.statuses.get(408, 0) + f.statuses.get(503, 0)
    if set(f.statuses) - {408, 503} != {status}:
        raise RuntimeError(f.statuses)
    return count, server, late


def making(make):
    """Our seconds to make one request."""
    begun, n = time.process_time(), 0
    while n < 5 or time.process_time() - begun < 0.2:
        make()
        n += 1
    return (time.process_time() - begun) / n


def measure(c, size):
    memo = hostile.Memo(c, 'own', range(8))
    pid, port = c.server.child.pid, c.server.port
    begun = bench.cpu(pid)
    for i in range(1, 5):
        status, _, body = http.ask(port, memo.request(i))
        if status != 200:
            raise RuntimeError(body)
    bench.figure('flood', 'a valid endorsement, alone',
                 (bench.cpu(pid) - begun) * 1000 / 4, 'ms', N=size,
                 sent=len(memo.request(1)))
    for what, make, status in kinds(memo):
        data = make()
        n, server, own = alone(pid, port, data, status)
        many, shared, late = flood(pid, port, data, status)
        bench.figure('flood', what, server * 1000 / n, 'ms', N=size,
                     flood_ms=round(shared * 1000 / max(many, 1), 3),
                     sender_ms=round(own * 1000 / n, 3),
                     make_ms=round(making(make) * 1000, 3), sent=len(data),
                     late=late)
    amid(port, memo, size)


def amid(port, memo, size):
    """What honest members wait while every kind of invalid proof floods."""
    with hostile.Flood(port, hostile.bad_requests(memo), 64) as f:
        while f.count < 64:
            time.sleep(0.01)
        got = [hostile.endorse(f, port, memo, i) for i in (5, 6, 7)]
    if [g[0] for g in got] != [200] * 3:
        raise RuntimeError(got)
    waits = sorted(g[2] for g in got)
    bench.figure('flood', 'a valid endorsement amid the flood, on the clock',
                 waits[1] * 1000, 'ms', N=size, longest=round(waits[2] * 1000),
                 others=max(g[1] for g in got))


def main():
    binary = [a for a in sys.argv[1:] if not a.startswith('--')][0]
    for size in (1000,) if bench.QUICK else (1000, 65536):
        with rig.folder('flood') as name, open(os.devnull, 'w') as log:
            c = bench.Channel(binary, pathlib.Path(name).resolve(), size)
            c.found(log)
            try:
                c.enrol()
                measure(c, size)
            finally:
                c.server.stop()


if __name__ == '__main__':
    main()
