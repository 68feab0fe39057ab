#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""nginx.py GAINSAY SOURCE WORK: the site of docs/SERVER.md, served by Debian's
nginx, which apt unpacks into WORK without touching the machine: clients reach
the channel through it, and it writes nobody's address anywhere.  Then what
everybody may read from the files alone (packaging/nginx): each is held against
what the server answers, and clients audit the log while no server runs."""
import contextlib
import difflib
import gzip
import http.client
import os
import pathlib
import re
import socket
import ssl
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(sys.argv[2]) / 'tests/system'))
import rig
import stored
from moved import free_port
from network import make_authority, make_server
from sigsum import run
from unpacked import fetch

END = '2024-06-24T00:00:00Z' # behind the demo
ADDRESS, AGENT = '127.61.62.63', 'marked-agent-1f2e'
FRAME = '''daemon off; pid {w}/pid; worker_processes 1; error_log {w}/main.log;
{user}events {{ worker_connections 64; }}
http {{
	client_body_temp_path {w}/temp; proxy_temp_path {w}/temp;
	fastcgi_temp_path {w}/temp; uwsgi_temp_path {w}/temp;
	scgi_temp_path {w}/temp;
{site}}}
'''


def site(source, where, port, backend):
    """As the document has it, but for addresses and where its key lies."""
    text = re.search(r'```nginx\n(.*?)```', (source / 'docs/SERVER.md').
                     read_text(), re.S)[1]
    first = text[:text.index('\n}\n') + 3]
    for a, b in ((r'listen 443 ssl', f'listen 127.0.0.1:{port} ssl'),
                 (r'\tlisten \[::\]:443.*\n', ''),
                 (r'/etc/letsencrypt\S*fullchain\.pem;', f'{where}/s.pem;'),
                 (r'/etc/letsencrypt\S*privkey\.pem;', f'{where}/s.key;'),
                 (r'http://127\.0\.0\.1:8080', backend)):
        first, count = re.subn(a, b, first)
        if count == 0:
            sys.exit(f'docs/SERVER.md: nothing to put {b!r} for')
    return first


def files_site(source, where, port, place, backend):
    """A site with nothing but the files; what is not among them is asked for
    at `backend`, or, where that is None, not to be had."""
    folder = source / 'packaging/nginx'
    rest = f'proxy_pass {backend};' if backend else 'return 404;'
    text = (folder / 'gainsay-files.conf').read_text()
    for a, b in ((r'/run/gainsay', str(place)),
                 (r'include gainsay-headers\.conf',
                  f'include {folder}/gainsay-headers.conf'),
                 (r'include gainsay-pages\.conf',
                  f'include {folder}/gainsay-pages.conf'),
                 (r'proxy_pass http://127\.0\.0\.1:8080;', rest)):
        text, count = re.subn(a, b, text)
        if count == 0:
            sys.exit(f'gainsay-files.conf: nothing to put {b!r} for')
    return (f'server {{ listen 127.0.0.1:{port}; access_log off;\n'
            'proxy_http_version 1.1; proxy_buffering off;\n'
            'proxy_set_header Host $host;\n'
            f'location / {{ {rest} }}\n{text}}}\n')


def ask(where, port, method, path, body=None):
    context = ssl.create_default_context(cafile=where / 'a.pem')
    line = http.client.HTTPSConnection('127.0.0.1', port, context=context,
                                       timeout=30,
                                       source_address=(ADDRESS, 0))
    line.request(method, path, body, {
        'User-Agent': AGENT, 'Referer': f'https://{AGENT}/',
        'Cookie': f'a={AGENT}'})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer


def look(t, day, where, port, url):
    done = day.gainsay('status', '--key', 'channel/vkey', '--ca', 'a.pem', url)
    t.check(done.returncode == 0 and 'no memo' in done.stdout.lower(),
            'a client reaches the channel through it', done.stdout)
    answer = ask(where, port, 'GET', '/log/checkpoint')
    t.check(answer.status == 200 and 'max-age=' in
            answer.headers.get('Strict-Transport-Security', ''),
            'its header', str(answer.headers))
    for method, path, body, want in (
            ('GET', '/nowhere', None, (404,)),
            ('GET', '/%00', None, (400,)),
            ('POST', '/records', b'{', (400, 415, 422)),
            ('POST', '/records', b'x' * (11 << 20), (413,))):
        try:
            status = ask(where, port, method, path, body).status
        except OSError: # it hung up on the body that is too large
            status = 413
        t.check(status in want, f'{method} {path}: {status}')
    leaked = [p for p in where.rglob('*') if p.is_file() and
              any(word.encode() in p.read_bytes()
                  for word in (ADDRESS, AGENT))]
    t.check(not leaked, 'no address and no agent is anywhere', str(leaked))
    t.check(not any((where / 'temp').iterdir()), 'and no body on a disk')


@contextlib.contextmanager
def running(nginx, where, site, port, user='root'):
    """As whoever runs this, or, if that is root, as another user too."""
    (where / 'conf').write_text(FRAME.format(
        w=where, site=site,
        user=f'user {user};\n' if user and os.geteuid() == 0 else ''))
    with open(where / 'stderr', 'wb') as log:
        child = subprocess.Popen([nginx, '-c', where / 'conf', '-p', where,
                                  '-e', where / 'main.log'], stdout=log,
                                 stderr=log)
        try:
            for _ in range(100):
                with socket.socket() as try_it:
                    if try_it.connect_ex(('127.0.0.1', port)) == 0:
                        break
                time.sleep(0.1)
            yield
        finally:
            child.terminate()
            child.wait(30)


def told(url, path, method='GET', **headers):
    """(status, headers, bytes)."""
    line = http.client.HTTPConnection(url.removeprefix('http://'), timeout=30)
    line.request(method, path, None, headers)
    answer = line.getresponse()
    data = answer.read()
    line.close()
    return answer.status, answer.headers, data


SAME = ('Content-Type', 'Content-Length', 'Cache-Control',
        'X-Content-Type-Options', 'Referrer-Policy', 'Vary',
        'Content-Security-Policy', 'Permissions-Policy',
        'Cross-Origin-Opener-Policy', 'Cross-Origin-Embedder-Policy',
        'Cross-Origin-Resource-Policy', 'Last-Modified', 'Accept-Ranges')


def paths_of(place):
    """What may be asked for of the three folders."""
    found = ['/', '/editions', '/index.html', '/charter', '/charter.html',
             '/statistics', '/statistics.html', '/memo/1', '/memo/2']
    found += ['/memo/{}/publication/{}'.format(*p.name.split('-')) for p in
              (place / 'public/publication').iterdir()]
    for folder, prefix in (('log', '/log/'), ('roll', '/roll/'),
                           ('public/page', '/page/'),
                           ('public/memo', '/memo/'),
                           ('public/content', '/content/')):
        found += [prefix + str(p.relative_to(place / folder))
                  for p in sorted((place / folder).rglob('*'))
                  if p.is_file()]
    return found


def unpacked(headers, data):
    return gzip.decompress(data) if headers['Content-Encoding'] == 'gzip' \
        else data


def compare(t, place, server, url):
    """Every file, and what is none, as the server itself answers."""
    paths = paths_of(place)
    kinds = {p.split('/')[1] for p in paths}
    t.check(kinds > {'', 'editions', 'log', 'roll', 'content', 'memo',
                     'charter'} and len(paths) > 20,
            f'{len(paths)} files of each kind: {kinds}')
    for path in paths:
        mine, its = told(server, path), told(url, path)
        t.check(mine[0] == its[0] == 200 and mine[2] == its[2] and mine[2],
                f'{path}: byte for byte', f'{mine[0]} {its[0]}')
        for name in SAME:
            t.check(mine[1][name] == its[1][name] or
                    (name == 'Vary' and '/entries/' in path),
                    f'{path}: {name}: {mine[1][name]!r}, {its[1][name]!r}')
        t.check(its[1]['ETag'] is None, f'{path}: nothing of when and whom')
        head = told(url, path, 'HEAD')
        t.check(head[0] == 200 and not head[2] and
                head[1]['Content-Length'] == str(len(mine[2])), f'HEAD {path}')
        mine, its = (told(u, path, **{'Accept-Encoding': 'gzip'})
                     for u in (server, url))
        t.check((its[1]['Content-Encoding'] == 'gzip') ==
                ('/tile/entries/' in path) and
                unpacked(*mine[1:]) == unpacked(*its[1:]),
                f'{path}: compressed as the server does',
                str(its[1]['Content-Encoding']))
    for path in ('/log/nothing', '/log/tile/', '/log/tile/entries', '/roll/x',
                 '/roll/' + 'a' * 64, '/content/' + 'b' * 64, '/page/1',
                 '/page/2', '/log', '/page/', '/channel', '/memo/', '/memo/9',
                 '/memo/1/publication/9', '/memo/01', '/charter.htm',
                 '/publication/1-1.html', '/index',
                 '/public/editions', '/public/index.html', '/log/checkpoint.tmp'):
        mine, its = told(server, path), told(url, path)
        t.check(mine[0] == its[0] and mine[2] == its[2],
                f'{path}: {mine[0]}, {its[0]}')
    for method in 'POST', 'DELETE':
        t.check(told(server, '/log/checkpoint', method)[0] ==
                told(url, '/log/checkpoint', method)[0] == 405,
                f'{method} is the server\'s to refuse')


def from_files(t, binary, source, nginx, where):
    """Of a channel that has everything: the demo's."""
    gainsay = rig.Program(binary, where)
    done = rig.demo(gainsay, 'x')
    t.check(done.returncode == 0, 'the demo', done.stdout[-500:])
    place = where / 'x'
    day = stored.Day(t, binary, where)
    day.place = place
    place.chmod(0o700)
    port = free_port()
    url = f'http://127.0.0.1:{port}'
    with day.serve(END) as s:
        with running(nginx, where, files_site(source, where, port, place,
                                              s.url), port):
            compare(t, place, s.url, url)
        closed(t, source, nginx, where, place, s.url)
    with running(nginx, where, files_site(source, where, port, place, None),
                 port):
        key = ('--key', 'x/vkey')
        audits = [gainsay('audit', *key, at) for at in ('x', url)]
        said = [[line for line in a.stdout.split('\n')[1:]
                 if "server's snapshot" not in line] for a in audits]
        t.check(audits[1].returncode == audits[0].returncode and
                'Memo 1' in audits[1].stdout and said[0] == said[1],
                'the audit of the files through nginx is that of the folder',
                '\n'.join(difflib.unified_diff(*said, lineterm='')))
        done = gainsay('sync', *key, '--cache', 'copy', url)
        t.check(done.returncode == 0, 'sync from files alone',
                done.stdout[-500:])
        t.check((place / 'log/checkpoint').read_bytes() in [
            p.read_bytes() for p in (where / 'copy').rglob('checkpoint')],
                'the same log')
        t.check(told(url, '/channel')[0] == 404, 'nothing else is there')


def closed(t, source, nginx, where, place, server):
    """Folders that nginx may not read, as under a charter by which not
    everybody may: the server answers."""
    shut, port = where / 'shut', free_port()
    for folder in 'log', 'roll', 'public':
        (shut / folder).mkdir(parents=True)
        (shut / folder).chmod(0)
    site = files_site(source, where, port, shut, server)
    user = 'nobody nogroup' if os.geteuid() == 0 else None
    with running(nginx, where, site, port, user):
        for path in paths_of(place):
            mine, its = (told(u, path) for u in
                         (server, f'http://127.0.0.1:{port}'))
            t.check(its[0] == 200 and mine[2] == its[2],
                    f'{path}: from the server, {its[0]}')


def main():
    t = rig.Tally()
    source = pathlib.Path(sys.argv[2]).resolve()
    nginx = fetch(pathlib.Path(sys.argv[3]).resolve(), 'nginx') / \
        'usr/sbin/nginx'
    with rig.folder('nginx') as name:
        where = pathlib.Path(name).resolve()
        make_authority(where, 'a')
        make_server(where, 's', 'a')
        (where / 'temp').mkdir(mode=0o700)
        day = stored.Day(t, sys.argv[1], where)
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s:
            port = free_port()
            with running(nginx, where, site(source, where, port, s.url),
                         port):
                look(t, day, where, port, f'https://127.0.0.1:{port}')
        from_files(t, sys.argv[1], source, nginx, where)
    t.end()


if __name__ == '__main__':
    main()
