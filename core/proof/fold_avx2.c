/* SPDX-License-Identifier: Apache-2.0 */
/* A step of the fold (fold.c, fold_step.c) in four lanes of AVX2.
 *
 * As in fold_ifma.c secrets stay in the vector registers: no general register
 * loads from memory what is not its own spilled value, and none takes anything
 * from a vector.  tests/ct/vector.py holds the object code to it; so nothing is
 * read through a pointer but whole vectors and broadcasts, and no structure
 * holds a pointer or a count. */
#include "core/group/fe_26_avx2.h"
#include "core/proof/cpu.h"
#include "core/proof/fold.h"

#define WINDOWS 64
#define MULTIPLES 8

/* Y - X, Y + X, Z and T, tight: what every formula reads first. */
struct point4 {
	struct words4 minus, plus, z, t;
};

/* What is added, in a row: Y - X and Y + X tight, 2Z and 2dT loose. */
struct cached4 {
	struct words4 minus, plus, z2, t2d;
};

/* What a formula has under way, as point.c names it. */
enum { E, F, G, H, EFGH };
struct formula {
	struct limbs4 x, e, g;
	struct factor4 y, f, h;
	struct columns4 a, b, c, d, columns[EFGH];
};

/* All that is kept in memory, but for registers spilled. */
struct scratch {
	struct point4 windows[WINDOWS];
	struct cached4 table[MULTIPLES];
	struct point4 multiple[MULTIPLES], chosen;
	struct cached4 term;
	struct formula formula;
};

/* A word in every lane, never by a general register. */
#define EVERY(p) \
	_mm256_broadcastq_epi64(_mm_loadl_epi64((const __m128i *)(p)))

/* a * b; a loose, b tight. */
__attribute__((always_inline)) static inline void multiply_words(
    struct columns4 *r, const struct words4 *a, const struct words4 *b,
    struct formula *m)
{
	limbs4_of_words(&m->x, a);
	factor4_of_words(&m->y, b);
	columns4_mul(r, &m->x, &m->y);
}

/* The common end of point.c: X = EF, Y = GH, Z = FG, T = EH.  The columns
 * of E F G H are below 2^63. */
static void join_columns(struct point4 *r, struct formula *m)
{
	struct columns4 c;

	limbs4_of_columns(&m->e, &m->columns[E]);
	factor4_of_columns(&m->f, &m->columns[F]);
	limbs4_of_columns(&m->g, &m->columns[G]);
	factor4_of_columns(&m->h, &m->columns[H]);

	columns4_mul(&m->a, &m->e, &m->f);
	columns4_mul(&m->b, &m->g, &m->h);
	columns4_mul(&m->c, &m->g, &m->f);
	columns4_mul(&m->d, &m->e, &m->h);

	columns4_sub(&c, &m->b, &m->a);
	words4_of_columns(&r->minus, &c);
	columns4_add(&c, &m->b, &m->a);
	words4_of_columns(&r->plus, &c);
	words4_of_columns(&r->z, &m->c);
	words4_of_columns(&r->t, &m->d);
}

/* The complete formulas of gs_point_add_cached. */
__attribute__((noinline)) static void point4_add_cached(struct point4 *r,
    const struct point4 *p, const struct cached4 *q, struct formula *m)
{
	multiply_words(&m->a, &q->minus, &p->minus, m);
	multiply_words(&m->b, &q->plus, &p->plus, m);
	multiply_words(&m->c, &q->t2d, &p->t, m);
	multiply_words(&m->d, &q->z2, &p->z, m);

	columns4_sub(&m->columns[E], &m->b, &m->a);
	columns4_sub(&m->columns[F], &m->d, &m->c);
	columns4_add(&m->columns[G], &m->d, &m->c);
	columns4_add(&m->columns[H], &m->b, &m->a);

	join_columns(r, m);
}

/* gs_point_double, once, all coordinates doubled: with P = (Y + X)^2 and M =
 * (Y - X)^2 it is 2E = P - M, 2H = P + M, 2G = 2(Y + X)(Y - X) and 2F =
 * 4Z^2 - 2G, where F and H have the other sign than there.  The largest column
 * is four times a product's, below 2^62. */
__attribute__((noinline)) static void point4_double(struct point4 *r,
    const struct point4 *p, struct formula *m)
{
	multiply_words(&m->a, &p->plus, &p->plus, m);
	multiply_words(&m->b, &p->minus, &p->minus, m);
	multiply_words(&m->c, &p->plus, &p->minus, m);
	multiply_words(&m->d, &p->z, &p->z, m);

	columns4_add(&m->d, &m->d, &m->d);
	columns4_add(&m->d, &m->d, &m->d);

	columns4_sub(&m->columns[E], &m->a, &m->b);
	columns4_add(&m->columns[G], &m->c, &m->c);
	columns4_sub(&m->columns[F], &m->d, &m->columns[G]);
	columns4_add(&m->columns[H], &m->a, &m->b);

	join_columns(r, m);
}

static void point4_cache(struct cached4 *r, const struct point4 *p,
    struct formula *m)
{
	struct words4 d2;

	for (int i = 0; i < 5; i++)
		d2.v[i] = EVERY(&gs_fe_2d.v[i]);

	r->minus = p->minus;
	r->plus = p->plus;
	words4_add(&r->z2, &p->z, &p->z);
	multiply_words(&m->a, &d2, &p->t, m);
	words4_of_columns(&r->t2d, &m->a);
}

/* -Q where `minus` is all ones: two parts change places, and of the last, which
 * is tight, 2p - t is ~t + 2p + 1. */
__attribute__((always_inline)) static inline void negate_where(
    struct cached4 *q, __m256i minus)
{
	const __m256i p0 = _mm256_and_si256(minus,
	    ALL(2 * (GS_FE_MASK - 18) + 1));
	const __m256i p = _mm256_and_si256(minus, ALL(2 * GS_FE_MASK + 1));

	for (int i = 0; i < 5; i++) {
		const __m256i x = _mm256_and_si256(minus,
		    _mm256_xor_si256(q->minus.v[i], q->plus.v[i]));

		q->minus.v[i] = _mm256_xor_si256(q->minus.v[i], x);
		q->plus.v[i] = _mm256_xor_si256(q->plus.v[i], x);
		q->t2d.v[i] = _mm256_add_epi64(i == 0 ? p0 : p,
		    _mm256_xor_si256(q->t2d.v[i], minus));
	}
}

static void make_table(struct scratch *s, const struct point4 *p)
{
	struct point4 *multiple = s->multiple;
	struct cached4 *t = s->table;

	multiple[0] = *p;
	point4_cache(&t[0], p, &s->formula);

	for (int i = 1; i < MULTIPLES; i++) {
		if (i % 2 == 1)
			point4_double(&multiple[i], &multiple[i / 2],
			    &s->formula);
		else
			point4_add_cached(&multiple[i], &multiple[i - 1],
			    &t[0], &s->formula);

		point4_cache(&t[i], &multiple[i], &s->formula);
	}
}

/* A part of `size` times P: of the entry whose mask is all ones, or
 * `identity`. */
__attribute__((always_inline)) static inline void choose_part(struct words4 *r,
    const struct cached4 table[MULTIPLES], int part,
    const __m256i mask[MULTIPLES], __m256i identity)
{
	for (int k = 0; k < 5; k++) {
		__m256i sum = k == 0 ? identity : _mm256_setzero_si256();

		for (int i = 0; i < MULTIPLES; i++)
			sum = _mm256_or_si256(sum, _mm256_and_si256(mask[i],
			    (&table[i].minus + part)->v[k]));

		r->v[k] = sum;
	}
}

/* The bytes of `digit`, -8..8, times P: every entry is read whole, and one mask
 * of nine is all ones. */
__attribute__((noinline)) static void look_up(struct cached4 *r,
    const struct cached4 table[MULTIPLES], __m256i digit)
{
	const __m256i size = _mm256_abs_epi8(digit);
	__m256i minus = _mm256_cmpgt_epi8(_mm256_setzero_si256(), digit);
	__m256i none = _mm256_cmpeq_epi8(size, _mm256_setzero_si256());
	__m256i mask[MULTIPLES];

	HIDE(minus);
	HIDE(none);
	for (int i = 0; i < MULTIPLES; i++) {
		mask[i] = _mm256_cmpeq_epi8(size,
		    _mm256_set1_epi8((char)(i + 1)));
		HIDE(mask[i]);
	}

	choose_part(&r->minus, table, 0, mask, _mm256_and_si256(none, ALL(1)));
	choose_part(&r->plus, table, 1, mask, _mm256_and_si256(none, ALL(1)));
	choose_part(&r->z2, table, 2, mask, _mm256_and_si256(none, ALL(2)));
	choose_part(&r->t2d, table, 3, mask, _mm256_setzero_si256());

	negate_where(r, minus);
}

/* windows[w] += digit w * P. */
static void add_term(struct scratch *s, const int8_t digits[WINDOWS])
{
	for (int w = 0; w < WINDOWS; w++) {
		const __m128i eight = _mm_loadl_epi64(
		    (const __m128i *)(digits + (w & ~7)));

		look_up(&s->term, s->table, _mm256_broadcastb_epi8(
		    _mm_srl_epi64(eight, _mm_cvtsi32_si128(8 * (w & 7)))));
		point4_add_cached(&s->windows[w], &s->windows[w], &s->term,
		    &s->formula);
	}
}

/* The sum over the places of degree e. */
static void sum_degree_avx2(struct point4 *r, const struct point4 *points,
    const struct gs_digits *scalars, unsigned digits, unsigned e,
    struct scratch *s)
{
	const size_t n = (size_t)1 << (2 * digits);
	const __m256i zero = _mm256_setzero_si256();

	for (size_t w = 0; w < WINDOWS; w++) {
		struct point4 *p = &s->windows[w];

		for (int i = 0; i < 5; i++) {
			p->t.v[i] = zero;
			p->minus.v[i] = p->plus.v[i] = p->z.v[i] =
			    i == 0 ? ALL(1) : zero;
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
			point4_double(r, r, &s->formula);

		point4_cache(&s->term, &s->windows[w], &s->formula);
		point4_add_cached(r, r, &s->term, &s->formula);
	}
}

__attribute__((always_inline)) static inline void choose_where(
    struct words4 *r, const struct words4 *a, __m256i mask)
{
	for (int i = 0; i < 5; i++)
		r->v[i] = _mm256_or_si256(r->v[i], _mm256_and_si256(mask,
		    a->v[i]));
}

/* Along one digit: the selected one of four, and three differences. */
static void change_line(struct point4 *at, size_t stride,
    const uint64_t is[4], struct scratch *s)
{
	struct point4 *chosen = &s->chosen;

	for (int i = 0; i < 5; i++)
		chosen->minus.v[i] = chosen->plus.v[i] = chosen->z.v[i] =
		    chosen->t.v[i] = _mm256_setzero_si256();

	for (size_t i = 0; i < 4; i++) {
		__m256i mask = EVERY(&is[i]);
		HIDE(mask);

		choose_where(&chosen->minus, &at[i * stride].minus, mask);
		choose_where(&chosen->plus, &at[i * stride].plus, mask);
		choose_where(&chosen->z, &at[i * stride].z, mask);
		choose_where(&chosen->t, &at[i * stride].t, mask);
	}

	point4_cache(&s->term, &at[0], &s->formula);
	negate_where(&s->term, _mm256_set1_epi64x(-1));
	for (size_t i = 1; i < 4; i++)
		point4_add_cached(&at[i * stride], &at[i * stride], &s->term,
		    &s->formula);

	at[0] = *chosen;
}

/* X Y Z T, tight, to a point, and back with all of them doubled. */
static void point4_read(struct point4 *p)
{
	const struct words4 x = p->minus, y = p->plus;

	words4_sub(&p->minus, &y, &x);
	words4_carry(&p->minus);
	words4_add(&p->plus, &y, &x);
	words4_carry(&p->plus);
}

static void point4_write(struct point4 *p)
{
	const struct words4 minus = p->minus, plus = p->plus;

	words4_sub(&p->minus, &plus, &minus);
	words4_add(&p->plus, &plus, &minus);
	words4_add(&p->z, &p->z, &p->z);
	words4_add(&p->t, &p->t, &p->t);

	words4_carry(&p->minus);
	words4_carry(&p->plus);
	words4_carry(&p->z);
	words4_carry(&p->t);
}

static void fold_step_avx2(uint64_t *out, uint64_t *in, const uint64_t (*is)[4],
    const struct gs_digits *scalars, unsigned digits, void *scratch)
{
	const size_t n = (size_t)1 << (2 * digits);
	struct point4 *points = (struct point4 *)in;
	struct point4 *sums = (struct point4 *)out;

	for (size_t i = 0; i < n; i++)
		point4_read(&points[i]);

	for (unsigned j = 0; j < digits; j++) {
		const size_t stride = (size_t)1 << (2 * j);
		for (size_t line = 0; line < n / 4; line++)
			change_line(points + line % stride +
			    line / stride * stride * 4, stride, is[j],
			    scratch);
	}

	for (unsigned e = 0; e < digits; e++)
		sum_degree_avx2(&sums[e], points, scalars, digits, e, scratch);

	sums[digits] = points[0];
	for (unsigned e = 0; e <= digits; e++)
		point4_write(&sums[e]);
}

const struct gs_fold_ops gs_fold_avx2 = {
    .lanes = LANES,
    .scratch = sizeof(struct scratch),
    .step = fold_step_avx2,
};
