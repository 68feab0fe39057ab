#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""wire.py GAINSAY [--json] [--quick]: bytes on the wire until a client knows
the news of a long log, beside those of a tile client on Go's x/mod for the same
news: first all of the log, then NEWS more entries, several times over.

A verb that reads the log with the cache of a sync is counted beside it.
Fails when a sync of news takes more than twice the bytes of the tile client.
Needs golang-go and golang-golang-x-mod-dev."""
import collections
import http.client
import http.server
import os
import pathlib
import subprocess
import sys

import served as bench
import between
import rig
import stored

ENTRIES = 2000 if bench.QUICK else 100000
NEWS = (1, 20, 300)
MOST = 2 # times the peer's bytes, of news
CLOCK = '2023-11-01T15:00:00Z'
GO = {'GO111MODULE': 'off', 'GOPATH': '/usr/share/gocode', 'GOFLAGS': '',
      'GOPROXY': 'off', 'CGO_ENABLED': '0'}


class Counter(between.Front):
    """Counts what passes in both ways, heads and all."""

    def respond(self, body=None):
        line = http.client.HTTPConnection(self.server.real)
        line.request(self.command, self.path, body, {
            k: v for k, v in self.headers.items() if k.lower() != 'host'})
        answer = line.getresponse()
        data = answer.read()
        line.close()
        head = ''.join(f'{k}: {v}\r\n' for k, v in answer.getheaders())
        part = 'box' if self.path.startswith('/box') else 'log'
        self.server.bytes[part] += (len(self.raw_requestline) +
                                    len(bytes(self.headers)) +
                                    len(body or b'') + 17 + len(head) + 2 +
                                    len(data))
        self.send_response_only(answer.status)
        for k, v in answer.getheaders():
            if k.lower() not in ('connection', 'transfer-encoding'):
                self.send_header(k, v)
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(data)


class Wire(stored.Day):
    def grow(self, entries):
        """With the server down."""
        maker = pathlib.Path(self.gainsay.binary).parent / (
            'bench/bench-long_log')
        subprocess.run([maker, 'channel', 'keys/authority.key', CLOCK,
                        str(entries)], cwd=self.where, check=True)

    def build_peer(self):
        """Go's cache must be absolute."""
        self.peer = self.where / 'tile'
        subprocess.run(['go', 'build', '-o', self.peer,
                        pathlib.Path(__file__).parent / 'peers/tile.go'],
                       check=True, env={**os.environ, **GO, 'GOCACHE': str(
                           self.where / 'go')})

    def counted(self, url, what, *argv):
        """Bytes by part of one command."""
        with between.before(url, Counter,
                            bytes=collections.Counter()) as front:
            done = subprocess.run(
                [a.replace('URL', front.url) for a in map(str, argv)],
                cwd=self.where, stdin=subprocess.DEVNULL, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                check=False)
            if done.returncode not in (0, 3):
                raise RuntimeError(f'{what}: {done.stdout}')
            return front.bytes

    def news(self, url):
        """Bytes of a sync, of the peer, and of a verb that reads the log with
        the cache that the sync has filled."""
        vkey = (self.place / 'vkey').read_text().split()[0]
        words = ('--key', 'channel/vkey', '--cache', 'cache', 'URL')
        return {name: self.counted(url, name, *argv)['log']
                for name, argv in (
                    ('sync', (self.gainsay.binary, 'sync', *words)),
                    ('peer', (self.peer, 'URL', vkey, 'peer')),
                    ('after a sync', (self.gainsay.binary, 'status',
                                      *words)))}


def main():
    t = rig.Tally()
    with rig.folder('wire', memory=True) as name:
        wire = Wire(t, sys.argv[1], pathlib.Path(name).resolve())
        wire.found()
        wire.build_peer()
        wire.grow(ENTRIES)
        (wire.where / 'cache').mkdir(mode=0o700)
        for more in (0, *NEWS):
            if more:
                wire.grow(more)
            with wire.serve(CLOCK) as s:
                found = wire.news(s.url)
            for name, n in found.items():
                bench.figure('wire', name, n, 'bytes', entries=ENTRIES,
                             news=more)
            ratio = found['sync'] / found['peer']
            bench.figure('wire', 'sync / peer', ratio, 'times',
                         entries=ENTRIES, news=more)
            t.check(not more or ratio <= MOST, f'{more} entries more: '
                    f'{ratio:.3g} times the bytes of the peer, of {MOST}')
    t.end()


if __name__ == '__main__':
    main()
