/* SPDX-License-Identifier: Apache-2.0 */
/* What a letter or sign looks like, by UTS 39's data on confusable characters:
 * the plain one, if there is exactly one. */
#ifndef GS_LIB_MEMO_LOOKALIKE_H
#define GS_LIB_MEMO_LOOKALIKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"

#define GS_PLAIN_MAX 8 /* units that one character becomes */

struct gs_lookalike; /* for one thread, in the arena */

/* GS_ERR_MEMORY. */
GS_CHECKED int gs_lookalike_open(struct gs_lookalike **out,
    struct gs_arena *arena);

/* The units of what `c` looks like; 0 if nothing, or more than one thing. */
size_t gs_lookalike_plain(uint16_t out[GS_PLAIN_MAX],
    struct gs_lookalike *lookalike, uint32_t c);
/* A word of two alphabets, or of one that can be taken for Latin, in one: a
 * unit for each unit.  `genuine`: the text has words that are of the other
 * alphabet alone.  False, and nothing written, if it can be read in neither or
 * in both. */
bool gs_lookalike_word(uint16_t *out, struct gs_lookalike *lookalike,
    const uint16_t *word, size_t len, bool genuine);

#endif
