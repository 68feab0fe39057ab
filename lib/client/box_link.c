/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/box_link.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "lib/memo/seal.h"

#define FRAGMENT 43 /* 32 bytes in base64url without padding */
#define TAIL (5 + 64 + 1 + FRAGMENT) /* `/box/<memo id>#<fragment>` */
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define SEAL crypto_aead_xchacha20poly1305_ietf_ABYTES

_Static_assert(NONCE + SEAL == GS_BOX_SEALED_EXTRA,
    "the specification's numbers are libsodium's");

static int refuse_link(struct gs_report *report)
{
	gs_report_say(report, "link-form", "this is not the link to a box: it "
	    "has the form https://HOST/box/<64 hexadecimal digits>#<43 "
	    "characters>; copy the whole of it, or give @FILE");
	return GS_ERR_FORMAT;
}

static bool is_server(const uint8_t *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~' || text[i] == '#')
			return false;
	return len > 8 && len < GS_LINK_SERVER_MAX && text[len - 1] != '/' &&
	    (memcmp(text, "http://", 7) == 0 ||
	        memcmp(text, "https://", 8) == 0);
}

/* `/box/<memo id>#<fragment>`, TAIL bytes. */
static bool read_tail(struct gs_box_link *link, const uint8_t *p)
{
	char fragment[FRAGMENT + 1];
	const char *end = NULL;
	size_t n = 0;

	memcpy(fragment, p + TAIL - FRAGMENT, FRAGMENT);
	fragment[FRAGMENT] = '\0';
	bool good = memcmp(p, "/box/", 5) == 0 && p[5 + 64] == '#' &&
	    gs_hex_decode(link->memo, 32, p + 5, 64) == GS_OK &&
	    sodium_base642bin(link->key, 32, fragment, FRAGMENT, NULL, &n,
	        &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
	    n == 32 && end == fragment + FRAGMENT;
	gs_host_wipe(fragment, sizeof fragment);
	return good;
}

int gs_box_link_parse(struct gs_box_link *out, struct gs_report *report,
    const void *text, size_t len)
{
	struct gs_box_link link = {.server = ""};
	const uint8_t *p = text;

	if (len > 0 && p[len - 1] == '\n')
		len--;
	if (len < TAIL || !is_server(p, len - TAIL))
		return refuse_link(report);
	memcpy(link.server, p, len - TAIL);

	bool good = read_tail(&link, p + len - TAIL);
	if (good)
		*out = link;
	gs_host_wipe(&link, sizeof link);
	return good ? GS_OK : refuse_link(report);
}

void gs_box_link_write(struct gs_writer *w, const struct gs_box_link *link)
{
	char fragment[FRAGMENT + 1];

	(void)sodium_bin2base64(fragment, sizeof fragment, link->key, 32,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);

	gs_write_text(w, link->server);
	gs_write_text(w, "/box/");
	gs_write_hex(w, link->memo, 32);
	gs_write_text(w, "#");
	gs_write_text(w, fragment);
	gs_host_wipe(fragment, sizeof fragment);
}

/* SHA-256(lv("gainsay/v1/box") || lv(use) || key). */
static void derive_secret(uint8_t out[32], const struct gs_box_link *link,
    const char *use)
{
	uint8_t head[64];
	struct gs_writer w = gs_writer_of(head, sizeof head);

	gs_write_lv_text(&w, "gainsay/v1/box");
	gs_write_lv_text(&w, use);

	const struct gs_span parts[] = {{head, w.len}, {link->key, 32}};
	gs_host_sha256(out, parts, 2);
}

void gs_box_token(char out[65], const struct gs_box_link *link)
{
	uint8_t token[32];

	derive_secret(token, link, "token");
	(void)sodium_bin2hex(out, 65, token, sizeof token);
	gs_host_wipe(token, sizeof token);
}

void gs_box_owner(char out[65], const struct gs_box_link *link,
    const uint8_t seed[32])
{
	uint8_t head[64], token[32];
	struct gs_writer w = gs_writer_of(head, sizeof head);

	gs_write_lv_text(&w, "gainsay/v1/box");
	gs_write_lv_text(&w, "owner");
	gs_host_sha256(token, (const struct gs_span[]){{head, w.len},
	    {seed, 32}, {link->memo, 32}}, 3);
	(void)sodium_bin2hex(out, 65, token, sizeof token);
	gs_host_wipe(token, sizeof token);
}

void gs_box_file_key(uint8_t key[32], const struct gs_box_link *link)
{
	derive_secret(key, link, "file");
}

/* nonce || XChaCha20-Poly1305 with the memo id as additional data. */
static int seal_bytes(uint8_t **out, size_t *out_len, const uint8_t key[32],
    const uint8_t memo[32], struct gs_span bytes)
{
	if (bytes.len > SIZE_MAX - GS_BOX_SEALED_EXTRA)
		return GS_ERR_MEMORY;
	uint8_t *sealed = malloc(bytes.len + GS_BOX_SEALED_EXTRA);
	if (sealed == NULL)
		return GS_ERR_MEMORY;

	int err = gs_host_random(sealed, NONCE);
	if (err == GS_OK && crypto_aead_xchacha20poly1305_ietf_encrypt(
	        sealed + NONCE, NULL, bytes.ptr, bytes.len, memo, 32, NULL,
	        sealed, key) != 0)
		err = GS_ERR_INTERNAL;
	if (err != GS_OK) {
		free(sealed);
		return err;
	}

	*out = sealed;
	*out_len = bytes.len + GS_BOX_SEALED_EXTRA;
	return GS_OK;
}

static int open_bytes(uint8_t **out, size_t *out_len, const uint8_t key[32],
    const uint8_t memo[32], struct gs_span sealed)
{
	const uint8_t *p = sealed.ptr;

	if (sealed.len < GS_BOX_SEALED_EXTRA)
		return GS_ERR_FORMAT;
	uint8_t *plain = calloc(1, sealed.len - GS_BOX_SEALED_EXTRA + 1);
	if (plain == NULL)
		return GS_ERR_MEMORY;

	if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL,
	        p + NONCE, sealed.len - NONCE, memo, 32, p, key) != 0) {
		free(plain);
		return GS_ERR_DENIED;
	}

	*out = plain;
	*out_len = sealed.len - GS_BOX_SEALED_EXTRA;
	return GS_OK;
}

int gs_box_seal(uint8_t **out, size_t *out_len,
    const struct gs_box_link *link, const void *text, size_t len)
{
	uint8_t key[32];
	size_t padded_len = gs_padded_len(len);
	uint8_t *padded = calloc(1, padded_len);

	if (padded == NULL)
		return GS_ERR_MEMORY;
	if (len > 0)
		memcpy(padded, text, len);

	derive_secret(key, link, "seal");
	int err = seal_bytes(out, out_len, key, link->memo,
	    (struct gs_span){padded, padded_len});
	gs_host_wipe(key, sizeof key);
	gs_box_text_free(&padded, padded_len);
	return err;
}

int gs_box_open(uint8_t **text, size_t *text_len,
    const struct gs_box_link *link, const void *sealed, size_t len)
{
	uint8_t key[32];
	size_t padded_len = 0;

	derive_secret(key, link, "seal");
	int err = open_bytes(text, &padded_len, key, link->memo,
	    (struct gs_span){sealed, len});
	gs_host_wipe(key, sizeof key);
	if (err == GS_OK)
		*text_len = gs_unpadded_len(*text, padded_len);
	return err;
}

int gs_box_file_seal(uint8_t **out, size_t *out_len,
    const struct gs_box_link *link, struct gs_span file)
{
	uint8_t key[32];

	gs_box_file_key(key, link);
	int err = seal_bytes(out, out_len, key, link->memo, file);
	gs_host_wipe(key, sizeof key);
	return err;
}

int gs_box_file_open(uint8_t **file, size_t *file_len, const uint8_t memo[32],
    const uint8_t key[32], struct gs_span sealed)
{
	return open_bytes(file, file_len, key, memo, sealed);
}

void gs_box_text_free(uint8_t **text, size_t len)
{
	if (*text == NULL)
		return;
	gs_host_wipe(*text, len);
	free(*text);
	*text = NULL;
}
