#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""mail.py GAINSAY: reminders by e-mail, through a server that takes, refuses,
puts off, dies in the middle, is down, is not who it says, or has no TLS.  To
offices once for each stage of a duty; to members every week, whatever happens."""
import contextlib
import email
import json
import pathlib
import socket
import ssl
import sys
import threading

sys.dont_write_bytecode = True
import rig
import stored
from liar import MONDAY, THURSDAY, WEDNESDAY, Operator
from moved import free_port
from network import make_authority, make_server

KEY = ('--key', 'channel/vkey')
OFFICE = 'office@example.org'


class Smtp:
    """Takes messages; `ways` has what it does instead, for each address."""

    def __init__(self, where, tls=True):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(where / 's.both')
        self.tls, self.taken, self.ways, self.asked = tls, [], {}, []
        self.port = free_port()
        self.at_once = False # TLS, before a word is said

    @contextlib.contextmanager
    def served(self):
        with socket.create_server(('127.0.0.1', self.port)) as listening:
            self.over, self.listening = False, listening
            thread = threading.Thread(target=self.accept)
            thread.start()
            try:
                yield
            finally:
                self.over = True
                with socket.create_connection(('127.0.0.1', self.port)):
                    pass
                thread.join()

    def accept(self):
        while True:
            line, _ = self.listening.accept()
            line.settimeout(10)
            with contextlib.suppress(OSError), line:
                if self.over:
                    return
                if self.at_once:
                    line = self.context.wrap_socket(line, server_side=True)
                self.talk(line)

    def talk(self, line):
        stream = line.makefile('rwb', buffering=0)

        def say(text):
            stream.write(text.encode() + b'\r\n')
        say('220 hello')
        to = None
        while True:
            word = stream.readline(4096).decode(errors='replace').strip()
            verb = word.upper()
            self.asked.append(word)
            if not word or verb == 'QUIT':
                return
            if verb.startswith(('EHLO', 'HELO')):
                say('250-hello')
                say('250 STARTTLS' if self.tls and
                    not isinstance(line, ssl.SSLSocket) else '250 8BITMIME')
            elif verb == 'STARTTLS' and self.tls:
                say('220 go')
                line = self.context.wrap_socket(line, server_side=True)
                stream = line.makefile('rwb', buffering=0)
            elif verb.startswith('RCPT'):
                to = word[word.index('<') + 1:word.index('>')]
                way = self.ways.get(to, '250 yes')
                say('250 yes' if way == 'die' else way)
            elif verb == 'DATA':
                say('354 go')
                text = b''
                while not text.endswith(b'\r\n.\r\n'):
                    text += stream.read(1)
                if self.ways.get(to) == 'die':
                    return
                self.taken.append((to, text[:-3]))
                say('250 taken')
            else:
                say('250 yes')


class Reminder:
    def __init__(self, day, smtp):
        self.day, self.t, self.smtp = day, day.t, smtp
        self.where = day.where
        (self.where / 'members').write_text('')

    def config(self, *lines, scheme='smtp'):
        (self.where / 'mail').write_text('\n'.join((
            f'smtp {scheme}://127.0.0.1:{self.smtp.port}', 'ca a.pem',
            'from channel@example.org', f'to office {OFFICE}',
            'members Monday 09:00 members', *lines, '')))

    def __call__(self, want, words, count, what):
        """A look: its exit code, words, and how many messages it sent."""
        before = len(self.smtp.taken)
        # How long a server that was down is left alone: interop-postfix.
        (self.where / 'said/down').unlink(missing_ok=True)
        done = self.day.gainsay('remind', *KEY, '--dir', 'said', '--mail',
                                'mail', 'channel')
        sent = self.smtp.taken[before:]
        self.t.check(done.returncode == want and words in done.stdout and
                     len(sent) == count, f'{what}: {want} {words!r} {count}',
                     f'{done.returncode} {sent} {done.stdout}')
        return sent

    def queue(self):
        return sorted((self.where / 'said/queue').iterdir())

    def forget(self, *, week=None):
        """Makes the next look tell everything, or the week begin."""
        path = self.where / 'said/mailed'
        kept = json.loads(path.read_text())
        if week is None:
            kept['told'] = {}
        else:
            kept['week'] += week
        path.write_text(json.dumps(kept))

    def hurry(self):
        for path in self.queue():
            letter = json.loads(path.read_text())
            letter['next'] = 0
            path.write_text(json.dumps(letter))


def says_nothing(r, text):
    """Of a memo, a member, a number, this machine."""
    words = {w for w in stored.MEMO.read_text().split() if len(w) > 5}
    words -= {'channel', 'Something', 'within', 'working'}
    found = [w for w in words | {'Memo 1', 'Marked', socket.gethostname()}
             if w in text.decode()]
    r.t.check(not found, 'no word of a memo is mailed', str(found))
    message = email.message_from_bytes(text)
    r.t.check(message['Subject'] == 'Something waits for you in the channel'
              and message['Auto-Submitted'] == 'auto-generated' and
              message['Message-ID'].endswith('@example.org>') and
              message['Date'].endswith('+0000') and not message.defects,
              'a message as RFC 5322 has it', text.decode())


def stages(r, s):
    """Once for each stage; and nothing more when it is done."""
    r.config()
    (to, text), = r(0, '', 1, 'within three days')
    r.t.check(to == OFFICE and b'within three working days' in text,
              'to the office', text.decode())
    says_nothing(r, text)
    r.t.check(not any('localhost' in w or socket.gethostname() in w
                      for w in r.smtp.asked), 'no name of this machine',
              str(r.smtp.asked))
    r(0, '', 0, 'said once')


def refusals(r):
    r.smtp.ways = {OFFICE: '450 4.2.0 later'}
    r.forget()
    r(0, 'waits for 60 seconds', 0, 'put off')
    r.t.check(len(r.queue()) == 1, 'it waits')
    r(0, '', 0, 'and is not tried at once')
    r.hurry()
    r(0, 'waits for 120 seconds', 0, 'then after twice as long')
    r.smtp.ways = {OFFICE: 'die'}
    r.hurry()
    r(2, 'what is to be mailed waits', 0, 'one that dies in the middle')
    r.t.check(len(r.queue()) == 1, 'loses nothing')
    r.smtp.ways = {}
    (_, text), = r(0, '', 1, 'sent at last')
    r.t.check(not r.queue(), 'and no longer kept')
    r.smtp.ways = {OFFICE: '550 5.1.1 nobody'}
    r.forget()
    r(0, 'refused, and not sent again', 0, 'refused for good')
    r.t.check(not r.queue(), 'is not tried again')
    r.smtp.ways = {OFFICE: '421 4.3.2 closing'}
    r.forget()
    r(2, 'what is to be mailed waits', 0, 'a server that closes')
    old = json.loads(r.queue()[0].read_text())
    old.update(put=0, tries=7, next=0)
    r.queue()[0].write_text(json.dumps(old))
    r(2, 'waits for', 0, 'too seldom tried to be given up')
    old.update(put=0, tries=9, next=0)
    r.queue()[0].write_text(json.dumps(old))
    r.smtp.ways = {}
    r(0, 'given up after 9 tries', 0, 'after five days')


def no_trust(r):
    """Nothing is said to a server that is not under TLS, or another."""
    r.forget()
    for lines, scheme in (('ca other.pem',), 'smtp'), (('ca other.pem',),
                                                       'smtps'):
        r.config(*lines, scheme=scheme)
        r(2, 'what is to be mailed waits', 0, f'{lines} {scheme}')
    r.smtp.tls = False
    r.config()
    r.smtp.asked.clear()
    r(2, 'what is to be mailed waits', 0, 'without TLS')
    r.t.check(not [w for w in r.smtp.asked if 'MAIL' in w.upper() or
                   '@' in w], 'no address is said', str(r.smtp.asked))
    r.smtp.tls = True
    r(0, '', 1, 'once there is')
    r.forget()
    r.smtp.at_once = True
    r.config(scheme='smtps')
    r(0, '', 1, 'TLS from the first byte')
    r.smtp.at_once = False
    r.config()


def members(r):
    """Everybody, each week once, the same words."""
    people = [f'm{i}@example.org' for i in range(40)]
    (r.where / 'members').write_text('\n'.join(people) + '\n')
    r(0, '', 0, 'in the middle of a week')
    r.forget(week=-1)
    sent = r(0, '', 40, 'a week later')
    bodies = {text.partition(b'\r\n\r\n')[2] for _, text in sent}
    dates = {email.message_from_bytes(text)['Date'] for _, text in sent}
    r.t.check({to for to, _ in sent} == set(people) and len(bodies) == 1 and
              len(dates) == 1 and '09:00:00 +0000' in dates.pop() and
              b'whatever happens' in bodies.pop(), 'one message to all')
    r(0, '', 0, 'once')
    r.smtp.ways = {'m3@example.org': '550 no', 'm5@example.org': 'die'}
    r.forget(week=-3)
    before = r.smtp.taken[:]
    r.day.gainsay('remind', *KEY, '--dir', 'said', '--mail', 'mail',
                  'channel')
    r.smtp.ways = {}
    r.hurry()
    (r.where / 'said/down').unlink()
    r.day.gainsay('remind', *KEY, '--dir', 'said', '--mail', 'mail',
                  'channel')
    got = [to for to, _ in r.smtp.taken[len(before):]]
    r.t.check(len(got) == len(set(got)) and
              set(people) - set(got) <= {'m3@example.org'},
              'one is not heard of; all others are, once', str(sorted(got)))


def poison(r):
    """A message at which the server ends each time holds up no other."""
    (r.where / 'members').write_text('m1@example.org\nm2@example.org\n')
    r.smtp.ways = {'m1@example.org': 'die'}
    r.forget(week=-1)
    taken = 0
    for _ in range(4):
        r.hurry()
        before = len(r.smtp.taken)
        (r.where / 'said/down').unlink(missing_ok=True)
        done = r.day.gainsay('remind', *KEY, '--dir', 'said', '--mail', 'mail',
                             'channel')
        taken += len(r.smtp.taken) - before
        r.t.check(done.returncode == 2, 'each time it ends', done.stdout)
    r.t.check(taken == 1 and len(r.queue()) == 1, 'the other one went, once',
              f'{taken} {r.queue()}')
    r.t.check(not (r.where / 'said/down').exists(),
              'it waits by itself, and the server is not left alone for it')
    (r.where / 'members').write_text('m3@example.org\n')
    r.forget(week=-1)
    (to, _), = r(0, '', 1, 'a new one goes at once')
    r.t.check(to == 'm3@example.org', 'the new one', to)
    r.smtp.ways = {}
    r.hurry()
    r(0, '', 1, 'and the first, when the server takes it')


def leavers(r):
    """Once each, in the hour of all, and the same words."""
    r.config('leavers left')
    (r.where / 'left').write_text('l1@example.org\nl2@example.org\n')
    (r.where / 'members').write_text('m1@example.org\n')
    r(0, '', 0, 'not before the hour')
    r.forget(week=-1)
    sent = dict(r(0, '', 3, 'with everybody'))
    words = {sent[f'l{i}@example.org'].partition(b'\r\n\r\n')[2]
             for i in (1, 2)}
    r.t.check(len(words) == 1 and b'counts\r\non' in words.pop(),
              'the same words')
    r.t.check(b'keys last' in sent['m1@example.org'],
              'members are told of their keys')
    kept = (r.where / 'said/mailed').read_text()
    r.t.check('l1@' not in kept, 'no address is kept', kept)
    r(0, '', 0, 'once')
    r.forget(week=-1)
    r(0, '', 1, 'a week later to members alone')
    (r.where / 'left').write_text('l2@example.org\nl3@example.org\n')
    r.forget(week=-1)
    got = {to for to, _ in r(0, '', 2, 'another one left')}
    r.t.check(got == {'m1@example.org', 'l3@example.org'}, 'that one', got)
    r.config()


def later(r, s):
    for clock, words in (('2023-11-03T13:00:00Z', b'due today'),
                         ('2023-11-06T15:00:00Z', b'time is over')):
        s.post('/exercise/clock', {'now': clock})
        done = r.day.gainsay('remind', *KEY, '--dir', 'said', '--mail', 'mail',
                             s.url)
        r.t.check(done.returncode == 0 and words in r.smtp.taken[-1][1],
                  str(words), f'{r.smtp.taken[-1]} {done.stdout}')


def wrong(r):
    for line in ('smtp http://x', 'from nobody', 'to office a@b,c@d',
                 'to office <a@b>', 'members Someday 09:00 members',
                 'members Monday 24:00 members', 'login x no-such', 'what',
                 'to a b c d e', 'leavers a b'):
        r.config(line)
        r(2, 'line 6', 0, line)
    (r.where / 'mail').write_text('from a@b\n')
    r(2, "lacks a line 'smtp", 0, 'no server')
    (r.where / 'mail').write_text('smtp smtp://x\nfrom a@b\nleavers left\n')
    r(2, 'at what hour', 0, 'leavers without an hour')


def main():
    t = rig.Tally()
    with rig.folder('gainsay-mail') as name:
        where = pathlib.Path(name).resolve()
        day = Operator(t, sys.argv[1], where)
        day.found()
        make_authority(where, 'a')
        make_authority(where, 'other')
        make_server(where, 's', 'a')
        r = Reminder(day, Smtp(where))
        with day.serve(MONDAY) as s:
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': WEDNESDAY})
            day.gather(s.url)
            day.act(s.url, 'file', 0, 0, '--package', 'memo.package')
            s.post('/exercise/clock', {'now': THURSDAY})
            r.config()
            r(2, 'what is to be mailed waits', 0, 'no server')
            with r.smtp.served():
                for step in (lambda r: stages(r, s), refusals, no_trust,
                             members, poison, leavers,
                             lambda r: later(r, s), wrong):
                    step(r)
    t.end()


main()
