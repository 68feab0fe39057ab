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

int gs_scope_reading(uint8_t *out, size_t *len, size_t max,
    const uint8_t channel[32], const uint8_t roll[32])
{
	struct gs_writer w = start_scope(out, max, "reading", channel);

	gs_write_lv(&w, roll, 32);
	return end_text(len, &w);
}

int gs_message(uint8_t *out, size_t *len, size_t max, const char *act,
    const uint8_t memo[32])
{
	struct gs_writer w = gs_writer_of(out, max);

	gs_write_lv_text(&w, act);
	gs_write_bytes(&w, memo, 32);
	return end_text(len, &w);
}
