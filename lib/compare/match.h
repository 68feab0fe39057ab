/* SPDX-License-Identifier: Apache-2.0 */
/* What a comparison finds (lib/compare/compare.h). */
#ifndef GS_LIB_COMPARE_MATCH_H
#define GS_LIB_COMPARE_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/host.h"
#include "lib/aside.h"

#define GS_COMPARE_STEPS ((uint64_t)1 << 28)
#define GS_COMPARE_CELLS ((uint64_t)1 << 28)
#define GS_COMPARE_PAIR_CELLS ((uint64_t)1 << 22) /* of one pair of blocks */

enum gs_match_kind {
	GS_MATCH_IDENTICAL,
	GS_MATCH_TYPOGRAPHY, /* identical but for typography */
	GS_MATCH_ALTERED,
	GS_MATCH_MISSING,   /* of the memo, not in the text */
	GS_MATCH_WITHHELD,  /* of the memo, not shown by the file */
	GS_MATCH_EXTRA,     /* of the text, not in the memo */
	GS_MATCH_FURNITURE, /* of the text: a page's number, the marking */
	GS_MATCH_OMISSION,  /* of the text: `[...]` between blocks */
	GS_MATCH_KINDS
};

/* Words of the memo, and what the text has instead; one may be empty. */
struct gs_word_change {
	struct gs_span was, is;
};

/* What the text has of one block, or of none: one match's. */
struct gs_piece {
	struct gs_span text; /* its stretches, an empty line between them */
	struct gs_span mark;
	size_t line; /* of the text, from 1 */
	bool retyped; /* its paragraphs have blanks that no memo has */
	/* The stretches as they lie in the text that was given, where the
	 * words of changes lie; `text` ends as they do, an empty line between
	 * them. */
	struct gs_span *source;
	size_t source_count;
};

#define GS_NOWHERE SIZE_MAX

struct gs_match {
	enum gs_match_kind kind;
	size_t block; /* of the memo, or GS_NOWHERE */
	size_t text;  /* index in the text's pieces, or GS_NOWHERE */
	bool moved;   /* stands elsewhere in the order than in the memo */
	bool merged;  /* shares a paragraph with another block */
	bool split;   /* stands in more paragraphs than in the memo */
	bool quoted;  /* if altered: one run of the memo's words and no other */
	/* The kind is that of the sentences shown where some are withheld: */
	bool shown_in_part; /* by the file, */
	bool gaps_in_text;  /* or by the text, which says so, as `[...]` too */
	bool words_in_gap;  /* the text has words where the file has a gap */
	uint32_t typography; /* kinds (lib/compare/typography.h) */
	bool guessed; /* another reading is possible: of a kind of typography
	               * that says so, a running head, a bare page number */
	struct gs_word_change *changes; /* if altered, or words_in_gap */
	size_t change_count;
};

struct gs_comparison {
	struct gs_piece *text; /* in the text's order */
	size_t text_count;
	struct gs_match *matches; /* the memo's blocks, then what is extra */
	size_t match_count;
	size_t counts[GS_MATCH_KINDS];
	size_t moved, merged, split, quoted; /* matches that are */
	size_t shown_in_part, gaps_in_text, words_in_gap;
	size_t guessed; /* matches of which another reading is possible */
	size_t gaps; /* blocks that the text says it withholds */
	size_t hidden; /* characters that do not show, or turn the direction */
	bool bounded; /* a bound above was reached */
	/* What the file of the text holds beside it; NULL: nothing.  Set by who
	 * has read the file (lib/steps/asides.h). */
	const struct gs_converted *file;
};

#endif
