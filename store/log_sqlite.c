/* SPDX-License-Identifier: Apache-2.0 */
/* The log in a file.  Its directory has one owner (sqlite.h), who leads without
 * writing anything: the term of a file moves only where another node claims
 * it. */
#include <stdlib.h>
#include <string.h>

#include "store/log_calls.h"
#include "store/log_claim.h"
#include "store/sqlite.h"

struct gs_log_place {
	struct gs_database *db;
	uint64_t term; /* in which this handle leads; 0: it does not */
	bool leads;    /* as this transaction has seen */
	bool deposed;
};

/* WITHOUT ROWID: a rowid would be the order of arrival. */
static const char schema[] =
    "CREATE TABLE lead ("
    "  one INTEGER PRIMARY KEY CHECK (one = 1), term INTEGER NOT NULL,"
    "  node BLOB NOT NULL) STRICT;"
    "INSERT INTO lead VALUES (1, 1, zeroblob(32));"
    "CREATE TABLE head ("
    "  one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL,"
    "  root BLOB NOT NULL, seal BLOB NOT NULL) STRICT;"
    "INSERT INTO head VALUES (1, 0, zeroblob(32), zeroblob(32));"
    "CREATE TABLE entries ("
    "  position INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT;"
    "CREATE TABLE checkpoints ("
    "  size INTEGER PRIMARY KEY, note BLOB NOT NULL) STRICT;"
    "CREATE TABLE content ("
    "  hash BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE reveals ("
    "  hash BLOB PRIMARY KEY, memo BLOB NOT NULL, reader INTEGER NOT NULL)"
    "  STRICT, WITHOUT ROWID;"
    "CREATE TABLE rolls ("
    "  root BLOB PRIMARY KEY, keys BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE readings ("
    "  root BLOB PRIMARY KEY, key BLOB NOT NULL) STRICT, WITHOUT ROWID;";

enum statement {
	TERM, LEAD, HEAD, MOVE_HEAD, SIZE, ADD_ENTRY, ENTRY, ADD_NOTE,
	NOTE_OF, NOTE_BELOW, COSIGN,
	PUT_CONTENT, CONTENT, NEXT_CONTENT, EACH_CONTENT, REMOVE_CONTENT,
	PUT_REVEAL, REVEAL, NEXT_REVEAL, PUT_ROLL, ROLL,
	EACH_ROLL, PUT_READING, READING,
	STATEMENTS
};

static const char *const statements[STATEMENTS] = {
	[TERM] = "SELECT term, node FROM lead",
	[LEAD] = "UPDATE lead SET term = ?2, node = ?3 WHERE term = ?1",
	[HEAD] = "SELECT size, root, seal FROM head",
	[MOVE_HEAD] = "UPDATE head SET size = ?3, root = ?4, seal = ?5"
	    " WHERE size = ?1 AND root = ?2 AND"
	    " ?3 = (SELECT coalesce(max(position) + 1, 0) FROM entries)",
	[SIZE] = "SELECT coalesce(max(position) + 1, 0) FROM entries",
	[ADD_ENTRY] = "INSERT INTO entries (position, entry) SELECT ?1, ?2"
	    " WHERE ?1 = (SELECT coalesce(max(position) + 1, 0) FROM entries)",
	[ENTRY] = "SELECT entry FROM entries WHERE position = ?",
	[ADD_NOTE] = "INSERT INTO checkpoints (size, note) SELECT ?1, ?3"
	    " FROM head WHERE size = ?1 AND root = ?2",
	[NOTE_OF] = "SELECT note FROM checkpoints WHERE size = ?",
	[NOTE_BELOW] = "SELECT size, note FROM checkpoints"
	    " WHERE size < ? ORDER BY size DESC LIMIT 1",
	[COSIGN] = "UPDATE checkpoints SET note = ?2 WHERE size = ?1",
	[PUT_CONTENT] = "INSERT OR IGNORE INTO content (hash, bytes)"
	    " VALUES (?, ?)",
	[CONTENT] = "SELECT bytes FROM content WHERE hash = ?",
	[NEXT_CONTENT] = "SELECT bytes, hash FROM content WHERE hash > ?"
	    " ORDER BY hash LIMIT 1",
	[EACH_CONTENT] = "SELECT hash, bytes FROM content ORDER BY hash",
	[REMOVE_CONTENT] = "DELETE FROM content WHERE hash = ?",
	[PUT_REVEAL] = "INSERT OR IGNORE INTO reveals (hash, memo, reader)"
	    " VALUES (?, ?, ?)",
	[REVEAL] = "SELECT memo, reader FROM reveals WHERE hash = ?",
	[NEXT_REVEAL] = "SELECT hash FROM reveals WHERE hash > ? AND memo = ?"
	    " ORDER BY hash LIMIT 1",
	[PUT_ROLL] = "INSERT OR IGNORE INTO rolls (root, keys) VALUES (?, ?)",
	[ROLL] = "SELECT keys FROM rolls WHERE root = ?",
	[EACH_ROLL] = "SELECT root, keys FROM rolls ORDER BY root",
	[PUT_READING] = "INSERT OR IGNORE INTO readings (root, key)"
	    " VALUES (?, ?)",
	[READING] = "SELECT key FROM readings WHERE root = ?",
};

static const struct gs_tables log_tables = {schema, statements, STATEMENTS,
    NULL};

#define LOG(...) GS_QUERY(&log_tables, __VA_ARGS__)
#define LOG_PLAIN(index) GS_PLAIN(&log_tables, index)

static void free_place(struct gs_log_place *p)
{
	gs_database_free(&p->db);
	free(p);
}

static int open_place(struct gs_log_place **out, const char *path, char *why,
    size_t why_max)
{
	const struct gs_database_plan plan = {.journal = GS_JOURNAL_WAL,
	    .tables = {&log_tables}, .unchecked = true};
	struct gs_log_place *p = calloc(1, sizeof *p);

	(void)why;
	(void)why_max;
	if (p == NULL)
		return GS_ERR_MEMORY;
	int err = gs_database_open(&p->db, path, &plan);
	if (err == GS_OK)
		*out = p;
	else
		free_place(p);
	return err;
}

static int check_place(struct gs_log_place *p)
{
	return gs_database_check(p->db);
}

static bool is_lost(const struct gs_log_place *p)
{
	return p->deposed;
}

static const char *no_trouble(const struct gs_log_place *p)
{
	(void)p;
	return "";
}

/* Leading ----------------------------------------------------------------- */

static int read_term(uint64_t *term, uint8_t node[GS_LOG_NODE_LEN],
    struct gs_log_place *p)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, p->db, LOG_PLAIN(TERM));
	if (err == GS_OK) {
		*term = (uint64_t)sqlite3_column_int64(row, 0);
		err = gs_column_copy(node, GS_LOG_NODE_LEN, row, 1);
	}
	return err == GS_ERR_UNKNOWN ? GS_ERR_CORRUPT : err;
}

static int find_leader(uint8_t node[GS_LOG_NODE_LEN], struct gs_log_place *p)
{
	uint64_t term = 0;

	return read_term(&term, node, p);
}

static int move_term(struct gs_log_place *p, uint64_t from,
    const uint8_t node[GS_LOG_NODE_LEN])
{
	int err = gs_database_begin(p->db);
	if (err == GS_OK)
		err = gs_database_run(p->db, LOG(LEAD, GS_NUMBER(from),
		    GS_NUMBER(from + 1), GS_BLOB_32(node)));
	if (err == GS_OK && gs_database_changes(p->db) != 1)
		err = GS_ERR_BUSY;
	if (err == GS_OK)
		err = gs_database_commit(p->db);
	if (err != GS_OK && gs_database_rollback(p->db) != GS_OK)
		err = GS_ERR_IO;
	return err;
}

static int take_lead(uint8_t other[GS_LOG_NODE_LEN], struct gs_log_place *p,
    const struct gs_log_claim *claim)
{
	uint64_t term = 0;

	int err = read_term(&term, other, p);
	if (err != GS_OK)
		return err;
	if (!gs_claim_holds(other, claim))
		return GS_ERR_DENIED;
	if (memcmp(other, claim->node, GS_LOG_NODE_LEN) != 0) {
		err = move_term(p, term, claim->node);
		term++;
	}
	p->term = err == GS_OK ? term : 0;
	return err;
}

static int begin_changes(struct gs_log_place *p)
{
	p->leads = false;
	return gs_database_begin(p->db);
}

static int drop_changes(struct gs_log_place *p)
{
	return gs_database_rollback(p->db);
}

static int end_changes(struct gs_log_place *p)
{
	return gs_database_commit(p->db);
}

/* Nobody moves the term while this transaction is open. */
static int look_at_term(struct gs_log_place *p)
{
	uint8_t node[GS_LOG_NODE_LEN];
	uint64_t term = 0;

	int err = gs_database_hold(p->db);
	if (err == GS_OK)
		err = read_term(&term, node, p);
	if (err != GS_OK)
		return err;
	p->leads = p->term != 0 && term == p->term;
	p->deposed = p->term != 0 && !p->leads;
	return p->leads ? GS_OK : GS_ERR_DENIED;
}

static int make_change(struct gs_log_place *p, const struct gs_query *query)
{
	int err = p->leads ? GS_OK : look_at_term(p);

	return err == GS_OK ? gs_database_run(p->db, query) : err;
}

/* Entries ----------------------------------------------------------------- */

static int find_log_head(struct gs_log_head *out, struct gs_log_place *p)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, p->db, LOG_PLAIN(HEAD));
	if (err == GS_OK) {
		out->size = (uint64_t)sqlite3_column_int64(row, 0);
		err = gs_column_copy(out->root, 32, row, 1);
	}
	if (err == GS_OK)
		err = gs_column_copy(out->seal, 32, row, 2);
	return err == GS_ERR_UNKNOWN ? GS_ERR_CORRUPT : err;
}

static int move_head(struct gs_log_place *p, const struct gs_log_head *from,
    const struct gs_log_head *to)
{
	int err = make_change(p, LOG(MOVE_HEAD, GS_NUMBER(from->size),
	    GS_BLOB_32(from->root), GS_NUMBER(to->size), GS_BLOB_32(to->root),
	    GS_BLOB_32(to->seal)));

	return err == GS_OK && gs_database_changes(p->db) != 1 ?
	    GS_ERR_MISMATCH : err;
}

static int count_log(uint64_t *size, struct gs_log_place *p)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, p->db, LOG_PLAIN(SIZE));
	if (err == GS_OK)
		*size = (uint64_t)sqlite3_column_int64(row, 0);
	return err;
}

static int add_log_entry(struct gs_log_place *p, uint64_t index,
    struct gs_span entry)
{
	if (index > INT64_MAX)
		return GS_ERR_RANGE;

	int err = make_change(p, LOG(ADD_ENTRY, GS_NUMBER(index),
	    GS_BLOB_SPAN(entry)));
	if (err == GS_OK && gs_database_changes(p->db) != 1)
		err = GS_ERR_RANGE;
	return err;
}

/* The first column of the row. */
static int find_span(struct gs_span *out, struct gs_log_place *p,
    const struct gs_query *query)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, p->db, query);
	if (err == GS_OK)
		*out = gs_column_span(row, 0);
	return err;
}

static int find_log_entry(struct gs_span *entry, struct gs_log_place *p,
    uint64_t index)
{
	if (index > INT64_MAX)
		return GS_ERR_UNKNOWN;
	return find_span(entry, p, LOG(ENTRY, GS_NUMBER(index)));
}

static int add_log_note(struct gs_log_place *p, const struct gs_log_head *of,
    struct gs_span note)
{
	int err = make_change(p, LOG(ADD_NOTE, GS_NUMBER(of->size),
	    GS_BLOB_32(of->root), GS_BLOB_SPAN(note)));

	return err == GS_OK && gs_database_changes(p->db) != 1 ?
	    GS_ERR_MISMATCH : err;
}

static int note_below(uint64_t *size, struct gs_span *note,
    struct gs_log_place *p, uint64_t below)
{
	sqlite3_stmt *row = NULL;
	uint64_t most = below > INT64_MAX ? INT64_MAX : below;

	int err = gs_database_row(&row, p->db, LOG(NOTE_BELOW,
	    GS_NUMBER(most)));
	if (err == GS_OK) {
		*size = (uint64_t)sqlite3_column_int64(row, 0);
		*note = gs_column_span(row, 1);
	}
	return err;
}

static int note_of(struct gs_span *note, struct gs_log_place *p, uint64_t size)
{
	return find_span(note, p, LOG(NOTE_OF, GS_NUMBER(size)));
}

static int cosign_note(struct gs_log_place *p, uint64_t size,
    struct gs_span note)
{
	int err = make_change(p, LOG(COSIGN, GS_NUMBER(size),
	    GS_BLOB_SPAN(note)));

	return err == GS_OK && gs_database_changes(p->db) != 1 ?
	    GS_ERR_UNKNOWN : err;
}

static int put_log_bytes(struct gs_log_place *p, enum gs_log_table table,
    const uint8_t name[32], struct gs_span bytes)
{
	static const size_t puts[GS_LOG_TABLES] = {
	    [GS_LOG_CONTENT] = PUT_CONTENT, [GS_LOG_ROLLS] = PUT_ROLL};

	return make_change(p, LOG(puts[table], GS_BLOB_32(name),
	    GS_BLOB_SPAN(bytes)));
}

static int get_log_bytes(struct gs_span *bytes, struct gs_log_place *p,
    enum gs_log_table table, const uint8_t name[32])
{
	static const size_t gets[GS_LOG_TABLES] = {
	    [GS_LOG_CONTENT] = CONTENT, [GS_LOG_ROLLS] = ROLL};

	return find_span(bytes, p, LOG(gets[table], GS_BLOB_32(name)));
}

static int next_content(struct gs_span *bytes, struct gs_log_place *p,
    uint8_t hash[32])
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, p->db, LOG(NEXT_CONTENT,
	    GS_BLOB_32(hash)));
	if (err == GS_OK)
		err = gs_column_copy(hash, 32, row, 1);
	if (err == GS_OK)
		*bytes = gs_column_span(row, 0);
	return err;
}

static int remove_content(struct gs_log_place *p, const uint8_t hash[32])
{
	return make_change(p, LOG(REMOVE_CONTENT, GS_BLOB_32(hash)));
}

static int put_reveal(struct gs_log_place *p, const uint8_t hash[32],
    const uint8_t memo[32], uint32_t reader)
{
	return make_change(p, LOG(PUT_REVEAL, GS_BLOB_32(hash),
	    GS_BLOB_32(memo), GS_NUMBER(reader)));
}

static int find_reveal(uint8_t memo[32], uint32_t *reader,
    struct gs_log_place *p, const uint8_t hash[32])
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, p->db, LOG(REVEAL, GS_BLOB_32(hash)));
	if (err == GS_OK)
		err = gs_column_copy(memo, 32, row, 0);
	if (err == GS_OK)
		*reader = (uint32_t)sqlite3_column_int64(row, 1);
	return err;
}

static int next_reveal(struct gs_log_place *p, uint8_t hash[32],
    const uint8_t memo[32])
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, p->db, LOG(NEXT_REVEAL,
	    GS_BLOB_32(hash), GS_BLOB_32(memo)));
	return err == GS_OK ? gs_column_copy(hash, 32, row, 0) : err;
}

/* The write-ahead log has pages as they were. */
static int tidy_place(struct gs_log_place *p)
{
	return gs_database_cut(p->db);
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

static int each_named(struct gs_log_place *p, enum gs_log_table table,
    gs_named_fn *visit, void *ctx)
{
	static const size_t walks[GS_LOG_TABLES] = {
	    [GS_LOG_CONTENT] = EACH_CONTENT, [GS_LOG_ROLLS] = EACH_ROLL};
	struct named_walk walk = {visit, ctx};

	return gs_database_each(p->db, LOG_PLAIN(walks[table]), visit_named,
	    &walk);
}

static int put_reading(struct gs_log_place *p, const uint8_t root[32],
    const uint8_t key[32])
{
	return make_change(p, LOG(PUT_READING, GS_BLOB_32(root),
	    GS_BLOB_32(key)));
}

static int find_reading(uint8_t key[32], struct gs_log_place *p,
    const uint8_t root[32])
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, p->db, LOG(READING,
	    GS_BLOB_32(root)));
	return err == GS_OK ? gs_column_copy(key, 32, row, 0) : err;
}

const struct gs_log_calls gs_log_in_file = {.version = GAINSAY_VERSION,
    .open = open_place, .free = free_place, .check = check_place,
    .lost = is_lost, .trouble = no_trouble,
    .leader = find_leader, .lead = take_lead,
    .begin = begin_changes, .commit = end_changes, .rollback = drop_changes,
    .head = find_log_head, .move_head = move_head, .size = count_log,
    .add_entry = add_log_entry, .entry = find_log_entry,
    .add_note = add_log_note,
    .note_of = note_of, .note_below = note_below, .cosign = cosign_note,
    .put = put_log_bytes, .get = get_log_bytes, .next_content = next_content,
    .each = each_named, .remove_content = remove_content,
    .put_reveal = put_reveal, .reveal = find_reveal,
    .next_reveal = next_reveal, .tidy = tidy_place,
    .put_reading = put_reading, .reading = find_reading};
