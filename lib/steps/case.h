/* SPDX-License-Identifier: Apache-2.0 */
/* A provenance file judged by whom the reader trusts. */
#ifndef GS_LIB_STEPS_CASE_H
#define GS_LIB_STEPS_CASE_H

#include "lib/evidence/provenance.h"
#include "lib/host.h"
#include "lib/steps/trust.h"

struct gs_case {
	struct gs_pool pool;
	struct gs_arena *arena;
	struct gs_trust trust; /* set by the caller */
	struct gs_provenance parts;
	struct gs_verdict verdict; /* if the file verifies */
	struct gs_report report;   /* else why not */
};

/* `file` must outlive `e`; `keys` is the roll, if it stands beside the file,
 * else {NULL, 0}.  GS_OK: it verifies.  GS_ERR_IO, GS_ERR_MEMORY: nothing can
 * be judged, as without the roll's keys; other errors: it does not verify, or
 * the policy's quorum is not reached.  Release with gs_case_free in any
 * case. */
GS_CHECKED int gs_case_judge(struct gs_case *e, struct gs_span file,
    struct gs_span keys);
void gs_case_free(struct gs_case *e);

/* The key of the log that the file's own first charter names, and that
 * charter's hash, the channel's id.  Nobody but the file says so.  Errors of
 * gs_provenance_parse and gs_record_parse; GS_ERR_FORMAT. */
GS_CHECKED int gs_case_own_key(struct gs_verifier *key,
    uint8_t channel[32], struct gs_report *report, struct gs_span file);

#endif
