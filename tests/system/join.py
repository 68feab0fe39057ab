#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""join.py GAINSAY: from an invitation to an endorsement by two commands that
take no flag; and invitations that are wrong, used, or for another channel."""
import pathlib
import re
import sys

sys.dont_write_bytecode = True
import rig
import stored
from config import Person

PUBLISHED, CLOCK = '2023-10-30T13:00:00Z', '2023-11-01T15:00:00Z'
WORDS = 'correct horse battery staple'
PASSPHRASE = [('New passphrase: ', WORDS), ('The same again: ', WORDS)]
IDS = [f'person-{i:03}-id' for i in range(stored.MEMBERS)]


def invite(day, url):
    """Everybody's invitation, in a folder; two ids that no file's name should
    have."""
    day.must('staff', 'import', 'channel', 'staff.csv')
    said = day.must('staff', 'issue', 'channel', '--server', url,
                    '--invitations', 'invitations')
    folder = day.where / 'invitations'
    names = sorted(p.name for p in folder.iterdir())
    day.t.check(names == [f'{i}.invitation' for i in IDS], 'one for each',
                str(names))
    day.t.check(folder.stat().st_mode & 0o077 == 0 and
                all(p.stat().st_mode & 0o077 == 0 for p in folder.iterdir()),
                'nobody else reads them')
    day.t.check(not re.search('[0-9a-f]{4}-[0-9a-f]{4}-', said),
                'no code is printed besides', said)
    return re.search(r'(?m)^  ([a-z]+(?: [a-z]+){7})$', said)[1]


def issue_again(day, url):
    """What is there is not overwritten; a code is in one invitation alone."""
    again = ('staff', 'issue', 'channel', '--id', IDS[0], '--server', url,
             '--invitations', 'invitations')
    done = day.gainsay(*again)
    day.t.check(done.returncode == 2 and 'File exists' in done.stdout,
                'an invitation is not overwritten', done.stdout)
    day.must(*again, '--force')
    for words, args in (('--server URL', again[:5]),
                        ('is not encrypted',
                         (*again[:6], 'http://a.example'))):
        done = day.gainsay(*args, '--invitations', 'i2')
        day.t.check(done.returncode in (1, 2) and words in done.stdout,
                    f'an invitation: {words}', done.stdout)


def wrong(day, me, url):
    """What is no invitation, or another channel's, enrols nobody and leaves
    nothing."""
    text = (day.where / f'invitations/{IDS[1]}.invitation').read_text()
    files = []

    def changed(old, new):
        files.append(me.home / f'changed-{len(files)}')
        files[-1].write_text(text.replace(old, new, 1))
        return files[-1]
    was = re.search(r'(?m)^channel (.*)$', text)[1]
    key = re.search(r'(?m)^key (.*)$', text)[1]
    root = re.search(r'(?m)^checkpoint [1-9][0-9]* (\S+) \S+$', text)[1]
    for want, words, file in (
            (2, 'No such file', 'nosuch'),
            (1, 'no invitation: line 1', changed('invitation', 'receipt')),
            (1, 'no invitation: line 7', changed('\ncode', '\n\ncode')),
            (1, 'is none: it was changed', changed(key, key[:-4] + 'AAAA')),
            (1, 'has a checkpoint that', changed(root, was)),
            (2, 'is not encrypted', changed(url, 'http://a.example')),
            (2, 'does not answer', changed(url, 'http://127.0.0.1:1')),
            (1, 'of another channel', changed(was, 'A' * 43 + '='))):
        me(want, words, 'join', '--passphrase-file', day.where / 'words',
           '--cost', 'low', file)
    me(1, 'no such code', 'join', '--passphrase-file', day.where / 'words',
       '--cost', 'low', changed('code ', 'code 0'))
    left = [p for p in (me.home / '.local/share/gainsay').rglob('*')]
    day.t.check(not left and not me.config.exists(), 'nothing is left',
                str(left))


def join_typed(day, me, words):
    """The first command, with the word code to compare."""
    invitation = day.where / f'invitations/{IDS[2]}.invitation'
    me.environment['NO_COLOR'] = '1'
    told = me.typed(0, 'Enrolled: 2 keys', PASSPHRASE, 'join', invitation)
    day.t.check(f'Its key    {words}\n' in told, 'the word code is shown',
                told)
    state = me.home / '.local/share/gainsay/localhost.state'
    day.t.check(state.stat().st_mode & 0o777 == 0o600 and
                state.parent.stat().st_mode & 0o777 == 0o700 and
                me.config.stat().st_mode & 0o777 == 0o600,
                'state and configuration are their owner\'s')
    day.t.check(f'state {state}\n' in me.config.read_text(), 'the state')
    again = ('join', '--passphrase-file', 'words', invitation)
    kept = me.config.read_text()
    me(1, 'the code has been used', *again)
    day.t.check(me.config.read_text() == kept, 'the channel is there once')
    # Whoever was interrupted before the configuration was written.
    me.config.unlink()
    me(1, "is 'localhost' in your configuration now; but no keys", *again)
    day.t.check(me.config.read_text() == kept, 'the channel is there again')


def join_others(day, url):
    """By file, and from standard input; beside another channel."""
    for i, id in enumerate(IDS):
        if i in (2, 3):
            continue
        day.must('join', '--passphrase-file', 'words', '--cost', 'low',
                 '--state', f'{i}.state', f'invitations/{id}.invitation')


def beside(day, me, url):
    """A second channel does not change what a command means."""
    invitation = day.where / f'invitations/{IDS[3]}.invitation'
    me.write('channel localhost\n  server http://127.0.0.1:1\n'
             '  key a+00000000+AAAA')
    words = ('--passphrase-file', day.where / 'words', '--cost', 'low')
    me(1, "'localhost' already, of another key", 'join', *words, '--name',
       'localhost', invitation)
    me(1, 'is no short name', 'join', *words, '--name', 'A', invitation)
    me(0, "channel 'localhost-2'", 'join', *words, invitation)
    text = me.config.read_text()
    day.t.check(text.startswith('default localhost\nchannel localhost\n') and
                '\n\nchannel localhost-2\n' in text, 'the default stays', text)
    me(0, 'No memo', 'status', '--channel', 'localhost-2')
    day.t.check((me.home / '.local/share/gainsay/localhost-2.state').exists(),
                'a state of its own')


def endorse_typed(day, me, s):
    """The second command."""
    me.typed(0, 'Endorsed', [('Passphrase: ', WORDS),
                             ('stops: ', day.word_code.split()[0])],
             'endorse', '@' + str(day.where / 'memo.link'))
    day.t.check(True, 'two commands')


def used(day, me, url):
    """Somebody else's, or one's own once more."""
    words = ('--passphrase-file', day.where / 'words', '--cost', 'low')
    me(1, 'the code has been used', 'join', *words, '--state', 'late.state',
       day.where / f'invitations/{IDS[2]}.invitation')
    day.t.check(not (me.home / 'late.state').exists() and
                not me.config.exists(), 'nothing is left')


def main():
    t = rig.Tally()
    with rig.folder('join') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        me = Person(day, 'me')
        (me.home / 'words').write_text(WORDS + '\n')
        with day.serve(PUBLISHED) as s:
            words = invite(day, s.url)
            issue_again(day, s.url)
            wrong(day, Person(day, 'wrong'), s.url)
            join_typed(day, me, words)
            join_others(day, s.url)
            beside(day, Person(day, 'beside'), s.url)
            used(day, Person(day, 'late'), s.url)
            day.publish(s.url)
            s.post('/exercise/clock', {'now': CLOCK})
            day.gather(s.url)
            endorse_typed(day, me, s)
    t.end()


if __name__ == '__main__':
    main()
