# SPDX-License-Identifier: Apache-2.0
"""What the benches of a server share: figures, processor time, a channel
whose roll is as large as one likes."""
import ctypes
import ctypes.util
import json
import os
import pathlib
import sqlite3
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] /
                       'tests' / 'system'))
import kill

EXACT = '--json' in sys.argv
QUICK = '--quick' in sys.argv


def figure(bench, name, value, unit, **more):
    """One line: an object with --json."""
    if EXACT:
        print(json.dumps({'name': bench, 'figure': name, 'value': value,
                          'unit': unit, **more}), flush=True)
    else:
        rest = ''.join(f', {k} {v}' for k, v in more.items())
        print(f'{name}: {value:.6g} {unit}{rest}', flush=True)


def family(pid):
    """The process and all it started."""
    found = [pid]
    for task in pathlib.Path(f'/proc/{pid}/task').iterdir():
        for child in (task / 'children').read_text().split():
            found += family(int(child))
    return found


def cpu(pid):
    """Seconds that a process and its children have run."""
    total = 0
    for one in family(pid):
        for task in pathlib.Path(f'/proc/{one}/task').iterdir():
            total += int((task / 'schedstat').read_text().split()[0])
    return total / 1e9


def resident(pid, which='VmHWM'):
    """MiB, of a process and its children."""
    total = 0
    for one in family(pid):
        for line in pathlib.Path(f'/proc/{one}/status').read_text().split('\n'):
            if line.startswith(which + ':'):
                total += int(line.split()[1])
    return total / 1024


def random_keys(n):
    """Points of the group that nobody has the secrets of."""
    sodium = ctypes.CDLL(ctypes.util.find_library('sodium') or
                         'libsodium.so.23')
    out = ctypes.create_string_buffer(32)
    for _ in range(n):
        sodium.crypto_core_ristretto255_from_hash(out, os.urandom(64))
        yield out.raw


class Channel(kill.Channel):
    """With a roll of `size` keys, a few of which are members'."""

    def __init__(self, binary, where, size):
        super().__init__(None, binary, where)
        self.size = size

    def pad(self):
        db = sqlite3.connect(self.where / 'staff.db')
        with db:
            for i, key in enumerate(random_keys(self.size - kill.MEMBERS)):
                name = f'P{i}'
                db.execute('INSERT INTO staff VALUES (?, ?, ?, 1)',
                           (name, name, 'any'))
                db.execute('INSERT INTO keys VALUES (1, ?, ?, ?, ?)',
                           (key, bytes(96), name, bytes(1)))
                db.execute('INSERT INTO held (edition, staff) VALUES (1, ?)',
                           (name,))
        db.close()

    def must(self, *args):
        if args[:2] == ('roll', 'prepare'):
            self.pad()
        return super().must(*args)
