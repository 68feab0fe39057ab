#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""readers.py GAINSAY: who may read what (docs/spec/http.md, "Reading").  The
charter's `readers` against strangers, members and roles; sealed files against
everybody but those whom they are sealed to; and a server that lies to a member
about the reading key.  Requests are signed here apart from the program."""
import base64
import contextlib
import datetime
import hashlib
import http.client
import http.server
import json
import pathlib
import shutil
import sys
import threading
import urllib.parse

sys.dont_write_bytecode = True
import rig
import stored

NOW = f'{stored.DAY}16:00:00Z'
FILED = f'{stored.DAY}21:30:00Z' # behind the closing hour's release
EMPTY = hashlib.sha256(b'').digest()
OPEN = ['/channel', '/editions']
CLOSED = ['/log/checkpoint', '/log/tile/entries/000.p/1', '/log/nothing', '/']


def get(url, path, authorization=None, method='GET', body=None):
    """(status, code or '', headers, bytes)."""
    line = http.client.HTTPConnection(url.removeprefix('http://'))
    headers = {'Authorization': authorization} if authorization else {}
    if body is not None:
        headers['Content-Type'] = 'application/json'
    line.request(method, path, body, headers)
    answer = line.getresponse()
    data = answer.read()
    line.close()
    code = ''
    if answer.status >= 300:
        code = json.loads(data).get('code', '')
    return answer.status, code, answer.headers, data


def b64(data):
    return base64.b64encode(data).decode()


def seed_of(day, role):
    return bytes.fromhex((day.where / 'keys' / f'{role}.key').read_text())


def signed(day, path, role='office', seed=None, channel=None, at=None,
           body=EMPTY, method='GET'):
    """The header of a request that a role signed, after the specification."""
    text = (f'gainsay/v1 request\nchannel {b64(channel or day.channel)}\n'
            f'path {method} {path}\ntime {at or day.now}\nbody {b64(body)}\n')
    seed = seed or seed_of(day, role)
    return 'Gainsay ' + b64(
        rig.sign_record(day.where, seed, text, role).encode())


def shifted(seconds, since=NOW):
    at = datetime.datetime.strptime(since, '%Y-%m-%dT%H:%M:%S%z')
    return (at + datetime.timedelta(seconds=seconds)).strftime(
        '%Y-%m-%dT%H:%M:%SZ')


def start(t, place, readers):
    """A channel whose members are enrolled, and a memo of theirs gathers."""
    day = stored.Day(t, sys.argv[1], place)
    day.found('--readers', readers)
    day.key = ('--key', 'channel/vkey')
    day.now = NOW
    return day


@contextlib.contextmanager
def channel(t, readers):
    with rig.folder('readers') as name:
        day = start(t, pathlib.Path(name).resolve(), readers)
        with day.serve('2023-10-30T13:00:00Z') as s:
            day.channel = base64.b64decode(
                json.loads(get(s.url, '/channel')[3])['channel'])
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': NOW})
            yield day, s


def reading_of(day):
    return (day.where / 'roll-1.reading').read_text().strip()


# The log ------------------------------------------------------------------

def strangers(day, s, code, what):
    """Whoever shows nothing, or something else."""
    t = day.t
    for path in CLOSED:
        for shown in (None, 'Bearer ' + '0' * 64, 'Bearer x', 'Basic YTpi'):
            status, got, headers, data = get(s.url, path, shown)
            t.check(status == 403 and got == code and b'gainsay/v1' not in
                    data and headers['Cache-Control'] == 'no-store',
                    f'{what}: {path} with {shown}: {status} {got}')
    root = rig.lines_of((day.where / 'roll-1.rec').read_text(), 'root')[0]
    roll = '/roll/' + base64.b64decode(root).hex()
    for path in OPEN + [roll]:
        t.check(get(s.url, path)[0] == 200, f'{what}: {path} is open')
    for verb in ('status', 'audit'):
        done = day.gainsay(verb, *day.key, s.url)
        t.check(done.returncode == 2 and 'this channel is read by' in
                done.stdout, f'{what}: {verb} says what is needed',
                done.stdout)


def roles(day, s, what):
    """A signed request is for one thing, at one time, by one role."""
    t, path = day.t, '/log/checkpoint'
    good = signed(day, path)
    first = get(s.url, path, good)
    t.check(first[0] == 200 and first[2]['Cache-Control'] == 'no-store' and
            get(s.url, path, good)[3] == first[3],
            f'{what}: the office reads; a replay says the same', str(first))
    for role in ('registrar', 'second', 'release', 'authority'):
        t.check(get(s.url, path, signed(day, path, role))[::3] == first[::3],
                f'{what}: the {role} reads the same')
    for seconds in (-300, 300):
        t.check(get(s.url, path, signed(day, path, at=shifted(seconds)))[0] ==
                200, f'{what}: {seconds} seconds')
    office, other = seed_of(day, 'office'), bytes(32)
    bad = {
        'another path': signed(day, '/log/tile/0/000'),
        'another method': signed(day, path, method='POST'),
        'too early': signed(day, path, at=shifted(-301)),
        'too late': signed(day, path, at=shifted(301)),
        'another body': signed(day, path, body=hashlib.sha256(b'x').digest()),
        'another channel': signed(day, path, channel=bytes(32)),
        'another key': signed(day, path, seed=other),
        "another role's name": signed(day, path, 'second', seed=office),
        'no role of the charter': signed(day, path, 'author', seed=office),
        'an altered signature': good[:-20] + ('A' if good[-20] != 'A' else
                                              'B') + good[-19:],
    }
    for name, header in bad.items():
        status, code, _, data = get(s.url, path, header)
        t.check(status in (400, 403) and code.startswith(('request-', 'record-'))
                and first[3] not in data, f'{what}: {name}: {status} {code}')
    for name, header in {'no base64': 'Gainsay *', 'no record':
                         'Gainsay ' + b64(b'x'), 'nothing': 'Gainsay '}.items():
        status = get(s.url, path, header)[0]
        t.check(status == 400, f'{what}: {name}: {status}')
    for verb in ('status', 'audit'):
        done = day.gainsay(verb, *day.key, '--sign', 'keys/second.key',
                           '--role', 'second', s.url)
        t.check(done.returncode == 0, f'{what}: {verb} as second',
                done.stdout)
        done = day.gainsay(verb, *day.key, '--sign', 'keys/second.key',
                           '--role', 'office', s.url)
        t.check(done.returncode == 2 and 'not signed with the key of the role'
                in done.stdout, f'{what}: {verb} with another key',
                done.stdout)


def submissions(day, s):
    """A body that was signed is the body that came."""
    t, body = day.t, json.dumps({'records': ['x']}).encode()
    digest = hashlib.sha256(body).digest()
    status, code = get(s.url, '/records', signed(
        day, '/records', method='POST', body=digest), 'POST', body)[:2]
    t.check((status, code) == (400, 'record-not-canonical'),
            f'a signed body is looked at: {status} {code}')
    status, code = get(s.url, '/records', signed(
        day, '/records', method='POST'), 'POST', body)[:2]
    t.check((status, code) == (403, 'request-other-body'),
            f'another one is not: {status} {code}')


# Members ------------------------------------------------------------------

class Liar(http.server.HTTPServer):
    """Passes everything on but what `lie` answers itself."""

    def __init__(self, url, lie):
        super().__init__(('127.0.0.1', 0), Relay)
        self.to, self.lie, self.seen = url, lie, []
        self.url = f'http://127.0.0.1:{self.server_address[1]}'
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Relay(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self.pass_on(None)

    def do_POST(self):
        self.pass_on(self.rfile.read(int(self.headers['Content-Length'])))

    def pass_on(self, body):
        shown = self.headers.get('Authorization')
        self.server.seen.append((self.command, self.path, shown))
        status, _, headers, data = get(self.server.to, self.path, shown,
                                       self.command, body)
        data = self.server.lie(self.path, data) or data
        self.send_response(status)
        self.send_header('Content-Type', headers['Content-Type'])
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def lying(day, s):
    """A key for one member alone would tell who reads; so would a roll."""
    t = day.t
    shutil.copy(day.where / '3.state', day.where / 'lied.state')
    before = (day.where / 'lied.state').read_bytes()
    verb = ('reading', '--state', 'lied.state', '--passphrase-file', 'words',
            '-o', 'lied.reading')

    def other_key(path, _):
        return json.dumps({'key': 'ab' * 32}).encode() \
            if path == '/reading' else None

    def other_roll(path, data):
        if path != '/editions':
            return None
        entries = json.loads(data)['entries']
        lines = entries[-1].splitlines()
        mine = base64.b64encode(hashlib.sha256(bytes(32)).digest()).decode()
        entries[-1] = '\n'.join(
            f'reading {mine}' if line.startswith('reading ') else line
            for line in lines) + '\n'
        return json.dumps({'entries': entries}).encode()

    def fewer_keys(path, data):
        return data[:-32] if path.startswith('/roll/') else None

    for lie, words in ((other_key, 'is not the one that the record of roll'),
                       (other_roll, 'are not those of a log'),
                       (fewer_keys, 'cannot be proved')):
        with Liar(s.url, lie) as liar:
            done = day.gainsay(*verb, '--server', liar.url)
        t.check(done.returncode == 1 and words in done.stdout and
                not (day.where / 'lied.reading').exists() and
                (day.where / 'lied.state').read_bytes() == before,
                f'{lie.__name__}: the member is told, and keeps nothing',
                f'{done.returncode} {done.stdout}')


def asking(day, s):
    """A member reads without a word; the server learns of a member, no more."""
    t = day.t
    with Liar(s.url, lambda *_: None) as relay:
        done = day.gainsay('reading', *day.member(0), '--server', relay.url,
                           '-o', 'my.reading')
    t.check(done.returncode == 0 and (day.where / 'my.reading').read_text() ==
            reading_of(day) + '\n', 'a member is told the key', done.stdout)
    t.check(not any(shown for _, _, shown in relay.seen),
            'and showed nothing but a proof', str(relay.seen))
    log = pathlib.Path(f'{day.place}.log').read_text()
    t.check('POST' in log and 'reading' not in log,
            'and the server says of it nothing', log)
    with Liar(s.url, lambda *_: None) as relay:
        done = day.gainsay('reading', *day.member(0), '--server', relay.url,
                           '-o', 'again.reading')
    t.check(done.returncode == 0 and not relay.seen,
            'it is asked for once', done.stdout + str(relay.seen))
    for verb in ('status', 'audit'):
        done = day.gainsay(verb, *day.key, '--reading', 'my.reading', s.url)
        t.check(done.returncode == 0, f'{verb} --reading', done.stdout)
    t.check(get(s.url, '/', 'Bearer ' + reading_of(day))[0] == 200,
            'the page, with the key')


def proofs(day, s):
    """The key is for a proof over the roll, of these very bytes."""
    t = day.t
    said = {}

    def listen(path, _):
        return None

    class Ear(Relay):
        def do_POST(self):
            body = self.rfile.read(int(self.headers['Content-Length']))
            said[self.path] = json.loads(body)
            self.pass_on(body)

    with Liar(s.url, listen) as ear:
        ear.RequestHandlerClass = Ear
        day.must('reading', *day.member(1), '--server', ear.url, '-o',
                 'one.reading')
    mode = (day.where / 'one.reading').stat().st_mode
    t.check(not mode & 0o077, 'nobody else reads the key', oct(mode))
    for path, why in (('nowhere/made', 'No such file or directory'),
                      ('/dev/full', 'No space left on device')):
        done = day.gainsay('reading', *day.member(1), '-o', path)
        t.check(done.returncode == 2 and path in done.stdout and
                why in done.stdout, f'the key is to go to {path}',
                done.stdout)
    ask = said['/reading']
    proof = base64.b64decode(ask['proof'])
    cases = {
        'another nonce': {**ask, 'nonce': b64(bytes(32))},
        'another roll': {**ask, 'roll': b64(bytes(32))},
        'a shorter proof': {**ask, 'proof': b64(proof[:-1])},
        'an altered proof': {**ask, 'proof': b64(
            proof[:99] + bytes([proof[99] ^ 1]) + proof[100:])},
        'no proof': {**ask, 'proof': ''},
    }
    for name, body in cases.items():
        status, code, _, data = get(s.url, '/reading', None, 'POST',
                                    json.dumps(body))
        t.check(status in (400, 404, 422) and reading_of(day).encode() not in
                data, f'/reading with {name}: {status} {code}')


def members():
    t = rig.Tally()
    with channel(t, 'members') as (day, s):
        strangers(day, s, 'reader-not-member', 'members')
        roles(day, s, 'members')
        lying(day, s)
        asking(day, s)
        proofs(day, s)
        for way in (('--server', s.url, *day.key, '--reading', 'my.reading'),
                    day.member(4)):
            (day.where / 'memo.package').unlink(missing_ok=True)
            (day.where / 'memo.package.author').unlink(missing_ok=True)
            day.must('compose', *way, '--to', 'Secretary of State', '--after',
                     '2023-12-31', '--out', 'memo.package', stored.MEMO)
        code = rig.code_of(day.must(
            'gather', *day.member(4), '-o', 'memo.link', 'memo.package'))
        done = day.gainsay('endorse', *day.member(2), '--code', code,
                           '@memo.link')
        t.check(done.returncode == 0, 'who endorses is asked for nothing more',
                done.stdout)
    return t


def oversight():
    t = rig.Tally()
    with channel(t, 'oversight') as (day, s):
        strangers(day, s, 'reader-not-role', 'oversight')
        roles(day, s, 'oversight')
        submissions(day, s)
        t.check(not rig.lines_of((day.where / 'roll-1.rec').read_text(),
                                 'reading'), 'no reading key is made')
        done = day.gainsay('reading', *day.member(0), '-o', 'x.reading')
        t.check(done.returncode == 1 and 'no roll' in done.stdout,
                'members are told that there is none', done.stdout)
    return t


# Rolls --------------------------------------------------------------------

def rolls():
    """The key that comes with a roll is the one that both signers signed."""
    t = rig.Tally()
    with rig.folder('readers') as name:
        day = start(t, pathlib.Path(name).resolve(), 'members')
        with day.serve('2023-10-30T13:00:00Z') as s:
            publish = ('roll', 'publish', 'roll-1', '--server', s.url)
            run = day.must

            def must(*args):
                if args[:2] == ('roll', 'publish'):
                    return None
                return run(*args)

            day.must = must
            day.enrol(s.url)
            path = day.where / 'roll-1.reading'
            true = path.read_text()
            path.write_text('cd' * 32 + '\n')
            done = day.gainsay(*publish)
            t.check(done.returncode != 0 and 'names a reading key' in
                    done.stdout, 'another key is refused', done.stdout)
            path.write_text(true)
            run(*publish)
            hashed = base64.b64decode(rig.lines_of(
                (day.where / 'roll-1.rec').read_text(), 'reading')[0])
            t.check(hashlib.sha256(bytes.fromhex(true)).digest() == hashed,
                    'the record has its hash')
    return t


# Sealed files -------------------------------------------------------------

def contents():
    """On a public channel: what is sealed is not for everybody to keep until
    it can be opened."""
    t = rig.Tally()
    with channel(t, 'public') as (day, s):
        for path in CLOSED[:1] + ['/'] + OPEN:
            t.check(get(s.url, path)[0] == 200, f'public: {path}')
        day.gather(s.url)
        for i in range(2):
            day.must('endorse', *day.member(i), '--server', s.url, '--code',
                     day.word_code, day.link(s))
        day.must('file', *day.member(0), '--server', s.url, '--code',
                 day.word_code, '--package', 'memo.package', '--author',
                 'memo.package.author', day.link(s))
        s.post('/exercise/clock', {'now': FILED})
        day.now = FILED
        entries = rig.read_entries(day.place / 'log')
        memo = next(r for r in map(rig.record_of, entries)
                    if r.startswith('gainsay/v1 memo'))
        path = '/content/' + base64.b64decode(
            rig.lines_of(memo, 'content')[0]).hex()
        author = bytes.fromhex(
            (day.where / 'memo.package.author').read_text())
        cases = {
            'nothing': (None, 403),
            'the office': (signed(day, path), 200),
            'the author': (signed(day, path, 'author', seed=author), 200),
            'the token of its box': (f'Bearer {day.token}', 200),
            'another token': ('Bearer ' + '1' * 64, 403),
            'the registrar': (signed(day, path, 'registrar'), 403),
            'the release officer': (signed(day, path, 'release'), 403),
            'another as the office':
                (signed(day, path, seed=seed_of(day, 'second')), 403),
            'another as the author':
                (signed(day, path, 'author', seed=seed_of(day, 'office')),
                 403),
            'an old request': (signed(day, path, at=shifted(-301, FILED)), 403),
        }
        for name, (shown, want) in cases.items():
            status, code, headers, data = get(s.url, path, shown)
            whole = path == '/content/' + hashlib.sha256(data).hexdigest()
            t.check(status == want and headers['Cache-Control'] == 'no-store'
                    and whole == (want == 200),
                    f'a sealed file to {name}: {status} {code}')
        t.check(get(s.url, '/content/' + '0' * 64)[0] == 404,
                'a file that the log does not name')
        done = day.gainsay('inbox', '--server', s.url, *day.key, '--memo',
                           '1', '--sign', 'keys/registrar.key', '--role',
                           'registrar', '--identity', 'keys/office.age', '-o',
                           'none.md')
        t.check(done.returncode == 1 and 'those whom its memo is sealed to' in
                done.stdout, 'the client says why', done.stdout)
        day.must('inbox', '--server', s.url, *day.key, '--memo', '1',
                 '--sign', 'keys/office.key', '--identity', 'keys/office.age',
                 '-o', 'opened.md')
        day.must('acknowledge', '--yes', '--server', s.url, *day.key, '--sign',
                 'keys/office.key', '--memo', '1', '--identity',
                 'keys/office.age')
    return t


# A new charter ------------------------------------------------------------

def change(day, s, readers, version):
    """The authority's next charter; everything else in it stays."""
    head = rig.next_charter(day.place)
    for name, value in (('version', version), ('readers', readers)):
        old = rig.lines_of(head, name)[0]
        head = head.replace(f'\n{name} {old}\n', f'\n{name} {value}\n')
    mark = rig.openssl_sign(day.where, seed_of(day, 'authority'),
                            (head + 'signature authority').encode())
    s.post('/records', {'records': [
        head + f'signature authority {b64(mark)}\n']})


def changes():
    """What the charter in force says holds at once, both ways."""
    t = rig.Tally()
    with channel(t, 'public') as (day, s):
        for version, readers in ((2, 'oversight'), (3, 'public'),
                                 (4, 'members'), (5, 'oversight')):
            before = get(s.url, '/log/checkpoint')[0]
            t.check(before == (200 if version in (2, 4) else 403),
                    f'before version {version}: {before}')
            change(day, s, readers, version)
            got = {get(s.url, path)[0] for path in
                   ('/log/checkpoint', '/log/tile/entries/000.p/1', '/')}
            t.check(got == {200 if readers == 'public' else 403},
                    f'readers {readers} from now on: {got}')
            t.check(get(s.url, '/log/checkpoint', signed(
                day, '/log/checkpoint'))[0] == 200, 'the office reads')
    return t


def main():
    passed = failed = 0
    for part in members, oversight, rolls, contents, changes:
        t = part()
        passed, failed = passed + t.passed, failed + t.failed
    t = rig.Tally()
    t.passed, t.failed = passed, failed
    t.end()


if __name__ == '__main__':
    main()
