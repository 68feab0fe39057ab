#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A channel's charter from its first signature on: explained, checked, drafted
anew, signed by two of three, published, and what is refused on the way.

usage: charter.py gainsay"""
import pathlib
import re
import shlex
import subprocess
import sys

sys.dont_write_bytecode = True
import rig
import stored

START = '2026-03-02T09:00:00Z'
ANSWERS = '''preset company
origin einspruch.example.de/1
exercise yes
zone Europe/Berlin
calendar 2026-01-01 2028-12-31
closed 2026-12-25 Weihnachten
clock acknowledge working 5
clock reply working 40
role authority {one} Geschäftsführung
role authority {two} Aufsichtsrat
role authority {three} Notariat
threshold 2
role second {second} Betriebsrat
'''


class Case(stored.Day):
    def __init__(self, t, binary, where):
        super().__init__(t, binary, where)
        self.seeds = {}
        (where / 'keys').mkdir()
        for n, who in enumerate(('one', 'two', 'three', 'second', 'other')):
            seed = bytes([n + 1] * 32)
            self.seeds[who] = rig.openssl_public(where, seed).hex()
            (where / f'keys/{who}').write_text(seed.hex() + '\n')
            (where / f'keys/{who}').chmod(0o600)

    def __call__(self, want, words, *args):
        """Runs it; `words` are in what it says."""
        done = self.gainsay(*args)
        words = [words] if isinstance(words, str) else words
        self.t.check(done.returncode == want and
                     all(w in done.stdout for w in words),
                     f'{" ".join(map(str, args))}: exit {done.returncode}, '
                     f'expected {want} and {words}', done.stdout)
        return done.stdout

    def printed(self, want, words, said, who=None):
        """The one command that it printed, as printed; a KEYFILE is
        somebody's."""
        command, = re.findall(r'(?m)^  gainsay (.+)$', said)
        args = shlex.split(command)
        if who:
            args[args.index('KEYFILE')] = f'keys/{who}'
        return self(want, words, *args, '--yes')

    def sign(self, want, words, name, who, role='authority', *more):
        return self(want, words, 'charter', 'sign', name, '--role', role,
                    '--sign', f'keys/{who}', '--yes', *more)


def first(c):
    """Its keys are its holders': it is signed after it was written."""
    (c.where / 'answers').write_text(ANSWERS.format(**c.seeds))
    said = c(0, 'not signed yet', 'init', '--answers', 'answers', '--yes',
             'channel')
    rec = 'channel/charter.rec'
    t = c.t
    t.check('\nsignature' not in (c.where / rec).read_text(),
            'a charter of other people is not signed by init')
    done = subprocess.run([c.gainsay.binary, 'serve', '--listen',
                           '127.0.0.1:0', 'channel'], cwd=c.where,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=60, check=False)
    told = done.stderr.decode()
    t.check(done.returncode != 0 and "sign it with 'gainsay charter sign "
            "channel/charter.rec --role authority" in told,
            'no server runs without it, and says who helps', told)
    c(0, ['Geschäftsführung', 'a charter needs: 2', 'It works on Monday to Friday'], 'charter', 'show', rec)
    c(0, ['EXERCISE', 'not open yet: this is channel/charter.rec',
          'Geschäftsführung'], 'charter', 'show', 'channel')
    c(0, 'not open yet', 'charter', 'check', '--key', 'channel/vkey',
      'channel')
    draft(c, 2, 'of a channel that is open', 'no.rec', '--change', 'floor 11')
    c(2, "the line 'role' of a channel in your configuration", 'charter',
      'sign', rec, '--sign', 'keys/one')
    c.printed(0, '1 of 2', said, 'three')
    c.sign(1, 'has the signature of this key already', rec, 'three')
    c.sign(1, 'not a key of the authority', rec, 'second')
    c.sign(1, 'changes nobody who signs', rec, 'second', 'second')
    c(2, 'authority, registrar or second, not as office', 'charter', 'sign', rec,
      '--role', 'office', '--sign', 'keys/one')
    c(1, 'no terminal to ask', 'charter', 'sign', rec, '--role', 'authority',
      '--sign', 'keys/one')
    c.sign(0, '2 of 2', rec, 'one')
    c.sign(1, 'all 2 signatures', rec, 'two')
    lines = rig.lines_of((c.where / rec).read_text(), 'signature')
    t.check(len(lines) == 2, 'two have signed it', str(lines))


def shown(c, url):
    for place in ('channel/charter.rec', 'channel', url):
        key = ('--key', 'channel/vkey') if place == url else ()
        c(0, ['authority: Notariat', '5 working days', 'Europe/Berlin',
              'Betriebsrat', '2026-12-25 Weihnachten'],
          'charter', 'show', *key, place)
        c(0, 'Nothing in this charter contradicts itself', 'charter', 'check',
          '--staff', '40', *key, place)
        c(1, 'only 9 people', 'charter', 'check', '--staff', '9', *key,
          place)
    c(2, '--key VKEY', 'charter', 'show', 'keys')
    c(2, 'No such file', 'charter', 'show', '--key', 'channel/vkey',
      'nosuch')
    c(2, 'from 1 to', 'charter', 'check', '--staff', '0',
      'channel/charter.rec')
    c(1, ["not a charter's record", "line 1, 'preset company'"], 'charter',
      'show', 'answers')
    misread(c)
    c(2, 'show, check, draft', 'charter')
    c(2, 'show, check, draft', 'charter', 'frobnicate')


def misread(c):
    """Who has a record with a wrong line in it is told which, and how."""
    text = (c.where / 'channel/charter.rec').read_text()
    role = 'role ' + rig.lines_of(text, 'role')[0]
    number = 1 + text.split('\n').index(role)
    name = role.split(' ')[1]
    for wrong, says in ((f'role {name}', 'must read'),
                        (f'role {name} key Somebody', 'its part 2'),
                        (f'rôle {name}', 'no line of a')):
        (c.where / 'wrong.rec').write_text(text.replace(role, wrong, 1))
        for verb in (('show',), ('check',),
                     ('sign', '--role', 'authority', '--sign', 'keys/one')):
            c(1, [f"wrong.rec: ", f"line {number}, '{wrong}'", says],
              'charter', *verb, 'wrong.rec')


def draft(c, want, words, out, *more, place='channel'):
    return c(want, words, 'charter', 'draft', '-o', out, '--key',
             'channel/vkey', *more, place)


def refused_drafts(c):
    change = lambda line: ('--change', line)
    draft(c, 1, 'change nothing', 'no.rec', *change('floor 10'))
    draft(c, 1, '--change: ' + "the charter's floor is 1; it must be from 2",
          'no.rec', *change('floor 1'))
    draft(c, 1, 'its holder makes one', 'no.rec',
          *change('role office new Somebody'))
    draft(c, 1, 'never change', 'no.rec', *change('origin other.example/1'))
    draft(c, 1, 'never change', 'no.rec', *change('exercise no'))
    draft(c, 1, "no clock reply", 'no.rec', *change('without clock reply'))
    draft(c, 1, 'threshold is 4', 'no.rec', *change('threshold 4'))
    draft(c, 1, 'preset', 'no.rec', *change('preset us-state'))
    (c.where / 'bad').write_text('\nfloor ten\n')
    draft(c, 1, "bad: line 2: 'floor ten'", 'no.rec', '--answers', 'bad')
    draft(c, 2, 'give its directory or URL', 'no.rec', *change('floor 11'),
          place='channel/charter.rec')
    c.t.check(not (c.where / 'no.rec').exists(),
              'a refused draft leaves no file')


def changed(c, url):
    """Rules that nobody who signs is changed by: in force at once."""
    log = ('--log', url, '--key', 'channel/vkey')
    here = ('--server', url, '--key', 'channel/vkey')
    (c.where / 'more').write_text('floor 12\nclosed 2026-12-24 Heiligabend\n')
    draft(c, 0, ['no longer:   A roll has at least 10',
                 'from now on: A roll has at least 12',
                 'from now on: Closed on 2026-12-24: Heiligabend',
                 'needs 2 signatures', 'Aufsichtsrat'], 'two.rec',
          '--answers', 'more', place=url)
    draft(c, 1, 'two.rec cannot be created', 'two.rec', '--answers', 'more')
    said = draft(c, 0, 'Contradiction: a roll has at least 12', 'two.rec',
                 '--answers', 'more', '--staff', '11', '--force', place=url)
    c(1, '0 of 2 signatures', 'charter', 'publish', 'two.rec', *here, '--yes')
    c(2, "give the channel's log", 'charter', 'sign', 'two.rec', '--role',
      'authority', '--sign', 'keys/one', '--yes')
    c.printed(0, ['A roll has at least 12', '1 of 2'], said, 'two')
    c(1, '1 of 2 signatures', 'charter', 'publish', 'two.rec', *here, '--yes')
    text = (c.where / 'two.rec').read_text()
    (c.where / 'altered.rec').write_text(text.replace('floor 12', 'floor 2'))
    c.sign(1, 'over another text', 'altered.rec', 'one', 'authority', *log)
    # DIR has its key.
    unsigned = (c.where / 'two.rec').read_bytes()
    c.sign(0, 'publish two.rec --server URL --key channel/vkey', 'two.rec',
           'one', 'authority', '--log', 'channel')
    (c.where / 'two.rec').write_bytes(unsigned)
    said = c.sign(0, ['2 of 2', 'can be published'], 'two.rec', 'one',
                  'authority', *log)
    c(1, 'no terminal to ask', 'charter', 'publish', 'two.rec', *here)
    c(2, 'two.rec has no log', 'charter', 'publish', 'two.rec', '--server',
      'two.rec', *here[2:], '--yes')
    c.printed(0, ['A roll has at least 12', 'In the log as entry 1'], said)
    c(1, 'has version 2', 'charter', 'publish', 'two.rec', *here, '--yes')
    said = c(0, 'Version 2, in force since ' + START, 'charter', 'show',
             '--history', *here[2:], url)
    c.t.check(said.index('Version 2') < said.index('Version 1') and
              'no longer:   A roll has at least 10' in said,
              'what a version changed is told', said)


def new_registrar(c, server):
    """Who signs is changed: seen for seven days, or signed by the second."""
    url = server.url
    log = ('--log', url, '--key', 'channel/vkey')
    here = ('--server', url, '--key', 'channel/vkey')
    line = f'role registrar {c.seeds["other"]} Personalabteilung'
    draft(c, 0, ['changes who signs', 'else 7 days',
                 '--role second --sign KEYFILE --log ' + url], 'three.rec',
          '--change', line, place=url)
    for who in ('one', 'three'):
        c.sign(0, 'authority, without the second', 'three.rec', who,
               'authority', *log)
    text = (c.where / 'three.rec').read_bytes()
    c.sign(0, 'and the second', 'three.rec', 'second', 'second', *log)
    (c.where / 'cosigned.rec').write_bytes(
        (c.where / 'three.rec').read_bytes())
    (c.where / 'three.rec').write_bytes(text)

    c(0, ['has not signed it', 'In the log as entry 2'], 'charter', 'publish',
      'three.rec', *here, '--yes')
    c(0, ['Its charter has version 2', 'Version 3 is in the log',
          'on 2026-03-09T09:00:00Z', 'from now on: registrar: Personal'],
      'charter', 'show', '--key', 'channel/vkey', url)
    c(1, 'has version 3', 'charter', 'publish', 'cosigned.rec', *here,
      '--yes')
    server.post('/exercise/clock', {'now': '2026-03-09T09:00:00Z'})
    draft(c, 0, 'Version 4 changes', 'four.rec', '--change', 'floor 13',
          place=url)
    for who in ('two', 'three'):
        c.sign(0, 'signed as authority', 'four.rec', who, 'authority', *log)
    # Behind the anchor of the first release, and its note an hour later.
    c(0, 'In the log as entry 5', 'charter', 'publish', 'four.rec', *here,
      '--yes')
    said = c(0, ['Its charter has version 4', 'registrar: Personalabteilung'],
             'charter', 'show', '--history', '--key', 'channel/vkey', url)
    c.t.check(re.search('Version 3, in force since 2026-03-09', said),
              'it came into force when it had been seen', said)
    c(0, 'The log keeps its rules', 'audit', '--key', 'channel/vkey', url)


def main():
    t = rig.Tally()
    with rig.folder('charter') as name:
        where = pathlib.Path(name).resolve()
        c = Case(t, sys.argv[1], where)
        first(c)
        with c.serve(START) as s:
            shown(c, s.url)
            refused_drafts(c)
            changed(c, s.url)
            new_registrar(c, s)
    t.end()


if __name__ == '__main__':
    main()
