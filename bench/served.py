# SPDX-License-Identifier: Apache-2.0
"""What the benches of a server share: figures, processor time, a channel
whose roll is as large as one likes."""
import json
import os
import pathlib
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


class Channel(kill.Channel):
    """With a roll of `size` keys, a few of which are members'."""

    def __init__(self, binary, where, size):
        super().__init__(None, binary, where)
        self.size = size

    def must(self, *args):
        if args[:2] == ('roll', 'prepare'):
            kill.pad_roll(self.where, self.size - kill.MEMBERS)
        return super().must(*args)
