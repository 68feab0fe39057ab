#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""convert.py GAINSAY SOURCE SANDBOX: the real cable in files as people send them.  As
it is, it is word for word; with anything that a reader sees and the text does
not hold, it never is, and the thing is named."""
import errno
import json
import pathlib
import re
import shutil
import signal
import subprocess
import sys

sys.dont_write_bytecode = True
import documents as doc
import webfiles as web
from documents import box, docx, edge, notes, odt, odt_style, par, run
from rig import Program, Tally, folder

SOURCE = pathlib.Path(sys.argv[2])
CONVERT = pathlib.Path(sys.argv[1]).with_name('gainsay-convert')
VECTORS = SOURCE / 'tests/vectors'
t = Tally()
_, HEAD, BODY = (SOURCE / 'examples/dacca-1138.md').read_text().split(
    '---\n', 2)
TEXTS = [' '.join(p.split()) for p in
         HEAD.strip().split('\n') + BODY.strip().split('\n\n')]
LAST = TEXTS[-1]
# The cable's reply came late: what is good ends with 3.
GOOD = 3
NOTE = 'The harbour office has taken its advice back.'


class Judge:
    def __init__(self, where, gainsay):
        self.where, self.gainsay, self.count = where, gainsay, 0

    def hold(self, name, data, suffix):
        self.count += 1
        path = self.where / f'{self.count}{suffix}'
        path.write_bytes(data)
        args = ('verify', '--key', VECTORS / 'cable.vkey')
        said = self.gainsay(*args, VECTORS / 'cable.gainsay', path)
        done = self.gainsay(*args, '--json', VECTORS / 'cable.gainsay', path)
        t.check(said.returncode == done.returncode, f'{name}: one exit code',
                said.stdout + done.stdout)
        text = json.loads(done.stdout)['text'] if done.returncode in (
            1, GOOD) else None
        return said, text

    def same(self, name, data, suffix='.docx'):
        said, text = self.hold(name, data, suffix)
        first = said.stdout.split('\n')[0]
        t.check(said.returncode == GOOD and 'is the memo as filed' in first and
                not [a for a in text['asides'] if a['counts']],
                f'{name}: it is the memo', said.stdout)
        return text

    def aside(self, name, data, kind, words, suffix='.docx', altered=False,
              place=None):
        """It is never complete, and the thing is named, with its place."""
        said, text = self.hold(name, data, suffix)
        first = said.stdout.split('\n')[0]
        found = [a for a in (text or {'asides': []})['asides']
                 if a['kind'] == kind and words in a['text']]
        t.check(said.returncode == 1 and 'complete' not in first and
                'is the memo as filed' not in first, f'{name}: not complete',
                said.stdout)
        t.check(found and found[0]['counts'] and words in said.stdout,
                f'{name}: named', said.stdout)
        if place is not None:
            t.check(found and (found[0]['place'], found[0]['number']) == place,
                    f'{name}: its place', str(found))
        if text is not None and altered is not None:
            t.check((text['counts']['altered'] > 0) == altered,
                    f'{name}: altered or not', said.stdout)

    def refused(self, name, data, code, suffix='.docx'):
        said, _ = self.hold(name, data, suffix)
        t.check(said.returncode == 2 and code in said.stdout,
                f'{name}: refused, and why', said.stdout)


def convert(data):
    done = subprocess.run([CONVERT], input=data, capture_output=True,
                          timeout=100)
    return done.stdout.decode()


def text_of(data):
    """What gainsay-convert says: (text, asides)."""
    head, _, rest = convert(data).partition('\nmore ')
    count = int(head.rsplit(' ', 1)[1])
    lines = rest.split('\n')
    return '\n'.join(lines[count + 1:]), lines[1:count + 1]


def cable(*more, last='', **parts):
    """The cable, with something at its last paragraph."""
    return docx(''.join(par(run(p)) for p in TEXTS[:-1]) +
                par(run(LAST), last) + ''.join(more), **parts)


def split_last(look):
    """The last paragraph with a word more, which looks so."""
    at = LAST.index(' ', len(LAST) // 2)
    return docx(''.join(par(run(p)) for p in TEXTS[:-1]) + par(
        run(LAST[:at]), run(' never', look), run(LAST[at:])))


def check_docx(j):
    here = ('paragraph', len(TEXTS))
    j.same('a .docx', cable())
    j.aside('a footnote', cable(
        last='<w:r><w:footnoteReference w:id="2"/></w:r>',
        footnotes=notes('footnotes', NOTE)), 'footnote', NOTE, place=here)
    j.aside('an endnote', cable(
        last='<w:r><w:endnoteReference w:id="2"/></w:r>',
        endnotes=notes('endnotes', NOTE)), 'endnote', NOTE, place=here)
    j.aside('a footnote that no place names', cable(
        footnotes=notes('footnotes', NOTE)), 'footnote', NOTE)
    j.aside('a comment', cable(
        last='<w:r><w:commentReference w:id="2"/></w:r>',
        comments=notes('comments', NOTE)), 'comment', NOTE, place=here)
    j.aside('a header', cable(header1=edge('hdr', 'WITHDRAWN')), 'header',
            'WITHDRAWN', place=('file', 0))
    j.aside('a footer', cable(footer1=edge('ftr', NOTE)), 'footer', NOTE)
    j.same('a page number', cable(footer1=edge('ftr', 'Page 3 of 4')))
    j.same('its marking', cable(header1=edge('hdr', 'CONFIDENTIAL')))
    j.aside('another marking', cable(header1=edge('hdr', 'SECRET')),
            'header', 'SECRET')
    j.aside('a text box', cable(last=box(NOTE)), 'text-box', NOTE)
    j.aside('a picture', cable(
        last='<w:r><w:drawing><docPr descr="A map"/><blip/></w:drawing></w:r>'),
        'picture', 'A map')
    j.aside('an equation', cable(
        last='<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>'), 'equation',
        'a=b')
    j.aside('words that Word does not know', cable(
        last='<z:r><z:t>never</z:t></z:r>'), 'hidden', 'never')


def check_docx_looks(j):
    for name, look, kind in (
            ('hidden', '<w:vanish/>', 'hidden'),
            ('white', '<w:color w:val="FFFFFF"/>', 'faint'),
            ('nearly white', '<w:color w:val="FCFCFA"/>', 'faint'),
            ('tiny', '<w:sz w:val="2"/>', 'faint'),
            ('narrow', '<w:w w:val="1"/>', 'faint'),
            ('as its shade', '<w:color w:val="102030"/><w:shd w:val="clear" '
             'w:fill="102030"/>', 'faint')):
        j.aside(f'{name} words', split_last(look), kind, 'never')
    j.aside('struck out', split_last('<w:strike/>'), 'struck', 'never',
            altered=True)
    styles = f'<w:styles {doc.NAMES}><w:style w:type="character" ' \
        'w:styleId="a"><w:rPr><w:vanish/></w:rPr></w:style><w:style ' \
        'w:type="character" w:styleId="b"><w:basedOn w:val="a"/></w:style>' \
        '</w:styles>'
    at = LAST.index(' ', 40)
    j.aside('hidden by a style', docx(
        ''.join(par(run(p)) for p in TEXTS[:-1]) + par(
            run(LAST[:at]), run(' never', '<w:rStyle w:val="b"/>'),
            run(LAST[at:])), styles=styles), 'hidden', 'never')
    text, asides = text_of(docx(par(run(
        'seen', '<w:color w:val="FFFFFF"/><w:shd w:fill="000080"/>'))))
    t.check(text == 'seen\n\n' and not asides, 'white on blue is seen', text)
    j.aside('a tracked insertion', cable(
        last=f'<w:ins w:id="1">{run(" never")}</w:ins>'), 'inserted', 'never',
        altered=True)
    j.aside('a tracked deletion', cable(
        last='<w:del w:id="1"><w:r><w:delText> never</w:delText></w:r>'
        '</w:del>'), 'deleted', 'never')


def check_signs():
    """What was lost on the way from Word before."""
    signs = '2019–21 at £4 million, €5 million, 12½, ‘one-off’, “x”, ' \
        'director\'s, panel’s, naïve, 北京, a & b < c'
    for name, data in (('.docx', docx(par(run(signs)))),
                       ('.odt', odt(f'<text:p>{doc.escape(signs)}</text:p>'))):
        text, asides = text_of(data)
        t.check(text == signs + '\n\n' and not asides, f'{name} keeps signs',
                text)
    levels = ''.join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{how}"/>'
        f'<w:lvlText w:val="{form}"/></w:lvl>' for i, (how, form) in enumerate(
            (('decimal', '%1.'), ('lowerLetter', '(%2)'),
             ('lowerRoman', '%1.%2.%3.'))))
    numbering = f'<w:numbering {doc.NAMES}><w:abstractNum ' \
        f'w:abstractNumId="1">{levels}</w:abstractNum><w:num w:numId="1">' \
        '<w:abstractNumId w:val="1"/></w:num></w:numbering>'

    def item(level, text):
        return par(run(text), look='<w:numPr><w:ilvl w:val="%d"/><w:numId '
                   'w:val="1"/></w:numPr>' % level)
    text, _ = text_of(docx(item(0, 'a') + item(1, 'b') + item(1, 'c') +
                           item(2, 'd') + item(0, 'e') + item(1, 'f'),
                           numbering=numbering))
    t.check(text.split('\n\n')[:-1] == ['1. a', '(a) b', '(b) c', '1.b.i. d',
                                        '2. e', '(a) f'], 'numbers', text)
    cell = '<w:tc><w:tcPr>%s</w:tcPr>%s</w:tc>'
    row = ''.join(cell % ('', par(run(x))) for x in ('1990', '2,5'))
    hid = cell % ('<w:vMerge/>', par(run('never')))
    text, asides = text_of(docx(f'<w:tbl><w:tr>{row}</w:tr><w:tr>{row}{hid}'
                                '</w:tr></w:tbl>'))
    t.check(text == '1990\t2,5\n1990\t2,5\n\n' and
            [a[:7] for a in asides] == ['hidden '], 'a table', text)


def odt_cable(*more, last='', **parts):
    return odt(''.join(f'<text:p>{doc.escape(p)}</text:p>'
                       for p in TEXTS[:-1]) +
               f'<text:p>{doc.escape(LAST)}{last}</text:p>' + ''.join(more),
               **parts)


def check_odt(j):
    def aside(name, kind, words=NOTE, last='', altered=False, **parts):
        j.aside(f'.odt, {name}', odt_cable(last=last, **parts), kind, words,
                '.odt', altered)
    p = f'<text:p>{NOTE}</text:p>'
    j.same('an .odt', odt_cable(), '.odt')
    for kind in ('footnote', 'endnote'):
        aside(f'a {kind}', kind, last=f'<text:note text:note-class="{kind}">'
              '<text:note-citation>1</text:note-citation><text:note-body>'
              f'{p}</text:note-body></text:note>')
    aside('a comment', 'comment', last='<office:annotation><dc:creator>N.N.'
          f'</dc:creator>{p}</office:annotation>')
    aside('a header', 'header', edges=f'<style:header>{p}</style:header>')
    aside('a footer', 'footer', edges=f'<style:footer>{p}</style:footer>')
    aside('a text box', 'text-box', last='<draw:frame><draw:text-box>'
          f'{p}</draw:text-box></draw:frame>')
    aside('a picture', 'picture', 'A map', last='<draw:frame><draw:image/>'
          '<svg:desc>A map</svg:desc></draw:frame>')
    for kind, look in (('hidden', 'text:display="none"'),
                       ('faint', 'fo:color="#ffffff"'),
                       ('faint', 'fo:font-size="1pt"')):
        aside(f'{kind} words', kind, 'never', automatic=odt_style('T1', look),
              last='<text:span text:style-name="T1"> never</text:span>')
    j.aside('.odt, a hidden section', odt_cable(
        f'<text:section text:display="none">{p}</text:section>'), 'hidden',
        NOTE, '.odt')
    changed = '<text:tracked-changes><text:changed-region text:id="c">' \
        f'<text:deletion>{p}</text:deletion></text:changed-region>' \
        '</text:tracked-changes>'
    j.aside('.odt, a deletion', odt_cable(
        changed, last='<text:change text:change-id="c"/>'), 'deleted', NOTE,
        '.odt')


def check_html(j):
    def aside(name, kind, words='never', last='', head='', altered=False,
              body=None):
        j.aside(f'page, {name}', web.page(*(body or web.paragraphs(
            TEXTS, last)), head=head), kind, words, '.html', altered)
    j.same('a web page', web.page(*web.paragraphs(TEXTS)), '.html')
    for look in ('display:none', 'visibility:hidden', 'opacity:0',
                 'font-size:0', 'position:absolute; left:-9999px',
                 'clip: rect(0 0 0 0)', 'text-indent:-9000px',
                 'display: NONE !important'):
        aside(look, 'faint' if 'font' in look else 'hidden',
              last=f'<span style="{look}"> never</span>')
    for look in ('color:#fff', 'color:white', 'color: rgb(255, 255, 255)',
                 'color:#fefefe', 'background:#000;color:#010101'):
        aside(look, 'faint', last=f'<span style="{look}"> never</span>')
    for head in ('<style>.a{display:none}</style>',
                 '<style>/* x */ p .b, span.a { visibility : hidden }</style>',
                 '<style>.a{color:white}</style>'):
        aside(head, 'faint' if 'white' in head else 'hidden', head=head,
              last='<span class="a"> never</span>')
    aside('a rule that may apply', 'hidden', head='<style>@media screen '
          '{.a{display:none}}</style>', altered=True,
          last='<span class="a"> never</span>')
    aside('words by a style', 'generated', head='<style>p:last-child::after'
          '{content:" never"}</style>')
    aside('the attribute', 'hidden', last='<span hidden> never</span>')
    aside('a picture', 'picture', 'A map', last='<img src="a" alt="A map">')
    aside('struck out', 'struck', last='<del> never</del>', altered=True)
    aside('a field', 'form', last='<input value="never">')
    aside('folded', 'folded', altered=None, body=web.paragraphs(TEXTS) + [
        '<details><summary>more</summary><p>never</p></details>'])
    aside('a frame', 'object', '', last='<iframe src="x"></iframe>')
    text, asides = text_of(web.page(
        '<ol start=3><li>a<li>b<ol type=a><li>c</ol></ol><ul><li>d</ul>'
        '<table><tr><td>1<td>2,5</table><p>a<br>b &pound;&#8364;&frac12;'
        ' &#039;q&#039; <q>x</q></p><p style="color:#fff;background:#006">w'))
    t.check(text.split('\n\n')[:-1] == [
        '3. a', '4. b', 'a. c', '- d', '1\t2,5', 'a\nb £€½ \'q\' “x”', 'w']
        and not asides, 'a page as it is shown', text + str(asides))
    text, _ = text_of('<html><meta charset=iso-8859-1><p>£5 – é'.encode(
        'cp1252'))
    t.check(text == '£5 – é\n\n', 'another encoding', text)
    j.refused('an unknown encoding', b'<html><meta charset=x-none><p>a',
              'encoding of characters', '.html')


def check_mail(j):
    plain = '\n\n'.join(TEXTS) + '\n'
    rich = web.page(*web.paragraphs(TEXTS)).decode()
    for how in ('8bit', 'base64', 'quoted-printable'):
        text = j.same(f'a message, {how}', web.mail(web.part(plain, how=how)),
                      '.eml')
        t.check([a['text'] for a in text['asides']] == ['The café'],
                'its subject', str(text['asides']))
    both = web.mail(web.group('alternative', web.part(plain), web.part(
        rich, 'text/html', how='base64')))
    j.same('a message in two versions', both, '.eml')
    other = plain.replace('we', 'they')
    j.aside('two versions that differ', web.mail(web.group(
        'alternative', web.part(other), web.part(rich, 'text/html'))),
        'alternative', 'they', '.eml')
    j.aside('an attachment', web.mail(web.group(
        'mixed', web.part(plain), web.attached('map.pdf'))), 'attachment',
        'map.pdf', '.eml')
    inner = web.mail(web.part(plain))
    j.same('a message that is passed on', web.mail(web.group(
        'mixed', b'Content-Type: message/rfc822\n\n' + inner)), '.eml')
    flowed = '\n\n'.join(' \n'.join(web.wrapped(p, 60)) for p in TEXTS) + '\n'
    j.same('format=flowed', web.mail(web.part(flowed, more='; format=flowed')),
           '.eml')
    text, _ = text_of(web.mail(web.part('£5 – café', charset='cp1252')))
    t.check(text == '£5 – café\n\n', 'windows-1252 in a message', text)
    j.refused('half a message', both[:len(both) // 2], 'damaged', '.eml')
    j.refused('an unknown encoding in a message', web.mail(
        b'Content-Type: text/plain; charset=x-none\n\nabc\n'), 'encoding',
        '.eml')
    cable = 'FROM: AmConGen Dacca\nTO: State\nSUBJECT: x\n\nText.\n'
    done = j.gainsay('compose', '--from', write(j, 'cable.txt', cable),
                     '--draft', j.where / 'cable.md')
    t.check('AmConGen Dacca' in done.stdout, 'a cable is no message',
            done.stdout)


def write(j, name, text):
    (j.where / name).write_text(text)
    return j.where / name


def check_pdf(j):
    def aside(name, kind, words, pages, **more):
        j.aside(f'PDF, {name}', web.pdf(*pages), kind, words, '.pdf', **more)

    def hide(mode):
        def change(line, y):
            if 'fervently hope' not in line:
                return None
            a, b = line.split('fervently hope')
            return b'BT /F 11 Tf 72 %d Td (%sfervently ) Tj %s (never ) Tj ' \
                b'%s (hope%s) Tj ET\n' % (y, web.shown(a), mode[0], mode[1],
                                          web.shown(b))
        return web.laid(TEXTS, change=change)
    j.same('a PDF', web.pdf(*web.laid(TEXTS)), '.pdf')
    j.same('a PDF with line numbers', web.pdf(*web.laid(TEXTS, number=True)),
           '.pdf')
    j.same('a PDF with a page number at the top', web.pdf(*(
        b'BT /F 11 Tf 300 753 Td (-%d-) Tj ET\n' % i + p
        for i, p in enumerate(web.laid(TEXTS), 1))), '.pdf')
    aside('invisible mode', 'hidden', 'never', hide((b'3 Tr', b'0 Tr')))
    aside('white words', 'hidden', 'never', hide((b'1 g', b'0 g')))
    aside('nearly white words', 'hidden', 'never', hide((b'.97 g', b'0 g')))
    pages = web.laid(TEXTS)
    last = pages[-1]
    aside('words under a box', 'hidden', 'never', pages[:-1] + [
        last + b'BT /F 11 Tf 72 60 Td (never) Tj ET 0 g 60 50 200 30 re f\n'])
    aside('a picture', 'picture', '', pages[:-1] + [
        last + b'q 60 0 0 60 72 40 cm /I Do Q\n'])
    scan = b'q 612 0 0 792 0 0 cm /I Do Q\n'
    j.refused('a scan', web.pdf(scan, scan), 'no text in it', '.pdf')
    for magic in (b'\x89PNG\r\n\x1a\nxxxx', b'\xff\xd8\xff\xe0xxxxx'):
        j.refused('a picture alone', magic, 'tesseract', '.png')
    j.refused('half a PDF', web.pdf(*pages)[:300], 'damaged', '.pdf')
    j.refused('no page', web.pdf(b''), 'there is no text in it', '.pdf')
    columns = [[], []]
    for i, p in enumerate(TEXTS):
        columns[2 * i >= len(TEXTS)] += web.wrapped(p, 40) + ['']
    two = b''.join(b'BT /F 8 Tf %d %d Td (%s) Tj ET\n' % (
        50 + 280 * k, 750 - 10 * i, web.shown(line))
        for k in range(2) for i, line in enumerate(columns[k]) if line)
    j.same('a PDF in two columns', web.pdf(two), '.pdf')
    arabic = subprocess.run(
        ['pango-view', '--no-display', '-q', '--output',
         j.where / 'arabic.pdf', '-t', '1. أوقفت العبارة في مايو، ولم يبلغ أحد'],
        capture_output=True)
    if t.check(arabic.returncode == 0, 'pango-view makes a PDF',
               str(arabic.stderr)):
        j.refused('right to left', (j.where / 'arabic.pdf').read_bytes(),
                  'cannot be read reliably', '.pdf')


def check_hostile(j):
    good = cable()
    j.refused('half a download', good[:len(good) // 2], 'damaged')
    j.refused('a package of another kind', doc.packed({'a.txt': 'a'}),
              'no text of a word processor')
    j.refused('no text', docx(''), 'there is no text in it')
    entities = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + ''.join(
        f'<!ENTITY {chr(98 + i)} "{("&%s;" % chr(97 + i)) * 10}">'
        for i in range(9)) + ']>'
    j.refused('entities', doc.packed({
        '[Content_Types].xml': doc.TYPES,
        'word/document.xml': f'{entities}<w:document {doc.NAMES}><w:body>'
        f'{par(run("x"))}&j;</w:body></w:document>'}), 'damaged')
    j.refused('a bomb', docx(par(run('a' * (50 << 20)))),
              'unpacks to more than is read')
    deep = '<w:sdt>' * 100000 + '</w:sdt>' * 100000
    j.refused('too deep', docx(deep), 'damaged')
    twice = doc.packed({'[Content_Types].xml': doc.TYPES}) + b''
    j.refused('no document in it', twice, 'no text of a word processor')


def check_sandbox():
    """What a hole in a reader could do: nothing but write another answer."""
    tool = pathlib.Path(sys.argv[3]).resolve()
    for what, want in (('nothing', 0), ('read', errno.EACCES),
                       ('list', errno.EACCES), ('write', -signal.SIGSYS),
                       ('socket', -signal.SIGSYS), ('unix', -signal.SIGSYS),
                       ('exec', -signal.SIGSYS), ('fork', -signal.SIGSYS),
                       ('kill', -signal.SIGSYS),
                       ('program', -signal.SIGSYS)):
        free = subprocess.run([tool, what, 'out']).returncode
        held = subprocess.run([tool, what, 'in']).returncode
        t.check(free == 0, f'{what}: possible without', str(free))
        t.check(held == want or (what == 'fork' and held == errno.EACCES),
                f'{what}: not in the sandbox', str(held))


def check_converter(j):
    """Whatever stands beside the program as its reader, it is not believed."""
    path = j.where / 'beside'
    path.mkdir()
    shutil.copy(sys.argv[1], path / 'gainsay')
    gainsay = Program(path / 'gainsay', path)
    page = write(j, 'any.html', web.page('<p>a').decode())
    aside = 'asides 1\nmore 0\nfootnote paragraph 1 x\n'
    for name, script, words in (
            ('absent', None, 'install it beside gainsay'),
            ('dies', 'kill -9 $$', 'did not end well'),
            ('fails', 'exit 1', 'did not end well'),
            ('silent', 'exit 0', 'is not of its form'),
            ('floods', 'while :; do printf %099d 1; done', 'did not end well'),
            ('rubbish', 'echo gainsay-convert/v1; echo text 9', 'its form'),
            ('too short', f"printf 'gainsay-convert/v1\ntext 9\n{aside}a'",
             'its form'),
            ('other kind', "printf 'gainsay-convert/v1\ntext 1\n" +
             aside.replace('footnote', 'joke') + "a'", 'its form'),
            ('other reason', "printf 'gainsay-convert/v1\nunread joke\n'",
             'its form')):
        if script is not None:
            (path / 'gainsay-convert').write_text(f'#!/bin/sh\n{script}\n')
            (path / 'gainsay-convert').chmod(0o700)
        done = gainsay('verify', '--key', VECTORS / 'cable.vkey',
                       VECTORS / 'cable.gainsay', page)
        t.check(done.returncode == 2 and words in done.stdout,
                f'a converter that is {name}', done.stdout)


def check_pandoc(j):
    """What pandoc makes of a memo is the memo; and it hears what we hear."""
    source = write(j, 'memo.md', '\n\n'.join(
        re.sub(r'^(\w+):', r'\1\\:', p) for p in TEXTS))
    for kind in ('docx', 'odt', 'html'):
        made = j.where / f'pandoc.{kind}'
        subprocess.run(['pandoc', '-s', '--metadata', 'title=x', '-f',
                        'markdown-fancy_lists', '-o', made, source], check=True)
        text, asides = text_of(made.read_bytes())
        heard = subprocess.run(['pandoc', '-t', 'plain', '--wrap=none', made],
                               check=True, capture_output=True,
                               text=True).stdout
        t.check(said(heard).removeprefix('x') ==
                said(text).removeprefix('x'),
                f'pandoc hears the same of .{kind}', text + heard)
        t.check(not [a for a in asides if not a.startswith('elsewhere')],
                f'pandoc hides nothing in .{kind}', str(asides))


def said(text):
    return ''.join(re.findall(r'\w', text))


def check_draft(j):
    """compose --from says all that it drops."""
    path, draft = j.where / 'source.docx', j.where / 'draft.md'
    path.write_bytes(cable(last='<w:r><w:footnoteReference w:id="2"/></w:r>',
                           footnotes=notes('footnotes', NOTE)))
    done = j.gainsay('compose', '--from', path, '--draft', draft)
    t.check(done.returncode == 0 and 'footnote, paragraph' in done.stdout and
            NOTE in done.stdout and draft.exists(), 'a draft names the footnote',
            done.stdout)


def main():
    with folder('gainsay-convert-') as where:
        j = Judge(pathlib.Path(where).resolve(), Program(sys.argv[1], where))
        check_docx(j)
        check_docx_looks(j)
        check_signs()
        check_odt(j)
        check_html(j)
        check_mail(j)
        check_pdf(j)
        check_sandbox()
        check_converter(j)
        check_pandoc(j)
        check_hostile(j)
        check_draft(j)
    t.end()


main()
