#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""escalation.py GAINSAY: a missed duty goes on to whom the charter names; a
referral is appealed against and sent back; a date by which something is out.
Every date here was counted by hand, in the office of the preset us-state: New
York, closing 17:00."""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
import appeals
import circle
import rig
import stored

LINES = appeals.ROLES + """role deputy new The Deputy Secretary
clock publish working 10
clock escalation working 5
escalation acknowledge 2 deputy
escalation acknowledge 7 authority
escalation publish 3 deputy
"""
ENTERED = circle.ENTERED
# Filed on Wednesday 1 November 2023: acknowledged by Friday 3 November.  Two
# working days on are Tuesday 7 November, after the clocks went back.
BEGINS = '2023-11-07T22:00:00Z'
# Five more: 8, 9, 13, 14 and 15 November, as Friday 10 November is closed.
DUE = '2023-11-15T22:00:00Z'
# Seven from the deadline on: 6 to 9 (4), 13 to 15 (7); then 16 and 17, 20 to 22.
SECOND, SECOND_DUE = '2023-11-15T22:00:00Z', '2023-11-22T22:00:00Z'
# Sent back on Monday 20 November; closed are 23 November, 25 December, 1 and 15
# January: 21, 22 and 24 (3), 27-1 (8), 4-8 December (13), 11-15 (18), 18-22
# (23), 26-29 (27), 2-5 January (31), 8-12 (36), 16-19 (40), 22-26 (45), 29-2
# (50), 5-9 February (55), 12-16 (60).
BACK, AGAIN = '2023-11-20T15:00:00Z', '2024-02-16T22:00:00Z'
# Replied on Tuesday 21 November: 22 and 24 (2), 27-1 (7), 4-6 December (10);
# three on is Monday 11 December, and five more Monday 18 December.
REPLIED, OUT = '2023-11-21T15:00:00Z', '2023-12-06T22:00:00Z'
LATE, LATE_DUE = '2023-12-11T22:00:00Z', '2023-12-18T22:00:00Z'


class Escalated(appeals.Appeals):
    def found(self, *more):
        text = (rig.ROOT / 'examples/us-state.answers').read_text()
        for line, why in (('escalation reply-from 1 deputy', 'a duty ends'),
                          ('escalation reply 1 office', 'another than office'),
                          ('escalation reply 1 nobody', 'a role line'),
                          ('escalation reply 0 deputy', 'after 1 to 3660')):
            (self.where / 'answers').write_text(f'{text}{LINES}{line}\n')
            done = self.gainsay(*self.init, '--exercise', '--origin',
                                'localhost/stored', 'other')
            self.t.check(done.returncode in (1, 2) and why in
                         ' '.join(done.stdout.split()), f'{line}: {why}',
                         done.stdout)
        (self.where / 'answers').write_text(text + LINES)
        stored.Day.found(self, *more)

    def duty(self, name, number):
        done = self.gainsay('status', '--json', '--key', 'channel/vkey',
                            self.url)
        [memo] = json.loads(done.stdout)['memos']
        return [d for d in memo['duties']
                if (d['duty'], d['number']) == (name, number)]

    def is_duty(self, name, number, **want):
        got = self.duty(name, number)
        self.t.check(len(got) == 1 and all(got[0][k] == v for k, v in
                                           want.items()),
                     f'{name} {number}: {want}', got)

    def refer(self, code, words):
        self.do(code, words, 'refer', 'office', '--to', 'The union',
                '--reason', 'It is about pay.')

    def decide(self, code, words, outcome, role='appeal'):
        self.do(code, words, 'decide', role, '--outcome', outcome, '--reason',
                'It is about policy.', '--text', 'ruling')


def check_first(day):
    day.now('2023-11-07T21:59:59Z')
    day.t.check(day.duty('escalation', 1) == [], 'not a second too early',
                day.duty('escalation', 1))
    day.now(BEGINS)
    day.is_duty('escalation', 1, status='open', due=DUE, owner='deputy',
                missed='acknowledge', missed_number=None,
                type='gainsay remark --role deputy 1')
    day.shows('escalation 1 of acknowledge open due ' + DUE)
    text = day.inbox('deputy', '--owner', 'deputy')
    day.t.check('to see to escalation 1 of acknowledge memo 1: 5 working days '
                'left' in text and 'type gainsay remark --role deputy 1' in
                text and 'to reply' not in text, 'the deputy is told', text)
    text = day.inbox('office', '--owner', 'office')
    day.t.check('to acknowledge memo 1: overdue' in text and 'escalation' not in
                text, 'and the office what is its own', text)
    day.t.check('Nothing is to be done.' in day.inbox('office', '--owner',
                                                      'panel'),
                'who owes nothing', '')
    day.do(1, 'nobody in the role monitor', 'remark', 'office', '--role',
           'office', '--text', 'We know.')
    day.do(1, 'no extension line', 'extend', 'office', '--duty',
           'escalation 1', '--until', '2023-11-20', '--reason', 'Later.')
    day.now('2023-11-09T15:00:00Z')
    day.do(0, ENTERED, 'remark', 'deputy', '--role', 'deputy', '--text',
           'I have told the office to answer.')
    day.is_duty('escalation', 1, status='met-by-operators-date',
                done='2023-11-09T15:00:00Z', type=None)
    day.is_duty('acknowledge', None, status='overdue')
    day.shows('remark 1 2023-11-09T15:00:00Z', 'by the role deputy')


def check_second(day):
    day.now(SECOND)
    day.is_duty('escalation', 2, status='open', due=SECOND_DUE,
                owner='authority', missed='acknowledge')
    day.refer(0, ENTERED)
    day.shows('the author may appeal against the referral until')
    day.now('2023-11-16T15:00:00Z')
    day.do(0, ENTERED, 'acknowledge', 'office', '--identity',
           'keys/office.age')
    day.is_duty('acknowledge', None, status='late')
    day.is_duty('escalation', 2, status='met-by-operators-date',
                done='2023-11-16T15:00:00Z')
    day.is_duty('reply', None, status='ended')


def check_referral(day):
    ground = ('--ground', 'The procedure was not followed')
    day.say(1, "no reply '1' to memo 1; it has 0", 'appeal', '--reply', '1',
            *ground)
    day.say(0, 'The appeal against the referral about memo 1', 'appeal',
            '--reply', 'refer', *ground)
    day.now('2023-11-16T22:00:00Z')
    # Thirty calendar days on is Saturday 16 December.
    day.is_duty('decide', 1, status='open', due='2023-12-16T22:00:00Z')
    day.shows('against the referral', 'not decided')
    day.say(1, 'appealed against the referral already', 'appeal', '--reply',
            'refer', *ground)
    text = day.inbox('appeal', '--identity', 'keys/appeal.age', '--appeals',
                     '1')
    day.t.check(appeals.STATEMENT in text, 'the authority reads it', text)
    day.now(BACK)
    day.decide(1, 'but of a referral, grant', 'grant')
    day.decide(0, ENTERED, 'remand')
    day.is_duty('reply', None, status='ended')
    day.is_duty('reply', 1, status='open', due=AGAIN)
    day.reads('The decision on appeal 1', 'The second request too.')
    day.refer(1, 'referred already')


def check_publication(day):
    day.now(REPLIED)
    day.t.check(day.duty('publish', None) == [], 'nothing is to be out yet',
                day.duty('publish', None))
    day.reply(0, ENTERED)
    day.is_duty('reply', None, status='ended', done=None)
    day.is_duty('reply', 1, status='met-by-operators-date')
    day.is_duty('publish', None, status='open', due=OUT, owner='release',
                type='gainsay publish 1')
    day.do(1, 'the author may still appeal against reply 1', 'end', 'office',
           '--reason', 'It is answered.')
    day.now(LATE)
    day.is_duty('escalation', 3, status='open', due=LATE_DUE, owner='deputy',
                missed='publish')
    text = day.inbox('release', '--overdue')
    day.t.check('to publish memo 1: overdue' in text, 'it is overdue', text)
    day.now('2023-12-18T22:00:01Z')
    done = day.gainsay('inbox', '--key', 'channel/vkey', '--server', day.url,
                       '--duties')
    day.t.check(done.returncode == 3 and 'escalation 3 of publish' in
                done.stdout, 'missed twice', done.stdout)


def check_told(day):
    said = day.gainsay('statistics', '--csv', '--key', 'channel/vkey',
                       day.url).stdout
    for line in ('all,escalation,owed,,3,', 'all,escalation,in-time,,2,3',
                 'all,escalation,overdue,,1,3', 'all,publish,overdue,,1,1',
                 'all,appeals,made,,1,2', 'all,appeals,remanded,,1,1'):
        day.t.check(line in said, f'statistics: {line}', said)
    said = day.must('charter', 'show', '--key', 'channel/vkey', day.url)
    day.t.check("Where 'acknowledge' is missed, a duty of the role deputy "
                'begins 2 working days later.' in ' '.join(said.split()),
                'charter show explains it', said)
    done = day.gainsay('audit', '--key', 'channel/vkey', day.url)
    day.t.check(done.returncode == 3 and 'The log keeps its rules' in
                done.stdout, 'the audit agrees', done.stdout)
    day.must('provenance', '--key', 'channel/vkey', '--memo-file',
             'memo.package', '-o', 'memo.gainsay', day.url)
    done = day.gainsay('verify', '--key', 'channel/vkey', 'memo.gainsay')
    text = ' '.join(done.stdout.split())
    for words in ('against the referral', 'remand', 'escalation 1 of '
                  'acknowledge met', 'reply 1 met'):
        day.t.check(words in text, f'a file says {words!r}', done.stdout)


def main():
    t = rig.Tally()
    with rig.folder('escalation') as name:
        day = Escalated(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        for file, text in (('text', appeals.STATEMENT),
                           ('letter', 'We agree to the first.\n'),
                           ('ruling', 'The second request too.\n')):
            (day.where / file).write_text(text)
        with day.serve('2023-10-30T13:00:00Z') as s:
            circle.file_memo(day, s)
            check_first(day)
            check_second(day)
            check_referral(day)
            check_publication(day)
            check_told(day)
    t.end()


if __name__ == '__main__':
    main()
