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

#define FLOOD 700

static const struct gs_route reads = {.name = "reads"};
static const struct gs_route others = {.name = "others"};
static const struct gs_route acts = {.name = "acts", .proofs = true};
static const uint8_t key[32] = {7};
static struct gs_lanes l;
static struct gs_call flood[FLOOD];

static struct gs_call make(const struct gs_route *route, uint8_t memo)
{
	struct gs_call call = {.route = route};

	call.id[31] = memo;
	return call;
}

static void start(const struct gs_route *route, size_t count)
{
	gs_lanes_start(&l, key);
	for (size_t i = 0; i < count; i++) {
		flood[i] = make(route, 1);
		gs_lanes_put(&l, &flood[i]);
	}
}

static size_t take_all(void)
{
	size_t taken = 0;

	while (gs_lanes_take(&l) != NULL)
		taken++;
	return taken;
}

static void neither_lane_has_the_others_places(void **state)
{
	struct gs_call page = make(&reads, 0);

	(void)state;
	start(&acts, FLOOD);
	assert_int_equal(take_all(), GS_LANES_PROOFS);
	gs_lanes_put(&l, &page);
	assert_ptr_equal(gs_lanes_take(&l), &page);
	gs_lanes_done(&l, &page);

	/* One is over: the oldest that waits is next. */
	gs_lanes_done(&l, &flood[3]);
	assert_ptr_equal(gs_lanes_take(&l), &flood[GS_LANES_PROOFS]);
	assert_null(gs_lanes_take(&l));

	start(&reads, FLOOD);
	assert_int_equal(take_all(), GS_LANES_FILES);
	struct gs_call act = make(&acts, 0);
	gs_lanes_put(&l, &act);
	assert_ptr_equal(gs_lanes_take(&l), &act);

	/* Nor has one that the back must be asked for those of a file. */
	struct gs_call asked = make(&reads, 0);
	asked.asks = true;
	gs_lanes_put(&l, &asked);
	assert_ptr_equal(gs_lanes_take(&l), &asked);
}

static void a_flood_holds_up_its_own_memo(void **state)
{
	static struct gs_call other[2];

	(void)state;
	start(&acts, FLOOD);
	(void)take_all();

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

/* Who asks for something else comes next, whatever the flood shows. */
static void a_flood_of_one_address_holds_up_that(void **state)
{
	struct gs_call other = make(&others, 1);

	(void)state;
	gs_lanes_start(&l, key);
	for (size_t i = 0; i < FLOOD; i++) {
		flood[i] = make(&reads, (uint8_t)i);
		flood[i].token[0] = (uint8_t)(i >> 8);
		gs_lanes_put(&l, &flood[i]);
	}
	(void)take_all();
	gs_lanes_put(&l, &other);
	gs_lanes_done(&l, &flood[0]);
	assert_ptr_equal(gs_lanes_take(&l), &other);
}

/* Large bodies do not fill the link, nor wait for ever. */
static void bodies_have_a_bound(void **state)
{
	const size_t large = GS_LANES_BYTES / 4;
	struct gs_call small = make(&acts, 2), huge = make(&acts, 3);

	(void)state;
	gs_lanes_start(&l, key);
	for (size_t i = 0; i < 6; i++) {
		flood[i] = make(&acts, 1);
		flood[i].body_len = large;
		gs_lanes_put(&l, &flood[i]);
	}
	assert_int_equal(take_all(), 4);
	gs_lanes_put(&l, &small);
	assert_ptr_equal(gs_lanes_take(&l), &small);
	gs_lanes_done(&l, &flood[0]);
	assert_int_equal(take_all(), 1);

	/* One that is larger than all may be has it alone. */
	gs_lanes_start(&l, key);
	huge.body_len = GS_LANES_BYTES + 1;
	gs_lanes_put(&l, &huge);
	assert_ptr_equal(gs_lanes_take(&l), &huge);
	gs_lanes_done(&l, &huge);
	assert_int_equal(l.lanes[GS_LANE_PROOFS].bytes, 0);
}

/* Everything that was put comes out once, in the order of its own memo. */
static void nothing_is_lost(void **state)
{
	size_t last[4] = {0}, taken = 0;

	(void)state;
	gs_lanes_start(&l, key);
	for (size_t i = 0; i < FLOOD; i++) {
		flood[i] = make(i % 4 == 0 ? &reads : &acts, i % 4);
		gs_lanes_put(&l, &flood[i]);
	}

	for (struct gs_call *c; (c = gs_lanes_take(&l)) != NULL; taken++) {
		size_t at = (size_t)(c - flood) + 1;
		assert_true(at > last[c->id[31]]);
		last[c->id[31]] = at;
		assert_null(c->next);
		gs_lanes_done(&l, c);
	}

	assert_int_equal(taken, FLOOD);
	for (size_t i = 0; i < GS_LANES; i++)
		assert_int_equal(l.lanes[i].running, 0);
	gs_lanes_put(&l, &flood[1]);
	assert_ptr_equal(gs_lanes_take(&l), &flood[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(neither_lane_has_the_others_places),
	    cmocka_unit_test(a_flood_holds_up_its_own_memo),
	    cmocka_unit_test(a_flood_of_one_address_holds_up_that),
	    cmocka_unit_test(bodies_have_a_bound),
	    cmocka_unit_test(nothing_is_lost)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
