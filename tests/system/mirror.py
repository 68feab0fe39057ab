#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""mirror.py GAINSAY TLOG_GO: a mirror follows a real server.  Its copy audits;
what it cosigns OpenSSL and Go's x/mod verify; a courier's requests get the answers that C2SP says;
it serves its copy and nothing else; a fork is told, and never cosigned."""
import base64
import gzip
import hashlib
import http.client
import os
import pathlib
import re
import resource
import signal
import stat
import subprocess
import sys
import time

sys.dont_write_bytecode = True
import rig
from demo import build_tlog
from liar import LATER, MONDAY, THURSDAY
from stored import seconds
from sync import Synced, before
import witness

NAME = 'union.example/witness'


class Watched(Synced):
    def mirror(self, url, want=0, words='', *more, folder='mirror'):
        done = self.gainsay('mirror', '--once', '--key', 'channel/vkey',
                            '--dir', folder, *more, url)
        self.t.check(done.returncode == want and words in done.stdout,
                     f'mirror {more}: exit {done.returncode}, expected {want} '
                     f'and "{words}"', done.stdout)
        return done.stdout

    def public(self, folder='mirror'):
        return self.where / folder / 'public'


class Running:
    """A mirror that goes on."""

    def __init__(self, day, url, *more, before=None):
        self.copy = day.public() / 'log' / 'checkpoint'
        self.then = self.published()
        self.child = subprocess.Popen(
            [day.gainsay.binary, 'mirror', '--every', '10', '--key',
             'channel/vkey', '--dir', 'mirror', '--listen', '127.0.0.1:0',
             *more, url], cwd=day.where, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=before)
        self.vkey = None
        for line in self.child.stdout:
            if line.startswith('Cosigns as '):
                self.vkey = line.split()[2]
            if line.startswith('listening on '):
                self.place = re.search(r'//([0-9.:]+)/', line)[1]
                break
        else:
            sys.exit(self.child.stderr.read())

    def looked(self, t):
        """Waits until its first look is over."""
        end = time.monotonic() + 60
        while self.published() == self.then and time.monotonic() < end:
            time.sleep(0.1)
        t.check(self.published() != self.then, 'it has looked')

    def published(self):
        """Another value after each look, which writes the note anew."""
        return self.copy.stat().st_mtime_ns if self.copy.exists() else None

    def answer(self, method, path, body=None, headers={}):
        """(its answer, what it sends)"""
        link = http.client.HTTPConnection(self.place, timeout=20)
        link.request(method, path, body, headers)
        answer = link.getresponse()
        sent = answer.read()
        link.close()
        return answer, sent

    def ask(self, method, path, body=None):
        """(status, type, body)"""
        answer, sent = self.answer(method, path, body)
        return answer.status, answer.headers.get_content_type(), sent

    def add(self, old, proof, note):
        lines = ''.join(base64.b64encode(h).decode() + '\n' for h in proof)
        return self.ask('POST', '/add-checkpoint',
                        f'old {old}\n{lines}\n'.encode() + note)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait(30)
        self.child.stdout.close()
        self.child.stderr.close()


def check_cosignature(day, vkey, text, line):
    """By OpenSSL, over what C2SP says (cosignature/v1)."""
    dash, name, value = line.decode().rstrip('\n').split(' ')
    data = base64.b64decode(value, validate=True)
    mark, key = vkey.split('+', 2)[1:]
    raw = base64.b64decode(key, validate=True)
    when = int.from_bytes(data[4:12], 'big')
    message = f'cosignature/v1\ntime {when}\n'.encode() + text
    day.t.check(dash == '\N{EM DASH}' and name == NAME and raw[0] == 4 and
                data[:4].hex() == mark and abs(when - time.time()) < 600 and
                rig.openssl_verify(day.where, raw[1:], message, data[12:]),
                'OpenSSL takes the cosignature', line.decode())


def check_by_go(day, vkey):
    """x/mod reads every tile of the copy under the cosigned checkpoint; with a
    byte of the cosignature changed it does not."""
    go, log = build_tlog(sys.argv[2]), day.public() / 'log'
    keys = ((day.place / 'vkey').read_text().strip(), vkey)

    def takes():
        return subprocess.run([go, log, *keys], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)

    done = takes()
    day.t.check(done.returncode == 0, 'x/mod takes the cosigned copy',
                done.stdout + done.stderr)
    note = (log / 'checkpoint').read_bytes()
    (log / 'checkpoint').write_bytes(note[:-20] + bytes([note[-20] ^ 1]) +
                                     note[-19:])
    day.t.check(takes().returncode != 0, 'and not what is altered')
    (log / 'checkpoint').write_bytes(note)


def parts_of(note):
    at = note.rindex(b'\n\n') + 1
    return note[:at], note[at + 1:].splitlines(keepends=True)


def copy(day, real):
    """What is kept is what the server has, and audits."""
    out = day.mirror(real.url, 0, 'entries judged')
    log = day.public() / 'log'
    day.t.check((log / 'checkpoint').read_bytes() ==
                (day.place / 'log' / 'checkpoint').read_bytes() and
                len(list((day.public() / 'roll').iterdir())) == 1,
                'the copy is the server\'s', out)
    done = day.gainsay('audit', '--key', 'channel/vkey', day.public())
    day.t.check(done.returncode == 0 and 'keeps its rules' in done.stdout,
                'it audits', done.stdout)
    day.t.check(stat.S_IMODE(day.public().stat().st_mode) == 0o755 and
                stat.S_IMODE((day.where / 'mirror' / 'memory')
                             .stat().st_mode) == 0o600,
                'what is public is, the rest is not')
    day.mirror(real.url, 0, ' 0 of them new')
    (day.where / 'words-folder').mkdir()
    (day.where / 'words-folder' / 'letter').write_text('x')
    day.mirror(real.url, 2, 'has other files in it', folder='words-folder')
    day.mirror('http://127.0.0.1:1', 2, 'does not answer')


def serve(day, running):
    """What it answers is what lies in its public folder, and nothing else."""
    def status(method, path, body=None):
        return running.ask(method, path, body)[0]

    for path in sorted(p for p in day.public().rglob('*') if p.is_file()):
        name = '/' + str(path.relative_to(day.public()))
        code, _, body = running.ask('GET', name)
        day.t.check(code == 200 and body == path.read_bytes(),
                    f'{name} is served', str(code))
    for path in ('/', '/memory', '/../memory', '/log/', '/log/tile',
                 '/log/tile/0/000.p/999', '/roll/' + 'a' * 63,
                 '/content/' + 'b' * 64, '/log/checkpoint%00', '/log/../../memory',
                 '//memory', '/log/checkpoint.tmp'):
        day.t.check(status('GET', path) == 404, f'{path} is not')
    day.t.check(status('POST', '/log/checkpoint', b'x') == 405 and
                status('GET', '/add-checkpoint') == 405, 'methods')


def packed(day, running):
    """Bundles go compressed to who takes it, and nothing else does."""
    bundles = 0
    for path in sorted(p for p in day.public().rglob('*') if p.is_file()):
        name = '/' + str(path.relative_to(day.public()))
        answer, sent = running.answer('GET', name, headers={
            'Accept-Encoding': 'gzip'})
        is_bundle = name.startswith('/log/tile/entries/')
        bundles += is_bundle
        day.t.check((answer.headers['Content-Encoding'] == 'gzip') == is_bundle
                    and (answer.headers['Vary'] == 'Accept-Encoding') ==
                    is_bundle, f'{name} with gzip', str(answer.headers))
        plain = gzip.decompress(sent) if is_bundle else sent
        day.t.check(plain == path.read_bytes() and
                    (not is_bundle or len(sent) < len(plain)),
                    f'{name} is the file')
    day.t.check(bundles > 0, 'there is a bundle')


def rebound(day, running):
    """A page whose host's name has come to mean this machine reaches nothing,
    as at the server; a web server or Tor in front, and who names this machine,
    do."""
    port = running.place.rpartition(':')[2]
    for host, want in (
            (f'page.example:{port}', 403), (f'onion:{port}', 403),
            (f'127.0.0.1.page.example:{port}', 403), ('page.example:', 403),
            (f'127.0.0.1:{port}', 200), (f'LOCALHOST:{port}', 200),
            (f'{"a" * 56}.onion:{port}', 200), ('mirror.example.org', 200),
            ('mirror.example.org:8443', 200)):
        answer, sent = running.answer('GET', '/log/checkpoint', headers={
            'Host': host})
        day.t.check(answer.status == want and
                    (b'host-not-here' in sent) == (want == 403),
                    f'Host {host}: {want}', f'{answer.status} {sent}')
    for path in '/add-checkpoint', '/filings':
        answer, sent = running.answer('POST', path, b'x', {
            'Host': f'page.example:{port}'})
        day.t.check(answer.status == 403 and b'host-not-here' in sent,
                    f'{path}: refused', f'{answer.status} {sent}')


def hand_in(day, running):
    """The table of C2SP tlog-witness, line by line."""
    def said(what, want, *request):
        code, kind, body = running.add(*request)
        day.t.check(code == want, f'{what}: {code}, expected {want}',
                    body.decode())
        return kind, body

    note = (day.place / 'log' / 'checkpoint').read_bytes()
    entries = rig.read_entries(day.place / 'log')
    leaves, size = [rig.leaf_hash(e) for e in entries], len(entries)
    text, lines = parts_of(note)
    kind, body = said('another old size', 409, 0, [], note)
    day.t.check((kind, body) == ('text/x.tlog.size', b'%d\n' % size),
                'the size is told', f'{kind} {body}')
    _, line = said('the same again', 200, size, [], note)
    check_cosignature(day, running.vkey, text, line)
    other = day.log_files(entries[:-1] + [entries[0]])['/log/checkpoint']
    longer = day.log_files(entries + [entries[0]])['/log/checkpoint']
    grown = [*leaves, rig.leaf_hash(entries[0])]
    said('another tree of one size', 422, size, [], other)
    said('a proof too long', 422, size, [leaves[0]], note)
    said('no proof', 422, size, [], longer)
    said('a proof with a hash changed', 422, size,
         [os.urandom(32), *rig.consistency(size, grown)[1:]], longer)
    said('old over the size', 400, size + 1, [], note)
    said('another\'s signature', 403, size, [],
         note.replace(lines[0][-12:-4], b'AAAAAAAA'))
    said('another log', 404, size, [], note.replace(b'localhost/', b'remote/'))
    for bad in (b'', b'old 1\n', b'old 01\n\n' + note, b'old x\n\n' + note,
                b'old 1\nAAAA\n\n' + note, b'old 1\n\nno note\n',
                b'x' * 200000):
        day.t.check(running.ask('POST', '/add-checkpoint', bad)[0] == 400,
                    f'no request: {bad[:20]}')
    _, line = said('a log that grew', 200, size,
                   rig.consistency(size, grown), longer)
    check_cosignature(day, running.vkey, parts_of(longer)[0], line)
    return longer


def cosign(day, real):
    """What was judged is cosigned; what is handed in as C2SP says; the log that
    then contradicts it is refused."""
    seed = day.where / 'witness.key'
    seed.write_text('5a' * 32 + '\n')
    seed.chmod(0o600)
    key = ('--cosign', 'witness.key', '--name', NAME)
    day.mirror(real.url, 0, 'cosigned', *key)
    day.mirror(real.url, 2, 'both --cosign', '--cosign', 'witness.key')
    day.mirror(real.url, 2, 'no name of a witness', '--cosign', 'witness.key',
               '--name', 'a b')
    with Running(day, real.url, *key) as running:
        running.looked(day.t)
        note = (day.public() / 'log' / 'checkpoint').read_bytes()
        text, lines = parts_of(note)
        day.t.check(len(lines) == 2, 'the copy\'s checkpoint is cosigned',
                    note.decode())
        check_cosignature(day, running.vkey, text, lines[-1])
        done = day.gainsay('audit', '--key', 'channel/vkey', '--witness',
                           running.vkey, day.public())
        day.t.check(done.returncode == 0, 'audit takes it', done.stdout)
        check_by_go(day, running.vkey)
        origin = (day.place / 'vkey').read_text().split('+')[0]
        monitored = hashlib.sha256(origin.encode()).hexdigest()
        day.t.check(running.ask('GET', f'/{monitored}/checkpoint')[2] == note,
                    'a monitor finds it')
        serve(day, running)
        packed(day, running)
        rebound(day, running)
        hand_in(day, running)


def by_its_clock(day, real, front):
    """An exercise is cosigned by its own clock, and nothing else is so."""
    key = ('--cosign', 'witness.key', '--name', NAME, '--exercise')
    day.mirror(real.url, 0, 'cosigned', *key, folder='exercise')
    note = (day.public('exercise') / 'log' / 'checkpoint').read_bytes()
    data = base64.b64decode(parts_of(note)[1][-1].split()[2])
    day.t.check(int.from_bytes(data[4:12], 'big') == seconds(MONDAY),
                'it says the exercise\'s time', note.decode())
    front.files['/channel'] = b'{"exercise": false, "now": "' + (
        MONDAY.encode() + b'"}')
    day.mirror(front.url, 2, 'is no exercise', *key, folder='exercise')
    front.files['/channel'] = b'{"exercise": true}'
    day.mirror(front.url, 2, 'does not tell the exercise', *key,
               folder='exercise')
    front.files.clear()


def refuse(day, front):
    """A fork of what was cosigned, and an older log."""
    entries = rig.read_entries(day.place / 'log')
    told = ('--command', 'echo "$GAINSAY_EVENT" >> events')
    front.files.update(day.log_files(entries + [entries[1]] * 2))
    for _ in range(2):
        day.mirror(front.url, 1, 'CONTRADICT EACH OTHER', *told)
    day.t.check((day.where / 'events').read_text() == 'mirror-forked\n',
                'the command hears of it once')
    done = day.gainsay('audit', '--key', 'channel/vkey', '--evidence',
                       'mirror/contradiction')
    day.t.check('cannot both be of one history' in done.stdout,
                'what it kept shows the fork', done.stdout)
    front.files.update(day.log_files(entries[:-1]))
    day.mirror(front.url, 1, 'shows an older log')
    front.files.clear()
    day.mirror(front.url, 0)


def limit():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


def unable(day, real):
    """What its disk does not take is its owner's to know, not whoever asks."""
    entries = rig.read_entries(day.place / 'log')
    entries.append(entries[0])
    grown = [*entries, entries[1]]
    note = day.log_files(grown)['/log/checkpoint']
    proof = rig.consistency(len(entries), [rig.leaf_hash(e) for e in grown])
    with Running(day, real.url, '--cosign', 'witness.key', '--name', NAME,
                 before=limit) as running:
        code, _, body = running.add(len(entries), proof, note)
        day.t.check(code == 500 and b'cannot do that now' in body and
                    b'memory' not in body, 'a failure names no file',
                    f'{code} {body}')


def no_room(day, real):
    """A disk that takes no more: told, and the copy is what it was."""
    for folder in ('mirror', 'full'):
        note = day.public(folder) / 'log' / 'checkpoint'
        seen = note.read_bytes() if note.exists() else None
        done = subprocess.run(
            [day.gainsay.binary, 'mirror', '--once', '--key', 'channel/vkey',
             '--dir', folder, real.url], cwd=day.where, preexec_fn=limit,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        day.t.check(done.returncode == 2 and 'File too large' in done.stdout,
                    f'{folder}: a full disk is told', done.stdout)
        day.t.check((note.read_bytes() if note.exists() else None) == seen,
                    f'{folder}: the copy is what it was')
        day.mirror(real.url, 0, folder=folder)


def closing(day):
    """A charter that closes a channel closes the copy when it is judged,
    whatever comes of that look."""
    place = day.where / 'closing'
    place.mkdir()
    other = Watched(day.t, day.gainsay.binary, place)
    other.found()
    key = ('--key', 'channel/vkey')
    with other.serve(MONDAY) as real:
        other.mirror(real.url, 0)
        other.enrol(real.url)
        other.must('charter', 'draft', *key, '--change', 'readers oversight',
                   '-o', 'next', real.url)
        other.must('charter', 'sign', *key, '--yes', '--log', real.url,
                   '--role', 'authority', '--sign', 'keys/authority.key',
                   'next')
        other.must('charter', 'publish', '--yes', *key, '--server', real.url,
                   'next')
        (other.public() / 'roll').rmdir()
        (other.public() / 'roll').write_text('in the way')
        reader = ('--sign', 'keys/second.key', '--role', 'second')
        other.mirror(real.url, 2, 'Not a directory', *reader)
        day.t.check(stat.S_IMODE(other.public().stat().st_mode) == 0o700,
                    'a copy that is not finished is closed all the same')


def closed(day):
    """Of a channel that is not public the copy is its owner's, and served are
    its rolls alone."""
    place = day.where / 'closed'
    place.mkdir()
    other = Watched(day.t, day.gainsay.binary, place)
    other.found('--readers', 'oversight')
    with other.serve(MONDAY) as real:
        other.enrol(real.url)
        other.mirror(real.url, 2, '')
        reader = ('--sign', 'keys/second.key', '--role', 'second')
        other.mirror(real.url, 0, 'entries judged', *reader)
        day.t.check(stat.S_IMODE(other.public().stat().st_mode) == 0o700,
                    'the copy is closed')
        with Running(other, real.url, *reader) as running:
            running.looked(day.t)
            roll = next((other.public() / 'roll').iterdir()).name
            day.t.check(running.ask('GET', f'/roll/{roll}')[0] == 200 and
                        running.ask('GET', '/log/checkpoint')[0] == 404,
                        'served are its rolls alone')


def by_courier(day):
    """A channel of which the mirror is the witness: nothing is published that
    it has not cosigned, and the courier brings it; then it follows that."""
    place = day.where / 'witnessed'
    place.mkdir()
    other = Watched(day.t, day.gainsay.binary, place)
    seed = place / 'witness.key'
    seed.write_text('5a' * 32 + '\n')
    seed.chmod(0o600)
    vkey = witness.vkey(NAME, 4, rig.openssl_public(place, b'\x5a' * 32))
    answers = (rig.ROOT / 'examples/us-state.answers').read_text()
    (place / 'answers').write_text(f'{answers}witness {vkey}\nquorum 1\n')
    other.must('init', '--yes', '--exercise', '--answers', 'answers',
               '--origin', 'localhost/witnessed', '--from', '2023-01-01',
               '--to', '2025-12-31', 'channel')
    with other.serve(MONDAY) as real, Running(
            other, real.url, '--cosign', 'witness.key', '--name',
            NAME) as running:
        day.t.check(running.vkey == vkey, 'the key is the charter\'s',
                    running.vkey)
        (place / 'witnesses').write_text(f'{vkey} http://{running.place}\n')
        for _ in range(2):
            done = other.gainsay('courier', '--key', 'channel/vkey',
                                 '--witnesses', 'witnesses', '--once',
                                 real.url)
            day.t.check(done.returncode == 0, 'the courier has its word',
                        done.stdout)
        copy = other.public() / 'log' / 'checkpoint'
        end = time.monotonic() + 60
        while not copy.exists() and time.monotonic() < end:
            time.sleep(0.2)
        done = other.gainsay('audit', '--key', 'channel/vkey',
                             other.public())
        day.t.check(done.returncode == 0, 'the mirror follows what it '
                    'cosigned', done.stdout)


def main():
    t = rig.Tally()
    with rig.folder('mirror') as name:
        day = Watched(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve(MONDAY) as real:
            day.enrol(real.url)
            copy(day, real)
            cosign(day, real)
            with before(real.url) as front:
                refuse(day, front)
                by_its_clock(day, real, front)
            unable(day, real)
            no_room(day, real)
        closed(day)
        closing(day)
        by_courier(day)
    t.end()


if __name__ == '__main__':
    main()
