#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""stored.py GAINSAY: after a day's work of several members, every byte that
the server and the members keep is searched for what must not be there."""
import base64
import contextlib
import csv
import datetime
import hashlib
import http.client
import http.server
import json
import pathlib
import random
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import threading
import time
import typing
import urllib.error
import urllib.request

sys.dont_write_bytecode = True
import cards
import rig

MEMBERS, EARLY = 14, 10 # two batches of the charter's five
MEMO = rig.ROOT / 'examples' / 'harbour-water.md'
WORDS = 'a passphrase that nobody else has'
HEADERS = {'User-Agent': 'Mark-Agent/7.31', 'Cookie': 'mark-cookie=1',
           'Referer': 'http://mark-referer.example/', 'From': 'mark@from',
           'X-Forwarded-For': '203.0.113.77', 'Accept-Language': 'tlh-MARK',
           'Content-Type': 'application/json'}
DAY = '2023-11-01T'
# How `promises` lists an act of that kind whose promise was broken: liar.py
# looks for it, and whoever looks that there is none asks for the same.
BROKEN = '(?m)^({}:[0-9a-f]+) +BROKEN'


def seconds(text):
    return int(datetime.datetime.strptime(text, '%Y-%m-%dT%H:%M:%S%z')
               .timestamp())


def token_of(fragment):
    """docs/spec/http.md, The box."""
    k = base64.urlsafe_b64decode(fragment + '=')
    lv = b''.join(struct.pack('>I', len(w)) + w
                  for w in (b'gainsay/v1/box', b'token'))
    return hashlib.sha256(lv + k).hexdigest()


class Act(typing.NamedTuple):
    """A request that somebody makes; `token` of a box, or its owner's."""
    path: str
    body: dict | None
    token: str | None = None
    method: str = 'POST'


class Server:
    """`gainsay serve` of a directory; what it says is kept beside it."""

    def __init__(self, day, place, clock, port=0):
        self.day, self.log = day, open(f'{place}.log', 'ab')
        self.place = place
        self.child = subprocess.Popen(
            [day.gainsay.binary, 'serve', '--log', 'info',
             '--listen', f'127.0.0.1:{port}', '--clock',
             f'simulated:{clock}', *day.serving, str(place)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.url = re.search(r'http://[0-9.:]+',
                             self.child.stdout.readline())[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait(30)
        self.child.stdout.close()
        self.log.close()

    def ask(self, act, address='127.0.0.1'):
        """From an address of its own, with headers that tell a lot; the status
        and what is answered."""
        line = http.client.HTTPConnection(
            self.url.removeprefix('http://'), source_address=(address, 0))
        body = rig.padded(act.body) if act.path.endswith('acts') else act.body
        line.request(act.method, act.path,
                     None if body is None else json.dumps(body), {
                         **HEADERS, **({'Authorization': f'Bearer {act.token}'}
                                       if act.token else {})})
        answer = line.getresponse()
        text = answer.read()
        line.close()
        rig.require_case(act.path, answer.status, text)
        return answer.status, text

    def post(self, path, body, address='127.0.0.1', token=None):
        if path == '/exercise/clock':
            token = token or rig.clock_key(self.place)
        status, text = self.ask(Act(path, body, token), address)
        if status >= 300:
            raise RuntimeError(f'{path}: {status} {text}')
        return text


class Day:
    """The channel, its members, and when and whence each of them acted."""
    editions = 1 # for which each member hands keys in
    init = rig.INIT
    to = 'Secretary of State'
    cost = ('--cost', 'low') # for an exercise alone
    serving = () # further options of the server

    def __init__(self, t, binary, where):
        self.t, self.where = t, where
        self.gainsay = rig.Program(binary, where)
        self.place = where / 'channel'
        self.began = int(time.time())
        self.times, self.addresses = [], []

    def must(self, *args):
        done = self.gainsay(*args)
        if done.returncode != 0:
            raise RuntimeError(f'{args}: {done.returncode}\n{done.stdout}')
        return done.stdout

    def serve(self, clock, place=None, port=0):
        return Server(self, place or self.place, clock, port)

    def member(self, i):
        return ('--state', f'{i}.state', '--passphrase-file', 'words')

    def found(self, *more):
        self.must(*self.init, '--exercise', '--origin', 'localhost/stored',
                  '--from', '2023-01-01', '--to', '2025-12-31', *more,
                  'channel')
        (self.where / 'keys').mkdir()
        for key in (self.place / 'keys').iterdir():
            if key.name not in ('log.key', 'enrol.key', 'promise.key'):
                shutil.move(key, self.where / 'keys')
        self.list_staff()

    def list_staff(self):
        (self.where / 'words').write_text(WORDS + '\n')
        (self.where / 'words').chmod(0o600)
        with open(self.where / 'staff.csv', 'w', newline='') as f:
            rows = csv.writer(f)
            rows.writerow(('id', 'name', 'category'))
            rows.writerows((f'person-{i:03}-id', f'Marked Name {i:03}', 'any')
                           for i in range(MEMBERS))

    def enrol(self, url):
        self.hand_in(url)
        self.publish(url)

    def hand_in(self, url):
        self.must('staff', 'import', 'channel', 'staff.csv')
        self.must('staff', 'issue', 'channel', '-o', 'codes.csv')
        with open(self.where / 'codes.csv', newline='') as f:
            self.codes = [row['code'] for row in csv.DictReader(f)]
        for i, code in enumerate(self.codes):
            self.must('enrol', '--server', url, '--key', 'channel/vkey',
                      *self.member(i), *self.cost, '--editions',
                      self.editions, '--code', code)

    def publish(self, url):
        """The roll of those who have enrolled."""
        self.must('roll', 'prepare', 'channel', '--edition', '1', '-o',
                  'roll-1')
        for role in ('registrar', 'second'):
            self.must('roll', 'sign', 'roll-1', '--role', role, '--sign',
                      f'keys/{role}.key', '--log', 'channel', '--yes')
        self.must('roll', 'publish', 'roll-1', '--server', url)

    def gather(self, url):
        self.must('compose', '--charter', 'channel/charter.rec', '--roll',
                  'roll-1.rec', '--to', self.to, '--after',
                  '2023-12-31', '--out', 'memo.package', MEMO)
        self.word_code = rig.code_of(self.must(
            'gather', *self.member(0), '--server', url, '-o', 'memo.link',
            'memo.package'))
        link = (self.where / 'memo.link').read_text().strip()
        self.box = re.search('/box/([0-9a-f]{64})#', link)[1]
        self.fragment = link.partition('#')[2]
        self.token = token_of(self.fragment)

    def link(self, server):
        """The same box on another port."""
        path = self.where / 'here.link'
        path.write_text(f'{server.url}/box/{self.box}#{self.fragment}\n')
        path.chmod(0o600)
        return '@here.link'

    def write_acts(self, server, members):
        for i in members:
            self.must('endorse', *self.member(i), '--server', server.url,
                      '--code', self.word_code, '-o', f'{i}.act',
                      self.link(server))

    def act(self, server, i, path, clock):
        """Sent at a time and from an address of its own."""
        address = f'127.77.{i + 1}.9'
        server.post('/exercise/clock', {'now': clock})
        self.times.append(clock)
        self.addresses.append(address)
        return server.post(path, self.body(i), address, self.token)

    def body(self, name):
        """Of an act as it was written; a withdrawal has an endorsement."""
        text = (self.where / f'{name}.act').read_text()
        first, mark, second = text.partition('\ngainsay/v1 endorse\n')
        return {'record': text} if not mark else {
            'record': first + '\n',
            'endorsement': 'gainsay/v1 endorse\n' + second}


# What is searched ---------------------------------------------------------

def forms(data):
    """Bytes, as they are and as text."""
    return [data, data.hex().encode(), data.hex().upper().encode(),
            base64.b64encode(data).rstrip(b'='),
            base64.urlsafe_b64encode(data).rstrip(b'=')]


def moments(when):
    """A time of day to the second, however one would write it."""
    text = datetime.datetime.fromtimestamp(when, datetime.timezone.utc)
    return [struct.pack('<q', when), struct.pack('>q', when),
            str(when).encode(), text.strftime('%Y-%m-%dT%H:%M:%S').encode(),
            text.strftime('%Y-%m-%d %H:%M:%S').encode(),
            text.strftime('%H:%M:%S').encode()]


def files(*places):
    found = []
    for place in places:
        found += [place] if place.is_file() else [
            p for p in place.rglob('*') if p.is_file()]
    return found


def look(marks, paths):
    """[(mark, file)] of every mark that is in a file or its name."""
    hits = []
    for path in paths:
        data = path.read_bytes() + b'\0' + path.name.encode()
        hits += [(m[:60], path.name) for m in marks if m in data]
    return hits


def read_only(path):
    return contextlib.closing(sqlite3.connect(f'file:{path}?mode=ro',
                                              uri=True))


def integers(path):
    """Every number in a database."""
    with read_only(path) as db:
        names = [n for n, in db.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return [v for n in names for row in db.execute(f'SELECT * FROM {n}')
                for v in row if isinstance(v, int)]


def rows(path):
    with read_only(path) as db:
        return list(db.iterdump())


def image(path):
    """The pages, without the counters of changes in the header."""
    return path.read_bytes()[100:]


def rebuilt(path):
    """What SQLite writes when it knows the rows and nothing of the past."""
    other = path.with_name('rebuilt.db')
    other.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.execute('VACUUM INTO ?', (str(other),))
    db.close()
    data = image(other)
    other.unlink()
    return data


def marks_of(day, states):
    """What nobody may find: {what: [bytes]}."""
    text = MEMO.read_text()
    sentences = [s.strip() for s in re.findall(r'[A-Z][^.#\n]{30,}\.', text)]
    keys = [(day.where / 'keys' / name).read_text().strip()
            for name in ('authority.key', 'registrar.key', 'second.key',
                         'office.key', 'release.key')]
    k = base64.urlsafe_b64decode(day.fragment + '=')
    wall = range(day.began, int(time.time()) + 1)
    marks = {
        'an address': [a.encode() for a in day.addresses] + [
            bytes((0xff, 0xff, *map(int, a.split('.'))))
            for a in day.addresses] + [b'127.77.', b'203.0.113.77'],
        'a header': [b'Mark-Agent', b'mark-cookie', b'mark-referer',
                     b'mark@from', b'tlh-MARK'],
        'the text': [s.encode() for s in sentences] + [b'Northgate'],
        'the secrets of a box': forms(k) + [day.token.encode(),
                                            bytes.fromhex(day.token)],
        'a passphrase or a code': [WORDS.encode()] + [
            c.encode() for c in day.codes] + [
            f for c in day.codes
            for f in forms(bytes.fromhex(c.replace('-', '')))],
        "a role's secret": [f for key in keys
                            for f in forms(bytes.fromhex(key))],
        'the time of an act': [m for at in day.times
                               for m in moments(seconds(at))],
        'the time on the wall': [m for at in wall for m in moments(at)[:5]],
    }
    if states:
        roll = (day.where / 'roll-1.keys').read_bytes()
        marks['a key'] = [f for i in range(0, len(roll), 32)
                          for f in forms(roll[i:i + 32])]
        marks['the memo'] = forms(bytes.fromhex(day.box))
    return marks


def search(day, what, paths, states=False):
    paths = [p for p in paths if p.name != 'lock']
    day.t.check(len(paths) > 5, f'{what}: {len(paths)} files')
    for name, marks in marks_of(day, states).items():
        hits = look(marks, paths)
        day.t.check(len(marks) > 3 and not hits, f'{what}: {name}',
                    str(hits))


def search_server(day, what):
    """All that the server wrote, its words included."""
    log = pathlib.Path(f'{day.place}.log')
    search(day, what, files(day.place, log))
    people = [b'Marked Name', b'person-0']
    day.t.check(not look(people, [p for p in files(day.place, log)
                                  if not p.name.startswith('staff.db')]),
                f'{what}: a name outside the staff list')
    lines = set(re.findall('^(?:GET|POST) .*', log.read_text(), re.M))
    day.t.check('POST records 200' in lines and
                lines <= {'POST records 200', 'POST clock 200'},
                f'{what}: the requests of members', str(lines))
    times = {seconds(at) for at in day.times} | set(
        range(day.began, int(time.time()) + 1))
    for name in DATABASES:
        numbers = set(integers(day.place / name))
        day.t.check(numbers, f'{what}: numbers are read from {name}')
        day.t.check(not times & numbers, f'{what}: a time in {name}')


# The day -----------------------------------------------------------------

# SQLite's own counters, in the first 100 bytes of a file: how often it was
# changed (24 to 27) and by which change its size was noted (92 to 95).
COUNTERS = [*range(24, 28), *range(92, 96)]
DATABASES = ('channel.db', 'inbox.db', 'boxes.db', 'staff.db')
DECKS = ('inbox.db', 'boxes.db')


# Which file the database is (server/back/elsewhere.c): of a copy another, and
# of one place the same for ever.
HOME = 'channel.home'


def snapshot(place):
    """{name: bytes} of all that a channel's directory has.  Of inbox.db and
    boxes.db the cards, in the order of their bytes: where they lie is drawn by
    chance (`by_chance`), and the rest of the file follows from it (`image`)."""
    found = {}
    for path in files(place):
        if path.name == HOME:
            continue
        data = bytearray(path.read_bytes())
        if path.name in DATABASES:
            for at in COUNTERS:
                data[at] = 0
        if path.name in DECKS:
            data = data[:100] + b''.join(sorted(cards.cards(path)))
        found[str(path.relative_to(place))] = bytes(data)
    return found


def pairs_in_order(place, acts, order):
    """Of the acts whose items wait: how many pairs there are, and in how many
    what came first lies first."""
    found, places = cards.items(place / 'inbox.db'), []
    for i in order:
        record = (acts[i].body or {}).get('record', '').encode()
        places += [p for item, p in found if record and record in item]
    pairs = [(a, b) for n, a in enumerate(places) for b in places[n + 1:]]
    return len(pairs), sum(a < b for a, b in pairs)


def by_chance(day, what, place, acts, order):
    """No page of the file tells more than its cards and their places do."""
    for name in DECKS:
        day.t.check(image(place / name) == rebuilt(place / name),
                    f'{what}: the pages of {name}')
    return pairs_in_order(place, acts, order)


def judge_chance(day, what, counted):
    """Over all orders what came first lies first in half of the pairs.  Of n
    acts the number varies by n(n-1)(2n+5)/72 (Kendall); six deviations are one
    run in a thousand million.  In the order of arrival it would be all."""
    pairs, first = (sum(column) for column in zip(*counted, strict=True))
    n = (1 + (1 + 8 * counted[0][0]) ** 0.5) / 2
    wide = 6 * (len(counted) * n * (n - 1) * (2 * n + 5) / 72) ** 0.5
    day.t.check(n > 3 and abs(first - pairs / 2) < wide < pairs / 2,
                f'{what}: cards lie by chance', f'{first} of {pairs}, {wide}')


def differing(one, other):
    return sorted(name for name in one.keys() | other.keys()
                  if one.get(name) != other.get(name))


def told(day, s):
    """What everybody and a link holder are answered, whoever acted when."""
    out = []
    for path in ('/', '/channel', '/editions', '/log/checkpoint',
                 f'/box/{day.box}', f'/box/{day.box}/export'):
        request = urllib.request.Request(s.url + path)
        if path.startswith('/box/'):
            request.add_header('Authorization', f'Bearer {day.token}')
        try:
            with urllib.request.urlopen(request) as answer:
                out.append((path, answer.status, answer.read()))
        except urllib.error.HTTPError as error:
            out.append((path, error.code, error.read()))
    return out


def orders(day, what, acts, refused, clock, end, base=None):
    """The same acts, and others that are refused, in 20 orders, from other
    addresses, in every second one at other times of the same window: answers
    and files are the same to the byte, but for SQLite's counters of changes.
    `base`: the channel's directory, if not the day's."""
    base, good, acts = base or day.place, len(acts), acts + refused
    answers, before, after, readings, counted = [], [], [], [], []
    logged = set()
    for n in range(20):
        place = day.where / f'order-{n}'
        shutil.copytree(base, place)
        order = random.Random(n).sample(range(len(acts)), len(acts))
        said = [None] * len(acts)
        with day.serve(f'{clock}:00:00Z', place) as s:
            home = (place / HOME).read_bytes()
            for m, i in enumerate(order):
                if n % 2:
                    s.post('/exercise/clock',
                           {'now': f'{clock}:{2 * m + n % 3:02}:{17 + n}Z'})
                said[i] = s.ask(acts[i], f'127.77.{m + 1}.9')
            s.post('/exercise/clock', {'now': f'{clock}:55:00Z'})
            readings.append(told(day, s))
        before.append(snapshot(place))
        counted.append(by_chance(day, what, place, acts, order))
        with day.serve(f'{clock}:55:00Z', place) as s:
            s.post('/exercise/clock', {'now': end})
            readings[-1] += told(day, s)
        after.append(snapshot(place))
        logged |= set(re.findall('(?:GET|POST|DELETE) .*',
                                 pathlib.Path(f'{place}.log').read_text()))
        day.t.check((place / HOME).read_bytes() == home,
                    f'{what}: acts leave {HOME} as it is')
        answers.append(said)
        shutil.rmtree(place)
    day.t.check(len(logged) == 1 and 'clock' in min(logged),
                f'{what}: none of these requests is logged', str(logged))
    day.t.check(all(a == answers[0] for a in answers), f'{what}: the answers')
    day.t.check(all(status < 300 for status, _ in answers[0][:good]) and
                all(400 <= status < 500 for status, _ in answers[0][good:]) and
                refused, f'{what}: these are taken, those are refused',
                '\n'.join(f'{a.path}: {said}' for a, said in
                          zip(acts, answers[0], strict=True)))
    judge_chance(day, what, counted)
    other = {one[0] for many in readings
             for one, first in zip(many, readings[0], strict=True)
             if one != first}
    day.t.check(not other and len(readings[0]) == 12,
                f'{what}: what readers are answered', str(other))
    for name, shots in (('waiting', before), ('released', after)):
        other = {f for shot in shots for f in differing(shots[0], shot)}
        day.t.check(not other, f'{what}, {name}: the same files', str(other))
    kept = differing(snapshot(base), before[0])
    day.t.check('inbox.db' in kept, f'{what}: something was kept', str(kept))
    day.t.check('log/checkpoint' in differing(before[0], after[0]),
                f'{what}: something was released')


class Catcher(http.server.BaseHTTPRequestHandler):
    """Stands before the server; what would change something there is kept, and
    not handed on."""
    caught, behind = [], ''

    def pass_on(self, data=None):
        request = urllib.request.Request(self.behind + self.path, data, {
            k: v for k, v in self.headers.items()
            if k in ('Authorization', 'Content-Type')})
        try:
            with urllib.request.urlopen(request) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read()
        self.send_response(status)
        self.send_header('Content-Length', str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = pass_on

    def do_POST(self):
        data = self.rfile.read(int(self.headers['Content-Length']))
        if self.path in ('/box', '/acts', '/filings', '/resupply',
                         '/enrol') or \
                self.path.endswith(('/file', '/prolong')):
            self.keep(json.loads(data))
        else:
            self.pass_on(data)

    def do_DELETE(self):
        self.keep(None)

    def keep(self, body):
        token = self.headers.get('Authorization', '').removeprefix('Bearer ')
        self.caught.append(Act(self.path, body, token or None, self.command))
        self.send_response(403)
        self.send_header('Content-Length', '2')
        self.end_headers()
        self.wfile.write(b'{}')

    def log_message(self, *_):
        pass


def catch(day, server, *args):
    """What a verb would send, and did not."""
    Catcher.behind, Catcher.caught = server.url, []
    stand = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Catcher)
    threading.Thread(target=stand.serve_forever, daemon=True).start()
    day.gainsay(*args, '--server', f'http://127.0.0.1:{stand.server_port}')
    stand.shutdown()
    stand.server_close()
    acts = {(a.method, a.path): a for a in Catcher.caught}
    act, = acts.values() # of several attempts one
    return act


def more_boxes(day, server):
    """A third box is opened; two others are there already, one of which is
    prolonged and one taken back."""
    acts = []
    for name, how in (('prolonged', '--prolong'), ('gone', '--take-back')):
        day.must('gather', *day.member(2), '--server', server.url, '-o',
                 f'{name}.link', f'{name}.package')
        acts.append(catch(day, server, 'gather', *day.member(2), '--author',
                          f'{name}.package.author', how, f'@{name}.link',
                          f'{name}.package'))
    return acts + [catch(day, server, 'gather', *day.member(1),
                         'other.package')]


def file_boxless(day, server):
    """A memo that no box was opened for."""
    args = ('file', *day.member(5), '--package', 'boxless.package')
    shown = day.gainsay(*args, '--server', server.url).stdout
    return catch(day, server, *args, '--code', rig.code_of(shown))


def enrolments(day, server, base):
    """Two hand in keys of the next edition, under codes of their own."""
    acts = []
    for i in (3, 4):
        day.must('staff', 'issue', str(base), '--id', f'person-{i:03}-id',
                 '-o', f'again-{i}.csv')
        with open(day.where / f'again-{i}.csv', newline='') as f:
            code, = (row['code'] for row in csv.DictReader(f))
        day.codes.append(code)
        shutil.copy(day.where / f'{i}.state', day.where / 'enrols.state')
        acts.append(catch(
            day, server, 'enrol', '--key', 'channel/vkey', '--state',
            'enrols.state', '--passphrase-file', 'words', '--editions', '2',
            '--code', code))
        (day.where / 'enrols.state').unlink()
    return acts


def spoilt(act, name='record'):
    """Its proof is no proof: one letter of it is another."""
    text = act.body[name]
    at = re.search('(?m)^proof [A-Za-z0-9+/]{200}', text).end()
    return act._replace(body={**act.body, name: (
        text[:at] + ('B' if text[at] == 'A' else 'A') + text[at + 1:])})


def gathering_refused(acts):
    """What is refused wherever it stands among the acts before filing."""
    endorsement, enrolment = acts[0], acts[-1]
    owner = next(a for a in acts if a.path.endswith('/prolong'))._replace(
        token='0' * 64)
    return [
        spoilt(endorsement),
        endorsement._replace(body={'record': acts[EARLY].body['record']}),
        owner, owner._replace(method='DELETE', body=None,
                              path=owner.path.removesuffix('/prolong')),
        enrolment._replace(body={**enrolment.body, 'code': '0' * 32})]


def gathering_acts(day, server, base):
    """All that can be done before a memo is filed: endorsements, a withdrawal,
    a filing, other boxes, enrolments."""
    act = Act(f'/box/{day.box}/acts', None, day.token)
    acts = [act._replace(body=day.body(i)) for i in range(EARLY)]
    day.must('withdraw', *day.member(8), '--server', server.url, '--code',
             day.word_code, '-o', 'back.act', day.link(server))
    acts.append(act._replace(body=day.body('back')))
    acts.append(catch(day, server, 'file', *day.member(0), '--code',
                      day.word_code, '--package', 'memo.package',
                      day.link(server)))
    for name in ('other', 'prolonged', 'gone', 'boxless'):
        day.must('compose', '--charter', 'channel/charter.rec', '--roll',
                 'roll-1.rec', '--to', 'Secretary of State', '--after',
                 '2023-12-31', '--out', f'{name}.package', MEMO)
    return (acts + more_boxes(day, server) + [file_boxless(day, server)] +
            enrolments(day, server, base))


def read_and_act(day, s):
    """Each verb of a member and an author before filing, and requests that are
    refused; `orders` looks at those behind it."""
    link, at = day.link(s), ('--server', s.url)
    ask = (*at, '--code', day.word_code)
    author = ('--author', 'memo.package.author')
    other = ('gather', *day.member(1), *at)
    for args in (('show', *day.member(11), *at, link),
                 ('endorse', *day.member(11), *ask, link),
                 ('withdraw', *day.member(11), *ask, link),
                 ('export', *day.member(11), *at, '-o', 'quiet.acts', link),
                 ('promises', *day.member(11), *at),
                 ('me', *day.member(11), *at),
                 ('status', '--key', 'channel/vkey', s.url),
                 ('audit', '--key', 'channel/vkey', s.url),
                 ('sync', '--key', 'channel/vkey', '--cache', 'quiet', s.url),
                 ('read', '--key', 'channel/vkey', link),
                 (*other, '-o', 'quiet.link', 'other.package'),
                 (*other, '--author', 'other.package.author', '--prolong',
                  '@quiet.link', 'other.package'),
                 (*other, '--author', 'other.package.author', '--take-back',
                  '@quiet.link', 'other.package'),
                 ('file', *day.member(12), *ask, *author, '--package',
                  'memo.package', link)):
        day.must(*args)
    day.gainsay('enrol', *at, '--key', 'channel/vkey', '--state', 'no.state',
                '--passphrase-file', 'words', '--cost', 'low', '--code',
                day.codes[0])
    (day.where / 'no.state').unlink(missing_ok=True)
    try:
        s.post(f'/box/{day.box}/acts', {'record': 'x'}, token='0' * 64)
    except RuntimeError:
        pass


def quiet(day):
    """What the server says of a run in which members read, endorse, withdraw
    and file is what it says of one in which nobody comes.  No counter differs;
    what it does say is of requests that no member makes."""
    said, states = [], {p: p.read_bytes() for p in day.where.glob('*.state')}
    for n in range(2):
        place = day.where / f'quiet-{n}'
        shutil.copytree(day.place, place)
        with day.serve(f'{DAY}15:00:00Z', place) as s:
            if n:
                read_and_act(day, s)
            s.post('/exercise/clock', {'now': f'{DAY}16:00:00Z'})
        said.append(pathlib.Path(f'{place}.log').read_bytes())
    for path, state in states.items():
        path.write_bytes(state)
    day.t.check(said[0] == said[1] and b'clock' in said[0],
                'the log of a run with acts', (b'\n--\n'.join(said)).decode())


def tag_of(act):
    return base64.b64decode(rig.lines_of(act, 'proof')[0])[:32]


def proof(day, i):
    return base64.b64decode(
        rig.lines_of((day.where / f'{i}.act').read_text(), 'proof')[0])


def stamps(day, what):
    """The times of files: of no act, but of the minute in which all of them
    were touched."""
    names = [f'{d}{e}' for d in ('inbox.db', 'boxes.db', 'staff.db')
             for e in ('', '-wal', '-shm')] + ['.', 'tidy']
    for _ in range(2):
        times = {name: (day.place / name).stat().st_mtime_ns
                 for name in names if (day.place / name).exists()}
        if len(set(times.values())) == 1:
            break # else a minute may have passed between two of them
    day.t.check(len(times) > 6 and len(set(times.values())) == 1 and
                not set(times.values()).pop() % 10**9,
                f'{what}: the times of files', str(times))


def gone(day):
    """The endorsement that was taken back; what unlinking destroys."""
    acts = [rig.record_of(e) for e in rig.read_entries(day.place / 'log')]
    mine = [a.split('\n')[0].split()[1] for a in acts
            if rig.lines_of(a, 'proof') and tag_of(a) == proof(day, 9)[:32]]
    day.t.check(mine == ['endorse', 'withdraw'],
                'what was taken back is entered once, and taken back',
                str(mine))
    texts = b''.join(p.read_bytes() for p in files(day.place))
    day.t.check(texts.count(base64.b64encode(proof(day, 8))[60:120]) >= 1,
                'the proof of one who did not is in the log')
    with sqlite3.connect(day.place / 'staff.db') as db:
        ties = [p for p, in db.execute('SELECT possession FROM keys')]
    day.must('staff', 'unlink', '--yes', 'channel', '--edition', '1')
    paths = [p for p in files(day.place) if p.name.startswith('staff.db')]
    day.t.check(len(ties) == MEMBERS and
                not look([tie[:40] for tie in ties], paths),
                'what tied keys to persons')
    data = b''.join(p.read_bytes() for p in paths)
    counts = {data.count(f'person-{i:03}-id'.encode())
              for i in range(MEMBERS)}
    day.t.check(counts == {3}, 'a person stands in the list, in its index of '
                'holders, and once as who holds some key of edition 1: '
                f'{counts}')
    for name in ('inbox.db', 'boxes.db', 'staff.db'):
        day.t.check(image(day.place / name) == rebuilt(day.place / name),
                    f"{name}: its pages' layout tells nothing of the past")


def before_filing(day):
    """On a copy of the channel: what is prepared for it is not the day's."""
    base = day.where / 'before'
    shutil.copytree(day.place, base)
    with day.serve(f'{DAY}15:00:00Z', base) as s:
        acts = gathering_acts(day, s, base)
    quiet(day)
    orders(day, 'before filing', acts, gathering_refused(acts), f'{DAY}16',
           f'{DAY}21:00:00Z', base)
    shutil.rmtree(base)


def work(day):
    with day.serve('2023-10-30T13:00:00Z') as s:
        day.enrol(s.url)
        s.post('/exercise/clock', {'now': f'{DAY}15:00:00Z'})
        day.gather(s.url)
        day.write_acts(s, range(EARLY))
    before_filing(day)
    with day.serve(f'{DAY}16:00:00Z') as s:
        for i in range(EARLY):
            day.act(s, i, f'/box/{day.box}/acts',
                    f'{DAY}17:{10 + i}:{23 + i}Z')
        day.must('withdraw', *day.member(9), '--server', s.url, '--code',
                 day.word_code, day.link(s))
        search_server(day, 'while it gathers')
        stamps(day, 'while it gathers')
        public = [day.place / 'log', day.place / 'roll']
        memo = forms(bytes.fromhex(day.box))
        day.t.check(not look(memo, files(*public)),
                    'nobody is told that it gathers')
        s.post('/exercise/clock', {'now': f'{DAY}20:30:00Z'})
        day.must('file', *day.member(0), '--server', s.url, '--code',
                 day.word_code, '--package', 'memo.package', day.link(s))
        s.post('/exercise/clock', {'now': f'{DAY}21:00:00Z'})
        day.write_acts(s, range(EARLY, MEMBERS))
    with day.serve(f'{DAY}21:00:00Z') as s:
        for i in range(EARLY, MEMBERS):
            day.act(s, i, '/acts', f'{DAY}22:{10 + i}:{31 + i}Z')
        search_server(day, 'while acts wait')
        stamps(day, 'while acts wait')
        s.post('/exercise/clock', {'now': '2023-11-03T21:00:00Z'})
        search_server(day, 'after the release')
    day.t.check(look(memo, files(*public)), 'the log names it once it is filed')
    search_server(day, 'after the day')


def able_to_fail(day):
    """Each kind of mark is found when it is planted."""
    log = pathlib.Path(f'{day.place}.log')
    plant = day.place / 'log' / 'planted'
    for name, marks in marks_of(day, True).items():
        for mark in marks[:3] + marks[-3:]:
            plant.write_bytes(b'\1' * 77 + mark + b'\2' * 9)
            day.t.check(look(marks, files(day.place, log)),
                        f'planted, and not found: {name}', str(mark))
    plant.unlink()


def main():
    t = rig.Tally()
    with rig.folder('stored') as name:
        day = Day(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        work(day)
        gone(day)
        states = sorted(day.where.glob('*.state'))
        t.check(len(states) == MEMBERS, 'every member has a state')
        search(day, 'the members', states, states=True)
        t.check(not look([b'Marked Name', b'person-0', b'localhost/stored'],
                         states), 'the members: who and where')
        done = day.gainsay('audit', '--key', 'channel/vkey', 'channel')
        t.check(done.returncode == 0, 'the audit', done.stdout)
        able_to_fail(day)
    t.end()


if __name__ == '__main__':
    main()
