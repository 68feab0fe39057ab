/* SPDX-License-Identifier: Apache-2.0 */
/* The words that stand in a text for what is withheld of a memo
 * (docs/spec/provenance.md, "Redaction"). */
#ifndef GS_LIB_MEMO_GAP_H
#define GS_LIB_MEMO_GAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "core/memo/reason.h"

#define GS_GAP_MAX (64 + GS_REASON_MAX) /* bytes of a gap */

/* `[withheld: block 7]`, `[withheld: block 7, sentences 2-3, (b)(5)]`. */
struct gs_gap {
	size_t block;    /* from 1 */
	size_t from, to; /* its sentences, from 1; 0: the block as a whole */
	struct gs_span reason; /* may be empty */
};

/* At most GS_GAP_MAX bytes.  Precondition: the reason is one, or empty. */
void gs_write_gap(struct gs_writer *w, const struct gs_gap *gap);
/* The gap that stands at the beginning of `text`, and its length; false if
 * none does.  Numbers are not held against a memo. */
bool gs_read_gap(struct gs_gap *gap, size_t *len, struct gs_span text);
/* Where the next `[withheld:` begins, from `at` on; text.len if nowhere.  No
 * memo has these words. */
size_t gs_find_gap(struct gs_span text, size_t at);
/* Whether two texts differ in the reasons of gaps at most; gaps of sentences
 * one after the other may be one. */
bool gs_same_but_reasons(struct gs_span a, struct gs_span b);
/* Whether `text` is gaps of whole blocks and nothing else, of blocks among
 * `count` for which there was none before, ascending; then they are marked in
 * `gap`. */
bool gs_read_gaps(bool *gap, size_t count, struct gs_span text);

#endif
