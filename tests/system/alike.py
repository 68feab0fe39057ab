#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""alike.py GAINSAY: two memos, and the letters about them, differ in one name
that a release withholds, a short one and a long one.  Every request, every
answer and every file then has one size, the server's and the members' own, but
for those in which their owner can read the name; and so has a mirror's copy.
What a courier carries is a checkpoint, which has one size for all memos."""
import difflib
import os
import pathlib
import re
import shutil
import sys

sys.dont_write_bytecode = True
import between
import rig
import stored

NAMES = {'short': 'Ivo', 'long': 'Dr. Alexandra Wilhelmina Featherstonehaugh'}
KEY = ('--key', 'channel/vkey')
DAY = '2023-11-01T15:00:00Z'
# Where the whole text stands, or a letter: its owner's own.
READABLE = {'memo.md', 'letter', 'memo.package', 'memo.gainsay', 'opened.md'}
BLOCK = "The insurer's letter of 3 September"
SENTENCE = 'They are named in an annex'


class Scale(between.Front):
    """Weighs what goes each way; names of memos, files and tags are all of one
    length, and left out."""

    def respond(self, body=None):
        status, data = self.forward(body)
        self.server.seen.append(
            f'{self.command} {re.sub("[0-9a-f]{64}", "ID", self.path)} '
            f'{len(body or b"")}: {status} {len(data)}')
        self.answer(status, data)


def write(day, name):
    """In a block that is withheld whole, in a sentence, and in letters."""
    text = stored.MEMO.read_text()
    for before, after in ((BLOCK, f"The insurer's letter to {name} of 3 "
                           'September'),
                          (SENTENCE, f'{name} has them, and they are named in '
                           'an annex')):
        if text.count(before) != 1:
            raise ValueError(before)
        text = text.replace(before, after)
    (day.where / 'memo.md').write_text(text)
    (day.where / 'letter').write_text(f'It was {name} who told us.\n')


def gathered(day, url):
    day.must('compose', '--server', url, *KEY, '--to', 'Secretary of State',
             '--after', '2023-12-31', '--out', 'memo.package', 'memo.md')
    code = rig.code_of(day.must('gather', *day.member(0), '--server', url,
                                '-o', 'memo.link', 'memo.package'))
    at = ('--server', url, '--code', code)
    day.must('show', *day.member(1), '--server', url, '@memo.link')
    for i in range(1, 7):
        day.must('endorse', *day.member(i), *at, '@memo.link')
    day.must('withdraw', *day.member(6), *at, '--promise', '6.promise',
             '@memo.link')
    return at


def filed(day, s, url, at):
    s.post('/exercise/clock', {'now': '2023-11-02T15:00:00Z'})
    day.must('export', *day.member(2), '--server', url, '-o', 'box.acts',
             '@memo.link')
    # As a file for others to hand in, and through the box.
    day.must('file', *day.member(0), *at, '--package', 'memo.package',
             '--acts', 'box.acts', '-o', 'filing')
    day.must('file', *day.member(0), *at, '--package', 'memo.package',
             '@memo.link')
    s.post('/exercise/clock', {'now': '2023-11-03T15:00:00Z'})


def late(day, s, url, at):
    """Acts behind the filing, the same text sealed anew, and a refusal."""
    day.must('endorse', *day.member(7), *at, '@memo.link')
    day.must('acknowledge', '--yes', '--server', url, *KEY, '--sign',
             'keys/office.key', '--memo', 1, '--unreadable')
    day.must('resupply', *day.member(5), *at, '@memo.link')
    done = day.gainsay('endorse', *day.member(1), *at, '@memo.link')
    day.t.check(done.returncode == 1, 'no second endorsement', done.stdout)
    s.post('/exercise/clock', {'now': '2023-11-04T15:00:00Z'})


def answered(day, s, url):
    """The letters have the name too, sealed."""
    office = ('--server', url, *KEY, '--sign', 'keys/office.key', '--memo', 1)
    opens = ('--identity', 'keys/office.age')
    day.must('inbox', *office, *opens, '-o', 'opened.md')
    day.must('acknowledge', '--yes', *office, *opens)
    day.must('ask', '--yes', *office, '--text', 'letter')
    day.must('answer', '--server', url, *KEY, '--memo', 1, '--author',
             'memo.package.author', '--question', 1, '--text', 'letter',
             '--yes', '--promise', 'answer.promise')
    day.must('reply', '--yes', *office, '--text', 'letter', *sum(
        (('--disposition', f'{n} accepted') for n in range(1, 5)), ()))
    day.must('correct', '--yes', *office, '--text', 'letter', *sum(
        (('--disposition', f'{n} declined') for n in range(1, 5)), ()))
    s.post('/exercise/clock', {'now': '2023-11-06T15:00:00Z'})
    day.must('read', *KEY, '--server', url, '@memo.link')


def released(day, s, url):
    day.must('provenance', *KEY, '--memo-file', 'memo.package',
             '--traceable', '-o', 'memo.gainsay', url)
    listed = day.must('redact', '--list', 'memo.gainsay')
    at = {words: re.search(rf'(?m)^  (\d+:\d+)  .*{re.escape(words)}',
                           listed)[1]
          for words in ("The insurer's letter to", 'has them, and they')}
    whole, sentence = at.values()
    day.must('redact', '--withhold', whole.split(':')[0], '--withhold',
             sentence, '--otherwise', '(b)(6)', '--text', 'part.md', '-o', 'part.gainsay',
             'memo.gainsay')
    day.must('publish', '--yes', '--server', url, *KEY, '--sign',
             'keys/release.key', '--text', 'part.md', 'part.gainsay')
    day.must('status', *KEY, url)
    day.must('inbox', '--server', url, *KEY)
    day.must('sync', *KEY, url)
    day.must('mirror', '--once', *KEY, '--dir', 'mirror', url)


def play(base, where, name):
    """What was seen on the way, and {file: size}."""
    shutil.copytree(base.where, where)
    os.environ['XDG_CACHE_HOME'] = str(where / 'cache')
    day = stored.Day(base.t, base.gainsay.binary, where)
    write(day, name)
    with day.serve(DAY) as s:
        with between.before(s.url, Scale, seen=[]) as front:
            at = gathered(day, front.url)
            filed(day, s, front.url, at)
            late(day, s, front.url, at)
            answered(day, s, front.url)
            released(day, s, front.url)
            shown = (where / 'part.md').read_text()
            day.t.check(name not in shown, 'the release has no name', shown)
            whole = (where / 'memo.gainsay').read_bytes()
            day.t.check(name.encode() in whole, 'the whole file has it')
            seen = list(front.seen)
    sizes = {} # several files, as opening and text, may have one name so
    for p in where.rglob('*'):
        if p.is_file():
            name = re.sub('[0-9a-f]{32,64}', 'ID', str(p.relative_to(where)))
            sizes[name] = sorted([*sizes.get(name, ()), p.stat().st_size])
    return seen, sizes


def main():
    t = rig.Tally()
    with rig.folder('alike') as name:
        folder = pathlib.Path(name).resolve()
        base = folder / 'base'
        base.mkdir()
        day = stored.Day(t, sys.argv[1], base)
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s:
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': DAY})
        (base / 'channel.log').unlink()
        got = {how: play(day, folder / how, who)
               for how, who in NAMES.items()}
    (seen, sizes), (others, other) = got.values()
    t.check(len(seen) > 60 and any('/content/' in line for line in seen) and
            any('/export' in line for line in seen) and
            any('/acts' in line for line in seen) and
            any('/resupply' in line for line in seen), 'much was weighed',
            '\n'.join(seen))
    t.check({'filing', 'box.acts', 'part.gainsay', '7.state',
             'mirror/public/log/checkpoint', 'channel/boxes.db',
             'channel/channel.db'} <= set(sizes), 'and many files',
            '\n'.join(sorted(sizes)))
    t.check(seen == others, 'every request and answer has one size',
            '\n'.join(difflib.unified_diff(seen, others, lineterm='', n=0)))
    differing = {f: (sizes.get(f), other.get(f)) for f in sizes | other
                 if sizes.get(f) != other.get(f)}
    t.check(set(differing) == READABLE, 'every file has one size but those in '
            'which the name can be read', str(differing))
    t.end()


if __name__ == '__main__':
    main()
