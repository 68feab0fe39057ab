/* SPDX-License-Identifier: Apache-2.0 */
#include "store/boxes.h"

#include <string.h>

#include "core/bytes.h"
#include "store/deck.h"
#include "store/sqlite.h"

/* All that is kept is items (deck.h); their names and lengths are in memory as
 * well. */
static const char known[] =
    "CREATE TABLE known.blobs ("
    "  kind INTEGER NOT NULL, name BLOB NOT NULL, len INTEGER NOT NULL,"
    "  PRIMARY KEY (kind, name)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE known.size ("
    "  one INTEGER PRIMARY KEY, bytes INTEGER NOT NULL) STRICT;"
    "INSERT INTO known.size VALUES (1, 0);";

enum statement {
	PUT, LENGTH, REMOVE, SIZE, ADD_SIZE, EACH,
	STATEMENTS
};

static const char *const statements[STATEMENTS] = {
	[PUT] = "REPLACE INTO known.blobs (kind, name, len) VALUES (?, ?, ?)",
	[LENGTH] = "SELECT len FROM known.blobs WHERE kind = ? AND name = ?",
	[REMOVE] = "DELETE FROM known.blobs WHERE kind = ? AND name = ?",
	[SIZE] = "SELECT bytes FROM known.size",
	[ADD_SIZE] = "UPDATE known.size SET bytes = bytes + ?",
	[EACH] = "SELECT kind, name FROM known.blobs ORDER BY kind, name",
};

static const struct gs_tables boxes_tables = {"", statements, STATEMENTS,
    known};

#define BOXES(...) GS_QUERY(&boxes_tables, __VA_ARGS__)
#define BOXES_PLAIN(index) GS_PLAIN(&boxes_tables, index)

/* An item's bytes begin with its key, a byte for its kind and its name; the
 * deck's name for it is the key's SHA-256.  No item of inbox.db begins so. */
#define KEY_LEN 33
#define FIRST_KIND 16

struct blob_key {
	uint8_t bytes[KEY_LEN], name[32];
};

static void blob_key_of(struct blob_key *key, const struct gs_blob_name *name)
{
	const struct gs_span whole = {key->bytes, sizeof key->bytes};

	key->bytes[0] = (uint8_t)(FIRST_KIND + name->kind);
	memcpy(key->bytes + 1, name->name, sizeof name->name);
	gs_host_sha256(key->name, &whole, 1);
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

/* That it has `len` bytes now. */
static int know_blob(struct gs_database *boxes,
    const struct gs_blob_name *name, size_t len)
{
	int64_t old = 0;

	int err = find_length(&old, boxes, name);
	if (err == GS_OK)
		err = gs_database_run(boxes, BOXES(PUT, GS_NUMBER(name->kind),
		    GS_BLOB_32(name->name), GS_NUMBER((int64_t)len)));
	return err == GS_OK ? add_size(boxes, (int64_t)len - old) : err;
}

int gs_boxes_put(struct gs_database *boxes, const struct gs_blob_name *name,
    struct gs_span bytes)
{
	struct gs_buffer item = {.ptr = NULL};
	struct blob_key key;

	blob_key_of(&key, name);
	int err = gs_buffer_set(&item, KEY_LEN + bytes.len);
	if (err == GS_OK) {
		memcpy(item.ptr, key.bytes, KEY_LEN);
		if (bytes.len > 0)
			memcpy(item.ptr + KEY_LEN, bytes.ptr, bytes.len);
		err = gs_deck_put(boxes, key.name,
		    (struct gs_span){item.ptr, item.len});
	}
	gs_buffer_free(&item);
	return err == GS_OK ? know_blob(boxes, name, bytes.len) : err;
}

int gs_boxes_get(struct gs_span *bytes, struct gs_database *boxes,
    const struct gs_blob_name *name)
{
	struct gs_buffer *item = gs_database_buffer(boxes);
	struct blob_key key;

	blob_key_of(&key, name);
	int err = gs_deck_get(item, boxes, key.name);
	if (err == GS_OK && (item->len < KEY_LEN ||
	        memcmp(item->ptr, key.bytes, KEY_LEN) != 0))
		err = GS_ERR_CORRUPT;
	if (err == GS_OK)
		*bytes = (struct gs_span){item->ptr + KEY_LEN,
		    item->len - KEY_LEN};
	return err;
}

int gs_boxes_remove(struct gs_database *boxes,
    const struct gs_blob_name *name)
{
	int64_t old = 0;
	struct blob_key key;

	blob_key_of(&key, name);
	int err = find_length(&old, boxes, name);
	if (err == GS_OK)
		err = gs_deck_remove(boxes, key.name);
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

int gs_boxes_load_item(void *boxes, const uint8_t deck_name[32],
    struct gs_span item)
{
	struct blob_key key;
	struct gs_blob_name name = {.kind = GS_BLOB_SEALED};

	if (item.len < KEY_LEN || item.ptr[0] < FIRST_KIND ||
	    item.ptr[0] >= FIRST_KIND + GS_BLOB_KINDS)
		return GS_ERR_CORRUPT;
	name.kind = (enum gs_blob_kind)(item.ptr[0] - FIRST_KIND);
	memcpy(name.name, item.ptr + 1, sizeof name.name);
	blob_key_of(&key, &name);
	return memcmp(key.name, deck_name, sizeof key.name) == 0 ?
	    know_blob(boxes, &name, item.len - KEY_LEN) : GS_ERR_CORRUPT;
}

int gs_boxes_open(struct gs_database **out, const char *path)
{
	const struct gs_database_plan plan = {.journal = GS_JOURNAL_WAL,
	    .tables = {&gs_deck_tables, &boxes_tables}, .scratch = "tidy"};
	struct gs_database *boxes = NULL;

	int err = gs_database_open(&boxes, path, &plan);
	if (err == GS_OK)
		err = gs_deck_load(boxes, gs_boxes_load_item, boxes);
	if (err == GS_OK) {
		*out = boxes;
		boxes = NULL;
	}
	gs_database_free(&boxes);
	return err;
}

int gs_boxes_tidy(struct gs_database *boxes, bool anew)
{
	return anew ? gs_deck_tidy(boxes) : gs_database_trim(boxes);
}
