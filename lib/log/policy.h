/* SPDX-License-Identifier: Apache-2.0 */
/* Whose word is enough for a checkpoint: the text format of
 * c2sp.org/tlog-policy.  It is read strictly: a line that this reader does not
 * understand is refused, since a rule that is skipped is a rule that is not
 * kept. */
#ifndef GS_LIB_LOG_POLICY_H
#define GS_LIB_LOG_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/err.h"
#include "core/host.h"
#include "lib/log/note.h"
#include "lib/report.h"

/* The specification asks for 32 at least of each. */
#define GS_POLICY_LOGS_MAX 64
#define GS_POLICY_WITNESSES_MAX 64
#define GS_POLICY_GROUPS_MAX 64
#define GS_POLICY_MAX 65536 /* bytes */
#define GS_POLICY_NONE SIZE_MAX

/* A witness or a group, in the order of definition: the members of a group
 * stand before it. */
struct gs_policy_node {
	struct gs_span name; /* any bytes; of the text, as is the line */
	size_t line;
	size_t witness; /* its number; GS_POLICY_NONE: a group */
	size_t group;   /* the node that it is a member of; GS_POLICY_NONE */
	size_t needed, members; /* k of n; of a witness 0 */
};

struct gs_policy {
	struct gs_verifier logs[GS_POLICY_LOGS_MAX];
	size_t log_count;
	struct gs_verifier witnesses[GS_POLICY_WITNESSES_MAX];
	size_t witness_count;
	struct gs_policy_node
	    nodes[GS_POLICY_WITNESSES_MAX + GS_POLICY_GROUPS_MAX];
	size_t node_count;
	size_t quorum; /* a node; GS_POLICY_NONE: no cosignature is asked for */
};

/* `text` must outlive `out`.  GS_ERR_FORMAT, GS_ERR_UNKNOWN (a name that is not
 * defined, a keyword or an algorithm that is not known), GS_ERR_DUPLICATE,
 * GS_ERR_MISMATCH (a key's id), GS_ERR_RANGE; the report has the line. */
GS_CHECKED int gs_policy_parse(struct gs_policy *out,
    struct gs_report *report, const void *text, size_t len);

/* Is the quorum reached by the witnesses that `good` names?  One bool a
 * witness. */
bool gs_policy_met(const struct gs_policy *p, const bool *good);

struct gs_policy_verdict {
	const struct gs_verifier *log; /* that has signed */
	struct gs_attestation witnesses[GS_POLICY_WITNESSES_MAX];
	size_t cosigned;
	/* The earliest time by which enough witnesses for the quorum had
	 * cosigned: fewer than the quorum cannot move it back.  Where the
	 * policy asks for no quorum: by which the first one had.  0: nobody
	 * but the log vouches for a time. */
	uint64_t time;
};

/* Judges a checkpoint.  A log of the policy with the checkpoint's origin must
 * have signed: `key`, if it is not NULL, which must be one of them unless the
 * policy has no logs.  GS_ERR_UNKNOWN: no such log, or it has not signed;
 * GS_ERR_RULE: the quorum is not reached; otherwise as gs_note_open. */
GS_CHECKED int gs_policy_check(struct gs_policy_verdict *out,
    struct gs_report *report, const struct gs_policy *p,
    const struct gs_verifier *key, const void *note, size_t len);
/* Is `key` one of the policy's logs, or has the policy none? */
bool gs_policy_accepts(const struct gs_policy *p,
    const struct gs_verifier *key);

#endif
