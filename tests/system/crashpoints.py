#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""crashpoints.py GAINSAY GAINSAYD SOURCE [PASSAGES]: a server built with crash
points (lib/crash.h) ends at each of them, at its 1st and 3rd passage or at each
up to PASSAGES, while members endorse, file and endorse late and the office
answers; then it starts again and the rest is done.  What was answered must be
in the log, once; every promise must be kept; every checkpoint that was signed
and stored, or published, must be a beginning of the log.  The points are the
program's own list, and that list is compared with the sources."""
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.dont_write_bytecode = True
import kill
import rig

KILLED = 137
# Those of a log in a database (postgres.py), and of several nodes (nodes.py).
SHARED = {'guard-written', 'head-signed', 'acts-sent', 'acts-confirmed',
          'copy-applied', 'copy-texts-kept', 'copy-kept', 'copy-tidied',
          'copy-confirmed'}
# Of a log that is moved (transfer.py).
MOVED = {'move-begun', 'log-copied', 'log-given-up', 'log-handed-over',
         'move-guarded', 'move-file-removed', 'move-settled'}
MEMBERS, EARLY = 5, 3
# Before the load the log has so many entries, and two anchors: a tile gets full
# in it, and partial ones go.
PADDED = 252


class Life:
    """A copy of a channel, and the server of it that ends at a point."""

    def __init__(self, programs, where, log):
        binary, self.server = programs
        # Each case is a world of its own: their logs contradict each other.
        self.gainsay = rig.Program(binary, where,
                                   tempfile.mkdtemp(dir=where.parent))
        self.where, self.log = pathlib.Path(where), log
        self.deaths, self.child, self.notes = 0, None, []
        self.clock = '2023-11-01T15:00:00Z'

    def start(self, point=None):
        """Whether it listens; else it came to the point."""
        env = dict(os.environ)
        if point is not None:
            env['GAINSAY_CRASH'] = point
        self.child = subprocess.Popen(
            [self.server, '--listen', '127.0.0.1:0', '--clock',
             f'simulated:{self.clock}', '.'],
            cwd=self.where, env=env, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.child.stdout.readline()
        if line.startswith('listening on '):
            self.url = line.split()[-1].rstrip('/')
            return True
        return not self.died()

    def died(self):
        """It ended at the point; nothing else may end it."""
        try:
            code = self.child.wait(60)
        except subprocess.TimeoutExpired:
            return False
        if code != KILLED:
            raise RuntimeError(f'the server: exit {code}')
        self.child.stdout.close()
        self.deaths += 1
        self.look()
        return True

    def look(self):
        """Every checkpoint that the disk holds."""
        file = self.where / 'log' / 'checkpoint'
        if file.is_file():
            self.notes.append(file.read_text())
        file = self.where / 'channel.db'
        if not file.is_file() or file.stat().st_size == 0:
            return
        # A copy: opening it would bring it in order before the server does.
        for name in ('channel.db', 'channel.db-wal'):
            if (self.where / name).is_file():
                shutil.copy(self.where / name, self.where / f'look.{name[8:]}')
        db = sqlite3.connect(self.where / 'look.db')
        tables = {name for name, in db.execute(
            'SELECT name FROM sqlite_master')}
        if 'checkpoints' in tables:
            self.notes += [bytes(note).decode() for note, in db.execute(
                'SELECT note FROM checkpoints ORDER BY size')]
        db.close()
        for file in self.where.glob('look.*'):
            file.unlink()

    def stop(self):
        if self.child is not None and self.child.poll() is None:
            self.child.terminate()
            if self.child.wait(30) not in (0, KILLED):
                raise RuntimeError(f'exit {self.child.returncode}')
        if self.child is not None:
            self.child.stdout.close()

    def ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path, data, {'Content-Type': 'application/json'})
        if path == '/exercise/clock':
            request.add_header('Authorization',
                               'Bearer ' + rig.clock_key(self.where))
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()

    def until_answered(self, step):
        """(exit code, output) of a step; at the server's death it is started
        again and the step tried again."""
        for _ in range(3):
            code, out = step()
            if code != 2:
                return code, out
            if not self.died():
                return code, out
            if not self.start():
                raise RuntimeError('it does not start again')
        return code, out

    def run(self, *args):
        def step():
            done = self.gainsay(*(a() if callable(a) else a for a in args))
            return done.returncode, done.stdout
        return self.until_answered(step)

    def move_clock(self, now):
        def step():
            try:
                self.ask('/exercise/clock', {'now': now})
                return 0, ''
            except urllib.error.HTTPError as error:
                # The front is still there, and says that the back is not.
                return (2 if error.code >= 500 else 1), repr(error.read())
            except OSError as error:
                return 2, str(error)
            except Exception as error: # cut within an answer
                return 2, repr(error)
        answer = self.until_answered(step)
        self.clock = now
        return answer


class Prepared:
    """What every case starts from, made once by a server that lives."""

    def __init__(self, t, programs, where, log):
        self.c = c = kill.Channel(t, programs[0], where)
        c.must(*rig.INIT, '--exercise', '--origin', 'localhost/crashpoints',
               '--from', '2023-01-01', '--to', '2025-12-31', '--floor', '3',
               'channel')
        c.gainsay.cwd = str(c.where)
        with open(c.where / 'staff.csv', 'w') as f:
            f.write('id,name,category\n')
            f.writelines(f'E{i},Invented {i},any\n' for i in range(MEMBERS))
        (c.where / 'words').write_text(rig.WORDS + '\n')
        c.must('staff', 'import', '.', 'staff.csv')
        c.must('staff', 'issue', '.', '-o', 'codes.csv')
        self.founded = where / 'founded'
        shutil.copytree(c.where, self.founded)
        life = Life(programs, c.where, log)
        life.clock = '2023-10-30T13:00:00Z'
        if not life.start():
            raise RuntimeError('no server')
        try:
            self.gather(c, life)
        finally:
            life.stop()
        self.gathered = c.where

    def gather(self, c, life):
        for i, row in enumerate(self.codes(c.where)):
            c.must('enrol', '--server', life.url, '--key', 'vkey', '--state',
                   f'{i}.state', '--passphrase-file', 'words', '--cost',
                   'low', '--editions', '1', '--code', row)
        c.must('roll', 'prepare', '.', '--edition', '1', '-o', 'roll-1')
        for role in ('registrar', 'second'):
            c.must('roll', 'sign', 'roll-1', '--role', role, '--sign',
                   f'keys/{role}.key', '--log', '.', '--yes')
        c.must('roll', 'publish', 'roll-1', '--server', life.url)
        self.pad(c, life)
        life.move_clock('2023-11-01T15:00:00Z')
        c.must('compose', '--charter', 'charter.rec', '--roll', 'roll-1.rec',
               '--to', 'Secretary of State', '--after',
               '2023-12-31', '--out', 'memo.package', kill.MEMO)
        code = rig.code_of(c.must(
            'gather', '--server', life.url, '--state', '0.state',
            '--passphrase-file', 'words', '-o', 'memo.link', 'memo.package'))
        (c.where / 'memo.code').write_text(code)
        for i in range(MEMBERS):
            c.must('endorse', '--server', life.url, '--state', f'{i}.state',
                   '--passphrase-file', 'words', '--code', code, '-o',
                   f'{i}.act', '@memo.link')

    @staticmethod
    def codes(where):
        rows = (where / 'codes.csv').read_text().splitlines()
        at = rows[0].split(',').index('code')
        return [row.split(',')[at] for row in rows[1:]]

    @staticmethod
    def pad(c, life):
        """Versions of the charter, until the log has PADDED entries."""
        seed = bytes.fromhex((c.where / 'keys/authority.key').read_text())
        body = rig.next_charter(c.where)
        for version in range(2, PADDED):
            body = re.sub(r'(?m)^version \d+$', f'version {version}', body)
            text = rig.sign_record(c.where, seed, body, 'authority')
            life.ask('/records', {'records': [text]})
        (c.where / 'charter.rec').write_text(text)


def found(life, t, what):
    """A new channel's first start, and enrolments."""
    for i in range(EARLY):
        code, out = life.run(
            'enrol', '--server', lambda: life.url, '--key', 'vkey', '--state',
            f'{i}.state', '--passphrase-file', 'words', '--cost', 'low',
            '--editions', '1', '--code', Prepared.codes(life.where)[i])
        t.check(code == 0, f'{what}: enrolled', out)
    done = life.gainsay('roll', 'prepare', '.', '--edition', '1', '-o', 'r')
    t.check(done.returncode == 0 and
            (life.where / 'r.keys').stat().st_size == 32 * EARLY,
            f'{what}: all keys are on the list', done.stdout)


def endorse(life, t, what, i):
    code, out = life.run('endorse', '--submit', f'{i}.act', '--key', 'vkey',
                         '--server', lambda: life.url, '--promise',
                         f'{i}.promise', '@memo.link')
    t.check(kill.fine(code, out), f'{what}: member {i}', out)


def load(life, t, what):
    """From a memo that gathers to its acknowledgement."""
    for i in range(EARLY):
        endorse(life, t, what, i)
    code, out = life.move_clock('2023-11-03T14:00:00Z')
    t.check(code == 0, f'{what}: clock', out)
    code, out = life.run('file', '--server', lambda: life.url, '--state',
                         '0.state', '--passphrase-file', 'words', '--code',
                         (life.where / 'memo.code').read_text(), '--package',
                         'memo.package', '--promise', 'filing.promise',
                         '@memo.link')
    t.check(kill.fine(code, out), f'{what}: file', out)
    code, out = life.move_clock('2023-11-03T21:00:00Z')
    t.check(code == 0, f'{what}: release', out)
    for i in range(EARLY, MEMBERS):
        endorse(life, t, what, i)
        t.check((life.where / f'{i}.promise').is_file(),
                f'{what}: member {i} has a promise')
    code, out = life.move_clock('2023-11-07T16:30:00Z')
    t.check(code == 0, f'{what}: clock', out)
    code, out = life.run('acknowledge', '--yes', '--server', lambda: life.url,
                         '--key', 'vkey', '--sign', 'keys/office.key',
                         '--identity', 'keys/office.age', '--memo', '1')
    t.check(kill.fine(code, out), f'{what}: acknowledge', out)
    code, out = life.move_clock('2023-11-10T22:00:00Z')
    t.check(code == 0, f'{what}: late day', out)


def judge_acts(life, t, what):
    texts = [rig.record_of(e) for e in rig.read_entries(life.where / 'log')]
    count = {kind: sum(r.startswith(f'gainsay/v1 {kind}\n') for r in texts)
             for kind in ('memo', 'endorse', 'acknowledge')}
    t.check(count == {'memo': 1, 'endorse': MEMBERS, 'acknowledge': 1},
            f'{what}: everything once', str(count))
    for i in range(MEMBERS):
        t.check((life.where / f'{i}.act').read_text() in texts,
                f'{what}: {i}.act is in the log')


def judge(life, t, what):
    """Nothing signed contradicts the log, and an auditor is content."""
    life.look()
    leaves = [rig.leaf_hash(e) for e in rig.read_entries(life.where / 'log')]
    roots = {}
    for note in set(life.notes):
        _, size, root, _, _ = rig.read_checkpoint(note)
        if size not in roots and size <= len(leaves):
            roots[size] = rig.root_of(leaves[:size])
        t.check(roots.get(size) == root, f'{what}: checkpoint of {size}', note)
    promises = sorted(life.where.glob('*.promise'))
    named = [a for p in promises for a in ('--promise', p.resolve())]
    done = life.gainsay('audit', '--key', 'vkey', *named, '.')
    t.check(done.returncode == 0 and
            done.stdout.count('Promise kept') == len(promises),
            f'{what}: audit', done.stdout)
    left = [p for p in (life.where / 'log').rglob('*.p')
            if p.with_suffix('').is_file()]
    t.check(len(left) <= 3, f'{what}: partial tiles stay', str(left))


def case(t, programs, source, where, log, point, scenario):
    """Whether it died there."""
    what = f'{scenario.__name__}, {point}'
    shutil.copytree(source, where)
    life = Life(programs, where, log)
    if scenario is found:
        life.clock = '2023-10-30T13:00:00Z'
    try:
        if not life.start(point) and not life.start():
            raise RuntimeError('it does not start again')
        scenario(life, t, what)
        if scenario is load:
            judge_acts(life, t, what)
        life.stop()
        judge(life, t, what)
    except Exception as error:
        t.check(False, what, repr(error))
        life.stop()
    shutil.rmtree(where)
    return life.deaths


def points_of(t, server, source):
    """As the program lists them, and as the sources have them."""
    done = subprocess.run([server], env={'GAINSAY_CRASH': 'list'}, text=True,
                          capture_output=True, check=True)
    points = done.stdout.split()
    written = sorted(
        point for folder in ('admin', 'lib', 'store', 'server')
        for file in (pathlib.Path(source) / folder).rglob('*.c')
        for point in re.findall(r'GS_CRASH_POINT\("([^"]+)"\)',
                                file.read_text()))
    t.check(len(points) > 10 and sorted(points) == written,
            'every point of the sources is in the program, once',
            f'{sorted(points)}\n{written}')
    return [p for p in points if p not in SHARED | MOVED]


def main():
    programs = [str(pathlib.Path(p).resolve()) for p in sys.argv[1:3]]
    source = sys.argv[3]
    passages = range(1, int(sys.argv[4]) + 1) if len(sys.argv) > 4 else (1, 3)
    t = rig.Tally()
    points = points_of(t, programs[1], source)
    died = dict.fromkeys(points, 0)
    # In memory where it can be: 60 channels of 600 files come and go, and it is
    # a process that ends here, not the machine.
    with rig.folder('crashpoints') as name, \
            open('crashpoints.log', 'w') as log:
        where = pathlib.Path(name).resolve()
        ready = Prepared(t, programs, where, log)
        jobs = [(p, n, load, ready.gathered) for p in points for n in passages]
        # A start comes to most points once.
        jobs += [(p, 1, found, ready.founded) for p in points]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for (point, *_), deaths in zip(jobs, pool.map(
                    lambda j: case(t, programs, j[3], where /
                                   f'{j[0]}-{j[1]}-{j[2].__name__}', log,
                                   f'{j[0]}:{j[1]}', j[2]), jobs)):
                died[point] += deaths
    for point in points:
        t.check(died[point] > 0, f'the load comes to {point}')
    print(f'{len(points)} points, {len(jobs)} runs, {sum(died.values())} '
          f'deaths: {died}')
    t.end()


if __name__ == '__main__':
    main()
