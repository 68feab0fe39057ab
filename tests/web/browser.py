# SPDX-License-Identifier: Apache-2.0
"""One page in a headless Chromium with a profile of its own, served from here
under the policy that the real pages will have."""
import http.server
import json
import os
import pathlib
import queue
import signal
import subprocess
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
WEB = HERE.parent.parent / 'web'
POLICY = ("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "
          "connect-src 'self'; worker-src 'self'; "
          "require-trusted-types-for 'script'; trusted-types gainsay-worker")
CHROMIUM = ['chromium', '--headless', '--no-sandbox', '--disable-gpu',
            '--disable-quic', '--no-first-run',
            '--disable-background-networking', '--disable-component-update',
            '--disable-sync', '--disable-dev-shm-usage']
TYPES = {'.html': 'text/html', '.js': 'text/javascript',
         '.json': 'application/json', '.wasm': 'application/wasm'}


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        """A browser that is ended leaves answers half read."""


def handler(files, result):
    """Serves the paths of `files` and nothing else."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def answer(self, code, body=b'', kind='application/octet-stream'):
            self.send_response(code)
            self.send_header('Content-Type', kind)
            self.send_header('Content-Length', str(len(body)))
            self.send_header('Content-Security-Policy', POLICY)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            file = files.get(self.path)
            if file is None:
                self.answer(404)
                return
            data = file if isinstance(file, bytes) else file.read_bytes()
            self.answer(200, data, TYPES.get(
                pathlib.PurePath(self.path).suffix,
                'application/octet-stream'))

        def do_POST(self):
            body = self.rfile.read(int(self.headers['Content-Length']))
            self.answer(204)
            result.put(json.loads(body))
    return Handler


def site(wasm, rolls):
    """The files of the page: `rolls` are dictionaries with the keys of page.js
    and `keys`, the roll itself."""
    files = {'/web/' + p.name: p for p in WEB.glob('*.js')}
    files.update({'/web/gainsay.wasm': pathlib.Path(wasm),
                  '/page.html': HERE / 'page.html',
                  '/page.js': HERE / 'page.js'})
    plan = []
    for number, roll in enumerate(rolls):
        files[f'/roll-{number}'] = roll['keys']
        plan.append({k: v for k, v in roll.items() if k != 'keys'}
                    | {'file': f'roll-{number}'})
    files['/plan.json'] = json.dumps({'rolls': plan}).encode()
    return files


def visit(files, timeout=240):
    """What the page of these files posts."""
    result = queue.Queue()
    server = Server(('127.0.0.1', 0), handler(files, result))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f'http://127.0.0.1:{server.server_port}/page.html'
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        log = open(os.path.join(home, 'log'), 'w+', encoding='utf-8')
        browser = subprocess.Popen(
            [*CHROMIUM, f'--user-data-dir={home}/profile', url],
            env={**os.environ, 'HOME': home}, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True)
        try:
            return result.get(timeout=timeout)
        except queue.Empty:
            log.seek(0)
            return {'failed': 'no answer in time\n' + log.read()[-3000:]}
        finally:
            os.killpg(browser.pid, signal.SIGKILL)
            browser.wait()
            log.close()
            server.shutdown()
            server.server_close()
