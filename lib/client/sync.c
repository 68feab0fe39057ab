/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/sync.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/bytes.h"
#include "lib/client/cache.h"
#include "lib/client/published.h"
#include "lib/client/sync_folder.h"
#include "lib/log/tiles_copy.h"

struct filling {
	const struct gs_sync_order *order;
	struct gs_sync_result *out;
	struct gs_cache *cache; /* NULL: the first filling */
	uint64_t size;          /* entries that the folder has the files of */
	char log[GS_CACHE_PATH_MAX];
	uint8_t note[GS_NOTE_MAX]; /* the server's */
	size_t note_len;
	struct gs_cache_view view;
	struct gs_memory none; /* in place of the order's */
	bool trusted;  /* the server's log continues what the folder has */
	bool kept;     /* the folder has all of it */
	bool distrust; /* no roll or content of the folder is taken */
	bool from_disk; /* what was taken last is of the folder */
	struct gs_channel *channel;
};

static int name_in(char out[GS_CACHE_PATH_MAX], const struct filling *f,
    const char *name)
{
	int n = snprintf(out, GS_CACHE_PATH_MAX, "%s/%s", f->order->dir, name);

	return n < 0 || n >= GS_CACHE_PATH_MAX ? GS_ERR_RANGE : GS_OK;
}

/* Look at what is there ---------------------------------------------------- */

static int pass_entry(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	(void)ctx, (void)index, (void)ptr, (void)len;
	return GS_OK;
}

/* Whether the folder has, undamaged, all of the log that its checkpoint is of.
 * If not, its checkpoint alone stays: the server must continue that one. */
static int check_cached(struct filling *f, struct gs_report *report)
{
	const struct gs_checkpoint *c = gs_cache_checkpoint(f->cache);
	struct gs_tiles *tiles = NULL;

	int err = gs_tiles_open(&tiles, NULL, gs_tiles_fetch_dir, f->log,
	    c->size, c->root);
	if (err == GS_OK)
		err = gs_tiles_for_each(tiles, 0, c->size, pass_entry, NULL);
	gs_tiles_free(&tiles);
	if (err == GS_ERR_MEMORY)
		return err;

	f->out->mended = err != GS_OK;
	f->size = f->out->mended ? 0 : c->size;
	return gs_sync_folder_sweep(report, f->order->dir, f->size);
}

static int open_cached(struct filling *f, struct gs_report *report)
{
	int err = gs_cache_open(&f->cache, report, f->order->dir,
	    f->order->log);

	if (err == GS_ERR_UNKNOWN) {
		*report = (struct gs_report){.text = ""};
		return gs_sync_folder_sweep(report, f->order->dir, 0);
	}
	if (err != GS_OK)
		return err;
	f->out->before = gs_cache_checkpoint(f->cache)->size;
	f->out->contradicted = gs_cache_contradicted(f->cache);
	return check_cached(f, report);
}

/* The log ------------------------------------------------------------------ */

/* A gs_fetch_fn: the note that was fetched; the log from the server, until its
 * files may be taken from the folder; the rest from the folder if it is there.
 * What was fetched once is so not fetched again. */
static int fetch_filling(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path)
{
	struct filling *f = ctx;
	void *dir = (void *)(uintptr_t)f->order->dir;
	struct gs_report unheard = {.text = ""};

	if (strcmp(path, "log/checkpoint") == 0) {
		memcpy(out, f->note, f->note_len);
		*len = f->note_len;
		return GS_OK;
	}
	bool tile = strncmp(path, "log/", 4) == 0;
	f->from_disk = (tile ? f->trusted : !f->distrust) &&
	    gs_tiles_fetch_dir(dir, &unheard, out, len, max, path) == GS_OK;
	if (f->from_disk)
		return GS_OK;
	if (tile && f->kept) {
		*report = unheard;
		return GS_ERR_CORRUPT;
	}
	return f->order->fetch(f->order->ctx, report, out, len, max, path);
}

/* A gs_doubt_fn. */
static bool doubt_part(void *ctx, const char *path)
{
	struct filling *f = ctx;

	(void)path;
	if (!f->from_disk)
		return false;
	f->distrust = f->out->mended = true;
	return true;
}

/* A gs_seen_fn. */
static int keep_log(void *ctx, struct gs_report *report,
    const struct gs_shown_log *shown)
{
	struct filling *f = ctx;

	int err = gs_cache_seen(&f->view, report, shown);
	f->trusted = err == GS_OK;
	if (err == GS_OK)
		err = gs_tiles_copy(report, f->log, shown->tiles, f->size,
		    shown->checkpoint->size);
	f->kept = err == GS_OK;
	return err;
}

/* It is told whatever the disk says. */
static void accuse_server(struct filling *f)
{
	struct gs_report *why = &f->out->unkept;

	f->out->contradicted = true;
	int err = gs_sync_folder_accuse(why, f->order->dir, (struct gs_span){
	    f->view.memory->evidence, f->view.memory->evidence_len});
	if (err != GS_OK && why->text[0] == '\0')
		gs_report_tell(why, "evidence-not-kept", "the evidence cannot "
		    "be kept in {0}: {1}", gs_say_text(f->order->dir),
		    gs_say_text(gs_strerror(err)));
}

/* Both are held against the server's log. */
static uint64_t believed_entries(const struct filling *f)
{
	const struct gs_memory *m = f->view.memory;
	uint64_t seen = m->note_len == 0 ? 0 : m->checkpoint.size;

	return seen > f->out->before ? seen : f->out->before;
}

static int take_log(struct filling *f, struct gs_report *report)
{
	const struct gs_channel_source source = {.fetch = fetch_filling,
	    .seen = keep_log, .doubt = doubt_part, .ctx = f,
	    .log = f->order->log, .progress = f->order->progress,
	    .known = believed_entries(f), .patience = f->order->patience,
	    .trust_proofs = true};

	int err = f->order->fetch(f->order->ctx, report, f->note,
	    &f->note_len, sizeof f->note, "log/checkpoint");
	if (err != GS_OK)
		return err == GS_ERR_UNKNOWN ? GS_ERR_IO : err;
	err = gs_channel_open(&f->channel, report, &source);
	if (err != GS_OK && f->view.refused && f->view.memory->proven)
		accuse_server(f);
	return err;
}

/* What lies beside the log ------------------------------------------------ */

static int keep_file(const struct filling *f, struct gs_report *report,
    const char *part, const uint8_t hash[32], struct gs_span bytes)
{
	char dir[GS_CACHE_PATH_MAX], name[65] = "";
	struct gs_writer w = gs_writer_of(name, 64);

	gs_write_hex(&w, hash, 32);
	int err = name_in(dir, f, part);
	return err != GS_OK ? err : gs_tiles_put(report, dir, name, bytes.ptr,
	    bytes.len);
}

static int take_roll(struct filling *f, struct gs_report *report,
    const struct gs_roll_edition *e)
{
	const struct gs_roll *roll = NULL;

	f->distrust = false;
	int err = gs_channel_roll(&roll, report, f->channel, e);
	f->out->rolls += err == GS_OK;
	if (err != GS_OK || f->from_disk)
		return err;
	return keep_file(f, report, "roll", e->root, (struct gs_span){
	    gs_roll_keys(roll), gs_roll_size(roll) * 32});
}

/* One that was deleted under its schedule is gone for everybody. */
static int take_content(struct filling *f, struct gs_report *report,
    uint8_t *bytes, const uint8_t hash[32])
{
	size_t len = 0;

	f->distrust = false;
	int err = gs_published_fetch(bytes, &len, report, fetch_filling, f,
	    hash);
	if (err == GS_ERR_MISMATCH && doubt_part(f, "content"))
		err = gs_published_fetch(bytes, &len, report, fetch_filling, f,
		    hash);
	if (err == GS_ERR_UNKNOWN) {
		f->out->absent++;
		*report = (struct gs_report){.text = ""};
		return GS_OK;
	}
	f->out->contents += err == GS_OK;
	if (err != GS_OK || f->from_disk)
		return err;
	return keep_file(f, report, "content", hash,
	    (struct gs_span){bytes, len});
}

static int take_publications(struct filling *f, struct gs_report *report,
    const struct gs_memo *memo, uint8_t *bytes)
{
	const struct gs_value *v = NULL;
	int err = GS_OK;

	for (const struct gs_publication *p = memo->publication;
	    err == GS_OK && p != NULL; p = p->before)
		for (size_t i = 0; err == GS_OK && (v = gs_record_value(
		    &p->rec, "content", i)) != NULL; i++)
			err = take_content(f, report, bytes, v->parts[0].ptr);
	return err;
}

static int take_others(struct filling *f, struct gs_report *report)
{
	const struct gs_state *state = gs_channel_state(f->channel);
	uint8_t *bytes = malloc(GS_PUBLISHED_MAX);
	int err = bytes == NULL ? GS_ERR_MEMORY : GS_OK;

	for (const struct gs_roll_edition *e = gs_state_roll(state);
	    err == GS_OK && e != NULL; e = e->before)
		err = take_roll(f, report, e);
	for (const struct gs_memo *m = gs_state_memo(state);
	    err == GS_OK && m != NULL; m = m->before)
		err = take_publications(f, report, m, bytes);
	free(bytes);
	return err;
}

/* Fill -------------------------------------------------------------------- */

/* The checkpoint last: until then the cache is what it was. */
static int publish_cache(struct filling *f, struct gs_report *report)
{
	const struct gs_state *state = gs_channel_state(f->channel);

	int err = gs_tiles_publish(report, f->log, f->note, f->note_len);
	f->out->entries = gs_channel_checkpoint(f->channel)->size;
	f->out->last = gs_state_at(state);
	f->out->exercise = gs_state_charter(state)->exercise;
	return err;
}

static int fill_folder(struct filling *f, struct gs_report *report)
{
	int err = open_cached(f, report);

	if (err != GS_OK)
		return err;
	f->view = (struct gs_cache_view){.cache = f->cache,
	    .use = GS_CACHE_WATCH, .memory = f->order->memory != NULL ?
	        f->order->memory : &f->none, .keeper = f->order->keeper};
	err = take_log(f, report);
	if (err == GS_OK)
		err = take_others(f, report);
	if (err == GS_OK)
		return publish_cache(f, report);

	/* What failed stays told; what is left lying is swept again before the
	 * next filling. */
	int left = gs_sync_folder_sweep(NULL, f->order->dir, f->size);
	(void)left;
	return err;
}

int gs_sync(struct gs_sync_result *out, struct gs_report *report,
    const struct gs_sync_order *order)
{
	struct gs_report said = {.text = ""};
	int lock = -1;

	*out = (struct gs_sync_result){.before = 0};
	struct filling *f = calloc(1, sizeof *f);
	if (f == NULL)
		return GS_ERR_MEMORY;
	f->order = order;
	f->out = out;

	int err = name_in(f->log, f, "log");
	if (err == GS_OK)
		err = gs_sync_folder_open(&lock, &said, order->dir);
	if (err == GS_OK)
		err = fill_folder(f, &said);
	if (lock >= 0)
		(void)close(lock);
	gs_channel_free(&f->channel);
	gs_cache_free(&f->cache);
	free(f);
	if (err != GS_OK && report != NULL)
		*report = said;
	return err;
}
