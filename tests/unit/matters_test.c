/* SPDX-License-Identifier: Apache-2.0 */
/* Which proofs are verified together: the cap, and the place apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "server/gate/matters.h"

#define JOBS 2048
#define NOW 1000

/* A hall of jobs; `bad` says what a verification would find. */
struct hall {
	struct gs_matters m;
	struct gs_job jobs[JOBS];
	bool bad[JOBS];
	size_t count;
	struct gs_job *list, **end;
	size_t sums, done;
};

static struct hall h;

static void start(void)
{
	memset(&h, 0, sizeof h);
	gs_matters_start(&h.m);
	h.end = &h.list;
}

static void find_end(void)
{
	h.end = &h.list;
	while (*h.end != NULL)
		h.end = &(*h.end)->next;
}

static struct gs_job *put_of(uint8_t matter, size_t proofs, bool bad)
{
	struct gs_job *job = &h.jobs[h.count];

	h.bad[h.count++] = bad;
	*job = (struct gs_job){.proofs = proofs, .arrived = NOW,
	    .number = h.count};
	memset(job->matter, matter, sizeof job->matter);
	*h.end = job;
	h.end = &job->next;
	return job;
}

static struct gs_job *put(uint8_t matter, bool bad)
{
	return put_of(matter, 1, bad);
}

static size_t length(const struct gs_job *batch)
{
	size_t n = 0;

	for (; batch != NULL; batch = batch->next)
		n++;
	return n;
}

static bool is_bad(const struct gs_job *job)
{
	return h.bad[job - h.jobs];
}

/* Judges a batch as the sum would, and puts back what is open. */
static void judge(struct gs_job *batch, int64_t now)
{
	bool holds = true;
	struct gs_job *open = NULL;

	for (struct gs_job *j = batch; j != NULL; j = j->next)
		holds = holds && !is_bad(j);
	for (struct gs_job *j = batch; j != NULL; j = j->next)
		j->verdict = holds ? GS_VERDICT_GOOD : batch->next != NULL ?
		    GS_VERDICT_OPEN : GS_VERDICT_BAD;
	gs_matters_learn(&h.m, batch, now);
	h.sums++;

	while (batch != NULL) {
		struct gs_job *next = batch->next;

		if (batch->verdict == GS_VERDICT_OPEN) {
			batch->next = open;
			open = batch;
		} else {
			assert_int_equal(batch->verdict == GS_VERDICT_BAD,
			    is_bad(batch));
			h.done++;
		}
		batch = next;
	}
	gs_matters_wait(&h.list, open);
	find_end();
}

static size_t step(int64_t now)
{
	struct gs_job *batch = gs_matters_choose(&h.m, &h.list, now);
	size_t n = length(batch);

	find_end();
	assert_non_null(batch);
	judge(batch, now);
	return n;
}

static void run(int64_t now)
{
	while (h.list != NULL)
		(void)step(now);
}

static void what_is_good_is_one_batch(void **state)
{
	(void)state;

	start();
	for (size_t i = 0; i < 700; i++)
		put((uint8_t)(i % 7), false);
	assert_int_equal(step(NOW), 700);
	assert_int_equal(h.sums, 1);
	assert_null(h.list);

	for (size_t i = 0; i < GS_BATCH_MAX + 5; i++)
		put(1, false);
	assert_int_equal(step(NOW), GS_BATCH_MAX);
	assert_int_equal(step(NOW), 5);
}

static void rolls_are_not_mixed(void **state)
{
	(void)state;

	start();
	for (size_t i = 0; i < 20; i++)
		put(1, false)->root[0] = i % 2;
	assert_int_equal(step(NOW), 10);
	assert_int_equal(step(NOW), 10);
}

static void the_cap_halves_and_doubles(void **state)
{
	(void)state;

	/* Each in a matter of its own: nothing but the cap holds them. */
	start();
	for (size_t i = 0; i < 64; i++)
		put((uint8_t)i, i == 63);
	assert_int_equal(step(NOW), 64);
	assert_int_equal(h.m.cap, 32);
	assert_int_equal(step(NOW), 32); /* the good half */
	assert_int_equal(h.m.cap, 64);
	assert_int_equal(step(NOW), 32);
	assert_int_equal(h.m.cap, 16);
	assert_int_equal(step(NOW), 16);
	assert_int_equal(h.m.cap, 32);

	run(NOW);
	assert_int_equal(h.done, 64);
	assert_true(h.sums <= 2 * 6 + 1);
	for (size_t i = 0; i < 10; i++) {
		put(200, false);
		(void)step(NOW);
	}
	assert_int_equal(h.m.cap, GS_BATCH_MAX);
}

static void the_guilty_matter_goes_apart(void **state)
{
	(void)state;

	start();
	for (size_t i = 0; i < 64; i++)
		put(1, true);
	for (size_t i = 0; i < 8; i++)
		put((uint8_t)(2 + i), false);

	/* 72 fail, then 36 of the one matter alone: from there on it is apart,
	 * and the next shared batch is all the others. */
	assert_int_equal(step(NOW), 72);
	assert_int_equal(step(NOW), 36);
	size_t sums = h.sums;
	while (h.done < 8)
		(void)step(NOW);
	assert_true(h.sums - sums <= 2);

	run(NOW);
	assert_int_equal(h.done, 72);
	/* What comes now meets nobody: one sum each, and others between. */
	put(1, true);
	put(1, true);
	for (size_t i = 0; i < 30; i++)
		put(9, false);
	h.sums = 0;
	run(NOW + 1);
	assert_int_equal(h.sums, 3);
}

static void apart_is_for_a_while(void **state)
{
	(void)state;

	start();
	put(1, true);
	(void)step(NOW);
	for (size_t i = 0; i < 4; i++)
		put(1 + (i % 2), false);
	assert_int_equal(step(NOW + GS_APART_SECONDS - 1), 1);
	assert_int_equal(step(NOW + GS_APART_SECONDS - 1), 2);
	assert_int_equal(step(NOW + GS_APART_SECONDS - 1), 1);

	for (size_t i = 0; i < 4; i++)
		put(1 + (i % 2), false);
	assert_int_equal(step(NOW + GS_APART_SECONDS), 4);
}

/* Its own cap doubles, up to its own most. */
static void apart_is_small(void **state)
{
	(void)state;
	static const size_t sizes[] = {1, 2, 4, 8, 16, 32, 32, 5};

	start();
	put(1, true);
	(void)step(NOW);
	for (size_t i = 0; i < 100; i++)
		put(1, false);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		assert_int_equal(step(NOW), sizes[i]);
}

/* Two that are apart, the shared batch and a long one take turns. */
static void nobody_waits_for_two(void **state)
{
	(void)state;

	start();
	put(1, true);
	put(2, true);
	run(NOW);
	for (size_t i = 0; i < 50; i++) {
		put(1, true);
		put(2, true);
		put_of(3, GS_LONG_PROOFS, true);
	}

	struct gs_job *good = put(4, false), *late = NULL;
	for (size_t i = 0; i < 3 && late == NULL; i++) {
		struct gs_job *b = gs_matters_choose(&h.m, &h.list, NOW);
		find_end();
		if (b == good)
			late = b;
		judge(b, NOW);
	}
	assert_ptr_equal(late, good);

	size_t seen[4] = {0};
	for (size_t i = 0; i < 30; i++) {
		struct gs_job *b = gs_matters_choose(&h.m, &h.list, NOW);
		find_end();
		assert_null(b->next);
		seen[b->matter[0]]++;
		judge(b, NOW);
	}
	assert_true(seen[1] >= 7 && seen[2] >= 7 && seen[3] >= 14);
}

/* A flood keeps 64 bad proofs waiting, one for each that is answered.  How many
 * of it are verified before a good one that comes then? */
static size_t wait_amid_flood(size_t before)
{
	struct gs_job *good = NULL;
	size_t waited = 0;

	start();
	put(1, true);
	run(NOW);
	for (size_t i = 0; i < 64; i++)
		put(1, true);
	for (size_t i = 0; i < before; i++) {
		(void)step(NOW);
		put(1, true);
	}

	good = put(1, false);
	for (; waited < 64; waited++) {
		struct gs_job *b = gs_matters_choose(&h.m, &h.list, NOW);

		find_end();
		assert_null(b->next);
		if (b == good)
			return waited;
		judge(b, NOW);
		put(1, true);
	}
	return waited;
}

static void a_flood_does_not_stand_before_a_good_one(void **state)
{
	size_t soon = 0;
	(void)state;

	for (size_t before = 0; before < 100; before++)
		soon += wait_amid_flood(before) < 8;
	/* By age each would wait for 63. */
	assert_in_range(soon, 75, 100);
}

static bool is_waiting(const struct gs_job *job)
{
	for (const struct gs_job *j = h.list; j != NULL; j = j->next)
		if (j == job)
			return true;
	return false;
}

/* Whatever comes, and however much at once, whoever is overtaken waits for
 * four times as many as were there before. */
static void no_flood_shuts_out_the_oldest(void **state)
{
	size_t before = 50, waited = 0;
	(void)state;

	start();
	put(1, true);
	run(NOW);
	for (size_t i = 0; i < before; i++)
		put(1, true);
	const struct gs_job *good = put(1, false);
	for (size_t i = 0; i < 300; i++)
		put(1, true);

	for (; is_waiting(good); waited++) {
		assert_true(waited <= 4 * before + 4);
		(void)step(NOW);
		put(1, true);
	}
	assert_true(waited > before);
}

/* Of a batch that failed everybody waits where they were. */
static void undecided_ones_keep_their_places(void **state)
{
	uint64_t last = 0;
	(void)state;

	start();
	for (size_t i = 0; i < 40; i++)
		put((uint8_t)(i % 3), i == 7);
	(void)step(NOW);
	for (size_t i = 0; i < 5; i++)
		put(1, false);
	for (const struct gs_job *j = h.list; j != NULL; j = j->next) {
		assert_true(j->number > last);
		last = j->number;
	}
	assert_int_equal(last, 45);
}

static uint32_t next_random(void)
{
	static uint32_t x = 1;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return x;
}

/* Whatever is sent: each is judged rightly, once, and for at most two sums a
 * request and the search of the first batch. */
static void at_most_two_sums_a_request(void **state)
{
	(void)state;

	for (uint32_t share = 0; share <= 16; share++) {
		start();
		while (h.count < 600) {
			for (uint32_t n = next_random() % 64; n > 0; n--)
				put((uint8_t)(next_random() % 12),
				    next_random() % 16 < share);
			if (h.list != NULL)
				(void)step(NOW + (int64_t)(h.count / 64));
		}
		run(NOW + JOBS);
		assert_int_equal(h.done, h.count);
		if (h.sums > 2 * h.count + 64)
			fail_msg("%u of 16 bad: %zu sums for %zu", share,
			    h.sums, h.count);
	}
}

/* More matters than there are places: the one whose last bad proof is longest
 * ago is forgotten. */
static void places_are_given_up(void **state)
{
	(void)state;

	start();
	for (size_t i = 0; i <= GS_APART_MATTERS; i++) {
		put((uint8_t)i, true);
		(void)step(NOW + (int64_t)(i / 8));
	}
	put(0, false);
	put(200, false);
	assert_int_equal(step(NOW + 10), 2);
	put(1, false);
	put(200, false);
	assert_int_equal(step(NOW + 10), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_good_is_one_batch),
	    cmocka_unit_test(rolls_are_not_mixed),
	    cmocka_unit_test(the_cap_halves_and_doubles),
	    cmocka_unit_test(the_guilty_matter_goes_apart),
	    cmocka_unit_test(apart_is_for_a_while),
	    cmocka_unit_test(apart_is_small),
	    cmocka_unit_test(a_flood_does_not_stand_before_a_good_one),
	    cmocka_unit_test(no_flood_shuts_out_the_oldest),
	    cmocka_unit_test(undecided_ones_keep_their_places),
	    cmocka_unit_test(nobody_waits_for_two),
	    cmocka_unit_test(at_most_two_sums_a_request),
	    cmocka_unit_test(places_are_given_up)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
