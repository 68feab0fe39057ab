#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""html_test.py HTML: the documents as pages (scripts/html).  Each document is
there, each link leads somewhere, and no page asks anybody else for anything or
has a script, a style of its own or HTML that the renderer left out."""
import html.parser
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Markdown that is no document: memos, and what reviews left as cases.
NOT_READ = ('examples/', 'fuzz/corpus/', 'tests/')
# Where an attribute makes a browser fetch something unasked.
FETCHED = {'img': 'src', 'link': 'href', 'source': 'src', 'object': 'data',
           'embed': 'src', 'audio': 'src', 'video': 'src'}
FORBIDDEN = ('script', 'style', 'iframe', 'base', 'form')

passed = failed = 0


def check(good, what):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print(f'FAILED: {what}')


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.names, self.links, self.fetched = set(), [], []
        self.faults, self.twice = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        if tag in FORBIDDEN or 'style' in has or \
                any(name.startswith('on') for name in has):
            self.faults.append(self.get_starttag_text())
        if 'id' in has:
            if has['id'] in self.names:
                self.twice.append(has['id'])
            self.names.add(has['id'])
        if tag == 'a' and 'href' in has:
            self.links.append(has['href'])
        if FETCHED.get(tag) in has:
            self.fetched.append(has[FETCHED[tag]])

    def handle_comment(self, data):
        self.faults.append(data)


def pages(folder):
    return {p.relative_to(folder).as_posix(): Page(p.read_text())
            for p in folder.rglob('*.html')}


def check_documents(found):
    listed = subprocess.run(['git', 'ls-files', '*.md'], cwd=ROOT,
                            capture_output=True, text=True, check=False)
    there = listed.stdout.split() or \
        [p.relative_to(ROOT).as_posix() for p in (ROOT / 'docs').rglob('*.md')]
    for path in there:
        if path == 'examples/README.md' or not path.startswith(NOT_READ):
            check(path[:-len('md')] + 'html' in found,
                  f'{path} is not among the pages')


def lost(folder, name, page, found):
    """The links of a page that lead nowhere, or make a browser ask others."""
    for link in page.links + page.fetched:
        to, _, part = link.partition('#')
        if to.startswith(('https://', 'http://', 'mailto:')):
            if link in page.fetched:
                yield link
            continue
        file = (folder / name).parent / to if to else folder / name
        file = file.resolve()
        if not file.is_file():
            yield link
        elif part:
            other = found[file.relative_to(folder.resolve()).as_posix()]
            if part not in other.names:
                yield link


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        subprocess.run([sys.argv[1], folder], check=True)
        found = pages(folder)
        check(len(found) > 40, f'{len(found)} pages')
        check_documents(found)
        for name, page in sorted(found.items()):
            check(page.faults == [], f'{name}: {page.faults[:1]}')
            check(page.twice == [], f'{name}: names twice {page.twice[:1]}')
            links = list(lost(folder, name, page, found))
            check(links == [], f'{name}: nothing is at {links}')
    print(f'{passed} passed, {failed} failed')
    sys.exit(failed != 0)


if __name__ == '__main__':
    main()
