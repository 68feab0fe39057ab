/* SPDX-License-Identifier: Apache-2.0 */
/* What a member proof is bound to (docs/spec/commitments.md, "Scopes and
 * messages"). */
#include <string.h>

#include "core/bytes.h"
#include "core/memo/memo.h"

static struct gs_writer start_scope(uint8_t *out, size_t max, const char *act,
    const uint8_t channel[32])
{
	struct gs_writer w = gs_writer_of(out, max);

	gs_write_lv_text(&w, "gainsay/v1");
	gs_write_lv_text(&w, act);
	gs_write_lv(&w, channel, 32);

	return w;
}

/* `w` holds the whole text. */
static int end_text(size_t *len, const struct gs_writer *w)
{
	int err = gs_writer_end(w);

	if (err == GS_OK)
		*len = w->len;
	return err;
}

int gs_scope_memo(uint8_t *out, size_t *len, size_t max,
    const uint8_t channel[32], const uint8_t memo[32])
{
	struct gs_writer w = start_scope(out, max, "endorse", channel);

	gs_write_lv(&w, memo, 32);
	return end_text(len, &w);
}

int gs_scope_file(uint8_t *out, size_t *len, size_t max,
    const uint8_t channel[32], const uint8_t roll[32], uint32_t slot)
{
	struct gs_writer w = start_scope(out, max, "file", channel);

	gs_write_lv(&w, roll, 32);
	gs_write_u32(&w, slot);
	return end_text(len, &w);
}

int gs_scope_resupply(uint8_t *out, size_t *len, size_t max,
    const uint8_t channel[32], const uint8_t memo[32], uint32_t unreadable)
{
	struct gs_writer w = start_scope(out, max, "resupply", channel);

	gs_write_lv(&w, memo, 32);
	gs_write_u32(&w, unreadable);
	return end_text(len, &w);
}

int gs_scope_box(uint8_t *out, size_t *len, size_t max,
    const uint8_t channel[32], const uint8_t roll[32],
    const struct gs_box_turn *turn)
{
	struct gs_writer w = start_scope(out, max, "box", channel);

	gs_write_lv(&w, roll, 32);
	gs_write_u32(&w, turn->week);
	gs_write_u32(&w, turn->slot);
	return end_text(len, &w);
}

int gs_scope_reading(uint8_t *out, size_t *len, size_t max,
    const uint8_t channel[32], const uint8_t roll[32])
{
	struct gs_writer w = start_scope(out, max, "reading", channel);

	gs_write_lv(&w, roll, 32);
	return end_text(len, &w);
}

int gs_message(uint8_t *out, size_t *len, size_t max, const char *act,
    const uint8_t about[32], const uint8_t *hash)
{
	struct gs_writer w = gs_writer_of(out, max);

	gs_write_lv_text(&w, act);
	gs_write_bytes(&w, about, 32);
	if (hash != NULL)
		gs_write_bytes(&w, hash, 32);
	return end_text(len, &w);
}

void gs_reveals_hash(uint8_t digest[32], const uint8_t (*reveals)[32],
    size_t count)
{
	const struct gs_span all = {count == 0 ? NULL : reveals[0],
	    count * 32};

	gs_host_sha256(digest, &all, 1);
}

void gs_reveals_digest(uint8_t digest[32], const struct gs_record *rec)
{
	/* SHA-256 of no bytes: most acts of a long log reveal nothing. */
	static const uint8_t nothing[32] = {
		0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14,
		0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
		0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c,
		0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55};
	struct gs_span parts[GS_REVEALS_MAX];
	const struct gs_value *v = NULL;
	size_t n = 0;

	while (n < GS_REVEALS_MAX &&
	    (v = gs_record_value(rec, "reveal", n)) != NULL)
		parts[n++] = (struct gs_span){v->parts[0].ptr, 32};
	if (n == 0)
		memcpy(digest, nothing, 32);
	else
		gs_host_sha256(digest, parts, n);
}
