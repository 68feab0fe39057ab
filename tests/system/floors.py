#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""floors.py GAINSAY FAKE_TIME: a real channel's server publishes a roll of few
that nobody has seen before, as the charter allows: a member's own program does
not act under it, unless its owner says so by name."""
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import time

sys.dont_write_bytecode = True
import rig
import stored

HOUR = 3600
YEAR = time.gmtime().tm_year # its floors count by the real clock


class Server(stored.Server):
    """By the clock of the machine, which is not this machine's."""

    def __init__(self, day, env, port=0):
        self.day, self.log = day, open(f'{day.place}.log', 'ab')
        self.child = subprocess.Popen(
            [day.gainsay.binary, 'serve', '--listen', f'127.0.0.1:{port}',
             '--sandbox', 'none', str(day.place)], env=env,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=self.log, text=True)
        self.url = re.search(r'http://[0-9.:]+',
                             self.child.stdout.readline())[0]


class Real(stored.Day):
    cost = ()

    def __init__(self, t, binary, where, library):
        super().__init__(t, binary, where)
        self.offset = where / 'offset'
        self.offset.write_bytes(bytes(8))
        self.gainsay.env = {
            **os.environ, 'LD_PRELOAD': library,
            'FAKE_TIME': str(self.offset), 'XDG_CACHE_HOME': str(where / 'c'),
            'ASAN_OPTIONS': 'verify_asan_link_order=0'}

    def set_hours(self, hours):
        self.offset.write_bytes(struct.pack('=q', hours * HOUR))

    def found(self, *more):
        self.must(*rig.INIT, *more, '--origin', 'localhost/real', '--from',
                  f'{YEAR}-01-01', '--to', f'{YEAR + 2}-12-31', 'channel')
        (self.where / 'keys').mkdir()
        for key in (self.place / 'keys').iterdir():
            if key.name not in ('log.key', 'enrol.key', 'promise.key'):
                shutil.move(key, self.where / 'keys')
        self.list_staff()

    def serve_real(self, port=0):
        return Server(self, self.gainsay.env, port)

    def ends(self, code, words, *args):
        done = self.gainsay(*args)
        self.t.check(done.returncode == code and
                     all(w in done.stdout for w in words),
                     f'{args[0]}: exit {done.returncode}, expected {code} and '
                     f'{words}', done.stdout)
        return done.stdout


def gather(day, server, name, *more):
    return ('gather', *day.member(1), '--server', server.url, '-o',
            name + '.link', *more, 'package')


def begin(day):
    """The roll is a day older than the charter asks, and nobody looked."""
    with day.serve_real() as s:
        day.enrol(s.url)
    day.must('compose', '--charter', 'channel/charter.rec', '--roll',
             'roll-1.rec', '--to', 'Secretary of State', '--out', 'package',
             stored.MEMO)
    day.set_hours(50)


def first_look(day):
    few = f'has {stored.MEMBERS} keys, and your own program asks for 20'
    with day.serve_real() as s:
        day.ends(1, (few, '--accept small-roll'), *gather(day, s, 'no'))
        day.ends(1, ('wait until 20', 'America/New_York', '--accept '
                     'young-roll'),
                 *gather(day, s, 'no', '--accept', 'small-roll'))
        day.ends(2, ("'small' is none of small-roll",),
                 *gather(day, s, 'no', '--accept', 'small'))
        day.t.check(not (day.where / 'no.link').exists(), 'no link')
    day.set_hours(50 + 23)
    with day.serve_real() as s:
        day.ends(1, ('--accept young-roll',),
                 *gather(day, s, 'no', '--accept', 'small-roll'))


def later_look(day):
    """A day after the first look the roll is an old one, for who looked."""
    day.set_hours(50 + 26)
    with day.serve_real() as s:
        said = day.ends(0, ('you accept that by --accept small-roll',),
                        *gather(day, s, 'real', '--accept', 'small-roll'))
        link = '@real.link'
        show = day.ends(0, ('Do not act', '--accept small-roll'), 'show',
                        *day.member(0), '--server', s.url, link)
        day.t.check('young-roll' not in show, 'one floor at a time', show)
        code = rig.code_of(said)
        act = ('endorse', *day.member(0), '--server', s.url, '--code', code,
               '-o', 'real.act')
        day.ends(1, ('--accept small-roll',), *act, link)
        day.ends(1, ('--accept young-roll',), *act, '--accept', 'small-roll',
                 link)
        day.t.check(not (day.where / 'real.act').exists(), 'no act')
        day.ends(0, ('by --accept small-roll', 'by --accept young-roll'),
                 *act, '--accept', 'small-roll', '--accept', 'young-roll',
                 link)
        configured(day, s, act, link)


def configured(day, server, act, link):
    """Said once, for a channel whose members are few for good."""
    config = day.where / 'config'
    vkey = (day.place / 'vkey').read_text().strip()
    config.write_text(f'default real\nchannel real\nserver {server.url}\n'
                      f'key {vkey}\nstate {day.where}/2.state\n'
                      'accept small-roll\naccept young-roll\n')
    day.gainsay.env['GAINSAY_CONFIG'] = str(config)
    day.ends(0, ('by --accept small-roll', 'by --accept young-roll'),
             'endorse', '--passphrase-file', 'words', '--code', act[-3],
             '--channel', 'real', '--server', server.url, '-o',
             'configured.act', link)
    del day.gainsay.env['GAINSAY_CONFIG']


def sealed_anew(day):
    """Nor does a memo's reader who answers the office, long after they looked:
    a roll is small for good."""
    small = ('--accept', 'small-roll')
    with day.serve_real() as s:
        code = rig.code_of(day.must('show', *day.member(0), '--server', s.url,
                                    '@real.link'))
        day.ends(0, ('by --accept small-roll',), 'file', *day.member(1),
                 '--server', s.url, '--code', code, *small, '--author',
                 'package.author', '@real.link')
    day.set_hours(50 + 26 + 30)
    with day.serve_real() as s:
        day.ends(0, ('In the log',), 'acknowledge', '--unreadable', '--memo',
                 '1', '--sign', 'keys/office.key', '--server', s.url, '--key',
                 'channel/vkey', '--yes')
        anew = ('resupply', *day.member(0), '--server', s.url, '--code', code)
        day.ends(1, ('--accept small-roll',), *anew, '@real.link')
        day.ends(2, ("'few' is none of small-roll",), *anew, '--accept', 'few',
                 '@real.link')
        day.ends(0, ('by --accept small-roll', 'Sealed anew'), *anew, *small,
                 '@real.link')


def readers(day):
    """A channel for its members: who asks for the key with which it is read is
    one of the roll, and so not one of a few, unless they say so; asked for
    once, it is the state's."""
    with day.serve_real() as s:
        day.enrol(s.url)
        few = f'has {stored.MEMBERS} keys, and your own program asks for 20'
        ask = ('reading', *day.member(0), '--server', s.url, '-o', 'reading')
        me = ('me', *day.member(0), '--server', s.url)
        for verb in (ask, me):
            day.ends(1, (few, "'gainsay reading --accept small-roll'"), *verb)
        day.ends(1, ('--accept small-roll',), *ask, '--accept', 'young-roll')
        day.t.check(not (day.where / 'reading').exists(), 'no key was got')
        day.ends(0, ('by --accept small-roll', 'The reading key is in'), *ask,
                 '--accept', 'small-roll')
        day.ends(0, (), *me)


def main():
    t = rig.Tally()
    with rig.folder('floors') as name:
        day = Real(t, sys.argv[1], pathlib.Path(name).resolve(),
                   str(pathlib.Path(sys.argv[2]).resolve()))
        day.found()
        begin(day)
        first_look(day)
        later_look(day)
        sealed_anew(day)
    with rig.folder('floors-readers') as name:
        day = Real(t, sys.argv[1], pathlib.Path(name).resolve(),
                   str(pathlib.Path(sys.argv[2]).resolve()))
        day.found('--readers', 'members')
        readers(day)
    t.end()


if __name__ == '__main__':
    main()
