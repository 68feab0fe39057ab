#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tutorials.py GAINSAY [--draw]: the five tutorials of docs/tutorial are played in their
order, as one story, by the commands that stand there; nothing in them is left
out, and their pictures are of what is shown (--draw makes them anew).  Each
person has a folder of their own, but for those who share the
operator's."""
import pathlib
import re
import shutil
import sys

sys.dont_write_bytecode = True
import pictures
import rig
import stored
from manual import LOW, WORDS, YES, Manual, blocks, headings

FOLDER = rig.ROOT / 'docs/tutorial'
ADDRESS = 'http://127.0.0.1:8080'
STORY = ('operator', 'registrar', 'member', 'office', 'auditor')
PEOPLE, ENDORSE = 24, 7
CODE = WORDS + ['--code', '"$CODE"']
TYPED = {'init': YES, 'staff issue': YES, 'roll sign': YES,
         'join': WORDS + LOW, 'roll check': WORDS, 'compose --to': WORDS,
         'gather': WORDS, 'endorse': CODE, 'file': CODE, 'me': WORDS,
         'read': WORDS, 'acknowledge': YES, 'reply': YES}


def text_of(name):
    return (FOLDER / f'{name}.md').read_text()


class Person(Manual):
    """Who follows one tutorial, in a folder that may be another's too."""

    def __init__(self, story, name, home):
        tools = story.day.where / f'{home.name}-{name}'
        for folder in (tools, home):
            folder.mkdir(exist_ok=True)
        text = text_of(name)
        super().__init__(story.day.t, story.day.gainsay, tools, text, TYPED)
        self.where, self.story = home, story
        self.env['HOME'] = str(home)
        for name in ('GAINSAY_CONFIG', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME'):
            self.env.pop(name, None)
        (home / 'words').write_text(stored.WORDS + '\n')
        (home / 'words').chmod(0o600)

    def at(self, url):
        """The server is at the test's own port."""
        self.text = self.text.replace(ADDRESS, url)


class Story:
    def __init__(self, day, draw):
        self.day = day
        self.pictures = pictures.Pictures(day.t, draw)
        self.shared = day.where / 'shared'
        self.people = {n: Person(self, n, self.shared)
                       for n in ('operator', 'registrar', 'office')}
        self.auditor = Person(self, 'auditor', day.where / 'auditor')
        self.members = [Person(self, 'member', day.where / f'H{i:02}')
                        for i in range(1, PEOPLE + 1)]
        self.author = self.members[0]

    def see(self, name, person, heading, nth, **more):
        """The command, and a picture of the terminal after it."""
        said = person(heading, nth, **more)
        typed = '\n'.join(blocks(heading, person.text)[nth])
        self.pictures.terminal(name, *(
            text.replace(self.server.url, ADDRESS)
            .replace(str(person.where), '~') for text in (typed, said)))
        return said

    def look(self, name, path, **more):
        self.pictures.page(name, self.server.url + path, **more)

    def everybody(self):
        return (*self.people.values(), self.auditor, *self.members)

    def passes(self, moment):
        self.server.post('/exercise/clock', {'now': moment})

    def founded(self):
        o = self.people['operator']
        o('Write down the rules', 0)
        o('Found the channel', 0, words='It is called Harbour dissent channel.')
        (line,), = blocks('Start it', o.text)
        found = re.fullmatch(r'gainsay serve --clock simulated:(\S+) channel',
                             line)
        self.day.t.check(found, 'the server is started', line)
        self.server = self.day.serve(found[1], self.shared / 'channel')
        o.ran.add(('Start it', line))
        for person in self.everybody():
            person.at(self.server.url)
        o('Let time pass', 0, words='2026-12-01T10:00:00Z')
        self.see('operator-doctor', o, 'Look after it', 0, want=1,
                 words='there is no roll')
        self.look('operator-page', '/')

    def joined(self):
        r = self.people['registrar']
        said = r('Invite everybody', 0, words=f'{PEOPLE} invitations')
        code = re.search(r'(?m)^  ([a-z]+(?: [a-z]+){7})$', said)[1]
        for i, member in enumerate(self.members, 1):
            shutil.copy(self.shared / f'invitations/H{i:02}.invitation',
                        member.where / 'H01.invitation')
            member('Join', 0, words=code)
        self.see('registrar-list', r, 'See who has joined', 0,
                 words=f'"H{PEOPLE}"')
        r('Make the roll', 0, words=f'{PEOPLE} keys of {PEOPLE} eligible')
        r('Check it, as the second signer', 0, words='Published')
        r('Check it, as the second signer', 1, words='memos begin from')
        self.author('Join', 1, words='the key is on the roll')

    def written(self):
        self.passes('2026-12-03T09:00:00Z')
        said = self.author('Write a memo', 0, words='0 faults')
        code = re.search(r'(?m)^word code: (.*)$', said)[1]
        for member in self.members:
            member.env['CODE'] = code
        self.author('Gather endorsements', 0, words=code)
        for member in self.members[:ENDORSE]:
            if member is not self.author:
                shutil.copy(self.author.where / 'memo.link', member.where)
                member('Endorse', 0, words='Endorsed.')
        self.see('member-endorse', self.author, 'Endorse', 0,
                 words='Endorsed.')
        self.look('member-page', '/member/')
        self.passes('2026-12-07T18:00:00Z')
        self.author('File it', 0, words=f'the box shows {ENDORSE} endorsements')
        self.passes('2026-12-09T18:00:00Z')

    def answered(self):
        o = self.people['office']
        o('Say once where the channel is', 0)
        self.see('office-inbox', o, 'See what is to be done', 0,
                 words='type gainsay acknowledge 1')
        self.look('office-page', '/office/')
        o('See what is to be done', 1, words='samples')
        o('Acknowledge it', 0, words='memo 1')
        self.passes('2026-12-11T10:00:00Z')
        o('Answer it', 0, words='request 1: accepted')
        o('What is left', 0, words='due  2027-02-26')
        self.see('member-follow', self.author, 'Follow it', 0,
                 words='The survey will be repeated')

    def audited(self):
        """The provenance file is its author's; all else needs `vkey` alone."""
        a = self.auditor
        self.passes('2026-12-19T18:00:00Z')
        shutil.copy(self.shared / 'channel/vkey', a.where)
        self.see('auditor-log', a, 'What happened, by the log', 0,
                 words=f'by {ENDORSE} of {PEOPLE} enrolled keys')
        self.look('auditor-page', '/memo/1.html', height=1200)
        a('Check every proof', 0,
          words='1 filed; acknowledge in time 1 of 1')
        given = 'A memo that somebody gave you'
        home, a.where = a.where, self.author.where
        a.env['HOME'] = str(a.where)
        a(given, 0)
        a.where = home
        a.env['HOME'] = str(home)
        for name in ('memo.gainsay', 'memo.md'):
            shutil.copy(self.author.where / name, home)
        self.server.__exit__()
        for nth in (1, 2):
            a(given, nth)
        self.see('auditor-altered', a, given, 3, want=1)


def main():
    t = rig.Tally()
    with rig.folder('tutorials') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        story = Story(day, '--draw' in sys.argv[2:])
        story.founded()
        try:
            story.joined()
            story.written()
            story.answered()
            story.audited()
        finally:
            story.server.__exit__()
        for person in (*story.people.values(), story.author, story.auditor):
            person.whole(*(h for h in headings(person.text)
                           if blocks(h, person.text)))
    story.pictures.shown(text_of(name) for name in STORY)
    t.check({f.stem for f in FOLDER.glob('*.md')} == {*STORY, 'README'},
            'there is no tutorial that nobody plays')
    t.end()


if __name__ == '__main__':
    main()
