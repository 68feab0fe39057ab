/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "lib/host.h"
#include "lib/client/box_link.h"
#include "lib/memo/seal.h"

static struct gs_box_link make(void)
{
	struct gs_box_link link = {.server = "https://dissent.example:8443"};

	for (uint8_t i = 0; i < 32; i++) {
		link.memo[i] = i;
		link.key[i] = (uint8_t)(255 - i);
	}
	return link;
}

static size_t write(char out[GS_LINK_MAX + 1], const struct gs_box_link *link)
{
	struct gs_writer w = gs_writer_of(out, GS_LINK_MAX);

	gs_box_link_write(&w, link);
	assert_int_equal(gs_writer_end(&w), GS_OK);
	out[w.len] = '\0';
	return w.len;
}

static void it_reads_what_it_writes(void **state)
{
	(void)state;
	struct gs_box_link link = make(), again;
	char text[GS_LINK_MAX + 2];
	size_t len = write(text, &link);

	assert_non_null(strstr(text,
	    "https://dissent.example:8443/box/000102030405"));
	assert_non_null(strstr(text, "1e1f#__79_Pv6-fj39vX08_Lx8O_u7ez"));
	assert_int_equal(gs_box_link_parse(&again, NULL, text, len), GS_OK);
	assert_string_equal(again.server, link.server);
	assert_memory_equal(again.memo, link.memo, 32);
	assert_memory_equal(again.key, link.key, 32);
	text[len] = '\n';
	assert_int_equal(gs_box_link_parse(&again, NULL, text, len + 1),
	    GS_OK);
}

static void one_spelling_only(void **state)
{
	(void)state;
	struct gs_box_link link = make(), again;
	struct gs_report report = {.text = ""};
	char good[GS_LINK_MAX + 2], bad[GS_LINK_MAX + 2];
	size_t len = write(good, &link);

	/* Cut short anywhere, or too long. */
	for (size_t n = 0; n < len; n++)
		assert_int_equal(gs_box_link_parse(&again, &report, good, n),
		    GS_ERR_FORMAT);
	memcpy(bad, good, len);
	bad[len] = 'A';
	assert_int_equal(gs_box_link_parse(&again, &report, bad, len + 1),
	    GS_ERR_FORMAT);
	/* Bits in the last character that stand for nothing. */
	memcpy(bad, good, len);
	bad[len - 1]++;
	assert_int_equal(gs_box_link_parse(&again, &report, bad, len),
	    GS_ERR_FORMAT);
	/* Another scheme, capitals in the memo id, a fragment in front. */
	memcpy(bad, good, len);
	memcpy(bad, "hxtps", 5);
	assert_int_equal(gs_box_link_parse(&again, &report, bad, len),
	    GS_ERR_FORMAT);
	memcpy(bad, good, len);
	*strstr(bad, "1e1f") = '#';
	assert_int_equal(gs_box_link_parse(&again, &report, bad, len),
	    GS_ERR_FORMAT);
	memcpy(bad, good, len);
	strstr(bad, "1e1f")[1] = 'E';
	assert_int_equal(gs_box_link_parse(&again, &report, bad, len),
	    GS_ERR_FORMAT);
	assert_non_null(strstr(report.text, "link"));
}

/* docs/spec/http.md, "The box", computed here by itself. */
static void expect_derived(uint8_t out[32], const char *use, size_t use_len,
    const uint8_t key[32])
{
	uint8_t text[128] = {0, 0, 0, 14};

	memcpy(text + 4, "gainsay/v1/box", 14);
	text[21] = (uint8_t)use_len;
	memcpy(text + 22, use, use_len);
	memcpy(text + 22 + use_len, key, 32);
	crypto_hash_sha256(out, text, 54 + use_len);
}

static void the_token_is_the_specifications(void **state)
{
	(void)state;
	struct gs_box_link link = make();
	uint8_t want[32], have[32];
	char token[65];

	expect_derived(want, "token", 5, link.key);
	gs_box_token(token, &link);
	assert_int_equal(strlen(token), 64);
	assert_int_equal(gs_hex_decode(have, 32, token, 64), GS_OK);
	assert_memory_equal(have, want, 32);
}

static void the_seal_is_the_specifications(void **state)
{
	(void)state;
	struct gs_box_link link = make();
	static uint8_t plain[GS_PADDED_MIN];
	uint8_t key[32], *sealed = NULL;
	unsigned long long n = 0;
	size_t len = 0;

	assert_int_equal(gs_box_seal(&sealed, &len, &link, "a package", 9),
	    GS_OK);
	assert_int_equal(len, GS_PADDED_MIN + GS_BOX_SEALED_EXTRA);
	expect_derived(key, "seal", 4, link.key);
	assert_int_equal(crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &n,
	    NULL, sealed + 24, len - 24, link.memo, 32, sealed, key), 0);
	assert_int_equal(n, GS_PADDED_MIN);
	assert_memory_equal(plain, "a package\0", 10);
	assert_int_equal(gs_unpadded_len(plain, n), 9);
	free(sealed);
}

/* The memo's file lies under a key of its own, which opens nothing else. */
static void the_file_has_a_key_of_its_own(void **state)
{
	static const struct gs_span file = {(const uint8_t *)"age-enc", 7};
	struct gs_box_link link = make();
	uint8_t key[32], expected[32], *sealed = NULL, *text = NULL;
	size_t len = 0, text_len = 0;
	(void)state;

	expect_derived(expected, "file", 4, link.key);
	gs_box_file_key(key, &link);
	assert_memory_equal(key, expected, 32);
	assert_int_equal(gs_box_file_seal(&sealed, &len, &link, file), GS_OK);
	assert_int_equal(len, file.len + GS_BOX_SEALED_EXTRA);
	const struct gs_span kept = {sealed, len};
	assert_int_equal(gs_box_open(&text, &text_len, &link, sealed, len),
	    GS_ERR_DENIED);
	assert_int_equal(gs_box_file_open(&text, &text_len, link.memo, key,
	    kept), GS_OK);
	assert_int_equal(text_len, file.len);
	assert_memory_equal(text, file.ptr, file.len);
	gs_box_text_free(&text, text_len);
	key[0] ^= 1;
	assert_int_equal(gs_box_file_open(&text, &text_len, link.memo, key,
	    kept), GS_ERR_DENIED);
	free(sealed);
}

/* The opener's token: another seed or another memo gives another. */
static void the_owner_is_the_specifications(void **state)
{
	struct gs_box_link link = make();
	const uint8_t seed[32] = {3};
	uint8_t head[64], hash[32];
	struct gs_writer w = gs_writer_of(head, sizeof head);
	char owner[65], want[65];
	(void)state;

	gs_write_lv_text(&w, "gainsay/v1/box");
	gs_write_lv_text(&w, "owner");
	gs_host_sha256(hash, (const struct gs_span[]){{head, w.len},
	    {seed, 32}, {link.memo, 32}}, 3);
	(void)sodium_bin2hex(want, sizeof want, hash, 32);
	gs_box_owner(owner, &link, seed);
	assert_string_equal(owner, want);
	link.key[0] ^= 1; /* the link is no part of it */
	gs_box_owner(owner, &link, seed);
	assert_string_equal(owner, want);
	link.memo[0] ^= 1;
	gs_box_owner(owner, &link, seed);
	assert_string_not_equal(owner, want);
}

static void only_this_link_opens_it(void **state)
{
	(void)state;
	struct gs_box_link link = make(), other = make();
	uint8_t *sealed = NULL, *text = NULL;
	size_t len = 0, text_len = 0;

	assert_int_equal(gs_box_seal(&sealed, &len, &link, "a package", 9),
	    GS_OK);
	assert_int_equal(gs_box_open(&text, &text_len, &link, sealed, len),
	    GS_OK);
	assert_int_equal(text_len, 9);
	assert_memory_equal(text, "a package", 9);
	gs_box_text_free(&text, text_len);
	assert_null(text);
	/* Another memo's box under the same key is another box. */
	other.memo[0] ^= 1;
	assert_int_equal(gs_box_open(&text, &text_len, &other, sealed, len),
	    GS_ERR_DENIED);
	other = make();
	other.key[31] ^= 1;
	assert_int_equal(gs_box_open(&text, &text_len, &other, sealed, len),
	    GS_ERR_DENIED);
	for (size_t i = 0; i < len; i++) {
		sealed[i] ^= 0x40;
		assert_int_equal(gs_box_open(&text, &text_len, &link, sealed,
		    len), GS_ERR_DENIED);
		sealed[i] ^= 0x40;
	}
	assert_int_equal(gs_box_open(&text, &text_len, &link, sealed,
	    GS_BOX_SEALED_EXTRA - 1), GS_ERR_FORMAT);
	assert_null(text);
	free(sealed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_reads_what_it_writes),
		cmocka_unit_test(one_spelling_only),
		cmocka_unit_test(the_token_is_the_specifications),
		cmocka_unit_test(the_seal_is_the_specifications),
		cmocka_unit_test(the_file_has_a_key_of_its_own),
		cmocka_unit_test(the_owner_is_the_specifications),
		cmocka_unit_test(only_this_link_opens_it),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
