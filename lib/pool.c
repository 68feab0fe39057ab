/* SPDX-License-Identifier: Apache-2.0 */
/* Arenas on the heap. */
#include <stdlib.h>

#include "core/host.h"
#include "lib/host.h"

/* Each block is headed by the one before it, so that the pool is one list. */
struct pool_block {
	struct pool_block *before;
	size_t size;
};

#define POOL_HEAD ((size_t)64)

/* Takes the first that is large enough off the list; NULL: none is. */
static struct pool_block *take_spare(struct gs_pool *pool, size_t total)
{
	struct pool_block *block = pool->spare, *before = NULL;

	while (block != NULL && block->size < total) {
		before = block;
		block = block->before;
	}
	if (block != NULL && before == NULL)
		pool->spare = block->before;
	else if (block != NULL)
		before->before = block->before;
	return block;
}

static void *pool_more(void *ctx, size_t size)
{
	struct gs_pool *pool = ctx;

	if (size > SIZE_MAX - 2 * POOL_HEAD)
		return NULL;
	size_t total = (POOL_HEAD + size + POOL_HEAD - 1) & ~(POOL_HEAD - 1);
	struct pool_block *block = take_spare(pool, total);
	if (block == NULL) {
		block = aligned_alloc(POOL_HEAD, total);
		if (block == NULL)
			return NULL;
		block->size = total;
	}

	block->before = pool->last;
	pool->last = block;
	return (uint8_t *)block + POOL_HEAD;
}

struct gs_arena *gs_pool_start(struct gs_pool *pool)
{
	*pool = (struct gs_pool){.arena = {.more = pool_more, .ctx = pool}};
	return &pool->arena;
}

void gs_pool_reuse(struct gs_pool *pool)
{
	while (pool->last != NULL) {
		struct pool_block *block = pool->last;

		pool->last = block->before;
		block->before = pool->spare;
		pool->spare = block;
	}
	pool->arena.left = 0;
}

static void free_blocks(struct pool_block *block)
{
	while (block != NULL) {
		struct pool_block *before = block->before;
		gs_host_wipe(block, block->size);
		free(block);
		block = before;
	}
}

void gs_pool_free(struct gs_pool *pool)
{
	free_blocks(pool->last);
	free_blocks(pool->spare);
	*pool = (struct gs_pool){.last = NULL};
}
