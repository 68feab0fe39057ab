/* SPDX-License-Identifier: Apache-2.0 */
/* What a channel keeps, in three files: channel.db, what is public (log.h);
 * inbox.db, what waits (inbox.h), in a form that shows no order; boxes.db, what
 * is large of it (boxes.h), which is written anew for that.  A change of two of
 * them is two transactions; whoever makes it says in which order.  The log
 * alone may lie in a database elsewhere instead.
 *
 * Each file has one owner at a time, the server that holds its directory's
 * lock: it is kept with a write-ahead log (sqlite.h).  Nothing else opens it,
 * but that a backup reads channel.db (gs_store_copy).
 *
 * For all of store/: one thread at a time.  Spans that come out are borrowed
 * until the next call that gives one; everything may fail with GS_ERR_IO,
 * GS_ERR_BUSY, GS_ERR_MEMORY and GS_ERR_CORRUPT.  Changes need a
 * transaction. */
#ifndef GS_STORE_STORE_H
#define GS_STORE_STORE_H

#include <stdint.h>

#include "core/err.h"

struct gs_database;

/* The functions below are for the inbox and the texts; the log has its own. */
void gs_store_free(struct gs_database **store);

/* For backups: what channel.db or staff.db has at one moment, into another
 * file, while a server has it open (store/sqlite.h). */
GS_CHECKED int gs_store_copy(const char *to, const char *from);

GS_CHECKED int gs_store_begin(struct gs_database *store);
/* Durable when it returns GS_OK. */
GS_CHECKED int gs_store_commit(struct gs_database *store);
/* Also where no transaction is under way. */
GS_CHECKED int gs_store_rollback(struct gs_database *store);
/* After a transaction with anonymous acts: leaves no trace of which changes
 * came together.  The copy that it makes stands in the folder `tidy` beside the
 * file: its size is bounded by the disk, not by the memory. */
GS_CHECKED int gs_store_tidy(struct gs_database *store);
/* Bytes of the disk that this takes now. */
GS_CHECKED int gs_store_tidy_room(uint64_t *bytes, struct gs_database *store);
/* Whether a copy of so many bytes could be made there now (store/sqlite.h). */
GS_CHECKED int gs_store_tidy_reserve(struct gs_database *store,
    uint64_t bytes);

#endif
