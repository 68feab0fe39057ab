#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""reveals.py GAINSAY: members who endorse make themselves known to one reader
of the charter and to nobody else.  Files and requests of those who do not look
the same; the server hands each file to its reader alone; no name is anywhere in
what the server keeps; what does not fit its endorsement counts for nothing."""
import base64
import pathlib
import re
import sys

sys.dont_write_bytecode = True
import readers
import rig
import stored

ROLES = """role inspector new An inspector
role body new A body outside
reveal inspector x25519 new An inspector
reveal body x25519 new A body outside
"""
NAME, OTHER = 'Alix Markworth', 'Bo Markworth'
SAID = 'I speak for the night shift.'
NOW_AT_LAST = '2023-12-20T21:00:00Z'


class Reveals(stored.Day):
    init = ('init', '--answers', 'answers', '--yes')

    def found(self, *more):
        text = (rig.ROOT / 'examples/us-state.answers').read_text()
        (self.where / 'answers').write_text(text + ROLES)
        super().found(*more)

    def reads(self, code, words, role, *more, identity=None):
        done = self.gainsay(
            'reveals', '--server', self.url, '--key', 'channel/vkey',
            '--role', role, '--sign', f'keys/{role}.key', '--identity',
            f'keys/{identity or role}.age', *more, '1')
        self.t.check(done.returncode == code and words in done.stdout,
                     f'reveals to {role}: {code}, {words!r}', done.stdout)
        return done.stdout


def records(day, name):
    text = (day.where / f'{name}.act').read_text()
    return re.split('(?m)^(?=gainsay/v1 )', text)[1:]


def check_alike(day):
    """Members 0 and 1 are known to one reader each, 2 to nobody."""
    parts = [records(day, i) for i in range(3)]
    for i, part in enumerate(parts):
        day.t.check(len(part) == 3 and part[0].count('\nreveal ') == 2,
                    f'act {i}: an endorsement and two files')
    shapes = {tuple(len(r) for r in part) for part in parts}
    day.t.check(len(shapes) == 1, 'real and dummy have one length',
                str(shapes))
    heads = {re.sub('[A-Za-z0-9+/=]{20,}', '_', ''.join(part))
             for part in parts}
    day.t.check(len(heads) == 1, 'real and dummy have one form', str(heads))
    files = {r for part in parts for r in part[1:]}
    day.t.check(len(files) == 6, 'no file is another one')
    bodies = {len(rig.padded(day.body(i))['pad']) for i in range(3)}
    day.t.check(len(bodies) == 1, 'requests have one length')


def check_refused(day, s):
    act = rig.padded
    path, token = f'/box/{day.box}/acts', day.token
    endorsement, first, second = records(day, 0)
    for what, text in {
            'no file': endorsement, 'one file': endorsement + first,
            'another order': endorsement + second + first,
            'one too many': endorsement + first + second + second,
            'another file': endorsement + first + records(day, 1)[2],
            }.items():
        status, said = s.ask(stored.Act(path, {'record': text}, token))
        day.t.check(status >= 400 and b'reveal-files' in said,
                    f'an endorsement with {what} is refused',
                    f'{status} {said}')


def run(t, binary, where):
    day = Reveals(t, binary, where)
    day.found()
    to = {0: ('--known-to', 'inspector', '--name', NAME, '--statement', SAID),
          1: ('--known-to', 'body', '--name', OTHER)}
    with day.serve(f'{stored.DAY}09:00:00Z') as s:
        day.url = s.url
        day.enrol(s.url)
        s.post('/exercise/clock', {'now': '2023-11-03T09:00:00Z'})
        day.gather(s.url)
        for i in range(4):
            day.must('endorse', *day.member(i), '--server', s.url, '--code',
                     day.word_code, *to.get(i, ()), '-o', f'{i}.act',
                     day.link(s))
        check_alike(day)
        check_refused(day, s)
        for args, words in ((('--known-to', 'office', '--name', 'X'),
                             'no line `reveal`'),
                            (('--known-to', 'body'), 'go together'),
                            (('--name', 'X'), 'go together'),
                            (('--known-to', 'body', '--name', 'X' * 101),
                             '1 to 100 bytes')):
            done = day.gainsay('endorse', *day.member(5), '--server', s.url,
                               '--code', day.word_code, *args, '-o', '5.act',
                               day.link(s))
            t.check(done.returncode != 0 and words in done.stdout,
                    f'endorse {args}: {words}', done.stdout)
        for i in range(3):
            s.post(f'/box/{day.box}/acts', day.body(i), token=day.token)
        day.must('endorse', *day.member(4), '--server', s.url, '--code',
                 day.word_code, '--known-to', 'inspector', '--name', 'Taken '
                 'Back', day.link(s))
        day.must('withdraw', *day.member(4), '--server', s.url, '--code',
                 day.word_code, day.link(s))
        day.must('file', *day.member(0), '--server', s.url, '--code',
                 day.word_code, '--package', 'memo.package', day.link(s))
        s.post('/exercise/clock', {'now': '2023-11-03T21:00:00Z'})

        inspector = day.reads(0, f'{NAME}: {SAID}', 'inspector')
        t.check(OTHER not in inspector and 'Taken' not in inspector and
                '4 endorsements: 1 made themselves known, 2 did not, 1 taken '
                'back' in inspector, 'the inspector knows of one', inspector)
        body = day.reads(0, OTHER, 'body')
        t.check(NAME not in body, 'the body knows of the other one', body)
        day.reads(1, 'no line `reveal`', 'office', identity='body')
        day.reads(0, '3 whose file counts for nothing', 'inspector',
                  identity='body')

        # Somebody else's endorsement after filing, with a file for a reader.
        day.must('endorse', *day.member(6), '--server', s.url, '--code',
                 day.word_code, '--known-to', 'body', '--name', 'Late One',
                 day.link(s))
        again = day.gainsay('endorse', *day.member(6), '--server', s.url,
                            '--code', day.word_code, '--known-to', 'inspector',
                            '--name', 'Late One', day.link(s))
        t.check(again.returncode != 0 and 'fixed then' in again.stdout,
                'nobody is made known later', again.stdout)
        s.post('/exercise/clock', {'now': NOW_AT_LAST})
        day.reads(0, 'Late One', 'body')
        day.reads(0, '5 endorsements: 1 made', 'inspector')

        check_hostile(day, s)
    check_kept(day)


def check_hostile(day, s):
    """Nobody but its reader is given a file, whoever asks."""
    hashes = [h for i in range(3) for h in re.findall(
        '(?m)^reveal (.*)$', records(day, i)[0])]
    day.channel = base64.b64decode(rig.channel_id(day.place))
    day.now = NOW_AT_LAST
    for h in hashes[:2]:
        path = f'/content/{base64.b64decode(h).hex()}'
        shown = {'a stranger': None, 'a link holder': f'Bearer {day.token}',
                 **{role: readers.signed(day, path, role)
                    for role in ('office', 'authority', 'registrar')}}
        for asker, authorization in shown.items():
            status, code = readers.get(s.url, path, authorization)[:2]
            day.t.check(status == 403 and code == 'reveal-not-reader',
                        f'{asker} is refused a file', f'{status} {code}')
        mine = [readers.get(s.url, path, readers.signed(day, path, role))[0]
                for role in ('inspector', 'body')]
        day.t.check(sorted(mine) == [200, 403],
                    'each file is one reader\'s', str(mine))


def check_kept(day):
    names = [m for n in (NAME, OTHER, SAID, 'Markworth', 'Late One')
             for m in stored.forms(n.encode())]
    paths = stored.files(day.place, pathlib.Path(f'{day.place}.log'))
    hits = stored.look(names, paths)
    day.t.check(len(paths) > 5 and not hits, 'no name in what the server '
                'keeps', str(hits))
    with stored.read_only(day.place / 'channel.db') as db:
        lengths = db.execute(
            'SELECT count(*), count(DISTINCT length(bytes)) FROM content '
            'JOIN reveals USING (hash)').fetchone()
    day.t.check(lengths == (8, 1), 'files of one length, one for each reader '
                'and endorsement that stood', str(lengths))


def main():
    t = rig.Tally()
    with rig.folder('reveals') as name:
        run(t, sys.argv[1], pathlib.Path(name).resolve())
    t.end()


if __name__ == '__main__':
    main()
