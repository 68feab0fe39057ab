/* SPDX-License-Identifier: Apache-2.0 */
/* Two texts beside each other on a page. */
#ifndef GS_CERTIFICATE_COLUMNS_H
#define GS_CERTIFICATE_COLUMNS_H

#include "certificate/page.h"

/* Text in one or two columns behind a tag at the left, over as many pages as it
 * takes; `bars`: instead of text, bars of one size, which tell no length. */
struct gs_page_run {
	struct gs_span text;
	bool strong; /* framed by an underline and in bold */
};
struct gs_page_column {
	const struct gs_page_run *run;
	size_t count;
};
struct gs_page_columns {
	const char *tag;
	enum gs_ink ink; /* of the tag */
	struct gs_page_column column[2];
	size_t columns; /* 1 or 2 */
	bool bars;
};
void gs_columns_put(struct gs_page *page,
    const struct gs_page_columns *columns);

#endif
