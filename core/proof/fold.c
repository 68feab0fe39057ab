/* SPDX-License-Identifier: Apache-2.0 */
/* Every index i carries the polynomial prod_j (d[j][i_j] Z + a[j][i_j]).  One
 * step takes a group of keys that share all digits but the lowest three (or
 * fewer) and replaces it by one polynomial whose coefficients are points:
 *
 *   sum over i, i', i'' of (d_i Z + a_i) (d'_i' Z + a'_i') (..) V_(i,i',i'')
 *
 * For every subset of the digits that gives its Z^1, d selects one value of
 * each of these digits; the others give their a, and as each row of a sums to
 * zero, four values of a digit may be replaced by three differences to the
 * first.  Every group meets the same scalars, and the terms of one output
 * share their doublings: with three digits at once these no longer matter. */
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

/* Takes the lowest digit off n points: of every four, the selected one. */
static void select_digit(struct gs_point *out, const struct gs_point *in,
    size_t n, const uint64_t is[4])
{
	for (size_t line = 0; line < n / 4; line++) {
		memset(&out[line], 0, sizeof *out);
		for (size_t i = 0; i < 4; i++)
			gs_point_move(&out[line], &in[4 * line + i], is[i]);
	}
}

/* The same, three differences to the first; the taken digit becomes the
 * highest. */
static void differ_digit(struct gs_point *out, const struct gs_point *in,
    size_t n)
{
	for (size_t line = 0; line < n / 4; line++)
		for (size_t i = 1; i < 4; i++)
			gs_point_sub(&out[(i - 1) * (n / 4) + line],
			    &in[4 * line + i], &in[4 * line]);
}

/* What the subset `selected` of the digits (as bits) makes of one input
 * coefficient: 3^(digits left) points.  Returns their number. */
static size_t subset_terms(struct gs_point *out, struct gs_fold_scratch *s,
    const struct gs_point *in, const uint64_t is[][4], unsigned digits,
    unsigned selected)
{
	size_t n = (size_t)1 << (2 * digits);
	const struct gs_point *from = in;
	for (unsigned j = 0; j < digits; j++) {
		struct gs_point *to = s->work[j % 2];
		if (selected >> j & 1) {
			select_digit(to, from, n, is[j]);
			n /= 4;
		} else {
			differ_digit(to, from, n);
			n = n / 4 * 3;
		}
		from = to;
	}
	memcpy(out, from, n * sizeof *out);
	return n;
}

static unsigned ones(unsigned v)
{
	return (v & 1) + (v >> 1 & 1) + (v >> 2 & 1);
}

/* out[k] for k < coefficients + digits, from s->in.  Terms stand in the order
 * of the number of selected digits e, so that the ones that there are (input
 * coefficient k - e) are neighbours, as step_digits made their scalars. */
static void fold_group(struct gs_point *out, struct gs_fold_scratch *s,
    const uint64_t is[][4], unsigned coefficients, unsigned digits)
{
	const unsigned all = (1u << digits) - 1;
	for (unsigned k = 0; k < coefficients + digits; k++) {
		size_t n = 0, first = 0, at = 0;
		struct gs_point chosen;
		for (unsigned e = 0; e < digits; e++) {
			bool there = e <= k && k - e < coefficients;
			for (unsigned sub = 0; sub < all; sub++) {
				if (ones(sub) != e)
					continue;
				if (there && n == 0)
					first = at;
				if (there)
					n += subset_terms(s->terms + n, s,
					    s->in[k - e], is, digits, sub);
				at += e + 1 == digits ? 3 :
				    e + 2 == digits ? 9 : 27;
			}
		}
		gs_point_identity(&out[k]);
		if (n != 0)
			gs_msm_ct(&out[k], s->terms, s->digits + first, n,
			    s->tables);
		if (k < digits)
			continue;
		(void)subset_terms(&chosen, s, s->in[k - digits], is, digits,
		    all);
		gs_point_add(&out[k], &out[k], &chosen);
		gs_host_wipe(&chosen, sizeof chosen);
	}
}

/* The products of a over the digits that are not selected, the first of these
 * digits running fastest. */
static void subset_scalars(struct gs_sc *out, size_t *n,
    const struct gs_sc a[][4], unsigned digits, unsigned selected)
{
	out[0] = gs_sc_one;
	*n = 1;
	for (unsigned j = 0; j < digits; j++) {
		if (selected >> j & 1)
			continue;
		for (size_t i = 3; i-- > 0;)
			for (size_t k = 0; k < *n; k++)
				gs_sc_mul(&out[i * *n + k], &out[k],
				    &a[j][i + 1]);
		*n *= 3;
	}
}

static void step_digits(struct gs_digits *out, const struct gs_sc a[][4],
    unsigned digits)
{
	const unsigned all = (1u << digits) - 1;
	struct gs_sc products[27];
	for (unsigned e = 0; e < digits; e++) {
		for (unsigned sub = 0; sub < all; sub++) {
			size_t n = 0;
			if (ones(sub) != e)
				continue;
			subset_scalars(products, &n, a, digits, sub);
			for (size_t i = 0; i < n; i++)
				gs_digits_of(out++, &products[i]);
		}
	}
	gs_host_wipe(products, sizeof products);
}

/* One step, from `v` to a level of its own. */
static int fold_step(struct level *v, struct gs_fold_scratch *s, unsigned j,
    unsigned digits, const struct gs_fold_secret *secret,
    struct gs_arena *arena)
{
	const size_t width = (size_t)1 << (2 * digits);
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
		unsigned left = roll->levels - j;
		unsigned digits = left < GS_FOLD_DIGITS ? left :
		    GS_FOLD_DIGITS;
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
