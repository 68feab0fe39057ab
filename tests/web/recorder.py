# SPDX-License-Identifier: Apache-2.0
"""What a browser sends to a server, passed on byte for byte and kept; and what
a server has of it, searched for what nobody but the writer may have."""
import base64
import socket
import threading
import time

WINDOW, STEP = 16, 4 # bytes of a key
RUN = 5              # words of a text


class Recorder:
    """Stands before a server that may be lost and found again.  `cut` is asked
    of the head of each request whether the line breaks instead; `after` of the
    same, whether it breaks once the server has the request; `alter` makes other
    bytes of what is answered; `delay` are seconds before each piece."""

    def __init__(self, url):
        self.to = ('127.0.0.1', int(url.rpartition(':')[2]))
        self.sent, self.lock = [], threading.Lock()
        self.cut = self.after = lambda head: False
        self.alter, self.delay = lambda data: data, 0
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.url = f'http://127.0.0.1:{self.socket.getsockname()[1]}'
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(line,),
                             daemon=True).start()

    def serve(self, line):
        try:
            there = socket.create_connection(self.to)
        except OSError:
            line.close() # the server is lost
            return
        lost = threading.Event()
        back = threading.Thread(target=self.answer, args=(there, line, lost),
                                daemon=True)
        back.start()
        self.ask(line, there, lost)

    def ask(self, line, there, lost):
        try:
            while data := line.recv(65536):
                with self.lock:
                    self.sent.append(data)
                if self.cut(data):
                    break
                if self.after(data):
                    lost.set()
                time.sleep(self.delay)
                there.sendall(data)
            else:
                there.shutdown(socket.SHUT_WR)
                return
            for one in (line, there):
                one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def answer(self, there, line, lost):
        try:
            while data := there.recv(65536):
                if lost.is_set():
                    break
                time.sleep(self.delay)
                line.sendall(self.alter(data))
        except OSError:
            pass
        for one in (line, there):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()

    def holds(self, secret):
        return found(secret, b''.join(self.sent))


def looks(secret):
    """Raw, in hexadecimal, in base64 at each of the three places."""
    out = [secret, secret.hex().encode(), secret.hex().upper().encode()]
    for i in range(3):
        for code in (base64.b64encode, base64.urlsafe_b64encode):
            out.append(code(bytes(i) + secret)[4 * (i > 0) + 4:-4])
    return set(out)


def found(secret, data):
    return any(one in data for one in looks(secret))


def windows(key):
    """Pieces of a key, each of which tells too much of it."""
    return {key[i:i + WINDOW] for i in range(0, len(key) - WINDOW + 1, STEP)}


def runs(text):
    """A text in pieces of some words."""
    words = text.split()
    return {' '.join(words[i:i + RUN]).encode()
            for i in range(0, len(words) - RUN + 1, RUN)}


def leaks(pieces, data):
    """Which of them the data holds."""
    return sorted({one for one in pieces if found(one, data)})
