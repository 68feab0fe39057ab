#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""member_page.py GAINSAY PAGES SHOTS: the member page in a real browser
against a running server, by clicks and keys as a person would: three members
enrol, one writes a memo and lets it gather, one reads it and endorses, it is
filed and followed.  What goes wrong is said and loses nothing, and who lies is
named; nothing that the server was sent, and nothing that it keeps, has the text
or a key; nothing leaves the origin; axe finds nothing."""
import base64
import json
import pathlib
import re
import shutil
import sys
import time
import urllib.parse

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / 'tests/web'), str(ROOT / 'tests/system')]
import drive
import liar
import recorder
import rig
import state
import stored

ENROLS, ACTS, FILED = ('2023-10-30T13:00:00Z', '2023-11-01T15:00:00Z',
                       '2023-11-03T21:00:00Z')
REPLIED = '2023-12-20T15:00:00Z'
WORDS = 'marble otter twilight accordion fjord 71'
SUBJECT = 'Dissent from the decision to reopen the Northgate intake'


# Beside the charter of most tests: a reader of names, an officer who protects,
# and appeals.
ROLES = """role inspector new An inspector
reveal inspector x25519 new An inspector
role protection new The protection officer
role monitor new The union
reveal protection x25519 new The protection officer
role appeal new The Under Secretary
seal appeal x25519 new The Under Secretary
ground The procedure was not followed
ground The reply does not answer
clock appeal working 10
clock decide working 30
"""
# Whether leaving the page asks.
ASKS = ('(() => { const e = new Event("beforeunload", {cancelable: true}); '
        'dispatchEvent(e); return e.defaultPrevented; })()')


class Running:
    """The channel's server, which can be lost and found at one address."""

    def __init__(self, day):
        self.day, self.port, self.now = day, 0, None

    def start(self, when):
        self.now = self.day.serve(when, port=self.port)
        self.url = self.now.url
        self.port = int(self.url.rpartition(':')[2])

    def stop(self):
        self.now.__exit__()
        self.now = None


class Channel(liar.Operator):
    """Three members, all of whom enrol in the page; and an operator who may
    lie."""
    init = ('init', '--answers', 'answers', '--yes', '--floor', '3')
    roles = ROLES

    def found(self):
        text = (ROOT / 'examples/us-state.answers').read_text()
        (self.where / 'answers').write_text(text + self.roles)
        super().found()

    def list_staff(self):
        super().list_staff()
        lines = (self.where / 'staff.csv').read_text().splitlines(True)
        (self.where / 'staff.csv').write_text(''.join(lines[:4]))

    def opened(self, number):
        """The secrets of a member, from what they saved last; of some files the
        program argon2 does not take the salt."""
        for path in sorted(self.saved[number], key=lambda p: -p.stat().st_size):
            try:
                return state.opened(path.read_bytes(), WORDS)
            except (OSError, ValueError):
                continue
        raise ValueError(f'no file of {number} can be opened')

    def invite(self, url):
        self.must('staff', 'import', 'channel', 'staff.csv')
        self.must('staff', 'issue', 'channel', '--server', url,
                  '--invitations', 'invitations')
        return [p.read_text() for p in
                sorted((self.where / 'invitations').iterdir())]


class Visitor(drive.Browser):
    """What a person does: clicks on what they see, types, saves, chooses."""

    def __enter__(self):
        super().__enter__()
        self.keep_downloads()
        return self

    def open(self, url, width=1280, dark=False):
        """In a tab of its own; the one before is closed."""
        if self.session is not None:
            before = self.call('Target.getTargetInfo')['targetInfo']
            self.session = None
            self.call('Target.closeTarget', targetId=before['targetId'])
        super().open(url, width, dark)

    def where(self, script):
        """The middle of an element, in view."""
        return self.value(
            f'(() => {{ const e = {script}; if (e === null || e === undefined'
            ' || e.disabled) return null;'
            ' e.scrollIntoView({block: "center", behavior: "instant"});'
            ' const r = e.getClientRects()[0];'
            ' const x = r.x + Math.min(r.width / 2, 400);'
            ' const y = r.y + r.height / 2;'
            ' const hit = document.elementFromPoint(x, y);'
            ' return hit !== null && (e.contains(hit) || hit.contains(e)) ?'
            ' [x, y] : null; })()')

    def click_at(self, script, what):
        end, before = time.monotonic() + drive.WAIT, None
        while True:
            place = self.where(script)
            if place is not None and place == before:
                break # it stands still
            before = place
            if time.monotonic() > end:
                raise TimeoutError(f'{what}: {self.text("main")[-1500:]}')
            time.sleep(0.05)
        for kind in ('mousePressed', 'mouseReleased'):
            self.call('Input.dispatchMouseEvent', type=kind, x=place[0],
                      y=place[1], button='left', clickCount=1)

    def click(self, name, kind='button, a, summary, label'):
        """What has this name, as it is read."""
        self.click_at(
            f'[...document.querySelectorAll({json.dumps(kind)})].find((e) => '
            f'e.innerText.trim().startsWith({json.dumps(name)}) && '
            'e.getClientRects().length > 0)', name)

    def fill(self, id, text):
        self.click_at(f'document.getElementById({json.dumps(id)})', id)
        self.value(f'document.getElementById({json.dumps(id)}).select()')
        self.type(text)

    def choose(self, id, path):
        self.until(f'document.getElementById({json.dumps(id)}) !== null')
        self.give(f'#{id}', path)

    def sees(self, text):
        self.until('document.querySelector("main").innerText.includes('
                   f'{json.dumps(text)})')

    def save(self, name, button):
        """The file that a click saves."""
        for old in self.folder.iterdir():
            old.unlink()
        self.click(button)
        path = self.folder.parent / name
        path.write_bytes(self.saved().read_bytes())
        return path


def sentences(table):
    """What a catalogue says in four words and more."""
    return {one for one in re.findall(r"'([^'\n]*)'", table)
            if len(one.split()) > 3}


def catalogue(t):
    """Each sentence is used, and no word of the page stands elsewhere."""
    code = '\n'.join(p.read_text() for of in ('member', 'parts')
                     for p in sorted((ROOT / 'web' / of).iterdir()))
    keys = re.findall(r'^\t(\w+):',
                      (ROOT / 'web/words/member.ts').read_text(), re.M)
    unused = [k for k in keys if f'words.{k}' not in code]
    t.check(len(keys) > 150 and not unused, 'sentences that no page says',
            str(unused))
    said = ' '.join((ROOT / f'web/words/{of}.ts').read_text()
                    for of in ('member', 'parts')).lower()
    for word in ('hash', 'zero-knowledge', 'crypt', 'nonce', 'cipher',
                 'private key', 'state file', 'petition', 'supporter'):
        t.check(word not in said, f'{word!r} is no plain word, or a second one '
                'for the same thing')
    for tongue in drive.TONGUES:
        theirs = (ROOT / f'web/words/member.{tongue}.ts').read_text()
        same = sentences(theirs) & sentences(
            (ROOT / 'web/words/member.ts').read_text())
        t.check(not same, f'{tongue}: sentences left in English', str(same))
    loose = re.findall(r'>\s*(?!Promise)([A-Z][a-z]{2}[\w ,.]*)<', code)
    t.check(not loose, 'words that are in no catalogue', str(loose))


class Story:
    def __init__(self, t, b, server, wire, shots, axe):
        self.t, self.b, self.server, self.wire = t, b, server, wire
        self.url, self.shots, self.axe = wire.url, shots, axe
        self.asked = []
        self.states = {n: [] for n in range(3)} # as each member saved it

    def saves(self, number, button='Save the key file'):
        """The member's file as it is now."""
        path = self.b.save(f'{number}.key', button)
        copy = path.with_name(f'{number}-{len(self.states[number])}.kept')
        shutil.copy(path, copy)
        self.states[number].append(copy)
        return path

    def loses_answer(self, click):
        """The line breaks once the server has the act: that is said, nothing
        is lost, and the same is sent again."""
        self.wire.after = lambda head: head.startswith(b'POST ')
        click()
        self.b.sees('That did not work')
        self.b.titled('Error: ')
        self.wire.after = lambda head: False
        click()

    def look(self, name, dark=True):
        """axe, and what it looks like: light and dark, wide and narrow."""
        b = self.b
        b.value('scrollTo(0, 0)')
        if b.value('typeof axe') == 'undefined':
            b.value(self.axe)
        found = b.value('axe.run().then((r) => r.violations.map((v) => v.id + '
                        '" " + v.nodes[0].html))')
        self.t.check(found == [], f'{name}: axe finds {found}')
        b.shot(self.shots / f'member-{name}.png')
        for width, theme in ((360, 'light'), (1280, 'dark'))[:1 + dark]:
            self.set(width, theme)
            wide = b.value('document.documentElement.scrollWidth')
            self.t.check(wide <= width, f'{name}: {wide} pixels of {width}')
            found = theme == 'light' or b.value(
                'axe.run({runOnly: ["color-contrast"]}).then((r) => '
                'r.violations.map((v) => v.nodes[0].html).join() || true)')
            self.t.check(found is True, f'{name}, {theme}: axe finds {found}')
            b.shot(self.shots / f'member-{name}-{width}-{theme}.png')
        self.set(1280, 'light')

    def set(self, width, theme):
        self.b.call('Emulation.setDeviceMetricsOverride', width=width,
                    height=900, deviceScaleFactor=1, mobile=False)
        self.b.call('Emulation.setEmulatedMedia', features=[
            {'name': 'prefers-color-scheme', 'value': theme},
            {'name': 'prefers-reduced-motion', 'value': 'reduce'}])

    def keep_requests(self):
        """What the page asked for since it was opened, before another is."""
        for event in self.b.events:
            if event['method'] != 'Network.requestWillBeSent':
                continue
            asked = event['params']['request']
            self.asked.append((asked['method'], asked['url']))
        bad = [c for c in self.b.complaints() if 'favicon' not in json.dumps(c)
               and 'ERR_EMPTY_RESPONSE' not in json.dumps(c)]
        self.t.check(bad == [], 'the console', json.dumps(bad))

    def reads(self, *words):
        """Of what a person is told where they are."""
        text = ' '.join(self.b.text('main').split())
        for one in words:
            self.t.check(one in text, f'the page says {one!r}', text)

    def open(self, path):
        if self.b.session is not None:
            self.keep_requests()
        self.b.open(self.url + path)
        self.set(1280, 'light')
        self.b.until('document.querySelector(".exercise") !== null')

    def handed(self, number, invitation):
        """By the link, by the text or by the code alone."""
        b = self.b
        code = re.search(r'(?m)^code (\S+)$', invitation)[1]
        self.open('/member/' + (f'#{urllib.parse.quote(invitation)}'
                                if number == 0 else ''))
        self.t.check(b.value('location.hash') == '', 'the link is taken out of '
                     'the address')
        if number > 0:
            b.fill('link', invitation if number == 1 else
                   code.upper().replace('-', ' - '))
            b.click('Open it')

    def enrol(self, number, invitation):
        b = self.b
        self.handed(number, invitation)
        self.reads('Your employer can see', 'The file is your key.',
                   'keep the paper apart from the file',
                   'Nobody can make this key again')
        self.t.check(b.value('document.getElementById("first").type') ==
                     'password', 'a passphrase is hidden until asked')
        b.fill('first', WORDS)
        b.fill('second', WORDS + ('x' if number == 0 else ''))
        b.click('Make the key')
        if number == 0:
            b.sees('not the same')
            b.titled('Error: ')
            self.look('enrol-problem')
            b.click_at('document.querySelector("[role=alert] a")', 'its link')
            self.t.check(b.value('document.activeElement.id') == 'second',
                         'the summary leads to the field')
            b.fill('second', WORDS)
            self.loses_answer(lambda: b.click('Make the key'))
        b.sees('Invitation accepted')
        path = self.saves(number)
        if number == 0:
            wrong = path.with_suffix('.wrong')
            wrong.write_bytes(path.read_bytes()[:-1] + b'?')
            b.choose('again', wrong)
            b.fill('passphrase', WORDS)
            b.click('Open the file')
            b.sees('This is another file')
            self.look('enrol-again')
        b.choose('again', path)
        b.fill('passphrase', WORDS)
        b.click('Open the file')
        b.sees('You are enrolled.')
        if number == 0:
            self.look('enrolled')
        return path

    def unlock(self, path, wrong=False):
        b = self.b
        b.choose('file', path)
        if wrong:
            b.fill('passphrase', 'not this one')
            b.click('Open the file')
            b.sees('There is a problem')
            self.look('wrong-passphrase')
        b.fill('passphrase', WORDS)
        b.click('Open the file')


def clock(server, when):
    server.now.post('/exercise/clock', {'now': when})


def start(s):
    """What is known before: how to leave, what stays in the browser; and no
    wall of warnings."""
    b = s.b
    s.reads('Leaving quickly', 'Shift three times', 'in this browser’s '
            'history', 'The file is the key')
    s.t.check(b.value('document.querySelectorAll(".note, .warn").length') <= 2,
              'warnings are few')
    s.t.check(b.value('[...document.querySelectorAll("a, button")].map((e) => '
                      'e.className).slice(0, 2).join(" ")') == 'skip leave',
              'the quick exit comes first')
    for _ in range(3):
        b.press('Escape', 27)
    s.reads('What do you want to do?')
    s.t.check(b.value('[...document.querySelectorAll("#language option")].map('
                      '(e) => e.innerText).join()') ==
              'English,Français,Español,العربية', 'each language by its name')


def without_module(s):
    """Where WebAssembly is off, the setting to change is named."""
    b, script = s.b, 'delete globalThis.WebAssembly'
    s.open('/member/')
    made = b.call('Page.addScriptToEvaluateOnNewDocument', source=script)
    b.call('Page.reload')
    b.until('typeof WebAssembly === "undefined" && '
            'document.querySelector("h1") !== null')
    s.reads('does not run WebAssembly', 'security level of this one site')
    s.look('no-module', dark=False)
    b.call('Page.removeScriptToEvaluateOnNewDocument',
           identifier=made['identifier'])


def write(s, path):
    """A memo with two characters that do not show, taken out on consent."""
    b = s.b
    s.open('/member/')
    b.sees('What do you want to do?')
    s.look('start')
    start(s)
    b.click('Write')
    s.unlock(path, wrong=True)
    b.sees('Write a memo')
    text = (ROOT / 'examples/harbour-water.md').read_text()
    source = path.parent / 'source.md'
    source.write_text(text.replace('at slack water', 'at slack\u00a0wa\u200bter'
                                   ).replace('(SBU) The insurer', 'The insurer'))
    b.click('Start from a text')
    b.choose('source', source)
    b.click('Use this text')
    b.sees('hidden characters could give away')
    b.click('Secretary of State', 'label')
    s.look('write')
    b.click('Remove all of them')
    b.until('!document.querySelector("aside").innerText.includes("hidden")')
    s.t.check('SENSITIVE' in b.text('.mark.top'), 'the page has its marking')
    b.value('[...document.querySelectorAll("select.mk")].find((e) => e.value '
            '=== "").focus()')
    for _ in range(2):
        b.press('ArrowDown', 40)
    b.until('[...document.querySelectorAll(".line select")].every((e) => '
            'e.value !== "")')
    b.click('Keep the draft')
    b.sees('Kept in your key file at')
    b.click('See it as it will be filed')
    b.sees('This is the memo as it will be filed')
    s.look('preview')
    act = 'Let it gather endorsements'
    s.loses_answer(lambda: b.click(act))
    b.sees('Your memo gathers endorsements.')
    s.look('gathered')
    code = b.value('[...document.querySelectorAll(".words li")].map((e) => '
                   'e.textContent).join(" ")')
    link = b.text('#link').strip()
    return link, code, s.saves(0)


def tongues(s, link):
    """The same places in each language; and what is open stays open when
    another one is chosen."""
    b = s.b
    s.open('/member/')
    for tongue in drive.TONGUES:
        b.speak(tongue)
        for place in range(5):
            b.value(f'document.querySelectorAll("header nav a")[{place}]'
                    '.click()')
            s.t.check(b.english() == [], f'{tongue}, place {place}',
                      str(b.english()))
        s.look(f'enrol-{tongue}', dark=False)
    b.speak('en')
    s.open(link[len(s.url):])
    b.click('Read it without a key file')
    b.until('document.querySelector(".doc") !== null')
    for tongue in drive.TONGUES:
        b.speak(tongue)
        left = b.english('The Under Secretary')
        s.t.check(SUBJECT in b.text('.doc') and left == [],
                  f'{tongue}: the memo stays open', str(left))
        s.look(f'read-{tongue}', dark=False)
    b.speak('en')


def endorse(s, link, code, path):
    b = s.b
    s.open(link[len(s.url):])
    s.t.check(b.value('location.href') == s.url + '/member/',
              'the link is taken out of the address')
    s.unlock(path)
    b.sees('Endorse this memo')
    shown = b.text('.doc')
    s.t.check(SUBJECT in shown and 'people who run this server' in b.text(
        'main') and 'no technical reason' in ' '.join(shown.split()),
        'the whole text')
    s.t.check('SENSITIVE BUT UNCLASSIFIED' in b.text('.mark.top'), 'its marking')
    s.t.check(not all(one in b.text('main') for one in code.split()),
              'its words are not shown before somebody asks')
    s.t.check(b.value('document.querySelectorAll("main form").length === 1 && '
                      'document.querySelector(".doc").compareDocumentPosition('
                      'document.querySelector("main form")) === 4'),
              'one form, and who one is comes after the memo')
    other = 'royal ' + code.split(' ', 1)[1]
    b.fill('code', other)
    s.look('endorse')
    b.click('Endorse this memo', 'button')
    b.sees('this is a different text')
    s.look('differs')
    b.click('Type the words again')
    b.fill('code', code.upper().replace(' ', ', '))
    b.sees('All eight are the same')
    s.server.stop()
    b.click('Endorse this memo', 'button')
    b.sees('That did not work')
    b.titled('Error: ')
    s.t.check(b.value('document.getElementById("code").value') != '',
              'a lost connection is said, and nothing is lost')
    s.look('lost')
    s.server.start(ACTS)
    b.click('Endorse this memo', 'button')
    b.sees('You have endorsed this memo.')
    s.t.check(b.value(ASKS), 'leaving asks, while it is not saved')
    s.reads('What happens next', 'The office must acknowledge in 2 working '
            'days', 'The list is public so that anyone can count',
            'Take my endorsement back')
    s.look('endorsed')
    b.value('print = () => { window.printed = true; }')
    b.click('A receipt on paper')
    b.click('Print the receipt')
    b.until('window.printed === true')
    path = s.saves(1)
    b.sees('Saved by this browser')
    s.t.check(not b.value(ASKS), 'once it is saved, leaving does not ask')
    return path


def take_back(s, link, code, path):
    """Another endorses and thinks better of it; the page does not forget."""
    b = s.b

    def sends():
        b.click_at('document.querySelector(".next .btn")', 'the act')
    s.open('/member/')
    b.fill('link', link)
    b.click('Open it')
    s.unlock(path)
    b.sees('Endorse this memo')
    b.fill('code', code)
    b.click('Yes, to the inspector alone', 'label')
    b.click('Endorse this memo', 'button')
    b.sees('Type the name under which')
    b.fill('name', 'Ann Markworth')
    b.click('Endorse this memo', 'button')
    b.sees('known to the inspector alone')
    b.click('Take my endorsement back')
    b.sees('You have already endorsed this memo')
    s.look('already')
    b.click('Take my endorsement back')
    b.sees('for good?')
    b.fill('code', code)
    s.loses_answer(sends)
    b.sees('You have taken your endorsement back.')
    s.look('withdrawn')
    return s.saves(2)


def file(s, code, path):
    b = s.b
    s.open('/member/')
    b.click('Follow')
    s.unlock(path)
    b.sees('Memos in your key file')
    s.look('follow')
    b.click('File it')
    b.sees('Filing cannot be taken back')
    b.fill('code', code)
    s.loses_answer(lambda: b.click('File this memo', 'button'))
    b.sees('You have filed this memo.')
    s.look('filed')
    return s.saves(0)


def break_word(s, day, link, code, path):
    """The operator promises the author's own endorsement, which the program
    hands in with the page's key file, and drops it."""
    for name, text in (('mine', WORDS), ('mine.link', link)):
        (day.where / name).write_text(f'{text}\n')
        (day.where / name).chmod(0o600)
    with liar.liar(s.server.url) as front:
        front.lie = lambda handler, body: day.promise(body)
        day.must('endorse', '--state', path, '--passphrase-file', 'mine',
                 '--server', front.url, '--code', code, '@mine.link')


def caught(s, day, path):
    """What was promised and is not in the log is told, with proof in hand."""
    b = s.b
    s.open('/member/')
    b.click('Follow')
    s.unlock(path)
    b.sees('A promise to you is broken.')
    s.look('broken')
    proof = b.save('evidence', 'Save the evidence of it')
    done = day.gainsay('audit', '--key', 'channel/vkey', '--promise', proof,
                       'channel')
    s.t.check(done.returncode == 3 and 'PROMISE NOT KEPT' in done.stdout,
              'the evidence is one', done.stdout)


def follow(s, path):
    """Who endorsed finds the promise kept and the clocks running; on a slow
    network it is said what is waited for."""
    b = s.b
    s.open('/member/')
    b.click('Follow')
    s.wire.delay = 0.1
    s.unlock(path)
    b.sees('Comparing your key file with the public record')
    s.look('waits', dark=False)
    s.wire.delay = 0
    b.sees('No promise to you is broken.')
    b.sees('memo 1')
    b.click('See what became of it')
    b.sees('The office against the clock')
    told = b.text('main')
    s.t.check('Wednesday 1 November 2023, 17:00' in told and
              '1 of 3 members' in told, 'the memo as the log has it', told)
    s.look('memo')


def procedure(s, day, fork):
    """What the office does, by the command line; beside it, from its last act
    on, a log with another one."""
    def office(verb, *args):
        day.must(verb, '--server', s.server.url, '--key', 'channel/vkey',
                 '--yes', '--sign', 'keys/office.key', *args, '1')
    for name, text in (('question', 'Which minutes?\n'),
                       ('position', 'The survey was sound.\n'),
                       ('reply', '(U) The survey will be repeated.\n')):
        (day.where / name).write_text(text)
    office('acknowledge', '--identity', 'keys/office.age')
    office('ask', '--text', 'question')
    office('position', '--private', '--request', '1', '--stance', 'declined',
           '--text', 'position')
    clock(s.server, REPLIED)
    shutil.copytree(day.place, fork)
    office('reply', '--text', 'reply', *(a for n, word in enumerate(
        ('declined', 'accepted', 'partly', 'no-decision'), 1)
        for a in ('--disposition', f'{n} {word}')))


def author(s, path):
    """The author reads question and reply, answers and responds."""
    b = s.b

    def sends():
        b.click_at('document.querySelector(".next .btn")', 'the act')
    s.open('/member/')
    b.click('Follow')
    s.unlock(path)
    b.click('See what became of it')
    b.sees('Questions of the office')
    told = b.text('main')
    s.t.check('Which minutes?' in told and 'The survey will be repeated' in
              told and 'Accepted in part' in told and
              'Positions of the office' in told, 'what the office said', told)
    s.look('procedure')
    b.click('Answer this question')
    b.fill('answer-1', 'Those of 2 October.')
    b.click('Seal and send it')
    b.sees('cannot be changed or taken back')
    s.loses_answer(sends)
    b.sees('You have answered.')
    b.click('Say something of this reply')
    b.click('Seal and send it')
    b.sees('Write the text')
    b.fill('respond-1', 'Then suspend it.')
    b.click('Seal and send it')
    s.loses_answer(sends)
    b.sees('You have responded.')
    b.click('Appeal against this reply')
    b.fill('appeal-1', 'Request 4 was not answered.')
    b.click('Seal and send it')
    b.sees('Choose at least one ground')
    b.click('The reply does not answer', 'label')
    b.click('Seal and send it')
    s.loses_answer(sends)
    b.sees('You have appealed.')
    b.click('Dispute this position')
    b.fill('dispute-1', 'They told us the opposite.')
    b.click('Seal and send it')
    s.loses_answer(sends)
    b.sees('You have disputed it.')
    s.look('author')
    return s.saves(0)


def gone(s):
    """A link that leads to no box: the program's sentence, and a way on."""
    b = s.b
    s.open(f'/box/{"0" * 64}#{"A" * 43}')
    b.click('Read it without a key file')
    b.sees('That did not work')
    s.t.check('its box has ended' in b.text('main'), 'what that may mean')
    s.look('gone')
    b.click('Another memo')
    b.sees('Which memo?')


def report(s):
    """Sealed in the page, saved, and sent to nobody."""
    b = s.b
    s.open('/member/')
    b.click('Report what happened')
    b.click('Seal it')
    b.sees('Write the text')
    b.fill('what', 'They moved my desk.')
    b.click('Seal it')
    b.sees('Your report is sealed.')
    s.look('report')
    data = b.save('case', 'Save the sealed report').read_bytes()
    s.t.check(len(data) > 500 and b'desk' not in data, 'the sealed report')


def vouch(s, day, path):
    """Who endorsed proves it to the officer alone."""
    b = s.b
    s.open('/member/')
    b.click('Follow')
    s.unlock(path)
    b.sees('Memos in your key file')
    b.click('Start', 'nav a')
    b.click('Report what happened')
    b.fill('what', 'They moved my desk.')
    b.fill('vouch', '7')
    b.click('Seal it')
    b.sees('That did not work')
    b.fill('vouch', '1')
    s.look('vouch')
    b.click('Seal it')
    b.sees('Your report is sealed.')
    case = b.save('vouched', 'Save the sealed report')
    done = day.gainsay('cases', '--open', case, '--identity',
                       'keys/protection.age', '--server', s.server.url,
                       '--key', 'channel/vkey')
    s.t.check(done.returncode == 0 and 'desk' in done.stdout and
              'memo 1' in done.stdout, 'the officer sees both', done.stdout)


def drafts(s, path):
    """A draft lies in the key file, which lies in the browser, both on
    consent; a reload loses neither."""
    b = s.b
    s.open('/member/')
    b.click('Write')
    s.unlock(path)
    b.sees('Before it can gather')
    b.fill('subject', 'Dissent from the lunch hour')
    b.click('Keep the sealed key file', 'label')
    b.call('Storage.overrideQuotaForOrigin', origin=s.url, quotaSize=1 << 20)
    b.click('Keep the draft')
    b.sees('This browser has no room for it')
    s.t.check(b.value(ASKS), 'nothing is lost: leaving asks')
    s.look('full')
    b.call('Storage.overrideQuotaForOrigin', origin=s.url)
    b.click('Keep the draft')
    b.until('!document.querySelector("main").innerText.includes("no room")')
    b.sees('Kept in your key file at')
    b.until('document.querySelector("main").innerText.includes("Kept in")')
    s.open('/member/')
    b.sees('A sealed key file is kept in this browser')
    b.click('Open it', '.note button')
    b.sees(path.name) # its file is there, and none is asked for
    b.fill('passphrase', WORDS)
    b.click('Open the file')
    b.sees('is open.')
    b.click('Write')
    b.sees('Drafts in your key file')
    s.look('drafts')
    b.click('Go on writing')
    b.sees('Before it can gather')
    s.t.check(b.value('document.getElementById("subject").value') ==
              'Dissent from the lunch hour', 'the draft is there again')


def lock(s):
    """After ten minutes, with a warning before; nothing is lost."""
    b = s.b
    b.fill('subject', 'Dissent from locks')
    b.value('window.now = Date.now; Date.now = () => now() + 9.5 * 6e4')
    b.until('document.querySelector("dialog[open]") !== null')
    s.look('lock-soon')
    b.value('Date.now = () => now() + 11 * 6e4')
    b.sees('This page is locked')
    s.t.check('locks' not in b.text('body').replace('This page is locked', ''),
              'what was written is not shown')
    s.look('locked')
    b.fill('passphrase', WORDS)
    b.click('Unlock')
    b.sees('Before it can gather')
    s.t.check(b.value('document.getElementById("subject").value') ==
              'Dissent from locks', 'and is there again')


def two_tabs(s, path):
    """A second tab says that the key is open in the first."""
    b = s.b
    first, s.b.session = b.session, None
    drive.Browser.open(b, s.url + '/member/')
    b.until('document.querySelector(".exercise") !== null')
    b.click('Follow')
    s.unlock(path)
    b.sees('open in another tab')
    second = b.call('Target.getTargetInfo')['targetInfo']['targetId']
    b.session = None
    b.call('Target.closeTarget', targetId=second)
    b.session = first


def saved(s, page, path):
    """The same page as one file from disk: where the channel is, the key file
    says."""
    b = s.b
    s.keep_requests()
    b.open(page.as_uri())
    b.click('Follow')
    s.unlock(path)
    b.sees('No promise to you is broken.')
    s.look('from-disk')
    others = [e['params']['request']['url'] for e in b.events
              if e['method'] == 'Network.requestWillBeSent']
    others = [url for url in others if not url.startswith(
        ('file:', 'blob:', 'data:', s.url))]
    s.t.check(others == [], 'from disk the channel alone is asked',
              str(others))


def leave(s):
    """By Shift three times, and Back does not lead here."""
    b = s.b
    for _ in range(3):
        b.press('Shift', 16)
    end = time.monotonic() + drive.WAIT
    entries = [{'url': ''}]
    while 'wikipedia' not in entries[-1]['url'] and time.monotonic() < end:
        time.sleep(0.05)
        try:
            entries = b.call('Page.getNavigationHistory')['entries']
        except RuntimeError:
            pass # between the two pages there is none
    s.t.check('wikipedia' in entries[-1]['url'] and
              not [e for e in entries if '/member/' in e['url']],
              'the quick exit', str(entries))


def altered(s):
    """Other bytes than the page names in place of its module: nothing is done
    with them, and it is said which of the two it was."""
    b = s.b
    s.open('/member/')
    b.click('Report what happened')
    b.fill('what', 'It does not matter.')
    b.call('Fetch.enable', patterns=[{'urlPattern': '*verbs.wasm'}])
    b.click('Seal it')
    for _ in range(3):
        asked = b.event('Fetch.requestPaused')
        b.call('Fetch.fulfillRequest', requestId=asked['requestId'],
               responseCode=200, body=base64.b64encode(b'other').decode())
    b.sees('it was altered')
    b.call('Fetch.disable')
    s.look('altered', dark=False)
    b.events = [e for e in b.events if 'integrity' not in json.dumps(e)]


def other_text(s, link, path):
    """The server hands out another sealed text under the link."""
    b = s.b

    def change(data):
        return re.sub(rb'("sealed": ?"[A-Za-z0-9+/]{400})(.)', lambda m:
                      m[1] + (b'B' if m[2] == b'A' else b'A'), data)
    s.wire.alter = change
    s.open('/member/')
    b.fill('link', link)
    b.click('Open it')
    b.click('Read it without a key file')
    b.sees('That did not work')
    s.t.check(b.value('document.querySelector(".doc") === null'),
              'nothing of it is shown', b.text('main'))
    s.look('other-text', dark=False)
    s.wire.alter = lambda data: data


def forked(s, day, path, fork):
    """The same server with another past."""
    b = s.b
    s.server.stop()
    s.server.now = day.serve(REPLIED, fork, s.server.port)
    done = rig.Program(day.gainsay.binary, day.where, day.where / 'other')(
        'ask', '--server', s.server.url, '--key', 'channel/vkey', '--yes',
        '--sign', 'keys/office.key', '--text', 'position', '1')
    s.t.check(done.returncode == 0, 'the log has another end', done.stdout)
    s.open('/member/')
    b.click('Follow')
    s.unlock(path)
    b.sees('That did not work') # and no tile that the browser has hides it
    said = ' '.join(b.text('[role=alert]').split())
    s.t.check('contradict' in said and 'your key file' in said,
              'the fork is named', said)
    s.look('forked')
    s.server.stop()
    s.server.start(REPLIED)
    s.open('/member/')
    b.click('Follow')
    s.unlock(path)
    b.sees('A promise to you is broken.') # the first log is read again


def kept_secrets(s, day, link):
    """Of everybody, what nobody else may have."""
    seeds, texts = set(), set()
    for number in range(3):
        own = day.opened(number)
        s.t.check(number == 2 or not [name for name in own['files']
                                      if name.endswith('.draft')],
                  'a draft is gone when it was sent', str(own['files'].keys()))
        for _, *values in own['keys']:
            for value in values[:2]:
                seeds.add(bytes.fromhex(value))
        for name, data in own['files'].items():
            if name.endswith('.author'):
                seeds |= {bytes.fromhex(one) for one in
                          re.findall(r'\b[0-9a-f]{64}\b', data)}
    seeds.add(base64.urlsafe_b64decode(link.partition('#')[2] + '='))
    texts = recorder.runs((ROOT / 'examples/harbour-water.md').read_text()
                          .partition('\n---\n')[2])
    texts |= {one.encode() for one in (
        WORDS, 'They moved my desk', 'Ann Markworth', 'Request 4 was not',
        'Those of 2 October', 'Then suspend it', 'They told us the opposite',
        'Dissent from the lunch', 'Northgate intake')}
    return seeds, texts


def secrets(s, day, link):
    """What the server was sent, and what it keeps while the memo is sealed:
    none of it has a key, a passphrase, or a word of what was written."""
    s.keep_requests()
    seeds, texts = kept_secrets(s, day, link)
    pieces = texts.union(*map(recorder.windows, seeds))
    s.t.check(len(seeds) >= 8 and len(texts) > 60, 'there is something to look '
              'for', f'{len(seeds)} {len(texts)}')
    paths = stored.files(day.place, pathlib.Path(f'{day.place}.log'))
    kept = b'\0'.join(p.read_bytes() + p.name.encode() for p in paths)
    sent = b''.join(s.wire.sent)
    for what, data in (('was sent', sent), ('keeps', kept)):
        told = recorder.leaks(pieces, data)
        s.t.check(told == [], f'what the server {what} has no secret',
                  str(told))
        planted = base64.b64encode(b'xy' + next(iter(seeds))[8:])
        s.t.check(recorder.leaks(pieces, data + planted) != [],
                  'one that is planted is found')
    s.t.check(sent.count(b'POST ') > 10 and len(paths) > 10,
              'there is something to look through')
    others = [url for _, url in s.asked if not url.startswith(
        (s.url, 'blob:' + s.url))]
    s.t.check(others == [], 'nothing leaves the origin', str(others))


def story(s, day, pages):
    keys = [s.enrol(i, text) for i, text in
            enumerate(day.invite(s.url))]
    day.publish(s.server.url)
    clock(s.server, ACTS)
    link, code, keys[0] = write(s, keys[0])
    tongues(s, link)
    keys[1] = endorse(s, link, code, keys[1])
    keys[2] = take_back(s, link, code, keys[2])
    other_text(s, link, keys[2])
    break_word(s, day, link, code, keys[0])
    keys[0] = file(s, code, keys[0])
    clock(s.server, FILED)
    follow(s, keys[1])
    caught(s, day, keys[0])
    fork = day.where / 'fork'
    procedure(s, day, fork)
    keys[0] = author(s, keys[0])
    forked(s, day, keys[0], fork)
    gone(s)
    report(s)
    without_module(s)
    vouch(s, day, keys[1])
    altered(s)
    drafts(s, keys[2])
    lock(s)
    two_tabs(s, keys[1])
    day.saved = s.states
    secrets(s, day, link)
    if pages is not None:
        saved(s, pages / 'member.html', keys[1])
    leave(s)


def play(t, gainsay, axe, shots, pages=None):
    shots.mkdir(parents=True, exist_ok=True)
    with rig.folder('member-page') as name, Visitor() as b:
        day = Channel(t, gainsay, pathlib.Path(name).resolve())
        day.found()
        server = Running(day)
        server.start(ENROLS)
        s = Story(t, b, server, recorder.Recorder(server.url), shots,
                  axe.read_text())
        try:
            story(s, day, pages)
        except (TimeoutError, RuntimeError):
            print(b.text('main')[-3000:])
            raise
        finally:
            server.stop()


def main():
    gainsay, pages, shots = (pathlib.Path(p).resolve() for p in sys.argv[1:])
    t = rig.Tally()
    catalogue(t)
    play(t, gainsay, pages / 'npm/node_modules/axe-core/axe.min.js', shots,
         pages)
    t.end()


if __name__ == '__main__':
    main()
