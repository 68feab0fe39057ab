/* SPDX-License-Identifier: Apache-2.0 */
/* Buckets filled by AVX-512 IFMA: the terms of a window are sorted by bucket,
 * and eight buckets are summed at a time, a lane each. */
#include "core/group/fe_ifma.h"
#include "core/group/ifma.h"
#include "core/group/msm_tasks.h"

#include <string.h>

#define WORDS 15       /* of a struct gs_niels */
#define AHEAD 4        /* steps between a prefetch and its use */

/* Y - X, Y + X, Z, T: what an addition reads first.  Tight (fe.h). */
struct point8 {
	struct fe8 minus, plus, z, t;
};

static const struct gs_niels identity = {{{1, 0, 0, 0, 0}},
    {{1, 0, 0, 0, 0}}, {{0, 0, 0, 0, 0}}, 0};

/* The columns of a product of limbs below 2^52, not carried.  Column k < 5 has
 * k + 1 low halves and k high ones that count twice; column k + 5, which counts
 * 19 times, has 4 - k and 5 - k: together 3k + 1 + 19 * (14 - 3k) halves below
 * 2^52, at most 267 of them, for k = 0, and below 2^61.  What sums and
 * differences do to them they do before the one carry. */
__attribute__((always_inline)) static inline void mul_wide(struct fe8 *r,
    const struct fe8 *a, const struct fe8 *b)
{
	__m512i c[10];

	for (int k = 0; k < 10; k++)
		c[k] = _mm512_setzero_si512();

	for (int i = 0; i < 5; i++)
		for (int j = 0; j < 5; j++)
			c[i + j + 1] = _mm512_madd52hi_epu64(c[i + j + 1],
			    a->v[i], b->v[j]);

	/* High halves are of weight 2^52, twice a limb. */
	for (int k = 1; k < 10; k++)
		c[k] = _mm512_slli_epi64(c[k], 1);

	for (int i = 0; i < 5; i++)
		for (int j = 0; j < 5; j++)
			c[i + j] = _mm512_madd52lo_epu64(c[i + j], a->v[i],
			    b->v[j]);

	for (int k = 0; k < 5; k++)
		r->v[k] = _mm512_add_epi64(c[k],
		    _mm512_mullo_epi64(c[k + 5], ALL(19)));
}

__attribute__((always_inline)) static inline void mul_carried(struct fe8 *r,
    const struct fe8 *a, const struct fe8 *b)
{
	mul_wide(r, a, b);
	fe8_carry(r);
}

/* sum = a + b and difference = a - b of columns below 267 * 2^52.  1024p, whose
 * limbs are nearly 512 * 2^52, keeps the limbs above zero; with it they are
 * below 779 * 2^52 = 1558 * 2^51, which fe8_carry takes: 19 * 1558 < 2^15. */
__attribute__((always_inline)) static inline void sum_and_difference(
    struct fe8 *sum, struct fe8 *difference, const struct fe8 *a,
    const struct fe8 *b)
{
	const __m512i p0 = ALL(1024 * (GS_FE_MASK - 18));
	const __m512i p = ALL(1024 * GS_FE_MASK);

	for (int i = 0; i < 5; i++) {
		const __m512i x = a->v[i], y = b->v[i];

		sum->v[i] = _mm512_add_epi64(x, y);
		difference->v[i] = _mm512_sub_epi64(
		    _mm512_add_epi64(x, i == 0 ? p0 : p), y);
	}

	fe8_carry(sum);
	fe8_carry(difference);
}

/* The common end of additions (Hisil, Wong, Carter, Dawson 2008), of the
 * columns of A and B and of F and G. */
__attribute__((always_inline)) static inline void finish_addition(
    struct point8 *r, const struct fe8 *a, const struct fe8 *b,
    const struct fe8 *f, const struct fe8 *g)
{
	struct fe8 e, h, x, y;

	sum_and_difference(&h, &e, b, a);

	mul_wide(&x, &e, f);
	mul_wide(&y, g, &h);

	sum_and_difference(&r->plus, &r->minus, &y, &x);

	mul_carried(&r->z, f, g);
	mul_carried(&r->t, &e, &h);
}

/* r += p, or -= p in the lanes of `minus`: the complete formulas of
 * gs_point_add_niels. */
static void point8_add_niels(struct point8 *r, const struct fe8 p[3],
    __mmask8 minus)
{
	struct fe8 a, b, c, d, f, g;

	for (int i = 0; i < 5; i++) {
		a.v[i] = _mm512_mask_blend_epi64(minus, p[1].v[i], p[0].v[i]);
		b.v[i] = _mm512_mask_blend_epi64(minus, p[0].v[i], p[1].v[i]);
		d.v[i] = _mm512_slli_epi64(r->z.v[i], 1);
	}

	mul_wide(&a, &r->minus, &a);
	mul_wide(&b, &r->plus, &b);
	mul_wide(&c, &r->t, &p[2]);

	sum_and_difference(&g, &f, &d, &c);

	for (int i = 0; i < 5; i++) {
		const __m512i x = f.v[i];
		f.v[i] = _mm512_mask_blend_epi64(minus, x, g.v[i]);
		g.v[i] = _mm512_mask_blend_epi64(minus, g.v[i], x);
	}

	finish_addition(r, &a, &b, &f, &g);
}

/* r += p, as gs_point_add. */
static void point8_add(struct point8 *r, const struct point8 *p)
{
	struct fe8 a, b, c, d, f, g;

	for (int i = 0; i < 5; i++) {
		c.v[i] = ALL(gs_fe_2d.v[i]);
		d.v[i] = _mm512_slli_epi64(p->z.v[i], 1);
	}

	fe8_carry(&d);
	mul_carried(&c, &c, &p->t);
	mul_wide(&c, &c, &r->t);
	mul_wide(&d, &d, &r->z);

	mul_wide(&a, &r->minus, &p->minus);
	mul_wide(&b, &r->plus, &p->plus);

	sum_and_difference(&g, &f, &d, &c);
	finish_addition(r, &a, &b, &f, &g);
}

/* The identity. */
static void point8_identity(struct point8 *r)
{
	memset(r, 0, sizeof *r);
	r->minus.v[0] = r->plus.v[0] = r->z.v[0] = ALL(1);
}

/* Twice all coordinates are the same point. */
static void store_eight_points(struct gs_point r[LANES], const struct point8 *p)
{
	uint64_t words[20][LANES];
	struct fe8 c[4];

	fe8_sub(&c[0], &p->plus, &p->minus);
	fe8_add(&c[1], &p->plus, &p->minus);
	fe8_add(&c[2], &p->z, &p->z);
	fe8_add(&c[3], &p->t, &p->t);

	for (int i = 0; i < 20; i++)
		_mm512_storeu_si512(words[i], c[i / 5].v[i % 5]);

	for (size_t l = 0; l < LANES; l++) {
		for (int i = 0; i < 5; i++) {
			r[l].x.v[i] = words[i][l];
			r[l].y.v[i] = words[5 + i][l];
			r[l].z.v[i] = words[10 + i][l];
			r[l].t.v[i] = words[15 + i][l];
		}
	}
}

/* Eight rows of eight words to eight columns. */
__attribute__((always_inline)) static inline void transpose_words(__m512i r[8])
{
	__m512i t[8];

	for (int i = 0; i < 4; i++) {
		t[i] = _mm512_unpacklo_epi64(r[2 * i], r[2 * i + 1]);
		t[i + 4] = _mm512_unpackhi_epi64(r[2 * i], r[2 * i + 1]);
	}

	for (int odd = 0; odd < 2; odd++) {
		const __m512i *s = t + 4 * odd;
		const __m512i a = _mm512_shuffle_i64x2(s[0], s[1], 0x88);
		const __m512i b = _mm512_shuffle_i64x2(s[2], s[3], 0x88);
		const __m512i c = _mm512_shuffle_i64x2(s[0], s[1], 0xdd);
		const __m512i d = _mm512_shuffle_i64x2(s[2], s[3], 0xdd);

		r[odd] = _mm512_shuffle_i64x2(a, b, 0x88);
		r[odd + 4] = _mm512_shuffle_i64x2(a, b, 0xdd);
		r[odd + 2] = _mm512_shuffle_i64x2(c, d, 0x88);
		r[odd + 6] = _mm512_shuffle_i64x2(c, d, 0xdd);
	}
}

/* A point a lane. */
static void load_eight_niels(struct fe8 p[3],
    const struct gs_niels *const at[LANES])
{
	__m512i first[8], second[8];
	for (int l = 0; l < LANES; l++) {
		const uint64_t *w = at[l]->y_plus_x.v;

		first[l] = _mm512_loadu_si512(w);
		second[l] = _mm512_loadu_si512(w + 8);
	}

	transpose_words(first);
	transpose_words(second);

	for (int i = 0; i < WORDS; i++)
		p[i / 5].v[i % 5] = i < 8 ? first[i] : second[i - 8];
}

/* A bucket a lane; Z = 0 is an empty one, and stands for the identity. */
static void load_eight_buckets(struct point8 *r, const struct gs_point *at,
    size_t step)
{
	__m512i w[24];

	for (size_t l = 0; l < LANES; l++) {
		const uint64_t *p = at[l * step].x.v;
		w[l] = _mm512_loadu_si512(p);
		w[8 + l] = _mm512_loadu_si512(p + 8);
		w[16 + l] = _mm512_maskz_loadu_epi64(0x0f, p + 16);
	}

	transpose_words(w);
	transpose_words(w + 8);
	transpose_words(w + 16);

	struct fe8 x, y;
	__m512i any = _mm512_setzero_si512();

	for (int i = 0; i < 5; i++) {
		x.v[i] = w[i];
		y.v[i] = w[5 + i];
		r->z.v[i] = w[10 + i];
		r->t.v[i] = w[15 + i];
		any = _mm512_or_si512(any, w[10 + i]);
	}

	const __mmask8 empty = _mm512_testn_epi64_mask(any, any);
	r->z.v[0] = _mm512_mask_mov_epi64(r->z.v[0], empty, ALL(1));
	y.v[0] = _mm512_mask_mov_epi64(y.v[0], empty, ALL(1));

	fe8_add(&r->plus, &y, &x);
	fe8_sub(&r->minus, &y, &x);
}

/* Each lane sums an eighth of the buckets, times 1, 2, ..; a lane's plain sum
 * counts as often more as there are buckets below its own. */
static void collect_by_eight(struct gs_point *r, const struct gs_point *buckets,
    size_t n)
{
	const size_t part = n / LANES;
	struct point8 sum, total, b;
	struct gs_point sums[LANES], totals[LANES], above, more;
	unsigned log = 0;

	if (part < 2) {
		gs_msm_collect(r, buckets, n);
		return;
	}

	while ((size_t)1 << log < part)
		log++;

	point8_identity(&sum);
	point8_identity(&total);

	for (size_t i = part; i-- > 0;) {
		load_eight_buckets(&b, buckets + i, part);
		point8_add(&sum, &b);
		point8_add(&total, &sum);
	}

	store_eight_points(sums, &sum);
	store_eight_points(totals, &total);

	gs_point_identity(&above);
	gs_point_identity(&more);

	for (size_t l = LANES; l-- > 0;) {
		gs_point_add(r, r, &totals[l]);
		if (l == 0)
			break;

		gs_point_add(&above, &above, &sums[l]);
		gs_point_add(&more, &more, &above);
	}

	gs_point_double(&more, &more, log);
	gs_point_add(r, r, &more);
}

/* The sums of `n` tasks, none longer than the first; there are `more` after
 * them. */
static void sum_eight_tasks(struct gs_point *buckets, const struct gs_tasks *f,
    const struct gs_task *tasks, size_t n, size_t more)
{
	const struct gs_niels *at[LANES];
	struct point8 r;
	struct gs_point sums[LANES];

	point8_identity(&r);

	for (uint32_t s = 0; s < tasks[0].len; s++) {
		struct fe8 p[3];
		unsigned minus = 0;

		for (unsigned l = 0; l < LANES; l++) {
			at[l] = &identity;
			if (s < AHEAD && l < more)
				gs_task_look_ahead(f, &tasks[LANES + l], s);
			if (l >= n || s >= tasks[l].len)
				continue;

			uint32_t entry = f->list[tasks[l].at + s];
			at[l] = gs_task_point(f->window, entry >> 1);
			minus |= (entry & 1) << l;
			gs_task_look_ahead(f, &tasks[l], s + AHEAD);
		}

		load_eight_niels(p, at);
		point8_add_niels(&r, p, (__mmask8)minus);
	}

	store_eight_points(sums, &r);
	for (size_t l = 0; l < n; l++) {
		struct gs_point *bucket = &buckets[tasks[l].bucket];

		if (gs_bucket_is_empty(bucket))
			*bucket = sums[l];
		else
			gs_point_add(bucket, bucket, &sums[l]);
	}
}

static void fill_by_eight(struct gs_point *buckets,
    const struct gs_window *window, void *scratch)
{
	struct gs_tasks f;

	gs_tasks_make(&f, window, scratch);

	for (size_t i = 0; i < f.count; i += LANES) {
		size_t left = f.count - i;
		size_t n = left < LANES ? left : LANES;

		sum_eight_tasks(buckets, &f, f.sorted + i, n, left - n);
	}
}

/* Measured: a bucket is put down, picked up and added twice in the lanes, with
 * nine products each; a term is added once, with seven. */
const struct gs_msm_ops gs_msm_ifma = {
    .term_cost = 1,
    .bucket_cost = 5,
    .fill_scratch = gs_tasks_scratch,
    .fill = fill_by_eight,
    .collect = collect_by_eight,
};
