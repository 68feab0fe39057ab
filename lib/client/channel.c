/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/channel.h"

#include <stdlib.h>
#include <string.h>

#include "lib/client/replay.h"

struct gs_channel {
	struct gs_channel_source source;
	struct gs_log_place place; /* of the source */
	struct gs_report *report; /* of the call under way */
	struct gs_checkpoint checkpoint;
	uint8_t note[GS_NOTE_MAX];
	size_t note_len;
	struct gs_tiles *tiles;
	struct gs_replay *replay;
};

static void tell_progress(const struct gs_channel *c, const char *what,
    uint64_t done, uint64_t total)
{
	if (c->source.progress != NULL)
		c->source.progress(c->source.progress_ctx, what, done, total);
}

/* Why there is no checkpoint: where there is a newest one, its witnesses have
 * not cosigned any. */
static int report_unpublished(struct gs_channel *c)
{
	struct gs_report unheard = {.text = ""};

	if (gs_tiles_fetch_log(&c->place, &unheard, c->note, &c->note_len,
	        sizeof c->note, "newest") == GS_OK)
		gs_report_say(c->report, "no-checkpoint-witnessed", "its "
		    "witnesses have not cosigned any checkpoint of the log "
		    "yet, so nothing of it is believed; the operator's "
		    "courier asks them ('gainsay courier')");
	return GS_ERR_IO;
}

static int open_checkpoint(struct gs_channel *c)
{
	struct gs_attestation verified;

	int err = gs_tiles_fetch_log(&c->place, c->report, c->note,
	    &c->note_len, sizeof c->note, "checkpoint");
	if (err != GS_OK)
		return err == GS_ERR_UNKNOWN ? report_unpublished(c) : err;
	err = gs_checkpoint_open(&c->checkpoint, &verified, c->note,
	    c->note_len, c->source.log, 1);
	if (err != GS_OK)
		gs_report_tell(c->report, "checkpoint-not-signed", "the "
		    "checkpoint is not signed by {0}: {1}",
		    gs_say_text(c->source.log->name),
		    gs_say_text(gs_strerror(err)));
	return err;
}

static void note_passed(struct gs_channel *c, uint64_t size)
{
	const struct gs_frontier *log = gs_state_frontier(
	    gs_replay_state(c->replay));

	for (size_t i = 0; i < c->source.passed_count; i++) {
		struct gs_passed *passed = &c->source.passed[i];

		if (passed->size != size || log == NULL)
			continue;
		gs_frontier_root(passed->root, log);
		passed->known = true;
	}
}

static int replay_entry(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	struct gs_channel *c = ctx;

	int err = gs_replay_tile_entry(c->replay, c->report, c->tiles,
	    (struct gs_span){ptr, len});
	if (err == GS_OK && c->source.look != NULL)
		err = c->source.look(c->source.look_ctx, index, ptr, len);
	if (err == GS_OK && c->source.claim != NULL)
		gs_snapshot_claim_judge(c->source.claim,
		    gs_replay_state(c->replay));
	if (err == GS_OK)
		note_passed(c, index + 1);
	bool last = index + 1 == c->checkpoint.size; /* it ends the line */
	if (err == GS_OK && (last || (index + 1) % 64 == 0))
		tell_progress(c, "entries", index + 1, c->checkpoint.size);
	return err;
}

static int start_replay(struct gs_channel *c)
{
	const struct gs_replay_source source = {.fetch = c->source.fetch,
	    .doubt = c->source.doubt, .ctx = c->source.ctx,
	    .progress = c->source.progress,
	    .progress_ctx = c->source.progress_ctx,
	    .trust_proofs = c->source.trust_proofs};

	return gs_replay_new(&c->replay, &source);
}

static int show_log(struct gs_channel *c)
{
	const struct gs_shown_log shown = {c->source.log, &c->checkpoint,
	    {c->note, c->note_len}, c->tiles};

	return c->source.seen(c->source.ctx, c->report, &shown);
}

/* A log that its witnesses have not seen may have been made for this reader. */
static int require_witnesses(struct gs_channel *c)
{
	const struct gs_span note = {c->note, c->note_len};
	struct gs_quorum_verdict cosigned;
	struct gs_quorum_gap gap = {.outgoing = NULL};

	int err = gs_quorum_judge_since(&cosigned, &gap, c->report,
	    gs_replay_state(c->replay), c->source.known, note);
	if (err == GS_ERR_RULE && gap.outgoing != NULL)
		err = gs_patience_judge(c->source.patience, c->report, &gap);
	if (err != GS_OK && err != GS_ERR_RULE)
		gs_report_tell(c->report, "checkpoint-witness-bad", "the "
		    "cosignatures of the checkpoint cannot be judged: {0}",
		    gs_say_text(gs_strerror(err)));
	return err;
}

static int load_channel(struct gs_channel *c)
{
	int err = open_checkpoint(c);

	if (err != GS_OK)
		return err;
	err = gs_tiles_open(&c->tiles, c->report, gs_tiles_fetch_log,
	    &c->place, c->checkpoint.size, c->checkpoint.root);
	if (err == GS_OK && c->source.seen != NULL)
		err = show_log(c);
	if (err == GS_OK)
		err = start_replay(c);
	if (err == GS_OK)
		err = gs_tiles_for_each(c->tiles, 0, c->checkpoint.size,
		    replay_entry, c);
	/* A tile that is not there says nothing about the log. */
	if (err == GS_ERR_UNKNOWN && (c->replay == NULL ||
	    !gs_replay_refused(c->replay)))
		err = GS_ERR_IO;

	if (err == GS_OK)
		err = gs_replay_end(c->replay, c->report, &c->checkpoint,
		    c->source.log);
	if (err == GS_OK)
		err = require_witnesses(c);
	if (err == GS_OK)
		err = gs_replay_settle(c->replay, c->report);
	if (err == GS_OK && c->source.all_rolls)
		err = gs_replay_rolls(c->replay, c->report);
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
		c->place = (struct gs_log_place){source->fetch, source->ctx};
		c->report = &said;
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
	gs_replay_free(&c->replay);
	free(c);
	*channel = NULL;
}

void gs_channel_pass(struct gs_channel *channel, int64_t now)
{
	gs_replay_pass(channel->replay, now);
}

const struct gs_state *gs_channel_state(const struct gs_channel *channel)
{
	return gs_replay_state(channel->replay);
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

int gs_channel_roll(const struct gs_roll **out, struct gs_report *report,
    struct gs_channel *channel, const struct gs_roll_edition *edition)
{
	return gs_replay_roll(out, report, channel->replay, edition);
}

uint64_t gs_channel_proofs(const struct gs_channel *channel)
{
	return gs_replay_proofs(channel->replay);
}
