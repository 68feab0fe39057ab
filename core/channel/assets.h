/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: what the pages of a release are. */
#ifndef GS_CORE_CHANNEL_ASSETS_H
#define GS_CORE_CHANNEL_ASSETS_H

#include "core/channel/judge.h"

GS_CHECKED int gs_assets_judge(struct gs_candidate *act);
void gs_assets_enter(struct gs_state *state, struct gs_candidate *act);
/* Of a charter: who holds `pages` is not who runs the server. */
GS_CHECKED int gs_assets_judge_charter(struct gs_refusal *refusal,
    const struct gs_charter *charter);

#endif
