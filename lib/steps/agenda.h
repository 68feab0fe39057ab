/* SPDX-License-Identifier: Apache-2.0 */
/* What is to be done about the memos of a log, the next thing first. */
#ifndef GS_LIB_STEPS_AGENDA_H
#define GS_LIB_STEPS_AGENDA_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/channel/channel.h"

/* Which duties are wanted. */
struct gs_agenda_filter {
	const char *duty;  /* of that name; NULL: of any */
	const char *owner; /* of that role; NULL: of any */
	bool overdue;      /* those alone whose time is over */
};

/* A duty that is open or overdue. */
struct gs_agenda_item {
	struct gs_duty duty;
	/* Working days from the day asked about, which does not count, to the
	 * day when it is due, which does: 0 is today.  Of one that is overdue
	 * those that have passed since. */
	uint64_t days;
};

/* By when they are due, and of one time the older memo first. */
struct gs_agenda {
	struct gs_agenda_item *items; /* in the arena */
	size_t count;
	uint64_t overdue; /* of them */
};

/* As of `now`.  GS_ERR_MEMORY; errors of gs_duties_next. */
GS_CHECKED int gs_agenda_make(struct gs_agenda *out, struct gs_arena *arena,
    const struct gs_state *state, int64_t now,
    const struct gs_agenda_filter *filter);

/* Those days of one. */
uint64_t gs_agenda_days(const struct gs_duty *duty, int64_t now);

/* Whether a duty has that name; all of them, for a sentence. */
bool gs_agenda_knows(const char *duty);
const char *gs_agenda_list(void);
/* What its owner types, NUL behind it: "gainsay received --copy 2 7".  Names in
 * it are the record's: print it calmly.  False: it does not fit. */
#define GS_AGENDA_TYPE_MAX 512
bool gs_agenda_type(char out[GS_AGENDA_TYPE_MAX], const struct gs_duty *duty);

#endif
