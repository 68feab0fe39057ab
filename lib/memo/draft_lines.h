/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a text that a draft is made of (lib/memo/draft.h): what is the
 * page's own is taken out, and each line knows where it stood. */
#ifndef GS_LIB_MEMO_DRAFT_LINES_H
#define GS_LIB_MEMO_DRAFT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/host.h"
#include "lib/memo/fault.h"
#include "lib/memo/marker.h"

struct gs_line {
	struct gs_span text; /* without blanks around it */
	size_t indent;
	size_t number; /* in the source, from 1 */
	bool page;     /* the first text of a page */
};

struct gs_lines {
	struct gs_line *line;
	size_t count;
	bool banner; /* a marking was printed above or below the text */
	struct gs_span marking;
};

/* Reads a text whose pages end in form feeds.  Leaves out each page's number,
 * header and footer, and the marking, and says so in `guesses`.
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_lines_read(struct gs_lines *out, struct gs_faults *guesses,
    struct gs_arena *arena, const void *text, size_t len);

/* Whether a sentence may end with it: `.`, `!`, `?`, `:` or `;`, and quotes and
 * brackets behind. */
bool gs_line_ends_sentence(struct gs_span text);
/* How many lines from the first on are a cable's head: transmission lines, and
 * headers up to the subject; 0: the text is no cable. */
size_t gs_lines_cable_head(const struct gs_lines *lines);
/* Takes out of a text that is double-spaced, where an empty line stands behind
 * each, those that end no paragraph, and says so.  GS_ERR_MEMORY. */
GS_CHECKED int gs_lines_close(struct gs_lines *lines,
    struct gs_faults *guesses);

/* The number, letter or bullet in front of a line's text.  A heading's sign and
 * a quote's are none of these, nor is a number that may be a year. */
struct gs_marker gs_line_marker(struct gs_span text);
/* Bytes of a portion mark in its parentheses, at the beginning, and of the
 * blanks behind it; 0: none. */
size_t gs_line_mark(struct gs_span text);

#endif
