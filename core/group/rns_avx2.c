/* SPDX-License-Identifier: Apache-2.0 */
/* The scalar matrix by AVX2: the portable loops in vectors twice as wide, but
 * for the residues of the scalars. */
#include "core/group/avx2.h"
#include "core/group/rns_loops.h"

#include <string.h>

/* rns_reduce (rns_loops.h), of eight. */
__attribute__((always_inline)) static inline __m256i reduce_eight(__m256i x,
    const struct gs_rns_prime *prime)
{
	const __m256i m = ALL(prime->m);
	const __m256i even = _mm256_srli_epi64(_mm256_mul_epu32(x, m), 43);
	const __m256i odd = _mm256_srli_epi64(_mm256_mul_epu32(
	    _mm256_srli_epi64(x, 32), m), 43);
	const __m256i quotient = _mm256_or_si256(even,
	    _mm256_slli_epi64(odd, 32));

	return _mm256_sub_epi32(x, _mm256_mullo_epi32(quotient,
	    _mm256_set1_epi32((int)prime->p)));
}

/* Eight scalars from lane `at` on: halves of words less 2^15 have a sign;
 * offset brings the sum back, above zero and below 2^31 (rns.c). */
__attribute__((always_inline)) static inline __m256i residues_of_eight(
    const struct gs_sc_block *a, size_t at, const __m256i factor[8],
    const struct gs_rns_prime *prime)
{
	const __m256i flip = _mm256_set1_epi32((int)0x80008000);
	__m256i x = _mm256_set1_epi32((int)prime->offset);

	for (size_t i = 0; i < 8; i++) {
		const __m256i word = _mm256_loadu_si256(
		    (const __m256i *)(const void *)(a->word[i] + at));

		x = _mm256_add_epi32(x, _mm256_madd_epi16(
		    _mm256_xor_si256(flip, word), factor[i]));
	}

	x = reduce_eight(x, prime);

	return _mm256_sub_epi32(x, _mm256_and_si256(
	    _mm256_cmpgt_epi32(x, _mm256_set1_epi32((int)(prime->p / 2))),
	    _mm256_set1_epi32((int)prime->p)));
}

static void residues_avx2(int16_t *r, const struct gs_sc_block *a, size_t n,
    const struct gs_rns_prime *prime)
{
	__m256i factor[8];
	for (size_t i = 0; i < 8; i++) {
		int pair = 0;

		memcpy(&pair, &prime->half[2 * i], sizeof pair);
		factor[i] = _mm256_set1_epi32(pair);
	}

	for (size_t b = 0; b < n; b++, r += GS_RNS_LANES) {
		const __m256i low = residues_of_eight(&a[b], 0, factor, prime);
		const __m256i high = residues_of_eight(&a[b], 8, factor, prime);

		_mm256_storeu_si256((__m256i *)(void *)r,
		    _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high),
		        0xd8));
	}
}

const struct gs_rns_ops gs_rns_avx2 = {
    .residues = residues_avx2,
    .products = loop_products,
    .gather = loop_gather,
};
