/* SPDX-License-Identifier: Apache-2.0 */
/* Key files against docs/spec/keys-vectors.json, which another program made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "lib/client/key_file.h"
#include "lib/host.h"

static json_t *vectors;

struct vector {
	const char *passphrase, *holder, *lines;
	uint8_t file[GS_KEY_FILE_MAX];
	size_t len;
};

static const char *text_at(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));
	assert_non_null(text);
	return text;
}

static struct vector vector_at(size_t i)
{
	const json_t *all = json_object_get(vectors, "keys");
	const json_t *one = json_array_get(all, i);
	struct vector v = {text_at(one, "passphrase"), text_at(one, "holder"),
	    text_at(one, "lines"), {0}, 0};
	const char *file = text_at(one, "file");

	assert_int_equal(gs_base64_decode(v.file, &v.len, sizeof v.file,
	    (const uint8_t *)file, strlen(file)), GS_OK);
	return v;
}

static int open_vector(struct gs_role_key *key, const struct vector *v,
    const char *passphrase)
{
	struct gs_report report = {.text = ""};

	int err = gs_role_key_read(key, &report, "F", (struct gs_span){
	    v->file, v->len}, (struct gs_span){(const uint8_t *)passphrase,
	    strlen(passphrase)});
	assert_int_equal(err == GS_OK, report.text[0] == '\0');
	return err;
}

static void has_lines(const struct gs_role_key *key, const char *holder,
    const char *want)
{
	char text[1024];
	struct gs_writer w = gs_writer_of(text, sizeof text - 1);

	assert_int_equal(gs_role_key_lines(&w, NULL, key, holder), GS_OK);
	text[w.len] = '\0';
	assert_string_equal(text, want);
}

static void vectors_open(void **state)
{
	size_t count = json_array_size(json_object_get(vectors, "keys"));
	(void)state;

	assert_int_equal(count, 3);
	for (size_t i = 0; i < count; i++) {
		struct vector v = vector_at(i);
		struct gs_role_key key;

		assert_true(gs_role_key_is_file(v.file, v.len));
		assert_int_equal(open_vector(&key, &v, v.passphrase), GS_OK);
		assert_int_equal(key.opens, i == 0 ? GS_KEY_OPENS_SEAL :
		    i == 1 ? GS_KEY_OPENS_REVEAL : GS_KEY_OPENS_NOTHING);
		has_lines(&key, v.holder, v.lines);
	}
}

static void what_is_altered_stays_locked(void **state)
{
	struct vector v = vector_at(0);
	struct gs_role_key key;
	(void)state;

	assert_int_equal(open_vector(&key, &v, "another"), GS_ERR_DENIED);
	for (size_t at = 0; at < v.len; at += 7) {
		v.file[at] ^= 1;
		assert_int_not_equal(open_vector(&key, &v, v.passphrase),
		    GS_OK);
		v.file[at] ^= 1;
	}
	for (size_t len = 0; len < v.len; len += 11) {
		struct vector cut = v;
		cut.len = len;
		assert_int_not_equal(open_vector(&key, &cut, v.passphrase),
		    GS_OK);
	}
	assert_int_equal(open_vector(&key, &v, v.passphrase), GS_OK);
}

static void what_is_written_is_read(void **state)
{
	static const char words[] = "any";
	struct gs_lock lock;
	struct vector v = {.len = 0};
	struct gs_role_key key, again;
	struct gs_writer w = gs_writer_of(v.file, sizeof v.file);
	(void)state;

	assert_int_equal(gs_lock_new(&lock, GS_COST_LOW, words, 3), GS_OK);
	assert_int_equal(gs_role_key_new(&key, NULL, "office",
	    GS_KEY_OPENS_SEAL, &lock), GS_OK);
	assert_int_equal(gs_role_key_write(&w, &key, &lock), GS_OK);
	v.len = w.len;
	assert_int_equal(open_vector(&again, &v, words), GS_OK);
	assert_string_equal(again.role, "office");
	assert_memory_equal(again.seed, key.seed, 32);
	assert_memory_equal(again.identity, key.identity, 32);
}

static void roles_and_holders_are_a_charters(void **state)
{
	(void)state;

	static const char *const none[] = {"", "Office", "a b", "a\n", ".a"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(gs_role_key_check(NULL, none[i], "A"),
		    GS_ERR_FORMAT);

	static const char *const own[] = {"log", "enrol", "promise"};
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		assert_int_equal(gs_role_key_check(NULL, own[i], "A"),
		    GS_ERR_RULE);

	assert_int_equal(gs_role_key_check(NULL, "second", "A"), GS_OK);
	static const char *const nobody[] = {"", " A", "A\nrole b", "A\x7f"};
	for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++)
		assert_int_equal(gs_role_key_check(NULL, "second", nobody[i]),
		    GS_ERR_FORMAT);
}

static void hex_at(uint8_t *out, size_t len, const json_t *object,
    const char *name)
{
	const char *text = text_at(object, name);

	assert_int_equal(strlen(text), 2 * len);
	assert_int_equal(gs_hex_decode_secret(out, len, (const uint8_t *)text,
	    2 * len), GS_OK);
}

static void keys_are_hedged(void **state)
{
	const json_t *all = json_object_get(vectors, "drawn");
	(void)state;

	assert_int_equal(json_array_size(all), 3);
	for (size_t i = 0; i < 3; i++) {
		const json_t *one = json_array_get(all, i);
		const json_int_t number = json_integer_value(json_object_get(
		    one, "number"));
		struct gs_lock lock = {.set = true};
		uint8_t fresh[GS_LOCK_FRESH], want[GS_LOCK_DRAW];
		uint8_t have[GS_LOCK_DRAW];

		hex_at(fresh, sizeof fresh, one, "fresh");
		hex_at(lock.key, sizeof lock.key, one, "derived");
		hex_at(want, sizeof want, one, "halves");

		gs_lock_draw_derand(have, &lock, text_at(one, "what"),
		    (uint64_t)number, fresh);
		assert_memory_equal(have, want, sizeof want);
	}
}

/* The same random bytes twice: another passphrase has another key, and so has
 * another edition; and the same passphrase with other bytes. */
static void a_weak_machine_does_not_give_keys_away(void **state)
{
	const uint8_t same[GS_LOCK_FRESH] = {7}, other[GS_LOCK_FRESH] = {8};
	struct gs_lock a = {.set = true, .key = {1}}, b = {.set = true};
	uint8_t one[GS_LOCK_DRAW], two[GS_LOCK_DRAW];
	(void)state;

	gs_lock_draw_derand(one, &a, "member", 1, same);
	gs_lock_draw_derand(two, &b, "member", 1, same);
	assert_memory_not_equal(one, two, GS_LOCK_DRAW / 2);
	gs_lock_draw_derand(two, &a, "member", 2, same);
	assert_memory_not_equal(one, two, GS_LOCK_DRAW / 2);
	gs_lock_draw_derand(two, &a, "member", 1, other);
	assert_memory_not_equal(one, two, GS_LOCK_DRAW / 2);
	gs_lock_draw_derand(two, &a, "member", 1, same);
	assert_memory_equal(one, two, GS_LOCK_DRAW);

	a.set = false;
	assert_int_equal(gs_lock_draw(one, &a, "member", 1), GS_ERR_RULE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_open),
		cmocka_unit_test(what_is_altered_stays_locked),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(roles_and_holders_are_a_charters),
		cmocka_unit_test(keys_are_hedged),
		cmocka_unit_test(a_weak_machine_does_not_give_keys_away),
	};
	const char *source = getenv("GAINSAY_SOURCE");
	char path[4096];

	if (gs_host_start() != GS_OK || source == NULL)
		return 1;
	(void)snprintf(path, sizeof path, "%s/docs/spec/keys-vectors.json",
	    source);
	vectors = json_load_file(path, 0, NULL);
	if (vectors == NULL)
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	json_decref(vectors);
	return failed;
}
