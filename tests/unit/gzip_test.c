/* SPDX-License-Identifier: Apache-2.0 */
/* Who takes gzip, and what is sent instead where it would not help.
 * tests/system/compressed.py unpacks what a server packs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <zlib.h>

#include "core/host.h"
#include "lib/gzip.h"

#define ROOM ((size_t)200000)

static void who_takes_it(void **state)
{
	static const char *const good[] = {"gzip", "deflate, gzip",
	    " gzip ,br", "br,\tgzip"};
	static const char *const bad[] = {"", "*", "xgzip", "gzipx", "g zip",
	    "gzip;q=0", "gzip; q=1", "deflate", ","};
	(void)state;

	assert_false(gs_gzip_accepted(NULL));
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(gs_gzip_accepted(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(gs_gzip_accepted(bad[i]));
}

static int file_of(const uint8_t *bytes, size_t len)
{
	char name[] = "/tmp/gainsay-gzip-XXXXXX";
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	assert_int_equal(unlink(name), 0);
	assert_int_equal(write(fd, bytes, len), (ssize_t)len);
	return fd;
}

static void assert_unpacks(const uint8_t *packed, size_t len,
    const uint8_t *want, size_t want_len)
{
	static uint8_t got[ROOM];
	z_stream z = {.next_in = (uint8_t *)(uintptr_t)packed,
	    .avail_in = (uInt)len, .next_out = got, .avail_out = sizeof got};

	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.avail_in, 0);
	assert_int_equal(z.total_out, want_len);
	assert_memory_equal(got, want, want_len);
	assert_int_equal(inflateEnd(&z), Z_OK);
}

/* Of more than one piece, and read from its beginning wherever it stands. */
static void a_file_is_packed(void **state)
{
	static uint8_t text[ROOM];
	uint8_t *packed = NULL;
	size_t len = 0;
	(void)state;

	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (uint8_t)"gainsay/v1 moved\n"[i % 17];
	int fd = file_of(text, sizeof text);
	assert_int_equal(gs_gzip_file(&packed, &len, fd, sizeof text), GS_OK);
	assert_true(len < sizeof text / 10);
	assert_unpacks(packed, len, text, sizeof text);
	free(packed);
	assert_int_equal(close(fd), 0);
}

static void what_does_not_shrink_is_left(void **state)
{
	static uint8_t noise[ROOM];
	uint8_t *packed = NULL;
	size_t len = 7;
	(void)state;

	assert_int_equal(gs_host_random(noise, sizeof noise), GS_OK);
	int fd = file_of(noise, sizeof noise);
	static const size_t sizes[] = {0, 1, 2, 20, sizeof noise};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		assert_int_equal(gs_gzip_file(&packed, &len, fd, sizes[i]),
		    GS_ERR_SPACE);
	/* Shorter than it was said to be. */
	assert_int_equal(gs_gzip_file(&packed, &len, fd, sizeof noise + 9),
	    GS_ERR_IO);
	assert_null(packed);
	assert_int_equal(len, 7);
	assert_int_equal(close(fd), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_takes_it),
		cmocka_unit_test(a_file_is_packed),
		cmocka_unit_test(what_does_not_shrink_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
