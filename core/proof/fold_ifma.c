/* SPDX-License-Identifier: Apache-2.0 */
/* A step of the fold (fold.c, fold_step.c) in eight lanes of AVX-512 IFMA.
 *
 * Secrets stay in the vector registers: here no general register ever loads
 * from memory what is not its own spilled value, and none takes anything from
 * a vector, so that no branch and no address can depend on a secret whatever
 * the compiler does with it.  tests/ct/vector.py holds the object code to it;
 * so nothing is read through a pointer but whole vectors and broadcasts, mask
 * registers are not used, and no structure holds a pointer or a count. */
#include "core/proof/cpu.h"
#include "core/group/fe_ifma.h"
#include "core/group/hide_ifma.h"
#include "core/proof/fold.h"
#include "core/group/ifma.h"

#define WINDOWS 64
#define MULTIPLES 8

struct point8 {
	struct fe8 x, y, z, t;
};

/* struct gs_cached in eight lanes, as vectors in a row: Y+X Y-X 2Z 2dT. */
struct cached8 {
	__m512i v[20];
};

/* All that is kept in memory but what a call of the formulas spills. */
struct scratch {
	struct point8 windows[WINDOWS];
	struct cached8 table[MULTIPLES];
	struct point8 multiple[MULTIPLES], chosen;
	struct cached8 term;
};

/* A word in every lane, never by a general register. */
#define EVERY(p) \
	_mm512_broadcastq_epi64(_mm_loadl_epi64((const __m128i *)(p)))

/* e f g h to the point: the common end of point.c. */
__attribute__((always_inline)) static inline void finish_point8(
    struct point8 *r, const struct fe8 *e, const struct fe8 *f,
    const struct fe8 *g, const struct fe8 *h)
{
	fe8_mul(&r->x, e, f);
	fe8_mul(&r->y, g, h);
	fe8_mul(&r->z, f, g);
	fe8_mul(&r->t, e, h);
}

static const struct fe8 *part_of_cached(const struct cached8 *c, int k)
{
	return (const struct fe8 *)&c->v[(ptrdiff_t)5 * k];
}

/* The complete formulas of gs_point_add_cached; c is subtracted in the lanes
 * where `minus` is all ones, as its parts and then f and g change places. */
__attribute__((noinline)) static void point8_add_cached(struct point8 *r,
    const struct point8 *a, const struct cached8 *b, __m512i minus)
{
	struct fe8 p, q, c, d, e, f, g, h;

	for (int i = 0; i < 5; i++) {
		const __m512i x = _mm512_and_si512(minus,
		    _mm512_xor_si512(b->v[i], b->v[5 + i]));
		p.v[i] = _mm512_xor_si512(b->v[5 + i], x);
		q.v[i] = _mm512_xor_si512(b->v[i], x);
	}

	fe8_sub(&e, &a->y, &a->x);
	fe8_add(&h, &a->y, &a->x);
	fe8_mul(&p, &e, &p);
	fe8_mul(&q, &h, &q);

	fe8_mul(&c, &a->t, part_of_cached(b, 3));
	fe8_mul(&d, &a->z, part_of_cached(b, 2));

	fe8_sub(&e, &q, &p);
	fe8_add(&h, &q, &p);
	fe8_sub(&f, &d, &c);
	fe8_add(&g, &d, &c);

	for (int i = 0; i < 5; i++) {
		const __m512i x = _mm512_and_si512(minus,
		    _mm512_xor_si512(f.v[i], g.v[i]));
		f.v[i] = _mm512_xor_si512(f.v[i], x);
		g.v[i] = _mm512_xor_si512(g.v[i], x);
	}

	finish_point8(r, &e, &f, &g, &h);
}

/* gs_point_double, once. */
__attribute__((noinline)) static void point8_double(struct point8 *r,
    const struct point8 *p)
{
	struct fe8 a, b, c, e, f, g, h;

	fe8_add(&e, &p->x, &p->y);
	fe8_mul(&e, &e, &e);

	fe8_mul(&a, &p->x, &p->x);
	fe8_mul(&b, &p->y, &p->y);
	fe8_mul(&c, &p->z, &p->z);

	fe8_add(&h, &a, &b);
	fe8_sub(&e, &h, &e);
	fe8_sub(&g, &a, &b);
	fe8_add(&c, &c, &c);
	fe8_add(&f, &c, &g);

	finish_point8(r, &e, &f, &g, &h);
}

static void point8_cache(struct cached8 *r, const struct point8 *p)
{
	struct fe8 d2, sum, difference, z2, t;

	for (int i = 0; i < 5; i++)
		d2.v[i] = EVERY(&gs_fe_2d.v[i]);

	fe8_add(&sum, &p->y, &p->x);
	fe8_sub(&difference, &p->y, &p->x);
	fe8_add(&z2, &p->z, &p->z);
	fe8_mul(&t, &p->t, &d2);

	for (int i = 0; i < 5; i++) {
		r->v[i] = sum.v[i];
		r->v[5 + i] = difference.v[i];
		r->v[10 + i] = z2.v[i];
		r->v[15 + i] = t.v[i];
	}
}

static void make_table(struct scratch *s, const struct point8 *p)
{
	struct point8 *multiple = s->multiple;
	struct cached8 *t = s->table;

	multiple[0] = *p;
	point8_cache(&t[0], p);

	for (int i = 1; i < MULTIPLES; i++) {
		if (i % 2 == 1)
			point8_double(&multiple[i], &multiple[i / 2]);
		else
			point8_add_cached(&multiple[i], &multiple[i - 1], &t[0],
			    _mm512_setzero_si512());

		point8_cache(&t[i], &multiple[i]);
	}
}

/* All ones where a and b are equal, both below 2^63. */
__attribute__((always_inline)) static inline __m512i lanes_equal(__m512i a,
    __m512i b)
{
	__m512i r = _mm512_srai_epi64(_mm512_sub_epi64(_mm512_xor_si512(a, b),
	    ALL(1)), 63);

	HIDE(r);
	return r;
}

/* size * P for sizes 0..8: every entry is read whole, and one mask of nine is
 * all ones. */
__attribute__((noinline)) static void look_up(struct cached8 *r,
    const struct cached8 t[MULTIPLES], __m512i size)
{
	const __m512i none = lanes_equal(size, _mm512_setzero_si512());
	__m512i mask[MULTIPLES];

	for (int i = 0; i < MULTIPLES; i++)
		mask[i] = lanes_equal(size, ALL(i + 1));

	for (int k = 0; k < 20; k++) {
		__m512i sum = k == 0 || k == 5 ?
		    _mm512_and_si512(none, ALL(1)) : k == 10 ?
		    _mm512_and_si512(none, ALL(2)) : _mm512_setzero_si512();

		for (int i = 0; i < MULTIPLES; i++)
			sum = _mm512_ternarylogic_epi64(sum, mask[i],
			    t[i].v[k], 0xf8); /* a | (b & c) */

		r->v[k] = sum;
	}
}

/* windows[w] += digit w * P. */
static void add_term(struct scratch *s, const int8_t digits[WINDOWS])
{
	for (int w = 0; w < WINDOWS; w++) {
		const __m512i eight = _mm512_cvtepi8_epi64(
		    _mm_loadl_epi64((const __m128i *)(digits + (w & ~7))));
		const __m512i d = _mm512_permutexvar_epi64(ALL(w & 7), eight);
		const __m512i minus = _mm512_srai_epi64(d, 63);

		look_up(&s->term, s->table, _mm512_sub_epi64(
		    _mm512_xor_si512(d, minus), minus));
		point8_add_cached(&s->windows[w], &s->windows[w], &s->term,
		    minus);
	}
}

/* The sum over the places of degree e. */
static void sum_degree_ifma(struct point8 *r, const struct point8 *points,
    const struct gs_digits *scalars, unsigned digits, unsigned e,
    struct scratch *s)
{
	const size_t n = (size_t)1 << (2 * digits);
	const __m512i zero = _mm512_setzero_si512();

	for (size_t w = 0; w < WINDOWS; w++) {
		struct point8 *p = &s->windows[w];
		for (int i = 0; i < 5; i++) {
			p->x.v[i] = p->t.v[i] = zero;
			p->y.v[i] = p->z.v[i] = i == 0 ? ALL(1) : zero;
		}
	}

	for (size_t i = 1; i < n; i++) {
		if (gs_fold_zeros(i, digits) != e)
			continue;

		make_table(s, &points[i]);
		add_term(s, scalars[i].d);
	}

	*r = s->windows[WINDOWS - 1];
	for (size_t w = WINDOWS - 1; w-- > 0;) {
		for (int i = 0; i < 4; i++)
			point8_double(r, r);

		point8_cache(&s->term, &s->windows[w]);
		point8_add_cached(r, r, &s->term, zero);
	}
}

__attribute__((always_inline)) static inline void choose_where(struct fe8 *r,
    const struct fe8 *a, __m512i mask)
{
	for (int i = 0; i < 5; i++)
		r->v[i] = _mm512_ternarylogic_epi64(r->v[i], mask, a->v[i],
		    0xf8);
}

/* Along one digit: the selected one of four, and three differences. */
static void change_line(struct point8 *at, size_t stride,
    const uint64_t is[4], struct scratch *s)
{
	const __m512i ones = _mm512_set1_epi64(-1);
	struct point8 *chosen = &s->chosen;

	for (int i = 0; i < 5; i++)
		chosen->x.v[i] = chosen->y.v[i] = chosen->z.v[i] =
		    chosen->t.v[i] = _mm512_setzero_si512();

	for (size_t i = 0; i < 4; i++) {
		__m512i mask = EVERY(&is[i]);
		HIDE(mask);

		choose_where(&chosen->x, &at[i * stride].x, mask);
		choose_where(&chosen->y, &at[i * stride].y, mask);
		choose_where(&chosen->z, &at[i * stride].z, mask);
		choose_where(&chosen->t, &at[i * stride].t, mask);
	}

	point8_cache(&s->term, &at[0]);
	for (size_t i = 1; i < 4; i++)
		point8_add_cached(&at[i * stride], &at[i * stride], &s->term,
		    ones);

	at[0] = *chosen;
}

static void fold_step_ifma(uint64_t *out, uint64_t *in, const uint64_t (*is)[4],
    const struct gs_digits *scalars, unsigned digits, void *scratch)
{
	const size_t n = (size_t)1 << (2 * digits);
	struct point8 *points = (struct point8 *)in;
	struct point8 *sums = (struct point8 *)out;

	for (unsigned j = 0; j < digits; j++) {
		const size_t stride = (size_t)1 << (2 * j);
		for (size_t line = 0; line < n / 4; line++)
			change_line(points + line % stride +
			    line / stride * stride * 4, stride, is[j],
			    scratch);
	}

	for (unsigned e = 0; e < digits; e++)
		sum_degree_ifma(&sums[e], points, scalars, digits, e, scratch);

	sums[digits] = points[0];
}

const struct gs_fold_ops gs_fold_ifma = {
    .lanes = LANES,
    .scratch = sizeof(struct scratch),
    .step = fold_step_ifma,
};
