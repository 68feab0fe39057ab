/* SPDX-License-Identifier: Apache-2.0 */
/* Private to the staff list (staff.h): its tables and statements, and how a
 * change of it ends. */
#ifndef GS_STORE_STAFF_TABLES_H
#define GS_STORE_STAFF_TABLES_H

#include "store/sqlite.h"

enum gs_staff_statement {
	GS_STAFF_CLEAR_ELIGIBLE, GS_STAFF_PUT, GS_STAFF_CLASHES,
	GS_STAFF_ELIGIBLE, GS_STAFF_WITHOUT_CODE, GS_STAFF_WITHOUT_KEY,
	GS_STAFF_ONE, GS_STAFF_ADD_CODE, GS_STAFF_VOID_CODES,
	GS_STAFF_EMPTY_CODES, GS_STAFF_HELD, GS_STAFF_REMEMBER_KEYS,
	GS_STAFF_VOID_KEYS, GS_STAFF_VOID_HELD, GS_STAFF_MOST_REPLACED,
	GS_STAFF_CODE, GS_STAFF_USE_CODE, GS_STAFF_ADD_HELD, GS_STAFF_ADD_KEY,
	GS_STAFF_WAS_REPLACED, GS_STAFF_RECEIPT, GS_STAFF_CLOSED,
	GS_STAFF_CLOSE, GS_STAFF_LIST, GS_STAFF_REOPEN, GS_STAFF_UNLIST,
	GS_STAFF_GROWTH, GS_STAFF_MOVES, GS_STAFF_KEYS, GS_STAFF_REPLACED,
	GS_STAFF_TIED, GS_STAFF_UNLINK_KEYS, GS_STAFF_UNLINK_CODES,
	GS_STAFF_FORGET_REPLACED, GS_STAFF_EVERYBODY, GS_STAFF_KNOWN,
	GS_STAFF_TURN, GS_STAFF_TAKE_TURN, GS_STAFF_NAMED, GS_STAFF_SPAN,
	GS_STAFF_PUT_HOLDER, GS_STAFF_TIED_KEYS, GS_STAFF_HOLDER,
	GS_STAFF_SET_HOLDER, GS_STAFF_NONCES, GS_STAFF_KEY_KNOWN,
	GS_STAFF_PASS, GS_STAFF_DROP_PASSED, GS_STAFF_PASSED, GS_STAFF_LISTED,
	GS_STAFF_STATEMENTS
};

extern const struct gs_tables gs_staff_tables;

#define GS_STAFF(...) GS_QUERY(&gs_staff_tables, __VA_ARGS__)
#define GS_STAFF_PLAIN(index) GS_PLAIN(&gs_staff_tables, index)

/* Commits if `err` is GS_OK and that works, else undoes everything. */
GS_CHECKED int gs_staff_end(struct gs_database *staff, int err);
struct gs_staff_span;
/* Of one person, whatever was handed in for editions from `first` on or could
 * be: within a change.  GS_ERR_SPACE: gs_staff_replace. */
GS_CHECKED int gs_staff_void(struct gs_staff_span *voided,
    struct gs_database *staff, struct gs_span id, uint64_t first);
/* Who stands for a person elsewhere; drawn now if nobody did. */
GS_CHECKED int gs_staff_holder(uint8_t holder[32], struct gs_database *staff,
    struct gs_span id);
/* The first `count` columns, numbers, of the one row of a query. */
GS_CHECKED int gs_staff_numbers(uint64_t *numbers, size_t count,
    struct gs_database *staff, const struct gs_query *query);

#endif
