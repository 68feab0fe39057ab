/* SPDX-License-Identifier: Apache-2.0 */
/* Fills a cache (lib/client/cache.h): the log, its rolls and what was
 * published, each verified before it is kept.  What is asked for follows from
 * the log and the cache alone: whoever asks asks the same. */
#ifndef GS_LIB_CLIENT_SYNC_H
#define GS_LIB_CLIENT_SYNC_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/client/channel.h"
#include "lib/log/note.h"
#include "lib/log/tiles.h"
#include "lib/report.h"

struct gs_sync_order {
	const char *dir; /* the cache's folder; made, in one that is there */
	const struct gs_verifier *log;
	gs_fetch_fn *fetch; /* of the server */
	void *ctx;
	gs_progress_fn *progress; /* may be NULL */
	/* What its reader saw of the channel, and what has that; may be NULL.
	 * The log must continue it too; it is not changed, but for evidence. */
	struct gs_memory *memory;
	const char *keeper;
	struct gs_patience *patience; /* lib/client/channel.h */
};

struct gs_sync_result {
	uint64_t before, entries; /* of the log: then, and now */
	uint64_t rolls, contents;
	uint64_t absent; /* published, and not there any more */
	int64_t last;    /* time of the last entry */
	bool exercise;
	bool mended;       /* something in the cache was damaged */
	bool contradicted; /* now or earlier, the server contradicted it */
	/* Why what proves that could not be written into the cache; "": it
	 * lies there. */
	struct gs_report unkept;
};

/* Either all of it is verified and on disk, or the cache is what it was; killed
 * in the middle, it is what it was, and what was left lying goes at the next
 * filling.  Member proofs are not verified: that is an audit's.  Files have the
 * process's umask, which is to be 0077.
 *
 * *out is set as far as it came.  GS_ERR_MISMATCH: the server's log does not
 * continue the cached one (gs_cache_seen), or `dir` is no cache of this log;
 * GS_ERR_BUSY: another program fills it; otherwise as gs_channel_open. */
GS_CHECKED int gs_sync(struct gs_sync_result *out, struct gs_report *report,
    const struct gs_sync_order *order);

#endif
