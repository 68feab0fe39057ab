/* SPDX-License-Identifier: Apache-2.0 */
#include "core/group/hash.h"

#include <string.h>

#include "core/host.h"

#define BLOCK 128 /* of SHA-512 */

int gs_expand_message(uint8_t *out, size_t out_len, const uint8_t *msg,
    size_t msg_len, const uint8_t *dst, size_t dst_len)
{
	static const uint8_t pad[BLOCK] = {0};
	uint8_t b0[64], b[64] = {0};

	if (dst_len > 255 || out_len > 255 * sizeof b)
		return GS_ERR_RANGE;

	const uint8_t suffix = (uint8_t)dst_len;
	const uint8_t length[3] = {(uint8_t)(out_len >> 8), (uint8_t)out_len,
	    0};

	const struct gs_span first[] = {{pad, BLOCK}, {msg, msg_len},
	    {length, 3}, {dst, dst_len}, {&suffix, 1}};
	gs_host_sha512(b0, first, 5);

	for (size_t done = 0, i = 1; done < out_len; i++) {
		const uint8_t index = (uint8_t)i;
		uint8_t mixed[64];

		for (size_t k = 0; k < sizeof mixed; k++)
			mixed[k] = b0[k] ^ b[k];

		const struct gs_span next[] = {{mixed, 64}, {&index, 1},
		    {dst, dst_len}, {&suffix, 1}};
		gs_host_sha512(b, next, 4);

		size_t n = out_len - done < 64 ? out_len - done : 64;
		memcpy(out + done, b, n);
		done += n;
	}

	return GS_OK;
}

void gs_hash_to_point(struct gs_point *r, const uint8_t *msg, size_t msg_len,
    const char *dst)
{
	uint8_t uniform[64] = {0};
	/* Cannot fail: every dst here is shorter than 255 bytes. */

	int err = gs_expand_message(uniform, sizeof uniform, msg, msg_len,
	    (const uint8_t *)dst, strlen(dst));
	(void)err;

	gs_point_from_uniform(r, uniform);
}
