/* SPDX-License-Identifier: Apache-2.0 */
/* The proofs of eight memos over one roll: a memo at a time, all together, and
 * among two threads.  Each ratio is the median of runs that take turns.
 *
 * usage: bench-audit [--json] [--quick] */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/host.h"
#include "core/proof/member.h"
#include "lib/host.h"

#define MEMOS 8
#define EACH 125
#define ALL (MEMOS * EACH)
#define RUNS 5

static bool json, quick;

static void require(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "bench-audit: %s\n", what);
	exit(1);
}

static double now(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *v)
{
	qsort(v, RUNS, sizeof *v, by_value);
	return v[RUNS / 2];
}

static int by_key(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

struct channel {
	struct gs_pool pool;
	struct gs_roll *roll;
	uint8_t scopes[MEMOS][8], proofs[MEMOS][GS_PROOF_LEN_MAX];
	struct gs_proof_ref refs[ALL];
};

/* A proof a memo, as often as the memo has endorsements: what is verified of
 * one costs as much as what is verified of another. */
static void make(struct channel *c, size_t n)
{
	struct gs_arena *arena = gs_pool_start(&c->pool);
	uint8_t *keys = gs_arena_take(arena, n, 32);
	struct gs_secret secret;

	require(keys != NULL, "no memory");
	require(gs_secret_new(&secret, keys) == GS_OK, "no secret");
	for (size_t i = 1; i < n; i++)
		crypto_core_ristretto255_random(keys + 32 * i);
	qsort(keys, n, 32, by_key);
	require(gs_roll_open(&c->roll, arena, keys, n) == GS_OK, "no roll");

	for (size_t i = 0; i < MEMOS; i++) {
		struct gs_pool scratch;
		size_t len = 0;

		memset(c->scopes[i], (int)i, 8);
		const struct gs_statement s = {c->scopes[i], 8,
		    (const uint8_t *)"message", 7};
		require(gs_member_prove(c->proofs[i], &len, GS_PROOF_LEN_MAX,
		    &(struct gs_proof_inputs){c->roll, &secret, &s},
		    gs_pool_start(&scratch)) == GS_OK, "no proof");
		gs_pool_free(&scratch);

		for (size_t k = 0; k < EACH; k++)
			c->refs[i * EACH + k] = (struct gs_proof_ref){s,
			    c->proofs[i], len};
	}
}

static double verify(const struct channel *c, size_t batch, clockid_t clock)
{
	static bool valid[ALL];
	double begin = now(clock);
	for (size_t i = 0; i < ALL; i += batch) {
		struct gs_pool scratch;
		require(gs_member_verify_batch(valid + i, c->roll, c->refs + i,
		    batch, gs_pool_start(&scratch)) == GS_OK, "no verdict");
		gs_pool_free(&scratch);
	}
	double seconds = now(clock) - begin;
	for (size_t i = 0; i < ALL; i++)
		require(valid[i], "a proof does not verify");
	return seconds;
}

/* Seconds each way, and the median of the ratios of runs side by side. */
static void figure(const char *name, size_t n, double *before, double *after)
{
	double ratio[RUNS];
	for (int r = 0; r < RUNS; r++)
		ratio[r] = before[r] / after[r];
	const double a = median(before), b = median(after), x = median(ratio);
	printf(json ? "{\"name\":\"%s\",\"N\":%zu,\"proofs\":%d,\"path\":"
	    "\"%s\",\"before\":%.6f,\"after\":%.6f,\"ratio\":%.3f,"
	    "\"least\":%.3f,\"most\":%.3f}\n" : "%-28s N=%-6zu proofs=%d %-8s "
	    "%.3f s, %.3f s: %.2f x (%.2f to %.2f)\n", name, n, ALL,
	    gs_host_proof_ops()->name, a, b, x, ratio[0], ratio[RUNS - 1]);
	fflush(stdout);
}

static void measure_threads(const struct channel *c, const char *name,
    size_t n, clockid_t clock)
{
	double one[RUNS], two[RUNS];
	for (int r = 0; r < RUNS; r++) {
		gs_host_set_workers(1);
		one[r] = verify(c, ALL, clock);
		gs_host_set_workers(2);
		two[r] = verify(c, ALL, clock);
	}
	figure(name, n, one, two);
}

static void measure(size_t n)
{
	static struct channel c;
	double apart[RUNS], together[RUNS];
	make(&c, n);
	gs_host_set_workers(1);
	for (int r = 0; r < RUNS; r++) {
		apart[r] = verify(&c, EACH, CLOCK_PROCESS_CPUTIME_ID);
		together[r] = verify(&c, ALL, CLOCK_PROCESS_CPUTIME_ID);
	}
	figure("memos apart, together", n, apart, together);
	/* Where others use the machine the second says what the first would be
	 * on a quiet one, if both parts ran at the same time. */
	measure_threads(&c, "one thread, two: wall clock", n, CLOCK_MONOTONIC);
	measure_threads(&c, "one thread, two: time of one", n,
	    CLOCK_THREAD_CPUTIME_ID);
	gs_pool_free(&c.pool);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		json = json || strcmp(argv[i], "--json") == 0;
		quick = quick || strcmp(argv[i], "--quick") == 0;
	}
	require(gs_host_start() == GS_OK, "the host does not start");
	measure(1000);
	if (!quick) {
		measure(16384);
		measure(65536);
	}
	return 0;
}
