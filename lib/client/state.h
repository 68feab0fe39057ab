/* SPDX-License-Identifier: Apache-2.0 */
/* What a member keeps: one file under a passphrase, with the secrets of the
 * keys that were handed in, their receipts, the slots used for filing and the
 * turns used for boxes, each act that is not known to be in the log, with what
 * the server signed for it, and files that its owner put into it
 * (docs/spec/state.md).  Whoever opens it sees them; nobody can hand in again,
 * or complain about, what they do not have. */
#ifndef GS_LIB_CLIENT_STATE_H
#define GS_LIB_CLIENT_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"
#include "core/memo/memo.h"
#include "core/proof/member.h"
#include "lib/client/lock.h"
#include "lib/client/memory.h"
#include "lib/client/passphrase.h"
#include "lib/client/sight.h"
#include "lib/records/receipt.h"
#include "lib/report.h"

#define GS_CLIENT_KEYS_MAX 64
#define GS_CLIENT_SLOTS_MAX 1024
#define GS_CLIENT_ACTS_MAX 256
#define GS_CLIENT_ACT_BYTES ((size_t)256 << 10) /* of one act's texts */
#define GS_CLIENT_ACTS_BYTES ((size_t)1792 << 10) /* of all acts' texts */
#define GS_CLIENT_KEPT_MAX 64
#define GS_CLIENT_KEPT_BYTES ((size_t)5 << 20) /* of all files that it keeps */
#define GS_CLIENT_NAME_MAX 64
/* Every state's text has this length, whatever is in it, so that its file does
 * not tell what its owner did or keeps. */
#define GS_CLIENT_TEXT_LEN ((size_t)8 << 20)
#define GS_CLIENT_FILE_MAX (GS_CLIENT_TEXT_LEN + GS_LOCK_MORE)

struct gs_client_home {
	const char *server; /* its address */
	const char *vkey;   /* of the log */
	uint8_t channel[32];
};

struct gs_client_key {
	uint64_t edition;
	struct gs_secret secret; /* secret */
	uint8_t key[32];
	char receipt[GS_RECEIPT_MAX]; /* "" until it came; ends in NUL */
};

/* An act that this member makes or made.  It is stored before it is sent.  Of
 * the texts each is empty until it came. */
struct gs_client_act {
	uint8_t memo[32], tag[32];
	char kind[16];    /* as in a promise */
	uint64_t edition; /* of the memo's roll: gs_client_forget */
	bool sent;        /* an answer came: it is promised or refused */
	int64_t later;    /* queued, and not sent yet: the day, UTC since
	                   * 1970-01-01, from which it may be; 0: not queued */
	struct gs_span record;
	struct gs_span link;    /* secret: the box's, to hand it in again */
	struct gs_span content; /* the sealed file that the record names, or
	                         * what stands behind an endorsement */
	struct gs_span promise, refusal; /* records that the server signed */
	struct gs_span count;   /* the newest signed count of the box */
};

/* A file in the state: a link, a package, a provenance file, a seed. */
struct gs_client_kept {
	char name[GS_CLIENT_NAME_MAX + 1];
	uint8_t *bytes; /* secret; the state's own */
	size_t len;
};

/* Secret as a whole. */
struct gs_client;

/* GS_ERR_FORMAT: an address or a key with control characters or spaces, or too
 * long.  It has no passphrase yet. */
GS_CHECKED int gs_client_new(struct gs_client **out,
    const struct gs_client_home *home);
void gs_client_free(struct gs_client **client);
/* The passphrase (secret) of what is written from now on, of any strength.
 * Errors of gs_passphrase_normal, and GS_ERR_RANDOM. */
GS_CHECKED int gs_client_lock(struct gs_client *client,
    enum gs_client_cost cost, const void *passphrase, size_t len);
/* The same at the cost that it has: it was read, or locked before. */
GS_CHECKED int gs_client_relock(struct gs_client *client,
    const void *passphrase, size_t len);

/* What its keys are drawn with (gs_lock_draw); without a passphrase it is not
 * set. */
const struct gs_lock *gs_client_lock_of(const struct gs_client *client);

/* The file's bytes; the caller frees.  GS_ERR_RULE without a passphrase. */
GS_CHECKED int gs_client_write(uint8_t **out, size_t *len,
    const struct gs_client *client);
/* GS_ERR_DENIED: another passphrase, or the file was altered: the two cannot be
 * told apart.  GS_ERR_CORRUPT: zeros stand where a state has none, as in a copy
 * that was made while the file was overwritten.  GS_ERR_FORMAT, GS_ERR_RANGE
 * (the derivation's numbers are out of their limits), GS_ERR_MEMORY. */
GS_CHECKED int gs_client_read(struct gs_client **out,
    struct gs_report *report, const void *file, size_t file_len,
    const void *passphrase, size_t len);
/* The same with a file: it is replaced whole and durable (mode 0600), or it is
 * as it was.  GS_ERR_IO; GS_ERR_DUPLICATE: `fresh`, but there is a file;
 * GS_ERR_BUSY: the file is not the one that was read or saved last: another
 * program wrote it meanwhile, and its acts must not be lost. */
GS_CHECKED int gs_client_save(struct gs_client *client,
    struct gs_report *report, const char *path, bool fresh);
GS_CHECKED int gs_client_load(struct gs_client **out,
    struct gs_report *report, const char *path, const void *passphrase,
    size_t len);

const char *gs_client_server(const struct gs_client *client);
/* Where it is from now on.  GS_ERR_FORMAT: as gs_client_new. */
GS_CHECKED int gs_client_set_server(struct gs_client *client,
    const char *server);
const char *gs_client_vkey(const struct gs_client *client);
const uint8_t *gs_client_channel(const struct gs_client *client);

/* The reading key of a roll, NULL if there is none yet.  Secret. */
const uint8_t *gs_client_reading(const struct gs_client *client);
void gs_client_set_reading(struct gs_client *client, const uint8_t key[32]);

/* What its owner saw of the channel. */
struct gs_memory *gs_client_memory(struct gs_client *client);
/* For how long it has known the channel's rolls. */
struct gs_sight *gs_client_sight(struct gs_client *client);

/* The keys, in the order of their editions. */
size_t gs_client_key_count(const struct gs_client *client);
const struct gs_client_key *gs_client_key_at(const struct gs_client *client,
    size_t index);
/* NULL if there is none for the edition. */
const struct gs_client_key *gs_client_key(const struct gs_client *client,
    uint64_t edition);
/* GS_ERR_RANGE unless the edition is higher than all so far; GS_ERR_SPACE. */
GS_CHECKED int gs_client_add_key(struct gs_client *client,
    const struct gs_client_key *key);
/* GS_ERR_UNKNOWN: no key for the edition; GS_ERR_SPACE. */
GS_CHECKED int gs_client_set_receipt(struct gs_client *client,
    uint64_t edition, const char *receipt);

/* Takes the newest `count` keys out again: they were made and never taken. */
void gs_client_drop_keys(struct gs_client *client, size_t count);

/* Erases an edition's key and acts, and the slots of its roll (NULL: none):
 * what the key signed can then be tied to its holder by nobody, the holder
 * included.  GS_ERR_UNKNOWN. */
GS_CHECKED int gs_client_forget(struct gs_client *client, uint64_t edition,
    const uint8_t *roll);

/* Slots of a roll (its root) that were used, each for a memo.  Mark before
 * the filing is sent: a slot used twice would tie two filings together.
 * GS_ERR_DUPLICATE, GS_ERR_SPACE. */
GS_CHECKED int gs_client_mark_slot(struct gs_client *client,
    const uint8_t roll[32], uint32_t slot, const uint8_t memo[32]);
/* The memo that the slot was used for; NULL: it is free. */
const uint8_t *gs_client_slot(const struct gs_client *client,
    const uint8_t roll[32], uint32_t slot);

/* Turns of a week in which a box was opened, over a roll.  Mark before the box
 * is opened: a turn that is shown twice, or another one on the server's word,
 * would tie two boxes together.  GS_ERR_DUPLICATE, GS_ERR_SPACE (1,024). */
GS_CHECKED int gs_client_mark_turn(struct gs_client *client,
    const uint8_t roll[32], const struct gs_box_turn *turn,
    const uint8_t memo[32]);
/* The memo whose box has the turn, zero if it was taken back; NULL: it is
 * free. */
const uint8_t *gs_client_turn(const struct gs_client *client,
    const uint8_t roll[32], const struct gs_box_turn *turn);
/* The memo's box was taken back: its turns stay used, and the next box takes
 * another one.  Whether there was any: the state is to be written. */
bool gs_client_spend_turns(struct gs_client *client, const uint8_t memo[32]);

/* The acts, in the order of their tags: not of their times. */
size_t gs_client_act_count(const struct gs_client *client);
const struct gs_client_act *gs_client_act_at(const struct gs_client *client,
    size_t index);
/* NULL if there is none. */
const struct gs_client_act *gs_client_act(const struct gs_client *client,
    const uint8_t memo[32], const char *kind, const uint8_t tag[32]);
/* Keeps a copy of the act and its texts; one of the same memo, kind and tag is
 * replaced.  GS_ERR_SPACE: too many, or too long; GS_ERR_FORMAT: its kind is no
 * word; GS_ERR_MEMORY. */
GS_CHECKED int gs_client_put_act(struct gs_client *client,
    const struct gs_client_act *act);
/* Wipes it; those behind it move up. */
void gs_client_drop_act(struct gs_client *client, size_t index);

/* The files that it keeps, in the order of their names: not of their times. */
size_t gs_client_kept_count(const struct gs_client *client);
const struct gs_client_kept *gs_client_kept_at(const struct gs_client *client,
    size_t index);
/* NULL if there is none of that name. */
const struct gs_client_kept *gs_client_kept(const struct gs_client *client,
    const char *name);
/* 1 to GS_CLIENT_NAME_MAX of a-z A-Z 0-9 . _ - and no dot or dash first. */
bool gs_client_is_name(const char *name);
/* Keeps a copy.  GS_ERR_FORMAT: that is no name; GS_ERR_DUPLICATE: it has a
 * file of this name; GS_ERR_SPACE: too many, or too long; GS_ERR_MEMORY. */
GS_CHECKED int gs_client_keep(struct gs_client *client, const char *name,
    struct gs_span bytes);
/* Wipes it; false if there is none of that name. */
bool gs_client_unkeep(struct gs_client *client, const char *name);

#endif
