# SPDX-License-Identifier: Apache-2.0
"""A role's key file (docs/spec/keys.md), made and opened from its text alone.
Argon2id is the program of its authors, which takes no salt with a NUL."""
import base64
import subprocess
import unicodedata

import ed25519
import sealed_file

CHARS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'


class Refused(Exception):
    pass


def derive(passphrase, passes, kib, salt):
    text = unicodedata.normalize('NFC', passphrase).encode()
    out = subprocess.run(
        ['argon2', salt, '-id', '-v', '13', '-t', str(passes), '-k', str(kib),
         '-p', '1', '-l', '32', '-r'], input=text, capture_output=True,
        check=True).stdout
    return bytes.fromhex(out.decode().strip())


def header(passes, kib, salt, nonce):
    return (f'gainsay/v1 key\nargon2id {passes} {kib}\n'
            f'salt {base64.b64encode(salt).decode()}\n'
            f'nonce {base64.b64encode(nonce).decode()}\n').encode()


def make(passphrase, cost, salt, nonce, text):
    head = header(*cost, salt, nonce)
    key = derive(passphrase, *cost, salt)
    return head + sealed_file.xseal(key, nonce, text.encode(), head)[24:]


def opened(file, passphrase):
    """The text's lines as pairs.  XChaCha20 takes off what it put on."""
    lines = file.split(b'\n', 4)
    passes, kib = map(int, lines[1].removeprefix(b'argon2id ').split(b' '))
    salt, nonce = (base64.b64decode(lines[i].split(b' ')[1], validate=True)
                   for i in (2, 3))
    head = b'\n'.join(lines[:4]) + b'\n'
    if head != header(passes, kib, salt, nonce):
        raise Refused('its head')
    key, sealed = derive(passphrase, passes, kib, salt), lines[4]
    text = sealed_file.xseal(key, nonce, sealed[:-16], b'')[24:-16]
    if sealed_file.xseal(key, nonce, text, head)[24:] != sealed:
        raise Refused('its seal')
    return [tuple(line.split(' ', 1)) for line in text.decode().splitlines()]


def identity(text):
    """The 32 bytes of an age identity."""
    value = 0
    for c in text.lower().rpartition('1')[2][:52]:
        value = value << 5 | CHARS.index(c)
    data = (value >> 4).to_bytes(32, 'big')
    if sealed_file.bech32('age-secret-key-', data).upper() != text:
        raise Refused('its identity')
    return data


def public_lines(lines, holder):
    (role_name, role), (seed_name, seed), *opens = lines
    if (role_name, seed_name) != ('role', 'seed') or len(opens) > 1:
        raise Refused('its lines')

    def b64(data):
        return base64.b64encode(data).decode()
    out = f'role {role} {b64(ed25519.public(bytes.fromhex(seed)))} {holder}\n'
    for name, text in opens:
        if name not in ('seal', 'reveal'):
            raise Refused(name)
        key = sealed_file.x25519(identity(text))
        out += f'{name} {role} x25519 {b64(key)} {holder}\n'
    return out
