/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/sequence.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "lib/crash.h"
#include "server/back/contents.h"
#include "server/back/cosign.h"
#include "server/back/disk.h"
#include "server/back/editions.h"
#include "server/back/head.h"
#include "server/back/public.h"
#include "server/back/shared.h"
#include "server/back/snapshot.h"
#include "server/back/warn.h"

#define PROGRESS_EACH 256 /* entries */

int gs_back_check(struct gs_back *back, struct gs_answer *answer,
    struct gs_entry_proof *proofs, size_t *count, const struct gs_span *texts,
    size_t text_count)
{
	struct gs_refusal refusal;
	const struct gs_candidates candidates = {back->at, texts, text_count};

	int err = gs_state_check(proofs, count, &refusal,
	    &answer->pool.arena, back->state, &candidates);
	return err == GS_OK ? GS_OK :
	    gs_answer_refusal(answer, err, &refusal);
}

int gs_back_stands(bool *stands, struct gs_back *back, struct gs_span text)
{
	struct gs_entry_proof proof;
	struct gs_answer answer;
	size_t count = 0;

	gs_answer_start(&answer);
	int err = gs_back_check(back, &answer, &proof, &count, &text, 1);
	gs_answer_free(&answer);

	*stands = err == GS_OK;
	return err == GS_ERR_MEMORY ? err : GS_OK;
}

static int keep_wire_proof(struct gs_wire_proof *out, struct gs_answer *answer,
    const struct gs_entry_proof *proof)
{
	memcpy(out->root, proof->roll->root, 32);
	int err = gs_answer_keep(&out->scope, answer,
	    (struct gs_span){proof->scope, proof->scope_len});
	if (err == GS_OK)
		err = gs_answer_keep(&out->message, answer,
		    (struct gs_span){proof->message, proof->message_len});
	if (err == GS_OK)
		err = gs_answer_keep(&out->proof, answer,
		    (struct gs_span){proof->proof, proof->proof_len});
	return err;
}

static int tell_proofs(struct gs_answer *answer,
    const struct gs_entry_proof *proofs, size_t count)
{
	struct gs_wire_proof *out = gs_arena_take(&answer->pool.arena,
	    count + 1, sizeof *out);
	int err = GS_OK;

	if (out == NULL)
		return gs_answer_fail(answer, GS_ERR_MEMORY);
	for (size_t i = 0; i < count && err == GS_OK; i++)
		err = keep_wire_proof(&out[i], answer, &proofs[i]);

	answer->proofs = out;
	answer->proof_count = err == GS_OK ? count : 0;
	return err;
}

int gs_back_stand_on(struct gs_answer *answer, const struct gs_ask *ask,
    const struct gs_entry_proof *proofs, size_t count)
{
	uint8_t digest[32];

	int err = tell_proofs(answer, proofs, count);
	if (err != GS_OK || ask->dry)
		return err;

	gs_answer_digest(digest, answer);
	answer->proof_count = 0;
	if (memcmp(digest, ask->digest, sizeof digest) == 0)
		return GS_OK;
	return gs_answer_refuse(answer, GS_ERR_BUSY, "ground-changed", "what "
	    "the proof stands on changed while it was checked; nothing was "
	    "done: send the same again");
}

static int append_entry(struct gs_back *back,
    const struct gs_entry_header *header, struct gs_span text)
{
	struct gs_entry_proof proof;
	struct gs_refusal refusal;
	bool has_proof = false;
	uint8_t leaf[32];
	uint64_t index = gs_state_size(back->state);
	struct gs_writer w = gs_writer_of(back->entry, sizeof back->entry);

	int err = gs_entry_head(&w, header);
	if (err == GS_OK) {
		gs_write_bytes(&w, text.ptr, text.len);
		err = gs_writer_end(&w);
	}
	const struct gs_hashed_entry entry = {{back->entry, w.len}, leaf,
	    NULL};
	if (err == GS_OK) {
		gs_tree_leaf(leaf, back->entry, w.len);
		err = gs_state_apply_hashed(back->state, &proof, &has_proof,
		    &refusal, &entry);
	}
	if (err == GS_OK)
		err = gs_store_add_entry(back->log, index, entry.bytes);
	if (err == GS_OK)
		err = gs_leaves_add(back->leaves, leaf);
	GS_CRASH_POINT("entry-appended");
	return err;
}

/* What entries left there that leave nothing in the state. */
static void empty_scratch_memory(struct gs_back *back)
{
	gs_pool_free(&back->scratch);
	(void)gs_pool_start(&back->scratch);
}

void gs_back_append(struct gs_back *back, const struct gs_span *texts,
    size_t count)
{
	const struct gs_candidates together = {back->at, texts, count};
	struct gs_entry_header header;

	/* The first entry announces what follows it. */
	gs_candidates_header(&header, &together);
	for (size_t i = 0; i < count && back->failed == GS_OK; i++) {
		back->failed = append_entry(back, &header, texts[i]);
		header = (struct gs_entry_header){.at = back->at};
	}
	empty_scratch_memory(back);
}

/* To what the log comes to with this batch. */
static void advance_head(struct gs_back *back, struct gs_log_head *to)
{
	*to = (struct gs_log_head){.size = gs_leaves_size(back->leaves)};
	if (to->size == back->head.size) {
		*to = back->head;
		return;
	}

	gs_leaves_root(to->root, back->leaves);
	gs_head_seal(to, &back->signer);
	back->failed = gs_log_move_head(back->log, &back->head, to);
}

/* After a failure nothing of the batch happened: database and state go back to
 * what is durable.  If that fails too, nothing can be done any more. */
static void undo_log(struct gs_back *back)
{
	struct gs_report report = {.text = ""};
	bool entered = gs_state_size(back->state) != back->signed_size;

	if (gs_log_rollback(back->log) == GS_OK &&
	    (!entered || (gs_back_restore(back) == GS_OK &&
	        gs_back_replay(back, &report) == GS_OK)))
		return;

	back->broken = true;
	gs_back_warn("change-not-undone", "{0}: a failed change cannot be "
	    "undone; nothing is answered any more. Start the server again "
	    "(docs/RECOVERY.md) {1}", gs_say_text(back->dir),
	    gs_say_text(report.text));
}

/* What others may see too is signed only when nothing can take it back: then
 * there is no way back either. */
static void sign_shared(struct gs_back *back)
{
	struct gs_report report = {.text = ""};

	if (gs_guard_sign(back, &report) != GS_OK)
		gs_back_end(back, report.text);
}

void gs_back_settle_log(struct gs_back *back)
{
	uint64_t noted = back->note_size;
	struct gs_log_head to = back->head;

	if (back->failed == GS_OK)
		advance_head(back, &to);
	if (back->failed == GS_OK && !gs_log_shared(back->log))
		back->failed = gs_back_sign(back, &to);
	GS_CRASH_POINT("batch-signed");

	if (back->failed == GS_OK)
		back->failed = gs_log_commit(back->log);
	GS_CRASH_POINT("batch-committed");
	if (gs_log_lost(back->log))
		gs_back_end(back, gs_log_trouble(back->log));

	if (back->failed != GS_OK) {
		back->note_size = noted;
		undo_log(back);
		return;
	}
	back->head = to;
	back->signed_size = to.size;
	if (gs_log_shared(back->log))
		sign_shared(back);
}

static int tile_entry(const uint8_t **ptr, size_t *len, void *ctx,
    uint64_t index)
{
	struct gs_back *back = ctx;
	struct gs_span span = {NULL, 0};

	int err = gs_store_entry(&span, back->log, index);
	if (err == GS_ERR_UNKNOWN)
		err = GS_ERR_CORRUPT;

	*ptr = span.ptr;
	*len = span.len;
	return err;
}

static int tile_subtree(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index)
{
	struct gs_back *back = ctx;

	return gs_leaves_subtree(hash, back->leaves, level, index);
}

/* A mirror of the channel's directory needs no server: rolls stand beside the
 * log, DIR/roll/<hex root>, before a checkpoint that has them. */
static int publish_rolls(struct gs_back *back, struct gs_report *report)
{
	const struct gs_roll_edition *e = gs_state_roll(back->state);
	char dir[sizeof back->log_dir], path[sizeof dir + 66];

	int n = snprintf(dir, sizeof dir, "%s/roll", back->dir);
	if (n < 0 || (size_t)n >= sizeof dir)
		return GS_ERR_RANGE;
	int err = GS_OK;

	for (; err == GS_OK && e != NULL; e = e->before) {
		char name[65] = {0};
		struct gs_span keys = {NULL, 0};
		struct gs_writer w = gs_writer_of(name, sizeof name);

		gs_write_hex(&w, e->root, 32);
		(void)snprintf(path, sizeof path, "%s/%s", dir, name);
		if (access(path, F_OK) == 0)
			continue;
		err = gs_store_roll(&keys, back->log, e->root);
		if (err == GS_OK)
			err = gs_tiles_put(report, dir, name, keys.ptr,
			    keys.len);
	}
	return err;
}

/* Whoever copies the database just now keeps it: then it is tried again. */
static int tidy_erased(struct gs_back *back)
{
	int err = back->erased ? gs_log_tidy(back->log) : GS_OK;

	back->erased = err == GS_ERR_BUSY;
	return back->erased ? GS_OK : err;
}

static int publish_all(struct gs_back *back, struct gs_report *report)
{
	const struct gs_tiles_source source = {.entry = tile_entry,
	    .subtree = tile_subtree, .ctx = back};
	uint64_t from = back->published, to = back->signed_size;

	int err = gs_back_public_show(back, report);
	if (err == GS_OK)
		err = publish_rolls(back, report);
	if (err == GS_OK)
		err = gs_back_public_contents(back, report);
	if (err == GS_OK)
		err = tidy_erased(back);
	if (err == GS_OK)
		err = gs_back_editions_publish(back, report);
	GS_CRASH_POINT("rolls-published");
	if (err == GS_OK)
		err = gs_tiles_write(report, back->log_dir, from, to, &source);
	GS_CRASH_POINT("tiles-written");
	return err == GS_OK ? gs_back_publish_checkpoint(back, report) : err;
}

int gs_back_publish(struct gs_back *back)
{
	uint64_t from = back->published, to = back->signed_size;
	struct gs_report report = {.text = ""};

	if (to == 0 || (from == to && !back->cosigned))
		return GS_OK;
	int err = publish_all(back, &report);
	if (err != GS_OK) {
		if (report.text[0] != '\0')
			gs_back_warn("log-not-published", "log: {0}",
			    gs_say_text(report.text));
		return err;
	}
	GS_CRASH_POINT("checkpoint-published");

	back->published = to;
	if (gs_tiles_prune(&report, back->log_dir, from, to) != GS_OK)
		gs_back_warn("tiles-left-over", "log: partial tiles are left "
		    "over: {0}", gs_say_text(report.text));
	return GS_OK;
}

static void report_stored_entry(struct gs_report *report,
    const struct gs_back *back, uint64_t index, int err,
    const struct gs_refusal *refusal)
{
	struct gs_report why = {.text = ""};

	if (refusal->why != NULL)
		gs_report_refusal(&why, refusal);
	gs_report_tell(report, "stored-entry-bad", "{0}/channel.db: entry {1} "
	    "is missing or not admissible: {2}; restore the database "
	    "(docs/RECOVERY.md)", gs_say_text(back->dir), gs_say_number(index),
	    gs_say_text(why.text[0] == '\0' ? gs_strerror(err) : why.text));
}

static int apply_stored(struct gs_back *back, uint64_t index,
    struct gs_report *report)
{
	struct gs_entry_proof proof;
	struct gs_refusal refusal = {.why = NULL};
	uint8_t leaf[32];
	struct gs_hashed_entry entry = {{NULL, 0}, leaf, NULL};
	bool has_proof = false;

	int err = gs_store_entry(&entry.bytes, back->log, index);
	if (err == GS_OK) {
		gs_tree_leaf(leaf, entry.bytes.ptr, entry.bytes.len);
		err = gs_state_apply_hashed(back->state, &proof, &has_proof,
		    &refusal, &entry);
	}
	if (err != GS_OK) {
		report_stored_entry(report, back, index, err, &refusal);
		return GS_ERR_CORRUPT;
	}
	return gs_leaves_add(back->leaves, leaf);
}

/* From what the state has on. */
static int replay_entries(struct gs_back *back, uint64_t size,
    struct gs_report *report)
{
	struct gs_snapshot_check check = {.any = false};
	int err = GS_OK;

	if (!back->restored)
		gs_back_snapshot_expect(&check, back);
	for (uint64_t i = gs_state_size(back->state); i < size && err == GS_OK;
	    i++) {
		err = apply_stored(back, i, report);
		if (err == GS_OK)
			gs_back_snapshot_compare(&check, back);
		if (i % PROGRESS_EACH != 0 && i + 1 != size)
			continue;
		empty_scratch_memory(back);
		if (back->progress != NULL)
			back->progress(NULL, "entries", i + 1, size);
	}
	if (err == GS_OK && !back->restored)
		gs_back_snapshot_judge(&check, back);
	return err;
}

/* Whether `note` is this log's and for exactly the entries that are there. */
static bool is_of_entries(const struct gs_back *back, struct gs_span note,
    uint64_t size)
{
	struct gs_checkpoint c;
	struct gs_attestation verified;
	uint8_t root[32];

	gs_leaves_root(root, back->leaves);
	return note.len <= sizeof back->note &&
	    gs_checkpoint_open(&c, &verified, note.ptr, note.len,
	        &back->signer.verifier, 1) == GS_OK &&
	    c.size == size && size == gs_leaves_size(back->leaves) &&
	    memcmp(root, c.root, sizeof root) == 0;
}

/* That the head is of exactly what is there, and the log's key sealed it. */
static bool is_head_sealed(struct gs_back *back)
{
	struct gs_log_head want = {.size = gs_leaves_size(back->leaves)};

	if (gs_log_head(&back->head, back->log) != GS_OK ||
	    back->head.size != want.size)
		return false;
	if (want.size == 0)
		return true;
	gs_leaves_root(want.root, back->leaves);
	gs_head_seal(&want, &back->signer);
	return memcmp(want.root, back->head.root, sizeof want.root) == 0 &&
	    gs_bytes_equal(want.seal, back->head.seal, sizeof want.seal);
}

static bool is_of_this_log(const struct gs_back *back, struct gs_span note)
{
	const struct gs_tree own = gs_leaves_tree(back->leaves);
	struct gs_checkpoint c;
	struct gs_attestation verified;
	bool has = false;

	return gs_checkpoint_open(&c, &verified, note.ptr, note.len,
	        &back->signer.verifier, 1) == GS_OK &&
	    gs_tree_has(&has, &own, c.size, c.root) == GS_OK && has;
}

/* The newest checkpoint in the store must be of exactly what is there.  Of a
 * log that is shared it may be missing: the leader ended before it signed what
 * is durable, and sealed. */
static int take_stored(struct gs_back *back)
{
	struct gs_span note = {NULL, 0};
	uint64_t size = 0;

	if (!is_head_sealed(back))
		return GS_ERR_CORRUPT;
	int err = gs_store_checkpoint(&size, &note, back->log);
	if (err == GS_ERR_UNKNOWN && (back->head.size == 0 ||
	    gs_log_shared(back->log)))
		return GS_OK;
	if (err != GS_OK)
		return err;
	if (gs_log_shared(back->log) && size < back->head.size)
		return is_of_this_log(back, note) ? GS_OK : GS_ERR_CORRUPT;
	if (!is_of_entries(back, note, size))
		return GS_ERR_CORRUPT;

	memcpy(back->note, note.ptr, note.len);
	back->note_len = note.len;
	back->note_size = size;
	return GS_OK;
}

static int compare_stored(struct gs_back *back, struct gs_report *report)
{
	back->signed_size = back->note_size = 0;
	back->note_len = 0;
	if (take_stored(back) == GS_OK) {
		back->signed_size = back->head.size;
		return GS_OK;
	}
	gs_report_tell(report, "stored-checkpoint-differs",
	    "{0}/channel.db: the newest checkpoint signed by this "
	    "log's key does not match the stored entries; restore the "
	    "database, do not sign again (docs/RECOVERY.md)",
	    gs_say_text(back->dir));
	return GS_ERR_CORRUPT;
}

int gs_back_restore(struct gs_back *back)
{
	uint64_t size = 0;

	gs_back_contents_stop(back);
	gs_pool_free(&back->pool);
	gs_leaves_free(&back->leaves);
	empty_scratch_memory(back);
	int err = gs_store_size(&size, back->log);
	back->restored = err == GS_OK && size >= back->whole_max &&
	    gs_back_snapshot_load(back);
	if (err == GS_OK && !back->restored)
		err = gs_state_new(&back->state, gs_pool_start(&back->pool));
	if (err == GS_OK && !back->restored)
		err = gs_leaves_new(&back->leaves);
	if (err == GS_OK)
		gs_state_use_scratch(back->state, &back->scratch.arena);
	return err;
}

int gs_back_replay(struct gs_back *back, struct gs_report *report)
{
	uint64_t size = 0;

	int err = gs_store_size(&size, back->log);
	if (err == GS_OK)
		err = replay_entries(back, size, report);
	return err == GS_OK ? compare_stored(back, report) : err;
}

static int no_visit(void *ctx, uint64_t index, const uint8_t *ptr, size_t len)
{
	(void)ctx;
	(void)index;
	(void)ptr;
	(void)len;
	return GS_OK;
}

void gs_back_tell_tiles(const struct gs_back *back, const char *why)
{
	gs_back_warn("tiles-damaged", "{0}: a tile is damaged or missing; all "
	    "are written again from channel.db: {1}",
	    gs_say_text(back->log_dir), gs_say_text(why));
}

/* Whether every tile and bundle is there and belongs to a root that is the
 * database's too.  One that is not is only a copy. */
static bool check_tiles(struct gs_back *back, uint64_t size,
    const uint8_t root[32])
{
	struct gs_tiles *tiles = NULL;
	struct gs_report report = {.text = ""};

	int err = gs_tiles_open(&tiles, &report, gs_tiles_fetch_dir,
	    back->log_dir, size, root);
	if (err == GS_OK)
		err = gs_tiles_for_each(tiles, 0, size, no_visit, NULL);
	gs_tiles_free(&tiles);

	if (err != GS_OK)
		gs_back_tell_tiles(back, report.text[0] == '\0' ?
		    gs_strerror(err) : report.text);
	return err == GS_OK;
}

/* What stands under log/. */
struct published {
	uint64_t noted; /* the size of a note that others have seen */
	uint64_t whole; /* the same if its tiles are there too */
};

/* Others have seen it: it must be a beginning of what the database holds. */
static int compare_published(struct published *out, struct gs_back *back,
    const uint8_t *note, size_t len)
{
	struct gs_checkpoint c;
	struct gs_attestation verified;
	const struct gs_tree own = gs_leaves_tree(back->leaves);
	bool has = false;

	int err = gs_checkpoint_open(&c, &verified, note, len,
	    &back->signer.verifier, 1);
	if (err == GS_OK && c.size > back->signed_size)
		err = GS_ERR_MISMATCH;
	if (err == GS_OK)
		err = gs_tree_has(&has, &own, c.size, c.root);
	if (err == GS_OK && !has)
		err = GS_ERR_MISMATCH;

	if (err != GS_OK)
		return err;
	out->noted = c.size;
	/* Of a long log they are looked at beside serving. */
	if (back->restored || check_tiles(back, c.size, c.root))
		out->whole = c.size;
	return GS_OK;
}

/* One of the two notes there.  GS_ERR_UNKNOWN: there is none. */
static int compare_note(struct published *out, struct gs_back *back,
    struct gs_report *why, const char *name)
{
	size_t len = 0;

	int err = gs_tiles_fetch_dir(back->log_dir, why, back->entry, &len,
	    sizeof back->entry, name);
	return err == GS_OK ? compare_published(out, back, back->entry,
	    len) : err;
}

static int compare_files(struct gs_back *back, struct gs_report *report)
{
	static const char *const names[] = {"checkpoint", "newest"};
	struct published found[2] = {{0, 0}, {0, 0}};
	struct gs_report why = {.text = ""};
	int err = GS_OK;

	for (size_t i = 0; i < 2 && err == GS_OK; i++) {
		err = compare_note(&found[i], back, &why, names[i]);
		if (err == GS_ERR_UNKNOWN)
			err = GS_OK;
	}
	/* A lost tile takes nothing back that clients have seen. */
	back->witnessed = found[0].noted;
	back->published = found[0].whole > found[1].whole ? found[0].whole :
	    found[1].whole;
	back->cosigned = true; /* it may have been before the start */
	if (err == GS_OK)
		return GS_OK;

	gs_report_tell(report, "published-checkpoint-differs",
	    "{0}/checkpoint does not match channel.db ({1} entries): {2}; one "
	    "of the two is not this log's, or channel.db is from an older "
	    "backup; do not sign again (docs/RECOVERY.md)",
	    gs_say_text(back->log_dir), gs_say_number(back->signed_size),
	    gs_say_text(why.text[0] == '\0' ? gs_strerror(err) : why.text));
	return GS_ERR_CORRUPT;
}

int gs_back_compare_files(bool *whole, struct gs_back *back,
    struct gs_report *report)
{
	int err = compare_files(back, report);

	*whole = err == GS_OK && back->published >= back->witnessed;
	return err;
}

int gs_back_reconcile(struct gs_back *back, struct gs_report *report)
{
	int err = compare_files(back, report);

	if (err != GS_OK)
		return err;
	err = gs_back_publish(back);
	if (err != GS_OK)
		gs_report_tell(report, "tiles-not-written", "{0}: tiles cannot "
		    "be brought up to date: {1}", gs_say_text(back->log_dir),
		    gs_say_text(err == GS_ERR_IO ?
		        gs_disk_trouble(back->log_dir) : gs_strerror(err)));
	return err;
}
