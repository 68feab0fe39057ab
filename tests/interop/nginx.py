#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""nginx.py GAINSAY SOURCE WORK: the site of docs/SERVER.md, served by Debian's
nginx, which apt unpacks into WORK without touching the machine: clients reach
the channel through it, and it writes nobody's address anywhere."""
import http.client
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(sys.argv[2]) / 'tests/system'))
import rig
import stored
from network import make_authority, make_server
from sigsum import run

ADDRESS, AGENT = '127.61.62.63', 'marked-agent-1f2e'
FRAME = '''daemon off; pid {w}/pid; worker_processes 1; error_log {w}/main.log;
{user}events {{ worker_connections 64; }}
http {{
	client_body_temp_path {w}/temp; proxy_temp_path {w}/temp;
	fastcgi_temp_path {w}/temp; uwsgi_temp_path {w}/temp;
	scgi_temp_path {w}/temp;
{site}}}
'''


def download(work):
    """By the machine's lists; where it has none yet, root fetches them."""
    command = ['apt-get', '-q', '-o', 'APT::Sandbox::User=', '-o',
               'Acquire::Retries=3', 'download', 'nginx']
    told = subprocess.run(command, cwd=work, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=300)
    if told.returncode != 0:
        run(['apt-get', '-q', 'update'])
        run(command, cwd=work)


def fetch(work):
    """apt checks the package's hash."""
    program = work / 'root/usr/sbin/nginx'
    if not program.exists():
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        download(work)
        deb, = work.glob('nginx_*.deb')
        run(['dpkg', '-x', deb, work / 'new'])
        os.replace(work / 'new', work / 'root')
    return program


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


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


def main():
    t = rig.Tally()
    source = pathlib.Path(sys.argv[2]).resolve()
    nginx = fetch(pathlib.Path(sys.argv[3]).resolve())
    with rig.folder('nginx') as name:
        where = pathlib.Path(name).resolve()
        make_authority(where, 'a')
        make_server(where, 's', 'a')
        (where / 'temp').mkdir(mode=0o700)
        day = stored.Day(t, sys.argv[1], where)
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s:
            port = free_port()
            (where / 'conf').write_text(FRAME.format(
                w=where, site=site(source, where, port, s.url),
                user='user root;\n' if os.geteuid() == 0 else ''))
            log = open(where / 'stderr', 'wb')
            child = subprocess.Popen([nginx, '-c', where / 'conf', '-p', where,
                                      '-e', where / 'main.log'], stdout=log,
                                     stderr=log)
            try:
                for _ in range(100):
                    with socket.socket() as try_it:
                        if try_it.connect_ex(('127.0.0.1', port)) == 0:
                            break
                    time.sleep(0.1)
                look(t, day, where, port, f'https://127.0.0.1:{port}')
            finally:
                child.terminate()
                child.wait(30)
                log.close()
    t.end()


if __name__ == '__main__':
    main()
