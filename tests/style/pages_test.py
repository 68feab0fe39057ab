#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""pages_test.py PAGE...: under EXIT STATUS stand exit codes and nothing else,
which mandoc cannot know; each code with which a verb may end, so that a script
finds a missed duty (3) on the page of every verb that tells one, and on no
other's."""
import pathlib
import re
import sys

CODES = re.compile(r'(Of \w+ \w+: )?0 ')
ROOT = pathlib.Path(__file__).resolve().parents[2]
LONGEST = 300 # a sentence for each code


def exit_status(page):
    """The paragraphs of that section."""
    text = pathlib.Path(page).read_text()
    section = re.search(r'(?ms)^\.Sh EXIT STATUS\n(.*?)^\.Sh ', text)[1]
    return [p for p in section.split('.Pp\n') if p]


def faults(page):
    """The paragraphs that do not begin with a code, or go on after the codes, or
    leave one out."""
    return [p for p in exit_status(page) if
            not CODES.match(p) or 'usage:' in p or len(p) > LONGEST or
            re.findall(r'(?:^|[;,:] )(\d) ', p) not in (
                list('012'), list('0123'))]


def tell_on_pages(pages):
    """The verbs, or their steps, whose pages have a code for what was missed."""
    told = set()
    for page in pages:
        for p in exit_status(page):
            step = re.match(r'Of (\w+ \w+): ', p)
            if re.search(r'; 3 ', p):
                told.add(step[1] if step else
                         pathlib.Path(page).stem.removeprefix('gainsay-'))
    return told


def tell_in_manual():
    text = (ROOT / 'man/gainsay.1').read_text()
    return set(re.search(r'Verbs that tell\n\.Pq Cm (.*)\n',
                         text)[1].split(' , '))


def tell_in_sources():
    """Who says so by itself, or by the printers of memos."""
    found = set()
    for path in [*(ROOT / 'cli').glob('*.c'), *(ROOT / 'cli/roll').glob('*.c')]:
        if re.search(r'gs_verb_missed\(\)|gs_(print|put)_memos?(_json)?\(',
                     path.read_text()):
            found.add(' '.join(path.relative_to(ROOT / 'cli').with_suffix(
                '').parts))
    return found


def main():
    pages = sys.argv[1:]
    bad = [(page, p) for page in pages for p in faults(page)]
    for page, paragraph in bad:
        print(f'{page}: EXIT STATUS: {paragraph}')
    lists = {'the pages': tell_on_pages(pages), 'the manual': tell_in_manual(),
             'the sources': tell_in_sources()}
    for where, verbs in lists.items():
        if verbs != lists['the sources']:
            bad.append((where, verbs))
            print(f'{where}: {sorted(verbs)} end with 3; by the sources '
                  f'{sorted(lists["the sources"])}')
    print(f'{len(pages) + 2 - len(bad)} passed, {len(bad)} failed')
    sys.exit(bool(bad) or not pages)


if __name__ == '__main__':
    main()
