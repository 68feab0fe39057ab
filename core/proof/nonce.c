/* SPDX-License-Identifier: Apache-2.0 */
#include "core/proof/nonce.h"

#include <string.h>

#include "core/bytes.h"

void gs_nonce_start(struct gs_nonce_key *key,
    const uint8_t fresh[GS_NONCE_LEN], const struct gs_secret *secret,
    const struct gs_span *rest, size_t nrest)
{
	static const char label[] = "gainsay/v1/nonce";
	uint8_t len[4];
	struct gs_span parts[5 + GS_NONCE_PARTS] = {{len, 4},
	    {(const uint8_t *)label, sizeof label - 1}, {fresh, GS_NONCE_LEN},
	    {secret->x, 32}, {secret->y, 32}};

	size_t n = 5;

	gs_put_u32(len, (uint32_t)(sizeof label - 1));
	for (size_t i = 0; i < nrest && i < GS_NONCE_PARTS; i++)
		if (rest[i].len != 0)
			parts[n++] = rest[i];

	gs_host_sha512(key->k, parts, n);
}

void gs_nonce_get(struct gs_sc *r, const struct gs_nonce_key *key,
    const char *name, unsigned j, unsigned i)
{
	uint8_t wide[64], len[4];
	const uint8_t index[2] = {(uint8_t)j, (uint8_t)i};
	const struct gs_span parts[] = {{key->k, 64}, {len, 4},
	    {(const uint8_t *)name, strlen(name)}, {index, 2}};
	gs_put_u32(len, (uint32_t)parts[2].len);

	gs_host_sha512(wide, parts, 4);
	gs_sc_from_wide(r, wide);
	gs_host_wipe(wide, sizeof wide);
}
