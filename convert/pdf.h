/* SPDX-License-Identifier: Apache-2.0 */
/* Private to convert/pdf*.c: the characters of a page where they stand, in the
 * order in which poppler reads them. */
#ifndef GS_CONVERT_PDF_H
#define GS_CONVERT_PDF_H

#include <poppler.h>

#include "convert/flow.h"

struct gs_glyph {
	uint32_t code;
	uint8_t text[4];
	uint8_t len;
	bool blank;  /* also a line's end */
	bool end;    /* a line's end */
	bool unseen; /* it leaves no trace on the page */
	bool off;    /* it is a line's number, or stands there already */
	double x1, y1, x2, y2;
};

/* One line's, without its end. */
struct gs_glyph_line {
	size_t from, to;
	double x1, y1, x2, y2; /* of what shows; x1 > x2: nothing does */
};

struct gs_glyphs {
	struct gs_flow *f;
	PopplerPage *page;
	struct gs_glyph *list;
	size_t count;
	struct gs_glyph_line *lines;
	size_t line_count;
	double width, height; /* of the page, in points */
};

/* Says which characters of the page are unseen: it is drawn, and where a word
 * stands something must be.  That finds words in invisible mode, in the colour
 * of their background, under a box or of no size alike. */
void gs_glyphs_look(struct gs_glyphs *g);
/* Joins lines that stand in pieces among the columns of the page; whether there
 * were such: then the lines are to be cut anew. */
bool gs_glyphs_join_rows(struct gs_glyphs *g);
/* Takes off the numbers beside lines; whether there were any. */
bool gs_glyphs_unnumber(struct gs_glyphs *g);
/* Writes the lines in paragraphs. */
void gs_glyphs_write(struct gs_glyphs *g);

#endif
