#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fronts.py GAINSAY SOURCE WORK [SLOW]: nginx, Apache and Caddy as Debian has
them, each with the site that we ship, before a server that writes down what it
is sent.  What is sent to each: requests that say in two ways where they end,
bodies that are too large, headers that lie about who asks, clients that never
come to an end (with SLOW, each is given up within so many seconds).  Nothing
of an address or an act is in any file of the front."""
import base64
import contextlib
import os
import pathlib
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
import types

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(sys.argv[2]) / 'tests/system'))
import nginx
import rig
import stored
from moved import free_port
from network import make_authority, make_server
from unpacked import fetch

ADDRESS = '127.61.62.64'
MARK = 'marked-front-5e2d'
NAME = 'dissent.example.org'
LIES = {'X-Forwarded-For': '203.0.113.9', 'X-Real-IP': '203.0.113.9',
        'X-Forwarded-Host': f'{MARK}.example', 'X-Forwarded-Proto': MARK,
        'Forwarded': 'for=203.0.113.9', 'Gainsay-Sign-On': MARK,
        'gainsay-sign-on': MARK, 'User-Agent': MARK,
        'Referer': f'https://{MARK}/', 'Cookie': f'a={MARK}'}
APACHE = '''ServerRoot {w}
ServerName localhost
PidFile {w}/apache.pid
ErrorLog {w}/apache.log
CustomLog {w}/access.log common
Listen 127.0.0.1:{port}
{modules}
{user}'''
APACHE_MODULES = ('mpm_event', 'authz_core', 'alias', 'ssl', 'headers',
                  'proxy', 'proxy_http', 'reqtimeout')


class Recorder(threading.Thread):
    """Stands for the server: answers each request, and keeps its bytes.  It
    counts requests as gainsay does: a length, or none; chunks are refused."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(('127.0.0.1', 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        self.seen = []

    def run(self):
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(line,),
                             daemon=True).start()

    def serve(self, line):
        line.settimeout(60)
        data = b''
        with line, contextlib.suppress(OSError):
            while True:
                while b'\r\n\r\n' not in data:
                    piece = line.recv(65536)
                    if not piece:
                        if data:
                            self.seen.append((data, b''))
                        return
                    data += piece
                head, _, data = data.partition(b'\r\n\r\n')
                data = self.take(line, head, data)

    def take(self, line, head, data):
        chunked = re.search(rb'(?i)\ntransfer-encoding: *chunked', head)
        length = re.search(rb'(?i)\ncontent-length: *(\d+)', head)
        body = b''
        if chunked:
            while not data.endswith(b'0\r\n\r\n'):
                data += self.more(line)
            body, data = data, b''
        elif length:
            while len(data) < int(length[1]):
                data += self.more(line)
            body, data = data[:int(length[1])], data[int(length[1]):]
        self.seen.append((head, body))
        line.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
        return data

    @staticmethod
    def more(line):
        piece = line.recv(65536)
        if not piece:
            raise OSError('ended in a body')
        return piece


class Front:
    """One of the three, and how it is asked."""

    def __init__(self, t, name, where, backend):
        self.t, self.name, self.where = t, name, where
        self.backend, self.port = backend, free_port()
        self.context = ssl.create_default_context(cafile=where / 'a.pem')
        self.context.check_hostname = False

    def connect(self, timeout=30):
        raw = socket.create_connection(('127.0.0.1', self.port), timeout,
                                       (ADDRESS, 0))
        return self.context.wrap_socket(raw, server_hostname=NAME)

    def send(self, data, patience=30, timeout=30):
        """All that comes back until it closes, or is silent for so long."""
        got = b''
        with contextlib.suppress(OSError), self.connect(timeout) as line:
            with contextlib.suppress(OSError):
                line.sendall(data)
            line.settimeout(patience)
            with contextlib.suppress(OSError):
                while piece := line.recv(65536):
                    got += piece
        return got

    def statuses(self, got):
        return [int(s) for s in re.findall(rb'(?:^|\n|ok)HTTP/1\.1 (\d+)',
                                           got)]

    def check(self, good, what, detail=''):
        self.t.check(good, f'{self.name}: {what}', detail)


def request(method, path, headers=(), body=b'', close=True):
    lines = [f'{method} {path} HTTP/1.1', f'Host: {NAME}']
    lines += [f'{n}: {v}' for n, v in headers]
    if close:
        lines.append('Connection: close')
    return '\r\n'.join(lines).encode() + b'\r\n\r\n' + body


INNER = b'POST /smuggled HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n'
CHUNKED = b'0\r\n\r\n' + INNER
# Two ends of one request: what is behind the first must be no request.
SMUGGLED = {
    'both, the length longer': [('Content-Length', len(CHUNKED)),
                                ('Transfer-Encoding', 'chunked')],
    'both, the length shorter': [('Content-Length', 3),
                                 ('Transfer-Encoding', 'chunked')],
    'two lengths': [('Content-Length', 0), ('Content-Length', len(CHUNKED))],
    'two in one': [('Content-Length', f'0, {len(CHUNKED)}')],
    'a sign': [('Content-Length', '+5')],
    'hexadecimal': [('Content-Length', '0x5')],
    'two codings': [('Transfer-Encoding', 'chunked'),
                    ('Transfer-Encoding', 'identity')],
    'another coding': [('Transfer-Encoding', 'xchunked'),
                       ('Content-Length', len(CHUNKED))],
    'a blank before the colon': [('Transfer-Encoding ', 'chunked'),
                                 ('Content-Length', len(CHUNKED))],
    'a tab': [('Transfer-Encoding', '\tchunked'),
              ('Content-Length', len(CHUNKED))],
    'a bare return': [('X', 'y\rTransfer-Encoding: chunked'),
                      ('Content-Length', len(CHUNKED))],
    'a folded line': [('X', 'y\r\n Transfer-Encoding: chunked'),
                      ('Content-Length', len(CHUNKED))],
}


def smuggling(front):
    """The one request arrives whole, or is refused; what was inside a body is
    never a request of its own where the client said one length alone."""
    for what, headers in SMUGGLED.items():
        front.backend.seen.clear()
        got = front.send(request('POST', '/records', headers, CHUNKED,
                                 close=False), 1)
        seen = front.backend.seen[:]
        heads = [h.split(b'\r\n')[0] for h, _ in seen]
        both = [h for h, _ in seen if
                re.search(rb'(?i)\ncontent-length', h) and
                re.search(rb'(?i)\ntransfer-encoding', h)]
        front.check(not both and len(
            [h for h, _ in seen if
             len(re.findall(rb'(?i)\ncontent-length', h)) > 1]) == 0,
            f'{what}: one end', str(seen))
        # A front may read the second as the client's next; then it answers
        # each, and nobody else is given either.
        front.check(len(front.statuses(got)) >= len(
            [h for h in heads if b'smuggled' in h]),
            f'{what}: each is answered to who sent it', f'{got} {heads}')
    front.backend.seen.clear()
    got = front.send(request('GET', '/next'))
    front.check(front.statuses(got) == [200] and len(front.backend.seen) == 1
                and front.backend.seen[0][0].startswith(b'GET /next '),
                'the next one is answered with its own', str(got))


def lies(front):
    front.backend.seen.clear()
    front.send(request('GET', '/channel', LIES.items()))
    text = b'\n'.join(h + b for h, b in front.backend.seen).lower()
    front.check(len(front.backend.seen) == 1 and b'get /channel' in text,
                'asked', str(text))
    for word in (MARK.encode(), b'203.0.113.9', ADDRESS.encode()):
        front.check(word not in text, f'{word} goes no further', str(text))
    front.check(f'host: {NAME}'.encode() in text, 'the name does', str(text))


def bodies(front):
    """What fits arrives whole; what does not is refused."""
    whole = base64.b64encode(os.urandom(6 << 20))
    front.backend.seen.clear()
    got = front.send(request('POST', '/records',
                             [('Content-Length', len(whole))], whole))
    front.check(200 in front.statuses(got) and
                [b for _, b in front.backend.seen] == [whole],
                'eight MiB arrive', str(got[:200]))
    front.backend.seen.clear()
    more = b'x' * (11 << 20)
    front.send(request('POST', '/records', [('Content-Length', len(more))],
                       more))
    front.check(not any(b == more for _, b in front.backend.seen),
                'eleven do not', str([len(b) for _, b in front.backend.seen]))
    front.send(request('POST', '/records', [('Transfer-Encoding', 'chunked')],
                       b'b00000\r\n' + more + b'\r\n0\r\n\r\n'))
    front.check(not any(len(b) > 10 << 20 for _, b in front.backend.seen),
                'nor in chunks', str([len(b) for _, b in front.backend.seen]))
    got = front.send(request('GET', '/channel', [('X-Long', 'y' * 70000)]))
    front.check(200 not in front.statuses(got), 'nor a long header',
                str(got[:100]))


def slow(front):
    """Forty that send a byte and no more hold up nobody else."""
    held = []
    for i in range(40):
        line = front.connect()
        line.sendall(b'GET /' if i % 2 else
                     request('POST', '/records', [('Content-Length', 500)],
                             b'x', close=False))
        held.append(line)
    got = front.send(request('GET', '/channel'))
    front.check(front.statuses(got) == [200], 'others are served', str(got))
    return held


def hung_up(front, held, since, most):
    """By hand: each of them is given up."""
    for line in held:
        line.settimeout(max(1, since + most - time.monotonic()))
        ended = False
        with contextlib.suppress(OSError):
            while line.recv(4096):
                pass
            ended = True
        front.check(ended, f'given up within {most} s')


def silent(front):
    """In no file of its own, whatever failed."""
    leaked = [p for p in front.where.rglob('*') if p.is_file() and
              any(word.encode() in p.read_bytes()
                  for word in (ADDRESS, MARK, '/records', '/smuggled'))]
    front.check(not leaked, 'no address, no act in any file', str(leaked))


@contextlib.contextmanager
def started(front, argv, env=None):
    with open(front.where / 'said', 'wb') as log:
        child = subprocess.Popen([str(a) for a in argv], env=env, stdout=log,
                                 stdin=subprocess.DEVNULL, stderr=log,
                                 cwd=front.where)
        try:
            for _ in range(1200):
                with socket.socket() as probe:
                    if probe.connect_ex(('127.0.0.1', front.port)) == 0:
                        break
                time.sleep(0.05)
            yield
        finally:
            child.terminate()
            child.wait(30)


def changed(text, name, *pairs):
    for a, b in pairs:
        text, count = re.subn(a, b, text)
        if count == 0:
            sys.exit(f'{name}: nothing to put {b!r} for')
    return text


def by_nginx(front, source, work):
    binary = fetch(work / 'nginx', 'nginx') / 'usr/sbin/nginx'
    site = nginx.site(source, front.where, front.port,
                      f'http://127.0.0.1:{front.backend.port}')
    (front.where / 'temp').mkdir(mode=0o700, exist_ok=True)
    return nginx.running(binary, front.where, site, front.port)


def by_apache(front, source, work):
    root = fetch(work / 'httpd', 'apache2-bin', 'libapr1', 'libaprutil1',
                 'liblua5.3-0')
    lib = root / 'usr/lib/apache2/modules'
    text = (source / 'packaging/apache2/gainsay.conf').read_text()
    (front.where / 'conf').write_text(APACHE.format(
        w=front.where, port=front.port,
        user='User nobody\nGroup nogroup\n' if os.getuid() == 0 else '',
        modules='\n'.join(f'LoadModule {m}_module {lib}/mod_{m}.so'
                          for m in APACHE_MODULES)) + changed(
        text, 'gainsay.conf', (r'\*:443', f'127.0.0.1:{front.port}'),
        (r'/etc/letsencrypt\S*fullchain\.pem', f'{front.where}/s.pem'),
        (r'/etc/letsencrypt\S*privkey\.pem', f'{front.where}/s.key'),
        (r'http://127\.0\.0\.1:8080',
         f'http://127.0.0.1:{front.backend.port}')))
    return started(front, [root / 'usr/sbin/apache2', '-f',
                           front.where / 'conf', '-D', 'FOREGROUND'],
                   {**os.environ, 'LD_LIBRARY_PATH':
                    str(root / 'usr/lib/x86_64-linux-gnu')})


def by_caddy(front, source, work):
    root = fetch(work / 'caddy', 'caddy')
    text = (source / 'packaging/caddy/Caddyfile').read_text()
    # A test's certificate, and no port but its own.
    text = changed(text, 'Caddyfile',
                   (r'(?m)^dissent\.example\.org \{',
                    f'https://{NAME}:{front.port}, '
                    f'https://127.0.0.1:{front.port} '
                    '{\n\tbind 127.0.0.1\n'
                    f'\ttls {front.where}/s.pem {front.where}/s.key'),
                   (r'(?m)^\tadmin off', '\tadmin off\n\tauto_https off'),
                   (r'127\.0\.0\.1:8080',
                    f'127.0.0.1:{front.backend.port}'))
    (front.where / 'Caddyfile').write_text(text)
    return started(front, [root / 'usr/bin/caddy', 'run', '--config',
                           front.where / 'Caddyfile', '--adapter',
                           'caddyfile'],
                   {**os.environ, 'HOME': str(front.where),
                    'XDG_DATA_HOME': str(front.where / 'data'),
                    'XDG_CONFIG_HOME': str(front.where / 'config')})


def through(front, day):
    """A client reaches the channel, and nobody says who asked."""
    done = day.gainsay('status', '--key', 'channel/vkey', '--ca',
                       front.where / 'a.pem',
                       f'https://127.0.0.1:{front.port}')
    front.check(done.returncode == 0 and 'no memo' in done.stdout.lower(),
                'a client reaches the channel', done.stdout)
    for path, status in (('/log/checkpoint', 200), ('/nowhere', 404),
                         ('/log/%2e%2e/keys/log.key', 404)):
        got = front.send(request('GET', path))
        front.check(front.statuses(got) in ([status], [400]) and
                    (status == 404 or b'max-age=31536000' in got),
                    f'{path}: {status}', str(got[:300]))


def attack(t, name, start, where, day, port, most):
    make_authority(where, 'a')
    make_server(where, 's', 'a')
    places = [pathlib.Path(p).resolve() for p in sys.argv[2:4]]
    real = Front(t, name, where, types.SimpleNamespace(port=port))
    with start(real, *places):
        through(real, day)
    backend = Recorder()
    backend.start()
    front = Front(t, name, where, backend)
    with start(front, *places):
        lies(front)
        smuggling(front)
        bodies(front)
        since = time.monotonic()
        held = slow(front)
        if most:
            hung_up(front, held, since, most)
        for line in held:
            line.close()
    silent(front)
    backend.socket.close()


def run_all(t, where, day, port, most):
    done = []

    def run(name, start):
        (where / name).mkdir()
        attack(t, name, start, where / name, day, port, most)
        done.append(name)

    threads = [threading.Thread(target=run, args=each) for each in
               (('nginx', by_nginx), ('apache', by_apache),
                ('caddy', by_caddy))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    t.check(len(done) == 3, 'each to its end', str(done))


def main():
    t = rig.Tally()
    most = float(sys.argv[4]) if len(sys.argv) > 4 else 0
    with rig.folder('fronts') as name:
        where = pathlib.Path(name).resolve()
        where.chmod(0o755)
        day = stored.Day(t, sys.argv[1], where)
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as server:
            port = int(server.url.rsplit(':', 1)[1])
            run_all(t, where, day, port, most)
    t.end()


if __name__ == '__main__':
    main()
