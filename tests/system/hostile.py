#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""hostile.py GAINSAY: a server among people who mean it harm: requests that no
client makes, slow ones, huge ones, too many, and a flood of invalid proofs
(hostile_flood.py).  Each has the answer of docs/spec/http.md or a closed
connection, others are still served, and memory stays bounded."""
import concurrent.futures
import pathlib
import sys
import time

sys.dont_write_bytecode = True
import hostile_flood
import hostile_http as http
import hostile_slow
import kill
import rig

SMALL, LARGE = 64 << 10, 8 << 20
BODIES_MAX = 256 << 20
# What the server may ever have taken: all bodies at their limit, and what it
# needs besides.
MEMORY_MAX = BODIES_MAX + (160 << 20)


def family(pid):
    """The process and all it started."""
    found = [pid]
    for task in pathlib.Path(f'/proc/{pid}/task').iterdir():
        for child in (task / 'children').read_text().split():
            found += family(int(child))
    return found


def memory(pid):
    """The most that the processes ever had resident, in bytes."""
    total = 0
    for one in family(pid):
        for line in pathlib.Path(f'/proc/{one}/status').read_text().split('\n'):
            if line.startswith('VmHWM:'):
                total += int(line.split()[1]) << 10
    return total


def healthy(t, c, what):
    status, _, body = http.ask(c.server.port, http.get(b'/channel'))
    t.check(status == 200 and b'"origin"' in body and
            c.server.child.poll() is None, f'{what}: the server is well',
            str((status, body)))
    status, _, body = http.ask(c.server.port, http.get(b'/log/checkpoint'))
    t.check(status == 200 and body.startswith(b'localhost/kill\n'),
            f'{what}: the log is read', str((status, body)))


def check_cases(t, c):
    for name, cases in (('address', http.path_cases),
                        ('head', http.head_cases), ('body', http.body_cases)):
        for what, request, wanted in cases():
            status, head, body = http.ask(c.server.port, request)
            wanted = wanted if isinstance(wanted, tuple) else (wanted,)
            t.check(status in wanted, f'{name}: {what}: {status}, not '
                    f'{wanted}', str((head, body)))
            t.check(b'PRIVATE+KEY' not in body and b'root:' not in body,
                    f'{name}: {what}: tells nothing')
            if status == 405:
                t.check(b'\nAllow: ' in head, f'{name}: {what}: Allow')
        healthy(t, c, name)


def check_framing(t, c):
    """A head that can be read in two ways is refused, and nothing behind it is
    taken for a request."""
    for what, request, code in http.framing_cases():
        raw = http.Raw(c.server.port)
        raw.send(request)
        got = raw.rest(20)
        t.check(got is not None and
                (got.startswith(b'HTTP/1.1 400') if code else
                 not got.startswith(b'HTTP/1.1 200')),
                f'framing: {what}: refused and closed', str(got))
        t.check(got is not None and got.count(b'HTTP/1.1 ') <= 1 and
                b'localhost/kill\n' not in got,
                f'framing: {what}: what is behind it is no request', str(got))
        t.check(code is None or b'"code":"' + code.encode() + b'"' in
                (got or b'').replace(b': ', b':'), f'framing: {what}: {code}',
                str(got))
    two = http.get(b'/channel') + http.get(b'/log/checkpoint',
                                           b'Connection: close\r\n')
    raw = http.Raw(c.server.port)
    raw.send(two)
    got = raw.rest() or b''
    t.check(got.count(b'HTTP/1.1 200') == 2 and b'localhost/kill\n' in got,
            'two requests, one behind the other, are two', str(got))
    healthy(t, c, 'framing')


def check_rebinding(t, c):
    """A page whose host's name has come to mean this machine reaches nothing;
    a web server or Tor in front, and who names this machine, do."""
    port = c.server.port
    for host in ('page.example:%d', 'PAGE.example:%d', '127.0.0.1.page.example'
                 ':%d', 'localhost.page.example:%d', 'onion:%d', 'a' * 300 +
                 ':%d', 'page.example:0%d', 'page.example:', ':%d'):
        host = host % port if '%' in host else host
        status, head, body = http.ask(port, http.get_as(host.encode()))
        t.check(status == 403 and b'host-not-here' in body and
                b'\nConnection: close' in head, f'Host {host[:40]}: refused',
                str((status, head, body)))
    for host in ('127.0.0.1:%d', 'localhost:%d', 'LOCALHOST:%d', '[::1]:%d',
                 'channel.localhost:%d', '10.0.0.5:%d', f'{"a" * 56}.onion:%d',
                 'dissent.example.org', 'dissent.example.org:8443', ''):
        host = host % port if '%' in host else host
        status, head, body = http.ask(port, http.get_as(host.encode()))
        t.check(status == 200, f'Host {host[:40]}: answered',
                str((status, head, body)))
    status, *rest = http.ask(port, b'GET /channel HTTP/1.0\r\n\r\n')
    t.check(status == 200, 'no Host: answered', str(rest))
    healthy(t, c, 'rebinding')


def problem(t, got, status, word, what):
    """An RFC 9457 problem of that word."""
    t.check(got[0] == status and b'application/problem+json' in got[1] and
            b'/problems/' + word in got[2], what, str(got))


def start(path, more):
    return (b'POST ' + path + b' HTTP/1.1\r\nHost: x\r\n' + http.JSON + more +
            b'\r\n')


def check_sizes(t, c):
    port = c.server.port
    for path, limit in ((b'/acts', SMALL), (b'/enrol', SMALL),
                        (b'/enrolment', LARGE), (b'/records', LARGE),
                        (b'/box', LARGE)):
        what = path.decode()
        problem(t, http.ask(port, start(path, b'Content-Length: %d\r\n' %
                                        (limit + 1))), 413, b'too-large',
                f'{what}: refused by its length, before it comes')
        problem(t, http.ask(port, start(path, b'Transfer-Encoding: chunked'
                                        b'\r\n')), 400, b'format',
                f'{what}: its length is to be said')
    # Who goes on is cut off, long before this ends.
    raw, sent = http.Raw(port), 0
    raw.send(start(b'/records', b'Content-Length: %d\r\n' % (64 << 20)))
    for _ in range(1024):
        if not raw.send(b' ' * 65536):
            break
        sent += 65536
    t.check(raw.closed and sent < 3 * LARGE + (8 << 20),
            f'an endless body is cut off ({sent} bytes)')
    raw.close()
    healthy(t, c, 'sizes')


def check_all_bodies(t, c):
    """Large bodies that never end: when they take what all may take, who goes
    on sending is taken in the place of those that stand still, and those that
    come all at once are told to come later."""
    port, held = c.server.port, []
    size = 5 << 20 # for which there is room of 8 MiB
    for _ in range(40):
        raw = http.Raw(port)
        raw.send(start(b'/records', b'Content-Length: %d\r\n' % size))
        raw.send(b' ' * (size - 1))
        held.append(raw)
    time.sleep(1.5)
    for data in (b' ' * size, b' ' * 100):
        begun = time.monotonic()
        status = http.ask(port, http.post(b'/records', data))[0]
        waited = time.monotonic() - begun
        t.check(status == 400 and waited < hostile_slow.SILENCE,
                f'a body of {len(data)} bytes beside {len(held)} that stand '
                f'still: {status} after {waited:.1f} s')
    with concurrent.futures.ThreadPoolExecutor(len(held)) as pool:
        def end(raw):
            raw.send(b' ')
            return raw.answer()
        got = list(pool.map(end, held))
    away = [g for g in got if g[0] != 400]
    t.check(len(away) > 0 and all(g[0] in (None, 400, 503) for g in got),
            'bodies', str([g[0] for g in got]))
    for g in away:
        if g[0] == 503:
            problem(t, g, 503, b'busy', 'too many large bodies at once')
    for raw in held:
        raw.close()
    healthy(t, c, 'many large bodies')


def check_bombs(t, c):
    """Small text that would be large in memory, in every worker at once."""
    def send(unit):
        body = b'{"records":[' + unit * ((LARGE - 64) // len(unit)) + b'1]}'
        return http.ask(c.server.port, http.post(b'/records', body))[0]

    units = [b'[],', b'{},', b'1,', b'"",', b'[[{}]],', b'{"":0},'] * 2
    before = memory(c.server.child.pid)
    with concurrent.futures.ThreadPoolExecutor(len(units)) as pool:
        got = list(pool.map(send, units))
    grown = memory(c.server.child.pid) - before
    t.check(got == [400] * len(units), 'bombs', str(got))
    t.check(grown < len(units) * 3 * LARGE, f'bombs took {grown >> 20} MiB')
    print(f'{len(units)} bombs of 8 MiB took {grown >> 20} MiB')
    healthy(t, c, 'bombs')


def main():
    t = rig.Tally()
    with rig.folder('hostile') as name, open('hostile-serve.log', 'w') as log:
        c = kill.Channel(t, sys.argv[1], pathlib.Path(name).resolve())
        c.found(log)
        try:
            check_cases(t, c)
            check_framing(t, c)
            check_rebinding(t, c)
            check_sizes(t, c)
            check_bombs(t, c)
            check_all_bodies(t, c)
            hostile_slow.check(t, sys.argv[1], c.where.parent, log,
                               healthy, problem)
            most = memory(c.server.child.pid)
            print(f'at most {most >> 20} MiB resident')
            t.check(most < MEMORY_MAX, f'{most} bytes resident at most')
            hostile_flood.check(t, c)
            healthy(t, c, 'in the end')
        finally:
            c.server.stop()
    t.end()


if __name__ == '__main__':
    main()
