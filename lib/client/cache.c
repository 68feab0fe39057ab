/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/cache.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/tree/tree.h"

struct gs_cache {
	char dir[GS_CACHE_PATH_MAX];
	uint8_t note[GS_NOTE_MAX];
	size_t note_len;
	struct gs_checkpoint checkpoint;
	int64_t filled;
	bool contradicted;
};

static int name_cached(char out[GS_CACHE_PATH_MAX], const char *dir,
    const char *name)
{
	int n = snprintf(out, GS_CACHE_PATH_MAX, "%s/%s", dir, name);

	return n < 0 || n >= GS_CACHE_PATH_MAX ? GS_ERR_RANGE : GS_OK;
}

/* When the checkpoint was written: each filling writes it anew. */
static void read_times(struct gs_cache *c)
{
	char path[GS_CACHE_PATH_MAX];
	struct stat st;

	if (name_cached(path, c->dir, "log/checkpoint") == GS_OK &&
	    stat(path, &st) == 0)
		c->filled = (int64_t)st.st_mtim.tv_sec;
	c->contradicted = name_cached(path, c->dir, GS_CACHE_CONTRADICTION) ==
	    GS_OK && stat(path, &st) == 0;
}

static int read_note(struct gs_cache *c, struct gs_report *report,
    const struct gs_verifier *log)
{
	struct gs_attestation verified;

	int err = gs_tiles_fetch_dir(c->dir, report, c->note, &c->note_len,
	    sizeof c->note, "log/checkpoint");
	if (err != GS_OK)
		return err;
	err = gs_checkpoint_open(&c->checkpoint, &verified, c->note,
	    c->note_len, log, 1);
	if (err == GS_OK || err == GS_ERR_MEMORY)
		return err;
	gs_report_tell(report, "cache-other-log", "{0} has no checkpoint that "
	    "{1} signed ({2}): it is another channel's cache, or damaged; give "
	    "another --cache, or remove it", gs_say_text(c->dir),
	    gs_say_text(log->name), gs_say_text(gs_strerror(err)));
	return GS_ERR_MISMATCH;
}

int gs_cache_open(struct gs_cache **out, struct gs_report *report,
    const char *dir, const struct gs_verifier *log)
{
	struct stat st;
	size_t len = strlen(dir);

	if (len >= GS_CACHE_PATH_MAX)
		return GS_ERR_RANGE;
	if (stat(dir, &st) != 0 && errno == ENOENT)
		return GS_ERR_UNKNOWN;
	struct gs_cache *c = calloc(1, sizeof *c);
	if (c == NULL)
		return GS_ERR_MEMORY;

	memcpy(c->dir, dir, len);
	int err = read_note(c, report, log);
	if (err != GS_OK) {
		free(c);
		return err;
	}
	read_times(c);
	*out = c;
	return GS_OK;
}

void gs_cache_free(struct gs_cache **cache)
{
	free(*cache);
	*cache = NULL;
}

const char *gs_cache_dir(const struct gs_cache *cache)
{
	return cache->dir;
}

const struct gs_checkpoint *gs_cache_checkpoint(const struct gs_cache *cache)
{
	return &cache->checkpoint;
}

struct gs_span gs_cache_note(const struct gs_cache *cache)
{
	return (struct gs_span){cache->note, cache->note_len};
}

int64_t gs_cache_filled(const struct gs_cache *cache)
{
	return cache->filled;
}

bool gs_cache_contradicted(const struct gs_cache *cache)
{
	return cache->contradicted;
}

/* Fetch ------------------------------------------------------------------- */

static int fetch_note(const struct gs_cache *c, struct gs_report *report,
    uint8_t *out, size_t *len, size_t max)
{
	if (c->note_len > max) {
		gs_report_tell(report, "cache-note-long", "the cached "
		    "checkpoint has {0} bytes, more than the {1} that it may "
		    "have", gs_say_number(c->note_len), gs_say_number(max));
		return GS_ERR_SPACE;
	}
	memcpy(out, c->note, c->note_len);
	*len = c->note_len;
	return GS_OK;
}

/* Whether the cache may stand in: not before the server's own log was seen to
 * continue the cached one, since the files of two logs would give neither. */
static bool is_copy_of(const struct gs_cache_view *v, const char *path)
{
	bool roll = strncmp(path, "roll/", 5) == 0;

	return v->cache != NULL && !(roll && v->doubted) &&
	    (v->use == GS_CACHE_WHOLE || (v->use == GS_CACHE_FILES && v->seen));
}

int gs_cache_fetch(void *view, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path)
{
	struct gs_cache_view *v = view;
	struct gs_report unheard = {.text = ""};
	bool note = strcmp(path, "log/checkpoint") == 0;
	int err = GS_ERR_UNKNOWN;

	if (note && v->cache != NULL && v->use == GS_CACHE_WHOLE)
		return fetch_note(v->cache, report, out, len, max);
	if (!note && is_copy_of(v, path))
		err = gs_tiles_fetch_dir((void *)(uintptr_t)v->cache->dir,
		    &unheard, out, len, max, path);
	v->local = err == GS_OK;
	v->used |= v->local;
	if (v->local)
		return GS_OK;
	/* A file that cannot be read is as good as none. */
	return v->fetch(v->ctx, report, out, len, max, path);
}

bool gs_cache_doubt(void *view, const char *path)
{
	struct gs_cache_view *v = view;

	(void)path;
	v->doubted |= v->local;
	return v->local;
}

/* Compare ----------------------------------------------------------------- */

static int refuse_fork(struct gs_report *report, const struct gs_cache *c,
    const struct gs_checkpoint *seen)
{
	gs_report_tell(report, "log-forked", "THE SERVER SHOWS ANOTHER LOG: "
	    "its checkpoint of {0} entries contradicts that of {1} entries in "
	    "{2}, and the log's key signed both; do not act, and tell others",
	    gs_say_number(seen->size), gs_say_number(c->checkpoint.size),
	    gs_say_text(c->dir));
	return GS_ERR_MISMATCH;
}

/* The server's log is shorter.  The cache knows what that size had. */
static int judge_shorter(struct gs_report *report, const struct gs_cache *c,
    const struct gs_checkpoint *seen)
{
	char log[GS_CACHE_PATH_MAX];
	struct gs_tiles *tiles = NULL;
	uint8_t root[32];

	int err = name_cached(log, c->dir, "log");
	if (err == GS_OK)
		err = gs_tiles_open(&tiles, report, gs_tiles_fetch_dir, log,
		    c->checkpoint.size, c->checkpoint.root);
	if (err == GS_OK)
		err = gs_tree_root(root, seen->size, gs_tiles_subtree, tiles);
	gs_tiles_free(&tiles);
	if (err == GS_ERR_MEMORY)
		return err;
	if (err == GS_OK && memcmp(root, seen->root, 32) != 0)
		return refuse_fork(report, c, seen);

	gs_report_tell(report, "log-rolled-back", "the server shows an older "
	    "log: {0} entries, where {1} has had {2} of it already; it was "
	    "restored from a backup, or hides what came since; do not act, "
	    "and ask others what they see", gs_say_number(seen->size),
	    gs_say_text(c->dir), gs_say_number(c->checkpoint.size));
	return GS_ERR_MISMATCH;
}

/* The root that the server's own tiles give for the cached size. */
static int judge_longer(struct gs_report *report, const struct gs_cache *c,
    const struct gs_checkpoint *seen, struct gs_tiles *tiles)
{
	uint8_t root[32];

	int err = gs_tree_root(root, c->checkpoint.size, gs_tiles_subtree,
	    tiles);
	if (err != GS_OK)
		return err == GS_ERR_UNKNOWN ? GS_ERR_IO : err;
	return memcmp(root, c->checkpoint.root, 32) == 0 ? GS_OK :
	    refuse_fork(report, c, seen);
}

int gs_cache_seen(void *view, struct gs_report *report,
    const struct gs_checkpoint *checkpoint, struct gs_tiles *tiles)
{
	struct gs_cache_view *v = view;

	if (v->cache == NULL || v->use == GS_CACHE_WHOLE)
		return GS_OK;
	int err = checkpoint->size < v->cache->checkpoint.size ?
	    judge_shorter(report, v->cache, checkpoint) :
	    judge_longer(report, v->cache, checkpoint, tiles);

	v->seen = err == GS_OK;
	v->refused = err == GS_ERR_MISMATCH;
	return err;
}
