#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""extend.py GAINSAY: a deadline is put off as often and by as much as the
charter says, before it and never after it; a memo is referred, which stops no
acknowledgement.  Every date here was counted by hand, in the office of the
preset us-state: New York, closing 17:00."""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
import circle
import rig
import stored

ENTERED = circle.ENTERED
# Filed on Wednesday 2023-11-01 at its closing second, which is day 0.  60
# working days: 2 to 3 November (2), 6-9 (6), 13-17 (11), 20-22 and 24 (15),
# 27-1 (20), 4-8 December (25), 11-15 (30), 18-22 (35), 26-29 (39), 2-5 January
# (43), 8-12 (48), 16-19 (52), 22-26 (57), 29-31 (60).  Closed are 10 and 23
# November, 25 December, 1 and 15 January.
REPLY = '2024-01-31T22:00:00Z'
# 10 working days more: 1-2 February (2), 5-9 (7), 12-14 (10); then 15-16 (2),
# 20-23 (6), 26-29 (10), as 19 February is closed.
LATER, LATEST = '2024-02-14', '2024-02-29'


class Extended(circle.Circle):
    lines = 'extension reply 2 10\n'

    def found(self, *more):
        text = (rig.ROOT / 'examples/us-state.answers').read_text()
        (self.where / 'answers').write_text(text + self.lines)
        stored.Day.found(self, *more)

    def gather(self, url):
        self.must('compose', '--charter', 'channel/charter.rec', '--roll',
                  'roll-1.rec', '--to', self.to, '--after', '2023-12-31',
                  '--out', 'memo.package', stored.MEMO)
        self.word_code = rig.code_of(self.must(
            'gather', *self.member(0), '--server', url, '-o', 'memo.link',
            'memo.package'))
        link = (self.where / 'memo.link').read_text().strip()
        self.box = link.split('/box/')[1][:64]
        self.fragment = link.partition('#')[2]

    def clock(self, time):
        self.server.post('/exercise/clock', {'now': time})

    def put_off(self, code, words, until, role='office', duty='reply', *more):
        return self.do(code, words, 'extend', role, '--duty', duty, '--until',
                       until, '--reason', 'A witness is abroad.', *more)

    def memo(self):
        said = self.gainsay('status', '--json', '--key', 'channel/vkey',
                            self.url).stdout
        return json.loads(said[said.index('{'):])['memos'][0]

    def status(self):
        return self.gainsay('status', '--key', 'channel/vkey',
                            self.url).stdout

    def says(self, text, *words):
        for w in words:
            self.t.check(w in text, f'it says {w!r}', text)


def check_extensions(day):
    day.t.check(day.memo()['reply']['due'] == REPLY, 'the reply is due',
                day.memo()['reply'])
    day.put_off(1, 'nobody owes', '2024-02-01', 'office', 'answer')
    day.put_off(1, 'nobody owes', '2024-02-01', 'office', 'reply 1')
    day.put_off(1, 'no extension line', '2023-11-08', 'office', 'acknowledge')
    day.put_off(1, 'is no day', 'tomorrow')
    day.put_off(1, 'must be later', '2024-01-31')
    day.put_off(1, 'at most 10 working days', '2024-02-15')
    day.put_off(1, 'role office in the charter', LATER, 'release')
    day.put_off(0, ENTERED, LATER)
    reply = day.memo()['reply']
    day.t.check((reply['due'], reply['extended'], reply['status']) ==
                (f'{LATER}T22:00:00Z', 1, 'open'), 'it is later', reply)
    day.clock(f'{LATER}T21:59:59Z')
    day.put_off(1, 'at most 10 working days', '2024-03-01')
    day.put_off(0, ENTERED, LATEST)
    day.put_off(1, 'put off 2 times', '2024-03-04')
    said = day.memo()
    day.t.check([(e['duty'], e['number'], e['until']) for e in
                 said['extensions']] == [('reply', 0, LATER),
                                         ('reply', 0, LATEST)],
                'both are told', said['extensions'])
    day.says(day.status(), 'extended 2 times', 'because: A witness is abroad.',
             f'until {LATEST}')
    day.clock('2024-02-29T22:00:01Z')
    day.put_off(1, 'has passed', '2024-03-04')
    day.t.check(day.memo()['reply']['status'] == 'overdue', 'it is overdue',
                day.memo()['reply'])
    said = day.gainsay('statistics', '--csv', '--key', 'channel/vkey',
                       day.url).stdout
    day.says(said, 'all,extensions,given,,2,', 'all,memos,referred,,0,1')


def check_commitments(day):
    """What is accepted is done by a day, or put off; then it is missed."""
    office = ('--identity', 'keys/office.age')
    day.do(0, ENTERED, 'acknowledge', 'office', *office)
    day.clock('2023-11-06T15:00:00Z')
    (day.where / 'letter').write_text('We do the first two.\n')
    words = circle.reply_words('')
    date = ('--commitment', '1 2023-12-01 The water board')
    for wrong, why in (('2 2023-12-01 A', 'must be accepted or partly'),
                       ('1 2023-11-05 A', 'is before today'),
                       ('1 tomorrow A', 'is not a request'),
                       ('9 2023-12-01 A', 'is not a request')):
        day.do(1, why, 'reply', 'office', *words, '--commitment', wrong)
    day.do(1, 'is not a request', 'reply', 'office', *words, *date, *date)
    day.do(1, 'committed itself to nothing', 'done', 'office', '--request',
           '1')
    day.do(0, ENTERED, 'reply', 'office', *words, *date, '--commitment',
           '3 2023-12-04 The harbour master')
    day.says(day.status(), 'request 1, by 2023-12-01: The water board')
    day.do(1, 'role office in the charter', 'done', 'release', '--request',
           '1')
    day.do(0, ENTERED, 'done', 'office', '--request', '1', '--text',
           'The pipes are laid.')
    day.do(1, 'done already', 'done', 'office', '--request', '1')
    day.put_off(1, 'must be later', '2023-12-04', 'office', 'commitment 3')
    day.put_off(0, ENTERED, '2023-12-20', 'office', 'commitment 3')
    given = day.memo()['commitments']
    day.t.check([(c['request'], c['owner'], c['due'], c['extended'],
                  c['status']) for c in given] ==
                [(1, 'The water board', '2023-12-01T22:00:00Z', 0,
                  'met-by-operators-date'),
                 (3, 'The harbour master', '2023-12-20T22:00:00Z', 1, 'open')],
                'both are told', given)
    said = day.gainsay('inbox', '--server', day.url, '--key', 'channel/vkey',
                       '--duties').stdout
    day.says(said, 'gainsay done --request 3 1')
    day.clock('2023-12-20T22:00:01Z')
    day.put_off(1, 'has passed', '2024-01-04', 'office', 'commitment 3')
    day.t.check(day.memo()['commitments'][1]['status'] == 'overdue',
                'the other is missed', day.memo()['commitments'])
    day.do(0, ENTERED, 'done', 'office', '--request', '3')
    said = day.gainsay('statistics', '--csv', '--key', 'channel/vkey',
                       day.url).stdout
    day.says(said, 'all,commitment,owed,,2,', 'all,commitment,in-time,,1,2',
             'all,commitment,late,,1,2')


class Referred(Extended):
    lines = Extended.lines + 'role approver new The director\n'


def check_referral(day):
    day.put_off(1, 'wrong role', LATER)
    day.put_off(0, ENTERED, LATER, 'approver', 'reply', '--role', 'approver')
    to = ('--to', 'The Inspector General', '--reason', 'It is about fraud.')
    day.do(1, 'role office in the charter', 'refer', 'release', *to)
    day.do(0, ENTERED, 'refer', 'office', *to)
    day.do(1, 'referred already', 'refer', 'office', *to)
    # Two working days: Thursday and Friday.  New York is 4 hours behind.
    said = day.memo()
    day.t.check((said['acknowledgement']['due'],
                 said['acknowledgement']['status'], said['reply']['status']) ==
                ('2023-11-03T21:00:00Z', 'open', 'open'),
                'a referral stops no clock', said)
    day.do(0, ENTERED, 'acknowledge', 'office', '--identity',
           'keys/office.age')
    said = day.memo()
    day.t.check((said['reply']['status'], said['referred_to']) ==
                ('ended', 'The Inspector General'), 'no reply is owed', said)
    day.says(day.status(), 'ended by a referral', 'to The Inspector General',
             'because: It is about fraud.')
    day.put_off(1, 'owed no more', LATEST, 'approver', 'reply', '--role',
                'approver')
    day.do(1, 'only after its reply', 'end', 'office', '--reason', 'Over.')
    day.clock('2024-03-01T15:00:00Z')
    day.t.check(day.memo()['reply']['status'] == 'ended',
                'nor is it missed later', day.memo()['reply'])


def walk(t, kind, check):
    with rig.folder('extend') as name:
        day = kind(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s:
            circle.file_memo(day, s)
            check(day)


def main():
    t = rig.Tally()
    walk(t, Extended, check_extensions)
    walk(t, Referred, check_referral)
    walk(t, Extended, check_commitments)
    t.end()


if __name__ == '__main__':
    main()
