#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""private.py GAINSAY: whatever the umask, other users of the machine cannot
read what the program writes for its owner; the server's public files everybody
can read and nobody else write."""
import os
import pathlib
import stat
import sys

sys.dont_write_bytecode = True
import rig
import stored

# Rolls are for everyone, as the charter is.
PUBLIC = {'roll-1.rec', 'roll-1.keys'}


def written(where):
    return {p.name for p in where.iterdir() if p.is_file()}


def work(day):
    """Every verb that writes a file for its user: their names."""
    day.found()
    ours = written(day.where) | {'here.link', 'channel.log'}
    key = ('--key', 'channel/vkey')
    with day.serve('2023-10-30T13:00:00Z') as s:
        day.enrol(s.url)
        s.post('/exercise/clock', {'now': f'{stored.DAY}15:00:00Z'})
        day.gather(s.url)
        at = ('--server', s.url)
        day.must('endorse', *day.member(0), *at, '--code', day.word_code,
                 day.link(s))
        day.must('endorse', *day.member(1), *at, '--code', day.word_code,
                 '-o', '1.act', day.link(s))
        day.must('file', *day.member(0), *at, '--code', day.word_code,
                 '--package', 'memo.package', day.link(s))
        s.post('/exercise/clock', {'now': f'{stored.DAY}21:00:00Z'})
        day.must('endorse', *day.member(2), *at, '--code', day.word_code,
                 '--promise', '2.promise', day.link(s))
        day.must('provenance', *key, '--memo-file', 'memo.package',
                 '--traceable', '-o', 'memo.gainsay', s.url)
        day.must('inbox', *at, *key, '--sign', 'keys/office.key',
                 '--memo', '1', '--identity', 'keys/office.age', '-o',
                 'opened.md')
    day.must('redact', '--block', '1', '-o', 'part.gainsay', '--text',
             'part.md', 'memo.gainsay')
    day.must('certificate', *key, '-o', 'memo.pdf', 'memo.gainsay')
    day.must('claim', '--author', 'memo.package.author', '--name', 'A. B.',
             '--memo', 'memo.package', '--charter', 'channel/charter.rec',
             '-o', 'memo.claim')
    return written(day.where) - ours


def main():
    t = rig.Tally()
    os.umask(0)
    with rig.folder('private') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        names = work(day)
        want = {'memo.package', 'memo.package.author', 'memo.link', '1.act',
                '2.promise', 'memo.gainsay', 'opened.md', 'part.gainsay',
                'part.md', 'memo.claim', 'codes.csv', '0.state'}
        t.check(want <= names, 'what was written', str(want - names))
        for name in sorted(names):
            mode = stat.S_IMODE((day.where / name).stat().st_mode)
            t.check(mode == 0o600 or
                    (name in PUBLIC and mode == 0o644),
                    f'{name} is its owner\'s alone: {mode:o}')
        for path in day.place.rglob('*'):
            mode = stat.S_IMODE(path.stat().st_mode)
            t.check(not mode & 0o022,
                    f'nobody else writes {path.name}: {mode:o}')
        held = list((day.place / 'keys').iterdir())
        t.check({p.name for p in held} >= {'log.key', 'clock.key'} and
                all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in held),
                'the server\'s keys are its own', str(held))
    t.end()


if __name__ == '__main__':
    main()
