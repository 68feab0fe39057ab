/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a charter that the log would take: rules that contradict
 * each other or that nobody can keep, and what its people should know. */
#ifndef GS_LIB_STEPS_FLAWS_H
#define GS_LIB_STEPS_FLAWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/channel/channel.h"
#include "lib/report.h"

#define GS_FLAWS_MAX 64

struct gs_flaw {
	bool grave; /* a contradiction; else something to know */
	struct gs_report said;
};

struct gs_flaws {
	struct gs_flaw flaw[GS_FLAWS_MAX];
	size_t count, grave;
};

/* `staff` is how many people could be members, 0 if nobody says. */
void gs_flaws_find(struct gs_flaws *out, const struct gs_charter *charter,
    int64_t now, uint64_t staff);

/* Whether the charter's calendar has ended, or does so within a year: then
 * `said` says it, and what to do. */
bool gs_calendar_ends(struct gs_report *said,
    const struct gs_charter *charter, int64_t now);
/* Whether closed days are not known on the local day that closes at `due`. */
bool gs_calendar_lacks(const struct gs_charter *charter, int64_t due);

#endif
