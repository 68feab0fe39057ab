# SPDX-License-Identifier: Apache-2.0
"""A witness after c2sp.org/tlog-witness, written apart from the program: keeps
the newest checkpoint of one log and cosigns what continues it.  It can be made
slow, and made to have cosigned another log."""
import base64
import hashlib
import http.server
import pathlib
import struct
import sys
import threading
import time

import rig

import ed25519

DASH = '\N{EM DASH}'


def key_id(name, kind, key):
    return hashlib.sha256(name.encode() + b'\n' + bytes([kind]) + key).digest()[:4]


def vkey(name, kind, key):
    return (f'{name}+{key_id(name, kind, key).hex()}+'
            f'{base64.b64encode(bytes([kind]) + key).decode()}')


def signature_line(name, kind, seed, text, time_=None):
    """One line of a signed note; with a time, of a cosignature."""
    key = ed25519.public(seed)
    if kind == 4:
        stamp = struct.pack('>Q', time_)
        signed = f'cosignature/v1\ntime {time_}\n{text}'.encode()
    else:
        stamp, signed = b'', text.encode()
    blob = key_id(name, kind, key) + stamp + ed25519.sign(seed, signed)
    return f'{DASH} {name} {base64.b64encode(blob).decode()}\n'


class Witness:
    """Serves at `url` from start to stop; `asked` are the sizes it was asked
    from."""

    def __init__(self, name, seed, log_vkey):
        self.name, self.seed = name, seed
        self.vkey = vkey(name, 4, ed25519.public(seed))
        self.log_name = log_vkey.split('+')[0]
        self.log_key = rig.key_of_vkey(log_vkey)
        self.note, self.size, self.root = None, 0, None
        self.slow, self.bad, self.asked = 0, False, []
        self.meanwhile = None  # called once, when it is asked next
        self.lock = threading.Lock()
        self.server = None
        self.port = 0

    @property
    def url(self):
        return f'http://127.0.0.1:{self.port}'

    def start(self):
        witness = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                time.sleep(witness.slow)
                self.answer(*witness.add(body.decode()))

            def do_GET(self):
                name = hashlib.sha256(witness.log_name.encode()).hexdigest()
                if self.path == f'/{name}/checkpoint' and witness.note:
                    self.answer(200, 'text/plain', witness.note)
                else:
                    self.answer(404, 'text/plain', 'unknown\n')

            def answer(self, status, kind, text):
                data = text.encode()
                self.send_response(status)
                self.send_header('Content-Type', kind)
                self.send_header('Content-Length', str(len(data)))
                self.end_headers()
                try:
                    self.wfile.write(data)
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(
            ('127.0.0.1', self.port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def hold(self, note):
        """As if it had cosigned this one."""
        _, self.size, self.root, _, _ = rig.read_checkpoint(note)
        self.note = note

    def add(self, body):
        """(status, type, text)"""
        head, _, note = body.partition('\n\n')
        lines = head.split('\n')
        try:
            old = int(lines[0].removeprefix('old '))
            proof = [base64.b64decode(x, validate=True) for x in lines[1:]]
            origin, size, root, text, signed = rig.read_checkpoint(note)
        except ValueError:
            return 400, 'text/plain', 'malformed\n'
        self.asked.append(old)
        if self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        if origin != self.log_name:
            return 404, 'text/plain', 'unknown log\n'
        mine = [s for name, s in signed if name == origin and
                s[:4] == key_id(origin, 1, self.log_key)]
        if not mine or not ed25519.verify(self.log_key, text.encode(),
                                          mine[0][4:]):
            return 403, 'text/plain', 'not signed\n'
        if old > size:
            return 400, 'text/plain', 'old is larger\n'
        with self.lock:
            if old != self.size:
                return 409, 'text/x.tlog.size', f'{self.size}\n'
            if not rig.is_consistent(old, self.root, size, root, proof):
                return 422, 'text/plain', 'inconsistent\n'
            self.size, self.root = size, root
            line = signature_line(self.name, 4, self.seed,
                                  text + ('x' if self.bad else ''),
                                  int(time.time()))
            self.note = note + line
        return 200, 'text/plain; charset=utf-8', line


def addresses(where, *witnesses):
    """The courier's file."""
    path = pathlib.Path(where) / 'witnesses'
    path.write_text(''.join(f'{w.vkey} {w.url}\n' for w in witnesses))
    return path
