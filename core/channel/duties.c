/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/calendar.h"
#include "core/channel/state.h"

static int deadline_by_name(int64_t *due, const struct gs_memo *memo,
    const char *name)
{
	bool working = false;
	uint64_t days = 0;
	if (!gs_charter_clock(&working, &days, memo->charter, name))
		return GS_ERR_UNKNOWN;
	return gs_deadline(due, memo->charter, memo->at, working, days);
}

static enum gs_duty_status duty_status(const struct gs_duty *duty,
    const struct gs_memo *memo, int64_t now)
{
	if (duty->done != 0)
		return duty->done <= duty->due ? GS_DUTY_MET : GS_DUTY_LATE;
	if (memo->ended != 0 && memo->ended <= duty->due)
		return GS_DUTY_ENDED;
	return now <= duty->due ? GS_DUTY_OPEN : GS_DUTY_OVERDUE;
}

/* What happened after `now` has not happened yet. */
static int64_t done_by(int64_t at, int64_t now)
{
	return at != 0 && at <= now ? at : 0;
}

int gs_due_memo(struct gs_duty duties[2], const struct gs_memo *memo,
    int64_t now)
{
	struct gs_duty ack = {.memo = memo, .kind = GS_DUTY_ACKNOWLEDGE};
	struct gs_duty reply = {.memo = memo, .kind = GS_DUTY_REPLY};
	int err = deadline_by_name(&ack.due, memo, "acknowledge");
	if (err == GS_OK)
		err = deadline_by_name(&reply.due, memo, "reply");
	if (err != GS_OK)
		return err;
	ack.from = ack.due;
	err = deadline_by_name(&reply.from, memo, "reply-from");
	if (err == GS_ERR_UNKNOWN)
		reply.from = reply.due;
	else if (err != GS_OK)
		return err;
	/* A finding of "unreadable" is an acknowledgement too: the office
	 * opened what it was given. */
	int64_t opened = memo->unreadable != 0 ? memo->unreadable :
	    memo->acknowledged;
	ack.done = done_by(opened, now);
	reply.done = done_by(memo->replied, now);
	ack.status = duty_status(&ack, memo, now);
	reply.status = duty_status(&reply, memo, now);
	duties[0] = ack;
	duties[1] = reply;
	return GS_OK;
}

int gs_due(struct gs_duty *duties, size_t *count, size_t max,
    const struct gs_state *state, int64_t now)
{
	size_t n = 0;
	for (const struct gs_memo *m = state->memo; m != NULL; m = m->before) {
		if (m->at > now)
			continue;
		if (max - n < 2)
			return GS_ERR_SPACE;
		int err = gs_due_memo(duties + n, m, now);
		if (err != GS_OK)
			return err;
		n += 2;
	}
	*count = n;
	return GS_OK;
}
