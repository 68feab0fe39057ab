#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sizes.py GAINSAY: two memos that differ in nothing but a name which a release
withholds, each with a reply, a question and an answer that differ in it too, in
two copies of one channel.  Every request and answer, every file of the server
and every file that a client writes for others has one size in both: else the
length of what is withheld, and so often the name, would be public.

Not compared, since they are the text itself: the package and the provenance
file of the whole memo, and what the office and link holders write when they
open it.  A certificate's size follows from how well its digits compress."""
import contextlib
import pathlib
import re
import shutil
import sqlite3
import sys

sys.dont_write_bytecode = True
import readers
import rig
import stored

NAMES = 'Bo Li', 'Alexandra Wilhelmina Featherstonehaugh'
NOON = f'{stored.DAY}16:00:00Z'


class Ear(readers.Liar):
    """Passes everything on; keeps what each request and answer weighs."""

    def __init__(self, url):
        super().__init__(url, lambda *_: None)
        self.heard = []
        self.RequestHandlerClass = Listener


class Listener(readers.Relay):
    def pass_on(self, body):
        shown = self.headers.get('Authorization')
        status, _, headers, data = readers.get(self.server.to, self.path,
                                               shown, self.command, body)
        path = re.sub('[0-9a-f]{64}', '#', self.path)
        self.server.heard.append((
            self.command, path, len(shown or ''), len(body or b''), status,
            len(data)))
        self.send_response(status)
        self.send_header('Content-Type', headers['Content-Type'])
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def memo_of(name):
    text = stored.MEMO.read_text()
    return text.rstrip('\n') + (
        f'\n\n(SBU) The measurements come from {name} of the laboratory.\n')


def files_of(place):
    """What the server has on its disk; a database by what its rows weigh,
    since how they lie in pages follows from their random keys."""
    sizes = {}
    for path in sorted(p for p in place.rglob('*') if p.is_file()):
        name = re.sub('[0-9a-f]{64}', '#', str(path.relative_to(place)))
        if re.search(r'\.db-(wal|shm)$', name):
            continue
        sizes[name] = rows_of(path) if name.endswith('.db') else \
            path.stat().st_size
    return sizes


def weight(value):
    return len(value) if isinstance(value, (bytes, str)) else 8


def rows_of(path):
    with stored.read_only(path) as db:
        names = [n for n, in db.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {n: sorted(tuple(map(weight, row)) for row in db.execute(
            f'SELECT * FROM "{n}"')) for n in names}


class Run:
    """One of the two: what was heard, and what lay where at each step."""

    def __init__(self, day, s, name):
        self.day, self.s, self.name = day, s, name
        self.steps, self.ear = {}, None

    def step(self, what, *files):
        day = self.day
        self.steps[what] = {
            'requests': self.ear.heard[:],
            'server': files_of(day.place),
            'files': {f: (day.where / f).stat().st_size for f in files}}
        self.ear.heard.clear()

    def play(self):
        with Ear(self.s.url) as self.ear:
            self.gather()
            self.answer()
            self.release()

    def gather(self):
        day, at = self.day, ('--server', self.ear.url)
        day.must('compose', '--charter', 'channel/charter.rec', '--roll',
                 'roll-1.rec', '--to', 'Secretary of State', '--after',
                 '2023-12-31', '--out', 'memo.package', 'memo.md')
        code = rig.code_of(day.must('gather', *at, '--key', 'channel/vkey',
                                    '-o', 'memo.link', 'memo.package'))
        self.step('gather', 'memo.link')
        link = (day.where / 'memo.link').read_text()
        (day.where / 'here.link').write_text(
            self.ear.url + link[link.index('/box/'):])
        for i in range(6):
            day.must('endorse', *day.member(i), *at, '--code', code, '-o',
                     f'{i}.act', '@here.link')
            day.must('endorse', '--submit', f'{i}.act', '--key',
                     'channel/vkey', *at, '@here.link')
        day.must('show', '--key', 'channel/vkey', '@here.link')
        self.step('endorse', *(f'{i}.act' for i in range(6)))
        day.must('file', *day.member(0), *at, '--code', code, '--package',
                 'memo.package', '@here.link')
        self.s.post('/exercise/clock', {'now': '2023-11-02T16:00:00Z'})
        self.step('file')

    def answer(self):
        day = self.day
        at = ('--server', self.ear.url, '--key', 'channel/vkey')
        office = (*at, '--sign', 'keys/office.key', '--memo', '1')
        day.must('acknowledge', *office, '--identity', 'keys/office.age')
        day.must('inbox', *office, '--identity', 'keys/office.age', '-o',
                 'opened.md')
        (day.where / 'letter').write_text(f'{self.name} has been asked.\n')
        day.must('ask', *office, '--text', 'letter', '--yes')
        day.must('answer', *at, '--author', 'memo.package.author', '--memo',
                 '1', '--question', '1', '--text', 'letter', '--yes')
        day.must('reply', *office, *sum(
            (('--disposition', f'{n} accepted') for n in range(1, 5)), ()),
                 '--text', 'letter', '--yes')
        self.s.post('/exercise/clock', {'now': '2023-11-05T16:00:00Z'})
        said = day.must('read', '--key', 'channel/vkey', '@here.link')
        day.t.check(said.count(self.name) >= 2, 'the texts have the name',
                    said)
        day.must('inbox', *office, '--identity', 'keys/office.age',
                 '--answers')
        self.step('answer')

    def release(self):
        day = self.day
        day.must('provenance', '--key', 'channel/vkey', '--memo-file',
                 'memo.package', '-o', 'memo.gainsay', self.ear.url)
        listed = day.must('redact', '--list', 'memo.gainsay')
        last = re.findall(r'^ *(\d+) ', listed, re.M)[-1]
        for kind, part in (('block', last), ('sentence', f'{last}:1')):
            day.must('redact', '--withhold', part, '-o', f'{kind}.gainsay',
                     '--text', f'{kind}.md', 'memo.gainsay')
            text = (day.where / f'{kind}.md').read_text()
            day.t.check('[withheld' in text and self.name not in text and
                        self.name.encode() not in
                        (day.where / f'{kind}.gainsay').read_bytes(),
                        f'the name is withheld by its {kind}')
        day.must('publish', '--server', self.ear.url, '--key', 'channel/vkey',
                 '--sign', 'keys/release.key', '--text', 'block.md', '--yes',
                 'block.gainsay')
        day.must('provenance', '--key', 'channel/vkey', '--memo', '1',
                 '--publication', '1', '-o', 'published.gainsay',
                 self.ear.url)
        day.must('status', '--key', 'channel/vkey', self.ear.url)
        for path in ('/', '/channel', '/editions'):
            readers.get(self.ear.url, path)
        self.step('release', 'block.gainsay', 'block.md', 'sentence.gainsay',
                  'sentence.md', 'published.gainsay')


def differences(a, b, where=''):
    """[(what, size, other size)] of two runs."""
    if isinstance(a, dict) and isinstance(b, dict):
        return [d for k in sorted({*a, *b}, key=str) for d in differences(
            a.get(k), b.get(k), f'{where}/{k}')]
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return [d for i, (x, y) in enumerate(zip(a, b)) for d in differences(
            x, y, f'{where}[{i}]')]
    return [] if a == b else [(where, a, b)]


def compare(t, runs):
    for step in runs[0].steps:
        one, other = (r.steps[step] for r in runs)
        for kind in one:
            found = differences(one[kind], other[kind], f'{step}/{kind}')
            t.check(not found, f'{step}: {kind}', '\n'.join(
                map(str, found[:6])))
    first = runs[0].steps
    heard = sum(len(s['requests']) for s in first.values())
    files = sorted({f for s in first.values() for f in s['files']})
    t.check(heard > 60 and len(files) > 10, 'much was compared')
    t.check(any('/content/' in r[1] for s in first.values()
                for r in s['requests']) and
            any('/box/' in r[1] for s in first.values()
                for r in s['requests']), 'sealed files among it')
    print(f'compared: {heard} requests with their answers; of the server '
          f'{", ".join(sorted(first["release"]["server"]))}; of clients '
          f'{", ".join(files)}')


def main():
    t = rig.Tally()
    runs = []
    with rig.folder('sizes') as place:
        place = pathlib.Path(place).resolve()
        (place / 'first').mkdir()
        day = stored.Day(t, sys.argv[1], place / 'first')
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s:
            day.enrol(s.url)
        shutil.copytree(place / 'first', place / 'second')
        for folder, name in zip(('first', 'second'), NAMES):
            day = stored.Day(t, sys.argv[1], place / folder)
            (day.where / 'memo.md').write_text(memo_of(name))
            with day.serve(NOON) as s:
                runs.append(Run(day, s, name))
                runs[-1].play()
        compare(t, runs)
        changed = {**runs[1].steps['file']['files'], 'x': 1}
        t.check(differences(runs[0].steps['file']['files'], changed),
                'a difference is seen')
    t.end()


if __name__ == '__main__':
    main()
