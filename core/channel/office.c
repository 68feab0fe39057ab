/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/office.h"

#include <string.h>

#include "core/channel/acts.h"
#include "core/channel/appeal.h"
#include "core/channel/circle.h"
#include "core/channel/dates.h"

int gs_acknowledge_judge(struct gs_candidate *act)
{
	if (act->memo->acknowledged != 0)
		return gs_refuse(act->refusal, GS_ERR_DUPLICATE,
		    "already-acknowledged",
		    "this memo has been acknowledged already");
	return gs_require_signature(act, "office");
}

void gs_acknowledge_enter(struct gs_state *state, struct gs_candidate *act)
{
	act->memo->acknowledged = act->header.at;
	gs_event_enter(state, act->memo,
	    &act->memo->events[GS_EVENT_ACKNOWLEDGED], act->index);
}

const char *gs_unreadable_word(enum gs_unreadable_what what)
{
	static const char *const words[] = {[GS_UNREADABLE_MEMO] = "memo",
	    [GS_UNREADABLE_REPLY] = "reply",
	    [GS_UNREADABLE_QUESTION] = "question",
	    [GS_UNREADABLE_CORRECTION] = "correction"};

	return (size_t)what < sizeof words / sizeof *words ? words[what] :
	    NULL;
}

/* By the office: each time anew, until it has acknowledged the memo. */
static int judge_unreadable_memo(struct gs_candidate *act)
{
	if (act->memo->acknowledged != 0)
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "unreadable-after-acknowledgement", "the office has "
		    "acknowledged this memo: it has opened it");
	if (gs_unreadable_count(act->memo, GS_UNREADABLE_MEMO) ==
	    GS_UNREADABLE_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "unreadable-over", "a memo is found unreadable at most "
		    "{0} times", gs_say_number(GS_UNREADABLE_MAX));
	return gs_require_signature(act, "office");
}

static int require_letter(struct gs_candidate *act,
    enum gs_unreadable_what what, uint64_t which)
{
	if (what == GS_UNREADABLE_REPLY && gs_reply_by(act->memo, which) ==
	    NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_UNKNOWN,
		    "unreadable-no-reply", "this memo has no reply of number "
		    "{0}", gs_say_number(which));

	if (what == GS_UNREADABLE_QUESTION &&
	    gs_question_by(act->memo, which) == NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_UNKNOWN,
		    "question-unknown", "the office has not asked a question "
		    "of number {0}", gs_say_number(which));
	if (what == GS_UNREADABLE_CORRECTION &&
	    gs_correction_by(act->memo, which) == NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_UNKNOWN,
		    "correction-unknown", "the office has made no correction "
		    "of number {0}", gs_say_number(which));
	return GS_OK;
}

/* By the author: each reply, question and correction once. */
static int judge_unreadable_letter(struct gs_candidate *act,
    enum gs_unreadable_what what, uint64_t which)
{
	const struct gs_unreadable *u = act->memo->unreadable;

	int err = require_letter(act, what, which);
	if (err != GS_OK)
		return err;
	while (u != NULL && (u->what != what || u->which != which))
		u = u->before;
	if (u != NULL)
		return gs_refuse(act->refusal, GS_ERR_DUPLICATE,
		    "already-unreadable",
		    "this has been found unreadable already");
	return gs_require_author(act);
}

/* A letter that may come after the end is judged after it as well. */
static bool outlives_end(enum gs_unreadable_what what)
{
	return what == GS_UNREADABLE_REPLY || what == GS_UNREADABLE_CORRECTION;
}

static int judge_which(struct gs_candidate *act, enum gs_unreadable_what what,
    uint64_t which)
{
	if (what == GS_UNREADABLE_MEMO && which != 0)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "unreadable-which", "`which` is {0}; of a memo that is "
		    "unreadable it must be 0", gs_say_number(which));
	return act->memo->ended == 0 || outlives_end(what) ? GS_OK :
	    gs_refuse_ended(act->refusal);
}

int gs_unreadable_judge(struct gs_candidate *act)
{
	const struct gs_unreadable *last = act->memo->unreadable;
	uint64_t next = last == NULL ? 1 : last->number + 1;
	uint64_t number = gs_record_number(act->rec, "number");
	uint64_t which = gs_record_number(act->rec, "which");
	struct gs_part word = gs_record_part(act->rec, "what");
	struct gs_unreadable *out = act->room;
	const char *known = NULL;
	unsigned what = 0;

	while ((known = gs_unreadable_word((enum gs_unreadable_what)what)) !=
	        NULL && !gs_part_is(&word, known))
		what++;
	if (known == NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "unreadable-what", "what is unreadable is {0}; it must be "
		    "memo, reply, question or correction",
		    gs_say_part(word));
	if (number != next)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "unreadable-number", "the record has number {0}; those of "
		    "a memo are numbered in order, and the next is {1}",
		    gs_say_number(number), gs_say_number(next));

	out->number = number;
	out->what = (enum gs_unreadable_what)what;
	out->which = which;
	out->at = act->header.at;
	int err = judge_which(act, out->what, which);
	if (err != GS_OK)
		return err;
	return what == GS_UNREADABLE_MEMO ? judge_unreadable_memo(act) :
	    judge_unreadable_letter(act, out->what, which);
}

void gs_unreadable_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_unreadable *u = act->room;

	(void)state;
	u->before = act->memo->unreadable;
	act->memo->unreadable = u;
}

int gs_ask_judge(struct gs_candidate *act)
{
	const struct gs_question *last = act->memo->question;
	uint64_t asked = last == NULL ? 0 : last->number;
	uint64_t number = gs_record_number(act->rec, "question");

	int err = gs_require_acknowledgement(act);
	if (err != GS_OK)
		return err;

	if (asked == GS_QUESTIONS_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "questions-over", "a memo has at most {0} questions",
		    gs_say_number(GS_QUESTIONS_MAX));
	if (number != asked + 1)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "question-number", "the question has number {0}; the "
		    "questions about a memo are numbered in order, and the "
		    "next is {1}", gs_say_number(number),
		    gs_say_number(asked + 1));
	return gs_require_signature(act, "office");
}

void gs_ask_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_question *q = act->room;

	(void)state;
	q->number = gs_record_number(act->rec, "question");
	q->asked = act->header.at;
	q->ask = *act->rec;
	q->before = act->memo->question;
	act->memo->question = q;
}

int gs_answer_judge(struct gs_candidate *act)
{
	uint64_t number = gs_record_number(act->rec, "question");
	const struct gs_question *q = gs_question_by(act->memo, number);

	if (q == NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_UNKNOWN,
		    "question-unknown", "the office has not asked a question "
		    "of number {0}", gs_say_number(number));
	if (q->answered != 0)
		return gs_refuse_answered(act->refusal);
	return gs_require_author(act);
}

void gs_answer_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_question *q = gs_question_by(act->memo,
	    gs_record_number(act->rec, "question"));

	(void)state;
	q->answered = act->header.at;
	q->answer = *act->rec;
}

static int judge_open_questions(struct gs_candidate *act)
{
	for (const struct gs_question *q = act->memo->question; q != NULL;
	    q = q->before)
		if (q->answered == 0)
			return gs_refuse_tell(act->refusal, GS_ERR_RULE,
			    "end-question-open", "question {0} waits for the "
			    "author's answer; the office ends a procedure "
			    "only when none is open", gs_say_number(q->number));
	return GS_OK;
}

/* What the office has not decided is open, by its last word on it. */
static int judge_open_requests(struct gs_candidate *act)
{
	const struct gs_record *last = gs_last_word(act->memo,
	    act->header.at);
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(last, "disposition", i)); i++)
		if (gs_part_is(&v->parts[1], "no-decision"))
			return gs_refuse_tell(act->refusal, GS_ERR_RULE,
			    "end-request-open", "request {0} has no decision "
			    "yet (0 is the memo as a whole); the office ends a "
			    "procedure only when each has one: see "
			    "'gainsay correct'",
			    gs_say_number((uint64_t)v->parts[0].number));
	return GS_OK;
}

/* The office cannot end what it has not answered; the author can, and the
 * office goes on owing its reply to whoever endorsed. */
int gs_end_judge(struct gs_candidate *act)
{
	if (gs_record_signed_by(act->rec, "author"))
		return gs_require_author(act);
	if (act->memo->replied == 0)
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "end-before-reply",
		    "the office ends a procedure only after its reply");

	int err = judge_open_questions(act);
	if (err == GS_OK)
		err = judge_open_requests(act);
	if (err == GS_OK)
		err = gs_appeal_judge_end(act);
	return err == GS_OK ? gs_require_signature(act, "office") : err;
}

void gs_end_enter(struct gs_state *state, struct gs_candidate *act)
{
	(void)state;
	act->memo->ended = act->header.at;
	act->memo->end = *act->rec;
	act->memo->ended_by_author = gs_record_signed_by(act->rec, "author");
}
