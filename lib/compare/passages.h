/* SPDX-License-Identifier: Apache-2.0 */
/* A text to compare with: its words in one row, and its paragraphs, which are
 * stretches of that row.  It is whatever people have: Markdown, plain, out of a
 * PDF; so nothing is required of it but UTF-8, and where its paragraphs end is
 * a guess that lib/compare/regroup.h corrects.
 *
 * Bounds: GS_TEXT_MAX_LENIENT bytes and GS_WORDS_MAX words, or it is refused;
 * beyond GS_PARAGRAPHS_MAX paragraphs the rest counts as one, and `bounded`
 * says so.  Memory is below 12 bytes a byte and 40 a word. */
#ifndef GS_LIB_COMPARE_PASSAGES_H
#define GS_LIB_COMPARE_PASSAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/host.h"
#include "core/memo/memo.h"
#include "lib/compare/tokens.h"
#include "lib/evidence/opening.h"
#include "lib/report.h"

#define GS_WORDS_MAX ((size_t)1 << 22)
#define GS_PARAGRAPHS_MAX ((size_t)1 << 19)

struct gs_paragraph {
	struct gs_span raw;  /* of the normalised text, marker and mark in it */
	struct gs_span mark; /* in `raw` */
	size_t from, to;     /* its words in the row of all */
	size_t line;         /* of the text, from 1 */
	bool furniture;      /* a banner or a page number; has no words */
	bool number;         /* a figure alone, which may be a page's */
	bool running;        /* a line that pages begin or end with, again and
	                      * again; if it is no block's, it is theirs */
	bool retyped;        /* has blanks that no memo has */
};

struct gs_passages {
	struct gs_token *token;
	size_t count;
	struct gs_paragraph *list;
	size_t list_count;
	size_t hidden; /* characters that do not show, or turn the direction */
	size_t gaps; /* blocks that lines `[withheld: ...]` name */
	bool bounded;
};

/* `memo` tells what its banner is, and which gaps it can have.
 * GS_ERR_FORMAT (not UTF-8), GS_ERR_RANGE (too long), GS_ERR_MEMORY. */
GS_CHECKED int gs_passages_of(struct gs_passages *out,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_marks *marks, const struct gs_opening *memo,
    struct gs_span text);
/* How many paragraphs a memo's block has by the same cut. */
size_t gs_passages_in(struct gs_span block);

#endif
