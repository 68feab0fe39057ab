#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fixed.py GAINSAY MANIFEST: what a server's pages must be stands in the log, by
somebody who does not run the server.  A front before a real server alters one
file, hides one, lists one more, lists nothing: `gainsay assets` names each."""
import hashlib
import http.client
import pathlib
import sys

sys.dont_write_bytecode = True
import between
import rig
import stored

NOW = '2023-10-30T13:00:00Z'
PAGES = 'role pages new The staff union\n'


class Day(stored.Day):
    init = ('init', '--answers', 'answers', '--yes')

    def found(self, *more, pages=PAGES):
        text = (rig.ROOT / 'examples/us-state.answers').read_text()
        (self.where / 'answers').write_text(text + pages)
        super().found(*more)

    def assets(self, code, words, *args):
        done = self.gainsay('assets', '--key', 'channel/vkey', *args)
        self.t.check(done.returncode == code and words in done.stdout,
                     f'assets {args}: {code}, {words!r}', done.stdout)
        return done.stdout

    def fix(self, code, words, manifest, *more, role='pages'):
        return self.assets(code, words, '--sign', f'keys/{role}.key',
                           '--manifest', str(manifest), '--release', '1.0.0',
                           *more, self.url)


class Liar(between.Front):
    def respond(self, body=None):
        status, data = self.forward(body)
        lie = self.server.lies.get(self.path)
        self.answer(*(lie(status, data) if lie else (status, data)))


def refused(day, manifest):
    day.assets(1, 'has no record `assets`', day.url)
    day.fix(1, 'no terminal to ask', manifest)
    day.fix(1, 'line 1 of the manifest', '/dev/null',
            '--yes')
    (day.where / 'upside').write_text(
        ''.join(reversed(manifest.read_text().splitlines(True))))
    day.fix(1, 'the paths ascend', 'upside', '--yes')
    day.fix(1, 'pages', manifest, '--yes', role='office')
    day.assets(2, 'give --manifest F', '--manifest', str(manifest), day.url)
    day.assets(1, 'no record `assets`', day.url)


def served(day, manifest):
    """What the server lists is what it shows, and what was built."""
    line = http.client.HTTPConnection(day.url.removeprefix('http://'))
    line.request('GET', '/assets')
    listed = line.getresponse().read().decode()
    line.close()
    day.t.check(listed == manifest.read_text(), 'the list that was built',
                listed)
    day.fix(0, 'entry', manifest, '--yes')
    said = day.assets(0, 'what the record says', day.url)
    day.t.check(f'All {len(listed.splitlines())} files' in said, 'all', said)
    return [row.split()[1] for row in manifest.read_text().splitlines()]


def lies(day, paths):
    module = next(p for p in paths if p.endswith('verbs.wasm'))
    page = next(p for p in paths if p.endswith('/member.js'))

    def altered(status, data):
        return status, data[:-1] + bytes([data[-1] ^ 1])

    def absent(_status, _data):
        return 404, b''

    def more(status, data):
        spy = hashlib.sha256(b'spy').hexdigest()
        return status, data + f'{spy}  member/spy.js\n'.encode()

    for lie, told in (
            ({'/' + module: altered}, [f'altered    {module}']),
            ({'/' + page: absent}, [f'missing    {page}']),
            ({'/assets': more}, ['not named  member/spy.js']),
            ({'/assets': absent}, ['no list    assets']),
            ({'/member/': altered, '/' + page: absent, '/assets': more},
             ['altered    member/', f'missing    {page}',
              'not named  member/spy.js'])):
        with between.before(day.url, Liar, lies=lie) as front:
            said = day.assets(1, 'shows other pages', front.url)
            beside = day.assets(1, told[0], '--pages', front.url, day.url)
        rows = [row.strip() for row in said.splitlines()
                if row.startswith('  ')]
        day.t.check(sorted(rows) == sorted(told), f'named: {told}', said)
        day.t.check(all(row in beside for row in told), 'and beside another '
                    'log', beside)
    with between.before(day.url, Liar, lies={}) as front:
        day.assets(0, 'what the record says', front.url)
    day.assets(2, '127.0.0.1:1', '--pages', 'http://127.0.0.1:1', day.url)
    day.assets(0, 'what the record says', '--pages', day.url, 'channel')


def newest(day, manifest):
    """A release that is not served is told, file by file."""
    rows = manifest.read_text().splitlines(True)
    (day.where / 'next').write_text(''.join(rows[1:]))
    day.fix(0, 'entry', 'next', '--yes')
    said = day.assets(1, 'by 1 files', day.url)
    day.t.check(f'not named  {rows[0].split()[1]}' in said, 'what is more',
                said)


def nobody(day):
    """The operator does not hold that role."""
    charter = (day.where / 'channel/charter.rec').read_text()
    name = next(row.split(' ', 3)[3] for row in charter.splitlines()
                if row.startswith('role log '))
    answers = day.where / 'answers'
    answers.write_text(answers.read_text().replace('The staff union', name))
    done = day.gainsay(*day.init, '--exercise', '--origin', 'localhost/other',
                       '--from', '2023-01-01', '--to', '2025-12-31', 'other')
    day.t.check(done.returncode == 1 and 'is not who runs it' in done.stdout,
                'the operator does not say it', done.stdout)


def main():
    t = rig.Tally()
    manifest = pathlib.Path(sys.argv[2]).resolve()
    with rig.folder('fixed') as name:
        day = Day(t, sys.argv[1], pathlib.Path(name))
        day.found()
        with day.serve(NOW) as server:
            day.url = server.url
            refused(day, manifest)
            files = served(day, manifest)
            lies(day, files)
            newest(day, manifest)
        nobody(day)
    t.end()


main()
