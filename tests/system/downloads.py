#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""downloads.py GAINSAY: whoever audits a log of several tiles over the network
asks for each file of it once, however many promises are held against it."""
import base64
import collections
import functools
import http.server
import pathlib
import struct
import sys
import threading

sys.dont_write_bytecode = True
import audit
import rig

MORE = 300 # entries beyond what a new log has: more than a tile


def moved(c, n, at):
    """Where the server is from then on: an entry that anybody may have many
    of."""
    seed = (c.where / 'r/keys/authority.key').read_text().strip()
    return f'at {at}\n'.encode() + rig.sign_record(
        c.where, bytes.fromhex(seed), f'gainsay/v1 moved\nchannel '
        f'{rig.channel_id(c.where / "r")}\nurl https://{n}.example/\n',
        'authority').encode()


def sign_note(c, text):
    origin, mark = (c.where / 'r/vkey').read_text().strip().split('+')[:2]
    key = (c.where / 'r/keys/log.key').read_text().strip()
    seed = base64.b64decode(key.split('+', 4)[4])[1:33]
    line = base64.b64encode(bytes.fromhex(mark) + rig.openssl_sign(
        c.where, seed, text.encode())).decode()
    return f'{text}\n\N{EM DASH} {origin} {line}\n'


def write_log(c, entries):
    """A log of 257 to 511 entries: two tiles, two bundles, a tile above."""
    log = c.where / 'long/log'
    leaves = [rig.leaf_hash(e) for e in entries]
    rest = len(entries) - 256
    origin = (c.where / 'r/vkey').read_text().split('+')[0]
    files = {'1/000.p/1': rig.root_of(leaves[:256])}
    for name, part in ('000', slice(256)), (f'001.p/{rest}', slice(256, None)):
        files[f'0/{name}'] = b''.join(leaves[part])
        files[f'entries/{name}'] = b''.join(
            struct.pack('>H', len(e)) + e for e in entries[part])

    for name, data in files.items():
        (log / 'tile' / name).parent.mkdir(parents=True, exist_ok=True)
        (log / 'tile' / name).write_bytes(data)
    root = base64.b64encode(rig.root_of(leaves)).decode()
    (log / 'checkpoint').write_text(sign_note(
        c, f'{origin}\n{len(entries)}\n{root}\n'))
    return {f'/log/tile/{name}' for name in files} | {'/log/checkpoint'}


class Counter(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        self.server.asked[self.path] += 1
        super().do_GET()

    def log_message(self, *_):
        pass


def check_asked(c, files, want, words, *options):
    """Each file once, and of the log nothing but these."""
    handler = functools.partial(Counter, directory=c.where / 'long')
    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler) as s:
        s.asked = collections.Counter()
        thread = threading.Thread(target=s.serve_forever)
        thread.start()
        c(want, words, 'audit', '--key', 'r/vkey', *options,
          f'http://127.0.0.1:{s.server_port}')
        s.shutdown()
        thread.join()
    of_log = {path: n for path, n in s.asked.items()
              if path.startswith('/log/') and path != '/log/newest'}
    c.t.check(of_log == dict.fromkeys(files, 1),
              f'{options}: each file once', str(s.asked))


def main():
    t = rig.Tally()
    with rig.folder('downloads') as name:
        c = audit.Case(t, sys.argv[1], pathlib.Path(name).resolve())
        c(0, '', *rig.INIT, '--origin', 'a/b', 'r')
        with audit.server(c.gainsay, 'r'):
            pass
        entries = rig.read_entries(c.where / 'r/log')
        at = entries[-1].partition(b'\n')[0].decode()[len('at '):]
        entries += [moved(c, n, at) for n in range(MORE)]
        files = write_log(c, entries)

        check_asked(c, files, 0, f'{len(entries)} entries')
        promises = [a for n in range(3) for a in ('--promise', c.promise(
            'r', '2199-01-01T00:00:00Z', name=f'promise{n}'))]
        check_asked(c, files, 0, 'Promise open', *promises)
        (c.where / 'not').write_text('no promise')
        check_asked(c, files, 1, 'Promise open', *promises, '--promise', 'not')
    t.end()


if __name__ == '__main__':
    main()
