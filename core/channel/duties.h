/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: what the table of duties asks of a charter. */
#ifndef GS_CORE_CHANNEL_DUTIES_H
#define GS_CORE_CHANNEL_DUTIES_H

#include "core/channel/channel.h"
#include "core/channel/duty_case.h"

/* A clock that every charter must have and that this one does not; NULL if it
 * has them all. */
const char *gs_duty_clock_missing(const struct gs_record *charter);

/* Judges a charter's `starts` lines. */
GS_CHECKED int gs_duty_judge_starts(struct gs_refusal *refusal,
    const struct gs_record *charter);

/* Whether a duty ends by a clock of that name. */
bool gs_duty_ends(const struct gs_part *clock);

/* Whether it ends one that may go on to somebody else when it is missed: every
 * one but that which begins so. */
bool gs_duty_passes_on(const struct gs_part *clock);

/* Counts the days of each of the memo's duties that start with the filing, by
 * its charter: once, when the memo is entered or read from a snapshot. */
void gs_duties_count(struct gs_memo *memo);

#endif
