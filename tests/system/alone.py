#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""alone.py GAINSAY CLIENT: the client for any Linux (scripts/client), a program
or its tarball, in a folder that has nothing beside it: no C library, no loader,
no /dev, no /proc.  A member enrols, writes, endorses, withdraws and files
against a server outside; names are resolved by /etc/hosts and by a name server,
authorities are found where four kinds of distribution have them.  By hand, as
root: it changes its root, and answers at port 53 of 127.0.0.9."""
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tarfile
import threading

sys.dont_write_bytecode = True
import network
import rig
import stored

NOON = f'{stored.DAY}16:00:00Z'
OUTSIDE = {'init', 'staff', 'roll'} # the operator's, who has packages
AUTHORITIES = ('etc/ssl/certs/ca-certificates.crt',
               'etc/pki/tls/certs/ca-bundle.crt', 'etc/ssl/ca-bundle.pem',
               'etc/ssl/cert.pem')
NAME_SERVER = '127.0.0.9'


class Alone(rig.Program):
    """Like Program, in `root`, whose folder /day is the day's."""

    def __init__(self, binary, root):
        super().__init__(binary, root / 'day')
        self.root = root

    def __call__(self, *args, timeout=300):
        def enter():
            os.chroot(self.root)
            os.chdir('/day')
        return subprocess.run(
            ['/gainsay', *(str(a).replace(str(rig.ROOT), '') for a in args)],
            env={'HOME': '/day'}, timeout=timeout, preexec_fn=enter,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors='replace')


class Day(stored.Day):
    def __init__(self, t, binary, root):
        super().__init__(t, binary, root / 'day')
        self.outside, self.gainsay = self.gainsay, Alone(binary, root)

    def must(self, *args):
        run = self.outside if args[0] in OUTSIDE else self.gainsay
        done = run(*args)
        if done.returncode != 0:
            raise RuntimeError(f'{args}: {done.returncode}\n{done.stdout}')
        return done.stdout


def unpack(client, root):
    if client.suffix != '.xz':
        shutil.copy(client, root / 'gainsay')
        return
    with tarfile.open(client) as tar:
        member = next(m for m in tar if m.name.endswith('/gainsay'))
        (root / 'gainsay').write_bytes(tar.extractfile(member).read())
    (root / 'gainsay').chmod(0o755)


def alone(t, root):
    """Nothing is loaded."""
    told = subprocess.run(['readelf', '-ld', root / 'gainsay'], text=True,
                          capture_output=True, check=True).stdout
    t.check('NEEDED' not in told and 'interpreter' not in told,
            'no library, no loader', told)
    shutil.copytree(rig.ROOT / 'examples', root / 'examples')


def member(t, day, s):
    day.hand_in(s.url)
    day.publish(s.url)
    s.post('/exercise/clock', {'now': NOON})
    day.gather(s.url)
    at = ('--server', s.url, '--code', day.word_code)
    for i in range(6):
        day.must('endorse', *day.member(i), *at, day.link(s))
    day.must('withdraw', *day.member(5), *at, day.link(s))
    day.must('file', *day.member(0), *at, '--package', 'memo.package',
             day.link(s))
    s.post('/exercise/clock', {'now': f'{stored.DAY}21:30:00Z'})
    told = day.must('status', '--key', 'channel/vkey', s.url)
    t.check('1' in told, 'enrolled, endorsed, withdrawn and filed', told)
    day.must('provenance', '--key', 'channel/vkey', '--memo-file',
             'memo.package', '--traceable', '-o', 'out.gainsay', s.url)
    told = day.must('verify', '--key', 'channel/vkey', '--roll', 'roll-1.keys',
                    'out.gainsay')
    t.check('5' in told, 'what it proves', told)


def answer_names():
    """One address for every name, 127.0.0.1; no other kind of record."""
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind((NAME_SERVER, 53))
    asked = []

    def run():
        while True:
            query, who = line.recvfrom(512)
            end = query.index(b'\0', 12) + 5
            ipv4 = query[end - 4:end] == b'\0\1\0\1'
            asked.append(query[12:end])
            line.sendto(query[:2] + b'\x81\x80\0\1' + bytes((0, ipv4)) +
                        bytes(4) + query[12:end] + (
                            b'\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\1'
                            if ipv4 else b''), who)
    threading.Thread(target=run, daemon=True).start()
    return asked


def over_tls(t, day, s, root):
    network.make_authority(day.where, 'a')
    network.make_server(day.where, 's', 'a', host='DNS:channel.test')
    with network.front(s.url, day.where / 's.both') as here:
        url = here.replace('127.0.0.1', 'channel.test')
        ask = lambda: day.gainsay('status', '--key', 'channel/vkey', url)
        done = ask()
        t.check(done.returncode == 2 and 'channel.test' in done.stdout,
                'a name that nobody knows', done.stdout)
        (root / 'etc').mkdir()
        hosts = root / 'etc/hosts'
        hosts.write_text('127.0.0.1 channel.test\n')
        done = ask()
        t.check(done.returncode == 2 and 'ertificat' in done.stdout,
                'no authorities', done.stdout)
        for place in AUTHORITIES:
            (root / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(day.where / 'a.pem', root / place)
            done = ask()
            t.check(done.returncode in (0, 3), place, done.stdout)
            (root / place).unlink()
        shutil.copy(day.where / 'a.pem', root / AUTHORITIES[0])
        hosts.unlink()
        (root / 'etc/resolv.conf').write_text(f'nameserver {NAME_SERVER}\n')
        asked = answer_names()
        done = ask()
        t.check(done.returncode in (0, 3) and asked, 'by a name server',
                done.stdout)


def main():
    t = rig.Tally()
    with rig.folder('alone') as name:
        root = pathlib.Path(name).resolve()
        (root / 'day').mkdir()
        unpack(pathlib.Path(sys.argv[2]), root)
        alone(t, root)
        day = Day(t, sys.argv[1], root)
        t.check(day.must('--version').startswith('gainsay '), 'its version')
        told = day.gainsay('compose', '--check', stored.MEMO)
        t.check(told.returncode == 0, 'it checks the example', told.stdout)
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s:
            member(t, day, s)
            over_tls(t, day, s, root)
    t.end()


if __name__ == '__main__':
    main()
