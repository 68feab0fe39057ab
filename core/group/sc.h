/* SPDX-License-Identifier: Apache-2.0 */
/* Scalars modulo q = 2^252 + 27742317777372353535851937790883648493, kept in
 * Montgomery form (times 2^256) and always fully reduced.  Constant time. */
#ifndef GS_CORE_GROUP_SC_H
#define GS_CORE_GROUP_SC_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

struct gs_sc {
	uint64_t v[4];
};

#define GS_SC_ZERO ((struct gs_sc){{0, 0, 0, 0}})
extern const struct gs_sc gs_sc_one;

/* GS_ERR_FORMAT (and zero) unless `in` is below q.  Whether it is becomes
 * public. */
GS_CHECKED int gs_sc_decode(struct gs_sc *r, const uint8_t in[32]);
void gs_sc_encode(uint8_t out[32], const struct gs_sc *a);
/* 64 bytes, little-endian, mod q. */
void gs_sc_from_wide(struct gs_sc *r, const uint8_t in[64]);
/* A public weight of 128 bits. */
void gs_sc_from_16(struct gs_sc *r, const uint8_t in[16]);
/* The value itself, below q, least significant limb first. */
void gs_sc_integer(uint64_t out[4], const struct gs_sc *a);
uint64_t gs_sc_is_zero(const struct gs_sc *a); /* a mask */

void gs_sc_add(struct gs_sc *r, const struct gs_sc *a, const struct gs_sc *b);
void gs_sc_sub(struct gs_sc *r, const struct gs_sc *a, const struct gs_sc *b);
void gs_sc_mul(struct gs_sc *r, const struct gs_sc *a, const struct gs_sc *b);
void gs_sc_negate(struct gs_sc *r, const struct gs_sc *a);
/* r += a * b */
void gs_sc_muladd(struct gs_sc *r, const struct gs_sc *a,
    const struct gs_sc *b);

#endif
