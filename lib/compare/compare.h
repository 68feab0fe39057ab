/* SPDX-License-Identifier: Apache-2.0 */
/* A text against the blocks of a memo: what is the same, what was changed,
 * what is missing, what was never there; wherever the text's paragraphs end.
 *
 * How: the text is cut into words (tokens.c) and paragraphs (passages.c); gaps
 * that it states are made in the memo too (shorten.c); each of its words gets
 * the block that it belongs to (regroup.c: runs.c, chain.c, share.c); the words
 * of a block are a piece (pieces.c), which is aligned with it (align.c); blocks
 * and pieces left over are paired (pair.c).
 *
 * Bounds: those of passages.h and regroup.h; pairing takes at most
 * GS_COMPARE_STEPS steps, and aligning GS_COMPARE_CELLS cells; all together
 * take a few seconds.  Beyond that blocks count as unmatched, or as altered as
 * a whole, and `bounded` says so. */
#ifndef GS_LIB_COMPARE_COMPARE_H
#define GS_LIB_COMPARE_COMPARE_H

#include <stddef.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/host.h"
#include "core/memo/memo.h"
#include "lib/compare/match.h"
#include "lib/evidence/opening.h"
#include "lib/report.h"

/* `text` may be Markdown with or without front matter, or plain text.
 * GS_ERR_FORMAT (not UTF-8), GS_ERR_RANGE (too long), GS_ERR_MEMORY. */
GS_CHECKED int gs_compare(struct gs_comparison *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_marks *marks,
    const struct gs_opening *memo, struct gs_span text);

#endif
