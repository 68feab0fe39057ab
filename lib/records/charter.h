/* SPDX-License-Identifier: Apache-2.0 */
/* A charter's record, out of a plan (lib/records/plan.h). */
#ifndef GS_LIB_RECORDS_CHARTER_H
#define GS_LIB_RECORDS_CHARTER_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/err.h"
#include "lib/records/closed_days.h"
#include "lib/records/plan.h"
#include "lib/report.h"

struct gs_charter_terms {
	const struct gs_plan *plan; /* all its keys are made */
	const struct gs_closed_days *closed;
	uint64_t version;
	const uint8_t *channel; /* 32, the channel id; NULL: the first */
};

/* The record without signatures; `w` is empty and has room for GS_RECORD_MAX
 * bytes.  The offsets are those of the plan's zone.  The log's rules are not
 * asked.  GS_ERR_FORMAT: a line is missing; GS_ERR_RANGE: the zone's offset has
 * seconds in that time; GS_ERR_SPACE: it is too long; each with a report;
 * GS_ERR_IO: no time zone data; GS_ERR_RULE: a key is not made. */
GS_CHECKED int gs_charter_write(struct gs_writer *w, struct gs_report *report,
    const struct gs_charter_terms *terms);

#endif
