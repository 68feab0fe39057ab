/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/escalation.h"

#include <string.h>

#include "core/channel/calendar.h"
#include "core/record/time.h"

/* The charter -------------------------------------------------------------- */

static int judge_days_on(struct gs_refusal *refusal,
    const struct gs_escalation *e)
{
	if (e->days >= 1 && e->days <= GS_CLOCK_DAYS_MAX)
		return GS_OK;
	return gs_refuse_tell(refusal, GS_ERR_RULE, "charter-escalation-days",
	    "the charter's escalation of {0} is after {1} working days; it "
	    "must be after 1 to {2}", gs_say_part(e->clock),
	    gs_say_number(e->days), gs_say_number(GS_CLOCK_DAYS_MAX));
}

static int judge_clock_of(struct gs_refusal *refusal,
    const struct gs_charter *charter, const struct gs_escalation *e,
    bool (*goes_on)(const struct gs_part *clock))
{
	const struct gs_value *v = NULL;
	bool known = false;

	for (size_t i = 0; (v = gs_record_value(&charter->rec, "clock", i)) !=
	    NULL; i++)
		known |= gs_part_same(&v->parts[0], &e->clock);
	if (known && goes_on(&e->clock))
		return GS_OK;
	return gs_refuse_tell(refusal, GS_ERR_RULE, "charter-escalation-clock",
	    "the charter says who follows where {0} is missed; that must be "
	    "one of its clocks, by which a duty ends, and not the clock "
	    "escalation itself", gs_say_part(e->clock));
}

/* Somebody else, who has a key. */
static int judge_superior(struct gs_refusal *refusal,
    const struct gs_charter *charter, const struct gs_escalation *e)
{
	const char *owner = gs_duty_owner(&e->clock);

	if (gs_charter_role(charter, e->role) != NULL &&
	    strcmp(owner, e->role) != 0)
		return GS_OK;
	return gs_refuse_tell(refusal, GS_ERR_RULE, "charter-escalation-role",
	    "the charter's escalation of {0} goes to the role {1}; that needs "
	    "a role line with a key, and is another than {2}, whose duty was "
	    "missed", gs_say_part(e->clock), gs_say_text(e->role),
	    gs_say_text(owner));
}

static int judge_line_of(struct gs_refusal *refusal,
    const struct gs_charter *charter, size_t n,
    bool (*goes_on)(const struct gs_part *clock))
{
	const struct gs_escalation *e = &charter->escalations[n];

	int err = judge_clock_of(refusal, charter, e, goes_on);
	if (err == GS_OK)
		err = judge_days_on(refusal, e);
	if (err == GS_OK)
		err = judge_superior(refusal, charter, e);
	for (size_t i = 0; err == GS_OK && i < n; i++)
		if (gs_part_same(&charter->escalations[i].clock, &e->clock) &&
		    strcmp(charter->escalations[i].role, e->role) == 0)
			err = gs_refuse_tell(refusal, GS_ERR_DUPLICATE,
			    "charter-escalation-twice", "the charter's "
			    "escalation of {0} goes to the role {1} twice",
			    gs_say_part(e->clock), gs_say_text(e->role));
	return err;
}

int gs_escalation_read(struct gs_charter *charter,
    struct gs_refusal *refusal, bool (*goes_on)(const struct gs_part *clock))
{
	const struct gs_value *v = NULL;
	int err = GS_OK;

	for (size_t n = 0; n < GS_ESCALATIONS_MAX && err == GS_OK &&
	    (v = gs_record_value(&charter->rec, "escalation", n)) != NULL;
	    n++) {
		struct gs_escalation *e = &charter->escalations[n];

		*e = (struct gs_escalation){.clock = v->parts[0],
		    .days = (uint64_t)v->parts[1].number};
		memcpy(e->role, v->parts[2].ptr, v->parts[2].len);
		charter->escalation_count = n + 1;
		err = judge_line_of(refusal, charter, n, goes_on);
	}
	if (err != GS_OK || charter->escalation_count == 0 ||
	    gs_calendar_clock(&charter->rec, "escalation") != NULL)
		return err;
	return gs_refuse(refusal, GS_ERR_RULE, "charter-escalation-time",
	    "the charter says to whom a missed duty goes on, and has no clock "
	    "`escalation`, within which that one acts");
}

/* Remarks ------------------------------------------------------------------ */

static bool signs_as(const struct gs_record *remark, const char *role)
{
	struct gs_part signer = gs_record_part(remark, "signature");

	return gs_part_is(&signer, role);
}

/* The first of that role from then on; NULL: there is none. */
static const struct gs_said *first_remark(const struct gs_memo *memo,
    const char *role, int64_t from)
{
	const struct gs_said *found = NULL;

	for (const struct gs_said *s = memo->said[GS_SAID_REMARK]; s != NULL &&
	    s->at >= from; s = s->before)
		if (signs_as(&s->rec, role))
			found = s;
	return found;
}

/* Duties ------------------------------------------------------------------- */

/* What was missed, and went on by that line.  Of two that begin at once the one
 * that the table of duties, and then the charter, has first is the first. */
struct passed {
	struct gs_duty missed;
	const struct gs_escalation *line;
	int64_t start;
	uint64_t place;
};

/* When the duty begins of whoever the line names; 0: it does not. */
static int64_t goes_on_at(const struct gs_duty *duty,
    const struct gs_escalation *line)
{
	const struct gs_charter *charter = duty->memo->charter;
	const struct gs_charter_clock days = {GS_CLOCK_WORKING, line->days};
	struct gs_part clock = {.kind = GS_PART_WORD};
	int64_t start = 0;

	if (duty->clock == NULL || !gs_duty_missed(duty))
		return 0;
	clock.ptr = (const uint8_t *)duty->clock;
	clock.len = strlen(duty->clock);
	/* A day that closes at 24:00 ends with the moment before. */
	if (!gs_part_same(&clock, &line->clock) || gs_deadline_from(&start,
	    charter, gs_charter_day(charter, duty->due - 1), days) != GS_OK)
		return 0;
	return duty->done != 0 && duty->done <= start ? 0 : start;
}

static bool begins_before(const struct passed *a, const struct passed *b)
{
	return a->start != b->start ? a->start < b->start :
	    a->place < b->place;
}

/* The first that begins after `last`, in that order. */
static bool next_passed(struct passed *out, const struct gs_memo *memo,
    const struct passed *last)
{
	const struct gs_charter *charter = memo->charter;
	struct gs_duties all = gs_duties_of(memo, GS_TIME_MAX);
	struct passed one = {.place = 0}, best = {.start = 0};

	/* By all that the log has; none of them is one of these. */
	all.rows = GS_DUTY_ESCALATION;
	while (gs_duties_next(&one.missed, &all))
		for (size_t i = 0; i < charter->escalation_count; i++) {
			one.line = &charter->escalations[i];
			one.start = goes_on_at(&one.missed, one.line);
			one.place++;
			if (one.start != 0 && begins_before(last, &one) &&
			    (best.start == 0 || begins_before(&one, &best)))
				best = one;
		}
	*out = best;
	return best.start != 0;
}

/* A remark of theirs, or what was missed is done after all. */
bool gs_escalation_find(struct gs_duty_case *out, const struct gs_memo *memo,
    uint64_t n)
{
	struct passed p = {.start = 0};

	if (memo->charter->escalation_count == 0)
		return false;
	for (uint64_t i = 0; i <= n; i++)
		if (!next_passed(&p, memo, &p))
			return false;

	const struct gs_said *remark = first_remark(memo, p.line->role,
	    p.start);
	*out = (struct gs_duty_case){.number = n + 1, .start = p.start,
	    .done = p.missed.done, .event = p.missed.event,
	    .owner = p.line->role, .missed = p.missed.name,
	    .missed_number = p.missed.number};
	if (remark != NULL && (out->done == 0 || remark->at < out->done)) {
		out->done = remark->at;
		out->event = &remark->event;
	}
	return true;
}
