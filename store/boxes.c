/* SPDX-License-Identifier: Apache-2.0 */
#include "store/boxes.h"

#include "store/sqlite.h"

/* WITHOUT ROWID: a rowid would be the order of arrival. */
static const char schema[] =
    "CREATE TABLE blobs ("
    "  kind INTEGER NOT NULL, name BLOB NOT NULL, bytes BLOB NOT NULL,"
    "  PRIMARY KEY (kind, name)) STRICT, WITHOUT ROWID;";

enum statement { PUT, GET, REMOVE, SIZE, EACH, STATEMENTS };

static const char *const statements[STATEMENTS] = {
	[PUT] = "REPLACE INTO blobs (kind, name, bytes) VALUES (?, ?, ?)",
	[GET] = "SELECT bytes FROM blobs WHERE kind = ? AND name = ?",
	[REMOVE] = "DELETE FROM blobs WHERE kind = ? AND name = ?",
	[SIZE] = "SELECT coalesce(sum(length(bytes)), 0) FROM blobs",
	[EACH] = "SELECT kind, name FROM blobs ORDER BY kind, name",
};

static const struct gs_tables boxes_tables = {schema, statements, STATEMENTS,
    NULL};

#define BOXES(...) GS_QUERY(&boxes_tables, __VA_ARGS__)
#define BOXES_PLAIN(index) GS_PLAIN(&boxes_tables, index)

int gs_boxes_open(struct gs_database **out, const char *path)
{
	const struct gs_database_plan plan = {.journal = GS_JOURNAL_WAL,
	    .tables = {&boxes_tables}, .scratch = "tidy"};

	return gs_database_open(out, path, &plan);
}

int gs_boxes_put(struct gs_database *boxes, const struct gs_blob_name *name,
    struct gs_span bytes)
{
	return gs_database_run(boxes, BOXES(PUT, GS_NUMBER(name->kind),
	    GS_BLOB_32(name->name), GS_BLOB_SPAN(bytes)));
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
	return gs_database_run(boxes, BOXES(REMOVE, GS_NUMBER(name->kind),
	    GS_BLOB_32(name->name)));
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
