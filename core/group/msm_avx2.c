/* SPDX-License-Identifier: Apache-2.0 */
/* Buckets filled by AVX2: the terms of a window are sorted by bucket, and four
 * buckets are summed at a time, a lane each. */
#include "core/group/fe_avx2.h"
#include "core/group/msm_tasks.h"

#include <string.h>

#define AHEAD 4 /* steps between a prefetch and its use */

/* Y - X, Y + X, Z, T: what an addition reads first.  Close (fe_avx2.h). */
struct point4 {
	struct fe4 minus, plus, z, t;
};

static const struct gs_niels identity = {{{1, 0, 0, 0, 0}},
    {{1, 0, 0, 0, 0}}, {{0, 0, 0, 0, 0}}, 0};

/* The common end of additions (Hisil, Wong, Carter, Dawson 2008), of the
 * columns of A and B, of C and of D, which is at most 2^51 + 2^14.  So F and G
 * are below 2^51.6 and meet close values alone, not their like: G is
 * carried. */
__attribute__((always_inline)) static inline void end_addition(
    struct point4 *r, struct columns5 *a, struct columns5 *b,
    const struct fe4 *c, const struct fe4 *d)
{
	struct fe4 e, f, g, h;

	settle_both(&h, &e, a, b);

	fe4_sub(&f, d, c);
	fe4_add(&g, d, c);
	fe4_carry(&g);

	columns5_mul(a, &e, &f);
	columns5_mul(b, &h, &g);
	settle_both(&r->plus, &r->minus, a, b);

	fe4_mul(&r->z, &g, &f);
	fe4_mul(&r->t, &e, &h);
}

/* r += p: the complete formulas of gs_point_add_niels.  p is Y + X, Y - X and
 * 2dT, at most 2^51 + 2^15 either way. */
static void point4_add_niels(struct point4 *r, const struct fe4 p[3])
{
	struct columns5 a, b;
	struct fe4 c, d;

	columns5_mul(&a, &r->minus, &p[1]);
	columns5_mul(&b, &r->plus, &p[0]);
	fe4_mul(&c, &r->t, &p[2]);
	fe4_add(&d, &r->z, &r->z);

	end_addition(r, &a, &b, &c, &d);
}

/* r += p, as gs_point_add. */
static void point4_add(struct point4 *r, const struct point4 *p)
{
	struct columns5 a, b;
	struct fe4 c, d;

	for (int i = 0; i < 5; i++)
		c.v[i] = ALL_REAL((double)gs_fe_2d.v[i]);
	fe4_carry(&c);

	columns5_mul(&a, &r->minus, &p->minus);
	columns5_mul(&b, &r->plus, &p->plus);
	fe4_mul(&c, &c, &p->t);
	fe4_mul(&c, &c, &r->t);
	fe4_mul(&d, &p->z, &r->z);
	fe4_add(&d, &d, &d);

	end_addition(r, &a, &b, &c, &d);
}

static void point4_identity(struct point4 *r)
{
	memset(r, 0, sizeof *r);
	r->minus.v[0] = r->plus.v[0] = r->z.v[0] = ALL_REAL(1);
}

/* Four rows of four words to four columns. */
__attribute__((always_inline)) static inline void transpose_four(__m256i r[4])
{
	__m256i t[4];

	for (int i = 0; i < 2; i++) {
		t[i] = _mm256_unpacklo_epi64(r[2 * i], r[2 * i + 1]);
		t[i + 2] = _mm256_unpackhi_epi64(r[2 * i], r[2 * i + 1]);
	}

	for (int odd = 0; odd < 2; odd++) {
		r[odd] = _mm256_permute2x128_si256(t[2 * odd], t[2 * odd + 1],
		    0x20);
		r[odd + 2] = _mm256_permute2x128_si256(t[2 * odd],
		    t[2 * odd + 1], 0x31);
	}
}

/* Four words of a point from word k on: its coordinates lie one behind the
 * other (point.h). */
static __m256i load_words(const void *point, int k)
{
	const uint8_t *at = point;

	return _mm256_loadu_si256((const __m256i *)(const void *)(at +
	    8 * (size_t)k));
}

/* A point a lane, or its opposite where `minus` is all ones: Y + X and Y - X
 * change places and 2dT its sign. */
static void load_four_niels(struct fe4 p[3],
    const struct gs_niels *const at[LANES], __m256i minus)
{
	__m256i w[16];

	for (int k = 0; k < 16; k += 4) {
		for (int l = 0; l < LANES; l++)
			w[k + l] = load_words(at[l], k);
		transpose_four(w + k);
	}

	for (int i = 0; i < 5; i++) {
		const __m256i x = _mm256_and_si256(minus,
		    _mm256_xor_si256(w[i], w[5 + i]));

		fe4_of_words(&p[0].v[i], _mm256_xor_si256(w[i], x));
		fe4_of_words(&p[1].v[i], _mm256_xor_si256(w[5 + i], x));
		fe4_of_words(&p[2].v[i], w[10 + i]);
		p[2].v[i] = _mm256_xor_pd(p[2].v[i], _mm256_and_pd(
		    _mm256_castsi256_pd(minus), ALL_REAL(-0.0)));
	}
}

/* A bucket a lane; Z = 0 is an empty one, and stands for the identity. */
static void load_four_buckets(struct point4 *r, const struct gs_point *at,
    size_t step)
{
	__m256i w[20], any = _mm256_setzero_si256();
	struct fe4 x, y;

	for (int k = 0; k < 20; k += 4) {
		for (size_t l = 0; l < LANES; l++)
			w[k + (int)l] = load_words(&at[l * step], k);
		transpose_four(w + k);
	}

	for (int i = 0; i < 5; i++)
		any = _mm256_or_si256(any, w[10 + i]);
	const __m256i one = _mm256_and_si256(ALL(1),
	    _mm256_cmpeq_epi64(any, _mm256_setzero_si256()));
	w[5] = _mm256_or_si256(w[5], one);
	w[10] = _mm256_or_si256(w[10], one);

	for (int i = 0; i < 5; i++) {
		fe4_of_words(&x.v[i], w[i]);
		fe4_of_words(&y.v[i], w[5 + i]);
		fe4_of_words(&r->z.v[i], w[10 + i]);
		fe4_of_words(&r->t.v[i], w[15 + i]);
	}

	fe4_add(&r->plus, &y, &x);
	fe4_sub(&r->minus, &y, &x);
	fe4_carry(&r->plus);
	fe4_carry(&r->minus);
	fe4_carry(&r->z);
	fe4_carry(&r->t);
}

/* Twice all coordinates are the same point. */
static void store_four_points(struct gs_point to[LANES], const struct point4 *r)
{
	struct fe4 c[4];

	fe4_sub(&c[0], &r->plus, &r->minus);
	fe4_add(&c[1], &r->plus, &r->minus);
	fe4_add(&c[2], &r->z, &r->z);
	fe4_add(&c[3], &r->t, &r->t);

	for (int i = 0; i < 4; i++) {
		struct gs_fe *at[LANES];

		for (int l = 0; l < LANES; l++)
			at[l] = &to[l].x + i;
		fe4_carry(&c[i]);
		fe4_store(at, &c[i]);
	}
}

static void put_bucket(struct gs_point *bucket, const struct gs_point *p)
{
	if (gs_bucket_is_empty(bucket))
		*bucket = *p;
	else
		gs_point_add(bucket, bucket, p);
}

/* The sums of `n` tasks, none longer than the first. */
static void sum_four_tasks(struct gs_point *buckets, const struct gs_tasks *f,
    const struct gs_task *tasks, size_t n)
{
	const struct gs_niels *at[LANES];
	struct gs_point sums[LANES];
	struct point4 r;

	point4_identity(&r);

	for (uint32_t s = 0; s < tasks[0].len; s++) {
		struct fe4 p[3];
		long long minus[LANES] = {0};

		for (unsigned l = 0; l < LANES; l++) {
			at[l] = &identity;
			if (l >= n || s >= tasks[l].len)
				continue;

			uint32_t entry = f->list[tasks[l].at + s];
			at[l] = gs_task_point(f->window, entry >> 1);
			minus[l] = -(long long)(entry & 1);
			gs_task_look_ahead(f, &tasks[l], s + AHEAD);
		}

		/* Not through memory: a load of what four stores wrote waits
		 * for the whole addition before it. */
		for (int l = 0; l < LANES; l++)
			__asm__("" : "+r"(minus[l]));
		load_four_niels(p, at, _mm256_set_epi64x(minus[3], minus[2],
		    minus[1], minus[0]));
		point4_add_niels(&r, p);
	}

	store_four_points(sums, &r);

	for (size_t l = 0; l < n; l++)
		put_bucket(&buckets[tasks[l].bucket], &sums[l]);
}

static void fill_by_four(struct gs_point *buckets,
    const struct gs_window *window, void *scratch)
{
	struct gs_tasks f;

	gs_tasks_make(&f, window, scratch);

	for (size_t i = 0; i < f.count; i += LANES) {
		size_t left = f.count - i;

		sum_four_tasks(buckets, &f, f.sorted + i,
		    left < LANES ? left : LANES);
	}
}

/* As collect_by_eight (msm_ifma.c), each lane a quarter of the buckets. */
static void collect_by_four(struct gs_point *r, const struct gs_point *buckets,
    size_t n)
{
	const size_t part = n / LANES;
	struct point4 sum, total, b;
	struct gs_point sums[LANES], totals[LANES], above, more;
	unsigned log = 0;

	while ((size_t)1 << log < part)
		log++;

	if (log == 0) {
		gs_msm_collect(r, buckets, n);
		return;
	}

	point4_identity(&sum);
	point4_identity(&total);

	for (size_t i = part; i-- > 0;) {
		load_four_buckets(&b, buckets + i, part);
		point4_add(&sum, &b);
		point4_add(&total, &sum);
	}

	store_four_points(sums, &sum);
	store_four_points(totals, &total);

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

/* Measured: a bucket is put down, picked up and added twice in the lanes, with
 * nine products each; a term is added once, with seven. */
const struct gs_msm_ops gs_msm_avx2 = {
    .term_cost = 1,
    .bucket_cost = 5,
    .fill_scratch = gs_tasks_scratch,
    .fill = fill_by_four,
    .collect = collect_by_four,
};
