/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/acts.h"

#include <string.h>

#include "core/channel/judge.h"
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

int gs_act_check(struct gs_entry_proof *proof, struct gs_refusal *refusal,
    const struct gs_record *rec, const struct gs_act_ground *ground)
{
	struct gs_entry_proof mine;

	if (!gs_record_is(rec, GS_RECORD_ENDORSE) &&
	    !gs_record_is(rec, GS_RECORD_WITHDRAW))
		return gs_refuse_tell(refusal, GS_ERR_RULE, "not-an-act",
		    "the record is of type {0}; an act is an endorsement or a "
		    "withdrawal", gs_say_text(rec->type->name));
	int err = gs_require_channel(refusal, rec, ground->channel);
	if (err != GS_OK)
		return err;
	if (memcmp(gs_record_hash(rec, "memo"), ground->memo, 32) != 0)
		return gs_refuse(refusal, GS_ERR_MISMATCH, "act-other-memo",
		    "the act is about another memo");
	err = take_proof(&mine, refusal, rec, ground->roll);
	if (err != GS_OK)
		return err;

	err = gs_scope_memo(mine.scope, &mine.scope_len, sizeof mine.scope,
	    ground->channel, ground->memo);
	if (err == GS_OK)
		err = gs_message(mine.message, &mine.message_len,
		    sizeof mine.message, rec->type->name, ground->memo);
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
	if (status == GS_TAG_ENDORSED && act == GS_RECORD_ENDORSE)
		return gs_refuse(refusal, GS_ERR_DUPLICATE,
		    "already-endorsed",
		    "this member has endorsed this memo already");
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
		replaced = c->at;
	return replaced;
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

	uint64_t gather = memo->charter->gather;
	if (!still_good(memo->roll->replaced, act->at, gather) ||
	    !still_good(charter_replaced(state, memo->charter), act->at,
	        gather))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "memo-ground-stale", "the memo's roll or charter was "
		    "replaced too long ago: more than {0} days",
		    gs_say_number(gather));
	return GS_OK;
}

static bool is_copy(const struct gs_charter *charter,
    const struct gs_part *name)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(&charter->rec, "copy", i)); i++)
		if (v->parts[0].len == name->len &&
		    memcmp(v->parts[0].ptr, name->ptr, name->len) == 0)
			return true;
	return false;
}

static int judge_heading(struct gs_candidate *act, const struct gs_memo *memo)
{
	const struct gs_charter *c = memo->charter;
	struct gs_part banner = gs_record_part(act->rec, "banner");
	int rank = gs_banner_rank(c->style, banner.ptr, banner.len);
	const struct gs_value *v = NULL;

	if (rank < 0)
		return gs_refuse_banner(act->refusal, banner);
	if (rank > c->ceiling && !c->exercise)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "banner-above-ceiling", "the banner {0} is above the "
		    "charter's ceiling {1}", gs_say_part(banner),
		    gs_say_part(gs_record_part(&c->rec, "ceiling")));

	for (size_t i = 0; (v = gs_record_value(act->rec, "addressee", i)); i++)
		if (!is_copy(c, &v->parts[0]))
			return gs_refuse_tell(act->refusal, GS_ERR_RULE,
			    "addressee-unknown", "the addressee {0} is not on "
			    "the charter's copy list",
			    gs_say_part(v->parts[0]));
	return GS_OK;
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
	struct gs_memo_terms terms;
	uint8_t id[32];

	gs_memo_terms_of(&terms, act->rec);
	if (gs_memo_id(id, &terms) == GS_OK && memcmp(id, memo->id, 32) == 0)
		return GS_OK;
	return gs_refuse(act->refusal, GS_ERR_MISMATCH, "memo-id-mismatch",
	    "the memo id is not that of the record's terms");
}

/* Before `after` only the author files, from then on any endorser. */
static int judge_author(struct gs_candidate *act)
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
	if (!author && act->at < (int64_t)gs_record_number(act->rec, "after"))
		return gs_refuse(act->refusal, GS_ERR_DENIED,
		    "filing-too-early",
		    "until the date in `after` only the author may file");
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
		    sizeof p->message, "file", memo->id);
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

static int judge_counts(struct gs_candidate *act, struct gs_memo *memo)
{
	uint64_t n = gs_record_number(act->rec, "endorsements");
	uint64_t w = gs_record_number(act->rec, "withdrawals");

	if (n > memo->roll->size || w > memo->roll->size)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "memo-acts-over", "the memo announces {0} endorsements and "
		    "{1} withdrawals, more than the {2} keys on the roll",
		    gs_say_number(n), gs_say_number(w),
		    gs_say_number(memo->roll->size));

	memo->endorsements = memo->pending_endorsements = (uint32_t)n;
	memo->withdrawals = memo->pending_withdrawals = (uint32_t)w;
	return GS_OK;
}

int gs_memo_judge(struct gs_candidate *act)
{
	struct gs_memo *memo = act->room;

	memcpy(memo->id, gs_record_hash(act->rec, "memo"), 32);
	memo->rec = *act->rec;
	memo->at = act->at;
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
		err = judge_author(act);
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

	state->memo = memo;
	gs_slot_use(state, memo->roll->root,
	    gs_proof_tag(act->proof.proof, act->proof.proof_len));
}

static bool is_filing(const struct gs_memo *memo)
{
	return memo->pending_endorsements + memo->pending_withdrawals > 0;
}

/* Within a filing: same time, tags ascend, no more than announced. */
static int judge_in_filing(struct gs_candidate *act, const uint8_t *tag)
{
	const struct gs_memo *memo = act->memo;
	bool endorse = gs_record_is(act->rec, GS_RECORD_ENDORSE);

	if (act->at != memo->at)
		return gs_refuse(act->refusal, GS_ERR_RULE, "filing-time",
		    "a filing enters at one time");
	if (endorse && memo->pending_endorsements == 0)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "filing-endorsements-over", "the filing has more "
		    "endorsements than the {0} that its memo announces",
		    gs_say_number(memo->endorsements));
	if (!endorse && memo->pending_withdrawals == 0)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "filing-withdrawals-over", "the filing has more "
		    "withdrawals than the {0} that its memo announces",
		    gs_say_number(memo->withdrawals));
	if (memcmp(tag, memo->last_tag, GS_TAG_LEN) <= 0)
		return gs_refuse(act->refusal, GS_ERR_DUPLICATE,
		    "filing-tag-order",
		    "the tags of a filing ascend, each once");
	return GS_OK;
}

int gs_act_judge(struct gs_candidate *act)
{
	const struct gs_memo *memo = act->memo;
	const struct gs_act_ground ground = {act->state->charter->channel,
	    memo->id, memo->roll};

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
		memo->pending_endorsements -= endorse;
		memo->pending_withdrawals -= !endorse;
	} else {
		memo->later += endorse;
		memo->withdrawn_later += !endorse;
	}
}

void gs_act_enter(struct gs_state *state, struct gs_candidate *act)
{
	gs_act_count(act->memo, act);
	gs_tag_set(state, act->memo->id,
	    gs_proof_tag(act->proof.proof, act->proof.proof_len),
	    gs_tag_after(act->rec->type->kind));
}
