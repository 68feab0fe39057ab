/* SPDX-License-Identifier: Apache-2.0 */
/* What waits: the acts of memos that gather, and what enters at a release.  A
 * file of its own, inbox.db.
 *
 * The contract that protects members.  An anonymous act is kept by its tag
 * alone: no order of arrival, no time, no address, neither in its bytes nor in
 * where they lie.  Every item is cards in places drawn by chance (deck.h): each
 * arrangement of them is as likely as every other, whatever order they came in.
 * What is deleted is overwritten.  After a transaction with anonymous acts the
 * caller tidies (gs_inbox_tidy): then nothing is left of which came together.
 * tests/system/stored.py looks for all of it on the disk.
 *
 * An act costs the same however many wait: a card or two are written, and what
 * says where they are is in memory. */
#ifndef GS_STORE_INBOX_H
#define GS_STORE_INBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"

struct gs_database;

GS_CHECKED int gs_inbox_open(struct gs_database **out, const char *path);
/* After a transaction with anonymous acts.  Takes no time, unless something
 * went: then the file is written anew, which takes the room that
 * gs_store_tidy_room says. */
GS_CHECKED int gs_inbox_tidy(struct gs_database *inbox);

/* A memo that gathers.  Its texts are in another file (boxes.h). */
struct gs_box {
	uint8_t memo[32], roll[32], charter[32];
	int64_t after, expires; /* days since 1970; `expires` is its last */
	uint8_t token_hash[32], owner_hash[32];
	bool filed;
	bool empty; /* its texts are gone; unless it is filed, so is the box,
	             * and what it promised stays */
};
/* In the place of one that is gone, whose acts stay.  GS_ERR_DUPLICATE. */
GS_CHECKED int gs_inbox_add_box(struct gs_database *inbox,
    const struct gs_box *box);
GS_CHECKED int gs_inbox_box(struct gs_box *out, struct gs_database *inbox,
    const uint8_t memo[32]);
GS_CHECKED int gs_inbox_prolong(struct gs_database *inbox,
    const uint8_t memo[32], int64_t expires);
/* Marks it filed; its acts are in the log, and deleted here. */
GS_CHECKED int gs_inbox_close_box(struct gs_database *inbox,
    const uint8_t memo[32]);
/* Its texts are gone. */
GS_CHECKED int gs_inbox_empty_box(struct gs_database *inbox,
    const uint8_t memo[32]);
/* One that is not filed goes.  Its acts were promised a place beside their
 * memo, which may still be filed another way, and stay: then it is empty. */
GS_CHECKED int gs_inbox_retire_box(struct gs_database *inbox,
    const uint8_t memo[32]);
/* With its acts; nothing if there is none. */
GS_CHECKED int gs_inbox_remove_box(struct gs_database *inbox,
    const uint8_t memo[32]);
/* By ascending memo.  `visit` returns an enum gs_err. */
typedef int gs_box_fn(void *ctx, const struct gs_box *box);
GS_CHECKED int gs_inbox_each_box(struct gs_database *inbox, gs_box_fn *visit,
    void *ctx);

/* The tags with which boxes were opened in a week.  They are kept apart from
 * the boxes: nobody can tell which of them opened which. */
GS_CHECKED int gs_inbox_use_turn(struct gs_database *inbox, uint64_t week,
    const uint8_t tag[32]);
/* GS_ERR_UNKNOWN unless it is used. */
GS_CHECKED int gs_inbox_turn(struct gs_database *inbox, uint64_t week,
    const uint8_t tag[32]);
/* Forgets the turns of all weeks before this one. */
GS_CHECKED int gs_inbox_drop_turns(struct gs_database *inbox, uint64_t week);

/* What a tag has done for a memo that is not in the log: it endorsed, and took
 * that back or not (then `withdrawal` is empty); as it stands, and as others
 * are shown it (empty: not yet). */
struct gs_box_act {
	uint8_t tag[32];
	struct gs_span endorsement, withdrawal;
	struct gs_span shown, shown_withdrawal;
};
/* Inserts or replaces what stands; what is shown stays. */
GS_CHECKED int gs_inbox_put_act(struct gs_database *inbox,
    const uint8_t memo[32], const struct gs_box_act *act);
GS_CHECKED int gs_inbox_act(struct gs_box_act *out, struct gs_database *inbox,
    const uint8_t memo[32], const uint8_t tag[32]);
/* Tags of which nothing is shown yet. */
GS_CHECKED int gs_inbox_count_new(uint64_t *tags, struct gs_database *inbox,
    const uint8_t memo[32]);
/* Shows all as it stands. */
GS_CHECKED int gs_inbox_show_acts(struct gs_database *inbox,
    const uint8_t memo[32]);
GS_CHECKED int gs_inbox_drop_acts(struct gs_database *inbox,
    const uint8_t memo[32]);
/* By ascending tag.  `visit` returns an enum gs_err; its act is borrowed until
 * it returns. */
typedef int gs_box_act_fn(void *ctx, const struct gs_box_act *act);
GS_CHECKED int gs_inbox_each_act(struct gs_database *inbox,
    const uint8_t memo[32], gs_box_act_fn *visit, void *ctx);

/* What was promised a place in the log: a filing's memo, and after filing an
 * endorsement, a withdrawal, an answer, an end.  `kind` is the record's type;
 * `tag` is unique in its memo and kind. */
#define GS_PENDING_KIND_MAX 16
struct gs_pending {
	uint8_t memo[32], tag[32];
	char kind[GS_PENDING_KIND_MAX];
	struct gs_span record;
	uint8_t content[32]; /* the file that it names, or zeros */
	bool boxed;          /* a filing: it came through its box */
	int64_t by;          /* promised */
};
/* `kind` is shorter than the room for it. */
void gs_pending_set_kind(struct gs_pending *act, const char *kind);
/* Inserts or replaces. */
GS_CHECKED int gs_inbox_put_pending(struct gs_database *inbox,
    const struct gs_pending *act);
/* GS_ERR_UNKNOWN. */
GS_CHECKED int gs_inbox_pending(struct gs_pending *out,
    struct gs_database *inbox, const struct gs_pending *key);
/* Another memo's, of this kind and tag; GS_ERR_UNKNOWN: there is none. */
GS_CHECKED int gs_inbox_pending_elsewhere(struct gs_database *inbox,
    const struct gs_pending *key);
/* Whether a filing of this memo waits, or GS_ERR_UNKNOWN; *boxed: at least one
 * that came through its box. */
GS_CHECKED int gs_inbox_filing(bool *boxed, struct gs_database *inbox,
    const uint8_t memo[32]);
/* Whether something names this file: GS_OK or GS_ERR_UNKNOWN. */
GS_CHECKED int gs_inbox_names(struct gs_database *inbox,
    const uint8_t content[32]);
GS_CHECKED int gs_inbox_remove_pending(struct gs_database *inbox,
    const struct gs_pending *key);
/* The earliest time by which something was promised; GS_ERR_UNKNOWN: nothing
 * was. */
GS_CHECKED int gs_inbox_earliest(int64_t *by, struct gs_database *inbox);
/* By ascending memo, kind and tag. */
typedef int gs_pending_fn(void *ctx, const struct gs_pending *act);
GS_CHECKED int gs_inbox_each_pending(struct gs_database *inbox,
    gs_pending_fn *visit, void *ctx);

/* Private to store/: an item, as it lies in the file, is what memory knows of.
 * GS_ERR_CORRUPT; GS_ERR_DUPLICATE: it may have been known. */
GS_CHECKED int gs_inbox_load_item(void *inbox, const uint8_t name[32],
    struct gs_span bytes);

#endif
