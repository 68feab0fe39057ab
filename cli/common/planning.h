/* SPDX-License-Identifier: Apache-2.0 */
/* A charter's plan out of files: of answers, and of calendars that they name.
 * All say what is wrong. */
#ifndef GS_CLI_COMMON_PLANNING_H
#define GS_CLI_COMMON_PLANNING_H

#include "lib/records/closed_days.h"
#include "lib/records/plan.h"

/* A layer of answers out of a file; NULL: there is none. */
GS_CHECKED int gs_planning_read(struct gs_plan *plan, const char *path);
/* All closed days of the plan.  Its iCalendar files are named from the folder
 * of `beside`, the file of its answers, or, if that is NULL, from here. */
GS_CHECKED int gs_planning_close(struct gs_closed_days *closed,
    const struct gs_plan *plan, const char *beside);
/* Those of one iCalendar file, into a list that was begun. */
GS_CHECKED int gs_planning_add(struct gs_closed_days *closed,
    const char *path);

#endif
