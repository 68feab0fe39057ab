/* SPDX-License-Identifier: Apache-2.0 */
/* A member whose keys run out is told, before the roll that would be made
 * without them; who has a key for it hears nothing.  That each contact says it:
 * tests/system/state.py, mine and keys_enough. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lib/steps/mine.h"
#include "tests/unit/world.h"

static struct scene {
	struct world w;
	struct gs_client *client;
	struct gs_report report;
} s;

static int set_up(void **state)
{
	static const struct gs_client_home home = {
	    .server = "http://127.0.0.1:1", .vkey = "a+b+c"};
	(void)state;

	memset(&s, 0, sizeof s);
	world_found(&s.w);
	assert_int_equal(world_apply(&s.w, world_charter(&s.w, 1, "no",
	    "SBU")), GS_OK);
	assert_int_equal(gs_client_new(&s.client, &home), GS_OK);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	gs_client_free(&s.client);
	world_stop(&s.w);
	return 0;
}

static void hand_in(uint64_t edition)
{
	struct gs_client_key key = {.edition = edition};
	uint8_t public[32];

	assert_int_equal(gs_secret_new(&key.secret, public), GS_OK);
	assert_int_equal(gs_client_add_key(s.client, &key), GS_OK);
}

static void publish_roll(uint64_t edition)
{
	const struct world_growth growth = {.has_left = edition > 1,
	    .first = W_REGISTRAR, .second = W_SECOND};
	s.w.at += 40 * 86400;

	assert_int_equal(world_apply(&s.w, world_roll_grown(&s.w, edition,
	    (uint8_t)edition, &growth)), GS_OK);
}

static bool run_out(void)
{
	s.report = (struct gs_report){.text = ""};
	return gs_mine_run_out(&s.report, s.client, s.w.state);
}

static void who_has_no_key_at_all_is_told(void **state)
{
	(void)state;
	assert_true(run_out());
	assert_string_equal(s.report.code, "keys-run-out");
	assert_non_null(strstr(s.report.text, "the next roll is edition 1"));
}

static void the_last_key_is_told_before_the_roll_after_it(void **state)
{
	(void)state;
	hand_in(1);
	hand_in(2);
	assert_false(run_out()); /* no roll is out */
	publish_roll(1);
	assert_false(run_out()); /* a key of the next one is handed in */
	assert_string_equal(s.report.text, "");

	publish_roll(2);
	assert_true(run_out());
	assert_non_null(strstr(s.report.text, "the next roll is edition 3"));
	assert_non_null(strstr(s.report.text, "ask the registrar for a code"));

	hand_in(3);
	assert_false(run_out());
}

static void who_missed_rolls_is_told_of_the_next(void **state)
{
	(void)state;
	hand_in(1);
	publish_roll(1);
	publish_roll(2);
	publish_roll(3);
	assert_true(run_out());
	assert_non_null(strstr(s.report.text, "the next roll is edition 4"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(who_has_no_key_at_all_is_told,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    the_last_key_is_told_before_the_roll_after_it, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    who_missed_rolls_is_told_of_the_next, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
