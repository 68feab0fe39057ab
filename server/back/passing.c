/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/passing.h"

#include "lib/records/sample.h"
#include "server/back/reader.h"

/* Nothing of it is looked at here: it is for the two, who look. */
static const struct {
	const char *by;
	size_t most; /* bytes */
} items[GS_PASSED_ITEMS] = {
	[GS_PASSED_ROLL] = {"registrar", (size_t)8 << 20},
	[GS_PASSED_SAMPLE] = {"second", GS_SAMPLE_MAX},
	[GS_PASSED_ASKED] = {"registrar", GS_ASKED_FILE_MAX},
};

static int require_item(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_span roll = {NULL, 0};
	enum gs_passed_item item = ask->passed.item;
	size_t most = ask->passed.turn == 0 ? 0 : items[item].most;

	if (ask->keys.len > most || (most > 0 && ask->keys.len == 0))
		return gs_answer_tell(answer, GS_ERR_FORMAT, "passing-length",
		    "what is passed has {0} bytes; it has 1 to {1}, and none "
		    "with the turn 0, which asks for what is there",
		    gs_say_number(ask->keys.len),
		    gs_say_number(items[item].most));
	if (most == 0 || item == GS_PASSED_ROLL)
		return GS_OK;
	int err = gs_staff_passed(&roll, &answer->pool.arena, back->staff,
	    GS_PASSED_ROLL);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	return roll.len > 0 ? GS_OK : gs_answer_refuse(answer, GS_ERR_RULE,
	    "passing-no-roll", "the registrar has passed no roll on");
}

static int pass_item(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	uint64_t turn = 0;

	int err = gs_staff_take_turn(back->staff, GS_TURN_PASSING,
	    ask->passed.turn);
	if (err == GS_ERR_MISMATCH && gs_staff_turn(&turn, back->staff,
	        GS_TURN_PASSING) == GS_OK)
		return gs_answer_tell(answer, err, "passing-turn", "the "
		    "request is number {0} of what passes; the next is {1}",
		    gs_say_number(ask->passed.turn), gs_say_number(turn + 1));
	if (err == GS_OK)
		err = gs_staff_pass(back->staff, ask->passed.item, ask->keys);
	back->staff_untidy = true;
	return err == GS_OK ? GS_OK : gs_answer_fail(answer, err);
}

void gs_back_passing(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	bool shows = ask->passed.turn == 0;
	const char *by = items[ask->passed.item].by;
	const struct gs_back_roles roles = {shows ? "registrar" : by,
	    shows ? "second" : NULL, shows ? "registrar or second" : by};

	if (gs_back_require_role(back, answer, ask, &roles) != GS_OK ||
	    require_item(back, answer, ask) != GS_OK ||
	    (!shows && pass_item(back, answer, ask) != GS_OK))
		return;

	int err = gs_staff_turn(&answer->staff.turn, back->staff,
	    GS_TURN_PASSING);
	if (err == GS_OK && shows)
		err = gs_staff_passed(&answer->bytes, &answer->pool.arena,
		    back->staff, ask->passed.item);
	if (err != GS_OK)
		gs_answer_fail(answer, err);
}
