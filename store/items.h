/* SPDX-License-Identifier: Apache-2.0 */
/* inbox.db and boxes.db as the items that they are (deck.h), for a copy of them
 * on another node: an item has a name, which is a hash, and bytes.  Always in
 * the order of the names, which says nothing of when one came. */
#ifndef GS_STORE_ITEMS_H
#define GS_STORE_ITEMS_H

#include "core/err.h"
#include "core/host.h"

struct gs_database;

/* In the order in which what comes is made durable. */
enum gs_items { GS_ITEMS_BOXES, GS_ITEMS_INBOX, GS_ITEMS_FILES };

/* `visit` returns an enum gs_err; its bytes are borrowed until it returns.
 * bytes.ptr NULL: there is no such item any more. */
typedef int gs_item_fn(void *ctx, const uint8_t name[32],
    struct gs_span bytes);

/* From now on it is remembered, in memory, which items change. */
GS_CHECKED int gs_items_watch(struct gs_database *db);
/* Each that has changed since it was forgotten last. */
GS_CHECKED int gs_items_changed(struct gs_database *db, gs_item_fn *visit,
    void *ctx);
/* In a transaction. */
GS_CHECKED int gs_items_forget(struct gs_database *db);
GS_CHECKED int gs_items_each(struct gs_database *db, gs_item_fn *visit,
    void *ctx);

/* Of a copy, which nothing is asked of but its items.  GS_ERR_CORRUPT: no such
 * item could be in that file. */
GS_CHECKED int gs_items_put(struct gs_database *db, enum gs_items of,
    const uint8_t name[32], struct gs_span bytes);
GS_CHECKED int gs_items_remove(struct gs_database *db,
    const uint8_t name[32]);

#endif
