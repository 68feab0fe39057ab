#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""reprisal.py GAINSAY: a member seals what happened to them to the officer who
protects members, and nobody else opens it; the officer says in the log what
became of the case, which names nobody; a case that waits beyond its day is
told, and statistics tell cases in bands.  A member who endorsed proves that to
the officer alone, and nothing of it stays with the server."""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
import rig
import stored

ROLES = """role protection new The protection officer
role monitor new The union
reveal protection x25519 new The protection officer
"""
TOLD = 'I, Alix Markworth, was moved to another post after the memo.\n'


class Reprisal(stored.Day):
    init = ('init', '--answers', 'answers', '--yes')

    def found(self, *more):
        text = (rig.ROOT / 'examples/us-state.answers').read_text()
        (self.where / 'answers').write_text(text + ROLES)
        super().found(*more)

    def does(self, code, words, verb, *args):
        done = self.gainsay(verb, *args)
        self.t.check(done.returncode == code and words in done.stdout,
                     f'{verb} {args}: {code}, {words!r}', done.stdout)
        return done.stdout

    def case(self, code, words, *args, role='protection'):
        return self.does(code, words, 'cases', '--server', self.url, '--key',
                         'channel/vkey', '--yes', *(
                             ('--sign', f'keys/{role}.key') if args else ()),
                         *args)


def check_sealed(day):
    (day.where / 'told').write_text(TOLD)
    (day.where / 'empty').write_text('\n')
    tell = ('reprisal', '--key', 'channel/vkey', '--yes')
    said = day.does(0, 'Written to case', *tell, '--text', 'told', '-o',
                    'case', day.url)
    day.t.check('Sealed to the protection officer: The protection officer'
                in said, 'who opens it is shown', said)
    sizes = set()
    for n, text in enumerate((TOLD, TOLD * 50)):
        (day.where / 'told').write_text(text)
        day.does(0, 'nothing was sent', *tell, '--text', 'told', '-o',
                 f'case-{n}', day.url)
        sizes.add((day.where / f'case-{n}').stat().st_size)
    day.t.check(len(sizes) == 1, 'the length tells little', str(sizes))
    day.does(1, '', *tell, '--text', 'empty', '-o', 'none', day.url)
    day.does(2, '', *tell, '--text', 'told', day.url)
    kept = (day.where / 'case').read_bytes()
    day.t.check(b'Markworth' not in kept, 'it is sealed')
    day.does(2, 'case', *tell, '--text', 'told', '-o', 'case', day.url)
    day.t.check((day.where / 'case').read_bytes() == kept and
                (day.where / 'case').stat().st_mode & 0o077 == 0,
                'it is kept, and its owner\'s alone')

    opens = ('cases', '--open', 'case', '--identity')
    day.does(0, TOLD.strip(), *opens, 'keys/protection.age')
    day.does(1, 'no case that is sealed to this key', *opens,
             'keys/office.age')
    (day.where / 'case').write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    day.does(1, 'was altered', *opens, 'keys/protection.age')


def check_inbox(day, code, words):
    """The officer's own has the open case; nobody else's has a word of it."""
    def inbox(role, *more):
        return ('inbox', '--server', day.url, '--key', 'channel/vkey',
                '--sign', f'keys/{role}.key', '--role', role, *more)
    mine = f'to say more of case 1 of reprisal: by {words}'
    for more in ((), ('--duties',), ('--owner', 'protection')):
        said = day.does(code, mine, *inbox('protection', *more))
        day.t.check('type gainsay cases --moved 1 --until DATE' in said and
                    'case 2' not in said, 'what to type', said)
    for role, more in (('office', ()), ('office', ('--duties',)),
                       ('monitor', ('--duties',)),
                       ('protection', ('--owner', 'office')),
                       ('protection', ('--duty', 'reply')),
                       *([('protection', ('--overdue',))] if code == 0
                         else [])):
        said = day.does(0, '', *inbox(role, *more))
        day.t.check('reprisal' not in said and 'case' not in said,
                    f'{role} {more} is told nothing of cases', said)


def check_json(day):
    list_of = ('cases', '--server', day.url, '--key', 'channel/vkey', '--json')
    done = day.gainsay(*list_of)
    got = json.loads(done.stdout)
    day.t.check(done.returncode == 3 and got['cases'] == [
        {'case': 2, 'opened': '2023-11-03T09:00:00Z', 'said':
         '2023-11-03T09:00:00Z', 'ended': '2023-11-03T09:00:00Z', 'until':
         None, 'overdue': False},
        {'case': 1, 'opened': '2023-11-03T09:00:00Z', 'said':
         '2023-11-03T09:00:00Z', 'ended': None, 'until': '2023-11-20',
         'overdue': True}], 'for programs', got)
    day.does(2, '--json is for the list', *list_of, '--sign',
             'keys/protection.key', '--ended', '1')


def check_told(day, s):
    entered = 'In the log as entry'
    status = ('status', '--key', 'channel/vkey', day.url)
    day.case(0, 'No case of reprisal')
    day.case(2, 'goes with --opened', '--opened')
    day.case(2, 'one of --opened', '--opened', '--moved', '1')
    day.case(1, 'none of number 1', '--moved', '1', '--until', '2023-11-20')
    day.case(1, 'is past', '--opened', '--until', '2023-10-01')
    day.case(1, '366 days', '--opened', '--until', '2025-10-01')
    for role in ('office', 'authority', 'monitor'):
        done = day.gainsay('cases', '--server', day.url, '--key',
                           'channel/vkey', '--yes', '--sign',
                           f'keys/{role}.key', '--opened', '--until',
                           '2023-11-20')
        day.t.check(done.returncode == 1 and entered not in done.stdout,
                    f'the {role} opens no case', done.stdout)
    done = day.gainsay('cases', '--server', day.url, '--key', 'channel/vkey',
                       '--sign', 'keys/protection.key', '--opened', '--until',
                       '2023-11-20')
    day.t.check(done.returncode in (1, 2) and 'there is no terminal to ask' in
                ' '.join(done.stdout.split()), 'no case unasked', done.stdout)
    day.case(0, entered, '--opened', '--until', '2023-11-20')
    day.case(0, entered, '--opened', '--until', '2023-11-06')
    day.case(0, entered, '--moved', '2', '--until', '2023-11-08')
    day.case(0, entered, '--ended', '2')
    day.case(1, 'is over', '--moved', '2', '--until', '2023-11-08')
    listed = day.case(0, 'more by 2023-11-20')
    day.t.check('Case 2   opened 2023-11-03, ended 2023-11-03' in listed,
                'both cases are listed', listed)
    day.does(0, 'No memo', *status)

    check_inbox(day, 0, '2023-11-20')

    s.post('/exercise/clock', {'now': '2023-11-21T05:30:00Z'})
    check_inbox(day, 3, '2023-11-20, overdue')
    check_json(day)
    day.case(3, 'more by 2023-11-20: overdue')
    day.does(3, 'was to say more of a case of reprisal\nby 2023-11-20',
             *status)
    day.case(0, entered, '--moved', '1', '--until', '2023-12-20')
    day.does(0, 'No memo', *status)
    numbers = json.loads(day.gainsay(
        'statistics', '--key', 'channel/vkey', '--json', day.url).stdout)
    told = {n['name']: n['value'] for n in numbers['statistics']['numbers']
            if n['group'] == 'cases'}
    day.t.check(told == {'opened-at-least': 1, 'open-at-least': 1,
                         'ended-at-least': 1}, 'cases are told in bands',
                str(told))
    log = b''.join(rig.read_entries(day.place / 'log'))
    day.t.check(log.count(b'gainsay/v1 reprisal') == 5 and
                b'Markworth' not in log, 'five records, and no name')
    day.does(0, '', 'audit', '--key', 'channel/vkey', day.url)


def everything(place):
    """What the server keeps, but for the pages that it makes of the log."""
    return {p: p.read_bytes() for p in stored.files(place)
            if place / 'public' not in p.parents}


def check_vouched(day, s):
    """By whoever endorsed and whoever filed, from a state that knew no more
    than its key; read by the officer, and by nobody else."""
    day.enrol(s.url)
    s.post('/exercise/clock', {'now': '2023-11-27T15:00:00Z'})
    day.gather(s.url)
    for who, verb, *more in ((2, 'endorse'),
                             (0, 'file', '--package', 'memo.package')):
        day.must(verb, *day.member(who), '--server', s.url, '--code',
                 day.word_code, *more, day.link(s))
    s.post('/exercise/clock', {'now': '2023-11-27T22:00:00Z'})
    kept = everything(day.place)
    (day.where / 'told').write_text(TOLD)

    tell = ('reprisal', '--key', 'channel/vkey', '--yes', '--text', 'told')
    day.does(2, '--vouch needs --state', *tell, '--vouch', '1', '-o', 'none',
             s.url)
    day.does(1, 'no act of yours', *tell, *day.member(5), '--vouch', '1', '-o',
             'none', s.url)
    day.does(1, '', *tell, *day.member(2), '--vouch', '9', '-o', 'none', s.url)
    sizes = {(day.where / 'case-0').stat().st_size}
    opens = ('cases', '--identity', 'keys/protection.age', '--open')
    server = ('--server', s.url, '--key', 'channel/vkey')
    for who, did in ((2, 'endorsed'), (0, 'filed')):
        day.does(0, 'for that officer alone', *tell, *day.member(who),
                 '--vouch', '1', '-o', f'vouched-{who}', s.url)
        sizes.add((day.where / f'vouched-{who}').stat().st_size)
        said = day.does(0, f'Its writer {did} memo 1', *opens,
                        f'vouched-{who}', *server)
        day.t.check(TOLD.strip() in said and 'proves nothing' in
                    ' '.join(said.split()), 'the words, and for whom', said)
        said = day.does(2, 'not held against the log', *opens,
                        f'vouched-{who}')
        day.t.check(TOLD.strip() in said, 'the words all the same', said)
        day.does(1, 'no case that is sealed to this key', *opens[:2],
                 'keys/office.age', '--open', f'vouched-{who}')
    day.t.check(len(sizes) == 1, 'a proof does not show in the length',
                str(sizes))
    now = everything(day.place)
    day.t.check(now == kept and not stored.look([b'Markworth'], now),
                'the server has nothing of it')


def main():
    t = rig.Tally()
    with rig.folder('reprisal') as name:
        day = Reprisal(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve(f'{stored.DAY}09:00:00Z') as s:
            day.url = s.url
            s.post('/exercise/clock', {'now': '2023-11-03T09:00:00Z'})
            check_sealed(day)
            check_told(day, s)
            check_vouched(day, s)
    t.end()


if __name__ == '__main__':
    main()
