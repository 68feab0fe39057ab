/* SPDX-License-Identifier: Apache-2.0 */
/* Straus with fixed windows of four bits: the doublings are shared by all
 * terms, and every look-up reads its whole table. */
#include "core/group/msm.h"

#include "core/ct.h"
#include "core/host.h"

void gs_digits_of(struct gs_digits *r, const struct gs_sc *s)
{
	uint64_t v[4], carry = 0;

	gs_sc_integer(v, s);

	/* Adding 8 to every digit and taking it off again makes them signed
	 * without a carry chain.  s is below 2^253 and what is added is
	 * 8 / 15 of 2^256: the sum stays below 2^256. */
	for (int i = 0; i < 4; i++) {
		gs_u128 x = (gs_u128)v[i] + 0x8888888888888888 + carry;
		v[i] = (uint64_t)x;
		carry = (uint64_t)(x >> 64);
	}

	for (int i = 0; i < 64; i++)
		r->d[i] = (int8_t)((int)(v[i / 16] >> (4 * (i % 16)) & 15) -
		    8);

	gs_host_wipe(v, sizeof v);
}

void gs_ct_table_make(struct gs_ct_table *t, const struct gs_point *p)
{
	struct gs_point multiple[8];

	multiple[0] = *p;
	gs_point_cache(&t->multiple[0], p);

	for (int i = 1; i < 8; i++) {
		if (i % 2 == 1)
			gs_point_double(&multiple[i], &multiple[i / 2], 1);
		else
			gs_point_add_cached(&multiple[i], &multiple[i - 1],
			    &t->multiple[0]);

		gs_point_cache(&t->multiple[i], &multiple[i]);
	}
}

/* Pairs of words, so that the compiler masks them in vector registers where
 * there are any.  A table entry is ten of them. */
typedef uint64_t pair
    __attribute__((vector_size(16), aligned(8), may_alias));
#define PAIRS (sizeof(struct gs_cached) / sizeof(pair))

static inline pair entry_pair(const struct gs_ct_table *t, size_t i, size_t k)
{
	return ((const pair *)&t->multiple[i])[k];
}

static inline pair pair_equal(uint64_t a, uint64_t b)
{
	return (pair){0} + gs_ct_equal(a, b);
}

/* Exactly one of nine masks is all ones: the identity's or an entry's. */
void gs_ct_look_up(struct gs_cached *r, const struct gs_ct_table *t,
    int8_t digit)
{
	uint64_t negative = gs_ct_mask((uint64_t)(int64_t)digit >> 63);
	uint64_t size = ((uint64_t)(int64_t)digit ^ negative) - negative;
	uint64_t none = gs_ct_is_zero(size);
	const pair mask[8] = {pair_equal(size, 1), pair_equal(size, 2),
	    pair_equal(size, 3), pair_equal(size, 4), pair_equal(size, 5),
	    pair_equal(size, 6), pair_equal(size, 7), pair_equal(size, 8)};

	struct gs_fe minus = GS_FE_ZERO;

	for (size_t k = 0; k < PAIRS; k++)
		((pair *)r)[k] = (entry_pair(t, 0, k) & mask[0]) |
		    (entry_pair(t, 1, k) & mask[1]) |
		    (entry_pair(t, 2, k) & mask[2]) |
		    (entry_pair(t, 3, k) & mask[3]) |
		    (entry_pair(t, 4, k) & mask[4]) |
		    (entry_pair(t, 5, k) & mask[5]) |
		    (entry_pair(t, 6, k) & mask[6]) |
		    (entry_pair(t, 7, k) & mask[7]);

	r->y_plus_x.v[0] |= (uint32_t)none & 1;
	r->y_minus_x.v[0] |= (uint32_t)none & 1;
	r->z2.v[0] |= (uint32_t)none & 2;

	gs_fe_swap(&r->y_plus_x, &r->y_minus_x, negative);

	/* Loose is enough: it is multiplied. */
	gs_fe_sub_lazy(&minus, &GS_FE_ZERO, &r->t2d);
	gs_fe_move(&r->t2d, &minus, negative);
}

void gs_msm_ct(struct gs_point *r, const struct gs_point *points,
    const struct gs_digits *digits, size_t n, struct gs_ct_table *tables)
{
	struct gs_cached c;

	for (size_t i = 0; i < n; i++)
		gs_ct_table_make(&tables[i], &points[i]);

	gs_point_identity(r);

	for (int w = 63; w >= 0; w--) {
		if (w != 63)
			gs_point_double(r, r, 4);

		for (size_t i = 0; i < n; i++) {
			gs_ct_look_up(&c, &tables[i], digits[i].d[w]);
			gs_point_add_cached(r, r, &c);
		}
	}

	gs_host_wipe(&c, sizeof c);
}

void gs_mul2_ct(struct gs_point *r, const struct gs_sc *a,
    const struct gs_point *p, const struct gs_sc *b, const struct gs_point *q)
{
	struct gs_ct_table tables[2];
	struct gs_digits digits[2];
	const struct gs_point points[2] = {*p, *q};

	gs_digits_of(&digits[0], a);
	gs_digits_of(&digits[1], b);

	gs_msm_ct(r, points, digits, 2, tables);

	gs_host_wipe(tables, sizeof tables);
	gs_host_wipe(digits, sizeof digits);
}

void gs_mul_ct(struct gs_point *r, const struct gs_sc *a,
    const struct gs_point *p)
{
	struct gs_ct_table table;
	struct gs_digits digits;

	gs_digits_of(&digits, a);

	gs_msm_ct(r, p, &digits, 1, &table);

	gs_host_wipe(&table, sizeof table);
	gs_host_wipe(&digits, sizeof digits);
}
