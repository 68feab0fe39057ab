/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/extend.h"

#include "core/channel/appeal.h"
#include "core/channel/calendar.h"
#include "core/channel/circle.h"

static bool names_duty(const struct gs_said *said, const char *name,
    uint64_t number)
{
	const struct gs_part *duty = gs_record_value(&said->rec, "duty", 0)->
	    parts;

	return gs_part_is(&duty[0], name) &&
	    (uint64_t)duty[1].number == number;
}

/* The closing second of a day: no day on from it. */
static int closing_of(int64_t *at, const struct gs_charter *charter,
    int64_t day)
{
	const struct gs_charter_clock none = {GS_CLOCK_CALENDAR, 0};

	return gs_deadline_from(at, charter, day, none);
}

int gs_extend_duty(struct gs_duty *duty, int64_t now)
{
	const struct gs_memo *memo = duty->memo;
	bool window = duty->from < duty->due;
	int err = GS_OK;

	duty->first_due = duty->due;
	for (const struct gs_said *s = memo->said[GS_SAID_EXTEND]; s != NULL;
	    s = s->before) {
		if (s->at > now || !names_duty(s, duty->name, duty->number))
			continue;
		if (duty->extended++ == 0)
			err = closing_of(&duty->due, memo->charter,
			    gs_record_part(&s->rec, "until").number);
	}
	if (!window)
		duty->from = duty->due;
	return err;
}

/* extend ------------------------------------------------------------------- */

/* The duty that the record names, as it stands at its time.  One whose clock
 * has not started has a date that may still come earlier: whoever puts that one
 * off has more time than the charter gives. */
static int find_duty(struct gs_duty *out, struct gs_candidate *act)
{
	struct gs_duties all = gs_duties_of(act->memo, act->header.at);
	const struct gs_part *named = gs_record_value(act->rec, "duty", 0)->
	    parts;

	while (gs_duties_next(out, &all))
		if (gs_part_is(&named[0], out->name) &&
		    (uint64_t)named[1].number == out->number &&
		    out->start <= act->header.at)
			return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_UNKNOWN, "extension-duty",
	    "nobody owes {0} (number {1}) about this memo yet; a duty is "
	    "named as 'gainsay status' names it, with number 0 where there is "
	    "only one", gs_say_part(named[0]),
	    gs_say_number((uint64_t)named[1].number));
}

static int judge_open(struct gs_candidate *act, const struct gs_duty *duty)
{
	if (duty->status == GS_DUTY_OPEN)
		return GS_OK;
	if (duty->status == GS_DUTY_OVERDUE)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "extension-late", "the deadline of {0} has passed; it is "
		    "put off only before that", gs_say_text(duty->name));
	return gs_refuse_tell(act->refusal, GS_ERR_RULE, "extension-done",
	    "{0} is done, or owed no more; there is nothing to put off",
	    gs_say_text(duty->name));
}

static int judge_often(struct gs_candidate *act, const struct gs_duty *duty,
    const struct gs_value *rule)
{
	uint64_t most = (uint64_t)rule->parts[1].number;

	if (duty->extended < most)
		return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_RULE, "extension-often",
	    "{0} has been put off {1} times; by the memo's charter it is put "
	    "off at most {2} times", gs_say_text(duty->name),
	    gs_say_number(duty->extended), gs_say_number(most));
}

/* Not beyond `last`. */
static int judge_later(struct gs_candidate *act, const struct gs_duty *duty,
    int64_t last)
{
	int64_t until = 0;

	int err = closing_of(&until, duty->memo->charter,
	    gs_record_part(act->rec, "until").number);
	if (err != GS_OK || until <= duty->due)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "extension-date", "the new day of {0} must be later than "
		    "the one that it has", gs_say_text(duty->name));
	return until <= last ? GS_OK : GS_ERR_RANGE;
}

/* In the unit of its clock, from the day that the duty is due on: a day that
 * closes at 24:00 ends with the moment before. */
static int judge_length(struct gs_candidate *act, const struct gs_duty *duty,
    const struct gs_value *rule)
{
	const struct gs_charter *charter = duty->memo->charter;
	struct gs_charter_clock most = gs_clock_of(gs_calendar_clock(
	    &charter->rec, duty->clock));
	int64_t last = 0;

	most.count = (uint64_t)rule->parts[2].number;
	if (gs_deadline_from(&last, charter,
	    gs_charter_day(charter, duty->due - 1), most) != GS_OK)
		last = INT64_MAX;
	int err = judge_later(act, duty, last);
	if (err == GS_ERR_RANGE)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "extension-long", "by the memo's charter {0} is put off by "
		    "at most {1} {2} at once", gs_say_text(duty->name),
		    gs_say_number(most.count), gs_say_text(most.unit ==
		        GS_CLOCK_WORKING ? "working days" : most.unit ==
		        GS_CLOCK_MONTHS ? "months" : "calendar days"));
	return err;
}

/* By the rule of the charter under which the memo was filed. */
static int judge_rule(struct gs_candidate *act, const struct gs_duty *duty)
{
	const struct gs_record *charter = &act->memo->charter->rec;
	const struct gs_value *rule = NULL;

	if (duty->clock == NULL)
		return judge_later(act, duty, INT64_MAX);
	for (size_t i = 0; (rule = gs_record_value(charter, "extension", i)) !=
	    NULL; i++)
		if (gs_part_is(&rule->parts[0], duty->clock))
			break;
	if (rule == NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "extension-clock", "the memo's charter has no extension "
		    "line for {0}, which is therefore never put off",
		    gs_say_text(duty->name));

	int err = judge_often(act, duty, rule);
	return err == GS_OK ? judge_length(act, duty, rule) : err;
}

/* Where somebody else than the late party approves it; else that party, so that
 * an office puts off no panel, and no appeal against itself; and of several
 * recipients the one who owes it. */
static int require_late_party(struct gs_candidate *act,
    const struct gs_duty *duty)
{
	if (gs_charter_holder(act->state->charter, "approver", 0) != NULL)
		return gs_require_signature(act, "approver");
	return duty->kind == GS_DUTY_RECEIVE ?
	    gs_require_recipient(act, duty->whose) :
	    gs_require_signature(act, duty->owner);
}

int gs_extend_judge(struct gs_candidate *act)
{
	const struct gs_said *last = act->memo->said[GS_SAID_EXTEND];
	uint64_t next = last == NULL ? 1 : last->number + 1;
	uint64_t number = gs_record_number(act->rec, "extension");
	struct gs_duty duty;

	if (next > GS_EXTENSIONS_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "extensions-over", "a memo has at most {0} extensions",
		    gs_say_number(GS_EXTENSIONS_MAX));
	if (number != next)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "extension-number", "the extension has number {0}; those "
		    "of a memo are numbered in order, and the next is {1}",
		    gs_say_number(number), gs_say_number(next));

	int err = find_duty(&duty, act);
	if (err == GS_OK && act->memo->ended != 0 && duty.clock != NULL)
		return gs_refuse_ended(act->refusal);
	if (err == GS_OK)
		err = judge_open(act, &duty);
	if (err == GS_OK)
		err = judge_rule(act, &duty);
	if (err != GS_OK)
		return err;
	return require_late_party(act, &duty);
}

/* refer -------------------------------------------------------------------- */

/* Scope may be looked at before the acknowledgement, which stays due. */
int gs_refer_judge(struct gs_candidate *act)
{
	if (act->memo->said[GS_SAID_REFER] != NULL)
		return gs_refuse(act->refusal, GS_ERR_DUPLICATE,
		    "already-referred", "this memo has been referred already");
	if (act->memo->replied != 0)
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "refer-after-reply", "this memo has its reply; what was "
		    "answered is not referred");
	return gs_require_signature(act, "office");
}

int64_t gs_refer_stands(const struct gs_memo *memo)
{
	const struct gs_said *referral = memo->said[GS_SAID_REFER];
	int64_t acknowledged = memo->acknowledged;
	int64_t remanded = gs_referral_remanded(memo);

	if (referral == NULL || (acknowledged == 0 && remanded == 0))
		return 0;
	if (remanded != 0 && (acknowledged == 0 || remanded < acknowledged))
		return remanded;
	return referral->at > acknowledged ? referral->at : acknowledged;
}

/* The charter -------------------------------------------------------------- */

static int judge_extension(struct gs_refusal *refusal,
    const struct gs_record *rec, size_t n,
    bool (*ends)(const struct gs_part *clock))
{
	const struct gs_value *v = gs_record_value(rec, "extension", n);
	const struct gs_value *clock = NULL, *other = NULL;

	for (size_t i = 0; (other = gs_record_value(rec, "clock", i)); i++)
		if (gs_part_same(&v->parts[0], &other->parts[0]))
			clock = other;
	if (clock == NULL || !ends(&v->parts[0]))
		return gs_refuse_tell(refusal, GS_ERR_RULE,
		    "charter-extension-clock", "the charter says how the clock "
		    "{0} may be put off; it must be one of its clocks, by "
		    "which a duty ends", gs_say_part(v->parts[0]));
	for (size_t i = 0; i < n; i++)
		if (gs_part_same(&v->parts[0],
		        &gs_record_value(rec, "extension", i)->parts[0]))
			return gs_refuse_tell(refusal, GS_ERR_RULE,
			    "charter-extension-twice", "the charter says twice "
			    "how the clock {0} may be put off",
			    gs_say_part(v->parts[0]));

	int64_t most = gs_clock_of(clock).unit == GS_CLOCK_MONTHS ?
	    GS_CLOCK_MONTHS_MAX : GS_CLOCK_DAYS_MAX;
	if (v->parts[1].number >= 1 &&
	    v->parts[1].number <= GS_EXTENSIONS_MAX &&
	    v->parts[2].number >= 1 && v->parts[2].number <= most)
		return GS_OK;
	return gs_refuse_tell(refusal, GS_ERR_RULE, "charter-extension-days",
	    "the charter's clock {0} may be put off from 1 to {1} times, by 1 "
	    "to {2} of what the clock counts", gs_say_part(v->parts[0]),
	    gs_say_number(GS_EXTENSIONS_MAX), gs_say_number((uint64_t)most));
}

int gs_extend_judge_charter(struct gs_refusal *refusal,
    const struct gs_record *rec, bool (*ends)(const struct gs_part *clock))
{
	size_t count = gs_record_count(rec, "extension");
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < count; i++)
		err = judge_extension(refusal, rec, i, ends);
	return err;
}
