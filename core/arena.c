/* SPDX-License-Identifier: Apache-2.0 */
#include "core/arena.h"

#include <string.h>

#define ALIGN ((size_t)64)
#define BLOCK ((size_t)64 * 1024)

void *gs_arena_take(struct gs_arena *arena, size_t count, size_t size)
{
	/* The product and what rounds it up stay below SIZE_MAX. */
	if (size != 0 && count > (SIZE_MAX - ALIGN) / size)
		return NULL;

	size_t need = (count * size + ALIGN - 1) & ~(ALIGN - 1);
	if (need > arena->left) {
		size_t block = need > BLOCK ? need : BLOCK;
		uint8_t *fresh = arena->more(arena->ctx, block);
		if (fresh == NULL)
			return NULL;

		/* A large request gets a block of its own, so that the rest of
		 * the current one stays in use. */
		if (block - need < arena->left) {
			memset(fresh, 0, need);
			return fresh;
		}

		arena->next = fresh;
		arena->left = block;
	}

	uint8_t *out = arena->next;
	arena->next += need;
	arena->left -= need;
	memset(out, 0, need);

	return out;
}

int gs_arena_copy(struct gs_span *out, struct gs_arena *arena,
    struct gs_span from)
{
	uint8_t *copy = gs_arena_take(arena, from.len + 1, 1);

	if (copy == NULL)
		return GS_ERR_MEMORY;
	if (from.len > 0)
		memcpy(copy, from.ptr, from.len);
	*out = (struct gs_span){copy, from.len};
	return GS_OK;
}
