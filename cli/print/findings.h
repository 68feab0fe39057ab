/* SPDX-License-Identifier: Apache-2.0 */
/* What the verification of a provenance file says in words: what was checked,
 * what was not, and who vouches for the time. */
#ifndef GS_CLI_PRINT_FINDINGS_H
#define GS_CLI_PRINT_FINDINGS_H

#include "cli/common/evidence.h"

#define GS_FINDINGS_MAX 8
#define GS_FINDING_MAX 256

struct gs_findings {
	char checked[GS_FINDINGS_MAX][GS_FINDING_MAX];
	size_t checked_count;
	char unchecked[GS_FINDINGS_MAX][GS_FINDING_MAX];
	size_t unchecked_count;
	uint64_t entries, charters, signatures, proofs; /* that verified */
	char time[GS_TRUST_TIME_MAX]; /* gs_trust_time */
};

/* Of a file that verifies.  GS_ERR_MEMORY. */
GS_CHECKED int gs_findings_of(struct gs_findings *out, struct gs_evidence *e);
/* For people: one item a paragraph, wrapped. */
void gs_findings_print(const struct gs_findings *f);

#endif
