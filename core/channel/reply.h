/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: what the office answers, and what sets it right. */
#ifndef GS_CORE_CHANNEL_REPLY_H
#define GS_CORE_CHANNEL_REPLY_H

#include "core/channel/duty_case.h"
#include "core/channel/judge.h"

GS_CHECKED int gs_reply_judge(struct gs_candidate *act);
void gs_reply_enter(struct gs_state *state, struct gs_candidate *act);
GS_CHECKED int gs_correct_judge(struct gs_candidate *act);
void gs_correct_enter(struct gs_state *state, struct gs_candidate *act);
/* The duty to reply (duties.c). */
bool gs_reply_find(struct gs_duty_case *out, const struct gs_memo *memo,
    uint64_t n);

#endif
