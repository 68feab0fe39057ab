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

/* The server's log is shorter.  The cache knows what that size had. */
static int judge_shorter(const struct gs_cache_view *v,
    struct gs_report *report, const struct gs_shown_log *shown)
{
	const struct gs_cache *c = v->cache;
	struct gs_contradiction_case fork = {.a = gs_cache_note(c),
	    .b = shown->note, .log = shown->log};
	char log[GS_CACHE_PATH_MAX];
	struct gs_tiles *tiles = NULL;
	struct gs_tree larger;
	bool has = false;

	int err = name_cached(log, c->dir, "log");
	if (err == GS_OK)
		err = gs_tiles_open(&tiles, report, gs_tiles_fetch_dir, log,
		    c->checkpoint.size, c->checkpoint.root);
	if (err == GS_OK)
		err = gs_tiles_has(&has, tiles, shown->checkpoint->size,
		    shown->checkpoint->root);

	bool forked = err == GS_OK && !has;
	if (forked) {
		larger = gs_tiles_tree(tiles);
		fork.larger = &larger;
	}
	if (v->memory != NULL && err != GS_ERR_MEMORY)
		gs_memory_accuse(v->memory, &fork);
	gs_tiles_free(&tiles);
	if (err == GS_ERR_MEMORY)
		return err;
	return forked ? gs_memory_refuse_fork(report, shown->checkpoint,
	        &c->checkpoint, c->dir) :
	    gs_memory_refuse_older(report, shown->checkpoint, &c->checkpoint,
	        c->dir);
}

/* The root that the server's own tiles give for the cached size. */
static int judge_longer(const struct gs_cache_view *v,
    struct gs_report *report, const struct gs_shown_log *shown)
{
	const struct gs_checkpoint *cached = &v->cache->checkpoint;
	const struct gs_tree larger = gs_tiles_tree(shown->tiles);
	const struct gs_contradiction_case fork = {gs_cache_note(v->cache),
	    shown->note, shown->log, &larger};
	bool has = false;

	int err = gs_tiles_has(&has, shown->tiles, cached->size, cached->root);
	if (err != GS_OK || has)
		return err;
	if (v->memory != NULL)
		gs_memory_accuse(v->memory, &fork);
	return gs_memory_refuse_fork(report, shown->checkpoint, cached,
	    v->cache->dir);
}

static int judge_by_cache(const struct gs_cache_view *v,
    struct gs_report *report, const struct gs_shown_log *shown)
{
	if (v->cache == NULL || v->use == GS_CACHE_WHOLE)
		return GS_OK;
	return shown->checkpoint->size < v->cache->checkpoint.size ?
	    judge_shorter(v, report, shown) : judge_longer(v, report, shown);
}

/* A cached log may be shorter than what was seen, if this continued it. */
static int judge_by_memory(const struct gs_cache_view *v,
    struct gs_report *report, const struct gs_shown_log *shown)
{
	if (v->memory == NULL)
		return GS_OK;
	if (v->use == GS_CACHE_WHOLE && v->cache != NULL &&
	    shown->checkpoint->size < v->memory->checkpoint.size &&
	    gs_memory_takes_ground(v->memory, shown->checkpoint))
		return GS_OK;
	return gs_memory_judge(v->memory, report, shown, v->keeper);
}

int gs_cache_seen(void *view, struct gs_report *report,
    const struct gs_shown_log *shown)
{
	struct gs_cache_view *v = view;

	int err = judge_by_cache(v, report, shown);
	v->seen = err == GS_OK && v->cache != NULL;
	if (err == GS_OK)
		err = judge_by_memory(v, report, shown);
	if (err == GS_OK && v->handed.len > 0)
		err = gs_memory_meet(v->memory, report, shown, v->handed,
		    "your invitation");
	v->refused = err == GS_ERR_MISMATCH;
	return err;
}
