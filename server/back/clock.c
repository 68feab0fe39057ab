/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/clock.h"

#include <time.h>

#include "core/record/time.h"

static int64_t wall_time(void)
{
	time_t now = time(NULL);

	return now < 0 ? 0 : (int64_t)now;
}

/* Goes on while the machine sleeps. */
int64_t gs_clock_steady(void)
{
	struct timespec ts = {.tv_sec = 0};

	(void)clock_gettime(CLOCK_BOOTTIME, &ts);
	return (int64_t)ts.tv_sec;
}

struct gs_clock gs_clock_system(void)
{
	return (struct gs_clock){.start = wall_time(),
	    .steady = gs_clock_steady()};
}

struct gs_clock gs_clock_simulated(int64_t now)
{
	return (struct gs_clock){.simulated = true, .now = now};
}

int64_t gs_clock_now(const struct gs_clock *clock)
{
	return clock->simulated ? clock->now :
	    wall_time() - gs_clock_jump(clock);
}

int64_t gs_clock_jump(const struct gs_clock *clock)
{
	if (clock->simulated)
		return 0;

	int64_t by = wall_time() - clock->start -
	    (gs_clock_steady() - clock->steady);
	return by > GS_CLOCK_SLACK || by < -GS_CLOCK_SLACK ? by : 0;
}

int gs_clock_move(struct gs_clock *clock, int64_t now)
{
	if (!clock->simulated)
		return GS_ERR_DENIED;
	if (now < clock->now || now > GS_ENTRY_AT_MAX)
		return GS_ERR_RULE;
	clock->now = now;
	return GS_OK;
}
