/* SPDX-License-Identifier: Apache-2.0 */
#include "store/inbox.h"

#include <string.h>

#include "core/bytes.h"
#include "store/sqlite.h"

/* WITHOUT ROWID: a rowid would be the order of arrival. */
static const char schema[] =
    "CREATE TABLE boxes ("
    "  memo BLOB PRIMARY KEY, roll BLOB NOT NULL, charter BLOB NOT NULL,"
    "  after INTEGER NOT NULL, expires INTEGER NOT NULL,"
    "  token_hash BLOB NOT NULL, owner_hash BLOB NOT NULL,"
    "  filed INTEGER NOT NULL, emptied INTEGER NOT NULL)"
    "  STRICT, WITHOUT ROWID;"
    "CREATE TABLE turns ("
    "  week INTEGER NOT NULL, tag BLOB NOT NULL,"
    "  PRIMARY KEY (week, tag)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE acts ("
    "  memo BLOB NOT NULL, tag BLOB NOT NULL, endorsement BLOB NOT NULL,"
    "  withdrawal BLOB, shown BLOB, shown_withdrawal BLOB,"
    "  PRIMARY KEY (memo, tag)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE pending ("
    "  memo BLOB NOT NULL, kind TEXT NOT NULL, tag BLOB NOT NULL,"
    "  record BLOB NOT NULL, content BLOB NOT NULL,"
    "  boxed INTEGER NOT NULL, by INTEGER NOT NULL,"
    "  PRIMARY KEY (memo, kind, tag)) STRICT, WITHOUT ROWID;";

#define BOX_COLUMNS "memo, roll, charter, after, expires, token_hash," \
    " owner_hash, filed, emptied"
#define ACT_COLUMNS "tag, endorsement, withdrawal, shown, shown_withdrawal"
#define PENDING_COLUMNS "memo, kind, tag, record, content, boxed, by"

enum statement {
	ADD_BOX, BOX, PROLONG, CLOSE_BOX, EMPTY_BOX, REMOVE_BOX, REPLACE_BOX,
	EACH_BOX, ANY_ACT, USE_TURN, TURN, DROP_TURNS,
	PUT_ACT, ACT, COUNT_NEW, SHOW_ACTS, DROP_ACTS, EACH_ACT,
	PUT_PENDING, PENDING, PENDING_ELSEWHERE, FILING, NAMES,
	REMOVE_PENDING, EARLIEST, EACH_PENDING,
	STATEMENTS
};

static const char *const statements[STATEMENTS] = {
	[ADD_BOX] = "INSERT INTO boxes (" BOX_COLUMNS ")"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[BOX] = "SELECT " BOX_COLUMNS " FROM boxes WHERE memo = ?",
	[PROLONG] = "UPDATE boxes SET expires = ? WHERE memo = ?",
	[CLOSE_BOX] = "UPDATE boxes SET filed = 1 WHERE memo = ?",
	[EMPTY_BOX] = "UPDATE boxes SET emptied = 1 WHERE memo = ?",
	[REMOVE_BOX] = "DELETE FROM boxes WHERE memo = ?",
	[REPLACE_BOX] = "DELETE FROM boxes"
	    " WHERE memo = ? AND filed = 0 AND emptied = 1",
	[ANY_ACT] = "SELECT 1 FROM acts WHERE memo = ? LIMIT 1",
	[EACH_BOX] = "SELECT " BOX_COLUMNS " FROM boxes ORDER BY memo",
	[USE_TURN] = "INSERT INTO turns (week, tag) VALUES (?, ?)",
	[TURN] = "SELECT 1 FROM turns WHERE week = ? AND tag = ?",
	[DROP_TURNS] = "DELETE FROM turns WHERE week < ?",
	[PUT_ACT] = "INSERT INTO acts (memo, tag, endorsement, withdrawal)"
	    " VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
	    " SET endorsement = excluded.endorsement,"
	    " withdrawal = excluded.withdrawal",
	[ACT] = "SELECT " ACT_COLUMNS " FROM acts WHERE memo = ? AND tag = ?",
	[COUNT_NEW] = "SELECT count(*) FROM acts"
	    " WHERE memo = ? AND shown IS NULL",
	[SHOW_ACTS] = "UPDATE acts SET shown = endorsement,"
	    " shown_withdrawal = withdrawal WHERE memo = ?",
	[DROP_ACTS] = "DELETE FROM acts WHERE memo = ?",
	[EACH_ACT] = "SELECT " ACT_COLUMNS " FROM acts"
	    " WHERE memo = ? ORDER BY tag",
	[PUT_PENDING] = "INSERT INTO pending (" PENDING_COLUMNS ")"
	    " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
	    " SET record = excluded.record, content = excluded.content,"
	    " boxed = excluded.boxed, by = excluded.by",
	[PENDING] = "SELECT " PENDING_COLUMNS " FROM pending"
	    " WHERE memo = ? AND kind = ? AND tag = ?",
	[PENDING_ELSEWHERE] = "SELECT 1 FROM pending"
	    " WHERE memo <> ? AND kind = ? AND tag = ?",
	[FILING] = "SELECT boxed FROM pending WHERE memo = ? AND kind = 'memo'"
	    " ORDER BY boxed DESC LIMIT 1",
	[NAMES] = "SELECT 1 FROM pending WHERE content = ? LIMIT 1",
	[REMOVE_PENDING] = "DELETE FROM pending"
	    " WHERE memo = ? AND kind = ? AND tag = ?",
	[EARLIEST] = "SELECT by FROM pending ORDER BY by LIMIT 1",
	[EACH_PENDING] = "SELECT " PENDING_COLUMNS " FROM pending"
	    " ORDER BY memo, kind, tag",
};

static const struct gs_tables inbox_tables = {schema, statements, STATEMENTS};

#define INBOX(...) GS_QUERY(&inbox_tables, __VA_ARGS__)
#define INBOX_PLAIN(index) GS_PLAIN(&inbox_tables, index)

int gs_inbox_open(struct gs_database **out, const char *path)
{
	const struct gs_database_plan plan = {.journal = GS_JOURNAL_WAL,
	    .tables = {&inbox_tables}, .scratch = "tidy"};

	return gs_database_open(out, path, &plan);
}

/* The first column of the row that a query gives. */
static int find_number(int64_t *out, struct gs_database *inbox,
    const struct gs_query *query)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, inbox, query);
	if (err == GS_OK)
		*out = sqlite3_column_int64(row, 0);
	return err;
}

/* GS_OK if the query gives a row, or GS_ERR_UNKNOWN. */
static int find_any(struct gs_database *inbox, const struct gs_query *query)
{
	int64_t one = 0;

	return find_number(&one, inbox, query);
}

/* Boxes ------------------------------------------------------------------ */

int gs_inbox_add_box(struct gs_database *inbox, const struct gs_box *box)
{
	int err = gs_database_run(inbox, INBOX(REPLACE_BOX,
	    GS_BLOB_32(box->memo)));

	return err != GS_OK ? err : gs_database_run(inbox, INBOX(ADD_BOX,
	    GS_BLOB_32(box->memo), GS_BLOB_32(box->roll),
	    GS_BLOB_32(box->charter), GS_NUMBER(box->after),
	    GS_NUMBER(box->expires), GS_BLOB_32(box->token_hash),
	    GS_BLOB_32(box->owner_hash), GS_NUMBER(box->filed),
	    GS_NUMBER(box->empty)));
}

static int read_box(struct gs_box *out, sqlite3_stmt *row)
{
	struct gs_box box = {.after = sqlite3_column_int64(row, 3),
	    .expires = sqlite3_column_int64(row, 4),
	    .filed = sqlite3_column_int(row, 7) != 0,
	    .empty = sqlite3_column_int(row, 8) != 0};

	int err = gs_column_copy(box.memo, 32, row, 0);
	if (err == GS_OK)
		err = gs_column_copy(box.roll, 32, row, 1);
	if (err == GS_OK)
		err = gs_column_copy(box.charter, 32, row, 2);
	if (err == GS_OK)
		err = gs_column_copy(box.token_hash, 32, row, 5);
	if (err == GS_OK)
		err = gs_column_copy(box.owner_hash, 32, row, 6);
	if (err == GS_OK)
		*out = box;
	return err;
}

int gs_inbox_box(struct gs_box *out, struct gs_database *inbox,
    const uint8_t memo[32])
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, inbox, INBOX(BOX, GS_BLOB_32(memo)));
	return err == GS_OK ? read_box(out, row) : err;
}

int gs_inbox_prolong(struct gs_database *inbox, const uint8_t memo[32],
    int64_t expires)
{
	return gs_database_run(inbox, INBOX(PROLONG, GS_NUMBER(expires),
	    GS_BLOB_32(memo)));
}

int gs_inbox_close_box(struct gs_database *inbox, const uint8_t memo[32])
{
	int err = gs_inbox_drop_acts(inbox, memo);

	return err != GS_OK ? err : gs_database_run(inbox,
	    INBOX(CLOSE_BOX, GS_BLOB_32(memo)));
}

int gs_inbox_empty_box(struct gs_database *inbox, const uint8_t memo[32])
{
	return gs_database_run(inbox, INBOX(EMPTY_BOX, GS_BLOB_32(memo)));
}

int gs_inbox_retire_box(struct gs_database *inbox, const uint8_t memo[32])
{
	int err = find_any(inbox, INBOX(ANY_ACT, GS_BLOB_32(memo)));

	if (err == GS_ERR_UNKNOWN)
		return gs_inbox_remove_box(inbox, memo);
	return err == GS_OK ? gs_inbox_empty_box(inbox, memo) : err;
}

int gs_inbox_remove_box(struct gs_database *inbox, const uint8_t memo[32])
{
	int err = gs_inbox_drop_acts(inbox, memo);

	return err != GS_OK ? err : gs_database_run(inbox,
	    INBOX(REMOVE_BOX, GS_BLOB_32(memo)));
}

struct box_walk {
	gs_box_fn *visit;
	void *ctx;
};

static int visit_box(void *ctx, sqlite3_stmt *row)
{
	struct box_walk *walk = ctx;
	struct gs_box box;

	int err = read_box(&box, row);
	return err == GS_OK ? walk->visit(walk->ctx, &box) : err;
}

int gs_inbox_each_box(struct gs_database *inbox, gs_box_fn *visit, void *ctx)
{
	struct box_walk walk = {visit, ctx};

	return gs_database_each(inbox, INBOX_PLAIN(EACH_BOX), visit_box,
	    &walk);
}

int gs_inbox_use_turn(struct gs_database *inbox, uint64_t week,
    const uint8_t tag[32])
{
	return gs_database_run(inbox, INBOX(USE_TURN, GS_NUMBER(week),
	    GS_BLOB_32(tag)));
}

int gs_inbox_turn(struct gs_database *inbox, uint64_t week,
    const uint8_t tag[32])
{
	return find_any(inbox, INBOX(TURN, GS_NUMBER(week), GS_BLOB_32(tag)));
}

int gs_inbox_drop_turns(struct gs_database *inbox, uint64_t week)
{
	return gs_database_run(inbox, INBOX(DROP_TURNS, GS_NUMBER(week)));
}

/* Acts of memos that gather ---------------------------------------------- */

static struct gs_bind blob_or_null(struct gs_span span)
{
	struct gs_bind bind = GS_BLOB_SPAN(span);

	if (span.len == 0)
		bind.kind = GS_BIND_NULL;
	return bind;
}

int gs_inbox_put_act(struct gs_database *inbox, const uint8_t memo[32],
    const struct gs_box_act *act)
{
	return gs_database_run(inbox, INBOX(PUT_ACT, GS_BLOB_32(memo),
	    GS_BLOB_32(act->tag), GS_BLOB_SPAN(act->endorsement),
	    blob_or_null(act->withdrawal)));
}

static int read_act(struct gs_box_act *out, sqlite3_stmt *row)
{
	struct gs_box_act act = {.endorsement = gs_column_span(row, 1),
	    .withdrawal = gs_column_span(row, 2),
	    .shown = gs_column_span(row, 3),
	    .shown_withdrawal = gs_column_span(row, 4)};

	int err = gs_column_copy(act.tag, 32, row, 0);
	if (err == GS_OK)
		*out = act;
	return err;
}

int gs_inbox_act(struct gs_box_act *out, struct gs_database *inbox,
    const uint8_t memo[32], const uint8_t tag[32])
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, inbox, INBOX(ACT, GS_BLOB_32(memo),
	    GS_BLOB_32(tag)));
	return err == GS_OK ? read_act(out, row) : err;
}

int gs_inbox_count_new(uint64_t *tags, struct gs_database *inbox,
    const uint8_t memo[32])
{
	int64_t count = 0;

	int err = find_number(&count, inbox, INBOX(COUNT_NEW,
	    GS_BLOB_32(memo)));
	if (err == GS_OK)
		*tags = (uint64_t)count;
	return err;
}

int gs_inbox_show_acts(struct gs_database *inbox, const uint8_t memo[32])
{
	return gs_database_run(inbox, INBOX(SHOW_ACTS, GS_BLOB_32(memo)));
}

int gs_inbox_drop_acts(struct gs_database *inbox, const uint8_t memo[32])
{
	return gs_database_run(inbox, INBOX(DROP_ACTS, GS_BLOB_32(memo)));
}

struct act_walk {
	gs_box_act_fn *visit;
	void *ctx;
};

static int visit_act(void *ctx, sqlite3_stmt *row)
{
	struct act_walk *walk = ctx;
	struct gs_box_act act;

	int err = read_act(&act, row);
	return err == GS_OK ? walk->visit(walk->ctx, &act) : err;
}

int gs_inbox_each_act(struct gs_database *inbox, const uint8_t memo[32],
    gs_box_act_fn *visit, void *ctx)
{
	struct act_walk walk = {visit, ctx};

	return gs_database_each(inbox, INBOX(EACH_ACT, GS_BLOB_32(memo)),
	    visit_act, &walk);
}

/* What was promised a place in the log ----------------------------------- */

#define KIND(act) GS_TEXT_SPAN(((struct gs_span){ \
	(const uint8_t *)(act)->kind, strlen((act)->kind)}))

void gs_pending_set_kind(struct gs_pending *act, const char *kind)
{
	struct gs_writer w = gs_writer_of(act->kind, sizeof act->kind - 1);

	memset(act->kind, 0, sizeof act->kind);
	gs_write_text(&w, kind);
}

int gs_inbox_put_pending(struct gs_database *inbox,
    const struct gs_pending *act)
{
	return gs_database_run(inbox, INBOX(PUT_PENDING,
	    GS_BLOB_32(act->memo), KIND(act), GS_BLOB_32(act->tag),
	    GS_BLOB_SPAN(act->record), GS_BLOB_32(act->content),
	    GS_NUMBER(act->boxed), GS_NUMBER(act->by)));
}

static int read_pending(struct gs_pending *out, sqlite3_stmt *row)
{
	struct gs_pending act = {.record = gs_column_span(row, 3),
	    .boxed = sqlite3_column_int(row, 5) != 0,
	    .by = sqlite3_column_int64(row, 6)};
	struct gs_span kind = gs_column_span(row, 1);

	int err = gs_column_copy(act.memo, 32, row, 0);
	if (err == GS_OK)
		err = gs_column_copy(act.tag, 32, row, 2);
	if (err == GS_OK)
		err = gs_column_copy(act.content, 32, row, 4);
	if (err == GS_OK && kind.len >= sizeof act.kind)
		err = GS_ERR_CORRUPT;
	if (err != GS_OK)
		return err;

	if (kind.len > 0)
		memcpy(act.kind, kind.ptr, kind.len);
	*out = act;
	return GS_OK;
}

int gs_inbox_pending(struct gs_pending *out, struct gs_database *inbox,
    const struct gs_pending *key)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, inbox, INBOX(PENDING,
	    GS_BLOB_32(key->memo), KIND(key), GS_BLOB_32(key->tag)));
	return err == GS_OK ? read_pending(out, row) : err;
}

int gs_inbox_pending_elsewhere(struct gs_database *inbox,
    const struct gs_pending *key)
{
	return find_any(inbox, INBOX(PENDING_ELSEWHERE,
	    GS_BLOB_32(key->memo), KIND(key), GS_BLOB_32(key->tag)));
}

int gs_inbox_filing(bool *boxed, struct gs_database *inbox,
    const uint8_t memo[32])
{
	int64_t value = 0;

	int err = find_number(&value, inbox, INBOX(FILING, GS_BLOB_32(memo)));
	if (err == GS_OK)
		*boxed = value != 0;
	return err;
}

int gs_inbox_names(struct gs_database *inbox, const uint8_t content[32])
{
	return find_any(inbox, INBOX(NAMES, GS_BLOB_32(content)));
}

int gs_inbox_remove_pending(struct gs_database *inbox,
    const struct gs_pending *key)
{
	return gs_database_run(inbox, INBOX(REMOVE_PENDING,
	    GS_BLOB_32(key->memo), KIND(key), GS_BLOB_32(key->tag)));
}

int gs_inbox_earliest(int64_t *by, struct gs_database *inbox)
{
	return find_number(by, inbox, INBOX_PLAIN(EARLIEST));
}

struct pending_walk {
	gs_pending_fn *visit;
	void *ctx;
};

static int visit_pending(void *ctx, sqlite3_stmt *row)
{
	struct pending_walk *walk = ctx;
	struct gs_pending act;

	int err = read_pending(&act, row);
	return err == GS_OK ? walk->visit(walk->ctx, &act) : err;
}

int gs_inbox_each_pending(struct gs_database *inbox, gs_pending_fn *visit,
    void *ctx)
{
	struct pending_walk walk = {visit, ctx};

	return gs_database_each(inbox, INBOX_PLAIN(EACH_PENDING),
	    visit_pending, &walk);
}
