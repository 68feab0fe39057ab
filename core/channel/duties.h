/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: what the table of duties asks of a charter. */
#ifndef GS_CORE_CHANNEL_DUTIES_H
#define GS_CORE_CHANNEL_DUTIES_H

#include "core/channel/channel.h"

/* One duty of a kind, as the row of that kind finds it in a memo. */
struct gs_duty_case {
	uint64_t number; /* of its kind, from 1; 0: there is one alone */
	int64_t start;   /* when it began; 0: as the row says */
	int64_t due;     /* a date that somebody gave; 0: its clock's */
	int64_t done;    /* 0: not yet */
	const struct gs_event *event; /* by which it is; NULL: it has none */
	struct gs_part whose;         /* see struct gs_duty */
};

/* A clock that every charter must have and that this one does not; NULL if it
 * has them all. */
const char *gs_duty_clock_missing(const struct gs_record *charter);

/* Judges a charter's `starts` lines. */
GS_CHECKED int gs_duty_judge_starts(struct gs_refusal *refusal,
    const struct gs_record *charter);

/* Counts the days of each of the memo's duties that start with the filing, by
 * its charter: once, when the memo is entered or read from a snapshot. */
void gs_duties_count(struct gs_memo *memo);

#endif
