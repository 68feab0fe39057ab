/* SPDX-License-Identifier: Apache-2.0 */
#include "store/log.h"

#include "store/sqlite.h"

/* WITHOUT ROWID: a rowid would be the order of arrival. */
static const char schema[] =
    "CREATE TABLE entries ("
    "  position INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT;"
    "CREATE TABLE checkpoints ("
    "  size INTEGER PRIMARY KEY, note BLOB NOT NULL) STRICT;"
    "CREATE TABLE content ("
    "  hash BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE reveals ("
    "  hash BLOB PRIMARY KEY, memo BLOB NOT NULL, reader INTEGER NOT NULL)"
    "  STRICT, WITHOUT ROWID;"
    "CREATE TABLE rolls ("
    "  root BLOB PRIMARY KEY, keys BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE readings ("
    "  root BLOB PRIMARY KEY, key BLOB NOT NULL) STRICT, WITHOUT ROWID;";

enum statement {
	SIZE, ADD_ENTRY, ENTRY, ADD_CHECKPOINT, CHECKPOINT,
	CHECKPOINT_OF, CHECKPOINT_BELOW, COSIGN,
	PUT_CONTENT, CONTENT, NEXT_CONTENT, EACH_CONTENT, PUT_REVEAL, REVEAL,
	PUT_ROLL, ROLL,
	EACH_ROLL, PUT_READING, READING,
	STATEMENTS
};

static const char *const statements[STATEMENTS] = {
	[SIZE] = "SELECT coalesce(max(position) + 1, 0) FROM entries",
	[ADD_ENTRY] = "INSERT INTO entries (position, entry) SELECT ?1, ?2"
	    " WHERE ?1 = (SELECT coalesce(max(position) + 1, 0) FROM entries)",
	[ENTRY] = "SELECT entry FROM entries WHERE position = ?",
	[ADD_CHECKPOINT] = "INSERT INTO checkpoints (size, note) VALUES (?, ?)",
	[CHECKPOINT] =
	    "SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1",
	[CHECKPOINT_OF] = "SELECT note FROM checkpoints WHERE size = ?",
	[CHECKPOINT_BELOW] = "SELECT size, note FROM checkpoints"
	    " WHERE size < ? ORDER BY size DESC LIMIT 1",
	[COSIGN] = "UPDATE checkpoints SET note = ?2 WHERE size = ?1",
	[PUT_CONTENT] = "INSERT OR IGNORE INTO content (hash, bytes)"
	    " VALUES (?, ?)",
	[CONTENT] = "SELECT bytes FROM content WHERE hash = ?",
	[NEXT_CONTENT] = "SELECT bytes, hash FROM content WHERE hash > ?"
	    " ORDER BY hash LIMIT 1",
	[EACH_CONTENT] = "SELECT hash, bytes FROM content ORDER BY hash",
	[PUT_REVEAL] = "INSERT OR IGNORE INTO reveals (hash, memo, reader)"
	    " VALUES (?, ?, ?)",
	[REVEAL] = "SELECT memo, reader FROM reveals WHERE hash = ?",
	[PUT_ROLL] = "INSERT OR IGNORE INTO rolls (root, keys) VALUES (?, ?)",
	[ROLL] = "SELECT keys FROM rolls WHERE root = ?",
	[EACH_ROLL] = "SELECT root, keys FROM rolls ORDER BY root",
	[PUT_READING] = "INSERT OR IGNORE INTO readings (root, key)"
	    " VALUES (?, ?)",
	[READING] = "SELECT key FROM readings WHERE root = ?",
};

const struct gs_tables gs_log_tables = {schema, statements, STATEMENTS,
    NULL};

#define LOG(...) GS_QUERY(&gs_log_tables, __VA_ARGS__)
#define LOG_PLAIN(index) GS_PLAIN(&gs_log_tables, index)

int gs_store_size(uint64_t *size, struct gs_database *store)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, store, LOG_PLAIN(SIZE));
	if (err == GS_OK)
		*size = (uint64_t)sqlite3_column_int64(row, 0);
	return err;
}

int gs_store_add_entry(struct gs_database *store, uint64_t index,
    struct gs_span entry)
{
	if (index > INT64_MAX)
		return GS_ERR_RANGE;

	int err = gs_database_run(store, LOG(ADD_ENTRY, GS_NUMBER(index),
	    GS_BLOB_SPAN(entry)));
	if (err == GS_OK && gs_database_changes(store) != 1)
		err = GS_ERR_RANGE;
	return err;
}

/* The first column of the row. */
static int find_span(struct gs_span *out, struct gs_database *store,
    const struct gs_query *query)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, store, query);
	if (err == GS_OK)
		*out = gs_column_span(row, 0);
	return err;
}

int gs_store_entry(struct gs_span *entry, struct gs_database *store,
    uint64_t index)
{
	if (index > INT64_MAX)
		return GS_ERR_UNKNOWN;
	return find_span(entry, store, LOG(ENTRY, GS_NUMBER(index)));
}

int gs_store_add_checkpoint(struct gs_database *store, uint64_t size,
    struct gs_span note)
{
	return gs_database_run(store, LOG(ADD_CHECKPOINT, GS_NUMBER(size),
	    GS_BLOB_SPAN(note)));
}

static int find_checkpoint(uint64_t *size, struct gs_span *note,
    struct gs_database *store, const struct gs_query *query)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, store, query);
	if (err == GS_OK) {
		*size = (uint64_t)sqlite3_column_int64(row, 0);
		*note = gs_column_span(row, 1);
	}
	return err;
}

int gs_store_checkpoint(uint64_t *size, struct gs_span *note,
    struct gs_database *store)
{
	return find_checkpoint(size, note, store, LOG_PLAIN(CHECKPOINT));
}

int gs_store_checkpoint_below(uint64_t *size, struct gs_span *note,
    struct gs_database *store, uint64_t below)
{
	return find_checkpoint(size, note, store, LOG(CHECKPOINT_BELOW,
	    GS_NUMBER(below)));
}

int gs_store_checkpoint_of(struct gs_span *note, struct gs_database *store,
    uint64_t size)
{
	return find_span(note, store, LOG(CHECKPOINT_OF, GS_NUMBER(size)));
}

int gs_store_cosign(struct gs_database *store, uint64_t size,
    struct gs_span note)
{
	int err = gs_database_run(store, LOG(COSIGN, GS_NUMBER(size),
	    GS_BLOB_SPAN(note)));

	return err == GS_OK && gs_database_changes(store) != 1 ?
	    GS_ERR_UNKNOWN : err;
}

int gs_store_put_content(struct gs_database *store, const uint8_t hash[32],
    struct gs_span bytes)
{
	return gs_database_run(store, LOG(PUT_CONTENT, GS_BLOB_32(hash),
	    GS_BLOB_SPAN(bytes)));
}

int gs_store_content(struct gs_span *bytes, struct gs_database *store,
    const uint8_t hash[32])
{
	return find_span(bytes, store, LOG(CONTENT, GS_BLOB_32(hash)));
}

int gs_store_next_content(struct gs_span *bytes, struct gs_database *store,
    uint8_t hash[32])
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, store, LOG(NEXT_CONTENT,
	    GS_BLOB_32(hash)));
	if (err == GS_OK)
		err = gs_column_copy(hash, 32, row, 1);
	if (err == GS_OK)
		*bytes = gs_column_span(row, 0);
	return err;
}

int gs_store_put_reveal(struct gs_database *store, const uint8_t hash[32],
    const uint8_t memo[32], uint32_t reader)
{
	return gs_database_run(store, LOG(PUT_REVEAL, GS_BLOB_32(hash),
	    GS_BLOB_32(memo), GS_NUMBER(reader)));
}

int gs_store_reveal(uint8_t memo[32], uint32_t *reader,
    struct gs_database *store, const uint8_t hash[32])
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, store, LOG(REVEAL, GS_BLOB_32(hash)));
	if (err == GS_OK)
		err = gs_column_copy(memo, 32, row, 0);
	if (err == GS_OK)
		*reader = (uint32_t)sqlite3_column_int64(row, 1);
	return err;
}

int gs_store_put_roll(struct gs_database *store, const uint8_t root[32],
    struct gs_span keys)
{
	return gs_database_run(store, LOG(PUT_ROLL, GS_BLOB_32(root),
	    GS_BLOB_SPAN(keys)));
}

int gs_store_roll(struct gs_span *keys, struct gs_database *store,
    const uint8_t root[32])
{
	return find_span(keys, store, LOG(ROLL, GS_BLOB_32(root)));
}

struct named_walk {
	gs_named_fn *visit;
	void *ctx;
};

static int visit_named(void *ctx, sqlite3_stmt *row)
{
	struct named_walk *walk = ctx;
	uint8_t name[32];

	int err = gs_column_copy(name, sizeof name, row, 0);
	return err == GS_OK ? walk->visit(walk->ctx, name,
	    gs_column_span(row, 1)) : err;
}

int gs_store_each_content(struct gs_database *store, gs_named_fn *visit,
    void *ctx)
{
	struct named_walk walk = {visit, ctx};

	return gs_database_each(store, LOG_PLAIN(EACH_CONTENT), visit_named,
	    &walk);
}

int gs_store_each_roll(struct gs_database *store, gs_named_fn *visit,
    void *ctx)
{
	struct named_walk walk = {visit, ctx};

	return gs_database_each(store, LOG_PLAIN(EACH_ROLL), visit_named,
	    &walk);
}

int gs_store_put_reading(struct gs_database *store, const uint8_t root[32],
    const uint8_t key[32])
{
	return gs_database_run(store, LOG(PUT_READING, GS_BLOB_32(root),
	    GS_BLOB_32(key)));
}

int gs_store_reading(uint8_t key[32], struct gs_database *store,
    const uint8_t root[32])
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, store, LOG(READING,
	    GS_BLOB_32(root)));
	return err == GS_OK ? gs_column_copy(key, 32, row, 0) : err;
}
