/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: charters, which the authority signs. */
#ifndef GS_CORE_CHANNEL_CHARTER_H
#define GS_CORE_CHANNEL_CHARTER_H

#include "core/channel/judge.h"

GS_CHECKED int gs_charter_judge(struct gs_candidate *act);
/* As many of the authority's holders as the charter in force says signed the
 * record, in their order, and nobody else. */
GS_CHECKED int gs_require_authority(struct gs_candidate *act);
void gs_charter_enter(struct gs_state *state, struct gs_candidate *act);

#endif
