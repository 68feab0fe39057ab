/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic modulo p = 2^255 - 19 in four lanes, for AVX2 with fused
 * multiply-add (avx2.h says how doubles multiply).  Public data only. */
#ifndef GS_CORE_GROUP_FE_AVX2_H
#define GS_CORE_GROUP_FE_AVX2_H

#include "core/group/avx2.h"
#include "core/group/fe.h"

/* Limbs of 51 bits about zero, "close": at most 2^50 + 2^13 either way. */
struct fe4 {
	__m256d v[5];
};

/* Column k of a product begins with what its n[k] low and n[k - 1] high
 * patterns will add too much, and below column 5 with the bias that
 * fe4_settle expects. */
#define BIAS ((UINT64_C(1) << 62) + (UINT64_C(1) << 50))
#define START(lows, highs, bias) \
	ALL((bias) - (lows) * LOW_BITS - (highs) * HIGH_BITS)

/* 2^52 + x for 0 <= x < 2^52 is x with this pattern above. */
#define WHOLE 0x1p52
#define WHOLE_BITS UINT64_C(0x4330000000000000)

/* Column k + 5 counts 19 times in column k.  A column has at most five low
 * halves of 2^50 and five high ones of 2^51, which is below 2^54 either way,
 * and what is folded is 20 such columns, below 2^59: the bias of 2^62 makes it
 * positive.  What it gives on is below 2^12.  The bias also rounds to the
 * nearest: the rest of a column is 2^50 too large and its carry 2^11.  With
 * both taken off, a limb is at most 2^50 and, in limb 0, 19 carries of 2^8,
 * which is close. */
__attribute__((always_inline)) static inline void fe4_settle(struct fe4 *r,
    __m256i c[10])
{
	__m256i over[5];

	for (int k = 0; k < 5; k++) {
		const __m256i z = c[k + 5];
		const __m256i z3 = _mm256_add_epi64(z,
		    _mm256_slli_epi64(z, 1));
		c[k] = _mm256_add_epi64(_mm256_add_epi64(c[k], z3),
		    _mm256_slli_epi64(z, 4));

		over[k] = _mm256_srli_epi64(c[k], 51);
		c[k] = _mm256_or_si256(ALL(WHOLE_BITS),
		    _mm256_and_si256(c[k], ALL(GS_FE_MASK)));
	}

	over[4] = _mm256_mul_epu32(over[4], ALL(19));

	for (int k = 0; k < 5; k++)
		r->v[k] = _mm256_sub_pd(_mm256_castsi256_pd(_mm256_add_epi64(
		    c[k], over[(k + 4) % 5])), ALL_REAL(WHOLE + 0x1p50 +
		    (k == 0 ? 19 : 1) * 0x1p11));
}

/* No limb of a times one of b may pass 2^102: if one is close, the other may be
 * 2^52 - 2^17, as (2^50 + 2^13) * (2^52 - 2^17) = 2^102 - 2^65 * 3 - 2^30. */
__attribute__((noinline, unused)) static void fe4_mul(struct fe4 *r,
    const struct fe4 *a, const struct fe4 *b)
{
	__m256i c[10] = {START(1, 0, BIAS), START(2, 1, BIAS),
	    START(3, 2, BIAS), START(4, 3, BIAS), START(5, 4, BIAS),
	    START(4, 5, 0), START(3, 4, 0), START(2, 3, 0), START(1, 2, 0),
	    START(0, 1, 0)};

	for (int i = 0; i < 5; i++)
		for (int j = 0; j < 5; j++)
			gs_avx2_madd(&c[i + j], &c[i + j + 1], a->v[i],
			    b->v[j]);
	fe4_settle(r, c);
}

/* a close. */
__attribute__((noinline, unused)) static void fe4_square(struct fe4 *r,
    const struct fe4 *a)
{
	__m256i c[10] = {START(1, 0, BIAS), START(1, 1, BIAS),
	    START(2, 1, BIAS), START(2, 2, BIAS), START(3, 2, BIAS),
	    START(2, 3, 0), START(2, 2, 0), START(1, 2, 0), START(1, 1, 0),
	    START(0, 1, 0)};
	for (int i = 0; i < 5; i++) {
		const __m256d twice = _mm256_add_pd(a->v[i], a->v[i]);
		for (int j = i; j < 5; j++)
			gs_avx2_madd(&c[i + j], &c[i + j + 1], a->v[j],
			    j == i ? a->v[i] : twice);
	}

	fe4_settle(r, c);
}

/* Limbs below 2^53 come close: adding HIGH rounds to a multiple of 2^51, which
 * leaves 2^50 either way.  At most four units are given on, 76 of them to
 * limb 0. */
__attribute__((always_inline)) static inline void fe4_carry(struct fe4 *r)
{
	__m256d over[5];

	for (int i = 0; i < 5; i++) {
		over[i] = _mm256_sub_pd(_mm256_add_pd(r->v[i],
		    ALL_REAL(HIGH)), ALL_REAL(HIGH));
		r->v[i] = _mm256_sub_pd(r->v[i], over[i]);
	}

	r->v[0] = _mm256_fmadd_pd(over[4], ALL_REAL(19 * 0x1p-51), r->v[0]);
	for (int i = 1; i < 5; i++)
		r->v[i] = _mm256_fmadd_pd(over[i - 1], ALL_REAL(0x1p-51),
		    r->v[i]);
}

/* Limb by limb: the bounds add up. */
__attribute__((always_inline)) static inline void fe4_add(struct fe4 *r,
    const struct fe4 *a, const struct fe4 *b)
{
	for (int i = 0; i < 5; i++)
		r->v[i] = _mm256_add_pd(a->v[i], b->v[i]);
}

__attribute__((always_inline)) static inline void fe4_sub(struct fe4 *r,
    const struct fe4 *a, const struct fe4 *b)
{
	for (int i = 0; i < 5; i++)
		r->v[i] = _mm256_sub_pd(a->v[i], b->v[i]);
}

/* Whole numbers below 2^52. */
__attribute__((always_inline)) static inline void fe4_of_words(__m256d *r,
    __m256i words)
{
	*r = _mm256_sub_pd(_mm256_castsi256_pd(_mm256_or_si256(words,
	    ALL(WHOLE_BITS))), ALL_REAL(WHOLE));
}

/* A close value out of its lanes; 2p keeps the limbs from falling below
 * zero. */
__attribute__((always_inline)) static inline void fe4_store(
    struct gs_fe *const r[LANES], const struct fe4 *a)
{
	for (int i = 0; i < 5; i++) {
		uint64_t words[LANES];

		_mm256_storeu_si256((__m256i *)words, _mm256_castpd_si256(
		    _mm256_add_pd(a->v[i], ALL_REAL(LOW))));

		for (int l = 0; l < LANES; l++)
			r[l]->v[i] = words[l] - LOW_BITS +
			    2 * (GS_FE_MASK - (i == 0 ? 18 : 0));
	}

	for (int l = 0; l < LANES; l++)
		gs_fe_carry(r[l]);
}

#endif
