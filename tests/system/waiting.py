#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""waiting.py GAINSAY: what waits in the server while a charter takes out the key
that signed it.  A thief's end does not enter, stops nothing and nobody; the
release goes on, and its promise binds nobody.  The author's end and the office's
are two."""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
import rig
from recovery import KEY, Channel, seed_of

NEW = b'\x07' * 32


def records(day, kind):
    return [r for r in map(rig.record_of, rig.read_entries(day.place / 'log'))
            if r.startswith(f'gainsay/v1 {kind}\n')]


def end(day, number, role, seed, reason):
    """(record, promise) of an end that was handed in."""
    memo = rig.lines_of(records(day, 'memo')[number - 1], 'memo')[0]
    record = rig.sign_record(
        day.where, seed, f'gainsay/v1 end\nchannel '
        f'{rig.channel_id(day.place)}\nmemo {memo}\nreason {reason}\n', role)
    answer = json.loads(day.s.post('/acts', {'record': record}))
    return record, answer['promise']


def asks(day, number, want, words):
    (day.where / 'q').write_text('Which of the wells was it?\n')
    done = day.gainsay('ask', '--yes', '--server', day.s.url, *KEY, '--sign',
                       day.keys['office'], '--memo', number, '--text', 'q')
    day.t.check(done.returncode == want and words in done.stdout,
                f'a question about memo {number}: exit {done.returncode}',
                done.stdout)


def judged(day, what, made, words, want=0):
    """By an audit, with the act and without."""
    (day.where / what).write_text(f'{made[1]}\n{made[0]}')
    done = day.gainsay('audit', *KEY, '--promise', what, day.s.url)
    day.t.check(done.returncode == want and words in done.stdout,
                f'{what}: exit {done.returncode}', done.stdout)
    (day.where / what).write_text(made[1])
    done = day.gainsay('audit', *KEY, '--promise', what, day.s.url)
    alone = '\nact end\n' in made[1] and 'signature office' in made[0]
    day.t.check((done.returncode == 0) != alone and
                ('belongs behind it' in done.stdout) == alone,
                f'{what}, alone', done.stdout)


def take_out(day):
    """The old key of the office, by a charter that is in force at once."""
    (day.where / 'keys/new').write_text(NEW.hex() + '\n')
    day.must('charter', 'draft', *KEY, '--change', 'role office ' +
             rig.openssl_public(day.where, NEW).hex() + ' The office', '-o',
             'next.rec', day.s.url)
    day.must('charter', 'sign', 'next.rec', '--role', 'authority', '--sign',
             day.keys['authority'], '--log', day.s.url, *KEY, '--yes')
    day.must('charter', 'publish', 'next.rec', '--server', day.s.url, *KEY,
             '--yes')
    day.keys['office'], day.opens = 'keys/new', 'keys/office.age'


def main():
    t = rig.Tally()
    with rig.folder('waiting') as name:
        day = Channel(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        day.start()
        day.enrol(day.s.url)
        day.passes(days=2)
        for _ in range(3):
            day.memo()
            day.replied()
        old = seed_of(day, 'office')
        thief = [end(day, n, 'office', old, 'It is over.') for n in (1, 2, 3)]
        asks(day, 1, 1, 'waits for its late day')
        take_out(day)
        asks(day, 1, 0, 'In the log as entry')
        again = end(day, 2, 'office', NEW, 'It was answered.')
        author = bytes.fromhex((day.where / 'm2.package.author').read_text())
        both = [end(day, 3, 'author', author, 'I leave it there.'),
                end(day, 3, 'office', NEW, 'It was answered.')]
        size = len(rig.read_entries(day.place / 'log'))

        day.passes(days=8)
        t.check([rig.lines_of(r, 'reason')[0] for r in records(day, 'end')] in
                (['It was answered.', 'I leave it there.'],
                 ['I leave it there.', 'It was answered.']) and
                len(rig.read_entries(day.place / 'log')) > size + 1,
                "the office's own end and the author's enter, no thief's",
                str(records(day, 'end')))
        said = pathlib.Path(f'{day.place}.log').read_text()
        t.check('an act of type end was refused' in said,
                'the operator is told', said)
        judged(day, 'first', thief[0], 'it binds nobody')
        judged(day, 'second', thief[1], 'is in the log since')
        judged(day, 'again', again, 'is in the log since')
        for i, made in enumerate(both):
            judged(day, f'both-{i}', made, 'is in the log since')
        asks(day, 1, 0, 'In the log as entry')
        day.goes_on()
        day.restart()
        day.goes_on()
        day.s.__exit__()
    t.end()


if __name__ == '__main__':
    main()
