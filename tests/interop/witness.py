#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""witness.py TLOG_TOOL NOTE_TOOL GAINSAY TLOG_GO: Sigsum's programs and a log
of ours.  Their witness cosigns its checkpoints and follows it as it grows, their
verifier takes a proof from it, and all refuse what is altered.  Beside it stand
a witness of ours and one that is dead; Go's x/mod and Sigsum's verifier judge
what the courier brought of both."""
import base64
import http.client
import http.server
import json
import os
import pathlib
import socket
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'system'))
import rig
import sigsum
import witness as own
from demo import build_tlog
from cosign import SIGNATURE, UNKNOWN, Tool, change, flipped, lines_of, must

SEED = '07' * 32
SIZES = (1, 17, 300)
MOST = 310  # of the log that the courier brings; tlog_tool proves every 16th
DEAD = 'dead.example'
RULE = 5  # exit status of note_tool: the quorum is not reached


class Log:
    """Our log with the origin that Sigsum derives from a log's key."""

    def __init__(self, where, tools, grow, ours):
        self.where, self.tools = where, tools
        self.grow, self.ours = grow, ours
        self.dir = where / 'log'
        self.dir.mkdir()
        self.size = 0
        public = where / 'log.pub'
        public.write_text(sigsum.openssh(sigsum.public_key(where, SEED)))
        self.vkey = tools('sigsum-key', 'to-vkey', '-k', public).strip()
        self.origin = self.vkey.split('+')[0]

    def sign(self, size, root, origin=None, seed=SEED):
        return must(self.ours('sign', seed, origin or self.origin, size, root))

    def extend(self, size, leaves):
        """The new checkpoint, and the proof from the one before."""
        must(self.grow('grow', self.dir, self.size, size, leaves))
        note = (self.dir / 'checkpoint').read_text()
        proofs = [line.split() for line in
                  must(self.grow('prove', self.dir)).decode().splitlines()]
        old, self.size = self.size, size
        proof = next((p[3:] for p in proofs
                      if p[:2] == ['consistency', str(old)]), [])
        self.root = note.split('\n')[2]
        self.paths = {int(p[1]): p[3:] for p in proofs if p[0] == 'inclusion'}
        return self.sign(size, self.root), proof


class Witness:
    def __init__(self, where, tools):
        self.where, self.tools = where, tools
        tools('sigsum-key', 'generate', '-o', where / 'witness')
        public = where / 'witness.pub'
        key_hash = tools('sigsum-key', 'to-hash', '-k', public).strip()
        self.vkey = tools('sigsum-key', 'to-vkey', '-k', public, '-n',
                          f'sigsum.org/v1/witness/{key_hash}', '-t',
                          'cosignature/v1').strip()

    def __enter__(self):
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            self.port = s.getsockname()[1]
        # Debian builds it with the request patterns of an older Go.
        self.process = subprocess.Popen(
            [self.tools.path('sigsum-witness'), '-k', self.where / 'witness',
             '--log-key', self.where / 'log.pub', '--state-file',
             self.where / 'state', f'127.0.0.1:{self.port}'],
            env={**os.environ, 'GODEBUG': 'httpmuxgo121=0'},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                socket.create_connection(('127.0.0.1', self.port)).close()
                return self
            except ConnectionRefusedError:
                time.sleep(0.1)
        sys.exit('sigsum-witness does not listen')

    def __exit__(self, *args):
        self.process.terminate()
        self.process.wait(timeout=20)

    def add(self, old, proof, note):
        """(status, type, body) of C2SP tlog-witness's add-checkpoint."""
        body = f'old {old}\n' + ''.join(h + '\n' for h in proof) + '\n'
        link = http.client.HTTPConnection('127.0.0.1', self.port, timeout=20)
        link.request('POST', '/add-checkpoint', body.encode() + note)
        answer = link.getresponse()
        result = (answer.status, answer.headers.get_content_type(),
                  answer.read())
        link.close()
        return result


def other_hash(text):
    raw = base64.b64decode(text, validate=True)
    return base64.b64encode(flipped(raw, 0)).decode()


def check_cosigned(t, log, witness, note, line):
    """Our reader and our policy take the cosignature, and no other."""
    def policy(quorum, key):
        path = log.where / 'policy'
        path.write_text(f'log {log.vkey}\nwitness w {key}\nquorum {quorum}\n')
        return path

    keys = (log.vkey, witness.vkey)
    code, out = log.ours('open', *keys, data=note + line)
    said = out.decode().split()
    t.check(code == 0 and said[:2] == [log.origin, str(log.size)]
            and abs(int(said[2]) - time.time()) < 600,
            'we take the cosignature, and its time', out.decode())
    code, out = log.ours('policy', policy('w', witness.vkey), data=note + line)
    t.check(code == 0 and out.decode().split()[1:] == ['1', said[2]],
            'our policy counts it', out.decode())
    code, out = log.ours('policy', policy('w', witness.vkey), data=note)
    t.check(code == RULE, 'our policy misses it', out.decode())
    for at, wanted in ((0, UNKNOWN), (4, SIGNATURE), (11, SIGNATURE),
                       (12, SIGNATURE), (75, SIGNATURE)):
        code, out = log.ours('open', *keys, data=note + change(line, at))
        t.check(code == wanted, f'byte {at} of the cosignature changed',
                out.decode())
    name, _, key = witness.vkey.partition('+')
    t.check(log.ours('open', log.vkey, f'other{name}+{key}',
                     data=note + line)[0] != 0, 'as of another name')


def check_refused(t, log, witness, old, proof, note):
    """What the witness says to a log that does not keep its word."""
    def refused(what, status, *request):
        code, kind, body = witness.add(*request)
        t.check(code == status and b'\xe2\x80\x94' not in body,
                f'the witness: {what}: {code}, expected {status}', str(body))
        return kind, body

    text, (line,) = lines_of(note)
    altered = [other_hash(proof[0]), *proof[1:]]
    refused('a proof with a hash changed', 422, old, altered, note)
    refused('a proof with a hash too few', 422, old, proof[:-1], note)
    refused("a changed signature of the log's", 403, old, proof,
            text + change(line, 20))
    refused("another's signature", 403, old, proof,
            log.sign(log.size, log.root, seed='08' * 32))
    refused('another log', 404, old, proof,
            log.sign(log.size, log.root, origin='log.example/other'))
    refused('another root', 422, old, proof,
            log.sign(log.size, other_hash(log.root)))
    refused('a log that shrinks', 400, old, proof, log.sign(old - 1, log.root))
    kind, body = refused('another old size', 409, old + 1, proof, note)
    t.check(kind == 'text/x.tlog.size' and body == b'%d\n' % old,
            'with the size that it has', f'{kind} {body}')


def check_growth(t, log, witness, leaves):
    old, line = 0, b''
    for size in SIZES:
        note, proof = log.extend(size, leaves)
        t.check(bool(proof) == (old > 0), f'a proof from {old} to {size}')
        if proof:
            check_refused(t, log, witness, old, proof, note)
        code, _, line = witness.add(old, proof, note)
        t.check(code == 200, f'the witness cosigns size {size}',
                f'{code} {line}')
        check_cosigned(t, log, witness, note, line)
        old = size
    root = other_hash(log.root)
    code, _, body = witness.add(old, [], log.sign(old, root))
    t.check(code != 200 and b'\xe2\x80\x94' not in body,
            f'the witness: another tree of one size: {code}', str(body))
    return note, line


class Site(http.server.BaseHTTPRequestHandler):
    """The log as a server of ours shows it; keeps what the courier brings."""
    dir, note, brought = None, b'', []

    def do_GET(self):
        path = self.dir / self.path.removeprefix('/log/')
        if self.path == '/log/newest':
            self.answer(200, self.note)
        elif self.path.startswith('/log/tile/') and path.is_file():
            self.answer(200, path.read_bytes())
        else:
            self.answer(404, b'{}')

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        self.brought.append((self.path, body['checkpoint'].encode()))
        self.answer(200, b'{"missing":[]}')

    def answer(self, status, data):
        self.send_response(status)
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def dead_address():
    """Where nobody listens."""
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return f'http://127.0.0.1:{s.getsockname()[1]}'


def dead_key():
    return own.vkey(DEAD, 4, own.ed25519.public(b'\x66' * 32))


def check_told(t, done, address):
    """Two have cosigned, and the third does not answer."""
    t.check(done.returncode == 1 and
            f'{DEAD} does not answer at {address}' in done.stdout,
            f'the courier: exit {done.returncode}; the dead one is named',
            done.stdout)


def check_by_go(t, log, note, vkey, witnesses):
    """x/mod takes the log under this note by both witnesses, and by none when
    a line of one is changed."""
    go, keys = build_tlog(sys.argv[4]), ','.join(witnesses)

    def takes(data):
        (log / 'checkpoint').write_bytes(data)
        done = subprocess.run([go, log, vkey, keys], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode == 0, done.stdout.decode()

    good, said = takes(note)
    t.check(good, 'x/mod takes the note with both cosignatures', said)
    text, lines = lines_of(note)
    for i in range(len(lines)):
        altered = [change(line, 20) if i == j else line
                   for j, line in enumerate(lines)]
        good, said = takes(text + b''.join(altered))
        t.check(not good, f'x/mod: line {i} changed', said)
    takes(note)


def check_courier(t, log, witness, gainsay, leaves):
    """The courier finds out how far Sigsum's witness is and how far ours,
    proves to each what came since, and brings both lines beside a third witness
    that is dead.  (the note, Sigsum's line, our witness and its line)"""
    note, _ = log.extend(MOST, leaves)
    Site.dir, Site.note = log.dir, note
    site = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    ours = own.Witness('ours.example', b'\x55' * 32, log.vkey).start()
    dead = dead_address()
    (log.where / 'addresses').write_text(
        f'{witness.vkey} http://127.0.0.1:{witness.port}\n'
        f'{ours.vkey} {ours.url}\n{dead_key()} {dead}\n')

    def courier():
        Site.brought.clear()
        done = rig.Program(gainsay, log.where)(
            'courier', '--key', log.vkey, '--witnesses', 'addresses',
            '--once', f'http://127.0.0.1:{site.server_address[1]}')
        check_told(t, done, dead)
        t.check(bool(Site.brought) and all(
            path == '/cosignatures' and brought.startswith(note)
            for path, brought in Site.brought), 'each time the note itself')
        lines = {line.split()[1].decode(): line for _, brought in Site.brought
                 for line in brought.removeprefix(note).splitlines(True)}
        names = [vkey.split('+')[0] for vkey in (witness.vkey, ours.vkey)]
        if not t.check(set(lines) == set(names), 'both have cosigned',
                       str(lines)):
            t.end()
        return [lines[name] for name in names]

    theirs, mine = courier()
    check_cosigned(t, log, witness, note, theirs)
    check_cosigned(t, log, ours, note, mine)
    check_by_go(t, log.dir, note + theirs + mine, log.vkey,
                (witness.vkey, ours.vkey))
    courier()  # the same checkpoint once more
    site.shutdown()
    ours.stop()
    return note, theirs, ours, mine


def main():
    t = rig.Tally()
    tools = sigsum.Tools(pathlib.Path('sigsum').resolve())
    grow, ours = Tool(sys.argv[1]), Tool(sys.argv[2])
    gainsay = pathlib.Path(sys.argv[3]).resolve()
    with rig.folder('witness') as name:
        where = pathlib.Path(name).resolve()
        log = Log(where, tools, grow, ours)
        leaves = sigsum.make_leaves(where, tools, MOST)
        with Witness(where, tools) as witness:
            check_growth(t, log, witness, leaves)
            note, line, ours, mine = check_courier(t, log, witness, gainsay,
                                                   leaves)
        sigsum.check_proof(t, where, tools, log, note, (
            (sigsum.raw_key(where / 'witness.pub'), line),
            (own.ed25519.public(ours.seed), mine)))
    t.end()


if __name__ == '__main__':
    main()
