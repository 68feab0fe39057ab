/* SPDX-License-Identifier: Apache-2.0 */
/* What the steps of regrouping share: regroup.c finds the paragraphs that are a
 * block, runs.c the runs of words that memo and text have alike, chain.c the
 * block that each run goes to, share.c the owner of the words between. */
#ifndef GS_LIB_COMPARE_REGROUP_INSIDE_H
#define GS_LIB_COMPARE_REGROUP_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "lib/compare/owner.h"
#include "lib/compare/passages.h"
#include "lib/compare/tokens.h"

/* Words in a row that lead to a run.  Two are found in any two texts, four
 * miss a run between two words that were altered. */
#define GS_GRAM 3
/* Of sentences withheld, in one place: what a text may have in a gap.  A page
 * has about 500 words. */
#define GS_GAP_WORDS 2048

/* Words that memo and text have alike, as many as there are: those of a block
 * from word `a` on, and of the text from word `t` on. */
struct gs_run {
	uint32_t block, a, t, len;
};

/* That a block has these GS_GRAM words, from word `a` on. */
struct gs_gram {
	uint64_t hash;
	uint32_t block, a;
};

struct gs_regrouping {
	struct gs_arena *arena;
	const struct gs_regroup_memo *memo;
	const struct gs_passages *text;
	uint32_t *owner;
	bool *found;                 /* of the blocks */
	uint32_t *no_head, *no_tail; /* words at its ends not yet found */
	struct gs_gram *grams;       /* ascending */
	size_t gram_count;
	uint32_t *table; /* where the grams with these first bits begin */
	struct gs_run *runs;
	size_t run_count, run_max;
	size_t *first; /* run of each block, and behind the last block's */
	uint32_t *omissions; /* before each word of the text; NULL: none */
	uint64_t steps;
	bool bounded;
};

static inline const struct gs_token *gs_regroup_word(
    const struct gs_regrouping *r, size_t t)
{
	return &r->text->token[t];
}

/* One comparison of words; false, and `bounded` set, if none is left. */
static inline bool gs_regroup_step(struct gs_regrouping *r)
{
	if (r->steps == 0) {
		r->bounded = true;
		return false;
	}
	r->steps--;
	return true;
}

/* Gives words [from, to) of the text that are free to a block. */
static inline void gs_regroup_claim(struct gs_regrouping *r, size_t from,
    size_t to, size_t block)
{
	for (size_t t = from; t < to; t++)
		if (r->owner[t] == 0)
			r->owner[t] = (uint32_t)block + 1;
}

/* Whether words [from, to) of a block stand for sentences withheld: then any
 * words of the text may be there. */
static inline bool gs_regroup_has_gap(const struct gs_regrouping *r,
    size_t block, size_t from, size_t to)
{
	for (size_t a = from; a < to; a++)
		if (gs_token_is_gap(&r->memo->words[block].token[a]))
			return true;
	return false;
}

/* runs.c: fills `runs`, ascending by block and place in the text, and `first`,
 * for the blocks not found and the words that are free.  GS_ERR_MEMORY. */
GS_CHECKED int gs_runs_find(struct gs_regrouping *r);
/* chain.c: gives the words of the best chain of runs to its block, the best
 * block first, and what stands between its runs.  GS_ERR_MEMORY. */
GS_CHECKED int gs_runs_chain(struct gs_regrouping *r);
/* share.c: gives what stands beside a block's words to it, where the block
 * lacks as much. */
void gs_rest_share(struct gs_regrouping *r);

#endif
