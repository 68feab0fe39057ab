#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the pages cost a person: the public page until it can be used, without
script; what each role's page loads at first, compressed, but for the module;
an endorsement in Chromium, from the click to the sentence that it is done,
beside `gainsay endorse` over the same channel, in turns.

usage: pages.py BUILD [--json] [--quick]     --quick: no roll above 1,000"""
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import served as bench
import kill
import rig
sys.path.insert(0, str(rig.ROOT / 'tests' / 'web'))
import hand

SIZES = (1000,) if bench.QUICK else (1000, 16384)
RUNS = 4
LOADS = 5
PRESSES = ['gzip -9n', 'brotli -q 11 -c']
# From the click to the heading that says so.
WATCH = """addEventListener("click", (event) => {
    if (!(event.target.textContent ?? "").startsWith("Endorse this memo"))
        return;
    const from = performance.now();
    const watch = new MutationObserver(() => {
        if (!(document.querySelector("h1")?.innerText ?? "").startsWith(
            "You have endorsed"))
            return;
        watch.disconnect();
        window.took = performance.now() - from;
    });
    watch.observe(document.body, {subtree: true, childList: true,
        characterData: true});
}, true)"""


def squeezed(path, press):
    return len(subprocess.run(press.split(), input=path.read_bytes(),
                              capture_output=True, check=True).stdout)


def first_loads(pages):
    """The shell and what it names: script, style, worker; no language but
    English, no module, and nothing that comes behind the first view."""
    site = pages / 'site'
    for shell in sorted(site.glob('*/index.html')):
        text = shell.read_text()
        named = re.findall(r'"\.\./(check/a/[0-9a-f]+/([\w.-]+))"', text)
        files = [shell] + [site / path for path, name in named
                           if not name.endswith('.wasm') and
                           name not in ('ar.js', 'es.js', 'fr.js') and
                           not name.endswith('-rest.js')]
        for press in PRESSES:
            bench.figure('pages', f'{shell.parent.name}/, first load',
                         sum(squeezed(f, press) for f in files) / 1000, 'kB',
                         by=press.split()[0])


def usable(h, url):
    """Milliseconds until the public page is there, and until it is painted."""
    ready, painted = [], []
    for _ in range(LOADS):
        h.open(url)
        h.until('performance.getEntriesByName("first-contentful-paint")'
                '.length > 0')
        ready.append(h.value('performance.getEntriesByType("navigation")[0]'
                             '.domContentLoadedEventEnd'))
        painted.append(h.value('performance.getEntriesByName('
                               '"first-contentful-paint")[0].startTime'))
        if h.value('document.scripts.length') != 0:
            raise RuntimeError(f'{url} has a script')
    for name, times in (('usable', ready), ('painted', painted)):
        bench.figure('pages', f'public page {name}',
                     statistics.median(times) / 1000, 's',
                     runs=len(times))


def in_page(h, c, i, keep):
    """Seconds of one endorsement; with the link kept the key file is sealed
    once more."""
    h.open(f'{c.server.url}/member/')
    h.write('Paste it here', (c.where / 'memo.link').read_text().strip())
    h.press('Open it')
    h.give('Your key file', c.where / f'{i}.state')
    h.write('Its passphrase', rig.WORDS)
    h.press('Open the file')
    h.write('The eight words that you were told', c.code())
    if not keep:
        h.tick('Keep the link in my key file')
    h.value(WATCH)
    h.press('Endorse this memo')
    h.until('window.took !== undefined')
    return h.value('window.took') / 1000


def by_program(c, i):
    began = time.monotonic()
    c.must('endorse', '--state', f'{i}.state', '--passphrase-file', 'words',
           '--code', c.code(), '@memo.link')
    return time.monotonic() - began


def endorse(h, binary, where, size):
    c = bench.Channel(binary, where, size)
    where.mkdir()
    with open(os.devnull, 'w') as log:
        c.found(log)
        try:
            c.enrol()
            c.gather()
            usable(h, c.server.url + '/')
            turns = [(by_program(c, 3 * i), in_page(h, c, 3 * i + 1, False),
                      in_page(h, c, 3 * i + 2, True)) for i in range(RUNS)]
        finally:
            c.server.stop()
    native, page, kept = (statistics.median(t) for t in zip(*turns))
    bench.figure('pages', 'endorse, program', native, 's', N=size, runs=RUNS)
    for name, took in (('endorse, page', page),
                       ('endorse, page, the link kept', kept)):
        bench.figure('pages', name, took, 's', N=size, runs=RUNS,
                     native_ratio=round(took / native, 2))


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    first_loads(build / 'web/pages')
    with tempfile.TemporaryDirectory() as name, hand.Hand() as h:
        for size in SIZES:
            endorse(h, build / 'gainsay', pathlib.Path(name) / str(size), size)


if __name__ == '__main__':
    main()
