/* SPDX-License-Identifier: Apache-2.0 */
#include "store/boxes.h"

#include "store/sqlite.h"

/* WITHOUT ROWID: a rowid would be the order of arrival. */
static const char schema[] =
    "CREATE TABLE blobs ("
    "  kind INTEGER NOT NULL, name BLOB NOT NULL, bytes BLOB NOT NULL,"
    "  PRIMARY KEY (kind, name)) STRICT, WITHOUT ROWID;";

/* Counted once: their sum would take longer with each. */
static const char known[] =
    "CREATE TABLE known.size ("
    "  one INTEGER PRIMARY KEY, bytes INTEGER NOT NULL) STRICT;"
    "INSERT INTO known.size VALUES (1, 0);";

enum statement {
	PUT, GET, LENGTH, REMOVE, SIZE, ADD_SIZE, COUNT_SIZE, EACH,
	STATEMENTS
};

static const char *const statements[STATEMENTS] = {
	[PUT] = "REPLACE INTO blobs (kind, name, bytes) VALUES (?, ?, ?)",
	[GET] = "SELECT bytes FROM blobs WHERE kind = ? AND name = ?",
	[REMOVE] = "DELETE FROM blobs WHERE kind = ? AND name = ?",
	[LENGTH] = "SELECT length(bytes) FROM blobs"
	    " WHERE kind = ? AND name = ?",
	[SIZE] = "SELECT bytes FROM known.size",
	[ADD_SIZE] = "UPDATE known.size SET bytes = bytes + ?",
	[COUNT_SIZE] = "UPDATE known.size SET bytes ="
	    " (SELECT coalesce(sum(length(bytes)), 0) FROM main.blobs)",
	[EACH] = "SELECT kind, name FROM blobs ORDER BY kind, name",
};

static const struct gs_tables boxes_tables = {schema, statements, STATEMENTS,
    known};

#define BOXES(...) GS_QUERY(&boxes_tables, __VA_ARGS__)
#define BOXES_PLAIN(index) GS_PLAIN(&boxes_tables, index)

int gs_boxes_open(struct gs_database **out, const char *path)
{
	const struct gs_database_plan plan = {.journal = GS_JOURNAL_WAL,
	    .tables = {&boxes_tables}, .scratch = "tidy"};

	struct gs_database *boxes = NULL;

	int err = gs_database_open(&boxes, path, &plan);
	if (err == GS_OK)
		err = gs_database_run(boxes, BOXES_PLAIN(COUNT_SIZE));
	if (err == GS_OK) {
		*out = boxes;
		boxes = NULL;
	}
	gs_database_free(&boxes);
	return err;
}

/* Of one that is there; else 0. */
static int find_length(int64_t *len, struct gs_database *boxes,
    const struct gs_blob_name *name)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, boxes, BOXES(LENGTH,
	    GS_NUMBER(name->kind), GS_BLOB_32(name->name)));
	*len = err == GS_OK ? sqlite3_column_int64(row, 0) : 0;
	return err == GS_ERR_UNKNOWN ? GS_OK : err;
}

static int add_size(struct gs_database *boxes, int64_t bytes)
{
	return gs_database_run(boxes, BOXES(ADD_SIZE, GS_NUMBER(bytes)));
}

int gs_boxes_put(struct gs_database *boxes, const struct gs_blob_name *name,
    struct gs_span bytes)
{
	int64_t old = 0;

	int err = find_length(&old, boxes, name);
	if (err == GS_OK)
		err = gs_database_run(boxes, BOXES(PUT, GS_NUMBER(name->kind),
		    GS_BLOB_32(name->name), GS_BLOB_SPAN(bytes)));
	return err == GS_OK ? add_size(boxes, (int64_t)bytes.len - old) : err;
}

int gs_boxes_get(struct gs_span *bytes, struct gs_database *boxes,
    const struct gs_blob_name *name)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, boxes, BOXES(GET,
	    GS_NUMBER(name->kind), GS_BLOB_32(name->name)));
	if (err == GS_OK)
		*bytes = gs_column_span(row, 0);
	return err;
}

int gs_boxes_remove(struct gs_database *boxes,
    const struct gs_blob_name *name)
{
	int64_t old = 0;

	int err = find_length(&old, boxes, name);
	if (err == GS_OK)
		err = gs_database_run(boxes, BOXES(REMOVE,
		    GS_NUMBER(name->kind), GS_BLOB_32(name->name)));
	return err == GS_OK ? add_size(boxes, -old) : err;
}

int gs_boxes_size(uint64_t *bytes, struct gs_database *boxes)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, boxes, BOXES_PLAIN(SIZE));
	if (err == GS_OK)
		*bytes = (uint64_t)sqlite3_column_int64(row, 0);
	return err;
}

struct blob_walk {
	gs_blob_fn *visit;
	void *ctx;
};

static int visit_blob(void *ctx, sqlite3_stmt *row)
{
	struct blob_walk *walk = ctx;
	struct gs_blob_name name;
	int kind = sqlite3_column_int(row, 0);

	if (kind < 0 || kind >= GS_BLOB_KINDS)
		return GS_ERR_CORRUPT;
	name.kind = (enum gs_blob_kind)kind;
	int err = gs_column_copy(name.name, 32, row, 1);
	return err == GS_OK ? walk->visit(walk->ctx, &name) : err;
}

int gs_boxes_each(struct gs_database *boxes, gs_blob_fn *visit, void *ctx)
{
	struct blob_walk walk = {visit, ctx};

	return gs_database_each(boxes, BOXES_PLAIN(EACH), visit_blob, &walk);
}
