/* SPDX-License-Identifier: Apache-2.0 */
/* A state as bytes: over the log with every type of record, after each entry,
 * it comes back as it was and goes on as if it had read the log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "core/bytes.h"
#include "core/channel/snapshot.h"
#include "core/tree/tree.h"
#include "lib/client/snapshot.h"
#include "lib/host.h"

#define BYTES_MAX ((size_t)1 << 20)

static json_t *vectors, *shots; /* of the log, and of what it comes to */
static const json_t *entries;
static size_t total;

struct bytes {
	uint8_t *ptr;
	size_t len, at; /* read up to there */
};

static int put_bytes(void *ctx, void *from, size_t len)
{
	struct bytes *b = ctx;

	if (len > BYTES_MAX - b->len)
		return GS_ERR_SPACE;
	memcpy(b->ptr + b->len, from, len);
	b->len += len;
	return GS_OK;
}

static int get_bytes(void *ctx, void *out, size_t len)
{
	struct bytes *b = ctx;

	if (len > b->len - b->at)
		return GS_ERR_CORRUPT;
	memcpy(out, b->ptr + b->at, len);
	b->at += len;
	return GS_OK;
}

static int fail_now(void *ctx, void *bytes, size_t len)
{
	(void)ctx;
	(void)bytes;
	(void)len;
	return GS_ERR_IO;
}

static struct bytes new_bytes(void)
{
	struct bytes b = {.ptr = malloc(BYTES_MAX)};

	assert_non_null(b.ptr);
	return b;
}

static void apply(struct gs_state *state, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		const json_t *v = json_array_get(entries, i);
		struct gs_entry_proof proof;
		struct gs_refusal refusal;
		bool has_proof = false;

		int err = gs_state_apply(state, &proof, &has_proof, &refusal,
		    json_string_value(v), json_string_length(v));
		if (err != GS_OK)
			fail_msg("entry %zu: %s", i, refusal.why);
	}
}

static struct gs_state *replayed(struct gs_pool *pool, size_t to)
{
	struct gs_state *state = NULL;

	assert_int_equal(gs_state_new(&state, gs_pool_start(pool)), GS_OK);
	apply(state, 0, to);
	return state;
}

/* Whether the first `size` entries end between two filings. */
static bool check_from(size_t size, const struct bytes *end)
{
	struct gs_pool pool, other;
	struct gs_state *again = NULL;
	struct bytes was = new_bytes(), is = new_bytes();
	const struct gs_state *state = replayed(&pool, size);

	int err = gs_snapshot_write(state, put_bytes, &was);
	gs_pool_free(&pool);
	if (err == GS_OK) {
		assert_int_equal(gs_snapshot_read(&again,
		    gs_pool_start(&other), get_bytes, &was), GS_OK);
		assert_int_equal(was.at, was.len);
		assert_int_equal(gs_snapshot_write(again, put_bytes, &is),
		    GS_OK);
		assert_int_equal(is.len, was.len);
		assert_memory_equal(is.ptr, was.ptr, is.len);

		apply(again, size, total);
		is.len = 0;
		assert_int_equal(gs_snapshot_write(again, put_bytes, &is),
		    GS_OK);
		assert_int_equal(is.len, end->len);
		assert_memory_equal(is.ptr, end->ptr, is.len);
		gs_pool_free(&other);
	}
	free(was.ptr);
	free(is.ptr);
	assert_true(err == GS_OK || err == GS_ERR_RANGE);
	return err == GS_OK;
}

static void a_state_comes_back_and_goes_on(void **unused)
{
	struct gs_pool pool;
	struct bytes end = new_bytes();
	size_t whole = 0;
	(void)unused;

	assert_int_equal(gs_snapshot_write(replayed(&pool, total), put_bytes,
	    &end), GS_OK);
	gs_pool_free(&pool);
	for (size_t size = 1; size <= total; size++)
		whole += check_from(size, &end);
	/* Of each filing only the end is one. */
	assert_in_range(whole, total / 2, total - 1);
	free(end.ptr);
}

/* The published states, which others computed from the specification. */
static void states_are_the_published_ones(void **unused)
{
	const json_t *list = json_object_get(shots, "states");
	struct bytes b = new_bytes();
	(void)unused;

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);
		struct gs_pool pool;
		uint8_t want[32], hash[32];
		const char *hex = json_string_value(json_array_get(v, 2));

		b.len = 0;
		assert_int_equal(gs_snapshot_write(replayed(&pool, (size_t)
		    json_integer_value(json_array_get(v, 0))), put_bytes, &b),
		    GS_OK);
		gs_pool_free(&pool);
		assert_int_equal(b.len,
		    json_integer_value(json_array_get(v, 1)));
		assert_int_equal(gs_hex_decode(want, 32, hex, strlen(hex)),
		    GS_OK);
		gs_host_sha256(hash, &(struct gs_span){b.ptr, b.len}, 1);
		assert_memory_equal(hash, want, 32);
	}
	assert_true(json_array_size(list) > 20);
	free(b.ptr);
}

/* Of fewer than 256 entries the tree is their leaves. */
static void the_file_is_the_published_one(void **unused)
{
	struct bytes b = new_bytes();
	struct gs_pool pool;
	uint8_t leaf[32], heading[GS_SNAPSHOT_HEADING_LEN];
	struct gs_frontier pieces = {.size = 0};
	const char *text = json_string_value(json_object_get(shots, "file"));
	uint8_t *file = malloc(BYTES_MAX);
	size_t len = 0;
	(void)unused;

	assert_non_null(file);
	assert_int_equal(gs_base64_decode(file, &len, BYTES_MAX, text,
	    strlen(text)), GS_OK);
	memcpy(heading, GS_SNAPSHOT_HEADING, sizeof heading);
	assert_int_equal(put_bytes(&b, heading, sizeof heading), GS_OK);
	assert_int_equal(gs_snapshot_write(replayed(&pool, total), put_bytes,
	    &b), GS_OK);
	gs_pool_free(&pool);
	for (size_t i = 0; i < total; i++) {
		const json_t *v = json_array_get(entries, i);

		gs_tree_leaf(leaf, (const uint8_t *)json_string_value(v),
		    json_string_length(v));
		assert_int_equal(put_bytes(&b, leaf, 32), GS_OK);
	}

	size_t end = b.len;
	for (size_t at = 0; at < end; at += GS_SNAPSHOT_PIECE) {
		gs_tree_leaf(leaf, b.ptr + at, end - at < GS_SNAPSHOT_PIECE ?
		    end - at : GS_SNAPSHOT_PIECE);
		assert_int_equal(gs_frontier_add(&pieces, leaf), GS_OK);
	}
	gs_frontier_root(leaf, &pieces);
	assert_int_equal(put_bytes(&b, leaf, 32), GS_OK);
	assert_int_equal(b.len, len);
	assert_memory_equal(b.ptr, file, len);
	free(b.ptr);
	free(file);
}

static void what_the_vectors_refuse_is_refused(void **unused)
{
	const json_t *list = json_object_get(shots, "refused");
	struct bytes b = new_bytes(), bad = new_bytes();
	struct gs_pool pool;
	(void)unused;

	assert_int_equal(gs_snapshot_write(replayed(&pool, total), put_bytes,
	    &b), GS_OK);
	gs_pool_free(&pool);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);
		const char *hex = json_string_value(json_array_get(v, 1));
		size_t at = (size_t)json_integer_value(json_array_get(v, 0));
		struct gs_state *again = NULL;

		memcpy(bad.ptr, b.ptr, b.len);
		bad.len = b.len;
		bad.at = 0;
		assert_int_equal(gs_hex_decode(bad.ptr + at, strlen(hex) / 2,
		    hex, strlen(hex)), GS_OK);
		if (gs_snapshot_read(&again, gs_pool_start(&pool), get_bytes,
		    &bad) == GS_OK)
			fail_msg("taken: %s", json_string_value(
			    json_array_get(v, 2)));
		gs_pool_free(&pool);
	}
	assert_true(json_array_size(list) >= 5);
	free(b.ptr);
	free(bad.ptr);
}

static void one_that_is_none_is_refused(void **unused)
{
	struct gs_pool pool, other;
	struct gs_state *state = NULL, *again = NULL;
	struct bytes b = new_bytes();
	(void)unused;

	assert_int_equal(gs_state_new(&state, gs_pool_start(&pool)), GS_OK);
	assert_int_equal(gs_snapshot_write(state, put_bytes, &b),
	    GS_ERR_RANGE);
	gs_state_take_excerpt(state);
	apply(state, 0, 1);
	assert_int_equal(gs_snapshot_write(state, put_bytes, &b),
	    GS_ERR_RANGE);
	gs_pool_free(&pool);

	state = replayed(&pool, total);
	assert_int_equal(gs_snapshot_write(state, fail_now, NULL), GS_ERR_IO);
	assert_int_equal(gs_snapshot_read(&again, gs_pool_start(&other),
	    fail_now, NULL), GS_ERR_IO);
	gs_pool_free(&other);
	gs_pool_free(&pool);
	free(b.ptr);
}

/* Whoever changes a byte is found out by the hash of them all; what comes of
 * it here is a state or an error, and no more. */
static void bytes_that_are_none_harm_nobody(void **unused)
{
	struct gs_pool pool;
	struct gs_state *again = NULL;
	struct bytes b = new_bytes();
	size_t refused = 0, steps = 0;
	(void)unused;

	assert_int_equal(gs_snapshot_write(replayed(&pool, total), put_bytes,
	    &b), GS_OK);
	gs_pool_free(&pool);
	size_t len = b.len;

	for (size_t i = 0; i < len; i += 7) {
		b.len = i;
		b.at = 0;
		assert_int_not_equal(gs_snapshot_read(&again,
		    gs_pool_start(&pool), get_bytes, &b), GS_OK);
		gs_pool_free(&pool);

		b.len = len;
		b.at = 0;
		b.ptr[i] ^= (uint8_t)(1u << i % 8);
		refused += gs_snapshot_read(&again, gs_pool_start(&pool),
		    get_bytes, &b) != GS_OK;
		gs_pool_free(&pool);
		b.ptr[i] ^= (uint8_t)(1u << i % 8);
		steps++;
	}
	assert_in_range(refused, steps / 4, steps);
	free(b.ptr);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_state_comes_back_and_goes_on),
	    cmocka_unit_test(states_are_the_published_ones),
	    cmocka_unit_test(the_file_is_the_published_one),
	    cmocka_unit_test(what_the_vectors_refuse_is_refused),
	    cmocka_unit_test(one_that_is_none_is_refused),
	    cmocka_unit_test(bytes_that_are_none_harm_nobody),
	};
	const char *source = getenv("GAINSAY_SOURCE");
	char path[1024];

	if (source == NULL || gs_host_start() != GS_OK)
		return 1;
	(void)snprintf(path, sizeof path, "%s/docs/spec/records-vectors.json",
	    source);
	vectors = json_load_file(path, JSON_ALLOW_NUL, NULL);
	(void)snprintf(path, sizeof path, "%s/docs/spec/snapshot-vectors.json",
	    source);
	shots = json_load_file(path, 0, NULL);
	entries = json_object_get(vectors, "log");
	total = json_array_size(entries);
	int failed = total < 40 || shots == NULL ? 1 :
	    cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
	json_decref(vectors);
	json_decref(shots);
	return failed;
}
