#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""organisation.py GAINSAY SOURCE WORK FAKE-TIME [PEOPLE ENROLLED WEEKS]: a year
of an organisation, with Debian's slapd, Apache and Postfix and an OpenID
provider: people join, leave, are renamed, share a name or nearly an id; the
directory is down; codes are lost.  The year is lived twice, by other members
at other times: each server is asked the same things at the same times.  By hand
with 2000 200 52; without numbers a few weeks of a few people."""
import contextlib
import email
import email.utils
import os
import pathlib
import re
import shutil
import struct
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(sys.argv[2]) / 'tests/system'))
import rig
import stored
from life import DAY, HOUR, SECOND, Life, stamp, utc
from network import make_server
from postfix_parts import Postfix
from sign_on_parts import SOURCE, SignOn
from slapd import ADMIN, BASE, WORD, Directory, tree
from unpacked import fetch

PEOPLE, ENROLLED, WEEKS = (int(n) for n in (*sys.argv[5:], *(30, 12, 4)[
    len(sys.argv) - 5:]))
START = utc(2023, 10, 30, 13)
LONG = 1500 # days of a certificate: from the exercise's clock to this one
OFFICE = 'office@example.org'
LISTS = [f'list-{i:02}@example.org' for i in range(-(-PEOPLE // 100))]
CODE = re.compile(r'\b(?:[0-9a-f]{4}-){7}[0-9a-f]{4}\b')
DOWN = 2 # the week in which the directory is


def who(n):
    return f'person-{n:04}'


def entry(uid, key, name):
    return (f'dn: uid={uid},{BASE}\nobjectClass: inetOrgPerson\n'
            f'objectClass: testAccount\ncn: {name}\nsn: x\nuid: {uid}\n'
            f'employeeNumber: {key}\nemployeeType: staff\n\n')


def hire(n):
    # Two people of one name are two people.
    name = f'Marked Name {n - 1 if n % 7 == 3 else n:04}'
    return entry(f'u{n:04}', who(n), name)


@contextlib.contextmanager
def dated(fake, path, moment):
    """Programs that are started meanwhile have that time."""
    path.write_bytes(struct.pack('=q', int(moment.timestamp() - time.time())))
    os.environ.update(LD_PRELOAD=str(fake), FAKE_TIME=str(path))
    try:
        yield
    finally:
        del os.environ['LD_PRELOAD'], os.environ['FAKE_TIME']


class Organisation(Life):
    """What each server is asked stands in `asked`, with the exercise's time:
    {server: [(time, what)]}."""

    def __init__(self, t, where, work):
        super().__init__(t, sys.argv[1], where / 'live',
                         {'rules': None, 'addressee': self.to,
                          'marking': None})
        self.machines, self.fake = where, pathlib.Path(sys.argv[4]).resolve()
        self.offset = where / 'offset'
        with dated(self.fake, self.offset, START - 9 * DAY):
            self.directory = Directory(
                fetch(work / 'slapd', 'slapd', 'libwrap0'), where,
                tree([hire(n) for n in range(PEOPLE)]), LONG)
        (where / 'word').write_text(WORD)
        self.mail = Postfix(work / 'postfix', where, [OFFICE, *LISTS])
        self.serving = ('--sign-on', SOURCE)
        self.codes, self.sign_on, self.asked = [], None, {}
        self.hired, self.marks = PEOPLE, {}

    def begin_year(self):
        self.asked = {'directory': [], 'provider': [], 'mail': []}
        self.marks = {name: len(self.said(name)) for name in
                      ('slapd.log', 'provider.log')}

    def said(self, name):
        path = self.machines / name
        return path.read_text(errors='replace') if path.exists() else ''

    def news(self, server, name, form=lambda lines: lines):
        """What that program wrote since this was asked last."""
        text = self.said(name)
        fresh = form(text[self.marks[name]:].splitlines())
        self.marks[name] = len(text)
        if fresh:
            self.asked[server].append((self.now, tuple(fresh)))

    # People -----------------------------------------------------------

    def sync(self, want=0, words=''):
        done = self.gainsay(
            'staff', 'ldap', 'channel', '--directory', self.directory.secure,
            '--base', BASE, '--ca', self.machines / 'a.pem', '--bind', ADMIN,
            '--password-file', self.machines / 'word', '--attributes',
            'employeeNumber,cn,employeeType')
        self.t.check(done.returncode == want and words in done.stdout,
                     f'the directory at {self.now}: {want} {words!r}',
                     done.stdout)
        self.news('directory', 'slapd.log', lambda lines: [
            re.sub(r'.*? (?=(BIND|SRCH|UNBIND|STARTTLS)\b)', '', line)
            for line in lines if re.search(r' (BIND dn|SRCH|UNBIND)', line)])
        return done.stdout

    def hand_in(self, n, code):
        """Two words of one person: the code, and where keys are kept."""
        self.codes.append(code)
        done = self.gainsay('enrol', '--server', self.url, '--key',
                            'channel/vkey', *self.member(who(n)), '--cost',
                            'low', '--editions', '6', '--code', code)
        if done.returncode == 0:
            self.enrolled[who(n)] = self.edition + 1
        return done.returncode == 0, done.stdout

    def sign_in(self, n):
        """From a browser: a code, or nothing."""
        b = self.sign_on.browser()
        b.sign_in(self.sign_on.address + '/', who(n))
        found = CODE.findall(b.follow(
            'POST', self.sign_on.address + '/enrol/code', '')[1])
        self.news('provider', 'provider.log', lambda lines: [
            line for line in lines if line.startswith(('GET /', 'POST /'))])
        return found[0] if found else None

    def joins(self, n, lost):
        """Who lost the code that the proxy gave gets one on paper, and the
        first is void."""
        code = self.sign_in(n)
        self.t.check(code is not None, f'{who(n)} gets a code')
        if lost:
            self.must('staff', 'issue', 'channel', '--id', who(n), '-o',
                      f'{who(n)}.csv')
            paper = (self.where / f'{who(n)}.csv').read_text()
            good, out = self.hand_in(n, code)
            self.t.check(not good and 'no such code' in out, 'void', out)
            code = CODE.search(paper)[0]
        good, out = self.hand_in(n, code)
        self.t.check(good, f'{who(n)} enrols', out)

    def roll_of(self):
        n = self.edition + 1
        self.must('roll', 'prepare', 'channel', '--edition', n, '-o',
                  f'roll-{n}')
        for role in 'registrar', 'second':
            self.must('roll', 'sign', f'roll-{n}', '--role', role, '--sign',
                      f'keys/{role}.key', '--log', self.url, '--key',
                      'channel/vkey', '--yes')
        self.must('roll', 'publish', f'roll-{n}', '--server', self.url)
        self.must('staff', 'unlink', '--yes', 'channel', '--edition', n)
        self.edition = n

    # Memos and mail ---------------------------------------------------

    def memo_of(self, name, actors, later):
        """Filed by the next release, whoever acts, and whenever before it."""
        at = self.now + later
        memo = self.begin(name, actors[0], stored.MEMO.read_text())
        for n, actor in enumerate((*actors[1:6], actors[0])):
            self.at(at + n * 73 * SECOND)
            self.times.append(stamp(self.now))
            if actor != actors[0]:
                self.act('endorse', memo, actor)
        self.act('file', memo, actors[0], '--package', memo.package)
        link = (self.where / f'{name}.link').read_text().strip()
        self.box = re.search('/box/([0-9a-f]{64})#', link)[1]
        self.fragment = link.partition('#')[2]
        self.token = stored.token_of(self.fragment)

    def remind(self):
        with dated(self.fake, self.offset, self.now):
            done = self.gainsay('remind', '--key', 'channel/vkey', '--dir',
                                'said', '--mail', 'mail', self.url)
        self.t.check(done.returncode == 0, f'remind at {self.now}',
                     done.stdout)
        boxes = self.mail.settled()
        for path in (self.mail.where / 'boxes').glob('*/new/*'):
            path.unlink()
        got = []
        for to, texts in sorted(boxes.items()):
            for text in texts:
                # Behind what Postfix puts in front; the date to the minute.
                text = text[text.index(b'\nFrom: ') + 1:].decode()
                date = email.message_from_string(text)['Date']
                away = abs((email.utils.parsedate_to_datetime(date) -
                            self.now).total_seconds())
                if to == OFFICE:
                    self.t.check(away < 300, 'its date is now', date)
                    text = text.replace(date, 'now')
                got.append((to, text))
        if got:
            self.asked['mail'].append((self.now, tuple(got)))

    # The year ---------------------------------------------------------

    def changes(self, week):
        """In the directory; who joined."""
        # Who leaves has enrolled, in some weeks; who is renamed stays who they
        # are.
        gone, renamed = PEOPLE - 1 - week, week % PEOPLE
        if week % 10 == 5:
            gone = ENROLLED // 2 + week // 10
        self.directory.load('', (
            f'dn: uid=u{gone:04},{BASE}\nchangetype: delete\n\n'
            f'dn: uid=u{renamed:04},{BASE}\nchangetype: modify\nreplace: cn\n'
            f'cn: Marked Name {renamed:04} {week}\n\n'))
        n, self.hired = self.hired, self.hired + 1
        self.directory.load('-a', hire(n))
        return n

    def twins(self, week):
        """An id that differs in capitals alone is told, and leaves again."""
        self.directory.load('-a', entry('twin', who(1).upper(), 'Marked Name'))
        self.sync(words='differ in capitals alone')
        self.directory.load('', f'dn: uid=twin,{BASE}\nchangetype: delete\n\n')

    def lives(self, week, actors, later):
        self.at(START + week * 7 * DAY)
        n = self.changes(week)
        if week == 1:
            self.twins(week)
        self.sync(words='1 join' if week != 1 else '')
        self.joins(n, lost=week % 3 == 1)
        # A second edition after a quarter, for who joined since.
        if week % 13 == 12:
            self.roll_of()
        self.at(self.now + 2 * HOUR)
        self.remind()
        if week % 6 == 1:
            self.memo_of(f'memo-{week}', actors, later)
        for day in range(1, 6):
            self.at(START + (week * 7 + day) * DAY + 4 * HOUR)
            if week % 6 in (1, 2):
                self.remind()
        if week % 6 == 2:
            self.online('acknowledge', '--yes', '--sign', 'keys/office.key',
                        '--identity', 'keys/office.age', week // 6 + 1)

    def year(self, slapd, actors, later):
        self.begin_year()
        for week in range(1, WEEKS + 1):
            if week == DOWN:
                slapd.close()
                self.at(START + week * 7 * DAY - HOUR)
                before = self.gainsay('staff', 'list', 'channel').stdout
                self.sync(2, 'cannot be reached')
                self.t.check(self.gainsay('staff', 'list', 'channel').stdout
                             == before, 'and nobody leaves by that')
                slapd.enter_context(self.directory.served(slapd.log))
            self.lives(week, actors, later)


def settle(o):
    """The channel as both years find it."""
    o.must(*rig.INIT, '--exercise', '--origin', 'localhost/organisation',
           '--from', '2023-01-01', '--to', '2025-12-31', 'channel')
    for key in (o.place / 'keys').iterdir():
        if key.name not in ('log.key', 'enrol.key', 'promise.key'):
            shutil.move(key, o.where / 'keys')
    (o.where / 'words').chmod(0o600)
    (o.where / 'members').write_text('\n'.join(LISTS) + '\n')
    (o.where / 'mail').write_text(
        f'smtp smtp://127.0.0.1:{o.mail.port}\nca {o.machines}/a.pem\n'
        f'from channel@example.org\nto office {OFFICE}\n'
        'members Monday 14:00 members\n')


def enrols(o):
    """Half by paper, half by the sign-on."""
    o.begin_year()
    o.sync(words=f'{PEOPLE} people are eligible')
    o.must('staff', 'issue', 'channel', '-o', 'codes.csv')
    codes = CODE.findall((o.where / 'codes.csv').read_text())
    o.t.check(len(codes) == PEOPLE, 'a code for everybody')
    for n in range(ENROLLED):
        code = codes[n] if n % 2 else o.sign_in(n)
        good, out = o.hand_in(n, code)
        o.t.check(good, f'{who(n)} enrols', out)
    o.roll_of()


def ended(o):
    """The log, which an audit has read."""
    done = o.gainsay('audit', '--key', 'channel/vkey', o.url)
    o.t.check(done.returncode in (0, 3) and 'memo' in done.stdout.lower(),
              'the audit', done.stdout)
    return rig.read_entries(o.place / 'log')


def searched(o):
    o.addresses = ['127.77.1.9']
    stored.search_server(o, 'after the year')
    hits = stored.look([b'person-0', b'Marked'], stored.files(
        o.where / 'said', pathlib.Path(o.machines / 'provider.log')))
    o.t.check(not [h for h in hits if h[1] != 'provider.log'],
              'the courier knows nobody', str(hits))


class Slapd(contextlib.ExitStack):
    """Ended by `close`, and started again."""
    log = None


def lived(o, name, actors, later, port):
    """One year, from the same beginning."""
    shutil.rmtree(o.where, ignore_errors=True)
    shutil.copytree(o.machines / 'base', o.where)
    shutil.rmtree(o.machines / 'db')
    shutil.copytree(o.machines / 'base-db', o.machines / 'db')
    shutil.rmtree(os.environ['XDG_CACHE_HOME'], ignore_errors=True)
    o.hired, o.edition, o.times, o.memos = PEOPLE, 1, [], []
    with open(o.machines / 'slapd.log', 'a') as log, o.sign_on.served(), \
         Slapd() as slapd:
        slapd.log = log
        slapd.enter_context(o.directory.served(log))
        o.open(START + HOUR, port)
        try:
            began = time.monotonic()
            o.year(slapd, actors, later)
            took = time.monotonic() - began
            entries = ended(o)
        finally:
            o.close()
    searched(o)
    print(f'{name}: {WEEKS} weeks in {took:.0f} s; ' + '; '.join(
        f'{k}: {len(v)} times, {sum(len(x) for _, x in v)} things'
        for k, v in o.asked.items()), flush=True)
    return o.asked, entries


def differ(t, one, other):
    """Each server, the same at the same times."""
    for server, before in one.items():
        now = other[server]
        first = next((pair for pair in zip(before, now) if pair[0] != pair[1]),
                     None)
        t.check(before == now and before, f'{server}: another year, the same '
                'questions', f'{len(before)} {len(now)} {first}')


def main():
    t = rig.Tally()
    work = pathlib.Path(sys.argv[3]).resolve()
    with rig.folder('gainsay-organisation') as name:
        where = pathlib.Path(name).resolve()
        o = Organisation(t, where, work)
        settle(o)
        with open(where / 'slapd.log', 'a') as log, o.mail.served():
            with o.directory.served(log):
                o.open(START)
                port = int(o.url.rpartition(':')[2])
                o.sign_on = SignOn(work / 'sign-on', where, f'http://127.0.0.1:{port}')
                with o.sign_on.served():
                    enrols(o)
            o.at(START + HOUR)
            o.remind()
            o.close()
            shutil.copytree(o.where, where / 'base')
            shutil.copytree(where / 'db', where / 'base-db')
            half = ENROLLED // 2
            members = [who(n) for n in range(ENROLLED)]
            one, log = lived(o, 'one', members[:half], 1421 * SECOND, port)
            other, again = lived(o, 'other', members[:half - 1:-1],
                                 7633 * SECOND, port)
        differ(t, one, other)
        t.check(len(log) == len(again) and log != again,
                'they were two years', f'{len(log)} {len(again)}')
    t.end()


main()
