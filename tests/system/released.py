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
    t.end()


if __name__ == '__main__':
    main()
