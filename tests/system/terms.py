#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""terms.py GAINSAY: what an author says of a memo beside its text (the memo that
it amends, related ones, annexes, a proposed panel, the wished distribution) is
fixed by the memo id, shown before anybody acts, and told by every verb that
tells of the memo; what cannot be meant is refused."""
import base64
import hashlib
import json
import pathlib
import struct
import sys

sys.dont_write_bytecode = True
import rig
import stored

OTHER = 'ab' * 32
PANEL = ('Dr. Ada Winter', 'Jean-Luc Żak')
ONLY = ('Inspector General', 'Legal Adviser (L/PM)')
CHANNEL = ('--key', 'channel/vkey')


def lv(data):
    return struct.pack('>I', len(data)) + data


def memo_id(record):
    """docs/spec/commitments.md, Memo id, with hashlib alone."""
    lines = record.splitlines(keepends=True)
    names = [line.split(' ')[0] for line in lines]
    terms = [lines[names.index('channel')], *lines[
        names.index('charter'):names.index('content') + 1]]
    return hashlib.sha256(lv(b'gainsay/v1/memo') +
                          lv(''.join(terms).encode())).hexdigest()


def compose(day, s, name, *terms):
    return day.gainsay('compose', '--server', s.url, *CHANNEL, '--to',
                       'Secretary of State', '--after', '2023-12-31', *terms,
                       '--out', f'{name}.package', stored.MEMO)


def file(day, s, name, *terms, until=()):
    """Composed, endorsed and filed; what `show` printed before."""
    done = compose(day, s, name, *terms)
    day.t.check(done.returncode == 0, f'{name} is composed', done.stdout)
    day.word_code = rig.code_of(day.must(
        'gather', *day.member(0), '--server', s.url, '-o', f'{name}.link',
        f'{name}.package'))
    at = ('--server', s.url, '--code', day.word_code)
    shown = day.must('show', *CHANNEL, f'@{name}.link')
    asked = day.must('endorse', *day.member(0), *at, f'@{name}.link')
    day.must('file', *day.member(0), *at, '--package', f'{name}.package',
             f'@{name}.link')
    s.post('/exercise/clock', {'now': until})
    return shown, asked


def refusals(day, s):
    many = [w for i in range(17) for w in ('--related', f'{i:064x}')]
    cases = [
        ('a memo that is not filed', ('--amends', '7'),
         'no memo 7: 1 are filed'),
        ('a word', ('--related', 'first'), '64 hexadecimal digits'),
        ('capital digits', ('--related', 'AB' * 32), 'lower case'),
        ('0', ('--amends', '0'), 'no memo 0'),
        ('one memo twice', ('--related', OTHER, '--related', OTHER),
         f'--related names "{OTHER}" twice'),
        ('what is amended', ('--amends', '1', '--related', '1'),
         'related already'),
        ('17 memos', many, 'given 17 times; a memo has at most 16'),
        ('9 people', [w for i in range(9) for w in ('--panel', f'P {i}')],
         'given 9 times; a memo has at most 8'),
        ('one person twice', ('--panel', 'A', '--panel', 'A'),
         '--panel names "A" twice'),
        ('an empty name', ('--distribution', ''), '--distribution number 1'),
        ('two lines', ('--panel', 'A', '--panel', 'B\nC'),
         '--panel number 2'),
        ('a hidden character', ('--panel', 'A\u202eB'), 'do not show'),
        ('a name too long', ('--panel', 'x' * 1025), '1 to 1024 bytes'),
        ('a missing file', ('--annex', 'nosuch'), 'nosuch'),
        ('one file twice', ('--annex', 'annex', '--annex', 'annex'),
         'the name or the bytes'),
    ]
    for what, terms, words in cases:
        done = compose(day, s, 'none', *terms)
        day.t.check(done.returncode == 2 and words in done.stdout,
                    f'{what}: exit {done.returncode}', done.stdout)
        day.t.check(not (day.where / 'none.package').exists(),
                    f'{what}: no package')
    done = day.gainsay('compose', '--charter', 'channel/charter.rec',
                       '--roll', 'roll-1.rec', '--to', 'Secretary of State',
                       '--amends', '1', '--out', 'none.package', stored.MEMO)
    day.t.check(done.returncode == 2 and 'not at hand' in done.stdout,
                'a number without the log', done.stdout)
    done = day.gainsay('compose', '--check', '--panel', 'A', stored.MEMO)
    day.t.check(done.returncode == 2, 'terms of a text that is checked',
                done.stdout)


def told(day, what, text, amended):
    """Each of them, in its words; who has the text at hand tells the annex's
    name, who has the log alone how many there are."""
    annex = ('Annex 1    annex (pdf, 19 bytes)' if what in ('show', 'endorse')
             else 'annexes     1, sealed with the memo')
    for words in (amended, f'memo id {OTHER}', annex, *PANEL, *ONLY):
        day.t.check(words in text, f'{what} tells "{words}"', text)


def both_sides(day, s):
    """The memo that is amended tells so too."""
    for verb, args in (('status', (*CHANNEL, s.url)),
                       ('inbox', ('--server', s.url, *CHANNEL)),
                       ('read', (*CHANNEL, '@first.link')),
                       ('audit', (*CHANNEL, s.url))):
        said = day.gainsay(verb, *args).stdout
        day.t.check('amended by  memo 2\n' in said, f'{verb} tells it', said)
    said = day.gainsay('show', *CHANNEL, '@first.link').stdout
    day.t.check('Amended by memo 2\n' in said, 'show tells it', said)
    got = json.loads(day.gainsay('status', '--json', *CHANNEL, s.url).stdout)
    links = [(m['memo'], m['amended_by'], m['related_by'])
             for m in got['memos']]
    day.t.check((1, [2], []) in links and (2, [], []) in links,
                'and as JSON', str(links))


def filed(day, s):
    """By everything that tells of the second memo."""
    day.must('provenance', *CHANNEL, '--memo-file', 'second.package',
             '--traceable', '-o', 'second.gainsay', s.url)
    told(day, 'status', day.must('status', *CHANNEL, s.url), 'memo 1\n')
    told(day, 'inbox', day.must('inbox', '--server', s.url, *CHANNEL),
         'memo 1\n')
    told(day, 'read', day.must('read', *CHANNEL, '@second.link'), 'memo 1\n')
    records = [rig.record_of(e) for e in rig.read_entries(day.place / 'log')]
    memos = [r for r in records if r.startswith('gainsay/v1 memo\n')]
    ids = [memo_id(r) for r in memos]
    told(day, 'verify', day.must('verify', *CHANNEL, 'second.gainsay'),
         f'memo id {ids[0]}')
    verdict = json.loads(day.must('verify', *CHANNEL, '--json',
                                  'second.gainsay'))
    annex = next(base64.b64decode(line.split(' ')[1]).hex()
                 for line in memos[1].splitlines()
                 if line.startswith('annex '))
    want = {'addressees': ['Secretary of State'], 'amends': ids[0],
            'related': [OTHER], 'annexes': [annex], 'panel': list(PANEL),
            'distribution': list(ONLY)}
    day.t.check({k: verdict.get(k) for k in want} == want, 'and as JSON',
                str(verdict))
    both_sides(day, s)
    link = (day.where / 'second.link').read_text()
    day.t.check(ids[1] in link, 'the memo id fixes them', memos[1])


def most(day, s):
    """As much as there may be is filed: names of their greatest length."""
    terms = [w for i in range(16) for w in ('--related', f'{i:064x}')]
    for i in range(16):
        (day.where / f'annex-{i}').write_text(f'{i}')
        terms += ['--annex', f'annex-{i}']
    for name, count in (('--panel', 8), ('--distribution', 32)):
        for i in range(count):
            terms += [name, f'{i:02}' + 'x' * 1022]
    file(day, s, 'third', '--amends', '2', *terms,
         until='2023-11-04T00:00:00Z')
    # Nobody acknowledges here.
    done = day.gainsay('status', *CHANNEL, s.url)
    day.t.check(done.returncode == 3 and 'Memo 3' in done.stdout and
                done.stdout.count('only for') == 34, 'the most that fits',
                done.stdout[-500:])


def main():
    t = rig.Tally()
    with rig.folder('terms') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        (day.where / 'annex').write_bytes(b'%PDF-1.7 of a sort\n')
        with day.serve('2023-10-30T13:00:00Z') as s:
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': f'{stored.DAY}15:00:00Z'})
            file(day, s, 'first', until='2023-11-02T15:00:00Z')
            refusals(day, s)
            shown, asked = file(
                day, s, 'second', '--amends', '1', '--related', OTHER,
                '--annex', 'annex',
                *(w for p in PANEL for w in ('--panel', p)),
                *(w for d in ONLY for w in ('--distribution', d)),
                until='2023-11-03T15:00:00Z')
            told(day, 'show', shown, 'memo 1\n')
            told(day, 'endorse', asked, 'memo 1\n')
            filed(day, s)
            most(day, s)
            done = day.gainsay('audit', *CHANNEL, s.url)
            t.check(done.returncode == 3 and
                    'The log keeps its rules' in done.stdout,
                    'the log is sound', done.stdout)
    t.end()


if __name__ == '__main__':
    main()
