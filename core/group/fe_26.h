/* SPDX-License-Identifier: Apache-2.0 */
/* fe.h in ten limbs of 26 and 25 bits, for machines without a product of 64 by
 * 64 bits to 128, WebAssembly before all.  A value is "tight" when its limbs
 * are below 2^26 + 2^18 and 2^25 + 2^18 in turn, "loose" when below 5.5 times
 * 2^26 and 2^25.  In those units a tight value is 1 and a lazy difference adds
 * 2: of the formulas in point.c the largest operand is f of a doubling, 5. */
#ifndef GS_CORE_GROUP_FE_26_H
#define GS_CORE_GROUP_FE_26_H

#include <stdbool.h>
#include <stdint.h>

struct gs_fe {
	_Alignas(8) uint32_t v[10];
};

__extension__ typedef unsigned __int128 gs_u128;

#define GS_FE_SMALL(n) ((struct gs_fe){{(n), 0, 0, 0, 0, 0, 0, 0, 0, 0}})
/* Of limb i. */
#define GS_FE_BITS(i) (26 - (i) % 2)
#define GS_FE_MASK(i) ((UINT32_C(1) << GS_FE_BITS(i)) - 1)

/* All limbs zero: not the same as the value zero. */
static inline bool gs_fe_is_blank(const struct gs_fe *a)
{
	uint32_t any = 0;

	for (int i = 0; i < 10; i++)
		any |= a->v[i];

	return any == 0;
}

/* Limbs below 2^31: a carry is at most 2^6, 19 of the top one below 2^11, and
 * no sum passes 2^32.  Limb 9, which takes the last carry, is left below 2^25 +
 * 2^6: tight. */
static inline void gs_fe_carry(struct gs_fe *r)
{
	uint32_t c = r->v[9] >> 25;

	r->v[9] &= GS_FE_MASK(9);
	r->v[0] += c * 19;
	for (int i = 0; i < 9; i++) {
		r->v[i + 1] += r->v[i] >> GS_FE_BITS(i);
		r->v[i] &= GS_FE_MASK(i);
	}
}

/* Limb by limb, without a carry: the bounds add up. */
static inline void gs_fe_add_lazy(struct gs_fe *r, const struct gs_fe *a,
    const struct gs_fe *b)
{
	for (int i = 0; i < 10; i++)
		r->v[i] = a->v[i] + b->v[i];
}

/* Adds a multiple n of p, so that no limb goes below zero. */
static inline void gs_fe_sub_from(struct gs_fe *r, const struct gs_fe *a,
    const struct gs_fe *b, uint32_t n)
{
	r->v[0] = a->v[0] + n * (GS_FE_MASK(0) - 18) - b->v[0];
	for (int i = 1; i < 10; i++)
		r->v[i] = a->v[i] + n * GS_FE_MASK(i) - b->v[i];
}

/* b tight. */
static inline void gs_fe_sub_lazy(struct gs_fe *r, const struct gs_fe *a,
    const struct gs_fe *b)
{
	gs_fe_sub_from(r, a, b, 2);
}

static inline void gs_fe_add(struct gs_fe *r, const struct gs_fe *a,
    const struct gs_fe *b)
{
	gs_fe_add_lazy(r, a, b);
	gs_fe_carry(r);
}

static inline void gs_fe_sub(struct gs_fe *r, const struct gs_fe *a,
    const struct gs_fe *b)
{
	gs_fe_sub_from(r, a, b, 8);
	gs_fe_carry(r);
}

/* r = a where mask is all ones. */
static inline void gs_fe_move(struct gs_fe *r, const struct gs_fe *a,
    uint64_t mask)
{
	for (int i = 0; i < 10; i++)
		r->v[i] ^= (uint32_t)mask & (r->v[i] ^ a->v[i]);
}

static inline void gs_fe_swap(struct gs_fe *a, struct gs_fe *b, uint64_t mask)
{
	for (int i = 0; i < 10; i++) {
		uint32_t x = (uint32_t)mask & (a->v[i] ^ b->v[i]);
		a->v[i] ^= x;
		b->v[i] ^= x;
	}
}

/* Moves what limb i has too much to the next one. */
#define GS_FE_STEP(i, next) \
	(next += t##i >> GS_FE_BITS(i), t##i &= GS_FE_MASK(i))

/* The ends of the products below: two chains of carries side by side.  Columns
 * stay below 2^64: a column of loose operands is at most 5.5^2 times
 * 2^52 * (1 + 4 * 19 + 5 * 19 / 2), which is 2^63.9.  The carry out of the top
 * is then below 2^39, 19 of it leave less than 2^18 to limb 1. */
#define GS_FE_REDUCE(r) \
	do { \
		GS_FE_STEP(0, t1); \
		GS_FE_STEP(4, t5); \
		GS_FE_STEP(1, t2); \
		GS_FE_STEP(5, t6); \
		GS_FE_STEP(2, t3); \
		GS_FE_STEP(6, t7); \
		GS_FE_STEP(3, t4); \
		GS_FE_STEP(7, t8); \
		GS_FE_STEP(4, t5); \
		GS_FE_STEP(8, t9); \
		t0 += 19 * (t9 >> 25); \
		t9 &= GS_FE_MASK(9); \
		GS_FE_STEP(0, t1); \
		*(r) = (struct gs_fe){{(uint32_t)t0, (uint32_t)t1, \
		    (uint32_t)t2, (uint32_t)t3, (uint32_t)t4, (uint32_t)t5, \
		    (uint32_t)t6, (uint32_t)t7, (uint32_t)t8, (uint32_t)t9}}; \
	} while (0)

/* Limb i stands for 2^(25.5 i), rounded up: the product of two odd ones counts
 * twice (d), and beyond the top 19 times (c). */
static inline void gs_fe_mul(struct gs_fe *r, const struct gs_fe *a,
    const struct gs_fe *b)
{
	uint64_t a0 = a->v[0], a1 = a->v[1], a2 = a->v[2], a3 = a->v[3], a4
	    = a->v[4], a5 = a->v[5], a6 = a->v[6], a7 = a->v[7], a8 =
	    a->v[8], a9 = a->v[9];
	uint64_t b0 = b->v[0], b1 = b->v[1], b2 = b->v[2], b3 = b->v[3], b4
	    = b->v[4], b5 = b->v[5], b6 = b->v[6], b7 = b->v[7], b8 =
	    b->v[8], b9 = b->v[9];

	uint64_t c1 = 19 * b1, c2 = 19 * b2, c3 = 19 * b3, c4 = 19 * b4, c5
	    = 19 * b5, c6 = 19 * b6, c7 = 19 * b7, c8 = 19 * b8, c9 = 19 *
	    b9;

	uint64_t d1 = 2 * a1, d3 = 2 * a3, d5 = 2 * a5, d7 = 2 * a7, d9 = 2
	    * a9;

	uint64_t t0 = a0 * b0 + d1 * c9 + a2 * c8 + d3 * c7 + a4 * c6 +
	    d5 * c5 + a6 * c4 + d7 * c3 + a8 * c2 + d9 * c1;
	uint64_t t1 = a0 * b1 + a1 * b0 + a2 * c9 + a3 * c8 + a4 * c7 +
	    a5 * c6 + a6 * c5 + a7 * c4 + a8 * c3 + a9 * c2;
	uint64_t t2 = a0 * b2 + d1 * b1 + a2 * b0 + d3 * c9 + a4 * c8 +
	    d5 * c7 + a6 * c6 + d7 * c5 + a8 * c4 + d9 * c3;
	uint64_t t3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + a4 * c9 +
	    a5 * c8 + a6 * c7 + a7 * c6 + a8 * c5 + a9 * c4;
	uint64_t t4 = a0 * b4 + d1 * b3 + a2 * b2 + d3 * b1 + a4 * b0 +
	    d5 * c9 + a6 * c8 + d7 * c7 + a8 * c6 + d9 * c5;
	uint64_t t5 = a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 +
	    a5 * b0 + a6 * c9 + a7 * c8 + a8 * c7 + a9 * c6;
	uint64_t t6 = a0 * b6 + d1 * b5 + a2 * b4 + d3 * b3 + a4 * b2 +
	    d5 * b1 + a6 * b0 + d7 * c9 + a8 * c8 + d9 * c7;
	uint64_t t7 = a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 +
	    a5 * b2 + a6 * b1 + a7 * b0 + a8 * c9 + a9 * c8;
	uint64_t t8 = a0 * b8 + d1 * b7 + a2 * b6 + d3 * b5 + a4 * b4 +
	    d5 * b3 + a6 * b2 + d7 * b1 + a8 * b0 + d9 * c9;
	uint64_t t9 = a0 * b9 + a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 +
	    a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1 + a9 * b0;

	GS_FE_REDUCE(r);
}

/* The same with equal products taken together: d is twice, q four times. */
static inline void gs_fe_square(struct gs_fe *r, const struct gs_fe *a)
{
	uint64_t a0 = a->v[0], a1 = a->v[1], a2 = a->v[2], a3 = a->v[3], a4
	    = a->v[4], a5 = a->v[5], a6 = a->v[6], a7 = a->v[7], a8 =
	    a->v[8], a9 = a->v[9];

	uint64_t c5 = 19 * a5, c6 = 19 * a6, c7 = 19 * a7, c8 = 19 * a8, c9
	    = 19 * a9;

	uint64_t d0 = 2 * a0, d1 = 2 * a1, d2 = 2 * a2, d3 = 2 * a3, d4 = 2
	    * a4, d5 = 2 * a5, d6 = 2 * a6, d7 = 2 * a7, d8 = 2 * a8, d9 =
	    2 * a9;
	uint64_t q1 = 4 * a1, q3 = 4 * a3, q5 = 4 * a5, q7 = 4 * a7;

	uint64_t t0 = a0 * a0 + q1 * c9 + d2 * c8 + q3 * c7 + d4 * c6 +
	    d5 * c5;
	uint64_t t1 = d0 * a1 + d2 * c9 + d3 * c8 + d4 * c7 + d5 * c6;
	uint64_t t2 = d0 * a2 + d1 * a1 + q3 * c9 + d4 * c8 + q5 * c7 +
	    a6 * c6;
	uint64_t t3 = d0 * a3 + d1 * a2 + d4 * c9 + d5 * c8 + d6 * c7;
	uint64_t t4 = d0 * a4 + q1 * a3 + a2 * a2 + q5 * c9 + d6 * c8 +
	    d7 * c7;
	uint64_t t5 = d0 * a5 + d1 * a4 + d2 * a3 + d6 * c9 + d7 * c8;
	uint64_t t6 = d0 * a6 + q1 * a5 + d2 * a4 + d3 * a3 + q7 * c9 +
	    a8 * c8;
	uint64_t t7 = d0 * a7 + d1 * a6 + d2 * a5 + d3 * a4 + d8 * c9;
	uint64_t t8 = d0 * a8 + q1 * a7 + d2 * a6 + q3 * a5 + a4 * a4 +
	    d9 * c9;
	uint64_t t9 = d0 * a9 + d1 * a8 + d2 * a7 + d3 * a6 + d4 * a5;

	GS_FE_REDUCE(r);
}

#endif
