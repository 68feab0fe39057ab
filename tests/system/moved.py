#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""moved.py GAINSAY: a channel's server goes to another address.  Two holders of
the authority say so in the log; configuration, state and an old link lead to the
new one; no client goes where others can listen."""
import pathlib
import random
import socket
import sys

sys.dont_write_bytecode = True
import rig
import stored
from config import Person, channel

WITNESS = ('union.example/witness+5359dd4f+'
           'BGDFWQ9y7vKS+VRa/Ci/Y8qR0gFqCiiPkPmjL4nT//yv')
# A verifier key that is nobody's, without its name.
ALIEN = '770bf761+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f'
NOW, LATER = '2023-11-01T15:00:00Z', '2023-11-01T16:00:00Z'


def free_port():
    """One below those that the system gives to whoever asks for none: a port
    that is free now is to be free a minute later, beside other tests."""
    for port in random.sample(range(20000, 32000), 1000):
        with socket.socket() as s:
            try:
                s.bind(('127.0.0.1', port))
                return port
            except OSError:
                continue
    raise OSError('no port is free')


def found(day):
    """The authority is shared: both of two."""
    text = (rig.ROOT / 'examples/us-state.answers').read_text()
    (day.where / 'answers').write_text(
        text + 'role authority new The Deputy\nthreshold 2\n')
    day.must('init', '--yes', '--exercise', '--answers', 'answers',
             '--origin', 'localhost/moved', '--from', '2023-01-01', '--to',
             '2025-12-31', 'channel')
    (day.where / 'keys').mkdir()
    for key in (day.place / 'keys').iterdir():
        if key.name not in ('log.key', 'enrol.key', 'promise.key'):
            key.rename(day.where / 'keys' / key.name)
    day.list_staff()


def moved(day, s, key, url, *more):
    return day.gainsay('moved', '--yes', '--server', s.url, '--key',
                       'channel/vkey', '--sign', f'keys/{key}.key', *more, url)


def refused(day, s, me):
    """By whom, whither, and in which order it is not signed."""
    t = day.t
    for what, words, code, args in (
            ('in the clear', 'http://', 2,
             ('authority', 'http://dissent.example')),
            ('alone', '2 holders of the authority', 1,
             ('authority', 'https://dissent.example')),
            ('the office', 'names for the authority', 1,
             ('office', 'https://dissent.example', '--record', 'o.rec'))):
        done = moved(day, s, *args)
        t.check(done.returncode == code and words in done.stdout, what,
                f'{done.returncode} {done.stdout}')
    done = moved(day, s, 'authority-2', 'https://a.example', '--record', 'b.rec')
    t.check(done.returncode == 0 and '1 of 2' in done.stdout, 'the second '
            'first', done.stdout)
    done = moved(day, s, 'authority', 'https://b.example', '--record', 'b.rec')
    t.check(done.returncode == 1 and 'another address' in done.stdout,
            'one file for two addresses', done.stdout)
    done = moved(day, s, 'authority', 'https://a.example', '--record', 'b.rec')
    t.check(done.returncode == 1 and 'authority' in done.stdout,
            'the other way round', done.stdout)
    me(0, 'No memo', 'status')
    t.check('now https' not in me(0, '', 'status'), 'nothing is in the log')


def signed(day, s, url):
    done = moved(day, s, 'authority', url, '--record', 'a.rec')
    day.t.check(done.returncode == 0 and '1 of 2 signatures' in done.stdout,
                'the first of two', done.stdout)
    done = moved(day, s, 'authority-2', url, '--record', 'a.rec')
    day.t.check(done.returncode == 0 and 'In the log as entry' in done.stdout,
                'the second of two', done.stdout)


def mirrored(day, url, want, words, unsaid=None):
    done = day.gainsay('mirror', '--once', '--key', 'channel/vkey', '--dir',
                       'mirror', url)
    day.t.check(done.returncode == want and words in done.stdout and
                (unsaid is None or unsaid not in done.stdout),
                f'a mirror at {url}: exit {done.returncode}, expected {want} '
                f'and "{words}"', done.stdout)


def gone(day, old, url):
    """Who does not follow by itself is told where to, by what it has."""
    mirrored(day, old, 2, f'server is now {url}')
    mirrored(day, url, 0, 'entries judged', 'server is now')
    (day.where / 'witnesses').write_text(f'{WITNESS} http://127.0.0.1:1\n')
    done = day.gainsay('courier', '--once', '--key', 'channel/vkey',
                       '--witnesses', 'witnesses', old)
    day.t.check(done.returncode == 2 and 'start the courier with the new '
                'address' in done.stdout, 'and the courier', done.stdout)


def told(day, s, me, url):
    """At the old address, once: what named it names the new one."""
    said = f'server is now {url}'
    mirrored(day, s.url, 1, said)
    mirrored(day, s.url, 0, 'entries judged', said)
    me(0, said, 'status')
    day.t.check(f'server {url}\n' in me.config.read_text() and
                'server http://127.0.0.1:1\n' in me.config.read_text(),
                'its own line alone is changed', me.config.read_text())
    out = day.must('promises', *day.member(1))
    day.t.check(said in out, 'a member is told', out)


def followed(day, me, link):
    """The old server is gone; nothing is said any more."""
    for out in (me(0, 'No memo', 'status'),
                day.must('promises', *day.member(1)),
                day.must('endorse', *day.member(1), '--code', day.word_code,
                         link)):
        day.t.check('server is now' not in out, 'nothing is told twice', out)
    done = day.gainsay('promises', *day.member(2))
    day.t.check(done.returncode == 2 and 'does not answer' in done.stdout,
                'who was not told asks the old one', done.stdout)


def mended(day, s, old):
    """Who asked the new address first, and named the old one ever since."""
    me, t = Person(day, 'late'), day.t
    words = ('--passphrase-file', day.where / 'words')
    key, state = f'key {day.place}/vkey', f'state {day.where}/3.state'
    before = channel('ours', old, key, state)
    me.write(before)
    out = me(2, 'does not answer', 'status')
    t.check('--server URL' in out, 'what to do where nobody answers', out)
    me(0, f'names {s.url} from now on', 'promises', '--server', s.url, *words)
    t.check(f'server {s.url}\n' in me.config.read_text(), 'the configuration '
            'names the new address', me.config.read_text())
    me(0, 'No memo', 'status')
    me(0, '', 'sync')
    # The state knows already, and the configuration does not.
    me.write(before)
    me(0, f'names {s.url} from now on', 'promises', *words)
    me(0, 'No memo', 'status')
    # Without a state, and of another channel.
    me.write(before)
    me(0, f'names {s.url} from now on', 'status', '--key',
       day.place / 'vkey', s.url)
    alien = channel('ours', old, f'key localhost/alien+{ALIEN}')
    me.write(alien)
    me(0, 'No memo', 'status', '--key', day.place / 'vkey', s.url)
    t.check(me.config.read_text() == alien, "another channel's is not touched",
            me.config.read_text())


def main():
    t = rig.Tally()
    with rig.folder('moved') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        found(day)
        port = free_port()
        url = f'http://127.0.0.1:{port}'
        me = Person(day, 'me')
        with day.serve('2023-10-30T13:00:00Z') as s:
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': NOW})
            day.gather(s.url)
            me.write('default ours\n' + channel(
                'other', 'http://127.0.0.1:1', f'key {day.place}/vkey') +
                channel('ours', s.url, f'key {day.place}/vkey'))
            refused(day, s, me)
            signed(day, s, url)
            told(day, s, me, url)
        with day.serve(LATER, port=port) as new:
            followed(day, me, '@memo.link')
            gone(day, s.url, url)
            mended(day, new, s.url)
    t.end()


if __name__ == '__main__':
    main()
