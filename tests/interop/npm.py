# SPDX-License-Identifier: Apache-2.0
"""Runs our scripts under Node on the packages that js/package-lock.json names
by version and hash.  npm fetches them once a build directory; a package with
another hash is not installed."""
import fcntl
import os
import pathlib
import shutil
import subprocess
import sys

JS = pathlib.Path(__file__).resolve().parent / 'js'


def attempt(command, cwd):
    """The registry is asked up to three times: a network fails for a moment."""
    for left in (2, 1, 0):
        done = subprocess.run(
            command, cwd=cwd, stdin=subprocess.DEVNULL, timeout=300,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode == 0:
            return
        if not left:
            sys.exit(f'{" ".join(command)}: {done.stdout}')


def prepare(work, source=JS):
    """A folder with the packages and a fresh copy of our scripts.  Tests run at
    the same time: one of them installs."""
    work = pathlib.Path(work)
    work.mkdir(parents=True, exist_ok=True)
    with open(work / 'npm-lock', 'w') as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        lock = (source / 'package-lock.json').read_bytes()
        stamp = work / 'installed'
        if not stamp.is_file() or stamp.read_bytes() != lock:
            stamp.unlink(missing_ok=True)
            for name in ('package.json', 'package-lock.json'):
                shutil.copy(source / name, work)
            attempt(['npm', 'ci', '--ignore-scripts', '--no-audit',
                     '--no-fund', '--no-update-notifier'], work)
            stamp.write_bytes(lock)
        for script in source.glob('*.mjs'):
            fresh = work / (script.name + '.new')
            shutil.copy(script, fresh)
            os.replace(fresh, work / script.name)
    return work


def run(work, script, *args):
    """Its tally is its last line, and its exit code ours."""
    return subprocess.run(['node', prepare(work) / script, *map(str, args)],
                          stdin=subprocess.DEVNULL).returncode
