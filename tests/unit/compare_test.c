/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/compare/compare.h"
#include "lib/memo/document.h"
#include "lib/host.h"

#define TEXT_MAX ((size_t)1 << 18)

struct fixture {
	struct gs_pool pool;
	struct gs_arena *arena;
	struct gs_opening memo;
	struct gs_comparison c;
	char text[TEXT_MAX];
	size_t len;
};

static struct fixture f;

static void read_example(const char *name)
{
	char path[4096];
	const char *source = getenv("GAINSAY_SOURCE");

	(void)snprintf(path, sizeof path, "%s/examples/%s",
	    source == NULL ? "." : source, name);
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	f.len = fread(f.text, 1, sizeof f.text - 1, file);
	f.text[f.len] = '\0';
	assert_int_equal(fclose(file), 0);
}

/* The memo is what f.text has. */
static void open_memo(void)
{
	struct gs_document_rules rules = {.marks.style = GS_MARK_LEGACY,
	    .ceiling = 4};
	struct gs_document doc = {0};
	struct gs_report report = {.text = ""};

	f.arena = gs_pool_start(&f.pool);
	if (gs_document_parse(&doc, &report, f.arena, &rules, f.text, f.len) !=
	    GS_OK)
		fail_msg("%s", report.text);

	static const uint8_t seed[32] = {1};
	assert_int_equal(gs_opening_whole(&f.memo, f.arena, doc.blocks,
	    doc.count, seed), GS_OK);
}

static void memo_text(const char *body)
{
	f.len = (size_t)snprintf(f.text, sizeof f.text,
	    "---\nsubject: A\nto: B\n---\n\n%s", body);
	open_memo();
}

static void compare_text(const char *text, size_t len)
{
	struct gs_report report = {.text = ""};

	if (gs_compare(&f.c, &report, f.arena, &gs_marks_legacy, &f.memo,
	    (struct gs_span){(const uint8_t *)text, len}) != GS_OK)
		fail_msg("%s", report.text);
}

static void span_is(struct gs_span s, const char *text)
{
	assert_int_equal(s.len, strlen(text));
	assert_memory_equal(s.ptr, text, s.len);
}

static void open_cable(void)
{
	read_example("dacca-1138.md");
	open_memo();
}

static void the_true_text_is_identical(void **state)
{
	(void)state;
	open_cable();
	compare_text(f.text, f.len);
	assert_int_equal(f.c.counts[GS_MATCH_IDENTICAL], 10);
	assert_int_equal(f.c.counts[GS_MATCH_FURNITURE], 1); /* marking: */
	assert_int_equal(f.c.match_count, 11);
	assert_int_equal(f.c.moved, 0);
	gs_pool_free(&f.pool);
}

static void the_transcript_differs_in_two_words(void **state)
{
	(void)state;
	open_cable();
	read_example("dacca-transcript.txt");
	compare_text(f.text, f.len);
	assert_int_equal(f.c.counts[GS_MATCH_FURNITURE], 1);
	assert_int_equal(f.c.match_count, 11);
	assert_int_equal(f.c.counts[GS_MATCH_IDENTICAL] +
	    f.c.counts[GS_MATCH_TYPOGRAPHY], 8);
	assert_int_equal(f.c.counts[GS_MATCH_ALTERED], 2);
	assert_int_equal(f.c.matches[5].change_count, 1);
	span_is(f.c.matches[5].changes[0].was, "strong");
	span_is(f.c.matches[5].changes[0].is, "mild");
	assert_int_equal(f.c.matches[7].change_count, 1);
	span_is(f.c.matches[7].changes[0].was, "bankruptcy");
	span_is(f.c.matches[7].changes[0].is, "uncertainty");
	gs_pool_free(&f.pool);
}

static void the_excerpt_has_two_paragraphs(void **state)
{
	(void)state;
	open_cable();
	read_example("dacca-excerpt.txt");
	compare_text(f.text, f.len);
	assert_int_equal(f.c.counts[GS_MATCH_TYPOGRAPHY], 2);
	assert_int_equal(f.c.counts[GS_MATCH_MISSING], 8);
	assert_int_equal(f.c.matches[6].kind, GS_MATCH_TYPOGRAPHY);
	assert_int_equal(f.c.matches[8].kind, GS_MATCH_TYPOGRAPHY);
	assert_int_equal(f.c.match_count, 10);
	gs_pool_free(&f.pool);
}

static void the_draft_is_another_text(void **state)
{
	(void)state;
	open_cable();
	read_example("dacca-draft.md");
	compare_text(f.text, f.len);

	for (size_t i = 5; i < 10; i++)
		assert_int_equal(f.c.matches[i].kind, GS_MATCH_MISSING);
	/* Its date is another one too. */
	assert_int_equal(f.c.counts[GS_MATCH_EXTRA], 6);
	gs_pool_free(&f.pool);
}

static const struct {
	const char *name, *memo, *text;
	enum gs_match_kind kind;
} pairs[] = {
	{"quotation marks",
	    "He said \"no\" to it all", "He said \xe2\x80\x9cno\xe2\x80\x9d"
	    " to it all", GS_MATCH_TYPOGRAPHY},
	{"apostrophes",
	    "It's the officers' duty", "It\xe2\x80\x99s the officers"
	    "\xe2\x80\x99 duty", GS_MATCH_TYPOGRAPHY},
	{"hyphen of the word at a line end",
	    "a pro-West party won it", "a pro-\nWest party won it",
	    GS_MATCH_TYPOGRAPHY},
	{"hyphen of the line end",
	    "the public party won it", "the pub-\nlic party won it",
	    GS_MATCH_TYPOGRAPHY},
	{"hyphen that makes a word",
	    "to re-sign it all now then", "to resign it all now then",
	    GS_MATCH_ALTERED},
	{"Markdown and a mark",
	    "(U) We *do* object to `it`", "We do object to it",
	    GS_MATCH_TYPOGRAPHY},
	{"ligatures",
	    "office files of it", "o\xef\xac\x83" "ce \xef\xac\x81les of it",
	    GS_MATCH_TYPOGRAPHY},
	{"en dash between figures",
	    "30-60 days to it", "30\xe2\x80\x93" "60 days to it",
	    GS_MATCH_TYPOGRAPHY},
	{"hyphen elsewhere",
	    "30-60 days to it", "306-0 days to it", GS_MATCH_ALTERED},
	{"dash of two hyphens",
	    "wait -- then go on", "wait \xe2\x80\x94 then go on",
	    GS_MATCH_TYPOGRAPHY},
	{"three points",
	    "wait... then go on", "wait\xe2\x80\xa6 then go on",
	    GS_MATCH_TYPOGRAPHY},
	{"number left out",
	    "1. We object to all of it", "We object to all of it",
	    GS_MATCH_TYPOGRAPHY},
	{"mark raised",
	    "(U) We object to it all", "(SBU) We object to it all",
	    GS_MATCH_ALTERED},
	{"comma left out",
	    "We object, to all of it", "We object to all of it",
	    GS_MATCH_ALTERED},
	{"word left out",
	    "We do not object to it", "We do object to it",
	    GS_MATCH_ALTERED},
	{"capital letter",
	    "We object to policy now", "We object to Policy now",
	    GS_MATCH_ALTERED},
	{"blanks",
	    "We object to policy now", "We object to\npolicy   now",
	    GS_MATCH_TYPOGRAPHY},
	{"the same",
	    "We object to policy now", "We object to policy now",
	    GS_MATCH_IDENTICAL},
	{"a blank that does not break", "We object to policy now",
	    "We object to\xc2\xa0policy now", GS_MATCH_TYPOGRAPHY},
	{"a tab", "We object to policy now", "We object to\tpolicy now",
	    GS_MATCH_TYPOGRAPHY},
	{"a line separator", "We object to policy now",
	    "We object to\xe2\x80\xa8policy now", GS_MATCH_TYPOGRAPHY},
	{"a blank Braille cell", "We object to policy now",
	    "We object to\xe2\xa0\x80policy now", GS_MATCH_TYPOGRAPHY},
	{"a word processor's line end", "We object to policy now",
	    "We object to\vpolicy now", GS_MATCH_TYPOGRAPHY},
	{"a word processor's bullet", "- We object to policy now",
	    "\xef\x82\xb7 We object to policy now", GS_MATCH_TYPOGRAPHY},
	{"number with a pilcrow", "12. We object to all of it",
	    "\xc2\xb6 12. We object to all of it",
	    GS_MATCH_TYPOGRAPHY},
	{"printed bullet", "- We object to all of it",
	    "\xe2\x80\xa2 We object to all of it",
	    GS_MATCH_TYPOGRAPHY},
	{"printed bullet behind other text", "- We object to all of it",
	    "subject: A to: B \xe2\x80\xa2 We object to all of it",
	    GS_MATCH_TYPOGRAPHY},
	{"number in parentheses is words", "(1) We object to it all",
	    "(2) We object to it all", GS_MATCH_ALTERED},
	{"number in parentheses at a line's beginning",
	    "We object as in (1) to it", "We object as in\n(1) to it",
	    GS_MATCH_TYPOGRAPHY},
	{"en dash at a line's beginning",
	    "We object \xe2\x80\x93 at last \xe2\x80\x93 to it",
	    "We object\n\xe2\x80\x93 at last \xe2\x80\x93 to it",
	    GS_MATCH_TYPOGRAPHY},
	{"initial is a word", "A. Smith objects to it all",
	    "B. Smith objects to it all", GS_MATCH_ALTERED},
};

/* Pairs of one paragraph: the memo's, the text's, and what they are. */
static void typography_is_told_from_wording(void **state)
{
	(void)state;

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		memo_text(pairs[i].memo);
		compare_text(pairs[i].text, strlen(pairs[i].text));
		if (f.c.matches[2].kind != pairs[i].kind)
			fail_msg("%s: %d", pairs[i].name,
			    (int)f.c.matches[2].kind);
		gs_pool_free(&f.pool);
	}
}

static void words_taken_out_and_put_in_are_shown(void **state)
{
	(void)state;
	memo_text("We do not object to the plan of the head of office");

	static const char text[] =
	    "We do object to the whole plan of the office";

	compare_text(text, strlen(text));
	const struct gs_match *m = &f.c.matches[2];
	assert_int_equal(m->kind, GS_MATCH_ALTERED);
	assert_int_equal(m->change_count, 3);
	span_is(m->changes[0].was, "not");
	assert_int_equal(m->changes[0].is.len, 0);
	assert_int_equal(m->changes[1].was.len, 0);
	span_is(m->changes[1].is, "whole");
	assert_int_equal(m->changes[2].is.len, 0);
	gs_pool_free(&f.pool);
}

static void moved_paragraphs_are_found(void **state)
{
	(void)state;
	memo_text("First words of one.\n\nSecond set of words.\n\n"
	    "Third is a phrase.\n");

	static const char text[] = "Third is a phrase.\n\nFirst words of one."
	    "\n\nSecond set of new words.\n";

	compare_text(text, strlen(text));
	assert_int_equal(f.c.moved, 1);
	assert_true(f.c.matches[4].moved);
	assert_int_equal(f.c.matches[4].kind, GS_MATCH_IDENTICAL);
	assert_int_equal(f.c.matches[4].text, 0);
	assert_int_equal(f.c.matches[3].kind, GS_MATCH_ALTERED);
	gs_pool_free(&f.pool);
}

/* How many words a block of the memo has in the text does not depend on where
 * the text's paragraphs end. */
static void paragraphs_may_end_elsewhere(void **state)
{
	(void)state;
	static const char memo[] = "# Aims\n\nWe object to the plan, which "
	    "nobody has read as a whole.\n\n1. (U) Stop the plan and say so "
	    "in public.\n";
	static const struct {
		const char *name;
		const char *text;
		size_t merged, split, extra, furniture;
	} cases[] = {
		{"run together",
		    "Aims We object to the plan, which nobody has read as a "
		    "whole. 1. (U) Stop the plan and say so in public.",
		    3, 0, 0, 0},
		{"parted within blocks",
		    "Aims\n\nWe object to the plan,\n\nwhich nobody has read "
		    "as a whole.\n\n1. Stop the plan\n\nand say so in public.",
		    0, 2, 0, 0},
		{"a page between",
		    "Aims\n\nWe object to the plan, which\n\n2\n\n\fMinutes of "
		    "May\n\nnobody has read as a whole. 1. Stop the plan and "
		    "say so in public.", 2, 1, 1, 1},
		{"text of another behind",
		    "Aims\n\nWe object to the plan, which nobody has read as a "
		    "whole. Stop the plan and say so in public. The reply came "
		    "in June and had nothing in it that we could use or show "
		    "to those who asked us.", 2, 0, 1, 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		memo_text(memo);
		compare_text(cases[i].text, strlen(cases[i].text));
		const size_t *n = f.c.counts;
		if (n[GS_MATCH_IDENTICAL] + n[GS_MATCH_TYPOGRAPHY] != 3 ||
		    f.c.merged != cases[i].merged ||
		    f.c.split != cases[i].split ||
		    n[GS_MATCH_EXTRA] != cases[i].extra ||
		    n[GS_MATCH_FURNITURE] != cases[i].furniture)
			fail_msg("%s: %zu and %zu same, %zu merged, %zu split,"
			    " %zu extra, %zu furniture", cases[i].name,
			    n[GS_MATCH_IDENTICAL], n[GS_MATCH_TYPOGRAPHY],
			    f.c.merged, f.c.split, n[GS_MATCH_EXTRA],
			    n[GS_MATCH_FURNITURE]);
		gs_pool_free(&f.pool);
	}
}

/* A block of three sentences, the third one of the memo. */
#define FIRST "We object to the plan as it is."
#define SECOND " It is bad for all of us."
#define THIRD " Nobody has read it."
#define GAP(what) " [withheld: block 3, " what "]"

/* From what is open on only the file without it is known. */
static void withhold_second_sentence(void)
{
	static bool yes[] = {true, false, true};
	bool *const sentence[] = {NULL, NULL, yes};
	const struct gs_choice choice = {NULL, sentence, NULL};
	static uint8_t bytes[4096];
	struct gs_writer w = gs_writer_of(bytes, sizeof bytes);

	assert_int_equal(gs_opening_choose(&w, f.arena, &f.memo, &choice),
	    GS_OK);
	assert_int_equal(gs_opening_parse(&f.memo, f.arena, bytes, w.len),
	    GS_OK);
}

static void gaps_of_sentences_match_any_words(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const char *text;
		bool unseen;
		enum gs_match_kind kind;
	} cases[] = {
		{"the gap",
		    FIRST GAP("sentence 2") THIRD, false, GS_MATCH_IDENTICAL},
		{"the gap with a reason",
		    FIRST GAP("sentence 2, b(5)") THIRD, false,
		    GS_MATCH_IDENTICAL},
		{"nothing",
		    FIRST THIRD, false,
		    GS_MATCH_TYPOGRAPHY},
		{"other words",
		    FIRST " It is a bad one, and we said so in May, in June "
		    "and in July." THIRD, true,
		    GS_MATCH_TYPOGRAPHY},
		{"other words, and a change",
		    "We object to a plan as it is. It is bad." THIRD, true,
		    GS_MATCH_ALTERED},
		{"another gap",
		    FIRST GAP("sentence 4") THIRD, true, GS_MATCH_TYPOGRAPHY},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		memo_text(FIRST SECOND THIRD);
		withhold_second_sentence();
		compare_text(cases[i].text, strlen(cases[i].text));
		const struct gs_match *m = &f.c.matches[2];
		if (m->kind != cases[i].kind || !m->shown_in_part ||
		    m->words_in_gap != cases[i].unseen)
			fail_msg("%s: %d, %d, %d", cases[i].name,
			    (int)m->kind, m->shown_in_part, m->words_in_gap);
		gs_pool_free(&f.pool);
	}
}

static const struct {
	const char *name;
	const char *text;
	enum gs_match_kind kind;
	bool shortened, in_part;
} shortened[] = {
	{"one sentence",
	    FIRST GAP("sentence 2") THIRD, GS_MATCH_IDENTICAL, true,
	    false},
	{"with a reason",
	    FIRST GAP("sentence 2, (b)(5)") THIRD, GS_MATCH_IDENTICAL,
	    true, false},
	{"two sentences",
	    FIRST GAP("sentences 2-3"), GS_MATCH_IDENTICAL, true, false},
	{"two gaps",
	    FIRST GAP("sentence 2") GAP("sentence 3, b"),
	    GS_MATCH_IDENTICAL, true, false},
	{"across lines",
	    "We object to the plan as it\nis." GAP("sentence 2")
	    "\nNobody has read it.", GS_MATCH_TYPOGRAPHY, true,
	    false},
	{"more than the file withholds",
	    FIRST GAP("sentences 2-3"), GS_MATCH_IDENTICAL, true, true},
	/* Not the sentence that is left out. */
	{"a sentence that is there",
	    FIRST GAP("sentence 3") THIRD, GS_MATCH_ALTERED, false,
	    false},
	{"all sentences, and one there",
	    FIRST GAP("sentences 1-3") THIRD, GS_MATCH_ALTERED, false,
	    false},
	{"a sentence that is not",
	    FIRST GAP("sentences 2-4"), GS_MATCH_MISSING, false, false},
	/* Other words beside the gap, or in its place. */
	{"a change beside the gap",
	    "We object to a plan as it is." GAP("sentence 2") THIRD,
	    GS_MATCH_ALTERED, false, false},
	{"words behind the gap",
	    FIRST GAP("sentence 2") " It is good." THIRD,
	    GS_MATCH_ALTERED, false, false},
	{"a gap elsewhere",
	    FIRST " It is good for all of us." THIRD "\n\n"
	    GAP("sentence 2"), GS_MATCH_ALTERED, false, false},
};

/* A text that says what it withholds, held against a file that shows it. */
static void gaps_of_the_text_shorten_a_block(void **state)
{
	(void)state;

	for (size_t i = 0; i < sizeof shortened / sizeof *shortened; i++) {
		memo_text(FIRST SECOND THIRD);
		if (shortened[i].in_part)
			withhold_second_sentence();
		compare_text(shortened[i].text, strlen(shortened[i].text));
		const struct gs_match *m = &f.c.matches[2];
		if (m->kind != shortened[i].kind || m->words_in_gap ||
		    m->gaps_in_text != shortened[i].shortened ||
		    m->shown_in_part != shortened[i].in_part ||
		    f.c.gaps_in_text != shortened[i].shortened)
			fail_msg("%s: %d, %d, %d, %d", shortened[i].name,
			    (int)m->kind,
			    m->shown_in_part, m->gaps_in_text, m->words_in_gap);
		gs_pool_free(&f.pool);
	}
}

/* One character more in a text, anywhere in a word or between two, is another
 * text: it may turn `12` into `21`, or tell one copy from another. */
static void what_hides_is_altered(void **state)
{
	(void)state;
	static const char *const hidden[] = {"\x01", "\x02", "\x1b", "\x7f",
	    "\xc2\x80", "\xc2\xad", "\xcd\x8f", "\xd8\x9c", "\xe1\x85\x9f",
	    "\xe1\xa0\x8e", "\xe2\x80\x8b", "\xe2\x80\x8c", "\xe2\x80\x8d",
	    "\xe2\x80\x8e", "\xe2\x80\x8f", "\xe2\x80\xaa", "\xe2\x80\xad",
	    "\xe2\x80\xae", "\xe2\x81\xa0", "\xe2\x81\xa4", "\xe2\x81\xa6",
	    "\xe2\x81\xa9", "\xe3\x85\xa4", "\xef\xb8\x8f", "\xef\xbb\xbf",
	    "\xee\x80\x80", "\xef\xbf\xbe", "\xf3\xa0\x81\x81",
	    "\xf3\xa0\x84\x80", "\xf0\x9d\x85\xb3"};
	static const char words[] = "We met on 12 October, and he left.";
	static const size_t places[] = {1, 2, 10, 11, 12, 20, 21, 33, 34};

	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
		for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
			char text[64];
			int len = snprintf(text, sizeof text, "%.*s%s%s",
			    (int)places[k], words, hidden[i],
			    words + places[k]);

			memo_text("We met on 12 October, and he left.\n");
			compare_text(text, (size_t)len);
			if (f.c.matches[2].kind != GS_MATCH_ALTERED ||
			    f.c.hidden != 1 || f.c.matches[2].quoted ||
			    f.c.counts[GS_MATCH_EXTRA] != 0)
				fail_msg("%zu at %zu: %d, %zu hidden", i,
				    places[k], (int)f.c.matches[2].kind,
				    f.c.hidden);
			gs_pool_free(&f.pool);
		}
}

/* Of no block: on a line of its own, beside a page's number, in the marking. */
static void what_hides_elsewhere_is_no_furniture(void **state)
{
	(void)state;
	static const char *const more[] = {"\xe2\x80\xae\n",
	    ("\f\xe2\x80\x8b" "7\n"), "UNCLASSIFIED\xe2\x80\x8b\n"};

	for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
		char text[128];
		int len = snprintf(text, sizeof text, "We met on 12 "
		    "October.\n\n%s", more[i]);

		memo_text("We met on 12 October.\n");
		compare_text(text, (size_t)len);
		assert_int_equal(f.c.hidden, 1);
		assert_int_equal(f.c.matches[2].kind, GS_MATCH_IDENTICAL);
		assert_int_equal(f.c.counts[GS_MATCH_EXTRA], 1);
		gs_pool_free(&f.pool);
	}
}

static void what_is_withheld_is_not_called_missing(void **state)
{
	(void)state;
	memo_text("First words of one.\n\n"
	    "Nothing else was agreed with them.\n");
	f.memo.open[2] = false;
	f.memo.blocks[2] = (struct gs_block){{NULL, 0}, {NULL, 0}};

	static const char text[] = "First words of one.\n";

	compare_text(text, strlen(text));
	assert_int_equal(f.c.matches[2].kind, GS_MATCH_WITHHELD);
	assert_int_equal(f.c.counts[GS_MATCH_EXTRA], 1);
	gs_pool_free(&f.pool);
}

static void odd_texts_do_no_harm(void **state)
{
	(void)state;
	static const char *const odd[] = {"", "\n", "---", "---\nx\n---\n",
	    "\f\f", "\x01\x02", "<b>x</b>", "[a]: /b", "\xe2\x80\x8b", "- \n-",
	    "# \n## \n===", "``", "\xef\xbb\xbf", "\r\r\r", "1.\n2.\n"};

	open_cable();
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		compare_text(odd[i], strlen(odd[i]));
		assert_int_equal(f.c.counts[GS_MATCH_MISSING], 10);
	}
	assert_int_equal(gs_compare(&f.c, NULL, f.arena, &gs_marks_legacy,
	    &f.memo, (struct gs_span){(const uint8_t *)"\xff", 1}),
	    GS_ERR_FORMAT);
	gs_pool_free(&f.pool);
}

static void random_texts_are_accounted_for(void **state)
{
	(void)state;
	static const char *const pieces[] = {"Our government", "has failed",
	    " ", "\n", "\n\n", "- ", "1. ", "\xe2\x80\x9c", "\xef\xac\x83",
	    "-\n", "\xc2\xad\n", "(C) ", "---", "Subject: ", "...", "'", "<i>",
	    "\t", "\x01", "\xcc\x81", "\xe2\x80\x93", "\xf0\x9f\x98\x80"};
	uint64_t random = 1971;

	open_cable();
	for (int round = 0; round < 3000; round++) {
		char text[1024];
		size_t n = 0;
		for (int i = 0; i < 40; i++) {
			random = random * UINT64_C(6364136223846793005) + 1;
			const char *p = pieces[(random >> 33) %
			    (sizeof pieces / sizeof *pieces)];
			memcpy(text + n, p, strlen(p));
			n += strlen(p);
		}
		struct gs_pool pool;
		assert_int_equal(gs_compare(&f.c, NULL, gs_pool_start(&pool),
		    &gs_marks_legacy, &f.memo,
		    (struct gs_span){(const uint8_t *)text, n}), GS_OK);
		size_t extra = f.c.counts[GS_MATCH_EXTRA] +
		    f.c.counts[GS_MATCH_FURNITURE] +
		    f.c.counts[GS_MATCH_OMISSION];
		assert_int_equal(f.c.match_count, 10 + extra);
		assert_int_equal(f.c.text_count - extra,
		    10 - f.c.counts[GS_MATCH_MISSING]);
		gs_pool_free(&pool);
	}
	gs_pool_free(&f.pool);
}

/* The worst that fits: thousands of blocks alike but for a word, and two
 * blocks of a hundred thousand words. */
static void time_and_memory_are_bounded(void **state)
{
	(void)state;
	static char text[TEXT_MAX];
	size_t n = 0;

	f.len = (size_t)snprintf(f.text, sizeof f.text,
	    "---\nsubject: A\nto: B\n---\n");
	for (int i = 0; i < 6000; i++) {
		f.len += (size_t)snprintf(f.text + f.len, sizeof f.text -
		    f.len, "\na b c d e f g h x%d\n", i);
		n += (size_t)snprintf(text + n, sizeof text - n,
		    "\nb a d c f e h g y%d\n", i);
	}
	open_memo();
	compare_text(text, n);
	assert_true(f.c.bounded);
	gs_pool_free(&f.pool);

	n = 0;
	f.len = (size_t)snprintf(f.text, sizeof f.text,
	    "---\nsubject: A\nto: B\n---\n\n");
	while (n < 200000) {
		f.text[f.len++] = n % 3 == 0 ? 'a' : 'b';
		f.text[f.len++] = n % 40 == 38 ? '\n' : ' ';
		text[n] = n % 5 == 0 ? 'a' : 'b';
		text[n + 1] = ' ';
		n += 2;
	}
	open_memo();
	compare_text(text, n);
	assert_true(f.c.bounded);
	assert_int_equal(f.c.matches[2].kind, GS_MATCH_ALTERED);
	gs_pool_free(&f.pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_true_text_is_identical),
		cmocka_unit_test(the_transcript_differs_in_two_words),
		cmocka_unit_test(the_excerpt_has_two_paragraphs),
		cmocka_unit_test(the_draft_is_another_text),
		cmocka_unit_test(typography_is_told_from_wording),
		cmocka_unit_test(words_taken_out_and_put_in_are_shown),
		cmocka_unit_test(moved_paragraphs_are_found),
		cmocka_unit_test(paragraphs_may_end_elsewhere),
		cmocka_unit_test(gaps_of_sentences_match_any_words),
		cmocka_unit_test(gaps_of_the_text_shorten_a_block),
		cmocka_unit_test(what_hides_is_altered),
		cmocka_unit_test(what_hides_elsewhere_is_no_furniture),
		cmocka_unit_test(what_is_withheld_is_not_called_missing),
		cmocka_unit_test(odd_texts_do_no_harm),
		cmocka_unit_test(random_texts_are_accounted_for),
		cmocka_unit_test(time_and_memory_are_bounded),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
