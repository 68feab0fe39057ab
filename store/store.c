/* SPDX-License-Identifier: Apache-2.0 */
/* store.h on SQLite. */
#include <stdlib.h>
#include <string.h>

#include "store/sqlite.h"
#include "store/store.h"

/* WITHOUT ROWID: a rowid would be the order of arrival. */
static const char schema[] =
    "CREATE TABLE entries ("
    "  position INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT;"
    "CREATE TABLE checkpoints ("
    "  size INTEGER PRIMARY KEY, note BLOB NOT NULL) STRICT;"
    "CREATE TABLE content ("
    "  hash BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE rolls ("
    "  root BLOB PRIMARY KEY, keys BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE boxes ("
    "  memo BLOB PRIMARY KEY, roll BLOB NOT NULL, charter BLOB NOT NULL,"
    "  after INTEGER NOT NULL, token_hash BLOB NOT NULL,"
    "  sealed BLOB NOT NULL, filed INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE box_acts ("
    "  memo BLOB NOT NULL REFERENCES boxes, tag BLOB NOT NULL,"
    "  record BLOB NOT NULL, shown BLOB,"
    "  PRIMARY KEY (memo, tag)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE pending ("
    "  memo BLOB NOT NULL, tag BLOB NOT NULL, record BLOB NOT NULL,"
    "  promise BLOB NOT NULL,"
    "  PRIMARY KEY (memo, tag)) STRICT, WITHOUT ROWID;";

enum statement {
	BEGIN, COMMIT, ROLLBACK,
	SIZE, ADD_ENTRY, ENTRY, ADD_CHECKPOINT, CHECKPOINT,
	PUT_CONTENT, CONTENT, EACH_CONTENT, PUT_ROLL, ROLL, EACH_ROLL,
	ADD_BOX, BOX, PUT_ACT, ACT, COUNT_ACTS, SHOW_ACTS, EACH_ACT,
	DELETE_ACTS, CLOSE_BOX,
	PUT_PENDING, PENDING, EACH_PENDING, CLEAR_PENDING, CLEAR_ALL_PENDING,
	STATEMENTS
};

static const char *const statements[STATEMENTS] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
	[ROLLBACK] = "ROLLBACK",
	[SIZE] = "SELECT coalesce(max(position) + 1, 0) FROM entries",
	[ADD_ENTRY] = "INSERT INTO entries (position, entry) SELECT ?1, ?2"
	    " WHERE ?1 = (SELECT coalesce(max(position) + 1, 0) FROM entries)",
	[ENTRY] = "SELECT entry FROM entries WHERE position = ?",
	[ADD_CHECKPOINT] = "INSERT INTO checkpoints (size, note) VALUES (?, ?)",
	[CHECKPOINT] =
	    "SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1",
	[PUT_CONTENT] = "INSERT OR IGNORE INTO content (hash, bytes)"
	    " VALUES (?, ?)",
	[CONTENT] = "SELECT bytes FROM content WHERE hash = ?",
	[EACH_CONTENT] = "SELECT hash, bytes FROM content ORDER BY hash",
	[PUT_ROLL] = "INSERT OR IGNORE INTO rolls (root, keys) VALUES (?, ?)",
	[ROLL] = "SELECT keys FROM rolls WHERE root = ?",
	[EACH_ROLL] = "SELECT root, keys FROM rolls ORDER BY root",
	[ADD_BOX] = "INSERT INTO boxes (memo, roll, charter, after, token_hash,"
	    " sealed, filed) VALUES (?, ?, ?, ?, ?, ?, 0)",
	[BOX] = "SELECT roll, charter, after, token_hash, sealed, filed"
	    " FROM boxes WHERE memo = ?",
	[PUT_ACT] = "INSERT INTO box_acts (memo, tag, record) VALUES (?, ?, ?)"
	    " ON CONFLICT DO UPDATE SET record = excluded.record",
	[ACT] = "SELECT tag, record, shown FROM box_acts"
	    " WHERE memo = ? AND tag = ?",
	[COUNT_ACTS] = "SELECT count(*) FILTER (WHERE shown IS NOT record),"
	    " count(shown) FROM box_acts WHERE memo = ?",
	[SHOW_ACTS] = "UPDATE box_acts SET shown = record"
	    " WHERE memo = ? AND shown IS NOT record",
	[EACH_ACT] = "SELECT tag, record, shown FROM box_acts"
	    " WHERE memo = ? ORDER BY tag",
	[DELETE_ACTS] = "DELETE FROM box_acts WHERE memo = ?",
	[CLOSE_BOX] = "UPDATE boxes SET filed = 1 WHERE memo = ?",
	[PUT_PENDING] = "INSERT INTO pending (memo, tag, record, promise)"
	    " VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
	    " SET record = excluded.record, promise = excluded.promise",
	[PENDING] = "SELECT memo, tag, record, promise FROM pending"
	    " WHERE memo = ? AND tag = ?",
	[EACH_PENDING] = "SELECT memo, tag, record, promise FROM pending"
	    " ORDER BY memo, tag",
	[CLEAR_PENDING] = "DELETE FROM pending WHERE memo = ?",
	[CLEAR_ALL_PENDING] = "DELETE FROM pending",
};

struct gs_store {
	struct gs_database *db;
};

#define BLOB32(p) GS_BLOB((p), 32)
#define SPAN(s) GS_BLOB((s).ptr, (s).len)

int gs_store_open(struct gs_store **out, const char *path)
{
	struct gs_store *s = calloc(1, sizeof *s);
	if (s == NULL)
		return GS_ERR_MEMORY;
	int err = gs_database_open(&s->db, path, schema, statements,
	    STATEMENTS);
	if (err == GS_OK) {
		*out = s;
		s = NULL;
	}
	gs_store_free(&s);
	return err;
}

void gs_store_free(struct gs_store **store)
{
	if (*store == NULL)
		return;
	gs_database_free(&(*store)->db);
	free(*store);
	*store = NULL;
}

int gs_store_begin(struct gs_store *s)
{
	gs_database_release(s->db);
	return gs_database_run_plain(s->db, BEGIN);
}

int gs_store_commit(struct gs_store *s)
{
	gs_database_release(s->db);
	return gs_database_run_plain(s->db, COMMIT);
}

/* Where the disk is full SQLite has rolled back already. */
int gs_store_rollback(struct gs_store *s)
{
	gs_database_release(s->db);
	if (!gs_database_changing(s->db))
		return GS_OK;
	return gs_database_run_plain(s->db, ROLLBACK);
}

int gs_store_tidy(struct gs_store *s)
{
	return gs_database_tidy(s->db);
}

int gs_store_size(uint64_t *size, struct gs_store *s)
{
	sqlite3_stmt *row = NULL;
	int err = gs_database_row_with(&row, s->db, SIZE, NULL, 0);
	if (err == GS_OK)
		*size = (uint64_t)sqlite3_column_int64(row, 0);
	return err;
}

int gs_store_add_entry(struct gs_store *s, uint64_t index,
    struct gs_span entry)
{
	if (index > INT64_MAX)
		return GS_ERR_RANGE;
	int err = gs_database_run(s->db, ADD_ENTRY, GS_NUMBER(index),
	    SPAN(entry));
	if (err == GS_OK && gs_database_changes(s->db) != 1)
		err = GS_ERR_RANGE;
	return err;
}

static int one_span(struct gs_span *out, struct gs_store *s,
    enum statement which, const struct gs_bind *bind)
{
	sqlite3_stmt *row = NULL;
	int err = gs_database_row_with(&row, s->db, which, bind, 1);
	if (err == GS_OK)
		*out = gs_column_span(row, 0);
	return err;
}

int gs_store_entry(struct gs_span *entry, struct gs_store *s, uint64_t index)
{
	struct gs_bind bind = GS_NUMBER(index);
	if (index > INT64_MAX)
		return GS_ERR_UNKNOWN;
	return one_span(entry, s, ENTRY, &bind);
}

int gs_store_add_checkpoint(struct gs_store *s, uint64_t size,
    struct gs_span note)
{
	return gs_database_run(s->db, ADD_CHECKPOINT, GS_NUMBER(size),
	    SPAN(note));
}

int gs_store_checkpoint(uint64_t *size, struct gs_span *note,
    struct gs_store *s)
{
	sqlite3_stmt *row = NULL;
	int err = gs_database_row_with(&row, s->db, CHECKPOINT, NULL, 0);
	if (err == GS_OK) {
		*size = (uint64_t)sqlite3_column_int64(row, 0);
		*note = gs_column_span(row, 1);
	}
	return err;
}

int gs_store_put_content(struct gs_store *s, const uint8_t hash[32],
    struct gs_span bytes)
{
	return gs_database_run(s->db, PUT_CONTENT, BLOB32(hash), SPAN(bytes));
}

int gs_store_content(struct gs_span *bytes, struct gs_store *s,
    const uint8_t hash[32])
{
	struct gs_bind bind = BLOB32(hash);
	return one_span(bytes, s, CONTENT, &bind);
}

int gs_store_put_roll(struct gs_store *s, const uint8_t root[32],
    struct gs_span keys)
{
	return gs_database_run(s->db, PUT_ROLL, BLOB32(root), SPAN(keys));
}

int gs_store_roll(struct gs_span *keys, struct gs_store *s,
    const uint8_t root[32])
{
	struct gs_bind bind = BLOB32(root);
	return one_span(keys, s, ROLL, &bind);
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

int gs_store_each_content(struct gs_store *s, gs_named_fn *visit, void *ctx)
{
	struct named_walk walk = {visit, ctx};
	return gs_database_each(s->db, EACH_CONTENT, NULL, 0, visit_named,
	    &walk);
}

int gs_store_each_roll(struct gs_store *s, gs_named_fn *visit, void *ctx)
{
	struct named_walk walk = {visit, ctx};
	return gs_database_each(s->db, EACH_ROLL, NULL, 0, visit_named, &walk);
}

int gs_store_add_box(struct gs_store *s, const struct gs_box *box)
{
	return gs_database_run(s->db, ADD_BOX, BLOB32(box->memo),
	    BLOB32(box->roll), BLOB32(box->charter), GS_NUMBER(box->after),
	    BLOB32(box->token_hash), SPAN(box->sealed));
}

int gs_store_box(struct gs_box *out, struct gs_store *s,
    const uint8_t memo[32])
{
	sqlite3_stmt *row = NULL;
	struct gs_box box = {.after = 0};
	int err = gs_database_row(&row, s->db, BOX, BLOB32(memo));
	if (err != GS_OK)
		return err;
	memcpy(box.memo, memo, 32);
	err = gs_column_copy(box.roll, 32, row, 0);
	if (err == GS_OK)
		err = gs_column_copy(box.charter, 32, row, 1);
	if (err == GS_OK)
		err = gs_column_copy(box.token_hash, 32, row, 3);
	box.after = sqlite3_column_int64(row, 2);
	box.sealed = gs_column_span(row, 4);
	box.filed = sqlite3_column_int(row, 5) != 0;
	if (err == GS_OK)
		*out = box;
	return err;
}

int gs_store_put_act(struct gs_store *s, const uint8_t memo[32],
    const uint8_t tag[32], struct gs_span record)
{
	return gs_database_run(s->db, PUT_ACT, BLOB32(memo), BLOB32(tag),
	    SPAN(record));
}

static int act_of(struct gs_box_act *out, sqlite3_stmt *row)
{
	int err = gs_column_copy(out->tag, 32, row, 0);
	out->record = gs_column_span(row, 1);
	out->shown = gs_column_span(row, 2);
	return err;
}

int gs_store_act(struct gs_box_act *out, struct gs_store *s,
    const uint8_t memo[32], const uint8_t tag[32])
{
	sqlite3_stmt *row = NULL;
	struct gs_box_act act = {.record = {NULL, 0}};
	int err = gs_database_row(&row, s->db, ACT, BLOB32(memo), BLOB32(tag));
	if (err == GS_OK)
		err = act_of(&act, row);
	if (err == GS_OK)
		*out = act;
	return err;
}

int gs_store_count_acts(uint64_t *waiting, uint64_t *shown,
    struct gs_store *s, const uint8_t memo[32])
{
	sqlite3_stmt *row = NULL;
	int err = gs_database_row(&row, s->db, COUNT_ACTS, BLOB32(memo));
	if (err == GS_OK) {
		*waiting = (uint64_t)sqlite3_column_int64(row, 0);
		*shown = (uint64_t)sqlite3_column_int64(row, 1);
	}
	return err;
}

int gs_store_show_acts(struct gs_store *s, const uint8_t memo[32])
{
	return gs_database_run(s->db, SHOW_ACTS, BLOB32(memo));
}

struct act_walk {
	gs_box_act_fn *visit;
	void *ctx;
};

static int visit_act(void *ctx, sqlite3_stmt *row)
{
	struct act_walk *walk = ctx;
	struct gs_box_act act = {.record = {NULL, 0}};
	int err = act_of(&act, row);
	return err == GS_OK ? walk->visit(walk->ctx, &act) : err;
}

int gs_store_each_act(struct gs_store *s, const uint8_t memo[32],
    gs_box_act_fn *visit, void *ctx)
{
	struct act_walk walk = {visit, ctx};
	struct gs_bind bind = BLOB32(memo);
	return gs_database_each(s->db, EACH_ACT, &bind, 1, visit_act, &walk);
}

int gs_store_close_box(struct gs_store *s, const uint8_t memo[32])
{
	int err = gs_database_run(s->db, DELETE_ACTS, BLOB32(memo));
	if (err == GS_OK)
		err = gs_database_run(s->db, CLOSE_BOX, BLOB32(memo));
	if (err == GS_OK && gs_database_changes(s->db) != 1)
		err = GS_ERR_UNKNOWN;
	return err;
}

int gs_store_put_pending(struct gs_store *s, const struct gs_pending *act)
{
	return gs_database_run(s->db, PUT_PENDING, BLOB32(act->memo),
	    BLOB32(act->tag), SPAN(act->record), SPAN(act->promise));
}

static int pending_of(struct gs_pending *out, sqlite3_stmt *row)
{
	int err = gs_column_copy(out->memo, 32, row, 0);
	if (err == GS_OK)
		err = gs_column_copy(out->tag, 32, row, 1);
	out->record = gs_column_span(row, 2);
	out->promise = gs_column_span(row, 3);
	return err;
}

int gs_store_pending(struct gs_pending *out, struct gs_store *s,
    const uint8_t memo[32], const uint8_t tag[32])
{
	sqlite3_stmt *row = NULL;
	struct gs_pending act = {.record = {NULL, 0}};
	int err = gs_database_row(&row, s->db, PENDING, BLOB32(memo),
	    BLOB32(tag));
	if (err == GS_OK)
		err = pending_of(&act, row);
	if (err == GS_OK)
		*out = act;
	return err;
}

struct pending_walk {
	gs_pending_fn *visit;
	void *ctx;
};

static int visit_pending(void *ctx, sqlite3_stmt *row)
{
	struct pending_walk *walk = ctx;
	struct gs_pending act = {.record = {NULL, 0}};
	int err = pending_of(&act, row);
	return err == GS_OK ? walk->visit(walk->ctx, &act) : err;
}

int gs_store_each_pending(struct gs_store *s, gs_pending_fn *visit, void *ctx)
{
	struct pending_walk walk = {visit, ctx};
	return gs_database_each(s->db, EACH_PENDING, NULL, 0, visit_pending,
	    &walk);
}

int gs_store_clear_pending(struct gs_store *s, const uint8_t *memo)
{
	if (memo == NULL)
		return gs_database_run_plain(s->db, CLEAR_ALL_PENDING);
	return gs_database_run(s->db, CLEAR_PENDING, BLOB32(memo));
}
