/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of typography: what may differ between a block and a text that has
 * it, and is no other wording (docs/spec/comparison.md). */
#ifndef GS_LIB_COMPARE_TYPOGRAPHY_H
#define GS_LIB_COMPARE_TYPOGRAPHY_H

#include <stdint.h>

enum gs_typography {
	GS_TYPO_BLANKS,      /* blanks, and where lines and paragraphs end */
	GS_TYPO_MARK,        /* a portion mark left out */
	GS_TYPO_CAPITALS,
	GS_TYPO_ACCENTS,     /* left out in capitals */
	GS_TYPO_QUOTES,      /* kinds of quotation marks and apostrophes */
	GS_TYPO_DASHES,
	GS_TYPO_HYPHENATION, /* a hyphen at a line's end */
	GS_TYPO_POINTS,      /* an ellipsis and three points */
	GS_TYPO_LIGATURES,
	GS_TYPO_WIDTH,       /* full-width signs, signs of another script */
	GS_TYPO_FORMS,       /* tatweel and presentation forms */
	GS_TYPO_FIGURES,     /* figures of another script */
	GS_TYPO_MARKDOWN,    /* emphasis, signs of headings, escapes */
	GS_TYPO_LINKS,
	GS_TYPO_ENTITIES,
	GS_TYPO_TABLE,       /* a table's lines */
	GS_TYPO_LIST,        /* bullets, what stands around a number */
	GS_TYPO_NUMBER,      /* an item's number left out */
	GS_TYPO_LINE_NUMBERS,
	GS_TYPO_FIELD,       /* `subject:` in front of a title left out */
	GS_TYPO_OPENING,     /* quotation marks around what is quoted */
	GS_TYPO_KINDS
};

#define GS_TYPO(kind) ((uint32_t)1 << (kind))
/* Of these another reading is possible: the verdict says what it rests on. */
#define GS_TYPO_GUESSES (GS_TYPO(GS_TYPO_ACCENTS) | GS_TYPO(GS_TYPO_NUMBER) | \
    GS_TYPO(GS_TYPO_LINE_NUMBERS))

/* For --json: `capitals`. */
const char *gs_typography_code(enum gs_typography kind);
/* For people: `capitals`. */
const char *gs_typography_words(enum gs_typography kind);
/* What a guess rests on, a sentence without its full stop; NULL: none is. */
const char *gs_typography_guess(enum gs_typography kind);

#endif
