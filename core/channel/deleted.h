/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: what time deletes of a memo. */
#ifndef GS_CORE_CHANNEL_DELETED_H
#define GS_CORE_CHANNEL_DELETED_H

#include "core/channel/judge.h"

GS_CHECKED int gs_deleted_judge(struct gs_candidate *act);
/* The charter's `retention` line. */
GS_CHECKED int gs_deleted_judge_line(struct gs_refusal *refusal,
    const struct gs_value *line);

#endif
