#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What programs ask of the machine's ICU: names of characters, for people, and
time zones, for a charter's lines (docs/spec/unicode.md).  Anything else would
give another verdict with another ICU.

    icu_symbols.py PROGRAM..."""
import re
import subprocess
import sys

ALLOWED = {'u_charName'}
ALLOWED_PREFIX = 'ucal_'
wrong, seen = [], set()
for program in sys.argv[1:]:
    symbols = subprocess.run(['nm', '-D', '--undefined-only', program],
                             stdout=subprocess.PIPE, text=True,
                             check=True).stdout
    for name in re.findall(r' U ((?:u|ucal|ucol|unorm2?|uspoof|uscript|uset|'
                           r'ubrk|ubidi|ustr)_?\w*?)_\d+(?:@\S*)?$', symbols, re.M):
        seen.add(name)
        if name not in ALLOWED and not name.startswith(ALLOWED_PREFIX):
            wrong.append(f'{program}: {name}')
print('\n'.join(wrong))
print(f'{len(seen)} calls of ICU in {len(sys.argv) - 1} programs')
sys.exit(bool(wrong) or not seen)
