/* SPDX-License-Identifier: Apache-2.0 */
/* The registrar's list in a page (web/staff.c) and in a database
 * (store/staff.h) come to the same, whatever is done to both. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/bytes.h"
#include "store/staff.h"

#define PEOPLE 12
#define EDITIONS 4
#define STEPS 200
#define SAID_MAX 65536

#define BOTH(result, name, params) \
	result gs_staff_##name params; \
	result page_staff_##name params; \
	static result (*const name##s[2]) params = {gs_staff_##name, \
	    page_staff_##name};

BOTH(int, open, (struct gs_database **, const char *))
BOTH(void, free, (struct gs_database **))
BOTH(int, import, (struct gs_database *, const struct gs_staff_row *, size_t))
BOTH(int, eligible, (uint64_t *, struct gs_database *))
BOTH(int, everybody, (struct gs_database *, gs_staff_person_fn *, void *))
BOTH(int, known, (struct gs_database *, gs_staff_known_fn *, void *))
BOTH(int, listed, (struct gs_database *, uint64_t, gs_staff_known_fn *,
    void *))
BOTH(int, issue, (struct gs_database *, const struct gs_staff_wish *,
    const struct gs_code_desk *))
BOTH(int, issue_one, (struct gs_database *, struct gs_span,
    const struct gs_code_desk *))
BOTH(int, held, (struct gs_staff_span *, struct gs_database *, struct gs_span,
    uint64_t))
BOTH(int, replace, (struct gs_staff_span *, struct gs_database *,
    struct gs_span, uint64_t, const struct gs_code_desk *))
BOTH(int, closed, (uint64_t *, struct gs_database *))
BOTH(int, close, (struct gs_database *, uint64_t))
BOTH(int, reopen, (struct gs_database *, uint64_t))
BOTH(int, growth, (struct gs_staff_growth *, struct gs_database *, uint64_t))
BOTH(int, moves, (struct gs_database *, uint64_t, gs_staff_move_fn *, void *))
BOTH(int, keys, (struct gs_database *, uint64_t, gs_staff_key_fn *, void *))
BOTH(int, replaced, (struct gs_database *, uint64_t, gs_staff_key_fn *,
    void *))
BOTH(int, unlink, (uint64_t *, struct gs_database *, uint64_t))
BOTH(int, knows_key, (bool *, struct gs_database *, uint64_t,
    const uint8_t[32]))
BOTH(int, arrive, (struct gs_database *, const struct gs_staff_arrival *,
    size_t))

/* One of the two: its codes are its own. */
struct side {
	int which;
	struct gs_database *db;
	char path[64];
	uint8_t nonce[PEOPLE][32]; /* the newest code of each */
	bool has_code[PEOPLE];
	char said[SAID_MAX];
	struct gs_writer w;
	uint64_t sent; /* rows that went elsewhere */
};

static uint64_t seed = 20261130;

static uint64_t draw(uint64_t below)
{
	seed = seed * 6364136223846793005U + 1442695040888963407U;
	return (seed >> 33) % below;
}

static void say_span(struct side *s, struct gs_span span)
{
	gs_write_bytes(&s->w, span.ptr, span.len);
	gs_write_u8(&s->w, ' ');
}

static void say_number(struct side *s, uint64_t n)
{
	gs_write_decimal(&s->w, n);
	gs_write_u8(&s->w, '\n');
}

static int on_person(void *ctx, const struct gs_staff_person *p)
{
	say_span(ctx, p->who.id);
	say_span(ctx, p->who.name);
	say_span(ctx, p->who.category);
	say_number(ctx, p->code);
	say_number(ctx, p->until);
	return GS_OK;
}

static int on_known(void *ctx, const struct gs_staff_row *who, bool eligible)
{
	say_span(ctx, who->id);
	say_span(ctx, who->name);
	say_number(ctx, eligible);
	return GS_OK;
}

static int on_move(void *ctx, const struct gs_staff_row *who,
    const char *what)
{
	struct side *s = ctx;

	say_span(s, who->id);
	gs_write_text(&s->w, what);
	return GS_OK;
}

static int on_key(void *ctx, const uint8_t key[32])
{
	struct side *s = ctx;

	gs_write_hex(&s->w, key, 32);
	return GS_OK;
}

static int on_code(void *ctx, const struct gs_staff_row *who,
    const char code[GS_CODE_LEN])
{
	struct side *s = ctx;
	size_t i = (size_t)(who->id.ptr[1] - 'a');

	gs_code_nonce(s->nonce[i], (struct gs_span){(const uint8_t *)code,
	    GS_CODE_LEN - 1});
	s->has_code[i] = true;
	say_span(s, who->id);
	return GS_OK;
}

static int on_send(void *ctx, struct gs_span rows, uint64_t first)
{
	struct side *s = ctx;

	s->sent += rows.len / GS_STAFF_CODE_ROW;
	say_number(s, first);
	return GS_OK;
}

/* All that can be asked of it. */
static void tell(struct side *s)
{
	uint64_t n = 0;

	assert_int_equal(eligibles[s->which](&n, s->db), GS_OK);
	say_number(s, n);
	assert_int_equal(closeds[s->which](&n, s->db), GS_OK);
	say_number(s, n);
	say_number(s, s->sent);
	assert_int_equal(everybodys[s->which](s->db, on_person, s), GS_OK);
	assert_int_equal(knowns[s->which](s->db, on_known, s), GS_OK);
	for (uint64_t e = 1; e <= EDITIONS; e++) {
		struct gs_staff_growth g;

		assert_int_equal(growths[s->which](&g, s->db, e), GS_OK);
		say_number(s, g.listed * 1000000 + g.joined * 10000 +
		    g.left * 100 + g.lapsed);
		assert_int_equal(listeds[s->which](s->db, e, on_known, s),
		    GS_OK);
		assert_int_equal(movess[s->which](s->db, e, on_move, s),
		    GS_OK);
		assert_int_equal(keyss[s->which](s->db, e, on_key, s), GS_OK);
		assert_int_equal(replaceds[s->which](s->db, e, on_key, s),
		    GS_OK);
	}
}

static struct gs_span id_of(char id[3], size_t i)
{
	id[0] = 'p';
	id[1] = (char)('a' + i);
	id[2] = '\0';
	return (struct gs_span){(const uint8_t *)id, 2};
}

/* What is done next, the same to both. */
struct step {
	uint64_t kind, who, edition, mask, tag;
};

static int import_some(struct side *s, const struct step *t)
{
	char ids[PEOPLE][3];
	struct gs_staff_row rows[PEOPLE + 1];
	size_t n = 0;
	static const uint8_t names[] = "ABCDEFGH";

	for (size_t i = 0; i < PEOPLE; i++)
		if ((t->mask >> i & 1) != 0)
			rows[n++] = (struct gs_staff_row){id_of(ids[i], i),
			    {names + t->tag % 8, 1}, {names, 3}};
	if (t->tag == 0 && n > 0) { /* somebody twice */
		rows[n] = rows[0];
		n++;
	}
	return imports[s->which](s->db, rows, n);
}

static int arrive_one(struct side *s, const struct step *t)
{
	struct gs_staff_arrival one = {.key = {.edition = t->edition}};
	bool known = false;

	if (!s->has_code[t->who])
		return GS_OK;
	memcpy(one.nonce, s->nonce[t->who], 32);
	memset(one.key.key, (int)t->tag, 32);
	one.key.key[0] = (uint8_t)t->who;
	one.key.key[1] = (uint8_t)t->edition;
	memcpy(one.key.key + 2, &t->mask, sizeof t->mask);
	assert_int_equal(knows_keys[s->which](&known, s->db, t->edition,
	    one.key.key), GS_OK);
	say_number(s, known);
	return known ? GS_OK : arrives[s->which](s->db, &one, 1);
}

static int take_step(struct side *s, const struct step *t)
{
	const struct gs_code_desk desk = {on_code, t->tag % 2 == 0 ? on_send :
	    NULL, s};
	const struct gs_staff_wish wish = {t->edition % EDITIONS,
	    t->tag % 3 == 0};
	struct gs_staff_span span = {.count = 0};
	char id[3];
	uint64_t n = 0;
	int err = GS_OK;

	switch (t->kind) {
	case 0:
		return import_some(s, t);
	case 1:
		return issues[s->which](s->db, &wish, &desk);
	case 2:
		return issue_ones[s->which](s->db, id_of(id, t->who), &desk);
	case 3:
		return closes[s->which](s->db, t->edition);
	case 4:
		return reopens[s->which](s->db, t->edition);
	case 5:
		err = replaces[s->which](&span, s->db, id_of(id, t->who),
		    t->edition, &desk);
		say_number(s, span.count * 100 + span.first * 10 + span.last);
		return err;
	case 6:
		err = t->tag > 200 ? unlinks[s->which](&n, s->db,
		    t->edition) : GS_OK;
		say_number(s, n);
		return err;
	case 7:
		err = helds[s->which](&span, s->db, id_of(id, t->who),
		    t->edition);
		say_number(s, span.count * 100 + span.first * 10 + span.last);
		return err;
	default:
		return arrive_one(s, t);
	}
}

static void open_side(struct side *s, int which)
{
	*s = (struct side){.which = which};
	(void)snprintf(s->path, sizeof s->path, "page-staff-%d-%ld.db", which,
	    (long)getpid());
	(void)remove(s->path);
	assert_int_equal(opens[which](&s->db, s->path), GS_OK);
}

static void the_page_and_the_database_agree(void **state)
{
	static struct side sides[2];

	(void)state;
	for (int i = 0; i < 2; i++)
		open_side(&sides[i], i);
	for (size_t n = 0; n < STEPS; n++) {
		const struct step t = {n < 2 ? n : draw(14), draw(PEOPLE),
		    1 + draw(EDITIONS), n == 0 ? 0xfff : draw(1U << PEOPLE),
		    n < 2 ? 1 : draw(256)};
		int errs[2];

		for (int i = 0; i < 2; i++) {
			struct side *s = &sides[i];

			s->w = gs_writer_of(s->said, SAID_MAX);
			errs[i] = take_step(s, &t);
			if (n % 50 == 49) { /* what is written is all */
				frees[i](&s->db);
				assert_int_equal(opens[i](&s->db, s->path),
				    GS_OK);
			}
			tell(s);
			assert_int_equal(s->w.err, GS_OK);
		}
		assert_int_equal(errs[0], errs[1]);
		assert_int_equal(sides[0].w.len, sides[1].w.len);
		assert_memory_equal(sides[0].said, sides[1].said,
		    sides[0].w.len);
	}
	for (int i = 0; i < 2; i++) {
		frees[i](&sides[i].db);
		(void)remove(sides[i].path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_page_and_the_database_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
