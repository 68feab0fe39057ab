/* SPDX-License-Identifier: Apache-2.0 */
/* The next charter of a channel, out of the one before and what is to
 * change. */
#ifndef GS_LIB_STEPS_AMEND_H
#define GS_LIB_STEPS_AMEND_H

#include "core/arena.h"
#include "core/bytes.h"
#include "core/channel/channel.h"
#include "lib/records/charter.h"
#include "lib/records/proposal.h"
#include "lib/report.h"

/* The newest charter of a log: what the next one changes, and whose version it
 * follows; one that waits for its time stands above the one in force. */
const struct gs_charter *gs_amend_newest(const struct gs_state *state);

struct gs_amendment {
	const struct gs_plan *plan; /* from gs_plan_continue, with answers */
	const struct gs_closed_days *closed;
	const struct gs_state *state; /* of the log */
};

/* Writes the record, without signatures, and reads it as the proposal that it
 * is; `w` is empty and has room for GS_RECORD_MAX bytes, which the proposal
 * borrows.  GS_ERR_RULE: a key is not made yet, or what the log says to it;
 * errors of gs_charter_write; each with a report. */
GS_CHECKED int gs_amend(struct gs_writer *w, struct gs_proposal *out,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_amendment *amendment);

#endif
