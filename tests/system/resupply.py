#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""resupply.py GAINSAY: an office that calls a memo unreadable discharges nothing
by it, and is answered with the same text sealed anew, by anyone who holds it; a
reply that does not open, or says nothing, is called so by the author.  Both
stand for ever wherever a duty is called met, and neither tells when a member
acted.  What waits when a procedure ends is not left behind."""
import base64
import datetime
import hashlib
import json
import os
import pathlib
import re
import sys
import urllib.request

sys.dont_write_bytecode = True
import between
import rig
import stored
import sealed_file

CHANNEL = ('--key', 'channel/vkey')
OFFICE = ('--sign', 'keys/office.key')
RELEASE = 24 * 3600


def lv(data):
    return len(data).to_bytes(4, 'big') + data


class Office(stored.Day):
    """Memos by name, and what an office with another client signs."""

    def open(self, s, name):
        self.must('compose', '--charter', 'channel/charter.rec', '--roll',
                  'roll-1.rec', '--to', 'Secretary of State', '--after',
                  '2023-12-31', '--out', f'{name}.package', stored.MEMO)
        code = rig.code_of(self.must(
            'gather', *self.member(0), '--server', s.url, '-o',
            f'{name}.link', f'{name}.package'))
        at = ('--server', s.url, '--code', code)
        self.must('endorse', *self.member(1), *at, f'@{name}.link')
        self.must('file', *self.member(0), *at, '--package',
                  f'{name}.package', f'@{name}.link')
        return code

    def on(self, s, number, *args, want=0):
        """The office about a memo."""
        verb, *rest = args
        done = self.gainsay(verb, '--server', s.url, *CHANNEL, *OFFICE,
                            '--memo', number, *rest)
        self.t.check(done.returncode == want, f'{verb} {number}: exit '
                     f'{done.returncode}', done.stdout)
        return done.stdout

    def unreadable(self, s, name, want, words, *args):
        done = self.gainsay('unreadable', '--server', s.url, *CHANNEL,
                            '--package', f'{name}.package', '--yes', *args)
        self.t.check(done.returncode == want and words in done.stdout,
                     f'unreadable {name} {args}: exit {done.returncode}, '
                     f'expected {want} and "{words}"', done.stdout)
        return done.stdout

    def status(self, s):
        return self.must('status', *CHANNEL, s.url)

    def entries(self):
        return [e.decode() for e in rig.read_entries(self.place / 'log')]

    def find(self, kind):
        return [e for e in self.entries() if f'\ngainsay/v1 {kind}\n' in e]

    def ids(self):
        """Memo ids, in the log's order, as records have them."""
        return [rig.lines_of(e, 'memo')[0] for e in self.find('memo')]

    def sign(self, kind, number, lines, file, role='office'):
        """A record about memo `number` and the file that it names."""
        channel = rig.lines_of(self.find('memo')[0], 'channel')[0]
        seed = bytes.fromhex((self.where / f'keys/{role}.key').read_text()
                             .strip())
        text = (f'gainsay/v1 {kind}\nchannel {channel}\n'
                f'memo {self.ids()[number - 1]}\n')
        text += ''.join(f'{line}\n' for line in lines)
        digest = base64.b64encode(hashlib.sha256(file).digest()).decode()
        text += f'content {digest}\n'
        return {'records': [rig.sign_record(self.where, seed, text, role)],
                'content': [base64.b64encode(file).decode()]}

    def letter(self, number):
        """A reply as it is sealed, whatever its record commits to."""
        channel = rig.lines_of(self.find('memo')[0], 'channel')[0]
        return (f'gainsay/v1 letter\nchannel {channel}\n'
                f'memo {self.ids()[number - 1]}\nseed {"A" * 43}=\n\n---\n'
                'subject: Reply 1\nto: The author\nmarking: UNCLASSIFIED\n'
                '---\n\nIt is done.\n').encode()

    def seal_to_reply(self, number, text):
        """As the office's program would, if it let anybody."""
        memo = self.find('memo')[number - 1]
        key = base64.b64decode(rig.lines_of(memo, 'reply')[0].split()[1])
        return sealed_file.age(sealed_file.pad(text), [key],
                               os.urandom(64))


# What a record commits to, here to nothing.
COMMITTED = [f'root {"A" * 43}=', 'blocks 3']


# The office cannot open a memo --------------------------------------------

class Withholding(between.Front):
    """Has no sealed file, or another."""

    def respond(self, body=None):
        if self.path.startswith('/content/'):
            self.answer(*self.server.told)
        else:
            super().respond(body)


def withheld(day, s):
    """The operator keeps the memo's file from the office, who is told what the
    server did.  What helps is in called_unreadable, supplied and opened."""
    none = json.dumps({'type': '/problems/unknown', 'title': 'No'}).encode()
    with between.before(s.url, Withholding, told=(404, none)) as front:
        for told, want, words in (
                ((404, none), 1, 'the server refused (404)'),
                ((200, b'x' * 16384), 1, 'sent another file than the one')):
            front.told = told
            for verb, more in (('acknowledge', ('--yes',)),
                               ('inbox', ('-o', 'none.md'))):
                said = day.on(front, 1, verb, *more, '--identity',
                              'keys/office.age', want=want)
                day.t.check(words in said and 'hand it in anew' in said,
                            f'{verb}: {words}', said)
    day.t.check(not (day.where / 'none.md').exists() and
                not day.find('acknowledge'), 'nothing is said or written')


def called_unreadable(day, s):
    """By everything that tells of the duty."""
    before = day.status(s)
    day.t.check('unreadable' not in before, 'nothing is said yet', before)
    day.on(s, 1, 'acknowledge', '--yes', '--unreadable')
    day.must('provenance', *CHANNEL, '--memo-file', 'first.package',
             '--traceable', '-o', 'first.gainsay', s.url)
    page = urllib.request.urlopen(s.url + '/').read().decode()
    told = {'status': day.status(s),
            'audit': day.must('audit', *CHANNEL, s.url),
            'inbox': day.must('inbox', '--server', s.url, *CHANNEL),
            'read': day.must('read', *CHANNEL, '@first.link'),
            'verify': day.must('verify', *CHANNEL, 'first.gainsay'),
            'the page': page}
    for what, text in told.items():
        day.t.check('unreadable' in text, f'{what} tells it', text)
    for what in ('status', 'audit', 'inbox', 'read'):
        duty = re.search('^ +acknowledge +(.*)', told[what], re.M)
        day.t.check(duty and 'open' in duty[1], f'{what}: the duty goes on',
                    told[what])
    verdict = json.loads(day.must('verify', *CHANNEL, '--json',
                                  'first.gainsay'))
    found = verdict['unreadable']
    day.t.check(len(found) == 1 and found[0]['what'] == 'memo' and
                found[0]['resupplied'] is None and
                verdict['acknowledgement']['done'] is None,
                'and as JSON', str(verdict))


def supply(day, s, code):
    """By a member who is not the author, and has the link alone."""
    at = (*day.member(5), '--server', s.url)
    done = day.gainsay('resupply', *at, '@first.link')
    day.t.check(done.returncode == 2 and 'no terminal to ask' in done.stdout
                and 'Northgate' in done.stdout, 'it is shown, and asked',
                done.stdout)
    done = day.gainsay('resupply', *at, '--code', ' '.join(
        ['abandon'] * 8), '@first.link')
    day.t.check(done.returncode == 1, 'another word code', done.stdout)
    out = day.must('resupply', *at, '--code', code, '--promise', 'anew',
                   '@first.link')
    day.t.check('promises' in out and not day.find('resupply'),
                'it waits for a release', out)
    day.must('resupply', *at, '--code', code, '@first.link')
    other = day.must('resupply', *day.member(6), '--server', s.url, '--code',
                     code, '--package', 'first.package', '@first.link')
    day.t.check('promises' in other, 'and another member', other)
    out = day.must('promises', *day.member(5), '--server', s.url)
    day.t.check(re.search('^resupply:[0-9a-f]+ +waits', out, re.M),
                'the state keeps its promise', out)


def supplied(day, s):
    """One for each time that the office said it, at a release."""
    entries = day.find('resupply')
    day.t.check(len(entries) == 1, 'one enters', str(entries))
    moment(day, entries[0])
    for i in (5, 6):
        out = day.must('promises', *day.member(i), '--server', s.url)
        day.t.check('keeps no act' in out, 'both promises are kept', out)
    done = day.gainsay('audit', *CHANNEL, '--promise', 'anew', s.url)
    day.t.check(done.returncode == 0 and 'Promise kept' in done.stdout,
                'others see that too', done.stdout)
    for what, args in (('status', ('status', *CHANNEL, s.url)),
                       ('inbox', ('inbox', '--server', s.url, *CHANNEL)),
                       ('read', ('read', *CHANNEL, '@first.link'))):
        out = day.must(*args)
        day.t.check('sealed anew' in out, f'{what} tells it', out)
    out = day.must('read', *CHANNEL, '@first.link')
    day.t.check('resupply 1 is this memo\'s' in out,
                'whoever has the memo sees that it is this one', out)
    done = day.gainsay('resupply', *day.member(7), '--server', s.url,
                       '@first.link')
    day.t.check(done.returncode == 1 and 'said nothing since' in done.stdout,
                'once for each time', done.stdout)


def moment(day, entry):
    """A release: it says nothing of who acted when."""
    at = stored.seconds(re.match('at (.*)', entry)[1].replace('Z', '+0000'))
    hour = datetime.datetime.fromtimestamp(at, datetime.timezone.utc)
    closing = hour.strftime('%H:%M') in ('21:00', '22:00')
    day.t.check(at % RELEASE == 0 or closing, f'at a release: {entry[:30]}')


def opened(day, s):
    """The file that was sealed anew gives the memo id."""
    out = day.on(s, 1, 'acknowledge', '--yes', '--identity', 'keys/office.age')
    day.t.check('gives the memo id' in out, 'the office opens it', out)
    out = day.status(s)
    day.t.check(re.search('acknowledge +met', out) and
                'the memo, says the office' in out,
                'beside "met" stands what was said', out)
    day.on(s, 1, 'acknowledge', '--yes', '--unreadable', want=1)
    done = day.gainsay('resupply', *day.member(7), '--server', s.url,
                       '@first.link')
    day.t.check(done.returncode == 1 and 'no other copy' in done.stdout,
                'no more is needed', done.stdout)


def overtaken(day, s, code):
    """The office opens the memo while a resupply waits: nobody is to blame."""
    day.on(s, 2, 'acknowledge', '--yes', '--unreadable')
    day.must('resupply', *day.member(5), '--server', s.url, '--code', code,
             '--package', 'second.package', '--promise', 'needless',
             '@second.link')
    day.on(s, 2, 'acknowledge', '--yes', '--identity', 'keys/office.age')


def lose_keys(day, s):
    """The office's seal key is lost: the next charter has another."""
    identity = os.urandom(32)
    path = day.where / 'keys' / 'new.age'
    path.write_text(sealed_file.bech32('age-secret-key-', identity).upper() +
                    '\n')
    path.chmod(0o600)
    (day.where / 'keys' / 'office.age').rename(day.where / 'lost.age')
    seal = next(line for line in rig.lines_of(
        (day.place / 'charter.rec').read_text(), 'seal')
        if line.startswith('office '))
    parts = seal.split(' ')
    parts[2] = base64.b64encode(sealed_file.x25519(identity)).decode()
    text = rig.next_charter(day.place, (seal, ' '.join(parts)))
    seed = bytes.fromhex((day.where / 'keys/authority.key').read_text()
                         .strip())
    s.post('/records', {'records': [rig.sign_record(day.where, seed, text,
                                                    'authority')]})
    return seal.split(' ', 3)[3]


def sealed_to_new_keys(day, s):
    """An office that has lost its keys is sent the same text sealed to the new
    ones; the member sees whose they are, and every holder of the memo that the
    file is its."""
    code = day.open(s, 'third')
    s.post('/exercise/clock', {'now': '2023-11-14T15:00:00Z'})
    number = len(day.ids())
    holder = lose_keys(day, s)
    day.on(s, number, 'acknowledge', '--yes', '--identity', 'keys/new.age',
           want=1)
    day.on(s, number, 'acknowledge', '--yes', '--unreadable')

    out = day.must('resupply', *day.member(5), '--server', s.url, '--code',
                   code, '--new-keys', '@third.link')
    day.t.check(f'keys of version 2 of the charter:\n  office: {holder}' in
                out, 'it says whose the keys are', out)
    s.post('/exercise/clock', {'now': '2023-11-15T15:00:00Z'})
    out = day.must('read', *CHANNEL, '@third.link')
    day.t.check('resupply 1 is this memo\'s' in out, 'it is this memo\'s',
                out)
    day.on(s, number, 'acknowledge', '--yes', '--identity', 'lost.age',
           want=1)
    out = day.on(s, number, 'acknowledge', '--yes', '--identity',
                 'keys/new.age')
    day.t.check('gives the memo id' in out, 'the office opens it with its new '
                'key', out)
    day.on(s, number, 'inbox', '--identity', 'keys/new.age', '-o', 'again.md')
    again = (day.where / 'again.md').read_text()
    day.t.check('Northgate' in again, 'and reads it', again[:300])
    out = day.must('audit', *CHANNEL, s.url)
    day.t.check('The log keeps its rules' in out, 'the log is sound', out)


# The author cannot open a letter ------------------------------------------

def no_file(day, s):
    for file in (b'', bytes(range(256)) * 64):
        try:
            told = str(s.post('/records', day.sign('ask', 1, ['question 1'],
                                                   file)))
        except RuntimeError as refusal:
            told = str(refusal)
        day.t.check('file-not-sealed' in told, f'a file of {len(file)} bytes '
                    'is refused', told)


def letters(day, s):
    """Junk, a text that nothing commits to, and one that is a reply.  What is no sealed
    file at all the server does not take."""
    no_file(day, s)
    junk = sealed_file.age(sealed_file.pad(b'To nobody.'), [os.urandom(32)],
                           os.urandom(64))
    s.post('/records', day.sign('ask', 1, ['question 1'], junk))
    s.post('/records', day.sign(
        'reply', 1, ['reply 1'] + [f'disposition {n} declined'
                                   for n in range(1, 5)] + COMMITTED,
        day.seal_to_reply(1, day.letter(1))))
    (day.where / 'letter').write_text('It is measured again.\n')
    day.on(s, 2, 'reply', '--yes', '--text', 'letter', *sum(
        (('--disposition', f'{n} accepted') for n in range(1, 5)), ()))

    s.post('/records', day.sign('correct', 1, ['correction 1', 'reply 1'] + [
        f'disposition {n} declined' for n in range(1, 5)] + COMMITTED, junk))
    day.unreadable(s, 'second', 1, 'no correction 1', '--correction', '1')
    day.unreadable(s, 'second', 1, 'opens and is a text', '--reply')
    day.unreadable(s, 'second', 1, 'no question 1', '--question', '1')
    day.unreadable(s, 'first', 1, 'no question 2', '--question', '2')
    day.unreadable(s, 'first', 1, "not 'one'", '--question', 'one')
    day.unreadable(s, 'first', 1, 'seed', '--reply', '--author',
                   'second.package.author')
    day.unreadable(s, 'first', 2, 'one of --reply', '--reply', '--question',
                   '1')
    day.unreadable(s, 'first', 2, 'one of --reply')
    day.unreadable(s, 'first', 2, 'one of --reply', '--correction', '1',
                   '--question', '1')
    day.t.check(not [e for e in day.find('unreadable') if
                     'signature author' in e], 'nothing was said')
    out = day.unreadable(s, 'first', 0, 'another text', '--reply',
                         '--promise', 'said')
    day.t.check('promise' in out, 'a reply that its record does not commit to',
                out)
    day.unreadable(s, 'first', 0, 'another text', '--reply')
    day.unreadable(s, 'first', 1, 'waits for its release', '--question', '1')


def said(day, s):
    done = day.gainsay('audit', *CHANNEL, '--promise', 'said', s.url)
    day.t.check(done.returncode == 0 and 'Promise kept' in done.stdout,
                'its promise is kept', done.stdout)
    day.unreadable(s, 'first', 1, 'have said already', '--reply')
    done = day.gainsay('unreadable', *day.member(3), '--server', s.url,
                       *CHANNEL, '--package', 'first.package', '--question',
                       '1', '--yes')
    day.t.check(done.returncode == 0 and 'does not open' in done.stdout,
                'with a state', done.stdout)


def correction_said(day, s):
    """Junk that sets right what was a reply; who reads it hears what to do."""
    done = day.gainsay('read', *CHANNEL, '@first.link')
    day.t.check(done.returncode == 1 and "'gainsay unreadable'" in done.stdout,
                f'read: exit {done.returncode}', done.stdout)
    out = day.unreadable(s, 'first', 0, 'does not open', '--correction', '1',
                         '--promise', 'said-again')
    day.t.check('Correction 1 about memo 1' in out, 'which one', out)


def told_for_ever(day, s):
    mine = [e for e in day.find('unreadable') if 'signature author' in e]
    day.t.check(len(mine) == 3, 'all are in the log', str(mine))
    for entry in mine:
        moment(day, entry)
    out = day.status(s)
    day.t.check(re.search('reply +met', out) and
                'the reply, says the author' in out and
                'question 1, says the author' in out and
                'correction 1, says the author' in out,
                'beside "met" stands what the author says', out)
    done = day.gainsay('audit', *CHANNEL, '--promise', 'needless', s.url)
    day.t.check(done.returncode == 0 and 'Promise kept' in done.stdout and
                len(day.find('resupply')) == 1, 'a needless copy is no broken '
                'promise', done.stdout)
    out = day.must('audit', *CHANNEL, s.url)
    day.t.check('The log keeps its rules' in out, 'the log is sound', out)


# The end of a memo --------------------------------------------------------

def end_takes_along(day, s):
    """Friday 10 November 2023 is a late day and a day off, so no release: the
    end's date comes before that of what was promised for the next one."""
    (day.where / 'question').write_text('Which well?\n')
    for _ in range(2):
        day.on(s, 1, 'ask', '--yes', '--text', 'question')
    s.post('/exercise/clock', {'now': '2023-11-10T20:00:00Z'})
    author = ('--server', s.url, *CHANNEL, '--memo', 1)
    day.must('answer', *author, '--author', 'first.package.author',
             '--question', 2, '--text', 'letter', '--yes', '--promise',
             'answered')
    day.must('end', *author, '--author', '--sign', 'first.package.author',
             '--reason', 'Enough', '--yes')
    day.must('answer', *author, '--author', 'first.package.author',
             '--question', 3, '--text', 'letter', '--yes', '--promise',
             'answered-after')
    s.post('/exercise/clock', {'now': '2023-11-13T15:00:00Z'})
    last = [re.match('at (.*)\n(?:.*\n)?gainsay/v1 (.*)', e).groups()
            for e in day.entries()[-5:]]
    friday = '2023-11-10T22:00:00Z'
    day.t.check(last == [(friday, 'answer'), (friday, 'answer'),
                         (friday, 'end'), (friday, 'anchor'),
                         ('2023-11-10T23:00:00Z', 'anchor')],
                'answers go with the end, before it', str(last))
    for promise in ('answered', 'answered-after'):
        done = day.gainsay('audit', *CHANNEL, '--promise', promise, s.url)
        day.t.check(done.returncode == 0 and 'Promise kept' in done.stdout,
                    f'{promise} is kept', done.stdout)


def nothing_on_the_way(day, s):
    """An act does not go where requests are logged, and left no line."""
    entry = next(e for e in day.find('unreadable') if 'signature author' in e)
    for kind, record in (('unreadable', rig.record_of(entry.encode())),
                         ('resupply', rig.record_of(
                             day.find('resupply')[0].encode()))):
        try:
            told = s.post('/records', {'records': [record]})
        except RuntimeError as refusal:
            told = str(refusal)
        day.t.check('422' in str(told) or '409' in str(told),
                    f'{kind} to /records', str(told))
    log = pathlib.Path(f'{day.place}.log').read_text()
    lines = set(re.findall('^(?:GET|POST|DELETE) .*', log, re.M))
    day.t.check(lines <= {'POST records 200', 'POST records 422',
                          'POST records 409', 'POST clock 200'},
                'no member has a line', str(lines))
    day.t.check('refused' not in log, 'nothing was refused at a release', log)


def main():
    t = rig.Tally()
    with rig.folder('resupply') as name:
        day = Office(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s:
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': f'{stored.DAY}15:00:00Z'})
            code = day.open(s, 'first')
            s.post('/exercise/clock', {'now': '2023-11-02T15:00:00Z'})
            withheld(day, s)
            called_unreadable(day, s)
            supply(day, s, code)
            other = day.open(s, 'second')
            s.post('/exercise/clock', {'now': '2023-11-03T15:00:00Z'})
            supplied(day, s)
            opened(day, s)
            overtaken(day, s, other)
            letters(day, s)
            s.post('/exercise/clock', {'now': '2023-11-06T15:00:00Z'})
            said(day, s)
            s.post('/exercise/clock', {'now': '2023-11-07T15:00:00Z'})
            correction_said(day, s)
            s.post('/exercise/clock', {'now': '2023-11-08T15:00:00Z'})
            told_for_ever(day, s)
            end_takes_along(day, s)
            sealed_to_new_keys(day, s)
            nothing_on_the_way(day, s)
    t.end()


if __name__ == '__main__':
    main()
