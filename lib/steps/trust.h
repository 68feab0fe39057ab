/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a reader trusts (the log's key, witnesses, a policy), and what these
 * have signed of a checkpoint. */
#ifndef GS_LIB_STEPS_TRUST_H
#define GS_LIB_STEPS_TRUST_H

#include <stdbool.h>

#include "core/channel/channel.h"
#include "lib/log/policy.h"

#define GS_TRUST_WITNESSES_MAX 64 /* given one by one, beside a policy's */
#define GS_TRUST_VERIFIERS_MAX \
	(1 + GS_TRUST_WITNESSES_MAX + GS_POLICY_WITNESSES_MAX)

/* All zero: nobody is trusted yet. */
struct gs_trust {
	/* Set by the functions below, in any order but gs_trust_check. */
	bool has_key, has_policy;
	struct gs_verifier key; /* the log's */
	struct gs_policy policy;
	struct gs_verifier witnesses[GS_TRUST_WITNESSES_MAX];
	size_t witness_count;
	/* Set by gs_trust_judge: the log first, then witnesses. */
	struct gs_verifier verifiers[GS_TRUST_VERIFIERS_MAX];
	struct gs_attestation verified[GS_TRUST_VERIFIERS_MAX];
	size_t count, cosigned;
	uint64_t time; /* by which witnesses had cosigned; 0: none says */
};

void gs_trust_key(struct gs_trust *t, const struct gs_verifier *log);
/* `text` must outlive `t`.  Errors of gs_policy_parse. */
GS_CHECKED int gs_trust_policy(struct gs_trust *t, struct gs_report *report,
    const void *text, size_t len);
/* One more witness, trusted alone.  GS_ERR_FORMAT: not a cosigner's key;
 * GS_ERR_DUPLICATE; GS_ERR_RANGE: too many. */
GS_CHECKED int gs_trust_witness(struct gs_trust *t, struct gs_report *report,
    const struct gs_verifier *witness);
/* Once all is given: there is a log, it is one of the policy's, and it is not
 * its own witness.  GS_ERR_RULE. */
GS_CHECKED int gs_trust_check(const struct gs_trust *t,
    struct gs_report *report);

/* A checkpoint's signatures; the quorum, if there is a policy.  Errors of
 * gs_policy_check and gs_checkpoint_open, each with a report. */
GS_CHECKED int gs_trust_judge(struct gs_trust *t, struct gs_report *report,
    struct gs_span note);

/* The time alone by which a note was cosigned, by the same rule; 0: nobody of
 * the trusted says, or the policy's quorum is not reached.  Errors of
 * gs_trust_judge but that, and GS_ERR_MEMORY. */
GS_CHECKED int gs_trust_date(int64_t *time, const struct gs_trust *t,
    struct gs_report *report, struct gs_span note);

/* Who vouches for the time, in words: "dated by the operator alone: no
 * witness's key was given"; "before 2023-..., by w.example".  Times of day are
 * the charter's. */
#define GS_TRUST_TIME_MAX 4096
#define GS_TRUST_REASON_MAX 160
struct gs_trust_time {
	const char *code;   /* its values are the verifiers and t->time */
	/* why nobody but the operator; "": others vouch */
	char reason[GS_TRUST_REASON_MAX];
	char text[GS_TRUST_TIME_MAX];
};
void gs_trust_say_time(struct gs_trust_time *out, const struct gs_trust *t,
    const struct gs_charter *charter);

#endif
