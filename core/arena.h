/* SPDX-License-Identifier: Apache-2.0 */
/* Memory for core: blocks asked of the host, handed out front to back, freed
 * all at once by the host.  There is no single free. */
#ifndef GS_CORE_ARENA_H
#define GS_CORE_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include "core/host.h"

/* `more` returns at least `size` bytes aligned to 64, or NULL.  The host keeps
 * track of what it gave, and wipes it if it held secrets. */
struct gs_arena {
	void *(*more)(void *ctx, size_t size);
	void *ctx;
	uint8_t *next;
	size_t left;
};

/* `count` objects of `size` bytes, zeroed, aligned to 64; NULL when the host
 * has no more or the product overflows. */
void *gs_arena_take(struct gs_arena *arena, size_t count, size_t size);
/* A copy, and a NUL behind it.  `from` may be empty, its pointer then NULL.
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_arena_copy(struct gs_span *out, struct gs_arena *arena,
    struct gs_span from);

#endif
