/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/acts.h"

#include <string.h>

#include "core/channel/dates.h"
#include "core/channel/duties.h"
#include "core/channel/judge.h"
#include "core/channel/named.h"
#include "core/record/time.h"

#define REQUESTS_MAX 512

/* The proof that `rec` carries, over `roll`. */
static int take_proof(struct gs_entry_proof *proof,
    struct gs_refusal *refusal, const struct gs_record *rec,
    const struct gs_roll_edition *roll)
{
	struct gs_part part = gs_record_part(rec, "proof");
	size_t want = GS_PROOF_LEN(gs_roll_levels((size_t)roll->size));

	if (part.len != want)
		return gs_refuse_tell(refusal, GS_ERR_PROOF, "proof-length",
		    "the proof has {0} bytes; over a roll of {1} keys it needs "
		    "{2}", gs_say_number(part.len), gs_say_number(roll->size),
		    gs_say_number(want));

	*proof = (struct gs_entry_proof){.roll = roll, .proof = part.ptr,
	    .proof_len = part.len};
	return GS_OK;
}

static int refuse_statement(struct gs_refusal *refusal, int err)
{
	return gs_refuse(refusal, err, "statement-too-long",
	    "the proof's scope or message is too long");
}

/* An endorsement names a file for each reader, a dummy's where its maker stays
 * unknown: how many there are tells nothing. */
static int judge_reveals(struct gs_refusal *refusal,
    const struct gs_record *rec, const struct gs_charter *charter)
{
	size_t count = gs_record_count(rec, "reveal");

	if (!gs_record_is(rec, GS_RECORD_ENDORSE) ||
	    count == charter->reveal_count)
		return GS_OK;
	return gs_refuse_tell(refusal, GS_ERR_RULE, "reveal-count",
	    "the endorsement has {0} reveal lines; under the memo's charter it "
	    "needs {1}", gs_say_number(count),
	    gs_say_number(charter->reveal_count));
}

int gs_act_check(struct gs_entry_proof *proof, struct gs_refusal *refusal,
    const struct gs_record *rec, const struct gs_act_ground *ground)
{
	struct gs_entry_proof mine;
	uint8_t reveals[32];

	if (!gs_record_is(rec, GS_RECORD_ENDORSE) &&
	    !gs_record_is(rec, GS_RECORD_WITHDRAW))
		return gs_refuse_tell(refusal, GS_ERR_RULE, "not-an-act",
		    "the record is of type {0}; an act is an endorsement or a "
		    "withdrawal", gs_say_text(rec->type->name));
	int err = gs_require_channel(refusal, rec, ground->charter->channel);
	if (err != GS_OK)
		return err;
	if (memcmp(gs_record_hash(rec, "memo"), ground->memo, 32) != 0)
		return gs_refuse(refusal, GS_ERR_MISMATCH, "act-other-memo",
		    "the act is about another memo");
	err = judge_reveals(refusal, rec, ground->charter);
	if (err == GS_OK)
		err = take_proof(&mine, refusal, rec, ground->roll);
	if (err != GS_OK)
		return err;

	gs_reveals_digest(reveals, rec);
	err = gs_scope_memo(mine.scope, &mine.scope_len, sizeof mine.scope,
	    ground->charter->channel, ground->memo);
	if (err == GS_OK)
		err = gs_message(mine.message, &mine.message_len,
		    sizeof mine.message, rec->type->name, ground->memo,
		    gs_record_is(rec, GS_RECORD_ENDORSE) ? reveals : NULL);
	if (err != GS_OK)
		return refuse_statement(refusal, err);

	*proof = mine;
	return GS_OK;
}

enum gs_tag_status gs_tag_after(enum gs_record_kind act)
{
	return act == GS_RECORD_WITHDRAW ? GS_TAG_WITHDRAWN : GS_TAG_ENDORSED;
}

int gs_tag_next(struct gs_refusal *refusal, enum gs_tag_status status,
    enum gs_record_kind act)
{
	if (status == GS_TAG_WITHDRAWN)
		return gs_refuse(refusal, GS_ERR_RULE, "withdrawal-final",
		    "a withdrawal is final: this tag cannot act again");
	if ((status == GS_TAG_ENDORSED || status == GS_TAG_NAMED) &&
	    act == GS_RECORD_ENDORSE)
		return gs_refuse(refusal, GS_ERR_DUPLICATE,
		    "already-endorsed",
		    "this member has endorsed this memo already");
	if (status == GS_TAG_NONE && act == GS_RECORD_WITHDRAW)
		return gs_refuse(refusal, GS_ERR_RULE, "nothing-to-withdraw",
		    "this member has not endorsed this memo, so that there is "
		    "nothing to withdraw");
	return GS_OK;
}

int gs_refuse_answered(struct gs_refusal *refusal)
{
	return gs_refuse(refusal, GS_ERR_DUPLICATE, "question-answered",
	    "this question has been answered already");
}

/* A memo may run under a charter or roll that was replaced while it gathered,
 * for as long as the charter lets boxes stay open. */
static bool still_good(int64_t replaced, int64_t at, uint64_t gather_days)
{
	return replaced == INT64_MAX ||
	    at - replaced <= (int64_t)gather_days * GS_DAY;
}

static int64_t charter_replaced(const struct gs_state *state,
    const struct gs_charter *charter)
{
	int64_t replaced = INT64_MAX;

	for (const struct gs_charter *c = state->charter;
	    c != NULL && c != charter; c = c->before)
		replaced = c->from;
	return replaced;
}

bool gs_ground_serves(const struct gs_state *state,
    const struct gs_charter *charter, const struct gs_roll_edition *roll,
    int64_t at)
{
	return still_good(roll->replaced, at, charter->gather) &&
	    still_good(charter_replaced(state, charter), at, charter->gather);
}

static int judge_ground(struct gs_candidate *act, struct gs_memo *memo)
{
	const struct gs_state *state = act->state;
	const struct gs_record *rec = act->rec;

	memo->charter = gs_state_charter_by(state,
	    gs_record_hash(rec, "charter"));
	memo->roll = gs_state_roll_by(state, gs_record_hash(rec, "roll"));
	if (memo->charter == NULL)
		return gs_refuse(act->refusal, GS_ERR_UNKNOWN,
		    "memo-charter-unknown",
		    "the memo names a charter that is not in this log");
	if (memo->roll == NULL)
		return gs_refuse(act->refusal, GS_ERR_UNKNOWN,
		    "memo-roll-unknown",
		    "the memo names a roll that is not in this log");

	if (!gs_ground_serves(state, memo->charter, memo->roll,
	    act->header.at))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "memo-ground-stale", "the memo's roll or charter was "
		    "replaced too long ago: more than {0} days",
		    gs_say_number(memo->charter->gather));
	return GS_OK;
}

static bool is_copy(const struct gs_charter *charter,
    const struct gs_part *name)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(&charter->rec, "copy", i)); i++)
		if (gs_part_same(&v->parts[0], name))
			return true;
	return false;
}

/* Each is one of the charter's copies, and none is named twice. */
static int judge_addressees(struct gs_candidate *act,
    const struct gs_charter *charter)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(act->rec, "addressee", i));
	    i++) {
		if (!is_copy(charter, &v->parts[0]))
			return gs_refuse_tell(act->refusal, GS_ERR_RULE,
			    "addressee-unknown", "the addressee {0} is not on "
			    "the charter's copy list",
			    gs_say_part(v->parts[0]));
		for (size_t j = 0; j < i; j++)
			if (gs_part_same(&gs_record_value(act->rec, "addressee",
			        j)->parts[0], &v->parts[0]))
				return gs_refuse_tell(act->refusal,
				    GS_ERR_DUPLICATE, "addressee-twice",
				    "the addressee {0} is named twice",
				    gs_say_part(v->parts[0]));
	}
	return GS_OK;
}

static int judge_heading(struct gs_candidate *act, const struct gs_memo *memo)
{
	const struct gs_charter *c = memo->charter;
	struct gs_part banner = gs_record_part(act->rec, "banner");
	int rank = gs_banner_rank_derived(&c->marks, banner.ptr, banner.len);
	const struct gs_value *reply = gs_record_value(act->rec, "reply", 0);

	if (rank < 0)
		return gs_refuse_banner(act->refusal, banner);
	if (rank > c->ceiling && !c->exercise)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "banner-above-ceiling", "the banner {0} is above the "
		    "charter's ceiling {1}", gs_say_part(banner),
		    gs_say_part(gs_record_part(&c->rec, "ceiling")));

	if (!gs_recipient_is_known(&reply->parts[0], &reply->parts[1]))
		return gs_refuse_recipient(act->refusal, "reply",
		    reply->parts[0]);
	return judge_addressees(act, c);
}

static int judge_memo_size(struct gs_candidate *act)
{
	uint64_t blocks = gs_record_number(act->rec, "blocks");
	uint64_t requests = gs_record_number(act->rec, "requests");

	if (blocks < 1 || blocks > GS_BLOCKS_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "memo-blocks", "the memo has {0} blocks; it must have from "
		    "1 to {1}", gs_say_number(blocks),
		    gs_say_number(GS_BLOCKS_MAX));
	if (requests > blocks || requests > REQUESTS_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "memo-requests", "the memo has {0} requests in {1} blocks; "
		    "it must have at most {2}, and not more than blocks",
		    gs_say_number(requests), gs_say_number(blocks),
		    gs_say_number(REQUESTS_MAX));
	return GS_OK;
}

static int judge_id(struct gs_candidate *act, const struct gs_memo *memo)
{
	uint8_t id[32];

	gs_memo_id_of(id, act->rec);
	if (memcmp(id, memo->id, 32) == 0)
		return GS_OK;
	return gs_refuse(act->refusal, GS_ERR_MISMATCH, "memo-id-mismatch",
	    "the memo id is not that of the record's terms");
}

/* Before the day `after` only the author files, from then on any endorser. */
static int judge_author(struct gs_candidate *act, const struct gs_memo *memo)
{
	bool author = gs_record_signed_by(act->rec, "author");

	if (author && gs_record_verify(act->rec, "author",
	        gs_record_hash(act->rec, "author")) != GS_OK)
		return gs_refuse(act->refusal, GS_ERR_SIGNATURE,
		    "memo-signature-invalid", "the author's signature on the "
		    "memo does not verify");
	if (!author && gs_record_value(act->rec, "signature", 0) != NULL)
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "memo-signed-by-other",
		    "a memo is signed by its author or by nobody");
	if (!author && gs_charter_day(memo->charter, act->header.at) <
	    (int64_t)gs_record_number(act->rec, "after"))
		return gs_refuse(act->refusal, GS_ERR_DENIED,
		    "filing-too-early",
		    "before the day in `after` only the author may file");
	return GS_OK;
}

/* The memo's own proof: one filing a slot. */
static int judge_slot(struct gs_candidate *act, const struct gs_memo *memo)
{
	uint64_t slot = gs_record_number(act->rec, "slot");
	struct gs_entry_proof *p = &act->proof;

	if (slot >= memo->charter->quota)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "slot-over-quota", "over quota: the slot {0} is not below "
		    "the charter's quota {1}", gs_say_number(slot),
		    gs_say_number(memo->charter->quota));
	int err = take_proof(p, act->refusal, act->rec, memo->roll);
	if (err != GS_OK)
		return err;

	err = gs_scope_file(p->scope, &p->scope_len, sizeof p->scope,
	    act->state->charter->channel, memo->roll->root, (uint32_t)slot);
	if (err == GS_OK)
		err = gs_message(p->message, &p->message_len,
		    sizeof p->message, "file", memo->id, NULL);
	if (err != GS_OK)
		return refuse_statement(act->refusal, err);
	act->has_proof = true;

	if (gs_slot_is_used(act->state, memo->roll->root,
	        gs_proof_tag(p->proof, p->proof_len)))
		return gs_refuse(act->refusal, GS_ERR_RULE, "slot-used",
		    "over quota: this member has used this slot of the "
		    "edition");
	return GS_OK;
}

/* Each tag that took its endorsement back has two entries, the endorsement and
 * the withdrawal. */
static int judge_counts(struct gs_candidate *act, struct gs_memo *memo)
{
	uint64_t n = act->header.endorsements, w = act->header.withdrawals;
	uint64_t size = memo->roll->size;

	if (n > size || w > size - n)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "memo-acts-over", "{0} endorsements and {1} withdrawals "
		    "are announced before the memo, more than the {2} keys on "
		    "the roll", gs_say_number(n), gs_say_number(w),
		    gs_say_number(size));

	memo->endorsements = (uint32_t)n;
	memo->withdrawals = memo->pending_withdrawals = (uint32_t)w;
	memo->pending_endorsements = (uint32_t)(n + w);
	return GS_OK;
}

int gs_memo_judge(struct gs_candidate *act)
{
	struct gs_memo *memo = act->room;

	memcpy(memo->id, gs_record_hash(act->rec, "memo"), 32);
	memo->rec = *act->rec;
	memo->at = act->header.at;
	memo->index = act->index;
	memo->before = act->state->memo;
	memo->number = memo->before == NULL ? 1 : memo->before->number + 1;
	memo->requests = (uint32_t)gs_record_number(act->rec, "requests");

	int err = judge_ground(act, memo);
	if (err == GS_OK)
		err = judge_heading(act, memo);
	if (err == GS_OK)
		err = judge_memo_size(act);
	if (err == GS_OK)
		err = judge_id(act, memo);
	if (err == GS_OK)
		err = judge_author(act, memo);
	if (err != GS_OK)
		return err;

	if (gs_state_memo_by(act->state, memo->id) != NULL)
		return gs_refuse(act->refusal, GS_ERR_DUPLICATE,
		    "already-filed", "this memo has been filed already");
	err = judge_counts(act, memo);
	if (err == GS_OK)
		err = judge_slot(act, memo);

	act->proof.index = act->index;
	act->proof.memo = memo->number;
	return err;
}

void gs_memo_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_memo *memo = act->room;

	gs_duties_count(memo);
	state->memo = memo;
	gs_memos_add(&state->memos, memo);
	gs_event_enter(state, memo, &memo->events[GS_EVENT_FILED],
	    act->index);
	gs_slot_use(state, memo->roll,
	    gs_proof_tag(act->proof.proof, act->proof.proof_len));
}

static bool is_filing(const struct gs_memo *memo)
{
	return memo->pending_endorsements + memo->pending_withdrawals > 0;
}

/* The first one of a tag endorses; the next one of the same tag takes that
 * back. */
static int judge_tag_order(struct gs_candidate *act, const uint8_t *tag)
{
	const struct gs_memo *memo = act->memo;
	int order = memcmp(tag, memo->last_tag, GS_TAG_LEN);

	if (gs_record_is(act->rec, GS_RECORD_WITHDRAW))
		return order == 0 && memo->last_endorsed ? GS_OK :
		    gs_refuse(act->refusal, GS_ERR_RULE,
		        "filing-withdrawal-alone", "a withdrawal in a filing "
		        "follows the endorsement that it takes back");
	if (order <= 0)
		return gs_refuse(act->refusal, GS_ERR_DUPLICATE,
		    "filing-tag-order", "the tags of a filing ascend, and "
		    "each endorses once");
	return GS_OK;
}

/* Within a filing: same time, no more than announced. */
static int judge_in_filing(struct gs_candidate *act, const uint8_t *tag)
{
	const struct gs_memo *memo = act->memo;
	bool endorse = gs_record_is(act->rec, GS_RECORD_ENDORSE);

	if (act->header.at != memo->at)
		return gs_refuse(act->refusal, GS_ERR_RULE, "filing-time",
		    "a filing enters at one time");
	if (endorse ? memo->pending_endorsements == 0 :
	    memo->pending_withdrawals == 0)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "filing-acts-over", "the filing has more acts than the "
		    "{0} endorsements and {1} withdrawals that are announced "
		    "before its memo", gs_say_number(memo->endorsements),
		    gs_say_number(memo->withdrawals));
	return judge_tag_order(act, tag);
}

int gs_act_judge(struct gs_candidate *act)
{
	const struct gs_memo *memo = act->memo;
	const struct gs_act_ground ground = {memo->id, memo->charter,
	    memo->roll};

	int err = gs_act_check(&act->proof, act->refusal, act->rec, &ground);
	if (err != GS_OK)
		return err;
	act->proof.index = act->index;
	act->proof.memo = memo->number;
	act->has_proof = true;

	const uint8_t *tag = gs_proof_tag(act->proof.proof,
	    act->proof.proof_len);
	if (is_filing(memo))
		return judge_in_filing(act, tag);
	return gs_tag_next(act->refusal,
	    gs_tag_get(act->state, memo->id, tag), act->rec->type->kind);
}

void gs_act_count(struct gs_memo *memo, const struct gs_candidate *act)
{
	bool endorse = gs_record_is(act->rec, GS_RECORD_ENDORSE);

	if (is_filing(memo)) {
		memcpy(memo->last_tag, gs_proof_tag(act->proof.proof,
		    act->proof.proof_len), GS_TAG_LEN);
		memo->last_endorsed = endorse;
		memo->pending_endorsements -= endorse;
		memo->pending_withdrawals -= !endorse;
	} else {
		memo->later += endorse;
		memo->withdrawn_later += !endorse;
	}
}

void gs_act_enter(struct gs_state *state, struct gs_candidate *act)
{
	const uint8_t *tag = gs_proof_tag(act->proof.proof,
	    act->proof.proof_len);

	gs_act_count(act->memo, act);
	if (gs_record_is(act->rec, GS_RECORD_WITHDRAW) &&
	    gs_tag_get(state, act->memo->id, tag) == GS_TAG_NAMED)
		gs_named_withdraw(act->memo, tag, act->header.at);
	gs_tag_set(state, act->memo, tag,
	    gs_tag_after(act->rec->type->kind));
}

/* A member, whoever that is, seals the same text anew: once for each time that
 * the office could not open it. */
int gs_resupply_judge(struct gs_candidate *act)
{
	const struct gs_memo *memo = act->memo;
	uint64_t number = gs_record_number(act->rec, "unreadable");
	const uint8_t *content = gs_record_hash(act->rec, "content");
	const struct gs_unreadable *u = gs_unreadable_by(memo, number);
	struct gs_entry_proof *p = &act->proof;

	if (u == NULL || u->what != GS_UNREADABLE_MEMO)
		return gs_refuse_tell(act->refusal, GS_ERR_UNKNOWN,
		    "resupply-of-nothing", "the office has not found the memo "
		    "unreadable under number {0}", gs_say_number(number));
	if (u->resupplied != 0)
		return gs_refuse_tell(act->refusal, GS_ERR_DUPLICATE,
		    "already-resupplied", "the memo has been resupplied for "
		    "number {0} already", gs_say_number(number));
	if (memo->acknowledged != 0)
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "resupply-after-acknowledgement", "the office has "
		    "acknowledged the memo: it needs no other copy");

	int err = take_proof(p, act->refusal, act->rec, memo->roll);
	if (err != GS_OK)
		return err;
	err = gs_scope_resupply(p->scope, &p->scope_len, sizeof p->scope,
	    memo->charter->channel, memo->id, (uint32_t)number);
	if (err == GS_OK)
		err = gs_message(p->message, &p->message_len,
		    sizeof p->message, "resupply", memo->id, content);
	if (err != GS_OK)
		return refuse_statement(act->refusal, err);

	p->index = act->index;
	p->memo = memo->number;
	act->has_proof = true;
	return GS_OK;
}

void gs_resupply_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_unreadable *u = gs_unreadable_by(act->memo,
	    gs_record_number(act->rec, "unreadable"));

	(void)state;
	u->resupplied = act->header.at;
	u->resupply = *act->rec;
}
