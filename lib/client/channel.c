/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/host.h"

#define PROOFS_MAX ((size_t)1 << 22)
#define BATCH 1000 /* of all memos of a roll: one sum over it for each */

struct loaded_roll {
	const struct gs_roll_edition *edition;
	struct gs_roll *roll;
	struct loaded_roll *before;
};

struct gs_channel {
	struct gs_channel_source source;
	struct gs_report *report; /* of the call under way */
	struct gs_pool pool;      /* state and rolls */
	struct gs_state *state;
	struct gs_checkpoint checkpoint;
	uint8_t note[GS_NOTE_MAX];
	size_t note_len;
	struct gs_tiles *tiles;
	struct loaded_roll *rolls;
	struct gs_entry_proof *proofs; /* still to be verified */
	size_t proof_count, proof_room;
	uint64_t verified;
	bool judged; /* an entry was refused */
};

/* Tiles are asked for relative to the log. */
static int fetch_log(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path)
{
	const struct gs_channel *c = ctx;
	char full[GS_TILE_PATH_MAX + 8];
	int n = snprintf(full, sizeof full, "log/%s", path);

	if (n < 0 || (size_t)n >= sizeof full)
		return GS_ERR_RANGE;
	return c->source.fetch(c->source.ctx, report, out, len, max, full);
}

static void tell_progress(const struct gs_channel *c, const char *what,
    uint64_t done, uint64_t total)
{
	if (c->source.progress != NULL)
		c->source.progress(c->source.progress_ctx, what, done, total);
}

static int open_checkpoint(struct gs_channel *c)
{
	struct gs_attestation verified;

	int err = fetch_log(c, c->report, c->note, &c->note_len,
	    sizeof c->note, "checkpoint");
	if (err != GS_OK)
		return err == GS_ERR_UNKNOWN ? GS_ERR_IO : err;
	err = gs_checkpoint_open(&c->checkpoint, &verified, c->note,
	    c->note_len, c->source.log, 1);
	if (err != GS_OK)
		gs_report_tell(c->report, "checkpoint-not-signed", "the "
		    "checkpoint is not signed by {0}: {1}",
		    gs_say_text(c->source.log->name),
		    gs_say_text(gs_strerror(err)));
	return err;
}

static int keep_proof(struct gs_channel *c,
    const struct gs_entry_proof *proof)
{
	if (c->proof_count == c->proof_room) {
		size_t room = c->proof_room == 0 ? 256 : c->proof_room * 2;

		if (room > PROOFS_MAX)
			return GS_ERR_RANGE;
		struct gs_entry_proof *more = calloc(room, sizeof *more);
		if (more == NULL)
			return GS_ERR_MEMORY;
		if (c->proof_count != 0)
			memcpy(more, c->proofs,
			    c->proof_count * sizeof *more);
		free(c->proofs);
		c->proofs = more;
		c->proof_room = room;
	}
	c->proofs[c->proof_count++] = *proof;
	return GS_OK;
}

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

static int replay_entry(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	struct gs_channel *c = ctx;
	struct gs_entry_proof proof;
	struct gs_refusal refusal = {.why = NULL};
	bool has_proof = false;

	int err = gs_state_apply(c->state, &proof, &has_proof, &refusal, ptr,
	    len);
	c->judged = err != GS_OK;
	if (err != GS_OK) {
		report_entry(c->report, index, err, &refusal);
		return err;
	}

	if (has_proof && !c->source.trust_proofs)
		err = keep_proof(c, &proof);
	if (err == GS_OK && (index + 1) % 64 == 0)
		tell_progress(c, "entries", index + 1, c->checkpoint.size);
	return err;
}

/* A checkpoint may come between the entries of a filing: then nothing can be
 * said of its memo. */
static int require_filings(const struct gs_channel *c)
{
	const struct gs_memo *memo = gs_state_memo(c->state);
	uint64_t missing = memo == NULL ? 0 :
	    memo->pending_endorsements + memo->pending_withdrawals;

	if (missing == 0)
		return GS_OK;
	gs_report_tell(c->report, "filing-not-whole", "the log ends within a "
	    "filing: {0} acts that memo {1} announces are missing",
	    gs_say_number(missing), gs_say_number(memo->number));
	return GS_ERR_RULE;
}

/* The charter's origin and log key must be those that signed. */
static int check_log_charter(struct gs_channel *c)
{
	const struct gs_charter *charter = gs_state_charter(c->state);

	if (charter == NULL) {
		gs_report_say(c->report, "log-without-charter",
		    "the log has no charter");
		return GS_ERR_MISMATCH;
	}
	struct gs_part origin = gs_record_part(&charter->rec, "origin");
	const struct gs_role *log = gs_charter_role(charter, "log");
	if (!gs_part_is(&origin, c->checkpoint.origin)) {
		gs_report_tell(c->report, "checkpoint-other-origin", "the "
		    "checkpoint is of {0}; the charter names {1} as its origin",
		    gs_say_text(c->checkpoint.origin),
		    gs_say_span(origin.ptr, origin.len));
		return GS_ERR_MISMATCH;
	}
	if (memcmp(log->key.ptr, c->source.log->key, 32) != 0) {
		gs_report_say(c->report, "checkpoint-other-key", "the "
		    "checkpoint is signed with another key than the one that "
		    "the charter names as the log's");
		return GS_ERR_MISMATCH;
	}
	return require_filings(c);
}

#define ROLL_PATH_MAX 80

static void write_roll_path(char out[ROLL_PATH_MAX],
    const struct gs_roll_edition *edition)
{
	struct gs_writer w = gs_writer_of(out, ROLL_PATH_MAX);

	gs_write_text(&w, "roll/");
	gs_write_hex(&w, edition->root, 32);
	gs_write_u8(&w, 0);
}

static int fetch_keys(uint8_t **out, struct gs_channel *c,
    const struct gs_roll_edition *edition)
{
	char path[ROLL_PATH_MAX];
	size_t want = (size_t)edition->size * 32, len = 0;
	struct gs_report why = {.text = ""};

	write_roll_path(path, edition);
	uint8_t *keys = malloc(want);
	if (keys == NULL)
		return GS_ERR_MEMORY;

	int err = c->source.fetch(c->source.ctx, &why, keys, &len, want, path);
	if (err != GS_OK) {
		gs_report_tell(c->report, "roll-keys-not-had", "the keys of "
		    "roll edition {0} cannot be fetched: {1}",
		    gs_say_number(edition->edition), gs_say_text(why.text));
		free(keys);
		return err == GS_ERR_UNKNOWN ? GS_ERR_IO : err;
	}
	if (len != want) {
		gs_report_tell(c->report, "log-roll-keys-length", "{0} has {1} "
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

static int open_roll(struct loaded_roll *l, struct gs_channel *c,
    const struct gs_roll_edition *edition)
{
	uint8_t *keys = NULL;

	int err = fetch_keys(&keys, c, edition);
	if (err != GS_OK)
		return err;
	err = gs_roll_open(&l->roll, &c->pool.arena, keys,
	    (size_t)edition->size);
	free(keys);

	if (err == GS_OK &&
	    memcmp(gs_roll_root(l->roll), edition->root, 32) != 0)
		err = GS_ERR_MISMATCH;
	if (err != GS_OK)
		gs_report_tell(c->report, "roll-other-root", "the keys are "
		    "not those of roll edition {0}: {1}",
		    gs_say_number(edition->edition),
		    gs_say_text(gs_strerror(err)));
	return err;
}

static bool doubts_roll(struct gs_channel *c,
    const struct gs_roll_edition *edition)
{
	char path[ROLL_PATH_MAX];

	write_roll_path(path, edition);
	return c->source.doubt != NULL && c->source.doubt(c->source.ctx, path);
}

int gs_channel_roll(const struct gs_roll **out, struct gs_report *report,
    struct gs_channel *c, const struct gs_roll_edition *edition)
{
	for (struct loaded_roll *l = c->rolls; l != NULL; l = l->before)
		if (l->edition == edition) {
			*out = l->roll;
			return GS_OK;
		}

	c->report = report;
	struct loaded_roll *l = gs_arena_take(&c->pool.arena, 1, sizeof *l);
	int err = l == NULL ? GS_ERR_MEMORY : open_roll(l, c, edition);
	if (err != GS_OK && err != GS_ERR_MEMORY && doubts_roll(c, edition))
		err = open_roll(l, c, edition);
	if (err != GS_OK)
		return err;

	l->edition = edition;
	l->before = c->rolls;
	c->rolls = l;
	*out = l->roll;
	return GS_OK;
}

/* One batch of proofs over one roll. */
static int verify_batch(struct gs_channel *c, const struct gs_roll *roll,
    const struct gs_entry_proof *const *proofs, size_t count)
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
		gs_report_tell(c->report, "entry-proof-bad", "entry {0}, "
		    "about memo {1}: the member proof does not verify",
		    gs_say_number(proofs[i]->index),
		    gs_say_number(proofs[i]->memo));
		err = GS_ERR_PROOF;
	}
	if (err == GS_OK)
		c->verified += count;
	return err;
}

/* All proofs over one roll, in batches. */
static int verify_edition(struct gs_channel *c,
    const struct gs_roll_edition *e)
{
	const struct gs_entry_proof *batch[BATCH];
	const struct gs_roll *roll = NULL;
	size_t n = 0;
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < c->proof_count; i++) {
		if (c->proofs[i].roll == e)
			batch[n++] = &c->proofs[i];
		if (n == 0 || (n < BATCH && i + 1 < c->proof_count))
			continue;
		err = gs_channel_roll(&roll, c->report, c, e);
		if (err == GS_OK)
			err = verify_batch(c, roll, batch, n);
		n = 0;
		tell_progress(c, "proofs", c->verified, c->proof_count);
	}
	return err;
}

static int verify_proofs(struct gs_channel *c)
{
	const struct gs_roll_edition *e = gs_state_roll(c->state);
	int err = GS_OK;

	for (; err == GS_OK && e != NULL; e = e->before)
		err = verify_edition(c, e);
	return err;
}

static int show_log(struct gs_channel *c)
{
	const struct gs_shown_log shown = {c->source.log, &c->checkpoint,
	    {c->note, c->note_len}, c->tiles};

	return c->source.seen(c->source.ctx, c->report, &shown);
}

static int load_channel(struct gs_channel *c)
{
	int err = open_checkpoint(c);

	if (err != GS_OK)
		return err;
	err = gs_tiles_open(&c->tiles, c->report, fetch_log, c,
	    c->checkpoint.size, c->checkpoint.root);
	if (err == GS_OK && c->source.seen != NULL)
		err = show_log(c);
	if (err == GS_OK)
		err = gs_state_new(&c->state, &c->pool.arena);
	if (err == GS_OK)
		err = gs_tiles_for_each(c->tiles, 0, c->checkpoint.size,
		    replay_entry, c);
	/* A tile that is not there says nothing about the log. */
	if (err == GS_ERR_UNKNOWN && !c->judged)
		err = GS_ERR_IO;

	if (err == GS_OK)
		err = check_log_charter(c);
	if (err == GS_OK)
		err = verify_proofs(c);
	return err;
}

int gs_channel_open(struct gs_channel **out, struct gs_report *report,
    const struct gs_channel_source *source)
{
	struct gs_report said = {.text = ""};
	struct gs_channel *c = calloc(1, sizeof *c);
	int err = GS_ERR_MEMORY;

	if (c != NULL) {
		c->source = *source;
		c->report = &said;
		(void)gs_pool_start(&c->pool);
		err = load_channel(c);
	}
	if (err != GS_OK && said.text[0] == '\0')
		gs_report_tell(&said, "log-not-read", "the log cannot be "
		    "read: {0}", gs_say_text(gs_strerror(err)));
	if (report != NULL)
		*report = said;
	if (err != GS_OK) {
		gs_channel_free(&c);
		return err;
	}

	c->report = NULL;
	gs_tiles_listen(c->tiles, NULL);
	*out = c;
	return GS_OK;
}

void gs_channel_free(struct gs_channel **channel)
{
	struct gs_channel *c = *channel;

	if (c == NULL)
		return;
	gs_tiles_free(&c->tiles);
	gs_pool_free(&c->pool);
	free(c->proofs);
	free(c);
	*channel = NULL;
}

const struct gs_state *gs_channel_state(const struct gs_channel *channel)
{
	return channel->state;
}

const struct gs_checkpoint *gs_channel_checkpoint(
    const struct gs_channel *channel)
{
	return &channel->checkpoint;
}

struct gs_span gs_channel_note(const struct gs_channel *channel)
{
	return (struct gs_span){channel->note, channel->note_len};
}

struct gs_tiles *gs_channel_tiles(struct gs_channel *channel)
{
	return channel->tiles;
}

uint64_t gs_channel_proofs(const struct gs_channel *channel)
{
	return channel->verified;
}
