#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""paper.py GAINSAY: invitations on paper are one page each, whose code a
stranger's scanner reads and `gainsay join -` takes; the page has no name on it
and says what an employer sees."""
import base64
import hashlib
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import rig
import stored
from config import Person

PUBLISHED = '2023-10-30T13:00:00Z'


def poppler(*command):
    return subprocess.run(command, check=True, capture_output=True,
                          text=True).stdout


def scan(pdf, where):
    """At the fineness of a cheap printer."""
    return rig.scan(pdf, where, 110)


def pages(pdf):
    return int(re.search(r'(?m)^Pages: +(\d+)$', poppler('pdfinfo', pdf))[1])


def check_letters(day, url):
    day.must('staff', 'import', 'channel', 'staff.csv')
    day.must('staff', 'issue', 'channel', '--server', url, '--letters', 'post',
             '--invitations', 'invitations')
    letters = sorted((day.where / 'post').iterdir())
    day.t.check(len(letters) == stored.MEMBERS and
                all(p.stat().st_mode & 0o777 == 0o600 for p in letters),
                'a letter for each, their owner\'s alone', str(letters))
    for pdf in letters[:3]:
        text = poppler('pdftotext', '-layout', pdf, '-')
        invitation = (day.where / 'invitations' /
                      f'{pdf.stem}.invitation').read_bytes()
        day.t.check(pages(pdf) == 1, f'{pdf.name}: one page')
        day.t.check(scan(pdf, day.where).rstrip(b'\n') ==
                    invitation.rstrip(b'\n'), f'{pdf.name}: its code')
        for words in ('What your employer can see', 'everything',
                      'letter of dissent', 'chmod 600 invitation',
                      'gainsay join invitation', 'Tor',
                      f'For {pdf.stem}', invitation.decode().split()[-1]):
            day.t.check(words in text, f'{pdf.name} says "{words}"', text)
        day.t.check('Marked Name' not in text, f'{pdf.name}: no name', text)


def join_scanned(day, me):
    """Straight from the scanner."""
    text = scan(sorted((day.where / 'post').iterdir())[3], day.where)
    done = subprocess.run(
        [day.gainsay.binary, 'join', '--passphrase-file', day.where / 'words',
         '--cost', 'low', '-'], cwd=me.home, input=text, env=me.environment,
        capture_output=True, timeout=60)
    day.t.check(done.returncode == 0 and b'the paper may go' in done.stdout,
                'joined from a scan', (done.stdout + done.stderr).decode())


def check_sheet(day, me):
    """A recovery sheet: one page, which restores from a scan."""
    words = ('--passphrase-file', day.where / 'words')
    me(0, '', 'recovery', *words, '--yes', '--pdf', 'sheet.pdf')
    me(2, 'there is a file', 'recovery', *words, '--yes', '--pdf', 'sheet.pdf')
    pdf = me.home / 'sheet.pdf'
    text = poppler('pdftotext', '-layout', pdf, '-')
    day.t.check(pages(pdf) == 1 and pdf.stat().st_mode & 0o777 == 0o600 and
                all(w in text for w in ('chmod 600 sheet', 'secret 2',
                                        'gainsay restore sheet')),
                'a page of its own', text)
    other = Person(day, 'other')
    done = subprocess.run(
        [day.gainsay.binary, 'restore', '--passphrase-file',
         day.where / 'words', '-'], cwd=other.home, input=scan(pdf, day.where),
        env=other.environment, capture_output=True, timeout=60)
    day.t.check(done.returncode == 0 and b'with 2 keys' in done.stdout,
                'restored from a scan', (done.stdout + done.stderr).decode())


def check_again(day, url):
    """Into a folder that is there, by --force alone; one person's."""
    again = ('staff', 'issue', 'channel', '--id', 'person-005-id', '--server',
             url, '--letters', 'post')
    done = day.gainsay(*again)
    day.t.check(done.returncode == 2 and 'File exists' in done.stdout,
                'letters are not overwritten', done.stdout)
    before = (day.where / 'post/person-005-id.pdf').read_bytes()
    day.must(*again, '--force')
    day.t.check(before != (day.where / 'post/person-005-id.pdf').read_bytes(),
                'another code, another letter')


LACKS = (('{qr}\n', '', 'lacks {qr}'), ('{record}\n', '', 'lacks {record}'),
         ('{name}', '', 'lacks {name}'), ('{whose}', '', 'lacks {whose}'),
         ('{private}', '', 'lacks {private}'), ('{join}', '', 'lacks {join}'),
         ('{tor}', '', 'lacks {tor}'),
         ('{tor}', '{tor} {onion}', "'{onion}' is no placeholder"),
         ('{tor}', '{tor} {qr}', "'{qr}' is no placeholder"),
         ('# Convite', '}', "'}' is no placeholder"),
         ('{qr}\n', '{qr}\n\n{qr}\n', 'has {qr} twice'),
         ('# Convite', 'x' * 5000, 'at most 5000'),
         ('# Convite', '- x\n' * 48, 'more than 48'),
         ('# Convite', '\0', 'NUL'))


def check_own_words(day, url):
    """A letter in Portuguese; and one that lacks something is refused before
    anybody's code is drawn."""
    carta = (rig.ROOT / 'examples/carta.txt').read_text()
    issue = ('staff', 'issue', 'channel', '--again', '--server', url)
    before = day.must('staff', 'list', 'channel')
    for i, (a, b, words) in enumerate(LACKS):
        text = carta.replace(a, b, 1)
        day.t.check(text != carta, f'{words}: planted')
        (day.where / 'carta').write_text(text)
        done = day.gainsay(*issue, '--letters', f'no{i}', '--letter-text',
                           'carta')
        day.t.check(done.returncode != 0 and words in done.stdout and
                    not (day.where / f'no{i}').exists(), words, done.stdout)
    done = day.gainsay(*issue, '-o', 'no.csv', '--letter-text', 'carta')
    day.t.check(done.returncode == 2 and 'goes with --letters' in done.stdout,
                'a text of no letters', done.stdout)
    day.t.check(day.must('staff', 'list', 'channel') == before,
                'no code was drawn')

    day.must(*issue, '--letters', 'cartas', '--letter-text',
             rig.ROOT / 'examples/carta.txt', '--invitations', 'convites')
    pdf = sorted((day.where / 'cartas').iterdir())[3]
    invitation = (day.where / 'convites' /
                  f'{pdf.stem}.invitation').read_bytes()
    text = re.sub(r'\s+', ' ', poppler('pdftotext', pdf, '-'))
    day.t.check(pages(pdf) == 1, 'em português: one page')
    day.t.check(scan(pdf, day.where).rstrip(b'\n') ==
                invitation.rstrip(b'\n'), 'em português: its code')
    for words in ('Convite', 'O que o empregador pode ver',
                  'chmod 600 invitation', 'gainsay join invitation',
                  'gainsay join --proxy socks5h://', '.1:9050 invitation',
                  f'Para {pdf.stem}', invitation.decode().split()[-1]):
        day.t.check(words in text, f'em português: "{words}"', text)
    for words in ('Invitation', 'employer', '{', 'Marked Name'):
        day.t.check(words not in text, f'em português: no "{words}"', text)
    day.t.check(b'/Lang' not in pdf.read_bytes(), 'it does not say that it is '
                'English')


def check_longest(day):
    """The most that an invitation can say is still one page and one code."""
    def vkey(name, kind):
        data = bytes([kind]) + hashlib.sha256(name.encode()).digest()
        number = hashlib.sha256(name.encode() + b'\n' + data).hexdigest()[:8]
        return f'{name}+{number}+{base64.b64encode(data).decode()}'
    text = ('gainsay/v1 invitation\nchannel ' +
            base64.b64encode(bytes(32)).decode() + '\nname ' +
            'Канал особого мнения ' * 8 + 'министерства\nserver https://' +
            'a' * 50 + '.example.gov\nkey ' + vkey('k' * 60, 1) + '\n' +
            ''.join(f'witness {vkey(f"witness-{i:02}.example/2026", 4)}\n'
                    for i in range(16)) + 'code ' + 'c' * 39 + '\n')
    (day.where / 'long').write_text(text)
    day.must('certificate', '--letter', '-o', 'long.pdf', 'long')
    pdf = day.where / 'long.pdf'
    day.t.check(pages(pdf) == 1, 'the longest: one page')
    code = rig.scan(pdf, day.where, 200).decode()
    day.t.check(code.rstrip('\n') == text.rstrip('\n'),
                'the longest: its code', code)
    (day.where / 'no').write_text(text.replace('\nkey ', '\n', 1))
    done = day.gainsay('certificate', '--letter', '-o', 'no.pdf', 'no')
    day.t.check(done.returncode == 1 and 'no invitation' in done.stdout and
                not (day.where / 'no.pdf').exists(),
                'what is no invitation gets no letter', done.stdout)


def main():
    t = rig.Tally()
    with rig.folder('paper') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve(PUBLISHED) as s:
            check_letters(day, s.url)
            me = Person(day, 'me')
            join_scanned(day, me)
            check_sheet(day, me)
            check_again(day, s.url)
            check_own_words(day, s.url)
        check_longest(day)
    t.end()


if __name__ == '__main__':
    main()
