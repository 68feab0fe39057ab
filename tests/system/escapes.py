#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""escapes.py GAINSAY: nobody else's text steers a terminal.  Names in the
charter and in a claim, a letter, and every text in every answer of a server, one
after the other, have characters that move a cursor, set a title or turn the
direction of writing; none of them reaches the terminal of whoever runs a verb,
the courier or a mirror, as text or as JSON.  The demo shows its own programs
alone."""
import json
import os
import pathlib
import re
import sys
import urllib.error
import urllib.request

sys.dont_write_bytecode = True
import between
import rig
import stored

CLOCK = '2023-10-30T13:00:00Z'
NOON = f'{stored.DAY}15:00:00Z'
KEY = ('--key', 'channel/vkey')
# A record's texts have no controls, but may turn the direction.
TURN = '\u202e\u2066\u200f\u061c\u2028'
STEER = '\x1b[2J\x1b]0;x\x07\x9b2J\x7f\r' + TURN + '\nEndorsed.'
NAV = re.compile(b'<nav aria-label="[^"]*"><ul><li>.*?</nav>')
STEERS = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-'
                    '\u202e\u2066-\u2069]|^Endorsed\\.$', re.M)
LEAVES = 14 # no answer has more texts
# As markup it would be an element with an attribute.
MARKUP = '<b title="x">&amp;\'</b>'


def own(shown):
    """Without what the program itself writes there: a colour, a line that is
    drawn anew, a line's end."""
    text = re.sub(r'\x1b\[[0-9;]*m|\r[^\r\n]*\x1b\[K|\r\x1b\[K', '', shown)
    return text.replace('\r\n', '\n')


class Steering(between.Front):
    """Puts it into the n-th text of each answer, or into all."""

    def put(self, value, n):
        """(what stands there instead, texts left to pass)."""
        if isinstance(value, str):
            return (value + STEER if n in (0, -1) else value,
                    n - 1 if n > 0 else -2 if n == 0 else n)
        if isinstance(value, (list, dict)):
            items = list(value.items() if isinstance(value, dict) else
                         enumerate(value))
            for key, item in items:
                value[key], n = self.put(item, n)
        return value, n

    def respond(self, body=None):
        status, data = self.forward(body)
        n = self.server.leaf
        if not self.path.startswith(self.server.only):
            pass
        elif self.server.problem:
            status, data = 422, json.dumps(
                {'type': '/problems/rule' + STEER, 'title': STEER, 'status':
                 422, 'detail': STEER, 'code': STEER, 'arguments': [STEER],
                 'refusal': STEER}).encode()
        elif self.server.raw:
            data = STEER.encode()
        else:
            try:
                value, _ = self.put(json.loads(data), n)
                data = json.dumps(value).encode()
            except ValueError:
                pass
        self.answer(status, data)


class Looks:
    def __init__(self, t, day):
        self.t, self.day, self.shown = t, day, 0
        self.environment = {**os.environ, 'TERM': 'xterm'}

    def __call__(self, *args):
        argv = [self.day.gainsay.binary, *map(str, args)]
        code, shown = rig.typed_at(argv, self.day.where, self.environment,
                                   lambda said: None)
        found = STEERS.search(own(shown))
        self.shown += len(shown)
        self.t.check(found is None, f'{args}: nothing steers the terminal: '
                     f'{found}', ascii(shown))
        return code, shown


def verbs(day, url):
    """Each that talks with a server, and what it says of the answers."""
    link = day.where / 'front.link'
    link.write_text(f'{url}/box/{day.box}#{day.fragment}\n')
    link.chmod(0o600)
    at = ('--server', url)
    yield ('status', *KEY, url)
    yield ('status', *KEY, '--json', url)
    yield ('audit', *KEY, url)
    yield ('audit', *KEY, '--json', url)
    yield ('inbox', *at, *KEY)
    yield ('show', *KEY, '@front.link')
    yield ('read', *KEY, '@front.link')
    yield ('export', *day.member(3), *at, '-o', 'x.export', '@front.link')
    yield ('endorse', *day.member(3), *at, '--code', day.word_code,
           '@front.link')
    yield ('promises', *day.member(1), *at)
    yield ('roll', 'check', *day.member(1), *KEY, url)
    yield ('roll', 'show', *KEY, url)
    yield ('reading', *day.member(1), *at, '-o', 'x.reading')
    yield ('provenance', *KEY, '--memo-file', 'memo.package', '--traceable',
           '--force', '-o', 'x.gainsay', url)
    yield ('sync', *KEY, '--cache', 'x.cache', url)
    yield ('enrol', *at, *KEY, '--state', 'x.state', '--passphrase-file',
           'words', '--cost', 'low', '--editions', '1', '--code',
           day.codes[0])
    yield ('gather', *day.member(2), *at, '-o', 'x.link', 'memo.package')
    yield ('gather', *day.member(0), *at, '--prolong', '@front.link',
           'memo.package')
    # The witness lies as well.
    (day.where / 'witnesses').write_text(f'{day.witness} {url}\n')
    yield ('courier', *KEY, '--witnesses', 'witnesses', '--once', url)
    yield ('mirror', *KEY, '--dir', 'x.mirror', '--once', url)


def answers(look, day, real):
    """Of a server that lies in each of its texts."""
    (day.where / 'x.cache').mkdir(mode=0o700)
    with between.before(real, Steering, leaf=-1, problem=False, raw=False,
                        only='/') as s:
        # Only there, so that what is asked before is believed.
        for s.only in '/', '/channel', '/box', '/enrol', '/editions':
            for args in verbs(day, s.url):
                look(*args)
        for s.only in '/channel', '/box':
            for s.leaf in range(LEAVES):
                look('show', *KEY, '@front.link')
        s.leaf, s.only = -3, '/'
        for s.problem, s.raw in ((True, False), (False, True)):
            for args in verbs(day, s.url):
                look(*args)


def pages(day, url):
    """The pages for the public have them as text, or by number."""
    for path in ('/', '/memo/1', '/charter', '/statistics'):
        with urllib.request.urlopen(url + path) as answer:
            page = answer.read().decode()
            tag = answer.headers['ETag']
        found = STEERS.search(page.replace('\n', ' '))
        day.t.check(found is None and '<b title' not in page and
                    '&lt;b title=&quot;x&quot;&gt;&amp;amp;' in page and
                    'U+202E' in page, f'{path}: {found}', page)
        again = urllib.request.Request(url + path,
                                       headers={'If-None-Match': tag})
        try:
            urllib.request.urlopen(again).close()
            day.t.check(False, f'{path}: not asked for by its tag')
        except urllib.error.HTTPError as e:
            day.t.check(e.code == 304 and e.headers['ETag'] == tag and
                        not e.read(), f'{path}: {e.code} to its tag')
    site = day.where / 'site'
    day.must('publish-site', *KEY, '--dir', site, url)
    for file in sorted(site.rglob('*.html')):
        name = str(file.relative_to(site))
        with urllib.request.urlopen(f'{url}/{name}') as answer:
            # Members go nowhere from a copy.
            day.t.check(NAV.sub(b'', answer.read()) ==
                        NAV.sub(b'', file.read_bytes()),
                        f'{name}: as the server shows it')


def texts(look, day, link):
    """Of files that somebody else wrote: answers, a list of witnesses, and
    texts that are held against the memo."""
    code, said = look('init', '--answers', 'answers', '--yes', '--exercise',
                      '--origin', 'localhost/other', '--from', '2023-01-01',
                      '--to', '2025-12-31', 'other')
    look.t.check(code == 0 and 'Hand each to its' in said, 'founded', said)
    (day.where / 'lines').write_text(f'x{STEER} https://x/{STEER}\n')
    look('courier', *KEY, '--witnesses', 'lines', '--once', 'http://127.0.0.1')
    for i, what in enumerate(('Not the memo\'s. ', 'x' * 57 + '\u202e',
                              '', '# A heading\n\n')):
        (day.where / f'{i}.md').write_text(f'{what}{STEER}\n\n{TURN}\n')
        for args in (('show', *KEY, link), ('verify', *KEY, 'memo.gainsay')):
            look(*args, f'{i}.md')
    memo = stored.MEMO.read_text()
    (day.where / 'turned.md').write_text(memo.replace(' ', f' {TURN}'))
    _, said = look('verify', *KEY, 'memo.gainsay', 'turned.md')
    look.t.check('do not show' in said, 'compared', said)


def records(look, day, s):
    """Of a charter, a memo, a reply and a claim whose texts turn."""
    sign = ('--sign', 'keys/office.key')
    at = ('--server', s.url)
    # A letter has lines, and stands between two of the program's.
    (day.where / 'letter').write_text('Noted.' + STEER.replace('\n', '') +
                                      '\n')
    staff = f'id,name,category\nE9,A {TURN}B,any\n'
    (day.where / 'more.csv').write_text(staff)
    look('staff', 'import', 'channel', 'more.csv')
    look('staff', 'list', 'channel')
    look('staff', 'list', '--json', 'channel')
    with between.before(s.url, Steering, leaf=-1, problem=False, raw=False,
                        only='/records') as front:
        _, said = look('acknowledge', '--server', front.url, *KEY, *sign,
                       '--yes', '--identity', 'keys/office.age', '--memo', 1)
        look.t.check('In the log' in said, 'acknowledged', said)
    dispositions = [w for n in range(1, 5)
                    for w in ('--disposition', f'{n} accepted')]
    _, said = look('reply', *at, *KEY, *sign, '--yes', '--memo', 1,
                   *dispositions, '--text', 'letter')
    look.t.check('U+001B' in said and 'In the log' not in said,
                 'a reply is a document, and has no escape', said)
    (day.where / 'plain').write_text('Noted.\n')
    _, said = look('reply', *at, *KEY, *sign, '--yes', '--memo', 1,
                   *dispositions, '--text', 'plain')
    look.t.check('In the log' in said, 'replied', said)
    day.must('claim', '--author', 'memo.package.author', '--name',
             f'A. {TURN}B.', '--memo', 'memo.package', '--charter',
             'channel/charter.rec', '-o', 'memo.claim')
    day.must('provenance', *KEY, '--memo-file', 'memo.package', '--traceable',
             '-o', 'memo.gainsay', s.url)
    link = day.link(s)
    pages(day, s.url)
    for more in (), ('--json',):
        look('status', *KEY, *more, s.url)
        look('audit', *KEY, *more, s.url)
        look('verify', *KEY, *more, 'memo.gainsay')
        look('verify', *KEY, *more, '--claim', 'memo.claim', 'memo.gainsay')
    for args in (('inbox', *at, *KEY), ('read', *KEY, link),
                 ('show', *KEY, link), ('me', *day.member(1)),
                 ('me', *day.member(1), '--offline'),
                 ('charter', 'show', 'channel/charter.rec'),
                 ('charter', 'check', 'channel/charter.rec'),
                 ('compose', '--check', 'memo.package'),
                 ('redact', '--block', '1', '-o', 'part', '--text', 'part.md',
                  'memo.gainsay')):
        look(*args)
    texts(look, day, link)


def main():
    t = rig.Tally()
    with rig.folder('escapes') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        text = (rig.ROOT / 'examples/us-state.answers').read_text()
        (day.where / 'answers').write_text(
            re.sub(r'(?m)^(role \w+ new |copy )(.*)$', rf'\1\2 {TURN}x',
                   text))
        day.init = ('init', '--answers', 'answers', '--yes')
        day.found('--name', f'The {TURN}channel {MARKUP}')
        day.witness = day.must('key', 'new', '--witness', 'union.example/w',
                               '--passphrase-file', 'words', '-o',
                               'witness.key').split()[1]
        look = Looks(t, day)
        with day.serve(CLOCK) as s:
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': NOON})
            day.to = f'Secretary of State {TURN}x'
            day.gather(s.url)
            for i in (1, 2):
                day.must('endorse', *day.member(i), '--server', s.url,
                         '--code', day.word_code, day.link(s))
            answers(look, day, s.url)
            day.must('file', *day.member(0), '--server', s.url, '--code',
                     day.word_code, '--package', 'memo.package', day.link(s))
            s.post('/exercise/clock', {'now': f'{stored.DAY}22:00:00Z'})
            records(look, day, s)
        t.check(look.shown > 20000, f'{look.shown} characters were shown')
    t.end()


if __name__ == '__main__':
    main()
