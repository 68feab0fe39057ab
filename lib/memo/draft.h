/* SPDX-License-Identifier: Apache-2.0 */
/* A Markdown draft out of a text as cable systems print it, or as it comes out
 * of a PDF or a word processor: its headers, its paragraphs without hard line
 * ends, its requests.  What is guessed is said; the author reads the draft
 * before it is a memo. */
#ifndef GS_LIB_MEMO_DRAFT_H
#define GS_LIB_MEMO_DRAFT_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "lib/memo/fault.h"

struct gs_memo_draft {
	const uint8_t *ptr;
	size_t len;
	struct gs_faults guesses; /* by lines of the draft */
};

/* Of a text that gs_clean gave, with its pages; its requests stand under the
 * first of `headings`, unless the text has another.  Everything in `out` lives
 * in the arena, or is the headings'.  GS_ERR_MEMORY. */
GS_CHECKED int gs_memo_draft_make(struct gs_memo_draft *out,
    struct gs_arena *arena, const struct gs_request_headings *headings,
    const void *text, size_t len);

#endif
