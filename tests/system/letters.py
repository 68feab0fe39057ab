#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""letters.py GAINSAY: what counts for ever is shown and asked about before it
is sent, and what says nothing is not sent: an empty reply would discharge the
office's duty."""
import os
import pathlib
import pty
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import rig
import stored

NOTHING = {
    'an empty file': (b'', 'is empty'),
    'blanks': (b' \n\t\r\n', 'no letter'),
    'invisible characters': ('\u200b\u00a0\ufeff\n'.encode(), 'no letter'),
    'points': (b'...\n', 'no letter'),
    'a PDF': (b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'a PDF'),
    "a word processor's file": (b'PK\3\4\x14\0\6\0', 'a zip'),
    'Latin-1': ('Réponse\n'.encode('latin-1'), 'UTF-8'),
    'a NUL': (b'Yes.\0\n', 'NUL'),
}
TEXT = 'The survey is repeated.\n\x1b[2JIt costs 40,000.\n'


def on_terminal(day, args, typed):
    """(exit, what was shown) of a run at a terminal, where `typed` is typed."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [day.gainsay.binary, *map(str, args)], cwd=day.where, stdin=theirs,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    os.close(theirs)
    os.write(ours, typed)
    shown = child.communicate(timeout=120)[0].decode(errors='replace')
    os.close(ours)
    return child.returncode, shown


def count(day):
    return len(rig.read_entries(day.place / 'log'))


def verbs(day, s):
    """Each with what it sends; none takes --yes here."""
    office = ('--server', s.url, '--key', 'channel/vkey', '--sign',
              'keys/office.key', '--memo', '1')
    return {
        'ask': ('ask', *office, '--text'),
        'reply': ('reply', *office, *sum(
            (('--disposition', f'{n} accepted') for n in range(1, 5)), ()),
                  '--text'),
        'correct': ('correct', *office, *sum(
            (('--disposition', f'{n} declined') for n in range(1, 5)), ()),
                    '--text'),
        'answer': ('answer', '--server', s.url, '--key', 'channel/vkey',
                   '--author', 'memo.package.author', '--memo', '1',
                   '--question', '1', '--text'),
    }


def refused(day, run, what):
    """What says nothing, whatever was said beforehand."""
    before = count(day)
    for name, (data, words) in NOTHING.items():
        (day.where / 'words.md').write_bytes(data)
        done = day.gainsay(*run, 'words.md', '--yes')
        day.t.check(done.returncode == 1 and words in done.stdout and
                    'words.md:' in done.stdout,
                    f'{what}: {name} is refused', done.stdout)
    day.t.check(count(day) == before, f'{what}: nothing was written')


def kept(day):
    """What the log has, and what waits for it."""
    return count(day), stored.rows(day.place / 'inbox.db')


def asked(day, run, what, text, done_words, enters=True):
    """Shown, and done at a yes alone: it enters the log, or waits for it."""
    t, before = day.t, kept(day)
    done = day.gainsay(*run)
    t.check(done.returncode == 1 and 'no terminal to ask' in done.stdout and
            '--yes' in done.stdout, f'{what}: nobody to ask', done.stdout)
    for typed in (b'no\n', b'\n', b'y\n', b'yes please\n', b'\4'):
        code, shown = on_terminal(day, run, typed)
        t.check(code == 1 and 'nothing was done' in shown and text in shown,
                f'{what}: {typed}: {code}', shown)
    t.check(kept(day) == before, f'{what}: nothing was written')
    code, shown = on_terminal(day, run, b'yes\n')
    t.check(code == 0 and text in shown and re.search(done_words, shown) and
            '\x1b[2J' not in shown, f'{what}: yes: {code}', shown)
    after = kept(day)
    t.check((after[0] - before[0], after[1] != before[1]) ==
            ((1, False) if enters else (0, True)),
            f'{what}: it is in the log, or waits', str(after[0] - before[0]))


def replied(day, s):
    """What becomes of the duty to reply."""
    status = day.must('status', '--key', 'channel/vkey', s.url)
    return re.search(r'(?m)^  reply +(\S+)', status)[1]


def office(day, s):
    run = verbs(day, s)
    (day.where / 'letter').write_text(TEXT)
    refused(day, run['ask'], 'ask')
    asked(day, (*run['ask'], 'letter'), 'ask', 'It costs 40,000.',
          'question 1 about memo 1')
    refused(day, run['answer'], 'answer')
    asked(day, (*run['answer'], 'letter'), 'answer', 'It costs 40,000.',
          'promise', False)
    refused(day, run['reply'], 'reply')
    day.t.check(replied(day, s) == 'open', 'no reply yet', replied(day, s))
    done = day.gainsay(*run['reply'], 'letter', '--yes')
    day.t.check(done.returncode == 1 and 'U+001B' in done.stdout,
                'a reply is a document, and has no escape', done.stdout)
    (day.where / 'plain').write_text('It costs 40,000.\n')
    asked(day, (*run['reply'], 'plain'), 'reply', 'request 4: accepted',
          'In the log')
    day.t.check(replied(day, s) == 'met', 'replied', replied(day, s))
    link = day.link(s)
    done = day.gainsay('read', '--key', 'channel/vkey', link)
    day.t.check(done.returncode == 0 and 'It costs 40,000.' in done.stdout and
                '\x1b[2J' not in done.stdout,
                'what is read does not steer the terminal', done.stdout)


def correct(day, s):
    """A reply that was wrong: both are shown, wherever one is."""
    run = verbs(day, s)
    (day.where / 'right').write_text('It costs 60,000.\n')
    refused(day, run['correct'], 'correct')
    asked(day, (*run['correct'], 'right'), 'correct', 'request 4: declined',
          'In the log')
    for out in (day.must('read', '--key', 'channel/vkey', day.link(s)),
                day.must('inbox', '--server', s.url, '--key', 'channel/vkey')):
        day.t.check(re.search(r'first said +request 4: accepted', out) and
                    'corrected   2023-' in out and
                    re.search(r'answer +request 4: declined', out),
                    'what was said first stands beside what holds', out)
        if 'It costs' in out:
            day.t.check('It costs 40,000.' in out and
                        'It costs 60,000.' in out, 'both texts', out)


def release(day, s):
    day.must('provenance', '--traceable', '--key', 'channel/vkey',
             '--memo-file', 'memo.package', '-o', 'memo.gainsay', s.url)
    day.must('redact', '--block', '1-3', '--otherwise', '(b)(5)', '-o',
             'part.gainsay', '--text', 'part.md', 'memo.gainsay')
    asked(day, ('publish', '--server', s.url, '--key', 'channel/vkey',
                '--sign', 'keys/release.key', '--text', 'part.md',
                'part.gainsay'), 'publish', 'blocks become public',
          'In the log')
    asked(day, ('end', '--server', s.url, '--key', 'channel/vkey', '--sign',
                'keys/office.key', '--memo', '1', '--reason', 'All is said.',
                '--promise', 'ended'),
          'end', 'All is said.', 'on the next late day', False)
    for verb in ('ask', 'correct'):
        done = day.gainsay(*verbs(day, s)[verb], 'right', '--yes')
        day.t.check(done.returncode == 1 and 'waits for its late day' in
                    done.stdout, f'{verb}: none behind an end', done.stdout)
    s.post('/exercise/clock', {'now': '2023-11-11T15:00:00Z'})
    inbox = day.must('inbox', '--server', s.url, '--key', 'channel/vkey')
    day.t.check(re.search(r'ended .*by the office: All is said\.', inbox),
                'who ended it and why', inbox)
    done = day.gainsay('audit', '--key', 'channel/vkey', '--promise', 'ended',
                       s.url)
    day.t.check(done.returncode in (0, 3) and 'Promise kept' in done.stdout,
                'what the server promised can be judged', done.stdout)


def as_saved(keys):
    """An identity as age-keygen writes it, and both as editors save them."""
    identity = (keys / 'office.age').read_text().strip()
    (keys / 'saved.age').write_bytes(
        '\ufeff# created: 2023-10-01T10:00:00Z\r\n# public key: age1xyz\r\n'
        f'{identity}\r\n\r\n'.encode())
    seed = (keys / 'office.key').read_text().strip()
    (keys / 'saved.key').write_bytes(f'\ufeff{seed}\r\n'.encode())
    for name in ('saved.age', 'saved.key'):
        (keys / name).chmod(0o600)


def main():
    t = rig.Tally()
    with rig.folder('letters') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s:
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': f'{stored.DAY}15:00:00Z'})
            day.gather(s.url)
            at = ('--server', s.url, '--code', day.word_code)
            link = (day.where / day.link(s)[1:]).read_text().strip()
            (day.where / 'saved.link').write_bytes(
                f'\ufeff{link}\r\n\r\n'.encode())
            (day.where / 'saved.link').chmod(0o600)
            day.must('endorse', *day.member(0), *at, '@saved.link')
            day.must('file', *day.member(0), *at, '--package',
                     'memo.package', day.link(s))
            s.post('/exercise/clock', {'now': '2023-11-02T15:00:00Z'})
            as_saved(day.where / 'keys')
            day.must('acknowledge', '--yes', '--server', s.url, '--key',
                     'channel/vkey', '--sign', 'keys/saved.key', '--memo',
                     '1', '--identity', 'keys/saved.age')
            office(day, s)
            correct(day, s)
            done = day.gainsay(
                'end', '--server', s.url, '--key', 'channel/vkey', '--sign',
                'keys/office.key', '--memo', '1', '--reason', 'No.', '--yes')
            t.check(done.returncode == 1 and "waits for the author's answer"
                    in done.stdout, 'no end over an open question',
                    done.stdout)
            s.post('/exercise/clock', {'now': '2023-11-03T21:30:00Z'})
            release(day, s)
    t.end()


if __name__ == '__main__':
    main()
