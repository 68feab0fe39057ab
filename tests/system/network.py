#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""network.py GAINSAY: where a server does not answer, is not the one of its
name, or would be spoken to in the clear, the program says which server, why,
and what to do; --ca, CURL_CA_BUNDLE and SSL_CERT_FILE name whom to trust."""
import contextlib
import http.server
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
import liar
import rig
import stored

CLOCK = '2023-11-01T15:00:00Z'
MONTH = 30
# Without what the machine says of authorities.
PLAIN = {k: v for k, v in os.environ.items()
         if k not in ('CURL_CA_BUNDLE', 'SSL_CERT_FILE')}


def openssl(where, *args):
    subprocess.run(['openssl', *args], cwd=where, check=True,
                   stdin=subprocess.DEVNULL, capture_output=True)


def make_authority(where, name, days=MONTH):
    openssl(where, 'req', '-x509', '-newkey', 'ed25519', '-nodes', '-keyout',
            f'{name}.key', '-out', f'{name}.pem', '-days', str(days),
            '-subj', f'/CN=Authority {name}')


def make_server(where, name, authority, days=MONTH, host='IP:127.0.0.1'):
    """A key and a certificate in one file."""
    openssl(where, 'req', '-new', '-newkey', 'ed25519', '-nodes', '-keyout',
            f'{name}.key', '-out', f'{name}.csr', '-subj', '/CN=server')
    (where / 'extensions').write_text(f'subjectAltName={host}\n')
    openssl(where, 'x509', '-req', '-in', f'{name}.csr', '-CA',
            f'{authority}.pem', '-CAkey', f'{authority}.key',
            '-CAcreateserial', '-days', str(days), '-extfile', 'extensions',
            '-out', f'{name}.pem')
    (where / f'{name}.both').write_text((where / f'{name}.key').read_text() +
                                        (where / f'{name}.pem').read_text())


class Quiet(http.server.ThreadingHTTPServer):
    """A handshake that fails is what is tested."""

    def handle_error(self, *where):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(*where)


@contextlib.contextmanager
def front(real, certificate):
    """By TLS, what the server `real` answers; its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Quiet(('127.0.0.1', 0), liar.Liar) as s:
        s.real, s.lie, s.box = real.removeprefix('http://'), None, {}
        s.socket = context.wrap_socket(s.socket, server_side=True,
                                       do_handshake_on_connect=False)
        thread = threading.Thread(target=s.serve_forever)
        thread.start()
        try:
            yield f'https://127.0.0.1:{s.server_port}'
        finally:
            s.shutdown()
            thread.join()


@contextlib.contextmanager
def silent():
    """Takes connections and says nothing."""
    with socket.create_server(('127.0.0.1', 0)) as s:
        yield f'http://127.0.0.1:{s.getsockname()[1]}'


@contextlib.contextmanager
def unencrypted():
    """Answers a client's first bytes in the clear, and closes after it: one
    that closes first may have its answer thrown away with the connection."""
    with socket.create_server(('127.0.0.1', 0)) as s:
        s.settimeout(60)

        def answer():
            with contextlib.suppress(OSError), s.accept()[0] as client:
                client.recv(65536)
                client.sendall(b'HTTP/1.1 400 Bad Request\r\n\r\n')
                while client.recv(65536):
                    pass
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f'https://127.0.0.1:{s.getsockname()[1]}'
        thread.join(60)


@contextlib.contextmanager
def socks():
    """A proxy that connects nobody; the list of whom it was asked for, as
    bytes: a name after its length, if nobody looked it up."""
    with socket.create_server(('127.0.0.1', 0)) as s:
        asked = []

        def answer():
            with contextlib.suppress(OSError), s.accept()[0] as client:
                client.recv(64)
                client.sendall(b'\5\2') # a user name, as every circuit has
                client.recv(600)
                client.sendall(b'\1\0')
                asked.append(client.recv(600))
                client.sendall(b'\5\4\0\1\0\0\0\0\0\0')
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f'socks5h://127.0.0.1:{s.getsockname()[1]}', asked
        thread.join(60)


class Asker:
    def __init__(self, day):
        self.day = day

    def __call__(self, want, words, url, *more, **environment):
        run = subprocess.run(
            [self.day.gainsay.binary, 'status', '--key', 'channel/vkey', *more,
             url], cwd=self.day.where, stdin=subprocess.DEVNULL, text=True,
            capture_output=True, timeout=60,
            env={**PLAIN, **environment})
        good = run.returncode == want and all(
            w in (run.stderr if want else run.stdout) for w in words)
        self.day.t.check(good, f'{url} {" ".join(more)} {environment}: exit '
                         f'{run.returncode}, expected {want} and {words}',
                         run.stdout + run.stderr)


def unreachable(ask, url):
    ask(2, ('http://127.0.0.1:1 does not answer', 'Connection refused'),
        'http://127.0.0.1:1')
    ask(2, ('https://dissent.invalid is not known to the name service',),
        'https://dissent.invalid')
    ask(2, ('through the proxy socks5h://127.0.0.1:1', 'Connection refused'),
        url, '--proxy', 'socks5h://127.0.0.1:1')
    with silent() as nobody:
        ask(2, (f'{nobody} does not answer in time', 'GAINSAY_TIMEOUT'),
            nobody, GAINSAY_TIMEOUT='1')
    ask(2, (f'{url}/nonexist/log/checkpoint: the server has no such file',),
        url + '/nonexist')
    ask(2, ("GAINSAY_TIMEOUT is a number of seconds from 1 to 3600, not '0'",),
        url, GAINSAY_TIMEOUT='0')


def in_clear(ask):
    for url in ('http://dissent.example', 'http://198.51.100.7:8080',
                'http://127.0.0.1.example'):
        ask(2, (f'{url} is not encrypted', 'https://'), url)
    ask(2, ('is not the address of a server',), 'http://a:b@127.0.0.1:1')
    # No Tor is here: nothing else is asked for the name.
    ask(2, ('cannot be reached through the proxy socks5h://127.0.0.1:9050',),
        'http://abcdef.onion')


def never_past_proxy(ask, url):
    """What is to go through Tor goes nowhere else, and its name is asked of
    nobody here."""
    dead = ('--proxy', 'socks5h://127.0.0.1:1')
    for name in 'NO_PROXY', 'no_proxy':
        for value in '*', '127.0.0.1', '127.0.0.0/8':
            ask(2, ('through the proxy', 'Connection refused'), url, *dead,
                **{name: value})
    ask(2, ("proxy's address is empty",), url, '--proxy', '')
    for kind in 'socks5://', 'socks4://', 'socks://', '':
        ask(2, ('looks names up itself',), url, '--proxy',
            f'{kind}127.0.0.1:9050')
    with socks() as (proxy, asked):
        ask(2, ('through the proxy',), 'https://dissent.invalid', '--proxy',
            proxy)
    ask.day.t.check(asked and asked[0][3:-2] == b'\3\x0fdissent.invalid',
                    'the proxy is given the name, which nobody looks up here',
                    str(asked))


def trusted(ask, day, url):
    where = day.where
    for name in ('own', 'other'):
        make_authority(where, name)
    make_server(where, 'good', 'own')
    make_server(where, 'named', 'own', host='DNS:dissent.example')
    make_server(where, 'past', 'own', days=-1)
    with front(url, where / 'good.both') as s:
        ask(2, (s, 'unable to get local issuer certificate', '--ca FILE'), s)
        ask(0, ('EXERCISE',), s, '--ca', 'own.pem')
        keys = where / 'tls-keys'
        ask(0, ('EXERCISE',), s, CURL_CA_BUNDLE='own.pem',
            SSLKEYLOGFILE=str(keys))
        day.t.check(not keys.exists(), 'SSLKEYLOGFILE is ignored')
        ask(0, ('EXERCISE',), s, SSL_CERT_FILE='own.pem')
        ask(0, ('EXERCISE',), s, '--ca', 'own.pem',
            CURL_CA_BUNDLE='other.pem')
        ask(2, (s, 'unable to get local issuer certificate'), s, '--ca',
            'other.pem')
        ask(2, ('nosuch.pem', 'No such file or directory', '--ca'), s,
            '--ca', 'nosuch.pem')
        ask(2, (s.replace('https', 'http'), 'does not answer as a server'),
            s.replace('https', 'http'))
    with front(url, where / 'past.both') as s:
        ask(2, (s, 'certificate has expired'), s, '--ca', 'own.pem')
    with front(url, where / 'named.both') as s:
        ask(2, (s, "certificate subject name"), s, '--ca', 'own.pem')
    plain = url.replace('http', 'https')
    ask(2, (plain, 'does not answer by TLS', 'of an https:// server?'), plain)
    with unencrypted() as s:
        ask(2, (s, 'does not answer by TLS', 'wrong version number'), s)


def listening(day):
    """A port that does not exist is none, and who listens for all the world
    is told what that needs."""
    for port in '65536', '99999', '-1', '', '+80', ' 80', '080', '0x50':
        done = day.gainsay('serve', '--listen', f'127.0.0.1:{port}', 'channel')
        day.t.check(done.returncode == 2 and 'a port from 0 to 65535' in
                    done.stdout, f'port {port!r}', done.stdout)
    for address, warned in (('0.0.0.0', True), ('[::]', True),
                            ('127.0.0.1', False), ('127.8.9.1', False),
                            ('[::1]', False)):
        child = subprocess.Popen(
            [day.gainsay.binary, 'serve', '--listen', f'{address}:0',
             '--clock', f'simulated:{CLOCK}', 'channel'], cwd=day.where,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        child.stdout.readline()
        child.terminate()
        _, said = child.communicate(timeout=60)
        day.t.check(('does not encrypt' in said) == warned and
                    child.returncode == 0, f'served at {address}', said)


def main():
    t = rig.Tally()
    with rig.folder('network') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        ask = Asker(day)
        in_clear(ask)
        listening(day)
        with day.serve(CLOCK) as s:
            ask(0, ('EXERCISE',), s.url)
            unreachable(ask, s.url)
            never_past_proxy(ask, s.url)
            trusted(ask, day, s.url)
    t.end()


if __name__ == '__main__':
    main()
