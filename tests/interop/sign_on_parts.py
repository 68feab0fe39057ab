# SPDX-License-Identifier: Apache-2.0
"""Apache with mod_auth_openidc as Debian has it, an OpenID provider from npm,
and a browser without scripts that keeps cookies as they ask: what
packaging/apache2 is run with."""
import contextlib
import http.client
import os
import pathlib
import re
import socket
import ssl
import subprocess
import time
import urllib.parse

import npm
import rig
from moved import free_port
from unpacked import fetch

PACKAGES = ('libapache2-mod-auth-openidc', 'apache2-bin', 'libapr1',
            'libaprutil1', 'libcjose0', 'libhiredis0.14', 'liblua5.3-0')
MODULES = ('mpm_event', 'authn_core', 'authz_core', 'authz_user', 'dir',
           'mime', 'ssl', 'headers', 'proxy', 'proxy_http', 'auth_openidc',
           'socache_shmcb')
FRAME = '''ServerRoot {w}
ServerName localhost
PidFile {w}/apache.pid
ErrorLog {w}/apache.log
Listen 127.0.0.1:{port}
{modules}
{user}TypesConfig /dev/null
AddType text/html .html
DirectoryIndex index.html
OIDCCABundlePath {w}/a.pem
'''
SOURCE = '127.0.0.3'


def site(port, provider, backend, where):
    """packaging/apache2 as it is, but for addresses and where its keys lie."""
    folder = rig.ROOT / 'packaging/apache2'
    text = (folder / 'gainsay-sign-on.conf').read_text()
    for a, b in ((r'\*:443', f'127.0.0.1:{port}'),
                 (r'/usr/share/gainsay', str(folder)),
                 (r'/etc/letsencrypt\S*fullchain\.pem', f'{where}/s.pem'),
                 (r'/etc/letsencrypt\S*privkey\.pem', f'{where}/s.key'),
                 (r'https://id\.example\.org', provider),
                 (r'OIDCClientID gainsay', 'OIDCClientID channel'),
                 (r'from the provider', 'a secret of the test'),
                 (r'https://enrol\.example\.org', f'https://127.0.0.1:{port}'),
                 (r'http://127\.0\.0\.1:8080', backend)):
        text, count = re.subn(a, b, text)
        if count == 0:
            raise SystemExit(f'gainsay-sign-on.conf: nothing to put {b!r} for')
    return text


@contextlib.contextmanager
def ended(argv, **how):
    child = subprocess.Popen([str(a) for a in argv], **how)
    try:
        yield child
    finally:
        child.terminate()
        child.wait(60)


class SignOn:
    """The provider and the proxy; both end with `served`."""

    def __init__(self, work, where, backend):
        self.root = fetch(pathlib.Path(work) / 'apache', *PACKAGES)
        self.js = npm.prepare(pathlib.Path(work) / 'oidc',
                              rig.ROOT / 'tests/interop/oidc')
        self.where, self.port, self.id_port = where, free_port(), free_port()
        self.address = f'https://127.0.0.1:{self.port}'
        self.provider = f'https://127.0.0.1:{self.id_port}'
        lib = self.root / 'usr/lib/apache2/modules'
        modules = '\n'.join(f'LoadModule {m}_module {lib}/mod_{m}.so'
                            for m in MODULES)
        # Root's Apache asks the provider as somebody else, who must reach what
        # it is to read.
        where.chmod(0o755)
        (where / 'a.pem').chmod(0o644)
        user = 'User nobody\nGroup nogroup\n' if os.getuid() == 0 else ''
        (where / 'apache.conf').write_text(FRAME.format(
            w=where, port=self.port, modules=modules, user=user) +
            site(self.port, self.provider, backend, where))

    @contextlib.contextmanager
    def served(self):
        w = self.where
        env = {**os.environ, 'LD_LIBRARY_PATH':
               str(self.root / 'usr/lib/x86_64-linux-gnu')}
        node = ['node', self.js / 'provider.mjs', self.id_port, w / 's.pem',
                w / 's.key', f'{self.address}/code/signed-in']
        apache = [self.root / 'usr/sbin/apache2', '-f', w / 'apache.conf',
                  '-D', 'FOREGROUND']
        with open(w / 'provider.log', 'w+') as log, \
             ended(node, stdout=log, stderr=log):
            wait_for(lambda: 'ready' in (w / 'provider.log').read_text())
            with ended(apache, env=env, stdin=subprocess.DEVNULL):
                wait_for(lambda: is_open(self.port))
                yield self

    def browser(self):
        return Browser(self.where / 'a.pem')


def is_open(port):
    with contextlib.suppress(OSError), \
         socket.create_connection(('127.0.0.1', port), 1):
        return True
    return False


def wait_for(what, seconds=60):
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise SystemExit('a program of the test does not start')
        time.sleep(0.05)


class Browser:
    """Follows what it is told to, and keeps cookies for each port."""

    def __init__(self, authority):
        self.context = ssl.create_default_context(cafile=authority)
        self.jar, self.seen = {}, []

    def ask(self, method, url, body=None, headers=()):
        """(status, headers, text), without following."""
        at = urllib.parse.urlsplit(url)
        line = http.client.HTTPSConnection(at.hostname, at.port, timeout=30,
                                           context=self.context)
        cookies = self.jar.setdefault(at.port, {})
        sent = {'Accept': 'text/html', **dict(headers)}
        if cookies:
            sent['Cookie'] = '; '.join(f'{k}={v}' for k, v in cookies.items())
        if body is not None:
            sent['Content-Type'] = 'application/x-www-form-urlencoded'
        line.request(method, at._replace(scheme='', netloc='').geturl() or '/',
                     body, sent)
        got = line.getresponse()
        text = got.read().decode(errors='replace')
        for cookie in got.headers.get_all('Set-Cookie') or []:
            name, _, value = cookie.partition(';')[0].partition('=')
            gone = 'Thu, 01 Jan 1970' in cookie or not value
            cookies.pop(name, None) if gone else cookies.update({name: value})
        line.close()
        self.seen.append((method, url, got.status))
        return got.status, got.headers, text

    def follow(self, method, url, body=None, headers=()):
        for _ in range(12):
            status, head, text = self.ask(method, url, body, headers)
            if status not in (301, 302, 303, 307):
                return status, text, url
            url, method, body = urllib.parse.urljoin(url, head['Location']), \
                'GET', None
        return status, text, url

    def sign_in(self, url, name):
        """Opens the page, and signs in as `name` where it is asked to."""
        status, text, at = self.follow('GET', url)
        form = re.search(r'<form[^>]*action="([^"]+)"[^>]*method="post"', text)
        if status != 200 or 'name="login"' not in text or form is None:
            return status, text
        return self.follow('POST', urllib.parse.urljoin(at, form[1]),
                           urllib.parse.urlencode({
                               'prompt': 'login', 'login': name,
                               'password': 'x'}))[:2]
