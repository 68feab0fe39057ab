#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`gainsay compose` for an author: everything that is wrong at once, a text
without what could tell one copy from another, a draft out of every form that
a cable comes in, and nothing sealed from a text that nobody has read."""
import pathlib
import re
import subprocess
import sys
import textwrap
import zipfile

import rig

SOURCE = pathlib.Path(sys.argv[2])
CABLE = (SOURCE / 'examples/dacca-1138.md').read_text()
BODY = CABLE.split('---\n', 2)[2].strip()
FRONT = '---\nsubject: A\nto: Secretary of State\n---\n\n'
PLAIN_HEAD = ('Subject: Dissent\nFrom: Officers\nTo: Secretary of State\n'
              'Date: 1971-04-06\n\n')
tally = rig.Tally()


class Author:
    def __init__(self, where):
        self.where = pathlib.Path(where)
        self.gainsay = rig.Program(sys.argv[1], where)

    def write(self, name, text):
        data = text if isinstance(text, bytes) else text.encode()
        (self.where / name).write_bytes(data)
        return name

    def read(self, name):
        return (self.where / name).read_text()

    def __call__(self, what, code, words, *args):
        done = self.gainsay('compose', *args)
        missing = [w for w in words if w not in done.stdout]
        tally.check(done.returncode == code and not missing, what,
                    f'exit code {done.returncode}, without {missing}\n'
                    + done.stdout)
        return done.stdout


def words_of(text):
    return re.findall(r'\w+', text.replace('\u2019', "'"))


# What compose says --------------------------------------------------------

def banners(a):
    a.write('cable.md', CABLE)
    shown = a('shown', 0, ['5. (C) We, as professional'], '--show',
              '--ceiling', 'C', 'cable.md').splitlines()
    tally.check(shown[0] == shown[-1] == 'CONFIDENTIAL', 'banner on top and '
                'bottom', '\n'.join(shown))
    tally.check(max(map(len, shown)) <= 80, 'lines fit a terminal')
    a.write('cui.md', FRONT + '(CUI//SP-INTL//NF) One.\n\n(U) Two.\n')
    for args in (['--show'], []):
        shown = a('CUI', 0, [], *args, '--style', 'cui',
                  'cui.md').splitlines()
        tally.check(shown[0] == shown[-1] and
                    'CUI//SP-INTL//NOFORN' in shown[0], 'a CUI banner',
                    '\n'.join(shown))
    shown = a('exercise', 0, [], '--show', '--exercise', 'cable.md')
    tally.check('exercise' in shown.splitlines()[0].lower(), 'an exercise '
                'says so', shown)


def checks(a):
    a.write('bad.md', '---\nfrom: me\nnonsense\n---\n\n(C) One\u200b two.\n\n'
            '## (U) Requests\n\n2. (U) Do it.\n\nUnmarked p\u0430ge.\n')
    output = a('everything at once', 1, [
        'bad.md: line 3, column 1: not a line of the front matter',
        'without a line `subject: ...`', 'without a line `to: ...`',
        'line 6, column 1: the mark (C) is above the ceiling of this channel, '
        '(SBU)', 'line 6, column 8: U+200B ZERO WIDTH SPACE',
        'line 10, column 1: request 1 must be numbered so',
        'line 12, column 11: U+0430 CYRILLIC SMALL LETTER A',
        'advice: line 12, column 1: this paragraph has no portion mark',
        'advice: no section `## Summary`', '7 faults, ', 'not a memo yet',
        '--clean OUT bad.md'], '--check', 'bad.md')
    tally.check('no section `## Requests`' not in output, 'what is there is '
                'not lacking', output)
    a('the first alone', 1, ['line 6, column 8', '--check bad.md'], 'bad.md')
    a('a plain text', 1, ['begins with a front matter',
                          '--from plain.txt --draft'],
      '--check', a.write('plain.txt', 'Text.\n'))
    a('a plain memo', 0, ['0 faults, 6 pieces of advice: it is a memo'],
      '--check', a.write('plain.md', FRONT + 'Text.\n'))
    memo = str(SOURCE / 'examples/harbour-water.md')
    a('a whole dissent, with its authors', 0,
      ['line 3, column 1: "from: Staff of the Harbour Water Authority" seems',
       '0 faults, 1 piece of advice'], '--check', memo)
    a.gainsay(*rig.INIT, '--origin', 'a/b', 'channel')
    a('the charter\'s ceiling', 1, ['is above the ceiling'], '--check',
      '--charter', 'channel/charter.rec', '--ceiling', 'TS', 'cable.md')
    a('and show', 0, ['it is a memo', 'Subject:     A'], '--check', '--show',
      'plain.md')
    a('not UTF-8', 1, ['line 2, column 1: these bytes are not UTF-8'],
      '--check', a.write('latin.md', b'a\n\xe9\n'))
    for args in (['--check', '--clean', 'x', 'plain.md'], ['--from', 'x'],
                 ['--draft', 'x', 'plain.md'], ['--check'],
                 ['--from', 'x', '--draft', 'y', 'z'],
                 ['--out', 'p', '--check', 'plain.md']):
        a(f'{args}', 2, ['gainsay compose:'], *args)


def cleaning(a):
    a.write('dirty.md', FRONT + '(U) Zero\u200bwidth, p\u0430yp\u0430l, '
            '\ufb01ne\u00a0text \nexam\u00ad\nple\u202e and non\u2011break.\n')
    a('refused', 1, ['line 6, column 9', 'U+200B'], 'dirty.md')
    a('cleaned', 0, [
        'line 6, column 9: U+200B ZERO WIDTH SPACE: removed',
        'U+0430 CYRILLIC SMALL LETTER A: replaced by a',
        'U+FB01 LATIN SMALL LIGATURE FI: replaced by fi',
        'U+00A0 NO-BREAK SPACE: replaced by a space',
        'U+00AD SOFT HYPHEN: removed',
        'U+202E RIGHT-TO-LEFT OVERRIDE: removed',
        'U+2011 NON-BREAKING HYPHEN: replaced by -',
        'blanks at the end of the line: removed', '9 changes, 0 left'],
      '--clean', 'clean.md', 'dirty.md')
    want = FRONT + ('(U) Zerowidth, paypal, fine text\nexample\nand '
                    'non-break.\n')
    tally.check(a.read('clean.md') == want, 'the text', a.read('clean.md'))
    a('composes', 0, ['banner: UNCLASSIFIED'], 'clean.md')
    output = a('nothing to say', 0, ['0 faults'], '--check', 'clean.md')
    tally.check('U+' not in output, 'no character', output)
    a('a file that is there', 2, ['clean.md'], '--clean', 'clean.md',
      'dirty.md')
    done = subprocess.run([a.gainsay.binary, 'compose', '--clean', '-',
                           'dirty.md'], cwd=a.where, capture_output=True,
                          text=True)
    tally.check(done.stdout == a.read('clean.md') and
                '9 changes' in done.stderr, 'to standard output',
                done.stdout + done.stderr)
    a.write('odd.md', FRONT + 'See \u05df there.\n')
    a('ambiguous', 1, ['U+05DF HEBREW LETTER FINAL NUN: left',
                       '0 changes, 1 left'], '--clean', 'odd2.md', 'odd.md')
    tally.check('\u05df' in a.read('odd2.md'), 'it is left')


# Drafts -------------------------------------------------------------------

def cable_system(a):
    """Upper case, pages, hard line ends."""
    paragraphs = ['\n'.join(textwrap.wrap(p.upper(), 62,
                                          break_on_hyphens=False))
                  for p in BODY.split('\n\n')]
    half = paragraphs[2].split('\n')
    pages = ['\n\n'.join(paragraphs[:2] + ['\n'.join(half[:2])]),
             '\n\n'.join(['\n'.join(half[2:])] + paragraphs[3:])]
    text = ('CONFIDENTIAL\n\nPAGE 01 DACCA 01138 061008Z\n'
            'FM AMCONSUL DACCA\nTO SECSTATE WASHDC\n\nSUBJECT: DISSENT FROM '
            'U.S. POLICY TOWARD EAST\n         PAKISTAN\nREF: DACCA 1138\n\n'
            + pages[0] + '\n\nC O N F I D E N T I A L\n\fPAGE 02 DACCA 01138 '
            '061008Z\n\n' + pages[1] + '\n\nCONFIDENTIAL\n')
    output = a('a cable', 0, [
        'Subject:     DISSENT FROM', 'PAGE 02 DACCA', "a page's number",
        'goes on over the end of a page', 'nothing is sealed'],
        '--ceiling', 'C', '--from', a.write('cable.txt', text), '--draft',
        'cable-draft.md')
    shown = output.splitlines()
    tally.check(shown[0] == 'CONFIDENTIAL', 'its banner is shown', output)
    same_body(a, 'cable-draft.md', BODY.upper())
    tally.check('\nsubject: DISSENT FROM U.S. POLICY TOWARD EAST PAKISTAN\n'
                in a.read('cable-draft.md'), 'its subject',
                a.read('cable-draft.md'))


def same_body(a, name, body):
    draft = a.read(name).split('---\n', 2)[2].strip()
    tally.check(words_of(draft) == words_of(body) and
                len(re.findall(r'^\d\. \(C\) ', draft, re.M)) == 5 and
                draft.count('\n\n') == 4, f'the words of {name}', draft)
    a(f'{name} composes', 0, ['banner: CONFIDENTIAL'],
      '--ceiling', 'C', name)


def copied(a):
    """Out of a PDF's viewer: hard line ends, divided words, ligatures, page
    numbers, running headers, form feeds."""
    text = BODY.split('\n\n')
    first = '\n'.join(textwrap.wrap(text[0], 60, break_on_hyphens=False))
    first = first.replace('officers', 'of\ufb01cers', 1)
    first = first.replace('convic', 'convic-\n', 1)
    rest = ['\n'.join(textwrap.wrap(p, 60, break_on_hyphens=False))
            for p in text[1:]]
    page = (PLAIN_HEAD + first + '\n\n' + rest[0] + '\n\n1\n\fDissent, p. 2\n'
            '\n' + rest[1] + '\n\n2\n\fDissent, p. 3\n\n' + rest[2] + '\n\n'
            + rest[3] + '\n\n3\n')
    tally.check('convic-\n' in first and
                'of\ufb01cers' in first, 'the text is hard', first)
    a('copied', 0, ['U+FB01 LATIN SMALL LIGATURE FI: replaced by fi',
                    'a word was divided at a line\'s end: conviction',
                    "a page's number: 2",
                    "a page's header or footer: Dissent, p. 2"],
      '--ceiling', 'C', '--from', a.write('copied.txt', page), '--draft',
      'copied.md')
    same_body(a, 'copied.md', BODY)


def make_docx(path, start, text):
    body = ''.join(
        f'{start}<w:r><w:t xml:space="preserve">{p}</w:t></w:r></w:p>'
        for p in text.replace('&', '&amp;').split('\n') if p)
    with zipfile.ZipFile(path, 'w') as z:
        z.writestr('[Content_Types].xml', '<Types/>')
        z.writestr('word/document.xml',
                   '<w:document xmlns:w="http://schemas.openxmlformats.org/'
                   f'wordprocessingml/2006/main"><w:body>{body}'
                   '</w:body></w:document>')
        z.writestr('word/_rels/document.xml.rels', '<Relationships/>')


def converted(a):
    page = '.Dd 1971\n.Dt DACCA 7\n.Os\n.Sh TELEGRAM\n' + ''.join(
        '.Pp\n' + p.replace('"', '\\(dq') + '\n'
        for p in BODY.split('\n\n'))
    a.write('cable.pdf', subprocess.run(
        ['mandoc', '-T', 'pdf'], input=page.encode(), capture_output=True,
        check=True).stdout)
    a('a PDF', 0, ['no addressee was found', 'taken for the subject',
                   'without a line `to: ...`', 'nothing is sealed'],
      '--ceiling', 'C', '--from', 'cable.pdf', '--draft', 'pdf.md')
    draft = a.read('pdf.md')
    tally.check(all(' '.join(words_of(p)) in ' '.join(words_of(draft))
                    for p in BODY.split('\n\n')) and
                len(re.findall(r'^\d\. \(C\) ', draft, re.M)) == 5,
                'its paragraphs', draft)
    a('not yet', 1, ['`to: ...`'], '--ceiling', 'C', 'pdf.md')
    a.write('pdf.md', draft.replace('\n---', '\nto: State\n---', 1))
    a('with an addressee', 0, ['banner: CONFIDENTIAL'], '--ceiling', 'C',
      'pdf.md')
    make_docx(a.where / 'cable.docx', '<w:p w:rsidR="00AB">',
              PLAIN_HEAD + BODY)
    make_docx(a.where / 'lump.docx', '<w:p>', BODY + BODY)
    a('a .docx without attributes', 0, ['guessed (2)'],
      '--ceiling', 'C', '--from', 'lump.docx', '--draft', 'lump.md')
    a('a .docx', 0, ['guessed (0)', 'nowhere'], '--ceiling', 'C', '--from',
      'cable.docx', '--draft', 'docx.md')
    same_body(a, 'docx.md', BODY)
    for name in ('cable.pdf', 'cable.docx'):
        for args in (['--check'], [], ['--clean', 'new.md'],
                     ['--charter', 'channel/charter.rec', '--roll',
                      'channel/charter.rec', '--to', 'x', '--out', 'new.md']):
            if '--out' in args:
                a(f'{name} is not sealed', 2, [], *args, name)
            else:
                a(f'{name} is not composed', 1, ['its author has not seen'],
                  *args, name)
    tally.check(not (a.where / 'new.md').exists(), 'nothing was written')
    a('no PDF after all', 2, ['is damaged or only part of a file'], '--from',
      a.write('broken.pdf', b'%PDF-1.4 nothing'), '--draft', 'new.md')


def requests(a):
    text = (PLAIN_HEAD + '1. (U) We write.\n\n2. (U) We therefore request '
            'that the Department:\n   a. (U) suspend the\n      sale;\n'
            '   b. (U) say so.\n\n3. (U) We thank you.\n')
    a('requests', 0, ['the heading before it is ours', 'numbered anew'],
      '--from', a.write('ask.txt', text), '--draft', 'ask.md')
    draft = a.read('ask.md')
    tally.check('\n\n## Requests\n\n1. (U) suspend the sale;\n\n2. (U) say so.'
                '\n\n## Conclusion\n\n3. (U) We thank you.\n' in draft,
                'under their heading', draft)
    a('counted', 0, ['2 numbered requests'], 'ask.md')
    a('not over a file', 2, ['ask.md'], '--from', 'ask.txt', '--draft',
      'ask.md')
    a.write('front.md', CABLE)
    a('Markdown', 0, ['taken as it is'], '--ceiling', 'C', '--from',
      'front.md', '--draft', 'front2.md')
    tally.check(a.read('front2.md') == CABLE, 'as it is')
    output = a('marked as a whole', 0, ['no paragraph is; mark each'],
               '--from', SOURCE / 'examples/dacca-transcript.txt', '--draft',
               'transcript.md')
    tally.check('humanitarian, (the hyphen is taken out)' in output,
                'a divided word', output)


def field(a):
    """Drafts of texts as they come, and all that is guessed of them."""
    cable = ('VZCZCXYZ0000\nPP RUEHWEB\nDE RUEHEX #5290/01 3131619\n'
             'FM AMEMBASSY EXAMPLE\nTO SECSTATE WASHDC PRIORITY 2430\n'
             'INFO NSC WASHDC PRIORITY\n'
             'C O N F I D E N T I A L EXAMPLE 005290\n\nSIPDIS\n\n'
             'E.O. 12958: DECL: 11/09/2016\nTAGS: PREL XX\n'
             'SUBJECT: THE FERRY TO THE ISLANDS\n\nClassified By: Charge '
             'A. N. Other for reasons 1.4 b/d\n\n\u00b61. (C) Summary: The '
             'ferry was closed in May\nagainst advice. End Summary.\n')
    a('a cable', 0, ['a cable\'s transmission: VZCZCXYZ0000', 'SIPDIS',
                     'as a marking', 'the first with `\u00b61.`',
                     'lines were joined to one: 1'],
      '--ceiling', 'C', '--from', a.write('cable.txt', cable), '--draft',
      'field.md')
    draft = a.read('field.md')
    tally.check('subject: THE FERRY TO THE ISLANDS\n' in draft and
                'to: SECSTATE WASHDC' in draft and
                '\n1. (C) Summary: The ferry was closed in May against advice.'
                in draft, 'its subject, addressee and mark', draft)
    a('and it is a memo', 0, ['banner: CONFIDENTIAL'], '--ceiling', 'C',
      'field.md')
    a('a web page', 0, ['taken for the subject', 'straight above'], '--from',
      a.write('web.txt', 'To: The Administrator\n\nThe Ferry\nThe ferry to '
              'the islands was closed in May, against all advice.\n\nOur '
              'Commitment\nWe have seen no figures at all that support the closure '
              'of it.\n'), '--draft', 'web.md')
    tally.check('\n## Our Commitment\n' in a.read('web.md'), 'its heading')
    a('a year', 0, ['taken for text, not for their number: 1'], '--from',
      a.write('year.txt', PLAIN_HEAD + '2016. That year it ran.\n'),
      '--draft', 'year.md')


def missed_marks(a):
    """A passage that its reader takes for marked is never sealed as unmarked."""
    marks = ['\u00b61. (C)', '1.(S)', 'a. (TS)', '(1) (C)', '\u2022 (C)',
             '**(C)**', '\u00a7 3 (S//NF)', '(c)', '1. **(C)**', '> - (C)',
             '| 1 | (C)', '[S]', 'C O N F I D E N T I A L', 'Summary. (C)',
             'SECRET//NOFORN', 'Summary: (C)', '&#40;C)']
    for mark in marks:
        rest = 'EXAMPLE 005290' if mark.endswith('A L') else 'He told us.'
        memo = a.write('missed.md', FRONT + f'(U) One.\n\n{mark} {rest}\n')
        for options in ([], ['--exercise']):
            a(f'{mark} is no text', 1, ['line 8, column '], *options, memo)
    a('in its place it is a mark', 0, ['banner: CONFIDENTIAL'], '--ceiling',
      'C', a.write('placed.md', FRONT + '(U) One.\n\n1. (C) He told us.\n'))
    a('a list of letters is text', 0, ['banner: UNCLASSIFIED'],
      a.write('letters.md', FRONT + 'a) One.\n\nb) Two.\n\nc) Three.\n'))


with rig.folder('compose') as name:
    author = Author(name)
    for part in (banners, checks, missed_marks, field, cleaning, cable_system, copied, converted,
                 requests):
        part(author)
tally.end()
