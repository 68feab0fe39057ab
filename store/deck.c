/* SPDX-License-Identifier: Apache-2.0 */
#include "store/deck.h"

#include <string.h>

#include "core/bytes.h"
#include "lib/crash.h"
#include "store/sqlite.h"

/* A card: the item's name, which part of it this is, whether it is the last,
 * how many bytes of it follow, these, and zeros. */
#define HEAD_LEN (32 + 4 + 1 + 4)
#define ROOM (GS_CARD_LEN - HEAD_LEN)

static const char schema[] =
    "CREATE TABLE cards ("
    "  place INTEGER PRIMARY KEY, card BLOB NOT NULL) STRICT;";

static const char known[] =
    "CREATE TABLE known.cards ("
    "  name BLOB NOT NULL, part INTEGER NOT NULL, place INTEGER NOT NULL,"
    "  PRIMARY KEY (name, part)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE known.deck ("
    "  one INTEGER PRIMARY KEY, count INTEGER NOT NULL,"
    "  watched INTEGER NOT NULL) STRICT;"
    "INSERT INTO known.deck VALUES (1, 0, 0);"
    "CREATE TABLE known.changed (name BLOB PRIMARY KEY)"
    "  STRICT, WITHOUT ROWID;";

enum statement {
	COUNT, SET_COUNT, PLACES, CARD, ADD, SET, CUT, EACH,
	KNOW, MOVE, FORGET, PLACE, EACH_NAME,
	WATCH, NOTE, FORGET_CHANGED, EACH_CHANGED,
	STATEMENTS
};

static const char *const statements[STATEMENTS] = {
	[COUNT] = "SELECT count FROM known.deck",
	[SET_COUNT] = "UPDATE known.deck SET count = ?",
	[PLACES] = "SELECT coalesce(max(place) + 1, 0) FROM main.cards",
	[CARD] = "SELECT card FROM main.cards WHERE place = ?",
	[ADD] = "INSERT INTO main.cards (place, card) VALUES (?, ?)",
	[SET] = "UPDATE main.cards SET card = ? WHERE place = ?",
	[CUT] = "DELETE FROM main.cards WHERE place >= ?",
	[EACH] = "SELECT place, card FROM main.cards ORDER BY place",
	[KNOW] = "INSERT INTO known.cards (name, part, place)"
	    " VALUES (?, ?, ?)",
	[MOVE] = "UPDATE known.cards SET place = ? WHERE name = ? AND part = ?",
	[FORGET] = "DELETE FROM known.cards WHERE name = ? AND part = ?",
	[PLACE] = "SELECT place FROM known.cards WHERE name = ? AND part = ?",
	[EACH_NAME] = "SELECT name, count(*), max(part) FROM known.cards"
	    " GROUP BY name ORDER BY name",
	[WATCH] = "UPDATE known.deck SET watched = 1",
	[NOTE] = "INSERT OR IGNORE INTO known.changed"
	    " SELECT ? FROM known.deck WHERE watched",
	[FORGET_CHANGED] = "DELETE FROM known.changed",
	[EACH_CHANGED] = "SELECT name FROM known.changed ORDER BY name",
};

const struct gs_tables gs_deck_tables = {schema, statements, STATEMENTS,
    known};

#define DECK(...) GS_QUERY(&gs_deck_tables, __VA_ARGS__)
#define DECK_PLAIN(index) GS_PLAIN(&gs_deck_tables, index)

/* Cards ------------------------------------------------------------------ */

struct card {
	uint8_t name[32];
	uint32_t part;
	bool last;
	struct gs_span text; /* of the item */
};

static void write_card(uint8_t out[GS_CARD_LEN], const struct card *card)
{
	struct gs_writer w = gs_writer_of(out, GS_CARD_LEN);

	memset(out, 0, GS_CARD_LEN);
	gs_write_bytes(&w, card->name, sizeof card->name);
	gs_write_u32(&w, card->part);
	gs_write_u8(&w, card->last);
	gs_write_u32(&w, (uint32_t)card->text.len);
	gs_write_bytes(&w, card->text.ptr, card->text.len);
}

static int parse_card(struct card *out, struct gs_span bytes)
{
	struct gs_reader r = gs_reader_of(bytes.ptr, bytes.len);
	struct card card = {.part = 0};

	if (bytes.len != GS_CARD_LEN)
		return GS_ERR_CORRUPT;
	gs_read_copy(&r, card.name, sizeof card.name);
	card.part = gs_read_u32(&r);
	uint8_t last = gs_read_u8(&r);
	card.text.len = gs_read_u32(&r);
	card.text.ptr = gs_read_bytes(&r, card.text.len);

	card.last = last == 1;
	if (r.err != GS_OK || last > 1 || (!card.last && card.text.len != ROOM))
		return GS_ERR_CORRUPT;
	*out = card;
	return GS_OK;
}

static int deck_number(uint64_t *out, struct gs_database *db,
    const struct gs_query *query)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, db, query);
	if (err == GS_OK)
		*out = (uint64_t)sqlite3_column_int64(row, 0);
	return err;
}

/* GS_ERR_UNKNOWN. */
static int place_of_part(uint64_t *place, struct gs_database *db,
    const uint8_t name[32], uint32_t part)
{
	return deck_number(place, db, DECK(PLACE, GS_BLOB_32(name),
	    GS_NUMBER(part)));
}

/* Borrowed, as a row is. */
static int find_card(struct gs_span *out, struct gs_database *db,
    uint64_t place)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, db, DECK(CARD, GS_NUMBER(place)));
	if (err == GS_OK)
		*out = gs_column_span(row, 0);
	return err == GS_ERR_UNKNOWN ? GS_ERR_CORRUPT : err;
}

static int set_card(struct gs_database *db, uint64_t place,
    const uint8_t card[GS_CARD_LEN])
{
	return gs_database_run(db, DECK(SET, GS_BLOB(card, GS_CARD_LEN),
	    GS_NUMBER(place)));
}

/* The one at `from` is at `to` from now on; its bytes go to `copy`. */
static int take_card(uint8_t copy[GS_CARD_LEN], struct gs_database *db,
    uint64_t from, uint64_t to)
{
	struct gs_span bytes = {NULL, 0};
	struct card card;

	int err = find_card(&bytes, db, from);
	if (err == GS_OK)
		err = parse_card(&card, bytes);
	if (err != GS_OK)
		return err;
	memcpy(copy, bytes.ptr, GS_CARD_LEN);
	return gs_database_run(db, DECK(MOVE, GS_NUMBER(to),
	    GS_BLOB_32(card.name), GS_NUMBER(card.part)));
}

/* One of `count` numbers, each as likely as every other. */
static int draw_place(uint64_t *out, uint64_t count)
{
	uint64_t rest = UINT64_MAX % count, drawn = 0;
	uint8_t bytes[8];
	int err = GS_OK;

	do {
		struct gs_reader r = gs_reader_of(bytes, sizeof bytes);

		err = gs_host_random(bytes, sizeof bytes);
		drawn = gs_read_u64(&r);
	} while (err == GS_OK && drawn >= UINT64_MAX - rest);

	*out = drawn % count;
	return err;
}

static int set_count(struct gs_database *db, uint64_t count)
{
	return gs_database_run(db, DECK(SET_COUNT, GS_NUMBER(count)));
}

/* Behind the last, where a place may be empty or not be yet. */
static int append_card(struct gs_database *db, uint64_t count,
    const uint8_t card[GS_CARD_LEN])
{
	uint64_t places = 0;

	int err = deck_number(&places, db, DECK_PLAIN(PLACES));
	if (err == GS_OK)
		err = count < places ? set_card(db, count, card) :
		    gs_database_run(db, DECK(ADD, GS_NUMBER(count),
		        GS_BLOB(card, GS_CARD_LEN)));
	return err == GS_OK ? set_count(db, count + 1) : err;
}

static int add_card(struct gs_database *db, const struct card *card)
{
	uint8_t bytes[GS_CARD_LEN], moved[GS_CARD_LEN];
	uint64_t count = 0, place = 0;

	write_card(bytes, card);
	int err = deck_number(&count, db, DECK_PLAIN(COUNT));
	if (err == GS_OK)
		err = draw_place(&place, count + 1);
	if (err == GS_OK && place != count) {
		err = take_card(moved, db, place, count);
		if (err == GS_OK)
			err = set_card(db, place, bytes);
	}
	if (err == GS_OK)
		err = append_card(db, count, place != count ? moved : bytes);
	return err == GS_OK ? gs_database_run(db, DECK(KNOW,
	    GS_BLOB_32(card->name), GS_NUMBER(card->part),
	    GS_NUMBER(place))) : err;
}

/* The row stays, empty, until the file is written anew: SQLite leaves bytes of
 * a row that it deletes. */
static int remove_card(struct gs_database *db, const uint8_t name[32],
    uint32_t part, uint64_t place)
{
	static const uint8_t empty[GS_CARD_LEN];
	uint8_t moved[GS_CARD_LEN];
	uint64_t count = 0;

	int err = deck_number(&count, db, DECK_PLAIN(COUNT));
	if (err == GS_OK && place >= count)
		err = GS_ERR_CORRUPT;
	if (err == GS_OK && place != count - 1) {
		err = take_card(moved, db, count - 1, place);
		if (err == GS_OK)
			err = set_card(db, place, moved);
	}
	if (err == GS_OK)
		err = set_card(db, count - 1, empty);
	if (err == GS_OK)
		err = set_count(db, count - 1);
	return err == GS_OK ? gs_database_run(db, DECK(FORGET,
	    GS_BLOB_32(name), GS_NUMBER(part))) : err;
}

int gs_deck_tidy(struct gs_database *db)
{
	uint64_t count = 0, places = 0;

	int err = deck_number(&count, db, DECK_PLAIN(COUNT));
	if (err == GS_OK)
		err = deck_number(&places, db, DECK_PLAIN(PLACES));
	if (err != GS_OK || places == count)
		return err == GS_OK ? gs_database_trim(db) : err;

	err = gs_database_begin(db);
	if (err == GS_OK)
		err = gs_database_run(db, DECK(CUT, GS_NUMBER(count)));
	if (err == GS_OK)
		err = gs_database_commit(db);
	GS_CRASH_POINT("deck-cut");
	if (err == GS_OK)
		return gs_database_tidy(db);
	int undone = gs_database_rollback(db);
	return undone == GS_OK ? err : undone;
}

/* Items ------------------------------------------------------------------ */

static int put_card(struct gs_database *db, const struct card *card)
{
	uint8_t bytes[GS_CARD_LEN];
	uint64_t place = 0;

	int err = place_of_part(&place, db, card->name, card->part);
	if (err == GS_ERR_UNKNOWN)
		return add_card(db, card);
	write_card(bytes, card);
	return err == GS_OK ? set_card(db, place, bytes) : err;
}

/* Those from this part on. */
static int remove_rest(struct gs_database *db, const uint8_t name[32],
    uint32_t part)
{
	uint64_t place = 0;

	int err = place_of_part(&place, db, name, part);
	for (; err == GS_OK; err = err == GS_OK ?
	    place_of_part(&place, db, name, part) : err)
		err = remove_card(db, name, part++, place);
	return err == GS_ERR_UNKNOWN ? GS_OK : err;
}

static int note_item(struct gs_database *db, const uint8_t name[32])
{
	return gs_database_run(db, DECK(NOTE, GS_BLOB_32(name)));
}

int gs_deck_put(struct gs_database *db, const uint8_t name[32],
    struct gs_span bytes)
{
	struct card card = {.last = false};
	int err = bytes.len > (size_t)UINT32_MAX ? GS_ERR_RANGE :
	    note_item(db, name);

	memcpy(card.name, name, sizeof card.name);
	while (err == GS_OK && !card.last) {
		size_t done = card.part * (size_t)ROOM;

		card.last = bytes.len - done <= ROOM;
		card.text.len = card.last ? bytes.len - done : ROOM;
		card.text.ptr = card.text.len == 0 ? NULL : bytes.ptr + done;
		err = put_card(db, &card);
		card.part++;
	}
	return err == GS_OK ? remove_rest(db, name, card.part) : err;
}

int gs_deck_remove(struct gs_database *db, const uint8_t name[32])
{
	int err = note_item(db, name);

	return err == GS_OK ? remove_rest(db, name, 0) : err;
}

/* Appends to *out; *last: nothing follows. */
static int get_part(struct gs_buffer *out, bool *last, struct gs_database *db,
    const uint8_t name[32], uint32_t part)
{
	struct gs_span bytes = {NULL, 0};
	struct card card;
	uint64_t place = 0;
	size_t done = out->len;

	int err = place_of_part(&place, db, name, part);
	if (err == GS_OK)
		err = find_card(&bytes, db, place);
	if (err == GS_OK)
		err = parse_card(&card, bytes);
	if (err == GS_OK && (memcmp(card.name, name, 32) != 0 ||
	        card.part != part))
		err = GS_ERR_CORRUPT;
	if (err == GS_OK)
		err = gs_buffer_set(out, done + card.text.len);
	if (err != GS_OK)
		return err;

	if (card.text.len > 0)
		memcpy(out->ptr + done, card.text.ptr, card.text.len);
	*last = card.last;
	return GS_OK;
}

int gs_deck_get(struct gs_buffer *out, struct gs_database *db,
    const uint8_t name[32])
{
	bool last = false;
	uint32_t part = 0;

	out->len = 0;
	int err = get_part(out, &last, db, name, part);
	while (err == GS_OK && !last) {
		err = get_part(out, &last, db, name, ++part);
		if (err == GS_ERR_UNKNOWN)
			err = GS_ERR_CORRUPT;
	}
	return err;
}

/* At the start ----------------------------------------------------------- */

struct load {
	struct gs_database *db;
	gs_deck_fn *visit;
	void *ctx;
	uint64_t next, count; /* places, and those that are not empty */
	struct gs_buffer item;
};

static bool is_empty_card(struct gs_span card)
{
	static const uint8_t empty[GS_CARD_LEN];

	return card.len == GS_CARD_LEN &&
	    memcmp(card.ptr, empty, GS_CARD_LEN) == 0;
}

/* Behind an empty place all are. */
static int load_card(void *ctx, sqlite3_stmt *row)
{
	struct load *load = ctx;
	struct card card;
	uint64_t place = (uint64_t)sqlite3_column_int64(row, 0);
	struct gs_span bytes = gs_column_span(row, 1);

	if (place != load->next++)
		return GS_ERR_CORRUPT;
	if (is_empty_card(bytes))
		return GS_OK;
	int err = place == load->count ? parse_card(&card, bytes) :
	    GS_ERR_CORRUPT;
	load->count++;
	if (err == GS_OK)
		err = gs_database_run(load->db, DECK(KNOW,
		    GS_BLOB_32(card.name), GS_NUMBER(card.part),
		    GS_NUMBER(place)));
	return err == GS_ERR_DUPLICATE ? GS_ERR_CORRUPT : err;
}

static int64_t parts_of_length(size_t len)
{
	return len == 0 ? 1 : (int64_t)((len + ROOM - 1) / ROOM);
}

/* Its parts are 0 to the last, and nothing stands behind that. */
static int load_parts(void *ctx, sqlite3_stmt *row)
{
	struct load *load = ctx;
	uint8_t name[32];
	int64_t count = sqlite3_column_int64(row, 1);

	int err = gs_column_copy(name, sizeof name, row, 0);
	if (err == GS_OK && count != sqlite3_column_int64(row, 2) + 1)
		err = GS_ERR_CORRUPT;
	if (err == GS_OK)
		err = gs_deck_get(&load->item, load->db, name);
	if (err == GS_OK && parts_of_length(load->item.len) != count)
		err = GS_ERR_CORRUPT;
	return err == GS_OK ? load->visit(load->ctx, name,
	    (struct gs_span){load->item.ptr, load->item.len}) : err;
}

int gs_deck_load(struct gs_database *db, gs_deck_fn *visit, void *ctx)
{
	struct load load = {.db = db, .visit = visit, .ctx = ctx};

	int err = gs_database_begin(db);
	if (err == GS_OK)
		err = gs_database_each(db, DECK_PLAIN(EACH), load_card, &load);
	if (err == GS_OK)
		err = set_count(db, load.count);
	if (err == GS_OK)
		err = gs_database_each(db, DECK_PLAIN(EACH_NAME), load_parts,
		    &load);
	gs_buffer_free(&load.item);
	return err == GS_OK ? gs_database_commit(db) : err;
}

/* Names ------------------------------------------------------------------ */

struct name_walk {
	gs_deck_name_fn *visit;
	void *ctx;
};

static int visit_name(void *ctx, sqlite3_stmt *row)
{
	struct name_walk *walk = ctx;
	uint8_t name[32];

	int err = gs_column_copy(name, sizeof name, row, 0);
	return err == GS_OK ? walk->visit(walk->ctx, name) : err;
}

int gs_deck_watch(struct gs_database *db)
{
	int err = gs_database_begin(db);

	if (err == GS_OK)
		err = gs_database_run(db, DECK_PLAIN(WATCH));
	return err == GS_OK ? gs_database_commit(db) : err;
}

int gs_deck_forget(struct gs_database *db)
{
	return gs_database_run(db, DECK_PLAIN(FORGET_CHANGED));
}

int gs_deck_each_changed(struct gs_database *db, gs_deck_name_fn *visit,
    void *ctx)
{
	struct name_walk walk = {visit, ctx};

	return gs_database_each(db, DECK_PLAIN(EACH_CHANGED), visit_name,
	    &walk);
}

int gs_deck_each(struct gs_database *db, gs_deck_name_fn *visit, void *ctx)
{
	struct name_walk walk = {visit, ctx};

	return gs_database_each(db, DECK_PLAIN(EACH_NAME), visit_name, &walk);
}
