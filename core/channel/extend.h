/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: a later date for a duty, and a memo that is none of
 * this channel's. */
#ifndef GS_CORE_CHANNEL_EXTEND_H
#define GS_CORE_CHANNEL_EXTEND_H

#include "core/channel/duty_case.h"
#include "core/channel/judge.h"

GS_CHECKED int gs_extend_judge(struct gs_candidate *act);
GS_CHECKED int gs_refer_judge(struct gs_candidate *act);

/* The date that the newest extension by `now` gave the duty, and how many gave
 * it one. */
GS_CHECKED int gs_extend_duty(struct gs_duty *duty, int64_t now);
/* From when on nobody owes the reply that the filing began: a referral stood
 * and the memo was acknowledged, or the referral was sent back, which begins
 * another duty (reply.c); 0: neither. */
int64_t gs_refer_stands(const struct gs_memo *memo);

/* Judges a charter's `extension` lines: each of a clock that ends a duty
 * (`ends`), each clock once. */
GS_CHECKED int gs_extend_judge_charter(struct gs_refusal *refusal,
    const struct gs_record *rec, bool (*ends)(const struct gs_part *clock));

#endif
