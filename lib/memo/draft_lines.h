/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a text that is drafted from, for draft.c. */
#ifndef GS_LIB_MEMO_DRAFT_LINES_H
#define GS_LIB_MEMO_DRAFT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/host.h"
#include "core/err.h"
#include "lib/memo/fault.h"

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

/* The lines without those that belong to the page: its number, its header, the
 * marking; each is said.  GS_ERR_MEMORY. */
GS_CHECKED int gs_lines_read(struct gs_lines *out, struct gs_faults *guesses,
    struct gs_arena *arena, const void *text, size_t len);

enum gs_marker_kind {
	GS_MARKER_NONE,
	GS_MARKER_NUMBER,  /* `1.` `1)` `(1)` */
	GS_MARKER_SMALL,   /* `a.` `a)` `(a)` */
	GS_MARKER_CAPITAL, /* `A.` `A)` */
	GS_MARKER_BULLET
};

struct gs_marker {
	enum gs_marker_kind kind;
	unsigned value; /* from 1; of a bullet 0 */
	size_t len;     /* with the blanks behind it */
};

struct gs_marker gs_marker_read(struct gs_span text);

/* Without blanks around it. */
struct gs_span gs_span_trim(struct gs_span s);
/* Whether it begins with `word`, in whatever case. */
bool gs_span_begins(struct gs_span s, const char *word);
/* Bytes of a portion mark in its parentheses, at the beginning, and of the
 * blanks behind it; 0: none. */
size_t gs_span_mark(struct gs_span s);

#endif
