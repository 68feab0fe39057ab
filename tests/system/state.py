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


def second_device(day, s, me, other):
    """A copy, which acts as well; what waits stays on the first."""
    words = ('--passphrase-file', day.where / 'words')
    me(0, 'Withdrawn', 'withdraw', *words, '--code', day.word_code,
       '@' + str(day.where / 'memo.link'))
    me(0, 'gainsay restore', 'copy', *words, '../copy')
    copy = day.where / 'copy'
    day.t.check(copy.stat().st_mode & 0o777 == 0o600, 'its owner\'s')
    me(1, 'another passphrase', 'copy', '--passphrase-file', 'new', '../c2')
    me(1, 'File exists', 'copy', *words, '../copy')
    (me.home / 'weak').write_text('password\n')
    me(1, 'common words', 'copy', *words, '--new-file', 'weak', '../c2')
    day.t.check(not (day.where / 'c2').exists(), 'no copy is left')
    me(0, 'gainsay restore', 'copy', *words, '--new-file', 'new', '../c3')
    other(1, 'another passphrase', 'restore', *words, '../c3')
    day.t.check(not other.config.exists(), 'nothing is left')
    other(0, "with 2 keys; in your configuration its channel is 'localhost'",
          'restore', *words, '../copy')
    other(1, 'File exists', 'restore', *words, '../copy')
    day.t.check('withdraw:' in says(day, me, 'filed and endorsed') and
                'withdraw:' not in says(day, other, 'filed and endorsed'),
                'acts stay where they were made')
    # The same act again, and so the same promise.
    other(0, 'Withdrawn', 'withdraw', *words, '--code', day.word_code,
          '@' + str(day.where / 'memo.link'))
    other(0, 'its channel is \'again\'', 'restore', '--passphrase-file',
          me.home / 'new', '--name', 'again', '--state', 'again.state',
          '../c3')


def paper(day, s, me, other):
    """Out of the state, onto paper, and back under another passphrase."""
    words = ('--passphrase-file', day.where / 'words')
    me(1, 'no terminal to ask', 'recovery', *words)
    told = me.typed(0, 'secret 1 ', [('Passphrase: ', OLD),
                                     ('Type yes: ', 'yes')], 'recovery')
    sheet = told[told.index('gainsay/v1 recovery'):]
    day.t.check(me.run('recovery', *words, '--yes').stdout == sheet,
                'the same for scripts', sheet)
    me.typed(1, 'nothing was done', [('Passphrase: ', OLD),
                                     ('Type yes: ', 'no')], 'recovery')
    me(0, '', 'recovery', *words, '--yes', '-o', 'sheet')
    me(2, 'there is a file', 'recovery', *words, '--yes', '-o', 'sheet')
    me(2, 'not both', 'recovery', *words, '-o', 'other', '--pdf', 'page')
    file = me.home / 'sheet'
    day.t.check(file.read_text() == sheet and
                file.stat().st_mode & 0o777 == 0o600,
                'a file for its owner alone', oct(file.stat().st_mode))
    # Copied with what an editor adds, and with a letter that is wrong.
    path = other.home / 'sheet'
    path.write_bytes(sheet.replace('\n', '\r\n').encode() + b'\r\n\r\n')
    (other.home / 'new').write_text(NEW + '\n')
    (other.home / 'wrong').write_text(sheet.replace('secret 1', 'secret 3', 1))
    other(1, 'a letter or more is not', 'restore', '--passphrase-file', 'new',
          'wrong')
    other(1, 'not what \'gainsay recovery\' printed, from line 1', 'restore',
          '--passphrase-file', 'new', day.where / 'words')
    (other.home / 'weak').write_text('password\n')
    other(1, 'common words', 'restore', '--passphrase-file', 'weak', 'sheet')
    day.t.check(not list((other.home / '.local').rglob('*.state')),
                'no state is left')
    other.typed(0, 'with 2 keys', [('New passphrase: ', NEW),
                                   ('The same again: ', NEW)],
                'restore', 'sheet')
    said = other(0, 'memo 1      filed and endorsed', 'me',
                 '--passphrase-file', 'new')
    day.t.check(said.count('NO RECEIPT') == 2, 'without receipts', said)


def lost(day, s, me):
    """Neither: the registrar replaces the keys, and it begins anew."""
    day.must('staff', 'issue', 'channel', '--id', 'person-001-id', '--replace', '--yes',
             '--server', s.url, '--invitations', 'again')
    invitation = day.where / 'again/person-001-id.invitation'
    (me.home / 'new').write_text(NEW + '\n')
    join = ('join', '--passphrase-file', 'new', '--cost', 'low', '--editions',
            '1', invitation)
    # The passphrase is lost as well: the old file is in the way.
    me(1, 'another passphrase', *join)
    (me.home / 'my.state').rename(me.home / 'old.state')
    me(0, 'Enrolled: 1 key, for edition 2', *join)
    day.t.check((me.home / 'my.state').exists(),
                'in the place that the configuration has')
    me(0, 'edition 2', 'me', '--passphrase-file', 'new')


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
    with rig.folder('state', disk=True) as name:
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
            second_device(day, s, me, Person(day, 'other'))
            paper(day, s, me, Person(day, 'found'))
            lost(day, s, me)
    t.end()


if __name__ == '__main__':
    main()
