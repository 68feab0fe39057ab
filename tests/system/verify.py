#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`gainsay verify` on a provenance file kept since it was made: the format of
today's files stays readable, and every kind of text gets its verdict."""
import pathlib
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
        f'<w:p w:rsidR="00AB"><w:r><w:t xml:space="preserve">{p}</w:t></w:r></w:p>'
        for p in body.strip().replace('&', '&amp;').split('\n\n'))
    with zipfile.ZipFile(path, 'w') as z:
        z.writestr('[Content_Types].xml', '<Types/>')
        z.writestr('word/document.xml',
                   '<w:document xmlns:w="http://schemas.openxmlformats.org/'
                   f'wordprocessingml/2006/main"><w:body>{paragraphs}'
                   '</w:body></w:document>')
        z.writestr('word/_rels/document.xml.rels', '<Relationships/>')


def main(folder):
    file = VECTORS / 'cable.gainsay'
    verify('the file alone', 0,
           ['EXERCISE', 'Valid', '20 of 1000', 'CONFIDENTIAL',
            'dated by the operator alone', 'missed (done late)'], file)
    verify('the true text', 0, ['complete, word for word'], file,
           EXAMPLES / 'dacca-1138.md')
    verify('two words differ', 1,
           ['2 of its blocks are altered', '"strong"', '"mild"',
            '"bankruptcy"', '"uncertainty"'], file,
           EXAMPLES / 'dacca-transcript.txt')
    verify('an excerpt', 0, ['is an excerpt'], file,
           EXAMPLES / 'dacca-excerpt.txt')
    verify('a draft', 1, ['not in the memo'], file,
           EXAMPLES / 'dacca-draft.md')
    verify('another memo', 1, ['not in the memo'], file,
           EXAMPLES / 'harbour-water.md')
    make_pdf(folder / 'cable.pdf')
    output = verify('a PDF', 1, ['not in the memo: TELEGRAM'], file,
                    folder / 'cable.pdf')
    check('its five paragraphs',
          output.count('identical but for typography: ') == 5, output)
    make_docx(folder / 'cable.docx')
    output = verify('a .docx', 0, ['is an excerpt'], file,
                    folder / 'cable.docx')
    (folder / 'broken.pdf').write_bytes(b'%PDF-1.4 nothing')
    verify('a broken PDF', 2, ['gets no text out of it'], file,
           folder / 'broken.pdf')
    verify('no file', 2, [], folder / 'none.gainsay')
    whole = file.read_bytes()
    for name, bytes_ in (('cut', whole[:-1]), ('longer', whole + b'\n'),
                         ('empty', b''),
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
