/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic modulo p = 2^255 - 19 in four lanes of AVX2, for secrets:
 * additions, shifts, logic and products of 32 by 32 bits, whose time does not
 * depend on their operands.  fe_avx2.h is a quarter faster, but for public data
 * alone: of the time of products of doubles no maker of processors says
 * anything.
 *
 * A value is kept in five words of 51 bits, as in fe_51.h, and multiplied in
 * ten limbs: word i is even[i] + 2^26 odd[i].  With X = 2^51 and X^5 = 19 both
 * are polynomials of five limbs, and as (2^26)^2 = 2X, the product of
 * E + 2^26 O and E' + 2^26 O' is EE' + 2X OO' + 2^26 (EO' + OE').  The last is
 * (E + O)(E' + O') - EE' - OO': three times 25 products of limbs instead of a
 * hundred (Karatsuba).
 *
 * Bounds, of words and the limbs that they split into, a sum being that of an
 * even limb and its odd one:
 *
 *   tight  word 2^51 + 2^43   even 2^26   odd 2^25 + 2^17   sum 2^26.6
 *   loose  word 2^52 + 2^44   even 2^26   odd 2^26 + 2^18   sum 2^27.01 */
#ifndef GS_CORE_GROUP_FE_26_AVX2_H
#define GS_CORE_GROUP_FE_26_AVX2_H

#include <immintrin.h>

#include "core/group/fe.h"
#include "core/group/hide_avx2.h"

#define LANES 4

/* Macros: a function that returns a vector cannot be read without the
 * processor's flags. */
#define ALL(x) _mm256_set1_epi64x((long long)(x))

#define EVEN_MASK ((UINT64_C(1) << 26) - 1)
#define ODD_MASK ((UINT64_C(1) << 25) - 1)

struct words4 {
	__m256i v[5];
};

struct limbs4 {
	__m256i even[5], odd[5], sum[5];
};

/* What a product's second factor is made ready as: tight limbs, and 19 times
 * them, below 2^31. */
struct factor4 {
	struct limbs4 once, times19;
};

/* Limbs that have not been carried, below 2^63; those of a product are below
 * 2^60 - 2^40. */
struct columns4 {
	__m256i even[5], odd[5];
};

__attribute__((always_inline)) static inline void limbs4_add_up(
    struct limbs4 *r)
{
	for (int i = 0; i < 5; i++)
		r->sum[i] = _mm256_add_epi64(r->even[i], r->odd[i]);
}

__attribute__((always_inline)) static inline void limbs4_of_words(
    struct limbs4 *r, const struct words4 *a)
{
	for (int i = 0; i < 5; i++) {
		r->even[i] = _mm256_and_si256(a->v[i], ALL(EVEN_MASK));
		r->odd[i] = _mm256_srli_epi64(a->v[i], 26);
	}

	limbs4_add_up(r);
}

__attribute__((always_inline)) static inline void factor4_ready(
    struct factor4 *r)
{
	for (int i = 0; i < 5; i++) {
		r->times19.even[i] = _mm256_mul_epu32(r->once.even[i], ALL(19));
		r->times19.odd[i] = _mm256_mul_epu32(r->once.odd[i], ALL(19));
	}

	limbs4_add_up(&r->times19);
}

__attribute__((always_inline)) static inline void factor4_of_words(
    struct factor4 *r, const struct words4 *a)
{
	limbs4_of_words(&r->once, a);
	factor4_ready(r);
}

/* c0 .. c4 gain x times y0 .. y4.  HIDE keeps compilers from putting off the
 * additions, which would take more registers than there are. */
#define ADD_ROW(x, y0, y1, y2, y3, y4)                       \
	c0 = _mm256_add_epi64(c0, _mm256_mul_epu32(x, y0));  \
	c1 = _mm256_add_epi64(c1, _mm256_mul_epu32(x, y1));  \
	c2 = _mm256_add_epi64(c2, _mm256_mul_epu32(x, y2));  \
	c3 = _mm256_add_epi64(c3, _mm256_mul_epu32(x, y3));  \
	c4 = _mm256_add_epi64(c4, _mm256_mul_epu32(x, y4));  \
	HIDE(c0);                                            \
	HIDE(c1);                                            \
	HIDE(c2);                                            \
	HIDE(c3);                                            \
	HIDE(c4)

/* c[k] = sum of a[i] * b[k - i]; of those that pass X^5 b19 has 19 times. */
__attribute__((always_inline)) static inline void multiply_five(__m256i c[5],
    const __m256i a[5], const __m256i b[5], const __m256i b19[5])
{
	__m256i c0 = _mm256_mul_epu32(a[0], b[0]);
	__m256i c1 = _mm256_mul_epu32(a[0], b[1]);
	__m256i c2 = _mm256_mul_epu32(a[0], b[2]);
	__m256i c3 = _mm256_mul_epu32(a[0], b[3]);
	__m256i c4 = _mm256_mul_epu32(a[0], b[4]);

	ADD_ROW(a[1], b19[4], b[0], b[1], b[2], b[3]);
	ADD_ROW(a[2], b19[3], b19[4], b[0], b[1], b[2]);
	ADD_ROW(a[3], b19[2], b19[3], b19[4], b[0], b[1]);
	ADD_ROW(a[4], b19[1], b19[2], b19[3], b19[4], b[0]);

	c[0] = c0;
	c[1] = c1;
	c[2] = c2;
	c[3] = c3;
	c[4] = c4;
}

/* a loose, b tight.  A column of the sums has five products below 2^53.6 of
 * which up to four count 19 times: 77 * 2^53.6 < 2^59.9.  Of that EE' and OO'
 * are parts, so that nothing falls below zero.  An even column is below
 * 77 * 2^52 + 2 * 77 * 2^51.1 < 2^59.3. */
__attribute__((noinline, unused)) static void columns4_mul(struct columns4 *r,
    const struct limbs4 *a, const struct factor4 *b)
{
	__m256i even[5], odd[5], both[5];

	multiply_five(both, a->sum, b->once.sum, b->times19.sum);
	multiply_five(odd, a->odd, b->once.odd, b->times19.odd);
	multiply_five(even, a->even, b->once.even, b->times19.even);

	for (int i = 0; i < 5; i++)
		r->odd[i] = _mm256_sub_epi64(both[i],
		    _mm256_add_epi64(odd[i], even[i]));

	/* 38 = 2 + 4 + 32 */
	const __m256i top2 = _mm256_add_epi64(odd[4], odd[4]);
	r->even[0] = _mm256_add_epi64(_mm256_add_epi64(even[0], top2),
	    _mm256_add_epi64(_mm256_add_epi64(top2, top2),
	    _mm256_slli_epi64(odd[4], 5)));
	for (int i = 1; i < 5; i++)
		r->even[i] = _mm256_add_epi64(even[i],
		    _mm256_add_epi64(odd[i - 1], odd[i - 1]));
}

/* a and b below 2^62. */
__attribute__((always_inline)) static inline void columns4_add(
    struct columns4 *r, const struct columns4 *a, const struct columns4 *b)
{
	for (int i = 0; i < 5; i++) {
		r->even[i] = _mm256_add_epi64(a->even[i], b->even[i]);
		r->odd[i] = _mm256_add_epi64(a->odd[i], b->odd[i]);
	}
}

/* 2^36 p keeps the columns from falling below zero: a below 2^62 and b below
 * 2^61 - 2^41. */
__attribute__((always_inline)) static inline void columns4_sub(
    struct columns4 *r, const struct columns4 *a, const struct columns4 *b)
{
	const __m256i p0 = ALL((EVEN_MASK - 18) << 36);
	const __m256i even = ALL(EVEN_MASK << 36), odd = ALL(ODD_MASK << 36);

	for (int i = 0; i < 5; i++) {
		r->even[i] = _mm256_sub_epi64(_mm256_add_epi64(a->even[i],
		    i == 0 ? p0 : even), b->even[i]);
		r->odd[i] = _mm256_sub_epi64(_mm256_add_epi64(a->odd[i], odd),
		    b->odd[i]);
	}
}

/* Columns below 2^63: an even one gives on less than 2^37, an odd one less than
 * 2^39, which counts 19 times at the top.  Odd limbs come below 2^25, even ones
 * below 2^26 + 2^43. */
__attribute__((always_inline)) static inline void columns4_settle(
    struct columns4 *c)
{
	__m256i over[5];

	for (int i = 0; i < 5; i++) {
		c->odd[i] = _mm256_add_epi64(c->odd[i],
		    _mm256_srli_epi64(c->even[i], 26));
		c->even[i] = _mm256_and_si256(c->even[i], ALL(EVEN_MASK));

		over[i] = _mm256_srli_epi64(c->odd[i], 25);
		c->odd[i] = _mm256_and_si256(c->odd[i], ALL(ODD_MASK));
	}

	over[4] = _mm256_add_epi64(_mm256_add_epi64(over[4],
	    _mm256_slli_epi64(over[4], 1)), _mm256_slli_epi64(over[4], 4));

	for (int i = 0; i < 5; i++)
		c->even[i] = _mm256_add_epi64(c->even[i], over[(i + 4) % 5]);
}

/* Tight limbs; c is changed. */
__attribute__((always_inline)) static inline void limbs4_of_columns(
    struct limbs4 *r, struct columns4 *c)
{
	columns4_settle(c);

	for (int i = 0; i < 5; i++) {
		r->odd[i] = _mm256_add_epi64(c->odd[i],
		    _mm256_srli_epi64(c->even[i], 26));
		r->even[i] = _mm256_and_si256(c->even[i], ALL(EVEN_MASK));
	}

	limbs4_add_up(r);
}

__attribute__((always_inline)) static inline void factor4_of_columns(
    struct factor4 *r, struct columns4 *c)
{
	limbs4_of_columns(&r->once, c);
	factor4_ready(r);
}

/* Tight words; c is changed. */
__attribute__((always_inline)) static inline void words4_of_columns(
    struct words4 *r, struct columns4 *c)
{
	columns4_settle(c);

	for (int i = 0; i < 5; i++)
		r->v[i] = _mm256_add_epi64(c->even[i],
		    _mm256_slli_epi64(c->odd[i], 26));
}

/* Words below 2^61 come below 2^51 + 2^15, which is tight in fe_51.h too. */
__attribute__((always_inline)) static inline void words4_carry(
    struct words4 *r)
{
	__m256i over[5];

	for (int i = 0; i < 5; i++) {
		over[i] = _mm256_srli_epi64(r->v[i], 51);
		r->v[i] = _mm256_and_si256(r->v[i], ALL(GS_FE_MASK));
	}

	over[4] = _mm256_mul_epu32(over[4], ALL(19));

	for (int i = 0; i < 5; i++)
		r->v[i] = _mm256_add_epi64(r->v[i], over[(i + 4) % 5]);
}

/* Word by word: the bounds add up. */
__attribute__((always_inline)) static inline void words4_add(struct words4 *r,
    const struct words4 *a, const struct words4 *b)
{
	for (int i = 0; i < 5; i++)
		r->v[i] = _mm256_add_epi64(a->v[i], b->v[i]);
}

/* Adds 4p: b tight, and the result is less than a + 2^53. */
__attribute__((always_inline)) static inline void words4_sub(struct words4 *r,
    const struct words4 *a, const struct words4 *b)
{
	const __m256i p0 = ALL(4 * (GS_FE_MASK - 18)), p = ALL(4 * GS_FE_MASK);

	for (int i = 0; i < 5; i++)
		r->v[i] = _mm256_sub_epi64(_mm256_add_epi64(a->v[i],
		    i == 0 ? p0 : p), b->v[i]);
}

#endif
