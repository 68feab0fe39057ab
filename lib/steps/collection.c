/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/collection.h"

#include <string.h>

#include "lib/host.h"
#include "lib/steps/log_entry.h"

#define OTHER_ACTS_MAX 64 /* of office and author, beside questions */
#define OTHER_BYTES ((size_t)64 << 20) /* of a file, beside its entries */

int gs_collection_start(struct gs_collection *c, struct gs_arena *arena,
    const struct gs_memo *memo, uint64_t charters, struct gs_span note)
{
	/* What was taken back before filing has two entries. */
	size_t acts = (size_t)memo->endorsements +
	    2 * (size_t)memo->withdrawals + memo->later +
	    memo->withdrawn_later;

	/* The filing and what came later, twice that to spare; what office,
	 * author and release officer do: questions, answers, publications and
	 * a few more. */
	*c = (struct gs_collection){.arena = arena, .memo = memo,
	    .charter_room = (size_t)charters,
	    .room = OTHER_ACTS_MAX + 3 * GS_QUESTIONS_MAX +
	        2 * GS_UNREADABLE_MAX + GS_CORRECTIONS_MAX +
	        GS_PUBLICATIONS_MAX + 2 * acts};
	c->p.charters = gs_arena_take(arena, c->charter_room,
	    sizeof *c->p.charters);
	c->p.entries = gs_arena_take(arena, c->room, sizeof *c->p.entries);
	if (c->p.charters == NULL || c->p.entries == NULL)
		return GS_ERR_MEMORY;

	memcpy(c->p.memo, memo->id, 32);
	c->p.checkpoint = note;
	return GS_OK;
}

static bool is_about_memo(const struct gs_record *rec,
    const struct gs_memo *memo)
{
	const uint8_t *id = gs_record_hash(rec, "memo");

	return id != NULL && memcmp(id, memo->id, 32) == 0;
}

/* Where the entry belongs; *out is NULL if it is about something else. */
static int find_entry_place(struct gs_log_entry **out, struct gs_collection *c,
    uint64_t index, const struct gs_record *rec)
{
	struct gs_provenance *p = &c->p;

	*out = NULL;
	if (strcmp(rec->type->name, "charter") == 0) {
		if (p->charter_count == c->charter_room)
			return GS_ERR_RANGE;
		*out = &p->charters[p->charter_count++];
	} else if (index == c->memo->roll->index) {
		*out = &p->roll;
	} else if (is_about_memo(rec, c->memo)) {
		if (p->entry_count == c->room)
			return GS_ERR_RANGE;
		*out = &p->entries[p->entry_count++];
	}
	return GS_OK;
}

int gs_collection_add(struct gs_collection *c, uint64_t index,
    struct gs_span entry)
{
	struct gs_log_entry *place = NULL;
	struct gs_record rec;
	struct gs_pool pool; /* for one entry: most are about other memos */
	int64_t at = 0;

	int err = gs_log_entry_read(&at, &rec, gs_pool_start(&pool), entry);
	if (err == GS_OK)
		err = find_entry_place(&place, c, index, &rec);
	gs_pool_free(&pool);
	if (err != GS_OK || place == NULL)
		return err;

	uint8_t *copy = gs_arena_take(c->arena, entry.len, 1);
	if (copy == NULL)
		return GS_ERR_MEMORY;
	memcpy(copy, entry.ptr, entry.len);
	*place = (struct gs_log_entry){index, {copy, entry.len}};
	c->bytes += entry.len;
	return GS_OK;
}

size_t gs_collection_max(const struct gs_collection *c, bool with_keys)
{
	/* With the entries: their heads and hashes of the tree, of which an act
	 * has fewer bytes than its proof has. */
	return OTHER_BYTES + 2 * c->bytes +
	    (with_keys ? (size_t)c->memo->roll->size * 32 : 0);
}
