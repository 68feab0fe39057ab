/* SPDX-License-Identifier: Apache-2.0 */
/* A memo as a text shows it that says which sentences it withholds. */
#ifndef GS_LIB_COMPARE_SHORTEN_H
#define GS_LIB_COMPARE_SHORTEN_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/err.h"
#include "lib/evidence/opening.h"
#include "lib/compare/passages.h"

/* `out` is `memo`, but blocks that have gaps in `text` of sentences which
 * `memo` shows have these gaps too; they are marked in `shortened` (as many as
 * blocks), whose others are cleared.  `keep[i]`: block i stays as it is.  `out`
 * is for comparing: its salts, seed and parts are those of `memo`.
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_shorten(struct gs_opening *out, bool *shortened,
    struct gs_arena *arena, const struct gs_opening *memo,
    const struct gs_passages *text, const bool *keep);

#endif
