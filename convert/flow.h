/* SPDX-License-Identifier: Apache-2.0 */
/* What a reader writes: the text in paragraphs, and the asides.
 *
 * A reader that cannot go on calls gs_flow_stop, which does not return: the
 * process reads one file and ends, so nothing is freed on the way. */
#ifndef GS_CONVERT_FLOW_H
#define GS_CONVERT_FLOW_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/aside.h"

#define GS_FLOW_FILE_MAX ((size_t)64 << 20)
#define GS_FLOW_TEXT_MAX ((size_t)16 << 20)

/* Bytes that grow, of at most GS_FLOW_TEXT_MAX. */
struct gs_strip {
	uint8_t *ptr;
	size_t len, room;
};

struct gs_flow {
	struct gs_span file;
	jmp_buf *stop;
	enum gs_unread unread;
	struct gs_strip body, said; /* said: the asides' lines */
	struct gs_strip *to;        /* the body, or what is captured */
	size_t paragraphs;          /* ended in the body */
	size_t count;
	uint64_t more;
	enum gs_aside_place place;  /* of asides */
	size_t number;              /* of the place; of a paragraph: unused */
	struct gs_flow_run {        /* one that may go on */
		bool is;
		enum gs_aside_kind kind;
		size_t end; /* of its text in `to` */
		struct gs_strip text;
	} run;
};

_Noreturn void gs_flow_stop(struct gs_flow *f, enum gs_unread why);
/* Zeroed; NULL and 0 where there is no memory is gs_flow_stop. */
void *gs_flow_take(struct gs_flow *f, size_t count, size_t size);

void gs_strip_add(struct gs_flow *f, struct gs_strip *s, const void *text,
    size_t len);
void gs_strip_put(struct gs_flow *f, struct gs_strip *s, const char *text);
/* A character as UTF-8. */
void gs_strip_code(struct gs_flow *f, struct gs_strip *s, uint32_t c);

/* Text that shows. */
void gs_flow_add(struct gs_flow *f, const void *text, size_t len);
void gs_flow_put(struct gs_flow *f, const char *text);
/* Text that is also an aside, and is `shown` or not.  Such text that goes on
 * behind it is the same aside's. */
void gs_flow_run(struct gs_flow *f, enum gs_aside_kind kind, bool shown,
    struct gs_span text);
/* The end of a line, and of a paragraph; more than one change nothing. */
void gs_flow_line(struct gs_flow *f);
void gs_flow_end(struct gs_flow *f);
/* Where a page ends, for what judges furniture. */
void gs_flow_page(struct gs_flow *f);

/* An aside of this place; its text loses what is no text on one line. */
void gs_flow_aside(struct gs_flow *f, enum gs_aside_kind kind,
    struct gs_span text);
/* Until gs_flow_release, text goes to `own` (zeroed), which the caller keeps
 * through both. */
struct gs_strip *gs_flow_capture(struct gs_flow *f, struct gs_strip *own);
void gs_flow_release(struct gs_flow *f, struct gs_strip *before);
/* The same, and the end of it is an aside, unless it is blank. */
void gs_flow_release_as(struct gs_flow *f, struct gs_strip *before,
    struct gs_strip *own, enum gs_aside_kind kind);

/* Whether there is anything but blanks. */
bool gs_flow_blank(struct gs_span text);
/* The answer of docs/spec/reading.md, whole, in memory that the caller frees:
 * none where there is none. */
void gs_flow_answer(struct gs_flow *f, struct gs_strip *out);
void gs_flow_free(struct gs_flow *f);

#endif
