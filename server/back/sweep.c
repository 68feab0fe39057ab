/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/sweep.h"

#include <string.h>

#include "core/channel/acts.h"
#include "lib/crash.h"
#include "lib/records/promise.h"
#include "server/back/followers.h"

/* Collected first, changed then: nothing is deleted under a walk. */
struct list {
	struct gs_pool pool;
	struct item {
		struct gs_pending act;
		struct gs_box box;
		struct gs_blob_name blob;
		struct item *next;
	} *first, **last;
	struct gs_back *back;
	int64_t event;
};

static void start_list(struct list *l, struct gs_back *back, int64_t event)
{
	*l = (struct list){.back = back, .event = event};
	(void)gs_pool_start(&l->pool);
	l->last = &l->first;
}

static struct item *add_item(struct list *l)
{
	struct item *item = gs_arena_take(&l->pool.arena, 1, sizeof *item);

	if (item != NULL) {
		*l->last = item;
		l->last = &item->next;
	}
	return item;
}

/* After the end nothing that waits can enter: it goes with it.  A late day that
 * is a day off is no release, and comes before the next one. */
static int leaves_with_end(bool *leaves, const struct gs_back *back,
    const struct gs_pending *act, int64_t event)
{
	static const char *const roles[] = {"author", "office"};
	struct gs_pending end = {.by = 0}, found;
	int err = GS_OK;

	memcpy(end.memo, act->memo, 32);
	gs_pending_set_kind(&end, "end");
	*leaves = false;
	for (size_t i = 0; i < 2 && err == GS_OK && !*leaves; i++) {
		gs_promise_end_tag(end.tag, end.memo, roles[i]);
		err = gs_inbox_pending(&found, back->inbox, &end);
		*leaves = err == GS_OK && found.by <= event;
		if (err == GS_ERR_UNKNOWN)
			err = GS_OK;
	}
	return err;
}

int gs_back_is_due(bool *due, const struct gs_back *back,
    const struct gs_pending *act, int64_t event)
{
	*due = act->by <= event || (gs_promise_is_soon(act->kind) &&
	    act->by <= gs_next_release(gs_state_charter(back->state), event));
	return *due ? GS_OK : leaves_with_end(due, back, act, event);
}

/* Acts that were due: they are in the log, or it refused them. */

static int collect_past(void *ctx, const struct gs_pending *act)
{
	struct list *l = ctx;
	bool due = false;

	int err = gs_back_is_due(&due, l->back, act, l->event);
	if (err != GS_OK || !due)
		return err;
	struct item *item = add_item(l);
	if (item == NULL)
		return GS_ERR_MEMORY;
	item->act = *act;
	item->act.record = (struct gs_span){NULL, 0};
	return GS_OK;
}

/* What came with a filing that the log refused, and is in no box: a box over
 * another roll would have it. */
static int drop_stray_acts(struct gs_back *back, const uint8_t memo[32])
{
	struct gs_box box;

	int err = gs_inbox_box(&box, back->inbox, memo);
	return err == GS_ERR_UNKNOWN ? gs_inbox_drop_acts(back->inbox, memo) :
	    err;
}

/* A box stands for its memo if one of the filings came through it; another's
 * box of the same id goes. */
static int settle_filing(struct gs_back *back, const uint8_t memo[32])
{
	bool boxed = false;

	if (gs_state_memo_by(back->state, memo) == NULL)
		return drop_stray_acts(back, memo);
	int err = gs_inbox_filing(&boxed, back->inbox, memo);
	if (err != GS_OK)
		return err == GS_ERR_UNKNOWN ? GS_OK : err;
	return boxed ? gs_inbox_close_box(back->inbox, memo) :
	    gs_inbox_remove_box(back->inbox, memo);
}

static int forget_due(struct gs_back *back, int64_t event)
{
	struct list l;

	start_list(&l, back, event);
	int err = gs_inbox_each_pending(back->inbox, collect_past, &l);
	for (const struct item *i = l.first; i != NULL && err == GS_OK;
	    i = i->next)
		if (strcmp(i->act.kind, "memo") == 0)
			err = settle_filing(back, i->act.memo);
	for (const struct item *i = l.first; i != NULL && err == GS_OK;
	    i = i->next)
		err = gs_inbox_remove_pending(back->inbox, &i->act);

	if (l.first != NULL)
		back->anonymous = back->sweep = true;
	gs_pool_free(&l.pool);
	return err;
}

/* Boxes. */

static int collect_box(void *ctx, const struct gs_box *box)
{
	struct item *item = add_item(ctx);

	if (item == NULL)
		return GS_ERR_MEMORY;
	item->box = *box;
	return GS_OK;
}

static int show_new_acts(struct gs_back *back, const struct gs_box *box)
{
	const struct gs_charter *charter = gs_state_charter_by(back->state,
	    box->charter);
	uint64_t tags = 0;

	if (charter == NULL)
		return GS_ERR_CORRUPT;
	int err = gs_inbox_count_new(&tags, back->inbox, box->memo);
	if (err != GS_OK || tags < charter->batch)
		return err;
	back->anonymous = true;
	return gs_inbox_show_acts(back->inbox, box->memo);
}

/* The filed memo's box goes on telling whose link it is. */
static int expire_box(struct gs_back *back, const struct gs_box *box)
{
	bool boxed = false;

	if (box->empty)
		return GS_OK;
	if (!box->filed) {
		int err = gs_inbox_filing(&boxed, back->inbox, box->memo);
		if (err != GS_ERR_UNKNOWN)
			return err;
	}
	back->anonymous = back->sweep = true;
	return box->filed ? gs_inbox_empty_box(back->inbox, box->memo) :
	    gs_inbox_retire_box(back->inbox, box->memo);
}

/* What a box that is gone promised is void once its memo cannot be filed. */
static int forget_box(struct gs_back *back, const struct gs_box *box,
    int64_t at)
{
	const struct gs_charter *charter = gs_state_charter_by(back->state,
	    box->charter);
	const struct gs_roll_edition *roll = gs_state_roll_by(back->state,
	    box->roll);
	bool waits = false;

	if (charter == NULL || roll == NULL)
		return GS_ERR_CORRUPT;
	int err = gs_inbox_filing(&waits, back->inbox, box->memo);
	if (err != GS_ERR_UNKNOWN ||
	    gs_ground_serves(back->state, charter, roll, at))
		return err == GS_ERR_UNKNOWN ? GS_OK : err;
	back->anonymous = true;
	return gs_inbox_remove_box(back->inbox, box->memo);
}

/* Whoever holds a filed memo's link reads the reply with what the box has: it
 * stays until the procedure is over, and as long again as boxes stay open. */
static bool has_expired(const struct gs_back *back, const struct gs_box *box,
    int64_t today)
{
	const struct gs_memo *memo = box->filed ?
	    gs_state_memo_by(back->state, box->memo) : NULL;

	if (memo == NULL)
		return today > box->expires;
	if (gs_memo_held(memo))
		return false;
	if (memo->said[GS_SAID_DELETED] != NULL)
		return true;
	return memo->ended != 0 && today > box->expires &&
	    today > gs_charter_day(memo->charter, memo->ended) +
	    (int64_t)memo->charter->gather;
}

static int tend_boxes(struct gs_back *back, int64_t event, bool release)
{
	struct list l;
	int64_t today = gs_charter_day(gs_state_charter(back->state), event);

	start_list(&l, back, event);
	int err = gs_inbox_each_box(back->inbox, collect_box, &l);
	for (const struct item *i = l.first; i != NULL && err == GS_OK;
	    i = i->next) {
		if (i->box.empty && !i->box.filed)
			err = forget_box(back, &i->box, event);
		else if (has_expired(back, &i->box, today))
			err = expire_box(back, &i->box);
		else if (release && !i->box.filed)
			err = show_new_acts(back, &i->box);
	}
	gs_pool_free(&l.pool);
	return err;
}

static int sweep_inbox(struct gs_back *back, int64_t at, bool release)
{
	int64_t week = gs_week(gs_charter_day(gs_state_charter(back->state),
	    at));

	int err = release ? forget_due(back, at) : GS_OK;
	GS_CRASH_POINT("release-cleared");
	if (err == GS_OK)
		err = tend_boxes(back, at, release);
	return err == GS_OK ? gs_inbox_drop_turns(back->inbox,
	    (uint64_t)week) : err;
}

static int sweep_all(struct gs_back *back, int64_t at, bool release)
{
	int err = gs_store_begin(back->inbox);

	if (err == GS_OK)
		err = sweep_inbox(back, at, release);
	if (err == GS_OK)
		err = gs_store_commit(back->inbox);
	GS_CRASH_POINT("release-swept");
	/* Who has it not yet forgets it too before it leads. */
	if (err == GS_OK)
		gs_followers_tell(back);

	if (err != GS_OK && gs_store_rollback(back->inbox) != GS_OK)
		back->broken = true;
	return err == GS_OK && back->sweep ? gs_back_sweep_texts(back) : err;
}

int gs_back_sweep(struct gs_back *back, int64_t event)
{
	return sweep_all(back, event, true);
}

int gs_back_sweep_start(struct gs_back *back, int64_t now)
{
	back->sweep = true;
	return sweep_all(back, now, false);
}

/* Texts. */

static int belongs_to_any(bool *does, struct gs_back *back,
    const struct gs_blob_name *blob)
{
	struct gs_box box;

	int err = blob->kind == GS_BLOB_HELD ?
	    gs_inbox_names(back->inbox, blob->name) :
	    gs_inbox_box(&box, back->inbox, blob->name);
	*does = err == GS_OK && (blob->kind == GS_BLOB_HELD ||
	    (!box.empty && (blob->kind == GS_BLOB_SEALED || !box.filed)));
	return err == GS_ERR_UNKNOWN ? GS_OK : err;
}

static int collect_lost(void *ctx, const struct gs_blob_name *blob)
{
	struct list *l = ctx;
	bool does = false;

	int err = belongs_to_any(&does, l->back, blob);
	if (err != GS_OK || does)
		return err;
	struct item *item = add_item(l);
	if (item == NULL)
		return GS_ERR_MEMORY;
	item->blob = *blob;
	return GS_OK;
}

int gs_back_sweep_texts(struct gs_back *back)
{
	struct list l;

	start_list(&l, back, 0);
	int err = gs_store_begin(back->boxes);
	if (err == GS_OK)
		err = gs_boxes_each(back->boxes, collect_lost, &l);
	for (const struct item *i = l.first; i != NULL && err == GS_OK;
	    i = i->next)
		err = gs_boxes_remove(back->boxes, &i->blob);
	if (err == GS_OK)
		err = gs_store_commit(back->boxes);
	GS_CRASH_POINT("texts-swept");
	if (err == GS_OK)
		gs_followers_tell(back);

	if (err != GS_OK && gs_store_rollback(back->boxes) != GS_OK)
		back->broken = true;
	if (err == GS_OK) {
		back->boxes_changed |= l.first != NULL;
		back->sweep = false;
	}
	gs_pool_free(&l.pool);
	return err;
}
