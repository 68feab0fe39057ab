/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/roll.h"

#include <string.h>

#include "core/host.h"
#include "core/record/time.h"

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

/* How many joined is the sizes' difference and who left: it cannot be less
 * than nobody. */
static int judge_growth(struct gs_candidate *act)
{
	const struct gs_roll_edition *last = act->state->roll;
	uint64_t edition = gs_record_number(act->rec, "edition");
	uint64_t size = gs_record_number(act->rec, "size");

	if (edition == 1)
		return gs_record_count(act->rec, "left") == 0 ? GS_OK :
		    gs_refuse(act->refusal, GS_ERR_RULE, "roll-left-first",
		    "the first roll has no `left`: there is no edition "
		    "before it");
	if (gs_record_count(act->rec, "left") == 0)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "roll-left-missing", "the roll does not say how many "
		    "members of edition {0} left",
		    gs_say_number(edition - 1));

	/* An excerpt does not have the edition before. */
	if (last == NULL)
		return GS_OK;
	uint64_t left = gs_record_number(act->rec, "left");
	if (left > last->size || left + size < last->size)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "roll-left-impossible", "the roll has {0} keys, and {1} "
		    "are said to have left; the edition before had {2}",
		    gs_say_number(size), gs_say_number(left),
		    gs_say_number(last->size));
	return GS_OK;
}

static int judge_replaced(struct gs_candidate *act)
{
	size_t count = gs_record_count(act->rec, "replaced");

	for (size_t i = 1; i < count; i++) {
		const struct gs_value *a = gs_record_value(act->rec,
		    "replaced", i - 1);
		const struct gs_value *b = gs_record_value(act->rec,
		    "replaced", i);
		if (memcmp(a->parts[0].ptr, b->parts[0].ptr, 32) >= 0)
			return gs_refuse_tell(act->refusal, GS_ERR_RULE,
			    "roll-replaced-order", "the `replaced` lines {0} "
			    "and {1} are not in ascending order",
			    gs_say_number(i), gs_say_number(i + 1));
	}
	return GS_OK;
}

/* An excerpt of a log has the roll of its memo alone. */
static int judge_edition(struct gs_candidate *act, uint64_t next)
{
	uint64_t edition = gs_record_number(act->rec, "edition");

	if (edition == next || (act->state->excerpt &&
	    act->state->roll == NULL && edition >= 1))
		return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_RULE,
	    "roll-edition-not-next", "the roll is edition {0}; the next one is "
	    "{1}: no edition is left out, since members have handed in keys "
	    "for each", gs_say_number(edition), gs_say_number(next));
}

/* A log that members alone read has a reading key in each roll; no other has
 * one. */
static int judge_reading(struct gs_candidate *act)
{
	struct gs_part readers = gs_record_part(&act->state->charter->rec,
	    "readers");
	bool needed = gs_part_is(&readers, "members");

	if (needed == (gs_record_hash(act->rec, "reading") != NULL))
		return GS_OK;
	if (needed)
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "roll-reading-missing", "the roll has no `reading`; where "
		    "the charter's readers are members it needs one");
	return gs_refuse_tell(act->refusal, GS_ERR_RULE,
	    "roll-reading-needless", "the roll has a `reading`; only where "
	    "the charter's readers are members, not {0}, it may have one",
	    gs_say_part(readers));
}

int gs_roll_judge(struct gs_candidate *act)
{
	const struct gs_record *rec = act->rec;
	const struct gs_roll_edition *last = act->state->roll;
	const struct gs_value *first = gs_record_value(rec, "signature", 0);

	if (!gs_part_is(&first->parts[0], "registrar"))
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "roll-signature-order",
		    "a roll is signed by the registrar, then by the second");
	int err = judge_roll_size(act);
	if (err != GS_OK)
		return err;

	err = judge_edition(act, last == NULL ? 1 : last->edition + 1);
	if (err != GS_OK)
		return err;
	if (gs_state_roll_by(act->state, gs_record_hash(rec, "root")) != NULL)
		return gs_refuse(act->refusal, GS_ERR_DUPLICATE,
		    "roll-already-published",
		    "this roll has been published already");

	err = judge_growth(act);
	if (err == GS_OK)
		err = judge_replaced(act);
	if (err == GS_OK)
		err = judge_reading(act);
	if (err != GS_OK)
		return err;
	err = gs_require_signature(act, "registrar");
	return err == GS_OK ? gs_require_signature(act, "second") : err;
}

void gs_roll_fill(struct gs_roll_edition *roll)
{
	const struct gs_record *rec = &roll->rec;

	memcpy(roll->root, gs_record_hash(rec, "root"), 32);
	roll->edition = gs_record_number(rec, "edition");
	roll->size = gs_record_number(rec, "size");
	roll->eligible = gs_record_number(rec, "eligible");
	if (gs_record_count(rec, "left") > 0)
		roll->left = gs_record_number(rec, "left");
	roll->has_reading = gs_record_hash(rec, "reading") != NULL;
	if (roll->has_reading)
		memcpy(roll->reading, gs_record_hash(rec, "reading"), 32);
}

void gs_roll_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_roll_edition *roll = act->room;

	roll->rec = *act->rec;
	gs_roll_fill(roll);
	roll->index = act->index;
	roll->at = act->header.at;

	roll->replaced = INT64_MAX;
	roll->before = state->roll;
	if (state->roll != NULL)
		state->roll->replaced = act->header.at;
	state->roll = roll;
}

int64_t gs_roll_serves_from(const struct gs_roll_edition *roll,
    const struct gs_charter *charter)
{
	return roll->at + (int64_t)charter->age * GS_HOUR;
}

int64_t gs_roll_serves_until(const struct gs_roll_edition *roll,
    const struct gs_charter *charter)
{
	return roll->replaced == INT64_MAX ? INT64_MAX :
	    roll->replaced + (int64_t)charter->age * GS_HOUR;
}

const struct gs_roll_edition *gs_state_roll_serving(
    const struct gs_state *state, int64_t at)
{
	const struct gs_roll_edition *roll = state->roll;

	while (roll != NULL && gs_roll_serves_from(roll, state->charter) > at)
		roll = roll->before;
	return roll;
}

bool gs_roll_replaced(const struct gs_roll_edition *roll,
    const uint8_t key[32])
{
	uint8_t digest[32];

	gs_host_sha256(digest, &(struct gs_span){key, 32}, 1);
	for (size_t i = 0; i < gs_record_count(&roll->rec, "replaced"); i++) {
		const struct gs_value *v = gs_record_value(&roll->rec,
		    "replaced", i);
		if (memcmp(v->parts[0].ptr, digest, 32) == 0)
			return true;
	}
	return false;
}
