#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""public.py GAINSAY: the folders that everybody may read (docs/spec/http.md,
"Files"): their modes whatever the umask and the charter's readers, what a
server refuses to find there, and pages that are true though nobody asks."""
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import urllib.error
import urllib.request

sys.dont_write_bytecode = True
import rig
import stored

FOLDERS = ('log', 'roll', 'public', 'public/page', 'public/memo',
           'public/publication', 'public/content')
NOW = '2023-10-30T13:00:00Z'


def refused(url, path):
    try:
        urllib.request.urlopen(url + path).close()
    except urllib.error.HTTPError as e:
        return e.code, json.loads(e.read())['code']
    return 200, None


def modes(place):
    return {f: stat.S_IMODE((place / f).stat().st_mode) for f in FOLDERS}


def refusal(day, place):
    """(exit code, what it says) of a server that does not start."""
    done = subprocess.run(
        [day.gainsay.binary, 'serve', '--listen', '127.0.0.1:0', '--clock',
         f'simulated:{NOW}', str(place)], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=60)
    return done.returncode, done.stdout


def readers(t, binary, where):
    """Whoever may log in to the machine reads what everybody may."""
    for who, mode in ('public', 0o755), ('oversight', 0o700):
        for mask in 0o077, 0:
            place = where / f'{who}-{mask:o}'
            place.mkdir()
            old = os.umask(mask)
            day = stored.Day(t, binary, place)
            day.found('--readers', who)
            with day.serve(NOW) as s:
                day.enrol(s.url)
            os.umask(old)
            want = {f: mode if f in ('log', 'public') else 0o755
                    for f in FOLDERS}
            t.check(modes(day.place) == want, f'readers {who}, umask {mask:o}',
                    str({f: oct(m) for f, m in modes(day.place).items()}))
            within = [p for f in FOLDERS for p in (day.place / f).rglob('*')]
            t.check(len(within) > 8, f'{len(within)} files')
            for p in within:
                t.check(stat.S_IMODE(p.stat().st_mode) & 0o7077 ==
                        (0o055 if p.is_dir() else 0o044) or
                        str(p.relative_to(day.place)) in want,
                        f'{p.name}: {p.stat().st_mode:o}')
    return day


def links(t, day, base):
    """One of them is a link, to what the front is not to read."""
    for name in FOLDERS:
        place = base.with_name('linked')
        shutil.copytree(base, place)
        (place / name).rename(place / 'aside')
        (place / name).symlink_to(place / 'aside')
        code, said = refusal(day, place)
        told = 'everybody may read' if '/' in name else 'is a link'
        t.check(code == 2 and f'{name}: {told}' in said,
                f'{name} is a link: {code}', said)
        (place / name).unlink()
        (place / name).write_text('a file')
        code, said = refusal(day, place)
        t.check(code == 2 and f'{name}: {told}' in said,
                f'{name} is a file: {code}', said)
        shutil.rmtree(place)


def foreign(t, day, base):
    """Something that no server has written lies there."""
    names = ('log/other', 'log/checkpoint2', 'roll/x', 'roll/' + 'A' * 64,
             'public/keys', 'public/page/2', 'public/page/1.html',
             'public/page/02.html', 'public/page/x.html', 'public/memo/1',
             'public/memo/0.html', 'public/publication/1.html',
             'public/publication/1-.html', 'public/publication/a-1.html',
             'public/content/' + 'g' * 64)
    for name in names:
        for kind in 'file', 'folder', 'link':
            place = base.with_name('planted')
            shutil.copytree(base, place)
            if kind == 'file':
                (place / name).write_text('not ours')
            elif kind == 'folder':
                (place / name).mkdir()
            else:
                (place / name).symlink_to(place / 'keys/log.key')
            code, said = refusal(day, place)
            t.check(code == 2 and f'{name}: everybody may read' in said,
                    f'{kind} {name}: {code}', said)
            shutil.rmtree(place)
    place = base.with_name('planted')
    shutil.copytree(base, place)
    (place / 'public/index.html').unlink()
    (place / 'public/index.html').symlink_to(place / 'keys/log.key')
    code, said = refusal(day, place)
    t.check(code == 2 and 'index.html: everybody may read' in said,
            f'a page that is a link to a key: {code}', said)
    shutil.rmtree(place)
    if os.geteuid() == 0:
        shutil.copytree(base, place)
        os.chown(place / 'public/index.html', 65534, 65534)
        code, said = refusal(day, place)
        t.check(code == 2 and 'index.html: everybody may read' in said,
                f'a page of another user: {code}', said)
        os.chown(place / 'public', 65534, 65534)
        code, said = refusal(day, place)
        t.check(code == 2 and "another user's" in said,
                f'a folder of another user: {code}', said)
        shutil.rmtree(place)


def editions_told(url):
    with urllib.request.urlopen(url + '/editions') as answer:
        return (answer.headers['Content-Type'],
                answer.headers['Cache-Control'], answer.read())


def editions(t, day, what, url, count):
    """The file is what the server says, and that is what the log says."""
    kind, cache, told = editions_told(url)
    want = [e.decode() for e in rig.read_entries(day.place / 'log') if
            re.search(rb'^gainsay/v1 (charter|roll)$', e, re.M)]
    t.check(json.loads(told) == {'entries': want} and len(want) == count,
            f'{what}: {count} charters and rolls, in the log\'s order',
            f'{told[:400]} {len(want)}')
    t.check((day.place / 'public/editions').read_bytes() == told,
            f'{what}: so says the file')
    t.check((kind, cache) == ('application/json', 'no-store'),
            f'{what}: {kind}, {cache}')


def kept_editions(t, binary, where, who):
    """From the founding on, also where not everybody may read; and again
    where the file went, or says something else."""
    where.mkdir()
    day = stored.Day(t, binary, where)
    day.found('--readers', who)
    file = day.place / 'public/editions'
    with day.serve(NOW) as s:
        editions(t, day, f'{who}, founded', s.url, 1)
        day.enrol(s.url)
        editions(t, day, f'{who}, a roll', s.url, 2)
        said = editions_told(s.url)
        file.unlink()
        t.check(refused(s.url, '/editions') == (404, 'editions-missing'),
                f'{who}: without the file there is none')
    for words in None, '{"entries":[]}':
        if words is not None:
            file.write_text(words)
        with day.serve(NOW) as s:
            t.check(editions_told(s.url) == said, f'{who}: made anew')


def left_over(day, base):
    """What a server that was killed was writing goes; what is missing is
    written."""
    for name in ('log/checkpoint', 'public/index.html', 'public/page/2.html',
                 'public/content/' + 'a' * 64, 'roll/' + 'b' * 64):
        (base / f'{name}.tmp').write_text('half a f')
    for name in 'public', 'roll':
        shutil.rmtree(base / name) if name == 'roll' else \
            (base / 'public/index.html').unlink()
    with day.serve(NOW, base) as s:
        day.t.check(not list(base.rglob('*.tmp')), 'left over',
                    str(list(base.rglob('*.tmp'))))
        day.t.check(len(list((base / 'roll').iterdir())) == 1,
                    'the roll is there again')
        page = (base / 'public/index.html').read_bytes()
        with urllib.request.urlopen(s.url + '/') as answer:
            day.t.check(answer.read() == page, 'so is the page')


def pages(day):
    """A duty that is missed while nobody does anything."""
    with day.serve(NOW) as s:
        day.enrol(s.url)
        s.post('/exercise/clock', {'now': f'{stored.DAY}15:00:00Z'})
        day.gather(s.url)
        day.must('file', *day.member(0), '--server', s.url, '--code',
                 day.word_code, '--package', 'memo.package', day.link(s))
        s.post('/exercise/clock', {'now': f'{stored.DAY}21:00:00Z'})
        index = day.place / 'public/index.html'
        page = index.read_text()
        day.t.check('2 working days left' in page, 'two days', page)
        due = re.search('until <time datetime="(2023-11-03T[^"]*)"', page)[1]
        s.post('/exercise/clock', {'now': due})
        day.t.check('overdue for' not in index.read_text(), 'up to its second')
        s.post('/exercise/clock', {'now': '2023-12-24T00:00:00Z'})
        page = index.read_text()
        day.t.check('overdue for 50 days (34 working days)' in page and
                    f'was due <time datetime="{due}"' in page,
                    'the page says so', page)
        day.t.check('2023-12-24' not in page and '2023-12-23T05:00:00Z' in page,
                    'and not when it was made, but which day it is', page)
        index.unlink()
        index.mkdir() # in the way
        s.post('/exercise/clock', {'now': '2024-06-24T00:00:00Z'})
        with urllib.request.urlopen(s.url + '/channel') as answer:
            day.t.check(answer.status == 200, 'what fails is no answer of '
                        'anybody else\'s')
    log = pathlib.Path(f'{day.place}.log').read_text()
    day.t.check(log.count('cannot be made anew') == 1, 'but told, once', log)
    code, said = refusal(day, day.place)
    day.t.check(code == 2 and 'index.html: everybody' in said, 'at the next '
                'start it is refused', said)
    index.rmdir()
    with day.serve('2024-06-24T00:00:00Z'):
        day.t.check('overdue for' in index.read_text(), 'and then made')


def main():
    t = rig.Tally()
    with rig.folder('public') as name:
        where = pathlib.Path(name).resolve()
        readers(t, sys.argv[1], where)
        for who in 'public', 'oversight':
            kept_editions(t, sys.argv[1], where / f'editions-{who}', who)
        (where / 'day').mkdir()
        day = stored.Day(t, sys.argv[1], where / 'day')
        day.found()
        pages(day)
        links(t, day, day.place)
        foreign(t, day, day.place)
        left_over(day, day.place)
    t.end()


if __name__ == '__main__':
    main()
