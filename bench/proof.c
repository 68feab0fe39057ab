/* SPDX-License-Identifier: Apache-2.0 */
/* How long member proofs take, beside the same sums done one by one with
 * libsodium in the same run.
 *
 * usage: bench-proof [--json] [--quick | --growth | --batches | --matrix |
 *     --batches-of N | --size N | --once N BATCH]
 *
 * --growth: proofs alone, over rolls of 1,024 to 1,048,576; ten minutes.
 * --batches: verification alone, batches of 1 to 4,096; two minutes.
 * --batches-of: the same over one roll.
 * --matrix: the scalar matrix of N = 65,536 beside its limit.
 * --size: what a roll of N keys costs, on every path.
 * --once: a proof and the verification of a batch of it, once each and on one
 * path, for a program that counts instructions or memory. */
#include <malloc.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/limit.h"
#include "core/host.h"
#include "core/proof/cpu.h"
#include "core/proof/member.h"
#include "core/group/msm.h"
#include "core/proof/roll.h"
#include "lib/host.h"

#define RUNS_MAX 9

static bool json, quick, growth;
static double libsodium_term; /* seconds: one scalarmult and one addition */

static void require(bool ok, const char *what)
{
	if (ok)
		return;

	fprintf(stderr, "bench-proof: %s\n", what);
	exit(1);
}

/* Of this process: the machine may be shared. */
static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *v, int n)
{
	qsort(v, (size_t)n, sizeof *v, by_value);
	return v[n / 2];
}

static const char *path = "portable";

static void start_path(const struct gs_proof_ops *ops)
{
	path = ops->name;
}

/* `terms` products and additions is what the naive way would do; 0: no
 * ratio. */
static void print_figure(const char *name, size_t n, size_t batch,
    double seconds, int runs, double terms)
{
	double ratio = terms * libsodium_term / seconds;

	if (json)
		printf("{\"name\":\"%s\",\"N\":%zu,\"batch\":%zu,"
		       "\"path\":\"%s\",\"seconds\":%.12f,\"runs\":%d,"
		       "\"libsodium_ratio\":%.3f}\n",
		    name, n, batch, path, seconds, runs, ratio);
	else
		printf("%-22s N=%-6zu batch=%-5zu %-8s %12.5f us  %9.2f x "
		       "libsodium one by one\n",
		    name, n, batch, path, seconds * 1e6, ratio);

	fflush(stdout);
}

static size_t allocated_bytes(void)
{
	struct mallinfo2 m = mallinfo2();

	return m.uordblks + m.hblkhd;
}

/* What a verification takes besides the roll. */
static void print_memory(size_t n, size_t batch, size_t bytes)
{
	if (json)
		printf("{\"name\":\"memory\",\"N\":%zu,\"batch\":%zu,"
		       "\"path\":\"%s\",\"bytes\":%zu}\n", n, batch, path,
		    bytes);
	else
		printf("%-22s N=%-6zu batch=%-5zu %-8s %12.1f MiB beyond the "
		       "roll\n", "memory", n, batch, path,
		    (double)bytes / (1 << 20));
}

static void measure_libsodium(void)
{
	double t[RUNS_MAX];
	uint8_t k[32], p[32], q[32], sum[32];

	crypto_core_ristretto255_random(p);
	crypto_core_ristretto255_random(sum);

	for (int r = 0; r < RUNS_MAX; r++) {
		double start = now();

		for (int i = 0; i < 500; i++) {
			crypto_core_ristretto255_scalar_random(k);
			require(crypto_scalarmult_ristretto255(q, k, p) == 0 &&
			    crypto_core_ristretto255_add(sum, sum, q) == 0,
			    "libsodium fails");
		}

		t[r] = (now() - start) / 500;
	}

	libsodium_term = median(t, RUNS_MAX);
	print_figure("libsodium term", 1, 1, libsodium_term, RUNS_MAX, 1);
}

struct member {
	uint8_t key[32];
	struct gs_secret secret;
};

static int by_key(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

/* A roll of N keys of which 32 have known secrets; the others are points that
 * nobody opens, which cost the same. */
#define KNOWN 32
struct world {
	struct gs_pool pool;
	struct gs_arena *arena;
	struct gs_roll *roll;
	struct gs_secret known[KNOWN];
};

static void make_world(struct world *w, size_t n)
{
	struct member *list = calloc(n, sizeof *list);
	uint8_t *keys = calloc(n, 32);
	size_t k = 0;
	double start = 0;

	require(list != NULL && keys != NULL, "no memory");
	w->arena = gs_pool_start(&w->pool);

	for (size_t i = 0; i < n; i++) {
		if (i >= KNOWN)
			crypto_core_ristretto255_random(list[i].key);
		else
			require(gs_secret_new(&list[i].secret, list[i].key) ==
			    GS_OK, "no secret");
	}

	qsort(list, n, sizeof *list, by_key);

	for (size_t i = 0; i < n; i++) {
		memcpy(keys + 32 * i, list[i].key, 32);
		if (!sodium_is_zero(list[i].secret.x, 32))
			w->known[k++] = list[i].secret;
	}

	start = now();
	require(gs_roll_open(&w->roll, w->arena, keys, n) == GS_OK,
	    "the roll does not open");

	start_path(gs_host_proof_ops());
	print_figure("open roll", n, 1, now() - start, 1, 0);
	start_path(&gs_proof_ops_portable);

	free(list);
	free(keys);
}

static void measure_batch(struct world *w, const struct gs_proof_ref *refs,
    size_t batch, int runs, const struct gs_proof_ops *ops)
{
	const size_t n = gs_roll_size(w->roll), m = gs_roll_levels(n);
	double t[RUNS_MAX];

	start_path(ops);
	w->roll->ops = ops;
	bool *valid = calloc(batch, sizeof *valid);
	size_t before = allocated_bytes(), after = before;

	require(valid != NULL, "no memory");

	for (int r = 0; r < runs; r++) {
		struct gs_pool pool;
		struct gs_arena *arena = gs_pool_start(&pool);
		double start = now();

		require(gs_member_verify_batch(valid, w->roll, refs, batch,
		    arena) == GS_OK, "the batch fails");
		t[r] = (now() - start) / (double)batch;
		after = allocated_bytes();

		gs_pool_free(&pool);
		for (size_t i = 0; i < batch; i++)
			require(valid[i], "a proof does not verify");
	}

	/* One by one, a proof is N + 9m + 7 terms. */
	print_figure(batch == 1 ? "verify" : "verify, each of batch", n, batch,
	    median(t, runs), runs, (double)(n + 9 * m + 7));
	print_memory(n, batch, after - before);

	start_path(&gs_proof_ops_portable);
	w->roll->ops = gs_host_proof_ops();
	free(valid);
}

/* On every path, but for the growth with N on the fastest alone. */
static void measure_batches(struct world *w, const struct gs_proof_ref *refs,
    size_t batch, int runs)
{
	const struct gs_proof_ops *ops = NULL;

	if (growth)
		measure_batch(w, refs, batch, runs, gs_host_proof_ops());

	for (size_t i = 0; !growth &&
	    (ops = gs_host_proof_path(i)) != NULL; i++)
		measure_batch(w, refs, batch, runs, ops);
}

/* `fresh` proofs by as many members; the rest of refs repeats them. */
static void measure_prove(struct world *w, struct gs_proof_ref *refs,
    int fresh, const struct gs_proof_ops *ops)
{
	static uint8_t proofs[KNOWN][GS_PROOF_LEN_MAX];
	const size_t n = gs_roll_size(w->roll), m = gs_roll_levels(n);
	const struct gs_proof_ops *kept = w->roll->ops;
	double t[KNOWN];

	w->roll->ops = ops;
	for (int i = 0; i < KNOWN; i++) {
		struct gs_statement s = {(const uint8_t *)"scope", 5,
		    (const uint8_t *)"message", 7};
		struct gs_pool pool;
		size_t len = 0;

		refs[i] = refs[i % fresh];
		if (i >= fresh)
			continue;

		double start = now();
		require(gs_member_prove(proofs[i], &len, GS_PROOF_LEN_MAX,
		    &(struct gs_proof_inputs){w->roll, &w->known[i], &s},
		    gs_pool_start(&pool)) == GS_OK, "no proof");

		t[i] = now() - start;
		gs_pool_free(&pool);
		refs[i] = (struct gs_proof_ref){s, proofs[i], len};
	}

	w->roll->ops = kept;
	start_path(ops);

	/* m sums of N terms are what step 4 says. */
	print_figure("prove", n, 1, median(t, fresh), fresh,
	    (double)(m * n + 18 * m));
	start_path(&gs_proof_ops_portable);
}

/* Likewise. */
static void measure_proves(struct world *w, struct gs_proof_ref *refs,
    int fresh)
{
	const struct gs_proof_ops *ops = NULL;

	if (growth)
		measure_prove(w, refs, fresh, gs_host_proof_ops());

	for (size_t i = 0; !growth &&
	    (ops = gs_host_proof_path(i)) != NULL; i++)
		measure_prove(w, refs, fresh, ops);
}

static void measure_proofs(size_t n, size_t large_batch)
{
	static struct world w;
	struct gs_proof_ref refs[KNOWN];
	int runs = quick || n > 20000 ? 3 : RUNS_MAX;

	memset(&w, 0, sizeof w);
	make_world(&w, n);
	int fresh = n > 200000 ? 2 : n > 20000 ? 5 : KNOWN;

	measure_proves(&w, refs, fresh);

	measure_batches(&w, refs, 1, runs);
	measure_batches(&w, refs, KNOWN, runs);

	if (large_batch != 0) {
		struct gs_proof_ref *many = calloc(large_batch, sizeof *many);
		require(many != NULL, "no memory");

		for (size_t i = 0; i < large_batch; i++)
			many[i] = refs[i % KNOWN];
		measure_batches(&w, many, large_batch, 3);
		free(many);
	}

	gs_pool_free(&w.pool);
}

static void measure_once(size_t n, size_t batch)
{
	static struct world w;
	static struct gs_proof_ref refs[KNOWN];
	const struct gs_proof_ops *ops = gs_host_proof_ops();
	struct gs_proof_ref *many = calloc(batch, sizeof *many);

	require(many != NULL, "no memory");
	make_world(&w, n);

	measure_prove(&w, refs, 1, ops);

	for (size_t i = 0; i < batch; i++)
		many[i] = refs[0];
	measure_batch(&w, many, batch, 1, ops);

	free(many);
	gs_pool_free(&w.pool);
}

/* Cost against the batch, on the fastest path. */
#define BATCH_MOST 4096
static void measure_batch_growth(size_t n)
{
	static struct world w;
	static struct gs_proof_ref refs[KNOWN], many[BATCH_MOST];

	memset(&w, 0, sizeof w);
	make_world(&w, n);
	measure_prove(&w, refs, n > 200000 ? 2 : 8, gs_host_proof_ops());

	for (size_t i = 0; i < BATCH_MOST; i++)
		many[i] = refs[i % KNOWN];

	for (size_t batch = 1; batch <= BATCH_MOST; batch *= 4)
		measure_batch(&w, many, batch, batch < 64 ? RUNS_MAX : 3,
		    gs_host_proof_ops());

	gs_pool_free(&w.pool);
}

static void measure_msm(const struct gs_proof_ops *table, size_t n)
{
	const struct gs_msm_ops *ops = table->msm;
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	double t[RUNS_MAX];
	unsigned width = gs_msm_width(ops, n);
	struct gs_niels *points = gs_arena_take(arena, n, sizeof *points);
	uint64_t(*scalars)[4] = gs_arena_take(arena, n, sizeof *scalars);
	struct gs_point *buckets = gs_arena_take(arena,
	    (size_t)1 << (width - 1), sizeof *buckets);
	void *scratch = gs_arena_take(arena,
	    ops->fill_scratch(n, (size_t)1 << (width - 1)), 1);

	require(points != NULL && scalars != NULL && buckets != NULL &&
	    scratch != NULL,
	    "no memory");

	for (int r = 0; r < 3; r++) {
		struct gs_terms run = {points, scalars, n};
		const struct gs_msm msm = {ops, &run, 1, width, buckets,
		    scratch, 1, 0};
		struct gs_point sum;

		for (size_t i = 0; i < n; i++) {
			uint8_t b[32];
			struct gs_sc s;
			struct gs_point p;

			crypto_core_ristretto255_scalar_random(b);
			require(gs_sc_decode(&s, b) == GS_OK, "no scalar");
			gs_sc_integer(scalars[i], &s);

			if (r != 0)
				continue;

			crypto_core_ristretto255_random(b);
			require(gs_point_decode(&p, b) == GS_OK, "no point");
			gs_niels_of_affine(&points[i], &p);
		}

		double start = now();
		gs_msm_run(&sum, &msm);
		t[r] = (now() - start) / (double)n;
	}

	start_path(table);
	print_figure("msm, a point", n, 1, median(t, 3), 3, 1);
	start_path(&gs_proof_ops_portable);
	gs_pool_free(&pool);
}

static void measure_msms(size_t n)
{
	const struct gs_proof_ops *ops = NULL;

	for (size_t i = 0; (ops = gs_host_proof_path(i)) != NULL; i++)
		measure_msm(ops, n);
}

static void fill_rows(struct gs_sc_block *rows, size_t count, size_t depth)
{
	const size_t blocks = gs_rns_blocks(depth);

	memset(rows, 0, count * blocks * sizeof *rows);
	for (size_t i = 0; i < count * depth; i++) {
		uint8_t bytes[32];
		struct gs_sc s;

		crypto_core_ristretto255_scalar_random(bytes);
		require(gs_sc_decode(&s, bytes) == GS_OK, "no scalar");
		gs_sc_block_put(rows + i / depth * blocks, i % depth, &s);
	}
}

/* The scalar matrix, a product of two entries. */
static void measure_matrix(const struct gs_proof_ops *ops, size_t side,
    size_t depth)
{
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	double t[3];
	const size_t blocks = gs_rns_blocks(depth);
	struct gs_sc_block *u = gs_arena_take(arena, side * blocks, sizeof *u);
	struct gs_sc_block *v = gs_arena_take(arena, side * blocks, sizeof *v);
	uint64_t(*r)[4] = gs_arena_take(arena, side * side, sizeof *r);
	struct gs_matrix m = {u, v, side, side, depth, gs_arena_take(arena,
	    gs_rns_scratch(side, side, depth), 1), 1};

	require(u != NULL && v != NULL && r != NULL && m.scratch != NULL,
	    "no memory");

	fill_rows(u, side, depth);
	fill_rows(v, side, depth);

	for (int k = 0; k < 3; k++) {
		double start = now();
		gs_rns_matrix(r, &m, ops->rns);
		t[k] = (now() - start) / (double)(side * side * depth);
	}

	start_path(ops);
	print_figure("matrix, a product", side * side, depth, median(t, 3), 3,
	    0);
	start_path(&gs_proof_ops_portable);
	gs_pool_free(&pool);
}

#define LIMIT_TURNS 10000000
/* The matrix's limit on that path, in the same run. */
static void measure_limit(const char *name, gs_limit_kernel *kernel)
{
	double t[RUNS_MAX];

	for (int r = 0; kernel != NULL && r < RUNS_MAX; r++) {
		double start = now();
		kernel(LIMIT_TURNS);
		t[r] = (now() - start) / LIMIT_TURNS;
	}

	if (kernel != NULL)
		print_figure(name, 1, 1, median(t, RUNS_MAX), RUNS_MAX, 0);
}

static void measure_matrices(size_t side, size_t depth)
{
	const struct gs_proof_ops *ops = NULL;

	for (size_t i = 0; (ops = gs_host_proof_path(i)) != NULL; i++) {
		measure_matrix(ops, side, depth);
		start_path(ops);
		measure_limit("limit, a product", gs_limit_of(ops->name));
	}

	start_path(gs_host_proof_path(0));
	measure_limit("limit by limbs", gs_limit_limbs());
	start_path(&gs_proof_ops_portable);
}

/* Points of a roll read on every path. */
static void measure_decoding(size_t n)
{
	const struct gs_proof_ops *ops = NULL;
	uint8_t *bytes = calloc(n, 32);
	struct gs_niels *points = calloc(n, sizeof *points);

	require(bytes != NULL && points != NULL, "no memory");
	for (size_t i = 0; i < n; i++)
		crypto_core_ristretto255_random(bytes + 32 * i);

	for (size_t i = 0; (ops = gs_host_proof_path(i)) != NULL; i++) {
		double t[RUNS_MAX];

		for (int r = 0; r < RUNS_MAX; r++) {
			double start = now();
			require(gs_points_decode(points, bytes, n,
			    ops->pow_p58) == GS_OK, "a point does not decode");
			t[r] = (now() - start) / (double)n;
		}

		start_path(ops);
		print_figure("decode, a point", n, 1, median(t, RUNS_MAX),
		    RUNS_MAX, 0);
	}

	start_path(&gs_proof_ops_portable);
	free(bytes);
	free(points);
}

static size_t parse_number(const char *text)
{
	char *end = NULL;
	unsigned long n = text != NULL ? strtoul(text, &end, 10) : 0;

	require(n > 0 && n <= GS_ROLL_MAX && *end == '\0', "not a number");
	return n;
}

static void measure_all(void)
{
	measure_decoding(4096);
	measure_matrices(64, 1000);
	measure_proofs(1000, quick ? 0 : 1000);
	measure_msms(1000);

	if (quick)
		return;

	measure_matrices(256, 1000);
	measure_proofs(4096, 1000);
	measure_proofs(16384, 1000);
	measure_msms(65536);
	measure_proofs(65536, 1000);
}

int main(int argc, char **argv)
{
	char **mode = argv + argc;
	const char *name = NULL;

	for (int i = argc - 1; i > 0; i--) {
		json = json || strcmp(argv[i], "--json") == 0;
		if (strncmp(argv[i], "--", 2) == 0 &&
		    strcmp(argv[i], "--json") != 0)
			mode = argv + i;
	}

	name = mode[0] == NULL ? "" : mode[0];
	quick = strcmp(name, "--quick") == 0;
	growth = strcmp(name, "--growth") == 0;

	require(gs_host_start() == GS_OK, "the host does not start");
	gs_host_set_workers(1); /* times are of one core */

	if (strcmp(name, "--once") == 0) {
		size_t n = parse_number(mode[1]);
		measure_once(n, parse_number(mode[2]));
		return 0;
	}

	measure_libsodium();

	if (strcmp(name, "--size") == 0) {
		size_t n = parse_number(mode[1]);
		measure_proofs(n, 1000);
		measure_msms(n);
	} else if (strcmp(name, "--batches-of") == 0) {
		measure_batch_growth(parse_number(mode[1]));
	} else if (strcmp(name, "--batches") == 0) {
		for (size_t n = 1024; n <= 262144; n *= n == 1024 ? 16 : 4)
			measure_batch_growth(n);
	} else if (strcmp(name, "--matrix") == 0) {
		measure_matrices(256, 1000);
	} else if (growth) {
		for (size_t n = 1024; n <= 1048576; n *= 4)
			measure_proofs(n, 1000);
	} else {
		require(quick || name[0] == 0, "no such option");
		measure_all();
	}
	return 0;
}
