/* SPDX-License-Identifier: Apache-2.0 */
/* What gainsay-convert says of a file: its text, and each *aside*: what a
 * reader of the file sees and the text does not hold, or the reverse.  The
 * form is docs/spec/reading.md's. */
#ifndef GS_LIB_ASIDE_H
#define GS_LIB_ASIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "lib/report.h"

#define GS_ASIDES_MAX 1000    /* of one file; more are counted alone */
#define GS_ASIDE_TEXT_MAX 400 /* bytes of what one says */

enum gs_aside_kind {
	GS_ASIDE_FOOTNOTE,
	GS_ASIDE_ENDNOTE,
	GS_ASIDE_HEADER,
	GS_ASIDE_FOOTER,
	GS_ASIDE_TEXT_BOX,
	GS_ASIDE_COMMENT,
	GS_ASIDE_HIDDEN,      /* text in the file that nobody is shown */
	GS_ASIDE_FAINT,       /* text in its background's colour, or tiny */
	GS_ASIDE_INSERTED,    /* a tracked change */
	GS_ASIDE_DELETED,     /* another */
	GS_ASIDE_STRUCK,      /* shown, and struck out */
	GS_ASIDE_PICTURE,
	GS_ASIDE_OBJECT,      /* a chart, a table of another program, a film */
	GS_ASIDE_EQUATION,
	GS_ASIDE_SYMBOL,      /* a sign that only its font explains */
	GS_ASIDE_FORM,        /* what stands in a form's field */
	GS_ASIDE_FOLDED,      /* shown when somebody asks for it */
	GS_ASIDE_GENERATED,   /* shown by a style, a script or a field */
	GS_ASIDE_MARGIN,      /* glosses above or beside words */
	GS_ASIDE_ALTERNATIVE, /* a mail's other version says something else */
	GS_ASIDE_ATTACHMENT,
	GS_ASIDE_DAMAGED,     /* bytes that are no text in their encoding */
	/* From here on: said, and no reason to doubt the text. */
	GS_ASIDE_LINE_NUMBERS,
	GS_ASIDE_MARKING,     /* the memo's own, at a page's edge */
	GS_ASIDE_SUBJECT,     /* of a mail */
	GS_ASIDE_ELSEWHERE,   /* a style or a script that the file only names */
	GS_ASIDE_KINDS
};

enum gs_aside_place {
	GS_PLACE_FILE, /* the whole of it */
	GS_PLACE_PARAGRAPH,
	GS_PLACE_PAGE,
	GS_PLACE_PART, /* of a mail */
	GS_PLACES
};

struct gs_aside {
	enum gs_aside_kind kind;
	enum gs_aside_place place;
	size_t number; /* of the place, from 1; 0 for the file */
	struct gs_span text; /* may be empty */
};

/* Why a file has no text that could be judged. */
enum gs_unread {
	GS_UNREAD_NOTHING, /* it was read */
	GS_UNREAD_EMPTY,
	GS_UNREAD_PICTURE, /* pages that are pictures */
	GS_UNREAD_ORDER,   /* right-to-left text in a PDF */
	GS_UNREAD_LOCKED,
	GS_UNREAD_DAMAGED,
	GS_UNREAD_LARGE,   /* it unpacks to more than is read */
	GS_UNREAD_OTHER,   /* a package that is no text document */
	GS_UNREAD_CHARSET,
	GS_UNREAD_FAULT,   /* the converter's own */
	GS_UNREADS
};

struct gs_converted {
	struct gs_span text;
	struct gs_aside *asides;
	size_t count;
	uint64_t more; /* asides that are not listed */
	enum gs_unread unread;
};

/* As docs/spec/reading.md calls it, one word; and as people are told. */
const char *gs_aside_word(enum gs_aside_kind kind);
const char *gs_aside_said(enum gs_aside_kind kind);
const char *gs_place_word(enum gs_aside_place place);
const char *gs_unread_word(enum gs_unread unread);
/* Whether a text with it is not all that a reader sees, or more. */
bool gs_aside_counts(enum gs_aside_kind kind);
/* How many of them do, those that are not listed among them. */
size_t gs_asides_count(const struct gs_converted *c);

/* What gainsay-convert wrote; everything in *out lies in `answer` or in the
 * arena.  GS_ERR_FORMAT: it is not of the form, in any respect;
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_converted_read(struct gs_converted *out,
    struct gs_arena *arena, struct gs_span answer);
/* Says why `path` was not read; nothing if it was. */
void gs_unread_tell(struct gs_report *report, enum gs_unread unread,
    const char *path);

#endif
