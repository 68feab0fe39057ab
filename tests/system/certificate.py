#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`gainsay certificate` on a provenance file kept since it was made: poppler
reads what the page says, the same file gives the same bytes, and a file that
does not verify gets no page."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
VECTORS = SOURCE / 'tests/vectors'
SUPPRESSIONS = SOURCE / 'tests/system/fontconfig.supp'
passed = failed = 0


def check(what, good, output=''):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print(f'FAILED: {what}\n{output}')


def certify(file, out, key=VECTORS / 'cable.vkey', **env):
    # What fontconfig keeps until the end of a process is its own affair.
    env = {'LSAN_OPTIONS': f'suppressions={SUPPRESSIONS}:'
           'print_suppressions=0', **env}
    return subprocess.run(
        [PROGRAM, 'certificate', '--key', key, '-o', out, file],
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
        env={**os.environ, **env})


def poppler(*command):
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout


def check_text(pdf):
    text = poppler('pdftotext', '-layout', pdf, '-')
    for word in ('EXERCISE', '20 of 1000 enrolled keys (1012 eligible)',
                 '1 more after filing; 1 withdrawn before, 0 after',
                 'eye vibrant catalog gossip',
                 'window 19 Dec 2023 to 2 Feb 2024',
                 'done 6 Feb 2024, 4 days late', 'missed (done late)',
                 'done 2023-11-07T16:30:00Z', 'What is proved',
                 'What is not proved', 'The operator of the log alone',
                 (VECTORS / 'cable.vkey').read_text().strip()):
        check(f'the page says "{word}"', word in text, text)
    lines = [line.strip() for line in re.split(r'[\n\f]+', text)
             if line.strip()]
    check('the marking is on top and bottom',
          lines[0] == lines[-1] == 'CONFIDENTIAL', text)
    memo = re.search(r'Memo id\s+([0-9a-f]+)\s+([0-9a-f]+)', text)
    check('the memo id is the whole of it, without a hyphen',
          memo and len(memo[1] + memo[2]) == 64, text)


def check_code(pdf, folder):
    """A stranger's scanner reads the code off the page as printed."""
    poppler('pdftoppm', '-r', '150', '-png', '-singlefile', pdf,
            folder / 'page')
    code = poppler('zbarimg', '-q', '--raw', '--nodbus', folder / 'page.png')
    text = poppler('pdftotext', '-layout', pdf, '-')
    memo = re.search(r'Memo id\s+([0-9a-f]+)\s+([0-9a-f]+)', text)
    key = (VECTORS / 'cable.vkey').read_text().strip()
    origin = key.split('+')[0]
    note = re.search(rb'\n%s\n(\d+)\n(\S+)\n\n' % origin.encode(),
                     (VECTORS / 'cable.gainsay').read_bytes())
    check('the code has what is needed', code.rstrip('\n').split('\n') == [
        'gainsay/v1 certificate', f'memo {memo[1]}{memo[2]}',
        f'origin {origin}', f'size {note[1].decode()}',
        f'root {note[2].decode()}', f'key {key}'], code)


def check_form(pdf):
    info = poppler('pdfinfo', pdf)
    pages = re.search(r'^Pages: +(\d+)$', info, re.M)
    check('one or two pages', pages and pages[1] in '12', info)
    check('it names nobody', 'Author' not in info, info)
    date = poppler('pdfinfo', '-isodates', pdf)
    check("it is of the memo's date",
          re.search(r'^CreationDate: +2023-11-03T14:00:00(Z|\+00)', date,
                    re.M), date)
    tags = poppler('pdfinfo', '-struct', pdf)
    check('headings are tagged', re.search(r'^H1\b', tags, re.M)
          and len(re.findall(r'^H2\b', tags, re.M)) == 5
          and len(re.findall(r'^Figure\b', tags, re.M)) == 2, tags)


def main(folder):
    file, pdf = VECTORS / 'cable.gainsay', folder / 'page.pdf'
    done = certify(file, pdf)
    check('it is made', done.returncode == 0, done.stderr)
    check_text(pdf)
    check_code(pdf, folder)
    check_form(pdf)
    again = folder / 'again.pdf'
    done = certify(file, again, TZ='Asia/Tokyo', LC_ALL='C.UTF-8',
                   LANGUAGE='ja', USER='someone')
    check('the same bytes elsewhere', done.returncode == 0 and
          pdf.read_bytes() == again.read_bytes(), done.stderr)
    whole = file.read_bytes()
    for name, forged in (
            ('cut', whole[:-1]), ('empty', b''),
            ('word', whole.replace(b'strong dissent', b'strong_dissent')),
            ('time', whole.replace(b'at 2024-02-06T', b'at 2024-02-01T'))):
        check(f'the forgery {name} is one', forged != whole)
        (folder / name).write_bytes(forged)
        none = folder / f'{name}.pdf'
        done = certify(folder / name, none)
        check(f'a forgery gets no page: {name}', done.returncode == 1 and
              'not valid' in done.stderr and not none.exists(), done.stderr)
    check('no file', certify(folder / 'none', pdf).returncode == 2)
    check('no key', certify(file, pdf, key='none').returncode == 2)
    check('no place for it',
          certify(file, folder / 'none' / 'page.pdf').returncode == 2)
    print(f'{passed} passed, {failed} failed')
    return failed != 0


with tempfile.TemporaryDirectory() as name:
    sys.exit(main(pathlib.Path(name)))
