/* SPDX-License-Identifier: Apache-2.0 */
/* Pages of text and simple drawings as a PDF, by Pango and Cairo.  The bytes
 * depend on what is put on the pages and on the fonts installed, not on the
 * clock, the user or the locale. */
#ifndef GS_CERTIFICATE_PAGE_H
#define GS_CERTIFICATE_PAGE_H

#include "certificate/page_plan.h"
#include "core/bytes.h"
#include "core/err.h"

/* `plan` and `out` must outlive it.  GS_ERR_MEMORY. */
GS_CHECKED int gs_page_open(struct gs_page **out, struct gs_writer *pdf,
    const struct gs_page_plan *plan);
/* Completes the PDF and frees.  GS_ERR_SPACE, GS_ERR_MEMORY, GS_ERR_FORMAT
 * (text that is not UTF-8), for whatever went wrong since it was opened. */
GS_CHECKED int gs_page_close(struct gs_page **page);

/* What flows down the page, on to a next one if it has no more room. */
void gs_page_text(struct gs_page *page, enum gs_page_style style,
    const char *text);
void gs_page_row(struct gs_page *page, const char *name, const char *text,
    enum gs_ink ink);
/* Likewise, a row in black; from a format, of whose text at most
 * GS_PAGE_SAID_MAX - 1 bytes are shown. */
#define GS_PAGE_SAID_MAX 4352
__attribute__((format(printf, 3, 4)))
void gs_page_say(struct gs_page *page, enum gs_page_style style,
    const char *format, ...);
__attribute__((format(printf, 3, 4)))
void gs_page_say_row(struct gs_page *page, const char *name,
    const char *format, ...);
/* A QR code at the right margin, beside which text flows until
 * gs_page_clear.  GS_ERR_RANGE: too long for one. */
GS_CHECKED int gs_page_code(struct gs_page *page, const struct gs_span *text,
    double side);
void gs_page_clear(struct gs_page *page);

/* A drawing of that height: returns its upper edge.  Shapes and labels are
 * placed from the page's upper left corner, then gs_page_drawn. */
double gs_page_draw(struct gs_page *page, double height);
void gs_page_drawn(struct gs_page *page);
struct gs_page_rect {
	double x, y, width, height;
};
void gs_page_box(struct gs_page *page, enum gs_ink ink,
    struct gs_page_rect box);
/* One line whose left edge (align 0), middle (0.5) or right edge (1) is at x,
 * but not left of `least` nor over the right margin. */
struct gs_spot {
	double x, y, align, least;
};
void gs_page_label(struct gs_page *page, enum gs_ink ink,
    struct gs_spot spot, const char *text);

#endif
