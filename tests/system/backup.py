#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""backup.py GAINSAY: a server restored from a backup notices before it signs.
Killed, it starts again by itself; moved or restored, it asks its copies or, by
name, its operator; and nobody makes it sign over what others have seen."""
import pathlib
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
import between
import rig
import sync
from liar import MONDAY


class Keeping(sync.Synced):
    def found_in_earnest(self):
        """No exercise: a fork of it would harm somebody."""
        self.must(*rig.INIT, '--origin', 'localhost/backup', 'real')
        self.place = self.where / 'real'

    def start(self, *more, place='real'):
        """Starts it, ends it, and returns what it said: (serves, text)."""
        child = subprocess.Popen(
            [self.gainsay.binary, 'serve', '--listen', '127.0.0.1:0', *more,
             str(place)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, cwd=self.where)
        text = child.stdout.readline()
        while 'listening' not in text:
            line = child.stdout.readline()
            text += line
            if not line:
                child.wait(60)
                return False, text
        child.terminate()
        text += child.communicate(timeout=60)[0]
        return True, text

    def want(self, serves, words, *more, place='real', what=''):
        got, text = self.start(*more, place=place)
        self.t.check(got == serves and words in text,
                     f'{what}: {more}: serves {got}, expected {serves} and '
                     f'"{words}"', text)

    def log(self, place='real'):
        note = (self.where / place / 'log' / 'checkpoint').read_text()
        return rig.read_checkpoint(note)[1]


def killed(day):
    """Nobody is asked after a crash."""
    child = subprocess.Popen(
        [day.gainsay.binary, 'serve', '--listen', '127.0.0.1:0', 'real'],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        cwd=day.where)
    child.stdout.readline()
    child.kill()
    child.wait(60)
    child.stdout.close()
    time.sleep(1)
    day.want(True, '', what='after a crash')


def restore(day, name):
    """The folder out of a backup, whole."""
    shutil.copytree(day.where / 'backup', day.where / name)


def restored(day):
    size = day.log()
    restore(day, 'again')
    day.want(False, 'restored from a backup', place='again', what='nobody')
    day.t.check(day.log('again') == size, 'nothing was signed')
    day.want(False, 'from an older backup',
             '--restored-at', str(size + 1),
             place='again', what='more was seen')
    day.want(False, 'is a number', '--restored-at', 'many', place='again',
             what='no number')
    day.want(True, '', '--restored-at', str(size), place='again',
             what='the operator by name')
    day.want(True, '', place='again', what='and from then on by itself')


def copies(day):
    """Mirrors and witnesses answer for the operator, and against them."""
    entries = rig.read_entries(day.where / 'real' / 'log')
    other = rig.another(entries[-1])
    for name, log, key in (('same', entries, 'log'),
                           ('longer', [*entries, entries[-1]], 'log'),
                           ('forked', [*entries[:-1], other], 'log'),
                           ('foreign', entries, 'office')):
        for path, data in day.log_files(log, key).items():
            file = day.where / name / path.lstrip('/')
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    for what, place, words in (
            ('more entries', 'longer', 'from an older backup'),
            ('other entries', 'forked', 'signed two logs'),
            ('another key', 'foreign', 'is not signed by')):
        for of in ('real', 'again'):
            day.want(False, words, '--copy', place, place=of, what=what)
    restore(day, 'third')
    day.want(False, 'does not say what it has', '--copy', 'same', '--copy',
             'nowhere', place='third', what='one is silent')
    day.want(True, '', '--copy', 'same', place='third', what='all agree')
    day.want(True, '', place='third', what='and from then on by itself')


def in_place(day):
    """A backup copied over the files in place leaves the database's inode and
    time: the copies notice it, at any start.  A database that was put back
    alone is behind what was published."""
    restore(day, 'over')
    day.want(True, '', '--copy', 'same', place='over', what='before')
    file = day.where / 'over/channel.db'
    inode = file.stat().st_ino
    subprocess.run(['cp', '-a', 'backup/.', 'over'], cwd=day.where, check=True)
    day.t.check(file.stat().st_ino == inode, 'it is the same file')
    day.want(False, 'from an older backup', '--copy', 'longer', place='over',
             what='in place')
    note = (day.where / 'longer/log/checkpoint').read_bytes()
    (day.where / 'over/log/checkpoint').write_bytes(note)
    day.want(False, 'does not match channel.db', '--copy', 'same',
             place='over', what='the database alone')


def sealed(day):
    """A backup of `gainsay backup`, made before the log went on: whoever
    restores it is asked as well."""
    kept = rig.backup_of(day.gainsay, day.where, 'real')
    keys = day.where / 'real/keys'
    for name in 'sealed', 'elder':
        day.must('backup', 'restore', '--identity', kept['IDENTITY'],
                 kept['BACKUP'], name)
        shutil.copytree(keys, day.where / name / 'keys')
    size = day.log()
    day.want(False, 'restored from a backup', place='sealed', what='sealed')
    day.want(False, 'from an older backup', '--copy', 'longer', place='sealed',
             what='sealed, and a mirror has more')
    day.want(False, 'does not say what it has', '--copy', 'nowhere',
             place='sealed', what='sealed, and nobody answers')
    day.t.check(day.log('sealed') == size, 'nothing was signed')
    day.want(True, '', '--copy', 'same', place='sealed', what='sealed')
    day.want(False, 'from an older backup', '--restored-at', str(size + 1),
             place='elder', what='its operator knows of more')


def by_network(day):
    restore(day, 'fourth')
    restore(day, 'fifth')
    files = day.log_files(rig.read_entries(day.where / 'real' / 'log'))
    with between.before('127.0.0.1:1', sync.Keeper, asked=[], files=files,
                        stop=None) as mirror:
        day.want(True, '', '--copy', mirror.url, place='fourth',
                 what='a mirror on the network')
        day.t.check(mirror.asked == [('GET', '/log/checkpoint')],
                    'it is asked for its checkpoint', str(mirror.asked))
        longer = (day.where / 'longer/log/checkpoint').read_bytes()
        files['/log/checkpoint'] = longer
        for form in (('--copy', mirror.url), (f'--copy={mirror.url}',)):
            day.want(False, f'{mirror.url} has ', *form, place='fourth',
                     what='one with more entries, by its address')
    day.want(False, 'had no answer', '--copy', 'http://127.0.0.1:1',
             place='fifth', what='one that is not there')


def exercise(day):
    """An exercise is copied about."""
    day.must(*rig.INIT, '--exercise', '--origin', 'localhost/play', '--from',
             '2023-01-01', '--to', '2025-12-31', 'play')
    clock = '--clock', f'simulated:{MONDAY}'
    day.want(True, '', *clock, place='play', what='an exercise')
    shutil.copytree(day.where / 'play', day.where / 'played')
    day.want(True, '', *clock, place='played', what='a copy of it')


def main():
    t = rig.Tally()
    with rig.folder('backup', disk=True) as name:
        day = Keeping(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found_in_earnest()
        day.want(True, '', what='a new channel')
        day.want(True, '', what='started again')
        shutil.copytree(day.where / 'real', day.where / 'backup')
        killed(day)
        restored(day)
        copies(day)
        in_place(day)
        sealed(day)
        by_network(day)
        exercise(day)
    t.end()


if __name__ == '__main__':
    main()
