/* SPDX-License-Identifier: Apache-2.0 */
/* The scalar matrix by residues.  An entry is a sum of up to 1024 products of
 * scalars below 2q = 2^253 + 2^125.4, as an integer less than 2^516.1.  It is
 * found modulo 46 primes of twelve bits, whose product is above 2^524.9, and
 * put together again: a product of two scalars is then 46 products of 16-bit
 * numbers, summed in 32 bits, which processors do many of at a time
 * (multiply-add of pairs).  All of it is exact.  Public data, variable time. */
#ifndef GS_CORE_GROUP_RNS_H
#define GS_CORE_GROUP_RNS_H

#include <stddef.h>
#include <stdint.h>

#include "core/group/sc.h"

/* Most products in one sum: with residues of at most half the largest prime
 * either way, 1024 * 1448^2 = 2,147,024,896 < 2^31. */
#define GS_MATRIX_DEPTH_MAX 1024
#define GS_RNS_FEW 4 /* of fewer products a sum is made as they stand */
#define GS_RNS_PRIMES 46
#define GS_RNS_GROUP 16 /* primes whose residues are kept at a time */
#define GS_RNS_LANES 16
#define GS_RNS_STEP 64  /* depths are rounded up to it */
#define GS_RNS_LIMBS 7
#define GS_RNS_LIMB_BITS 40 /* times a residue of twelve bits: 52 */

/* Scalars side by side: word i of scalar l, as struct gs_sc keeps it, at
 * word[i][l]. */
struct gs_sc_block {
	uint32_t word[8][GS_RNS_LANES];
};

static inline void gs_sc_block_put(struct gs_sc_block *b, size_t at,
    const struct gs_sc *s)
{
	b += at / GS_RNS_LANES;
	for (size_t i = 0; i < 8; i++)
		b->word[i][at % GS_RNS_LANES] =
		    (uint32_t)(s->v[i / 2] >> (32 * (i % 2)));
}

/* Blocks of a row of `depth` scalars; lanes past the depth are zero. */
static inline size_t gs_rns_blocks(size_t depth)
{
	return (depth + GS_RNS_LANES - 1) / GS_RNS_LANES;
}

/* What belongs to one prime. */
struct gs_rns_prime {
	uint32_t p, m;          /* m = floor(2^43 / p), below 2^32 */
	uint32_t inverse;       /* of the product of the others, mod p */
	uint32_t share;         /* floor(2^32 / p) */
	uint32_t word[8];       /* 2^(32 i) mod p */
	int16_t half[16];       /* 2^(16 i) mod p, at most p / 2 either way */
	uint32_t offset;        /* makes sums of halves positive */
	uint64_t limb[GS_RNS_LIMBS]; /* product of the others / 2^256 mod q */
};

struct gs_rns {
	struct gs_rns_prime prime[GS_RNS_PRIMES];
	uint64_t wrap[GS_RNS_LIMBS]; /* -(product of all) / 2^256 mod q */
};

/* r[i] = a[i] mod p for the scalars of n blocks, at most p / 2 either way. */
typedef void gs_rns_residues(int16_t *r, const struct gs_sc_block *a,
    size_t n, const struct gs_rns_prime *prime);
/* r[i * pitch + j] = prime->inverse * sum over k of u[i * stride + k] *
 * v[j * stride + k] mod p, or p in the place of 0. */
struct gs_rns_product {
	const int16_t *u, *v;
	size_t rows, columns, stride, pitch;
};
typedef void gs_rns_products(uint16_t *r, const struct gs_rns_product *x,
    const struct gs_rns_prime *prime);
/* Columns of 40 bits, sums[l][j] = sum over the primes i of t[i * pitch + j] *
 * limb[l], less the product of all primes as often as it is in it. */
typedef void gs_rns_gather(uint64_t sums[GS_RNS_LIMBS][GS_RNS_LANES],
    const uint16_t *t, size_t pitch, const struct gs_rns *rns);

/* r = a * b, in Montgomery's form as they are, for the scalars of a block: a
 * below 2q, b below q, r below 2q.  r may be a. */
typedef void gs_rns_scale(struct gs_sc_block *r, const struct gs_sc_block *a,
    const struct gs_sc_block *b);

struct gs_rns_ops {
	gs_rns_residues *residues;
	gs_rns_products *products;
	gs_rns_gather *gather;
	gs_rns_scale *scale; /* NULL: gs_sc_mul is no slower */
};
extern const struct gs_rns_ops gs_rns_portable;

/* Bytes of scratch for a matrix, for at most that depth. */
size_t gs_rns_scratch(size_t rows, size_t columns, size_t depth);

/* U^T V for matrices kept by columns: u[rows], v[columns], of
 * gs_rns_blocks(depth) blocks each.  Scalars are below q, or, from a depth of
 * GS_RNS_FEW on, below 2q. */
struct gs_matrix {
	const struct gs_sc_block *u, *v;
	size_t rows, columns, depth;
	void *scratch; /* gs_rns_scratch(), aligned to 64 */
	size_t workers; /* jobs for gs_host_each, at least 1 */
};
/* r[i * columns + j] = sum over k of u[i][k] * v[j][k], each a scalar as struct
 * gs_sc keeps it. */
void gs_rns_matrix(uint64_t (*r)[4], const struct gs_matrix *m,
    const struct gs_rns_ops *ops);

#endif
