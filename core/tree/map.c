/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/map.h"

#include <stdbool.h>
#include <string.h>

#include "core/bytes.h"
#include "core/tree/tree.h"

#define LEVELS 32      /* 2^31 leaves: more than memory holds */
#define ROOM_MIN 64    /* leaves; a power of two */
#define LEAF_MAX 128   /* bytes of a leaf */
#define DOMAIN "gainsay/v1/map"

int gs_map_leaf_start(struct gs_map_leaf *leaf, struct gs_span name)
{
	*leaf = (struct gs_map_leaf){.name_len = name.len};
	if (name.len > sizeof leaf->name)
		return GS_ERR_RANGE;
	memcpy(leaf->name, name.ptr, name.len);
	return GS_OK;
}

void gs_map_leaf_add(struct gs_map_leaf *leaf, uint64_t index,
    const uint8_t entry[32])
{
	uint8_t link[72];

	memcpy(link, leaf->chain, 32);
	gs_put_u64(link + 32, index);
	memcpy(link + 40, entry, 32);
	gs_host_sha256(leaf->chain, &(struct gs_span){link, sizeof link}, 1);
	leaf->count++;
}

void gs_map_leaf_hash(uint8_t hash[32], const struct gs_map_leaf *leaf)
{
	uint8_t buf[LEAF_MAX];
	struct gs_writer w = gs_writer_of(buf, sizeof buf);

	gs_write_lv_text(&w, DOMAIN);
	gs_write_lv(&w, leaf->name, leaf->name_len);
	gs_write_u64(&w, leaf->count);
	gs_write_bytes(&w, leaf->chain, 32);
	gs_tree_leaf(hash, buf, w.len);
}

/* Of a level only full subtrees have a hash: level k has count >> k of
 * them. */
struct gs_map {
	struct gs_arena *arena;
	uint64_t count, room;
	struct gs_map_leaf *leaves;
	uint8_t (*level[LEVELS])[32];
	uint32_t *slots; /* of names: a leaf's place + 1, or 0; 2 * room */
	/* The leaf that changed last, its place + 1, if its path is still to be
	 * hashed: acts on one memo come by the hundred. */
	uint64_t *waiting;
};

/* Where a search for a name begins.  A memo's id is a hash: to make k of its
 * bits fit takes 2^k memos, each of which must be filed to count. */
static uint64_t name_start(const struct gs_map *map, const uint8_t *name,
    size_t len)
{
	uint64_t h = 0;

	for (size_t i = 0; i < len && i < 8; i++)
		h = h << 8 | name[i];
	return (h ^ h >> 32) & (2 * map->room - 1);
}

static uint32_t *find_slot(const struct gs_map *map, const uint8_t *name,
    size_t len)
{
	uint64_t i = name_start(map, name, len);

	for (; map->slots[i] != 0; i = (i + 1) & (2 * map->room - 1)) {
		const struct gs_map_leaf *leaf =
		    &map->leaves[map->slots[i] - 1];

		if (leaf->name_len == len &&
		    memcmp(leaf->name, name, len) == 0)
			break;
	}
	return &map->slots[i];
}

/* Takes all that a map of twice the room needs, and moves over. */
static int grow_map(struct gs_map *map)
{
	struct gs_map next = {.arena = map->arena, .count = map->count,
	    .waiting = map->waiting,
	    .room = map->room == 0 ? ROOM_MIN : map->room * 2};

	if (next.room > UINT32_MAX / 2)
		return GS_ERR_MEMORY;
	next.leaves = gs_arena_take(map->arena, (size_t)next.room,
	    sizeof *next.leaves);
	next.slots = gs_arena_take(map->arena, (size_t)(2 * next.room),
	    sizeof *next.slots);
	bool taken = next.leaves != NULL && next.slots != NULL;
	for (unsigned k = 0; taken && k < LEVELS && next.room >> k > 0; k++) {
		next.level[k] = gs_arena_take(map->arena,
		    (size_t)(next.room >> k), 32);
		taken = next.level[k] != NULL;
	}
	if (!taken)
		return GS_ERR_MEMORY;

	for (uint64_t i = 0; i < map->count; i++) {
		next.leaves[i] = map->leaves[i];
		*find_slot(&next, map->leaves[i].name,
		    map->leaves[i].name_len) = (uint32_t)i + 1;
	}
	for (unsigned k = 0; k < LEVELS && map->count >> k > 0; k++)
		memcpy(next.level[k], map->level[k],
		    (size_t)(map->count >> k) * 32);
	*map = next;
	return GS_OK;
}

int gs_map_new(struct gs_map **out, struct gs_arena *arena)
{
	struct gs_map *map = gs_arena_take(arena, 1, sizeof *map);

	if (map == NULL)
		return GS_ERR_MEMORY;
	map->waiting = gs_arena_take(arena, 1, sizeof *map->waiting);
	if (map->waiting == NULL)
		return GS_ERR_MEMORY;
	map->arena = arena;
	*out = map;
	return GS_OK;
}

int gs_map_reserve(struct gs_map *map)
{
	return map->count < map->room ? GS_OK : grow_map(map);
}

/* The one path above a leaf, as far as its subtrees are full. */
static void hash_path(const struct gs_map *map, uint64_t place)
{
	gs_map_leaf_hash(map->level[0][place], &map->leaves[place]);

	for (unsigned k = 1; k < LEVELS && place >> k < map->count >> k; k++) {
		uint64_t at = place >> k;

		gs_tree_node(map->level[k][at], map->level[k - 1][2 * at],
		    map->level[k - 1][2 * at + 1]);
	}
}

static void hash_waiting(const struct gs_map *map)
{
	if (*map->waiting != 0)
		hash_path(map, *map->waiting - 1);
	*map->waiting = 0;
}

void gs_map_add(struct gs_map *map, struct gs_span name, uint64_t index,
    const uint8_t entry[32])
{
	uint32_t *slot = find_slot(map, name.ptr, name.len);

	if (*slot == 0) {
		struct gs_map_leaf *leaf = &map->leaves[map->count];

		*leaf = (struct gs_map_leaf){.name_len = name.len};
		memcpy(leaf->name, name.ptr, name.len);
		*slot = (uint32_t)++map->count;
	}
	gs_map_leaf_add(&map->leaves[*slot - 1], index, entry);
	if (*map->waiting != *slot)
		hash_waiting(map);
	*map->waiting = *slot;
}

int gs_map_put(struct gs_map *map, const struct gs_map_leaf *leaf)
{
	int err = gs_map_reserve(map);

	if (err != GS_OK)
		return err;
	uint32_t *slot = find_slot(map, leaf->name, leaf->name_len);
	if (*slot != 0)
		return GS_ERR_CORRUPT;
	hash_waiting(map);
	map->leaves[map->count] = *leaf;
	*slot = (uint32_t)++map->count;
	hash_path(map, *slot - 1);
	return GS_OK;
}

const struct gs_map_leaf *gs_map_at(const struct gs_map *map, uint64_t place)
{
	return &map->leaves[place];
}

uint64_t gs_map_leaves(const struct gs_map *map)
{
	return map->count;
}

void gs_map_root(uint8_t root[32], const struct gs_map *map)
{
	uint64_t rest = map->count;
	bool any = false;

	hash_waiting(map);

	/* The full subtrees, from the smallest, which is the last. */
	gs_tree_empty(root);
	for (unsigned k = 0; k < LEVELS && rest >> k > 0; k++) {
		if ((rest >> k & 1) == 0)
			continue;
		const uint8_t *peak = map->level[k][(rest >> k) - 1];
		uint8_t right[32];

		memcpy(right, root, 32);
		if (any)
			gs_tree_node(root, peak, right);
		else
			memcpy(root, peak, 32);
		any = true;
	}
}

const struct gs_map_leaf *gs_map_find(uint64_t *place,
    const struct gs_map *map, struct gs_span name)
{
	uint32_t at = map->room == 0 ? 0 :
	    *find_slot(map, name.ptr, name.len);

	if (at == 0)
		return NULL;
	*place = at - 1;
	return &map->leaves[at - 1];
}

int gs_map_subtree(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index)
{
	const struct gs_map *map = ctx;

	if (level >= LEVELS || index >= map->count >> level)
		return GS_ERR_RANGE;
	hash_waiting(map);
	memcpy(hash, map->level[level][index], 32);
	return GS_OK;
}
