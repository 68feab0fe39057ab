/* SPDX-License-Identifier: Apache-2.0 */
/* Follows one log: each checkpoint held against those before, each entry judged
 * as an audit judges it, once, and kept (docs/spec/mirror.md). */
#ifndef GS_MIRROR_FOLLOW_H
#define GS_MIRROR_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "core/channel/channel.h"
#include "lib/client/replay.h"
#include "lib/log/note.h"
#include "lib/log/tiles.h"
#include "lib/report.h"

struct gs_mirror;

struct gs_mirror_order {
	const char *dir;               /* the mirror's folder */
	const struct gs_verifier *log; /* whom checkpoints must be by */
	gs_fetch_fn *fetch;            /* of the server */
	void *ctx;
	const struct gs_signer *cosigner; /* secret; NULL: it cosigns nothing */
	bool exercise; /* it follows nothing else */
	gs_progress_fn *progress; /* while entries are judged; may be NULL */
};

/* Opens the folder, and replays what it has of the log, without member proofs:
 * those were verified before it was kept.  All pointers in `order` are
 * borrowed.  Files have the process's umask.  GS_ERR_MISMATCH, GS_ERR_BUSY,
 * GS_ERR_IO, GS_ERR_MEMORY. */
GS_CHECKED int gs_mirror_open(struct gs_mirror **out,
    struct gs_report *report, const struct gs_mirror_order *order);
void gs_mirror_free(struct gs_mirror **mirror);

struct gs_mirror_round {
	uint64_t before, entries; /* judged: then, and now */
	uint64_t absent; /* published, and not on the server any more */
	bool forked;     /* the server's checkpoint contradicts `earlier` */
	bool older;      /* it is of an older log than one that it showed */
	bool refused;    /* an entry, a roll or a publication does not verify */
	bool cosigned;
	bool mended;     /* the folder was damaged, and is whole again */
	/* The server's note, and, if forked, the one that it contradicts; valid
	 * until the next call. */
	struct gs_span earlier, later;
};

/* One look at the server; `now` is POSIX time, for the cosignature.  Killed or
 * failing at any moment, what is in the folder is whole, and the next look goes
 * on from what was judged.  GS_ERR_MISMATCH and a flag of *out, or another
 * judgement: what the server shows is refused, and nothing of it is cosigned or
 * published; GS_ERR_IO: nothing was judged. */
GS_CHECKED int gs_mirror_follow(struct gs_mirror *mirror,
    struct gs_mirror_round *out, struct gs_report *report, int64_t now);

/* A request add-checkpoint (lib/steps/witness.h): its HTTP status, and the
 * answer's body, a cosignature or, at 409, the size; else the report says why.
 * 403 under order.exercise once a charter was judged that is of no exercise.
 * From any thread, beside gs_mirror_follow. */
unsigned gs_mirror_add(struct gs_mirror *mirror, struct gs_report *report,
    struct gs_span body, int64_t now, struct gs_writer *answer);
/* Whether everybody may read the log, as of the newest charter that was
 * judged.  From any thread. */
bool gs_mirror_is_open(const struct gs_mirror *mirror);

/* Whether the server may have entries that its witnesses have not cosigned yet,
 * and so shows to nobody: it says so, or does not answer.  On the thread of
 * gs_mirror_follow, after it. */
bool gs_mirror_may_lack(struct gs_mirror *mirror);

/* NULL as long as no entry was judged. */
const struct gs_state *gs_mirror_state(const struct gs_mirror *mirror);
/* The state, which nobody changes until it is let go; NULL: no entry was
 * judged, and nothing is held.  From any thread but the follower's, which need
 * not. */
const struct gs_state *gs_mirror_hold(struct gs_mirror *mirror);
void gs_mirror_let_go(struct gs_mirror *mirror);
/* Every entry of the copy, in order, as far as it was judged.  Errors of the
 * visitor; GS_ERR_IO: the folder is damaged, and the next look mends it. */
GS_CHECKED int gs_mirror_each_entry(struct gs_mirror *mirror,
    struct gs_report *report, gs_entry_fn *visit, void *ctx);
/* The folder that is for everybody. */
const char *gs_mirror_public(const struct gs_mirror *mirror);

#endif
