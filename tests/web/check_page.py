#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_page.py PAGES GAINSAY ROOT SHOTS: the Check page in a real browser, as
it is served and as one file from disk: what it says is what the program says,
it asks the network for nothing but its own parts, and axe finds nothing."""
import hashlib
import http.server
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading

sys.dont_write_bytecode = True
import drive

POLICY = ("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "
          "style-src 'self'; img-src 'self'; connect-src 'self'; "
          "worker-src 'self'; form-action 'none'; base-uri 'none'; "
          "frame-ancestors 'none'; require-trusted-types-for 'script'; "
          'trusted-types gainsay-worker')
TYPES = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript',
         '.css': 'text/css', '.wasm': 'application/wasm'}
passed = failed = 0


def check(good, what):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print(f'FAILED: {what}')


def served(folder):
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def do_GET(self):
            path = folder / self.path.lstrip('/')
            path = path / 'index.html' if path.is_dir() else path
            self.send_response(200 if path.is_file() else 404)
            self.send_header('Content-Type', TYPES.get(path.suffix, 'text/plain'))
            self.send_header('Content-Security-Policy', POLICY)
            self.end_headers()
            if path.is_file():
                self.wfile.write(path.read_bytes())
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def complaints(browser):
    """A browser asks for the sign of a site by itself."""
    return [c for c in browser.complaints()
            if not c.get('entry', {}).get('url', '').endswith('/favicon.ico')]


def pinned(pages, root):
    """What is made of web/ alone has the bytes that the tree says."""
    for line in (root / 'web/assets.sha256').read_text().splitlines():
        digest, name = line.split()
        found = [hashlib.sha256(p.read_bytes()).hexdigest()
                 for p in (pages / 'site/check/a').glob(f'*/{name}')]
        check(found == [digest], f'{name}: {found}, and web/assets.sha256 says '
              f'{digest}')


def catalogue(root):
    """Each string is used, and no word of the page stands elsewhere."""
    table = (root / 'web/words/check.ts').read_text()
    code = '\n'.join(p.read_text() for p in (root / 'web/check').glob('*.tsx'))
    for name in ('check/engine.ts', 'run/load.ts'):
        code += (root / 'web' / name).read_text()
    keys = re.findall(r"^\t(\w+): ['{]", table, re.M)
    kinds = ('identical', 'typography', 'missing', 'omission')
    for key in keys:
        check(key in kinds or f"'{key}'" in code or f'"{key}"' in code,
              f'no page says {key}')
    for word in re.findall(r'>\s*([A-Za-z]{3}[\w ,.]*)<', code):
        check(False, f'{word!r} is not in the catalogue')
    check(len(keys) > 60, f'{len(keys)} strings')


def entries(path):
    """The keys of a catalogue, each with the values that it stands for.  A
    plural's forms may leave out the number that they are the form of."""
    found = {}
    for key, text in re.findall(
            r"""^\t'?([\w-]+)'?: (.*(?:\n(?:\t\t|\t\}).*)*)""",
            path.read_text().partition('export const')[2], re.M):
        found[key] = set(re.findall(r'\{\d\}', text))
        if '(\'' in text or 'other:' in text or '{' == text.strip()[0]:
            found[key].add('{0}')
    return found


def translated(root):
    """Every sentence of the page, and every one of the module that the page
    shows, in every language, with the same values."""
    words = root / 'web/words'
    ours = entries(words / 'check.ts')
    for tongue in drive.TONGUES:
        check(entries(words / f'check.{tongue}.ts') == ours,
              f'{tongue}: not the keys and values of English')
    said = {}
    for name in ('summary.c', 'findings.c', 'trust.c'):
        source = (root / 'lib/steps' / name).read_text()
        source = re.sub(r'"\s*\n\s*"', '', source)
        said |= {code: set(re.findall(r'\{\d\}', text)) for code, text in
                 re.findall(r'"((?:text|checked|unchecked|file)-[a-z-]+)",\s*'
                            r'"([^"]*)"', source)}
        said |= {code: None for code in
                 re.findall(r'out->code = "(time-[a-z-]+)"', source)}
    check(len(said) > 60, f'{len(said)} sentences of the module')
    for tongue in drive.TONGUES:
        theirs = entries(words / f'said.{tongue}.ts')
        check(theirs.keys() == said.keys(), f'{tongue}: '
              f'{theirs.keys() ^ said.keys()}')
        wrong = [code for code in said if code in theirs and
                 said[code] is not None and theirs[code] | {'{0}'} != said[code] | {'{0}'}]
        check(wrong == [], f'{tongue}: other values in {wrong}')


class Story:
    def __init__(self, browser, root, gainsay, shots, axe):
        self.browser, self.gainsay, self.shots = browser, gainsay, shots
        self.file = root / 'tests/vectors/cable.gainsay'
        self.key = (root / 'tests/vectors/cable.vkey').read_text().strip()
        self.memo = root / 'examples/dacca-1138.md'
        self.axe = axe
        self.words = self.program()['own_word_code']

    def program(self, *args):
        done = subprocess.run([self.gainsay, 'verify', '--json', *args,
                               self.file], capture_output=True, text=True)
        return json.loads(done.stdout)

    def shoot(self, name):
        self.browser.shot(self.shots / f'check-{name}.png')

    def clean(self, what):
        self.browser.value(self.axe)
        found = self.browser.value('axe.run().then((r) => r.violations.map('
                                   '(v) => v.id + " " + v.nodes[0].html))')
        check(found == [], f'{what}: axe finds {found}')

    def ask(self, key, text=None, file=None):
        """By keyboard alone from the field of the key on."""
        self.browser.give('#file', file or self.file)
        if text is not None:
            self.browser.give('#text', text)
        before = self.browser.text('[role=alert]')
        self.browser.focus('#key')
        self.browser.value('document.querySelector("#key").select()')
        self.browser.type(key)
        self.browser.press('Enter', 13)
        self.browser.until(
            'document.querySelector(".verdict") !== null || '
            '![null, undefined, %s].includes(document.querySelector('
            '"[role=alert]")?.innerText)' % json.dumps(before))

    def altered(self, folder):
        path = pathlib.Path(folder) / 'altered.md'
        text = self.memo.read_text().replace('strong dissent', 'mild dissent')
        path.write_text(text.replace('moral bankruptcy', 'moral uncertainty'))
        return path

    def compared(self, folder, name):
        """The page's words beside the program's."""
        path, b = self.altered(folder), self.browser
        self.ask(self.words.upper().replace(' ', '-'), path)
        done = subprocess.run([self.gainsay, 'verify', '--key', self.key,
                               self.file, path], capture_output=True, text=True)
        first = done.stdout.split('\n')[0]
        check(b.text('h1') == first, f'{b.text("h1")!r} is not {first!r}')
        b.titled(first)
        b.until('document.activeElement.id === "main"')
        check(b.value('[...document.querySelectorAll("del, ins")].map((e) => '
                      'e.textContent)') ==
              ['strong', 'mild', 'bankruptcy', 'uncertainty'],
              'the words that differ')
        check(b.value('document.querySelectorAll(".map li").length') == 10,
              'each block on the map')
        check('CONFIDENTIAL' in b.text('.mark.top'), 'the marking')
        check('Friday 3 November 2023, 17:00' in b.text('.facts'), 'the date')
        self.clean(f'{name}: a comparison')
        self.shoot(name)

    def refused(self, url, folder):
        b = self.browser
        b.open(url)
        self.ask('')
        check('There is a problem' in b.text('[role=alert]'), 'no key')
        b.until('document.activeElement.getAttribute("role") === "alert"')
        self.clean('a problem')
        self.shoot('problem')
        self.ask('eight words that nobody has ever said aloud')
        check('not the words' in b.text('[role=alert]'), 'other words')
        self.ask('no+key+given')
        check('is not a verifier key' in b.text('[role=alert]'), 'no key')

        forged = pathlib.Path(folder) / 'forged.gainsay'
        data = self.file.read_bytes()
        forged.write_bytes(data.replace(b'charter', b'chartre', 1))
        b.open(url)
        self.ask(self.key, None, forged)
        check('not valid' in b.text('h1'), f'a forged file: {b.text("h1")}')
        self.clean('a forged file')

    def whole(self, url, folder):
        b = self.browser
        b.open(url)
        self.clean('the form')
        self.shoot('form')
        self.compared(folder, 'served')
        own = (url, url.replace('/check/', '/favicon.ico'), 'blob:')
        check(all(method == 'GET' and address.startswith(own)
                  for method, address in b.asked()),
              f'what was asked for: {b.asked()}')
        check(complaints(b) == [], f'complaints: {complaints(b)}')
        b.value('document.querySelector(".crumb a").click()')
        b.until('document.querySelector("form") !== null')

        b.open(url, dark=True)
        self.compared(folder, 'dark')
        b.open(url, width=360)
        self.ask(self.key, self.memo)
        check('complete' in b.text('h1'), f'the memo: {b.text("h1")}')
        check(b.value('document.documentElement.scrollWidth') <= 360,
              'nothing is wider than 360 pixels')
        self.clean('narrow')
        self.shoot('narrow')
        b.open(url)
        self.ask(self.key)
        check('a memo was filed' in b.text('h1'), f'no text: {b.text("h1")}')
        self.clean('no text')

    def tongues(self, url, folder):
        """The same comparison in each language, chosen from the page."""
        b = self.browser
        for tongue in (*drive.TONGUES, 'en'):
            b.open(url, width=360 if tongue == 'ar' else 1280)
            before = b.text('h1')
            b.speak(tongue)
            check(b.text('h1') != before, f'{tongue}: {before} is said anew')
            self.clean(f'{tongue}: the form')
            self.ask(self.key, self.altered(folder))
            check(b.value('[...document.querySelectorAll("del, ins")].map('
                          '(e) => e.textContent)') ==
                  ['strong', 'mild', 'bankruptcy', 'uncertainty'],
                  f'{tongue}: the memo itself is as it was filed')
            if tongue != 'en':
                english = b.value("""[...document.querySelectorAll(
                    ".verdict, .facts, h2, .tag, .ticks")].map((e) => e.innerText)
                    .join(" ").match(/\\b(the|of|and|that|is)\\b/giu)""")
                check(english is None, f'{tongue}: English in it: {english}')
            self.clean(f'{tongue}: a comparison')
            self.shoot(tongue)
        b.open(url)
        check(b.value('document.documentElement.lang') == 'en',
              'the choice is kept')

    def altered_tongue(self, pages, folder):
        """A language whose bytes are others than the page names: English."""
        site = pathlib.Path(folder) / 'site'
        shutil.copytree(pages / 'site', site)
        path, = (site / 'check/a').glob('*/fr.js')
        path.write_text(path.read_text() + '\n')
        server, b = served(site), self.browser
        b.open(f'http://127.0.0.1:{server.server_port}/check/')
        b.value("""(() => { const s = document.querySelector("#language");
            s.value = "fr";
            s.dispatchEvent(new Event("change", {bubbles: true})); })()""")
        b.until('document.querySelector("#language").value === "en"')
        check(b.value('document.documentElement.lang') == 'en' and
              b.text('h1').startswith('Is this the memo'), 'it stays English')
        b.speak('es')
        server.shutdown()

    def saved(self, page, folder):
        b = self.browser
        b.open(page.as_uri())
        self.compared(folder, 'file')
        check([a for _, a in b.asked() if not a.startswith(('blob:', 'file:'))]
              == [] and len(b.asked()) <= 3, f'{b.asked()}')
        check(complaints(b) == [], f'complaints: {complaints(b)}')


def main():
    pages, gainsay, root, shots = (pathlib.Path(p).resolve()
                                   for p in sys.argv[1:])
    shots.mkdir(parents=True, exist_ok=True)
    axe = (pages / 'npm/node_modules/axe-core/axe.min.js').read_text()
    pinned(pages, root)
    catalogue(root)
    translated(root)
    server = served(pages / 'site')
    url = f'http://127.0.0.1:{server.server_port}/check/'
    with tempfile.TemporaryDirectory() as folder, drive.Browser() as browser:
        story = Story(browser, root, gainsay, shots, axe)
        story.whole(url, folder)
        story.refused(url, folder)
        story.tongues(url, folder)
        story.altered_tongue(pages, folder)
        story.saved(pages / 'check.html', folder)
    server.shutdown()
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
