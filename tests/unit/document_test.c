/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "lib/age.h"
#include "lib/memo/content.h"
#include "lib/memo/document.h"
#include "lib/memo/text.h"
#include "lib/host.h"
#include "lib/report.h"

#define FRONT "---\nsubject: A\nto: Secretary of State\n---\n\n"

static const struct gs_document_rules rules = {.marks.style = GS_MARK_LEGACY,
    .ceiling = 1};

struct parse_case {
	struct gs_pool pool;
	struct gs_arena *arena;
	struct gs_document doc;
	struct gs_report report;
	int err;
};

static void parse_by(struct parse_case *p, const struct gs_document_rules *by,
    const void *text, size_t len)
{
	memset(&p->doc, 0, sizeof p->doc);
	p->arena = gs_pool_start(&p->pool);
	p->err = gs_document_parse(&p->doc, &p->report, p->arena, by, text,
	    len);
}

static void parse_text(struct parse_case *p, const char *text)
{
	parse_by(p, &rules, text, strlen(text));
}

static void is_block(const struct parse_case *p, size_t i,
    enum gs_block_kind kind, const char *mark, const char *text)
{
	assert_true(i < p->doc.count);
	assert_int_equal(p->doc.info[i].kind, kind);
	assert_int_equal(p->doc.blocks[i].mark.len, strlen(mark));
	if (*mark != '\0')
		assert_memory_equal(p->doc.blocks[i].mark.ptr, mark,
		    strlen(mark));
	assert_int_equal(p->doc.blocks[i].text.len, strlen(text));
	assert_memory_equal(p->doc.blocks[i].text.ptr, text, strlen(text));
}

static void blocks_are_what_the_spec_says(void **state)
{
	(void)state;
	struct parse_case p;

	parse_text(&p, FRONT "# (U) Requests\r\n1. (SBU) Do\n   it.\n2) other\n"
	    "- bullet  \n\n\n\nSet\next\n---\npara\n> (U) q\nlazy\n\n"
	    "    code\n\n***\nlast");
	assert_string_equal(p.report.text, "");
	assert_int_equal(p.err, GS_OK);
	is_block(&p, 0, GS_BLOCK_FIELD, "", "subject: A");
	is_block(&p, 1, GS_BLOCK_FIELD, "", "to: Secretary of State");
	is_block(&p, 2, GS_BLOCK_HEADING, "U", "# Requests");
	is_block(&p, 3, GS_BLOCK_ITEM, "SBU", "1. Do\n   it.");
	is_block(&p, 4, GS_BLOCK_ITEM, "", "2) other");
	is_block(&p, 5, GS_BLOCK_ITEM, "", "- bullet");
	is_block(&p, 6, GS_BLOCK_HEADING, "", "Set\next\n---");
	is_block(&p, 7, GS_BLOCK_PARAGRAPH, "", "para");
	is_block(&p, 8, GS_BLOCK_QUOTE, "U", "> q\nlazy");
	is_block(&p, 9, GS_BLOCK_CODE, "", "    code");
	is_block(&p, 10, GS_BLOCK_BREAK, "", "***");
	is_block(&p, 11, GS_BLOCK_PARAGRAPH, "", "last");
	assert_int_equal(p.doc.count, 12);
	assert_int_equal(p.doc.requests, 2);
	assert_int_equal(p.doc.info[3].request, 1);
	assert_int_equal(p.doc.info[4].request, 2);
	assert_int_equal(p.doc.info[3].line, 7);
	assert_int_equal(p.doc.banner.len,
	    strlen("SENSITIVE BUT UNCLASSIFIED"));
	gs_pool_free(&p.pool);
}

static void the_section_of_requests_ends(void **state)
{
	(void)state;
	struct parse_case p;

	parse_text(&p, FRONT "## Requests\n\n1. a\n\n### Detail\n\n2. b\n\n"
	    "## Other\n\n1. c\n");
	assert_int_equal(p.err, GS_OK);
	assert_int_equal(p.doc.requests, 2);
	gs_pool_free(&p.pool);

	parse_text(&p, FRONT "## Requests\n\n1. a\n1. b\n");
	assert_int_equal(p.err, GS_ERR_FORMAT);
	assert_non_null(strstr(p.report.text, "line 9"));
	gs_pool_free(&p.pool);
}

static void requests_have_the_channels_headings(void **state)
{
	(void)state;
	static const char text[] = FRONT "# (U) Pedidos\n\n1. a\n\n"
	    "# Requests\n\n2. b\n\nA pedir\n-------\n\n2. c\n\n"
	    "# pedidos\n\n9. d\n";
	struct gs_document_rules by = rules;
	struct parse_case p;

	by.headings = (struct gs_request_headings){{
	    {(const uint8_t *)"Pedidos", 7}, {(const uint8_t *)"A pedir", 7}},
	    2};
	parse_by(&p, &by, text, sizeof text - 1);
	assert_int_equal(p.err, GS_OK);
	assert_int_equal(p.doc.requests, 2);
	assert_int_equal(p.doc.info[3].request, 1);
	assert_int_equal(p.doc.info[5].request, 0);
	assert_int_equal(p.doc.info[7].request, 2);
	assert_int_equal(p.doc.info[9].request, 0);
	gs_pool_free(&p.pool);

	/* Without one of its own it has ours, and no other. */
	parse_text(&p, FRONT "# Pedidos\n\n1. a\n\n# Requests\n\n1. b\n");
	assert_int_equal(p.err, GS_OK);
	assert_int_equal(p.doc.requests, 1);
	assert_int_equal(p.doc.info[5].request, 1);
	gs_pool_free(&p.pool);
}

static char *read_example(const char *name, size_t *len)
{
	char path[4096];
	const char *source = getenv("GAINSAY_SOURCE");

	(void)snprintf(path, sizeof path, "%s/examples/%s",
	    source == NULL ? "." : source, name);
	FILE *f = fopen(path, "rb");
	char *text = malloc(1 << 16);
	assert_non_null(f);
	assert_non_null(text);
	*len = fread(text, 1, 1 << 16, f);
	assert_int_equal(fclose(f), 0);
	return text;
}

static void the_cable_and_our_memo_read_as_they_should(void **state)
{
	(void)state;
	struct parse_case p;
	struct gs_document_rules exercise = rules;
	size_t len = 0;
	char *text = read_example("dacca-1138.md", &len);

	parse_by(&p, &rules, text, len);
	assert_int_equal(p.err, GS_ERR_RULE); /* above the ceiling */
	assert_non_null(strstr(p.report.text, "line 10, column 4"));
	gs_pool_free(&p.pool);

	exercise.exercise = true;
	parse_by(&p, &exercise, text, len);
	assert_int_equal(p.err, GS_OK);
	assert_int_equal(p.doc.count, 10);
	assert_int_equal(p.doc.requests, 0);
	assert_memory_equal(p.doc.banner.ptr, "CONFIDENTIAL", 12);
	gs_pool_free(&p.pool);
	free(text);

	text = read_example("harbour-water.md", &len);
	parse_by(&p, &rules, text, len);
	assert_string_equal(p.report.text, "");
	assert_int_equal(p.err, GS_OK);
	assert_int_equal(p.doc.requests, 4);
	gs_pool_free(&p.pool);
	free(text);
}

static const struct {
	const char *text;
	int err;
	const char *where, *why;
} refusals[] = {
	{"a", GS_ERR_FORMAT, "line 1, column 1", "front matter"},
	{"---\nsubject: a\n---\n\nx", GS_ERR_FORMAT, "line 3", "to:"},
	{"---\nto: a\n---\n\nx", GS_ERR_FORMAT, "line 3", "subject:"},
	{"---\nsubject: a\nto: b\n", GS_ERR_FORMAT, "line 3", "---"},
	{"---\nsubject: a\nsubject: b\nto: c\n---\n\nx", GS_ERR_FORMAT,
	    "line 3", "already"},
	{"---\nsubject: a\ncolour: b\n---\n", GS_ERR_FORMAT, "line 3",
	    "not a line"},
	{FRONT, GS_ERR_FORMAT, "line 1", "needs text"},
	{FRONT "to: you", GS_ERR_FORMAT, "line 6", "begins"},
	{FRONT "a\xff", GS_ERR_FORMAT, "line 6, column 2", "UTF-8"},
	{FRONT "a\n\tb", GS_ERR_FORMAT, "line 7, column 1", "tab"},
	{FRONT "a\x07", GS_ERR_FORMAT, "line 6, column 2", "control"},
	{FRONT "a\rb", GS_ERR_FORMAT, "line 6, column 2", "control"},
	{FRONT "a\xe2\x80\x8b", GS_ERR_FORMAT, "line 6, column 2",
	    "U+200B"},
	{FRONT "a\xc2\xad", GS_ERR_FORMAT, "column 2", "not show"},
	{FRONT "\xe2\x80\xae" "a", GS_ERR_FORMAT, "column 1",
	    "direction"},
	{FRONT "a\xef\xb8\x8f", GS_ERR_FORMAT, "column 2",
	    "variation"},
	{FRONT "a\xc2\xa0" "b", GS_ERR_FORMAT, "column 2", "space"},
	{FRONT "a\xe2\x80\xa8" "b", GS_ERR_FORMAT, "column 2",
	    "separator"},
	{FRONT "a\xee\x80\x80", GS_ERR_FORMAT, "column 2", "U+E000"},
	{FRONT "the p\xd0\xb0y", GS_ERR_FORMAT, "column 5",
	    "mixes alphabets"},
	{FRONT "\xd1\x81\xd0\xbe\xd1\x80\xd0\xb5", GS_ERR_FORMAT,
	    "column 1", "another alphabet"},
	{FRONT "\xef\xbc\xa1", GS_ERR_FORMAT, "column 1", "letter"},
	{FRONT "a\xe2\x80\x90" "b", GS_ERR_FORMAT, "column 2", "sign"},
	{FRONT "x <b>y</b>", GS_ERR_FORMAT, "line 6", "HTML"},
	{FRONT "<!-- x -->", GS_ERR_FORMAT, "line 6", "HTML"},
	{FRONT "![a](b)", GS_ERR_FORMAT, "line 6", "image"},
	{FRONT "a&#x200b;b", GS_ERR_FORMAT, "line 6", "reference"},
	{FRONT "x\n\n[a]: /b", GS_ERR_FORMAT, "line 8", "no block"},
	{FRONT "[a]: /b\n\nx", GS_ERR_FORMAT, "line 6", "no block"},
	{FRONT "(X) y", GS_ERR_FORMAT, "line 6, column 1", "style"},
	{FRONT "1. (S//NF) y", GS_ERR_FORMAT, "line 6, column 4",
	    "style"},
	{FRONT "(U)", GS_ERR_FORMAT, "line 6", "followed"},
	{FRONT "(C) y", GS_ERR_RULE, "line 6, column 1", "ceiling"},
	{FRONT "subject: A\nand more", GS_ERR_FORMAT, "line 6, column 1",
	    "like a line"},
	{FRONT "marking: UNCLASSIFIED\n\nx", GS_ERR_FORMAT,
	    "line 6, column 1", "like a line"},
	{FRONT "# Requests\n\n(U) 1. a", GS_ERR_FORMAT, "line 8",
	    "alone"},
	{"---\nsubject: a\nto: b\nmarking: SECRET\n---\n\n(U) x",
	    GS_ERR_MISMATCH, "line 1", "UNCLASSIFIED"},
};

static void refusals_say_where_and_why(void **state)
{
	(void)state;

	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		struct parse_case p;
		parse_text(&p, refusals[i].text);
		if (p.err != refusals[i].err ||
		    strstr(p.report.text, refusals[i].where) == NULL ||
		    strstr(p.report.text, refusals[i].why) == NULL)
			fail_msg("%s: %d, %s", refusals[i].why, p.err,
			    p.report.text);
		gs_pool_free(&p.pool);
	}
}

static void banner_is(const char *text, const char *banner)
{
	static const struct gs_document_rules cui = {.marks.style = GS_MARK_CUI,
	    .ceiling = 1};
	struct parse_case p;

	parse_by(&p, &cui, text, strlen(text));
	assert_string_equal(p.report.text, "");
	assert_int_equal(p.err, GS_OK);
	assert_int_equal(p.doc.banner.len, strlen(banner));
	assert_memory_equal(p.doc.banner.ptr, banner, strlen(banner));
	gs_pool_free(&p.pool);
}

static void a_cui_banner_is_over_all_portions(void **state)
{
	(void)state;
	banner_is(FRONT "(U) a\n", "UNCLASSIFIED");
	banner_is(FRONT "# (CUI//PRVCY) a\n\n1. (CUI//SP-INTL//NF) b\n\n"
	    "(CUI//REL TO USA, GBR) c\n", "CUI//SP-INTL/PRVCY//NOFORN");
	banner_is("---\nsubject: a\nto: b\n"
	    "marking: CONTROLLED//PRVCY//NOFORN\n---\n\n"
	    "(CUI//NF) a\n\n(CUI//PRVCY) b\n", "CUI//PRVCY//NOFORN");
}

/* A mark that is wrong must not pass for text: its block would count as
 * unmarked, and the banner would say too little. */
static void wrong_cui_marks_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text, *where;
		enum gs_mark_style style;
	} bad[] = {{FRONT "(CUI//PRVCY/PERS) a", "line 6", GS_MARK_CUI},
	    {FRONT "1. (CUI//NOSUCH) a", "column 4", GS_MARK_CUI},
	    {FRONT "(cui//prvcy) a", "line 6", GS_MARK_CUI},
	    {FRONT "(Cui) a", "line 6", GS_MARK_CUI},
	    {FRONT "(CUI//PRVCY/PRVCY) a", "line 6", GS_MARK_CUI},
	    {FRONT "(CUI//NOFORN) a", "line 6", GS_MARK_CUI},
	    {FRONT "(SBU) a", "line 6", GS_MARK_CUI},
	    {FRONT "(CUI//2) a", "line 6", GS_MARK_LEGACY},
	    {FRONT "(CUI//PRVCY a", "line 6", GS_MARK_CUI},
	    {FRONT ">(cui) a", "line 6", GS_MARK_CUI},
	    {FRONT "(CUI) a", "line 6", GS_MARK_LEGACY}};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const struct gs_document_rules by = {
		    .marks.style = bad[i].style, .ceiling = 1};
		struct parse_case p;
		parse_by(&p, &by, bad[i].text, strlen(bad[i].text));
		assert_int_equal(p.err, GS_ERR_FORMAT);
		assert_non_null(strstr(p.report.text, bad[i].where));
		assert_non_null(strstr(p.report.text, "style"));
		gs_pool_free(&p.pool);
	}
}

/* Of an organisation's own words, and of none. */
static void marks_are_those_of_the_charter(void **state)
{
	(void)state;
	static const struct gs_marks own = {.style = GS_MARK_OWN, .levels = 2,
	    .level = {{(const uint8_t *)"Interno", 7},
	        {(const uint8_t *)"Não público", 13}}};
	static const struct gs_marks none = {.style = GS_MARK_NONE};
	static const struct {
		const char *text;
		const struct gs_marks *marks;
		int err;
		const char *mark, *banner, *why;
	} rows[] = {
		{FRONT "(Interno) a", &own, GS_OK, "Interno", "Interno", ""},
		{FRONT "1. (Não público) a", &own, GS_OK, "Não público",
		    "Não público", ""},
		{FRONT "(Interna) a", &own, GS_OK, "", "Interno", ""},
		{FRONT "(SBU) a", &own, GS_OK, "", "Interno", ""},
		{FRONT "(INTERNO) a", &own, GS_ERR_FORMAT, "", "",
		    "mark-not-own"},
		{FRONT "(Interno)a", &own, GS_ERR_FORMAT, "", "",
		    "mark-without-text"},
		{FRONT "(U) a", &none, GS_OK, "", "", ""},
		{FRONT "(CUI//X) a", &none, GS_OK, "", "", ""},
		{"---\nsubject: A\nto: B\nmarking: U\n---\n\na\n", &none,
		    GS_ERR_MISMATCH, "", "", "marking-not-used"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct gs_document_rules by = {.marks = *rows[i].marks,
		    .ceiling = 1};
		struct parse_case p;

		parse_by(&p, &by, rows[i].text, strlen(rows[i].text));
		if (p.err != rows[i].err)
			fail_msg("%s: %d %s", rows[i].text, p.err,
			    p.report.text);
		if (p.err == GS_OK) {
			const struct gs_block *b =
			    &p.doc.blocks[p.doc.count - 1];
			assert_int_equal(b->mark.len, strlen(rows[i].mark));
			assert_memory_equal(b->mark.ptr == NULL ? "" :
			    (const char *)b->mark.ptr, rows[i].mark,
			    b->mark.len);
			assert_int_equal(p.doc.banner.len,
			    strlen(rows[i].banner));
			assert_memory_equal(p.doc.banner.ptr, rows[i].banner,
			    p.doc.banner.len);
		} else
			assert_string_equal(p.report.code, rows[i].why);
		gs_pool_free(&p.pool);
	}
}

static void ordinary_typography_and_languages_pass(void **state)
{
	(void)state;
	static const char *const good[] = {
	    ("na\xc3\xafve \xe2\x80\x9cquote\xe2\x80\x9d \xe2\x80\x93 a "
	    "\xe2\x80\x94 b\xe2\x80\xa6 it\xe2\x80\x99s "
	    "\xc2\xa7 5 \xe2\x82\xac"),
	    "\xd0\x9c\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0 \xd0\xb0",
	    "\xe4\xb8\xad\xe6\x96\x87", "e\xcc\x81t\xc3\xa9",
	    "\xef\xbb\xbf", "AT&amp;T (NATO) members"};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct parse_case p;
		char text[256];
		if (i == 4)
			(void)snprintf(text, sizeof text, "%s" FRONT "x",
			    good[i]);
		else
			(void)snprintf(text, sizeof text, FRONT "%s", good[i]);
		parse_text(&p, text);
		if (p.err != GS_OK)
			fail_msg("%s: %s", good[i], p.report.text);
		gs_pool_free(&p.pool);
	}
}

/* A mark that composes with some letter, and here with none, is as it should
 * be: such a text is filed, and its provenance file must open. */
static void a_mark_without_its_letter_is_composed(void **state)
{
	struct gs_pool pool;
	(void)state;

	struct gs_arena *arena = gs_pool_start(&pool);
	assert_int_equal(gs_text_check_part(arena, "q\xcc\x81", 3), GS_OK);
	assert_int_equal(gs_text_check_part(arena, "e\xcc\x81", 3),
	    GS_ERR_FORMAT);
	gs_pool_free(&pool);
}

static uint64_t random_state;

static size_t random_below(size_t n)
{
	random_state = random_state * UINT64_C(6364136223846793005) + 1;
	return (size_t)(random_state >> 33) % n;
}

static size_t random_text(char *out, size_t max)
{
	static const char *const pieces[] = {"a", "b c", "(U) ", "(SBU) ",
	    "- ", "1. ", "2. ", "1) ", "* ", "# ", "## Requests", "> ", "---",
	    "===", "***", "```", "    ", "  ", " ", "\n", "\n", "\n", "\n\n",
	    "[x]: /y", "_i_", "**b**", "`c`", "\xc3\xa9", "e\xcc\x81", "\\",
	    "to: z", "(C)", "<b>", "&amp;", "~~~", "+ ", "10. ",
	    "\xe2\x80\x9c"};
	size_t len = strlen(FRONT), count = random_below(40);

	memcpy(out, FRONT, len);
	for (size_t i = 0; i < count; i++) {
		const char *p = pieces[random_below(sizeof pieces /
		    sizeof *pieces)];
		if (len + strlen(p) >= max)
			break;
		memcpy(out + len, p, strlen(p));
		len += strlen(p);
	}
	return len;
}

static bool same_blocks(const struct gs_document *a,
    const struct gs_document *b)
{
	bool same = a->count == b->count && a->requests == b->requests;

	for (size_t i = 0; same && i < a->count; i++)
		same = a->blocks[i].mark.len == b->blocks[i].mark.len &&
		    a->blocks[i].text.len == b->blocks[i].text.len &&
		    memcmp(a->blocks[i].text.ptr, b->blocks[i].text.ptr,
		        a->blocks[i].text.len) == 0 &&
		    (a->blocks[i].mark.len == 0 ||
		        memcmp(a->blocks[i].mark.ptr, b->blocks[i].mark.ptr,
		            a->blocks[i].mark.len) == 0);
	return same;
}

/* What is accepted has a normal form, which is its own normal form. */
static void normal_form_is_a_fixed_point(void **state)
{
	(void)state;
	static char text[2048], first[1 << 14], second[1 << 14];
	size_t accepted = 0;

	random_state = 20231103;
	for (int round = 0; round < 20000; round++) {
		struct parse_case p, q;
		size_t len = random_text(text, sizeof text);
		parse_by(&p, &rules, text, len);
		if (p.err != GS_OK) {
			assert_true(p.report.text[0] != '\0');
			gs_pool_free(&p.pool);
			continue;
		}
		accepted++;
		struct gs_writer w = gs_writer_of(first, sizeof first);
		gs_document_render(&w, p.doc.blocks, p.doc.count,
		    p.doc.banner);
		parse_by(&q, &rules, first, w.len);
		if (q.err != GS_OK || !same_blocks(&p.doc, &q.doc))
			fail_msg("%d: %s\n%.*s", round, q.report.text,
			    (int)len, text);
		struct gs_writer again = gs_writer_of(second, sizeof second);
		gs_document_render(&again, q.doc.blocks, q.doc.count,
		    q.doc.banner);
		assert_int_equal(w.len, again.len);
		assert_memory_equal(first, second, w.len);
		gs_pool_free(&p.pool);
		gs_pool_free(&q.pool);
	}
	assert_true(accepted > 4000);
}

static void limits_hold(void **state)
{
	(void)state;
	struct parse_case p;
	size_t len = strlen(FRONT), max = (size_t)1 << 18;
	char *text = malloc(max + 1);

	assert_non_null(text);
	memcpy(text, FRONT, len);

	for (size_t i = len; i <= max; i++)
		text[i] = i % 2 == 0 ? '\n' : '#';

	parse_by(&p, &rules, text, max);
	assert_int_equal(p.err, GS_ERR_RANGE); /* too many blocks */
	gs_pool_free(&p.pool);

	parse_by(&p, &rules, text, max + 1);
	assert_int_equal(p.err, GS_ERR_RANGE);
	gs_pool_free(&p.pool);

	memset(text + len, '>', max - len); /* deeply nested */
	parse_by(&p, &rules, text, max);
	gs_pool_free(&p.pool);
	free(text);
}

static void reports_are_cut_between_characters(void **state)
{
	(void)state;
	struct gs_report report;

	for (int pad = 505; pad < 512; pad++) {
		char blanks[512];
		(void)snprintf(blanks, sizeof blanks, "%*s", pad, "");
		gs_report_tell(&report, "cut", "{0}\xe2\x82\xac\xe2\x82\xac",
		    gs_say_text(blanks));
		size_t len = strlen(report.text);
		assert_true(len < sizeof report.text);
		assert_true(gs_utf8_valid((const uint8_t *)report.text, len));
	}
	gs_report_say(NULL, "nobody", "nobody listens");
}

/* Content ------------------------------------------------------------ */

struct sealed {
	struct parse_case p;
	struct gs_memo_terms terms;
	uint8_t seed[32], root[32], secret[32], public[32];
	struct gs_annexes annexes;
	uint8_t buf[1 << 14];
	size_t len;
};

static struct gs_span plain_span(const char *text)
{
	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

/* One that ends in NUL is the last: it is not taken for padding. */
static void attach_files(struct sealed *s)
{
	static const uint8_t salts[2][32] = {{1}, {2}};

	s->annexes = (struct gs_annexes){.count = 2, .of = {
	    {.salt = salts[0], .kind = plain_span("text"),
	        .name = plain_span("a table.csv")},
	    {.salt = salts[1], .kind = plain_span("other"),
	        .name = plain_span("b")}},
	    .file = {plain_span("1,2\n\n3"), {(const uint8_t *)"\n\0", 2}}};
	gs_annexes_complete(&s->annexes);
	gs_annexes_terms(&s->terms.annexes, &s->annexes);
}

static void seal_memo(struct sealed *s, bool with_secret)
{
	static const uint8_t hash[32] = {5};

	memset(s->seed, 6, sizeof s->seed);
	memset(s->secret, 7, sizeof s->secret);
	assert_int_equal(crypto_scalarmult_base(s->public, s->secret), 0);

	parse_text(&s->p, FRONT "(SBU) One.\n\n## Requests\n\n1. Two.\n");
	assert_int_equal(s->p.err, GS_OK);
	s->terms = (struct gs_memo_terms){.channel = hash, .charter = hash,
	    .roll = hash, .addressees = {{{(const uint8_t *)"A", 1}}, 1},
	    .reply_type = {(const uint8_t *)"x25519", 6},
	    .reply = {s->public, 32}, .author = hash, .after = 19675};
	assert_int_equal(gs_content_terms(&s->terms, s->root, s->p.arena,
	    &s->p.doc, s->seed), GS_OK);
	attach_files(s);
	struct gs_writer w = gs_writer_of(s->buf, sizeof s->buf);
	const struct gs_content_secrets secrets = {s->seed,
	    with_secret ? s->secret : NULL, with_secret ? hash : NULL};
	assert_int_equal(gs_content_write(&w, s->p.arena, &s->terms, &secrets,
	    &s->p.doc, &s->annexes), GS_OK);
	s->len = w.len;
}

static void content_round_trips(void **state)
{
	(void)state;
	for (int with = 0; with < 2; with++) {
		static struct sealed s;
		struct gs_content c;

		seal_memo(&s, with == 1);
		assert_int_equal(gs_content_parse(&c, &s.p.report, s.p.arena,
		    &rules, s.buf, s.len), GS_OK);
		assert_memory_equal(c.terms.root, s.root, 32);
		assert_memory_equal(c.secrets.seed, s.seed, 32);
		assert_int_equal(c.terms.requests, 1);
		assert_int_equal(c.terms.blocks, 5);
		assert_true((c.secrets.reply != NULL) == (with == 1));
		assert_true((c.secrets.seal != NULL) == (with == 1));
		assert_int_equal(c.annexes->count, 2);
		assert_memory_equal(c.annexes->commitment,
		    s.annexes.commitment, 64);
		assert_int_equal(c.annexes->file[1].len, 2);
		assert_memory_equal(c.annexes->file[0].ptr, "1,2\n\n3", 6);
		gs_pool_free(&s.p.pool);
	}
}

static void a_wrong_reply_secret_is_refused(void **state)
{
	(void)state;
	static struct sealed s;

	seal_memo(&s, false);
	s.secret[1] ^= 1;
	struct gs_writer w = gs_writer_of(s.buf, sizeof s.buf);
	const struct gs_content_secrets secrets = {s.seed, s.secret, NULL};
	assert_int_equal(gs_content_write(&w, s.p.arena, &s.terms, &secrets,
	    &s.p.doc, &s.annexes), GS_ERR_MISMATCH);
	assert_int_equal(w.len, 0);
	assert_int_equal(gs_content_write(&w, s.p.arena, &s.terms,
	    &(struct gs_content_secrets){.seed = s.seed}, &s.p.doc, NULL),
	    GS_ERR_MISMATCH);
	gs_pool_free(&s.p.pool);
}

/* The one file that a content under a charter's seal keys gives, its id. */
static void name_content(struct gs_content *c, struct gs_arena *arena,
    uint8_t digest[32])
{
	static const uint8_t key[32] = {9};
	uint8_t *file = NULL;
	size_t len = 0;
	/* Of a charter's record nothing but its seal lines is looked at. */
	static const struct gs_field field = {.name = "seal"};
	struct gs_value seal = {.field = &field, .parts = {
	    gs_part_word("office"), gs_part_word("x25519"),
	    gs_part_bytes(key, 32), gs_part_text("Office")}};
	const struct gs_record charter = {.values = &seal, .count = 1};

	assert_int_equal(gs_content_seal(&file, &len, c, arena, &charter),
	    GS_OK);
	gs_host_sha256(digest, &(struct gs_span){file, len}, 1);
	gs_age_free(&file, len);
	assert_int_equal(gs_content_name(c, arena, digest), GS_OK);
}

/* Whatever is changed in a package, it is refused or gives another memo id:
 * nothing in it is free. */
static void every_altered_byte_of_a_package_counts(void **state)
{
	(void)state;
	static struct sealed s;
	uint8_t id[32], digest[32];
	struct gs_content c;

	seal_memo(&s, true);
	assert_int_equal(gs_content_parse(&c, NULL, s.p.arena, &rules, s.buf,
	    s.len), GS_OK);
	name_content(&c, s.p.arena, digest);
	memcpy(id, c.id, 32);

	for (size_t i = 0; i < s.len; i++)
		for (int bit = 0; bit < 8; bit += 3) {
			struct gs_pool pool;
			struct gs_arena *arena = gs_pool_start(&pool);
			s.buf[i] ^= (uint8_t)(1 << bit);
			int err = gs_content_parse(&c, NULL, arena, &rules,
			    s.buf, s.len);
			if (err == GS_OK)
				name_content(&c, arena, digest);
			s.buf[i] ^= (uint8_t)(1 << bit);
			/* X25519 clamps: some bits of the secret say
			 * nothing. */
			bool clamped = memmem(s.buf, i, "reply-secret", 12) !=
			    NULL && memmem(s.buf, i, "seal-secret", 11) ==
			    NULL;
			if (err == GS_OK && memcmp(c.id, id, 32) == 0 &&
			    !clamped)
				fail_msg("byte %zu", i);
			gs_pool_free(&pool);
		}

	/* Where two paragraphs end, a shorter text is a memo, another one. */
	for (size_t len = 0; len < s.len; len++) {
		struct gs_pool pool;
		struct gs_arena *arena = gs_pool_start(&pool);
		if (gs_content_parse(&c, NULL, arena, &rules, s.buf, len) ==
		    GS_OK) {
			name_content(&c, arena, digest);
			assert_memory_not_equal(c.id, id, 32);
		}
		gs_pool_free(&pool);
	}
	gs_pool_free(&s.p.pool);
}

static void annexes_have_plain_names(void **state)
{
	static const struct {
		const char *name;
		int err;
	} rows[] = {{"a", GS_OK}, {"Table 1 (final).pdf", GS_OK},
	    {"\xcf\x80.csv", GS_OK}, {"a..b", GS_OK}, {"a-b~", GS_OK},
	    {"", GS_ERR_FORMAT}, {".", GS_ERR_FORMAT}, {"..", GS_ERR_FORMAT},
	    {"../a", GS_ERR_FORMAT}, {"/a", GS_ERR_FORMAT},
	    {"a/b", GS_ERR_FORMAT}, {"a\\b", GS_ERR_FORMAT},
	    {"C:a", GS_ERR_FORMAT}, {".a", GS_ERR_FORMAT},
	    {"-a", GS_ERR_FORMAT}, {"~a", GS_ERR_FORMAT},
	    {" a", GS_ERR_FORMAT}, {"a ", GS_ERR_FORMAT},
	    {"a.", GS_ERR_FORMAT}, {"a*", GS_ERR_FORMAT},
	    {"a\033[2J", GS_ERR_FORMAT}, {"a\nb", GS_ERR_FORMAT},
	    {"a\x7f", GS_ERR_FORMAT}, {"a\xe2\x80\xae" "b", GS_ERR_FORMAT},
	    {"a\xe2\x80\x8b", GS_ERR_FORMAT}, {"e\xcc\x81", GS_ERR_FORMAT},
	    {"a\xff", GS_ERR_FORMAT}};
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	char name[GS_ANNEX_NAME_MAX + 2] = "";
	(void)state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (gs_annex_check_name(arena, plain_span(rows[i].name)) !=
		    rows[i].err)
			fail_msg("%s", rows[i].name);

	memset(name, 'x', GS_ANNEX_NAME_MAX);
	assert_int_equal(gs_annex_check_name(arena, plain_span(name)), GS_OK);
	name[GS_ANNEX_NAME_MAX] = 'x';
	assert_int_equal(gs_annex_check_name(arena, plain_span(name)),
	    GS_ERR_FORMAT);
	gs_pool_free(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_are_what_the_spec_says),
		cmocka_unit_test(the_section_of_requests_ends),
		cmocka_unit_test(requests_have_the_channels_headings),
		cmocka_unit_test(the_cable_and_our_memo_read_as_they_should),
		cmocka_unit_test(refusals_say_where_and_why),
		cmocka_unit_test(a_cui_banner_is_over_all_portions),
		cmocka_unit_test(wrong_cui_marks_are_refused),
		cmocka_unit_test(a_mark_without_its_letter_is_composed),
		cmocka_unit_test(marks_are_those_of_the_charter),
		cmocka_unit_test(ordinary_typography_and_languages_pass),
		cmocka_unit_test(normal_form_is_a_fixed_point),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(reports_are_cut_between_characters),
		cmocka_unit_test(content_round_trips),
		cmocka_unit_test(annexes_have_plain_names),
		cmocka_unit_test(a_wrong_reply_secret_is_refused),
		cmocka_unit_test(every_altered_byte_of_a_package_counts),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("document", tests, NULL, NULL);
}
