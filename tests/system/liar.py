#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""liar.py GAINSAY: an operator who lies about acts.  A front before a real
server promises an act and drops it, promises another one, signs with another
key, refuses without a reason, or loses an answer; the operator takes acts out
of a box before it is filed.  Each is told to the member whom it would harm,
with proof in hand where there is one, and an honest operator cannot be framed
by a promise that was kept."""
import base64
import hashlib
import json
import pathlib
import re
import struct
import sys

sys.dont_write_bytecode = True
import between
import cards
import orders
import rig
import stored

MONDAY = '2023-10-30T13:00:00Z'
WEDNESDAY = '2023-11-01T15:00:00Z'
THURSDAY = '2023-11-02T15:00:00Z'
LATER = '2023-11-20T15:00:00Z'
MONDAY_TOO = '2023-11-27T15:00:00Z'
TUESDAY = '2023-11-28T15:00:00Z'
# What would write over the terminal, or be taken for the program's.
STEERING = '\x1b[2J\x1b]0;x\x07\u202e\nEndorsed.'
NO_PROMISE = 'not one for this act'


# What a server signs ------------------------------------------------------

# The field that tells one such act about a memo from the next.
NUMBERS = {'answer': 'question', 'unreadable': 'number',
           'resupply': 'unreadable'}


def made_tag(text, kind, memo):
    """Of an act that has no member's tag, or not that (docs/spec/records.md,
    Promise): an answer, a file sealed anew, an author's `unreadable` and end."""
    def lv(word):
        return struct.pack('>I', len(word)) + word
    about = lv(b'author') if kind == 'end' else struct.pack(
        '>Q', int(rig.lines_of(text, NUMBERS[kind])[0]))
    return hashlib.sha256(lv(f'gainsay/v1/{kind}'.encode()) +
                          base64.b64decode(memo) + about).digest()


def read_act(text):
    """(channel, memo, kind, tag) of an act's record, the last three as they
    stand in a promise."""
    kind = text.split('\n', 1)[0].removeprefix('gainsay/v1 ')
    memo = rig.lines_of(text, 'memo')[0]
    tag = made_tag(text, kind, memo) if kind in (*NUMBERS, 'end') else \
        base64.b64decode(rig.lines_of(text, 'proof')[0])[:32]
    return (rig.lines_of(text, 'channel')[0], memo,
            'file' if kind == 'memo' else kind,
            base64.b64encode(tag).decode())


class Liar(between.Front):
    def respond(self, body=None):
        server = self.server
        is_act = body is not None and re.fullmatch(
            '/acts|/resupply|/box/[0-9a-f]{64}/(acts|file)', self.path)
        if body is not None and self.path == '/box':
            server.boxes.append(json.loads(body))
        if body is not None and self.path == '/box' and server.turns_used:
            told = 422, json.dumps({
                'type': '/problems/rule', 'title': 'opened one already',
                'code': 'box-slot-used'}).encode()
        elif is_act and server.lie is not None:
            server.acts.append(body)
            told = server.lie(self, body)
        else:
            told = self.forward(body)
            if body is None and server.box and re.fullmatch(
                    '/box/[0-9a-f]{64}', self.path):
                told = told[0], json.dumps({**json.loads(told[1]),
                                            **server.box}).encode()
        if told is None:
            self.close_connection = True
        else:
            self.answer(*told)


def liar(real):
    """`box` is what it says of one, otherwise than the server; `turns_used`:
    it calls every turn of a member used."""
    return between.before(real, Liar, lie=None, acts=[], box={}, boxes=[],
                          turns_used=False)


class Operator(stored.Day):
    """The channel, its members, and what its operator can sign."""

    def sign(self, text, role, key=None):
        path = self.place / 'keys' / f'{key or role}.key'
        if not path.is_file():
            path = self.where / 'keys' / path.name
        seed = bytes.fromhex(path.read_text().strip())
        mark = rig.openssl_sign(self.where, seed,
                                f'{text}signature {role}'.encode())
        return (f'{text}signature {role} '
                f'{base64.b64encode(mark).decode()}\n')

    def channel(self):
        return rig.channel_id(self.place)

    def roll(self):
        return rig.lines_of((self.where / 'roll-1.rec').read_text(),
                            'root')[0]

    def promise(self, body, tag=None, key=None, roll=None, by=None):
        """As a server answers an act, without keeping anything of it."""
        channel, memo, kind, own = read_act(json.loads(body)['record'])
        text = (f'gainsay/v1 promise\nchannel {channel}\nmemo {memo}\n'
                f'roll {roll or self.roll()}\nact {kind}\n'
                f'tag {tag or own}\n')
        text += f'by {by}\n' if by else ''
        return 200, json.dumps(
            {'promise': self.sign(text, 'promise', key)}).encode()

    def refuse(self, body, code):
        """As a server refuses an act, whatever it is."""
        record = json.loads(body)['record']
        channel, memo, _, _ = read_act(record)
        digest = base64.b64encode(hashlib.sha256(record.encode()).digest())
        text = self.sign(f'gainsay/v1 refusal\nchannel {channel}\n'
                         f'memo {memo}\nrecord {digest.decode()}\n'
                         f'code {code}\nwhy We would rather not\n',
                         'promise')
        return 422, json.dumps({'type': '/problems/rule', 'title': 'No',
                                'code': code, 'refusal': text}).encode()

    def count(self, shown, key=None, roll=None):
        channel = self.channel()
        memo = base64.b64encode(bytes.fromhex(self.box)).decode()
        return self.sign(f'gainsay/v1 count\nchannel {channel}\nmemo {memo}\n'
                         f'roll {roll or self.roll()}\nshown {shown}\n'
                         f'export {channel}\n', 'promise', key)

    def gather(self, url):
        self.must('compose', '--charter', 'channel/charter.rec', '--roll',
                  'roll-1.rec', '--to', 'Secretary of State', '--after',
                  '2023-11-06', '--out', 'memo.package', stored.MEMO)
        self.word_code = rig.code_of(self.must(
            'gather', *self.member(0), '--server', url, '-o', 'memo.link',
            'memo.package'))
        link = (self.where / 'memo.link').read_text().strip()
        self.box = re.search('/box/([0-9a-f]{64})#', link)[1]
        self.fragment = link.partition('#')[2]

    def act(self, url, verb, i, want=0, *more):
        (self.where / 'here.link').write_text(
            f'{url}/box/{self.box}#{self.fragment}\n')
        code = () if verb == 'show' else ('--code', self.word_code)
        done = self.gainsay(verb, *self.member(i), '--server', url, *more,
                            *code, '@here.link')
        self.t.check(done.returncode == want, f'{verb} by {i}: exit '
                     f'{done.returncode}, expected {want}', done.stdout)
        return done.stdout

    def promises(self, url, i, want, *more):
        done = self.gainsay('promises', *self.member(i), '--server', url,
                            *more)
        self.t.check(done.returncode == want, f'promises of {i}: exit '
                     f'{done.returncode}, expected {want}', done.stdout)
        return done.stdout

    def audit(self, want, words, place, path, missed=0):
        """A missed duty has the exit code of a broken promise: it says which
        of the two the code is about."""
        args = ('audit', '--key', 'channel/vkey', '--promise', path, place)
        done = self.gainsay(*args)
        self.t.check(done.returncode == want and words in done.stdout,
                     f'audit of {path}: exit {done.returncode}, expected '
                     f'{want} and "{words}"', done.stdout)
        told = self.gainsay(*args, '--json')
        found = re.findall('"missed":([0-9]+),', told.stdout)
        self.t.check(told.returncode == want and found == [str(missed)],
                     f'audit of {path}: {found} duties missed, expected '
                     f'{missed}', told.stdout)

    def evidence(self, url, i, kind, name):
        listed = self.promises(url, i, 3)
        found = re.search(stored.BROKEN.format(kind), listed)
        self.t.check(found, f'{kind} is listed as broken', listed)
        self.promises(url, i, 0, '--act', found[1], '--evidence', name)
        return name


# Scenes -------------------------------------------------------------------

def what_is_told(day, front):
    """Lies that can be seen at once: nothing was promised, the state keeps the
    act, and the same act goes to an honest server afterwards."""
    foreign = base64.b64encode(bytes(range(32))).decode()
    lies = {
        'answers nothing': (lambda h, b: (200, b'{}'), 'no `promise`'),
        'promises another tag': (lambda h, b: day.promise(b, tag=foreign),
                                 NO_PROMISE),
        'signs with another key': (lambda h, b: day.promise(
            b, key='office'), NO_PROMISE),
        'promises over another roll': (lambda h, b: day.promise(
            b, roll=foreign), NO_PROMISE),
        'promises for the end of days': (lambda h, b: day.promise(
            b, by='9999-12-31T23:59:59Z'), 'could be left out until then'),
        'has no such box': (lambda h, b: (404, json.dumps({
            'type': '/problems/unknown', 'title': 'No'}).encode()),
            'did not sign that it did'),
        'refuses without a reason': (lambda h, b: (422, json.dumps({
            'type': '/problems/rule', 'title': STEERING,
            'detail': STEERING}).encode()), 'did not sign that it did'),
        'finds it too large': (lambda h, b: (413, json.dumps({
            'type': '/problems/too-large', 'title': 'No'}).encode()),
            'did not sign that it did'),
        'finds no record in it': (lambda h, b: (400, json.dumps({
            'type': '/problems/format', 'title': 'No'}).encode()),
            'did not sign that it did'),
        'refuses another record': (lambda h, b: (422, json.dumps({
            'type': '/problems/rule', 'title': 'No',
            'refusal': 'gainsay/v1 refusal\n'}).encode()),
            'no refusal of your act'),
    }
    for what, (lie, words) in lies.items():
        front.lie, front.acts = lie, []
        out = day.act(front.url, 'endorse', 1, 1)
        day.t.check(words in out, f'who {what} is told', out)
        day.t.check('\x1b' not in out and '\u202e' not in out and
                    '\nEndorsed' not in out, f'who {what} writes no line of '
                    'the program', repr(out))
        listed = day.promises(front.url, 1, 0)
        day.t.check('unanswered' in listed, f'the act stays: {what}', listed)
    first = front.acts[0]

    front.lie, front.acts = lambda h, b: h.forward(b), []
    out = day.act(front.url, 'endorse', 1)
    day.t.check('Your state keeps' in out, 'an honest server promises', out)
    day.t.check(front.acts == [first], 'the same act was sent again')
    front.lie = None
    day.t.check('waits' in day.promises(front.url, 1, 0), 'it waits')


def lose_answer(day, front):
    """The server has the act, and its answer is lost: the same is sent."""
    def lose(handler, body):
        told = handler.forward(body)
        return None if len(front.acts) == 1 else told

    front.lie, front.acts = lose, []
    out = day.act(front.url, 'endorse', 2)
    day.t.check(len(front.acts) == 2 and front.acts[0] == front.acts[1],
                'a lost answer is repaired with the same bytes', out)
    front.lie = None


def ask_for_turns(day, front):
    """A server that calls each turn used would see the tags of all four with
    one memo, and so which boxes of the week are one member's.  It sees one;
    the same memo shows the same, and another memo another."""
    def gather(name, want, words, *more):
        front.boxes = []
        done = day.gainsay('gather', *day.member(11), '--server', front.url,
                           *(more or ('-o', f'{name}.link')),
                           f'{name}.package')
        day.t.check(done.returncode == want and words in done.stdout,
                    f'{name}: exit {done.returncode}, expected {want} and '
                    f'"{words}"', done.stdout)
        return [(b['slot'], base64.b64decode(b['proof'])[:32])
                for b in front.boxes]

    for name in ('one', 'two'):
        day.must('compose', '--charter', 'channel/charter.rec', '--roll',
                 'roll-1.rec', '--to', 'Secretary of State', '--after',
                 '2023-11-06', '--out', f'{name}.package', stored.MEMO)
    front.turns_used = True
    none = 'No other turn was tried'
    first, again = gather('one', 1, none), gather('one', 1, none)
    other = gather('two', 1, none)
    front.turns_used = False
    day.t.check(len(first) == 1 and again == first, 'one turn is shown, and '
                'the same one again', str([first, again]))
    day.t.check(len(other) == 1 and other[0][0] != first[0][0] and
                other[0][1] != first[0][1], 'another memo has another turn',
                str([first, other]))
    day.t.check(gather('one', 0, 'Hand the link') == first, 'an honest '
                'server opens the box in it')
    gather('one', 0, 'is gone', '--take-back', '@one.link')
    (day.where / 'one.link').unlink()
    third = gather('one', 0, 'Hand the link')
    day.t.check(len(third) == 1 and third[0][0] not in
                (first[0][0], other[0][0]), 'a turn whose box was taken back '
                'is used', str([first, other, third]))


def file_too_early(day, front):
    """What a server refuses in any case is not asked of it: the request has
    the key to the file that the box keeps for the office."""
    front.lie, front.acts = lambda h, b: h.forward(b), []
    out = day.act(front.url, 'file', 5, 1)
    day.t.check('before 2023-11-06 only its author' in out and
                not front.acts, 'nothing is sent before the day', out)
    front.lie = None


def refuse_openly(day, front):
    """A refusal that the server signs can be shown.  Whatever it says, no
    other slot is tried: two slots of one member would tie what they file
    together."""
    for code, words in (('slot-used', 'No other slot was tried'),
                        ('no-more-memos', 'is signed')):
        front.lie = lambda h, b: day.refuse(b, code)
        front.acts = []
        out = day.act(front.url, 'file', 0, 1, '--package', 'memo.package')
        day.t.check(words in out and 'the refusal is signed' in out and
                    len(front.acts) == 1, f'{code} is kept', out)
    front.lie = None
    url = front.url
    listed = day.promises(url, 0, 0)
    name = re.search('^(file:[0-9a-f]+) +REFUSED', listed, re.M)
    if day.t.check(name, 'it is listed', listed):
        day.promises(url, 0, 0, '--act', name[1], '--evidence', 'refused')
        day.audit(0, 'Refused: ', url, 'refused')
        day.promises(url, 0, 0, '--yes', '--drop', name[1])
    day.t.check('file:' not in day.promises(url, 0, 0), 'it is dropped')


def drop_act(day, front):
    """Promised with the right key, and never kept: nobody can see it before
    the box is counted."""
    front.lie = lambda h, b: day.promise(b)
    for i in (3, 12):
        day.act(front.url, 'endorse', i)
        day.t.check('waits' in day.promises(front.url, i, 0), 'it waits')
    front.lie = None


def drop_withdrawal(day, front, s):
    """The endorsement stays in the box, and will be counted."""
    day.act(s.url, 'endorse', 13)
    front.lie = lambda h, b: day.promise(b)
    day.act(front.url, 'withdraw', 13)
    front.lie = None


def look_again(day, front):
    """Who looks once the box was counted finds their act missing: it is handed
    in again, since it is in the state.  A count that falls is told, and one
    that nobody signed is refused."""
    out = day.act(front.url, 'show', 12)
    day.t.check('does not show your endorsement' in out and
                'handed in again, and is promised' in out,
                'what is missing is handed in again', out)
    out = day.act(front.url, 'show', 12)
    day.t.check('does not show' not in out, 'once', out)
    front.box = {'count': day.count(5)}
    out = day.act(front.url, 'show', 10)
    day.t.check('TOOK ACTS OUT' in out, 'a count that falls is told', out)
    lies = {
        'a forged count': ({'count': day.count(50, 'office')}, 'not signed'),
        'a count over another roll': (
            {'count': day.count(50, roll=day.channel())}, 'another roll'),
        'no count': ({'count': ''}, 'does not sign what the box shows'),
        'a filing that the log has not got': (
            {'filed': True, 'count': ''}, 'hides entries from you')}
    for what, (box, words) in lies.items():
        front.box = box
        for verb in ('show', 'endorse', 'file'):
            out = day.act(front.url, verb, 10, 1)
            day.t.check(words in out, f'{verb} refuses {what}', out)
    front.box = {}


def lower_count(day, tags):
    """The operator takes acts out of the box, by hand."""
    gone = [cards.take_out(day.place / 'inbox.db', lambda item, t=tag:
                           item[0] == cards.ACT and
                           item[33:65].hex().startswith(t)) for tag in tags]
    day.t.check(gone == [1] * len(tags), 'acts were taken out', str(gone))


def tag_of(day, url, i):
    act = day.gainsay('promises', *day.member(i), '--server', url).stdout
    return re.search('^endorse:([0-9a-f]{8})', act, re.M)[1]


def nothing_in_the_clear(day, i):
    data = (day.where / f'{i}.state').read_bytes()
    memo = bytes.fromhex(day.box)
    marks = [memo, day.box.encode(), base64.b64encode(memo), b'endorse',
             b'promise', b'/box/']
    day.t.check(not [m for m in marks if m in data],
                'the state has nothing in the clear')
    lengths = {p.stat().st_size for p in day.where.glob('*.state')}
    day.t.check(len(lengths) == 1, 'who acted does not show in lengths',
                str(lengths))


def gather_and_lie(day):
    with day.serve(MONDAY) as s, liar(s.url.removeprefix('http://')) as front:
        day.enrol(s.url)
        s.post('/exercise/clock', {'now': WEDNESDAY})
        day.gather(s.url)
        what_is_told(day, front)
        lose_answer(day, front)
        drop_act(day, front)
        for i in range(4, 10):
            day.act(s.url, 'endorse', i)
        ask_for_turns(day, front)
        file_too_early(day, front)
        refuse_openly(day, front)
        # A release: the box is counted, and who looks keeps the count.
        s.post('/exercise/clock', {'now': THURSDAY})
        out = day.act(s.url, 'endorse', 10)
        day.t.check('the box shows' in out, 'the count is shown', out)
        look_again(day, front)
        nothing_in_the_clear(day, 3)
        drop_withdrawal(day, front, s)
        return [tag_of(day, s.url, i) for i in (4, 5, 6, 7)]


def stall_filing(day, s):
    """A filing is promised and never entered.  Whoever looks after its time is
    told; another promise, for later, takes nothing back."""
    with liar(s.url.removeprefix('http://')) as front:
        for by in ('2023-11-03T00:00:00Z', '2023-11-04T00:00:00Z'):
            front.lie = lambda h, b: day.promise(b, by=by)
            day.act(front.url, 'file', 0, 0, '--package', 'memo.package')
            s.post('/exercise/clock', {'now': '2023-11-03T01:00:00Z'})
            out = day.act(front.url, 'show', 0)
            day.t.check('BROKE ITS WORD' in out and 'had to be there by '
                        '2023-11-03T00:00:00Z' in out,
                        f'a filing stalled to {by}', out)
        front.lie = lambda h, b: day.refuse(b, 'no-more-memos')
        day.act(front.url, 'file', 0, 1, '--package', 'memo.package')
    path = day.evidence(s.url, 0, 'file', 'stalled')
    day.audit(3, 'PROMISE NOT KEPT', s.url, path)


def filed_and_caught(day):
    with day.serve(THURSDAY) as s:
        stall_filing(day, s)
        day.act(s.url, 'file', 0, 0, '--package', 'memo.package')
        s.post('/exercise/clock', {'now': '2023-11-03T22:00:00Z'})

        out = day.act(s.url, 'show', 3)
        day.t.check('BROKE ITS WORD' in out, 'any verb tells it', out)
        for i, kind in ((3, 'endorse'), (13, 'withdraw')):
            path = day.evidence(s.url, i, kind, f'dropped-{kind}')
            day.audit(3, 'PROMISE NOT KEPT', s.url, path)
            day.audit(3, 'PROMISE NOT KEPT', 'channel', path)

        # 12 was handed in again: what is broken is the count alone.
        out = day.promises(s.url, 12, 3)
        day.t.check('not among' not in out and 'box of memo 1 showed 8' in
                    out, 'what was handed in again is there', out)
        for i in (1, 2):
            out = day.promises(s.url, i, 0)
            day.t.check('keeps it no longer' in out and
                        'keeps no act' in out,
                        'what was kept leaves the state', out)
        path = day.evidence(s.url, 10, 'endorse', 'lowered')
        text = (day.where / path).read_text()
        day.t.check(text.startswith('gainsay/v1 count\n') and
                    'proof' not in text, 'a count shows nobody', text)
        day.audit(3, 'acts were left out', s.url, path)
        day.audit(3, 'acts were left out', 'channel', path)


def frame_operator(day):
    """A promise that was kept is no complaint, whatever its holder does: here
    they endorse late and take it back before the release.  The office has not
    acknowledged the memo: that is what 3 is about."""
    with day.serve(LATER) as s:
        day.act(s.url, 'endorse', 11, 0, '--promise', 'framed')
        day.act(s.url, 'withdraw', 11)
        s.post('/exercise/clock', {'now': '2023-11-27T15:00:00Z'})
        day.audit(3, 'Promise kept', s.url, 'framed', missed=1)
        day.audit(3, 'Promise kept', 'channel', 'framed', missed=1)
        out = day.promises(s.url, 11, 0)
        day.t.check('keeps no act' in out, 'both were kept', out)


def authors_run(day, url, verb, *more):
    """By the author, who has the state 1, if `more` has it."""
    how = {'answer': ('--author', 'memo.package.author', '--memo', '1',
                      '--question', '1', '--text', 'letter'),
           'unreadable': ('--author', 'memo.package.author', '--package',
                          'memo.package', '--question', '2'),
           'end': ('--author', '--sign', 'memo.package.author', '--memo',
                   '1')}[verb]
    return day.gainsay(verb, '--server', url, '--key', 'channel/vkey',
                       '--yes', *how, *more)


def refuse_author(day, front):
    """Whoever is refused has the refusal: in the state, in a file, or is told
    that nothing keeps it."""
    front.lie = lambda h, b: day.refuse(b, 'no-more-memos')
    enough = ('--reason', 'Enough')
    for verb, more in (('answer', ()), ('unreadable', ()), ('end', enough)):
        out = authors_run(day, front.url, verb, *more).stdout
        day.t.check('is signed, and nothing here keeps it' in out,
                    f'{verb}: nothing keeps it', out)
        name = f'refused-{verb}'
        out = authors_run(day, front.url, verb, *more, '--promise',
                          name).stdout
        day.t.check(f'refusal is written to {name}' in out and
                    'nothing here' not in out, f'{verb}: in a file', out)
        day.audit(3, 'Refused: ', front.url, name, missed=1)
    done = authors_run(day, front.url, 'end', *enough, *day.member(1))
    listed = day.promises(front.url, 1, 0)
    name = re.search('^(end:[0-9a-f]+) +REFUSED', listed, re.M)
    day.t.check(done.returncode == 1 and 'your state keeps it' in
                done.stdout and name, 'the state keeps it',
                done.stdout + listed)
    front.lie = None


def refuse_written(day, front, s):
    """So does who hands in by a file what somebody else made."""
    day.act(s.url, 'endorse', 0, 0, '-o', 'handed.act')
    front.lie = lambda h, b: day.refuse(b, 'no-more-memos')
    (day.where / 'here.link').write_text(
        f'{front.url}/box/{day.box}#{day.fragment}\n')
    for more, words in (((), 'is signed, and nothing here keeps it'),
                        (('--promise', 'refused-act'),
                         'refusal is written to refused-act')):
        done = day.gainsay('endorse', '--submit', 'handed.act', '--key',
                           'channel/vkey', *more, '@here.link')
        day.t.check(done.returncode == 1 and words in done.stdout, words,
                    done.stdout)
    day.audit(3, 'Refused: ', s.url, 'refused-act', missed=1)
    front.lie = None


def drop_authors_acts(day, front, s):
    """What an author does is promised, and nothing of it enters: they are told
    at the next contact, which here is the end once more."""
    front.lie = lambda h, b: day.promise(b, by='2023-11-28T22:00:00Z')
    enough, kinds = ('--reason', 'Enough'), ('answer', 'unreadable', 'end')
    for verb in kinds:
        done = authors_run(day, front.url, verb, *day.member(1),
                           *(enough if verb == 'end' else ()))
        day.t.check(done.returncode == 0 and 'Your state keeps' in
                    done.stdout, f'{verb} is promised', done.stdout)
    listed = day.promises(front.url, 1, 0)
    for kind in kinds:
        day.t.check(re.search(f'(?m)^{kind}:[0-9a-f]+ +waits', listed),
                    f'{kind} waits', listed)
    front.lie = None

    s.post('/exercise/clock', {'now': '2023-11-29T15:00:00Z'})
    done = authors_run(day, s.url, 'end', '--reason', 'Another',
                       *day.member(1))
    day.t.check(done.returncode == 1 and 'with another reason' in done.stdout,
                'not the end that was confirmed', done.stdout)
    done = authors_run(day, s.url, 'end', *enough, *day.member(1))
    day.t.check(done.returncode == 0 and
                done.stdout.count('BROKE ITS WORD: your') == len(kinds) and
                'your answer about memo 1' in done.stdout and
                'your end of memo 1' in done.stdout,
                'all are told at the next contact', done.stdout)
    for kind in kinds:
        path = day.evidence(s.url, 1, kind, f'dropped-{kind}')
        day.audit(3, 'PROMISE NOT KEPT', s.url, path, missed=1)


def author_and_liar(day):
    with day.serve(TUESDAY) as s, liar(s.url) as front:
        office = orders.office(s)
        day.must('acknowledge', *office, '--yes', '--identity',
                 'keys/office.age')
        (day.where / 'letter').write_text('The northern one?\n')
        day.must('ask', *office, '--yes', '--text', 'letter')
        orders.ask_junk(day, s)
        refuse_author(day, front)
        refuse_written(day, front, s)
        drop_authors_acts(day, front, s)


def drop_resupply(day):
    """The office calls the memo unreadable; a member seals it anew, and the
    promise of that is broken."""
    with day.serve(MONDAY_TOO) as s, liar(s.url) as front:
        day.must('acknowledge', '--yes', '--unreadable', *orders.office(s))
        front.lie = lambda h, b: day.refuse(b, 'no-more-memos')
        out = day.act(front.url, 'resupply', 2, 1)
        day.t.check('your state keeps it' in out, 'a refusal is kept', out)
        front.lie = lambda h, b: day.promise(b, by='2023-11-27T22:00:00Z')
        out = day.act(front.url, 'resupply', 3)
        day.t.check('Your state keeps' in out and len(front.acts) == 2,
                    'it is promised', out)
        front.lie = None
        s.post('/exercise/clock', {'now': TUESDAY})

        out = day.act(s.url, 'show', 3)
        day.t.check('BROKE ITS WORD: your resupply' in ' '.join(out.split()),
                    'any verb tells it', out)
        path = day.evidence(s.url, 3, 'resupply', 'dropped-resupply')
        day.audit(3, 'PROMISE NOT KEPT', s.url, path, missed=1)
        listed = day.promises(s.url, 2, 0)
        name = re.search('^(resupply:[0-9a-f]+) +REFUSED', listed, re.M)
        day.t.check(name, 'and the refusal of the other', listed)
        day.promises(s.url, 2, 0, '--act', name[1], '--evidence',
                     'refused-resupply')
        day.audit(3, 'Refused: ', s.url, 'refused-resupply', missed=1)


def main():
    t = rig.Tally()
    with rig.folder('liar') as name:
        day = Operator(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        tags = gather_and_lie(day)
        lower_count(day, tags)
        filed_and_caught(day)
        frame_operator(day)
        drop_resupply(day)
        author_and_liar(day)
    t.end()


if __name__ == '__main__':
    main()
