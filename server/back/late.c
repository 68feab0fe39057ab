/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/late.h"

#include <string.h>

#include "core/channel/acts.h"
#include "lib/records/promise.h"
#include "lib/steps/local_time.h"
#include "server/back/enter.h"
#include "server/back/gather.h"
#include "server/back/release.h"
#include "server/back/sequence.h"
#include "server/back/sign.h"

/* An act that asks to wait. */
struct late {
	struct gs_back *back;
	struct gs_answer *answer;
	const struct gs_ask *ask;
	struct gs_span act, behind; /* the record; its files */
	struct gs_record rec;
	const struct gs_memo *memo;
	struct gs_entry_proof proof;
	size_t proof_count;
	struct gs_pending pending;
	bool outdone; /* another record of the tag waits, and stands */
};

static int parse_late_act(struct late *l)
{
	struct gs_refusal refusal;
	struct gs_promise promise;
	l->behind = l->ask->texts[0];
	l->act = gs_back_record(&l->behind);
	int err = gs_candidate_parse(&l->rec, &refusal,
	    &l->answer->pool.arena, l->act.ptr, l->act.len);
	if (err != GS_OK)
		return gs_answer_refusal(l->answer, err, &refusal);
	if (!gs_promise_waits(&l->rec) ||
	    gs_record_is(&l->rec, GS_RECORD_MEMO))
		return gs_answer_tell(l->answer, GS_ERR_RULE,
		    "record-does-not-wait", "a record of type {0} is no act "
		    "after filing: a memo goes to /filings, the others to "
		    "/records", gs_say_text(l->rec.type->name));

	err = gs_promise_of(&promise, &l->rec);
	if (err != GS_OK)
		return gs_answer_fail(l->answer, err);
	memcpy(l->pending.memo, promise.memo, 32);
	memcpy(l->pending.tag, promise.tag, 32);
	gs_pending_set_kind(&l->pending, l->rec.type->name);
	l->pending.record = l->ask->texts[0];
	return GS_OK;
}

static int require_filed(struct late *l)
{
	char when[GS_LOCAL_TIME_MAX];
	bool boxed = false;

	l->memo = gs_state_memo_by(l->back->state, l->pending.memo);
	if (l->memo != NULL)
		return GS_OK;
	int err = gs_inbox_filing(&boxed, l->back->inbox, l->pending.memo);
	if (err == GS_OK) {
		gs_back_say_release(when, l->back);
		return gs_answer_tell(l->answer, GS_ERR_RULE,
		    "memo-not-released", "the filing of this memo waits for "
		    "its release, at {0}: until then an act goes to its box",
		    gs_say_text(when));
	}
	return err != GS_ERR_UNKNOWN ? gs_answer_fail(l->answer, err) :
	    gs_answer_refuse(l->answer, err, "memo-unknown",
	        "there is no such memo in this log");
}

/* Whoever has the memo's link has its box's token, and before the token fits
 * nobody makes us check a proof.  A memo that was filed without a box has none
 * to ask for, whoever opened one with its id; what the author says stands on a
 * signature, which is cheap. */
static int require_token(struct late *l)
{
	struct gs_box box;

	if (gs_record_value(&l->rec, "proof", 0) == NULL)
		return GS_OK;
	int err = gs_inbox_box(&box, l->back->inbox, l->pending.memo);
	if (err == GS_ERR_UNKNOWN)
		return GS_OK;
	if (err != GS_OK)
		return gs_answer_fail(l->answer, err);

	if (!box.filed || gs_back_is_token(l->ask->token, box.token_hash))
		return GS_OK;
	return gs_answer_refuse(l->answer, GS_ERR_DENIED, "act-needs-token",
	    "an act on a memo that gathered in a box here needs the box's "
	    "token");
}

/* The endorsement that this withdrawal takes back waits as well: the log, which
 * does not know it yet, cannot judge. */
static int follows_waiting(bool *follows, const struct late *l)
{
	struct gs_pending key = l->pending, old;

	*follows = false;
	if (!gs_record_is(&l->rec, GS_RECORD_WITHDRAW))
		return GS_OK;
	gs_pending_set_kind(&key, "endorse");
	int err = gs_inbox_pending(&old, l->back->inbox, &key);
	*follows = err == GS_OK;
	return err == GS_ERR_UNKNOWN ? GS_OK : err;
}

static int judge_late_act(struct late *l)
{
	struct gs_refusal refusal;
	const struct gs_act_ground ground = {l->memo->id, l->memo->charter,
	    l->memo->roll};
	bool follows = false;

	int err = follows_waiting(&follows, l);
	if (err != GS_OK)
		return gs_answer_fail(l->answer, err);
	/* The log takes an appeal for as long as a release may take. */
	if (gs_record_is(&l->rec, GS_RECORD_APPEAL) &&
	    (err = gs_appeal_judge_time(&refusal, l->memo, &l->rec,
	        l->back->at)) != GS_OK)
		return gs_answer_refusal(l->answer, err, &refusal);
	if (!follows)
		return gs_back_check(l->back, l->answer, &l->proof,
		    &l->proof_count, &l->act, 1);

	l->proof_count = 1;
	err = gs_act_check(&l->proof, &refusal, &l->rec, &ground);
	return err == GS_OK ? GS_OK :
	    gs_answer_refusal(l->answer, err, &refusal);
}

static int check_files(struct late *l)
{
	const struct gs_ask *ask = l->ask;

	int err = gs_back_check_reveals(l->answer, &l->rec, l->behind);
	if (err == GS_OK)
		err = gs_back_check_contents(l->answer, l->act, ask->contents,
		    ask->content_count);
	if (err == GS_OK && ask->content_count > 0)
		err = gs_back_check_room(l->answer, l->back,
		    ask->contents[0].len);
	if (err == GS_OK && ask->content_count > 0)
		memcpy(l->pending.content, gs_record_hash(&l->rec, "content"),
		    32);
	return err;
}

/* Two of one tag that are not the same: the author wrote both, and their order
 * is the author's to know. */
static int refuse_second(const struct late *l, const struct gs_pending *old)
{
	char by[GS_LOCAL_TIME_MAX];

	gs_local_time(by, gs_state_charter(l->back->state), old->by);
	if (gs_record_is(&l->rec, GS_RECORD_ANSWER))
		return gs_answer_tell(l->answer, GS_ERR_DUPLICATE,
		    "answer-waits", "another answer to question {0} waits for "
		    "its release already, and is in the log by {1}",
		    gs_say_number(gs_record_number(&l->rec, "question")),
		    gs_say_text(by));
	if (gs_record_is(&l->rec, GS_RECORD_DISPUTE))
		return gs_answer_tell(l->answer, GS_ERR_DUPLICATE,
		    "dispute-waits", "another dispute of position {0} waits "
		    "for its release already, and is in the log by {1}",
		    gs_say_number(gs_record_number(&l->rec, "position")),
		    gs_say_text(by));
	if (gs_record_is(&l->rec, GS_RECORD_RESPOND))
		return gs_answer_tell(l->answer, GS_ERR_DUPLICATE,
		    "respond-waits", "another response to reply {0} waits for "
		    "its release already, and is in the log by {1}",
		    gs_say_number(gs_record_number(&l->rec, "reply")),
		    gs_say_text(by));
	if (gs_record_is(&l->rec, GS_RECORD_APPEAL))
		return gs_answer_tell(l->answer, GS_ERR_DUPLICATE,
		    "appeal-waits", "another appeal of number {0} waits for "
		    "its release already, and is in the log by {1}",
		    gs_say_number(gs_record_number(&l->rec, "appeal")),
		    gs_say_text(by));
	return gs_answer_tell(l->answer, GS_ERR_DUPLICATE,
	    "unreadable-waits", "another record of number {0} waits for its "
	    "release, and is in the log by {1}; this one can be made with the "
	    "next number after that",
	    gs_say_number(gs_record_number(&l->rec, "number")),
	    gs_say_text(by));
}

/* What waits under this tag and may still enter.  An end whose key was taken
 * out of the charter since may not: another takes its place.
 * GS_ERR_UNKNOWN. */
static int find_waiting(struct gs_pending *old, struct late *l)
{
	bool stands = true;

	int err = gs_inbox_pending(old, l->back->inbox, &l->pending);
	if (err == GS_OK && gs_record_is(&l->rec, GS_RECORD_END))
		err = gs_back_stands(&stands, l->back, old->record);
	return err == GS_OK && !stands ? GS_ERR_UNKNOWN : err;
}

/* What waits under this tag is promised already, whatever the proof; of two
 * records the one with the lower hash enters. */
static int meet_pending(bool *again, struct late *l)
{
	struct gs_pending old;
	bool second = gs_record_is(&l->rec, GS_RECORD_ANSWER) ||
	    gs_record_is(&l->rec, GS_RECORD_DISPUTE) ||
	    gs_record_is(&l->rec, GS_RECORD_RESPOND) ||
	    gs_record_is(&l->rec, GS_RECORD_APPEAL) ||
	    gs_record_is(&l->rec, GS_RECORD_UNREADABLE);

	int err = find_waiting(&old, l);
	if (err == GS_ERR_UNKNOWN) {
		l->pending.by = gs_promise_is_soon(l->rec.type->name) ?
		    gs_back_release_after_next(l->back) :
		    gs_next_late_day(l->memo->charter, l->back->at);
		return GS_OK;
	}
	if (err != GS_OK)
		return gs_answer_fail(l->answer, err);

	*again = old.record.len == l->pending.record.len &&
	    memcmp(old.record.ptr, l->pending.record.ptr,
	        l->pending.record.len) == 0;
	if (second && !*again)
		return refuse_second(l, &old);
	l->pending.by = old.by;
	l->outdone = gs_back_lower(old.record, l->pending.record).ptr ==
	    old.record.ptr;
	l->back->sweep |= !l->outdone && l->ask->content_count > 0 &&
	    !l->ask->dry;
	return GS_OK;
}

/* One that is outdone has the files written anew as well: else how often they
 * were would tell which of the two came first. */
static void keep_late_act(struct late *l)
{
	struct gs_back *back = l->back;
	struct gs_blob_name held = {.kind = GS_BLOB_HELD};

	back->anonymous = true;
	back->boxes_changed |= l->ask->content_count > 0;
	if (l->outdone)
		return;

	if (l->ask->content_count > 0) {
		memcpy(held.name, l->pending.content, 32);
		back->failed = gs_boxes_put(back->boxes, &held,
		    l->ask->contents[0]);
	}
	if (back->failed == GS_OK)
		back->failed = gs_inbox_put_pending(back->inbox, &l->pending);
}

void gs_back_act(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct late l = {.back = back, .answer = answer, .ask = ask};
	bool again = false;

	int err = parse_late_act(&l);
	if (err == GS_OK)
		err = require_filed(&l);
	if (err == GS_OK)
		err = require_token(&l);
	if (err == GS_OK)
		err = judge_late_act(&l);
	if (err == GS_OK)
		err = check_files(&l);
	if (err == GS_OK)
		err = meet_pending(&again, &l);
	if (err != GS_OK)
		return;

	if (!again && (gs_back_stand_on(answer, ask, &l.proof, l.proof_count) !=
	    GS_OK || ask->dry))
		return;
	err = gs_back_sign_promise(answer, back, &l.rec, l.memo->roll->root,
	    l.pending.by);
	if (err == GS_OK && !again)
		keep_late_act(&l);
}
