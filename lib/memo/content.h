/* SPDX-License-Identifier: Apache-2.0 */
/* What is sealed: a `content` record, an empty line, the document in normal
 * form (docs/spec/commitments.md, "Content").  With `reply-secret` it is the
 * package that link holders get; without, what the office gets. */
#ifndef GS_LIB_MEMO_CONTENT_H
#define GS_LIB_MEMO_CONTENT_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "core/record/record.h"
#include "lib/memo/document.h"
#include "lib/report.h"

#define GS_CONTENT_MAX (GS_RECORD_MAX + 1 + GS_DOCUMENT_MAX)

struct gs_content {
	struct gs_record rec;
	struct gs_document doc;
	struct gs_memo_terms terms; /* root, blocks, requests and banner
	                               are the document's */
	uint8_t id[32];
	const uint8_t *seed;         /* secret to all but readers of the memo */
	const uint8_t *reply_secret; /* secret; NULL if it is not there */
};

/* Completes `terms` by the document: sets banner, blocks, requests and root
 * (which it stores in `root`), and gives the memo id. */
GS_CHECKED int gs_content_terms(struct gs_memo_terms *terms, uint8_t root[32],
    uint8_t id[32], struct gs_arena *arena, const struct gs_document *doc,
    const uint8_t seed[32]);
/* Writes the content of a memo with these (completed) terms.  `reply_secret`
 * is NULL for the office's copy.  GS_ERR_SPACE, GS_ERR_FORMAT,
 * GS_ERR_MISMATCH (the secret is not that of terms->reply). */
GS_CHECKED int gs_content_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_memo_terms *terms, const uint8_t seed[32],
    const uint8_t *reply_secret, const struct gs_document *doc);
/* Parses and checks: the record, the document (in normal form, under
 * `rules`), and that the two give the memo id that the record states
 * (GS_ERR_MISMATCH).  `text` is borrowed by `out`.  Errors otherwise as
 * gs_record_parse and gs_document_parse. */
GS_CHECKED int gs_content_parse(struct gs_content *out,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_document_rules *rules, const void *text, size_t len);

#endif
