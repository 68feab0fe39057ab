/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the AVX2 table share: products of integers by the
 * floating-point multiplier, four lanes at a time.
 *
 * Adding 3 * 2^102 to a product below 2^102 either way rounds it to a multiple
 * of 2^51, and what the rounding took off is found by a second fused
 * multiply-add, exactly.  Both come out as doubles of one binade, so that their
 * bit patterns count: pattern less pattern of the constant is the high part in
 * units of 2^51, or the low part in units.  Patterns are summed as integers,
 * and the constants are taken off the sum.  It takes rounding to the nearest,
 * which is how every program starts and which nothing here changes. */
#ifndef GS_CORE_GROUP_AVX2_H
#define GS_CORE_GROUP_AVX2_H

#include <immintrin.h>

#include "core/group/decode.h"
#include "core/group/msm.h"
#include "core/group/rns.h"

#define LANES 4

/* Doubles and their patterns.  HIGH: 3 * 2^102.  LOW: 3 * 2^51. */
#define HIGH 0x1.8p103
#define LOW 0x1.8p52
#define HIGH_BITS UINT64_C(0x4668000000000000)
#define LOW_BITS UINT64_C(0x4338000000000000)

/* Macros: a function that returns a vector cannot be read without the
 * processor's flags. */
#define ALL(x) _mm256_set1_epi64x((long long)(x))
#define ALL_REAL(x) _mm256_set1_pd(x)

/* *lo and *hi gain the patterns of the halves of a * b, |a * b| <= 2^102:
 * the low one lies in -2^50 .. 2^50. */
__attribute__((always_inline)) static inline void gs_avx2_madd(__m256i *lo,
    __m256i *hi, __m256d a, __m256d b)
{
	const __m256d h = _mm256_fmadd_pd(a, b, ALL_REAL(HIGH));
	const __m256d l = _mm256_fmadd_pd(a, b,
	    _mm256_sub_pd(ALL_REAL(HIGH + LOW), h));
	*hi = _mm256_add_epi64(*hi, _mm256_castpd_si256(h));
	*lo = _mm256_add_epi64(*lo, _mm256_castpd_si256(l));
}

extern const struct gs_rns_ops gs_rns_avx2;
extern const struct gs_msm_ops gs_msm_avx2;
gs_rns_scale gs_sc_scale_avx2;
void gs_pow_p58_avx2(struct gs_fe *r, const struct gs_fe *a, size_t n);

#endif
