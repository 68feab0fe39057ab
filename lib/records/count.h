/* SPDX-License-Identifier: Apache-2.0 */
/* What a box showed at its last release, signed (docs/spec/records.md, "Not in
 * the log"): how many tags, and the SHA-256 of their records. */
#ifndef GS_LIB_RECORDS_COUNT_H
#define GS_LIB_RECORDS_COUNT_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/host.h"

#define GS_COUNT_MAX 512 /* bytes of the record */

struct gs_count {
	uint8_t channel[32], memo[32], roll[32]; /* its root */
	uint64_t shown;
	uint8_t export[32]; /* gs_count_export */
};

/* SHA-256 of the records, one after the other. */
void gs_count_export(uint8_t hash[32], const struct gs_span *records,
    size_t count);

/* Whether these are the records that were counted, as a box shows them: a tag
 * has one endorsement, and perhaps a withdrawal behind it.  GS_ERR_MISMATCH. */
GS_CHECKED int gs_count_match(const struct gs_count *count,
    const struct gs_span *records, size_t n);

/* The signed record; `w` is empty and has room for GS_COUNT_MAX bytes.
 * `secret` (64 bytes, secret) is of the role `promise`.  GS_ERR_SPACE,
 * GS_ERR_FORMAT, GS_ERR_MEMORY. */
GS_CHECKED int gs_count_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_count *count, const uint8_t secret[64]);
/* What `text` counts, if it is of that memo and channel and signed with the
 * role's key.  GS_ERR_FORMAT, GS_ERR_MISMATCH, GS_ERR_SIGNATURE,
 * GS_ERR_MEMORY; `out` is then as it was. */
GS_CHECKED int gs_count_read(struct gs_count *out, const uint8_t channel[32],
    const uint8_t memo[32], const uint8_t key[32], struct gs_span text);

#endif
