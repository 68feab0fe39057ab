#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""registrar_page.py GAINSAY PAGES ROOT SHOTS: registrar and second signer make a
roll in two pages of a real browser, against a real server.  Members ask by the
invitations that the page drew; a roll that lacks one is refused, the next one
is signed, and its members are on it.  A wrong passphrase, a file that is no
list and a lost server are told; no request holds a key or a name."""
import json
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'system'))
import drive
import office_page
import recorder
import rig
import stored

PEOPLE = 6
NAME = 'Verity Marchbanks'
START = '2023-10-30T13:00:00Z'
# What the page hands to the browser to be saved.
CATCH = """(() => { const make = URL.createObjectURL; window.kept = [];
    URL.createObjectURL = (of) => { window.kept.push(of);
        return make.call(URL, of); }; })()"""


class Day(stored.Day):
    def found(self, *more):
        super().found('--floor', '4', *more)
        rows = [f'{i:03},{NAME} {i},any' for i in range(PEOPLE)]
        (self.where / 'people.csv').write_text(
            '\n'.join(['id,name,category', *rows]) + '\n')
        self.must('key', 'new', '--cost', 'low', '--passphrase-file', 'words',
                  '-o', 'keys/registrar.sealed', 'registrar')

    def join(self, i, invitation):
        path = self.where / f'{i}.invitation'
        path.write_text(invitation)
        path.chmod(0o600)
        self.must('join', '--passphrase-file', 'words', '--cost', 'low',
                  '--state', f'{i}.state', path)

    def rolls(self):
        return self.must('roll', 'show', '--key', 'channel/vkey', self.url)


class Page(office_page.Page):
    def enter(self, url, role, *, passphrase=None, kept=None, sign=None,
              until='.state button', **how):
        self.b.open(url, **how)
        self.b.value(CATCH)
        self.fill(role, passphrase, kept, sign, until)

    def fill(self, role, passphrase=None, kept=None, sign=None,
             until='.state button'):
        self.choose('#role', role)
        self.type('#channel', (self.day.place / 'vkey').read_text().strip())
        self.b.give('#sign', self.day.where / 'keys' / (sign or f'{role}.key'))
        if passphrase is not None:
            self.type('#passphrase', passphrase)
        if kept is not None:
            self.b.give('#kept', kept)
        self.click('Open')
        self.wait(until)

    def act(self, place, name, yes, after, *fields):
        """A step, up to what came of it."""
        self.click(place, 'header nav a')
        self.wait('.record')
        self.b.until('document.querySelector("progress") === null')
        self.click(name)
        for selector, value in fields:
            if isinstance(value, pathlib.Path):
                self.b.give(selector, value)
            else:
                self.type(selector, value)
        self.click('Check and go on to send')
        self.wait('#confirm, [role=alert]')
        before = self.b.text('main')
        self.click(yes)
        self.b.until('document.querySelector("h1").innerText.startsWith('
                     '"Done: ") || document.querySelector("[role=alert]") '
                     '!== null')
        self.says(after)
        return before

    def turn_to(self, session):
        """The other page of the two; one that is hidden has no time."""
        self.b.session = session
        self.b.call('Page.bringToFront')

    def saved(self):
        return self.b.value('Promise.all(window.kept.map((b) => b.text()))')


def catalogue(t, root):
    """Each sentence is said, and none stands elsewhere."""
    code = '\n'.join(p.read_text() for p in
                     sorted((root / 'web/registrar').iterdir()))
    table = (root / 'web/words/registrar.ts').read_text()
    for key in re.findall(r'(?m)^\t(\w+): ', table):
        t.check(re.search(rf'words\.{key}\b|en\.{key}\b', code),
                f'the page does not say {key}')
    for word in re.findall(r'(?<!=)>\s*([A-Za-z]{3}[\w ,.]*)<', code):
        t.check(word.startswith('gainsay'), f'{word!r} is not in words/')


def table(t, pages, root, gainsay):
    """Each row's options are those of its verb."""
    code = subprocess.run(
        [pages / 'npm/node_modules/.bin/esbuild', '--bundle', '--format=esm',
         root / 'web/registrar/acts.ts'], check=True,
        capture_output=True).stdout
    told = subprocess.run(['node', '--input-type=module'], check=True,
                          input=code + b'console.log(JSON.stringify(acts))',
                          capture_output=True)
    acts = json.loads(told.stdout)
    t.check(len(acts) == 12, 'every act has its row', str(acts))
    for act in acts:
        said = subprocess.run(
            [gainsay, act['verb'][0]], capture_output=True, text=True,
            env={**os.environ, 'GAINSAY_DESCRIBE': '1'}).stdout
        named = {('-' if len(w) == 1 else '--') + w
                 for line in said.splitlines() for w in line.split()[1:]}
        used = {f['option'] for f in act['fields'] if f['option']} | {
            w for w in act.get('fixed', ()) if w.startswith('-')}
        t.check(used <= named, f'{act["name"]}: {used - named}', said)


def refuse_entry(p, url):
    p.b.open(url)
    p.clean('the entry')
    p.shoot('registrar-entry')
    p.click('Open')
    p.says('Choose the file', '[role=alert]')
    p.b.open(url)
    p.fill('registrar', 'another one that nobody has', sign='registrar.sealed',
           until='[role=alert]')
    p.says('passphrase', '[role=alert]')
    p.clean('a wrong passphrase')
    p.b.open(url)
    p.fill('registrar', kept=p.day.where / 'people.csv',
           until='[role=alert]')
    p.says('That is no list that this page saved', '[role=alert]')
    p.b.open(url)
    p.fill('registrar', sign='office.key', until='[role=alert]')
    p.says('That did not work', '[role=alert]')


def invite(p, url):
    """The list is read, everybody approved; some ask."""
    p.enter(url, 'registrar')
    p.says('Your list is empty', 'h1')
    p.clean('no list')
    shown = p.act('People', 'Read a new staff list', 'Take this list',
                  'The list is taken', ('#f-list', p.day.where / 'people.csv'))
    p.t.check(f'{PEOPLE} people are in the list' in shown, 'who joins is shown first', shown)
    p.act('People', 'Approve everybody who has no invitation',
          'Draw invitations', f'{PEOPLE} invitations')
    p.clean('invitations')
    p.shoot('registrar-invitations')
    for i in range(PEOPLE):
        p.b.value(f'document.querySelectorAll("li.memo button")[{i}].click()')
    drawn = p.saved()
    p.t.check(len(drawn) == PEOPLE and all('gainsay/v1 invitation' in one
                                           for one in drawn),
              'an invitation each', str(drawn)[:300])
    for i in range(PEOPLE - 1):
        p.day.join(i, drawn[i])
    p.click('People', 'header nav a')
    p.b.until(f'document.querySelector("main").innerText.includes('
              f'"{PEOPLE - 1} have asked")')
    p.says(f'{PEOPLE} people are eligible', 'h1')
    p.clean('the list')
    p.shoot('registrar-people')
    return drawn[PEOPLE - 1]


def lose_server(p, wire):
    """Said, nothing lost, and done when it is back."""
    wire.cut = lambda head: True
    p.click('The roll', 'header nav a')
    p.click('1. Make the roll')
    p.click('Check and go on to send')
    p.wait('#confirm')
    p.click('Make the roll')
    p.wait('[role=alert]')
    p.says('That did not work', '[role=alert]')
    p.shoot('registrar-lost')
    wire.cut = lambda head: False


def make(p, keys):
    p.act('The roll', '1. Make the roll', 'Make the roll',
          f'{keys} changes since the last roll')
    p.says(f'{NAME} 1')
    p.clean('a roll that was made')
    p.shoot('registrar-made')
    shown = p.act('The roll', '2. Sign it as registrar', 'Sign now',
                  'It has your signature')
    p.t.check(f'{keys} keys of {PEOPLE} eligible members' in shown,
              'what is signed is shown first', shown)
    p.act('The roll', '3. Pass it to the second signer', 'Pass it',
          'The second signer can fetch it')


def fetch(p, keys):
    p.act('The roll', 'Fetch the roll and see what changed', 'Fetch and draw',
          f'{keys} keys of {PEOPLE} eligible members')


def refuse(p, url):
    """A roll that lacks a member who asked: nothing is signed."""
    p.enter(url, 'second')
    p.clean('the second signer')
    fetch(p, PEOPLE - 1)
    p.clean('a roll that was passed')
    p.click('The roll', 'header nav a')
    p.click('I do not sign this')
    p.says('Nothing was signed, and nothing was sent', 'h1')
    p.clean('a roll that is refused')
    p.shoot('second-refused')
    p.t.check('edition 1' not in p.day.rolls().lower(),
              'no roll is in the record', p.day.rolls())


def sign(p, registrar, second):
    p.turn_to(registrar)
    p.act('The roll', '4. Answer whom the second signer asks about',
          'Seal and send', 'The second signer can open it')
    p.turn_to(second)
    fetch(p, PEOPLE)
    p.says(NAME)
    p.shoot('second-asks')
    shown = p.act('The roll', 'Sign it as second signer',
                  'Sign and publish now', 'The roll is in the record')
    p.t.check('Sign it?' in shown, 'it is asked first', shown)
    p.click('Rolls in the record', 'header nav a')
    p.click('Show the rolls')
    p.wait('.panel')
    p.clean('the rolls')
    p.shoot('second-rolls')
    for i in range(PEOPLE):
        said = p.day.must('roll', 'check', '--state', f'{i}.state',
                          '--passphrase-file', 'words', '--key',
                          'channel/vkey', p.day.url)
        p.t.check('edition 1' in said.lower(), f'{i} is on the roll', said)


def keep(p, url, registrar):
    """What was saved is the list, in another page."""
    p.turn_to(registrar)
    p.b.value('window.kept.length = 0')
    p.click('People', 'header nav a')
    p.wait('#save-list')
    p.b.value('document.querySelector("[aria-labelledby=save-list] button")'
              '.click()')
    text = p.saved()[-1]
    path = p.day.where / 'registrar.list'
    path.write_text(text)
    for tongue in drive.TONGUES:
        p.b.speak(tongue)
        p.t.check(p.b.english() == [], f'{tongue}: the list',
                  str(p.b.english()))
        p.clean(f'{tongue}: the list')
        p.shoot(f'registrar-{tongue}')
    p.b.speak('en')
    p.enter(url, 'registrar', kept=path, width=360, dark=True)
    p.says(f'{PEOPLE} people are eligible', 'h1')
    p.says(f'{NAME} 5')
    p.clean('the list, narrow and dark')
    p.shoot('registrar-narrow')
    p.t.check(p.b.value('document.documentElement.scrollWidth') <= 360,
              'nothing is wider than 360 pixels')
    p.click('Lock')
    p.wait('#sign')
    p.says('Your list is still here')
    p.fill('registrar')
    p.says(f'{NAME} 5')


def play(p, wire, url):
    refuse_entry(p, url)
    last = invite(p, url)
    registrar = p.b.session
    lose_server(p, wire)
    make(p, PEOPLE - 1)
    refuse(p, url)
    second = p.b.session
    p.turn_to(registrar)
    p.act('The roll', 'Open the edition again', 'Open it again',
          'The edition takes keys again')
    p.day.join(PEOPLE - 1, last)
    make(p, PEOPLE)
    p.turn_to(second)
    fetch(p, PEOPLE)
    p.says('The registrar answers it')
    sign(p, registrar, second)
    keep(p, url, registrar)
    p.t.check(all(one.startswith((wire.url, 'blob:', 'data:'))
                  for _, one in p.b.asked()), 'nothing leaves the origin')


def look_at_wire(p, wire):
    for name in ('registrar.key', 'second.key'):
        text = (p.day.where / f'keys/{name}').read_text().strip()
        p.t.check(not wire.holds(bytes.fromhex(text)) and
                  not wire.holds(text.encode()),
                  f'no request holds {name}')
    for name in (NAME, stored.WORDS):
        p.t.check(not wire.holds(name.encode()),
                  f'no request holds {name!r}')
    p.t.check(b'POST /passing' in b''.join(wire.sent), 'the recorder hears')


def main():
    gainsay, pages, root, shots = (pathlib.Path(a).resolve()
                                   for a in sys.argv[1:5])
    shots.mkdir(parents=True, exist_ok=True)
    axe = (pages / 'npm/node_modules/axe-core/axe.min.js').read_text()
    t = rig.Tally()
    catalogue(t, root)
    table(t, pages, root, gainsay)
    with rig.folder('registrar-page', True) as name:
        day = Day(t, gainsay, pathlib.Path(name).resolve())
        day.found()
        with day.serve(START) as s, drive.Browser() as browser:
            day.url = s.url
            wire = recorder.Recorder(s.url)
            p = Page(browser, day, t, shots, axe)
            play(p, wire, f'{wire.url}/registrar/')
            look_at_wire(p, wire)
            done = day.gainsay('audit', '--key', 'channel/vkey', s.url)
            t.check(done.returncode == 0, 'the log keeps its rules',
                    done.stdout)
    t.end()


main()
