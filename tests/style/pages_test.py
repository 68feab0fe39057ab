#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""pages_test.py PAGE...: under EXIT STATUS stand exit codes and nothing else,
which mandoc cannot know."""
import pathlib
import re
import sys

CODES = re.compile(r'(Of \w+ \w+: )?0 ')
LONGEST = 300 # a sentence for each code


def faults(page):
    """The paragraphs that do not begin with a code, or go on after the codes."""
    text = page.read_text()
    section = re.search(r'(?ms)^\.Sh EXIT STATUS\n(.*?)^\.Sh ', text)[1]
    return [p for p in section.split('.Pp\n') if p and (
        not CODES.match(p) or 'usage:' in p or len(p) > LONGEST)]


def main():
    bad = [(page, p) for page in sys.argv[1:] for p in
           faults(pathlib.Path(page))]
    for page, paragraph in bad:
        print(f'{page}: EXIT STATUS: {paragraph}')
    print(f'{len(sys.argv) - 1 - len(bad)} passed, {len(bad)} failed')
    sys.exit(bool(bad) or len(sys.argv) == 1)


if __name__ == '__main__':
    main()
