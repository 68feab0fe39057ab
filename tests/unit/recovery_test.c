/* SPDX-License-Identifier: Apache-2.0 */
/* Recovery sheets are the vectors that tests/vectors/commitments.py
 * computes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "lib/host.h"
#include "lib/records/recovery.h"
#include "lib/steps/restore.h"

static json_t *vectors;
static struct gs_pool pool;

static const char *text_of(const json_t *v, const char *name)
{
	const char *text = json_string_value(json_object_get(v, name));

	assert_non_null(text);
	return text;
}

static struct gs_recovery recovery_of(const json_t *v)
{
	const json_t *secrets = json_object_get(v, "secrets");
	struct gs_recovery r = {.server = text_of(v, "server"),
	    .key = text_of(v, "key"), .count = json_array_size(secrets)};

	assert_int_equal(gs_hex_decode(r.channel, 32, text_of(v, "channel"),
	    64), GS_OK);
	for (size_t i = 0; i < r.count; i++) {
		const json_t *row = json_array_get(secrets, i);

		r.keys[i].edition = (uint64_t)json_integer_value(
		    json_array_get(row, 0));
		assert_int_equal(gs_hex_decode(r.keys[i].secret.x, 32,
		    json_string_value(json_array_get(row, 1)), 64), GS_OK);
		assert_int_equal(gs_hex_decode(r.keys[i].secret.y, 32,
		    json_string_value(json_array_get(row, 2)), 64), GS_OK);
	}
	return r;
}

static void sheets_are_the_vectors(void **state)
{
	size_t i = 0;
	json_t *v = NULL;
	(void)state;

	assert_int_equal(json_array_size(vectors), 2);
	json_array_foreach(vectors, i, v) {
		static uint8_t text[GS_RECOVERY_MAX];
		struct gs_writer w = gs_writer_of(text, sizeof text);
		const struct gs_recovery r = recovery_of(v);
		struct gs_recovery read;
		const char *is = text_of(v, "text");

		assert_int_equal(gs_recovery_write(&w, &pool.arena, &r),
		    GS_OK);
		assert_int_equal(w.len, strlen(is));
		assert_memory_equal(text, is, w.len);

		assert_int_equal(gs_recovery_parse(&read, NULL, &pool.arena,
		    text, w.len), GS_OK);
		assert_memory_equal(read.channel, r.channel, 32);
		assert_string_equal(read.server, r.server);
		assert_string_equal(read.key, r.key);
		assert_int_equal(read.count, r.count);
		for (size_t j = 0; j < r.count; j++) {
			assert_int_equal(read.keys[j].edition,
			    r.keys[j].edition);
			assert_memory_equal(&read.keys[j].secret,
			    &r.keys[j].secret, sizeof r.keys[j].secret);
		}
	}
}

/* By way of a state, and of a copy of it. */
static void a_state_goes_to_paper_and_back(void **state)
{
	const struct gs_recovery r = recovery_of(json_array_get(vectors, 0));
	const char *is = text_of(json_array_get(vectors, 0), "text");
	struct gs_client *client = NULL;
	static uint8_t text[GS_RECOVERY_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	size_t left_out = 9;
	(void)state;

	assert_int_equal(gs_restore_state(&client, NULL, &r), GS_OK);
	assert_int_equal(gs_client_key_count(client), 3);
	gs_restore_strip(client);
	assert_int_equal(gs_restore_sheet(&w, &left_out, NULL, client),
	    GS_OK);
	assert_int_equal(left_out, 0);
	assert_int_equal(w.len, strlen(is));
	assert_memory_equal(text, is, w.len);

	/* The newest eight of more. */
	for (uint64_t e = 11; e < 18; e++) {
		struct gs_client_key key = {.edition = e,
		    .secret = r.keys[0].secret};

		assert_int_equal(gs_secret_key(key.key, &key.secret), GS_OK);
		assert_int_equal(gs_client_add_key(client, &key), GS_OK);
	}
	w = gs_writer_of(text, sizeof text);
	assert_int_equal(gs_restore_sheet(&w, &left_out, NULL, client),
	    GS_OK);
	assert_int_equal(left_out, 2);
	assert_null(memmem(text, w.len, "secret 4 ", 9));
	assert_non_null(memmem(text, w.len, "secret 10 ", 10));
	gs_client_free(&client);
}

/* `text` with its first `old` made `new`; the caller frees. */
static char *change(const char *text, const char *old, const char *new)
{
	const char *at = strstr(text, old);
	size_t len = strlen(text) + strlen(new) + 1;
	char *out = calloc(1, len);

	assert_non_null(at);
	assert_non_null(out);
	(void)snprintf(out, len, "%.*s%s%s", (int)(at - text), text, new,
	    at + strlen(old));
	return out;
}

/* The check of the changed lines. */
static void sum_again(char *text)
{
	char *check = strstr(text, "check ");
	uint8_t hash[32];
	struct gs_writer w = gs_writer_of(check + 6, 16);

	gs_host_sha256(hash, &(struct gs_span){(const uint8_t *)text,
	    (size_t)(check - text)}, 1);
	gs_write_hex(&w, hash, 8);
}

static void whatever_is_changed_is_refused(void **state)
{
	size_t i = 0, j = 0;
	json_t *v = NULL, *c = NULL;
	(void)state;

	json_array_foreach(vectors, i, v)
		json_array_foreach(json_object_get(v, "refused"), j, c) {
			struct gs_recovery read;
			struct gs_report report = {.text = ""};
			char *bad = change(text_of(v, "text"),
			    text_of(c, "old"), text_of(c, "new"));
			if (json_is_true(json_object_get(c, "summed")))
				sum_again(bad);
			int err = gs_recovery_parse(&read, &report,
			    &pool.arena, bad, strlen(bad));

			if (err != GS_ERR_FORMAT || report.text[0] == '\0')
				fail_msg("%s: %d", text_of(c, "why"), err);
			free(bad);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sheets_are_the_vectors),
		cmocka_unit_test(a_state_goes_to_paper_and_back),
		cmocka_unit_test(whatever_is_changed_is_refused),
	};
	char path[4096];
	const char *source = getenv("GAINSAY_SOURCE");

	(void)snprintf(path, sizeof path, "%s/docs/spec/"
	    "commitments-vectors.json", source == NULL ? "." : source);
	json_t *file = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	vectors = json_object_get(file, "recoveries");
	if (gs_host_start() != GS_OK || vectors == NULL)
		return 1;

	(void)gs_pool_start(&pool);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	gs_pool_free(&pool);
	json_decref(file);
	return failed;
}
