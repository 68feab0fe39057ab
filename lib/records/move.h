/* SPDX-License-Identifier: Apache-2.0 */
/* Where a channel's server is from now on, signed by its authority
 * (docs/spec/records.md, "moved"). */
#ifndef GS_LIB_RECORDS_MOVE_H
#define GS_LIB_RECORDS_MOVE_H

#include "core/arena.h"
#include "core/bytes.h"
#include "core/channel/channel.h"
#include "core/err.h"
#include "core/host.h"
#include "lib/report.h"

/* The most that a record has: a signature of each holder. */
#define GS_MOVE_MAX 8192

struct gs_move {
	const char *url;
	const struct gs_charter *charter; /* in force */
	struct gs_span text; /* signed by some of those who sign, or empty */
};

/* Adds the signature of a holder of the authority by their secret (64 bytes,
 * secret) to the text, which may lie where `w` begins, and counts those that it
 * has now.  Whether the log takes it is gs_proposal_judge's.  GS_ERR_MISMATCH:
 * the text is of another address or channel; GS_ERR_SIGNATURE: the key of
 * nobody who holds the authority; each with a report.  GS_ERR_FORMAT. */
GS_CHECKED int gs_move_sign(struct gs_writer *w, size_t *count,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_move *move, const uint8_t secret[64]);

#endif
