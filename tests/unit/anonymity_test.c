/* SPDX-License-Identifier: Apache-2.0 */
/* What members who put their secrets together learn of the others: by
 * elimination all of the last one, of the last two nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/host.h"
#include "core/proof/member.h"
#include "lib/host.h"

#define N 5
#define RUNS 200
#define TAG_LEN 32

struct crowd {
	struct gs_pool pool;
	struct gs_arena *arena;
	struct gs_roll *roll;
	struct gs_secret secret[N];
	uint8_t key[N][32], sorted[N][32];
};

static const struct gs_statement statement = {(const uint8_t *)"one memo", 8,
    (const uint8_t *)"I endorse", 9};

static int by_key(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

static void gather(struct crowd *c)
{
	c->arena = gs_pool_start(&c->pool);

	for (size_t i = 0; i < N; i++)
		assert_int_equal(gs_secret_new(&c->secret[i], c->key[i]),
		    GS_OK);

	memcpy(c->sorted, c->key, sizeof c->sorted);
	qsort(c->sorted, N, 32, by_key);

	assert_int_equal(gs_roll_open(&c->roll, c->arena, c->sorted[0], N),
	    GS_OK);
}

static size_t prove(struct crowd *c, size_t i, uint8_t *out)
{
	size_t len = 0;

	assert_int_equal(gs_member_prove(out, &len, GS_PROOF_LEN_MAX,
	    &(struct gs_proof_inputs){c->roll, &c->secret[i], &statement},
	    c->arena), GS_OK);

	return len;
}

/* Whether one of the first `n` members, who know their secrets, made it. */
static bool is_ours(const struct crowd *c, size_t n, const uint8_t *proof)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t tag[TAG_LEN];

		assert_int_equal(gs_secret_tag(tag, &c->secret[i],
		    statement.scope, statement.scope_len), GS_OK);
		if (memcmp(tag, proof, TAG_LEN) == 0)
			return true;
	}

	return false;
}

static void all_but_one_know_the_last(void **state)
{
	struct crowd c;
	uint8_t proof[GS_PROOF_LEN_MAX];
	(void)state;

	gather(&c);

	for (size_t i = 0; i < N; i++) {
		prove(&c, i, proof);
		/* Not ours: so it is the last one's, for nobody else is. */
		assert_int_equal(is_ours(&c, N - 1, proof), i < N - 1);
	}

	gs_pool_free(&c.pool);
}

/* Whose key of one edition is known is a stranger in the next: no scope makes
 * the two keys' tags meet. */
static void a_key_tells_nothing_of_another_edition(void **state)
{
	struct gs_secret now, next;
	uint8_t key[32], other[32], a[TAG_LEN], b[TAG_LEN], scope[1];
	(void)state;

	assert_int_equal(gs_secret_new(&now, key), GS_OK);
	assert_int_equal(gs_secret_new(&next, other), GS_OK);
	assert_memory_not_equal(key, other, 32);

	for (int i = 0; i < 256; i++) {
		scope[0] = (uint8_t)i;

		assert_int_equal(gs_secret_tag(a, &now, scope, 1), GS_OK);
		assert_int_equal(gs_secret_tag(b, &next, scope, 1), GS_OK);
		assert_memory_not_equal(a, b, TAG_LEN);
	}

	gs_host_wipe(&now, sizeof now);
	gs_host_wipe(&next, sizeof next);
}

/* The sums of each byte, and of its square, over many proofs. */
struct sums {
	double of[GS_PROOF_LEN_MAX], squares[GS_PROOF_LEN_MAX];
	size_t len;
};

static void sum_up(struct sums *s, struct crowd *c, size_t i)
{
	uint8_t proof[GS_PROOF_LEN_MAX];

	memset(s, 0, sizeof *s);

	for (size_t run = 0; run < RUNS; run++) {
		size_t len = prove(c, i, proof);

		assert_true(run == 0 || len == s->len);
		s->len = len;

		for (size_t k = 0; k < len; k++) {
			s->of[k] += proof[k];
			s->squares[k] += (double)proof[k] * proof[k];
		}

		assert_false(is_ours(c, N - 2, proof));
	}
}

/* The square of how far apart two means are, in standard errors. */
static double apart(const struct sums *a, const struct sums *b, size_t k)
{
	double ma = a->of[k] / RUNS, mb = b->of[k] / RUNS;
	double variance = a->squares[k] / RUNS - ma * ma +
	    b->squares[k] / RUNS - mb * mb;

	double d = (ma - mb) * (ma - mb) * RUNS;
	return variance > 0 ? d / variance : d > 0 ? 1e9 : 0;
}

/* Both proofs hold, are as long as each other, and no byte but the tag leans
 * to one of the two: six standard errors, once in 10^6 runs for the about 1,000
 * bytes.  The tag, which is a member's own within a memo, shows that a
 * difference is seen. */
static void all_but_two_do_not(void **state)
{
	static struct sums a, b;
	struct crowd c;
	size_t differs = 0;
	(void)state;

	gather(&c);
	sum_up(&a, &c, N - 2);
	sum_up(&b, &c, N - 1);

	assert_int_equal(a.len, b.len);
	for (size_t k = 0; k < TAG_LEN; k++)
		differs += apart(&a, &b, k) > 36;
	assert_true(differs > TAG_LEN / 2);

	for (size_t k = TAG_LEN; k < a.len; k++)
		assert_true(apart(&a, &b, k) < 36);

	gs_pool_free(&c.pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_but_one_know_the_last),
	    cmocka_unit_test(a_key_tells_nothing_of_another_edition),
	    cmocka_unit_test(all_but_two_do_not)};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
