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

/* Column k of a product has n[k] low and n[k - 1] high patterns, each of which
 * adds its constant too much, and column k + 5 counts 19 times in it: what that
 * is together is taken off when it is folded, and the bias is added that makes
 * it positive.  n is 1 2 3 4 5 4 3 2 1 for a product and 1 1 2 2 3 2 2 1 1
 * for a square. */
#define BIAS ((UINT64_C(1) << 62) + (UINT64_C(1) << 50))
#define EXCESS(lows, highs) ((lows) * LOW_BITS + (highs) * HIGH_BITS)
#define TAKE_OFF(lows, highs, lows5, highs5) \
	(BIAS - EXCESS(lows, highs) - 19 * EXCESS(lows5, highs5))

static const uint64_t fe4_product_start[5] = {TAKE_OFF(1, 0, 4, 5),
    TAKE_OFF(2, 1, 3, 4), TAKE_OFF(3, 2, 2, 3), TAKE_OFF(4, 3, 1, 2),
    TAKE_OFF(5, 4, 0, 1)};
static const uint64_t fe4_square_start[5] = {TAKE_OFF(1, 0, 2, 3),
    TAKE_OFF(1, 1, 2, 2), TAKE_OFF(2, 1, 1, 2), TAKE_OFF(2, 2, 1, 1),
    TAKE_OFF(3, 2, 0, 1)};

/* 2^52 + x for 0 <= x < 2^52 is x with this pattern above. */
#define WHOLE 0x1p52
#define WHOLE_BITS UINT64_C(0x4330000000000000)

/* A product, or a sum or difference of two, before it is carried: below 2^60
 * either way, and BIAS more. */
struct columns5 {
	__m256i v[5];
};

/* Column k + 5 counts 19 times in column k.  Column k has k + 1 low halves of
 * 2^50 and k high ones of 2^51, column k + 5 has 4 - k and 5 - k: at most 267
 * times 2^50, for k = 0. */
__attribute__((always_inline)) static inline void columns5_fold(
    struct columns5 *r, const __m256i c[10], const uint64_t start[5])
{
	/* From memory: to make them takes a tenth of a product. */
	__asm__("" : "+r"(start));

	for (int k = 0; k < 5; k++) {
		const __m256i z = c[k + 5];
		const __m256i z3 = _mm256_add_epi64(z,
		    _mm256_slli_epi64(z, 1));

		r->v[k] = _mm256_add_epi64(_mm256_add_epi64(c[k], z3),
		    _mm256_add_epi64(ALL(start[k]), _mm256_slli_epi64(z, 4)));
	}
}

/* Columns of at most twice 267 times 2^50: the bias makes them positive, and
 * what one gives on is below 2^12.  The bias also rounds to the nearest: the
 * rest of a column is 2^50 too large and its carry 2^11.  With both taken off,
 * a limb is at most 2^50 and, in limb 0, 19 carries of 267, which is close. */
__attribute__((always_inline)) static inline void fe4_settle(struct fe4 *r,
    const struct columns5 *c)
{
	__m256i rest[5], over[5];

	for (int k = 0; k < 5; k++) {
		over[k] = _mm256_srli_epi64(c->v[k], 51);
		rest[k] = _mm256_or_si256(ALL(WHOLE_BITS),
		    _mm256_and_si256(c->v[k], ALL(GS_FE_MASK)));
	}

	over[4] = _mm256_mul_epu32(over[4], ALL(19));

	for (int k = 0; k < 5; k++)
		r->v[k] = _mm256_sub_pd(_mm256_castsi256_pd(_mm256_add_epi64(
		    rest[k], over[(k + 4) % 5])), ALL_REAL(WHOLE + 0x1p50 +
		    (k == 0 ? 19 : 1) * 0x1p11));
}

/* No limb of a times one of b may pass 2^102: if one is close, the other may be
 * 2^52 - 2^17, as (2^50 + 2^13) * (2^52 - 2^17) = 2^102 - 2^65 * 3 - 2^30. */
__attribute__((always_inline)) static inline void multiply_columns(
    struct columns5 *r, const struct fe4 *a, const struct fe4 *b)
{
	__m256i c[10];

	for (int k = 0; k < 10; k++)
		c[k] = _mm256_setzero_si256();

	for (int i = 0; i < 5; i++)
		for (int j = 0; j < 5; j++)
			gs_avx2_madd(&c[i + j], &c[i + j + 1], a->v[i],
			    b->v[j]);

	columns5_fold(r, c, fe4_product_start);
}

__attribute__((noinline, unused)) static void columns5_mul(struct columns5 *r,
    const struct fe4 *a, const struct fe4 *b)
{
	multiply_columns(r, a, b);
}

__attribute__((noinline, unused)) static void fe4_mul(struct fe4 *r,
    const struct fe4 *a, const struct fe4 *b)
{
	struct columns5 c;

	multiply_columns(&c, a, b);
	fe4_settle(r, &c);
}

/* sum = b + a and difference = b - a, of products. */
__attribute__((always_inline)) static inline void settle_both(struct fe4 *sum,
    struct fe4 *difference, const struct columns5 *a, const struct columns5 *b)
{
	struct columns5 s, d;

	for (int k = 0; k < 5; k++) {
		s.v[k] = _mm256_sub_epi64(_mm256_add_epi64(b->v[k], a->v[k]),
		    ALL(BIAS));
		d.v[k] = _mm256_add_epi64(_mm256_sub_epi64(b->v[k], a->v[k]),
		    ALL(BIAS));
	}

	fe4_settle(sum, &s);
	fe4_settle(difference, &d);
}

/* a close. */
__attribute__((noinline, unused)) static void fe4_square(struct fe4 *r,
    const struct fe4 *a)
{
	__m256i c[10];
	struct columns5 folded;

	for (int k = 0; k < 10; k++)
		c[k] = _mm256_setzero_si256();

	for (int i = 0; i < 5; i++) {
		const __m256d twice = _mm256_add_pd(a->v[i], a->v[i]);
		for (int j = i; j < 5; j++)
			gs_avx2_madd(&c[i + j], &c[i + j + 1], a->v[j],
			    j == i ? a->v[i] : twice);
	}

	columns5_fold(&folded, c, fe4_square_start);
	fe4_settle(r, &folded);
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
