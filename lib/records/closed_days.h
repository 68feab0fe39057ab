/* SPDX-License-Identifier: Apache-2.0 */
/* The closed days of a calendar: from rules, from iCalendar files, by hand.
 * A day that has several names is one day with all of them. */
#ifndef GS_LIB_RECORDS_CLOSED_DAYS_H
#define GS_LIB_RECORDS_CLOSED_DAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

#define GS_CLOSED_DAYS_MAX 1024 /* as many as a charter may have */
#define GS_CLOSED_NAME_MAX 128  /* with the NUL */

struct gs_closed_day {
	int64_t day; /* since 1970 */
	char name[GS_CLOSED_NAME_MAX];
};

struct gs_closed_days {
	int64_t first, last; /* the calendar: a day outside it is left out */
	struct gs_closed_day days[GS_CLOSED_DAYS_MAX]; /* ascending */
	size_t count;
};

/* Empties the list. */
void gs_closed_days_start(struct gs_closed_days *list, int64_t first,
    int64_t last);
/* Enters a day.  Of `name` (UTF-8, not empty) what does not fit is cut off; a
 * name that the day has already is not repeated, another is joined by "; ".
 * GS_ERR_SPACE: there are as many as may be; GS_ERR_FORMAT: the name is not a
 * text of a record. */
GS_CHECKED int gs_closed_days_add(struct gs_closed_days *list, int64_t day,
    const void *name, size_t len);
/* GS_ERR_UNKNOWN: it is not closed. */
GS_CHECKED int gs_closed_days_remove(struct gs_closed_days *list,
    int64_t day);

/* The holidays of U.S. federal offices (5 U.S.C. 6103, Executive Order 11582)
 * as they have been observed since 1971: on Friday if one falls on a Saturday,
 * on Monday if on a Sunday.  `washington`: Inauguration Day as well, which the
 * offices in and around Washington have.  Errors of gs_closed_days_add. */
GS_CHECKED int gs_closed_days_federal(struct gs_closed_days *list,
    bool washington);

#endif
