/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks in months and from another event than the filing, against dates that
 * were counted by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "core/channel/duties.h"
#include "core/record/time.h"
#include "lib/steps/agenda.h"
#include "tests/unit/world.h"

/* 17:00 UTC closes each day, work or not. */
#define CLOSES "T17:00:00Z"
#define LINES_MAX 16384

static int64_t time_of(const char *text)
{
	int64_t at = 0;

	assert_int_equal(gs_time_parse(&at, text, strlen(text)), GS_OK);
	return at;
}

static int64_t day_of(const char *text)
{
	int64_t day = 0;

	assert_int_equal(gs_date_parse(&day, text, strlen(text)), GS_OK);
	return day;
}

static bool is_of(const struct gs_value *v, const char *field)
{
	return strcmp(v->field->name, field) == 0;
}

/* The world's charter with other clocks, in a week of `week` that closes at
 * 17:00 UTC and knows no closed days. */
static void make_charter(struct gs_charter *out, struct world *w,
    const char *week, const char *clocks)
{
	static char text[LINES_MAX];
	const struct gs_record *rec = &gs_state_charter(w->state)->rec;
	struct gs_writer t = gs_writer_of(text, sizeof text);
	struct gs_refusal refusal = {.why = NULL};
	struct gs_record made;

	gs_write_text(&t, "gainsay/v1 charter\n");
	for (size_t i = 0; i < rec->count; i++) {
		const struct gs_value *v = &rec->values[i];

		if (is_of(v, "week")) {
			gs_write_text(&t, "week ");
			gs_write_text(&t, week);
			gs_write_text(&t, "\n");
		} else if (is_of(v, "closing")) {
			gs_write_text(&t, "closing 1020\n");
		} else if (is_of(v, "offset")) {
			if (rec->values[i - 1].field != v->field)
				gs_write_text(&t, "offset "
				    "2000-01-01T00:00:00Z +00:00\n");
		} else if (is_of(v, "clock")) {
			if (rec->values[i - 1].field != v->field)
				gs_write_text(&t, clocks);
		} else if (!is_of(v, "closed")) {
			gs_write_bytes(&t, v->line.ptr, v->line.len);
		}
	}
	assert_int_equal(gs_writer_end(&t), GS_OK);
	assert_int_equal(gs_record_parse(&made, NULL, w->arena, text, t.len),
	    GS_OK);
	assert_int_equal(gs_charter_read(out, &refusal, &made), GS_OK);
}

static struct gs_duty duty_of(struct gs_memo *memo, enum gs_duty_kind kind,
    const char *now)
{
	struct gs_duties all = gs_duties_of(memo, time_of(now));
	struct gs_duty duty;

	gs_duties_count(memo);
	while (gs_duties_next(&duty, &all))
		if (duty.kind == kind)
			return duty;
	assert_int_equal(all.err, GS_OK);
	return (struct gs_duty){.due = 0};
}

/* A month has the same day, or its last; the day may be one off. */
static void months_end_on_the_same_day(void **state)
{
	(void)state;
	static const struct {
		const char *from, *due;
		uint64_t months;
	} rows[] = {
		{"2026-10-09", "2027-01-09" CLOSES, 3},
		{"2026-11-30", "2027-02-28" CLOSES, 3},
		{"2026-12-07", "2027-03-07" CLOSES, 3},
		{"2027-12-31", "2028-02-29" CLOSES, 2},
		{"2028-02-29", "2029-02-28" CLOSES, 12},
		{"2026-12-31", "2027-01-31" CLOSES, 1},
		{"2022-01-10", "2022-05-10" CLOSES, 4},
		{"1975-03-06", "1975-07-06" CLOSES, 4}};
	struct gs_charter c;
	struct world w;
	int64_t due = 0;

	world_start(&w);
	make_charter(&c, &w, "12345",
	    "clock acknowledge calendar 7\nclock reply months 3\n");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(gs_deadline_from(&due, &c,
		    day_of(rows[i].from), (struct gs_charter_clock){
		    GS_CLOCK_MONTHS, rows[i].months}), GS_OK);
		if (due != time_of(rows[i].due))
			fail_msg("row %zu: %lld", i, (long long)due);
	}
	world_stop(&w);
}

/* Three months from the acknowledgement, or from the end of its seven days. */
static void a_reply_counts_from_the_acknowledgement(void **state)
{
	(void)state;
	static const struct {
		const char *filed, *acknowledged, *owed, *due;
	} rows[] = {
		{"2026-10-05T09:00:00Z", "2026-10-09T08:00:00Z",
		 "2026-10-12" CLOSES, "2027-01-09" CLOSES},
		{"2026-11-28T09:00:00Z", "2026-11-30T08:00:00Z",
		 "2026-12-05" CLOSES, "2027-02-28" CLOSES},
		{"2026-11-30T09:00:00Z", NULL,
		 "2026-12-07" CLOSES, "2027-03-07" CLOSES},
		/* Late: the office puts nothing off. */
		{"2026-11-30T09:00:00Z", "2027-01-15T08:00:00Z",
		 "2026-12-07" CLOSES, "2027-03-07" CLOSES}};
	struct gs_charter c;
	struct gs_memo memo;
	struct world w;

	world_start(&w);
	make_charter(&c, &w, "1234567", "clock acknowledge calendar 7\n"
	    "clock reply months 3\nstarts reply acknowledged\n");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		memo = (struct gs_memo){.charter = &c,
		    .at = time_of(rows[i].filed)};
		if (rows[i].acknowledged != NULL)
			memo.acknowledged = time_of(rows[i].acknowledged);
		const char *now = "2027-02-01T00:00:00Z";

		assert_int_equal(duty_of(&memo, GS_DUTY_ACKNOWLEDGE, now).due,
		    time_of(rows[i].owed));
		assert_int_equal(duty_of(&memo, GS_DUTY_REPLY, now).due,
		    time_of(rows[i].due));
	}

	/* Before it is acknowledged, at the latest so. */
	memo = (struct gs_memo){.charter = &c,
	    .at = time_of(rows[0].filed),
	    .acknowledged = time_of(rows[0].acknowledged)};
	assert_int_equal(duty_of(&memo, GS_DUTY_REPLY,
	    "2026-10-06T00:00:00Z").due, time_of("2027-01-12" CLOSES));
	world_stop(&w);
}

/* Day 1 is the day of the appeal: Day 60 and Day 90 are 59 and 89 days on. */
static void day_one_counts(void **state)
{
	(void)state;
	struct gs_charter c;
	struct gs_memo memo;
	struct world w;

	world_start(&w);
	make_charter(&c, &w, "12345",
	    "clock acknowledge calendar 59\nclock reply calendar 89\n");
	memo = (struct gs_memo){.charter = &c,
	    .at = time_of("2016-07-18T14:00:00Z")};
	assert_int_equal(duty_of(&memo, GS_DUTY_ACKNOWLEDGE,
	    "2016-07-18T14:00:00Z").due, time_of("2016-09-15" CLOSES));
	assert_int_equal(duty_of(&memo, GS_DUTY_REPLY,
	    "2016-07-18T14:00:00Z").due, time_of("2016-10-15" CLOSES));
	world_stop(&w);
}

struct wanted {
	struct gs_agenda_filter filter;
	const char *now;
	size_t count;
	uint64_t overdue;
	const char *first; /* its name */
	uint64_t days;
};

static void is_agenda(struct world *w, const struct wanted *want)
{
	struct gs_agenda agenda;

	assert_int_equal(gs_agenda_make(&agenda, w->arena, w->state,
	    time_of(want->now), &want->filter), GS_OK);
	assert_int_equal(agenda.count, want->count);
	assert_int_equal(agenda.overdue, want->overdue);
	if (want->count == 0)
		return;
	assert_string_equal(agenda.items[0].duty.name, want->first);
	assert_int_equal(agenda.items[0].days, want->days);
}

/* Whoever adds a duty says what its owner types. */
static void each_duty_says_what_to_type(void **state)
{
	(void)state;
	static const char *const some[] = {"gainsay acknowledge 1",
	    "gainsay hand --to 'Secretary of State' 1",
	    "gainsay received --copy 1 1",
	    "gainsay remark --role deputy 1"};
	struct world w;
	char type[GS_AGENDA_TYPE_MAX];
	size_t found = 0;

	world_start(&w);
	struct world_memo m = world_memo_plain();
	assert_int_equal(world_apply(&w, world_memo(&w, &m)), GS_OK);
	for (unsigned i = 0; i < GS_DUTY_KINDS; i++) {
		const struct gs_duty duty = {.memo = gs_state_memo(w.state),
		    .kind = (enum gs_duty_kind)i, .number = 1,
		    .owner = "deputy"};

		assert_true(gs_agenda_type(type, &duty));
		assert_true(gs_agenda_knows(gs_duty_name(duty.kind)));
		assert_non_null(strstr(gs_agenda_list(),
		    gs_duty_name(duty.kind)));
		for (size_t k = 0; k < sizeof some / sizeof *some; k++)
			found += strcmp(type, some[k]) == 0;
	}
	assert_int_equal(found, sizeof some / sizeof *some);
	world_stop(&w);
}

/* Filed on Friday 3 November 2023: due on the 7th, and by 60 working days. */
static void the_next_duty_is_the_first(void **state)
{
	(void)state;
	static const struct wanted rows[] = {
		{{.duty = NULL}, "2023-11-03T15:00:00Z", 2, 0, "acknowledge",
		 2},
		{{.duty = NULL}, "2023-11-05T15:00:00Z", 2, 0, "acknowledge",
		 2},
		{{.duty = NULL}, "2023-11-07T15:00:00Z", 2, 0, "acknowledge",
		 0},
		{{.duty = NULL}, "2023-11-09T15:00:00Z", 2, 1, "acknowledge",
		 2},
		{{.overdue = true}, "2023-11-09T15:00:00Z", 1, 1, "acknowledge",
		 2},
		{{.overdue = true}, "2023-11-07T15:00:00Z", 0, 0, NULL, 0},
		{{.duty = "reply"}, "2023-11-03T15:00:00Z", 1, 0, "reply", 60},
		{{.duty = "other"}, "2023-11-03T15:00:00Z", 0, 0, NULL, 0},
		{{.owner = "office"}, "2023-11-03T15:00:00Z", 2, 0,
		 "acknowledge", 2},
		{{.owner = "panel"}, "2023-11-03T15:00:00Z", 0, 0, NULL, 0}};
	struct world w;

	world_start(&w);
	struct world_memo m = world_memo_plain();
	assert_int_equal(world_apply(&w, world_memo(&w, &m)), GS_OK);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		is_agenda(&w, &rows[i]);

	w.at = time_of("2023-11-06T15:00:00Z");
	assert_int_equal(world_apply(&w, world_acknowledge(&w, m.id, W_OFFICE,
	    "office")), GS_OK);
	is_agenda(&w, &(struct wanted){{.duty = NULL}, "2023-11-09T15:00:00Z",
	    1, 0, "reply", 56});
	world_stop(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(months_end_on_the_same_day),
		cmocka_unit_test(a_reply_counts_from_the_acknowledgement),
		cmocka_unit_test(day_one_counts),
		cmocka_unit_test(each_duty_says_what_to_type),
		cmocka_unit_test(the_next_duty_is_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
