/* SPDX-License-Identifier: Apache-2.0 */
/* A text against the blocks of a memo: what is the same, what was changed,
 * what is missing, what was never there; wherever the text's paragraphs end
 * (lib/compare/regroup.h).
 *
 * Bounds: those of lib/compare/passages.h and lib/compare/regroup.h; blocks that were not found
 * so are paired by words in at most GS_COMPARE_STEPS steps, and words are
 * aligned in at most GS_COMPARE_CELLS cells; all together take a few seconds.
 * Beyond that blocks count as unmatched, or as altered as a whole, and
 * `bounded` says so. */
#ifndef GS_LIB_COMPARE_COMPARE_H
#define GS_LIB_COMPARE_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "lib/memo/document.h"
#include "lib/evidence/opening.h"
#include "lib/report.h"

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
	GS_MATCH_KINDS
};

/* Words of the memo, and what the text has instead; one may be empty. */
struct gs_word_change {
	struct gs_span was, is;
};

/* A stretch of the text, one match's. */
struct gs_piece {
	struct gs_span text; /* its parts with an empty line between them */
	struct gs_span mark;
	size_t line; /* of the text, from 1 */
};

#define GS_NOWHERE SIZE_MAX

struct gs_match {
	enum gs_match_kind kind;
	size_t block; /* of the memo, or GS_NOWHERE */
	size_t text;  /* index in the text's pieces, or GS_NOWHERE */
	bool moved;   /* stands elsewhere in the order than in the memo */
	bool merged;  /* shares a paragraph with another block */
	bool split;   /* stands in more paragraphs than in the memo */
	bool part;    /* if altered: one run of the memo's words and no other */
	bool partly;  /* the file withholds sentences of it; the kind is that of
	                 the others */
	bool shortened; /* the text withholds sentences of it, and says so; the
	                   kind is that of the others */
	bool unseen;  /* and the text has words in their place */
	struct gs_word_change *changes; /* if altered or unseen */
	size_t change_count;
};

struct gs_comparison {
	struct gs_piece *text; /* in the text's order */
	size_t text_count;
	struct gs_match *matches; /* the memo's blocks, then what is extra */
	size_t match_count;
	size_t counts[GS_MATCH_KINDS];
	size_t moved, merged, split, part, partly, shortened, unseen;
	size_t gaps; /* blocks that the text says it withholds (lib/evidence/redact.h) */
	bool bounded; /* a bound above was reached */
};

/* `text` may be Markdown with or without front matter, or plain text.
 * GS_ERR_FORMAT (not UTF-8), GS_ERR_RANGE (too long), GS_ERR_MEMORY. */
GS_CHECKED int gs_compare(struct gs_comparison *out, struct gs_report *report,
    struct gs_arena *arena, enum gs_mark_style style,
    const struct gs_opening *memo, const void *text, size_t len);

#endif
