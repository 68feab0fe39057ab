/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/state.h"

#include <string.h>

#include "core/channel/ledger.h"

int gs_state_new(struct gs_state **out, struct gs_arena *arena)
{
	struct gs_state *state = gs_arena_take(arena, 1, sizeof *state);

	if (state == NULL)
		return GS_ERR_MEMORY;
	state->arena = arena;
	*out = state;
	return gs_ledger_new(&state->ledger, arena);
}

void gs_state_take_excerpt(struct gs_state *state)
{
	state->excerpt = true;
	state->ledger = NULL;
}

void gs_state_use_scratch(struct gs_state *state, struct gs_arena *scratch)
{
	state->scratch = scratch;
}

/* Keyed by what the tag is unique in (a memo's id, or a roll's root) and by the
 * tag. */
struct gs_tag_slot {
	uint8_t in[32];
	uint8_t tag[32];
	uint8_t status; /* enum gs_tag_status, or SLOT_USED under a root */
};

#define SLOT_USED 3
#define SLOTS_MIN 1024 /* a power of two */

/* Where a search begins.  It would be slow if many tags began at one slot.  A
 * member has one tag a memo and cannot choose it: to make k of its bits fit
 * takes 2^k attempts at a key, each of which must be enrolled to count. */
static size_t tag_start(const uint8_t in[32], const uint8_t tag[32],
    size_t room)
{
	uint64_t h = 0;

	for (size_t i = 0; i < 8; i++)
		h = h << 8 | (uint64_t)(in[i] ^ tag[i + 8]);
	return (size_t)(h & (room - 1));
}

static struct gs_tag_slot *tag_find(struct gs_tag_slot *tags, size_t room,
    const uint8_t in[32], const uint8_t tag[32])
{
	size_t i = tag_start(in, tag, room);

	while (tags[i].status != GS_TAG_NONE &&
	    (memcmp(tags[i].in, in, 32) != 0 ||
	        memcmp(tags[i].tag, tag, 32) != 0))
		i = (i + 1) & (room - 1);
	return &tags[i];
}

static uint8_t slot_get(const struct gs_state *state, const uint8_t in[32],
    const uint8_t tag[32])
{
	if (state->tag_room == 0)
		return GS_TAG_NONE;
	return tag_find(state->tags, state->tag_room, in, tag)->status;
}

static void slot_set(struct gs_state *state, const uint8_t in[32],
    const uint8_t tag[32], uint8_t status)
{
	struct gs_tag_slot *slot = tag_find(state->tags, state->tag_room, in,
	    tag);

	state->tag_count += slot->status == GS_TAG_NONE;
	memcpy(slot->in, in, 32);
	memcpy(slot->tag, tag, 32);
	slot->status = status;
}

int gs_tag_reserve(struct gs_state *state)
{
	size_t room = state->tag_room == 0 ? SLOTS_MIN : state->tag_room * 2;

	if ((state->tag_count + 1) * 2 <= state->tag_room)
		return GS_OK;
	struct gs_tag_slot *tags = gs_arena_take(state->arena, room,
	    sizeof *tags);
	if (tags == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; i < state->tag_room; i++)
		if (state->tags[i].status != GS_TAG_NONE)
			*tag_find(tags, room, state->tags[i].in,
			    state->tags[i].tag) = state->tags[i];
	state->tags = tags;
	state->tag_room = room;
	return GS_OK;
}

enum gs_tag_status gs_tag_get(const struct gs_state *state,
    const uint8_t memo[32], const uint8_t tag[32])
{
	return (enum gs_tag_status)slot_get(state, memo, tag);
}

void gs_tag_set(struct gs_state *state, const uint8_t memo[32],
    const uint8_t tag[32], enum gs_tag_status status)
{
	slot_set(state, memo, tag, (uint8_t)status);
}

void gs_slot_use(struct gs_state *state, const uint8_t root[32],
    const uint8_t tag[32])
{
	slot_set(state, root, tag, SLOT_USED);
}

bool gs_slot_is_used(const struct gs_state *state, const uint8_t root[32],
    const uint8_t tag[32])
{
	return slot_get(state, root, tag) != GS_TAG_NONE;
}

uint64_t gs_state_size(const struct gs_state *state)
{
	return state->size;
}

int64_t gs_state_at(const struct gs_state *state)
{
	return state->at;
}

const struct gs_charter *gs_state_charter(const struct gs_state *state)
{
	return state->charter;
}

const struct gs_charter *gs_state_charter_coming(const struct gs_state *state)
{
	return state->coming;
}

const struct gs_charter *gs_state_charter_by(const struct gs_state *state,
    const uint8_t digest[32])
{
	const struct gs_charter *c = state->charter;

	while (c != NULL && memcmp(c->digest, digest, 32) != 0)
		c = c->before;
	return c;
}

const struct gs_roll_edition *gs_state_roll(const struct gs_state *state)
{
	return state->roll;
}

const struct gs_moved *gs_state_moved(const struct gs_state *state)
{
	return state->has_moved ? &state->moved : NULL;
}

const struct gs_roll_edition *gs_state_roll_by(const struct gs_state *state,
    const uint8_t root[32])
{
	const struct gs_roll_edition *r = state->roll;

	while (r != NULL && memcmp(r->root, root, 32) != 0)
		r = r->before;
	return r;
}

const struct gs_memo *gs_state_memo(const struct gs_state *state)
{
	return state->memo;
}

const struct gs_memo *gs_state_memo_by(const struct gs_state *state,
    const uint8_t id[32])
{
	const struct gs_memo *m = state->memo;

	while (m != NULL && memcmp(m->id, id, 32) != 0)
		m = m->before;
	return m;
}

struct gs_unreadable *gs_unreadable_by(const struct gs_memo *memo,
    uint64_t number)
{
	struct gs_unreadable *u = memo->unreadable;

	while (u != NULL && u->number != number)
		u = u->before;
	return u;
}

uint64_t gs_unreadable_count(const struct gs_memo *memo,
    enum gs_unreadable_what what)
{
	uint64_t n = 0;

	for (const struct gs_unreadable *u = memo->unreadable; u != NULL;
	    u = u->before)
		n += u->what == what;
	return n;
}

uint64_t gs_unreadable_letters(const struct gs_memo *memo)
{
	uint64_t all = memo->unreadable == NULL ? 0 : memo->unreadable->number;

	return all - gs_unreadable_count(memo, GS_UNREADABLE_MEMO);
}

const struct gs_correction *gs_correction_by(const struct gs_memo *memo,
    uint64_t number)
{
	const struct gs_correction *c = memo->correction;

	while (c != NULL && c->number != number)
		c = c->before;
	return c;
}

struct gs_question *gs_question_by(const struct gs_memo *memo, uint64_t number)
{
	struct gs_question *q = memo->question;

	while (q != NULL && q->number != number)
		q = q->before;
	return q;
}
