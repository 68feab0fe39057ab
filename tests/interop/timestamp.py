#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""timestamp.py GAINSAY ROOT: the recipe of docs/spec/provenance.md for an
RFC 3161 time-stamp, word by word, with an authority made on the spot."""
import hashlib
import http.server
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'system'))
import rig

CONFIG = '''
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[stamping]
basicConstraints = critical, CA:false
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = authority
[authority]
serial = serial
crypto_device = builtin
signer_cert = stamping.pem
signer_key = stamping.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
'''


def openssl(where, *args, data=None):
    done = subprocess.run(
        ['openssl', *args], cwd=where, input=data or b'',
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.decode(errors='replace')


def must(where, *args):
    code, out = openssl(where, *args)
    if code != 0:
        sys.exit(f'openssl {" ".join(args)}: {out}')


class Authority:
    """A root, and the certificate that stamps."""

    def __init__(self, where, name):
        self.where = where
        where.mkdir()
        (where / 'config').write_text(CONFIG)
        (where / 'serial').write_text('01\n')
        self.certificate('root', name, '-x509')
        self.certificate('stamping', f'{name} Stamping')

    def certificate(self, role, name, *how):
        key = f'{role}.key'
        must(self.where, 'genpkey', '-algorithm', 'EC', '-pkeyopt',
             'ec_paramgen_curve:P-256', '-out', key)
        request = ['req', '-new', '-config', 'config', '-key', key,
                   '-subj', f'/CN={name}', '-sha256']
        if how:
            must(self.where, *request, *how, '-extensions', role,
                 '-days', '2', '-out', f'{role}.pem')
            return
        must(self.where, *request, '-out', f'{role}.csr')
        must(self.where, 'x509', '-req', '-in', f'{role}.csr', '-CA',
             'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-sha256',
             '-extfile', 'config', '-extensions', role, '-days', '2',
             '-out', f'{role}.pem')

    def stamp(self, query):
        (self.where / 'query').write_bytes(query)
        must(self.where, 'ts', '-reply', '-config', 'config', '-section',
             'authority', '-queryfile', 'query', '-out', 'reply')
        return (self.where / 'reply').read_bytes()


def serve(authority):
    """The authority's HTTP side, RFC 3161 section 3.4."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers['Content-Length'])
            query = self.rfile.read(length)
            good = (self.headers['Content-Type']
                    == 'application/timestamp-query')
            reply = authority.stamp(query) if good else b''
            self.send_response(200 if good else 415)
            self.send_header('Content-Type', 'application/timestamp-reply')
            self.send_header('Content-Length', str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def recipe(root):
    """The two indented blocks that the specification gives."""
    text = (root / 'docs/spec/provenance.md').read_text()
    part = text.partition('**A time-stamp from outside.**')[2]
    blocks = re.findall(r'(?:^    .*\n)+', part, re.M)[:2]
    if len(blocks) != 2 or 'ts -query' not in blocks[0] \
            or 'ts -verify' not in blocks[1]:
        sys.exit('the specification has no recipe')
    return [re.sub('^    ', '', b, flags=re.M) for b in blocks]


class Shell:
    def __init__(self, cwd, gainsay, address):
        self.cwd = cwd
        self.env = {**os.environ, 'TSA': address, 'no_proxy': '127.0.0.1',
                    'PATH': f'{pathlib.Path(gainsay.binary).parent}:'
                            + os.environ['PATH']}

    def __call__(self, script):
        done = subprocess.run(
            ['sh', '-eu', '-c', script], cwd=self.cwd, env=self.env,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors='replace')
        return done.returncode, done.stdout


def flipped(data, at):
    out = bytearray(data)
    out[at] ^= 1
    return bytes(out)


def refusals(t, sh, cwd, check, files):
    """Whatever is not what was stamped is refused; `check` is the recipe's
    second half, and all but the changed file is as it was."""
    def refused(name, data, what, why):
        (cwd / name).write_bytes(data)
        code, out = sh(check)
        t.check(code != 0 and 'Verification: OK' not in out
                and why in out, what, f'exit {code}\n{out}')
        (cwd / name).write_bytes(files[name])

    note, stamp = files['checkpoint'], files['checkpoint.tsr']
    for at in (0, len(note) // 2, len(note) - 2):
        refused('checkpoint', flipped(note, at),
                f'a checkpoint with byte {at} changed', 'imprint mismatch')
    refused('checkpoint', note.split(b'\n\n')[0] + b'\n',
            'the checkpoint without its signatures', 'imprint mismatch')
    # What the authority signs, and its signature; not the certificates beside.
    digest = hashlib.sha256(note).digest()
    time = re.search(rb'20\d{12}Z', stamp[:stamp.index(digest) + 100])
    for what, at in (('imprint', stamp.index(digest)), ('time', time.end() - 2),
                     ('signature', len(stamp) - 1)):
        refused('checkpoint.tsr', flipped(stamp, at),
                f'a stamp with another {what}', 'Verification: FAILED')
    refused('checkpoint.tsr', b'', 'no stamp', '')
    file = files['cable.gainsay']
    refused('cable.gainsay', flipped(file, file.index(b'\n\n') - 3),
            'a file with another root in its checkpoint', 'Not valid')


def main():
    t = rig.Tally()
    gainsay = rig.Program(sys.argv[1], '.')
    root = pathlib.Path(sys.argv[2]).resolve()
    make, check = recipe(root)
    with rig.folder('timestamp') as name:
        where = pathlib.Path(name).resolve()
        ours = Authority(where / 'ours', 'Test Authority')
        other = Authority(where / 'other', 'Another Authority')
        cwd = where / 'work'
        cwd.mkdir()
        for file in ('cable.gainsay', 'cable.vkey'):
            shutil.copy(root / 'tests/vectors' / file, cwd)
        shutil.copy(ours.where / 'root.pem', cwd / 'authority.pem')
        server = serve(ours)
        sh = Shell(cwd, gainsay, f'http://127.0.0.1:{server.server_port}/')
        code, out = sh(make)
        t.check(code == 0, 'the recipe stamps a checkpoint', out)
        note = (cwd / 'checkpoint').read_text()
        vkey = (cwd / 'cable.vkey').read_text()
        origin, _, _, text, signatures = rig.read_checkpoint(note)
        t.check(vkey.startswith(origin + '+') and rig.openssl_verify(
            where, rig.key_of_vkey(vkey), text.encode(), signatures[0][1][4:]),
            'what the recipe cuts out is the signed checkpoint', note)
        code, out = sh(check)
        t.check(code == 0 and 'Verification: OK' in out
                and 'Time stamp: ' in out and '\nValid' in '\n' + out,
                'the recipe verifies it', out)
        files = {f.name: f.read_bytes() for f in cwd.iterdir()}
        refusals(t, sh, cwd, check, files)
        strangers(t, sh, cwd, check, other)
        server.shutdown()
    t.end()


def strangers(t, sh, cwd, check, other):
    """A stamp counts by the authority that the reader trusts."""
    query = (cwd / 'checkpoint.tsq').read_bytes()
    good = (cwd / 'checkpoint.tsr').read_bytes()
    (cwd / 'checkpoint.tsr').write_bytes(other.stamp(query))
    code, out = sh(check)
    t.check(code != 0 and 'certificate' in out, "another authority's", out)
    shutil.copy(other.where / 'root.pem', cwd / 'authority.pem')
    code, out = sh(check)
    t.check(code == 0, 'unless that one is trusted', out)
    (cwd / 'checkpoint.tsr').write_bytes(good)
    code, out = sh(check)
    t.check(code != 0, 'and then the first one is not', out)


if __name__ == '__main__':
    main()
