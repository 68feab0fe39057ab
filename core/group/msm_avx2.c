/* SPDX-License-Identifier: Apache-2.0 */
/* Buckets filled by AVX2: the terms of a window are sorted by bucket, and four
 * buckets are summed at a time, a lane each. */
#include "core/group/fe_avx2.h"
#include "core/group/msm_tasks.h"

#include <string.h>

#define WORDS 15 /* of a struct gs_niels */
#define AHEAD 4  /* steps between a prefetch and its use */

struct point4 {
	struct fe4 x, y, z, t;
};

static const struct gs_niels identity = {{{1, 0, 0, 0, 0}},
    {{1, 0, 0, 0, 0}}, {{0, 0, 0, 0, 0}}, 0};

static void swap_where(struct fe4 *a, struct fe4 *b, __m256d minus)
{
	for (int i = 0; i < 5; i++) {
		const __m256d x = a->v[i], y = b->v[i];

		a->v[i] = _mm256_blendv_pd(x, y, minus);
		b->v[i] = _mm256_blendv_pd(y, x, minus);
	}
}

/* r += p, or -= p in the lanes of `minus`: the complete formulas of
 * gs_point_add_niels.  r is close, p below 2^51 + 2^15.  The sum of two close
 * values is at most 2^51 + 2^14 and may meet a close one, not its like: of
 * every product below one factor has been carried. */
static void point4_add_niels(struct point4 *r, struct fe4 p[3], __m256d minus)
{
	struct fe4 a, b, c, d, e, f, g, h;

	swap_where(&p[0], &p[1], minus);

	fe4_sub(&e, &r->y, &r->x);
	fe4_carry(&e);
	fe4_mul(&a, &e, &p[1]);

	fe4_add(&h, &r->y, &r->x);
	fe4_carry(&h);
	fe4_mul(&b, &h, &p[0]);

	fe4_mul(&c, &r->t, &p[2]);
	fe4_add(&d, &r->z, &r->z);

	fe4_sub(&e, &b, &a);
	fe4_carry(&e);

	fe4_add(&h, &b, &a);
	fe4_sub(&f, &d, &c);
	fe4_add(&g, &d, &c);

	swap_where(&f, &g, minus);
	fe4_carry(&g);

	fe4_mul(&r->x, &e, &f);
	fe4_mul(&r->y, &g, &h);
	fe4_mul(&r->z, &g, &f);
	fe4_mul(&r->t, &e, &h);
}

/* Four words of each of four points to four vectors of one word each. */
__attribute__((always_inline)) static inline void load_four_words(__m256d *r,
    const struct gs_niels *const at[LANES], int word, __m256i mask)
{
	__m256i row[LANES], t[4], column[4];

	for (int l = 0; l < LANES; l++)
		row[l] = _mm256_maskload_epi64(
		    (const long long *)at[l]->y_plus_x.v + word, mask);

	for (int i = 0; i < 2; i++) {
		t[i] = _mm256_unpacklo_epi64(row[2 * i], row[2 * i + 1]);
		t[i + 2] = _mm256_unpackhi_epi64(row[2 * i], row[2 * i + 1]);
	}

	column[0] = _mm256_permute2x128_si256(t[0], t[1], 0x20);
	column[1] = _mm256_permute2x128_si256(t[2], t[3], 0x20);
	column[2] = _mm256_permute2x128_si256(t[0], t[1], 0x31);
	column[3] = _mm256_permute2x128_si256(t[2], t[3], 0x31);

	for (int i = 0; i < 4 && word + i < WORDS; i++)
		fe4_of_words(&r[word + i], column[i]);
}

/* A point a lane. */
static void load_four_niels(struct fe4 p[3],
    const struct gs_niels *const at[LANES])
{
	__m256d words[WORDS];

	for (int word = 0; word < WORDS; word += 4)
		load_four_words(words, at, word, _mm256_set_epi64x(
		    word + 3 < WORDS ? -1 : 0, -1, -1, -1));

	memcpy(p, words, sizeof words);
}

static void put_bucket(struct gs_point *bucket, const struct gs_point *p)
{
	if (gs_bucket_is_empty(bucket))
		*bucket = *p;
	else
		gs_point_add(bucket, bucket, p);
}

static void store_four_points(struct gs_point to[LANES], const struct point4 *r)
{
	const struct fe4 *from[4] = {&r->x, &r->y, &r->z, &r->t};

	for (int i = 0; i < 4; i++) {
		struct gs_fe *at[LANES];
		for (int l = 0; l < LANES; l++)
			at[l] = &to[l].x + i;
		fe4_store(at, from[i]);
	}
}

/* The sums of `n` tasks, none longer than the first. */
static void sum_four_tasks(struct gs_point *buckets, const struct gs_tasks *f,
    const struct gs_task *tasks, size_t n)
{
	const struct gs_niels *at[LANES];
	struct gs_point sums[LANES];
	struct point4 r;

	memset(&r, 0, sizeof r);
	r.y.v[0] = r.z.v[0] = ALL_REAL(1);

	for (uint32_t s = 0; s < tasks[0].len; s++) {
		struct fe4 p[3];
		int64_t minus[LANES] = {0};

		for (unsigned l = 0; l < LANES; l++) {
			at[l] = &identity;
			if (l >= n || s >= tasks[l].len)
				continue;

			uint32_t entry = f->list[tasks[l].at + s];
			at[l] = gs_task_point(f->window, entry >> 1);
			minus[l] = -(int64_t)(entry & 1);
			gs_task_look_ahead(f, &tasks[l], s + AHEAD);
		}

		load_four_niels(p, at);
		point4_add_niels(&r, p, _mm256_castsi256_pd(_mm256_loadu_si256(
		    (const __m256i *)minus)));
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

/* Measured: a bucket is two additions out of line, a term a quarter of one in
 * the lanes and its share of the sorting. */
const struct gs_msm_ops gs_msm_avx2 = {
    .term_cost = 1,
    .bucket_cost = 8,
    .fill_scratch = gs_tasks_scratch,
    .fill = fill_by_four,
    .collect = gs_msm_collect,
};
