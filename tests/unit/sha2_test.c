/* SPDX-License-Identifier: Apache-2.0 */
/* The hashes of web/, and SHA-256 as the programs have it, beside libsodium's:
 * at every length around their blocks and however a message is cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "lib/host.h"
#include "web/sha2.h"

#define MOST 600

static uint8_t message[MOST];

static void same(const struct gs_span *parts, size_t nparts, size_t len)
{
	uint8_t ours[64], theirs[64];

	gs_web_sha256(ours, parts, nparts);
	crypto_hash_sha256(theirs, message, len);
	assert_memory_equal(ours, theirs, 32);
	gs_host_sha256(ours, parts, nparts);
	assert_memory_equal(ours, theirs, 32);

	gs_web_sha512(ours, parts, nparts);
	crypto_hash_sha512(theirs, message, len);
	assert_memory_equal(ours, theirs, 64);
}

static void every_length(void **state)
{
	(void)state;

	for (size_t len = 0; len <= MOST; len++) {
		const struct gs_span part = {message, len};
		same(&part, 1, len);
	}
}

static void every_cut(void **state)
{
	(void)state;

	for (size_t cut = 0; cut <= 300; cut++) {
		const struct gs_span parts[] = {{message, cut},
		    {message + cut, 0}, {message + cut, 300 - cut}};
		same(parts, 3, 300);
	}

	same(NULL, 0, 0);
}

static void one_byte_at_a_time(void **state)
{
	struct gs_span parts[260];
	(void)state;

	for (size_t i = 0; i < 260; i++)
		parts[i] = (struct gs_span){message + i, 1};

	same(parts, 260, 260);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_length),
	    cmocka_unit_test(every_cut),
	    cmocka_unit_test(one_byte_at_a_time),
	};

	if (sodium_init() < 0)
		return 1;
	randombytes_buf(message, sizeof message);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
