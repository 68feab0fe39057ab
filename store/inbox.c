/* SPDX-License-Identifier: Apache-2.0 */
#include "store/inbox.h"

#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "store/deck.h"
#include "store/sqlite.h"

/* All that is kept is items (deck.h).  What one looks for them by is in memory
 * as well, where pages may show the order of arrival. */
static const char known[] =
    "CREATE TABLE known.boxes ("
    "  memo BLOB PRIMARY KEY, roll BLOB NOT NULL, charter BLOB NOT NULL,"
    "  after INTEGER NOT NULL, expires INTEGER NOT NULL,"
    "  token_hash BLOB NOT NULL, owner_hash BLOB NOT NULL,"
    "  filed INTEGER NOT NULL, emptied INTEGER NOT NULL)"
    "  STRICT, WITHOUT ROWID;"
    "CREATE TABLE known.turns ("
    "  week INTEGER NOT NULL, tag BLOB NOT NULL,"
    "  PRIMARY KEY (week, tag)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE known.acts ("
    "  memo BLOB NOT NULL, tag BLOB NOT NULL, shown INTEGER NOT NULL,"
    "  PRIMARY KEY (memo, tag)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE known.pending ("
    "  memo BLOB NOT NULL, kind TEXT NOT NULL, tag BLOB NOT NULL,"
    "  content BLOB NOT NULL, boxed INTEGER NOT NULL, by INTEGER NOT NULL,"
    "  PRIMARY KEY (memo, kind, tag)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX known.pending_tags ON pending (kind, tag);"
    "CREATE INDEX known.pending_times ON pending (by);"
    "CREATE INDEX known.pending_files ON pending (content);";

#define BOX_COLUMNS "memo, roll, charter, after, expires, token_hash," \
    " owner_hash, filed, emptied"
#define PENDING_KEY "memo, kind, tag"

enum statement {
	PUT_BOX, BOX, REMOVE_BOX, EACH_BOX,
	USE_TURN, TURN, DROP_TURNS, EACH_TURN,
	PUT_ACT, ACT, COUNT_NEW, SHOW_ACTS, DROP_ACTS, EACH_ACT,
	PUT_PENDING, PENDING, PENDING_ELSEWHERE, FILING, NAMES,
	REMOVE_PENDING, EARLIEST, EACH_PENDING,
	STATEMENTS
};

static const char *const statements[STATEMENTS] = {
	[PUT_BOX] = "REPLACE INTO known.boxes (" BOX_COLUMNS ")"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[BOX] = "SELECT " BOX_COLUMNS " FROM known.boxes WHERE memo = ?",
	[REMOVE_BOX] = "DELETE FROM known.boxes WHERE memo = ?",
	[EACH_BOX] = "SELECT " BOX_COLUMNS " FROM known.boxes ORDER BY memo",
	[USE_TURN] = "INSERT INTO known.turns (week, tag) VALUES (?, ?)",
	[TURN] = "SELECT 1 FROM known.turns WHERE week = ? AND tag = ?",
	[DROP_TURNS] = "DELETE FROM known.turns WHERE week < ?",
	[EACH_TURN] = "SELECT week, tag FROM known.turns WHERE week < ?"
	    " ORDER BY week, tag",
	[PUT_ACT] = "REPLACE INTO known.acts (memo, tag, shown)"
	    " VALUES (?, ?, ?)",
	[ACT] = "SELECT 1 FROM known.acts WHERE memo = ? LIMIT 1",
	[COUNT_NEW] = "SELECT count(*) FROM known.acts"
	    " WHERE memo = ? AND shown = 0",
	[SHOW_ACTS] = "UPDATE known.acts SET shown = 1 WHERE memo = ?",
	[DROP_ACTS] = "DELETE FROM known.acts WHERE memo = ?",
	[EACH_ACT] = "SELECT tag FROM known.acts WHERE memo = ? ORDER BY tag",
	[PUT_PENDING] = "REPLACE INTO known.pending (" PENDING_KEY ","
	    " content, boxed, by) VALUES (?, ?, ?, ?, ?, ?)",
	[PENDING] = "SELECT 1 FROM known.pending"
	    " WHERE memo = ? AND kind = ? AND tag = ?",
	[PENDING_ELSEWHERE] = "SELECT 1 FROM known.pending"
	    " WHERE memo <> ? AND kind = ? AND tag = ?",
	[FILING] = "SELECT boxed FROM known.pending"
	    " WHERE memo = ? AND kind = 'memo' ORDER BY boxed DESC LIMIT 1",
	[NAMES] = "SELECT 1 FROM known.pending WHERE content = ? LIMIT 1",
	[REMOVE_PENDING] = "DELETE FROM known.pending"
	    " WHERE memo = ? AND kind = ? AND tag = ?",
	[EARLIEST] = "SELECT by FROM known.pending ORDER BY by LIMIT 1",
	[EACH_PENDING] = "SELECT " PENDING_KEY " FROM known.pending"
	    " ORDER BY memo, kind, tag",
};

static const struct gs_tables inbox_tables = {"", statements, STATEMENTS,
    known};

#define INBOX(...) GS_QUERY(&inbox_tables, __VA_ARGS__)
#define INBOX_PLAIN(index) GS_PLAIN(&inbox_tables, index)

/* The first column of the row that a query gives. */
static int inbox_number(int64_t *out, struct gs_database *inbox,
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

	return inbox_number(&one, inbox, query);
}

/* Items ------------------------------------------------------------------ */

/* An item's bytes begin with its key: what it is and how it is found.  Its name
 * is the key's SHA-256. */
enum item { ITEM_BOX, ITEM_TURN, ITEM_ACT, ITEM_PENDING };
#define KEY_MAX (1 + 32 + 32 + GS_PENDING_KIND_MAX)

struct key {
	uint8_t bytes[KEY_MAX], name[32];
	size_t len;
};

static void end_key(struct key *key, const struct gs_writer *w)
{
	const struct gs_span whole = {key->bytes, w->len};

	key->len = w->len;
	gs_host_sha256(key->name, &whole, 1);
}

static void name_box(struct key *key, const uint8_t memo[32])
{
	struct gs_writer w = gs_writer_of(key->bytes, sizeof key->bytes);

	gs_write_u8(&w, ITEM_BOX);
	gs_write_bytes(&w, memo, 32);
	end_key(key, &w);
}

static void name_turn(struct key *key, uint64_t week, const uint8_t tag[32])
{
	struct gs_writer w = gs_writer_of(key->bytes, sizeof key->bytes);

	gs_write_u8(&w, ITEM_TURN);
	gs_write_u64(&w, week);
	gs_write_bytes(&w, tag, 32);
	end_key(key, &w);
}

static void name_act(struct key *key, const uint8_t memo[32],
    const uint8_t tag[32])
{
	struct gs_writer w = gs_writer_of(key->bytes, sizeof key->bytes);

	gs_write_u8(&w, ITEM_ACT);
	gs_write_bytes(&w, memo, 32);
	gs_write_bytes(&w, tag, 32);
	end_key(key, &w);
}

/* `kind` is filled with zeros. */
static void name_pending(struct key *key, const struct gs_pending *act)
{
	struct gs_writer w = gs_writer_of(key->bytes, sizeof key->bytes);
	char kind[GS_PENDING_KIND_MAX] = {0};

	memcpy(kind, act->kind, strlen(act->kind));
	gs_write_u8(&w, ITEM_PENDING);
	gs_write_bytes(&w, act->memo, 32);
	gs_write_bytes(&w, kind, sizeof kind);
	gs_write_bytes(&w, act->tag, 32);
	end_key(key, &w);
}

/* What follows the key. */
typedef void write_fn(struct gs_writer *w, const void *value);

static int store_item(struct gs_database *inbox, const struct key *key,
    write_fn *write, const void *value)
{
	struct gs_buffer bytes = {.ptr = NULL};
	struct gs_writer w = gs_writer_of(NULL, SIZE_MAX);

	write(&w, value);
	int err = gs_buffer_set(&bytes, key->len + w.len);
	if (err == GS_OK) {
		w = gs_writer_of(bytes.ptr, bytes.len);
		gs_write_bytes(&w, key->bytes, key->len);
		write(&w, value);
		err = gs_writer_end(&w);
	}
	if (err == GS_OK)
		err = gs_deck_put(inbox, key->name,
		    (struct gs_span){bytes.ptr, bytes.len});
	gs_buffer_free(&bytes);
	return err;
}

/* What follows the key in an item. */
static int get_item(struct gs_reader *value, struct gs_buffer *bytes,
    struct gs_database *inbox, const struct key *key)
{
	int err = gs_deck_get(bytes, inbox, key->name);

	if (err == GS_OK && (bytes->len < key->len ||
	        memcmp(bytes->ptr, key->bytes, key->len) != 0))
		err = GS_ERR_CORRUPT;
	if (err == GS_OK)
		*value = gs_reader_of(bytes->ptr + key->len,
		    bytes->len - key->len);
	return err;
}

static int end_value(const struct gs_reader *r)
{
	return gs_reader_end(r) == GS_OK ? GS_OK : GS_ERR_CORRUPT;
}

/* 0 or 1. */
static bool read_flag(struct gs_reader *r)
{
	uint8_t value = gs_read_u8(r);

	if (value > 1)
		r->err = GS_ERR_CORRUPT;
	return value == 1;
}

static struct gs_span item_text(struct gs_reader *r)
{
	struct gs_span text = {NULL, gs_read_u32(r)};

	text.ptr = gs_read_bytes(r, text.len);
	return text;
}

/* Boxes ------------------------------------------------------------------ */

static void encode_box(struct gs_writer *w, const void *value)
{
	const struct gs_box *box = value;

	gs_write_bytes(w, box->roll, 32);
	gs_write_bytes(w, box->charter, 32);
	gs_write_u64(w, (uint64_t)box->after);
	gs_write_u64(w, (uint64_t)box->expires);
	gs_write_bytes(w, box->token_hash, 32);
	gs_write_bytes(w, box->owner_hash, 32);
	gs_write_u8(w, box->filed);
	gs_write_u8(w, box->empty);
}

static int know_box(struct gs_database *inbox, const struct gs_box *box)
{
	return gs_database_run(inbox, INBOX(PUT_BOX,
	    GS_BLOB_32(box->memo), GS_BLOB_32(box->roll),
	    GS_BLOB_32(box->charter), GS_NUMBER(box->after),
	    GS_NUMBER(box->expires), GS_BLOB_32(box->token_hash),
	    GS_BLOB_32(box->owner_hash), GS_NUMBER(box->filed),
	    GS_NUMBER(box->empty)));
}

static int put_box(struct gs_database *inbox, const struct gs_box *box)
{
	struct key key;

	name_box(&key, box->memo);
	int err = store_item(inbox, &key, encode_box, box);
	return err == GS_OK ? know_box(inbox, box) : err;
}

int gs_inbox_add_box(struct gs_database *inbox, const struct gs_box *box)
{
	struct gs_box old;

	int err = gs_inbox_box(&old, inbox, box->memo);
	if (err == GS_OK && (old.filed || !old.empty))
		err = GS_ERR_DUPLICATE;
	return err == GS_OK || err == GS_ERR_UNKNOWN ? put_box(inbox, box) :
	    err;
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
	struct gs_box box;

	int err = gs_inbox_box(&box, inbox, memo);
	box.expires = expires;
	return err == GS_OK ? put_box(inbox, &box) : err;
}

int gs_inbox_close_box(struct gs_database *inbox, const uint8_t memo[32])
{
	struct gs_box box;

	int err = gs_inbox_drop_acts(inbox, memo);
	if (err == GS_OK)
		err = gs_inbox_box(&box, inbox, memo);
	box.filed = true;
	return err == GS_OK ? put_box(inbox, &box) :
	    err == GS_ERR_UNKNOWN ? GS_OK : err;
}

int gs_inbox_empty_box(struct gs_database *inbox, const uint8_t memo[32])
{
	struct gs_box box;

	int err = gs_inbox_box(&box, inbox, memo);
	box.empty = true;
	return err == GS_OK ? put_box(inbox, &box) :
	    err == GS_ERR_UNKNOWN ? GS_OK : err;
}

int gs_inbox_retire_box(struct gs_database *inbox, const uint8_t memo[32])
{
	int err = find_any(inbox, INBOX(ACT, GS_BLOB_32(memo)));

	if (err == GS_ERR_UNKNOWN)
		return gs_inbox_remove_box(inbox, memo);
	return err == GS_OK ? gs_inbox_empty_box(inbox, memo) : err;
}

int gs_inbox_remove_box(struct gs_database *inbox, const uint8_t memo[32])
{
	struct key key;

	name_box(&key, memo);
	int err = gs_inbox_drop_acts(inbox, memo);
	if (err == GS_OK)
		err = gs_deck_remove(inbox, key.name);
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

static void encode_nothing(struct gs_writer *w, const void *value)
{
	(void)w;
	(void)value;
}

static int know_turn(struct gs_database *inbox, uint64_t week,
    const uint8_t tag[32])
{
	return gs_database_run(inbox, INBOX(USE_TURN, GS_NUMBER(week),
	    GS_BLOB_32(tag)));
}

int gs_inbox_use_turn(struct gs_database *inbox, uint64_t week,
    const uint8_t tag[32])
{
	struct key key;

	name_turn(&key, week, tag);
	int err = know_turn(inbox, week, tag);
	return err == GS_OK ? store_item(inbox, &key, encode_nothing, NULL) :
	    err;
}

int gs_inbox_turn(struct gs_database *inbox, uint64_t week,
    const uint8_t tag[32])
{
	return find_any(inbox, INBOX(TURN, GS_NUMBER(week), GS_BLOB_32(tag)));
}

static int drop_turn(void *ctx, sqlite3_stmt *row)
{
	struct gs_database *inbox = ctx;
	uint8_t tag[32];
	struct key key;

	int err = gs_column_copy(tag, sizeof tag, row, 1);
	if (err != GS_OK)
		return err;
	name_turn(&key, (uint64_t)sqlite3_column_int64(row, 0), tag);
	return gs_deck_remove(inbox, key.name);
}

int gs_inbox_drop_turns(struct gs_database *inbox, uint64_t week)
{
	int err = gs_database_each(inbox, INBOX(EACH_TURN, GS_NUMBER(week)),
	    drop_turn, inbox);

	return err != GS_OK ? err : gs_database_run(inbox,
	    INBOX(DROP_TURNS, GS_NUMBER(week)));
}

/* Acts of memos that gather ---------------------------------------------- */

static bool spans_agree(struct gs_span a, struct gs_span b)
{
	return a.len == b.len && (a.len == 0 ||
	    memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* What is shown is mostly what stands, and then is not kept twice. */
static void encode_act(struct gs_writer *w, const void *value)
{
	const struct gs_box_act *act = value;
	bool same = spans_agree(act->shown, act->endorsement) &&
	    spans_agree(act->shown_withdrawal, act->withdrawal);

	gs_write_lv(w, act->endorsement.ptr, act->endorsement.len);
	gs_write_lv(w, act->withdrawal.ptr, act->withdrawal.len);
	gs_write_u8(w, same);
	if (same)
		return;
	gs_write_lv(w, act->shown.ptr, act->shown.len);
	gs_write_lv(w, act->shown_withdrawal.ptr, act->shown_withdrawal.len);
}

static int read_act(struct gs_box_act *out, struct gs_reader *r)
{
	struct gs_box_act act = {.endorsement = item_text(r)};

	act.withdrawal = item_text(r);
	if (read_flag(r)) {
		act.shown = act.endorsement;
		act.shown_withdrawal = act.withdrawal;
	} else {
		act.shown = item_text(r);
		act.shown_withdrawal = item_text(r);
	}

	int err = end_value(r);
	if (err == GS_OK)
		*out = act;
	return err;
}

static int get_act(struct gs_box_act *out, struct gs_buffer *bytes,
    struct gs_database *inbox, const uint8_t memo[32], const uint8_t tag[32])
{
	struct key key;
	struct gs_reader value;

	name_act(&key, memo, tag);
	int err = get_item(&value, bytes, inbox, &key);
	if (err == GS_OK)
		err = read_act(out, &value);
	if (err == GS_OK)
		memcpy(out->tag, tag, 32);
	return err;
}

static int know_act(struct gs_database *inbox, const uint8_t memo[32],
    const struct gs_box_act *act)
{
	return gs_database_run(inbox, INBOX(PUT_ACT, GS_BLOB_32(memo),
	    GS_BLOB_32(act->tag), GS_NUMBER(act->shown.len > 0)));
}

static int store_act(struct gs_database *inbox, const uint8_t memo[32],
    const struct gs_box_act *act)
{
	struct key key;

	name_act(&key, memo, act->tag);
	int err = store_item(inbox, &key, encode_act, act);
	return err == GS_OK ? know_act(inbox, memo, act) : err;
}

int gs_inbox_put_act(struct gs_database *inbox, const uint8_t memo[32],
    const struct gs_box_act *act)
{
	struct gs_buffer bytes = {.ptr = NULL};
	struct gs_box_act old, next = *act;

	next.shown = next.shown_withdrawal = (struct gs_span){NULL, 0};
	int err = get_act(&old, &bytes, inbox, memo, act->tag);
	if (err == GS_OK) {
		next.shown = old.shown;
		next.shown_withdrawal = old.shown_withdrawal;
	}
	if (err == GS_OK || err == GS_ERR_UNKNOWN)
		err = store_act(inbox, memo, &next);
	gs_buffer_free(&bytes);
	return err;
}

int gs_inbox_act(struct gs_box_act *out, struct gs_database *inbox,
    const uint8_t memo[32], const uint8_t tag[32])
{
	return get_act(out, gs_database_buffer(inbox), inbox, memo, tag);
}

int gs_inbox_count_new(uint64_t *tags, struct gs_database *inbox,
    const uint8_t memo[32])
{
	int64_t count = 0;

	int err = inbox_number(&count, inbox, INBOX(COUNT_NEW,
	    GS_BLOB_32(memo)));
	if (err == GS_OK)
		*tags = (uint64_t)count;
	return err;
}

/* The acts of a memo, one after the other. */
struct act_walk {
	struct gs_database *inbox;
	const uint8_t *memo;
	struct gs_buffer bytes;
	gs_box_act_fn *visit;
	void *ctx;
};

static int visit_act(void *ctx, sqlite3_stmt *row)
{
	struct act_walk *walk = ctx;
	struct gs_box_act act;
	uint8_t tag[32];

	int err = gs_column_copy(tag, sizeof tag, row, 0);
	if (err == GS_OK)
		err = get_act(&act, &walk->bytes, walk->inbox, walk->memo,
		    tag);
	if (err == GS_ERR_UNKNOWN)
		err = GS_ERR_CORRUPT;
	return err == GS_OK ? walk->visit(walk->ctx, &act) : err;
}

int gs_inbox_each_act(struct gs_database *inbox, const uint8_t memo[32],
    gs_box_act_fn *visit, void *ctx)
{
	struct act_walk walk = {inbox, memo, {.ptr = NULL}, visit, ctx};

	int err = gs_database_each(inbox, INBOX(EACH_ACT, GS_BLOB_32(memo)),
	    visit_act, &walk);
	gs_buffer_free(&walk.bytes);
	return err;
}

static int show_act(void *ctx, const struct gs_box_act *act)
{
	struct act_walk *walk = ctx;
	struct gs_box_act next = *act;
	struct key key;

	if (spans_agree(act->shown, act->endorsement) &&
	    spans_agree(act->shown_withdrawal, act->withdrawal))
		return GS_OK;
	next.shown = act->endorsement;
	next.shown_withdrawal = act->withdrawal;
	name_act(&key, walk->memo, act->tag);
	return store_item(walk->inbox, &key, encode_act, &next);
}

int gs_inbox_show_acts(struct gs_database *inbox, const uint8_t memo[32])
{
	struct act_walk walk = {.inbox = inbox, .memo = memo};

	int err = gs_inbox_each_act(inbox, memo, show_act, &walk);
	return err != GS_OK ? err : gs_database_run(inbox,
	    INBOX(SHOW_ACTS, GS_BLOB_32(memo)));
}

static int forget_act(void *ctx, sqlite3_stmt *row)
{
	struct act_walk *walk = ctx;
	uint8_t tag[32];
	struct key key;

	int err = gs_column_copy(tag, sizeof tag, row, 0);
	if (err != GS_OK)
		return err;
	name_act(&key, walk->memo, tag);
	return gs_deck_remove(walk->inbox, key.name);
}

int gs_inbox_drop_acts(struct gs_database *inbox, const uint8_t memo[32])
{
	struct act_walk walk = {.inbox = inbox, .memo = memo};

	int err = gs_database_each(inbox, INBOX(EACH_ACT, GS_BLOB_32(memo)),
	    forget_act, &walk);
	return err != GS_OK ? err : gs_database_run(inbox,
	    INBOX(DROP_ACTS, GS_BLOB_32(memo)));
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

static void encode_pending(struct gs_writer *w, const void *value)
{
	const struct gs_pending *act = value;

	gs_write_bytes(w, act->content, 32);
	gs_write_u8(w, act->boxed);
	gs_write_u64(w, (uint64_t)act->by);
	gs_write_lv(w, act->record.ptr, act->record.len);
}

/* But for its key. */
static int read_pending(struct gs_pending *act, struct gs_reader *r)
{
	gs_read_copy(r, act->content, 32);
	act->boxed = read_flag(r);
	act->by = (int64_t)gs_read_u64(r);
	act->record = item_text(r);
	return end_value(r);
}

static int know_pending(struct gs_database *inbox,
    const struct gs_pending *act)
{
	return gs_database_run(inbox, INBOX(PUT_PENDING,
	    GS_BLOB_32(act->memo), KIND(act), GS_BLOB_32(act->tag),
	    GS_BLOB_32(act->content), GS_NUMBER(act->boxed),
	    GS_NUMBER(act->by)));
}

int gs_inbox_put_pending(struct gs_database *inbox,
    const struct gs_pending *act)
{
	struct key key;

	name_pending(&key, act);
	int err = store_item(inbox, &key, encode_pending, act);
	return err == GS_OK ? know_pending(inbox, act) : err;
}

static int get_pending(struct gs_pending *out, struct gs_buffer *bytes,
    struct gs_database *inbox, const struct gs_pending *key_of)
{
	struct gs_pending act = *key_of;
	struct key key;
	struct gs_reader value;

	name_pending(&key, key_of);
	int err = get_item(&value, bytes, inbox, &key);
	if (err == GS_OK)
		err = read_pending(&act, &value);
	if (err == GS_OK)
		*out = act;
	return err;
}

int gs_inbox_pending(struct gs_pending *out, struct gs_database *inbox,
    const struct gs_pending *key)
{
	return get_pending(out, gs_database_buffer(inbox), inbox, key);
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

	int err = inbox_number(&value, inbox, INBOX(FILING, GS_BLOB_32(memo)));
	if (err == GS_OK)
		*boxed = value != 0;
	return err;
}

int gs_inbox_names(struct gs_database *inbox, const uint8_t content[32])
{
	return find_any(inbox, INBOX(NAMES, GS_BLOB_32(content)));
}

int gs_inbox_remove_pending(struct gs_database *inbox,
    const struct gs_pending *act)
{
	struct key key;

	name_pending(&key, act);
	int err = gs_deck_remove(inbox, key.name);
	return err != GS_OK ? err : gs_database_run(inbox,
	    INBOX(REMOVE_PENDING, GS_BLOB_32(act->memo), KIND(act),
	        GS_BLOB_32(act->tag)));
}

int gs_inbox_earliest(int64_t *by, struct gs_database *inbox)
{
	return inbox_number(by, inbox, INBOX_PLAIN(EARLIEST));
}

struct pending_walk {
	struct gs_database *inbox;
	struct gs_buffer bytes;
	gs_pending_fn *visit;
	void *ctx;
};

static int visit_pending(void *ctx, sqlite3_stmt *row)
{
	struct pending_walk *walk = ctx;
	struct gs_pending act = {.by = 0};
	struct gs_span kind = gs_column_span(row, 1);

	int err = gs_column_copy(act.memo, 32, row, 0);
	if (err == GS_OK)
		err = gs_column_copy(act.tag, 32, row, 2);
	if (err == GS_OK && kind.len < sizeof act.kind)
		memcpy(act.kind, kind.ptr, kind.len);
	if (err == GS_OK)
		err = get_pending(&act, &walk->bytes, walk->inbox, &act);
	if (err == GS_ERR_UNKNOWN)
		err = GS_ERR_CORRUPT;
	return err == GS_OK ? walk->visit(walk->ctx, &act) : err;
}

int gs_inbox_each_pending(struct gs_database *inbox, gs_pending_fn *visit,
    void *ctx)
{
	struct pending_walk walk = {inbox, {.ptr = NULL}, visit, ctx};

	int err = gs_database_each(inbox, INBOX_PLAIN(EACH_PENDING),
	    visit_pending, &walk);
	gs_buffer_free(&walk.bytes);
	return err;
}

/* At the start ----------------------------------------------------------- */

static int load_box(struct gs_database *inbox, struct gs_reader *r)
{
	struct gs_box box;

	gs_read_copy(r, box.memo, 32);
	gs_read_copy(r, box.roll, 32);
	gs_read_copy(r, box.charter, 32);
	box.after = (int64_t)gs_read_u64(r);
	box.expires = (int64_t)gs_read_u64(r);
	gs_read_copy(r, box.token_hash, 32);
	gs_read_copy(r, box.owner_hash, 32);
	box.filed = read_flag(r);
	box.empty = read_flag(r);

	int err = end_value(r);
	return err == GS_OK ? know_box(inbox, &box) : err;
}

static int load_turn(struct gs_database *inbox, struct gs_reader *r)
{
	uint8_t tag[32];
	uint64_t week = gs_read_u64(r);

	gs_read_copy(r, tag, sizeof tag);
	int err = end_value(r);
	return err == GS_OK ? know_turn(inbox, week, tag) : err;
}

static int load_act(struct gs_database *inbox, struct gs_reader *r)
{
	struct gs_box_act act;
	uint8_t memo[32], tag[32];

	gs_read_copy(r, memo, sizeof memo);
	gs_read_copy(r, tag, sizeof tag);
	int err = read_act(&act, r);
	if (err == GS_OK) {
		memcpy(act.tag, tag, sizeof tag);
		err = know_act(inbox, memo, &act);
	}
	return err;
}

static int load_pending(struct gs_database *inbox, struct gs_reader *r)
{
	struct gs_pending act = {.by = 0};

	gs_read_copy(r, act.memo, 32);
	gs_read_copy(r, (uint8_t *)act.kind, sizeof act.kind);
	gs_read_copy(r, act.tag, 32);
	act.kind[sizeof act.kind - 1] = '\0';
	int err = read_pending(&act, r);
	return err == GS_OK ? know_pending(inbox, &act) : err;
}

static const struct {
	size_t key_len;
	int (*load)(struct gs_database *inbox, struct gs_reader *r);
} items[] = {
    [ITEM_BOX] = {1 + 32, load_box},
    [ITEM_TURN] = {1 + 8 + 32, load_turn},
    [ITEM_ACT] = {1 + 32 + 32, load_act},
    [ITEM_PENDING] = {1 + 32 + GS_PENDING_KIND_MAX + 32, load_pending}};

int gs_inbox_load_item(void *inbox, const uint8_t name[32],
    struct gs_span bytes)
{
	struct gs_reader r = gs_reader_of(bytes.ptr, bytes.len);
	uint8_t want[32], kind = gs_read_u8(&r);

	if (r.err != GS_OK || kind >= sizeof items / sizeof *items ||
	    bytes.len < items[kind].key_len)
		return GS_ERR_CORRUPT;

	/* It is looked for under this name. */
	const struct gs_span key = {bytes.ptr, items[kind].key_len};
	gs_host_sha256(want, &key, 1);
	return memcmp(want, name, sizeof want) == 0 ?
	    items[kind].load(inbox, &r) : GS_ERR_CORRUPT;
}

int gs_inbox_open(struct gs_database **out, const char *path)
{
	const struct gs_database_plan plan = {.journal = GS_JOURNAL_WAL,
	    .tables = {&gs_deck_tables, &inbox_tables}, .scratch = "tidy"};
	struct gs_database *inbox = NULL;

	int err = gs_database_open(&inbox, path, &plan);
	if (err == GS_OK)
		err = gs_deck_load(inbox, gs_inbox_load_item, inbox);
	if (err == GS_OK) {
		*out = inbox;
		inbox = NULL;
	}
	gs_database_free(&inbox);
	return err;
}

int gs_inbox_tidy(struct gs_database *inbox)
{
	return gs_deck_tidy(inbox);
}
