/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/filing.h"

#include <stdlib.h>
#include <string.h>

#include "lib/client/box_link.h"
#include "lib/records/promise.h"
#include "server/back/enter.h"
#include "server/back/gather.h"
#include "server/back/release.h"
#include "server/back/sequence.h"
#include "server/back/sign.h"

/* A filing as it was handed in. */
struct filing {
	struct gs_answer *answer;
	struct gs_record memo;
	struct gs_span *texts; /* the memo, then its acts by tag */
	size_t count;
	struct gs_box_act *acts; /* of one tag each */
	size_t act_count;
	struct gs_span file;
	struct gs_pending pending;
};

static int parse_memo(struct filing *f, const struct gs_back *back,
    const struct gs_ask *ask)
{
	struct gs_refusal refusal;
	struct gs_arena *arena = &f->answer->pool.arena;
	struct gs_promise promise;

	int err = gs_candidate_parse(&f->memo, &refusal, arena,
	    ask->texts[0].ptr, ask->texts[0].len);
	if (err != GS_OK)
		return gs_answer_refusal(f->answer, err, &refusal);
	if (!gs_record_is(&f->memo, GS_RECORD_MEMO))
		return gs_answer_tell(f->answer, GS_ERR_RULE, "not-a-memo",
		    "the first record of a filing is of type {0}; it must be a "
		    "memo", gs_say_text(f->memo.type->name));

	const struct gs_memo *filed = gs_state_memo_by(back->state,
	    gs_record_hash(&f->memo, "memo"));
	if (filed != NULL)
		return gs_answer_tell(f->answer, GS_ERR_DUPLICATE,
		    "filing-in-log", "this memo has been filed: it is entry "
		    "{0} of the log", gs_say_number(filed->index));

	err = gs_promise_of(&promise, &f->memo);
	if (err != GS_OK)
		return gs_answer_fail(f->answer, err);
	memcpy(f->pending.memo, promise.memo, 32);
	memcpy(f->pending.tag, promise.tag, 32);
	memcpy(f->pending.content, gs_record_hash(&f->memo, "content"), 32);
	gs_pending_set_kind(&f->pending, "memo");
	f->pending.record = ask->texts[0];
	return GS_OK;
}

/* An act that came with a filing, and where its text is. */
struct handed {
	uint8_t tag[32];
	bool withdrawal;
	struct gs_span text, record; /* with its files, and without */
};

static int by_tag(const void *a, const void *b)
{
	const struct handed *x = a, *y = b;
	int order = memcmp(x->tag, y->tag, 32);

	return order != 0 ? order : (int)x->withdrawal - (int)y->withdrawal;
}

static int read_handed(struct handed *out, struct filing *f,
    struct gs_span text)
{
	struct gs_refusal refusal;
	struct gs_record rec;
	struct gs_span behind = text;
	struct gs_span record = gs_back_record(&behind);

	int err = gs_candidate_parse(&rec, &refusal, &f->answer->pool.arena,
	    record.ptr, record.len);
	if (err != GS_OK)
		return gs_answer_refusal(f->answer, err, &refusal);
	/* A box's export, which link holders keep, has not these files. */
	if (behind.len > 0)
		err = gs_back_check_reveals(f->answer, &rec, behind);
	if (err != GS_OK)
		return err;

	struct gs_part proof = gs_record_part(&rec, "proof");
	out->withdrawal = gs_record_is(&rec, GS_RECORD_WITHDRAW);
	out->text = text;
	out->record = record;
	if ((!out->withdrawal && !gs_record_is(&rec, GS_RECORD_ENDORSE)) ||
	    proof.ptr == NULL || proof.len < GS_TAG_LEN)
		return gs_answer_tell(f->answer, GS_ERR_RULE, "filing-other",
		    "a filing is a memo, endorsements and withdrawals; a "
		    "record of type {0} is among them",
		    gs_say_text(rec.type->name));
	memcpy(out->tag, gs_proof_tag(proof.ptr, proof.len), 32);
	return GS_OK;
}

/* In the order in which they would enter the log: whoever hands them in need
 * not sort them. */
static int sort_acts(struct filing *f, const struct gs_ask *ask)
{
	struct gs_arena *arena = &f->answer->pool.arena;
	size_t n = ask->text_count - 1;
	struct handed *list = gs_arena_take(arena, n + 1, sizeof *list);

	f->texts = gs_arena_take(arena, n + 1, sizeof *f->texts);
	f->acts = gs_arena_take(arena, n + 1, sizeof *f->acts);
	if (list == NULL || f->texts == NULL || f->acts == NULL)
		return gs_answer_fail(f->answer, GS_ERR_MEMORY);
	for (size_t i = 0; i < n; i++) {
		int err = read_handed(&list[i], f, ask->texts[i + 1]);
		if (err != GS_OK)
			return err;
	}

	qsort(list, n, sizeof *list, by_tag);
	f->texts[f->count++] = ask->texts[0];
	for (size_t i = 0; i < n; i++) {
		f->texts[f->count++] = list[i].record;
		if (!list[i].withdrawal) {
			struct gs_box_act *act = &f->acts[f->act_count++];
			memcpy(act->tag, list[i].tag, 32);
			act->endorsement = list[i].text;
		} else if (f->act_count > 0) {
			f->acts[f->act_count - 1].withdrawal = list[i].text;
		}
	}
	return GS_OK;
}

/* The log allows it at the release at which it would enter; a promise that the
 * log does not let anybody keep is not given. */
static int check_rules(struct filing *f, struct gs_back *back,
    struct gs_entry_proof **proofs)
{
	struct gs_refusal refusal;
	const struct gs_candidates candidates = {gs_back_next_release(back),
	    f->texts, f->count};
	struct gs_arena *arena = &f->answer->pool.arena;
	char when[GS_LOCAL_TIME_MAX];
	size_t count = 0;

	*proofs = gs_arena_take(arena, f->count, sizeof **proofs);
	if (*proofs == NULL)
		return gs_answer_fail(f->answer, GS_ERR_MEMORY);
	int err = gs_state_check(*proofs, &count, &refusal, arena, back->state,
	    &candidates);
	if (err != GS_OK)
		return gs_answer_refusal(f->answer, err, &refusal);

	err = gs_inbox_pending_elsewhere(back->inbox, &f->pending);
	if (err == GS_OK) {
		gs_back_say_release(when, back);
		return gs_answer_tell(f->answer, GS_ERR_RULE,
		    "slot-waits", "over quota: this member's filing of another "
		    "memo waits in this slot of the edition for its release, "
		    "at {0}", gs_say_text(when));
	}
	return err == GS_ERR_UNKNOWN ? GS_OK : gs_answer_fail(f->answer, err);
}

static int check_sealed_file(struct filing *f, struct gs_back *back)
{
	uint8_t hash[32];

	gs_host_sha256(hash, &f->file, 1);
	if (memcmp(hash, f->pending.content, sizeof hash) != 0)
		return gs_answer_refuse(f->answer, GS_ERR_MISMATCH,
		    "file-not-content", "the SHA-256 of the sealed file is not "
		    "the `content` of the memo's record");
	int err = gs_back_check_sealed(f->answer, f->file);
	return err == GS_OK ? gs_back_check_room(f->answer, back,
	    f->file.len) : err;
}

/* The same filing again, or another proof of the same tag: the promise is the
 * same, and of the two records the one with the lower hash enters. */
static int meet_filing(bool *again, struct filing *f, struct gs_back *back)
{
	struct gs_pending old;

	int err = gs_inbox_pending(&old, back->inbox, &f->pending);
	if (err == GS_ERR_UNKNOWN) {
		f->pending.by = gs_back_release_after_next(back);
		return GS_OK;
	}
	if (err != GS_OK)
		return gs_answer_fail(f->answer, err);

	f->pending.by = old.by;
	f->pending.boxed |= old.boxed;
	*again = f->act_count == 0 && f->pending.boxed == old.boxed &&
	    old.record.len == f->memo.len &&
	    memcmp(old.record.ptr, f->memo.text, f->memo.len) == 0;
	return gs_answer_keep(&f->pending.record, f->answer,
	    gs_back_lower(old.record, f->pending.record));
}

/* Whether acts that were judged for `box` may enter with the memo.  Over
 * another roll they prove nothing, and what was promised is void.  Of a charter
 * they have as many reveals as it has readers, and nothing else. */
static bool fit_acts(const struct filing *f, const struct gs_back *back,
    const struct gs_box *box)
{
	const struct gs_charter *of_box = gs_state_charter_by(back->state,
	    box->charter);
	const struct gs_charter *of_memo = gs_state_charter_by(back->state,
	    gs_record_hash(&f->memo, "charter"));

	return of_box != NULL && of_memo != NULL &&
	    of_box->reveal_count == of_memo->reveal_count &&
	    memcmp(box->roll, gs_record_hash(&f->memo, "roll"), 32) == 0;
}

/* A box with this memo's id that was opened under another roll or charter is
 * not its, and goes. */
static int drop_other_box(struct filing *f, struct gs_back *back)
{
	struct gs_box box;

	int err = gs_inbox_box(&box, back->inbox, f->pending.memo);
	if (err == GS_ERR_UNKNOWN)
		return GS_OK;
	bool fit = err == GS_OK && fit_acts(f, back, &box);
	if (err != GS_OK || (fit && memcmp(box.charter, gs_record_hash(
	    &f->memo, "charter"), 32) == 0))
		return err;

	back->sweep = true;
	return fit ? gs_inbox_retire_box(back->inbox, f->pending.memo) :
	    gs_inbox_remove_box(back->inbox, f->pending.memo);
}

static void keep_filing(struct filing *f, struct gs_back *back)
{
	struct gs_blob_name held = {.kind = GS_BLOB_HELD};
	struct gs_pool pool;

	memcpy(held.name, f->pending.content, 32);
	back->anonymous = back->boxes_changed = true;
	(void)gs_pool_start(&pool);
	int err = drop_other_box(f, back);
	if (err == GS_OK)
		err = gs_boxes_put(back->boxes, &held, f->file);
	for (size_t i = 0; i < f->act_count && err == GS_OK; i++)
		err = gs_back_join_act(back, &pool.arena, f->pending.memo,
		    &f->acts[i]);
	if (err == GS_OK)
		err = gs_inbox_put_pending(back->inbox, &f->pending);
	gs_pool_free(&pool);
	back->failed = err;
}

static void take_filing(struct filing *f, struct gs_back *back,
    const struct gs_ask *ask)
{
	struct gs_entry_proof *proofs = NULL;
	bool again = false;

	int err = check_rules(f, back, &proofs);
	if (err == GS_OK)
		err = check_sealed_file(f, back);
	if (err == GS_OK)
		err = meet_filing(&again, f, back);
	if (err != GS_OK)
		return;

	/* For a promise that was given already no proof need be checked. */
	if (!again && (gs_back_stand_on(f->answer, ask, proofs, f->count) !=
	    GS_OK || ask->dry))
		return;
	err = gs_back_sign_promise(f->answer, back, &f->memo,
	    gs_record_hash(&f->memo, "roll"), f->pending.by);
	if (err == GS_OK && !again)
		keep_filing(f, back);
}

void gs_back_filing(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct filing f = {.answer = answer};

	if (ask->content_count != 1) {
		gs_answer_tell(answer, GS_ERR_MISMATCH, "file-count",
		    "sealed files: the record names {0}, and {1} came with it",
		    gs_say_number(1), gs_say_number(ask->content_count));
		return;
	}
	f.file = ask->contents[0];
	if (parse_memo(&f, back, ask) == GS_OK && sort_acts(&f, ask) == GS_OK)
		take_filing(&f, back, ask);
}

/* The acts of a box were proved over its roll, and enter the log as acts over
 * the memo's: only the record says which that is.  Whoever opened the box may
 * have named another. */
static int require_ground(struct filing *f, const struct gs_box *box)
{
	if (memcmp(f->pending.memo, box->memo, 32) != 0)
		return gs_answer_refuse(f->answer, GS_ERR_MISMATCH,
		    "record-not-of-box",
		    "the record is not this box's memo");
	if (memcmp(gs_record_hash(&f->memo, "roll"), box->roll, 32) != 0)
		return gs_answer_refuse(f->answer, GS_ERR_RULE,
		    "box-other-roll", "the memo's roll is not the one under "
		    "which its box was opened: the box's acts are not over it");
	if (memcmp(gs_record_hash(&f->memo, "charter"), box->charter, 32) != 0)
		return gs_answer_refuse(f->answer, GS_ERR_RULE,
		    "box-other-charter", "the memo's charter is not the one "
		    "under which its box was opened");
	return GS_OK;
}

/* Only now can the server open what the box keeps for the office. */
static int open_file(struct filing *f, struct gs_back *back,
    const struct gs_ask *ask)
{
	struct gs_blob_name name = {.kind = GS_BLOB_FILE};
	struct gs_span sealed = {NULL, 0};
	uint8_t *file = NULL;
	size_t len = 0;

	memcpy(name.name, ask->id, 32);
	int err = gs_boxes_get(&sealed, back->boxes, &name);
	if (err != GS_OK)
		return gs_answer_fail(f->answer,
		    err == GS_ERR_UNKNOWN ? GS_ERR_CORRUPT : err);
	err = gs_box_file_open(&file, &len, ask->id, ask->key, sealed);
	if (err == GS_ERR_DENIED || err == GS_ERR_FORMAT)
		return gs_answer_refuse(f->answer, GS_ERR_RULE,
		    "box-file-unopened", "the key does not open the file that "
		    "the box keeps for the office");
	if (err != GS_OK)
		return gs_answer_fail(f->answer, err);

	err = gs_answer_keep(&f->file, f->answer, (struct gs_span){file, len});
	gs_box_text_free(&file, len);
	return err;
}

void gs_back_file_box(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask, const struct gs_box *box)
{
	struct filing f = {.answer = answer, .pending.boxed = true};

	int err = parse_memo(&f, back, ask);
	if (err == GS_OK)
		err = require_ground(&f, box);
	if (err == GS_OK)
		err = sort_acts(&f, ask);
	if (err == GS_OK)
		err = open_file(&f, back, ask);
	if (err == GS_OK)
		take_filing(&f, back, ask);
}
