/* SPDX-License-Identifier: Apache-2.0 */
/* What the steps of a comparison share (pieces.c, align.c, pair.c, compare.c).
 * A block is the memo's, a paragraph is the text's as its lines lie, a piece is
 * what the text has of one block, or of none. */
#ifndef GS_LIB_COMPARE_INSIDE_H
#define GS_LIB_COMPARE_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "lib/compare/match.h"
#include "lib/compare/passages.h"
#include "lib/compare/tokens.h"
#include "lib/evidence/opening.h"

/* One side of a match: a block of the memo or a piece of the text. */
struct gs_side {
	struct gs_tokens words;
	uint64_t *sorted; /* hashes of the words, ascending, once needed */
	size_t other;     /* index of its match, or GS_NOWHERE */
	bool exact;       /* all words match */
	bool left_out;    /* matches nothing: withheld, or furniture */
	bool merged, split, quoted, shown_in_part; /* as in struct gs_match */
	size_t gap_words;    /* of the memo that stand for its gaps */
	size_t words_in_gap; /* of the text that stand in these */
	size_t no_words;     /* of the text that are typography */
	uint32_t typography; /* kinds (GS_TYPO) */
	bool omits;          /* the text says that words are left out */
	struct gs_span mark; /* that the text has within it */
	struct gs_word_change *changes;
	size_t change_count;
};

/* Words [from, to) of one paragraph that belong to one piece. */
struct gs_stretch {
	size_t from, to, paragraph;
	size_t next; /* of the piece, or GS_NOWHERE */
};

/* A piece by its stretches, in the text's order. */
struct gs_piece_words {
	size_t block; /* or GS_NOWHERE */
	size_t first, last, count; /* stretches */
	size_t words;
	bool merged;
};

#define GS_HEADS_KEPT 8

struct gs_comparing {
	struct gs_arena *arena;
	const struct gs_marks *marks;
	const struct gs_opening *memo;
	const bool *gaps_in_text; /* by block: the text withholds some of it */
	struct gs_passages text;
	uint32_t *owner; /* of the text's words (lib/compare/regroup.h) */
	struct gs_stretch *stretches;
	struct gs_piece_words *pieces;
	size_t stretch_count;
	struct gs_comparison result;
	struct gs_side *a, *b; /* blocks of the memo, pieces of the text */
	size_t a_count, b_count;
	uint16_t *table;       /* scratch: */
	uint64_t table_cells;  /* at most GS_COMPARE_PAIR_CELLS */
	uint64_t steps, cells; /* left of the bounds */
	/* The last running heads looked up: pages repeat few. */
	struct gs_head_found {
		uint64_t hash;
		bool found;
	} heads[GS_HEADS_KEPT];
	size_t head_count;
};

/* Takes steps off the bound; false, and `bounded` set, if so many are not
 * left. */
bool gs_comparing_spend(struct gs_comparing *c, uint64_t steps);

/* pieces.c: cuts the text where the words' owner changes, anew each time; block
 * i's piece is then a[i].other.  GS_ERR_MEMORY. */
GS_CHECKED int gs_pieces_cut(struct gs_comparing *c);

/* Words [i0, i1) of block `block` for which piece `piece` has [j0, j1). */
struct gs_change {
	size_t block, piece;
	size_t i0, i1, j0, j1;
};

/* forgive.c: whether words that differ are typography alone: notes its kinds,
 * and takes off the ends of `change` what is. */
bool gs_forgive_change(struct gs_comparing *c, struct gs_change *change);
/* forgive.c: whether words i of the block and j of the piece, which are alike,
 * are so but for typography: notes its kinds. */
bool gs_forgive_pair(struct gs_comparing *c, const struct gs_change *pair);
/* between.c: what stands between word i of a block and the one before it, or
 * the block's beginning; behind the last, up to its end. */
struct gs_span gs_block_between(const struct gs_comparing *c, size_t block,
    size_t i);
/* The same of a piece, as far as it stands in one paragraph. */
struct gs_span gs_piece_between(const struct gs_comparing *c, size_t piece,
    size_t j);

/* The paragraph that has the place, which is one of a word's. */
const struct gs_paragraph *gs_paragraph_at(const struct gs_comparing *c,
    const uint8_t *place);

/* align.c: whether block i and piece j are one text, altered or not; a[i] then
 * has what differs.  GS_ERR_MEMORY. */
GS_CHECKED int gs_align_sides(bool *one, struct gs_comparing *c, size_t i,
    size_t j);
/* Whether texts of `a` and `b` words with `same` in common may be one. */
bool gs_align_suffices(size_t same, size_t a, size_t b);
/* Fills `sorted`; GS_ERR_MEMORY. */
GS_CHECKED int gs_side_sort(struct gs_side *s, struct gs_arena *arena);
/* Words in common, as often as both have them, in any order; both sorted. */
size_t gs_side_common(const struct gs_side *a, const struct gs_side *b);

/* pair.c: matches blocks and pieces that have none yet by their words: those
 * too short or too much altered to have three words in a row.
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_pair_similar(struct gs_comparing *c);

#endif
