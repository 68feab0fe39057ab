#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""postgres.py GAINSAY GAINSAYD-CRASHPOINTS CONFORMANCE [--long | --kills N
[SEED]]: the log in PostgreSQL with a synchronous standby.  What was answered
must be in the log, once, whichever of the two databases or of the two nodes is
left; every checkpoint that anybody fetched must be a beginning of it; a node
that was deposed, a database that is an older backup, and one that confirms less
than it is to, sign nothing.

By default a few of each; --long has those in which somebody waits until it
takes too long; --kills N kills N times, at moments by the seed."""
import collections
import contextlib
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
import urllib.request

sys.dont_write_bytecode = True
import rig
import stored

BIN = next(iter(sorted(pathlib.Path('/usr/lib/postgresql').glob('*/bin'),
                       key=lambda p: int(p.parent.name), reverse=True)), None)
CLOCK = 'simulated:2023-10-30T13:00:00Z'
# Between what is durable of a batch and what others see of it.
POINTS = ('entry-appended', 'batch-signed', 'batch-committed',
          'guard-written', 'checkpoint-signed', 'head-signed',
          'rolls-published', 'tiles-written', 'checkpoint-published',
          'batch-published', 'batch-unanswered', 'batch-answered')
KILLED = 137


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def run(*argv, check=True, **how):
    done = subprocess.run([str(a) for a in argv], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, **how)
    if check and done.returncode != 0:
        raise RuntimeError(f'{argv}: {done.returncode}\n{done.stdout}')
    return done.stdout


class Database:
    """One of PostgreSQL's servers; as root it runs as the user postgres."""
    user = 'postgres' if os.geteuid() == 0 else None
    drop = [] if user is None else [
        'setpriv', '--reuid', user, '--regid', user, '--clear-groups']
    if drop and not os.stat('/dev/null').st_mode & stat.S_IWOTH:
        # A machine whose own /dev/null is closed to all but root.
        drop += ['--inh-caps', '+dac_override', '--ambient-caps',
                 '+dac_override']

    def __init__(self, where, name):
        self.name, self.port = name, free_port()
        self.where, self.data = where, where / name

    def tool(self, name, *args, check=True):
        return run(*self.drop, BIN / name, *args, check=check, cwd=self.where)

    def make(self):
        self.tool('initdb', '-D', self.data, '-A', 'trust', '-U', 'postgres',
                  '--no-sync', '--no-locale', '-E', 'UTF8')
        self.settings()
        self.start()

    def settings(self, *lines):
        with open(self.data / 'postgresql.conf', 'a') as f:
            f.write(f"\nport = {self.port}\nlisten_addresses = '127.0.0.1'\n"
                    f"unix_socket_directories = ''\nshared_buffers = 32MB\n"
                    # Who was away does not sleep before it comes back.
                    "wal_retrieve_retry_interval = 50ms\n"
                    # Nothing of who is killed is left outside its folder.
                    "dynamic_shared_memory_type = mmap\n"
                    + ''.join(f'{line}\n' for line in lines))

    def follow(self, primary):
        """A standby of it, under this one's name."""
        shutil.rmtree(self.data, ignore_errors=True)
        primary.sql(f"SELECT pg_drop_replication_slot(slot_name) FROM "
                    f"pg_replication_slots WHERE slot_name = '{self.name}' "
                    f"AND NOT active")
        self.tool('pg_basebackup', '-h', '127.0.0.1', '-p', primary.port,
                  '-U', 'postgres', '-D', self.data, '-R', '-X', 'stream',
                  '-c', 'fast', '--no-sync')
        (self.data / 'postgresql.auto.conf').write_text(
            f"primary_conninfo = 'host=127.0.0.1 port={primary.port} "
            f"user=postgres application_name={self.name}'\n")
        self.settings()
        self.start()

    def start(self):
        self.tool('pg_ctl', '-D', self.data, '-l',
                  self.where / f'{self.name}.log', '-w', 'start')

    def stop(self, how='immediate'):
        self.tool('pg_ctl', '-D', self.data, '-m', how, '-w', 'stop',
                  check=False)

    def promote(self):
        self.tool('pg_ctl', '-D', self.data, '-w', 'promote')

    def sql(self, *statements, check=True):
        return run('psql', '-X', '-q', '-A', '-t', '-h', '127.0.0.1', '-p',
                   self.port, '-U', 'postgres', '-v', 'ON_ERROR_STOP=1',
                   *(a for s in statements for a in ('-c', s)), 'postgres',
                   check=check).strip()

    def confirmed_by(self, names):
        self.sql(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'",
                 'SELECT pg_reload_conf()')

    def pids(self):
        try:
            return int((self.data / 'postmaster.pid').read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None

    def kill(self):
        """All of its processes, as where the power goes."""
        pid = self.pids()
        if pid is None or not rig.status_of(pid):
            return
        os.kill(pid, signal.SIGKILL)
        # The others end when they see that it has.
        end = time.monotonic() + 30
        while self.sql('SELECT 1', check=False) == '1':
            if time.monotonic() > end:
                raise RuntimeError('it does not end')
        (self.data / 'postmaster.pid').unlink(missing_ok=True)


class Wire:
    """What stands between a node and a database, and passes on what it gets
    until it has a COMMIT: that it loses, or the answer to it, or keeps it."""

    def __init__(self, to):
        self.to, self.how, self.fate = to, None, None
        self.go_on, self.struck = threading.Event(), threading.Event()
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
                far = socket.create_connection(('127.0.0.1', self.to.port))
            except OSError:
                return
            for one, other in (near, far), (far, near):
                threading.Thread(target=self.pump, args=(
                    one, other, one is near), daemon=True).start()

    def pump(self, one, other, there):
        try:
            while data := one.recv(65536):
                if there and b'COMMIT' in data:
                    self.fate = self.how
                if self.fate == ('lose it' if there else 'lose the answer'):
                    break
                if self.fate == 'keep it':
                    self.struck.set()
                    self.go_on.wait()
                other.sendall(data)
        except OSError:
            pass
        if self.fate is not None:
            self.struck.set()
        for end in one, other:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self):
        self.go_on.set()
        self.listener.close()


class Node:
    """A directory with the channel's keys, and the server on it."""

    def __init__(self, gainsay, where, log, server=None):
        self.gainsay, self.where, self.log = gainsay, where, log
        self.server = [server] if server else [gainsay.binary, 'serve']
        self.child, self.port, self.clock = None, free_port(), CLOCK
        self.url = f'http://127.0.0.1:{self.port}'

    def use(self, *databases):
        text = ('host=' + ','.join('127.0.0.1' for _ in databases) +
                ' port=' + ','.join(str(d.port) for d in databases) +
                ' user=postgres dbname=postgres connect_timeout=5 '
                'target_session_attrs=read-write\n')
        (self.where / 'postgresql').write_text(text)
        (self.where / 'postgresql').chmod(0o600)

    def start(self, *options, point=None):
        env = dict(os.environ)
        if point is not None:
            env['GAINSAY_CRASH'] = point
        said = open(self.where.parent / f'{self.where.name}.said', 'w+')
        self.child = subprocess.Popen(
            [*self.server, '--listen', f'127.0.0.1:{self.port}', '--clock',
             self.clock, *map(str, options), '.'], cwd=self.where, env=env,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said,
            text=True)
        self.said_file = said
        line = self.child.stdout.readline()
        if line.startswith('listening on '):
            return True
        self.child.wait(60)
        if 'already in use' not in self.said():
            return False
        # While it was away somebody else was given its port.
        self.port = free_port()
        self.url = f'http://127.0.0.1:{self.port}'
        return self.start(*options, point=point)

    def said(self):
        self.said_file.seek(0)
        return self.said_file.read()

    def stop(self, how=signal.SIGTERM):
        if self.child is not None and self.child.poll() is None:
            self.child.send_signal(how)
        if self.child is not None:
            self.child.wait(60)
            self.child.stdout.close()
            self.child = None

    def post(self, text, seconds=60):
        """Whether the log took it."""
        request = urllib.request.Request(
            self.url + '/records', json.dumps({'records': [text]}).encode(),
            {'Content-Type': 'application/json'})
        try:
            with urllib.request.urlopen(request, timeout=seconds) as answer:
                return answer.status in (200, 201)
        except Exception: # refused, or cut within an answer
            return False

    def has(self, text):
        """Whether what it published has the record: what is sent again is
        refused then."""
        return (self.where / 'log/checkpoint').is_file() and text in map(
            rig.record_of, rig.read_entries(self.where / 'log'))


def pair(where):
    """A primary and its standby."""
    a, b = Database(where, 'one'), Database(where, 'two')
    a.make()
    b.follow(a)
    a.confirmed_by(f'FIRST 1 ({b.name})')
    return a, b


class World:
    def __init__(self, t, gainsay, where, crash):
        self.t, self.where = t, where
        self.rand = random.Random(20261130)
        self.a, self.b = self.databases = list(pair(where / 'db'))
        self.log = open(where / 'log', 'w')
        program = rig.Program(gainsay, where)
        done = program(*rig.INIT, '--exercise', '--origin',
                       'localhost/postgres', '--from', '2023-01-01', '--to',
                       '2025-12-31', '--floor', '5', 'channel')
        if done.returncode != 0:
            raise RuntimeError(done.stdout)
        program.cwd = str(where)
        self.gainsay, self.crash = program, crash
        self.channel = where / 'channel'
        self.seed = bytes.fromhex(
            (self.channel / 'keys/authority.key').read_text())
        self.body, self.version = rig.next_charter(self.channel), 1
        self.acknowledged, self.notes, self.promised = [], [], {}
        shutil.copytree(self.channel, where / 'second')
        self.node = Node(program, self.channel, self.log)
        self.second = Node(program, where / 'second', self.log)
        self.node.use(self.a, self.b)
        self.second.use(self.a, self.b)

    def record(self):
        """The next version of the charter."""
        self.version += 1
        self.body = re.sub(r'(?m)^version \d+$', f'version {self.version}',
                           self.body)
        return rig.sign_record(self.where, self.seed, self.body, 'authority')

    def rival(self):
        """Another record for the same place, which only one can have."""
        return rig.sign_record(self.where, self.seed, self.body.replace(
            '\nname ', '\nname Another ', 1), 'authority')

    def enter(self, node, text=None):
        """Until it is acknowledged."""
        text = text or self.record()
        if node.post(text) or (node.child.poll() is None and node.has(text)):
            self.acknowledged.append(text)
            self.look(node)
            return True
        return False

    def look(self, node):
        """What others see, unless it has ended meanwhile."""
        try:
            with urllib.request.urlopen(node.url + '/log/checkpoint',
                                        timeout=30) as answer:
                self.notes.append(answer.read().decode())
        except (OSError, http.client.HTTPException):
            pass

    def judge(self, what, node=None):
        """All that was acknowledged is there, once, and no checkpoint
        contradicts another."""
        node = node or self.node
        for name in ('checkpoint', 'newest'):
            file = node.where / 'log' / name
            if file.is_file():
                self.notes.append(file.read_text())
        entries = rig.read_entries(node.where / 'log')
        texts = collections.Counter(rig.record_of(e) for e in entries)
        self.t.check(all(texts[r] == 1 for r in self.acknowledged),
                     f'{what}: acknowledged records are there, once')
        self.t.check(max(texts.values()) == 1, f'{what}: nothing twice')
        leaves = [rig.leaf_hash(e) for e in entries]
        bad = []
        for note in set(self.notes):
            _, size, root, _, _ = rig.read_checkpoint(note)
            if size > len(leaves) or rig.root_of(leaves[:size]) != root:
                bad.append(note)
        self.t.check(not bad and self.notes, f'{what}: checkpoints', '\n'.join(bad))
        done = self.gainsay('audit', '--key', node.where / 'vkey', node.where)
        self.t.check(done.returncode == 0, f'{what}: audit', done.stdout)

    def swap(self):
        """The standby leads; the other one follows it."""
        self.b.promote()
        self.a.follow(self.b)
        self.b.confirmed_by(f'FIRST 1 ({self.a.name})')
        self.a, self.b = self.b, self.a

    def waits(self):
        """Until somebody waits there for a standby; whether one does."""
        end = time.monotonic() + 15
        while self.a.sql("SELECT count(*) FROM pg_stat_activity WHERE "
                         "wait_event = 'SyncRep'") == '0':
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def send(self, node, text):
        """Beside what goes on; what it was answered is added to the list."""
        told = []
        thread = threading.Thread(
            target=lambda: told.append(node.post(text)))
        thread.start()
        return thread, told


def conformance(w):
    env = {**os.environ, 'GAINSAY_TEST_MODULE':
           str(pathlib.Path(w.gainsay.binary).parent /
               'gainsay-postgresql.so'), 'GAINSAY_TEST_DATABASE':
           f'host=127.0.0.1 port={w.a.port} user=postgres dbname=cases'}
    w.a.sql('CREATE DATABASE cases')
    done = subprocess.run([w.conformance], env=env, cwd=w.where, text=True,
                          capture_output=True)
    w.t.check(done.returncode == 0 and 'log in a database' in
              done.stdout + done.stderr, 'conformance',
              done.stdout + done.stderr)


def weaker(w):
    """A database that confirms less than it is to is not led."""
    for names in ('', 'ANY 1 (two)', '*', 'FIRST 1 (two, three)',
                  'FIRST 1 (*)'):
        w.a.confirmed_by(names)
        started = w.node.start()
        w.t.check(not started and 'synchronous_standby_names' in w.node.said(),
                  f'names {names!r}: refused', w.node.said())
        w.node.stop()
    w.a.confirmed_by('FIRST 1 (two)')
    (w.channel / 'postgresql').chmod(0o644)
    w.t.check(not w.node.start(), 'a readable password: refused')
    w.node.stop()
    (w.channel / 'postgresql').chmod(0o600)


def first(w):
    w.t.check(w.node.start(), 'the first start', w.node.said())
    for _ in range(3):
        w.t.check(w.enter(w.node), 'a record', w.node.said())
    w.t.check(not (w.channel / 'channel.db').exists(), 'there is no file')
    back = w.node.child.pid
    maps = pathlib.Path(f'/proc/{back}/maps').read_text()
    w.t.check('libpq' in maps, 'the back has libpq')
    front = rig.front_of(back)
    maps = pathlib.Path(f'/proc/{front}/maps').read_text()
    w.t.check('libpq' not in maps, 'the front has none')
    w.node.stop()
    w.judge('a stop')
    done = w.gainsay('serve', '--check', w.channel)
    w.t.check(done.returncode == 0, 'checked', done.stdout)


def points(w):
    """The leader ends between each pair of its steps."""
    beside = pathlib.Path(w.crash).parent / 'gainsay-postgresql.so'
    made = pathlib.Path(w.gainsay.binary).parent / 'gainsay-postgresql.so'
    if not beside.exists():
        beside.symlink_to(made)
    for point in POINTS:
        text = w.record()
        w.node.server = [w.crash]
        w.node.start(point=f'{point}:1')
        if w.node.child.poll() is None:
            w.enter(w.node, text)
        w.t.check(w.node.child.wait(60) == KILLED, f'{point}: died',
                  w.node.said())
        w.node.stop()
        w.node.server = [w.gainsay.binary, 'serve']
        w.t.check(w.node.start(), f'{point}: starts again', w.node.said())
        w.t.check(text in w.acknowledged or w.enter(w.node, text),
                  f'{point}: the same again', w.node.said())
        w.node.stop()
    w.judge('crash points')


def primary(w):
    """Killed under load; what it had confirmed is on the standby."""
    w.t.check(w.node.start(), 'under load: starts', w.node.said())
    texts = [w.record() for _ in range(8)]
    timer = threading.Timer(w.rand.uniform(0.05, 0.3), w.a.kill)
    timer.start()
    left = [x for x in texts]
    while left and w.enter(w.node, left[0]):
        left.pop(0)
    timer.join()
    ended = w.node.child.wait(60) if left else 1
    w.t.check(ended == 1 and (not left or 'log' in w.node.said()),
              f'the node ends: {ended}', w.node.said())
    w.node.stop()
    w.b.promote()
    third = Database(w.where / 'db', 'three')
    w.databases.append(third)
    third.follow(w.b)
    w.b.confirmed_by('FIRST 1 (three)')
    old_primary(w, left or [w.record()])
    w.a, w.b = w.b, third
    w.node.use(w.a, w.b)
    w.second.use(w.a, w.b)
    w.judge('primary killed')


def old_primary(w, texts):
    """It comes back beside the one that was promoted, and the node finds it
    first: who waits for a standby that follows another one leads nothing."""
    w.a.start()
    w.node.use(w.a, w.b)
    led = []
    thread = threading.Thread(target=lambda: led.append(w.node.start()))
    thread.start()
    w.t.check(w.waits(), 'the old primary: it waits')
    w.a.stop()
    thread.join()
    w.t.check(led == [False] and 'lead' in w.node.said(),
              'the old primary: not led', w.node.said())
    w.node.stop()
    w.node.use(w.b)
    w.t.check(w.node.start(), 'on the other one', w.node.said())
    for text in texts:
        w.t.check(w.enter(w.node, text), 'the rest', w.node.said())
    w.node.stop()


def standby(w):
    """Away and back: who waits meanwhile is answered."""
    w.t.check(w.node.start(), 'standby: starts', w.node.said())
    text = w.record()
    w.b.kill()
    thread, told = w.send(w.node, text)
    w.t.check(w.waits() and not told, 'standby gone: nothing is answered')
    w.b.start()
    thread.join()
    w.t.check(told == [True], 'standby back: it is', w.node.said())
    w.acknowledged.append(text)
    w.t.check(w.enter(w.node), 'and goes on', w.node.said())
    w.node.stop()
    w.judge('standby')


def cut(w):
    """The network ends with a COMMIT, before the database has it or after."""
    for how, there in ('lose it', False), ('lose the answer', True):
        wire = Wire(w.a)
        w.node.use(wire)
        w.t.check(w.node.start(), f'{how}: starts', w.node.said())
        text = w.record()
        wire.how = how
        w.t.check(not w.node.post(text) and wire.struck.is_set(),
                  f'{how}: not answered')
        w.t.check(w.node.child.wait(60) == 1 and 'lost' in w.node.said(),
                  f'{how}: it ends', w.node.said())
        w.node.stop()
        wire.close()
        w.node.use(w.a, w.b)
        w.t.check(w.node.start(), f'{how}: starts again', w.node.said())
        w.t.check(w.node.has(text) == there, f'{how}: what happened')
        w.t.check(w.enter(w.node, text), f'{how}: the same again',
                  w.node.said())
        w.node.stop()
    w.judge('cut')


def late(w):
    """The network keeps a COMMIT, another node leads and fills that place of
    the log with another record, and then it arrives."""
    wire = Wire(w.a)
    w.node.use(wire)
    w.t.check(w.node.start(), 'late: starts', w.node.said())
    w.t.check(w.enter(w.node), 'late: a record', w.node.said())
    one = w.record()
    wire.how = 'keep it'
    thread, told = w.send(w.node, one)
    w.t.check(wire.struck.wait(30), 'late: a COMMIT is kept')
    w.t.check(w.second.start('--take-lead', '--copy', w.channel),
              'late: another node leads', w.second.said())
    other = w.rival()
    w.t.check(w.enter(w.second, other), 'late: the place is free',
              w.second.said())
    wire.close()
    thread.join()
    w.t.check(told == [False], 'late: it is not answered')
    w.t.check(w.node.child.wait(60) == 1, 'late: it ends', w.node.said())
    w.node.stop()
    w.t.check(not w.second.post(one), 'late: the place is taken')
    w.second.stop()
    w.judge('late', w.second)
    w.node.use(w.a, w.b)
    w.t.check(w.node.start('--take-lead', '--copy', w.second.where),
              'late: the first one leads again', w.node.said())
    w.t.check(not w.node.post(one), 'late: nor is it there')
    w.t.check(w.enter(w.node), 'late: and goes on', w.node.said())
    w.node.stop()
    w.judge('late, and back')


def doubt(w):
    """Who cancels the wait for the standby has the database say that all went
    well, with a warning: nobody is told so."""
    w.t.check(w.node.start(), 'doubt: starts', w.node.said())
    text = w.record()
    w.b.stop()
    thread, told = w.send(w.node, text)
    w.t.check(w.waits(), 'doubt: it waits')
    w.a.sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE "
            "wait_event = 'SyncRep'")
    thread.join()
    w.t.check(told == [False], 'in doubt: nothing is acknowledged')
    w.t.check(w.node.child.wait(60) == 1 and 'lost' in w.node.said(),
              'in doubt: it ends', w.node.said())
    w.node.stop()
    w.b.start()
    w.t.check(w.node.start(), 'doubt: starts again', w.node.said())
    w.t.check(w.enter(w.node, text), 'doubt: the same again', w.node.said())
    w.node.stop()
    w.judge('doubt')


def takeover(w):
    """A second node, while the first one sleeps."""
    w.t.check(w.node.start(), 'the first node', w.node.said())
    w.enter(w.node)
    w.t.check(not w.second.start() and 'another node' in w.second.said(),
              'not by the way', w.second.said())
    w.second.stop()
    os.kill(w.node.child.pid, signal.SIGSTOP)
    w.t.check(not w.second.start('--take-lead') and
              'has not signed last' in w.second.said(), 'nobody was asked',
              w.second.said())
    w.second.stop()
    w.t.check(w.second.start('--take-lead', '--copy', w.channel),
              'the second node leads', w.second.said())
    one = w.record()
    w.t.check(w.enter(w.second, one), 'and enters', w.second.said())

    # What it could still enter, as far as it knows.
    os.kill(w.node.child.pid, signal.SIGCONT)
    w.t.check(not w.node.post(one), 'the first one is deposed')
    w.t.check(w.node.child.wait(60) == 1 and 'leads no more' in w.node.said(),
              'and ends', w.node.said())
    w.node.stop()
    w.t.check(w.enter(w.second), 'the second one goes on')
    w.second.stop()
    w.judge('takeover', w.second)
    w.t.check(not w.node.start() and 'another node' in w.node.said(),
              'and is not back by itself', w.node.said())
    w.node.stop()
    w.t.check(w.node.start('--take-lead', '--copy', w.second.where),
              'the first one leads again', w.node.said())
    w.enter(w.node)
    w.node.stop()
    w.judge('and back')


def old_backup(w):
    """As where the database was restored to what it was before."""
    head = w.a.sql("SELECT size, encode(root, 'hex'), encode(seal, 'hex') "
                   "FROM head").split('|')
    w.t.check(w.node.start(), 'backup: starts', w.node.said())
    w.enter(w.node)
    w.node.stop()
    w.a.sql('CREATE TABLE kept_e AS SELECT * FROM entries',
            'CREATE TABLE kept_h AS SELECT * FROM head',
            'CREATE TABLE kept_c AS SELECT * FROM checkpoints',
            f'DELETE FROM entries WHERE position >= {head[0]}',
            f'DELETE FROM checkpoints WHERE size > {head[0]}',
            f"UPDATE head SET size = {head[0]}, root = decode('{head[1]}', "
            f"'hex'), seal = decode('{head[2]}', 'hex')")
    w.t.check(not w.node.start() and 'older backup' in w.node.said(),
              'an older backup: refused', w.node.said())
    w.node.stop()
    # An entry that no gate has seen, by who can write to the database.
    w.a.sql('DELETE FROM entries', 'INSERT INTO entries SELECT * FROM kept_e',
            'UPDATE head SET size = k.size, root = k.root, seal = '
            "decode(repeat('00', 32), 'hex') FROM kept_h AS k")
    w.t.check(not w.node.start(), 'a head without a seal: refused',
              w.node.said())
    w.node.stop()
    w.a.sql('UPDATE head SET seal = k.seal FROM kept_h AS k',
            'DELETE FROM checkpoints',
            'INSERT INTO checkpoints SELECT * FROM kept_c',
            'DROP TABLE kept_e, kept_h, kept_c')
    w.t.check(w.node.start(), 'as it was', w.node.said())
    w.node.stop()
    w.judge('old backup')


def kept(w):
    """A backup of both databases, as their files were, is put back."""
    for database in w.a, w.b:
        database.stop('fast')
        run('cp', '-a', database.data, f'{database.data}.kept')
    w.a.start()
    w.b.start()
    w.t.check(w.node.start(), 'kept: starts', w.node.said())
    w.t.check(w.enter(w.node), 'kept: a record', w.node.said())
    w.node.stop()
    for database in w.a, w.b:
        database.stop('fast')
        database.data.rename(f'{database.data}.newer')
        run('cp', '-a', f'{database.data}.kept', database.data)
        database.start()
    w.t.check(not w.node.start() and 'older backup' in w.node.said(),
              'kept: refused', w.node.said())
    w.node.stop()
    w.t.check(not w.second.start('--take-lead', '--copy', w.channel) and
              'older backup' in w.second.said(), 'kept: refused by another',
              w.second.said())
    w.second.stop()
    for database in w.a, w.b:
        database.stop('fast')
        shutil.rmtree(database.data)
        pathlib.Path(f'{database.data}.newer').rename(database.data)
        database.start()
    w.t.check(w.node.start(), 'kept: as it was', w.node.said())
    w.node.stop()
    w.judge('kept')


def silence(w):
    """Nothing comes through any more, between leader and database, and
    between the two databases: who waits gives up, and nothing is lost."""
    for between in 'node', 'standby':
        wire = Wire(w.a)
        if between == 'node':
            w.node.use(wire)
        else:
            w.b.stop('fast')
            conf = w.b.data / 'postgresql.auto.conf'
            was = conf.read_text()
            conf.write_text(was.replace(f'port={w.a.port}',
                                        f'port={wire.port}'))
            w.b.start()
        w.t.check(w.node.start(), f'{between} silent: starts', w.node.said())
        text = w.record()
        wire.how = wire.fate = 'keep it'
        began = time.monotonic()
        w.t.check(not w.node.post(text), f'{between} silent: no answer')
        w.t.check(w.node.child.wait(60) == 1 and 'in time' in w.node.said(),
                  f'{between} silent: it ends', w.node.said())
        print(f'{between} silent: ends after {time.monotonic() - began:.1f} s')
        w.node.stop()
        wire.close()
        if between == 'standby':
            w.b.stop('fast')
            conf.write_text(was)
            w.b.start()
        w.node.use(w.a, w.b)
        w.t.check(w.node.start(), f'{between} silent: starts again',
                  w.node.said())
        w.t.check(w.enter(w.node, text), f'{between} silent: the same again')
        w.node.stop()
    w.judge('silence')


class Storm:
    """Kills at moments by the seed, of the leader, the primary or the standby,
    while somebody sends; what is left starts again."""

    def __init__(self, w, seed):
        self.w, self.rand = w, random.Random(seed)
        self.done, self.began = collections.Counter(), time.monotonic()

    def standby(self):
        """Back before who waits for it gives up."""
        self.w.b.kill()
        time.sleep(self.rand.uniform(0, 0.3))
        self.w.b.start()

    def strike(self, load):
        """One kill; `load` sends until it is not answered."""
        w = self.w
        what = self.rand.choices(('leader', 'primary', 'standby'),
                                 (14, 3, 3))[0]
        act = {'leader': lambda: os.kill(w.node.child.pid, signal.SIGKILL),
               'primary': w.a.kill, 'standby': self.standby}[what]
        timer = threading.Timer(self.rand.expovariate(8), act)
        timer.start()
        load()
        timer.join()
        w.node.stop(signal.SIGKILL)
        if what == 'primary':
            w.swap()
        self.done[what] += 1
        started = w.node.start()
        w.t.check(started, f'after {dict(self.done)}: starts', w.node.said())
        print(f'{time.monotonic() - self.began:.0f} s: {self.done.total()} '
              f'kills {dict(self.done)}, {len(w.acknowledged)} acknowledged, '
              f'{len(w.promised)} promised', flush=True)
        return started


def send_act(w, day, i):
    """Whether it was promised a place, which it has for ever then."""
    line = http.client.HTTPConnection('127.0.0.1', w.node.port, timeout=60)
    try:
        line.request('POST', f'/box/{day.box}/acts', json.dumps(
            rig.padded(day.body(i))), {
                'Content-Type': 'application/json',
                'Authorization': f'Bearer {day.token}'})
        answer = line.getresponse()
        text = answer.read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
    if answer.status not in (200, 202):
        return False
    promise = json.loads(text)['promise']
    w.t.check(w.promised.setdefault(i, promise) == promise,
              f'{i}: another promise')
    return True


def restart_at(w, clock):
    w.node.stop()
    w.node.clock = f'simulated:{clock}'
    w.t.check(w.node.start(), f'at {clock}: starts', w.node.said())


def promised(w, storm, count):
    """Members endorse meanwhile: who was promised a place has it."""
    day = stored.Day(w.t, w.gainsay.binary, w.where)
    shutil.copytree(w.channel / 'keys', w.where / 'keys')
    day.list_staff()
    day.enrol(w.node.url)
    restart_at(w, f'{stored.DAY}15:00:00Z')
    day.gather(w.node.url)
    day.write_acts(w.node, range(stored.MEMBERS))

    def load():
        for _ in range(20):
            if not send_act(w, day, storm.rand.randrange(stored.MEMBERS)):
                break

    while storm.done.total() < count and storm.strike(load):
        pass
    restart_at(w, '2023-11-01T20:00:00Z')
    day.must('file', *day.member(0), '--server', w.node.url, '--code',
             day.word_code, '--package', 'memo.package', day.link(w.node))
    restart_at(w, '2023-11-01T21:00:00Z')
    w.node.stop()
    names = []
    for i, text in w.promised.items():
        (w.where / f'{i}.promise').write_text(text)
        names += ['--promise', w.where / f'{i}.promise']
    done = w.gainsay('audit', '--key', w.channel / 'vkey', *names, w.channel)
    kept = done.stdout.count('Promise kept')
    w.t.check(done.returncode == 0 and kept == len(w.promised) > 3,
              'promises are kept', done.stdout)
    print(f'{len(w.promised)} promised, {kept} kept, '
          f'{len(w.promised) - kept} broken', flush=True)
    w.t.check(w.node.start(), 'after the release: starts', w.node.said())


def kills(w, count, seed):
    storm = Storm(w, seed)
    w.t.check(w.node.start(), 'kills: starts', w.node.said())
    promised(w, storm, count // 5)
    todo = [w.record()]

    def load():
        for _ in range(12):
            if not w.enter(w.node, todo[0]):
                break
            todo[0] = w.record()

    while storm.done.total() < count and storm.strike(load):
        pass
    w.t.check(w.enter(w.node, todo[0]), 'kills: the last', w.node.said())
    w.node.stop()
    texts = collections.Counter(
        rig.record_of(e) for e in rig.read_entries(w.channel / 'log'))
    w.judge('kills')
    print(f'{dict(storm.done)} kills; {len(w.acknowledged)} acknowledged, '
          f'{sum(not texts[r] for r in w.acknowledged)} lost, '
          f'{sum(n > 1 for n in texts.values())} twice; '
          f'{len(set(w.notes))} checkpoints fetched')


def main():
    args = sys.argv[1:]
    t = rig.Tally()
    t.check(BIN is not None, 'PostgreSQL is installed')
    # In memory: who is killed leaves what it wrote, as on a disk.
    with rig.folder('postgres') as name:
        where = pathlib.Path(name).resolve()
        where.chmod(0o755)
        databases = where / 'db'
        databases.mkdir()
        if os.geteuid() == 0:
            shutil.chown(databases, 'postgres')
        began = time.monotonic()
        w = World(t, args[0], where, str(pathlib.Path(args[1]).resolve()))
        w.conformance = pathlib.Path(args[2]).resolve()
        print(f'set up: {time.monotonic() - began:.1f} s', flush=True)
        try:
            if '--kills' in args:
                at = args.index('--kills')
                kills(w, int(args[at + 1]), int((args + [1])[at + 2]))
            else:
                cases = (first, kept, silence) if '--long' in args else (
                    conformance, weaker, first, points, primary, standby,
                    doubt, cut, takeover, late, old_backup)
                for case in cases:
                    start = time.monotonic()
                    case(w)
                    print(f'{case.__name__}: {time.monotonic() - start:.1f} s',
                          flush=True)
        finally:
            w.node.stop(signal.SIGKILL)
            w.second.stop(signal.SIGKILL)
            for database in w.databases:
                database.stop()
    t.end()


if __name__ == '__main__':
    main()
