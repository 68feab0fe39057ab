/* SPDX-License-Identifier: Apache-2.0 */
/* What everybody may read of a channel, as `gainsay sync` keeps it on a
 * person's disk (docs/spec/cache.md).  Here it is read: only lib/client/sync.h
 * writes it, so that no time on the disk is that of an act.
 *
 * A log that the server shows is believed only if it continues the cached one,
 * and whoever has a cached one asks the server for nothing that is there. */
#ifndef GS_LIB_CLIENT_CACHE_H
#define GS_LIB_CLIENT_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"
#include "lib/client/memory.h"
#include "lib/log/note.h"
#include "lib/log/tiles.h"
#include "lib/report.h"

#define GS_CACHE_PATH_MAX 4096
/* The file in it that a contradiction is kept in. */
#define GS_CACHE_CONTRADICTION "contradiction"

/* For how long after its last filling a cache stands for the server's log where
 * somebody acts: a daily timer that missed a day. */
#define GS_CACHE_SECONDS ((int64_t)72 * 3600)

struct gs_cache;

/* The cache in the folder `dir`, of the log with that key.  GS_ERR_UNKNOWN:
 * there is none; GS_ERR_MISMATCH: it is another log's, or damaged; GS_ERR_IO,
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_cache_open(struct gs_cache **out, struct gs_report *report,
    const char *dir, const struct gs_verifier *log);
void gs_cache_free(struct gs_cache **cache);

const char *gs_cache_dir(const struct gs_cache *cache);
const struct gs_checkpoint *gs_cache_checkpoint(const struct gs_cache *cache);
/* The signed note of that checkpoint. */
struct gs_span gs_cache_note(const struct gs_cache *cache);
/* When it was filled last, by this system's clock. */
int64_t gs_cache_filled(const struct gs_cache *cache);
/* Whether the server was once seen to contradict it; both notes are kept. */
bool gs_cache_contradicted(const struct gs_cache *cache);

enum gs_cache_use {
	GS_CACHE_WHOLE, /* its checkpoint stands for the server's */
	GS_CACHE_FILES, /* what is asked for anew is the checkpoint, and what
	                   came since */
	GS_CACHE_WATCH  /* everything is; it is only held against the cache */
};

/* What is fetched through a cache: the `ctx` of the functions below. */
struct gs_cache_view {
	const struct gs_cache *cache; /* NULL: there is none */
	enum gs_cache_use use;
	struct gs_memory *memory; /* what its reader saw; NULL: nobody's */
	/* A checkpoint that its reader was handed; empty: none was. */
	struct gs_span handed;
	const char *keeper;       /* what has the memory, as people call it */
	gs_fetch_fn *fetch; /* of the server */
	void *ctx;
	/* Set by the functions; zero at first. */
	bool seen;    /* the server's log continues the cached one */
	bool used;    /* a file of the cache was handed out */
	bool refused; /* the server's log does not continue it */
	bool local;   /* what was fetched last is the cache's */
	bool doubted; /* no roll is taken from the cache */
};
/* A gs_fetch_fn. */
int gs_cache_fetch(void *view, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path);
/* A gs_doubt_fn: true if the file came from the cache, which hands out no roll
 * from then on. */
bool gs_cache_doubt(void *view, const char *path);
/* A gs_seen_fn (lib/client/channel.h): whether the log continues the cached one
 * and what its reader saw, which decides, and what they were handed.
 * GS_ERR_MISMATCH, which the report explains: "log-rolled-back", it is a
 * beginning of that; "log-forked", it is another. */
int gs_cache_seen(void *view, struct gs_report *report,
    const struct gs_shown_log *shown);

#endif
