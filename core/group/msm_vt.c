/* SPDX-License-Identifier: Apache-2.0 */
/* Pippenger's buckets with signed digits.  Variable time. */
#include "core/group/msm.h"

#include <stdbool.h>
#include <string.h>

#include "core/host.h"

#define SCALAR_BITS 253 /* q is above 2^252 by little */
#define AHEAD 6         /* terms between a prefetch and its use */

/* So many that windows * width > SCALAR_BITS; one less would not do. */
static unsigned windows_of(unsigned width)
{
	return (SCALAR_BITS + width) / width;
}

unsigned gs_msm_width(const struct gs_msm_ops *ops, size_t count)
{
	unsigned best = GS_MSM_WIDTH_MIN;
	uint64_t least = UINT64_MAX;

	for (unsigned w = GS_MSM_WIDTH_MIN; w <= GS_MSM_WIDTH_MAX; w++) {
		/* At most 85 * (2^3 * 2^32 + 2^5 * 2^15), far below 2^64. */
		uint64_t cost = windows_of(w) *
		    (ops->term_cost * (uint64_t)count +
		    ((uint64_t)ops->bucket_cost << (w - 1)));

		if (cost < least) {
			least = cost;
			best = w;
		}
	}

	return best;
}

/* Adds half a window to every window but the top one: a digit is then its bits
 * less the half, and no carry runs.
 *
 * The top digit stays unsigned and at most 2^(width - 1).  Let top be the bit
 * where it begins, (windows - 1) * width <= 253; then 253 - top < width.  The
 * offset is below 2^top and the scalar below 2^253, so that what is at and
 * above the bit is at most 2^(253 - top).  The sum is below 2^254. */
static void offset_scalars(uint64_t (*s)[4], size_t count, unsigned width)
{
	uint64_t offset[4] = {0};

	for (unsigned w = 0; w + 1 < windows_of(width); w++) {
		unsigned bit = w * width + width - 1;
		offset[bit / 64] |= UINT64_C(1) << (bit % 64);
	}

	for (size_t i = 0; i < count; i++) {
		gs_u128 x = 0;

		for (int k = 0; k < 4; k++) {
			x += (gs_u128)s[i][k] + offset[k];
			s[i][k] = (uint64_t)x;
			x >>= 64;
		}
	}
}

static void drop_in(struct gs_point *bucket, const struct gs_niels *p,
    bool subtract)
{
	if (gs_bucket_is_empty(bucket)) {
		gs_point_of_niels(bucket, p);
		if (subtract)
			gs_point_negate(bucket, bucket);
	} else if (subtract) {
		gs_point_sub_niels(bucket, bucket, p);
	} else {
		gs_point_add_niels(bucket, bucket, p);
	}
}

static void fill_buckets(struct gs_point *buckets, const struct gs_terms *run,
    unsigned bit, unsigned width, bool top)
{
	for (size_t i = 0; i < run->count; i++) {
		if (i + AHEAD < run->count) {
			int next = gs_msm_digit(run->scalars[i + AHEAD], bit,
			    width, top);
			size_t at = (size_t)(next < 0 ? -next : next);
			const char *b = (const char *)(buckets +
			    (at == 0 ? 0 : at - 1));
			__builtin_prefetch(b, 1);
			__builtin_prefetch(b + 64, 1);
			__builtin_prefetch(b + 128, 1);
		}

		int d = gs_msm_digit(run->scalars[i], bit, width, top);
		if (d > 0)
			drop_in(&buckets[d - 1], &run->points[i], false);
		else if (d < 0)
			drop_in(&buckets[-d - 1], &run->points[i], true);
	}
}

static void fill_window(struct gs_point *buckets, const struct gs_window *w,
    void *scratch)
{
	(void)scratch;

	for (size_t k = 0; k < w->nruns; k++)
		fill_buckets(buckets, &w->runs[k], w->bit, w->width, w->top);
}

static size_t no_scratch(size_t terms, size_t buckets)
{
	(void)terms;
	(void)buckets;
	return 1;
}

void gs_msm_collect(struct gs_point *r, const struct gs_point *buckets,
    size_t n)
{
	struct gs_point sum, total;

	gs_point_identity(&sum);
	gs_point_identity(&total);

	for (size_t i = n; i-- > 0;) {
		if (!gs_bucket_is_empty(&buckets[i]))
			gs_point_add(&sum, &sum, &buckets[i]);
		gs_point_add(&total, &total, &sum);
	}

	gs_point_add(r, r, &total);
}

/* A bucket costs two additions of 9 products, a term one of 7. */
const struct gs_msm_ops gs_msm_portable = {
    .term_cost = 7,
    .bucket_cost = 18,
    .fill_scratch = no_scratch,
    .fill = fill_window,
    .collect = gs_msm_collect,
};

#define WINDOWS_MAX ((SCALAR_BITS + GS_MSM_WIDTH_MIN) / GS_MSM_WIDTH_MIN)

struct sums {
	const struct gs_msm *m;
	struct gs_point of[WINDOWS_MAX];
};

/* Every window on its own: job i takes each workers-th. */
static void sum_windows(void *ctx, size_t i)
{
	struct sums *sums = ctx;
	const struct gs_msm *m = sums->m;
	const unsigned windows = windows_of(m->width);
	const size_t n = (size_t)1 << (m->width - 1);
	struct gs_point *buckets = m->buckets + i * n;
	uint8_t *scratch = m->scratch;

	if (scratch != NULL)
		scratch += i * m->scratch_step;
	for (size_t w = i; w < windows; w += m->workers) {
		const struct gs_window window = {m->runs, m->nruns,
		    (unsigned)w * m->width, m->width, w + 1 == windows};

		memset(buckets, 0, n * sizeof *buckets);
		m->ops->fill(buckets, &window, scratch);

		gs_point_identity(&sums->of[w]);
		m->ops->collect(&sums->of[w], buckets, n);
	}
}

void gs_msm_run(struct gs_point *r, const struct gs_msm *m)
{
	const unsigned windows = windows_of(m->width);
	struct sums sums = {.m = m};

	for (size_t k = 0; k < m->nruns; k++)
		offset_scalars(m->runs[k].scalars, m->runs[k].count,
		    m->width);

	gs_host_each(sum_windows, &sums, m->workers);

	*r = sums.of[windows - 1];
	for (unsigned w = windows - 1; w-- > 0;) {
		gs_point_double(r, r, m->width);
		gs_point_add(r, r, &sums.of[w]);
	}
}

void gs_msm_vt(struct gs_point *r, const struct gs_terms *runs, size_t nruns,
    unsigned width, struct gs_point *buckets)
{
	const struct gs_msm m = {&gs_msm_portable, runs, nruns, width, buckets,
	    NULL, 1, 0};

	gs_msm_run(r, &m);
}
