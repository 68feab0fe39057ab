/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "core/channel/calendar.h"
#include "core/channel/state.h"
#include "core/record/time.h"
#include "lib/log/quorum.h"
#include "tests/unit/world.h"

static int64_t time_of(const char *text)
{
	int64_t t = 0;
	assert_int_equal(gs_time_parse(&t, text, strlen(text)), GS_OK);
	return t;
}

/* Applies and requires a refusal with this sentence and an unchanged state. */
static void refused(struct world *w, struct gs_span text, const char *why)
{
	uint64_t size = gs_state_size(w->state);
	const struct gs_memo *memo = gs_state_memo(w->state);
	struct gs_memo before = {.number = 0};
	if (memo != NULL)
		before = *memo;
	assert_int_not_equal(world_apply(w, text), GS_OK);
	assert_non_null(w->refusal.why);
	if (strstr(w->refusal.why, why) == NULL)
		fail_msg("refused because: %s", w->refusal.why);
	assert_int_equal(gs_state_size(w->state), size);
	assert_ptr_equal(gs_state_memo(w->state), memo);
	if (memo != NULL)
		assert_memory_equal(&before, memo, sizeof before);
}

static void admitted(struct world *w, struct gs_span text)
{
	int err = world_apply(w, text);
	if (err != GS_OK)
		fail_msg("refused: %s", w->refusal.why);
}

static struct world_memo filed(struct world *w)
{
	struct world_memo m = world_memo_plain();
	admitted(w, world_memo(w, &m));
	return m;
}

/* What was filed `at` is due `days` later, at `due`. */
static void check_deadline(const struct gs_charter *c, const char *at,
    uint64_t days, const char *due)
{
	int64_t t = 0;
	assert_int_equal(gs_deadline(&t, c, time_of(at),
	    (struct gs_charter_clock){GS_CLOCK_WORKING, days}), GS_OK);
	uint8_t text[GS_TIME_LEN + 1] = {0};
	gs_time_format(text, t);
	assert_string_equal(text, due);
}

/* A charter of offset lines alone. */
static void change_clocks(struct gs_charter *c, struct gs_value values[2],
    const char *at, const char *before, const char *after)
{
	static const struct gs_field field = {"offset",
	    {GS_PART_TIME, GS_PART_WORD}, 1, 512};

	values[0] = (struct gs_value){.field = &field,
	    .parts = {gs_part_time(0), gs_part_word(before)}};
	values[1] = (struct gs_value){.field = &field,
	    .parts = {gs_part_time(time_of(at)), gs_part_word(after)}};
	*c = (struct gs_charter){.week = 1234567,
	    .offsets = values, .offset_count = 2};
}

/* On either side of Greenwich the hour between 1 and 2 or 2 and 3 comes twice,
 * or not at all. */
static void closing_hours_within_a_change(void **state)
{
	(void)state;
	static const struct {
		const char *change, *before, *after, *eve, *closing;
		uint64_t minutes;
	} rows[] = {
		{"2023-11-05T06:00:00Z", "-04:00", "-05:00",
		    "2023-11-04T05:00:00Z", "2023-11-05T06:30:00Z", 90},
		{"2023-11-05T06:00:00Z", "-04:00", "-05:00",
		    "2023-11-04T04:30:00Z", "2023-11-05T04:59:00Z", 59},
		{"2024-03-10T07:00:00Z", "-05:00", "-04:00",
		    "2024-03-09T06:00:00Z", "2024-03-10T07:00:00Z", 150},
		{"2024-03-10T07:00:00Z", "-05:00", "-04:00",
		    "2024-03-09T06:00:00Z", "2024-03-10T07:00:00Z", 120},
		{"2024-03-10T07:00:00Z", "-05:00", "-04:00",
		    "2024-03-09T06:00:00Z", "2024-03-10T07:00:00Z", 180},
		{"2024-03-10T07:00:00Z", "-05:00", "-04:00",
		    "2024-03-09T06:00:00Z", "2024-03-10T06:59:00Z", 119},
		{"2023-10-29T01:00:00Z", "+01:00", "+00:00",
		    "2023-10-28T00:00:00Z", "2023-10-29T01:30:00Z", 90},
		{"2024-03-31T01:00:00Z", "+00:00", "+01:00",
		    "2024-03-30T00:00:00Z", "2024-03-31T01:00:00Z", 90},
		{"2024-03-31T01:00:00Z", "+00:00", "+01:00",
		    "2024-03-30T00:00:00Z", "2024-03-31T01:01:00Z", 121},
		/* A day that has no hour at all: Samoa, 30 December 2011. */
		{"2011-12-30T10:00:00Z", "-10:00", "+14:00",
		    "2011-12-29T20:00:00Z", "2011-12-30T10:00:00Z", 1020},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct gs_value values[2];
		struct gs_charter c;
		int64_t due = 0;

		change_clocks(&c, values, rows[i].change, rows[i].before,
		    rows[i].after);
		c.closing = rows[i].minutes;
		assert_int_equal(gs_deadline(&due, &c, time_of(rows[i].eve),
		    (struct gs_charter_clock){GS_CLOCK_CALENDAR, 1}), GS_OK);
		if (due != time_of(rows[i].closing))
			fail_msg("row %zu: %lld", i, (long long)due);
	}
}

static void deadlines_of_the_design(void **state)
{
	(void)state;
	struct world w;
	world_start(&w);
	const struct gs_charter *c = gs_state_charter(w.state);
	check_deadline(c, "2023-11-03T14:00:00Z", 2, "2023-11-07T22:00:00Z");
	check_deadline(c, "2023-11-03T14:00:00Z", 30, "2023-12-19T22:00:00Z");
	check_deadline(c, "2023-11-03T14:00:00Z", 60, "2024-02-02T22:00:00Z");
	check_deadline(c, "2023-12-21T14:00:00Z", 2, "2023-12-26T22:00:00Z");
	check_deadline(c, "2023-12-21T14:00:00Z", 30, "2024-02-06T22:00:00Z");
	check_deadline(c, "2023-12-21T14:00:00Z", 60, "2024-03-20T21:00:00Z");
	world_stop(&w);
}

/* However few days are worked, and however late: no duty is without an end, and
 * each end has a year of four digits. */
static void every_clock_ends(void **state)
{
	(void)state;
	static const struct gs_field field = {"closed",
	    {GS_PART_DATE, GS_PART_TEXT}, 0, GS_CLOSED_DAYS_MAX};
	static struct gs_value closed[GS_CLOSED_DAYS_MAX];
	struct gs_value offsets[2];
	struct gs_charter c;
	int64_t due = 0;

	change_clocks(&c, offsets, "2024-03-10T07:00:00Z", "-14:00", "-14:00");
	c.week = 7;
	c.closing = 1440;
	c.closed = closed;
	c.closed_count = GS_CLOSED_DAYS_MAX;
	int64_t day = GS_ENTRY_AT_MAX / GS_DAY;
	day += 7 - gs_weekday(day);
	for (size_t i = 0; i < GS_CLOSED_DAYS_MAX; i++)
		closed[i] = (struct gs_value){.field = &field, .parts = {{
		    .kind = GS_PART_DATE, .number = day + 7 * (int64_t)i}}};

	assert_int_equal(gs_deadline(&due, &c, GS_ENTRY_AT_MAX,
	    (struct gs_charter_clock){GS_CLOCK_WORKING,
	    GS_CLOCK_DAYS_MAX}), GS_OK);
	assert_true(due <= GS_TIME_MAX);
	/* 1,024 closed Sundays, then day 0 and 3,660 worked ones. */
	assert_int_equal(due, (day + 7 * (1024 + 3660) + 1) * GS_DAY +
	    14 * 3600);
}

static void receipt_outside_hours_is_the_next_working_day(void **state)
{
	(void)state;
	struct world w;

	world_start(&w);
	const struct gs_charter *c = gs_state_charter(w.state);

	/* 17:00 in Washington on that Friday is 21:00Z, in summer time. */
	check_deadline(c, "2023-11-03T21:00:00Z", 1, "2023-11-06T22:00:00Z");
	check_deadline(c, "2023-11-03T21:00:01Z", 1, "2023-11-07T22:00:00Z");
	check_deadline(c, "2023-11-04T12:00:00Z", 1, "2023-11-07T22:00:00Z");
	/* 03:00Z on Saturday is still Friday evening there. */
	check_deadline(c, "2023-11-04T03:00:00Z", 1, "2023-11-07T22:00:00Z");
	check_deadline(c, "2023-11-09T23:00:00Z", 1, "2023-11-14T22:00:00Z");

	int64_t t = 5;
	assert_int_equal(gs_deadline(&t, c, time_of("2023-11-03T14:00:00Z"),
	    (struct gs_charter_clock){GS_CLOCK_CALENDAR, 7}), GS_OK);
	assert_int_equal(t, time_of("2023-11-10T22:00:00Z"));

	t = 5;
	assert_int_equal(gs_deadline(&t, c, 0, (struct gs_charter_clock){
	    GS_CLOCK_WORKING, 3661}), GS_ERR_RANGE);
	assert_int_equal(gs_deadline(&t, c, 0, (struct gs_charter_clock){
	    GS_CLOCK_MONTHS, 121}), GS_ERR_RANGE);
	assert_int_equal(t, 5);
	world_stop(&w);
}

static void duties_are_met_and_missed(void **state)
{
	(void)state;
	struct world w;
	static const char *const words[] = {"accepted", "declined"};
	struct gs_duty d[2];
	size_t n = 0;

	world_start(&w);
	struct world_memo m = filed(&w);

	assert_int_equal(gs_due(d, &n, 1, w.state, w.at), GS_ERR_SPACE);
	assert_int_equal(gs_due(d, &n, 2, w.state, w.at), GS_OK);
	assert_int_equal(n, 2);
	assert_int_equal(d[0].status, GS_DUTY_OPEN);
	assert_int_equal(d[0].due, time_of("2023-11-07T22:00:00Z"));
	assert_int_equal(d[1].from, time_of("2023-12-19T22:00:00Z"));
	assert_int_equal(gs_due(d, &n, 2, w.state,
	    time_of("2023-11-07T22:00:01Z")), GS_OK);
	assert_int_equal(d[0].status, GS_DUTY_OVERDUE);

	w.at = time_of("2023-11-07T22:00:00Z");
	admitted(&w, world_acknowledge(&w, m.id, W_OFFICE, "office"));
	w.at = time_of("2024-02-05T15:00:00Z");
	admitted(&w, world_reply(&w, m.id, words, 2, false));

	assert_int_equal(gs_due(d, &n, 2, w.state, w.at), GS_OK);
	assert_int_equal(d[0].status, GS_DUTY_MET_BY_DATE);
	assert_int_equal(d[1].status, GS_DUTY_LATE);

	/* Asked about an earlier time, the answer is that time's. */
	assert_int_equal(gs_due(d, &n, 2, w.state,
	    time_of("2024-01-05T15:00:00Z")), GS_OK);
	assert_int_equal(d[1].status, GS_DUTY_OPEN);
	world_stop(&w);
}

/* An act is met if others than the operator had seen it by an hour after it was
 * due, and the first who say when count. */
static void a_duty_is_met_by_witnesses_alone(void **state)
{
	(void)state;
	struct world w;
	struct gs_duty d[2];
	size_t n = 0;
	const int64_t due = time_of("2023-11-07T22:00:00Z");
	static const struct {
		int64_t after;
		enum gs_duty_status status;
	} cases[] = {{-86400, GS_DUTY_MET}, {GS_DUTY_GRACE, GS_DUTY_MET},
	    {GS_DUTY_GRACE + 1, GS_DUTY_MET_BY_DATE}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		world_start(&w);
		struct world_memo m = filed(&w);
		uint64_t size = gs_state_size(w.state);

		admitted(&w, world_acknowledge(&w, m.id, W_OFFICE, "office"));
		gs_state_witnessed(w.state, size, due - 2 * 86400, 7);
		assert_int_equal(gs_due(d, &n, 2, w.state, w.at), GS_OK);
		assert_int_equal(d[0].status, GS_DUTY_MET_BY_DATE);
		assert_int_equal(d[0].witnessed, 0);

		gs_state_witnessed(w.state, size + 1, 0, 8);
		gs_state_witnessed(w.state, size + 1, due + cases[i].after, 9);
		gs_state_witnessed(w.state, size + 1, due - 1, 10);
		assert_int_equal(gs_due(d, &n, 2, w.state, w.at), GS_OK);
		assert_int_equal(d[0].status, cases[i].status);
		assert_int_equal(d[0].witnessed, due + cases[i].after);

		/* Of a time before the log said so, it is the operator's. */
		struct gs_memo *memo =
		    (struct gs_memo *)(uintptr_t)gs_state_memo(w.state);
		struct gs_event *e = memo->events;
		assert_int_equal(e[GS_EVENT_ACKNOWLEDGED].since, w.at);
		e[GS_EVENT_ACKNOWLEDGED].since = w.at + 1;
		assert_int_equal(gs_due(d, &n, 2, w.state, w.at), GS_OK);
		assert_int_equal(d[0].status, GS_DUTY_MET_BY_DATE);
		assert_int_equal(d[0].witnessed, 0);
		assert_int_equal(gs_due(d, &n, 2, w.state, w.at + 1), GS_OK);
		assert_int_equal(d[0].status, cases[i].status);

		assert_int_equal(e[GS_EVENT_FILED].witnessed, due - 2 * 86400);
		assert_int_equal(e[GS_EVENT_FILED].carrier, 7);
		assert_int_equal(e[GS_EVENT_ACKNOWLEDGED].carrier, 9);
		assert_int_equal(e[GS_EVENT_REPLIED].entry, 0);
		assert_int_equal(e[GS_EVENT_REPLIED].witnessed, 0);
		world_stop(&w);
	}
}

/* The authority may change the calendar, but not of a memo that is filed. */
static void a_later_calendar_moves_no_deadline(void **state)
{
	(void)state;
	struct world w;
	struct gs_duty d[2];
	size_t n = 0;

	world_start(&w);
	filed(&w);
	w.week = 1;
	admitted(&w, world_charter(&w, 2, "no", "SBU"));
	assert_int_equal(gs_state_charter(w.state)->week, 1);

	assert_int_equal(gs_due(d, &n, 2, w.state, w.at), GS_OK);
	assert_int_equal(d[0].due, time_of("2023-11-07T22:00:00Z"));
	assert_int_equal(gs_due(d, &n, 2, w.state,
	    time_of("2023-11-07T22:00:01Z")), GS_OK);
	assert_int_equal(d[0].status, GS_DUTY_OVERDUE);
	world_stop(&w);
}

/* Releases and late days of the world's charter: every 24 hours and at each
 * closing; every Friday. */
static void releases_and_late_days(void **state)
{
	static const struct {
		const char *name, *at, *release, *late;
	} cases[] = {
		{"a Friday morning closes before midnight",
		    "2023-11-03T14:00:00Z", "2023-11-03T21:00:00Z",
		    "2023-11-03T21:00:00Z"},
		{"a closing second is not after itself",
		    "2023-11-03T21:00:00Z", "2023-11-04T00:00:00Z",
		    "2023-11-10T22:00:00Z"},
		{"nothing closes at the weekend",
		    "2023-11-04T12:00:00Z", "2023-11-05T00:00:00Z",
		    "2023-11-10T22:00:00Z"},
		{"a late day may be a day off, and is no release",
		    "2023-11-10T12:00:00Z", "2023-11-11T00:00:00Z",
		    "2023-11-10T22:00:00Z"},
		{"the summer's offset",
		    "2024-03-11T00:00:00Z", "2024-03-11T21:00:00Z",
		    "2024-03-15T21:00:00Z"},
		{"the first second of all", "1970-01-01T00:00:00Z",
		    "1970-01-01T21:00:00Z", "1970-01-02T21:00:00Z"},
	};
	struct world w;
	(void)state;

	world_start(&w);
	const struct gs_charter *c = gs_state_charter(w.state);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t at = time_of(cases[i].at);

		if (gs_next_release(c, at) != time_of(cases[i].release) ||
		    gs_next_late_day(c, at) != time_of(cases[i].late))
			fail_msg("%s: %lld, %lld", cases[i].name,
			    (long long)gs_next_release(c, at),
			    (long long)gs_next_late_day(c, at));
	}
	world_stop(&w);
}

static void late_days_by_every_nth_week(void **state)
{
	struct world w;
	(void)state;

	world_start(&w);
	struct gs_charter c = *gs_state_charter(w.state);
	int64_t last = 0, at = time_of("2023-11-03T14:00:00Z");

	c.late_weeks = 3;
	c.late_weekday = 7;
	for (size_t i = 0; i < 40; i++) {
		int64_t next = gs_next_late_day(&c, at);
		int64_t day = gs_charter_day(&c, next);

		assert_true(next > at);
		assert_int_equal(gs_weekday(day), 7);
		assert_int_equal(gs_week(day) % 3, 0);
		if (last != 0)
			assert_int_equal(day - last, 21);
		last = day;
		at = next;
	}
	assert_int_equal(gs_week(-3), 0);
	assert_int_equal(gs_week(-4), -1);
	assert_int_equal(gs_week(3), 0);
	assert_int_equal(gs_week(4), 1);
	world_stop(&w);
}

static void a_filing_is_whole_and_ordered(void **state)
{
	(void)state;
	struct world w;

	world_start(&w);
	struct world_memo m = world_memo_plain();
	m.endorsements = 2;
	m.withdrawals = 1;
	admitted(&w, world_memo(&w, &m));
	assert_true(w.has_proof);
	refused(&w, world_acknowledge(&w, m.id, W_OFFICE, "office"),
	    "follow its memo");
	refused(&w, world_act(&w, "withdraw", m.id, 5), "takes back");
	admitted(&w, world_act(&w, "endorse", m.id, 5));
	refused(&w, world_act(&w, "endorse", m.id, 5), "ascend");
	refused(&w, world_act(&w, "endorse", m.id, 4), "ascend");
	refused(&w, world_act(&w, "withdraw", m.id, 6), "takes back");
	refused(&w, world_act(&w, "withdraw", m.id, 4), "takes back");
	admitted(&w, world_act(&w, "withdraw", m.id, 5));
	refused(&w, world_act(&w, "withdraw", m.id, 5), "announced");
	admitted(&w, world_act(&w, "endorse", m.id, 6));
	refused(&w, world_act(&w, "withdraw", m.id, 6), "announced");
	w.at++;
	refused(&w, world_act(&w, "endorse", m.id, 7), "one time");
	w.at--;

	uint8_t other[32] = {9};
	refused(&w, world_act(&w, "endorse", other, 7), "another memo");
	admitted(&w, world_act(&w, "endorse", m.id, 8));

	const struct gs_memo *memo = gs_state_memo(w.state);
	assert_int_equal(memo->endorsements, 2);
	assert_int_equal(memo->withdrawals, 1);
	assert_int_equal(memo->later, 0);
	refused(&w, world_act(&w, "endorse", m.id, 5), "final");
	world_stop(&w);
}

/* An entry's header is the sequencer's: `acts` before a memo, before nothing
 * else. */
static void a_header_is_of_its_record(void **state)
{
	struct world w;
	struct gs_entry_proof proof;
	struct gs_refusal refusal;
	bool has_proof = false;
	(void)state;

	world_start(&w);
	struct world_memo m = world_memo_plain();
	const struct gs_span texts[2] = {world_memo(&w, &m),
	    world_roll(&w, 2, 0x22, W_REGISTRAR, W_SECOND)};
	for (size_t i = 0; i < 4; i++) {
		struct gs_span text = texts[i % 2];
		const struct gs_entry_header header = {.at = w.at,
		    .has_acts = i < 2};
		size_t max = GS_ENTRY_HEADER_MAX + text.len;
		struct gs_writer e = gs_writer_of(gs_arena_take(w.arena, max,
		    1), max);

		assert_int_equal(gs_entry_head(&e, &header), GS_OK);
		gs_write_bytes(&e, text.ptr, text.len);
		int err = gs_state_apply(w.state, &proof, &has_proof, &refusal,
		    e.ptr, e.len);
		bool fits = header.has_acts == (i % 2 == 0);
		assert_int_equal(err, fits ? GS_OK : GS_ERR_FORMAT);
		if (!fits)
			assert_string_equal(refusal.code, "entry-header");
	}
	world_stop(&w);
}

static void a_tag_acts_once(void **state)
{
	(void)state;
	struct world w;

	world_start(&w);
	struct world_memo m = world_memo_plain();
	m.endorsements = 1;
	admitted(&w, world_memo(&w, &m));

	admitted(&w, world_act(&w, "endorse", m.id, 5));
	refused(&w, world_act(&w, "endorse", m.id, 5), "endorsed this memo");

	admitted(&w, world_act(&w, "endorse", m.id, 3));
	admitted(&w, world_act(&w, "withdraw", m.id, 3));
	refused(&w, world_act(&w, "endorse", m.id, 3), "final");
	refused(&w, world_act(&w, "withdraw", m.id, 3), "final");
	refused(&w, world_act(&w, "withdraw", m.id, 4), "nothing to withdraw");
	const struct gs_memo *memo = gs_state_memo(w.state);
	assert_int_equal(memo->endorsements, 1);
	assert_int_equal(memo->later, 1);
	assert_int_equal(memo->withdrawn_later, 1);
	uint8_t tag[32];
	memset(tag, 3, 32);
	assert_int_equal(gs_tag_get(w.state, memo->id, tag), GS_TAG_WITHDRAWN);
	memset(tag, 4, 32);
	assert_int_equal(gs_tag_get(w.state, memo->id, tag), GS_TAG_NONE);
	world_stop(&w);
}

static void an_endorsement_names_a_file_for_each_reader(void **state)
{
	struct world w;
	(void)state;

	world_found(&w);
	w.reveals = 2;
	admitted(&w, world_charter(&w, 1, "no", "SBU"));
	memcpy(w.charter, gs_state_charter(w.state)->digest, 32);
	admitted(&w, world_roll(&w, 1, 0x11, W_REGISTRAR, W_SECOND));
	struct world_memo m = filed(&w);

	for (w.reveals = 0; w.reveals <= 8; w.reveals++) {
		struct gs_span act = world_act(&w, "endorse", m.id,
		    (uint8_t)(5 + w.reveals));

		if (w.reveals == 2)
			admitted(&w, act);
		else
			refused(&w, act, "reveal lines");
	}
	world_stop(&w);
}

static void many_tags_are_kept_apart(void **state)
{
	(void)state;
	struct world w;
	world_start(&w);
	for (uint8_t k = 0; k < 6; k++) {
		struct world_memo m = world_memo_plain();
		m.tag = (uint8_t)(k + 1);
		m.after = k;
		admitted(&w, world_memo(&w, &m));
		for (unsigned t = 1; t < 256; t++)
			admitted(&w, world_act(&w, "endorse", m.id,
			    (uint8_t)t));
		for (unsigned t = 1; t < 256; t++)
			refused(&w, world_act(&w, "endorse", m.id,
			    (uint8_t)t), "already");
	}
	world_stop(&w);
}

static void quota_is_by_slot(void **state)
{
	(void)state;
	struct world w;
	world_start(&w);
	struct world_memo m = filed(&w);
	refused(&w, world_memo(&w, &m), "filed already");
	m.after = 1; /* another memo, the same member and slot */
	refused(&w, world_memo(&w, &m), "over quota");
	m.slot = 2;
	m.tag = 9;
	refused(&w, world_memo(&w, &m), "over quota");
	m.slot = 1;
	admitted(&w, world_memo(&w, &m));
	world_stop(&w);
}

static void only_the_author_files_before_the_date(void **state)
{
	(void)state;
	struct world w;
	world_start(&w);
	struct world_memo m = world_memo_plain();
	/* Saturday begins in Washington at 04:00 UTC. */
	m.after = gs_days_from_civil(2023, 11, 4);
	m.signer = -1;
	w.at = time_of("2023-11-04T03:59:59Z");
	refused(&w, world_memo(&w, &m), "only the author");
	m.signer = W_OFFICE;
	refused(&w, world_memo(&w, &m), "author's signature");
	m.signer = -1;
	w.at++;
	admitted(&w, world_memo(&w, &m));
	world_stop(&w);
}

static void memo_terms_are_judged(void **state)
{
	(void)state;
	struct world w;

	world_start(&w);
	struct world_memo m = world_memo_plain();

	m.banner = "SECRET";
	refused(&w, world_memo(&w, &m), "ceiling");
	m.banner = "MOST SECRET";
	refused(&w, world_memo(&w, &m), "banner");

	m = world_memo_plain();
	m.addressee = "The press";
	refused(&w, world_memo(&w, &m), "copy list");

	m = world_memo_plain();
	m.endorsements = 1001;
	refused(&w, world_memo(&w, &m), "keys on the roll");

	m = world_memo_plain();
	w.roll[0] ^= 1;
	refused(&w, world_memo(&w, &m), "roll that is not");
	w.roll[0] ^= 1;
	w.charter[0] ^= 1;
	refused(&w, world_memo(&w, &m), "charter that is not");
	world_stop(&w);
}

static void a_memo_id_covers_its_terms(void **state)
{
	(void)state;
	struct world w;
	world_start(&w);
	struct world_memo m = world_memo_plain();
	struct gs_span text = world_memo(&w, &m);
	uint8_t *copy = gs_arena_take(w.arena, text.len, 1);
	memcpy(copy, text.ptr, text.len);
	char *p = strstr((char *)copy, "blocks 7");
	assert_non_null(p);
	p[7] = '8';
	refused(&w, (struct gs_span){copy, text.len}, "memo id");

	/* Junk cannot be filed: the sealed file is in the id. */
	memcpy(copy, text.ptr, text.len);
	p = strstr((char *)copy, "\ncontent ");
	assert_non_null(p);
	p[9] = p[9] == 'A' ? 'B' : 'A';
	refused(&w, (struct gs_span){copy, text.len}, "memo id");
	world_stop(&w);
}

static void a_stale_roll_is_refused(void **state)
{
	(void)state;
	struct world w;
	uint8_t old[32];
	world_start(&w);
	struct world_memo m = world_memo_plain();
	memcpy(old, w.roll, 32);
	admitted(&w, world_roll(&w, 2, 0x22, W_REGISTRAR, W_SECOND));
	memcpy(w.roll, old, 32);
	w.at += 90 * GS_DAY + 1;
	refused(&w, world_memo(&w, &m), "too long ago");
	w.at -= 1;
	admitted(&w, world_memo(&w, &m));
	world_stop(&w);
}

static void rolls_need_two_signatures(void **state)
{
	(void)state;
	struct world w;

	world_start(&w);

	refused(&w, world_roll(&w, 2, 0x22, W_REGISTRAR, W_REGISTRAR),
	    "does not verify");
	refused(&w, world_roll(&w, 2, 0x22, W_OFFICE, W_SECOND),
	    "does not verify");

	struct gs_span text = world_roll(&w, 2, 0x22, W_REGISTRAR, W_SECOND);
	char *second = strstr((const char *)text.ptr, "signature second");
	assert_non_null(second);
	refused(&w, (struct gs_span){text.ptr,
	    (size_t)((uint8_t *)second - text.ptr)},
	    "signature that it needs is missing");
	refused(&w, world_roll(&w, 1, 0x22, W_REGISTRAR, W_SECOND), "edition");
	refused(&w, world_roll(&w, 3, 0x22, W_REGISTRAR, W_SECOND), "edition");
	refused(&w, world_roll(&w, 2, 0x11, W_REGISTRAR, W_SECOND),
	    "published already");

	admitted(&w, world_roll(&w, 2, 0x22, W_REGISTRAR, W_SECOND));
	world_stop(&w);
}

static void refused_as_edition(struct world *w, uint64_t edition,
    uint64_t next)
{
	refused(w, world_roll(w, edition, 0x33, W_REGISTRAR, W_SECOND),
	    "no edition is left out");
	assert_string_equal(w->refusal.code, "roll-edition-not-next");
	assert_int_equal(w->refusal.values[0].number, edition);
	assert_int_equal(w->refusal.values[1].number, next);
}

/* The editions are 1, 2, 3 ...: a receipt for one cannot be passed over. */
static void editions_follow_one_another(void **state)
{
	(void)state;
	static const uint64_t others[] = {0, 1, 3, 4, INT64_MAX};
	struct world w;

	world_found(&w);
	admitted(&w, world_charter(&w, 1, "no", "SBU"));
	refused_as_edition(&w, 0, 1);
	refused_as_edition(&w, 2, 1);
	admitted(&w, world_roll(&w, 1, 0x11, W_REGISTRAR, W_SECOND));

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		refused_as_edition(&w, others[i], 2);
	admitted(&w, world_roll(&w, 2, 0x22, W_REGISTRAR, W_SECOND));
	refused_as_edition(&w, 4, 3);
	world_stop(&w);
}

/* A roll tells how it grew: who left is said, who joined follows. */
static void rolls_say_how_they_grew(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		uint64_t edition, left, smaller;
		bool has_left;
		const char *code; /* NULL: admitted */
	} cases[] = {
		{"first with left", 1, 0, 0, true, "roll-left-first"},
		{"first", 1, 0, 0, false, NULL},
		{"nothing said", 2, 0, 0, false, "roll-left-missing"},
		{"more than there were", 2, 1001, 0, true,
		    "roll-left-impossible"},
		{"fewer than it shrank", 2, 1, 2, true,
		    "roll-left-impossible"},
		{"as it shrank", 2, 2, 2, true, NULL},
		{"all left, as many joined", 3, 998, 2, true, NULL},
	};
	struct world w;

	world_found(&w);
	admitted(&w, world_charter(&w, 1, "no", "SBU"));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct world_growth growth = {.has_left =
		    cases[i].has_left, .left = cases[i].left, .smaller =
		    cases[i].smaller, .first = W_REGISTRAR,
		    .second = W_SECOND};
		int err = world_apply(&w, world_roll_grown(&w,
		    cases[i].edition, (uint8_t)(i + 1), &growth));

		if ((err == GS_OK) != (cases[i].code == NULL) || (err != GS_OK
		    && strcmp(w.refusal.code, cases[i].code) != 0))
			fail_msg("%s: %s", cases[i].name, err == GS_OK ?
			    "admitted" : w.refusal.code);
	}
	assert_int_equal(gs_state_roll(w.state)->left, 998);
	world_stop(&w);
}

static void replaced_keys_are_named_by_both_signers(void **state)
{
	(void)state;
	static const uint8_t key[32] = {9}, another[32] = {10};
	uint8_t hashes[3][32] = {{0}};
	struct world w;
	struct world_growth growth = {.replaced = (const uint8_t (*)[32])
	    hashes, .replaced_count = 3, .first = W_REGISTRAR,
	    .second = W_SECOND};

	gs_host_sha256(hashes[1], &(struct gs_span){key, 32}, 1);
	memset(hashes[2], 0xff, 32);
	world_found(&w);
	admitted(&w, world_charter(&w, 1, "no", "SBU"));

	uint8_t low[32];
	memcpy(low, hashes[0], 32);
	memcpy(hashes[0], hashes[1], 32); /* twice the same */
	refused(&w, world_roll_grown(&w, 1, 0x11, &growth),
	    "not in ascending order");
	memcpy(hashes[0], low, 32);
	admitted(&w, world_roll_grown(&w, 1, 0x11, &growth));

	assert_true(gs_roll_replaced(gs_state_roll(w.state), key));
	assert_false(gs_roll_replaced(gs_state_roll(w.state), another));
	world_stop(&w);
}

/* At any time after the first roll's age there is one to write under. */
static void a_roll_serves_until_the_next_is_old_enough(void **state)
{
	(void)state;
	struct world w;

	world_start(&w);
	const int64_t age = (int64_t)gs_state_charter(w.state)->age * 3600;
	const int64_t first = w.at;
	const struct gs_roll_edition *one = gs_state_roll(w.state);
	assert_true(age > 0);
	assert_null(gs_state_roll_serving(w.state, first + age - 1));
	assert_ptr_equal(gs_state_roll_serving(w.state, first + age), one);
	assert_int_equal(gs_roll_serves_until(one, gs_state_charter(w.state)),
	    INT64_MAX);

	w.at += age + 100;
	admitted(&w, world_roll(&w, 2, 0x22, W_REGISTRAR, W_SECOND));
	w.at += age / 2; /* a third while the second is too young */
	admitted(&w, world_roll(&w, 3, 0x33, W_REGISTRAR, W_SECOND));

	static const uint64_t editions[] = {1, 1, 2, 2, 3};
	const int64_t times[] = {w.at, first + 2 * age + 99, first + 2 * age +
	    100, w.at + age - 1, w.at + age};
	for (size_t i = 0; i < 5; i++) {
		const struct gs_roll_edition *r =
		    gs_state_roll_serving(w.state, times[i]);
		assert_non_null(r);
		assert_int_equal(r->edition, editions[i]);
		assert_true(gs_roll_serves_until(r,
		    gs_state_charter(w.state)) > times[i]);
	}
	world_stop(&w);
}

static void the_office_signs_what_is_the_offices(void **state)
{
	(void)state;
	struct world w;
	static const char *const words[] = {"accepted", "declined", "partly"};
	static const char *const wrong[] = {"accepted", "perhaps"};

	world_start(&w);
	struct world_memo m = filed(&w);
	refused(&w, world_acknowledge(&w, m.id, W_REGISTRAR, "office"),
	    "does not verify");
	refused(&w, world_acknowledge(&w, m.id, W_REGISTRAR, "registrar"),
	    "wrong role");
	refused(&w, world_reply(&w, m.id, words, 2, false), "acknowledged");
	admitted(&w, world_acknowledge(&w, m.id, W_OFFICE, "office"));
	refused(&w, world_acknowledge(&w, m.id, W_OFFICE, "office"),
	    "already");

	refused(&w, world_reply(&w, m.id, words, 1, false), "disposition");
	refused(&w, world_reply(&w, m.id, words, 3, false), "disposition");
	refused(&w, world_reply(&w, m.id, wrong, 2, false), "disposition");
	refused(&w, world_reply(&w, m.id, words, 1, true), "disposition");
	refused(&w, world_end(&w, m.id, W_OFFICE, "office"), "after its reply");

	admitted(&w, world_reply(&w, m.id, words, 2, false));
	refused(&w, world_reply(&w, m.id, words, 2, false), "already");

	admitted(&w, world_end(&w, m.id, W_OFFICE, "office"));
	refused(&w, world_act(&w, "endorse", m.id, 5), "ended");
	refused(&w, world_end(&w, m.id, W_OFFICE, "office"), "ended");
	world_stop(&w);
}

/* Who holds a key in one role, or a server that relabels a line, has no
 * signature in another. */
static void a_signature_is_of_its_role(void **state)
{
	struct world w;
	(void)state;

	world_start(&w);
	struct world_memo m = filed(&w);
	struct gs_span text = world_acknowledge(&w, m.id, W_OFFICE, "second");
	char *line = strstr((const char *)text.ptr, "signature second ");
	assert_non_null(line);

	memcpy(line, "signature office ", 17);
	refused(&w, text, "does not verify");
	admitted(&w, world_acknowledge(&w, m.id, W_OFFICE, "office"));
	world_stop(&w);
}

static void unreadable_discharges_nothing(void **state)
{
	struct world_unreadable u = {"memo", 1, 0, W_OFFICE, "office"};
	struct gs_duty d[GS_DUTY_KINDS];
	struct world w;
	size_t n = 0;
	(void)state;

	world_start(&w);
	struct world_memo m = filed(&w);
	refused(&w, world_resupply(&w, m.id, 1, 5), "not found the memo");
	u.number = 2;
	refused(&w, world_unreadable(&w, m.id, &u), "the next is");
	u.number = 1;
	u.which = 1;
	refused(&w, world_unreadable(&w, m.id, &u), "must be 0");
	u.which = 0;
	u.what = "banner";
	refused(&w, world_unreadable(&w, m.id, &u), "question or correction");
	u.what = "memo";
	u.signer = W_AUTHOR;
	refused(&w, world_unreadable(&w, m.id, &u), "does not verify");
	u.signer = W_OFFICE;
	admitted(&w, world_unreadable(&w, m.id, &u));
	assert_int_equal(gs_due_memo(d, &n, GS_DUTY_KINDS,
	    gs_state_memo(w.state),
	    w.at + 30 * GS_DAY), GS_OK);
	assert_int_equal(d[0].status, GS_DUTY_OVERDUE);

	w.at += 60;
	admitted(&w, world_resupply(&w, m.id, 1, 5));
	assert_true(w.has_proof);
	refused(&w, world_resupply(&w, m.id, 1, 6), "already");
	const struct gs_unreadable *last = gs_state_memo(w.state)->unreadable;
	assert_int_equal(last->resupplied, w.at);
	u.number = 2;
	admitted(&w, world_unreadable(&w, m.id, &u));
	admitted(&w, world_acknowledge(&w, m.id, W_OFFICE, "office"));
	refused(&w, world_resupply(&w, m.id, 2, 6), "no other copy");
	u.number = 3;
	refused(&w, world_unreadable(&w, m.id, &u), "has opened it");
	assert_int_equal(gs_unreadable_count(gs_state_memo(w.state),
	    GS_UNREADABLE_MEMO), 2);
	world_stop(&w);
}

static void unreadable_is_bounded_for_the_office(void **state)
{
	struct world_unreadable u = {"memo", 1, 0, W_OFFICE, "office"};
	struct world w;
	(void)state;

	world_start(&w);
	struct world_memo m = filed(&w);
	for (u.number = 1; u.number <= GS_UNREADABLE_MAX; u.number++)
		admitted(&w, world_unreadable(&w, m.id, &u));
	refused(&w, world_unreadable(&w, m.id, &u), "at most");
	world_stop(&w);
}

static void the_author_says_what_does_not_open(void **state)
{
	static const char *const words[] = {"accepted", "declined"};
	struct world_unreadable u = {"reply", 1, 0, W_AUTHOR, "author"};
	struct world w;
	(void)state;

	world_start(&w);
	struct world_memo m = filed(&w);
	refused(&w, world_unreadable(&w, m.id, &u), "no reply of number");
	u.what = "question";
	u.which = 1;
	refused(&w, world_unreadable(&w, m.id, &u), "not asked");
	admitted(&w, world_acknowledge(&w, m.id, W_OFFICE, "office"));
	admitted(&w, world_question(&w, "ask", m.id, 1, W_OFFICE, "office"));
	admitted(&w, world_reply(&w, m.id, words, 2, false));

	u.signer = W_OFFICE;
	refused(&w, world_unreadable(&w, m.id, &u), "author");
	u.signer = W_AUTHOR;
	admitted(&w, world_unreadable(&w, m.id, &u));
	u.number = 2;
	refused(&w, world_unreadable(&w, m.id, &u), "already");
	refused(&w, world_resupply(&w, m.id, 1, 5), "not found the memo");

	/* An office that replies and ends at once does not escape it. */
	admitted(&w, world_question(&w, "ask", m.id, 2, W_OFFICE, "office"));
	for (uint64_t i = 1; i <= 2; i++)
		admitted(&w, world_question(&w, "answer", m.id, i, W_AUTHOR,
		    "author"));
	admitted(&w, world_end(&w, m.id, W_OFFICE, "office"));
	u.which = 2;
	refused(&w, world_unreadable(&w, m.id, &u), "ended");
	u.what = "reply";
	u.which = 1;
	u.signer = W_OFFICE;
	refused(&w, world_unreadable(&w, m.id, &u), "author");
	u.signer = W_AUTHOR;
	admitted(&w, world_unreadable(&w, m.id, &u));
	u.number = 3;
	refused(&w, world_unreadable(&w, m.id, &u), "already");

	/* Nor one that sets its reply right with junk. */
	u.what = "correction";
	refused(&w, world_unreadable(&w, m.id, &u), "no correction of number");
	admitted(&w, world_correct(&w, m.id, 1, words, 2, W_OFFICE));
	u.which = 2;
	refused(&w, world_unreadable(&w, m.id, &u), "no correction of number");
	u.which = 1;
	u.signer = W_OFFICE;
	refused(&w, world_unreadable(&w, m.id, &u), "author");
	u.signer = W_AUTHOR;
	admitted(&w, world_unreadable(&w, m.id, &u));
	u.number = 4;
	refused(&w, world_unreadable(&w, m.id, &u), "already");
	assert_int_equal(gs_unreadable_letters(gs_state_memo(w.state)), 3);
	world_stop(&w);
}

static void the_author_may_end_at_any_time(void **state)
{
	(void)state;
	struct world w;
	struct gs_duty d[GS_DUTY_KINDS];
	size_t n = 0;
	world_start(&w);
	struct world_memo m = filed(&w);
	refused(&w, world_end(&w, m.id, W_OFFICE, "author"), "author");
	admitted(&w, world_end(&w, m.id, W_AUTHOR, "author"));
	assert_true(gs_state_memo(w.state)->ended_by_author);
	assert_int_equal(gs_due_memo(d, &n, GS_DUTY_KINDS,
	    gs_state_memo(w.state),
	    w.at + 400 * GS_DAY), GS_OK);
	assert_int_equal(n, 2);
	assert_int_equal(d[1].status, GS_DUTY_ENDED);
	world_stop(&w);
}

/* The author's end closes questions; what the endorsers are owed stays due. */
static void an_end_leaves_the_reply_due(void **state)
{
	static const char *const words[] = {"accepted", "declined"};
	struct gs_duty d[GS_DUTY_KINDS];
	struct world w;
	size_t n = 0;
	(void)state;

	world_start(&w);
	struct world_memo m = world_memo_plain();
	m.endorsements = 1;
	admitted(&w, world_memo(&w, &m));
	admitted(&w, world_act(&w, "endorse", m.id, 5));
	admitted(&w, world_end(&w, m.id, W_AUTHOR, "author"));
	assert_int_equal(gs_due_memo(d, &n, GS_DUTY_KINDS,
	    gs_state_memo(w.state),
	    w.at + 400 * GS_DAY), GS_OK);
	assert_int_equal(d[0].status, GS_DUTY_OVERDUE);
	assert_int_equal(d[1].status, GS_DUTY_OVERDUE);

	admitted(&w, world_acknowledge(&w, m.id, W_OFFICE, "office"));
	refused(&w, world_question(&w, "ask", m.id, 1, W_OFFICE, "office"),
	    "ended");
	admitted(&w, world_reply(&w, m.id, words, 2, false));
	assert_int_equal(gs_due_memo(d, &n, GS_DUTY_KINDS,
	    gs_state_memo(w.state), w.at),
	    GS_OK);
	assert_int_equal(d[1].status, GS_DUTY_MET_BY_DATE);
	world_stop(&w);
}

static void questions_are_the_offices_and_answers_the_authors(void **state)
{
	(void)state;
	struct world w;

	world_start(&w);
	struct world_memo m = filed(&w);

	refused(&w, world_question(&w, "ask", m.id, 1, W_OFFICE, "office"),
	    "acknowledged");
	admitted(&w, world_acknowledge(&w, m.id, W_OFFICE, "office"));
	refused(&w, world_question(&w, "ask", m.id, 2, W_OFFICE, "office"),
	    "numbered");
	refused(&w, world_question(&w, "ask", m.id, 1, W_AUTHOR, "author"),
	    "wrong role");
	refused(&w, world_question(&w, "answer", m.id, 1, W_AUTHOR, "author"),
	    "not asked");

	admitted(&w, world_question(&w, "ask", m.id, 1, W_OFFICE, "office"));
	refused(&w, world_question(&w, "ask", m.id, 1, W_OFFICE, "office"),
	    "numbered");
	refused(&w, world_question(&w, "answer", m.id, 1, W_OFFICE, "office"),
	    "author");
	refused(&w, world_question(&w, "answer", m.id, 1, W_OFFICE, "author"),
	    "author");

	admitted(&w, world_question(&w, "ask", m.id, 2, W_OFFICE, "office"));
	w.at += 60;
	admitted(&w, world_question(&w, "answer", m.id, 1, W_AUTHOR,
	    "author"));
	refused(&w, world_question(&w, "answer", m.id, 1, W_AUTHOR, "author"),
	    "already");

	const struct gs_question *q = gs_state_memo(w.state)->question;
	assert_int_equal(q->number, 2);
	assert_int_equal(q->answered, 0);
	assert_int_equal(q->before->answered, w.at);
	assert_int_equal(q->before->asked, w.at - 60);

	for (uint64_t i = 3; i <= GS_QUESTIONS_MAX; i++)
		admitted(&w, world_question(&w, "ask", m.id, i, W_OFFICE,
		    "office"));
	refused(&w, world_question(&w, "ask", m.id, GS_QUESTIONS_MAX + 1,
	    W_OFFICE, "office"), "at most");

	admitted(&w, world_end(&w, m.id, W_AUTHOR, "author"));
	refused(&w, world_question(&w, "answer", m.id, 2, W_AUTHOR, "author"),
	    "ended");
	world_stop(&w);
}

static void a_publication_is_the_release_officers(void **state)
{
	(void)state;
	struct world w;

	world_start(&w);
	struct world_memo m = filed(&w);

	refused(&w, world_publish(&w, m.id, 1, "UNCLASSIFIED", W_RELEASE,
	    "release"), "acknowledged");
	admitted(&w, world_acknowledge(&w, m.id, W_OFFICE, "office"));
	refused(&w, world_publish(&w, m.id, 1, "UNCLASSIFIED", W_OFFICE,
	    "office"), "wrong role");
	refused(&w, world_publish(&w, m.id, 1, "UNCLASSIFIED", W_OFFICE,
	    "release"), "does not verify");
	refused(&w, world_publish(&w, m.id, 2, "UNCLASSIFIED", W_RELEASE,
	    "release"), "numbered");
	refused(&w, world_publish(&w, m.id, 1, "PUBLIC", W_RELEASE,
	    "release"), "banner");

	admitted(&w, world_publish(&w, m.id, 1, "UNCLASSIFIED", W_RELEASE,
	    "release"));
	admitted(&w, world_end(&w, m.id, W_AUTHOR, "author"));
	refused(&w, world_publish(&w, m.id, 1, "UNCLASSIFIED", W_RELEASE,
	    "release"), "numbered");

	w.at += 1000 * GS_DAY;
	admitted(&w, world_publish(&w, m.id, 2, "UNCLASSIFIED", W_RELEASE,
	    "release"));

	const struct gs_publication *p = gs_state_memo(w.state)->publication;
	assert_int_equal(p->number, 2);
	assert_int_equal(p->at, w.at);
	assert_int_equal(p->before->number, 1);
	world_stop(&w);
}

static void charters_follow_one_another(void **state)
{
	(void)state;
	struct world w;

	world_start(&w);

	refused(&w, world_charter(&w, 3, "no", "SBU"), "version");
	refused(&w, world_charter(&w, 2, "yes", "SBU"), "never change");
	refused(&w, world_charter(&w, 2, "maybe", "SBU"), "it must be");
	refused(&w, world_charter(&w, 2, "no", "XYZ"), "ceiling");

	memcpy(w.secret[W_AUTHORITY], w.secret[W_OFFICE], 64);
	refused(&w, world_charter(&w, 2, "no", "SBU"), "by none of");
	world_stop(&w);

	world_start(&w);
	admitted(&w, world_charter(&w, 2, "no", "C"));
	w.channel[0] ^= 1;
	refused(&w, world_charter(&w, 3, "no", "C"), "another channel");
	world_stop(&w);
}

static void the_first_entry_is_a_charter(void **state)
{
	(void)state;
	struct world w;
	world_start(&w);
	assert_int_equal(gs_state_new(&w.state, w.arena), GS_OK);
	refused(&w, world_roll(&w, 1, 0x11, W_REGISTRAR, W_SECOND),
	    "first entry");
	w.names_channel = true;
	refused(&w, world_charter(&w, 1, "no", "SBU"), "cannot name");
	world_stop(&w);
}

static void signed_by(struct world *w, size_t count, const char *first,
    int first_key, const char *second, int second_key)
{
	w->signers[0].role = first;
	w->signers[0].key = first_key;
	w->signers[1].role = second;
	w->signers[1].key = second_key;
	w->signer_count = count;
}

static void refused_with(struct world *w, struct gs_span text,
    const char *code)
{
	assert_int_not_equal(world_apply(w, text), GS_OK);
	assert_string_equal(w->refusal.code, code);
}

/* Two hold the authority, and both must sign: in their order, each once. */
static void a_threshold_signs_a_charter(void **state)
{
	(void)state;
	struct world w;

	world_found(&w);
	w.two_authorities = true;
	w.threshold = 3;
	refused_with(&w, world_charter(&w, 1, "no", "SBU"),
	    "charter-threshold");
	w.threshold = 2;
	refused_with(&w, world_charter(&w, 1, "no", "SBU"),
	    "authority-signature-count");
	signed_by(&w, 2, "authority", W_AUTHORITY, "authority", W_AUTHORITY);
	refused_with(&w, world_charter(&w, 1, "no", "SBU"),
	    "authority-signature-invalid");
	signed_by(&w, 2, "authority", W_AUTHOR, "authority", W_AUTHORITY);
	refused_with(&w, world_charter(&w, 1, "no", "SBU"),
	    "authority-signature-invalid");
	signed_by(&w, 2, "authority", W_AUTHORITY, "second", W_SECOND);
	refused_with(&w, world_charter(&w, 1, "no", "SBU"),
	    "authority-signature-role");
	signed_by(&w, 2, "authority", W_AUTHORITY, "authority", W_AUTHOR);
	admitted(&w, world_charter(&w, 1, "no", "SBU"));

	/* The next needs both as well, whatever it says itself. */
	w.two_authorities = false;
	w.threshold = 1;
	w.signer_count = 0;
	refused_with(&w, world_charter(&w, 2, "no", "SBU"),
	    "authority-signature-count");
	signed_by(&w, 2, "authority", W_AUTHORITY, "authority", W_AUTHOR);
	admitted(&w, world_charter(&w, 2, "no", "SBU"));
	assert_non_null(gs_state_charter_coming(w.state));
	world_stop(&w);
}

/* Any of the authority's holders signs where one is enough. */
static void a_deputy_signs(void **state)
{
	(void)state;
	struct world w;

	world_found(&w);
	w.two_authorities = true;
	signed_by(&w, 1, "authority", W_AUTHOR, NULL, 0);
	admitted(&w, world_charter(&w, 1, "no", "SBU"));
	signed_by(&w, 1, "authority", W_AUTHORITY, NULL, 0);
	admitted(&w, world_charter(&w, 2, "no", "C"));
	world_stop(&w);
}

static uint64_t version_of(const struct world *w)
{
	return gs_state_charter(w->state)->version;
}

/* A new second counts at once if the old one says so, else when everybody has
 * had time to see it come. */
static void a_new_second_waits_or_is_agreed_to(void **state)
{
	(void)state;
	struct world w;

	world_start(&w);
	signed_by(&w, 2, "authority", W_AUTHORITY, "second", W_SECOND);
	refused_with(&w, world_charter(&w, 2, "no", "SBU"),
	    "authority-signature-count");
	w.other_second = true;
	signed_by(&w, 2, "authority", W_AUTHORITY, "second", W_RELEASE);
	refused_with(&w, world_charter(&w, 2, "no", "SBU"),
	    "role-signature-invalid");
	signed_by(&w, 2, "authority", W_AUTHORITY, "authority", W_AUTHORITY);
	refused_with(&w, world_charter(&w, 2, "no", "SBU"),
	    "signed-by-wrong-role");
	signed_by(&w, 2, "authority", W_AUTHORITY, "second", W_SECOND);
	admitted(&w, world_charter(&w, 2, "no", "SBU"));
	assert_int_equal(version_of(&w), 2);
	assert_null(gs_state_charter_coming(w.state));
	world_stop(&w);

	world_start(&w);
	w.other_second = true;
	w.signer_count = 0;
	admitted(&w, world_charter(&w, 2, "no", "SBU"));
	assert_int_equal(version_of(&w), 1);
	assert_int_equal(gs_state_charter_coming(w.state)->version, 2);

	w.at += 7 * GS_DAY - 1;
	refused_with(&w, world_roll(&w, 2, 0x22, W_REGISTRAR, W_RELEASE),
	    "role-signature-invalid");
	w.at++;
	refused_with(&w, world_roll(&w, 2, 0x22, W_REGISTRAR, W_SECOND),
	    "role-signature-invalid");
	admitted(&w, world_roll(&w, 2, 0x22, W_REGISTRAR, W_RELEASE));
	assert_int_equal(version_of(&w), 2);
	world_stop(&w);
}

/* Who sees to it that there is one log is changed as those who sign are. */
static void new_witnesses_wait_or_are_agreed_to(void **state)
{
	(void)state;
	struct world w;

	world_start(&w);
	w.witnesses = 2;
	refused_with(&w, world_charter(&w, 2, "no", "SBU"),
	    "charter-quorum-needless");
	w.quorum = 3;
	refused_with(&w, world_charter(&w, 2, "no", "SBU"),
	    "charter-quorum-unreachable");
	w.quorum = 2;
	w.witness_role = W_LOG;
	refused_with(&w, world_charter(&w, 2, "no", "SBU"),
	    "charter-witness-role");
	w.witness_role = 0;
	admitted(&w, world_charter(&w, 2, "no", "SBU"));
	assert_int_equal(gs_state_charter_coming(w.state)->version, 2);

	w.at += 7 * GS_DAY;
	admitted(&w, world_charter(&w, 3, "no", "SBU"));
	assert_null(gs_state_charter_coming(w.state));
	assert_int_equal(gs_state_charter(w.state)->quorum, 2);
	assert_int_equal(gs_state_charter(w.state)->witness_count, 2);

	w.quorum = 1;
	signed_by(&w, 2, "authority", W_AUTHORITY, "second", W_SECOND);
	admitted(&w, world_charter(&w, 4, "no", "SBU"));
	assert_null(gs_state_charter_coming(w.state));
	w.witnesses = 3;
	w.signer_count = 0;
	admitted(&w, world_charter(&w, 5, "no", "SBU"));
	assert_int_equal(gs_state_charter_coming(w.state)->version, 5);
	world_stop(&w);
}

#define CHANGES 6

/* Whose witnesses were all replaced again and again, and never handed over, is
 * asked for the newest: one that asked nobody could publish nothing. */
static void of_many_changes_the_newest_are_asked(void **state)
{
	(void)state;
	static struct gs_charter charters[CHANGES];
	static uint8_t keys[CHANGES][GS_WITNESSES_MAX][32];
	static char names[CHANGES][GS_WITNESSES_MAX][3];
	struct gs_verifier out[GS_QUORUM_KEYS_MAX];
	size_t count = 0, of[CHANGES] = {0};
	struct world w;

	world_start(&w);
	for (size_t i = 0; i < CHANGES; i++) {
		struct gs_charter *c = &charters[i];

		*c = *gs_state_charter(w.state);
		c->before = i == 0 ? NULL : &charters[i - 1];
		c->since = i;
		c->witness_count = GS_WITNESSES_MAX;
		for (size_t j = 0; j < GS_WITNESSES_MAX; j++) {
			keys[i][j][0] = (uint8_t)(i + 1);
			keys[i][j][1] = (uint8_t)j;
			names[i][j][0] = (char)('0' + i);
			names[i][j][1] = (char)('a' + j);
			c->witnesses[j].key = (struct gs_part){
			    .ptr = keys[i][j], .len = 32};
			c->witnesses[j].name = (struct gs_part){
			    .ptr = (uint8_t *)names[i][j], .len = 2};
		}
	}
	struct gs_state now = *w.state;
	now.charter = &charters[CHANGES - 1];
	now.size = CHANGES;

	assert_int_equal(gs_quorum_keys(out, &count, &now, 0), GS_OK);
	assert_int_equal(count, GS_QUORUM_KEYS_MAX);
	for (size_t i = 1; i < count; i++)
		of[out[i].name[0] - '0']++;
	for (size_t i = 0; i < CHANGES; i++)
		assert_int_equal(of[i], i > 2 ? 16 : i == 2 ? 15 : 0);
	world_stop(&w);
}

/* A name in each charter, and whether it handed over. */
static void name_witnesses(struct gs_charter *c, const char *names,
    bool handed_over)
{
	static const uint8_t key[32];

	c->witness_count = strlen(names);
	c->handed_over = handed_over;
	for (size_t j = 0; j < c->witness_count; j++) {
		c->witnesses[j].key = (struct gs_part){.ptr = key, .len = 32};
		c->witnesses[j].name = (struct gs_part){
		    .ptr = (const uint8_t *)names + j, .len = 1};
	}
}

static void expect_lines(const struct gs_charter *newest, const char *want)
{
	const struct gs_witness *w = NULL;
	size_t n = 0;

	for (; (w = gs_anchor_witness(newest, n)) != NULL; n++)
		assert_int_equal(w->name.ptr[0], want[n]);
	assert_int_equal(n, strlen(want));
}

/* A file cannot tell who has handed over: what it takes for the order is that
 * of the log, with some left out. */
static void the_order_of_lines_is_one_for_log_and_file(void **state)
{
	static struct gs_charter c[3];
	(void)state;

	c[1].before = &c[0];
	c[2].before = &c[1];
	for (unsigned over = 0; over < 4; over++) {
		static const char *const want[] = {"cwba", "cwb", "cwa", "c"};

		name_witnesses(&c[0], "aw", (over & 1) != 0);
		name_witnesses(&c[1], "wb", (over & 2) != 0);
		name_witnesses(&c[2], "c", false);
		expect_lines(&c[2], want[over]);
	}
}

/* Only who signs charters says where the server is. */
static void the_authority_says_where_the_server_is(void **state)
{
	(void)state;
	struct world w;

	world_start(&w);
	assert_null(gs_state_moved(w.state));
	refused_with(&w, world_moved(&w, "https://new.example/", W_OFFICE),
	    "authority-signature-invalid");
	for (size_t i = 0; i < 6; i++)
		refused_with(&w, world_moved(&w, (const char *[]){
		    "ftp://new.example/", "https://", "https://a b/",
		    "https://who@new.example/", "https://new.example/?q",
		    "https://n\xc3\xa9.example/"}[i], W_AUTHORITY),
		    "moved-url");
	admitted(&w, world_moved(&w, "https://new.example/", W_AUTHORITY));
	admitted(&w, world_moved(&w, "http://newest.onion/", W_AUTHORITY));
	assert_string_equal(gs_state_moved(w.state)->url,
	    "http://newest.onion/");
	world_stop(&w);
}

/* Only the role `pages`, which the operator does not hold, says what a
 * release's pages are. */
static void somebody_else_says_what_the_pages_are(void **state)
{
	static const char *const files[] = {"check/a/b", "member/"};
	static const char *const again[] = {"member/", "member/"};
	static const char *const paths[] = {"/member/", "a/../b", "a b", "a?b",
	    "a#b", "a%2f", "a\\b"};
	struct world w;

	(void)state;
	world_start(&w);
	assert_null(gs_state_assets(w.state));
	refused_with(&w, world_assets(&w, files, 2, W_LOG),
	    "signed-by-wrong-role");
	refused_with(&w, world_assets(&w, again, 2, W_PAGES), "assets-order");
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		refused_with(&w, world_assets(&w, &paths[i], 1, W_PAGES),
		    "assets-path");
	admitted(&w, world_assets(&w, files, 2, W_PAGES));
	admitted(&w, world_assets(&w, files, 1, W_PAGES));
	assert_int_equal(gs_record_count(&gs_state_assets(w.state)->rec,
	    "file"), 1);

	w.operator_pages = true;
	refused_with(&w, world_charter(&w, 2, "no", "S"),
	    "charter-pages-operator");
	world_stop(&w);
}

/* The first reply stays; the office's last word decides what is open. */
static void a_reply_is_corrected_and_stays(void **state)
{
	(void)state;
	struct world w;
	struct world_memo m = world_memo_plain();
	static const char *const open[] = {"no-decision", "declined"};
	static const char *const done[] = {"accepted", "declined"};

	world_start(&w);
	m.requests = 2;
	admitted(&w, world_memo(&w, &m));
	refused_with(&w, world_correct(&w, m.id, 1, done, 2, W_OFFICE),
	    "correct-before-reply");
	admitted(&w, world_acknowledge(&w, m.id, W_OFFICE, "office"));
	admitted(&w, world_question(&w, "ask", m.id, 1, W_OFFICE, "office"));
	admitted(&w, world_reply(&w, m.id, open, 2, false));

	refused_with(&w, world_end(&w, m.id, W_OFFICE, "office"),
	    "end-question-open");
	admitted(&w, world_question(&w, "answer", m.id, 1, W_AUTHOR,
	    "author"));
	refused_with(&w, world_end(&w, m.id, W_OFFICE, "office"),
	    "end-request-open");

	refused_with(&w, world_correct(&w, m.id, 2, done, 2, W_OFFICE),
	    "correction-number");
	refused_with(&w, world_correct(&w, m.id, 1, done, 1, W_OFFICE),
	    "disposition-count");
	refused_with(&w, world_correct(&w, m.id, 1, done, 2, W_RELEASE),
	    "role-signature-invalid");
	admitted(&w, world_correct(&w, m.id, 1, done, 2, W_OFFICE));
	admitted(&w, world_end(&w, m.id, W_OFFICE, "office"));
	admitted(&w, world_correct(&w, m.id, 2, open, 2, W_OFFICE));

	const struct gs_memo *memo = gs_state_memo(w.state);
	assert_int_equal(memo->correction->number, 2);
	assert_int_equal(gs_correction_by(memo, 1)->number, 1);
	assert_null(gs_correction_by(memo, 3));
	assert_int_equal(gs_record_count(&memo->reply->rec,
	    "disposition"), 2);
	world_stop(&w);
}

/* What waits can be taken back: the versions go on. */
static void a_charter_that_waits_is_replaced(void **state)
{
	(void)state;
	struct world w;

	world_start(&w);
	w.other_second = true;
	admitted(&w, world_charter(&w, 2, "no", "SBU"));
	w.other_second = false;
	refused_with(&w, world_charter(&w, 2, "no", "SBU"), "charter-version");
	admitted(&w, world_charter(&w, 3, "no", "SBU"));
	assert_null(gs_state_charter_coming(w.state));
	assert_int_equal(version_of(&w), 3);
	w.at += 8 * GS_DAY;
	admitted(&w, world_roll(&w, 2, 0x22, W_REGISTRAR, W_SECOND));
	world_stop(&w);
}

static void time_does_not_run_backwards(void **state)
{
	(void)state;
	struct world w;
	world_start(&w);
	w.at--;
	struct world_memo m = world_memo_plain();
	refused(&w, world_memo(&w, &m), "backwards");
	world_stop(&w);
}

/* Of entries that stand in a log, and of records that ask to. */
static void an_entry_has_a_time_that_can_be_told(void **state)
{
	(void)state;
	static const struct {
		int64_t at;
		bool good;
	} rows[] = {{0, false}, {GS_ENTRY_AT_MIN - 1, false},
	    {GS_ENTRY_AT_MIN, true}, {GS_ENTRY_AT_MAX, true},
	    {GS_ENTRY_AT_MAX + 1, false}, {GS_TIME_MAX, false}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct gs_entry_proof proof;
		struct world w;
		size_t n = 0;

		world_found(&w);
		w.at = rows[i].at;
		struct gs_span text = world_charter(&w, 1, "yes", "SBU");
		const struct gs_candidates asked = {w.at, &text, 1};
		assert_int_equal(gs_state_check(&proof, &n, &w.refusal,
		    w.arena, w.state, &asked), rows[i].good ? GS_OK :
		    GS_ERR_RULE);
		if (rows[i].good)
			admitted(&w, text);
		else
			refused(&w, text, "an entry's `at` must be");
		world_stop(&w);
	}
}

static int check(struct world *w, struct gs_entry_proof *proofs, size_t *n,
    const struct gs_span *texts, size_t count)
{
	const struct gs_candidates candidates = {w->at, texts, count};

	return gs_state_check(proofs, n, &w->refusal, w->arena, w->state,
	    &candidates);
}

static void check_judges_a_filing_whole(void **state)
{
	(void)state;
	struct world w;
	struct gs_entry_proof proofs[3];
	size_t n = 0;

	world_start(&w);
	struct world_memo m = world_memo_plain();
	m.endorsements = 2;
	struct gs_span texts[3] = {world_memo(&w, &m)};
	texts[1] = world_act(&w, "endorse", m.id, 5);
	texts[2] = world_act(&w, "endorse", m.id, 6);
	assert_int_equal(check(&w, proofs, &n, texts, 3), GS_OK);
	assert_int_equal(n, 3);
	assert_int_equal(proofs[2].proof[0], 6);

	/* The sequencer counts: what is not there is not announced. */
	assert_int_equal(check(&w, proofs, &n, texts, 2), GS_OK);
	assert_int_equal(n, 2);
	texts[2] = world_act(&w, "withdraw", m.id, 5);
	assert_int_equal(check(&w, proofs, &n, texts, 3), GS_OK);
	assert_int_equal(n, 3);
	texts[2] = world_act(&w, "withdraw", m.id, 6);
	assert_int_equal(check(&w, proofs, &n, texts, 3), GS_ERR_RULE);
	assert_string_equal(w.refusal.code, "filing-withdrawal-alone");
	texts[1] = texts[2];
	assert_int_equal(check(&w, proofs, &n, texts, 2), GS_ERR_RULE);
	texts[1] = world_act(&w, "endorse", m.id, 5);

	texts[2] = texts[1];
	assert_int_equal(check(&w, proofs, &n, texts, 3), GS_ERR_DUPLICATE);
	texts[2] = world_acknowledge(&w, m.id, W_OFFICE, "office");
	assert_int_equal(check(&w, proofs, &n, texts, 3), GS_ERR_RULE);
	assert_string_equal(w.refusal.code, "filing-other-record");

	assert_null(gs_state_memo(w.state));
	assert_int_equal(gs_state_size(w.state), 2);
	world_stop(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deadlines_of_the_design),
		cmocka_unit_test(closing_hours_within_a_change),
		cmocka_unit_test(every_clock_ends),
		cmocka_unit_test(receipt_outside_hours_is_the_next_working_day),
		cmocka_unit_test(duties_are_met_and_missed),
		cmocka_unit_test(a_duty_is_met_by_witnesses_alone),
		cmocka_unit_test(a_later_calendar_moves_no_deadline),
		cmocka_unit_test(releases_and_late_days),
		cmocka_unit_test(late_days_by_every_nth_week),
		cmocka_unit_test(a_filing_is_whole_and_ordered),
		cmocka_unit_test(a_header_is_of_its_record),
		cmocka_unit_test(a_tag_acts_once),
		cmocka_unit_test(an_endorsement_names_a_file_for_each_reader),
		cmocka_unit_test(many_tags_are_kept_apart),
		cmocka_unit_test(quota_is_by_slot),
		cmocka_unit_test(only_the_author_files_before_the_date),
		cmocka_unit_test(memo_terms_are_judged),
		cmocka_unit_test(a_memo_id_covers_its_terms),
		cmocka_unit_test(a_stale_roll_is_refused),
		cmocka_unit_test(rolls_need_two_signatures),
		cmocka_unit_test(editions_follow_one_another),
		cmocka_unit_test(rolls_say_how_they_grew),
		cmocka_unit_test(replaced_keys_are_named_by_both_signers),
		cmocka_unit_test(a_roll_serves_until_the_next_is_old_enough),
		cmocka_unit_test(the_office_signs_what_is_the_offices),
		cmocka_unit_test(a_signature_is_of_its_role),
		cmocka_unit_test(unreadable_discharges_nothing),
		cmocka_unit_test(unreadable_is_bounded_for_the_office),
		cmocka_unit_test(the_author_says_what_does_not_open),
		cmocka_unit_test(the_author_may_end_at_any_time),
		cmocka_unit_test(an_end_leaves_the_reply_due),
		cmocka_unit_test(
		    questions_are_the_offices_and_answers_the_authors),
		cmocka_unit_test(a_publication_is_the_release_officers),
		cmocka_unit_test(charters_follow_one_another),
		cmocka_unit_test(the_first_entry_is_a_charter),
		cmocka_unit_test(a_threshold_signs_a_charter),
		cmocka_unit_test(a_deputy_signs),
		cmocka_unit_test(a_new_second_waits_or_is_agreed_to),
		cmocka_unit_test(new_witnesses_wait_or_are_agreed_to),
		cmocka_unit_test(of_many_changes_the_newest_are_asked),
		cmocka_unit_test(the_order_of_lines_is_one_for_log_and_file),
		cmocka_unit_test(a_charter_that_waits_is_replaced),
		cmocka_unit_test(the_authority_says_where_the_server_is),
		cmocka_unit_test(somebody_else_says_what_the_pages_are),
		cmocka_unit_test(a_reply_is_corrected_and_stays),
		cmocka_unit_test(time_does_not_run_backwards),
		cmocka_unit_test(an_entry_has_a_time_that_can_be_told),
		cmocka_unit_test(check_judges_a_filing_whole),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("channel", tests, NULL, NULL);
}
