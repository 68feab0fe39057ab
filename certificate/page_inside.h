/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that draw on a page share. */
#ifndef GS_CERTIFICATE_PAGE_INSIDE_H
#define GS_CERTIFICATE_PAGE_INSIDE_H

#include <cairo.h>
#include <pango/pangocairo.h>

#include "certificate/page_plan.h"
#include "core/bytes.h"

#define GS_PAGE_RIGHT (GS_PAGE_WIDTH - GS_PAGE_MARGIN)
#define GS_PAGE_TEXT_MAX ((size_t)1 << 20) /* bytes of one text */

struct gs_page {
	const struct gs_page_plan *plan;
	struct gs_writer *pdf;
	cairo_surface_t *surface;
	cairo_t *cairo;
	PangoFontMap *fonts;
	PangoContext *context;
	double y;
	double marking; /* its height: a long one takes several lines */
	double bottom;  /* what flows ends here */
	int number;     /* of the page, from 1 */
	bool full;      /* nothing more is put on the last page */
	double beside; /* text above it leaves room for the code */
	double code;   /* that room */
	int err;
};

void gs_page_ink(struct gs_page *page, enum gs_ink ink);
/* Text that came out of a file: set as it is, never as markup.  With a width it
 * is broken into lines, of which the last one allowed ends in an ellipsis. */
PangoLayout *gs_page_layout(struct gs_page *page, const char *font,
    struct gs_span text, double width);
/* Starts another page if this one has no room; false: nor is there another. */
bool gs_page_room(struct gs_page *page, double height);

#endif
