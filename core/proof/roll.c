/* SPDX-License-Identifier: Apache-2.0 */
#include "core/proof/roll.h"

#include <string.h>

#include "core/host.h"
#include "core/proof/cpu.h"
#include "core/tree/tree.h"

#define SOME_KEYS 512 /* between two words of progress */

unsigned gs_roll_levels(size_t size)
{
	if (size < GS_ROLL_MIN || size > GS_ROLL_MAX)
		return 0;

	unsigned m = 1;

	for (size_t reach = 4; reach < size; reach *= 4)
		m++;

	return m;
}

static int decode_keys(struct gs_niels *points, const uint8_t *keys,
    size_t size, const struct gs_proof_ops *ops)
{
	static const uint8_t identity[32] = {0};

	/* The identity is all zeros, below every other encoding: this rejects
	 * it as well. */
	for (size_t i = 0; i < size; i++) {
		const uint8_t *key = keys + 32 * i;
		const uint8_t *before = i == 0 ? identity : key - 32;

		if (memcmp(before, key, 32) >= 0)
			return GS_ERR_FORMAT;
	}

	for (size_t at = 0; at < size; at += SOME_KEYS) {
		size_t n = size - at < SOME_KEYS ? size - at : SOME_KEYS;

		int err = gs_points_decode(points + at, keys + 32 * at, n,
		    ops->pow_p58);
		if (err != GS_OK)
			return err;

		/* The root takes about an eighth of that. */
		gs_host_progress(at + n, size + size / 8 + 1);
	}

	return GS_OK;
}

static int roll_root(uint8_t root[32], const uint8_t *keys, size_t size)
{
	struct gs_frontier frontier = {.size = 0};

	for (size_t i = 0; i < size; i++) {
		uint8_t leaf[32];
		gs_tree_leaf(leaf, keys + 32 * i, 32);
		int err = gs_frontier_add(&frontier, leaf);
		if (err != GS_OK)
			return err;
	}

	gs_frontier_root(root, &frontier);
	return GS_OK;
}

int gs_roll_open(struct gs_roll **out, struct gs_arena *arena,
    const uint8_t *keys, size_t size)
{
	struct gs_roll *roll = NULL;
	uint8_t *copy = NULL;
	struct gs_niels *points = NULL;
	int err = GS_OK;

	*out = NULL;
	if (gs_roll_levels(size) == 0)
		return GS_ERR_RANGE;

	roll = gs_arena_take(arena, 1, sizeof *roll);
	copy = gs_arena_take(arena, size, 32);
	points = gs_arena_take(arena, size, sizeof *points);
	if (roll == NULL || copy == NULL || points == NULL)
		return GS_ERR_MEMORY;

	memcpy(copy, keys, 32 * size);
	roll->ops = gs_host_proof_ops();

	err = decode_keys(points, copy, size, roll->ops);
	if (err != GS_OK)
		return err;

	roll->size = size;
	roll->levels = gs_roll_levels(size);
	roll->keys = copy;
	roll->points = points;

	err = roll_root(roll->root, copy, size);
	if (err != GS_OK)
		return err;

	gs_generators_make(&roll->generators, roll->levels);
	gs_host_progress(1, 1);
	*out = roll;
	return GS_OK;
}

size_t gs_roll_size(const struct gs_roll *roll)
{
	return roll->size;
}

const uint8_t *gs_roll_root(const struct gs_roll *roll)
{
	return roll->root;
}

const uint8_t *gs_roll_keys(const struct gs_roll *roll)
{
	return roll->keys;
}

bool gs_statement_fits(const struct gs_statement *statement)
{
	return statement->scope_len <= UINT32_MAX &&
	    statement->message_len <= UINT32_MAX;
}

void gs_member_transcript(struct gs_transcript *t, const struct gs_roll *roll,
    const struct gs_statement *statement)
{
	gs_transcript_start(t, "gainsay/v1/member-proof");
	gs_transcript_absorb_roll(t, roll->root, roll->size);
	gs_transcript_absorb(t, "scope", statement->scope,
	    statement->scope_len);
	gs_transcript_absorb(t, "message", statement->message,
	    statement->message_len);
}
