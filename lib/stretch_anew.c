/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/stretch.h"

#include <sodium.h>

_Static_assert(GS_STRETCH_SALT == crypto_pwhash_argon2id_SALTBYTES,
    "Argon2id takes a salt of 16 bytes");

/* It fails only if there is not enough memory. */
int gs_stretch_anew(uint8_t out[GS_STRETCH_LEN],
    const struct gs_stretch *how, struct gs_span text)
{
	return crypto_pwhash_argon2id(out, GS_STRETCH_LEN,
	    (const char *)text.ptr, text.len, how->salt, how->passes,
	    (size_t)how->kib * 1024,
	    crypto_pwhash_argon2id_ALG_ARGON2ID13) == 0 ? GS_OK :
	    GS_ERR_MEMORY;
}
