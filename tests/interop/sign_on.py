#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sign_on.py GAINSAY SOURCE WORK: enrolment codes by way of the organisation's
sign-on: packaging/apache2 run by Debian's Apache and mod_auth_openidc, with an
OpenID provider from npm.  Who signs in gets their own code; from anywhere else
a name is refused, and is written nowhere."""
import contextlib
import http.client
import http.server
import json
import pathlib
import re
import subprocess
import sys
import threading
import time
import unicodedata

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(sys.argv[2]) / 'tests/system'))
import rig
from liar import MONDAY
from moved import free_port
from network import make_authority, make_server
from sign_on_parts import SOURCE, SignOn, ended, is_open, wait_for

CODE = re.compile(r'\b(?:[0-9a-f]{4}-){7}[0-9a-f]{4}\b')
JOSE = unicodedata.normalize('NFC', 'josé')
PEOPLE = f'''id,name,category
ana,Ana Gomez,staff
ben,Ben Ode,staff
{JOSE},Jose,staff
carol,Carol,staff
dan,Dan,staff
'''
LEFT = 'left'
HEADER = 'Gainsay-Sign-On'
STRANGER = 'marked-stranger-77'


@contextlib.contextmanager
def served(s, *more):
    serve = [s.p.binary, 'serve', '--listen', f'127.0.0.1:{s.port}', '--clock',
             f'simulated:{MONDAY}', *more, s.channel]
    with open(s.where / 'serve.log', 'a') as log, \
         ended(serve, cwd=s.where, stdout=log, stderr=log,
               stdin=subprocess.DEVNULL):
        wait_for(lambda: is_open(s.port))
        yield


class Server:
    """`gainsay serve` at one port, and requests to it from any address."""

    def __init__(self, t, p, where):
        self.t, self.p, self.where, self.port = t, p, where, free_port()
        self.channel = 'ch'

    def found(self):
        t, p = self.t, self.p
        for args in ((*rig.INIT, '--exercise', '--origin', 'a/b', 'ch'),
                     ('staff', 'import', 'ch', 'all.csv'),
                     ('staff', 'import', 'ch', 'people.csv', '--yes')):
            done = p(*args)
            t.check(done.returncode == 0, args[0], done.stdout)

    def ask(self, names=(), source=SOURCE, method='POST', path='/enrol/code',
            headers=(), body=None):
        """(status, the answer's code or its problem's, text)."""
        line = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30,
                                          source_address=(source, 0))
        line.putrequest(method, path, skip_accept_encoding=True)
        for name in names:
            line.putheader(HEADER, name if isinstance(name, bytes) else
                           name.encode())
        for name, value in headers:
            line.putheader(name, value)
        line.putheader('Content-Length', str(len(body or b'')))
        line.endheaders(body)
        got = line.getresponse()
        text = got.read().decode()
        line.close()
        try:
            what = json.loads(text).get('code', '')
        except ValueError:
            what = text
        return got.status, what, text

    def refused(self, status, code, *args, **how):
        got = self.ask(*args, **how)
        self.t.check(got[:2] == (status, code), f'{code} {args} {how}',
                     str(got))

    def enrols(self, code):
        """Whether the program takes it; keys for one edition."""
        who = f'state-{code[:4]}'
        (self.where / 'code').write_text(code + '\n')
        done = self.p('enrol', '--server', f'http://127.0.0.1:{self.port}',
                      '--key', 'ch/vkey', '--state', who, '--passphrase-file',
                      'words', '--cost', 'low', '--editions', '1',
                      '--code-file', 'code')
        return done.returncode == 0, done.stdout


def from_elsewhere(s):
    """A name counts from one address, and everything else from every other."""
    for source in '127.0.0.1', '127.0.0.2', '127.0.0.31':
        s.refused(403, 'sign-on-elsewhere', [STRANGER], source=source)
        s.refused(403, 'sign-on-elsewhere', ['ana'], source=source)
        s.refused(403, 'sign-on-elsewhere', ['ana'], source=source,
                  method='GET', path='/channel')
        s.refused(403, 'sign-on-missing', source=source)
    s.t.check(s.ask(source='127.0.0.1', method='GET', path='/channel')[0] ==
              200, 'others ask as always')
    for method, path in (('GET', '/channel'), ('GET', '/log/checkpoint'),
                         ('POST', '/acts'), ('POST', '/enrol'), ('GET', '/'),
                         ('GET', '/enrol/code'), ('GET', '/nothing')):
        s.refused(403, 'sign-on-only', ['ana'], method=method, path=path)
        s.refused(403, 'sign-on-only', method=method, path=path)


def names(s):
    """One name, as the list has it."""
    s.refused(403, 'sign-on-names', [])
    s.refused(403, 'sign-on-names', ['ana', 'ana'])
    s.refused(403, 'sign-on-names', ['ana', 'ben'])
    s.refused(403, 'sign-on-names', ['ana'], headers=[
        (HEADER.upper(), 'ben')])
    s.refused(400, 'sign-on-name-length', [''])
    s.refused(400, 'sign-on-name-length', ['a' * 1025])
    for who in (STRANGER, LEFT, 'ANA', 'Ana', 'JOSÉ', 'ana,ben', '%61na',
                'an\u0430', 'a\u200bna', '*', "ana' OR 1", b'\xff\xfe',
                b'jos\xe9', 'ana@example.org'):
        s.refused(403, 'sign-on-stranger', [who])
    s.refused(413, 'body-too-long', ['ana'], body=b'x', headers=[
        ('Content-Type', 'application/json')])
    for site in 'cross-site', 'same-site':
        s.refused(403, 'sign-on-other-site', ['ana'], headers=[
            ('Sec-Fetch-Site', site)])


def own_code(s):
    """Whoever asks again has the last code alone; keys or none makes no
    difference; too soon is told to all alike."""
    status, first, text = s.ask(['carol'])
    s.t.check(status == 200 and CODE.fullmatch(first), 'a code', text)
    s.refused(503, 'sign-on-too-soon', ['carol'])
    s.refused(503, 'sign-on-too-soon', [' carol '])
    s.refused(503, 'sign-on-too-soon', [STRANGER])
    good, out = s.enrols(first)
    s.t.check(good, 'which enrols', out)

    status, composed, _ = s.ask([unicodedata.normalize('NFD', JOSE)])
    s.t.check(status == 200 and CODE.fullmatch(composed),
              'however a keyboard composes a name', composed)
    s.refused(503, 'sign-on-too-soon', [JOSE])
    status, page, _ = s.ask(['dan'], headers=[('Accept', 'text/html,*/*')])
    s.t.check(status == 200 and len(CODE.findall(page)) == 1 and
              '<title>' in page, 'a page for browsers', page)
    s.dan = CODE.findall(page)[0]


def alike(s, again):
    """Who enrolled is answered as who did not, to the byte but for the code;
    the code before is void."""
    lengths = set()
    for who in 'carol', 'dan':
        status, code, text = again[who]
        s.t.check(status == 200, f'{who} again', text)
        lengths.add(len(text))
    s.t.check(len(lengths) == 1, 'keys or none, the answer is the same')
    good, out = s.enrols(s.dan)
    s.t.check(not good and 'no such code' in out, 'the last code alone', out)
    good, out = s.enrols(again['carol'][1])
    s.t.check(not good and 'has handed in' in out, 'and nobody has two keys',
              out)


def written(s):
    """Nowhere on the disk, and in nothing that the server says."""
    for path in (s.where / 'ch').rglob('*'):
        if path.is_file() and STRANGER.encode() in path.read_bytes():
            s.t.check(False, f'{path} names who was refused')
    log = (s.where / 'serve.log').read_text()
    s.t.check(STRANGER not in log and 'enrol' not in log and 'ana' not in
              re.findall(r'\w+', log), 'the server says nothing of it', log)
    listed = s.p('staff', 'list', 'ch').stdout
    s.t.check(STRANGER not in listed and '"ana"' in listed, 'nor the list')


def without_option(t, p, where):
    """A server that was told of no proxy takes no name from anywhere."""
    s = Server(t, p, where)
    for wrong in '', 'localhost', '127.0.0.1:80', '::1%lo', '1.2.3':
        done = p('serve', '--sign-on', wrong, 'ch')
        t.check(done.returncode == 2 and 'is the one address' in done.stdout,
                f'--sign-on {wrong!r}', done.stdout)
    with served(s):
        for source in SOURCE, '127.0.0.1':
            s.refused(403, 'sign-on-elsewhere', ['ana'], source=source)
            s.refused(403, 'sign-on-missing', source=source)


def without_names(t, p, where):
    """As where the registrar has the list on a machine of their own."""
    s = Server(t, p, where)
    s.channel = 'bare'
    p(*rig.INIT, '--exercise', '--origin', 'a/b', s.channel)
    with served(s, '--sign-on', SOURCE):
        s.refused(422, 'sign-on-without-names', ['ana'])
        s.refused(422, 'sign-on-without-names', ['0' * 64])


class Seen(http.server.BaseHTTPRequestHandler):
    """Stands for the server once, to see what it is told."""

    def do_POST(self):
        self.server.heads.append((self.client_address[0], self.path,
                                  sorted(self.headers.items()),
                                  self.rfile.read(int(
                                      self.headers.get('Content-Length', 0)))))
        self.send_response(200)
        self.send_header('Content-Length', '0')
        self.end_headers()

    def log_message(self, *args):
        pass


def told(t, where, work):
    """What the proxy passes on: a name, and nothing of the sign-on."""
    with http.server.HTTPServer(('127.0.0.1', 0), Seen) as fake:
        fake.heads = []
        threading.Thread(target=fake.serve_forever, daemon=True).start()
        with SignOn(work, where, f'http://127.0.0.1:{fake.server_port}'
                    ).served() as on:
            b = on.browser()
            b.sign_in(on.address + '/', 'ana')
            b.ask('POST', on.address + '/enrol/code', '', [
                (HEADER, 'ben'), ('User-Agent', 'marked-agent'),
                ('Referer', 'https://marked.example/')])
        fake.shutdown()
    (source, path, head, body), = fake.heads
    names = {name for name, _ in head}
    t.check(source == SOURCE and path == '/enrol/code' and body == b'',
            'one request, from one address', f'{source} {path} {body}')
    t.check((HEADER, 'ana') in head and len(
        [1 for name, _ in head if name == HEADER]) == 1,
        'what a browser says of a name is not passed on', str(head))
    t.check(names <= {HEADER, 'Host', 'Accept', 'Content-Type',
                      'Content-Length', 'Connection', 'Accept-Encoding'},
            'and nothing else of the sign-on', str(head))


def through_apache(s, where, work):
    """From a browser to a code, and nothing for who is not signed in."""
    on = SignOn(work, where, f'http://127.0.0.1:{s.port}')
    with on.served():
        b = on.browser()
        status, text = b.sign_in(on.address + '/', 'ana')
        s.t.check(status == 200 and 'Show my code' in text, 'signed in', text)
        status, text, _ = b.follow('POST', on.address + '/enrol/code', '')
        found = CODE.findall(text)
        s.t.check(status == 200 and len(found) == 1, 'a code', text)
        good, out = s.enrols(found[0] if found else '0')
        s.t.check(good, 'which enrols', out)
        for who, name in ((STRANGER + '-signed-in', 'sign-on-stranger'),
                          ('BEN', 'sign-on-stranger')):
            other = on.browser()
            other.sign_in(on.address + '/', who)
            status, text, _ = other.follow('POST', on.address + '/enrol/code',
                                           '')
            s.t.check(status == 403 and name in text, f'{who}: {name}', text)
        nobody = on.browser()
        status, head, text = nobody.ask('POST', on.address + '/enrol/code',
                                        '', [(HEADER, 'ben')])
        s.t.check(status == 302 and head['Location'].startswith(
            on.provider), 'who is not signed in is sent to sign in',
            f'{status} {text}')
        for path in '/channel', '/log/checkpoint', '/enrol':
            status, _, text = b.ask('GET', on.address + path)
            s.t.check(status == 404, f'{path} is not to be had there', text)
    seen = (where / 'provider.log').read_text()
    s.t.check('POST /token' in seen and CODE.search(seen) is None,
              'the provider hears of no code', seen)
    s.t.check(not (where / 'apache.log').exists() or 'enrol/code' not in
              (where / 'apache.log').read_text(), 'nor does a log of Apache')


def main():
    t = rig.Tally()
    work = pathlib.Path(sys.argv[3]).resolve()
    with rig.folder('gainsay-sign-on') as name:
        where = pathlib.Path(name).resolve()
        make_authority(where, 'a')
        make_server(where, 's', 'a')
        (where / 'words').write_text(rig.WORDS + '\n')
        (where / 'people.csv').write_text(PEOPLE)
        (where / 'all.csv').write_text(PEOPLE + f'{LEFT},Left,staff\n')
        p = rig.Program(sys.argv[1], where)
        s = Server(t, p, where)
        s.found()
        with served(s, '--sign-on', SOURCE):
            from_elsewhere(s)
            names(s)
            own_code(s)
            asked = time.monotonic()
            through_apache(s, where, work)
            time.sleep(max(0, asked + 11 - time.monotonic()))
            alike(s, {who: s.ask([who]) for who in ('carol', 'dan')})
            written(s)
        without_option(t, p, where)
        without_names(t, p, where)
        told(t, where, work)
    t.end()


main()
