#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""unasked.py GAINSAY: nothing is overwritten unasked, nothing irrevocable is
done unasked.  Two tables over all verbs: what each writes to a file that a
person names, and what each does that cannot be taken back.  The first is walked a second time:
no other user of the machine reads what is written."""
import os
import pathlib
import sys

sys.dont_write_bytecode = True
import failures
import rig
from audit import server
from failures import AT, CALLS, CODE, OFFICE, STATE, STATEMENT, VKEY

# Options whose value names a file or folder; what they name is read, or is kept
# up to date as what it is: a state, a cache, a record that goes from holder to
# holder.
NAMES = {'out', 'text', 'promise', 'evidence', 'draft', 'clean', 'print',
         'pdf', 'html', 'names', 'package', 'record', 'state', 'cache', 'invitations',
         'letters', 'report', 'svg'}
READ = {(v, 'text') for v in ('reply', 'correct', 'ask', 'answer', 'publish',
                              'position', 'dispute', 'report', 'remark', 'respond',
                              'appeal', 'decide', 'done', 'reprisal')}
READ |= {(v, 'package') for v in ('file', 'read', 'resupply', 'unreadable',
                                  'show', 'gather')}
READ |= {('certificate', 'text'), ('audit', 'promise'), ('mirror', 'promise'),
         ('audit', 'evidence'), ('moved', 'record')}
READ |= {(v, o) for v in {*CALLS, 'keep'} for o in ('state', 'cache')
         if (v, o) not in (('restore', 'state'), ('sync', 'cache'))}
# Tested where they are at home: a folder of files, one for each person
# (letters.py); a roll that is prepared twice (rolls.py); two checkpoints, where
# the log's key has signed two that contradict each other; a folder of pictures
# (statistics.py); what a memo carries, which is never written over a file
# (annexes.py); a case, for which a channel has to have an officer
# (reprisal.py).
ELSEWHERE = {('received', 'out'), ('statistics', 'svg'), ('show', 'out'),
             ('staff', 'invitations'), ('staff', 'letters'),
             ('roll', 'names'), ('audit', 'out'), ('me', 'evidence'),
             ('courier', 'evidence'), ('reprisal', 'out')}
DEMO = ('--key', '@vkey', '@demo/cable.gainsay')
# Beside the calls of failures.py that have OUT: (verb, option): the call.
MORE = {
    ('endorse', 'promise'): (*STATE, *CODE, '--promise', 'OUT',
                             '@@demo/water.link'),
    ('withdraw', 'out'): (*STATE, *CODE, '-o', 'OUT', '@@demo/water.link'),
    ('withdraw', 'promise'): (*STATE, *CODE, '--promise', 'OUT',
                              '@@demo/water.link'),
    ('export', 'package'): (*VKEY, *AT, '-o', 'never', '--package', 'OUT',
                            '@@new.link'),
    ('file', 'out'): (*STATE, '--code', 'CODE new', '--package',
                      '@new.package', '--author', '@new.package.author',
                      '-o', 'OUT', '@@new.link'),
    ('file', 'promise'): (*STATE, '--code', 'CODE new', '--package',
                          '@new.package', '--author', '@new.package.author',
                          '--promise', 'OUT', '@@new.link'),
    ('recovery', 'out'): (*STATE, '--yes', '-o', 'OUT'),
    ('recovery', 'pdf'): (*STATE, '--yes', '--pdf', 'OUT'),
    ('promises', 'evidence'): (*STATE, *AT, '--act', 'ACT', '--evidence',
                               'OUT'),
    ('demo', ''): ('--once', 'OUT'),
    ('reading', 'out'): (*STATE, *AT, '-o', 'OUT'),
    ('resupply', 'promise'): (*STATE, *CODE, '--promise', 'OUT',
                              '@@demo/water.link'),
    ('answer', 'promise'): ('--yes', *AT, *VKEY, '--author',
                            '@demo/cable.package.author', '--memo', '1',
                            '--question', '1', '--text', '@note',
                            '--promise', 'OUT'),
    ('end', 'promise'): ('--yes', *AT, *VKEY, '--author', '--sign',
                         '@demo/cable.package.author', '--memo', '1',
                         '--reason', 'Over.', '--promise', 'OUT'),
    ('unreadable', 'promise'): ('--yes', *AT, *VKEY, '--package',
                                '@demo/cable.package', '--author',
                                '@demo/cable.package.author', '--question',
                                '1', '--promise', 'OUT'),
    ('dispute', 'promise'): ('--yes', *AT, *VKEY, '--author',
                             '@demo/cable.package.author', '--memo', '1',
                             '--position', '1', '--text', '@note',
                             '--promise', 'OUT'),
    ('respond', 'promise'): ('--yes', *AT, *VKEY, '--author',
                             '@demo/cable.package.author', '--memo', '1',
                             '--reply', '1', '--text', '@note', '--promise',
                             'OUT'),
    ('appeal', 'promise'): ('--yes', *AT, *VKEY, '--author',
                            '@demo/cable.package.author', '--memo', '1',
                            '--reply', '1', '--ground', 'It is wrong',
                            '--text', '@note', '--promise', 'OUT'),
    ('provenance', 'text'): (*VKEY, '--memo', '1', '--publication', '1',
                             '--traceable', '-o', 'never', '--text', 'OUT',
                             'URL'),
    ('brief', 'pdf'): (*AT, *VKEY, *OFFICE, '--identity', '@keys/office.age',
                       '--pdf', 'OUT'),
    ('brief', 'html'): (*AT, *VKEY, *OFFICE, '--identity', '@keys/office.age',
                        '--html', 'OUT'),
    ('redact', 'text'): ('--text', 'OUT', '-o', 'never', '--block', '1',
                         '@demo/cable.gainsay'),
    ('roll', 'out'): ('check', *STATE, *VKEY, '-o', 'OUT', '.'),
    ('staff', 'out'): ('issue', '.', '--again', '-o', 'OUT'),
    ('keep', 'out'): (*STATE, '--take', 'note', '-o', 'OUT'),
}

# Of these everybody can read what they write, or a part of it (private.py).
PUBLIC = {'charter', 'roll', 'demo'}
# What this channel does not let them write: of states and links see private.py,
# of a reading key readers.py; and cli/common/deliver.c, which writes every
# promise, writes others here.
NOT_MADE = {('enrol', 'state'), ('join', 'state'), ('gather', 'out'),
            ('reading', 'out'), ('resupply', 'promise'),
            ('unreadable', 'promise'), ('appeal', 'promise')}

# What cannot be taken back, as it is called by who says no word of yes.  Not
# here: publish of a roll, which its two signers were asked about; what a box
# takes until it is filed (gather, with --take-back); enrol and join, whose
# code says it.
MEMO = ('--server', 'URL', *VKEY, *OFFICE)
ASKS = {
    'init': ('--origin', 'a/b', '--answers', '@answers', 'OUT'),
    'staff': ('unlink', '.', '--edition', '1'),
    'staff ': ('issue', '.', '--id', 'E0001', '--replace', '-o', 'OUT'),
    'charter': ('sign', '--role', 'authority', '--sign',
                '@keys/authority.key', '--log', '.', *VKEY, '@next.rec'),
    'charter ': ('publish', *AT, *VKEY, '@signed.rec'),
    'endorse': (*STATE, '@@demo/water.link'),
    'withdraw': (*STATE, '@@demo/water.link'),
    'file': (*STATE, '--package', '@new.package', '--author',
             '@new.package.author', '@@new.link'),
    'forget': (*STATE, '--edition', '1'),
    'promises': (*STATE, *AT, '--drop', 'ACT'),
    'recovery': (*STATE,),
    'acknowledge': (*MEMO, '--unreadable'),
    'reply': (*MEMO, '--text', '@note', '--disposition', '0 accepted'),
    'correct': (*MEMO, '--text', '@note', '--disposition', '0 accepted'),
    'ask': (*MEMO, '--text', '@note'),
    'ruling': (*MEMO, '--ruling', 'granted'),
    'hand': (*MEMO, '--to', 'Secretary of State'),
    'panel': (*MEMO, '--member', 'Somebody'),
    'hold': (*MEMO, '--reason', 'A court.'),
    'extend': (*MEMO, '--duty', 'reply', '--until', '2024-01-31', '--reason',
               'A witness is abroad.'),
    'done': (*MEMO, '--request', '0'),
    'refer': (*MEMO, '--to', 'An inspector', '--reason', 'It is theirs.'),
    'answer': (*AT, *VKEY, '--author', '@demo/cable.package.author', '--memo',
               '1', '--question', '1', '--text', '@note'),
    'position': (*MEMO, '--private', '--stance', 'declined', '--text',
                 '@note'),
    'position ': (*MEMO, '--public', '--stance', 'declined', '--said', 'No.',
                  '--place', 'A briefing', '--date', '2024-03-01'),
    'dispute': (*AT, *VKEY, '--author', '@demo/cable.package.author', '--memo',
                '1', '--position', '1', '--text', '@note'),
    'respond': (*AT, *VKEY, '--author', '@demo/cable.package.author', '--memo',
                '1', '--reply', '1', '--text', '@note'),
    'notice': (*MEMO, '--what', 'content', '--reader', 'A court',
               '--authority', 'Order 1', '--reason', 'Ordered.'),
    'end': (*AT, *VKEY, '--author', '--sign', '@demo/cable.package.author',
            '--memo', '1', '--reason', 'Over.'),
    'moved': (*AT, *VKEY, '--sign', '@keys/authority.key',
              'https://new.example'),
    'publish': (*AT, *VKEY, '--sign', '@keys/release.key', '--text',
                '@shown.md', '@shown.gainsay'),
}
# They ask after something is settled that this channel does not have: a role
# that no charter has to name (circle.py, fixed.py, reprisal.py), a ground of an appeal
# (appeals.py), a letter that does not open (resupply.py), an endorsement of
# a filed memo (circle.py), a schedule (deleted.py), a roll to sign
# (rolls.py), a file to keep no longer.
ASKED_ELSEWHERE = {'assets', 'countersign', 'received', 'report', 'remark', 'cases',
                   'appeal', 'decide', 'unreadable', 'resupply', 'keep', 'name',
                   'roll', 'delete'}
# Nothing of theirs is for ever, or they read alone.
REVOCABLE = {'brief', 'assign', 'reveals', 'reprisal', 'serve', 'join', 'key', 'enrol', 'compose', 'gather', 'sync',
             'show', 'export', 'me', 'copy', 'restore', 'passphrase', 'read',
             'reading', 'inbox', 'status', 'statistics', 'provenance', 'redact', 'verify',
             'certificate', 'claim', 'audit', 'proof', 'demo', 'completion',
             'help', 'mirror', 'courier', 'remind', 'publish-site',
             'doctor', 'metrics', 'backup', 'transfer'}
ASKED = ('there is no terminal to ask', 'give that by --code')


def described(case, verb, *step):
    done = case.run([verb, *step], GAINSAY_DESCRIBE='1')
    return {line.split()[1] for line in done.stdout.decode().splitlines()
            if line.startswith('value ')}


def check_tables(case, listed):
    """A verb or an option that is in no table fails: whoever adds one says."""
    written = {(v, 'out') for v, calls in CALLS.items() for c in calls
               if 'OUT' in c and ('-o' in c or '--out' in c)}
    written |= {(v, o) for v, calls in CALLS.items() for c in calls
                for o in ('draft', 'clean', 'print', 'state', 'cache', 'report')
                if 'OUT' in c and f'--{o}' in c and
                c[c.index(f'--{o}') + 1] == 'OUT'}
    for verb in listed:
        for option in described(case, verb) & NAMES:
            case.t.check(
                (verb, option) in written or (verb, option) in MORE or
                (verb, option) in READ or (verb, option) in ELSEWHERE,
                f'{verb} --{option} is in no table: is it written?')
    known = {v.strip() for v in ASKS} | ASKED_ELSEWHERE | REVOCABLE
    case.t.check(set(listed) == known, 'each verb asks, or does nothing for '
                 f'ever: {set(listed) ^ known}')


def named(case, verb, call, url):
    """The command line, with an act that the state keeps for ACT."""
    return [case.act if a == 'ACT' else a
            for a in failures.filled(case, verb.strip(), call, url)]


def acts_of(case, url):
    done = case.run(['promises', '--state', 'demo/member/020.state',
                     '--passphrase-file', 'demo/member/passphrase',
                     '--server', url])
    return failures.re.findall(r'(?m)^([a-z]+:[0-9a-f]{8}) ',
                               done.stdout.decode())


def refuse_present(case, verb, call, url):
    """A file that is there stays as it is, and is named."""
    args = named(case, verb, call, url)
    out = pathlib.Path(args[1 + call.index('OUT')])
    out.write_bytes(b'mine')
    done = case.run(args)
    said = done.stderr.decode(errors='replace')
    case.t.check(done.returncode in (1, 2) and out.read_bytes() == b'mine' and
                 str(out) in said and not (case.where / 'never').exists(),
                 f'a file that is there: gainsay {" ".join(args)}: exit '
                 f'{done.returncode}', said)


def check_writes(case, url):
    # A state that exists is the state: enrol adds to it, and needs its
    # passphrase.
    for verb, calls in CALLS.items():
        for call in calls:
            if 'OUT' in call and verb not in (
                    'enrol', 'staff', 'roll', 'demo'):
                refuse_present(case, verb, call, url)
    for (verb, _), call in MORE.items():
        refuse_present(case, verb, call, url)


def check_private(case, url):
    """Whatever the umask, what a verb writes is its owner's alone: the same
    calls, and nothing is in their way."""
    made, before = set(), os.umask(0)
    calls = {(v, o): c for v, many in CALLS.items() for c in many
             for o in (*NAMES, 'out') if 'OUT' in c and
             c[c.index('OUT') - 1] in (f'--{o}', '-o' if o == 'out' else '')}
    for (verb, option), call in {**calls, **MORE}.items():
        (case.where / 'never').unlink(missing_ok=True)
        args = named(case, verb, call, url)
        out = pathlib.Path(args[1 + call.index('OUT')])
        if verb in PUBLIC:
            continue
        case.run(args)
        made |= {(verb, option)} if out.exists() else set()
        wide = {p.name for p in (out, *out.rglob('*'))
                if p.exists() and p.stat().st_mode & 0o077}
        case.t.check(not wide, f'others read what {verb} --{option} writes',
                     str(wide))
    os.umask(before)
    missing = {k for k in {*calls, *MORE} - made if k[0] not in PUBLIC}
    case.t.check(missing == NOT_MADE, 'all of it is written',
                 str(missing ^ NOT_MADE))


def entries(case):
    return len(rig.read_entries(case.where / 'log'))


def check_asks(case, url):
    before = entries(case)
    for verb, call in ASKS.items():
        args = named(case, verb, call, url)
        done = case.run(args)
        said = (done.stdout + done.stderr).decode(errors='replace')
        case.t.check(done.returncode in (1, 2) and
                     any(w in said for w in ASKED), 'unasked: gainsay '
                     f'{" ".join(args)}: exit {done.returncode}', said)
    case.t.check(entries(case) == before, 'nothing entered the log')
    case.t.check(case.act in acts_of(case, url), 'the act is still kept')


def main():
    tally = rig.Tally()
    with rig.folder('unasked') as folder:
        case = failures.Case(tally, sys.argv[1],
                             pathlib.Path(folder).resolve())
        listed = failures.re.findall(r'^  ([a-z-]+) ', case.run(
            ['--help']).stdout.decode(), failures.re.M)
        check_tables(case, listed)
        failures.prepare(case)
        for args in (('charter', 'draft', '--key', 'vkey', '--change',
                      'floor 200', '-o', 'next.rec', '.'),
                     ('charter', 'draft', '--key', 'vkey', '--change',
                      'floor 200', '-o', 'signed.rec', '.'),
                     ('charter', 'sign', '--yes', '--role', 'authority',
                      '--sign', 'keys/authority.key', '--log', '.', '--key',
                      'vkey', 'signed.rec'),
                     ('keep', '--state', 'demo/member/020.state',
                      '--passphrase-file', 'demo/member/passphrase',
                      'note')):
            done = case.run([*args])
            tally.check(done.returncode == 0, ' '.join(args),
                        done.stderr.decode())
        gainsay = rig.Program(sys.argv[1], case.where)
        with server(gainsay, '.', '--clock',
                    'simulated:' + failures.DAY) as url:
            failures.prepare_acts(case, url)
            case.act = next(iter(acts_of(case, url)), 'none')
            check_writes(case, url)
            check_asks(case, url)
            check_private(case, url)
    tally.end()


if __name__ == '__main__':
    main()
