/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 6962 Merkle trees over SHA-256: roots, inclusion and consistency proofs,
 * and the shared proof for several leaves (docs/spec/provenance.md). */
#ifndef GS_CORE_TREE_H
#define GS_CORE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/err.h"
#include "core/host.h"

#define GS_TREE_LEVELS_MAX 63

void gs_tree_empty(uint8_t root[32]);
void gs_tree_leaf(uint8_t hash[32], const void *entry, size_t len);
void gs_tree_node(uint8_t hash[32], const uint8_t left[32],
    const uint8_t right[32]);

/* A growing tree, reduced to the roots of its full subtrees, largest first.
 * Zeroed = empty. */
struct gs_frontier {
	uint64_t size;
	uint8_t peaks[GS_TREE_LEVELS_MAX][32];
};
/* GS_ERR_RANGE beyond 2^62 leaves. */
GS_CHECKED int gs_frontier_add(struct gs_frontier *f,
    const uint8_t leaf_hash[32]);
/* A full subtree of 2^level leaves whose root the caller knows.  GS_ERR_RANGE:
 * beyond 2^62 leaves, or the size is no multiple of that. */
GS_CHECKED int gs_frontier_add_subtree(struct gs_frontier *f, unsigned level,
    const uint8_t root[32]);
void gs_frontier_root(uint8_t root[32], const struct gs_frontier *f);

/* The hash of a full, aligned subtree: leaves [index << level, (index + 1) <<
 * level).  Returns an enum gs_err. */
typedef int gs_subtree_fn(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index);

/* A tree to make proofs from. */
struct gs_tree {
	uint64_t size; /* leaves */
	gs_subtree_fn *subtree;
	void *ctx;
};

/* The root of the first `size` leaves. */
GS_CHECKED int gs_tree_root(uint8_t root[32], uint64_t size,
    gs_subtree_fn *subtree, void *ctx);
/* Whether the tree's first `size` leaves have that root: so a log is held
 * against an earlier checkpoint.  GS_ERR_RANGE: the tree has fewer; the
 * callback's error. */
GS_CHECKED int gs_tree_has(bool *has, const struct gs_tree *tree,
    uint64_t size, const uint8_t root[32]);
/* Proofs, leaf's sibling first (RFC 9162 2.1.3, 2.1.4).  `proof` has room for
 * GS_TREE_LEVELS_MAX hashes; *count is set.  GS_ERR_RANGE if index >= the
 * tree's size, or first > its size, or the callback's error. */
GS_CHECKED int gs_tree_prove_inclusion(uint8_t proof[][32], size_t *count,
    uint64_t index, const struct gs_tree *tree);
GS_CHECKED int gs_tree_prove_consistency(uint8_t proof[][32], size_t *count,
    uint64_t first, const struct gs_tree *tree);
/* GS_OK or GS_ERR_PROOF. */
GS_CHECKED int gs_tree_verify_inclusion(const uint8_t root[32], uint64_t size,
    uint64_t index, const uint8_t leaf_hash[32], const uint8_t proof[][32],
    size_t count);
GS_CHECKED int gs_tree_verify_consistency(const uint8_t root_first[32],
    uint64_t first, const uint8_t root_second[32], uint64_t second,
    const uint8_t proof[][32], size_t count);

/* One proof for several leaves: the maximal subtrees without a chosen leaf,
 * left to right.  `indexes` strictly ascending, all below the tree's size.
 * `proof` has room for `proof_max` hashes (count * 63 always suffices).
 * GS_ERR_RANGE, GS_ERR_SPACE, or the callback's error. */
GS_CHECKED int gs_tree_prove_many(uint8_t proof[][32], size_t *proof_count,
    size_t proof_max, const uint64_t *indexes, size_t count,
    const struct gs_tree *tree);

/* Leaves that somebody shows. */
struct gs_shown_leaves {
	const uint64_t *indexes; /* strictly ascending */
	const uint8_t (*hashes)[32];
	size_t count;
};
/* GS_OK only if exactly these leaves and exactly this proof give `root`;
 * GS_ERR_PROOF otherwise. */
GS_CHECKED int gs_tree_verify_many(const uint8_t root[32], uint64_t size,
    const struct gs_shown_leaves *leaves, const uint8_t proof[][32],
    size_t proof_count);

#endif
