/* SPDX-License-Identifier: Apache-2.0 */
/* The log in PostgreSQL: a library of its own, which the server opens only
 * where its configuration names a database (store/module.c).  Beside libpq and
 * the C library it calls nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/log_calls.h"
#include "store/postgresql/connection.h"
#include "store/postgresql/lead.h"

#define AHEAD 256 /* entries that are fetched together, where all are read */

struct gs_log_place {
	struct pg_connection c;
	uint64_t next; /* the entry that follows the last one asked for */
};

/* One at a time may make them. */
static const char *const schema[] = {
    "CREATE TABLE lead (one boolean PRIMARY KEY CHECK (one), "
    "term bigint NOT NULL, node bytea NOT NULL)",
    "INSERT INTO lead VALUES (true, 1, decode(repeat('00', 32), 'hex'))",
    "CREATE TABLE head (one boolean PRIMARY KEY CHECK (one), "
    "size bigint NOT NULL, root bytea NOT NULL, seal bytea NOT NULL)",
    "INSERT INTO head VALUES (true, 0, decode(repeat('00', 32), 'hex'), "
    "decode(repeat('00', 32), 'hex'))",
    "CREATE TABLE entries (position bigint PRIMARY KEY, "
    "entry bytea NOT NULL)",
    "CREATE TABLE checkpoints (size bigint PRIMARY KEY, note bytea NOT NULL)",
    "CREATE TABLE content (name bytea PRIMARY KEY, bytes bytea NOT NULL)",
    "CREATE TABLE reveals (hash bytea PRIMARY KEY, memo bytea NOT NULL, "
    "reader bigint NOT NULL)",
    "CREATE TABLE rolls (name bytea PRIMARY KEY, bytes bytea NOT NULL)",
    "CREATE TABLE readings (root bytea PRIMARY KEY, key bytea NOT NULL)",
};

static int pg_make_tables(struct pg_connection *c)
{
	uint64_t there = 0;

	int err = pg_run(NULL, c, "BEGIN", NULL);
	if (err == GS_OK)
		err = pg_run(NULL, c, "SELECT pg_advisory_xact_lock(7237)",
		    NULL);
	if (err == GS_OK)
		err = pg_row(c, "SELECT (to_regclass('readings') IS NOT NULL)"
		    "::int::bigint", NULL);
	if (err == GS_OK)
		err = pg_number(&there, c->lent, 0, 0);
	for (size_t i = 0; err == GS_OK && there == 0 &&
	    i < sizeof schema / sizeof *schema; i++)
		err = pg_run(NULL, c, schema[i], NULL);
	if (err == GS_OK)
		err = pg_run(NULL, c, "COMMIT", NULL);
	return err == GS_OK && c->warned ? GS_ERR_IO : err;
}

static void pg_free_place(struct gs_log_place *p)
{
	pg_disconnect(&p->c);
	free(p);
}

static int pg_open_place(struct gs_log_place **out, const char *place,
    char *why, size_t why_max)
{
	struct gs_log_place *p = calloc(1, sizeof *p);

	if (p == NULL)
		return GS_ERR_MEMORY;
	int err = pg_connect(&p->c, place);
	if (err == GS_OK)
		err = pg_run(NULL, &p->c,
		    "SET synchronous_commit = remote_apply", NULL);
	if (err == GS_OK)
		err = pg_make_tables(&p->c);

	if (err == GS_OK) {
		*out = p;
		return GS_OK;
	}
	if (why_max > 0) {
		(void)snprintf(why, why_max, "%s", p->c.trouble);
	}
	pg_free_place(p);
	return err;
}

/* Its own checksums are the database's matter. */
static int pg_check_place(struct gs_log_place *p)
{
	return p->c.lost ? GS_ERR_IO : GS_OK;
}

static bool pg_is_lost(const struct gs_log_place *p)
{
	return p->c.lost;
}

static const char *last_trouble(const struct gs_log_place *p)
{
	return p->c.trouble;
}

static int pg_find_leader(uint8_t node[GS_LOG_NODE_LEN],
    struct gs_log_place *p)
{
	return pg_leader(node, &p->c);
}

static int pg_take_lead(uint8_t other[GS_LOG_NODE_LEN], struct gs_log_place *p,
    const struct gs_log_claim *claim)
{
	return pg_lead(other, &p->c, claim);
}

static int pg_begin_changes(struct gs_log_place *p)
{
	return pg_begin(&p->c);
}

static int pg_end_changes(struct gs_log_place *p)
{
	return pg_commit(&p->c);
}

static int pg_drop_changes(struct gs_log_place *p)
{
	return pg_rollback(&p->c);
}

/* *rows: how many it changed. */
static int pg_make_change(uint64_t *rows, struct gs_log_place *p,
    const char *sql, const struct pg_values *v)
{
	int err = pg_hold(&p->c);

	return err == GS_OK ? pg_run(rows, &p->c, sql, v) : err;
}

/* Entries ----------------------------------------------------------------- */

static int pg_read_head(struct gs_log_head *out, struct gs_log_place *p)
{
	int err = pg_row(&p->c, "SELECT size, root, seal FROM head", NULL);

	if (err == GS_OK)
		err = pg_number(&out->size, p->c.lent, 0, 0);
	if (err == GS_OK)
		err = pg_copy(out->root, 32, p->c.lent, 0, 1);
	if (err == GS_OK)
		err = pg_copy(out->seal, 32, p->c.lent, 0, 2);
	return err == GS_ERR_UNKNOWN ? GS_ERR_CORRUPT : err;
}

static int pg_move_head(struct gs_log_place *p, const struct gs_log_head *from,
    const struct gs_log_head *to)
{
	struct pg_values v = {.count = 0};
	uint64_t rows = 0;

	pg_add_number(&v, from->size);
	pg_add_bytes(&v, from->root, 32);
	pg_add_number(&v, to->size);
	pg_add_bytes(&v, to->root, 32);
	pg_add_bytes(&v, to->seal, 32);
	int err = pg_make_change(&rows, p, "UPDATE head SET size = $3::bigint, "
	    "root = $4::bytea, seal = $5::bytea WHERE size = $1::bigint AND "
	    "root = $2::bytea AND $3::bigint = (SELECT "
	    "coalesce(max(position) + 1, 0) FROM entries)", &v);
	return err == GS_OK && rows != 1 ? GS_ERR_MISMATCH : err;
}

static int pg_count_entries(uint64_t *size, struct gs_log_place *p)
{
	int err = pg_row(&p->c, "SELECT coalesce(max(position) + 1, 0) FROM "
	    "entries", NULL);

	return err == GS_OK ? pg_number(size, p->c.lent, 0, 0) : err;
}

static int pg_add_entry(struct gs_log_place *p, uint64_t index,
    struct gs_span entry)
{
	struct pg_values v = {.count = 0};
	uint64_t rows = 0;

	if (index > INT64_MAX)
		return GS_ERR_RANGE;
	pg_add_number(&v, index);
	pg_add_bytes(&v, entry.ptr, entry.len);
	int err = pg_make_change(&rows, p, "INSERT INTO entries SELECT "
	    "$1::bigint, $2::bytea WHERE $1::bigint = (SELECT "
	    "coalesce(max(position) + 1, 0) FROM entries)", &v);
	return err == GS_OK && rows != 1 ? GS_ERR_RANGE : err;
}

static int fetch_entries(struct gs_log_place *p, uint64_t index)
{
	struct pg_values v = {.count = 0};

	PQclear(p->c.ahead);
	p->c.ahead = NULL;
	pg_add_number(&v, index);
	pg_add_number(&v, index == p->next ? AHEAD : 1);
	p->c.first = index;
	return pg_ask(&p->c.ahead, &p->c, "SELECT entry, position FROM entries "
	    "WHERE position >= $1::bigint ORDER BY position LIMIT $2::bigint",
	    &v);
}

/* None is changed once it is there. */
static int pg_find_entry(struct gs_span *entry, struct gs_log_place *p,
    uint64_t index)
{
	struct pg_connection *c = &p->c;
	uint64_t is = 0;

	if (index > INT64_MAX)
		return GS_ERR_UNKNOWN;
	int err = GS_OK;
	if (c->ahead == NULL || index < c->first ||
	    index - c->first >= (uint64_t)PQntuples(c->ahead))
		err = fetch_entries(p, index);
	if (err != GS_OK)
		return err;

	int row = (int)(index - c->first);
	if (row >= PQntuples(c->ahead))
		return GS_ERR_UNKNOWN;
	err = pg_number(&is, c->ahead, row, 1);
	if (err != GS_OK || is != index)
		return err == GS_OK ? GS_ERR_UNKNOWN : err;
	*entry = pg_span(c->ahead, row, 0);
	p->next = index + 1;
	return GS_OK;
}

/* Checkpoints ------------------------------------------------------------- */

static int pg_note_of(struct gs_span *note, struct gs_log_place *p,
    uint64_t size)
{
	struct pg_values v = {.count = 0};

	pg_add_number(&v, size);
	int err = pg_row(&p->c, "SELECT note FROM checkpoints WHERE size = "
	    "$1::bigint", &v);
	if (err == GS_OK)
		*note = pg_span(p->c.lent, 0, 0);
	return err;
}

static int pg_note_below(uint64_t *size, struct gs_span *note,
    struct gs_log_place *p, uint64_t below)
{
	struct pg_values v = {.count = 0};

	pg_add_number(&v, below > INT64_MAX ? INT64_MAX : below);
	int err = pg_row(&p->c, "SELECT size, note FROM checkpoints WHERE "
	    "size < $1::bigint ORDER BY size DESC LIMIT 1", &v);
	if (err == GS_OK)
		err = pg_number(size, p->c.lent, 0, 0);
	if (err == GS_OK)
		*note = pg_span(p->c.lent, 0, 1);
	return err;
}

static int pg_add_note(struct gs_log_place *p, const struct gs_log_head *of,
    struct gs_span note)
{
	struct pg_values v = {.count = 0};
	struct gs_span there = {NULL, 0};
	struct gs_log_head is;
	uint64_t rows = 0;

	pg_add_number(&v, of->size);
	pg_add_bytes(&v, of->root, 32);
	pg_add_bytes(&v, note.ptr, note.len);
	int err = pg_make_change(&rows, p, "INSERT INTO checkpoints SELECT "
	    "$1::bigint, $3::bytea FROM head WHERE size = $1::bigint AND "
	    "root = $2::bytea ON CONFLICT DO NOTHING", &v);
	if (err != GS_OK || rows == 1)
		return err;

	err = pg_read_head(&is, p);
	if (err != GS_OK)
		return err;
	if (is.size != of->size || memcmp(is.root, of->root, 32) != 0)
		return GS_ERR_MISMATCH;
	err = pg_note_of(&there, p, of->size);
	return err == GS_OK ? GS_ERR_DUPLICATE : err;
}

static int pg_cosign_note(struct gs_log_place *p, uint64_t size,
    struct gs_span note)
{
	struct pg_values v = {.count = 0};
	uint64_t rows = 0;

	pg_add_number(&v, size);
	pg_add_bytes(&v, note.ptr, note.len);
	int err = pg_make_change(&rows, p, "UPDATE checkpoints SET note = "
	    "$2::bytea WHERE size = $1::bigint", &v);
	return err == GS_OK && rows != 1 ? GS_ERR_UNKNOWN : err;
}

/* Files ------------------------------------------------------------------- */

static int pg_put_named(struct gs_log_place *p, enum gs_log_table table,
    const uint8_t name[32], struct gs_span bytes)
{
	struct pg_values v = {.count = 0};

	pg_add_bytes(&v, name, 32);
	pg_add_bytes(&v, bytes.ptr, bytes.len);
	return pg_make_change(NULL, p, table == GS_LOG_ROLLS ?
	    "INSERT INTO rolls VALUES ($1::bytea, $2::bytea) "
	    "ON CONFLICT DO NOTHING" :
	    "INSERT INTO content VALUES ($1::bytea, $2::bytea) "
	    "ON CONFLICT DO NOTHING", &v);
}

static int pg_get_named(struct gs_span *bytes, struct gs_log_place *p,
    enum gs_log_table table, const uint8_t name[32])
{
	struct pg_values v = {.count = 0};

	pg_add_bytes(&v, name, 32);
	int err = pg_row(&p->c, table == GS_LOG_ROLLS ?
	    "SELECT bytes FROM rolls WHERE name = $1::bytea" :
	    "SELECT bytes FROM content WHERE name = $1::bytea", &v);
	if (err == GS_OK)
		*bytes = pg_span(p->c.lent, 0, 0);
	return err;
}

/* The row that follows `after`, which becomes its name. */
static int find_next(struct gs_span *bytes, struct gs_log_place *p,
    enum gs_log_table table, struct gs_span after, uint8_t name[32])
{
	struct pg_values v = {.count = 0};

	pg_add_bytes(&v, after.ptr, after.len);
	int err = pg_row(&p->c, table == GS_LOG_ROLLS ?
	    "SELECT bytes, name FROM rolls WHERE name > $1::bytea "
	    "ORDER BY name LIMIT 1" :
	    "SELECT bytes, name FROM content WHERE name > $1::bytea "
	    "ORDER BY name LIMIT 1", &v);
	if (err == GS_OK)
		err = pg_copy(name, 32, p->c.lent, 0, 1);
	if (err == GS_OK)
		*bytes = pg_span(p->c.lent, 0, 0);
	return err;
}

static int pg_next_content(struct gs_span *bytes, struct gs_log_place *p,
    uint8_t hash[32])
{
	return find_next(bytes, p, GS_LOG_CONTENT,
	    (struct gs_span){hash, 32}, hash);
}

static int pg_each_named(struct gs_log_place *p, enum gs_log_table table,
    gs_named_fn *visit, void *ctx)
{
	struct gs_span bytes = {NULL, 0}, after = {NULL, 0};
	uint8_t name[32];
	int err = GS_OK;

	while (err == GS_OK) {
		err = find_next(&bytes, p, table, after, name);
		if (err == GS_OK)
			err = visit(ctx, name, bytes);
		else if (err == GS_ERR_UNKNOWN)
			return GS_OK;
		after = (struct gs_span){name, sizeof name};
	}
	return err;
}

static int pg_remove_content(struct gs_log_place *p, const uint8_t hash[32])
{
	struct pg_values v = {.count = 0};

	pg_add_bytes(&v, hash, 32);
	return pg_make_change(NULL, p, "DELETE FROM content WHERE name = "
	    "$1::bytea", &v);
}

static int pg_put_reveal(struct gs_log_place *p, const uint8_t hash[32],
    const uint8_t memo[32], uint32_t reader)
{
	struct pg_values v = {.count = 0};

	pg_add_bytes(&v, hash, 32);
	pg_add_bytes(&v, memo, 32);
	pg_add_number(&v, reader);
	return pg_make_change(NULL, p, "INSERT INTO reveals VALUES ($1::bytea, "
	    "$2::bytea, $3::bigint) ON CONFLICT DO NOTHING", &v);
}

static int pg_find_reveal(uint8_t memo[32], uint32_t *reader,
    struct gs_log_place *p, const uint8_t hash[32])
{
	struct pg_values v = {.count = 0};
	uint64_t n = 0;

	pg_add_bytes(&v, hash, 32);
	int err = pg_row(&p->c, "SELECT memo, reader FROM reveals WHERE "
	    "hash = $1::bytea", &v);
	if (err == GS_OK)
		err = pg_copy(memo, 32, p->c.lent, 0, 0);
	if (err == GS_OK)
		err = pg_number(&n, p->c.lent, 0, 1);
	if (err == GS_OK)
		*reader = (uint32_t)n;
	return err;
}

static int pg_next_reveal(struct gs_log_place *p, uint8_t hash[32],
    const uint8_t memo[32])
{
	struct pg_values v = {.count = 0};

	pg_add_bytes(&v, hash, 32);
	pg_add_bytes(&v, memo, 32);
	int err = pg_row(&p->c, "SELECT hash FROM reveals WHERE hash > "
	    "$1::bytea AND memo = $2::bytea ORDER BY hash LIMIT 1", &v);
	return err == GS_OK ? pg_copy(hash, 32, p->c.lent, 0, 0) : err;
}

/* Pages that later rows are written over. */
static int pg_tidy(struct gs_log_place *p)
{
	return pg_run(NULL, &p->c, "VACUUM content", NULL);
}

static int pg_put_reading(struct gs_log_place *p, const uint8_t root[32],
    const uint8_t key[32])
{
	struct pg_values v = {.count = 0};

	pg_add_bytes(&v, root, 32);
	pg_add_bytes(&v, key, 32);
	return pg_make_change(NULL, p, "INSERT INTO readings VALUES "
	    "($1::bytea, $2::bytea) ON CONFLICT DO NOTHING", &v);
}

static int pg_find_reading(uint8_t key[32], struct gs_log_place *p,
    const uint8_t root[32])
{
	struct pg_values v = {.count = 0};

	pg_add_bytes(&v, root, 32);
	int err = pg_row(&p->c, "SELECT key FROM readings WHERE root = "
	    "$1::bytea", &v);
	return err == GS_OK ? pg_copy(key, 32, p->c.lent, 0, 0) : err;
}

/* What the server looks for by its name. */
extern const struct gs_log_calls gs_log_in_postgresql;
const struct gs_log_calls gs_log_in_postgresql = {.version = GAINSAY_VERSION,
    .shared = true, .open = pg_open_place, .free = pg_free_place,
    .check = pg_check_place, .lost = pg_is_lost, .trouble = last_trouble,
    .leader = pg_find_leader, .lead = pg_take_lead,
    .begin = pg_begin_changes, .commit = pg_end_changes,
    .rollback = pg_drop_changes, .head = pg_read_head,
    .move_head = pg_move_head,
    .size = pg_count_entries, .add_entry = pg_add_entry, .entry = pg_find_entry,
    .add_note = pg_add_note, .note_of = pg_note_of, .note_below = pg_note_below,
    .cosign = pg_cosign_note, .put = pg_put_named, .get = pg_get_named,
    .next_content = pg_next_content, .each = pg_each_named,
    .remove_content = pg_remove_content,
    .put_reveal = pg_put_reveal, .reveal = pg_find_reveal,
    .next_reveal = pg_next_reveal, .tidy = pg_tidy,
    .put_reading = pg_put_reading, .reading = pg_find_reading};
