/* SPDX-License-Identifier: Apache-2.0 */
/* staff.h on SQLite: who is eligible, and their codes. */
#include "store/staff.h"

#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "store/staff_tables.h"

int gs_staff_open(struct gs_database **out, const char *path)
{
	const struct gs_database_plan plan = {.journal = GS_JOURNAL_ROLLBACK,
	    .tables = {&gs_staff_tables}};

	return gs_database_open(out, path, &plan);
}

void gs_staff_free(struct gs_database **staff)
{
	gs_database_free(staff);
}

int gs_staff_import(struct gs_database *staff,
    const struct gs_staff_row *rows, size_t count)
{
	uint64_t clashes = 0;

	int err = gs_database_begin(staff);
	if (err != GS_OK)
		return err;

	err = gs_database_run(staff, GS_STAFF_PLAIN(GS_STAFF_CLEAR_ELIGIBLE));
	for (size_t i = 0; i < count && err == GS_OK; i++)
		err = gs_database_run(staff, GS_STAFF(GS_STAFF_PUT,
		    GS_TEXT_SPAN(rows[i].id), GS_TEXT_SPAN(rows[i].name),
		    GS_TEXT_SPAN(rows[i].category)));

	if (err == GS_OK)
		err = gs_staff_numbers(&clashes, 1, staff,
		    GS_STAFF_PLAIN(GS_STAFF_CLASHES));
	if (err == GS_OK && clashes > 0)
		err = GS_ERR_DUPLICATE;
	return gs_staff_end(staff, err);
}

int gs_staff_eligible(uint64_t *count, struct gs_database *staff)
{
	return gs_staff_numbers(count, 1, staff,
	    GS_STAFF_PLAIN(GS_STAFF_ELIGIBLE));
}

struct person_walk {
	gs_staff_person_fn *visit;
	void *ctx;
};

static int visit_everybody(void *ctx, sqlite3_stmt *row)
{
	struct person_walk *walk = ctx;
	const struct gs_staff_person person = {
	    .who = {gs_column_span(row, 0), gs_column_span(row, 1),
	        gs_column_span(row, 2)},
	    .code = sqlite3_column_int64(row, 3) != 0,
	    .until = (uint64_t)sqlite3_column_int64(row, 4)};

	return walk->visit(walk->ctx, &person);
}

int gs_staff_everybody(struct gs_database *staff, gs_staff_person_fn *visit,
    void *ctx)
{
	struct person_walk walk = {visit, ctx};

	return gs_database_each(staff, GS_STAFF_PLAIN(GS_STAFF_EVERYBODY),
	    visit_everybody, &walk);
}

struct known_walk {
	gs_staff_known_fn *visit;
	void *ctx;
};

static int visit_known(void *ctx, sqlite3_stmt *row)
{
	struct known_walk *walk = ctx;
	const struct gs_staff_row who = {gs_column_span(row, 0),
	    gs_column_span(row, 1), gs_column_span(row, 2)};

	return walk->visit(walk->ctx, &who, sqlite3_column_int64(row, 3) != 0);
}

int gs_staff_known(struct gs_database *staff, gs_staff_known_fn *visit,
    void *ctx)
{
	struct known_walk walk = {visit, ctx};

	return gs_database_each(staff, GS_STAFF_PLAIN(GS_STAFF_KNOWN),
	    visit_known, &walk);
}

int gs_staff_listed(struct gs_database *staff, uint64_t edition,
    gs_staff_known_fn *visit, void *ctx)
{
	struct known_walk walk = {visit, ctx};

	return gs_database_each(staff, GS_STAFF(GS_STAFF_LISTED,
	    GS_NUMBER(edition)), visit_known, &walk);
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
	return gs_staff_draw_code(one->code);
}

/* A code that was not used becomes void. */
static int store_codes(struct gs_database *staff,
    const struct drawn_codes *codes)
{
	int err = GS_OK;

	for (struct drawn_code *i = codes->first; i != NULL && err == GS_OK;
	    i = i->next) {
		uint8_t nonce[32];
		gs_code_nonce(nonce, (struct gs_span){
		    (const uint8_t *)i->code, GS_CODE_LEN - 1});
		err = gs_database_run(staff, GS_STAFF(GS_STAFF_VOID_CODES,
		    GS_TEXT_SPAN(i->who.id)));
		if (err == GS_OK)
			err = gs_database_run(staff, GS_STAFF(
			    GS_STAFF_ADD_CODE, GS_BLOB_32(nonce),
			    GS_TEXT_SPAN(i->who.id)));
	}
	return err;
}

/* Hands them out unless there was an error, and forgets them. */
static int hand_out(struct drawn_codes *codes, int err,
    const struct gs_code_desk *desk)
{
	while (codes->first != NULL) {
		struct drawn_code *one = codes->first;
		if (err == GS_OK)
			err = desk->visit(desk->ctx, &one->who, one->code);
		codes->first = one->next;
		gs_host_wipe(one->code, sizeof one->code);
		free(one);
	}
	return err;
}

/* Before they count: whoever is elsewhere has them first, or nobody has. */
static int tell_other_list(struct gs_database *staff,
    const struct drawn_codes *codes, const struct gs_code_desk *desk,
    uint64_t first)
{
	size_t count = 0;
	int err = GS_OK;

	for (const struct drawn_code *i = codes->first; i != NULL; i = i->next)
		count++;
	if (desk->send == NULL || count == 0)
		return GS_OK;
	uint8_t *rows = malloc(count * GS_STAFF_CODE_ROW), *at = rows;
	if (rows == NULL)
		return GS_ERR_MEMORY;

	for (const struct drawn_code *i = codes->first;
	    i != NULL && err == GS_OK; i = i->next) {
		err = gs_staff_holder(at, staff, i->who.id);
		gs_code_nonce(at + 32, (struct gs_span){
		    (const uint8_t *)i->code, GS_CODE_LEN - 1});
		at += GS_STAFF_CODE_ROW;
	}
	if (err == GS_OK)
		err = desk->send(desk->ctx, (struct gs_span){rows,
		    count * GS_STAFF_CODE_ROW}, first);
	free(rows);
	return err;
}

int gs_staff_issue(struct gs_database *staff,
    const struct gs_staff_wish *wish, const struct gs_code_desk *desk)
{
	struct drawn_codes codes = {NULL, &codes.first};

	int err = gs_database_begin(staff);
	if (err != GS_OK)
		return err;

	err = gs_database_each(staff, wish->edition == 0 ?
	    GS_STAFF(GS_STAFF_WITHOUT_CODE, GS_NUMBER(wish->again)) :
	    GS_STAFF(GS_STAFF_WITHOUT_KEY, GS_NUMBER(wish->again),
	        GS_NUMBER(wish->edition)), visit_person, &codes);
	if (err == GS_OK)
		err = store_codes(staff, &codes);
	if (err == GS_OK)
		err = tell_other_list(staff, &codes, desk, 0);
	return hand_out(&codes, gs_staff_end(staff, err), desk);
}

/* One person's, if somebody eligible has this id. */
static int draw_one(struct drawn_codes *codes, struct gs_database *staff,
    struct gs_span id)
{
	int err = gs_database_each(staff, GS_STAFF(GS_STAFF_ONE,
	    GS_TEXT_SPAN(id)), visit_person, codes);

	if (err == GS_OK && codes->first == NULL)
		err = GS_ERR_UNKNOWN;
	return err == GS_OK ? store_codes(staff, codes) : err;
}

int gs_staff_issue_one(struct gs_database *staff, struct gs_span id,
    const struct gs_code_desk *desk)
{
	struct drawn_codes codes = {NULL, &codes.first};

	int err = gs_database_begin(staff);
	if (err != GS_OK)
		return err;

	err = draw_one(&codes, staff, id);
	if (err == GS_OK)
		err = tell_other_list(staff, &codes, desk, 0);
	return hand_out(&codes, gs_staff_end(staff, err), desk);
}

int gs_staff_held(struct gs_staff_span *out, struct gs_database *staff,
    struct gs_span id, uint64_t first)
{
	uint64_t n[3] = {0};

	int err = gs_staff_numbers(n, 3, staff, GS_STAFF(GS_STAFF_HELD,
	    GS_TEXT_SPAN(id), GS_NUMBER(first)));
	if (err == GS_OK)
		*out = (struct gs_staff_span){n[0], n[1], n[2]};
	return err;
}

int gs_staff_void(struct gs_staff_span *voided, struct gs_database *staff,
    struct gs_span id, uint64_t first)
{
	static const enum gs_staff_statement steps[] = {
		GS_STAFF_REMEMBER_KEYS, GS_STAFF_VOID_KEYS,
		GS_STAFF_VOID_HELD};
	uint64_t most = 0;

	int err = gs_staff_held(voided, staff, id, first);
	for (size_t i = 0; i < 3 && err == GS_OK; i++)
		err = gs_database_run(staff, GS_STAFF(steps[i],
		    GS_TEXT_SPAN(id), GS_NUMBER(first)));
	if (err == GS_OK)
		err = gs_database_run(staff, GS_STAFF(GS_STAFF_EMPTY_CODES,
		    GS_TEXT_SPAN(id)));
	if (err == GS_OK)
		err = gs_staff_numbers(&most, 1, staff,
		    GS_STAFF(GS_STAFF_MOST_REPLACED, GS_NUMBER(first)));
	return err == GS_OK && most > GS_REPLACED_MAX ? GS_ERR_SPACE : err;
}

int gs_staff_replace(struct gs_staff_span *voided, struct gs_database *staff,
    struct gs_span id, uint64_t first, const struct gs_code_desk *desk)
{
	struct drawn_codes codes = {NULL, &codes.first};
	struct gs_staff_span held = {.count = 0};

	int err = gs_database_begin(staff);
	if (err != GS_OK)
		return err;

	err = draw_one(&codes, staff, id);
	if (err == GS_OK)
		err = gs_staff_void(&held, staff, id, first);
	if (err == GS_OK)
		err = tell_other_list(staff, &codes, desk, first);
	err = gs_staff_end(staff, err);
	if (err == GS_OK)
		*voided = held;
	return hand_out(&codes, err, desk);
}
