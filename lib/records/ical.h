/* SPDX-License-Identifier: Apache-2.0 */
/* Closed days out of iCalendar files (RFC 5545), as governments, churches and
 * calendar programs hand out holidays. */
#ifndef GS_LIB_RECORDS_ICAL_H
#define GS_LIB_RECORDS_ICAL_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/records/closed_days.h"
#include "lib/report.h"

#define GS_ICAL_MAX ((size_t)4 << 20) /* bytes of a file */

/* What was in a file. */
struct gs_ical_findings {
	size_t events;   /* all-day events that are not cancelled */
	size_t days;     /* days of theirs within the calendar */
	size_t timed;    /* events that have a time of day: left out */
	size_t timed_at; /* the line of the first of them */
};

/* Adds the days of all-day events, with their recurrences, to the list; each
 * has the event's summary for its name.  `text` ends in NUL (not counted in
 * `len`).  GS_ERR_FORMAT: it is no iCalendar file, or an event has an error;
 * GS_ERR_UNKNOWN: it has no all-day event, or none within the calendar;
 * GS_ERR_RANGE: a rule recurs too often; GS_ERR_SPACE: the list is full; each
 * with a report that says where. */
GS_CHECKED int gs_ical_read(struct gs_closed_days *list,
    struct gs_ical_findings *findings, struct gs_report *report,
    const char *text, size_t len);

#endif
