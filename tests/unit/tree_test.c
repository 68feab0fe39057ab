/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/bytes.h"
#include "core/tree/tree.h"
#include "lib/host.h"

#define LEAVES 71
/* C17 does not add const inside a pointer to an array by itself. */
#define HASHES(p) ((const uint8_t (*)[32])(p))
static uint8_t leaves[LEAVES][32];

/* RFC 6962 2.1 word for word, without any of the code under test. */
static void naive_node(uint8_t out[32], const uint8_t *l, const uint8_t *r)
{
	uint8_t in[65] = {1};

	memcpy(in + 1, l, 32);
	memcpy(in + 33, r, 32);
	crypto_hash_sha256(out, in, sizeof in);
}

static size_t naive_split(size_t n)
{
	size_t k = 1;

	while (k * 2 < n)
		k *= 2;
	return k;
}

static void naive_root(uint8_t out[32], size_t start, size_t n)
{
	uint8_t l[32], r[32];

	if (n == 0) {
		crypto_hash_sha256(out, NULL, 0);
	} else if (n == 1) {
		memcpy(out, leaves[start], 32);
	} else {
		naive_root(l, start, naive_split(n));
		naive_root(r, start + naive_split(n), n - naive_split(n));
		naive_node(out, l, r);
	}
}

static size_t naive_path(uint8_t out[][32], size_t m, size_t start, size_t n)
{
	if (n == 1)
		return 0;

	size_t k = naive_split(n), len;
	if (m < k) {
		len = naive_path(out, m, start, k);
		naive_root(out[len], start + k, n - k);
	} else {
		len = naive_path(out, m - k, start + k, n - k);
		naive_root(out[len], start, k);
	}
	return len + 1;
}

static size_t naive_subproof(uint8_t out[][32], size_t m, size_t start,
    size_t n, bool known)
{
	size_t k, len;

	if (m == n) {
		if (!known)
			naive_root(out[0], start, n);
		return known ? 0 : 1;
	}

	k = naive_split(n);
	if (m <= k) {
		len = naive_subproof(out, m, start, k, known);
		naive_root(out[len], start + k, n - k);
	} else {
		len = naive_subproof(out, m - k, start + k, n - k, false);
		naive_root(out[len], start, k);
	}
	return len + 1;
}

static size_t naive_many(uint8_t out[][32], const bool *chosen, size_t start,
    size_t n)
{
	size_t hits = 0, k, len;

	for (size_t i = 0; i < n; i++)
		hits += chosen[start + i];

	if (hits == 0) {
		naive_root(out[0], start, n);
		return 1;
	}

	if (n == 1)
		return 0;

	k = naive_split(n);
	len = naive_many(out, chosen, start, k);
	return len + naive_many(out + len, chosen, start + k, n - k);
}

/* Full aligned subtrees only, and only inside the size in *ctx. */
static int naive_subtree(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index)
{
	const size_t *size = ctx;

	assert_true((index + 1) << level <= *size);
	naive_root(hash, (size_t)(index << level), (size_t)1 << level);
	return GS_OK;
}

static int failing_subtree(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index)
{
	(void)ctx;

	memset(hash, 0xab, 32);
	return level == 0 && index == 4 ? GS_ERR_IO : GS_OK;
}

static void rfc_roots_are_known(void **state)
{
	(void)state;
	/* The test inputs of Certificate Transparency's merkletree code. */
	static const char *const entries[] = {"", "00", "10", "2021", "3031",
	    "40414243", "5051525354555657",
	    "606162636465666768696a6b6c6d6e6f"};
	static const char *const roots[] = {
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
	    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
	    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
	    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
	    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
	    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
	    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	};
	struct gs_frontier f = {.size = 0};

	for (size_t n = 0; n <= 8; n++) {
		uint8_t want[32], got[32], entry[16], leaf[32];
		assert_int_equal(gs_hex_decode(want, 32, roots[n], 64), GS_OK);
		gs_frontier_root(got, &f);
		assert_memory_equal(got, want, 32);
		if (n == 8)
			break;

		size_t len = strlen(entries[n]) / 2;
		assert_int_equal(gs_hex_decode(entry, len, entries[n],
		    2 * len), GS_OK);
		gs_tree_leaf(leaf, entry, len);
		assert_int_equal(gs_frontier_add(&f, leaf), GS_OK);
	}
}

static void roots_equal_the_naive_root(void **state)
{
	(void)state;
	struct gs_frontier f = {.size = 0};

	for (size_t n = 0; n < LEAVES; n++) {
		uint8_t want[32], got[32];

		naive_root(want, 0, n);
		gs_frontier_root(got, &f);
		assert_memory_equal(got, want, 32);
		assert_int_equal(gs_tree_root(got, n,
		    naive_subtree, &n), GS_OK);
		assert_memory_equal(got, want, 32);
		assert_int_equal(gs_frontier_add(&f, leaves[n]), GS_OK);
	}

	f.size = UINT64_C(1) << 62;
	assert_int_equal(gs_frontier_add(&f, leaves[0]), GS_ERR_RANGE);
}

/* Every bit-level change is one of: a hash, the length, the position. */
static void reject_inclusion(const uint8_t root[32], size_t size,
    size_t index, uint8_t proof[][32], size_t count)
{
	uint8_t other[32];

	for (size_t i = 0; i < count; i++) {
		proof[i][i % 32] ^= 1;
		assert_int_equal(gs_tree_verify_inclusion(root, size, index,
		    leaves[index], HASHES(proof), count), GS_ERR_PROOF);
		proof[i][i % 32] ^= 1;
	}

	for (size_t c = 0; c <= count + 1; c++)
		if (c != count)
			assert_int_equal(gs_tree_verify_inclusion(root, size,
			    index, leaves[index], HASHES(proof), c),
			    GS_ERR_PROOF);
	for (size_t i = 0; i <= size; i++)
		if (i != index)
			assert_int_equal(gs_tree_verify_inclusion(root, size,
			    i, leaves[index], HASHES(proof), count),
			    GS_ERR_PROOF);

	memcpy(other, root, 32);
	other[31] ^= 0x80;
	assert_int_equal(gs_tree_verify_inclusion(other, size, index,
	    leaves[index], HASHES(proof), count), GS_ERR_PROOF);
}

/* Of a checkpoint: what the log had at that size, or no beginning of it. */
static void a_tree_has_its_beginnings(void **state)
{
	(void)state;
	uint8_t root[32];
	bool has = false;
	size_t n = 21;
	const struct gs_tree tree = {n, naive_subtree, &n};

	for (size_t m = 1; m <= n; m++) {
		naive_root(root, 0, m);
		assert_int_equal(gs_tree_has(&has, &tree, m, root), GS_OK);
		assert_true(has);
		assert_int_equal(gs_tree_has(&has, &tree, m - 1, root), GS_OK);
		assert_false(has);
		root[m % 32] ^= 1;
		assert_int_equal(gs_tree_has(&has, &tree, m, root), GS_OK);
		assert_false(has);
	}
	assert_int_equal(gs_tree_has(&has, &tree, n + 1, root), GS_ERR_RANGE);
	assert_false(has);
}

static void inclusion_equals_the_naive_path(void **state)
{
	(void)state;
	uint8_t want[64][32], got[64][32], root[32];

	for (size_t n = 1; n < LEAVES; n++) {
		const struct gs_tree tree = {n, naive_subtree, &n};
		naive_root(root, 0, n);

		for (size_t m = 0; m < n; m++) {
			size_t count = 99;
			size_t len = naive_path(want, m, 0, n);

			assert_int_equal(gs_tree_prove_inclusion(got, &count,
			    m, &tree), GS_OK);
			assert_int_equal(count, len);
			assert_memory_equal(got, want, 32 * len);
			assert_int_equal(gs_tree_verify_inclusion(root, n, m,
			    leaves[m], HASHES(got), count), GS_OK);

			memset(got[count], 0x5a, 32);
			reject_inclusion(root, n, m, got, count);
		}
	}
}

static void reject_consistency(const uint8_t r1[32], size_t first,
    const uint8_t r2[32], size_t second, uint8_t proof[][32], size_t count)
{
	uint8_t other[32];

	for (size_t i = 0; i < count; i++) {
		proof[i][i % 32] ^= 4;
		assert_int_equal(gs_tree_verify_consistency(r1, first, r2,
		    second, HASHES(proof), count), GS_ERR_PROOF);
		proof[i][i % 32] ^= 4;
	}

	for (size_t c = 0; c <= count + 1; c++)
		if (c != count)
			assert_int_equal(gs_tree_verify_consistency(r1, first,
			    r2, second, HASHES(proof), c), GS_ERR_PROOF);

	memcpy(other, r1, 32);
	other[0] ^= 1;
	assert_int_equal(gs_tree_verify_consistency(other, first, r2, second,
	    HASHES(proof), count), GS_ERR_PROOF);
	memcpy(other, r2, 32);
	other[0] ^= 1;
	if (first != 0 || second == 0)
		assert_int_equal(gs_tree_verify_consistency(r1, first, other,
		    second, HASHES(proof), count), GS_ERR_PROOF);
}

static void consistency_equals_the_naive_proof(void **state)
{
	(void)state;
	uint8_t want[64][32], got[64][32], r1[32], r2[32];

	for (size_t n = 0; n < LEAVES; n++) {
		const struct gs_tree tree = {n, naive_subtree, &n};
		naive_root(r2, 0, n);

		for (size_t m = 0; m <= n; m++) {
			size_t count = 99, len = 0;
			naive_root(r1, 0, m);
			if (m != 0)
				len = naive_subproof(want, m, 0, n, true);

			assert_int_equal(gs_tree_prove_consistency(got,
			    &count, m, &tree), GS_OK);
			assert_int_equal(count, len);
			assert_memory_equal(got, want, 32 * len);
			assert_int_equal(gs_tree_verify_consistency(r1, m, r2,
			    n, HASHES(got), count), GS_OK);

			memset(got[count], 0x5a, 32);
			reject_consistency(r1, m, r2, n, got, count);
			if (m != n)
				assert_int_equal(gs_tree_verify_consistency(
				    r2, n, r1, m, HASHES(got), count),
				    GS_ERR_PROOF);
		}
	}
}

/* A fixed generator: the subsets are the same in every run. */
static uint64_t next_random(uint64_t *s)
{
	*s = *s * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *s >> 33;
}

static size_t choose_leaves(bool *chosen, uint64_t *indexes, size_t n,
    uint64_t *s)
{
	uint64_t density = next_random(s) % 17;
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		chosen[i] = next_random(s) % 16 < density;
		if (chosen[i])
			indexes[count++] = i;
	}
	return count;
}

/* n leaves, some of which are shown with a proof of `len` hashes. */
static int verify_shown(const uint8_t root[32], size_t n,
    const struct gs_shown_leaves *shown, uint8_t proof[][32], size_t len)
{
	return gs_tree_verify_many(root, n, shown, HASHES(proof), len);
}

/* Every change to a proof that verifies: its hashes, the leaves, their places,
 * the counts. */
static void reject_many(const uint8_t root[32], size_t n,
    struct gs_shown_leaves shown, uint8_t proof[][32], size_t len)
{
	const size_t count = shown.count;
	uint64_t indexes[LEAVES];
	uint8_t hashes[LEAVES][32];

	memcpy(indexes, shown.indexes, count * sizeof *indexes);
	memcpy(hashes, shown.hashes, count * sizeof *hashes);
	shown.indexes = indexes;
	shown.hashes = HASHES(hashes);

	for (size_t i = 0; i < len; i++) {
		proof[i][i % 32] ^= 2;
		assert_int_equal(verify_shown(root, n, &shown, proof, len),
		    GS_ERR_PROOF);
		proof[i][i % 32] ^= 2;
	}

	for (size_t i = 0; i < count; i++) {
		hashes[i][i % 32] ^= 2;
		assert_int_equal(verify_shown(root, n, &shown, proof, len),
		    GS_ERR_PROOF);
		hashes[i][i % 32] ^= 2;

		uint64_t keep = indexes[i];
		indexes[i] = n;
		assert_int_equal(verify_shown(root, n, &shown, proof, len),
		    GS_ERR_PROOF);
		indexes[i] = i == 0 ? keep : indexes[i - 1];
		if (i != 0)
			assert_int_equal(verify_shown(root, n, &shown, proof,
			    len), GS_ERR_PROOF);
		indexes[i] = keep;
	}

	assert_int_equal(verify_shown(root, n, &shown, proof, len + 1),
	    GS_ERR_PROOF);
	if (len > 0)
		assert_int_equal(verify_shown(root, n, &shown, proof, len - 1),
		    GS_ERR_PROOF);

	if (count > 0) {
		shown.count--;
		assert_int_equal(verify_shown(root, n, &shown, proof, len),
		    GS_ERR_PROOF);
	}
}

static void many_leaves_share_one_proof(void **state)
{
	(void)state;
	static uint8_t want[LEAVES][32], got[LEAVES + 1][32];
	static uint8_t hashes[LEAVES][32];
	bool chosen[LEAVES];
	uint64_t indexes[LEAVES], seed = 2023;
	uint8_t root[32];

	for (size_t n = 1; n < LEAVES; n++) {
		const struct gs_tree tree = {n, naive_subtree, &n};
		naive_root(root, 0, n);

		for (size_t round = 0; round < 40; round++) {
			size_t got_len = 99;
			size_t count = choose_leaves(chosen, indexes, n, &seed);
			size_t len = naive_many(want, chosen, 0, n);
			const struct gs_shown_leaves shown = {indexes,
			    HASHES(hashes), count};
			for (size_t i = 0; i < count; i++)
				memcpy(hashes[i], leaves[indexes[i]], 32);

			assert_int_equal(gs_tree_prove_many(got, &got_len, len,
			    indexes, count, &tree), GS_OK);
			assert_int_equal(got_len, len);
			assert_memory_equal(got, want, 32 * len);
			assert_int_equal(verify_shown(root, n, &shown, got,
			    len), GS_OK);

			memset(got[len], 0x5a, 32);
			reject_many(root, n, shown, got, len);
			if (len > 0)
				assert_int_equal(gs_tree_prove_many(got,
				    &got_len, len - 1, indexes, count, &tree),
				    GS_ERR_SPACE);
		}
	}
}

static void ranges_and_callback_errors_are_reported(void **state)
{
	(void)state;
	uint8_t proof[GS_TREE_LEVELS_MAX][32] = {{0}}, zero[32] = {0};
	uint64_t pair[2] = {3, 3};
	size_t count = 77, n = 5;
	const struct gs_tree tree = {n, naive_subtree, &n};
	const struct gs_tree failing = {n, failing_subtree, NULL};

	assert_int_equal(gs_tree_prove_inclusion(proof, &count, 5, &tree),
	    GS_ERR_RANGE);
	assert_int_equal(gs_tree_prove_consistency(proof, &count, 6, &tree),
	    GS_ERR_RANGE);
	assert_int_equal(gs_tree_prove_many(proof, &count, 9, pair, 2, &tree),
	    GS_ERR_RANGE);
	assert_int_equal(gs_tree_root(proof[0], UINT64_MAX, failing_subtree,
	    NULL), GS_ERR_RANGE);

	assert_int_equal(gs_tree_prove_inclusion(proof, &count, 1, &failing),
	    GS_ERR_IO);
	pair[1] = 2;
	assert_int_equal(gs_tree_prove_many(proof, &count, 9, pair, 1,
	    &failing), GS_ERR_IO);
	assert_int_equal(gs_tree_root(proof[0], 5, failing_subtree, NULL),
	    GS_ERR_IO);

	assert_int_equal(count, 77);
	for (size_t i = 0; i < GS_TREE_LEVELS_MAX; i++)
		assert_memory_equal(proof[i], zero, 32);
}

static int constant_subtree(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index)
{
	(void)index;
	(void)ctx;

	memset(hash, 0, 32);
	for (unsigned i = 0; i < level; i++)
		gs_tree_node(hash, hash, hash);
	return GS_OK;
}

/* The longest proofs that the bound allows fit GS_TREE_LEVELS_MAX. */
static void the_largest_trees_fit(void **state)
{
	(void)state;
	static const uint64_t firsts[] = {1, 2, 3, 5, (UINT64_C(1) << 62) - 1,
	    UINT64_C(1) << 61, (UINT64_C(1) << 61) + 1};
	uint8_t proof[GS_TREE_LEVELS_MAX][32], r1[32], r2[32], leaf[32] = {0};

	for (uint64_t minus = 0; minus < 2; minus++) {
		uint64_t size = (UINT64_C(1) << 62) - minus;
		const struct gs_tree tree = {size, constant_subtree, NULL};

		assert_int_equal(gs_tree_root(r2, size, constant_subtree,
		    NULL), GS_OK);
		for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++) {
			size_t count = 0;

			assert_int_equal(gs_tree_root(r1, firsts[i],
			    constant_subtree, NULL), GS_OK);
			assert_int_equal(gs_tree_prove_consistency(proof,
			    &count, firsts[i], &tree), GS_OK);
			assert_int_equal(gs_tree_verify_consistency(r1,
			    firsts[i], r2, size, HASHES(proof), count), GS_OK);

			assert_int_equal(gs_tree_prove_inclusion(proof,
			    &count, firsts[i] - 1, &tree), GS_OK);
			assert_int_equal(gs_tree_verify_inclusion(r2, size,
			    firsts[i] - 1, leaf, HASHES(proof), count), GS_OK);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc_roots_are_known),
		cmocka_unit_test(roots_equal_the_naive_root),
		cmocka_unit_test(a_tree_has_its_beginnings),
		cmocka_unit_test(inclusion_equals_the_naive_path),
		cmocka_unit_test(consistency_equals_the_naive_proof),
		cmocka_unit_test(many_leaves_share_one_proof),
		cmocka_unit_test(ranges_and_callback_errors_are_reported),
		cmocka_unit_test(the_largest_trees_fit),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	for (size_t i = 0; i < LEAVES; i++) {
		uint8_t in[2] = {0, (uint8_t)i};
		crypto_hash_sha256(leaves[i], in, sizeof in);
	}
	return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
