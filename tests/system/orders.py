#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""orders.py GAINSAY: about a memo that is filed, its members and its author act
in 20 orders: no answer and no file of the server tells which it was (stored.py
does the same before filing)."""
import base64
import hashlib
import os
import pathlib
import re
import sys

sys.dont_write_bytecode = True
import rig
import stored
from stored import DAY
sys.path.insert(0, str(rig.ROOT / 'tests' / 'vectors'))
import sealed_file

KEY = ('--key', 'channel/vkey')
END = '2023-11-03T21:00:00Z'


def office(server):
    return ('--server', server.url, *KEY, '--sign', 'keys/office.key',
            '--memo', '1')


def filed_acts(day, server):
    """Late endorsements, a withdrawal, and two copies of a memo that the office
    called unreadable."""
    day.must('acknowledge', '--yes', '--unreadable', *office(server))
    late = stored.Act('/acts', None, day.token)
    acts = [late._replace(body=day.body(i))
            for i in range(stored.EARLY, stored.MEMBERS)]
    day.must('withdraw', *day.member(8), '--server', server.url, '--code',
             day.word_code, '-o', 'late.act', day.link(server))
    # The log has the endorsement.
    acts.append(late._replace(body={'record': day.body('late')['record']}))
    return acts + [
        stored.catch(day, server, 'resupply', *day.member(i), '--code',
              day.word_code, day.link(server)) for i in (2, 3)]


def ask_junk(day, server):
    """Question 2, which its author cannot open."""
    memo = next(r for r in map(rig.record_of, rig.read_entries(
        day.place / 'log')) if r.startswith('gainsay/v1 memo\n'))
    file = sealed_file.age(sealed_file.pad(b'To nobody.'), [os.urandom(32)],
                           os.urandom(64))
    text = ('gainsay/v1 ask\n' + ''.join(
        f'{name} {rig.lines_of(memo, name)[0]}\n'
        for name in ('channel', 'memo')) + 'question 2\ncontent ' +
        base64.b64encode(hashlib.sha256(file).digest()).decode() + '\n')
    seed = bytes.fromhex((day.where / 'keys/office.key').read_text().strip())
    server.post('/records', {
        'records': [rig.sign_record(day.where, seed, text, 'office')],
        'content': [base64.b64encode(file).decode()]})


def authors_acts(day, server):
    """An answer, a word about a question that does not open, an end; and late
    acts of members beside them."""
    (day.where / 'letter').write_text('It is measured again.\n')
    day.must('acknowledge', '--yes', *office(server), '--identity',
             'keys/office.age')
    day.must('ask', '--yes', '--text', 'letter', *office(server))
    ask_junk(day, server)
    author = ('--author', 'memo.package.author', '--yes')
    return [stored.Act('/acts', {'record': day.body(i)['record']}, day.token)
            for i in (stored.EARLY, 'late')] + [
        stored.catch(day, server, 'answer', *KEY, *author, '--memo', '1',
              '--question', '1', '--text', 'letter'),
        stored.catch(day, server, 'unreadable', *KEY, *author, '--package',
              'memo.package', '--question', '2'),
        stored.catch(day, server, 'end', *KEY, '--author', '--sign', author[1],
              '--yes', '--memo', '1', '--reason', 'Enough')]


def bad_signature(act):
    """One letter of it is another."""
    text = act.body['record']
    at = re.search('(?m)^signature [a-z]+ [A-Za-z0-9+/]{40}', text).end()
    return act._replace(body={**act.body, 'record': (
        text[:at] + ('B' if text[at] == 'A' else 'A') + text[at + 1:])})


def refused(acts):
    """Of each kind one that proves or signs nothing."""
    kinds = {}
    for act in acts:
        kinds[act.body['record'].split('\n')[0]] = act
    return [bad_signature(a) if '\nsignature ' in a.body['record'] else
            stored.spoilt(a) for a in kinds.values()]


def filed(day, s):
    """With the endorsements of some; those of others are made."""
    day.enrol(s.url)
    s.post('/exercise/clock', {'now': f'{DAY}15:00:00Z'})
    day.gather(s.url)
    at = ('--server', s.url, '--code', day.word_code)
    for i in range(stored.EARLY):
        day.must('endorse', *day.member(i), *at, day.link(s))
    day.must('file', *day.member(0), *at, '--package', 'memo.package',
             day.link(s))
    s.post('/exercise/clock', {'now': f'{DAY}21:00:00Z'})
    day.write_acts(s, range(stored.EARLY, stored.MEMBERS))


def main():
    """The acts of members, then those of the author beside late ones: each set
    in 20 orders (stored.orders), which leave one answer and one disk."""
    t = rig.Tally()
    with rig.folder('orders') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s:
            filed(day, s)
            acts = filed_acts(day, s)
        stored.orders(day, 'by members', acts, refused(acts), f'{DAY}21', END)
        with day.serve(f'{DAY}21:00:00Z') as s:
            acts = authors_acts(day, s)
        stored.orders(day, 'by the author', acts, refused(acts), f'{DAY}21',
                      END)
    t.end()


if __name__ == '__main__':
    main()
