/* SPDX-License-Identifier: Apache-2.0 */
/* Products of scalars in four lanes of AVX2 (avx2.h says how doubles
 * multiply): Montgomery's, a limb of 51 bits at a time.  Public data only. */
#include "core/group/fe_avx2.h"

#define LIMBS 5
#define LIMB_BITS 51
#define LIMB_MASK ((UINT64_C(1) << LIMB_BITS) - 1)

/* q = 2^252 + 2^124.4; -1/q mod 2^51. */
static const uint64_t order[LIMBS] = {0x2631a5cf5d3ed, 0x3d45ef39acb02,
    0x537be7, 0, 0x1000000000000};
#define ORDER_INV UINT64_C(0x51da312547e1b)

/* 2^103: added to a product from 0 to 2^103 it does what HIGH does. */
#define WIDE 0x1p103
#define WIDE_BITS UINT64_C(0x4660000000000000)

/* The patterns that a round adds too much to column k from its own on: five
 * products of a limb of a, at k to k + 1, and four of a limb of q. */
#define ROUND_0 (2 * LOW_BITS)
#define ROUND_1 (2 * LOW_BITS + WIDE_BITS + HIGH_BITS)
#define ROUND_2 ROUND_1
#define ROUND_3 (LOW_BITS + WIDE_BITS + HIGH_BITS)
#define ROUND_4 (2 * LOW_BITS + WIDE_BITS)
#define ROUND_5 (WIDE_BITS + HIGH_BITS)

/* A column may be below zero: with UP it is not, and what it then carries too
 * much, CARRIED, the next has had taken off from its beginning. */
#define UP (UINT64_C(1) << 60)
#define CARRIED (UP >> LIMB_BITS)

/* What is added to a column before it is carried: of those that go, and of
 * those that stay, the last of which is not carried. */
static const uint64_t settle_gone[LIMBS] = {
    UP - ROUND_0,
    UP - (ROUND_0 + ROUND_1),
    UP - (ROUND_0 + ROUND_1 + ROUND_2),
    UP - (ROUND_0 + ROUND_1 + ROUND_2 + ROUND_3),
    UP - (ROUND_0 + ROUND_1 + ROUND_2 + ROUND_3 + ROUND_4)};
static const uint64_t settle_left[LIMBS] = {
    UP - (ROUND_1 + ROUND_2 + ROUND_3 + ROUND_4 + ROUND_5),
    UP - (ROUND_2 + ROUND_3 + ROUND_4 + ROUND_5),
    UP - (ROUND_3 + ROUND_4 + ROUND_5),
    UP - (ROUND_4 + ROUND_5),
    0 - ROUND_5};

/* Four numbers, in limbs or in words of 64 bits. */
struct sc4 {
	__m256i v[LIMBS];
};

/* Scalars from lane `at` on. */
__attribute__((always_inline)) static inline void load_scalars(struct sc4 *r,
    const struct gs_sc_block *b, size_t at)
{
	const __m256i order_of_halves = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3,
	    7);

	for (size_t i = 0; i < 4; i++)
		r->v[i] = _mm256_permutevar8x32_epi32(_mm256_inserti128_si256(
		    _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)
		    (const void *)(b->word[2 * i] + at))),
		    _mm_loadu_si128((const __m128i *)
		    (const void *)(b->word[2 * i + 1] + at)), 1),
		    order_of_halves);
}

__attribute__((always_inline)) static inline void store_scalars(
    struct gs_sc_block *b, size_t at, const struct sc4 *a)
{
	const __m256i order_of_words = _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5,
	    7);

	for (size_t i = 0; i < 4; i++) {
		const __m256i halves = _mm256_permutevar8x32_epi32(a->v[i],
		    order_of_words);

		_mm_storeu_si128((__m128i *)(void *)(b->word[2 * i] + at),
		    _mm256_castsi256_si128(halves));
		_mm_storeu_si128((__m128i *)(void *)(b->word[2 * i + 1] + at),
		    _mm256_extracti128_si256(halves, 1));
	}
}

/* Limb i begins 13 i bits before word i ends: its low bits are that word's. */
__attribute__((always_inline)) static inline void limbs_of_scalars(
    struct sc4 *a)
{
	a->v[4] = _mm256_srli_epi64(a->v[3], 12);
	for (int i = 3; i > 0; i--)
		a->v[i] = _mm256_and_si256(ALL(LIMB_MASK), _mm256_or_si256(
		    _mm256_srli_epi64(a->v[i - 1], 64 - 13 * i),
		    _mm256_slli_epi64(a->v[i], 13 * i)));
	a->v[0] = _mm256_and_si256(ALL(LIMB_MASK), a->v[0]);
}

__attribute__((always_inline)) static inline void scalars_of_limbs(
    struct sc4 *a)
{
	for (int i = 0; i < 4; i++)
		a->v[i] = _mm256_or_si256(_mm256_srli_epi64(a->v[i], 13 * i),
		    _mm256_slli_epi64(a->v[i + 1], 51 - 13 * i));
}

/* Half of a number below q, or of it and q: below q.  Limbs come below 2^51 +
 * 2^50. */
__attribute__((always_inline)) static inline void halve_scalars(struct sc4 *a)
{
	const __m256i odd = _mm256_sub_epi64(_mm256_setzero_si256(),
	    _mm256_and_si256(a->v[0], ALL(1)));

	for (int i = 0; i < LIMBS; i++)
		a->v[i] = _mm256_add_epi64(a->v[i], _mm256_and_si256(odd,
		    ALL(order[i])));

	for (int i = 0; i < LIMBS; i++) {
		const __m256i above = i + 1 < LIMBS ? a->v[i + 1] :
		    _mm256_setzero_si256();

		a->v[i] = _mm256_add_epi64(_mm256_srli_epi64(a->v[i], 1),
		    _mm256_slli_epi64(_mm256_and_si256(above, ALL(1)), 50));
	}
}

/* gs_avx2_madd for 0 <= a * b < 2^103. */
__attribute__((always_inline)) static inline void add_wide(__m256i *lo,
    __m256i *hi, __m256d a, __m256d b)
{
	const __m256d h = _mm256_fmadd_pd(a, b, ALL_REAL(WIDE));
	const __m256d l = _mm256_fmadd_pd(a, b,
	    _mm256_sub_pd(ALL_REAL(WIDE + LOW), h));

	*hi = _mm256_add_epi64(*hi, _mm256_castpd_si256(h));
	*lo = _mm256_add_epi64(*lo, _mm256_castpd_si256(l));
}

/* What times q makes the lowest limb of t zero, at most 2^50 either way.  The
 * patterns' constants have zeros there. */
__attribute__((always_inline)) static inline __m256d times_of_limb(__m256i t)
{
	__m256d x;

	fe4_of_words(&x, _mm256_and_si256(t, ALL(LIMB_MASK)));

	const __m256d inverse = ALL_REAL((double)ORDER_INV);
	const __m256d h = _mm256_fmadd_pd(x, inverse, ALL_REAL(WIDE));
	return _mm256_sub_pd(_mm256_fmadd_pd(x, inverse,
	    _mm256_sub_pd(ALL_REAL(WIDE + LOW), h)), ALL_REAL(LOW));
}

/* q + a * b / 2^255 mod q, below 2q, for a below 2q and b below q whose limbs
 * are below 2^51 + 2^50: products are below 2^102.6.  What is divided is a * b,
 * below 2q * q, and q times at most 2^50 * (1 + 2^51 + .. + 2^204), below 2^254
 * + 2^204, either way.  2q is below 2^253.1: the quotient is above -0.51 q and
 * below (0.27 + 0.51) q, and q more than that is between 0.49 q and 1.78 q.
 *
 * A column gets at most ten halves of 2^52 a round and what the one before
 * leaves, below 2^10: five rounds are below 2^58, which UP covers. */
__attribute__((always_inline)) static inline void multiply_scalars(
    struct sc4 *r, const struct sc4 *a, const struct sc4 *b)
{
	__m256d y[LIMBS];
	__m256i t[LIMBS + 1];

	for (int i = 0; i < LIMBS; i++) {
		fe4_of_words(&y[i], b->v[i]);
		t[i] = ALL(i == 0 ? 0 : 0 - CARRIED);
	}

	for (int i = 0; i < LIMBS; i++) {
		__m256d x;

		t[LIMBS] = ALL(0 - CARRIED);
		fe4_of_words(&x, a->v[i]);
		for (int j = 0; j < LIMBS; j++)
			add_wide(&t[j], &t[j + 1], x, y[j]);

		const __m256d times = times_of_limb(t[0]);
		for (int j = 0; j < LIMBS; j++)
			if (order[j] != 0)
				gs_avx2_madd(&t[j], &t[j + 1], times,
				    ALL_REAL((double)order[j]));

		const __m256i over = _mm256_srli_epi64(_mm256_add_epi64(t[0],
		    ALL(settle_gone[i])), LIMB_BITS);
		t[0] = _mm256_add_epi64(t[1], over);
		for (int j = 1; j < LIMBS; j++)
			t[j] = t[j + 1];
	}

	__m256i over = _mm256_setzero_si256();
	for (int i = 0; i < LIMBS; i++) {
		t[i] = _mm256_add_epi64(_mm256_add_epi64(t[i], over),
		    ALL(settle_left[i] + order[i]));
		over = _mm256_srli_epi64(t[i], LIMB_BITS);
		r->v[i] = i + 1 < LIMBS ? _mm256_and_si256(t[i],
		    ALL(LIMB_MASK)) : t[i];
	}
}

void gs_sc_scale_avx2(struct gs_sc_block *r, const struct gs_sc_block *a,
    const struct gs_sc_block *b)
{
	for (size_t at = 0; at < GS_RNS_LANES; at += LANES) {
		struct sc4 x, y;

		load_scalars(&x, a, at);
		load_scalars(&y, b, at);
		limbs_of_scalars(&x);
		limbs_of_scalars(&y);
		halve_scalars(&y);
		multiply_scalars(&x, &x, &y);
		scalars_of_limbs(&x);
		store_scalars(r, at, &x);
	}
}
