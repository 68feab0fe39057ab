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

/* Room for one tag or slot, and one memo, more. */
int gs_state_reserve(struct gs_state *state)
{
	/* The rows of tags name entries in four bytes. */
	int err = state->size > UINT32_MAX ? GS_ERR_MEMORY :
	    gs_tags_reserve(&state->tags, state->arena);

	return err == GS_OK ? gs_memos_reserve(&state->memos, state->arena) :
	    err;
}

#define SLOT_USED 3 /* beside enum gs_tag_status: under a roll */

enum gs_tag_status gs_tag_get(const struct gs_state *state,
    const uint8_t memo[32], const uint8_t tag[32])
{
	const struct gs_memo *m = gs_state_memo_by(state, memo);
	const struct gs_tag_row *row = m == NULL ? NULL :
	    gs_tags_find(&state->tags, (uint32_t)m->index, tag);

	return row == NULL ? GS_TAG_NONE : (enum gs_tag_status)row->status;
}

void gs_tag_set(struct gs_state *state, const struct gs_memo *memo,
    const uint8_t tag[32], enum gs_tag_status status)
{
	gs_tags_set(&state->tags, (uint32_t)memo->index, tag,
	    (uint8_t)status);
}

void gs_slot_use(struct gs_state *state, const struct gs_roll_edition *roll,
    const uint8_t tag[32])
{
	gs_tags_set(&state->tags, (uint32_t)roll->index, tag, SLOT_USED);
}

bool gs_slot_is_used(const struct gs_state *state, const uint8_t root[32],
    const uint8_t tag[32])
{
	const struct gs_roll_edition *roll = gs_state_roll_by(state, root);

	return roll != NULL && gs_tags_find(&state->tags,
	    (uint32_t)roll->index, tag) != NULL;
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
	return gs_memos_find(&state->memos, id);
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

struct gs_position *gs_position_by(const struct gs_memo *memo,
    uint64_t number)
{
	struct gs_position *p = memo->position;

	while (p != NULL && p->number != number)
		p = p->before;
	return p;
}
