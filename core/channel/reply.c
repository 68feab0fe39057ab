/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/reply.h"

#include <string.h>

#include "core/channel/appeal.h"
#include "core/channel/circle.h"
#include "core/channel/commitment.h"
#include "core/channel/dates.h"
#include "core/channel/extend.h"

/* Each word with what stands after it where all are named in a sentence. */
#define DISPOSITIONS(row) \
	row("accepted", ", ") row("partly", ", ") row("declined", ", ") \
	row("no-decision", ", ") row("already-done", " or ") \
	row("out-of-scope", "")
#define WORD(word, after) word,
#define WORD_AND(word, after) word after

const char *gs_disposition_at(size_t index)
{
	static const char *const words[] = {DISPOSITIONS(WORD)};

	return index < sizeof words / sizeof *words ? words[index] : NULL;
}

const char *gs_disposition_list(void)
{
	return DISPOSITIONS(WORD_AND);
}

bool gs_disposition_is(const void *word, size_t len)
{
	const char *known = NULL;

	for (size_t i = 0; (known = gs_disposition_at(i)) != NULL; i++)
		if (strlen(known) == len && memcmp(known, word, len) == 0)
			return true;
	return false;
}

const struct gs_memo_reply *gs_reply_by(const struct gs_memo *memo,
    uint64_t number)
{
	const struct gs_memo_reply *r = memo->reply;

	while (r != NULL && r->number != number)
		r = r->before;
	return r;
}

uint64_t gs_reply_count(const struct gs_memo *memo)
{
	return memo->reply == NULL ? 0 : memo->reply->number;
}

const struct gs_record *gs_last_word(const struct gs_memo *memo, int64_t now)
{
	const struct gs_memo_reply *reply = memo->reply;
	const struct gs_correction *c = memo->correction;

	while (reply != NULL && reply->at > now)
		reply = reply->before;
	if (reply == NULL)
		return NULL;
	while (c != NULL && (c->at > now || c->reply != reply->number))
		c = c->before;
	return c == NULL ? &reply->rec : &c->rec;
}

/* One line a request, in order; one line numbered 0 where there are none. */
static int judge_dispositions(struct gs_candidate *act)
{
	size_t requests = act->memo->requests;
	size_t want = requests == 0 ? 1 : requests;
	size_t count = gs_record_count(act->rec, "disposition");

	if (count != want)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "disposition-count", "the reply has {0} disposition lines; "
		    "it needs {1}: one for each request, in order, or one with "
		    "number 0 if the memo has none", gs_say_number(count),
		    gs_say_number(want));

	for (size_t i = 0; i < count; i++) {
		const struct gs_value *v = gs_record_value(act->rec,
		    "disposition", i);
		uint64_t number = requests == 0 ? 0 : i + 1;
		if ((uint64_t)v->parts[0].number != number)
			return gs_refuse_tell(act->refusal, GS_ERR_RULE,
			    "disposition-number", "disposition line {0} is for "
			    "request {1}; it must be for request {2}",
			    gs_say_number(i + 1),
			    gs_say_number((uint64_t)v->parts[0].number),
			    gs_say_number(number));
		if (!gs_disposition_is(v->parts[1].ptr, v->parts[1].len))
			return gs_refuse_tell(act->refusal, GS_ERR_RULE,
			    "disposition-unknown", "{0} is no disposition; it "
			    "must be {1}", gs_say_part(v->parts[1]),
			    gs_say_text(gs_disposition_list()));
	}
	return GS_OK;
}

/* Two lines of a front matter, and some text. */
static int judge_reply_blocks(struct gs_candidate *act)
{
	uint64_t blocks = gs_record_number(act->rec, "blocks");

	if (blocks >= 3 && blocks <= GS_BLOCKS_MAX)
		return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_RULE, "reply-blocks", "the "
	    "text has {0} blocks; that of a reply has from {1} to {2}",
	    gs_say_number(blocks), gs_say_number(3),
	    gs_say_number(GS_BLOCKS_MAX));
}

int gs_reply_judge(struct gs_candidate *act)
{
	uint64_t number = gs_record_number(act->rec, "reply");
	uint64_t next = gs_reply_count(act->memo) + 1;

	int err = gs_require_acknowledgement(act);
	if (err != GS_OK)
		return err;
	if (next > 1 && !gs_reply_remanded(act->memo, next - 1))
		return gs_refuse(act->refusal, GS_ERR_DUPLICATE,
		    "already-replied", "this memo has its reply already, and "
		    "another follows a remand alone");
	if (number != next)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "reply-number", "the reply has number {0}; the replies to "
		    "a memo are numbered in order, and the next is {1}",
		    gs_say_number(number), gs_say_number(next));
	err = judge_dispositions(act);
	if (err == GS_OK)
		err = gs_commitment_judge(act);
	if (err == GS_OK)
		err = judge_reply_blocks(act);
	return err == GS_OK ? gs_require_office(act) : err;
}

void gs_reply_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_memo *memo = act->memo;
	struct gs_memo_reply *r = act->room;

	r->number = gs_record_number(act->rec, "reply");
	r->at = act->header.at;
	r->rec = *act->rec;
	r->before = memo->reply;
	memo->reply = r;
	if (r->before == NULL)
		memo->replied = r->at;
	gs_event_enter(state, memo, r->before != NULL ? &r->event :
	    &memo->events[GS_EVENT_REPLIED], act->index);
}

int gs_correct_judge(struct gs_candidate *act)
{
	const struct gs_correction *last = act->memo->correction;
	uint64_t next = last == NULL ? 1 : last->number + 1;
	uint64_t number = gs_record_number(act->rec, "correction");
	uint64_t reply = gs_record_number(act->rec, "reply");

	if (gs_reply_by(act->memo, reply) == NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "correct-before-reply", "this memo has no reply of number "
		    "{0} that could be corrected", gs_say_number(reply));
	if (next > GS_CORRECTIONS_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "corrections-over", "a memo has at most {0} corrections",
		    gs_say_number(GS_CORRECTIONS_MAX));
	if (number != next)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "correction-number", "the correction has number {0}; those "
		    "of a memo are numbered in order, and the next is {1}",
		    gs_say_number(number), gs_say_number(next));

	int err = judge_dispositions(act);
	if (err == GS_OK)
		err = gs_commitment_judge(act);
	if (err == GS_OK)
		err = judge_reply_blocks(act);
	return err == GS_OK ? gs_require_office(act) : err;
}

void gs_correct_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_correction *c = act->room;

	(void)state;
	c->number = gs_record_number(act->rec, "correction");
	c->reply = gs_record_number(act->rec, "reply");
	c->at = act->header.at;
	c->rec = *act->rec;
	c->before = act->memo->correction;
	act->memo->correction = c;
}

/* The one that the filing began.  Once it is sent back a referral has ended it
 * for good, and the reply discharges another. */
static void find_filed(struct gs_duty_case *out, const struct gs_memo *memo,
    int64_t remanded)
{
	*out = (struct gs_duty_case){.done = memo->replied,
	    .event = &memo->events[GS_EVENT_REPLIED],
	    .ended = gs_refer_stands(memo), .ended_by = "a referral",
	    .for_good = remanded != 0};
}

/* The first, one for a referral and one for each reply that was sent back. */
bool gs_reply_find(struct gs_duty_case *out, const struct gs_memo *memo,
    uint64_t n)
{
	int64_t remanded = gs_referral_remanded(memo);

	if (n == 0) {
		find_filed(out, memo, remanded);
		return true;
	}
	if (remanded != 0 && n == 1) {
		*out = (struct gs_duty_case){.number = 1, .start = remanded,
		    .done = memo->replied,
		    .event = &memo->events[GS_EVENT_REPLIED]};
		return true;
	}

	uint64_t last = remanded != 0 ? n - 1 : n;
	const struct gs_memo_reply *reply = gs_reply_by(memo, last + 1);
	if (!gs_reply_remanded(memo, last))
		return false;
	*out = (struct gs_duty_case){.number = last + 1,
	    .start = gs_appeal_against(memo, last)->decided};
	if (reply != NULL) {
		out->done = reply->at;
		out->event = &reply->event;
	}
	return true;
}
