/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/signed_note.h"

#include <string.h>

bool gs_note_name_valid(const void *name, size_t len)
{
	const uint8_t *p = name;

	if (len == 0 || len > GS_NOTE_NAME_MAX)
		return false;

	for (size_t i = 0; i < len; i++)
		if (p[i] <= ' ' || p[i] >= 0x7f || p[i] == '+')
			return false;
	return true;
}

void gs_note_key_id(uint8_t id[GS_NOTE_KEY_ID], struct gs_span name,
    enum gs_key_type type, const uint8_t key[32])
{
	uint8_t middle[2] = {'\n', (uint8_t)type}, hash[32];
	const struct gs_span parts[] = {name, {middle, 2}, {key, 32}};

	gs_host_sha256(hash, parts, 3);
	memcpy(id, hash, GS_NOTE_KEY_ID);
}

void gs_note_checkpoint(struct gs_writer *w, struct gs_span origin,
    uint64_t size, const uint8_t root[32])
{
	gs_write_bytes(w, origin.ptr, origin.len);
	gs_write_text(w, "\n");
	gs_write_decimal(w, size);
	gs_write_text(w, "\n");
	gs_write_base64(w, root, 32);
	gs_write_text(w, "\n");
}

void gs_note_cosigned_head(struct gs_writer *w, uint64_t time)
{
	gs_write_text(w, "cosignature/v1\ntime ");
	gs_write_decimal(w, time);
	gs_write_text(w, "\n");
}
