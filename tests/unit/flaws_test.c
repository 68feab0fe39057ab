/* SPDX-License-Identifier: Apache-2.0 */
/* What contradicts itself in a charter, and what is to be known of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "core/record/time.h"
#include "lib/host.h"
#include "lib/steps/flaws.h"
#include "tests/unit/founded.h"

static struct founded f;
static struct gs_flaws flaws;

static int set_up(void **state)
{
	(void)state;
	return founded_start(&f);
}

static int tear_down(void **state)
{
	(void)state;
	founded_end(&f);
	return 0;
}

static int64_t time_of(const char *text)
{
	int64_t at = 0;

	assert_int_equal(gs_time_parse(&at, text, 20), GS_OK);
	return at;
}

#define WITNESS(n) "witness cosignature/v1 " n \
	"111111111111111111111111111111" \
	"111111111111111111111111111111111 w" n ".example\n"
#define WITHOUT_WITNESS "without witness\nwithout quorum"

/* A charter without flaws, but for what `answers` say. */
static void inspect(const char *answers, uint64_t staff)
{
	static const char good[] = FOUNDED_STATE
	    "calendar 2026-01-01 2028-12-31\nrole authority new One\n"
	    "role authority new Two\n" WITNESS("1") WITNESS("2")
	    WITNESS("3") "quorum 2\n";
	char text[1024];

	founded_end(&f);
	assert_int_equal(founded_start(&f), GS_OK);
	founded_answer(&f, good);
	(void)snprintf(text, sizeof text, "%s\n", answers);
	if (founded_charter(&f, text) != GS_OK)
		fail_msg("%s", f.report.text);
	gs_flaws_find(&flaws, founded_terms(&f),
	    time_of("2026-03-02T12:00:00Z"), staff);
}

static void has(const char *code, bool grave)
{
	for (size_t i = 0; i < flaws.count; i++)
		if (strcmp(flaws.flaw[i].said.code, code) == 0) {
			assert_int_equal(flaws.flaw[i].grave, grave);
			return;
		}
	fail_msg("%zu flaws, not %s; first: %s", flaws.count, code,
	    flaws.count == 0 ? "" : flaws.flaw[0].said.text);
}

static void a_good_charter_has_none(void **state)
{
	(void)state;
	inspect("", 0);
	assert_int_equal(flaws.count, 0);
	inspect("", 30);
	assert_int_equal(flaws.count, 0);
}

static void each_flaw_is_found(void **state)
{
	(void)state;
	static const struct {
		const char *answers, *code;
		uint64_t staff;
		bool grave;
	} rows[] = {
		{"clock panel working 9", "clock-owes-nothing", 0, true},
		{"clock reply-from working 61", "clocks-out-of-order", 0,
		    true},
		/* Thirty days of the calendar are never thirty that are
		 * worked. */
		{"clock reply calendar 30", "clocks-out-of-order", 0, true},
		{"clock reply working 1\nwithout clock reply-from",
		    "clocks-out-of-order", 0, true},
		{"floor 31", "floor-above-staff", 30, true},
		{"batch 31", "batch-above-staff", 30, true},
		{"", "batch-coarse", 25, false},
		{"exercise no\nbatch 2", "batch-below-floor", 0, false},
		{"threshold 2", "authority-all-sign", 0, false},
		{"role authority new Alone", "authority-alone", 0, false},
		{"exercise no\n" WITHOUT_WITNESS, "no-witness", 0, true},
		{WITHOUT_WITNESS, "no-witness-in-exercise", 0, false},
		{"quorum 1", "quorum-not-majority", 0, false},
		{"quorum 3", "quorum-all", 0, false},
		{"without witness\n" WITNESS("4") "quorum 1",
		    "witness-alone", 0, false},
		{"role registrar new Staff\nrole second new Staff",
		    "roles-in-one-hand", 0, false},
		{"role second new One", "roles-in-one-hand", 0, false},
		{"seal archive x25519 new A", "seal-without-role", 0, true},
		{"without role release", "release-not-held", 0, false},
		{"calendar 2026-01-01 2026-12-31", "calendar-ends", 0, false},
		{"calendar 2025-01-01 2025-12-31", "calendar-ended", 0,
		    false},
		{"holidays none", "no-closed-days", 0, false},
		{"holidays none\nclosed 2026-12-25 X",
		    "year-without-closed-day", 0, false},
		{"closing 07:59", "closing-at-night", 0, false},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		inspect(rows[i].answers, rows[i].staff);
		has(rows[i].code, rows[i].grave);
		assert_int_equal(flaws.count, 1);
		assert_int_equal(flaws.grave, rows[i].grave);
	}
}

/* So few that a box's count hides too much, too. */
static void fewer_than_members_hide_among_are_told(void **state)
{
	(void)state;
	inspect("exercise no\nbatch 3", 19);
	has("staff-below-own-floor", false);
	has("batch-coarse", false);
	assert_int_equal(flaws.count, 2);

	inspect("exercise no\nbatch 3", 20);
	assert_int_equal(flaws.count, 0);
	inspect("exercise yes\nbatch 3", 19);
	has("batch-coarse", false);
	assert_int_equal(flaws.count, 1);
}

/* One day of the week is worked, and it is closed for years. */
static void a_clock_ends_however_many_days_are_closed(void **state)
{
	(void)state;
	static char answers[64 * 700] = "calendar 2026-01-01 2036-12-31\n"
	    "week 1\nholidays none\n";

	inspect("week 1\nholidays none\nclock reply working 3660", 0);
	has("no-closed-days", false);
	assert_int_equal(flaws.grave, 0);

	for (int64_t day = gs_days_from_civil(2026, 3, 2);
	    day < gs_days_from_civil(2036, 12, 31); day += 7) {
		char date[GS_DATE_LEN + 1] = "";

		gs_date_format((uint8_t *)date, day);
		size_t len = strlen(answers);
		(void)snprintf(answers + len, sizeof answers - len,
		    "closed %s X\n", date);
	}
	founded_answer(&f, answers);
	if (founded_charter(&f, "clock reply working 3660") != GS_OK)
		fail_msg("%s", f.report.text);
	gs_flaws_find(&flaws, founded_terms(&f),
	    time_of("2026-03-02T12:00:00Z"), 0);
	assert_int_equal(flaws.grave, 0);
}

static void a_calendar_is_known_to_end(void **state)
{
	(void)state;
	struct gs_report said = {.text = ""};

	inspect("", 0);
	const struct gs_charter *c = founded_terms(&f);
	assert_false(gs_calendar_ends(&said, c,
	    time_of("2027-12-30T12:00:00Z")));
	assert_true(gs_calendar_ends(&said, c,
	    time_of("2027-12-31T12:00:00Z")));
	assert_string_equal(said.code, "calendar-ends");
	assert_true(gs_calendar_ends(&said, c,
	    time_of("2029-01-01T04:59:59Z")));
	assert_string_equal(said.code, "calendar-ends");
	assert_true(gs_calendar_ends(&said, c,
	    time_of("2029-01-01T05:00:00Z")));
	assert_string_equal(said.code, "calendar-ended");
	assert_false(gs_calendar_lacks(c, time_of("2029-01-01T04:59:59Z")));
	assert_true(gs_calendar_lacks(c, time_of("2029-01-01T05:00:00Z")));
	assert_true(gs_calendar_lacks(c, time_of("2025-12-31T12:00:00Z")));

	/* The last day of a calendar whose days close at midnight. */
	inspect("closing 24:00", 0);
	c = founded_terms(&f);
	assert_false(gs_calendar_lacks(c, time_of("2029-01-01T05:00:00Z")));
	assert_true(gs_calendar_lacks(c, time_of("2029-01-02T05:00:00Z")));
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_good_charter_has_none),
		TEST(each_flaw_is_found),
		TEST(fewer_than_members_hide_among_are_told),
		TEST(a_clock_ends_however_many_days_are_closed),
		TEST(a_calendar_is_known_to_end),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("flaws", tests, NULL, NULL);
}
