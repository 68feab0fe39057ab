/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: cases of reprisal, by the officer who protects
 * members.  They name no memo and nobody. */
#ifndef GS_CORE_CHANNEL_REPRISAL_H
#define GS_CORE_CHANNEL_REPRISAL_H

#include "core/channel/judge.h"

GS_CHECKED int gs_reprisal_judge(struct gs_candidate *act);
void gs_reprisal_enter(struct gs_state *state, struct gs_candidate *act);

#endif
