/* SPDX-License-Identifier: Apache-2.0 */
/* The scalar matrix by AVX-512 VNNI: thirty-two products of residues and their
 * sums in one instruction. */
#include "core/group/rns.h"
#include "core/group/fe_ifma.h"
#include "core/group/ifma.h"

#include <string.h>

#define SIDE 4   /* of a tile: sixteen sums stay in registers */
#define BAND 128 /* rows that stay in the second cache */

/* rns_reduce (rns_loops.h), of sixteen. */
__attribute__((always_inline)) static inline __m512i reduce_sixteen(__m512i x,
    const struct gs_rns_prime *prime)
{
	const __m512i m = ALL(prime->m);
	const __m512i even = _mm512_srli_epi64(_mm512_mul_epu32(x, m), 43);
	const __m512i odd = _mm512_srli_epi64(_mm512_mul_epu32(
	    _mm512_srli_epi64(x, 32), m), 43);
	const __m512i quotient = _mm512_or_si512(even,
	    _mm512_slli_epi64(odd, 32));

	return _mm512_sub_epi32(x, _mm512_mullo_epi32(quotient,
	    _mm512_set1_epi32((int)prime->p)));
}

/* Halves of words less 2^15 have a sign; offset brings the sum back, above zero
 * and below 2^31 (rns.c). */
static void residues_ifma(int16_t *r, const struct gs_sc_block *a, size_t n,
    const struct gs_rns_prime *prime)
{
	const __m512i flip = _mm512_set1_epi32((int)0x80008000);
	const __m512i p = _mm512_set1_epi32((int)prime->p);
	const __m512i half = _mm512_set1_epi32((int)(prime->p / 2));
	__m512i factor[8];

	for (size_t i = 0; i < 8; i++) {
		int pair = 0;

		memcpy(&pair, &prime->half[2 * i], sizeof pair);
		factor[i] = _mm512_set1_epi32(pair);
	}

	for (size_t b = 0; b < n; b++, r += GS_RNS_LANES) {
		__m512i x = _mm512_set1_epi32((int)prime->offset);

		for (size_t i = 0; i < 8; i++)
			x = _mm512_dpwssd_epi32(x, _mm512_xor_si512(flip,
			    _mm512_loadu_si512(a[b].word[i])), factor[i]);

		x = reduce_sixteen(x, prime);
		x = _mm512_mask_sub_epi32(x, _mm512_cmpgt_epi32_mask(x, half),
		    x, p);

		_mm256_storeu_si256((__m256i *)(void *)r,
		    _mm512_cvtepi32_epi16(x));
	}
}

/* Lane a of the result sums the lanes of s[a]. */
__attribute__((always_inline)) static inline __m512i sum_lanes(__m512i s[16])
{
	for (int i = 0; i < 8; i++)
		s[i] = _mm512_add_epi32(
		    _mm512_unpacklo_epi32(s[2 * i], s[2 * i + 1]),
		    _mm512_unpackhi_epi32(s[2 * i], s[2 * i + 1]));

	for (int i = 0; i < 4; i++)
		s[i] = _mm512_add_epi32(
		    _mm512_unpacklo_epi64(s[2 * i], s[2 * i + 1]),
		    _mm512_unpackhi_epi64(s[2 * i], s[2 * i + 1]));

	for (int i = 0; i < 2; i++)
		s[i] = _mm512_add_epi32(
		    _mm512_shuffle_i32x4(s[2 * i], s[2 * i + 1], 0x88),
		    _mm512_shuffle_i32x4(s[2 * i], s[2 * i + 1], 0xdd));

	return _mm512_add_epi32(_mm512_shuffle_i32x4(s[0], s[1], 0x88),
	    _mm512_shuffle_i32x4(s[0], s[1], 0xdd));
}

__attribute__((always_inline)) static inline void add_products(
    __m512i s[SIDE * SIDE], const int16_t *const u[SIDE],
    const int16_t *const v[SIDE], size_t k)
{
	__m512i y[SIDE];

	for (int b = 0; b < SIDE; b++)
		y[b] = _mm512_loadu_si512(v[b] + k);

	for (int a = 0; a < SIDE; a++) {
		const __m512i x = _mm512_loadu_si512(u[a] + k);

		for (int b = 0; b < SIDE; b++)
			s[SIDE * a + b] = _mm512_dpwssd_epi32(s[SIDE * a + b],
			    x, y[b]);
	}
}

/* Lane 4 * a + b: the sum of u[a] and v[b], made a residue.  A sum is at most
 * 1024 products, and so is any part of it in a lane: between -2^31 and 2^31.
 * What follows is residue_of_sum (rns_loops.h). */
static inline __m512i tile_of_sums(const int16_t *const u[SIDE],
    const int16_t *const v[SIDE], size_t stride,
    const struct gs_rns_prime *prime)
{
	const uint32_t lift = UINT32_C(1) << 31;
	__m512i s[SIDE * SIDE];

	for (int i = 0; i < SIDE * SIDE; i++)
		s[i] = _mm512_setzero_si512();

	for (size_t k = 0; k < stride; k += GS_RNS_STEP) {
		add_products(s, u, v, k);
		add_products(s, u, v, k + GS_RNS_STEP / 2);
	}

	__m512i x = _mm512_xor_si512(sum_lanes(s),
	    _mm512_set1_epi32((int)lift));

	x = _mm512_add_epi32(reduce_sixteen(x, prime),
	    _mm512_set1_epi32((int)(prime->p - lift % prime->p)));

	return reduce_sixteen(_mm512_mullo_epi32(x,
	    _mm512_set1_epi32((int)prime->inverse)), prime);
}

/* At the edges the last row or column stands in for those that are not. */
static void put_tile(uint16_t *r, const struct gs_rns_product *x, size_t i,
    size_t j, const struct gs_rns_prime *prime)
{
	const int16_t *u[SIDE], *v[SIDE];
	uint16_t out[SIDE * SIDE];

	for (size_t a = 0; a < SIDE; a++) {
		size_t row = i + a < x->rows ? i + a : x->rows - 1;
		size_t column = j + a < x->columns ? j + a : x->columns - 1;

		u[a] = x->u + row * x->stride;
		v[a] = x->v + column * x->stride;
	}

	_mm256_storeu_si256((__m256i *)(void *)out,
	    _mm512_cvtepi32_epi16(tile_of_sums(u, v, x->stride, prime)));

	for (size_t a = 0; a < SIDE && i + a < x->rows; a++)
		for (size_t b = 0; b < SIDE && j + b < x->columns; b++)
			r[(i + a) * x->pitch + j + b] = out[SIDE * a + b];
}

static void products_ifma(uint16_t *r, const struct gs_rns_product *x,
    const struct gs_rns_prime *prime)
{
	for (size_t band = 0; band < x->rows; band += BAND)
		for (size_t j = 0; j < x->columns; j += 2 * SIDE)
			for (size_t i = band; i < x->rows && i < band + BAND;
			     i += SIDE) {
				put_tile(r, x, i, j, prime);
				if (j + SIDE < x->columns)
					put_tile(r, x, i, j + SIDE, prime);
			}
}

/* Eight entries; rns_loops.h says why a sixteenth is added.  A residue is below
 * 2^12, a share below 2^21 and a limb below 2^40: the low 52 bits of a product
 * are all of it. */
static void gather_eight(uint64_t sums[GS_RNS_LIMBS][GS_RNS_LANES], size_t lane,
    const uint16_t *t, size_t pitch, const struct gs_rns *rns)
{
	__m512i wraps = ALL(UINT64_C(1) << 28), s[GS_RNS_LIMBS];

	for (int k = 0; k < GS_RNS_LIMBS; k++)
		s[k] = _mm512_setzero_si512();

	for (size_t i = 0; i < GS_RNS_PRIMES; i++) {
		const struct gs_rns_prime *prime = &rns->prime[i];
		const __m512i x = _mm512_cvtepu16_epi64(_mm_loadu_si128(
		    (const __m128i *)(const void *)(t + i * pitch + lane)));

		wraps = _mm512_madd52lo_epu64(wraps, x, ALL(prime->share));
		for (int k = 0; k < GS_RNS_LIMBS; k++)
			s[k] = _mm512_madd52lo_epu64(s[k], x,
			    ALL(prime->limb[k]));
	}

	wraps = _mm512_srli_epi64(wraps, 32);

	for (int k = 0; k < GS_RNS_LIMBS; k++)
		_mm512_storeu_si512(&sums[k][lane], _mm512_madd52lo_epu64(s[k],
		    wraps, ALL(rns->wrap[k])));
}

static void gather_ifma(uint64_t sums[GS_RNS_LIMBS][GS_RNS_LANES],
    const uint16_t *t, size_t pitch, const struct gs_rns *rns)
{
	for (size_t lane = 0; lane < GS_RNS_LANES; lane += LANES)
		gather_eight(sums, lane, t, pitch, rns);
}

const struct gs_rns_ops gs_rns_ifma = {
    .residues = residues_ifma,
    .products = products_ifma,
    .gather = gather_ifma,
    .scale = gs_sc_scale_ifma,
};
