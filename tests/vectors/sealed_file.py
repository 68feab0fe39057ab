# SPDX-License-Identifier: Apache-2.0
"""An age file (C2SP age v1, X25519) from given randomness, written from the
specifications alone: RFC 7748, RFC 8439, RFC 5869.  Slow, and not constant in
time: for public test vectors only."""
import base64
import hmac
import struct

P = 2 ** 255 - 19
BASE = (9).to_bytes(32, 'little')
CHUNK = 65536


def x25519(scalar, point=BASE):
    """RFC 7748, 5."""
    k = bytearray(scalar)
    k[0] &= 248
    k[31] = k[31] & 127 | 64
    k = int.from_bytes(k, 'little')
    u = int.from_bytes(point, 'little') & (1 << 255) - 1
    x2, z2, x3, z3, swap = 1, 0, u, 1, 0
    for t in reversed(range(255)):
        bit = k >> t & 1
        if swap ^ bit:
            x2, z2, x3, z3 = x3, z3, x2, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        da, cb, aa, bb = d * a, c * b, a * a % P, b * b % P
        e = aa - bb
        x3, z3 = (da + cb) ** 2 % P, u * (da - cb) ** 2 % P
        x2, z2 = aa * bb % P, e * (aa + 121665 * e) % P
    if swap:
        x2, z2, x3, z3 = x3, z3, x2, z2
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, 'little')


def quarter(s, a, b, c, d):
    for i, j, k, n in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8),
                       (c, d, b, 7)):
        s[i] = s[i] + s[j] & 0xffffffff
        v = s[k] ^ s[i]
        s[k] = (v << n | v >> 32 - n) & 0xffffffff


def rounds(start):
    s = start[:]
    for _ in range(10):
        for i in range(4):
            quarter(s, i, i + 4, i + 8, i + 12)
        for i in range(4):
            quarter(s, i, (i + 1) % 4 + 4, (i + 2) % 4 + 8, (i + 3) % 4 + 12)
    return s


def chacha_block(key, counter, nonce):
    """RFC 8439, 2.3."""
    start = list(struct.unpack('<16I', b'expand 32-byte k' + key +
                               struct.pack('<I', counter) + nonce))
    return struct.pack('<16I', *((a + b) & 0xffffffff
                                 for a, b in zip(rounds(start), start)))


def hchacha(key, nonce):
    """draft-irtf-cfrg-xchacha, 2.2."""
    s = rounds(list(struct.unpack('<16I', b'expand 32-byte k' + key + nonce)))
    return struct.pack('<8I', *s[:4], *s[12:])


def poly1305(key, text):
    """RFC 8439, 2.5."""
    r = int.from_bytes(key[:16], 'little') & \
        0x0ffffffc0ffffffc0ffffffc0fffffff
    acc = 0
    for i in range(0, len(text), 16):
        acc = (acc + int.from_bytes(text[i:i + 16] + b'\1', 'little')) * r % \
            (2 ** 130 - 5)
    acc += int.from_bytes(key[16:], 'little')
    return (acc & 2 ** 128 - 1).to_bytes(16, 'little')


def seal(key, nonce, text, data=b''):
    """RFC 8439, 2.8; `data` is authenticated and not sealed."""
    stream = b''.join(chacha_block(key, 1 + i, nonce)
                      for i in range((len(text) + 63) // 64))
    out = bytes(a ^ b for a, b in zip(text, stream))
    mac = poly1305(chacha_block(key, 0, nonce)[:32],
                   data + bytes(-len(data) % 16) +
                   out + bytes(-len(out) % 16) +
                   struct.pack('<QQ', len(data), len(out)))
    return out + mac


def xseal(key, nonce, text, data):
    """XChaCha20-Poly1305, with its nonce of 24 bytes in front."""
    return nonce + seal(hchacha(key, nonce[:16]), bytes(4) + nonce[16:], text,
                        data)


def hkdf(secret, salt, info):
    """RFC 5869, one block."""
    prk = hmac.digest(salt, secret, 'sha256')
    return hmac.digest(prk, info + b'\1', 'sha256')


def unpadded(data):
    return base64.b64encode(data).rstrip(b'=')


def bech32(prefix, data):
    """BIP 173, as age writes its identities (in capitals)."""
    value = int.from_bytes(data, 'big') << -8 * len(data) % 5
    words = [value >> s & 31
             for s in range((8 * len(data) + 4) // 5 * 5 - 5, -1, -5)]
    check = 1
    for word in ([ord(c) >> 5 for c in prefix] + [0] +
                 [ord(c) & 31 for c in prefix] + words + [0] * 6):
        top = check >> 25
        check = (check & 0x1ffffff) << 5 ^ word
        for i, g in enumerate((0x3b6a57b2, 0x26508e6d, 0x1ea119fa,
                               0x3d4233dd, 0x2a1462b3)):
            check ^= g if top >> i & 1 else 0
    words += [(check ^ 1) >> s & 31 for s in range(25, -1, -5)]
    return prefix + '1' + ''.join('qpzry9x8gf2tvdw0s3jn54khce6mua7l'[w]
                                  for w in words)


def pad(text):
    size = 1 << 14
    while size < len(text):
        size *= 2
    return text + bytes(size - len(text))


def age(plain, recipients, stream):
    """`stream`: file key, nonce of the payload, ephemeral keys."""
    file_key, nonce, at = stream[:16], stream[16:32], 32
    head = b'age-encryption.org/v1\n'
    for recipient in recipients:
        ephemeral, at = stream[at:at + 32], at + 32
        share = x25519(ephemeral)
        wrap = hkdf(x25519(ephemeral, recipient), share + recipient,
                    b'age-encryption.org/v1/X25519')
        head += (b'-> X25519 ' + unpadded(share) + b'\n' +
                 unpadded(seal(wrap, bytes(12), file_key)) + b'\n')
    head += b'---'
    mac = hmac.digest(hkdf(file_key, bytes(32), b'header'), head, 'sha256')
    key, out = hkdf(file_key, nonce, b'payload'), b''
    for i in range(0, len(plain) or 1, CHUNK):
        last = i + CHUNK >= len(plain)
        count = (i // CHUNK).to_bytes(11, 'big') + bytes([last])
        out += seal(key, count, plain[i:i + CHUNK])
    return head + b' ' + unpadded(mac) + b'\n' + nonce + out
