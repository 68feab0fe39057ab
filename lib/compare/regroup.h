/* SPDX-License-Identifier: Apache-2.0 */
/* Which words of a text belong to which block of a memo, wherever the text's
 * paragraphs end: copying runs blocks together, pages and headers part them.
 *
 * How: paragraphs with exactly a block's words; then runs of words that memo
 * and text have in common, found by three words in a row, chained for each
 * block, and the words between and beside them.
 *
 * Bounds: GS_REGROUP_STEPS comparisons of words and GS_REGROUP_RUNS runs. */
#ifndef GS_LIB_COMPARE_REGROUP_H
#define GS_LIB_COMPARE_REGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "lib/compare/owner.h"
#include "lib/compare/passages.h"

/* owner[t] for every word of the text: 1 + a block, or 0; sets `*bounded` if a
 * bound was reached, else leaves it.  GS_ERR_MEMORY. */
GS_CHECKED int gs_regroup(uint32_t *owner, bool *bounded,
    struct gs_arena *arena, const struct gs_regroup_memo *memo,
    const struct gs_passages *text);

#endif
