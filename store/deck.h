/* SPDX-License-Identifier: Apache-2.0 */
/* Items in a file that shows nothing of the order in which they came, at a cost
 * that does not grow with their number.  Private to store/.
 *
 * An item is cut into cards, all of one length; the file has them in places 0
 * to n - 1, and no other.  A card that comes takes one of the places 0 to n,
 * drawn by chance, and the one that stood there goes to place n.  One that goes
 * leaves its place to the last.  If every arrangement of the cards was as
 * likely as every other before, it is after: so the arrangement says nothing of
 * who came when, however often and by whatever order cards came and went.  What
 * changes an item changes its cards where they are.
 *
 * All rows having one length, SQLite overwrites them where they lie: the pages
 * are a function of the cards and their places.  What else would tell are
 * places that are empty since something went, and the write-ahead log:
 * gs_deck_tidy.
 *
 * Where the cards are is kept in memory, 150 bytes or so a card. */
#ifndef GS_STORE_DECK_H
#define GS_STORE_DECK_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"

/* Two of them fill a page of SQLite; an act over a roll of 2^16 keys is one. */
#define GS_CARD_LEN 2016

struct gs_buffer;
struct gs_database;
struct gs_tables;

extern const struct gs_tables gs_deck_tables;

/* An item has a name of 32 bytes.  GS_ERR_UNKNOWN: there is none. */
GS_CHECKED int gs_deck_get(struct gs_buffer *out, struct gs_database *db,
    const uint8_t name[32]);
/* Inserts or replaces. */
GS_CHECKED int gs_deck_put(struct gs_database *db, const uint8_t name[32],
    struct gs_span bytes);
/* Nothing if there is none. */
GS_CHECKED int gs_deck_remove(struct gs_database *db, const uint8_t name[32]);

/* Leaves nothing in the file but the cards: no empty place, and no write-ahead
 * log.  Where something went the file is written anew, else it takes no
 * time. */
GS_CHECKED int gs_deck_tidy(struct gs_database *db);

/* Once the file is open, before anything else: learns where the cards are, and
 * shows each item in the order of their names.  `visit` returns an enum gs_err;
 * its bytes are borrowed until it returns.  GS_ERR_CORRUPT. */
typedef int gs_deck_fn(void *ctx, const uint8_t name[32],
    struct gs_span bytes);
GS_CHECKED int gs_deck_load(struct gs_database *db, gs_deck_fn *visit,
    void *ctx);

/* From now on the names of items that change are remembered, in memory, until
 * they are forgotten (in a transaction). */
GS_CHECKED int gs_deck_watch(struct gs_database *db);
GS_CHECKED int gs_deck_forget(struct gs_database *db);
/* Of those that changed, and of all that there are, in the order of the names.
 * `visit` returns an enum gs_err; it may ask for items. */
typedef int gs_deck_name_fn(void *ctx, const uint8_t name[32]);
GS_CHECKED int gs_deck_each_changed(struct gs_database *db,
    gs_deck_name_fn *visit, void *ctx);
GS_CHECKED int gs_deck_each(struct gs_database *db, gs_deck_name_fn *visit,
    void *ctx);

#endif
