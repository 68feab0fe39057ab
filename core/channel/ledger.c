/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/ledger.h"

#include <string.h>

int gs_ledger_new(struct gs_ledger **out, struct gs_arena *arena)
{
	struct gs_ledger *ledger = gs_arena_take(arena, 1, sizeof *ledger);

	if (ledger == NULL)
		return GS_ERR_MEMORY;
	*out = ledger;
	return gs_map_new(&ledger->map, arena);
}

int gs_ledger_reserve(struct gs_ledger *ledger)
{
	return ledger == NULL ? GS_OK : gs_map_reserve(ledger->map);
}

struct gs_span gs_map_name(const struct gs_record *rec)
{
	const uint8_t *memo = gs_record_hash(rec, "memo");

	return memo != NULL ? (struct gs_span){memo, 32} :
	    (struct gs_span){(const uint8_t *)rec->type->name,
	        strlen(rec->type->name)};
}

/* It fails beyond 2^62 entries, which no memory holds. */
const struct gs_frontier *gs_ledger_log(struct gs_ledger *ledger)
{
	for (size_t i = 0; i < ledger->tail_count; i++)
		if (gs_frontier_add(&ledger->log, ledger->tail[i]) != GS_OK)
			break;
	ledger->tail_count = 0;
	return &ledger->log;
}

static void add_leaf(struct gs_ledger *ledger, const uint8_t leaf[32],
    const uint8_t *subtree)
{
	memcpy(ledger->tail[ledger->tail_count++], leaf, 32);
	if (ledger->tail_count < GS_SUBTREE_LEAVES)
		return;

	if (subtree != NULL && gs_frontier_add_subtree(&ledger->log,
	    GS_SUBTREE_LEVEL, subtree) == GS_OK)
		ledger->tail_count = 0;
	else
		(void)gs_ledger_log(ledger);
}

void gs_ledger_add(struct gs_ledger *ledger, const struct gs_record *rec,
    uint64_t index, const struct gs_hashed_entry *entry)
{
	uint8_t computed[32];
	const uint8_t *leaf = entry->leaf;

	if (ledger == NULL)
		return;
	if (leaf == NULL) {
		gs_tree_leaf(computed, entry->bytes.ptr, entry->bytes.len);
		leaf = computed;
	}

	add_leaf(ledger, leaf, entry->subtree);
	gs_map_add(ledger->map, gs_map_name(rec), index, leaf);

	if (gs_record_is(rec, GS_RECORD_ANCHOR))
		gs_frontier_root(ledger->last.root, gs_ledger_log(ledger));
	else
		ledger->since++;
}
