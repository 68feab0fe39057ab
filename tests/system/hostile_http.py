# SPDX-License-Identifier: Apache-2.0
"""Requests that no client of ours makes, over raw sockets."""
import re
import socket
import time

JSON = b'Content-Type: application/json\r\n'
HEX = b'ab' * 32


class Raw:
    """One connection; what the server sends is kept whole."""

    def __init__(self, port, receive=None):
        self.socket = socket.socket()
        if receive is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF,
                                   receive)
        self.socket.settimeout(60)
        self.socket.connect(('127.0.0.1', port))
        self.closed = False

    def send(self, data):
        """False once the server has closed."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            self.closed = True
        return not self.closed

    def rest(self, timeout=60):
        """Everything until the server closes; None if it does not."""
        self.socket.settimeout(timeout)
        data = b''
        try:
            while True:
                piece = self.socket.recv(65536)
                if not piece:
                    break
                data += piece
        except ConnectionResetError:
            pass
        except TimeoutError:
            return None
        finally:
            self.socket.close()
        return data

    def answer(self, timeout=60):
        """(status, head, body) of one answer; (None, ...) if it ends before.
        By Content-Length, so the connection may stay open."""
        self.socket.settimeout(timeout)
        data = b''
        try:
            while True:
                head, mark, body = data.partition(b'\r\n\r\n')
                length = re.search(rb'(?i)\ncontent-length: (\d+)', head)
                if mark and length and len(body) >= int(length[1]):
                    return int(head.split()[1]), head, body
                piece = self.socket.recv(65536)
                if not piece:
                    break
                data += piece
        except (ConnectionResetError, TimeoutError):
            pass
        return None, data, b''

    def close(self):
        self.socket.close()


def ask(port, data, timeout=60):
    """One request, as bytes; (status or None, head, body)."""
    raw = Raw(port)
    try:
        raw.send(data)
        return raw.answer(timeout)
    finally:
        raw.close()


def get(path, more=b''):
    return b'GET ' + path + b' HTTP/1.1\r\nHost: x\r\n' + more + b'\r\n'


def get_as(host):
    """Of a server by that name."""
    return b'GET /channel HTTP/1.1\r\nHost: ' + host + b'\r\n\r\n'


def post(path, body, more=JSON):
    return (b'POST ' + path + b' HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n'
            % len(body) + more + b'\r\n' + body)


# (what, request, the status it must get; None: the connection is closed
# without an answer; a tuple: one of these.)  CLOSED: an answer of the library,
# or nothing.
CLOSED = (None, 400)

PATHS = [
    b'/log/../keys/log.key', b'/log/../../keys/log.key',
    b'/log/tile/../../keys/log.key', b'/log/tile/0/../../../keys/log.key',
    b'/log/%2e%2e/keys/log.key', b'/log/%2e%2e%2fkeys%2flog.key',
    b'/log/..%2fkeys/log.key', b'/log/%252e%252e/keys/log.key',
    b'/log//../keys/log.key', b'/log/./checkpoint', b'/log//checkpoint',
    b'/log/checkpoint/', b'/log/checkpoint%00', b'/log/checkpoint%00.txt',
    b'/log/%00', b'/log/', b'/log', b'/log/tile', b'/log/tile/',
    b'/log/tile/entries', b'/log/..', b'/log/.', b'/log/\\..\\keys\\log.key',
    b'/log/%5c..%5ckeys', b'/log/..;/keys/log.key', b'/log//etc/passwd',
    b'//etc/passwd', b'/etc/passwd', b'/../../../../etc/passwd',
    b'/%2e%2e/%2e%2e/etc/passwd', b'/log/' + b'a' * 4000,
    b'/log/tile/0/x' + b'9' * 300, b'/log/tile/0/-1', b'/log/tile/0/%30%30',
    b'/keys/log.key', b'/channel.db', b'/staff.db', b'/lock', b'/channel/',
    b'/Channel', b'/channel%2f', b'/channel%00', b'/roll/', b'/roll/..',
    b'/roll/' + HEX.upper(), b'/roll/' + HEX + b'00', b'/roll/' + b'g' * 64,
    b'/content/' + HEX, b'/content/../keys/log.key', b'/box', b'/box/',
    b'/box/' + b'ab' * 31, b'*', b'channel', b'/log/tile/8/000',
    b'/log/tile/0/\xff\xfe', b'/log/tile/0/000.p/0', b'/log/tile/0/000.p/256',
]


def path_cases():
    """Nothing outside what docs/spec/http.md lists has an answer but 404 (or
    405 where only the method is wrong, or the library's 400)."""
    for path in PATHS:
        yield path.decode('latin-1')[:60], get(path), (404, 405, 400, None)
    yield 'an absolute address', get(b'http://x/etc/passwd'), (404, 400)
    yield 'another host\'s address', get(b'http://169.254.169.254/latest'), \
        (404, 400)
    yield 'CONNECT', b'CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n', \
        (404, 405, 400, None)


def head_cases():
    yield 'not HTTP', b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n', CLOSED
    yield 'an empty line, then nothing known', b'\r\nHELO x\r\n\r\n', CLOSED
    yield 'no version', b'GET /channel\r\n\r\n', CLOSED + (200,)
    yield 'another version', b'GET /channel HTTP/9.9\r\nHost: x\r\n\r\n', \
        CLOSED + (200, 505)
    yield 'no host', b'GET /channel HTTP/1.1\r\n\r\n', CLOSED
    yield 'a header without a colon', get(b'/channel', b'nonsense\r\n'), \
        CLOSED + (200,)
    yield 'a header of 1 MiB', get(b'/channel', b'X: ' + b'a' * 2**20 +
                                   b'\r\n'), (None, 413, 431)
    yield '100,000 headers', get(b'/channel', b'a: b\r\n' * 100000), \
        (None, 413, 431)
    yield 'an address of 1 MiB', get(b'/' + b'a' * 2**20), (None, 414, 431)
    yield 'a wrong method', b'DELETE /channel HTTP/1.1\r\nHost: x\r\n\r\n', 405
    yield 'a made-up method', b'BREW /channel HTTP/1.1\r\nHost: x\r\n\r\n', 405
    yield 'GET where POST is', get(b'/acts'), 405
    yield 'POST where GET is', post(b'/channel', b'{}'), 405
    yield 'PUT to a box', b'PUT /box HTTP/1.1\r\nHost: x\r\n' + JSON + \
        b'Content-Length: 0\r\n\r\n', 405
    for n in (b'-1', b'+2', b'0x2', b'2 2', b'2,2', b'', b'two',
              b'99999999999999999999', b'18446744073709551617'):
        yield f'length {n!r}', b'POST /acts HTTP/1.1\r\nHost: x\r\n' + JSON + \
            b'Content-Length: ' + n + b'\r\n\r\n{}', CLOSED + (413,)
    yield 'no type', post(b'/acts', b'{}', b''), 400
    yield 'a form', post(b'/acts', b'a=b', b'Content-Type: '
                         b'application/x-www-form-urlencoded\r\n'), 400
    yield 'no token', get(b'/box/' + HEX), 403
    for bad in (b'Basic eDp5', b'Bearer', b'Bearer ' + HEX[:-1], b'bearer ' +
                HEX, b'Bearer ' + HEX + b'0', b'Bearer ' + HEX.upper()):
        yield f'token {bad!r}', get(b'/box/' + HEX, b'Authorization: ' + bad +
                                    b'\r\n'), 403
    yield 'a token for no box', get(b'/box/' + HEX, b'Authorization: Bearer ' +
                                    HEX + b'\r\n'), 404


NEXT = b'GET /log/checkpoint HTTP/1.1\r\nHost: x\r\n\r\n'


def framing_cases():
    """(what, request, code of its refusal or None: the library's own): heads
    that two servers may read in two ways.  What stands behind the head is a
    request in one of them."""
    def head(*lines, method=b'POST /acts HTTP/1.1\r\n', host=b'Host: x\r\n'):
        return method + host + JSON + b''.join(lines) + b'\r\n'

    length, chunked = b'Content-Length: 0\r\n', \
        b'Transfer-Encoding: chunked\r\n'
    yield 'length and chunks', head(b'Content-Length: 4\r\n', chunked) + \
        b'0\r\n\r\n' + NEXT, 'body-coded'
    yield 'chunks and length', head(chunked, b'Content-Length: 4\r\n') + \
        b'0\r\n\r\n' + NEXT, 'body-coded'
    for coding in (b'chunked', b'Chunked', b'gzip', b'identity',
                   b'chunked, identity', b'x', b''):
        yield f'coding {coding!r}', head(b'Transfer-Encoding: ' + coding +
                                         b'\r\n') + b'0\r\n\r\n' + NEXT, \
            'body-coded'
    yield 'two codings', head(chunked, b'Transfer-Encoding: identity\r\n'), \
        'body-coded'
    for second in (length, b'content-length: %d\r\n' % len(NEXT)):
        yield f'length 0, and {second!r}', head(length, second) + NEXT, \
            'header-twice'
    yield 'two hosts', head(length, b'Host: y\r\n'), 'header-twice'
    yield 'two tokens', head(length, 2 * (b'Authorization: Bearer ' + HEX +
                                          b'\r\n')), 'header-twice'
    for what, line in (
            ('a header in another', b'X: x\nY: y\r\n'),
            ('a coding in a header', b'X: x\n' + chunked),
            ('a length in a header', b'X: x\nContent-Length: 70\r\n'),
            ('a header before', b'X: x\n'), ('two', b'X: x\nY: y\n'),
            ('a CR alone', b'X: x\rY: y\r\n'), ('a CR too many',
                                               b'X: x\r\r\n'),
            ('a NUL', b'X: x\0y\r\n'), ('a NUL at its end', b'X: x\0\r\n'),
            ('an escape', b'X: \x1bx\r\n'),
            ('a blank before it', b' X: x\r\n'), ('no value, a NUL',
                                                 b'X:\0\r\n'),
            ('goes on', b'X: x\r\n y\r\n'), ('goes on by a tab',
                                             b'X: x\r\n\ty\r\n')):
        for where in (line + length, length + line):
            yield f'{what}: {where!r}', head(where) + NEXT, \
                'head-not-framed'
    yield 'the end in one', b'GET /channel HTTP/1.1\r\nHost: x\r\n\n' + \
        NEXT, 'head-not-framed'
    yield 'LF alone', b'GET /channel HTTP/1.1\nHost: x\n\n' + NEXT, \
        'head-not-framed'
    for line in b'X\0: x\r\n', b'\0X: x\r\n':
        yield f'{line!r}', get(b'/channel', line) + NEXT, None
    yield 'a NUL and a blank', get(b'/channel\0 x') + NEXT, None
    for target in b'/channel\0x', b'/channel\0', b'\0/channel':
        yield f'address {target!r}', get(target) + NEXT, 'head-not-framed'
    for line in (b'GET  /channel HTTP/1.1\r\n', b'GET /channel  HTTP/1.1\r\n',
                 b'GET\t/channel HTTP/1.1\r\n', b'GET /channel HTTP/1.1\n',
                 b'GET /channel HTTP/1.1 \r\n', b'GET /channel HTTP/1.1\0\r\n',
                 b'G\0ET /channel HTTP/1.1\r\n'):
        yield f'{line!r}', line + b'Host: x\r\n\r\n' + NEXT, None
    yield 'a query', get(b'/channel?x=y') + NEXT, 'address-with-query'
    yield 'a NUL in a query', get(b'/channel?x\0y') + NEXT, \
        'address-with-query'
    yield 'an empty query', get(b'/channel?') + NEXT, None
    yield '1,000 queries', get(b'/channel?' + b'a&' * 1000) + NEXT, None


def body_cases():
    deep = b'[' * 30000
    for what, body in (
            ('nothing', b''), ('a bare number', b'1'), ('a list', b'[]'),
            ('lists in lists', deep + b']' * 30000), ('lists without end',
                                                      deep),
            ('objects in objects', b'{"a":' * 10000 + b'1' + b'}' * 10000),
            ('a depth in a member', b'{"record":' + deep + b']' * 30000 +
             b'}'),
            ('a member twice', b'{"record":"a","record":"a"}'),
            ('an unknown member', b'{"record":"a","more":1}'),
            ('not UTF-8', b'{"record":"\xff\xfe"}'),
            ('half a character', b'{"record":"\xc3"}'),
            ('an overlong character', b'{"record":"\xc0\x80"}'),
            ('a surrogate', b'{"record":"\xed\xa0\x80"}'),
            ('an escaped surrogate', b'{"record":"\\ud800"}'),
            ('an escaped NUL', b'{"record":"a\\u0000b"}'),
            ('a NUL', b'{"record":"a\0b"}'), ('a NUL after it',
                                              b'{"record":"a"}\0'),
            ('two objects', b'{"record":"a"}{"record":"a"}'),
            ('a byte order mark', b'\xef\xbb\xbf{"record":"a"}'),
            ('UTF-16', '{"record":"a"}'.encode('utf-16')),
            ('a huge number', b'{"record":' + b'9' * 60000 + b'}'),
            ('a huge exponent', b'{"record":1e999999}'),
            ('a record of the wrong kind', b'{"record":{}}'),
            ('null', b'{"record":null}'), ('infinity', b'{"record":Infinity}'),
            ('a record that is none', b'{"record":"gainsay/v1 endorse"}')):
        yield what, post(b'/acts', body), 400
    yield 'bytes that are not base64', post(
        b'/records', b'{"records":["a"],"content":["%%%"]}'), 400
    yield 'a million records', post(
        b'/records', b'{"records":[' + b'"",' * 2**20 + b'""]}'), 400
    yield 'a time that is none', post(
        b'/exercise/clock', b'{"now":"9999-99-99T99:99:99Z"}', JSON +
        b'Authorization: Bearer ' + HEX + b'\r\n'), 400
    yield 'a number below none', post(
        b'/enrol', b'{"code":"x","keys":[{"edition":-1,"key":"","possession":'
        b'""}]}'), 400


def wait_for(what, seconds):
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True
