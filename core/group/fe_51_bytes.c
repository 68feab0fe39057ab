/* SPDX-License-Identifier: Apache-2.0 */
/* What fe.h says of constants and bytes, for limbs of 51 bits. */
#include "core/group/fe.h"

const struct gs_fe gs_fe_d = {{0x34dca135978a3, 0x1a8283b156ebd,
    0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff}};
const struct gs_fe gs_fe_2d = {{0x69b9426b2f159, 0x35050762add7a,
    0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff}};
const struct gs_fe gs_fe_sqrt_m1 = {{0x61b274a0ea0b0, 0xd5a5fc8f189d,
    0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d}};
const struct gs_fe gs_fe_sqrt_ad_minus_one = {{0x7f6a0497b2e1b,
    0x1836f0a97afd2, 0x7d747f6be7638, 0x456079e7e6498, 0x376931bf2b834}};
const struct gs_fe gs_fe_invsqrt_a_minus_d = {{0xfdaa805d40ea,
    0x2eb482e57d339, 0x7610274bc58, 0x6510b613dc8ff, 0x786c8905cfaff}};
const struct gs_fe gs_fe_one_minus_d_sq = {{0x409c1945fc176,
    0x719abc6a1fc4f, 0x1c37f90b20684, 0x6bccca55eedf, 0x29072a8b2b3e}};
const struct gs_fe gs_fe_d_minus_one_sq = {{0x55aaa44ed4d20,
    0x59603c3332635, 0x26d3baf4a7928, 0x120a66e6997a9, 0x5968b37af66c2}};

static uint64_t load_little_endian(const uint8_t *p)
{
	uint64_t v = 0;

	for (int i = 7; i >= 0; i--)
		v = v << 8 | p[i];

	return v;
}

void gs_fe_from_bytes(struct gs_fe *r, const uint8_t in[32])
{
	r->v[0] = load_little_endian(in) & GS_FE_MASK;
	r->v[1] = load_little_endian(in + 6) >> 3 & GS_FE_MASK;
	r->v[2] = load_little_endian(in + 12) >> 6 & GS_FE_MASK;
	r->v[3] = load_little_endian(in + 19) >> 1 & GS_FE_MASK;
	r->v[4] = load_little_endian(in + 24) >> 12 & GS_FE_MASK;
}

void gs_fe_to_bytes(uint8_t out[32], const struct gs_fe *a)
{
	struct gs_fe t = *a;

	/* Twice: after the first, limb 4 may pass 2^51 by a carry. */
	gs_fe_carry(&t);
	gs_fe_carry(&t);

	/* t < 2p: it is p or more exactly if t + 19 reaches 2^255. */
	uint64_t over = (t.v[0] + 19) >> 51;
	for (int i = 1; i < 5; i++)
		over = (t.v[i] + over) >> 51;

	t.v[0] += 19 * over;
	for (int i = 0; i < 4; i++) {
		t.v[i + 1] += t.v[i] >> 51;
		t.v[i] &= GS_FE_MASK;
	}
	t.v[4] &= GS_FE_MASK;

	uint64_t w[4] = {t.v[0] | t.v[1] << 51, t.v[1] >> 13 | t.v[2] << 38,
	    t.v[2] >> 26 | t.v[3] << 25, t.v[3] >> 39 | t.v[4] << 12};

	for (int i = 0; i < 32; i++)
		out[i] = (uint8_t)(w[i / 8] >> (8 * (i % 8)));
}
