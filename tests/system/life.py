# SPDX-License-Identifier: Apache-2.0
"""An organisation's channel over its years: who works there, who signs, what
is filed and when it is answered, as the test's own books have it."""
import csv
import dataclasses
import datetime
import json
import re
import shutil

import rig
import stored
from founding import UTC, deadline

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
SECOND = datetime.timedelta(seconds=1)
# The longest that a filing waits: releases are 24 hours apart.
RELEASE = 25 * HOUR
OWN_FLOOR = 20 # keys of a roll: docs/spec/state.md, "Floors"
SERVERS = ('log.key', 'enrol.key', 'promise.key')


def stamp(moment):
    return f'{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'


def utc(*parts):
    return datetime.datetime(*parts, tzinfo=UTC)


def moment_of(text):
    return datetime.datetime.strptime(text, '%Y-%m-%dT%H:%M:%SZ').replace(
        tzinfo=UTC)


@dataclasses.dataclass
class Clock:
    days: int
    working: bool = True


@dataclasses.dataclass
class Rules:
    """A charter, as the test knows it: enough to know every deadline."""
    zone: datetime.tzinfo
    closing: datetime.timedelta
    works: object # a day -> whether it is worked
    clocks: dict

    def due(self, name, filed):
        clock = self.clocks[name]
        return deadline(filed, self.zone, self.closing, self.works,
                        clock.days, clock.working)


@dataclasses.dataclass
class Memo:
    """A line of the books."""
    number: int
    name: str
    edition: int
    rules: Rules
    author: str
    marking: str
    code: str = ''
    filed: datetime.datetime = None
    endorsed: set = dataclasses.field(default_factory=set)
    late: set = dataclasses.field(default_factory=set)
    withdrawn: set = dataclasses.field(default_factory=set)
    acts: dict = dataclasses.field(default_factory=dict)

    @property
    def package(self):
        return f'{self.name}.package'

    @property
    def link(self):
        return f'@{self.name}.link'

    def due(self, duty):
        return self.rules.due(duty, self.filed)

    def met(self, duty):
        done = self.acts.get(duty)
        return done is not None and done <= self.due(duty)


class Life(stored.Day):
    """A channel that stays the same while people, keys, rules and machines
    change.  `rules` are those of the charter in force."""

    def __init__(self, t, binary, where, plan):
        where.mkdir()
        super().__init__(t, binary, where)
        self.plan, self.rules = plan, plan['rules']
        self.staff, self.enrolled, self.memos = {}, {}, []
        self.left, self.edition, self.version = set(), 0, 1
        self.rolls = {} # edition -> who is on it
        self.server, self.now, self.hired = None, None, 0
        self.keys, self.publics = {}, {}
        (where / 'words').write_text(stored.WORDS + '\n')
        (where / 'keys').mkdir()

    def must(self, *args):
        """Verbs that tell end with 3 where a duty was missed."""
        done = self.gainsay(*args)
        tells = args[0] in ('read', 'inbox', 'verify')
        if done.returncode != 0 and not (tells and done.returncode == 3):
            raise RuntimeError(f'{args}: {done.returncode}\n{done.stdout}')
        return done.stdout

    # The machine ------------------------------------------------------

    def found(self):
        """Keys that holders made, the answers, the charter's signatures."""
        lines = ''
        for role, holder in self.plan.get('makes', ()):
            name = f'{role}-{len(self.keys)}'
            lines += self.new_key(role, name, holder)
        (self.where / 'answers').write_text(self.plan['answers'] + lines)
        self.must('init', '--answers', 'answers', '--yes', 'channel')
        for key in (self.place / 'keys').iterdir():
            if key.name not in SERVERS:
                key.rename(self.where / 'keys' / key.name)
                self.keys.setdefault(key.name.rpartition('.')[0], ())
        for who in self.plan.get('founders', ()):
            self.sign_charter('channel/charter.rec', who)
        (self.where / 'first.vkey').write_text(
            (self.place / 'vkey').read_text())

    def new_key(self, role, name, holder):
        """Made on its holder's machine; the lines that a charter takes."""
        said = self.must('key', 'new', '--cost', 'low', '--passphrase-file',
                         'words', '--holder', holder, '-o',
                         f'keys/{name}.key', role)
        self.keys[name] = ('--passphrase-file', 'words')
        self.publics[name] = [line for line in said.splitlines()
                              if line.startswith(('role ', 'seal '))]
        return ''.join(line + '\n' for line in self.publics[name])

    def open(self, moment, port=0):
        self.server = self.serve(stamp(moment), port=port)
        self.now = moment

    def reopen(self):
        """The same machine, started anew."""
        port = int(self.url.rpartition(':')[2])
        self.close()
        self.open(self.now, port)

    def live(self, seasons):
        try:
            for season in seasons:
                season(self)
        finally:
            self.close()

    def close(self):
        if self.server is not None:
            self.server.__exit__()
            self.server = None

    @property
    def url(self):
        return self.server.url

    def at(self, moment):
        """Time goes on; it never goes back."""
        if moment < self.now:
            raise ValueError(f'{moment} is before {self.now}')
        self.server.post('/exercise/clock', {'now': stamp(moment)})
        self.now = moment

    def online(self, verb, *args):
        return self.must(verb, '--server', self.url, '--key', 'channel/vkey',
                         *args)

    def signer(self, name):
        """The options that sign with a key, and open what it locks."""
        return ('--sign', f'keys/{name}.key', *self.keys[name])

    def identity(self, name):
        age = self.where / f'keys/{name}.age'
        return ('--identity', age if age.exists() else f'keys/{name}.key')

    # People -----------------------------------------------------------

    def member(self, who):
        return ('--state', f'{who}.state', '--passphrase-file', 'words')

    def hire(self, count):
        for _ in range(count):
            self.hired += 1
            self.staff[f'P{self.hired:03}'] = f'Invented Name {self.hired}'

    def leave(self, *people):
        for who in people:
            del self.staff[who]
            self.left.add(who)

    def list_staff(self):
        with open(self.where / 'staff.csv', 'w', newline='') as f:
            rows = csv.writer(f)
            rows.writerow(('id', 'name', 'category'))
            rows.writerows((i, n, 'any') for i, n in self.staff.items())
        self.must('staff', 'import', 'channel', 'staff.csv')

    def invite(self, but=()):
        """Everybody new gets an invitation, and joins, but for some."""
        self.list_staff()
        folder = f'invitations-{self.edition + 1}'
        self.must('staff', 'issue', 'channel', '--server', self.url,
                  '--invitations', folder)
        for file in sorted((self.where / folder).iterdir()):
            if file.stem not in but:
                self.join(file.stem, file)

    def join(self, who, file):
        self.must('join', *self.member(who), '--cost', 'low', '--editions',
                  '6', file)
        self.enrolled[who] = self.edition + 1

    def stolen(self, who):
        """A thief has the state; its owner is given another."""
        (self.where / f'{who}.state').rename(self.where / f'{who}.thief')
        folder = f'replaced-{who}'
        said = self.must('staff', 'issue', 'channel', '--id', who,
                         '--replace', '--yes', '--server', self.url, '--invitations',
                         folder)
        self.t.check(f'good from edition {self.edition + 1} on' in said,
                     f'{who} is replaced from the next edition on', said)
        self.join(who, f'{folder}/{who}.invitation')

    def roll(self):
        """The next edition: of everybody who works here and has enrolled."""
        registrar, second = self.plan['signers']
        n = self.edition + 1
        on = set(self.staff) & set(self.enrolled)
        before = self.rolls.get(self.edition, set())
        self.must('roll', 'prepare', 'channel', '-o', f'roll-{n}')
        for role, key in (('registrar', registrar), ('second', second)):
            self.must('roll', 'sign', f'roll-{n}', '--role', role,
                      *self.signer(key), '--log', self.url, '--key',
                      'channel/vkey', '--yes')
        self.must('roll', 'publish', f'roll-{n}', '--server', self.url)
        self.must('staff', 'unlink', '--yes', 'channel', '--edition', n)
        record = (self.where / f'roll-{n}.rec').read_text()
        have = {name: int(rig.lines_of(record, name)[0]) for name in
                ('edition', 'size', 'eligible', *(('left',) if n > 1 else ()))}
        want = {'edition': n, 'size': len(on), 'eligible': len(self.staff)}
        if n > 1:
            want['left'] = len(before - set(self.staff))
        keys = (self.where / f'roll-{n}.keys').stat().st_size // 32
        self.t.check(have == want and keys == len(on),
                     f'roll {n} has who works here and has enrolled',
                     f'{have} {want} {keys}')
        # An exercise has no floors of the members' own programs; but what is
        # lived here must be livable in earnest.
        self.t.check(len(on) >= OWN_FLOOR,
                     f'roll {n} is no smaller than members take', f'{len(on)}')
        self.rolls[n], self.edition = on, n

    def roll_refused(self, registrar):
        """Signed with a key that the charter in force does not name."""
        self.must('roll', 'prepare', 'channel', '-o', 'refused')
        said = self.gainsay('roll', 'sign', 'refused', '--role', 'registrar',
                            *self.signer(registrar), '--log', self.url,
                            '--key', 'channel/vkey', '--yes').stdout
        self.t.check('not a signing key that the charter in force' in said,
                     f'{registrar} does not sign yet', said)
        self.must('roll', 'reopen', 'channel')

    def on_roll(self, who, words):
        said = self.gainsay('roll', 'check', *self.member(who), '--key',
                            'channel/vkey', self.url).stdout
        self.t.check(words in said, f'{who}: {words}', said)

    # Memos ------------------------------------------------------------

    def begin(self, name, author, text, *more):
        """Composed and gathered: before anything is public."""
        (self.where / f'{name}.md').write_text(text)
        self.must('compose', *self.member(author), '--to',
                  self.plan['addressee'], '--after', f'{self.now:%Y-%m-%d}',
                  '--out', f'{name}.package', *more, f'{name}.md')
        memo = Memo(0, name, self.edition, self.rules, author,
                    self.plan['marking'])
        memo.code = rig.code_of(self.must(
            'gather', *self.member(author), '-o', f'{name}.link',
            memo.package))
        return memo

    def act(self, verb, memo, who, *more):
        return self.must(verb, *self.member(who), '--code', memo.code, *more,
                         memo.link)

    def endorse(self, memo, *people):
        for who in people:
            self.act('endorse', memo, who)
            memo.endorsed.add(who)

    def withdraw(self, memo, who):
        """Before the filing: it is not counted, and said to have been."""
        self.act('withdraw', memo, who)
        memo.withdrawn.add(who)

    def file(self, memo, who=None):
        """It enters with the next release; the deadlines are held against
        the test's own."""
        self.act('file', memo, who or memo.author, '--package', memo.package)
        self.at(self.now + RELEASE)
        memo.number = len(self.memos) + 1
        self.memos.append(memo)
        entry = next(e for e in reversed(self.entries())
                     if b'\ngainsay/v1 memo\n' in e)
        memo.filed = moment_of(entry[3:23].decode())
        said = self.about(memo)
        for duty in self.rules.clocks:
            self.t.check(stamp(memo.due(duty)) in said,
                         f'{memo.name}: {duty} is due '
                         f'{stamp(memo.due(duty))}', said)
        return memo

    def memo(self, name, when, author, endorsers, withdraws=None):
        self.at(when)
        memo = self.begin(name, author, self.plan['text'](name))
        self.endorse(memo, *endorsers)
        if withdraws:
            self.withdraw(memo, withdraws)
        return self.file(memo)

    def late_act(self, verb, memo, who):
        """After the filing: it enters on the next late day."""
        self.act(verb, memo, who)
        memo.late.add(who)
        self.at(self.now + 8 * DAY)

    def lines(self, name):
        return rig.lines_of((self.place / 'charter.rec').read_text(), name)

    def entries(self):
        return rig.read_entries(self.place / 'log')

    def status(self):
        return self.gainsay('status', '--key', 'channel/vkey', self.url).stdout

    def about(self, memo):
        """What `status` says of one memo."""
        parts = re.split(r'(?m)^(?=Memo \d+)', self.status())
        return next((p for p in parts
                     if p.startswith(f'Memo {memo.number}\n') or
                     p.startswith(f'Memo {memo.number} ') or
                     p.startswith(f'Memo {memo.number},')), '')

    # The office -------------------------------------------------------

    def desk(self, verb, memo, key, *args, at=None):
        if at is not None:
            self.at(at)
        said = self.online(verb, *self.signer(key), *args, memo.number)
        memo.acts.setdefault(
            {'acknowledge': 'acknowledge', 'reply': 'reply'}.get(verb, verb),
            self.now)
        return said

    def acknowledge(self, memo, at, key='office'):
        self.desk('acknowledge', memo, key, '--yes', *self.identity(key),
                  at=at)

    def reply(self, memo, at, words, key='office', verb='reply'):
        (self.where / 'reply.txt').write_text(words)
        self.desk(verb, memo, key, '--yes', '--text', 'reply.txt',
                  '--disposition', '1 partly', '--disposition', '2 declined',
                  at=at)

    def asked(self, memo, at, key='office'):
        """One question; its answer comes with a later release."""
        (self.where / 'question.txt').write_text('Which of the two?\n')
        self.desk('ask', memo, key, '--yes', '--text', 'question.txt', at=at)
        said = self.must('read', *self.member(memo.author), '--server',
                         self.url, '--package', memo.package, '--author',
                         f'{memo.package}.author')
        self.t.check('Which of the two?' in said, 'the author reads it', said)
        (self.where / 'answer.txt').write_text('The second, on both days.\n')
        self.online('answer', '--yes', '--author', f'{memo.package}.author',
                    '--question', '1', '--text', 'answer.txt', memo.number)
        self.at(self.now + RELEASE)
        said = self.online('inbox', *self.signer(key), *self.identity(key),
                           '--answers', memo.number)
        self.t.check('The second, on both days.' in said,
                     'the office reads the answer', said)

    def cannot_open(self, memo, key, who):
        """Sealed to a key that is lost: a member seals it anew."""
        self.online('acknowledge', '--yes', *self.signer(key), '--unreadable',
                    memo.number)
        self.act('resupply', memo, who, '--package', memo.package,
                 '--new-keys')
        self.at(self.now + RELEASE)

    def is_read(self, memo, who, words):
        """A member who holds the link reads the reply."""
        said = self.must('read', *self.member(who), memo.link)
        self.t.check(words in said, f'{memo.name}: its reply is read', said)

    def end(self, memo, at, key='office'):
        self.desk('end', memo, key, '--yes', '--reason', 'It is answered.',
                  at=at)

    def publish(self, memo, key='release'):
        """A redacted text, which who has the log gets and verifies."""
        self.provenance(memo, '--traceable')
        self.must('redact', '--withhold', '3 (b)(5)', '--text', 'part.md',
                  '-o', 'part.gainsay', f'{memo.name}.gainsay')
        self.online('publish', *self.signer(key), '--yes', '--reason',
                    '(b)(5) deliberation', '--text', 'part.md',
                    'part.gainsay')
        memo.acts['publish'] = self.now
        self.must('provenance', '--traceable', '--key', 'channel/vkey',
                  '--memo', memo.number, '--publication', '1', '--text',
                  'published.md', '-o', 'published.gainsay', self.url)
        said = self.must('verify', '--key', 'channel/vkey',
                         'published.gainsay', 'published.md')
        self.t.check('is an excerpt' in said, 'what is published verifies',
                     said)

    def provenance(self, memo, *how):
        self.must('provenance', *how, '--key', 'channel/vkey',
                  '--memo-file', memo.package, '--force', '-o', f'{memo.name}.gainsay',
                  self.url)

    def lose(self, key):
        """Nobody has it any more."""
        for file in self.where.glob(f'keys/{key}.*'):
            file.unlink()
        del self.keys[key]

    def copy(self):
        """What any mirror has: the log and its rolls, without a server."""
        where = self.where / 'copy'
        shutil.copytree(self.place / 'log', where / 'log')
        shutil.copytree(self.place / 'roll', where / 'roll')
        return where

    # Rules ------------------------------------------------------------

    def sign_charter(self, record, who, role='authority', *more):
        return self.must('charter', 'sign', record, '--role', role,
                         *self.signer(who), *more, '--yes')

    def draft(self, record, changes):
        (self.where / 'changes').write_text(
            ''.join(line + '\n' for line in changes))
        return self.must('charter', 'draft', '--answers', 'changes', '-o',
                         record, '--key', 'channel/vkey', self.url)

    def charter(self, changes, second=None):
        """The next version: drafted, signed by whom it needs, published;
        what `publish` says."""
        self.version += 1
        record = f'charter-{self.version}.rec'
        log = ('--log', self.url, '--key', 'channel/vkey')
        self.draft(record, changes)
        for who in self.plan['authority']:
            self.sign_charter(record, who, 'authority', *log)
        if second:
            self.sign_charter(record, second, 'second', *log)
        return self.must('charter', 'publish', record, '--server', self.url,
                         '--key', 'channel/vkey', '--yes')

    # What stays -------------------------------------------------------

    def move(self, moment, port):
        """The server is at another address; members follow."""
        url = f'http://127.0.0.1:{port}'
        record = ('--record', 'move.rec') if len(
            self.plan['authority']) > 1 else ()
        self.at(moment)
        for who in self.plan['authority']:
            self.online('moved', *self.signer(who), *record, '--yes', url)
        late, *others = sorted(self.rolls[self.edition])
        for who in others:
            said = self.must('promises', *self.member(who))
            self.t.check(f'server is now {url}' in said, f'{who} is told',
                         said)
        self.close()
        self.open(moment, port)
        self.must('promises', *self.member(others[0]))
        # Who was away is told the address by others, once.
        self.must('promises', *self.member(late), '--server', url)
        self.must('promises', *self.member(late))

    def promises_kept(self):
        """Every member looks: nothing was promised that was not kept."""
        for who in sorted(self.enrolled):
            done = self.gainsay('promises', *self.member(who), '--server',
                                self.url)
            broken = re.search(stored.BROKEN.format('[a-z]+'), done.stdout)
            self.t.check(done.returncode == 0 and not broken,
                         f'{who}: promises', done.stdout)

    def books(self, said, what):
        """`audit` or `status` say what the books say, memo by memo."""
        for memo in self.memos:
            have = re.search(rf'(?ms)^Memo {memo.number}\b.*?(?=^Memo |\Z)',
                             said)
            text = have[0] if have else ''
            n = len(memo.endorsed - memo.withdrawn)
            size = len(self.rolls[memo.edition])
            self.t.check(f'by {n} of {size} enrolled keys' in text,
                         f'{what}: {memo.name} has {n} of {size}', text)
            told = re.search('(\\d+) more after filing; (\\d+) withdrawn '
                             'before, (\\d+) after', text)
            late = tuple(map(int, told.groups())) if told else (0, 0, 0)
            self.t.check(late == (len(memo.late), len(memo.withdrawn), 0),
                         f'{what}: {memo.name} has late ones', text)
            missed = [d for d in ('acknowledge', 'reply')
                      if not memo.met(d)]
            self.t.check(bool(missed) == ('MISSED' in text.upper()),
                         f'{what}: {memo.name} missed {missed}', text)

    def verified(self, memo):
        """Offline, from the provenance file and the first charter's key."""
        self.provenance(memo)
        done = self.gainsay('verify', '--json', '--key', 'first.vkey',
                            f'{memo.name}.gainsay')
        have = json.loads(done.stdout)
        want = {'valid': True, 'filed': stamp(memo.filed),
                'endorsements': len(memo.endorsed - memo.withdrawn),
                'withdrawn_before': len(memo.withdrawn),
                'endorsed_later': len(memo.late),
                'enrolled': len(self.rolls[memo.edition]),
                'marking': memo.marking,
                'publications': 'publish' in memo.acts,
                'corrections': 'correct' in memo.acts,
                'questions': 'ask' in memo.acts,
                'ended_by': 'office' if 'end' in memo.acts else None}
        got = {k: bool(have[k]) if isinstance(v, bool) else have[k]
               for k, v in want.items()}
        for duty, word in (('acknowledge', 'acknowledgement'),
                           ('reply', 'reply')):
            # No witness bears the operator's date out.
            want[word] = (
                'met-by-operators-date' if memo.met(duty) else 'late',
                stamp(memo.due(duty)), stamp(memo.acts[duty]))
            got[word] = tuple(have[word][k]
                              for k in ('status', 'due', 'done'))
        self.t.check(got == want, f'verify: {memo.name}', f'{got}\n{want}')
