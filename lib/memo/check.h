/* SPDX-License-Identifier: Apache-2.0 */
/* Everything at once that is to be said of a memo before it is sealed: what is
 * refused, and what a dissent usually has and this one lacks. */
#ifndef GS_LIB_MEMO_CHECK_H
#define GS_LIB_MEMO_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "lib/memo/document.h"
#include "lib/memo/fault.h"

#define GS_CHECK_EACH 10 /* of one character are shown, then their number */

struct gs_memo_review {
	struct gs_document doc; /* the cleaned text's; no blocks: unreadable */
	struct gs_faults faults; /* in order; refused == 0: it is a memo */
	bool front;  /* it begins with a front matter */
	size_t hidden; /* characters that gs_clean takes out or replaces */
};

/* Everything in `out` lives in the arena.  GS_ERR_MEMORY, GS_ERR_INTERNAL;
 * a text that is no memo is a result, not an error. */
GS_CHECKED int gs_memo_check(struct gs_memo_review *out,
    struct gs_arena *arena, const struct gs_document_rules *rules,
    const void *text, size_t len);
/* What a memo lacks that may lack it: sections, numbered requests, marks; and
 * where it seems to name its author. */
GS_CHECKED int gs_memo_advise(struct gs_faults *faults,
    const struct gs_document *doc, const struct gs_request_headings *headings);
/* The first numbered list from block *at on that is no list of requests and
 * whose items, most of them, ask for something: *at and how many items.
 * Whether there is one. */
bool gs_memo_asking_list(size_t *at, size_t *items,
    const struct gs_document *doc);

/* What the front matter's lines `to` say against whom the memo is sent to:
 * `addressees`, and of those to whom it could be sent, `heads`. */
GS_CHECKED int gs_memo_advise_addressees(struct gs_faults *faults,
    const struct gs_document *doc, const struct gs_terms_list *addressees,
    const struct gs_terms_list *heads);

#endif
