/* SPDX-License-Identifier: Apache-2.0 */
/* The channel's time: the system's, or for an exercise a simulated one that
 * moves only when it is told to.  One thread at a time. */
#ifndef GS_SERVER_BACK_CLOCK_H
#define GS_SERVER_BACK_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"

struct gs_clock {
	bool simulated;
	int64_t now;           /* of a simulated one */
	int64_t start, steady; /* both clocks when the system's was taken up */
};

/* Somebody or something sets the system's clock while it is used: by so much
 * it is followed, in seconds. */
#define GS_CLOCK_SLACK 3600

struct gs_clock gs_clock_system(void);
struct gs_clock gs_clock_simulated(int64_t now);
/* Where the system's clock has jumped by more than the slack, what has passed
 * since the start is counted instead: a date in the log cannot be taken
 * back. */
int64_t gs_clock_now(const struct gs_clock *clock);
/* Seconds that pass whatever is set or simulated, from any start. */
int64_t gs_clock_steady(void);
/* By how much it has jumped; 0 while it is followed. */
int64_t gs_clock_jump(const struct gs_clock *clock);
/* GS_ERR_DENIED for the system's; GS_ERR_RULE for a time before now. */
GS_CHECKED int gs_clock_move(struct gs_clock *clock, int64_t now);

#endif
