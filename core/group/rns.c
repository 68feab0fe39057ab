/* SPDX-License-Identifier: Apache-2.0 */
#include "core/group/rns.h"

#include <string.h>

#include "core/host.h"
#include "core/group/parts.h"

__extension__ typedef unsigned __int128 u128;

#define LIMB_MASK ((UINT64_C(1) << GS_RNS_LIMB_BITS) - 1)
#define ROWS 4 /* whose products are had together */

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

/* Powers of 2^32 and of 2^16; power << 16 is below 2^28.
 *
 * Halves of words are read less 2^15, so that they have a sign.  offset makes
 * up for it, and keeps sums above zero: 16 halves of at most 2^15 times powers
 * of at most 1448 are 759,169,024 < 2^30 either way.  `above` is a multiple of
 * p between 2^30 and 2^30 + p; with less than p more the whole sum is between 0
 * and 2^31. */
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

	const uint32_t above = (UINT32_C(1) << 30) / r->p * r->p + r->p;
	r->offset = above + (sum << 15) % r->p;
}

/* a^(p - 2), for a below p, of twelve bits: products are below 2^24. */
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

static void make_rns(struct gs_rns *r)
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

/* Columns below 2^58 to a scalar: a column and the carry from the one before,
 * below 2^19, fit 64 bits.
 *
 * The whole is at most 46 * 2897 scalars and 46 more, 2^17.1 * q < 2^270.  So
 * of what is above 2^252 `high` has 18 bits, and no carry is left beyond it.
 * As 2^252 is q - rest, that is taken off as high * rest < 2^18 * 2^124.4,
 * below q like the low part, which is below 2^252. */
static void scalar_of_columns(uint64_t r[4],
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

	u128 x = (u128)high * rest[0]; /* below 2^18 * 2^63 */
	struct gs_sc off = {{(uint64_t)x}};
	x = (x >> 64) + (u128)high * rest[1];
	off.v[1] = (uint64_t)x;
	off.v[2] = (uint64_t)(x >> 64);

	gs_sc_sub(&low, &low, &off);
	memcpy(r, low.v, sizeof low.v);
}

static void block_get(struct gs_sc *s, const struct gs_sc_block *b, size_t at)
{
	b += at / GS_RNS_LANES;
	for (size_t i = 0; i < 4; i++)
		s->v[i] = (uint64_t)b->word[2 * i + 1][at % GS_RNS_LANES] <<
		    32 | b->word[2 * i][at % GS_RNS_LANES];
}

/* Few products are added up as they stand. */
static void multiply_directly(uint64_t (*r)[4], const struct gs_matrix *m)
{
	const size_t blocks = gs_rns_blocks(m->depth);
	struct gs_sc u[GS_RNS_FEW], sum, t;

	for (size_t i = 0; i < m->rows; i++) {
		for (size_t k = 0; k < m->depth; k++)
			block_get(&u[k], m->u + i * blocks, k);

		for (size_t j = 0; j < m->columns; j++) {
			block_get(&t, m->v + j * blocks, 0);
			gs_sc_mul(&sum, &u[0], &t);

			for (size_t k = 1; k < m->depth; k++) {
				block_get(&t, m->v + j * blocks, k);
				gs_sc_muladd(&sum, &u[k], &t);
			}

			memcpy(r[i * m->columns + j], sum.v, sizeof sum.v);
		}
	}
}

/* A matrix under way, modulo `count` primes from `first` on. */
struct work {
	uint64_t (*r)[4];
	const struct gs_matrix *m;
	const struct gs_rns_ops *ops;
	struct gs_rns rns;
	size_t first, count, stride, pitch;
	int16_t *u, *v; /* [prime][row][stride] */
	uint16_t *t;    /* [prime][pitch] */
};

/* The residues of rows `from` up to `end`. */
static void reduce_rows(const struct work *w, int16_t *to,
    const struct gs_sc_block *rows, size_t count, size_t from, size_t end)
{
	const size_t blocks = gs_rns_blocks(w->m->depth);

	for (size_t i = from; i < end; i++) {
		for (size_t k = 0; k < w->count; k++) {
			int16_t *at = to + (k * count + i) * w->stride;

			w->ops->residues(at, rows + i * blocks, blocks,
			    &w->rns.prime[w->first + k]);

			memset(at + blocks * GS_RNS_LANES, 0,
			    (w->stride - blocks * GS_RNS_LANES) * sizeof *at);
		}
	}
}

static void reduce_part(void *ctx, size_t i)
{
	const struct work *w = ctx;
	const struct gs_matrix *m = w->m;

	reduce_rows(w, w->u, m->u, m->rows,
	    gs_parts_bound(m->rows, m->workers, i, 1),
	    gs_parts_bound(m->rows, m->workers, i + 1, 1));

	reduce_rows(w, w->v, m->v, m->columns,
	    gs_parts_bound(m->columns, m->workers, i, 1),
	    gs_parts_bound(m->columns, m->workers, i + 1, 1));
}

static void multiply_part(void *ctx, size_t i)
{
	const struct work *w = ctx;
	const struct gs_matrix *m = w->m;
	const size_t from = gs_parts_bound(m->rows, m->workers, i, ROWS);
	const size_t end = gs_parts_bound(m->rows, m->workers, i + 1, ROWS);

	for (size_t k = 0; k < w->count; k++) {
		const struct gs_rns_product x = {
		    w->u + (k * m->rows + from) * w->stride,
		    w->v + k * m->columns * w->stride, end - from, m->columns,
		    w->stride, m->columns};

		w->ops->products(w->t + (w->first + k) * w->pitch +
		    from * m->columns, &x, &w->rns.prime[w->first + k]);
	}
}

static void gather_part(void *ctx, size_t i)
{
	const struct work *w = ctx;
	const size_t all = w->m->rows * w->m->columns;
	const size_t end = gs_parts_bound(all, w->m->workers, i + 1,
	    GS_RNS_LANES);

	uint64_t sums[GS_RNS_LIMBS][GS_RNS_LANES];

	for (size_t at = gs_parts_bound(all, w->m->workers, i, GS_RNS_LANES);
	     at < end; at += GS_RNS_LANES) {
		w->ops->gather(sums, w->t + at, w->pitch, &w->rns);

		for (size_t l = 0; l < GS_RNS_LANES && at + l < end; l++)
			scalar_of_columns(w->r[at + l],
			    (const uint64_t(*)[GS_RNS_LANES])sums, l);
	}
}

/* Residues of a row of that depth. */
static size_t stride_of(size_t depth)
{
	return (depth + GS_RNS_STEP - 1) / GS_RNS_STEP * GS_RNS_STEP;
}

/* Entries are gathered many at a time: their number is rounded up. */
static size_t pitch_of(size_t rows, size_t columns)
{
	return (rows * columns + GS_RNS_LANES - 1) / GS_RNS_LANES *
	    GS_RNS_LANES;
}

/* Rows and columns are at most 2^12 each and a depth 1024: with 2^28 + 2^31
 * bytes nothing overflows, not in 32 bits either. */
size_t gs_rns_scratch(size_t rows, size_t columns, size_t depth)
{
	return GS_RNS_GROUP * (rows + columns) * stride_of(depth) *
	    sizeof(int16_t) + GS_RNS_PRIMES * pitch_of(rows, columns) *
	    sizeof(uint16_t);
}

void gs_rns_matrix(uint64_t (*r)[4], const struct gs_matrix *m,
    const struct gs_rns_ops *ops)
{
	if (m->depth < GS_RNS_FEW) {
		multiply_directly(r, m);
		return;
	}

	struct work w = {.r = r, .m = m, .ops = ops,
	    .stride = stride_of(m->depth),
	    .pitch = pitch_of(m->rows, m->columns), .u = m->scratch};

	w.v = w.u + GS_RNS_GROUP * m->rows * w.stride;
	w.t = (uint16_t *)(w.v + GS_RNS_GROUP * m->columns * w.stride);

	make_rns(&w.rns);

	for (; w.first < GS_RNS_PRIMES; w.first += GS_RNS_GROUP) {
		const size_t left = GS_RNS_PRIMES - w.first;
		w.count = left < GS_RNS_GROUP ? left : GS_RNS_GROUP;

		gs_host_each(reduce_part, &w, m->workers);
		gs_host_each(multiply_part, &w, m->workers);
	}

	gs_host_each(gather_part, &w, m->workers);
}
