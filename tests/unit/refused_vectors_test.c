/* SPDX-License-Identifier: Apache-2.0 */
/* docs/spec/refused-vectors.json: what is like what a reader takes, and is
 * refused. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/proof/member.h"
#include "lib/evidence/opening.h"
#include "lib/host.h"
#include "lib/log/note.h"

static json_t *vectors, *members;
static struct gs_pool pool; /* of one case */
static struct gs_arena *arena;

static json_t *load_file(const char *name)
{
	const char *source = getenv("GAINSAY_SOURCE");
	char path[4096];

	(void)snprintf(path, sizeof path, "%s/%s", source == NULL ? "." :
	    source, name);
	return json_load_file(path, 0, NULL);
}

static struct gs_span bytes_of(const char *hex)
{
	size_t len = 0, max = strlen(hex) / 2;
	uint8_t *out = gs_arena_take(arena, max + 1, 1);

	assert_non_null(out);
	assert_int_equal(sodium_hex2bin(out, max, hex, strlen(hex), NULL, &len,
	    NULL), 0);
	return (struct gs_span){out, len};
}

static const char *text_in(const json_t *list, size_t i)
{
	const char *text = json_string_value(json_array_get(list, i));

	assert_non_null(text);
	return text;
}

/* Calls `judge` with each text of `good`, and with each that is refused. */
static void judge_texts(const char *kind, int (*judge)(const char *text),
    size_t least)
{
	const json_t *part = json_object_get(vectors, kind);
	const json_t *good = json_object_get(part, "good");
	const json_t *refused = json_object_get(part, "refused");

	assert_true(json_array_size(good) > 0);
	assert_true(json_array_size(refused) >= least);
	for (size_t i = 0; i < json_array_size(good); i++) {
		arena = gs_pool_start(&pool);
		if (judge(text_in(good, i)) != GS_OK)
			fail_msg("%s %zu is good", kind, i);
		gs_pool_free(&pool);
	}
	for (size_t i = 0; i < json_array_size(refused); i++) {
		const json_t *one = json_array_get(refused, i);

		arena = gs_pool_start(&pool);
		int err = judge(text_in(one, 1));
		if (err == GS_OK || err == GS_ERR_MEMORY ||
		    err == GS_ERR_INTERNAL)
			fail_msg("%s, %s: %d", kind, text_in(one, 0), err);
		gs_pool_free(&pool);
	}
}

static int judge_opening(const char *hex)
{
	struct gs_span bytes = bytes_of(hex);
	struct gs_opening o;

	return gs_opening_parse(&o, arena, bytes.ptr, bytes.len);
}

static void openings(void **state)
{
	(void)state;
	judge_texts("openings", judge_opening, 50);
}

static int judge_note(const char *text)
{
	static const char *const names[] = {"log", "witness"};
	const json_t *part = json_object_get(vectors, "notes");
	struct gs_verifier verifiers[2];
	struct gs_attestation verified[2];
	struct gs_checkpoint c;

	for (size_t i = 0; i < 2; i++) {
		const char *key = json_string_value(json_object_get(part,
		    names[i]));
		assert_int_equal(gs_verifier_parse(&verifiers[i], key,
		    strlen(key)), GS_OK);
	}
	return gs_checkpoint_open(&c, verified, text, strlen(text), verifiers,
	    2);
}

static void notes(void **state)
{
	(void)state;
	judge_texts("notes", judge_note, 30);
}

/* What a case is about, with one member replaced. */
static struct gs_span member_of(const json_t *one, const json_t *changed,
    const char *name)
{
	if (strcmp(text_in(changed, 1), name) == 0)
		return bytes_of(text_in(changed, 2));
	return bytes_of(json_string_value(json_object_get(one, name)));
}

static uint64_t number_of(const json_t *one, const json_t *changed,
    const char *name)
{
	return (uint64_t)json_integer_value(strcmp(text_in(changed, 1), name)
	    == 0 ? json_array_get(changed, 2) : json_object_get(one, name));
}

static int judge_possession(const json_t *one, const json_t *changed)
{
	struct gs_span proof = member_of(one, changed, "proof");
	struct gs_span key = member_of(one, changed, "key");
	struct gs_span channel = member_of(one, changed, "channel");
	struct gs_span nonce = member_of(one, changed, "nonce");
	const struct gs_possession context = {channel.ptr, channel.len,
	    number_of(one, changed, "edition"), nonce.ptr, nonce.len};

	/* Who calls has taken it apart by its length. */
	return proof.len != GS_POSSESSION_LEN ? GS_ERR_FORMAT :
	    gs_possession_verify(proof.ptr, key.ptr, &context);
}

static int judge_reveal(const json_t *one, const json_t *changed)
{
	struct gs_span proof = member_of(one, changed, "proof");
	struct gs_span reader = member_of(one, changed, "reader");
	struct gs_span scope = member_of(one, changed, "scope");
	const struct gs_reveal context = {.reader = reader.ptr,
	    .reader_len = reader.len,
	    .record = member_of(one, changed, "record").ptr,
	    .root = member_of(one, changed, "root").ptr,
	    .roll_size = number_of(one, changed, "N"), .scope = scope.ptr,
	    .scope_len = scope.len,
	    .tag = member_of(one, changed, "tag").ptr,
	    .key = member_of(one, changed, "key").ptr};

	return proof.len != GS_REVEAL_LEN ? GS_ERR_FORMAT :
	    gs_reveal_verify(proof.ptr, &context);
}

/* `kind`: of these vectors, `of`: of the published proofs. */
static void judge_proofs(const char *kind, const char *of,
    int (*judge)(const json_t *one, const json_t *changed), size_t least)
{
	const json_t *list = json_object_get(vectors, kind);
	const json_t *proofs = json_object_get(members, of);
	json_t *same = json_pack("[i,s,s]", 0, "nothing", "");

	assert_true(json_array_size(list) >= least);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *changed = json_array_get(list, i);
		const json_t *one = json_array_get(proofs, (size_t)
		    json_integer_value(json_array_get(changed, 0)));

		arena = gs_pool_start(&pool);
		assert_int_equal(judge(one, same), GS_OK);
		if (judge(one, changed) == GS_OK)
			fail_msg("%s %zu, %s", kind, i, text_in(changed, 3));
		gs_pool_free(&pool);
	}
	json_decref(same);
}

static void possessions(void **state)
{
	(void)state;
	judge_proofs("possessions", "enrol", judge_possession, 100);
}

static void reveals(void **state)
{
	(void)state;
	judge_proofs("reveals", "reveal", judge_reveal, 150);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openings), cmocka_unit_test(notes),
		cmocka_unit_test(possessions), cmocka_unit_test(reveals),
	};

	vectors = load_file("docs/spec/refused-vectors.json");
	members = load_file("tests/vectors/member-proof.json");
	if (gs_host_start() != GS_OK || vectors == NULL || members == NULL)
		return 1;
	int failed = cmocka_run_group_tests_name("refused_vectors", tests,
	    NULL, NULL);
	json_decref(vectors);
	json_decref(members);
	return failed;
}
