#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""stored_shared.py GAINSAY: a day's work of several members, as in stored.py,
with the log in PostgreSQL.  Who takes away the disks of both databases, with
their write-ahead logs that date every change, learns nothing of what waits for
a release, and of an anonymous act no time but that of its batch."""
import os
import pathlib
import re
import shutil
import sys

sys.dont_write_bytecode = True
import postgres
import rig
import stored

stored.MEMBERS, stored.EARLY = 10, 5
DAY = stored.DAY


class Day(stored.Day):
    def __init__(self, t, binary, where):
        super().__init__(t, binary, where)
        (where / 'db').mkdir()
        if os.geteuid() == 0:
            shutil.chown(where / 'db', 'postgres')
        self.a, self.b = postgres.pair(where / 'db')

    def found(self, *more):
        super().found('--floor', '5', *more)
        postgres.Node(self.gainsay, self.place, None).use(self.a, self.b)

    def commits(self):
        """What the write-ahead log dates, in order."""
        first, *_, last = sorted(
            p.name for p in (self.a.data / 'pg_wal').iterdir()
            if len(p.name) == 24 and p.stat().st_size) * 2
        told = postgres.run(*self.a.drop, postgres.BIN / 'pg_waldump', '-p',
                            self.a.data / 'pg_wal', '-r', 'Transaction',
                            first, last, check=False, cwd=self.a.where)
        return re.findall(r'lsn: (\S+), .*desc: COMMIT (\S+ \S+)', told)

    def rows(self):
        """All that the tables hold, as it was before it was compressed."""
        tables = self.a.sql("SELECT relname FROM pg_class WHERE relkind = 'r' "
                            "AND relnamespace = 'public'::regnamespace")
        out = []
        for table in tables.split():
            for row in self.a.sql(f'SELECT * FROM {table}').splitlines():
                out += [bytes.fromhex(c[2:]) if c.startswith('\\x') else
                        c.encode() for c in row.split('|')]
        return out


def marks_of(day, waiting):
    """As stored.py has them; databases have the time on the wall themselves,
    and what is released is public."""
    marks = {what: [m for m in some if len(m) > 7 or m[:2] == b'12']
             for what, some in stored.marks_of(day, True).items()
             if what not in ('the time on the wall', 'a key')}
    hours = re.compile(rb'\d\d:\d\d:\d\d')
    marks['the time of an act'] = [m for m in marks['the time of an act']
                                   if not hours.fullmatch(m)]
    del marks['the memo']
    if waiting:
        memo = bytes.fromhex(day.box)
        marks['the memo that gathers'] = stored.forms(memo)
        marks['an act that waits'] = [
            form for i in waiting for form in (
                *stored.forms(stored.proof(day, i)[:32]),
                (day.where / f'{i}.act').read_bytes()[40:100])]
    return marks


def search(day, what, waiting=()):
    """Both disks, the write-ahead logs among them, and what the databases
    said; and all rows."""
    day.a.sql('CHECKPOINT')
    paths = [p for p in stored.files(day.where / 'db')
             if p.name not in ('postmaster.pid', 'pg_internal.init')]
    for one in day.a, day.b:
        below = [p for p in paths if p.is_relative_to(one.data)]
        day.t.check(len(below) > 500 and any(
            p.parent.name == 'pg_wal' for p in below),
            f'{what}: {one.name} has {len(below)} files')
    # Most of it is zeros, or the same in both and in each database there.
    found = {p.read_bytes().rstrip(b'\0'): p.name for p in paths}
    found |= {row: 'a row' for row in day.rows()}
    day.t.check(any(b'gainsay/v1 charter\n' in r for r in found),
                f'{what}: rows are read')
    for name, marks in marks_of(day, waiting).items():
        hits = [(m[:60], found[data]) for m in marks for data in found
                if m in data]
        day.t.check(len(marks) > 3 and not hits, f'{what}: {name}',
                    str(hits))


def undated(day, what, act):
    """While members act nothing is dated there, and nothing is changed."""
    before = day.a.sql('SELECT * FROM head'), day.commits()
    act()
    after = day.a.sql('SELECT * FROM head'), day.commits()
    day.t.check(before == after and before[1], f'{what}: nothing is dated',
                str(after[1][len(before[1]):]))


def batches(day, least):
    """Acts that were released together came in one change, as entries of one
    date."""
    changes, of_acts = {}, 0
    for line in day.a.sql("SELECT xmin, encode(entry, 'hex') FROM entries "
                          'ORDER BY position').splitlines():
        change, text = line.split('|')
        entry = bytes.fromhex(text)
        changes.setdefault(change, []).append(entry)
    for entries in changes.values():
        kinds = [rig.record_of(e).split('\n')[0].split()[1] for e in entries]
        of_acts += kinds.count('endorse')
        day.t.check('endorse' not in kinds or len(kinds) > 3,
                    'a batch has several acts', str(kinds))
    day.t.check(of_acts >= least, f'{of_acts} acts are released')


def work(day):
    early = range(stored.EARLY)
    later = range(stored.EARLY, stored.MEMBERS)
    with day.serve('2023-10-30T13:00:00Z') as s:
        day.enrol(s.url)
        s.post('/exercise/clock', {'now': f'{DAY}15:00:00Z'})
        day.gather(s.url)
        day.write_acts(s, early)
        undated(day, 'gathering', lambda: [
            day.act(s, i, f'/box/{day.box}/acts',
                    f'{DAY}17:{10 + i}:{23 + i}Z') for i in early])
        s.post('/exercise/clock', {'now': f'{DAY}20:30:00Z'})
        undated(day, 'filing', lambda: day.must(
            'file', *day.member(0), '--server', s.url, '--code',
            day.word_code, '--package', 'memo.package', day.link(s)))
        search(day, 'while the filing waits', early)
        s.post('/exercise/clock', {'now': f'{DAY}21:00:00Z'})
        day.write_acts(s, later)
        s.post('/exercise/clock', {'now': f'{DAY}22:10:00Z'})
        undated(day, 'late acts', lambda: [
            day.act(s, i, '/acts', f'{DAY}22:{11 + i}:{31 + i}Z')
            for i in later])
        s.post('/exercise/clock', {'now': '2023-11-03T21:00:00Z'})
    search(day, 'after the day')
    batches(day, stored.MEMBERS)


def able_to_fail(day):
    """A mark that somebody writes there is found, in a file and in a row."""
    mark = stored.forms(stored.proof(day, 6)[:32])[0]
    day.a.sql("CREATE TABLE planted AS SELECT decode(repeat('61', 9000) || "
              f"'{mark.hex()}', 'hex') AS x")
    day.t.check(any(mark in r for r in day.rows()), 'planted in a row')
    before = day.commits()
    day.a.sql('INSERT INTO planted VALUES (\'x\')')
    day.t.check(len(day.commits()) > len(before), 'a change is dated')
    plain = b'a mark in the clear'
    day.a.sql(f"INSERT INTO planted VALUES ('{plain.decode()}')")
    day.a.sql('CHECKPOINT')
    for one in day.a, day.b:
        found = stored.look([plain], stored.files(one.data))
        day.t.check(len(found) > 1 or one is day.b and found,
                    f'{one.name}: planted, and in the write-ahead log',
                    str(found))


def main():
    t = rig.Tally()
    with rig.folder('shared') as name:
        where = pathlib.Path(name).resolve()
        where.chmod(0o755)
        day = Day(t, sys.argv[1], where)
        try:
            day.found()
            work(day)
            able_to_fail(day)
            done = day.gainsay('audit', '--key', 'channel/vkey', 'channel')
            t.check(done.returncode == 0, 'the audit', done.stdout)
        finally:
            day.a.stop()
            day.b.stop()
    t.end()


if __name__ == '__main__':
    main()
