# SPDX-License-Identifier: Apache-2.0
"""The end of who connects, of a line between nodes: docs/spec/nodes.md and the
specification of Noise, Noise_IK_25519_ChaChaPoly_SHA256."""
import hashlib
import hmac
import os
import socket
import struct

import sealed_file

NAME = b'Noise_IK_25519_ChaChaPoly_SHA256'
PROLOGUE = b'gainsay/v1/node'
TEXT = 4096
HELLO, LEAD, HAVE, PUT, DROP, KEEP, WHOLE, KEPT = range(1, 9)


def seal(key, count, text, beside=b''):
    return sealed_file.seal(key, bytes(4) + struct.pack('<Q', count), text,
                            beside)


def unseal(key, count, sealed, beside=b''):
    """The stream takes off what it put on."""
    text = seal(key, count, sealed[:-16])[:-16]
    if seal(key, count, text, beside) != sealed:
        raise ValueError('not the next message')
    return text


def derive(chain, text):
    temp = hmac.digest(chain, text, 'sha256')
    one = hmac.digest(temp, b'\1', 'sha256')
    return one, hmac.digest(temp, one + b'\2', 'sha256')


class Shake:
    """Of who opens."""

    def __init__(self, secret, theirs, moment=None):
        self.secret, self.theirs = secret, theirs
        self.moment = moment or os.urandom(32)
        self.chain, self.key = NAME, None
        self.hash = hashlib.sha256(NAME + PROLOGUE).digest()
        self.mix(theirs)

    def mix(self, text):
        self.hash = hashlib.sha256(self.hash + text).digest()

    def agree(self, secret, point):
        self.chain, self.key = derive(self.chain,
                                      sealed_file.x25519(secret, point))

    def seal(self, text):
        sealed = seal(self.key, 0, text, self.hash)
        self.mix(sealed)
        return sealed

    def first(self):
        out = sealed_file.x25519(self.moment)
        self.mix(out)
        self.agree(self.moment, self.theirs)
        out += self.seal(sealed_file.x25519(self.secret))
        self.agree(self.secret, self.theirs)
        return out + self.seal(b'')

    def second(self, text):
        """Two keys: of who opened, and of who answered."""
        self.mix(text[:32])
        self.agree(self.moment, text[:32])
        self.agree(self.secret, text[:32])
        if unseal(self.key, 0, text[32:], self.hash) != b'':
            raise ValueError('a text')
        return derive(self.chain, b'')


def answered(secret, moment, shake):
    """The second message, by whoever has the keys of both ends."""
    shake.mix(sealed_file.x25519(moment))
    shake.agree(moment, sealed_file.x25519(shake.moment))
    shake.agree(moment, sealed_file.x25519(shake.secret))
    return sealed_file.x25519(moment) + seal(shake.key, 0, b'', shake.hash)


def block(key, count, text):
    return seal(key, count, struct.pack('>H', len(text)) + text +
                bytes(TEXT - 2 - len(text)))


def frame(number, kind, body):
    return struct.pack('>QBI', number, kind, len(body)) + body


class Closed(Exception):
    """The other end has closed the connection."""


class Line:
    """To a node that leads, with a key that may be on its list."""

    def __init__(self, port, secret, theirs):
        self.socket = socket.create_connection(('127.0.0.1', port), 10)
        shake = Shake(secret, theirs)
        self.opening = shake.first()
        self.socket.sendall(self.opening)
        self.to, self.of = shake.second(self.read(48))
        self.sent = self.got = self.said = 0
        self.held = b''

    def read(self, length):
        out = b''
        while len(out) < length:
            part = self.socket.recv(length - len(out))
            if not part:
                raise Closed
            out += part
        return out

    def block(self, text):
        self.sent += 1
        return block(self.to, self.sent - 1, text)

    def frame(self, kind, body=b'', number=None, length=None):
        self.said += 1
        return struct.pack('>QBI', number or self.said, kind,
                           len(body) if length is None else length) + body

    def say(self, text):
        self.socket.sendall(self.block(text))

    def more(self, length):
        while len(self.held) < length:
            text = unseal(self.of, self.got, self.read(TEXT + 16))
            self.got += 1
            self.held += text[2:2 + struct.unpack('>H', text[:2])[0]]
        out, self.held = self.held[:length], self.held[length:]
        return out

    def hear(self):
        number, kind, length = struct.unpack('>QBI', self.more(13))
        return number, kind, self.more(length)

    def close(self):
        self.socket.close()
