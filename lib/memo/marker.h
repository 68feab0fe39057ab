/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in front of a line's text: an item's number or bullet, a
 * heading's or a quote's sign; and the page's number, which is nobody's text.
 * Documents, drafts and the comparison all read it here. */
#ifndef GS_LIB_MEMO_MARKER_H
#define GS_LIB_MEMO_MARKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/host.h"

#define GS_MARKER_DIGITS 9     /* of a number, as CommonMark has it */
#define GS_MARKER_LEVELS 6     /* of headings, likewise */
#define GS_PAGE_NUMBER_DIGITS 4

enum gs_marker_kind {
	GS_MARKER_NONE,
	GS_MARKER_HEADING, /* `#` to `######` */
	GS_MARKER_QUOTE,   /* `>` */
	GS_MARKER_BULLET,
	GS_MARKER_NUMBER,
	GS_MARKER_SMALL,   /* a small letter */
	GS_MARKER_CAPITAL
};

/* How far from Markdown a text may be; each set has those before it. */
enum gs_marker_set {
	/* CommonMark's: `#`, `>`, `-`, `*`, `+`, `1.`, `1)`.  A memo has no
	 * others, since its blocks are what is committed to. */
	GS_MARKERS_MARKDOWN,
	/* And what print makes of these, and no sentence begins with: a bullet
	 * (U+2022), a middle dot, `¶1.` and `¶ 1.`. */
	GS_MARKERS_PRINTED,
	/* And what may as well be the sentence's own, so that a person has to
	 * look: `(1)`, `a.`, `a)`, `(a)`, `A.`, `A)`, an en dash.  A capital in
	 * parentheses is none: it is a portion mark. */
	GS_MARKERS_GUESSED
};

struct gs_marker {
	enum gs_marker_kind kind;
	unsigned value; /* the number; the letter's place, from 1; the heading's
	                 * level; else 0 */
	size_t sign;    /* bytes of the marker itself */
	size_t len;     /* and of the blanks behind it on its line */
};

/* The marker at the beginning of `text`, which has no blanks in front; a blank,
 * the line's end or the text's end is behind it.  All zeros if none is. */
struct gs_marker gs_marker_read(struct gs_span text, enum gs_marker_set set);

/* Whether a line is a page's number and nothing else: `7`, `- 7 -`, `[7]`,
 * `7/9`, `7 of 9`, `Page 7`, `p. 7`.  Where it stands is not looked at. */
bool gs_is_page_number(struct gs_span line);

#endif
