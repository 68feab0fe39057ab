#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Member proofs beside other systems, in one run.

usage: peers.py BUILD [--json] [--quick] [--work DIR] [--without NAME]...
           [--program NAME=COMMAND]...

--json     a line a figure: system, name, N, batch, path, the median of
           processor time in seconds (all threads together), runs; where it
           was taken, `clock`: time on the clock; and last, for each program,
           the most memory that it had, in bytes
--quick    rolls of 1,000 keys alone
--work     a folder for packages, kept for the next run; else a temporary one
--without  leaves a system out
--program  measures another program as that system.  It prints such lines,
           without `system`

Packages come from npm, as bench/peers/package-lock.json names them by hash, and
from Debian.  Debian 12 has no crate of curve25519-dalek or Triptych: they are
missing unless a program is given.  A system that is missing and not left out
makes the exit status 1."""
import argparse
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
INTEROP = HERE.parent / 'tests' / 'interop'
sys.path.insert(0, str(INTEROP))
import npm

RUNS = 5


class Missing(Exception):
    pass


def node(options, script, *args):
    """npm.prepare leaves the process when the packages cannot be had."""
    if shutil.which('npm') is None:
        raise Missing('no npm here')
    try:
        work = npm.prepare(options.work / 'npm', HERE / 'peers')
    except SystemExit as e:
        raise Missing(str(e)) from None
    shutil.copy(INTEROP / 'js' / 'member.mjs', work)
    return ['node', str(work / script), str(RUNS), *map(str, args)]


def command(*args, cwd, env=None):
    done = subprocess.run(args, cwd=cwd, capture_output=True, text=True,
                          env={**os.environ, **(env or {})})
    if done.returncode != 0:
        raise Missing(f'{" ".join(args)}: {done.stderr.strip()}')
    return done.stdout


def gainsay(options):
    for size in (1000,) if options.quick else (1000, 4096, 65536):
        yield [str(options.build / 'bench' / 'bench-proof'), '--json',
               '--size', str(size)]


def noble(options):
    yield node(options, 'noble.mjs', *(1000,) if options.quick else
               (1000, 4096))


def semaphore(options):
    yield node(options, 'semaphore.mjs', *(1000,) if options.quick else
               (1000, 65536))


def unpack(options, package):
    """Debian's package, without installing it: the folder of its files."""
    folder = options.work / package
    if not (folder / 'usr').is_dir():
        folder.mkdir(exist_ok=True)
        command('apt-get', 'download', package, cwd=folder)
        command('dpkg-deb', '-x', next(folder.glob('*.deb')), '.', cwd=folder)
    return folder / 'usr'


def belenios(options):
    tool = shutil.which('belenios-tool') or \
        unpack(options, 'belenios-tool') / 'bin' / 'belenios-tool'
    version = command(tool, '--version', cwd=options.work).strip()
    yield [sys.executable, '-B', str(HERE / 'peers' / 'belenios.py'),
           str(tool), f'belenios-tool {version}', str(RUNS)]


def edwards25519(options):
    """In Go, as Debian has it."""
    code = unpack(options, 'golang-filippo-edwards25519-dev') / 'share/gocode'
    built = options.work / 'msm'
    command('go', 'build', '-o', built, HERE / 'peers' / 'msm.go', cwd=code,
            env={'GO111MODULE': 'off', 'GOPATH': str(code), 'GOFLAGS': '',
                 'GOPROXY': 'off', 'GOCACHE': str(options.work / 'cache')})
    yield [str(built), str(RUNS)]


def unpackaged(_):
    raise Missing('Debian 12 has no such crate; see --program')


SYSTEMS = {'gainsay': gainsay, 'noble': noble, 'semaphore': semaphore,
           'belenios': belenios, 'edwards25519': edwards25519,
           'dalek': unpackaged, 'triptych': unpackaged}


def figures(system, args):
    """Runs it, and gives its lines as they come; the last is its memory,
    which Belenios, of many processes, tells itself."""
    child = subprocess.Popen(args, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, text=True)
    for line in child.stdout:
        figure = json.loads(line)
        by_libsodium = figure['name'] == 'libsodium term'
        yield {'system': 'libsodium' if by_libsodium else system, **figure}
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise Missing(f'{shlex.join(args)}: exit status '
                      f'{child.returncode}')
    if system == 'belenios':
        return
    yield {'system': system, 'name': 'most memory', 'N': 0, 'batch': 0,
           'path': pathlib.Path(args[0]).name, 'bytes':
           used.ru_maxrss * 1024}


class Table:
    """Lines for a person; a ratio to our fastest figure of that name and N,
    and for one proof alone to ours in a batch of 1,000 as well."""
    def __init__(self):
        self.ours = {}

    def row(self, f):
        head = (f'{f["system"]:12} {f["name"]:22} N={f["N"]:<7} '
                f'batch={f["batch"]:<5} ')
        if 'bytes' in f:
            return head + f'{f["bytes"] / 2 ** 20:10.0f} MiB  {f["path"]}'
        key = f['name'], f['N']
        if f['system'] == 'gainsay':
            least = min(f['seconds'], self.ours.get(key, f['seconds']))
            self.ours[key] = least
        text = head + f'{f["seconds"] * 1e3:12.5g} ms'
        if 'clock' in f:
            text += f' (on the clock {f["clock"] * 1e3:.3f})'
        if f['system'] != 'gainsay':
            ours = [key] + [('verify, each of batch', f['N'])] * (
                f['name'] == 'verify')
            text += ''.join(f', {f["seconds"] / self.ours[k]:.1f} times our '
                            f'{k[0]}' for k in ours if k in self.ours)
        return f'{text}  {f["path"]}'


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, usage=argparse.SUPPRESS,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('build', type=pathlib.Path)
    parser.add_argument('--json', action='store_true')
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--work', type=pathlib.Path)
    parser.add_argument('--without', action='append', default=[],
                        choices=[s for s in SYSTEMS if s != 'gainsay'])
    parser.add_argument('--program', action='append', default=[])
    return parser.parse_args()


def measure(options, folder):
    options.work = (options.work or pathlib.Path(folder)).resolve()
    options.work.mkdir(parents=True, exist_ok=True)
    given = dict(p.split('=', 1) for p in options.program)
    systems = {**SYSTEMS, **{
        name: lambda _, text=text: [shlex.split(text)]
        for name, text in given.items()}}
    table, missing = Table(), 0
    for name, commands in systems.items():
        if name in options.without:
            print(f'{name}: left out, as asked', file=sys.stderr)
            continue
        try:
            for args in commands(options):
                for figure in figures(name, args):
                    print(json.dumps(figure) if options.json else
                          table.row(figure), flush=True)
        except (Missing, OSError) as e:
            print(f'{name}: missing: {e}', file=sys.stderr)
            missing += 1
    return missing


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        if measure(options, folder):
            sys.exit(1)


if __name__ == '__main__':
    main()
