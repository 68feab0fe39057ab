/* SPDX-License-Identifier: Apache-2.0 */
/* The opening of a memo's blocks, some of them withheld
 * (docs/spec/provenance.md, "Opening"). */
#ifndef GS_LIB_OPENING_H
#define GS_LIB_OPENING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/memo/memo.h"

struct gs_opening {
	struct gs_block *blocks; /* of a withheld block: empty */
	bool *open;
	size_t count, open_count;
	uint8_t root[32]; /* of the commitments, withheld ones included */
	const uint8_t *seed; /* of every salt, if all are open; else NULL */
};

/* `open[i]` tells whether block i is shown; NULL: all are.  `seed` is secret
 * unless all are.  GS_ERR_RANGE, GS_ERR_SPACE, GS_ERR_MEMORY. */
GS_CHECKED int gs_opening_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_block *blocks, const bool *open, size_t count,
    const uint8_t seed[32]);
/* Accepts exactly what gs_opening_write writes; borrows from `bytes`.
 * GS_ERR_FORMAT, GS_ERR_RANGE, GS_ERR_MEMORY. */
GS_CHECKED int gs_opening_parse(struct gs_opening *out,
    struct gs_arena *arena, const void *bytes, size_t len);

#endif
