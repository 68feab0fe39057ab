/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/roll.h"

#include <string.h>

static int judge_roll_size(struct gs_candidate *act)
{
	uint64_t size = gs_record_number(act->rec, "size");
	uint64_t eligible = gs_record_number(act->rec, "eligible");
	uint64_t floor = act->state->charter->floor;

	if (size < GS_ROLL_MIN || size < floor)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "roll-below-floor", "the roll has {0} keys; the charter's "
		    "floor is {1}", gs_say_number(size), gs_say_number(floor));
	if (size > GS_ROLL_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "roll-too-large", "the roll has {0} keys; at most {1} are "
		    "possible", gs_say_number(size),
		    gs_say_number(GS_ROLL_MAX));
	if (size > eligible)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "roll-above-eligible", "the roll has {0} keys, more than "
		    "the {1} eligible members", gs_say_number(size),
		    gs_say_number(eligible));
	return GS_OK;
}

int gs_roll_judge(struct gs_candidate *act)
{
	const struct gs_record *rec = act->rec;
	const struct gs_roll_edition *last = act->state->roll;
	const struct gs_value *first = gs_record_value(rec, "signature", 0);
	uint64_t edition = gs_record_number(rec, "edition");
	uint64_t next = last == NULL ? 1 : last->edition + 1;

	if (!gs_part_is(&first->parts[0], "registrar"))
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "roll-signature-order",
		    "a roll is signed by the registrar, then by the second");
	int err = judge_roll_size(act);
	if (err != GS_OK)
		return err;

	if (edition != next)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "roll-edition-not-next", "the roll is edition {0}; the "
		    "next one is {1}: no edition is left out, since members "
		    "have handed in keys for each", gs_say_number(edition),
		    gs_say_number(next));
	if (gs_state_roll_by(act->state, gs_record_hash(rec, "root")) != NULL)
		return gs_refuse(act->refusal, GS_ERR_DUPLICATE,
		    "roll-already-published",
		    "this roll has been published already");

	err = gs_require_signature(act, "registrar");
	return err == GS_OK ? gs_require_signature(act, "second") : err;
}

void gs_roll_enter(struct gs_state *state, struct gs_candidate *act)
{
	const struct gs_record *rec = act->rec;
	struct gs_roll_edition *roll = act->room;

	memcpy(roll->root, gs_record_hash(rec, "root"), 32);
	roll->edition = gs_record_number(rec, "edition");
	roll->size = gs_record_number(rec, "size");
	roll->eligible = gs_record_number(rec, "eligible");
	roll->index = act->index;
	roll->at = act->at;

	roll->replaced = INT64_MAX;
	roll->before = state->roll;
	if (state->roll != NULL)
		state->roll->replaced = act->at;
	state->roll = roll;
}
