#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""small_roll.py GAINSAY: a member's program refuses a roll that is too small
or too young to hide in, whatever the server says; and the log refuses one
below the charter's floor."""
import pathlib
import shutil
import sys

sys.dont_write_bytecode = True
import rig
import stored

PUBLISHED, LATER = '2023-10-30T13:00:00Z', '2023-11-01T15:00:00Z'


def charter(day, floor):
    """The next version of the charter, with another floor."""
    text = rig.next_charter(day.place,
                            ('\nfloor 10\n', f'\nfloor {floor}\n'))
    seed = (day.where / 'keys' / 'authority.key').read_text().strip()
    text = rig.sign_record(day.where, bytes.fromhex(seed), text, 'authority')
    (day.where / 'charter-2.rec').write_text(text)
    return text


def compose(day, rules, out):
    day.must('compose', '--charter', rules, '--roll', 'roll-1.rec', '--to',
             'Secretary of State', '--after', '2023-12-31', '--out',
             out, stored.MEMO)


def refused(day, words, *args):
    done = day.gainsay(*args)
    day.t.check(done.returncode == 1 and words in done.stdout,
                f'{args[0]}: exit {done.returncode}, expected "{words}"',
                done.stdout)


def gather(day, server, package):
    return ('gather', *day.member(1), '--server', server.url, '-o',
            package + '.link', package)


def young(day):
    """To who opens a box, and to who is shown one."""
    with day.serve(PUBLISHED) as s:
        day.enrol(s.url)
        compose(day, 'channel/charter.rec', 'early')
        refused(day, 'younger than', *gather(day, s, 'early'))
        day.t.check(not (day.where / 'early.link').exists(), 'no link')
        s.post('/exercise/clock', {'now': LATER})
        day.gather(s.url)
    # No entry was made since: the clock may be set back, as a server would.
    for clock, words in ((PUBLISHED, 'younger than'),
                         ('2023-10-31T12:59:59Z', 'younger than')):
        with day.serve(clock) as s:
            refused(day, words, 'endorse', *day.member(0), '--server', s.url,
                    '-o', 'no.act', day.link(s))
    day.t.check(not (day.where / 'no.act').exists(), 'no act was written')
    with day.serve('2023-10-31T13:00:00Z') as s:
        day.must('endorse', *day.member(0), '--server', s.url, '--code',
                 day.word_code, '-o', '0.act', day.link(s))


def small(day):
    """A floor that was raised after the roll was made; one that is met."""
    kept = {p: p.read_bytes() for p in day.where.glob('*.state')}
    for floor, good in ((stored.MEMBERS + 1, False), (stored.MEMBERS, True)):
        # Two histories, of which a state may see one.
        for path, state in kept.items():
            path.write_bytes(state)
        place = day.where / f'floor-{floor}'
        shutil.copytree(day.place, place)
        with day.serve(LATER, place) as s:
            s.post('/records', {'records': [charter(day, floor)]})
            name = f'memo-{floor}'
            compose(day, 'charter-2.rec', name)
            if good:
                day.must(*gather(day, s, name))
            else:
                refused(day, f'has {stored.MEMBERS} keys; the charter\'s '
                        f'floor is {floor}: too few', *gather(day, s, name))


def below(t, binary, where):
    """Who prepares it hears it, before anybody signs."""
    day = stored.Day(t, binary, where)
    day.found()
    shutil.rmtree(day.place)
    day.must(*rig.INIT, '--exercise', '--origin', 'localhost/below', '--from',
             '2023-01-01', '--to', '2025-12-31', '--floor',
             stored.MEMBERS + 1, 'channel')
    for role in ('registrar', 'second'):
        shutil.move(day.place / 'keys' / f'{role}.key',
                    day.where / 'keys' / f'{role}.key')
    with day.serve(PUBLISHED) as s:
        try:
            day.enrol(s.url)
            said = ''
        except RuntimeError as error:
            said = str(error)
    t.check("the charter's floor is" in said and
            "'prepare'" in said, 'a roll below the floor', said)


def main():
    t = rig.Tally()
    with rig.folder('small') as name:
        where = pathlib.Path(name).resolve()
        for part in ('a', 'b'):
            (where / part).mkdir()
        day = stored.Day(t, sys.argv[1], where / 'a')
        day.found()
        young(day)
        small(day)
        below(t, sys.argv[1], where / 'b')
    t.end()


if __name__ == '__main__':
    main()
