/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever a person would read as a marking is a mark or is refused
 * (docs/spec/marking.md): numbering x emphasis x mark x bracket x place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "lib/host.h"
#include "lib/memo/document.h"
#include "lib/memo/portion.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define FRONT "---\nsubject: The ferry\nto: Secretary of State\n---\n\n"

/* What a text is taken for under a ceiling that allows all. */
enum taken { REFUSED, UNMARKED, MARKED };

static enum taken take_text(const struct gs_marks *marks, const char *text,
    char code[64])
{
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_document_rules rules = {.marks = *marks, .ceiling = 4};
	struct gs_document doc = {0};
	struct gs_report report = {.text = ""};
	int err = gs_document_parse(&doc, &report, arena, &rules, text,
	    strlen(text));

	assert_int_not_equal(err, GS_ERR_MEMORY);
	(void)snprintf(code, 64, "%s", report.code);
	enum taken taken = err != GS_OK ? REFUSED : UNMARKED;
	for (size_t i = 0; err == GS_OK && i < doc.count; i++)
		if (doc.blocks[i].mark.len > 0)
			taken = MARKED;
	gs_pool_free(&pool);
	return taken;
}

/* {n}: the numbering, then the mark with its bracket and emphasis. */
static const char *const numberings[] = {
	"", "1. ", "1.", "1) ", "(1) ", "(1)", "[1] ", "1 ", "1: ", "1 - ",
	"01. ", "1.2.3 ", "1.2 ", "1a. ", "12.a) ", "a. ", "a) ", "(a) ",
	"A. ", "B) ", "iv. ", "(iv) ", "IX. ", "\u00b61. ", "\u00b6 1. ",
	"\u00b6", "\u00a7 3 ", "\u00a73. ", "\u2116 4 ", "# ", "### 2. ", "> ",
	"> > ", "> 1. ", "- ", "* ", "+ ", "- - ", "1. 2. ", "1. - a. ",
	"\u2022 ", "\u2022", "\u2013 ", "\u2014 ", "\u25aa ", "\u27a2 ",
	"\u2610 ", "\u2460 ", "Para 3: ", "Paragraph 3. ", "No. 4 ",
	"Item (b) ", "Section IV. ", "First, ", "2nd: ", "~ ", "\u2026 ",
	"\" ", "\u201c", "\u00ab ", "... ", "// ", "2016. ", "| ", "| 1 | ",
	"\u0431) ", "\u4e00\u3001", "\u7b2c\u4e00\u6761 ", "1\\. ", "\\- ",
	"**1.** ", "**\u00b61.** ", "_a._ ", "Summary: ", "1. Summary: ",
	"Summary. ", "Background \u2014 ", "    ", "     1. ", "```\n",
	"Text.\n> "};
static const char *const brackets[][2] = {{"(", ")"}, {"[", "]"}, {"{", "}"},
	{"(", "):"}, {"( ", " )"}, {"((", "))"}, {"\\(", "\\)"},
	{"&#40;", ")"},
	{"&lpar;", "&#x29;"}, {"\u3010", "\u3011"}, {"\u3008", "\u3009"},
	{"\uff08", "\uff09"}, {"[(", ")](https://example.gov)"}};
static const char *const emphases[][2] = {{"", ""}, {"**", "**"},
	{"*", "*"},
	{"__", "__"}, {"_", "_"}, {"`", "`"}, {"***", "***"}, {"~~", "~~"}};
static const char *const legacy_marks[] = {"C", "S", "TS", "S//NF",
	"C//REL TO USA, GBR", "TS//SI//NF", "S/NF", "C-NF", "SBU//NF", "SECRET",
	"CONFIDENTIAL", "TOP SECRET", "c", "s", "ts", "sbu", "s//nf", "Secret",
	"T S", "C O N F I D E N T I A L", "S//50X1", "**C**", "_S_", "C.",
	"CUI", "cui//sp-prvcy", "\u0421", "\uff23", "Top Secret"};

static bool is_code(const char *numbering)
{
	return strncmp(numbering, "    ", 4) == 0 || *numbering == '`';
}

/* A small letter in parentheses behind another one in the same way is a list,
 * and still refused: alone it would be a mark. */
static void no_mark_is_missed(void **state)
{
	(void)state;
	char text[512], code[64];
	size_t missed = 0, last = SIZE_MAX;

	for (size_t n = 0; n < COUNT(numberings); n++)
	for (size_t m = 0; m < COUNT(legacy_marks); m++)
	for (size_t b = 0; b < COUNT(brackets); b++)
	for (size_t e = 0; e < COUNT(emphases); e++) {
		(void)snprintf(text, sizeof text, FRONT "An opening "
		    "paragraph.\n\n%s%s%s%s%s%s The harbour master told us "
		    "this.\n", numberings[n], emphases[e][0], brackets[b][0],
		    legacy_marks[m], brackets[b][1], emphases[e][1]);
		if (take_text(&gs_marks_legacy, text, code) != UNMARKED)
			continue;
		/* In code a reference is the letters that it is. */
		if (is_code(numberings[n]) && brackets[b][0][0] == '&')
			continue;
		missed++;
		if (n != last)
			print_error("missed: %s", text + strlen(FRONT));
		last = n;
	}
	assert_int_equal(missed, 0);
}

#define ABOVE FRONT "An opening paragraph.\n\n"

static const struct {
	const char *name, *text, *code; /* "": it is no mark */
} cases[] = {
	{"a year", ABOVE "2016\\. That year.\n", ""},
	{"a list of letters", ABOVE "a) One.\n\nb) Two.\n\nc) Three.\n", ""},
	{"first letters", ABOVE "(a) One.\n\n(b) Two.\n", ""},
	{"a mark in a sentence", ABOVE "The minister (S) said so.\n", ""},
	{"letters in a sentence", ABOVE "Of (a), (b) and (c), none.\n", ""},
	{"a short plural", ABOVE "Item(s) are missing.\n", ""},
	{"initials", ABOVE "C. N. Other, of the U.S. Navy (S), said so.\n",
	    ""},
	{"a word in capitals", ABOVE "SECRET documents were read.\n", ""},
	{"a word", ABOVE "secret\ntalks\n", ""},
	{"a wrapped word", ABOVE "This was\nconfidential\nfor years.\n", ""},
	{"a hyphen", ABOVE "SECRET-level talks went on.\n", ""},
	{"an aircraft", ABOVE "a. (C-17 aircraft) flew.\n", ""},
	{"he or she", ABOVE "1. (s/he) said so.\n", ""},
	{"a figure", ABOVE "(2016) was dry.\n", ""},
	{"letters apart", ABOVE "A B C D E F are letters.\n", ""},
	{"a heading's plural", ABOVE "# The option (c)\n\nText.\n", ""},
	{"usual references", ABOVE "3 &lt; 4 &amp; &quot;so&quot;.\n", ""},
	{"marks in place", FRONT "(U) One.\n\n1. (SBU) Two.\n\n> (U) Three.\n",
	    ""},
	{"spaced out", ABOVE "C O N F I D E N T I A L EXAMPLE 005290\n",
	    "marking-in-text"},
	{"spaced out in bold", ABOVE "**S E C R E T** DACCA 1138\n",
	    "marking-in-text"},
	{"with points", ABOVE "T.O.P. S.E.C.R.E.T.\n", "marking-in-text"},
	{"a banner", ABOVE "SECRET//NOFORN\n", "marking-in-text"},
	{"a banner in a paragraph", ABOVE "A line.\nTOP SECRET\nAnother.\n",
	    "marking-in-text"},
	{"a heading", ABOVE "# Confidential\n\nText.\n", "marking-in-text"},
	{"a banner in bold", ABOVE "**SENSITIVE BUT UNCLASSIFIED**\n",
	    "marking-in-text"},
	{"a cable's page", ABOVE "CONFIDENTIAL PAGE 02 DACCA 01138\n",
	    "mark-misplaced"},
	{"a name and a colon", ABOVE "Confidential: he told us.\n",
	    "mark-misplaced"},
	{"a name and a dash", ABOVE "2. SECRET \u2014 he told us.\n",
	    "mark-misplaced"},
	{"no brackets", ABOVE "1. S//NF He told us.\n", "mark-misplaced"},
	{"one slash", ABOVE "C/NF He told us.\n", "mark-misplaced"},
	{"a bold letter", ABOVE "**C** He told us.\n", "mark-misplaced"},
	{"open to the end", ABOVE "(S//NF He told us.\n", NULL},
	{"a second mark", ABOVE "(U) (S) He told us.\n", "mark-misplaced"},
	{"behind a mark", ABOVE "1. (U) a. (S) He told us.\n",
	    "mark-misplaced"},
	{"in an item", ABOVE "1. (U) One.\n\n   (S) He told us.\n",
	    "mark-misplaced"},
	{"in a list of an item", ABOVE "- (U) One.\n  - (S) He told us.\n",
	    "mark-misplaced"},
	{"in a cell", ABOVE "| What | Where |\n| --- | --- |\n| This | (S) "
	    "There |\n", "mark-misplaced"},
	{"a banner in a cell", ABOVE "| What | Level |\n| --- | --- |\n"
	    "| This | SECRET |\n", "marking-in-text"},
	{"behind a heading", ABOVE "# Background (C)\n\nText.\n",
	    "mark-misplaced"},
	{"behind a bold heading", ABOVE "Background **(S//NF)**\n---\n",
	    "mark-misplaced"},
	{"in the subject", "---\nsubject: (S) The ferry\nto: A\n---\n\nText.\n",
	    "mark-in-front"},
	{"behind the subject", "---\nsubject: The ferry (C)\nto: A\n---\n\n"
	    "Text.\n", "mark-in-front"},
	{"capitals", ABOVE "1) (NATO) agreed.\n", NULL},
	{"a reference", ABOVE "We met &#65;li.\n", "reference-to-ascii"},
	{"a named one", ABOVE "We met &lpar;twice&rpar;.\n",
	    "reference-to-ascii"},
};

static void cases_are_what_they_are(void **state)
{
	(void)state;
	char code[64];

	for (size_t i = 0; i < COUNT(cases); i++) {
		enum taken t = take_text(&gs_marks_legacy, cases[i].text,
		    code);
		const char *want = cases[i].code;
		if ((t == REFUSED) != (want == NULL || *want != '\0') ||
		    (want != NULL && strcmp(code, want) != 0))
			fail_msg("%s: \"%s\"", cases[i].name, code);
	}
}

/* The organisation's own words, in whatever capitals; none without marks. */
static void words_of_its_own_are_found(void **state)
{
	(void)state;
	const struct gs_marks own = {.style = GS_MARK_OWN, .levels = 2,
	    .level = {{(const uint8_t *)"Public", 6},
	    {(const uint8_t *)"For the Board", 13}}};
	const struct gs_marks none = {.style = GS_MARK_NONE};
	char text[256], code[64];

	for (size_t n = 0; n < COUNT(numberings); n++)
	for (size_t e = 0; e < COUNT(emphases); e++) {
		(void)snprintf(text, sizeof text, ABOVE "%s%s(for the board)%s "
		    "He told us.\n", numberings[n], emphases[e][0],
		    emphases[e][1]);
		if (take_text(&own, text, code) == UNMARKED)
			fail_msg("%s", text);
		if (take_text(&none, text, code) == MARKED ||
		    strncmp(code, "mark", 4) == 0)
			fail_msg("%s: %s", code, text);
	}
	assert_int_equal(take_text(&own, ABOVE "(C) He told us.\n", code),
	    UNMARKED);
}

static enum gs_portion_place place_of(const char *name)
{
	static const char *const names[] = {[GS_PORTION_TEXT] = "text",
		[GS_PORTION_HEADING] = "heading",
		[GS_PORTION_SUBJECT] = "subject",
		[GS_PORTION_FIELD] = "field", [GS_PORTION_CODE] = "code"};

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(name, names[i]) == 0)
			return (enum gs_portion_place)i;
	fail_msg("%s: no place", name);
	return GS_PORTION_TEXT;
}

static void marks_of_vectors(struct gs_marks *out, const char *style,
    const json_t *levels)
{
	const struct gs_part word = {.ptr = (const uint8_t *)style,
	    .len = strlen(style)};

	*out = (struct gs_marks){.style = gs_mark_style_of(&word)};
	for (size_t i = 0; out->style == GS_MARK_OWN &&
	    i < json_array_size(levels); i++) {
		const char *text = json_string_value(json_array_get(levels,
		    i));
		out->level[out->levels++] = (struct gs_span){
		    (const uint8_t *)text, strlen(text)};
	}
}

/* docs/spec/marking-vectors.json, as a second implementation judged them. */
static void the_vectors_read_as_they_say(void **state)
{
	(void)state;
	char path[4096];
	json_t *file = NULL, *one = NULL;
	const char *style = NULL, *place = NULL, *text = NULL;
	size_t i = 0, wrong = 0;
	int reads = 0;

	(void)snprintf(path, sizeof path, "%s/docs/spec/marking-vectors.json",
	    getenv("GAINSAY_SOURCE"));
	file = json_load_file(path, 0, NULL);
	assert_true(json_array_size(json_object_get(file, "cases")) > 1000);
	json_array_foreach(json_object_get(file, "cases"), i, one) {
		struct gs_marks marks;
		assert_int_equal(json_unpack(one, "{s:s,s:s,s:s,s:b}", "style",
		    &style, "place", &place, "text", &text, "reads", &reads),
		    0);
		marks_of_vectors(&marks, style, json_object_get(file,
		    "levels"));
		struct gs_portion p = gs_portion_find(&marks, (struct gs_span){
		    (const uint8_t *)text, strlen(text)}, place_of(place));
		if ((p.kind != GS_PORTION_NONE) == (reads != 0))
			continue;
		if (wrong++ < 30)
			print_error("%s, %s: \"%s\" %s\n", style, place, text,
			    reads ? "reads as a mark" : "does not");
	}
	json_decref(file);
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_mark_is_missed),
		cmocka_unit_test(cases_are_what_they_are),
		cmocka_unit_test(words_of_its_own_are_found),
		cmocka_unit_test(the_vectors_read_as_they_say),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("portion", tests, NULL, NULL);
}
