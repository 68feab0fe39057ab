/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: who does what was accepted, and by when. */
#ifndef GS_CORE_CHANNEL_COMMITMENT_H
#define GS_CORE_CHANNEL_COMMITMENT_H

#include "core/channel/duty_case.h"
#include "core/channel/judge.h"

/* The `commitment` lines of a reply or a correction. */
GS_CHECKED int gs_commitment_judge(struct gs_candidate *act);
GS_CHECKED int gs_done_judge(struct gs_candidate *act);
bool gs_commitment_find(struct gs_duty_case *out, const struct gs_memo *memo,
    uint64_t n);

#endif
