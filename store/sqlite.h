/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite's calls: one file behind fixed tables of prepared statements.  Private
 * to store/; the SQL stands with what it stores, in log_sqlite.c, deck.c,
 * inbox.c, boxes.c and staff.c. */
#ifndef GS_STORE_SQLITE_H
#define GS_STORE_SQLITE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"

/* How changes become durable.  Before 3.51.3 SQLite can corrupt a file whose
 * write-ahead log two connections checkpoint at once ("the WAL-reset bug");
 * Debian 12 has 3.40.  So such a log is for a file with one owner. */
enum gs_journal {
	GS_JOURNAL_WAL,     /* one process has the file open */
	GS_JOURNAL_ROLLBACK /* several may */
};

/* Tables, and the statements on them. */
struct gs_tables {
	const char *schema;
	const char *const *statements;
	size_t count;
	/* NULL, or what is made in memory each time the file is opened, and
	 * named `known.` in statements: who opens it fills it.  A transaction
	 * is of both. */
	const char *known;
};
#define GS_TABLES_MAX 2

struct gs_database;

struct gs_database_plan {
	enum gs_journal journal;
	const struct gs_tables *tables[GS_TABLES_MAX]; /* NULL: no more */
	/* A folder beside the file, made (mode 0700) if it is not there: where
	 * the copy stands while the file is written anew.  NULL: in memory, for
	 * a file that stays small. */
	const char *scratch;
	bool unchecked; /* the pages are looked at later, or otherwise */
};

/* Creates the file with mode 0600 if there is none, and its tables, which are
 * version 1; GS_ERR_CORRUPT if the file has another version, or damage. */
GS_CHECKED int gs_database_open(struct gs_database **out, const char *path,
    const struct gs_database_plan *plan);
void gs_database_free(struct gs_database **database);
/* What is committed of the file `from` at one moment, into `to`, which is made
 * (mode 0600), or is empty; without what SQLite gave up.  Another process may
 * have `from` open and change it: it is read alone, and its log is not
 * checkpointed. */
GS_CHECKED int gs_database_copy(const char *to, const char *from);
/* Every page.  What a row holds SQLite cannot know: those who know its hash
 * check it.  GS_ERR_CORRUPT. */
GS_CHECKED int gs_database_check(struct gs_database *db);

/* Owned: {0} to begin with, and gs_buffer_free at the end. */
struct gs_buffer {
	uint8_t *ptr;
	size_t len, room;
};
/* Room for `len` bytes, which are its length from now on. */
GS_CHECKED int gs_buffer_set(struct gs_buffer *buffer, size_t len);
void gs_buffer_free(struct gs_buffer *buffer);

/* A transaction; ends what borrows from rows.  Of a file with one owner the
 * first change opens it (gs_database_run): what only reads costs nothing, and
 * its commit writes nothing. */
GS_CHECKED int gs_database_begin(struct gs_database *db);
/* Opens it before the first change. */
GS_CHECKED int gs_database_hold(struct gs_database *db);
/* Durable when it returns GS_OK. */
GS_CHECKED int gs_database_commit(struct gs_database *db);
/* Also where no transaction is under way. */
GS_CHECKED int gs_database_rollback(struct gs_database *db);

enum gs_bind_kind { GS_BIND_NULL, GS_BIND_NUMBER, GS_BIND_BLOB, GS_BIND_TEXT };

struct gs_bind {
	enum gs_bind_kind kind;
	int64_t number;
	struct gs_span span;
};

#define GS_NUMBER(n) {.kind = GS_BIND_NUMBER, .number = (int64_t)(n)}
#define GS_BLOB(p, n) {.kind = GS_BIND_BLOB, .span = {(p), (n)}}
#define GS_BLOB_32(p) GS_BLOB((p), 32)
#define GS_BLOB_SPAN(s) GS_BLOB((s).ptr, (s).len)
#define GS_TEXT_SPAN(s) {.kind = GS_BIND_TEXT, .span = (s)}

/* A statement with what it binds: GS_QUERY(tables, INDEX, bind...), and
 * GS_PLAIN(tables, INDEX) for one that binds nothing. */
struct gs_query {
	const struct gs_tables *tables;
	size_t index;
	const struct gs_bind *binds;
	size_t count;
};
#define GS_QUERY(of, index, ...) \
	(&(const struct gs_query){(of), (index), \
	    (const struct gs_bind[]){__VA_ARGS__}, \
	    sizeof((const struct gs_bind[]){__VA_ARGS__}) / \
	        sizeof(struct gs_bind)})
#define GS_PLAIN(of, index) \
	(&(const struct gs_query){(of), (index), NULL, 0})

/* For all: GS_ERR_INTERNAL for a statement on tables that this file does not
 * have. */

/* Runs one that yields no row.  GS_ERR_DUPLICATE: a key is there already;
 * GS_ERR_BUSY, GS_ERR_IO. */
GS_CHECKED int gs_database_run(struct gs_database *db,
    const struct gs_query *query);
/* The first row, GS_ERR_UNKNOWN if there is none.  *row is for the sqlite3
 * column functions, until the next call that gives a row or tidies; until then
 * a file with a rollback journal is not written. */
GS_CHECKED int gs_database_row(sqlite3_stmt **row, struct gs_database *db,
    const struct gs_query *query);
/* Every row in turn.  `visit` returns an enum gs_err, which ends the walk
 * unless it is GS_OK; it may use other statements. */
typedef int gs_row_fn(void *ctx, sqlite3_stmt *row);
GS_CHECKED int gs_database_each(struct gs_database *db,
    const struct gs_query *query, gs_row_fn *visit, void *ctx);
/* Rows that the last statement changed. */
int64_t gs_database_changes(const struct gs_database *db);
/* Ends what borrows from rows. */
void gs_database_release(struct gs_database *db);
/* Writes the file anew from its rows, in the order of their keys, then empties
 * a write-ahead log: where a row stands in a page, and pages in the file, would
 * show the order in which rows came; old pages of the log, which came together.
 * Takes time as the database is large, about 10 ms a megabyte, and room beside
 * it (gs_database_tidy_room).  After a failure the file is as it was. */
GS_CHECKED int gs_database_tidy(struct gs_database *db);
/* Of a file whose rows lie the same way whatever came when (deck.h): empties
 * the write-ahead log, and writes the file anew only if it has free pages. */
GS_CHECKED int gs_database_trim(struct gs_database *db);
/* All that it has is in the file, and the write-ahead log is empty.
 * GS_ERR_BUSY: somebody reads. */
GS_CHECKED int gs_database_cut(struct gs_database *db);
/* Bytes of its file system that the other takes now: a copy, and what the
 * write-ahead log grows by. */
GS_CHECKED int gs_database_tidy_room(uint64_t *bytes, struct gs_database *db);
/* Whether the folder of its copies takes a file of so many bytes now: one is
 * made and removed.  The database has such a folder.  GS_ERR_IO: it is not
 * there, may not be written, or has no room; GS_ERR_RANGE. */
GS_CHECKED int gs_database_tidy_reserve(struct gs_database *db,
    uint64_t bytes);

/* Room of the database's own, for what a caller borrows until the next call
 * that uses it. */
struct gs_buffer *gs_database_buffer(struct gs_database *db);

struct gs_span gs_column_span(sqlite3_stmt *row, int column);
/* GS_ERR_CORRUPT unless the column has `len` bytes. */
GS_CHECKED int gs_column_copy(uint8_t *out, size_t len, sqlite3_stmt *row,
    int column);

#endif
