/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/notice.h"

#include <string.h>

static bool is_what(struct gs_part what)
{
	return gs_part_is(&what, "identity") || gs_part_is(&what, "content");
}

/* With a day, something has left already: nobody gives notice after what is
 * still to come. */
int gs_notice_judge(struct gs_candidate *act)
{
	const struct gs_notice *last = act->memo->notice;
	uint64_t next = last == NULL ? 1 : last->number + 1;
	uint64_t number = gs_record_number(act->rec, "notice");
	struct gs_part what = gs_record_part(act->rec, "what");
	struct gs_part day = gs_record_part(act->rec, "after");

	if (next > GS_NOTICES_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "notices-over", "a memo has at most {0} notices",
		    gs_say_number(GS_NOTICES_MAX));
	if (number != next)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "notice-number", "the notice has number {0}; those about a "
		    "memo are numbered in order, and the next is {1}",
		    gs_say_number(number), gs_say_number(next));
	if (!is_what(what))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "notice-what", "the notice is of {0}; it must be of "
		    "identity or content", gs_say_part(what));
	if (day.kind != GS_PART_NONE &&
	    day.number > gs_charter_day(act->memo->charter, act->header.at))
		return gs_refuse(act->refusal, GS_ERR_RULE, "notice-date",
		    "the notice says that it comes after a day that has not "
		    "come yet; without that day it says what is to come");
	return gs_require_signature(act, "office");
}

void gs_notice_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_notice *n = act->room;

	(void)state;
	n->number = gs_record_number(act->rec, "notice");
	n->at = act->header.at;
	n->rec = *act->rec;
	n->before = act->memo->notice;
	act->memo->notice = n;
}

/* Those whom the memo is sealed to. */
static bool is_reader(const struct gs_charter *charter, struct gs_part role)
{
	for (size_t i = 0; i < charter->seal_count; i++)
		if (gs_part_same(&charter->seals[i].name, &role))
			return true;
	return false;
}

bool gs_opened_on(const struct gs_memo *memo, struct gs_part role,
    struct gs_part by, int64_t at)
{
	int64_t day = gs_charter_day(memo->charter, at);

	for (const struct gs_opened *o = memo->opened; o != NULL;
	    o = o->before) {
		struct gs_part was = gs_record_part(&o->rec, "role");
		struct gs_part who = gs_record_part(&o->rec, "by");

		if (gs_charter_day(memo->charter, o->at) == day &&
		    gs_part_same(&was, &role) && gs_part_same(&who, &by))
			return true;
	}
	return false;
}

static int judge_opener(struct gs_candidate *act, struct gs_part role,
    struct gs_part by)
{
	const struct gs_charter *charter = act->state->charter;
	char name[GS_WORD_MAX + 1];
	const struct gs_role *holder = NULL;

	memcpy(name, role.ptr, role.len);
	name[role.len] = '\0';
	int err = gs_require_signature(act, name);
	if (err == GS_OK)
		err = gs_charter_signed(&holder, charter, act->rec, name);
	if (err != GS_OK)
		return err;
	if (!gs_part_same(&holder->holder, &by))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE, "opened-by",
		    "opened by {0}, says the record; who signed it is {1}",
		    gs_say_part(by), gs_say_part(holder->holder));
	return GS_OK;
}

int gs_opened_judge(struct gs_candidate *act)
{
	const struct gs_memo *memo = act->memo;
	struct gs_part role = gs_record_part(act->rec, "role");
	struct gs_part by = gs_record_part(act->rec, "by");

	if (!is_reader(memo->charter, role))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "opened-role", "the memo is not sealed to the role {0}",
		    gs_say_part(role));
	if (memo->opened != NULL && memo->opened->count == GS_OPENED_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "opened-over", "a memo is said to be opened at most {0} "
		    "times", gs_say_number(GS_OPENED_MAX));
	if (gs_opened_on(memo, role, by, act->header.at))
		return gs_refuse_tell(act->refusal, GS_ERR_DUPLICATE,
		    "opened-today", "the log says already that {0} has opened "
		    "this memo on this day", gs_say_part(by));
	return judge_opener(act, role, by);
}

void gs_opened_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_opened *o = act->room;

	(void)state;
	o->count = act->memo->opened == NULL ? 1 :
	    act->memo->opened->count + 1;
	o->at = act->header.at;
	o->rec = *act->rec;
	o->before = act->memo->opened;
	act->memo->opened = o;
}
