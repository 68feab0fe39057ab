#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""corpus.py BUILD [WAY]...: the whole corpus through programs that make files,
and back: how often a copied block is called altered, how often an altered one
is called the same, and how often the word is found.

A way is the name of a row.  It takes LibreOffice, groff with its device for
PDF, and fonts of all languages (fonts-noto-cjk, fonts-thai-tlwg,
fonts-lohit-deva), which no test takes."""
import functools
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'tests/system'))
from carry import COUNTED, Carrier, Rates, chosen
from makers import Makers

PART = 120  # paragraphs of a file
LATIN = ('eng', 'fra', 'deu_1996', 'spa', 'por_PT', 'ita', 'nld', 'swe', 'fin')
# What `gainsay-certificate`'s own fonts have no letters for.
NO_PRINT = ('-arb', '-heb', '-cmn_hans', '-jpn', '-kor', '-hin', '-tha')


def ways(makers):
    """Name: (maker, languages)."""
    office = makers.office
    return {
        'PDF: Chromium': (makers.chromium, ('-',)),
        'PDF: compose --print': (makers.pango, NO_PRINT),
        'PDF: LibreOffice': (functools.partial(office, kind='pdf',
                                               source='docx'), ('-',)),
        'PDF: groff': (makers.groff, LATIN),
        'Word: pandoc': (makers.pandoc, ('-',)),
        'Word: LibreOffice': (office, ('-',)),
        'ODT: LibreOffice': (functools.partial(office, kind='odt'), ('-',))}


def main():
    build, wanted = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    print('|'.join(['', ' way ', *(f' {c} ' for c in COUNTED), '']))
    print('|' + ' --- |' * (1 + len(COUNTED)))
    total = Rates()
    with tempfile.TemporaryDirectory() as where:
        carrier = Carrier(build / 'tests/system/compare-tool',
                          build / 'gainsay',
                          lambda said: print(said, file=sys.stderr))
        for name, (make, languages) in ways(Makers(build / 'gainsay',
                                                   where)).items():
            if wanted and name not in wanted:
                continue
            rates = carrier.carry(name, chosen(PART, languages), make)
            total.add(rates)
            print(f'| {name} |', *(f'{n:,} |' for n in rates.values()),
                  flush=True)
        print('| all |', *(f'{n:,} |' for n in total.values()))
        carrier.end()


main()
