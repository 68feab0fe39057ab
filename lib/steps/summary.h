/* SPDX-License-Identifier: Apache-2.0 */
/* One sentence about a text held against a memo, which can be shown as it is
 * and be right. */
#ifndef GS_LIB_STEPS_SUMMARY_H
#define GS_LIB_STEPS_SUMMARY_H

#include <stdbool.h>

#include "lib/compare/compare.h"
#include "lib/evidence/opening.h"
#include "lib/report.h"

#define GS_SUMMARY_FACTS_MAX 12

enum gs_summary_tone {
	GS_SUMMARY_GOOD, /* all of the memo, and nothing else */
	GS_SUMMARY_PART, /* nothing else, but not all or not in its order */
	GS_SUMMARY_BAD
};

/* The sentence: the verdict, then each fact with what joins it to what stands
 * before, then a full stop. */
struct gs_summary {
	enum gs_summary_tone tone;
	bool filed;
	struct gs_report verdict; /* "This text is an excerpt of the memo" */
	struct gs_summary_fact {
		const char *before; /* ", ", ": ", "; " or " " */
		struct gs_report said;
	} facts[GS_SUMMARY_FACTS_MAX];
	size_t fact_count;
};

/* `filed`: the memo is one that was filed; else it is the one behind a link. */
void gs_summary_of(struct gs_summary *out, const struct gs_comparison *k,
    const struct gs_opening *memo, bool filed);
/* One word for it, of docs/spec/provenance.md ("Verdicts as JSON"). */
const char *gs_summary_word(const struct gs_comparison *k);
/* And for what became of a block or of a piece of the text, likewise. */
const char *gs_summary_kind(enum gs_match_kind kind);
/* Whether all words of the text are the memo's, as far as the file shows it,
 * and there are any: not of an empty text, nor of one of gaps alone. */
bool gs_summary_good(const struct gs_comparison *k);

#endif
