/* SPDX-License-Identifier: Apache-2.0 */
/* staff.h on SQLite: keys that are handed in, and editions. */
#include <string.h>

#include "store/staff.h"
#include "store/staff_tables.h"

/* Enrolment ---------------------------------------------------------------- */

int gs_staff_code(bool *repeated, struct gs_database *staff,
    const uint8_t nonce[32], const uint8_t digest[32])
{
	sqlite3_stmt *row = NULL;

	*repeated = false;
	int err = gs_database_row(&row, staff, GS_STAFF(GS_STAFF_CODE,
	    GS_BLOB_32(nonce)));
	if (err != GS_OK)
		return err;

	struct gs_span used = gs_column_span(row, 0);
	bool is_used = sqlite3_column_type(row, 0) != SQLITE_NULL;
	*repeated = is_used && used.len == 32 &&
	    memcmp(used.ptr, digest, 32) == 0;
	gs_database_release(staff);
	return is_used && !*repeated ? GS_ERR_DUPLICATE : GS_OK;
}

/* Why the key cannot be stored, before it is tried. */
static int refuse_key(struct gs_staff_clash *clash, struct gs_database *staff,
    const struct gs_enrol_key *key)
{
	uint64_t closed = 0, replaced = 0;

	clash->edition = key->edition;
	int err = gs_staff_closed(&closed, staff);
	if (err == GS_OK)
		err = gs_staff_numbers(&replaced, 1, staff,
		    GS_STAFF(GS_STAFF_WAS_REPLACED, GS_NUMBER(key->edition),
		        GS_BLOB_32(key->key)));
	if (err != GS_OK || (key->edition > closed && replaced == 0))
		return err;

	clash->kind = key->edition <= closed ? GS_CLASH_CLOSED : GS_CLASH_KEY;
	return GS_ERR_DUPLICATE;
}

static int store_key(struct gs_staff_clash *clash, struct gs_database *staff,
    const uint8_t nonce[32], const struct gs_enrol_key *key)
{
	int err = refuse_key(clash, staff, key);
	if (err != GS_OK)
		return err;

	clash->kind = GS_CLASH_HOLDER;
	err = gs_database_run(staff, GS_STAFF(GS_STAFF_ADD_HELD,
	    GS_NUMBER(key->edition), GS_BLOB_32(nonce)));
	if (err != GS_OK)
		return err;

	clash->kind = GS_CLASH_KEY;
	return gs_database_run(staff, GS_STAFF(GS_STAFF_ADD_KEY,
	    GS_NUMBER(key->edition), GS_BLOB_32(key->key),
	    GS_BLOB(key->possession, GS_POSSESSION_LEN),
	    GS_BLOB_SPAN(key->receipt), GS_BLOB_32(nonce)));
}

int gs_staff_enrol(struct gs_staff_clash *clash, struct gs_database *staff,
    const uint8_t nonce[32], const uint8_t digest[32],
    const struct gs_enrol_key *keys, size_t count)
{
	bool repeated = false;

	*clash = (struct gs_staff_clash){GS_CLASH_CODE, 0};
	int err = gs_database_begin(staff);
	if (err != GS_OK)
		return err;

	err = gs_staff_code(&repeated, staff, nonce, digest);
	if (repeated) /* nothing was changed */
		return gs_staff_end(staff, err);
	for (size_t i = 0; i < count && err == GS_OK; i++)
		err = store_key(clash, staff, nonce, &keys[i]);
	if (err == GS_OK)
		err = gs_database_run(staff, GS_STAFF(GS_STAFF_USE_CODE,
		    GS_BLOB_32(nonce), GS_BLOB_32(digest)));
	return gs_staff_end(staff, err);
}

int gs_staff_receipt(struct gs_span *receipt, struct gs_arena *arena,
    struct gs_database *staff, const struct gs_enrol_key *key)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, staff, GS_STAFF(GS_STAFF_RECEIPT,
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

/* Editions ----------------------------------------------------------------- */

int gs_staff_closed(uint64_t *edition, struct gs_database *staff)
{
	return gs_staff_numbers(edition, 1, staff,
	    GS_STAFF_PLAIN(GS_STAFF_CLOSED));
}

int gs_staff_close(struct gs_database *staff, uint64_t edition)
{
	int err = gs_database_begin(staff);
	if (err != GS_OK)
		return err;

	err = gs_database_run(staff, GS_STAFF(GS_STAFF_CLOSE,
	    GS_NUMBER(edition)));
	if (err == GS_OK)
		err = gs_database_run(staff, GS_STAFF(GS_STAFF_LIST,
		    GS_NUMBER(edition)));
	return gs_staff_end(staff, err);
}

int gs_staff_reopen(struct gs_database *staff, uint64_t edition)
{
	int err = gs_database_begin(staff);
	if (err != GS_OK)
		return err;

	err = gs_database_run(staff, GS_STAFF(GS_STAFF_REOPEN,
	    GS_NUMBER(edition)));
	if (err == GS_OK && gs_database_changes(staff) == 0)
		err = GS_ERR_UNKNOWN;
	if (err == GS_OK)
		err = gs_database_run(staff, GS_STAFF(GS_STAFF_UNLIST,
		    GS_NUMBER(edition)));
	return gs_staff_end(staff, err);
}

int gs_staff_growth(struct gs_staff_growth *out, struct gs_database *staff,
    uint64_t edition)
{
	uint64_t n[4] = {0};

	int err = gs_staff_numbers(n, 4, staff, GS_STAFF(GS_STAFF_GROWTH,
	    GS_NUMBER(edition), GS_NUMBER(edition - 1)));
	if (err == GS_OK)
		*out = (struct gs_staff_growth){n[0], n[1], n[2], n[3]};
	return err;
}

struct move_walk {
	gs_staff_move_fn *visit;
	void *ctx;
};

static int visit_move(void *ctx, sqlite3_stmt *row)
{
	struct move_walk *walk = ctx;
	const struct gs_staff_row who = {gs_column_span(row, 0),
	    gs_column_span(row, 1), gs_column_span(row, 2)};

	return walk->visit(walk->ctx, &who,
	    (const char *)sqlite3_column_text(row, 3));
}

int gs_staff_moves(struct gs_database *staff, uint64_t edition,
    gs_staff_move_fn *visit, void *ctx)
{
	struct move_walk walk = {visit, ctx};

	return gs_database_each(staff, GS_STAFF(GS_STAFF_MOVES,
	    GS_NUMBER(edition), GS_NUMBER(edition - 1)), visit_move, &walk);
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

	return gs_database_each(staff, GS_STAFF(GS_STAFF_KEYS,
	    GS_NUMBER(edition)), visit_key, &walk);
}

int gs_staff_replaced(struct gs_database *staff, uint64_t edition,
    gs_staff_key_fn *visit, void *ctx)
{
	struct key_walk walk = {visit, ctx};

	return gs_database_each(staff, GS_STAFF(GS_STAFF_REPLACED,
	    GS_NUMBER(edition)), visit_key, &walk);
}

int gs_staff_unlink(uint64_t *count, struct gs_database *staff,
    uint64_t edition)
{
	static const enum gs_staff_statement steps[] = {
		GS_STAFF_UNLINK_CODES, GS_STAFF_UNLINK_KEYS,
		GS_STAFF_FORGET_REPLACED};
	uint64_t tied = 0;

	int err = gs_database_begin(staff);
	if (err != GS_OK)
		return err;

	err = gs_staff_numbers(&tied, 1, staff, GS_STAFF(GS_STAFF_TIED,
	    GS_NUMBER(edition)));
	for (size_t i = 0; i < 3 && err == GS_OK; i++)
		err = gs_database_run(staff, GS_STAFF(steps[i],
		    GS_NUMBER(edition)));
	err = gs_staff_end(staff, err);
	if (err == GS_OK)
		*count = tied;
	return err;
}

int gs_staff_tidy(struct gs_database *staff)
{
	return gs_database_tidy(staff);
}
