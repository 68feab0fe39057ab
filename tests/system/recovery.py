#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""recovery.py GAINSAY WHAT: the key of each role is changed, lost or stolen, and
the commands of docs/RECOVERY.md lead on: then a memo is filed, acknowledged and
replied to, the old key is refused, and the log stands an audit.  WHAT is one of
office, signers, shared, server, member."""
import base64
import csv
import datetime
import hashlib
import pathlib
import re
import shutil
import sys

sys.dont_write_bytecode = True
import rig
import stored
from config import Person, channel
from manual import Manual

A, OFFICE = 'A key is changed, lost or stolen', 'The key of an office'
SIGNERS = 'The key of the registrar or the second'
AUTHORITY, LOG = 'The key of the authority', 'The key of the log'
SERVER, WITNESS = "The server's own keys", 'The key of a witness'
MEMBER, CALENDAR = "A member's state", 'The calendar ends'
KEY = ('--key', 'channel/vkey')
WORDS = ('--passphrase-file', 'words')
SECOND = 'American Foreign Service Association'


class Channel(stored.Day):
    """A channel that goes on from day to day, and its manual."""

    def __init__(self, t, binary, where, editions=1):
        super().__init__(t, binary, where)
        self.editions, self.now = editions, datetime.datetime(2023, 10, 30, 13)
        self.memos, self.roll = 0, 'roll-1'
        self.keys = {r: f'keys/{r}.key' for r in ('authority', 'registrar',
                                                  'second', 'office')}
        self.s = self.opens = None

    def start(self):
        self.s = self.serve(f'{self.now:%Y-%m-%dT%H:%M:%SZ}')
        self.manual.env['SERVER'] = self.s.url
        return self.s

    def restart(self):
        self.s.__exit__()
        self.start()

    def found(self, *more):
        self.manual = Manual(self.t, self.gainsay, self.where)
        super().found(*more)

    def passes(self, **time):
        self.now += datetime.timedelta(**time)
        self.s.post('/exercise/clock',
                    {'now': f'{self.now:%Y-%m-%dT%H:%M:%SZ}'})

    def office(self, verb, *args, key=None, want=0, words=''):
        key = key or self.keys['office']
        opens = self.opens or key.replace('office.key', 'office.age')
        more = ('--identity', opens) if verb == 'acknowledge' and \
            '--unreadable' not in args else ()
        done = self.gainsay(verb, '--server', self.s.url, *KEY, '--sign', key,
                            *more, *WORDS, '--memo', self.memos, *args)
        self.t.check(done.returncode == want and words in done.stdout,
                     f'{verb} by {key}: exit {done.returncode}, expected '
                     f'{want} and "{words}"', done.stdout)
        return done.stdout

    def memo(self):
        """One more is filed, by a member who has filed none."""
        n = self.memos
        at, name = ('--server', self.s.url), f'm{n}'
        self.must('compose', '--server', self.s.url, *KEY, '--to',
                  'Secretary of State', '--after', f'{self.now:%Y-%m-%d}',
                  '--out', f'{name}.package', stored.MEMO)
        code = rig.code_of(self.must('gather', *self.member(n), *at, '-o',
                                     f'{name}.link', f'{name}.package'))
        self.must('endorse', *self.member(n + 1), *at, '--code', code,
                  f'@{name}.link')
        self.must('file', *self.member(n), *at, '--code', code, '--package',
                  f'{name}.package', f'@{name}.link')
        self.memos, self.code = n + 1, code
        self.passes(days=1)

    def replied(self, key=None):
        (self.where / 'reply').write_text('We have looked into all of it.\n')
        said = [a for i in range(1, 5) for a in
                ('--disposition', f'{i} declined')]
        self.office('acknowledge', '--yes', key=key)
        self.office('reply', '--yes', '--text', 'reply', *said, key=key)

    def goes_on(self, key=None):
        """The whole way once more, and an audit of all that there is."""
        self.memo()
        self.replied(key)
        done = self.gainsay('audit', *KEY, self.s.url)
        self.t.check('The log keeps its rules' in done.stdout,
                     'an audit of it all', done.stdout)

    def refuses(self, role, seed, kind, lines):
        """The server does not take a record by the old key, whatever the
        client."""
        text = f'gainsay/v1 {kind}\nchannel {rig.channel_id(self.place)}\n' + \
            lines
        record = rig.sign_record(self.where, seed, text, role)
        try:
            self.s.post('/records', {'records': [record]})
            said = 'taken'
        except RuntimeError as e:
            said = str(e)
        self.t.check('422' in said and 'role-signature-invalid' in said,
                     f'the old key of {role} is refused', said)

    def publish_charter(self, *signers, out=''):
        """The block of the manual, with the signatures of others between."""
        m = self.manual
        (self.where / 'next.rec').unlink(missing_ok=True)
        m(A, 2, slice(0, 2), AUTHORITY=self.keys['authority'])
        for heading, nth, line, env in signers:
            m(heading, nth, slice(line, line + 1), **env)
        return m(A, 2, slice(2, 3), words=out or 'In the log as entry')

    def new_key(self, role, holder, name):
        self.manual(A, 0, words='', ROLE=role, HOLDER=holder, NEWKEY=name)
        return name


def seed_of(day, role):
    return bytes.fromhex((day.where / f'keys/{role}.key').read_text())


# The office ---------------------------------------------------------------

def office(day):
    """With a deputy from the second charter on."""
    m = day.manual
    day.memo()
    old = day.keys['office']
    day.must('key', 'new', *WORDS, '--cost', 'low', '-o', 'deputy.key',
             'office')
    day.keys['office'] = day.new_key('office', 'Policy Planning Staff',
                                     'office-2.key')
    m(A, 1, OTHER='A deputy', OTHERKEY='deputy.key')
    day.publish_charter()

    day.office('acknowledge', key=old, want=1, words='the server refused')
    log = rig.read_entries(day.place / 'log')
    filed = rig.lines_of(next(r for r in map(rig.record_of, log) if
                              r.startswith('gainsay/v1 memo\n')), 'memo')[0]
    day.refuses('office', seed_of(day, 'office'), 'acknowledge',
                f'memo {filed}\n')

    # What was sealed to the old key, which is lost.
    day.office('acknowledge', want=1,
               words='filed under version 1 of the charter. Give the key file')
    m(OFFICE, 0, NEWKEY=day.keys['office'], N=1)
    m(OFFICE, 1, STATE='2.state', LINK='@m0.link', CODE=day.code,
      words='THE RULES OF THIS CHANNEL CHANGED')
    day.passes(days=1)
    day.replied()
    day.goes_on()
    day.goes_on(key='deputy.key')
    release(day)


def release(day):
    """Any other role: the same way, and the old key signs nothing."""
    day.new_key('release', 'Another office', 'release-2.key')
    day.publish_charter()
    hashes = ''.join('content ' + base64.b64encode(bytes([i] * 32)).decode() +
                     '\n' for i in (1, 2))
    memos = [rig.lines_of(r, 'memo')[0] for r in
             map(rig.record_of, rig.read_entries(day.place / 'log'))
             if r.startswith('gainsay/v1 memo\n')]
    day.refuses('release', seed_of(day, 'release'), 'publish',
                f'memo {memos[0]}\npublication 1\nbanner UNCLASSIFIED\n'
                + hashes)
    day.manual.whole(OFFICE)


# Those who sign -----------------------------------------------------------

def signed_by_second(day):
    return (SIGNERS, 0, 0, {'SECOND': day.keys['second']})


def sign_roll(day, n, *who):
    """The next roll, by those keys; whether the server took it."""
    name = f'roll-{n}'
    day.must('roll', 'prepare', 'channel', '--edition', n, '-o', name)
    for role, key in zip(('registrar', 'second'), who):
        day.must('roll', 'sign', name, '--role', role, '--sign', key, *WORDS,
                 '--log', day.s.url, *KEY, '--yes')
    return name


def signers(day):
    m, keys = day.manual, day.keys
    # Changed, with the second; a roll that is under way is signed anew.
    name = sign_roll(day, 2, keys['registrar'], keys['second'])
    keys['registrar'] = day.new_key('registrar', 'Another bureau', 'reg-2.key')
    day.publish_charter(signed_by_second(day))
    done = day.gainsay('roll', 'publish', name, '--server', day.s.url)
    day.t.check(done.returncode == 1 and 'registrar' in done.stdout,
                'a roll by the old registrar', done.stdout)
    m(SIGNERS, 1, ROLL=name, EDITION=2, REGISTRAR=keys['registrar'],
      SECOND=keys['second'])
    day.roll = name
    day.passes(days=2)
    day.goes_on()

    # The second's, lost: the cooling days, in which the old charter holds.
    old = keys['second']
    keys['second'] = day.new_key('second', 'The union', 'sec-2.key')
    day.publish_charter(out='has not signed it')
    day.goes_on()
    said = day.must('charter', 'show', *KEY, day.s.url)
    day.t.check('is in the log' in said and 'The union' in said,
                'it is seen to come', said)
    day.passes(days=7)
    done = day.gainsay('roll', 'prepare', 'channel', '--edition', 3, '-o', 'r3')
    done = day.gainsay('roll', 'sign', 'r3', '--role', 'registrar', '--sign',
                       keys['registrar'], *WORDS, '--log', day.s.url, *KEY,
                       '--yes')
    day.t.check(done.returncode == 0, 'the registrar signs', done.stdout)
    done = day.gainsay('roll', 'sign', 'r3', '--role', 'second', '--sign', old,
                       '--log', day.s.url, *KEY, '--yes')
    day.t.check(done.returncode == 1, 'the old second does not', done.stdout)
    day.must('roll', 'sign', 'r3', '--role', 'second', '--sign',
             keys['second'], *WORDS, '--log', day.s.url, *KEY, '--yes')
    day.must('roll', 'publish', 'r3', '--server', day.s.url)
    m.whole(SIGNERS)
    authority(day)


def rules(day, key, want, words=''):
    """Whether this key makes the rules; the quota is one more."""
    day.quota += 1
    day.must('charter', 'draft', *KEY, '--change', f'quota {day.quota}', '-o',
             'rules.rec', '--force', day.s.url)
    done = day.gainsay('charter', 'sign', 'rules.rec', '--role', 'authority',
                       '--sign', key, *WORDS, '--log', day.s.url, *KEY, '--yes')
    if want == 0:
        done = day.gainsay('charter', 'publish', 'rules.rec', '--server',
                           day.s.url, *KEY, '--yes')
    day.t.check(done.returncode == want and words in done.stdout,
                f'rules by {key}: exit {done.returncode}', done.stdout)


def authority(day):
    m, keys, day.quota = day.manual, day.keys, 20
    # Changed, with the second: at once.
    old = keys['authority']
    new = day.new_key('authority', 'The Secretary', 'auth-2.key')
    day.publish_charter(signed_by_second(day))
    rules(day, old, 1, 'not a key of the authority')
    rules(day, new, 0, 'In the log as entry')

    # Stolen: the thief's charter waits; the holder's, with the second, comes
    # in its place at once.
    keys['authority'] = new
    day.new_key('second', 'Nobody', 'thief.key')
    day.publish_charter(out='has not signed it')
    keys['authority'] = day.new_key('authority', 'The Secretary', 'auth-3.key')
    (day.where / 'next.rec').unlink()
    m(AUTHORITY, 1)
    m(A, 2, slice(1, 2), AUTHORITY=new)
    m(SIGNERS, 0, SECOND=keys['second'])
    m(A, 2, slice(2, 3), words='In the log as entry')
    said = day.must('charter', 'show', *KEY, day.s.url)
    day.t.check('Nobody,' not in said, "what of the thief's waited is gone",
                said)
    rules(day, new, 1, 'not a key of the authority')

    # Lost: registrar and second, after the cooling days.
    heir = day.new_key('authority', 'An heir', 'auth-4.key')
    (day.where / 'next.rec').unlink()
    m(AUTHORITY, 0, slice(0, 2), REGISTRAR=keys['registrar'])
    m(AUTHORITY, 0, slice(3, 4), want=1,
      words="neither the authority's nor the second signer's")
    m(AUTHORITY, 0, slice(2, 4), SECOND=keys['second'],
      words='The authority has not signed it')
    rules(day, heir, 1, 'not a key of the authority')
    day.goes_on()
    day.passes(days=7)
    rules(day, keys['authority'], 1, 'not a key of the authority')
    rules(day, heir, 0, 'In the log as entry')
    day.goes_on()
    m.whole(AUTHORITY)


# The authority, shared ----------------------------------------------------

def shared(day):
    """Two of three; the third's key is lost, and another holds it."""
    m = day.manual
    names = [f'a{i}.key' for i in range(3)]
    (day.where / 'new.lines').write_text('')
    lines = ''
    for name in names:
        day.new_key('authority', f'Holder of {name}', name)
        lines += (day.where / 'new.lines').read_text()
    (day.where / 'new.lines').write_text(lines + 'threshold 2\n')
    day.publish_charter(signed_by_second(day))

    day.new_key('authority', 'A fourth', 'a3.key')
    for name in names[:2]:
        m(A, 1, OTHER=f'Holder of {name}', OTHERKEY=name)
    day.keys['authority'] = names[0]
    again = (A, 2, 1, {'AUTHORITY': names[1]})
    day.publish_charter(again, signed_by_second(day))
    said = day.must('charter', 'show', *KEY, day.s.url)
    day.t.check('A fourth' in said and 'a charter needs: 2' in said,
                'another holds the key', said)
    day.quota = 20
    rules(day, names[2], 1, 'not a key of the authority')
    day.keys['authority'] = 'a3.key'
    day.must('charter', 'draft', *KEY, '--change', 'quota 30', '-o',
             'next.rec', '--force', day.s.url)
    for key in (names[0], 'a3.key'):
        m(A, 2, slice(1, 2), AUTHORITY=key)
    m(A, 2, slice(2, 3), words='In the log as entry')
    day.goes_on()


# The server ---------------------------------------------------------------

def promise_key(day):
    """Of a promise that a member was given."""
    m = re.search(r'(?m)^role promise (\S+) ', rig.record_of(next(
        e for e in reversed(rig.read_entries(day.place / 'log'))
        if b'\ngainsay/v1 charter\n' in e)))
    return m[1]


def server(day):
    m = day.manual
    day.backup = rig.backup_of(day.gainsay, day.where, day.place, 'keys')
    was = promise_key(day)
    for role in ('promise', 'enrol'):
        m(SERVER, 0, ROLE=role, HOLDER='The server')
        done = day.gainsay('charter', 'draft', *KEY, '--answers', 'new.lines',
                           '-o', 'next.rec', '--force', day.s.url)
        m(A, 2, slice(1, 2), AUTHORITY=day.keys['authority'])
        m(A, 2, slice(2, 3), want=1, words='that this server has not got')
        day.restart()
        m(A, 2, slice(2, 3), words='In the log as entry')
        day.t.check(done.returncode == 0, 'drafted', done.stdout)
    day.t.check(promise_key(day) != was, 'another key')
    day.goes_on()
    for role in ('promise', 'enrol'):
        m(SERVER, 1, ROLE=role)
    day.restart()
    day.goes_on()
    day.must('staff', 'issue', 'channel', '--edition', '2', '-o', 'more.csv')
    with open(day.where / 'more.csv', newline='') as f:
        code = list(csv.DictReader(f))[-1]['code']
    said = day.must('enrol', '--server', day.s.url, *KEY,
                    *day.member(stored.MEMBERS - 1), '--editions', '1',
                    '--code', code)
    day.t.check('Enrolled: 1 key' in said, 'receipts by the new key', said)
    lost_keys(day)
    log_key(day)


def lost_keys(day):
    """Without them the server serves what needs none, and says so."""
    m = day.manual
    for role in ('promise', 'enrol'):
        (day.place / f'keys/{role}.key').unlink()
    day.restart()
    said = pathlib.Path(f'{day.place}.log').read_text()
    day.t.check('neither promise.key nor promise-next.key' in said and
                'neither enrol.key' in said, 'the operator is told', said)
    day.must('status', *KEY, day.s.url)
    n = day.memos
    day.must('compose', '--server', day.s.url, *KEY, '--to',
             'Secretary of State', '--out', 'w.package', stored.MEMO)
    done = day.gainsay('gather', *day.member(n), '--server', day.s.url, '-o',
                       'w.link', 'w.package')
    done = day.gainsay('endorse', *day.member(n + 1), '--server', day.s.url,
                       '--code',
                       rig.code_of(done.stdout) if 'Word code' in done.stdout
                       else 'none', '@w.link')
    day.t.check(done.returncode != 0 and 'has not got the key' in done.stdout,
                'acts are refused, and told why', done.stdout)
    for role in ('promise', 'enrol'):
        m(SERVER, 0, ROLE=role, HOLDER='The server')
        with open(day.where / 'both.lines', 'a') as f:
            f.write((day.where / 'new.lines').read_text())
    (day.where / 'both.lines').rename(day.where / 'new.lines')
    day.restart()
    (day.where / 'next.rec').unlink(missing_ok=True)
    day.publish_charter()
    day.goes_on()
    m.whole(SERVER)


def log_key(day):
    m = day.manual
    day.s.__exit__()
    (day.place / 'keys/log.key').unlink()
    done = day.gainsay('serve', '--listen', '127.0.0.1:0', 'channel')
    day.t.check(done.returncode == 2 and 'log.key' in done.stdout,
                'no server runs without it', done.stdout)
    m(LOG, 0, **day.backup)
    day.start()
    done = day.gainsay('charter', 'draft', *KEY, '--change', 'role log ' +
                       '11' * 32 + ' Another', '-o', 'log.rec', day.s.url)
    day.t.check(done.returncode == 1 and 'never changes' in done.stdout,
                'nor does any charter name another', done.stdout)
    day.goes_on()
    (day.where / 'answers').write_text(
        (rig.ROOT / 'examples/us-state.answers').read_text() +
        'origin localhost/again\nexercise yes\n'
        'calendar 2023-01-01 2025-12-31\n')
    block = m(LOG, 1, ANSWERS='answers', NEWDIR='again')
    day.t.check((day.where / 'again/charter.rec').exists(), 'a new channel',
                block)
    m.whole(LOG)
    calendar(day)
    witness(day)


def calendar(day):
    """It ends within a year or two: the next one has more of them, and who
    asks is told no more."""
    ends = 'calendar ends on 2025-12-31'
    (day.where / 'next.rec').unlink(missing_ok=True)
    day.s.post('/exercise/clock', {'now': '2025-02-03T10:00:00Z'})
    day.now = datetime.datetime(2025, 2, 3, 10)
    said = day.gainsay('status', *KEY, day.s.url).stdout
    day.t.check(ends in said, 'the calendar ends: told', said)
    # It was far away when the server started.
    said = pathlib.Path(f'{day.place}.log').read_text()
    day.t.check(said.count(ends) == 1, 'the server that runs tells it, once '
                'a day', said)
    day.manual(CALENDAR, 0, FROM='2023-01-01', TO='2031-12-31',
               HOLIDAYS=rig.ROOT / 'examples/portugal.ics',
               AUTHORITY=day.keys['authority'], words='In the log as entry')
    day.manual.whole(CALENDAR)
    said = day.gainsay('status', *KEY, day.s.url).stdout
    day.t.check(ends not in said, 'the calendar goes on', said)


def witness(day):
    """To the end: the log has it, in force at once as the second signed too.
    What it needs to be published is another test's (witnesses.py)."""
    day.manual('The server moves', 0, URL=day.s.url, NEW='https://new.example',
               AUTHORITY=day.keys['authority'], words='In the log as entry')
    day.manual.whole('The server moves')
    (day.where / 'next.rec').unlink(missing_ok=True)
    key = base64.b64encode(b'\x04' + rig.openssl_public(
        day.where, b'w' * 32)).decode()
    name = 'witness.example'
    data = name.encode() + b'\n' + base64.b64decode(key)
    ident = hashlib.sha256(data).hexdigest()[:8]
    day.manual(WITNESS, 0, QUORUM=1, WITNESS=f'{name}+{ident}+{key}',
               words='witness.example')
    day.manual(WITNESS, 1)
    day.manual.whole(WITNESS)
    day.manual(A, 2, slice(1, 2), AUTHORITY=day.keys['authority'])
    heading, nth, line, env = signed_by_second(day)
    day.manual(heading, nth, slice(line, line + 1), **env)
    said = day.manual(A, 2, slice(2, 3), words='In the log as entry')
    day.t.check(f"from now on: {name} cosigns the log's checkpoints: "
                f'{name}+{ident}+{key}' in said, 'its key is in force', said)


# A member ------------------------------------------------------------------

def member(day):
    m, me = day.manual, Person(day, 'me')
    where = day.where
    (me.home / 'words').write_text(stored.WORDS + '\n')
    state = me.home / '.local/share/gainsay/localhost.state'
    state.parent.mkdir(parents=True)
    state.write_bytes((where / '5.state').read_bytes())
    for folder in (me.home / '.local', state.parent.parent, state.parent):
        folder.chmod(0o700)
    lines = (f'key {day.place}/vkey', f'state {state}')
    me.write('default localhost\n' + channel('localhost', day.s.url, *lines))
    env = {'HOME': me.home, 'STATE': state, 'COPY': where / 'my.copy',
           'SHEET': where / 'my.sheet'}
    env['GAINSAY_CONFIG'] = str(me.config)
    (where / 'words').write_text(stored.WORDS + '\n')
    m(MEMBER, 0, **env)

    for i, nth in (('two', 1), ('paper', 2)):
        other = Person(day, i)
        m(MEMBER, nth, **{**env, 'HOME': other.home, 'GAINSAY_CONFIG':
                          other.config}, words='with 1 key')
        day.must('me', '--state', other.home /
                 '.local/share/gainsay/localhost.state', *WORDS)

    # The passphrase is lost.
    m(MEMBER, 3, **env, words='with 1 key')
    day.t.check(pathlib.Path(f'{state}.old').exists(), 'the old one is kept')
    # All of it.
    m(MEMBER, 4, **env, PERSON='person-005-id', FOLDER='invitations')
    m(MEMBER, 5, **env, PERSON='person-005-id', FOLDER='invitations',
      words='Enrolled: 1 key, for edition 2')
    m.whole(MEMBER)
    day.goes_on()


def main():
    t = rig.Tally()
    what = {'office': office, 'signers': signers, 'shared': shared,
            'server': server, 'member': member}[sys.argv[2]]
    with rig.folder(f'recovery-{sys.argv[2]}') as name:
        day = Channel(t, sys.argv[1], pathlib.Path(name).resolve(),
                      3 if what == signers else 1)
        day.found()
        day.start()
        day.enrol(day.s.url)
        day.passes(days=2)
        try:
            what(day)
            if what == office:
                day.manual.whole(A)
        finally:
            day.s.__exit__()
    t.end()


if __name__ == '__main__':
    main()
