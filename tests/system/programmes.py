#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""programmes.py GAINSAY: each programme plays its cases to their end
(`gainsay demo --programme`).  What the log then says of every duty is held
against dates that were counted by hand, in the comments beside them."""
import pathlib
import re
import sys

sys.dont_write_bytecode = True
import rig

LINES, COLUMNS = 30, 80
MET = "met by the operator's date"  # nobody witnesses an exercise's log
LATE, OVERDUE = 'missed (done late)', 'missed (overdue)'

# programme: memo: duty: what it came to, when it is due.  EST is UTC-5, EDT
# UTC-4 (from 2007 on from the second Sunday of March, before that from the
# first of April), CET UTC+1, CEST UTC+2, BST UTC+1; an office's day is over at
# 17:00.  "WD": working days after day 0, "CD": days.
DUE = {
    'us-state': {
        # Thu 16 Jun 2016: Fri 17, Mon 20.  60 WD: 29 Jul is the 30th (4 Jul
        # closed); from there 5 Aug 35, 12 40, 19 45, 26 50, 2 Sep 55, and
        # with Labor Day closed on the 5th 9 Sep 59, Mon 12 Sep 60.
        1: {'acknowledge': (OVERDUE, '2016-06-20T21:00:00Z'),
            'reply': (OVERDUE, '2016-09-12T21:00:00Z')},
        # Tue 31 Jan 2017: Wed 1 Feb, Thu 2.  12 weeks later is 25 Apr, and 20
        # Feb was closed: Wed 26 Apr.
        2: {'acknowledge': (MET, '2017-02-02T22:00:00Z'),
            'reply': (OVERDUE, '2017-04-26T21:00:00Z')},
        # Tue 13 Jul 2021: Thu 15.  12 weeks later is 5 Oct, and 6 Sep was
        # closed: Wed 6 Oct.
        3: {'acknowledge': (MET, '2021-07-15T21:00:00Z'),
            'reply': (MET, '2021-10-06T21:00:00Z')},
        # Fri 3 Nov 2023: Mon 6, Tue 7.  12 weeks later is 26 Jan; closed were
        # 10 and 23 Nov, 25 Dec, 1 and 15 Jan: five WD more, Fri 2 Feb.
        4: {'acknowledge': (MET, '2023-11-07T22:00:00Z'),
            'reply': (LATE, '2024-02-02T22:00:00Z')}},
    'nrc-dpo': {
        # 5 Jul 2006 + 14 CD; + 120 CD: 26 to 31 Jul, 57 to 31 Aug, 87 to 30
        # Sep, 118 to 31 Oct, 120 on 2 Nov, in EST since 29 Oct.  Put off to
        # 31 Jan, and on that day to Fri 30 Mar 2007, in EDT since 11 Mar.
        1: {'acknowledge': (MET, '2006-07-19T21:00:00Z'),
            'reply': (MET, '2007-03-30T21:00:00Z')},
        # 18 Jul 2013 + 14 CD; + 120 CD: 13 to 31 Jul, 44 to 31 Aug, 74 to 30
        # Sep, 105 to 31 Oct, 120 on 15 Nov.  The appeal of 23 Jun 2014 + 90
        # CD: 7 to 30 Jun, 38 to 31 Jul, 69 to 31 Aug, 90 on 21 Sep.
        2: {'acknowledge': (MET, '2013-08-01T21:00:00Z'),
            'reply': (LATE, '2013-11-15T22:00:00Z'),
            'decide 1': (MET, '2014-09-21T21:00:00Z')}},
    'nrc-nonconcurrence': {
        # 7 Nov 2011 + 7 CD; + 60 CD: 23 to 30 Nov, 54 to 31 Dec, 6 Jan.
        1: {'acknowledge': (MET, '2011-11-14T22:00:00Z'),
            'reply': (OVERDUE, '2012-01-06T22:00:00Z')},
        # 26 Jan 2012 + 7 CD; + 60 CD: 5 to 31 Jan, 34 to 29 Feb, 26 Mar.
        2: {'acknowledge': (MET, '2012-02-02T22:00:00Z'),
            'reply': (MET, '2012-03-26T21:00:00Z')}},
    'doe-dpo': {
        # Mon 6 Mar 2023: 5 WD are Mon 13 Mar, in EDT since the day before.
        # 12 weeks later is 29 May, closed: Tue 30 May.  The panel of 20 Mar:
        # 11 to 31 Mar, 30 on 19 Apr.  The appeals of 5 Jun and 17 Jul + 20
        # CD: 25 Jun; 14 to 31 Jul, 20 on 6 Aug.  Remanded on Mon 12 Jun: to
        # Fri 1 Sep it is 12 weeks but a day, without 19 Jun and 4 Jul 57 WD;
        # with Labor Day closed on the 4th the 60th is Thu 7 Sep.
        1: {'acknowledge': (MET, '2023-03-13T21:00:00Z'),
            'report': (MET, '2023-04-19T21:00:00Z'),
            'reply': (MET, '2023-05-30T21:00:00Z'),
            'reply 2': (MET, '2023-09-07T21:00:00Z'),
            'decide 1': (MET, '2023-06-25T21:00:00Z'),
            'decide 2': (MET, '2023-08-06T21:00:00Z'),
            'commitment 1': (MET, '2023-07-31T21:00:00Z')}},
    'nasa': {
        # Sat 17 Jun 2006 is a day off: day 0 is Mon 19.  1 CD: Tue 20; 12 CD:
        # 1 Jul, the day that was set for the launch.
        1: {'acknowledge': (MET, '2006-06-20T21:00:00Z'),
            'reply': (MET, '2006-07-01T21:00:00Z')}},
    'fda-appeal': {
        # 18 Jul 2016 is Day 1.  Day 8; Day 14 is 31 Jul, Day 45 31 Aug, Day
        # 60 15 Sep; Day 75 30 Sep, Day 90 15 Oct.
        1: {'acknowledge': (MET, '2016-07-25T21:00:00Z'),
            'report': (MET, '2016-09-15T21:00:00Z'),
            'reply': (MET, '2016-10-15T21:00:00Z')}},
    'eu-2019-1937': {
        # 5 Oct 2026 + 7 CD, in CEST; acknowledged on 9 Oct: 9 Jan, in CET.
        1: {'acknowledge': (MET, '2026-10-12T15:00:00Z'),
            'reply': (MET, '2027-01-09T16:00:00Z')},
        # 25 Nov + 7 CD; acknowledged on 30 Nov: February has no 30th.
        2: {'acknowledge': (MET, '2026-12-02T16:00:00Z'),
            'reply': (LATE, '2027-02-28T16:00:00Z')},
        # 30 Nov + 7 CD is 7 Dec; three months after that 7 Mar.
        3: {'acknowledge': (OVERDUE, '2026-12-07T16:00:00Z'),
            'reply': (OVERDUE, '2027-03-07T16:00:00Z')},
        # Wed 9 Dec + 7 CD; acknowledged on 11 Dec.
        4: {'acknowledge': (MET, '2026-12-16T16:00:00Z'),
            'reply': ('ended by a referral', '2027-03-11T16:00:00Z')}},
    'company': {
        # 20 Dec 2013 + 7 CD; + 30 CD: 11 to 31 Dec, 30 on 19 Jan.  3 WD from
        # Fri 20 Dec, holidays being none: Mon, Tue, Wed 25.  2 WD from the
        # copy's entry on Mon 23: Wed 25.
        1: {'acknowledge': (MET, '2013-12-27T16:00:00Z'),
            'copy 1': (MET, '2013-12-25T16:00:00Z'),
            'receive 1': (MET, '2013-12-25T16:00:00Z'),
            'reply': (LATE, '2014-01-19T16:00:00Z')}},
    'eu-staff': {
        # 6 Mar 1975 + 7 CD; the sixth of the fourth month after.  Brussels had
        # no summer time before 1977.
        1: {'acknowledge': (MET, '1975-03-13T16:00:00Z'),
            'reply': (LATE, '1975-07-06T16:00:00Z')}},
    'uk-code': {
        # Mon 3 Jun 2024: 5 WD are Mon 10, 20 WD Mon 1 Jul, holidays being none.
        1: {'acknowledge': (MET, '2024-06-10T16:00:00Z'),
            'reply': (LATE, '2024-07-01T16:00:00Z')}},
}
# When a reply of the State Department is expected, 30 WD after day 0.
EXPECTED = {1: '2016-07-29T21:00:00Z', 2: '2017-03-15T21:00:00Z',
            3: '2021-08-24T21:00:00Z', 4: '2023-12-19T22:00:00Z'}
# Of which memos the procedure has ended, and by whose word.
ENDED = {'us-state': {4: 'office'}, 'nrc-dpo': {1: 'office', 2: 'office'},
         'nrc-nonconcurrence': {2: 'author'}, 'doe-dpo': {1: 'office'},
         'nasa': {1: 'author'}, 'fda-appeal': {1: 'office'},
         'eu-2019-1937': {}, 'company': {1: 'office'},
         'eu-staff': {1: 'author'}, 'uk-code': {1: 'office'}}

DUTY = re.compile(r"  (acknowledge|report|reply|(?:copy|receive|reply|decide|"
                  r"commitment) \d+) +(open|met.*|missed \(.*\)|ended by .*)$")


def duties_of(said):
    """{memo: {duty: (what it came to, due)}}, {memo: by whom it ended} and
    {memo: from when a reply is expected}, of what `status` says."""
    duties, ended, expected, memo, duty = {}, {}, {}, None, None
    for line in said.splitlines():
        if m := re.match(r'Memo (\d+)$', line):
            memo = int(m[1])
            duties[memo] = {}
        elif m := DUTY.match(line):
            duty = m
        elif m := re.match(r' +due +(\S+Z) ', line):
            duties[memo][duty[1]] = duty[2], m[1]
        elif m := re.match(r' +as a rule from (\S+Z) ', line):
            expected[memo] = m[1]
        elif m := re.match(r'  ended .* by the (office|author): ', line):
            ended[memo] = m[1]
    return duties, ended, expected


def check_scenes(t, name, told):
    body = re.split(r'(?m)^\d+ checks, 0 not as they must be$', told)[0]
    scenes = [s.strip('\n').splitlines() for s in
              re.split(r'(?m)^(?=\d+\. )', body)[1:]]
    t.check(len(scenes) > 1, f'{name} has scenes', told)
    for n, lines in enumerate(scenes, 1):
        t.check(re.match(rf'{n}\. {name} \(.+\): .', lines[0]) and
                len(lines[0]) <= COLUMNS, f'{name}, scene {n}: its first line '
                'says which programme and rule', lines[0])
        t.check(len(lines) <= LINES, f'{lines[0]}: {len(lines)} lines of '
                f'{LINES}', '\n'.join(lines))
        # A path may be one long word.
        t.check(not [line for line in lines if len(line) > COLUMNS and
                     not re.fullmatch(r'\s*(--?\S+ )?/?\S+( \\)?', line)],
                f'{lines[0]}: lines of {COLUMNS} columns', '\n'.join(lines))
    commands = re.split(r'(?m)^\$ gainsay ', body)[1:]
    t.check(commands and all('EXERCISE' in c for c in commands),
            f'{name}: every command says EXERCISE', told)


def play(t, gainsay, where, name):
    d = where / name
    done = gainsay('demo', '--once', '--programme', name, d)
    t.check(done.returncode == 0 and 'NOT AS IT MUST' not in done.stdout,
            f'{name} comes out as it must', done.stdout)
    check_scenes(t, name, done.stdout)

    said = gainsay('status', '--key', d / 'vkey', d).stdout
    duties, ended, expected = duties_of(said)
    t.check(duties == DUE[name], f'{name}: {DUE[name]}', said)
    t.check(ended == ENDED[name], f'{name}: who ended it', said)
    t.check(expected == (EXPECTED if name == 'us-state' else {}),
            f'{name}: from when a reply is expected', said)
    done = gainsay('audit', '--key', d / 'vkey', d)
    t.check('The log keeps its rules' in done.stdout, f'{name}: audit',
            done.stdout)


def main():
    t = rig.Tally()
    gainsay = rig.Program(sys.argv[1], '.')
    with rig.folder('programmes') as name:
        where = pathlib.Path(name).resolve()
        done = gainsay('demo', '--once', '--programme', 'none', where / 'none')
        t.check(done.returncode == 2 and all(p in done.stdout for p in DUE) and
                not (where / 'none').exists(),
                'a programme that is not there: which are', done.stdout)
        for programme in sys.argv[2:] or DUE:
            play(t, gainsay, where, programme)
    t.end()


if __name__ == '__main__':
    main()
