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

struct tag_place {
	size_t slot;
	uint8_t mark;
};

/* Where a search begins.  It would be slow if many tags began at one slot.  A
 * member has one tag a memo and cannot choose it: to make k of its bits fit
 * takes 2^k attempts at a key, each of which must be enrolled to count. */
static struct tag_place first_place(size_t room, const uint8_t in[4],
    const uint8_t tag[32])
{
	uint64_t h = 0, place = 0;

	for (size_t i = 0; i < 8; i++)
		h = h << 8 | tag[i + 8];
	for (size_t i = 0; i < 4; i++)
		place = place << 8 | in[i];
	h ^= place * UINT64_C(0x9e3779b97f4a7c15);
	return (struct tag_place){(size_t)((h ^ h >> 32) & (room - 1)),
	    (uint8_t)(tag[16] | 1)};
}

/* Where this tag stands, or the free slot where it would. */
static struct tag_place seek_tag(const struct gs_tags *tags,
    const uint8_t in[4], const uint8_t tag[32])
{
	struct tag_place at = first_place(tags->room, in, tag);

	for (; tags->marks[at.slot] != 0;
	    at.slot = (at.slot + 1) & (tags->room - 1)) {
		if (tags->marks[at.slot] != at.mark)
			continue;
		const struct gs_tag_row *row = gs_tags_row(tags,
		    tags->slots[at.slot]);

		if (memcmp(row->in, in, 4) == 0 &&
		    memcmp(row->tag, tag, 32) == 0)
			break;
	}
	return at;
}

static void take_place(struct gs_tags *tags, struct tag_place at, size_t row)
{
	tags->marks[at.slot] = at.mark;
	tags->slots[at.slot] = (uint32_t)row;
}

static int grow_slots(struct gs_tags *tags, struct gs_arena *arena)
{
	struct gs_tags next = *tags;

	next.room = tags->room == 0 ? SLOTS_MIN : tags->room * 2;
	if (next.room > UINT32_MAX)
		return GS_ERR_MEMORY;
	next.slots = gs_arena_take(arena, next.room, sizeof *next.slots);
	next.marks = gs_arena_take(arena, next.room, 1);
	if (next.slots == NULL || next.marks == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; i < tags->count; i++) {
		const struct gs_tag_row *row = gs_tags_row(tags, i);

		take_place(&next, seek_tag(&next, row->in, row->tag), i);
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

	/* At most three quarters are taken. */
	if (err == GS_OK && tags->count >= tags->room / 4 * 3)
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
	struct tag_place at = seek_tag(tags, place, tag);
	return tags->marks[at.slot] == 0 ? NULL :
	    gs_tags_row(tags, tags->slots[at.slot]);
}

void gs_tags_set(struct gs_tags *tags, uint32_t in, const uint8_t tag[32],
    uint8_t status)
{
	uint8_t place[4];

	gs_put_u32(place, in);
	struct tag_place at = seek_tag(tags, place, tag);
	if (tags->marks[at.slot] == 0) {
		struct gs_tag_row *row = gs_tags_row(tags, tags->count);

		memcpy(row->tag, tag, 32);
		memcpy(row->in, place, 4);
		take_place(tags, at, tags->count++);
	}
	gs_tags_row(tags, tags->slots[at.slot])->status = status;
}
