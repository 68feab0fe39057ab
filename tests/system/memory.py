#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""memory.py GAINSAY: whoever has seen a channel once is shown no other log.
A front before a real server serves a shorter log, another of the same size, and
a fork after the checkpoint that was seen, to every verb that contacts a server:
each refuses, says so, and keeps both signed checkpoints, a member in the state,
everybody else beside the cache; 'audit --evidence' judges them offline."""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
import rig
import stored
import sync
from config import Person
from liar import MONDAY, WEDNESDAY

MEMBER = ('--state', 'lie.state', '--passphrase-file', 'words')
KEY = ('--key', 'channel/vkey')
OFFICE = ('--sign', 'keys/office.key')
# How each verb that has a way to a server comes to read its log.  {url} is the
# front's; a verb that asks for no log says why not.
VERBS = {
    'join': None,     # of an invitation: invited(), below
    'reading': None,  # reads the charters and rolls alone
    'restore': None,  # asks nobody
    'doctor': None,   # asks for a checkpoint, and holds the directory against it
    'courier': None,  # asks witnesses, who keep the log
    'mirror': None,   # keeps the log, and holds the server against that
    'enrol': [('--server', '{url}', *KEY, *MEMBER, '--code',
               'aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa')],
    'staff': [('issue', 'registrar', '--server', '{url}', *KEY, '--sign',
               'keys/registrar.key')],
    'roll': [('check', *KEY, *MEMBER, '{url}')],
    'compose': [(*MEMBER, '--server', '{url}', '--style', 'legacy',
                 '--check', str(stored.MEMO)),
                ('--server', '{url}', *KEY, '--check', str(stored.MEMO))],
    'gather': [(*MEMBER, '--server', '{url}', '-o', 'never', 'memo.package')],
    'sync': [(*KEY, '{url}')],
    'show': [(*MEMBER, '--server', '{url}', '@memo.link'),
             (*KEY, '--server', '{url}', '@memo.link')],
    'endorse': [(*MEMBER, '--server', '{url}', '@memo.link')],
    'name': [(*MEMBER, '--server', '{url}', '--as', 'Somebody', '1')],
    'withdraw': [(*MEMBER, '--server', '{url}', '@memo.link')],
    'export': [(*MEMBER, '--server', '{url}', '-o', 'never', '@memo.link'),
               (*KEY, '--server', '{url}', '-o', 'never', '@memo.link')],
    'file': [(*MEMBER, '--server', '{url}', '@memo.link')],
    'me': [(*MEMBER, '--server', '{url}')],
    'promises': [(*MEMBER, '--server', '{url}')],
    'read': [(*MEMBER, '--server', '{url}', '@memo.link'),
             (*KEY, '--server', '{url}', '@memo.link')],
    'resupply': [(*MEMBER, '--server', '{url}', '@memo.link')],
    'inbox': [('--server', '{url}', *KEY)],
    'acknowledge': [('--server', '{url}', *KEY, *OFFICE, '--unreadable', '1')],
    'assign': [('--server', '{url}', *KEY, *OFFICE, '--docket', '.', '1')],
    'reply': [('--server', '{url}', *KEY, *OFFICE, '--text', str(stored.MEMO),
               '--disposition', '1:accepted', '1')],
    'correct': [('--server', '{url}', *KEY, *OFFICE, '--text',
                 str(stored.MEMO), '--disposition', '1:accepted', '1')],
    'countersign': [('--server', '{url}', *KEY, *OFFICE, '--half', 'words',
                     '--identity', 'keys/office.age', '1')],
    'brief': [('--server', '{url}', *KEY, *OFFICE, '--identity',
               'keys/office.age', '1')],
    'ruling': [('--server', '{url}', *KEY, *OFFICE, '--ruling', 'granted',
                '1')],
    'hand': [('--server', '{url}', *KEY, *OFFICE, '--to', 'Somebody', '1')],
    'cases': [('--server', '{url}', *KEY)],
    'reprisal': [(*KEY, '--text', 'words', '-o', 'never', '--yes', '{url}')],
    'reveals': [('--server', '{url}', *KEY, *OFFICE, '--role', 'office',
                 '--identity', 'office.age', '1')],
    'received': [('--server', '{url}', *KEY, *OFFICE, '--copy', '1', '1')],
    'panel': [('--server', '{url}', *KEY, *OFFICE, '--member', 'Somebody',
               '1')],
    'report': [('--server', '{url}', *KEY, *OFFICE, '--text',
                str(stored.MEMO), '1')],
    'extend': [('--server', '{url}', *KEY, *OFFICE, '--duty', 'reply',
                '--until', '2024-01-31', '--reason', 'Late.', '1')],
    'done': [('--server', '{url}', *KEY, *OFFICE, '--request', '1', '1')],
    'refer': [('--server', '{url}', *KEY, *OFFICE, '--to', 'Somebody',
               '--reason', 'Theirs.', '1')],
    'remark': [('--server', '{url}', *KEY, *OFFICE, '--text', 'Late.', '1')],
    'delete': [('--server', '{url}', *KEY, *OFFICE, '--reason', 'Time.', '1')],
    'hold': [('--server', '{url}', *KEY, *OFFICE, '--reason', 'Court.', '1')],
    'position': [('--server', '{url}', *KEY, *OFFICE, '--private', '--stance',
                  'declined', '--text', str(stored.MEMO), '1')],
    'dispute': [('--server', '{url}', *KEY, '--author', 'memo.package.author',
                 '--memo', '1', '--position', '1', '--text', 'words')],
    'respond': [('--server', '{url}', *KEY, '--author', 'memo.package.author',
                 '--memo', '1', '--reply', '1', '--text', 'words')],
    'appeal': [('--server', '{url}', *KEY, '--author', 'memo.package.author',
                '--memo', '1', '--reply', '1', '--ground', 'It is wrong',
                '--text', 'words')],
    'decide': [('--server', '{url}', *KEY, *OFFICE, '--outcome', 'uphold',
                '--reason', 'It stands.', '--text', str(stored.MEMO), '1')],
    'notice': [('--server', '{url}', *KEY, *OFFICE, '--what', 'content',
                '--reader', 'A court', '--authority', 'Order 1', '--reason',
                'Ordered.', '1')],
    'ask': [('--server', '{url}', *KEY, *OFFICE, '--text', str(stored.MEMO),
             '1')],
    'answer': [('--server', '{url}', *KEY, '--author', 'memo.package.author',
                '--memo', '1', '--question', '1', '--text', 'words'),
               ('--server', '{url}', *KEY, *MEMBER, '--author',
                'memo.package.author', '--memo', '1', '--question', '1',
                '--text', 'words')],
    'unreadable': [('--server', '{url}', *KEY, '--package', 'memo.package',
                    '--author', 'memo.package.author', '--reply')],
    'end': [('--server', '{url}', *KEY, *OFFICE, '--reason', 'done', '1')],
    'status': [(*KEY, '{url}')],
    'remind': [(*KEY, '--dir', 'said', '{url}')],
    'publish-site': [('--yes', *KEY, '--dir', 'site', '{url}')],
    'statistics': [(*KEY, '{url}')],
    'assets': [(*KEY, '{url}')],
    'moved': [('--server', '{url}', *KEY, '--sign', 'keys/authority.key',
               'https://elsewhere.example')],
    'charter': [('show', *KEY, '{url}')],
    'provenance': [(*KEY, '--memo', '1', '--publication', '1', '-o', 'never', '{url}')],
    'publish': None,  # asks as 'moved' does, once its file verifies
    'audit': [(*KEY, '{url}')],
}
# The key is erased whatever the server shows; the refusal is told.
FORGET = ('forget', *MEMBER, '--yes', '--edition', '1')


class Seen(sync.Synced):
    def beside(self):
        return self.usual().with_name(self.usual().name + '.memory')

    def judge(self, want, words, path):
        done = self.gainsay('audit', *KEY, '--evidence', path)
        self.t.check(done.returncode == want and words in done.stdout,
                     f'{path}: exit {done.returncode}, expected {want} and '
                     f'"{words}"', done.stdout)


def verbs_with_a_way(day):
    """What has --proxy speaks to a server."""
    found = set()
    named = subprocess.run([day.gainsay.binary, 'completion', 'bash'],
                           capture_output=True, text=True).stdout
    for verb in (pathlib.Path(rig.ROOT) / 'cli').glob('*.c'):
        told = subprocess.run(
            [day.gainsay.binary, verb.stem], stdin=subprocess.DEVNULL,
            capture_output=True, text=True,
            env={**os.environ, 'GAINSAY_DESCRIBE': '1'}).stdout
        if 'value proxy\n' in told and verb.stem in named:
            found.add(verb.stem)
    return found


def lies(day, entries):
    """Of a log that was seen: what, its files, the words of the refusal, and
    whether the two notes alone prove it."""
    other = rig.another(entries[-1])
    yield ('shorter', day.log_files(entries[:-1]), sync.OLDER, False)
    yield ('of the same size', day.log_files([*entries[:-1], other]),
           sync.FORKED, True)
    yield ('forked and longer', day.log_files(
        [*entries[:-1], other, *entries[-2:]]), sync.FORKED, True)


def one_verb(day, front, verb, args, lie):
    what, _, words, proven = lie
    shutil.copy(day.where / '0.state', day.where / 'lie.state')
    shutil.copy(day.where / 'seen', day.beside())
    evidence = day.beside().with_suffix('.contradiction')
    evidence.unlink(missing_ok=True)
    before = (day.where / 'lie.state').read_bytes()

    done = day.gainsay(verb, *(a.replace('{url}', front.url) for a in args))
    day.t.check(done.returncode == 1 and words in done.stdout,
                f'{verb} {args}, shown a log that is {what}: exit '
                f'{done.returncode}', done.stdout)
    if 'lie.state' in args:
        kept = day.where / 'kept'
        kept.unlink(missing_ok=True)
        told = day.gainsay('me', '--offline', *MEMBER, '--evidence', 'kept')
        day.t.check(told.returncode == 0 and
                    (day.where / 'lie.state').read_bytes() != before and
                    'me --offline --evidence' in done.stdout,
                    f'{verb}: the state has the evidence: {what}',
                    done.stdout + told.stdout)
        day.t.check(not evidence.exists(), f'{verb}: and nothing else has')
        day.t.check(not kept.stat().st_mode & 0o077, 'nobody else reads it')
        evidence = kept
    elif verb == 'sync' and proven:
        day.t.check(not evidence.exists(), f'{verb}: it is kept once')
        evidence = day.usual() / 'contradiction'
    if day.t.check(evidence.exists(), f'{verb}: both notes are kept: {what}',
                   done.stdout):
        day.judge(1 if proven else 2, 'SIGNED TWO LOGS' if proven else
                  'nothing here tells', evidence)


def every_verb(day, front, entries):
    # A registrar's on another machine.
    (day.where / 'list.csv').write_text('id,name,category\nx,X,staff\n')
    (day.where / 'registrar').mkdir()
    day.must('staff', 'import', 'registrar', 'list.csv')
    known = {'charter'} | verbs_with_a_way(day)
    day.t.check(known == {*VERBS, 'forget'}, 'every verb that contacts a '
                'server is in the table', str(known ^ {*VERBS, 'forget'}))
    for lie in lies(day, entries):
        front.files = lie[1]
        for verb, ways in VERBS.items():
            for args in ways or ():
                one_verb(day, front, verb, args, lie)
        front.files = {}


def forget_all_the_same(day, front, entries):
    shutil.copy(day.where / '0.state', day.where / 'lie.state')
    front.files = list(lies(day, entries))[1][1]
    done = day.gainsay(*FORGET)
    day.t.check(done.returncode == 0 and sync.FORKED in done.stdout and
                'is erased' in done.stdout, 'a key is forgotten whatever is '
                'shown', done.stdout)
    front.files = {}


def newcomer(day, name):
    me = Person(day, name)
    me.environment['XDG_CACHE_HOME'] = str(me.home / 'cache')
    return me


def invited(day, front, entries):
    """Who joins has seen nothing: their invitation has the day's checkpoint, and
    another log is told before anything is sent to it."""
    day.must('staff', 'issue', 'channel', '--id', 'person-009-id', '--server',
             front.url, '--invitations', 'late')
    paper = day.where / 'late/person-009-id.invitation'
    join = ('join', '--passphrase-file', day.where / 'words', '--cost', 'low')
    for i, (what, files, words, proven) in enumerate(lies(day, entries)):
        front.files, front.asked = files, []
        me = newcomer(day, f'shown-{i}')
        me(1, words, *join, paper)
        kept = [p for p in me.home.rglob('*') if p.is_file()]
        day.t.check({p.suffix for p in kept} == {'.memory', '.contradiction'},
                    f'{what}: the evidence is all that is left', str(kept))
        day.t.check(front.asked and
                    all(verb == 'GET' for verb, _ in front.asked),
                    f'{what}: nothing was sent', str(front.asked))
        for path in kept:
            if path.suffix == '.contradiction':
                day.judge(1 if proven else 2, 'SIGNED TWO LOGS' if proven
                          else 'nothing here tells', path)

    # Without it a newcomer believes the shorter log.
    front.files = list(lies(day, entries))[0][1]
    me = newcomer(day, 'shown-bare')
    bare = me.home / 'bare'
    bare.write_text(''.join(
        line.replace('code ', 'code 0') for line in
        paper.read_text().splitlines(True)
        if not line.startswith('checkpoint ')))
    bare.chmod(0o600)
    me(1, 'no such code', *join, bare)
    front.files = {}
    newcomer(day, 'shown-truth')(0, 'entries when you were invited', *join,
                                 paper)


def settle(day, front, entries):
    """An older log was shown.  Once a longer one is, it was an older copy, and
    nobody is accused; or it was another log, and then the key is."""
    other = rig.another(entries[-2])
    for what, shown, want in (
            ('older', entries[:-1], 2),
            ('another', [*entries[:-2], other], 1)):
        shutil.copy(day.where / '0.state', day.where / 'lie.state')
        front.files = day.log_files(shown)
        day.gainsay('me', *MEMBER, '--server', front.url)
        front.files = {}
        done = day.gainsay('me', *MEMBER, '--server', front.url)
        day.t.check(done.returncode == 0, 'the true log is read again',
                    done.stdout)
        kept = day.where / f'settled-{what}'
        told = day.gainsay('me', '--offline', *MEMBER, '--evidence', kept)
        day.t.check(told.returncode == want - 1 if want == 1 else
                    told.returncode == 1, f'{what}: what is kept of it',
                    told.stdout)
        if want == 1:
            day.judge(1, 'SIGNED TWO LOGS', kept)
            done = day.gainsay('me', *MEMBER, '--server', front.url)
            day.t.check('CONTRADICT' in done.stdout,
                        'it is told at each contact', done.stdout)


def one_size(day):
    sizes = {(day.where / f'{i}.state').stat().st_size for i in (0, 1)}
    sizes.add((day.where / 'lie.state').stat().st_size)
    day.t.check(len(sizes) == 1, 'evidence does not show in the length',
                str(sizes))
    text = (day.where / 'lie.state').read_bytes()
    day.t.check(b'contradiction' not in text and b'checkpoint' not in text,
                'nor in the clear')


def who_acts_leaves_no_trace(day, front):
    """Without a state, to act writes nothing beside the cache."""
    day.beside().unlink()
    done = day.gainsay('show', *KEY, '--server', front.url, '@memo.link')
    day.t.check(done.returncode == 0 and not day.beside().exists(),
                'who acts leaves no file of that time', done.stdout)


def see(day, front):
    for i in (0, 1):
        day.must('me', '--state', f'{i}.state', '--passphrase-file', 'words',
                 '--server', front.url)
    day.must('status', *KEY, front.url)
    day.t.check(day.beside().stat().st_mode & 0o777 == 0o600,
                'what was seen is its reader\'s own')
    shutil.copy(day.beside(), day.where / 'seen')


def damaged(day, front):
    text = (day.where / 'seen').read_text()
    other = hashlib.sha256(text.encode()).hexdigest()
    for what, bad in (('cut', text[:-4]), ('another note', text.replace(
            rig.lines_of(text, 'checkpoint')[0], other)), ('empty', '')):
        day.beside().write_text(bad)
        done = day.gainsay('status', *KEY, front.url)
        day.t.check(done.returncode != 0 and 'is not what was seen' in
                    done.stdout, f'what was seen is not lost in silence: '
                    f'{what}', done.stdout)
    shutil.copy(day.where / 'seen', day.beside())


def main():
    t = rig.Tally()
    with rig.folder('memory') as name:
        day = Seen(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve(MONDAY) as s, sync.before(s.url) as front:
            day.enrol(front.url)
            s.post('/exercise/clock', {'now': WEDNESDAY})
            day.gather(front.url)
            see(day, front)
            entries = rig.read_entries(day.place / 'log')
            every_verb(day, front, entries)
            invited(day, front, entries)
            forget_all_the_same(day, front, entries)
            settle(day, front, entries)
            one_size(day)
            damaged(day, front)
            who_acts_leaves_no_trace(day, front)
    t.end()


if __name__ == '__main__':
    main()
