/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/box.h"

#include <string.h>

#include "core/bytes.h"
#include "core/channel/acts.h"
#include "core/record/time.h"
#include "lib/steps/local_time.h"
#include "server/back/enter.h"
#include "server/back/filing.h"
#include "server/back/gather.h"
#include "server/back/release.h"
#include "server/back/sequence.h"
#include "server/back/sign.h"

/* Opening ---------------------------------------------------------------- */

/* The old roll serves until the new one is old enough, so that a memo can be
 * begun at any time. */
static int require_service(struct gs_back *back, struct gs_answer *answer,
    const struct gs_roll_edition *roll)
{
	const struct gs_charter *charter = gs_state_charter(back->state);
	const struct gs_roll_edition *serving = gs_state_roll_serving(
	    back->state, back->at);
	char from[GS_LOCAL_TIME_MAX];
	int64_t since = gs_roll_serves_from(roll, charter);

	if (roll == serving)
		return GS_OK;
	gs_local_time(from, charter, since);
	if (since > back->at && serving != NULL)
		return gs_answer_tell(answer, GS_ERR_RULE, "roll-not-serving",
		    "the memo's roll, edition {0}, is younger than the "
		    "charter's {1} hours; it serves from {2} on, and until "
		    "then edition {3} does", gs_say_number(roll->edition),
		    gs_say_number(charter->age), gs_say_text(from),
		    gs_say_number(serving->edition));
	if (since > back->at)
		return gs_answer_tell(answer, GS_ERR_RULE,
		    "roll-first-too-young", "the memo's roll, edition {0}, is "
		    "younger than the charter's {1} hours; it serves from {2} "
		    "on", gs_say_number(roll->edition),
		    gs_say_number(charter->age), gs_say_text(from));

	gs_local_time(from, charter, gs_roll_serves_until(roll, charter));
	return gs_answer_tell(answer, GS_ERR_RULE, "roll-replaced",
	    "the memo's roll, edition {0}, served until {1}; make the memo "
	    "anew under edition {2}", gs_say_number(roll->edition),
	    gs_say_text(from), gs_say_number(serving->edition));
}

static int require_roll(struct gs_back *back, struct gs_answer *answer,
    const struct gs_roll_edition *roll)
{
	if (roll == NULL)
		return gs_answer_refuse(answer, GS_ERR_RULE,
		    "memo-roll-unknown",
		    "the memo names a roll that is not in this log");
	return require_service(back, answer, roll);
}

static int require_terms(struct gs_back *back, struct gs_answer *answer,
    const struct gs_opening *opening)
{
	const struct gs_charter *charter = gs_state_charter(back->state);
	int64_t today = gs_charter_day(charter, back->at);

	if (memcmp(opening->charter, charter->digest, 32) != 0)
		return gs_answer_refuse(answer, GS_ERR_RULE,
		    "charter-not-in-force",
		    "the memo does not run under the charter in force");
	if (opening->after > today + (int64_t)charter->gather)
		return gs_answer_tell(answer, GS_ERR_RULE, "after-too-far",
		    "`after` is further ahead than the {0} days that the "
		    "charter lets a box stay open",
		    gs_say_number(charter->gather));
	return require_roll(back, answer, gs_state_roll_by(back->state,
	    opening->roll));
}

static int require_size(struct gs_back *back, struct gs_answer *answer,
    const struct gs_opening *opening)
{
	uint64_t size = 0;
	size_t longer = opening->sealed.len > opening->file.len ?
	    opening->sealed.len : opening->file.len;
	/* The last eighth is for what members file. */
	uint64_t max = back->boxes_max - back->boxes_max / 8;

	if (longer > GS_BOX_TEXT_MAX)
		return gs_answer_tell(answer, GS_ERR_SPACE, "box-too-large",
		    "the memo is too long for a box: {0} bytes, and at most "
		    "{1} are taken", gs_say_number(longer),
		    gs_say_number(GS_BOX_TEXT_MAX));
	int err = gs_boxes_size(&size, back->boxes);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	if (size + opening->sealed.len + opening->file.len > max)
		return gs_answer_tell(answer, GS_ERR_BUSY, "boxes-full",
		    "all boxes together have at most {0} bytes here, and they "
		    "are used; boxes go as they expire", gs_say_number(max));
	return GS_OK;
}

/* Its text may be sealed anew: who knows the token has the link, and the memo
 * id fixes the text. */
static bool is_same_box(const struct gs_box *a, const struct gs_opening *b)
{
	return memcmp(a->roll, b->roll, 32) == 0 &&
	    memcmp(a->charter, b->charter, 32) == 0 && a->after == b->after &&
	    gs_bytes_equal(a->token_hash, b->token_hash, 32) &&
	    gs_bytes_equal(a->owner_hash, b->owner_hash, 32);
}

/* A box that is gone left acts that were promised.  They are over its roll, and
 * a box over another one could not have them. */
static int require_same_ground(struct gs_answer *answer,
    const struct gs_box *old, const struct gs_opening *opening)
{
	if (memcmp(old->roll, opening->roll, 32) == 0 &&
	    memcmp(old->charter, opening->charter, 32) == 0)
		return GS_OK;
	return gs_answer_refuse(answer, GS_ERR_DUPLICATE, "box-other-ground",
	    "a box for this memo was here under another roll or charter, and "
	    "what it took is promised; a memo is filed without a box by "
	    "/filings");
}

/* Neither another box nor a filed memo has this id.  Whoever lost the answer
 * to an opening sends it again: then there is this very box (*again).  Of any
 * other box, or what one left, only a member is told: after the proof. */
static int require_new(bool *again, struct gs_back *back,
    struct gs_answer *answer, const struct gs_ask *ask)
{
	struct gs_box old;
	char when[GS_LOCAL_TIME_MAX];
	bool boxed = false;

	if (gs_state_memo_by(back->state, ask->id) != NULL)
		return gs_answer_refuse(answer, GS_ERR_DUPLICATE,
		    "box-memo-filed", "this memo is in the log already");
	int err = gs_inbox_box(&old, back->inbox, ask->id);
	if (err == GS_OK && !old.empty)
		*again = is_same_box(&old, &ask->opening);
	if ((err == GS_OK || err == GS_ERR_UNKNOWN) && (*again || ask->dry))
		return GS_OK;
	if (err == GS_OK && old.empty)
		return require_same_ground(answer, &old, &ask->opening);
	if (err == GS_OK)
		return gs_answer_refuse(answer, GS_ERR_DUPLICATE, "box-exists",
		    "there is another box for this memo here, which somebody "
		    "opened with another link");
	if (err == GS_ERR_UNKNOWN)
		err = gs_inbox_filing(&boxed, back->inbox, ask->id);
	if (err == GS_OK) {
		gs_back_say_release(when, back);
		return gs_answer_tell(answer, GS_ERR_DUPLICATE,
		    "box-memo-waits", "this memo is being filed already: it "
		    "waits for its release, at {0}", gs_say_text(when));
	}
	return err == GS_ERR_UNKNOWN ? GS_OK : gs_answer_fail(answer, err);
}

/* The proof that a member of the memo's roll opens it, in one of the four turns
 * of this week. */
static int judge_turn(struct gs_entry_proof *out, struct gs_back *back,
    struct gs_answer *answer, const struct gs_ask *ask)
{
	const struct gs_charter *charter = gs_state_charter(back->state);
	const struct gs_opening *o = &ask->opening;
	struct gs_entry_proof p = {.proof = o->proof.ptr,
	    .proof_len = o->proof.len,
	    .roll = gs_state_roll_by(back->state, o->roll)};
	const struct gs_box_turn turn = {(uint32_t)gs_week(
	    gs_charter_day(charter, back->at)), o->slot};
	size_t want = GS_PROOF_LEN(gs_roll_levels((size_t)p.roll->size));

	if (o->slot >= GS_BOX_SLOTS)
		return gs_answer_tell(answer, GS_ERR_RULE, "box-slot-over",
		    "the slot is {0}; a week has slots 0 to {1}",
		    gs_say_number(o->slot), gs_say_number(GS_BOX_SLOTS - 1));
	if (o->proof.len != want)
		return gs_answer_tell(answer, GS_ERR_PROOF, "box-proof-length",
		    "the proof has {0} bytes; over a roll of {1} keys it needs "
		    "{2}", gs_say_number(o->proof.len),
		    gs_say_number(p.roll->size), gs_say_number(want));

	int err = gs_scope_box(p.scope, &p.scope_len, sizeof p.scope,
	    charter->channel, p.roll->root, &turn);
	if (err == GS_OK)
		err = gs_message(p.message, &p.message_len, sizeof p.message,
		    "box", ask->id, NULL);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);

	err = gs_inbox_turn(back->inbox, turn.week, gs_proof_tag(p.proof,
	    p.proof_len));
	if (err == GS_OK)
		return gs_answer_tell(answer, GS_ERR_RULE, "box-slot-used",
		    "this member has opened a box in slot {0} of this week "
		    "already", gs_say_number(o->slot));
	*out = p;
	return err == GS_ERR_UNKNOWN ? GS_OK : gs_answer_fail(answer, err);
}

static int put_texts(struct gs_back *back, const struct gs_ask *ask)
{
	struct gs_blob_name name = {.kind = GS_BLOB_SEALED};

	memcpy(name.name, ask->id, 32);
	int err = gs_boxes_put(back->boxes, &name, ask->opening.sealed);
	name.kind = GS_BLOB_FILE;
	return err == GS_OK ? gs_boxes_put(back->boxes, &name,
	    ask->opening.file) : err;
}

static void keep_box(struct gs_back *back, const struct gs_ask *ask,
    const uint8_t tag[32])
{
	const struct gs_charter *charter = gs_state_charter(back->state);
	const struct gs_opening *o = &ask->opening;
	int64_t today = gs_charter_day(charter, back->at);
	struct gs_box box = {.after = o->after};

	memcpy(box.memo, ask->id, 32);
	memcpy(box.roll, o->roll, 32);
	memcpy(box.charter, o->charter, 32);
	memcpy(box.token_hash, o->token_hash, 32);
	memcpy(box.owner_hash, o->owner_hash, 32);
	box.expires = (o->after > today ? o->after : today) +
	    (int64_t)charter->gather;

	back->anonymous = back->boxes_changed = true;
	int err = put_texts(back, ask);
	if (err == GS_OK)
		err = gs_inbox_use_turn(back->inbox,
		    (uint64_t)gs_week(today), tag);
	if (err == GS_OK)
		err = gs_inbox_add_box(back->inbox, &box);
	back->failed = err;
}

static void open_new_box(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_entry_proof proof;
	bool again = false;

	int err = require_new(&again, back, answer, ask);
	if (err != GS_OK || again)
		return;
	err = require_terms(back, answer, &ask->opening);
	if (err == GS_OK)
		err = require_size(back, answer, &ask->opening);
	if (err == GS_OK)
		err = judge_turn(&proof, back, answer, ask);
	if (err == GS_OK)
		err = gs_back_stand_on(answer, ask, &proof, 1);
	if (err == GS_OK && !ask->dry)
		keep_box(back, ask, gs_proof_tag(proof.proof,
		    proof.proof_len));
}

/* Within ----------------------------------------------------------------- */

/* Whoever has the memo's id alone, from its package for instance, is not told
 * whether it gathers here: no box and another's token have one answer. */
static int enter_box(struct gs_box *box, struct gs_back *back,
    struct gs_answer *answer, const struct gs_ask *ask)
{
	bool owner = ask->kind == GS_ASK_BOX_PROLONG ||
	    ask->kind == GS_ASK_BOX_REMOVE;

	int err = gs_inbox_box(box, back->inbox, ask->id);
	if (err != GS_OK && err != GS_ERR_UNKNOWN)
		return gs_answer_fail(answer, err);
	if (err != GS_OK || (box->empty && !box->filed) ||
	    !gs_back_is_token(ask->token, owner ? box->owner_hash :
	        box->token_hash))
		return gs_answer_refuse(answer, GS_ERR_UNKNOWN, "box-unknown",
		    "there is no such box, or the token is not the one that "
		    "this takes");

	box->filed = box->filed ||
	    gs_state_memo_by(back->state, box->memo) != NULL;
	return GS_OK;
}

static int require_open(struct gs_answer *answer, const struct gs_box *box)
{
	if (!box->filed)
		return GS_OK;
	return gs_answer_refuse(answer, GS_ERR_RULE, "memo-filed",
	    "the memo has been filed: its acts are in the log, and an act "
	    "after filing goes to /acts");
}

static int get_text(struct gs_span *out, struct gs_back *back,
    struct gs_answer *answer, const struct gs_box *box,
    enum gs_blob_kind kind)
{
	struct gs_blob_name name = {.kind = kind};
	struct gs_span text = {NULL, 0};

	memcpy(name.name, box->memo, 32);
	int err = gs_boxes_get(&text, back->boxes, &name);
	return err == GS_OK ? gs_answer_keep(out, answer, text) :
	    gs_answer_fail(answer, err == GS_ERR_UNKNOWN ? GS_ERR_CORRUPT :
	        err);
}

static int count_shown(struct gs_gathering *g, struct gs_back *back,
    struct gs_answer *answer, const struct gs_box *box)
{
	int err = gs_back_gather(g, back, &answer->pool.arena, box->memo, true,
	    0);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	const struct gs_shown shown = {box->memo, box->roll, g->tags, g->texts,
	    g->count};
	return gs_back_sign_count(&answer->box.count, answer, back, &shown);
}

/* Once the memo is filed the log counts, and has the file. */
static void describe_box(struct gs_back *back, struct gs_answer *answer,
    const struct gs_box *box)
{
	struct gs_gathering g;

	if (box->empty) {
		gs_answer_refuse(answer, GS_ERR_UNKNOWN, "box-expired",
		    "this box has expired; its memo is in the log");
		return;
	}
	memcpy(answer->box.roll, box->roll, 32);
	memcpy(answer->box.charter, box->charter, 32);
	answer->box.after = box->after;
	answer->box.expires = box->expires;
	answer->box.filed = box->filed;

	int err = get_text(&answer->box.sealed, back, answer, box,
	    GS_BLOB_SEALED);
	if (err == GS_OK && !box->filed)
		err = get_text(&answer->box.file, back, answer, box,
		    GS_BLOB_FILE);
	if (err == GS_OK && !box->filed)
		err = count_shown(&g, back, answer, box);
}

static void export_box(struct gs_back *back, struct gs_answer *answer,
    const struct gs_box *box)
{
	struct gs_gathering g;

	if (require_open(answer, box) != GS_OK ||
	    count_shown(&g, back, answer, box) != GS_OK)
		return;
	answer->texts = g.texts;
	answer->text_count = g.count;
}

/* Acts ------------------------------------------------------------------- */

/* What gs_state_check would say if the memo were filed: the log does not know
 * it yet.  A box's roll and charter are the memo's, or it is never filed
 * (filing.c). */
static int judge_act(struct gs_entry_proof *proof, struct gs_record *rec,
    struct gs_back *back, struct gs_answer *answer, const struct gs_box *box,
    struct gs_span text)
{
	struct gs_refusal refusal;
	const struct gs_act_ground ground = {box->memo,
	    gs_state_charter_by(back->state, box->charter),
	    gs_state_roll_by(back->state, box->roll)};

	if (ground.roll == NULL || ground.charter == NULL)
		return gs_answer_fail(answer, GS_ERR_CORRUPT);
	struct gs_span record = gs_back_record(&text);
	int err = gs_candidate_parse(rec, &refusal, &answer->pool.arena,
	    record.ptr, record.len);
	if (err == GS_OK)
		err = gs_act_check(proof, &refusal, rec, &ground);
	return err == GS_OK ? gs_back_check_reveals(answer, rec, text) :
	    gs_answer_refusal(answer, err, &refusal);
}

/* A withdrawal takes an endorsement of its tag back, and brings it: the two may
 * come before that one. */
static int require_pair(struct gs_answer *answer, const struct gs_ask *ask,
    const struct gs_record *recs, const struct gs_entry_proof *proofs)
{
	bool withdrawal = gs_record_is(&recs[0], GS_RECORD_WITHDRAW);

	if (ask->text_count != (withdrawal ? 2 : 1))
		return gs_answer_tell(answer, GS_ERR_RULE, "act-records",
		    "{0} records came; an endorsement comes alone, a "
		    "withdrawal with the endorsement that it takes back",
		    gs_say_number(ask->text_count));
	if (withdrawal && (!gs_record_is(&recs[1], GS_RECORD_ENDORSE) ||
	    memcmp(gs_proof_tag(proofs[0].proof, proofs[0].proof_len),
	        gs_proof_tag(proofs[1].proof, proofs[1].proof_len),
	        GS_TAG_LEN) != 0))
		return gs_answer_refuse(answer, GS_ERR_RULE,
		    "withdrawal-of-other", "the second record is not an "
		    "endorsement of the same tag as the withdrawal");
	return GS_OK;
}

static void keep_act(struct gs_back *back, const struct gs_box *box,
    const struct gs_box_act *act)
{
	struct gs_pool pool;

	back->anonymous = true;
	back->failed = gs_back_join_act(back, gs_pool_start(&pool), box->memo,
	    act);
	gs_pool_free(&pool);
}

static void take_act(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask, const struct gs_box *box)
{
	struct gs_entry_proof proofs[2];
	struct gs_record recs[2];
	struct gs_box_act act = {.withdrawal = {NULL, 0}};
	size_t count = ask->text_count < 2 ? 1 : 2;
	bool again = false;

	int err = require_open(answer, box);
	for (size_t i = 0; i < count && err == GS_OK; i++)
		err = judge_act(&proofs[i], &recs[i], back, answer, box,
		    ask->texts[i]);
	if (err == GS_OK)
		err = require_pair(answer, ask, recs, proofs);
	if (err != GS_OK)
		return;

	memcpy(act.tag, gs_proof_tag(proofs[0].proof, proofs[0].proof_len),
	    32);
	act.endorsement = ask->texts[count - 1];
	if (count == 2)
		act.withdrawal = ask->texts[0];
	err = gs_back_has_act(&again, back, box->memo, &act);
	if (err != GS_OK) {
		gs_answer_fail(answer, err);
		return;
	}

	if (!again && (gs_back_stand_on(answer, ask, proofs, count) != GS_OK ||
	    ask->dry))
		return;
	if (gs_back_sign_promise(answer, back, &recs[0], box->roll, 0) ==
	    GS_OK && !again)
		keep_act(back, box, &act);
}

/* The owner -------------------------------------------------------------- */

static void prolong_box(struct gs_back *back, struct gs_answer *answer,
    const struct gs_box *box)
{
	const struct gs_charter *charter = gs_state_charter(back->state);
	int64_t day = gs_charter_day(charter, back->at) +
	    (int64_t)charter->gather;

	if (require_open(answer, box) != GS_OK)
		return;
	answer->box.expires = day > box->expires ? day : box->expires;
	back->anonymous = true;
	back->failed = gs_inbox_prolong(back->inbox, box->memo,
	    answer->box.expires);
}

static void remove_box(struct gs_back *back, struct gs_answer *answer,
    const struct gs_box *box)
{
	bool boxed = false;

	if (require_open(answer, box) != GS_OK)
		return;
	int err = gs_inbox_filing(&boxed, back->inbox, box->memo);
	if (err == GS_OK) {
		gs_answer_refuse(answer, GS_ERR_RULE, "box-being-filed",
		    "a filing of this memo waits for its release: the box "
		    "cannot be taken back any more");
		return;
	}
	if (err != GS_ERR_UNKNOWN) {
		gs_answer_fail(answer, err);
		return;
	}
	back->anonymous = back->sweep = true;
	back->failed = gs_inbox_retire_box(back->inbox, box->memo);
}

void gs_back_box(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_box box;

	if (ask->kind == GS_ASK_BOX_OPEN) {
		open_new_box(back, answer, ask);
		return;
	}
	if (enter_box(&box, back, answer, ask) != GS_OK)
		return;

	if (ask->kind == GS_ASK_BOX)
		describe_box(back, answer, &box);
	else if (ask->kind == GS_ASK_BOX_ACT)
		take_act(back, answer, ask, &box);
	else if (ask->kind == GS_ASK_BOX_EXPORT)
		export_box(back, answer, &box);
	else if (ask->kind == GS_ASK_BOX_FILE)
		gs_back_file_box(back, answer, ask, &box);
	else if (ask->kind == GS_ASK_BOX_PROLONG)
		prolong_box(back, answer, &box);
	else
		remove_box(back, answer, &box);
}
