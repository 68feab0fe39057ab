#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""broken.py GAINSAY FAKE_TIME: the machine fails under a channel.  Each time:
what the server says, that nothing was damaged, and that the commands of
docs/RECOVERY.md lead back.  Needs root: it mounts file systems."""
import datetime
import os
import pathlib
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import rig

MANUAL = rig.ROOT / 'docs' / 'RECOVERY.md'


class Serve:
    """`gainsay serve`; what it says goes into a file."""

    def __init__(self, case, place, *clock, env=None):
        self.log = case.where / 'serve.log'
        self.out = open(self.log, 'wb')
        self.child = subprocess.Popen(
            [case.gainsay.binary, 'serve', '--listen', '127.0.0.1:0', *clock,
             str(place)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=self.out, text=True, env={**os.environ, **(env or {})})
        line = self.child.stdout.readline()
        found = re.search(r'http://[0-9.:]+', line)
        self.url = found[0] if found else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.child.poll() is None:
            self.child.terminate()
        self.code = self.child.wait(30)
        self.child.stdout.close()
        self.out.close()

    def said(self, *words, wait=0):
        end = time.monotonic() + wait
        while True:
            text = self.log.read_text()
            if all(w in text for w in words) or time.monotonic() > end:
                return text
            time.sleep(0.1)


class Case:
    def __init__(self, t, binary, where):
        self.t, self.where = t, where
        self.gainsay = rig.Program(binary, where)
        self.whole = where / 'whole'
        done = rig.demo(self.gainsay, self.whole, '--without-witnesses')
        if done.returncode != 0:
            raise RuntimeError(done.stdout)
        shutil.rmtree(self.whole / 'demo')
        (where / 'question').write_text('What did you mean?\n')

    def fresh(self, place):
        """A copy of the channel, the copies of its files synced, and nobody
        who remembers what another copy's log has had."""
        self.gainsay.env = {**os.environ,
                            'XDG_CACHE_HOME': tempfile.mkdtemp(dir=self.where)}
        shutil.rmtree(place, ignore_errors=True)
        return pathlib.Path(shutil.copytree(self.whole, place))

    def manual(self, heading, nth, **env):
        """Runs a block of docs/RECOVERY.md."""
        part = MANUAL.read_text().split(f'\n## {heading}\n')[1]
        blocks = re.findall(r'^```\n(.*?)^```$', part.split('\n## ')[0],
                            re.M | re.S)
        done = subprocess.run(
            ['sh', '-euc', blocks[nth]], stdin=subprocess.DEVNULL,
            capture_output=True, text=True,
            env={**os.environ, **{k: str(v) for k, v in env.items()},
                 'PATH': f'{pathlib.Path(self.gainsay.binary).parent}:'
                         f'{os.environ["PATH"]}'})
        self.t.check(done.returncode == 0, f'{heading}: the documented way',
                     blocks[nth] + done.stderr)

    def refuses(self, place, words, what, clock=('--clock', 'simulated'),
                env=None):
        """Does not start, and says so; the fact comes with the page."""
        with Serve(self, place, *clock, env=env) as s:
            pass
        text = s.said()
        self.t.check(s.code == 2 and s.url is None and words in text and
                     str(place) in text, f'{what}: refused: exit {s.code}',
                     text)
        return text

    def ask(self, url, place, want=0, words=''):
        """An entry of the office."""
        done = self.gainsay('ask', '--yes', '--server', url, '--key',
                            place / 'vkey', '--sign',
                            place / 'keys' / 'office.key', '--memo', '1',
                            '--text', self.where / 'question')
        return self.t.check(
            done.returncode == want and words in done.stdout,
            f'ask: exit {done.returncode}, expected {want}', done.stdout)

    def audited(self, place, what, sound=True):
        """The log keeps its rules; the exercise has a reply that came late,
        so that the exit is 3.  Not sound: the audit says something else."""
        done = self.gainsay('audit', '--key', self.whole / 'vkey', place)
        kept = done.returncode == 3 and 'The log keeps its rules' in \
            done.stdout
        self.t.check(kept if sound else done.returncode in (1, 2),
                     f'{what}: the audit: exit {done.returncode}', done.stdout)

    def sound(self, place, what, more=0):
        """The audit is content, and nothing that was there is missing."""
        self.audited(place, what)
        old, new = (rig.read_entries(p / 'log') for p in (self.whole, place))
        self.t.check(new[:len(old)] == old and len(new) == len(old) + more,
                     f'{what}: {len(new)} entries, {len(old)} + {more}')

    def works(self, place, what, more=1):
        """Starts, takes an entry, and is sound."""
        with Serve(self, place, '--clock', 'simulated') as s:
            if self.t.check(s.url, f'{what}: starts', s.said()):
                self.ask(s.url, place)
        self.sound(place, what, more)


class Mount:
    def __init__(self, place, size):
        self.place = place
        place.mkdir()
        subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={size}',
                        'tmpfs', place], check=True)

    def __enter__(self):
        return self.place

    def __exit__(self, *_):
        subprocess.run(['umount', self.place], check=True)
        self.place.rmdir()


def fill(path):
    """Every byte that is left, to the last page."""
    with open(path, 'wb', buffering=0) as f:
        try:
            while f.write(bytes(4096)):
                pass
        except OSError:
            pass


def disk_full(c):
    with Mount(c.where / 'small', '8m') as small:
        place = c.fresh(small / 'd')
        with Serve(c, place, '--clock', 'simulated') as s:
            c.ask(s.url, place)
            fill(small / 'fill')
            for _ in range(3):
                c.ask(s.url, place, 2, 'Nothing is known to have been')
            text = s.said('no space is left')
            c.t.check(text.count('no space is left on its file system') == 1
                      and 'RECOVERY.md' in text, 'full: told once', text)
            c.sound(place, 'full', 1)
            (small / 'fill').unlink()
            c.ask(s.url, place)
            c.t.check('can be written again' in s.said(), 'full: and again',
                      s.said())
        c.t.check(s.code == 0, f'full: exit {s.code}')
        c.sound(place, 'room again', 2)
        # A little room: enough for the database, then for some tiles.
        for pages in range(0, 90, 6):
            fill(small / 'fill')
            with open(small / 'fill', 'r+b') as f:
                f.truncate(max(0, f.seek(0, 2) - 4096 * pages))
            with Serve(c, place, '--clock', 'simulated') as s:
                if s.url:
                    c.gainsay('ask', '--yes', '--server', s.url, '--key',
                              place / 'vkey', '--sign',
                              place / 'keys' / 'office.key', '--memo', '1',
                              '--text', c.where / 'question')
            c.audited(place, f'full but for {pages} pages')
            (small / 'fill').unlink()
        with Serve(c, place, '--clock', 'simulated') as s:
            c.ask(s.url, place)
        c.audited(place, 'after all that')


def read_only(c):
    with Mount(c.where / 'hard', '8m') as hard:
        place = c.fresh(hard / 'd')
        subprocess.run(['mount', '-o', 'remount,ro', hard], check=True)
        c.refuses(place, 'mounted read-only', 'read-only')
        c.sound(place, 'read-only')
        c.manual('Read-only directory', 0, MOUNT=hard)
        c.works(place, 'writable again')


def spoil(path, at, data=None):
    with open(path, 'r+b') as f:
        f.seek(at)
        old = f.read(1)
        f.seek(at)
        f.write(data or bytes([old[0] ^ 1]))


def tiles(c):
    size = len(rig.read_entries(c.whole / 'log'))
    for name in ('tile/0/000.p', 'tile/entries/000.p'):
        for way in ('spoilt', 'cut', 'gone'):
            place = c.fresh(c.where / 'tiles')
            file = place / 'log' / name / str(size)
            spoil(file, 1000)
            if way == 'cut':
                os.truncate(file, 999)
            elif way == 'gone':
                file.unlink()
            c.audited(place, f'{name} {way}', sound=False)
            with Serve(c, place, '--clock', 'simulated') as s:
                pass
            c.t.check('all are written again' in s.said() and
                      str(place) in s.said(), f'{name} {way}: told', s.said())
            c.sound(place, f'{name} {way}')
    c.manual('Damaged tile', 0, DIR=place)
    c.works(place, 'no tile at all')
    place = c.fresh(c.where / 'tiles')
    spoil(next((place / 'roll').iterdir()), 100)
    c.audited(place, 'a spoilt roll', sound=False)
    c.manual('Damaged tile', 1, DIR=place)
    with Serve(c, place, '--clock', 'simulated') as s:
        c.ask(s.url, place)
    c.sound(place, 'a roll again', 1)


def dump(path):
    with sqlite3.connect(f'file:{path}?mode=ro&immutable=1', uri=True) as db:
        return list(db.iterdump())


def database(c):
    """Every page in turn: refused, or the page held nothing."""
    place = c.fresh(c.where / 'db')
    whole = dump(c.whole / 'channel.db')
    pages = os.path.getsize(c.whole / 'channel.db') // 4096
    refused = 0
    for page in range(pages):
        c.fresh(place)
        spoil(place / 'channel.db', 4096 * page, os.urandom(4096))
        with Serve(c, place, '--clock', 'simulated') as s:
            pass
        text = s.said()
        if s.code == 2:
            refused += 1
            c.t.check('channel.db' in text and 'RECOVERY.md' in text,
                      f'page {page}: told', text)
        else:
            c.t.check(dump(place / 'channel.db') == whole,
                      f'page {page}: served, and holds something')
        c.sound(place, f'page {page}: the log')
    c.t.check(refused > pages // 2, f'{refused} of {pages} pages refused')
    print(f'{refused} of {pages} pages refused, the others hold nothing')
    c.fresh(place)
    rows(c, place)
    c.refuses(place, 'does not match its hash', 'a spoilt file')
    backup = rig.backup_of(c.gainsay, c.where, c.whole)
    c.manual('Damaged database', 0, DIR=place, **backup)
    c.works(place, 'from the backup')
    # The same backup, now older than what others have seen.
    shutil.rmtree(place / 'damaged')
    c.manual('Damaged database', 0, DIR=place, **backup)
    c.refuses(place, 'does not match channel.db', 'an old backup')
    c.sound(place, 'an old backup', 1)
    spoil(place / 'staff.db', 0, b'not a database')
    c.refuses(place, 'staff.db: damaged', 'the staff list')
    for name in ('channel.db', 'boxes.db', 'inbox.db', 'staff.db'):
        c.fresh(place)
        versioned(place / name)
        c.refuses(place, f'{name}: was made by another version', name)


def snapshot(c):
    """What the log comes to, as the server keeps it: an audit of the
    directory judges it, and the server's next start mends it."""
    place = c.fresh(c.where / 'snapshot')
    with Serve(c, place, '--clock', 'simulated') as s:
        c.t.check(s.url, 'snapshot: starts', s.said())
    done = c.gainsay('audit', '--key', c.whole / 'vkey', place)
    c.t.check(done.returncode == 3 and 'is what the log comes to' in
              done.stdout, 'snapshot: audited', done.stdout)
    whole = (place / 'snapshot').read_bytes()
    for at in range(0, len(whole), len(whole) // 12):
        spoil(place / 'snapshot', at, bytes([whole[at] ^ 8]))
        done = c.gainsay('audit', '--key', c.whole / 'vkey', place)
        c.t.check(done.returncode == 1 and 'snapshot is not what' in
                  done.stdout, f'snapshot: byte {at}', done.stdout)
        spoil(place / 'snapshot', at, whole[at:at + 1])
    spoil(place / 'snapshot', 100, b'!')
    done = c.gainsay('serve', '--check', place)
    c.t.check(done.returncode == 1 and 'the snapshot is not' in done.stdout,
              'snapshot: checked', done.stdout)
    c.works(place, 'a spoilt snapshot')
    done = c.gainsay('serve', '--check', place)
    c.t.check(done.returncode == 0, 'snapshot: written anew', done.stdout)


def rows(c, place):
    """A byte within a sealed file, which SQLite cannot see."""
    db = sqlite3.connect(place / 'channel.db')
    with db:
        name, data = db.execute('SELECT hash, bytes FROM content').fetchone()
        db.execute('UPDATE content SET bytes = ? WHERE hash = ?',
                   (bytes([data[0] ^ 1]) + data[1:], name))
    db.close()


def versioned(file):
    """As a version with other tables would have left it."""
    db = sqlite3.connect(file)
    version, = db.execute('PRAGMA user_version').fetchone()
    db.execute(f'PRAGMA user_version = {version ^ 2}')
    db.close()


def two(c):
    place = c.fresh(c.where / 'two')
    with Serve(c, place, '--clock', 'simulated') as first:
        done = c.gainsay('serve', '--listen', '127.0.0.1:0', place,
                         timeout=30)
        c.t.check(done.returncode == 2 and
                  'another server has this channel open' in done.stdout,
                  'two servers', done.stdout)
        c.ask(first.url, place)
    c.sound(place, 'two servers', 1)
    # A lock that a dead server left is none.
    with Serve(c, place, '--clock', 'simulated') as s:
        s.child.kill()
    c.works(place, 'a dead server', 2)


def seconds(entry):
    at = entry.split(b'\n')[0][3:].decode()
    return int(datetime.datetime.strptime(at, '%Y-%m-%dT%H:%M:%S%z')
               .timestamp())


def clock(c, library):
    place = c.fresh(c.where / 'clock')
    offset = c.where / 'offset'
    offset.write_bytes(bytes(8))
    env = {'LD_PRELOAD': library, 'FAKE_TIME': str(offset),
           'ASAN_OPTIONS': 'verify_asan_link_order=0'}
    last = seconds(rig.read_entries(place / 'log')[-1])

    def move(to):
        with open(offset, 'r+b') as f:
            f.write(struct.pack('=q', to - int(time.time())))

    def newest():
        return seconds(rig.read_entries(place / 'log')[-1])

    for to, what in ((last + 400 * 86400, 'years ahead'), (0, '1970'),
                     (last - 2 * 86400, 'two days behind')):
        move(to)
        c.refuses(place, "the system's clock says", what, (),
                  env)
    c.sound(place, 'a wrong clock')
    move(last + 100)
    with Serve(c, place, env=env) as s:
        c.ask(s.url, place)
        c.t.check(last + 100 <= newest() < last + 200, 'the right time',
                  str(newest() - last))
        for to, way in ((last + 10**9, 'forward'), (last - 10**7, 'back')):
            move(to)
            c.ask(s.url, place)
            c.t.check(last + 100 <= newest() < last + 300,
                      f'set {way}: not followed', str(newest() - last))
            c.t.check(f'was set {way} by' in s.said(wait=5),
                      f'set {way}: told', s.said())
            move(last + 100)
            c.ask(s.url, place)
            c.t.check('agrees again' in s.said(wait=5), 'set right: told',
                      s.said())
            s.out.truncate(0)
            s.out.seek(0)
    c.sound(place, 'a clock that jumps', 5)
    move(last - 3600)
    with Serve(c, place, env=env) as s:
        c.ask(s.url, place)
        c.t.check(last + 100 <= newest() < last + 300, 'never backwards',
                  str(newest() - last))
    move(last + 400 * 86400)
    with Serve(c, place, '--clock', 'trusted', env=env) as s:
        c.ask(s.url, place)
        c.t.check(newest() >= last + 400 * 86400, 'trusted')
    c.sound(place, 'a trusted clock', 7)


def main():
    t = rig.Tally()
    with rig.folder('broken') as name:
        c = Case(t, sys.argv[1], pathlib.Path(name).resolve())
        library = str(pathlib.Path(sys.argv[2]).resolve())
        for what in (snapshot, disk_full, read_only, tiles, database,
                     two, lambda c: clock(c, library)):
            what(c)
    t.end()


if __name__ == '__main__':
    main()
