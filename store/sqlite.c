/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/crash.h"

struct gs_database {
	sqlite3 *db;
	sqlite3_stmt **statements;
	size_t count;
	sqlite3_stmt *lent; /* the row that somebody borrows from */
};

#define BUSY_MS 5000

/* secure_delete: what is deleted is overwritten, in the file as in the pages
 * that are freed. */
static const char pragmas[] =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA secure_delete = ON;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA temp_store = MEMORY;";

static int translate(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_DONE:
	case SQLITE_ROW:
		return GS_OK;
	case SQLITE_CONSTRAINT:
		return GS_ERR_DUPLICATE;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return GS_ERR_BUSY;
	case SQLITE_NOMEM:
		return GS_ERR_MEMORY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return GS_ERR_CORRUPT;
	case SQLITE_TOOBIG:
		return GS_ERR_RANGE;
	default:
		return GS_ERR_IO;
	}
}

/* SQLite would create it as the umask says; its two companions take the mode
 * of the file. */
static int create_private(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return GS_ERR_IO;
	struct stat st;
	int err = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? GS_OK :
	    GS_ERR_IO;
	if (close(fd) != 0)
		err = GS_ERR_IO;
	return err;
}

static int user_version(int *version, sqlite3 *db)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &st, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*version = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	return translate(rc);
}

static int make_schema(sqlite3 *db, const char *schema)
{
	int version = 0;
	int err = user_version(&version, db);
	if (err != GS_OK)
		return err;
	if (version == 1)
		return GS_OK;
	if (version != 0)
		return GS_ERR_CORRUPT;
	int rc = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	/* Another process may have been quicker. */
	err = rc == SQLITE_OK ? user_version(&version, db) : translate(rc);
	if (err == GS_OK && version == 0) {
		rc = sqlite3_exec(db, schema, NULL, NULL, NULL);
		if (rc == SQLITE_OK)
			rc = sqlite3_exec(db, "PRAGMA user_version = 1", NULL,
			    NULL, NULL);
		err = translate(rc);
	}
	GS_CRASH_POINT("schema-made");
	if (err == GS_OK)
		err = translate(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
	return err;
}

/* Every page, before anything is believed or changed.  What a row holds SQLite
 * cannot know: those who know its hash check it. */
static int check_pages(sqlite3 *db)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db, "PRAGMA integrity_check(1)", -1, &st,
	    NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	int err = translate(rc);
	const unsigned char *said = rc == SQLITE_ROW ?
	    sqlite3_column_text(st, 0) : NULL;
	if (err == GS_OK && (said == NULL ||
	    strcmp((const char *)said, "ok") != 0))
		err = GS_ERR_CORRUPT;
	sqlite3_finalize(st);
	return err;
}

static int prepare(struct gs_database *d, const char *const *statements)
{
	int rc = SQLITE_OK;
	for (size_t i = 0; i < d->count && rc == SQLITE_OK; i++)
		rc = sqlite3_prepare_v3(d->db, statements[i], -1,
		    SQLITE_PREPARE_PERSISTENT, &d->statements[i], NULL);
	/* A statement that does not fit the schema is our mistake. */
	return rc == SQLITE_ERROR ? GS_ERR_INTERNAL : translate(rc);
}

int gs_database_open(struct gs_database **out, const char *path,
    const char *schema, const char *const *statements, size_t count)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
	    SQLITE_OPEN_EXRESCODE;
	struct gs_database *d = calloc(1, sizeof *d);
	int err = GS_ERR_MEMORY;
	if (d == NULL)
		return err;
	d->statements = calloc(count, sizeof(sqlite3_stmt *));
	d->count = count;
	if (d->statements == NULL)
		goto out;
	err = create_private(path);
	if (err == GS_OK)
		err = translate(sqlite3_open_v2(path, &d->db, flags, NULL));
	if (err == GS_OK)
		err = translate(sqlite3_busy_timeout(d->db, BUSY_MS));
	GS_CRASH_POINT("database-created");
	if (err == GS_OK)
		err = translate(sqlite3_exec(d->db, pragmas, NULL, NULL, NULL));
	if (err == GS_OK)
		err = make_schema(d->db, schema);
	if (err == GS_OK)
		err = check_pages(d->db);
	if (err == GS_OK)
		err = prepare(d, statements);
	if (err == GS_OK) {
		*out = d;
		d = NULL;
	}
out:
	gs_database_free(&d);
	return err;
}

void gs_database_free(struct gs_database **database)
{
	struct gs_database *d = *database;
	if (d == NULL)
		return;
	for (size_t i = 0; d->statements != NULL && i < d->count; i++)
		sqlite3_finalize(d->statements[i]);
	sqlite3_close(d->db);
	free(d->statements);
	free(d);
	*database = NULL;
}

static int bind_one(sqlite3_stmt *st, int at, const struct gs_bind *b)
{
	/* SQLite takes a null pointer for NULL, not for an empty value. */
	const void *ptr = b->span.ptr == NULL ? (const void *)"" : b->span.ptr;
	switch (b->kind) {
	case GS_BIND_NUMBER:
		return sqlite3_bind_int64(st, at, b->number);
	case GS_BIND_BLOB:
		return sqlite3_bind_blob64(st, at, ptr, b->span.len,
		    SQLITE_STATIC);
	case GS_BIND_TEXT:
		return sqlite3_bind_text64(st, at, ptr, b->span.len,
		    SQLITE_STATIC, SQLITE_UTF8);
	case GS_BIND_NULL:
	default:
		return sqlite3_bind_null(st, at);
	}
}

static int start(sqlite3_stmt **out, struct gs_database *d, size_t index,
    const struct gs_bind *binds, size_t count)
{
	int rc = SQLITE_OK;
	sqlite3_stmt *st = d->statements[index];
	if (d->lent == st)
		d->lent = NULL;
	sqlite3_reset(st);
	if (count != (size_t)sqlite3_bind_parameter_count(st))
		return GS_ERR_INTERNAL;
	for (size_t i = 0; i < count && rc == SQLITE_OK; i++)
		rc = bind_one(st, (int)i + 1, &binds[i]);
	*out = st;
	return translate(rc);
}

/* Bound values are the caller's memory: they go when the call returns. */
static void finish(sqlite3_stmt *st)
{
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
}

int gs_database_run_with(struct gs_database *d, size_t index,
    const struct gs_bind *binds, size_t count)
{
	sqlite3_stmt *st = NULL;
	int err = start(&st, d, index, binds, count);
	if (err != GS_OK)
		return err;
	int rc = sqlite3_step(st);
	err = rc == SQLITE_ROW ? GS_ERR_INTERNAL : translate(rc);
	finish(st);
	return err;
}

int gs_database_run_plain(struct gs_database *d, size_t index)
{
	return gs_database_run_with(d, index, NULL, 0);
}

int gs_database_row_with(sqlite3_stmt **row, struct gs_database *d,
    size_t index, const struct gs_bind *binds, size_t count)
{
	sqlite3_stmt *st = NULL;
	gs_database_release(d);
	int err = start(&st, d, index, binds, count);
	if (err != GS_OK)
		return err;
	int rc = sqlite3_step(st);
	if (rc == SQLITE_ROW) {
		d->lent = st;
		*row = st;
		return GS_OK;
	}
	finish(st);
	return rc == SQLITE_DONE ? GS_ERR_UNKNOWN : translate(rc);
}

int gs_database_each(struct gs_database *d, size_t index,
    const struct gs_bind *binds, size_t count, gs_row_fn *visit, void *ctx)
{
	sqlite3_stmt *st = NULL;
	int err = start(&st, d, index, binds, count);
	if (err != GS_OK)
		return err;
	int rc = sqlite3_step(st);
	while (rc == SQLITE_ROW && err == GS_OK) {
		err = visit(ctx, st);
		if (err == GS_OK)
			rc = sqlite3_step(st);
	}
	if (err == GS_OK)
		err = translate(rc);
	finish(st);
	return err;
}

int64_t gs_database_changes(const struct gs_database *d)
{
	return sqlite3_changes64(d->db);
}

bool gs_database_changing(const struct gs_database *d)
{
	return sqlite3_get_autocommit(d->db) == 0;
}

void gs_database_release(struct gs_database *d)
{
	if (d->lent != NULL)
		finish(d->lent);
	d->lent = NULL;
}

int gs_database_tidy(struct gs_database *d)
{
	gs_database_release(d);
	int err = translate(sqlite3_exec(d->db, "VACUUM", NULL, NULL, NULL));
	if (err != GS_OK)
		return err;
	return translate(sqlite3_wal_checkpoint_v2(d->db, NULL,
	    SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL));
}

struct gs_span gs_column_span(sqlite3_stmt *row, int column)
{
	/* In this order, as SQLite asks. */
	const void *ptr = sqlite3_column_blob(row, column);
	int len = sqlite3_column_bytes(row, column);
	return (struct gs_span){ptr, ptr == NULL || len < 0 ? 0 : (size_t)len};
}

int gs_column_copy(uint8_t *out, size_t len, sqlite3_stmt *row, int column)
{
	struct gs_span span = gs_column_span(row, column);
	if (span.len != len)
		return GS_ERR_CORRUPT;
	memcpy(out, span.ptr, len);
	return GS_OK;
}
