/* SPDX-License-Identifier: Apache-2.0 */
/* What an office may not do to a duty: put off what it does not owe, take
 * back what it promised, end what is still to be said.  Each row is an
 * entry of a log, accepted or refused; dates are counted by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "core/channel/commitment.h"
#include "core/channel/duties.h"
#include "core/channel/publish.h"
#include "core/channel/reprisal.h"
#include "core/memo/reason.h"
#include "core/record/time.h"
#include "lib/records/position.h"
#include "tests/unit/world.h"

#define CONTENT "content AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
#define TEXT "root AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" \
	"blocks 3\n" CONTENT
#define SAID_BOTH(one, two) "disposition 1 " one "\ndisposition 2 " two "\n"
#define REPLY(n, one, two) "reply " n "\n" SAID_BOTH(one, two) TEXT
#define CORRECT(n, one, two) "correction " n "\nreply 1\n" \
	SAID_BOTH(one, two) TEXT
#define APPEAL(n, reply, ground) "appeal " n "\nagainst reply " reply "\n" \
	"ground " ground "\n" CONTENT
#define DECIDE(n, outcome) "appeal " n "\noutcome " outcome \
	"\nreason Why.\n" CONTENT
#define EXTEND(n, duty, until) "extension " n "\nduty " duty "\nuntil " \
	until "\nreason Why.\n"
#define END "reason Over.\n"

struct row {
	const char *at, *type, *lines;
	int signer;
	const char *code; /* of the refusal; NULL: it is accepted */
};

static struct world w;
static struct world_memo m;

static int64_t time_of(const char *text)
{
	int64_t at = 0;

	assert_int_equal(gs_time_parse(&at, text, strlen(text)), GS_OK);
	return at;
}

/* Filed on Friday 3 November 2023 at 14:00 UTC. */
static void file_memo(void)
{
	m = world_memo_plain();
	assert_int_equal(world_apply(&w, world_memo(&w, &m)), GS_OK);
}

static void play_rows(const struct row *rows, size_t count)
{
	static const char *const roles[W_ROLES] = {[W_OFFICE] = "office",
	    [W_AUTHOR] = "author", [W_APPEAL] = "appeal",
	    [W_PANEL] = "panel", [W_RELEASE] = "release"};

	for (size_t i = 0; i < count; i++) {
		const struct row *r = &rows[i];

		w.at = time_of(r->at);
		int err = world_apply(&w, world_lines(&w, r->type, m.id,
		    r->lines, r->signer, roles[r->signer]));
		if (err == GS_OK && r->code == NULL)
			continue;
		if (err == GS_OK || r->code == NULL ||
		    strcmp(w.refusal.code, r->code) != 0)
			fail_msg("row %zu, %s: %s", i, r->type,
			    err == GS_OK ? "accepted" : w.refusal.code);
	}
}

#define PLAY(rows) play_rows(rows, sizeof rows / sizeof *rows)

static struct gs_duty duty_of(enum gs_duty_kind kind, uint64_t number,
    const char *now)
{
	struct gs_duties all = gs_duties_of(gs_state_memo_by(w.state, m.id),
	    time_of(now));
	struct gs_duty duty;

	while (gs_duties_next(&duty, &all))
		if (duty.kind == kind && duty.number == number)
			return duty;
	fail_msg("no duty %s", gs_duty_name(kind));
	return duty;
}

static void is_due(enum gs_duty_kind kind, uint64_t number, const char *now,
    const char *due, enum gs_duty_status status)
{
	struct gs_duty duty = duty_of(kind, number, now);

	assert_int_equal(duty.due, time_of(due));
	assert_int_equal(duty.status, status);
}

/* A request that is not decided, a grant that changes nothing. */
static void what_says_nothing_ends_nothing(void **unused)
{
	static const struct row rows[] = {
		{"2023-11-06T15:00:00Z", "acknowledge", "", W_OFFICE, NULL},
		{"2023-11-07T15:00:00Z", "reply", REPLY("1", "no-decision",
		    "declined"), W_OFFICE, NULL},
		{"2023-11-07T15:00:00Z", "end", END, W_OFFICE,
		    "end-request-open"},
		{"2023-11-07T15:00:00Z", "correct", CORRECT("1", "declined",
		    "declined"), W_OFFICE, NULL},
		{"2023-11-07T15:00:00Z", "end", END, W_OFFICE,
		    "end-appeal-possible"},
		{"2023-11-08T22:00:00Z", "respond", "reply 2\n" CONTENT,
		    W_AUTHOR, "respond-no-reply"},
		{"2023-11-08T22:00:00Z", "respond", "reply 1\n" CONTENT,
		    W_AUTHOR, NULL},
		{"2023-11-08T22:00:00Z", "respond", "reply 1\n" CONTENT,
		    W_AUTHOR, "already-responded"},
		{"2023-11-08T22:00:00Z", "appeal", APPEAL("1", "1", "No"),
		    W_AUTHOR, "appeal-ground"},
		{"2023-11-08T22:00:00Z", "appeal", APPEAL("2", "1",
		    "It is wrong"), W_AUTHOR, "appeal-number"},
		{"2023-11-08T22:00:00Z", "appeal", APPEAL("1", "2",
		    "It is wrong"), W_AUTHOR, "appeal-against"},
		{"2023-11-08T22:00:00Z", "appeal", APPEAL("1", "1",
		    "It is wrong"), W_AUTHOR, NULL},
		{"2023-11-08T22:00:00Z", "appeal", APPEAL("2", "1",
		    "It is wrong"), W_AUTHOR, "already-appealed"},
		{"2023-11-09T15:00:00Z", "end", END, W_OFFICE,
		    "end-appeal-open"},
		{"2023-11-09T15:00:00Z", "decide", DECIDE("1", "grant"),
		    W_OFFICE, "signed-by-wrong-role"},
		{"2023-11-09T15:00:00Z", "decide", DECIDE("1", "deny"),
		    W_APPEAL, "decide-outcome"},
		{"2023-11-09T15:00:00Z", "decide", DECIDE("2", "grant"),
		    W_APPEAL, "appeal-unknown"},
		{"2023-11-09T15:00:00Z", "decide", DECIDE("1", "grant"),
		    W_APPEAL, NULL},
		{"2023-11-09T15:00:00Z", "decide", DECIDE("1", "uphold"),
		    W_APPEAL, "already-decided"},
		/* The correction of before says nothing of the grant. */
		{"2023-11-10T15:00:00Z", "end", END, W_OFFICE,
		    "end-grant-open"},
		{"2023-11-10T15:00:00Z", "correct", CORRECT("2", "accepted",
		    "declined"), W_OFFICE, NULL},
		{"2023-11-10T15:00:00Z", "end", END, W_OFFICE, NULL},
		{"2023-11-10T22:00:00Z", "panel", "panel 1\nmember A\n",
		    W_OFFICE, "memo-ended"}};

	(void)unused;
	world_start_appeals(&w, false);
	file_memo();
	PLAY(rows);
	world_stop(&w);
}

/* The appeal of Wednesday 8 November is decided in ten days, until the 18th;
 * the five days more are the authority's to take.  The remand of Friday
 * 17 November gives sixty working days: without 23 November, Christmas, New
 * Year and 15 January they end on Thursday 15 February. */
static void nobody_puts_off_what_another_owes(void **unused)
{
	static const struct row rows[] = {
		{"2023-11-06T15:00:00Z", "acknowledge", "", W_OFFICE, NULL},
		{"2023-11-07T15:00:00Z", "reply", REPLY("1", "declined",
		    "declined"), W_OFFICE, NULL},
		{"2023-11-07T15:00:00Z", "extend", EXTEND("1", "decide 1",
		    "2023-11-20"), W_OFFICE, "extension-duty"},
		{"2023-11-08T22:00:00Z", "appeal", APPEAL("1", "1",
		    "It is wrong"), W_AUTHOR, NULL},
		{"2023-11-09T15:00:00Z", "extend", EXTEND("1", "decide 1",
		    "2023-11-20"), W_OFFICE, "signed-by-wrong-role"},
		{"2023-11-09T15:00:00Z", "extend", EXTEND("1", "decide 1",
		    "2023-11-24"), W_APPEAL, "extension-long"},
		{"2023-11-09T15:00:00Z", "extend", EXTEND("1", "decide 1",
		    "2023-11-23"), W_APPEAL, NULL},
		{"2023-11-09T15:00:00Z", "extend", EXTEND("2", "decide 1",
		    "2023-11-24"), W_APPEAL, "extension-often"},
		{"2023-11-09T15:00:00Z", "extend", EXTEND("2", "reply 0",
		    "2024-02-13"), W_OFFICE, "extension-done"},
		{"2023-11-17T15:00:00Z", "decide", DECIDE("1", "remand"),
		    W_APPEAL, NULL},
		{"2023-11-17T15:00:00Z", "end", END, W_OFFICE,
		    "end-reply-remanded"},
		{"2023-11-20T15:00:00Z", "reply", REPLY("1", "declined",
		    "declined"), W_OFFICE, "reply-number"},
		{"2024-02-15T22:00:01Z", "extend", EXTEND("2", "reply 2",
		    "2024-02-20"), W_OFFICE, "extension-late"},
		{"2024-02-16T15:00:00Z", "reply", REPLY("2", "declined",
		    "declined"), W_OFFICE, NULL},
		/* Five working days, without the 19th: Monday 26 February; and
		 * two days for the log. */
		{"2024-02-28T22:00:00Z", "end", END, W_OFFICE,
		    "end-appeal-possible"},
		{"2024-02-28T22:00:01Z", "appeal", APPEAL("2", "2",
		    "It is wrong"), W_AUTHOR, "appeal-late"}};

	(void)unused;
	world_start_appeals(&w, false);
	file_memo();
	play_rows(rows, 13);
	is_due(GS_DUTY_DECIDE, 1, "2023-11-09T15:00:00Z",
	    "2023-11-23T22:00:00Z", GS_DUTY_OPEN);
	is_due(GS_DUTY_REPLY, 2, "2024-02-15T22:00:01Z",
	    "2024-02-15T22:00:00Z", GS_DUTY_OVERDUE);
	play_rows(rows + 13, 1);
	is_due(GS_DUTY_REPLY, 2, "2024-02-16T15:00:00Z",
	    "2024-02-15T22:00:00Z", GS_DUTY_LATE);
	play_rows(rows + 14, 2);
	world_stop(&w);
}

/* Two working days to acknowledge: Tuesday 7 November.  Sixty from Monday the
 * 6th are, without 10 and 23 November, Christmas, New Year and 15 January,
 * Monday 5 February. */
static void a_clock_is_put_off_when_it_runs(void **unused)
{
	static const struct row rows[] = {
		{"2023-11-03T15:00:00Z", "extend", EXTEND("1", "reply 0",
		    "2024-02-20"), W_OFFICE, "extension-duty"},
		{"2023-11-06T15:00:00Z", "acknowledge", "", W_OFFICE, NULL},
		/* Ten working days from that, without the 19th, are Tuesday
		 * the 20th. */
		{"2023-11-06T15:00:00Z", "extend", EXTEND("1", "reply 0",
		    "2024-02-21"), W_OFFICE, "extension-long"},
		{"2023-11-06T15:00:00Z", "extend", EXTEND("1", "reply 0",
		    "2024-02-20"), W_OFFICE, NULL}};
	static const struct row silent[] = {
		{"2023-11-07T21:59:59Z", "extend", EXTEND("1", "reply 0",
		    "2024-02-20"), W_OFFICE, "extension-duty"},
		/* Nothing comes earlier any more. */
		{"2023-11-07T22:00:00Z", "extend", EXTEND("1", "reply 0",
		    "2024-02-20"), W_OFFICE, NULL}};

	(void)unused;
	world_start_appeals(&w, true);
	file_memo();
	PLAY(rows);
	is_due(GS_DUTY_REPLY, 0, "2023-11-06T15:00:00Z",
	    "2024-02-20T22:00:00Z", GS_DUTY_OPEN);
	world_stop(&w);

	world_start_appeals(&w, true);
	file_memo();
	PLAY(silent);
	world_stop(&w);
}

/* Whoever ends a procedure silences no panel, and owes the copies still. */
static void an_end_silences_nobody(void **unused)
{
	static const struct row rows[] = {
		{"2023-11-06T15:00:00Z", "acknowledge", "", W_OFFICE, NULL},
		{"2023-11-06T15:00:00Z", "report", CONTENT, W_PANEL,
		    "report-no-panel"},
		{"2023-11-06T15:00:00Z", "panel", "panel 1\nmember A\n",
		    W_OFFICE, NULL},
		{"2023-11-10T22:00:00Z", "end", END, W_AUTHOR, NULL},
		{"2023-11-13T15:00:00Z", "panel", "panel 2\nmember B\n",
		    W_OFFICE, "memo-ended"},
		{"2023-11-13T15:00:00Z", "refer", "destination B\n"
		    "reason Why.\n", W_OFFICE, "memo-ended"},
		{"2023-11-13T15:00:00Z", "report", CONTENT, W_PANEL, NULL},
		{"2023-11-13T15:00:00Z", "report", CONTENT, W_PANEL,
		    "already-reported"},
		{"2023-11-13T15:00:00Z", "copy", "copy 1\n"
		    "to Secretary of State\n", W_OFFICE, NULL}};

	(void)unused;
	world_start_appeals(&w, false);
	file_memo();
	PLAY(rows);
	world_stop(&w);
}

/* A commitment is withdrawn by a word that stays, and not by one that is taken
 * back behind the date; what was withdrawn is not done. */
static void a_commitment_is_not_talked_away(void **unused)
{
	static const struct row rows[] = {
		{"2023-11-06T15:00:00Z", "acknowledge", "", W_OFFICE, NULL},
		{"2023-11-07T15:00:00Z", "reply", "reply 1\n"
		    SAID_BOTH("accepted", "declined")
		    "commitment 2 2023-12-01 The works\n" TEXT, W_OFFICE,
		    "commitment-request"},
		{"2023-11-07T15:00:00Z", "reply", "reply 1\n"
		    SAID_BOTH("accepted", "declined")
		    "commitment 1 2023-12-01 The works\n" TEXT, W_OFFICE,
		    NULL},
		{"2023-11-07T15:00:00Z", "done", "request 2\n", W_OFFICE,
		    "done-unknown"},
		{"2023-11-30T15:00:00Z", "correct", CORRECT("1", "declined",
		    "declined"), W_OFFICE, NULL},
		{"2023-11-30T15:00:00Z", "done", "request 1\n", W_OFFICE,
		    "done-withdrawn"},
		{"2023-12-04T15:00:00Z", "correct", "correction 2\nreply 1\n"
		    SAID_BOTH("accepted", "declined")
		    "commitment 1 2024-12-01 The works\n" TEXT, W_OFFICE,
		    "commitment-twice"},
		{"2023-12-04T15:00:00Z", "correct", CORRECT("2", "accepted",
		    "declined"), W_OFFICE, NULL},
		{"2023-12-04T15:00:00Z", "extend", EXTEND("1", "commitment 1",
		    "2024-12-01"), W_OFFICE, "extension-late"},
		{"2023-12-05T15:00:00Z", "done", "request 1\n", W_OFFICE,
		    NULL},
		{"2023-12-05T15:00:00Z", "done", "request 1\n", W_OFFICE,
		    "done-twice"}};
	struct gs_commitment given;

	(void)unused;
	world_start_appeals(&w, false);
	file_memo();
	play_rows(rows, 6);
	is_due(GS_DUTY_COMMITMENT, 1, "2023-12-02T15:00:00Z",
	    "2023-12-01T22:00:00Z", GS_DUTY_ENDED);
	play_rows(rows + 6, 3);
	is_due(GS_DUTY_COMMITMENT, 1, "2023-12-04T15:00:00Z",
	    "2023-12-01T22:00:00Z", GS_DUTY_OVERDUE);
	play_rows(rows + 9, 2);
	is_due(GS_DUTY_COMMITMENT, 1, "2023-12-05T15:00:00Z",
	    "2023-12-01T22:00:00Z", GS_DUTY_LATE);

	const struct gs_memo *memo = gs_state_memo_by(w.state, m.id);
	assert_true(gs_commitment_at(&given, memo, 0));
	assert_true(gs_part_is(&given.owner, "The works"));
	assert_int_equal(given.request, 1);
	assert_false(gs_commitment_at(&given, memo, 1));
	world_stop(&w);
}

/* Two publications count on, and each says its reasons in the charter's
 * words. */
static void a_reason_says_what_its_code_says(void **unused)
{
#define FILES CONTENT CONTENT
#define PUBLISH(n, reasons) "publication " n "\nbanner UNCLASSIFIED\n" \
	reasons FILES
	static const struct row rows[] = {
		{"2023-11-06T15:00:00Z", "publish", PUBLISH("1", ""),
		    W_RELEASE, "not-acknowledged"},
		{"2023-11-06T15:00:00Z", "acknowledge", "", W_OFFICE, NULL},
		{"2023-11-07T15:00:00Z", "publish", PUBLISH("1",
		    "reason (b)(1)\n"), W_RELEASE, "reason-form"},
		{"2023-11-07T15:00:00Z", "publish", PUBLISH("1",
		    "reason (b)(1) embarrassing\n"), W_RELEASE,
		    "reason-words"},
		{"2023-11-07T15:00:00Z", "publish", PUBLISH("1",
		    "reason A.1 a source\nreason A.1 a source\n"), W_RELEASE,
		    "reason-twice"},
		{"2023-11-07T15:00:00Z", "publish", PUBLISH("1",
		    "reason (b)(1) classified\nreason A.1 a source\n"),
		    W_OFFICE, "signed-by-wrong-role"},
		{"2023-11-07T15:00:00Z", "publish", PUBLISH("1",
		    "reason (b)(1) classified\nreason A.1 a source\n"),
		    W_RELEASE, NULL},
		{"2023-11-07T15:00:00Z", "publish", PUBLISH("1", ""),
		    W_RELEASE, "publication-number"},
		{"2023-11-07T15:00:00Z", "publish", PUBLISH("2", ""),
		    W_RELEASE, NULL}};
	struct gs_span words;
	const struct gs_span code = {(const uint8_t *)"A.1", 3};
	const struct gs_span none = {(const uint8_t *)"A.2", 3};

	(void)unused;
	world_start_appeals(&w, false);
	file_memo();
	PLAY(rows);
	const struct gs_publication *p = gs_state_memo_by(w.state, m.id)->
	    publication;
	assert_int_equal(p->number, 2);
	assert_false(gs_reason_words(&words, &p->rec, "reason", code));
	assert_true(gs_reason_words(&words, &p->before->rec, "reason", code));
	assert_int_equal(words.len, 8);
	assert_memory_equal(words.ptr, "a source", 8);
	assert_false(gs_reason_words(&words, &p->before->rec, "reason", none));
	world_stop(&w);
}

/* Committed to as on another request, it is on neither. */
static void an_opening_is_of_its_request(void **unused)
{
	static const uint8_t content[32] = {3};
	const struct gs_stance stance = {.request = 2, .word = "accepted",
	    .seed = {9}, .text = {(const uint8_t *)"As it was.", 10}};
	static uint8_t made[GS_RECORD_MAX], said[GS_RECORD_MAX];
	struct gs_writer out = gs_writer_of(made, sizeof made);
	char *line = NULL;

	(void)unused;
	world_start_appeals(&w, false);
	file_memo();
	const struct gs_memo *memo = gs_state_memo_by(w.state, m.id);
	assert_int_equal(gs_position_private(&out, memo, &stance, content,
	    w.secret[W_OFFICE]), GS_OK);
	made[out.len] = '\0';
	line = strstr((char *)made, "position 1\n");
	*strstr(line, "signature ") = '\0';
	(void)snprintf((char *)said, sizeof said, "position 1\nrequest 1\n%s",
	    strstr(line, "side private"));
	assert_int_equal(world_apply(&w, world_lines(&w, "position", m.id,
	    (char *)said, W_OFFICE, "office")), GS_OK);

	out = gs_writer_of(made, sizeof made);
	assert_int_equal(gs_position_opened(&out, memo, 1, &stance,
	    w.secret[W_OFFICE]), GS_OK);
	assert_int_not_equal(world_apply(&w, (struct gs_span){made, out.len}),
	    GS_OK);
	assert_string_equal(w.refusal.code, "position-commitment");
	world_stop(&w);
}

/* A case is overdue behind the day that its officer named, local to the office,
 * and until something is said of it. */
static void a_case_is_overdue_behind_its_day(void **unused)
{
	int64_t until = 0;

	(void)unused;
	assert_int_equal(gs_date_parse(&until, "2023-11-20", 10), GS_OK);
	world_start(&w);
	assert_int_equal(world_apply(&w, world_reprisal(&w, 1, "opened", until,
	    W_PROTECTION)), GS_OK);
	const struct gs_reprisal *one = gs_state_reprisal(w.state);
	const struct gs_charter *c = gs_state_charter(w.state);

	/* In New York that day is over at 05:00 UTC. */
	assert_false(gs_reprisal_is_overdue(one, c,
	    time_of("2023-11-21T04:59:59Z")));
	assert_true(gs_reprisal_is_overdue(one, c,
	    time_of("2023-11-21T05:00:00Z")));
	w.at = time_of("2023-11-22T15:00:00Z");
	assert_int_equal(world_apply(&w, world_reprisal(&w, 1, "moved",
	    until + 9, W_PROTECTION)), GS_OK);
	assert_false(gs_reprisal_is_overdue(one, c, w.at));
	assert_int_equal(world_apply(&w, world_reprisal(&w, 1, "ended", 0,
	    W_PROTECTION)), GS_OK);
	assert_false(gs_reprisal_is_overdue(one, c, w.at + 90 * GS_DAY));
	world_stop(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_says_nothing_ends_nothing),
		cmocka_unit_test(nobody_puts_off_what_another_owes),
		cmocka_unit_test(a_clock_is_put_off_when_it_runs),
		cmocka_unit_test(an_end_silences_nobody),
		cmocka_unit_test(a_commitment_is_not_talked_away),
		cmocka_unit_test(a_reason_says_what_its_code_says),
		cmocka_unit_test(an_opening_is_of_its_request),
		cmocka_unit_test(a_case_is_overdue_behind_its_day),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
