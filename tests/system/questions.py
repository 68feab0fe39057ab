#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""questions.py GAINSAY: the office asks, the author answers unnamed, and later,
if they choose, says who they are."""
import calendar
import contextlib
import http.server
import json
import pathlib
import re
import sqlite3
import sys
import threading
import time
import urllib.error
import urllib.request

sys.dont_write_bytecode = True
import rig
from audit import server

ASKED, ANSWERED = '2024-03-04T10:00:00Z', '2024-03-05T07:31:47Z'
NEXT, AFTER = '2024-03-08T10:00:00Z', '2024-03-11T10:00:00Z'
LATER, RELEASED = '2024-03-07T16:20:11Z', '2024-03-05T22:00:00Z'
QUESTION = 'Which of the two wells was sampled?\x1b[2J\n'
ANSWER = 'The northern one, on both days: ask for the third log book.\n'
NAME, CHALLENGE = 'Jos\u00e9 Quist', 'for the Standard, 9 March, wren 4711'


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

    def put(self, name, data):
        data = data.encode() if isinstance(data, str) else data
        (self.where / name).write_bytes(data)
        return name

    def at(self, time_):
        body = json.dumps({'now': time_}).encode()
        urllib.request.urlopen(urllib.request.Request(
            self.url + '/exercise/clock', body,
            {'Content-Type': 'application/json',
             'Authorization': f'Bearer {rig.clock_key(self.where)}'})).close()

    def entries(self):
        return rig.read_entries(self.where / 'log')

    def online(self, verb, *args):
        return (verb, '--server', self.url, '--key', 'vkey', *args)

    def ask(self, want, words, text, key='office', memo='1'):
        self(want, words, *self.online(
            'ask', '--yes', '--sign', f'keys/{key}.key', '--memo', memo,
            '--text', text))

    def answer(self, want, words, question, text, *more,
               author='cable', memo='1'):
        return self(want, words, *self.online(
            'answer', '--yes', '--author', f'demo/{author}.package.author',
            '--memo', memo, '--question', question, '--text', text, *more))

    def inbox(self, want, words, identity='keys/office.age'):
        return self(want, words, *self.online(
            'inbox', '--sign', 'keys/office.key', '--memo', '1',
            '--identity', identity, '--answers'))

    def verify(self, want, words, *args, file='asked.gainsay'):
        return self(want, words, 'verify', '--key', 'vkey', *args, file)


def check_asking(c):
    """A question is the office's, and the memo's readers alone can open it."""
    c.at(ASKED)
    c.put('question', QUESTION)
    before = len(c.entries())
    c.inbox(0, 'Nothing has been asked')
    c.ask(1, 'not signed with the key', 'question', key='registrar')
    c.ask(1, 'no memo', 'question', memo='9')
    c.t.check(len(c.entries()) == before, 'nothing was written')
    c.ask(0, [f'entry {before}', 'question 1 about memo 1'], 'question')
    c.ask(0, 'question 2 about memo 1', c.put('second', 'And when?'))
    for place in ([*c.online('read'), '--package', 'demo/cable.package',
                   '--author', 'demo/cable.package.author'],
                  [*c.online('read'), '@demo/cable.link']):
        text = c(3, ['2 asked, 0 answered', 'Question 1, asked ' + ASKED,
                     'Which of the two wells', 'And when?', 'not answered',
                     'has taken note'], *place)
        c.t.check('\x1b[2J' not in text and '?[2J' in text,
                  'what the office writes does not steer a terminal', text)
    text = c(0, 'pumps on', *c.online('read'), '@demo/water.link')
    c.t.check('wells' not in text, 'another memo\'s readers see nothing')
    for verb in 'status', 'audit':
        c(3, ['2 asked, 0 answered', 'asked ' + ASKED, 'not answered'], verb,
          '--key', 'vkey', c.url)
    c(3, '2 asked, 0 answered', *c.online('inbox'))
    c.inbox(0, ['Question 1', 'not answered.', 'Question 2'])


@contextlib.contextmanager
def losing(url):
    """A way to the server on which the first answer to an act is lost; its
    address, and the acts that passed."""
    acts = []

    class Way(http.server.BaseHTTPRequestHandler):
        def pass_on(self):
            body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
            heads = {k: v for k, v in self.headers.items()
                     if k in ('Content-Type', 'Authorization')}
            try:
                got = urllib.request.urlopen(urllib.request.Request(
                    url + self.path, body or None, heads))
            except urllib.error.HTTPError as e:
                got = e
            with got:
                answer = got.read()
            if self.path == '/acts':
                acts.append((body, answer))
                if len(acts) == 1:
                    self.close_connection = True
                    return
            self.send_response_only(got.status)
            self.send_header('Content-Type', got.headers['Content-Type'])
            self.send_header('Content-Length', str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = pass_on

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), Way) as way:
        threading.Thread(target=way.serve_forever).start()
        try:
            yield f'http://127.0.0.1:{way.server_port}', acts
        finally:
            way.shutdown()


def check_lost_answer(c):
    with losing(c.url) as (c.url, acts):
        c.answer(0, "The server's promise, which 'gainsay audit --promise' "
                 'checks, is in answer.promise.', '1', 'answer', '--promise',
                 'answer.promise')
    c.t.check(len(acts) == 2 and acts[0] == acts[1],
              'the same act, the same promise', str(acts))


def check_answering(c):
    """It waits: nothing shows that it is there."""
    c.put('answer', ANSWER)
    c.at(ANSWERED)
    before = len(c.entries())
    c.answer(1, "no question '3'", '3', 'answer')
    c.answer(1, "no question 'x'", 'x', 'answer')
    c.answer(1, 'not the seed of this memo', '1', 'answer', author='water')
    c.answer(1, 'no question', '1', 'answer', author='water', memo='2')
    c.answer(1, 'longer than 32768', '2', c.put('long', b'x' * 32769))
    url = c.url
    check_lost_answer(c)
    c.url = url
    c.answer(1, 'waits for its release already', '1', 'answer')
    c.t.check(len(c.entries()) == before, 'nothing is in the log yet')
    c.inbox(0, 'not answered')
    c(3, '2 asked, 0 answered', 'status', '--key', 'vkey', c.url)
    return before


def stored(folder):
    """(name, bytes) of every file that the server has; (table, value)s."""
    for path in folder.rglob('*'):
        inside = path.relative_to(folder).parts[0]
        if path.is_file() and inside not in ('answer', 'question', 'demo'):
            yield str(path), path.read_bytes()
    for path in folder.glob('*.db'):
        # One that stays open writes, in `swap`, where no server looks.
        with contextlib.closing(sqlite3.connect(f'file:{path}?mode=ro',
                                                uri=True)) as db:
            for table, in db.execute('SELECT name FROM sqlite_master WHERE '
                                     "type = 'table'").fetchall():
                for row in db.execute(f'SELECT * FROM "{table}"'):
                    yield f'{path}: {table}', row


def traces(folder, moments):
    """Where one of these moments (seconds since 1970) is written."""
    texts, numbers = set(), set()
    for at in moments:
        utc = time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(at))
        texts |= {utc.encode(), utc.replace('T', ' ').encode(),
                  str(at).encode(), at.to_bytes(8, 'big'),
                  at.to_bytes(8, 'little')}
        numbers.add(at)
    found, looked = [], 0
    for name, what in stored(folder):
        looked += 1
        if isinstance(what, bytes):
            found += [f'{name}: {t!r}' for t in texts if t in what]
            continue
        found += [f'{name}: {v}' for v in what if isinstance(v, (int, float))
                  and (v in numbers or int(v) // 1000 in numbers or
                       int(v) // 10**6 in numbers)]
    return found, looked


def seconds(text):
    return calendar.timegm(time.strptime(text, '%Y-%m-%dT%H:%M:%SZ'))


def check_no_arrival(c, window):
    """Neither the exercise's time of arrival nor the wall's is stored."""
    found, looked = traces(c.where, [seconds(ANSWERED), *window])
    c.t.check(not found and looked > 20, 'no time of arrival is stored',
              '\n'.join(found) or f'{looked} files and rows')
    found, _ = traces(c.where, [seconds(RELEASED)])
    c.t.check(found, 'this search finds the release')
    for name, what in stored(c.where):
        if isinstance(what, bytes):
            c.t.check(ANSWER.encode()[:30] not in what,
                      f'{name}: not in the clear')


def check_release(c, before):
    c.answer(1, 'waits for its release already', '1', 'answer')
    c.at(LATER)
    entries = c.entries()
    at = b'at ' + RELEASED.encode()
    c.t.check(len(entries) == before + 3 and
              entries[before].startswith(at) and
              entries[before + 1].startswith(at + b'\ngainsay/v1 anchor\n') and
              b'gainsay/v1 anchor\n' in entries[before + 2],
              'it enters at the release', str(entries[before:]))
    text = c.inbox(0, ['third log book', 'answered ' + RELEASED,
                       'Question 2, asked'])
    c.t.check(text.count('not answered.') == 1, 'one is open', text)
    c.inbox(1, 'cannot be shown', identity=other_identity(c))
    c.answer(1, 'answered already', '1', 'answer')
    text = c(3, ['2 asked, 1 answered', 'Which of the two wells'],
             *c.online('read', '--package', 'demo/cable.package',
                        '--author', 'demo/cable.package.author'))
    c.t.check('log book' not in text, 'the answer is for the office')
    c(3, ['Promise kept', 'The log keeps its rules', '2 asked, 1 answered',
          'answered ' + RELEASED], 'audit', '--key', 'vkey', '--promise',
      'answer.promise', c.url)
    c.answer(0, ['enters the log with the next release', 'gainsay/v1 promise'],
             '2', c.put('long', b'y' * 32768))
    c(0, 'bytes', 'provenance', '--key', 'vkey', '--memo-file',
      'demo/cable.package', '--traceable', '-o', 'asked.gainsay', c.url)


def other_identity(c):
    """The water memo's own: nothing was sealed to it."""
    head = (c.where / 'demo/water.package').read_text().split('\n\n')[0]
    raw = rig.base64.b64decode(rig.lines_of(head, 'reply-secret')[0])
    name = c.put('other.age', bech32('age-secret-key-', raw).upper())
    (c.where / name).chmod(0o600)
    return name


def bech32(hrp, data):
    """BIP 173, as age's identities are written."""
    letters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
    bits = int.from_bytes(data, 'big') << (-len(data) * 8 % 5)
    n = (len(data) * 8 + 4) // 5
    values = [bits >> 5 * (n - 1 - i) & 31 for i in range(n)]

    def polymod(vs):
        c = 1
        for v in vs:
            top, c = c >> 25, (c & 0x1ffffff) << 5 ^ v
            for i, g in enumerate((0x3b6a57b2, 0x26508e6d, 0x1ea119fa,
                                   0x3d4233dd, 0x2a1462b3)):
                c ^= g if top >> i & 1 else 0
        return c
    expanded = [ord(x) >> 5 for x in hrp] + [0] + [ord(x) & 31 for x in hrp]
    check = polymod(expanded + values + [0] * 6) ^ 1
    values += [check >> 5 * (5 - i) & 31 for i in range(6)]
    return hrp + '1' + ''.join(letters[v] for v in values)


def check_provenance(c):
    c.verify(3, ['2 asked, 1 answered', 'answered ' + RELEASED,
                 'answer not in this file'])
    text = c.gainsay('verify', '--json', '--key', 'vkey',
                     'asked.gainsay').stdout
    c.t.check(json.loads(text)['questions'] == [
        {'question': 1, 'asked': ASKED, 'answered': RELEASED},
        {'question': 2, 'asked': ASKED, 'answered': None}], '--json', text)


def claim(c, want, words, out, *more, author='cable',
          memo='demo/cable.package', name=NAME):
    text = c(want, words, 'claim', '--author', f'demo/{author}.package.author',
             '--memo', memo, '--charter', 'charter.rec', '--name', name,
             *more, '-o', out)
    path = c.where / out
    return text, path.read_text() if path.exists() else ''


def check_claims(c):
    """What the author's key says, to whom and when."""
    before = len(c.entries())
    text, plain = claim(c, 0, [NAME, 'Nothing was sent', 'for ever',
                               'no challenge'], 'plain.claim')
    text, made = claim(c, 0, NAME, 'made.claim', '--challenge', CHALLENGE)
    c.t.check('no challenge' not in text, 'it has one', text)
    claim(c, 1, 'cannot be created', 'made.claim')
    claim(c, 1, 'not that of the memo', 'none', author='water')
    claim(c, 1, 'neither', 'none', memo='vkey')
    claim(c, 1, 'one line of text', 'none', name='two\nlines')
    c(1, 'with its charter alone', 'claim', '--author',
      'demo/cable.package.author', '--memo', 'demo/cable.package', '--name',
      NAME, '-o', 'none')
    c.t.check(not (c.where / 'none').exists(), 'refused, and not written')
    _, same = claim(c, 0, NAME, 'same.claim', '--challenge', CHALLENGE,
                    memo='asked.gainsay')
    c.t.check(same == made, 'of the package or of the file: the same claim')
    check_signature(c, made)
    good = 'Authorship is claimed by: ' + NAME
    c.verify(3, [good, 'their word alone', 'no challenge: it may be old'],
             '--claim', 'plain.claim')
    c.verify(3, [good, 'you gave none'], '--claim', 'made.claim')
    c.verify(3, [good, 'the challenge that you gave'], '--claim',
             'made.claim', '--challenge', CHALLENGE)
    bad = 'No proof of authorship'
    c.verify(1, [bad, 'is not the one you gave', 'Valid'], '--claim',
             'made.claim', '--challenge', CHALLENGE + '2')
    claim(c, 0, NAME, 'composed.claim', '--challenge', 'caf\u00e9 au p\u00f4le')
    c.verify(3, [good, 'the challenge that you gave'], '--claim',
             'composed.claim', '--challenge', 'cafe\u0301 au po\u0302le')
    c.verify(1, [bad, 'the claim has no challenge'], '--claim', 'plain.claim',
             '--challenge', CHALLENGE)
    c.verify(2, 'give --claim', '--challenge', CHALLENGE)
    c.verify(2, 'nowhere', '--claim', 'nowhere')
    check_forged_claims(c, made, bad)
    check_claims_as_json(c)
    c.t.check(len(c.entries()) == before and not any(
        NAME.encode() in e for e in c.entries()), 'nothing is in the log')


def check_signature(c, made):
    """By OpenSSL, with the key of the memo's record."""
    memo = rig.record_of(next(e for e in c.entries()
                              if b'\ngainsay/v1 memo\n' in e))
    key = rig.base64.b64decode(rig.lines_of(memo, 'author')[0])
    line = made.split('signature author ')[1]
    c.t.check(rig.openssl_verify(c.where, key,
                                 rig.signed_part(made, 'author'),
                                 rig.base64.b64decode(line)),
              'the memo\'s author signed it')


def check_forged_claims(c, made, bad):
    head, _ = made.split('signature author ')
    other = bytes.fromhex((c.where / 'demo/water.package.author').read_text())
    forged = rig.sign_record(c.where, other, head, 'author')
    claim(c, 0, '', 'water.claim', author='water', memo='demo/water.package')
    for what, text, why in (
            ('a name', made.replace(NAME, 'Jane Roe'), 'not signed'),
            ('a challenge', made.replace('4711', '4712'), 'not signed'),
            ('another key', forged, 'not signed'),
            ('another role', made.replace('signature author',
                                          'signature office'), 'not signed'),
            ('no signature', head, 'not a claim'),
            ('a line more', made + 'name X\n', 'not a claim'),
            ('another memo\'s', (c.where / 'water.claim').read_text(),
             'another memo'),
            ('a promise', (c.where / 'answer.promise').read_text(),
             'not a claim')):
        c.t.check(text != made, f'{what}: it is changed')
        c.verify(1, [bad, why], '--claim', c.put('forged.claim', text))


def check_claims_as_json(c):
    def told(*args):
        done = c.gainsay('verify', '--json', '--key', 'vkey', *args,
                         'asked.gainsay')
        return done.returncode, json.loads(done.stdout).get('authorship')
    for want, args in (
            ((3, None), ()),
            ((3, {'valid': True, 'name': NAME, 'challenge': None,
                  'challenged': False}), ('--claim', 'plain.claim')),
            ((3, {'valid': True, 'name': NAME, 'challenge': CHALLENGE,
                  'challenged': True}),
             ('--claim', 'made.claim', '--challenge', CHALLENGE))):
        got = told(*args)
        c.t.check(got == want, f'--json {args}', str(got))
    code, got = told('--claim', 'made.claim', '--challenge', 'other')
    c.t.check(code == 1 and got['valid'] is False and 'name' not in got and
              'not the one you gave' in got['why'], '--json, not good',
              str(got))


def check_kept(c):
    """An answer's promise waits in a state, under its passphrase, and leaves it
    when the log has the answer."""
    mine = ('--state', 'demo/member/001.state', '--passphrase-file',
            'demo/member/passphrase')
    with server(c.gainsay, '.', '--clock', 'simulated:' + NEXT) as c.url:
        c(0, '', 'promises', *mine, '--server', c.url)
        c.ask(0, 'question 3 about memo 1', c.put('third', 'Since when?'))
        text = c.answer(0, 'Your state keeps', '3', 'answer', *mine)
        c.t.check('nothing here' not in text, 'it is said once', text)
        text = c(0, 'your answer about memo 1 is not in the log yet',
                 'promises', *mine, '--server', c.url)
        c.t.check(re.search('answer:[0-9a-f]{8} +waits', text), 'it waits',
                  text)
        c.at(AFTER)
        c(0, ['your answer about memo 1 ', 'your state keeps it no longer',
              'The state keeps no act.'], 'promises', *mine, '--server',
          c.url)


def swap(c):
    """Each question's file is put in the other's place. The server is
    running: at its start it holds what is stored against the hashes."""
    changed = 0
    for path in c.where.glob('*.db'):
        with contextlib.closing(sqlite3.connect(path, timeout=30)) as db, db:
            if db.execute("SELECT 1 FROM sqlite_master WHERE name = "
                          "'content'").fetchone():
                one, two, _ = (rig.base64.b64decode(rig.lines_of(rig.record_of(
                    e), 'content')[0]) for e in c.entries()
                    if b'\ngainsay/v1 ask\n' in e)
                changed += db.execute(
                    'UPDATE content SET bytes = (SELECT bytes FROM content '
                    'WHERE hash = ?) WHERE hash = ?', (two, one)).rowcount
    return changed


def check_swapped(c):
    """The other question's file is sealed to the same key, and is not it."""
    with server(c.gainsay, '.', '--clock', 'simulated:' + AFTER) as c.url:
        c.t.check(swap(c) == 1, 'a file is put in another\'s place')
        text = c(1, ['Question 1', 'it cannot be shown.', 'another file than',
                     'has taken note'], *c.online('read'), '--package',
                 'demo/cable.package', '--author',
                 'demo/cable.package.author')
    c.t.check(text.count('And when?') == 1, 'it is not passed off', text)


def main():
    t = rig.Tally()
    with rig.folder('questions') as place:
        place = pathlib.Path(place).resolve()
        done = rig.demo(rig.Program(sys.argv[1], place), 'demo',
                        '--without-witnesses')
        t.check(done.returncode == 0, 'the demo plays', done.stdout)
        c = Case(t, sys.argv[1], place / 'demo')
        with server(c.gainsay, '.', '--clock', 'simulated') as c.url:
            check_asking(c)
            first = int(time.time())
            before = check_answering(c)
            window = range(first, int(time.time()) + 1)
        # What waits outlives the server; a simulated clock does not.
        with server(c.gainsay, '.', '--clock',
                    'simulated:' + ANSWERED) as c.url:
            check_release(c, before)
            check_provenance(c)
            check_claims(c)
        check_no_arrival(c, window)
        check_kept(c)
        check_swapped(c)
    t.end()


main()
