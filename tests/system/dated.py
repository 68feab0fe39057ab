#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""dated.py GAINSAY: an office acknowledges two memos in time, says the log.  Of
one a witness says so too; of the other the witness saw it an hour too late, as
when somebody dates an act back.  Everything that tells of the duty tells them
apart, from the log and from the file; and the second of a cosignature marks
no file."""
import json
import pathlib
import re
import subprocess
import sys
import urllib.request

sys.dont_write_bytecode = True
import between
import rig
import stored
import witness
from resupply import CHANNEL, Office

OPENS = ('--identity', 'keys/office.age')
SEED, NAME = b'\x05' * 32, 'press.example'
SECOND_SEED, SECOND = b'\x08' * 32, 'union.example'
KEY = witness.vkey(NAME, 4, witness.ed25519.public(SEED))
MET, DATED = 'met', "met by the operator's date"


class Dated(Office):
    init = ('init', '--answers', 'answers', '--yes')
    others = ()  # keys of witnesses who may cosign, and need not

    def found(self):
        text = (rig.ROOT / 'examples/us-state.answers').read_text()
        (self.where / 'answers').write_text(
            f'{text}witness {KEY}\n' +
            ''.join(f'witness {key}\n' for key in self.others) +
            'quorum 1\n')
        super().found()

    def memos(self, s):
        return json.loads(self.must('status', '--json', *CHANNEL,
                                    s.url))['memos']

    def id_of(self, name):
        link = (self.where / f'{name}.link').read_text()
        return re.search('/box/([0-9a-f]{64})#', link)[1]

    def clock(self, s, now):
        s.post('/exercise/clock', {'now': now})

    def newest(self, s, name='newest'):
        with urllib.request.urlopen(f'{s.url}/log/{name}') as answer:
            return answer.read().decode()

    def size(self, s):
        return rig.read_checkpoint(self.newest(s))[1]

    def shown(self, s):
        return rig.read_checkpoint(self.newest(s, 'checkpoint'))[1]

    def bring(self, s, note):
        """Who has not cosigned yet."""
        data = json.dumps({'checkpoint': note}).encode()
        with urllib.request.urlopen(urllib.request.Request(
                s.url + '/cosignatures', data,
                {'Content-Type': 'application/json'})) as answer:
            return json.load(answer)['missing']

    def cosign(self, s, now):
        """The newest checkpoint, at that time."""
        note = self.newest(s)
        text = rig.read_checkpoint(note)[3]
        note += witness.signature_line(NAME, 4, SEED, text,
                                       stored.seconds(now))
        self.t.check(NAME not in self.bring(s, note), f'cosigned at {now}')


def accuses_nobody(day, s):
    """What no witness has seen yet may have been done in time, as it was."""
    for what, args in (('status', ()), ('audit', ()),
                       ('inbox', ('--server',))):
        done = day.gainsay(what, *CHANNEL, *args, s.url)
        day.t.check(done.returncode == 0 and 'missed' not in done.stdout and
                    'cosigned' in done.stdout, f'{what}: exit '
                    f'{done.returncode} before a witness has seen it',
                    done.stdout)
        answer = json.loads(subprocess.run(
            [day.gainsay.binary, what, '--json', *CHANNEL, *args, s.url],
            cwd=day.where, stdin=subprocess.DEVNULL, capture_output=True,
            check=False).stdout)
        day.t.check(answer['missed'] == 0, f'{what} as JSON', str(answer))


def act(day, s):
    """Both memos are filed at one release, and acknowledged in time."""
    for name in ('first', 'second'):
        day.open(s, name)
    day.clock(s, '2023-11-01T21:00:00Z')
    day.cosign(s, '2023-11-01T21:20:00Z')
    day.clock(s, '2023-11-01T22:00:00Z')
    day.cosign(s, '2023-11-01T22:01:00Z')
    day.clock(s, '2023-11-02T15:00:00Z')
    ids = [m['memo_id'] for m in sorted(day.memos(s),
                                        key=lambda m: m['memo'])]
    number = {name: ids.index(day.id_of(name)) + 1
              for name in ('first', 'second')}
    day.on(s, number['first'], 'acknowledge', '--yes', *OPENS)
    day.clock(s, '2023-11-02T21:00:00Z')
    day.cosign(s, '2023-11-02T21:05:00Z')
    day.clock(s, '2023-11-03T20:00:00Z')
    day.cosign(s, '2023-11-03T20:00:01Z')
    # Due at 21:00; the witness is asked two hours later.
    day.on(s, number['second'], 'acknowledge', '--yes', *OPENS)
    day.clock(s, '2023-11-03T23:00:00Z')
    accuses_nobody(day, s)
    day.cosign(s, '2023-11-03T23:00:01Z')
    day.clock(s, '2023-11-06T15:00:00Z')
    day.cosign(s, '2023-11-06T15:00:01Z')
    return number


def part_of(text, number):
    """What is said of one memo of several, up to the next."""
    return text.split(f'Memo {number}\n')[1].split('\nMemo ')[0]


def said(day, text, word, what):
    """Of the acknowledgement."""
    line = next((line for line in text.split('\n')
                 if line.split()[:1] == ['acknowledge']), '')
    day.t.check(' '.join(line.split()[1:]) == word, f'{what}: {word}', text)


def told_by_the_log(day, s, number):
    told = {'status': day.status(s),
            'audit': day.must('audit', *CHANNEL, s.url),
            'inbox': day.must('inbox', '--server', s.url, *CHANNEL)}
    for what, text in told.items():
        first = part_of(text, number['first'])
        said(day, first, MET, what)
        said(day, part_of(text, number['second']), DATED, what)
        day.t.check(first.count('seen by witnesses before') == 2, f'{what}: '
                    'the filing and the acknowledgement', first)
    for what, alone in (('first', False), ('second', True)):
        page = urllib.request.urlopen(
            f'{s.url}/memo/{number[what]}').read().decode()
        day.t.check(('by the operator’s date alone' in page) == alone and
                    'in time, on day' in page, f'the page of the {what}',
                    page)

    for what, args in (('status', ()), ('audit', ()),
                       ('inbox', ('--server',))):
        answer = json.loads(day.must(what, '--json', *CHANNEL, *args, s.url))
        duty = {m['memo']: m['acknowledgement'] for m in answer['memos']}
        first, second = (duty[number[n]] for n in ('first', 'second'))
        day.t.check(first['status'] == 'met' and
                    first['witnessed'] == '2023-11-02T21:05:00Z' and
                    second['status'] == 'met-by-operators-date' and
                    second['witnessed'] == '2023-11-03T23:00:01Z' and
                    {m['filed_witnessed'] for m in answer['memos']} ==
                    {'2023-11-01T21:20:00Z'}, f'{what} as JSON', str(duty))


def told_by_the_file(day, s):
    for name in ('first', 'second'):
        day.must('provenance', *CHANNEL, '--memo-file', f'{name}.package',
                 '-o', f'{name}.gainsay', s.url)
        said(day, day.must('verify', *CHANNEL, f'{name}.gainsay'), DATED,
             'whoever knows no witness')
    sections = (day.where / 'first.gainsay').read_bytes()
    day.t.check(sections.count(b'\nsection seen ') == 1 and
                sections.count(b'\nsection consistency ') == 1,
                'a note for the filing, and the file\'s own')

    (day.where / 'policy').write_text(
        f'log {(day.place / "vkey").read_text().strip()}\n'
        f'witness press {KEY}\nquorum press\n')
    # The second's file stands on a checkpoint that nobody had cosigned within
    # the hour, as the log has fixed it.
    for trust, name, word in (('--policy', 'first', MET),
                              ('--witness', 'first', MET),
                              ('--witness', 'second', DATED)):
        args = (*CHANNEL, trust, KEY if trust == '--witness' else 'policy',
                f'{name}.gainsay')
        said(day, day.must('verify', *args), word, f'{trust} {name}')
        answer = json.loads(day.must('verify', '--json', *args))
        duty = answer['acknowledgement']
        day.t.check((duty['status'], duty['witnessed']) == (
            ('met', '2023-11-02T21:05:00Z') if word == MET else
            ('met-by-operators-date', None)) and
            answer['filed_witnessed'] == '2023-11-01T21:20:00Z' and
            answer['reply']['status'] is None and
            answer['reply']['witnessed'] is None, f'{trust} {name} as JSON',
            str(answer))


def told_by_a_later_anchor(day, s):
    """The second's own note came before the witness's word; the log has that at
    a later anchor, which its maker names."""
    make = ('provenance', *CHANNEL, '--memo-file', 'second.package')
    told = day.must(*make, '-o', 'again.gainsay', s.url)
    later = re.search(r'--anchor ([0-9]+)', told)
    if not day.t.check(later is not None, 'the anchor is named', told):
        return
    for name in ('later', 'same'):
        told = day.must(*make, '--anchor', later[1], '-o', f'{name}.gainsay',
                        s.url)
        day.t.check('--anchor' not in told, 'it says what the log says', told)
    files = [(day.where / f'{name}.gainsay').read_bytes()
             for name in ('again', 'later', 'same')]
    day.t.check(files[1] == files[2] != files[0], 'one file for each anchor')
    duty = json.loads(day.must(
        'verify', '--json', *CHANNEL, '--witness', KEY,
        'later.gainsay'))['acknowledgement']
    day.t.check((duty['status'], duty['witnessed']) ==
                ('met-by-operators-date', '2023-11-03T23:00:01Z'),
                'when the witness saw it', str(duty))

    kinds = [re.search('gainsay/v1 (.*)', e)[1] for e in day.entries()]
    anchors = [i for i, kind in enumerate(kinds) if kind == 'anchor']
    filed = kinds.index('memo')
    behind = min(i for i in anchors if i > filed)
    for number, words, want in (
            (anchors[-1], 'has not yet fixed', 2),
            (filed, 'is no anchor behind', 1), (anchors[-1] + 99,
                                                'is no anchor behind', 1),
            (behind, 'there is more about this memo', 1),
            (0, 'from 1', 2), ('x', 'from 1', 2)):
        done = day.gainsay(*make, '--anchor', number, '-o', 'never', s.url)
        day.t.check(done.returncode == want and words in done.stdout,
                    f'--anchor {number}: exit {done.returncode}', done.stdout)
    done = day.gainsay(*make, '--anchor', later[1], '--traceable', '-o',
                       'never', s.url)
    day.t.check(done.returncode == 2 and not (day.where / 'never').exists(),
                'not with --traceable', done.stdout)


class Watched(Dated):
    others = (witness.vkey(SECOND, 4, witness.ed25519.public(SECOND_SEED)),)


class Marking(between.Front):
    """Shows its reader the newest checkpoint with cosignatures of its choice,
    each of them good."""

    def respond(self, body=None):
        status, data = self.forward(body)
        if self.path in ('/log/newest', '/log/checkpoint'):
            self.server.shown += 1
            data = self.server.note.encode()
        self.answer(status, data)


def publish(day, s):
    """What is published of the first memo, and an anchor behind it."""
    day.must('redact', '--block', '1', '--otherwise', '(b)(5)', '--text',
             'part.md', '-o', 'part.gainsay', 'first.gainsay')
    day.must('publish', '--yes', '--server', s.url, *CHANNEL, '--sign',
             'keys/release.key', '--text', 'part.md', 'part.gainsay')
    for now in ('2023-11-07T22:00:00Z', '2023-11-08T22:00:00Z',
                '2023-11-09T22:00:00Z'):
        day.clock(s, now)
        day.cosign(s, now.replace('00Z', '01Z'))


def marked_by_times(day, s, first_memo):
    """Each reader is shown the checkpoint cosigned at another second, or by
    fewer: the files are the same all the same."""
    publish(day, s)
    note = day.newest(s, 'checkpoint')
    text = rig.read_checkpoint(note)[3]
    own = note.partition('\n\n')[2].split('\n')[0] + '\n'
    first, second = ((NAME, 4, SEED), (SECOND, 4, SECOND_SEED))
    early, late = (stored.seconds(f'2023-11-09T22:00:{at:02}Z')
                   for at in (5, 50))
    line = witness.signature_line
    notes = {'early': (line(*first, text, early), line(*second, text, early)),
             'late': (line(*first, text, late), line(*second, text, late)),
             'by the first alone': (line(*first, text, early),),
             'by the second alone': (line(*second, text, late),)}
    for what, kind in (('a memo', ('--memo-file', 'first.package')),
                       ('a release', ('--memo', first_memo,
                                      '--publication', 1))):
        files = {}
        for why, lines in notes.items():
            with between.before(s.url, Marking, shown=0, note=''.join(
                    (text, '\n', own, *lines))) as front:
                day.must('provenance', *CHANNEL, *kind, '--force', '-o',
                         'marked.gainsay', front.url)
                day.t.check(front.shown > 0, f'{what}, {why}: it was shown')
            files[why] = (day.where / 'marked.gainsay').read_bytes()
        day.must('provenance', *CHANNEL, *kind, '--force', '-o',
                 'marked.gainsay', s.url)
        own_file = (day.where / 'marked.gainsay').read_bytes()
        for why, file in files.items():
            day.t.check(file == own_file, f'{what}, cosigned {why}: the bytes '
                        'that everybody has')


def main():
    t = rig.Tally()
    with rig.folder('dated') as name:
        day = Watched(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s:
            day.cosign(s, '2023-10-30T13:00:00Z')
            day.hand_in(s.url)
            day.publish(s.url)
            day.cosign(s, '2023-10-30T13:00:01Z')
            day.clock(s, f'{stored.DAY}15:00:00Z')
            day.cosign(s, f'{stored.DAY}15:00:00Z')
            number = act(day, s)
            told_by_the_log(day, s, number)
            told_by_the_file(day, s)
            told_by_a_later_anchor(day, s)
            marked_by_times(day, s, number['first'])
    t.end()


if __name__ == '__main__':
    main()
