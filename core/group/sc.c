/* SPDX-License-Identifier: Apache-2.0 */
#include "core/group/sc.h"

#include "core/ct.h"

__extension__ typedef unsigned __int128 u128;

static const uint64_t order[4] = {
    0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000};
#define ORDER_INV UINT64_C(0xd2b51da312547e1b) /* -1/q mod 2^64 */

/* 2^256, 2^512 and 2^768 mod q. */
const struct gs_sc gs_sc_one = {{0xd6ec31748d98951d, 0xc6ef5bf4737dcf70,
    0xfffffffffffffffe, 0x0fffffffffffffff}};
static const struct gs_sc r2 = {{0xa40611e3449c0f01, 0xd00e1ba768859347,
    0xceec73d217f5be65, 0x0399411b7c309a3d}};
static const struct gs_sc r3 = {{0x2a9e49687b83a2db, 0x278324e6aef7f3ec,
    0x8065dc6c04ec5b65, 0x0e530b773599cec7}};

/* r = a - q if a >= q, else a; for a < 2q.  Returns the borrow: 1 if a < q. */
static uint64_t subtract_order(uint64_t r[4], const uint64_t a[4])
{
	uint64_t d[4], borrow = 0;

	for (int i = 0; i < 4; i++) {
		u128 x = (u128)a[i] - order[i] - borrow;
		d[i] = (uint64_t)x;
		borrow = (uint64_t)(x >> 64) & 1;
	}

	uint64_t keep = gs_ct_mask(borrow);
	for (int i = 0; i < 4; i++)
		r[i] = gs_ct_select(keep, a[i], d[i]);

	return borrow;
}

/* The low word of a * b + t + *carry, whose high word is carried on: at most
 * (2^64 - 1)^2 + 2 * (2^64 - 1) = 2^128 - 1. */
static inline uint64_t muladd_word(uint64_t *carry, uint64_t a, uint64_t b,
    uint64_t t)
{
	u128 x = (u128)a * b + t + *carry;

	*carry = (uint64_t)(x >> 64);
	return (uint64_t)x;
}

/* t = (t + m * q) / 2^64 for the m that makes it whole.  Of q two words take a
 * product; the third is zero and the last 2^60.  t of five words below
 * 2q + 2^64 * q comes below 2q: (2q + 2^64 * q + (2^64 - 1) * q) / 2^64 < 2q.
 * m * 2^60 and two words more are below 2^125. */
static inline void drop_word(uint64_t t[5])
{
	const uint64_t m = t[0] * ORDER_INV;
	uint64_t carry = 0;

	(void)muladd_word(&carry, m, order[0], t[0]);
	t[0] = muladd_word(&carry, m, order[1], t[1]);

	u128 x = (u128)t[2] + carry;
	t[1] = (uint64_t)x;
	x = (x >> 64) + t[3] + ((u128)m << 60);
	t[2] = (uint64_t)x;
	x = (x >> 64) + t[4];
	t[3] = (uint64_t)x;
	t[4] = (uint64_t)(x >> 64);
}

/* a * b / 2^256 mod q, a word of a at a time.  With b < q, t is below 2q before
 * a word and after it. */
static void montgomery_mul(struct gs_sc *r, const uint64_t a[4],
    const uint64_t b[4])
{
	uint64_t t[5] = {0};

	for (int i = 0; i < 4; i++) {
		uint64_t carry = 0;

		t[0] = muladd_word(&carry, a[i], b[0], t[0]);
		t[1] = muladd_word(&carry, a[i], b[1], t[1]);
		t[2] = muladd_word(&carry, a[i], b[2], t[2]);
		t[3] = muladd_word(&carry, a[i], b[3], t[3]);
		t[4] += carry; /* t < 2q + 2^64 * q: five words */

		drop_word(t);
	}

	(void)subtract_order(r->v, t);
}

static uint64_t word_of_bytes(const uint8_t *p)
{
	uint64_t v = 0;

	for (int i = 7; i >= 0; i--)
		v = v << 8 | p[i];

	return v;
}

static void words_of_bytes(uint64_t r[4], const uint8_t in[32])
{
	for (int i = 0; i < 4; i++)
		r[i] = word_of_bytes(in + 8 * i);
}

int gs_sc_decode(struct gs_sc *r, const uint8_t in[32])
{
	uint64_t a[4], t[4];

	words_of_bytes(a, in);
	uint64_t below = subtract_order(t, a);
	GS_DECLASSIFY(&below, sizeof below);

	if (!below) {
		*r = GS_SC_ZERO;
		return GS_ERR_FORMAT;
	}

	montgomery_mul(r, a, r2.v);
	return GS_OK;
}

void gs_sc_integer(uint64_t out[4], const struct gs_sc *a)
{
	uint64_t t[5] = {a->v[0], a->v[1], a->v[2], a->v[3], 0};

	for (int i = 0; i < 4; i++)
		drop_word(t);

	(void)subtract_order(out, t);
}

void gs_sc_encode(uint8_t out[32], const struct gs_sc *a)
{
	uint64_t t[4];

	gs_sc_integer(t, a);

	for (int i = 0; i < 32; i++)
		out[i] = (uint8_t)(t[i / 8] >> (8 * (i % 8)));
}

void gs_sc_from_wide(struct gs_sc *r, const uint8_t in[64])
{
	uint64_t half[4];
	struct gs_sc low, high;

	words_of_bytes(half, in);
	montgomery_mul(&low, half, r2.v);

	words_of_bytes(half, in + 32);
	montgomery_mul(&high, half, r3.v);

	gs_sc_add(r, &low, &high);
}

void gs_sc_from_16(struct gs_sc *r, const uint8_t in[16])
{
	const uint64_t a[4] = {word_of_bytes(in), word_of_bytes(in + 8), 0, 0};

	montgomery_mul(r, a, r2.v);
}

uint64_t gs_sc_is_zero(const struct gs_sc *a)
{
	return gs_ct_is_zero(a->v[0] | a->v[1] | a->v[2] | a->v[3]);
}

void gs_sc_add(struct gs_sc *r, const struct gs_sc *a, const struct gs_sc *b)
{
	uint64_t t[4];
	u128 x = 0;

	for (int i = 0; i < 4; i++) {
		x += (u128)a->v[i] + b->v[i];
		t[i] = (uint64_t)x;
		x >>= 64;
	}

	(void)subtract_order(r->v, t); /* 2q < 2^254 */
}

void gs_sc_sub(struct gs_sc *r, const struct gs_sc *a, const struct gs_sc *b)
{
	uint64_t t[4], borrow = 0;

	for (int i = 0; i < 4; i++) {
		u128 x = (u128)a->v[i] - b->v[i] - borrow;
		t[i] = (uint64_t)x;
		borrow = (uint64_t)(x >> 64) & 1;
	}

	uint64_t mask = gs_ct_mask(borrow);

	u128 x = 0;
	for (int i = 0; i < 4; i++) {
		x += (u128)t[i] + (order[i] & mask);
		r->v[i] = (uint64_t)x;
		x >>= 64;
	}
}

void gs_sc_mul(struct gs_sc *r, const struct gs_sc *a, const struct gs_sc *b)
{
	montgomery_mul(r, a->v, b->v);
}

void gs_sc_negate(struct gs_sc *r, const struct gs_sc *a)
{
	gs_sc_sub(r, &GS_SC_ZERO, a);
}

void gs_sc_muladd(struct gs_sc *r, const struct gs_sc *a,
    const struct gs_sc *b)
{
	struct gs_sc t;

	gs_sc_mul(&t, a, b);
	gs_sc_add(r, r, &t);
}
