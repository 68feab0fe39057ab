/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/submit.h"

#include <string.h>

#include "lib/evidence/publication.h"
#include "lib/records/promise.h"
#include "lib/steps/local_time.h"
#include "server/back/contents.h"
#include "server/back/enter.h"
#include "server/back/own_keys.h"
#include "server/back/reader.h"
#include "server/back/release.h"
#include "server/back/sequence.h"

static int check_roll_root(struct gs_answer *answer,
    const struct gs_record *rec, struct gs_span keys)
{
	struct gs_frontier f = {.size = 0};
	uint8_t leaf[32], root[32];

	for (size_t i = 0; i < keys.len; i += 32) {
		gs_tree_leaf(leaf, keys.ptr + i, 32);
		int err = gs_frontier_add(&f, leaf);
		if (err != GS_OK)
			return gs_answer_fail(answer, err);
	}
	gs_frontier_root(root, &f);

	if (memcmp(root, gs_record_hash(rec, "root"), 32) != 0)
		return gs_answer_refuse(answer, GS_ERR_MISMATCH,
		    "roll-keys-root",
		    "the roll's keys do not hash to its root");
	return GS_OK;
}

/* The keys that came with a roll are in order and have its root; that they are
 * points is the gate's to check. */
static int check_roll_keys(struct gs_answer *answer,
    const struct gs_record *rec, struct gs_span keys)
{
	uint64_t size = gs_record_number(rec, "size"); /* 0 if no roll */

	if (!gs_record_is(rec, GS_RECORD_ROLL))
		return keys.len == 0 ? GS_OK : gs_answer_refuse(answer,
		    GS_ERR_MISMATCH, "keys-without-roll",
		    "keys come with a roll only");
	if (keys.len % 32 != 0 || keys.len / 32 != size)
		return gs_answer_tell(answer, GS_ERR_MISMATCH,
		    "roll-key-count", "{0} bytes of keys came with the roll; "
		    "its size, {1} keys, needs {2}", gs_say_number(keys.len),
		    gs_say_number(size), gs_say_number(32 * size));

	for (size_t i = 32; i < keys.len; i += 32)
		if (memcmp(keys.ptr + i - 32, keys.ptr + i, 32) >= 0)
			return gs_answer_tell(answer, GS_ERR_FORMAT,
			    "roll-keys-order", "the keys of a roll ascend, "
			    "each once; key {0} does not",
			    gs_say_number(i / 32 + 1));
	return check_roll_root(answer, rec, keys);
}

/* The reading key that came with a roll is the one that its record names. */
static int check_reading(struct gs_answer *answer,
    const struct gs_record *rec, struct gs_span key)
{
	const uint8_t *want = gs_record_is(rec, GS_RECORD_ROLL) ?
	    gs_record_hash(rec, "reading") : NULL;
	uint8_t hash[32];

	if (want == NULL)
		return key.len == 0 ? GS_OK : gs_answer_refuse(answer,
		    GS_ERR_MISMATCH, "reading-key-needless", "a reading key "
		    "comes with a roll that names one, and with nothing else");
	gs_host_sha256(hash, &key, 1);
	if (key.len == 32 && memcmp(hash, want, sizeof hash) == 0)
		return GS_OK;
	return gs_answer_refuse(answer, GS_ERR_MISMATCH,
	    "reading-key-differs", "the roll's record names a reading key, and "
	    "another one came with it, or none");
}

static int check_publication(const struct gs_back *back,
    struct gs_answer *answer, const struct gs_record *rec,
    const struct gs_span *contents)
{
	const struct gs_memo *memo = gs_state_memo_by(back->state,
	    gs_record_hash(rec, "memo"));
	const struct gs_publication_parts parts = {.opening = contents[0],
	    .text = contents[1]};

	int err = gs_publication_check(&answer->report, &answer->pool.arena,
	    memo, rec, &parts);
	return err == GS_OK ? GS_OK : gs_answer_fail(answer, err);
}

/* An end of the office's was promised for its late day: what it could not stand
 * behind must not come before it.  An author's stands behind anything, and that
 * it waits is nobody's to know.  One whose key is in no charter any more, as a
 * thief's, keeps nothing out. */
static int check_waiting_end(struct gs_back *back, struct gs_answer *answer,
    const struct gs_record *rec)
{
	struct gs_pending end = {.by = 0}, old;
	char by[GS_LOCAL_TIME_MAX];
	bool stands = false;

	if (!gs_record_is(rec, GS_RECORD_ASK) &&
	    !gs_record_is(rec, GS_RECORD_CORRECT))
		return GS_OK;
	memcpy(end.memo, gs_record_hash(rec, "memo"), 32);
	gs_promise_end_tag(end.tag, end.memo, "office");
	gs_pending_set_kind(&end, "end");

	int err = gs_inbox_pending(&old, back->inbox, &end);
	if (err == GS_OK)
		err = gs_back_stands(&stands, back, old.record);
	if (err == GS_ERR_UNKNOWN || (err == GS_OK && !stands))
		return GS_OK;
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	gs_local_time(by, gs_state_charter(back->state), old.by);
	return gs_answer_tell(answer, GS_ERR_RULE, "end-waits", "the end of "
	    "this memo's procedure was handed in and waits for its late day, "
	    "{0}; a record of type {1} can follow it or not come at all",
	    gs_say_text(by), gs_say_text(rec->type->name));
}

static int check_submission(struct gs_back *back, struct gs_record *rec,
    struct gs_entry_proof *proofs, size_t *count, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_refusal refusal;

	int err = gs_back_check_request(back, answer, ask);
	if (err == GS_OK)
		err = gs_back_check(back, answer, proofs, count, ask->texts,
		    ask->text_count);
	if (err != GS_OK)
		return err;
	err = gs_candidate_parse(rec, &refusal, &answer->pool.arena,
	    ask->texts[0].ptr, ask->texts[0].len);
	if (err != GS_OK)
		return gs_answer_refusal(answer, err, &refusal);

	if (gs_record_is(rec, GS_RECORD_ANCHOR))
		return gs_answer_refuse(answer, GS_ERR_DENIED,
		    "anchor-submitted", "anchors are written by the log alone");
	if (gs_promise_waits(rec))
		return gs_answer_tell(answer, GS_ERR_RULE, "act-waits",
		    "a record of type {0} waits for a release: it goes to {1}",
		    gs_say_text(rec->type->name), gs_say_text(
		        gs_record_is(rec, GS_RECORD_MEMO) ? "/filings" :
		        gs_record_is(rec, GS_RECORD_RESUPPLY) ? "/resupply" :
		        "/acts"));
	err = check_waiting_end(back, answer, rec);
	if (err == GS_OK && gs_record_is(rec, GS_RECORD_CHARTER))
		err = gs_own_keys_fit(back, answer, rec);
	if (err == GS_OK)
		err = gs_back_check_contents(answer, ask->texts[0],
		    ask->contents, ask->content_count);
	if (err == GS_OK && gs_record_is(rec, GS_RECORD_PUBLISH))
		err = check_publication(back, answer, rec, ask->contents);
	if (err == GS_OK)
		err = check_reading(answer, rec, ask->reading);
	return err == GS_OK ? check_roll_keys(answer, rec, ask->keys) : err;
}

static void enter_submission(struct gs_back *back, struct gs_answer *answer,
    const struct gs_record *rec, const struct gs_ask *ask)
{
	if (ask->keys.len > 0 && back->failed == GS_OK)
		back->failed = gs_store_put_roll(back->log,
		    gs_record_hash(rec, "root"), ask->keys);
	if (gs_record_is(rec, GS_RECORD_PUBLISH))
		back->contents_due = true;
	if (ask->reading.len > 0 && back->failed == GS_OK)
		back->failed = gs_store_put_reading(back->log,
		    gs_record_hash(rec, "root"), ask->reading.ptr);

	gs_back_enter(back, answer, ask->texts, ask->text_count, ask->contents,
	    ask->content_count);
	if (gs_record_is(rec, GS_RECORD_DELETED) && back->failed == GS_OK)
		back->failed = gs_back_contents_erase(back, gs_state_memo_by(
		    back->state, gs_record_hash(rec, "memo")));
}

void gs_back_submit(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_record rec;
	size_t count = 0;

	struct gs_entry_proof *proofs = gs_arena_take(&answer->pool.arena,
	    ask->text_count + 1, sizeof *proofs);
	if (proofs == NULL) {
		gs_answer_fail(answer, GS_ERR_MEMORY);
		return;
	}
	if (check_submission(back, &rec, proofs, &count, answer, ask) != GS_OK)
		return;

	if (gs_back_stand_on(answer, ask, proofs, count) == GS_OK && !ask->dry)
		enter_submission(back, answer, &rec, ask);
}
