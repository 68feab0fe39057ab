/* SPDX-License-Identifier: Apache-2.0 */
/* A step of the fold in one lane (fold.c says what it is), on any machine.
 *
 * Fixed windows of four bits.  The windows' sums are kept apart until the end,
 * term after term, so that one table is in use at a time and stays in the
 * nearest cache; every look-up reads the whole of it. */
#include "core/proof/fold.h"

#include <string.h>

#include "core/ct.h"
#include "core/host.h"

#define WINDOWS 64

struct scratch {
	struct gs_point windows[WINDOWS];
	struct gs_ct_table table;
};

/* Along one digit: the selected one of four, and three differences. */
static void change_basis(struct gs_point *points, size_t n, size_t stride,
    const uint64_t is[4])
{
	struct gs_point p[4], minus;
	struct gs_cached c;

	for (size_t line = 0; line < n / 4; line++) {
		struct gs_point *at = points + line % stride +
		    line / stride * stride * 4;

		for (size_t i = 0; i < 4; i++)
			p[i] = at[i * stride];

		memset(at, 0, sizeof *at);
		for (size_t i = 0; i < 4; i++)
			gs_point_move(at, &p[i], is[i]);

		gs_point_negate(&minus, &p[0]);
		gs_point_cache(&c, &minus);

		for (size_t i = 1; i < 4; i++)
			gs_point_add_cached(&at[i * stride], &p[i], &c);
	}

	gs_host_wipe(p, sizeof p);
	gs_host_wipe(&minus, sizeof minus);
	gs_host_wipe(&c, sizeof c);
}

/* The sum over the places of degree e. */
static void sum_degree(struct gs_point *r, const struct gs_point *points,
    const struct gs_digits *scalars, unsigned digits, unsigned e,
    struct scratch *s)
{
	const size_t n = (size_t)1 << (2 * digits);
	struct gs_cached c;

	for (size_t w = 0; w < WINDOWS; w++)
		gs_point_identity(&s->windows[w]);

	for (size_t i = 1; i < n; i++) {
		if (gs_fold_zeros(i, digits) != e)
			continue;

		gs_ct_table_make(&s->table, &points[i]);
		for (size_t w = 0; w < WINDOWS; w++) {
			gs_ct_look_up(&c, &s->table, scalars[i].d[w]);
			gs_point_add_cached(&s->windows[w], &s->windows[w],
			    &c);
		}
	}

	*r = s->windows[WINDOWS - 1];
	for (size_t w = WINDOWS - 1; w-- > 0;) {
		gs_point_double(r, r, 4);
		gs_point_add(r, r, &s->windows[w]);
	}

	gs_host_wipe(&c, sizeof c);
}

static void fold_step(uint64_t *out, uint64_t *in, const uint64_t (*is)[4],
    const struct gs_digits *scalars, unsigned digits, void *scratch)
{
	struct gs_point *points = (struct gs_point *)in;
	struct gs_point *sums = (struct gs_point *)out;

	for (unsigned j = 0; j < digits; j++)
		change_basis(points, (size_t)1 << (2 * digits),
		    (size_t)1 << (2 * j), is[j]);

	for (unsigned e = 0; e < digits; e++)
		sum_degree(&sums[e], points, scalars, digits, e, scratch);

	sums[digits] = points[0];
}

const struct gs_fold_ops gs_fold_portable = {
    .lanes = 1,
    .scratch = sizeof(struct scratch),
    .step = fold_step,
};
