/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/box.h"

#include <string.h>

#include "core/bytes.h"
#include "core/channel/acts.h"
#include "core/record/time.h"
#include "lib/steps/local_time.h"
#include "server/back/enter.h"
#include "server/back/sequence.h"

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
    const struct gs_ask *ask)
{
	const struct gs_charter *charter = gs_state_charter(back->state);
	const struct gs_roll_edition *roll = gs_state_roll_by(back->state,
	    ask->box_roll);

	if (memcmp(ask->box_charter, charter->digest, 32) != 0)
		return gs_answer_refuse(answer, GS_ERR_RULE,
		    "charter-not-in-force",
		    "the memo does not run under the charter in force");
	if (roll == NULL)
		return gs_answer_refuse(answer, GS_ERR_RULE,
		    "memo-roll-unknown",
		    "the memo names a roll that is not in this log");
	if (require_service(back, answer, roll) != GS_OK)
		return answer->err;
	if (ask->box_after > gs_charter_day(charter, back->at) +
	    (int64_t)charter->gather)
		return gs_answer_tell(answer, GS_ERR_RULE, "after-too-far",
		    "`after` is further ahead than the {0} days that the "
		    "charter lets a box stay open",
		    gs_say_number(charter->gather));
	return GS_OK;
}

/* Its text may be sealed anew: who knows the token has the link, and the memo
 * id fixes the text. */
static bool is_same_box(const struct gs_box *a, const struct gs_box *b)
{
	return memcmp(a->roll, b->roll, 32) == 0 &&
	    memcmp(a->charter, b->charter, 32) == 0 && a->after == b->after &&
	    gs_bytes_equal(a->token_hash, b->token_hash, 32);
}

/* Neither another box nor a filed memo has this id.  Whoever lost the answer
 * to an opening sends it again: then there is this very box (*again). */
static int require_new(struct gs_back *back, struct gs_answer *answer,
    const struct gs_box *box, bool *again)
{
	struct gs_box old;

	if (gs_state_memo_by(back->state, box->memo) != NULL)
		return gs_answer_refuse(answer, GS_ERR_DUPLICATE,
		    "box-memo-filed", "this memo is in the log already");
	int err = gs_store_box(&old, back->store, box->memo);
	if (err == GS_ERR_UNKNOWN)
		return GS_OK;
	if (err != GS_OK)
		return gs_answer_fail(answer, err);

	*again = is_same_box(&old, box);
	return *again ? GS_OK : gs_answer_refuse(answer, GS_ERR_DUPLICATE,
	    "box-exists", "there is another box for this memo here, which "
	    "somebody opened with another link");
}

static void open_new_box(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_box box = {.after = ask->box_after,
	    .sealed = ask->box_sealed};
	bool again = false;

	memcpy(box.memo, ask->id, 32);
	memcpy(box.roll, ask->box_roll, 32);
	memcpy(box.charter, ask->box_charter, 32);
	gs_host_sha256(box.token_hash, &(struct gs_span){ask->token, 32}, 1);

	if (require_new(back, answer, &box, &again) != GS_OK || again ||
	    require_roll(back, answer, ask) != GS_OK)
		return;

	/* Who opened which box after whom is as telling as an act. */
	back->anonymous = true;
	back->failed = gs_store_add_box(back->store, &box);
}

/* The box, its text copied into the answer, if the token is its. */
static int enter_box(struct gs_box *box, struct gs_back *back,
    struct gs_answer *answer, const struct gs_ask *ask)
{
	int err = gs_store_box(box, back->store, ask->id);

	if (err == GS_ERR_UNKNOWN)
		return gs_answer_refuse(answer, err, "box-unknown",
		    "there is no such box");
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	if (!gs_back_is_token(ask->token, box))
		return gs_answer_refuse(answer, GS_ERR_DENIED,
		    "token-not-of-box", "the token is not this box's");

	box->filed = box->filed ||
	    gs_state_memo_by(back->state, box->memo) != NULL;
	return gs_answer_keep(&box->sealed, answer, box->sealed);
}

static int require_open(struct gs_answer *answer, const struct gs_box *box)
{
	if (!box->filed)
		return GS_OK;
	return gs_answer_refuse(answer, GS_ERR_RULE, "memo-filed",
	    "the memo has been filed: an act after filing goes to /acts");
}

static void describe_box(struct gs_back *back, struct gs_answer *answer,
    const struct gs_box *box)
{
	uint64_t waiting = 0;

	answer->bytes = box->sealed;
	memcpy(answer->box.roll, box->roll, 32);
	memcpy(answer->box.charter, box->charter, 32);
	answer->box.after = box->after;
	answer->box.filed = box->filed;

	int err = gs_store_count_acts(&waiting, &answer->box.shown,
	    back->store, box->memo);
	if (err != GS_OK)
		gs_answer_fail(answer, err);
}

/* What acts are kept under: an endorsement or a withdrawal, as it was when it
 * was taken. */
static enum gs_tag_status status_of(struct gs_span record)
{
	const struct gs_type *type = gs_type_of(record.ptr, record.len);

	return type == NULL ? GS_TAG_NONE : gs_tag_after(type->kind);
}

/* What gs_state_check would say if the memo were filed: the log does not know
 * it yet. */
static int judge_act(struct gs_entry_proof *proof, struct gs_record *rec,
    struct gs_back *back, struct gs_answer *answer, const struct gs_ask *ask,
    const struct gs_box *box)
{
	struct gs_refusal refusal;
	const struct gs_act_ground ground = {box->memo,
	    gs_state_charter_by(back->state, box->charter),
	    gs_state_roll_by(back->state, box->roll)};

	if (ground.roll == NULL || ground.charter == NULL)
		return gs_answer_fail(answer, GS_ERR_CORRUPT);
	int err = gs_candidate_parse(rec, &refusal, &answer->pool.arena,
	    ask->texts[0].ptr, ask->texts[0].len);
	if (err == GS_OK)
		err = gs_act_check(proof, &refusal, rec, &ground);
	return err == GS_OK ? GS_OK :
	    gs_answer_refusal(answer, err, &refusal);
}

/* The same rule as in the log.  A withdrawal that is sent once more changes
 * nothing (*again): its sender may not know that it has come. */
static int meet_tag(struct gs_back *back, struct gs_answer *answer,
    const struct gs_box *box, const uint8_t *tag, const struct gs_record *act,
    bool *again)
{
	struct gs_box_act old;
	struct gs_refusal refusal = {.why = NULL};

	int err = gs_store_act(&old, back->store, box->memo, tag);
	if (err == GS_ERR_UNKNOWN)
		old = (struct gs_box_act){.record = {NULL, 0}};
	else if (err != GS_OK)
		return gs_answer_fail(answer, err);

	*again = gs_record_is(act, GS_RECORD_WITHDRAW) &&
	    old.record.len == act->len &&
	    memcmp(old.record.ptr, act->text, act->len) == 0;
	if (*again)
		return GS_OK;
	err = gs_tag_next(&refusal, status_of(old.record), act->type->kind);
	return err == GS_OK ? GS_OK :
	    gs_answer_refusal(answer, err, &refusal);
}

static void put_act(struct gs_back *back, const struct gs_box *box,
    const uint8_t *tag, struct gs_span text)
{
	uint64_t waiting = 0, shown = 0;
	const struct gs_charter *charter = gs_state_charter_by(back->state,
	    box->charter);

	back->anonymous = true;
	int err = gs_store_put_act(back->store, box->memo, tag, text);
	if (err == GS_OK)
		err = gs_store_count_acts(&waiting, &shown, back->store,
		    box->memo);
	if (err == GS_OK && charter == NULL)
		err = GS_ERR_CORRUPT;
	if (err == GS_OK && waiting >= charter->batch)
		err = gs_store_show_acts(back->store, box->memo);
	back->failed = err;
}

static void take_act(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask, const struct gs_box *box)
{
	struct gs_entry_proof proof;
	struct gs_record rec;
	bool again = false;

	int err = require_open(answer, box);
	if (err == GS_OK)
		err = judge_act(&proof, &rec, back, answer, ask, box);
	if (err != GS_OK)
		return;

	const uint8_t *tag = gs_proof_tag(proof.proof, proof.proof_len);
	err = meet_tag(back, answer, box, tag, &rec, &again);
	if (err != GS_OK || (again && !ask->dry))
		return;

	if (!ask->dry)
		put_act(back, box, tag, ask->texts[0]);
	else if (gs_back_tell_proofs(answer, &proof, 1) != GS_OK)
		answer->proof_count = 0;
}

/* Acts of a box, one after the other. */
struct gathering {
	struct gs_answer *answer;
	bool shown_only;
	uint64_t endorsements, withdrawals;
	struct gs_span *texts; /* NULL: only count */
	size_t count, room;
};

static int gather_text(struct gathering *g, struct gs_span text)
{
	if (g->texts == NULL)
		return GS_OK;
	if (g->count == g->room)
		return GS_ERR_INTERNAL;
	return gs_answer_keep(&g->texts[g->count++], g->answer, text);
}

static int gather_act(void *ctx, const struct gs_box_act *act)
{
	struct gathering *g = ctx;
	struct gs_span text = g->shown_only ? act->shown : act->record;

	if (text.len == 0)
		return GS_OK;

	bool withdrawal = status_of(text) == GS_TAG_WITHDRAWN;
	g->withdrawals += withdrawal;
	g->endorsements += !withdrawal;

	/* What a filing takes back stands before what takes it back. */
	int err = withdrawal && !g->shown_only ?
	    gather_text(g, act->endorsement) : GS_OK;
	return err == GS_OK ? gather_text(g, text) : err;
}

static int count_acts(struct gathering *g, struct gs_back *back,
    struct gs_answer *answer, const struct gs_box *box, bool shown_only)
{
	*g = (struct gathering){.answer = answer, .shown_only = shown_only};

	int err = gs_store_each_act(back->store, box->memo, gather_act, g);
	return err == GS_OK ? GS_OK : gs_answer_fail(answer, err);
}

/* After a count: the texts behind the first `before` places. */
static int gather_texts(struct gathering *g, struct gs_back *back,
    struct gs_answer *answer, const struct gs_box *box, size_t before)
{
	size_t room = before + (size_t)(g->endorsements +
	    2 * g->withdrawals);

	struct gs_span *texts = gs_arena_take(&answer->pool.arena, room + 1,
	    sizeof *texts);
	if (texts == NULL)
		return gs_answer_fail(answer, GS_ERR_MEMORY);

	*g = (struct gathering){.answer = answer, .shown_only = g->shown_only,
	    .texts = texts, .count = before, .room = room};
	int err = gs_store_each_act(back->store, box->memo, gather_act, g);
	return err == GS_OK ? GS_OK : gs_answer_fail(answer, err);
}

static void export_box(struct gs_back *back, struct gs_answer *answer,
    const struct gs_box *box)
{
	struct gathering g;

	if (count_acts(&g, back, answer, box, true) != GS_OK ||
	    gather_texts(&g, back, answer, box, 0) != GS_OK)
		return;
	answer->texts = g.texts;
	answer->text_count = g.count;
}

/* The acts of a box were proved over its roll, and enter the log as acts over
 * the memo's: only the record says which that is.  Whoever opened the box may
 * have named another. */
static int require_ground(struct gs_answer *answer,
    const struct gs_record *memo, const struct gs_box *box)
{
	if (memcmp(gs_record_hash(memo, "roll"), box->roll, 32) != 0)
		return gs_answer_refuse(answer, GS_ERR_RULE,
		    "box-other-roll", "the memo's roll is not the one under "
		    "which its box was opened: the box's acts are not over it");
	if (memcmp(gs_record_hash(memo, "charter"), box->charter, 32) != 0)
		return gs_answer_refuse(answer, GS_ERR_RULE,
		    "box-other-charter", "the memo's charter is not the one "
		    "under which its box was opened");
	return GS_OK;
}

/* The filing as it would enter: the memo, then the box's acts by tag. */
static int make_filing(struct gathering *g, struct gs_back *back,
    struct gs_answer *answer, const struct gs_ask *ask,
    const struct gs_box *box)
{
	struct gs_record rec;
	struct gs_refusal refusal;

	int err = gs_candidate_parse(&rec, &refusal, &answer->pool.arena,
	    ask->texts[0].ptr, ask->texts[0].len);
	if (err != GS_OK)
		return gs_answer_refusal(answer, err, &refusal);
	if (!gs_record_is(&rec, GS_RECORD_MEMO) ||
	    memcmp(gs_record_hash(&rec, "memo"), box->memo, 32) != 0)
		return gs_answer_refuse(answer, GS_ERR_MISMATCH,
		    "record-not-of-box",
		    "the record is not this box's memo");

	err = require_ground(answer, &rec, box);
	if (err == GS_OK)
		err = count_acts(g, back, answer, box, false);
	if (err == GS_OK)
		err = gather_texts(g, back, answer, box, 1);
	if (err != GS_OK)
		return err;

	g->texts[0] = ask->texts[0];
	answer->box.endorsements = g->endorsements;
	answer->box.withdrawals = g->withdrawals;
	return GS_OK;
}

static int judge_box_filing(struct gs_entry_proof **proofs, struct gathering *g,
    struct gs_back *back, struct gs_answer *answer, const struct gs_ask *ask)
{
	size_t count = 0;

	*proofs = gs_arena_take(&answer->pool.arena, g->count,
	    sizeof **proofs);
	if (*proofs == NULL)
		return gs_answer_fail(answer, GS_ERR_MEMORY);

	int err = gs_back_check(back, answer, *proofs, &count, g->texts,
	    g->count);
	if (err == GS_OK)
		err = gs_back_check_contents(answer, g->texts[0],
		    ask->contents, ask->content_count);
	return err;
}

static void file_box(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask, const struct gs_box *box)
{
	struct gathering g;
	struct gs_entry_proof *proofs = NULL;

	int err = require_open(answer, box);
	if (err == GS_OK)
		err = make_filing(&g, back, answer, ask, box);
	if (err == GS_OK)
		err = judge_box_filing(&proofs, &g, back, answer, ask);
	if (err != GS_OK)
		return;

	if (ask->dry) {
		/* The acts' proofs were checked when they came in. */
		if (gs_back_tell_proofs(answer, proofs, 1) != GS_OK)
			answer->proof_count = 0;
		return;
	}

	gs_back_enter(back, answer, g.texts, g.count, ask->contents,
	    ask->content_count);
	back->anonymous = true;
	if (back->failed == GS_OK)
		back->failed = gs_store_close_box(back->store, box->memo);
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
	else
		file_box(back, answer, ask, &box);
}
