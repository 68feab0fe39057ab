#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""documents.py GAINSAY WORK: what gainsay-convert reads out of .docx, .odt and
web pages, held against what pandoc and mammoth read, sign by sign, in ten
languages and with the signs of word processors."""
import json
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'system'))
import npm
from carry import chosen
from judge import converted
from makers import Makers
from rig import Tally, folder

LANGUAGES = ('eng', 'fra', 'rus', 'ell_monotonic', 'arb', 'heb', 'cmn_hans',
             'jpn', 'hin', 'vie')
SIGNS = ['The review of 2019–21 put the cost at £4 million, or €5 million.',
         'That is 12½ percent of the ‘one-off’ sum; the panel’s “view” is <no> '
         '& a\u00a0half… of it — naïve, ﬁne, x² ≤ y, 25 °C, № 5.',
         'He said "no" to the officer\'s plan, and ``yes\'\' to none.']
t = Tally()


def bare(text):
    return ''.join(text.split())


def by_pandoc(path):
    """Its title, which it takes for a field of the file, is not in it."""
    return subprocess.run(['pandoc', '-t', 'plain', '--wrap=none', path],
                          check=True, capture_output=True, text=True).stdout


def main():
    gainsay = pathlib.Path(sys.argv[1]).resolve()
    convert = gainsay.with_name('gainsay-convert')
    sets = {'signs': SIGNS}
    for name, paragraphs in chosen(60, LANGUAGES):
        sets.setdefault(name, paragraphs)
    with folder('gainsay-documents-') as where:
        where = pathlib.Path(where).resolve()
        makers = Makers(gainsay, where)
        word = []
        for kind in ('docx', 'odt', 'html'):
            for name, data in zip(sets, makers.pandoc(sets.values(), kind)):
                path = where / f'{name}.{kind}'
                path.write_bytes(data)
                word += [path] if kind == 'docx' else []
                ours, asides = converted(convert, data)
                theirs = by_pandoc(path)
                t.check(ours is not None and not asides and len(bare(ours)) >
                        100 and bare(ours).removeprefix('Atitle') ==
                        bare(theirs).removeprefix('Atitle'),
                        f'pandoc and .{kind}: {name}',
                        f'{asides}\n{ours}\n{theirs}')
        script = npm.prepare(sys.argv[2]) / 'mammoth_read.mjs'
        read = json.loads(subprocess.run(
            ['node', script, *word], check=True, stdout=subprocess.PIPE,
            text=True).stdout)
        for path, theirs in zip(word, read):
            ours, _ = converted(convert, path.read_bytes())
            t.check(bare(ours) == bare(theirs), f'mammoth: {path.stem}',
                    f'{ours}\n{theirs}')
        t.check(len(read) == len(sets), 'mammoth reads them all')
    t.end()


main()
