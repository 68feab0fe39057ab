/* SPDX-License-Identifier: Apache-2.0 */
/* The scalar matrix by AVX-512 IFMA: eight columns at a time, a lane each.
 *
 * A product of two scalars in five limbs is 25 products of limbs.  As a matrix
 * entry meets a whole row of others, the sums u_i + u_j and v_i + v_j are made
 * once and used often, and u_i v_j + u_j v_i = (u_i + u_j)(v_i + v_j) - u_i v_i
 * - u_j v_j leaves 15 of them (Karatsuba, taken to the end).  What is taken
 * off is taken off the finished sums.  Limbs are 51 bits so that the sum of
 * two fits the 52 that the multiplier reads. */
#include "core/proof/cpu.h"
#include "core/proof/ifma.h"

#include <immintrin.h>
#include <string.h>

#define LANES 8
#define LIMBS 5
#define FACTORS 15 /* u_0..u_4, then u_i + u_j in the order of `pairs` */
#define ROWS 4     /* at a time: their factors stay in the second cache */

static const unsigned char pairs[10][2] = {{0, 1}, {0, 2}, {0, 3}, {1, 2},
    {0, 4}, {1, 3}, {1, 4}, {2, 3}, {2, 4}, {3, 4}};

/* Sums of the low and of the high 52 bits of the products: square[i] of
 * u_i v_i, cross[k] of the pairs with i + j = k.  Each lane gains less than
 * 2 * 2^52 a step: 1024 steps stay below 2^63. */
struct sums {
	__m512i square[LIMBS][2], cross[8][2];
};

static inline __m512i mask_of(int bits)
{
	return _mm512_set1_epi64((long long)((UINT64_C(1) << bits) - 1));
}

static size_t blocks_of(size_t columns)
{
	return (columns + LANES - 1) / LANES;
}

static size_t scratch_bytes(size_t columns, size_t depth)
{
	return (blocks_of(columns) * LANES * LIMBS + ROWS * FACTORS) * depth *
	    sizeof(uint64_t);
}

/* [block][depth][limb][lane]; the lanes past the last column are zero. */
static void pack_columns(uint64_t *to, const struct gs_matrix *m)
{
	memset(to, 0, blocks_of(m->columns) * m->depth * LIMBS * LANES *
	    sizeof *to);
	for (size_t j = 0; j < m->columns; j++) {
		uint64_t *at = to + j / LANES * m->depth * LIMBS * LANES +
		    j % LANES;
		const struct gs_sc_split *v = m->v + j * m->depth;
		for (size_t k = 0; k < m->depth; k++)
			for (size_t i = 0; i < LIMBS; i++)
				at[(k * LIMBS + i) * LANES] = v[k].v[i];
	}
}

static void pack_row(uint64_t *to, const struct gs_sc_split *u, size_t depth)
{
	for (size_t k = 0; k < depth; k++, to += FACTORS) {
		for (size_t i = 0; i < LIMBS; i++)
			to[i] = u[k].v[i];
		for (size_t p = 0; p < 10; p++)
			to[LIMBS + p] = u[k].v[pairs[p][0]] +
			    u[k].v[pairs[p][1]];
	}
}

__attribute__((always_inline)) static inline void madd(__m512i sum[2],
    const uint64_t *u, __m512i v)
{
	const __m512i w = _mm512_set1_epi64((long long)*u);
	sum[0] = _mm512_madd52lo_epu64(sum[0], w, v);
	sum[1] = _mm512_madd52hi_epu64(sum[1], w, v);
}

static void multiply(struct sums *out, const uint64_t *u, const uint64_t *v,
    size_t depth)
{
	struct sums s;
	memset(&s, 0, sizeof s);
	for (size_t k = 0; k < depth; k++) {
		const __m512i v0 = _mm512_load_si512(v);
		const __m512i v1 = _mm512_load_si512(v + LANES);
		const __m512i v2 = _mm512_load_si512(v + 2 * LANES);
		const __m512i v3 = _mm512_load_si512(v + 3 * LANES);
		const __m512i v4 = _mm512_load_si512(v + 4 * LANES);
		madd(s.square[0], u, v0);
		madd(s.square[1], u + 1, v1);
		madd(s.square[2], u + 2, v2);
		madd(s.square[3], u + 3, v3);
		madd(s.square[4], u + 4, v4);
		madd(s.cross[1], u + 5, _mm512_add_epi64(v0, v1));
		madd(s.cross[2], u + 6, _mm512_add_epi64(v0, v2));
		madd(s.cross[3], u + 7, _mm512_add_epi64(v0, v3));
		madd(s.cross[4], u + 9, _mm512_add_epi64(v0, v4));
		madd(s.cross[5], u + 11, _mm512_add_epi64(v1, v4));
		madd(s.cross[6], u + 13, _mm512_add_epi64(v2, v4));
		madd(s.cross[7], u + 14, _mm512_add_epi64(v3, v4));
		madd(s.cross[3], u + 8, _mm512_add_epi64(v1, v2));
		madd(s.cross[4], u + 10, _mm512_add_epi64(v1, v3));
		madd(s.cross[5], u + 12, _mm512_add_epi64(v2, v3));
		u += FACTORS;
		v += LIMBS * LANES;
	}
	*out = s;
}

/* lo + 2^52 hi stays what it is, lo below 2^52. */
static inline void settle(__m512i x[2])
{
	x[1] = _mm512_add_epi64(x[1], _mm512_srli_epi64(x[0], 52));
	x[0] = _mm512_and_si512(x[0], mask_of(52));
}

static inline void take_off(__m512i x[2], const __m512i y[2])
{
	x[0] = _mm512_sub_epi64(x[0], y[0]);
	x[1] = _mm512_sub_epi64(x[1], y[1]);
}

/* Twelve digits of 51 bits for each lane.  A column is at least zero and below
 * 5 * 2^10 * 2^102, its low part above -4 * 2^52, so its high part lies in
 * -4..2^63: a wrap on the way there does not matter.  The shifts of what can
 * be negative keep the sign. */
static void digits_of(uint64_t d[12][LANES], struct sums *s)
{
	__m512i column[9][2], e[12];
	memset(e, 0, sizeof e);
	for (size_t i = 0; i < LIMBS; i++)
		settle(s->square[i]);
	for (size_t k = 0; k < 9; k++) {
		column[k][0] = column[k][1] = _mm512_setzero_si512();
		if (k >= 1 && k <= 7) {
			settle(s->cross[k]);
			memcpy(column[k], s->cross[k], sizeof column[k]);
		}
	}
	for (size_t p = 0; p < 10; p++) {
		const unsigned i = pairs[p][0], j = pairs[p][1];
		take_off(column[i + j], s->square[i]);
		take_off(column[i + j], s->square[j]);
	}
	for (size_t i = 0; i < LIMBS; i++)
		for (size_t h = 0; h < 2; h++)
			column[2 * i][h] = _mm512_add_epi64(column[2 * i][h],
			    s->square[i][h]);
	/* 2^52 hi is 2^51 times 2 hi: one digit up, and what of it is above 51
	 * bits two digits up. */
	for (size_t k = 0; k < 9; k++) {
		const __m512i hi = column[k][1];
		e[k] = _mm512_add_epi64(e[k], column[k][0]);
		e[k + 1] = _mm512_add_epi64(e[k + 1], _mm512_and_si512(
		    _mm512_slli_epi64(hi, 1), mask_of(51)));
		e[k + 2] = _mm512_add_epi64(e[k + 2],
		    _mm512_srai_epi64(hi, 50));
	}
	for (size_t k = 0; k < 12; k++) {
		if (k < 11)
			e[k + 1] = _mm512_add_epi64(e[k + 1],
			    _mm512_srai_epi64(e[k], 51));
		_mm512_storeu_si512(d[k], _mm512_and_si512(e[k], mask_of(51)));
	}
}

static void entries(uint64_t (*r)[4], const uint64_t *u, const uint64_t *v,
    size_t depth, size_t count)
{
	struct sums s;
	uint64_t d[12][LANES];
	multiply(&s, u, v, depth);
	digits_of(d, &s);
	for (size_t l = 0; l < count; l++) {
		struct gs_sc sum;
		gs_sc_of_digits(&sum, &d[0][l], LANES);
		memcpy(r[l], sum.v, sizeof r[l]);
	}
}

static void matrix(uint64_t (*r)[4], const struct gs_matrix *m)
{
	const size_t row = m->depth * FACTORS, block = m->depth * LIMBS;
	uint64_t *columns = m->scratch;
	uint64_t *rows = columns + blocks_of(m->columns) * LANES * block;
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

const struct gs_proof_ops gs_proof_ops_ifma = {
    .name = "ifma",
    .fold = &gs_fold_ifma,
    .matrix_scratch = scratch_bytes,
    .matrix = matrix,
    .msm = &gs_msm_ifma,
    .pow_p58 = gs_pow_p58_ifma,
};
