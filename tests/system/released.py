#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""released.py GAINSAY: a release with a reason for each gap, which two release
officers sign.  The reasons are the charter's or explained; they are shown by
the text, the log and the verdict.  What lacks one, or has but one signature, is
refused by the program and by the server."""
import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True
import circle
import rig

KEY = ('--key', 'channel/vkey')
LISTED = '(b)(5) inter-agency or intra-agency memoranda or letters'
OWN = 'B.1 names a source'


class Released(circle.Circle):
    """Two hold the release, and both sign a publication."""

    def found(self, *more):
        lines = (rig.ROOT / 'examples/us-state.answers').read_text()
        lines = [line for line in lines.splitlines()
                 if not line.startswith('role release ')]
        self.seeds = [bytes([n] * 32) for n in (5, 6, 7)]
        for n, who in enumerate(('One', 'Two')):
            key = rig.openssl_public(self.where, self.seeds[n]).hex()
            lines.append(f'role release {key} {who}')
        (self.where / 'answers').write_text('\n'.join(
            [*lines, 'publish-signers 2']) + '\n')
        circle.stored.Day.found(self, *more)
        for n, seed in enumerate(self.seeds):
            path = self.where / f'keys/release{n}.key'
            path.write_text(seed.hex() + '\n')
            path.chmod(0o600)

    def release(self, code, words, n, *args):
        done = self.gainsay('publish', '--yes', '--force', '--server', self.url,
                            *KEY, '--sign', f'keys/release{n}.key', *args)
        self.t.check(done.returncode == code and words in done.stdout,
                     f'publish {args}: exit {done.returncode}, not {code} and '
                     f'{words!r}', done.stdout)
        return done.stdout


def redact(day, name, *args):
    day.must('redact', '--force', *args, '--text', f'{name}.md', '-o',
             f'{name}.gainsay', 'memo.gainsay')
    return '--text', f'{name}.md', f'{name}.gainsay'


def no_reason(day):
    half = ('--half', 'half')
    day.release(1, 'withholds block 4 without a reason', 0, *half,
                *redact(day, 'bare', '--withhold', '4'))
    block = re.search(r'(?m)^  (\d+):2  ', day.must(
        'redact', '--list', 'memo.gainsay'))[1]
    day.release(1, f'withholds sentence 2 of block {block} without a reason',
                0, *half, *redact(day, 'inside', '--withhold', f'{block}:2'))
    day.release(1, "none of the charter's exemptions", 0, *half,
                *redact(day, 'own', '--withhold', '4 B.1'))
    day.release(1, 'asks for two release officers', 0,
                *redact(day, 'part', '--withhold', '4 (b)(5)'))
    done = day.gainsay('redact', '--otherwise', 'a reason', '--withhold', '4',
                       '-o', 'none', 'memo.gainsay')
    day.t.check(done.returncode == 2 and 'not a code' in done.stdout,
                'a code has no blank', done.stdout)


def two_sign(day):
    files = redact(day, 'part', '--withhold', '4 (b)(5)', '--withhold',
                   '5', '--otherwise', 'B.1')
    before = len(rig.read_entries(day.where / 'channel/log'))
    day.release(0, 'Signed by one of two', 1, '--half', 'half', '--reason', OWN,
                *files)
    half = json.loads((day.where / 'half').read_text())
    for words in (f'\nreason {LISTED}\n', f'\nreason {OWN}\n'):
        day.t.check(words in half['record'], words, half['record'])
    day.do(1, 'key is the first', 'countersign', 'release1', '--half', 'half')
    day.do(1, 'in no line of that role', 'countersign', 'release2', '--half',
           'half')
    day.do(1, 'no line of that role', 'countersign', 'office', '--half', 'half')
    other = dict(half, content=[*half['content'][:1], half['content'][0]])
    (day.where / 'other').write_text(json.dumps(other))
    day.do(1, 'nothing about memo 1 with its files', 'countersign', 'release0',
           '--half', 'other')
    refused_at_server(day, half)
    day.t.check(len(rig.read_entries(day.where / 'channel/log')) == before,
                'nothing has entered')
    done = day.gainsay('countersign', '--server', day.url, *KEY, '--sign',
                       'keys/release0.key', '--half', 'half', '1')
    day.t.check(done.returncode == 1 and f'withheld for {LISTED}' in
                done.stdout and '[withheld: block 4, (b)(5)]' in done.stdout,
                'the second is shown text and reasons', done.stdout)
    day.do(0, circle.ENTERED, 'countersign', 'release0', '--half', 'half')


def refused_at_server(day, half):
    """What the program would not send."""
    text = half['record'].split('signature ')[0]
    less = text.replace(f'reason {OWN}\n', '')
    for what, record, words in (
            ('one signature', half['record'], 'signatures; under the charter'),
            ('a code without words', two(day, less), 'does not say what'),
            ('other words', two(day, text.replace('inter-agency', 'any')),
             "in the memo's charter that code says"),
            ('a reason for nothing', two(day, text.replace(
                f'reason {OWN}\n', f'reason {OWN}\nreason x y\n')),
             'withholds nothing'),
            ('a code twice', two(day, text.replace(
                f'reason {OWN}\n', f'reason {OWN}\nreason B.1 y\n')),
             'stands there twice')):
        status, said = day.server.ask(circle.stored.Act('/records', {
            'records': [record], 'content': half['content']}), '127.0.0.1')
        day.t.check(status >= 400 and words in said.decode(),
                    f'{what}: {words}', said.decode())


def two(day, text):
    out = text
    for seed in day.seeds[:2]:
        out += rig.sign_record(day.where, seed, text, 'release')[len(text):]
    return out


def shown(day):
    said = day.gainsay('status', *KEY, day.url).stdout
    for words in ('published   ', f'withheld for {LISTED}',
                  f'withheld for {OWN}'):
        day.t.check(words in said, f'status says {words!r}', said)
    day.must('provenance', *KEY, '--memo', '1', '--publication', '1', '--text',
             'got.md', '--traceable', '-o', 'got.gainsay', day.url)
    said = day.gainsay('verify', *KEY, 'got.gainsay', 'got.md').stdout
    for words in ('it shows what publication 1 put out',
                  'block 4 withheld for (b)(5): inter-agency',
                  'block 5 withheld for B.1: names a source'):
        day.t.check(words in said, f'verify says {words!r}', said)
    got = json.loads(day.gainsay('verify', '--json', *KEY, 'got.gainsay',
                                 'got.md').stdout)
    code, words = OWN.split(' ', 1)
    day.t.check(got['shows_publication'] == 1 and
                {'block': 5, 'from': 0, 'to': 0, 'code': code,
                 'words': words} in got['text']['withheld_for'] and
                {'code': code, 'words': words} in
                got['publications'][0]['reasons'], '--json', str(got))
    redact(day, 'less', '--withhold', '4-6 (b)(5)')
    said = day.gainsay('verify', *KEY, 'less.gainsay', 'less.md').stdout
    day.t.check('put out' not in said, 'another opening is no release', said)


REPLY = """(U) The line is surveyed again. The survey is public.

1. (SBU) The survey costs more than was said.
2. (U) The other line is not built.

It ends here.
"""


def reply_file(day, code, words, name, *args):
    done = day.gainsay('provenance', '--traceable', '--force', *KEY, '--memo',
                       '1', '--sign', 'keys/office.key', '--identity',
                       'keys/office.age', *args, '-o', name, day.url)
    day.t.check(done.returncode == code and words in done.stdout,
                f'provenance {args}: exit {done.returncode}, {words!r}',
                done.stdout)


def replied(day):
    """What was replied is published in part, and everybody can check it."""
    given = sum((('--disposition', f'{n} declined') for n in range(1, 5)), ())
    for text, words in (('A tab\there.\n', 'line 1, column 6'),
                        ('So.\n\n<b>It is.</b>\n', 'line 3, column 1')):
        (day.where / 'reply').write_text(text)
        day.do(1, words, 'reply', 'office', *given, '--text', 'reply')
    (day.where / 'reply').write_text(REPLY)
    reply_file(day, 1, "no reply or correction '1'", 'reply.gainsay',
               '--reply', '1')
    day.do(0, circle.ENTERED, 'reply', 'office', *given, '--text', 'reply')
    day.must('read', *KEY, '--package', 'memo.package', '--author',
             'memo.package.author', '--server', day.url, '-o', 'read')
    day.t.check((day.where / 'read').read_text() == REPLY.replace(
        'said.\n2', 'said.\n\n2'), 'the author reads it',
                (day.where / 'read').read_text())
    reply_file(day, 1, "no reply or correction '2'", 'reply.gainsay',
               '--reply', '2')
    reply_file(day, 2, 'give --memo-file', 'reply.gainsay', '--reply', '1',
               '--correction', '1')
    reply_file(day, 0, 'reply.gainsay: ', 'reply.gainsay', '--reply', '1')
    said = day.gainsay('verify', *KEY, 'reply.gainsay', 'read').stdout
    day.t.check("text        reply 1, and not the memo's own" in said,
                'verify says whose text it is', said)
    done = day.gainsay('certificate', *KEY, '-o', 'reply.pdf', 'reply.gainsay')
    day.t.check(done.returncode == 1 and 'a certificate is of a memo' in
                done.stdout, 'no certificate of it', done.stdout)


def reply_published(day):
    day.must('redact', '--force', '--withhold', '3:2', '--withhold', '4',
             '--otherwise', '(b)(5)', '--text', 'part.md', '-o',
             'part.gainsay', 'reply.gainsay')
    files = ('--text', 'part.md', 'part.gainsay')
    text = (day.where / 'part.md').read_text()
    day.t.check('subject: Reply 1' in text and 'costs more' not in text and
                '[withheld: block 4, (b)(5)]' in text, 'in part', text)
    day.release(1, 'is not what', 1, '--half', 'half', '--text', 'reply',
                'part.gainsay')
    day.release(0, 'Memo 1, reply 1: 5 of its 6 blocks become public.', 1,
                '--half', 'half', *files)
    half = json.loads((day.where / 'half').read_text())
    day.t.check('\npublication 2\nof reply 1\n' in half['record'],
                'the record says of which', half['record'])
    bare = half['record'].split('signature ')[0]
    for what, text, words in (
            ('no such reply', bare.replace('of reply 1', 'of reply 2'),
             'that the memo has'),
            ('no such thing', bare.replace('of reply 1', 'of remark 1'),
             'that the memo has'),
            ('as the memo\'s own', bare.replace('of reply 1\n', ''),
             'of another text')):
        status, said = day.server.ask(circle.stored.Act('/records', {
            'records': [two(day, text)], 'content': half['content']}),
            '127.0.0.1')
        day.t.check(status >= 400 and words in said.decode(),
                    f'{what}: {words}', said.decode())
    day.do(0, circle.ENTERED, 'countersign', 'release0', '--half', 'half')


def reply_shown(day):
    said = day.gainsay('status', *KEY, day.url).stdout
    day.t.check(re.search('published .*: text 2, of reply 1, UNCLASSIFIED',
                          said), 'status says of which', said)
    day.must('provenance', *KEY, '--memo', '1', '--publication', '2', '--text',
             'got.md', '--traceable', '--force', '-o', 'got.gainsay', day.url)
    day.t.check((day.where / 'got.md').read_text() ==
                (day.where / 'part.md').read_text(), 'the text is public')
    got = json.loads(day.gainsay('verify', '--json', *KEY, 'got.gainsay',
                                 'got.md').stdout)
    day.t.check(got['valid'] and got['of'] == 'reply 1' and
                got['shows_publication'] == 2 and got['withheld'] == [4] and
                got['in_part'] == [{'block': 3, 'sentences': 2,
                                    'withheld': [2]}] and
                got['text']['summary'] == 'excerpt' and
                [p['of'] for p in got['publications']] == ['memo', 'reply 1'],
                'anybody verifies it', str(got))
    (day.where / 'false.md').write_text((day.where / 'got.md').read_text()
                                        .replace('is not built', 'is built'))
    done = day.gainsay('verify', *KEY, 'got.gainsay', 'false.md')
    day.t.check(done.returncode == 1 and 'is built' in done.stdout,
                'other words are found', done.stdout)
    swapped = (day.where / 'got.gainsay').read_bytes().replace(
        b'section of 7\nreply 1\n', b'section of 7\nreply 2\n')
    (day.where / 'swapped.gainsay').write_bytes(swapped)
    done = day.gainsay('verify', *KEY, 'swapped.gainsay')
    day.t.check(done.returncode == 1 and 'not among its entries' in
                done.stdout, 'of no other reply', done.stdout)


def charters(t, folder):
    """What no charter may say."""
    answers = (rig.ROOT / 'examples/us-state.answers').read_text()
    for n, (line, words) in enumerate((
            ('publish-signers 2', 'a publication needs 2'),
            ('publish-signers 3', 'it must be from 1 to 2'),
            ('exemption b1', 'not a code, a blank and words'),
            ('exemption x a\nexemption x b', 'stands there twice'))):
        (folder / 'answers').write_text(f'{answers}{line}\n')
        done = rig.Program(sys.argv[1], folder)(
            'init', '--answers', 'answers', '--yes', '--exercise', '--origin',
            'x.example/y', f'c{n}')
        t.check(done.returncode != 0 and words in done.stdout, words,
                done.stdout)


def main():
    t = rig.Tally()
    with rig.folder('released') as name:
        charters(t, pathlib.Path(name))
    with rig.folder('released') as name:
        day = Released(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s:
            circle.file_memo(day, s)
            day.do(0, circle.ENTERED, 'acknowledge', 'office', '--identity',
                   'keys/office.age')
            day.must('provenance', '--traceable', *KEY, '--memo-file',
                     'memo.package', '-o', 'memo.gainsay', s.url)
            no_reason(day)
            two_sign(day)
            shown(day)
            replied(day)
            reply_published(day)
            reply_shown(day)
    t.end()


if __name__ == '__main__':
    main()
