# SPDX-License-Identifier: Apache-2.0
"""Web pages, messages and PDF by hand, each with one thing in it that a reader
sees and the text does not hold, or the reverse."""
import base64
import quopri
import zlib
from xml.sax.saxutils import escape


def page(*body, head=''):
    return ('<!DOCTYPE html><html><head><meta charset="utf-8"><title>A memo'
            f'</title>{head}</head><body>' + '\n'.join(body) +
            '</body></html>').encode()


def paragraphs(texts, last=''):
    return [f'<p>{escape(t)}</p>' for t in texts[:-1]] + [
        f'<p>{escape(texts[-1])}{last}</p>']


def part(text, kind='text/plain', charset='utf-8', how='8bit', more=''):
    data = text.encode(charset)
    if how == 'base64':
        data = base64.encodebytes(data)
    if how == 'quoted-printable':
        data = quopri.encodestring(data)
    return (f'Content-Type: {kind}; charset="{charset}"{more}\n'
            f'Content-Transfer-Encoding: {how}\n\n').encode() + data


def mail(body):
    return (b'From: A <a@example.org>\nTo: b@example.org\nDate: Mon, 6 Nov 2023'
            b' 10:00:00 +0000\nMessage-ID: <1@example.org>\nSubject: '
            b'=?utf-8?Q?The_caf=C3=A9?=\nMIME-Version: 1.0\n' + body)


def group(kind, *parts):
    return (f'Content-Type: multipart/{kind}; boundary="b{len(parts)}"\n\n'
            ).encode() + b''.join(
        f'--b{len(parts)}\n'.encode() + p + b'\n' for p in parts) + \
        f'--b{len(parts)}--\n'.encode()


def attached(name):
    return (f'Content-Type: application/pdf; name="{name}"\nContent-Disposition'
            f': attachment; filename="{name}"\n\nx').encode()


# PDF ------------------------------------------------------------------------

def wrapped(text, width=85):
    lines, line = [], ''
    for word in text.split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = ''
        line += (' ' if line else '') + word
    return lines + [line]


def pdf(*streams, picture=b''):
    """Pages whose content is given; Times, as every reader has it."""
    objects = [b'<</Type/Catalog/Pages 2 0 R>>', b'',
               b'<</Type/Font/Subtype/Type1/BaseFont/Times-Roman'
               b'/Encoding/WinAnsiEncoding>>',
               b'<</Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace'
               b'/DeviceGray/BitsPerComponent 8/Length 64>>stream\n' +
               bytes(range(64)) + b'\nendstream']
    kids = []
    for stream in streams:
        data = zlib.compress(stream)
        objects.append(b'<</Length %d/Filter/FlateDecode>>stream\n' %
                       len(data) + data + b'\nendstream')
        objects.append(b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]'
                       b'/Contents %d 0 R/Resources<</Font<</F 3 0 R>>/XObject'
                       b'<</I 4 0 R>>>>>>' % len(objects))
        kids.append(b'%d 0 R' % len(objects))
    objects[1] = b'<</Type/Pages/Kids[%s]/Count %d>>' % (
        b' '.join(kids), len(kids))
    out, places = b'%PDF-1.4\n', []
    for i, data in enumerate(objects, 1):
        places.append(len(out))
        out += b'%d 0 obj' % i + data + b'endobj\n'
    start = len(out)
    out += b'xref\n0 %d\n0000000000 65535 f \n' % (len(objects) + 1)
    out += b''.join(b'%010d 00000 n \n' % p for p in places)
    return out + b'trailer<</Size %d/Root 1 0 R>>startxref\n%d\n%%%%EOF\n' % (
        len(objects) + 1, start)


def shown(text):
    text = text.replace('\\', '\\\\').replace('(', '\\(').replace(')', '\\)')
    return text.encode('cp1252')


def laid(texts, number=False, change=lambda line, at: None):
    """[page content]: paragraphs in lines; `number`: each line has one."""
    out, y, pages, count = b'', 740, [], 0
    for text in texts:
        for line in wrapped(text):
            count += 1
            if number:
                out += b'BT /F 9 Tf 40 %d Td (%d) Tj ET\n' % (y, count)
            out += change(line, y) or b'BT /F 11 Tf 72 %d Td (%s) Tj ET\n' % (
                y, shown(line))
            y -= 13
        y -= 9
        if y < 120:
            pages.append(out)
            out, y, count = b'', 740, 0
    return pages + ([out] if out else [])
