/* SPDX-License-Identifier: Apache-2.0 */
/* Pippenger's buckets with signed digits.  Variable time. */
#include "core/proof/msm.h"

#include <stdbool.h>
#include <string.h>

#define SCALAR_BITS 253 /* q is above 2^252 by little */
#define AHEAD 6         /* terms between a prefetch and its use */

static unsigned windows_of(unsigned width)
{
	return (SCALAR_BITS + width) / width;
}

unsigned gs_msm_width(size_t count)
{
	unsigned best = GS_MSM_WIDTH_MIN;
	uint64_t least = UINT64_MAX;
	for (unsigned w = GS_MSM_WIDTH_MIN; w <= GS_MSM_WIDTH_MAX; w++) {
		/* A bucket costs two additions of 9 products, a term one of
		 * 7. */
		uint64_t cost = windows_of(w) *
		    (7 * (uint64_t)count + (UINT64_C(18) << (w - 1)));
		if (cost < least) {
			least = cost;
			best = w;
		}
	}
	return best;
}

/* Adds half a window to every window but the top one: a digit is then its bits
 * less the half, and no carry runs.  The top digit stays unsigned and at most
 * 2^(width - 1), as windows * width > 253. */
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

static int digit_of(const uint64_t s[4], unsigned bit, unsigned width,
    bool top)
{
	uint64_t v = s[bit / 64] >> (bit % 64);
	if (bit % 64 + width > 64 && bit / 64 < 3)
		v |= s[bit / 64 + 1] << (64 - bit % 64);
	v &= (UINT64_C(1) << width) - 1;
	return (int)v - (top ? 0 : 1 << (width - 1));
}

/* Z = 0, which no point has, marks an empty bucket. */
static void drop_in(struct gs_point *bucket, const struct gs_niels *p,
    bool subtract)
{
	if (bucket->z.v[0] == 0 && bucket->z.v[1] == 0 &&
	    bucket->z.v[2] == 0 && bucket->z.v[3] == 0 &&
	    bucket->z.v[4] == 0) {
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
			int next = digit_of(run->scalars[i + AHEAD], bit,
			    width, top);
			size_t at = (size_t)(next < 0 ? -next : next);
			const char *b = (const char *)(buckets +
			    (at == 0 ? 0 : at - 1));
			__builtin_prefetch(b, 1);
			__builtin_prefetch(b + 64, 1);
			__builtin_prefetch(b + 128, 1);
		}
		int d = digit_of(run->scalars[i], bit, width, top);
		if (d > 0)
			drop_in(&buckets[d - 1], &run->points[i], false);
		else if (d < 0)
			drop_in(&buckets[-d - 1], &run->points[i], true);
	}
}

/* sum over i of (i + 1) * buckets[i], added to r. */
static void collect(struct gs_point *r, const struct gs_point *buckets,
    size_t n)
{
	struct gs_point sum, total;
	gs_point_identity(&sum);
	gs_point_identity(&total);
	for (size_t i = n; i-- > 0;) {
		if (buckets[i].z.v[0] | buckets[i].z.v[1] |
		    buckets[i].z.v[2] | buckets[i].z.v[3] |
		    buckets[i].z.v[4])
			gs_point_add(&sum, &sum, &buckets[i]);
		gs_point_add(&total, &total, &sum);
	}
	gs_point_add(r, r, &total);
}

void gs_msm_vt(struct gs_point *r, const struct gs_terms *runs, size_t nruns,
    unsigned width, struct gs_point *buckets)
{
	size_t n = (size_t)1 << (width - 1);
	unsigned windows = windows_of(width);
	for (size_t k = 0; k < nruns; k++)
		offset_scalars(runs[k].scalars, runs[k].count, width);
	gs_point_identity(r);
	for (unsigned w = windows; w-- > 0;) {
		bool top = w + 1 == windows;
		if (!top)
			gs_point_double(r, r, width);
		memset(buckets, 0, n * sizeof *buckets);
		for (size_t k = 0; k < nruns; k++)
			fill_buckets(buckets, &runs[k], w * width, width, top);
		collect(r, buckets, n);
	}
}
