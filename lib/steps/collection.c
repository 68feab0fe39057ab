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
	c->p.seen = gs_arena_take(arena, GS_EVENTS, sizeof *c->p.seen);
	if (c->p.charters == NULL || c->p.entries == NULL ||
	    c->p.seen == NULL)
		return GS_ERR_MEMORY;

	memcpy(c->p.memo, memo->id, 32);
	c->p.checkpoint = note;
	return gs_map_new(&c->map, arena);
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

/* What the map over the entries before an anchor proves of the memo and of the
 * charters: section `map`. */
static int prove_leaves(struct gs_collection *c)
{
	const struct gs_tree tree = {gs_map_leaves(c->map), gs_map_subtree,
	    c->map};
	uint64_t places[2] = {0, 0};
	uint8_t proof[2 * GS_TREE_LEVELS_MAX][32];
	uint8_t buf[8 + sizeof proof];
	size_t count = 0;

	if (gs_map_find(&places[1], c->map, (struct gs_span){c->memo->id,
	        32}) == NULL)
		return GS_ERR_INTERNAL;
	int err = gs_tree_prove_many(proof, &count, 2 * GS_TREE_LEVELS_MAX,
	    places, 2, &tree);
	if (err != GS_OK)
		return err;

	struct gs_writer w = gs_writer_of(buf, sizeof buf);
	gs_write_u64(&w, places[1]);
	gs_write_bytes(&w, proof, count * 32);
	return gs_arena_copy(&c->proof, c->arena, (struct gs_span){buf, w.len});
}

/* Whether the anchor's note dates the filing or an act of the office. */
static bool is_carrier(const struct gs_collection *c, uint64_t index)
{
	for (size_t i = 0; i < GS_EVENTS; i++)
		if (c->memo->events[i].witnessed != 0 &&
		    c->memo->events[i].carrier == index)
			return true;
	return false;
}

static int take_seen(struct gs_collection *c, uint64_t index,
    struct gs_span entry)
{
	struct gs_log_entry *place = &c->p.seen[c->p.seen_count];

	if (!is_carrier(c, index))
		return GS_OK;
	c->dated = c->last_anchor;
	int err = gs_arena_copy(&place->bytes, c->arena, entry);
	if (err != GS_OK)
		return err;
	place->index = index;
	c->p.consistency_count = ++c->p.seen_count;
	return GS_OK;
}

/* The one that the file stands on, or the note of it in the next. */
static int choose_anchor(struct gs_collection *c, uint64_t index,
    const struct gs_record *rec, struct gs_span entry)
{
	struct gs_part note = gs_record_part(rec, "note");

	if (c->p.entry_count == 0 || c->note.len > 0)
		return GS_OK;
	if (c->proof.len > 0)
		return gs_arena_copy(&c->note, c->arena,
		    (struct gs_span){note.ptr, note.len});
	if (c->want != 0 && c->want != index)
		return GS_OK;

	c->anchor.index = index;
	c->charters_then = c->p.charter_count;
	int err = gs_arena_copy(&c->anchor.bytes, c->arena, entry);
	return err == GS_OK ? prove_leaves(c) : err;
}

static int take_anchor(struct gs_collection *c, uint64_t index,
    const struct gs_record *rec, struct gs_span entry)
{
	int err = take_seen(c, index, entry);

	if (err == GS_OK)
		err = choose_anchor(c, index, rec, entry);
	c->last_anchor = index;
	return err;
}

/* Keeps the entry where it belongs. */
static int collect_entry(struct gs_collection *c, uint64_t index,
    const struct gs_record *rec, struct gs_span entry)
{
	struct gs_log_entry *place = NULL;

	int err = find_entry_place(&place, c, index, rec);
	if (err != GS_OK || place == NULL)
		return err;
	if (is_about_memo(rec, c->memo))
		c->proof = c->note = (struct gs_span){NULL, 0};

	c->bytes += entry.len;
	place->index = index;
	return gs_arena_copy(&place->bytes, c->arena, entry);
}

int gs_collection_add(struct gs_collection *c, uint64_t index,
    struct gs_span entry)
{
	struct gs_record rec;
	struct gs_pool pool; /* for one entry: most are about other memos */
	uint8_t leaf[32];
	int64_t at = 0;

	int err = gs_log_entry_read(&at, &rec, gs_pool_start(&pool), entry);
	if (err == GS_OK)
		err = gs_record_is(&rec, GS_RECORD_ANCHOR) ?
		    take_anchor(c, index, &rec, entry) :
		    collect_entry(c, index, &rec, entry);
	if (err == GS_OK)
		err = gs_map_reserve(c->map);
	if (err == GS_OK) {
		gs_tree_leaf(leaf, entry.ptr, entry.len);
		gs_map_add(c->map, gs_map_name(&rec), index, leaf);
	}
	gs_pool_free(&pool);
	return err;
}

/* Of those that date something, the ones before the anchor and the anchor
 * itself: what a later one says, the file's checkpoint says as well. */
static void settle_seen(struct gs_provenance *p)
{
	bool itself = false;

	while (p->seen_count > 0 &&
	    p->seen[p->seen_count - 1].index >= p->anchor.index)
		itself |= p->seen[--p->seen_count].index == p->anchor.index;
	p->consistency_count = p->seen_count + itself;
}

bool gs_collection_settle(struct gs_collection *c)
{
	if (c->note.len == 0)
		return false;
	c->p.checkpoint = c->note;
	c->p.anchor = c->anchor;
	c->p.map = c->proof;
	c->p.charter_count = c->charters_then;
	settle_seen(&c->p);
	return true;
}

uint64_t gs_collection_dated_later(const struct gs_collection *c)
{
	return c->dated > c->p.anchor.index ? c->dated : 0;
}

bool gs_collection_is_undated(const struct gs_collection *c)
{
	if (c->memo->charter->quorum == 0)
		return false;
	for (size_t i = 0; i < GS_EVENTS; i++)
		if (c->memo->events[i].entry != 0 &&
		    c->memo->events[i].witnessed == 0)
			return true;
	return false;
}

size_t gs_collection_max(const struct gs_collection *c, bool with_keys)
{
	/* With the entries: their heads and hashes of the tree, of which an act
	 * has fewer bytes than its proof has. */
	return OTHER_BYTES + 2 * c->bytes +
	    (with_keys ? (size_t)c->memo->roll->size * 32 : 0);
}
