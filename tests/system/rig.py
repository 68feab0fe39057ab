# SPDX-License-Identifier: Apache-2.0
"""What the system tests share: a tally, runs of the program, and a log's
tree after RFC 6962 and C2SP's tlog-tiles, written apart from the program's."""
import atexit
import base64
import fcntl
import hashlib
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

# What a test writes is often a secret, and those have mode 0600
# (docs/spec/keys.md, "Modes"); programs run with the usual mask.
os.umask(0o077)
# Nobody's own configuration counts here, nor what they saw of a channel.
os.environ['GAINSAY_CONFIG'] = '/dev/null'
os.environ['XDG_CACHE_HOME'] = tempfile.mkdtemp(prefix='gainsay-cache-')
atexit.register(shutil.rmtree, os.environ['XDG_CACHE_HOME'], True)
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / 'tests/vectors'))
from rfc9162 import (consistency, inclusion, is_consistent, leaf_hash,
                     root_of)
# Of an Ed25519 key, before its 32 bytes (RFC 8410).
ED25519_DER = bytes.fromhex('302a300506032b6570032100')
# And before its seed.
ED25519_SEED_DER = bytes.fromhex('302e020100300506032b657004220420')


# How most tests found a channel: as the State Department would.
# Nobody guesses it.
WORDS = 'marble otter 71, twilight accordion fjord'
ROOM = 4 << 30 # of a folder in memory: several tests run at once
INIT = ('init', '--answers', str(ROOT / 'examples/us-state.answers'), '--yes')


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, good, what, detail=''):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f'FAILED: {what}\n{detail[-2000:]}'.rstrip(), flush=True)
        return bool(good)

    def end(self):
        print(f'{self.passed} passed, {self.failed} failed', flush=True)
        sys.exit(1 if self.failed or not self.passed else 0)


def folder(name, disk=False):
    """A fresh directory, in memory if there is a place with room for it: each
    contact writes 16 MiB of a member's state, and waits until they are
    durable.  What is about the disk has one in the folder meson runs us in.
    Removed at the end."""
    place = '/dev/shm'
    if disk or not os.access(place, os.W_OK) or room_in(place) < ROOM:
        place = '.'
    return tempfile.TemporaryDirectory(prefix=name + '-', dir=place)


def room_in(place):
    free = os.statvfs(place)
    return free.f_bavail * free.f_frsize


class Program:
    """Runs gainsay in `cwd`; never waits for a terminal.  With a `cache` of its
    own it remembers no log that another has seen."""

    def __init__(self, binary, cwd, cache=None):
        self.binary = str(pathlib.Path(binary).resolve())
        self.cwd = str(cwd)
        self.env = None if cache is None else {
            **os.environ, 'XDG_CACHE_HOME': str(cache)}

    def __call__(self, *args, timeout=300):
        return subprocess.run(
            [self.binary, *map(str, args)], cwd=self.cwd, timeout=timeout,
            env=self.env, stdin=subprocess.DEVNULL, umask=0o022,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors='replace')


def backup_of(gainsay, where, place, step='make'):
    """The variables of docs/RECOVERY.md, of a backup that was just made."""
    subprocess.run(['age-keygen', '-o', 'kept.age'], cwd=where, check=True,
                   capture_output=True)
    to = subprocess.run(['age-keygen', '-y', 'kept.age'], cwd=where,
                        check=True, capture_output=True, text=True).stdout
    done = gainsay('backup', step, '--to', to.strip(), '-o', where / 'kept',
                   place)
    if done.returncode != 0:
        raise RuntimeError(done.stdout)
    return {'BACKUP': where / 'kept', 'KEYS': where / 'kept',
            'IDENTITY': where / 'kept.age', 'KEYIDENTITY': where / 'kept.age'}


# The exercise ------------------------------------------------------------

def played_key(binary, options):
    """Of what an exercise is made of: programs, memos, options."""
    made_of = [*sorted(binary.parent.glob('gainsay*')),
               *sorted((ROOT / 'examples').rglob('*'))]
    marks = [(p.name, p.stat().st_mtime_ns, p.stat().st_size)
             for p in made_of if p.is_file()]
    return hashlib.sha256(repr((options, marks)).encode()).hexdigest()[:16]


def demo(gainsay, to, *options):
    """What `gainsay demo --once --all` says and leaves at `to`, a path within
    gainsay.cwd.  It takes half a minute of a processor: a build plays it once
    for all tests, and each has a copy.  That it plays is demo.py's."""
    binary = pathlib.Path(gainsay.binary)
    store = binary.parent / 'tests/system/played'
    store.mkdir(parents=True, exist_ok=True)
    kind = '-'.join(['all', *(o.lstrip('-') for o in options)])
    whole = store / f'{kind}.{played_key(binary, options)}'

    with open(store / f'{kind}.lock', 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.is_dir():
            for old in store.glob(f'{kind}.*[0-9a-f]'):
                shutil.rmtree(old)
            done = gainsay('demo', '--once', '--all', *options, to, timeout=500)
            if done.returncode != 0:
                return done
            making = store / f'{kind}.making'
            shutil.rmtree(making, ignore_errors=True)
            shutil.copytree(pathlib.Path(gainsay.cwd) / to, making / 'channel')
            (making / 'said').write_text(done.stdout)
            making.rename(whole)
            return done
        shutil.copytree(whole / 'channel', pathlib.Path(gainsay.cwd) / to)
        return subprocess.CompletedProcess(
            [gainsay.binary, 'demo'], 0, (whole / 'said').read_text())


def hear(fd, heard=lambda shown: None, over=lambda: False, seconds=120):
    """(what a terminal shows, whether that is all): until its program ends, or
    it says nothing more and is `over`.  `heard` is told all that was shown so
    far, each time, and answers what is typed, or None."""
    shown, end = b'', time.monotonic() + seconds
    while time.monotonic() < end:
        if not select.select([fd], [], [], 0.05)[0]:
            if over():
                return shown, True
            continue
        try:
            got = os.read(fd, 65536)
        except OSError:
            return shown, True
        if not got:
            return shown, True
        shown += got
        typed = heard(shown)
        if typed is not None:
            os.write(fd, typed)
    return shown, False


class HangUp(Exception):
    """Of what was shown: the terminal is closed."""


def typed_at(argv, cwd, environment, heard):
    """(exit code, what was shown) of a program at a terminal of its own, which
    `heard` may close."""
    pid, fd = pty.fork()
    if pid == 0:
        os.chdir(cwd)
        os.execve(argv[0], [str(a) for a in argv], environment)
    try:
        shown, ended = hear(fd, heard)
    except HangUp as closed:
        (shown,), ended = closed.args, True
        fd = os.close(fd)
    if not ended:
        os.kill(pid, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if fd is not None:
        os.close(fd)
    return code, shown.decode(errors='replace')


def at_terminal(argv, cwd, environment, answers):
    """The same, without colours.  `answers` are (prompt, what is typed after
    it), in their order."""
    at, left = 0, list(answers)

    def heard(shown):
        nonlocal at
        typed = b''
        while left and left[0][0].encode() in shown[at:]:
            prompt, answer = left.pop(0)
            at = shown.index(prompt.encode(), at) + len(prompt.encode())
            typed += answer.encode() + b'\n'
        return typed or None
    code, shown = typed_at(argv, cwd, environment, heard)
    text = re.sub(r'\x1b\[[0-9;]*[mK]', '', shown)
    if left:
        text += f'\n(never asked: {left[0][0]})'
        code = code or -1
    return code, text.replace('\r\n', '\n')


def code_of(text):
    """The word code that `gather` or `show` printed."""
    return re.search(r'(?m)^Word code +([a-z]+(?: [a-z]+){7})$', text)[1]


def clock_key(place):
    """What moves the clock of an exercise that is served from there."""
    return (pathlib.Path(place) / 'keys/clock.key').read_text().strip()


def padded(body):
    """An act's body, of the one length (docs/spec/http.md, Promises)."""
    empty = json.dumps({**body, 'pad': ''})
    return {**body, 'pad': ' ' * (16384 - len(empty))}


def require_case(path, status, answer):
    """Each 409 says what is the case: under a code, with its sentence, and
    what to do."""
    if status != 409:
        return
    said = json.loads(answer)
    if not all(isinstance(said.get(k), str) and said[k]
               for k in ('code', 'title', 'detail')):
        raise AssertionError(f'{path}: a 409 that says nothing: {answer}')


# The server's processes --------------------------------------------------

def status_of(pid):
    """A process's /proc status as a dict; empty once it is gone or dead."""
    try:
        text = pathlib.Path(f'/proc/{pid}/status').read_text()
    except (FileNotFoundError, ProcessLookupError):
        return {}
    status = dict(line.split(':\t', 1) for line in text.splitlines()
                  if ':\t' in line)
    return {} if status['State'][0] in 'ZX' else status


def front_of(back):
    """The process that takes requests: the one child of the other."""
    pids = [int(p.name) for p in pathlib.Path('/proc').iterdir()
            if p.name.isdigit()]
    children = [p for p in pids if status_of(p).get('PPid') == str(back)]
    if len(children) != 1:
        raise RuntimeError(f'children of {back}: {children}')
    return children[0]


def await_gone(pid, seconds=30):
    """Whether the process has ended within so long."""
    end = time.monotonic() + seconds
    while status_of(pid):
        if time.monotonic() > end:
            return False
        time.sleep(0.002)
    return True


# The log -----------------------------------------------------------------

def tile_name(level, n):
    """C2SP's path: groups of three digits, x before all but the last."""
    groups = [f'{n % 1000:03}']
    while n >= 1000:
        n //= 1000
        groups.insert(0, f'x{n % 1000:03}')
    return f'tile/{level}/' + '/'.join(groups)


def read_tile(log, level, n, width):
    path = pathlib.Path(log) / tile_name(level, n)
    if width == 256 or path.is_file():
        return path.read_bytes()
    return (path.with_name(path.name + '.p') / str(width)).read_bytes()


def read_checkpoint(note):
    """(origin, size, root, text, [(name, signature)]) of a signed note."""
    text, _, tail = note.partition('\n\n')
    origin, size, root = text.split('\n')[:3]
    signatures = []
    for line in tail.splitlines():
        dash, name, value = line.split(' ')
        if dash != '\N{EM DASH}':
            raise ValueError(line)
        signatures.append((name, base64.b64decode(value, validate=True)))
    return (origin, int(size), base64.b64decode(root, validate=True),
            text + '\n', signatures)


def read_entries(log, name='checkpoint'):
    """Every entry of a directory's log, as bytes."""
    note = (pathlib.Path(log) / name).read_text()
    size = read_checkpoint(note)[1]
    entries = []
    for n in range((size + 255) // 256):
        width = min(256, size - 256 * n)
        data, at = read_tile(log, 'entries', n, width), 0
        for _ in range(width):
            length, = struct.unpack_from('>H', data, at)
            entries.append(data[at + 2:at + 2 + length])
            at += 2 + length
    return entries


def another(entry):
    """Other bytes in its place: another leaf, and no entry that keeps the
    rules."""
    return entry.replace(b'at ', b'at 2', 1)


def record_of(entry):
    """The record within an entry, without the lines before it: `at`, and
    for a memo `acts`."""
    at, _, text = entry.partition(b'\n')
    if not at.startswith(b'at '):
        raise ValueError(entry[:80])
    if text.startswith(b'acts '):
        text = text.partition(b'\n')[2]
    return text.decode()


def lines_of(record, name):
    """The values of a record's lines of this name."""
    return [line[len(name) + 1:] for line in record.splitlines()
            if line.startswith(name + ' ')]


def channel_id(folder):
    """In base64, as records name it: the hash of the first charter."""
    charter = (folder / 'charter.rec').read_bytes()
    return base64.b64encode(hashlib.sha256(charter).digest()).decode()


def next_charter(folder, *changes):
    """The second charter of a channel, unsigned: `changes` are pairs of old
    and new text."""
    old = (folder / 'charter.rec').read_text()
    text = old[:old.index('\nsignature ') + 1]
    for a, b in (('\nversion 1\n', f'\nchannel {channel_id(folder)}\n'
                  'version 2\n'), *changes):
        if a not in text:
            raise ValueError(f'the charter has no {a!r}')
        text = text.replace(a, b, 1)
    return text


# Signatures --------------------------------------------------------------

def scan(pdf, where, fineness):
    """What a scanner reads off the first page as printed at so many dots an
    inch.  It looks for QR codes alone: among the squares of one it may see the
    bars of other codes, which nobody printed."""
    subprocess.run(('pdftoppm', '-r', str(fineness), '-png', '-singlefile',
                    pdf, where / 'page'), check=True)
    return subprocess.run(('zbarimg', '-q', '--raw', '--nodbus', '-Sdisable',
                           '-Sqrcode.enable', where / 'page.png'), check=True,
                          capture_output=True).stdout


def openssl_verify(where, key, text, signature):
    """Whether OpenSSL takes an Ed25519 signature by a raw key."""
    where = pathlib.Path(where)
    for name, data in (('key.der', ED25519_DER + key), ('text', text),
                       ('signature', signature)):
        (where / name).write_bytes(data)
    done = subprocess.run(
        ['openssl', 'pkeyutl', '-verify', '-rawin', '-pubin', '-keyform',
         'DER', '-inkey', 'key.der', '-in', 'text', '-sigfile', 'signature'],
        cwd=where, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return done.returncode == 0 and 'Verified Successfully' in done.stdout


def key_of_vkey(vkey):
    """The 32 bytes of a verifier key NAME+ID+BASE64 (Ed25519)."""
    data = base64.b64decode(vkey.strip().split('+', 2)[2], validate=True)
    if len(data) != 33 or data[0] != 1:
        raise ValueError(vkey)
    return data[1:]


def signed_part(record, role):
    """What a role signs: the text, and the start of its own line."""
    body = re.sub(r'(?m)^signature .*\n', '', record)
    return f'{body}signature {role}'.encode()


def sign_record(where, seed, record, role):
    """`record` with one more signature line, as OpenSSL makes it."""
    mark = openssl_sign(where, seed, signed_part(record, role))
    return f'{record}signature {role} {base64.b64encode(mark).decode()}\n'


def openssl_public(where, seed):
    """The public key of an Ed25519 seed."""
    (pathlib.Path(where) / 'seed.der').write_bytes(ED25519_SEED_DER + seed)
    return subprocess.run(
        ['openssl', 'pkey', '-inform', 'DER', '-in', 'seed.der', '-pubout',
         '-outform', 'DER'], cwd=where, stdin=subprocess.DEVNULL,
        capture_output=True, check=True).stdout[-32:]


def openssl_sign(where, seed, text):
    """An Ed25519 signature by a seed, as OpenSSL makes it."""
    where = pathlib.Path(where)
    for name, data in (('seed.der', ED25519_SEED_DER + seed), ('text', text)):
        (where / name).write_bytes(data)
    return subprocess.run(
        ['openssl', 'pkeyutl', '-sign', '-rawin', '-keyform', 'DER', '-inkey',
         'seed.der', '-in', 'text'], cwd=where, stdin=subprocess.DEVNULL,
        capture_output=True, check=True).stdout
