# SPDX-License-Identifier: Apache-2.0
"""Files as word processors make them, by hand: each with one thing in it that a
reader sees and the text does not hold, or the reverse."""
import io
import zipfile
from xml.sax.saxutils import escape

W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
TYPES = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
         'content-types"/>')
RELS = 'http://schemas.openxmlformats.org/package/2006/relationships'
OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
NAMES = (f'xmlns:w="{W}" xmlns:r="{OFFICE}" '
         'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
         'xmlns:wps="http://schemas.microsoft.com/office/word/2010/'
         'wordprocessingShape" xmlns:z="urn:z" '
         'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"')
ODF = ' '.join(
    f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
    for p, n in (('office', 'office'), ('text', 'text'), ('style', 'style'),
                 ('table', 'table'), ('draw', 'drawing'),
                 ('fo', 'xsl-fo-compatible'), ('svg', 'svg-compatible'))) + \
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
        for name, data in parts.items():
            z.writestr(name, data)
    return out.getvalue()


def run(text, look=''):
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">' \
        f'{escape(text)}</w:t></w:r>'


def par(*runs, look=''):
    return f'<w:p><w:pPr>{look}</w:pPr>{"".join(runs)}</w:p>'


def docx(body, root='', **parts):
    """`body`: paragraphs as XML; parts by their names without `.xml`."""
    relations = ''.join(
        f'<Relationship Id="r{i}" Target="{n}.xml" Type="{OFFICE}/'
        f'{n.rstrip("0123456789")}"/>' for i, n in enumerate(parts))
    files = {
        '[Content_Types].xml': TYPES,
        '_rels/.rels': f'<Relationships xmlns="{RELS}"><Relationship Id="a" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        '</Relationships>',
        'word/document.xml': f'<w:document {NAMES}>{root}<w:body>{body}'
        '<w:sectPr/></w:body></w:document>',
        'word/_rels/document.xml.rels':
        f'<Relationships xmlns="{RELS}">{relations}</Relationships>'}
    for name, data in parts.items():
        files[f'word/{name}.xml'] = data
    return packed(files)


def notes(kind, text, number='2'):
    one = kind[:-1]
    return f'<w:{kind} {NAMES}><w:{one} w:id="0" w:type="separator"><w:p/>' \
        f'</w:{one}><w:{one} w:id="{number}">{par(run(text))}</w:{one}>' \
        f'</w:{kind}>'


def edge(kind, text):
    return f'<w:{kind} {NAMES}>{par(run(text))}</w:{kind}>'


def box(text):
    """As Word writes it: twice, for itself and for older ones."""
    inside = f'<w:txbxContent>{par(run(text))}</w:txbxContent>'
    return '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>' \
        f'<wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice><mc:Fallback>' \
        f'<w:pict>{inside}</w:pict></mc:Fallback></mc:AlternateContent></w:r>'


def odt(body, styles='', edges='', automatic=''):
    """`body`: paragraphs as XML."""
    return packed({
        'mimetype': 'application/vnd.oasis.opendocument.text',
        'META-INF/manifest.xml': '<manifest/>',
        'styles.xml': f'<office:document-styles {ODF}><office:styles>{styles}'
        '</office:styles><office:master-styles><style:master-page>'
        f'{edges}</style:master-page></office:master-styles>'
        '</office:document-styles>',
        'content.xml': f'<office:document-content {ODF}>'
        f'<office:automatic-styles>{automatic}</office:automatic-styles>'
        f'<office:body><office:text>{body}</office:text></office:body>'
        '</office:document-content>'})


def odt_style(name, properties, family='text'):
    return f'<style:style style:name="{name}" style:family="{family}">' \
        f'<style:text-properties {properties}/></style:style>'
