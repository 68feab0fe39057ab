/* SPDX-License-Identifier: Apache-2.0 */
/* C2SP tlog-tiles: a log as files, for any web server to serve.  Written by
 * one process at a time; read over whatever fetches a path, and believed only
 * as far as a checkpoint's root reaches. */
#ifndef GS_LIB_LOG_TILES_H
#define GS_LIB_LOG_TILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/tree/tree.h"
#include "lib/report.h"

#define GS_TILE_WIDTH 256
#define GS_TILE_LEVELS 8 /* of 256-fold steps; trees end at 2^62 leaves */
#define GS_TILE_PATH_MAX 64
#define GS_ENTRY_MAX 65535
#define GS_TILE_ENTRIES GS_TILE_LEVELS /* the level of entry bundles */

/* "tile/<L>/<N>" or "tile/<L>/<N>.p/<W>", NUL included; "entries" for level
 * GS_TILE_ENTRIES; width GS_TILE_WIDTH is a full tile.  GS_ERR_RANGE. */
GS_CHECKED int gs_tile_path(char out[GS_TILE_PATH_MAX], unsigned level,
    uint64_t index, unsigned width);
/* The reverse; accepts only what gs_tile_path writes (without NUL). */
GS_CHECKED int gs_tile_path_parse(unsigned *level, uint64_t *index,
    unsigned *width, const void *path, size_t len);

/* Where the log's content comes from.  Both return an enum gs_err. */
struct gs_tiles_source {
	/* The bytes of an entry, at most GS_ENTRY_MAX, borrowed until the
	 * next call. */
	int (*entry)(const uint8_t **ptr, size_t *len, void *ctx,
	    uint64_t index);
	/* Asked for levels that are multiples of 8. */
	gs_subtree_fn *subtree;
	void *ctx;
};

/* For all that follow: after a failure the report says which file and why, with
 * the system's reason; it may be NULL. */

/* Writes the tiles and bundles that a log of `new_size` needs and one of
 * `old_size` did not; durable when it returns.  `dir` exists.  After a failure
 * repeat it with the same `old_size`.  GS_ERR_CORRUPT: an entry does not match
 * its hash.  GS_ERR_RANGE, GS_ERR_IO, GS_ERR_MEMORY, the source's errors. */
GS_CHECKED int gs_tiles_write(struct gs_report *report, const char *dir,
    uint64_t old_size, uint64_t new_size,
    const struct gs_tiles_source *source);
/* Replaces `checkpoint` in one step; durable when it returns. */
GS_CHECKED int gs_tiles_publish(struct gs_report *report, const char *dir,
    const void *note, size_t len);
/* The same for another file beside a log, as a roll's keys are. */
GS_CHECKED int gs_tiles_put(struct gs_report *report, const char *dir,
    const char *name, const void *bytes, size_t len);
/* In one step too, but not durable: for what is made anew at each start, as a
 * page is. */
GS_CHECKED int gs_tiles_show(struct gs_report *report, const char *dir,
    const char *name, const void *bytes, size_t len);
/* Removes the partial tiles that became full between the two sizes; for after
 * gs_tiles_publish, so that readers of the old checkpoint find either. */
GS_CHECKED int gs_tiles_prune(struct gs_report *report, const char *dir,
    uint64_t old_size, uint64_t new_size);

/* Gets the file under `path` ("checkpoint", "tile/0/000").  GS_ERR_UNKNOWN:
 * there is no such file; GS_ERR_SPACE: it is longer than `max`.  After every
 * failure the report, which may be NULL, says which file and why. */
typedef int gs_fetch_fn(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path);
/* Of what has a whole channel, its log below "log/": `ctx` is this. */
struct gs_log_place {
	gs_fetch_fn *fetch;
	void *ctx;
};
int gs_tiles_fetch_log(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path);
/* Of a directory: `ctx` is its name, a const char *. */
int gs_tiles_fetch_dir(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path);

/* A log behind a fetch function, seen at one checkpoint. */
struct gs_tiles;

/* Loads the right edge of the tree and compares its root with `root`; from
 * then on every tile is compared with its parent and every bundle with its
 * tile, before anything of it is handed out.  GS_ERR_PROOF: does not belong to
 * this root; GS_ERR_FORMAT: not a tile; GS_ERR_RANGE, GS_ERR_MEMORY, or what
 * the fetch function said.  What fails is told to `report`, later too: until
 * gs_tiles_listen names another one. */
GS_CHECKED int gs_tiles_open(struct gs_tiles **out, struct gs_report *report,
    gs_fetch_fn *fetch, void *ctx, uint64_t size, const uint8_t root[32]);
void gs_tiles_free(struct gs_tiles **tiles);
/* NULL: nobody listens. */
void gs_tiles_listen(struct gs_tiles *tiles, struct gs_report *report);
/* A gs_subtree_fn over it, `ctx` being the struct gs_tiles; its hashes are
 * authentic. */
int gs_tiles_subtree(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index);
/* The whole of it, to make proofs from. */
struct gs_tree gs_tiles_tree(struct gs_tiles *tiles);
/* gs_tree_has of it, where a tile that is missing is one that a server
 * withholds: GS_ERR_IO. */
GS_CHECKED int gs_tiles_has(bool *has, struct gs_tiles *tiles, uint64_t size,
    const uint8_t root[32]);
/* One entry, borrowed until the next call on `tiles`. */
GS_CHECKED int gs_tiles_read_entry(const uint8_t **ptr, size_t *len,
    struct gs_tiles *tiles, uint64_t index);

/* Every entry of [first, end), in order; stops at the first error, which may
 * be the visitor's.  Over [0, size) it has looked at every tile and every
 * bundle of the log. */
typedef int gs_entry_fn(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len);
GS_CHECKED int gs_tiles_for_each(struct gs_tiles *tiles, uint64_t first,
    uint64_t end, gs_entry_fn *visit, void *ctx);

#endif
