/* SPDX-License-Identifier: Apache-2.0 */
/* ristretto255 (RFC 9496) over extended twisted Edwards coordinates, a = -1.
 * The addition formulas are complete, so that no case needs a branch; all of
 * it is constant time.  Coordinates are tight (fe.h). */
#ifndef GS_CORE_GROUP_POINT_H
#define GS_CORE_GROUP_POINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/group/fe.h"

/* x = X/Z, y = Y/Z, xy = T/Z. */
struct gs_point {
	struct gs_fe x, y, z, t;
};

/* A point made ready to be added often, as ref10 calls it. */
struct gs_cached {
	struct gs_fe y_plus_x, y_minus_x, z2, t2d; /* Y+X Y-X 2Z 2dT */
};

/* The same with Z = 1. */
struct gs_niels {
	struct gs_fe y_plus_x, y_minus_x, t2d;
	uint64_t room; /* two lines of cache, not a part of a third */
};

extern const uint8_t gs_base_bytes[32]; /* G */

void gs_point_identity(struct gs_point *r);
/* GS_ERR_FORMAT unless canonical.  The result has Z = 1. */
GS_CHECKED int gs_point_decode(struct gs_point *r, const uint8_t in[32]);
/* The same in steps: between them the caller takes *base to its
 * ((p - 5) / 8)-th power, by far the longest part. */
struct gs_decoding {
	struct gs_fe s, u1, u2, v, v_u2_sqr, cube;
	uint64_t canonical; /* mask */
};
void gs_decode_begin(struct gs_fe *base, struct gs_decoding *d,
    const uint8_t in[32]);
GS_CHECKED int gs_decode_end(struct gs_point *r, const struct gs_decoding *d,
    const struct gs_fe *power);
void gs_point_encode(uint8_t out[32], const struct gs_point *p);
/* The one-way map of RFC 9496 section 4.3.4. */
void gs_point_from_uniform(struct gs_point *r, const uint8_t in[64]);
/* Whether it is the identity as a ristretto element; a mask. */
uint64_t gs_point_is_identity(const struct gs_point *p);

void gs_point_cache(struct gs_cached *r, const struct gs_point *p);
/* For Z = 1 only. */
void gs_niels_of_affine(struct gs_niels *r, const struct gs_point *p);
/* Any Z: costs an inversion. */
void gs_niels_of(struct gs_niels *r, const struct gs_point *p);
void gs_point_of_niels(struct gs_point *r, const struct gs_niels *n);

void gs_point_add(struct gs_point *r, const struct gs_point *a,
    const struct gs_point *b);
void gs_point_sub(struct gs_point *r, const struct gs_point *a,
    const struct gs_point *b);
void gs_point_add_cached(struct gs_point *r, const struct gs_point *a,
    const struct gs_cached *b);
void gs_point_add_niels(struct gs_point *r, const struct gs_point *a,
    const struct gs_niels *b);
void gs_point_sub_niels(struct gs_point *r, const struct gs_point *a,
    const struct gs_niels *b);
void gs_point_negate(struct gs_point *r, const struct gs_point *a);
/* a times 2^n, n >= 1. */
void gs_point_double(struct gs_point *r, const struct gs_point *a, unsigned n);
/* r = a where mask is all ones. */
void gs_point_move(struct gs_point *r, const struct gs_point *a,
    uint64_t mask);

#endif
