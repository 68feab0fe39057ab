/* SPDX-License-Identifier: Apache-2.0 */
/* A receipt is for one key, edition and channel, under one desk's key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/record/record.h"
#include "lib/host.h"
#include "lib/records/receipt.h"

static const uint8_t channel[32] = {1}, other[32] = {2}, key[32] = {3};

struct desk {
	uint8_t public[32], secret[64], text[GS_RECEIPT_MAX];
	size_t len;
};

static const struct gs_receipt plain = {channel, 7, key};

static void write_plain(struct desk *desk)
{
	static const uint8_t seed[32] = {8};
	struct gs_pool pool;
	struct gs_writer w = gs_writer_of(desk->text, sizeof desk->text);

	assert_int_equal(crypto_sign_seed_keypair(desk->public, desk->secret,
	    seed), 0);
	assert_int_equal(gs_receipt_write(&w, gs_pool_start(&pool), &plain,
	    desk->secret), GS_OK);
	desk->len = w.len;
	gs_pool_free(&pool);
}

static void a_receipt_is_for_what_it_says(void **state)
{
	static const struct {
		const char *name;
		struct gs_receipt receipt;
		int expected;
	} cases[] = {
		{"the same", {channel, 7, key}, GS_OK},
		{"another channel", {other, 7, key}, GS_ERR_MISMATCH},
		{"another edition", {channel, 8, key}, GS_ERR_MISMATCH},
		{"another key", {channel, 7, other}, GS_ERR_MISMATCH},
	};
	struct desk desk;
	(void)state;

	write_plain(&desk);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int err = gs_receipt_check(&cases[i].receipt, desk.public,
		    desk.text, desk.len);

		if (err != cases[i].expected)
			fail_msg("%s: %d", cases[i].name, err);
	}
}

static void a_receipt_is_signed_by_the_desk(void **state)
{
	struct desk desk;
	(void)state;

	write_plain(&desk);
	assert_int_equal(gs_receipt_check(&plain, other, desk.text, desk.len),
	    GS_ERR_SIGNATURE);

	/* The same bytes, signed by nobody. */
	uint8_t *line = memmem(desk.text, desk.len, "signature", 9);
	assert_non_null(line);
	assert_int_equal(gs_receipt_check(&plain, desk.public, desk.text,
	    (size_t)(line - desk.text)), GS_ERR_SIGNATURE);
}

static void another_record_is_no_receipt(void **state)
{
	struct desk desk;
	(void)state;

	write_plain(&desk);
	uint8_t *type = memmem(desk.text, desk.len, "receipt", 7);
	assert_non_null(type);
	*type = 'R';
	assert_int_equal(gs_receipt_check(&plain, desk.public, desk.text,
	    desk.len), GS_ERR_FORMAT);
	assert_int_equal(gs_receipt_check(&plain, desk.public, "", 0),
	    GS_ERR_FORMAT);
}

static void a_receipt_needs_its_room(void **state)
{
	struct desk desk;
	struct gs_pool pool;
	(void)state;

	write_plain(&desk);
	struct gs_writer w = gs_writer_of(desk.text, desk.len - 1);
	assert_int_equal(gs_receipt_write(&w, gs_pool_start(&pool), &plain,
	    desk.secret), GS_ERR_SPACE);
	assert_int_equal(w.len, 0);
	gs_pool_free(&pool);
}

/* The nonce is written into every staff list: it never changes. */
static void the_nonce_of_a_code_is_fixed(void **state)
{
	static const char code[] = "0000-1111";
	uint8_t nonce[32], expected[32];
	static const char preimage[] = "\0\0\0\017gainsay/v1/code"
	    "\0\0\0\0110000-1111";
	(void)state;

	gs_code_nonce(nonce, (struct gs_span){(const uint8_t *)code, 9});
	crypto_hash_sha256(expected, (const uint8_t *)preimage,
	    sizeof preimage - 1);
	assert_memory_equal(nonce, expected, 32);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_receipt_is_for_what_it_says),
	    cmocka_unit_test(a_receipt_is_signed_by_the_desk),
	    cmocka_unit_test(another_record_is_no_receipt),
	    cmocka_unit_test(a_receipt_needs_its_room),
	    cmocka_unit_test(the_nonce_of_a_code_is_fixed)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
