/* SPDX-License-Identifier: Apache-2.0 */
/* A log's entries, judged one after the other: each by the rules
 * (gs_state_apply), each member proof over its roll.  What authenticates the
 * entries is the caller's (lib/log/tiles.h).  Whoever audits a whole log and
 * whoever follows one judge by this. */
#ifndef GS_LIB_CLIENT_REPLAY_H
#define GS_LIB_CLIENT_REPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/channel/channel.h"
#include "lib/log/note.h"
#include "lib/log/tiles.h"
#include "lib/report.h"

/* Told how far the work is; `done` of `total` entries or proofs. */
typedef void gs_progress_fn(void *ctx, const char *what, uint64_t done,
    uint64_t total);

/* Told that a file does not hold what the log says of it; whether another may
 * be fetched under the same path, since this one came from a place of less
 * account. */
typedef bool gs_doubt_fn(void *ctx, const char *path);

struct gs_replay_source {
	gs_fetch_fn *fetch; /* of "roll/<hex root>" */
	gs_doubt_fn *doubt; /* may be NULL */
	void *ctx;
	gs_progress_fn *progress; /* may be NULL */
	void *progress_ctx;
	bool trust_proofs; /* member proofs are not verified */
};

/* Where a roll's keys are, below whatever has the channel: "roll/" and its
 * root. */
#define GS_LOG_ROLL_PATH_MAX 80
void gs_log_roll_path(char out[GS_LOG_ROLL_PATH_MAX], const uint8_t root[32]);

/* Its memory does not grow with the number of entries (gs_state_use_scratch):
 * proofs are verified and dropped as they come, and of rolls the last used
 * alone are kept. */
struct gs_replay;

/* `source` is copied.  GS_ERR_MEMORY. */
GS_CHECKED int gs_replay_new(struct gs_replay **out,
    const struct gs_replay_source *source);
void gs_replay_free(struct gs_replay **replay);

/* Whether the member proofs of the entries that follow are left unverified:
 * those of entries that were judged once and kept.  Call it with no proof
 * waiting. */
void gs_replay_trust(struct gs_replay *replay, bool trust_proofs);

/* For all that follow: after a failure `report` says what does not verify, and
 * the replay is good for nothing but gs_replay_state and freeing. */

/* The next entry.  Its proof waits for gs_replay_settle.  Errors as
 * gs_state_apply, or of a proof before it. */
GS_CHECKED int gs_replay_entry(struct gs_replay *replay,
    struct gs_report *report, const struct gs_hashed_entry *entry);
/* The same for the next entry as gs_tiles_for_each hands it out of `tiles`,
 * whose hashes are not computed once more.  Errors of gs_tiles_subtree too. */
GS_CHECKED int gs_replay_tile_entry(struct gs_replay *replay,
    struct gs_report *report, struct gs_tiles *tiles, struct gs_span entry);
/* Verifies the proofs that wait.  GS_ERR_PROOF; GS_ERR_IO: a roll is not to be
 * had; GS_ERR_MISMATCH: it is another; GS_ERR_MEMORY. */
GS_CHECKED int gs_replay_settle(struct gs_replay *replay,
    struct gs_report *report);
/* Whether a checkpoint that `log` signed may end the log here: after a whole
 * filing, under the origin and key that the charter names.  GS_ERR_MISMATCH,
 * GS_ERR_RULE. */
GS_CHECKED int gs_replay_end(const struct gs_replay *replay,
    struct gs_report *report, const struct gs_checkpoint *checkpoint,
    const struct gs_verifier *log);

/* Opens every roll that no proof was verified over, and lets go of it: its keys
 * must be those that were signed, whether or not a memo has used it.  Errors as
 * gs_replay_settle. */
GS_CHECKED int gs_replay_rolls(struct gs_replay *replay,
    struct gs_report *report);

const struct gs_state *gs_replay_state(const struct gs_replay *replay);
/* The state becomes that of an entry made now; no entry is replayed after
 * it. */
void gs_replay_pass(struct gs_replay *replay, int64_t now);
/* Whether an entry or a proof was refused: a judgement, whatever the error. */
bool gs_replay_refused(const struct gs_replay *replay);
/* Proofs verified so far. */
uint64_t gs_replay_proofs(const struct gs_replay *replay);
/* A roll, fetched, and checked against its root.  Borrowed until
 * the next call.  Errors as gs_replay_settle. */
GS_CHECKED int gs_replay_roll(const struct gs_roll **out,
    struct gs_report *report, struct gs_replay *replay,
    const struct gs_roll_edition *edition);

#endif
