/* SPDX-License-Identifier: Apache-2.0 */
/* The examples of docs/spec/comparison.md, as they stand there; and that each
 * kind of typography has one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/compare/compare.h"
#include "lib/compare/typography.h"
#include "lib/memo/document.h"
#include "lib/host.h"

#define LINE_MAX_ 1024
#define SAID_MAX 512
#define FIELDS 2 /* lines at the head of each memo */
#define EXAMPLES_MIN 50
#define BODY "\n\nThis is the body of it, as it was filed.\n"

struct example {
	char memo[LINE_MAX_], text[LINE_MAX_], verdict[LINE_MAX_];
	bool guess;
	size_t line;
};

static size_t failed, judged;

/* `\n` is a line's end; another backslash stays. */
static void unfold(char *out, const char *from)
{
	while (*from != '\0') {
		if (from[0] == '\\' && from[1] == 'n') {
			*out++ = '\n';
			from += 2;
		} else {
			*out++ = *from++;
		}
	}
	*out = '\0';
}

static void say(char *out, const char *text, size_t len)
{
	size_t at = strlen(out);

	assert_true(at + len < SAID_MAX);
	memcpy(out + at, text, len);
	out[at + len] = '\0';
}

static void say_span(char *out, struct gs_span s)
{
	if (s.len > 0)
		say(out, (const char *)s.ptr, s.len);
}

static void say_kinds(char *out, uint32_t kinds)
{
	const char *before = ": ";

	for (unsigned k = 0; k < GS_TYPO_KINDS; k++) {
		if ((kinds & GS_TYPO(k)) == 0)
			continue;
		say(out, before, 2);
		say(out, gs_typography_code(k), strlen(gs_typography_code(k)));
		before = ", ";
	}
}

/* `altered: 2016 | 2019 ; not |` */
static void say_changes(char *out, const struct gs_match *m)
{
	for (size_t i = 0; i < m->change_count; i++) {
		say(out, i == 0 ? ": " : " ; ", i == 0 ? 2 : 3);
		say_span(out, m->changes[i].was);
		if (m->changes[i].was.len > 0)
			say(out, " ", 1);
		say(out, "|", 1);
		if (m->changes[i].is.len > 0)
			say(out, " ", 1);
		say_span(out, m->changes[i].is);
	}
}

/* What is said of the memo's body as a whole. */
static void describe(char *out, const struct gs_comparison *c, size_t from)
{
	static const char *const kinds[GS_MATCH_KINDS] = {"identical",
	    "typography", "altered", "missing", "withheld", "extra",
	    "furniture", "omission"};
	const struct gs_match *first = &c->matches[from];
	uint32_t typography = 0;

	out[0] = '\0';
	for (size_t i = from; i < c->match_count; i++) {
		if (i > from && from < FIELDS)
			break;
		typography |= c->matches[i].block == GS_NOWHERE ? 0 :
		    c->matches[i].typography;
		if (c->matches[i].block != GS_NOWHERE &&
		    c->matches[i].kind > first->kind)
			first = &c->matches[i];
	}
	const char *kind = first->gaps_in_text &&
	    first->kind != GS_MATCH_ALTERED ? "shortened" :
	    kinds[first->kind];
	say(out, kind, strlen(kind));
	if (first->kind == GS_MATCH_TYPOGRAPHY)
		say_kinds(out, typography);
	if (first->kind == GS_MATCH_ALTERED)
		say_changes(out, first);
}

static size_t count_guesses(const struct gs_comparison *c)
{
	return c->guessed;
}

/* A verdict may leave out the kinds, and name instead how much of the text is
 * furniture, or is not the memo's. */
static bool is_said(const char *verdict, const char *got,
    const struct gs_comparison *c)
{
	char furniture[32], extra[32];

	(void)snprintf(extra, sizeof extra, "extra: %zu",
	    c->counts[GS_MATCH_EXTRA]);
	if (strncmp(verdict, "extra", 5) == 0)
		return strcmp(verdict, extra) == 0 &&
		    c->counts[GS_MATCH_ALTERED] == 0 &&
		    c->counts[GS_MATCH_MISSING] == FIELDS;
	(void)snprintf(furniture, sizeof furniture, "furniture: %zu",
	    c->counts[GS_MATCH_FURNITURE]);
	if (strncmp(verdict, "furniture", 9) == 0)
		return strcmp(verdict, furniture) == 0 &&
		    c->counts[GS_MATCH_EXTRA] == 0 &&
		    c->counts[GS_MATCH_ALTERED] == 0 &&
		    c->counts[GS_MATCH_MISSING] == FIELDS;
	if (strcmp(verdict, "typography") == 0 ||
	    strcmp(verdict, "shortened") == 0)
		return strncmp(got, verdict, strlen(verdict)) == 0;
	return strcmp(got, verdict) == 0 && c->counts[GS_MATCH_EXTRA] == 0;
}

static void judge_example(const struct example *e)
{
	char memo[2 * LINE_MAX_], text[2 * LINE_MAX_], got[SAID_MAX];
	const struct gs_document_rules rules = {.marks.style = GS_MARK_LEGACY,
	    .ceiling = 4, .lenient = true};
	static const uint8_t seed[32];
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_document doc = {0};
	struct gs_opening opening;
	struct gs_comparison c;
	struct gs_report report = {.text = ""};

	bool title = strncmp(e->memo, "subject: ", 9) == 0;
	(void)snprintf(memo, sizeof memo, "---\n%s\nto: Somebody\n---\n%s",
	    title ? e->memo : "subject: A title", title ? BODY : "\n");
	if (!title)
		unfold(memo + strlen(memo), e->memo);
	unfold(text, e->text);
	if (title)
		(void)snprintf(text + strlen(text), sizeof BODY, "%s", BODY);
	assert_int_equal(gs_document_parse(&doc, &report, arena, &rules, memo,
	    strlen(memo)), GS_OK);
	assert_int_equal(gs_opening_whole(&opening, arena, doc.blocks,
	    doc.count, seed), GS_OK);
	assert_int_equal(gs_compare(&c, &report, arena, &gs_marks_legacy,
	    &opening, (struct gs_span){(const uint8_t *)text, strlen(text)}),
	    GS_OK);

	describe(got, &c, title ? 0 : FIELDS);
	if (!is_said(e->verdict, got, &c) || e->guess !=
	    (count_guesses(&c) > 0)) {
		printf("line %zu: %s\n  want %s%s\n  got  %s, %zu guesses, "
		    "%zu extra, %zu furniture\n", e->line, e->memo, e->verdict,
		    e->guess ? ", guess" : "", got, count_guesses(&c),
		    c.counts[GS_MATCH_EXTRA], c.counts[GS_MATCH_FURNITURE]);
		failed++;
	}
	judged++;
	gs_pool_free(&pool);
}

/* Copies what stands behind `name` on an example's line. */
static bool take_line(char *out, const char *line, const char *name)
{
	size_t n = strlen(name);

	if (strncmp(line, name, n) != 0)
		return false;
	(void)snprintf(out, LINE_MAX_, "%s", line + n);
	return true;
}

static FILE *open_rules(void)
{
	char path[4096];
	const char *source = getenv("GAINSAY_SOURCE");

	(void)snprintf(path, sizeof path, "%s/docs/spec/comparison.md",
	    source == NULL ? "." : source);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	return file;
}

static void examples_are_judged_as_they_say(void **state)
{
	(void)state;
	struct example e = {.line = 0};
	char line[LINE_MAX_];
	FILE *file = open_rules();

	for (size_t number = 1; fgets(line, sizeof line, file) != NULL;
	    number++) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "    ", 4) != 0) {
			if (e.verdict[0] != '\0')
				judge_example(&e);
			e = (struct example){.line = number + 1};
			continue;
		}
		const char *rest = line + 4;
		if (take_line(e.memo, rest, "memo: ") ||
		    take_line(e.text, rest, "text: "))
			continue;
		if (strcmp(rest, "guess") == 0)
			e.guess = true;
		else
			(void)take_line(e.verdict, rest, "");
	}
	if (e.verdict[0] != '\0')
		judge_example(&e);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(failed, 0);
	assert_true(judged >= EXAMPLES_MIN);
}

/* Each kind has a heading, and below it an example that says it. */
static void each_kind_has_an_example(void **state)
{
	(void)state;

	for (unsigned k = 0; k < GS_TYPO_KINDS; k++) {
		char line[LINE_MAX_], heading[64];
		bool within = false, found = false;
		FILE *file = open_rules();

		(void)snprintf(heading, sizeof heading, "### %s\n",
		    gs_typography_code(k));
		while (fgets(line, sizeof line, file) != NULL) {
			if (line[0] == '#')
				within = strcmp(line, heading) == 0;
			found = found || (within && strstr(line,
			    "    typography: ") == line &&
			    strstr(line, gs_typography_code(k)) != NULL);
		}
		assert_int_equal(fclose(file), 0);
		if (!found)
			fail_msg("%s has no example",
			    gs_typography_code(k));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_are_judged_as_they_say),
		cmocka_unit_test(each_kind_has_an_example),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("comparison", tests, NULL, NULL);
}
