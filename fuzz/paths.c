/* SPDX-License-Identifier: Apache-2.0 */
/* Every path of verifying and proving that the processor has, beside the
 * portable one and on the same input: decoding, powers, matrices, sums, the
 * verdicts on a batch and whole proofs.  The first byte says which. */
#include <stdbool.h>
#include <string.h>

#include "core/host.h"
#include "core/proof/cpu.h"
#include "core/proof/roll.h"
#include "fuzz/fuzz.h"
#include "lib/host.h"

#define POINTS 24
#define TERMS 320
#define MEMBERS 6
#define PROOF_LEN GS_PROOF_LEN(2) /* of a roll of five to sixteen */

struct input {
	const uint8_t *data;
	size_t len;
};

static unsigned take_byte(struct input *in)
{
	if (in->len == 0)
		return 0;

	in->len--;
	return *in->data++;
}

/* 32 bytes from `at`, around the end. */
static void copy_around(uint8_t out[32], const struct input *in, size_t at)
{
	for (size_t i = 0; i < 32; i++)
		out[i] = in->len == 0 ? 0 : in->data[(at + i) % in->len];
}

static void same_fe(const struct gs_fe *a, const struct gs_fe *b)
{
	GS_HOLDS(gs_fe_equal(a, b) != 0);
}

static void check_decoding(const struct gs_proof_ops *ops, struct input in)
{
	const struct gs_proof_ops *plain = &gs_proof_ops_portable;
	struct gs_niels a[POINTS], b[POINTS];
	size_t n = in.len / 32 < POINTS ? in.len / 32 : POINTS;
	int want = gs_points_decode(a, in.data, n, plain->pow_p58);
	GS_HOLDS(gs_points_decode(b, in.data, n, ops->pow_p58) == want);

	for (size_t i = 0; want == GS_OK && i < n; i++) {
		same_fe(&a[i].y_plus_x, &b[i].y_plus_x);
		same_fe(&a[i].y_minus_x, &b[i].y_minus_x);
		same_fe(&a[i].t2d, &b[i].t2d);
	}
}

/* Limbs over all that "tight" allows. */
static void check_powers(const struct gs_proof_ops *ops, struct input in)
{
	struct gs_fe x[POINTS] = {{{0}}}, a[POINTS], b[POINTS];
	size_t n = in.len / 40 < POINTS ? in.len / 40 : POINTS;

	for (size_t i = 0; i < n; i++) {
		memcpy(x[i].v, in.data + 40 * i, 40);
		for (int k = 0; k < 5; k++)
			x[i].v[k] %= GS_FE_MASK + (1 << 15) + 1;
	}

	gs_pow_p58_portable(a, x, n);
	ops->pow_p58(b, x, n);

	for (size_t i = 0; i < n; i++)
		same_fe(&a[i], &b[i]);
}

/* Below 2^252, so below q. */
static void small_scalar(uint64_t v[4], const struct input *in, size_t at)
{
	uint8_t bytes[32];

	copy_around(bytes, in, at);
	bytes[31] &= 0x0f;
	memcpy(v, bytes, 32);
}

static void fill_rows(struct gs_sc_block *rows, size_t count, size_t depth,
    const struct input *in, size_t at)
{
	const size_t blocks = gs_rns_blocks(depth);

	memset(rows, 0, count * blocks * sizeof *rows);
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < depth; k++) {
			struct gs_sc s;

			small_scalar(s.v, in, at + 7 * (i * depth + k));
			gs_sc_block_put(rows + i * blocks, k, &s);
		}
	}
}

static void check_matrices(const struct gs_proof_ops *ops, struct input in)
{
	static struct gs_sc_block u[8 * 4], v[16 * 4];
	static uint64_t want[8 * 16][4], got[8 * 16][4];
	struct gs_matrix m = {u, v, 1 + take_byte(&in) % 8,
	    1 + take_byte(&in) % 16, 1 + take_byte(&in) % 64, NULL,
	    1 + take_byte(&in) % 3};
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);

	fill_rows(u, m.rows, m.depth, &in, 0);
	fill_rows(v, m.columns, m.depth, &in, 7 * m.rows * m.depth);

	m.scratch = gs_arena_take(arena,
	    gs_rns_scratch(m.rows, m.columns, m.depth), 1);
	GS_HOLDS(m.scratch != NULL);

	gs_rns_matrix(want, &m, &gs_rns_portable);
	gs_rns_matrix(got, &m, ops->rns);
	GS_HOLDS(memcmp(want, got,
	    m.rows * m.columns * sizeof *want) == 0);

	gs_pool_free(&pool);
}

/* The identity, G, and others; every second one the opposite of the one
 * before. */
static const struct gs_niels *some_points(void)
{
	static struct gs_niels points[16];
	static bool made;

	for (size_t i = 0; !made && i < 16; i++) {
		struct gs_point p;
		uint8_t uniform[64] = {(uint8_t)(i / 2)};

		gs_point_from_uniform(&p, uniform);
		if (i / 2 == 0)
			gs_point_identity(&p);

		if (i / 2 == 1)
			GS_HOLDS(gs_point_decode(&p, gs_base_bytes) == GS_OK);
		if (i % 2 == 1)
			gs_point_negate(&p, &p);

		gs_niels_of(&points[i], &p);
	}
	made = true;
	return points;
}

struct sum {
	struct gs_niels points[TERMS];
	uint64_t scalars[TERMS][4], copy[TERMS][4];
	size_t n, half;
	unsigned width;
	struct gs_point buckets[1 << 9];
};

/* The terms in two runs. */
static void run_sum(uint8_t encoding[32], struct sum *s,
    const struct gs_msm_ops *ops)
{
	const size_t buckets = (size_t)1 << (s->width - 1);
	const struct gs_terms runs[] = {{s->points, s->copy, s->half},
	    {s->points + s->half, s->copy + s->half, s->n - s->half}};
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_point r;
	const struct gs_msm m = {ops, runs, 2, s->width, s->buckets,
	    gs_arena_take(arena, ops->fill_scratch(s->n, buckets), 1), 1, 0};

	GS_HOLDS(m.scratch != NULL);

	memcpy(s->copy, s->scalars, sizeof s->copy);
	gs_msm_run(&r, &m);
	gs_point_encode(encoding, &r);

	gs_pool_free(&pool);
}

static void check_sums(const struct gs_proof_ops *ops, struct input in)
{
	static struct sum s;
	const struct gs_niels *points = some_points();
	uint8_t want[32], got[32];
	unsigned scale = 1 + take_byte(&in) % 8;

	s.width = GS_MSM_WIDTH_MIN + take_byte(&in) % 8;
	s.n = in.len < TERMS / scale ? in.len * scale : TERMS;
	s.half = s.n * (take_byte(&in) % 4) / 4;

	for (size_t i = 0; i < s.n; i++) {
		uint8_t choice[32];

		copy_around(choice, &in, 5 * i);
		s.points[i] = points[choice[0] % 16];
		small_scalar(s.scalars[i], &in, 3 * i);
	}

	run_sum(want, &s, &gs_msm_portable);
	run_sum(got, &s, ops->msm);
	GS_HOLDS(memcmp(want, got, 32) == 0);
}

struct club {
	struct gs_pool pool;
	struct gs_roll *roll;
	struct gs_secret secrets[MEMBERS];
	uint8_t proofs[MEMBERS][PROOF_LEN];
};

static struct gs_statement statement_of(size_t i)
{
	static const uint8_t messages[MEMBERS] = {0, 1, 2, 3, 4, 5};
	return (struct gs_statement){(const uint8_t *)"paths", i % 2 + 4,
	    &messages[i], 1};
}

static void make_secrets(struct gs_secret secrets[MEMBERS],
    uint8_t keys[MEMBERS][32])
{
	for (size_t i = 0; i < MEMBERS; i++) {
		uint8_t fresh[GS_SECRET_FRESH_LEN] = {(uint8_t)(i + 1)};
		GS_HOLDS(gs_secret_new_derand(&secrets[i], keys[i],
		    fresh) == GS_OK);
	}

	for (size_t i = 1; i < MEMBERS; i++) {
		for (size_t j = i; j > 0 &&
		    memcmp(keys[j], keys[j - 1], 32) < 0; j--) {
			uint8_t key[32];

			memcpy(key, keys[j], 32);
			memcpy(keys[j], keys[j - 1], 32);
			memcpy(keys[j - 1], key, 32);
		}
	}
}

/* The same members and proofs every time. */
static struct club *the_club(void)
{
	static struct club c;
	uint8_t keys[MEMBERS][32];

	if (c.roll != NULL)
		return &c;

	struct gs_arena *arena = gs_pool_start(&c.pool);
	make_secrets(c.secrets, keys);
	GS_HOLDS(gs_roll_open(&c.roll, arena, keys[0], MEMBERS) == GS_OK);

	for (size_t i = 0; i < MEMBERS; i++) {
		const uint8_t fresh[GS_NONCE_LEN] = {(uint8_t)i};
		const struct gs_statement s = statement_of(i);
		size_t len = 0;

		GS_HOLDS(gs_member_prove_derand(c.proofs[i], &len, PROOF_LEN,
		    &(struct gs_proof_inputs){c.roll, &c.secrets[i], &s}, fresh,
		    arena) == GS_OK);

		GS_HOLDS(len == PROOF_LEN);
	}
	return &c;
}

/* Proof i is valid on every path if it is the very one that was made, and on
 * none otherwise. */
static void check_verdicts(const struct gs_proof_ops *ops, struct input in)
{
	const struct club *club = the_club();
	struct gs_roll roll = *club->roll;
	struct gs_proof_ref refs[MEMBERS];
	bool valid[MEMBERS] = {false};
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	size_t n = 0;

	roll.ops = ops;
	for (; n < MEMBERS && in.len > n * PROOF_LEN; n++) {
		const size_t left = in.len - n * PROOF_LEN;
		refs[n] = (struct gs_proof_ref){statement_of(n),
		    in.data + n * PROOF_LEN,
		    left < PROOF_LEN ? left : PROOF_LEN};
	}

	GS_HOLDS(gs_member_verify_batch(valid, &roll, refs, n, arena) ==
	    GS_OK);

	for (size_t i = 0; i < n; i++)
		GS_HOLDS(valid[i] == (refs[i].proof_len == PROOF_LEN &&
		    memcmp(refs[i].proof, club->proofs[i], PROOF_LEN) == 0));

	gs_pool_free(&pool);
}

static void prove_on_path(uint8_t proof[PROOF_LEN],
    const struct gs_proof_ops *ops, struct input in)
{
	const struct club *club = the_club();
	struct gs_roll roll = *club->roll;
	const struct gs_secret *secret = &club->secrets[take_byte(&in) %
	    MEMBERS];
	const struct gs_statement s = {in.data, in.len, in.data, in.len / 2};
	uint8_t fresh[GS_NONCE_LEN] = {0};
	struct gs_pool pool;
	size_t len = 0;

	copy_around(fresh, &in, 0);
	roll.ops = ops;

	GS_HOLDS(gs_member_prove_derand(proof, &len, PROOF_LEN,
	    &(struct gs_proof_inputs){&roll, secret, &s}, fresh,
	    gs_pool_start(&pool)) == GS_OK && len == PROOF_LEN);

	gs_pool_free(&pool);
}

/* From the same fresh bytes the same proof. */
static void check_proofs(const struct gs_proof_ops *ops, struct input in)
{
	uint8_t want[PROOF_LEN], got[PROOF_LEN];

	prove_on_path(want, &gs_proof_ops_portable, in);
	prove_on_path(got, ops, in);

	GS_HOLDS(memcmp(want, got, PROOF_LEN) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void (*const kinds[])(const struct gs_proof_ops *ops,
	    struct input in) = {check_decoding, check_powers,
	    check_matrices, check_sums, check_verdicts, check_proofs};
	struct input in = {data, len};
	unsigned kind = take_byte(&in);
	const struct gs_proof_ops *ops = NULL;

	if (kind >= sizeof kinds / sizeof *kinds)
		return 0;

	gs_fuzz_reached++;
	for (size_t i = 0; (ops = gs_host_proof_path(i)) != NULL; i++)
		kinds[kind](ops, in);
	return 0;
}
