#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""later.py GAINSAY: acts that are queued with --later.  They are shown and asked
about as any act, and nothing is sent; the state keeps its length; a look on
another day sends one of them, over a connection of its own; and what was never
sent can be undone."""
import contextlib
import datetime
import os
import pathlib
import re
import select
import socket
import socketserver
import sys
import threading

sys.dont_write_bytecode = True
import between
import rig
from liar import MONDAY, WEDNESDAY, Operator

ACT = re.compile('/acts$|/box/[0-9a-f]{64}/(acts|file)$')
DAY = 86400


class Keeper(between.Front):
    """Passes on, and keeps what came over which connection."""

    def setup(self):
        super().setup()
        self.server.connections.append([])
        self.mine = self.server.connections[-1]

    def respond(self, body=None):
        self.mine.append((self.command, self.path))
        if self.server.deaf and self.command == 'POST':
            self.close_connection = True
        else:
            super().respond(body)


def before(real):
    return between.before(real, Keeper, connections=[], deaf=False)


def sent(front):
    return [path for line in front.connections for verb, path in line
            if verb == 'POST' and ACT.search(path)]


class Socks(socketserver.BaseRequestHandler):
    """RFC 1928 and 1929, as Tor speaks them: takes any user, and keeps the name,
    by which it would choose a circuit."""

    def take(self, count):
        data = b''
        while len(data) < count:
            more = self.request.recv(count - len(data))
            if not more:
                raise ConnectionError('closed')
            data += more
        return data

    def handle(self):
        _, count = self.take(2)
        methods, user = self.take(count), None
        self.request.sendall(b'\5\2' if 2 in methods else b'\5\0')
        if 2 in methods:
            user = self.take(self.take(2)[1]).decode()
            self.take(self.take(1)[0])
            self.request.sendall(b'\1\0')
        kind = self.take(4)[3]
        self.take(4 if kind == 1 else self.take(1)[0])
        port = int.from_bytes(self.take(2), 'big')
        self.server.users.append(user)
        with socket.create_connection(('127.0.0.1', port)) as there:
            self.request.sendall(b'\5\0\0\1' + bytes(6))
            ends = {self.request: there, there: self.request}
            while True:
                for end in select.select(list(ends), [], [])[0]:
                    data = end.recv(65536)
                    if not data:
                        return
                    ends[end].sendall(data)


@contextlib.contextmanager
def tor():
    with socketserver.ThreadingTCPServer(('127.0.0.1', 0), Socks) as proxy:
        proxy.daemon_threads, proxy.users = True, []
        thread = threading.Thread(target=proxy.serve_forever)
        thread.start()
        try:
            yield proxy, f'socks5h://127.0.0.1:{proxy.server_address[1]}'
        finally:
            proxy.shutdown()
            thread.join()


class Patient(Operator):
    """Members who wait; each request goes through the front."""

    def quiet(self, front, what):
        self.t.check(not sent(front), f'nothing is sent: {what}',
                     str(front.connections))
        front.connections.clear()

    def queue(self, front, verb, i, *more):
        out = self.act(front.url, verb, i, 0, '--later', *more)
        self.t.check('Queued; nothing was sent' in out and
                     self.word_code in out, f'{verb} is shown and queued',
                     out)
        self.quiet(front, f'{verb} --later')
        return datetime.date.fromisoformat(
            re.search(r'on (\d{4}-\d\d-\d\d), UTC, or later', out)[1])

    def listed(self, front, i, *more):
        """`promises`, which is a look: it sends what is due."""
        done = self.gainsay('promises', *self.member(i), '--server',
                            front.url, *more)
        return done.stdout

    def set_clock(self, server, moment):
        server.post('/exercise/clock',
                    {'now': moment.strftime('%Y-%m-%dT%H:%M:%SZ')})


def midnight(day, seconds=0):
    return (datetime.datetime.combine(day, datetime.time(),
                                      datetime.timezone.utc) +
            datetime.timedelta(seconds=seconds))


def lengths(day):
    return {p.stat().st_size for p in day.where.glob('*.state')}


def queue_and_wait(day, front, server):
    """Asked as ever; nothing goes out before its day, whatever looks."""
    out = day.act(front.url, 'endorse', 1, 2, '--later', '--promise', 'p')
    day.t.check('--later sends nothing' in out, 'no promise of it', out)
    wrong = 'abandon ' * 7 + 'abandon'
    done = day.gainsay('endorse', *day.member(1), '--server', front.url,
                       '--later', '--code', wrong, '@here.link')
    day.t.check(done.returncode == 1, 'another code is refused', done.stdout)
    day.t.check('keeps no act' in day.listed(front, 1), 'nothing is kept')
    before_ = lengths(day)
    dates = [day.queue(front, 'endorse', i) for i in (1, 2, 3, 4)]
    today = datetime.date.fromisoformat(WEDNESDAY[:10])
    day.t.check(all(1 <= (d - today).days <= 4 for d in dates),
                'the day is one of the next', str(dates))
    day.t.check(lengths(day) == before_ and len(before_) == 1,
                'the state has one length', str(lengths(day)))
    out = day.act(front.url, 'show', 1)
    day.t.check('an act that waits to be sent' in out, 'show knows', out)
    out = day.listed(front, 1)
    day.t.check(re.search(r'(?m)^endorse:[0-9a-f]{8} +queued', out) and
                str(dates[0]) in out, 'it is listed with its day', out)
    day.queue(front, 'endorse', 1)
    day.set_clock(server, midnight(min(dates), -1))
    for i, when in enumerate(dates, 1):
        day.listed(front, i)
        day.act(front.url, 'show', i)
    day.quiet(front, 'before its day')
    return dates


def look_sends(day, front, server, dates):
    """On its day a look sends it, over a connection of its own, once."""
    day.set_clock(server, midnight(max(dates)))
    day.act(front.url, 'endorse', 5)
    day.t.check(len(sent(front)) == 1, 'another\'s act is theirs')
    front.connections.clear()

    out = day.act(front.url, 'show', 1)
    day.t.check('queued, was sent, and is promised' in out, 'it is told',
                out)
    lines = [line for line in front.connections
             if any(verb == 'POST' for verb, _ in line)]
    day.t.check(len(sent(front)) == 1 and len(lines) == 1 and all(
        path.startswith(f'/box/{day.box}') or path == '/channel'
        for _, path in lines[0]) and '/export' not in str(lines[0]),
        'over a connection of its own',
        str(front.connections))
    front.connections.clear()
    out = day.listed(front, 1)
    day.t.check('waits' in out and 'queued' not in out, 'it is promised',
                out)
    day.quiet(front, 'again')
    out = day.act(front.url, 'show', 1)
    day.t.check('has endorsed this memo' in out, 'show knows it is out', out)
    day.quiet(front, 'again')

    out = day.gainsay('me', *day.member(2), '--offline').stdout
    day.t.check(re.search('endorse:[0-9a-f]+ +queued', out), '`me` knows it',
                out)
    day.quiet(front, 'me --offline')
    out = day.gainsay('me', *day.member(2), '--server', front.url).stdout
    day.t.check('was not sent yet' in out and 'queued, was sent' in out and
                len(sent(front)) == 1, '`me` sends it too', out)
    front.connections.clear()


def apart(day, front):
    """Through Tor the act takes another circuit than the look, and each run
    another one; a user of a proxy who was named stays who they are."""
    day.queue(front, 'endorse', 0)
    with tor() as (proxy, url):
        for want in (1, 2):
            proxy.users.clear()
            out = day.listed(front, 0, '--proxy', url,
                             *(('--send',) if want == 2 else ()))
            names = list(proxy.users)
            day.t.check(len(set(names)) == want and all(
                name and re.fullmatch('[0-9a-f]{32}', name)
                for name in names), f'{want} circuits', f'{names}{out}')
            if want == 1:
                first = names[0]
        day.t.check(first not in names, 'another run, another circuit')
        proxy.users.clear()
        day.listed(front, 0, '--proxy', url.replace('//', '//me:word@'))
        day.t.check(set(proxy.users) == {'me'}, 'a user who was named',
                    str(proxy.users))
    front.connections.clear()


def no_answer(day, front):
    """What may have been sent is an act like any other."""
    front.deaf = True
    out = day.listed(front, 3)
    day.t.check('no promise of it came' in out and 'unanswered' in out,
                'no answer is told', out)
    front.deaf = False
    front.connections.clear()
    out = day.act(front.url, 'show', 3)
    day.t.check('handed in again' in out and len(sent(front)) == 1,
                'the next look hands it in again', out)
    front.connections.clear()
    out = day.act(front.url, 'endorse', 3, 1, '--later')
    day.t.check('was sent already' in out, 'what was sent is not queued',
                out)
    front.connections.clear()


def change_of_mind(day, front):
    """What was never sent is undone, and nobody learns of it."""
    out = day.act(front.url, 'withdraw', 4, 1)
    day.t.check('never sent' in out and '--drop' in out,
                'a withdrawal would be final', out)
    day.quiet(front, 'a withdrawal of what is queued')
    done = day.gainsay('promises', *day.member(4), '--server', front.url,
                       '--yes', '--drop', 'endorse:' + '0' * 8)
    day.t.check(done.returncode == 1, 'no such act', done.stdout)
    day.quiet(front, 'drop of another act')


def drop_unsent(day, front):
    day.queue(front, 'endorse', 6)
    out = day.listed(front, 6)
    name = re.search('^(endorse:[0-9a-f]+) +queued', out, re.M)[1]
    day.t.check('erased' in day.listed(front, 6, '--yes', '--drop', name),
                'it is erased')
    day.t.check('keeps no act' in day.listed(front, 6), 'and gone')
    day.quiet(front, 'what was dropped')


def send_now(day, front):
    """`--send` asks for no day; `endorse` without --later neither."""
    day.queue(front, 'endorse', 7)
    name = re.search('^(endorse:[0-9a-f]+)', day.listed(front, 7), re.M)[1]
    done = day.gainsay('promises', *day.member(7), '--send', '--yes', '--drop', name)
    day.t.check(done.returncode == 2 and '--help' in done.stdout, 'usage')
    front.connections.clear()
    out = day.listed(front, 7, '--send', '--act', name)
    day.t.check('was sent' in out and len(sent(front)) == 1, 'one is sent',
                out)
    out = day.listed(front, 7, '--send', '--act', name)
    day.t.check('is not queued' in out, 'only what is queued', out)
    out = day.listed(front, 7, '--send')
    day.t.check('no queued act' in out, 'nothing is left', out)
    front.connections.clear()

    day.queue(front, 'endorse', 8)
    out = day.act(front.url, 'endorse', 8)
    day.t.check('Endorsed.' in out and len(sent(front)) == 1,
                'who does not want to wait, does not', out)
    day.t.check('waits' in day.listed(front, 8), 'it is one act')
    front.connections.clear()
    day.queue(front, 'withdraw', 8)
    out = day.listed(front, 8, '--send')
    day.t.check('your withdrawal' in out and len(sent(front)) == 1,
                'a withdrawal too', out)
    front.connections.clear()


def file_later(day, front, server):
    """A filing waits as well; one that somebody else was faster with goes."""
    filer = day.queue(front, 'file', 9, '--package', 'memo.package')
    slow = day.queue(front, 'file', 10, '--package', 'memo.package')
    last = day.queue(front, 'endorse', 11)
    due = max(filer, slow, last)
    day.set_clock(server, midnight(due, 60))

    out = day.act(front.url, 'endorse', 12)
    day.t.check('is due' not in out, 'nobody else hears of it', out)
    front.connections.clear()
    out = day.listed(front, 9)
    day.t.check('your filing of' in out and sent(front) ==
                [f'/box/{day.box}/file'], 'the filing goes', out)
    front.connections.clear()
    day.set_clock(server, midnight(due, 3 * DAY))

    out = day.listed(front, 10)
    day.t.check('filed by somebody else' in out and 'keeps no act' in out,
                'a filing that is moot is erased', out)
    day.quiet(front, 'a filing that is moot')
    out = day.listed(front, 11)
    day.t.check(sent(front) == ['/acts'] and 'was sent' in out,
                'after filing it is a late act', out)
    front.connections.clear()


def gather_from(day, front, i, text):
    """Another memo in a box; (word code, box, fragment)."""
    name = pathlib.Path(text).stem
    day.must('compose', '--charter', 'channel/charter.rec', '--roll',
             'roll-1.rec', '--to', 'Secretary of State', '--after',
             '2023-12-01', '--out', f'{name}.package', '--yes',
             text)
    code = rig.code_of(day.must(
        'gather', *day.member(i), '--server', front.url, '-o',
        f'{name}.link', f'{name}.package'))
    link = (day.where / f'{name}.link').read_text().strip()
    return (code, re.search('/box/([0-9a-f]{64})#', link)[1],
            link.partition('#')[2])


def one_at_a_time(day, front, server):
    """Two memos, two queued acts of one member, and an act of today: three
    connections at three times."""
    first = (day.word_code, day.box, day.fragment)
    second = gather_from(day, front, 0,
                         rig.ROOT / 'examples' / 'dacca-1138.md')
    dates = []
    for day.word_code, day.box, day.fragment in (first, second):
        dates.append(day.queue(front, 'endorse', 13))
    day.set_clock(server, midnight(max(dates)))
    front.connections.clear()
    text = (rig.ROOT / 'examples' / 'harbour-water.md').read_text()
    (day.where / 'third.md').write_text(text.replace('harbour', 'river'))
    day.word_code, day.box, day.fragment = gather_from(day, front, 12,
                                                       'third.md')
    front.connections.clear()
    out = day.act(front.url, 'endorse', 13)
    day.t.check(len(sent(front)) == 1 and 'is due' in out,
                'who acts sends nothing else', out)
    front.connections.clear()
    for left in (1, 0):
        out = day.listed(front, 13)
        day.t.check(len(sent(front)) == 1 and
                    len(re.findall('(?m) queued ', out)) == left,
                    'one a look', out)
        front.connections.clear()
    day.listed(front, 13)
    day.quiet(front, 'a third look')
    day.t.check(len(lengths(day)) == 1, 'the states have one length')
    day.word_code, day.box, day.fragment = first


def main():
    t = rig.Tally()
    with rig.folder('later') as name:
        where = pathlib.Path(name).resolve()
        os.environ['XDG_CACHE_HOME'] = str(where / 'cache')
        day = Patient(t, sys.argv[1], where)
        day.found()
        with day.serve(MONDAY) as s, before(s.url) as front:
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': WEDNESDAY})
            day.gather(s.url)
            dates = queue_and_wait(day, front, s)
            change_of_mind(day, front)
            look_sends(day, front, s, dates)
            no_answer(day, front)
            apart(day, front)
            drop_unsent(day, front)
            send_now(day, front)
            one_at_a_time(day, front, s)
            file_later(day, front, s)
    t.end()


if __name__ == '__main__':
    main()
