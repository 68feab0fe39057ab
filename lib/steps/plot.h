/* SPDX-License-Identifier: Apache-2.0 */
/* Statistics drawn: the days that a duty took against the rule, the memos of a
 * year, one memo against its clocks.  What is late differs from what is in time
 * by its shape and its shade, never by its colour: a copy in black and white
 * says the same. */
#ifndef GS_LIB_STEPS_PLOT_H
#define GS_LIB_STEPS_PLOT_H

#include "core/bytes.h"
#include "lib/steps/statistics.h"

enum gs_plot_ink { GS_PLOT_BLACK, GS_PLOT_GREY, GS_PLOT_PALE, GS_PLOT_WHITE,
	GS_PLOT_INKS };
/* Where a label's x is. */
enum gs_plot_anchor { GS_PLOT_START, GS_PLOT_MIDDLE, GS_PLOT_END };

/* All in units of a drawing, from its upper left corner. */
#define GS_PLOT_WIDTH 720
#define GS_PLOT_HEIGHT 360
struct gs_plot_box {
	int x, y, width, height;
};
struct gs_plot_label {
	int x, y; /* the line that the letters stand on */
	enum gs_plot_anchor anchor;
	enum gs_plot_ink ink;
	bool bold;
	const char *text; /* UTF-8 */
};

/* What draws: an SVG below, a page of a PDF elsewhere. */
struct gs_canvas {
	void *ctx;
	void (*box)(void *ctx, enum gs_plot_ink ink,
	    const struct gs_plot_box *box);
	void (*label)(void *ctx, const struct gs_plot_label *label);
};

/* A picture of statistics: by its kind, of a duty's figures in one unit, or of
 * a memo. */
enum gs_picture_kind { GS_PICTURE_DAYS, GS_PICTURE_YEAR, GS_PICTURE_MEMO };
struct gs_picture {
	enum gs_picture_kind kind;
	const char *duty;       /* GS_PICTURE_DAYS: its name */
	unsigned unit;          /* likewise */
	const struct gs_memo *memo; /* GS_PICTURE_MEMO */
};
/* The pictures that these statistics come to, but those of memos: the index-th;
 * false behind the last. */
bool gs_picture_at(struct gs_picture *out,
    const struct gs_statistics *statistics, size_t index);
/* What stands above it. */
#define GS_PICTURE_TITLE_MAX 160
void gs_picture_title(char out[GS_PICTURE_TITLE_MAX],
    const struct gs_statistics *statistics, const struct gs_picture *picture);
/* "days-reply-working", of letters that any file system takes. */
#define GS_PICTURE_NAME_MAX 160
void gs_picture_name(char out[GS_PICTURE_NAME_MAX],
    const struct gs_statistics *statistics, const struct gs_picture *picture);
/* Errors of gs_due_memo. */
GS_CHECKED int gs_picture_draw(const struct gs_canvas *canvas,
    const struct gs_statistics *statistics, const struct gs_picture *picture);

/* Bytes that any picture fits in. */
#define GS_SVG_MAX ((size_t)4 << 20)
/* The picture as a file of its own, with neither style nor script, which shows
 * the same wherever it is.  GS_ERR_SPACE, errors of gs_picture_draw. */
GS_CHECKED int gs_picture_svg(struct gs_writer *svg,
    const struct gs_statistics *statistics, const struct gs_picture *picture);

#endif
