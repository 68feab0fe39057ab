#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill.py GAINSAY [SEED [KILLS]]: one of the server's two processes, either, is
killed (SIGKILL) again and again while members endorse, file and endorse late
and the office answers.  What was answered with success must be in the log,
once; every promise must be kept; every checkpoint that anyone ever fetched must
be a prefix of the log.

KILLS is the least number in each of the phases of endorsing; the seed is that
of the moments, which the machine's load moves: it does not replay a run."""
import collections
import concurrent.futures
import csv
import ctypes
import ctypes.util
import os
import pathlib
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import json

sys.dont_write_bytecode = True
import rig

MEMBERS = 14
EARLY = 9 # of them endorse before filing, the others late
MEMO = rig.ROOT / 'examples' / 'harbour-water.md'
PATIENCE = 60 # seconds for a client that tries again


class Server:
    """One address, many lives."""

    def __init__(self, gainsay, log):
        self.gainsay, self.log = gainsay, log
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            self.port = s.getsockname()[1]
        self.url = f'http://127.0.0.1:{self.port}'
        self.clock = '2023-10-30T13:00:00Z'
        self.child = self.front = None
        self.kills = collections.Counter()

    def start(self):
        self.child = subprocess.Popen(
            [self.gainsay.binary, 'serve', '--listen',
             f'127.0.0.1:{self.port}', '--clock', f'simulated:{self.clock}',
             '.'], cwd=self.gainsay.cwd, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.child.stdout.readline()
        if not line.startswith('listening on '):
            said = pathlib.Path(self.log.name).read_text().splitlines()[-1:]
            raise RuntimeError(f'no server: exit {self.child.wait()}: {said}')
        self.front = rig.front_of(self.child.pid)

    def kill(self, which):
        """Neither process outlives the other; the back, which does not die
        of it, says so by its exit."""
        os.kill(self.front if which == 'front' else self.child.pid,
                signal.SIGKILL)
        code = self.child.wait(30)
        if code != (1 if which == 'front' else -signal.SIGKILL):
            raise RuntimeError(f'{which} killed: exit {code}')
        if not rig.await_gone(self.front):
            raise RuntimeError('the front outlives the back')
        self.child.stdout.close()
        self.kills[which] += 1

    def stop(self):
        if self.child is not None and self.child.poll() is None:
            self.child.terminate()
            if self.child.wait(30) != 0:
                raise RuntimeError(f'exit {self.child.returncode}')

    def ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path, data, {'Content-Type': 'application/json'})
        if path == '/exercise/clock':
            request.add_header('Authorization', 'Bearer ' +
                               rig.clock_key(self.gainsay.cwd))
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()

    def move_clock(self, now):
        """Until it is answered; the server then starts from here."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.ask('/exercise/clock', {'now': now})
                break
            except urllib.error.HTTPError as error:
                # The front, whose back is dead (500), or which ends (503).
                if error.code not in (500, 503) or time.monotonic() > end:
                    raise
                time.sleep(0.02)
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)
        self.clock = now


class Monitor(threading.Thread):
    """Fetches the checkpoint all the time, and keeps every one."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.notes, self.done = server, [], threading.Event()

    def run(self):
        while not self.done.wait(0.005):
            try:
                note = self.server.ask('/log/checkpoint').decode()
            except (OSError, UnicodeDecodeError):
                continue
            except Exception: # a connection cut within an answer
                continue
            if not self.notes or self.notes[-1] != note:
                self.notes.append(note)


class Killer(threading.Thread):
    """Kills and restarts until told to stop, at most so often; what goes
    wrong is kept."""

    def __init__(self, server, dice, low, high, most=10**9):
        super().__init__(daemon=True)
        self.server, self.dice, self.span = server, dice, (low, high)
        self.most = most
        self.done, self.count, self.error = threading.Event(), 0, None

    def run(self):
        try:
            while (self.count < self.most and
                   not self.done.wait(self.dice.uniform(*self.span))):
                self.server.kill(self.dice.choice(('front', 'back')))
                self.count += 1
                self.server.start()
        except Exception as error:
            self.error = error

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.join()
        if self.error is not None:
            raise self.error


class Client:
    """A verb that is tried again until it is answered."""

    def __init__(self, gainsay):
        self.gainsay = gainsay
        self.cut = 0 # runs that the server did not answer
        self.lost = 0 # done, as a later run was told, but never answered

    def __call__(self, *args):
        """(exit code, output) of the last run; 2 is not an answer."""
        end = time.monotonic() + PATIENCE
        while True:
            done = self.gainsay(*args)
            if done.returncode != 2 or time.monotonic() > end:
                break
            self.cut += 1
        if done.returncode == 1 and ' already' in done.stdout:
            self.lost += 1
        return done.returncode, done.stdout


def random_keys(n):
    """Points of the group that nobody has the secrets of."""
    sodium = ctypes.CDLL(ctypes.util.find_library('sodium') or
                         'libsodium.so.23')
    out = ctypes.create_string_buffer(32)
    for _ in range(n):
        sodium.crypto_core_ristretto255_from_hash(out, os.urandom(64))
        yield out.raw


def pad_roll(where, count):
    """So many more who have handed in a key for edition 1."""
    db = sqlite3.connect(where / 'staff.db')
    with db:
        for i, key in enumerate(random_keys(count)):
            name = f'P{i}'
            db.execute('INSERT INTO staff (id, name, category, eligible) '
                       'VALUES (?, ?, ?, 1)', (name, name, 'any'))
            db.execute('INSERT INTO keys VALUES (1, ?, ?, ?, ?)',
                       (key, bytes(96), name, bytes(1)))
            db.execute('INSERT INTO held (edition, staff) VALUES (1, ?)',
                       (name,))
    db.close()


class Channel:
    memo = MEMO # that is gathered for

    def __init__(self, t, binary, where):
        self.t = t
        self.gainsay = rig.Program(binary, where)
        self.where = where / 'channel'

    def must(self, *args):
        done = self.gainsay(*args)
        if done.returncode != 0:
            raise RuntimeError(f'{args}: {done.returncode}\n{done.stdout}')
        return done.stdout

    def found(self, log):
        self.must(*rig.INIT, '--exercise', '--origin', 'localhost/kill',
                  '--from', '2023-01-01', '--to', '2025-12-31', '--floor',
                  '10', 'channel')
        self.gainsay.cwd = str(self.where)
        with open(self.where / 'staff.csv', 'w', newline='') as f:
            rows = csv.writer(f)
            rows.writerow(('id', 'name', 'category'))
            rows.writerows((f'E{i}', f'Invented {i}', 'any')
                           for i in range(MEMBERS))
        (self.where / 'words').write_text(rig.WORDS + '\n')
        self.server = Server(self.gainsay, log)
        self.server.start()

    def enrol(self):
        url = self.server.url
        self.must('staff', 'import', '.', 'staff.csv')
        self.must('staff', 'issue', '.', '-o', 'codes.csv')
        with open(self.where / 'codes.csv', newline='') as f:
            codes = [row['code'] for row in csv.DictReader(f)]
        for i, code in enumerate(codes):
            self.must('enrol', '--server', url, '--key', 'vkey', '--state',
                      f'{i}.state', '--passphrase-file', 'words', '--cost',
                      'low', '--editions', '1', '--code', code)
        self.must('roll', 'prepare', '.', '--edition', '1', '-o', 'roll-1')
        for role in ('registrar', 'second'):
            self.must('roll', 'sign', 'roll-1', '--role', role, '--sign',
                      f'keys/{role}.key', '--log', '.', '--yes')
        self.must('roll', 'publish', 'roll-1', '--server', url)

    def gather(self):
        self.server.move_clock('2023-11-01T15:00:00Z')
        self.must('compose', '--charter', 'charter.rec', '--roll',
                  'roll-1.rec', '--to', 'Secretary of State', '--after',
                  '2023-12-31', '--out', 'memo.package', '--yes',
                  self.memo)
        (self.where / 'memo.code').write_text(rig.code_of(self.must(
            'gather', '--state', '0.state', '--passphrase-file', 'words',
            '-o', 'memo.link', 'memo.package')))

    def code(self):
        return (self.where / 'memo.code').read_text()

    def write_acts(self, members):
        """Acts as files, so that their tags are known."""
        for i in members:
            self.must('endorse', '--state', f'{i}.state',
                      '--passphrase-file', 'words', '--code', self.code(),
                      '-o', f'{i}.act', '@memo.link')

    def endorse(self, client, i):
        """An act that is a file is sent, another is made anew each time."""
        how = (('--submit', f'{i}.act', '--key', 'vkey')
               if (self.where / f'{i}.act').is_file() else
               ('--state', f'{i}.state', '--passphrase-file', 'words',
                '--code', self.code()))
        return client('endorse', *how, '--force', '--promise',
                      f'{i}.promise',
                      '@memo.link')

    def promise(self, i):
        """What a member was promised; None: nothing yet."""
        file = self.where / f'{i}.promise'
        return file.read_text() if file.is_file() else None

    def entries(self):
        return rig.read_entries(self.where / 'log')

    def records(self, kind):
        return [r for r in map(rig.record_of, self.entries())
                if r.startswith(f'gainsay/v1 {kind}\n')]


def tag_of(act):
    """An act's tag is the first 32 bytes of its proof."""
    return rig.base64.b64decode(rig.lines_of(act, 'proof')[0])[:32]


def fine(code, out):
    return code == 0 or (code == 1 and ' already' in out)


def remembered(c, i, code, out, promise):
    """Whether an endorser who was answered before gets the same answer, the
    very same promise, whatever the proof."""
    return code == 0 and promise is not None and c.promise(i) == promise


def storm(t, c, dice, members, least, what):
    """Members endorse while the server is killed at least `least` times;
    whoever is done tries to endorse again."""
    client = Client(c.gainsay)
    first, again = {}, collections.Counter()

    def member(i, killer):
        time.sleep(dice.uniform(0, 0.3))
        first[i] = c.endorse(client, i)
        promise = c.promise(i)
        while (killer.count < least or client.cut == 0) and not killer.error:
            code, out = c.endorse(client, i)
            again['remembered' if remembered(c, i, code, out, promise) else
                  f'{code}: {out}'] += 1
            client.lost -= code == 1

    with Killer(c.server, dice, 0.02, 0.35) as killer, \
            concurrent.futures.ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda i: member(i, killer), members))
    for i in members:
        t.check(fine(*first[i]), f'{what}: member {i}', str(first[i]))
    t.check(set(again) <= {'remembered'}, f'{what}: again',
            str(again))
    t.check(killer.count >= least and client.cut > 0,
            f'{what}: the kills struck')
    print(f'{what}: {killer.count} kills, {client.cut} runs unanswered, '
          f'{client.lost} done without an answer, '
          f'{sum(again.values())} more attempts')


def one_by_one(t, c, dice, what, *args):
    """A verb while the server is killed, so often that it can be done at the
    latest when that is over."""
    client = Client(c.gainsay)
    with Killer(c.server, dice, 0, 0.05, 6) as killer:
        code, out = client(*args)
        killer.join()
    t.check(fine(code, out), what, out)
    print(f'{what}: {killer.count} kills, {client.cut} runs unanswered, '
          f'{client.lost} done without an answer')


def play(t, c, dice, kills):
    early, late = range(EARLY), range(EARLY, MEMBERS)
    c.write_acts([i for i in early if i % 2])
    storm(t, c, dice, early, kills, 'endorse')
    c.server.move_clock('2023-11-03T14:00:00Z')
    one_by_one(t, c, dice, 'file', 'file', '--state', '0.state',
               '--passphrase-file', 'words', '--code', c.code(), '--package',
               'memo.package', '--promise', 'filing.promise', '@memo.link')
    with Killer(c.server, dice, 0, 0.02, 4) as killer:
        c.server.move_clock('2023-11-03T21:00:00Z') # the next release
        killer.join()
    t.check(len(c.records('memo')) == 1, 'the memo is filed once')
    t.check(len(c.records('endorse')) == EARLY,
            f'filed with {len(c.records("endorse"))} endorsements')
    c.write_acts([i for i in late if i % 2])
    storm(t, c, dice, late, kills, 'endorse late')
    c.server.move_clock('2023-11-07T16:30:00Z')
    one_by_one(t, c, dice, 'acknowledge', 'acknowledge', '--yes', '--server',
               c.server.url, '--key', 'vkey', '--sign', 'keys/office.key',
               '--identity', 'keys/office.age', '--memo', '1')
    t.check(len(c.records('acknowledge')) == 1, 'acknowledged once')
    with Killer(c.server, dice, 0, 0.02, 4) as killer:
        c.server.move_clock('2023-11-10T22:00:00Z') # the late day
        killer.join()


def judge_log(t, c):
    acts = c.records('endorse')
    tags = [tag_of(a) for a in acts]
    t.check(len(acts) == MEMBERS, f'{len(acts)} endorsements of {MEMBERS}')
    t.check(len(set(tags)) == len(tags), 'no tag counts twice')
    files = sorted(c.where.glob('*.act'))
    t.check(len(files) >= MEMBERS // 2 - 1, 'acts were written')
    for file in files:
        t.check(tag_of(file.read_text()) in tags, f'{file.name} is counted')
    promises = sorted(c.where.glob('*.promise'))
    t.check(len(promises) > 0, 'promises were given')
    for i in range(EARLY, MEMBERS):
        if (c.where / f'{i}.act').is_file():
            t.check((c.where / f'{i}.promise').is_file(),
                    f'whoever asks again has the promise for {i}.act')
    named = [a for p in promises for a in ('--promise', p)]
    for source in ('.', c.server.url):
        done = c.gainsay('audit', '--key', 'vkey', *named, source)
        t.check(done.returncode == 0 and
                done.stdout.count('Promise kept') == len(promises) and
                re.search(rf'by {EARLY} of {MEMBERS} enrolled', done.stdout)
                and f'{MEMBERS - EARLY} more after filing' in done.stdout,
                f'audit of {source}', done.stdout)


def judge_checkpoints(t, c, notes):
    """Each one signed, and its root that of the log's first entries."""
    leaves = [rig.leaf_hash(e) for e in c.entries()]
    key = rig.key_of_vkey((c.where / 'vkey').read_text())
    sizes, seen = [], {}
    for note in notes:
        _, size, root, text, signatures = rig.read_checkpoint(note)
        sizes.append(size)
        if note in seen:
            continue
        seen[note] = True
        t.check(size <= len(leaves) and root == rig.root_of(leaves[:size]),
                f'checkpoint of {size}: the root of the final log', note)
        t.check(len(signatures) == 1 and rig.openssl_verify(
            c.where, key, text.encode(), signatures[0][1][4:]),
            f'checkpoint of {size}: its signature', note)
    t.check(sizes == sorted(sizes), 'the log never shrank', str(sizes))
    t.check(len(set(sizes)) > 3 and sizes[-1] == len(leaves),
            'the monitor saw it grow', str(sizes))


def main():
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else \
        random.SystemRandom().randrange(2**32)
    kills = int(sys.argv[3]) if len(sys.argv) > 3 else 4
    print(f'seed {seed}', flush=True)
    t = rig.Tally()
    with rig.folder('kill', disk=True) as name, open('kill-serve.log', 'w') as log:
        c = Channel(t, sys.argv[1], pathlib.Path(name).resolve())
        c.found(log)
        monitor = Monitor(c.server)
        try:
            c.enrol()
            c.gather()
            monitor.start()
            play(t, c, random.Random(seed), kills)
            time.sleep(0.1) # the monitor's last look
            judge_log(t, c)
            monitor.done.set()
            monitor.join()
            judge_checkpoints(t, c, monitor.notes)
        finally:
            c.server.stop()
        kills = c.server.kills
        t.check(kills.total() >= 6 and len(kills) == 2, f'kills: {kills}')
        print(f'kills in all: {dict(kills)}')
    t.end()


if __name__ == '__main__':
    main()
