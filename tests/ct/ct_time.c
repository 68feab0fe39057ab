/* SPDX-License-Identifier: Apache-2.0 */
/* How long proofs take whose secrets are one of two classes, drawn by lot for
 * each: always the same member with the same fresh bytes, or any member with
 * any bytes (after Reparaz, Balasch and Verbauwhede, "Dude, is my code
 * constant time?", 2017).  Prints for timing.py, a line a proof, the class and
 * nanoseconds of processor time.  The check that the prover makes of its own
 * proof is about public values and left out (linked with --wrap).  With a
 * third argument it also multiplies by the secret in variable time, eight
 * times: some microseconds in milliseconds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/bytes.h"
#include "core/host.h"
#include "core/proof/cpu.h"
#include "core/proof/member.h"
#include "lib/host.h"

#define MEMBERS 64
#define RUNS_MAX 1000000

struct member {
	uint8_t key[32];
	struct gs_secret secret;
};

int __wrap_gs_member_verify(const struct gs_roll *roll,
    const struct gs_proof_ref *proof, struct gs_arena *scratch);

int __wrap_gs_member_verify(const struct gs_roll *roll,
    const struct gs_proof_ref *proof, struct gs_arena *scratch)
{
	(void)roll;
	(void)proof;
	(void)scratch;
	return GS_OK;
}

static void require(int ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "ct_time: %s\n", what);
	exit(2);
}

static int by_key(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

static unsigned weight(const struct gs_secret *s)
{
	unsigned n = 0;
	for (int i = 0; i < 32; i++)
		n += (unsigned)__builtin_popcount(s->x[i]);
	return n;
}

static const struct gs_roll *enrol(struct member *list, struct gs_arena *arena)
{
	uint8_t keys[MEMBERS * 32];
	struct gs_roll *roll = NULL;
	for (size_t i = 0; i < MEMBERS; i++)
		require(gs_secret_new(&list[i].secret, list[i].key) == GS_OK,
		    "cannot make a secret");
	qsort(list, MEMBERS, sizeof *list, by_key);
	for (size_t i = 0; i < MEMBERS; i++)
		memcpy(keys + 32 * i, list[i].key, 32);
	require(gs_roll_open(&roll, arena, keys, MEMBERS) == GS_OK,
	    "the roll does not open");
	return roll;
}

/* What must never be written: double and add. */
static void leak(struct gs_point *r, const struct gs_secret *s)
{
	struct gs_point base;
	gs_point_identity(&base);
	gs_point_identity(r);
	for (int i = 252; i >= 0; i--) {
		gs_point_double(r, r, 1);
		if (s->x[i / 8] >> (i % 8) & 1)
			gs_point_add(r, r, &base);
	}
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double measure(const struct gs_roll *roll,
    const struct gs_secret *secret, const uint8_t fresh[GS_NONCE_LEN],
    int leaking)
{
	static const struct gs_statement statement = {
	    (const uint8_t *)"scope", 5, (const uint8_t *)"message", 7};
	uint8_t proof[GS_PROOF_LEN_MAX];
	struct gs_pool pool;
	struct gs_point p;
	size_t len = 0;
	struct gs_arena *arena = gs_pool_start(&pool);

	double start = now();
	int err = gs_member_prove_derand(proof, &len, sizeof proof,
	    &(struct gs_proof_inputs){roll, secret, &statement}, fresh, arena);
	for (int i = 0; leaking && i < 8; i++)
		leak(&p, secret);
	double taken = now() - start;

	gs_pool_free(&pool);
	require(err == GS_OK, "no proof");
	return taken;
}

int main(int argc, char **argv)
{
	static struct member list[MEMBERS];
	struct gs_pool pool;
	size_t fixed = 0;
	uint64_t runs = 0;

	require(argc > 1 && gs_decimal_decode(&runs, argv[1], strlen(argv[1]),
	    RUNS_MAX) == GS_OK, "usage: ct_time RUNS [leak]");
	require(gs_host_start() == GS_OK, "the host does not start");

	const struct gs_roll *roll = enrol(list, gs_pool_start(&pool));
	printf("%s %d\n", gs_host_proof_ops()->name, MEMBERS);

	/* The one whose secret is least like the others'. */
	for (size_t i = 1; i < MEMBERS; i++)
		if (abs((int)weight(&list[i].secret) - 126) >
		    abs((int)weight(&list[fixed].secret) - 126))
			fixed = i;

	for (uint64_t i = 0; i < runs; i++) {
		uint8_t lot[2 + GS_NONCE_LEN], fresh[GS_NONCE_LEN] = {0};
		require(gs_host_random(lot, sizeof lot) == GS_OK,
		    "no random bytes");

		struct gs_secret secret = list[lot[1] % MEMBERS].secret;
		/* Both classes have read and written the same by now. */
		const int any = lot[0] & 1;
		if (!any)
			secret = list[fixed].secret;
		memcpy(fresh, lot + 2, any ? GS_NONCE_LEN : 0);
		printf("%d %.0f\n", any, measure(roll, &secret, fresh,
		    argc > 2));
	}

	gs_pool_free(&pool);
	return 0;
}
