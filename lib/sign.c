/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/sign.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/host.h"

int gs_sign_secret(uint8_t secret[64], const uint8_t seed[32])
{
	uint8_t public[32];

	if (crypto_sign_seed_keypair(public, secret, seed) == 0)
		return GS_OK;
	gs_host_wipe(secret, 64);
	return GS_ERR_INTERNAL;
}

/* Over the text, `signature ` and the role: a key that somebody holds in two
 * roles, or in two records, signs for one alone. */
static int sign_as(uint8_t signature[GS_SIGNATURE_LEN], struct gs_span text,
    const char *role, const uint8_t secret[64])
{
	size_t max = text.len + 16 + strlen(role);
	uint8_t *buf = malloc(max);

	if (buf == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(buf, max);
	gs_write_bytes(&w, text.ptr, text.len);
	gs_write_text(&w, "signature ");
	gs_write_text(&w, role);

	int err = gs_writer_end(&w);
	if (err == GS_OK && crypto_sign_detached(signature, NULL, buf, w.len,
	        secret) != 0)
		err = GS_ERR_INTERNAL;
	free(buf);
	return err;
}

int gs_record_countersign(struct gs_record_writer *w, const char *role,
    const uint8_t secret[64], size_t signed_len)
{
	uint8_t signature[GS_SIGNATURE_LEN];

	int err = gs_writer_end(&w->w);
	if (err != GS_OK)
		return err;
	if (signed_len > w->w.len)
		return GS_ERR_INTERNAL;

	err = sign_as(signature, (struct gs_span){w->w.ptr, signed_len}, role,
	    secret);
	if (err != GS_OK)
		return err;
	gs_record_line(w, "signature", gs_part_word(role),
	    gs_part_bytes(signature, sizeof signature));
	return gs_writer_end(&w->w);
}

int gs_record_sign(struct gs_record_writer *w, const char *role,
    const uint8_t secret[64], struct gs_arena *arena)
{
	int err = gs_record_countersign(w, role, secret, w->w.len);

	return err == GS_OK ? gs_record_end(w, arena) : err;
}

int gs_record_sign_seed(struct gs_record_writer *w, const char *role,
    const uint8_t seed[32], const uint8_t expected[32],
    struct gs_arena *arena)
{
	uint8_t secret[64];

	int err = gs_writer_end(&w->w);
	if (err == GS_OK)
		err = gs_sign_secret(secret, seed);
	if (err != GS_OK)
		return err;

	/* libsodium keeps the public key behind the seed. */
	err = gs_bytes_equal(secret + 32, expected, 32) ?
	    gs_record_sign(w, role, secret, arena) : GS_ERR_MISMATCH;
	gs_host_wipe(secret, sizeof secret);
	return err;
}
