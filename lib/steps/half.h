/* SPDX-License-Identifier: Apache-2.0 */
/* A reply, or a publication, that one of two has signed, on its way to the
 * second: a JSON object of the record and the files that it names.  A reply's
 * is sealed to the office too, so that the second reads what they sign. */
#ifndef GS_LIB_STEPS_HALF_H
#define GS_LIB_STEPS_HALF_H

#include "core/channel/channel.h"
#include "core/memo/memo.h"
#include "lib/report.h"

#define GS_HALF_FILES_MAX (2 + GS_ANNEXES_MAX)

struct gs_half {
	struct gs_record rec;
	const char *role; /* of both */
	struct gs_span content[GS_HALF_FILES_MAX]; /* gs_half_free */
	size_t count;
};

/* Text of a file, freed by the caller; NULL: no memory. */
char *gs_half_make(struct gs_span record, const struct gs_span *content,
    size_t count);
/* Out of the file; the record, a reply, correction or publication of this memo
 * with one signature of its role in `charter`, names the files.  The record
 * lives in `arena`.  GS_ERR_FORMAT, GS_ERR_MISMATCH, GS_ERR_SIGNATURE,
 * GS_ERR_MEMORY, each with a report.  Release in any case. */
GS_CHECKED int gs_half_read(struct gs_half *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_memo *memo,
    const struct gs_charter *charter, struct gs_span file);
/* The role whose two sign what is in the file; NULL: nothing that two sign. */
const char *gs_half_role(struct gs_span file);
/* The record with both signatures, in the charter's order.  `secret`: the
 * second's signing key, 64 bytes.  GS_ERR_DENIED, with a report: it is the
 * first's, or of nobody who holds the role. */
GS_CHECKED int gs_half_sign(struct gs_writer *w, struct gs_report *report,
    const struct gs_half *half, const struct gs_charter *charter,
    const uint8_t secret[64]);
void gs_half_free(struct gs_half *half);

#endif
