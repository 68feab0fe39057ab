/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: who gets to see a memo beyond its circle, and who
 * opened its sealed file. */
#ifndef GS_CORE_CHANNEL_NOTICE_H
#define GS_CORE_CHANNEL_NOTICE_H

#include "core/channel/judge.h"

GS_CHECKED int gs_notice_judge(struct gs_candidate *act);
void gs_notice_enter(struct gs_state *state, struct gs_candidate *act);
GS_CHECKED int gs_opened_judge(struct gs_candidate *act);
void gs_opened_enter(struct gs_state *state, struct gs_candidate *act);

#endif
