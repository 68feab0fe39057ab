#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""keep.py GAINSAY: links, packages, seeds and provenance files live in a member's
state: made there, used from there by every verb, handed back, and erased.  The
disk then has nothing in the clear, and the state's length tells nothing."""
import base64
import os
import pathlib
import re
import stat
import sys

sys.dont_write_bytecode = True
import rig
import stored
from config import Person, channel
sys.path.insert(0, str(rig.ROOT / 'tests' / 'vectors'))
import state as state_text

CLOCK = '2023-11-01T15:00:00Z'
WORDS = ('--passphrase-file', 'words')


class Keeper(Person):
    """Has one state, `my.state`, and no other file of a memo."""

    def files(self):
        return sorted(p.name for p in self.home.iterdir() if p.is_file())

    def state(self):
        return self.home / 'my.state'

    def opened(self):
        """What the state's text says, read by other programs."""
        return state_text.opened(self.state().read_bytes(), stored.WORDS)

    def clear(self, *words):
        """That none of these stands in a file of this home."""
        for path in self.home.rglob('*'):
            data = path.read_bytes() if path.is_file() else b''
            for word in words:
                self.day.t.check(word not in data, f'{path.name} has no '
                                 f'{word[:40]}')


def make(day, me, url):
    """Composed, gathered, endorsed and filed; each file in the state."""
    before = me.files()
    me(0, '', 'compose', '--charter', day.place / 'charter.rec', '--roll',
       day.where / 'roll-1.rec', '--to', 'Secretary of State', '--after',
       '2023-12-31', '--out', 'state:cable.package', *WORDS, stored.MEMO)
    me(2, 'keeps a file \'cable.package\' already', 'compose', '--charter',
       day.place / 'charter.rec', '--roll', day.where / 'roll-1.rec', '--to',
       'Secretary of State', '--after', '2023-12-31', '--out',
       'state:cable.package', *WORDS, stored.MEMO)
    code = rig.code_of(me(0, 'Word code', 'gather', *WORDS, '-o',
                          'state:cable.link', 'state:cable.package'))
    me(0, 'Northgate', 'show', *WORDS, 'state:cable.link')
    me(0, 'Northgate', 'show', *WORDS, '@state:cable.link')
    me(0, 'Endorsed', 'endorse', *WORDS, '--code', code, '--promise',
       'state:mine.promise', 'state:cable.link')
    me(0, 'stays open through', 'gather', *WORDS, '--author',
       'state:cable.package.author', '--prolong', 'state:cable.link',
       'state:cable.package')
    me(0, 'Filed', 'file', *WORDS, '--code', code, '--package',
       'state:cable.package', 'state:cable.link')
    day.t.check(me.files() == before, 'nothing is on the disk',
                str(me.files()))


def use(day, s, me):
    """By verbs with a state of their own use, and by those without."""
    key = ('--key', day.place / 'vkey')
    me(0, '', 'provenance', *key, *WORDS, '--memo-file',
       'state:cable.package', '-o', 'state:cable.gainsay', s.url)
    me(2, 'file state:cable.gainsay already', 'provenance', *key, *WORDS,
       '--memo-file', 'state:cable.package', '-o', 'state:cable.gainsay',
       s.url)
    me(0, '', 'provenance', *key, *WORDS, '--memo-file',
       'state:cable.package', '--force', '-o', 'state:cable.gainsay', s.url)
    me(0, 'filed', 'read', *key, *WORDS, '--server', s.url, '--package',
       'state:cable.package', '--author', 'state:cable.package.author')
    me(0, 'Valid: formally filed', 'verify', *key, *WORDS, 'state:cable.gainsay')
    me(0, '', 'redact', *WORDS, '--block', '1', '-o', 'state:part.gainsay',
       'state:cable.gainsay')
    me(0, 'Valid: formally filed', 'verify', *key, *WORDS, 'state:part.gainsay')
    me(0, 'Nothing was sent', 'claim', *WORDS, '--author',
       'state:cable.package.author', '--memo', 'state:cable.gainsay',
       '--name', 'A. B.', '-o', 'state:mine.claim')
    me(0, 'A. B.', 'verify', *key, *WORDS, '--claim', 'state:mine.claim',
       'state:cable.gainsay')
    me(0, 'next late day', 'end', '--server', s.url, *key, '--state',
       'my.state', *WORDS, '--author', '--sign', 'state:cable.package.author',
       '--memo', '1', '--reason', 'Enough', '--yes')
    listed = me(0, 'your end of memo 1 is not in the log yet', 'promises',
                *WORDS)
    day.t.check(re.search('end:[0-9a-f]{8} +waits', listed), 'the state keeps '
                'the end, and its promise', listed)
    day.t.check(me.files() == ['my.state', 'words'], 'nothing is on the disk',
                str(me.files()))
    me.clear(b'Northgate', b'/box/', b'gainsay/v1 content')


def refused(day, me):
    """Nothing is made up, and no verb falls back to the disk."""
    me(2, 'keeps no file \'nosuch\'', 'show', *WORDS, 'state:nosuch')
    me(2, 'keeps no file \'nosuch\'', 'verify', '--key', day.place / 'vkey',
       *WORDS, 'state:nosuch')
    me(2, 'this verb has no state', 'inbox', '--key', 'state:vkey', '--server',
       'http://127.0.0.1:1')
    (me.home / 'a b').write_text('x')
    me(1, 'names no file of a state', 'keep', *WORDS, 'a b')
    (me.home / 'long').write_bytes(bytes((5 << 20) + 1))
    me(1, 'longer than', 'keep', *WORDS, 'long')
    (me.home / 'long').write_bytes(bytes(5 << 20))
    me(1, 'does not fit', 'keep', *WORDS, 'long')
    for args in (('--move',), ('--take', 'a'), ('-o', 'x'), ('--as', 'x'),
                 ('--drop', 'a', 'a b'), ('--as', 'x', 'a b', 'long')):
        me(2, 'give one of', 'keep', *WORDS, *args)
    for name in ('a b', 'long'):
        (me.home / name).unlink()


def hand_back(day, me):
    """To the disk and into the state; what was moved is overwritten."""
    listed = me(0, 'state:cable.link', 'keep', *WORDS)
    names = [line.split(' ')[0] for line in listed.splitlines()]
    day.t.check(names == ['state:' + n for n in (
        'cable.gainsay', 'cable.link', 'cable.package',
        'cable.package.author', 'mine.claim', 'mine.promise',
        'part.gainsay')], 'all are listed', listed)
    me(0, '', 'keep', *WORDS, '--take', 'cable.link', '-o', 'a.link')
    path = me.home / 'a.link'
    day.t.check(stat.S_IMODE(path.stat().st_mode) == 0o600, 'its owner\'s')
    link = path.read_bytes()
    day.t.check(me.opened()['files']['cable.link'].encode() == link and
                b'/box/' in link, 'the same bytes, also to another program')
    me(2, 'file a.link already', 'keep', *WORDS, '--take', 'cable.link', '-o',
       'a.link')
    me(1, 'keeps a file \'cable.link\' already', 'keep', *WORDS, '--as',
       'cable.link', 'a.link')
    with open(path, 'rb') as held:
        me(0, 'is erased', 'keep', *WORDS, '--as', 'again', '--move',
           'a.link')
        day.t.check(not path.exists() and held.read() == bytes(len(link)),
                    'overwritten and removed')
    path.write_bytes(link)
    os.link(path, me.home / 'other')
    me(2, 'has another name', 'keep', *WORDS, '--move', 'a.link')
    day.t.check(path.read_bytes() == link, 'what has two names stays')
    for name in ('a.link', 'other'):
        (me.home / name).unlink()


def erase(day, me, length):
    me(1, 'no terminal to ask', 'keep', *WORDS, '--drop', 'again')
    for name in ('again', 'cable.package.author'):
        me(0, 'Erased', 'keep', *WORDS, '--drop', name, '--yes')
    me(1, 'no file of the name again', 'keep', *WORDS, '--drop', 'again',
       '--yes')
    day.t.check('cable.package.author' not in me.opened()['files'],
                'it is not in the text')
    told = me(0, 'is erased', 'forget', *WORDS, '--edition', '1',
              '--yes')
    day.t.check('still keeps 7 files' in told, 'what stays is told', told)
    day.t.check(me.state().stat().st_size == length,
                'of one length from beginning to end')


def main():
    t = rig.Tally()
    with rig.folder('keep') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        me = Keeper(day, 'me')
        with day.serve('2023-10-30T13:00:00Z') as s:
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': CLOCK})
            # The program argon2 takes no NUL in a salt.
            mine = next(p for p in sorted(day.where.glob('*.state'))
                        if p.name != '0.state' and 0 not in base64.b64decode(
                            p.read_bytes().split(b'\n')[2].split(b' ')[1]))
            mine.rename(me.state())
            (me.home / 'words').write_bytes(
                (day.where / 'words').read_bytes())
            (me.home / 'words').chmod(0o600)
            me.write(channel('ours', s.url, f'key {day.place}/vkey',
                             'state ~/my.state'))
            length = me.state().stat().st_size
            t.check({p.stat().st_size for p in day.where.glob('*.state')} ==
                    {length}, 'as everybody\'s')
            make(day, me, s.url)
            s.post('/exercise/clock', {'now': '2023-11-02T15:00:00Z'})
            use(day, s, me)
            refused(day, me)
            hand_back(day, me)
            erase(day, me, length)
    t.end()


if __name__ == '__main__':
    main()
