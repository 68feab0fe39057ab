#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""assets.py GAINSAY PAGES HASHES: the check page as gainsayd serves it: each
file that was built, byte for byte, whoever may read the log; its headers, word
for word; by its tag not twice; compressed for whoever says so."""
import gzip
import hashlib
import pathlib
import re
import sys
import tempfile
import urllib.error
import urllib.request

sys.dont_write_bytecode = True
import rig
import stored

NOW = '2023-10-30T13:00:00Z'
HEADERS = {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Content-Security-Policy':
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "
        "style-src 'self'; img-src 'self'; connect-src 'self'; "
        "worker-src 'self'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; "
        'trusted-types gainsay-worker',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy':
        'accelerometer=(), autoplay=(), camera=(), display-capture=(), '
        'encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), '
        'magnetometer=(), microphone=(), midi=(), payment=(), '
        'publickey-credentials-get=(), screen-wake-lock=(), serial=(), '
        'usb=(), web-share=(), xr-spatial-tracking=()',
    'Vary': 'Accept-Encoding'}


def ask(url, **headers):
    request = urllib.request.Request(url, headers={
        name.replace('_', '-'): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def places(hashes):
    """Where each file is served, and its hash."""
    for line in hashes.read_text().splitlines():
        digest, name = line.split()
        path = name.removeprefix('site/').removeprefix('check/')
        yield '' if path == 'index.html' else path, digest


def one(t, base, path, digest):
    status, headers, body = ask(base + path)
    t.check(status == 200 and hashlib.sha256(body).hexdigest() == digest,
            f'{path}: {status}, the bytes that were built')
    for name, value in HEADERS.items():
        t.check(headers[name] == value, f'{path}: {name}: {headers[name]}')
    t.check(headers['Cache-Control'] == (
        'public, max-age=31536000, immutable' if path.startswith('a/')
        else 'no-cache'), f'{path}: {headers["Cache-Control"]}')
    t.check('Set-Cookie' not in headers, f'{path}: no cookie')

    status, headers, packed = ask(base + path, Accept_Encoding='gzip')
    if headers['Content-Encoding'] == 'gzip':
        packed = gzip.decompress(packed)
    t.check(packed == body, f'{path}: the same, compressed')
    status, headers, none = ask(base + path, If_None_Match=headers['ETag'])
    t.check(status == 304 and none == b'', f'{path}: {status} by its tag')
    return body


def served(t, base, hashes):
    bodies = {path: one(t, base, path, digest)
              for path, digest in places(hashes)}
    shell = bodies[''].decode()
    for place in re.findall(r'(?:src|href|data-worker|data-module)="([^"]+)"',
                            shell):
        t.check(place.removeprefix('./') in bodies, f'{place} is served')
    t.check(len(bodies) == 6 and shell.count('integrity="sha256-') >= 2,
            f'{len(bodies)} files, with their integrity')
    t.check('attachment' in ask(base + 'check.html')[1]['Content-Disposition'],
            'the whole page is saved and not shown')
    for path in ('a/', 'nothing', '../channel', 'a/0123456789abcdef/check.js'):
        status, headers, _ = ask(base + path)
        t.check(status == 404 and headers['Set-Cookie'] is None,
                f'{path}: {status}')


def main():
    binary, hashes = sys.argv[1], pathlib.Path(sys.argv[2])
    t = rig.Tally()
    with tempfile.TemporaryDirectory() as folder:
        day = stored.Day(t, binary, pathlib.Path(folder))
        day.found('--readers', 'oversight')
        with day.serve(NOW) as server:
            served(t, server.url + '/check/', hashes)
    t.end()


if __name__ == '__main__':
    main()
