/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/memos.h"

#include <string.h>

#include "core/channel/channel.h"

#define SLOTS_MIN 64 /* a power of two */

/* An id is a hash: to make k of its bits fit takes 2^k memos, each of which
 * must be filed to count. */
static struct gs_memo **memo_slot(const struct gs_memos *memos,
    const uint8_t id[32])
{
	uint64_t h = 0;

	for (size_t i = 0; i < 8; i++)
		h = h << 8 | id[i];
	size_t at = (size_t)(h & (memos->room - 1));
	while (memos->slots[at] != NULL &&
	    memcmp(memos->slots[at]->id, id, 32) != 0)
		at = (at + 1) & (memos->room - 1);
	return &memos->slots[at];
}

int gs_memos_reserve(struct gs_memos *memos, struct gs_arena *arena)
{
	struct gs_memos next = {.room = memos->room == 0 ? SLOTS_MIN :
	    memos->room * 2};

	if ((memos->count + 1) * 2 <= memos->room)
		return GS_OK;
	next.slots = gs_arena_take(arena, next.room, sizeof *next.slots);
	if (next.slots == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; i < memos->room; i++)
		if (memos->slots[i] != NULL)
			gs_memos_add(&next, memos->slots[i]);
	*memos = next;
	return GS_OK;
}

void gs_memos_add(struct gs_memos *memos, struct gs_memo *memo)
{
	*memo_slot(memos, memo->id) = memo;
	memos->count++;
}

struct gs_memo *gs_memos_find(const struct gs_memos *memos,
    const uint8_t id[32])
{
	return memos->room == 0 ? NULL : *memo_slot(memos, id);
}

static bool line_names(const struct gs_memo *memo, const char *line,
    const uint8_t id[32])
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(&memo->rec, line, i)); i++)
		if (memcmp(v->parts[0].ptr, id, 32) == 0)
			return true;
	return false;
}

bool gs_memo_amends(const struct gs_memo *memo, const uint8_t id[32])
{
	return line_names(memo, "amends", id);
}

bool gs_memo_relates(const struct gs_memo *memo, const uint8_t id[32])
{
	return line_names(memo, "related", id);
}
