#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""belenios.py TOOL VERSION RUNS: a ballot of Belenios with one answer, yes or
no, in its 2048-bit group: made, and verified.  The program starts for each
ballot that it makes; a verification is the difference between an archive with
ballots and the same without, over how many there are."""
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

BALLOTS = 32
GROUP = ('--group', 'BELENIOS-2048')
TEMPLATE = {
    'description': 'a memo', 'name': 'a memo', 'administrator': 'a',
    'credential_authority': 'c', 'questions': [
        {'answers': ['endorse'], 'min': 0, 'max': 1, 'question': 'q'}]}


class Election:
    def __init__(self, tool, folder):
        self.tool, self.folder = tool, pathlib.Path(folder)
        uuid = self.run('setup', 'generate-token').decode().strip()
        self.write('voters', ''.join(f'v{k}@example.org,v{k}\n'
                                     for k in range(BALLOTS)))
        self.write('template', json.dumps(TEMPLATE))
        self.run('setup', 'generate-credentials', '--uuid', uuid, *GROUP,
                 '--file', 'voters')
        self.move('*.pubcreds', 'public_creds.json')
        self.move('*.privcreds', 'secrets')
        self.run('setup', 'generate-trustee-key', *GROUP)
        self.move('*.pubkey', 'public_keys.jsons')
        self.run('setup', 'make-trustees')
        self.run('setup', 'make-election', '--uuid', uuid, *GROUP,
                 '--template', 'template')
        self.run('archive', 'init')
        for name in ('election.json', 'trustees.json', 'public_creds.json'):
            (self.folder / name).unlink()
        self.secrets = [line.split()[1] for line in
                        (self.folder / 'secrets').read_text().splitlines()]
        self.write('vote', '[[1]]')

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def move(self, pattern, name):
        [path] = self.folder.glob(pattern)
        path.rename(self.folder / name)

    def run(self, *args, stdin=b''):
        done = subprocess.run(
            [self.tool, *args], cwd=self.folder, input=stdin,
            capture_output=True, env={**os.environ,
                                      'BELENIOS_USE_URANDOM': '1'})
        if done.returncode != 0:
            sys.exit(f'belenios: {args}: {done.stderr.decode()}')
        return done.stdout

    def ballot(self, k):
        self.write('secret', self.secrets[k])
        return self.run('election', 'generate-ballot', '--privcred', 'secret',
                        '--ballot', 'vote')

    def verify(self):
        self.run('election', 'verify')


def children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(work, *args):
    """(processor time of the children, time on the clock), what it gave"""
    before, start = children(), time.monotonic()
    made = work(*args)
    return (children() - before, time.monotonic() - start), made


def figure(name, batch, path, times):
    cpu, clock = (statistics.median(t) for t in zip(*times))
    print(json.dumps({'name': name, 'N': BALLOTS, 'batch': batch, 'path': path,
                      'seconds': cpu, 'clock': clock, 'runs': len(times)}),
          flush=True)


def main():
    tool, path, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with tempfile.TemporaryDirectory() as folder:
        election = Election(tool, folder)
        empty = [timed(election.verify)[0] for _ in range(runs)]
        made = [timed(election.ballot, k) for k in range(BALLOTS)]
        for _, ballot in made:
            election.run('archive', 'add-event', '--type=Ballot',
                         stdin=ballot)
        full = [timed(election.verify)[0] for _ in range(runs)]
        figure('prove', 1, path, [t for t, _ in made])
        figure('verify, each of batch', BALLOTS, path,
               [[(f - e) / BALLOTS for f, e in zip(*pair)]
                for pair in zip(full, empty)])
        print(json.dumps({
            'name': 'most memory', 'N': BALLOTS, 'batch': BALLOTS, 'path': path,
            'bytes': 1024 * resource.getrusage(
                resource.RUSAGE_CHILDREN).ru_maxrss}))


if __name__ == '__main__':
    main()
