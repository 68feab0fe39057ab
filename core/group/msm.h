/* SPDX-License-Identifier: Apache-2.0 */
/* Sums of many multiples of points: one form for secrets, one for speed. */
#ifndef GS_CORE_GROUP_MSM_H
#define GS_CORE_GROUP_MSM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/group/point.h"
#include "core/group/sc.h"

/* A scalar in 64 digits of -8..7, least significant first. */
struct gs_digits {
	int8_t d[64];
};
void gs_digits_of(struct gs_digits *r, const struct gs_sc *s);

/* 1P .. 8P */
struct gs_ct_table {
	struct gs_cached multiple[8];
};
void gs_ct_table_make(struct gs_ct_table *t, const struct gs_point *p);
/* digit * P for a secret digit of -8..8. */
void gs_ct_look_up(struct gs_cached *r, const struct gs_ct_table *t,
    int8_t digit);

/* sum of digits[i] * points[i], constant time in points and digits; n is
 * public.  `tables` is scratch for n tables; it is left full of secrets and
 * the caller wipes it. */
void gs_msm_ct(struct gs_point *r, const struct gs_point *points,
    const struct gs_digits *digits, size_t n, struct gs_ct_table *tables);
/* The same for two terms, wiping after itself: a*P + b*Q. */
void gs_mul2_ct(struct gs_point *r, const struct gs_sc *a,
    const struct gs_point *p, const struct gs_sc *b, const struct gs_point *q);
/* a*P */
void gs_mul_ct(struct gs_point *r, const struct gs_sc *a,
    const struct gs_point *p);

/* One run of terms: the scalars are integers below q (gs_sc_integer) and are
 * overwritten. */
struct gs_terms {
	const struct gs_niels *points;
	uint64_t (*scalars)[4];
	size_t count;
};

/* The bits `bit` .. `bit + width` of all scalars, `top` if there are none
 * above. */
struct gs_window {
	const struct gs_terms *runs;
	size_t nruns;
	unsigned bit, width;
	bool top;
};

/* The digit of an offset scalar in a window, at most 2^(width - 1) either
 * way: every window but the top one had half its range added.  Precondition:
 * bit < 256 and width <= GS_MSM_WIDTH_MAX, so that `int` holds it and a digit
 * lies in at most two words. */
static inline int gs_msm_digit(const uint64_t s[4], unsigned bit,
    unsigned width, bool top)
{
	uint64_t v = s[bit / 64] >> (bit % 64);
	if (bit % 64 + width > 64 && bit / 64 < 3)
		v |= s[bit / 64 + 1] << (64 - bit % 64);
	v &= (UINT64_C(1) << width) - 1;
	return (int)v - (top ? 0 : 1 << (width - 1));
}

/* Z = 0, which no point has, marks an empty bucket. */
static inline bool gs_bucket_is_empty(const struct gs_point *b)
{
	return gs_fe_is_blank(&b->z);
}

/* How buckets are filled: bucket d - 1 gets the sum of the points whose digit
 * is d less those whose digit is -d.  They are empty before. */
struct gs_msm_ops {
	unsigned term_cost, bucket_cost; /* in any unit */
	/* Bytes of scratch, for at most that many. */
	size_t (*fill_scratch)(size_t terms, size_t buckets);
	void (*fill)(struct gs_point *buckets, const struct gs_window *window,
	    void *scratch);
	/* Adds to r the sum over i < n of (i + 1) * buckets[i]; n is a power
	 * of two. */
	void (*collect)(struct gs_point *r, const struct gs_point *buckets,
	    size_t n);
};
extern const struct gs_msm_ops gs_msm_portable;
void gs_msm_collect(struct gs_point *r, const struct gs_point *buckets,
    size_t n);

#define GS_MSM_WIDTH_MIN 3
#define GS_MSM_WIDTH_MAX 16
/* The best window for `count` terms, and its buckets: 1 << (width - 1). */
unsigned gs_msm_width(const struct gs_msm_ops *ops, size_t count);

/* A sum to find, and the memory for it.  The windows are dealt out to `workers`
 * jobs (at least 1) of gs_host_each, and each job has its own part of `buckets`
 * and of `scratch`; what is in them before and after means nothing. */
struct gs_msm {
	const struct gs_msm_ops *ops;
	const struct gs_terms *runs;
	size_t nruns;
	unsigned width; /* of a window, gs_msm_width */
	struct gs_point *buckets; /* 1 << (width - 1) for each job */
	void *scratch; /* scratch_step bytes for each job, aligned to 64 */
	size_t workers;
	size_t scratch_step; /* at least ops->fill_scratch, 64 divides it */
};
/* Variable time: public data only. */
void gs_msm_run(struct gs_point *r, const struct gs_msm *msm);
/* The same on the portable path. */
void gs_msm_vt(struct gs_point *r, const struct gs_terms *runs, size_t nruns,
    unsigned width, struct gs_point *buckets);

#endif
