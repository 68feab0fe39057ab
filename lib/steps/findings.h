/* SPDX-License-Identifier: Apache-2.0 */
/* What the verification of a provenance file has found: what was checked,
 * what was not, and who vouches for the time. */
#ifndef GS_LIB_STEPS_FINDINGS_H
#define GS_LIB_STEPS_FINDINGS_H

#include "lib/steps/case.h"
#include "lib/steps/log_entry.h"

#define GS_FINDINGS_MAX 8

struct gs_findings {
	struct gs_report checked[GS_FINDINGS_MAX];
	size_t checked_count;
	struct gs_report unchecked[GS_FINDINGS_MAX];
	size_t unchecked_count;
	struct gs_log_count count; /* of the file's entries: all verified */
	struct gs_trust_time time;
};

/* Precondition: `e` verifies.  GS_ERR_MEMORY. */
GS_CHECKED int gs_findings_of(struct gs_findings *out, struct gs_case *e);

#endif
