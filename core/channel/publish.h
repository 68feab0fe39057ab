/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: texts that the release officer puts out, and why
 * something is withheld of them. */
#ifndef GS_CORE_CHANNEL_PUBLISH_H
#define GS_CORE_CHANNEL_PUBLISH_H

#include "core/channel/duty_case.h"
#include "core/channel/judge.h"

GS_CHECKED int gs_publish_judge(struct gs_candidate *act);
void gs_publish_enter(struct gs_state *state, struct gs_candidate *act);
/* The duty to publish (duties.c). */
bool gs_publish_find(struct gs_duty_case *out, const struct gs_memo *memo,
    uint64_t n);
/* A charter's line `exemption` alone; then what its lines say together. */
GS_CHECKED int gs_publish_judge_exemption(struct gs_refusal *refusal,
    const struct gs_value *line);
GS_CHECKED int gs_publish_judge_charter(struct gs_refusal *refusal,
    const struct gs_charter *charter);

#endif
