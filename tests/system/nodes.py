#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""nodes.py GAINSAY GAINSAYD-CRASHPOINTS: two nodes with one
log in PostgreSQL.  An act that was answered is on both; it enters whichever of
the two is left; a node that missed some does not lead; strangers and liars at
the door between them learn nothing and stop nothing."""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

sys.dont_write_bytecode = True
import cards
import kill
import noise
import postgres
import rig
import stored

NOW = '2023-11-01T15:00:00Z'
GATHER = ('gather', '--state', '0.state', '--passphrase-file', 'words', '-o',
          'memo.link', 'memo.package')
DECKS = ('inbox.db', 'boxes.db')
# Between the steps of an act, on the node that leads and on the other.
LEADER = ('acts-sent', 'acts-confirmed')
FOLLOWER = ('copy-applied', 'copy-kept', 'copy-confirmed')
MEMBERS = 2 + len(FOLLOWER) + len(LEADER) + 1 # who opens the box is one


class Follower:
    """`gainsay serve --follow`."""

    def __init__(self, program, where, point=None):
        self.said_file = open(where.parent / 'follower.said', 'w+')
        env = dict(os.environ)
        if point is not None:
            env['GAINSAY_CRASH'] = point
        self.child = subprocess.Popen(
            [*program, '--follow', '.'], cwd=where, env=env, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=self.said_file)
        self.whole = self.child.stdout.readline().startswith('follows')

    def said(self):
        self.said_file.seek(0)
        return self.said_file.read()

    def stop(self, how=signal.SIGKILL):
        if self.child.poll() is None:
            self.child.send_signal(how)
        self.child.wait(60)
        self.child.stdout.close()
        self.said_file.close()


class Channel(kill.Channel):
    """One whose log is in the database, at the node that leads."""

    def found(self, log, databases, members):
        self.must(*rig.INIT, '--exercise', '--origin', 'localhost/nodes',
                  '--from', '2023-01-01', '--to', '2025-12-31', '--floor',
                  str(members), 'channel')
        self.gainsay.cwd = str(self.where)
        self.second = self.where.parent / 'second'
        with open(self.where / 'staff.csv', 'w') as f:
            f.write('id,name,category\n' + ''.join(
                f'E{i},Invented {i},any\n' for i in range(members)))
        (self.where / 'words').write_text(rig.WORDS + '\n')
        self.server = postgres.Node(self.gainsay, self.where, log)
        self.server.use(*databases)

    def list_nodes(self):
        """The second node, and the file that both have."""
        shutil.copytree(self.where, self.second, ignore=lambda _, names: [
            n for n in names if n in ('guard', 'log', 'roll', 'public') or
            '.db' in n])
        self.ports = postgres.free_port(), postgres.free_port()
        self.keys = [self.must('serve', '--node-key', str(at)).strip()
                     for at in (self.where, self.second)]
        self.lines = [f'node {name} 127.0.0.1:{port} {key}\n'
                      for name, port, key in zip(
                          ('a', 'b'), self.ports, self.keys, strict=True)]
        for at in (self.where, self.second):
            (at / 'nodes').write_text(''.join(self.lines))

    def move_clock(self, to):
        at = self.server.where
        request = urllib.request.Request(
            self.server.url + '/exercise/clock',
            json.dumps({'now': to}).encode(), {
                'Content-Type': 'application/json',
                'Authorization': 'Bearer ' + rig.clock_key(at)})
        urllib.request.urlopen(request, timeout=60).close()

    def act(self, i):
        """(whether it was answered, what the client said)"""
        done = self.gainsay('endorse', '--submit', f'{i}.act', '--key',
                            'vkey', '--force', '--promise', f'{i}.promise',
                            '@memo.link')
        good = done.returncode == 0 or (done.returncode == 1 and
                                        ' already' in done.stdout)
        return good, done.stdout


class World:
    def __init__(self, t, binary, crash, where, members=MEMBERS):
        self.t, self.where, self.crash = t, where, crash
        self.began = int(time.time())
        self.log = open(where / 'log', 'w')
        self.a = postgres.Database(where / 'db', 'one')
        self.b = postgres.Database(where / 'db', 'two')
        self.a.make()
        self.b.follow(self.a)
        self.a.confirmed_by('FIRST 1 (two)')
        self.c = Channel(t, binary, where)
        self.members = members
        self.c.found(self.log, (self.a, self.b), members)
        beside = pathlib.Path(crash).parent / 'gainsay-postgresql.so'
        if not beside.exists():
            beside.symlink_to(pathlib.Path(self.c.gainsay.binary).parent /
                              'gainsay-postgresql.so')
        self.leading = self.c.server
        self.follower = None
        self.answered = {}

    def follow(self, point=None):
        if self.follower is not None:
            self.follower.stop()
        program = ([self.crash] if point else
                   [self.c.gainsay.binary, 'serve'])
        self.follower = Follower(program, self.c.second, point)
        return self.follower.whole

    def lead(self, *options, point=None):
        self.leading.server = ([self.crash] if point else
                               [self.c.gainsay.binary, 'serve'])
        good = self.leading.start(*options, point=point)
        self.t.check(good, 'the leader starts', self.leading.said())

    def endorse(self, i, what):
        """It is answered, and always with the same promise."""
        good, said = self.c.act(i)
        self.t.check(good, what, said + self.leading.said())
        promise = self.c.promise(i)
        self.t.check(self.answered.setdefault(i, promise) == promise,
                     f'{what}: the same promise')

    def refused(self, i, what):
        good, said = self.c.act(i)
        self.t.check(not good, what, said)
        return said

    def compare(self, what):
        """The same items on both, in places of each node's own."""
        for name in DECKS:
            one, two = (items_of(at / name, self.where / 'copy')
                        for at in (self.c.where, self.c.second))
            self.t.check(one == two, f'{what}: {name} is the same on both',
                         f'{len(one)} and {len(two)} items')
            self.t.check(one, f'{what}: there are items in {name}')


def items_of(path, room):
    """Of a file that a server may have open."""
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir()
    for suffix in ('', '-wal'):
        if pathlib.Path(f'{path}{suffix}').is_file():
            shutil.copy(f'{path}{suffix}', room)
    return {bytes(item) for item, _ in cards.items(room / path.name)}


def alone(w):
    """No act is taken that the other node has not; all else goes on."""
    w.lead()
    w.c.enrol()
    w.leading.stop()
    w.c.list_nodes()
    w.lead()
    w.c.move_clock(NOW)
    postgres.CLOCK = f'simulated:{NOW}'
    w.c.must('compose', '--charter', 'charter.rec', '--roll', 'roll-1.rec',
             '--to', 'Secretary of State', '--after', '2023-12-31', '--out',
             'memo.package', '--yes', w.c.memo)
    done = w.c.gainsay(*GATHER)
    w.t.check(done.returncode != 0 and 'another node' in done.stdout,
              'no box without the other node', done.stdout)
    w.t.check(w.follow(), 'the second node follows', w.follower.said())
    (w.c.where / 'memo.code').write_text(rig.code_of(w.c.must(*GATHER)))
    w.c.write_acts(range(1, w.members))
    w.endorse(1, 'an act with both nodes')
    w.compare('at first')


def follower_ends(w):
    """Between the steps of an act: whether it is answered or not, it is there
    once, on both, and promised the same."""
    for i, point in enumerate(FOLLOWER, 2):
        # The meeting with the leader confirms three times.
        w.follow(f'{point}:{4 if point == "copy-confirmed" else 1}')
        good, said = w.c.act(i)
        w.t.check(good == (point == 'copy-confirmed'), f'{point}: answered',
                  said)
        w.t.check(w.follower.child.wait(30) == postgres.KILLED,
                  f'{point}: it ends', w.follower.said())
        if not good: # a copy that was confirmed may be answered again
            w.refused(i, f'{point}: nothing without it')
        w.t.check(w.follow(), f'{point}: follows again', w.follower.said())
        w.endorse(i, f'{point}: the same again')
        w.compare(point)


def leader_ends(w):
    for i, point in enumerate(LEADER, 2 + len(FOLLOWER)):
        w.leading.stop()
        w.lead(point=f'{point}:1')
        w.t.check(w.follow(), f'{point}: follows', w.follower.said())
        w.refused(i, f'{point}: not answered')
        w.t.check(w.leading.child.wait(30) == postgres.KILLED,
                  f'{point}: it ends', w.leading.said())
        w.leading.stop()
        w.t.check(w.follower.child.wait(30) != 0, f'{point}: so does the '
                  'other')
        w.lead()
        w.t.check(w.follow(), f'{point}: follows', w.follower.said())
        w.endorse(i, f'{point}: the same again')
        w.compare(point)


def hostile(w):
    """Strangers, and a node that lies: the connection is closed, and the one
    that leads goes on."""
    port = w.c.ports[0]
    theirs = bytes.fromhex(w.c.keys[0])
    own = bytes.fromhex((w.c.second / 'keys/node.key').read_text())
    w.follower.stop()

    def closed(what, sent, line=None):
        at = line.socket if line else socket.create_connection(
            ('127.0.0.1', port), 10)
        try:
            if line is None:
                at.sendall(sent)
            else:
                line.say(sent)
            at.settimeout(30)
            end = at.recv(5000)
        except OSError:
            end = b''
        w.t.check(end == b'', f'{what}: closed', end.hex()[:80])
        at.close()

    closed('garbage', os.urandom(96))
    closed('zeros', bytes(96))
    try:
        noise.Line(port, os.urandom(32), theirs)
        w.t.check(False, 'a key that is not listed')
    except (noise.Closed, OSError):
        w.t.check(True, 'a key that is not listed')

    line = noise.Line(port, own, theirs)
    old = line.opening
    first = line.block(line.frame(noise.HELLO, b'\1'))
    line.close()
    again = socket.create_connection(('127.0.0.1', port), 10)
    again.sendall(old)
    w.t.check(len(again.recv(100)) == 48, 'an old opening: an answer')
    again.sendall(first)
    w.t.check(again.recv(100) == b'', 'an old block: closed')
    again.close()

    def led():
        line = noise.Line(port, own, theirs)
        line.say(line.frame(noise.HELLO, b'\1'))
        number, kind, body = line.hear()
        w.t.check((number, kind, len(body)) == (1, noise.LEAD, 32),
                  'who leads')
        return line

    closed('another version', line.frame(noise.HELLO, b'\2'),
           line := noise.Line(port, own, theirs))
    for what, how in (('a number again', {'number': 1}),
                      ('too long', {'length': 2 ** 31}),
                      ('not a kind', {'kind': 77}),
                      ('no pairs', {'body': b'\0\1' + bytes(63)}),
                      ('no file', {'body': b'\2\1'}),
                      ('twice', {'body': b'\0\1' + bytes(128)}),
                      ('not asked for', {'kind': noise.KEPT})):
        line = led()
        closed(what, line.frame(**{'kind': noise.HAVE, 'body': b'\0\1',
                                   **how}), line)
    w.refused(1, 'nobody follows')
    idle = [socket.create_connection(('127.0.0.1', port), 10)
            for _ in range(40)]
    w.t.check(w.follow(), 'idle strangers hold up nobody', w.follower.said())
    for one in idle:
        one.close()
    w.endorse(1, 'after strangers')


def struck(w):
    """A node that was off the list while acts were taken does not lead."""
    w.follower.stop()
    w.leading.stop()
    (w.c.where / 'nodes').write_text(w.c.lines[0])
    w.lead()
    w.endorse(w.members - 1, 'alone, by its list')
    w.leading.stop()
    second = postgres.Node(w.c.gainsay, w.c.second, w.log)
    started = second.start('--take-lead', '--copy', str(w.c.where))
    w.t.check(not started and 'has not followed' in second.said(),
              'who was struck does not lead', second.said())
    second.stop()
    (w.c.where / 'nodes').write_text(''.join(w.c.lines))
    w.lead()
    w.t.check(w.follow(), 'both again', w.follower.said())
    w.compare('both again')


def stored_on_both(w):
    """No time, on either node; no page of either file tells more than its
    cards and their places do."""
    w.leading.stop()
    w.follower.child.wait(30)
    wall = range(w.began, int(time.time()) + 1)
    marks = [m for at in wall for m in stored.moments(at)[:5]]
    for at in (w.c.where, w.c.second):
        waits = [at / name for name in DECKS]
        hits = stored.look(marks, [*waits, at / 'nodes', at / 'keys/node.key',
                                   *at.glob('followed'), *at.glob('*-wal')])
        w.t.check(not hits, f'{at.name}: no time', str(hits))
        for path in waits:
            w.t.check(stored.image(path) == stored.rebuilt(path),
                      f'{at.name}: the pages of {path.name}')
            w.t.check(path.stat().st_mtime_ns % 10 ** 9 == 0,
                      f'{at.name}: when {path.name} was written')
    places = [[item for item, _ in sorted(cards.items(
        at / 'inbox.db'), key=lambda one: one[1])] for at in
        (w.c.where, w.c.second)]
    w.t.check(sorted(places[0]) == sorted(places[1]) and len(places[0]) > 6,
              'the same items')
    w.t.check(places[0] != places[1], "in each node's own places")
    w.lead()
    w.t.check(w.follow(), 'follows', w.follower.said())


def burnt(w):
    """The leading machine is gone: the other one has all that was answered,
    and it enters."""
    w.leading.stop(signal.SIGKILL)
    w.follower.child.wait(30)
    kept = w.where / 'burnt'
    shutil.copytree(w.c.where / 'log', kept / 'log')
    for name in (*DECKS, 'inbox.db-wal', 'boxes.db-wal'):
        (w.c.where / name).unlink(missing_ok=True)
    (w.c.second / 'nodes').write_text(w.c.lines[1])
    second = postgres.Node(w.c.gainsay, w.c.second, w.log)
    second.port, second.url = w.leading.port, w.leading.url
    w.leading = w.c.server = second
    w.lead('--take-lead', '--copy', str(kept))
    w.c.move_clock('2023-11-03T14:00:00Z')
    for i in w.answered:
        w.endorse(i, 'at the other node')
    w.c.must('file', '--state', '0.state', '--passphrase-file', 'words',
             '--code', w.c.code(), '--package', 'memo.package', '--promise',
             'filing.promise', '@memo.link')
    w.c.move_clock('2023-11-03T21:00:00Z')
    texts = [rig.record_of(e) for e in
             rig.read_entries(w.c.second / 'log')]
    acts = [r for r in texts if r.startswith('gainsay/v1 endorse\n')]
    tags = [kill.tag_of(a) for a in acts]
    own = [kill.tag_of((w.c.where / f'{i}.act').read_text())
           for i in w.answered]
    w.t.check(set(own) <= set(tags), 'what was answered is in the log')
    w.t.check(len(tags) == len(set(tags)), 'nothing twice')
    named = [a for i in w.answered for a in ('--promise', f'{i}.promise')]
    done = w.c.gainsay('audit', '--key', 'vkey', *named, str(w.c.second))
    w.t.check(done.returncode == 0 and done.stdout.count('Promise kept') ==
              len(w.answered), 'promises are kept', done.stdout)


def main():
    args = sys.argv[1:]
    t = rig.Tally()
    with rig.folder('nodes', disk=True) as name:
        where = pathlib.Path(name).resolve()
        where.chmod(0o755)
        (where / 'db').mkdir()
        if os.geteuid() == 0:
            shutil.chown(where / 'db', 'postgres')
        w = World(t, args[0], str(pathlib.Path(args[1]).resolve()), where)
        try:
            for case in (alone, follower_ends, leader_ends, hostile, struck,
                         stored_on_both, burnt):
                start = time.monotonic()
                case(w)
                print(f'{case.__name__}: {time.monotonic() - start:.1f} s',
                      flush=True)
        finally:
            w.leading.stop(signal.SIGKILL)
            if w.follower is not None:
                w.follower.stop()
            w.a.stop()
            w.b.stop()
    t.end()


if __name__ == '__main__':
    main()
