/* SPDX-License-Identifier: Apache-2.0 */
/* One SQLite file behind a fixed table of prepared statements.  Private to
 * store/: everything that is SQL stands in the tables of sqlite.c and
 * staff.c. */
#ifndef GS_STORE_SQLITE_H
#define GS_STORE_SQLITE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"

struct gs_database;

/* Creates the file with mode 0600 if there is none.  `schema` makes it
 * version 1; GS_ERR_CORRUPT if the file has another version. */
GS_CHECKED int gs_database_open(struct gs_database **out, const char *path,
    const char *schema, const char *const *statements, size_t count);
void gs_database_free(struct gs_database **database);

enum gs_bind_kind { GS_BIND_NULL, GS_BIND_NUMBER, GS_BIND_BLOB, GS_BIND_TEXT };

struct gs_bind {
	enum gs_bind_kind kind;
	int64_t number;
	struct gs_span span;
};

#define GS_NUMBER(n) {.kind = GS_BIND_NUMBER, .number = (int64_t)(n)}
#define GS_BLOB(p, n) {.kind = GS_BIND_BLOB, .span = {(p), (n)}}
#define GS_TEXT(p, n) {.kind = GS_BIND_TEXT, .span = {(p), (n)}}
#define GS_ABSENT {.kind = GS_BIND_NULL}

/* Binds and runs a statement that yields no row.  GS_ERR_DUPLICATE: a key is
 * there already; GS_ERR_BUSY, GS_ERR_IO. */
#define gs_database_run(db, index, ...) \
	gs_database_run_with((db), (index), (const struct gs_bind[]){__VA_ARGS__}, \
	    sizeof((const struct gs_bind[]){__VA_ARGS__}) / \
	        sizeof(struct gs_bind))
GS_CHECKED int gs_database_run_with(struct gs_database *db, size_t index,
    const struct gs_bind *binds, size_t count);
GS_CHECKED int gs_database_run_plain(struct gs_database *db, size_t index);
/* The first row, GS_ERR_UNKNOWN if there is none.  *row is for the sqlite3
 * column functions, until the next call that gives a row or tidies. */
#define gs_database_row(row, db, index, ...) \
	gs_database_row_with((row), (db), (index), \
	    (const struct gs_bind[]){__VA_ARGS__}, \
	    sizeof((const struct gs_bind[]){__VA_ARGS__}) / \
	        sizeof(struct gs_bind))
GS_CHECKED int gs_database_row_with(sqlite3_stmt **row,
    struct gs_database *db, size_t index, const struct gs_bind *binds,
    size_t count);
/* Every row in turn.  `visit` returns an enum gs_err, which ends the walk
 * unless it is GS_OK; it may use other statements. */
typedef int gs_row_fn(void *ctx, sqlite3_stmt *row);
GS_CHECKED int gs_database_each(struct gs_database *db, size_t index,
    const struct gs_bind *binds, size_t count, gs_row_fn *visit, void *ctx);
/* Rows that the last statement changed. */
int64_t gs_database_changes(const struct gs_database *db);
/* Whether a transaction is under way. */
bool gs_database_changing(const struct gs_database *db);
/* Ends what borrows from rows; needed before a commit. */
void gs_database_release(struct gs_database *db);
/* Writes the file anew from its rows, in the order of their keys, then empties
 * the write-ahead log: where a row stands in a page, and pages in the file,
 * would show the order in which rows came; old pages of the log, which came
 * together.  Takes memory and time as the database is large: about 10 ms a
 * megabyte. */
GS_CHECKED int gs_database_tidy(struct gs_database *db);

struct gs_span gs_column_span(sqlite3_stmt *row, int column);
/* GS_ERR_CORRUPT unless the column has `len` bytes. */
GS_CHECKED int gs_column_copy(uint8_t *out, size_t len, sqlite3_stmt *row,
    int column);

#endif
