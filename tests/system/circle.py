#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""circle.py GAINSAY: those around a memo.  The office rules on the author's
wish and gives copies, one of them sealed to a recipient, whose aide takes it; a
panel reports, and the author and the office read that; the monitor sees clocks
and acts and no content, and remarks; what is held stays.  What each may not do
is refused."""
import http.client
import json
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
import rig
import stored

ROLES = """role recipient new Deputy Secretary of State
role panel new The panel
role monitor new The union
seal recipient x25519 new Deputy Secretary of State
panel 2 1
clock copy working 5
clock receive working 2
clock report calendar 30
"""
KEY = ('--key', 'channel/vkey')
DEPUTY = 'Deputy Secretary of State'
FINDING = 'We find that the numbers are right.\n'


class Circle(stored.Day):
    init = ('init', '--answers', 'answers', '--yes')
    annexes = () # options of what the memo is composed with

    def found(self, *more):
        text = (rig.ROOT / 'examples/us-state.answers').read_text()
        (self.where / 'answers').write_text(text + ROLES)
        super().found(*more)

    def gather(self, url):
        self.must('compose', '--charter', 'channel/charter.rec', '--roll',
                  'roll-1.rec', '--to', self.to, '--after', '2023-12-31',
                  '--panel', 'Somebody', '--distribution', DEPUTY,
                  '--out', 'memo.package', *self.annexes, stored.MEMO)
        self.word_code = rig.code_of(self.must(
            'gather', *self.member(0), '--server', url, '-o', 'memo.link',
            'memo.package'))
        link = (self.where / 'memo.link').read_text().strip()
        self.box = link.split('/box/')[1][:64]
        self.fragment = link.partition('#')[2]

    def file(self, s):
        day = ('--server', s.url, '--code', self.word_code)
        for i in range(6):
            self.must('endorse', *self.member(i), *day, self.link(s))
        self.must('file', *self.member(0), *day, '--package', 'memo.package',
                  self.link(s))
        s.post('/exercise/clock', {'now': f'{stored.DAY}21:00:00Z'})

    def do(self, code, words, verb, role, *args):
        """`verb` about memo 1, signed by that role's key."""
        done = self.gainsay(verb, '--yes', '--server', self.url, '--key',
                            'channel/vkey', '--sign', f'keys/{role}.key',
                            *args, '1')
        self.t.check(done.returncode == code and words in done.stdout,
                     f'{verb} by {role}: {code}, {words!r}', done.stdout)
        return done.stdout


ENTERED = 'In the log as entry'


def agenda(day, *more):
    return day.gainsay('inbox', '--server', day.url, *KEY, '--duties',
                       *more).stdout


def check_agenda(day):
    """What each of them types next."""
    said = agenda(day)
    for words in ("type gainsay hand --to 'Secretary of State' 1",
                  'type gainsay received --copy 2 1', 'type gainsay reply 1'):
        day.t.check(words in said, f'the agenda says {words!r}', said)
    said = agenda(day, '--duty', 'receive')
    day.t.check('--copy 2' in said and 'reply' not in said,
                'of one kind alone', said)
    said = agenda(day, '--duty', 'other')
    day.t.check('must be acknowledge, reply, copy, receive' in said,
                'which there are', said)
    got = json.loads(day.gainsay('status', '--json', *KEY, day.url).stdout)
    some = {(d['duty'], d['number'], d['owner'], d['whose'], d['type'])
            for d in got['memos'][0]['duties']}
    for want in (('receive', 2, 'recipient', DEPUTY,
                  'gainsay received --copy 2 1'),
                 ('acknowledge', None, 'office', None, None)):
        day.t.check(want in some, f'--json has {want}', str(some))
    reply = next(d for d in got['memos'][0]['duties'] if d['duty'] == 'reply')
    said = agenda(day, '--duty', 'reply')
    day.t.check(f'{reply["days"]} working days left' in said and
                reply['due_local'] == '2024-01-31T17:00' and
                'Wed 31 Jan 2024, 17:00' in said, 'the office\'s day and time',
                f'{reply}\n{said}')


def check_copies(day):
    opens = ('--identity', 'keys/office.age')
    day.do(1, 'rules on the wish', 'hand', 'office', '--to', 'A lawyer',
           '--reason', 'It names a contract.')
    day.do(1, 'needs a reason', 'ruling', 'office', '--ruling', 'refused')
    day.do(0, ENTERED, 'ruling', 'office', '--ruling', 'partly', '--reason',
           'Contracts are looked at by a lawyer.')
    day.do(1, 'already', 'ruling', 'office', '--ruling', 'granted')
    day.do(0, ENTERED, 'hand', 'office', '--to', 'A lawyer', '--reason',
           'It names a contract.')
    day.do(1, 'give --identity', 'hand', 'office', '--to', DEPUTY)
    day.do(0, ENTERED, 'hand', 'office', '--to', DEPUTY, *opens)
    check_agenda(day)
    mine = ('--identity', 'keys/recipient.age', '--copy')
    day.do(1, 'this copy went to', 'received', 'recipient', *mine, '1')
    day.do(1, 'has no copy 7', 'received', 'recipient', *mine, '7')
    day.do(1, 'sealed file', 'received', 'monitor', *mine, '2')
    day.do(0, ENTERED, 'received', 'recipient', *mine, '2', '--by',
           'An aide', '-o', 'copy.md')
    text = (day.where / 'copy.md').read_text()
    day.t.check('Requests' in text and 'gainsay/v1' not in text,
                'the copy is the text', text[:200])
    day.do(1, 'already', 'received', 'recipient', *mine, '2')


def check_panel(day):
    (day.where / 'finding').write_text(FINDING)
    day.do(1, 'no panel was named', 'report', 'panel', '--text', 'finding')
    day.do(1, 'asks for 2', 'panel', 'office', '--member', 'Somebody')
    day.do(1, "author's list", 'panel', 'office', '--member', 'A', '--member',
           'B')
    day.do(0, ENTERED, 'panel', 'office', '--member', 'A', '--member',
           'Somebody')
    day.do(0, ENTERED, 'report', 'panel', '--text', 'finding')
    for who in (('--link',), ('--package',)):
        args = (day.link(day.server),) if who == ('--link',) else (
            '--server', day.url, '--package', 'memo.package', '--author',
            'memo.package.author')
        said = day.gainsay('read', '--key', 'channel/vkey', *args).stdout
        day.t.check(FINDING in said, f'read {who} shows the report', said)
    said = day.gainsay('inbox', '--server', day.url, '--key', 'channel/vkey',
                       '--sign', 'keys/office.key', '--identity',
                       'keys/office.age', '--report', '1').stdout
    day.t.check(FINDING in said, 'the office reads it', said)


def opened(day):
    said = day.gainsay('status', '--json', '--key', 'channel/vkey', day.url)
    return len(json.loads(said.stdout[said.stdout.index('{'):])
               ['memos'][0]['opened'])


def check_brief(day):
    before = opened(day)
    done = day.gainsay('brief', '--server', day.url, '--key', 'channel/vkey',
                       '--sign', 'keys/office.key', '--identity',
                       'keys/office.age', '1')
    for words in ('It asks:', '1. ', 'endorsed    by 6 of 14',
                  'receive 2   met', 'copy 1      open', 'report      met'):
        day.t.check(words in done.stdout, f'the brief says {words!r}',
                    done.stdout)
    day.t.check(opened(day) == before + 1, 'and the log that it was opened',
                done.stdout)
    done = day.gainsay('brief', '--server', day.url, *KEY, '--sign',
                       'keys/office.key', '--identity', 'keys/office.age',
                       '--pdf', 'brief.pdf', '--html', 'brief.html', '1')
    page = (day.where / 'brief.html').read_text()
    paper = subprocess.run(['pdftotext', '-layout', day.where / 'brief.pdf',
                            '-'], check=True, capture_output=True,
                           text=True).stdout
    for words in ('Brief on memo 1', 'What it asks', 'What is due',
                  'by 6 of 14 enrolled keys', 'UNCLASSIFIED', 'Reply',
                  'EXERCISE'):
        day.t.check(words in page and words in paper, f'the page and the '
                    f'paper say {words!r}', page[-3000:] + paper)
    day.t.check('<script' not in page and '<img' not in page,
                'without script', page)


def check_monitor(day):
    done = day.gainsay('inbox', '--server', day.url, '--key', 'channel/vkey',
                       '--sign', 'keys/monitor.key', '--role', 'monitor',
                       '--identity', 'keys/office.age', '1')
    day.t.check(done.returncode == 1 and 'those whom its memo is sealed to' in
                done.stdout, 'the monitor gets no content', done.stdout)
    day.do(0, ENTERED, 'remark', 'monitor', '--text', 'Two days are long.')
    said = day.gainsay('status', '--key', 'channel/vkey', '--sign',
                       'keys/monitor.key', '--role', 'monitor',
                       day.url).stdout
    for words in ('on the author\'s wish: partly', 'to A lawyer',
                  'because: It names a contract.', 'by An aide',
                  'not received yet', 'panel       named', 'reported',
                  'remark 1', 'Two days are long.'):
        day.t.check(words in said, f'status says {words!r}', said)


def name(day, code, words, member, what, *more):
    done = day.gainsay('name', *day.member(member), '--server', day.url,
                       '--as', what, *more, '1')
    day.t.check(done.returncode == code and words in done.stdout,
                f'{member} is named {what}: {code}, {words!r}', done.stdout)
    return done.stdout


def named(day):
    got = json.loads(day.gainsay('status', '--json', *KEY, day.url).stdout)
    memo = got['memos'][0]
    return memo['endorsements'], memo['endorsed_later'], memo['named']


def check_named(day):
    """Who endorsed says so by name, once, and counts as before; then takes the
    endorsement back."""
    before = named(day)
    said = name(day, 1, 'there is no terminal to ask', 1, 'Somebody')
    day.t.check('It is for good' not in said, 'the first question comes first',
                said)
    name(day, 1, 'no endorsement of memo 1 by this state', 9, 'Nine', '--yes')
    name(day, 1, 'at most 100', 1, 'n' * 101, '--yes')
    name(day, 1, 'that is no name', 1, ' Somebody', '--yes')
    said = name(day, 0, ENTERED, 1, 'Somebody', '--yes')
    day.t.check('It is for good' in said, 'and what it shows', said)
    name(day, 1, 'has a name already', 1, 'Another', '--yes')
    name(day, 0, ENTERED, 2, 'A third', '--yes')
    after = named(day)
    day.t.check(after[:2] == before[:2] == (6, 0) and before[2] == [] and
                [(n['name'], n['withdrawn']) for n in after[2]] ==
                [('Somebody', None), ('A third', None)],
                'named, and counted once', str(after))
    said = day.gainsay('status', *KEY, day.url).stdout
    day.t.check('named       2 of those who endorsed, in their own words' in
                said and 'Somebody\n' in said, 'status says so', said)
    day.must('withdraw', *day.member(1), '--server', day.url, '--code',
             day.word_code, day.link(day.server))


def check_taken_back(day):
    said = day.gainsay('status', *KEY, day.url).stdout
    day.t.check('named       1 of those who endorsed' in said and
                'Somebody, who took it back on' in said, 'who took it back',
                said)
    day.must('provenance', *KEY, '--memo-file', 'memo.package', '--traceable',
             '-o', 'named.gainsay', day.url)
    done = day.gainsay('verify', *KEY, 'named.gainsay')
    day.t.check('named       1 of those who endorsed' in done.stdout and
                'A third\n' in done.stdout, 'and a file', done.stdout)
    day.must('publish-site', '--yes', *KEY, '--dir', 'site', day.url)
    page = (day.where / 'site/memo/1.html').read_text()
    day.t.check('By name' in page and 'A third' in page and
                'what they are called is not' in page, 'and the page', page)


def check_period(day):
    """The monitor's report of a month, after all that came later."""
    def ask(code, words, *args):
        done = day.gainsay('statistics', *KEY, '--since', '2023-11-01',
                           *args, day.url)
        for one in words:
            day.t.check(done.returncode == code and one in done.stdout,
                        f'statistics {args}: {code}, {one!r}', done.stdout)
    until = ('--until', '2023-11-30')
    ask(0, ('From 2023-11-01 to 2023-11-30', 'Two days are long.',
            'overdue-at-end'), *until)
    ask(0, ('period,period,filed,,1,,yes', 'period,period,remarks,,1,,yes',
            'period,acknowledge,came-due,,1,,yes',
            'period,acknowledge,in-time,,1,1,yes'), '--csv', *until)
    ask(0, ('"since":"2023-11-01"', '"text":"Two days are long."'),
        '--json', *until)
    ask(2, ('must begin before it ends',), '--until', '2023-10-31')
    ask(2, ('must begin before it ends',), '--until', '2099-12-31')
    ask(2, ('go together',))
    ask(2, ('it takes a day',), '--until', 'November')
    ask(0, (), '--report', 'month.pdf', '--marking', 'UNCLASSIFIED', *until)
    paper = subprocess.run(['pdftotext', '-layout', day.where / 'month.pdf',
                            '-'], check=True, capture_output=True,
                           text=True).stdout
    for words in ('Report from 2023-11-01 to 2023-11-30', 'came due',
                  'Two days are long.', 'UNCLASSIFIED'):
        day.t.check(words in paper, f'the paper says {words!r}', paper)


def box_status(day):
    """Whether the link's box is still there."""
    line = http.client.HTTPConnection(day.url.removeprefix('http://'))
    line.request('GET', f'/box/{day.box}', headers={
        'Authorization': 'Bearer ' + stored.token_of(day.fragment)})
    status = line.getresponse().status
    line.close()
    return status


def check_hold(day, s):
    """While a memo is held its box stays; when that ends it goes."""
    t, why = day.t, ('--reason', 'Order 23-17 of a court.')
    day.do(1, 'memo 1 is not held: there is nothing to end', 'hold', 'office',
           '--end', *why)
    day.do(1, 'not signed with the key of the role office', 'hold', 'monitor',
           *why)
    day.do(0, ENTERED, 'hold', 'office', *why)
    day.do(1, 'memo 1 is held: --end ends that', 'hold', 'office', *why)
    said = day.gainsay('status', *KEY, day.url).stdout
    t.check('hold 1' in said and 'because: Order 23-17' in said,
            'status says so', said)
    got = json.loads(day.gainsay('status', '--json', *KEY, day.url).stdout)
    t.check([(h['hold'], h['state'], h['reason']) for h in
             got['memos'][0]['holds']] ==
            [(1, 'begun', why[1])], 'and JSON', str(got['memos'][0]['holds']))

    day.must('end', '--yes', '--server', day.url, *KEY, '--author', '--sign',
             'memo.package.author', '--memo', '1', '--reason', 'Over.')
    for now, want, what in (('2023-12-20', 200, 'after the end'),
                            ('2025-06-02', 200, 'a year later, held')):
        s.post('/exercise/clock', {'now': f'{now}T21:00:00Z'})
        t.check(box_status(day) == want, f'the box {what}')
    day.do(0, ENTERED, 'hold', 'office', '--end', *why)
    s.post('/exercise/clock', {'now': '2025-06-04T21:00:00Z'})
    t.check(box_status(day) == 404, 'the box goes when the hold has ended')


class Pair(Circle):
    """Two hold the office, and both sign a reply."""

    def found(self, *more):
        lines = (rig.ROOT / 'examples/us-state.answers').read_text()
        lines = [line for line in lines.splitlines()
                 if not line.startswith('role office ')]
        self.seeds = [bytes([n] * 32) for n in (1, 2, 3)]
        for n, who in enumerate(('One', 'Two')):
            key = rig.openssl_public(self.where, self.seeds[n]).hex()
            lines.append(f'role office {key} {who}')
        lines += ['seal office x25519 new The office', 'reply-signers 2']
        (self.where / 'answers').write_text('\n'.join(lines) + '\n')
        stored.Day.found(self, *more)
        for n, seed in enumerate(self.seeds):
            path = self.where / f'keys/office{n}.key'
            path.write_text(seed.hex() + '\n')
            path.chmod(0o600)


def reply_words(name):
    words = ['accepted', 'declined', 'partly', 'no-decision']
    return (*(w for i, word in enumerate(words)
              for w in ('--disposition', f'{i + 1} {word}')), '--text', 'letter',
            *(('--half', name) if name else ()))


def docket(day, code, words, verb, n, *args, opens=True):
    """With the folder that the office shares, by its n-th holder."""
    done = day.gainsay(
        verb, '--server', day.url, *KEY, '--sign', f'keys/office{n}.key',
        '--docket', 'shared', *args,
        *(('--identity', 'keys/office.age') if opens else ()))
    day.t.check(done.returncode == code and words in done.stdout,
                f'{verb} {args}: {code}, {words!r}', done.stdout)
    return done.stdout


def check_docket(day):
    """Who has a memo, and a draft, between two who share the office's work."""
    (day.where / 'shared').mkdir()
    (day.where / 'letter').write_text('We agree to the first.\n')
    kept = day.where / 'shared/memo-1.docket'
    docket(day, 0, 'nobody has it, and no draft waits', 'assign', 0, '1')
    docket(day, 1, "no line `role office` of 'Three'", 'assign', 0, '--to',
           'Three', '1')
    docket(day, 1, 'role office', 'assign', 2, '--to', 'Two', '1')
    day.t.check(not kept.exists(), 'what is refused leaves nothing')
    docket(day, 0, 'in the hands of Two', 'assign', 0, '--to', 'Two', '1')
    docket(day, 2, 'keeps a text, dispositions', 'reply', 1, '--draft', '1')
    docket(day, 2, 'missing: --text FILE and', 'reply', 1, '1')
    docket(day, 0, 'Kept, sealed to the office', 'reply', 1, '--draft',
           '--text', 'letter', '1')
    docket(day, 0, 'in the hands of Two; a draft of a reply waits, last '
           'changed by Two', 'reply', 0, '--draft', *reply_words('')[:-2], '1')
    day.t.check(b'agree' not in kept.read_bytes(), 'it is sealed')
    docket(day, 2, 'is sealed: give by --identity', 'inbox', 0, opens=False)
    docket(day, 0, 'a draft of a reply waits, last changed by One', 'inbox', 0)
    said = json.loads(docket(day, 0, '', 'inbox', 0, '--json'))
    day.t.check(said['dockets'] == [{'memo': 1, 'in_hand': 'Two',
                                     'draft': True, 'changed_by': 'One'}],
                'and JSON', str(said['dockets']))
    # What was kept is shown and signed; what is sent is a draft no more.
    said = docket(day, 0, 'Signed by one of two', 'reply', 0, '--half',
                  'drafted', '--yes', '1')
    day.t.check('We agree to the first.' in said and
                'request 3: partly' in said, 'it is shown', said)
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-1])
    docket(day, 1, 'no sealed file', 'assign', 0, '1')
    kept.write_bytes(whole)


def sent(day):
    kept = day.where / 'shared/memo-1.docket'
    said = docket(day, 0, 'in the hands of Two', 'assign', 0, '1')
    day.t.check('a draft' not in said, 'the draft is gone', said)
    docket(day, 0, 'nobody has it', 'assign', 0, '--nobody', '1')
    day.t.check(not kept.exists(), 'and so is the rest')


def check_pair(day):
    opens = ('--identity', 'keys/office.age')
    (day.where / 'letter').write_text('We agree to the first.\n')
    day.do(1, 'give --half FILE', 'reply', 'office0', *reply_words(''))
    for n in (0, 1):
        day.do(0, 'Signed by one of two', 'reply', f'office{n}',
               *reply_words(f'half{n}'))
    day.do(1, 'key is the first', 'countersign', 'office0', '--half', 'half0',
           *opens)
    day.do(1, 'in no line of that role', 'countersign', 'office2', '--half',
           'half0', *opens)
    day.do(1, 'nothing that one of two', 'countersign', 'office1', '--half',
           'letter', *opens)
    day.do(0, ENTERED, 'countersign', 'office0', '--half', 'half1',
           '--docket', 'shared', *opens)
    sent(day)
    day.do(1, 'already', 'countersign', 'office1', '--half', 'half0', *opens)
    said = day.gainsay('read', '--key', 'channel/vkey',
                       day.link(day.server)).stdout
    day.t.check('We agree to the first.' in said, 'the author reads it', said)


def file_memo(day, s):
    """Acknowledged by whoever holds the office first."""
    day.url, day.server = s.url, s
    day.enrol(s.url)
    s.post('/exercise/clock', {'now': f'{stored.DAY}15:00:00Z'})
    day.gather(s.url)
    day.file(s)


def pair():
    t = rig.Tally()
    with rig.folder('pair') as name:
        day = Pair(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s:
            file_memo(day, s)
            day.do(0, ENTERED, 'acknowledge', 'office0', '--identity',
                   'keys/office.age')
            check_docket(day)
            check_pair(day)
    return t


def main():
    t = pair()
    with rig.folder('circle') as name:
        day = Circle(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s:
            file_memo(day, s)
            day.do(0, ENTERED, 'acknowledge', 'office', '--identity',
                   'keys/office.age')
            check_copies(day)
            check_panel(day)
            check_brief(day)
            check_monitor(day)
            check_named(day)
            check_hold(day, s)
            check_taken_back(day)
            check_period(day)
    t.end()


if __name__ == '__main__':
    main()
