#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""positions.py GAINSAY: what the office says of a request in private and in
public.  What is sealed is unknown to whoever reads the log, and known to whoever
holds the memo; opened, it is what was taken; where the two differ is shown, and
since when.  The author's objection, notices, and who opened the memo."""
import json
import pathlib
import re
import sys
import urllib.request

sys.dont_write_bytecode = True
import rig
from audit import server

TAKEN, SAID = '2024-03-04T10:00:00Z', '2024-03-05T10:00:00Z'
RELEASED, OPENED = '2024-03-06T10:00:00Z', '2024-03-07T10:00:00Z'
PRIVATE = 'We told them that the pumps will be shut down.\x1b[2J\n'
PUBLIC = ('--public', '--stance', 'declined', '--said',
          'Nothing of the kind is planned.', '--place', 'A briefing',
          '--date', '2024-03-05', '--url', 'https://press.example/?day=5')
NOTICE = ('--what', 'content', '--reader', 'A court', '--authority',
          'Order 23-17', '--reason', 'It was ordered.')


class Case:
    def __init__(self, tally, binary, where):
        self.t, self.where, self.url = tally, where, ''
        self.gainsay = rig.Program(binary, where)

    def __call__(self, want, words, *args):
        done = self.gainsay(*args)
        words = [words] if isinstance(words, str) else words
        text = ' '.join(done.stdout.split())
        self.t.check(done.returncode == want and
                     all(w in text for w in words),
                     f'gainsay {" ".join(map(str, args))[:200]}: exit '
                     f'{done.returncode}, expected {want} and {words}',
                     done.stdout)
        return text

    def at(self, time_):
        body = json.dumps({'now': time_}).encode()
        urllib.request.urlopen(urllib.request.Request(
            self.url + '/exercise/clock', body,
            {'Content-Type': 'application/json',
             'Authorization': f'Bearer {rig.clock_key(self.where)}'})).close()

    def office(self, want, words, verb, *args, key='office', memo='1'):
        return self(want, words, verb, '--yes', '--server', self.url, '--key',
                    'vkey', '--sign', f'keys/{key}.key', '--memo', memo, *args)

    def status(self, words):
        return self(3, words, 'status', '--key', 'vkey', self.url)

    def read(self, want, words):
        return self(want, words, 'read', '--server', self.url, '--key', 'vkey',
                    '--package', 'demo/cable.package', '--author',
                    'demo/cable.package.author')

    def json(self):
        done = self.gainsay('status', '--json', '--key', 'vkey', self.url)
        return next(m for m in json.loads(done.stdout)['memos']
                    if m['memo'] == 1)

    def types(self):
        return [re.match(r'gainsay/v1 (\S+)', r)[1] for r in map(
            rig.record_of, rig.read_entries(self.where / 'log'))]


def check_taking(c):
    """In private: sealed, and the log tells neither stance nor words."""
    c.at(TAKEN)
    (c.where / 'taken').write_text(PRIVATE)
    (c.where / 'empty').write_text(' \n')
    private = ('--private', '--stance', 'accepted', '--text')
    c.office(1, 'not signed with the key', 'position', *private, 'taken',
             key='registrar')
    c.office(1, 'none of accepted, partly', 'position', '--private',
             '--stance', 'perhaps', '--text', 'taken')
    c.office(1, 'the memo has 0 requests', 'position', '--request', '3',
             *private, 'taken')
    c.office(1, 'no letter and no digit', 'position', *private, 'empty')
    c.office(2, 'give one of --private', 'position', '--stance', 'accepted')
    c.t.check('position' not in c.types(), 'nothing was written')

    c.office(0, 'It is position 1 on memo 1', 'position', *private, 'taken')
    record = next(r for r in map(rig.record_of, rig.read_entries(
        c.where / 'log')) if r.startswith('gainsay/v1 position\n'))
    c.t.check('accepted' not in record and 'pumps' not in record,
              'the log tells neither', record)
    c.status(['position 1', 'in private, on the memo: sealed',
              'in private sealed, in public nothing: nothing to compare'])
    text = c.read(3, ['Position 1, taken in private: accepted', 'the pumps'])
    c.t.check('\x1b[2J' not in text, 'it does not steer a terminal', text)


def check_saying(c):
    """In public beside it: whether they differ is unknown to who cannot open
    it, and never said to be the same."""
    c.at(SAID)
    c.office(1, 'not come yet', 'position', *PUBLIC[:-3], '2024-04-05')
    c.office(2, '--said', 'position', '--public', '--stance', 'declined')
    c.office(0, 'It is position 2 on memo 1', 'position', *PUBLIC)
    text = c.status([
        'in public, on the memo: declined', '"Nothing of the kind is planned."',
        'A briefing, 2024-03-05', 'https://press.example/?day=5',
        'in private sealed, in public declined: whether they differ is '
        f'unknown, since {SAID}'])
    c.t.check('the same' not in text and 'DIFFER' not in text,
              'unknown is not the same', text)
    [one] = c.json()['alignment']
    c.t.check(one == {'request': 0, 'status': 'unknown', 'since': SAID,
                      'private': None, 'public': 'declined'},
              'for programs too', one)


def check_dispute(c):
    (c.where / 'objection').write_text('It was said otherwise.\n')
    at = ('--yes', '--server', c.url, '--key', 'vkey', '--author')
    mine = (*at, 'demo/cable.package.author', '--memo', '1', '--text',
            'objection', '--position')
    c(1, 'no position', 'dispute', *mine, '9')
    c(1, 'not the seed of this memo', 'dispute', *at,
      'demo/water.package.author', '--memo', '1', '--text', 'objection',
      '--position', '2')
    c(0, 'Disputed: it enters the log with the next release', 'dispute', *mine,
      '2')
    c(1, 'another dispute of position 2 waits', 'dispute', *mine, '2')
    c.t.check('dispute' not in c.types(), 'it waits')
    c.at(RELEASED)
    c.t.check(c.types().count('dispute') == 1, 'it was released')
    c.status('disputed by the author')
    c(1, 'you have disputed position 2', 'dispute', *mine, '2')


def check_opening(c):
    """It is what was taken then; since when they differ, everybody sees."""
    c.at(OPENED)
    c.office(1, 'is not a private one', 'position', '--open', '2',
             '--identity', 'keys/office.age')
    text = c.office(0, ['taken in private: accepted', 'the pumps',
                        'It is position 3 on memo 1'], 'position', '--open',
                    '1', '--identity', 'keys/office.age')
    c.t.check('\x1b[2J' not in text, 'it does not steer a terminal', text)
    c.office(1, 'opened already', 'position', '--open', '1', '--identity',
             'keys/office.age')
    c.status(['opens position 1: accepted',
              'in private accepted, in public declined: THEY DIFFER, since '
              + SAID])
    c(3, 'THEY DIFFER, since ' + SAID, 'audit', '--key', 'vkey', c.url)
    told = c.json()
    c.t.check([p['stance'] for p in told['positions']] ==
              ['accepted', 'declined', 'accepted'] and
              told['positions'][2]['opens'] == 1 and
              told['alignment'][0]['status'] == 'apart',
              'for programs too', told['positions'])


def check_disclosure(c):
    c.office(0, ['reader A court', 'what content', 'In the log'], 'notice',
             *NOTICE)
    c.office(1, 'identity or of content', 'notice', '--what', 'names',
             *NOTICE[2:])
    c.office(1, 'not come yet', 'notice', *NOTICE, '--after', '2024-04-01')
    c.status(['notice 1', 'content to A court', 'under Order 23-17: It was '
              'ordered.'])

    before = c.types().count('opened')
    inbox = ('inbox', '--server', c.url, '--key', 'vkey', '--sign',
             'keys/office.key', '--memo', '1', '--identity', 'keys/office.age')
    c(0, 'strong dissent', *inbox)
    c(0, 'strong dissent', *inbox)
    c.t.check(c.types().count('opened') == before + 1,
              'who opened it is said once a day', c.types())
    c.read(3, 'opened by')
    c.t.check(c.json()['opened'][-1]['role'] == 'office', 'for programs too')


def check_unsaid(c):
    """Where the log does not take it, nothing is shown."""
    done = c.gainsay('inbox', '--server', c.url, '--key', 'vkey', '--sign',
                     'keys/second.key', '--memo', '1', '--identity',
                     'keys/office.age')
    c.t.check(done.returncode == 1 and 'strong dissent' not in done.stdout,
              'nothing is shown to who is nobody', done.stdout)


def main():
    t = rig.Tally()
    with rig.folder('positions') as place:
        place = pathlib.Path(place).resolve()
        done = rig.demo(rig.Program(sys.argv[1], place), 'demo',
                        '--without-witnesses')
        t.check(done.returncode == 0, 'the demo plays', done.stdout)
        c = Case(t, sys.argv[1], place / 'demo')
        with server(c.gainsay, '.', '--clock', 'simulated') as c.url:
            check_taking(c)
            check_saying(c)
            check_dispute(c)
            check_opening(c)
            check_disclosure(c)
            check_unsaid(c)
    t.end()


main()
