/* SPDX-License-Identifier: Apache-2.0 */
/* Sizes, styles and inks of pages, and what a document is to be. */
#ifndef GS_CERTIFICATE_PAGE_PLAN_H
#define GS_CERTIFICATE_PAGE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/memo/memo.h"

/* In points: what A4 and Letter have in common, so that both print it whole. */
#define GS_PAGE_WIDTH 595.0
#define GS_PAGE_HEIGHT 792.0
#define GS_PAGE_MARGIN 48.0

enum gs_page_style {
	GS_PAGE_TITLE,
	GS_PAGE_HEADING,
	GS_PAGE_BODY,
	GS_PAGE_ITEM, /* of a list */
	GS_PAGE_SMALL,
	GS_PAGE_COMMAND,
	GS_PAGE_STYLES
};

enum gs_ink { GS_INK_BLACK, GS_INK_GREY, GS_INK_PALE, GS_INK_BLUE,
	GS_INK_RED, GS_INK_WHITE, GS_INKS };

struct gs_page;

/* The notice on what belongs to one. */
#define GS_PAGE_EXERCISE "EXERCISE: people, acts and dates of this channel " \
	"are invented."

struct gs_page_plan {
	const char *title;
	int64_t date;           /* the document says that it is of then */
	struct gs_span marking; /* on top and bottom of each page */
	const char *notice;     /* under the top one; NULL: none */
	bool foreign;           /* not in English: it says no language */
	int pages;              /* at most; 0: two */
};

#endif
