/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of boxes, and the files of what waits for a release: large, and so
 * in a file of their own, boxes.db, kept in places drawn by chance (deck.h).
 * What they belong to says inbox.h: that is changed first where a text goes,
 * last where one comes. */
#ifndef GS_STORE_BOXES_H
#define GS_STORE_BOXES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"

struct gs_database;

enum gs_blob_kind {
	GS_BLOB_SEALED, /* a box's package, by its memo */
	GS_BLOB_FILE,   /* a box's sealed file under a further key, likewise */
	GS_BLOB_HELD,   /* the file of what waits, by its SHA-256 */
	GS_BLOB_KINDS
};

struct gs_blob_name {
	enum gs_blob_kind kind;
	uint8_t name[32];
};

GS_CHECKED int gs_boxes_open(struct gs_database **out, const char *path);
/* Inserts or replaces. */
GS_CHECKED int gs_boxes_put(struct gs_database *boxes,
    const struct gs_blob_name *name, struct gs_span bytes);
/* GS_ERR_UNKNOWN.  Borrowed until the next call. */
GS_CHECKED int gs_boxes_get(struct gs_span *bytes, struct gs_database *boxes,
    const struct gs_blob_name *name);
GS_CHECKED int gs_boxes_remove(struct gs_database *boxes,
    const struct gs_blob_name *name);
/* After changes: nothing is left of which came together.  Where a text went,
 * its places stay, empty, until the file is written anew: `anew` does it, and
 * takes the room and the time that gs_store_tidy_room says. */
GS_CHECKED int gs_boxes_tidy(struct gs_database *boxes, bool anew);
/* Bytes of all of them together. */
GS_CHECKED int gs_boxes_size(uint64_t *bytes, struct gs_database *boxes);
/* By kind and name; `visit` returns an enum gs_err. */
typedef int gs_blob_fn(void *ctx, const struct gs_blob_name *name);
GS_CHECKED int gs_boxes_each(struct gs_database *boxes, gs_blob_fn *visit,
    void *ctx);

/* Private to store/: as gs_inbox_load_item. */
GS_CHECKED int gs_boxes_load_item(void *boxes, const uint8_t deck_name[32],
    struct gs_span item);

#endif
