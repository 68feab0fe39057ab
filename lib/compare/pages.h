/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of a text have beside its words: lines that repeat at their
 * edges, and numbers of lines. */
#ifndef GS_LIB_COMPARE_PAGES_H
#define GS_LIB_COMPARE_PAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/host.h"

struct gs_pages {
	bool *running;  /* by line, from 0: a running head or foot */
	bool *numbered; /* by line: it begins with its number */
	bool numbers;   /* some do */
};

/* `text` is normalised and has `lines` lines.  A running head is a line of at
 * most 120 bytes among the first or last two of a page which another page has
 * there too, but for figures; a page ends with a form feed, a page's number or
 * a line in capitals alone.  Lines are numbered if four fifths of them, and
 * three at least, begin with figures that count on.  Of more than 2^20 lines
 * the rest are neither.  GS_ERR_MEMORY. */
GS_CHECKED int gs_pages_find(struct gs_pages *out, struct gs_arena *arena,
    struct gs_span text, size_t lines);

#endif
