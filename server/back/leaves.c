/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/leaves.h"

#include <stdlib.h>
#include <string.h>

#define STEP 8
#define WIDTH 256
#define LARGE ((size_t)1 << 18) /* such a level grows by a quarter */
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

	size_t room = level->room == 0 ? WIDTH : level->room < LARGE ?
	    level->room * 2 : level->room + level->room / 4;
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

int gs_leaves_write(const struct gs_leaves *l, gs_snapshot_fn *write,
    void *ctx)
{
	int err = GS_OK;

	for (size_t i = 0; i < LEVELS && err == GS_OK; i++)
		if (l->level[i].count > 0)
			err = write(ctx, l->level[i].hash[0],
			    l->level[i].count * 32);
	return err;
}

static int read_level(struct level *level, size_t count, gs_snapshot_fn *read,
    void *ctx)
{
	if (count == 0)
		return GS_OK;
	level->room = count + WIDTH;
	level->hash = calloc(level->room, sizeof *level->hash);
	if (level->hash == NULL)
		return GS_ERR_MEMORY;
	level->count = count;
	return read(ctx, level->hash[0], count * 32);
}

int gs_leaves_read(struct gs_leaves **out, const struct gs_frontier *log,
    gs_snapshot_fn *read, void *ctx)
{
	struct gs_leaves *l = NULL;
	uint8_t want[32], is[32];

	int err = log->size >> (STEP * LEVELS) == 0 ? gs_leaves_new(&l) :
	    GS_ERR_CORRUPT;
	for (size_t i = 0; i < LEVELS && err == GS_OK; i++)
		err = read_level(&l->level[i],
		    (size_t)(log->size >> (STEP * i)), read, ctx);
	if (err == GS_OK)
		err = gs_tree_root(is, log->size, gs_leaves_subtree, l);
	if (err == GS_OK) {
		l->frontier = *log;
		gs_frontier_root(want, log);
		err = memcmp(want, is, sizeof is) == 0 ? GS_OK :
		    GS_ERR_CORRUPT;
	}

	if (err == GS_OK) {
		*out = l;
		l = NULL;
	}
	gs_leaves_free(&l);
	return err;
}
