#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""story.py GAINSAY SHOTS [--by clicks|keyboard|names]
[--engine chromium|firefox|webkit] [--short | --floors]: the whole story in a
real browser against a running server whose log a witness cosigns: three members
enrol, one lets a memo gather, two are shown it and endorse, it is filed; the
office acknowledges and asks, the author answers, the office replies, the author
appeals, the appeal authority decides, the release officer publishes, anybody
checks.  Everything is done by the names that are read on the page: by clicks,
by keys alone, or by the accessibility tree alone.  --short: one member enrols,
somebody checks; WebKit's is the check alone.  --floors: on a channel that is no
exercise, whose members are few and whose list of keys is new, the member's own
program asks before it acts."""
import argparse
import json
import pathlib
import re
import sys
import threading
import time
import urllib.error
import urllib.request

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / 'tests/web'), str(ROOT / 'tests/system')]
import dated
import floors
import hand
import member_page
import rig
import stored
import webdriver
import witness
from member_page import ACTS, ENROLS, FILED, REPLIED, WORDS

DECIDED, FIXED = '2023-12-22T15:00:00Z', '2023-12-27T15:00:00Z'
MEMO = ROOT / 'examples/harbour-water.md'
CABLE = ROOT / 'tests/vectors/cable.gainsay'
QUESTION = 'Which minutes do you mean?'


class Witnessed(member_page.Channel):
    """What no witness has cosigned is not published."""
    roles = f'{member_page.ROLES}witness {dated.KEY}\nquorum 1\n'


class Witness(threading.Thread):
    """Cosigns what there is, as soon as it is there."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.now, self.count = server, ENROLS, 0

    def ask(self, path, data=None):
        asked = urllib.request.Request(self.server.url + path, data,
                                       {'Content-Type': 'application/json'})
        with urllib.request.urlopen(asked) as answer:
            return answer.read().decode()

    def is_done(self):
        """What nobody has cosigned is not there."""
        note = self.ask('/log/newest')
        try:
            shown = self.ask('/log/checkpoint')
        except urllib.error.HTTPError:
            return False
        return dated.NAME in shown and rig.read_checkpoint(
            note)[3] == rig.read_checkpoint(shown)[3]

    def look(self):
        if self.is_done():
            return
        note = self.ask('/log/newest')
        text = rig.read_checkpoint(note)[3]
        line = witness.signature_line(dated.NAME, 4, dated.SEED, text,
                                      stored.seconds(self.now))
        self.ask('/cosignatures', json.dumps(
            {'checkpoint': note + line}).encode())
        self.count += 1

    def run(self):
        while True:
            try:
                self.look()
            except (OSError, ValueError):
                pass # the server is not there, or the log has gone on
            time.sleep(0.1)


class Story:
    words, floors = WORDS, ()

    def __init__(self, t, h, day, server, shots):
        self.t, self.h, self.day, self.server = t, h, day, server
        self.shots, self.began = shots, time.monotonic()

    def clock(self, now):
        """And whoever looks now finds what was released then."""
        member_page.clock(self.server, now)
        self.seen.now = now
        end = time.monotonic() + 60
        while not self.seen.is_done():
            if time.monotonic() > end:
                raise TimeoutError('nobody cosigned')
            time.sleep(0.1)

    def look(self, name):
        self.h.look(self.shots / f'story-{self.h.by}-{name}')

    def told(self, what):
        print(f'{time.monotonic() - self.began:6.1f} s  {what}', flush=True)

    def open(self, path):
        """Until all of it is drawn: what comes later moves the rest."""
        self.h.open(self.server.url + path)
        if path == '/member/':
            self.h.sees(self.server.url)

    def unlock(self, path):
        self.h.give('Your key file', path)
        self.h.write('Its passphrase', self.words)
        self.h.press('Open the file')

    def act(self, name):
        """Each floor of the member's own program is named, and accepted."""
        for floor in self.floors:
            self.h.press(name)
            self.h.sees(f'Act all the same ({floor})')
            self.look(floor)
            self.h.tick(f'Act all the same ({floor})')
        self.h.press(name)

    def keep(self, name):
        self.h.press('Save the key file')
        return self.h.saved_as(name)

    def log(self):
        done = self.day.gainsay('status', '--json', '--key', 'channel/vkey',
                                self.server.url)
        return json.loads(done.stdout)['memos'][0]

    # Members -------------------------------------------------------------

    def enrol(self, number, code):
        h = self.h
        self.open('/member/')
        h.write('Paste it here', code)
        h.press('Open it')
        h.write('A passphrase for the file', WORDS)
        h.write('The same again', WORDS)
        if number == 0:
            self.look('enrol')
        h.press('Make the key')
        h.sees('Invitation accepted')
        path = self.keep(f'{number}.key')
        h.give('The file that you saved', path)
        h.write('Your passphrase', WORDS)
        h.press('Open the file')
        h.sees('You are enrolled.')
        if number == 0:
            self.look('enrolled')
        self.told(f'member {number} is enrolled')
        return path

    def gather(self, path):
        """(link, word code, key file)"""
        h = self.h
        self.open('/member/')
        h.press('Write a memo')
        self.unlock(path)
        h.sees('Before it can gather')
        h.press('Start from a text that you have')
        h.give('Start from a text that you have', MEMO)
        h.press('Use this text')
        h.tick('Secretary of State')
        h.sees('Nothing must be mended')
        self.look('write')
        h.press('See it as it will be filed')
        h.sees('This is the memo as it will be filed')
        self.act('Let it gather endorsements')
        h.sees('Your memo gathers endorsements.')
        said = h.body()
        link = re.search(r'http://\S+/box/[0-9a-f]{64}#[\w-]+', said)[0]
        code = re.search('Say these eight words (?:1 )?((?:[a-z]+ ){8})',
                         re.sub(r'\b\d\.? ', '', said))[1].strip()
        self.told('the memo gathers')
        return link, code, self.keep('0.key')

    def endorse(self, number, link, code, path):
        h = self.h
        self.open('/member/')
        h.write('Paste it here', link)
        h.press('Open it')
        self.unlock(path)
        h.sees('What your click tells.')
        if number == 1:
            self.look('endorse')
        h.write('The eight words that you were told', code)
        self.act('Endorse this memo')
        h.sees('You have endorsed this memo.')
        self.told(f'member {number} has endorsed')
        return self.keep(f'{number}.key')

    def follow(self, path):
        self.open('/member/')
        self.h.press('See what became of a memo')
        self.unlock(path)
        self.h.sees('Memos in your key file')

    def file(self, code, path):
        h = self.h
        self.follow(path)
        h.press('File it')
        h.write('The eight words that you were told', code)
        h.press('File this memo')
        h.sees('You have filed this memo.')
        self.told('it is filed')
        return self.keep('0.key')

    def say(self, begin, fields, done):
        """An author's word, looked at once more and sent."""
        h = self.h
        h.press(begin)
        for act, *args in fields:
            act(*args)
        h.press('Seal and send it')
        h.sees('It cannot be changed or taken back.')
        h.press('Seal and send it')
        h.sees(done)
        return self.keep('0.key')

    def answer(self, path):
        self.follow(path)
        self.h.press('See what became of it')
        self.h.sees(QUESTION)
        path = self.say('Answer this question', [
            (self.h.write, 'Your answer', 'Those of 2 October.')],
            'You have answered.')
        self.told('the author has answered')
        return path

    def appeal(self, path):
        self.follow(path)
        self.h.press('See what became of it')
        self.h.sees('The reply, as it was written to you')
        self.look('reply')
        path = self.say('Appeal against this reply', [
            (self.h.tick, 'The reply does not answer'),
            (self.h.write, 'Your statement', 'Request 4 was not answered.')],
            'You have appealed.')
        self.told('the author has appealed')
        return path

    # Offices -------------------------------------------------------------

    def desk(self, role, name, where='/office/', opens=True):
        h = self.h
        self.open(where)
        h.pick('Your role', name)
        h.write('The channel’s key',
                (self.day.place / 'vkey').read_text().strip())
        h.give('Your key file', self.day.where / f'keys/{role}.key')
        if opens:
            h.give('What opens sealed files',
                   self.day.where / f'keys/{role}.age')
        self.look(f'{role}-entry')
        h.press('Open')

    def send(self):
        h = self.h
        h.press('Check and go on to send')
        h.sees('Nothing has entered the record')
        h.press('Send now')
        h.sees('It is in the record.')

    def acknowledge(self):
        self.desk('office', 'The office')
        self.h.sees('Next: acknowledge memo 1')
        self.look('inbox')
        self.h.press('Acknowledge')
        self.send()
        self.told('acknowledged')

    def ask(self):
        h = self.h
        h.press('Next duties')
        h.press('Look at the memo')
        h.press('Ask the authors')
        h.write('The text', QUESTION)
        self.send()
        self.told('asked')

    def reply(self):
        h = self.h
        self.desk('office', 'The office')
        h.press('Write the reply')
        for n, word in enumerate(('Declined', 'No decision', 'Out of scope',
                                  'Already done'), 1):
            h.tick(word, f'Answer to request {n}')
            h.write('Reason, for the authors', f'As was said, to {n}.',
                    f'Request {n}')
        self.look('replying')
        self.send()
        self.told('replied')

    def decide(self):
        h = self.h
        self.desk('appeal', 'Appeal authority', '/oversight/')
        h.sees('Next: decide the appeal about memo 1')
        h.press('Decide an appeal')
        h.pick('Outcome', 'The reply stands')
        h.write('Reason', 'The procedure was kept.')
        h.write('The text', 'We looked at all of it.')
        self.send()
        self.told('decided')

    def release(self):
        """(the file of the whole memo): the office makes it, the release
        officer withholds a paragraph and publishes."""
        h = self.h
        self.desk('office', 'The office')
        h.press('Memos')
        h.press('Memo 1:')
        h.press('Choose what is withheld, and publish')
        h.press('Make it from the memo')
        h.press('See it as it will be read')
        h.sees('As it will be read')
        h.press('Save both files')
        path = h.saved('.gainsay').rename(h.folder.parent / 'whole.gainsay')
        h.saved('.md').unlink()
        self.desk('release', 'Release officer', opens=False)
        h.press('Memos')
        h.press('Memo 1:')
        h.press('Choose what is withheld, and publish')
        h.give('The memo’s provenance file', path)
        h.press('Show its parts')
        h.pick('Reason for what you click next', 'Another code')
        h.write('Another code', '(x)')
        h.write('What it says', 'Nothing that concerns the public')
        h.press('Sentence 23:2: shown.')
        self.look('withhold')
        h.press('See it as it will be read')
        h.press('Go on to publish')
        h.sees('become public')
        h.press('Send now')
        h.sees('It is in the record.')
        self.told('published')
        return path

    def check(self, path, key, text=MEMO):
        h = self.h
        self.open('/check/')
        h.give('Provenance file', path)
        h.give('Your text', text)
        h.write('The channel’s eight words', key)
        h.press('Check')
        h.sees('Paragraph by paragraph')
        said = h.body()
        self.t.check('word for word' in said and 'complete' in said,
                     'the text is the memo', said[:1500])
        self.look('check')
        self.told('checked')


def whole(s):
    day, server = s.day, s.server
    codes = [re.search(r'(?m)^code (\S+)$', text)[1]
             for text in day.invite(server.url)]
    keys = [s.enrol(i, code) for i, code in enumerate(codes)]
    day.publish(server.url)
    s.clock(ACTS)
    link, code, keys[0] = s.gather(keys[0])
    for i in (1, 2):
        keys[i] = s.endorse(i, link, code, keys[i])
    keys[0] = s.file(code, keys[0])
    s.clock(FILED)
    s.acknowledge()
    s.ask()
    keys[0] = s.answer(keys[0])
    s.clock(REPLIED)
    s.reply()
    keys[0] = s.appeal(keys[0])
    s.clock(DECIDED)
    s.decide()
    s.clock(FIXED)
    path = s.release()
    s.check(path, (day.place / 'vkey').read_text().strip())
    told = s.log()
    s.t.check(told['endorsements'] == 2 and len(told['questions']) == 1 and
              told['questions'][0]['answered'] is not None and
              [a['outcome'] for a in told['appeals']] == ['uphold'] and
              [d['disposition'] for d in told['dispositions']] ==
              ['declined', 'no-decision', 'out-of-scope', 'already-done'] and
              len(told['publications']) == 1, 'all of it is in the log',
              json.dumps(told))
    done = day.gainsay('audit', '--key', 'channel/vkey', server.url)
    s.t.check(done.returncode in (0, 3), 'the log keeps its rules', done.stdout)
    s.t.check(s.seen.count > 5, 'a witness has cosigned')


def few(t, h, gainsay, where, shots):
    """Enrolled by the program, two days ago; the page has seen nothing."""
    stored.MEMBERS = 10 # the least that the charter takes
    day = floors.Real(t, gainsay, where,
                      str(gainsay.parent / 'tests/system/fake-time.so'))
    day.set_hours(-50)
    day.found()
    with day.serve_real() as server:
        day.enrol(server.url)
        port = int(server.url.rpartition(':')[2]) # the states have it
    day.set_hours(0)
    with day.serve_real(port) as server:
        s = Story(t, h, day, server, shots)
        s.words, s.floors = stored.WORDS, ('small-roll', 'young-roll')
        link, code, _ = s.gather(where / '0.state')
        s.endorse(1, link, code, where / '1.state')


def short(s):
    """A page of each kind."""
    codes = [re.search(r'(?m)^code (\S+)$', text)[1]
             for text in s.day.invite(s.server.url)]
    s.enrol(0, codes[0])
    if hasattr(s.h, 'go_back'):
        s.h.go_back()
    check_only(s)


def check_only(s):
    s.check(CABLE, (ROOT / 'tests/vectors/cable.vkey').read_text().strip(),
            ROOT / 'examples/dacca-1138.md')


def play(t, h, day, shots, given):
    day.found()
    server = member_page.Running(day)
    server.start(ENROLS)
    s = Story(t, h, day, server, shots)
    s.seen = Witness(server)
    s.seen.start()
    try:
        if given.engine == 'webkit':
            check_only(s)
        else:
            (short if given.short else whole)(s)
    finally:
        server.stop()


def main():
    asks = argparse.ArgumentParser()
    asks.add_argument('gainsay', type=pathlib.Path)
    asks.add_argument('shots', type=pathlib.Path)
    asks.add_argument('--by', choices=sorted(hand.HANDS), default='clicks')
    asks.add_argument('--engine', choices=['chromium', *webdriver.ENGINES],
                      default='chromium')
    asks.add_argument('--short', action='store_true')
    asks.add_argument('--floors', action='store_true')
    given = asks.parse_args()
    shots = given.shots.resolve()
    shots.mkdir(parents=True, exist_ok=True)
    t = rig.Tally()
    person = webdriver.ENGINES.get(given.engine, hand.HANDS[given.by])
    with rig.folder('story') as name, person() as h:
        where, gainsay = pathlib.Path(name).resolve(), given.gainsay.resolve()
        if given.floors:
            few(t, h, gainsay, where, shots)
        else:
            play(t, h, Witnessed(t, gainsay, where), shots, given)
        t.check(h.wrong == set(), 'focus, width, motion',
                '\n'.join(sorted(h.wrong)))
    t.end()


if __name__ == '__main__':
    main()
