/* SPDX-License-Identifier: Apache-2.0 */
/* What fe.h says of constants and bytes, for limbs of 26 and 25 bits. */
#include "core/group/fe.h"

const struct gs_fe gs_fe_d = {{
    0x35978a3, 0x0d37284, 0x3156ebd, 0x06a0a0e, 0x001c029,
    0x179e898, 0x3a03cbb, 0x1ce7198, 0x2e2b6ff, 0x1480db3}};
const struct gs_fe gs_fe_2d = {{
    0x2b2f159, 0x1a6e509, 0x22add7a, 0x0d4141d, 0x0038052,
    0x0f3d130, 0x3407977, 0x19ce331, 0x1c56dff, 0x0901b67}};
const struct gs_fe gs_fe_sqrt_m1 = {{
    0x20ea0b0, 0x186c9d2, 0x08f189d, 0x035697f, 0x0bd0c60,
    0x1fbd7a7, 0x2804c9e, 0x1e16569, 0x004fc1d, 0x0ae0c92}};
const struct gs_fe gs_fe_sqrt_ad_minus_one = {{
    0x17b2e1b, 0x1fda812, 0x297afd2, 0x060dbc2, 0x2be7638,
    0x1f5d1fd, 0x27e6498, 0x11581e7, 0x3f2b834, 0x0dda4c6}};
const struct gs_fe gs_fe_invsqrt_a_minus_d = {{
    0x05d40ea, 0x03f6aa0, 0x257d339, 0x0bad20b, 0x274bc58,
    0x001d840, 0x13dc8ff, 0x19442d8, 0x05cfaff, 0x1e1b224}};
const struct gs_fe gs_fe_one_minus_d_sq = {{
    0x05fc176, 0x1027065, 0x2a1fc4f, 0x1c66af1, 0x0b20684,
    0x070dfe4, 0x255eedf, 0x01af332, 0x28b2b3e, 0x00a41ca}};
const struct gs_fe gs_fe_d_minus_one_sq = {{
    0x0ed4d20, 0x156aa91, 0x3332635, 0x16580f0, 0x34a7928,
    0x09b4eeb, 0x26997a9, 0x048299b, 0x3af66c2, 0x165a2cd}};

/* The bit where limb i begins: 25.5 i, rounded up. */
static unsigned limb_start(unsigned i)
{
	return (51 * i + 1) / 2;
}

void gs_fe_from_bytes(struct gs_fe *r, const uint8_t in[32])
{
	uint64_t w[5] = {0};

	for (unsigned i = 0; i < 32; i++)
		w[i / 8] |= (uint64_t)in[i] << (8 * (i % 8));

	for (unsigned i = 0; i < 10; i++) {
		unsigned at = limb_start(i) / 64, shift = limb_start(i) % 64;
		uint64_t v = w[at] >> shift;

		if (shift > 32)
			v |= w[at + 1] << (64 - shift);
		r->v[i] = (uint32_t)v & GS_FE_MASK(i);
	}
}

void gs_fe_to_bytes(uint8_t out[32], const struct gs_fe *a)
{
	struct gs_fe t = *a;
	uint64_t w[5] = {0};

	/* Twice: after the first, limb 9 may pass 2^25 by a carry. */
	gs_fe_carry(&t);
	gs_fe_carry(&t);

	/* t < 2p: it is p or more exactly if t + 19 reaches 2^255. */
	uint32_t over = 19;
	for (unsigned i = 0; i < 10; i++)
		over = (t.v[i] + over) >> GS_FE_BITS(i);

	t.v[0] += 19 * over;
	for (unsigned i = 0; i < 9; i++) {
		t.v[i + 1] += t.v[i] >> GS_FE_BITS(i);
		t.v[i] &= GS_FE_MASK(i);
	}
	t.v[9] &= GS_FE_MASK(9);

	for (unsigned i = 0; i < 10; i++) {
		unsigned at = limb_start(i) / 64, shift = limb_start(i) % 64;
		w[at] |= (uint64_t)t.v[i] << shift;
		if (shift > 32)
			w[at + 1] |= (uint64_t)t.v[i] >> (64 - shift);
	}

	for (unsigned i = 0; i < 32; i++)
		out[i] = (uint8_t)(w[i / 8] >> (8 * (i % 8)));
}
