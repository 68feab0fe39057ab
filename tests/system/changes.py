#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""changes.py GAINSAY: a new charter is told in words, once, to a member, an
office and an auditor, each at their next contact; one by which the authority alone
replaced who makes the rolls, at every contact; and a log is held against a
checkpoint kept earlier and against other copies of it."""
import base64
import itertools
import pathlib
import shutil
import sys

sys.dont_write_bytecode = True
import rig
import sync
from liar import LATER, MONDAY, THURSDAY, WEDNESDAY

KEY = ('--key', 'channel/vkey')
TOLD = 'THE RULES OF THIS CHANNEL CHANGE'


class Changing(sync.Synced):
    def next_charter(self, name, *changes):
        """The next charter, signed by the authority."""
        old = (self.where / name).read_text() if name else \
            (self.place / 'charter.rec').read_text()
        text = old[:old.index('\nsignature ') + 1]
        version = int(rig.lines_of(text, 'version')[0])
        if version == 1:
            changes = (('\nversion 1\n', '\nchannel '
                        f'{self.channel()}\nversion 2\n'), *changes)
        else:
            changes = ((f'\nversion {version}\n',
                        f'\nversion {version + 1}\n'), *changes)
        for a, b in changes:
            if a not in text:
                raise ValueError(a)
            text = text.replace(a, b, 1)
        seed = (self.where / 'keys' / 'authority.key').read_text().strip()
        text = rig.sign_record(self.where, bytes.fromhex(seed), text,
                               'authority')
        out = f'charter-{version + 1}.rec'
        (self.where / out).write_text(text)
        return out, text

    def readers(self, url):
        """A member, the office and an auditor, as each looks."""
        return {
            'member': ('me', *self.member(0), '--server', url),
            'another member': ('promises', *self.member(1), '--server', url),
            'office': ('inbox', '--server', url, *KEY, '--sign',
                       'keys/office.key', '--role', 'office'),
            'auditor': ('audit', *KEY, url)}

    def look(self, who, args, words, without=()):
        done = self.gainsay(*args)
        good = done.returncode == 0 and all(
            w in done.stdout for w in words) and not any(
            w in done.stdout for w in without)
        self.t.check(good, f'{who}: exit {done.returncode}, expected {words} '
                     f'and not {without}', done.stdout)


# What each says who has looked and has nothing to be told.
QUIET = {'member': 'Keys       1\n', 'another member': 'keeps no act',
         'office': 'Nothing has been filed.',
         'auditor': 'The log keeps its rules: '}


def told_once(day, s):
    for who, args in day.readers(s.url).items():
        day.look(who, args, (QUIET[who],), (TOLD,))
    name, text = day.next_charter(None, ('\nbatch 5\n', '\nbatch 7\n'))
    s.post('/records', {'records': [text]})
    # Each of them reads on a machine of their own; here two share a file.
    beside = day.usual().with_name(day.usual().name + '.memory')
    seen = beside.read_bytes()
    for who, args in day.readers(s.url).items():
        if who == 'auditor':
            beside.write_bytes(seen)
        day.look(who, args, (TOLD, 'charter 2', 'no longer:', 'from now on:',
                             '7'))
        day.look(who, args, (QUIET[who],), (TOLD,))
    return name


def two_at_once(day, s, name):
    """Who did not look for a while is told of each, in order; a key of a role
    among what changed."""
    key = rig.openssl_public(day.where, b'k' * 32)
    old = rig.lines_of((day.where / name).read_text(), 'role')
    release = next(r for r in old if r.startswith('release '))
    changed = release.split(' ')
    changed[1] = base64.b64encode(key).decode()
    third, text = day.next_charter(name, (release, ' '.join(changed)))
    s.post('/records', {'records': [text]})
    fourth, text = day.next_charter(third, ('\nbatch 7\n', '\nbatch 6\n'))
    s.post('/records', {'records': [text]})
    done = day.gainsay('me', *day.member(0), '--server', s.url)
    at = [done.stdout.find(f'charter {n}') for n in (3, 4)]
    day.t.check(0 <= at[0] < at[1] and key.hex()[:16] in done.stdout,
                'each charter is told, and a new key', done.stdout)
    shutil.copytree(day.place / 'log', day.where / 'copy' / 'log')
    return fourth


# Who makes the rolls ------------------------------------------------------

COMERS = itertools.count()
IMPOSED = 'the authority alone names another registrar or second signer'


def replace(day, s, name, role, seed, second=None):
    """The next charter, by the authority, has another key of `role`; `second`
    is who signs it too."""
    old = next(r for r in rig.lines_of((day.where / name).read_text(), 'role')
               if r.startswith(f'{role} '))
    new = old.split(' ')
    new[1] = base64.b64encode(rig.openssl_public(day.where, seed)).decode()
    out, text = day.next_charter(name, (old, ' '.join(new)))
    if second is not None:
        text = rig.sign_record(day.where, second, text, 'second')
        (day.where / out).write_text(text)
    s.post('/records', {'records': [text]})
    return out


def everybody_hears(day, url, words, without=()):
    """Each of them, twice, and somebody who never looked before."""
    new = rig.Program(day.gainsay.binary, day.where,
                      cache=day.where / f'new-{next(COMERS)}')
    for _ in range(2):
        for who, args in day.readers(url).items():
            day.look(who, args, (QUIET[who], *words), without)
        done = new('audit', *KEY, url)
        day.t.check(done.returncode == 0 and all(
            w in done.stdout for w in words) and not any(
            w in done.stdout for w in without), f'a newcomer: {words}, not '
            f'{without}', done.stdout)


def imposed(day, s, name):
    """The authority alone replaces the registrar: everybody hears it at each
    look, while it waits and after; of what the second of before signed, nobody;
    nor of what was undone."""
    keys = {r: bytes.fromhex((day.where / 'keys' / f'{r}.key').read_text())
            for r in ('registrar', 'second')}
    name = replace(day, s, name, 'second', b's' * 32, keys['second'])
    everybody_hears(day, s.url, ('',), (IMPOSED,))
    alone = replace(day, s, name, 'registrar', b'r' * 32)
    words = (f'by version 6 of the charter {IMPOSED}',)
    everybody_hears(day, s.url, words)
    s.post('/exercise/clock', {'now': LATER})
    more = replace(day, s, alone, 'second', b't' * 32, b's' * 32)
    everybody_hears(day, s.url, words, ('by version 7',))
    undone = replace(day, s, more, 'second', b's' * 32, b't' * 32)
    everybody_hears(day, s.url, words, ('by version 8',))
    replace(day, s, undone, 'registrar', keys['registrar'], b's' * 32)
    everybody_hears(day, s.url, ('',), (IMPOSED,))


# Copies -------------------------------------------------------------------

def audit(day, want, words, *args):
    done = day.gainsay('audit', *KEY, *args)
    day.t.check(done.returncode == want and words in done.stdout,
                f'audit {args}: exit {done.returncode}, expected {want} and '
                f'"{words}"', done.stdout)


def write_copy(day, name, files):
    for path, data in files.items():
        place = day.where / name / path.lstrip('/')
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def copies(day, url):
    entries = rig.read_entries(day.place / 'log')
    other = rig.another(entries[-1])
    write_copy(day, 'same', day.log_files(entries))
    write_copy(day, 'older', day.log_files(entries[:-1]))
    write_copy(day, 'forked', day.log_files([*entries[:-1], other]))
    write_copy(day, 'forked-older', day.log_files([*entries[:-2], other]))
    write_copy(day, 'forked-longer', day.log_files(
        [*entries[:-1], other, other]))
    write_copy(day, 'longer', day.log_files([*entries, entries[-1]]))
    write_copy(day, 'foreign', day.log_files(entries, 'office'))
    for name in ('same', 'older', 'longer'):
        audit(day, 0, 'is of the same log', '--against', name, url)
    for name in ('forked', 'forked-older', 'forked-longer'):
        out = day.where / f'{name}.contradiction'
        audit(day, 1, 'SIGNED TWO LOGS', '--against', name, '-o', out, url)
        audit(day, 1, 'SIGNED TWO LOGS', '--evidence', out)
    audit(day, 1, 'SIGNED TWO LOGS', '--against', 'same', '--against',
          'forked', url)
    audit(day, 1, 'not signed by', '--against', 'foreign', url)
    audit(day, 2, '', '--against', 'nowhere', url)
    since(day, url)


def since(day, url):
    def note(name):
        return f'{name}/log/checkpoint'

    for name in ('same', 'older'):
        audit(day, 0, 'is of the same log', '--since', note(name), url)
    for name in ('forked', 'forked-older'):
        audit(day, 1, 'SIGNED TWO LOGS', '--since', note(name), '-o',
              f'{name}-since', url)
        audit(day, 1, 'SIGNED TWO LOGS', '--evidence', f'{name}-since')
    audit(day, 1, 'hides what came since', '--since', note('longer'), url)
    audit(day, 2, 'hides what came since', '--since', note('longer'),
          'channel')
    audit(day, 2, 'is no checkpoint', '--since', note('foreign'), url)
    audit(day, 2, 'is judged by itself', '--evidence', 'forked-since', url)


def main():
    t = rig.Tally()
    with rig.folder('changes') as name:
        day = Changing(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve(MONDAY) as s:
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': WEDNESDAY})
            second = told_once(day, s)
            s.post('/exercise/clock', {'now': THURSDAY})
            fourth = two_at_once(day, s, second)
            imposed(day, s, fourth)
            copies(day, s.url)
    t.end()


if __name__ == '__main__':
    main()
