#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tidy.py GAINSAY: what members do is taken only while the files that keep it can
be brought into a state that does not show its order.  Whoever acts is told, and
so is the operator.  Needs root: it mounts a file system."""
import contextlib
import json
import os
import pathlib
import sqlite3
import struct
import subprocess
import sys

sys.dont_write_bytecode = True
import cards
import rig
import stored

NOON = f'{stored.DAY}16:00:00Z'
SIZE, BIG = 384, 48 # MiB: of the disk, of what makes the database large


def endorse(day, server, i):
    done = day.gainsay('endorse', '--submit', f'{i}.act', '--key',
                       'channel/vkey', day.link(server))
    return done.returncode, done.stdout


def send(day, server, i):
    """The act as it was written, by HTTP: (status, problem)."""
    try:
        server.post(f'/box/{day.box}/acts', day.body(i), token=day.token)
        return 200, {}
    except RuntimeError as e:
        _, status, text = str(e).split(' ', 2)
        return int(status), json.loads(text[2:-1])


def acts(day):
    return cards.of_kind(day.place / 'inbox.db', cards.ACT)


def boxes_file(day):
    """Which file it is, and its bytes, those that wait to be written to it
    included."""
    data = b''
    for name in ('boxes.db', 'boxes.db-wal'):
        path = day.place / name
        data += b'%d\n' % path.stat().st_ino + path.read_bytes()
    return data


def said(day):
    return pathlib.Path(f'{day.place}.log').read_text()


def fill(day):
    """Leaves less than a copy takes, and more than an act does."""
    free = os.statvfs(day.place)
    size = free.f_bavail * free.f_frsize - (4 << 20)
    with open(day.where / 'ballast', 'wb') as f:
        f.write(bytes(size))


def open_box(s):
    """A box of nothing: what it is refused for first."""
    try:
        s.post('/box', {
            'memo': 'A' * 43 + '=', 'roll': 'A' * 43 + '=',
            'charter': 'A' * 43 + '=', 'after': '2023-12-31',
            'token': '0' * 64, 'owner': '0' * 64, 'sealed': '', 'file': '',
            'slot': 0, 'proof': ''})
        return 'a box was opened'
    except RuntimeError as e:
        return str(e)


def box_refused(day, s):
    said_of_it = open_box(s)
    day.t.check('acts-not-hidden' in said_of_it, 'no box is opened',
                said_of_it)


def full_disk(day, s):
    t = day.t
    boxes = boxes_file(day)
    t.check(send(day, s, 0)[0] == 200 and len(acts(day)) == 1,
            'an act where there is room')
    t.check(boxes_file(day) == boxes and len(boxes) > 100,
            'it leaves the file of boxes as it is')
    fill(day)
    status, problem = send(day, s, 1)
    t.check(status == 503 and problem.get('code') == 'acts-not-hidden' and
            'not kept' in problem['title'], 'no room: refused',
            f'{status} {problem}')
    code, out = endorse(day, s, 2)
    t.check(code == 2 and 'takes no acts now' in out,
            'the client says so to its member', f'{code} {out}')
    box_refused(day, s)
    t.check(len(acts(day)) == 1, 'none of them was kept', str(acts(day)))
    t.check(said(day).count('bytes left; acts of members are refused') == 1,
            'the operator is told, once', said(day))
    done = day.gainsay('status', '--key', 'channel/vkey', s.url)
    t.check(done.returncode == 0, 'reading goes on', done.stdout)
    (day.where / 'ballast').unlink()
    t.check(send(day, s, 1)[0] == 200 and len(acts(day)) == 2,
            'taken again when there is room')
    code, out = endorse(day, s, 2)
    t.check(code == 0 and 'promises, and nothing here keeps it:\n'
            'gainsay/v1 promise\n' in out and len(acts(day)) == 3,
            'by the client too, which shows what it does not keep',
            f'{code} {out}')


def refused(day, s, i):
    status, problem = send(day, s, i)
    day.t.check(status == 503 and problem.get('code') == 'acts-not-hidden',
                f'act {i} is refused: {status}', str(problem))


def no_folder(day, s):
    """Where no copy can be made what needs none goes on, and the first box is
    refused already."""
    t = day.t
    t.check('charter-not-in-force' in open_box(s), 'a box is looked at again')
    (day.place / 'tidy').rmdir()
    box_refused(day, s)
    box_refused(day, s)
    t.check(said(day).count('tidy: copies of inbox.db and boxes.db cannot be '
                            'written') == 1, 'the operator is told, once',
            said(day))
    t.check(send(day, s, 5)[0] == 200 and len(acts(day)) == 4,
            'an act is kept without a copy', str(len(acts(day))))
    (day.place / 'tidy').mkdir(mode=0o700)


def failing_copy(day, s):
    """The one exception: what was found possible fails, here since another
    program reads the database at that moment."""
    t = day.t
    other = sqlite3.connect(f'file:{day.place / "inbox.db"}?mode=ro', uri=True)
    with contextlib.closing(other):
        other.execute('BEGIN')
        other.execute('SELECT count(*) FROM cards').fetchone()
        t.check(send(day, s, 3)[0] == 200, 'the act after which it fails')
        t.check('cannot be written anew' in said(day) and
                'acts of members are refused' in said(day),
                'the operator is told of the failure', said(day))
        refused(day, s, 4)
        refused(day, s, 6)
        t.check(said(day).count('cannot be written anew') == 1, 'told once',
                said(day))
    t.check(len(acts(day)) == 5, 'and not kept', str(acts(day)))
    t.check(send(day, s, 4)[0] == 200 and len(acts(day)) == 6 and
            'were written anew' in said(day), 'until it succeeds', said(day))
    t.check(stored.image(day.place / 'inbox.db') ==
            stored.rebuilt(day.place / 'inbox.db'),
            'then the pages tell nothing of the order')
    t.check(not any((day.place / 'tidy').iterdir()), 'no copy is left')


def peak(day):
    """KiB of memory that the back had at most, after its start and an act."""
    with day.serve(NOON) as s:
        send(day, s, 6)
        return int(rig.status_of(s.child.pid)['VmHWM'].split()[0])


def free_pages(path):
    with contextlib.closing(sqlite3.connect(path)) as db:
        return db.execute('PRAGMA freelist_count').fetchone()[0]


def large(day):
    """A file much larger than before takes no more memory to write anew."""
    path, small = day.place / 'inbox.db', peak(day)
    cards.put_in(path, [
        bytes([cards.ACT]) + bytes(32) + bytes([i]) * 32 +
        struct.pack('>I', 1 << 20) + bytes([i]) * (1 << 20) +
        struct.pack('>IBII', 0, 0, 0, 0) for i in range(BIG + 1)])
    cards.take_out(path, lambda item: item[33:65] == bytes([BIG]) * 32)
    day.t.check(free_pages(path) > 200, 'pages are free')
    now = peak(day)
    day.t.check(free_pages(path) == 0 and
                path.stat().st_size > BIG << 20 and
                now - small < BIG * 1024 // 4,
                f'the copy stands on the disk: {small} KiB, then {now}',
                f'{free_pages(path)} free; {said(day)}')


def main():
    t = rig.Tally()
    with rig.folder('tidy') as name:
        where = pathlib.Path(name).resolve()
        if os.geteuid() != 0 or subprocess.run(
                ['mount', '-t', 'tmpfs', '-o', f'size={SIZE}m', 'tmpfs',
                 where], stderr=subprocess.DEVNULL,
                check=False).returncode != 0:
            print('no file system can be mounted here')
            sys.exit(77)
        try:
            day = stored.Day(t, sys.argv[1], where)
            day.found()
            with day.serve('2023-10-30T13:00:00Z') as s:
                day.enrol(s.url)
                s.post('/exercise/clock', {'now': NOON})
                day.gather(s.url)
                day.write_acts(s, range(7))
                full_disk(day, s)
                no_folder(day, s)
                failing_copy(day, s)
            large(day)
        finally:
            subprocess.run(['umount', '--lazy', where], check=True)
    t.end()


if __name__ == '__main__':
    main()
