/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "lib/age.h"
#include "lib/host.h"

/* Made by age-keygen 1.1.1, and sealed by age 1.1.1. */
#define IDENTITY "AGE-SECRET-KEY-1" \
	"4XYM86HZXYD8NXGQVM39C9QJUL0W0Y9QWKWESSDQ38066S99GTFQLH6E84"
#define RECIPIENT \
	"age13rhh9el6cf7dga9gwlpsn6xuc02qng53un5clhxyc520vx6pa57sjsgyl6"
static const char armored[] =
	"-----BEGIN AGE ENCRYPTED FILE-----\n"
	"YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBhK09LWjVhcWl4cGhtOWNy\n"
	"VG1LOCtlSlhwMXFRYzI3Q1k2QXd3a1ZNdmtZClArRWdKT1UzSDFiSkUwK2JXRlhm\n"
	"OVhGWW92U3NpNFV4dVdtL3FGTllTVXcKLS0tIFBUT3BmK3BndnN5cEphekhTZ0kx\n"
	"V3Irb3pvSERrYVpyK3R0ZUo5d2dhdlkKipBf4sQIss/hjQJPc6JHV+B38sGj9bRp\n"
	"Vud6LsNaYnFvfaLbU+nobSZqQS4RykfRkAUF\n"
	"-----END AGE ENCRYPTED FILE-----\n";
#define PLAIN "A memo under seal.\n"

static uint8_t identity[32], recipient[32];

static void setup_keys(void)
{
	assert_int_equal(gs_age_identity_parse(identity, IDENTITY,
	    strlen(IDENTITY)), GS_OK);
	gs_age_recipient(recipient, identity);
}

static void keys_agree_with_age_keygen(void **state)
{
	(void)state;
	char text[100];
	uint8_t other[32];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	setup_keys();
	gs_age_recipient_write(&w, recipient);
	assert_int_equal(w.len, GS_AGE_RECIPIENT_LEN);
	assert_memory_equal(text, RECIPIENT, w.len);
	assert_int_equal(gs_age_recipient_parse(other, text, w.len), GS_OK);
	assert_memory_equal(other, recipient, 32);
	w = gs_writer_of(text, sizeof text);
	gs_age_identity_write(&w, identity);
	assert_int_equal(w.len, GS_AGE_IDENTITY_LEN);
	assert_memory_equal(text, IDENTITY, w.len);
	for (unsigned i = 0; i < 100; i++) {
		randombytes_buf(identity, 32);
		w = gs_writer_of(text, sizeof text);
		gs_age_identity_write(&w, identity);
		assert_int_equal(gs_age_identity_parse(other, text, w.len),
		    GS_OK);
		assert_memory_equal(other, identity, 32);
	}
}

static void bech32_is_strict(void **state)
{
	(void)state;
	char text[] = RECIPIENT, upper[] = RECIPIENT;
	uint8_t out[32] = {7};
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			text[i] = (char)(text[i] ^ (1 << bit));
			assert_int_equal(gs_age_recipient_parse(out, text,
			    len), GS_ERR_FORMAT);
			text[i] = (char)(text[i] ^ (1 << bit));
		}
	for (size_t i = 0; i < len; i++) {
		upper[i] = (char)(upper[i] >= 'a' ? upper[i] - 32 : upper[i]);
		assert_int_equal(gs_age_recipient_parse(out, text, i),
		    GS_ERR_FORMAT);
	}
	assert_int_equal(gs_age_recipient_parse(out, upper, len),
	    GS_ERR_FORMAT);
	assert_int_equal(gs_age_recipient_parse(out, RECIPIENT "\n", len + 1),
	    GS_ERR_FORMAT);
	assert_int_equal(gs_age_recipient_parse(out, IDENTITY,
	    strlen(IDENTITY)), GS_ERR_FORMAT);
	assert_int_equal(gs_age_identity_parse(out, RECIPIENT, len),
	    GS_ERR_FORMAT);
	assert_int_equal(out[0], 7);
}

static int open_it(const void *file, size_t len)
{
	uint8_t *plain = NULL;
	size_t plain_len = 12345;

	int err = gs_age_open(&plain, &plain_len, identity, file, len);
	if (err == GS_OK) {
		assert_int_equal(plain_len, strlen(PLAIN));
		assert_memory_equal(plain, PLAIN, plain_len);
	} else {
		assert_null(plain);
		assert_int_equal(plain_len, 12345);
	}
	gs_age_free(&plain, plain_len);
	return err;
}

/* Every LF becomes CRLF. */
static size_t to_crlf(char *out, const char *in)
{
	size_t n = 0;

	for (; *in != '\0'; in++) {
		if (*in == '\n')
			out[n++] = '\r';
		out[n++] = *in;
	}
	return n;
}

static void armor_is_strict(void **state)
{
	(void)state;
	char text[8000];
	size_t len = strlen(armored), begin = strlen(armored) - 33;

	setup_keys();
	assert_int_equal(open_it(armored, len), GS_OK);
	assert_int_equal(open_it(armored, len - 1), GS_OK);
	assert_int_equal(open_it(text, to_crlf(text, armored)), GS_OK);
	for (size_t n = 0; n + 1 < len; n++)
		assert_int_equal(open_it(armored, n), GS_ERR_FORMAT);
	for (size_t space = 1020; space < 1028; space++) {
		memset(text, '\n', sizeof text);
		memcpy(text + space, armored, len);
		assert_int_equal(open_it(text, space + len),
		    space <= 1024 ? GS_OK : GS_ERR_FORMAT);
		memcpy(text, armored, len);
		memset(text + len, ' ', space);
		assert_int_equal(open_it(text, len + space),
		    space <= 1024 ? GS_OK : GS_ERR_FORMAT);
	}
	/* something in front, behind, an empty line, a line too long */
	memcpy(text + 1, armored, len);
	text[0] = 'x';
	assert_int_equal(open_it(text, len + 1), GS_ERR_FORMAT);
	memcpy(text, armored, len);
	text[len] = 'x';
	assert_int_equal(open_it(text, len + 1), GS_ERR_FORMAT);
	for (size_t i = 0; i <= begin; i++) {
		memcpy(text, armored, i);
		text[i] = '\n';
		memcpy(text + i + 1, armored + i, len - i);
		if (i > 0)
			assert_int_equal(open_it(text, len + 1),
			    GS_ERR_FORMAT);
		memcpy(text, armored, len);
		if (text[i] == '\n') {
			memmove(text + i, text + i + 1, len - i - 1);
			assert_int_equal(open_it(text, len - 1),
			    GS_ERR_FORMAT);
		}
	}
}

static void sealed_files_open_again(void **state)
{
	(void)state;
	static const size_t lens[] = {0, 1, 17, 65535, 65536, 65537, 131072,
	    200000};
	uint8_t ids[3][32], recipients[3][32], stranger[32];
	uint8_t *plain = malloc(200000), *file = NULL, *got = NULL;
	size_t file_len = 0, got_len = 0;

	assert_non_null(plain);
	randombytes_buf(plain, 200000);
	randombytes_buf(stranger, 32);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(gs_age_identity_new(ids[i]), GS_OK);
		gs_age_recipient(recipients[i], ids[i]);
	}
	for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
		size_t n = 1 + i % 3;
		assert_int_equal(gs_age_seal(&file, &file_len,
		    (const uint8_t (*)[32])recipients, n, plain, lens[i]),
		    GS_OK);
		assert_int_equal(file_len, gs_age_sealed_len(n, lens[i]));
		for (size_t k = 0; k < 3; k++) {
			int err = gs_age_open(&got, &got_len, ids[k], file,
			    file_len);
			assert_int_equal(err, k < n ? GS_OK : GS_ERR_DENIED);
			if (err != GS_OK)
				continue;
			assert_int_equal(got_len, lens[i]);
			assert_memory_equal(got, plain, got_len);
			gs_age_free(&got, got_len);
		}
		assert_int_equal(gs_age_open(&got, &got_len, stranger, file,
		    file_len), GS_ERR_DENIED);
		gs_age_free(&file, file_len);
		assert_null(file);
	}
	free(plain);
}

static void same_randomness_seals_the_same(void **state)
{
	(void)state;
	uint8_t random[GS_AGE_RANDOM_LEN(1)], *a = NULL, *b = NULL;
	const struct gs_span plain = {(const uint8_t *)PLAIN, strlen(PLAIN)};
	const uint8_t (*to)[32] = (const uint8_t (*)[32])recipient;
	size_t a_len = 0, b_len = 0;

	setup_keys();
	for (size_t i = 0; i < sizeof random; i++)
		random[i] = (uint8_t)i;
	assert_int_equal(gs_age_seal_derand(&a, &a_len, to, 1, plain, random),
	    GS_OK);
	for (size_t i = 0; i <= sizeof random; i++) {
		if (i < sizeof random)
			random[i] ^= 0x20;
		assert_int_equal(gs_age_seal_derand(&b, &b_len, to, 1, plain,
		    random), GS_OK);
		if (i < sizeof random)
			random[i] ^= 0x20;
		assert_int_equal(a_len, b_len);
		assert_int_equal(open_it(b, b_len), GS_OK);
		assert_int_equal(memcmp(a, b, a_len) == 0, i == sizeof random);
		gs_age_free(&b, b_len);
	}
	gs_age_free(&a, a_len);
}

static void limits_hold(void **state)
{
	(void)state;
	uint8_t low_order[1][32] = {{1}}, *out = NULL;
	const uint8_t (*to)[32] = (const uint8_t (*)[32])recipient;
	size_t len = 5;
	uint8_t *big = calloc(1, GS_AGE_PLAIN_MAX + 1);

	assert_non_null(big);
	setup_keys();
	assert_int_equal(gs_age_seal(&out, &len, to, 1, big,
	    GS_AGE_PLAIN_MAX + 1), GS_ERR_RANGE);
	assert_int_equal(gs_age_seal(&out, &len, to, 0, big, 1),
	    GS_ERR_RANGE);
	assert_int_equal(gs_age_seal(&out, &len, to,
	    GS_AGE_RECIPIENTS_MAX + 1, big, 1), GS_ERR_RANGE);
	assert_int_equal(gs_age_seal(&out, &len,
	    (const uint8_t (*)[32])low_order, 1, big, 1), GS_ERR_RULE);
	assert_true(out == NULL && len == 5);
	assert_int_equal(gs_age_seal(&out, &len, to, 1, big,
	    GS_AGE_PLAIN_MAX), GS_OK);
	uint8_t *got = NULL;
	size_t got_len = 0;
	assert_int_equal(gs_age_open(&got, &got_len, identity, out, len),
	    GS_OK);
	assert_int_equal(got_len, GS_AGE_PLAIN_MAX);
	gs_age_free(&got, got_len);
	gs_age_free(&out, len);
	free(big);
}

/* No change of any bit, no cut and no addition passes. */
static void mutants_are_rejected(void **state)
{
	(void)state;
	uint8_t *file = NULL, longer[400];
	const uint8_t (*to)[32] = (const uint8_t (*)[32])recipient;
	size_t len = 0;

	setup_keys();
	assert_int_equal(gs_age_seal(&file, &len, to, 1, PLAIN,
	    strlen(PLAIN)), GS_OK);
	assert_int_equal(open_it(file, len), GS_OK);
	for (size_t i = 0; i < len * 8; i++) {
		file[i / 8] ^= (uint8_t)(1 << i % 8);
		assert_int_not_equal(open_it(file, len), GS_OK);
		file[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	for (size_t i = 0; i < len; i++)
		assert_int_not_equal(open_it(file, i), GS_OK);
	for (size_t i = 0; i <= len; i++)
		for (unsigned c = 0; c < 256; c += 5) {
			memcpy(longer, file, i);
			longer[i] = (uint8_t)c;
			memcpy(longer + i + 1, file + i, len - i);
			assert_int_not_equal(open_it(longer, len + 1), GS_OK);
		}
	gs_age_free(&file, len);
}

/* --- files put together by hand, by another HKDF than the one under test -- */

static const uint8_t file_key[16 + 1] = "YELLOW SUBMARINE";

static void derive(uint8_t out[32], const uint8_t *salt, size_t salt_len,
    const char *info)
{
	uint8_t prk[32], expand[40];
	crypto_auth_hmacsha256_state st;
	crypto_auth_hmacsha256_init(&st, salt, salt_len);
	crypto_auth_hmacsha256_update(&st, file_key, 16);
	crypto_auth_hmacsha256_final(&st, prk);

	memcpy(expand, info, strlen(info));
	expand[strlen(info)] = 1;
	crypto_auth_hmacsha256(out, expand, strlen(info) + 1, prk);
}

static size_t forge_header(uint8_t *out, size_t max, const char *stanzas)
{
	uint8_t key[32], mac[32];
	char text[45];
	struct gs_writer w = gs_writer_of(out, max);

	gs_write_text(&w, "age-encryption.org/v1\n");
	gs_write_text(&w, stanzas);
	gs_write_text(&w, "---");
	derive(key, (const uint8_t *)"", 0, "header");
	crypto_auth_hmacsha256(mac, out, w.len, key);
	sodium_bin2base64(text, sizeof text, mac, 32,
	    sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	gs_write_text(&w, " ");
	gs_write_text(&w, text);
	gs_write_text(&w, "\n");
	assert_int_equal(gs_writer_end(&w), GS_OK);
	return w.len;
}

struct piece {
	const uint8_t *ptr;
	size_t len;
	uint8_t flag;
};

static size_t forge_payload(uint8_t *out, const struct piece *pieces,
    size_t count)
{
	uint8_t key[32], nonce[12] = {0};
	size_t len = 16;

	memset(out, 0x33, 16);
	derive(key, out, 16, "payload");
	for (size_t i = 0; i < count; i++) {
		nonce[10] = (uint8_t)i;
		nonce[11] = pieces[i].flag;
		crypto_aead_chacha20poly1305_ietf_encrypt(out + len, NULL,
		    pieces[i].ptr, pieces[i].len, NULL, 0, NULL, nonce, key);
		len += pieces[i].len + 16;
	}
	return len;
}

/* A stanza for `identity` that wraps the file key above. */
static void good_stanza(char out[120])
{
	uint8_t random[GS_AGE_RANDOM_LEN(1)] = {0}, *file = NULL;
	size_t len = 0, head = strlen("age-encryption.org/v1\n");

	memcpy(random, file_key, 16);
	random[40] = 5;
	setup_keys();
	assert_int_equal(gs_age_seal_derand(&file, &len,
	    (const uint8_t (*)[32])recipient, 1, (struct gs_span){NULL, 0},
	    random), GS_OK);
	memcpy(out, file + head, 98);
	out[98] = '\0';
	gs_age_free(&file, len);
}

static int open_with(const char *stanzas)
{
	static uint8_t file[70000];
	const struct piece only = {(const uint8_t *)PLAIN, strlen(PLAIN), 1};
	size_t len = forge_header(file, sizeof file - 200, stanzas);

	return open_it(file, len + forge_payload(file + len, &only, 1));
}

#define SHARE "TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc"
#define BODY "hjabGXwSLQ9c3S6Lw2i+S2Tu2fiwQHHslbBN6B41FLE\n"
#define COLUMNS_64 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static void stanzas_are_strict(void **state)
{
	(void)state;
	static const struct {
		const char *before, *after; /* the good stanza */
		int err;
	} cases[] = {
	    {"", "", GS_OK},
	    {"-> X25519 " SHARE "\n" BODY, "", GS_OK}, /* another's */
	    {"", "-> X25519 " SHARE "\n" BODY, GS_OK},
	    {"-> some-thing a b {}~!\n\n", "", GS_OK},
	    {"-> x25519 " SHARE "\n" BODY, "", GS_OK}, /* an unknown type */
	    {"-> a\n" COLUMNS_64 "\n\n", "", GS_OK},
	    {"-> a\n" COLUMNS_64 "\nAAAA\n", "-> b\nAA\n", GS_OK},
	    {"-> a\n" COLUMNS_64 "\n", "", GS_ERR_FORMAT}, /* no end of body */
	    {"-> a\n" COLUMNS_64 "A\n", "", GS_ERR_FORMAT},
	    {"-> a\nAAB\n", "", GS_ERR_FORMAT}, /* trailing bits */
	    {"-> a\nAA==\n", "", GS_ERR_FORMAT},
	    {"-> a\nA\n", "", GS_ERR_FORMAT},
	    {"-> a\nAA\r\n", "", GS_ERR_FORMAT},
	    {"->\n\n", "", GS_ERR_FORMAT},
	    {"-> \n\n", "", GS_ERR_FORMAT},
	    {"->  a\n\n", "", GS_ERR_FORMAT},
	    {"-> a \n\n", "", GS_ERR_FORMAT},
	    {"-> a  b\n\n", "", GS_ERR_FORMAT},
	    {"-> a\tb\n\n", "", GS_ERR_FORMAT},
	    {"-> a \xc3\xa9\n\n", "", GS_ERR_FORMAT},
	    {"-- a\n\n", "", GS_ERR_FORMAT},
	    {"\n", "", GS_ERR_FORMAT},
	    {"", "\n", GS_ERR_FORMAT},
	    {"-> X25519\n" BODY, "", GS_ERR_FORMAT},
	    {"-> X25519 " SHARE " x\n" BODY, "", GS_ERR_FORMAT},
	    {"-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCd\n" BODY,
	        "", GS_ERR_FORMAT}, /* trailing bits in the share */
	    {"-> X25519 " SHARE "=\n" BODY, "", GS_ERR_FORMAT},
	    {"-> X25519 AAAA\n" BODY, "", GS_ERR_FORMAT},
	    {"-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCcA\n" BODY,
	        "", GS_ERR_FORMAT},
	    {"-> X25519 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" BODY,
	        "", GS_ERR_FORMAT}, /* of low order */
	    {"", "-> X25519 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
	        BODY, GS_ERR_FORMAT},
	    {"-> X25519 " SHARE "\nAAAA\n", "", GS_ERR_FORMAT},
	    {"-> X25519 " SHARE "\n" COLUMNS_64 "\n\n", "", GS_ERR_FORMAT},
	    {"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10\n" BODY, "", GS_ERR_FORMAT},
	    {"", "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10\n" BODY, GS_ERR_FORMAT},
	};
	char good[120], stanzas[1000];

	good_stanza(good);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(stanzas, sizeof stanzas, "%s%s%s", cases[i].before,
		    good, cases[i].after);
		assert_int_equal(open_with(stanzas), cases[i].err);
	}
	assert_int_equal(open_with("-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10\n"
	    BODY), GS_ERR_DENIED);
	assert_int_equal(open_with("-> X25519 " SHARE "\n" BODY),
	    GS_ERR_DENIED);
	assert_int_equal(open_with(""), GS_ERR_FORMAT);
}

static void header_is_bounded(void **state)
{
	(void)state;
	static char stanzas[69000];
	char good[120];
	size_t len = 0, mac = strlen("age-encryption.org/v1\n") + 4 + 44;

	good_stanza(good);
	while (len + 6 + 98 + mac <= GS_AGE_HEADER_MAX) {
		memcpy(stanzas + len, "-> a\n\n", 6);
		len += 6;
	}
	memcpy(stanzas + len, good, 99);
	assert_int_equal(open_with(stanzas), GS_OK);
	memcpy(stanzas + len, "-> a\n\n", 6);
	memcpy(stanzas + len + 6, good, 99);
	assert_int_equal(open_with(stanzas), GS_ERR_FORMAT);
}

static void payload_chunks_are_strict(void **state)
{
	(void)state;
	static uint8_t file[400000], full[65536];
	char good[120];

	good_stanza(good);
	const struct piece f0 = {full, 65536, 0}, f1 = {full, 65536, 1};
	const struct piece e0 = {full, 0, 0}, e1 = {full, 0, 1};
	const struct piece s0 = {full, 9, 0}, s1 = {full, 9, 1};
	const struct {
		struct piece pieces[3];
		size_t count;
		int err;
	} cases[] = {
	    {{f1}, 1, GS_OK},
	    {{e1}, 1, GS_OK},
	    {{f0, s1}, 2, GS_OK},
	    {{f0, f0, f1}, 3, GS_OK},
	    {{f0, e1}, 2, GS_ERR_SIGNATURE}, /* empty, but not alone */
	    {{f0}, 1, GS_ERR_SIGNATURE},     /* no final chunk */
	    {{s0}, 1, GS_ERR_SIGNATURE},
	    {{e0}, 1, GS_ERR_SIGNATURE},
	    {{s1, s1}, 2, GS_ERR_SIGNATURE}, /* goes on after the end */
	    {{f1, s1}, 2, GS_ERR_SIGNATURE},
	    {{f1, f1}, 2, GS_ERR_SIGNATURE},
	    {{f0, s0}, 2, GS_ERR_SIGNATURE},
	    {{f0, s0, s1}, 3, GS_ERR_SIGNATURE}, /* short in the middle */
	    {{f0}, 0, GS_ERR_SIGNATURE},     /* a nonce and nothing more */
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint8_t *plain = NULL;
		size_t n = 0, head = forge_header(file, 1000, good);
		size_t len = head + forge_payload(file + head,
		    cases[i].pieces, cases[i].count);
		assert_int_equal(gs_age_open(&plain, &n, identity, file, len),
		    cases[i].err);
		gs_age_free(&plain, n);
		/* one byte more, one less, the nonce cut */
		file[len] = 0;
		assert_int_not_equal(gs_age_open(&plain, &n, identity, file,
		    len + 1), GS_OK);
		assert_int_not_equal(gs_age_open(&plain, &n, identity, file,
		    len - 1), GS_OK);
		assert_int_equal(gs_age_open(&plain, &n, identity, file,
		    head + 15), GS_ERR_FORMAT);
	}
}

static void chunks_cannot_be_reordered(void **state)
{
	(void)state;
	static uint8_t plain[3 * 65536], keep[65552];
	uint8_t *file = NULL, *out = NULL;
	size_t len = 0, n = 0;

	setup_keys();
	assert_int_equal(gs_age_seal(&file, &len,
	    (const uint8_t (*)[32])recipient, 1, plain, sizeof plain), GS_OK);
	uint8_t *at = file + len - 3 * 65552;
	memcpy(keep, at, 65552);
	memcpy(at, at + 65552, 65552);
	memcpy(at + 65552, keep, 65552);
	assert_int_equal(gs_age_open(&out, &n, identity, file, len),
	    GS_ERR_SIGNATURE);
	assert_int_equal(gs_age_open(&out, &n, identity, file, len - 65552),
	    GS_ERR_SIGNATURE);
	gs_age_free(&file, len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_agree_with_age_keygen),
		cmocka_unit_test(bech32_is_strict),
		cmocka_unit_test(armor_is_strict),
		cmocka_unit_test(sealed_files_open_again),
		cmocka_unit_test(same_randomness_seals_the_same),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(mutants_are_rejected),
		cmocka_unit_test(stanzas_are_strict),
		cmocka_unit_test(header_is_bounded),
		cmocka_unit_test(payload_chunks_are_strict),
		cmocka_unit_test(chunks_cannot_be_reordered),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("age", tests, NULL, NULL);
}
