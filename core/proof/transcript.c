/* SPDX-License-Identifier: Apache-2.0 */
#include "core/proof/transcript.h"

#include <string.h>

#include "core/bytes.h"

static struct gs_span text_span(const char *text)
{
	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

void gs_transcript_start(struct gs_transcript *t, const char *label)
{
	uint8_t len[4];
	const struct gs_span parts[] = {{len, 4}, text_span(label)};

	gs_put_u32(len, (uint32_t)parts[1].len);
	gs_host_sha512(t->state, parts, 2);
}

void gs_transcript_absorb_parts(struct gs_transcript *t, const char *name,
    const struct gs_span *parts, size_t nparts)
{
	uint8_t old[64], name_len[4], data_len[4];
	struct gs_span all[4 + GS_ABSORB_PARTS] = {{old, 64}, {name_len, 4},
	    text_span(name), {data_len, 4}};
	size_t n = 4, len = 0;

	for (size_t i = 0; i < nparts && i < GS_ABSORB_PARTS; i++) {
		len += parts[i].len;
		if (parts[i].len != 0)
			all[n++] = parts[i];
	}

	memcpy(old, t->state, 64);
	gs_put_u32(name_len, (uint32_t)all[2].len);
	gs_put_u32(data_len, (uint32_t)len); /* callers check */

	gs_host_sha512(t->state, all, n);
}

void gs_transcript_absorb(struct gs_transcript *t, const char *name,
    const void *data, size_t len)
{
	const struct gs_span part = {data, len};

	gs_transcript_absorb_parts(t, name, &part, 1);
}

void gs_transcript_absorb_roll(struct gs_transcript *t,
    const uint8_t root[32], uint64_t size)
{
	uint8_t n[8];
	const struct gs_span parts[] = {{root, 32}, {n, 8}};

	gs_put_u64(n, size);
	gs_transcript_absorb_parts(t, "roll", parts, 2);
}

void gs_transcript_challenge(struct gs_sc *c, struct gs_transcript *t,
    const char *name)
{
	uint8_t old[64], name_len[4];
	const struct gs_span parts[] = {{old, 64}, {name_len, 4},
	    text_span(name)};

	memcpy(old, t->state, 64);
	gs_put_u32(name_len, (uint32_t)parts[2].len);
	gs_host_sha512(t->state, parts, 3);

	gs_sc_from_wide(c, t->state);
}
