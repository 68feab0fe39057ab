/* SPDX-License-Identifier: Apache-2.0 */
/* What the registrar, the office and the author do in their own names. */
#include <string.h>

#include "core/channel/state.h"

static const char *const dispositions[] = {"accepted", "partly", "declined",
    "no-decision", "already-done", "out-of-scope"};

int gs_roll_judge(struct gs_candidate *act)
{
	const struct gs_record *rec = act->rec;
	const struct gs_roll_edition *last = act->state->roll;
	uint64_t size = gs_record_number(rec, "size");
	const struct gs_value *first = gs_record_value(rec, "signature", 0);
	if (!gs_part_is(&first->parts[0], "registrar"))
		return gs_refuse(act, GS_ERR_RULE,
		    "a roll is signed by the registrar, then by the second");
	if (size < GS_ROLL_MIN || size > GS_ROLL_MAX ||
	    size < act->state->charter->floor)
		return gs_refuse(act, GS_ERR_RULE,
		    "the roll is smaller than the charter's floor");
	if (size > gs_record_number(rec, "eligible"))
		return gs_refuse(act, GS_ERR_RULE,
		    "more keys on the roll than eligible members");
	if (last != NULL && gs_record_number(rec, "edition") <= last->edition)
		return gs_refuse(act, GS_ERR_RULE,
		    "a roll's edition is higher than the last");
	if (gs_state_roll_by(act->state, gs_record_hash(rec, "root")) != NULL)
		return gs_refuse(act, GS_ERR_DUPLICATE,
		    "this roll has been published already");
	int err = gs_require_signature(act, "registrar");
	if (err == GS_OK)
		err = gs_require_signature(act, "second");
	return err;
}

int gs_acknowledge_judge(struct gs_candidate *act)
{
	struct gs_part finding = gs_record_part(act->rec, "finding");
	if (act->memo->acknowledged != 0)
		return gs_refuse(act, GS_ERR_DUPLICATE,
		    "this memo has been acknowledged already");
	if (!gs_part_is(&finding, "matches") &&
	    !gs_part_is(&finding, "unreadable"))
		return gs_refuse(act, GS_ERR_RULE,
		    "a finding is matches or unreadable");
	if (gs_part_is(&finding, "unreadable") && act->memo->unreadable != 0)
		return gs_refuse(act, GS_ERR_DUPLICATE,
		    "this memo has been found unreadable already");
	return gs_require_signature(act, "office");
}

static bool disposition_ok(const struct gs_part *word)
{
	for (size_t i = 0; i < sizeof dispositions / sizeof *dispositions; i++)
		if (gs_part_is(word, dispositions[i]))
			return true;
	return false;
}

/* One line a request, in order; one line numbered 0 where there are none. */
static bool dispositions_complete(const struct gs_record *rec,
    uint32_t requests)
{
	size_t want = requests == 0 ? 1 : requests;
	if (gs_record_count(rec, "disposition") != want)
		return false;
	for (size_t i = 0; i < want; i++) {
		const struct gs_value *v = gs_record_value(rec, "disposition",
		    i);
		int64_t number = requests == 0 ? 0 : (int64_t)i + 1;
		if (v->parts[0].number != number ||
		    !disposition_ok(&v->parts[1]))
			return false;
	}
	return true;
}

int gs_reply_judge(struct gs_candidate *act)
{
	if (act->memo->acknowledged == 0)
		return gs_refuse(act, GS_ERR_RULE,
		    "a reply comes after an acknowledgement that matches");
	if (act->memo->replied != 0)
		return gs_refuse(act, GS_ERR_DUPLICATE,
		    "this memo has its reply already");
	if (!dispositions_complete(act->rec, act->memo->requests))
		return gs_refuse(act, GS_ERR_RULE,
		    "a reply has a disposition for each request, in order "
		    "(number 0 if the memo has none): accepted, partly, "
		    "declined, no-decision, already-done or out-of-scope");
	return gs_require_signature(act, "office");
}

/* Signed with the key that the memo's record names as its author's. */
static int require_author(struct gs_candidate *act)
{
	const uint8_t *key = gs_record_hash(&act->memo->rec, "author");
	int err = gs_record_verify(act->rec, "author", key);
	if (err == GS_ERR_UNKNOWN)
		return gs_refuse(act, GS_ERR_SIGNATURE,
		    "not signed by the memo's author");
	if (err != GS_OK)
		return gs_refuse(act, GS_ERR_SIGNATURE,
		    "the author's signature does not verify");
	return GS_OK;
}

int gs_ask_judge(struct gs_candidate *act)
{
	const struct gs_question *last = act->memo->question;
	uint64_t asked = last == NULL ? 0 : last->number;
	if (act->memo->acknowledged == 0)
		return gs_refuse(act, GS_ERR_RULE,
		    "a question comes after an acknowledgement that matches");
	if (asked == GS_QUESTIONS_MAX)
		return gs_refuse(act, GS_ERR_RULE,
		    "a memo has at most 64 questions");
	if (gs_record_number(act->rec, "question") != asked + 1)
		return gs_refuse(act, GS_ERR_RULE,
		    "the questions about a memo are numbered 1, 2, ...");
	return gs_require_signature(act, "office");
}

struct gs_question *gs_question_by(const struct gs_memo *memo, uint64_t number)
{
	struct gs_question *q = memo->question;
	while (q != NULL && q->number != number)
		q = q->before;
	return q;
}

int gs_answer_judge(struct gs_candidate *act)
{
	const struct gs_question *q = gs_question_by(act->memo,
	    gs_record_number(act->rec, "question"));
	if (q == NULL)
		return gs_refuse(act, GS_ERR_UNKNOWN,
		    "the office has not asked a question of this number");
	if (q->answered != 0)
		return gs_refuse(act, GS_ERR_DUPLICATE,
		    "this question has been answered already");
	return require_author(act);
}

/* A release may come long after the end: declassification takes years. */
int gs_publish_judge(struct gs_candidate *act)
{
	const struct gs_memo *memo = act->memo;
	const struct gs_publication *last = memo->publication;
	struct gs_part banner = gs_record_part(act->rec, "banner");
	uint64_t before = last == NULL ? 0 : last->number;
	int rank = gs_banner_rank(memo->charter->style, banner.ptr, banner.len);
	if (memo->acknowledged == 0)
		return gs_refuse(act, GS_ERR_RULE, "a publication comes after "
		    "an acknowledgement that matches");
	if (before == GS_PUBLICATIONS_MAX)
		return gs_refuse(act, GS_ERR_RULE,
		    "a memo has at most 64 publications");
	if (gs_record_number(act->rec, "publication") != before + 1)
		return gs_refuse(act, GS_ERR_RULE,
		    "the publications of a memo are numbered 1, 2, ...");
	if (rank < 0)
		return gs_refuse(act, GS_ERR_RULE,
		    "the banner is none of the charter's style");
	return gs_require_signature(act, "release");
}

/* The office cannot end what it has not answered; the author can. */
int gs_end_judge(struct gs_candidate *act)
{
	if (gs_record_signed_by(act->rec, "author"))
		return require_author(act);
	if (act->memo->replied == 0)
		return gs_refuse(act, GS_ERR_RULE,
		    "the office ends a procedure only after its reply");
	return gs_require_signature(act, "office");
}
