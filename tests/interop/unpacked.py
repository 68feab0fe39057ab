# SPDX-License-Identifier: Apache-2.0
"""Debian's servers, which apt unpacks without touching the machine: installed,
their packages would start them."""
import fcntl
import os
import shutil
import subprocess

from sigsum import run


def download(work, packages):
    """By the machine's lists; where it has none yet, root fetches them."""
    command = ['apt-get', '-q', '-o', 'APT::Sandbox::User=', '-o',
               'Acquire::Retries=3', 'download', *packages]
    told = subprocess.run(command, cwd=work, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=300)
    if told.returncode != 0:
        run(['apt-get', '-q', 'update'])
        run(command, cwd=work)


def fetch(work, *packages):
    """The folder that stands for the root; apt checks the packages' hashes."""
    root = work / 'root'
    work.parent.mkdir(parents=True, exist_ok=True)
    # Tests run at the same time: one of them fetches.
    with open(f'{work}.lock', 'w') as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not root.exists():
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir()
            download(work, packages)
            for deb in work.glob('*.deb'):
                run(['dpkg', '-x', deb, work / 'new'])
            os.replace(work / 'new', root)
    return root
