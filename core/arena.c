/* SPDX-License-Identifier: Apache-2.0 */
#include "core/arena.h"

#include <string.h>

#define ALIGN ((size_t)64)
#define BLOCK ((size_t)64 * 1024)

/* Not zeroed. */
static uint8_t *take_raw(struct gs_arena *arena, size_t *room, size_t count,
    size_t size)
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
			*room = need;
			return fresh;
		}

		arena->next = fresh;
		arena->left = block;
	}

	uint8_t *out = arena->next;
	arena->next += need;
	arena->left -= need;
	*room = need;

	return out;
}

void *gs_arena_take(struct gs_arena *arena, size_t count, size_t size)
{
	size_t room = 0;
	uint8_t *out = take_raw(arena, &room, count, size);

	if (out != NULL)
		memset(out, 0, room);
	return out;
}

int gs_arena_copy(struct gs_span *out, struct gs_arena *arena,
    struct gs_span from)
{
	size_t room = 0;
	uint8_t *copy = take_raw(arena, &room, from.len + 1, 1);

	if (copy == NULL)
		return GS_ERR_MEMORY;
	if (from.len > 0)
		memcpy(copy, from.ptr, from.len);
	memset(copy + from.len, 0, room - from.len);
	*out = (struct gs_span){copy, from.len};
	return GS_OK;
}
