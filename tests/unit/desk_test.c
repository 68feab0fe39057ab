/* SPDX-License-Identifier: Apache-2.0 */
/* What the office and an auditor do, from bytes to bytes: letters to an author,
 * dispositions, what a redaction shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/age.h"
#include "lib/memo/seal.h"
#include "lib/steps/audit.h"
#include "lib/steps/letter.h"
#include "lib/steps/selection.h"
#include "tests/unit/world.h"

static const struct {
	const char *name;
	uint32_t requests;
	const char *given[3];
	size_t count;
	int err;
	const char *code;
} dispositions[] = {
	{"one for each", 2, {"2 declined", "1 accepted"}, 2, GS_OK, ""},
	{"a memo without requests", 0, {"0 no-decision"}, 1, GS_OK, ""},
	{"one is missing", 3, {"1 accepted", "3 partly"}, 2, GS_ERR_RULE,
	    "disposition-missing"},
	{"one twice", 1, {"1 accepted", "1 declined"}, 2, GS_ERR_DUPLICATE,
	    "disposition-twice"},
	{"no such request", 2, {"3 accepted"}, 1, GS_ERR_FORMAT,
	    "disposition-form"},
	{"no such word", 1, {"1 maybe"}, 1, GS_ERR_FORMAT,
	    "disposition-form"},
	{"no word", 1, {"1"}, 1, GS_ERR_FORMAT, "disposition-form"},
	{"a number for a memo without requests", 0, {"1 accepted"}, 1,
	    GS_ERR_FORMAT, "disposition-overall"},
};

static void dispositions_are_whole_or_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof dispositions / sizeof *dispositions;
	    i++) {
		struct gs_disposition out[8] = {{0}};
		struct gs_report report = {.text = ""};
		size_t count = 0;
		int err = gs_dispositions_read(out, &count, &report,
		    dispositions[i].requests, dispositions[i].given,
		    dispositions[i].count);
		if (err != dispositions[i].err ||
		    strcmp(report.code, dispositions[i].code) != 0)
			fail_msg("%s: %d, %s", dispositions[i].name, err,
			    report.text);
	}
}

/* A memo whose author has the identity, or, if it is NULL, chose a reply key
 * of low order. */
static void start_memo(struct gs_memo *out, struct world *w,
    const uint8_t identity[32])
{
	struct world_memo m = world_memo_plain();

	world_start(w);
	assert_int_equal(world_apply(w, world_memo(w, &m)), GS_OK);
	*out = *gs_state_memo(w->state);
	const struct gs_value *v = gs_record_value(&out->rec, "reply", 0);
	uint8_t *reply = (uint8_t *)(uintptr_t)v->parts[1].ptr;
	memset(reply, 0, 32);
	if (identity != NULL)
		gs_age_recipient(reply, identity);
}

static void a_question_is_for_its_author(void **state)
{
	static const char text[] = "Which pump?";
	static struct gs_letter letter;
	static struct world w;
	struct gs_memo memo;
	struct gs_report report = {.text = ""};
	uint8_t identity[32], *plain = NULL;
	uint64_t number = 0;
	size_t len = 0;
	(void)state;

	assert_int_equal(gs_age_identity_new(identity), GS_OK);
	start_memo(&memo, &w, identity);
	letter = (struct gs_letter){.memo = &memo, .text = {
	    (const uint8_t *)text, sizeof text - 1},
	    .secret = w.secret[W_OFFICE]};
	assert_int_equal(gs_letter_ask(&letter, &number, &report), GS_OK);
	assert_int_equal(number, 1);
	assert_string_equal(report.text, "");

	/* Its length does not tell how much is asked. */
	assert_int_equal(letter.sealed_len, gs_age_sealed_len(1,
	    GS_PADDED_MIN));
	assert_int_equal(gs_seal_open(&plain, &len, identity,
	    (struct gs_span){letter.sealed, letter.sealed_len}), GS_OK);
	assert_int_equal(len, sizeof text - 1);
	assert_memory_equal(plain, text, len);
	gs_age_free(&plain, len);
	gs_letter_free(&letter);
	assert_null(letter.sealed);
	world_stop(&w);
}

static void a_reply_to_no_key_says_so(void **state)
{
	static const char text[] = "We have taken note.";
	static const struct gs_disposition all[] = {
	    {.request = 0, .word = "declined"}};
	static struct gs_letter letter;
	static struct world w;
	struct gs_memo memo;
	struct gs_report report = {.text = ""};
	(void)state;

	start_memo(&memo, &w, NULL);
	letter = (struct gs_letter){.memo = &memo, .text = {
	    (const uint8_t *)text, sizeof text - 1},
	    .secret = w.secret[W_OFFICE], .charter = memo.charter};
	assert_int_equal(gs_letter_reply(&letter, &report, all, 1),
	    GS_ERR_RULE);
	assert_string_equal(report.code, "letter-reply-key");
	assert_null(letter.sealed);
	assert_int_equal(letter.record_len, 0);
	world_stop(&w);
}

/* Three blocks, all of them shown by the file. */
static void start_selection(struct gs_selection *s, struct gs_pool *pool)
{
	static const uint8_t seed[32] = {1};
	static const struct gs_block blocks[] = {
		{.text = {(const uint8_t *)"One. Two. Three.", 16},
		    .mark = {(const uint8_t *)"U", 1}},
		{.text = {(const uint8_t *)"A second block.", 15},
		    .mark = {(const uint8_t *)"S", 1}},
		{.text = {(const uint8_t *)"A third block.", 14}}};

	memset(s, 0, sizeof *s);
	s->arena = gs_pool_start(pool);
	assert_int_equal(gs_opening_whole(&s->o, s->arena, blocks, 3, seed),
	    GS_OK);
}

static const struct {
	const char *name, *show, *withhold, *reason;
	int err;
	const char *code;
	size_t shown;
} selections[] = {
	{"a block", "1", NULL, NULL, GS_OK, "", 1},
	{"a range and no more", "1-3", "2", NULL, GS_OK, "", 2},
	{"with a reason", "1", NULL, "2-3 (b)(5)", GS_OK, "", 1},
	{"a block that is not there", "4", NULL, NULL, GS_ERR_FORMAT,
	    "selection-list", 0},
	{"an open end", "1,", NULL, NULL, GS_ERR_FORMAT, "selection-list", 0},
	{"nothing", "1", "1", NULL, GS_ERR_RULE, "selection-empty", 0},
	{"a reason for what is shown", "1", NULL, "1 x", GS_ERR_RULE,
	    "selection-reason-for-shown", 1},
	{"a reason that speaks", "1", NULL, "2 so be it", GS_ERR_FORMAT,
	    "selection-reason-code", 1},
	{"a second reason", "1", "2 x", "2 y", GS_ERR_DUPLICATE,
	    "selection-second-reason", 1},
};

static void what_is_shown_is_what_was_chosen(void **state)
{
	static struct gs_selection s;
	struct gs_pool pool;
	(void)state;

	for (size_t i = 0; i < sizeof selections / sizeof *selections; i++) {
		struct gs_report report = {.text = ""};
		struct gs_selection_count count = {.shown = 0};
		const char *withhold = selections[i].withhold;
		start_selection(&s, &pool);
		int err = gs_selection_show(&s, &report, selections[i].show);
		if (err == GS_OK && withhold != NULL)
			err = gs_selection_withhold(&s, &report, withhold);
		if (err == GS_OK)
			err = gs_selection_end(&s, &report);
		if (err == GS_OK && withhold != NULL)
			err = gs_selection_reason(&s, &report, withhold,
			    false);
		if (err == GS_OK && selections[i].reason != NULL)
			err = gs_selection_reason(&s, &report,
			    selections[i].reason, true);
		gs_selection_count(&count, &s);
		if (err != selections[i].err ||
		    strcmp(report.code, selections[i].code) != 0 ||
		    (err == GS_OK && count.shown != selections[i].shown))
			fail_msg("%s: %d, %s, %zu shown", selections[i].name,
			    err, report.text, count.shown);
		gs_pool_free(&pool);
	}
}

static void tiles_are_counted_by_level(void **state)
{
	(void)state;
	assert_int_equal(gs_audit_tiles(0), 0);
	assert_int_equal(gs_audit_tiles(1), 2);
	assert_int_equal(gs_audit_tiles(256), 3);
	assert_int_equal(gs_audit_tiles(257), 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dispositions_are_whole_or_refused),
		cmocka_unit_test(a_question_is_for_its_author),
		cmocka_unit_test(a_reply_to_no_key_says_so),
		cmocka_unit_test(what_is_shown_is_what_was_chosen),
		cmocka_unit_test(tiles_are_counted_by_level),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
