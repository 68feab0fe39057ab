/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic modulo p = 2^255 - 19 in eight lanes, for AVX-512 IFMA.  Public
 * data only. */
#ifndef GS_CORE_GROUP_FE_IFMA_H
#define GS_CORE_GROUP_FE_IFMA_H

#include <immintrin.h>

#include "core/group/fe.h"

#define LANES 8

/* Limbs of 51 bits as in fe.h, tight: below 2^51 + 2^15. */
struct fe8 {
	__m512i v[5];
};

/* A macro: a function that returns a vector cannot be read without the
 * processor's flags. */
#define ALL(x) _mm512_set1_epi64((long long)(x))

/* Limbs below 2^61.6: what one gives on is below 1,600 and 19 of it below 2^15,
 * so that one pass makes them tight. */
__attribute__((always_inline)) static inline void fe8_carry(struct fe8 *r)
{
	const __m512i mask = ALL(GS_FE_MASK);
	__m512i c[5];

	for (int i = 0; i < 5; i++) {
		c[i] = _mm512_srli_epi64(r->v[i], 51);
		r->v[i] = _mm512_and_si512(r->v[i], mask);
	}

	r->v[0] = _mm512_madd52lo_epu64(r->v[0], c[4], ALL(19));
	for (int i = 1; i < 5; i++)
		r->v[i] = _mm512_add_epi64(r->v[i], c[i - 1]);
}

__attribute__((always_inline)) static inline void fe8_add(struct fe8 *r,
    const struct fe8 *a, const struct fe8 *b)
{
	for (int i = 0; i < 5; i++)
		r->v[i] = _mm512_add_epi64(a->v[i], b->v[i]);

	fe8_carry(r);
}

/* 4p keeps the limbs from falling below zero: b below 2^53 - 76. */
__attribute__((always_inline)) static inline void fe8_sub(struct fe8 *r,
    const struct fe8 *a, const struct fe8 *b)
{
	const __m512i p0 = ALL(4 * (GS_FE_MASK - 18)), p = ALL(4 * GS_FE_MASK);

	for (int i = 0; i < 5; i++)
		r->v[i] = _mm512_sub_epi64(_mm512_add_epi64(a->v[i],
		    i == 0 ? p0 : p), b->v[i]);

	fe8_carry(r);
}

/* Columns, the high halves of products apart: these are of weight 2^52 and
 * count twice a limb up. */
__attribute__((always_inline)) static inline void fe8_fold(struct fe8 *r,
    __m512i lo[10], const __m512i hi[10])
{
	for (int k = 0; k < 10; k++)
		lo[k] = _mm512_add_epi64(lo[k], _mm512_slli_epi64(hi[k], 1));

	for (int k = 0; k < 5; k++) {
		const __m512i z = lo[k + 5];
		const __m512i z3 = _mm512_add_epi64(z,
		    _mm512_slli_epi64(z, 1));
		r->v[k] = _mm512_add_epi64(_mm512_add_epi64(lo[k], z3),
		    _mm512_slli_epi64(z, 4));
	}

	fe8_carry(r);
}

/* Limbs below 2^52.  A column has at most five low halves, and five high ones
 * that count twice: below 15 * 2^52.  What is folded is 20 such columns, below
 * 2^61. */
__attribute__((noinline, unused)) static void fe8_mul(struct fe8 *r,
    const struct fe8 *a, const struct fe8 *b)
{
	__m512i lo[10], hi[10];

	for (int k = 0; k < 10; k++)
		lo[k] = hi[k] = _mm512_setzero_si512();
#define STEP(i, j)                                                       \
	lo[(i) + (j)] = _mm512_madd52lo_epu64(lo[(i) + (j)], a->v[i],    \
	    b->v[j]);                                                    \
	hi[(i) + (j) + 1] = _mm512_madd52hi_epu64(hi[(i) + (j) + 1],     \
	    a->v[i], b->v[j])
#define ROW(i)      \
	STEP(i, 0); \
	STEP(i, 1); \
	STEP(i, 2); \
	STEP(i, 3); \
	STEP(i, 4)
	ROW(0);
	ROW(1);
	ROW(2);
	ROW(3);
	ROW(4);
#undef ROW
#undef STEP
	fe8_fold(r, lo, hi);
}

#endif
