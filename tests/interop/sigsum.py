# SPDX-License-Identifier: Apache-2.0
"""Sigsum's programs, of Debian 12's backports: unpacked in a folder of ours by
apt with lists of its own, so that the machine's sources and packages stay as
they are; and the proof that its verifier reads."""
import base64
import hashlib
import os
import struct
import subprocess
import sys

import rig

KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'
PACKAGE = 'sigsum-go'
LEAF = 16  # that Sigsum's verifier is shown; tlog_tool proves every 16th
MESSAGE = b'We dissent.\n'


def run(command, **options):
    done = subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=300, **options)
    if done.returncode != 0:
        sys.exit(f'{" ".join(map(str, command))}: {done.stdout}')
    return done.stdout


def mirror():
    """The one that this machine has bookworm from."""
    found = run(['apt-get', 'indextargets', '--format', '$(REPO_URI)',
                 'Created-By: Packages', 'Codename: bookworm']).split()
    if not found:
        sys.exit('no source of bookworm: apt does not know where to look')
    return found[0]


def fetch(work):
    """apt checks the archive's signature and the package's hash."""
    for part in ('lists/partial', 'cache/archives/partial'):
        (work / part).mkdir(parents=True, exist_ok=True)
    (work / 'sources').write_text(
        f'deb [signed-by={KEYRING}] {mirror()} bookworm-backports main\n')
    apt = ['apt-get', '-q', '-o', f'Dir::Etc::sourcelist={work}/sources',
           '-o', 'Dir::Etc::sourceparts=/dev/null', '-o',
           f'Dir::State::lists={work}/lists', '-o', f'Dir::Cache={work}/cache',
           '-o', 'APT::Sandbox::User=', '-o', 'Acquire::Retries=3']
    run([*apt, 'update'], cwd=work)
    run([*apt, 'download', PACKAGE], cwd=work)
    deb, = work.glob(f'{PACKAGE}_*.deb')
    run(['dpkg', '-x', deb, work / 'new'])
    os.replace(work / 'new', work / 'root')


class Tools:
    def __init__(self, work):
        self.work = work
        if not (work / 'root').is_dir():
            work.mkdir(exist_ok=True)
            fetch(work)

    def path(self, name):
        return self.work / 'root/usr/bin' / name

    def __call__(self, name, *args):
        return run([self.path(name), *args])


# Keys and leaves -----------------------------------------------------------

def public_key(where, seed):
    (where / 'seed.der').write_bytes(rig.ED25519_SEED_DER +
                                     bytes.fromhex(seed))
    return subprocess.run(
        ['openssl', 'pkey', '-inform', 'DER', '-in', 'seed.der', '-pubout',
         '-outform', 'DER'], cwd=where, capture_output=True,
        check=True).stdout[-32:]


def openssh(key):
    blob = b''.join(struct.pack('>I', len(s)) + s
                    for s in (b'ssh-ed25519', key))
    return f'ssh-ed25519 {base64.b64encode(blob).decode()} log\n'


def raw_key(path):
    return base64.b64decode(path.read_text().split()[1])[-32:]


def make_leaves(where, tools, count):
    """A file of Sigsum leaves: checksum, signature, key hash.  One is signed by
    sigsum-submit; the others are strangers'."""
    tools('sigsum-key', 'generate', '-o', where / 'submit')
    (where / 'message').write_bytes(MESSAGE)
    tools('sigsum-submit', '-k', where / 'submit', '-o', where / 'request',
          where / 'message')
    request = dict(line.split('=') for line in
                   (where / 'request').read_text().splitlines())
    checksum = hashlib.sha256(bytes.fromhex(request['message'])).digest()
    key_hash = hashlib.sha256(raw_key(where / 'submit.pub')).digest()
    leaves = [hashlib.shake_256(b'%d' % i).digest(128) for i in range(count)]
    leaves[LEAF] = (checksum + bytes.fromhex(request['signature']) + key_hash)
    (where / 'leaves').write_bytes(b''.join(leaves))
    return where / 'leaves'


# Sigsum's proof of logging, version 2 --------------------------------------

def signature_of(line):
    """What follows the key id in a note's signature line."""
    return base64.b64decode(line.rpartition(b' ')[2])[4:]


def cosignature_of(witness_key, line):
    cosig = signature_of(line)
    return (f'cosignature={hashlib.sha256(witness_key).hexdigest()} '
            f'{int.from_bytes(cosig[:8], "big")} {cosig[8:].hex()}')


def proof_of(log, note, cosignatures):
    """From our checkpoint, our inclusion proof and [(a witness's key, its
    line)]."""
    leaf = (log.where / 'leaves').read_bytes()[128 * LEAF:128 * (LEAF + 1)]
    sig = signature_of(note.splitlines()[-1])
    log_hash = log.origin.rpartition('/')[2]
    lines = ['version=2', f'log={log_hash}',
             f'leaf={leaf[96:].hex()} {leaf[32:96].hex()}', '',
             f'size={log.size}',
             f'root_hash={base64.b64decode(log.root).hex()}',
             f'signature={sig.hex()}',
             *(cosignature_of(key, line) for key, line in cosignatures), '',
             f'leaf_index={LEAF}']
    lines += [f'node_hash={base64.b64decode(h).hex()}'
              for h in log.paths[LEAF]]
    return '\n'.join(lines) + '\n'


def flip_hex(text, name):
    """The last digit of the last value of this name is another."""
    at = text.index('\n', text.index(f'\n{name}=') + 1) - 1
    return text[:at] + ('1' if text[at] == '0' else '0') + text[at + 1:]


def check_proof(t, where, tools, log, note, cosignatures):
    """sigsum-verify takes a proof of logging by our log that all of these
    witnesses have cosigned, and no altered one."""
    names = [f'w{i}' for i, _ in enumerate(cosignatures)]
    (where / 'sigsum-policy').write_text(
        f'log {raw_key(where / "log.pub").hex()}\n' +
        ''.join(f'witness {name} {key.hex()}\n'
                for name, (key, _) in zip(names, cosignatures)) +
        f'group all all {" ".join(names)}\nquorum all\n')

    def verify(text, message=MESSAGE):
        (where / 'proof').write_text(text)
        done = subprocess.run(
            [tools.path('sigsum-verify'), '-k', where / 'submit.pub', '-p',
             where / 'sigsum-policy', where / 'proof'], input=message,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout.decode()

    proof = proof_of(log, note, cosignatures)
    code, out = verify(proof)
    t.check(code == 0, 'sigsum-verify takes the proof', out + proof)
    for name in ('leaf', 'size', 'root_hash', 'signature', 'cosignature',
                 'leaf_index', 'node_hash'):
        code, out = verify(flip_hex(proof, name))
        t.check(code != 0, f'sigsum-verify: another {name}', out)
    code, out = verify(proof, MESSAGE + b'!')
    t.check(code != 0, 'sigsum-verify: another message', out)
    for gone, _ in cosignatures:
        code, out = verify(proof_of(log, note, [
            (key, line) for key, line in cosignatures if key != gone]))
        t.check(code != 0, 'sigsum-verify: a witness is missing', out)
