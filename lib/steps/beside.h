/* SPDX-License-Identifier: Apache-2.0 */
/* A comparison for a reader's eye: the memo's blocks in the memo's order, each
 * beside what the text has of it, with the words that differ marked where they
 * stand. */
#ifndef GS_LIB_STEPS_BESIDE_H
#define GS_LIB_STEPS_BESIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/err.h"
#include "lib/compare/compare.h"
#include "lib/evidence/opening.h"

/* With all kinds of typography. */
#define GS_BESIDE_SAID_MAX 768

/* A stretch of a cell.  Its text is clean: a character that does not show, or
 * turns the direction of writing, is U+FFFD, an end of a line is a space, and
 * the only LF are those of a paragraph's end. */
struct gs_beside_run {
	struct gs_span text;
	bool changed; /* the other side has other words here, or none */
	bool mark;    /* a portion mark, with its brackets */
};

struct gs_beside_cell {
	struct gs_beside_run *run;
	size_t count; /* 0: nothing stands here */
};

struct gs_beside_row {
	const struct gs_match *match;
	struct gs_beside_cell filed, text;
	/* Changes that could not be marked where they stand: first the memo's
	 * words, then the text's, in turn. */
	struct gs_beside_run *other;
	size_t other_count; /* of changes */
	size_t line;        /* where the text has it, from 1; 0: nowhere */
};

/* Page furniture has no row.  What is not the memo's stands behind the block
 * that it follows in the text. */
struct gs_beside {
	struct gs_beside_row *row;
	size_t count;
	size_t furniture; /* pieces of the text without a row */
};

/* All of it lives in the arena.  GS_ERR_MEMORY. */
GS_CHECKED int gs_beside_of(struct gs_beside *out, struct gs_arena *arena,
    const struct gs_comparison *k, const struct gs_opening *memo);

/* "altered, moved": what became of it.  `whole`: the file shows all of the
 * memo. */
void gs_beside_say(char out[GS_BESIDE_SAID_MAX], const struct gs_match *match,
    bool whole);

#endif
