#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sealed_to.py GAINSAY: in a charter that has memos sealed to the release
officer too, that officer makes the provenance file alone, and it is the
author's, byte for byte; it is handed to no other role."""
import pathlib
import sys

sys.dont_write_bytecode = True
import rig
import stored


class Sealed(stored.Day):
    init = ('init', '--answers', 'answers', '--yes')

    def found(self, *more):
        text = (rig.ROOT / 'examples/us-state.answers').read_text()
        (self.where / 'answers').write_text(
            text + 'seal release x25519 new The release officer\n')
        super().found(*more)

    def file(self, s):
        day = ('--server', s.url, '--code', self.word_code)
        for i in range(6):
            self.must('endorse', *self.member(i), *day, self.link(s))
        self.must('file', *self.member(0), *day, '--package', 'memo.package',
                  self.link(s))
        s.post('/exercise/clock', {'now': f'{stored.DAY}21:00:00Z'})


def make(day, url, name, *who):
    return day.gainsay('provenance', '--key', 'channel/vkey', *who,
                       '--traceable', '-o', f'{name}.gainsay', url)


def as_role(role, key, opens):
    return ('--memo', 1, '--sign', f'keys/{key}.key', '--identity',
            f'keys/{opens}.age', '--role', role)


def check(day, url):
    def made(name, *who):
        done = make(day, url, name, *who)
        day.t.check(done.returncode == 0, f'{name} makes it', done.stdout)
        return (day.where / f'{name}.gainsay').read_bytes()

    author = made('author', '--memo-file', 'memo.package')
    day.t.check(made('release', *as_role('release', 'release', 'release')) ==
                made('office', *as_role('office', 'office', 'office')) ==
                author, 'the same file')
    for role, key in (('release', 'office'), ('second', 'second'),
                      ('registrar', 'release')):
        done = make(day, url, 'none', *as_role(role, key, 'release'))
        day.t.check(done.returncode == 1 and 'those whom its memo is sealed to'
                    in done.stdout, f'{role} by {key}: none', done.stdout)
    day.t.check(not (day.where / 'none.gainsay').exists(), 'none is written')


def main():
    t = rig.Tally()
    with rig.folder('sealed_to') as name:
        day = Sealed(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s:
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': f'{stored.DAY}15:00:00Z'})
            day.gather(s.url)
            day.file(s)
            check(day, s.url)
    t.end()


if __name__ == '__main__':
    main()
