#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`gainsay redact` by sentences, and of what is redacted already, on the
provenance file of the cable of 1971."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
WHOLE = SOURCE / 'tests/vectors/cable.gainsay'
VKEY = SOURCE / 'tests/vectors/cable.vkey'
CABLE = (SOURCE / 'examples/dacca-1138.md').read_text()
ATROCITIES = 'Our government has failed to denounce atrocities.'
passed = failed = 0


def check(what, good, output=''):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print(f'FAILED: {what}\n{output}')


def run(what, want, words, *args):
    done = subprocess.run([PROGRAM, *args], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    output = done.stdout + done.stderr
    check(what, done.returncode == want and all(w in output for w in words),
          f'exit code {done.returncode}\n{output}')
    return done.stdout


def redact(what, want, words, *args):
    return run(what, want, words, 'redact', *args)


def opening_of(path):
    data = path.read_bytes()
    head = re.findall(rb'\nsection opening (\d+)\n', data)[-1]
    return data, len(data) - 1 - int(head)


def lists():
    out = redact('a list', 0, ['EXERCISE'], '--list', WHOLE)
    check('blocks and marks', '\n7  (C)\n' in out and
          '\n1  subject: Dissent' in out, out)
    check('a sentence', f'\n  7:2  {ATROCITIES}\n' in out, out)
    text = ' '.join(re.findall(r'(?m)^  9:\d  (.*)$', out))
    check('sentences make the block', text in CABLE.replace('(C) ', ''), text)


def one_sentence(d):
    redact('one sentence', 0, ['shows 10 of 10 blocks, 1 of them in part'],
           '--withhold', '7:2 (b)(5)', '--text', d / 'a.md', '-o', d / 'a',
           WHOLE)
    text = (d / 'a.md').read_text()
    check('is not in the text', ATROCITIES not in text and
          'democracy. [withheld: block 7, sentence 2, (b)(5)] Our government '
          'has failed to take' in text, text)
    check('and not in the file', ATROCITIES.encode() not in
          (d / 'a').read_bytes())
    run('it verifies', 3, ['Valid', 'block 7 (2 of 3 sentences)',
                             'sentences withheld in 1 blocks'], 'verify',
        '--key', VKEY, d / 'a')
    got = json.loads(run('--json', 3, [], 'verify', '--json', '--key', VKEY,
                         d / 'a'))
    check('in_part', got['withheld'] == [] and got['in_part'] ==
          [{'block': 7, 'sentences': 3, 'withheld': [2]}], got)
    out = redact('its list', 0, [], '--list', d / 'a')
    check('what it withholds', '\n  7:2  withheld\n' in out and
          '\n  7:3  Our' in out, out)


def steps(d):
    """At once, and one by one: the same file, the same text."""
    redact('at once', 0, ['shows 8 of 10 blocks, 2 of them in part'],
           '--withhold', '7:2 (b)(5)', '--withhold', '4-5,9:1-2 (b)(1)',
           '--text', d / 'once.md', '-o', d / 'once', WHOLE)
    redact('a step more', 0, ['2 of them in part'], '--withhold',
           '4-5,9:1-2 (b)(1)', '--earlier', d / 'a.md', '--text',
           d / 'step.md', '-o', d / 'step', d / 'a')
    check('the same file', (d / 'once').read_bytes() ==
          (d / 'step').read_bytes())
    check('the same text', (d / 'once.md').read_text() ==
          (d / 'step.md').read_text(), (d / 'step.md').read_text())
    out = run('its text', 3, ['is an excerpt', ' 0 are missing'], 'verify',
              '--key', VKEY, d / 'once', d / 'once.md')
    check('word for word', out.count('  identical') == 8 and
          'typography' not in out and 'not in the memo' not in out, out)
    redact('by what is shown', 0, [], '--block', '1-3,6-8,10,9:3',
           '--withhold', '7:2', '-o', d / 'shown', WHOLE)
    check('the same file', (d / 'once').read_bytes() ==
          (d / 'shown').read_bytes())
    redact('reasons apart', 0, [], '--withhold', '7:1-3 x', '--withhold',
           '9:1-2', '--reason', '9:1 y', '--reason', '9:2 z', '--text',
           d / 'b.md', '-o', d / 'b', d / 'a')
    text = (d / 'b.md').read_text()
    check('a block of sentences, and two reasons',
          '\n[withheld: block 7]\n' in text and
          '(C) [withheld: block 9, sentence 1, y] [withheld: block 9, '
          'sentence 2, z] Private Americans' in text, text)
    redact('by mark, of a part', 0, ['shows 5 of 10 blocks, 2 of'],
           '--up-to', 'C', '-o', d / 'c', d / 'once')
    run('it verifies', 3, ['Valid'], 'verify', '--key', VKEY, d / 'c')


def refusals(d):
    for what, file, args in (
            ('a sentence withheld already', d / 'a', ['--block', '7:2']),
            ('a block withheld already', d / 'once', ['--block', '4']),
            ('sentences of it', d / 'once', ['--withhold', '4:1']),
            ('no such sentence', WHOLE, ['--withhold', '7:4']),
            ('of several blocks', WHOLE, ['--withhold', '7-8:1']),
            ('no sentence', WHOLE, ['--withhold', '7:']),
            ('sentence 0', WHOLE, ['--withhold', '7:0']),
            ('nothing left', d / 'a', ['--withhold', '1-10']),
            ('a reason for a shown one', WHOLE,
             ['--withhold', '7:1', '--reason', '7:2 x']),
            ('a reason twice', WHOLE,
             ['--withhold', '7:1 x', '--reason', '7:1 y']),
            ('a reason that speaks', WHOLE, ['--withhold', '7:1 so be it']),
            ('a list and a file', WHOLE, ['--list', '--block', '1']),
            ('nothing chosen', WHOLE, [])):
        redact(what, 2, ['gainsay redact:'], *args, '-o', d / 'none', file)
    redact('no place', 2, ['--out'], '--withhold', '7:2', WHOLE)
    check('nothing was written', not (d / 'none').exists())


def forgeries(d):
    data, start = opening_of(d / 'once')
    bad = d / 'bad'
    for at in range(start, len(data), 29):
        bad.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])
        run(f'byte {at}', 1, ['Not valid'], 'verify', '--key', VKEY, bad)
    bad.write_text(CABLE.replace('3. (C) Our', '3. (C) [withheld: x] Our'))
    run('a memo that says so itself', 1, ['[withheld:', 'line '], 'compose',
        '--exercise', '--ceiling', 'C', bad)


def main(folder):
    lists()
    one_sentence(folder)
    steps(folder)
    refusals(folder)
    forgeries(folder)
    print(f'{passed} passed, {failed} failed')
    return failed != 0


if __name__ == '__main__':
    with tempfile.TemporaryDirectory() as name:
        sys.exit(main(pathlib.Path(name)))
