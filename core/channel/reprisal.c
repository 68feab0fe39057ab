/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/reprisal.h"

#include "core/channel/state.h"

static struct gs_reprisal *case_by(const struct gs_state *state,
    uint64_t number)
{
	struct gs_reprisal *one = state->reprisal;

	while (one != NULL && one->number != number)
		one = one->before;
	return one;
}

/* `opened` is a new case, the others are of one that is not over. */
static int judge_case(struct gs_candidate *act, bool opens)
{
	const struct gs_reprisal *newest = act->state->reprisal;
	uint64_t count = newest == NULL ? 0 : newest->number;
	uint64_t number = gs_record_number(act->rec, "case");

	if (opens && number != count + 1)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE, "case-number",
		    "the case has number {0}; those of a channel are numbered "
		    "in order, and the next is {1}", gs_say_number(number),
		    gs_say_number(count + 1));
	if (opens)
		return GS_OK;
	const struct gs_reprisal *one = case_by(act->state, number);
	if (one == NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "case-unknown", "the channel has {0} cases, and none of "
		    "number {1}", gs_say_number(count),
		    gs_say_number(number));
	if (one->ended != 0)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE, "case-ended",
		    "case {0} is over", gs_say_number(number));
	return GS_OK;
}

/* Whoever has a case open says by when they look after it again. */
static int judge_follow_up(struct gs_candidate *act, bool ends)
{
	struct gs_part until = gs_record_part(act->rec, "until");
	int64_t today = gs_charter_day(act->state->charter, act->header.at);

	if (ends != (until.kind == GS_PART_NONE))
		return gs_refuse(act->refusal, GS_ERR_RULE, "case-until",
		    "a case that is not over has a line `until`, the day by "
		    "which its officer says more; one that is has none");
	if (!ends && (until.number < today ||
	    until.number > today + GS_REPRISAL_DAYS_MAX))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE, "case-day",
		    "the day of `until` is past, or more than {0} days ahead",
		    gs_say_number(GS_REPRISAL_DAYS_MAX));
	return GS_OK;
}

int gs_reprisal_judge(struct gs_candidate *act)
{
	struct gs_part state = gs_record_part(act->rec, "state");
	bool opens = gs_part_is(&state, "opened");
	bool ends = gs_part_is(&state, "ended");

	if (!opens && !ends && !gs_part_is(&state, "moved"))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE, "case-state",
		    "the case is said to be {0}; it must be opened, moved or "
		    "ended", gs_say_part(state));
	int err = judge_case(act, opens);
	if (err == GS_OK)
		err = judge_follow_up(act, ends);
	return err == GS_OK ? gs_require_signature(act, "protection") : err;
}

void gs_reprisal_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_part word = gs_record_part(act->rec, "state");
	struct gs_part until = gs_record_part(act->rec, "until");
	uint64_t number = gs_record_number(act->rec, "case");
	struct gs_reprisal *one = case_by(state, number);

	if (one == NULL) {
		one = act->room;
		*one = (struct gs_reprisal){.number = number,
		    .opened = act->header.at, .before = state->reprisal};
		state->reprisal = one;
	}
	one->said = act->header.at;
	if (gs_part_is(&word, "ended"))
		one->ended = act->header.at;
	else
		one->until = (uint64_t)until.number;
}

const struct gs_reprisal *gs_state_reprisal(const struct gs_state *state)
{
	return state->reprisal;
}

bool gs_reprisal_is_overdue(const struct gs_reprisal *one,
    const struct gs_charter *charter, int64_t now)
{
	return one->opened <= now && (one->ended == 0 || one->ended > now) &&
	    gs_charter_day(charter, now) > (int64_t)one->until;
}
