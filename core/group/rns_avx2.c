/* SPDX-License-Identifier: Apache-2.0 */
/* The scalar matrix by AVX2: sixteen products of residues, summed by pairs, in
 * one instruction. */
#include "core/group/avx2.h"
#include "core/group/hide_avx2.h"
#include "core/group/rns_loops.h"

#include <string.h>

#define HEIGHT 4 /* of a tile: eight sums stay in registers */
#define WIDTH 2
#define STRIPE 128 /* rows that stay in the second cache */

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

__attribute__((always_inline)) static inline __m256i load_sixteen(
    const int16_t *p)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

/* Lane a of the result sums the lanes of s[a]. */
__attribute__((always_inline)) static inline __m256i sum_eight_lanes(
    __m256i s[8])
{
	for (int i = 0; i < 4; i++)
		s[i] = _mm256_hadd_epi32(s[2 * i], s[2 * i + 1]);
	for (int i = 0; i < 2; i++)
		s[i] = _mm256_hadd_epi32(s[2 * i], s[2 * i + 1]);

	return _mm256_add_epi32(_mm256_permute2x128_si256(s[0], s[1], 0x20),
	    _mm256_permute2x128_si256(s[0], s[1], 0x31));
}

/* s and t gain sixteen products of u with each of v.  HIDE keeps compilers from
 * loading u twice, and from putting off the additions, which would take more
 * registers than there are. */
#define ADD_PAIR(s, t, u)                                      \
	x = load_sixteen((u) + k);                             \
	HIDE(x);                                               \
	s = _mm256_add_epi32(s, _mm256_madd_epi16(x, y0));     \
	t = _mm256_add_epi32(t, _mm256_madd_epi16(x, y1));     \
	HIDE(s);                                               \
	HIDE(t)

/* sums[2 * a + b]: the products of u[a] and v[b], a lane a part of them. */
static inline void sum_eight(__m256i sums[HEIGHT * WIDTH],
    const int16_t *const u[HEIGHT], const int16_t *const v[WIDTH],
    size_t stride)
{
	__m256i s0 = _mm256_setzero_si256(), s1 = s0, s2 = s0, s3 = s0;
	__m256i s4 = s0, s5 = s0, s6 = s0, s7 = s0;

	for (size_t k = 0; k < stride; k += 16) {
		const __m256i y0 = load_sixteen(v[0] + k);
		const __m256i y1 = load_sixteen(v[1] + k);
		__m256i x;

		ADD_PAIR(s0, s1, u[0]);
		ADD_PAIR(s2, s3, u[1]);
		ADD_PAIR(s4, s5, u[2]);
		ADD_PAIR(s6, s7, u[3]);
	}

	const __m256i all[] = {s0, s1, s2, s3, s4, s5, s6, s7};
	memcpy(sums, all, sizeof all);
}

/* Lane 2 * a + b: the sum of u[a] and v[b], made a residue as residue_of_sum
 * (rns_loops.h) does.  A sum is at most 1024 products, and so is any part of it
 * in a lane: between -2^31 and 2^31. */
static inline __m256i tile_of_eight(const int16_t *const u[HEIGHT],
    const int16_t *const v[WIDTH], size_t stride,
    const struct gs_rns_prime *prime)
{
	const uint32_t lift = UINT32_C(1) << 31;
	__m256i s[HEIGHT * WIDTH];

	sum_eight(s, u, v, stride);

	__m256i x = _mm256_xor_si256(sum_eight_lanes(s),
	    _mm256_set1_epi32((int)lift));

	x = _mm256_add_epi32(reduce_eight(x, prime),
	    _mm256_set1_epi32((int)(prime->p - lift % prime->p)));

	return reduce_eight(_mm256_mullo_epi32(x,
	    _mm256_set1_epi32((int)prime->inverse)), prime);
}

/* At the edges the last row or column stands in for those that are not. */
static void put_eight(uint16_t *r, const struct gs_rns_product *x, size_t i,
    size_t j, const struct gs_rns_prime *prime)
{
	const int16_t *u[HEIGHT], *v[WIDTH];
	uint32_t out[HEIGHT * WIDTH];

	for (size_t a = 0; a < HEIGHT; a++)
		u[a] = x->u + x->stride *
		    (i + a < x->rows ? i + a : x->rows - 1);
	for (size_t b = 0; b < WIDTH; b++)
		v[b] = x->v + x->stride *
		    (j + b < x->columns ? j + b : x->columns - 1);

	_mm256_storeu_si256((__m256i *)(void *)out,
	    tile_of_eight(u, v, x->stride, prime));

	for (size_t a = 0; a < HEIGHT && i + a < x->rows; a++)
		for (size_t b = 0; b < WIDTH && j + b < x->columns; b++)
			r[(i + a) * x->pitch + j + b] =
			    (uint16_t)out[WIDTH * a + b];
}

static void products_avx2(uint16_t *r, const struct gs_rns_product *x,
    const struct gs_rns_prime *prime)
{
	for (size_t stripe = 0; stripe < x->rows; stripe += STRIPE)
		for (size_t j = 0; j < x->columns; j += 2 * WIDTH)
			for (size_t i = stripe; i < x->rows &&
			    i < stripe + STRIPE; i += HEIGHT) {
				put_eight(r, x, i, j, prime);
				if (j + WIDTH < x->columns)
					put_eight(r, x, i, j + WIDTH, prime);
			}
}

const struct gs_rns_ops gs_rns_avx2 = {
    .residues = residues_avx2,
    .products = products_avx2,
    .gather = loop_gather,
    .scale = gs_sc_scale_avx2,
};
