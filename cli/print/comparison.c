/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/comparison.h"

#include <stdio.h>

#include "cli/common/terminal.h"
#include "cli/print/asides.h"
#include "lib/compare/typography.h"
#include "lib/memo/text.h"
#include "lib/steer.h"
#include "lib/steps/beside.h"

#define SPAN_SHOWN 60 /* bytes of a passage */

/* One line of at most SPAN_SHOWN bytes, cut at a character; `?` for each
 * character that does not show, or would steer the terminal. */
static void print_span(const char *before, struct gs_span s,
    const char *after)
{
	const char *cut = s.len > SPAN_SHOWN ? "..." : "";
	size_t len = s.len > SPAN_SHOWN ? SPAN_SHOWN : s.len;

	while (len > 0 && len < s.len && (s.ptr[len] & 0xc0) == 0x80)
		len--;
	printf("%s", before);
	for (size_t i = 0, size = 1; i < len; i += size) {
		bool steers = gs_steers(&size, s.ptr + i, len - i);

		if (s.ptr[i] == '\n')
			putchar(' ');
		else if (steers || gs_text_hides(s.ptr + i, size))
			putchar('?');
		else
			(void)fwrite(s.ptr + i, 1, size, stdout);
	}
	printf("%s%s", cut, after);
}

/* What a judgement rests on, of which another is possible. */
static void print_guesses(const struct gs_match *m)
{
	if (m->guessed && m->kind == GS_MATCH_FURNITURE)
		printf("            a guess: the line is taken for the page's "
		    "own, because it stands alone at a page's edge\n");
	for (unsigned k = 0; k < GS_TYPO_KINDS; k++)
		if ((m->typography & GS_TYPO(k)) != 0 &&
		    gs_typography_guess(k) != NULL)
			printf("            a guess: %s\n",
			    gs_typography_guess(k));
}

static void print_kind(const struct gs_match *m, bool whole)
{
	static const enum gs_terminal_style styles[GS_MATCH_KINDS] = {
		[GS_MATCH_IDENTICAL] = GS_STYLE_GOOD,
		[GS_MATCH_TYPOGRAPHY] = GS_STYLE_GOOD,
		[GS_MATCH_ALTERED] = GS_STYLE_BAD,
		[GS_MATCH_MISSING] = GS_STYLE_OPEN,
		[GS_MATCH_WITHHELD] = GS_STYLE_OPEN,
		[GS_MATCH_EXTRA] = GS_STYLE_BAD,
		[GS_MATCH_FURNITURE] = GS_STYLE_PLAIN,
		[GS_MATCH_OMISSION] = GS_STYLE_OPEN};
	char said[GS_BESIDE_SAID_MAX];

	gs_beside_say(said, m, whole);
	printf("%s%s%s", gs_terminal_escape(styles[m->kind]), said,
	    gs_terminal_escape(GS_STYLE_PLAIN));
}

static void print_match(const struct gs_comparison *k,
    const struct gs_match *m, const struct gs_opening *memo)
{
	struct gs_span text = {NULL, 0};
	bool whole = memo->open_count == memo->count && memo->part_count == 0;

	if (m->block != GS_NOWHERE)
		printf("  block %-3zu ", m->block + 1);
	else
		printf("  line %-4zu ", k->text[m->text].line);
	print_kind(m, whole);

	if (m->text != GS_NOWHERE)
		text = k->text[m->text].text;
	else if (m->kind != GS_MATCH_WITHHELD)
		text = memo->blocks[m->block].text;
	print_span(": ", text, "\n");

	for (size_t i = 0; i < m->change_count; i++) {
		print_span("            the memo has \"", m->changes[i].was,
		    "\", ");
		print_span("the text \"", m->changes[i].is, "\"\n");
	}
	print_guesses(m);
}

void gs_print_comparison(const struct gs_comparison *k,
    const struct gs_opening *memo)
{
	for (size_t i = 0; i < k->match_count; i++)
		print_match(k, &k->matches[i], memo);
	if (k->file != NULL) {
		printf("  Beside the text its file has, and nobody has held "
		    "it against the memo:\n");
		gs_print_asides(k->file);
	}

	if (k->hidden > 0)
		printf("  The text has %zu character%s that do%s not show, or "
		    "turn%s the direction of\n  writing: where %s stands "
		    "(?), it is another text.\n", k->hidden,
		    k->hidden == 1 ? "" : "s", k->hidden == 1 ? "es" : "",
		    k->hidden == 1 ? "s" : "", k->hidden == 1 ? "it" : "one");
	if (k->bounded)
		printf("  The text is so long that not every comparison was "
		    "made; what was not counts as different.\n");
}
