/* SPDX-License-Identifier: Apache-2.0 */
/* The channel's time: the system's, or for an exercise a simulated one that
 * moves only when it is told to.  One thread at a time. */
#ifndef GS_SERVER_CLOCK_H
#define GS_SERVER_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"

struct gs_clock {
	bool simulated;
	int64_t now; /* of a simulated one */
};

struct gs_clock gs_clock_system(void);
struct gs_clock gs_clock_simulated(int64_t now);
int64_t gs_clock_now(const struct gs_clock *clock);
/* GS_ERR_DENIED for the system's; GS_ERR_RULE for a time before now. */
GS_CHECKED int gs_clock_move(struct gs_clock *clock, int64_t now);
/* Seconds of a clock that nobody sets, for deadlines. */
int64_t gs_clock_ticks(void);

#endif
