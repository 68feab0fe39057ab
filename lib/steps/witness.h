/* SPDX-License-Identifier: Apache-2.0 */
/* What a witness answers to add-checkpoint (c2sp.org/tlog-witness): bytes of a
 * request against what it cosigned last. */
#ifndef GS_LIB_STEPS_WITNESS_H
#define GS_LIB_STEPS_WITNESS_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"
#include "core/tree/tree.h"
#include "lib/log/note.h"
#include "lib/report.h"

/* A note, a proof and the lines around them. */
#define GS_WITNESS_BODY_MAX (GS_NOTE_MAX + 64 * 45 + 32)

struct gs_witness_request {
	uint64_t old;
	uint8_t proof[GS_TREE_LEVELS_MAX][32];
	size_t proof_count;
	struct gs_span note; /* borrowed from the body; nobody verified it */
};

/* "old <size>", up to 63 hashes, an empty line, a note.  GS_ERR_FORMAT. */
GS_CHECKED int gs_witness_parse(struct gs_witness_request *out,
    const void *body, size_t len);

/* The HTTP status that the request gets: 200, and *out may be cosigned, as soon
 * as it is durable that it may have been; 400, 403, 404, 409, 422: it may not.
 * 500: this program failed.  `latest` is the newest checkpoint that was
 * cosigned, of size 0 if none was; `log` the one key that is trusted. */
unsigned gs_witness_judge(struct gs_checkpoint *out,
    struct gs_report *report, const struct gs_witness_request *request,
    const struct gs_checkpoint *latest, const struct gs_verifier *log);

#endif
