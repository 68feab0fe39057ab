#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""watching.py GAINSAY: what monitoring sees.  The metrics are Prometheus' text
form, read strictly, each of them in docs/SERVER.md; they are the same to the
byte before and after an enrolment, a draft, an endorsement, a withdrawal and a
filing, and move with the release.  The server's health is one of two answers.
Needs root: it mounts a file system, and fills it."""
import os
import pathlib
import re
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.append('/usr/lib/python3/dist-packages')
from prometheus_client.parser import text_string_to_metric_families

sys.dont_write_bytecode = True
import rig
import stored

EARLY, NOON = '2023-10-30T13:00:00Z', f'{stored.DAY}16:00:00Z'
RELEASE = f'{stored.DAY}21:30:00Z'
SIZE = 384 # MiB, of the disk
ACTS_NEED = 16 # MiB
TYPE = 'text/plain; version=0.0.4; charset=utf-8'


# The text form ------------------------------------------------------------

def read_metrics(text):
    """{name: value}, after prometheus.io/docs/instrumenting/exposition_formats:
    HELP, TYPE, then the samples of that name, each once; a line feed ends."""
    found, helped, typed = {}, set(), {}
    if not text.endswith('\n'):
        raise ValueError('the last line has no end')
    for line in text[:-1].split('\n'):
        if m := re.fullmatch(r'# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)', line):
            if m[1] in helped or '\\' in m[2]:
                raise ValueError(line)
            helped.add(m[1])
        elif m := re.fullmatch(r'# TYPE (\S+) (gauge|counter)', line):
            if m[1] not in helped or m[1] in typed:
                raise ValueError(line)
            typed[m[1]] = m[2]
        elif m := re.fullmatch(r'([a-zA-Z_:][a-zA-Z0-9_:]*)'
                               r'(\{[a-z]+="[^"\\\n]*"\})? (\d+)', line):
            if list(typed)[-1] != m[1] or m[1] in found:
                raise ValueError(line)
            found[m[1]] = int(m[3])
        else:
            raise ValueError(line)
    if found.keys() != typed.keys() or found.keys() != helped:
        raise ValueError('a name without a sample')
    return found


def documented():
    """The names in the table of docs/SERVER.md."""
    part = (rig.ROOT / 'docs/SERVER.md').read_text().split(
        '\n## Watching\n')[1].split('\n## ')[0]
    return {name for row in re.findall(r'^\| (`gainsay_.*?) \|', part, re.M)
            for name in re.findall(r'`(gainsay_\w+)', row)}


# Who watches --------------------------------------------------------------

class Metrics:
    """`gainsay metrics` of a folder that has nothing but what it may read."""

    def __init__(self, day, *options):
        self.seen, self.socket = day.where / 'seen', day.where / 'socket'
        self.seen.mkdir()
        for name in ('log', 'roll', 'vkey'):
            (self.seen / name).symlink_to(day.place / name)
        self.log = open(day.where / 'metrics.log', 'wb')
        self.child = subprocess.Popen(
            [day.gainsay.binary, 'metrics', '--listen', self.socket, *options,
             self.seen], stderr=self.log)
        end = time.monotonic() + 30
        while not self.socket.exists() and time.monotonic() < end:
            time.sleep(0.02)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait(30)
        self.log.close()

    def ask(self, request=b'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'):
        """(head, body)"""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(20)
            line.connect(str(self.socket))
            line.sendall(request)
            data = b''
            try:
                while part := line.recv(65536):
                    data += part
            except ConnectionResetError:
                pass # it has read enough
        head, _, body = data.decode().partition('\r\n\r\n')
        return head, body

    def text(self):
        return self.ask()[1]


def health(url, method='GET'):
    """(status, body, headers); status 0: nobody answers."""
    request = urllib.request.Request(url + '/health', method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as e:
        return e.code, e.read(), dict(e.headers)
    except OSError:
        return 0, b'', {}


# What is watched ----------------------------------------------------------

def form(t, m):
    head, body = m.ask()
    t.check(head.startswith('HTTP/1.1 200 ') and
            f'Content-Type: {TYPE}\r\n' in head and
            f'Content-Length: {len(body)}\r\n' in head, 'its head', head)
    found = read_metrics(body)
    t.check(found['gainsay_log_readable'] == 1 and
            found['gainsay_build_info'] == 1, 'it reads the log', body)
    theirs = {s.name: s.value for f in text_string_to_metric_families(body)
              for s in f.samples}
    t.check(theirs == found, "Prometheus' own parser agrees", str(theirs))
    mode = stat.S_IMODE(m.socket.stat().st_mode)
    t.check(mode == 0o660, f'owner and group alone: {mode:o}')
    for wrong in (b'GET / HTTP/1.1\r\n\r\n', b'POST /metrics HTTP/1.1\r\n\r\n',
                  b'GET /metrics\r\n\r\n', b'x' * 5000):
        head, body = m.ask(wrong)
        t.check(head[:13] in ('', 'HTTP/1.1 404 ') and not body,
                f'{wrong[:20]} is not answered', head)


class Watch:
    """Each of these leaves every byte as it was."""

    def __init__(self, t, m):
        self.t, self.m, self.was = t, m, m.text()

    def same(self, what):
        now = self.m.text()
        self.t.check(now == self.was, f'{what} moves nothing',
                     f'{self.was}\n{now}')

    def moves(self, what, name):
        before, self.was = read_metrics(self.was), self.m.text()
        after = read_metrics(self.was)
        self.t.check(after[name] > before[name], f'{what} moves {name}',
                     self.was)


def acts(day, s, watch):
    day.hand_in(s.url)
    watch.same('an enrolment')
    day.publish(s.url)
    watch.moves('a roll', 'gainsay_roll_edition')
    s.post('/exercise/clock', {'now': NOON})
    watch.moves('a release of nothing', 'gainsay_log_entries')
    day.gather(s.url)
    watch.same('a draft')
    for i in range(6):
        day.must('endorse', *day.member(i), '--server', s.url, '--code',
                 day.word_code, day.link(s))
        watch.same(f'endorsement {i}')
    day.must('withdraw', *day.member(5), '--server', s.url, '--code',
             day.word_code, day.link(s))
    watch.same('a withdrawal')
    day.must('file', *day.member(0), '--server', s.url, '--code',
             day.word_code, '--package', 'memo.package', day.link(s))
    watch.same('a filing')
    s.post('/exercise/clock', {'now': RELEASE})
    watch.moves('the release', 'gainsay_log_entries')


def disk(day, s, m):
    """Full to the last byte that acts need, and with one act's room more."""
    t, ballast, was = day.t, day.where / 'ballast', m.text()
    good = health(s.url)
    t.check(good[:2] == (200, b'well\n') and
            good[2]['Cache-Control'] == 'no-store', 'it serves', str(good))
    t.check(health(s.url, 'HEAD')[:2] == (200, b''), 'HEAD')
    free = os.statvfs(day.place)
    ballast.write_bytes(bytes(free.f_bavail * free.f_frsize -
                              (ACTS_NEED - 1 << 20)))
    bad = health(s.url)
    t.check(bad[:2] == (503, b'not well\n'), 'no room: it cannot', str(bad))
    t.check(good[2].keys() == bad[2].keys(), 'nothing more is said',
            f'{good[2]} {bad[2]}')
    t.check(m.text() == was, 'which the metrics tell when the log grows')
    ballast.unlink()
    t.check(health(s.url)[:2] == good[:2], 'until there is room again')


def log_gone(day, m):
    log = m.seen / 'log'
    log.unlink()
    found = read_metrics(m.text())
    day.t.check(found['gainsay_log_readable'] == 0 and
                'gainsay_log_entries' not in found, 'a log that is gone',
                str(found))
    log.symlink_to(day.place / 'log')
    day.t.check(read_metrics(m.text())['gainsay_log_readable'] == 1,
                'and there again')


def names(t, every):
    t.check(every == documented(), 'each is in docs/SERVER.md, no other is',
            str(every ^ documented()))


def main():
    t = rig.Tally()
    with rig.folder('watching') as name:
        where = pathlib.Path(name).resolve()
        if os.geteuid() != 0 or subprocess.run(
                ['mount', '-t', 'tmpfs', '-o', f'size={SIZE}m', 'tmpfs',
                 where], stderr=subprocess.DEVNULL,
                check=False).returncode != 0:
            print('no file system can be mounted here')
            sys.exit(77)
        try:
            day = stored.Day(t, sys.argv[1], where)
            day.found()
            watch_day(day)
        finally:
            subprocess.run(['umount', '--lazy', where], check=True)
    t.end()


def watch_day(day):
    t, queue = day.t, day.where / 'said/queue'
    queue.mkdir(parents=True)
    (queue / ('0' * 32)).write_text('{"put": 1700000000}')
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ed25519', '-nodes',
                    '-subj', '/CN=x', '-days', '30', '-keyout',
                    day.where / 'x.key', '-out', day.where / 'x.pem'],
                   check=True, capture_output=True)
    with day.serve(EARLY) as s, Metrics(
            day, '--certificate', day.where / 'x.pem', '--notices',
            day.where / 'said') as m:
        form(t, m)
        watch = Watch(t, m)
        acts(day, s, watch)
        found = read_metrics(watch.was)
        t.check(found['gainsay_notices_waiting'] == 1 and
                found['gainsay_notices_oldest_timestamp_seconds'] ==
                1700000000, 'a message waits', str(found))
        t.check(29 < (found['gainsay_certificate_end_timestamp_seconds'] -
                      time.time()) / 86400 <= 30, 'its certificate')
        t.check(found['gainsay_calendar_end_timestamp_seconds'] ==
                stored.seconds('2026-01-01T00:00:00Z'), 'its calendar')
        names(t, set(found))
        disk(day, s, m)
        log_gone(day, m)
        s.child.kill()
        s.child.wait(30)
        t.check(health(s.url)[0] == 0, 'a dead back: nobody answers')
        t.check(m.text() == watch.was, 'the log is what it was')


if __name__ == '__main__':
    main()
