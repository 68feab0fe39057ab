#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""state.py GAINSAY: what becomes of a member's state: its passphrase, what it
says of itself, a second device, a sheet of paper, and its loss."""
import csv
import pathlib
import re
import sys

sys.dont_write_bytecode = True
import rig
import stored
from config import Person, channel

PUBLISHED, CLOCK = '2023-10-30T13:00:00Z', '2023-11-01T15:00:00Z'
NEXT = '2023-11-02T15:00:00Z'
OLD, NEW = stored.WORDS, 'vivid harbor kidney stool'


def passphrases(day, me):
    """A new one is typed twice and is no weak one; the old one opens no more,
    and nothing else of the state changed."""
    state = me.home / 'my.state'
    before = state.read_bytes()
    (me.home / 'new').write_text(NEW + '\n')
    (me.home / 'weak').write_text('password\n')
    (me.home / 'latin').write_bytes(b'caf\xe9 au lait avec du sucre\n')
    old = ('--passphrase-file', day.where / 'words')
    for want, words, args in (
            (1, 'common words', ('--new-file', 'weak')),
            (1, 'not UTF-8', ('--new-file', 'latin')),
            (2, 'No such file', ('--new-file', 'nosuch')),
            (1, 'another passphrase', ('--passphrase-file', 'new',
                                       '--new-file', 'new'))):
        me(want, words, 'passphrase', *(() if args[0] == '--passphrase-file'
                                        else old), *args)
        day.t.check(state.read_bytes() == before, f'{words}: as it was')
    me.typed(1, 'the two passphrases differ', [
        ('Passphrase: ', OLD), ('New passphrase: ', NEW),
        ('The same again: ', NEW + '.')], 'passphrase')
    day.t.check(state.read_bytes() == before, 'as it was')
    told = me.typed(0, 'has another passphrase', [
        ('Passphrase: ', OLD), ('New passphrase: ', NEW),
        ('The same again: ', NEW)], 'passphrase')
    day.t.check('Deriving the key ...' in told, 'work is told', told)
    me(1, 'another passphrase', 'promises', *old)
    me(0, 'keeps no act', 'promises', '--passphrase-file', 'new')
    me(0, 'has another passphrase', 'passphrase', '--passphrase-file', 'new',
       '--new-file', day.where / 'words')


def says(day, me, words, *more):
    """What `me` says; and no secret."""
    said = me(0, words, 'me', '--passphrase-file', day.where / 'words', *more)
    day.t.check(not re.search('[0-9a-fA-F]{17,}', said), 'no secret', said)
    return said


def mine(day, s, me):
    """Channel, keys and acts, as state and log have them."""
    code = says(day, me, 'edition 1    its roll serves now')
    day.t.check('  none\n' in code and 'run out with edition 1' in code and
                re.search(r'(?m)^Its code   ([a-z]+ ){7}[a-z]+$', code) and
                f'Server     {s.url}\n' in code, 'channel and keys', code)
    day.t.check('your keys run out: the next roll is edition 2' in code,
                'keys that run out are told', code)
    link = '@' + str(day.where / 'memo.link')
    words = ('--passphrase-file', day.where / 'words', '--code',
             day.word_code)
    told = me(0, 'Endorsed', 'endorse', *words, link)
    day.t.check('your keys run out' in told, 'at each contact', told)
    says(day, me, 'endorse:')
    says(day, me, 'promised\n', '--offline')
    me(0, 'Filed', 'file', *words, '--package', day.where / 'memo.package',
       link)
    said = says(day, me, 'endorse:')
    day.t.check('file:' in said, 'the filing waits', said)
    s.post('/exercise/clock', {'now': NEXT})
    said = says(day, me, 'memo 1      filed and endorsed')
    day.t.check('endorse:' not in said, 'the log has it', said)
    day.t.check('none that the log' in says(day, me, 'Acts', '--offline'),
                'the state keeps it no longer')


def keys_enough(day, s, me):
    """Who has a key for the next roll hears nothing of it."""
    day.must('staff', 'issue', 'channel', '--edition', '2', '-o', 'more.csv')
    with open(day.where / 'more.csv', newline='') as f:
        code = next(r['code'] for r in csv.DictReader(f)
                    if r['id'] == 'person-001-id')
    me(0, 'Enrolled: 1 key, for edition 2', 'enrol', '--channel', 'ours',
       '--passphrase-file', day.where / 'words', '--editions', '1', '--code',
       code)
    said = says(day, me, 'edition 2    its roll is not out yet')
    day.t.check('your keys run out' not in said, 'not yet', said)


def weak(day, s, me):
    """In an exercise, and asked for, alone."""
    code = day.codes[-1]
    (me.home / 'weak').write_text('hunter2\n')
    enrol = ('enrol', '--server', s.url, '--key', day.place / 'vkey',
             '--state', 'w.state', '--passphrase-file', 'weak', '--cost',
             'low', '--code', code)
    me(1, 'could be guessed', *enrol)
    day.t.check(not (me.home / 'w.state').exists(), 'no state is left')
    me(1, 'the code has been used', *enrol, '--weak')


def main():
    t = rig.Tally()
    with rig.folder('state') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        me = Person(day, 'me')
        with day.serve(PUBLISHED) as s:
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': CLOCK})
            (me.home / 'my.state').write_bytes(
                (day.where / '1.state').read_bytes())
            me.write(channel('ours', s.url, f'key {day.place}/vkey',
                             'state ~/my.state'))
            passphrases(day, me)
            weak(day, s, me)
            day.gather(s.url)
            mine(day, s, me)
            keys_enough(day, s, me)
    t.end()


if __name__ == '__main__':
    main()
