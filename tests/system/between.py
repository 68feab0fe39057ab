# SPDX-License-Identifier: Apache-2.0
"""A front before a real server, which a test makes deaf, forgetful or a liar by
another `respond`."""
import contextlib
import http.client
import http.server
import threading

import rig


class Front(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_):
        pass

    def forward(self, body=None):
        """(status, data) of the server."""
        line = http.client.HTTPConnection(self.server.real)
        line.request(self.command, self.path, body, {
            k: v for k, v in self.headers.items()
            if k in ('Authorization', 'Content-Type')})
        answer = line.getresponse()
        data = answer.read()
        line.close()
        rig.require_case(self.path, answer.status, data)
        return answer.status, data

    def answer(self, status, data):
        self.send_response(status)
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def respond(self, body=None):
        self.answer(*self.forward(body))

    def do_GET(self):
        self.respond()

    def do_DELETE(self):
        self.respond()

    def do_POST(self):
        self.respond(self.rfile.read(int(self.headers['Content-Length'])))


@contextlib.contextmanager
def before(real, handler, **state):
    """One that answers for the server at `real`; it has `url` and `state`."""
    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler) as server:
        vars(server).update(state)
        server.real = real.removeprefix('http://')
        server.url = f'http://127.0.0.1:{server.server_port}'
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
