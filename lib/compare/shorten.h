/* SPDX-License-Identifier: Apache-2.0 */
/* A memo as a text shows it: without the sentences that the text says it
 * withholds (lib/memo/gap.h). */
#ifndef GS_LIB_COMPARE_SHORTEN_H
#define GS_LIB_COMPARE_SHORTEN_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/err.h"
#include "lib/compare/passages.h"
#include "lib/evidence/opening.h"

/* `out` is `memo`, with the gaps that `text` has of sentences which `memo`
 * shows.  `gaps_in_text[i]` says whether block i has any.  `keep[i]`: block i
 * stays as it is.  `out` is for comparing alone: its salts, seed and parts are
 * those of `memo`.  GS_ERR_MEMORY. */
GS_CHECKED int gs_shorten(struct gs_opening *out, bool *gaps_in_text,
    struct gs_arena *arena, const struct gs_opening *memo,
    const struct gs_passages *text, const bool *keep);

#endif
