/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/leaves.h"

#include <stdlib.h>
#include <string.h>

#define STEP 8
#define WIDTH 256
#define LEVELS 4 /* 2^32 entries: more than would fit in memory */

struct level {
	uint8_t (*hash)[32];
	size_t count, room;
};

struct gs_leaves {
	struct gs_frontier frontier;
	struct level level[LEVELS];
};

int gs_leaves_new(struct gs_leaves **out)
{
	struct gs_leaves *l = calloc(1, sizeof *l);

	if (l == NULL)
		return GS_ERR_MEMORY;
	*out = l;
	return GS_OK;
}

void gs_leaves_free(struct gs_leaves **leaves)
{
	for (size_t i = 0; *leaves != NULL && i < LEVELS; i++)
		free((*leaves)->level[i].hash);
	free(*leaves);
	*leaves = NULL;
}

uint64_t gs_leaves_size(const struct gs_leaves *leaves)
{
	return leaves->frontier.size;
}

static int grow_level(struct level *level)
{
	if (level->count < level->room)
		return GS_OK;

	size_t room = level->room == 0 ? WIDTH : level->room * 2;
	uint8_t (*hash)[32] = calloc(room, sizeof *hash);
	if (hash == NULL)
		return GS_ERR_MEMORY;

	if (level->count > 0)
		memcpy(hash, level->hash, level->count * sizeof *hash);
	free(level->hash);
	level->hash = hash;
	level->room = room;
	return GS_OK;
}

/* The root of `count` hashes of a level from `first` on. */
static int hash_level(uint8_t root[32], const struct level *level, size_t first,
    size_t count)
{
	struct gs_frontier f = {.size = 0};
	int err = GS_OK;

	for (size_t i = 0; i < count && err == GS_OK; i++)
		err = gs_frontier_add(&f, level->hash[first + i]);
	gs_frontier_root(root, &f);
	return err;
}

int gs_leaves_add(struct gs_leaves *l, const uint8_t hash[32])
{
	uint8_t up[32];

	/* All that can fail comes first. */
	for (size_t i = 0; i < LEVELS; i++) {
		int err = grow_level(&l->level[i]);
		if (err != GS_OK)
			return err;
	}

	int err = gs_frontier_add(&l->frontier, hash);
	memcpy(up, hash, 32);
	for (size_t i = 0; i < LEVELS && err == GS_OK; i++) {
		struct level *level = &l->level[i];
		memcpy(level->hash[level->count++], up, 32);
		if (level->count % WIDTH != 0)
			break;
		err = hash_level(up, level, level->count - WIDTH, WIDTH);
	}
	return err;
}

void gs_leaves_root(uint8_t root[32], const struct gs_leaves *l)
{
	gs_frontier_root(root, &l->frontier);
}

int gs_leaves_subtree(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index)
{
	const struct gs_leaves *l = ctx;
	unsigned above = level % STEP;

	if (level / STEP >= LEVELS)
		return GS_ERR_RANGE;
	const struct level *base = &l->level[level / STEP];
	if (index >= base->count >> above)
		return GS_ERR_RANGE;
	return hash_level(hash, base, (size_t)index << above,
	    (size_t)1 << above);
}

struct gs_tree gs_leaves_tree(struct gs_leaves *leaves)
{
	return (struct gs_tree){gs_leaves_size(leaves), gs_leaves_subtree,
	    leaves};
}
