/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: the calendar lines of a charter. */
#ifndef GS_CORE_CHANNEL_CALENDAR_H
#define GS_CORE_CHANNEL_CALENDAR_H

#include "core/channel/channel.h"

#define GS_CLOSED_DAYS_MAX 1024 /* lines of a charter (core/record/types.c) */

/* "+hh:mm" or "-hh:mm" in seconds; false if it is neither. */
bool gs_offset_parse(int64_t *seconds, const struct gs_part *part);
/* Judges the order of a charter's offset lines and of its closed days, and that
 * these lie within the calendar. */
GS_CHECKED int gs_calendar_judge(struct gs_refusal *refusal,
    const struct gs_record *rec);
/* Whether a charter has a clock line of that name. */
bool gs_calendar_has(const struct gs_record *charter, const char *clock);
/* When that clock ends if it starts at `at`.  GS_ERR_UNKNOWN: the charter does
 * not have it; else as gs_deadline. */
GS_CHECKED int gs_calendar_due(int64_t *due, const struct gs_charter *charter,
    const char *clock, int64_t at);

#endif
