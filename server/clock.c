/* SPDX-License-Identifier: Apache-2.0 */
#include "server/clock.h"

#include <time.h>

#include "core/record/time.h"

struct gs_clock gs_clock_system(void)
{
	return (struct gs_clock){.simulated = false};
}

struct gs_clock gs_clock_simulated(int64_t now)
{
	return (struct gs_clock){.simulated = true, .now = now};
}

int64_t gs_clock_now(const struct gs_clock *clock)
{
	if (clock->simulated)
		return clock->now;
	time_t now = time(NULL);
	return now < 0 ? 0 : (int64_t)now;
}

int gs_clock_move(struct gs_clock *clock, int64_t now)
{
	if (!clock->simulated)
		return GS_ERR_DENIED;
	if (now < clock->now || now > GS_TIME_MAX)
		return GS_ERR_RULE;
	clock->now = now;
	return GS_OK;
}

int64_t gs_clock_ticks(void)
{
	struct timespec ts = {.tv_sec = 0};
	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec;
}
