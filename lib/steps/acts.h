/* SPDX-License-Identifier: Apache-2.0 */
/* Endorsements and withdrawals that somebody holds: as a box showed them, or
 * out of files (docs/spec/http.md, "Acts in files").  With them a memo is filed
 * though its box is gone. */
#ifndef GS_LIB_STEPS_ACTS_H
#define GS_LIB_STEPS_ACTS_H

#include "core/channel/acts.h"
#include "core/proof/member.h"
#include "lib/client/request.h"
#include "lib/report.h"

struct gs_acts {
	struct gs_span *texts; /* by tag, an endorsement before its withdrawal;
	                          borrowed from what was read */
	struct gs_entry_proof *proofs; /* of each */
	size_t count;
	size_t tags, withdrawn; /* of the tags, those that took it back */
};

/* Reads texts of records, one after the other in each of `files`, and joins
 * them: of two records of one act the one with the lower SHA-256 stands; counts
 * are passed over.  GS_ERR_FORMAT: a record that is none, or no act;
 * GS_ERR_MISMATCH: of another memo; GS_ERR_RULE: a withdrawal without its
 * endorsement; errors of gs_act_check; each with a report; GS_ERR_MEMORY. */
GS_CHECKED int gs_acts_read(struct gs_acts *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_act_ground *ground,
    const struct gs_span *files, size_t count);
/* GS_ERR_PROOF: a member proof does not verify, which the report names;
 * GS_ERR_MEMORY, GS_ERR_RANDOM. */
GS_CHECKED int gs_acts_verify(struct gs_report *report,
    const struct gs_acts *acts, const struct gs_roll *roll);

/* The reply to GET of a box's "/export" as such a file, in the arena: the
 * signed count over the memo's roll, then the records, which must be those
 * counted.  `charter` is in force.  GS_ERR_FORMAT, GS_ERR_MISMATCH,
 * GS_ERR_SIGNATURE, GS_ERR_MEMORY, each with a report. */
GS_CHECKED int gs_acts_export(struct gs_span *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_act_ground *ground,
    const struct gs_charter *charter, const struct gs_reply *reply);

#endif
