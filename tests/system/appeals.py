#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""appeals.py GAINSAY: a reply, the author's response and appeal, a remand, the
second reply, and an appeal that is upheld.  Each date was computed by hand from
the charter's clocks; what each may not do, and when, is refused."""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
import circle
import rig
import stored

ROLES = """role appeal new The Under Secretary
seal appeal x25519 new The Under Secretary
ground The procedure was not followed
ground The reply does not answer
clock appeal working 10
clock decide calendar 30
"""
STATEMENT = 'It answers another request.\n'
ENTERED = circle.ENTERED
# The reply is of Wednesday 20 December 2023.  Christmas and New Year are off:
# the tenth working day is Friday 5 January, until 17:00 in Washington.
REPLIED, UNTIL = '2023-12-20T15:00:00Z', '2024-01-05T22:00:00Z'
# The appeal enters with the release of that second; thirty days on is Sunday 4
# February.
DECIDE = '2024-02-04T22:00:00Z'
# Remanded on Wednesday 10 January: without 15 January and 19 February the
# sixtieth working day is Friday 5 April, by then in summer time.
REMANDED, AGAIN = '2024-01-10T15:00:00Z', '2024-04-05T21:00:00Z'
# The second reply is of Thursday 1 February: the tenth working day is 15
# February.
SECOND, LAST = '2024-02-01T15:00:00Z', '2024-02-15T22:00:00Z'
# The appeal enters on Thursday 8 February: thirty days on, in a leap year, is
# Saturday 9 March, the day before the clocks go forward.
DECIDE_2 = '2024-03-09T22:00:00Z'


class Appeals(circle.Circle):
    def found(self, *more):
        text = (rig.ROOT / 'examples/us-state.answers').read_text()
        (self.where / 'answers').write_text(text + ROLES)
        stored.Day.found(self, *more)

    def gather(self, url):
        stored.Day.gather(self, url)

    def now(self, at):
        self.server.post('/exercise/clock', {'now': at})

    def say(self, code, words, verb, *args, seed='memo.package.author'):
        """As the author, of memo 1."""
        done = self.gainsay(verb, '--yes', '--server', self.url, '--key',
                            'channel/vkey', '--author', seed, '--text', 'text',
                            *args, '1')
        self.t.check(done.returncode == code and
                     words in ' '.join(done.stdout.split()),
                     f'{verb} {args}: {code}, {words!r}', done.stdout)

    def unasked(self, verb, *args):
        done = self.gainsay(verb, '--server', self.url, '--key',
                            'channel/vkey', '--text', 'text', *args, '1')
        self.t.check(done.returncode in (1, 2) and 'no terminal to ask' in
                     ' '.join(done.stdout.split()), f'{verb}: not unasked',
                     done.stdout)

    def lacks(self, verb, *args):
        """A file of its own that is not there is named."""
        done = self.gainsay(verb, '--yes', '--server', self.url, '--key',
                            'channel/vkey', *args, '1')
        self.t.check(done.returncode == 2 and 'absent' in done.stdout and
                     'No such file or directory' in done.stdout,
                     f'{verb}: a file is missing', done.stdout)

    def shows(self, *words, verb=('status',)):
        done = self.gainsay(*verb, '--key', 'channel/vkey', self.url)
        text = ' '.join(done.stdout.split())
        for w in words:
            self.t.check(w in text, f'{verb[0]} says {w!r}', done.stdout)
        return text

    def reads(self, *words):
        done = self.gainsay('read', '--key', 'channel/vkey',
                            self.link(self.server))
        text = ' '.join(done.stdout.split())
        for w in words:
            self.t.check(w in text, f'read says {w!r}', done.stdout)

    def inbox(self, role, *args):
        done = self.gainsay('inbox', '--server', self.url, '--key',
                            'channel/vkey', '--sign', f'keys/{role}.key',
                            '--role', role, *args)
        return done.stdout

    def reply(self, code, words):
        self.do(code, words, 'reply', 'office', '--text', 'letter', *(
            w for n in range(1, 5) for w in ('--disposition', f'{n} partly')))


def check_response(day):
    day.now('2023-12-21T15:00:00Z')
    day.say(1, "no reply '2' to memo 1; it has 1", 'respond', '--reply', '2')
    day.say(1, 'not the seed of this memo', 'respond', '--reply', '1',
            seed='letter.seed')
    day.say(0, 'Responded: it enters the log with the next release', 'respond',
            '--reply', '1')
    day.say(1, 'another response to reply 1 waits', 'respond', '--reply', '1')
    day.now('2023-12-21T22:00:00Z')
    day.shows('responded 2023-12-21T22:00:00Z',
              'the author may appeal against reply 1 until ' + UNTIL)
    day.say(1, 'you have responded to reply 1 already', 'respond', '--reply',
            '1')
    day.do(1, 'the author may still appeal against reply 1', 'end', 'office',
           '--reason', 'It is answered.')
    day.reply(1, 'another follows a remand alone')


def check_appeal(day):
    day.do(1, "there is no appeal '' about memo 1", 'decide', 'appeal',
           '--outcome', 'uphold', '--reason', 'It stands.', '--text', 'text')
    day.say(1, 'is none of the 2 of the memo\'s charter', 'appeal', '--reply',
            '1', '--ground', 'It is wrong')
    day.say(2, '--ground', 'appeal', '--reply', '1')
    day.now('2024-01-05T21:30:00Z')
    ground = ('--ground', 'The reply does not answer')
    mine = ('--author', 'memo.package.author', '--reply', '1', *ground)
    day.unasked('appeal', *mine)
    day.lacks('appeal', *mine, '--text', 'absent')
    day.lacks('appeal', '--author', 'absent', *mine[2:], '--text', 'text')
    day.say(0, 'Appealed: it enters the log with the next release', 'appeal',
            '--reply', '1', *ground)
    day.say(1, 'another appeal of number 1 waits', 'appeal', '--reply', '1',
            *ground)
    day.now(UNTIL)
    day.shows('appeal 1 2024-01-05T22:00:00Z', 'against reply 1',
              'ground: The reply does not answer', 'not decided',
              'decide 1 open due ' + DECIDE)
    day.say(1, 'you have appealed against reply 1 already', 'appeal',
            '--reply', '1', *ground)
    day.do(1, 'appeal 1 is not decided', 'end', 'office', '--reason',
           'It is answered.')


def check_remand(day):
    day.now(REMANDED)
    mine = ('--sign', 'keys/appeal.key', '--outcome', 'uphold', '--reason',
            'It stands.')
    day.unasked('decide', *mine)
    day.lacks('decide', *mine, '--text', 'absent')
    text = day.inbox('appeal', '--duties')
    day.t.check('to decide 1 memo 1' in text and
                'type gainsay decide --appeal 1 1' in text,
                'the authority is told what to type', text)
    mine = ('--identity', 'keys/appeal.age', '--appeals', '1')
    text = day.inbox('appeal', *mine)
    day.t.check(text.count(STATEMENT) == 2 and 'We agree to the first.' in
                text, 'it reads reply, response and appeal', text)
    text = day.inbox('office', '--identity', 'keys/office.age', '--appeals',
                     '1')
    day.t.check(text.count(STATEMENT) == 2, 'the office reads both', text)
    day.do(1, 'not signed with the key', 'decide', 'office', '--outcome',
           'uphold', '--reason', 'It stands.', '--text', 'text')
    day.do(1, "outcome 'deny' is none of uphold", 'decide', 'appeal',
           '--outcome', 'deny', '--reason', 'It stands.', '--text', 'text')
    day.do(0, ENTERED, 'decide', 'appeal', '--outcome', 'remand', '--reason',
           'Request 2 is not answered.', '--text', 'ruling')
    day.do(1, 'decided already', 'decide', 'appeal', '--outcome', 'grant',
           '--reason', 'No.', '--text', 'ruling')
    day.shows('decided 2024-01-10T15:00:00Z', 'remand',
              'because: Request 2 is not answered.',
              'reply 2 open due ' + AGAIN)
    day.reads('The decision on appeal 1', 'The second request too.')
    day.do(1, 'reply 1 was sent back', 'end', 'office', '--reason', 'No.')


def check_second(day):
    day.now(SECOND)
    day.reply(0, ENTERED)
    day.shows('reply 2 met', 'until ' + LAST)
    day.reply(1, 'another follows a remand alone')
    day.now('2024-02-08T15:00:00Z')
    day.say(0, 'Appealed', 'appeal', '--reply', '2', '--ground',
            'The procedure was not followed', '--ground',
            'The reply does not answer')
    day.now('2024-02-08T22:00:00Z')
    day.shows('appeal 2 2024-02-08T22:00:00Z', 'decide 2 open due ' + DECIDE_2)
    day.now('2024-02-12T15:00:00Z')
    day.do(0, ENTERED, 'decide', 'appeal', '--outcome', 'uphold', '--reason',
           'It is answered.', '--text', 'ruling')
    day.reads('Reply 2', 'The decision on appeal 2')
    day.do(0, 'late day', 'end', 'office', '--reason', 'It is answered.')
    day.now('2024-02-16T22:00:00Z')
    day.shows('ended 2024-02-16T22:00:00Z')
    day.say(0, 'Responded', 'respond', '--reply', '2')


def check_told(day):
    day.now('2024-02-20T22:00:00Z')
    done = day.gainsay('statistics', '--json', '--key', 'channel/vkey',
                       day.url)
    numbers = {n['name']: (n['value'], n['of'])
               for n in json.loads(done.stdout)['statistics']['numbers']
               if n['group'] == 'appeals'}
    day.t.check(numbers == {'responded': (2, 2), 'made': (2, 2),
                            'decided': (2, 2), 'upheld': (1, 2),
                            'remanded': (1, 2), 'granted': (0, 2)},
                'the statistics count them', numbers)
    done = day.gainsay('status', '--json', '--key', 'channel/vkey', day.url)
    [memo] = json.loads(done.stdout)['memos']
    day.t.check([a['outcome'] for a in memo['appeals']] ==
                ['remand', 'uphold'] and
                [r['reply'] for r in memo['replies']] == [1, 2] and
                [r['reply'] for r in memo['responses']] == [1, 2],
                'for programs too', memo)
    day.must('audit', '--key', 'channel/vkey', day.url)
    day.must('provenance', '--key', 'channel/vkey', '--memo-file',
             'memo.package', '-o', 'memo.gainsay', day.url)
    done = day.gainsay('verify', '--key', 'channel/vkey', 'memo.gainsay')
    text = ' '.join(done.stdout.split())
    day.t.check('reply 2' in text and 'appeal 2' in text and
                'decided 2024-02-12T15:00:00Z' in text,
                'a file tells it', done.stdout)


def main():
    t = rig.Tally()
    with rig.folder('appeals') as name:
        day = Appeals(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        for file, text in (('text', STATEMENT), ('letter', 'We agree to the '
                                                 'first.\n'),
                           ('ruling', 'The second request too.\n'),
                           ('letter.seed', '00' * 32 + '\n')):
            (day.where / file).write_text(text)
            (day.where / file).chmod(0o600)
        with day.serve('2023-10-30T13:00:00Z') as s:
            circle.file_memo(day, s)
            day.do(0, ENTERED, 'acknowledge', 'office', '--identity',
                   'keys/office.age')
            day.now(REPLIED)
            day.reply(0, ENTERED)
            check_response(day)
            check_appeal(day)
            check_remand(day)
            check_second(day)
            check_told(day)
    t.end()


if __name__ == '__main__':
    main()
