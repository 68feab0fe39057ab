/* SPDX-License-Identifier: Apache-2.0 */
/* Private to convert/odt*.c: a text of ISO/IEC 26300 (OpenDocument). */
#ifndef GS_CONVERT_ODT_H
#define GS_CONVERT_ODT_H

#include "convert/look.h"
#include "convert/package.h"

#define GS_ODT_LEVELS 10

struct gs_odt_style {
	const char *name, *family, *parent, *list;
	struct gs_look look;
};

struct gs_odt_list {
	const char *name; /* "": the headings' */
	const xmlNode *node;
	int count[GS_ODT_LEVELS];
	bool begun[GS_ODT_LEVELS];
};

struct gs_odt {
	struct gs_flow *f;
	struct gs_odt_style *styles;
	size_t style_count;
	struct gs_odt_list *lists;
	size_t list_count;
	const xmlNode *changes; /* text:tracked-changes; NULL */
	/* While it is walked: */
	struct gs_look look;
	struct gs_odt_list *list; /* the innermost one's */
	int level;                /* of it, from 1; 0: in none */
	bool item;                /* its number is still to be written */
	int start;                /* of this item; -1: what follows */
	unsigned inserted, side;
	bool blank;               /* blanks at the end are written already */
};

void gs_odt_read_styles(struct gs_odt *d, const xmlNode *root);
/* What the style sets, with its parents; `family`: "paragraph", "text". */
struct gs_look gs_odt_style_look(const struct gs_odt *d, const char *family,
    const char *name);
struct gs_odt_list *gs_odt_list(struct gs_odt *d, const char *name);
/* Counts and writes what stands in front, at a level from 1; start < 0: the
 * next number. */
void gs_odt_number(struct gs_odt *d, struct gs_odt_list *list, int level,
    int start);
void gs_odt_restart(struct gs_odt_list *list);

#endif
