#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""convert.py GAINSAY-CONVERT: how long one file takes, the process's start and
its sandbox with it, beside other programs that read such files."""
import pathlib
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'tests/system'))
import documents as doc
import webfiles as web

RUNS = 5
SENTENCE = ('The ferry to the northern islands was closed in May, against the '
            'advice of the harbour office and without a word to those who live '
            'there. ')
TEXTS = [SENTENCE * 3] * 500  # 500 paragraphs, 200 KB
FILES = {
    'docx': doc.docx(''.join(doc.par(doc.run(t)) for t in TEXTS)),
    'odt': doc.odt(''.join(f'<text:p>{t}</text:p>' for t in TEXTS)),
    'html': web.page(*web.paragraphs(TEXTS)),
    'eml': web.mail(web.part('\n\n'.join(TEXTS), how='quoted-printable')),
    'pdf': web.pdf(*web.laid(TEXTS))}
OTHERS = {'docx': ('pandoc', '-t', 'plain'), 'odt': ('pandoc', '-t', 'plain'),
          'html': ('pandoc', '-t', 'plain'), 'pdf': ('pdftotext',)}


def fastest(command, data):
    best = None
    for _ in range(RUNS):
        start = time.monotonic()
        subprocess.run(command, input=data, check=True, capture_output=True)
        took = time.monotonic() - start
        best = took if best is None else min(best, took)
    return f'{best * 1000:.0f} ms'


def main():
    with tempfile.TemporaryDirectory() as where:
        for kind, data in FILES.items():
            path = pathlib.Path(where, f'a.{kind}')
            path.write_bytes(data)
            other = OTHERS.get(kind)
            print(f'{kind}: {len(data)} bytes, '
                  f'{fastest([sys.argv[1]], data)}', *(
                      [f'; {other[0]} {fastest([*other, path], b"")}']
                      if other else []))


main()
