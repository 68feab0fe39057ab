/* SPDX-License-Identifier: Apache-2.0 */
#include "store/staff_tables.h"

#include "lib/crash.h"

/* Nobody is tied to a key but in `keys.staff`.  `used` digests the keys of the
 * request, and a possession proof verifies under the code's nonce: either would
 * tie an unlinked key to the person again by way of the same request's other
 * keys, so unlinking empties both.
 *
 * `held` says that a person has a key of an edition, not which: it stays when
 * the edition is unlinked, so that nobody has two; `listed` if its roll was
 * closed with it.
 *
 * Where the registrar works on another machine, the list there has the names,
 * and for each person a `holder` drawn by chance; the server's has holders
 * alone. */
static const char schema[] =
    "CREATE TABLE staff ("
    "  id TEXT PRIMARY KEY, name TEXT NOT NULL, category TEXT NOT NULL,"
    "  eligible INTEGER NOT NULL, holder BLOB UNIQUE) STRICT, WITHOUT ROWID;"
    "CREATE TABLE codes ("
    "  nonce BLOB PRIMARY KEY, staff TEXT REFERENCES staff,"
    "  used BLOB) STRICT, WITHOUT ROWID;"
    "CREATE INDEX codes_staff ON codes (staff);"
    "CREATE TABLE keys ("
    "  edition INTEGER NOT NULL, key BLOB NOT NULL,"
    "  possession BLOB NOT NULL, staff TEXT REFERENCES staff,"
    "  receipt BLOB NOT NULL, PRIMARY KEY (edition, key),"
    "  UNIQUE (edition, staff)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX keys_staff ON keys (staff);"
    "CREATE TABLE held ("
    "  edition INTEGER NOT NULL, staff TEXT NOT NULL REFERENCES staff,"
    "  listed INTEGER NOT NULL DEFAULT 0,"
    "  PRIMARY KEY (staff, edition)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE replaced ("
    "  edition INTEGER NOT NULL, key BLOB NOT NULL,"
    "  PRIMARY KEY (edition, key)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE closed (edition INTEGER PRIMARY KEY) STRICT;"
    "CREATE TABLE turn (which INTEGER PRIMARY KEY,"
    "  number INTEGER NOT NULL) STRICT;"
    "CREATE TABLE passed (item INTEGER PRIMARY KEY,"
    "  body BLOB NOT NULL) STRICT;";

/* Who is on the roll of one edition and not on that of the other. */
#define MOVED(on, off) \
    " FROM held a JOIN staff s ON s.id = a.staff WHERE a.listed = 1 AND" \
    " a.edition = " on " AND NOT EXISTS (SELECT 1 FROM held b WHERE" \
    " b.edition = " off " AND b.staff = a.staff AND b.listed = 1)"
/* In edition ?1, where ?2 is the one before. */
#define JOINED MOVED("?1", "?2")
#define GONE(eligible) MOVED("?2", "?1") " AND s.eligible = " eligible

/* eligible: 0 no, 1 yes, more: seen twice in an import, which is undone. */
static const char *const statements[GS_STAFF_STATEMENTS] = {
	[GS_STAFF_CLEAR_ELIGIBLE] = "UPDATE staff SET eligible = 0",
	[GS_STAFF_PUT] = "INSERT INTO staff (id, name, category, eligible)"
	    " VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET"
	    " name = excluded.name, category = excluded.category,"
	    " eligible = eligible + 1",
	[GS_STAFF_CLASHES] = "SELECT count(*) FROM staff WHERE eligible > 1",
	[GS_STAFF_ELIGIBLE] = "SELECT count(*) FROM staff WHERE eligible = 1",
	/* ?1: also whose code was not used. */
	[GS_STAFF_WITHOUT_CODE] = "SELECT id, name, category FROM staff s"
	    " WHERE eligible = 1 AND NOT EXISTS"
	    " (SELECT 1 FROM codes c WHERE c.staff = s.id"
	    "  AND (NOT ?1 OR used IS NOT NULL))"
	    " AND NOT EXISTS (SELECT 1 FROM held h WHERE h.staff = s.id)"
	    " ORDER BY id",
	[GS_STAFF_WITHOUT_KEY] = "SELECT id, name, category FROM staff s"
	    " WHERE eligible = 1 AND NOT EXISTS (SELECT 1 FROM held h"
	    "  WHERE h.staff = s.id AND h.edition = ?2)"
	    " AND (?1 OR NOT EXISTS (SELECT 1 FROM codes c"
	    "  WHERE c.staff = s.id AND used IS NULL)) ORDER BY id",
	[GS_STAFF_ONE] = "SELECT id, name, category FROM staff"
	    " WHERE eligible = 1 AND id = ?",
	[GS_STAFF_ADD_CODE] = "INSERT INTO codes (nonce, staff) VALUES (?, ?)",
	[GS_STAFF_VOID_CODES] = "DELETE FROM codes WHERE staff = ?"
	    " AND used IS NULL",
	[GS_STAFF_EMPTY_CODES] = "UPDATE codes SET used = x''"
	    " WHERE staff = ? AND used IS NOT NULL",
	[GS_STAFF_HELD] = "SELECT count(*), coalesce(min(edition), 0),"
	    " coalesce(max(edition), 0) FROM held"
	    " WHERE staff = ? AND edition >= ?",
	[GS_STAFF_REMEMBER_KEYS] = "INSERT INTO replaced SELECT edition, key"
	    " FROM keys WHERE staff = ? AND edition >= ?",
	[GS_STAFF_VOID_KEYS] = "DELETE FROM keys WHERE staff = ?"
	    " AND edition >= ?",
	[GS_STAFF_VOID_HELD] = "DELETE FROM held WHERE staff = ?"
	    " AND edition >= ?",
	[GS_STAFF_MOST_REPLACED] = "SELECT coalesce(max(n), 0) FROM"
	    " (SELECT count(*) AS n FROM replaced WHERE edition >= ?"
	    "  GROUP BY edition)",
	[GS_STAFF_CODE] = "SELECT used FROM codes WHERE nonce = ?",
	[GS_STAFF_USE_CODE] = "UPDATE codes SET used = ?2 WHERE nonce = ?1",
	[GS_STAFF_ADD_HELD] = "INSERT INTO held (edition, staff) VALUES (?1,"
	    " (SELECT staff FROM codes WHERE nonce = ?2))",
	[GS_STAFF_ADD_KEY] = "INSERT INTO keys (edition, key, possession,"
	    " receipt, staff) VALUES (?1, ?2, ?3, ?4,"
	    " (SELECT staff FROM codes WHERE nonce = ?5))",
	[GS_STAFF_WAS_REPLACED] = "SELECT count(*) FROM replaced"
	    " WHERE edition = ? AND key = ?",
	[GS_STAFF_RECEIPT] = "SELECT receipt FROM keys"
	    " WHERE edition = ? AND key = ?",
	[GS_STAFF_CLOSED] = "SELECT coalesce(max(edition), 0) FROM closed",
	[GS_STAFF_CLOSE] = "INSERT INTO closed VALUES (?)"
	    " ON CONFLICT DO NOTHING",
	[GS_STAFF_LIST] = "UPDATE held SET listed = EXISTS (SELECT 1"
	    " FROM staff s WHERE s.id = held.staff AND s.eligible = 1)"
	    " WHERE edition = ?",
	[GS_STAFF_REOPEN] = "DELETE FROM closed WHERE edition = ?",
	[GS_STAFF_UNLIST] = "UPDATE held SET listed = 0 WHERE edition = ?",
	[GS_STAFF_GROWTH] = "SELECT (SELECT count(*) FROM held"
	    " WHERE edition = ?1 AND listed = 1), (SELECT count(*)" JOINED
	    "), (SELECT count(*)" GONE("0") "), (SELECT count(*)" GONE("1")
	    ")",
	[GS_STAFF_MOVES] = "SELECT s.id, s.name, s.category, 'joined'" JOINED
	    " UNION ALL SELECT s.id, s.name, s.category, 'left'" GONE("0")
	    " UNION ALL SELECT s.id, s.name, s.category, 'lapsed'" GONE("1")
	    " ORDER BY 4, 1",
	[GS_STAFF_KEYS] = "SELECT key FROM keys k JOIN held h"
	    " ON h.edition = k.edition AND h.staff = k.staff"
	    " WHERE k.edition = ? AND h.listed = 1 ORDER BY key",
	[GS_STAFF_REPLACED] = "SELECT key FROM replaced WHERE edition = ?"
	    " ORDER BY key",
	[GS_STAFF_TIED] = "SELECT count(*) FROM keys"
	    " WHERE edition = ? AND staff IS NOT NULL",
	[GS_STAFF_UNLINK_CODES] = "UPDATE codes SET staff = NULL, used = x''"
	    " WHERE used IS NOT NULL AND staff IN"
	    " (SELECT staff FROM keys WHERE edition = ?)",
	[GS_STAFF_UNLINK_KEYS] = "UPDATE keys SET staff = NULL,"
	    " possession = x'' WHERE edition = ?",
	[GS_STAFF_EVERYBODY] = "SELECT id, name, category, EXISTS (SELECT 1"
	    " FROM codes c WHERE c.staff = s.id AND used IS NULL),"
	    " (SELECT coalesce(max(edition), 0) FROM held h"
	    "  WHERE h.staff = s.id) FROM staff s WHERE eligible = 1"
	    " ORDER BY id",
	[GS_STAFF_KNOWN] = "SELECT id, name, category, eligible FROM staff"
	    " ORDER BY id",
	[GS_STAFF_TURN] = "SELECT coalesce(max(number), 0) FROM turn"
	    " WHERE which = ?",
	[GS_STAFF_TAKE_TURN] = "INSERT INTO turn VALUES (?1, ?2)"
	    " ON CONFLICT DO UPDATE SET number = excluded.number",
	[GS_STAFF_PASS] = "INSERT INTO passed VALUES (?1, ?2)"
	    " ON CONFLICT DO UPDATE SET body = excluded.body",
	[GS_STAFF_DROP_PASSED] = "DELETE FROM passed WHERE item > ?",
	[GS_STAFF_PASSED] = "SELECT body FROM passed WHERE item = ?",
	[GS_STAFF_LISTED] = "SELECT s.id, s.name, s.category, s.eligible"
	    " FROM held h JOIN staff s ON s.id = h.staff"
	    " WHERE h.edition = ? AND h.listed = 1 ORDER BY s.id",
	[GS_STAFF_NAMED] = "SELECT count(*) FROM staff WHERE holder IS NULL",
	[GS_STAFF_SPAN] = "SELECT coalesce(min(edition), 0),"
	    " coalesce(max(edition), 0) FROM keys WHERE staff IS NOT NULL",
	[GS_STAFF_PUT_HOLDER] = "INSERT INTO staff (id, name, category,"
	    " eligible, holder) VALUES (?1, '', '', 1, ?2)"
	    " ON CONFLICT DO NOTHING",
	[GS_STAFF_TIED_KEYS] = "SELECT s.holder, k.key, k.possession"
	    " FROM keys k JOIN staff s ON s.id = k.staff"
	    " WHERE k.edition = ?1 AND k.key > ?2 AND s.holder IS NOT NULL"
	    " ORDER BY k.key LIMIT ?3",
	[GS_STAFF_HOLDER] = "SELECT holder FROM staff WHERE id = ?"
	    " AND holder IS NOT NULL",
	[GS_STAFF_SET_HOLDER] = "UPDATE staff SET holder = ?2 WHERE id = ?1",
	[GS_STAFF_NONCES] = "SELECT c.nonce FROM codes c JOIN staff s"
	    " ON s.id = c.staff WHERE s.holder = ?",
	[GS_STAFF_KEY_KNOWN] = "SELECT (SELECT count(*) FROM keys"
	    " WHERE edition = ?1 AND key = ?2) + (SELECT count(*)"
	    " FROM replaced WHERE edition = ?1 AND key = ?2)",
	[GS_STAFF_FORGET_REPLACED] = "DELETE FROM replaced WHERE edition = ?",
};

const struct gs_tables gs_staff_tables = {schema, statements,
    GS_STAFF_STATEMENTS, NULL};

int gs_staff_end(struct gs_database *staff, int err)
{
	GS_CRASH_POINT("staff-changed");
	if (err == GS_OK)
		err = gs_database_commit(staff);
	GS_CRASH_POINT("staff-committed");

	if (err != GS_OK && gs_database_rollback(staff) != GS_OK)
		return GS_ERR_IO;
	return err;
}

int gs_staff_numbers(uint64_t *numbers, size_t count,
    struct gs_database *staff, const struct gs_query *query)
{
	sqlite3_stmt *row = NULL;

	int err = gs_database_row(&row, staff, query);
	for (size_t i = 0; i < count && err == GS_OK; i++)
		numbers[i] = (uint64_t)sqlite3_column_int64(row, (int)i);
	gs_database_release(staff);
	return err;
}
