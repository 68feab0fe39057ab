/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: whose duty begins when another's was missed. */
#ifndef GS_CORE_CHANNEL_ESCALATION_H
#define GS_CORE_CHANNEL_ESCALATION_H

#include "core/channel/duty_case.h"
#include "core/channel/judge.h"

/* The charter's lines, each judged: of a clock by which a duty ends that can go
 * on (`goes_on`), to somebody else who has a key; with the clock
 * `escalation`. */
GS_CHECKED int gs_escalation_read(struct gs_charter *charter,
    struct gs_refusal *refusal, bool (*goes_on)(const struct gs_part *clock));

/* The duties (duties.c), in the order in which they begin: those that have
 * begun keep their numbers, whatever enters. */
bool gs_escalation_find(struct gs_duty_case *out, const struct gs_memo *memo,
    uint64_t n);

#endif
