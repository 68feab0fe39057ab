/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/appeal.h"

#include "core/channel/calendar.h"
#include "core/channel/dates.h"

const char *gs_outcome_word(enum gs_outcome outcome)
{
	static const char *const words[] = {[GS_OUTCOME_UPHOLD] = "uphold",
	    [GS_OUTCOME_REMAND] = "remand", [GS_OUTCOME_GRANT] = "grant"};

	return (size_t)outcome < sizeof words / sizeof *words ?
	    words[outcome] : NULL;
}

struct gs_appeal *gs_appeal_by(const struct gs_memo *memo, uint64_t number)
{
	struct gs_appeal *a = memo->appeal;

	while (a != NULL && a->number != number)
		a = a->before;
	return a;
}

const struct gs_appeal *gs_appeal_against(const struct gs_memo *memo,
    uint64_t reply)
{
	const struct gs_appeal *a = memo->appeal;

	while (a != NULL && a->reply != reply)
		a = a->before;
	return a;
}

bool gs_reply_remanded(const struct gs_memo *memo, uint64_t reply)
{
	const struct gs_appeal *a = gs_appeal_against(memo, reply);

	return a != NULL && a->decided != 0 &&
	    a->outcome == GS_OUTCOME_REMAND;
}

/* After a reply there is nothing more to be sent back. */
int64_t gs_referral_remanded(const struct gs_memo *memo)
{
	const struct gs_appeal *a = gs_appeal_against(memo, 0);

	return gs_reply_remanded(memo, 0) && (memo->replied == 0 ||
	    memo->replied > a->decided) ? a->decided : 0;
}

/* When the reply, or the referral (0), was given; 0: there is none. */
static int64_t appealed_at(const struct gs_memo *memo, uint64_t number)
{
	const struct gs_said *referral = memo->said[GS_SAID_REFER];
	const struct gs_memo_reply *r = gs_reply_by(memo, number);

	return number == 0 && referral != NULL ? referral->at :
	    r != NULL ? r->at : 0;
}

int gs_appeal_until(int64_t *until, const struct gs_memo *memo,
    uint64_t reply)
{
	const struct gs_record *charter = &memo->charter->rec;
	const struct gs_value *clock = gs_calendar_clock(charter, "appeal");
	int64_t at = appealed_at(memo, reply);

	if (gs_record_count(charter, "ground") == 0 || clock == NULL ||
	    at == 0)
		return GS_ERR_UNKNOWN;
	return gs_clock_end(until, memo, gs_clock_of(clock), at);
}

/* respond ------------------------------------------------------------------ */

int gs_respond_judge(struct gs_candidate *act)
{
	uint64_t number = gs_record_number(act->rec, "reply");
	const struct gs_memo_reply *r = gs_reply_by(act->memo, number);

	if (r == NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_UNKNOWN,
		    "respond-no-reply", "this memo has no reply of number {0} "
		    "to respond to", gs_say_number(number));
	if (r->responded != 0)
		return gs_refuse_tell(act->refusal, GS_ERR_DUPLICATE,
		    "already-responded", "the author has responded to reply "
		    "{0} already", gs_say_number(number));
	return gs_require_author(act);
}

void gs_respond_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_memo_reply *r = act->memo->reply;
	uint64_t number = gs_record_number(act->rec, "reply");

	(void)state;
	while (r->number != number)
		r = r->before;
	r->responded = act->header.at;
	r->response = *act->rec;
}

/* appeal ------------------------------------------------------------------- */

static bool match_outcome(enum gs_outcome *out, const struct gs_record *rec)
{
	struct gs_part word = gs_record_part(rec, "outcome");
	const char *known = NULL;

	for (unsigned i = 0; (known = gs_outcome_word((enum gs_outcome)i)) !=
	    NULL; i++)
		if (gs_part_is(&word, known)) {
			*out = (enum gs_outcome)i;
			return true;
		}
	return false;
}

/* Which reply; 0: the referral, of which there is one.  False: neither. */
static bool read_against(uint64_t *number, const struct gs_record *rec)
{
	const struct gs_part *p = gs_record_value(rec, "against", 0)->parts;

	*number = (uint64_t)p[1].number;
	return gs_part_is(&p[0], *number == 0 ? "refer" : "reply");
}

bool gs_appeal_fill(struct gs_appeal *appeal)
{
	appeal->number = gs_record_number(&appeal->rec, "appeal");
	return read_against(&appeal->reply, &appeal->rec) &&
	    (appeal->decided == 0 ||
	    match_outcome(&appeal->outcome, &appeal->decision));
}

static int judge_appeal_number(struct gs_candidate *act)
{
	const struct gs_appeal *last = act->memo->appeal;
	uint64_t next = last == NULL ? 1 : last->number + 1;
	uint64_t number = gs_record_number(act->rec, "appeal");

	if (number == next)
		return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_RULE, "appeal-number",
	    "the appeal has number {0}; those about a memo are numbered in "
	    "order, and the next is {1}", gs_say_number(number),
	    gs_say_number(next));
}

static bool has_ground(const struct gs_record *rec, size_t count,
    const struct gs_part *ground)
{
	for (size_t i = 0; i < count; i++)
		if (gs_part_same(gs_record_value(rec, "ground", i)->parts,
		        ground))
			return true;
	return false;
}

/* Each is one of the charter's, once. */
static int judge_grounds(struct gs_candidate *act)
{
	const struct gs_record *charter = &act->memo->charter->rec;
	size_t known = gs_record_count(charter, "ground");
	size_t count = gs_record_count(act->rec, "ground");

	for (size_t i = 0; i < count; i++) {
		const struct gs_part *p = gs_record_value(act->rec, "ground",
		    i)->parts;

		if (!has_ground(charter, known, p) ||
		    has_ground(act->rec, i, p))
			return gs_refuse_tell(act->refusal, GS_ERR_RULE,
			    "appeal-ground", "the ground {0} is named twice or "
			    "is none of the {1} of the memo's charter",
			    gs_say_part(*p), gs_say_number(known));
	}
	return GS_OK;
}

static int judge_against(struct gs_candidate *act)
{
	uint64_t number = 0;

	if (!read_against(&number, act->rec) ||
	    appealed_at(act->memo, number) == 0)
		return gs_refuse(act->refusal, GS_ERR_UNKNOWN,
		    "appeal-against", "an appeal is against a reply of this "
		    "memo, by its number, or against its referral, with the "
		    "number 0");
	if (gs_appeal_against(act->memo, number) != NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_DUPLICATE,
		    "already-appealed", "the author has appealed against "
		    "reply {0} already (0 is the referral)",
		    gs_say_number(number));
	return GS_OK;
}

/* Until then, and `slack` seconds more. */
static int judge_until(struct gs_refusal *refusal, const struct gs_memo *memo,
    const struct gs_record *appeal, int64_t at, int64_t slack)
{
	uint64_t number = 0;
	int64_t until = 0;

	if (read_against(&number, appeal) &&
	    gs_appeal_until(&until, memo, number) == GS_OK &&
	    at > until + slack)
		return gs_refuse_tell(refusal, GS_ERR_RULE, "appeal-late",
		    "an appeal against reply {0} (0 is the referral) came too "
		    "late: it is handed in within the charter's clock "
		    "`appeal`", gs_say_number(number));
	return GS_OK;
}

int gs_appeal_judge_time(struct gs_refusal *refusal,
    const struct gs_memo *memo, const struct gs_record *appeal, int64_t now)
{
	return judge_until(refusal, memo, appeal, now, 0);
}

int gs_appeal_judge(struct gs_candidate *act)
{
	if (gs_record_count(&act->memo->charter->rec, "ground") == 0)
		return gs_refuse(act->refusal, GS_ERR_RULE, "appeal-none",
		    "the memo's charter names no ground of an appeal: there "
		    "is none");

	int err = judge_appeal_number(act);
	if (err == GS_OK)
		err = judge_against(act);
	if (err == GS_OK)
		err = judge_grounds(act);
	if (err == GS_OK)
		err = judge_until(act->refusal, act->memo, act->rec,
		    act->header.at, GS_APPEAL_SLACK);
	return err == GS_OK ? gs_require_author(act) : err;
}

void gs_appeal_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_appeal *a = act->room;

	(void)state;
	a->at = act->header.at;
	a->rec = *act->rec;
	(void)gs_appeal_fill(a);
	a->before = act->memo->appeal;
	act->memo->appeal = a;
}

/* decide ------------------------------------------------------------------- */

/* Of a referral nobody is right: it stands, or the office replies. */
static int judge_ruling_of(struct gs_candidate *act, const struct gs_appeal *a)
{
	enum gs_outcome outcome = GS_OUTCOME_UPHOLD;

	if (!match_outcome(&outcome, act->rec) ||
	    (a->reply == 0 && outcome == GS_OUTCOME_GRANT))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "decide-outcome", "the outcome is {0}; it must be uphold, "
		    "remand or, but of a referral, grant",
		    gs_say_part(gs_record_part(act->rec, "outcome")));
	if (outcome == GS_OUTCOME_REMAND && a->reply == GS_REPLIES_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "replies-over", "a memo has at most {0} replies: the last "
		    "is not remanded", gs_say_number(GS_REPLIES_MAX));
	return GS_OK;
}

int gs_decide_judge(struct gs_candidate *act)
{
	uint64_t number = gs_record_number(act->rec, "appeal");
	const struct gs_appeal *a = gs_appeal_by(act->memo, number);

	if (a == NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_UNKNOWN,
		    "appeal-unknown", "there is no appeal of number {0} about "
		    "this memo", gs_say_number(number));
	if (a->decided != 0)
		return gs_refuse_tell(act->refusal, GS_ERR_DUPLICATE,
		    "already-decided", "appeal {0} has been decided already",
		    gs_say_number(number));

	int err = judge_ruling_of(act, a);
	return err == GS_OK ? gs_require_signature(act, "appeal") : err;
}

void gs_decide_enter(struct gs_state *state, struct gs_candidate *act)
{
	uint64_t number = gs_record_number(act->rec, "appeal");
	struct gs_appeal *a = act->memo->appeal;

	while (a->number != number)
		a = a->before;
	a->decided = act->header.at;
	a->decision = *act->rec;
	(void)gs_appeal_fill(a);
	gs_event_enter(state, act->memo, &a->event, act->index);
}

bool gs_decide_find(struct gs_duty_case *out, const struct gs_memo *memo,
    uint64_t n)
{
	const struct gs_appeal *a = gs_appeal_by(memo, n + 1);

	if (a == NULL)
		return false;
	*out = (struct gs_duty_case){.number = n + 1, .start = a->at,
	    .done = a->decided, .event = &a->event};
	return true;
}

/* end ---------------------------------------------------------------------- */

/* What a grant comes to is said by a correction behind it. */
static bool was_corrected(const struct gs_memo *memo,
    const struct gs_appeal *granted)
{
	const struct gs_correction *c = memo->correction;

	while (c != NULL && (c->reply != granted->reply ||
	    c->at < granted->decided))
		c = c->before;
	return c != NULL;
}

int gs_appeal_judge_end(struct gs_candidate *act)
{
	const struct gs_memo *memo = act->memo;
	const struct gs_memo_reply *last = memo->reply;
	const struct gs_appeal *a = gs_appeal_against(memo, last->number);
	const struct gs_appeal *open = memo->appeal;
	int64_t until = 0;

	while (open != NULL && open->decided != 0)
		open = open->before;
	if (open != NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "end-appeal-open", "appeal {0} is not decided; the office "
		    "ends a procedure only when none is open",
		    gs_say_number(open->number));
	if (gs_reply_remanded(memo, last->number))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "end-reply-remanded", "reply {0} was sent back; the office "
		    "ends a procedure only after it has replied anew",
		    gs_say_number(last->number));
	if (a != NULL && a->outcome == GS_OUTCOME_GRANT &&
	    !was_corrected(memo, a))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "end-grant-open", "appeal {0} was granted, and reply {1} "
		    "not corrected since; the office ends a procedure only "
		    "after that: see 'gainsay correct'",
		    gs_say_number(a->number), gs_say_number(a->reply));
	if (a != NULL)
		return GS_OK;

	int err = gs_appeal_until(&until, memo, last->number);
	if (err != GS_ERR_UNKNOWN && (err != GS_OK ||
	    act->header.at <= until + GS_APPEAL_SLACK))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "end-appeal-possible", "the author may still appeal "
		    "against reply {0}; the office ends a procedure only when "
		    "the log takes no appeal any more: two days after the end "
		    "of the clock `appeal`", gs_say_number(last->number));
	return GS_OK;
}

/* The charter -------------------------------------------------------------- */

int gs_appeal_judge_charter(struct gs_refusal *refusal,
    const struct gs_charter *charter)
{
	const struct gs_record *rec = &charter->rec;
	size_t count = gs_record_count(rec, "ground");
	bool sealed = false;

	for (size_t i = 0; i < count; i++)
		if (has_ground(rec, i, gs_record_value(rec, "ground",
		        i)->parts))
			return gs_refuse_tell(refusal, GS_ERR_DUPLICATE,
			    "charter-ground-twice", "the charter has the "
			    "ground {0} of an appeal twice", gs_say_part(
			        *gs_record_value(rec, "ground", i)->parts));
	if (count == 0)
		return GS_OK;

	for (size_t i = 0; i < charter->seal_count; i++)
		sealed |= gs_part_is(&charter->seals[i].name, "appeal");
	if (!sealed || gs_charter_role(charter, "appeal") == NULL)
		return gs_refuse(refusal, GS_ERR_RULE, "charter-ground-role",
		    "the charter has grounds of an appeal, and no role appeal "
		    "that decides or no seal line of it, without which it "
		    "could not read an appeal");
	if (gs_calendar_clock(rec, "appeal") == NULL)
		return gs_refuse(refusal, GS_ERR_RULE, "charter-ground-clock",
		    "the charter has grounds of an appeal and no clock "
		    "`appeal`, within which it is made");
	return GS_OK;
}
