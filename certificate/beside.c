/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate/beside.h"

#include <stdio.h>

#include "lib/memo/word_code.h"
#include "lib/steps/local_time.h"

_Static_assert(sizeof ((struct gs_beside_sheet *)0)->code >= GS_WORD_CODE_MAX &&
    sizeof ((struct gs_beside_sheet *)0)->filed >= GS_LOCAL_TIME_MAX,
    "a sheet has room for its facts");

enum gs_beside_form gs_beside_form_of(const struct gs_match *match)
{
	static const enum gs_beside_form forms[GS_MATCH_KINDS] = {
		[GS_MATCH_IDENTICAL] = GS_BESIDE_FILED,
		[GS_MATCH_TYPOGRAPHY] = GS_BESIDE_BOTH,
		[GS_MATCH_ALTERED] = GS_BESIDE_BOTH,
		[GS_MATCH_MISSING] = GS_BESIDE_FILED,
		[GS_MATCH_WITHHELD] = GS_BESIDE_BARS,
		[GS_MATCH_EXTRA] = GS_BESIDE_TEXT,
		[GS_MATCH_FURNITURE] = GS_BESIDE_TEXT,
		[GS_MATCH_OMISSION] = GS_BESIDE_TEXT};

	return match->words_in_gap ? GS_BESIDE_BOTH : forms[match->kind];
}

const char *gs_beside_sign(const struct gs_match *match)
{
	static const char *const signs[GS_MATCH_KINDS] = {
		[GS_MATCH_IDENTICAL] = "=",
		[GS_MATCH_TYPOGRAPHY] = "\xe2\x89\x88", /* U+2248 */
		[GS_MATCH_ALTERED] = "\xe2\x89\xa0",    /* U+2260 */
		[GS_MATCH_MISSING] = "\xe2\x88\x92",    /* U+2212 */
		[GS_MATCH_WITHHELD] = "\xe2\x96\xac",   /* U+25AC */
		[GS_MATCH_EXTRA] = "+",
		[GS_MATCH_FURNITURE] = "",
		[GS_MATCH_OMISSION] = ""};

	return signs[match->kind];
}

void gs_beside_place(char out[64], const struct gs_beside_row *row)
{
	if (row->match->block != GS_NOWHERE)
		(void)snprintf(out, 64, "block %zu", row->match->block + 1);
	else
		(void)snprintf(out, 64, "line %zu of the text", row->line);
}

/* The sentence as the terminal has it (cli/print/summary.c). */
static void write_answer(struct gs_beside_sheet *out,
    const struct gs_verification *v)
{
	struct gs_writer w = gs_writer_of(out->answer, sizeof out->answer - 1);
	struct gs_summary s;

	gs_summary_of(&s, &v->comparison, &v->given.verdict.opening, true);
	gs_write_text(&w, s.verdict.text);
	for (size_t i = 0; i < s.fact_count; i++) {
		gs_write_text(&w, s.facts[i].before);
		gs_write_text(&w, s.facts[i].said.text);
	}
	gs_write_text(&w, ".");
	out->answer[w.len] = '\0';
	out->same = s.tone != GS_SUMMARY_BAD;
}

int gs_beside_sheet_of(struct gs_beside_sheet *out,
    const struct gs_verification *v)
{
	const struct gs_verdict *d = &v->given.verdict;
	const struct gs_opening *o = &d->opening;

	*out = (struct gs_beside_sheet){.v = v,
	    .whole = o->open_count == o->count && o->part_count == 0};
	write_answer(out, v);
	out->aside_count = gs_asides_say(out->asides, GS_BESIDE_ASIDES_MAX,
	    v->comparison.file);
	gs_local_time(out->filed, d->memo->charter, d->memo->at);
	int err = gs_word_code(out->code, d->memo->id);
	return err != GS_OK ? err : gs_beside_of(&out->beside,
	    v->given.arena, &v->comparison, o);
}
