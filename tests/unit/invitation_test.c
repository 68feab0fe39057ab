/* SPDX-License-Identifier: Apache-2.0 */
/* Invitations are the vectors that tests/vectors/commitments.py computes. */
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
#include "lib/memo/word_code.h"
#include "lib/records/invitation.h"

static json_t *vectors;
static struct gs_pool pool;

static const char *text_of(const json_t *v, const char *name)
{
	const char *text = json_string_value(json_object_get(v, name));

	assert_non_null(text);
	return text;
}

static struct gs_invitation invitation_of(const json_t *v)
{
	const json_t *witnesses = json_object_get(v, "witnesses");
	struct gs_invitation in = {.name = text_of(v, "name"),
	    .server = text_of(v, "server"), .key = text_of(v, "key"),
	    .code = text_of(v, "code"),
	    .witnesses = json_array_size(witnesses)};

	assert_int_equal(gs_hex_decode(in.channel, 32, text_of(v, "channel"),
	    64), GS_OK);
	for (size_t i = 0; i < in.witnesses; i++)
		in.witness[i] = json_string_value(json_array_get(witnesses,
		    i));
	return in;
}

static void invitations_are_the_vectors(void **state)
{
	size_t i = 0;
	json_t *v = NULL;
	(void)state;

	assert_int_equal(json_array_size(vectors), 3);
	json_array_foreach(vectors, i, v) {
		static uint8_t text[GS_INVITATION_MAX];
		struct gs_writer w = gs_writer_of(text, sizeof text);
		struct gs_invitation in = invitation_of(v), read;
		const char *is = text_of(v, "text");
		const json_t *seen = json_object_get(v, "checkpoint");

		assert_int_equal(gs_invitation_parse(&read, NULL, &pool.arena,
		    is, strlen(is)), GS_OK);
		assert_int_equal(read.checkpoint.len > 0, seen != NULL);
		assert_int_equal(read.size, json_integer_value(
		    json_object_get(seen, "size")));
		in.checkpoint = read.checkpoint;
		assert_int_equal(gs_invitation_write(&w, &pool.arena, &in),
		    GS_OK);
		assert_int_equal(w.len, strlen(is));
		assert_memory_equal(text, is, w.len);

		assert_int_equal(gs_invitation_parse(&read, NULL, &pool.arena,
		    text, w.len), GS_OK);
		assert_memory_equal(read.channel, in.channel, 32);
		assert_string_equal(read.name, in.name);
		assert_string_equal(read.server, in.server);
		assert_string_equal(read.key, in.key);
		assert_string_equal(read.code, in.code);
		assert_int_equal(read.witnesses, in.witnesses);
		for (size_t j = 0; j < in.witnesses; j++)
			assert_string_equal(read.witness[j], in.witness[j]);
	}
}

static void word_codes_of_keys_are_the_vectors(void **state)
{
	size_t i = 0;
	json_t *v = NULL;
	(void)state;

	json_array_foreach(vectors, i, v) {
		const struct gs_invitation in = invitation_of(v);
		char code[GS_WORD_CODE_MAX];
		uint8_t id[32], is[32];

		gs_channel_key_id(id, in.key, in.channel);
		assert_int_equal(gs_hex_decode(is, 32, text_of(v, "id"), 64),
		    GS_OK);
		assert_memory_equal(id, is, 32);
		assert_int_equal(gs_word_code(code, id), GS_OK);
		assert_string_equal(code, text_of(v, "words"));
	}
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

static void whatever_is_changed_is_refused(void **state)
{
	size_t i = 0, j = 0;
	json_t *v = NULL, *c = NULL;
	(void)state;

	json_array_foreach(vectors, i, v)
		json_array_foreach(json_object_get(v, "refused"), j, c) {
			struct gs_invitation read;
			struct gs_report report = {.text = ""};
			char *bad = change(text_of(v, "text"),
			    text_of(c, "old"), text_of(c, "new"));
			int err = gs_invitation_parse(&read, &report,
			    &pool.arena, bad, strlen(bad));

			if ((err != GS_ERR_FORMAT &&
			    err != GS_ERR_SIGNATURE) || report.text[0] == '\0')
				fail_msg("%s: %d", text_of(c, "why"), err);
			free(bad);
		}
}

static void what_no_line_takes_is_not_written(void **state)
{
	static uint8_t text[GS_INVITATION_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_invitation in = invitation_of(json_array_get(vectors, 1));
	(void)state;

	in.name = "two\nlines";
	assert_int_equal(gs_invitation_write(&w, &pool.arena, &in),
	    GS_ERR_FORMAT);
	in.name = "";
	assert_int_equal(gs_invitation_write(&w, &pool.arena, &in),
	    GS_ERR_FORMAT);
	assert_int_equal(w.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(invitations_are_the_vectors),
		cmocka_unit_test(word_codes_of_keys_are_the_vectors),
		cmocka_unit_test(whatever_is_changed_is_refused),
		cmocka_unit_test(what_no_line_takes_is_not_written),
	};
	char path[4096];
	const char *source = getenv("GAINSAY_SOURCE");

	(void)snprintf(path, sizeof path, "%s/docs/spec/"
	    "commitments-vectors.json", source == NULL ? "." : source);
	json_t *file = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	vectors = json_object_get(file, "invitations");
	if (gs_host_start() != GS_OK || vectors == NULL)
		return 1;

	(void)gs_pool_start(&pool);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	gs_pool_free(&pool);
	json_decref(file);
	return failed;
}
