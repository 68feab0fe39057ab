#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""transfer.py GAINSAY GAINSAYD-CRASHPOINTS: a log is moved from a file
into a database and back.  It is refused while somebody serves, where another
node leads and where another log lies; ended at each of its steps it goes on,
and never can both places be led."""
import os
import pathlib
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
import postgres
import rig

KILLED = 137
# In the order in which they are come to, of either direction.
POINTS = {'database': ('move-begun', 'log-copied', 'log-given-up',
                       'log-handed-over', 'move-guarded',
                       'move-file-removed'),
          'file': ('move-begun', 'log-copied', 'log-given-up',
                   'log-handed-over', 'move-settled')}


class Move:
    def __init__(self, t, gainsay, where, crash):
        self.t, self.crash = t, crash
        self.w = postgres.World(t, gainsay, where, crash)
        self.node, self.place = self.w.node, self.w.channel / 'postgresql'
        self.string = self.place.read_text()

    def to(self, where, point=None):
        """(exit code, what was said) of moving it there."""
        if point is None:
            done = self.w.gainsay('transfer', '--to', where, self.w.channel)
            return done.returncode, done.stdout
        done = subprocess.run(
            [self.crash, '--transfer', '--to', where, self.w.channel],
            env={**os.environ, 'GAINSAY_CRASH': f'{point}:1'}, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        return done.returncode, done.stdout

    def name_database(self):
        self.place.write_text(self.string)
        self.place.chmod(0o600)

    def refused(self, where, words, what):
        code, out = self.to(where)
        self.t.check(code in (1, 2) and words in out, what, f'{code} {out}')

    def moved(self, where, what):
        code, out = self.to(where)
        self.t.check(code == 0, f'{what}: moved', f'{code} {out}')
        there = where == 'database'
        self.t.check(self.place.exists() == there and
                     (self.w.channel / 'channel.db').exists() != there,
                     f'{what}: one place')

    def grows(self, what):
        """It is served, and all that it had is there."""
        self.t.check(self.node.start(), f'{what}: starts', self.node.said())
        self.t.check(self.w.enter(self.node), f'{what}: a record',
                     self.node.said())
        self.node.stop()
        self.w.judge(what)

    def second_refused(self, what):
        """Whoever else finds the database does not lead it."""
        w = self.w
        w.t.check(not w.second.start('--take-lead', '--copy', w.channel) and
                  'moved' in w.second.said(), f'{what}: nobody leads it',
                  w.second.said())
        w.second.stop()


def refusals(m):
    w = m.w
    m.place.unlink()
    w.t.check(m.node.start(), 'in a file', m.node.said())
    for _ in range(3):
        w.enter(m.node)
    m.name_database()
    m.refused('database', 'stop it first', 'while it is served')
    m.node.stop()
    w.t.check(not m.node.start() and 'transfer' in m.node.said(),
              'both places: not served', m.node.said())
    m.node.stop()
    m.refused('nowhere', 'database or file', 'to nowhere')
    m.place.chmod(0o644)
    m.refused('database', '0644', 'a readable password')
    m.place.chmod(0o600)
    m.place.rename(w.where / 'away')
    m.refused('database', 'connection string', 'no database named')
    code, out = m.to('file')
    w.t.check(code == 0 and 'already' in out, 'there already', out)
    (w.where / 'away').rename(m.place)
    # Another channel's log is there.
    w.t.check(w.second.start(), 'another log', w.second.said())
    w.second.stop()
    m.refused('database', 'is not the one in', 'where another log is')
    w.a.sql('DROP TABLE lead, head, entries, checkpoints, content, reveals, '
            'rolls, readings')
    shutil.rmtree(w.second.where)
    shutil.copytree(w.channel, w.second.where, ignore=shutil.ignore_patterns(
        'guard', '*.db*', 'log', 'lock', 'snapshot', 'channel.home'))


def led_elsewhere(m):
    """Only who leads a log moves it."""
    w = m.w
    w.t.check(w.second.start('--take-lead', '--copy', w.channel),
              'another node leads', w.second.said())
    m.refused('file', 'another node', 'where another node leads')
    w.t.check(not (w.channel / 'channel.db').exists(), 'and left no file')
    w.second.stop()
    w.t.check(m.node.start('--take-lead', '--copy', w.channel), 'and back',
              m.node.said())
    m.node.stop()


def ended(m, where):
    """At each point, then it goes on; at the first the other way first."""
    for point in POINTS[where]:
        what = f'{point} to the {where}'
        code, out = m.to(where, point)
        m.t.check(code == KILLED, f'{what}: ended', f'{code} {out}')
        both = (m.w.channel / 'channel.db').exists() and m.place.exists()
        if both:
            m.t.check(not m.node.start(), f'{what}: not served',
                      m.node.said())
            m.node.stop()
        if where == 'file' and point == 'log-given-up':
            m.second_refused(what)
        m.moved(where, what)
        if where == 'file':
            m.second_refused(what)
        if point == POINTS[where][0]:
            m.grows(what)
        back = 'file' if where == 'database' else 'database'
        if back == 'database':
            m.name_database()
        m.moved(back, f'{what}, and back')
        if where == 'database':
            m.name_database()


def undone(m):
    """Begun to the database, and brought back to the file instead."""
    m.name_database()
    for point in 'log-copied', 'log-given-up':
        code, out = m.to('database', point)
        m.t.check(code == KILLED, f'undone at {point}: ended', out)
        m.moved('file', f'undone at {point}')
        m.grows(f'undone at {point}')
        m.name_database()


def main():
    t = rig.Tally()
    with rig.folder('transfer') as name:
        where = pathlib.Path(name).resolve()
        where.chmod(0o755)
        databases = where / 'db'
        databases.mkdir()
        if os.geteuid() == 0:
            shutil.chown(databases, 'postgres')
        m = Move(t, sys.argv[1], where,
                 str(pathlib.Path(sys.argv[2]).resolve()))
        beside = pathlib.Path(sys.argv[2]).parent / 'gainsay-postgresql.so'
        if not beside.exists():
            beside.symlink_to(pathlib.Path(sys.argv[1]).resolve().parent /
                              'gainsay-postgresql.so')
        try:
            refusals(m)
            m.moved('database', 'at once')
            m.grows('in the database')
            led_elsewhere(m)
            m.moved('file', 'back')
            m.grows('in the file')
            m.name_database()
            ended(m, 'database')
            m.moved('database', 'there')
            ended(m, 'file')
            m.moved('file', 'at last')
            undone(m)
        finally:
            m.node.stop()
            m.w.second.stop()
            for database in m.w.databases:
                database.stop()
    t.end()


if __name__ == '__main__':
    main()
