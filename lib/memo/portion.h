/* SPDX-License-Identifier: Apache-2.0 */
/* What a person would read as a portion mark, or as the marking of the whole,
 * where a memo has neither: `a. (TS)`, `**(C)**`, `[S//NF]`, `SECRET`
 * (docs/spec/marking.md, "What reads as a mark").  A memo that has any is
 * refused: as text, it would go under a banner that is too low. */
#ifndef GS_LIB_MEMO_PORTION_H
#define GS_LIB_MEMO_PORTION_H

#include <stddef.h>

#include "core/host.h"
#include "core/memo/memo.h"

enum gs_portion_kind {
	GS_PORTION_NONE,
	GS_PORTION_MARK,  /* of a paragraph */
	GS_PORTION_BANNER /* of the whole text */
};

enum gs_portion_place {
	GS_PORTION_TEXT,    /* a paragraph, item or quote */
	GS_PORTION_HEADING, /* may have a mark behind its words */
	GS_PORTION_SUBJECT, /* the value of the front matter's line; likewise */
	GS_PORTION_FIELD,   /* the value of another one */
	GS_PORTION_CODE
};

struct gs_portion {
	enum gs_portion_kind kind;
	size_t at, len; /* of what reads so, in bytes of the text */
};

/* The first in a block's text, from which its own mark was taken out. */
struct gs_portion gs_portion_find(const struct gs_marks *marks,
    struct gs_span text, enum gs_portion_place place);

#endif
