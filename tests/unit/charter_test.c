/* SPDX-License-Identifier: Apache-2.0 */
/* Charters out of plans, and how they are signed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/channel/calendar.h"
#include "core/channel/channel.h"
#include "core/record/time.h"
#include "lib/host.h"
#include "lib/records/preset.h"
#include "lib/records/proposal.h"
#include "lib/steps/explain.h"
#include "lib/steps/founding.h"
#include "tests/unit/founded.h"

static struct founded f;

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

static int found(const char *answers, size_t *len)
{
	int err = founded_charter(&f, answers);

	*len = f.len;
	return err;
}

static void deadline(const struct gs_charter *c, const char *at, uint64_t days,
    const char *due)
{
	int64_t start = 0, want = 0, have = 0;

	assert_int_equal(gs_time_parse(&start, at, 20), GS_OK);
	assert_int_equal(gs_time_parse(&want, due, 20), GS_OK);
	assert_int_equal(gs_deadline(&have, c, start, (struct gs_charter_clock){
	    GS_CLOCK_WORKING, days}), GS_OK);
	assert_int_equal(have, want);
}

#define STATE FOUNDED_STATE

/* Admissible, and its calendar gives the deadlines of real cases. */
static void the_preset_keeps_real_clocks(void **state)
{
	(void)state;
	size_t len = 0;

	if (found(STATE "calendar 2016-01-01 2024-12-31\n", &len) != GS_OK)
		fail_msg("%s", f.report.text);
	assert_true(f.complete);
	const struct gs_charter *c = gs_state_charter(founded_enter(&f));
	assert_true(c->exercise);
	assert_int_equal(c->closing, 17 * 60);
	deadline(c, "2016-06-16T14:00:00Z", 2, "2016-06-20T21:00:00Z");
	deadline(c, "2016-06-16T14:00:00Z", 30, "2016-07-29T21:00:00Z");
	deadline(c, "2016-06-16T14:00:00Z", 60, "2016-09-12T21:00:00Z");
	deadline(c, "2017-01-31T14:00:00Z", 2, "2017-02-02T22:00:00Z");
	deadline(c, "2017-01-31T14:00:00Z", 30, "2017-03-15T21:00:00Z");
	deadline(c, "2017-01-31T14:00:00Z", 60, "2017-04-26T21:00:00Z");
	deadline(c, "2023-11-03T14:00:00Z", 60, "2024-02-02T22:00:00Z");
	deadline(c, "2023-12-21T14:00:00Z", 60, "2024-03-20T21:00:00Z");

	/* Nobody worked in Washington on 20 January 2017. */
	deadline(c, "2017-01-19T14:00:00Z", 2, "2017-01-24T22:00:00Z");
}

static void every_preset_makes_a_charter(void **state)
{
	(void)state;
	static const char rest[] = "origin a/b\nname A\nzone Europe/Lisbon\n"
	    "calendar 2026-01-01 2029-12-31\nclock acknowledge working 5\n"
	    "clock reply working 40\n";
	const struct gs_preset *p = NULL;
	size_t len = 0, count = 0;

	for (; (p = gs_preset_at(count)) != NULL; count++) {
		assert_int_equal(tear_down(state), 0);
		assert_int_equal(set_up(state), GS_OK);
		assert_int_equal(gs_plan_preset(&f.plan, &f.report, p->name,
		    strlen(p->name)), GS_OK);
		if (found(rest, &len) != GS_OK)
			fail_msg("%s: %s", p->name, f.report.text);
		assert_int_equal(gs_state_charter(founded_enter(
		    &f))->version, 1);
	}
	assert_int_equal(count, 11);
}

/* Real cases as far as a programme's clocks go, and dates that were counted by
 * hand from its rule: when the clock that starts `at` ends.  `day`: it starts
 * with an act of the office, on that very day. */
static const struct preset_date {
	const char *preset, *rest, *clock, *at;
	bool day;
	const char *due;
} preset_dates[] = {
	/* Kabul, 13 July 2021 (a Tuesday): Labor Day is the one holiday up to
	 * 6 October. */
	{"us-state", "calendar 2016-01-01 2024-12-31\n", "acknowledge",
	    "2021-07-13T14:00:00Z", false, "2021-07-15T21:00:00Z"},
	{"us-state", "calendar 2016-01-01 2024-12-31\n", "reply-from",
	    "2021-07-13T14:00:00Z", false, "2021-08-24T21:00:00Z"},
	{"us-state", "calendar 2016-01-01 2024-12-31\n", "reply",
	    "2021-07-13T14:00:00Z", false, "2021-10-06T21:00:00Z"},
	/* Eteplirsen: elevated on Monday, 18 July 2016, which is Day 1; Day 90
	 * is Saturday, 15 October. */
	{"fda-appeal", "calendar 2016-01-01 2024-12-31\n"
	    "clock acknowledge working 5\n", "reply",
	    "2016-07-18T14:00:00Z", false, "2016-10-15T21:00:00Z"},
	/* Received on Monday, 5 October 2026; acknowledged on the 9th. */
	{"eu-2019-1937", "zone Europe/Berlin\n"
	    "calendar 2026-01-01 2029-12-31\n", "acknowledge",
	    "2026-10-05T08:00:00Z", false, "2026-10-12T15:00:00Z"},
	{"eu-2019-1937", "zone Europe/Berlin\n"
	    "calendar 2026-01-01 2029-12-31\n", "reply",
	    "2026-10-09T08:00:00Z", true, "2027-01-09T16:00:00Z"},
	/* No 30 February; and nobody acknowledged by 7 December. */
	{"eu-2019-1937", "zone Europe/Berlin\n"
	    "calendar 2026-01-01 2029-12-31\n", "reply",
	    "2026-11-30T08:00:00Z", true, "2027-02-28T16:00:00Z"},
	{"eu-2019-1937", "zone Europe/Berlin\n"
	    "calendar 2026-01-01 2029-12-31\n", "acknowledge",
	    "2026-11-30T08:00:00Z", false, "2026-12-07T16:00:00Z"},
	{"eu-2019-1937", "zone Europe/Berlin\n"
	    "calendar 2026-01-01 2029-12-31\n", "reply",
	    "2026-12-07T16:00:00Z", true, "2027-03-07T16:00:00Z"},
	/* Case 5/76: registered on 6 March 1975, refused by silence on 6 July;
	 * Belgium had no summer time yet. */
	{"eu-staff", "calendar 1975-01-01 1977-12-31\n"
	    "clock acknowledge working 5\n", "reply",
	    "1975-03-06T09:00:00Z", false, "1975-07-06T16:00:00Z"},
	/* Case T-793/22: a request of 10 January 2022. */
	{"eu-staff", "calendar 2021-01-01 2024-12-31\n"
	    "clock acknowledge working 5\n", "reply",
	    "2022-01-10T09:00:00Z", false, "2022-05-10T15:00:00Z"},
};

static void presets_count_as_their_rules(void **state)
{
	for (size_t i = 0; i < sizeof preset_dates / sizeof *preset_dates;
	    i++) {
		const struct preset_date *d = &preset_dates[i];
		char rest[512];
		size_t len = 0;
		int64_t at = 0, want = 0, due = 0;

		assert_int_equal(tear_down(state), 0);
		assert_int_equal(set_up(state), GS_OK);
		assert_int_equal(gs_plan_preset(&f.plan, &f.report, d->preset,
		    strlen(d->preset)), GS_OK);
		(void)snprintf(rest, sizeof rest, "origin a/b\nname A\n%s",
		    d->rest);
		if (found(rest, &len) != GS_OK)
			fail_msg("%s: %s", d->preset, f.report.text);

		const struct gs_charter *c = gs_state_charter(
		    founded_enter(&f));
		const struct gs_value *line = gs_calendar_clock(&c->rec,
		    d->clock);
		assert_non_null(line);
		assert_int_equal(gs_time_parse(&at, d->at, 20), GS_OK);
		assert_int_equal(gs_time_parse(&want, d->due, 20), GS_OK);
		assert_int_equal(d->day ? gs_deadline_from(&due, c,
		    gs_charter_day(c, at), gs_clock_of(line)) :
		    gs_deadline(&due, c, at, gs_clock_of(line)), GS_OK);
		if (due != want)
			fail_msg("%s, %s: %lld", d->preset, d->due,
			    (long long)(due - want));
	}
}

/* A number that no rule was found to give is asked of who founds a channel. */
static void what_no_rule_says_no_preset_says(void **state)
{
	(void)state;
	static const struct {
		const char *preset;
		bool acknowledge, reply;
	} rows[] = {{"us-state", true, true}, {"nrc-dpo", false, false},
	    {"nrc-nonconcurrence", false, false}, {"doe-dpo", false, false},
	    {"nasa", false, false}, {"fda-appeal", false, true},
	    {"eu-2019-1937", true, true}, {"company", false, false},
	    {"eu-staff", false, true}, {"uk-code", false, false}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct gs_preset *p = gs_preset_at(i);

		assert_string_equal(p->name, rows[i].preset);
		if ((strstr(p->answers, "clock acknowledge") != NULL) !=
		    rows[i].acknowledge || (strstr(p->answers,
		    "clock reply ") != NULL) != rows[i].reply)
			fail_msg("%s", p->name);
	}
}

static const char *line_of(size_t len, const char *start)
{
	static char line[256];
	const char *at = NULL;

	f.text[len] = '\0';
	at = strstr((const char *)f.text, start);
	if (at == NULL)
		fail_msg("no line '%s'", start);
	(void)snprintf(line, sizeof line, "%.*s", (int)strcspn(at + 1, "\n"),
	    at + 1);
	return line;
}

static void zones_are_written_out(void **state)
{
	(void)state;
	static const struct {
		const char *zone, *lines;
	} rows[] = {
		{"Europe/Lisbon", "offset 2026-01-01T00:00:00Z +00:00\n"
		    "offset 2026-03-29T01:00:00Z +01:00\n"
		    "offset 2026-10-25T01:00:00Z +00:00\n"
		    "offset 2027-03-28T01:00:00Z +01:00\n"
		    "offset 2027-10-31T01:00:00Z +00:00\n"},
		{"Asia/Kolkata", "offset 2026-01-01T00:00:00Z +05:30\n"},
		{"Pacific/Kiritimati", "offset 2026-01-01T00:00:00Z +14:00\n"},
		{"Australia/Lord_Howe", "offset 2026-01-01T00:00:00Z +11:00\n"
		    "offset 2026-04-04T15:00:00Z +10:30\n"
		    "offset 2026-10-03T15:30:00Z +11:00\n"
		    "offset 2027-04-03T15:00:00Z +10:30\n"
		    "offset 2027-10-02T15:30:00Z +11:00\n"},
	};
	static const char base[] = "origin a/b\nname A\n"
	    "clock acknowledge working 5\nclock reply working 40\n"
	    "calendar 2026-01-01 2026-12-31\nzone ";
	char answers[512], want[512];
	size_t len = 0;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(tear_down(state), 0);
		assert_int_equal(set_up(state), GS_OK);
		(void)snprintf(answers, sizeof answers, "%s%s\n", base,
		    rows[i].zone);
		assert_int_equal(found(answers, &len), GS_OK);
		(void)snprintf(want, sizeof want, "calendar 2026-01-01 "
		    "2026-12-31\n%sclock ", rows[i].lines);
		f.text[len] = '\0';
		if (strstr((const char *)f.text, want) == NULL)
			fail_msg("%s", (const char *)f.text);
	}
}

/* Liberia's clocks were 44 minutes and 30 seconds behind until 1972. */
static void what_a_charter_cannot_say_is_refused(void **state)
{
	(void)state;
	static const char monrovia[] = "origin a/b\nname A\n"
	    "clock acknowledge working 5\nclock reply working 40\n"
	    "zone Africa/Monrovia\ncalendar 1971-01-01 1973-12-31\n";
	size_t len = 0;

	assert_int_equal(found(monrovia, &len), GS_ERR_RANGE);
	assert_string_equal(f.report.code, "charter-zone-seconds");
	assert_int_equal(found("calendar 1973-01-01 1974-12-31\n", &len),
	    GS_OK);
	assert_string_equal(line_of(len, "\noffset"),
	    "offset 1973-01-01T00:00:00Z +00:00");
}

static void what_is_missing_is_named(void **state)
{
	(void)state;
	size_t len = 0;

	assert_int_equal(found("calendar 2026-01-01 2026-12-31\n", &len),
	    GS_ERR_FORMAT);
	assert_non_null(strstr(f.report.text, "origin"));
	assert_int_equal(found("origin a/b\nname A\n", &len), GS_ERR_FORMAT);
	assert_non_null(strstr(f.report.text, "'zone ZONE'"));
	assert_int_equal(found("zone Europe/Lisbon\n", &len), GS_ERR_FORMAT);
	assert_non_null(strstr(f.report.text, "clock"));
	assert_int_equal(found("clock acknowledge working 2\n", &len),
	    GS_ERR_RULE);
	assert_string_equal(f.report.text, "the charter has no clock reply");
	assert_int_equal(found("clock reply calendar 30\n", &len), GS_OK);
}

/* Answers over those before: each style with what it needs. */
static void each_style_has_what_it_needs(void **state)
{
	(void)state;
	static const struct {
		const char *answers, *code;
	} rows[] = {
		{STATE "calendar 2026-01-01 2026-12-31\n", ""},
		{"without ceiling\n", "charter-ceiling-missing"},
		{"style none\n", ""},
		{"ceiling SBU\n", "charter-ceiling-unused"},
		{"without ceiling\nmarking A\n", "charter-marking-unused"},
		{"without marking\nstyle own\n", "charter-marking-missing"},
		{"marking Interno\nmarking Reservado\n", ""},
		{"ceiling Interno\n", ""},
		{"ceiling SBU\n", "charter-ceiling"},
		{"ceiling Interno\nmarking A\nmarking A\n",
		    "charter-marking"},
		{"marking A(\n", "charter-marking"},
	};
	size_t len = 0;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		f.report = (struct gs_report){.text = ""};
		int err = found(rows[i].answers, &len);
		if (strcmp(f.report.code, rows[i].code) != 0 ||
		    (err == GS_OK) != (rows[i].code[0] == '\0'))
			fail_msg("%s: %d, %s", rows[i].answers, err,
			    f.report.text);
	}
}

#define WORDS_64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789" \
	"abcdef"

/* What no memo can have as a heading is refused when it is answered. */
static void requests_stand_under_headings_that_memos_have(void **state)
{
	(void)state;
	static const struct {
		const char *line, *code;
	} rows[] = {
		{"requests Pedidos", ""},
		{"requests Sugest\xc3\xb5""es (1)", ""},
		{"requests " WORDS_64, ""},
		{"requests " WORDS_64 "x", "answer-requests"},
		{"requests Pedidos #", "answer-requests"},
		{"requests <b>Pedidos</b>", "answer-requests"},
		/* in two code points, which no memo has */
		{"requests Sugesto\xcc\x83""es", "answer-requests"},
	};
	size_t len = 0;

	assert_int_equal(found(STATE "calendar 2026-01-01 2026-12-31\n",
	    &len), GS_OK);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		f.report = (struct gs_report){.text = ""};
		int err = gs_plan_answer(&f.plan, &f.report, rows[i].line,
		    strlen(rows[i].line));
		if (strcmp(f.report.code, rows[i].code) != 0 ||
		    (err == GS_OK) != (rows[i].code[0] == '\0'))
			fail_msg("%s: %d, %s", rows[i].line, err,
			    f.report.text);
	}

	assert_int_equal(found("requests A\nrequests B\n", &len), GS_OK);
	assert_string_equal(line_of(len, "\nrequests A\nrequests B\nzone"),
	    "requests A");
	assert_int_equal(found("requests A\nrequests A\n", &len),
	    GS_ERR_RULE);
	assert_string_equal(f.report.code, "charter-requests");
}

/* The seal of a preset belongs to whoever is said to hold the role. */
static void an_office_opens_what_it_answers(void **state)
{
	(void)state;
	size_t len = 0;

	assert_int_equal(found(STATE "role office new Gabinete\n"
	    "calendar 2026-01-01 2026-12-31\n", &len), GS_OK);
	assert_non_null(strstr(line_of(len, "\nseal office"), "= Gabinete"));
	assert_int_equal(found("seal office x25519 new Arquivo\n", &len),
	    GS_OK);
	assert_non_null(strstr(line_of(len, "\nseal office"), "= Arquivo"));
}

/* Signatures ---------------------------------------------------------- */

#define THREE STATE "calendar 2026-01-01 2026-12-31\nthreshold 2\n" \
	"role authority new One\nrole authority new Two\n" \
	"role authority new Three\n"

static void sign(size_t *len, int want, const struct gs_charter *before,
    const char *role, const uint8_t *secret)
{
	static uint8_t out[GS_RECORD_MAX], in[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(out, sizeof out);
	struct gs_proposal p;

	memcpy(in, f.text, *len);
	assert_int_equal(gs_proposal_read(&p, &f.report, &f.pool.arena,
	    (struct gs_span){in, *len}, before), GS_OK);
	int err = gs_proposal_sign(&w, &f.report, &p, role, secret);
	if (err != want)
		fail_msg("%d: %s", err, f.report.text);
	if (err != GS_OK)
		return;
	memcpy(f.text, out, w.len);
	*len = w.len;
}

/* The log takes it, if it has its signatures. */
static void judged(size_t len, bool whole)
{
	struct gs_state *channel = NULL;
	struct gs_proposal p;

	assert_int_equal(gs_state_new(&channel, &f.pool.arena), GS_OK);
	assert_int_equal(gs_proposal_read(&p, &f.report, &f.pool.arena,
	    (struct gs_span){f.text, len}, NULL), GS_OK);
	assert_int_equal(gs_proposal_complete(&p), whole);
	assert_int_equal(gs_proposal_judge(&f.report, &f.pool.arena, &p,
	    channel), GS_OK);
	if (whole)
		assert_int_equal(gs_state_charter(founded_enter(
		    &f))->version, 1);
}

/* In whatever order they sign, their signatures stand in that of their
 * lines, and no more of them than are needed. */
static void holders_sign_in_any_order(void **state)
{
	(void)state;
	struct gs_founding founding = {.plan = &f.plan, .closed = &f.closed};
	struct gs_writer w = gs_writer_of(f.text, sizeof f.text);
	uint8_t first[64];
	size_t len = 0;

	assert_int_equal(found(THREE, &len), GS_OK);
	assert_true(f.complete);
	assert_int_equal(gs_founding_charter(&w, &f.complete, &f.report,
	    &f.pool.arena, &founding), GS_OK);
	assert_false(f.complete);
	len = w.len;
	sign(&len, GS_OK, NULL, "authority", f.secrets[2]);
	sign(&len, GS_ERR_DUPLICATE, NULL, "authority", f.secrets[2]);
	sign(&len, GS_ERR_RULE, NULL, "second", f.secrets[1]);
	memset(first, 5, sizeof first);
	sign(&len, GS_ERR_SIGNATURE, NULL, "authority", first);

	judged(len, false);
	sign(&len, GS_OK, NULL, "authority", f.secrets[0]);
	judged(len, true);
	sign(&len, GS_ERR_RULE, NULL, "authority", f.secrets[1]);
	assert_string_equal(f.report.code, "proposal-complete");
}

/* A signature over another text is not carried on. */
static void an_altered_proposal_is_refused(void **state)
{
	(void)state;
	struct gs_proposal p;
	size_t len = 0;

	assert_int_equal(found(THREE, &len), GS_OK);
	f.text[len] = '\0';
	*strstr((char *)f.text, "name Exercise") = 'N';
	assert_int_equal(gs_proposal_read(&p, &f.report, &f.pool.arena,
	    (struct gs_span){f.text, len}, NULL), GS_ERR_FORMAT);
	*strstr((char *)f.text, "Name Exercise") = 'n';
	strstr((char *)f.text, "name Exercise")[5] = 'e';
	assert_int_equal(gs_proposal_read(&p, &f.report, &f.pool.arena,
	    (struct gs_span){f.text, len}, NULL), GS_ERR_SIGNATURE);
}

/* In words ------------------------------------------------------------ */

static char words[GS_EXPLAIN_MAX];

static const struct gs_charter *charter_of(struct gs_proposal *p, size_t len)
{
	uint8_t *copy = gs_arena_take(&f.pool.arena, len, 1);

	memcpy(copy, f.text, len);
	assert_int_equal(gs_proposal_read(p, &f.report, &f.pool.arena,
	    (struct gs_span){copy, len}, NULL), GS_OK);
	return &p->charter;
}

static void says(const char *line)
{
	if (strstr(words, line) == NULL)
		fail_msg("'%s' is not in:\n%s", line, words);
}

static void a_charter_is_explained(void **state)
{
	(void)state;
	static struct gs_proposal p;
	struct gs_writer w = gs_writer_of(words, sizeof words - 1);
	int64_t now = 0;
	size_t len = 0;

	assert_int_equal(found(STATE "calendar 2026-01-01 2026-12-31\n"
	    "week 12346\nclosing 24:00\nlate 2 3\nclock panel calendar 9\n"
	    "reveal inspector x25519 new The Inspector\nreaders members\n"
	    "witness cosignature/v1 11111111111111111111111111111111"
	    "11111111111111111111111111111111 union.example/w\n"
	    "witness press.example+0f2d2854+"
	    "BAb4+uo7X2l2kbbQY6B7pP+vHs6aHUc8WIVlIxzcjlnM\nquorum 2\n",
	    &len), GS_OK);
	assert_int_equal(gs_time_parse(&now, "2026-12-01T12:00:00Z", 20),
	    GS_OK);
	assert_int_equal(gs_explain_charter(&w, charter_of(&p, len), now,
	    NULL),
	    GS_OK);
	words[w.len] = '\0';
	says("  It is called Exercise.\n");
	says("  Members and those who hold a role may read the log");
	says("  office: The office that answers, key ");
	says("make themselves known to The Inspector (inspector, key ");
	says("  It works on Monday, Tuesday, Wednesday, Thursday, Saturday.\n");
	says("  Its day is over at 24:00.\n");
	says(" 11 of them. The next: 2026-12-25 Christmas Day.\n");
	says("  A memo is acknowledged within 2 working days; of one filed now "
	    "by 2026-12-04T05:00:00Z (Fri 4 Dec 2026, 00:00 "
	    "America/New_York).\n");
	says("  Its reply is expected from 30 working days on; of one filed "
	    "now from 20");
	/* In another year, of which the calendar says nothing. */
	says("America/New_York), where closed days are not known: it lies "
	    "outside the calendar.\n");
	says("  The clock 'panel' has 9 calendar days; ");
	says("  After filing they enter on Wednesday of one week in 2");
	says("  A change of those who sign, or of the witnesses, waits 7 days");
	says("  union.example/w cosigns the log's checkpoints: "
	    "union.example/w+72f289bf+BBE"
	    "RERERERERERERERERERERERERERERERERERERERER.\n");
	assert_null(strstr(words, "Other lines"));

	w = gs_writer_of(words, 100);
	assert_int_equal(gs_explain_charter(&w, &p.charter, now, NULL),
	    GS_ERR_SPACE);
}

static void a_change_is_explained(void **state)
{
	(void)state;
	static struct gs_proposal before, after;
	struct gs_writer w = gs_writer_of(words, sizeof words - 1);
	bool changed = true;
	size_t len = 0;

	assert_int_equal(found(STATE "calendar 2026-01-01 2026-12-31\n",
	    &len), GS_OK);
	const struct gs_charter *was = charter_of(&before, len);
	assert_int_equal(gs_explain_change(&w, &changed, was, was, NULL),
	    GS_OK);
	assert_false(changed);
	assert_int_equal(w.len, 0);

	assert_int_equal(found("floor 20\ncopy The Minister\n"
	    "role office new Another office\nzone America/Chicago\n"
	    "calendar 2026-01-01 2027-12-31\nclosed 2026-12-24 By order\n",
	    &len), GS_OK);
	assert_int_equal(gs_explain_change(&w, &changed, was,
	    charter_of(&after, len), NULL), GS_OK);
	words[w.len] = '\0';
	assert_true(changed);
	says("  no longer:   A roll has at least 10 members.\n");
	says("  from now on: A roll has at least 20 members.\n");
	says("  no longer:   office: The office that answers, key ");
	says("  from now on: office: Another office, key ");
	says("  from now on: Closed on 2026-12-24: By order\n");
	says("  from now on: 9 more closed days.\n");
	says("  The changes of its clocks are others on ");
	assert_null(strstr(words, "quota"));
	assert_null(strstr(words, "registrar"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_preset_keeps_real_clocks),
		TEST(every_preset_makes_a_charter),
		TEST(presets_count_as_their_rules),
		TEST(what_no_rule_says_no_preset_says),
		TEST(zones_are_written_out),
		TEST(what_a_charter_cannot_say_is_refused),
		TEST(what_is_missing_is_named),
		TEST(each_style_has_what_it_needs),
		TEST(requests_stand_under_headings_that_memos_have),
		TEST(an_office_opens_what_it_answers),
		TEST(holders_sign_in_any_order),
		TEST(an_altered_proposal_is_refused),
		TEST(a_charter_is_explained),
		TEST(a_change_is_explained),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("charter", tests, NULL, NULL);
}
