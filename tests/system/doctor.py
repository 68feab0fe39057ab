#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""doctor.py GAINSAY FAKE_TIME: a channel's machine that is well, and one fault after the
other: each is named by its row, with the exit code that monitoring takes, and
with nothing of a member."""
import json
import os
import pathlib
import struct
import subprocess
import sys
import time

sys.dont_write_bytecode = True
import courier
import rig
import stored
import witness
from moved import free_port
from network import make_authority, make_server

ROWS = ['clock', 'disk', 'keys', 'calendar', 'roll', 'witnesses', 'server',
        'certificate', 'notices']
CODES = {'well': 0, 'unknown': 0, 'soon': 1, 'NOW': 2}


class Doctor:
    def __init__(self, t, binary, where):
        self.t, self.where = t, where
        self.day = courier.Case(t, binary, where)
        self.options = []
        self.library = str(pathlib.Path(sys.argv[2]).resolve())

    def look(self):
        """{row: (state, sentence)}; the code follows from the worst of them."""
        done = self.day.day.gainsay('doctor', *self.options, 'channel')
        told = {}
        for line in done.stdout.splitlines():
            state, name, sentence = line.split(None, 2)
            told[name] = state, sentence
        self.t.check(list(told) == ROWS, 'every row, in order', done.stdout)
        self.t.check(done.returncode == max(CODES[s] for s, _ in
                                            told.values()),
                     'the code is that of the worst', done.stdout)
        return told

    def says(self, row, state, words):
        told = self.look()[row]
        self.t.check(told[0] == state and words in told[1],
                     f'{row}: {state} {words!r}', str(told))


def well(d):
    told = d.look()
    states = {name: state for name, (state, _) in told.items()}
    d.t.check({states[n] for n in ('clock', 'keys')} == {'well'}, 'well',
              str(told))
    d.t.check([n for n in ROWS if states[n] == 'unknown'] ==
              ['server', 'certificate', 'notices'],
              'what nobody said where to look', str(told))
    d.says('calendar', 'NOW', 'ended on 2025-12-31')
    d.says('roll', 'soon', 'there is no roll')


def disk(d):
    """By a file that claims all that is left: acts need twice its size."""
    place = d.day.day.place
    d.says('disk', d.look()['disk'][0], 'MiB left')
    was = (place / 'boxes.db').stat().st_size
    free = os.statvfs(place)
    with open(place / 'boxes.db', 'r+b') as file:
        file.truncate(free.f_bavail * free.f_frsize)
    d.says('disk', 'NOW', 'acts of members need')
    with open(place / 'boxes.db', 'r+b') as file:
        file.truncate(free.f_bavail * free.f_frsize // 6)
    d.says('disk', 'soon', 'make room')
    os.truncate(place / 'boxes.db', was)


def earnest(d):
    """A clock is looked at where it counts: a channel in earnest, years on and
    in the year before its last entry."""
    case = d.day.day
    case.must(*rig.INIT, '--origin', 'localhost/earnest', 'real')
    child = subprocess.Popen(
        [case.gainsay.binary, 'serve', '--listen', '127.0.0.1:0', 'real'],
        cwd=d.where, stdout=subprocess.PIPE, text=True)
    child.stdout.readline()
    child.terminate()
    child.communicate(timeout=60)
    for offset, word, want in ((0, 'time service', ('well', 'soon')),
                               (-400 * 86400, "before the log's last",
                                ('NOW',))):
        (d.where / 'offset').write_bytes(struct.pack('=q', offset))
        done = subprocess.run(
            [case.gainsay.binary, 'doctor', 'real'], cwd=d.where, text=True,
            stdout=subprocess.PIPE, env={
                **os.environ, 'LD_PRELOAD': d.library,
                'FAKE_TIME': str(d.where / 'offset')})
        state, _, sentence = done.stdout.splitlines()[0].split(None, 2)
        d.t.check(state in want and word in sentence, f'clock {offset}',
                  done.stdout)


def ages(d):
    """The exercise's channel, whose roll is of October 2023 and whose calendar
    ends with 2025, as the years pass."""
    done = rig.demo(d.day.day.gainsay, 'played', '--without-witnesses')
    d.t.check(done.returncode == 0, 'an exercise', done.stdout)
    told = d.day.day.must('roll', 'show', '--json', '--key', 'played/vkey',
                      'played')
    entered = stored.seconds(json.loads(told)['rolls'][0]['at'])
    for days, want in ((0, ('well', 'well')), (400, ('well', 'well')),
                       (401, ('soon', 'well')), (600, ('soon', 'soon')),
                       (900, ('soon', 'NOW'))):
        at = entered + days * 86400 + 60
        (d.where / 'offset').write_bytes(
            struct.pack('=q', at - int(time.time())))
        done = subprocess.run(
            [d.day.day.gainsay.binary, 'doctor', 'played'], cwd=d.where,
            text=True, stdout=subprocess.PIPE, env={
                **os.environ, 'LD_PRELOAD': d.library,
                'FAKE_TIME': str(d.where / 'offset')})
        rows = {line.split(None, 2)[1]: line.split(None, 2)
                for line in done.stdout.splitlines()}
        d.t.check((rows['roll'][0], rows['calendar'][0]) == want and
                  f'is {days} days old' in rows['roll'][2],
                  f'roll and calendar after {days} days', done.stdout)


def keys(d):
    key = d.day.day.place / 'keys/enrol.key'
    key.chmod(0o640)
    d.says('keys', 'NOW', 'enrol.key has mode 640')
    key.chmod(0o600)
    d.day.day.place.chmod(0o755)
    d.says('keys', 'NOW', 'channel has mode 755')
    d.day.day.place.chmod(0o700)
    d.says('keys', 'well', 'key files')


def witnesses(d, url):
    """One of three is away, two are needed; then two are, and an entry
    waits."""
    newest = d.day.day.place / 'log/newest'
    press, union, university = d.day.witnesses
    for each in d.day.witnesses:
        each.start()
    university.stop()
    witness.addresses(d.where, *d.day.witnesses)
    d.day.courier(url)
    d.says('witnesses', 'well', '2 of the 3 witnesses')
    union.stop()
    d.day.add_entry(url, 1)
    d.day.courier(url)
    d.says('witnesses', 'well', '2 of the 3 witnesses')
    os.utime(newest, (time.time() - 3600,) * 2)
    d.says('witnesses', 'NOW', 'the newest 1 entries have waited for 60 '
           'minutes for 2 of the 3')
    union.start()
    d.day.courier(url)
    d.says('witnesses', 'well', 'had cosigned')
    for each in press, union:
        each.stop()


def served(d, url):
    d.options = ['--server', url]
    d.says('server', 'well', f'{url} answers, with 2 entries')
    d.options = ['--server', f'http://127.0.0.1:{free_port()}']
    d.says('server', 'NOW', '127.0.0.1')
    d.options = []


def certificate(d):
    make_authority(d.where, 'a')
    for days, state, words in ((30, 'well', 'good until'),
                               (5, 'soon', 'renew it'),
                               (-1, 'NOW', 'ended')):
        if days > 0:
            make_server(d.where, 's', 'a', days=days)
        else:
            ended(d.where)
        d.options = ['--certificate', 's.pem']
        d.says('certificate', state, words)
    d.options = ['--certificate', 'no-such.pem']
    d.says('certificate', 'NOW', 'no certificate')
    d.options = []


def ended(where):
    """openssl x509 -days takes no past: ca does."""
    (where / 'ca').mkdir()
    (where / 'ca/index').write_text('')
    (where / 'ca.cnf').write_text(
        '[ca]\ndefault_ca=x\n[x]\ndatabase=ca/index\nnew_certs_dir=ca\n'
        'rand_serial=yes\ndefault_md=default\npolicy=p\n[p]\n'
        'commonName=supplied\n')
    subprocess.run(['openssl', 'ca', '-batch', '-config', 'ca.cnf', '-cert',
                    'a.pem', '-keyfile', 'a.key', '-in', 's.csr', '-startdate',
                    '20200101000000Z', '-enddate', '20210101000000Z', '-out',
                    's.pem', '-notext'], cwd=where, check=True,
                   capture_output=True)


def notices(d):
    queue = d.where / 'said/queue'
    d.options = ['--notices', 'said']
    d.says('notices', 'NOW', 'cannot be read')
    queue.mkdir(parents=True)
    d.says('notices', 'well', 'no message waits')
    letter = queue / ('0' * 32)
    for hours, state in ((1, 'well'), (8, 'soon'), (30, 'NOW')):
        letter.write_text(json.dumps({'to': 'a@b', 'put': int(time.time()) -
                                      3600 * hours - 60}))
        d.says('notices', state, f'1 messages wait, the oldest for {hours} '
               'hours')
    d.t.check('a@b' not in str(d.look()), 'nobody is named')
    d.options = []


def blind(d):
    done = d.day.day.gainsay('doctor', 'no-such')
    d.t.check(done.returncode == 2 and 'no-such' in done.stdout,
              'where there is no channel', done.stdout)
    note = d.day.day.place / 'log/checkpoint'
    kept = note.read_bytes()
    note.write_bytes(kept.replace(b'\n2\n', b'\n3\n', 1))
    done = d.day.day.gainsay('doctor', 'channel')
    d.t.check(done.returncode == 2, 'a log that does not verify', done.stdout)
    note.write_bytes(kept)


def main():
    t = rig.Tally()
    with rig.folder('gainsay-doctor') as name:
        d = Doctor(t, sys.argv[1], pathlib.Path(name).resolve())
        d.day.found()
        with d.day.day.serve('2023-10-30T13:00:00Z') as server:
            witnesses(d, server.url)
            well(d)
            keys(d)
            disk(d)
            earnest(d)
            ages(d)
            served(d, server.url)
            certificate(d)
            notices(d)
            blind(d)
    t.end()


main()
