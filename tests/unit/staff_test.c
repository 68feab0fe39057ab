/* SPDX-License-Identifier: Apache-2.0 */
/* The staff list against whoever would have two keys of one edition, or none:
 * what is unlinked, issued again, lost or closed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/host.h"
#include "server/back/guesses.h"
#include "store/staff.h"

#define PEOPLE 6

struct place {
	char dir[64], path[96];
	struct gs_database *list;
	char code[PEOPLE][GS_CODE_LEN]; /* each person's newest, "" if none */
	size_t issued;
	uint8_t next_key;
};

static struct gs_span span(const char *text)
{
	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

static int take_code(void *ctx, const struct gs_staff_row *who,
    const char code[GS_CODE_LEN])
{
	struct place *p = ctx;
	size_t i = (size_t)(who->id.ptr[0] - 'a');

	assert_true(who->id.len == 1 && i < PEOPLE);
	memcpy(p->code[i], code, GS_CODE_LEN);
	p->issued++;
	return GS_OK;
}

/* `ids` are the letters of who is eligible. */
static void import(struct place *p, const char *ids)
{
	struct gs_staff_row rows[PEOPLE];
	size_t n = strlen(ids);

	for (size_t i = 0; i < n; i++)
		rows[i] = (struct gs_staff_row){{(const uint8_t *)ids + i, 1},
		    span("Name"), span("any")};
	assert_int_equal(gs_staff_import(p->list, rows, n), GS_OK);
}

static void issue_all(struct place *p, uint64_t edition, bool again,
    size_t want)
{
	const struct gs_staff_wish wish = {edition, again};

	p->issued = 0;
	assert_int_equal(gs_staff_issue(p->list, &wish,
	    GS_CODE_DESK(take_code, p)), GS_OK);
	assert_int_equal(p->issued, want);
}

static void issue_one(struct place *p, const char *id)
{
	assert_int_equal(gs_staff_issue_one(p->list, span(id),
	    GS_CODE_DESK(take_code, p)),
	    GS_OK);
}

/* New keys for `count` editions, by the newest code of person `id`. */
static int enrol(struct place *p, struct gs_staff_clash *clash, char id,
    uint64_t first, size_t count)
{
	struct gs_enrol_key keys[4];
	uint8_t nonce[32], digest[32] = {++p->next_key};

	for (size_t i = 0; i < count; i++)
		keys[i] = (struct gs_enrol_key){.edition = first + i,
		    .key = {p->next_key, (uint8_t)i}, .receipt = span("r")};
	gs_code_nonce(nonce, span(p->code[id - 'a']));
	return gs_staff_enrol(clash, p->list, nonce, digest, keys, count);
}

static void enrolled(struct place *p, char id, uint64_t first, size_t count)
{
	struct gs_staff_clash clash;

	int err = enrol(p, &clash, id, first, count);
	if (err != GS_OK)
		fail_msg("%c: %s", id, gs_strerror(err));
}

static void clashes(struct place *p, char id, uint64_t first, size_t count,
    enum gs_staff_clash_kind kind, uint64_t edition)
{
	struct gs_staff_clash clash;

	assert_int_equal(enrol(p, &clash, id, first, count),
	    GS_ERR_DUPLICATE);
	assert_int_equal(clash.kind, kind);
	assert_int_equal(clash.edition, edition);
}

static int count_key(void *ctx, const uint8_t key[32])
{
	size_t *n = ctx;

	assert_true(key[0] != 0);
	(*n)++;
	return GS_OK;
}

static size_t listed(struct place *p, uint64_t edition)
{
	size_t n = 0;

	assert_int_equal(gs_staff_keys(p->list, edition, count_key, &n),
	    GS_OK);
	return n;
}

static size_t replaced(struct place *p, uint64_t edition)
{
	size_t n = 0;

	assert_int_equal(gs_staff_replaced(p->list, edition, count_key, &n),
	    GS_OK);
	return n;
}

static void unlinking_makes_nobody_two(void **state)
{
	struct place *p = *state;
	uint64_t tied = 0;

	import(p, "ab");
	issue_all(p, 0, false, 2);
	enrolled(p, 'a', 1, 2);
	enrolled(p, 'b', 1, 1);
	assert_int_equal(gs_staff_unlink(&tied, p->list, 1), GS_OK);
	assert_int_equal(tied, 2);

	issue_all(p, 0, false, 0);
	issue_all(p, 2, false, 1); /* b alone */
	issue_one(p, "a");
	clashes(p, 'a', 1, 1, GS_CLASH_HOLDER, 1);
	clashes(p, 'a', 2, 1, GS_CLASH_HOLDER, 2);
	enrolled(p, 'a', 3, 1);
	clashes(p, 'b', 1, 2, GS_CLASH_HOLDER, 1);
	enrolled(p, 'b', 2, 1);

	assert_int_equal(gs_staff_unlink(&tied, p->list, 1), GS_OK);
	assert_int_equal(tied, 0);
}

static void a_lost_state_is_replaced(void **state)
{
	struct place *p = *state;
	struct gs_staff_span voided;
	char old[GS_CODE_LEN];

	import(p, "abc");
	issue_all(p, 0, false, 3);
	enrolled(p, 'a', 1, 3);
	enrolled(p, 'b', 1, 3);
	assert_int_equal(gs_staff_close(p->list, 1), GS_OK);

	assert_int_equal(gs_staff_replace(&voided, p->list, span("z"), 2,
	    GS_CODE_DESK(take_code, p)), GS_ERR_UNKNOWN);
	memcpy(old, p->code[0], sizeof old);
	assert_int_equal(gs_staff_replace(&voided, p->list, span("a"), 2,
	    GS_CODE_DESK(take_code, p)), GS_OK);
	assert_true(voided.count == 2 && voided.first == 2 &&
	    voided.last == 3);
	assert_int_equal(replaced(p, 1), 0);
	assert_int_equal(replaced(p, 2), 1);

	/* The old request cannot be repeated, nor its keys come back. */
	uint8_t nonce[32], digest[32] = {1};
	bool repeated = false;
	gs_code_nonce(nonce, span(old));
	assert_int_equal(gs_staff_code(&repeated, p->list, nonce, digest),
	    GS_ERR_DUPLICATE);
	struct gs_enrol_key key = {.edition = 2, .key = {1, 1},
	    .receipt = span("r")};
	struct gs_staff_clash clash;
	gs_code_nonce(nonce, span(p->code[0]));
	assert_int_equal(gs_staff_enrol(&clash, p->list, nonce, digest, &key,
	    1), GS_ERR_DUPLICATE);
	assert_true(clash.kind == GS_CLASH_KEY && clash.edition == 2);
	clashes(p, 'a', 1, 1, GS_CLASH_CLOSED, 1);
	enrolled(p, 'a', 2, 2);

	assert_int_equal(listed(p, 1), 2);
	assert_int_equal(gs_staff_close(p->list, 2), GS_OK);
	assert_int_equal(listed(p, 2), 2);
}

static void only_so_many_keys_are_replaced(void **state)
{
	struct place *p = *state;
	struct gs_staff_span voided;
	int err = GS_OK;
	size_t n = 0;

	import(p, "a");
	issue_all(p, 0, false, 1);
	for (; n <= GS_REPLACED_MAX && err == GS_OK; n++) {
		struct gs_enrol_key key = {.edition = 1, .key = {1,
		    (uint8_t)n, (uint8_t)(n >> 8)}, .receipt = span("r")};
		uint8_t nonce[32], digest[32] = {1};
		struct gs_staff_clash clash;

		gs_code_nonce(nonce, span(p->code[0]));
		assert_int_equal(gs_staff_enrol(&clash, p->list, nonce, digest,
		    &key, 1), GS_OK);
		err = gs_staff_replace(&voided, p->list, span("a"), 1,
		    GS_CODE_DESK(take_code, p));
	}
	assert_int_equal(err, GS_ERR_SPACE);
	assert_int_equal(n, GS_REPLACED_MAX + 1);

	/* Nothing of it was done. */
	assert_int_equal(replaced(p, 1), GS_REPLACED_MAX);
	assert_int_equal(gs_staff_close(p->list, 1), GS_OK);
	assert_int_equal(listed(p, 1), 1);
}

static int count_move(void *ctx, const struct gs_staff_row *who,
    const char *what)
{
	char *at = ctx;
	size_t len = strlen(at);

	(void)snprintf(at + len, 64 - len, "%c %s;", who->id.ptr[0], what);
	return GS_OK;
}

/* a stays, b left, c has no key now, d joined, e never had one. */
static void growth_is_counted_by_who_was_listed(void **state)
{
	struct place *p = *state;
	struct gs_staff_growth growth;
	char moves[64] = "";

	import(p, "abcdef");
	issue_all(p, 0, false, 6);
	enrolled(p, 'a', 1, 2);
	enrolled(p, 'b', 1, 2);
	enrolled(p, 'c', 1, 1);
	enrolled(p, 'f', 1, 2);
	import(p, "abcde"); /* f left before the first roll */
	assert_int_equal(gs_staff_close(p->list, 1), GS_OK);
	assert_int_equal(gs_staff_growth(&growth, p->list, 1), GS_OK);
	assert_true(growth.listed == 3 && growth.joined == 3 &&
	    growth.left == 0 && growth.lapsed == 0);

	import(p, "acde");
	enrolled(p, 'd', 2, 1);
	assert_int_equal(gs_staff_close(p->list, 2), GS_OK);
	assert_int_equal(gs_staff_growth(&growth, p->list, 2), GS_OK);
	assert_true(growth.listed == 2 && growth.joined == 1 &&
	    growth.left == 1 && growth.lapsed == 1);
	assert_int_equal(growth.listed + growth.left + growth.lapsed,
	    3 + growth.joined);
	assert_int_equal(gs_staff_moves(p->list, 2, count_move, moves),
	    GS_OK);
	assert_string_equal(moves, "d joined;c lapsed;b left;");
}

static void a_closed_edition_takes_no_keys(void **state)
{
	struct place *p = *state;
	uint64_t closed = 9;

	import(p, "ab");
	issue_all(p, 0, false, 2);
	assert_int_equal(gs_staff_closed(&closed, p->list), GS_OK);
	assert_int_equal(closed, 0);
	enrolled(p, 'a', 1, 1);
	assert_int_equal(gs_staff_close(p->list, 1), GS_OK);
	clashes(p, 'b', 1, 2, GS_CLASH_CLOSED, 1);
	assert_int_equal(listed(p, 2), 0);

	assert_int_equal(gs_staff_reopen(p->list, 2), GS_ERR_UNKNOWN);
	assert_int_equal(gs_staff_reopen(p->list, 1), GS_OK);
	assert_int_equal(listed(p, 1), 0);
	enrolled(p, 'b', 1, 2);
	assert_int_equal(gs_staff_close(p->list, 1), GS_OK);
	assert_int_equal(listed(p, 1), 2);
}

static void codes_come_to_who_needs_them(void **state)
{
	struct place *p = *state;

	import(p, "abcd");
	issue_all(p, 0, false, 4);
	enrolled(p, 'a', 1, 1);
	enrolled(p, 'b', 1, 2);
	issue_all(p, 0, false, 0);
	issue_all(p, 2, false, 1); /* a; c and d have codes, b a key */
	issue_all(p, 2, false, 0);

	char old[GS_CODE_LEN];
	memcpy(old, p->code[2], sizeof old);
	issue_all(p, 2, true, 3);
	assert_string_not_equal(p->code[2], old);
	memcpy(p->code[2], old, sizeof old);
	struct gs_staff_clash clash;
	assert_int_equal(enrol(p, &clash, 'c', 1, 1), GS_ERR_UNKNOWN);
}

/* Slow guesses are answered; a flood is, and its size is told once a power of
 * ten. */
static void guesses_are_counted(void **state)
{
	struct gs_guesses g = {0};
	size_t over = 0, told = 0;

	(void)state;
	for (int64_t second = 1; second <= 50; second++)
		for (size_t i = 0; i < 30; i++) {
			over += gs_guesses_add(&g, second);
			told += gs_guesses_tell(&g);
		}
	assert_int_equal(g.total, 1500);
	assert_int_equal(over, 50 * (30 - GS_GUESSES_A_SECOND));
	assert_int_equal(told, 2); /* at 100 and at 1,000 */
}

static int setup(void **state)
{
	static struct place p;

	memset(&p, 0, sizeof p);
	(void)snprintf(p.dir, sizeof p.dir, "/dev/shm/gainsay-staff-XXXXXX");
	assert_non_null(mkdtemp(p.dir));
	(void)snprintf(p.path, sizeof p.path, "%s/staff.db", p.dir);
	assert_int_equal(gs_staff_open(&p.list, p.path), GS_OK);
	*state = &p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;

	gs_staff_free(&p->list);
	(void)unlink(p->path);
	return rmdir(p->dir);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(unlinking_makes_nobody_two),
	    TEST(a_lost_state_is_replaced),
	    TEST(only_so_many_keys_are_replaced),
	    TEST(growth_is_counted_by_who_was_listed),
	    TEST(a_closed_edition_takes_no_keys),
	    TEST(codes_come_to_who_needs_them),
	    TEST(guesses_are_counted),
	};

	return cmocka_run_group_tests_name("staff", tests, NULL, NULL);
}
