/* SPDX-License-Identifier: Apache-2.0 */
/* Every index i carries the polynomial prod_j (d[j][i_j] Z + a[j][i_j]).  One
 * step takes a group of points that share all digits but the lowest four (or
 * fewer) and replaces it by one polynomial whose coefficients are points:
 *
 *   sum over i, i', .. of (d_i Z + a_i) (d'_i' Z + a'_i') .. V_(i, i', ..)
 *
 * As each row of a sums to zero, the four values of a digit may be replaced by
 * four others: the one that d selects, with scalar Z, and the differences of
 * the last three to the first, with theirs of a.  Done digit by digit, in
 * place, this leaves at each place of the group a point whose scalar is the
 * product of those of its digits: of degree e where e digits are zero.
 *
 * Every group, and every coefficient of a group from the step before, meets
 * the same scalars: they go through the step side by side, one a lane. */
#include "core/proof/fold.h"

#include <string.h>

#include "core/ct.h"
#include "core/host.h"

#define WORDS (sizeof(struct gs_point) / sizeof(uint64_t))

struct level {
	const struct gs_roll *roll;
	struct gs_point *points; /* NULL: the keys themselves */
	size_t groups;
	unsigned coefficients;
};

/* One step's secrets, and points as the lanes keep them. */
struct step {
	const struct gs_fold_ops *ops;
	unsigned digits;
	const uint64_t (*is)[4];
	struct gs_digits scalars[GS_FOLD_GROUP];
	uint64_t *in, *out;
	void *scratch;
	uint64_t done, total; /* points gone through steps, for progress */
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

/* Word by word: point i of a lane. */
static void lane_put(const struct step *s, size_t i, size_t lane,
    const struct gs_point *p)
{
	const uint64_t *words = (const uint64_t *)p;
	for (size_t k = 0; k < WORDS; k++)
		s->in[(i * WORDS + k) * s->ops->lanes + lane] = words[k];
}

static void lane_get(struct gs_point *r, const struct step *s, size_t i,
    size_t lane)
{
	uint64_t *words = (uint64_t *)r;

	for (size_t k = 0; k < WORDS; k++)
		words[k] = s->out[(i * WORDS + k) * s->ops->lanes + lane];
}

/* scalars[place]: the product of a over the digits that are not zero.  At
 * place 0 it is one, which the step does not use. */
static void step_scalars(struct step *s, const struct gs_sc a[][4])
{
	const size_t n = (size_t)1 << (2 * s->digits);
	struct gs_sc products[GS_FOLD_GROUP];

	products[0] = gs_sc_one;
	for (size_t place = 1; place < n; place++) {
		unsigned top = 0;
		while (place >> (2 * (top + 1)) != 0)
			top++;

		size_t digit = place >> (2 * top);
		gs_sc_mul(&products[place],
		    &products[place - (digit << (2 * top))], &a[top][digit]);
		gs_digits_of(&s->scalars[place], &products[place]);
	}

	gs_host_wipe(products, sizeof products);
}

static size_t points_size(size_t n, size_t lanes)
{
	return n * lanes * sizeof(struct gs_point);
}

static int step_start(struct step *s, const struct gs_fold_ops *ops,
    struct gs_arena *arena)
{
	s->ops = ops;
	s->in = gs_arena_take(arena, 1, points_size(GS_FOLD_GROUP,
	    ops->lanes));
	s->out = gs_arena_take(arena, 1, points_size(GS_FOLD_DIGITS + 1,
	    ops->lanes));
	s->scratch = gs_arena_take(arena, 1, ops->scratch);
	return s->in == NULL || s->out == NULL || s->scratch == NULL
	    ? GS_ERR_MEMORY : GS_OK;
}

static void step_end(struct step *s)
{
	if (s->in != NULL)
		gs_host_wipe(s->in, points_size(GS_FOLD_GROUP,
		    s->ops->lanes));
	if (s->out != NULL)
		gs_host_wipe(s->out, points_size(GS_FOLD_DIGITS + 1,
		    s->ops->lanes));
	if (s->scratch != NULL)
		gs_host_wipe(s->scratch, s->ops->scratch);
	gs_host_wipe(s->scalars, sizeof s->scalars);
}

/* The pairs (group, coefficient) from `first` on, one a lane; lanes beyond the
 * last pair repeat it. */
static void step_lanes(struct level *next, const struct level *v,
    const struct step *s, size_t first)
{
	const size_t width = (size_t)1 << (2 * s->digits);
	const size_t pairs = next->groups * v->coefficients;
	struct gs_point p;

	for (size_t l = 0; l < s->ops->lanes; l++) {
		size_t at = first + l < pairs ? first + l : pairs - 1;
		size_t g = at / v->coefficients;

		for (size_t i = 0; i < width; i++) {
			level_get(&p, v, g * width + i,
			    (unsigned)(at % v->coefficients));
			lane_put(s, i, l, &p);
		}
	}

	s->ops->step(s->out, s->in, s->is, s->scalars, s->digits, s->scratch);

	for (size_t l = 0; l < s->ops->lanes && first + l < pairs; l++) {
		size_t g = (first + l) / v->coefficients;
		size_t c = (first + l) % v->coefficients;

		for (unsigned e = 0; e <= s->digits; e++) {
			struct gs_point *to = next->points +
			    g * next->coefficients + c + e;
			lane_get(&p, s, e, l);
			gs_point_add(to, to, &p);
		}
	}

	gs_host_wipe(&p, sizeof p);
}

static void level_wipe(struct level *v)
{
	if (v->points != NULL)
		gs_host_wipe(v->points,
		    v->groups * v->coefficients * sizeof *v->points);
}

/* One step, from `v` to a level of its own. */
static int fold_level(struct level *v, struct step *s,
    struct gs_arena *arena)
{
	const size_t width = (size_t)1 << (2 * s->digits);
	struct level next = {.roll = v->roll,
	    .groups = (v->groups + width - 1) / width,
	    .coefficients = v->coefficients + s->digits};

	next.points = gs_arena_take(arena, next.groups,
	    next.coefficients * sizeof *next.points);
	if (next.points == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; i < next.groups * next.coefficients; i++)
		gs_point_identity(&next.points[i]);

	for (size_t at = 0; at < next.groups * v->coefficients;
	     at += s->ops->lanes) {
		step_lanes(&next, v, s, at);
		s->done += width * s->ops->lanes;
		gs_host_progress(s->done, s->total);
	}

	level_wipe(v);
	*v = next;

	return GS_OK;
}

static unsigned step_digits(const struct gs_roll *roll, unsigned j)
{
	unsigned left = roll->levels - j;
	return left < GS_FOLD_DIGITS ? left : GS_FOLD_DIGITS;
}

/* The points that go through all steps, idle lanes among them, and two fifths
 * of that for the check that follows: what it takes as WebAssembly, where
 * somebody waits and watches. */
static uint64_t fold_work(const struct gs_roll *roll)
{
	const uint64_t lanes = roll->ops->fold->lanes;
	uint64_t sum = 0, groups = roll->size, coefficients = 1;

	for (unsigned j = 0; j < roll->levels; j += step_digits(roll, j)) {
		unsigned digits = step_digits(roll, j);
		uint64_t width = (uint64_t)1 << (2 * digits);

		groups = (groups + width - 1) / width;
		sum += (groups * coefficients + lanes - 1) / lanes * lanes *
		    width;
		coefficients += digits;
	}

	return sum + 2 * sum / 5 + 1;
}

int gs_fold(struct gs_point *w, const struct gs_roll *roll,
    const struct gs_fold_secret *secret, struct gs_arena *arena)
{
	struct level v = {.roll = roll, .groups = roll->size,
	    .coefficients = 1};

	struct step *s = gs_arena_take(arena, 1, sizeof *s);
	if (s == NULL)
		return GS_ERR_MEMORY;

	int err = step_start(s, roll->ops->fold, arena);
	s->total = fold_work(roll);
	for (unsigned j = 0; err == GS_OK && j < roll->levels;
	     j += s->digits) {
		s->digits = step_digits(roll, j);
		s->is = &secret->is[j];
		step_scalars(s, &secret->a[j]);
		err = fold_level(&v, s, arena);
	}

	if (err == GS_OK)
		memcpy(w, v.points, roll->levels * sizeof *w);

	level_wipe(&v);
	step_end(s);
	return err;
}
