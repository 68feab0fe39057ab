/* SPDX-License-Identifier: Apache-2.0 */
/* Sums of many multiples of points: one form for secrets, one for speed. */
#ifndef GS_CORE_PROOF_MSM_H
#define GS_CORE_PROOF_MSM_H

#include <stddef.h>
#include <stdint.h>

#include "core/proof/group.h"
#include "core/proof/sc.h"

/* A scalar in 64 digits of -8..7, least significant first. */
struct gs_digits {
	int8_t d[64];
};
void gs_digits_of(struct gs_digits *r, const struct gs_sc *s);

/* 1P .. 8P */
struct gs_ct_table {
	struct gs_cached multiple[8];
};

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

#define GS_MSM_WIDTH_MIN 3
#define GS_MSM_WIDTH_MAX 16
/* The best window for `count` terms, and its buckets: 1 << (width - 1). */
unsigned gs_msm_width(size_t count);
/* Variable time: public data only.  `buckets` is scratch. */
void gs_msm_vt(struct gs_point *r, const struct gs_terms *runs, size_t nruns,
    unsigned width, struct gs_point *buckets);

#endif
