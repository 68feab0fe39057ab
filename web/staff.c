/* SPDX-License-Identifier: Apache-2.0 */
/* store/staff.h as the registrar's page has it: one file, all of it in memory,
 * written anew after each change.  What the server's list has of it is not
 * here.  tests/unit/page_staff_test.c does the same to this and to the
 * database, and compares. */
#include "store/staff.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/files.h"
#include "core/bytes.h"

#define HEADING "gainsay/v1 page staff\n"
#define FILE_MAX ((size_t)256 << 20)
#define NOBODY UINT32_MAX

struct person {
	struct gs_staff_row who; /* malloc's, as is what it points to */
	uint64_t eligible;       /* more than 1: twice in an import */
	bool has_holder;
	uint8_t holder[32];
	/* Set by take_stock. */
	uint32_t place;
	bool coded, waits, used, in, before;
	uint64_t until;
};

struct code {
	struct person *of; /* NULL: unlinked */
	uint8_t nonce[32];
	bool used;
};

struct key {
	struct person *of; /* likewise */
	uint64_t edition;
	uint8_t key[32], possession[GS_POSSESSION_LEN];
};

struct held {
	struct person *of;
	uint64_t edition;
	bool listed;
};

struct void_key {
	uint64_t edition;
	uint8_t key[32];
};

/* Rows of one kind; `size` bytes each. */
struct rows {
	uint8_t *at;
	size_t count, room, size;
};

enum kind { PERSONS, CODES, KEYS, HELD, REPLACED, CLOSED, KINDS };

struct gs_database {
	char *path;
	struct rows rows[KINDS]; /* PERSONS: pointers, by id */
};

static const size_t sizes[KINDS] = {sizeof(struct person *),
    sizeof(struct code), sizeof(struct key), sizeof(struct held),
    sizeof(struct void_key), sizeof(uint64_t)};

#define EACH(type, name, db, kind) \
	(type *name = (type *)(void *)(db)->rows[kind].at; \
	    name != NULL && name < (type *)(void *)(db)->rows[kind].at + \
	        (db)->rows[kind].count; name++)

/* Rows --------------------------------------------------------------------- */

/* A new last one, zeroed; NULL: no memory. */
static void *add_blank(struct gs_database *db, enum kind kind)
{
	struct rows *r = &db->rows[kind];

	if (r->count == r->room) {
		size_t room = r->room == 0 ? 64 : 2 * r->room;
		uint8_t *more = malloc(room * r->size);

		if (more == NULL)
			return NULL;
		if (r->count > 0)
			memcpy(more, r->at, r->count * r->size);
		free(r->at);
		r->at = more;
		r->room = room;
	}
	return memset(r->at + r->size * r->count++, 0, r->size);
}

static void drop_row(struct gs_database *db, enum kind kind, size_t i)
{
	struct rows *r = &db->rows[kind];

	memmove(r->at + i * r->size, r->at + (i + 1) * r->size,
	    (--r->count - i) * r->size);
}

static int compare_ids(struct gs_span a, struct gs_span b)
{
	int order = memcmp(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* Where a person of that id stands, or would. */
static size_t find_person_place(const struct gs_database *db, struct gs_span id,
    struct person **found)
{
	struct person **all = (struct person **)(void *)db->rows[PERSONS].at;
	size_t low = 0, high = db->rows[PERSONS].count;

	*found = NULL;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = compare_ids(all[mid]->who.id, id);

		if (order == 0)
			*found = all[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static struct person *person_of(const struct gs_database *db,
    struct gs_span id)
{
	struct person *found = NULL;

	(void)find_person_place(db, id, &found);
	return found;
}

static int keep_staff_text(struct gs_span *out, struct gs_span from)
{
	uint8_t *copy = malloc(from.len + 1);

	if (copy == NULL)
		return GS_ERR_MEMORY;
	if (from.len > 0)
		memcpy(copy, from.ptr, from.len);
	free((void *)(uintptr_t)out->ptr);
	*out = (struct gs_span){copy, from.len};
	return GS_OK;
}

static int describe_person(struct person *p, const struct gs_staff_row *row)
{
	int err = keep_staff_text(&p->who.name, row->name);

	return err != GS_OK ? err : keep_staff_text(&p->who.category,
	    row->category);
}

static int put_in_order(struct person **out, struct gs_database *db,
    const struct gs_staff_row *row)
{
	size_t place = find_person_place(db, row->id, out);
	struct rows *r = &db->rows[PERSONS];
	struct person **all = NULL, *one = NULL;

	if (*out != NULL)
		return describe_person(*out, row);
	one = calloc(1, sizeof *one);
	if (one == NULL || add_blank(db, PERSONS) == NULL) {
		free(one);
		return GS_ERR_MEMORY;
	}
	all = (struct person **)(void *)r->at;
	memmove(all + place + 1, all + place,
	    (r->count - 1 - place) * sizeof *all);
	*out = all[place] = one;
	int err = keep_staff_text(&one->who.id, row->id);
	return err == GS_OK ? describe_person(one, row) : err;
}

static void empty_rows(struct gs_database *db)
{
	for EACH(struct person *, p, db, PERSONS) {
		free((void *)(uintptr_t)(*p)->who.id.ptr);
		free((void *)(uintptr_t)(*p)->who.name.ptr);
		free((void *)(uintptr_t)(*p)->who.category.ptr);
		free(*p);
	}
	for (size_t i = 0; i < KINDS; i++) {
		free(db->rows[i].at);
		db->rows[i] = (struct rows){.size = sizes[i]};
	}
}

/* What each person has; `edition` is the one asked about. */
static void take_stock(struct gs_database *db, uint64_t edition)
{
	uint32_t place = 0;

	for EACH(struct person *, p, db, PERSONS) {
		struct person *one = *p;

		one->place = place++;
		one->coded = one->waits = one->used = false;
		one->in = one->before = false;
		one->until = 0;
	}
	for EACH(struct code, c, db, CODES)
		if (c->of != NULL) {
			c->of->coded = true;
			c->of->waits |= !c->used;
			c->of->used |= c->used;
		}
	for EACH(struct held, h, db, HELD) {
		if (h->edition > h->of->until)
			h->of->until = h->edition;
		h->of->in |= h->edition == edition && h->listed;
		h->of->before |= h->edition + 1 == edition && h->listed;
	}
}

static bool holds_edition(const struct gs_database *db, const struct person *p,
    uint64_t edition)
{
	for EACH(const struct held, h, db, HELD)
		if (h->of == p && h->edition == edition)
			return true;
	return false;
}

/* The file ----------------------------------------------------------------- */

static void write_person(struct gs_writer *w, const struct person *p)
{
	gs_write_lv(w, p->who.id.ptr, p->who.id.len);
	gs_write_lv(w, p->who.name.ptr, p->who.name.len);
	gs_write_lv(w, p->who.category.ptr, p->who.category.len);
	gs_write_u8(w, p->eligible > 0);
	gs_write_u8(w, p->has_holder);
	gs_write_bytes(w, p->holder, 32);
}

static void write_of(struct gs_writer *w, const struct person *of)
{
	gs_write_u32(w, of == NULL ? NOBODY : of->place);
}

static void write_whole_list(struct gs_writer *w, struct gs_database *db)
{
	take_stock(db, 0);
	gs_write_text(w, HEADING);
	for (size_t i = 0; i < KINDS; i++)
		gs_write_u32(w, (uint32_t)db->rows[i].count);

	for EACH(struct person *, p, db, PERSONS)
		write_person(w, *p);
	for EACH(struct code, c, db, CODES) {
		write_of(w, c->of);
		gs_write_bytes(w, c->nonce, 32);
		gs_write_u8(w, c->used);
	}
	for EACH(struct key, k, db, KEYS) {
		write_of(w, k->of);
		gs_write_u64(w, k->edition);
		gs_write_bytes(w, k->key, 32);
		gs_write_bytes(w, k->possession, GS_POSSESSION_LEN);
	}
	for EACH(struct held, h, db, HELD) {
		write_of(w, h->of);
		gs_write_u64(w, h->edition);
		gs_write_u8(w, h->listed);
	}
	for EACH(struct void_key, r, db, REPLACED) {
		gs_write_u64(w, r->edition);
		gs_write_bytes(w, r->key, 32);
	}
	for EACH(uint64_t, c, db, CLOSED)
		gs_write_u64(w, *c);
}

static int save_list(struct gs_database *db)
{
	uint8_t *bytes = malloc(FILE_MAX);
	struct gs_writer w = gs_writer_of(bytes, FILE_MAX);

	if (bytes == NULL)
		return GS_ERR_MEMORY;
	write_whole_list(&w, db);
	int err = gs_writer_end(&w);
	if (err == GS_OK)
		err = gs_cli_file_write(db->path, bytes, w.len, 0600);
	gs_host_wipe(bytes, w.len);
	free(bytes);
	return err;
}

static struct gs_span read_field_text(struct gs_reader *r)
{
	size_t len = gs_read_u32(r);
	const uint8_t *at = gs_read_bytes(r, len);

	return (struct gs_span){at, at == NULL ? 0 : len};
}

static int read_one_person(struct gs_database *db, struct gs_reader *r)
{
	struct gs_staff_row row;
	struct person *one = NULL;

	row.id = read_field_text(r);
	row.name = read_field_text(r);
	row.category = read_field_text(r);
	int err = row.id.len == 0 ? GS_ERR_CORRUPT : put_in_order(&one, db,
	    &row);
	if (err != GS_OK)
		return err;
	one->eligible = gs_read_u8(r);
	one->has_holder = gs_read_u8(r) != 0;
	gs_read_copy(r, one->holder, 32);
	return GS_OK;
}

static struct person *read_of(const struct gs_database *db,
    struct gs_reader *r)
{
	uint32_t place = gs_read_u32(r);
	struct person **all = (struct person **)(void *)db->rows[PERSONS].at;

	return place < db->rows[PERSONS].count ? all[place] : NULL;
}

static int read_row(struct gs_database *db, struct gs_reader *r,
    enum kind kind)
{
	void *row = add_blank(db, kind);

	if (row == NULL)
		return GS_ERR_MEMORY;
	if (kind == CODES) {
		struct code *c = row;

		c->of = read_of(db, r);
		gs_read_copy(r, c->nonce, 32);
		c->used = gs_read_u8(r) != 0;
	} else if (kind == KEYS) {
		struct key *k = row;

		k->of = read_of(db, r);
		k->edition = gs_read_u64(r);
		gs_read_copy(r, k->key, 32);
		gs_read_copy(r, k->possession, GS_POSSESSION_LEN);
	} else if (kind == HELD) {
		struct held *h = row;

		h->of = read_of(db, r);
		h->edition = gs_read_u64(r);
		h->listed = gs_read_u8(r) != 0;
		return h->of == NULL ? GS_ERR_CORRUPT : GS_OK;
	} else if (kind == REPLACED) {
		struct void_key *v = row;

		v->edition = gs_read_u64(r);
		gs_read_copy(r, v->key, 32);
	} else {
		*(uint64_t *)row = gs_read_u64(r);
	}
	return GS_OK;
}

static int read_whole_list(struct gs_database *db, struct gs_span file)
{
	struct gs_reader r = gs_reader_of(file.ptr, file.len);
	uint32_t counts[KINDS];
	int err = GS_OK;

	gs_read_expect(&r, HEADING);
	for (size_t i = 0; i < KINDS; i++)
		counts[i] = gs_read_u32(&r);
	for (uint32_t i = 0; err == GS_OK && i < counts[PERSONS] &&
	    !gs_reader_done(&r); i++)
		err = read_one_person(db, &r);
	for (int kind = CODES; kind < KINDS; kind++)
		for (uint32_t i = 0; err == GS_OK && i < counts[kind] &&
		    !gs_reader_done(&r); i++)
			err = read_row(db, &r, (enum kind)kind);
	if (err == GS_OK && gs_reader_end(&r) != GS_OK)
		err = GS_ERR_CORRUPT;
	return err;
}

static int load_list(struct gs_database *db)
{
	uint8_t *file = NULL;
	size_t len = 0;

	empty_rows(db);
	if (access(db->path, F_OK) != 0)
		return GS_OK;
	int err = gs_cli_file_read_secret(&file, &len, FILE_MAX, db->path);
	if (err == GS_OK)
		err = read_whole_list(db, (struct gs_span){file, len});
	gs_file_wipe(&file, len);
	return err;
}

int gs_staff_open(struct gs_database **out, const char *path)
{
	struct gs_database *db = calloc(1, sizeof *db);

	if (db == NULL)
		return GS_ERR_MEMORY;
	empty_rows(db);
	db->path = strdup(path);
	int err = db->path == NULL ? GS_ERR_MEMORY : load_list(db);
	*out = db;
	if (err != GS_OK)
		gs_staff_free(out);
	return err;
}

void gs_staff_free(struct gs_database **staff)
{
	if (*staff == NULL)
		return;
	empty_rows(*staff);
	free((*staff)->path);
	free(*staff);
	*staff = NULL;
}

/* A change that failed was none. */
static int end_change(struct gs_database *db, int err)
{
	if (err == GS_OK)
		return save_list(db);
	int loaded = load_list(db);
	return loaded == GS_OK ? err : loaded;
}

/* Who is eligible ---------------------------------------------------------- */

int gs_staff_import(struct gs_database *db, const struct gs_staff_row *rows,
    size_t count)
{
	struct person *one = NULL;
	int err = GS_OK;

	for EACH(struct person *, p, db, PERSONS)
		(*p)->eligible = 0;
	for (size_t i = 0; i < count && err == GS_OK; i++) {
		err = put_in_order(&one, db, &rows[i]);
		if (err == GS_OK && ++one->eligible > 1)
			err = GS_ERR_DUPLICATE;
	}
	return end_change(db, err);
}

int gs_staff_eligible(uint64_t *count, struct gs_database *db)
{
	*count = 0;
	for EACH(struct person *, p, db, PERSONS)
		*count += (*p)->eligible > 0;
	return GS_OK;
}

int gs_staff_everybody(struct gs_database *db, gs_staff_person_fn *visit,
    void *ctx)
{
	int err = GS_OK;

	take_stock(db, 0);
	for EACH(struct person *, p, db, PERSONS) {
		const struct gs_staff_person one = {(*p)->who, (*p)->waits,
		    (*p)->until};

		if (err == GS_OK && (*p)->eligible > 0)
			err = visit(ctx, &one);
	}
	return err;
}

int gs_staff_known(struct gs_database *db, gs_staff_known_fn *visit,
    void *ctx)
{
	int err = GS_OK;

	for EACH(struct person *, p, db, PERSONS)
		if (err == GS_OK)
			err = visit(ctx, &(*p)->who, (*p)->eligible > 0);
	return err;
}

int gs_staff_listed(struct gs_database *db, uint64_t edition,
    gs_staff_known_fn *visit, void *ctx)
{
	int err = GS_OK;

	take_stock(db, edition);
	for EACH(struct person *, p, db, PERSONS)
		if (err == GS_OK && (*p)->in)
			err = visit(ctx, &(*p)->who, (*p)->eligible > 0);
	return err;
}

/* Codes -------------------------------------------------------------------- */

struct drawn {
	struct person *of;
	char code[GS_CODE_LEN];
};

/* Whoever gets one; room for everybody. */
struct draw {
	struct drawn *each;
	size_t count;
};

static int draw_for(struct draw *d, struct gs_database *db, struct person *p)
{
	struct drawn *one = &d->each[d->count++];
	struct code *c = NULL;

	one->of = p;
	int err = gs_staff_draw_code(one->code);
	for (size_t i = 0; i < db->rows[CODES].count;) {
		struct code *old = (struct code *)(void *)db->rows[CODES].at +
		    i;

		if (old->of == p && !old->used)
			drop_row(db, CODES, i);
		else
			i++;
	}
	c = add_blank(db, CODES);
	if (c == NULL)
		return GS_ERR_MEMORY;
	c->of = p;
	gs_code_nonce(c->nonce, (struct gs_span){(const uint8_t *)one->code,
	    GS_CODE_LEN - 1});
	return err;
}

/* Before they count: whoever is elsewhere has them first, or nobody has. */
static int tell_elsewhere(const struct draw *d,
    const struct gs_code_desk *desk, uint64_t first)
{
	uint8_t *rows = NULL, *at = NULL;
	int err = GS_OK;

	if (desk->send == NULL || d->count == 0)
		return GS_OK;
	at = rows = malloc(d->count * GS_STAFF_CODE_ROW);
	if (rows == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < d->count && err == GS_OK; i++) {
		struct person *p = d->each[i].of;

		if (!p->has_holder)
			err = gs_host_random(p->holder, 32);
		p->has_holder = true;
		memcpy(at, p->holder, 32);
		gs_code_nonce(at + 32, (struct gs_span){
		    (const uint8_t *)d->each[i].code, GS_CODE_LEN - 1});
		at += GS_STAFF_CODE_ROW;
	}
	if (err == GS_OK)
		err = desk->send(desk->ctx, (struct gs_span){rows,
		    d->count * GS_STAFF_CODE_ROW}, first);
	free(rows);
	return err;
}

/* Hands them out unless there was an error, and forgets them. */
static int hand_out_drawn(struct draw *d, struct gs_database *db,
    const struct gs_code_desk *desk, int err)
{
	err = end_change(db, err);
	for (size_t i = 0; i < d->count && err == GS_OK; i++)
		err = desk->visit(desk->ctx, &d->each[i].of->who,
		    d->each[i].code);
	gs_host_wipe(d->each, (db->rows[PERSONS].count + 1) *
	    sizeof *d->each);
	free(d->each);
	return err;
}

static int start_draw(struct draw *d, const struct gs_database *db)
{
	*d = (struct draw){calloc(db->rows[PERSONS].count + 1,
	    sizeof *d->each), 0};
	return d->each == NULL ? GS_ERR_MEMORY : GS_OK;
}

static bool needs_code(const struct gs_database *db, const struct person *p,
    const struct gs_staff_wish *wish)
{
	if (p->eligible == 0)
		return false;
	if (wish->edition == 0)
		return !(wish->again ? p->used : p->coded) && p->until == 0;
	return (wish->again || !p->waits) &&
	    !holds_edition(db, p, wish->edition);
}

int gs_staff_issue(struct gs_database *db, const struct gs_staff_wish *wish,
    const struct gs_code_desk *desk)
{
	struct draw d;
	int err = start_draw(&d, db);

	if (err != GS_OK)
		return err;
	take_stock(db, 0);
	for EACH(struct person *, p, db, PERSONS)
		if (err == GS_OK && needs_code(db, *p, wish))
			err = draw_for(&d, db, *p);
	if (err == GS_OK)
		err = tell_elsewhere(&d, desk, 0);
	return hand_out_drawn(&d, db, desk, err);
}

static int draw_for_id(struct draw *d, struct gs_database *db,
    struct gs_span id)
{
	struct person *p = person_of(db, id);

	return p == NULL || p->eligible == 0 ? GS_ERR_UNKNOWN :
	    draw_for(d, db, p);
}

int gs_staff_issue_one(struct gs_database *db, struct gs_span id,
    const struct gs_code_desk *desk)
{
	struct draw d;
	int err = start_draw(&d, db);

	if (err != GS_OK)
		return err;
	err = draw_for_id(&d, db, id);
	if (err == GS_OK)
		err = tell_elsewhere(&d, desk, 0);
	return hand_out_drawn(&d, db, desk, err);
}

int gs_staff_held(struct gs_staff_span *out, struct gs_database *db,
    struct gs_span id, uint64_t first)
{
	const struct person *p = person_of(db, id);

	*out = (struct gs_staff_span){.count = 0};
	for EACH(const struct held, h, db, HELD) {
		if (p == NULL || h->of != p || h->edition < first)
			continue;
		if (out->count++ == 0 || h->edition < out->first)
			out->first = h->edition;
		if (h->edition > out->last)
			out->last = h->edition;
	}
	return GS_OK;
}

static uint64_t count_replaced(const struct gs_database *db,
    uint64_t edition)
{
	uint64_t n = 0;

	for EACH(const struct void_key, r, db, REPLACED)
		n += r->edition == edition;
	return n;
}

/* Whatever the person handed in from `first` on, or could. */
static int void_person(struct gs_database *db, struct person *p,
    uint64_t first)
{
	int err = GS_OK;

	for (size_t i = 0; i < db->rows[KEYS].count && err == GS_OK;) {
		struct key *k = (struct key *)(void *)db->rows[KEYS].at + i;
		struct void_key *v = NULL;

		if (k->of != p || k->edition < first) {
			i++;
			continue;
		}
		v = add_blank(db, REPLACED);
		if (v == NULL)
			return GS_ERR_MEMORY;
		v->edition = k->edition;
		memcpy(v->key, k->key, 32);
		drop_row(db, KEYS, i);
		if (count_replaced(db, v->edition) > GS_REPLACED_MAX)
			err = GS_ERR_SPACE;
	}
	for (size_t i = 0; i < db->rows[HELD].count;) {
		const struct held *h = (struct held *)(void *)
		    db->rows[HELD].at + i;

		if (h->of == p && h->edition >= first)
			drop_row(db, HELD, i);
		else
			i++;
	}
	return err;
}

int gs_staff_replace(struct gs_staff_span *voided, struct gs_database *db,
    struct gs_span id, uint64_t first, const struct gs_code_desk *desk)
{
	struct gs_staff_span held = {.count = 0};
	struct draw d;
	int err = start_draw(&d, db);

	if (err != GS_OK)
		return err;
	err = draw_for_id(&d, db, id);
	if (err == GS_OK)
		err = gs_staff_held(&held, db, id, first);
	if (err == GS_OK)
		err = void_person(db, person_of(db, id), first);
	if (err == GS_OK)
		err = tell_elsewhere(&d, desk, first);
	err = hand_out_drawn(&d, db, desk, err);
	if (err == GS_OK)
		*voided = held;
	return err;
}

/* Editions ----------------------------------------------------------------- */

int gs_staff_closed(uint64_t *edition, struct gs_database *db)
{
	*edition = 0;
	for EACH(const uint64_t, c, db, CLOSED)
		if (*c > *edition)
			*edition = *c;
	return GS_OK;
}

int gs_staff_close(struct gs_database *db, uint64_t edition)
{
	uint64_t *row = NULL;

	for EACH(uint64_t, c, db, CLOSED)
		if (*c == edition)
			row = c;
	if (row == NULL)
		row = add_blank(db, CLOSED);
	if (row == NULL)
		return GS_ERR_MEMORY;
	*row = edition;
	for EACH(struct held, h, db, HELD)
		if (h->edition == edition)
			h->listed = h->of->eligible > 0;
	return end_change(db, GS_OK);
}

int gs_staff_reopen(struct gs_database *db, uint64_t edition)
{
	size_t i = 0;
	const uint64_t *all = (uint64_t *)(void *)db->rows[CLOSED].at;

	while (i < db->rows[CLOSED].count && all[i] != edition)
		i++;
	if (i == db->rows[CLOSED].count)
		return GS_ERR_UNKNOWN;
	drop_row(db, CLOSED, i);
	for EACH(struct held, h, db, HELD)
		if (h->edition == edition)
			h->listed = false;
	return end_change(db, GS_OK);
}

int gs_staff_growth(struct gs_staff_growth *out, struct gs_database *db,
    uint64_t edition)
{
	*out = (struct gs_staff_growth){.listed = 0};
	take_stock(db, edition);
	for EACH(struct person *, p, db, PERSONS) {
		bool gone = (*p)->before && !(*p)->in;

		out->listed += (*p)->in;
		out->joined += (*p)->in && !(*p)->before;
		out->left += gone && (*p)->eligible == 0;
		out->lapsed += gone && (*p)->eligible > 0;
	}
	return GS_OK;
}

int gs_staff_moves(struct gs_database *db, uint64_t edition,
    gs_staff_move_fn *visit, void *ctx)
{
	static const char *const whats[] = {"joined", "lapsed", "left"};
	int err = GS_OK;

	take_stock(db, edition);
	for (size_t i = 0; i < 3; i++)
		for EACH(struct person *, p, db, PERSONS) {
			bool in = (*p)->in, was = (*p)->before;
			size_t is = in && !was ? 0 : !was || in ? 3 :
			    (*p)->eligible > 0 ? 1 : 2;

			if (err == GS_OK && is == i)
				err = visit(ctx, &(*p)->who, whats[i]);
		}
	return err;
}

static int compare_keys(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

static int visit_sorted(uint8_t (*keys)[32], size_t count,
    gs_staff_key_fn *visit, void *ctx)
{
	int err = GS_OK;

	qsort(keys, count, 32, compare_keys);
	for (size_t i = 0; i < count && err == GS_OK; i++)
		err = visit(ctx, keys[i]);
	free(keys);
	return err;
}

int gs_staff_keys(struct gs_database *db, uint64_t edition,
    gs_staff_key_fn *visit, void *ctx)
{
	uint8_t (*keys)[32] = malloc((db->rows[KEYS].count + 1) * 32);
	size_t count = 0;

	if (keys == NULL)
		return GS_ERR_MEMORY;
	take_stock(db, edition);
	for EACH(const struct key, k, db, KEYS)
		if (k->edition == edition && k->of != NULL && k->of->in)
			memcpy(keys[count++], k->key, 32);
	return visit_sorted(keys, count, visit, ctx);
}

int gs_staff_replaced(struct gs_database *db, uint64_t edition,
    gs_staff_key_fn *visit, void *ctx)
{
	uint8_t (*keys)[32] = malloc((db->rows[REPLACED].count + 1) * 32);
	size_t count = 0;

	if (keys == NULL)
		return GS_ERR_MEMORY;
	for EACH(const struct void_key, r, db, REPLACED)
		if (r->edition == edition)
			memcpy(keys[count++], r->key, 32);
	return visit_sorted(keys, count, visit, ctx);
}

/* Codes first: they know by the keys whose they were. */
static void unlink_codes(struct gs_database *db, uint64_t edition)
{
	for EACH(struct person *, p, db, PERSONS)
		(*p)->in = false;
	for EACH(const struct key, k, db, KEYS)
		if (k->edition == edition && k->of != NULL)
			k->of->in = true;
	for EACH(struct code, c, db, CODES)
		if (c->used && c->of != NULL && c->of->in)
			c->of = NULL;
}

int gs_staff_unlink(uint64_t *count, struct gs_database *db,
    uint64_t edition)
{
	uint64_t tied = 0;

	unlink_codes(db, edition);
	for EACH(struct key, k, db, KEYS) {
		if (k->edition != edition)
			continue;
		tied += k->of != NULL;
		k->of = NULL;
		memset(k->possession, 0, sizeof k->possession);
	}
	for (size_t i = 0; i < db->rows[REPLACED].count;) {
		const struct void_key *v = (struct void_key *)(void *)
		    db->rows[REPLACED].at + i;

		if (v->edition == edition)
			drop_row(db, REPLACED, i);
		else
			i++;
	}
	int err = end_change(db, GS_OK);
	if (err == GS_OK)
		*count = tied;
	return err;
}

int gs_staff_tidy(struct gs_database *db)
{
	(void)db;
	return GS_OK; /* each change writes the file anew */
}

/* What came in elsewhere --------------------------------------------------- */

int gs_staff_turn(uint64_t *turn, struct gs_database *db,
    enum gs_staff_turns which)
{
	(void)db;
	(void)which;
	*turn = 0; /* this is no server's list */
	return GS_OK;
}

int gs_staff_knows_key(bool *known, struct gs_database *db, uint64_t edition,
    const uint8_t key[32])
{
	*known = false;
	for EACH(const struct key, k, db, KEYS)
		*known |= k->edition == edition &&
		    memcmp(k->key, key, 32) == 0;
	for EACH(const struct void_key, r, db, REPLACED)
		*known |= r->edition == edition &&
		    memcmp(r->key, key, 32) == 0;
	return GS_OK;
}

int gs_staff_nonces(struct gs_database *db, const uint8_t holder[32],
    gs_staff_key_fn *visit, void *ctx)
{
	int err = GS_OK;

	for EACH(const struct code, c, db, CODES)
		if (err == GS_OK && c->of != NULL && c->of->has_holder &&
		    memcmp(c->of->holder, holder, 32) == 0)
			err = visit(ctx, c->nonce);
	return err;
}

static int add_one_arrival(struct gs_database *db,
    const struct gs_staff_arrival *one)
{
	struct code *code = NULL;
	struct held *h = NULL;
	struct key *k = NULL;

	for EACH(struct code, c, db, CODES)
		if (memcmp(c->nonce, one->nonce, 32) == 0)
			code = c;
	if (code == NULL || code->of == NULL || holds_edition(db, code->of,
	        one->key.edition))
		return GS_ERR_DUPLICATE;
	h = add_blank(db, HELD);
	k = add_blank(db, KEYS);
	if (h == NULL || k == NULL)
		return GS_ERR_MEMORY;
	*h = (struct held){code->of, one->key.edition, false};
	k->of = code->of;
	k->edition = one->key.edition;
	memcpy(k->key, one->key.key, 32);
	memcpy(k->possession, one->key.possession, GS_POSSESSION_LEN);
	code->used = true;
	return GS_OK;
}

int gs_staff_arrive(struct gs_database *db,
    const struct gs_staff_arrival *keys, size_t count)
{
	int err = GS_OK;

	for (size_t i = 0; i < count && err == GS_OK; i++)
		err = add_one_arrival(db, &keys[i]);
	return count == 0 ? err : end_change(db, err);
}
