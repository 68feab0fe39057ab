#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""assets.py GAINSAY HASHES: the pages with a script as gainsayd serves them:
each file that was built, byte for byte, whoever may read the log; their
headers, word for word; by a tag not twice; compressed for whoever says so.  A
page from elsewhere may ask what clients ask, and no page."""
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


def ask(url, method='GET', **headers):
    request = urllib.request.Request(url, method=method, headers={
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
        page = name.removesuffix('.html')
        yield (name.removeprefix('site/').removesuffix('index.html')
               if '/' in name else f'{page}/{name}'), digest


def one(t, base, path, digest):
    status, headers, body = ask(base + path)
    t.check(status == 200 and hashlib.sha256(body).hexdigest() == digest,
            f'{path}: {status}, the bytes that were built')
    for name, value in HEADERS.items():
        t.check(headers[name] == value, f'{path}: {name}: {headers[name]}')
    t.check(headers['Cache-Control'] == (
        'public, max-age=31536000, immutable' if path.startswith('check/a/')
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
    loaded = set()
    for path in (p for p in bodies if p.endswith('/')):
        shell = bodies[path].decode()
        found = re.findall(r'(?:src|href|data-(?:worker|module|rest|ar|es|fr))='
                           r'"\.\./([^"]+)"', shell)
        parts = 2 if 'data-rest=' in shell else 0
        t.check(len(found) == 7 + parts and set(found) <= set(bodies),
                f'{path}: what it loads is served: {found}')
        t.check(shell.count('integrity="sha256-') == 6 + parts,
                f'{path}: with its integrity')
        loaded |= set(found)
    t.check({p for p in bodies if '/a/' in p} == loaded,
            'and nothing else is')
    for path in (p for p in bodies if p.endswith('.html')):
        name = path.rpartition('/')[2]
        said = ask(base + path)[1]['Content-Disposition']
        t.check(said == f'attachment; filename="{name}"',
                f'{path} is saved and not shown')
    for path in ('check/a/', 'check/nothing', 'check/../channel', 'member',
                 'check/a/0123456789abcdef/check.js'):
        status, headers, _ = ask(base + path)
        t.check(status == 404 and headers['Set-Cookie'] is None,
                f'{path}: {status}')


OTHERS = {'Access-Control-Allow-Origin': '*',
          'Access-Control-Allow-Methods': 'GET, POST, DELETE',
          'Access-Control-Allow-Headers': 'Authorization, Content-Type',
          'Access-Control-Max-Age': '7200'}
BOX = 'box/' + 32 * 'ab'


def elsewhere(t, base):
    """A saved page, and one that lives elsewhere."""
    for path in ('channel', 'editions', 'log/checkpoint', BOX, f'{BOX}/acts',
                 'records', 'enrol', 'acts'):
        status, headers, body = ask(base + path, 'OPTIONS', Origin='null',
                                    Access_Control_Request_Method='POST')
        t.check(status == 204 and body == b'' and all(
            headers[name] == value for name, value in OTHERS.items()),
            f'{path}: {status} before it is asked')
        t.check('Access-Control-Allow-Credentials' not in headers,
                f'{path}: without what a browser keeps')
    for path in ('channel', 'editions', 'log/checkpoint', BOX):
        _, headers, _ = ask(base + path, Origin='https://elsewhere.example')
        t.check(headers['Access-Control-Allow-Origin'] == '*',
                f'{path}: the answer is for it too')
    for path in ('', 'charter', 'memo/1', 'check/', 'enrol/code',
                 'exercise/clock', 'nothing'):
        for method in ('OPTIONS', 'GET'):
            status, headers, _ = ask(base + path, method, Origin='null',
                                     Access_Control_Request_Method='GET')
            t.check(not any(name in headers for name in OTHERS),
                    f'{path}: {method}: for its own pages alone')
    status, headers, _ = ask(base + 'channel', 'OPTIONS')
    t.check(status == 405 and headers['Allow'] == 'GET',
            f'OPTIONS that no browser asks: {status}')


def followed(t, base):
    """A link to a box, in a browser and by a program."""
    status, headers, shell = ask(base + BOX, Accept='text/html,*/*;q=0.8')
    t.check(status == 200 and shell == ask(base + 'member/')[2],
            f'a link that is followed: {status}')
    for name, value in HEADERS.items():
        t.check(headers[name] == value, f'box: {name}: {headers[name]}')
    for more in ({}, {'Accept': '*/*'}, {
            'Accept': 'text/html', 'Authorization': f'Bearer {64 * "0"}'}):
        status, headers, _ = ask(base + BOX, **more)
        t.check(status in (403, 404) and
                headers['Content-Type'] == 'application/problem+json',
                f'a box, asked by a program: {status}')


def main():
    binary, hashes = sys.argv[1], pathlib.Path(sys.argv[2])
    t = rig.Tally()
    with tempfile.TemporaryDirectory() as folder:
        day = stored.Day(t, binary, pathlib.Path(folder))
        day.found('--readers', 'oversight')
        with day.serve(NOW) as server:
            served(t, server.url + '/', hashes)
            elsewhere(t, server.url + '/')
            followed(t, server.url + '/')
    t.end()


if __name__ == '__main__':
    main()
