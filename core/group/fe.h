/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic modulo p = 2^255 - 19, constant time.  How a value is kept
 * differs by machine: fe_51.h has the type and what is made in place, and
 * fe_51_bytes.c the constants and the bytes; fe_26.h and fe_26_bytes.c the
 * same.  Both give the same bytes.
 *
 * A value is "tight" or "loose" by bounds that stand in those headers.  Every
 * function takes loose values and returns tight ones, but for the two lazy
 * ones: they take tight ones (the first operand of a sum may be a lazy sum
 * itself) and return loose ones.  What may be added up is shown in point.c. */
#ifndef GS_CORE_GROUP_FE_H
#define GS_CORE_GROUP_FE_H

#include <stdint.h>

#include "core/ct.h"
#ifdef GS_LIMBS_32
#include "core/group/fe_26.h"
#else
#include "core/group/fe_51.h"
#endif

#define GS_FE_ZERO GS_FE_SMALL(0)
#define GS_FE_ONE GS_FE_SMALL(1)

/* Curve constants (RFC 9496 section 4.1). */
extern const struct gs_fe gs_fe_d;
extern const struct gs_fe gs_fe_2d;
extern const struct gs_fe gs_fe_sqrt_m1;
extern const struct gs_fe gs_fe_sqrt_ad_minus_one;
extern const struct gs_fe gs_fe_invsqrt_a_minus_d;
extern const struct gs_fe gs_fe_one_minus_d_sq;
extern const struct gs_fe gs_fe_d_minus_one_sq;

/* Reads 255 bits; bit 255 is ignored and the value may be p or more. */
void gs_fe_from_bytes(struct gs_fe *r, const uint8_t in[32]);
/* The canonical encoding. */
void gs_fe_to_bytes(uint8_t out[32], const struct gs_fe *a);
/* Masks. */
uint64_t gs_fe_is_zero(const struct gs_fe *a);
uint64_t gs_fe_is_negative(const struct gs_fe *a);
uint64_t gs_fe_equal(const struct gs_fe *a, const struct gs_fe *b);

void gs_fe_negate(struct gs_fe *r, const struct gs_fe *a);
void gs_fe_abs(struct gs_fe *r, const struct gs_fe *a);
void gs_fe_invert(struct gs_fe *r, const struct gs_fe *a); /* 0 gives 0 */
/* SQRT_RATIO_M1 of RFC 9496 section 4.2; returns the was_square mask. */
uint64_t gs_fe_sqrt_ratio(struct gs_fe *r, const struct gs_fe *u,
    const struct gs_fe *v);
/* The same in three steps, for u = 1: v^3 and the base of a power; the power,
 * a^((p - 5) / 8), which can be had for many at a time; what it gives. */
void gs_fe_sqrt_begin(struct gs_fe *base, struct gs_fe *v3,
    const struct gs_fe *v);
void gs_fe_pow_p58(struct gs_fe *r, const struct gs_fe *a);
uint64_t gs_fe_sqrt_end(struct gs_fe *r, const struct gs_fe *u,
    const struct gs_fe *v, const struct gs_fe *v3, const struct gs_fe *power);

#endif
