/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/tags.h"

#include <string.h>

#include "core/bytes.h"

#define SLOTS_MIN 1024 /* a power of two */
#define PARTS_MIN 16

struct gs_tag_row *gs_tags_row(const struct gs_tags *tags, size_t n)
{
	return &tags->parts[n / GS_TAG_PART][n % GS_TAG_PART];
}

/* Where a search begins.  It would be slow if many tags began at one slot.  A
 * member has one tag a memo and cannot choose it: to make k of its bits fit
 * takes 2^k attempts at a key, each of which must be enrolled to count. */
static size_t first_slot(size_t room, const uint8_t in[4],
    const uint8_t tag[32])
{
	uint64_t h = 0, place = 0;

	for (size_t i = 0; i < 8; i++)
		h = h << 8 | tag[i + 8];
	for (size_t i = 0; i < 4; i++)
		place = place << 8 | in[i];
	h ^= place * UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)((h ^ h >> 32) & (room - 1));
}

/* The slot of this tag, or the free one where it would stand. */
static uint32_t *tag_slot(const struct gs_tags *tags, const uint8_t in[4],
    const uint8_t tag[32])
{
	size_t i = first_slot(tags->room, in, tag);

	for (; tags->slots[i] != 0; i = (i + 1) & (tags->room - 1)) {
		const struct gs_tag_row *row = gs_tags_row(tags,
		    tags->slots[i] - 1);

		if (memcmp(row->in, in, 4) == 0 &&
		    memcmp(row->tag, tag, 32) == 0)
			break;
	}
	return &tags->slots[i];
}

static int grow_slots(struct gs_tags *tags, struct gs_arena *arena)
{
	struct gs_tags next = *tags;

	next.room = tags->room == 0 ? SLOTS_MIN : tags->room * 2;
	if (next.room > UINT32_MAX)
		return GS_ERR_MEMORY;
	next.slots = gs_arena_take(arena, next.room, sizeof *next.slots);
	if (next.slots == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; i < tags->count; i++) {
		const struct gs_tag_row *row = gs_tags_row(tags, i);

		*tag_slot(&next, row->in, row->tag) = (uint32_t)i + 1;
	}
	*tags = next;
	return GS_OK;
}

static int grow_parts(struct gs_tags *tags, struct gs_arena *arena)
{
	size_t n = tags->count / GS_TAG_PART;
	size_t room = tags->part_room == 0 ? PARTS_MIN : tags->part_room * 2;

	if (n == tags->part_room) {
		struct gs_tag_row **parts = gs_arena_take(arena, room,
		    sizeof *parts);

		if (parts == NULL)
			return GS_ERR_MEMORY;
		if (n > 0)
			memcpy(parts, tags->parts, n * sizeof *parts);
		tags->parts = parts;
		tags->part_room = room;
	}
	if (tags->parts[n] == NULL)
		tags->parts[n] = gs_arena_take(arena, GS_TAG_PART,
		    sizeof **tags->parts);
	return tags->parts[n] == NULL ? GS_ERR_MEMORY : GS_OK;
}

int gs_tags_reserve(struct gs_tags *tags, struct gs_arena *arena)
{
	int err = tags->count % GS_TAG_PART == 0 ? grow_parts(tags, arena) :
	    GS_OK;

	if (err == GS_OK && (tags->count + 1) * 2 > tags->room)
		err = grow_slots(tags, arena);
	return err;
}

struct gs_tag_row *gs_tags_find(const struct gs_tags *tags, uint32_t in,
    const uint8_t tag[32])
{
	uint8_t place[4];

	if (tags->room == 0)
		return NULL;
	gs_put_u32(place, in);
	uint32_t n = *tag_slot(tags, place, tag);
	return n == 0 ? NULL : gs_tags_row(tags, n - 1);
}

void gs_tags_set(struct gs_tags *tags, uint32_t in, const uint8_t tag[32],
    uint8_t status)
{
	uint8_t place[4];

	gs_put_u32(place, in);
	uint32_t *slot = tag_slot(tags, place, tag);
	if (*slot == 0) {
		struct gs_tag_row *row = gs_tags_row(tags, tags->count);

		memcpy(row->tag, tag, 32);
		memcpy(row->in, place, 4);
		*slot = (uint32_t)++tags->count;
	}
	gs_tags_row(tags, *slot - 1)->status = status;
}
