/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/summary.h"

#include <stdio.h>

#include "cli/common/terminal.h"

static size_t same(const struct gs_comparison *k)
{
	return k->counts[GS_MATCH_IDENTICAL] + k->counts[GS_MATCH_TYPOGRAPHY];
}

bool gs_summary_good(const struct gs_comparison *k)
{
	return same(k) > 0 && k->counts[GS_MATCH_ALTERED] == 0 &&
	    k->counts[GS_MATCH_EXTRA] == 0 && k->unseen == 0;
}

/* Precondition: gs_summary_good. */
static bool is_excerpt(const struct gs_comparison *k)
{
	return k->counts[GS_MATCH_MISSING] + k->counts[GS_MATCH_WITHHELD] +
	    k->partly + k->shortened > 0;
}

const char *gs_summary_word(const struct gs_comparison *k)
{
	const size_t *n = k->counts;
	if (same(k) == 0 && n[GS_MATCH_ALTERED] == 0)
		return "nothing in common";
	if (!gs_summary_good(k))
		return "different";
	if (is_excerpt(k))
		return "excerpt";
	return n[GS_MATCH_TYPOGRAPHY] > 0 ? "same but for typography" :
	    "same";
}

static const char *s(size_t n)
{
	return n == 1 ? "" : "s";
}

static const char *are(size_t n)
{
	return n == 1 ? "is" : "are";
}

static void say(const char *before, enum gs_terminal_style style, const char *words)
{
	printf("%sThis text%s %s%s%s%s", gs_terminal_escape(GS_STYLE_BOLD),
	    gs_terminal_escape(GS_STYLE_PLAIN), before, gs_terminal_escape(style), words,
	    gs_terminal_escape(GS_STYLE_PLAIN));
}

/* What a file does not show may have any words. */
static const char *whole(const struct gs_opening *memo)
{
	return memo->open_count < memo->count || memo->part_count > 0 ?
	    "the memo as far as the file shows it" : "the memo";
}

static void say_foreign(const struct gs_comparison *k,
    const struct gs_opening *memo)
{
	size_t extra = k->counts[GS_MATCH_EXTRA];
	if (extra > 0)
		printf("; %zu passage%s of it %s not in %s", extra, s(extra),
		    are(extra), whole(memo));
	if (k->unseen > 0)
		printf("; in %zu it has words where the file withholds "
		    "sentences, and this file cannot tell whether they are "
		    "the memo's", k->unseen);
}

static void say_rest(const struct gs_comparison *k)
{
	const size_t *n = k->counts;
	if (n[GS_MATCH_MISSING] > 0 || n[GS_MATCH_WITHHELD] > 0)
		printf("; %zu %s missing", n[GS_MATCH_MISSING],
		    are(n[GS_MATCH_MISSING]));
	if (n[GS_MATCH_WITHHELD] > 0)
		printf(", %zu withheld by the file", n[GS_MATCH_WITHHELD]);
	if (k->partly > 0)
		printf(", %zu shown by the file in part", k->partly);
	if (k->shortened > 0)
		printf("; %zu %s sentences left out, as the text says itself",
		    k->shortened, k->shortened == 1 ? "has" : "have");
	if (k->moved > 0)
		printf("; %zu stand%s in another order", k->moved,
		    k->moved == 1 ? "s" : "");
}

static void print_different(const struct gs_comparison *k,
    const struct gs_opening *memo)
{
	size_t altered = k->counts[GS_MATCH_ALTERED];
	if (altered == 0) {
		say("", GS_STYLE_BAD, "is not the memo alone");
		printf(": it has %zu of the memo's %zu blocks, word for word",
		    same(k), memo->count);
	} else {
		say("", GS_STYLE_BAD, "is not the memo as filed");
		printf(": %zu of its blocks %s altered", altered,
		    are(altered));
		if (k->part > 0)
			printf(" (%zu by leaving words out at an end, and "
			    "nothing else)", k->part);
		printf("; %zu of the memo's %zu blocks %s in it word for word",
		    same(k), memo->count, are(same(k)));
	}
	say_foreign(k, memo);
	say_rest(k);
	printf(".\n");
}

/* Whether the text has any of the memo but lines of its front matter, of which
 * another memo may have the same. */
static bool has_body(const struct gs_comparison *k,
    const struct gs_opening *memo)
{
	for (size_t i = 0; i < memo->count; i++)
		if (k->matches[i].text != GS_NOWHERE &&
		    !gs_block_is_field(&memo->blocks[i]))
			return true;
	return false;
}

void gs_print_summary(const struct gs_comparison *k,
    const struct gs_opening *memo)
{
	const size_t *n = k->counts;
	if (same(k) == 0 && n[GS_MATCH_ALTERED] == 0) {
		say("", GS_STYLE_BAD, "has no block of the memo");
		printf(", as filed or altered%s.\n", n[GS_MATCH_WITHHELD] +
		    k->partly > 0 ? ", of those that the file shows" : "");
	} else if (!has_body(k, memo)) {
		say("", GS_STYLE_BAD, "has nothing of the memo");
		printf(" but %zu of the lines at its head%s.\n", same(k) +
		    n[GS_MATCH_ALTERED], n[GS_MATCH_ALTERED] > 0 ?
		    ", as filed or altered" : "");
	} else if (!gs_summary_good(k)) {
		print_different(k, memo);
	} else if (is_excerpt(k)) {
		say("", GS_STYLE_OPEN, "is an excerpt");
		printf(" of the memo as filed: %zu of its %zu blocks, word "
		    "for word%s", same(k), memo->count, k->partly > 0 ?
		    " as far as the file shows them" : "");
		say_rest(k);
		printf(".\n");
	} else if (k->moved > 0) {
		say("has ", GS_STYLE_OPEN, "all of the memo as filed");
		printf(", word for word, in another order.\n");
	} else {
		say("", GS_STYLE_GOOD, "is the memo as filed");
		printf(", complete, %s.\n", n[GS_MATCH_TYPOGRAPHY] > 0 ?
		    "identical but for typography" : "word for word");
	}
}
