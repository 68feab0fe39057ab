#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""passed_on.py GAINSAY: filings that the operator refuses are handed to a
mirror.  It judges them as the server would, keeps them over kills and a full
disk, passes them on, and says to everybody which of them the log has not got two
releases later; it tells a promise that was broken.  Who floods it with filings
stops nobody from reading its copy."""
import base64
import hashlib
import http.client
import json
import os
import pathlib
import re
import resource
import signal
import stat
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
import between
import filings
import liar
import rig
import stored

KEY = filings.CHANNEL
SOON = '2023-11-07T23:30:00Z'
LATE = '2023-11-09T23:30:00Z'  # two releases after AFTER, and more
LATER = '2023-11-13T23:30:00Z'
NAMES = ('refused', 'dropped', 'silent', 'joined', 'kept')


class Operator(between.Front):
    """Answers POST /filings as `lie` says; the rest is the server's."""

    def respond(self, body=None):
        server = self.server
        if body is None or self.path != '/filings' or server.lie is None:
            super().respond(body)
            return
        server.got.append((dict(self.headers), body))
        told = server.lie(body)
        if told is None:
            self.close_connection = True
        else:
            self.answer(*told)


def ignore():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


class Running:
    """A mirror that goes on, once it has looked."""

    def __init__(self, day, url, before=None):
        self.day, self.said = day, []
        self.child = subprocess.Popen(
            [day.gainsay.binary, 'mirror', '--every', '600', '--dir', 'mirror',
             *KEY, '--listen', '127.0.0.1:0', url], cwd=day.where,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, preexec_fn=before)
        self.place = None
        for line in self.child.stdout:
            self.said.append(line)
            if line.startswith('listening on '):
                self.place = re.search(r'//([0-9.:]+)/', line)[1]
                break
        if self.place is None:
            sys.exit(''.join(self.said))
        self.url = f'http://{self.place}'
        # What it would refuse, until it has a log to refuse it by.
        other = {**day.filing('refused'), 'acts': day.filing('kept')['acts']}
        end = time.monotonic() + 60
        while self.offer(other)[0] == 503 and time.monotonic() < end:
            time.sleep(0.1)

    def ask(self, method, path, body=None, headers={}):
        """(status, bytes)"""
        link = http.client.HTTPConnection(self.place, timeout=60)
        link.request(method, path, body, headers)
        answer = link.getresponse()
        told = answer.status, answer.read()
        link.close()
        return told

    def offer(self, body):
        """(status, code or what it answers)"""
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        status, text = self.ask('POST', '/filings', body)
        answer = json.loads(text)
        return status, answer.get('code', answer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.said.append(self.child.communicate(timeout=60)[0])


class Day(filings.Channel):
    def look(self, url, want=0, words=''):
        done = self.gainsay('mirror', '--once', *KEY, '--dir', 'mirror', url)
        self.t.check(done.returncode == want and words in done.stdout,
                     f'a look: exit {done.returncode}, expected {want} and '
                     f'"{words}"', done.stdout)
        return done.stdout

    def submit(self, name, place, want=0, words=''):
        done = self.gainsay('file', '--submit', name, '--mirror', place)
        self.t.check(done.returncode == want and words in done.stdout,
                     f'{name} at the mirror: exit {done.returncode}, expected '
                     f'{want} and "{words}"', done.stdout)
        return done.stdout

    def submit_until(self, name, place, want, words):
        """Others begin or end to upload meanwhile: until it comes out so."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            done = self.gainsay('file', '--submit', name, '--mirror', place)
            if done.returncode == want and words in done.stdout:
                break
            time.sleep(0.2)
        return self.submit(name, place, want, words)

    def filing(self, name):
        return json.loads((self.where / f'{name}.filing').read_text())

    def waiting(self):
        return sorted((self.where / 'mirror' / 'filings').iterdir())

    def published(self):
        """{memo: record} of the public file."""
        path = self.where / 'mirror' / 'public' / 'refused'
        text = path.read_text() if path.exists() else ''
        parts = ['gainsay/v1 ' + p for p in
                 re.split('^gainsay/v1 ', text, flags=re.M)[1:]]
        return {rig.lines_of(p, 'memo')[0]: p for p in parts}

    def said_of(self, name):
        return self.published().get(
            rig.lines_of(self.filing(name)['record'], 'memo')[0], '')


# What is handed in --------------------------------------------------------

def gather(day):
    """Filings, each by another member, with what its box showed."""
    with day.serve(liar.MONDAY) as s:
        day.enrol(s.url)
        s.post('/exercise/clock', {'now': liar.WEDNESDAY})
        for i, name in enumerate(NAMES):
            day.open(s.url, name, i // 4)
            for i in range(5):
                day.do(0, s.url, name, 'endorse', i)
        s.post('/exercise/clock', {'now': filings.FRIDAY})
        for name in NAMES:
            filings.export(day, 0, s.url, name, '5 endorsements')
        s.post('/exercise/clock', {'now': filings.AFTER})
        for i, name in enumerate(NAMES):
            day.do(0, s.url, name, 'file', 6 + i, '--acts', f'{name}.acts',
                   '--package', f'{name}.package', '-o', f'{name}.filing',
                   link=False)


def hand_in(day, front, server):
    """Taken durably, and nothing written of who did."""
    with Running(day, front.url) as mirror:
        out = day.submit('refused.filing', mirror.url, 0, 'promises nothing')
        day.t.check('5 acts' in out and '2023-11-08T' in out,
                    'it is told until when', out)
        day.submit('refused.filing', mirror.url)
        day.t.check(len(day.waiting()) == 1 and all(
            stat.S_IMODE(p.stat().st_mode) == 0o600 for p in day.waiting())
            and stat.S_IMODE((day.where / 'mirror/filings').stat().st_mode)
            == 0o700, 'it is kept, once, and closed', str(day.waiting()))
        judge(day, mirror)
        join(day, mirror)
        mirror.child.kill()
    day.t.check(not front.got, 'nothing is sent before the next look')
    day.t.check('filing' not in ''.join(mirror.said), 'nor said',
                ''.join(mirror.said))
    day.t.check(len(day.waiting()) == 2, 'a kill loses none',
                str(day.waiting()))


def judge(day, mirror):
    """As the server would, with the reason."""
    good = day.filing('dropped')
    proof = rig.lines_of(good['acts'][0], 'proof')[0]
    raw = bytearray(base64.b64decode(proof))
    raw[-1] ^= 1
    mine = rig.lines_of(good['record'], 'proof')[0]
    swapped = bytearray(base64.b64decode(mine))
    swapped[40] ^= 1

    def bad(want, code, what, body):
        got = mirror.offer(body)
        day.t.check(got == (want, code), f'{what}: {got}, expected '
                    f'{want} {code}')
    bad(400, 'filing-file-form', 'no JSON', b'x')
    bad(400, 'filing-immodest', 'many lists', b'[' * 10000)
    bad(413, 'filing-over', 'too long', b' ' * ((8 << 20) + 1))
    bad(400, 'filing-file-form', 'no acts', {**good, 'acts': 1})
    bad(409, 'filing-file-other', 'another sealed file',
        {**good, 'content': day.filing('kept')['content'][:-8] + 'AAAAAAA='})
    bad(422, 'offer-proof-invalid', "a forged memo's proof",
        {**good, 'record': re.sub('signature .*\n', '', good['record'].replace(
            mine, base64.b64encode(swapped).decode()))})
    bad(422, 'acts-proof-invalid', "a forged act's proof",
        {**good, 'acts': [good['acts'][0].replace(
            proof, base64.b64encode(raw).decode()), *good['acts'][1:]]})
    bad(409, 'acts-record-refused', "another memo's acts",
        {**good, 'acts': day.filing('silent')['acts']})
    day.t.check(mirror.ask('GET', '/filings')[0] == 405, 'only a POST')
    day.submit('dropped.package', mirror.url, 1, 'not a filing')


def join(day, mirror):
    """Somebody hands a filing in with fewer acts first."""
    whole = day.filing('joined')
    for acts in (whole['acts'][:2], whole['acts'][1:], []):
        status, _ = mirror.offer({**whole, 'acts': acts})
        day.t.check(status == 202, 'taken', str(status))
    kept = [p.read_text() for p in day.waiting()]
    day.t.check(len(kept) == 2 and any(all(
        json.dumps(a)[1:-1] in text for a in whole['acts'])
        for text in kept), 'the acts of all are kept')


# What becomes of it -------------------------------------------------------

def pass_on(day, front, server):
    """Whole, to the server, at each look; the folder's times are a look's."""
    front.lie = lambda body: (404, b'<p>Not Found</p>')
    day.look(front.url)
    day.t.check(len(front.got) == 2 and all(
        b'\nanswer none\n' in p.read_bytes() for p in day.waiting()),
        'what says a status alone has refused nothing')
    front.got.clear()
    front.lie = lambda body: day.refuse(body, 'we-would-rather-not')
    begun = time.time()
    day.look(front.url)
    bodies = [json.loads(body) for _, body in front.got]
    day.t.check(sorted(b['record'] for b in bodies) == sorted(
        day.filing(n)['record'] for n in ('refused', 'joined')) and all(
        len(b['acts']) == 5 for b in bodies), 'both are passed on whole',
        str(len(bodies)))
    day.t.check(not any(k.lower() in ('user-agent', 'forwarded', 'via',
                                      'x-forwarded-for', 'authorization')
                        for headers, _ in front.got for k in headers),
                'with nothing of whoever handed them in',
                str([h for h, _ in front.got]))
    day.t.check(all(p.stat().st_mtime >= begun - 2 for p in day.waiting()),
                'their files are of this look')
    folder = day.where / 'mirror' / 'filings'
    for path in (folder, *day.waiting()):
        os.utime(path, (1, 1))
    before = time.time()
    done = day.gainsay('mirror', '--once', *KEY, '--dir', 'mirror',
                       'http://127.0.0.1:1')
    day.t.check(done.returncode == 2 and all(
        min(p.stat().st_mtime, p.stat().st_ctime) >= before - 2
        for p in (folder, *day.waiting())),
        'also of one that reaches nobody', done.stdout)
    times = [p.stat().st_mtime_ns for p in day.waiting()]
    day.t.check(times == sorted(times), 'in the order of their names, which '
                'tells nothing', str(times))
    day.look(front.url)
    day.t.check(len(front.got) == 4 and not day.published(),
                'again, and nothing is said yet', str(len(front.got)))


def publish(day, front, server):
    """Two releases went by."""
    server.post('/exercise/clock', {'now': LATE})
    out = day.look(front.url, 1, 'two releases later')
    record = day.said_of('refused')
    day.t.check('the server refused it' in out and
                rig.lines_of(record, 'answer') == ['refusal'] and
                rig.lines_of(record, 'day') == ['2023-11-09'],
                'it is told and published', out + record)
    refusal = base64.b64decode(rig.lines_of(record, 'refusal')[0]).decode()
    day.t.check('we-would-rather-not' in refusal and
                refusal.startswith('gainsay/v1 refusal\n'),
                "with the server's signed word", refusal)
    tag = liar.read_act(day.filing('refused')['record'])[3]
    day.t.check(tag not in record and tag not in refusal and not
                re.search(r'\dT\d\d:|127\.0\.0\.1', record),
                'and with no tag, time or address', record)
    day.look(front.url, 0)
    with Running(day, front.url) as mirror:
        status, text = mirror.ask('GET', '/refused')
        day.t.check(status == 200 and text.decode() == ''.join(
            v for _, v in sorted(day.published().items(), key=lambda kv:
                                 base64.b64decode(kv[0]))),
            'everybody reads it, in the order of memo ids')


def accept_later(day, front, server):
    """The operator thinks better of it: the memo enters with its acts."""
    front.lie = None
    day.look(front.url)
    server.post('/exercise/clock', {'now': '2023-11-10T23:30:00Z'})
    day.look(front.url)
    day.t.check(day.counts('refused') == (5, 0) and
                day.counts('joined') == (5, 0), 'both are filed',
                str(day.memos()))
    day.t.check(not day.waiting() and rig.lines_of(
        day.said_of('refused'), 'entry') != [], 'which is said',
        day.said_of('refused'))
    with Running(day, front.url) as mirror:
        day.submit('refused.filing', mirror.url, 1, 'has been filed')


def by_option(day, front, promise):
    """A mirror of its own is given the file at its start."""
    for given, told in (('given', 1), ('-', 0)):
        (day.where / 'given').write_bytes(promise)
        done = subprocess.run(
            [day.gainsay.binary, 'mirror', '--once', *KEY, '--dir', 'other',
             '--promise', given, front.url], cwd=day.where, input=promise,
            capture_output=True)
        day.t.check(done.returncode == told and
                    (b'it had to be there by' in done.stderr) == bool(told),
                    f'--promise {given}, told once', str(done))
    kept = [p.name for p in (day.where / 'other/promises').iterdir()]
    day.t.check(kept == [hashlib.sha256(promise).hexdigest()],
                'under its hash', str(kept))
    done = day.gainsay('mirror', '--once', *KEY, '--dir', 'other', '--promise',
                       'nowhere', front.url)
    day.t.check(done.returncode == 2 and 'nowhere' in done.stdout,
                'one that is not there', done.stdout)


def break_promise(day, front, server):
    """It promises, and the memo never comes."""
    front.lie = lambda body: day.promise(body, by='2023-11-11T22:00:00Z')
    with Running(day, front.url) as mirror:
        day.submit('dropped.filing', mirror.url)
    front.got.clear()
    day.look(front.url)
    day.look(front.url)
    day.t.check(len(front.got) == 1, 'what is promised is not sent again',
                str(len(front.got)))
    server.post('/exercise/clock', {'now': LATER})
    out = day.look(front.url, 1, 'the server had promised it')
    day.t.check('is not in the log; it had to be there by' in out and rig.lines_of(
        day.said_of('dropped'), 'answer') == ['promise'],
        'the broken promise is told', out)
    path = next((day.where / 'mirror' / 'promises').iterdir())
    by_option(day, front, path.read_bytes())
    done = day.gainsay('audit', *KEY, '--promise', path, server.url)
    day.t.check(done.returncode in (1, 3) and 'PROMISE NOT KEPT' in done.stdout,
                'with what an audit judges', done.stdout)
    out = day.look(front.url)
    day.t.check('had to be there' not in out, 'once', out)


def no_answer(day, front, server):
    """Nothing but silence: that is said too, but not of a server that was
    never asked before."""
    front.lie = lambda body: None
    with Running(day, front.url) as mirror:
        day.submit('silent.filing', mirror.url)
    server.post('/exercise/clock', {'now': '2023-11-16T23:30:00Z'})
    before = day.published()
    day.look(front.url)
    day.t.check(day.published() == before, 'asked once, it is blamed of '
                'nothing yet', str(day.published()))
    day.look(front.url, 1, 'gave it no answer')
    day.t.check(rig.lines_of(day.said_of('silent'), 'answer') == ['none'],
                'silence', day.said_of('silent'))


def own_promises(day, front, server):
    """Those that somebody put into the folder."""
    front.lie = None
    folder = day.where / 'mirror' / 'promises'
    done = day.gainsay('file', '--submit', 'kept.filing', '--server',
                       server.url, *KEY, '--promise', 'straight')
    day.t.check(done.returncode == 0, 'filed', done.stdout)
    (folder / 'straight').write_bytes((day.where / 'straight').read_bytes())
    (folder / 'junk').write_text('no promise\n')
    day.look(front.url, 1, 'promises/junk cannot be judged')
    server.post('/exercise/clock', {'now': '2023-11-20T23:30:00Z'})
    out = day.look(front.url, 1, 'the duty acknowledge')
    day.t.check('promises/' not in out, 'one that was kept is not told', out)


# Who is against it --------------------------------------------------------

def flood(day, front):
    """Large bodies, at once, by nobody: the copy is served, memory is
    bounded, and nothing is kept."""
    waiting = day.waiting()
    codes = []
    with Running(day, front.url) as mirror:
        body = b'"' + b'x' * (7 << 20) + b'"'

        def one():
            try:
                codes.append(mirror.ask('POST', '/filings', body)[0])
            except OSError:
                codes.append(0)
        threads = [threading.Thread(target=one) for _ in range(40)]
        for t in threads:
            t.start()
        status = mirror.ask('GET', '/log/checkpoint')[0]
        for t in threads:
            t.join()
        text = pathlib.Path(f'/proc/{mirror.child.pid}/status').read_text()
        most = int(re.search(r'VmHWM:\s+(\d+)', text)[1]) >> 10
        slow = [http.client.HTTPConnection(mirror.place) for _ in range(8)]
        for link in slow:
            link.putrequest('POST', '/filings')
            link.putheader('Content-Length', '1000000')
            link.endheaders(b'{')
        day.submit_until('silent.filing', mirror.url, 2, 'arriving')
        for link in slow:
            link.close()
        day.submit_until('silent.filing', mirror.url, 0, '')
    day.t.check(set(codes) <= {0, 400, 503} and 400 in codes,
                'each is refused', str(codes))
    day.t.check(status == 200, 'the copy is served meanwhile', str(status))
    day.t.check(most < 400, f'{most} MiB', '')
    day.t.check(day.waiting() == waiting, 'nothing is kept of it')


def no_room(day, front):
    """A disk that takes no more: nothing is promised, nothing half kept."""
    before = [p.read_bytes() for p in day.waiting()]
    with Running(day, front.url, before=ignore) as mirror:
        resource.prlimit(mirror.child.pid, resource.RLIMIT_FSIZE, (100, 100))
        status, told = mirror.offer(day.filing('silent'))
        day.t.check(status == 500 and 'mirror/' not in str(told),
                    'it cannot be taken', f'{status} {told}')
    day.t.check([p.read_bytes() for p in day.waiting()] == before,
                'what was kept is as it was')


def damaged(day, front):
    """What it cannot read it does not pass over."""
    path = day.waiting()[0]
    text = path.read_bytes()
    path.write_bytes(text[:-9])
    day.look(front.url, 2, 'is not a filing as this mirror keeps one')
    path.write_bytes(text)
    (path.parent / f'{path.name}.x1').write_bytes(b'half')
    day.look(front.url)
    day.t.check([p.name for p in day.waiting()] == [path.name],
                'a write that did not end is removed')


def usage(day):
    for words in (('--mirror', 'http://127.0.0.1:1'),
                  ('--submit', 'refused.filing', '--mirror',
                   'http://127.0.0.1:1', '--server', 'http://127.0.0.1:1')):
        done = day.gainsay('file', *words)
        day.t.check(done.returncode == 2, f'{words}', done.stdout)
    day.submit('refused.filing', 'http://127.0.0.1:1', 2, 'does not answer')


def main():
    t = rig.Tally()
    with rig.folder('passed-on') as name:
        day = Day(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        gather(day)
        with day.serve(filings.AFTER) as s, between.before(
                s.url, Operator, lie=lambda body: None, got=[]) as front:
            day.look(front.url)
            hand_in(day, front, s)
            pass_on(day, front, s)
            publish(day, front, s)
            accept_later(day, front, s)
            break_promise(day, front, s)
            no_room(day, front)
            damaged(day, front)
            no_answer(day, front, s)
            flood(day, front)
            own_promises(day, front, s)
        usage(day)
    t.end()


if __name__ == '__main__':
    main()
