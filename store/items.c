/* SPDX-License-Identifier: Apache-2.0 */
#include "store/items.h"

#include "store/boxes.h"
#include "store/deck.h"
#include "store/inbox.h"
#include "store/sqlite.h"

struct item_walk {
	struct gs_database *db;
	struct gs_buffer bytes;
	gs_item_fn *visit;
	void *ctx;
};

static int visit_item(void *ctx, const uint8_t name[32])
{
	struct item_walk *walk = ctx;

	int err = gs_deck_get(&walk->bytes, walk->db, name);
	if (err == GS_ERR_UNKNOWN)
		return walk->visit(walk->ctx, name, (struct gs_span){NULL, 0});
	return err == GS_OK ? walk->visit(walk->ctx, name,
	    (struct gs_span){walk->bytes.ptr, walk->bytes.len}) : err;
}

int gs_items_watch(struct gs_database *db)
{
	return gs_deck_watch(db);
}

int gs_items_changed(struct gs_database *db, gs_item_fn *visit, void *ctx)
{
	struct item_walk walk = {db, {.ptr = NULL}, visit, ctx};

	int err = gs_deck_each_changed(db, visit_item, &walk);
	gs_buffer_free(&walk.bytes);
	return err;
}

int gs_items_forget(struct gs_database *db)
{
	return gs_deck_forget(db);
}

int gs_items_each(struct gs_database *db, gs_item_fn *visit, void *ctx)
{
	struct item_walk walk = {db, {.ptr = NULL}, visit, ctx};

	int err = gs_deck_each(db, visit_item, &walk);
	gs_buffer_free(&walk.bytes);
	return err;
}

/* What is in memory of the file may know it already. */
int gs_items_put(struct gs_database *db, enum gs_items of,
    const uint8_t name[32], struct gs_span bytes)
{
	int err = of == GS_ITEMS_INBOX ? gs_inbox_load_item(db, name, bytes) :
	    gs_boxes_load_item(db, name, bytes);

	return err == GS_OK || err == GS_ERR_DUPLICATE ?
	    gs_deck_put(db, name, bytes) : err;
}

int gs_items_remove(struct gs_database *db, const uint8_t name[32])
{
	return gs_deck_remove(db, name);
}
