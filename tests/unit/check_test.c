/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/bytes.h"
#include "lib/memo/check.h"
#include "lib/memo/text.h"
#include "lib/host.h"

static const struct gs_document_rules rules = {.marks.style = GS_MARK_LEGACY,
    .ceiling = 1};

struct check_case {
	struct gs_pool pool;
	struct gs_memo_review c;
	bool memo; /* gs_document_parse agrees */
};

static void check_text(struct check_case *k, const char *text)
{
	struct gs_document doc;
	struct gs_arena *arena = gs_pool_start(&k->pool);

	memset(&k->c, 0, sizeof k->c);
	assert_int_equal(gs_memo_check(&k->c, arena, &rules, text,
	    strlen(text)), GS_OK);
	k->memo = gs_document_parse(&doc, NULL, arena, &rules, text,
	    strlen(text)) == GS_OK;
	assert_int_equal(k->memo, k->c.faults.refused == 0);

	for (const struct gs_fault *f = k->c.faults.first; f != NULL;
	    f = f->next) {
		assert_true(f->code[0] != '\0');
		for (size_t i = 0; i < f->count; i++)
			assert_true((size_t)f->values[i].at +
			    f->values[i].len <= strlen(f->text));
	}
}

/* The n-th fault, or piece of advice, has the words. */
static void fault_says(const struct check_case *k, size_t n, bool refused,
    const char *words)
{
	const struct gs_fault *f = k->c.faults.first;

	while (f != NULL && (f->refused != refused || n-- > 0))
		f = f->next;
	if (f == NULL)
		fail_msg("nothing for \"%s\"", words);
	else if (strstr(f->text, words) == NULL)
		fail_msg("\"%s\" for \"%s\"", f->text, words);
}

/* U+1E4D0 came with Unicode 15.0, U+1C89 with 16.0, U+0378 with none: the same
 * whatever ICU was built for. */
static void characters_are_those_of_one_unicode(void **state)
{
	(void)state;
	assert_null(gs_character_fault(0x1e4d0));
	assert_null(gs_character_fault(0xe9));

	static const uint32_t none[] = {0x1c89, 0x0378, 0x0ffff, 0xe000};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		const struct gs_character_fault *f =
		    gs_character_fault(none[i]);

		assert_non_null(f);
		assert_string_equal(f->code, "character-undefined");
	}
}

static void all_faults_are_told_at_once(void **state)
{
	(void)state;
	struct check_case k;

	check_text(&k, "---\nfrom: me\nnonsense\nmarking: UNCLASSIFIED\n---\n\n"
	    "(X) one\u200b\n\n(S) two <b>\n\n## Requests\n\n2. three\n\n"
	    "[withheld: block 1]\n");
	assert_int_equal(k.c.faults.refused, 10);

	static const char *const want[] = {"`marking: UNCLASSIFIED`",
	    "line 3, column 1: not a line of the front matter",
	    "without a line `subject", "without a line `to",
	    "line 7, column 8: U+200B ZERO WIDTH SPACE",
	    "line 7, column 1: the mark (X)", "line 9, column 1: the block",
	    "ceiling of this channel, (SBU)", "line 13, column 1: request 1",
	    "line 15, column 1: the words `[withheld:`"};

	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		fault_says(&k, i, true, want[i]);
	assert_int_equal(k.c.doc.requests, 1);
	assert_int_equal(k.c.hidden, 1);
	gs_pool_free(&k.pool);
}

/* A page says it in its own words: by the code and the values. */
static void a_fault_has_a_code_and_values(void **state)
{
	(void)state;
	static const char *const want[] = {"12", "1", "X"};
	struct check_case k;

	check_text(&k, "---\nsubject: a\nto: b\n---\n\n## Summary\n\nOne.\n\n"
	    "Two.\n\n(X) Three.\n");
	const struct gs_fault *f = k.c.faults.first;

	while (f != NULL && !f->refused)
		f = f->next;
	if (f == NULL) {
		fail_msg("no fault");
		return;
	}
	assert_string_equal(f->code, "mark-not-legacy");
	assert_int_equal(f->count, 3);

	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(f->values[i].len, strlen(want[i]));
		assert_memory_equal(f->text + f->values[i].at, want[i],
		    strlen(want[i]));
	}
	gs_pool_free(&k.pool);
}

static void a_plain_text_has_no_front_matter(void **state)
{
	(void)state;
	struct check_case k;

	check_text(&k, "Just a text.\n\nAnd more.\n");
	assert_int_equal(k.c.faults.refused, 1);
	assert_false(k.c.front);
	fault_says(&k, 0, true, "begins with a front matter");
	assert_int_equal(k.c.doc.count, 2);
	gs_pool_free(&k.pool);

	check_text(&k, "\xff");
	fault_says(&k, 0, true, "not UTF-8");
	gs_pool_free(&k.pool);

	check_text(&k, "---\nsubject: a\n");
	assert_int_equal(k.c.faults.refused, 2);
	gs_pool_free(&k.pool);

	check_text(&k, "");
	assert_true(k.c.faults.refused > 0);
	gs_pool_free(&k.pool);
}

/* The lines 3, 8, 12 and 14, each as far as it is shown. */
static void who_seems_to_be_named_is_advice(void **state)
{
	static const char *const want[] = {"line 3, column 1: \"from: Ann\"",
	    "line 8, column 1: \"Drafted by: Ann\"",
	    "line 12, column 1: \"Sincerely,\"",
	    ("line 14, column 1: \"/s/ Ann, whose name is as long as it "
	        "takes to be cut at the \"")};
	struct check_case k;
	size_t found = 0;

	(void)state;
	check_text(&k, "---\nsubject: a\nfrom: Ann\nto: b\n---\n\n"
	    "# (U) A\n\n(U) By all means.\n\n"
	    "(U) It was signed in May.\n");
	fault_says(&k, 0, false, "line 3, column 1: \"from: Ann\" seems");
	for (const struct gs_fault *f = k.c.faults.first; f; f = f->next)
		found += strcmp(f->code, "author-named") == 0;
	assert_int_equal(found, 1);
	gs_pool_free(&k.pool);

	check_text(&k, "---\nsubject: a\nfrom: Ann\nto: b\n---\n\n# (U) A\n"
	    "Drafted by: Ann\n\n(U) One.\n\nSincerely,\n\n"
	    "/s/ Ann, whose name is as long as it takes to be cut at the end\n");
	found = 0;
	for (const struct gs_fault *f = k.c.faults.first; f; f = f->next) {
		if (strcmp(f->code, "author-named") != 0)
			continue;
		assert_true(found < 4);
		if (strstr(f->text, want[found]) == NULL)
			fail_msg("\"%s\" for \"%s\"", f->text, want[found]);
		found++;
	}
	assert_int_equal(found, 4);
	gs_pool_free(&k.pool);
}

static void what_is_lacking_is_advice(void **state)
{
	(void)state;
	struct check_case k;

	check_text(&k, "---\nsubject: a\nto: b\n---\n\nText.\n");
	assert_int_equal(k.c.faults.refused, 0);
	assert_int_equal(k.c.faults.advised, 6);
	fault_says(&k, 0, false, "so the banner is UNCLASSIFIED");
	fault_says(&k, 1, false, "## Summary");
	gs_pool_free(&k.pool);

	check_text(&k, "---\nsubject: a\nto: b\n---\n\n## (U) Summary\n\n"
	    "(U) Text.\n\nUnmarked.\n\n## (U) Argument\n\n"
	    "## (U) Consequences\n\n## (U) What was tried\n\n"
	    "## (U) Requests\n");
	assert_int_equal(k.c.faults.refused, 0);
	assert_int_equal(k.c.faults.advised, 2);
	fault_says(&k, 0, false,
	    "line 10, column 1: this paragraph has no portion");
	fault_says(&k, 1, false, "line 18, column 1: no numbered request");
	gs_pool_free(&k.pool);
}

/* A text without a mark but one: one piece of advice, however long it is. */
static void many_unmarked_blocks_are_one_advice(void **state)
{
	(void)state;
	char text[4096];
	struct check_case k;
	struct gs_writer w = gs_writer_of(text, sizeof text - 1);

	check_text(&k, "---\nsubject: a\nto: b\n---\n\n(U) One.\n\n"
	    "Two.\n\n## Summary\n");
	fault_says(&k, 0, false, "lines 8 and 10: these 2 blocks have no "
	    "portion mark, and 1 others have one");
	gs_pool_free(&k.pool);

	gs_write_text(&w, "---\nsubject: a\nto: b\n---\n\n(U) One.\n");
	for (size_t i = 0; i < 20; i++)
		gs_write_text(&w, "\nMore.\n");
	text[w.len] = '\0';
	check_text(&k, text);
	assert_int_equal(k.c.faults.advised, 6);
	fault_says(&k, 0, false, "lines 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, "
	    "28, 30 and 8 more: these 20 blocks");
	assert_string_equal(k.c.faults.first->code, "blocks-unmarked");
	gs_pool_free(&k.pool);
}

static void check_by(struct check_case *k, const struct gs_document_rules *by,
    const char *text)
{
	memset(&k->c, 0, sizeof k->c);
	assert_int_equal(gs_memo_check(&k->c, gs_pool_start(&k->pool), by,
	    text, strlen(text)), GS_OK);
	assert_int_equal(k->c.doc.requests, 0);
	/* Nothing is said of sections in another language. */
	assert_int_equal(k->c.faults.advised, 2);
}

/* One word more, and it is no heading of requests: what it must read is
 * said. */
static void the_channels_heading_is_named(void **state)
{
	(void)state;
	struct gs_document_rules by = rules;
	struct check_case k;

	by.headings = (struct gs_request_headings){{
	    {(const uint8_t *)"A pedir", 7}, {(const uint8_t *)"Pedidos", 7}},
	    2};
	check_by(&k, &by, "---\nsubject: a\nto: b\n---\n\n"
	    "## Os pedidos\n\n1. Um.\n");
	fault_says(&k, 0, false, "line 6, column 1: no numbered request "
	    "follows this heading, which must read `A pedir`");
	gs_pool_free(&k.pool);

	check_by(&k, &by, "---\nsubject: a\nto: b\n---\n\n"
	    "## Requests\n\n1. Um.\n");
	fault_says(&k, 1, false, "no section `## A pedir`");
	gs_pool_free(&k.pool);
}

static void many_of_one_character_hide_nothing(void **state)
{
	(void)state;
	char text[4096];
	struct check_case k;
	struct gs_writer w = gs_writer_of(text, sizeof text);

	gs_write_text(&w, "---\nsubject: a\nto: b\n---\n\n");

	for (size_t i = 0; i < 200; i++)
		gs_write_text(&w, "a\u200b b\n");
	gs_write_bytes(&w, "end\u2060\n", 8);

	check_text(&k, text);
	assert_int_equal(k.c.hidden, 201);
	assert_int_equal(k.c.faults.refused, GS_CHECK_EACH + 2);
	fault_says(&k, GS_CHECK_EACH, true, "U+2060 WORD JOINER");
	gs_pool_free(&k.pool);
}

static bool advises(const struct gs_faults *faults, const char *code)
{
	for (const struct gs_fault *f = faults->first; f != NULL; f = f->next)
		if (strcmp(f->code, code) == 0)
			return true;
	return false;
}

static void a_list_like_requests_is_asked_about(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool asked;
	} cases[] = {
		{"1. Publish the report.\n2. Run the ferry.\n", true},
		{"## What we ask\n\n1) The ferry should run again.\n", true},
		{"We request:\n\n1. that the ferry run\n2. that it be said\n",
		    true},
		{"## Requests\n\n1. Publish the report.\n", false},
		{"1. The ferry was closed.\n2. Nobody was asked.\n", false},
		{"- Publish the report.\n", false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct check_case k;
		char text[256];

		(void)snprintf(text, sizeof text, "---\nsubject: a\nto: b\n"
		    "---\n\n%s", cases[i].text);
		check_text(&k, text);
		if (advises(&k.c.faults, "list-like-requests") !=
		    cases[i].asked)
			fail_msg("%s", cases[i].text);
		gs_pool_free(&k.pool);
	}
}

static void addressees_are_held_against_the_text(void **state)
{
	(void)state;
	struct check_case k;
	const struct gs_terms_list heads = {.count = 2, .item = {
	    {(const uint8_t *)"The Head", 8}, {(const uint8_t *)"Board", 5}}};
	struct gs_terms_list to = {.count = 1, .item = {heads.item[0]}};

	check_text(&k, "---\nsubject: a\nto: the head\n---\n\nText.\n");
	struct gs_faults same = {.arena = k.c.faults.arena}, other = same;
	assert_int_equal(gs_memo_advise_addressees(&same, &k.c.doc, &to,
	    &heads), GS_OK);
	assert_int_equal(same.advised, 0);

	to.item[0] = heads.item[1];
	assert_int_equal(gs_memo_advise_addressees(&other, &k.c.doc, &to,
	    &heads), GS_OK);
	assert_int_equal(other.advised, 2);
	assert_true(advises(&other, "addressee-not-in-text"));
	assert_true(advises(&other, "to-not-addressee"));
	gs_pool_free(&k.pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_like_requests_is_asked_about),
		cmocka_unit_test(addressees_are_held_against_the_text),
		cmocka_unit_test(all_faults_are_told_at_once),
		cmocka_unit_test(characters_are_those_of_one_unicode),
		cmocka_unit_test(a_fault_has_a_code_and_values),
		cmocka_unit_test(a_plain_text_has_no_front_matter),
		cmocka_unit_test(who_seems_to_be_named_is_advice),
		cmocka_unit_test(what_is_lacking_is_advice),
		cmocka_unit_test(many_unmarked_blocks_are_one_advice),
		cmocka_unit_test(the_channels_heading_is_named),
		cmocka_unit_test(many_of_one_character_hide_nothing),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
