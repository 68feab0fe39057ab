# SPDX-License-Identifier: Apache-2.0
"""Ed25519 (RFC 8032, 5.1), from the text.  Slow, and not constant in time: for
public test vectors only."""
import hashlib

P = 2 ** 255 - 19
ORDER = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def number(data):
    return int.from_bytes(hashlib.sha512(data).digest(), 'little')


def add(a, b):
    """Extended coordinates (X, Y, Z, T)."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    x, y, z, t = f - e, h - g, h + g, f + e
    return x * y % P, z * t % P, y * z % P, x * t % P


def times(n, point):
    out = (0, 1, 1, 0)
    while n:
        if n & 1:
            out = add(out, point)
        point, n = add(point, point), n >> 1
    return out


def encode(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, 'little')


def decode(data):
    y = int.from_bytes(data, 'little')
    sign, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError('not a point')
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def is_of_prime_order(point):
    return encode(point) != encode((0, 1, 1, 0)) and \
        encode(times(ORDER, point)) == encode((0, 1, 1, 0))


BASE = decode((4 * pow(5, P - 2, P) % P).to_bytes(32, 'little'))


def secret(seed):
    """The scalar and the prefix."""
    h = hashlib.sha512(seed).digest()
    n = int.from_bytes(h[:32], 'little') & (1 << 254) - 8 | 1 << 254
    return n, h[32:]


def public(seed):
    return encode(times(secret(seed)[0], BASE))


def sign(seed, text):
    n, prefix = secret(seed)
    r = number(prefix + text) % ORDER
    point = encode(times(r, BASE))
    k = number(point + public(seed) + text) % ORDER
    return point + ((r + k * n) % ORDER).to_bytes(32, 'little')


def verify(key, text, signature):
    """By docs/spec/signatures.md."""
    s = int.from_bytes(signature[32:], 'little')
    if len(signature) != 64 or s >= ORDER:
        return False
    try:
        point = decode(key)
    except ValueError:
        return False
    if not is_of_prime_order(point):
        return False
    k = number(signature[:32] + key + text) % ORDER
    x, y, z, t = times(k, point)
    r = encode(add(times(s, BASE), (P - x, y, z, P - t)))
    return r == signature[:32] and r != encode((0, 1, 1, 0))
