/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: those around a memo.  Who is given it, who looks
 * into it, and who watches the procedure. */
#ifndef GS_CORE_CHANNEL_CIRCLE_H
#define GS_CORE_CHANNEL_CIRCLE_H

#include "core/channel/duty_case.h"
#include "core/channel/judge.h"

GS_CHECKED int gs_copy_judge(struct gs_candidate *act);
/* Signed by the recipient of that name and by no other. */
GS_CHECKED int gs_require_recipient(struct gs_candidate *act,
    struct gs_part to);
GS_CHECKED int gs_received_judge(struct gs_candidate *act);
GS_CHECKED int gs_ruling_judge(struct gs_candidate *act);
GS_CHECKED int gs_panel_judge(struct gs_candidate *act);
GS_CHECKED int gs_report_judge(struct gs_candidate *act);
GS_CHECKED int gs_remark_judge(struct gs_candidate *act);
GS_CHECKED int gs_hold_judge(struct gs_candidate *act);
/* For all of them. */
void gs_said_enter(struct gs_state *state, struct gs_candidate *act);

/* Their duties (duties.c): a copy to each addressee, its receipt, the panel's
 * report. */
bool gs_copy_find(struct gs_duty_case *out, const struct gs_memo *memo,
    uint64_t n);
bool gs_receive_find(struct gs_duty_case *out, const struct gs_memo *memo,
    uint64_t n);
bool gs_report_find(struct gs_duty_case *out, const struct gs_memo *memo,
    uint64_t n);

/* Signed by `wanted` of those who hold the role, in the order of the lines of
 * the charter in force; of the office by as many as it asks for a reply. */
GS_CHECKED int gs_require_signers(struct gs_candidate *act, const char *role,
    uint64_t wanted);
GS_CHECKED int gs_require_office(struct gs_candidate *act);

/* What a charter says of them: its `panel` line can be kept, and nothing is
 * sealed to the monitor. */
GS_CHECKED int gs_circle_judge_charter(struct gs_refusal *refusal,
    const struct gs_charter *charter);
GS_CHECKED int gs_circle_judge_panel(struct gs_refusal *refusal,
    const struct gs_value *line);

#endif
