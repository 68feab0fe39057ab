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
/* The `clock` line of that name; NULL: the charter has none. */
const struct gs_value *gs_calendar_clock(const struct gs_record *charter,
    const char *name);
bool gs_clock_unit_of(enum gs_clock_unit *unit, const struct gs_part *part);

#endif
