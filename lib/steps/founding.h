/* SPDX-License-Identifier: Apache-2.0 */
/* The first charter of a channel. */
#ifndef GS_LIB_STEPS_FOUNDING_H
#define GS_LIB_STEPS_FOUNDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "lib/records/charter.h"
#include "lib/report.h"

struct gs_founding {
	const struct gs_plan *plan; /* its keys are made */
	const struct gs_closed_days *closed;
	const uint8_t (*secrets)[64]; /* secret: of the authority's holders
	                                 whose keys were made here */
	size_t count;
};

/* Writes it, signed by as many of `secrets` as it needs: *complete says whether
 * that is enough, or other holders have still to sign.  The log's own rules
 * have judged it; errors of gs_charter_write, gs_proposal_read and
 * gs_proposal_judge.  `w` is empty and has room for GS_RECORD_MAX bytes. */
GS_CHECKED int gs_founding_charter(struct gs_writer *w, bool *complete,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_founding *founding);

#endif
