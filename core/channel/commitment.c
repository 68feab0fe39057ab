/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/commitment.h"

#include "core/record/time.h"

static bool take_commitment(struct gs_commitment *out,
    const struct gs_record *rec, int64_t at, uint64_t *n)
{
	size_t count = gs_record_count(rec, "commitment");

	if (*n >= count) {
		*n -= count;
		return false;
	}
	const struct gs_part *line = gs_record_value(rec, "commitment",
	    (size_t)*n)->parts;

	*out = (struct gs_commitment){.request = (uint64_t)line[0].number,
	    .at = at, .day = line[1].number, .owner = line[2]};
	return true;
}

bool gs_commitment_at(struct gs_commitment *out, const struct gs_memo *memo,
    uint64_t n)
{
	const struct gs_memo_reply *r = NULL;
	const struct gs_correction *c = NULL;

	for (uint64_t i = 1; (r = gs_reply_by(memo, i)) != NULL; i++)
		if (take_commitment(out, &r->rec, r->at, &n))
			return true;
	for (uint64_t i = 1; (c = gs_correction_by(memo, i)) != NULL; i++)
		if (take_commitment(out, &c->rec, c->at, &n))
			return true;
	return false;
}

static bool find_request(struct gs_commitment *out, const struct gs_memo *memo,
    uint64_t request)
{
	uint64_t n = 0;

	while (gs_commitment_at(out, memo, n) && out->request != request)
		n++;
	return gs_commitment_at(out, memo, n);
}

/* A reply and a correction number the requests from 1, or have 0 alone. */
static bool accepts_request(const struct gs_record *rec, uint64_t request)
{
	const struct gs_value *v = gs_record_value(rec, "disposition",
	    request == 0 ? 0 : (size_t)request - 1);

	return v != NULL && (uint64_t)v->parts[0].number == request &&
	    (gs_part_is(&v->parts[1], "accepted") ||
	    gs_part_is(&v->parts[1], "partly"));
}

/* By the office's words in their order: the first that does not accept the
 * request, and that none behind it takes back; 0: the last accepts it. */
static void hear_word(int64_t *gone, const struct gs_record *rec, int64_t at,
    const struct gs_commitment *c)
{
	if (at < c->at)
		return;
	if (accepts_request(rec, c->request))
		*gone = 0;
	else if (*gone == 0)
		*gone = at;
}

static int64_t find_withdrawal(const struct gs_memo *memo,
    const struct gs_commitment *given)
{
	const struct gs_memo_reply *r = NULL;
	const struct gs_correction *c = NULL;
	int64_t gone = 0;

	for (uint64_t i = 1; (r = gs_reply_by(memo, i)) != NULL; i++) {
		hear_word(&gone, &r->rec, r->at, given);
		for (uint64_t k = 1; (c = gs_correction_by(memo, k)) != NULL;
		    k++)
			if (c->reply == i)
				hear_word(&gone, &c->rec, c->at, given);
	}
	return gone;
}

/* In a reply or a correction --------------------------------------------- */

static int judge_commitment(struct gs_candidate *act, size_t n)
{
	const struct gs_part *line = gs_record_value(act->rec, "commitment",
	    n)->parts;
	uint64_t request = (uint64_t)line[0].number;
	struct gs_commitment before;
	bool twice = find_request(&before, act->memo, request);

	for (size_t i = 0; i < n; i++)
		twice |= gs_record_value(act->rec, "commitment", i)->
		    parts[0].number == line[0].number;
	if (!accepts_request(act->rec, request))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "commitment-request", "request {0} has a date and an "
		    "owner (0 is the memo as a whole); it must be accepted or "
		    "partly", gs_say_number(request));
	if (twice)
		return gs_refuse_tell(act->refusal, GS_ERR_DUPLICATE,
		    "commitment-twice", "request {0} has a date and an owner "
		    "already; the date is moved by 'gainsay extend'",
		    gs_say_number(request));
	if (line[1].number < gs_charter_day(act->memo->charter,
	    act->header.at))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "commitment-date", "the date of request {0} is before "
		    "today, in the office's zone", gs_say_number(request));
	return GS_OK;
}

int gs_commitment_judge(struct gs_candidate *act)
{
	size_t count = gs_record_count(act->rec, "commitment");
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < count; i++)
		err = judge_commitment(act, i);
	return err;
}

/* done --------------------------------------------------------------------- */

int gs_done_judge(struct gs_candidate *act)
{
	uint64_t request = gs_record_number(act->rec, "request");
	struct gs_commitment given;

	if (!find_request(&given, act->memo, request))
		return gs_refuse_tell(act->refusal, GS_ERR_UNKNOWN,
		    "done-unknown", "the office has committed itself to "
		    "nothing by a date on request {0}", gs_say_number(request));
	if (gs_said_by(act->memo, GS_SAID_DONE, request) != NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_DUPLICATE,
		    "done-twice", "what was to be done on request {0} is done "
		    "already", gs_say_number(request));
	if (find_withdrawal(act->memo, &given) != 0)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "done-withdrawn", "the office's last word on request {0} "
		    "is that it does not accept it", gs_say_number(request));
	return gs_require_signature(act, "office");
}

/* The duty ----------------------------------------------------------------- */

bool gs_commitment_find(struct gs_duty_case *out, const struct gs_memo *memo,
    uint64_t n)
{
	const struct gs_charter_clock none = {GS_CLOCK_CALENDAR, 0};
	struct gs_commitment given;

	if (!gs_commitment_at(&given, memo, n))
		return false;
	const struct gs_said *done = gs_said_by(memo, GS_SAID_DONE,
	    given.request);

	*out = (struct gs_duty_case){.number = given.request,
	    .start = given.at, .whose = given.owner,
	    .ended = find_withdrawal(memo, &given),
	    .ended_by = "a correction"};
	if (gs_deadline_from(&out->due, memo->charter, given.day, none) !=
	    GS_OK)
		out->due = GS_TIME_MAX;
	if (done != NULL) {
		out->done = done->at;
		out->event = &done->event;
	}
	return true;
}
