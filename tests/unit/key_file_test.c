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
	const struct gs_span passphrase = {(const uint8_t *)words, 3};
	struct vector v = {.len = 0};
	struct gs_role_key key, again;
	struct gs_writer w = gs_writer_of(v.file, sizeof v.file);
	(void)state;

	assert_int_equal(gs_role_key_new(&key, NULL, "office",
	    GS_KEY_OPENS_SEAL), GS_OK);
	assert_int_equal(gs_role_key_write(&w, &key, GS_COST_LOW, passphrase),
	    GS_OK);
	v.len = w.len;
	assert_int_equal(open_vector(&again, &v, words), GS_OK);
	assert_string_equal(again.role, "office");
	assert_memory_equal(again.seed, key.seed, 32);
	assert_memory_equal(again.identity, key.identity, 32);
}

static void roles_and_holders_are_a_charters(void **state)
{
	struct gs_role_key key;
	char text[512];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	(void)state;

	static const char *const none[] = {"", "Office", "a b", "a\n", ".a"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(gs_role_key_new(&key, NULL, none[i],
		    GS_KEY_OPENS_NOTHING), GS_ERR_FORMAT);

	static const char *const own[] = {"log", "enrol", "promise"};
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		assert_int_equal(gs_role_key_new(&key, NULL, own[i],
		    GS_KEY_OPENS_NOTHING), GS_ERR_RULE);

	assert_int_equal(gs_role_key_new(&key, NULL, "second",
	    GS_KEY_OPENS_NOTHING), GS_OK);
	static const char *const nobody[] = {"", " A", "A\nrole b", "A\x7f"};
	for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++)
		assert_int_equal(gs_role_key_lines(&w, NULL, &key, nobody[i]),
		    GS_ERR_FORMAT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_open),
		cmocka_unit_test(what_is_altered_stays_locked),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(roles_and_holders_are_a_charters),
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
