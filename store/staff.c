/* SPDX-License-Identifier: Apache-2.0 */
/* staff.h on SQLite. */
#include "store/staff.h"

#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "lib/crash.h"
#include "store/sqlite.h"

/* `used` digests the keys of the request, and a possession proof verifies
 * under the code's nonce: either would tie an unlinked key to the person again
 * by way of the same request's other keys, so unlinking empties both. */
static const char schema[] =
    "CREATE TABLE staff ("
    "  id TEXT PRIMARY KEY, name TEXT NOT NULL, category TEXT NOT NULL,"
    "  eligible INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE codes ("
    "  nonce BLOB PRIMARY KEY, staff TEXT REFERENCES staff,"
    "  used BLOB) STRICT, WITHOUT ROWID;"
    "CREATE INDEX codes_staff ON codes (staff);"
    "CREATE TABLE keys ("
    "  edition INTEGER NOT NULL, key BLOB NOT NULL,"
    "  possession BLOB NOT NULL, staff TEXT REFERENCES staff,"
    "  receipt BLOB NOT NULL, PRIMARY KEY (edition, key),"
    "  UNIQUE (edition, staff)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX keys_staff ON keys (staff);";

enum statement {
	CLEAR_ELIGIBLE, PUT_STAFF, CLASHES, ELIGIBLE, WITHOUT_CODE, ONE,
	ADD_CODE, VOID_CODES, CODE, USE_CODE,
	ADD_KEY, RECEIPT, KEYS, UNLINK_KEYS, UNLINK_CODES,
	STATEMENTS
};

/* eligible: 0 no, 1 yes, more: seen twice in an import, which is undone. */
static const char *const statements[STATEMENTS] = {
	[CLEAR_ELIGIBLE] = "UPDATE staff SET eligible = 0",
	[PUT_STAFF] = "INSERT INTO staff (id, name, category, eligible)"
	    " VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET"
	    " name = excluded.name, category = excluded.category,"
	    " eligible = eligible + 1",
	[CLASHES] = "SELECT count(*) FROM staff WHERE eligible > 1",
	[ELIGIBLE] = "SELECT count(*) FROM staff WHERE eligible = 1",
	[WITHOUT_CODE] = "SELECT id, name, category FROM staff s"
	    " WHERE eligible = 1 AND NOT EXISTS"
	    " (SELECT 1 FROM codes c WHERE c.staff = s.id)"
	    " AND NOT EXISTS (SELECT 1 FROM keys k WHERE k.staff = s.id)"
	    " ORDER BY id",
	[ONE] = "SELECT id, name, category FROM staff"
	    " WHERE eligible = 1 AND id = ?",
	[ADD_CODE] = "INSERT INTO codes (nonce, staff) VALUES (?, ?)",
	[VOID_CODES] = "DELETE FROM codes WHERE staff = ? AND used IS NULL",
	[CODE] = "SELECT staff, used FROM codes WHERE nonce = ?",
	[USE_CODE] = "UPDATE codes SET used = ?2 WHERE nonce = ?1",
	[ADD_KEY] = "INSERT INTO keys (edition, key, possession, receipt,"
	    " staff) VALUES (?1, ?2, ?3, ?4,"
	    " (SELECT staff FROM codes WHERE nonce = ?5))",
	[RECEIPT] = "SELECT receipt FROM keys WHERE edition = ? AND key = ?",
	[KEYS] = "SELECT key FROM keys k LEFT JOIN staff s ON s.id = k.staff"
	    " WHERE edition = ? AND (k.staff IS NULL OR s.eligible = 1)"
	    " ORDER BY key",
	[UNLINK_CODES] = "UPDATE codes SET staff = NULL, used = x''"
	    " WHERE used IS NOT NULL AND staff IN"
	    " (SELECT staff FROM keys WHERE edition = ?)",
	[UNLINK_KEYS] = "UPDATE keys SET staff = NULL, possession = x''"
	    " WHERE edition = ?",
};

static const struct gs_tables staff_tables = {schema, statements, STATEMENTS};

#define STAFF(...) GS_QUERY(&staff_tables, __VA_ARGS__)
#define STAFF_PLAIN(index) GS_PLAIN(&staff_tables, index)

int gs_staff_open(struct gs_database **out, const char *path)
{
	const struct gs_database_plan plan = {.journal = GS_JOURNAL_ROLLBACK,
	    .tables = {&staff_tables}};

	return gs_database_open(out, path, &plan);
}

void gs_staff_free(struct gs_database **staff)
{
	gs_database_free(staff);
}

/* Commits if `err` is GS_OK and that works, else undoes everything. */
static int end_change(struct gs_database *staff, int err)
{
	GS_CRASH_POINT("staff-changed");
	if (err == GS_OK)
		err = gs_database_commit(staff);
	GS_CRASH_POINT("staff-committed");

	if (err != GS_OK && gs_database_rollback(staff) != GS_OK)
		return GS_ERR_IO;
	return err;
}

static int count_rows(uint64_t *count, struct gs_database *staff,
    enum statement which)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, staff, STAFF_PLAIN(which));
	if (err == GS_OK)
		*count = (uint64_t)sqlite3_column_int64(row, 0);
	gs_database_release(staff);
	return err;
}

int gs_staff_import(struct gs_database *staff,
    const struct gs_staff_row *rows, size_t count)
{
	uint64_t clashes = 0;

	int err = gs_database_begin(staff);
	if (err != GS_OK)
		return err;

	err = gs_database_run(staff, STAFF_PLAIN(CLEAR_ELIGIBLE));
	for (size_t i = 0; i < count && err == GS_OK; i++)
		err = gs_database_run(staff, STAFF(PUT_STAFF,
		    GS_TEXT_SPAN(rows[i].id), GS_TEXT_SPAN(rows[i].name),
		    GS_TEXT_SPAN(rows[i].category)));

	if (err == GS_OK)
		err = count_rows(&clashes, staff, CLASHES);
	if (err == GS_OK && clashes > 0)
		err = GS_ERR_DUPLICATE;
	return end_change(staff, err);
}

int gs_staff_eligible(uint64_t *count, struct gs_database *staff)
{
	return count_rows(count, staff, ELIGIBLE);
}

static int draw_random_code(char code[GS_CODE_LEN])
{
	uint8_t bits[16];
	struct gs_writer w = gs_writer_of(code, GS_CODE_LEN);

	int err = gs_host_random(bits, sizeof bits);
	for (size_t i = 0; i < 8; i++) {
		if (i > 0)
			gs_write_u8(&w, '-');
		gs_write_hex(&w, bits + 2 * i, 2);
	}
	gs_write_u8(&w, 0);

	gs_host_wipe(bits, sizeof bits);
	return err == GS_OK ? gs_writer_end(&w) : err;
}

/* Codes that were drawn and are not yet told. */
struct drawn_code {
	struct drawn_code *next;
	struct gs_staff_row who; /* into `text` */
	char code[GS_CODE_LEN];
	uint8_t text[];
};

struct drawn_codes {
	struct drawn_code *first, **last;
};

static struct gs_span keep_span(uint8_t **at, struct gs_span from)
{
	struct gs_span kept = {*at, from.len};

	if (from.len > 0)
		memcpy(*at, from.ptr, from.len);
	*at += from.len;
	return kept;
}

static int visit_person(void *ctx, sqlite3_stmt *row)
{
	struct drawn_codes *codes = ctx;
	struct gs_span column[3];
	size_t len = 0;

	for (int i = 0; i < 3; i++) {
		column[i] = gs_column_span(row, i);
		len += column[i].len;
	}
	struct drawn_code *one = calloc(1, sizeof *one + len);
	if (one == NULL)
		return GS_ERR_MEMORY;

	uint8_t *at = one->text;
	one->who.id = keep_span(&at, column[0]);
	one->who.name = keep_span(&at, column[1]);
	one->who.category = keep_span(&at, column[2]);
	*codes->last = one;
	codes->last = &one->next;
	return draw_random_code(one->code);
}

static int store_codes(struct gs_database *staff,
    const struct drawn_codes *codes)
{
	int err = GS_OK;

	for (struct drawn_code *i = codes->first; i != NULL && err == GS_OK;
	    i = i->next) {
		uint8_t nonce[32];
		gs_code_nonce(nonce, (struct gs_span){
		    (const uint8_t *)i->code, GS_CODE_LEN - 1});
		err = gs_database_run(staff, STAFF(ADD_CODE,
		    GS_BLOB_32(nonce), GS_TEXT_SPAN(i->who.id)));
	}
	return err;
}

/* Hands them out unless there was an error, and forgets them. */
static int hand_out(struct drawn_codes *codes, int err, gs_code_fn *visit,
    void *ctx)
{
	while (codes->first != NULL) {
		struct drawn_code *one = codes->first;
		if (err == GS_OK)
			err = visit(ctx, &one->who, one->code);
		codes->first = one->next;
		gs_host_wipe(one->code, sizeof one->code);
		free(one);
	}
	return err;
}

int gs_staff_issue(struct gs_database *staff, gs_code_fn *visit, void *ctx)
{
	struct drawn_codes codes = {NULL, &codes.first};

	int err = gs_database_begin(staff);
	if (err != GS_OK)
		return err;

	err = gs_database_each(staff, STAFF_PLAIN(WITHOUT_CODE), visit_person,
	    &codes);
	if (err == GS_OK)
		err = store_codes(staff, &codes);
	return hand_out(&codes, end_change(staff, err), visit, ctx);
}

int gs_staff_issue_one(struct gs_database *staff, struct gs_span id,
    gs_code_fn *visit, void *ctx)
{
	struct drawn_codes codes = {NULL, &codes.first};

	int err = gs_database_begin(staff);
	if (err != GS_OK)
		return err;

	err = gs_database_each(staff, STAFF(ONE, GS_TEXT_SPAN(id)),
	    visit_person, &codes);
	if (err == GS_OK && codes.first == NULL)
		err = GS_ERR_UNKNOWN;
	if (err == GS_OK)
		err = gs_database_run(staff, STAFF(VOID_CODES,
		    GS_TEXT_SPAN(id)));
	if (err == GS_OK)
		err = store_codes(staff, &codes);
	return hand_out(&codes, end_change(staff, err), visit, ctx);
}

/* GS_OK: unused.  GS_ERR_MISMATCH stands for "used by this very request". */
static int look_at_code(struct gs_database *staff, const uint8_t nonce[32],
    const uint8_t digest[32])
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, staff, STAFF(CODE,
	    GS_BLOB_32(nonce)));
	if (err != GS_OK)
		return err;

	struct gs_span used = gs_column_span(row, 1);
	if (sqlite3_column_type(row, 1) != SQLITE_NULL)
		err = used.len == 32 && memcmp(used.ptr, digest, 32) == 0 ?
		    GS_ERR_MISMATCH : GS_ERR_DUPLICATE;
	gs_database_release(staff);
	return err;
}

int gs_staff_enrol(struct gs_database *staff, const uint8_t nonce[32],
    const uint8_t digest[32], const struct gs_enrol_key *keys, size_t count)
{
	int err = gs_database_begin(staff);
	if (err != GS_OK)
		return err;

	err = look_at_code(staff, nonce, digest);
	if (err == GS_ERR_MISMATCH) /* nothing was changed */
		return end_change(staff, GS_OK);
	for (size_t i = 0; i < count && err == GS_OK; i++)
		err = gs_database_run(staff, STAFF(ADD_KEY,
		    GS_NUMBER(keys[i].edition), GS_BLOB_32(keys[i].key),
		    GS_BLOB(keys[i].possession, GS_POSSESSION_LEN),
		    GS_BLOB_SPAN(keys[i].receipt), GS_BLOB_32(nonce)));
	if (err == GS_OK)
		err = gs_database_run(staff, STAFF(USE_CODE,
		    GS_BLOB_32(nonce), GS_BLOB_32(digest)));
	return end_change(staff, err);
}

int gs_staff_receipt(struct gs_span *receipt, struct gs_arena *arena,
    struct gs_database *staff, const struct gs_enrol_key *key)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, staff, STAFF(RECEIPT,
	    GS_NUMBER(key->edition), GS_BLOB_32(key->key)));
	if (err != GS_OK)
		return err;

	struct gs_span stored = gs_column_span(row, 0);
	uint8_t *copy = gs_arena_take(arena, stored.len, 1);
	if (copy == NULL) {
		err = GS_ERR_MEMORY;
	} else {
		if (stored.len > 0)
			memcpy(copy, stored.ptr, stored.len);
		*receipt = (struct gs_span){copy, stored.len};
	}
	gs_database_release(staff);
	return err;
}

struct key_walk {
	gs_staff_key_fn *visit;
	void *ctx;
};

static int visit_key(void *ctx, sqlite3_stmt *row)
{
	struct key_walk *walk = ctx;
	uint8_t key[32];

	int err = gs_column_copy(key, 32, row, 0);
	return err == GS_OK ? walk->visit(walk->ctx, key) : err;
}

int gs_staff_keys(struct gs_database *staff, uint64_t edition,
    gs_staff_key_fn *visit, void *ctx)
{
	struct key_walk walk = {visit, ctx};

	return gs_database_each(staff, STAFF(KEYS, GS_NUMBER(edition)),
	    visit_key, &walk);
}

int gs_staff_unlink(struct gs_database *staff, uint64_t edition)
{
	int err = gs_database_begin(staff);
	if (err != GS_OK)
		return err;

	err = gs_database_run(staff, STAFF(UNLINK_CODES,
	    GS_NUMBER(edition)));
	if (err == GS_OK)
		err = gs_database_run(staff, STAFF(UNLINK_KEYS,
		    GS_NUMBER(edition)));
	err = end_change(staff, err);

	/* Where rows lie in the pages would still tell which came together. */
	return err == GS_OK ? gs_database_tidy(staff) : err;
}
