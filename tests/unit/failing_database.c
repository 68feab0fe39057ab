/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite's calls, led here as failing.c says. */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/failing.h"

#define WRAP(name, ...) \
	int __real_##name(__VA_ARGS__); \
	int __wrap_##name(__VA_ARGS__); \
	int __wrap_##name(__VA_ARGS__)

static int due(const char *name)
{
	return fault_due(FAULT_DATABASE, name);
}

WRAP(sqlite3_open_v2, const char *path, sqlite3 **db, int flags,
    const char *vfs)
{
	/* What failed to open is to be closed all the same. */
	int rc = __real_sqlite3_open_v2(path, db, flags, vfs);
	return due("sqlite3_open_v2") ? SQLITE_CANTOPEN : rc;
}

WRAP(sqlite3_prepare_v2, sqlite3 *db, const char *sql, int len,
    sqlite3_stmt **st, const char **tail)
{
	if (!due("sqlite3_prepare_v2"))
		return __real_sqlite3_prepare_v2(db, sql, len, st, tail);
	*st = NULL;
	return SQLITE_IOERR;
}

WRAP(sqlite3_prepare_v3, sqlite3 *db, const char *sql, int len,
    unsigned flags, sqlite3_stmt **st, const char **tail)
{
	if (!due("sqlite3_prepare_v3"))
		return __real_sqlite3_prepare_v3(db, sql, len, flags, st,
		    tail);
	*st = NULL;
	return SQLITE_IOERR;
}

/* Durable writes take their time and change nothing that a test could see. */
WRAP(sqlite3_exec, sqlite3 *db, const char *sql,
    int (*each)(void *, int, char **, char **), void *ctx, char **why)
{
	if (due("sqlite3_exec"))
		return SQLITE_IOERR;
	int rc = __real_sqlite3_exec(db, sql, each, ctx, why);
	if (strstr(sql, "synchronous") != NULL && rc == SQLITE_OK)
		rc = __real_sqlite3_exec(db, "PRAGMA synchronous = OFF",
		    NULL, NULL, NULL);
	return rc;
}

/* As a full disk answers, and before anything has happened. */
WRAP(sqlite3_step, sqlite3_stmt *st)
{
	return due("sqlite3_step") ? SQLITE_FULL : __real_sqlite3_step(st);
}

WRAP(sqlite3_bind_int64, sqlite3_stmt *st, int at, sqlite3_int64 n)
{
	return due("sqlite3_bind_int64") ? SQLITE_NOMEM :
	    __real_sqlite3_bind_int64(st, at, n);
}

WRAP(sqlite3_bind_blob64, sqlite3_stmt *st, int at, const void *ptr,
    sqlite3_uint64 len, void (*free_it)(void *))
{
	return due("sqlite3_bind_blob64") ? SQLITE_NOMEM :
	    __real_sqlite3_bind_blob64(st, at, ptr, len, free_it);
}

WRAP(sqlite3_bind_text64, sqlite3_stmt *st, int at, const char *ptr,
    sqlite3_uint64 len, void (*free_it)(void *), unsigned char coding)
{
	return due("sqlite3_bind_text64") ? SQLITE_NOMEM :
	    __real_sqlite3_bind_text64(st, at, ptr, len, free_it, coding);
}

WRAP(sqlite3_wal_checkpoint_v2, sqlite3 *db, const char *name, int mode,
    int *log, int *done)
{
	return due("sqlite3_wal_checkpoint_v2") ? SQLITE_IOERR :
	    __real_sqlite3_wal_checkpoint_v2(db, name, mode, log, done);
}
