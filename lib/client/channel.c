/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/host.h"

#define CLAIMS_MAX ((size_t)1 << 22)
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
	struct gs_entry_proof *claims;
	size_t claim_count, claim_room;
	uint64_t proofs;
	bool judged; /* an entry was refused */
};

/* Tiles are asked for relative to the log. */
static int fetch_log(void *ctx, uint8_t *out, size_t *len, size_t max,
    const char *path)
{
	const struct gs_channel *c = ctx;
	char full[GS_TILE_PATH_MAX + 8];
	int n = snprintf(full, sizeof full, "log/%s", path);
	if (n < 0 || (size_t)n >= sizeof full)
		return GS_ERR_RANGE;
	return c->source.fetch(c->source.ctx, out, len, max, full);
}

static void tell(const struct gs_channel *c, const char *what, uint64_t done,
    uint64_t total)
{
	if (c->source.progress != NULL)
		c->source.progress(c->source.progress_ctx, what, done, total);
}

static int open_checkpoint(struct gs_channel *c)
{
	struct gs_verified verified;
	int err = fetch_log(c, c->note, &c->note_len, sizeof c->note,
	    "checkpoint");
	if (err != GS_OK) {
		gs_report_set(c->report, "log/checkpoint cannot be fetched: %s",
		    gs_strerror(err));
		return err == GS_ERR_UNKNOWN ? GS_ERR_IO : err;
	}
	err = gs_checkpoint_open(&c->checkpoint, &verified, c->note,
	    c->note_len, c->source.log, 1);
	if (err != GS_OK)
		gs_report_set(c->report,
		    "the checkpoint is not signed by %s: %s",
		    c->source.log->name, gs_strerror(err));
	return err;
}

static int keep_claim(struct gs_channel *c, const struct gs_entry_proof *claim)
{
	if (c->claim_count == c->claim_room) {
		size_t room = c->claim_room == 0 ? 256 : c->claim_room * 2;
		if (room > CLAIMS_MAX)
			return GS_ERR_RANGE;
		struct gs_entry_proof *more = calloc(room, sizeof *more);
		if (more == NULL)
			return GS_ERR_MEMORY;
		if (c->claim_count != 0)
			memcpy(more, c->claims,
			    c->claim_count * sizeof *more);
		free(c->claims);
		c->claims = more;
		c->claim_room = room;
	}
	c->claims[c->claim_count++] = *claim;
	return GS_OK;
}

static int replay_entry(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	struct gs_channel *c = ctx;
	struct gs_entry_proof claim;
	struct gs_refusal refusal;
	bool has_claim = false;
	int err = gs_state_apply(c->state, &claim, &has_claim, &refusal, ptr, len);
	c->judged = err != GS_OK;
	if (err != GS_OK && refusal.line != 0)
		gs_report_set(c->report, "entry %llu, line %zu: %s",
		    (unsigned long long)index, refusal.line + 1, refusal.why);
	else if (err != GS_OK)
		gs_report_set(c->report, "entry %llu: %s",
		    (unsigned long long)index, refusal.why);
	if (err == GS_OK && has_claim && !c->source.trust_proofs)
		err = keep_claim(c, &claim);
	if (err == GS_OK && (index + 1) % 64 == 0)
		tell(c, "entries", index + 1, c->checkpoint.size);
	return err;
}

/* The charter's origin and log key must be those that signed. */
static int check_charter(struct gs_channel *c)
{
	const struct gs_charter *charter = gs_state_charter(c->state);
	if (charter == NULL) {
		gs_report_set(c->report, "the log has no charter");
		return GS_ERR_MISMATCH;
	}
	struct gs_part origin = gs_record_part(&charter->rec, "origin");
	const struct gs_role *log = gs_charter_role(charter, "log");
	if (!gs_part_is(&origin, c->checkpoint.origin) ||
	    memcmp(log->key.ptr, c->source.log->key, 32) != 0) {
		gs_report_set(c->report,
		    "the charter names another origin or log key than the "
		    "checkpoint's");
		return GS_ERR_MISMATCH;
	}
	const struct gs_memo *memo = gs_state_memo(c->state);
	if (memo != NULL &&
	    memo->pending_endorsements + memo->pending_withdrawals != 0) {
		gs_report_set(c->report,
		    "the log ends within a filing: %u acts that memo %llu "
		    "announces are missing",
		    memo->pending_endorsements + memo->pending_withdrawals,
		    (unsigned long long)memo->number);
		return GS_ERR_RULE;
	}
	return GS_OK;
}

static int fetch_keys(uint8_t **out, struct gs_channel *c,
    const struct gs_roll_edition *edition)
{
	char path[80];
	struct gs_writer w = gs_writer_of(path, sizeof path);
	size_t want = (size_t)edition->size * 32, len = 0;
	gs_write_text(&w, "roll/");
	gs_write_hex(&w, edition->root, 32);
	gs_write_u8(&w, 0);
	uint8_t *keys = malloc(want);
	if (keys == NULL)
		return GS_ERR_MEMORY;
	int err = c->source.fetch(c->source.ctx, keys, &len, want, path);
	if (err == GS_OK && len != want)
		err = GS_ERR_MISMATCH;
	if (err != GS_OK) {
		gs_report_set(c->report,
		    "the keys of roll edition %llu (%s) cannot be had: %s",
		    (unsigned long long)edition->edition, path,
		    gs_strerror(err));
		free(keys);
		return err == GS_ERR_UNKNOWN ? GS_ERR_IO : err;
	}
	*out = keys;
	return GS_OK;
}

int gs_channel_roll(const struct gs_roll **out, struct gs_report *report,
    struct gs_channel *c, const struct gs_roll_edition *edition)
{
	uint8_t *keys = NULL;
	for (struct loaded_roll *l = c->rolls; l != NULL; l = l->before)
		if (l->edition == edition) {
			*out = l->roll;
			return GS_OK;
		}
	c->report = report;
	struct loaded_roll *l = gs_arena_take(&c->pool.arena, 1, sizeof *l);
	int err = l == NULL ? GS_ERR_MEMORY : fetch_keys(&keys, c, edition);
	if (err == GS_OK) {
		err = gs_roll_open(&l->roll, &c->pool.arena, keys,
		    (size_t)edition->size);
		if (err == GS_OK &&
		    memcmp(gs_roll_root(l->roll), edition->root, 32) != 0)
			err = GS_ERR_MISMATCH;
		if (err != GS_OK)
			gs_report_set(report,
			    "the keys are not those of roll edition %llu: %s",
			    (unsigned long long)edition->edition,
			    gs_strerror(err));
	}
	free(keys);
	if (err != GS_OK)
		return err;
	l->edition = edition;
	l->before = c->rolls;
	c->rolls = l;
	*out = l->roll;
	return GS_OK;
}

/* One batch of claims over one roll. */
static int verify_batch(struct gs_channel *c, const struct gs_roll *roll,
    const struct gs_entry_proof *const *claims, size_t count)
{
	struct gs_proof_ref refs[BATCH];
	bool valid[BATCH];
	struct gs_pool scratch;
	for (size_t i = 0; i < count; i++) {
		const struct gs_entry_proof *k = claims[i];
		refs[i] = (struct gs_proof_ref){.statement = {k->scope,
		    k->scope_len, k->message, k->message_len},
		    .proof = k->proof, .proof_len = k->proof_len};
	}
	int err = gs_member_verify_batch(valid, roll, refs, count,
	    gs_pool_start(&scratch));
	gs_pool_free(&scratch);
	for (size_t i = 0; err == GS_OK && i < count; i++) {
		if (valid[i])
			continue;
		gs_report_set(c->report,
		    "entry %llu, about memo %llu: the member proof does not "
		    "verify", (unsigned long long)claims[i]->index,
		    (unsigned long long)claims[i]->memo);
		err = GS_ERR_PROOF;
	}
	if (err == GS_OK)
		c->proofs += count;
	return err;
}

static int verify_claims(struct gs_channel *c)
{
	const struct gs_entry_proof *batch[BATCH];
	const struct gs_roll_edition *e = gs_state_roll(c->state);
	int err = GS_OK;
	for (; err == GS_OK && e != NULL; e = e->before) {
		const struct gs_roll *roll = NULL;
		size_t n = 0;
		for (size_t i = 0; err == GS_OK && i < c->claim_count; i++) {
			if (c->claims[i].roll == e)
				batch[n++] = &c->claims[i];
			if (n == 0 || (n < BATCH && i + 1 < c->claim_count))
				continue;
			err = gs_channel_roll(&roll, c->report, c, e);
			if (err == GS_OK)
				err = verify_batch(c, roll, batch, n);
			n = 0;
			tell(c, "proofs", c->proofs, c->claim_count);
		}
	}
	return err;
}

static int load(struct gs_channel *c)
{
	int err = open_checkpoint(c);
	if (err != GS_OK)
		return err;
	gs_report_set(c->report, "the log does not give the checkpoint's root");
	err = gs_tiles_open(&c->tiles, fetch_log, c, c->checkpoint.size,
	    c->checkpoint.root);
	if (err == GS_OK)
		err = gs_state_new(&c->state, &c->pool.arena);
	if (err == GS_OK)
		err = gs_tiles_for_each(c->tiles, 0, c->checkpoint.size,
		    replay_entry, c);
	/* A tile that is not there says nothing about the log. */
	if (err == GS_ERR_UNKNOWN && !c->judged) {
		gs_report_set(c->report, "a tile of the log is missing");
		err = GS_ERR_IO;
	}
	if (err == GS_OK)
		err = check_charter(c);
	if (err == GS_OK)
		err = verify_claims(c);
	if (err == GS_OK)
		gs_report_set(c->report, "%s", "");
	return err;
}

int gs_channel_open(struct gs_channel **out, struct gs_report *report,
    const struct gs_channel_source *source)
{
	struct gs_channel *c = calloc(1, sizeof *c);
	if (c == NULL)
		return GS_ERR_MEMORY;
	c->source = *source;
	c->report = report;
	(void)gs_pool_start(&c->pool);
	int err = load(c);
	if (err != GS_OK)
		gs_channel_free(&c);
	else
		*out = c;
	return err;
}

void gs_channel_free(struct gs_channel **channel)
{
	struct gs_channel *c = *channel;
	if (c == NULL)
		return;
	gs_tiles_free(&c->tiles);
	gs_pool_free(&c->pool);
	free(c->claims);
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
	return channel->proofs;
}
