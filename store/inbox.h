/* SPDX-License-Identifier: Apache-2.0 */
/* What waits: boxes in which memos gather, and acts after filing.  In the
 * channel's database (store.h).
 *
 * The contract that protects members.  An anonymous act is kept by its tag
 * alone: no order of arrival, no time, no address, neither in a row nor in the
 * way that rows lie in pages.  What is deleted is overwritten.  After a
 * transaction with anonymous acts the caller tidies (gs_store_tidy): then the
 * file is the same to the byte, whatever order they came in.
 * tests/system/stored.py looks for all of it on the disk. */
#ifndef GS_STORE_INBOX_H
#define GS_STORE_INBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"

struct gs_database;

/* A memo that gathers. */
struct gs_box {
	uint8_t memo[32], roll[32], charter[32];
	int64_t after; /* a day */
	uint8_t token_hash[32];
	struct gs_span sealed;
	bool filed;
};
/* GS_ERR_DUPLICATE. */
GS_CHECKED int gs_store_add_box(struct gs_database *store,
    const struct gs_box *box);
GS_CHECKED int gs_store_box(struct gs_box *out, struct gs_database *store,
    const uint8_t memo[32]);

/* The act under a tag, as it stands and as others are shown it (empty: not
 * yet); behind a withdrawal, the endorsement that it takes back. */
struct gs_box_act {
	uint8_t tag[32];
	struct gs_span record, shown, endorsement;
};
/* Inserts, or replaces the record, which becomes the endorsement; what is shown
 * stays. */
GS_CHECKED int gs_store_put_act(struct gs_database *store,
    const uint8_t memo[32], const uint8_t tag[32], struct gs_span record);
GS_CHECKED int gs_store_act(struct gs_box_act *out, struct gs_database *store,
    const uint8_t memo[32], const uint8_t tag[32]);
/* Acts that are not shown as they stand, and tags shown. */
GS_CHECKED int gs_store_count_acts(uint64_t *waiting, uint64_t *shown,
    struct gs_database *store, const uint8_t memo[32]);
GS_CHECKED int gs_store_show_acts(struct gs_database *store,
    const uint8_t memo[32]);
/* By ascending tag.  `visit` returns an enum gs_err; its act is borrowed until
 * it returns. */
typedef int gs_box_act_fn(void *ctx, const struct gs_box_act *act);
GS_CHECKED int gs_store_each_act(struct gs_database *store,
    const uint8_t memo[32], gs_box_act_fn *visit, void *ctx);
/* Deletes the box's acts and marks it filed.  Its text stays: the link's
 * holders go on reading what they endorsed. */
GS_CHECKED int gs_store_close_box(struct gs_database *store,
    const uint8_t memo[32]);

/* Deletes a box that was not filed, and its acts; nothing if there is none. */
GS_CHECKED int gs_store_remove_box(struct gs_database *store,
    const uint8_t memo[32]);

/* Acts after filing that wait for their release. */
struct gs_pending {
	uint8_t memo[32], tag[32];
	struct gs_span record, promise;
	struct gs_span endorsement; /* that a withdrawal takes back; empty if
	                             * that is in the log, or for other acts */
};
/* Inserts, or replaces the record, which becomes the endorsement. */
GS_CHECKED int gs_store_put_pending(struct gs_database *store,
    const struct gs_pending *act);
GS_CHECKED int gs_store_pending(struct gs_pending *out,
    struct gs_database *store, const uint8_t memo[32],
    const uint8_t tag[32]);
/* By ascending memo and tag. */
typedef int gs_pending_fn(void *ctx, const struct gs_pending *act);
GS_CHECKED int gs_store_each_pending(struct gs_database *store,
    gs_pending_fn *visit, void *ctx);
/* Of one memo, or of all if `memo` is NULL. */
GS_CHECKED int gs_store_clear_pending(struct gs_database *store,
    const uint8_t *memo);

/* Private to store/: its tables. */
extern const struct gs_tables gs_inbox_tables;

#endif
