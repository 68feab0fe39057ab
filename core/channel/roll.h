/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: rolls, which the registrar and the second sign. */
#ifndef GS_CORE_CHANNEL_ROLL_H
#define GS_CORE_CHANNEL_ROLL_H

#include "core/channel/judge.h"

GS_CHECKED int gs_roll_judge(struct gs_candidate *act);
/* What the roll's record says, into the others of its fields. */
void gs_roll_fill(struct gs_roll_edition *roll);
void gs_roll_enter(struct gs_state *state, struct gs_candidate *act);

#endif
