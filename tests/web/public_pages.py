#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""public_pages.py GAINSAY ROOT AXE CHECK SHOTS: the pages for the public in a
real browser, from a folder on a disk as gainsay publish-site --disk writes it, of
a log that has every type of record (docs/spec/records-vectors.json); and one from
a web server, with the integrity of its style sheet.  Nothing is asked of a
network, no link leads nowhere, nothing has a style or a script of its own, and
axe finds nothing, wide and narrow, light and dark."""
import base64
import functools
import hashlib
import html.parser
import http.server
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import threading
import urllib.parse

sys.dont_write_bytecode = True
import drive

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path += [str(TESTS / 'system'), str(TESTS / 'vectors')]
import ed25519
import witness

passed = failed = 0
# The pages that are looked at in every way; of the rest two do.
EVERY_WAY = ('index.html', 'memo/1.html')
TONGUES = {'fr': 'ltr', 'es': 'ltr', 'ar': 'rtl'}


def check(good, what):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print(f'FAILED: {what}')
    return good


# The log ---------------------------------------------------------------------

def leaf(entry):
    return hashlib.sha256(b'\0' + entry).digest()


def root_of(leaves):
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b'\1' + root_of(leaves[:half]) +
                          root_of(leaves[half:])).digest()


def write_log(folder, vectors):
    """As a web server would have it; up to the charter that names witnesses,
    whose keys are nobody's."""
    entries = [e.encode() for e in vectors['log']]
    named = [i for i, e in enumerate(entries) if b'\nwitness ' in e]
    entries = entries[:named[0]] if named else entries
    leaves = [leaf(e) for e in entries]
    size = len(entries)
    assert size < 256
    log = folder / 'log'
    for name, data in ((f'tile/0/000.p/{size}', b''.join(leaves)),
                       (f'tile/entries/000.p/{size}', b''.join(
                           struct.pack('>H', len(e)) + e for e in entries))):
        (log / name).parent.mkdir(parents=True)
        (log / name).write_bytes(data)
    origin = re.search(rb'^origin (.*)$', entries[0], re.M)[1].decode()
    seed = bytes.fromhex(vectors['seeds']['log'])
    root = base64.b64encode(root_of(leaves)).decode()
    text = f'{origin}\n{size}\n{root}\n'
    (log / 'checkpoint').write_text(
        text + '\n' + witness.signature_line(origin, 1, seed, text))
    (folder / 'roll').mkdir()
    for keys in vectors['rolls']:
        data = bytes.fromhex(keys)
        own = [hashlib.sha256(b'\0' + data[i:i + 32]).digest()
               for i in range(0, len(data), 32)]
        (folder / 'roll' / root_of(own).hex()).write_bytes(data)
    return witness.vkey(origin, 1, ed25519.public(seed))


# What stands in the files ----------------------------------------------------

class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.ids, self.wrong, self.sealed = [], [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.found += [given[a] for a in ('href', 'src') if a in given]
        self.ids += [given['id']] if 'id' in given else []
        self.wrong += [f'<{tag} {a}>' for a in given
                       if a == 'style' or a.startswith('on')]
        if tag == 'link' and 'integrity' in given:
            self.sealed.append((given['href'], given['integrity']))
        if tag in ('script', 'style', 'form', 'iframe', 'img'):
            self.wrong.append(f'<{tag}>')


def pages_of(site):
    """All but the copy of the Check page, which has a test of its own."""
    return sorted(p for p in site.rglob('*.html') if p.name != 'check.html')


def tongue_of(name):
    parts = name.split('.')
    return parts[-2] if len(parts) > 2 else 'en'


def look_at_tongue(page, name, text):
    """Its language and direction, and links to the others, each of which is
    there."""
    tongue = tongue_of(page.name)
    check(f'<html lang="{tongue}" dir="{TONGUES.get(tongue, "ltr")}">' in text,
          f'{name}: its language')
    for other in ('en', *TONGUES):
        links = re.findall(
            rf'<(a|link)[^>]* ?href="([^"]*)"[^>]*hreflang="{other}"|'
            rf'<(a|link)[^>]*hreflang="{other}" href="([^"]*)"', text)
        to = {a or b for _, a, _, b in links}
        check(len(links) == 2 and len(to) == 1 and
              (page.parent / to.pop()).is_file(), f'{name}: to {other}')
    if tongue == 'ar':
        shown = re.sub(r'<(bdi|code)\b.*?</\1>|<span class="code">.*?</span>|'
                       r'<nav class="tongues".*?</nav>|<head>.*?</head>|'
                       r'<span class="pm">.*?</span>', '', text, flags=re.S)
        words = re.sub(r'<[^>]*?((?:aria-label|data-l)="[^"]*")?[^>]*>',
                       r' \1 ', shown)
        words = re.sub(r'\b[0-9a-f]{8,}\b', '', words)
        left = set(re.findall(r'[A-Za-z]{2,}', words)) - {
            'aria', 'label', 'data', 'SHA', 'Controlled', 'Unclassified',
            'Information', 'SBU', 'TS'}
        check(not left, f'{name}: not in Arabic: {sorted(left)}')


def look_at_files(site):
    pages = pages_of(site)
    check({'index.html', 'charter.html', 'statistics.html', 'memo/1.html',
           'memo/1/publication/1.html'} <=
          {str(p.relative_to(site)) for p in pages}, f'the pages: {pages}')
    for page in pages:
        name = page.relative_to(site)
        links = Links()
        links.feed(page.read_text())
        look_at_tongue(page, name, page.read_text())
        check(not links.wrong, f'{name}: {links.wrong}')
        check(len(links.ids) == len(set(links.ids)), f'{name}: ids twice')
        for link in links.found:
            to = urllib.parse.urlsplit(link)
            if to.scheme:
                check(to.scheme in ('http', 'https'), f'{name}: {link}')
                continue
            file = (page.parent / to.path).resolve() if to.path else page
            check(file.is_file() and site.resolve() in file.parents,
                  f'{name}: {link} leads nowhere')
            if to.fragment:
                check(to.fragment in links.ids, f'{name}: {link}')
    style = next(site.glob('a/*/style.css'))
    check(hashlib.sha256(style.read_bytes()).hexdigest()[:16] ==
          style.parent.name, 'the place of the style sheet has its hash')


# What a browser shows ---------------------------------------------------------

def look_in_browser(browser, site, axe, shots):
    root = site.as_uri()
    browser.open(f'{root}/index.html')
    for name in [str(p.relative_to(site)) for p in pages_of(site)]:
        ways = [(1280, False), (360, True), (1280, True), (360, False)]
        if name in EVERY_WAY:
            pass
        elif tongue_of(name) == 'en':
            ways = ways[:2]
        else: # each kind of page in each language, by turns wide and narrow
            ways = [ways[sum(map(ord, name)) % 4]]
        browser.move(f'{root}/{name}')
        browser.value('for (const d of document.querySelectorAll('
                      '"details")) d.open = true')
        for width, dark in ways:
            what = f'{name}, {width}{" dark" if dark else ""}'
            browser.size(width, dark)
            check(browser.value('document.documentElement.scrollWidth') <=
                  width, f'{what}: it goes beyond the page')
            check(browser.value(
                'getComputedStyle(document.querySelector(".mast .name"))'
                '.fontWeight') == '700', f'{what}: the style sheet is there')
        check(not browser.complaints(), f'{name}: {browser.complaints()}')
        asked = [u for _, u in browser.asked() if not u.startswith(root)]
        check(not asked, f'{name}: it asks for {asked}')
        browser.value(axe) # from here on the page asks for more
        for width, dark in ways:
            what = f'{name}, {width}{" dark" if dark else ""}'
            browser.size(width, dark)
            found = browser.value(
                'axe.run().then((r) => r.violations.map((v) => v.id + ": " +'
                ' v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")))')
            check(found == [], f'{what}: axe finds {found}')
            browser.shot(shots / '{}-{}{}.png'.format(
                name.removesuffix('.html').replace('/', '-'), width,
                '-dark' if dark else ''))


def look_on_paper(browser, site, shots):
    """What is pressed is not printed; what is read is, in black on white."""
    browser.move(f'{site.as_uri()}/memo/1.html')
    browser.call('Emulation.setEmulatedMedia', media='print', features=[
        {'name': 'prefers-color-scheme', 'value': 'dark'}])
    for name, shown in (('.mast nav', False), ('.skip', False),
                        ('h1', True), ('table', True)):
        check(browser.value('document.querySelector('
                            f'{json.dumps(name)}).getClientRects().length > 0')
              == shown, f'on paper, {name}: {shown}')
    check(browser.value('getComputedStyle(document.body).color') ==
          'rgb(0, 0, 0)', 'on paper: black')
    browser.shot(shots / 'memo-1-paper.png')
    browser.call('Emulation.setEmulatedMedia', media='', features=[])


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def look_at_served(browser, order, folder, checks):
    """By any web server: with the integrity, which an altered style fails."""
    site = folder / 'served'
    words = [site if str(w).endswith('/site') else w for w in order
             if w != '--disk']
    done = subprocess.run(words, capture_output=True, text=True,
                          env={'HOME': str(folder)})
    check(done.returncode == 0, done.stderr)
    check((site / 'check.html').read_bytes() == checks.read_bytes(),
          'the Check page is there, as one file')
    for page in pages_of(site):
        links = Links()
        links.feed(page.read_text())
        (href, given), = links.sealed
        data = (page.parent / href).read_bytes()
        check(given == 'sha256-' + base64.b64encode(
            hashlib.sha256(data).digest()).decode(), f'{page}: {given}')
    style = next(site.glob('a/*/style.css'))
    with http.server.ThreadingHTTPServer(
            ('127.0.0.1', 0), functools.partial(Quiet, directory=site)) as s:
        threading.Thread(target=s.serve_forever, daemon=True).start()
        url = f'http://127.0.0.1:{s.server_port}'
        for altered in (False, True):
            if altered:
                style.write_bytes(style.read_bytes() + b'/* */')
            browser.open(f'{url}/index.html?{altered}', width=1280, dark=False)
            check((browser.value(
                'getComputedStyle(document.querySelector(".mast .name"))'
                '.fontWeight') == '700') != altered,
                f'served, altered: {altered}')
        s.shutdown()


def said(site, name):
    return re.sub(r'\s+', ' ', re.sub('<[^>]*>', '',
                                      (site / name).read_text()))


def look_at_words(site):
    """What the pages say of what the log is known to have."""
    memo = said(site, 'memo/1.html')
    for words in ('The office says that it cannot open the memo.',
                  'The monitor remarks:', 'The author appeals against reply 1.',
                  'In private', 'In public', 'It can no longer be changed' if
                  'Not opened' in memo else 'it is what was fixed',
                  'The author has disputed it.', 'is released'):
        check(words in memo, f'memo 1: {words}')
    check('its subject is not released' in said(site, 'index.html'),
          'a row without a title')
    check('<bdi lang="">' in (site / 'charter.html').read_text(), 'the rules')
    for name, words in (
            ('memo/1.fr.html', 'L’auteur fait recours contre la réponse 1.'),
            ('memo/1.es.html', 'La oficina dice que no puede abrir el'),
            ('memo/1.ar.html', 'يلاحظ المراقب:'),
            ('charter.fr.html', 'Accusé de réception d’un mémo : en '
             '2 jours ouvrés'),
            ('charter.ar.html', 'يُقرّ باستلام المذكرة خلال يوما عمل'),
            ('index.es.html', '3 de noviembre de 2023'),
            ('index.ar.html', '3 رسائل من المكتب')):
        check(words in said(site, name), f'{name}: {words}')


def main():
    gainsay, root, axe, checks, shots = (pathlib.Path(a).resolve()
                                 for a in sys.argv[1:])
    shots.mkdir(parents=True, exist_ok=True)
    vectors = json.loads((root / 'docs/spec/records-vectors.json').read_text())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        vkey = write_log(folder, vectors)
        site = folder / 'site'
        order = [gainsay, 'publish-site', '--key', vkey, '--dir', site,
                 '--check', checks, '--disk', folder]
        done = subprocess.run(order, capture_output=True, text=True,
                              env={'HOME': name})
        if check(done.returncode == 0, done.stderr):
            look_at_files(site)
            look_at_words(site)
            with drive.Browser() as browser:
                look_in_browser(browser, site, axe.read_text(), shots)
                look_on_paper(browser, site, shots)
                look_at_served(browser, order, folder, checks)
        before = {p: p.stat().st_mtime_ns for p in site.rglob('*')}
        (site / 'mine').write_text('somebody else\'s')
        done = subprocess.run(order, capture_output=True, text=True,
                              env={'HOME': name}, stdin=subprocess.DEVNULL)
        check(done.returncode == 0 and ' 0 new, 0 replaced' in done.stdout and
              all(p.stat().st_mtime_ns == t for p, t in before.items()
                  if p.is_file()), f'again: {done.stdout}{done.stderr}')
        (site / 'index.html').write_text('other')
        done = subprocess.run(order, capture_output=True, text=True,
                              env={'HOME': name}, stdin=subprocess.DEVNULL)
        check(done.returncode == 1 and 'no terminal to ask' in done.stderr and
              (site / 'index.html').read_text() == 'other',
              f'it asks: {done.returncode} {done.stderr}')
        done = subprocess.run([*order, '--yes'], capture_output=True,
                              text=True, env={'HOME': name})
        check(done.returncode == 0 and ' 0 new, 1 replaced' in done.stdout and
              (site / 'mine').read_text() == 'somebody else\'s',
              f'{done.stdout}{done.stderr}')
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
