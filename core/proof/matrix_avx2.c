/* SPDX-License-Identifier: Apache-2.0 */
/* The scalar matrix by AVX2: four columns at a time, a lane each.  As in
 * matrix_ifma.c 15 products of limbs make one of scalars, by Karatsuba taken
 * to the end: u_i v_j + u_j v_i = (u_i - u_j)(v_j - v_i) + u_i v_i + u_j v_j.
 * Here with differences, as doubles have a sign and differences stay within
 * 2^51. */
#include "core/proof/avx2.h"

#include <string.h>

#define LIMBS 5
#define PAIRS 10
#define FACTORS 15 /* u_0..u_4, then u_i - u_j in the order of `pairs` */
#define ROWS 4     /* at a time: their factors stay in the second cache */
#define CROSS 8    /* columns 1 to 8 */
#define MASK ((UINT64_C(1) << 51) - 1)

static const unsigned char pairs[PAIRS][2] = {{0, 1}, {0, 2}, {0, 3}, {1, 2},
    {0, 4}, {1, 3}, {1, 4}, {2, 3}, {2, 4}, {3, 4}};
/* Pairs with i + j = k. */
static const unsigned char pairs_of[9] = {0, 1, 1, 2, 2, 2, 1, 1, 0};

__extension__ typedef __int128 i128;

static size_t blocks_of(size_t columns)
{
	return (columns + LANES - 1) / LANES;
}

static size_t scratch_bytes(size_t columns, size_t depth)
{
	return (blocks_of(columns) * LANES * LIMBS + ROWS * FACTORS) * depth *
	    sizeof(double);
}

/* [block][depth][limb][lane]; the lanes past the last column are zero. */
static void pack_columns(double *to, const struct gs_matrix *m)
{
	for (size_t j = 0; j < blocks_of(m->columns) * LANES; j++) {
		double *at = to + j / LANES * m->depth * LIMBS * LANES +
		    j % LANES;
		for (size_t k = 0; k < m->depth; k++)
			for (size_t i = 0; i < LIMBS; i++)
				at[(k * LIMBS + i) * LANES] =
				    j >= m->columns ? 0 :
				    (double)m->v[j * m->depth + k].v[i];
	}
}

static void pack_row(double *to, const struct gs_sc_split *u, size_t depth)
{
	for (size_t k = 0; k < depth; k++, to += FACTORS) {
		for (size_t i = 0; i < LIMBS; i++)
			to[i] = (double)u[k].v[i];
		for (size_t p = 0; p < PAIRS; p++)
			to[LIMBS + p] = to[pairs[p][0]] - to[pairs[p][1]];
	}
}

/* The low and high halves of the sums of u_i v_i. */
static void squares(uint64_t (*sums)[2][LANES], const double *u,
    const double *v, size_t depth)
{
	__m256i s[LIMBS][2];
	for (int i = 0; i < LIMBS; i++)
		s[i][0] = s[i][1] = _mm256_setzero_si256();
	for (size_t k = 0; k < depth; k++) {
		for (int i = 0; i < LIMBS; i++)
			gs_avx2_madd(&s[i][0], &s[i][1],
			    _mm256_broadcast_sd(u + i),
			    _mm256_load_pd(v + LANES * i));
		u += FACTORS;
		v += LIMBS * LANES;
	}
	for (int i = 0; i < LIMBS; i++)
		for (int h = 0; h < 2; h++)
			_mm256_storeu_si256((__m256i *)sums[i][h], s[i][h]);
}

/* Columns 1 to 8 of the products of differences.  A high half weighs what the
 * low half of the next column does.  A column gains at most two of each a step,
 * 3 * 2^51: 1024 steps stay below 2^63. */
static void crosses(uint64_t (*sums)[LANES], const double *u,
    const double *v, size_t depth)
{
	__m256i c[CROSS];
	for (int i = 0; i < CROSS; i++)
		c[i] = _mm256_setzero_si256();
#define STEP(p, i, j)                                                    \
	gs_avx2_madd(&c[(i) + (j) - 1], &c[(i) + (j)],                   \
	    _mm256_broadcast_sd(u + LIMBS + (p)),                        \
	    _mm256_sub_pd(_mm256_load_pd(v + LANES * (j)),               \
	        _mm256_load_pd(v + LANES * (i))))
	for (size_t k = 0; k < depth; k++) {
		STEP(0, 0, 1);
		STEP(1, 0, 2);
		STEP(2, 0, 3);
		STEP(3, 1, 2);
		STEP(4, 0, 4);
		STEP(5, 1, 3);
		STEP(6, 1, 4);
		STEP(7, 2, 3);
		STEP(8, 2, 4);
		STEP(9, 3, 4);
		u += FACTORS;
		v += LIMBS * LANES;
	}
#undef STEP
	for (int i = 0; i < CROSS; i++)
		_mm256_storeu_si256((__m256i *)sums[i], c[i]);
}

/* One lane's sums made one scalar.  The patterns' constants come off modulo
 * 2^64: what is left fits 63 bits and a sign. */
static void finish(uint64_t r[4], uint64_t (*square)[2][LANES],
    uint64_t (*cross)[LANES], size_t lane, size_t depth)
{
	i128 column[10] = {0}, carry = 0;
	uint64_t d[12];
	struct gs_sc sum;
	for (unsigned k = 1; k <= CROSS; k++)
		column[k] = (int64_t)(cross[k - 1][lane] - depth *
		    (pairs_of[k] * LOW_BITS + pairs_of[k - 1] * HIGH_BITS));
	for (unsigned i = 0; i < LIMBS; i++) {
		int64_t lo = (int64_t)(square[i][0][lane] - depth * LOW_BITS);
		int64_t hi = (int64_t)(square[i][1][lane] - depth * HIGH_BITS);
		/* With every other limb in a pair, and once for itself. */
		for (unsigned j = 0; j < LIMBS; j++) {
			column[i + j] += lo;
			column[i + j + 1] += hi;
		}
	}
	for (unsigned k = 0; k < 12; k++) {
		carry += k < 10 ? column[k] : 0;
		d[k] = (uint64_t)carry & MASK;
		carry >>= 51;
	}
	gs_sc_of_digits(&sum, d, 1);
	memcpy(r, sum.v, sizeof sum.v);
}

static void entries(uint64_t (*r)[4], const double *u, const double *v,
    size_t depth, size_t count)
{
	uint64_t square[LIMBS][2][LANES], cross[CROSS][LANES];
	squares(square, u, v, depth);
	crosses(cross, u, v, depth);
	for (size_t l = 0; l < count; l++)
		finish(r[l], square, cross, l, depth);
}

static void matrix(uint64_t (*r)[4], const struct gs_matrix *m)
{
	const size_t row = m->depth * FACTORS, block = m->depth * LIMBS;
	double *columns = m->scratch;
	double *rows = columns + blocks_of(m->columns) * LANES * block;
	pack_columns(columns, m);
	for (size_t i = 0; i < m->rows; i += ROWS) {
		const size_t n = m->rows - i < ROWS ? m->rows - i : ROWS;
		for (size_t k = 0; k < n; k++)
			pack_row(rows + k * row, m->u + (i + k) * m->depth,
			    m->depth);
		for (size_t b = 0; b < m->columns; b += LANES) {
			const size_t left = m->columns - b;
			for (size_t k = 0; k < n; k++)
				entries(r + (i + k) * m->columns + b,
				    rows + k * row, columns + b * block,
				    m->depth, left < LANES ? left : LANES);
		}
	}
}

const struct gs_proof_ops gs_proof_ops_avx2 = {
    .name = "avx2",
    .fold = &gs_fold_portable,
    .matrix_scratch = scratch_bytes,
    .matrix = matrix,
    .msm = &gs_msm_avx2,
    .pow_p58 = gs_pow_p58_avx2,
};
