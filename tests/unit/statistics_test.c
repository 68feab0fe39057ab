/* SPDX-License-Identifier: Apache-2.0 */
/* A small log whose figures were computed by hand, from the calendar of its
 * charter: 2 working days to acknowledge, 60 to reply, 22:00 UTC closing in
 * winter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/record/time.h"
#include "lib/steps/plot.h"
#include "lib/steps/statistics_form.h"
#include "tests/unit/world.h"

static int64_t time_of(const char *text)
{
	int64_t at = 0;

	assert_int_equal(gs_time_parse(&at, text, strlen(text)), GS_OK);
	return at;
}

static void admitted(struct world *w, const char *at, struct gs_span text)
{
	if (at != NULL)
		w->at = time_of(at);
	if (world_apply(w, text) != GS_OK)
		fail_msg("refused: %s", w->refusal.why);
}

static struct world_memo filed(struct world *w, const char *at, uint8_t tag,
    uint64_t endorsements)
{
	struct world_memo m = world_memo_plain();

	m.tag = tag;
	m.after = tag;
	m.endorsements = endorsements;
	admitted(w, at, world_memo(w, &m));
	for (uint64_t i = 0; i < endorsements; i++)
		admitted(w, NULL, world_act(w, "endorse", m.id,
		    (uint8_t)(i + 1)));
	return m;
}

/* Three memos.  The first is acknowledged in the last second (2 working days
 * after Friday, 3 November: Tuesday) and answered a working day too late
 * (Friday, 2 February is the 60th day; Monday the 61st).  The second is
 * acknowledged within the hour (day 0), answered on the 30th day (19 December),
 * corrected, and out.  The third, of Monday, 8 January, nobody has opened. */
static void make_log(struct world *w)
{
	static const char *const first[] = {"accepted", "declined"};
	static const char *const second[] = {"partly", "no-decision"};

	world_start(w);
	struct world_memo a = filed(w, "2023-11-03T14:00:00Z", 1, 12);
	struct world_memo b = filed(w, "2023-11-03T14:00:00Z", 2, 1);

	admitted(w, "2023-11-03T15:00:00Z", world_acknowledge(w, b.id,
	    W_OFFICE, "office"));
	admitted(w, "2023-11-07T22:00:00Z", world_acknowledge(w, a.id,
	    W_OFFICE, "office"));
	admitted(w, NULL, world_question(w, "ask", a.id, 1, W_OFFICE,
	    "office"));
	admitted(w, "2023-12-19T22:00:00Z", world_reply(w, b.id, second, 2,
	    false));
	(void)filed(w, "2024-01-08T14:00:00Z", 3, 0);
	admitted(w, "2024-02-05T15:00:00Z", world_reply(w, a.id, first, 2,
	    false));
	admitted(w, "2024-02-06T15:00:00Z", world_correct(w, b.id, 1, first, 2,
	    W_OFFICE));
	admitted(w, NULL, world_publish(w, b.id, 1, "UNCLASSIFIED", W_RELEASE,
	    "release"));
}

struct counted {
	struct gs_pool pool;
	struct gs_statistics s;
};

static void count(struct counted *c, const struct world *w, const char *now,
    int64_t only)
{
	const struct gs_statistics_plan plan = {.state = w->state,
	    .now = time_of(now), .only = only};

	assert_int_equal(gs_statistics_make(&c->s, gs_pool_start(&c->pool),
	    &plan), GS_OK);
}

/* "n" or "n of m" or "days unit of m"; "-": unknown. */
static void is(const struct counted *c, int64_t year, const char *group,
    const char *name, const char *want)
{
	struct gs_number n;
	char value[GS_NUMBER_MAX], text[64];

	assert_int_equal(gs_statistics_number(&n, &c->s, year, group, name),
	    GS_OK);
	gs_number_text(value, &n);
	int len = snprintf(text, sizeof text, "%s%s%s", value,
	    n.unit == GS_DAYS_NONE ? "" : " ", n.unit == GS_DAYS_NONE ? "" :
	    gs_days_word(n.unit));
	if (n.has_of)
		(void)snprintf(text + len, sizeof text - (size_t)len,
		    " of %llu", (unsigned long long)n.of);
	if (strcmp(text, want) != 0)
		fail_msg("%s, %s: %s, not %s", group, name, text, want);
}

struct expected {
	const char *group, *name, *want;
};

static void are(const struct counted *c, int64_t year,
    const struct expected *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		is(c, year, list[i].group, list[i].name, list[i].want);
}

static void figures_are_those_computed_by_hand(void **state)
{
	(void)state;
	struct world w;
	struct counted c;
	static const struct expected all[] = {
		{"memos", "filed", "3"},
		{"memos", "published", "1 of 3"},
		{"memos", "replied", "2 of 3"},
		{"memos", "corrected", "1 of 2"},
		{"acknowledge", "owed", "3"},
		{"acknowledge", "in-time", "2 of 3"},
		{"acknowledge", "met", "0 of 3"},
		{"acknowledge", "met-by-operators-date", "2 of 3"},
		{"acknowledge", "overdue", "1 of 3"},
		{"acknowledge", "open", "0 of 3"},
		{"acknowledge", "days-median", "1 working of 2"},
		{"acknowledge", "days-worst", "2 working of 2"},
		/* 38 working days from 8 January to 4 March, with two holidays
		 * between. */
		{"acknowledge", "days-waiting", "38 working of 1"},
		{"reply", "in-time", "1 of 2"},
		{"reply", "late", "1 of 2"},
		{"reply", "open", "1 of 3"},
		{"reply", "days-median", "45.5 working of 2"},
		{"reply", "days-worst", "61 working of 2"},
		{"reply", "days-waiting", "- working of 0"},
		{"requests", "made", "6"},
		{"requests", "decided", "4 of 6"},
		{"requests", "accepted", "2 of 4"},
		{"requests", "declined", "2 of 4"},
		{"requests", "partly", "0 of 4"},
		{"questions", "asked", "1"},
		{"questions", "answered", "0 of 1"},
		/* The first has 12, not below the floor of 10; the second has
		 * one, and is out; the third none. */
		{"endorsed", "below-floor", "1 of 3"},
		{"endorsed", "0-19", "2 of 3"}};

	make_log(&w);
	count(&c, &w, "2024-03-04T10:00:00Z", 0);
	are(&c, 0, all, sizeof all / sizeof *all);
	is(&c, 2023, "memos", "filed", "2");
	is(&c, 2023, "acknowledge", "in-time", "2 of 2");
	is(&c, 2024, "memos", "filed", "1");
	is(&c, 2024, "acknowledge", "days-median", "- working of 0");
	is(&c, 2024, "requests", "decided", "0 of 2");
	gs_pool_free(&c.pool);
	world_stop(&w);
}

struct in_period {
	const char *group, *name;
	uint64_t value, of; /* of all that it is a part of; 0: nothing */
	bool found;
};

static void find_in_period(void *ctx, const struct gs_number *n)
{
	struct in_period *want = ctx;

	if (strcmp(n->group, want->group) != 0 ||
	    strcmp(n->name, want->name) != 0)
		return;
	want->found = true;
	if (n->twice != 2 * want->value || n->of != want->of)
		fail_msg("%s, %s: %llu of %llu", n->group, n->name,
		    (unsigned long long)n->twice / 2,
		    (unsigned long long)n->of);
}

static void is_period(const struct world *w, const char *since,
    const char *until, struct in_period *list, size_t count)
{
	struct gs_statistics_plan plan = {.state = w->state,
	    .has_period = true};
	struct gs_statistics s;
	struct gs_pool pool;

	assert_int_equal(gs_date_parse(&plan.since, since, 10), GS_OK);
	assert_int_equal(gs_date_parse(&plan.until, until, 10), GS_OK);
	plan.now = gs_period_end(gs_state_charter(w->state), plan.until);
	assert_int_equal(gs_statistics_make(&s, gs_pool_start(&pool), &plan),
	    GS_OK);
	for (size_t i = 0; i < count; i++) {
		gs_period_numbers(&s, find_in_period, &list[i]);
		assert_true(list[i].found);
	}
	gs_pool_free(&pool);
}

/* In November two are filed and acknowledged by the 7th; from December to
 * February one is filed, whose acknowledgement, due on Wednesday, 10 January,
 * nobody gives, and the two replies are due, on 2 February: one is given before
 * and one after.  The third memo's is due in April. */
static void periods_are_those_computed_by_hand(void **state)
{
	(void)state;
	struct world w;
	struct in_period november[] = {{"period", "filed", 2, 0, false},
	    {"period", "questions", 1, 0, false},
	    {"period", "replies", 0, 0, false},
	    {"acknowledge", "came-due", 2, 0, false},
	    {"acknowledge", "in-time", 2, 2, false},
	    {"acknowledge", "overdue-at-end", 0, 0, false},
	    {"reply", "came-due", 0, 0, false}};
	struct in_period winter[] = {{"period", "filed", 1, 0, false},
	    {"period", "questions", 0, 0, false},
	    {"period", "replies", 2, 0, false},
	    {"period", "corrections", 1, 0, false},
	    {"period", "publications", 1, 0, false},
	    {"acknowledge", "came-due", 1, 0, false},
	    {"acknowledge", "in-time", 0, 1, false},
	    {"acknowledge", "overdue", 1, 1, false},
	    {"acknowledge", "overdue-at-end", 1, 0, false},
	    {"reply", "came-due", 2, 0, false},
	    {"reply", "in-time", 1, 2, false},
	    {"reply", "late", 1, 2, false}};
	/* The first memo's reply is given on 5 February: it waits at the end of
	 * the 4th. */
	struct in_period early[] = {{"reply", "late", 0, 2, false},
	    {"reply", "overdue", 1, 2, false},
	    {"reply", "overdue-at-end", 1, 0, false}};

	make_log(&w);
	is_period(&w, "2023-11-01", "2023-11-30", november,
	    sizeof november / sizeof *november);
	is_period(&w, "2023-12-01", "2024-02-29", winter,
	    sizeof winter / sizeof *winter);
	is_period(&w, "2024-02-01", "2024-02-04", early,
	    sizeof early / sizeof *early);
	assert_int_equal(gs_period_end(gs_state_charter(w.state),
	    gs_charter_day(gs_state_charter(w.state),
	        time_of("2023-11-30T12:00:00Z"))),
	    time_of("2023-12-01T04:59:59Z"));
	world_stop(&w);
}

static void one_year_counts_its_memos(void **state)
{
	(void)state;
	struct world w;
	struct counted c;

	make_log(&w);
	count(&c, &w, "2024-03-04T10:00:00Z", 2024);
	is(&c, 0, "memos", "filed", "1");
	is(&c, 0, "acknowledge", "in-time", "0 of 1");
	gs_pool_free(&c.pool);

	count(&c, &w, "2024-03-04T10:00:00Z", 1999);
	is(&c, 0, "memos", "filed", "0");
	assert_true(c.s.last < c.s.first);
	gs_pool_free(&c.pool);
	world_stop(&w);
}

/* What a report said of a time it says for ever. */
static void what_came_later_has_not_happened(void **state)
{
	(void)state;
	struct world w;
	struct counted c;
	static const struct expected then[] = {
		{"memos", "filed", "2"}, {"memos", "published", "0 of 2"},
		{"memos", "replied", "1 of 2"},
		{"memos", "corrected", "0 of 1"},
		{"acknowledge", "in-time", "2 of 2"},
		{"reply", "late", "0 of 1"}, {"reply", "open", "1 of 2"},
		{"requests", "decided", "2 of 4"},
		{"requests", "no-decision", "1 of 2"},
		{"requests", "accepted", "0 of 2"},
		{"endorsed", "below-floor", "1 of 2"}};

	make_log(&w);
	count(&c, &w, "2024-01-01T00:00:00Z", 0);
	are(&c, 0, then, sizeof then / sizeof *then);
	gs_pool_free(&c.pool);
	world_stop(&w);
}

static void a_share_hides_no_one(void **state)
{
	(void)state;
	static const struct {
		uint64_t n, of;
		const char *want;
	} cases[] = {{0, 3, "0 %"}, {2, 3, "67 %"}, {1, 1000, "1 %"},
	    {999, 1000, "99 %"}, {1000, 1000, "100 %"}, {1, 8, "13 %"},
	    {0, 0, ""}};
	char text[GS_PERCENT_MAX];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		gs_percent(text, cases[i].n, cases[i].of);
		assert_string_equal(text, cases[i].want);
	}
}

/* Well-formed, without style or script, and whatever the log's figures are
 * within the drawing. */
static void pictures_are_plain(void **state)
{
	(void)state;
	struct world w;
	struct counted c;
	struct gs_picture p;
	char *svg = malloc(GS_SVG_MAX + 1);
	size_t pictures = 0;

	assert_non_null(svg);
	make_log(&w);
	count(&c, &w, "2024-03-04T10:00:00Z", 0);
	for (; gs_picture_at(&p, &c.s, pictures); pictures++) {
		struct gs_writer out = gs_writer_of(svg, GS_SVG_MAX);

		assert_int_equal(gs_picture_svg(&out, &c.s, &p), GS_OK);
		svg[out.len] = '\0';
		assert_null(strstr(svg, "style"));
		assert_null(strstr(svg, "script"));
		assert_null(strstr(svg, "\"-"));
		assert_memory_equal(svg, "<svg ", 5);
		assert_string_equal(svg + out.len - 7, "</svg>\n");
	}
	assert_int_equal(pictures, 3); /* the years, two duties */

	p = (struct gs_picture){.kind = GS_PICTURE_MEMO, .memo =
	    gs_state_memo(w.state)};
	struct gs_writer out = gs_writer_of(svg, GS_SVG_MAX);
	assert_int_equal(gs_picture_svg(&out, &c.s, &p), GS_OK);
	svg[out.len] = '\0';
	assert_non_null(strstr(svg, ">overdue<"));
	free(svg);
	gs_pool_free(&c.pool);
	world_stop(&w);
}

static void rows_for_a_spreadsheet(void **state)
{
	(void)state;
	static char csv[65536];
	struct gs_writer out = gs_writer_of(csv, sizeof csv - 1);
	struct world w;
	struct counted c;

	make_log(&w);
	count(&c, &w, "2024-03-04T10:00:00Z", 0);
	assert_int_equal(gs_statistics_csv(&out, &c.s), GS_OK);
	assert_non_null(strstr(csv, "year,group,name,unit,value,of,exercise\n"
	    "all,memos,filed,,3,,"));
	assert_non_null(strstr(csv, "all,reply,days-median,working,45.5,2,"));
	assert_non_null(strstr(csv,
	    "2024,acknowledge,days-median,working,,0,"));

	out = gs_writer_of(csv, 100);
	assert_int_equal(gs_statistics_csv(&out, &c.s), GS_ERR_SPACE);
	gs_pool_free(&c.pool);
	world_stop(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_are_those_computed_by_hand),
		cmocka_unit_test(periods_are_those_computed_by_hand),
		cmocka_unit_test(one_year_counts_its_memos),
		cmocka_unit_test(what_came_later_has_not_happened),
		cmocka_unit_test(a_share_hides_no_one),
		cmocka_unit_test(pictures_are_plain),
		cmocka_unit_test(rows_for_a_spreadsheet),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
