/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/replay.h"

#include <stdlib.h>
#include <string.h>

#include "lib/host.h"

#define BATCH 1000 /* of all memos of a roll: one sum over it for each */
/* Bytes of the entries that wait for a batch, about: a log may have many others
 * between its proofs. */
#define WAITING_MAX ((size_t)8 << 20)
#define PARSED 1024 /* bytes of an entry beside its text */
#define ROLLS_KEPT 2 /* of memos filed at the change of a roll */

struct loaded_roll {
	const struct gs_roll_edition *edition;
	struct gs_pool pool;
	struct gs_roll *roll;
	struct loaded_roll *before;
};

struct gs_replay {
	struct gs_replay_source source;
	struct gs_pool pool;    /* the state */
	struct gs_pool scratch; /* entries since the last settling */
	size_t waiting;         /* bytes of these */
	struct gs_state *state;
	struct loaded_roll *rolls; /* the last used first */
	struct gs_entry_proof *proofs; /* BATCH; still to be verified */
	size_t proof_count;
	uint64_t verified;
	bool refused;
};

int gs_replay_new(struct gs_replay **out,
    const struct gs_replay_source *source)
{
	struct gs_replay *r = calloc(1, sizeof *r);

	if (r == NULL)
		return GS_ERR_MEMORY;
	r->source = *source;
	(void)gs_pool_start(&r->pool);
	(void)gs_pool_start(&r->scratch);
	int err = gs_state_new(&r->state, &r->pool.arena);
	r->proofs = calloc(BATCH, sizeof *r->proofs);
	if (err == GS_OK && r->proofs == NULL)
		err = GS_ERR_MEMORY;
	if (err != GS_OK) {
		gs_replay_free(&r);
		return err;
	}
	gs_state_use_scratch(r->state, &r->scratch.arena);
	*out = r;
	return GS_OK;
}

static void free_rolls(struct loaded_roll *l)
{
	while (l != NULL) {
		struct loaded_roll *before = l->before;

		gs_pool_free(&l->pool);
		free(l);
		l = before;
	}
}

void gs_replay_free(struct gs_replay **replay)
{
	struct gs_replay *r = *replay;

	if (r == NULL)
		return;
	free_rolls(r->rolls);
	gs_pool_free(&r->scratch);
	gs_pool_free(&r->pool);
	free(r->proofs);
	free(r);
	*replay = NULL;
}

void gs_replay_trust(struct gs_replay *replay, bool trust_proofs)
{
	replay->source.trust_proofs = trust_proofs;
}

void gs_replay_pass(struct gs_replay *replay, int64_t now)
{
	gs_state_pass(replay->state, now);
}

const struct gs_state *gs_replay_state(const struct gs_replay *replay)
{
	return replay->state;
}

bool gs_replay_refused(const struct gs_replay *replay)
{
	return replay->refused;
}

uint64_t gs_replay_proofs(const struct gs_replay *replay)
{
	return replay->verified;
}

/* Entries ----------------------------------------------------------------- */

static void report_entry(struct gs_report *report, uint64_t index, int err,
    const struct gs_refusal *refusal)
{
	struct gs_report why = {.text = ""};

	if (refusal->why != NULL)
		gs_report_refusal(&why, refusal);
	else
		gs_report_tell(&why, "entry-unread", "it cannot be read: {0}",
		    gs_say_text(gs_strerror(err)));
	if (refusal->line != 0)
		gs_report_tell(report, "entry-line-refused", "entry {0}, line "
		    "{1}: {2}", gs_say_number(index),
		    gs_say_number(refusal->line + 1), gs_say_text(why.text));
	else
		gs_report_tell(report, "entry-refused", "entry {0}: {1}",
		    gs_say_number(index), gs_say_text(why.text));
}

/* Whether scratch holds all that it should: a batch of proofs, or nothing. */
static bool should_settle(const struct gs_replay *r)
{
	return r->proof_count == 0 || r->proof_count == BATCH ||
	    r->waiting > WAITING_MAX;
}

int gs_replay_entry(struct gs_replay *r, struct gs_report *report,
    const struct gs_hashed_entry *entry)
{
	struct gs_entry_proof proof;
	struct gs_refusal refusal = {.why = NULL};
	uint64_t index = gs_state_size(r->state);
	bool has_proof = false;

	int err = gs_state_apply_hashed(r->state, &proof, &has_proof,
	    &refusal, entry);
	r->refused |= err != GS_OK && err != GS_ERR_MEMORY;
	if (err != GS_OK) {
		report_entry(report, index, err, &refusal);
		return err;
	}

	if (has_proof && !r->source.trust_proofs)
		r->proofs[r->proof_count++] = proof;
	r->waiting += entry->bytes.len + PARSED;
	if (should_settle(r))
		err = gs_replay_settle(r, report);
	return err;
}

int gs_replay_tile_entry(struct gs_replay *r, struct gs_report *report,
    struct gs_tiles *tiles, struct gs_span entry)
{
	uint64_t index = gs_state_size(r->state);
	bool ends = (index + 1) % GS_SUBTREE_LEAVES == 0;
	uint8_t leaf[32], subtree[32];
	const struct gs_hashed_entry hashed = {entry, leaf,
	    ends ? subtree : NULL};

	int err = gs_tiles_subtree(leaf, tiles, 0, index);
	if (err == GS_OK && ends)
		err = gs_tiles_subtree(subtree, tiles, GS_SUBTREE_LEVEL,
		    index / GS_SUBTREE_LEAVES);
	return err == GS_OK ? gs_replay_entry(r, report, &hashed) : err;
}

/* The end ----------------------------------------------------------------- */

/* A checkpoint may come between the entries of a filing: then nothing can be
 * said of its memo. */
static int require_filings(const struct gs_replay *r,
    struct gs_report *report)
{
	const struct gs_memo *memo = gs_state_memo(r->state);
	uint64_t missing = memo == NULL ? 0 :
	    memo->pending_endorsements + memo->pending_withdrawals;

	if (missing == 0)
		return GS_OK;
	gs_report_tell(report, "filing-not-whole", "the log ends within a "
	    "filing: {0} acts that memo {1} announces are missing",
	    gs_say_number(missing), gs_say_number(memo->number));
	return GS_ERR_RULE;
}

/* The charter's origin and log key must be those that signed. */
int gs_replay_end(const struct gs_replay *r, struct gs_report *report,
    const struct gs_checkpoint *checkpoint, const struct gs_verifier *signer)
{
	const struct gs_charter *charter = gs_state_charter(r->state);

	if (charter == NULL) {
		gs_report_say(report, "log-without-charter",
		    "the log has no charter");
		return GS_ERR_MISMATCH;
	}
	if (!gs_charter_has_origin(charter, checkpoint->origin)) {
		struct gs_part origin = gs_record_part(&charter->rec,
		    "origin");

		gs_report_tell(report, "checkpoint-other-origin", "the "
		    "checkpoint is of {0}; the charter names {1} as its origin",
		    gs_say_text(checkpoint->origin),
		    gs_say_span(origin.ptr, origin.len));
		return GS_ERR_MISMATCH;
	}
	if (!gs_charter_has_log_key(charter, signer->key)) {
		gs_report_say(report, "checkpoint-other-key", "the "
		    "checkpoint is signed with another key than the one that "
		    "the charter names as the log's");
		return GS_ERR_MISMATCH;
	}
	return require_filings(r, report);
}

/* Rolls ------------------------------------------------------------------- */

void gs_log_roll_path(char out[GS_LOG_ROLL_PATH_MAX], const uint8_t root[32])
{
	struct gs_writer w = gs_writer_of(out, GS_LOG_ROLL_PATH_MAX);

	gs_write_text(&w, "roll/");
	gs_write_hex(&w, root, 32);
	gs_write_u8(&w, 0);
}

static int fetch_keys(uint8_t **out, const struct gs_replay *r,
    struct gs_report *report, const struct gs_roll_edition *edition)
{
	char path[GS_LOG_ROLL_PATH_MAX];
	size_t want = (size_t)edition->size * 32, len = 0;
	struct gs_report why = {.text = ""};

	gs_log_roll_path(path, edition->root);
	uint8_t *keys = malloc(want);
	if (keys == NULL)
		return GS_ERR_MEMORY;

	int err = r->source.fetch(r->source.ctx, &why, keys, &len, want, path);
	if (err != GS_OK) {
		gs_report_tell(report, "roll-keys-not-had", "the keys of "
		    "roll edition {0} cannot be fetched: {1}",
		    gs_say_number(edition->edition), gs_say_text(why.text));
		free(keys);
		return err == GS_ERR_UNKNOWN ? GS_ERR_IO : err;
	}
	if (len != want) {
		gs_report_tell(report, "log-roll-keys-length", "{0} has {1} "
		    "bytes; the {2} keys of roll edition {3} have {4}",
		    gs_say_text(path), gs_say_number(len),
		    gs_say_number(edition->size),
		    gs_say_number(edition->edition), gs_say_number(want));
		free(keys);
		return GS_ERR_MISMATCH;
	}
	*out = keys;
	return GS_OK;
}

static int open_roll(struct loaded_roll *l, const struct gs_replay *r,
    struct gs_report *report, const struct gs_roll_edition *edition)
{
	uint8_t *keys = NULL;

	int err = fetch_keys(&keys, r, report, edition);
	if (err != GS_OK)
		return err;
	err = gs_roll_open(&l->roll, gs_pool_start(&l->pool), keys,
	    (size_t)edition->size);
	free(keys);

	if (err == GS_OK &&
	    memcmp(gs_roll_root(l->roll), edition->root, 32) != 0)
		err = GS_ERR_MISMATCH;
	if (err != GS_OK) {
		gs_report_tell(report, "roll-other-root", "the keys are "
		    "not those of roll edition {0}: {1}",
		    gs_say_number(edition->edition),
		    gs_say_text(gs_strerror(err)));
		gs_pool_free(&l->pool);
	}
	return err;
}

static bool doubts_roll(const struct gs_replay *r,
    const struct gs_roll_edition *edition)
{
	char path[GS_LOG_ROLL_PATH_MAX];

	gs_log_roll_path(path, edition->root);
	return r->source.doubt != NULL && r->source.doubt(r->source.ctx, path);
}

/* The roll that was loaded already, which comes to the front; or NULL. */
static struct loaded_roll *find_loaded(struct gs_replay *r,
    const struct gs_roll_edition *edition)
{
	struct loaded_roll **at = &r->rolls;

	while (*at != NULL && (*at)->edition != edition)
		at = &(*at)->before;
	struct loaded_roll *l = *at;
	if (l != NULL) {
		*at = l->before;
		l->before = r->rolls;
		r->rolls = l;
	}
	return l;
}

static void drop_old_rolls(struct gs_replay *r)
{
	struct loaded_roll *l = r->rolls;

	for (size_t i = 1; l != NULL && i < ROLLS_KEPT; i++)
		l = l->before;
	if (l != NULL) {
		free_rolls(l->before);
		l->before = NULL;
	}
}

/* Once more, if the keys came from a place of less account. */
static int fill_roll(struct loaded_roll *l, const struct gs_replay *r,
    struct gs_report *report, const struct gs_roll_edition *edition)
{
	int err = open_roll(l, r, report, edition);

	if (err != GS_OK && err != GS_ERR_MEMORY && doubts_roll(r, edition))
		err = open_roll(l, r, report, edition);
	return err;
}

int gs_replay_rolls(struct gs_replay *r, struct gs_report *report)
{
	const struct gs_roll_edition *e = gs_state_roll(r->state);
	int err = GS_OK;

	for (; err == GS_OK && e != NULL; e = e->before) {
		struct loaded_roll alone = {.edition = e};

		if (find_loaded(r, e) != NULL)
			continue;
		err = fill_roll(&alone, r, report, e);
		if (err == GS_OK)
			gs_pool_free(&alone.pool);
	}
	return err;
}

int gs_replay_roll(const struct gs_roll **out, struct gs_report *report,
    struct gs_replay *r, const struct gs_roll_edition *edition)
{
	struct loaded_roll *l = find_loaded(r, edition);

	if (l != NULL) {
		*out = l->roll;
		return GS_OK;
	}

	l = calloc(1, sizeof *l);
	int err = l == NULL ? GS_ERR_MEMORY :
	    fill_roll(l, r, report, edition);
	if (err != GS_OK) {
		free(l);
		return err;
	}

	l->edition = edition;
	l->before = r->rolls;
	r->rolls = l;
	drop_old_rolls(r);
	*out = l->roll;
	return GS_OK;
}

/* Proofs ------------------------------------------------------------------ */

/* One batch of proofs over one roll. */
static int verify_batch(struct gs_replay *r, struct gs_report *report,
    const struct gs_roll *roll, const struct gs_entry_proof *const *proofs,
    size_t count)
{
	struct gs_proof_ref refs[BATCH];
	bool valid[BATCH];
	struct gs_pool scratch;

	for (size_t i = 0; i < count; i++) {
		const struct gs_entry_proof *p = proofs[i];

		refs[i] = (struct gs_proof_ref){.statement = {p->scope,
		    p->scope_len, p->message, p->message_len},
		    .proof = p->proof, .proof_len = p->proof_len};
	}
	int err = gs_member_verify_batch(valid, roll, refs, count,
	    gs_pool_start(&scratch));
	gs_pool_free(&scratch);

	for (size_t i = 0; err == GS_OK && i < count; i++) {
		if (valid[i])
			continue;
		gs_report_tell(report, "entry-proof-bad", "entry {0}, "
		    "about memo {1}: the member proof does not verify",
		    gs_say_number(proofs[i]->index),
		    gs_say_number(proofs[i]->memo));
		r->refused = true;
		err = GS_ERR_PROOF;
	}
	if (err == GS_OK)
		r->verified += count;
	return err;
}

/* All waiting proofs over one roll, in batches. */
static int verify_edition(struct gs_replay *r, struct gs_report *report,
    const struct gs_roll_edition *e)
{
	const struct gs_entry_proof *batch[BATCH];
	const struct gs_roll *roll = NULL;
	size_t n = 0;
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < r->proof_count; i++) {
		if (r->proofs[i].roll == e)
			batch[n++] = &r->proofs[i];
		if (n == 0 || (n < BATCH && i + 1 < r->proof_count))
			continue;
		err = gs_replay_roll(&roll, report, r, e);
		if (err == GS_OK)
			err = verify_batch(r, report, roll, batch, n);
		n = 0;
	}
	return err;
}

int gs_replay_settle(struct gs_replay *r, struct gs_report *report)
{
	const struct gs_roll_edition *e = gs_state_roll(r->state);
	int err = GS_OK;

	for (; err == GS_OK && e != NULL && r->proof_count > 0; e = e->before)
		err = verify_edition(r, report, e);
	if (err != GS_OK)
		return err;

	r->proof_count = 0;
	r->waiting = 0;
	gs_pool_reuse(&r->scratch);
	return GS_OK;
}
