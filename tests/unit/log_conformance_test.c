/* SPDX-License-Identifier: Apache-2.0 */
/* What each place of the log must do (store/log.h): the same cases for the file
 * and for the database.  The database is the one that GAINSAY_TEST_DATABASE
 * names, where somebody has started one (tests/system/postgres.py); each case
 * begins with it empty. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/tree/tree.h"
#include "lib/host.h"
#include "store/log_copy.h"
#include "tests/unit/log_place.h"

/* Two nodes at one log. */
struct place {
	struct log_place where;
	struct gs_log *a, *b;
};

static const struct gs_log_claim node_a = {.node = {'a'}, .take = true};
static const struct gs_log_claim node_b = {.node = {'b'}, .take = true};
static const struct gs_log_head none;

static struct gs_span span(const char *text)
{
	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

static void assert_span(struct gs_span s, const char *text)
{
	assert_int_equal(s.len, strlen(text));
	assert_memory_equal(s.ptr, text, s.len);
}

static struct gs_log_head head_of(uint64_t size, uint8_t root)
{
	struct gs_log_head head = {.size = size};

	memset(head.root, root, sizeof head.root);
	memset(head.seal, 0x5e, sizeof head.seal);
	return head;
}

static void lead(struct gs_log *log, const struct gs_log_claim *claim)
{
	uint8_t other[GS_LOG_NODE_LEN];

	assert_int_equal(gs_log_lead(other, log, claim), GS_OK);
}

static int setup(void **state)
{
	struct place *p = calloc(1, sizeof *p);

	assert_non_null(p);
	assert_int_equal(gs_host_start(), GS_OK);
	log_place_make(&p->where);
	log_place_open(&p->a, &p->where);
	log_place_open(&p->b, &p->where);
	lead(p->a, &node_a);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;

	gs_log_free(&p->a);
	gs_log_free(&p->b);
	log_place_remove(&p->where);
	free(p);
	return 0;
}

/* One entry in a transaction of its own. */
static void enter(struct gs_log *log, const struct gs_log_head *from,
    const struct gs_log_head *to, const char *entry)
{
	assert_int_equal(gs_log_begin(log), GS_OK);
	assert_int_equal(gs_store_add_entry(log, from->size, span(entry)),
	    GS_OK);
	assert_int_equal(gs_log_move_head(log, from, to), GS_OK);
	assert_int_equal(gs_log_commit(log), GS_OK);
}

static void assert_head(struct gs_log *log, const struct gs_log_head *want)
{
	struct gs_log_head is;

	assert_int_equal(gs_log_head(&is, log), GS_OK);
	assert_memory_equal(&is, want, sizeof is);
}

static void assert_size(struct gs_log *log, uint64_t want)
{
	uint64_t size = 99;

	assert_int_equal(gs_store_size(&size, log), GS_OK);
	assert_int_equal(size, want);
}

static void entries_come_in_order(void **state)
{
	struct place *p = *state;
	struct gs_span got = {NULL, 0};

	assert_size(p->a, 0);
	assert_int_equal(gs_log_begin(p->a), GS_OK);
	assert_int_equal(gs_store_add_entry(p->a, 1, span("b")), GS_ERR_RANGE);
	assert_int_equal(gs_store_add_entry(p->a, 0, span("a")), GS_OK);
	assert_int_equal(gs_store_add_entry(p->a, 0, span("x")), GS_ERR_RANGE);
	assert_int_equal(gs_store_add_entry(p->a, 1, span("b")), GS_OK);
	assert_size(p->a, 2);
	assert_int_equal(gs_log_commit(p->a), GS_OK);

	assert_size(p->a, 2);
	assert_int_equal(gs_store_entry(&got, p->a, 1), GS_OK);
	assert_span(got, "b");
	assert_int_equal(gs_store_entry(&got, p->a, 0), GS_OK);
	assert_span(got, "a");
	assert_int_equal(gs_store_entry(&got, p->a, 2), GS_ERR_UNKNOWN);
	assert_int_equal(gs_store_entry(&got, p->a, UINT64_MAX),
	    GS_ERR_UNKNOWN);
	assert_size(p->b, 2);
	assert_int_equal(gs_store_entry(&got, p->b, 1), GS_OK);
	assert_span(got, "b");
}

/* More than are fetched at once, and of every length. */
static void many_entries_are_read(void **state)
{
	struct place *p = *state;
	const struct gs_log_head to = head_of(700, 7);
	static uint8_t bytes[4096];
	struct gs_span got = {NULL, 0};

	memset(bytes, 0xe7, sizeof bytes);
	assert_int_equal(gs_log_begin(p->a), GS_OK);
	for (uint64_t i = 0; i < 700; i++)
		assert_int_equal(gs_store_add_entry(p->a, i,
		    (struct gs_span){bytes, (size_t)i}), GS_OK);
	assert_int_equal(gs_log_move_head(p->a, &none, &to), GS_OK);
	assert_int_equal(gs_log_commit(p->a), GS_OK);

	for (uint64_t i = 700; i-- > 0;) {
		assert_int_equal(gs_store_entry(&got, p->b, i), GS_OK);
		assert_int_equal(got.len, i);
		assert_memory_equal(got.ptr, bytes, got.len);
	}
	for (uint64_t i = 0; i < 700; i++) {
		assert_int_equal(gs_store_entry(&got, p->a, i), GS_OK);
		assert_int_equal(got.len, i);
	}
}

static void the_head_moves_by_comparison(void **state)
{
	struct place *p = *state;
	const struct gs_log_head one = head_of(1, 1), other = head_of(1, 9);
	const struct gs_log_head two = head_of(2, 2), far = head_of(5, 5);

	assert_head(p->a, &none);
	enter(p->a, &none, &one, "one");
	assert_head(p->b, &one);

	assert_int_equal(gs_log_begin(p->a), GS_OK);
	assert_int_equal(gs_store_add_entry(p->a, 1, span("two")), GS_OK);
	assert_int_equal(gs_log_move_head(p->a, &none, &two),
	    GS_ERR_MISMATCH); /* an old size */
	assert_int_equal(gs_log_move_head(p->a, &other, &two),
	    GS_ERR_MISMATCH); /* another root */
	assert_int_equal(gs_log_move_head(p->a, &one, &far),
	    GS_ERR_MISMATCH); /* entries that are not there */
	assert_int_equal(gs_log_move_head(p->a, &one, &two), GS_OK);
	assert_int_equal(gs_log_commit(p->a), GS_OK);
	assert_head(p->a, &two);
	assert_head(p->b, &two);
}

static void checkpoints_are_never_replaced(void **state)
{
	struct place *p = *state;
	const struct gs_log_head one = head_of(1, 1), two = head_of(2, 2);
	const struct gs_log_head forged = head_of(2, 3);
	struct gs_span note = {NULL, 0};
	uint64_t size = 0;

	assert_int_equal(gs_store_checkpoint(&size, &note, p->a),
	    GS_ERR_UNKNOWN);
	enter(p->a, &none, &one, "one");
	assert_int_equal(gs_log_begin(p->a), GS_OK);
	assert_int_equal(gs_store_add_checkpoint(p->a, &one, span("first")),
	    GS_OK);
	assert_int_equal(gs_log_commit(p->a), GS_OK);
	enter(p->a, &one, &two, "two");

	assert_int_equal(gs_log_begin(p->a), GS_OK);
	assert_int_equal(gs_store_add_checkpoint(p->a, &one, span("again")),
	    GS_ERR_MISMATCH);
	assert_int_equal(gs_store_add_checkpoint(p->a, &forged, span("x")),
	    GS_ERR_MISMATCH);
	assert_int_equal(gs_store_add_checkpoint(p->a, &two, span("second")),
	    GS_OK);
	assert_int_equal(gs_store_cosign(p->a, 1, span("first, seen")), GS_OK);
	assert_int_equal(gs_store_cosign(p->a, 7, span("x")), GS_ERR_UNKNOWN);
	assert_int_equal(gs_log_commit(p->a), GS_OK);
	assert_int_equal(gs_log_begin(p->a), GS_OK);
	assert_int_equal(gs_store_add_checkpoint(p->a, &two, span("other")),
	    GS_ERR_DUPLICATE);
	assert_int_equal(gs_log_rollback(p->a), GS_OK);

	assert_int_equal(gs_store_checkpoint(&size, &note, p->b), GS_OK);
	assert_int_equal(size, 2);
	assert_span(note, "second");
	assert_int_equal(gs_store_checkpoint_below(&size, &note, p->b, 2),
	    GS_OK);
	assert_int_equal(size, 1);
	assert_span(note, "first, seen");
	assert_int_equal(gs_store_checkpoint_of(&note, p->a, 2), GS_OK);
	assert_span(note, "second");
	assert_int_equal(gs_store_checkpoint_of(&note, p->a, 3),
	    GS_ERR_UNKNOWN);
	assert_int_equal(gs_store_checkpoint_below(&size, &note, p->b, 1),
	    GS_ERR_UNKNOWN);
}

static void a_rollback_leaves_nothing(void **state)
{
	struct place *p = *state;
	const struct gs_log_head one = head_of(1, 1);
	const uint8_t hash[32] = {1};
	struct gs_span got = {NULL, 0};
	uint64_t size = 0;

	assert_int_equal(gs_log_begin(p->a), GS_OK);
	assert_int_equal(gs_store_add_entry(p->a, 0, span("a")), GS_OK);
	assert_int_equal(gs_store_put_content(p->a, hash, span("c")), GS_OK);
	assert_int_equal(gs_log_move_head(p->a, &none, &one), GS_OK);
	assert_int_equal(gs_store_add_checkpoint(p->a, &one, span("n")),
	    GS_OK);
	assert_size(p->b, 0);
	assert_int_equal(gs_log_rollback(p->a), GS_OK);
	assert_int_equal(gs_log_rollback(p->a), GS_OK);

	assert_size(p->a, 0);
	assert_head(p->a, &none);
	assert_int_equal(gs_store_entry(&got, p->a, 0), GS_ERR_UNKNOWN);
	assert_int_equal(gs_store_content(&got, p->a, hash), GS_ERR_UNKNOWN);
	assert_int_equal(gs_store_checkpoint(&size, &got, p->a),
	    GS_ERR_UNKNOWN);
	enter(p->a, &none, &one, "b");
	assert_int_equal(gs_store_entry(&got, p->a, 0), GS_OK);
	assert_span(got, "b");
}

static void a_refused_change_leaves_the_rest(void **state)
{
	struct place *p = *state;
	const struct gs_log_head one = head_of(1, 1);
	const uint8_t hash[32] = {1};
	struct gs_span got = {NULL, 0};

	assert_int_equal(gs_log_begin(p->a), GS_OK);
	assert_int_equal(gs_store_put_content(p->a, hash, span("c")), GS_OK);
	assert_int_equal(gs_store_add_entry(p->a, 3, span("x")), GS_ERR_RANGE);
	assert_int_equal(gs_store_add_entry(p->a, 0, span("a")), GS_OK);
	assert_int_equal(gs_log_move_head(p->a, &one, &one), GS_ERR_MISMATCH);
	assert_int_equal(gs_log_move_head(p->a, &none, &one), GS_OK);
	assert_int_equal(gs_log_commit(p->a), GS_OK);

	assert_int_equal(gs_store_content(&got, p->b, hash), GS_OK);
	assert_span(got, "c");
	assert_head(p->b, &one);
}

struct walk {
	size_t count;
	uint8_t last[32];
};

static int walk_on(void *ctx, const uint8_t name[32], struct gs_span bytes)
{
	struct walk *walk = ctx;

	assert_true(walk->count == 0 || memcmp(walk->last, name, 32) < 0);
	assert_true(bytes.len > 0);
	memcpy(walk->last, name, 32);
	return ++walk->count == 3 ? GS_ERR_RULE : GS_OK;
}

static void content_and_rolls_stay(void **state)
{
	struct place *p = *state;
	const uint8_t hash[32] = {1}, other[32] = {2}, memo[32] = {3};
	uint8_t out[32], at[32] = {0};
	struct gs_span got = {NULL, 0};
	uint32_t reader = 0;

	assert_int_equal(gs_log_begin(p->a), GS_OK);
	assert_int_equal(gs_store_put_content(p->a, hash, span("first")),
	    GS_OK);
	assert_int_equal(gs_store_put_content(p->a, hash, span("again")),
	    GS_OK);
	assert_int_equal(gs_store_put_roll(p->a, hash, span("keys")), GS_OK);
	assert_int_equal(gs_store_put_reveal(p->a, hash, memo, 4), GS_OK);
	assert_int_equal(gs_store_put_reveal(p->a, hash, other, 5), GS_OK);
	assert_int_equal(gs_store_put_reading(p->a, hash, other), GS_OK);
	assert_int_equal(gs_log_commit(p->a), GS_OK);

	gs_log_free(&p->a);
	log_place_open(&p->a, &p->where);
	assert_int_equal(gs_store_content(&got, p->a, hash), GS_OK);
	assert_span(got, "first");
	assert_int_equal(gs_store_roll(&got, p->a, hash), GS_OK);
	assert_span(got, "keys");
	assert_int_equal(gs_store_roll(&got, p->a, other), GS_ERR_UNKNOWN);
	assert_int_equal(gs_store_reveal(out, &reader, p->a, hash), GS_OK);
	assert_memory_equal(out, memo, 32);
	assert_int_equal(reader, 4);
	assert_int_equal(gs_store_reveal(out, &reader, p->a, other),
	    GS_ERR_UNKNOWN);
	assert_int_equal(gs_store_reading(out, p->a, hash), GS_OK);
	assert_memory_equal(out, other, 32);
	assert_int_equal(gs_store_reading(out, p->a, other), GS_ERR_UNKNOWN);
	assert_int_equal(gs_store_next_content(&got, p->a, at), GS_OK);
	assert_memory_equal(at, hash, 32);
	assert_span(got, "first");
	assert_int_equal(gs_store_next_content(&got, p->a, at),
	    GS_ERR_UNKNOWN);
}

/* Files are deleted by schedule: those that are named, and no others. */
static void what_is_removed_is_gone(void **state)
{
	struct place *p = *state;
	const uint8_t a[32] = {1}, b[32] = {2}, memo[32] = {3};
	const uint8_t none_of[32] = {4};
	uint8_t at[32] = {0};
	struct gs_span got = {NULL, 0};

	assert_int_equal(gs_log_begin(p->a), GS_OK);
	assert_int_equal(gs_store_put_content(p->a, a, span("a")), GS_OK);
	assert_int_equal(gs_store_put_content(p->a, b, span("b")), GS_OK);
	assert_int_equal(gs_store_put_reveal(p->a, a, memo, 4), GS_OK);
	assert_int_equal(gs_store_put_reveal(p->a, b, memo, 4), GS_OK);
	assert_int_equal(gs_log_commit(p->a), GS_OK);

	assert_int_equal(gs_store_next_reveal(p->a, at, memo), GS_OK);
	assert_memory_equal(at, a, 32);
	assert_int_equal(gs_store_next_reveal(p->a, at, memo), GS_OK);
	assert_memory_equal(at, b, 32);
	assert_int_equal(gs_store_next_reveal(p->a, at, memo), GS_ERR_UNKNOWN);
	memset(at, 0, sizeof at);
	assert_int_equal(gs_store_next_reveal(p->a, at, none_of),
	    GS_ERR_UNKNOWN);

	assert_int_equal(gs_log_begin(p->a), GS_OK);
	assert_int_equal(gs_store_remove_content(p->a, a), GS_OK);
	assert_int_equal(gs_store_remove_content(p->a, none_of), GS_OK);
	assert_int_equal(gs_log_commit(p->a), GS_OK);
	assert_int_equal(gs_log_tidy(p->a), GS_OK);
	gs_log_free(&p->a);
	log_place_open(&p->a, &p->where);
	assert_int_equal(gs_store_content(&got, p->a, a), GS_ERR_UNKNOWN);
	assert_int_equal(gs_store_content(&got, p->a, b), GS_OK);
	assert_span(got, "b");
}

static void walks_go_by_name_and_stop(void **state)
{
	struct place *p = *state;
	struct walk walk = {.count = 0};
	struct gs_span got = {NULL, 0};

	assert_int_equal(gs_log_begin(p->a), GS_OK);
	for (uint8_t i = 5; i > 0; i--) {
		const uint8_t name[32] = {i};
		assert_int_equal(gs_store_put_content(p->a, name, span("c")),
		    GS_OK);
		assert_int_equal(gs_store_put_roll(p->a, name, span("r")),
		    GS_OK);
	}
	assert_int_equal(gs_log_commit(p->a), GS_OK);

	assert_int_equal(gs_store_each_content(p->a, walk_on, &walk),
	    GS_ERR_RULE);
	assert_int_equal(walk.count, 3);
	walk.count = 0;
	assert_int_equal(gs_store_each_roll(p->b, walk_on, &walk),
	    GS_ERR_RULE);
	assert_int_equal(walk.last[0], 3);
	assert_int_equal(gs_store_roll(&got, p->b, walk.last), GS_OK);
}

/* Leading ----------------------------------------------------------------- */

static void nobody_leads_by_the_way(void **state)
{
	struct place *p = *state;
	struct gs_log_claim polite = node_b;
	uint8_t other[GS_LOG_NODE_LEN] = {0};

	polite.take = false;
	assert_int_equal(gs_log_lead(other, p->b, &polite), GS_ERR_DENIED);
	assert_memory_equal(other, node_a.node, sizeof other);
	assert_false(gs_log_lost(p->b)); /* it may read */
	assert_size(p->b, 0);
	polite = node_a;
	polite.take = false;
	assert_int_equal(gs_log_lead(other, p->a, &polite), GS_OK);
}

/* What it writes fails at once or at its end, and nothing of it stays. */
static void assert_deposed(struct gs_log *log, const struct gs_log_head *from,
    const struct gs_log_head *to)
{
	int err = gs_log_begin(log);

	if (err == GS_OK)
		err = gs_store_add_entry(log, from->size, span("late"));
	if (err == GS_OK)
		err = gs_log_move_head(log, from, to);
	if (err == GS_OK)
		err = gs_log_commit(log);
	assert_int_equal(err, GS_ERR_DENIED);
	assert_true(gs_log_lost(log));
	(void)!gs_log_rollback(log);
}

static void who_does_not_lead_changes_nothing(void **state)
{
	struct place *p = *state;
	const struct gs_log_head one = head_of(1, 1);
	int err = gs_log_begin(p->b);

	if (err == GS_OK)
		err = gs_store_add_entry(p->b, 0, span("x"));
	if (err == GS_OK)
		err = gs_log_move_head(p->b, &none, &one);
	if (err == GS_OK)
		err = gs_log_commit(p->b);
	assert_int_equal(err, GS_ERR_DENIED);
	(void)!gs_log_rollback(p->b);
	assert_size(p->a, 0);
	assert_head(p->a, &none);
}

/* A leader that was asleep. */
static void a_stale_term_is_void(void **state)
{
	struct place *p = *state;
	const struct gs_log_head one = head_of(1, 1), two = head_of(2, 2);
	const struct gs_log_head fork = head_of(2, 8);

	enter(p->a, &none, &one, "one");
	lead(p->b, &node_b);
	enter(p->b, &one, &two, "two");
	assert_deposed(p->a, &one, &fork);
	assert_head(p->b, &two);
	assert_size(p->b, 2);
}

/* Also where nothing else has changed, and its change would fit. */
static void a_stale_term_is_void_though_all_fits(void **state)
{
	struct place *p = *state;
	const struct gs_log_head one = head_of(1, 1), two = head_of(2, 2);

	enter(p->a, &none, &one, "one");
	lead(p->b, &node_b);
	assert_deposed(p->a, &one, &two);
	assert_head(p->b, &one);
	enter(p->b, &one, &two, "two");
}

/* A place in the log that two leaders fill: the second is refused, and what the
 * first entered stays. */
static void one_place_is_filled_once(void **state)
{
	struct place *p = *state;
	const struct gs_log_head one = head_of(1, 1);
	struct gs_span got = {NULL, 0};

	enter(p->a, &none, &one, "one");
	lead(p->b, &node_b);
	assert_int_equal(gs_log_begin(p->b), GS_OK);
	assert_int_equal(gs_store_add_entry(p->b, 0, span("other")),
	    GS_ERR_RANGE);
	assert_int_equal(gs_log_move_head(p->b, &none, &one),
	    GS_ERR_MISMATCH);
	assert_int_equal(gs_log_rollback(p->b), GS_OK);
	assert_int_equal(gs_store_entry(&got, p->b, 0), GS_OK);
	assert_span(got, "one");
}

static void the_lead_comes_back(void **state)
{
	struct place *p = *state;
	const struct gs_log_head one = head_of(1, 1), two = head_of(2, 2);

	lead(p->b, &node_b);
	enter(p->b, &none, &one, "one");
	gs_log_free(&p->a);
	log_place_open(&p->a, &p->where);
	lead(p->a, &node_a);
	enter(p->a, &one, &two, "two");
	assert_deposed(p->b, &one, &two);
}

/* What moves it has it until it hands it over, and where it was moved away
 * nobody does. */
static void a_moved_log_is_led_by_nobody(void **state)
{
	struct place *p = *state;
	struct gs_log_claim mover = {.take = true, .moves = true};
	const struct gs_log_head one = head_of(1, 1);
	uint8_t is[GS_LOG_NODE_LEN] = {0};

	memset(mover.node, GS_LOG_MOVER, sizeof mover.node);
	assert_int_equal(gs_log_leader(is, p->a), GS_OK);
	assert_memory_equal(is, node_a.node, sizeof is);
	enter(p->a, &none, &one, "one");
	lead(p->b, &mover);
	assert_deposed(p->a, &one, &one);
	assert_int_equal(gs_log_leader(is, p->b), GS_OK);
	assert_true(gs_log_is_mover(is));

	gs_log_free(&p->a);
	log_place_open(&p->a, &p->where);
	assert_int_equal(gs_log_lead(is, p->a, &node_a), GS_ERR_DENIED);
	assert_true(gs_log_is_mover(is));
	mover = node_a;
	mover.moves = true;
	lead(p->a, &mover);
	lead(p->b, &node_b);
}

/* All that one place has, the other one gets, and what is not the same log is
 * told from it. */
static void a_log_is_copied_whole(void **state)
{
	struct place *p = *state;
	struct log_place other = {.database = NULL};
	struct gs_log_head one = head_of(1, 1);
	struct gs_log *copy = NULL;
	uint8_t leaf[32];

	gs_tree_leaf(leaf, "one", 3);
	memcpy(one.root, leaf, sizeof leaf);
	enter(p->a, &none, &one, "one");
	assert_int_equal(gs_log_begin(p->a), GS_OK);
	assert_int_equal(gs_store_add_checkpoint(p->a, &one, span("note")),
	    GS_OK);
	assert_int_equal(gs_store_put_content(p->a, leaf, span("c")), GS_OK);
	assert_int_equal(gs_store_put_reveal(p->a, leaf, leaf, 3), GS_OK);
	assert_int_equal(gs_store_put_roll(p->a, leaf, span("r")), GS_OK);
	assert_int_equal(gs_store_put_reading(p->a, leaf, leaf), GS_OK);
	assert_int_equal(gs_log_commit(p->a), GS_OK);

	log_place_make_file(&other);
	assert_int_equal(gs_log_open_file(&copy, other.path), GS_OK);
	lead(copy, &node_a);
	assert_int_equal(gs_log_same(copy, p->a), GS_ERR_MISMATCH);
	assert_int_equal(gs_log_copy(copy, p->a), GS_OK);
	assert_int_equal(gs_log_same(copy, p->a), GS_OK);
	assert_int_equal(gs_log_copy(copy, p->a), GS_OK);
	assert_head(copy, &one);

	/* Each thing that is missing is noticed. */
	assert_int_equal(gs_log_begin(p->a), GS_OK);
	assert_int_equal(gs_store_cosign(p->a, 1, span("more")), GS_OK);
	assert_int_equal(gs_log_commit(p->a), GS_OK);
	assert_int_equal(gs_log_same(copy, p->a), GS_ERR_MISMATCH);
	assert_int_equal(gs_log_copy(copy, p->a), GS_OK);
	assert_int_equal(gs_log_same(copy, p->a), GS_OK);
	gs_log_free(&copy);
	log_place_remove(&other);
}

/* A commit of nothing costs nothing and needs no lead. */
static void what_only_reads_ends_well(void **state)
{
	struct place *p = *state;

	assert_int_equal(gs_log_begin(p->b), GS_OK);
	assert_size(p->b, 0);
	assert_int_equal(gs_log_begin(p->b), GS_ERR_INTERNAL);
	assert_int_equal(gs_log_commit(p->b), GS_OK);
	assert_false(gs_log_lost(p->b));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(entries_come_in_order),
	    TEST(many_entries_are_read),
	    TEST(the_head_moves_by_comparison),
	    TEST(checkpoints_are_never_replaced),
	    TEST(a_rollback_leaves_nothing),
	    TEST(a_refused_change_leaves_the_rest),
	    TEST(content_and_rolls_stay),
	    TEST(what_is_removed_is_gone),
	    TEST(walks_go_by_name_and_stop),
	    TEST(nobody_leads_by_the_way),
	    TEST(who_does_not_lead_changes_nothing),
	    TEST(a_stale_term_is_void),
	    TEST(a_stale_term_is_void_though_all_fits),
	    TEST(one_place_is_filled_once),
	    TEST(the_lead_comes_back),
	    TEST(a_moved_log_is_led_by_nobody),
	    TEST(a_log_is_copied_whole),
	    TEST(what_only_reads_ends_well),
	};

	puts(log_place_name());
	return cmocka_run_group_tests_name(log_place_name(), tests, NULL,
	    NULL);
}
