/* SPDX-License-Identifier: Apache-2.0 */
/* Equation (2).  The scalar of key i is the sum over the proofs of
 * w * prod_j f[j][i_j].  Cut in two halves of the digits that product is
 * u[hi] * v[lo], so the scalars of the whole roll are the matrix U^T diag(w) V:
 * one multiply-add a key and proof (rns.h). */
#include "core/proof/equations.h"

#include <string.h>

#include "core/host.h"
#include "core/group/parts.h"

/* Below that sorting costs more than eight lanes save. */
#define FEW 256
/* Below that dividing the work costs more than it saves, in keys of a roll;
 * a proof's own work is that of so many keys. */
#define MUCH 4096
#define PROOF_WORK 64

/* How much memory any sum of at most `most` terms takes.  Fewer terms have no
 * wider window and so no more buckets: what counts is the most terms that each
 * table gets, the portable one below FEW and the roll's. */
static void size_sums(struct gs_equations *e, size_t most)
{
	const struct gs_msm_ops *ops = e->roll->ops->msm;
	unsigned width = gs_msm_width(ops, most);
	unsigned few_width = gs_msm_width(&gs_msm_portable,
	    most < FEW ? most : FEW);

	width = width < few_width ? few_width : width;
	e->bucket_max = (size_t)1 << (width - 1);
	e->msm_step = (ops->fill_scratch(most, e->bucket_max) + 63) &
	    ~(size_t)63;
}

static int take_memory(struct gs_equations *e, size_t terms,
    struct gs_arena *arena)
{
	const size_t blocks = gs_rns_blocks(e->max);

	e->roll_scalars = gs_arena_take(arena, e->rows * e->columns,
	    sizeof *e->roll_scalars);
	e->matrix_scratch = gs_arena_take(arena,
	    gs_rns_scratch(e->rows, e->columns, e->max), 1);
	e->points = gs_arena_take(arena, terms, sizeof *e->points);
	e->scalars = gs_arena_take(arena, terms, sizeof *e->scalars);
	e->u = gs_arena_take(arena, e->rows * blocks, sizeof *e->u);
	e->v = gs_arena_take(arena, e->columns * blocks, sizeof *e->v);

	/* Each worker has its own. */
	e->tensor = gs_arena_take(arena, e->workers * e->columns,
	    sizeof *e->tensor);
	e->buckets = gs_arena_take(arena, e->workers * e->bucket_max,
	    sizeof *e->buckets);
	e->msm_scratch = gs_arena_take(arena, e->workers, e->msm_step);

	if (e->roll_scalars == NULL || e->matrix_scratch == NULL ||
	    e->points == NULL || e->scalars == NULL || e->u == NULL ||
	    e->v == NULL || e->tensor == NULL || e->buckets == NULL ||
	    e->msm_scratch == NULL)
		return GS_ERR_MEMORY;
	return GS_OK;
}

int gs_equations_open(struct gs_equations *e, const struct gs_roll *roll,
    size_t max, struct gs_arena *arena)
{
	const unsigned m = roll->levels;
	/* gs_check_small has 5 terms a proof and 8m + 1, gs_check_sum m and
	 * 2. */
	const size_t terms = max * (m > 5 ? m : 5) + 8 * (size_t)m + 2;

	*e = (struct gs_equations){.roll = roll, .max = max,
	    .workers = 1};
	e->low_digits = (m + 1) / 2;
	e->columns = (size_t)1 << (2 * e->low_digits);
	e->rows = (roll->size + e->columns - 1) / e->columns;

	if (roll->size + PROOF_WORK * max >= MUCH)
		e->workers = gs_host_workers();
	size_sums(e, roll->size + terms);
	return take_memory(e, terms, arena);
}

/* 128 bits are enough: a false sum vanishes for at most one weight of 2^128. */
static bool draw_nonzero(struct gs_sc *w, const uint8_t bytes[16])
{
	gs_sc_from_16(w, bytes);
	return !gs_sc_is_zero(w);
}

int gs_draw_weights(struct gs_decoded_proof *const *proofs, size_t n)
{
	for (size_t i = 0; i < n;) {
		uint8_t bytes[48];
		struct gs_decoded_proof *p = proofs[i];

		if (gs_host_random(bytes, sizeof bytes) != GS_OK)
			return GS_ERR_RANDOM;

		if (draw_nonzero(&p->w_com, bytes) &&
		    draw_nonzero(&p->w_tag, bytes + 16) &&
		    draw_nonzero(&p->w_sum, bytes + 32))
			i++;
	}

	return GS_OK;
}

/* r[i] = start * prod_j f[j][i_j] over `digits` digits, lowest first. */
static void tensor_product(struct gs_sc *r, const struct gs_sc *start,
    const struct gs_sc f[][4], unsigned digits)
{
	size_t size = 1;

	r[0] = *start;

	for (unsigned j = 0; j < digits; j++) {
		for (size_t d = 4; d-- > 0;)
			for (size_t i = 0; i < size; i++)
				gs_sc_mul(&r[d * size + i], &r[i], &f[j][d]);
		size *= 4;
	}
}

/* Whether the terms add up to the identity. */
static bool terms_vanish(struct gs_equations *e, const struct gs_terms *runs,
    size_t nruns)
{
	const struct gs_msm_ops *ops = e->roll->ops->msm;
	struct gs_point sum;
	size_t count = 0;

	for (size_t k = 0; k < nruns; k++)
		count += runs[k].count;

	if (count < FEW)
		ops = &gs_msm_portable;

	const struct gs_msm m = {ops, runs, nruns, gs_msm_width(ops, count),
	    e->buckets, e->msm_scratch, count < FEW ? 1 : e->workers,
	    e->msm_step};

	gs_msm_run(&sum, &m);
	return gs_point_is_identity(&sum) != 0;
}

/* Lane `at` of n: v gets the products of the low digits, u those of the high
 * ones, with the proof's weight. */
static void expand_proof(struct gs_equations *e, struct gs_sc *scratch,
    const struct gs_decoded_proof *p, size_t at, size_t n)
{
	const size_t blocks = gs_rns_blocks(n);
	const unsigned high_digits = e->roll->levels - e->low_digits;

	tensor_product(scratch, &gs_sc_one, p->f, e->low_digits);
	for (size_t i = 0; i < e->columns; i++)
		gs_sc_block_put(e->v + i * blocks, at, &scratch[i]);

	tensor_product(scratch, &p->w_sum, p->f + e->low_digits, high_digits);
	for (size_t i = 0; i < e->rows; i++)
		gs_sc_block_put(e->u + i * blocks, at, &scratch[i]);
}

/* The same for the lanes of a block at a time.  An index comes of one below
 * it, so that rows past the last are not needed. */
static void tensor_blocks(struct gs_sc_block *r, size_t rows, size_t blocks,
    const struct gs_sc_block f[][4], unsigned digits, gs_rns_scale *scale)
{
	size_t size = 1;

	for (unsigned j = 0; j < digits; j++) {
		for (size_t d = 4; d-- > 0;)
			for (size_t i = 0; i < size && d * size + i < rows; i++)
				scale(r + (d * size + i) * blocks,
				    r + i * blocks, &f[j][d]);
		size *= 4;
	}
}

/* Proofs from `at` on, a multiple of the lanes. */
static void expand_block(struct gs_equations *e,
    struct gs_decoded_proof *const *proofs, size_t at, size_t n)
{
	static const struct gs_sc_block none;
	const size_t blocks = gs_rns_blocks(n), b = at / GS_RNS_LANES;
	const unsigned m = e->roll->levels;
	gs_rns_scale *scale = e->roll->ops->rns->scale;
	struct gs_sc_block f[GS_ROLL_LEVELS_MAX][4];

	for (unsigned j = 0; j < m; j++)
		for (unsigned d = 0; d < 4; d++)
			f[j][d] = none;
	e->u[b] = e->v[b] = none;

	for (size_t l = 0; l < GS_RNS_LANES && at + l < n; l++) {
		const struct gs_decoded_proof *p = proofs[at + l];

		for (unsigned j = 0; j < m; j++)
			for (unsigned d = 0; d < 4; d++)
				gs_sc_block_put(&f[j][d], l, &p->f[j][d]);

		gs_sc_block_put(e->v + b, l, &gs_sc_one);
		gs_sc_block_put(e->u + b, l, &p->w_sum);
	}

	tensor_blocks(e->v + b, e->columns, blocks,
	    (const struct gs_sc_block(*)[4])f, e->low_digits, scale);
	tensor_blocks(e->u + b, e->rows, blocks,
	    (const struct gs_sc_block(*)[4])f + e->low_digits,
	    m - e->low_digits, scale);
}

struct expansion {
	struct gs_equations *e;
	struct gs_decoded_proof *const *proofs;
	size_t n;
};

/* No two jobs write into the same block. */
static void expand_part(void *ctx, size_t i)
{
	const struct expansion *x = ctx;
	const size_t parts = x->e->workers;
	const size_t end = gs_parts_bound(x->n, parts, i + 1, GS_RNS_LANES);
	const bool blocks = x->n >= GS_RNS_FEW &&
	    x->e->roll->ops->rns->scale != NULL;

	for (size_t k = gs_parts_bound(x->n, parts, i, GS_RNS_LANES);
	     k < end; k += blocks ? GS_RNS_LANES : 1) {
		if (blocks)
			expand_block(x->e, x->proofs, k, x->n);
		else
			expand_proof(x->e, x->e->tensor + i * x->e->columns,
			    x->proofs[k], k, x->n);
	}
}

/* The lanes past the last proof. */
static void fill_lanes(struct gs_sc_block *rows, size_t count, size_t n)
{
	const size_t blocks = gs_rns_blocks(n);

	for (size_t i = 0; i < count; i++)
		for (size_t k = n; k < blocks * GS_RNS_LANES; k++)
			gs_sc_block_put(rows + i * blocks, k, &GS_SC_ZERO);
}

/* The scalars of the keys.  The last key also stands for the padding: all 4^m
 * products together are c^m, so it takes what the others leave of it. */
static void find_roll_scalars(struct gs_equations *e, const struct gs_sc *total,
    size_t n)
{
	struct gs_sc left = *total, s;
	const struct gs_matrix m = {e->u, e->v, e->rows, e->columns, n,
	    e->matrix_scratch, e->workers};

	fill_lanes(e->u, e->rows, n);
	fill_lanes(e->v, e->columns, n);
	gs_rns_matrix(e->roll_scalars, &m, e->roll->ops->rns);

	for (size_t i = 0; i + 1 < e->roll->size; i++) {
		memcpy(s.v, e->roll_scalars[i], sizeof s.v);
		gs_sc_sub(&left, &left, &s);
		gs_sc_integer(e->roll_scalars[i], &s);
	}

	gs_sc_integer(e->roll_scalars[e->roll->size - 1], &left);
}

/* The arrays have room for all that the two checks put (gs_equations_open). */
static void put_term(struct gs_equations *e, const struct gs_niels *point,
    const struct gs_sc *scalar)
{
	e->points[e->terms] = *point;
	gs_sc_integer(e->scalars[e->terms], scalar);
	e->terms++;
}

/* sum_k w*c^k*X_k; -w*c^(m-1)*z and -w*zH go to G and H, w*c^m to the total. */
static void weigh_sums(struct gs_equations *e, struct gs_sc *g, struct gs_sc *h,
    struct gs_sc *total, const struct gs_decoded_proof *p)
{
	struct gs_sc power = p->w_sum, v;

	gs_sc_mul(&v, &p->w_sum, &p->z_h);
	gs_sc_sub(h, h, &v);

	for (unsigned k = 0; k < e->roll->levels; k++) {
		put_term(e, &p->x[k], &power);

		if (k + 1 == e->roll->levels) {
			gs_sc_mul(&v, &power, &p->z);
			gs_sc_sub(g, g, &v);
		}

		gs_sc_mul(&power, &power, &p->c);
	}

	gs_sc_add(total, total, &power);
}

bool gs_check_sum(struct gs_equations *e,
    struct gs_decoded_proof *const *proofs, size_t n)
{
	struct gs_sc g = GS_SC_ZERO, h = GS_SC_ZERO, total = GS_SC_ZERO;

	e->terms = 0;

	struct expansion x = {e, proofs, n};
	gs_host_each(expand_part, &x, e->workers);

	for (size_t i = 0; i < n; i++)
		weigh_sums(e, &g, &h, &total, proofs[i]);

	put_term(e, &e->roll->generators.g, &g);
	put_term(e, &e->roll->generators.h, &h);

	find_roll_scalars(e, &total, n);

	const struct gs_terms runs[] = {
	    {e->roll->points, e->roll_scalars, e->roll->size},
	    {e->points, e->scalars, e->terms}};
	return terms_vanish(e, runs, 2);
}

/* The rows of Com for one proof: f*E + f*(c-f)*F + zA*H, weighed, taken off
 * the generators' scalars h, e and f. */
static void weigh_rows(struct gs_sc *h, struct gs_sc e[][4],
    struct gs_sc f[][4], const struct gs_decoded_proof *p, unsigned m)
{
	struct gs_sc v;

	gs_sc_mul(&v, &p->w_com, &p->z_a);
	gs_sc_sub(h, h, &v);

	for (unsigned j = 0; j < m; j++) {
		for (unsigned i = 0; i < 4; i++) {
			struct gs_sc rest;

			gs_sc_mul(&v, &p->w_com, &p->f[j][i]);
			gs_sc_sub(&e[j][i], &e[j][i], &v);

			gs_sc_sub(&rest, &p->c, &p->f[j][i]);
			gs_sc_mul(&v, &v, &rest);
			gs_sc_sub(&f[j][i], &f[j][i], &v);
		}
	}
}

/* T A B, Y and U, weighed. */
static void weigh_points(struct gs_equations *e,
    const struct gs_decoded_proof *p)
{
	struct gs_sc v;

	put_term(e, &p->a, &p->w_com);

	gs_sc_mul(&v, &p->w_com, &p->c);
	put_term(e, &p->b, &v);

	gs_sc_mul(&v, &p->w_tag, &p->z);
	put_term(e, &p->u, &v);

	gs_sc_negate(&v, &p->w_tag);
	put_term(e, &p->y, &v);

	gs_sc_mul(&v, &v, &p->c);
	put_term(e, &p->tag, &v);
}

bool gs_check_small(struct gs_equations *e,
    struct gs_decoded_proof *const *proofs, size_t n)
{
	const struct gs_generators *g = &e->roll->generators;
	struct gs_sc h = GS_SC_ZERO;
	struct gs_sc rows[2][GS_ROLL_LEVELS_MAX][4] = {0};

	e->terms = 0;

	for (size_t i = 0; i < n; i++) {
		weigh_rows(&h, rows[0], rows[1], proofs[i], e->roll->levels);
		weigh_points(e, proofs[i]);
	}

	put_term(e, &g->h, &h);

	for (unsigned j = 0; j < e->roll->levels; j++) {
		for (unsigned i = 0; i < 4; i++) {
			put_term(e, &g->e[j][i], &rows[0][j][i]);
			put_term(e, &g->f[j][i], &rows[1][j][i]);
		}
	}

	const struct gs_terms run = {e->points, e->scalars, e->terms};
	return terms_vanish(e, &run, 1);
}
