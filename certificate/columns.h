/* SPDX-License-Identifier: Apache-2.0 */
/* Two texts beside each other on a page. */
#ifndef GS_CERTIFICATE_COLUMNS_H
#define GS_CERTIFICATE_COLUMNS_H

#include "certificate/page.h"

/* Text in one or two columns behind a tag at the left, over as many pages as it
 * takes; `bars`: instead of text, bars of one size, which tell no length. */
enum gs_face { GS_FACE_BOLD = 1, GS_FACE_ITALIC = 2, GS_FACE_MONO = 4,
	GS_FACE_UNDERLINED = 8 };

struct gs_page_run {
	struct gs_span text;
	unsigned face; /* of enum gs_face */
};
struct gs_page_column {
	const struct gs_page_run *run;
	size_t count;
};
struct gs_page_columns {
	const char *tag; /* NULL: none, and no room for one */
	enum gs_ink ink; /* of the tag */
	double points;   /* the size of the text; 0: that of a table */
	double indent;   /* from the left edge, if there is no tag */
	size_t hang;     /* bytes that stand in front of the indent: a sign */
	struct gs_page_column column[2];
	size_t columns; /* 1 or 2 */
	bool bars;
};
void gs_columns_put(struct gs_page *page,
    const struct gs_page_columns *columns);

#endif
