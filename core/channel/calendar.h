/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: the calendar lines of a charter. */
#ifndef GS_CORE_CHANNEL_CALENDAR_H
#define GS_CORE_CHANNEL_CALENDAR_H

#include "core/channel/channel.h"

/* NULL if week, calendar, offset, closed and clock lines are in order, else
 * what is wrong with them. */
const char *gs_calendar_fault(const struct gs_record *rec);
/* The clock line of that name; false if the charter has none. */
bool gs_charter_clock(bool *working, uint64_t *days,
    const struct gs_charter *charter, const char *name);

#endif
