/* SPDX-License-Identifier: Apache-2.0 */
/* A channel read from outside: its whole log fetched, authenticated against a
 * checkpoint, replayed through gs_state_apply, every member proof verified.
 * the files come from a directory or a server makes no difference: paths are
 * "log/checkpoint", "log/tile/...", "roll/<hex root>". */
#ifndef GS_LIB_CLIENT_CHANNEL_H
#define GS_LIB_CLIENT_CHANNEL_H

#include <stdint.h>

#include "core/channel/channel.h"
#include "lib/client/patience.h"
#include "lib/client/replay.h"
#include "lib/client/snapshot.h"
#include "lib/log/note.h"
#include "lib/log/quorum.h"
#include "lib/report.h"
#include "lib/log/tiles.h"

struct gs_channel;

/* A log before any entry is fetched: a checkpoint that its key signed, and the
 * tiles of its edge. */
struct gs_shown_log {
	const struct gs_verifier *log;
	const struct gs_checkpoint *checkpoint;
	struct gs_span note; /* the checkpoint, as it was fetched */
	struct gs_tiles *tiles;
};

/* Whoever knows an older checkpoint looks whether this log continues it.
 * Anything but GS_OK ends the opening. */
typedef int gs_seen_fn(void *ctx, struct gs_report *report,
    const struct gs_shown_log *shown);

/* A size that the log had once, and its root then: whoever wants to know it has
 * it from the replay, and need not fetch the tiles there once more. */
struct gs_passed {
	uint64_t size;
	uint8_t root[32];
	bool known; /* set by the replay */
};

struct gs_channel_source {
	gs_fetch_fn *fetch;
	void *ctx;
	/* With the same `ctx`; each may be NULL. */
	gs_seen_fn *seen;
	gs_doubt_fn *doubt;
	const struct gs_verifier *log; /* whom the checkpoint must be by */
	gs_progress_fn *progress;      /* may be NULL */
	void *progress_ctx;
	/* Of the log that its reader believed last, and that `seen` holds this
	 * one against: how many entries; 0: none.  Witnesses since then must
	 * have cosigned this one (lib/log/quorum.h). */
	uint64_t known;
	/* With a change of the witnesses that those of before have not seen;
	 * may be NULL: then it is not believed. */
	struct gs_patience *patience;
	bool trust_proofs; /* leave member proofs unverified: for a reader who
	                      only looks up what to do next */
	/* Shown each entry as it is replayed: so whoever counts them need not
	 * fetch the log once more.  May be NULL. */
	gs_entry_fn *look;
	void *look_ctx;
	/* Judged where the replay comes to its size; may be NULL. */
	struct gs_snapshot_claim *claim;
	struct gs_passed *passed;
	size_t passed_count;
	bool all_rolls;    /* also the keys of a roll that no memo has used */
};

/* GS_OK only if everything verifies; otherwise `report` says what does not and
 * where.  GS_ERR_SIGNATURE, GS_ERR_PROOF, GS_ERR_MISMATCH, GS_ERR_FORMAT,
 * GS_ERR_RULE and so on are judgements; GS_ERR_IO (a file is missing,
 * too) and GS_ERR_MEMORY mean that nothing was judged. */
GS_CHECKED int gs_channel_open(struct gs_channel **out,
    struct gs_report *report, const struct gs_channel_source *source);
void gs_channel_free(struct gs_channel **channel);

const struct gs_state *gs_channel_state(const struct gs_channel *channel);
/* Its state becomes that of an entry made now; no entry is replayed after
 * it. */
void gs_channel_pass(struct gs_channel *channel, int64_t now);
const struct gs_checkpoint *gs_channel_checkpoint(
    const struct gs_channel *channel);
/* The signed note as it was fetched. */
struct gs_span gs_channel_note(const struct gs_channel *channel);
/* For proofs and entries. */
struct gs_tiles *gs_channel_tiles(struct gs_channel *channel);
/* A roll, fetched and checked against its root.  Borrowed until the next
 * call. */
GS_CHECKED int gs_channel_roll(const struct gs_roll **out,
    struct gs_report *report, struct gs_channel *channel,
    const struct gs_roll_edition *edition);
/* How many member proofs were verified. */
uint64_t gs_channel_proofs(const struct gs_channel *channel);

#endif
