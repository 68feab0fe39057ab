/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a letter of invitation in an organisation's own words and
 * language, as its operator writes it: `# Title`, `## Heading`, `- item`,
 * paragraphs between empty lines, and placeholders.  Nothing that a member
 * needs to join may be left out of it. */
#ifndef GS_LIB_STEPS_LETTER_TEXT_H
#define GS_LIB_STEPS_LETTER_TEXT_H

#include <stddef.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "lib/report.h"

#define GS_LETTER_TEXT_MAX 5000 /* bytes: two pages have room for them */
#define GS_LETTER_PARTS_MAX 48

enum gs_letter_style {
	GS_LETTER_TITLE, GS_LETTER_HEADING, GS_LETTER_BODY, GS_LETTER_ITEM,
	GS_LETTER_QR,    /* where the code stands; no text */
	GS_LETTER_RECORD /* what the code says; no text */
};

struct gs_letter_text {
	struct gs_letter_part {
		enum gs_letter_style style;
		const char *text; /* one line, with placeholders */
	} part[GS_LETTER_PARTS_MAX];
	size_t count;
};

/* What a letter is filled with. */
struct gs_letter_values {
	const char *name;  /* the channel's */
	const char *whose; /* NULL: what would say it is left out */
};

/* Texts in the arena.  With a report: GS_ERR_SPACE, too long; GS_ERR_FORMAT, a
 * placeholder that is none, or not text; GS_ERR_RULE, one is missing, or given
 * twice.  GS_ERR_MEMORY. */
GS_CHECKED int gs_letter_text_read(struct gs_letter_text *out,
    struct gs_report *report, struct gs_arena *arena, struct gs_span text);
/* A part's text with its placeholders filled; *out is NULL if the part is left
 * out.  GS_ERR_MEMORY. */
GS_CHECKED int gs_letter_text_fill(const char **out, struct gs_arena *arena,
    const struct gs_letter_part *part, const struct gs_letter_values *values);

#endif
