#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""annexes.py GAINSAY: files go with a memo: listed before anybody acts, written
out on demand and never over a file, opened by the office, hidden from the log
and from whoever holds the disks, and held one by one against what was filed."""
import base64
import hashlib
import json
import pathlib
import re
import shutil
import sys
import urllib.request

sys.dont_write_bytecode = True
import rig
import stored

CHANNEL = ('--key', 'channel/vkey')
FILES = {'Table 1.pdf': b'%PDF-1.7 of a sort\n/Author (A. Member)\n' * 40,
         'map.png': b'\x89PNG\r\n\x1a\n' + bytes(range(256)) * 3 + b'\0\0',
         'πίνακας.csv': 'α,β\n1,2\n'.encode()}
SAID = [f'Annex 1    Table 1.pdf (pdf, {40 * 39} bytes)',
        'Annex 2    map.png (picture, 778 bytes)',
        'Annex 3    πίνακας.csv (text, 10 bytes)']
ALL = [word for name in FILES for word in ('--annex', f'files/{name}')]
MOST = 27 << 16


def compose(day, s, name, *more, memo=None):
    return day.gainsay('compose', '--server', s.url, *CHANNEL, '--to',
                       'Secretary of State', '--after', '2023-12-31', *more,
                       '--out', f'{name}.package', memo or stored.MEMO)


def refused(day, s):
    where = day.where
    (where / 'empty').write_bytes(b'')
    (where / 'most').write_bytes(b'x' * (MOST - 1))
    (where / 'more').write_bytes(b'y' * 2)
    (where / 'over').write_bytes(b'x' * (MOST + 1))
    (where / '.hidden').write_bytes(b'a')
    (where / 'a\x1b[2Jb').write_bytes(b'a')
    (where / 'other').mkdir()
    (where / 'other/MAP.PNG').write_bytes(b'another')
    for i in range(17):
        (where / f'file-{i}').write_text(f'{i}')
    for what, given, words in (
            ('no bytes', ['empty'], 'has no bytes'),
            ('one over the limit', ['over'], f'{MOST}'),
            ('two over it', ['most', 'more'], f'at most {MOST}'),
            ('a hidden name', ['.hidden'], 'rename the file'),
            ('a name with escapes', ['a\x1b[2Jb'], 'rename the file'),
            ('names alike', ['files/map.png', 'other/MAP.PNG'], 'the name'),
            ('17', [f'file-{i}' for i in range(17)], 'at most 16')):
        done = compose(day, s, 'none', *(w for f in given
                                         for w in ('--annex', f)))
        day.t.check(done.returncode == 2 and words in done.stdout and
                    '\x1b' not in done.stdout and
                    not (where / 'none.package').exists(),
                    f'{what}: exit {done.returncode}', done.stdout)
    done = compose(day, s, 'full', '--annex', 'most')
    day.t.check(done.returncode == 0, 'the most that fits', done.stdout)


def filed(day, s):
    """Composed, shown, endorsed and filed."""
    done = compose(day, s, 'memo', *ALL)
    day.t.check(done.returncode == 0 and
                'annex 1 (Table 1.pdf) may tell who made it' in done.stdout,
                'what a file tells is said', done.stdout)
    day.word_code = rig.code_of(day.must(
        'gather', *day.member(0), '--server', s.url, '-o', 'memo.link',
        'memo.package'))
    at = ('--server', s.url, '--code', day.word_code)
    for what, text in (
            ('compose', done.stdout),
            ('show', day.must('show', *CHANNEL, '@memo.link')),
            ('endorse', day.must('endorse', *day.member(0), *at,
                                 '@memo.link'))):
        for words in SAID:
            day.t.check(words in text, f'{what} lists {words}', text)
    day.must('file', *day.member(0), *at, '--package', 'memo.package',
             '@memo.link')
    s.post('/exercise/clock', {'now': '2023-11-02T15:00:00Z'})


def full(day, s):
    """The most that fits goes through a box."""
    day.must('gather', *day.member(3), '--server', s.url, '-o', 'full.link',
             'full.package')
    day.must('show', *CHANNEL, '--annex', '1', '-o', 'full', '@full.link')
    day.t.check((day.where / 'full').read_bytes() ==
                (day.where / 'most').read_bytes(), 'the most, as it was')


def written(day):
    """Out of a link, to a file of its own, and over none."""
    out = day.where / 'out'
    out.mkdir()
    show = ('show', *CHANNEL)
    day.must(*show, '--annex', 'all', '-o', 'out', '@memo.link')
    day.t.check({p.name: p.read_bytes() for p in out.iterdir()} == FILES,
                'each as it was')
    day.must(*show, '--annex', '2', '-o', 'one', '@memo.link')
    day.t.check((day.where / 'one').read_bytes() == FILES['map.png'] and
                (day.where / 'one').stat().st_mode & 0o777 == 0o600,
                'one, for its owner alone')
    kept = b'something else'
    (day.where / 'map.png').write_bytes(kept)
    for what, args, words in (
            ('its own name', ('--annex', '2'), 'exist'),
            ('a name that is taken', ('--annex', '2', '-o', 'one'), 'exist'),
            ('annex 4', ('--annex', '4'), 'no annex of this memo'),
            ('annex 0', ('--annex', '0'), 'no annex of this memo'),
            ('all into a file', ('--annex', 'all', '-o', 'three'),
             'into a folder'),
            ('the output', ('--annex', '1', '-o', '-'), 'to a file'),
            ('-o alone', ('-o', 'three'), '--annex as well')):
        done = day.gainsay(*show, *args, '@memo.link')
        day.t.check(done.returncode != 0 and words in done.stdout,
                    f'{what}: exit {done.returncode}', done.stdout)
    day.t.check((day.where / 'map.png').read_bytes() == kept and
                not (day.where / 'three').exists(), 'nothing is overwritten')


def opened(day, s):
    """By the office."""
    desk = ('inbox', '--server', s.url, *CHANNEL, '--sign', 'keys/office.key',
            '--identity', 'keys/office.age')
    text = day.must(*desk, '1')
    day.t.check('annex 2: map.png (picture, 778 bytes)' in text and
                'PNG' not in text.replace('map.png', ''),
                'the office is told, and its text has no file in it', text)
    (day.where / 'desk').mkdir()
    day.must(*desk, '--annex', 'all', '-o', 'desk', '1')
    day.t.check({p.name: p.read_bytes() for p in
                 (day.where / 'desk').iterdir()} == FILES,
                'and writes each out')
    day.must('acknowledge', '--server', s.url, *CHANNEL, '--sign',
             'keys/office.key', '--identity', 'keys/office.age', '--yes',
             '1')


def hidden(day):
    """From the log and from whoever has the server's disk."""
    digests = [hashlib.sha256(data).digest() for data in FILES.values()]
    memo = next(r for r in map(rig.record_of, rig.read_entries(
        day.place / 'log')) if r.startswith('gainsay/v1 memo\n'))
    named = re.findall(r'(?m)^annex (\S+)$', memo)
    day.t.check(len(named) == 3, 'the log has three hashes', memo)
    for name, digest in zip(FILES, digests):
        for path in day.place.rglob('*'):
            if not path.is_file():
                continue
            kept = path.read_bytes()
            day.t.check(not any(form in kept for form in (
                name.encode(), digest, digest.hex().encode(),
                base64.b64encode(digest))), f'{name} in {path}')
    day.t.check(not {base64.b64encode(d).decode() for d in digests} &
                set(named), 'none is the hash of a file')


def alike(day, s):
    """Memos that differ in the names and bytes of a file alone."""
    sizes = set()
    for i, (name, data) in enumerate((('a.pdf', b'%PDF-1'),
                                      ('x' * 128, b'%PDF-1' * 500))):
        (day.where / name).write_bytes(data)
        compose(day, s, f'alike-{i}', '--annex', name)
        day.must('gather', *day.member(i + 1), '--server', s.url, '-o',
                 f'alike-{i}.link', f'alike-{i}.package')
        link = (day.where / f'alike-{i}.link').read_text()
        box, _, fragment = link.strip().partition('/box/')[2].partition('#')
        sizes.add(box_sizes(s, box, stored.token_of(fragment)))
    day.t.check(len(sizes) == 1, 'boxes of one size', str(sizes))


def box_sizes(s, box, token):
    ask = urllib.request.Request(f'{s.url}/box/{box}', headers={
        'Authorization': f'Bearer {token}'})
    with urllib.request.urlopen(ask) as reply:
        got = json.load(reply)
    return len(got['sealed']), len(got['file'])


def verify(day, want, words, *args, path='memo.gainsay'):
    done = day.gainsay('verify', *CHANNEL, *args, path)
    day.t.check(done.returncode == want and
                all(w in done.stdout for w in words),
                f'verify {args} {path}: exit {done.returncode}, not {want}',
                done.stdout)
    return done.stdout


def held(day, s):
    """Each file against what was filed."""
    said = day.must('provenance', *CHANNEL, '--memo-file', 'memo.package',
                    '--traceable', '-o', 'memo.gainsay', s.url)
    day.t.check('Annex 2: map.png (picture, 778 bytes)' in said,
                'what the file shows is said', said)
    verify(day, 0, ['annex 1     Table 1.pdf (pdf, 1560 bytes): not attached'])
    verify(day, 0, [f'{n}: attached, and it is this file' for n in (
        'bytes)',)], '--annex', 'out')
    verify(day, 0, ['Table 1.pdf (pdf, 1560 bytes): attached',
                    'map.png (picture, 778 bytes): not attached'],
           '--annex', 'out/Table 1.pdf')
    verify(day, 0, ['it is this file, as one'], '--annex', 'one')
    for what, names in (('altered', {'map.png': FILES['map.png'][:-1]}),
                        ('exchanged', {'map.png': FILES['Table 1.pdf'],
                                       'Table 1.pdf': FILES['map.png']})):
        where = day.where / what
        where.mkdir()
        for name, data in names.items():
            (where / name).write_bytes(data)
        for args in ([what], [f'{what}/{name}' for name in names]):
            text = verify(day, 1, ['An annex differs'], *(
                w for a in args for w in ('--annex', a)))
            day.t.check(text.count('altered: other bytes are in') ==
                        len(names), f'{what}: {args}', text)
    (day.where / 'stranger').write_bytes(b'of another memo')
    verify(day, 1, ['no annex    stranger'], '--annex', 'stranger')
    verify(day, 2, ['nosuch'], '--annex', 'nosuch')
    got = json.loads(day.must('verify', *CHANNEL, '--json', '--annex', 'out',
                              'memo.gainsay'))
    want = [{'annex': i + 1, 'status': 'matches', 'name': name, 'kind': kind,
             'size': len(data), 'sha256': hashlib.sha256(data).hexdigest(),
             'file': f'out/{name}'} for i, ((name, data), kind) in enumerate(
                 zip(FILES.items(), ('pdf', 'picture', 'text')))]
    day.t.check(got['annex_files'] == want and got['other_files'] == [],
                'and as JSON', str(got['annex_files']))


def redacted(day):
    """Shown one by one."""
    listed = day.must('redact', '--list', 'memo.gainsay')
    day.t.check('annex 3  πίνακας.csv (text, 10 bytes)' in listed, 'a list',
                listed)
    text = day.must('redact', '--annex', '2', '-o', 'part.gainsay',
                    'memo.gainsay')
    day.t.check('and 1 of 3 annexes' in text, 'one is shown', text)
    verify(day, 0, ['annex 1     withheld', 'map.png (picture, 778 bytes): '
                    'attached', 'annex 3     withheld'], '--annex',
           'out/map.png', path='part.gainsay')
    verify(day, 1, ['no annex    out/Table 1.pdf'], '--annex',
           'out/Table 1.pdf', path='part.gainsay')
    part = (day.where / 'part.gainsay').read_bytes()
    for name in ('Table 1.pdf', 'πίνακας.csv'):
        day.t.check(name.encode() not in part and hashlib.sha256(
            FILES[name]).digest() not in part, f'{name} is withheld')
    done = day.gainsay('redact', '--annex', '1', '-o', 'more.gainsay',
                       'part.gainsay')
    day.t.check(done.returncode == 2 and 'withholds annex 1' in done.stdout,
                'what is withheld stays so', done.stdout)
    text = day.must('redact', '--withhold', '1', '-o', 'none.gainsay',
                    'memo.gainsay')
    day.t.check('and 0 of 3 annexes' in text, 'none is shown unasked', text)


def released(day, s):
    """By the release officer, one by one, for everybody."""
    day.must('redact', '--annex', '2', '--withhold', '1 (b)(6)', '--text',
             'out.md', '-o', 'release.gainsay', 'memo.gainsay')
    desk = ('publish', '--server', s.url, *CHANNEL, '--sign',
            'keys/release.key', '--text', 'out.md', '--yes')
    for what, args, words in (
            ('no file', (), 'give its file by --annex'),
            ('another file', ('--annex', 'files/Table 1.pdf'),
             'none of the annexes'),
            ('an altered file', ('--annex', 'altered'),
             'none of the annexes')):
        done = day.gainsay(*desk, *args, 'release.gainsay')
        day.t.check(done.returncode != 0 and words in done.stdout,
                    f'{what}: exit {done.returncode}', done.stdout)
    said = day.must(*desk, '--annex', 'files', 'release.gainsay')
    day.t.check('Annex 2: map.png (picture, 778 bytes) becomes public' in
                said and 'Annex 3: withheld' in said, 'what becomes public',
                said)
    public = {p.read_bytes() for p in
              (day.place / 'public/content').iterdir()}
    day.t.check(FILES['map.png'] in public and not
                {FILES['Table 1.pdf'], FILES['πίνακας.csv']} & public,
                'one file is public, the others are not')
    (day.where / 'taken').mkdir()
    said = day.must('provenance', *CHANNEL, '--memo', '1', '--publication',
                    '1', '--traceable', '--annexes', 'taken', '-o',
                    'public.gainsay', s.url)
    day.t.check('Annex 1: withheld' in said and [p.read_bytes() for p in (
        day.where / 'taken').iterdir()] == [FILES['map.png']],
        'its file comes with it', said)
    verify(day, 0, ['annex 1     withheld', 'attached, and it is this file'],
           '--annex', 'out/map.png', path='public.gainsay')
    day.must('sync', *CHANNEL, '--cache', 'mirrored', s.url)
    digest = hashlib.sha256(FILES['map.png']).hexdigest()
    found = [p for p in (day.where / 'mirrored').rglob(digest)]
    day.t.check([p.read_bytes() for p in found] == [FILES['map.png']],
                'and in a copy of the log', str(found))


def main():
    t = rig.Tally()
    with rig.folder('annexes') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        (day.where / 'files').mkdir()
        for file, data in FILES.items():
            (day.where / 'files' / file).write_bytes(data)
        with day.serve('2023-10-30T13:00:00Z') as s:
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': f'{stored.DAY}15:00:00Z'})
            refused(day, s)
            filed(day, s)
            full(day, s)
            written(day)
            opened(day, s)
            hidden(day)
            alike(day, s)
            held(day, s)
            redacted(day)
            released(day, s)
        shutil.rmtree(day.where / 'out')
    t.end()


if __name__ == '__main__':
    main()
