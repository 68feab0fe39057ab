/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: where the server is now. */
#ifndef GS_CORE_CHANNEL_MOVED_H
#define GS_CORE_CHANNEL_MOVED_H

#include "core/channel/judge.h"

GS_CHECKED int gs_moved_judge(struct gs_candidate *act);
void gs_moved_enter(struct gs_state *state, struct gs_candidate *act);

#endif
