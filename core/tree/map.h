/* SPDX-License-Identifier: Apache-2.0 */
/* The state map (docs/spec/records.md, "anchor"): a Merkle tree with one leaf
 * for each memo, and one for each type of record that names no memo, in the
 * order in which they first appeared.  A leaf says how many entries there are
 * and chains their hashes, so that whoever knows the root sees whether some
 * were left out. */
#ifndef GS_CORE_TREE_MAP_H
#define GS_CORE_TREE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/host.h"

/* What an entry is about: a memo's id of 32 bytes, or the name of its type,
 * which is shorter. */
#define GS_MAP_NAME_MAX 32

struct gs_map_leaf {
	uint8_t name[GS_MAP_NAME_MAX];
	size_t name_len;
	uint64_t count; /* of its entries */
	uint8_t chain[32];
};
/* A leaf without entries.  GS_ERR_RANGE: the name is too long. */
GS_CHECKED int gs_map_leaf_start(struct gs_map_leaf *leaf,
    struct gs_span name);
/* One more entry: its index in the log, its leaf hash there. */
void gs_map_leaf_add(struct gs_map_leaf *leaf, uint64_t index,
    const uint8_t entry[32]);
/* RFC 6962's hash of the leaf, as it stands in the map. */
void gs_map_leaf_hash(uint8_t hash[32], const struct gs_map_leaf *leaf);

struct gs_map;

/* Empty; memory is the arena's, which outlives it. */
GS_CHECKED int gs_map_new(struct gs_map **out, struct gs_arena *arena);
/* Room for one leaf more; GS_ERR_MEMORY leaves the map as it was. */
GS_CHECKED int gs_map_reserve(struct gs_map *map);
/* Precondition: gs_map_reserve succeeded since the last one; the name has at
 * most GS_MAP_NAME_MAX bytes. */
void gs_map_add(struct gs_map *map, struct gs_span name, uint64_t index,
    const uint8_t entry[32]);

uint64_t gs_map_leaves(const struct gs_map *map);
/* The leaf at that place, below the number of them.  Borrowed. */
const struct gs_map_leaf *gs_map_at(const struct gs_map *map, uint64_t place);
/* Takes over the next leaf of another map, as it stands there.
 * GS_ERR_CORRUPT: a leaf of that name is there; GS_ERR_MEMORY. */
GS_CHECKED int gs_map_put(struct gs_map *map, const struct gs_map_leaf *leaf);
/* RFC 6962's root; of an empty map that of an empty tree. */
void gs_map_root(uint8_t root[32], const struct gs_map *map);
/* The leaf of that name and its place; NULL: there is none. */
const struct gs_map_leaf *gs_map_find(uint64_t *place,
    const struct gs_map *map, struct gs_span name);
/* A gs_subtree_fn (core/tree/tree.h) of a `const struct gs_map *`. */
int gs_map_subtree(uint8_t hash[32], void *map, unsigned level,
    uint64_t index);

#endif
