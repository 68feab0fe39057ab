/* SPDX-License-Identifier: Apache-2.0 */
/* What members do: they file, endorse and withdraw.  The rule for an
 * endorsement and a withdrawal stands here alone, for the box, for acts that
 * wait for a release, and for the log. */
#ifndef GS_CORE_CHANNEL_ACTS_H
#define GS_CORE_CHANNEL_ACTS_H

#include "core/channel/channel.h"

/* What an act may be about. */
struct gs_act_ground {
	const uint8_t *memo; /* 32 bytes: its id */
	const struct gs_charter *charter;   /* the memo's */
	const struct gs_roll_edition *roll; /* the memo's */
};

/* Judges what a record says by itself: that it is an endorsement or a
 * withdrawal of this memo, in this channel, with as many reveals as the
 * charter has readers and a proof as long as the roll asks.  Sets the proof to
 * be verified, its `index` and `memo` apart. */
GS_CHECKED int gs_act_check(struct gs_entry_proof *proof,
    struct gs_refusal *refusal, const struct gs_record *rec,
    const struct gs_act_ground *ground);

/* What an endorsement or a withdrawal makes of its tag. */
enum gs_tag_status gs_tag_after(enum gs_record_kind act);
/* Whether a tag may do one more act: none, then an endorsement, then a
 * withdrawal, each once; a withdrawal takes an endorsement back and is
 * final. */
GS_CHECKED int gs_tag_next(struct gs_refusal *refusal,
    enum gs_tag_status status, enum gs_record_kind act);

/* Whether a memo over this roll, under this charter, may still be filed at that
 * time: for as long after they were replaced as the charter lets boxes stay
 * open. */
bool gs_ground_serves(const struct gs_state *state,
    const struct gs_charter *charter, const struct gs_roll_edition *roll,
    int64_t at);

/* Refuses a second answer to a question, whether the first is in the log or
 * waits for a release. */
int gs_refuse_answered(struct gs_refusal *refusal);

struct gs_candidate;

/* Private to core/channel from here on. */
GS_CHECKED int gs_memo_judge(struct gs_candidate *act);
void gs_memo_enter(struct gs_state *state, struct gs_candidate *act);
/* For both kinds of acts. */
GS_CHECKED int gs_act_judge(struct gs_candidate *act);
void gs_act_enter(struct gs_state *state, struct gs_candidate *act);
/* Counts an act that was judged into its memo. */
void gs_act_count(struct gs_memo *memo, const struct gs_candidate *act);
GS_CHECKED int gs_resupply_judge(struct gs_candidate *act);
void gs_resupply_enter(struct gs_state *state, struct gs_candidate *act);

#endif
