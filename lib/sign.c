/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/sign.h"

#include <sodium.h>

int gs_record_countersign(struct gs_record_writer *w, const char *role,
    const uint8_t secret[64], size_t signed_len)
{
	uint8_t signature[GS_SIGNATURE_LEN];

	if (gs_writer_end(&w->w) != GS_OK || signed_len > w->w.len)
		return GS_ERR_SPACE;
	if (crypto_sign_detached(signature, NULL, w->w.ptr, signed_len,
	        secret) != 0)
		return GS_ERR_INTERNAL;
	gs_record_line(w, "signature", gs_part_word(role),
	    gs_part_bytes(signature, sizeof signature));
	return GS_OK;
}

int gs_record_sign(struct gs_record_writer *w, const char *role,
    const uint8_t secret[64], struct gs_arena *arena)
{
	int err = gs_record_countersign(w, role, secret, w->w.len);

	return err == GS_OK ? gs_record_end(w, arena) : err;
}
