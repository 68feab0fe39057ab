/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: the author's word on a reply, an appeal and its
 * ruling. */
#ifndef GS_CORE_CHANNEL_APPEAL_H
#define GS_CORE_CHANNEL_APPEAL_H

#include "core/channel/duty_case.h"
#include "core/channel/judge.h"

GS_CHECKED int gs_respond_judge(struct gs_candidate *act);
void gs_respond_enter(struct gs_state *state, struct gs_candidate *act);
GS_CHECKED int gs_appeal_judge(struct gs_candidate *act);
void gs_appeal_enter(struct gs_state *state, struct gs_candidate *act);
GS_CHECKED int gs_decide_judge(struct gs_candidate *act);
void gs_decide_enter(struct gs_state *state, struct gs_candidate *act);

/* What the records of an appeal say of it; false: no such words. */
bool gs_appeal_fill(struct gs_appeal *appeal);
/* Whether the authority has sent this reply, or the referral (0), back to the
 * office. */
bool gs_reply_remanded(const struct gs_memo *memo, uint64_t reply);
/* When the referral was, before there was a reply; 0: it was not. */
int64_t gs_referral_remanded(const struct gs_memo *memo);
/* The office ends no procedure in which an appeal can come or is not decided,
 * or a reply is owed anew. */
GS_CHECKED int gs_appeal_judge_end(struct gs_candidate *act);
/* The duty to decide (duties.c). */
bool gs_decide_find(struct gs_duty_case *out, const struct gs_memo *memo,
    uint64_t n);

/* What a charter says of appeals: its grounds differ, and there is somebody to
 * decide, who can read. */
GS_CHECKED int gs_appeal_judge_charter(struct gs_refusal *refusal,
    const struct gs_charter *charter);

#endif
