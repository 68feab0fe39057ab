/* SPDX-License-Identifier: Apache-2.0 */
/* Private to lib/site: what drawings are made of.  An x is in tenths of a per
 * cent of the width, a y in pixels from the top. */
#ifndef GS_LIB_SITE_FIGURE_H
#define GS_LIB_SITE_FIGURE_H

#include "lib/site/page.h"

void site_write_x(struct site_page *p, unsigned x);

struct site_line {
	unsigned x1, y1, x2, y2;
	const char *has; /* its class */
};
void site_draw_line(struct site_page *p, const struct site_line *line);
/* From corner to corner; `has` is attributes. */
void site_draw_box(struct site_page *p, const struct site_line *box);

enum site_mark { SITE_MARK_FILED, SITE_MARK_IN_TIME, SITE_MARK_LATE,
	SITE_MARK_OVERDUE };
void site_draw_sign(struct site_page *p, unsigned x, unsigned y,
    enum site_mark mark);

enum site_anchor { SITE_START, SITE_MIDDLE, SITE_END };
struct site_label {
	unsigned x, y, dx;
	enum site_anchor anchor;
	const char *has;  /* its class, or NULL */
	const char *text; /* ours */
};
void site_draw_label(struct site_page *p, const struct site_label *label);

#endif
