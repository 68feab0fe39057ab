/* SPDX-License-Identifier: Apache-2.0 */
/* A roll that was made to single a member out: the member's own program asks
 * for more than the charter does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lib/log/note.h"
#include "lib/records/anchor.h"
#include "lib/steps/floors.h"
#include "tests/unit/world.h"

#define HOUR 3600
#define START INT64_C(1700000000)

static struct scene {
	struct world w;
	struct gs_charter charter;
	struct gs_roll_edition edition;
	struct gs_matter m;
	struct gs_sight sight;
	struct gs_floors floors;
	struct gs_report report, told[GS_FLOORS];
} s;

/* A channel with a witness whose key is the author's, and a roll. */
static int set_up(void **state)
{
	(void)state;
	memset(&s, 0, sizeof s);
	world_found(&s.w);
	s.w.witnesses = 1;
	s.w.quorum = 1;
	s.w.witness_role = W_AUTHOR;
	assert_int_equal(world_apply(&s.w, world_charter(&s.w, 1, "no",
	    "SBU")), GS_OK);
	assert_int_equal(world_apply(&s.w, world_roll(&s.w, 1, 7, W_REGISTRAR,
	    W_SECOND)), GS_OK);

	s.charter = *gs_state_charter(s.w.state);
	s.edition = *gs_state_roll(s.w.state);
	s.edition.size = GS_FLOOR_MEMBERS;
	s.m = (struct gs_matter){.state = s.w.state, .charter = &s.charter,
	    .edition = &s.edition};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	world_stop(&s.w);
	return 0;
}

static int judge(int64_t now)
{
	memset(s.told, 0, sizeof s.told);
	s.report = (struct gs_report){.text = ""};
	return gs_floors_judge(s.told, &s.report, &s.floors, &s.m, &s.sight,
	    now);
}

static void refused_for(int64_t now, const char *words)
{
	assert_int_equal(judge(now), GS_ERR_RULE);
	assert_string_equal(s.report.code, "own-floor");
	if (strstr(s.report.text, words) == NULL)
		fail_msg("'%s' lacks '%s'", s.report.text, words);
}

static void accept_floor(const char *word)
{
	assert_int_equal(gs_floors_accept(&s.floors, &s.report, word), GS_OK);
}

/* One that was seen long ago, and is old. */
static void see_old_roll(void)
{
	gs_sight_take(&s.sight, s.w.state, START);
	gs_sight_take(&s.sight, s.w.state, START + 25 * HOUR);
}

static void a_roll_of_few_is_refused_unless_it_is_named(void **state)
{
	(void)state;
	see_old_roll();
	assert_int_equal(judge(START + 25 * HOUR), GS_OK);
	s.edition.size--;
	refused_for(START + 25 * HOUR, "has 19 keys, and your own program "
	    "asks for 20");
	assert_non_null(strstr(s.report.text, "--accept small-roll"));

	accept_floor("young-roll");
	refused_for(START + 25 * HOUR, "has 19 keys");
	accept_floor("small-roll");
	assert_int_equal(judge(START + 25 * HOUR), GS_OK);
	assert_non_null(strstr(s.told[GS_FLOOR_SMALL].text, "19 keys"));
	assert_string_equal(s.told[GS_FLOOR_YOUNG].text, "");
}

static void a_box_that_counts_by_two_is_refused(void **state)
{
	(void)state;
	see_old_roll();
	s.charter.batch = 3;
	assert_int_equal(judge(START + 25 * HOUR), GS_OK);
	s.charter.batch = 2;
	refused_for(START + 25 * HOUR, "by steps of 2, and your own program "
	    "asks for 3");
	accept_floor("small-batch");
	assert_int_equal(judge(START + 25 * HOUR), GS_OK);
}

/* The server says that the roll is years old: it was seen an hour ago. */
static void a_roll_published_for_one_member_is_refused(void **state)
{
	(void)state;
	s.edition.at = START - 1000 * 24 * HOUR;
	refused_for(START, "wait until 2023-11-15T22:13:20Z (Wed 15 Nov 2023, "
	    "17:13 America/New_York)");
	gs_sight_take(&s.sight, s.w.state, START);
	refused_for(START + HOUR, "wait until 2023-11-15T23:00:00Z");
	assert_int_equal(judge(START + 24 * HOUR + 2799), GS_ERR_RULE);
	assert_int_equal(judge(START + 24 * HOUR + 2800), GS_OK);

	accept_floor("young-roll");
	assert_int_equal(judge(START), GS_OK);
	assert_non_null(strstr(s.told[GS_FLOOR_YOUNG].text, "--accept "
	    "young-roll"));
}

/* Who asks for the reading key of a members' channel can read nothing yet: the
 * size of the roll is all they know. */
static void readers_are_not_looked_for_among_few(void **state)
{
	struct gs_report told = {.text = ""};
	(void)state;
	assert_int_equal(gs_floors_judge_readers(&told, &s.report, &s.floors,
	    &s.charter, &s.edition), GS_OK);
	assert_string_equal(told.text, "");

	s.edition.size--;
	accept_floor("young-roll");
	accept_floor("small-batch");
	assert_int_equal(gs_floors_judge_readers(&told, &s.report, &s.floors,
	    &s.charter, &s.edition), GS_ERR_RULE);
	assert_string_equal(s.report.code, "own-floor-of-readers");
	assert_non_null(strstr(s.report.text, "has 19 keys"));
	assert_string_equal(told.text, "");

	accept_floor("small-roll");
	assert_int_equal(gs_floors_judge_readers(&told, &s.report, &s.floors,
	    &s.charter, &s.edition), GS_OK);
	assert_non_null(strstr(told.text, "--accept small-roll"));
}

static void nobody_hides_in_an_exercise(void **state)
{
	struct gs_report told = {.text = ""};
	(void)state;
	s.charter.exercise = true;
	s.charter.batch = 1;
	s.edition.size = 2;
	assert_int_equal(judge(START), GS_OK);
	assert_int_equal(gs_floors_judge_readers(&told, &s.report, &s.floors,
	    &s.charter, &s.edition), GS_OK);
	assert_string_equal(told.text, "");
}

static void an_unknown_floor_is_refused(void **state)
{
	(void)state;
	assert_int_equal(gs_floors_accept(&s.floors, &s.report, "small"),
	    GS_ERR_UNKNOWN);
	assert_string_equal(s.report.code, "floor-unknown");
	assert_non_null(strstr(s.report.text, "'small'"));
}

/* Sight ------------------------------------------------------------------- */

static struct gs_span written(uint8_t *buf, size_t max)
{
	struct gs_writer w = gs_writer_of(buf, max);

	gs_sight_write(&w, &s.sight);
	assert_int_equal(gs_writer_end(&w), GS_OK);
	return (struct gs_span){buf, w.len};
}

static int read_back(struct gs_sight *out, const char *text)
{
	struct gs_reader r = gs_reader_of((const uint8_t *)text, strlen(text));

	*out = (struct gs_sight){.count = 0};
	gs_sight_read(out, &r);
	return gs_reader_end(&r);
}

static void a_time_is_kept_no_longer_than_it_counts(void **state)
{
	uint8_t buf[256];
	struct gs_span text;
	struct gs_sight again;

	(void)state;
	gs_sight_take(&s.sight, s.w.state, START);
	text = written(buf, sizeof buf - 1);
	buf[text.len] = '\0';
	assert_string_equal((char *)buf, "old 0\nnew 1\nroll 1 472223\n");
	assert_int_equal(read_back(&again, (char *)buf), GS_OK);
	assert_int_equal(gs_sight_old_from(&again, 1),
	    INT64_C(472247) * HOUR);

	/* A look in between changes nothing. */
	gs_sight_take(&s.sight, s.w.state, START + 10 * HOUR);
	assert_int_equal(s.sight.rolls[0].hour, 472223);
	gs_sight_take(&s.sight, s.w.state, START + 25 * HOUR);
	text = written(buf, sizeof buf - 1);
	buf[text.len] = '\0';
	assert_string_equal((char *)buf, "old 2\nnew 0\n");
	assert_int_equal(gs_sight_old_from(&s.sight, 1), 0);
	assert_true(gs_sight_old_from(&s.sight, 2) == INT64_MAX);
}

static void what_is_no_sight_is_refused(void **state)
{
	static const char *const bad[] = {"", "old 0\n", "old 0\nnew 1\n",
	    "old 00\nnew 0\n", "old 0\nnew 9\n", "old 0\nnew 1\nroll 1\n",
	    "old 0\nnew 1\nroll 1 -1\n", "old 2\nnew 1\nroll 1 5\n",
	    "old 0\nnew 2\nroll 3 5\nroll 3 5\n",
	    "old 0\nnew 1\nroll 1 9223372036854775807\n"};
	struct gs_sight out;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (read_back(&out, bad[i]) == GS_OK)
			fail_msg("'%s' is read", bad[i]);
	assert_int_equal(read_back(&out, "old 3\nnew 2\nroll 3 5\n"
	    "roll 4 6\n"), GS_OK);
	assert_int_equal(out.count, 2);
}

/* Witnesses --------------------------------------------------------------- */

/* An anchor whose note, of `size` entries, was cosigned at that time. */
static struct gs_span anchor_entry(uint64_t size, int who, uint64_t time)
{
	const struct gs_witness *witness = &s.charter.witnesses[0];
	static uint8_t text[GS_ANCHOR_MAX], note[2048];
	char name[GS_NOTE_NAME_MAX + 1] = "";
	struct gs_part origin = gs_record_part(&s.charter.rec, "origin");
	struct gs_checkpoint c = {.size = size};
	struct gs_writer n = gs_writer_of(note, sizeof note);
	struct gs_writer out = gs_writer_of(text, sizeof text);
	struct gs_signer signers[2];

	memcpy(c.origin, origin.ptr, origin.len);
	memcpy(name, witness->name.ptr, witness->name.len);
	assert_int_equal(gs_signer_init_secret(&signers[0], c.origin,
	    GS_KEY_ED25519, s.w.secret[W_LOG]), GS_OK);
	assert_int_equal(gs_signer_init_secret(&signers[1], name,
	    GS_KEY_COSIGNATURE, s.w.secret[who]), GS_OK);
	assert_int_equal(gs_checkpoint_sign(&n, &c, signers, 2, time), GS_OK);
	assert_int_equal(gs_anchor_write(&out, s.w.arena, s.w.state,
	    (struct gs_span){note, n.len}), GS_OK);
	return world_entry(&s.w, s.w.at, (struct gs_span){text, out.len});
}

static void hear(uint64_t size, int who, int64_t time)
{
	assert_int_equal(gs_floors_entry(&s.floors, &s.m,
	    anchor_entry(size, who, (uint64_t)time)), GS_OK);
}

static void a_quorum_that_saw_the_roll_speaks_for_it(void **state)
{
	(void)state;
	assert_true(gs_floors_ask_witnesses(&s.m, &s.sight, START));

	/* One without the roll, and one that no witness signed. */
	hear(1, W_AUTHOR, START - 48 * HOUR);
	hear(2, W_OFFICE, START - 48 * HOUR);
	assert_int_equal(s.floors.witnessed, 0);
	assert_int_equal(judge(START), GS_ERR_RULE);

	/* A day is a day for witnesses too. */
	hear(2, W_AUTHOR, START - 23 * HOUR);
	refused_for(START, "wait until 2023-11-14T23:13:20Z");
	assert_int_equal(judge(START + HOUR), GS_OK);
	hear(2, W_AUTHOR, START - 24 * HOUR);
	assert_int_equal(judge(START), GS_OK);

	see_old_roll();
	assert_false(gs_floors_ask_witnesses(&s.m, &s.sight,
	    START + 25 * HOUR));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_roll_of_few_is_refused_unless_it_is_named, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    a_box_that_counts_by_two_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_roll_published_for_one_member_is_refused, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    readers_are_not_looked_for_among_few, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nobody_hides_in_an_exercise,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_unknown_floor_is_refused,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_time_is_kept_no_longer_than_it_counts, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_sight_is_refused,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_quorum_that_saw_the_roll_speaks_for_it, set_up,
		    tear_down)};

	return cmocka_run_group_tests_name("floors", tests, NULL, NULL);
}
