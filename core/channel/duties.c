/* SPDX-License-Identifier: Apache-2.0 */
/* A duty exists where a charter gives it a clock.  The filing of a memo starts
 * it, what happens to the memo discharges it; the table below is all that
 * decides. */
#include "core/channel/duties.h"

#include "core/channel/calendar.h"
#include "core/channel/state.h"

static int64_t opened_at(const struct gs_memo *memo)
{
	return memo->acknowledged;
}

static int64_t replied_at(const struct gs_memo *memo)
{
	return memo->replied;
}

static const struct duty {
	enum gs_duty_kind kind;
	const char *name;
	const char *owner; /* a role */
	const char *clock; /* its deadline's */
	const char *early; /* the clock that opens a window, or NULL */
	bool required;     /* every charter names `clock` */
	int64_t (*discharged)(const struct gs_memo *memo); /* 0: not yet */
	enum gs_event_kind event; /* by which it is */
} duties[] = {
	{GS_DUTY_ACKNOWLEDGE, "acknowledge", "office", "acknowledge", NULL,
	    true, opened_at, GS_EVENT_ACKNOWLEDGED},
	{GS_DUTY_REPLY, "reply", "office", "reply", "reply-from",
	    true, replied_at, GS_EVENT_REPLIED},
};

#define DUTIES (sizeof duties / sizeof *duties)
_Static_assert(DUTIES <= GS_DUTIES_MAX, "a memo's list has no room");

const char *gs_duty_clock_missing(const struct gs_record *charter)
{
	for (size_t i = 0; i < DUTIES; i++)
		if (duties[i].required &&
		    !gs_calendar_has(charter, duties[i].clock))
			return duties[i].clock;
	return NULL;
}

const char *gs_duty_owner(const struct gs_part *clock)
{
	for (size_t i = 0; i < DUTIES; i++)
		if (gs_part_is(clock, duties[i].clock) ||
		    (duties[i].early != NULL &&
		    gs_part_is(clock, duties[i].early)))
			return duties[i].owner;
	return NULL;
}

/* The author's end does not take from the endorsers what is owed to them. */
static enum gs_duty_status duty_status(const struct gs_duty *duty,
    const struct gs_memo *memo, int64_t now)
{
	if (duty->done > duty->due)
		return GS_DUTY_LATE;
	if (duty->done != 0)
		return duty->witnessed != 0 &&
		    duty->witnessed - GS_DUTY_GRACE <= duty->due ?
		    GS_DUTY_MET : GS_DUTY_MET_BY_DATE;
	if (memo->ended != 0 && memo->ended <= duty->due &&
	    memo->endorsements + memo->later == 0)
		return GS_DUTY_ENDED;
	return now <= duty->due ? GS_DUTY_OPEN : GS_DUTY_OVERDUE;
}

static void count_term(struct gs_memo_term *out, const struct duty *row,
    const struct gs_memo *memo)
{
	struct gs_memo_term term = {.err = GS_OK};

	term.err = gs_calendar_due(&term.due, memo->charter, row->clock,
	    memo->at);
	term.from = term.due;
	if (term.err == GS_OK && row->early != NULL) {
		int err = gs_calendar_due(&term.from, memo->charter,
		    row->early, memo->at);

		if (err != GS_ERR_UNKNOWN)
			term.err = err;
		else
			term.from = term.due;
	}
	*out = term;
}

void gs_duties_count(struct gs_memo *memo)
{
	for (size_t i = 0; i < DUTIES; i++)
		count_term(&memo->terms[i], &duties[i], memo);
}

/* GS_ERR_UNKNOWN: the memo does not have this duty. */
static int measure_duty(struct gs_duty *out, const struct duty *row,
    const struct gs_memo *memo, int64_t now)
{
	const struct gs_memo_term *term = &memo->terms[row - duties];
	int64_t done = row->discharged(memo);
	struct gs_duty duty = {.memo = memo, .kind = row->kind,
	    .name = row->name, .owner = row->owner, .from = term->from,
	    .due = term->due};

	if (term->err != GS_OK)
		return term->err;

	/* What happened after `now` has not happened yet. */
	const struct gs_event *event = &memo->events[row->event];
	if (done <= now)
		duty.done = done;
	if (done <= now && event->since <= now)
		duty.witnessed = event->witnessed;
	duty.status = duty_status(&duty, memo, now);
	*out = duty;
	return GS_OK;
}

bool gs_duty_missed(const struct gs_duty *duty)
{
	return duty->status == GS_DUTY_LATE ||
	    duty->status == GS_DUTY_OVERDUE;
}

int gs_due_memo(struct gs_duty out[GS_DUTIES_MAX], size_t *count,
    const struct gs_memo *memo, int64_t now)
{
	size_t n = 0;

	for (size_t i = 0; i < DUTIES; i++) {
		int err = measure_duty(&out[n], &duties[i], memo, now);
		if (err != GS_OK && err != GS_ERR_UNKNOWN)
			return err;
		n += err == GS_OK;
	}

	*count = n;
	return GS_OK;
}

int gs_due(struct gs_duty *out, size_t *count, size_t max,
    const struct gs_state *state, int64_t now)
{
	size_t n = 0;

	for (const struct gs_memo *m = state->memo; m != NULL; m = m->before) {
		struct gs_duty mine[GS_DUTIES_MAX];
		size_t mine_count = 0;

		if (m->at > now)
			continue;
		int err = gs_due_memo(mine, &mine_count, m, now);
		if (err == GS_OK && mine_count > max - n)
			err = GS_ERR_SPACE;
		if (err != GS_OK)
			return err;
		for (size_t i = 0; i < mine_count; i++)
			out[n++] = mine[i];
	}

	*count = n;
	return GS_OK;
}
