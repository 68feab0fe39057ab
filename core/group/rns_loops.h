/* SPDX-License-Identifier: Apache-2.0 */
/* Loops that a compiler turns into vectors: those that every processor of a
 * family has in rns_portable.c, wider ones in rns_avx2.c. */
#ifndef GS_CORE_GROUP_RNS_LOOPS_H
#define GS_CORE_GROUP_RNS_LOOPS_H

#include "core/group/rns.h"

#define ROWS 2    /* of a tile: what the registers hold */
#define COLUMNS 4
#define BAND 128 /* rows that stay in the second cache */

/* x mod p, or p more if x mod p is 0 or 1, for any x.
 *
 * x * m / 2^43 is short of x / p by x * (2^43 / p - m) / 2^43, which is below x
 * / 2^43 <= 2^-11.  So the whole part is short by one at most, and only where
 * the rest of x / p, (x mod p) / p, is less than that: where x mod p < p / 2^11
 * < 2.  For x < 2^31 only 0 is left, as p / 2^12 < 1.  x * m < 2^32 *
 * 2^31.7. */
static inline uint32_t rns_reduce(uint32_t x, const struct gs_rns_prime *prime)
{
	return x - (uint32_t)((uint64_t)x * prime->m >> 43) * prime->p;
}

/* The sum of eight words below 2^32 times powers below 2^12 is below 2^47.
 * Above bit 24 are 23 bits of it, which count 2^24 mod p < 2^12 times:
 * x < 2^35 + 2^24.  Of that 16 bits are above bit 20, which count 2^20 mod p
 * times: y < 2^28 + 2^20, and rns_reduce leaves 0 to p.  Whatever is more than
 * half of it goes below zero, at most p / 2 either way. */
__attribute__((unused)) static void loop_residues(int16_t *r,
    const struct gs_sc_block *a, size_t n, const struct gs_rns_prime *prime)
{
	const uint32_t p = prime->p, half = p / 2;
	const uint64_t fold = (UINT32_C(1) << 24) % p;
	const uint64_t fold2 = (UINT32_C(1) << 20) % p;

	for (size_t b = 0; b < n; b++, r += GS_RNS_LANES) {
		uint64_t sum[GS_RNS_LANES] = {0};

		for (size_t i = 0; i < 8; i++)
			for (size_t l = 0; l < GS_RNS_LANES; l++)
				sum[l] += (uint64_t)a[b].word[i][l] *
				    prime->word[i];

		for (size_t l = 0; l < GS_RNS_LANES; l++) {
			uint64_t x = (sum[l] >> 24) * fold +
			    (sum[l] & 0xffffff);
			uint32_t y = (uint32_t)((x >> 20) * fold2 +
			    (x & 0xfffff));

			y = rns_reduce(y, prime);
			y -= y > half ? p : 0;
			r[l] = (int16_t)(int32_t)y;
		}
	}
}

/* Sums of at most GS_MATRIX_DEPTH_MAX products, each at most 1448^2 either way:
 * they stay above -2^31 and below 2^31. */
static inline void sum_tile(int32_t out[ROWS][COLUMNS], const int16_t *u,
    const int16_t *v, size_t stride)
{
	int32_t s[ROWS * COLUMNS] = {0};
	const int16_t *u1 = u + stride, *v1 = v + stride;
	const int16_t *v2 = v1 + stride, *v3 = v2 + stride;

	for (size_t k = 0; k < stride; k++) {
		s[0] += u[k] * v[k];
		s[1] += u[k] * v1[k];
		s[2] += u[k] * v2[k];
		s[3] += u[k] * v3[k];
		s[4] += u1[k] * v[k];
		s[5] += u1[k] * v1[k];
		s[6] += u1[k] * v2[k];
		s[7] += u1[k] * v3[k];
	}

	for (size_t i = 0; i < ROWS * COLUMNS; i++)
		out[i / COLUMNS][i % COLUMNS] = s[i];
}

static int32_t sum_products(const int16_t *u, const int16_t *v, size_t stride)
{
	int32_t s = 0;

	for (size_t k = 0; k < stride; k++)
		s += u[k] * v[k];

	return s;
}

/* With 2^31 added a sum is positive and fits 32 bits; reduced it is at most p +
 * 1, and p - 2^31 mod p, which takes the 2^31 off again, is at most p.  Their
 * sum times `inverse` is at most (2p + 1) * (p - 1) < 2^25, so that rns_reduce
 * leaves 0 to p. */
static uint16_t residue_of_sum(int32_t sum, const struct gs_rns_prime *prime)
{
	const uint32_t p = prime->p;
	const uint32_t lift = UINT32_C(1) << 31;

	uint32_t x = rns_reduce((uint32_t)sum + lift, prime) + p - lift % p;
	return (uint16_t)rns_reduce(x * prime->inverse, prime);
}

static void put_products(uint16_t *r, const struct gs_rns_product *x, size_t i,
    size_t j, const struct gs_rns_prime *prime)
{
	const int16_t *u = x->u + i * x->stride, *v = x->v + j * x->stride;
	const size_t rows = x->rows - i < ROWS ? x->rows - i : ROWS;
	const size_t columns = x->columns - j < COLUMNS ? x->columns - j :
	    COLUMNS;
	int32_t s[ROWS][COLUMNS];

	if (rows == ROWS && columns == COLUMNS)
		sum_tile(s, u, v, x->stride);

	for (size_t a = 0; a < rows; a++)
		for (size_t b = 0; b < columns; b++) {
			int32_t sum = rows == ROWS && columns == COLUMNS ?
			    s[a][b] : sum_products(u + a * x->stride,
			    v + b * x->stride, x->stride);

			r[(i + a) * x->pitch + j + b] = residue_of_sum(sum,
			    prime);
		}
}

__attribute__((unused)) static void loop_products(uint16_t *r,
    const struct gs_rns_product *x, const struct gs_rns_prime *prime)
{
	for (size_t band = 0; band < x->rows; band += BAND)
		for (size_t j = 0; j < x->columns; j += COLUMNS)
			for (size_t i = band; i < x->rows && i < band + BAND;
			     i += ROWS)
				put_products(r, x, i, j, prime);
}

/* The entry is, of M the product of all primes, the sum of t[i] * M / p[i] less
 * M as often as it is in it.
 *
 * How often: the sum of t[i] / p[i] is that number and the entry's share of M,
 * which is below 2^516.1 / 2^524.9 < 2^-8.  Counted in 2^-32, each summand is
 * short by less than t[i] * 2^-32 < 2^-20, all 46 by less than 2^-14.  With a
 * sixteenth more the sum lies between the number and the number + 1 / 8, so
 * that its whole part is the number.  A t of p instead of 0 is one wrap more.
 * Shares add up to at most 46 * 2^32 and a sixteenth.
 *
 * A column: at most 46 * 2897 * 2^40 and 46 * 2^40, below 2^58. */
__attribute__((unused)) static void loop_gather(
    uint64_t sums[GS_RNS_LIMBS][GS_RNS_LANES], const uint16_t *t, size_t pitch,
    const struct gs_rns *rns)
{
	for (size_t l = 0; l < GS_RNS_LANES; l++) {
		uint64_t wraps = UINT64_C(1) << 28, s[GS_RNS_LIMBS] = {0};

		for (size_t i = 0; i < GS_RNS_PRIMES; i++) {
			const struct gs_rns_prime *prime = &rns->prime[i];
			const uint64_t x = t[i * pitch + l];

			wraps += x * prime->share;
			for (size_t k = 0; k < GS_RNS_LIMBS; k++)
				s[k] += x * prime->limb[k];
		}

		for (size_t k = 0; k < GS_RNS_LIMBS; k++)
			sums[k][l] = s[k] + (wraps >> 32) * rns->wrap[k];
	}
}

#endif
