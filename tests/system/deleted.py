#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""deleted.py GAINSAY: files are deleted when the charter's schedule says so,
not a day before, nor while the memo is held or something is owed; then they are
in no file of the server, everybody is told that they were deleted and under
what, and what was proved is proved still."""
import json
import os
import pathlib
import re
import sqlite3
import sys

sys.dont_write_bytecode = True
import circle
import rig
import stored

RULE = 'GRS 2.3, item 060'
KEY, ENTERED = circle.KEY, circle.ENTERED
WHY = ('--reason', 'The time is over.')
OPENS = ('--identity', 'keys/office.age')


class Day(circle.Circle):
    def found(self, *more):
        text = (rig.ROOT / 'examples/us-state.answers').read_text()
        (self.where / 'answers').write_text(
            text + 'role custodian new The archivist\n'
            f'retention calendar 30 {RULE}\n')
        stored.Day.found(self, *more)


def contents(day):
    """How many files the server keeps."""
    with sqlite3.connect(day.place / 'channel.db') as db:
        return db.execute('SELECT count(*) FROM content').fetchone()[0]


def pieces(day):
    """A piece of each stored file, to be looked for in the folder's files."""
    with sqlite3.connect(day.place / 'channel.db') as db:
        return [row[0][-400:-300] for row in
                db.execute('SELECT bytes FROM content')]


def found_in(day, some):
    """The files of the server that have one of them."""
    return sorted({str(path.relative_to(day.place))
                   for path in day.place.rglob('*') if path.is_file()
                   for data in [path.read_bytes()]
                   if any(piece in data for piece in some)})


def answer(day):
    day.do(0, ENTERED, 'acknowledge', 'office', *OPENS)
    (day.where / 'letter').write_text('We looked at it, and agree.\n')
    words = [w for i in range(4) for w in ('--disposition',
                                           f'{i + 1} accepted')]
    day.do(0, ENTERED, 'reply', 'office', *words, '--text', 'letter')
    day.must('provenance', *KEY, '--memo-file', 'memo.package', '--traceable',
             '-o', 'whole.gainsay', day.url)
    day.must('redact', '--block', '1-3', '--otherwise', '(b)(5)', '--text',
             'part.md', '-o', 'part.gainsay', 'whole.gainsay')
    done = day.gainsay('publish', '--yes', '--server', day.url, *KEY, '--sign',
                       'keys/release.key', '--text', 'part.md', 'part.gainsay')
    day.t.check(done.returncode == 0, 'part of it is published', done.stdout)


def until(s, text):
    s.post('/exercise/clock', {'now': f'{text}:00Z'})


def refuse(day, s):
    """What is not deleted yet."""
    delete = ('delete', 'custodian', '--role', 'custodian', *WHY)
    day.do(1, 'its procedure has not ended', *delete)
    day.must('end', '--yes', '--server', day.url, *KEY, '--author', '--sign',
             'memo.package.author', '--memo', '1', '--reason', 'Over.')
    until(s, '2023-11-20T21:00')
    said = day.gainsay('status', *KEY, day.url).stdout
    day.t.check(re.search(f'kept until .*, under {RULE}', said) is not None,
                'status says until when', said)
    day.do(1, 'nothing is deleted before', *delete)
    until(s, '2024-03-01T21:00')
    day.do(1, 'signed with the key of the role office', 'delete', 'custodian',
           *WHY)
    day.do(1, 'signed by the wrong role', 'delete', 'office', *WHY)
    hold = ('hold', 'custodian', '--role', 'custodian', '--reason', 'A court.')
    day.do(0, ENTERED, *hold)
    day.do(1, 'the memo is held', *delete)
    day.do(0, ENTERED, *hold, '--end')


def read(day):
    return day.gainsay('read', '--server', day.url, *KEY, '--package',
                       'memo.package', '--author', 'memo.package.author')


def delete_sealed(day):
    t, before, some = day.t, contents(day), pieces(day)
    where = found_in(day, some)
    t.check(before == 4 and any(w.startswith('channel.db') for w in where),
            'what is kept', f'{before} {where}')
    done = day.gainsay('delete', '--server', day.url, *KEY, '--sign',
                       'keys/custodian.key', '--role', 'custodian', *WHY, '1')
    t.check(done.returncode == 1 and 'there is no terminal to ask' in
            done.stdout and contents(day) == before, 'it asks first',
            done.stdout)
    day.do(0, ENTERED, 'delete', 'custodian', '--role', 'custodian', *WHY)
    t.check(contents(day) == 2, 'what was published stays',
            str(contents(day)))
    for what, done in (
            ('read', read(day)),
            ('status', day.gainsay('status', *KEY, day.url))):
        t.check(done.returncode in (0, 3) and RULE in done.stdout and
                'deleted' in done.stdout, f'{what} says so', done.stdout)
    t.check('Reply 1 was deleted on' in read(day).stdout and
            'proof stands' in read(day).stdout, 'of the reply',
            read(day).stdout)
    got = json.loads(day.gainsay('status', '--json', *KEY, day.url).stdout)
    t.check([(d['deletion'], d['what'], d['schedule']) for d in
             got['memos'][0]['deletions']] == [(1, 'sealed', RULE)], 'and JSON',
            str(got['memos'][0]['deletions']))
    done = day.gainsay('inbox', '--server', day.url, *KEY, '--sign',
                       'keys/office.key', *OPENS, '1')
    t.check(done.returncode == 1 and 'the file was deleted on' in done.stdout,
            'the office is told', done.stdout)


def mirrored(day):
    """What a mirror has of publications, once it has read the log."""
    day.gainsay('mirror', '--once', *KEY, '--dir', 'mirror', day.url)
    return os.listdir(day.where / 'mirror/public/content')


def delete_published(day, site):
    t = day.t
    public = day.place / 'public/content'
    t.check(len(os.listdir(public)) == 2, 'publications are files')
    t.check(len(mirrored(day)) == 2, 'a mirror has them')
    day.do(0, ENTERED, 'delete', 'custodian', '--role', 'custodian',
           '--published', *WHY)
    t.check(contents(day) == 0 and os.listdir(public) == [],
            'they are gone too', str(os.listdir(public)))
    t.check(mirrored(day) == [], 'from the mirror as well',
            str(mirrored(day)))
    done = day.gainsay('provenance', *KEY, '--memo', '1', '--publication', '1',
                       '-o', 'none.gainsay', day.url)
    t.check(done.returncode == 1 and f'under {RULE}' in done.stdout,
            'whoever asks for them is told', done.stdout)
    day.must('publish-site', '--yes', *KEY, '--dir', str(site), day.url)
    for name, words in (('memo/1.html', f'under <bdi>{RULE}'),
                        ('memo/1.html', 'Files of the memo are deleted'),
                        ('memo/1.fr.html', 'sont supprimés')):
        page = (day.where / site / name).read_text()
        t.check(words in page or words.replace('<bdi>', '') in
                re.sub('<[^>]*>', '', page), f'{name}: {words}', page)


def still_proved(day):
    t = day.t
    done = day.gainsay('verify', *KEY, 'whole.gainsay')
    t.check(done.returncode in (0, 3), 'a file of before is valid',
            done.stdout)
    day.must('provenance', *KEY, '--memo-file', 'memo.package', '--traceable',
             '-o', 'after.gainsay', day.url)
    done = day.gainsay('verify', *KEY, 'after.gainsay')
    t.check(done.returncode in (0, 3) and f'under {RULE}' in done.stdout,
            'and one of now says that the files are gone', done.stdout)
    done = day.gainsay('audit', *KEY, day.url)
    t.check(done.returncode in (0, 3), 'the log is', done.stdout)


def main():
    t = rig.Tally()
    with rig.folder('deleted') as name:
        day = Day(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s:
            circle.file_memo(day, s)
            answer(day)
            refuse(day, s)
            some = pieces(day)
            delete_sealed(day)
            delete_published(day, 'site')
            still_proved(day)
            until(s, '2024-03-04T21:00')
            t.check(circle.box_status(day) == 404, 'the box is gone')
            t.check(found_in(day, some) == [], 'no file has anything of them',
                    str(found_in(day, some)))
        with day.serve('2024-03-05T13:00:00Z') as s:
            day.url = s.url
            done = read(day)
            t.check('was deleted on' in done.stdout, 'after a start too',
                    done.stdout)
        done = day.gainsay('serve', '--check', str(day.place))
        t.check(done.returncode == 0, 'serve --check is content', done.stdout)
    t.end()


if __name__ == '__main__':
    main()
