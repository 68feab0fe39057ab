/* SPDX-License-Identifier: Apache-2.0 */
/* docs/spec/signatures-vectors.json through everything that judges a signature:
 * the host's function, a record's and a note's. */
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

#include "core/bytes.h"
#include "core/host.h"
#include "core/record/record.h"
#include "lib/host.h"
#include "lib/log/note.h"

static json_t *cases;

struct signed_case {
	const char *why;
	uint8_t key[32], signature[64], message[512];
	size_t len;
	int want;
};

static size_t hex_at(uint8_t *out, size_t max, const json_t *object,
    const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));
	size_t len = 0;

	assert_non_null(text);
	assert_int_equal(sodium_hex2bin(out, max, text, strlen(text), NULL,
	    &len, NULL), 0);
	return len;
}

static struct signed_case case_at(size_t i)
{
	const json_t *one = json_array_get(cases, i);
	struct signed_case c = {.why = json_string_value(json_object_get(one,
	    "why"))};

	assert_int_equal(hex_at(c.key, 32, one, "key"), 32);
	assert_int_equal(hex_at(c.signature, 64, one, "signature"), 64);
	c.len = hex_at(c.message, sizeof c.message, one, "message");
	c.want = json_is_true(json_object_get(one, "good")) ? GS_OK :
	    GS_ERR_SIGNATURE;
	return c;
}

static void every_case_has_its_verdict(void **state)
{
	size_t good = 0;
	(void)state;

	assert_in_range(json_array_size(cases), 40, 99);
	for (size_t i = 0; i < json_array_size(cases); i++) {
		const struct signed_case c = case_at(i);
		const int have = gs_host_ed25519_verify(c.signature, c.key,
		    c.message, c.len);

		if (have != c.want)
			fail_msg("%s: %d", c.why, have);
		good += have == GS_OK;
	}
	assert_int_equal(good, 3);
}

/* A scalar times the base point, plus a point of small order. */
static void mixed_point(uint8_t out[32], const uint8_t scalar[32],
    const uint8_t small[32])
{
	uint8_t plain[32];

	assert_int_equal(crypto_scalarmult_ed25519_base_noclamp(plain, scalar),
	    0);
	assert_int_equal(crypto_core_ed25519_add(out, plain, small), 0);
}

/* The key `a*B + small` signs as one of RFC 8032 would, so that S*B = R + h*A
 * but for the small part. */
static void sign_with(uint8_t signature[64], uint8_t key[32],
    const uint8_t *message, size_t len, const uint8_t small[32])
{
	const uint8_t a[32] = {9}, r[32] = {77};
	uint8_t wide[64], h[32], product[32];
	crypto_hash_sha512_state st;

	mixed_point(key, a, small);
	assert_int_equal(crypto_scalarmult_ed25519_base_noclamp(signature, r),
	    0);

	crypto_hash_sha512_init(&st);
	crypto_hash_sha512_update(&st, signature, 32);
	crypto_hash_sha512_update(&st, key, 32);
	crypto_hash_sha512_update(&st, message, len);
	crypto_hash_sha512_final(&st, wide);
	crypto_core_ed25519_scalar_reduce(h, wide);

	crypto_core_ed25519_scalar_mul(product, h, a);
	crypto_core_ed25519_scalar_add(signature + 32, r, product);
}

/* Of order 4: y = 0; and the identity, which adds nothing. */
static const uint8_t of_order_4[32] = {0}, nothing[32] = {1};

/* The record's verdict on a signature of the key `9*B + small`, for the first
 * text whose h is a multiple of 4: then libsodium alone would take it. */
static int verify_record(const uint8_t small[32])
{
	for (uint8_t n = 0; n < 64; n++) {
		uint8_t buf[512], message[600], key[32], signature[64];
		const uint8_t memo[32] = {n};
		struct gs_record_writer w;
		struct gs_record rec;
		struct gs_pool pool;
		struct gs_arena *arena = gs_pool_start(&pool);

		gs_record_start(&w, buf, sizeof buf, "acknowledge");
		gs_record_line(&w, "channel", gs_part_hash(memo));
		gs_record_line(&w, "memo", gs_part_hash(memo));

		const int len = snprintf((char *)message, sizeof message,
		    "%.*ssignature office", (int)w.w.len, (char *)buf);
		sign_with(signature, key, message, (size_t)len, small);
		const bool taken = crypto_sign_verify_detached(signature,
		    message, (unsigned)len, key) == 0;

		gs_record_line(&w, "signature", gs_part_word("office"),
		    gs_part_bytes(signature, 64));
		assert_int_equal(gs_record_end(&w, arena), GS_OK);
		assert_int_equal(gs_record_parse(&rec, NULL, arena, buf,
		    w.w.len), GS_OK);
		const int err = gs_record_verify(&rec, "office", key);

		gs_pool_free(&pool);
		if (taken)
			return err;
	}
	fail_msg("no text whose h is a multiple of 4");
	return GS_ERR_INTERNAL;
}

/* The same of a note of one line. */
static int verify_note(const uint8_t small[32])
{
	for (int n = 0; n < 64; n++) {
		char text[32], note[512];
		uint8_t key[32], blob[4 + 64];
		struct gs_attestation verified = {.good = false};
		struct gs_verifier v;
		struct gs_note out;
		struct gs_writer w = gs_writer_of(note, sizeof note);
		const size_t len = (size_t)snprintf(text, sizeof text, "%d\n",
		    n);

		sign_with(blob + 4, key, (uint8_t *)text, len, small);
		assert_int_equal(gs_verifier_init(&v, "log.example",
		    GS_KEY_ED25519, key), GS_OK);
		memcpy(blob, v.id, 4);

		gs_write_text(&w, text);
		gs_write_text(&w, "\n\u2014 log.example ");
		gs_write_base64(&w, blob, sizeof blob);
		gs_write_text(&w, "\n");

		const int err = gs_note_open(&out, &verified, note, w.len, &v,
		    1);
		if (crypto_sign_verify_detached(blob + 4, (uint8_t *)text, len,
		        key) == 0)
			return err;
	}
	fail_msg("no text whose h is a multiple of 4");
	return GS_ERR_INTERNAL;
}

static void torsion_is_refused_wherever_a_signature_is(void **state)
{
	(void)state;
	assert_int_equal(verify_record(nothing), GS_OK);
	assert_int_equal(verify_record(of_order_4), GS_ERR_SIGNATURE);
	assert_int_equal(verify_note(nothing), GS_OK);
	assert_int_equal(verify_note(of_order_4), GS_ERR_SIGNATURE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_case_has_its_verdict),
	    cmocka_unit_test(torsion_is_refused_wherever_a_signature_is)};
	const char *source = getenv("GAINSAY_SOURCE");
	char path[4096];

	if (gs_host_start() != GS_OK || source == NULL)
		return 1;

	(void)snprintf(path, sizeof path, "%s/docs/spec/"
	    "signatures-vectors.json", source);
	json_t *file = json_load_file(path, 0, NULL);
	cases = json_object_get(file, "cases");
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	json_decref(file);
	return failed;
}
