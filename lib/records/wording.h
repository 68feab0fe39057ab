/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a reply, or of what corrects one, as a document that its record
 * commits to block by block (docs/spec/commitments.md, "Replies"):
 * sealed with its seed, opened and held against the record. */
#ifndef GS_LIB_RECORDS_WORDING_H
#define GS_LIB_RECORDS_WORDING_H

#include "core/channel/channel.h"
#include "lib/memo/document.h"
#include "lib/report.h"

#define GS_WORDING_HEAD_MAX 512
/* The longest of what is sealed. */
#define GS_WORDING_MAX (GS_WORDING_HEAD_MAX + 1 + GS_DOCUMENT_MAX)

struct gs_wording {
	struct gs_document doc;
	struct gs_span document; /* its normal form */
	struct gs_span text;     /* the same behind its front matter */
	uint8_t seed[32];        /* secret to all but readers of the reply */
	uint8_t root[32];
};

/* The document of a text as its writer gives it: the memo's next reply or, if
 * `correction`, its next correction; with a fresh seed.  Everything in `out`
 * lives in the arena.  Errors of gs_document_parse, with a report that counts
 * the lines of `text`; GS_ERR_RANDOM. */
GS_CHECKED int gs_wording_make(struct gs_wording *out,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_memo *memo, bool correction, struct gs_span text);
/* What is sealed: a `letter` record, an empty line, the document.
 * GS_ERR_SPACE, GS_ERR_FORMAT, GS_ERR_MEMORY. */
GS_CHECKED int gs_wording_write(struct gs_writer *w,
    const struct gs_memo *memo, const struct gs_wording *wording);
/* Opened, held against `rec`, the `reply` or `correct` record that names it.
 * `plain` is borrowed.  With a report: GS_ERR_FORMAT, it is no such text;
 * GS_ERR_MISMATCH, it is another than the record commits to; GS_ERR_MEMORY. */
GS_CHECKED int gs_wording_read(struct gs_wording *out,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_memo *memo, const struct gs_record *rec,
    struct gs_span plain);

#endif
