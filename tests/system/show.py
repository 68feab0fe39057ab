#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""show.py GAINSAY BOX_SWAP: nobody acts on what they were not shown.  A member
is shown the whole text, what fixes it and the count; without an answer that
the word code stands for nothing is sent; and a box that serves another text
than its link's is refused.  All goes through a front that keeps what was asked
and, where it is told to, lies."""
import base64
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
import between
import rig
import stored

CLOCK = '2023-11-01T15:00:00Z'
RELEASED = '2023-11-03T16:00:00Z'


class Changer(between.Front):
    """Passes on; a box's text is `sealed`, if there is one."""
    protocol_version = 'HTTP/1.0'

    def respond(self, body=None):
        server = self.server
        server.asked.append((self.command, self.path))
        status, data = self.forward(body)
        if server.sealed and re.fullmatch('/box/[0-9a-f]{64}', self.path):
            data = json.dumps({**json.loads(data),
                               'sealed': server.sealed}).encode()
        self.answer(status, data)


class Stand:
    """A channel whose members come through the front."""

    def __init__(self, day, server):
        self.day, self.t, self.server = day, day.t, server
        self.front = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Changer)
        self.front.daemon_threads = True
        self.front.asked, self.front.sealed = [], None
        self.front.real = server.url.removeprefix('http://')
        self.url = f'http://127.0.0.1:{self.front.server_port}'
        threading.Thread(target=self.front.serve_forever, daemon=True).start()

    def member(self, verb, i, *args):
        return (verb, *self.day.member(i), '--server', self.url, *args)

    def __call__(self, want, words, *args):
        """Runs a verb; returns what it printed and what it sent."""
        del self.front.asked[:]
        done = self.day.gainsay(*args)
        self.t.check(done.returncode == want and words in done.stdout,
                     f'{args[0]}: exit {done.returncode}, expected {want} '
                     f'and "{words}"', done.stdout)
        return done.stdout

    def sends_nothing(self, want, words, *args):
        text = self(want, words, *args)
        posts = [a for a in self.front.asked if a[0] == 'POST']
        self.t.check(not posts, f'{args[0]} sends nothing', str(posts))
        return text

    def on_terminal(self, want, answer, *args):
        """The same on a terminal, the answer typed when it is asked for."""
        del self.front.asked[:]
        asked = []

        def heard(shown):
            if asked or b'stops: ' not in shown:
                return None
            asked.append(True)
            self.t.check(not any(a[0] == 'POST' for a in self.front.asked),
                         f'{args[0]}: nothing is sent before the answer')
            return answer.encode() + b'\n'
        code, text = rig.typed_at(
            [self.day.gainsay.binary, *args], self.day.where, os.environ,
            heard)
        self.t.check(code == want and asked,
                     f'{args[0]}, "{answer}" typed: exit {code}, expected '
                     f'{want}', text)
        sent = any(a[0] == 'POST' for a in self.front.asked)
        self.t.check(sent == (want == 0), f'{args[0]}, "{answer}" typed: '
                     f'{"sent" if sent else "not sent"}')
        return plain(text)


def plain(text):
    """Without the terminal's colours, line ends and what it showed for a
    while."""
    return re.sub(r'(Deriving the key \.\.\.)?\x1b\[[\dmK]+', '',
                  text).replace('\r', '')


def words_of(text):
    return ' '.join(text.split())


def code_by_argon2(memo):
    """The word code once more, by the reference implementation."""
    words = re.findall(r'"([a-z]{3,8})"', (
        rig.ROOT / 'lib/memo/word_code.c').read_text())
    out = subprocess.run(
        ['argon2', 'gainsay/v1/words', '-id', '-v', '13', '-t', '3', '-m',
         '16', '-p', '1', '-l', '32', '-r'], input=bytes.fromhex(memo),
        check=True, stdout=subprocess.PIPE).stdout.decode()
    bits = int(out, 16) >> 256 - 88
    return ' '.join(words[bits >> s & 2047] for s in range(77, -1, -11))


def whole(stand, text):
    """Whether all of the memo stands there, its banner first and last."""
    day, t = stand.day, stand.t
    source = stored.MEMO.read_text().split('---\n', 2)[2]
    shown = words_of(text)
    lacks = [p for p in source.split('\n\n') if words_of(p) not in shown]
    t.check(not lacks, 'the whole text is shown', str(lacks))
    # On a slow machine what says how far the work is stands before it.
    lines = [l for l in text.split('\nMemo id ')[0].splitlines() if l and
             not l.startswith('gainsay ') and 'EXERCISE: people' not in l]
    t.check(lines[0] == lines[-1] == 'SENSITIVE BUT UNCLASSIFIED',
            'its banner is first and last', text[:200])
    for line in (f'Memo id    {day.box}', 'Roll       edition 1, 14 keys of '
                 '14 eligible', 'Sealed to  office: Policy Planning Staff',
                 'Addressed  Secretary of State', 'from 2023-12-31 on'):
        t.check(line in text, f'shown: {line}', text[-1500:])
    t.check(f'Word code  {code_by_argon2(day.box)}\n' in text,
            'the word code is Argon2 of the memo id', text[-1500:])


def shown(stand, day):
    """Before anybody acted: by the key alone, and by a state."""
    link = ('--server', stand.url, day.link(stand.server))
    key = ('--key', 'channel/vkey')
    text = stand.sends_nothing(0, 'Count      the box shows 0 endorsements; '
                               'fewer than 5 more show as none', 'show',
                               *key, *link)
    whole(stand, text)
    stand.t.check('Your key   unknown: give your state' in text,
                  'who has no state is told nothing of a key', text)
    text = stand.sends_nothing(0, 'Your key   unknown: the box shows no act',
                               'show', *day.member(0), *link)
    whole(stand, text)
    stand.t.check('  new:' not in text, 'nobody is new', text)

    same = stand(0, 'This text is the memo behind the link, complete', 'show',
                 *key, *link, stored.MEMO)
    stand.t.check('is the memo' in same.splitlines()[1],
                  'the answer comes first', same[:300])
    source = stored.MEMO.read_text()
    (day.where / 'bait.md').write_text(
        source.replace('eleven years', 'twelve years'))
    text = stand(1, 'the memo has "eleven"', 'show', *key, *link, 'bait.md')
    stand.t.check('This text is not the memo behind the link' in text,
                  'a text of which a word differs', text)
    whole(stand, text.partition('\n\n')[2])
    (day.where / 'part.md').write_text(source.partition('# (U) Cons')[0])
    stand(1, 'missing', 'show', *key, *link, 'part.md')
    stand(2, 'nosuch', 'show', *key, *link, 'nosuch')
    stand(2, 'either --key or --state', 'show', *key, *day.member(0), *link)


def unasked(stand, day):
    """Without an answer nothing is sent, by none of the three."""
    link = day.link(stand.server)
    path = day.where / '1.state'
    state = path.read_bytes()
    for verb in ('endorse', 'withdraw', 'file'):
        whole(stand, stand.sends_nothing(
            2, '--code', *stand.member(verb, 1, link)))
        for wrong in ('abandon ' * 8, day.word_code.split()[0], ''):
            text = stand.sends_nothing(
                1, 'may not be the one that was discussed',
                *stand.member(verb, 1, '--code', wrong, link))
        for wrong in ('y', 'yes', '', day.word_code.split()[1]):
            text = stand.on_terminal(1, wrong, *stand.member(verb, 1, link))
            whole(stand, text)
    # Written anew by whoever looks, it keeps no act and has one length.
    after = path.read_bytes()
    stand.t.check(after != state and len(after) == len(state),
                  'the state tells nothing of it')
    stand(0, 'keeps no act', *stand.member('promises', 1))
    stand.t.check(not (day.where / 'no.act').exists(), 'no act was written')


def asked(stand, day):
    """With an answer it is done, and then shown."""
    link = day.link(stand.server)
    first = day.word_code.split()[0]
    stand.on_terminal(0, first, *stand.member('endorse', 0, link))
    for i in range(1, 7):
        stand(0, 'Endorsed', *stand.member('endorse', i, '--code',
                                           day.word_code.upper(), link))
    stand.server.post('/exercise/clock', {'now': RELEASED})
    text = stand(0, 'Your key', *stand.member('show', 0, link))
    count = re.search(r'the box shows (\d+) endorsement', text)
    stand.t.check(count and 5 <= int(count[1]) <= 7, 'the count', text)
    # A release may show seven, or a step of five without this one.
    stand.t.check('Your key   has endorsed this memo\n' in text or
                  int(count[1]) < 7, 'the own act is known', text)
    stand.on_terminal(0, first, *stand.member('withdraw', 6, link))


def other_text(stand, day, swap):
    """A box that serves another text than its link's memo, sealed as the
    link asks: its text is not shown, and nobody acts on it."""
    (day.where / 'other.md').write_text(
        stored.MEMO.read_text().replace('eleven years', 'twelve years'))
    day.must('compose', '--server', stand.url, '--key', 'channel/vkey',
             '--to', 'Secretary of State', '--after', '2023-12-31', '--out',
             'other.package', 'other.md')
    link = day.link(stand.server)
    stand.front.sealed = subprocess.run(
        [swap, (day.where / link[1:]).read_text().strip(), 'other.package'],
        cwd=day.where, check=True, capture_output=True, text=True).stdout
    for args in (stand.member('show', 8, link),
                 *(stand.member(verb, 8, '--code', day.word_code, link)
                   for verb in ('endorse', 'withdraw', 'file'))):
        text = stand.sends_nothing(1, "is not the link's memo", *args)
        stand.t.check('twelve years' not in text and 'tell the author' in
                      text, f'{args[0]}: not shown, but told', text)
    stand.front.sealed = None


def nobody_endorsed(stand, day):
    """A memo is not filed with nothing unless that was said."""
    day.must('gather', *day.member(1), '--server', stand.server.url, '-o',
             'other.link', 'other.package')
    link = '@other.link'
    code = rig.code_of(stand.sends_nothing(
        2, 'shows no endorsement (fewer than 5 show as none)?', *stand.member(
            'file', 8, '--package', 'other.package', link)))
    stand.on_terminal(1, 'y', *stand.member('file', 8, '--package',
                                            'other.package', link))
    text = ' '.join(stand.on_terminal(
        0, code.split()[0], *stand.member('file', 8, '--package',
                                          'other.package', link)).split())
    question, filed = (text.find(w) for w in (
        'shows no endorsement (fewer than 5 show as none)?', 'Filed: with all'))
    stand.t.check(0 <= question < filed, 'asked, answered at a terminal, filed',
                  text)


def compose(stand, day):
    """Charter and roll come out of the log: nobody is asked for them."""
    at = ('--server', stand.url, '--key', 'channel/vkey')
    text = stand(2, '--to "Secretary of State"', 'compose', *at, '--out',
                 'no.package', stored.MEMO)
    stand.t.check('--to is missing' in text, 'who may be addressed', text)
    text = stand(2, '--to "Secretary of State"', 'compose', *at, '--out',
                 'no.package', '--to', 'The King', stored.MEMO)
    stand.t.check('The King' in text, 'who may not be addressed', text)
    for wrong in ('2023-12-31T00:00:00Z', 'tomorrow', '2023-02-30'):
        stand(2, f"'{wrong}' is not a day", 'compose', *at, '--out',
              'no.package', '--to', 'Secretary of State', '--after', wrong,
              stored.MEMO)
    stand.t.check(not (day.where / 'no.package').exists(), 'no package')

    text = stand(0, 'word code', *'compose --out fetched.package'.split(),
                 *at, '--to', 'Secretary of State', stored.MEMO)
    fetched = {path for _, path in stand.front.asked}
    stand(0, '', 'status', '--key', 'channel/vkey', stand.url)
    everybody = {path for _, path in stand.front.asked}
    stand.t.check(fetched <= everybody and not any(
        p.startswith('/roll') for p in fetched),
        'compose asks for what everybody asks for', str(fetched - everybody))
    stand.t.check('seems to say who wrote it' in text and
                  'everybody who gets the link will read that' in text,
                  'the author is warned', text)
    roll = rig.lines_of((day.where / 'roll-1.rec').read_text(), 'root')
    package = (day.where / 'fetched.package').read_text()
    stand.t.check(rig.lines_of(package, 'roll') == roll, 'the roll in use')

    stand(0, 'word code', 'compose', '--out', 'state.package', '--server',
          stand.url, *day.member(0), '--to', 'Secretary of State',
          stored.MEMO)
    stand(2, 'for who has no server', 'compose', '--check', *at, '--charter',
          'channel/charter.rec', stored.MEMO)


def new_reader(stand, day):
    """A charter that seals to one more: who enrolled before is told."""
    text = rig.next_charter(day.place)
    seal = re.search(r'(?m)^(seal office x25519 )(\S{43}=)( .*)\n', text)
    more = (seal[1].replace('office', 'watch') +
            base64.b64encode(bytes([9] * 32)).decode() + ' The Watcher\n')
    text = text.replace(seal[0], seal[0] + more)
    seed = (day.where / 'keys' / 'authority.key').read_text().strip()
    stand.server.post('/records', {'records': [rig.sign_record(
        day.where, bytes.fromhex(seed), text, 'authority')]})
    day.must('compose', '--server', stand.url, '--key', 'channel/vkey',
             '--to', 'Secretary of State', '--out', 'watched.package',
             stored.MEMO)
    day.must('gather', *day.member(2), '--server', stand.server.url, '-o',
             'watched.link', 'watched.package')
    text = stand(0, 'watch: The Watcher', *stand.member('show', 9,
                                                        '@watched.link'))
    lines = text.splitlines()
    at = [i for i, line in enumerate(lines) if '  new: version 1' in line]
    stand.t.check(len(at) == 1 and 'The Watcher' in lines[at[0] - 1],
                  'who is new, and nobody else', text)


def main():
    t = rig.Tally()
    swap = str(pathlib.Path(sys.argv[2]).resolve())
    with rig.folder('show') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as server:
            day.enrol(server.url)
            server.post('/exercise/clock', {'now': CLOCK})
            day.gather(server.url)
            stand = Stand(day, server)
            compose(stand, day)
            shown(stand, day)
            unasked(stand, day)
            asked(stand, day)
            other_text(stand, day, swap)
            nobody_endorsed(stand, day)
            new_reader(stand, day)
    t.end()


if __name__ == '__main__':
    main()
