/* SPDX-License-Identifier: Apache-2.0 */
/* What members do: file, endorse, withdraw. */
#include <string.h>

#include "core/channel/state.h"
#include "core/record/time.h"

/* Sets the claim that act->rec's proof makes; returns its tag through `tag`. */
static int make_claim(struct gs_candidate *act, const struct gs_memo *memo,
    const char *verb, const uint8_t **tag)
{
	struct gs_part proof = gs_record_part(act->rec, "proof");
	struct gs_entry_proof *c = &act->claim;
	unsigned levels = gs_roll_levels((size_t)memo->roll->size);
	if (levels == 0 || proof.len != GS_PROOF_LEN(levels))
		return gs_refuse(act, GS_ERR_PROOF,
		    "the proof has not the length that the roll's size asks");
	c->roll = memo->roll;
	c->index = act->index;
	c->proof = proof.ptr;
	c->proof_len = proof.len;
	const uint8_t *channel = act->state->charter->channel;
	int err = strcmp(verb, "file") == 0 ?
	    gs_scope_file(c->scope, &c->scope_len, sizeof c->scope, channel,
	        memo->roll->root,
	        (uint32_t)gs_record_number(act->rec, "slot")) :
	    gs_scope_memo(c->scope, &c->scope_len, sizeof c->scope, channel,
	        memo->id);
	if (err == GS_OK)
		err = gs_message(c->message, &c->message_len,
		    sizeof c->message, verb, memo->id);
	if (err != GS_OK)
		return gs_refuse(act, err, "scope or message too long");
	act->has_claim = true;
	*tag = gs_proof_tag(proof.ptr, proof.len);
	return GS_OK;
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
		return gs_refuse(act, GS_ERR_UNKNOWN,
		    "the memo names a charter that is not in this log");
	if (memo->roll == NULL)
		return gs_refuse(act, GS_ERR_UNKNOWN,
		    "the memo names a roll that is not in this log");
	uint64_t gather = memo->charter->gather;
	if (!still_good(memo->roll->replaced, act->at, gather) ||
	    !still_good(charter_replaced(state, memo->charter), act->at,
	        gather))
		return gs_refuse(act, GS_ERR_RULE,
		    "the memo's roll or charter was replaced too long ago");
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
		return gs_refuse(act, GS_ERR_RULE,
		    "the banner is none of the charter's style");
	if (rank > c->ceiling && !c->exercise)
		return gs_refuse(act, GS_ERR_RULE,
		    "the banner is above the charter's ceiling");
	for (size_t i = 0; (v = gs_record_value(act->rec, "addressee", i)); i++)
		if (!is_copy(c, &v->parts[0]))
			return gs_refuse(act, GS_ERR_RULE,
			    "an addressee is not on the charter's copy list");
	uint64_t blocks = gs_record_number(act->rec, "blocks");
	uint64_t requests = gs_record_number(act->rec, "requests");
	if (blocks < 1 || blocks > GS_BLOCKS_MAX || requests > blocks ||
	    requests > 512)
		return gs_refuse(act, GS_ERR_RULE,
		    "a memo has 1 to 8192 blocks and at most 512 requests");
	return GS_OK;
}

static int judge_id(struct gs_candidate *act, const struct gs_memo *memo)
{
	struct gs_memo_terms terms;
	uint8_t id[32];
	gs_memo_terms_of(&terms, act->rec);
	if (gs_memo_id(id, &terms) != GS_OK || memcmp(id, memo->id, 32) != 0)
		return gs_refuse(act, GS_ERR_MISMATCH,
		    "the memo id is not that of the record's terms");
	return GS_OK;
}

/* Before `after` only the author files, from then on any endorser. */
static int judge_author(struct gs_candidate *act)
{
	bool author = gs_record_signed_by(act->rec, "author");
	if (author && gs_record_verify(act->rec, "author",
	        gs_record_hash(act->rec, "author")) != GS_OK)
		return gs_refuse(act, GS_ERR_SIGNATURE,
		    "the author's signature does not verify");
	if (!author && gs_record_value(act->rec, "signature", 0) != NULL)
		return gs_refuse(act, GS_ERR_RULE,
		    "a memo is signed by its author or by nobody");
	if (!author && act->at < (int64_t)gs_record_number(act->rec, "after"))
		return gs_refuse(act, GS_ERR_DENIED,
		    "until the date in `after` only the author may file");
	return GS_OK;
}

int gs_memo_judge(struct gs_candidate *act, struct gs_memo *memo)
{
	const struct gs_record *rec = act->rec;
	const uint8_t *tag = NULL;
	uint64_t n = gs_record_number(rec, "endorsements");
	uint64_t w = gs_record_number(rec, "withdrawals");
	memcpy(memo->id, gs_record_hash(rec, "memo"), 32);
	memo->rec = *rec;
	memo->at = act->at;
	memo->index = act->index;
	memo->before = act->state->memo;
	memo->number = memo->before == NULL ? 1 : memo->before->number + 1;
	memo->requests = (uint32_t)gs_record_number(rec, "requests");
	int err = judge_ground(act, memo);
	if (err == GS_OK)
		err = judge_heading(act, memo);
	if (err == GS_OK)
		err = judge_id(act, memo);
	if (err == GS_OK)
		err = judge_author(act);
	if (err != GS_OK)
		return err;
	if (gs_state_memo_by(act->state, memo->id) != NULL)
		return gs_refuse(act, GS_ERR_DUPLICATE,
		    "this memo has been filed already");
	if (n > memo->roll->size || w > memo->roll->size)
		return gs_refuse(act, GS_ERR_RULE,
		    "more endorsements or withdrawals than keys on the roll");
	if (gs_record_number(rec, "slot") >= memo->charter->quota)
		return gs_refuse(act, GS_ERR_RULE,
		    "over quota: the slot is not below the charter's quota");
	err = make_claim(act, memo, "file", &tag);
	if (err != GS_OK)
		return err;
	if (gs_tag_get(act->state, memo->roll->root, tag) != TAG_NONE)
		return gs_refuse(act, GS_ERR_RULE,
		    "over quota: this member has used this slot of the edition");
	memo->endorsements = memo->pending_endorsements = (uint32_t)n;
	memo->withdrawals = memo->pending_withdrawals = (uint32_t)w;
	return GS_OK;
}

/* Within a filing: same time, tags ascend, no more than announced. */
static int judge_in_filing(struct gs_candidate *act, const uint8_t *tag,
    bool endorse)
{
	const struct gs_memo *memo = act->memo;
	uint32_t left = endorse ? memo->pending_endorsements :
	    memo->pending_withdrawals;
	if (act->at != memo->at)
		return gs_refuse(act, GS_ERR_RULE,
		    "a filing enters at one time");
	if (left == 0)
		return gs_refuse(act, GS_ERR_RULE,
		    "more acts in the filing than its memo announces");
	if (memcmp(tag, memo->last_tag, 32) <= 0)
		return gs_refuse(act, GS_ERR_DUPLICATE,
		    "the tags of a filing ascend, each once");
	return GS_OK;
}

int gs_acts_judge(struct gs_candidate *act)
{
	bool endorse = strcmp(act->rec->type->name, "endorse") == 0;
	const struct gs_memo *memo = act->memo;
	const uint8_t *tag = NULL;
	if (memcmp(gs_record_hash(act->rec, "memo"), memo->id, 32) != 0)
		return gs_refuse(act, GS_ERR_MISMATCH,
		    "a filing's acts are about its own memo");
	int err = make_claim(act, memo, endorse ? "endorse" : "withdraw", &tag);
	if (err != GS_OK)
		return err;
	if (memo->pending_endorsements + memo->pending_withdrawals > 0)
		return judge_in_filing(act, tag, endorse);
	int status = gs_tag_get(act->state, memo->id, tag);
	if (status == TAG_WITHDRAWN)
		return gs_refuse(act, GS_ERR_RULE,
		    "a withdrawal is final: this tag cannot act again");
	if (endorse && status == TAG_ENDORSED)
		return gs_refuse(act, GS_ERR_DUPLICATE,
		    "this member has endorsed this memo already");
	return GS_OK;
}

void gs_acts_count(struct gs_memo *memo, const struct gs_candidate *act)
{
	bool endorse = strcmp(act->rec->type->name, "endorse") == 0;
	if (memo->pending_endorsements + memo->pending_withdrawals > 0) {
		memcpy(memo->last_tag, act->claim.proof, 32);
		memo->pending_endorsements -= endorse;
		memo->pending_withdrawals -= !endorse;
		return;
	}
	memo->later += endorse;
	memo->withdrawn_later += !endorse;
}
