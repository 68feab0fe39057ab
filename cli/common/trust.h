/* SPDX-License-Identifier: Apache-2.0 */
/* Whom the reader trusts, as --key, --witness and --policy say, and what they
 * have signed of a checkpoint. */
#ifndef GS_CLI_COMMON_TRUST_H
#define GS_CLI_COMMON_TRUST_H

#include "cli/common/options.h"
#include "core/channel/channel.h"
#include "core/host.h"
#include "lib/log/policy.h"

struct gs_trust {
	/* The options; `key` may be NULL if there is a policy with a log. */
	const char *key, *policy_file;
	struct gs_values witnesses;
	/* Set by gs_trust_read. */
	uint8_t *policy_text;
	struct gs_policy policy;
	struct gs_verifier given; /* --key */
	struct gs_verifier extra[GS_VALUES_PER_OPTION]; /* --witness */
	/* Set by gs_trust_judge: the log first, then witnesses. */
	struct gs_verifier verifiers[1 + GS_VALUES_PER_OPTION +
	    GS_POLICY_WITNESSES_MAX];
	struct gs_verified verified[1 + GS_VALUES_PER_OPTION +
	    GS_POLICY_WITNESSES_MAX];
	size_t count, cosigned;
	uint64_t time; /* by which witnesses had cosigned; 0: none says */
};

/* Reads keys and policy, says on standard error what is wrong: a key twice, a
 * witness's key that is no cosigner's, a --key that the policy does not have.
 * GS_ERR_IO: nothing can be judged. */
GS_CHECKED int gs_trust_read(struct gs_trust *t);
/* A checkpoint's signatures; the quorum, if there is a policy.  A judgement as
 * of gs_policy_check and gs_checkpoint_open, with a report. */
GS_CHECKED int gs_trust_judge(struct gs_trust *t, struct gs_report *report,
    struct gs_span note);
void gs_trust_close(struct gs_trust *t);

/* "dated by the operator alone: no witness's key was given"; "before 2023-...,
 * by w.example".  Times of day are the charter's. */
#define GS_TRUST_TIME_MAX 4096
void gs_trust_time(char out[GS_TRUST_TIME_MAX], const struct gs_trust *t,
    const struct gs_charter *charter);

#endif
