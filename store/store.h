/* SPDX-License-Identifier: Apache-2.0 */
/* What the server keeps: the log, the sealed content beside it, the rolls, and
 * the acts that wait.  One backend is chosen when the program is built
 * (sqlite.c); tests/unit/store_test.c is what every backend must pass.
 *
 * Anonymous acts are kept by tag alone: no order of arrival, no time, no
 * address; a deleted one is overwritten.
 *
 * One thread at a time.  Spans that come out are borrowed until the next call
 * that gives one; everything may fail with GS_ERR_IO, GS_ERR_BUSY,
 * GS_ERR_MEMORY and GS_ERR_CORRUPT.  Changes need a transaction. */
#ifndef GS_STORE_STORE_H
#define GS_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"

struct gs_store;

/* `path` names the database; created (mode 0600) if it is not there. */
GS_CHECKED int gs_store_open(struct gs_store **out, const char *path);
void gs_store_free(struct gs_store **store);

GS_CHECKED int gs_store_begin(struct gs_store *store);
/* Durable when it returns GS_OK. */
GS_CHECKED int gs_store_commit(struct gs_store *store);
/* Also where no transaction is under way. */
GS_CHECKED int gs_store_rollback(struct gs_store *store);
/* After a transaction with anonymous acts: leaves no trace of which changes
 * came together. */
GS_CHECKED int gs_store_tidy(struct gs_store *store);

/* The log: entries from 0 on without gaps. */
GS_CHECKED int gs_store_size(uint64_t *size, struct gs_store *store);
/* GS_ERR_RANGE unless `index` is the size. */
GS_CHECKED int gs_store_add_entry(struct gs_store *store, uint64_t index,
    struct gs_span entry);
GS_CHECKED int gs_store_entry(struct gs_span *entry, struct gs_store *store,
    uint64_t index);
/* GS_ERR_DUPLICATE: there is a checkpoint of this size. */
GS_CHECKED int gs_store_add_checkpoint(struct gs_store *store, uint64_t size,
    struct gs_span note);
/* The newest; GS_ERR_UNKNOWN if none. */
GS_CHECKED int gs_store_checkpoint(uint64_t *size, struct gs_span *note,
    struct gs_store *store);

/* Sealed files by their SHA-256, rolls by their root.  Putting what is there
 * already changes nothing. */
GS_CHECKED int gs_store_put_content(struct gs_store *store,
    const uint8_t hash[32], struct gs_span bytes);
GS_CHECKED int gs_store_content(struct gs_span *bytes, struct gs_store *store,
    const uint8_t hash[32]);
GS_CHECKED int gs_store_put_roll(struct gs_store *store,
    const uint8_t root[32], struct gs_span keys);
GS_CHECKED int gs_store_roll(struct gs_span *keys, struct gs_store *store,
    const uint8_t root[32]);
/* Each of them, by its name; stops at the visitor's first error. */
typedef int gs_named_fn(void *ctx, const uint8_t name[32],
    struct gs_span bytes);
GS_CHECKED int gs_store_each_content(struct gs_store *store,
    gs_named_fn *visit, void *ctx);
GS_CHECKED int gs_store_each_roll(struct gs_store *store, gs_named_fn *visit,
    void *ctx);

/* A memo that gathers. */
struct gs_box {
	uint8_t memo[32], roll[32], charter[32];
	int64_t after;
	uint8_t token_hash[32];
	struct gs_span sealed;
	bool filed;
};
/* GS_ERR_DUPLICATE. */
GS_CHECKED int gs_store_add_box(struct gs_store *store,
    const struct gs_box *box);
GS_CHECKED int gs_store_box(struct gs_box *out, struct gs_store *store,
    const uint8_t memo[32]);

/* The act under a tag, as it stands and as others are shown it (empty: not
 * yet). */
struct gs_box_act {
	uint8_t tag[32];
	struct gs_span record, shown;
};
/* Inserts or replaces the record; what is shown stays. */
GS_CHECKED int gs_store_put_act(struct gs_store *store, const uint8_t memo[32],
    const uint8_t tag[32], struct gs_span record);
GS_CHECKED int gs_store_act(struct gs_box_act *out, struct gs_store *store,
    const uint8_t memo[32], const uint8_t tag[32]);
/* Acts that are not shown as they stand, and tags shown. */
GS_CHECKED int gs_store_count_acts(uint64_t *waiting, uint64_t *shown,
    struct gs_store *store, const uint8_t memo[32]);
GS_CHECKED int gs_store_show_acts(struct gs_store *store,
    const uint8_t memo[32]);
/* By ascending tag.  `visit` returns an enum gs_err; its act is borrowed until
 * it returns. */
typedef int gs_box_act_fn(void *ctx, const struct gs_box_act *act);
GS_CHECKED int gs_store_each_act(struct gs_store *store,
    const uint8_t memo[32], gs_box_act_fn *visit, void *ctx);
/* Deletes the box's acts and marks it filed.  Its text stays: the link's
 * holders go on reading what they endorsed. */
GS_CHECKED int gs_store_close_box(struct gs_store *store,
    const uint8_t memo[32]);

/* Acts after filing that wait for their release. */
struct gs_pending {
	uint8_t memo[32], tag[32];
	struct gs_span record, promise;
};
/* Inserts or replaces. */
GS_CHECKED int gs_store_put_pending(struct gs_store *store,
    const struct gs_pending *act);
GS_CHECKED int gs_store_pending(struct gs_pending *out, struct gs_store *store,
    const uint8_t memo[32], const uint8_t tag[32]);
/* By ascending memo and tag. */
typedef int gs_pending_fn(void *ctx, const struct gs_pending *act);
GS_CHECKED int gs_store_each_pending(struct gs_store *store,
    gs_pending_fn *visit, void *ctx);
/* Of one memo, or of all if `memo` is NULL. */
GS_CHECKED int gs_store_clear_pending(struct gs_store *store,
    const uint8_t *memo);

#endif
