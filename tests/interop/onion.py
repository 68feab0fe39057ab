#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""onion.py GAINSAY SOURCE WORK: by hand, as root.  packaging/tor/torrc before a
channel's server, in a Tor network of this machine's own: three authorities,
four relays and a member's Tor, in a namespace without any other network.  The
onion service has proof-of-work defences; `gainsay` reaches the channel by its
address alone, through 127.0.0.1:9050, and nothing else is asked for the name."""
import os
import pathlib
import re
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(sys.argv[2]) / 'tests/system'))
import rig
import stored
from unpacked import fetch

AUTHORITIES, RELAYS = 3, 4
COMMON = '''TestingTorNetwork 1
DataDirectory {dir}
Log notice file {dir}/log
PidFile {dir}/pid
AssumeReachable 1
PathsNeededToBuildCircuits 0.25
TestingDirAuthVoteExit *
TestingDirAuthVoteGuard *
TestingDirAuthVoteHSDir *
{authorities}
'''
RELAY = '''Nickname {name}
Address 127.0.0.1
ORPort 127.0.0.1:{orport}
DirPort 127.0.0.1:{dirport}
ExitRelay 0
ContactInfo none
SocksPort 0
'''
AUTHORITY = '''AuthoritativeDirectory 1
V3AuthoritativeDirectory 1
TestingV3AuthInitialVotingInterval 20
TestingV3AuthInitialVoteDelay 4
TestingV3AuthInitialDistDelay 4
V3AuthVotingInterval 20
V3AuthVoteDelay 4
V3AuthDistDelay 4
'''


class Network:
    def __init__(self, t, root, where):
        self.t, self.where, self.children = t, where, []
        self.bin = root / 'usr/bin'

    def run(self, *argv, **how):
        return subprocess.run([str(a) for a in argv], check=True, text=True,
                              capture_output=True, **how).stdout

    def authority(self, i):
        """Its keys, and the line by which all others know it."""
        place = self.where / f'a{i}'
        (place / 'keys').mkdir(parents=True, mode=0o700)
        place.chmod(0o700)
        self.run(self.bin / 'tor-gencert', '--create-identity-key',
                 '--passphrase-fd', '0', '-m', '12', '-a',
                 f'127.0.0.1:{7000 + i}', cwd=place / 'keys', input='\n')
        v3 = re.search(r'fingerprint (\w+)', (
            place / 'keys/authority_certificate').read_text())[1]
        said = self.run(self.bin / 'tor', '--list-fingerprint',
                        '--DataDirectory', place, '--ORPort',
                        f'127.0.0.1:{5000 + i}', '--DirAuthority',
                        f'x orport={5000 + i} v3ident={v3} '
                        f'127.0.0.1:{7000 + i} {v3}', '--Nickname', f'a{i}',
                        '-f', '/dev/null', '--ignore-missing-torrc',
                        '--ContactInfo', 'none', '--Address', '127.0.0.1')
        own = re.findall(r'^a\d+ ([0-9A-F ]+)$', said, re.M)[-1]
        return (f'DirAuthority a{i} orport={5000 + i} v3ident={v3} '
                f'127.0.0.1:{7000 + i} {own.replace(" ", "")}')

    def start(self, name, more):
        place = self.where / name
        place.mkdir(exist_ok=True, mode=0o700)
        (place / 'torrc').write_text(COMMON.format(
            dir=place, authorities='\n'.join(self.lines)) + more)
        self.children.append(subprocess.Popen(
            [self.bin / 'tor', '-f', place / 'torrc', '--defaults-torrc',
             '/dev/null'], stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT))

    def all(self):
        self.lines = [self.authority(i) for i in range(AUTHORITIES)]
        for i in range(AUTHORITIES):
            self.start(f'a{i}', AUTHORITY + RELAY.format(
                name=f'a{i}', orport=5000 + i, dirport=7000 + i))
        for i in range(RELAYS):
            self.start(f'r{i}', RELAY.format(
                name=f'r{i}', orport=5100 + i, dirport=7100 + i))
        self.start('member', 'SocksPort 127.0.0.1:9050\n')

    def end(self):
        for child in self.children:
            child.terminate()
        for child in self.children:
            child.wait(60)


def service(net, source, backend):
    """The torrc that we ship, but for where it lies and what listens."""
    text = (source / 'packaging/tor/torrc').read_text()
    for a, b in ((r'/var/lib/tor/gainsay', f'{net.where}/hs'),
                 (r'127\.0\.0\.1:8080', backend.removeprefix('http://')),
                 (r'(?m)^Log notice syslog\n', '')):
        text, count = re.subn(a, b, text)
        if count == 0:
            sys.exit(f'torrc: nothing to put {b!r} for')
    net.start('service', text)


def reach(t, day, url):
    """Until the network has agreed on itself."""
    end = time.monotonic() + 300
    while True:
        began = time.monotonic()
        done = day.gainsay('status', '--key', 'channel/vkey', url)
        took = time.monotonic() - began
        if done.returncode == 0 or time.monotonic() > end:
            break
        time.sleep(1)
    t.check(done.returncode == 0 and 'no memo' in done.stdout.lower(),
            f'{url} is reached, by no option', done.stdout)
    return took


def main():
    source, work = (pathlib.Path(p).resolve() for p in sys.argv[2:4])
    root = fetch(work / 'tor', 'tor')
    if os.environ.get('GAINSAY_ALONE') != '1':
        os.environ['GAINSAY_ALONE'] = '1'
        os.execvp('unshare', ['unshare', '-n', 'sh', '-c',
                              'ip link set lo up && exec "$@"', 'sh',
                              sys.executable, *sys.argv])
    t = rig.Tally()
    began = time.monotonic()
    with rig.folder('onion') as name:
        where = pathlib.Path(name).resolve()
        net = Network(t, root, where)
        day = stored.Day(t, sys.argv[1], where)
        day.found()
        try:
            with day.serve('2023-10-30T13:00:00Z') as s:
                net.all()
                service(net, source, s.url)
                while not (where / 'hs/hostname').exists():
                    time.sleep(0.2)
                url = 'http://' + (where / 'hs/hostname').read_text().strip()
                reach(t, day, url)
                print(f'first reached after {time.monotonic() - began:.0f} s, '
                      f'then in {reach(t, day, url):.2f} s')
                day.must('sync', '--key', 'channel/vkey', '--cache', 'copy',
                         url)
                done = day.gainsay('audit', '--key', 'channel/vkey', url)
                t.check('keeps its rules' in done.stdout, 'an audit',
                        done.stdout)
                said = (where / 'service/log').read_text()
                print('\n'.join(line for line in said.splitlines()
                                if '[warn]' in line or 'PoW' in line))
        finally:
            net.end()
    t.end()


if __name__ == '__main__':
    main()
