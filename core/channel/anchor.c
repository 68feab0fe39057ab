/* SPDX-License-Identifier: Apache-2.0 */
/* An anchor says what the log has come to: the state map over the entries
 * before it, and the checkpoint that was published at the anchor before.  So
 * there is one note for each anchor, the same for everybody, in the log
 * itself. */
#include "core/channel/anchor.h"

#include <string.h>

#include "core/channel/anchor_note.h"
#include "core/channel/ledger.h"
#include "core/record/time.h"

const struct gs_anchor *gs_state_anchor(const struct gs_state *state)
{
	return state->ledger != NULL && state->ledger->anchored ?
	    &state->ledger->last : NULL;
}

uint64_t gs_state_unanchored(const struct gs_state *state)
{
	return state->ledger == NULL ? 0 : state->ledger->since;
}

const struct gs_map *gs_state_map(const struct gs_state *state)
{
	return state->ledger == NULL ? NULL : state->ledger->map;
}

static int judge_map(struct gs_candidate *act, const struct gs_ledger *ledger)
{
	uint64_t leaves = gs_record_number(act->rec, "leaves");
	uint8_t root[32];

	gs_map_root(root, ledger->map);
	if (leaves == gs_map_leaves(ledger->map) &&
	    memcmp(gs_record_hash(act->rec, "map"), root, 32) == 0)
		return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_MISMATCH, "anchor-map",
	    "the anchor's state map, of {0} leaves, is not that of the "
	    "entries before it, which has {1}", gs_say_number(leaves),
	    gs_say_number(gs_map_leaves(ledger->map)));
}

bool gs_anchor_takes_time(const struct gs_anchor *before, int64_t at,
    uint64_t time)
{
	if (before->charter->exercise)
		return true;
	return time <= GS_TIME_MAX &&
	    (int64_t)time >= before->at - GS_ANCHOR_SLACK &&
	    (int64_t)time <= at + GS_ANCHOR_SLACK;
}

/* What witnesses say bounds what the operator does: an anchor that they saw
 * was there by then, and one that has their word was not before. */
static int judge_note_time(struct gs_candidate *act,
    const struct gs_anchor *last)
{
	int64_t time = act->note.witnessed; /* 0: it says none, which is not
	                                     * between any two */

	if (!act->note.settled || last->charter->quorum == 0 ||
	    gs_anchor_takes_time(last, act->header.at, (uint64_t)time))
		return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_RULE, "anchor-note-time",
	    "a quorum of witnesses had cosigned the anchor before by second "
	    "{0} since 1970; its own date is second {1}, this anchor's {2}, and "
	    "theirs must be between, with {3} seconds to spare",
	    gs_say_number((uint64_t)time), gs_say_number((uint64_t)last->at),
	    gs_say_number((uint64_t)act->header.at),
	    gs_say_number(GS_ANCHOR_SLACK));
}

int gs_anchor_judge(struct gs_candidate *act)
{
	const struct gs_ledger *ledger = act->state->ledger;
	uint64_t size = gs_record_number(act->rec, "size");
	struct gs_part note = gs_record_part(act->rec, "note");

	if (ledger == NULL)
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "anchor-in-excerpt", "an anchor cannot be judged where "
		    "entries before it are left out");
	if (size != act->index)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE, "anchor-size",
		    "the anchor's size is {0}; it is entry {1}, and both are "
		    "the same", gs_say_number(size),
		    gs_say_number(act->index));

	int err = judge_map(act, ledger);
	if (err != GS_OK)
		return err;
	if ((note.kind != GS_PART_NONE) != ledger->anchored)
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "anchor-note-missing", "the first anchor of a log has no "
		    "note, and each later one has the note of the anchor "
		    "before");
	if (!ledger->anchored) {
		act->note.settled = act->state->charter->quorum == 0;
		return GS_OK;
	}

	err = gs_anchor_note_check(&act->note, act->refusal, &ledger->last,
	    (struct gs_span){note.ptr, note.len});
	return err == GS_OK ? judge_note_time(act, &ledger->last) : err;
}

/* Of the charters before the anchor's, those whose quorum has seen that they
 * were replaced: whoever believed them may believe what came. */
static void hand_over_charters(struct gs_state *state,
    const struct gs_anchor_note *note, uint64_t index)
{
	struct gs_charter *next = state->charter;

	while (next != NULL && next != state->ledger->last.charter)
		next = next->before;
	for (; next != NULL; next = next->before) {
		struct gs_charter *c = next->before;

		if (c != NULL && c->handed_over == 0 &&
		    gs_anchor_note_settles(note, c))
			c->handed_over = index;
	}
}

void gs_anchor_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_ledger *ledger = state->ledger;

	gs_state_witnessed(state, ledger->last.index + 1, act->note.witnessed,
	    act->index);
	if (ledger->anchored)
		hand_over_charters(state, &act->note, act->index);
	ledger->last = (struct gs_anchor){.index = act->index,
	    .at = act->header.at, .charter = state->charter,
	    .covers = ledger->since > 0, .settled = act->note.settled};
	ledger->anchored = true;
	ledger->since = 0;
}
