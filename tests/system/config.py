#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""config.py GAINSAY: a person's configuration stands in for the options that a
command leaves out, for members and for the office; and for nothing else."""
import os
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
import between
import rig
import stored

REQUESTS = 4 # of stored.MEMO
CLOCK, NEXT = '2023-11-01T15:00:00Z', '2023-11-02T15:00:00Z'


class Person:
    """Somebody with a home of their own, who runs gainsay there."""

    def __init__(self, day, name):
        self.day, self.home = day, day.where / name
        (self.home / '.config/gainsay').mkdir(parents=True)
        self.config = self.home / '.config/gainsay/config'
        self.environment = {k: v for k, v in os.environ.items() if
                            k not in ('GAINSAY_CONFIG', 'XDG_CONFIG_HOME')}
        self.environment['HOME'] = str(self.home)

    def write(self, text, mode=0o600):
        self.config.write_text(text)
        self.config.chmod(mode)

    def run(self, *args, **more):
        return subprocess.run(
            [self.day.gainsay.binary, *map(str, args)], cwd=self.home,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=60,
            env={**self.environment, **more})

    def typed(self, want, words, answers, *args):
        """At a terminal, where the answers are typed."""
        code, text = rig.at_terminal(
            [self.day.gainsay.binary, *args], self.home, self.environment,
            answers)
        self.day.t.check(code == want and words in text,
                         f'{" ".join(map(str, args))[:200]}, typed: exit '
                         f'{code}, expected {want} and "{words}"', text)
        return text

    def __call__(self, want, words, *args, **more):
        done = self.run(*args, **more)
        self.day.t.check(
            done.returncode == want and words in done.stdout,
            f'{" ".join(map(str, args))[:200]}: exit {done.returncode}, '
            f'expected {want} and "{words}"', done.stdout)
        return done.stdout


def channel(name, url, *lines):
    return '\n'.join((f'channel {name}', f'server {url}', *lines, ''))


def broken(me, url):
    """What is not understood, or not the person's own, is refused whole."""
    me(2, '--key is needed, or a channel of your configuration', 'status', url)
    me(2, "no channel 'ours' in", 'status', '--channel', 'ours')
    me.write('channel ours\nservr x\n')
    me(2, "config: line 2: there is no setting 'servr'", 'status')
    me(2, 'line 2', 'status', '--key', me.day.place / 'vkey', url)
    me.write(channel('ours', url, f'key {me.day.place}/vkey'), 0o622)
    me(2, 'can be written by others', 'status')
    me.config.chmod(0o000)
    if os.geteuid() != 0:
        me(2, 'Permission denied', 'status')
    me.config.unlink()
    me.config.mkdir()
    me(2, 'Is a directory', 'status')
    me.config.rmdir()


def chosen(me, url):
    """The default, another, and none."""
    key = f'key {me.day.place}/vkey'
    ours = channel('ours', url, key)
    other = channel('other', 'http://127.0.0.1:1', key)
    me.write(ours)
    me(0, 'No memo', 'status')
    me(0, 'The log keeps its rules', 'audit')
    me(2, 'more than once', 'status', '--channel', 'ours', '--channel', 'x')
    me.write(ours + other)
    me(2, 'the channel\'s directory or URL', 'status', '--key', 'k')
    me(2, 'has 2 channels and no default', 'status')
    me(0, 'No memo', 'status', '--channel', 'ours')
    me(2, 'http://127.0.0.1:1 does not answer', 'status', '--channel',
       'other')
    me.write('default other\n' + ours + other)
    me(2, 'http://127.0.0.1:1 does not answer', 'status')
    # Where the file may be.
    elsewhere = me.home / 'elsewhere'
    (elsewhere / 'gainsay').mkdir(parents=True)
    (elsewhere / 'gainsay/config').write_text(ours)
    me(0, 'No memo', 'status', XDG_CONFIG_HOME=str(elsewhere))
    me(2, 'does not answer', 'status', XDG_CONFIG_HOME='elsewhere')
    me(0, 'No memo', 'status', GAINSAY_CONFIG='elsewhere/gainsay/config')
    me(2, '--key is needed, or a channel', 'status',
       GAINSAY_CONFIG='/dev/null')


def named(me, url):
    """Whoever names a server or a key means another channel: no key, state or
    role of the configured one goes there; proxy and authorities do."""
    sign = me.day.where / 'keys/office.key'
    text = channel('ours', url, f'key {me.day.place}/vkey', 'role office',
                   f'sign {sign}', 'proxy socks5h://127.0.0.1:1')
    me.write(text)
    me(2, '--key is needed', 'status', url)
    me(2, 'through the proxy socks5h://127.0.0.1:1', 'status', '--key',
       me.day.place / 'vkey', url)
    me.write(text.replace('proxy', '# proxy'))
    me(0, 'No memo', 'status', '--key', me.day.place / 'vkey', url)
    me(0, 'No memo', 'status', '--channel', 'ours', url)
    me(2, '--server is needed', 'reply', '--key', me.day.place / 'vkey',
       '--text', 'x', '--disposition', '0 accepted', '1')
    key = ('--key', me.day.place / 'vkey')
    me(0, 'No memo', 'status', *key, '--server', url)
    me(2, '--key is needed', 'status', '--server', url)
    me(0, 'The log keeps its rules', 'audit', *key, '--server=' + url)
    me(2, 'given twice', 'status', *key, '--server', url, url)
    me(2, '--server is given too often', 'status', *key, '--server', url,
       '--server', url)
    me(2, '--server is needed', 'enrol', '--state', 'x', '--code', 'x')


def member(me, day, url):
    """Without an option that says which channel, a path beside the file and
    one in the home."""
    words = ('--passphrase-file', day.where / 'words')
    text = channel('ours', url, f'key {day.place}/vkey', 'state ~/my.state')
    (me.home / 'my.state').write_bytes((day.where / '1.state').read_bytes())
    me.write(text)
    link = '@' + str(day.where / 'memo.link')
    me(0, 'Word code', 'show', *words, link)
    me(0, 'Endorsed', 'endorse', *words, '--code', day.word_code, link)
    told = me(0, 'endorsed this memo before: the same act', 'endorse', *words,
              '--code', day.word_code, link)
    day.t.check('Endorsed' not in told, 'one act, which is not told twice',
                told)
    me(0, 'waits', 'promises', *words)
    # The state has the key: no other is taken beside it.
    me(0, 'Word code', 'show', '--key', day.place / 'vkey', link)
    me(0, 'has endorsed', 'show', *words, link)
    me(0, 'not been filed', 'read', *words, link)
    (me.home / 'my.state').rename(me.config.parent / 'here')
    me.write(text.replace('~/my.state', 'here'))
    me(0, 'waits', 'promises', *words)
    me(0, 'word code:', 'compose', '--out', 'memo', '--to',
       'Secretary of State', stored.MEMO)
    me(0, 'Link', 'gather', *words, 'memo')
    # A state knows its server, of a package as of a link.
    me(0, 'has not been filed', 'read', '--state', me.config.parent / 'here',
       *words, '--package', 'memo', '--author', 'memo.author')
    checked(me, url, words)


def checked(me, url, words):
    """compose takes the rules of the configured channel, whose charter is an
    exercise and so allows any mark; but not of whom somebody names."""
    (me.home / 'high.md').write_text(
        '---\nsubject: A\nto: B\n---\n\n(S) A mark above the ceiling.\n')
    named = ('--server', url, '--key', me.day.place / 'vkey')
    for options in ((), ('--check',), ('--show',), ('--check', '--json'),
                    ('--check', '--channel', 'ours'),
                    ('--check', '--state', me.config.parent / 'here'),
                    ('--check', *named)):
        files = words if '--state' in options else ()
        me(0, '', 'compose', *options, *files, 'high.md')
    for options in (('--style', 'legacy'), ('--ceiling', 'SBU')):
        me(1, 'above the ceiling', 'compose', '--check', *options, 'high.md')
    me(2, 'not beside --style', 'compose', '--style', 'cui', '--out', 'x',
       'high.md')
    text = me.config.read_text()
    me.write(text.replace(url, 'http://127.0.0.1:1'))
    me(2, 'does not answer', 'compose', '--check', 'high.md')
    me(0, '', 'compose', '--clean', 'clean.md', 'high.md')
    me.write(text)


def lured(me, day, url):
    """A link to somebody else's server, of a memo of the configured channel:
    nobody is asked there, unless by name."""
    link = f'{{}}/box/{day.box}#{day.fragment}'
    key = f'key {day.place}/vkey'
    asked = []

    class Lure(between.Front):
        def respond(self, body=None):
            asked.append(self.path)
            super().respond(body)

    with between.before(url, Lure) as lure:
        elsewhere = link.format(lure.url)
        for end in '', '/':
            me.write(channel('ours', url + end, key))
            for verb in ('show',), ('read',), ('export', '-o', 'x'):
                me(1, f'the link leads to {lure.url}, your channel is at',
                   *verb, elsewhere)
        me(1, 'the link leads to', 'show', '--key', day.place / 'vkey',
           elsewhere)
        day.t.check(not asked, f'nobody was asked: {asked}')
        me(0, 'Word code', 'show', link.format(url))
        me(0, 'Word code', 'show', '--key', day.place / 'vkey', '--server',
           lure.url, elsewhere)
        day.t.check(asked, 'asked, for it was said')
        # Of a channel that nothing here knows, the link alone says where.
        me.write('')
        me(0, 'Word code', 'show', '--key', day.place / 'vkey', elsewhere)


def office(me, day, s):
    """`inbox`, `inbox 1`, `acknowledge 1`, `reply 1`."""
    told = day.must('file', *day.member(0), '--server', s.url, '--code',
                    day.word_code, '--package', 'memo.package', day.link(s))
    day.t.check('Your state keeps the server' in told and 'gainsay/v1' not in
                told, 'a promise is told in a sentence', told)
    s.post('/exercise/clock', {'now': NEXT})
    keys = day.where / 'keys'
    me.write(channel('ours', s.url, f'key {day.place}/vkey', 'role office',
                     f'sign {keys}/office.key', f'identity {keys}/office.age'))
    me(0, 'Memo 1', 'inbox')
    me(0, 'type gainsay acknowledge 1', 'inbox')
    me(0, "and 1 more, 0 of all overdue", 'inbox')
    me(0, 'type gainsay reply 1', 'inbox', '--duties')
    me(0, 'to reply memo 1: 5', 'inbox', '--duty', 'reply')
    me(0, 'Nothing is to be done.', 'inbox', '--overdue')
    me(2, "'feed' is no duty", 'inbox', '--duty', 'feed')
    me(2, 'give no number', 'inbox', '--duties', '1')
    me(0, 'gives the memo id', 'inbox', '1')
    me(2, 'about one memo', 'inbox', '-o', 'x')
    me(2, 'which memo?', 'acknowledge')
    me(2, 'which memo?', 'acknowledge', '--memo', '1', '1')
    me(1, 'there is no terminal to ask at', 'acknowledge', '1')
    asked(me, day)


def asked(me, day):
    """Who gives a number alone is asked for the rest, and at the end whether
    to; the editor leaves nothing behind."""
    (me.home / 'tmp').mkdir()
    (me.home / 'edit').write_text(
        '#!/bin/sh\ncp "$1" "$1~"\nprintf "%s\\n" "$SAYS" > "$1"\n')
    (me.home / 'edit').chmod(0o700)
    me.environment.pop('XDG_RUNTIME_DIR', None)
    me.environment.update(TMPDIR=str(me.home / 'tmp'), VISUAL='./edit',
                          SAYS='How many wells?')
    yes = ('Type yes: ', 'yes')
    me.typed(1, 'was not yes', [('Type yes: ', 'no')], 'acknowledge', '1')
    me.typed(0, 'In the log', [yes], 'acknowledge', '1')
    text = me.typed(0, 'question 1 about memo 1', [
        ('in your editor\r\n > ', ''), yes], 'ask', '1')
    day.t.check('How many wells?' in text, 'the question is shown', text)

    (me.home / 'reply.txt').write_text('Noted.\n')
    each = [(f'request {r} of {REQUESTS} > ', 'declined')
            for r in range(1, REQUESTS + 1)]
    text = me.typed(0, 'In the log', [
        ('request 1 of 4 > ', 'perhaps'), *each, ('in your editor\r\n > ',
                                                  'reply.txt'), yes],
        'reply', '1')
    day.t.check('one of: accepted' in text and 'request 4: declined' in text
                and 'Noted.' in text,
                'all of the reply is shown', text)
    me.environment['SAYS'] = 'Two wells were meant.'
    each = [a for r in range(1, 5) for a in ('--disposition', f'{r} partly')]
    text = me.typed(0, 'In the log', [('in your editor\r\n > ', ''), yes],
                    'correct', *each, '1')
    day.t.check('Two wells were meant.' in text and 'request 2: partly' in
                text, 'a correction asks for what is missing', text)
    me.environment['SAYS'] = ''
    me.typed(1, 'and say nothing', [('in your editor\r\n > ', '')], 'ask', '1')
    me.environment['VISUAL'] = 'nosuch-editor'
    me.typed(2, 'editor nosuch-editor did not end well', [
        ('in your editor\r\n > ', '')], 'ask', '1')
    day.t.check(not list((me.home / 'tmp').iterdir()),
                'nothing that was written is left')


def main():
    t = rig.Tally()
    with rig.folder('config') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        me = Person(day, 'me')
        with day.serve('2023-10-30T13:00:00Z') as s:
            broken(me, s.url)
            chosen(me, s.url)
            named(me, s.url)
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': CLOCK})
            day.gather(s.url)
            member(me, day, s.url)
            lured(Person(day, 'lured'), day, s.url)
            office(Person(day, 'office'), day, s)
    t.end()


if __name__ == '__main__':
    main()
