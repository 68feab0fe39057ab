#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""rolls.py GAINSAY: two keys for one person, ghosts, keys that are left out of
a roll, lost states, wrong signers and guessed codes: each attempt does no harm,
and whom it would harm is told."""
import base64
import csv
import hashlib
import http.client
import http.server
import json
import pathlib
import shutil
import sqlite3
import sys
import threading
import time

sys.dont_write_bytecode = True
import rig
import stored

START, ROLL_2, NEXT_DAY = ('2023-10-30T13:00:00Z', '2023-11-01T15:00:00Z',
                           '2023-11-02T15:00:00Z')
PEOPLE = 12


class Office(stored.Day):
    """A channel with PEOPLE eligible, whose server runs."""

    def said(self, want, words, *args):
        """The exit code, and words that must be said."""
        done = self.gainsay(*args)
        for word in [words] if isinstance(words, str) else words:
            self.t.check(done.returncode == want and word in done.stdout,
                         f'{" ".join(map(str, args))}: exit '
                         f'{done.returncode}, expected {want} and "{word}"',
                         done.stdout)
        return done.stdout

    def found(self):
        super().found('--floor', '5')
        self.eligible(range(PEOPLE))

    def eligible(self, who):
        with open(self.where / 'staff.csv', 'w', newline='') as f:
            rows = csv.writer(f)
            rows.writerow(('id', 'name', 'category'))
            rows.writerows((f'{i:03}', f'Name {i:03}', 'any') for i in who)
        self.must('staff', 'import', 'channel', 'staff.csv')

    def codes(self, name):
        with open(self.where / name, newline='') as f:
            return {row['id']: row['code'] for row in csv.DictReader(f)}

    def enrol(self, url, state, code, editions=2):
        return ('enrol', '--server', url, '--key', 'channel/vkey', '--state',
                state, '--passphrase-file', 'words', '--cost', 'low',
                '--editions', editions, '--code', code)

    def sign(self, name, role, *more, key=None):
        return ('roll', 'sign', name, '--role', role, '--sign',
                f'keys/{key or role}.key', '--log', 'channel', *more)

    def publish(self, url, edition):
        for role in ('registrar', 'second'):
            self.must(*self.sign(f'roll-{edition}', role, '--yes'))
        self.must('roll', 'publish', f'roll-{edition}', '--server', url)

    def sql(self, text):
        with sqlite3.connect(self.place / 'staff.db') as db:
            return db.execute(text).fetchall()

    def check(self, state, *more):
        return ('roll', 'check', '--state', state, '--passphrase-file',
                'words', '--key', 'channel/vkey', *more, 'channel')


class Lossy:
    """A way to the server on which answers to enrolments are lost."""

    def __init__(self, url):
        there = url.removeprefix('http://')

        class Handler(http.server.BaseHTTPRequestHandler):
            def pass_on(self):
                body = self.rfile.read(int(self.headers.get('Content-Length',
                                                            0)))
                line = http.client.HTTPConnection(there)
                line.request(self.command, self.path, body or None,
                             {'Content-Type': 'application/json'}
                             if body else {})
                answer = line.getresponse()
                data = answer.read()
                line.close()
                self.close_connection = True
                if self.path == '/enrol':
                    return
                self.send_response(answer.status)
                self.send_header('Content-Length', str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = pass_on

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0),
                                                      Handler)
        self.url = f'http://127.0.0.1:{self.server.server_port}'
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


# How people type a code that they have on paper.
TYPED = (str, str.upper, lambda c: c.replace('-', ''),
         lambda c: c.replace('-', ' '), lambda c: f'  {c}\t',
         lambda c: c.replace('0', 'O').replace('1', 'l'),
         lambda c: c.replace('0', 'o').replace('1', 'I').upper(),
         lambda c: c.replace('-', '\u2013'),
         lambda c: c.replace('-', '\u00a0\u2212'),
         lambda c: '-'.join(c.replace('-', '')))


def mistyped(day, s, code):
    """A slip is told, and nothing is sent."""
    for typed, words in ((code[:-1], 'the code has 31 digits; a code has 32'),
                         (code + '0', 'the code has 33 digits'),
                         ('', 'the code has 0 bytes'),
                         ('x' * 129, 'the code has 129 bytes'),
                         (code.replace('-', '.'), 'there is no such code'),
                         (code[:-1] + 'g', 'there is no such code')):
        day.said(1, words, *day.enrol(s.url, 'slip.state', typed))


def first_edition(day, s):
    """Everybody but two enrols; roll 1 comes out."""
    day.must('staff', 'issue', 'channel', '-o', 'codes.csv')
    codes = day.codes('codes.csv')
    before = (day.where / 'codes.csv').read_bytes()
    # A second call overwrites nothing and draws nothing.
    day.said(2, 'there is a file codes.csv already', 'staff', 'issue',
             'channel', '--id', '001', '-o', 'codes.csv')
    day.t.check((day.where / 'codes.csv').read_bytes() == before,
                'the file of codes is as it was')
    mistyped(day, s, codes['000'])
    for i in range(PEOPLE - 2):
        typed = TYPED[i % len(TYPED)](codes[f'{i:03}'])
        day.must(*day.enrol(s.url, f'{i}.state', typed))
    day.said(0, 'its roll is not out yet', *day.check('0.state'))

    # Not before the roll is out.
    for edition, words in (('1', 'the roll of edition 1 is not in the log'),
                           ('3', 'the roll of edition 3 is not in the log'),
                           ('0', 'not the number of an edition')):
        day.said(1, words, 'staff', 'unlink', '--yes', 'channel', '--edition', edition)
    day.said(1, 'the last in the log is 0, so the next is 1', 'roll',
             'prepare', 'channel', '--edition', '2', '-o', 'roll-2')
    day.said(0, f'Edition 1: {PEOPLE - 2} keys of {PEOPLE} eligible members',
             'roll', 'prepare', 'channel', '--edition', '1', '-o', 'roll-1')
    signers(day, s)
    day.must('roll', 'publish', 'roll-1', '--server', s.url)
    day.said(0, 'Edition 1: the key is on the roll, one of 10',
             *day.check('0.state'))
    return codes


def signers(day, s):
    """Who signs is shown what they sign, and only the right key signs."""
    record = day.where / 'roll-1.rec'
    before = record.read_bytes()
    refusals = (
        ('there is no terminal to ask at', day.sign('roll-1', 'registrar')),
        ('next to sign is the registrar, not the second',
         day.sign('roll-1', 'second', '--yes')),
        ('not a signing key that the charter in force names for the '
         'registrar', day.sign('roll-1', 'registrar', '--yes', key='second')),
        ('not a signing key', day.sign('roll-1', 'registrar', '--yes',
                                         key='office')))
    for words, args in refusals:
        day.said(1, words, *args)
    day.t.check(record.read_bytes() == before, 'nothing was signed')
    day.said(2, 'there is a file roll-1.rec already', 'roll', 'prepare',
             'channel', '-o', 'roll-1')

    day.said(0, ('10 keys of 12 eligible members', 'the first edition',
                 'signed so far by nobody'),
             *day.sign('roll-1', 'registrar', '--yes'))
    day.said(1, 'next to sign is the second, not the registrar',
             *day.sign('roll-1', 'registrar', '--yes'))
    day.said(1, 'not a signing key', *day.sign('roll-1', 'second', '--yes',
                                                 key='registrar'))
    day.said(0, 'Hold this against the headcount', *day.sign('roll-1',
                                                             'second', '--yes'))
    day.said(1, 'has both signatures already', *day.sign('roll-1', 'second',
                                                         '--yes'))


def one_person_one_key(day, s, codes):
    """Unlinked, issued again, lost: still one key an edition."""
    day.said(0, 'Nothing ties the 10 keys of edition 1 to persons', 'staff',
             'unlink', '--yes', 'channel', '--edition', '1')
    day.said(0, 'nothing was changed', 'staff', 'unlink', '--yes', 'channel',
             '--edition', '1')
    ties = day.sql('SELECT count(*) FROM keys WHERE edition = 1 '
                   'AND staff IS NOT NULL')
    day.t.check(ties == [(0,)], 'no key of edition 1 is tied', str(ties))

    # Whose codes were unlinked gets no code as if they had never had one.
    day.said(0, '0 codes in none.csv', 'staff', 'issue', 'channel', '-o',
             'none.csv')
    # The registrar's slip that was two votes: a new code for who has keys.
    out = day.said(0, '000 has keys for edition 2.', 'staff', 'issue',
                   'channel', '--id', '000', '-o', 'again.csv')
    day.t.check('--replace' in out, 'the way out is named', out)
    code = day.codes('again.csv')['000']
    day.said(1, ('handed in a key for edition 2 already', 'nobody has two'),
             *day.enrol(s.url, 'second.state', code))
    failed_enrolment(day, s, codes, code)


def failed_enrolment(day, s, codes, code):
    """A refusal leaves nothing in a state, and says what is the case."""
    day.t.check(not (day.where / 'second.state').exists(),
                'a new state is not left behind')
    # Another's used code: nobody is told that all is well.
    before = day.said(0, 'Edition 2: its roll is not out yet',
                      *day.check('1.state'))
    out = day.said(1, 'the code has been used, for other keys than these',
                   *day.enrol(s.url, '1.state', codes['002']))
    day.t.check('Nothing more is needed' not in out and
                'tell the registrar' in out, 'what to do', out)
    day.t.check(day.said(0, '', *day.check('1.state')) == before,
                'the state has the keys that it had')
    # No answer: the keys stay, and the same again is answered the same.
    day.said(2, 'does not answer', *day.enrol('http://127.0.0.1:9',
                                              '0.state', code))
    day.said(0, 'Enrolled: 2 keys, for editions 3 to 4',
             *day.enrol(s.url, '0.state', code))


def lost_state(day, s):
    """The keys are replaced for every edition whose roll is not out."""
    day.said(1, '--replace needs --id', 'staff', 'issue', 'channel',
             '--replace', '--yes')
    day.said(1, "nobody eligible has the id 'x'", 'staff', 'issue', 'channel',
             '--id', 'x', '--replace', '--yes')
    day.said(0, ('the keys of 003 for edition 2.',
                 'good from edition 2 on', 'Edition 1 stays as it is'),
             'staff', 'issue', 'channel', '--id', '003', '--replace', '--yes', '-o',
             'lost.csv')
    code = day.codes('lost.csv')['003']
    shutil.copy(day.where / '3.state', day.where / 'stolen.state')
    day.said(0, 'Enrolled: 2 keys, for editions 2 to 3',
             *day.enrol(s.url, 'new.state', code))
    keys = day.sql("SELECT edition, count(*) FROM keys WHERE staff = '003' "
                   'GROUP BY edition')
    day.t.check(keys == [(2, 1), (3, 1)], 'one key an edition', str(keys))


def all_again(day):
    """Codes for a new edition to all at once, but not to who has a key or a code
    for it."""
    day.said(1, 'edition 1 takes no keys any more', 'staff', 'issue',
             'channel', '--edition', '1', '-o', 'codes-1.csv')
    day.said(0, '8 codes in codes-3.csv', 'staff', 'issue', 'channel',
             '--edition', '3', '-o', 'codes-3.csv')
    codes = day.codes('codes-3.csv')
    # 000 and 003 have keys of it; 010 and 011 codes that were not used.
    day.t.check(sorted(codes) == [f'{i:03}' for i in range(10)
                                  if i not in (0, 3)], 'who', str(codes))
    day.said(0, '0 codes', 'staff', 'issue', 'channel', '--edition', '3',
             '-o', 'codes-3b.csv')
    day.said(0, '10 codes', 'staff', 'issue', 'channel', '--edition', '3',
             '--again', '-o', 'codes-3c.csv')


def second_edition(day, s):
    """Leavers are not on it, and it says how it grew."""
    leavers = (4, 5)
    day.eligible(i for i in range(PEOPLE) if i not in leavers)
    day.must('staff', 'issue', 'channel', '--id', '010', '-o', 'new.csv')
    with Lossy(s.url) as front:
        day.said(2, '', *day.enrol(front.url, '10.state',
                                   day.codes('new.csv')['010']))
    day.said(0, ('Edition 2: 9 keys of 10 eligible members',
                 '1 joined, 2 left, 0 are eligible', '1 key was replaced'),
             'roll', 'prepare', 'channel', '--names', 'moves.csv', '-o',
             'roll-2')
    moves = (day.where / 'moves.csv').read_text()
    day.t.check('joined,"010"' in moves and 'left,"004"' in moves and
                'left,"005"' in moves and moves.count('\n') == 4, 'names',
                moves)
    mode = (day.where / 'moves.csv').stat().st_mode & 0o777
    day.t.check(mode == 0o600, f'names are private: {mode:o}')
    record = (day.where / 'roll-2.rec').read_text()
    day.t.check('Name' not in record and '\nleft 2\n' in record,
                'the record has numbers, no names', record)
    # The answer that was lost is answered, though edition 2 is closed.
    day.said(0, 'Enrolled: 2 keys, for editions 2 to 3',
             *day.enrol(s.url, '10.state', day.codes('new.csv')['010']))
    closed(day, s)
    forged(day, record)
    for role in ('registrar', 'second'):
        day.said(0, ('9 keys of 10 eligible members',
                     'edition 1, in the log, had 10 keys of 12',
                     '1 joined and 2 left since', '1 key was replaced'),
                 *day.sign('roll-2', role, '--yes'))
    day.must('roll', 'publish', 'roll-2', '--server', s.url)
    day.said(1, 'the last in the log is 2, so the next is 3', 'roll',
             'prepare', 'channel', '--edition', '4', '-o', 'roll-4')


def closed(day, s):
    """A key that comes in while the roll is signed is for the next edition:
    else its receipt would be broken by honest people."""
    code = day.codes('codes-3c.csv')['011']
    day.said(0, 'Enrolled: 1 key, for edition 3',
             *day.enrol(s.url, '11.state', code, 1))
    day.said(0, 'Edition 2 takes keys again', 'roll', 'reopen', 'channel')
    day.said(1, 'no edition is closed', 'roll', 'reopen', 'channel')
    day.said(0, 'Edition 2: 9 keys', 'roll', 'prepare', 'channel', '--force',
             '-o', 'roll-2')
    # Nor is a person replaced under the signers' hands.
    day.said(0, 'good from edition 3 on', 'staff', 'issue', 'channel', '--id',
             '007', '--replace', '--yes')


def forged(day, record):
    """A registrar who lies with the numbers, or leaves an edition out."""
    lies = (('edition 2', 'edition 3', 'the next one is 2'),
            ('eligible 10', 'eligible 8', 'more than the 8 eligible'),
            ('left 2', 'left 0', '0 are said to have left'),
            ('left 2\n', '', 'does not say how many'))
    for old, new, words in lies:
        (day.where / 'forged.rec').write_text(record.replace(old, new))
        shutil.copy(day.where / 'roll-2.keys', day.where / 'forged.keys')
        day.said(1, words, *day.sign('forged', 'registrar', '--yes'))
        day.t.check((day.where / 'forged.rec').read_text() ==
                    record.replace(old, new), 'it is not signed')


def receipts(day):
    """What each member is told of the key that the desk took."""
    day.said(0, 'Edition 2: the key is on the roll, one of 9',
             *day.check('0.state'))
    day.said(0, 'Edition 2: the key is on the roll', *day.check('new.state'))
    day.said(0, 'Edition 2: the key is on the roll', *day.check('10.state'))
    # Who has the old state, owner or thief: it is out, and they hear it.
    day.said(3, ('Edition 1: the key is on the roll',
                 'Edition 2: the key is not on the roll: registrar and second '
                 'have signed that it was replaced'),
             *day.check('stolen.state', '-o', 'no.receipt'))
    day.t.check(not (day.where / 'no.receipt').exists(),
                'a replaced key is no evidence')
    # Who left, or was left out: the receipt is what they have.
    day.said(3, 'NOT KEPT', *day.check('4.state', '-o', 'left-out.receipt'))
    alone = ('roll', 'check', '--receipt', 'left-out.receipt', '--key',
             'channel/vkey', 'channel')
    day.said(3, 'Edition 2: NOT KEPT', *alone)
    day.said(2, 'there is a file left-out.receipt already',
             *day.check('4.state', '-o', 'left-out.receipt'))
    # A receipt that nobody gave proves nothing.
    text = (day.where / 'left-out.receipt').read_text()
    for old, new, why in (
            ('edition 2', 'edition 1', ''),
            ('receipt', 'promise', "line 1, 'gainsay/v1 promise', is not"),
            ('edition 2', 'edition two', "must read 'edition NUMBER'")):
        (day.where / 'forged.receipt').write_text(text.replace(old, new, 1))
        day.said(1, ('no receipt of the channel', why), 'roll', 'check',
                 '--receipt', 'forged.receipt', '--key', 'channel/vkey',
                 'channel')


def old_roll_serves(day, s):
    """A memo can be begun on the day of a new roll."""
    def begin(edition, name):
        day.must('compose', '--charter', 'channel/charter.rec', '--roll',
                 f'roll-{edition}.rec', '--to', 'Secretary of State',
                 '--after', '2023-12-31', '--out', name,
                 stored.MEMO)
        return ('gather', *day.member(edition), '--server', s.url, '-o',
                name + '.link', name)
    young = day.said(1, 'younger than the charter', *begin(2, 'new-roll'))
    day.t.check('2023-11-02T15:00:00Z (Thu 2 Nov 2023, 11:00 '
                'America/New_York)' in young, 'until when', young)
    day.said(0, 'memo', *begin(1, 'old-roll'))
    s.post('/exercise/clock', {'now': NEXT_DAY})
    old = day.said(1, 'edition 1, served until 2023-11-02T15:00:00Z',
                   *begin(1, 'too-old'))
    day.t.check('edition 2' in old, 'which one serves', old)
    day.said(0, 'memo', *begin(2, 'now'))


def nothing_overwritten(day, s):
    """What a verb writes takes no other file's place, and never that of what it
    reads, whatever is said."""
    (day.where / 'kept').write_text('kept')
    (day.where / 'read').write_text('read')
    (day.where / 'link').symlink_to('read')
    key = ('--key', 'channel/vkey')
    calls = (('redact', '--withhold', '1', '-o', 'OUT', 'read'),
             ('redact', '--withhold', '1', '-o', 'new', '--text', 'OUT',
              'read'),
             ('inbox', '--server', s.url, *key, '--memo', '1', '--sign',
              'keys/office.key', '--identity', 'read', '-o', 'OUT'),
             ('inbox', '--server', s.url, *key, '--memo', '1', '--sign',
              'read', '--identity', 'keys/office.age', '-o', 'OUT'),
             ('read', '--server', s.url, *key, '--package', 'read',
              '--author', 'keys/office.key', '-o', 'OUT'),
             ('read', '--server', s.url, *key, '--package', 'channel/vkey',
              '--author', 'read', '-o', 'OUT'),
             ('provenance', *key, '--memo-file', 'read', '-o', 'OUT',
              'channel'))
    for call in calls:
        for out, force, words in (('kept', (), 'there is a file kept'),
                                  ('read', (), 'is what is read'),
                                  ('read', ('--force',), 'is what is read'),
                                  ('link', ('--force',), 'is what is read')):
            day.said(2, words, *(out if a == 'OUT' else a for a in call),
                     *force)
    day.t.check((day.where / 'kept').read_text() == 'kept' and
                (day.where / 'read').read_text() == 'read' and
                (day.where / 'link').is_symlink() and
                not (day.where / 'new').exists(), 'the files are as they were')


def guesses(day, s):
    """A code that does not exist costs no proofs, and a flood of them locks nobody
    out."""
    junk = base64.b64encode(bytes(32)).decode()
    body = json.dumps({'code': 'no-such-code', 'keys': [
        {'edition': 9 + i, 'key': junk, 'possession': base64.b64encode(
            bytes(96)).decode()} for i in range(64)]})
    line = http.client.HTTPConnection(s.url.removeprefix('http://'))

    def guess():
        line.request('POST', '/enrol', body,
                     {'Content-Type': 'application/json'})
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    began = time.monotonic()
    answers = [guess() for _ in range(120)]
    took = time.monotonic() - began
    line.close()
    kinds = {status for status, _ in answers}
    # Junk proofs were not looked at: that would be 422 before.
    day.t.check(kinds <= {403, 503} and 403 in kinds, f'answers: {kinds}',
                str(answers[:1]))
    day.t.check(503 in kinds or took > 10, f'a flood is slowed: {took}')
    day.must('staff', 'issue', 'channel', '--id', '006', '-o', 'six.csv')
    day.said(0, 'Enrolled', *day.enrol(s.url, '6.state',
                                       day.codes('six.csv')['006'], 1))
    said = pathlib.Path(f'{day.place}.log').read_text()
    day.t.check('enrolment codes that do not exist were tried' in said,
                'the operator is told', said)


def unused_rolls(day):
    """No memo stands on any of these rolls, and their files are looked at all
    the same: whoever enrolled under one finds out before a memo does."""
    copy, names = day.where / 'copy', []
    audit = ('audit', '--key', 'channel/vkey', 'copy')
    for keys in sorted((day.where / 'channel/roll').iterdir()):
        whole, names = keys.read_bytes(), [*names, keys.name]
        for what, now in (
                ('a bit', bytes([whole[0] ^ 1]) + whole[1:]),
                ('two keys change places',
                 whole[32:64] + whole[:32] + whole[64:]),
                ('a key twice', whole[:32] + whole[:32] + whole[64:]),
                ('no point', bytes([255] * 32) + whole[32:]),
                ('identity', bytes(32) + whole[32:])):
            shutil.rmtree(copy, ignore_errors=True)
            for part in ('log', 'roll'):
                shutil.copytree(day.where / 'channel' / part, copy / part)
            (copy / 'roll' / keys.name).write_bytes(now)
            day.said(1, 'the keys are not those of roll edition', *audit)
        (copy / 'roll' / keys.name).write_bytes(whole + b'\n')
        day.said(1, 'is longer than', *audit)
        (copy / 'roll' / keys.name).unlink()
        day.said(2, 'cannot be fetched', *audit)
    day.t.check(len(names) == 2, 'two rolls without a memo', names)


def main():
    t = rig.Tally()
    with rig.folder('rolls') as name:
        day = Office(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve(START) as s:
            codes = first_edition(day, s)
            one_person_one_key(day, s, codes)
            lost_state(day, s)
            all_again(day)
            s.post('/exercise/clock', {'now': ROLL_2})
            second_edition(day, s)
            receipts(day)
            old_roll_serves(day, s)
            nothing_overwritten(day, s)
            guesses(day, s)
        day.said(0, 'The log keeps its rules', 'audit', '--key', 'channel/vkey',
                 'channel')
        unused_rolls(day)
    t.end()


if __name__ == '__main__':
    main()
