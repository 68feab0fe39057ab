/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/evidence/provenance_dates.h"

#include <string.h>

/* How many of the entries are below `size`: where that is in the replay. */
static uint64_t replay_place(const struct gs_dating *d, uint64_t size)
{
	uint64_t n = 0;

	while (n < d->order_count && d->order[n]->index < size)
		n++;
	return n;
}

/* Whether an event came in entries [first, size): a note is there for the first
 * that it covers, or it could tell one copy of a file from another. */
static bool dates_something(const struct gs_dating *d, uint64_t first,
    uint64_t size)
{
	uint64_t from = replay_place(d, first), to = replay_place(d, size);

	for (size_t i = 0; i < GS_EVENTS; i++) {
		uint64_t at = d->memo->events[i].entry;

		if (at != 0 && at >= from && at < to)
			return true;
	}
	return false;
}

static int refuse_carried(struct gs_report *report, int err, uint64_t index)
{
	if (err != GS_ERR_MEMORY)
		gs_report_tell(report, "provenance-note", "entry {0} is not an "
		    "anchor with the first cosigned note behind the filing or "
		    "an act of the office: {1}", gs_say_number(index),
		    gs_say_text(gs_strerror(err)));
	return err;
}

/* The log's key signed it, and the file's checkpoint continues it. */
static int check_carried(struct gs_carried_note *c, const struct gs_dating *d,
    size_t i, uint64_t before)
{
	const struct gs_provenance *p = d->p;
	struct gs_span proof = p->consistency[i];
	struct gs_attestation log;
	uint8_t (*hashes)[32] = gs_arena_take(d->arena, proof.len / 32 + 1,
	    32);

	if (hashes == NULL)
		return GS_ERR_MEMORY;
	if (proof.len > 0)
		memcpy(hashes, proof.ptr, proof.len);
	int err = gs_carried_note_read(c, d->arena,
	    gs_provenance_carrier(p, i));
	if (err == GS_OK && (memcmp(gs_record_hash(&c->anchor, "channel"),
	        d->memo->charter->channel, 32) != 0 ||
	    c->checkpoint.size <= before ||
	    !dates_something(d, before, c->checkpoint.size)))
		err = GS_ERR_FORMAT;
	if (err == GS_OK)
		err = gs_checkpoint_open(&c->checkpoint, &log, c->note.ptr,
		    c->note.len, d->trust->verifiers, 1);
	if (err == GS_OK)
		err = gs_tree_verify_consistency(c->checkpoint.root,
		    c->checkpoint.size, d->checkpoint->root,
		    d->checkpoint->size, (const uint8_t (*)[32])hashes,
		    proof.len / 32);
	return err;
}

static int date_by(struct gs_state *state, struct gs_report *report,
    const struct gs_dating *d, struct gs_span note, uint64_t size)
{
	int64_t time = 0;

	if (d->trust->date == NULL)
		return GS_OK;
	int err = d->trust->date(&time, d->trust->ctx, report, note);
	if (err == GS_OK)
		gs_state_witnessed(state, replay_place(d, size), time, 0);
	return err;
}

int gs_provenance_date(struct gs_state *state, struct gs_report *report,
    const struct gs_dating *d)
{
	uint64_t before = 0;

	for (size_t i = 0; i < d->p->consistency_count; i++) {
		struct gs_carried_note c;

		int err = check_carried(&c, d, i, before);
		if (err != GS_OK)
			return refuse_carried(report, err,
			    gs_provenance_carrier(d->p, i)->index);
		err = date_by(state, report, d, c.note, c.checkpoint.size);
		if (err != GS_OK)
			return err;
		before = c.checkpoint.size;
	}
	return date_by(state, report, d, d->p->checkpoint,
	    d->checkpoint->size);
}
