/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: what a record's file says of its duties, and the
 * table of duties asks of it. */
#ifndef GS_CORE_CHANNEL_DUTY_CASE_H
#define GS_CORE_CHANNEL_DUTY_CASE_H

#include "core/channel/channel.h"

/* One duty of a kind, as the row of that kind finds it in a memo. */
struct gs_duty_case {
	uint64_t number; /* of its kind, from 1; 0: there is one alone */
	int64_t start;   /* when it began; 0: as the row says */
	int64_t due;     /* a date that somebody gave; 0: its clock's */
	int64_t done;    /* 0: not yet */
	/* From then on it is owed no more, and why; 0: nothing ends it but the
	 * author's end. */
	int64_t ended;
	const char *ended_by;
	bool for_good; /* if it ended in time, nothing discharges it later */
	const struct gs_event *event; /* by which it is; NULL: it has none */
	struct gs_part whose;         /* see struct gs_duty */
	const char *owner;            /* NULL: the row's */
	const char *missed;           /* see struct gs_duty */
	uint64_t missed_number;
};

#endif
