#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""office_page.py GAINSAY PAGES ROOT SHOTS: the pages of the office and of those
who watch it, in a real browser against a real server.  What is done by clicks
stands in the log as the program reads it; what is incomplete is not sent; a
wrong key is refused; nothing leaves the origin, and no request holds a key or
a text that is to be sealed."""
import json
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'system'))
import drive
import circle
import recorder
import rig
import stored

ROLES = circle.ROLES + '''role appeal new The Under Secretary
role protection new The protection officer
seal appeal x25519 new The Under Secretary
ground The reply does not answer
extension reply 1 10
clock appeal working 10
clock decide calendar 30
exemption (b)(5) What was weighed before a decision
exemption (b)(6) Personal privacy
role approver new The director
role custodian new The records officer
reveal protection x25519 new The protection officer
seal office x25519 new The office
reply-signers 2
'''
OFFICE = (('office', 1), ('deputy', 2)) # two hold it, and both sign a reply
NAME = 'Alix Markworth'

QUESTION = 'Which depth did the second laboratory measure at?'
REASON = 'Suspended by order of this very morning.'
FINDING = 'Both laboratories measured at a depth of two metres.'
PRIVATE = 'Between us: the tender should never have stopped.'
RULING = 'The second request was not answered at all.'
PUBLIC = 'The clock was met on its last day.'
stored.MEMBERS = 10 # the least that a list of keys has


def catalogue(t, root):
    """Each sentence is said, and none stands elsewhere."""
    code = '\n'.join(p.read_text() for folder in ('office', 'oversight')
                     for p in sorted((root / 'web' / folder).iterdir()))
    for name in ('office', 'oversight'):
        table = (root / f'web/words/{name}.ts').read_text()
        for key in re.findall(r'(?m)^\t(\w+): ', table):
            t.check(re.search(rf'words\.{key}\b|en\.{key}\b', code),
                    f'no page says {key} of words/{name}.ts')
    for word in re.findall(r'(?<!=)>\s*([A-Za-z]{3}[\w ,.]*)<', code):
        t.check(word.startswith('gainsay'), f'{word!r} is not in words/')


def table(t, pages, root, gainsay):
    """Each row's options are those of its verb, and its words of the program."""
    code = subprocess.run(
        [pages / 'npm/node_modules/.bin/esbuild', '--bundle', '--format=esm',
         root / 'web/office/acts.ts'], check=True, capture_output=True).stdout
    roles = ('office', 'release', 'custodian', 'approver', 'monitor',
             'appeal', 'second', 'panel', 'recipient', 'protection', 'other')
    ask = f'console.log(JSON.stringify({json.dumps(roles)}.map(actsOf)))'
    told = subprocess.run(['node', '--input-type=module'], check=True,
                          input=code + ask.encode(), capture_output=True)
    acts = {a['name']: a for own in json.loads(told.stdout) for a in own}
    t.check(len(acts) > 30, 'every act has its row', str(sorted(acts)))
    for act in acts.values():
        said = subprocess.run(
            [gainsay, act['verb']], capture_output=True, text=True,
            env={**os.environ, 'GAINSAY_DESCRIBE': '1'}).stdout
        named = {('-' if len(w) == 1 else '--') + w
                 for line in said.splitlines() for w in line.split()[1:]}
        used = {f['option'] for f in act['fields']} | {
            w for w in act.get('fixed', ()) if w.startswith('-')}
        used |= {'--role'} if 'signs' in act else set()
        used |= {'--identity'} if act.get('key') == 'identity' else set()
        t.check(used <= named, f'{act["name"]}: {used - named}', said)


class Day(circle.Circle):
    annexes = ('--annex', 'table.csv', '--annex', 'map.txt')

    def found(self, *more):
        (self.where / 'table.csv').write_text('depth,value\n2,0.7\n')
        (self.where / 'map.txt').write_text('North is above.\n')
        text = (rig.ROOT / 'examples/us-state.answers').read_text()
        lines = [line for line in text.splitlines() if not line.startswith(
            ('role office ', 'seal office '))]
        keys = {name: bytes([n] * 32) for name, n in OFFICE}
        lines += [f'role office {rig.openssl_public(self.where, key).hex()} '
                  f'The {name}' for name, key in keys.items()]
        (self.where / 'answers').write_text('\n'.join(lines) + '\n' + ROLES)
        stored.Day.found(self, *more)
        for name, key in keys.items():
            path = self.where / f'keys/{name}.key'
            path.write_text(key.hex() + '\n')
            path.chmod(0o600)

    def file(self, s):
        """One of those who endorse is known to the protection officer."""
        self.must('endorse', *self.member(6), '--server', s.url, '--code',
                  self.word_code, '--known-to', 'protection', '--name', NAME,
                  self.link(s))
        circle.Circle.file(self, s)

    def now(self, at):
        self.server.post('/exercise/clock', {'now': at})

    def told(self):
        """Memo 1 as the program reads the log."""
        done = self.gainsay('status', '--json', '--key', 'channel/vkey',
                            self.url)
        return json.loads(done.stdout)['memos'][0]

    def status(self):
        return self.gainsay('status', '--key', 'channel/vkey',
                            self.url).stdout

    def duty(self, name):
        return next(d for d in self.told()['duties'] if d['duty'] == name)


class Page:
    """A person at the page, who finds things by their names."""

    def __init__(self, browser, day, tally, shots, axe, wire=None):
        self.b, self.day, self.t = browser, day, tally
        self.shots, self.axe, self.wire = shots, axe, wire

    def click(self, name, of='button, a, summary'):
        found = self.b.value(
            '((name, of) => { const one = [...document.querySelectorAll(of)]'
            '.find((e) => e.innerText.trim() === name && '
            'e.getClientRects().length > 0); if (!one) return false; '
            f'one.focus(); one.click(); return true; }})({json.dumps(name)}, '
            f'{json.dumps(of)})')
        if not found:
            raise RuntimeError(f'no {name!r} in\n{self.b.text("body")}')

    def type(self, selector, text):
        self.b.focus(selector)
        self.b.value(f'document.querySelector({json.dumps(selector)})'
                     '.select?.()')
        self.b.type(text)

    def choose(self, selector, value):
        """A browser has no clicks for what its system draws."""
        self.b.value(
            '((of, value) => { const one = document.querySelector(of); '
            'one.value = value; for (const kind of ["input", "change"]) '
            'one.dispatchEvent(new Event(kind, { bubbles: true })); })'
            f'({json.dumps(selector)}, {json.dumps(value)})')

    def wait(self, selector):
        """For that, or for what went wrong."""
        self.b.until('document.querySelector("progress") === null && '
                     f'document.querySelector({json.dumps(selector)}) '
                     '!== null')

    def says(self, words, selector='main'):
        text = ' '.join(self.b.text(selector).split())
        return self.t.check(words in text, f'the page says {words!r}', text)

    def clean(self, what):
        if self.b.value('typeof axe') == 'undefined':
            self.b.value(self.axe)
        found = self.b.value(
            'axe.run().then((r) => r.violations.map((v) => v.id + " " + '
            'v.nodes[0].html))')
        self.t.check(found == [], f'{what}: axe finds nothing', str(found))

    def shoot(self, name):
        self.b.shot(self.shots / f'{name}.png')

    def keys(self, role, sign, opens=None, until='.state button'):
        self.choose('#role', role)
        self.type('#channel', (self.day.place / 'vkey').read_text().strip())
        self.b.give('#sign', self.day.where / f'keys/{sign}')
        if opens is not None:
            self.b.give('#open', self.day.where / f'keys/{opens}')
        self.click('Open')
        self.wait(until)

    def enter(self, url, role, sign, opens=None, **how):
        self.b.open(url, **how)
        self.keys(role, sign, opens)

    def take(self, name):
        """An act about memo 1, from the list of memos."""
        self.click('Memos')
        self.b.value('document.querySelector(".record a").click()')
        self.b.value('document.querySelectorAll("details").forEach((d) => '
                     '{ d.open = true; })')
        self.click(name)

    def do(self, name, *fields):
        self.take(name)
        for selector, value in fields:
            kind = self.b.value('((e) => e.tagName + e.type)(document.'
                                f'querySelector({json.dumps(selector)}))')
            drawn = kind.startswith('SELECT') or kind.endswith('date')
            (self.choose if drawn else self.type)(selector, value)
        self.send()

    def look(self, name, words):
        self.click('Memos')
        self.b.value('document.querySelector(".record a").click()')
        self.click(name)
        self.click('Look')
        self.wait('.panel, [role=alert]')
        self.says(words)

    def check(self):
        """Up to the question; nothing has been sent."""
        self.click('Check and go on to send')
        self.wait('#confirm, [role=alert]')
        self.says('Nothing has entered the record')

    def send(self, said='It is in the record.'):
        self.check()
        self.click('Send now')
        self.b.until('[...document.querySelectorAll("h1")].some((e) => '
                     'e.innerText.startsWith("Done: ")) || '
                     'document.querySelector("[role=alert]") !== null')
        self.says(said)

    def loses_answer(self):
        """The line breaks once the server has the act: that is said, what was
        typed is kept, and the page has the record as it is."""
        self.check()
        self.wire.after = lambda head: head.startswith(b'POST /records')
        self.click('Send now')
        self.wait('[role=alert]')
        self.wire.after = lambda head: False
        self.says('It may be in the record')
        self.clean('a lost answer')
        self.t.check(self.b.value('document.querySelector("#f-text").value') ==
                     QUESTION, 'what was typed is kept')
        self.click('Memo 1', 'a')
        self.b.until('document.querySelector("main").innerText.includes('
                     '"Question 1")')

    def half(self, office):
        """What one signed, and a second sends."""
        self.b.value('document.querySelector("form input[type=checkbox]")'
                     '.click()')
        self.send('It is not sent yet')
        self.clean('a half')
        self.click('Save the file')
        path = self.b.saved('.half')
        self.enter(office, 'office', 'deputy.key', 'office.age')
        self.take('Sign as the second')
        self.b.give('#f-halfFile', path)
        self.send()
        self.shoot('office-second')
        path.unlink()


def tongues(p):
    """What is on the desk, in each language, while the key stays open."""
    p.b.value('document.querySelector("header nav a").click()')
    p.wait('.big')
    for tongue in drive.TONGUES:
        p.b.speak(tongue)
        p.t.check(p.b.english() == [], f'{tongue}: the duties',
                  str(p.b.english()))
        p.clean(f'{tongue}: the duties')
        p.shoot(f'office-{tongue}')
    p.b.speak('en')
    p.click('Look at the memo')


def refuse_wrong(p, office):
    p.b.open(office)
    p.clean('the entry')
    p.shoot('office-entry')
    p.click('Open')
    p.says('Choose the file', '[role=alert]')
    p.b.titled('Error: ')
    p.clean('the entry with a problem')
    p.keys('office', 'monitor.key', 'office.age')
    p.click('Acknowledge')
    p.click('Check and go on to send')
    p.wait('#confirm, [role=alert]')
    if p.b.text('#confirm') != '':
        p.click('Send now')
        p.wait('[role=alert]')
    p.shoot('office-wrong-key')
    p.says('That did not work', '[role=alert]')
    p.t.check(p.day.duty('acknowledge')['done'] is None,
              'a wrong key acknowledges nothing')


def look_around(p, office):
    p.enter(office, 'office', 'office.key', 'office.age')
    p.says('Next: acknowledge memo 1 by Fri 3 Nov 2023, 17:00', 'h1')
    p.says('2 working days left', '.big')
    p.says('If it is missed:')
    p.clean('the inbox')
    p.shoot('office-inbox')
    p.click('Look at the memo')
    p.clean('a sealed memo')
    p.click('Open the memo')
    p.wait('.doc, [role=alert]')
    p.says('Suspend the reopening', '.doc')
    p.t.check(p.b.text('.mark.top') == 'SENSITIVE BUT UNCLASSIFIED',
              'the band of the page')
    p.t.check([o['role'] for o in p.day.told()['opened']] == ['office'],
              'the log says who opened it')
    p.clean('an opened memo')
    p.shoot('office-memo')


def unreadable(p):
    """It discharges nothing, and stands for ever."""
    p.do('Say that it cannot be opened')
    p.t.check(p.day.duty('acknowledge')['done'] is None and
              'unreadable' in p.day.status(), 'called unreadable',
              p.day.status())


def acknowledge(p):
    p.click('Next duties')
    p.click('Acknowledge')
    p.check()
    p.says('gives the memo id that was filed')
    p.t.check(p.day.duty('acknowledge')['done'] is None,
              'what was only looked at is not in the log')
    p.clean('a confirmation')
    p.shoot('office-confirm')
    p.click('Not now')
    p.send()
    p.t.check(p.day.duty('acknowledge')['status'] ==
              'met-by-operators-date', 'acknowledged')


def ask_and_extend(p, office):
    p.click('Next duties')
    p.click('Look at the memo')
    p.click('Ask the authors')
    p.click('Check and go on to send')
    p.says('Fill in: The text', '[role=alert]')
    p.type('#f-text', QUESTION)
    p.loses_answer()
    p.t.check(len(p.day.told()['questions']) == 1, 'asked')
    p.enter(office, 'approver', 'approver.key')
    p.take('Put a deadline off')
    p.choose('#f-duty', 'reply')
    p.choose('#f-until', '2024-02-06')
    p.type('#f-reason', 'Two bureaus are to be heard.')
    p.send()
    p.t.check(p.day.duty('reply')['due_local'] == '2024-02-06T17:00',
              'put off')
    p.enter(office, 'custodian', 'custodian.key')
    p.do('Stop a deletion', ('#f-reason', 'A court asks.'))
    p.do('End that', ('#f-reason', 'It asks no more.'))
    p.enter(office, 'office', 'office.key', 'office.age')


def around(p):
    """What the office says and hands on beside its reply."""
    p.do('Rule on who gets it', ('#f-ruling', 'partly'),
         ('#f-reason', 'Contracts are looked at.'))
    p.click('Next duties')
    p.click('Give a copy')
    p.t.check(p.b.value('document.querySelector("#f-to").value') ==
              'Secretary of State', 'the agenda has said to whom')
    p.do('Give a copy', ('#f-to', circle.DEPUTY))
    p.do('Name the panel', ('#f-members', 'A\nSomebody'))
    p.do('Take a position in private', ('#f-request', '2'),
         ('#f-stance', 'partly'), ('#f-text', PRIVATE))
    p.do('Record what was said in public', ('#f-request', '2'),
         ('#f-stance', 'declined'), ('#f-said', 'No.'),
         ('#f-where', 'To the press'), ('#f-date', '2023-11-01'))
    p.do('Make a private position known', ('#f-position', '1'))
    p.do('Tell before it goes to somebody else', ('#f-given', 'content'),
         ('#f-reader', 'The court'), ('#f-authority', 'An order'),
         ('#f-reason', 'It asks for it.'))
    told = p.day.told()
    p.t.check(told['ruling'] == 'partly' and told['copies'][0]['to'] ==
              circle.DEPUTY and told['panel_members'] == ['A', 'Somebody'] and
              [a['status'] for a in told['alignment']] == ['apart'] and
              len(told['notices']) == 1 and
              [h['state'] for h in told['holds']] == ['begun', 'ended'],
              'all of it is in the log', json.dumps(told))


def panel_and_recipient(p, office, oversight):
    p.enter(oversight, 'panel', 'panel.key')
    p.says('Next: report on memo 1', 'h1')
    p.click('Hand in the report')
    p.type('#f-text', FINDING)
    p.send()
    p.enter(oversight, 'recipient', 'recipient.key', 'recipient.age')
    p.click('Say that the copy came')
    p.t.check(p.b.value('document.querySelector("#f-copy").value') == '1',
              'the agenda has said which copy')
    p.type('#f-by', 'An aide')
    p.send()
    p.says('We are engineers', '.doc')
    p.clean('a copy that came')
    p.t.check(p.day.told()['copies'][0]['by'] == 'An aide', 'received')
    p.enter(office, 'office', 'office.key', 'office.age')
    p.look('Read the panel’s report', FINDING)
    p.look('A page for the head', 'Resume the tender')
    p.look('Read the author’s answers', 'not answered')


def answer(p, n, word, reason, owner=None, day=None):
    p.b.value(f'document.querySelectorAll("[name=d{n}]")[{word}].click()')
    p.type(f'#x{n}', reason)
    if owner is not None:
        p.type(f'#o{n}', owner)
        p.choose(f'#t{n}', day)


def reply(p, office):
    p.click('Next duties')
    p.click('Write the reply')
    p.click('Show the requests in words')
    p.wait('.rq .said')
    p.t.check(p.b.value('[...document.querySelectorAll(".rq .said")].length')
              == 4, 'each request in its words')
    answer(p, 1, 0, REASON, 'Director of Operations', '2024-03-29')
    for n in (2, 4):
        answer(p, n, 2, 'The Board has decided on what was before it.')
    p.click('Check and go on to send')
    p.says('Choose an answer to request 3', '[role=alert]')
    p.b.until('document.activeElement.getAttribute("role") === "alert"')
    p.clean('an incomplete reply')
    p.shoot('office-reply')
    p.t.check(p.day.duty('reply')['done'] is None, 'nothing was sent')
    answer(p, 3, 1, 'The tender is resumed.')
    p.half(office)
    said = [d['disposition'] for d in p.day.told()['dispositions']]
    p.t.check(said == ['accepted', 'declined', 'partly', 'declined'],
              'the answers', str(said))
    p.t.check([c['due'][:10] for c in p.day.told()['commitments']] ==
              ['2024-03-29'], 'the promise is a duty')


def after_reply(p, office):
    """What was answered is corrected, and what was promised is done."""
    p.enter(office, 'office', 'office.key', 'office.age')
    p.take('Correct the reply')
    for n in range(1, 5):
        answer(p, n, 0 if n == 1 else 1, f'Once more, to {n}.')
    p.half(office)
    p.do('Say that a promise is kept', ('#f-request', '1'),
         ('#f-what', 'Since this morning.'))
    told = p.day.told()
    p.t.check([d['disposition'] for d in
               told['corrections'][0]['dispositions']] ==
              ['accepted', 'partly', 'partly', 'partly'] and
              p.day.duty('commitment')['done'] is not None,
              'corrected, and done', json.dumps(told))


def end(p, office):
    """Nothing more is accepted about it."""
    p.enter(office, 'office', 'office.key', 'office.age')
    p.take('End the procedure')
    p.type('#f-reason', 'All of it was answered.')
    p.send('It enters the log on the next late day')
    p.t.check('It is in the record' not in p.b.text('main'), 'not yet')
    p.click('Save the file')
    p.t.check(b'gainsay/v1 promise' in p.b.saved('.promise').read_bytes(),
              'the promise of it is kept')
    done = p.day.gainsay('audit', '--key', 'channel/vkey', p.day.url)
    p.t.check(done.returncode == 0, 'the log keeps its rules', done.stdout)
    p.day.now('2023-11-13T22:00:00Z')
    p.t.check(p.day.told()['ended_reason'] == 'All of it was answered.',
              'ended', json.dumps(p.day.told()))
    p.take('Ask the authors')
    p.type('#f-text', 'One thing more.')
    p.check()
    p.click('Send now')
    p.wait('[role=alert]')
    p.says('That did not work', '[role=alert]')
    p.t.check(len(p.day.told()['questions']) == 1, 'nothing more is taken')


def publish_other(p):
    """Another file than the annex that is shown is refused."""
    p.click('See it as it will be read')
    p.wait('.doc, [role=alert]')
    p.click('Go on to publish')
    p.wait('#confirm, [role=alert]')
    p.click('Send now')
    p.wait('[role=alert]')
    p.says('none of the annexes', '[role=alert]')
    p.click('Not now')
    p.click('Change it')


def publish(p, office):
    p.day.now('2023-11-06T15:00:00Z')
    p.day.must('provenance', '--key', 'channel/vkey', '--memo', '1', '--sign',
               'keys/office.key', '--identity', 'keys/office.age', '-o',
               'memo.gainsay', p.day.url)
    p.enter(office, 'office', 'office.key', 'office.age')
    p.click('Memos')
    p.b.value('document.querySelector(".record a").click()')
    p.click('Choose what is withheld, and publish')
    p.click('Make it from the memo')
    p.wait('.piece, [role=alert]')
    p.t.check(p.b.value('document.querySelectorAll(".blk").length') == 26,
              'the office makes the file in its page', p.b.text('main'))
    p.enter(office, 'release', 'release.key')
    p.click('Memos')
    p.b.value('document.querySelector(".record a").click()')
    p.click('Choose what is withheld, and publish')
    p.b.give('#pick', p.day.where / 'memo.gainsay')
    p.click('Show its parts')
    p.wait('.piece, [role=alert]')
    p.choose('#code', '(b)(5)')
    p.b.value('document.querySelectorAll(".blk")[9]'
              '.querySelector(".tag button").click()')
    p.choose('#code', '(b)(6)')
    p.b.value('[...document.querySelectorAll(".blk")].find((e, i) => i !== 9 && '
              'e.querySelectorAll(".piece").length > 1)'
              '.querySelectorAll(".piece")[1].click()')
    p.b.value('[...document.querySelectorAll("fieldset input")][0].click()')
    p.click('See it as it will be read')
    p.says('Choose the file of annex 1', '[role=alert]')
    p.b.give('#annex-1', p.day.where / 'map.txt')
    p.clean('what is chosen')
    p.shoot('office-redact')
    publish_other(p)
    p.b.give('#annex-1', p.day.where / 'table.csv')
    p.click('See it as it will be read')
    p.wait('.doc, [role=alert]')
    p.says('(b)(5)', '.doc')
    p.click('Go on to publish')
    p.wait('#confirm, [role=alert]')
    p.says('become public')
    p.says('table.csv (text, 18 bytes) becomes public Annex 2: withheld')
    p.click('Send now')
    p.b.until('document.querySelector("h1")?.innerText.startsWith("Done: ") '
              '|| document.querySelector("[role=alert]") !== null')
    (p.day.where / 'public').mkdir()
    p.day.must('provenance', '--key', 'channel/vkey', '--memo', '1',
               '--publication', '1', '--traceable', '--annexes', 'public',
               '-o', 'public.gainsay', p.day.url)
    p.t.check({f.name: f.read_bytes() for f in
               (p.day.where / 'public').iterdir()} ==
              {'table.csv': (p.day.where / 'table.csv').read_bytes()},
              'the annex that was shown is public, and no other')
    shown = p.day.told()['publications']
    p.t.check(len(shown) == 1 and {r['code'] for r in shown[0]['reasons']} ==
              {'(b)(5)', '(b)(6)'}, 'published, with both reasons', str(shown))


def watch(p, oversight):
    p.enter(oversight, 'monitor', 'monitor.key')
    p.says('Nothing is to be done', 'h1')
    p.click('Memos')
    p.b.value('document.querySelector(".record a").click()')
    p.says('This role does not see texts')
    p.clean('the monitor')
    p.shoot('oversight-monitor')
    p.t.check('Write the reply' not in p.b.text('body'),
              'a monitor is offered no act of the office')
    p.click('Remark on the procedure')
    p.type('#f-line', PUBLIC)
    p.send()
    p.t.check([r['text'] for r in p.day.told()['remarks']] == [PUBLIC],
              'remarked')


def decide(p, oversight):
    day = p.day
    (day.where / 'text').write_text('It answers another request.\n')
    day.must('appeal', '--yes', '--server', day.url, '--key', 'channel/vkey',
             '--author', 'memo.package.author', '--text', 'text', '--reply',
             '1', '--ground', 'The reply does not answer', '1')
    day.must('answer', '--yes', '--server', day.url, '--key', 'channel/vkey',
             '--author', 'memo.package.author', '--text', 'text',
             '--question', '1', '1')
    day.now('2023-11-07T22:00:00Z')
    p.enter(oversight, 'appeal', 'appeal.key', 'appeal.age', dark=True)
    p.says('Next: decide the appeal about memo 1', 'h1')
    p.clean('the appeal authority, dark')
    p.shoot('oversight-dark')
    p.click('Decide an appeal')
    p.t.check(p.b.value('document.querySelector("#f-appeal").value') == '1',
              'the agenda has said which')
    p.choose('#f-outcome', 'uphold')
    p.type('#f-reason', 'The procedure was kept.')
    p.type('#f-text', RULING)
    p.send()
    p.t.check([a['outcome'] for a in day.told()['appeals']] == ['uphold'],
              'decided')


def protect(p, oversight):
    p.enter(oversight, 'protection', 'protection.key', 'protection.age',
            width=360)
    p.says('No case is open', 'h1')
    p.click('Open a case')
    p.choose('#f-until', '2023-12-20')
    p.send()
    p.click('Next duties', 'main button')
    p.b.until('document.querySelector("h1").innerText === '
              '"1 case is open"')
    p.clean('cases, narrow')
    p.look('Who made themselves known', NAME)
    p.shoot('oversight-narrow')
    p.t.check(p.b.value('document.documentElement.scrollWidth') <= 360,
              'nothing is wider than 360 pixels')


def second(p, oversight):
    """Whose key file has a passphrase."""
    p.day.must('key', 'new', '--cost', 'low', '--passphrase-file', 'words',
               '-o', 'keys/sealed.key', 'second')
    p.b.open(oversight)
    p.type('#passphrase', 'another one that nobody has')
    p.keys('second', 'sealed.key', until='[role=alert]')
    p.says('passphrase', '[role=alert]')
    p.clean('a wrong passphrase')
    p.type('#passphrase', stored.WORDS)
    p.keys('second', 'sealed.key')
    p.click('Rules and signatures')
    p.says('gainsay roll sign')
    p.clean('the second signer')


def lock(p, office):
    """Said before, said after, nothing lost."""
    p.enter(office, 'office', 'office.key', 'office.age', width=360)
    p.clean('the inbox, narrow')
    p.shoot('office-narrow')
    p.t.check(p.b.value('document.documentElement.scrollWidth') <= 360,
              'nothing is wider than 360 pixels')
    p.click('Memos')
    p.b.value('document.querySelector(".record a").click()')
    p.click('Ask the authors')
    p.type('#f-text', 'A second question')
    p.b.value('(() => { const now = Date.now; Date.now = () => now() + '
              '9.5 * 60000; })()')
    p.b.until('document.querySelector("dialog") !== null')
    p.clean('the warning')
    p.b.value('(() => { const now = Date.now; Date.now = () => now() + '
              '60000; })()')
    p.b.until('document.querySelector("#sign") !== null')
    p.says('What you had written is still here')
    p.keys('office', 'office.key', 'office.age')
    p.t.check(p.b.value('document.querySelector("#f-text").value') ==
              'A second question', 'what was written is there')


def look_at_wire(p, wire, day):
    secrets = {'a question': QUESTION, 'a reply': REASON,
               'a decision': RULING, 'a report': FINDING,
               'a position': PRIVATE}
    for name in ('office.key', 'release.key', 'appeal.key', 'office.age',
                 'monitor.key', 'appeal.age'):
        text = (day.where / f'keys/{name}').read_text().strip()
        secrets[name] = text
        if name.endswith('.key'):
            p.t.check(not wire.holds(bytes.fromhex(text)),
                      f'no request holds {name}')
    for name, text in secrets.items():
        p.t.check(not wire.holds(text.encode()),
                  f'no request holds {name}')
    p.t.check(wire.holds(b'GET /office/') and
              wire.holds(PUBLIC.encode()), 'the recorder hears')


def play(p, wire, office, oversight):
    heard = []
    for act in (lambda: refuse_wrong(p, office),
                lambda: look_around(p, office),
                lambda: tongues(p), lambda: unreadable(p),
                lambda: acknowledge(p),
                lambda: ask_and_extend(p, office),
                lambda: around(p),
                lambda: panel_and_recipient(p, office, oversight),
                lambda: reply(p, office),
                lambda: after_reply(p, office),
                lambda: publish(p, office), lambda: watch(p, oversight),
                lambda: decide(p, oversight), lambda: protect(p, oversight),
                lambda: second(p, oversight), lambda: end(p, office),
                lambda: lock(p, office)):
        act()
        heard += p.b.asked()
        bad = [c for c in p.b.complaints() if not c.get('entry', {}).get(
            'url', '').endswith('/favicon.ico')]
        p.t.check(bad == [], 'no complaint', str(bad)[:500])
    p.t.check(all(url.startswith((wire.url, 'blob:', 'data:'))
                  for _, url in heard), 'nothing leaves the origin',
              str([u for _, u in heard if not u.startswith(wire.url)]))


def main():
    gainsay, pages, root, shots = (pathlib.Path(a).resolve()
                                   for a in sys.argv[1:5])
    shots.mkdir(parents=True, exist_ok=True)
    axe = (pages / 'npm/node_modules/axe-core/axe.min.js').read_text()
    t = rig.Tally()
    catalogue(t, root)
    table(t, pages, root, gainsay)
    with rig.folder('office-page', True) as name:
        day = Day(t, gainsay, pathlib.Path(name).resolve())
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s, \
                drive.Browser() as browser:
            browser.keep_downloads()
            circle.file_memo(day, s)
            wire = recorder.Recorder(s.url)
            p = Page(browser, day, t, shots, axe, wire)
            play(p, wire, f'{wire.url}/office/',
                 f'{wire.url}/oversight/')
            look_at_wire(p, wire, day)
    t.end()


if __name__ == '__main__':
    main()
