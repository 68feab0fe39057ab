/* SPDX-License-Identifier: Apache-2.0 */
/* Points decoded many at a time, for verification.  Public data, variable
 * time. */
#ifndef GS_CORE_GROUP_DECODE_H
#define GS_CORE_GROUP_DECODE_H

#include <stddef.h>
#include <stdint.h>

#include "core/group/point.h"

/* r[i] = a[i]^((p - 5) / 8), a tight; r may be a. */
typedef void gs_pow_p58_fn(struct gs_fe *r, const struct gs_fe *a, size_t n);
void gs_pow_p58_portable(struct gs_fe *r, const struct gs_fe *a, size_t n);
/* gs_point_decode of n encodings in a row, by whichever power is quickest
 * here; GS_ERR_FORMAT if one is none. */
GS_CHECKED int gs_points_decode(struct gs_niels *r, const uint8_t *bytes,
    size_t n, gs_pow_p58_fn *pow_p58);

#endif
