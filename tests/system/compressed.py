#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""compressed.py GAINSAY: a server packs bundles of entries for who takes it,
and nothing else; the client takes it, and is not hurt by what unpacks without
end or not at all."""
import gzip
import http.client
import os
import pathlib
import subprocess
import sys
import zlib

sys.dont_write_bytecode = True
import between
import rig
import stored

CLOCK = '2023-11-01T15:00:00Z'
KEY = ('--key', 'channel/vkey')
BUNDLE = '/log/tile/entries/000.p/'


def ask(url, path, accept=None, method='GET'):
    line = http.client.HTTPConnection(url.removeprefix('http://'))
    line.request(method, path, headers={} if accept is None else
                 {'Accept-Encoding': accept})
    answer = line.getresponse()
    data = answer.read()
    line.close()
    return answer, data


def who_takes_it(day, url, path):
    plain, data = ask(url, path)
    bundle = day.place / path.lstrip('/')
    day.t.check(plain.status == 200 and data == bundle.read_bytes() and
        plain.getheader('Vary') == 'Accept-Encoding' and plain.getheader('Content-Encoding') is None,
        'as it is', str(plain.headers))
    packed, less = ask(url, path, 'deflate, gzip')
    day.t.check(packed.getheader('Content-Encoding') == 'gzip' and
                packed.getheader('Vary') == 'Accept-Encoding' and
                gzip.decompress(less) == data and len(less) < len(data),
                f'packed: {len(less)} bytes of {len(data)}',
                str(packed.headers))
    head, none = ask(url, path, 'gzip', 'HEAD')
    day.t.check(none == b'' and head.getheader('Content-Length') ==
                str(len(less)), 'HEAD tells the same', str(head.headers))
    for accept in ('gzip;q=0', 'br', ''):
        other, same = ask(url, path, accept)
        day.t.check(other.getheader('Content-Encoding') is None and
                    same == data, f'Accept-Encoding: {accept}')
    for path in ('/log/checkpoint', '/log/tile/0/000.p/' +
                 path.rsplit('/', 1)[1], '/channel', '/'):
        other, _ = ask(url, path, 'gzip')
        day.t.check(other.status == 200 and
                    other.getheader('Content-Encoding') is None,
                    f'{path} is not packed', str(other.headers))
    for path in (BUNDLE + '../../0/000', BUNDLE + '9', BUNDLE + '0',
                 BUNDLE + '256', '/log/tile/entries/', BUNDLE + 'x'):
        other, _ = ask(url, path, 'gzip')
        day.t.check(other.status == 404, f'{path}: {other.status}')


class Packer(between.Front):
    """Gives bundles as `pack` makes them."""

    def do_GET(self):
        status, data = self.forward()
        bundle = self.path.startswith('/log/tile/entries/')
        self.server.asked.append((self.path, self.headers.get(
            'Accept-Encoding')))
        if not bundle or self.server.pack is None:
            self.answer(status, data)
            return
        data = self.server.pack(data)
        self.send_response(status)
        self.send_header('Content-Encoding', 'gzip')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def endless(_):
    """A gigabyte that comes in one megabyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b''.join(packer.compress(bytes(1 << 20)) for _ in range(1024)
                    ) + packer.flush()


def audit(day, url):
    """Its exit code, what it says, and that it took no gigabyte."""
    done = subprocess.Popen([day.gainsay.binary, 'audit', *KEY, url],
                            cwd=day.where, stdin=subprocess.DEVNULL, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = done.stdout.read()
    _, status, used = os.wait4(done.pid, 0)
    done.returncode = os.waitstatus_to_exitcode(status)
    done.stdout.close()
    most = used.ru_maxrss >> 10
    day.t.check(most < 400, f'the client took {most} MiB')
    return done.returncode, said


def what_a_client_takes(day, url):
    with between.before(url, Packer, asked=[], pack=gzip.compress) as front:
        front.handle_error = lambda *_: None # who has heard enough hangs up
        code, said = audit(day, front.url)
        day.t.check(code == 0, 'a packed bundle', said)
        told = {bool(path.startswith('/log/tile/entries/')): accept
                for path, accept in front.asked}
        day.t.check(told == {True: 'gzip', False: None},
                    'asked for bundles alone', str(front.asked))
        for what, pack in (('an endless one', endless),
                           ('half of one', lambda d: gzip.compress(d)[:-30]),
                           ('none', lambda d: d),
                           ('another', lambda d: gzip.compress(d[:-1] +
                                                               b'?'))):
            front.pack = pack
            code, said = audit(day, front.url)
            day.t.check(code in (1, 2) and 'gainsay audit: ' in said,
                        f'{what}: exit {code}', said)


def main():
    t = rig.Tally()
    with rig.folder('compressed') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve(CLOCK) as s:
            size = rig.read_checkpoint(
                (day.place / 'log/checkpoint').read_text())[1]
            who_takes_it(day, s.url, f'{BUNDLE}{size}')
            what_a_client_takes(day, s.url)
    t.end()


if __name__ == '__main__':
    main()
