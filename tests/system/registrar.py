#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""registrar.py GAINSAY: a registrar on another machine than the server.  The
list there has the names, the server's has none; what was handed in comes over
by signed requests, which nobody else can make, and which count once."""
import base64
import hashlib
import json
import pathlib
import sqlite3
import sys

sys.dont_write_bytecode = True
import readers
import rig
import rolls

PEOPLE, START = rolls.PEOPLE, rolls.START


class Apart(rolls.Office):
    """The registrar's folder is `office`, the server's `channel`."""

    def found(self):
        (self.where / 'office').mkdir()
        super().found()
        self.now = START

    def eligible(self, who):
        super().eligible(who)

    def must(self, *args):
        # The server's machine has no list of names.
        if args[:2] == ('staff', 'import'):
            args = ('staff', 'import', 'office', *args[3:])
        return super().must(*args)

    def there(self, url, *more):
        return ('office', '--server', url, '--sign', 'keys/registrar.key',
                *more)

    def tables(self):
        """All that the server's list has, as text and bytes."""
        with sqlite3.connect(self.place / 'staff.db') as db:
            return b'\n'.join(repr(row).encode() for (name,) in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall() for row in db.execute(f'SELECT * FROM {name}'))


def ask(day, s, asked, **how):
    """(status, code, answer) of the request; signed by the registrar unless
    `how` says otherwise."""
    text = json.dumps(asked).encode()
    header = how.pop('header', None) or readers.signed(
        day, '/enrolment', **{'role': 'registrar', 'method': 'POST',
                              'body': hashlib.sha256(text).digest(), **how})
    status, code, _, data = readers.get(s.url, '/enrolment', header, 'POST',
                                        text)
    return status, code, data


def read(edition=0, rows=b''):
    return {'step': 'read', 'turn': 0, 'edition': edition,
            'rows': readers.b64(rows)}


def change(step, turn, edition=0, rows=b''):
    return {'step': step, 'turn': turn, 'edition': edition,
            'rows': readers.b64(rows)}


def refused(day, s, want, what, asked, **how):
    before = day.tables()
    status, code, data = ask(day, s, asked, **how)
    day.t.check((status, code) == want, f'{what}: {status} {code}',
                data.decode(errors='replace'))
    day.t.check(day.tables() == before, f'{what}: nothing was changed')
    day.t.check(b'"rows":' not in data, f'{what}: nothing is told', str(data))


def strangers(day, s):
    """Nobody but the registrar, for this channel, now, for this body."""
    turn = json.loads(ask(day, s, read())[2])['turn']
    code = change('codes', turn + 1, 0, bytes(64))
    other = (403, 'request-other-role')
    for body in (read(1), code):
        for role in ('office', 'second', 'authority', 'log', 'author'):
            seed = readers.seed_of(day, 'office' if role in ('log', 'author')
                                   else role)
            refused(day, s, other, role, body, role=role, seed=seed)
        refused(day, s, (403, 'request-not-of-role'), 'the key of another',
                body, seed=readers.seed_of(day, 'second'))
        refused(day, s, (403, 'request-other-channel'), 'another channel',
                body, channel=bytes(32))
        refused(day, s, (403, 'request-other-body'), 'another body', body,
                body=bytes(32))
        refused(day, s, (403, 'request-other-path'), 'another path', body,
                method='GET')
        for seconds in (-301, 301):
            refused(day, s, (403, 'request-other-time'), f'{seconds} s', body,
                    at=readers.shifted(seconds, day.now))
        text = json.dumps(body).encode()
        for shown in (None, 'Bearer ' + '0' * 64):
            status, got, _, _ = readers.get(s.url, '/enrolment', shown, 'POST',
                                            text)
            day.t.check((status, got) == other, f'{shown}: {status} {got}')


def forms(day, s):
    turn = json.loads(ask(day, s, read())[2])['turn']
    for what, body, want in (
            ('no such step', change('list', turn + 1),
             (400, 'enrolment-step')),
            ('half a code', change('codes', turn + 1, 0, bytes(63)),
             (400, 'enrolment-rows')),
            ('no code', change('codes', turn + 1), (400, 'enrolment-rows')),
            ('two codes replace', change('codes', turn + 1, 1, bytes(128)),
             (400, 'enrolment-rows')),
            ('rows of a close', change('close', turn + 1, 1, b'x'),
             (400, 'enrolment-rows')),
            ('half a key', read(1, bytes(31)), (400, 'enrolment-rows')),
            ('an edition further', change('close', turn + 1, 3),
             (422, 'enrolment-edition')),
            ('none is closed', change('reopen', turn + 1, 1),
             (422, 'enrolment-edition')),
            ('not out yet', change('unlink', turn + 1, 1),
             (422, 'enrolment-edition')),
            ('the turn of before', change('close', turn, 1),
             (409, 'enrolment-turn')),
            ('the turn after', change('close', turn + 2, 1),
             (409, 'enrolment-turn'))):
        refused(day, s, want, what, body)


def replayed(day, s):
    """What was sent once does nothing when it is sent again."""
    turn = json.loads(ask(day, s, read())[2])['turn']
    for n, step in enumerate(('close', 'reopen'), 1):
        body = change(step, turn + n, 1)
        text = json.dumps(body).encode()
        header = readers.signed(day, '/enrolment', role='registrar',
                                method='POST',
                                body=hashlib.sha256(text).digest())
        day.t.check(ask(day, s, body, header=header)[0] == 200, f'{step}: once')
        refused(day, s, (409, 'enrolment-turn'), f'{step}: again', body,
                header=header)
    closed = json.loads(readers.get(s.url, '/channel')[3])
    day.t.check(closed['enrolling'] == 1, 'edition 1 takes keys', str(closed))


def first(day, s):
    """Codes, keys, and the list with names on one side alone."""
    day.said(2, 'cannot be read', 'staff', 'issue', *day.there(s.url), '-o',
             'codes.csv')
    day.must('staff', 'issue', *day.there(s.url, '--key', 'channel/vkey'),
             '-o', 'codes.csv', '--invitations', 'invitations')
    codes = day.codes('codes.csv')
    day.t.check(len(codes) == PEOPLE and len(list(
        (day.where / 'invitations').iterdir())) == PEOPLE, 'a code for each')
    for i in range(PEOPLE - 3):
        day.must(*day.enrol(s.url, f'{i}.state', codes[f'{i:03}']))
    text = (day.where / 'invitations/009.invitation').read_text()
    day.t.check(rig.lines_of(text, 'checkpoint') and
                rig.lines_of(text, 'code') == [codes['009']],
                'an invitation', text)
    day.must(*day.enrol(s.url, '9.state', codes['009']))
    out = day.said(0, '12 people are eligible: 10 have handed in a key, for 2 '
                   'a code waits', 'staff', 'list', *day.there(s.url))
    day.t.check('"010","Name 010","any",waits,' in out and
                '"000","Name 000","any",none,' in out, 'who is who', out)
    day.t.check(b'Name' not in day.tables() and b"'000'" not in day.tables(),
                'the server has no name and no id')
    day.said(1, 'is for a registrar on another machine', 'staff', 'list',
             'channel')
    return codes


def lost(day, s, codes):
    """One key of a person goes, at both; a key in its place is told apart."""
    day.said(0, 'the keys of 003 for edition', 'staff', 'issue',
             *day.there(s.url), '--id', '003', '--replace', '--yes', '-o',
             'lost.csv')
    day.said(1, 'these were replaced', *day.enrol(s.url, 'x.state',
                                                  codes['003']))
    day.must(*day.enrol(s.url, '3b.state', day.codes('lost.csv')['003']))
    out = day.said(0, '10 have handed in a key', 'staff', 'list',
                   *day.there(s.url))
    day.t.check('warning' not in out and 'under no code' not in out,
                'nothing strange', out)


def rolled(day, s):
    day.said(0, 'Edition 1: 10 keys of 12 eligible members', 'roll', 'prepare',
             *day.there(s.url), '--edition', '1', '-o', 'roll-1')
    day.said(0, 'takes keys again', 'roll', 'reopen', *day.there(s.url))
    day.must('roll', 'prepare', *day.there(s.url), '-o', 'roll-1', '--force')
    enrolling = json.loads(readers.get(s.url, '/channel')[3])['enrolling']
    day.t.check(enrolling == 2, f'the server has closed it: {enrolling}')
    sampled(day, s)
    day.said(0, 'on the roll, one of 10', *day.check('0.state'))
    day.said(0, 'on the roll, one of 10', *day.check('3b.state'))
    day.said(0, 'Nothing ties the 10 keys of edition 1', 'staff', 'unlink',
             *day.there(s.url), '--edition', '1', '--yes')
    tied = day.sql('SELECT count(*) FROM keys WHERE edition = 1 AND '
                   '(staff IS NOT NULL OR length(possession) > 0)')
    day.t.check(tied == [(0,)], 'nor at the server', str(tied))
    day.said(0, '10 have handed in a key', 'staff', 'list', *day.there(s.url))


def pass_on(day, s, item, turn, what=b'', role='registrar', **how):
    """(status, code, answer) of what passes between the two."""
    text = json.dumps({'item': item, 'turn': turn,
                       'passed': readers.b64(what)}).encode()
    header = readers.signed(day, '/passing', **{
        'role': role, 'method': 'POST',
        'body': hashlib.sha256(text).digest(), **how})
    status, code, _, data = readers.get(s.url, '/passing', header, 'POST',
                                        text)
    return status, code, json.loads(data)


def strangers_between(day, s):
    """What passes is the two's alone, each of them writes their own."""
    t = day.t
    for role in ('registrar', 'second'):
        status, _, answer = pass_on(day, s, 'roll', 0, role=role)
        t.check(status == 200 and answer['turn'] == 0 and
                answer['passed'] == '', f'{role}: nothing yet', str(answer))
    for role, item, turn, what, want in (
            ('office', 'roll', 0, b'', (403, 'request-other-role')),
            ('office', 'roll', 1, b'x', (403, 'request-other-role')),
            ('second', 'roll', 1, b'x', (403, 'request-other-role')),
            ('registrar', 'sample', 1, b'x', (403, 'request-other-role')),
            ('second', 'asked', 1, b'x', (403, 'request-other-role')),
            ('second', 'sample', 1, b'x', (422, 'passing-no-roll')),
            ('registrar', 'asked', 1, b'x', (422, 'passing-no-roll')),
            ('registrar', 'roll', 2, b'x', (409, 'passing-turn')),
            ('registrar', 'roll', 1, b'', (400, 'passing-length')),
            ('registrar', 'roll', 0, b'x', (400, 'passing-length')),
            ('second', 'sample', 1, bytes(1025), (400, 'passing-length')),
            ('registrar', 'asked', 1, bytes(81921), (400, 'passing-length')),
            ('registrar', 'x', 1, b'x', (400, 'passing-item'))):
        status, code, answer = pass_on(day, s, item, turn, what, role)
        t.check((status, code) == want and 'passed' not in answer,
                f'{role}, {item}, {turn}: {status} {code}', str(answer))
    for what, how, want in (
            ('another channel', {'channel': bytes(32)},
             'request-other-channel'),
            ('another key', {'seed': readers.seed_of(day, 'second')},
             'request-not-of-role'),
            ('another time', {'at': readers.shifted(301, day.now)},
             'request-other-time')):
        status, code, answer = pass_on(day, s, 'roll', 1, b'x', **how)
        t.check((status, code) == (403, want), f'{what}: {status} {code}',
                str(answer))


def drawn(signature, size):
    """The places of a sample, after docs/spec/records.md."""
    lv = len(b'gainsay/v1/sample').to_bytes(4, 'big') + b'gainsay/v1/sample'
    seed = hashlib.sha256(lv + signature).digest()
    first, j = [], 0
    while len(first) < min(10, size // 2):
        n = int.from_bytes(hashlib.sha256(
            seed + j.to_bytes(8, 'big')).digest()[:8], 'big') % size
        first += [] if n in first else [n]
        j += 1
    return sorted({p for n in first for p in (n, (n + 1) % size)})


def sampled(day, s):
    """The second is told of some, drawn by their own signature; and nobody
    else is, not the operator either."""
    t = day.t
    there = ('--log', s.url, '--key', 'channel/vkey')
    second = ('roll', 'sample', 'second-1', '--sign', 'keys/second.key',
              *there)
    registrar = ('--sign', 'keys/registrar.key', *there)
    strangers_between(day, s)
    day.said(1, 'has passed no roll', *second)
    day.said(1, 'has no signature yet', 'roll', 'pass', 'roll-1', *registrar)
    day.must(*day.sign('roll-1', 'registrar', '--yes'))
    day.said(1, 'has asked for nobody', 'roll', 'answer', 'roll-1',
             *registrar)
    day.said(0, 'passed to the second', 'roll', 'pass', 'roll-1', *registrar)
    day.said(0, ('10 keys of 12 eligible members', 'The registrar answers'),
             *second)
    sample = (day.where / 'second-1.sample').read_text()
    day.said(0, 'The registrar answers', *second)
    t.check((day.where / 'second-1.sample').read_text() == sample,
            'the same sample, whenever it is made')
    day.said(0, 'sealed to the second signer, and passed', 'roll', 'answer',
             'roll-1', *registrar)
    out = day.said(0, 'Ask these', *second)
    people = [line.split()[0] for line in
              (day.where / 'roll-1.people').read_text().split('\n') if line]
    t.check(len(people) == 10, 'everybody listed is among whom it draws')
    ids = [bytes.fromhex(line.split()[1]).decode() for line in
           (day.where / 'roll-1.people').read_text().strip().split('\n')]
    signature = base64.b64decode(rig.lines_of(sample, 'signature')[0]
                                 .split()[1])
    told = [line.split()[0] for line in out.split('\n')
            if line.startswith('  0')]
    t.check(told == [ids[p] for p in drawn(signature, 10)] and
            len(told) >= 6, 'whom the signature draws', out)
    t.check(not any(f'Name {i}'.encode() in day.tables() for i in ids) and
            (day.where / 'roll-1.people').stat().st_mode & 0o777 == 0o600,
            'no name at the server')
    forged_answers(day, s, second, registrar)
    day.must(*day.sign('second-1', 'second', '--yes'))
    day.must('roll', 'publish', 'second-1', '--server', s.url)


def forged_answers(day, s, second, registrar):
    """Other people than were fixed before, and somebody twice."""
    where, t = day.where, day.t
    listed = (where / 'roll-1.people').read_bytes()
    rows = listed.split(b'\n')[:-1]
    for what, forged in (
            ('others', [bytes(64).hex().encode()[:64] + r[64:] for r in rows]),
            ('another order', rows[::-1])):
        (where / 'roll-1.people').write_bytes(b'\n'.join(forged) + b'\n')
        day.must('roll', 'answer', 'roll-1', *registrar)
        day.said(1, 'do not sign', *second)
    (where / 'roll-1.people').write_bytes(b'x\n')
    day.said(1, 'is not the list', 'roll', 'answer', 'roll-1', *registrar)
    (where / 'roll-1.people').write_bytes(listed)
    turn = pass_on(day, s, 'asked', 0)[2]['turn']
    t.check(pass_on(day, s, 'asked', turn + 1, b'age')[0] == 200, 'junk')
    day.said(1, 'cannot be opened', *second)
    t.check(pass_on(day, s, 'asked', turn + 1, b'age')[:2] ==
            (409, 'passing-turn'), 'again: nothing')
    sample = (where / 'second-1.sample').read_text()
    for what, words, old, new in (
            ('of another list', 'another roll or another list', 'listed ',
             'listed ' + readers.b64(bytes(32)) + '\nx '),
            ('unsigned', 'no record of type sample', 'gainsay/v1 sample',
             'gainsay/v1 count')):
        text = '\n'.join(line for line in sample.replace(old, new, 1).split(
            '\n') if not line.startswith('x ')).encode()
        turn = pass_on(day, s, 'sample', 0, role='second')[2]['turn']
        pass_on(day, s, 'sample', turn + 1, text, role='second')
        day.said(1, words, 'roll', 'answer', 'roll-1', *registrar)
    other = '\n'.join(sample.split('\n')[:-2]) + '\n'
    text = rig.sign_record(where, readers.seed_of(day, 'office'), other,
                           'second')
    turn = pass_on(day, s, 'sample', 0, role='second')[2]['turn']
    pass_on(day, s, 'sample', turn + 1, text.encode(), role='second')
    day.said(1, 'not signed by a second signer', 'roll', 'answer', 'roll-1',
             *registrar)
    day.said(0, '', *second)
    day.must('roll', 'answer', 'roll-1', *registrar)
    day.said(0, 'Ask these', *second)


def strange(day, s):
    """A key that the operator ties to a holder is told, and not rolled."""
    with sqlite3.connect(day.place / 'staff.db') as db:
        (holder,) = db.execute('SELECT id FROM staff WHERE id NOT IN (SELECT '
                               'staff FROM held) LIMIT 1').fetchone()
        db.execute('INSERT INTO held (edition, staff) VALUES (2, ?)',
                   (holder,))
        db.execute('INSERT INTO keys VALUES (2, ?, ?, ?, ?)', (
            bytes(range(32)), bytes(96), holder, b'none'))
    day.said(0, 'under no code that this list issued', 'staff', 'list',
             *day.there(s.url))


def elsewhere(t, place):
    day = Apart(t, sys.argv[1], place)
    day.found()
    with day.serve(START) as s:
        day.channel = base64.b64decode(json.loads(
            readers.get(s.url, '/channel')[3])['channel'])
        codes = first(day, s)
        strangers(day, s)
        forms(day, s)
        replayed(day, s)
        lost(day, s, codes)
        rolled(day, s)
        strange(day, s)


def named(t, place):
    """Where the server's own list has the names there is no second one."""
    day = rolls.Office(t, sys.argv[1], place)
    day.found()
    day.now = START
    with day.serve(START) as s:
        day.channel = base64.b64decode(json.loads(
            readers.get(s.url, '/channel')[3])['channel'])
        refused_named(day, s)


def refused_named(day, s):
    for body in (read(1), change('codes', 1, 0, bytes(64))):
        status, code, _ = ask(day, s, body)
        day.t.check((status, code) == (422, 'staff-list-named'),
                    f'names: {status} {code}')


def main():
    t = rig.Tally()
    for run in (elsewhere, named):
        with rig.folder('registrar') as name:
            run(t, pathlib.Path(name).resolve())
    t.end()


if __name__ == '__main__':
    main()
