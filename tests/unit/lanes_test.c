/* SPDX-License-Identifier: Apache-2.0 */
/* Whose turn it is among requests that wait. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "server/front/lanes.h"

#define FLOOD 200

static const struct gs_route reads = {.name = "reads"};
static const struct gs_route acts = {.name = "acts", .proofs = true};

static struct gs_call make(const struct gs_route *route, uint8_t memo)
{
	struct gs_call call = {.route = route};

	call.id[31] = memo;
	return call;
}

static void proofs_leave_workers_to_others(void **state)
{
	struct gs_lanes l;
	static struct gs_call flood[FLOOD], page;
	size_t taken = 0;

	(void)state;

	gs_lanes_start(&l);
	for (size_t i = 0; i < FLOOD; i++) {
		flood[i] = make(&acts, 1);
		gs_lanes_put(&l, &flood[i]);
	}

	while (gs_lanes_take(&l) != NULL)
		taken++;
	assert_int_equal(taken, GS_LANES_PROOFS);

	page = make(&reads, 0);
	gs_lanes_put(&l, &page);
	assert_ptr_equal(gs_lanes_take(&l), &page);
	gs_lanes_done(&l, &page);

	/* One is over: the oldest that waits is next. */
	gs_lanes_done(&l, &flood[3]);
	assert_ptr_equal(gs_lanes_take(&l), &flood[GS_LANES_PROOFS]);
	assert_null(gs_lanes_take(&l));
}

static void a_flood_holds_up_its_own_memo(void **state)
{
	struct gs_lanes l;
	static struct gs_call flood[FLOOD], other[2];
	(void)state;

	gs_lanes_start(&l);
	for (size_t i = 0; i < FLOOD; i++) {
		flood[i] = make(&acts, 1);
		gs_lanes_put(&l, &flood[i]);
	}

	while (gs_lanes_take(&l) != NULL)
		;

	/* One of another memo; one of the same with another token. */
	other[0] = make(&acts, 2);
	other[1] = make(&acts, 1);
	other[1].token[0] = 1;
	for (size_t i = 0; i < 2; i++)
		gs_lanes_put(&l, &other[i]);

	for (size_t i = 0; i < 2; i++) {
		gs_lanes_done(&l, &flood[i]);
		assert_ptr_equal(gs_lanes_take(&l), &other[i]);
	}
}

/* Everything that was put comes out once, in the order of its own memo. */
static void nothing_is_lost(void **state)
{
	struct gs_lanes l;
	static struct gs_call calls[FLOOD];
	size_t last[4] = {0}, taken = 0;

	(void)state;

	gs_lanes_start(&l);
	for (size_t i = 0; i < FLOOD; i++) {
		calls[i] = make(i % 4 == 0 ? &reads : &acts, i % 4);
		gs_lanes_put(&l, &calls[i]);
	}

	for (struct gs_call *c; (c = gs_lanes_take(&l)) != NULL; taken++) {
		size_t at = (size_t)(c - calls) + 1;
		assert_true(at > last[c->id[31]]);
		last[c->id[31]] = at;
		assert_null(c->next);
		gs_lanes_done(&l, c);
		c->route = NULL;
	}

	assert_int_equal(taken, FLOOD);
	gs_lanes_put(&l, &(struct gs_call){.route = &acts});
	assert_non_null(gs_lanes_take(&l));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(proofs_leave_workers_to_others),
	    cmocka_unit_test(a_flood_holds_up_its_own_memo),
	    cmocka_unit_test(nothing_is_lost)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
