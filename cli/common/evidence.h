/* SPDX-License-Identifier: Apache-2.0 */
/* A provenance file that verifies, for the verbs that start from one. */
#ifndef GS_CLI_COMMON_EVIDENCE_H
#define GS_CLI_COMMON_EVIDENCE_H

#include "cli/common/trust.h"
#include "lib/host.h"
#include "lib/evidence/provenance.h"

struct gs_evidence {
	struct gs_pool pool;
	struct gs_arena *arena;
	struct gs_trust trust; /* its options are set by the caller */
	uint8_t *file, *keys;
	size_t file_len, keys_len;
	struct gs_provenance parts;
	struct gs_verdict verdict;
	struct gs_report report; /* why it does not verify; "" if a file could
	                            not be read, which was said */
};

/* `roll` (may be NULL) names the roll's keys.  GS_ERR_IO: nothing was judged;
 * other errors: the file does not verify, or the policy's quorum is not reached.
 * Release with gs_evidence_close in any case. */
GS_CHECKED int gs_evidence_open(struct gs_evidence *e, const char *file,
    const char *roll);
void gs_evidence_close(struct gs_evidence *e);

#endif
