/* SPDX-License-Identifier: Apache-2.0 */
/* Private to convert/docx*.c: a word processor's package of ISO/IEC 29500. */
#ifndef GS_CONVERT_DOCX_H
#define GS_CONVERT_DOCX_H

#include "convert/look.h"
#include "convert/package.h"

#define GS_DOCX_LEVELS 9

struct gs_docx_style {
	const char *id, *based;
	bool table;          /* a table's: dark fields may lie behind words */
	struct gs_look look; /* what it sets itself */
	int number, level;   /* of a list; -1: unset */
	bool dark;
};

/* A list's counters; abstract definitions may serve several lists. */
struct gs_docx_list {
	const char *id;
	const xmlNode *definition; /* w:abstractNum */
	const xmlNode *own;        /* w:num */
	int count[GS_DOCX_LEVELS];
	bool begun[GS_DOCX_LEVELS];
	struct gs_docx_list *counters; /* whose `count` it goes on with */
};

struct gs_docx {
	struct gs_flow *f;
	struct gs_package *p;
	char folder[256]; /* of the main part, with the slash */
	const xmlNode *rels, *body;
	struct gs_docx_style *styles;
	size_t style_count;
	struct gs_look page; /* by the document's defaults */
	struct gs_docx_list *lists;
	size_t list_count;
	xmlNode *notes[3]; /* footnotes, endnotes, comments */
	/* While it is walked: */
	struct gs_look around, paragraph;
	unsigned deleted, inserted; /* depth of tracked changes */
	unsigned fields;            /* depth */
	uint64_t codes;             /* which of them have no result yet */
	unsigned side;              /* depth of notes, headers and boxes */
};

bool gs_docx_is(const xmlNode *node, const char *name);
const char *gs_docx_val(const xmlNode *parent, const char *name);

void gs_docx_read_styles(struct gs_docx *d, const xmlNode *styles);
struct gs_look gs_docx_style_look(const struct gs_docx *d, const char *id);
/* What a w:rPr, w:pPr or w:tcPr sets by itself. */
struct gs_look gs_docx_own_look(const xmlNode *properties);
const struct gs_docx_style *gs_docx_style(const struct gs_docx *d,
    const char *id);

void gs_docx_read_lists(struct gs_docx *d, const xmlNode *numbering);
/* Writes what stands in front of a paragraph by its list, if it has one. */
void gs_docx_number(struct gs_docx *d, const xmlNode *properties);

#endif
