/* SPDX-License-Identifier: Apache-2.0 */
/* staff.h on SQLite: the two lists of a registrar on a machine of its own. */
#include <string.h>

#include "core/bytes.h"
#include "store/staff.h"
#include "store/staff_tables.h"

int gs_staff_turn(uint64_t *turn, struct gs_database *staff,
    enum gs_staff_turns which)
{
	return gs_staff_numbers(turn, 1, staff, GS_STAFF(GS_STAFF_TURN,
	    GS_NUMBER(which)));
}

int gs_staff_take_turn(struct gs_database *staff, enum gs_staff_turns which,
    uint64_t turn)
{
	uint64_t last = 0;

	int err = gs_staff_turn(&last, staff, which);
	if (err == GS_OK && turn != last + 1)
		err = GS_ERR_MISMATCH;
	if (err == GS_OK)
		err = gs_database_begin(staff);
	if (err != GS_OK)
		return err;
	err = gs_database_run(staff, GS_STAFF(GS_STAFF_TAKE_TURN,
	    GS_NUMBER(which), GS_NUMBER(turn)));
	return gs_staff_end(staff, err);
}

int gs_staff_pass(struct gs_database *staff, uint64_t item,
    struct gs_span bytes)
{
	int err = gs_database_begin(staff);

	if (err == GS_OK)
		err = gs_database_run(staff, GS_STAFF(GS_STAFF_DROP_PASSED,
		    GS_NUMBER(item)));
	if (err == GS_OK)
		err = gs_database_run(staff, GS_STAFF(GS_STAFF_PASS,
		    GS_NUMBER(item), GS_BLOB_SPAN(bytes)));
	return gs_staff_end(staff, err);
}

int gs_staff_passed(struct gs_span *bytes, struct gs_arena *arena,
    struct gs_database *staff, uint64_t item)
{
	sqlite3_stmt *row = NULL;

	*bytes = (struct gs_span){NULL, 0};
	int err = gs_database_row(&row, staff, GS_STAFF(GS_STAFF_PASSED,
	    GS_NUMBER(item)));
	if (err == GS_OK)
		err = gs_arena_copy(bytes, arena, gs_column_span(row, 0));
	gs_database_release(staff);
	return err == GS_ERR_UNKNOWN ? GS_OK : err;
}

int gs_staff_named(bool *named, struct gs_database *staff)
{
	uint64_t count = 0;

	int err = gs_staff_numbers(&count, 1, staff,
	    GS_STAFF_PLAIN(GS_STAFF_NAMED));
	*named = count > 0;
	return err;
}

/* Codes -------------------------------------------------------------------- */

/* A holder's id in the server's list: its bytes in hexadecimal. */
static int put_holder_code(struct gs_database *staff, const uint8_t row[64],
    uint64_t first)
{
	struct gs_staff_span voided = {.count = 0};
	uint8_t hex[64];
	const struct gs_span id = {hex, sizeof hex};
	struct gs_writer w = gs_writer_of(hex, sizeof hex);

	gs_write_hex(&w, row, 32);
	int err = gs_database_run(staff, GS_STAFF(GS_STAFF_PUT_HOLDER,
	    GS_TEXT_SPAN(id), GS_BLOB_32(row)));
	if (err == GS_OK && first > 0)
		err = gs_staff_void(&voided, staff, id, first);
	if (err == GS_OK)
		err = gs_database_run(staff, GS_STAFF(GS_STAFF_VOID_CODES,
		    GS_TEXT_SPAN(id)));
	return err != GS_OK ? err : gs_database_run(staff,
	    GS_STAFF(GS_STAFF_ADD_CODE, GS_BLOB_32(row + 32),
	        GS_TEXT_SPAN(id)));
}

int gs_staff_put_codes(struct gs_database *staff, struct gs_span rows,
    uint64_t first)
{
	int err = gs_database_begin(staff);
	if (err != GS_OK)
		return err;

	for (size_t i = 0; err == GS_OK && i + GS_STAFF_CODE_ROW <= rows.len;
	    i += GS_STAFF_CODE_ROW)
		err = put_holder_code(staff, rows.ptr + i, first);
	return gs_staff_end(staff, err);
}

int gs_staff_holder(uint8_t holder[32], struct gs_database *staff,
    struct gs_span id)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, staff, GS_STAFF(GS_STAFF_HOLDER,
	    GS_TEXT_SPAN(id)));
	if (err == GS_OK) {
		err = gs_column_copy(holder, 32, row, 0);
		gs_database_release(staff);
		return err;
	}
	if (err == GS_ERR_UNKNOWN)
		err = gs_host_random(holder, 32);
	return err != GS_OK ? err : gs_database_run(staff,
	    GS_STAFF(GS_STAFF_SET_HOLDER, GS_TEXT_SPAN(id),
	        GS_BLOB_32(holder)));
}

/* Keys --------------------------------------------------------------------- */

int gs_staff_tied(uint64_t *first, uint64_t *last, struct gs_database *staff)
{
	uint64_t n[2] = {0};

	int err = gs_staff_numbers(n, 2, staff, GS_STAFF_PLAIN(GS_STAFF_SPAN));
	*first = n[0];
	*last = n[1];
	return err;
}

struct tie_walk {
	gs_staff_tie_fn *visit;
	void *ctx;
};

static int visit_tie(void *ctx, sqlite3_stmt *row)
{
	struct tie_walk *walk = ctx;
	struct gs_staff_tie tie;

	int err = gs_column_copy(tie.holder, 32, row, 0);
	if (err == GS_OK)
		err = gs_column_copy(tie.key, 32, row, 1);
	if (err == GS_OK)
		err = gs_column_copy(tie.possession, GS_POSSESSION_LEN, row,
		    2);
	return err == GS_OK ? walk->visit(walk->ctx, &tie) : err;
}

int gs_staff_ties(struct gs_database *staff, uint64_t edition,
    const uint8_t after[32], gs_staff_tie_fn *visit, void *ctx)
{
	struct tie_walk walk = {visit, ctx};

	return gs_database_each(staff, GS_STAFF(GS_STAFF_TIED_KEYS,
	    GS_NUMBER(edition), GS_BLOB_32(after),
	    GS_NUMBER(GS_STAFF_TIES_MOST)), visit_tie, &walk);
}

int gs_staff_knows_key(bool *known, struct gs_database *staff,
    uint64_t edition, const uint8_t key[32])
{
	uint64_t count = 0;

	int err = gs_staff_numbers(&count, 1, staff,
	    GS_STAFF(GS_STAFF_KEY_KNOWN, GS_NUMBER(edition),
	        GS_BLOB_32(key)));
	*known = count > 0;
	return err;
}

struct nonce_walk {
	gs_staff_key_fn *visit;
	void *ctx;
};

static int visit_nonce(void *ctx, sqlite3_stmt *row)
{
	struct nonce_walk *walk = ctx;
	uint8_t nonce[32];

	int err = gs_column_copy(nonce, 32, row, 0);
	return err == GS_OK ? walk->visit(walk->ctx, nonce) : err;
}

int gs_staff_nonces(struct gs_database *staff, const uint8_t holder[32],
    gs_staff_key_fn *visit, void *ctx)
{
	struct nonce_walk walk = {visit, ctx};

	return gs_database_each(staff, GS_STAFF(GS_STAFF_NONCES,
	    GS_BLOB_32(holder)), visit_nonce, &walk);
}

static int add_arrival(struct gs_database *staff,
    const struct gs_staff_arrival *one)
{
	static const uint8_t elsewhere[32] = {0};

	int err = gs_database_run(staff, GS_STAFF(GS_STAFF_ADD_HELD,
	    GS_NUMBER(one->key.edition), GS_BLOB_32(one->nonce)));
	if (err == GS_OK)
		err = gs_database_run(staff, GS_STAFF(GS_STAFF_ADD_KEY,
		    GS_NUMBER(one->key.edition), GS_BLOB_32(one->key.key),
		    GS_BLOB(one->key.possession, GS_POSSESSION_LEN),
		    GS_BLOB(elsewhere, 0), GS_BLOB_32(one->nonce)));
	return err != GS_OK ? err : gs_database_run(staff,
	    GS_STAFF(GS_STAFF_USE_CODE, GS_BLOB_32(one->nonce),
	        GS_BLOB_32(elsewhere)));
}

int gs_staff_arrive(struct gs_database *staff,
    const struct gs_staff_arrival *keys, size_t count)
{
	int err = gs_database_begin(staff);
	if (err != GS_OK)
		return err;

	for (size_t i = 0; i < count && err == GS_OK; i++)
		err = add_arrival(staff, &keys[i]);
	return gs_staff_end(staff, err);
}
