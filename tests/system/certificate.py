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

sys.dont_write_bytecode = True
import rig

PROGRAM, SOURCE, STATES = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
VECTORS = SOURCE / 'tests/vectors'
SUPPRESSIONS = SOURCE / 'tests/system/fontconfig.supp'
# What fontconfig keeps until the end of a process is its own affair.
LEAKS = {**os.environ, 'LSAN_OPTIONS':
         f'suppressions={SUPPRESSIONS}:print_suppressions=0'}
passed = failed = 0


def check(what, good, output=''):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print(f'FAILED: {what}\n{output}')


def certify(file, out, key=VECTORS / 'cable.vkey', **env):
    return subprocess.run(
        [PROGRAM, 'certificate', '--key', key, '-o', out, file],
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
        env={**LEAKS, **env})


def poppler(*command):
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout


def check_text(pdf):
    text = poppler('pdftotext', '-layout', pdf, '-')
    for word in ('EXERCISE', '20 of 1000 enrolled keys (1012 eligible)',
                 '1 more after filing; 1 withdrawn before, 0 after',
                 'cotton figure embody item coin ozone enhance super',
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
    code = rig.scan(pdf, folder, 150).decode()
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
          re.search(r'^CreationDate: +2023-11-03T21:00:00(Z|\+00)', date,
                    re.M), date)
    tags = poppler('pdfinfo', '-struct', pdf)
    check('headings are tagged', re.match(r'Document\n  P', tags)
          and re.search(r'^  H1\b', tags, re.M)
          and len(re.findall(r'^  H2\b', tags, re.M)) == 5
          and len(re.findall(r'^  Figure\b', tags, re.M)) == 2, tags)
    check('it says that it is tagged',
          re.search(r'^Tagged: +yes$', info, re.M), info)
    check('its title', re.search(r'^Title: +Certificate of filing$', info,
                                 re.M), info)
    check_language(pdf.read_bytes())
    spoken = poppler('pdfinfo', '-struct-text', pdf)
    check('the structure has whole sentences, no ligatures', all(
        f'"{s}"' in spoken for s in (
            'CONFIDENTIAL', 'Certificate of filing',
            'The office against the clock',
            'A dissent memo was formally filed in Dissent Channel '
            '(exercise).')) and re.search('"Filed 2023-11-03T21', spoken),
          spoken)
    in_order(pdf, 'CONFIDENTIAL', 'EXERCISE', 'Certificate of filing',
             'Filed 2023', 'Endorsed by', 'Word code', 'Memo id', 'Answer',
             'The office against the clock', 'Acknowledge due 2023',
             'Reply due 2024', 'What is proved', 'What is not proved',
             'Who vouches for the time', 'To check it', 'gainsay verify')


def check_language(data):
    """It is said in the catalog, and every object is still where the table
    says that it is."""
    catalog = data[data.index(b'/Type /Catalog'):]
    check('the language', b'/Lang (en)' in catalog[:catalog.index(b'endobj')])
    at = int(data.split()[-2])
    head = re.match(rb'xref\n0 (\d+)\n', data[at:])
    rows = data[at + head.end():].split(b'\n') if head else []
    check('the table of objects', head and all(
        data[int(row[:10]):].startswith(b'%d 0 obj' % i)
        for i, row in enumerate(rows[:int(head[1])]) if i), head)


def in_order(pdf, *words):
    """As the content goes, which is how it is read aloud."""
    text = poppler('pdftotext', '-raw', pdf, '-')
    at = [text.find(w) for w in words]
    check(f'{pdf.name}: in reading order', -1 not in at and at == sorted(at),
          f'{at}\n{text}')


def check_states(folder):
    """What no kept file is: unanswered, late, in part, too long for a page."""
    def page(name, pages, *words):
        pdf = folder / f'{name}.pdf'
        text = poppler('pdftotext', '-raw', pdf, '-')
        info = poppler('pdfinfo', pdf)
        flat = ' '.join(text.split())
        check(f'{name}: {pages} pages', f'Pages:           {pages}\n' in info,
              info)
        for word in words:
            check(f'{name}: says "{word}"', word in flat, text)
        check_language(pdf.read_bytes())
        return text
    again = folder / 'again'
    again.mkdir()
    for where in folder, again:
        subprocess.run([STATES, where], check=True, env=LEAKS,
                       stdin=subprocess.DEVNULL)
    for file in again.iterdir():
        check(f'{file.name}: the same bytes',
              file.read_bytes() == (folder / file.name).read_bytes())
    page('met', 1, 'accepted: 1 request', 'declined: 1 request',
         'met: in time', ': met', 'seen by witnesses before')
    text = page('dated', 1, "met: operator's date",
                ": met by the operator's date", ", by the operator's date")
    check('dated: no witness is said to have seen it', 'seen by' not in text,
          text)
    page('late', 1, 'done 9 Nov 2023, 2 days late',
         'done 7 Feb 2024, 5 days late', 'missed (done late)')
    text = page('overdue', 1, 'not in this file',
                "The operator of the log alone (no witness's key was given)")
    check('overdue: nothing is said to be done', 'done' not in text and
          'Answer' not in text and '0 different' not in text, text)
    unknown = ("closed days are not known there: it lies outside the "
               "charter's calendar")
    check('overdue: its days are all known', unknown not in
          ' '.join(text.split()), text)
    text = ' '.join(page('outside', 1, unknown).split())
    check('outside: of the reply, and of no other duty',
          text.count(unknown) == 1 and text.index(unknown) >
          text.rindex('Reply due'), text)
    page('unopened', 1, "met: operator's date", 'The office signed 1 time '
         'that it could not open the memo', 'The author signed that 1 of the '
         "office's letters did not open or said nothing.")
    page('redacted', 1, "What stands in 397 of the memo's 400 blocks: the file "
         'withholds them.')
    for name, size in ('long', 240), ('longest', 2048):
        text = page(name, 2, 'accepted: 171 requests', 'w8.www',
                    'and 55 more.', 'What is not proved', 'To check it',
                    'Within that, dates are the operator')
        marking = 'CUI//SP-INTL' + '/SP-ABCD' * ((size - 13) // 8)
        check(f'{name}: the whole marking, above and below on both pages',
              ''.join(text.split()).count(marking) == 4, text)
        check(f'{name}: nothing is cut', '\u2026' not in text and
              'no room' not in text, text)
    text = page('overflow', 2, "This page has no room for the rest; 'gainsay "
                "verify' tells all of it.", 'This is line 1.')
    check('overflow: nothing after the first that has no room',
          'line 499' not in text and 'A label' not in text and
          'A row' not in text, text)


def main(folder):
    file, pdf = VECTORS / 'cable.gainsay', folder / 'page.pdf'
    done = certify(file, pdf)
    check('it is made', done.returncode == 0, done.stderr)
    check_text(pdf)
    check_code(pdf, folder)
    check_form(pdf)
    (folder / 'states').mkdir()
    check_states(folder / 'states')
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
        carried = {'cut': 'interrupted', 'empty': 'an empty file'}.get(name)
        check(f'a forgery gets no page: {name}',
              done.returncode == (2 if carried else 1) and
              (carried or 'not valid') in done.stderr and not none.exists(),
              done.stderr)
    check('no file', certify(folder / 'none', pdf).returncode == 2)
    check('no key', certify(file, pdf, key='none').returncode == 2)
    check('no place for it',
          certify(file, folder / 'none' / 'page.pdf').returncode == 2)
    print(f'{passed} passed, {failed} failed')
    return failed != 0


with tempfile.TemporaryDirectory() as name:
    sys.exit(main(pathlib.Path(name)))
