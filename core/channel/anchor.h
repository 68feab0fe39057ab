/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: the records in which the log says what it has come
 * to. */
#ifndef GS_CORE_CHANNEL_ANCHOR_H
#define GS_CORE_CHANNEL_ANCHOR_H

#include "core/channel/judge.h"

GS_CHECKED int gs_anchor_judge(struct gs_candidate *act);
void gs_anchor_enter(struct gs_state *state, struct gs_candidate *act);

#endif
