/* SPDX-License-Identifier: Apache-2.0 */
/* Part of verifying a provenance file: by when witnesses had seen its filing
 * and each act that discharges a duty (docs/spec/provenance.md, "Whose word the
 * time is"). */
#ifndef GS_LIB_EVIDENCE_PROVENANCE_DATES_H
#define GS_LIB_EVIDENCE_PROVENANCE_DATES_H

#include "lib/evidence/provenance.h"

/* A file whose entries were found in the log and replayed. */
struct gs_dating {
	const struct gs_provenance *p;
	const struct gs_provenance_trust *trust;
	const struct gs_log_entry **order; /* as they were replayed */
	size_t order_count;
	const struct gs_checkpoint *checkpoint;
	const struct gs_memo *memo; /* of the state */
	struct gs_arena *arena;
};

/* Checks the file's notes and dates the memo's events by them, and by the
 * checkpoint.  GS_ERR_FORMAT: a note is not of an anchor, or not needed;
 * GS_ERR_PROOF: it is another log's; errors of gs_checkpoint_open and of
 * trust->date; each with a report.  GS_ERR_MEMORY. */
GS_CHECKED int gs_provenance_date(struct gs_state *state,
    struct gs_report *report, const struct gs_dating *dating);

#endif
