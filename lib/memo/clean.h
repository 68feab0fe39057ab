/* SPDX-License-Identifier: Apache-2.0 */
/* Takes out of a text what could tell one copy from another: characters that
 * do not show, odd spaces, blanks at line ends, and letters and signs that
 * look like others (by ICU's data on confusable characters). */
#ifndef GS_LIB_MEMO_CLEAN_H
#define GS_LIB_MEMO_CLEAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "lib/memo/text.h"
#include "lib/report.h"

struct gs_clean_change {
	size_t line, column; /* where it stood, in characters from 1 */
	uint32_t c;          /* what stood there, or begins there */
	const struct gs_character_fault *fault; /* NULL: blanks at the end of
	                      * a line; no memo has them: composing drops them
	                      * too */
	const char *to;      /* UTF-8 that stands there now; NULL: it is left,
	                      * since more than one reading is possible */
};

struct gs_clean_text {
	const uint8_t *ptr;
	size_t len;
	const struct gs_clean_change *changes; /* in order */
	size_t count;
	size_t left;
	bool composed; /* letters and accents were apart (not NFC) */
};

/* `pages`: form feeds stay.  Everything in `out` lives in the arena.
 * GS_ERR_FORMAT (not UTF-8), GS_ERR_RANGE (too long), GS_ERR_MEMORY. */
GS_CHECKED int gs_clean(struct gs_clean_text *out, struct gs_report *report,
    struct gs_arena *arena, const void *text, size_t len, bool pages);

#endif
