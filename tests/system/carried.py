#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Texts of many languages through PDF of two makers and through Word: known
again block by block, and with one word changed in it found to be altered
there.  A part of bench/corpus.py.

usage: carried.py COMPARE-TOOL GAINSAY"""
import pathlib
import sys

sys.dont_write_bytecode = True
from carry import Carrier, chosen
from makers import Makers
from rig import Tally, folder

PART = 45  # paragraphs of a file
EXACT = 0.97
WORD = ('fra', 'arb', 'heb', 'cmn_hans', 'jpn', 'kor', 'hin', 'vie', 'ell_'
        'monotonic')


def first(languages):
    """The first part of each."""
    sets = {}
    for name, paragraphs in chosen(PART, languages):
        sets.setdefault(name, (name, paragraphs))
    return list(sets.values())


def main():
    t = Tally()
    carrier = Carrier(sys.argv[1], sys.argv[2])
    with folder('gainsay-carried-') as where:
        makers = Makers(pathlib.Path(sys.argv[2]).resolve(),
                        pathlib.Path(where).resolve())
        for name, make, languages in (
                ('PDF of a browser', makers.chromium, ('rus', 'deu_1996')),
                ('PDF of compose --print', makers.pango,
                 ('eng', 'ell_monotonic', 'ukr', 'own')),
                ('Word', makers.pandoc, WORD)):
            rates = carrier.carry(name, first(languages), make)
            print(f'{name}:', ', '.join(f'{n} {k}' for k, n in rates.items()),
                  flush=True)
            t.check(rates['copied'] >= 40 * len(languages) and
                    not rates['refused'], f'{name}: all is read')
            t.check(not rates['false altered'] and not rates['asides'],
                    f'{name}: what was copied is the same')
            t.check(not rates['false identical'] and
                    rates['found exactly'] > EXACT * rates['altered'],
                    f'{name}: the word that was changed is found')
        rates = carrier.carry('PDF', first(('arb', 'heb')), makers.chromium)
        t.check(rates['refused'] and not rates['copied'],
                'what a PDF has in no order is not judged', str(rates))
    t.check(carrier.end() == 0, 'the tool ends well')
    t.end()


main()
