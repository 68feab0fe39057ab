/* SPDX-License-Identifier: Apache-2.0 */
/* A duty exists where a charter gives it a clock, or somebody a date.  What
 * happens to a memo starts it and discharges it; the table below is all that
 * decides. */
#include "core/channel/duties.h"

#include "core/channel/appeal.h"
#include "core/channel/calendar.h"
#include "core/channel/circle.h"
#include "core/channel/commitment.h"
#include "core/channel/escalation.h"
#include "core/channel/extend.h"
#include "core/channel/judge.h"
#include "core/channel/publish.h"
#include "core/channel/reply.h"

/* What may start a clock, in the order of a procedure. */
enum start { START_FILED, START_ACKNOWLEDGED, START_REPLIED, STARTS };

static bool find_acknowledgement(struct gs_duty_case *out,
    const struct gs_memo *memo, uint64_t n)
{
	*out = (struct gs_duty_case){.done = memo->acknowledged,
	    .event = &memo->events[GS_EVENT_ACKNOWLEDGED]};
	return n == 0;
}

/* In the order in which they are told. */
static const struct duty {
	enum gs_duty_kind kind;
	const char *name, *title;
	const char *owner; /* a role */
	const char *clock; /* its deadline's; NULL: each has its own date */
	const char *early; /* the clock that opens a window, or NULL */
	bool required;     /* every charter names `clock` */
	/* What starts it if the charter does not say; the first event that
	 * cannot, since it is the duty's end or comes behind it. */
	enum start start, before;
	/* The n-th of the memo's duties of this kind, from 0; false: it has no
	 * more of them.  What enters after the time asked about is left out by
	 * whoever calls. */
	bool (*find)(struct gs_duty_case *out, const struct gs_memo *memo,
	    uint64_t n);
} duties[] = {
	{GS_DUTY_ACKNOWLEDGE, "acknowledge", "Acknowledge", "office",
	    "acknowledge", NULL, true, START_FILED, START_ACKNOWLEDGED,
	    find_acknowledgement},
	{GS_DUTY_REPLY, "reply", "Reply", "office", "reply", "reply-from",
	    true, START_FILED, START_REPLIED, gs_reply_find},
	{GS_DUTY_COPY, "copy", "Copy", "office", "copy", NULL, false,
	    START_FILED, START_REPLIED, gs_copy_find},
	/* Each starts with what it answers. */
	{GS_DUTY_RECEIVE, "receive", "Receive", "recipient", "receive", NULL,
	    false, START_FILED, START_FILED, gs_receive_find},
	{GS_DUTY_REPORT, "report", "Report", "panel", "report", NULL, false,
	    START_FILED, START_FILED, gs_report_find},
	{GS_DUTY_DECIDE, "decide", "Decide", "appeal", "decide", NULL,
	    false, START_FILED, START_FILED, gs_decide_find},
	{GS_DUTY_COMMITMENT, "commitment", "Commitment", "office", NULL, NULL,
	    false, START_FILED, START_FILED, gs_commitment_find},
	{GS_DUTY_PUBLISH, "publish", "Publish", "release", "publish", NULL,
	    false, START_REPLIED, STARTS, gs_publish_find},
	/* The charter's lines say whose. */
	{GS_DUTY_ESCALATION, "escalation", "Escalation", NULL, "escalation",
	    NULL, false, START_FILED, START_FILED, gs_escalation_find},
};

#define DUTIES (sizeof duties / sizeof *duties)
_Static_assert(DUTIES == GS_DUTY_KINDS, "a kind without its row");

static bool has_clock(const struct duty *row, const struct gs_part *clock)
{
	return (row->clock != NULL && gs_part_is(clock, row->clock)) ||
	    (row->early != NULL && gs_part_is(clock, row->early));
}

const char *gs_duty_clock_missing(const struct gs_record *charter)
{
	for (size_t i = 0; i < DUTIES; i++)
		if (duties[i].required &&
		    gs_calendar_clock(charter, duties[i].clock) == NULL)
			return duties[i].clock;
	return NULL;
}

const char *gs_duty_name(enum gs_duty_kind kind)
{
	size_t i = 0;

	while (duties[i].kind != kind)
		i++;
	return duties[i].name;
}

const char *gs_duty_owner(const struct gs_part *clock)
{
	for (size_t i = 0; i < DUTIES; i++)
		if (has_clock(&duties[i], clock))
			return duties[i].owner;
	/* It ends no duty, and the author's right. */
	return gs_part_is(clock, "appeal") ? "author" : NULL;
}

/* Why nobody owes it any more; NULL: it is owed.  The author's end does not
 * take from the endorsers what is owed to them. */
static const char *why_ended(const struct gs_duty *duty,
    const struct gs_duty_case *one, int64_t now)
{
	const struct gs_memo *memo = duty->memo;
	int64_t last = now < duty->due ? now : duty->due;

	if (one->ended != 0 && one->ended <= last)
		return one->ended_by;
	return memo->ended != 0 && memo->ended_by_author &&
	    memo->ended <= last && memo->endorsements + memo->later == 0 ?
	    "the author" : NULL;
}

static enum gs_duty_status duty_status(const struct gs_duty *duty,
    int64_t now)
{
	if (duty->done > duty->due)
		return GS_DUTY_LATE;
	if (duty->done != 0)
		return duty->witnessed != 0 &&
		    duty->witnessed - GS_DUTY_GRACE <= duty->due ?
		    GS_DUTY_MET : GS_DUTY_MET_BY_DATE;
	if (duty->ended_by != NULL)
		return GS_DUTY_ENDED;
	return now <= duty->due ? GS_DUTY_OPEN : GS_DUTY_OVERDUE;
}

int gs_clock_end(int64_t *due, const struct gs_memo *memo,
    struct gs_charter_clock clock, int64_t start)
{
	const struct gs_charter *c = memo->charter;

	return start == memo->at ? gs_deadline(due, c, start, clock) :
	    gs_deadline_from(due, c, gs_charter_day(c, start), clock);
}

/* When a clock of the memo's charter ends.  GS_ERR_UNKNOWN: the charter has no
 * such clock. */
static int end_of_clock(int64_t *due, const struct gs_memo *memo,
    const char *name, int64_t start)
{
	const struct gs_value *line = gs_calendar_clock(
	    &memo->charter->rec, name);

	return line == NULL ? GS_ERR_UNKNOWN :
	    gs_clock_end(due, memo, gs_clock_of(line), start);
}

static void count_term(struct gs_memo_term *out, const struct duty *row,
    const struct gs_memo *memo, int64_t start)
{
	struct gs_memo_term term = {.err = GS_ERR_UNKNOWN};

	if (row->clock != NULL)
		term.err = end_of_clock(&term.due, memo, row->clock, start);
	term.from = term.due;
	if (term.err == GS_OK && row->early != NULL) {
		int err = end_of_clock(&term.from, memo, row->early, start);

		if (err != GS_ERR_UNKNOWN)
			term.err = err;
		else
			term.from = term.due;
	}
	*out = term;
}

/* Events --------------------------------------------------------------- */

static int64_t filed_at(const struct gs_memo *memo, int64_t now)
{
	(void)now;
	return memo->at;
}

/* The acknowledgement, or the end of its time if that passes without one: an
 * office that is late puts nothing off. */
static int64_t acknowledged_at(const struct gs_memo *memo, int64_t now)
{
	const struct gs_memo_term *term = &memo->terms[GS_DUTY_ACKNOWLEDGE];
	int64_t at = memo->acknowledged;

	return at != 0 && at <= now && at < term->due ? at : term->due;
}

static int64_t replied_at(const struct gs_memo *memo, int64_t now)
{
	return memo->replied <= now ? memo->replied : 0;
}

static const struct event {
	const char *name;
	int64_t (*at)(const struct gs_memo *memo, int64_t now); /* 0: not yet */
} events[] = {
	[START_FILED] = {"filed", filed_at},
	[START_ACKNOWLEDGED] = {"acknowledged", acknowledged_at},
	[START_REPLIED] = {"replied", replied_at},
};

#define EVENTS (sizeof events / sizeof *events)

/* EVENTS: there is none of that name. */
static size_t find_event(const struct gs_part *name)
{
	size_t i = 0;

	while (i < EVENTS && !gs_part_is(name, events[i].name))
		i++;
	return i;
}

static const struct duty *row_of_clock(const struct gs_part *clock)
{
	for (size_t i = 0; i < DUTIES; i++)
		if (duties[i].clock != NULL &&
		    gs_part_is(clock, duties[i].clock))
			return &duties[i];
	return NULL;
}

bool gs_duty_ends(const struct gs_part *clock)
{
	return row_of_clock(clock) != NULL;
}

bool gs_duty_passes_on(const struct gs_part *clock)
{
	const struct duty *row = row_of_clock(clock);

	return row != NULL && row->owner != NULL;
}

static int judge_start(struct gs_refusal *refusal,
    const struct gs_record *rec, size_t n)
{
	const struct gs_value *v = gs_record_value(rec, "starts", n);
	const struct duty *row = row_of_clock(&v->parts[0]);
	size_t event = find_event(&v->parts[1]);

	if (row == NULL || gs_calendar_clock(rec, row->clock) == NULL)
		return gs_refuse_tell(refusal, GS_ERR_RULE,
		    "charter-starts-clock", "the charter says what starts the "
		    "clock {0}; it must be one of its clocks, by which a duty "
		    "ends", gs_say_part(v->parts[0]));
	if (event >= (size_t)row->before)
		return gs_refuse_tell(refusal, GS_ERR_RULE,
		    "charter-starts-event", "the charter's clock {0} starts "
		    "when the memo is {1}; that must be a known event before "
		    "the end of its duty", gs_say_part(v->parts[0]),
		    gs_say_part(v->parts[1]));
	for (size_t i = 0; i < n; i++)
		if (gs_part_same(&v->parts[0],
		        &gs_record_value(rec, "starts", i)->parts[0]))
			return gs_refuse_tell(refusal, GS_ERR_RULE,
			    "charter-starts-twice", "the charter says twice "
			    "what starts the clock {0}",
			    gs_say_part(v->parts[0]));
	return GS_OK;
}

int gs_duty_judge_starts(struct gs_refusal *refusal,
    const struct gs_record *rec)
{
	size_t count = gs_record_count(rec, "starts");
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < count; i++)
		err = judge_start(refusal, rec, i);
	return err;
}

/* When the clock of a duty starts; 0: it has not yet. */
static int64_t find_start(const struct duty *row, const struct gs_duties *of)
{
	const struct gs_value *v = NULL;
	const struct gs_record *rec = &of->memo->charter->rec;
	size_t event = (size_t)row->start;

	for (size_t i = 0; row->clock != NULL &&
	    (v = gs_record_value(rec, "starts", i)) != NULL; i++)
		if (gs_part_is(&v->parts[0], row->clock))
			event = find_event(&v->parts[1]);
	return event < EVENTS ? events[event].at(of->memo, of->now) : 0;
}

/* Terms ---------------------------------------------------------------- */

void gs_duties_count(struct gs_memo *memo)
{
	for (size_t i = 0; i < DUTIES; i++)
		count_term(&memo->terms[i], &duties[i], memo, memo->at);
}

/* GS_ERR_UNKNOWN: the memo's charter has no such clock. */
static int find_term(struct gs_memo_term *out, const struct duty *row,
    const struct gs_memo *memo, const struct gs_duty_case *one)
{
	if (one->due != 0)
		*out = (struct gs_memo_term){.from = one->due,
		    .due = one->due};
	else if (one->start == memo->at)
		*out = memo->terms[row - duties];
	else
		count_term(out, row, memo, one->start);
	return out->err;
}

/* What happened after `now` has not happened yet. */
static int measure_duty(struct gs_duty *out, const struct duty *row,
    const struct gs_duty_case *one, const struct gs_duties *of)
{
	struct gs_duty duty = {.memo = of->memo, .kind = row->kind,
	    .number = one->number, .name = row->name, .title = row->title,
	    .owner = one->owner != NULL ? one->owner : row->owner,
	    .whose = one->whose, .missed = one->missed,
	    .missed_number = one->missed_number, .event = one->event,
	    .clock = one->due != 0 ? NULL : row->clock, .start = one->start};
	struct gs_memo_term term = {.err = GS_OK};

	int err = find_term(&term, row, of->memo, one);
	if (err != GS_OK)
		return err;
	duty.from = term.from;
	duty.due = term.due;
	err = gs_extend_duty(&duty, of->now);
	if (err != GS_OK)
		return err;

	bool over = one->for_good && one->ended <= duty.due;
	if (one->done <= of->now && !over)
		duty.done = one->done;
	if (one->done <= of->now && one->event != NULL &&
	    one->event->since <= of->now)
		duty.witnessed = one->event->witnessed;
	if (duty.done == 0)
		duty.ended_by = why_ended(&duty, one, of->now);
	duty.status = duty_status(&duty, of->now);
	*out = duty;
	return GS_OK;
}

bool gs_duty_missed(const struct gs_duty *duty)
{
	return duty->status == GS_DUTY_LATE ||
	    duty->status == GS_DUTY_OVERDUE;
}

struct gs_duties gs_duties_of(const struct gs_memo *memo, int64_t now)
{
	return (struct gs_duties){.memo = memo, .now = now, .rows = DUTIES};
}

/* The next case that the table finds, which may not have begun. */
static const struct duty *next_case(struct gs_duty_case *out,
    struct gs_duties *of)
{
	for (; of->row < of->rows; of->row++, of->n = 0)
		if (duties[of->row].find(out, of->memo, of->n)) {
			of->n++;
			return &duties[of->row];
		}
	return NULL;
}

bool gs_duties_next(struct gs_duty *out, struct gs_duties *of)
{
	struct gs_duty_case one = {.number = 0};
	const struct duty *row = NULL;

	while (of->err == GS_OK && (row = next_case(&one, of)) != NULL) {
		if (one.start > of->now || (one.start == 0 &&
		    (one.start = find_start(row, of)) == 0))
			continue;
		int err = measure_duty(out, row, &one, of);
		if (err == GS_OK)
			return true;
		if (err != GS_ERR_UNKNOWN)
			of->err = err;
	}
	return false;
}

static int take_duties(struct gs_duty *out, size_t *count, size_t max,
    struct gs_duties *of)
{
	struct gs_duty duty;

	while (gs_duties_next(&duty, of)) {
		if (*count == max)
			return GS_ERR_SPACE;
		out[(*count)++] = duty;
	}
	return of->err;
}

int gs_due_memo(struct gs_duty *out, size_t *count, size_t max,
    const struct gs_memo *memo, int64_t now)
{
	struct gs_duties of = gs_duties_of(memo, now);

	*count = 0;
	return take_duties(out, count, max, &of);
}

int gs_due(struct gs_duty *out, size_t *count, size_t max,
    const struct gs_state *state, int64_t now)
{
	int err = GS_OK;

	*count = 0;
	for (const struct gs_memo *m = state->memo; err == GS_OK && m != NULL;
	    m = m->before) {
		struct gs_duties of = gs_duties_of(m, now);

		if (m->at <= now)
			err = take_duties(out, count, max, &of);
	}
	return err;
}
