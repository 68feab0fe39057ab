/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/host.h"
#include "lib/crash.h"

#define BUSY_MS 5000
#define SCRATCH_MAX 640
#define MANY_COMMITS 2

/* A write-ahead log that is longer is cut, which costs more than overwriting a
 * short one. */
#define WIPE_MAX ((sqlite3_int64)256 << 10)

struct gs_database {
	sqlite3 *db;
	const struct gs_tables *tables[GS_TABLES_MAX];
	size_t table_count;
	sqlite3_stmt **statements; /* those of all tables, one after another */
	size_t count;
	sqlite3_stmt *lent; /* the row that somebody borrows from */
	bool one_owner; /* with a write-ahead log */
	bool wanted;    /* a transaction, which the first change opens */
	uint64_t commits; /* in the write-ahead log, as far as is known */
	struct gs_buffer buffer;   /* for whom it is asked */
	char scratch[SCRATCH_MAX]; /* "": none */
};

/* secure_delete: what is deleted is overwritten, in the file as in the pages
 * that are freed. */
static const char pragmas[] =
    "PRAGMA secure_delete = ON;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA temp_store = MEMORY;";

static int error_of(int rc)
{
	int primary = rc & 0xff; /* without what SQLite adds to it */

	switch (primary) {
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

static int execute_text(sqlite3 *db, const char *sql)
{
	return error_of(sqlite3_exec(db, sql, NULL, NULL, NULL));
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

/* As SQLite says it is kept, which need not be what it was asked for. */
static int set_journal(sqlite3 *db, enum gs_journal journal)
{
	bool wal = journal == GS_JOURNAL_WAL;
	sqlite3_stmt *st = NULL;

	int rc = sqlite3_prepare_v2(db, wal ? "PRAGMA journal_mode = WAL" :
	    "PRAGMA journal_mode = DELETE", -1, &st, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	const unsigned char *mode = rc == SQLITE_ROW ?
	    sqlite3_column_text(st, 0) : NULL;
	int err = error_of(rc);
	if (err == GS_OK && (mode == NULL || strcmp((const char *)mode,
	        wal ? "wal" : "delete") != 0))
		err = GS_ERR_BUSY;
	sqlite3_finalize(st);

	/* The end of a rollback journal is a transaction's commit: EXTRA makes
	 * that durable too. */
	return err != GS_OK ? err : execute_text(db, wal ?
	    "PRAGMA synchronous = FULL" : "PRAGMA synchronous = EXTRA");
}

static int read_pragma(int64_t *value, sqlite3 *db, const char *pragma)
{
	sqlite3_stmt *st = NULL;

	int rc = sqlite3_prepare_v2(db, pragma, -1, &st, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*value = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return error_of(rc);
}

static int read_version(int64_t *version, sqlite3 *db)
{
	return read_pragma(version, db, "PRAGMA user_version");
}

/* Of its tables, by themselves: whoever changes one cannot forget it. */
static int64_t own_version(const struct gs_database *d)
{
	struct gs_span parts[GS_TABLES_MAX];
	uint8_t hash[32];

	for (size_t i = 0; i < d->table_count; i++)
		parts[i] = (struct gs_span){
		    (const uint8_t *)d->tables[i]->schema,
		    strlen(d->tables[i]->schema)};
	gs_host_sha256(hash, parts, d->table_count);
	struct gs_reader r = gs_reader_of(hash, sizeof hash);

	/* SQLite keeps a signed number of 32 bits; a new file's is 0. */
	return 1 + (int64_t)(gs_read_u32(&r) >> 2);
}

static int mark_version(struct gs_database *d, int64_t version)
{
	char text[64];

	(void)snprintf(text, sizeof text, "PRAGMA user_version = %lld",
	    (long long)version);
	return execute_text(d->db, text);
}

static int make_tables(struct gs_database *d)
{
	int64_t version = 0, own = own_version(d);

	int err = read_version(&version, d->db);
	if (err != GS_OK)
		return err;
	if (version == own)
		return GS_OK;
	if (version != 0)
		return GS_ERR_MISMATCH;

	err = execute_text(d->db, "BEGIN IMMEDIATE");
	/* Another process may have been quicker. */
	if (err == GS_OK)
		err = read_version(&version, d->db);
	for (size_t i = 0; err == GS_OK && version == 0 && i < d->table_count;
	    i++)
		err = execute_text(d->db, d->tables[i]->schema);
	if (err == GS_OK && version == 0)
		err = mark_version(d, own);
	GS_CRASH_POINT("schema-made");
	return err == GS_OK ? execute_text(d->db, "COMMIT") : err;
}

static int vacuum_into(sqlite3 *db, const char *to)
{
	sqlite3_stmt *st = NULL;

	int rc = sqlite3_prepare_v2(db, "VACUUM INTO ?1", -1, &st, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(st, 1, to, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	sqlite3_finalize(st);
	return error_of(rc);
}

int gs_database_copy(const char *to, const char *from)
{
	sqlite3 *db = NULL;

	int err = create_private(to);
	if (err != GS_OK)
		return err;
	int rc = sqlite3_open_v2(from, &db, SQLITE_OPEN_READONLY, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
		    NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_busy_timeout(db, BUSY_MS);

	err = rc == SQLITE_OK ? vacuum_into(db, to) : error_of(rc);
	sqlite3_close(db);
	return err;
}

int gs_database_check(struct gs_database *d)
{
	sqlite3_stmt *st = NULL;

	int rc = sqlite3_prepare_v2(d->db, "PRAGMA integrity_check(1)", -1,
	    &st, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	int err = error_of(rc);

	const unsigned char *said = rc == SQLITE_ROW ?
	    sqlite3_column_text(st, 0) : NULL;
	if (err == GS_OK && (said == NULL ||
	    strcmp((const char *)said, "ok") != 0))
		err = GS_ERR_CORRUPT;
	sqlite3_finalize(st);
	return err;
}

static int prepare_all(struct gs_database *d)
{
	int rc = SQLITE_OK;
	size_t n = 0;

	for (size_t i = 0; i < d->table_count; i++)
		for (size_t k = 0; k < d->tables[i]->count &&
		    rc == SQLITE_OK; k++)
			rc = sqlite3_prepare_v3(d->db,
			    d->tables[i]->statements[k], -1,
			    SQLITE_PREPARE_PERSISTENT, &d->statements[n++],
			    NULL);

	/* A statement that does not fit the schema is our mistake. */
	return rc == SQLITE_ERROR ? GS_ERR_INTERNAL : error_of(rc);
}

/* The tables of a plan, and room for their statements. */
static int take_tables(struct gs_database *d,
    const struct gs_database_plan *plan)
{
	for (size_t i = 0; i < GS_TABLES_MAX && plan->tables[i] != NULL; i++) {
		d->tables[d->table_count++] = plan->tables[i];
		d->count += plan->tables[i]->count;
	}

	d->statements = calloc(d->count, sizeof(sqlite3_stmt *));
	return d->statements == NULL ? GS_ERR_MEMORY : GS_OK;
}

/* Nothing of it comes to a disk. */
static int make_known(struct gs_database *d)
{
	int err = GS_OK;
	bool any = false;

	for (size_t i = 0; i < d->table_count; i++)
		any = any || d->tables[i]->known != NULL;
	if (any)
		err = execute_text(d->db, "ATTACH ':memory:' AS known");
	for (size_t i = 0; err == GS_OK && i < d->table_count; i++)
		if (d->tables[i]->known != NULL)
			err = execute_text(d->db, d->tables[i]->known);
	return err;
}

/* What a server that was killed left there: SQLite removes the names of its
 * temporary files as soon as they are open. */
static int empty_scratch(const char *folder)
{
	int err = GS_OK;

	DIR *dir = opendir(folder);
	if (dir == NULL)
		return GS_ERR_IO;
	for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir))
		if (e->d_name[0] != '.' &&
		    unlinkat(dirfd(dir), e->d_name, 0) != 0)
			err = GS_ERR_IO;
	closedir(dir);
	return err;
}

static int make_scratch(struct gs_database *d, const char *path,
    const char *name)
{
	const char *slash = strrchr(path, '/');
	int folder = slash == NULL ? 0 : (int)(slash - path + 1);

	if (name == NULL)
		return GS_OK;
	int n = snprintf(d->scratch, sizeof d->scratch, "%.*s%s", folder, path,
	    name);
	if (n < 0 || (size_t)n >= sizeof d->scratch)
		return GS_ERR_RANGE;
	if (mkdir(d->scratch, 0700) != 0 && errno != EEXIST)
		return GS_ERR_IO;
	return empty_scratch(d->scratch);
}

int gs_database_open(struct gs_database **out, const char *path,
    const struct gs_database_plan *plan)
{
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
	    SQLITE_OPEN_EXRESCODE;
	struct gs_database *d = calloc(1, sizeof *d);
	if (d == NULL)
		return GS_ERR_MEMORY;

	d->one_owner = plan->journal == GS_JOURNAL_WAL;
	d->commits = MANY_COMMITS;
	int err = take_tables(d, plan);
	if (err == GS_OK)
		err = create_private(path);
	if (err == GS_OK)
		err = make_scratch(d, path, plan->scratch);
	if (err == GS_OK)
		err = error_of(sqlite3_open_v2(path, &d->db, flags, NULL));
	if (err == GS_OK)
		err = error_of(sqlite3_busy_timeout(d->db, BUSY_MS));
	GS_CRASH_POINT("database-created");

	if (err == GS_OK)
		err = execute_text(d->db, pragmas);
	if (err == GS_OK)
		err = set_journal(d->db, plan->journal);
	if (err == GS_OK)
		err = make_tables(d);
	/* Before anything is believed or changed. */
	if (err == GS_OK && !plan->unchecked)
		err = gs_database_check(d);
	if (err == GS_OK)
		err = make_known(d);
	if (err == GS_OK)
		err = prepare_all(d);

	if (err == GS_OK) {
		*out = d;
		d = NULL;
	}
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
	gs_buffer_free(&d->buffer);
	free(d->statements);
	free(d);
	*database = NULL;
}

/* Where several processes have the file, what is read before the first change
 * must not change either. */
int gs_database_begin(struct gs_database *d)
{
	gs_database_release(d);
	if (!d->one_owner)
		return execute_text(d->db, "BEGIN IMMEDIATE");
	if (d->wanted || sqlite3_get_autocommit(d->db) == 0)
		return GS_ERR_INTERNAL;
	d->wanted = true;
	return GS_OK;
}

/* Before a change. */
static int open_wanted(struct gs_database *d)
{
	if (!d->wanted)
		return GS_OK;
	int err = execute_text(d->db, "BEGIN IMMEDIATE");
	d->wanted = err != GS_OK;
	return err;
}

int gs_database_hold(struct gs_database *d)
{
	return open_wanted(d);
}

int gs_database_commit(struct gs_database *d)
{
	gs_database_release(d);
	if (d->wanted) {
		d->wanted = false;
		return GS_OK;
	}
	d->commits++;
	return execute_text(d->db, "COMMIT");
}

/* Where the disk is full SQLite has rolled back already. */
int gs_database_rollback(struct gs_database *d)
{
	gs_database_release(d);
	d->wanted = false;
	if (sqlite3_get_autocommit(d->db) != 0)
		return GS_OK;
	return execute_text(d->db, "ROLLBACK");
}

static int bind_value(sqlite3_stmt *st, int at, const struct gs_bind *b)
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

/* NULL: the file does not have these tables. */
static sqlite3_stmt *find_statement(const struct gs_database *d,
    const struct gs_query *query)
{
	size_t base = 0;

	for (size_t i = 0; i < d->table_count; i++) {
		if (d->tables[i] == query->tables)
			return query->index < d->tables[i]->count ?
			    d->statements[base + query->index] : NULL;
		base += d->tables[i]->count;
	}
	return NULL;
}

static int start_statement(sqlite3_stmt **out, struct gs_database *d,
    const struct gs_query *query)
{
	int rc = SQLITE_OK;

	sqlite3_stmt *st = find_statement(d, query);
	if (st == NULL || query->count !=
	    (size_t)sqlite3_bind_parameter_count(st))
		return GS_ERR_INTERNAL;
	if (d->lent == st)
		d->lent = NULL;

	sqlite3_reset(st);
	for (size_t i = 0; i < query->count && rc == SQLITE_OK; i++)
		rc = bind_value(st, (int)i + 1, &query->binds[i]);
	*out = st;
	return error_of(rc);
}

/* Bound values are the caller's memory: they go when the call returns. */
static void finish_statement(sqlite3_stmt *st)
{
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
}

int gs_database_run(struct gs_database *d,
    const struct gs_query *query)
{
	sqlite3_stmt *st = NULL;

	int err = open_wanted(d);
	if (err == GS_OK)
		err = start_statement(&st, d, query);
	if (err != GS_OK)
		return err;

	int rc = sqlite3_step(st);
	err = rc == SQLITE_ROW ? GS_ERR_INTERNAL : error_of(rc);
	finish_statement(st);
	return err;
}

int gs_database_row(sqlite3_stmt **row, struct gs_database *d,
    const struct gs_query *query)
{
	sqlite3_stmt *st = NULL;

	gs_database_release(d);
	int err = start_statement(&st, d, query);
	if (err != GS_OK)
		return err;

	int rc = sqlite3_step(st);
	if (rc == SQLITE_ROW) {
		d->lent = st;
		*row = st;
		return GS_OK;
	}
	finish_statement(st);
	return rc == SQLITE_DONE ? GS_ERR_UNKNOWN : error_of(rc);
}

int gs_database_each(struct gs_database *d,
    const struct gs_query *query, gs_row_fn *visit, void *ctx)
{
	sqlite3_stmt *st = NULL;

	int err = start_statement(&st, d, query);
	if (err != GS_OK)
		return err;

	int rc = sqlite3_step(st);
	while (rc == SQLITE_ROW && err == GS_OK) {
		err = visit(ctx, st);
		if (err == GS_OK)
			rc = sqlite3_step(st);
	}
	if (err == GS_OK)
		err = error_of(rc);
	finish_statement(st);
	return err;
}

int64_t gs_database_changes(const struct gs_database *d)
{
	return sqlite3_changes64(d->db);
}

void gs_database_release(struct gs_database *d)
{
	if (d->lent != NULL)
		finish_statement(d->lent);
	d->lent = NULL;
}

/* The copy in a file of the scratch folder.  Where that folder is gone SQLite
 * would choose another, outside of the channel's directory: then nothing is
 * done.  The name of the folder is the whole process's, in SQLite. */
static int vacuum_in_scratch(struct gs_database *d)
{
	static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
	struct stat st;

	if (stat(d->scratch, &st) != 0 || !S_ISDIR(st.st_mode) ||
	    access(d->scratch, W_OK | X_OK) != 0)
		return GS_ERR_IO;

	(void)pthread_mutex_lock(&one);
	sqlite3_temp_directory = d->scratch;
	int err = execute_text(d->db, "PRAGMA temp_store = FILE");
	if (err == GS_OK)
		err = execute_text(d->db, "VACUUM");
	int kept = execute_text(d->db, "PRAGMA temp_store = MEMORY");
	sqlite3_temp_directory = NULL;
	(void)pthread_mutex_unlock(&one);
	return err == GS_OK ? kept : err;
}

static int run_checkpoint(struct gs_database *d, int mode)
{
	return error_of(sqlite3_wal_checkpoint_v2(d->db, "main", mode, NULL,
	    NULL));
}

/* All that it has is in the file, durably.  Without such a log there is nothing
 * to do, which is no error. */
static int cut_journal(struct gs_database *d)
{
	int err = run_checkpoint(d, SQLITE_CHECKPOINT_TRUNCATE);

	if (err == GS_OK)
		d->commits = 0;
	return err;
}

int gs_database_cut(struct gs_database *d)
{
	gs_database_release(d);
	return cut_journal(d);
}

static int wipe_file(sqlite3_file *file, sqlite3_int64 size)
{
	static const uint8_t zeros[4096];
	int rc = SQLITE_OK;

	for (sqlite3_int64 at = 0; at < size && rc == SQLITE_OK;
	    at += (sqlite3_int64)sizeof zeros)
		rc = file->pMethods->xWrite(file, zeros,
		    size - at < (sqlite3_int64)sizeof zeros ?
		        (int)(size - at) : (int)sizeof zeros, at);
	return error_of(rc);
}

/* The same without new blocks and a new length at the next commit, which are
 * half of what a small one costs.  Only a log with one transaction may be left
 * half overwritten by a crash: each frame's checksum covers those before it,
 * and the last one commits, so that all of it counts, or nothing.  Of two the
 * first could be left alone, and would take the second back. */
static int empty_journal(struct gs_database *d)
{
	sqlite3_file *file = NULL;
	sqlite3_int64 size = 0;

	if (d->commits == 0)
		return GS_OK;
	if (d->commits >= MANY_COMMITS)
		return cut_journal(d);
	int err = error_of(sqlite3_file_control(d->db, "main",
	    SQLITE_FCNTL_JOURNAL_POINTER, &file));
	if (err == GS_OK && (file == NULL || file->pMethods == NULL))
		err = GS_ERR_INTERNAL;
	if (err == GS_OK)
		err = error_of(file->pMethods->xFileSize(file, &size));
	if (err == GS_OK && size > WIPE_MAX)
		return cut_journal(d);

	if (err == GS_OK)
		err = run_checkpoint(d, SQLITE_CHECKPOINT_RESTART);
	GS_CRASH_POINT("journal-written-back");
	if (err == GS_OK)
		err = wipe_file(file, size);
	GS_CRASH_POINT("journal-wiped");
	if (err == GS_OK)
		d->commits = 0;
	return err;
}

int gs_database_tidy(struct gs_database *d)
{
	gs_database_release(d);
	d->commits = MANY_COMMITS;
	int err = d->scratch[0] != '\0' ? vacuum_in_scratch(d) :
	    execute_text(d->db, "VACUUM");

	return err == GS_OK ? cut_journal(d) : err;
}

int gs_database_trim(struct gs_database *d)
{
	int64_t free_pages = 0;

	gs_database_release(d);
	int err = read_pragma(&free_pages, d->db, "PRAGMA freelist_count");
	if (err != GS_OK)
		return err;
	return free_pages > 0 ? gs_database_tidy(d) : empty_journal(d);
}

/* In the folder that would hold the copy, and gone at once. */
int gs_database_tidy_reserve(struct gs_database *d, uint64_t bytes)
{
	char path[SCRATCH_MAX + 16];

	int n = snprintf(path, sizeof path, "%s/reserve", d->scratch);
	if (d->scratch[0] == '\0' || n < 0 || (size_t)n >= sizeof path ||
	    bytes > INT64_MAX)
		return GS_ERR_RANGE;
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC |
	    O_NOFOLLOW, 0600);
	if (fd < 0)
		return GS_ERR_IO;

	int err = unlink(path) == 0 && (bytes == 0 ||
	    posix_fallocate(fd, 0, (off_t)bytes) == 0) ? GS_OK : GS_ERR_IO;
	(void)close(fd);
	return err;
}

int gs_database_tidy_room(uint64_t *bytes, struct gs_database *d)
{
	int64_t pages = 0, size = 0;

	int err = read_pragma(&pages, d->db, "PRAGMA page_count");
	if (err == GS_OK)
		err = read_pragma(&size, d->db, "PRAGMA page_size");
	if (err == GS_OK && (pages < 0 || size < 0 || size > 65536 ||
	    pages > INT64_MAX / (2 * 65536)))
		err = GS_ERR_CORRUPT;
	if (err == GS_OK)
		*bytes = 2 * (uint64_t)pages * (uint64_t)size;
	return err;
}

int gs_buffer_set(struct gs_buffer *buffer, size_t len)
{
	if (len > buffer->room) {
		uint8_t *ptr = malloc(len);
		if (ptr == NULL)
			return GS_ERR_MEMORY;
		if (buffer->len > 0)
			memcpy(ptr, buffer->ptr, buffer->len);
		free(buffer->ptr);
		buffer->ptr = ptr;
		buffer->room = len;
	}
	buffer->len = len;
	return GS_OK;
}

void gs_buffer_free(struct gs_buffer *buffer)
{
	free(buffer->ptr);
	*buffer = (struct gs_buffer){.ptr = NULL};
}

struct gs_buffer *gs_database_buffer(struct gs_database *d)
{
	return &d->buffer;
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
