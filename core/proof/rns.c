/* SPDX-License-Identifier: Apache-2.0 */
#include "core/proof/rns.h"

#include <string.h>

#include "core/proof/cpu.h"

__extension__ typedef unsigned __int128 u128;

#define LIMB_MASK ((UINT64_C(1) << GS_RNS_LIMB_BITS) - 1)
#define FEW 4 /* products: less than the residues cost */

/* The largest below 2898. */
static const uint16_t primes[GS_RNS_PRIMES] = {2897, 2887, 2879, 2861, 2857,
    2851, 2843, 2837, 2833, 2819, 2803, 2801, 2797, 2791, 2789, 2777, 2767,
    2753, 2749, 2741, 2731, 2729, 2719, 2713, 2711, 2707, 2699, 2693, 2689,
    2687, 2683, 2677, 2671, 2663, 2659, 2657, 2647, 2633, 2621, 2617, 2609,
    2593, 2591, 2579, 2557, 2551};

static void sc_small(struct gs_sc *r, uint32_t x)
{
	const uint8_t bytes[16] = {(uint8_t)x, (uint8_t)(x >> 8)};
	gs_sc_from_16(r, bytes);
}

/* a / 2^256 mod q as an integer: out of Montgomery's form twice. */
static void limbs_of(uint64_t r[GS_RNS_LIMBS], const struct gs_sc *a)
{
	struct gs_sc t;
	uint64_t v[5] = {0};
	gs_sc_integer(t.v, a);
	gs_sc_integer(v, &t);
	for (unsigned i = 0; i < GS_RNS_LIMBS; i++) {
		unsigned bit = i * GS_RNS_LIMB_BITS, s = bit % 64;
		uint64_t x = v[bit / 64] >> s;
		if (s + GS_RNS_LIMB_BITS > 64)
			x |= v[bit / 64 + 1] << (64 - s);
		r[i] = x & LIMB_MASK;
	}
}

/* Powers of 2^32 and of 2^16.  Halves of words are read less 2^15, so that
 * they have a sign: offset makes up for it, and keeps sums above zero. */
static void make_powers(struct gs_rns_prime *r)
{
	uint32_t power = 1, sum = 0;
	for (unsigned i = 0; i < 16; i++) {
		if (i % 2 == 0)
			r->word[i / 2] = power;
		r->half[i] = (int16_t)(power > r->p / 2 ?
		    (int32_t)power - (int32_t)r->p : (int32_t)power);
		sum = (sum + power) % r->p;
		power = (power << 16) % r->p;
	}
	/* |16 * 2^15 * 1448| < 2^30 */
	const uint32_t above = (UINT32_C(1) << 30) / r->p * r->p + r->p;
	r->offset = above + (sum << 15) % r->p;
}

static uint32_t inverse_mod(uint32_t a, uint32_t p)
{
	uint32_t r = 1;
	for (uint32_t e = p - 2; e != 0; e >>= 1) {
		if (e & 1)
			r = r * a % p;
		a = a * a % p;
	}
	return r;
}

void gs_rns_make(struct gs_rns *r)
{
	struct gs_sc before[GS_RNS_PRIMES + 1], after = gs_sc_one, t;
	before[0] = gs_sc_one;
	for (size_t i = 0; i < GS_RNS_PRIMES; i++) {
		struct gs_rns_prime *x = &r->prime[i];
		uint32_t others = 1;
		x->p = primes[i];
		x->m = (uint32_t)((UINT64_C(1) << 43) / x->p);
		x->share = (uint32_t)((UINT64_C(1) << 32) / x->p);
		make_powers(x);
		for (size_t j = 0; j < GS_RNS_PRIMES; j++)
			if (j != i)
				others = others * primes[j] % x->p;
		x->inverse = inverse_mod(others, x->p);
		sc_small(&t, x->p);
		gs_sc_mul(&before[i + 1], &before[i], &t);
	}
	gs_sc_negate(&t, &before[GS_RNS_PRIMES]);
	limbs_of(r->wrap, &t);
	for (size_t i = GS_RNS_PRIMES; i-- > 0;) {
		gs_sc_mul(&t, &before[i], &after);
		limbs_of(r->prime[i].limb, &t);
		sc_small(&t, primes[i]);
		gs_sc_mul(&after, &after, &t);
	}
}

/* Columns below 47 * 2^12 * 2^40 < 2^58 to a scalar.  The whole is below
 * 47 * 2^12 * q < 2^270: what is above 2^252 is taken off as that many times
 * q - 2^252. */
static void settle(uint64_t r[4],
    const uint64_t sums[GS_RNS_LIMBS][GS_RNS_LANES], size_t lane)
{
	static const uint64_t rest[2] = {0x5812631a5cf5d3ed,
	    0x14def9dea2f79cd6};
	uint64_t d[GS_RNS_LIMBS], carry = 0;
	for (size_t i = 0; i < GS_RNS_LIMBS; i++) {
		carry += sums[i][lane];
		d[i] = carry & LIMB_MASK;
		carry >>= GS_RNS_LIMB_BITS;
	}
	const uint64_t high = carry << 28 | d[6] >> 12;
	d[6] &= 0xfff;
	struct gs_sc low = {{d[0] | d[1] << 40,
	    d[1] >> 24 | d[2] << 16 | d[3] << 56, d[3] >> 8 | d[4] << 32,
	    d[4] >> 32 | d[5] << 8 | d[6] << 48}};
	u128 x = (u128)high * rest[0];
	struct gs_sc off = {{(uint64_t)x}};
	x = (x >> 64) + (u128)high * rest[1];
	off.v[1] = (uint64_t)x;
	off.v[2] = (uint64_t)(x >> 64);
	gs_sc_sub(&low, &low, &off);
	memcpy(r, low.v, sizeof low.v);
}

/* Few products are added up as they stand. */
static void directly(uint64_t (*r)[4], const struct gs_matrix *m)
{
	const size_t blocks = gs_rns_blocks(m->depth);
	struct gs_sc u[FEW], sum, t;
	for (size_t i = 0; i < m->rows; i++) {
		for (size_t k = 0; k < m->depth; k++)
			gs_sc_block_get(&u[k], m->u + i * blocks, k);
		for (size_t j = 0; j < m->columns; j++) {
			gs_sc_block_get(&t, m->v + j * blocks, 0);
			gs_sc_mul(&sum, &u[0], &t);
			for (size_t k = 1; k < m->depth; k++) {
				gs_sc_block_get(&t, m->v + j * blocks, k);
				gs_sc_muladd(&sum, &u[k], &t);
			}
			memcpy(r[i * m->columns + j], sum.v, sizeof sum.v);
		}
	}
}

/* The residues of `rows` rows modulo `count` primes, [prime][row][stride]. */
static void reduce_rows(int16_t *to, const struct gs_sc_block *from,
    size_t rows, size_t depth, const struct gs_rns_prime *prime, size_t count,
    const struct gs_rns_ops *ops)
{
	const size_t stride = gs_rns_stride(depth);
	const size_t blocks = gs_rns_blocks(depth);
	for (size_t i = 0; i < rows; i++) {
		for (size_t k = 0; k < count; k++) {
			int16_t *at = to + (k * rows + i) * stride;
			ops->residues(at, from + i * blocks, blocks,
			    &prime[k]);
			memset(at + blocks * GS_RNS_LANES, 0,
			    (stride - blocks * GS_RNS_LANES) * sizeof *at);
		}
	}
}

/* Entries are gathered many at a time: their number is rounded up. */
static size_t pitch_of(size_t rows, size_t columns)
{
	return (rows * columns + GS_RNS_LANES - 1) / GS_RNS_LANES *
	    GS_RNS_LANES;
}

size_t gs_rns_scratch(size_t rows, size_t columns, size_t depth)
{
	return GS_RNS_GROUP * (rows + columns) * gs_rns_stride(depth) *
	    sizeof(int16_t) + GS_RNS_PRIMES * pitch_of(rows, columns) *
	    sizeof(uint16_t);
}

static void gather_all(uint64_t (*r)[4], const uint16_t *t, size_t count,
    size_t pitch, const struct gs_rns *rns, const struct gs_rns_ops *ops)
{
	uint64_t sums[GS_RNS_LIMBS][GS_RNS_LANES];
	for (size_t i = 0; i < count; i += GS_RNS_LANES) {
		ops->gather(sums, t + i, pitch, rns);
		for (size_t l = 0; l < GS_RNS_LANES && i + l < count; l++)
			settle(r[i + l], (const uint64_t(*)[GS_RNS_LANES])sums,
			    l);
	}
}

void gs_rns_matrix(uint64_t (*r)[4], const struct gs_matrix *m,
    const struct gs_rns_ops *ops)
{
	if (m->depth < FEW) {
		directly(r, m);
		return;
	}
	struct gs_rns rns;
	const size_t stride = gs_rns_stride(m->depth);
	const size_t pitch = pitch_of(m->rows, m->columns);
	int16_t *u = m->scratch;
	int16_t *v = u + GS_RNS_GROUP * m->rows * stride;
	uint16_t *t = (uint16_t *)(v + GS_RNS_GROUP * m->columns * stride);
	gs_rns_make(&rns);
	for (size_t first = 0; first < GS_RNS_PRIMES; first += GS_RNS_GROUP) {
		const struct gs_rns_prime *prime = rns.prime + first;
		size_t n = GS_RNS_PRIMES - first;
		n = n < GS_RNS_GROUP ? n : GS_RNS_GROUP;
		reduce_rows(u, m->u, m->rows, m->depth, prime, n, ops);
		reduce_rows(v, m->v, m->columns, m->depth, prime, n, ops);
		for (size_t k = 0; k < n; k++) {
			const struct gs_rns_product x = {
			    u + k * m->rows * stride,
			    v + k * m->columns * stride, m->rows, m->columns,
			    stride, m->columns};
			ops->products(t + (first + k) * pitch, &x, &prime[k]);
		}
	}
	gather_all(r, t, m->rows * m->columns, pitch, &rns, ops);
}
