/* SPDX-License-Identifier: Apache-2.0 */
/* A text against the blocks of a memo: what is the same, what was changed,
 * what is missing, what was never there.
 *
 * Bounds: blocks are paired by words in at most GS_COMPARE_STEPS steps, and
 * words are aligned in at most GS_COMPARE_CELLS cells; both together take
 * about a second.  Beyond that blocks count as unmatched, or as altered as a
 * whole, and `bounded` says so. */
#ifndef GS_LIB_COMPARE_H
#define GS_LIB_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "lib/document.h"
#include "lib/opening.h"
#include "lib/report.h"

#define GS_COMPARE_STEPS ((uint64_t)1 << 28)
#define GS_COMPARE_CELLS ((uint64_t)1 << 25)
#define GS_COMPARE_PAIR_CELLS ((uint64_t)1 << 22) /* of one pair of blocks */

enum gs_match_kind {
	GS_MATCH_IDENTICAL,
	GS_MATCH_TYPOGRAPHY, /* identical but for typography */
	GS_MATCH_ALTERED,
	GS_MATCH_MISSING,  /* of the memo, not in the text */
	GS_MATCH_WITHHELD, /* of the memo, not shown by the file */
	GS_MATCH_EXTRA,    /* of the text, not in the memo */
	GS_MATCH_KINDS
};

/* Words of the memo, and what the text has instead; one may be empty. */
struct gs_change {
	struct gs_span was, is;
};

#define GS_NOWHERE SIZE_MAX

struct gs_match {
	enum gs_match_kind kind;
	size_t block; /* of the memo, or GS_NOWHERE */
	size_t text;  /* index in the text's blocks, or GS_NOWHERE */
	bool moved;   /* stands elsewhere in the order than in the memo */
	struct gs_change *changes; /* if altered */
	size_t change_count;
};

struct gs_comparison {
	struct gs_block *text; /* the text's blocks */
	size_t text_count;
	struct gs_match *matches; /* the memo's blocks, then what is extra */
	size_t match_count;
	size_t counts[GS_MATCH_KINDS];
	size_t moved;
	size_t gaps; /* blocks that the text says it withholds (lib/redact.h) */
	bool bounded; /* a bound above was reached */
};

/* `text` may be Markdown with or without front matter, or plain text.
 * GS_ERR_FORMAT (not UTF-8), GS_ERR_RANGE (too long), GS_ERR_MEMORY. */
GS_CHECKED int gs_compare(struct gs_comparison *out, struct gs_report *report,
    struct gs_arena *arena, enum gs_mark_style style,
    const struct gs_opening *memo, const void *text, size_t len);

#endif
