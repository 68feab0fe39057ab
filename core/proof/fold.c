/* SPDX-License-Identifier: Apache-2.0 */
/* Every index i carries the polynomial prod_j (d[j][i_j] Z + a[j][i_j]).  One
 * step takes a group of keys that share all digits but the lowest two (or one)
 * and replaces it by one polynomial whose coefficients are points:
 *
 *   sum over i, i' of (d_i Z + a_i) (d'_i' Z + a'_i') V_(i,i')
 *
 * As each row of a sums to zero, V may be replaced by its differences to the
 * first row and column: 9 terms a_i a'_i' at Z^0, 3 + 3 terms on a selected
 * row and column at Z^1, a selected point at Z^2.  Every group meets the same
 * scalars, and two digits at once share the doublings. */
#include "core/proof/fold.h"

#include <string.h>

#include "core/ct.h"
#include "core/host.h"

struct level {
	const struct gs_roll *roll;
	struct gs_point *points; /* NULL: the keys themselves */
	size_t groups;
	unsigned coefficients;
};

/* Coefficient c of group g.  Beyond the end stands P_{N-1} times the full
 * power: the rows sum to Z. */
static void level_get(struct gs_point *r, const struct level *v, size_t g,
    unsigned c)
{
	const struct gs_niels *keys = v->roll->points;
	if (v->points != NULL && g < v->groups)
		*r = v->points[g * v->coefficients + c];
	else if (v->points == NULL && g < v->groups)
		gs_point_of_niels(r, &keys[g]);
	else if (c + 1 == v->coefficients)
		gs_point_of_niels(r, &keys[v->roll->size - 1]);
	else
		gs_point_identity(r);
}

static void select4(struct gs_point *r, const struct gs_point *p,
    size_t stride, const uint64_t mask[4])
{
	memset(r, 0, sizeof *r);
	for (size_t i = 0; i < 4; i++)
		gs_point_move(r, &p[i * stride], mask[i]);
}

/* terms[i' * 3 + i - 4] = V_(i,i') - V_(0,i') - V_(i,0) + V_(0,0) */
static void product_terms(struct gs_point *terms, const struct gs_point in[16],
    unsigned digits)
{
	struct gs_point first[3];
	for (unsigned i = 0; i < 3; i++)
		gs_point_sub(&first[i], &in[i + 1], &in[0]);
	if (digits == 1) {
		memcpy(terms, first, sizeof first);
	} else {
		for (unsigned k = 0; k < 9; k++) {
			unsigned row = 4 * (k / 3 + 1);
			gs_point_sub(&terms[k], &in[row + k % 3 + 1], &in[row]);
			gs_point_sub(&terms[k], &terms[k], &first[k % 3]);
		}
	}
	gs_host_wipe(first, sizeof first);
}

/* Three differences within the selected column, three within the row. */
static void line_terms(struct gs_point *terms, struct gs_fold_scratch *s,
    const struct gs_point in[16], const uint64_t is[2][4])
{
	for (unsigned i = 0; i < 4; i++) {
		select4(&s->row[i], &in[4 * i], 1, is[0]);
		select4(&s->column[i], &in[i], 4, is[1]);
	}
	for (unsigned i = 0; i < 3; i++) {
		gs_point_sub(&terms[i], &s->row[i + 1], &s->row[0]);
		gs_point_sub(&terms[3 + i], &s->column[i + 1], &s->column[0]);
	}
}

static void choose(struct gs_fold_scratch *s, const struct gs_point in[16],
    const uint64_t is[2][4], unsigned digits)
{
	if (digits == 1) {
		select4(&s->chosen, in, 1, is[0]);
		return;
	}
	for (unsigned i = 0; i < 4; i++)
		select4(&s->row[i], &in[4 * i], 1, is[0]);
	select4(&s->chosen, s->row, 1, is[1]);
}

/* out[k] for k < coefficients + digits, from s->in. */
static void fold_group(struct gs_point *out, struct gs_fold_scratch *s,
    const uint64_t is[2][4], unsigned coefficients, unsigned digits)
{
	const unsigned products = digits == 2 ? 9 : 3;
	for (unsigned k = 0; k < coefficients + digits; k++) {
		bool low = k < coefficients;
		bool middle = digits == 2 && k >= 1 && k <= coefficients;
		size_t from = low ? 0 : products;
		size_t to = middle ? GS_FOLD_TERMS : products;
		if (low)
			product_terms(s->terms, s->in[k], digits);
		if (middle)
			line_terms(s->terms + 9, s, s->in[k - 1], is);
		if (from < to)
			gs_msm_ct(&out[k], s->terms + from, s->digits + from,
			    to - from, s->tables);
		else
			gs_point_identity(&out[k]);
		if (k >= digits) {
			choose(s, s->in[k - digits], is, digits);
			gs_point_add(&out[k], &out[k], &s->chosen);
		}
	}
}

static void step_digits(struct gs_digits *digits,
    const struct gs_sc a[][4], unsigned ndigits)
{
	for (unsigned i = 1; i < 4 && ndigits == 1; i++)
		gs_digits_of(&digits[i - 1], &a[0][i]);
	for (unsigned k = 0; k < 9 && ndigits == 2; k++) {
		struct gs_sc product;
		gs_sc_mul(&product, &a[0][k % 3 + 1], &a[1][k / 3 + 1]);
		gs_digits_of(&digits[k], &product);
		gs_host_wipe(&product, sizeof product);
	}
	for (unsigned i = 1; i < 4 && ndigits == 2; i++) {
		gs_digits_of(&digits[8 + i], &a[1][i]);
		gs_digits_of(&digits[11 + i], &a[0][i]);
	}
}

/* One step, from `v` to a level of its own. */
static int fold_step(struct level *v, struct gs_fold_scratch *s, unsigned j,
    unsigned digits, const struct gs_fold_secret *secret,
    struct gs_arena *arena)
{
	const size_t width = digits == 2 ? 16 : 4;
	struct level next = {.roll = v->roll,
	    .groups = (v->groups + width - 1) / width,
	    .coefficients = v->coefficients + digits};
	next.points = gs_arena_take(arena, next.groups,
	    next.coefficients * sizeof *next.points);
	if (next.points == NULL)
		return GS_ERR_MEMORY;
	step_digits(s->digits, &secret->a[j], digits);
	for (size_t g = 0; g < next.groups; g++) {
		for (unsigned c = 0; c < v->coefficients; c++)
			for (size_t i = 0; i < width; i++)
				level_get(&s->in[c][i], v, g * width + i, c);
		fold_group(next.points + g * next.coefficients, s,
		    &secret->is[j], v->coefficients, digits);
	}
	if (v->points != NULL)
		gs_host_wipe(v->points,
		    v->groups * v->coefficients * sizeof *v->points);
	*v = next;
	return GS_OK;
}

int gs_fold(struct gs_point *w, const struct gs_roll *roll,
    const struct gs_fold_secret *secret, struct gs_arena *arena)
{
	struct level v = {.roll = roll, .groups = roll->size,
	    .coefficients = 1};
	struct gs_fold_scratch *s = gs_arena_take(arena, 1, sizeof *s);
	int err = s == NULL ? GS_ERR_MEMORY : GS_OK;
	for (unsigned j = 0; err == GS_OK && j < roll->levels;) {
		unsigned digits = roll->levels - j >= 2 ? 2 : 1;
		err = fold_step(&v, s, j, digits, secret, arena);
		j += digits;
	}
	if (err == GS_OK)
		memcpy(w, v.points, roll->levels * sizeof *w);
	if (v.points != NULL)
		gs_host_wipe(v.points,
		    v.groups * v.coefficients * sizeof *v.points);
	if (s != NULL)
		gs_host_wipe(s, sizeof *s);
	return err;
}
