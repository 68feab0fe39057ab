/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: those who endorsed a memo and say so by name. */
#ifndef GS_CORE_CHANNEL_NAMED_H
#define GS_CORE_CHANNEL_NAMED_H

#include "core/channel/judge.h"

GS_CHECKED int gs_named_judge(struct gs_candidate *act);
void gs_named_enter(struct gs_state *state, struct gs_candidate *act);
/* Whoever has this tag took the endorsement back. */
void gs_named_withdraw(struct gs_memo *memo, const uint8_t tag[32],
    int64_t at);

#endif
