/* SPDX-License-Identifier: Apache-2.0 */
/* Holds texts against memos, as `gainsay verify` does, without a channel: for
 * tests that have thousands of them.
 *
 * Reads `<memo's bytes> <text's bytes>\n` and both, again and again; writes a
 * line of JSON for each: blocks in order, then what is of none. */
#include <stdio.h>
#include <stdlib.h>

#include "lib/compare/compare.h"
#include "lib/compare/typography.h"
#include "lib/host.h"
#include "lib/memo/document.h"

#define TEXT_MAX ((size_t)16 << 20)

static void require_that(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "compare-tool: %s\n", what);
	exit(1);
}

static void print_text(struct gs_span s)
{
	putchar('"');
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < 0x20 || s.ptr[i] == '"' || s.ptr[i] == '\\')
			printf("\\u%04x", s.ptr[i]);
		else
			putchar(s.ptr[i]);
	}
	putchar('"');
}

static void print_match(const struct gs_match *m)
{
	static const char *const kinds[GS_MATCH_KINDS] = {"identical",
	    "typography", "altered", "missing", "withheld", "extra",
	    "furniture", "omission"};

	printf("{\"kind\":\"%s\",\"of_memo\":%s,\"shortened\":%s,"
	    "\"moved\":%s,\"guessed\":%s,\"part\":%s,\"typography\":[",
	    kinds[m->kind], m->block == GS_NOWHERE ? "false" : "true",
	    m->gaps_in_text ? "true" : "false", m->moved ? "true" : "false",
	    m->guessed ? "true" : "false", m->quoted ? "true" : "false");
	for (unsigned k = 0, n = 0; k < GS_TYPO_KINDS; k++)
		if ((m->typography & GS_TYPO(k)) != 0)
			printf("%s\"%s\"", n++ > 0 ? "," : "",
			    gs_typography_code(k));
	printf("],\"changes\":[");
	for (size_t i = 0; i < m->change_count; i++) {
		printf("%s[", i > 0 ? "," : "");
		print_text(m->changes[i].was);
		putchar(',');
		print_text(m->changes[i].is);
		putchar(']');
	}
	printf("]}");
}

static void compare_case(const uint8_t *memo, size_t memo_len,
    const uint8_t *text, size_t text_len)
{
	const struct gs_document_rules rules = {.marks.style = GS_MARK_LEGACY,
	    .ceiling = 4, .lenient = true};
	static const uint8_t seed[32];
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_document doc = {0};
	struct gs_opening opening;
	struct gs_comparison c;
	struct gs_report report = {.text = ""};
	int err = gs_document_parse(&doc, &report, arena, &rules, memo,
	    memo_len);

	if (err == GS_OK)
		err = gs_opening_whole(&opening, arena, doc.blocks, doc.count,
		    seed);
	if (err == GS_OK)
		err = gs_compare(&c, &report, arena, &gs_marks_legacy,
		    &opening, (struct gs_span){text, text_len});
	require_that(err == GS_OK, report.text);

	putchar('[');
	for (size_t i = 0; i < c.match_count; i++) {
		printf("%s", i > 0 ? "," : "");
		print_match(&c.matches[i]);
	}
	printf("]\n");
	fflush(stdout);
	gs_pool_free(&pool);
}

/* The two lengths of a case; false at the end. */
static bool read_lengths(size_t len[2])
{
	char line[64], *rest = NULL;

	if (fgets(line, sizeof line, stdin) == NULL)
		return false;
	len[0] = strtoul(line, &rest, 10);
	len[1] = strtoul(rest, &rest, 10);
	require_that(*rest == '\n' && len[0] <= TEXT_MAX &&
	    len[1] <= TEXT_MAX, "a case is not in its form");
	return true;
}

int main(void)
{
	uint8_t *memo = malloc(TEXT_MAX), *text = malloc(TEXT_MAX);
	size_t len[2] = {0, 0};

	require_that(memo != NULL && text != NULL, "no memory");
	require_that(gs_host_start() == GS_OK, "the host does not start");
	while (read_lengths(len)) {
		require_that(fread(memo, 1, len[0], stdin) == len[0] &&
		    fread(text, 1, len[1], stdin) == len[1],
		    "a case ends early");
		compare_case(memo, len[0], text, len[1]);
	}
	free(memo);
	free(text);
	return 0;
}
