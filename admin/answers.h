/* SPDX-License-Identifier: Apache-2.0 */
/* What a new charter is to say, from where people say it: options, a file of
 * answers, iCalendar files. */
#ifndef GS_ADMIN_ANSWERS_H
#define GS_ADMIN_ANSWERS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/records/closed_days.h"
#include "lib/records/plan.h"

struct gs_answers {
	/* The options of `gainsay init`; each may be NULL. */
	const char *file, *preset;
	const char *origin, *name, *readers, *floor, *from, *to;
	bool exercise, yes;
};

/* The plan, in the arena, and its closed days; a calendar that nobody answers
 * begins with the year of `now`.  Says what is wrong. */
GS_CHECKED int gs_answers_gather(struct gs_plan *plan,
    struct gs_closed_days *closed, const struct gs_answers *answers,
    struct gs_arena *arena, int64_t now);

#endif
