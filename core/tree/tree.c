/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/tree.h"

#include <stdbool.h>
#include <string.h>

#include "core/bytes.h"
#include "core/host.h"

/* Deeper trees would make a consistency proof longer than
 * GS_TREE_LEVELS_MAX. */
#define LEAVES_MAX (UINT64_C(1) << 62)

void gs_tree_empty(uint8_t root[32])
{
	gs_host_sha256(root, NULL, 0);
}

void gs_tree_leaf(uint8_t hash[32], const void *entry, size_t len)
{
	static const uint8_t prefix = 0x00;
	const struct gs_span parts[] = {{&prefix, 1}, {entry, len}};
	gs_host_sha256(hash, parts, len == 0 ? 1 : 2);
}

void gs_tree_node(uint8_t hash[32], const uint8_t left[32],
    const uint8_t right[32])
{
	uint8_t both[65]; /* `hash` may be one of the children */

	both[0] = 0x01;
	memcpy(both + 1, left, 32);
	memcpy(both + 33, right, 32);
	gs_host_sha256(hash, &(struct gs_span){both, sizeof both}, 1);
}

static unsigned floor_log2(uint64_t n)
{
	return 63u - (unsigned)__builtin_clzll(n);
}

/* The largest power of two below n, n >= 2. */
static uint64_t split_of(uint64_t n)
{
	return UINT64_C(1) << floor_log2(n - 1);
}

static size_t count_ones(uint64_t v)
{
	size_t n = 0;

	for (; v != 0; v &= v - 1)
		n++;

	return n;
}

/* peaks[n - 1] joined with the one before it, and so on to peaks[0]. */
static void fold_peaks(uint8_t root[32], const uint8_t peaks[][32], size_t n)
{
	uint8_t h[32];

	memcpy(h, peaks[n - 1], 32);

	for (size_t i = n - 1; i > 0; i--)
		gs_tree_node(h, peaks[i - 1], h);

	memcpy(root, h, 32);
}

int gs_frontier_add_subtree(struct gs_frontier *f, unsigned level,
    const uint8_t root[32])
{
	uint8_t h[32];
	size_t n = count_ones(f->size);

	if (level > 62 || f->size > LEAVES_MAX - (UINT64_C(1) << level) ||
	    f->size % (UINT64_C(1) << level) != 0)
		return GS_ERR_RANGE;

	memcpy(h, root, 32);
	for (uint64_t s = f->size >> level; (s & 1) != 0; s >>= 1)
		gs_tree_node(h, f->peaks[--n], h);
	memcpy(f->peaks[n], h, 32);

	f->size += UINT64_C(1) << level;
	return GS_OK;
}

int gs_frontier_add(struct gs_frontier *f, const uint8_t leaf_hash[32])
{
	return gs_frontier_add_subtree(f, 0, leaf_hash);
}

void gs_frontier_root(uint8_t root[32], const struct gs_frontier *f)
{
	if (f->size == 0)
		gs_tree_empty(root);
	else
		fold_peaks(root, f->peaks, count_ones(f->size));
}

/* The root of [start, end), a node of the recursive split: `start` is a
 * multiple of a power of two that is at least end - start, so that the full
 * subtrees inside, largest first, are aligned. */
static int range_root(uint8_t root[32], uint64_t start, uint64_t end,
    gs_subtree_fn *subtree, void *ctx)
{
	uint8_t peaks[GS_TREE_LEVELS_MAX][32] = {{0}};
	size_t n = 0;

	/* Each full subtree is smaller than the one before it, so there are at
	 * most as many as levels. */
	while (start < end) {
		unsigned level = floor_log2(end - start);
		int err = subtree(peaks[n++], ctx, level, start >> level);

		if (err != GS_OK)
			return err;
		start += UINT64_C(1) << level;
	}

	fold_peaks(root, (const uint8_t (*)[32])peaks, n);
	return GS_OK;
}

int gs_tree_root(uint8_t root[32], uint64_t size, gs_subtree_fn *subtree,
    void *ctx)
{
	if (size > LEAVES_MAX)
		return GS_ERR_RANGE;

	if (size == 0) {
		gs_tree_empty(root);
		return GS_OK;
	}
	return range_root(root, 0, size, subtree, ctx);
}

int gs_tree_has(bool *has, const struct gs_tree *tree, uint64_t size,
    const uint8_t root[32])
{
	uint8_t own[32];

	*has = false;
	if (size > tree->size)
		return GS_ERR_RANGE;
	int err = gs_tree_root(own, size, tree->subtree, tree->ctx);
	if (err == GS_OK)
		*has = memcmp(own, root, 32) == 0;
	return err;
}

/* The hashes of a proof beside the way down.  They are found from the root down
 * and wanted from the leaf up. */
struct descent {
	uint8_t hash[GS_TREE_LEVELS_MAX][32];
	size_t count;
	const struct gs_tree *tree;
};

static int descent_add(struct descent *d, uint64_t start, uint64_t end)
{
	if (d->count == GS_TREE_LEVELS_MAX)
		return GS_ERR_INTERNAL;

	return range_root(d->hash[d->count++], start, end, d->tree->subtree,
	    d->tree->ctx);
}

static void descent_reverse(uint8_t proof[][32], size_t *count,
    const struct descent *d)
{
	for (size_t i = 0; i < d->count; i++)
		memcpy(proof[i], d->hash[d->count - 1 - i], 32);
	*count = d->count;
}

int gs_tree_prove_inclusion(uint8_t proof[][32], size_t *count,
    uint64_t index, const struct gs_tree *tree)
{
	struct descent d = {.tree = tree};
	uint64_t start = 0, end = tree->size;
	int err = GS_OK;

	if (index >= tree->size || tree->size > LEAVES_MAX)
		return GS_ERR_RANGE;

	while (end - start > 1 && err == GS_OK) {
		uint64_t middle = start + split_of(end - start);

		if (index < middle) {
			err = descent_add(&d, middle, end);
			end = middle;
		} else {
			err = descent_add(&d, start, middle);
			start = middle;
		}
	}

	if (err == GS_OK)
		descent_reverse(proof, count, &d);
	return err;
}

/* SUBPROOF of RFC 9162 2.1.4.1 as a loop; `known` is its b: the verifier has
 * the hash of what is left already. */
int gs_tree_prove_consistency(uint8_t proof[][32], size_t *count,
    uint64_t first, const struct gs_tree *tree)
{
	struct descent d = {.tree = tree};
	uint64_t start = 0, end = first == 0 ? 0 : tree->size;
	bool known = true;
	int err = GS_OK;

	if (first > tree->size || tree->size > LEAVES_MAX)
		return GS_ERR_RANGE;

	while (first != end && err == GS_OK) {
		uint64_t middle = start + split_of(end - start);

		if (first <= middle) {
			err = descent_add(&d, middle, end);
			end = middle;
		} else {
			err = descent_add(&d, start, middle);
			start = middle;
			known = false;
		}
	}

	if (err == GS_OK && !known)
		err = descent_add(&d, start, end);

	if (err == GS_OK)
		descent_reverse(proof, count, &d);
	return err;
}

int gs_tree_verify_inclusion(const uint8_t root[32], uint64_t size,
    uint64_t index, const uint8_t leaf_hash[32], const uint8_t proof[][32],
    size_t count)
{
	uint8_t h[32];

	if (index >= size || size > LEAVES_MAX)
		return GS_ERR_PROOF;

	uint64_t fn = index, sn = size - 1;
	memcpy(h, leaf_hash, 32);

	for (size_t i = 0; i < count; i++) {
		if (sn == 0)
			return GS_ERR_PROOF;

		if ((fn & 1) != 0 || fn == sn) {
			gs_tree_node(h, proof[i], h);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			gs_tree_node(h, h, proof[i]);
		}

		fn >>= 1;
		sn >>= 1;
	}

	if (sn != 0 || !gs_bytes_equal(h, root, 32))
		return GS_ERR_PROOF;
	return GS_OK;
}

/* The root of a tree of `size` leaves, as somebody states it. */
struct stated_root {
	const uint8_t *hash; /* 32 */
	uint64_t size;
};

/* RFC 9162 2.1.4.2 for 0 < old->size < grown->size; `seed` is what the path
 * begins with, the root of the old tree if that is a full one.  fn, sn, fr and
 * sr are that document's. */
static int verify_growth(const struct stated_root *old,
    const struct stated_root *grown, const uint8_t seed[32],
    const uint8_t path[][32], size_t count)
{
	uint8_t fr[32], sr[32];
	uint64_t fn = old->size - 1, sn = grown->size - 1;

	for (; (fn & 1) != 0; fn >>= 1)
		sn >>= 1;

	memcpy(fr, seed, 32);
	memcpy(sr, seed, 32);

	for (size_t i = 0; i < count; i++) {
		if (sn == 0)
			return GS_ERR_PROOF;

		if ((fn & 1) != 0 || fn == sn) {
			gs_tree_node(fr, path[i], fr);
			gs_tree_node(sr, path[i], sr);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			gs_tree_node(sr, sr, path[i]);
		}

		fn >>= 1;
		sn >>= 1;
	}

	if (sn != 0 || !gs_bytes_equal(fr, old->hash, 32) ||
	    !gs_bytes_equal(sr, grown->hash, 32))
		return GS_ERR_PROOF;
	return GS_OK;
}

int gs_tree_verify_consistency(const uint8_t root_first[32], uint64_t first,
    const uint8_t root_second[32], uint64_t second,
    const uint8_t proof[][32], size_t count)
{
	const struct stated_root old = {root_first, first};
	const struct stated_root grown = {root_second, second};
	uint8_t empty[32];

	if (first > second || second > LEAVES_MAX)
		return GS_ERR_PROOF;

	if (first == 0) {
		gs_tree_empty(empty);
		if (count != 0 || !gs_bytes_equal(root_first, empty, 32) ||
		    (second == 0 && !gs_bytes_equal(root_second, empty, 32)))
			return GS_ERR_PROOF;
		return GS_OK;
	}

	if (first == second) {
		if (count != 0 || !gs_bytes_equal(root_first, root_second, 32))
			return GS_ERR_PROOF;
		return GS_OK;
	}

	if (count == 0)
		return GS_ERR_PROOF;

	/* Of a full tree the root is not in the path, as all know it. */
	if ((first & (first - 1)) == 0)
		return verify_growth(&old, &grown, root_first, proof, count);
	return verify_growth(&old, &grown, proof[0], proof + 1, count - 1);
}

static bool indexes_are_valid(const uint64_t *indexes, size_t count,
    uint64_t size)
{
	for (size_t i = 0; i < count; i++)
		if (indexes[i] >= size ||
		    (i > 0 && indexes[i] <= indexes[i - 1]))
			return false;
	return true;
}

/* What is still to come, of a walk from the first leaf to the last. */
struct many_prover {
	uint8_t (*proof)[32];
	size_t proof_count, proof_max;
	const uint64_t *indexes;
	size_t count;
	const struct gs_tree *tree;
};

/* Recursion is at most 62 deep, as a node halves and the tree has at most 2^62
 * leaves.  It enters only nodes with a chosen leaf and their siblings. */
static int many_prove(struct many_prover *m, uint64_t start, uint64_t end)
{
	if (m->count == 0 || m->indexes[0] >= end) {
		if (m->proof_count == m->proof_max)
			return GS_ERR_SPACE;
		return range_root(m->proof[m->proof_count++], start, end,
		    m->tree->subtree, m->tree->ctx);
	}

	if (end - start == 1) {
		m->indexes++;
		m->count--;
		return GS_OK;
	}

	uint64_t middle = start + split_of(end - start);
	int err = many_prove(m, start, middle);
	return err == GS_OK ? many_prove(m, middle, end) : err;
}

int gs_tree_prove_many(uint8_t proof[][32], size_t *proof_count,
    size_t proof_max, const uint64_t *indexes, size_t count,
    const struct gs_tree *tree)
{
	struct many_prover m = {.proof = proof, .proof_max = proof_max,
	    .indexes = indexes, .count = count, .tree = tree};

	if (tree->size > LEAVES_MAX ||
	    !indexes_are_valid(indexes, count, tree->size))
		return GS_ERR_RANGE;

	int err = tree->size == 0 ? GS_OK : many_prove(&m, 0, tree->size);
	if (err == GS_OK)
		*proof_count = m.proof_count;
	else
		for (size_t i = 0; i < m.proof_count; i++)
			memset(proof[i], 0, 32);
	return err;
}

struct many_verifier {
	struct gs_shown_leaves leaves;
	const uint8_t (*proof)[32];
	size_t proof_count;
};

/* As deep as many_prove. */
static bool many_root(uint8_t hash[32], struct many_verifier *m,
    uint64_t start, uint64_t end)
{
	uint8_t right[32];

	if (m->leaves.count == 0 || m->leaves.indexes[0] >= end) {
		if (m->proof_count == 0)
			return false;
		memcpy(hash, *m->proof++, 32);
		m->proof_count--;
		return true;
	}

	if (end - start == 1) {
		memcpy(hash, *m->leaves.hashes++, 32);
		m->leaves.indexes++;
		m->leaves.count--;
		return true;
	}

	uint64_t middle = start + split_of(end - start);
	if (!many_root(hash, m, start, middle) ||
	    !many_root(right, m, middle, end))
		return false;

	gs_tree_node(hash, hash, right);
	return true;
}

int gs_tree_verify_many(const uint8_t root[32], uint64_t size,
    const struct gs_shown_leaves *leaves, const uint8_t proof[][32],
    size_t proof_count)
{
	uint8_t hash[32];
	struct many_verifier m = {.leaves = *leaves, .proof = proof,
	    .proof_count = proof_count};

	if (size > LEAVES_MAX ||
	    !indexes_are_valid(leaves->indexes, leaves->count, size))
		return GS_ERR_PROOF;

	if (size == 0)
		gs_tree_empty(hash);
	else if (!many_root(hash, &m, 0, size))
		return GS_ERR_PROOF;

	if (m.leaves.count != 0 || m.proof_count != 0 ||
	    !gs_bytes_equal(hash, root, 32))
		return GS_ERR_PROOF;
	return GS_OK;
}
