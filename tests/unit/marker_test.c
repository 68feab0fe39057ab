/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lib/memo/marker.h"

#define NO_SET (GS_MARKERS_GUESSED + 1u)

static struct gs_span span_of(const char *text)
{
	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

static const struct {
	const char *name, *text;
	unsigned first; /* the first set that has it; NO_SET: none */
	enum gs_marker_kind kind;
	unsigned value;
	size_t sign, len;
} markers[] = {
	{"number and point", "1. a", GS_MARKERS_MARKDOWN,
	    GS_MARKER_NUMBER, 1, 2, 3},
	{"number and parenthesis", "1) a", GS_MARKERS_MARKDOWN,
	    GS_MARKER_NUMBER, 1, 2, 3},
	{"two digits", "12. a", GS_MARKERS_MARKDOWN,
	    GS_MARKER_NUMBER, 12, 3, 4},
	{"three digits", "123. a", GS_MARKERS_MARKDOWN,
	    GS_MARKER_NUMBER, 123, 4, 5},
	{"four digits", "1971. a", GS_MARKERS_MARKDOWN,
	    GS_MARKER_NUMBER, 1971, 5, 6},
	{"five digits", "12345. a", GS_MARKERS_MARKDOWN,
	    GS_MARKER_NUMBER, 12345, 6, 7},
	{"six digits", "123456. a", GS_MARKERS_MARKDOWN,
	    GS_MARKER_NUMBER, 123456, 7, 8},
	{"seven digits", "1234567. a", GS_MARKERS_MARKDOWN,
	    GS_MARKER_NUMBER, 1234567, 8, 9},
	{"eight digits", "12345678. a", GS_MARKERS_MARKDOWN,
	    GS_MARKER_NUMBER, 12345678, 9, 10},
	{"nine digits", "999999999. a", GS_MARKERS_MARKDOWN,
	    GS_MARKER_NUMBER, 999999999, 10, 11},
	{"ten digits", "1234567890. a", NO_SET, 0, 0, 0, 0},
	{"zero in front", "01. a", GS_MARKERS_MARKDOWN,
	    GS_MARKER_NUMBER, 1, 3, 4},
	{"zero", "0. a", GS_MARKERS_MARKDOWN, GS_MARKER_NUMBER, 0, 2,
	    3},
	{"number without a point", "1 a", NO_SET, 0, 0, 0, 0},
	{"number and colon", "1: a", NO_SET, 0, 0, 0, 0},
	{"number, point, no blank", "1.a", NO_SET, 0, 0, 0, 0},
	{"decimal fraction", "1.5 a", NO_SET, 0, 0, 0, 0},
	{"number at the end", "1.", GS_MARKERS_MARKDOWN,
	    GS_MARKER_NUMBER, 1, 2, 2},
	{"number at its line's end", "1.\na", GS_MARKERS_MARKDOWN,
	    GS_MARKER_NUMBER, 1, 2, 2},
	{"several blanks", "1.   a", GS_MARKERS_MARKDOWN,
	    GS_MARKER_NUMBER, 1, 2, 5},
	{"blank in front", " 1. a", NO_SET, 0, 0, 0, 0},
	{"hyphen", "- a", GS_MARKERS_MARKDOWN, GS_MARKER_BULLET, 0, 1,
	    2},
	{"star", "* a", GS_MARKERS_MARKDOWN, GS_MARKER_BULLET, 0, 1,
	    2},
	{"plus", "+ a", GS_MARKERS_MARKDOWN, GS_MARKER_BULLET, 0, 1,
	    2},
	{"hyphen, no blank", "-a", NO_SET, 0, 0, 0, 0},
	{"emphasis", "*a* b", NO_SET, 0, 0, 0, 0},
	{"two hyphens", "-- a", NO_SET, 0, 0, 0, 0},
	{"hyphen alone", "-", GS_MARKERS_MARKDOWN, GS_MARKER_BULLET, 0,
	    1, 1},
	{"nested bullets", "- - a", GS_MARKERS_MARKDOWN,
	    GS_MARKER_BULLET, 0, 1, 2},
	{"number in a bullet", "- 1. a", GS_MARKERS_MARKDOWN,
	    GS_MARKER_BULLET, 0, 1, 2},
	{"quote", "> a", GS_MARKERS_MARKDOWN, GS_MARKER_QUOTE, 0, 1,
	    2},
	{"quote in a quote", "> > a", GS_MARKERS_MARKDOWN,
	    GS_MARKER_QUOTE, 0, 1, 2},
	{"quote, no blank", ">a", NO_SET, 0, 0, 0, 0},
	{"heading", "# a", GS_MARKERS_MARKDOWN, GS_MARKER_HEADING, 1,
	    1, 2},
	{"lowest heading", "###### a", GS_MARKERS_MARKDOWN,
	    GS_MARKER_HEADING, 6, 6, 7},
	{"seven signs", "####### a", NO_SET, 0, 0, 0, 0},
	{"heading, no blank", "#a", NO_SET, 0, 0, 0, 0},
	{"heading without text", "##", GS_MARKERS_MARKDOWN,
	    GS_MARKER_HEADING, 2, 2, 2},
	{"printed bullet", "\xe2\x80\xa2 a", GS_MARKERS_PRINTED,
	    GS_MARKER_BULLET, 0, 3, 4},
	{"middle dot", "\xc2\xb7 a", GS_MARKERS_PRINTED,
	    GS_MARKER_BULLET, 0, 2, 3},
	{"printed bullet, no blank", "\xe2\x80\xa2" "a", NO_SET, 0, 0,
	    0, 0},
	{"pilcrow", "\xc2\xb6" "7. a", GS_MARKERS_PRINTED,
	    GS_MARKER_NUMBER, 7, 4, 5},
	{"pilcrow and blank", "\xc2\xb6 7) a", GS_MARKERS_PRINTED,
	    GS_MARKER_NUMBER, 7, 5, 6},
	{"pilcrow and letter", "\xc2\xb6" "a. a", GS_MARKERS_GUESSED,
	    GS_MARKER_SMALL, 1, 4, 5},
	{"pilcrow without a number", "\xc2\xb6 a", NO_SET, 0, 0, 0, 0},
	{"number in parentheses", "(12) a", GS_MARKERS_GUESSED,
	    GS_MARKER_NUMBER, 12, 4, 5},
	{"opened, not closed", "(12. a", NO_SET, 0, 0, 0, 0},
	{"opened, ten digits", "(1234567890) a", NO_SET, 0, 0, 0, 0},
	{"small letter and point", "c. a", GS_MARKERS_GUESSED,
	    GS_MARKER_SMALL, 3, 2, 3},
	{"small letter and parenthesis", "c) a", GS_MARKERS_GUESSED,
	    GS_MARKER_SMALL, 3, 2, 3},
	{"small letter in parentheses", "(z) a", GS_MARKERS_GUESSED,
	    GS_MARKER_SMALL, 26, 3, 4},
	{"capital and point", "B. a", GS_MARKERS_GUESSED,
	    GS_MARKER_CAPITAL, 2, 2, 3},
	{"portion mark", "(C) a", NO_SET, 0, 0, 0, 0},
	{"two letters", "ab. a", NO_SET, 0, 0, 0, 0},
	{"en dash", "\xe2\x80\x93 a", GS_MARKERS_GUESSED,
	    GS_MARKER_BULLET, 0, 3, 4},
	{"em dash", "\xe2\x80\x94 a", GS_MARKERS_GUESSED,
	    GS_MARKER_BULLET, 0, 3, 4},
	{"square", "\u25aa a", GS_MARKERS_PRINTED, GS_MARKER_BULLET, 0, 3,
	    4},
	{"arrow", "\u27a2 a", GS_MARKERS_PRINTED, GS_MARKER_BULLET, 0, 3, 4},
	{"small Roman", "iv. a", GS_MARKERS_GUESSED, GS_MARKER_ROMAN, 4, 3, 4},
	{"Roman in parentheses", "(ix) a", GS_MARKERS_GUESSED,
	    GS_MARKER_ROMAN, 9, 4, 5},
	{"great Roman", "XIII. a", GS_MARKERS_GUESSED, GS_MARKER_ROMAN, 13, 5,
	    6},
	{"Roman of two cases", "Iv. a", NO_SET, 0, 0, 0, 0},
	{"great Roman in parentheses", "(IV) a", GS_MARKERS_GUESSED,
	    GS_MARKER_ROMAN, 4, 4, 5},
	{"outline", "1.2. a", GS_MARKERS_GUESSED, GS_MARKER_OUTLINE, 2, 4, 5},
	{"outline of three", "1.2.13 a", GS_MARKERS_GUESSED,
	    GS_MARKER_OUTLINE, 13, 6, 7},
	{"outline with a letter", "2b) a", GS_MARKERS_GUESSED,
	    GS_MARKER_OUTLINE, 2, 3, 4},
	{"number in brackets", "[3] a", GS_MARKERS_GUESSED,
	    GS_MARKER_NUMBER, 3, 3, 4},
	{"mark in brackets", "[S] a", NO_SET, 0, 0, 0, 0},
	{"brackets that differ", "(3] a", NO_SET, 0, 0, 0, 0},
	{"section", "\u00a7 3. a", GS_MARKERS_GUESSED, GS_MARKER_NUMBER, 3, 5,
	    6},
	{"section in a sentence", "\u00a7 3 a", NO_SET, 0, 0, 0, 0},
	{"a word", "We object", NO_SET, 0, 0, 0, 0},
	{"nothing", "", NO_SET, 0, 0, 0, 0},
};

/* What each set has is in those behind it too; no set before `first` has it. */
static void every_marker_is_read_in_its_sets(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++)
		for (unsigned set = 0; set < NO_SET; set++) {
			struct gs_marker m = gs_marker_read(
			    span_of(markers[i].text), (enum gs_marker_set)set);
			bool known = set >= markers[i].first;
			if (m.kind != (known ? markers[i].kind : 0u) ||
			    m.value != (known ? markers[i].value : 0) ||
			    m.sign != (known ? markers[i].sign : 0) ||
			    m.len != (known ? markers[i].len : 0))
				fail_msg("%s, set %u: kind %d, value %u, sign "
				    "%zu, length %zu", markers[i].name, set,
				    (int)m.kind, m.value, m.sign, m.len);
		}
}

static void a_page_number_is_nothing_else(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text;
		bool is;
	} cases[] = {
		{"alone", "7", true},
		{"four digits", "1971", true},
		{"five digits", "19710", false},
		{"between hyphens", "- 7 -", true},
		{"in brackets", "[7]", true},
		{"slash", "7/9", true},
		{"slash and blanks", "7 / 9", true},
		{"of", "7 of 9", true},
		{"page", "Page 7", true},
		{"page of", "PAGE 7 OF 9", true},
		{"p.", "p. 7", true},
		{"p. close", "p.7", true},
		{"of five digits", "7 of 19710", false},
		{"of nothing", "7 of", false},
		{"of a word", "Page 2 of the report", false},
		{"between en dashes", "\u2013 2 \u2013", true},
		{"between em dashes", "\u2014 2 \u2014", true},
		{"bar", "Page | 2", true},
		{"bar behind", "2 | Page", false},
		{"small Roman", "iv", true},
		{"small Roman between dashes", "- xii -", true},
		{"a short word", "ill", false},
		{"one letter", "I", false},
		{"German", "Seite 7", true},
		{"a page of words", "pages", false},
		{"a date", "30-10-2023", false},
		{"an item", "7.", false},
		{"a word behind", "7 days", false},
		{"no number", "Page", false},
		{"nothing", "", false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (gs_is_page_number(span_of(cases[i].text)) != cases[i].is)
			fail_msg("%s", cases[i].name);
}

/* Where the first word begins. */
static void what_stands_before_a_mark_is_passed(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t to;
	} cases[] = {
		{"We object", 0},
		{"1. We", 3},
		{"\u00b6 12.a) We", 9},
		{"**\u2022 iv.** We", 12},
		{"Para No 3: We", 11},
		{"\u7b2c\u4e00\u3001We", 9},
		{"\u0431) We", 4},
		{"Parade", 0},
		{"ivan", 0},
		{"2016. That", 6},
		{"(C) We", 4},
		{"1.\nWe", 2},
		{"", 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gs_span line = span_of(cases[i].text);
		size_t at = 0;

		while (gs_front_next(line, &at))
			;
		if (at != cases[i].to)
			fail_msg("%s: %zu", cases[i].text, at);
	}
}

static void a_line_may_have_a_number_of_its_own(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		unsigned value;
		size_t len;
	} cases[] = {
		{"12   We object", 12, 5},
		{"1  We", 1, 3},
		{"12 We", 0, 0},
		{"12.  We", 0, 0},
		{"7", 7, 1},
		{"12345  We", 0, 0},
		{"We", 0, 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gs_marker m = gs_line_number(span_of(cases[i].text));

		if (m.value != cases[i].value || m.len != cases[i].len)
			fail_msg("%s: %u, %zu", cases[i].text, m.value, m.len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_marker_is_read_in_its_sets),
		cmocka_unit_test(a_page_number_is_nothing_else),
		cmocka_unit_test(what_stands_before_a_mark_is_passed),
		cmocka_unit_test(a_line_may_have_a_number_of_its_own),
	};

	return cmocka_run_group_tests_name("marker", tests, NULL, NULL);
}
