#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""rehearsal.py GAINSAY: a server's machine burns.  Its backups were made while
it served; they have no key beside data and nothing that waited; what is altered
or sealed to another is refused whole; and members go on with what they have."""
import io
import pathlib
import shutil
import subprocess
import sys
import tarfile
import threading

sys.dont_write_bytecode = True
import rig
import stored
from recovery import Channel

BACKUPS, BURNT = 'Backups', 'A burnt machine'
DATA = ['vkey', 'log/checkpoint', 'channel.db', 'staff.db']
KEYS = ['keys/log.key', 'keys/enrol.key', 'keys/promise.key']


def recipient(where, name):
    subprocess.run(['age-keygen', '-o', f'{name}.age'], cwd=where, check=True,
                   capture_output=True)
    return subprocess.run(['age-keygen', '-y', f'{name}.age'], cwd=where,
                          check=True, capture_output=True,
                          text=True).stdout.strip()


def opened(where, name, key):
    """{name: bytes}, by age and a tar that are not ours."""
    plain = subprocess.run(['age', '-d', '-i', f'{key}.age', name], cwd=where,
                           check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar}


def write_env(day):
    return {'RECIPIENT': recipient(day.where, 'data'),
            'KEYRECIPIENT': recipient(day.where, 'keys'),
            'BACKUP': 'data.backup', 'KEYS': 'keys.backup',
            'IDENTITY': 'data.age', 'KEYIDENTITY': 'keys.age',
            'NEWDIR': 'tried', 'MIRROR': 'seen'}


def gathering(day):
    """A memo that gathers: its box, and acts of which none is shown."""
    at = ('--server', day.s.url)
    day.must('compose', *at, '--key', 'channel/vkey', '--to',
             'Secretary of State', '--after', f'{day.now:%Y-%m-%d}', '--out',
             'b.package', stored.MEMO)
    day.code = rig.code_of(day.must('gather', *day.member(9), *at, '-o',
                                    'b.link', 'b.package'))
    for i in (10, 11):
        day.must('endorse', *day.member(i), *at, '--code', day.code,
                 '@b.link')


def under_load(day, env):
    """Backups while members act: each is whole and at one moment."""
    stop, m = threading.Event(), day.manual

    def load():
        while not stop.is_set():
            day.passes(hours=1)

    thread = threading.Thread(target=load)
    thread.start()
    try:
        for _ in range(3):
            m(BACKUPS, 0, **env)
            day.must('backup', 'restore', '--identity', 'data.age',
                     'data.backup', 'one')
            shutil.copytree(day.place / 'keys', day.where / 'one/keys')
            done = day.gainsay('serve', '--check', 'one')
            day.t.check(done.returncode == 1 and 'channel.db is good' in
                        done.stdout, 'whole', done.stdout)
            shutil.rmtree(day.where / 'one')
            (day.where / 'data.backup').unlink()
    finally:
        stop.set()
        thread.join()
    day.t.check(not (day.place / 'backup').exists(), 'nothing is left there')


def written(day, env):
    """What is in them, and what is not."""
    m, t = day.manual, day.t
    waits = (day.place / 'boxes.db').read_bytes()
    m(BACKUPS, 0, **env, words='No key is in it')
    m(BACKUPS, 1, **env, words='apart')
    data, keys = (opened(day.where, f'{n}.backup', n)
                  for n in ('data', 'keys'))
    t.check(list(data) == DATA, 'the data', str(list(data)))
    t.check(list(keys) == KEYS, 'the keys', str(list(keys)))
    t.check(len(waits) > 16384, 'there is a box that waits')
    for name in KEYS:
        secret = (day.place / name).read_bytes().strip()[-24:]
        t.check(not any(secret in file for file in data.values()) and
                secret in keys[name], f'{name} is in the one alone')
    for form in ('data', 'keys'):
        mode = (day.where / f'{form}.backup').stat().st_mode & 0o777
        t.check(mode == 0o600, f'{form}: for its owner alone', oct(mode))
    box = bytes.fromhex((day.where / 'b.link').read_text().split('/box/')[1]
                        [:64])
    t.check(not any(box in file or box.hex().encode() in file
                    for file in data.values()), 'no box is named in it')
    elsewhere = shutil.copytree(day.place / 'keys', day.where / 'handed')
    day.must('backup', 'keys', '--to', env['KEYRECIPIENT'], '-o', 'again',
             '--keys', elsewhere, 'channel')
    t.check(opened(day.where, 'again', 'keys') == keys, 'from another folder')
    done = day.gainsay('backup', 'make', '--to', env['RECIPIENT'], '-o',
                       'data.backup', 'channel')
    t.check(done.returncode != 0 and '--force' in done.stdout,
            'no backup is written over', done.stdout)


def refused(day, words, *args, want=1):
    done = day.gainsay('backup', *args)
    day.t.check(done.returncode == want and words in done.stdout,
                f'{args}: {words!r}, exit {done.returncode}', done.stdout)
    return done


def refusals(day, env):
    t, where = day.t, day.where
    whole = (where / 'data.backup').read_bytes()
    out = ('--identity', 'data.age')
    refused(day, 'sealed to another key', 'restore', '--identity', 'keys.age',
            'data.backup', 'no')
    for at in (30, 150, len(whole) // 2, len(whole) - 1):
        spoilt = bytearray(whole)
        spoilt[at] ^= 1
        (where / 'spoilt').write_bytes(spoilt)
        done = day.gainsay('backup', 'restore', *out, 'spoilt', 'no')
        t.check(done.returncode == 1 and 'nothing was put' in done.stdout,
                f'byte {at}: refused', done.stdout)
    header = whole.index(b'\n---')
    for end in (100, header + 65700, len(whole) - 65552, len(whole) - 16):
        (where / 'spoilt').write_bytes(whole[:end])
        done = day.gainsay('backup', 'restore', *out, 'spoilt', 'no')
        t.check(done.returncode == 1 and 'nothing was put' in done.stdout,
                f'cut at {end}: refused', done.stdout)
    t.check(not any((where / 'no').iterdir()), 'and nothing was',
            str(list((where / 'no').iterdir())))
    refused(day, 'there is such a file', 'restore', *out, 'data.backup',
            'channel')
    refused(day, 'age1', 'make', '--to', 'age1nobody', '-o', 'x', 'channel')
    refused(day, '--to and -o', 'make', '-o', 'x', 'channel')
    refused(day, '--identity is needed', 'restore', 'data.backup', 'no')
    refused(day, 'say make DIR', 'other', 'channel', want=2)
    refused(day, 'no/vkey', 'make', '--to', env['RECIPIENT'], '-o', 'x',
            'no', want=2)
    strange(day)


def strange(day):
    """Sealed as it should be, and no backup: names that lead elsewhere."""
    for names in (['vkey', '../outside'], ['vkey', 'vkey'], ['inbox.db'],
                  ['vkey', 'keys/log.key'], []):
        plain = io.BytesIO()
        with tarfile.open(fileobj=plain, mode='w',
                          format=tarfile.USTAR_FORMAT) as tar:
            for name in names:
                entry = tarfile.TarInfo(name)
                entry.mode, entry.size = 0o600, 3
                tar.addfile(entry, io.BytesIO(b'abc'))
        subprocess.run(['age', '-r', recipient_of(day.where), '-o', 'strange'],
                       input=plain.getvalue(), cwd=day.where, check=True)
        refused(day, 'nothing was put', 'restore', '--identity', 'data.age',
                'strange', 'no')
        (day.where / 'strange').unlink()
    day.t.check(not (day.where / 'outside').exists() and
                not any((day.where / 'no').iterdir()), 'nothing lies outside')


def recipient_of(where):
    return subprocess.run(['age-keygen', '-y', 'data.age'], cwd=where,
                          check=True, capture_output=True,
                          text=True).stdout.strip()


def burnt(day, env):
    """The machine is gone.  What is restored is served; the memo that gathered
    is opened anew, and endorsed by those who had endorsed it."""
    m, t = day.manual, day.t
    day.s.__exit__()
    day.place.rename(day.where / 'ashes')
    env = {**env, 'NEWDIR': 'channel'}
    m(BURNT, 0, **env, words='The server asks who has seen more')
    t.check(not (day.place / 'channel.home').exists(), 'it is not at home')
    day.start()
    done = day.gainsay('show', *day.member(10), '--server', day.s.url,
                       '@b.link')
    t.check(done.returncode != 0, 'the box is gone', done.stdout)
    at = ('--server', day.s.url)
    code = rig.code_of(day.must('gather', *day.member(9), *at, '-o', 'c.link',
                                'b.package'))
    t.check(code == day.code, 'the same memo is opened again')
    for i in (10, 11):
        done = day.gainsay('endorse', *day.member(i), *at, '--code', code,
                           '@c.link')
        t.check(done.returncode == 0, f'{i} endorses again', done.stdout)
    day.must('file', *day.member(9), *at, '--code', code, '--package',
             'b.package', '@c.link')
    day.passes(days=1)
    said = day.must('status', '--key', 'channel/vkey', day.s.url)
    t.check('by 2 of 14 enrolled keys' in said, 'both count, once', said)
    day.memos += 1
    day.goes_on()


def main():
    t = rig.Tally()
    with rig.folder('rehearsal', disk=True) as name:
        day = Channel(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        day.start()
        day.enrol(day.s.url)
        day.passes(days=2)
        try:
            day.goes_on()
            gathering(day)
            env = write_env(day)
            under_load(day, env)
            written(day, env)
            refusals(day, env)
            shutil.copytree(day.place / 'log', day.where / 'seen/log')
            day.manual(BACKUPS, 2, want=1, words='channel.db is good', **env)
            day.manual.whole(BACKUPS)
            burnt(day, env)
        finally:
            day.s.__exit__()
    t.end()


if __name__ == '__main__':
    main()
