/* SPDX-License-Identifier: Apache-2.0 */
/* fe.h in five limbs of 51 bits, for machines with a product of 64 by 64 bits
 * to 128.  A value is "tight" when every limb is below 2^51 + 2^15, "loose"
 * when below 2^54. */
#ifndef GS_CORE_GROUP_FE_51_H
#define GS_CORE_GROUP_FE_51_H

#include <stdbool.h>
#include <stdint.h>

struct gs_fe {
	uint64_t v[5];
};

__extension__ typedef unsigned __int128 gs_u128;

#define GS_FE_MASK ((UINT64_C(1) << 51) - 1)
#define GS_FE_SMALL(n) ((struct gs_fe){{(n), 0, 0, 0, 0}})

/* All limbs zero: not the same as the value zero. */
static inline bool gs_fe_is_blank(const struct gs_fe *a)
{
	return (a->v[0] | a->v[1] | a->v[2] | a->v[3] | a->v[4]) == 0;
}

/* Limbs below 2^63: a carry is at most 2^12 and 19 of the top one below 2^17,
 * so that no sum passes 2^64.  Limb 4, which takes the last carry, is left
 * below 2^51 + 2^13: tight. */
static inline void gs_fe_carry(struct gs_fe *r)
{
	uint64_t c = r->v[4] >> 51;
	r->v[4] &= GS_FE_MASK;
	r->v[0] += c * 19;
	for (int i = 0; i < 4; i++) {
		r->v[i + 1] += r->v[i] >> 51;
		r->v[i] &= GS_FE_MASK;
	}
}

/* Limb by limb, without a carry: the bounds add up. */
static inline void gs_fe_add_lazy(struct gs_fe *r, const struct gs_fe *a,
    const struct gs_fe *b)
{
	for (int i = 0; i < 5; i++)
		r->v[i] = a->v[i] + b->v[i];
}

/* Adds 4p so that no limb goes below zero: any b < 2^53 - 76 would do, and the
 * result is less than a + 2^53. */
static inline void gs_fe_sub_lazy(struct gs_fe *r, const struct gs_fe *a,
    const struct gs_fe *b)
{
	r->v[0] = a->v[0] + 4 * (GS_FE_MASK - 18) - b->v[0];
	for (int i = 1; i < 5; i++)
		r->v[i] = a->v[i] + 4 * GS_FE_MASK - b->v[i];
}

static inline void gs_fe_add(struct gs_fe *r, const struct gs_fe *a,
    const struct gs_fe *b)
{
	gs_fe_add_lazy(r, a, b);
	gs_fe_carry(r);
}

/* Adds 16p: loose b will do. */
static inline void gs_fe_sub(struct gs_fe *r, const struct gs_fe *a,
    const struct gs_fe *b)
{
	r->v[0] = a->v[0] + 16 * (GS_FE_MASK - 18) - b->v[0];
	for (int i = 1; i < 5; i++)
		r->v[i] = a->v[i] + 16 * GS_FE_MASK - b->v[i];
	gs_fe_carry(r);
}

/* r = a where mask is all ones. */
static inline void gs_fe_move(struct gs_fe *r, const struct gs_fe *a,
    uint64_t mask)
{
	for (int i = 0; i < 5; i++)
		r->v[i] ^= mask & (r->v[i] ^ a->v[i]);
}

static inline void gs_fe_swap(struct gs_fe *a, struct gs_fe *b, uint64_t mask)
{
	for (int i = 0; i < 5; i++) {
		uint64_t x = mask & (a->v[i] ^ b->v[i]);
		a->v[i] ^= x;
		b->v[i] ^= x;
	}
}

/* Columns of at most 77 * 2^108 < 2^114.3, so that every carry is below 2^63.3
 * and fits 64 bits.  The top column has no factor 19: it is at most 5 * 2^108
 * and a carry, its own carry below 2^59.4 and 19 of that below 2^63.7, so that
 * r0 fits.  What r0 gives on is below 2^13, which leaves limb 1 below 2^51 +
 * 2^13. */
static inline void gs_fe_reduce(struct gs_fe *r, gs_u128 t0, gs_u128 t1,
    gs_u128 t2, gs_u128 t3, gs_u128 t4)
{
	t1 += (uint64_t)(t0 >> 51);
	t2 += (uint64_t)(t1 >> 51);
	t3 += (uint64_t)(t2 >> 51);
	t4 += (uint64_t)(t3 >> 51);
	uint64_t r0 = ((uint64_t)t0 & GS_FE_MASK) + 19 * (uint64_t)(t4 >> 51);

	r->v[1] = ((uint64_t)t1 & GS_FE_MASK) + (r0 >> 51);
	r->v[0] = r0 & GS_FE_MASK;
	r->v[2] = (uint64_t)t2 & GS_FE_MASK;
	r->v[3] = (uint64_t)t3 & GS_FE_MASK;
	r->v[4] = (uint64_t)t4 & GS_FE_MASK;
}

/* Always in place: a call would cost a quarter of the product. */
__attribute__((always_inline)) static inline void gs_fe_mul(struct gs_fe *r,
    const struct gs_fe *a, const struct gs_fe *b)
{
	uint64_t a0 = a->v[0], a1 = a->v[1], a2 = a->v[2], a3 = a->v[3],
		 a4 = a->v[4];
	uint64_t b0 = b->v[0], b1 = b->v[1], b2 = b->v[2], b3 = b->v[3],
		 b4 = b->v[4];
	/* 19 * 2^54 < 2^59: no overflow.  Loose limbs make products below
	 * 2^108; a column has five, of which up to four count 19 times. */
	uint64_t c1 = 19 * b1, c2 = 19 * b2, c3 = 19 * b3, c4 = 19 * b4;

	gs_u128 t0 = (gs_u128)a0 * b0 + (gs_u128)a1 * c4 + (gs_u128)a2 * c3 +
	    (gs_u128)a3 * c2 + (gs_u128)a4 * c1;
	gs_u128 t1 = (gs_u128)a0 * b1 + (gs_u128)a1 * b0 + (gs_u128)a2 * c4 +
	    (gs_u128)a3 * c3 + (gs_u128)a4 * c2;
	gs_u128 t2 = (gs_u128)a0 * b2 + (gs_u128)a1 * b1 + (gs_u128)a2 * b0 +
	    (gs_u128)a3 * c4 + (gs_u128)a4 * c3;
	gs_u128 t3 = (gs_u128)a0 * b3 + (gs_u128)a1 * b2 + (gs_u128)a2 * b1 +
	    (gs_u128)a3 * b0 + (gs_u128)a4 * c4;
	gs_u128 t4 = (gs_u128)a0 * b4 + (gs_u128)a1 * b3 + (gs_u128)a2 * b2 +
	    (gs_u128)a3 * b1 + (gs_u128)a4 * b0;

	gs_fe_reduce(r, t0, t1, t2, t3, t4);
}

/* The same columns, equal products taken together. */
__attribute__((always_inline)) static inline void gs_fe_square(
    struct gs_fe *r, const struct gs_fe *a)
{
	uint64_t a0 = a->v[0], a1 = a->v[1], a2 = a->v[2], a3 = a->v[3],
		 a4 = a->v[4];
	uint64_t d0 = 2 * a0, d1 = 2 * a1, d2 = 2 * a2;
	uint64_t c3 = 19 * a3, c4 = 19 * a4;

	gs_u128 t0 = (gs_u128)a0 * a0 + (gs_u128)d1 * c4 + (gs_u128)d2 * c3;
	gs_u128 t1 = (gs_u128)d0 * a1 + (gs_u128)d2 * c4 + (gs_u128)a3 * c3;
	gs_u128 t2 = (gs_u128)d0 * a2 + (gs_u128)a1 * a1 +
	    (gs_u128)(2 * a3) * c4;
	gs_u128 t3 = (gs_u128)d0 * a3 + (gs_u128)d1 * a2 + (gs_u128)a4 * c4;
	gs_u128 t4 = (gs_u128)d0 * a4 + (gs_u128)d1 * a3 + (gs_u128)a2 * a2;

	gs_fe_reduce(r, t0, t1, t2, t3, t4);
}

#endif
