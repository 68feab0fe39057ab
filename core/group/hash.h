/* SPDX-License-Identifier: Apache-2.0 */
/* Hashing to the group: RFC 9380 with SHA-512. */
#ifndef GS_CORE_GROUP_HASH_H
#define GS_CORE_GROUP_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/group/point.h"

/* expand_message_xmd.  GS_ERR_RANGE if `dst` is longer than 255 bytes (the
 * oversize rule of section 5.3.3 is not used) or `out_len` above 255 * 64. */
GS_CHECKED int gs_expand_message(uint8_t *out, size_t out_len,
    const uint8_t *msg, size_t msg_len, const uint8_t *dst, size_t dst_len);
/* h2r of the specification; `dst` is one of its short constants. */
void gs_hash_to_point(struct gs_point *r, const uint8_t *msg, size_t msg_len,
    const char *dst);

#define GS_DST_GENERATOR "gainsay/v1/generator"
#define GS_DST_TAG_BASE "gainsay/v1/tag-base"

#endif
