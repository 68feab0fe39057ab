/* SPDX-License-Identifier: Apache-2.0 */
/* What a log comes to in figures, each with what it counts out of, by the year
 * in which memos were filed (docs/spec/statistics.md). */
#ifndef GS_LIB_STEPS_STATISTICS_H
#define GS_LIB_STEPS_STATISTICS_H

#include "core/channel/channel.h"

/* What a clock counts: an enum gs_clock_unit, or, of a duty with a date of its
 * own, none. */
#define GS_DAYS_UNITS (GS_CLOCK_MONTHS + 1)
#define GS_DAYS_NONE GS_DAYS_UNITS
/* Its word in a charter, and what stands behind a number of them: "working
 * days"; of GS_DAYS_NONE NULL. */
const char *gs_days_word(unsigned unit);
const char *gs_days_phrase(unsigned unit);

/* One duty of one memo. */
struct gs_figure {
	struct gs_duty duty;
	int64_t year; /* in which its memo was filed, of the charter's zone */
	unsigned unit;
	uint64_t rule; /* its clock's days; of GS_DAYS_NONE it has none, nor
	                * `days` */
	/* The days of the shortest clock of this unit that what was done would
	 * have kept; if nothing was done, that would run out no sooner than
	 * now.  One more than any clock has: longer. */
	uint64_t days;
};

/* What happened after `now` has not happened.  Lists are in the arena. */
struct gs_statistics {
	const struct gs_charter *charter; /* in force at the log's end */
	const struct gs_reprisal *cases; /* the newest */
	int64_t now;
	int64_t only; /* memos of this year alone; 0: of all */
	/* The period that is told as well, its first and last day, local to
	 * each memo; `until` below `since`: none is. */
	int64_t since, until;
	const struct gs_memo **memos; /* filed by now, oldest first */
	size_t memo_count;
	/* By duty, in the order in which the log has them first; then by unit;
	 * then by days. */
	struct gs_figure *figures;
	size_t figure_count;
	int64_t first, last; /* years that have memos; last < first: none */
};

struct gs_statistics_plan {
	const struct gs_state *state;
	int64_t now;
	int64_t only;
	bool has_period;
	int64_t since, until;
};
/* GS_ERR_MEMORY; errors of gs_duties_next. */
GS_CHECKED int gs_statistics_make(struct gs_statistics *out,
    struct gs_arena *arena, const struct gs_statistics_plan *plan);
/* Local, of the memo's charter: the year that it was filed in. */
int64_t gs_statistics_year(const struct gs_memo *memo);

/* One number.  `group` and `name` are words, and say what it is; the group of a
 * duty is the duty's name. */
struct gs_number {
	const char *group, *name;
	unsigned unit;    /* of days; GS_DAYS_NONE: it counts things */
	bool known;       /* false: nothing says how many */
	uint64_t twice;   /* the number, doubled: a median may be half a day */
	bool has_of;      /* it is a part of so many */
	uint64_t of;
};
typedef void gs_number_fn(void *ctx, const struct gs_number *number);
/* Every number of the memos filed in `year`; 0: of all.  In the order of the
 * specification, always the same for the same log. */
void gs_statistics_numbers(const struct gs_statistics *statistics,
    int64_t year, gs_number_fn *visit, void *ctx);
/* The number of that name, in the same way; GS_ERR_UNKNOWN: there is none. */
GS_CHECKED int gs_statistics_number(struct gs_number *out,
    const struct gs_statistics *statistics, int64_t year,
    const char *group, const char *name);

/* Of a period the numbers of what happened in it, and of what came due. */
void gs_period_numbers(const struct gs_statistics *statistics,
    gs_number_fn *visit, void *ctx);
/* Whether something at that time is of the period, and has happened. */
bool gs_period_has(const struct gs_statistics *statistics,
    const struct gs_memo *memo, int64_t at);
/* The last second of a day, local to a charter. */
int64_t gs_period_end(const struct gs_charter *charter, int64_t day);

/* "67 %" of `n` out of `of`; never 0 % of some nor 100 % of not all; "" out of
 * none. */
#define GS_PERCENT_MAX 8
void gs_percent(char out[GS_PERCENT_MAX], uint64_t n, uint64_t of);

#endif
