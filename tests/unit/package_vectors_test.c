/* SPDX-License-Identifier: Apache-2.0 */
/* The package of docs/spec/records-vectors.json: what follows from it, the
 * sealed file and the memo id, and what is refused of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>
#include <sodium.h>

#include "lib/age.h"
#include "lib/host.h"
#include "lib/memo/content.h"

static json_t *vectors;
static const json_t *package;

static const char *text_at(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));
	assert_non_null(text);
	return text;
}

static void is_hex(const uint8_t bytes[32], const char *want)
{
	char have[65];
	(void)sodium_bin2hex(have, sizeof have, bytes, 32);
	assert_string_equal(have, want);
}

/* Everything lives in the pool. */
static struct gs_record charter(struct gs_arena *arena)
{
	const char *text = text_at(json_array_get(json_object_get(vectors,
	    "records"), 0), "text");
	struct gs_record rec;

	assert_int_equal(gs_record_parse(&rec, NULL, arena, text,
	    strlen(text)), GS_OK);
	return rec;
}

/* Reads, seals and names; `sealed` (32 bytes) is the file's SHA-256. */
static int follow(struct gs_content *c, uint8_t sealed[32], size_t *len,
    struct gs_arena *arena, struct gs_span text)
{
	struct gs_record rec = charter(arena);
	struct gs_document_rules rules;
	struct gs_report report = {.text = ""};
	uint8_t *file = NULL;

	gs_document_rules_of(&rules, &rec);
	int err = gs_content_parse(c, &report, arena, &rules, text.ptr,
	    text.len);
	if (err != GS_OK)
		return err;
	err = gs_content_seal(&file, len, c, arena, &rec);
	if (err != GS_OK)
		return err;
	gs_host_sha256(sealed, &(struct gs_span){file, *len}, 1);
	gs_age_free(&file, *len);
	return gs_content_name(c, arena, sealed);
}

static struct gs_span whole(void)
{
	/* An annex may have any bytes. */
	return (struct gs_span){(const uint8_t *)text_at(package, "text"),
	    json_string_length(json_object_get(package, "text"))};
}

/* [first byte, byte behind the last, what stands there instead, ...] */
static struct gs_span edited(struct gs_arena *arena, const json_t *item)
{
	struct gs_span text = whole();
	size_t from = (size_t)json_integer_value(json_array_get(item, 0));
	size_t to = (size_t)json_integer_value(json_array_get(item, 1));
	const json_t *put = json_array_get(item, 2);
	size_t max = text.len - (to - from) + json_string_length(put);
	uint8_t *out = gs_arena_take(arena, max + 1, 1);

	assert_true(from <= to && to <= text.len);
	assert_non_null(out);
	struct gs_writer w = gs_writer_of(out, max);
	gs_write_bytes(&w, text.ptr, from);
	gs_write_bytes(&w, json_string_value(put), json_string_length(put));
	gs_write_bytes(&w, text.ptr + to, text.len - to);
	assert_int_equal(gs_writer_end(&w), GS_OK);
	return (struct gs_span){out, w.len};
}

static void a_memo_id_follows_from_a_package(void **state)
{
	const json_t *want = json_object_get(package, "sealed");
	struct gs_content c;
	struct gs_pool pool;
	uint8_t sealed[32];
	size_t len = 0;
	(void)state;

	assert_int_equal(follow(&c, sealed, &len, gs_pool_start(&pool),
	    whole()), GS_OK);
	is_hex(c.terms.root, text_at(package, "root"));
	is_hex(c.terms.reply.ptr, text_at(package, "reply"));
	assert_int_equal(len, json_integer_value(json_object_get(want,
	    "length")));
	is_hex(sealed, text_at(want, "sha256"));
	is_hex(c.id, text_at(package, "memo"));
	gs_pool_free(&pool);
}

/* What the office gets: the package without its secrets. */
static void the_office_gets_no_secret(void **state)
{
	struct gs_content c;
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	const char *want = text_at(package, "content");
	uint8_t sealed[32], *buf = gs_arena_take(arena, GS_CONTENT_MAX, 1);
	size_t len = 0;
	(void)state;

	assert_non_null(buf);
	assert_int_equal(follow(&c, sealed, &len, arena, whole()), GS_OK);
	struct gs_writer w = gs_writer_of(buf, GS_CONTENT_MAX);
	assert_int_equal(gs_content_write(&w, arena, &c.terms,
	    &(struct gs_content_secrets){.seed = c.secrets.seed}, &c.doc,
	    c.annexes), GS_OK);
	assert_int_equal(w.len, json_string_length(json_object_get(package,
	    "content")));
	assert_memory_equal(w.ptr, want, w.len);
	gs_pool_free(&pool);
}

static void each_line_gives_another_id(void **state)
{
	size_t i = 0;
	json_t *v = NULL;
	(void)state;

	json_array_foreach(json_object_get(package, "others"), i, v) {
		struct gs_content c;
		struct gs_pool pool;
		uint8_t sealed[32];
		size_t len = 0;
		struct gs_span text = edited(gs_pool_start(&pool), v);

		if (follow(&c, sealed, &len, &pool.arena, text) != GS_OK)
			fail_msg("%s", json_string_value(json_array_get(v,
			    3)));
		is_hex(c.id, json_string_value(json_array_get(v, 4)));
		gs_pool_free(&pool);
	}
	assert_true(i > 10);
}

static void what_is_no_package_is_refused(void **state)
{
	size_t i = 0;
	json_t *v = NULL;
	(void)state;

	json_array_foreach(json_object_get(package, "refused"), i, v) {
		struct gs_content c;
		struct gs_pool pool;
		uint8_t sealed[32];
		size_t len = 0;
		struct gs_span text = edited(gs_pool_start(&pool), v);

		if (follow(&c, sealed, &len, &pool.arena, text) == GS_OK)
			fail_msg("%s", json_string_value(json_array_get(v,
			    3)));
		gs_pool_free(&pool);
	}
	assert_true(i > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_memo_id_follows_from_a_package),
		cmocka_unit_test(the_office_gets_no_secret),
		cmocka_unit_test(each_line_gives_another_id),
		cmocka_unit_test(what_is_no_package_is_refused),
	};
	const char *source = getenv("GAINSAY_SOURCE");
	char path[4096];

	if (gs_host_start() != GS_OK || source == NULL)
		return 1;
	(void)snprintf(path, sizeof path, "%s/docs/spec/records-vectors.json",
	    source);
	vectors = json_load_file(path, JSON_ALLOW_NUL, NULL);
	package = json_object_get(vectors, "package");
	if (package == NULL)
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	json_decref(vectors);
	return failed;
}
