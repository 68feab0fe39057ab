#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""postfix.py GAINSAY SOURCE WORK: reminders through Debian's Postfix, which apt
unpacks into WORK: it takes, refuses, puts off, is slow, is down, and dies in the
middle; and the reminder is killed in the middle.  Nothing is lost, nothing is
told twice but what was under way, and the wait grows and survives a restart."""
import contextlib
import email
import json
import pathlib
import signal
import socket
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(sys.argv[2]) / 'tests/system'))
import rig
from liar import MONDAY, THURSDAY, WEDNESDAY, Operator
from network import make_authority, make_server
from postfix_parts import Postfix

OFFICE = 'office@example.org'
MEMBERS = [f'm{i:03}@example.org' for i in range(60)]
LOOK = ('remind', '--key', 'channel/vkey', '--dir', 'said', '--mail', 'mail',
        'channel')


class Reminder:
    def __init__(self, day, server):
        self.day, self.t, self.server = day, day.t, server
        self.where, self.seen = day.where, 0
        (self.where / 'members').write_text('\n'.join(MEMBERS) + '\n')
        (self.where / 'mail').write_text(
            f'smtp smtp://127.0.0.1:{server.port}\nca a.pem\n'
            f'from channel@example.org\nto office {OFFICE}\n'
            'members Monday 09:00 members\n')

    def __call__(self, want, words, what):
        done = self.day.gainsay(*LOOK)
        self.t.check(done.returncode == want and words in done.stdout,
                     f'{what}: {want} {words!r}',
                     f'{done.returncode} {done.stdout}')
        return done.stdout

    def queue(self):
        folder = self.where / 'said/queue'
        return sorted(folder.iterdir()) if folder.is_dir() else []

    def down(self):
        path = self.where / 'said/down'
        return json.loads(path.read_text()) if path.exists() else None

    def mailed(self, **change):
        path = self.where / 'said/mailed'
        kept = json.loads(path.read_text())
        kept.update(change)
        path.write_text(json.dumps(kept))

    def week(self):
        """As if the last bulk had been a week ago."""
        path = self.where / 'said/mailed'
        self.mailed(week=json.loads(path.read_text())['week'] - 1)

    def pass_time(self):
        """All that waits is due."""
        for path in self.queue():
            letter = json.loads(path.read_text())
            letter['next'] = 0
            path.write_text(json.dumps(letter))
        path = self.where / 'said/down'
        if path.exists():
            path.write_text(json.dumps({**self.down(), 'next': 0}))

    def arrived(self):
        """{address: its messages} since this was asked last."""
        boxes = self.server.settled()
        for path in (self.server.where / 'boxes').glob('*/new/*'):
            path.unlink()
        return boxes

    def whole(self, got, what, doubles=0, but=()):
        """Each member has it; at most so many have it twice, and then it is
        the same message."""
        extra = sum(len(texts) - 1 for texts in got.values())
        ids = [{email.message_from_bytes(x)['Message-ID'] for x in texts}
               for texts in got.values()]
        self.t.check(set(MEMBERS) - set(got) == set(but) and
                     extra <= doubles and all(len(i) == 1 for i in ids),
                     f'{what}: all have it, at most {doubles} twice',
                     f'{set(MEMBERS) - set(got)} {extra} {ids}')
        self.t.check(not self.queue(), f'{what}: nothing waits',
                     str(self.queue()))


def takes(r):
    """To the office once; to members in one bulk, under TLS, one text."""
    r(0, '', 'a healthy server')
    got = r.arrived()
    text, = got.pop(OFFICE, [b''])
    r.t.check(b'with ESMTPS' in text and b'within three working days' in text
              and not got, 'the office is told', f'{text} {got}')
    r(0, '', 'once')
    r.week()
    r(0, '', 'a week')
    got = r.arrived()
    r.whole(got, 'a week')
    bodies = {x.partition(b'\n\n')[2] for texts in got.values() for x in texts}
    dates = {email.message_from_bytes(x)['Date'] for texts in got.values()
             for x in texts}
    r.t.check(len(bodies) == len(dates) == 1 and OFFICE not in got,
              'one text, one date', f'{bodies} {dates}')


def answers(r):
    """One refused for good, one put off, one slow: the others go."""
    refused, later, slow = MEMBERS[3], MEMBERS[40], MEMBERS[50]
    r.server.ways({refused: '550 5.7.1 no', later: '450 4.2.0 later',
                   slow: 'sleep 2'})
    r.week()
    out = r(0, f'{refused} is refused, and not sent again', 'answers')
    r.t.check(f'{later} waits for 60 seconds' in out, 'put off', out)
    got = r.arrived()
    r.t.check(set(MEMBERS) - set(got) == {refused, later} and
              len(r.queue()) == 1, 'all others have it', str(set(got)))
    r(0, '', 'too early')
    r.t.check(len(r.queue()) == 1, 'it waits on')
    r.pass_time()
    out = r(0, later, 'again')
    r.t.check('for 120 seconds' in out, 'then twice as long', out)
    r.server.ways({})
    r.pass_time()
    r(0, '', 'at last')
    got = r.arrived()
    r.t.check(set(got) == {later} and not r.queue(), 'it arrives', str(got))


@contextlib.contextmanager
def watched(r):
    """Nobody asks at the server's address meanwhile."""
    with socket.create_server(('127.0.0.1', r.server.port)) as listening:
        yield
        listening.settimeout(0.2)
        try:
            listening.accept()
            asked = True
        except TimeoutError:
            asked = False
    r.t.check(not asked, 'the server is not asked too early')


def down(r):
    """The wait doubles, stands on the disk, and ends with the first message
    that goes."""
    r.server.kill(signal.SIGKILL)
    r.week()
    r(2, 'waits, for 60 seconds at least', 'down')
    r.t.check(len(r.queue()) == len(MEMBERS) and r.down()['failures'] == 1,
              'all wait', str(r.down()))
    with watched(r):
        r(2, f'{len(MEMBERS)} messages wait', 'a new run waits as well')
    r.pass_time()
    r(2, 'waits, for 120 seconds at least', 'down still')
    r.server.start()
    r(2, 'and the server is asked again in 1', 'it is up, and nobody asks')
    r.t.check(not r.arrived(), 'nothing goes before its time')
    path = r.where / 'said/down'
    path.write_text(json.dumps({'failures': 9, 'next': int(time.time()) +
                                86400 * 365}))
    r(0, '', 'a clock that was set back makes nobody wait for a year')
    r.whole(r.arrived(), 'down')
    r.t.check(r.down() is None, 'and the wait begins anew the next time')
    path.write_text('{')
    r(2, 'said/down is damaged', 'damaged')
    path.unlink()


def started(r):
    return subprocess.Popen([r.day.gainsay.binary, *LOOK], cwd=r.where,
                            stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)


def wait_until(child, what):
    """Whether it came to that before its end."""
    while child.poll() is None:
        if what():
            return True
        time.sleep(0.002)
    return False


def dies(r):
    """The server, in the middle of a bulk, twice."""
    r.week()
    for left in 40, 20:
        child = started(r)
        hit = wait_until(child, lambda: 0 < len(r.queue()) <= left and
                         len(list((r.where / 'said').glob('mailed*'))) == 1)
        r.server.kill(signal.SIGKILL)
        r.t.check(child.wait(60) == 2 and hit, f'it dies with {left} left',
                  str(len(r.queue())))
        r.t.check(0 < len(r.queue()) and r.down()['failures'] == 1,
                  'the rest waits', str(r.down()))
        r.server.start()
        r.pass_time()
    r(0, '', 'after its death')
    r.whole(r.arrived(), 'the server died', doubles=2)


def killed(r):
    """The reminder, while it fills its queue and while it empties it."""
    r.week()
    moments = [lambda: len(r.queue()) >= 15, lambda: len(r.queue()) >= 45,
               lambda: (r.where / 'said/queue').exists() and
               0 < len(r.queue()) <= 50,
               lambda: 0 < len(r.queue()) <= 30,
               lambda: 0 < len(r.queue()) <= 10]
    hits = 0
    for moment in moments:
        child = started(r)
        hits += wait_until(child, moment)
        child.kill()
        child.wait(60)
    r.t.check(hits == len(moments), 'each moment was met', str(hits))
    r(0, '', 'after its deaths')
    r.whole(r.arrived(), 'the reminder was killed', doubles=len(moments))
    left = {p.name for p in (r.where / 'said').iterdir()}
    r.t.check({'queue', 'mailed', 'notices'} <= left, 'what it keeps',
              str(left))


def together(r):
    """Two at a time write to nobody twice."""
    r.week()
    children = [started(r) for _ in range(3)]
    r.t.check([c.wait(120) for c in children] == [0, 0, 0], 'three at a time')
    r.whole(r.arrived(), 'three at a time')


def main():
    t = rig.Tally()
    with rig.folder('gainsay-postfix') as name:
        where = pathlib.Path(name).resolve()
        day = Operator(t, sys.argv[1], where)
        day.found()
        make_authority(where, 'a')
        make_server(where, 's', 'a')
        server = Postfix(sys.argv[3], where, [OFFICE, *MEMBERS])
        r = Reminder(day, server)
        with day.serve(MONDAY) as s:
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': WEDNESDAY})
            day.gather(s.url)
            day.act(s.url, 'file', 0, 0, '--package', 'memo.package')
            s.post('/exercise/clock', {'now': THURSDAY})
        with server.served():
            for step in takes, answers, down, dies, killed, together:
                step(r)
    t.end()


main()
