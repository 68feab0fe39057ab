/* SPDX-License-Identifier: Apache-2.0 */
/* What everybody may know who reads the log: its entries, the sealed files and
 * rolls that it names; and the reading keys of rolls, for their members.
 *
 * It lies in a file of the channel's directory, or in a database that several
 * machines reach.  Which of the two, whoever opens it says; for all that
 * follows it makes no difference.  tests/unit/log_conformance_test.c is what
 * each must pass.
 *
 * One node leads at a time, and it alone may change anything.  Its changes
 * carry the term in which it leads; whoever leads next makes that term void,
 * also for a node that was asleep meanwhile.
 *
 * One thread at a time.  Spans that come out are borrowed until the next call
 * that gives one.  Everything may fail with GS_ERR_IO, GS_ERR_BUSY,
 * GS_ERR_MEMORY and GS_ERR_CORRUPT.  Changes need a transaction. */
#ifndef GS_STORE_LOG_H
#define GS_STORE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"
#include "lib/report.h"

struct gs_log;

/* The file; created (mode 0600) if it is not there. */
GS_CHECKED int gs_log_open_file(struct gs_log **out, const char *path);
/* In the database of a connection string, by a library that is loaded for it:
 * `module`, or NULL for where it lies beside the program or is installed.
 * Before a process shuts itself off: it connects, once and never again.
 * GS_ERR_UNKNOWN: there is no such library. */
GS_CHECKED int gs_log_open_database(struct gs_log **out, const char *place,
    const char *module, struct gs_report *report);
/* The same, of the connection string in a file, which is secret. */
GS_CHECKED int gs_log_open_named(struct gs_log **out, const char *path,
    struct gs_report *report);
void gs_log_free(struct gs_log **log);
/* Looks at every page of a file, which takes time as it is large, and which
 * opening it leaves out.  GS_ERR_CORRUPT. */
GS_CHECKED int gs_log_check(struct gs_log *log);
/* Other machines may reach it too, and what is durable is not only here. */
bool gs_log_shared(const struct gs_log *log);

/* Leading ----------------------------------------------------------------- */

#define GS_LOG_NODE_LEN 32

struct gs_log_claim {
	/* Who claims; zeros: a file's one owner. */
	uint8_t node[GS_LOG_NODE_LEN];
	bool take; /* also from another node, which leads no more then */
	bool moves; /* also from a log that is moved (store/log_move.h) */
};
/* Every byte of the node that leads a log while it is moved, and for ever where
 * it was moved away: no claim holds there but one that `moves`. */
#define GS_LOG_MOVER 0xff
bool gs_log_is_mover(const uint8_t node[GS_LOG_NODE_LEN]);
/* Who leads, or led last; zeros: nobody yet. */
GS_CHECKED int gs_log_leader(uint8_t node[GS_LOG_NODE_LEN],
    struct gs_log *log);
/* From now on this handle leads.  GS_ERR_DENIED: another node does, and `take`
 * is not set, or the log is moved; its name is in *other. */
GS_CHECKED int gs_log_lead(uint8_t other[GS_LOG_NODE_LEN], struct gs_log *log,
    const struct gs_log_claim *claim);
/* After an error: this handle is of no use any more.  Another node leads, or
 * the connection is gone, or nobody knows whether the last commit happened.
 * Nothing is guessed: who leads next reads what is there. */
bool gs_log_lost(const struct gs_log *log);
/* What the database said of the last error; "" where it said nothing. */
const char *gs_log_trouble(const struct gs_log *log);

/* The first change opens the transaction: what only reads costs nothing.
 * GS_ERR_DENIED, from here or from what follows, at the latest from
 * gs_log_commit: this handle does not lead. */
GS_CHECKED int gs_log_begin(struct gs_log *log);
/* Durable when it returns GS_OK, on as many machines as there are to be.  After
 * an error nothing of it happened, unless the handle is lost. */
GS_CHECKED int gs_log_commit(struct gs_log *log);
/* Also where no transaction is under way. */
GS_CHECKED int gs_log_rollback(struct gs_log *log);

/* Entries ----------------------------------------------------------------- */

/* The log as far as it is durable.  The seal is by the log's key, and no
 * signature: of entries that nobody sealed no leader believes that they were
 * examined (docs/SCALING.md). */
struct gs_log_head {
	uint64_t size;
	uint8_t root[32], seal[32];
};
/* All zero: nothing has been entered. */
GS_CHECKED int gs_log_head(struct gs_log_head *out, struct gs_log *log);
/* Once the entries between the two are added.  GS_ERR_MISMATCH: the log is
 * not, or no more, at `from`. */
GS_CHECKED int gs_log_move_head(struct gs_log *log,
    const struct gs_log_head *from, const struct gs_log_head *to);

/* From 0 on without gaps. */
GS_CHECKED int gs_store_size(uint64_t *size, struct gs_log *log);
/* GS_ERR_RANGE unless `index` is the size. */
GS_CHECKED int gs_store_add_entry(struct gs_log *log, uint64_t index,
    struct gs_span entry);
GS_CHECKED int gs_store_entry(struct gs_span *entry, struct gs_log *log,
    uint64_t index);
/* Of the head.  GS_ERR_DUPLICATE: there is a checkpoint of this size;
 * GS_ERR_MISMATCH: the head has another size or root. */
GS_CHECKED int gs_store_add_checkpoint(struct gs_log *log,
    const struct gs_log_head *of, struct gs_span note);
/* The newest; GS_ERR_UNKNOWN if none. */
GS_CHECKED int gs_store_checkpoint(uint64_t *size, struct gs_span *note,
    struct gs_log *log);
/* The one of exactly this size; GS_ERR_UNKNOWN if there is none. */
GS_CHECKED int gs_store_checkpoint_of(struct gs_span *note,
    struct gs_log *log, uint64_t size);
/* The newest of fewer entries; GS_ERR_UNKNOWN if none. */
GS_CHECKED int gs_store_checkpoint_below(uint64_t *size,
    struct gs_span *note, struct gs_log *log, uint64_t below);
/* Puts a note with more cosignatures in its place.  GS_ERR_UNKNOWN. */
GS_CHECKED int gs_store_cosign(struct gs_log *log, uint64_t size,
    struct gs_span note);

/* Files ------------------------------------------------------------------- */

/* Sealed files by their SHA-256, rolls by their root.  Putting what is there
 * already changes nothing. */
GS_CHECKED int gs_store_put_content(struct gs_log *log,
    const uint8_t hash[32], struct gs_span bytes);
GS_CHECKED int gs_store_content(struct gs_span *bytes, struct gs_log *log,
    const uint8_t hash[32]);
/* The one whose hash follows `hash`, which becomes its hash.
 * GS_ERR_UNKNOWN. */
GS_CHECKED int gs_store_next_content(struct gs_span *bytes,
    struct gs_log *log, uint8_t hash[32]);
/* Nothing of it is left in the place; GS_OK too if it was not there. */
GS_CHECKED int gs_store_remove_content(struct gs_log *log,
    const uint8_t hash[32]);
/* Of which memo and for which of its charter's readers of names such a file
 * is, since the log names it in an endorsement alone. */
GS_CHECKED int gs_store_put_reveal(struct gs_log *log,
    const uint8_t hash[32], const uint8_t memo[32], uint32_t reader);
/* GS_ERR_UNKNOWN: it is none. */
GS_CHECKED int gs_store_reveal(uint8_t memo[32], uint32_t *reader,
    struct gs_log *log, const uint8_t hash[32]);
/* The next such file of the memo, in the order of their hashes; `hash` becomes
 * its hash.  GS_ERR_UNKNOWN: there is none behind it. */
GS_CHECKED int gs_store_next_reveal(struct gs_log *log, uint8_t hash[32],
    const uint8_t memo[32]);
/* Where what was removed may still lie beside the tables, it goes too.  Not
 * within a transaction. */
GS_CHECKED int gs_log_tidy(struct gs_log *log);
GS_CHECKED int gs_store_put_roll(struct gs_log *log, const uint8_t root[32],
    struct gs_span keys);
GS_CHECKED int gs_store_roll(struct gs_span *keys, struct gs_log *log,
    const uint8_t root[32]);
/* The reading key (secret) of a roll, by the roll's root. */
GS_CHECKED int gs_store_put_reading(struct gs_log *log,
    const uint8_t root[32], const uint8_t key[32]);
GS_CHECKED int gs_store_reading(uint8_t key[32], struct gs_log *log,
    const uint8_t root[32]);
/* Each of them, by its name; stops at the visitor's first error.  The visitor
 * asks nothing of the log. */
typedef int gs_named_fn(void *ctx, const uint8_t name[32],
    struct gs_span bytes);
GS_CHECKED int gs_store_each_content(struct gs_log *log, gs_named_fn *visit,
    void *ctx);
GS_CHECKED int gs_store_each_roll(struct gs_log *log, gs_named_fn *visit,
    void *ctx);

#endif
