/* SPDX-License-Identifier: Apache-2.0 */
/* Answers: what each may say, and which takes the place of which. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "core/record/time.h"
#include "lib/host.h"
#include "lib/records/plan.h"
#include "lib/records/prompt.h"

static struct gs_pool pool;
static struct gs_plan plan;
static struct gs_closed_days closed;
static struct gs_report report;

static int set_up(void **state)
{
	(void)state;
	report = (struct gs_report){.text = ""};
	return gs_plan_start(&plan, gs_pool_start(&pool));
}

static int tear_down(void **state)
{
	(void)state;
	gs_pool_free(&pool);
	return 0;
}

static int answers(const char *text)
{
	return gs_plan_read(&plan, &report, text, strlen(text));
}

static void accepted(const char *text)
{
	if (answers(text) != GS_OK)
		fail_msg("%s", report.text);
}

/* The lines of that field as they stand, without their keys. */
static void stand(const char *field, const char *want)
{
	char have[2048] = "";
	const struct gs_plan_line *l = NULL;
	size_t len = 0;

	for (size_t n = 0; (l = gs_plan_line(&plan, field, NULL, n)); n++) {
		for (size_t i = 0; i < GS_PARTS_MAX; i++) {
			const struct gs_part *p = &l->value.parts[i];

			if (p->kind == GS_PART_WORD || p->kind == GS_PART_TEXT)
				len += (size_t)snprintf(have + len,
				    sizeof have - len, "%.*s ", (int)p->len,
				    (const char *)p->ptr);
			if (p->kind == GS_PART_NUMBER ||
			    p->kind == GS_PART_DATE)
				len += (size_t)snprintf(have + len,
				    sizeof have - len, "%lld ",
				    (long long)p->number);
		}
		have[len - 1] = '|';
	}
	assert_string_equal(have, want);
}

static void refusals_name_line_value_and_range(void **state)
{
	(void)state;
	static const struct {
		const char *answer, *says[2];
		int err;
	} rows[] = {
		{"floor 1", {"floor is 1", "from 2 to 16777216"},
		    GS_ERR_RULE},
		{"floor ten", {"'floor ten'", "from 2 to 16777216"},
		    GS_ERR_FORMAT},
		{"floor", {"'floor N'", "from 2 to"}, GS_ERR_FORMAT},
		{"closing 25:00", {"closing is 1500", "1440"}, GS_ERR_RULE},
		{"closing 17:60", {"'closing 17:60'", "00:01"},
		    GS_ERR_FORMAT},
		{"closing 0", {"closing is 0", "1 to 1440"}, GS_ERR_RULE},
		{"readers me", {"readers is me", "members, oversight or "
		    "public"}, GS_ERR_RULE},
		{"origin a+b", {"a+b", "'+'"}, GS_ERR_RULE},
		{"origin A", {"'origin A'", "dissent.example.org"},
		    GS_ERR_FORMAT},
		{"week 54321", {"week is 54321", "12345"}, GS_ERR_RULE},
		{"zone Lisbon", {"'Lisbon'", "Europe/Lisbon"},
		    GS_ERR_UNKNOWN},
		{"zone Europe/Lisboa", {"'Europe/Lisboa'", "IANA"},
		    GS_ERR_UNKNOWN},
		{"zone +01:00", {"'+01:00'", "IANA"}, GS_ERR_UNKNOWN},
		{"calendar 2026-01-01", {"'calendar 2026-01-01'",
		    "2026-01-31"}, GS_ERR_FORMAT},
		{"calendar 2026-01-01 2025-01-01", {"ends before", ""},
		    GS_ERR_RULE},
		{"calendar 1970-01-01 1975-01-01", {"1971 to 2100", "30"},
		    GS_ERR_RANGE},
		{"calendar 2020-01-01 2060-01-01", {"1971 to 2100", "30"},
		    GS_ERR_RANGE},
		{"clock reply weekly 3", {"weekly", "working, calendar"},
		    GS_ERR_RULE},
		{"clock reply working 0", {"0 days", "1 to 3660"},
		    GS_ERR_RULE},
		{"clock reply working",
		    {"'clock NAME working|calendar|months N'", "3660"},
		    GS_ERR_FORMAT},
		{"late 0 5", {"every 0th", "1st to 52nd"}, GS_ERR_RULE},
		{"holidays gb", {"'gb'", "us-federal-washington"},
		    GS_ERR_UNKNOWN},
		{"closed 2026-02-30 X", {"'closed 2026-02-30 X'",
		    "2026-12-24"}, GS_ERR_FORMAT},
		{"closed 2026-02-03", {"'closed DATE NAME'", ""},
		    GS_ERR_FORMAT},
		{"role office xyz Who", {"'role NAME KEY HOLDER'",
		    "hexadecimal"}, GS_ERR_FORMAT},
		{"role office new", {"'role NAME KEY HOLDER'", "'new'"},
		    GS_ERR_FORMAT},
		{"seal office rsa new Who", {"rsa", ""}, GS_ERR_RULE},
		{"seal office x25519 age1 Who", {"32 bytes", ""},
		    GS_ERR_RULE},
		{"offset 2026-01-01T00:00:00Z +00:00", {"'offset' is worked "
		    "out", ""}, GS_ERR_RULE},
		{"version 2", {"worked out", ""}, GS_ERR_RULE},
		{"florr 10", {"'florr'", ""}, GS_ERR_UNKNOWN},
		{"without copy Nobody", {"'copy Nobody'", ""},
		    GS_ERR_UNKNOWN},
		{"preset us-stat", {"'us-stat'", ""}, GS_ERR_UNKNOWN},
		{"name a\xff", {"UTF-8", ""}, GS_ERR_FORMAT},
	};
	char text[256];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		(void)snprintf(text, sizeof text, "# a remark\n\n  %s \r\n",
		    rows[i].answer);
		int err = answers(text);
		if (err != rows[i].err ||
		    strncmp(report.text, "line 3: ", 8) != 0 ||
		    strstr(report.text, rows[i].says[0]) == NULL ||
		    strstr(report.text, rows[i].says[1]) == NULL)
			fail_msg("%s: %d, %s", rows[i].answer, err,
			    report.text);
	}
}

static void a_later_layer_takes_the_place(void **state)
{
	(void)state;
	stand("copy", "The head of the organisation|");
	stand("floor", "10|");
	accepted("copy The Minister\ncopy The Secretary General\nfloor 20\n");
	stand("copy", "The Minister|The Secretary General|");
	stand("floor", "20|");
	accepted("copy Nobody else\n");
	stand("copy", "Nobody else|");

	accepted("clock acknowledge working 2\nclock reply working 30\n"
	    "clock reply-from working 10\n");
	accepted("clock reply calendar 40\n");
	stand("clock", "acknowledge working 2|reply calendar 40|"
	    "reply-from working 10|");
	accepted("without clock reply-from\n");
	stand("clock", "acknowledge working 2|reply calendar 40|");
}

/* Of one role alone, where that role stood: the first seal stays the
 * office's. */
static void holders_are_replaced_role_by_role(void **state)
{
	(void)state;
	accepted("without role\nrole authority new A\nrole office new B\n"
	    "role log new C\n");
	accepted("role office new D\nrole office new E\n");
	stand("role", "authority A|office D|office E|log C|");
	accepted("role office new F\nrole visitor new G\n"
	    "role authority new H\nrole authority new I\n");
	stand("role", "authority H|authority I|office F|log C|visitor G|");
	accepted("seal inspector x25519 new J\n"
	    "seal office x25519 new K\nseal office x25519 new L\n");
	stand("seal", "office x25519 K|office x25519 L|inspector x25519 J|");
}

static void what_is_said_twice_is_refused(void **state)
{
	(void)state;
	assert_int_equal(answers("floor 3\nfloor 4\n"), GS_ERR_DUPLICATE);
	assert_non_null(strstr(report.text, "line 2: 'floor'"));
	assert_int_equal(answers("clock reply working 3\n"
	    "clock reply working 4\n"), GS_ERR_DUPLICATE);
	accepted("clock reply working 3\nclock acknowledge working 4\n");
}

static void a_preset_stands_first_and_once(void **state)
{
	(void)state;
	assert_int_equal(answers("floor 3\npreset us-state\n"), GS_ERR_RULE);
	assert_string_equal(report.code, "answers-line");
	accepted("# first\npreset us-state\nclock reply working 50\n");
	stand("clock", "acknowledge working 2|reply-from working 30|"
	    "reply working 50|");
	stand("zone", "America/New_York|");
	assert_int_equal(answers("preset company\n"), GS_ERR_DUPLICATE);
}

/* As a holder, age, or a record writes it: the same key. */
static void keys_have_three_spellings(void **state)
{
	(void)state;
	static const char *const rows[] = {
		"seal office x25519 "
		"85204a5f1c0ec0d3cc9c0c4a1eb3c71c0adb5b3b3d1a1fd5a8e0b6a5bf5d"
		"bd37 A",
		"seal office x25519 "
		"hSBKXxwOwNPMnAxKHrPHHArbWzs9Gh/VqOC2pb9dvTc= A",
	};
	uint8_t key[32];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		accepted(rows[i]);
		const struct gs_plan_line *l = gs_plan_line(&plan, "seal",
		    "office", 0);
		assert_false(l->make);
		assert_int_equal(l->value.parts[2].len, 32);
		if (i == 0)
			memcpy(key, l->value.parts[2].ptr, 32);
		assert_memory_equal(l->value.parts[2].ptr, key, 32);
	}
	/* age's own vector: of the identity of 32 zero bytes but one. */
	accepted("seal office x25519 age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hz"
	    "rye869xeexvn73equnujwj A");
	accepted("role second "
	    "85204a5f1c0ec0d3cc9c0c4a1eb3c71c0adb5b3b3d1a1fd5a8e0b6a5bf5dbd37 "
	    "The works council");
	const struct gs_plan_line *l = gs_plan_line(&plan, "role", "second",
	    0);
	assert_memory_equal(l->value.parts[1].ptr, key, 32);
	assert_false(l->make);
	accepted("role second new The works council");
	assert_true(gs_plan_line(&plan, "role", "second", 0)->make);
}

static void closed_on(const char *const *want, size_t count)
{
	int64_t day = 0;

	assert_int_equal(gs_plan_days_begin(&closed, &report, &plan), GS_OK);
	assert_int_equal(gs_plan_days_end(&closed, &report, &plan), GS_OK);
	assert_int_equal(closed.count, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(gs_date_parse(&day, want[i], 10), GS_OK);
		assert_int_equal(closed.days[i].day, day);
	}
}

static void days_are_closed_and_opened(void **state)
{
	(void)state;
	static const char *const some[] = {"2018-12-05", "2018-12-24",
	    "2018-12-25"};
	static const char *const fewer[] = {"2018-12-05", "2018-12-24"};

	assert_int_equal(gs_plan_days_begin(&closed, &report, &plan),
	    GS_ERR_FORMAT);
	accepted("calendar 2018-12-01 2018-12-31\nholidays us-federal\n"
	    "closed 2018-12-24 By order\nclosed 2018-12-05 Mourning\n"
	    "closed 2019-12-24 Beyond\n");
	closed_on(some, 3);
	accepted("open 2018-12-25\n");
	closed_on(fewer, 2);
	accepted("open 2018-12-26\n");
	assert_int_equal(gs_plan_days_begin(&closed, &report, &plan), GS_OK);
	assert_int_equal(gs_plan_days_end(&closed, &report, &plan),
	    GS_ERR_UNKNOWN);
	assert_non_null(strstr(report.text, "2018-12-26"));
	accepted("without open\nholidays none\n");
	closed_on(fewer, 2);
}

/* Every line of a charter that is answered can be asked for, and says what it
 * may be. */
static void every_answer_has_a_prompt(void **state)
{
	(void)state;
	const struct gs_type *type = gs_type_named("charter", 7);
	char legal[GS_LEGAL_MAX];

	for (size_t i = 0; i < type->field_count; i++) {
		const char *name = type->fields[i].name;
		const struct gs_prompt *p = gs_prompt_about(name);

		if (gs_plan_computes(name)) {
			assert_null(p);
			continue;
		}
		if (p == NULL)
			fail_msg("nobody asks for %s", name);
		gs_prompt_legal(legal, p);
		assert_true(strlen(legal) > 0);
		assert_true(strlen(legal) < GS_LEGAL_MAX - 1);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(refusals_name_line_value_and_range),
		TEST(a_later_layer_takes_the_place),
		TEST(holders_are_replaced_role_by_role),
		TEST(what_is_said_twice_is_refused),
		TEST(a_preset_stands_first_and_once),
		TEST(keys_have_three_spellings),
		TEST(days_are_closed_and_opened),
		TEST(every_answer_has_a_prompt),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
