/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "lib/host.h"

static void reader_is_sticky(void **state)
{
	(void)state;
	struct gs_reader r = gs_reader_of("\x01\x02\x03", 3);

	assert_int_equal(gs_read_u16(&r), 0x0102);
	assert_int_equal(gs_read_u16(&r), 0);
	assert_int_equal(gs_read_u8(&r), 0);
	assert_int_equal(gs_reader_end(&r), GS_ERR_FORMAT);

	r = gs_reader_of("ab", 2);
	assert_int_equal(gs_read_u8(&r), 'a');
	assert_int_equal(gs_reader_end(&r), GS_ERR_FORMAT);
}

static void lines_are_bounded(void **state)
{
	(void)state;
	size_t len;
	struct gs_reader r = gs_reader_of("abc\n\nd", 6);

	assert_non_null(gs_read_line(&len, &r, 3));
	assert_int_equal(len, 3);
	assert_non_null(gs_read_line(&len, &r, 3));
	assert_int_equal(len, 0);
	assert_null(gs_read_line(&len, &r, 3));

	r = gs_reader_of("abcd\n", 5);
	assert_null(gs_read_line(&len, &r, 3));
}

static void writer_never_passes_its_maximum(void **state)
{
	(void)state;
	uint8_t buf[8];
	memset(buf, 0xee, sizeof buf);

	struct gs_writer w = gs_writer_of(buf, 7);

	gs_write_u32(&w, 0x01020304);
	gs_write_u32(&w, 5);
	gs_write_u8(&w, 9);

	assert_int_equal(gs_writer_end(&w), GS_ERR_SPACE);
	assert_int_equal(w.len, 4);
	assert_int_equal(buf[4], 0xee);
}

static void base64_agrees_with_libsodium(void **state)
{
	(void)state;
	for (size_t len = 0; len < 100; len++) {
		uint8_t in[100], out[100];
		char ours[140], theirs[140];
		size_t n = 0;

		randombytes_buf(in, len);

		struct gs_writer w = gs_writer_of(ours, sizeof ours);
		gs_write_base64(&w, in, len);
		assert_int_equal(w.len, GS_BASE64_LEN(len));

		sodium_bin2base64(theirs, sizeof theirs, in, len,
		    sodium_base64_VARIANT_ORIGINAL);
		assert_memory_equal(ours, theirs, w.len);

		assert_int_equal(gs_base64_decode(out, &n, len, ours, w.len),
		    GS_OK);
		assert_int_equal(n, len);
		assert_memory_equal(in, out, len);
	}
}

/* Every byte at every place of the first group, of one between and of the
 * last. */
static void base64_takes_the_digits_and_nothing_else(void **state)
{
	(void)state;
	char text[] = "AAAAAAAAAAAA";

	for (size_t i = 0; i < 12; i++)
		for (unsigned c = 0; c < 256; c++) {
			uint8_t ours[9] = {0}, theirs[9] = {0};
			size_t n = 0, m = 0;

			text[i] = (char)c;
			int err = gs_base64_decode(ours, &n, sizeof ours,
			    text, 12);
			bool valid = sodium_base642bin(theirs, sizeof theirs,
			    text, 12, NULL, &m, NULL,
			    sodium_base64_VARIANT_ORIGINAL) == 0 && m == n;
			assert_int_equal(err == GS_OK, valid);
			if (valid)
				assert_memory_equal(ours, theirs, n);
			else
				assert_true(sodium_is_zero(ours, 9) && n == 0);
			text[i] = 'A';
		}
}

static void base64_rejects_what_is_not_canonical(void **state)
{
	(void)state;
	static const char *const bad[] = {"A", "AA", "AAA", "A===", "AB==",
	    "AAB=", "AA=A", "====", "AA==AA==", "AA\n=", "AAA ", "-_AA"};
	uint8_t out[16];
	size_t n = 99;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (gs_base64_decode(out, &n, sizeof out, bad[i],
		    strlen(bad[i])) != GS_ERR_FORMAT)
			fail_msg("not refused: %s", bad[i]);

	assert_int_equal(n, 99);
	assert_int_equal(gs_base64_decode(out, &n, 2, "AAAA", 4), GS_ERR_SPACE);

	/* What was read before the fault is not left behind. */
	memset(out, 0, sizeof out);
	assert_int_equal(gs_base64_decode(out, &n, sizeof out, "////AA=A", 8),
	    GS_ERR_FORMAT);
	assert_true(sodium_is_zero(out, sizeof out));
}

static void hex_and_decimal_are_strict(void **state)
{
	(void)state;
	uint8_t out[2];
	uint64_t v = 7;

	assert_int_equal(gs_hex_decode(out, 2, "09af", 4), GS_OK);
	assert_int_equal(out[1], 0xaf);

	for (int c = 0; c < 256; c++) {
		char text[2] = {'0', (char)c};
		bool good = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');

		assert_int_equal(gs_hex_decode(out, 1, text, 2) == GS_OK, good);
	}

	assert_int_equal(gs_hex_decode(out, 2, "09a", 3), GS_ERR_FORMAT);
	assert_int_equal(gs_hex_decode(out, 2, "ffxf", 4), GS_ERR_FORMAT);
	assert_true(out[0] == 0 && out[1] == 0);

	assert_int_equal(gs_decimal_decode(&v, "01", 2, 9), GS_ERR_FORMAT);
	assert_int_equal(gs_decimal_decode(&v, "", 0, 9), GS_ERR_FORMAT);
	assert_int_equal(gs_decimal_decode(&v, "10", 2, 9), GS_ERR_RANGE);
	assert_int_equal(gs_decimal_decode(&v, "5", 1, 3), GS_ERR_RANGE);

	assert_int_equal(v, 7);
	assert_int_equal(gs_decimal_decode(&v, "18446744073709551615", 20,
	    UINT64_MAX), GS_OK);
	assert_true(v == UINT64_MAX);

	assert_int_equal(gs_decimal_decode(&v, "18446744073709551616", 20,
	    UINT64_MAX), GS_ERR_RANGE);
}

static void utf8_is_strict(void **state)
{
	(void)state;
	static const char *const good[] = {"", "a", "\xc3\xa9", "\xe2\x82\xac",
	    "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"};
	static const char *const bad[] = {"\x80", "\xc0\xaf", "\xc1\xbf",
	    "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
	    "\xf4\x90\x80\x80", "\xc3", "\xe2\x82", "\xff"};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(gs_utf8_valid((const uint8_t *)good[i],
		    strlen(good[i])));

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(gs_utf8_valid((const uint8_t *)bad[i],
		    strlen(bad[i])));
}

static void arena_is_aligned_zeroed_and_checked(void **state)
{
	(void)state;
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);

	for (size_t n = 1; n < 200000; n = n * 3 + 1) {
		uint8_t *p = gs_arena_take(arena, n, 1);
		assert_non_null(p);
		assert_int_equal((uintptr_t)p % 64, 0);

		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, n);
	}

	assert_null(gs_arena_take(arena, SIZE_MAX / 2, 3));
	gs_pool_free(&pool);
}

/* Over and over what one round needs, in any order, takes that round's memory
 * and no more, and comes zeroed. */
static void pool_is_used_again(void **state)
{
	(void)state;
	static const size_t sizes[] = {70000, 40000, 40000, 300000, 10};
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	const uint8_t *seen[64] = {NULL};
	size_t places = 0;

	for (size_t round = 0; round < 100; round++) {
		for (size_t i = 0; i < 5; i++) {
			size_t n = sizes[(i + round) % 5], k = 0;
			uint8_t *p = gs_arena_take(arena, n, 1);

			assert_non_null(p);
			assert_true(sodium_is_zero(p, n));
			memset(p, 0xff, n);
			while (k < places && seen[k] != p)
				k++;
			assert_true(k < 64);
			seen[k] = p;
			places = k == places ? places + 1 : places;
		}
		gs_pool_reuse(&pool);
	}
	gs_pool_free(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reader_is_sticky),
		cmocka_unit_test(lines_are_bounded),
		cmocka_unit_test(writer_never_passes_its_maximum),
		cmocka_unit_test(base64_agrees_with_libsodium),
		cmocka_unit_test(base64_takes_the_digits_and_nothing_else),
		cmocka_unit_test(base64_rejects_what_is_not_canonical),
		cmocka_unit_test(hex_and_decimal_are_strict),
		cmocka_unit_test(utf8_is_strict),
		cmocka_unit_test(arena_is_aligned_zeroed_and_checked),
		cmocka_unit_test(pool_is_used_again),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("bytes", tests, NULL, NULL);
}
