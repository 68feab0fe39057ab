#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`gainsay certificate --text`: a memo and a text side by side, as HTML and as
PDF.  Another reader of HTML and poppler must find the memo's blocks in the
memo's order, each difference framed where it stands, nothing that is withheld,
and nothing of what others wrote as markup."""
import html.parser
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import rig

VECTORS = rig.ROOT / 'tests/vectors'
VOID = {'meta', 'link', 'br'}
BANNER = 'CONFIDENTIAL'


class Page(html.parser.HTMLParser):
    """Rows as (classes, tag, {cell: words}), what is framed, every tag."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.framed, self.tags, self.open = [], [], [], []
        self.title, self.heading, self.marks, self.words = '', '', [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if tag in VOID:
            return
        self.open.append((tag, attrs.get('class', '')))
        if tag == 'section':
            self.rows.append([attrs['class'].split()[1], '', []])
        if tag == 'p' and attrs.get('class') == 'words':
            self.rows[-1][2].append('')
        if tag in ('ins', 'del'):
            self.framed.append([tag, ''])

    def handle_endtag(self, tag):
        if not self.open or self.open.pop()[0] != tag:
            raise ValueError(f'</{tag}> closes nothing')

    def handle_data(self, data):
        inside = [name for name, _ in self.open]
        classes = [c for _, c in self.open]
        if 'title' in inside:
            self.title += data
        if 'h1' in inside:
            self.heading += data
        if any(c.startswith('mark ') for c in classes):
            self.marks.append(data.strip())
        if 'tag' in classes:
            self.rows[-1][1] += data
        if 'words' in classes:
            self.rows[-1][2][-1] += data
        if inside and inside[-1] in ('ins', 'del'):
            self.framed[-1][1] += data


class Case:
    def __init__(self, tally, program, where):
        self.t, self.program, self.where = tally, program, where
        self.made = 0

    def text(self, text):
        self.made += 1
        path = self.where / f'text{self.made}.md'
        path.write_bytes(text.encode())
        return path

    def make(self, kind, text, file=VECTORS / 'cable.gainsay', code=1):
        """The page's bytes."""
        self.made += 1
        out = self.where / f'page{self.made}.{kind}'
        done = self.program('certificate', '--key', VECTORS / 'cable.vkey',
                            '--text', text, '-o', out, file)
        self.t.check(done.returncode == code and out.exists(),
                     f'a page, and the exit code {code}', done.stdout)
        return out.read_bytes() if out.exists() else b''

    def page(self, *args, **more):
        return Page(self.make('html', *args, **more).decode())

    def paper(self, *args, **more):
        pdf = self.where / 'paper.pdf'
        pdf.write_bytes(self.make('pdf', *args, **more))
        done = subprocess.run(['pdftotext', '-layout', pdf, '-'], check=True,
                              stdout=subprocess.PIPE, text=True)
        return done.stdout


def words_of(text):
    return ' '.join(text.split())


def memo_text(case):
    """The memo as its own provenance file shows it."""
    out = case.where / 'memo.md'
    done = case.program('redact', '--text', out, '-o',
                        case.where / 'whole.gainsay', '--block', '1-10',
                        VECTORS / 'cable.gainsay')
    if done.returncode != 0:
        sys.exit(done.stdout)
    return out.read_text()


def check_same(case, memo):
    page = case.page(case.text(memo), code=0)
    numbers = [int(re.match(r'block (\d+)', row[1])[1]) for row in page.rows]
    case.t.check(numbers == list(range(1, 11)) and not page.framed and
                 {row[0] for row in page.rows} == {'identical'},
                 'a text that is the memo: ten rows, nothing framed',
                 str(page.rows))
    for row in page.rows:
        case.t.check(words_of(row[2][0]).replace('(C) ', '') in
                     words_of(memo).replace('(C) ', ''),
                     'a row has the words of the memo', row[2][0])


def check_file(case, memo):
    """What a file shows or hides beside its text stands on the page too."""
    path = case.where / 'saved.html'
    blocks = ''.join(f'<p>{html.escape(b)}</p>' for b in memo.split('\n\n'))
    path.write_text(f'<!DOCTYPE html><meta charset=utf-8>{blocks}'
                    '<p style="display:none">No longer so.</p>')
    said = 'hidden text, paragraph'
    for page in (case.make('html', path).decode(), case.paper(path)):
        case.t.check(said in words_of(page) and 'No longer so.' in page and
                     'not compared' in words_of(page),
                     'words that a file hides are on the page', page[-3000:])


def check_form(case, page, data):
    """What any page keeps to, whatever was written into it."""
    names = {tag for tag, _ in page.tags}
    case.t.check(not names & {'script', 'img', 'iframe', 'link', 'a11y', 'in',
                              'object', 'form', 'svg', 'base'} and
                 not page.open, 'no markup but its own', str(names))
    case.t.check(all(not name.startswith('on') and name != 'style'
                     for _, attrs in page.tags for name in attrs),
                 'no style and no handler in an attribute')
    loads = re.findall(rb'src=|url\(|https?://|@import', data)
    case.t.check(not loads, 'nothing is loaded or named from elsewhere',
                 str(loads))
    case.t.check(any(attrs.get('http-equiv') == 'Content-Security-Policy' and
                     attrs['content'].startswith("default-src 'none'")
                     for _, attrs in page.tags), 'and the page forbids it')
    case.t.check(page.marks == [BANNER] * 2, "the memo's marking at head and "
                 'foot', str(page.marks))
    case.t.check(page.title == page.heading and page.heading.endswith('.'),
                 'the answer is the heading and the title', page.title)
    case.t.check('EXERCISE' in data.decode(), 'an exercise says so')


def check_changed(case, memo):
    """A word changed, a paragraph put in with all that could be markup or steer,
    another left out."""
    foreign = ('Never <script>alert("x")</script> & <in> it \u202ereversed '
               'and \x1b[31mred.')
    parts = memo.replace('strong dissent', 'modest dissent').split('\n\n')
    at = next(i for i, p in enumerate(parts) if 'moral bankruptcy' in p)
    del parts[at + 1]
    parts.insert(at, foreign)
    text = case.text('\n\n'.join(parts))
    data = case.make('html', text)
    page = Page(data.decode())
    check_form(case, page, data)

    case.t.check(page.framed == [['del', 'strong'], ['ins', 'modest']],
                 'the two words are framed, each on its side',
                 str(page.framed))
    kinds = [row[0] for row in page.rows]
    case.t.check(kinds == ['identical'] * 5 + ['altered', 'identical', 'extra',
                                               'identical', 'missing',
                                               'identical'],
                 "the memo's order, with what is foreign where it stands",
                 str(kinds))
    said = next(row for row in page.rows if row[0] == 'extra')
    case.t.check('<script>alert("x")</script> & <in>' in said[2][0] and
                 '\u202e' not in said[2][0] and '\x1b' not in data.decode() and
                 said[2][0].count('\ufffd') == 2,
                 'what others wrote is text, and what steers is not shown',
                 str(said))
    paper = case.paper(text)
    case.t.check(all(word in words_of(paper) for word in (
        'block 6', 'altered', 'strong dissent', 'modest dissent', 'missing',
        'not in the memo', '<in>', 'This text is not the memo as filed')),
        'the paper says the same', paper)
    for number, sheet in enumerate(paper.rstrip('\f').split('\f')):
        lines = [line.strip() for line in sheet.splitlines() if line.strip()]
        case.t.check(lines[0] == lines[-1] == BANNER, 'the marking on top and '
                     f'bottom of sheet {number + 1}', sheet)


def check_withheld(case, memo):
    """Bars of one size for what a redacted file does not show."""
    file, text = case.where / 'cut.gainsay', case.where / 'cut.md'
    done = case.program('redact', '--block', '7,9', '--text', text, '-o', file,
                        VECTORS / 'cable.gainsay')
    case.t.check(done.returncode == 0, 'a redacted file', done.stdout)
    shown = text.read_text()
    hidden = [p for p in memo.split('\n\n') if p not in shown and
              len(p) > 100]
    data = case.make('html', text, file=file, code=0)
    page = Page(data.decode())
    bars = data.count(b'<i></i><i></i><i></i></div>')
    withheld = [row for row in page.rows if row[0] == 'withheld']
    case.t.check(len(withheld) == bars > 0, 'a row of bars for each block '
                 'withheld', str(page.rows))
    paper = case.paper(text, file=file, code=0)
    for part in hidden:
        run = words_of(part)[40:100]
        case.t.check(run not in words_of(data.decode()) and
                     run not in words_of(paper), 'nothing of it is there', run)


def check_long(case, memo):
    """A paragraph longer than a sheet, beside its changed self."""
    extra = ' '.join(f'word{i}' for i in range(6000))
    text = case.text(memo + '\n\n' + extra + '\n')
    paper = case.paper(text)
    found = [int(n) for n in re.findall(r'word(\d+)', paper)]
    case.t.check(found == list(range(6000)) and paper.count('\f') > 5,
                 'a long paragraph runs over as many sheets as it takes, '
                 'whole', f'{len(found)} words')


def check_again(case, memo):
    text = case.text(memo.replace('strong', 'weak'))
    for kind in ('html', 'pdf'):
        case.t.check(case.make(kind, text) == case.make(kind, text),
                     f'the same {kind} from the same files')
    wrong = case.where / 'wrong.gainsay'
    data = bytearray((VECTORS / 'cable.gainsay').read_bytes())
    data[len(data) // 2] ^= 1
    wrong.write_bytes(data)
    out = case.where / 'none.html'
    done = case.program('certificate', '--key', VECTORS / 'cable.vkey',
                        '--text', text, '-o', out, wrong)
    case.t.check(done.returncode == 1 and 'not valid' in done.stdout and
                 not out.exists(), 'no page of a file that does not verify',
                 done.stdout)


def main():
    tally = rig.Tally()
    with rig.folder('beside') as folder:
        where = pathlib.Path(folder).resolve()
        case = Case(tally, rig.Program(sys.argv[1], where), where)
        memo = memo_text(case)
        check_same(case, memo)
        check_file(case, memo)
        check_changed(case, memo)
        check_withheld(case, memo)
        check_long(case, memo)
        check_again(case, memo)
    tally.end()


if __name__ == '__main__':
    main()
