#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`gainsay verify` on a provenance file kept since it was made: the format of
today's files stays readable, and every kind of text gets its verdict."""
import base64
import gzip
import json
import pathlib
import quopri
import re
import subprocess
import sys
import tempfile
import zipfile

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
VECTORS, EXAMPLES = SOURCE / 'tests/vectors', SOURCE / 'examples'
passed = failed = 0


def check(what, good, output):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print(f'FAILED: {what}\n{output}')


def verify(what, want, words, file, *text):
    done = subprocess.run(
        [PROGRAM, 'verify', '--key', VECTORS / 'cable.vkey', file, *text],
        stdin=subprocess.DEVNULL, capture_output=True, text=True)
    output = done.stdout + done.stderr
    check(what, done.returncode == want and all(w in output for w in words),
          f'exit code {done.returncode}\n{output}')
    return output


def make_pdf(path):
    body = (EXAMPLES / 'dacca-1138.md').read_text().split('---\n', 2)[2]
    page = '.Dd 1971\n.Dt DACCA 7\n.Os\n.Sh TELEGRAM\n' + ''.join(
        '.Pp\n' + p.replace('\n', ' ').replace('"', '\\(dq') + '\n'
        for p in body.strip().split('\n\n'))
    pdf = subprocess.run(['mandoc', '-T', 'pdf'], input=page.encode(),
                         capture_output=True, check=True).stdout
    path.write_bytes(pdf)


def make_docx(path):
    body = (EXAMPLES / 'dacca-1138.md').read_text().split('---\n', 2)[2]
    paragraphs = ''.join(
        f'<w:p w:rsidR="00AB"><w:r><w:t xml:space="preserve">{p}</w:t></w:r>'
        '</w:p>'
        for p in body.strip().replace('&', '&amp;').split('\n\n'))
    with zipfile.ZipFile(path, 'w') as z:
        z.writestr('[Content_Types].xml', '<Types/>')
        z.writestr('word/document.xml',
                   '<w:document xmlns:w="http://schemas.openxmlformats.org/'
                   f'wordprocessingml/2006/main"><w:body>{paragraphs}'
                   '</w:body></w:document>')
        z.writestr('word/_rels/document.xml.rels', '<Relationships/>')


def redact(what, want, words, *args):
    done = subprocess.run([PROGRAM, 'redact', *args],
                          stdin=subprocess.DEVNULL, capture_output=True,
                          text=True)
    output = done.stdout + done.stderr
    check(what, done.returncode == want and all(w in output for w in words),
          f'exit code {done.returncode}\n{output}')


def redacted(folder, file):
    part, text = folder / 'part.gainsay', folder / 'part.md'
    redact('a redaction', 0, ['shows 4 of'], '--block', '1-3,6', '--reason',
           '4,5 (b)(1)', '--text', text, '-o', part, file)
    shown = text.read_text()
    check('its gaps', '\n[withheld: block 4, (b)(1)]\n' in shown and
          '\n[withheld: block 7]\n' in shown, shown)
    verify('it verifies', 3, ['Valid', 'withheld    ', ': 4-5, 7'], part)
    output = verify('its text', 3, ['is an excerpt', ' 0 are missing',
                                    'withheld'], part, text)
    check('no gap is foreign', 'not in the memo' not in output, output)
    verify('its text against the whole', 3, ['is an excerpt'], file, text)
    text.write_text(shown.replace('[withheld: block 4, (b)(1)]',
                                  '[withheld: block 4, all of it lies]'))
    verify('a gap that speaks', 1, ['not in the memo'], part, text)
    new = folder / 'new.gainsay'
    redact('by mark', 0, ['shows '], '--up-to', 'C', '-o', new, file)
    for what, args in (
            ('nothing chosen', []), ('no mark', ['--up-to', 'X']),
            ('no such block', ['--block', '999']),
            ('backwards', ['--block', '3-1']), ('zero', ['--block', '0']),
            ('open end', ['--block', '1,']),
            ('a reason for what is shown', ['--block', '1', '--reason',
                                            '1 x']),
            ('two reasons', ['--block', '1', '--reason', '2 x', '--reason',
                             '2 y']),
            ('a sentence', ['--block', '1', '--reason', '2 so it is']),
            ('no reason', ['--block', '1', '--reason', '2'])):
        redact(what, 2, ['gainsay redact:'], *args, '-o', folder / 'none',
               file)
    check('nothing was written', not (folder / 'none').exists(), '')


def as_json(folder, file):
    def ask(want, *args):
        done = subprocess.run(
            [PROGRAM, 'verify', '--json', '--key', VECTORS / 'cable.vkey',
             *args], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        check(f'--json exits with {want}', done.returncode == want and
              done.stdout.count('\n') == (want != 2), done)
        return json.loads(done.stdout or '{}')

    def holds(what, good, got):
        check(f'--json: {what}', good, got)

    got = ask(3, file)
    holds('the file', got['valid'] is True and got['endorsements'] == 20 and
          got['enrolled'] == 1000 and got['exercise'] is True and
          got['marking'] == 'CONFIDENTIAL' and got['withheld'] == [] and
          got['witnessed'] is None and got['reply']['status'] == 'late' and
          'text' not in got and 'why' not in got, got)
    got = ask(3, file, EXAMPLES / 'dacca-1138.md')['text']
    holds('the same', got['summary'] == 'same' and
          got['counts']['identical'] == 10 and
          got['counts']['furniture'] == 1, got)
    got = ask(1, file, EXAMPLES / 'dacca-transcript.txt')['text']
    holds('different', got['summary'] == 'different' and
          got['counts']['altered'] == 2 and
          [c for m in got['matches'] for c in m['changes']] ==
          [{'memo': 'strong', 'text': 'mild'},
           {'memo': 'bankruptcy', 'text': 'uncertainty'}], got)
    got = ask(3, file, EXAMPLES / 'dacca-excerpt.txt')['text']
    holds('an excerpt', got['summary'] == 'excerpt', got)
    got = ask(1, file, EXAMPLES / 'harbour-water.md')['text']
    holds('another', got['counts']['extra'] > 0 and
          got['summary'] in ('different', 'nothing in common'), got)
    got = ask(3, folder / 'part.gainsay')
    holds('withheld', got['withheld'][:3] == [4, 5, 7], got)
    (folder / 'bad').write_bytes(file.read_bytes() + b'\n')
    got = ask(1, folder / 'bad')
    holds('not valid', got['valid'] is False and set(got) == {'valid', 'why'}
          and 'canonical' in got['why'], got)
    ask(2, folder / 'nosuch')
    (folder / 'blank').write_text('[withheld: block 4]\n')
    got = ask(1, folder / 'part.gainsay', folder / 'blank')['text']
    (folder / 'marked').write_text(
        (EXAMPLES / 'dacca-1138.md').read_text() + '\n\u2067\n')
    got = ask(1, file, folder / 'marked')['text']
    holds('hidden', got['summary'] == 'different' and got['hidden'] == 1 and
          got['matches'][-1]['kind'] == 'extra' and
          got['matches'][-1]['text'] == '\u2067', got)
    got = ask(1, folder / 'part.gainsay', folder / 'blank')['text']
    holds('gaps alone', got['summary'] == 'nothing in common' and
          got['gaps'] == 1, got)


def hiding(folder, file):
    """A text that reads as another, or is marked for one reader."""
    memo = (EXAMPLES / 'dacca-1138.md').read_text()
    body = memo.index('\n\n', memo.index('---\n\n') + 6)
    at = memo.index(' ', body + 40)
    for what, hidden, changed in (
            ('a direction override', 2,
             memo[:at] + ' \u202e21\u202c' + memo[at:]),
            ('no width', 1, memo[:at + 3] + '\u200b' + memo[at + 3:]),
            ('a control', 1, memo[:at + 3] + '\x02' + memo[at + 3:]),
            ('a tag', 1, memo[:at] + '\U000e0041' + memo[at:])):
        (folder / 'hiding').write_text(changed)
        said = verify(what, 1, ['This text is not the memo as filed',
                                f'{hidden} character', '?'], file,
                      folder / 'hiding')
        check(f'{what}: shown as ?', not any(
            c in said for c in '\u202e\u202c\u200b\x02\U000e0041'), said)
    (folder / 'hiding').write_text(memo.replace(' ', '\xa0', 40))
    verify('other blanks', 3, ['but for typography'], file, folder / 'hiding')


def first_lines(folder, file):
    """The first line is the answer, whatever stands below it."""
    def first(what, want, words, *args, key=True):
        named = ('--key', VECTORS / 'cable.vkey') if key else ()
        done = subprocess.run(
            [PROGRAM, 'verify', *named, *args], stdin=subprocess.DEVNULL,
            capture_output=True, text=True)
        line = done.stdout.split('\n')[0]
        check(f'first line: {what}', done.returncode == want and
              line.startswith(words), f'{done.returncode}: {line}')
        return done.stdout
    first('valid', 3, 'Valid: formally filed in', file)
    first('altered', 1, 'This text is not the memo', file,
          EXAMPLES / 'dacca-transcript.txt')
    first('the memo', 3, 'This text is the memo', file,
          EXAMPLES / 'dacca-1138.md')
    first('an excerpt', 3, 'This text is an excerpt', file,
          EXAMPLES / 'dacca-excerpt.txt')
    (folder / 'forged').write_bytes(file.read_bytes().replace(
        b'strong dissent', b'strong_dissent'))
    first('forged', 1, 'Not valid: ', folder / 'forged')
    # Without a key: the file's own, and that nothing is proved by it.
    out = first('no key', 2, 'Nothing is proved: no key was given', file,
                key=False)
    vkey = (VECTORS / 'cable.vkey').read_text().strip()
    words = re.search(r'(?m)^  word code   ([a-z]+(?: [a-z]+){7})$', out)
    check('its key and words', f'  its key     {vkey}\n' in out and words and
          'Valid' not in out and 'endorsed' not in out, out)
    first('forged, without a key', 2, 'Nothing is proved', folder / 'forged',
          key=False)
    done = subprocess.run([PROGRAM, 'verify', '--json', file],
                          stdin=subprocess.DEVNULL, capture_output=True,
                          text=True)
    got = json.loads(done.stdout)
    check('no key, as JSON', done.returncode == 2 and set(got) == {
        'valid', 'why', 'own_key', 'own_word_code'} and
          got['valid'] is None and got['own_key'] == vkey and
          got['own_word_code'] == words[1], done.stdout)


def carried(folder, whole):
    """What mail, an editor or a server makes of a file is told as that."""
    page = b'<!DOCTYPE html><html><body>Sign in</body></html>'
    for name, bytes_, words in (
            ('cut', whole[:-1], 'ends before its last section'),
            ('half', whole[:len(whole) // 2], 'interrupted'),
            ('empty', b'', 'an empty file'),
            ('cr', whole.replace(b'\n', b'\r\n'), 'CR LF'),
            ('bom', b'\xef\xbb\xbf' + whole, 'byte order mark'),
            ('zipped', gzip.compress(whole), 'compressed (gzip)'),
            ('page', page, 'a web page'),
            ('base64', base64.encodebytes(whole), 'base64'),
            ('printable', quopri.encodestring(whole), 'quoted-printable'),
            ('message', b'MIME-Version: 1.0\nMessage-ID: <1@x>\n\n' + whole,
             'a saved e-mail')):
        (folder / name).write_bytes(bytes_)
        verify(f'on the way: {name}', 2, [words], folder / name)
    key = (VECTORS / 'cable.vkey').read_text().strip()
    for name, text in (('crlf', f'{key}\r\n'), ('bom', f'\ufeff{key}\n'),
                       ('blank', f'\n{key}\n\n'), ('bare', key)):
        (folder / 'key').write_text(text)
        (folder / 'whole').write_bytes(whole)
        done = subprocess.run([PROGRAM, 'verify', '--key', folder / 'key',
                               folder / 'whole'], capture_output=True,
                              text=True)
        check(f'a key as people save it: {name}', done.returncode == 3,
              done.stderr)


def main(folder):
    file = VECTORS / 'cable.gainsay'
    verify('the file alone', 3,
           ['EXERCISE', 'Valid', '20 of 1000', 'CONFIDENTIAL',
            'dated by the operator alone', 'missed (done late)'], file)
    verify('the true text', 3, ['complete, word for word'], file,
           EXAMPLES / 'dacca-1138.md')
    verify('two words differ', 1,
           ['2 of its blocks are altered', '"strong"', '"mild"',
            '"bankruptcy"', '"uncertainty"'], file,
           EXAMPLES / 'dacca-transcript.txt')
    verify('an excerpt', 3, ['is an excerpt'], file,
           EXAMPLES / 'dacca-excerpt.txt')
    verify('a draft', 1, ['not in the memo'], file,
           EXAMPLES / 'dacca-draft.md')
    verify('another memo', 1, ['not in the memo'], file,
           EXAMPLES / 'harbour-water.md')
    make_pdf(folder / 'cable.pdf')
    output = verify('a PDF', 1, ['not in the memo: TELEGRAM'], file,
                    folder / 'cable.pdf')
    check('its five paragraphs',
          output.count('identical but for typography') == 5, output)
    make_docx(folder / 'cable.docx')
    output = verify('a .docx', 3, ['is an excerpt'], file,
                    folder / 'cable.docx')
    (folder / 'broken.pdf').write_bytes(b'%PDF-1.4 nothing')
    first_lines(folder, file)
    hiding(folder, file)
    verify('a broken PDF', 2, ['is damaged or only part of a file'], file,
           folder / 'broken.pdf')
    verify('no file', 2, [], folder / 'none.gainsay')
    redacted(folder, file)
    as_json(folder, file)
    whole = file.read_bytes()
    carried(folder, whole)
    for name, bytes_ in (('longer', whole + b'\n'),
                         ('word', whole.replace(b'strong dissent',
                                                b'strong_dissent')),
                         ('time', whole.replace(b'at 2023-11-03T',
                                                b'at 2023-11-02T'))):
        (folder / name).write_bytes(bytes_)
        verify(f'a forgery: {name}', 1, ['Not valid'], folder / name)
    print(f'{passed} passed, {failed} failed')
    return failed != 0


with tempfile.TemporaryDirectory() as name:
    sys.exit(main(pathlib.Path(name)))
