/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: the positions that the office takes on requests, in
 * private and in public, and the author's objection. */
#ifndef GS_CORE_CHANNEL_POSITION_H
#define GS_CORE_CHANNEL_POSITION_H

#include "core/channel/judge.h"

GS_CHECKED int gs_position_judge(struct gs_candidate *act);
void gs_position_enter(struct gs_state *state, struct gs_candidate *act);
GS_CHECKED int gs_dispute_judge(struct gs_candidate *act);
void gs_dispute_enter(struct gs_state *state, struct gs_candidate *act);
/* What follows from its record alone.  False: it is no record that
 * gs_position_judge takes. */
bool gs_position_fill(struct gs_position *position);

#endif
