# SPDX-License-Identifier: Apache-2.0
"""The Merkle tree of RFC 9162 over the hashes of leaves: its root, and its
proofs, made and judged."""
import hashlib


def leaf_hash(entry):
    return hashlib.sha256(b'\0' + entry).digest()


def node(left, right):
    return hashlib.sha256(b'\1' + left + right).digest()


def below(n):
    """The largest power of two below n."""
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def root_of(leaves):
    """2.1.1, MTH."""
    if not leaves:
        return hashlib.sha256(b'').digest()
    if len(leaves) == 1:
        return leaves[0]
    k = below(len(leaves))
    return node(root_of(leaves[:k]), root_of(leaves[k:]))


def inclusion(leaves, index):
    """2.1.3.1: the leaf's sibling first."""
    if len(leaves) <= 1:
        return []
    k = below(len(leaves))
    if index < k:
        return inclusion(leaves[:k], index) + [root_of(leaves[k:])]
    return inclusion(leaves[k:], index - k) + [root_of(leaves[:k])]


def subproof(m, leaves, whole):
    if m == len(leaves):
        return [] if whole else [root_of(leaves)]
    k = below(len(leaves))
    if m <= k:
        return subproof(m, leaves[:k], whole) + [root_of(leaves[k:])]
    return subproof(m - k, leaves[k:], False) + [root_of(leaves[:k])]


def consistency(first, leaves):
    """2.1.4.1: between `first` of the leaves and all."""
    return subproof(first, leaves, True) if 0 < first < len(leaves) else []


def is_consistent(first, root1, second, root2, proof):
    """2.1.4.2, and that the empty tree is a beginning of each."""
    if first == second:
        return root1 == root2 and not proof
    if first == 0:
        return not proof
    path = list(proof)
    if first > second or not path:
        return False
    if first & (first - 1) == 0:
        path.insert(0, root1)

    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return fr == root1 and sr == root2 and sn == 0
