/* SPDX-License-Identifier: Apache-2.0 */
/* Every vector path of verifying and proving that the processor has beside the
 * portable one, bit by bit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/host.h"
#include "core/proof/cpu.h"
#include "core/proof/fold.h"
#include "core/proof/member.h"
#include "lib/host.h"

/* The one that is compared. */
static const struct gs_proof_ops *path;

/* Every path under its own name; no other name starts the program, and the
 * portable path stands in for it. */
static void the_environment_chooses(void **state)
{
	(void)state;
	static const char *const none[] = {"sse2", "PORTABLE", "portable "};
	const struct gs_proof_ops *ops = NULL;
	const char *wish = getenv("GAINSAY_CPU");
	char *kept = wish != NULL ? strdup(wish) : NULL;

	for (size_t i = 0; (ops = gs_host_proof_path(i)) != NULL; i++) {
		assert_int_equal(setenv("GAINSAY_CPU", ops->name, 1), 0);
		assert_int_equal(gs_host_start(), GS_OK);
		assert_ptr_equal(gs_host_proof_ops(), ops);
	}

	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		assert_int_equal(setenv("GAINSAY_CPU", none[i], 1), 0);
		assert_int_equal(gs_host_start(), GS_ERR_UNKNOWN);
		assert_ptr_equal(gs_host_proof_ops(), &gs_proof_ops_portable);
	}

	assert_int_equal(setenv("GAINSAY_CPU", "", 1), 0);
	assert_ptr_equal(gs_host_proof_ops(), gs_host_proof_path(0));
	assert_int_equal(unsetenv("GAINSAY_CPU"), 0);
	assert_ptr_equal(gs_host_proof_ops(), gs_host_proof_path(0));

	if (kept != NULL)
		assert_int_equal(setenv("GAINSAY_CPU", kept, 1), 0);
	free(kept);
}

static void the_environment_says_how_many_threads(void **state)
{
	(void)state;
	static const char *const none[] = {"0", "9", "2x", "-1", " 1"};
	const char *wish = getenv("GAINSAY_THREADS");
	char *kept = wish != NULL ? strdup(wish) : NULL;

	for (size_t n = 1; n <= GS_WORKERS_MAX; n++) {
		const char said[2] = {(char)('0' + n), '\0'};
		assert_int_equal(setenv("GAINSAY_THREADS", said, 1), 0);
		assert_int_equal(gs_host_start(), GS_OK);
		assert_int_equal(gs_host_workers(), n);
	}

	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		assert_int_equal(setenv("GAINSAY_THREADS", none[i], 1), 0);
		assert_int_equal(gs_host_start(), GS_ERR_UNKNOWN);
	}

	assert_int_equal(unsetenv("GAINSAY_THREADS"), 0);
	assert_int_equal(gs_host_start(), GS_OK);

	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	assert_int_equal(gs_host_workers(),
	    processors < GS_WORKERS_MAX ? processors : GS_WORKERS_MAX);

	if (kept != NULL)
		assert_int_equal(setenv("GAINSAY_THREADS", kept, 1), 0);
	assert_int_equal(gs_host_start(), GS_OK);
	free(kept);
}

static void count_job(void *ctx, size_t i)
{
	atomic_uint *counts = ctx;
	(void)atomic_fetch_add(&counts[i], 1);
}

static void jobs_are_done_once(void **state)
{
	(void)state;
	const size_t before = gs_host_workers();

	for (size_t w = 1; w <= GS_WORKERS_MAX; w++) {
		gs_host_set_workers(w);

		for (size_t n = 0; n <= 20; n++) {
			atomic_uint counts[21] = {0};

			gs_host_each(count_job, counts, n);
			for (size_t i = 0; i <= 20; i++)
				assert_int_equal(counts[i], i < n);
		}
	}

	gs_host_set_workers(0);
	assert_int_equal(gs_host_workers(), 1);
	gs_host_set_workers(GS_WORKERS_MAX + 1);
	assert_int_equal(gs_host_workers(), GS_WORKERS_MAX);

	gs_host_set_workers(before);
}

/* The portable one is last, whatever there is before it. */
static void a_path_is_named_once(void **state)
{
	(void)state;
	const struct gs_proof_ops *ops = NULL, *other = NULL, *last = NULL;

	for (size_t i = 0; (ops = gs_host_proof_path(i)) != NULL; i++) {
		for (size_t j = 0; j < i; j++) {
			other = gs_host_proof_path(j);
			assert_string_not_equal(other->name, ops->name);
		}
		last = ops;
	}

	assert_ptr_equal(last, &gs_proof_ops_portable);
	assert_string_equal(last->name, "portable");
}

enum fill { ZEROS, ONES, LARGEST, FULL_LIMBS, RANDOM, MIXED, FILLS };

/* As kept, that is after Montgomery's factor: any value below q may come. */
static void fill_one(struct gs_sc_block *r, size_t at, enum fill fill)
{
	static const struct gs_sc largest = {{0x5812631a5cf5d3ec,
	    0x14def9dea2f79cd6, 0, 0x1000000000000000}};
	static const struct gs_sc full = {{UINT64_MAX, UINT64_MAX, UINT64_MAX,
	    0x0fffffffffffffff}};
	struct gs_sc s = GS_SC_ZERO;
	uint8_t bytes[32];

	if (fill == MIXED)
		fill = (enum fill)randombytes_uniform(MIXED);

	if (fill == ONES) {
		s.v[0] = 1;
	} else if (fill == LARGEST) {
		s = largest;
	} else if (fill == FULL_LIMBS) {
		s = full;
	} else if (fill == RANDOM) {
		crypto_core_ristretto255_scalar_random(bytes);
		assert_int_equal(gs_sc_decode(&s, bytes), GS_OK);
	}

	gs_sc_block_put(r, at, &s);
}

static struct gs_sc_block *random_rows(size_t rows, size_t depth,
    enum fill fill)
{
	const size_t blocks = gs_rns_blocks(depth);
	struct gs_sc_block *r = calloc(rows * blocks, sizeof *r);

	assert_non_null(r);
	for (size_t i = 0; i < rows; i++)
		for (size_t k = 0; k < depth; k++)
			fill_one(r + i * blocks, k, fill);

	return r;
}

static void *multiply(const struct gs_proof_ops *ops, struct gs_matrix *m)
{
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	uint64_t(*r)[4] = calloc(m->rows * m->columns, sizeof *r);

	m->scratch = gs_arena_take(arena,
	    gs_rns_scratch(m->rows, m->columns, m->depth), 1);
	assert_true(r != NULL && m->scratch != NULL);

	gs_rns_matrix(r, m, ops->rns);

	gs_pool_free(&pool);
	return r;
}

static void compare_matrices(size_t rows, size_t columns, size_t depth,
    enum fill u, enum fill v)
{
	struct gs_sc_block *left = random_rows(rows, depth, u);
	struct gs_sc_block *right = random_rows(columns, depth, v);
	struct gs_matrix m = {left, right, rows, columns, depth, NULL, 1};

	void *want = multiply(&gs_proof_ops_portable, &m);
	void *got = multiply(path, &m);
	assert_memory_equal(got, want, rows * columns * 32);

	free(got);

	for (m.workers = 2; m.workers <= GS_WORKERS_MAX; m.workers *= 2) {
		got = multiply(path, &m);
		assert_memory_equal(got, want, rows * columns * 32);
		free(got);
	}

	free(want);
	free(left);
	free(right);
}

static void matrices_agree(void **state)
{
	(void)state;
	static const size_t sides[] = {1, 3, 4, 5, 8, 9, 16};
	static const size_t depths[] = {1, 3, 4, 65};
	const size_t n = sizeof sides / sizeof *sides;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			for (size_t k = 0; k < 4; k++)
				compare_matrices(sides[i], sides[j], depths[k],
				    MIXED, RANDOM);
}

/* The bounds are those of the deepest sums of the largest limbs. */
static void deep_matrices_agree(void **state)
{
	(void)state;

	for (enum fill u = ZEROS; u < FILLS; u++)
		for (enum fill v = ZEROS; v < FILLS; v++)
			compare_matrices(2, 9, GS_MATRIX_DEPTH_MAX, u, v);

	compare_matrices(64, 64, 100, RANDOM, RANDOM);
}

/* a below 2q and b below q: what comes is right, or q too large. */
static void scales_agree(void **state)
{
	(void)state;
	static const struct gs_sc order = {{0x5812631a5cf5d3ed,
	    0x14def9dea2f79cd6, 0, 0x1000000000000000}};
	static const struct gs_sc largest = {{0xb024c634b9eba7d9,
	    0x29bdf3bd45ef39ac, 0, 0x2000000000000000}}; /* 2q - 1 */

	for (int run = 0; path->rns->scale != NULL && run < 500; run++) {
		struct gs_sc_block a, b, r;
		struct gs_sc x[GS_RNS_LANES], y[GS_RNS_LANES];

		for (size_t l = 0; l < GS_RNS_LANES; l++) {
			fill_one(&b, l, run == 0 ? LARGEST : MIXED);
			randombytes_buf(&x[l], sizeof x[l]);
			x[l].v[3] &= (UINT64_C(1) << 61) - 1;
			if (run < 2)
				x[l] = run == 0 ? largest : GS_SC_ZERO;
			gs_sc_block_put(&a, l, &x[l]);
			for (size_t i = 0; i < 8; i++)
				((uint32_t *)y[l].v)[i] = b.word[i][l];
		}

		path->rns->scale(&r, &a, &b);

		for (size_t l = 0; l < GS_RNS_LANES; l++) {
			struct gs_sc want, got, low;

			gs_sc_mul(&want, &x[l], &y[l]);
			for (size_t i = 0; i < 8; i++)
				((uint32_t *)got.v)[i] = r.word[i][l];

			gs_sc_sub(&low, &got, &order);
			assert_true(memcmp(&got, &want, 32) == 0 ||
			    memcmp(&low, &want, 32) == 0);
		}
	}
}

#define TERMS 700

/* Random points, the identity, repetitions and opposites. */
static struct gs_niels *some_points(void)
{
	struct gs_niels *r = calloc(TERMS, sizeof *r);

	assert_non_null(r);

	for (size_t i = 0; i < TERMS; i++) {
		struct gs_point p;
		uint8_t bytes[32] = {0};

		if (i != 1)
			crypto_core_ristretto255_random(bytes);
		assert_int_equal(gs_point_decode(&p, bytes), GS_OK);

		gs_niels_of_affine(&r[i], &p);

		if (i % 7 == 3)
			r[i] = r[i - 1];

		if (i % 7 == 5) {
			gs_point_of_niels(&p, &r[i - 1]);
			gs_point_negate(&p, &p);
			gs_niels_of(&r[i], &p);
		}
	}

	return r;
}

/* Under ZEROS, ONES and so on every term falls into the same buckets. */
static void some_scalars(uint64_t (*r)[4], enum fill fill)
{
	static const uint64_t largest[4] = {0x5812631a5cf5d3ec,
	    0x14def9dea2f79cd6, 0, 0x1000000000000000};

	for (size_t i = 0; i < TERMS; i++) {
		enum fill now = fill == MIXED
		    ? (enum fill)randombytes_uniform(MIXED) : fill;

		memset(r[i], 0, sizeof r[i]);

		if (now == ONES)
			r[i][0] = 1;
		else if (now == LARGEST)
			memcpy(r[i], largest, sizeof r[i]);
		else if (now == FULL_LIMBS)
			memset(r[i], 0xff, sizeof r[i] - 1);
		else if (now == RANDOM)
			crypto_core_ristretto255_scalar_random(
			    (uint8_t *)r[i]);
	}
}

/* A sum of the first `count` terms, in windows among so many workers. */
struct sum {
	const struct gs_niels *points;
	uint64_t (*scalars)[4];
	size_t count, workers;
	unsigned width;
};

/* The terms in two runs. */
static void encode_sum(uint8_t r[32], const struct gs_msm_ops *ops,
    const struct sum *s)
{
	static uint64_t copy[TERMS][4];
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	const size_t half = s->count / 2;
	const size_t buckets = (size_t)1 << (s->width - 1);
	const struct gs_terms runs[] = {{s->points, copy, half},
	    {s->points + half, copy + half, s->count - half}};
	const size_t step = (ops->fill_scratch(s->count, buckets) + 63) / 64 *
	    64;
	const struct gs_msm m = {ops, runs, 2, s->width,
	    gs_arena_take(arena, s->workers * buckets, sizeof(struct gs_point)),
	    gs_arena_take(arena, s->workers, step), s->workers, step};
	struct gs_point p;

	assert_true(m.buckets != NULL && m.scratch != NULL);
	memcpy(copy, s->scalars, sizeof copy);
	gs_msm_run(&p, &m);
	gs_point_encode(r, &p);

	gs_pool_free(&pool);
}

static void sums_agree(void **state)
{
	(void)state;
	const struct gs_proof_ops *ops = path;
	static const size_t counts[] = {0, 1, 2, 7, 8, 9, 63, 257, TERMS};
	static uint64_t scalars[TERMS][4];
	struct gs_niels *points = NULL;

	points = some_points();

	for (enum fill fill = ZEROS; fill < FILLS; fill++) {
		some_scalars(scalars, fill);

		for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
			struct sum some = {points, scalars, counts[i], 1,
			    GS_MSM_WIDTH_MIN + (unsigned)(i + fill) % 9};
			uint8_t want[32], got[32];

			encode_sum(want, gs_proof_ops_portable.msm, &some);
			for (; some.workers <= 3; some.workers++) {
				encode_sum(got, ops->msm, &some);
				assert_memory_equal(got, want, 32);
			}
		}
	}

	free(points);
}

/* A bucket is the very point, not only the coset that its encoding names. */
static void buckets_agree(void **state)
{
	(void)state;
	const struct gs_proof_ops *ops = path;
	static uint64_t scalars[TERMS][4];
	static struct gs_point want[64], got[64];
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_niels *points = NULL;

	points = some_points();
	some_scalars(scalars, RANDOM);
	const struct gs_terms run = {points, scalars, TERMS};
	const struct gs_window w = {&run, 1, 63, 7, false};

	void *scratch = gs_arena_take(arena,
	    ops->msm->fill_scratch(TERMS, 64), 1);
	assert_non_null(scratch);

	gs_proof_ops_portable.msm->fill(want, &w, NULL);
	ops->msm->fill(got, &w, scratch);

	for (size_t i = 0; i < 64; i++) {
		struct gs_niels a, b;
		uint8_t x[32], y[32];

		assert_int_equal(gs_bucket_is_empty(&want[i]),
		    gs_bucket_is_empty(&got[i]));
		if (gs_bucket_is_empty(&want[i]))
			continue;

		gs_niels_of(&a, &want[i]);
		gs_niels_of(&b, &got[i]);
		gs_fe_to_bytes(x, &a.t2d);
		gs_fe_to_bytes(y, &b.t2d);
		assert_memory_equal(x, y, 32);

		gs_fe_to_bytes(x, &a.y_plus_x);
		gs_fe_to_bytes(y, &b.y_plus_x);
		assert_memory_equal(x, y, 32);
	}

	free(points);
	gs_pool_free(&pool);
}

/* Points, and what is none: the same verdicts and the same limbs. */
static void decoding_is_alike(void **state)
{
	(void)state;
	const struct gs_proof_ops *ops = path;
	uint8_t bytes[37 * 32];
	struct gs_niels a[37], b[37];

	for (size_t n = 1; n <= 37; n++) {
		for (size_t i = 0; i < n; i++)
			crypto_core_ristretto255_random(bytes + 32 * i);

		assert_int_equal(gs_points_decode(a, bytes, n,
		    gs_pow_p58_portable), GS_OK);
		assert_int_equal(gs_points_decode(b, bytes, n, ops->pow_p58),
		    GS_OK);

		for (size_t i = 0; i < n; i++) {
			assert_true(gs_fe_equal(&a[i].y_plus_x,
			    &b[i].y_plus_x) != 0);
			assert_true(gs_fe_equal(&a[i].y_minus_x,
			    &b[i].y_minus_x) != 0);
			assert_true(gs_fe_equal(&a[i].t2d, &b[i].t2d) != 0);
		}

		/* Half of all random strings are no field element's square
		 * root; some decode. */

		for (int k = 0; k < 8; k++) {
			randombytes_buf(bytes + 32 * (n - 1), 32);
			bytes[32 * (n - 1)] &= 0xfe;
			bytes[32 * n - 1] &= 0x7f;
			assert_int_equal(gs_points_decode(a, bytes, n,
			    gs_pow_p58_portable),
			    gs_points_decode(b, bytes, n, ops->pow_p58));
		}
	}
}

/* Every limb at its bound. */
static void powers_are_alike(void **state)
{
	(void)state;
	const struct gs_proof_ops *ops = path;
	struct gs_fe in[16], a[16], b[16];

	for (int run = 0; run < 50; run++) {
		for (size_t i = 0; i < 16; i++)
			for (int k = 0; k < 5; k++)
				in[i].v[k] = run == 0 ? 0 : run == 1 ?
				    GS_FE_MASK + (1 << 15) :
				    ((uint64_t)randombytes_random() << 32 |
				        randombytes_random()) & GS_FE_MASK;

		gs_pow_p58_portable(a, in, 16);
		ops->pow_p58(b, in, 16);

		for (size_t i = 0; i < 16; i++)
			assert_true(gs_fe_equal(&a[i], &b[i]) != 0);
	}
}

/* At run 0 the largest digits both ways and the identity, then random. */
static void fill_group(struct gs_point *points, struct gs_digits *scalars,
    size_t n, int run)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t bytes[32] = {0};

		if (run != 0 || i % 5 != 0)
			crypto_core_ristretto255_random(bytes);
		assert_int_equal(gs_point_decode(&points[i], bytes), GS_OK);
		gs_point_double(&points[i], &points[i], 1);

		for (size_t w = 0; w < 64; w++)
			scalars[i].d[w] = (int8_t)(run == 0
			    ? i % 3 == 0 ? -8 : i % 3 == 1 ? 7 : 0
			    : (int)randombytes_uniform(16) - 8);
	}
}

static uint64_t *step_buffer(struct gs_arena *arena, size_t points)
{
	uint64_t *r = gs_arena_take(arena, points, sizeof(struct gs_point));

	assert_non_null(r);
	return r;
}

/* Lane l of the vectors gets the points turned by l places, but for the first:
 * each lane must give what one lane gives alone. */
static void compare_steps(const struct gs_fold_ops *ops,
    const struct gs_point *points, const struct gs_digits *scalars,
    unsigned digits, const uint64_t (*is)[4])
{
	const size_t n = (size_t)1 << (2 * digits), lanes = ops->lanes;
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	uint64_t *in = step_buffer(arena, n * lanes);
	uint64_t *out = step_buffer(arena, (digits + 1) * lanes);
	uint64_t *one = step_buffer(arena, n), words[20];
	uint64_t *want = step_buffer(arena, digits + 1);
	void *scratch = gs_arena_take(arena, 1, ops->scratch);
	void *small = gs_arena_take(arena, 1, gs_fold_portable.scratch);

	assert_true(scratch != NULL && small != NULL);

	for (size_t i = 0; i < n * lanes; i++) {
		memcpy(words, &points[(i / lanes + i % lanes) % n],
		    sizeof words);
		for (size_t k = 0; k < 20; k++)
			in[(i / lanes * 20 + k) * lanes + i % lanes] =
			    words[k];
	}

	ops->step(out, in, is, scalars, digits, scratch);

	for (size_t l = 0; l < lanes; l++) {
		for (size_t i = 0; i < n; i++)
			memcpy(one + 20 * i, &points[(i + l) % n], 160);

		gs_fold_portable.step(want, one, is, scalars, digits, small);

		for (size_t e = 0; e <= digits; e++) {
			struct gs_point a, b;
			struct gs_niels x, y;

			for (size_t k = 0; k < 20; k++)
				words[k] = out[(e * 20 + k) * lanes + l];
			memcpy(&a, words, sizeof a);
			memcpy(&b, want + 20 * e, sizeof b);

			gs_niels_of(&x, &a);
			gs_niels_of(&y, &b);
			assert_true(gs_fe_equal(&x.y_plus_x, &y.y_plus_x) &&
			    gs_fe_equal(&x.y_minus_x, &y.y_minus_x) &&
			    gs_fe_equal(&x.t2d, &y.t2d));
		}
	}

	gs_pool_free(&pool);
}

static int by_key(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

/* The proof of one member under a table, from the same fresh bytes. */
static size_t prove(uint8_t *proof, const uint8_t *keys, size_t n,
    const struct gs_secret *secret, const char *cpu)
{
	static const uint8_t fresh[GS_NONCE_LEN] = {5};
	const struct gs_statement s = {(const uint8_t *)"scope", 5,
	    (const uint8_t *)"message", 7};
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_roll *roll = NULL;
	size_t len = 0;

	assert_int_equal(setenv("GAINSAY_CPU", cpu, 1), 0);
	assert_int_equal(gs_roll_open(&roll, arena, keys, n), GS_OK);

	assert_int_equal(gs_member_prove_derand(proof, &len, GS_PROOF_LEN_MAX,
	    &(struct gs_proof_inputs){roll, secret, &s}, fresh, arena), GS_OK);

	assert_int_equal(unsetenv("GAINSAY_CPU"), 0);
	gs_pool_free(&pool);
	return len;
}

static void compare_proofs(size_t n)
{
	uint8_t vector[GS_PROOF_LEN_MAX], portable[GS_PROOF_LEN_MAX], own[32];
	uint8_t *keys = calloc(n, 32);
	struct gs_secret secret;

	assert_non_null(keys);
	assert_int_equal(gs_secret_new(&secret, own), GS_OK);

	memcpy(keys, own, 32);
	for (size_t i = 1; i < n; i++)
		crypto_core_ristretto255_random(keys + 32 * i);
	qsort(keys, n, 32, by_key);

	size_t len = prove(vector, keys, n, &secret, path->name);
	assert_int_equal(prove(portable, keys, n, &secret, "portable"), len);
	assert_memory_equal(vector, portable, len);

	free(keys);
}

/* Points and scalars of every kind, given to both in their own layout. */
static void fold_steps_agree(void **state)
{
	(void)state;
	static struct gs_point points[GS_FOLD_GROUP];
	static struct gs_digits scalars[GS_FOLD_GROUP];

	for (unsigned digits = 1; digits <= GS_FOLD_DIGITS; digits++) {
		const size_t n = (size_t)1 << (2 * digits);

		for (int run = 0; run < 3; run++) {
			uint64_t is[GS_FOLD_DIGITS][4] = {{0}};

			for (unsigned j = 0; j < digits; j++)
				is[j][randombytes_uniform(4)] = UINT64_MAX;

			fill_group(points, scalars, n, run);
			compare_steps(path->fold, points, scalars, digits,
			    (const uint64_t(*)[4])is);
		}
	}
}

/* Whole proofs, of rolls that end within a group and at its end. */
static void proofs_agree(void **state)
{
	(void)state;
	static const size_t sizes[] = {2, 4, 5, 63, 64, 65, 257, 1025};

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		compare_proofs(sizes[i]);
}

int main(void)
{
	const struct CMUnitTest choice[] = {
	    cmocka_unit_test(the_environment_chooses),
	    cmocka_unit_test(a_path_is_named_once),
	    cmocka_unit_test(the_environment_says_how_many_threads),
	    cmocka_unit_test(jobs_are_done_once)};
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(decoding_is_alike),
	    cmocka_unit_test(powers_are_alike),
	    cmocka_unit_test(matrices_agree),
	    cmocka_unit_test(deep_matrices_agree),
	    cmocka_unit_test(scales_agree),
	    cmocka_unit_test(sums_agree),
	    cmocka_unit_test(buckets_agree),
	    cmocka_unit_test(fold_steps_agree),
	    cmocka_unit_test(proofs_agree)};

	if (gs_host_start() != GS_OK)
		return 1;

	int failed = cmocka_run_group_tests_name("choice", choice, NULL, NULL);
	for (size_t i = 0; (path = gs_host_proof_path(i)) != NULL; i++)
		if (path != &gs_proof_ops_portable)
			failed += cmocka_run_group_tests_name(path->name,
			    tests, NULL, NULL);
	return failed;
}
