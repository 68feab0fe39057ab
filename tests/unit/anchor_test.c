/* SPDX-License-Identifier: Apache-2.0 */
/* The state map against a tree that is made anew each time, and the log's word
 * on itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "core/bytes.h"
#include "core/tree/map.h"
#include "core/tree/tree.h"
#include "lib/log/note.h"
#include "lib/records/anchor.h"
#include "tests/unit/world.h"

#define NAMES 150 /* more than a map has room for at first */

static struct gs_span name_of(uint8_t buf[32], size_t i)
{
	memset(buf, 0, 32);
	gs_put_u64(buf + 8, i % 7); /* the start of many is the same */
	gs_put_u64(buf + 16, i);
	return (struct gs_span){buf, i % 10 == 0 ? 31 : 32};
}

/* The map's root, from its leaves alone. */
static void expect_root(const struct gs_map *map, size_t names)
{
	struct gs_frontier f = {.size = 0};
	uint8_t want[32], is[32], buf[32], hash[32];

	for (size_t i = 0; i < names; i++) {
		uint64_t place = 0;
		const struct gs_map_leaf *leaf = gs_map_find(&place, map,
		    name_of(buf, i));

		assert_non_null(leaf);
		assert_int_equal(place, i);
		gs_map_leaf_hash(hash, leaf);
		assert_int_equal(gs_frontier_add(&f, hash), GS_OK);
	}
	gs_frontier_root(want, &f);
	gs_map_root(is, map);
	assert_memory_equal(is, want, 32);
	assert_int_equal(gs_map_leaves(map), names);
}

static void a_map_is_the_tree_of_its_leaves(void **state)
{
	struct gs_pool pool;
	struct gs_map *map = NULL;
	uint8_t buf[32], entry[32] = {1};
	uint64_t index = 0, place = 0;
	(void)state;

	assert_int_equal(gs_map_new(&map, gs_pool_start(&pool)), GS_OK);
	expect_root(map, 0);
	assert_null(gs_map_find(&place, map, name_of(buf, 0)));
	for (size_t names = 1; names <= NAMES; names++) {
		for (size_t again = 0; again < 2; again++) {
			assert_int_equal(gs_map_reserve(map), GS_OK);
			gs_map_add(map, name_of(buf, again == 0 ? names - 1 :
			    index % names), index, entry);
			index++;
			expect_root(map, names);
		}
		assert_null(gs_map_find(&place, map, name_of(buf, names)));
	}
	gs_pool_free(&pool);
}

/* Whoever knows the root is shown a leaf, and no other in its place. */
static void a_leaf_is_proved(void **state)
{
	struct gs_pool pool;
	struct gs_map *map = NULL;
	uint8_t buf[32], entry[32] = {2}, root[32], hash[32];
	uint8_t proof[GS_TREE_LEVELS_MAX][32];
	(void)state;

	assert_int_equal(gs_map_new(&map, gs_pool_start(&pool)), GS_OK);
	for (size_t i = 0; i < NAMES; i++) {
		assert_int_equal(gs_map_reserve(map), GS_OK);
		gs_map_add(map, name_of(buf, i), i, entry);
	}
	gs_map_root(root, map);
	const struct gs_tree tree = {NAMES, gs_map_subtree, map};

	for (size_t i = 0; i < NAMES; i++) {
		uint64_t place = 0;
		size_t count = 0;
		struct gs_map_leaf leaf = *gs_map_find(&place, map,
		    name_of(buf, i));

		assert_int_equal(gs_tree_prove_inclusion(proof, &count, i,
		    &tree), GS_OK);
		gs_map_leaf_hash(hash, &leaf);
		assert_int_equal(gs_tree_verify_inclusion(root, NAMES, i, hash,
		    (const uint8_t (*)[32])proof, count), GS_OK);
		gs_map_leaf_add(&leaf, NAMES, entry);
		gs_map_leaf_hash(hash, &leaf);
		assert_int_equal(gs_tree_verify_inclusion(root, NAMES, i, hash,
		    (const uint8_t (*)[32])proof, count), GS_ERR_PROOF);
	}
	assert_int_equal(gs_map_subtree(hash, map, 0, NAMES), GS_ERR_RANGE);
	assert_int_equal(gs_map_subtree(hash, map, 40, 0), GS_ERR_RANGE);
	gs_pool_free(&pool);
}

/* Each part of a leaf has its say. */
static void a_leaf_says_what_and_in_what_order(void **state)
{
	struct gs_map_leaf a, b;
	uint8_t x[32] = {1}, y[32] = {2}, long_name[33] = {0};
	uint8_t of_a[32], of_b[32];
	const struct gs_span name = {(const uint8_t *)"charter", 7};
	(void)state;

	assert_int_equal(gs_map_leaf_start(&a, (struct gs_span){long_name,
	    33}), GS_ERR_RANGE);
	assert_int_equal(gs_map_leaf_start(&a, name), GS_OK);
	b = a;
	gs_map_leaf_add(&a, 1, x);
	gs_map_leaf_add(&a, 2, y);
	gs_map_leaf_add(&b, 1, y);
	gs_map_leaf_add(&b, 2, x);
	gs_map_leaf_hash(of_a, &a);
	gs_map_leaf_hash(of_b, &b);
	assert_memory_not_equal(of_a, of_b, 32);

	b = a;
	b.count++;
	gs_map_leaf_hash(of_b, &b);
	assert_memory_not_equal(of_a, of_b, 32);
	b = a;
	b.name[0] = 'C';
	gs_map_leaf_hash(of_b, &b);
	assert_memory_not_equal(of_a, of_b, 32);
}

/* Anchors -------------------------------------------------------------- */

/* The note of the log that came to the world's last anchor. */
static struct gs_span note_of(struct world *w, uint8_t *buf, size_t max)
{
	const struct gs_anchor *last = gs_state_anchor(w->state);
	struct gs_part origin = gs_record_part(
	    &gs_state_charter(w->state)->rec, "origin");
	struct gs_checkpoint c = {.size = last->index + 1};
	struct gs_writer out = gs_writer_of(buf, max);
	struct gs_signer signer;

	memcpy(c.origin, origin.ptr, origin.len);
	memcpy(c.root, last->root, 32);
	assert_int_equal(gs_signer_init_secret(&signer, c.origin,
	    GS_KEY_ED25519, w->secret[W_LOG]), GS_OK);
	assert_int_equal(gs_checkpoint_sign(&out, &c, &signer, 1, 0), GS_OK);
	return (struct gs_span){buf, out.len};
}

static int apply_anchor(struct world *w, struct gs_span note)
{
	uint8_t text[GS_ANCHOR_MAX];
	struct gs_writer out = gs_writer_of(text, sizeof text);

	assert_int_equal(gs_anchor_write(&out, w->arena, w->state, note),
	    GS_OK);
	return world_apply(w, (struct gs_span){text, out.len});
}

static void an_anchor_says_what_the_log_has_come_to(void **state)
{
	static const char *const names[] = {"charter", "roll", "anchor"};
	const struct gs_span none = {NULL, 0};
	struct world w;
	uint8_t buf[512];
	uint64_t place = 0;
	(void)state;

	world_start(&w);
	assert_null(gs_state_anchor(w.state));
	assert_int_equal(gs_state_unanchored(w.state), 2);
	assert_int_equal(apply_anchor(&w, none), GS_OK);
	assert_true(gs_state_anchor(w.state)->covers);
	assert_int_equal(gs_state_anchor(w.state)->index, 2);
	assert_int_equal(gs_state_unanchored(w.state), 0);

	assert_int_equal(apply_anchor(&w, none), GS_ERR_RULE);
	assert_string_equal(w.refusal.code, "anchor-note-missing");
	assert_int_equal(apply_anchor(&w, note_of(&w, buf, sizeof buf)),
	    GS_OK);
	assert_false(gs_state_anchor(w.state)->covers);
	assert_int_equal(gs_map_leaves(gs_state_map(w.state)), 3);
	for (size_t i = 0; i < 3; i++) {
		const struct gs_map_leaf *leaf = gs_map_find(&place,
		    gs_state_map(w.state), (struct gs_span){
		        (const uint8_t *)names[i], strlen(names[i])});

		assert_non_null(leaf);
		assert_int_equal(place, i);
		assert_int_equal(leaf->count, i == 2 ? 2 : 1);
	}

	/* The note of the anchor before the last. */
	struct gs_span note = note_of(&w, buf, sizeof buf);
	assert_int_equal(apply_anchor(&w, note), GS_OK);
	assert_int_equal(apply_anchor(&w, note), GS_ERR_MISMATCH);
	assert_string_equal(w.refusal.code, "anchor-note-other");
	world_stop(&w);
}

/* One note for each anchor: whatever marks it is refused. */
static void a_marked_note_is_refused(void **state)
{
	static const char more[] = "\xe2\x80\x94 dissent.example/test ";
	struct world w;
	uint8_t buf[512], marked[600];
	(void)state;

	world_start(&w);
	assert_int_equal(apply_anchor(&w, (struct gs_span){NULL, 0}), GS_OK);
	struct gs_span note = note_of(&w, buf, sizeof buf);

	memcpy(marked, note.ptr, note.len);
	memcpy(marked + note.len, more, sizeof more);
	assert_int_equal(apply_anchor(&w, (struct gs_span){marked, note.len +
	    sizeof more - 1}), GS_ERR_FORMAT);
	assert_string_equal(w.refusal.code, "anchor-note-witness");
	for (size_t i = 0; i < note.len; i++) {
		memcpy(marked, note.ptr, note.len);
		marked[i] ^= 1;
		assert_int_not_equal(apply_anchor(&w, (struct gs_span){marked,
		    note.len}), GS_OK);
		assert_int_not_equal(apply_anchor(&w, (struct gs_span){
		    note.ptr, i + 1 == note.len ? i : i + 1}), GS_OK);
	}

	assert_int_equal(apply_anchor(&w, note), GS_OK);
	world_stop(&w);
}

/* Ten minutes on both sides; an exercise's clock is moved by hand. */
static void a_cosignature_is_of_a_time_between(void **state)
{
	static struct gs_charter charter;
	const struct gs_anchor before = {.at = 100000, .charter = &charter};
	(void)state;

	assert_true(gs_anchor_takes_time(&before, 103600, 99400));
	assert_false(gs_anchor_takes_time(&before, 103600, 99399));
	assert_true(gs_anchor_takes_time(&before, 103600, 104200));
	assert_false(gs_anchor_takes_time(&before, 103600, 104201));
	assert_false(gs_anchor_takes_time(&before, 103600, 0));
	assert_false(gs_anchor_takes_time(&before, 103600, UINT64_MAX));
	charter.exercise = true;
	assert_true(gs_anchor_takes_time(&before, 103600, 1));
	assert_true(gs_anchor_takes_time(&before, 103600, UINT64_MAX));
}

static void an_excerpt_has_no_anchors(void **state)
{
	struct world w;
	uint8_t text[GS_ANCHOR_MAX];
	struct gs_writer out = gs_writer_of(text, sizeof text);
	(void)state;

	world_start(&w);
	assert_int_equal(gs_anchor_write(&out, w.arena, w.state,
	    (struct gs_span){NULL, 0}), GS_OK);
	gs_state_take_excerpt(w.state);
	assert_int_equal(world_apply(&w, (struct gs_span){text, out.len}),
	    GS_ERR_RULE);
	assert_string_equal(w.refusal.code, "anchor-in-excerpt");
	assert_null(gs_state_anchor(w.state));
	assert_null(gs_state_map(w.state));
	assert_int_equal(gs_state_unanchored(w.state), 0);
	world_stop(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_map_is_the_tree_of_its_leaves),
		cmocka_unit_test(a_leaf_is_proved),
		cmocka_unit_test(a_leaf_says_what_and_in_what_order),
		cmocka_unit_test(an_anchor_says_what_the_log_has_come_to),
		cmocka_unit_test(a_marked_note_is_refused),
		cmocka_unit_test(a_cosignature_is_of_a_time_between),
		cmocka_unit_test(an_excerpt_has_no_anchors),
	};

	return gs_host_start() != GS_OK ? 1 :
	    cmocka_run_group_tests_name("anchor", tests, NULL, NULL);
}
