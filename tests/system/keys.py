#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""keys.py GAINSAY: a role's key is made by its holder, under a passphrase; a
charter takes its public part, and every verb that signs or opens takes its file.
A second implementation opens the file.  Keys that others may read are refused,
the server's own too."""
import pathlib
import shutil
import sys

sys.dont_write_bytecode = True
import rig
import stored
from config import Person, channel
import key_file

WORDS = 'vivid harbor kidney stool'
HOLDERS = {'registrar': 'Global Talent', 'second': 'The Works Council',
           'office': 'Policy Planning Staff'}
NOW, FILED = '2023-11-01T15:00:00Z', '2023-11-02T15:00:00Z'


def made(t, me):
    """New keys at a terminal and from a file; nothing is overwritten."""
    lines = {}
    for role, holder in HOLDERS.items():
        lines[role] = me.typed(0, f'role {role} ', [
            ('New passphrase: ', WORDS), ('The same again: ', WORDS)],
            'key', 'new', '--holder', holder, '--cost', 'low', role)
        lines[role] = ''.join(line + '\n' for line in lines[role].splitlines()
                              if line.startswith(('role ', 'seal ')))
        path = me.home / f'{role}.key'
        t.check(path.stat().st_mode & 0o777 == 0o600 and
                WORDS.encode() not in path.read_bytes(), f'{path} is private')
    t.check([len(lines[r].splitlines()) for r in HOLDERS] == [1, 1, 2],
            'the office alone has what opens memos', str(lines))
    before = (me.home / 'office.key').read_bytes()
    words = ('--passphrase-file', 'words')
    (me.home / 'words').write_text(WORDS + '\n')
    (me.home / 'weak').write_text('password\n')
    me(1, 'office.key already', 'key', 'new', *words, 'office')
    me(1, 'common words', 'key', 'new', '--passphrase-file', 'weak', '-o',
       'w.key', 'second')
    me(1, "it never changes", 'key', 'new', *words, 'log')
    me(1, 'give -o DIR/keys/promise-next.key', 'key', 'new', *words, 'promise')
    line = me(0, 'role promise ', 'key', 'new', '--holder', 'The server',
              '-o', 'promise-next.key', 'promise')
    seed = me.home / 'promise-next.key'
    public = rig.openssl_public(me.home, bytes.fromhex(seed.read_text()))
    t.check(seed.stat().st_mode & 0o777 == 0o600 and line ==
            f'role promise {rig.base64.b64encode(public).decode()} The server\n',
            "the server's own key stands in clear, its owner's alone", line)
    me(1, 'no name of a role', 'key', 'new', *words, 'Office')
    me(1, 'no holder', 'key', 'new', *words, '--holder', ' A', '-o', 'w.key',
       'second')
    me(2, 'either --seal or --reveal', 'key', 'new', '--seal', '--reveal',
       'panel')
    me(2, 'low or moderate', 'key', 'new', '--cost', 'none', 'panel')
    me(2, 'new or show', 'key', 'old', 'panel')
    me(2, 'no option of a new key', 'key', 'show', '--seal', 'office.key')
    t.check(not (me.home / 'w.key').exists() and
            (me.home / 'office.key').read_bytes() == before, 'nothing else')
    me(1, 'another passphrase', 'key', 'show', '--passphrase-file', 'weak',
       'office.key')
    got = me(0, '', 'key', 'show', *words, '--holder', HOLDERS['office'],
             'office.key')
    t.check(got == lines['office'], 'shown again', got)
    return lines


def second_opinion(t, me):
    """The program argon2 takes no salt with a NUL: another key then."""
    for n in range(9):
        me(0, 'reveal panel x25519 ', 'key', 'new', '--reveal', '--cost', 'low',
           '--passphrase-file', 'words', '-o', f'{n}.key', 'panel')
        file = (me.home / f'{n}.key').read_bytes()
        salt = key_file.base64.b64decode(file.split(b'\n')[2][5:])
        if b'\0' not in salt:
            break
    lines = key_file.opened(file, WORDS)
    want = me(0, 'role panel ', 'key', 'show', '--passphrase-file', 'words',
              '--holder', 'A', f'{n}.key')
    t.check(key_file.public_lines(lines, 'A') == want, 'Python opens it',
            f'{lines} {want}')


def found(day, lines):
    """The answers with the lines that the holders handed in."""
    text = (rig.ROOT / 'examples/us-state.answers').read_text()
    kept = [line for line in text.splitlines(keepends=True)
            if line.split(' ')[:2] not in [['role', r] for r in HOLDERS]]
    (day.where / 'answers').write_text(''.join(kept) +
                                       ''.join(lines.values()))
    told = day.must('init', '--yes', '--exercise', '--answers', 'answers',
                    '--origin', 'localhost/keys', '--from', '2023-01-01',
                    '--to', '2025-12-31', 'channel')
    there = {p.name for p in (day.place / 'keys').iterdir()}
    day.t.check(not there & {f'{r}.key' for r in HOLDERS} and
                'office.age' not in there, 'no key of theirs is made',
                f'{there} {told}')


def used(day, me, s):
    """The keys sign rolls and an acknowledgement, and open a memo."""
    words = ('--passphrase-file', 'words')
    keys = me.home
    day.must('roll', 'prepare', 'channel', '--edition', '1', '-o', 'roll-1')
    for role in ('registrar', 'second'):
        me(0, '', 'roll', 'sign', day.where / 'roll-1', '--role', role,
           '--sign', f'{role}.key', *words, '--log', day.place, '--yes')
    day.must('roll', 'publish', 'roll-1', '--server', s.url)
    s.post('/exercise/clock', {'now': NOW})
    day.gather(s.url)
    day.must('endorse', *day.member(1), '--server', s.url, '--code',
             day.word_code, '@memo.link')
    day.must('file', *day.member(0), '--server', s.url, '--code',
             day.word_code, '--package', 'memo.package', '@memo.link')
    s.post('/exercise/clock', {'now': FILED})
    me.write(channel('ours', s.url, f'key {day.place}/vkey', 'role office',
                     f'sign {keys}/office.key', f'identity {keys}/office.key'))
    (me.home / 'wrong').write_text('another one than that\n')
    me(2, 'office.key does not open', 'acknowledge', '--yes',
       '--passphrase-file', 'wrong', '1')
    me(1, 'opens nothing', 'acknowledge', '--yes', *words, '--identity',
       'second.key', '1')
    me(0, 'Memo 1', 'inbox', *words)
    me(0, 'Memo 1', 'status', *words)
    me(0, 'pumps on', 'inbox', *words, '1')
    shown = me.typed(0, 'In the log as entry', [('Passphrase: ', WORDS)],
                     'acknowledge', '--yes', '1')
    day.t.check(shown.count('Passphrase: ') == 1, 'it is asked once', shown)
    (me.home / 'no').write_text('It is looked at.\n')
    me(0, 'In the log as entry', 'ask', *words, '--yes', '--text', 'no', '1')


def private(day, me):
    """Of either kind, and of the server."""
    said = 'a file with a secret has the mode 0600 or 0400'
    key = me.home / 'office.key'
    for mode in (0o640, 0o604, 0o620, 0o601):
        key.chmod(mode)
        me(2, f'has the mode {mode:04o}', 'key', 'show', '--passphrase-file',
           'words', 'office.key')
    me(2, said, 'inbox', '--passphrase-file', 'words', '1')
    key.chmod(0o400)
    me(0, 'role office', 'key', 'show', '--passphrase-file', 'words',
       'office.key')
    for name in ('log', 'enrol', 'promise'):
        key = day.place / f'keys/{name}.key'
        key.chmod(0o644)
        done = day.gainsay('serve', '--listen', '127.0.0.1:0', 'channel')
        day.t.check(done.returncode == 2 and said in done.stdout and
                    f'chmod 600 channel/keys/{name}.key' in done.stdout,
                    f'the server does not start with an open {name}.key',
                    done.stdout)
        key.chmod(0o600)


def main():
    t = rig.Tally()
    with rig.folder('keys') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        me = Person(day, 'me')
        lines = made(t, me)
        second_opinion(t, me)
        found(day, lines)
        day.list_staff()
        with day.serve('2023-10-30T13:00:00Z') as s:
            day.hand_in(s.url)
            used(day, me, s)
        private(day, me)
    t.end()


if __name__ == '__main__':
    main()
