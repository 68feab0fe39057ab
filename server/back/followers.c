/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/followers.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/bytes.h"
#include "lib/crash.h"
#include "server/back/warn.h"
#include "server/wire/queue.h"
#include "store/items.h"

#define PATIENCE_MS 10000
#define MEETING_MS 60000 /* a copy is compared, or written whole */
#define SILENCE 20       /* seconds, after which one is asked */
#define ITEMS_MAX ((size_t)1 << 22)
#define VERSION 1

struct follower {
	struct gs_line *line; /* NULL: it does not follow */
	struct gs_frame frame;
	time_t heard; /* of a steady clock */
};

struct gs_followers {
	const struct gs_nodes *nodes;
	struct gs_door *door;
	struct follower v[GS_NODES_MAX]; /* as the list has them */
	bool whole;                      /* that has been told */
};

static time_t steady_time(void)
{
	struct timespec now = {.tv_sec = 0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static struct gs_database *file_of(struct gs_back *back, enum gs_items of)
{
	return of == GS_ITEMS_INBOX ? back->inbox : back->boxes;
}

static bool is_other(const struct gs_followers *all, size_t i)
{
	return i != all->nodes->own;
}

bool gs_followers_whole(const struct gs_back *back)
{
	const struct gs_followers *all = back->followers;

	for (size_t i = 0; all != NULL && i < all->nodes->count; i++)
		if (is_other(all, i) && all->v[i].line == NULL)
			return false;
	return true;
}

static void lose_follower(struct gs_back *back, size_t i, const char *why)
{
	struct gs_followers *all = back->followers;

	gs_line_free(&all->v[i].line);
	all->whole = false;
	gs_back_warn("node-lost", "{0}: node {1} follows no more: {2}; acts of "
	    "members are refused until it does again, or has no line in the "
	    "file `nodes` at this server's next start (docs/SCALING.md)",
	    gs_say_text(back->dir), gs_say_text(all->nodes->v[i].name),
	    gs_say_text(why));
}

/* Frames ------------------------------------------------------------------- */

static const struct gs_span nothing = {(const uint8_t *)"", 0};

static int say_item(struct follower *f, enum gs_frame_kind kind,
    enum gs_items of, const uint8_t name[32], struct gs_span bytes)
{
	uint8_t head[33];

	head[0] = (uint8_t)of;
	memcpy(head + 1, name, 32);
	return gs_line_say(f->line, kind,
	    (struct gs_span){head, sizeof head}, bytes);
}

/* Asks it to make durable what it was told. */
static int ask_to_keep(struct follower *f, enum gs_frame_kind how)
{
	int err = gs_line_say(f->line, how, nothing, nothing);

	return err == GS_OK ? gs_line_flush(f->line) : err;
}

/* For the last frame that was said. */
static int hear_kept(struct follower *f)
{
	int err = gs_line_hear(&f->frame, f->line);
	if (err != GS_OK)
		return err;
	struct gs_reader r = gs_reader_of(f->frame.body.ptr,
	    f->frame.body.len);
	uint64_t number = gs_read_u64(&r);

	if (f->frame.kind != GS_FRAME_KEPT || gs_reader_end(&r) != GS_OK ||
	    number != f->line->said)
		return GS_ERR_FORMAT;
	f->heard = steady_time();
	return GS_OK;
}

static int keep_now(struct follower *f, enum gs_frame_kind how)
{
	int err = ask_to_keep(f, how);

	return err == GS_OK ? hear_kept(f) : err;
}

/* Bringing one up to date -------------------------------------------------- */

struct held {
	uint8_t name[32], hash[32];
	bool wanted;
};

/* What a follower has of one of the files, by ascending name. */
struct holding {
	struct held *v;
	size_t count, room;
};

static int widen_holding(struct holding *h)
{
	size_t room = h->room == 0 ? 256 : 2 * h->room;
	struct held *v = calloc(room, sizeof *v);

	if (v == NULL)
		return GS_ERR_MEMORY;
	if (h->count > 0)
		memcpy(v, h->v, h->count * sizeof *v);
	free(h->v);
	h->v = v;
	h->room = room;
	return GS_OK;
}

static int add_held(struct holding *h, struct gs_reader *r)
{
	struct held one = {.wanted = false};

	gs_read_copy(r, one.name, 32);
	gs_read_copy(r, one.hash, 32);
	if (r->err != GS_OK || h->count == ITEMS_MAX || (h->count > 0 &&
	    memcmp(h->v[h->count - 1].name, one.name, 32) >= 0))
		return GS_ERR_FORMAT;
	int err = h->count < h->room ? GS_OK : widen_holding(h);
	if (err == GS_OK)
		h->v[h->count++] = one;
	return err;
}

/* A frame of it: which file, whether it is the last, and pairs of name and
 * hash. */
static int read_held(struct holding held[GS_ITEMS_FILES], bool *last,
    struct gs_span body)
{
	struct gs_reader r = gs_reader_of(body.ptr, body.len);
	uint8_t of = gs_read_u8(&r), end = gs_read_u8(&r);
	int err = of < GS_ITEMS_FILES && end <= 1 ? GS_OK : GS_ERR_FORMAT;

	while (err == GS_OK && !gs_reader_done(&r))
		err = add_held(&held[of], &r);
	*last = end == 1;
	return err == GS_OK ? gs_reader_end(&r) : err;
}

static int hear_held(struct holding held[GS_ITEMS_FILES], struct follower *f)
{
	bool last = false;
	int err = GS_OK;

	while (err == GS_OK && !last) {
		err = gs_line_hear(&f->frame, f->line);
		if (err == GS_OK && f->frame.kind != GS_FRAME_HAVE)
			err = GS_ERR_FORMAT;
		if (err == GS_OK)
			err = read_held(held, &last, f->frame.body);
	}
	return err;
}

static int compare_pairs(const void *a, const void *b)
{
	return memcmp(((const struct held *)a)->name,
	    ((const struct held *)b)->name, 32);
}

struct meeting {
	struct follower *f;
	enum gs_items of;
	struct holding held[GS_ITEMS_FILES];
};

static int tell_missing(void *ctx, const uint8_t name[32],
    struct gs_span bytes)
{
	struct meeting *m = ctx;
	const struct holding *h = &m->held[m->of];
	struct held key = {.wanted = false};
	uint8_t hash[32];

	memcpy(key.name, name, 32);
	gs_host_sha256(hash, &bytes, 1);
	struct held *found = h->count == 0 ? NULL : bsearch(&key, h->v,
	    h->count, sizeof *h->v, compare_pairs);
	if (found != NULL) {
		found->wanted = true;
		if (memcmp(found->hash, hash, sizeof hash) == 0)
			return GS_OK;
	}
	return say_item(m->f, GS_FRAME_PUT, m->of, name, bytes);
}

static int tell_all_missing(struct gs_back *back, struct meeting *m,
    enum gs_items of)
{
	m->of = of;
	return gs_items_each(file_of(back, of), tell_missing, m);
}

static int tell_unwanted(struct meeting *m, enum gs_items of)
{
	const struct holding *h = &m->held[of];
	int err = GS_OK;

	for (size_t i = 0; i < h->count && err == GS_OK; i++)
		if (!h->v[i].wanted)
			err = say_item(m->f, GS_FRAME_DROP, of, h->v[i].name,
			    nothing);
	return err;
}

/* Texts come before what they belong to, and go after it. */
static int tell_difference(struct gs_back *back, struct meeting *m)
{
	int err = tell_all_missing(back, m, GS_ITEMS_BOXES);
	if (err == GS_OK)
		err = keep_now(m->f, GS_FRAME_KEEP);
	if (err == GS_OK)
		err = tell_all_missing(back, m, GS_ITEMS_INBOX);
	if (err == GS_OK)
		err = tell_unwanted(m, GS_ITEMS_INBOX);
	if (err == GS_OK)
		err = keep_now(m->f, GS_FRAME_KEEP);
	if (err == GS_OK)
		err = tell_unwanted(m, GS_ITEMS_BOXES);
	return err == GS_OK ? keep_now(m->f, GS_FRAME_WHOLE) : err;
}

static int hear_hello(struct follower *f)
{
	int err = gs_line_hear(&f->frame, f->line);

	return err != GS_OK || (f->frame.kind == GS_FRAME_HELLO &&
	    f->frame.body.len == 1 && f->frame.body.ptr[0] == VERSION) ? err :
	    GS_ERR_FORMAT;
}

static int bring_up(struct gs_back *back, struct follower *f)
{
	struct meeting m = {.f = f};

	f->line->patience = MEETING_MS;
	int err = hear_hello(f);
	if (err == GS_OK)
		err = gs_line_say(f->line, GS_FRAME_LEAD,
		    (struct gs_span){back->lead, sizeof back->lead}, nothing);
	if (err == GS_OK)
		err = hear_held(m.held, f);
	if (err == GS_OK)
		err = tell_difference(back, &m);
	f->line->patience = PATIENCE_MS;

	for (size_t i = 0; i < GS_ITEMS_FILES; i++)
		free(m.held[i].v);
	return err;
}

static void meet_one(struct gs_back *back, size_t i)
{
	struct gs_followers *all = back->followers;
	struct follower *f = &all->v[i];
	struct gs_line *line = gs_door_take(all->door, i);

	if (line != NULL) {
		gs_line_free(&f->line);
		f->line = line;
		int err = bring_up(back, f);
		if (err != GS_OK)
			lose_follower(back, i, gs_strerror(err));
		else
			gs_back_warn("node-follows", "{0}: node {1} follows",
			    gs_say_text(back->dir),
			    gs_say_text(all->nodes->v[i].name));
	} else if (f->line != NULL && steady_time() - f->heard > SILENCE &&
	    keep_now(f, GS_FRAME_KEEP) != GS_OK) {
		lose_follower(back, i, "it does not answer");
	}
}

void gs_followers_meet(struct gs_back *back)
{
	struct gs_followers *all = back->followers;

	for (size_t i = 0; all != NULL && i < all->nodes->count; i++)
		if (is_other(all, i))
			meet_one(back, i);
	if (all != NULL && !all->whole && gs_followers_whole(back)) {
		all->whole = true;
		gs_back_warn("nodes-whole", "{0}: all nodes follow; acts of "
		    "members are taken", gs_say_text(back->dir));
	}
}

/* What changes ------------------------------------------------------------- */

struct telling {
	struct gs_back *back;
	enum gs_items of;
	bool any;
};

static int send_change(void *ctx, const uint8_t name[32],
    struct gs_span bytes)
{
	struct telling *t = ctx;
	struct gs_followers *all = t->back->followers;
	enum gs_frame_kind kind = bytes.ptr == NULL ? GS_FRAME_DROP :
	    GS_FRAME_PUT;

	t->any = true;
	for (size_t i = 0; i < all->nodes->count; i++)
		if (all->v[i].line != NULL && say_item(&all->v[i], kind,
		        t->of, name, bytes) != GS_OK)
			lose_follower(t->back, i, "it takes nothing");
	return GS_OK;
}

static int send_changes(struct telling *t, enum gs_items of)
{
	struct gs_database *db = file_of(t->back, of);

	t->of = of;
	int err = gs_store_begin(db);
	if (err == GS_OK)
		err = gs_items_changed(db, send_change, t);
	if (err == GS_OK)
		err = gs_items_forget(db);
	if (err == GS_OK)
		err = gs_store_commit(db);
	return err;
}

/* All are asked before any is waited for. */
static void await_followers(struct gs_back *back)
{
	struct gs_followers *all = back->followers;

	for (size_t i = 0; i < all->nodes->count; i++)
		if (all->v[i].line != NULL &&
		    ask_to_keep(&all->v[i], GS_FRAME_KEEP) != GS_OK)
			lose_follower(back, i, "it takes nothing");
	GS_CRASH_POINT("acts-sent");
	for (size_t i = 0; i < all->nodes->count; i++)
		if (all->v[i].line != NULL && hear_kept(&all->v[i]) != GS_OK)
			lose_follower(back, i, "it has not confirmed what it "
			    "was sent");
	GS_CRASH_POINT("acts-confirmed");
}

int gs_followers_keep(struct gs_back *back)
{
	struct telling t = {.back = back};

	if (back->followers == NULL)
		return GS_OK;
	int err = send_changes(&t, GS_ITEMS_BOXES);
	if (err == GS_OK)
		err = send_changes(&t, GS_ITEMS_INBOX);
	if (err == GS_OK && t.any)
		await_followers(back);
	return err == GS_OK && !gs_followers_whole(back) ? GS_ERR_BUSY : err;
}

void gs_followers_tell(struct gs_back *back)
{
	int err = gs_followers_keep(back);

	/* What could not be read is told with the next change. */
	if (err != GS_OK && err != GS_ERR_BUSY)
		back->sweep = true;
}

/* -------------------------------------------------------------------------- */

static void wake_back(void *ctx)
{
	struct gs_back *back = ctx;

	gs_queue_wake(back->queue);
}

int gs_followers_start(struct gs_back *back, const struct gs_nodes *nodes,
    struct gs_door *door)
{
	struct gs_followers *all = door == NULL ? NULL :
	    calloc(1, sizeof *all);

	back->followers = all;
	if (all == NULL) {
		int err = door == NULL ? GS_OK : GS_ERR_MEMORY;

		gs_door_stop(&door);
		return err;
	}
	all->nodes = nodes;
	all->door = door;

	int err = gs_items_watch(back->inbox);
	if (err == GS_OK)
		err = gs_items_watch(back->boxes);
	if (err == GS_OK)
		err = gs_door_start(door, wake_back, back);
	if (err == GS_OK)
		gs_back_warn("nodes-awaited", "{0}: acts of members are "
		    "refused until all nodes follow", gs_say_text(back->dir));
	return err;
}

void gs_followers_stop(struct gs_back *back)
{
	struct gs_followers *all = back->followers;

	if (all == NULL)
		return;
	gs_door_stop(&all->door);
	for (size_t i = 0; i < GS_NODES_MAX; i++) {
		gs_line_free(&all->v[i].line);
		gs_frame_free(&all->v[i].frame);
	}
	free(all);
	back->followers = NULL;
}
