/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: what the office and the author do in their own
 * names. */
#ifndef GS_CORE_CHANNEL_OFFICE_H
#define GS_CORE_CHANNEL_OFFICE_H

#include "core/channel/judge.h"

GS_CHECKED int gs_acknowledge_judge(struct gs_candidate *act);
void gs_acknowledge_enter(struct gs_state *state, struct gs_candidate *act);
GS_CHECKED int gs_unreadable_judge(struct gs_candidate *act);
void gs_unreadable_enter(struct gs_state *state, struct gs_candidate *act);
GS_CHECKED int gs_ask_judge(struct gs_candidate *act);
void gs_ask_enter(struct gs_state *state, struct gs_candidate *act);
GS_CHECKED int gs_answer_judge(struct gs_candidate *act);
void gs_answer_enter(struct gs_state *state, struct gs_candidate *act);
GS_CHECKED int gs_end_judge(struct gs_candidate *act);
void gs_end_enter(struct gs_state *state, struct gs_candidate *act);

#endif
