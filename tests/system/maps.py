#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""maps.py GAINSAY: what each program maps of other people's code, and what it
must not; that the server's two processes share no address; and what is said
where a program is missing that a verb needs."""
import pathlib
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
import rig
import sandbox

# Program: libraries that it must not be linked with, however indirectly.
DATABASE, HTTP_SERVER = 'libsqlite3', 'libmicrohttpd'
SHARED = 'libpq.' # of a log in PostgreSQL, where a channel names a database
PAPER = ('libpango', 'libcairo', 'libX11', 'libharfbuzz')
CLIENT = ('libcurl', 'libldap', 'libssh2', 'librtmp', 'libgssapi')
FORBIDDEN = {
    'gainsay': (DATABASE, HTTP_SERVER, *PAPER),
    'gainsayd': ('libcsv', *PAPER, *CLIENT),
    'gainsay-admin': (HTTP_SERVER, *PAPER),
    'gainsay-certificate': (DATABASE, HTTP_SERVER),
    'gainsay-convert': (DATABASE, HTTP_SERVER, 'libsodium'),
    'gainsay-courier': (DATABASE, HTTP_SERVER, 'libcsv', *PAPER),
    'gainsay-mirror': (DATABASE, 'libcsv', *PAPER),
    'gainsay-demo': (DATABASE, HTTP_SERVER, *PAPER),
}
# Verb: the program that does it.
VERBS = {'serve': 'gainsayd', 'init': 'gainsay-admin',
         'staff': 'gainsay-admin', 'roll': 'gainsay-admin',
         'doctor': 'gainsay-admin', 'backup': 'gainsay-admin',
         'metrics': 'gainsay-admin',
         'certificate': 'gainsay-certificate', 'demo': 'gainsay-demo',
         'courier': 'gainsay-courier', 'remind': 'gainsay-courier', 'mirror': 'gainsay-mirror'}


def linked(program):
    """The shared objects that the loader gives a program, by ldd."""
    told = subprocess.run(['ldd', program], capture_output=True, text=True,
                          check=True).stdout
    return [line.split()[0] for line in told.splitlines() if line.strip()]


def mapped(pid):
    """{path: first address} of the files that a process has mapped."""
    first = {}
    for line in pathlib.Path(f'/proc/{pid}/maps').read_text().splitlines():
        fields = line.split(maxsplit=5)
        if len(fields) == 6 and fields[5].startswith(('/', '[stack]')):
            first.setdefault(fields[5], int(fields[0].split('-')[0], 16))
    return first


def objects(maps):
    return [p for p in maps if re.search(r'\.so(\.|$)', p)]


def check_linked(t, folder):
    # A library that gainsayd loads by its name is none of them.
    programs = {p.name for p in folder.glob('gainsay*') if p.is_file()
                and p.suffix != '.so' and p.read_bytes()[:4] == b'\x7fELF'}
    t.check(programs == set(FORBIDDEN), f'the programs are {programs}')
    for program, forbidden in FORBIDDEN.items():
        names = linked(folder / program)
        bad = [n for n in names if n.startswith((*forbidden, SHARED))]
        t.check(names and not bad, f'{program} is linked with {bad}')
        print(f'{program}: {len(names)} shared objects (ldd)')


def check_owner(t, folder):
    """channel.db has one owner: no other program has the code to open it."""
    for program in FORBIDDEN:
        told = subprocess.run(['nm', folder / program], capture_output=True,
                              text=True, check=True).stdout
        t.check(('gs_log_open_file' in told) == (program == 'gainsayd'),
                f'{program}: opens channel.db')


NO_RANDOMIZE = 0x40000 # of a process's personality, as setarch -R sets it


def is_randomised():
    """Whether this system gives each execution addresses of its own."""
    switch = pathlib.Path('/proc/sys/kernel/randomize_va_space').read_text()
    mine = int(pathlib.Path('/proc/self/personality').read_text(), 16)
    return switch.strip() == '2' and not mine & NO_RANDOMIZE


def check_processes(t, gainsay, where):
    sandbox.found(t, gainsay, where)
    with sandbox.server(gainsay) as s:
        s.get('/log/checkpoint')
        maps = {'front': mapped(s.front), 'back': mapped(s.back)}
        for name, pid in (('front', s.front), ('back', s.back)):
            exe = pathlib.Path(f'/proc/{pid}/exe').resolve()
            t.check(exe.name.startswith('gainsayd'), f'{name}: {exe}')
    for name, first in maps.items():
        names = objects(first)
        bad = [p for p in names if pathlib.Path(p).name.startswith(
            (*FORBIDDEN['gainsayd'], SHARED))]
        t.check(names and not bad, f'{name}: maps {bad}')
        print(f'gainsayd, {name}: {len(names)} shared objects mapped')
    both = set(maps['front']) & set(maps['back'])
    same = [p for p in both if maps['front'][p] == maps['back'][p]]
    t.check(len(both) > 5 and '[stack]' in both, f'in common: {both}')
    if is_randomised():
        t.check(not same, f'front and back have the same address: {same}')
    else:
        print('this system places nothing at random: addresses not compared')


def check_absent(t, gainsay, where):
    """Alone in a folder, gainsay names what it lacks."""
    alone = where / 'alone'
    alone.mkdir()
    shutil.copy(gainsay.binary, alone / 'gainsay')
    program = rig.Program(alone / 'gainsay', where)
    for verb, other in VERBS.items():
        done = program(verb, '--help')
        t.check(done.returncode == 2 and done.stdout.startswith(
            f'gainsay {verb}: {alone}/{other}'), f'{verb} without {other}',
            done.stdout)
        done = gainsay(verb, '--help')
        t.check(done.returncode == 0 and
                done.stdout.startswith(f'usage: gainsay {verb}'),
                f'{verb} --help', done.stdout)
        done = gainsay(verb, '--bogus')
        t.check(done.returncode == 2 and done.stdout.startswith(
            f'gainsay {verb}: there is no option --bogus'),
            f'{verb} --bogus', done.stdout)
    shutil.copy('/bin/false', alone / 'gainsayd')
    (alone / 'gainsayd').chmod(0o755)
    t.check(program('serve').returncode == 1, 'the one beside it is started')
    (alone / 'gainsayd').write_text('no program')
    done = program('serve')
    t.check(done.returncode == 2 and 'cannot be executed: ' in done.stdout,
            'a file that is no program', done.stdout)


def main():
    t = rig.Tally()
    with rig.folder('maps') as name:
        where = pathlib.Path(name).resolve()
        gainsay = rig.Program(sys.argv[1], where)
        check_linked(t, pathlib.Path(gainsay.binary).parent)
        check_owner(t, pathlib.Path(gainsay.binary).parent)
        check_absent(t, gainsay, where)
        check_processes(t, gainsay, where)
    t.end()


if __name__ == '__main__':
    main()
