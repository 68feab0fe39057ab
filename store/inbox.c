/* SPDX-License-Identifier: Apache-2.0 */
#include "store/inbox.h"

#include <string.h>

#include "store/sqlite.h"

/* WITHOUT ROWID: a rowid would be the order of arrival. */
static const char schema[] =
    "CREATE TABLE boxes ("
    "  memo BLOB PRIMARY KEY, roll BLOB NOT NULL, charter BLOB NOT NULL,"
    "  after INTEGER NOT NULL, token_hash BLOB NOT NULL,"
    "  sealed BLOB NOT NULL, filed INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE box_acts ("
    "  memo BLOB NOT NULL REFERENCES boxes, tag BLOB NOT NULL,"
    "  record BLOB NOT NULL, shown BLOB, endorsement BLOB,"
    "  PRIMARY KEY (memo, tag)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE pending ("
    "  memo BLOB NOT NULL, tag BLOB NOT NULL, record BLOB NOT NULL,"
    "  promise BLOB NOT NULL, endorsement BLOB,"
    "  PRIMARY KEY (memo, tag)) STRICT, WITHOUT ROWID;";

enum statement {
	ADD_BOX, BOX, PUT_ACT, ACT, COUNT_ACTS, SHOW_ACTS, EACH_ACT,
	DELETE_ACTS, CLOSE_BOX, REMOVE_BOX,
	PUT_PENDING, PENDING, EACH_PENDING, CLEAR_PENDING, CLEAR_ALL_PENDING,
	STATEMENTS
};

static const char *const statements[STATEMENTS] = {
	[ADD_BOX] = "INSERT INTO boxes (memo, roll, charter, after, token_hash,"
	    " sealed, filed) VALUES (?, ?, ?, ?, ?, ?, 0)",
	[BOX] = "SELECT roll, charter, after, token_hash, sealed, filed"
	    " FROM boxes WHERE memo = ?",
	[PUT_ACT] = "INSERT INTO box_acts (memo, tag, record) VALUES (?, ?, ?)"
	    " ON CONFLICT DO UPDATE SET endorsement = record,"
	    " record = excluded.record",
	[ACT] = "SELECT tag, record, shown, endorsement FROM box_acts"
	    " WHERE memo = ? AND tag = ?",
	[COUNT_ACTS] = "SELECT count(*) FILTER (WHERE shown IS NOT record),"
	    " count(shown) FROM box_acts WHERE memo = ?",
	[SHOW_ACTS] = "UPDATE box_acts SET shown = record"
	    " WHERE memo = ? AND shown IS NOT record",
	[EACH_ACT] = "SELECT tag, record, shown, endorsement FROM box_acts"
	    " WHERE memo = ? ORDER BY tag",
	[DELETE_ACTS] = "DELETE FROM box_acts WHERE memo = ?",
	[CLOSE_BOX] = "UPDATE boxes SET filed = 1 WHERE memo = ?",
	[REMOVE_BOX] = "DELETE FROM boxes WHERE memo = ? AND filed = 0",
	[PUT_PENDING] = "INSERT INTO pending (memo, tag, record, promise)"
	    " VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
	    " SET endorsement = record, record = excluded.record,"
	    " promise = excluded.promise",
	[PENDING] = "SELECT memo, tag, record, promise, endorsement"
	    " FROM pending WHERE memo = ? AND tag = ?",
	[EACH_PENDING] = "SELECT memo, tag, record, promise, endorsement"
	    " FROM pending ORDER BY memo, tag",
	[CLEAR_PENDING] = "DELETE FROM pending WHERE memo = ?",
	[CLEAR_ALL_PENDING] = "DELETE FROM pending",
};

const struct gs_tables gs_inbox_tables = {schema, statements, STATEMENTS};

#define INBOX(...) GS_QUERY(&gs_inbox_tables, __VA_ARGS__)
#define INBOX_PLAIN(index) GS_PLAIN(&gs_inbox_tables, index)

int gs_store_add_box(struct gs_database *store, const struct gs_box *box)
{
	return gs_database_run(store, INBOX(ADD_BOX, GS_BLOB_32(box->memo),
	    GS_BLOB_32(box->roll), GS_BLOB_32(box->charter),
	    GS_NUMBER(box->after), GS_BLOB_32(box->token_hash),
	    GS_BLOB_SPAN(box->sealed)));
}

int gs_store_box(struct gs_box *out, struct gs_database *store,
    const uint8_t memo[32])
{
	sqlite3_stmt *row = NULL;
	struct gs_box box = {.after = 0};

	int err = gs_database_row(&row, store, INBOX(BOX, GS_BLOB_32(memo)));
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

int gs_store_put_act(struct gs_database *store, const uint8_t memo[32],
    const uint8_t tag[32], struct gs_span record)
{
	return gs_database_run(store, INBOX(PUT_ACT, GS_BLOB_32(memo),
	    GS_BLOB_32(tag), GS_BLOB_SPAN(record)));
}

static int read_act(struct gs_box_act *out, sqlite3_stmt *row)
{
	int err = gs_column_copy(out->tag, 32, row, 0);

	out->record = gs_column_span(row, 1);
	out->shown = gs_column_span(row, 2);
	out->endorsement = gs_column_span(row, 3);
	return err;
}

int gs_store_act(struct gs_box_act *out, struct gs_database *store,
    const uint8_t memo[32], const uint8_t tag[32])
{
	sqlite3_stmt *row = NULL;
	struct gs_box_act act = {.record = {NULL, 0}};

	int err = gs_database_row(&row, store, INBOX(ACT, GS_BLOB_32(memo),
	    GS_BLOB_32(tag)));
	if (err == GS_OK)
		err = read_act(&act, row);
	if (err == GS_OK)
		*out = act;
	return err;
}

int gs_store_count_acts(uint64_t *waiting, uint64_t *shown,
    struct gs_database *store, const uint8_t memo[32])
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, store, INBOX(COUNT_ACTS,
	    GS_BLOB_32(memo)));
	if (err == GS_OK) {
		*waiting = (uint64_t)sqlite3_column_int64(row, 0);
		*shown = (uint64_t)sqlite3_column_int64(row, 1);
	}
	return err;
}

int gs_store_show_acts(struct gs_database *store, const uint8_t memo[32])
{
	return gs_database_run(store, INBOX(SHOW_ACTS, GS_BLOB_32(memo)));
}

struct act_walk {
	gs_box_act_fn *visit;
	void *ctx;
};

static int visit_act(void *ctx, sqlite3_stmt *row)
{
	struct act_walk *walk = ctx;
	struct gs_box_act act = {.record = {NULL, 0}};

	int err = read_act(&act, row);
	return err == GS_OK ? walk->visit(walk->ctx, &act) : err;
}

int gs_store_each_act(struct gs_database *store, const uint8_t memo[32],
    gs_box_act_fn *visit, void *ctx)
{
	struct act_walk walk = {visit, ctx};

	return gs_database_each(store, INBOX(EACH_ACT, GS_BLOB_32(memo)),
	    visit_act, &walk);
}

int gs_store_close_box(struct gs_database *store, const uint8_t memo[32])
{
	int err = gs_database_run(store, INBOX(DELETE_ACTS,
	    GS_BLOB_32(memo)));

	if (err == GS_OK)
		err = gs_database_run(store, INBOX(CLOSE_BOX,
		    GS_BLOB_32(memo)));
	if (err == GS_OK && gs_database_changes(store) != 1)
		err = GS_ERR_UNKNOWN;
	return err;
}

int gs_store_remove_box(struct gs_database *store, const uint8_t memo[32])
{
	int err = gs_database_run(store, INBOX(DELETE_ACTS,
	    GS_BLOB_32(memo)));

	return err != GS_OK ? err : gs_database_run(store,
	    INBOX(REMOVE_BOX, GS_BLOB_32(memo)));
}

int gs_store_put_pending(struct gs_database *store,
    const struct gs_pending *act)
{
	return gs_database_run(store, INBOX(PUT_PENDING,
	    GS_BLOB_32(act->memo), GS_BLOB_32(act->tag),
	    GS_BLOB_SPAN(act->record), GS_BLOB_SPAN(act->promise)));
}

static int read_pending(struct gs_pending *out, sqlite3_stmt *row)
{
	int err = gs_column_copy(out->memo, 32, row, 0);

	if (err == GS_OK)
		err = gs_column_copy(out->tag, 32, row, 1);
	out->record = gs_column_span(row, 2);
	out->promise = gs_column_span(row, 3);
	out->endorsement = gs_column_span(row, 4);
	return err;
}

int gs_store_pending(struct gs_pending *out, struct gs_database *store,
    const uint8_t memo[32], const uint8_t tag[32])
{
	sqlite3_stmt *row = NULL;
	struct gs_pending act = {.record = {NULL, 0}};

	int err = gs_database_row(&row, store, INBOX(PENDING,
	    GS_BLOB_32(memo), GS_BLOB_32(tag)));
	if (err == GS_OK)
		err = read_pending(&act, row);
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

	int err = read_pending(&act, row);
	return err == GS_OK ? walk->visit(walk->ctx, &act) : err;
}

int gs_store_each_pending(struct gs_database *store, gs_pending_fn *visit,
    void *ctx)
{
	struct pending_walk walk = {visit, ctx};

	return gs_database_each(store, INBOX_PLAIN(EACH_PENDING),
	    visit_pending, &walk);
}

int gs_store_clear_pending(struct gs_database *store, const uint8_t *memo)
{
	if (memo == NULL)
		return gs_database_run(store, INBOX_PLAIN(CLEAR_ALL_PENDING));
	return gs_database_run(store, INBOX(CLEAR_PENDING, GS_BLOB_32(memo)));
}
