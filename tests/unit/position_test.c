/* SPDX-License-Identifier: Apache-2.0 */
/* Positions in private and in public: how they stand to one another, and since
 * when; what is sealed is unknown.  Who opened a memo, once a day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "core/record/time.h"
#include "lib/age.h"
#include "lib/memo/seal.h"
#include "lib/records/notice.h"
#include "lib/steps/notice.h"
#include "lib/steps/position.h"
#include "lib/steps/position_text.h"
#include "tests/unit/world.h"

static struct {
	struct world w;
	const struct gs_memo *memo;
	struct gs_report report;
	uint8_t record[GS_RECORD_MAX];
	struct gs_writer out;
} s;

static int start_memo(void **unused)
{
	struct world_memo m = world_memo_plain();

	(void)unused;
	memset(&s, 0, sizeof s);
	world_start(&s.w);
	m.requests = 2;
	assert_int_equal(world_apply(&s.w, world_memo(&s.w, &m)), GS_OK);
	s.memo = gs_state_memo_by(s.w.state, m.id);
	return 0;
}

static int stop_memo(void **unused)
{
	(void)unused;
	world_stop(&s.w);
	return 0;
}

static void admit_record(int64_t at)
{
	s.w.at = at;
	if (world_apply(&s.w, (struct gs_span){s.record, s.out.len}) != GS_OK)
		fail_msg("%s", s.w.refusal.code);
}

static void refuse_record(const char *code)
{
	assert_int_not_equal(world_apply(&s.w, (struct gs_span){s.record,
	    s.out.len}), GS_OK);
	assert_string_equal(s.w.refusal.code, code);
}

static struct gs_stance stance_of(uint64_t request, const char *word)
{
	return (struct gs_stance){.request = request, .word = word,
	    .seed = {9}, .text = {(const uint8_t *)"As it was said.", 15}};
}

static void take_in_private(int64_t at, const struct gs_stance *stance)
{
	static const uint8_t content[32] = {3};

	s.out = gs_writer_of(s.record, sizeof s.record);
	assert_int_equal(gs_position_private(&s.out, s.memo, stance, content,
	    s.w.secret[W_OFFICE]), GS_OK);
	admit_record(at);
}

static void take_in_public(int64_t at, uint64_t request, const char *word)
{
	const struct gs_public_position p = {.request = request,
	    .word = word, .text = "It is so.", .place = "A briefing",
	    .day = at / GS_DAY - 1};

	s.out = gs_writer_of(s.record, sizeof s.record);
	assert_int_equal(gs_position_public(&s.out, s.memo, &p,
	    s.w.secret[W_OFFICE]), GS_OK);
	admit_record(at);
}

static void open_position(int64_t at, uint64_t which,
    const struct gs_stance *stance)
{
	s.out = gs_writer_of(s.record, sizeof s.record);
	assert_int_equal(gs_position_opened(&s.out, s.memo, which, stance,
	    s.w.secret[W_OFFICE]), GS_OK);
	admit_record(at);
}

static void stands(uint64_t request, int64_t now, enum gs_alignment_kind kind,
    int64_t since)
{
	struct gs_alignment a;

	gs_align(&a, s.memo, request, now);
	assert_int_equal(a.kind, kind);
	assert_int_equal(a.since, since);
}

/* A day after the other, from the memo's filing on. */
static void sides_differ_since_the_newer_one(void **unused)
{
	int64_t day = s.w.at;
	struct gs_stance yes = stance_of(1, "accepted");
	struct gs_stance no = stance_of(1, "declined");

	(void)unused;
	stands(1, day, GS_ALIGNMENT_NONE, 0);
	take_in_private(day + GS_DAY, &yes);                       /* 1 */
	stands(1, s.w.at, GS_ALIGNMENT_NONE, day + GS_DAY);
	take_in_public(day + 2 * GS_DAY, 1, "declined");           /* 2 */
	stands(1, s.w.at, GS_ALIGNMENT_UNKNOWN, day + 2 * GS_DAY);
	take_in_public(day + 3 * GS_DAY, 1, "accepted");           /* 3 */
	stands(1, s.w.at, GS_ALIGNMENT_UNKNOWN, day + 2 * GS_DAY);
	stands(2, s.w.at, GS_ALIGNMENT_NONE, 0);

	/* What is opened later has been so since it was taken. */
	open_position(day + 4 * GS_DAY, 1, &yes);                  /* 4 */
	stands(1, day + 3 * GS_DAY, GS_ALIGNMENT_UNKNOWN, day + 2 * GS_DAY);
	stands(1, s.w.at, GS_ALIGNMENT_SAME, day + 3 * GS_DAY);
	take_in_public(day + 5 * GS_DAY, 1, "declined");           /* 5 */
	take_in_public(day + 6 * GS_DAY, 1, "partly");             /* 6 */
	stands(1, s.w.at, GS_ALIGNMENT_DIFFERS, day + 5 * GS_DAY);

	take_in_private(day + 7 * GS_DAY, &no);                    /* 7 */
	stands(1, s.w.at, GS_ALIGNMENT_UNKNOWN, day + 7 * GS_DAY);
	open_position(day + 8 * GS_DAY, 7, &no);                   /* 8 */
	stands(1, s.w.at, GS_ALIGNMENT_DIFFERS, day + 5 * GS_DAY);
	stands(1, day + 6 * GS_DAY, GS_ALIGNMENT_DIFFERS, day + 5 * GS_DAY);
	stands(1, day + 2 * GS_DAY, GS_ALIGNMENT_UNKNOWN, day + 2 * GS_DAY);
}

static void what_is_sealed_is_called_unknown(void **unused)
{
	char text[GS_ALIGNMENT_MAX];
	bool apart = true;
	int64_t day = s.w.at;
	struct gs_stance yes = stance_of(1, "accepted");

	(void)unused;
	assert_false(gs_alignment_say(text, &apart, s.memo, 1, day));
	take_in_private(day + GS_DAY, &yes);
	take_in_public(day + 2 * GS_DAY, 1, "accepted");
	assert_true(gs_alignment_say(text, &apart, s.memo, 1, s.w.at));
	assert_false(apart);
	assert_non_null(strstr(text, "in private sealed, in public accepted: "
	    "whether they differ is unknown"));
	assert_null(strstr(text, "the same"));

	open_position(day + 3 * GS_DAY, 1, &yes);
	assert_true(gs_alignment_say(text, &apart, s.memo, 1, s.w.at));
	assert_non_null(strstr(text, "the same"));
	take_in_public(day + 4 * GS_DAY, 1, "declined");
	assert_true(gs_alignment_say(text, &apart, s.memo, 1, s.w.at));
	assert_true(apart);
	assert_non_null(strstr(text, "THEY DIFFER"));
}

/* Neither another stance, nor other words, nor another memo's request. */
static void a_commitment_is_of_one_position(void **unused)
{
	struct gs_stance yes = stance_of(1, "accepted"), other = yes;
	const uint8_t *secret = s.w.secret[W_OFFICE];

	(void)unused;
	take_in_private(s.w.at, &yes);
	for (int i = 0; i < 4; i++) {
		other = yes;
		if (i == 0)
			other.word = "declined";
		if (i == 1)
			other.text.len--;
		if (i == 2)
			other.seed[31] ^= 1;
		if (i == 3)
			other.request = 2;
		s.out = gs_writer_of(s.record, sizeof s.record);
		assert_int_equal(gs_position_opened(&s.out, s.memo, 1,
		    &other, secret), GS_OK);
		refuse_record("position-commitment");
	}
	open_position(s.w.at, 1, &yes);
	s.out = gs_writer_of(s.record, sizeof s.record);
	assert_int_equal(gs_position_opened(&s.out, s.memo, 1, &yes, secret),
	    GS_OK);
	refuse_record("position-open");
}

static void a_sealed_file_must_be_what_was_committed_to(void **unused)
{
	struct gs_stance yes = stance_of(1, "accepted"), read;
	uint8_t plain[1024];
	struct gs_writer w = gs_writer_of(plain, sizeof plain);

	(void)unused;
	take_in_private(s.w.at, &yes);
	assert_int_equal(gs_stance_write(&w, s.memo, &yes), GS_OK);
	assert_int_equal(gs_stance_read(&read, &s.report, s.memo,
	    s.memo->position, (struct gs_span){plain, w.len}), GS_OK);
	assert_string_equal(read.word, "accepted");
	assert_int_equal(read.text.len, yes.text.len);
	assert_memory_equal(read.seed, yes.seed, 32);

	plain[w.len - 1] ^= 1;
	assert_int_equal(gs_stance_read(&read, &s.report, s.memo,
	    s.memo->position, (struct gs_span){plain, w.len}),
	    GS_ERR_MISMATCH);
	assert_string_equal(s.report.code, "stance-other");
	for (size_t len = 0; len < w.len - yes.text.len - 1; len++)
		assert_int_equal(gs_stance_read(&read, &s.report, s.memo,
		    s.memo->position, (struct gs_span){plain, len}),
		    GS_ERR_FORMAT);
	assert_string_equal(s.report.code, "stance-form");
}

/* Sealed to whoever holds the memo and to the office; the seed is anew. */
static void what_is_kept_opens_for_its_readers(void **unused)
{
	static struct gs_letter one, two;
	struct gs_letter *both[] = {&one, &two};
	static const char text[] = "We told them that it will be done.\n";
	struct gs_record rec;

	(void)unused;
	for (int i = 0; i < 2; i++) {
		*both[i] = (struct gs_letter){.memo = s.memo,
		    .text = {(const uint8_t *)text, sizeof text - 1},
		    .secret = s.w.secret[W_OFFICE]};
		assert_int_equal(gs_position_keep(both[i], &s.report, 1,
		    "accepted"), GS_OK);
		assert_true(gs_seal_is_shaped((struct gs_span){
		    both[i]->sealed, both[i]->sealed_len}));
	}
	assert_int_equal(gs_record_parse(&rec, NULL, s.w.arena, one.record,
	    one.record_len), GS_OK);
	assert_null(memmem(one.record, one.record_len, "accepted", 8));
	assert_memory_not_equal(one.record, two.record, one.record_len);
	gs_letter_free(&one);
	gs_letter_free(&two);
}

static void a_notice_says_what_leaves(void **unused)
{
	struct gs_notice_order order = {.reader = "A court",
	    .what = "content", .authority = "Order 23-17",
	    .reason = "It was ordered."};
	const uint8_t *secret = s.w.secret[W_OFFICE];

	(void)unused;
	s.out = gs_writer_of(s.record, sizeof s.record);
	assert_int_equal(gs_notice_day(&order, &s.report, NULL), GS_OK);
	assert_int_equal(gs_notice_make(&s.out, &s.report, s.memo, &order,
	    secret), GS_OK);
	struct gs_span shown = gs_notice_shown((struct gs_span){s.record,
	    s.out.len});
	assert_memory_equal(shown.ptr, "reader A court\nwhat content\n", 28);
	assert_null(memmem(shown.ptr, shown.len, "signature", 9));
	admit_record(s.w.at);
	refuse_record("notice-number");

	s.out = gs_writer_of(s.record, sizeof s.record);
	assert_int_equal(gs_notice_day(&order, &s.report, "2023-11-04"),
	    GS_OK);
	assert_int_equal(gs_notice_make(&s.out, &s.report, s.memo, &order,
	    secret), GS_OK);
	refuse_record("notice-date");
	admit_record(s.w.at + GS_DAY);
	assert_int_equal(gs_notice_day(&order, &s.report, "4 November"),
	    GS_ERR_FORMAT);
	order.what = "names";
	assert_int_equal(gs_notice_make(&s.out, &s.report, s.memo, &order,
	    secret), GS_ERR_FORMAT);
	order.what = "identity";
	order.reason = "two\nlines";
	assert_int_equal(gs_notice_make(&s.out, &s.report, s.memo, &order,
	    secret), GS_ERR_FORMAT);
	assert_string_equal(s.report.code, "notice-record");
}

static void an_opening_is_said_once_a_day(void **unused)
{
	const struct gs_role *office = gs_charter_role(
	    gs_state_charter(s.w.state), "office");
	int64_t at = s.w.at;

	(void)unused;
	s.out = gs_writer_of(s.record, sizeof s.record);
	assert_int_equal(gs_opened_write(&s.out, s.memo, office,
	    s.w.secret[W_OFFICE]), GS_OK);
	assert_false(gs_opened_on(s.memo, office->name, office->holder, at));
	admit_record(at);
	assert_true(gs_opened_on(s.memo, office->name, office->holder, at));
	assert_false(gs_opened_on(s.memo, office->name, office->holder,
	    at + GS_DAY));
	refuse_record("opened-today");
	admit_record(at + GS_DAY);
	assert_int_equal(s.memo->opened->count, 2);

	s.out = gs_writer_of(s.record, sizeof s.record);
	assert_int_equal(gs_opened_write(&s.out, s.memo, gs_charter_role(
	    gs_state_charter(s.w.state), "release"), s.w.secret[W_RELEASE]),
	    GS_OK);
	refuse_record("opened-role");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, start_memo, stop_memo)
		CASE(sides_differ_since_the_newer_one),
		CASE(what_is_sealed_is_called_unknown),
		CASE(a_commitment_is_of_one_position),
		CASE(a_sealed_file_must_be_what_was_committed_to),
		CASE(what_is_kept_opens_for_its_readers),
		CASE(a_notice_says_what_leaves),
		CASE(an_opening_is_said_once_a_day),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("position", tests, NULL, NULL);
}
