#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""programs.py GAINSAY: what other programs are told.  Each answer of --json is
one object on standard output, has the members that docs/spec/json.md names and
no other, and says what the same command says in words."""
import json
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import rig
from audit import server

NOW = 'simulated:2024-03-04T10:00:00Z'
DOCUMENT = (rig.ROOT / 'docs/spec/json.md').read_text()


def documented():
    """{section: {member: what is said of it}} of the tables."""
    sections = {}
    for part in re.split(r'(?m)^## ', DOCUMENT)[1:]:
        head, _, body = part.partition('\n')
        rows = {}
        for names, said in re.findall(r'(?m)^\| (`.*?`) \| (.*) \|$', body):
            rows.update(dict.fromkeys(re.findall(r'`(\w+)`', names), said))
        sections[head] = rows
    return sections


SECTIONS = documented()
WHERE = SECTIONS['Where from']
MEMO, DUTY = SECTIONS['A memo'], SECTIONS['A duty']


class Day:
    def __init__(self, tally, gainsay, where):
        self.t, self.where, self.gainsay = tally, where, gainsay

    def run(self, *args):
        """(exit code, standard output, standard error)."""
        done = subprocess.run(
            [self.gainsay.binary, *map(str, args)], cwd=self.where,
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=120)
        return done.returncode, done.stdout, done.stderr

    def ask(self, want, section, *args, where=WHERE):
        """The object, after looking at its form; the words beside it."""
        code, out, err = self.run(*args, '--json')
        name = ' '.join(map(str, args))[:120]
        self.t.check(code == want, f'{name} --json: exit {code}, expected '
                     f'{want}', out[:500] + err)
        self.t.check(out.count('\n') == 1 and out.endswith('\n'),
                     f'{name} --json: one line', out[:500])
        got = json.loads(out)
        rows = {**where, **SECTIONS[section]}
        self.compare(name, got, rows)
        self.look_inside(name, got, rows)
        said = self.run(*args)
        self.t.check(said[0] == want, f'{name}: exit {said[0]} in words, '
                     f'{want} as JSON', ''.join(said[1:]))
        return got, said[1] + said[2]

    def compare(self, name, got, rows):
        self.t.check(set(got) == set(rows), f'{name}: members '
                     f'{sorted(set(got) ^ set(rows))} are not those of the '
                     'specification')

    def look_inside(self, name, got, rows):
        """Lists of objects, whose members the row names."""
        for key, value in got.items():
            if key == 'memos' or (key == 'memo' and isinstance(value, dict)):
                for memo in value if key == 'memos' else [value]:
                    self.compare(f'{name}: a memo', memo, MEMO)
                    self.look_inside(name, memo, MEMO)
            elif key in ('acknowledgement', 'reply') and value is not None:
                self.compare(f'{name}: {key}', value, DUTY)
            elif isinstance(value, list):
                said = re.sub(r'\([^)]*\)', '', rows[key]).split(';')[0]
                words = set(re.findall(r'`(\w+)`', said))
                words |= set(DUTY) if '"A duty"' in said else set()
                for one in value:
                    if not isinstance(one, dict):
                        continue
                    self.t.check(set(one) == words, f'{name}: {key} has '
                                 f'{sorted(one)}, and its row {rows[key]}')


def look_at_memos(d, got, text):
    """The first memo's reply came late; the second's has four requests."""
    first, second = got['memos'][1], got['memos'][0]
    d.t.check([m['memo'] for m in got['memos']] == [2, 1] and
              got['missed'] == 1 and got['exercise'] is True and
              first['reply']['status'] == 'late' and
              first['acknowledgement']['status'] ==
              'met-by-operators-date' and
              first['acknowledgement']['witnessed'] is None and
              second['reply']['status'] == 'met-by-operators-date' and
              second['requests'] == 4 and len(second['dispositions']) == 4 and
              first['word_code'] is None and first['ended'] is None and
              'missed (done late)' in text and
              first['reply']['due'] in text and
              first['reply']['done'] in text and
              f'endorsed    by {first["endorsements"]} of '
              f'{first["enrolled"]} enrolled keys ({first["eligible"]} '
              'eligible)' in text and f'marking     {first["marking"]}' in
              text and got['as_of'] == '2024-03-04T10:00:00Z',
              'the memos are those of the words', json.dumps(got) + text)


def read_log(d, url):
    key = ('--key', 'x/vkey')
    look_at_memos(d, *d.ask(3, 'status, inbox', 'status', *key, url))
    look_at_memos(d, *d.ask(3, 'inbox', 'inbox', '--server', url, *key,
                            where={**WHERE, **SECTIONS['status, inbox']}))
    got, text = d.ask(3, 'audit', 'audit', *key, '--promise',
                      'x/demo/late.promise', '--promise', 'x/demo/dropped',
                      url)
    look_at_memos(d, got, text)
    d.t.check(got['valid'] is True and got['copy'] is False and
              got['quorum'] is None and got['witnessed_by'] == [] and
              f'{got["entries"]} entries' in text and
              f'{got["tiles"]} tiles, {got["signatures"]} signatures, '
              f'{got["proofs"]} member proofs' in text and
              [p['status'] for p in got['promises']] == ['kept', 'broken'] and
              all(p['said'] in text for p in got['promises']) and
              got['time'] in text, 'audit', json.dumps(got) + text)
    got, text = d.ask(0, 'cases', 'cases', '--server', url, *key)
    d.t.check(got['cases'] == [] and 'No case of reprisal' in text, 'cases',
              json.dumps(got) + text)
    got, text = d.ask(0, 'roll show', 'roll', 'show', *key, url)
    roll = got['rolls'][0]
    d.t.check(len(got['rolls']) == 1 and roll['edition'] == 1 and
              f'{roll["keys"]} of {roll["eligible"]} eligible' in text and
              roll['at'] in text and roll['serves_from'] in text and
              roll['serves_until'] is None, 'roll show', json.dumps(got) +
              text)
    state = ('--state', 'x/demo/member/001.state', '--passphrase-file',
             'x/demo/member/passphrase')
    got, text = d.ask(0, 'roll check', 'roll', 'check', *state, *key, url)
    kept, *others = got['receipts']
    d.t.check(kept == {'edition': 1, 'status': 'kept', 'keys': 1000} and
              'on the roll, one of 1000' in text and
              [r['status'] for r in others] == ['waits'],
              'roll check', json.dumps(got) + text)


def read_memo(d, url):
    reader = ('read', '--key', 'x/vkey', '--server', url, '--package',
              'x/demo/cable.package', '--author',
              'x/demo/cable.package.author')
    got, text = d.ask(3, 'read', *reader)
    d.t.check(got['memo']['memo'] == 1 and
              got['reply_text'] == 'The Department has taken note of your '
              'views.\n' and got['reply_text'] in text and
              re.fullmatch('[a-z]+( [a-z]+){7}', got['memo']['word_code']),
              'read', json.dumps(got) + text)
    # Of a file: the same memo, and what it does not have is not known.
    code, out, _ = d.run('verify', '--json', '--key', 'x/vkey',
                         'x/demo/cable.gainsay')
    verdict = json.loads(out)
    d.t.check(code == 3 and set(MEMO) <= set(verdict) and
              verdict['memo'] is None and
              verdict['memo_id'] == got['memo']['memo_id'] and
              verdict['word_code'] == got['memo']['word_code'],
              'verify has the same members', out)
    d.look_inside('verify', {k: verdict[k] for k in MEMO}, MEMO)


def read_offline(d):
    """What needs no server."""
    got, text = d.ask(0, 'staff list', 'staff', 'list', 'x', where={})
    d.t.check(got['eligible'] == len(got['people']) and
              got['with_key'] == 1000 and got['closed'] == 1 and
              got['people'][0]['id'] == 'E0001' and
              got['people'][0]['keys_until'] >= 1 and
              f'{got["eligible"]} people are eligible: {got["with_key"]} '
              in text and text.count('\n') == got['eligible'] + 3,
              'staff list', json.dumps(got)[:500] + text[:500])
    memo = rig.ROOT / 'examples/dacca-1138.md'
    check = ('compose', '--check', '--charter', 'x/charter.rec')
    got, text = d.ask(0, 'compose --check', *check, memo, where={})
    charter = (d.where / 'x/charter.rec').read_text()
    d.t.check(got['memo'] is True and got['marking'] == 'CONFIDENTIAL' and
              got['blocks'] == 10 and got['requests'] == 0 and
              got['addressees'] == rig.lines_of(charter, 'copy') and 'it is a memo' in text and
              all(f['text'] in text for f in got['faults']),
              'compose --check', json.dumps(got) + text)
    (d.where / 'bad.md').write_text('no mark\u200b here\n\n(XX) what\n')
    got, text = d.ask(1, 'compose --check', 'compose', '--check', 'bad.md',
                      where={})
    d.t.check(got['memo'] is False and got['hidden'] == 1 and
              got['addressees'] is None and
              any(f['refused'] and f['line'] for f in got['faults']) and
              all(f['text'] in text for f in got['faults']),
              'of a text that is no memo', json.dumps(got) + text)


def refuse(d):
    """What does not verify is an answer of audit; what cannot be judged, or is
    refused, is none."""
    code, out, err = d.run('audit', '--json', '--key', 'other/vkey', 'x')
    got = json.loads(out)
    d.t.check(code == 1 and set(got) == {'valid', 'why'} and
              got['valid'] is False and got['why'] in err,
              "another channel's key", out + err)
    for want, args in ((2, ('audit', '--key', 'x/vkey', 'nowhere')),
                       (2, ('status', '--key', 'x/vkey', 'nowhere')),
                       (1, ('status', '--key', 'other/vkey', 'x')),
                       (2, ('inbox', '--server', 'x', '--key', 'x/vkey',
                            '1')),
                       (2, ('staff', 'list', 'nowhere')),
                       (2, ('compose', '--show', 'bad.md'))):
        code, out, err = d.run(*args, '--json')
        d.t.check(code == want and out == '' and err != '',
                  f'{args}: exit {code}, and nothing but a message', out + err)
    # The message is JSON as well, if that is asked for.
    done = subprocess.run(
        [d.gainsay.binary, 'status', '--json', '--key', 'x/vkey', 'nowhere'],
        cwd=d.where, env={**os.environ, 'GAINSAY_MESSAGES': 'json'},
        capture_output=True, text=True)
    d.t.check(done.stdout == '' and 'code' in json.loads(done.stderr),
              'a message as JSON', done.stderr)


def main():
    t = rig.Tally()
    with rig.folder('programs') as name:
        where = pathlib.Path(name).resolve()
        d = Day(t, rig.Program(sys.argv[1], where), where)
        for what, done in (
                ('demo', rig.demo(d.gainsay, 'x', '--without-witnesses')),
                ('init', d.gainsay(*rig.INIT, '--origin', 'a/b', 'other'))):
            t.check(done.returncode == 0, what, done.stdout)
        with server(d.gainsay, 'other'):
            pass
        read_offline(d)
        refuse(d)
        with server(d.gainsay, 'x', '--clock', NOW) as url:
            read_log(d, url)
            read_memo(d, url)
    t.end()


if __name__ == '__main__':
    main()
