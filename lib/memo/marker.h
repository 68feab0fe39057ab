/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in front of a line's text: an item's number, letter or bullet, a
 * heading's or a quote's sign, the line's own number; and the page's number,
 * which is nobody's text.  Documents, drafts, portion marks and the comparison
 * all read it here. */
#ifndef GS_LIB_MEMO_MARKER_H
#define GS_LIB_MEMO_MARKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/host.h"

#define GS_MARKER_DIGITS 9     /* of a number, as CommonMark has it */
#define GS_MARKER_LEVELS 6     /* of headings, likewise */
#define GS_PAGE_NUMBER_DIGITS 4
#define GS_LINE_NUMBER_DIGITS 4

enum gs_marker_kind {
	GS_MARKER_NONE,
	GS_MARKER_HEADING, /* `#` to `######` */
	GS_MARKER_QUOTE,   /* `>` */
	GS_MARKER_BULLET,
	GS_MARKER_NUMBER,
	GS_MARKER_SMALL,   /* a small letter */
	GS_MARKER_CAPITAL,
	GS_MARKER_ROMAN,   /* two letters or more: one alone is a letter */
	GS_MARKER_OUTLINE  /* `1.2.`, `1.2.3`, `1a.` */
};

/* How far from Markdown a text may be; each set has those before it. */
enum gs_marker_set {
	/* CommonMark's: `#`, `>`, `-`, `*`, `+`, `1.`, `1)`.  A memo has no
	 * others, since its blocks are what is committed to. */
	GS_MARKERS_MARKDOWN,
	/* And what print makes of these, and no sentence begins with: bullets
	 * (gs_is_bullet), `¶1.` and `¶ 1.`. */
	GS_MARKERS_PRINTED,
	/* And what may as well be the sentence's own, so that a person has to
	 * look: `(1)`, `[1]`, `a.`, `a)`, `(a)`, `A.`, `A)`, `iv.`, `(iv)`,
	 * `1.2.`, `1.2.3`, `1a)`, `§ 3.`, an en or em dash.  A capital in
	 * parentheses is none: it is a portion mark. */
	GS_MARKERS_GUESSED
};

struct gs_marker {
	enum gs_marker_kind kind;
	unsigned value; /* the number, of an outline's its last; the letter's
	                 * place, from 1; the heading's level; else 0 */
	size_t sign;    /* bytes of the marker itself */
	size_t len;     /* and of the blanks behind it on its line */
};

/* The marker at the beginning of `text`, which has no blanks in front; a blank,
 * the line's end or the text's end is behind it.  All zeros if none is. */
struct gs_marker gs_marker_read(struct gs_span text, enum gs_marker_set set);

/* Moves past one of what may stand between a line's beginning and a portion
 * mark: a sign, a number, a letter, a Roman numeral of four letters at most, or
 * a word that numbers (`para`, `No`, `item`, ...).  False, and nothing moves:
 * the line's first word is at `*at`, or its end. */
bool gs_front_next(struct gs_span line, size_t *at);

/* The number that a line bears in front of its text, as drafts and court papers
 * have it: up to four digits, no sign, two blanks or more and text, or nothing.
 * 0: none.  A number is one of its page if those of the lines around it follow
 * each other: the caller has to look. */
struct gs_marker gs_line_number(struct gs_span line);

/* Whether a line is a page's number and nothing else: `7`, `- 7 -`, `– 7 –`,
 * `[7]`, `7/9`, `7 of 9`, `Page 7`, `Page | 7`, `p. 7`, `iv`.  Where it stands
 * is not looked at. */
bool gs_is_page_number(struct gs_span line);

enum gs_page_number {
	GS_PAGE_NONE,
	GS_PAGE_BARE,   /* `7`, `[7]`, `7/9`: may be a table's figure */
	GS_PAGE_DRESSED /* `- 7 -`, `Page 7 of 9`, `Page | 7` */
};

/* The same, and whether it has dashes around it or the word for a page, in one
 * of several languages: then it is nothing else. */
enum gs_page_number gs_page_number_read(struct gs_span line);

#endif
