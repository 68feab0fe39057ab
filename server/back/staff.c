/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/staff.h"

#include <string.h>

#include "core/bytes.h"
#include "server/back/enrol.h"
#include "server/back/reader.h"

static uint64_t last_edition(const struct gs_back *back)
{
	const struct gs_roll_edition *roll = gs_state_roll(back->state);

	return roll == NULL ? 0 : roll->edition;
}

/* The list here has names, or holders for a registrar elsewhere: not both. */
static int require_holders(struct gs_back *back, struct gs_answer *answer)
{
	bool named = false;

	int err = gs_staff_named(&named, back->staff);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	return !named ? GS_OK : gs_answer_refuse(answer, GS_ERR_RULE,
	    "staff-list-named", "the staff list lies with this server, names "
	    "and all: the registrar works there");
}

/* Whether the rows have the form that the step takes. */
static int require_rows(struct gs_answer *answer, const struct gs_ask *ask)
{
	size_t len = ask->keys.len;
	bool codes = ask->staff.step == GS_STAFF_STEP_CODES;
	bool good = len == 0;

	if (ask->staff.step == GS_STAFF_STEP_READ)
		good = len == 0 || len == 32;
	if (codes)
		good = len > 0 && len % GS_STAFF_CODE_ROW == 0 &&
		    (ask->staff.edition == 0 || len == GS_STAFF_CODE_ROW);
	return good ? GS_OK : gs_answer_tell(answer, GS_ERR_FORMAT,
	    "enrolment-rows", "the rows have {0} bytes: `codes` takes {1} for "
	    "each code, and one code if keys become void; `read` none or 32; "
	    "the others none", gs_say_number(len),
	    gs_say_number(GS_STAFF_CODE_ROW));
}

static int refuse_edition(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	return gs_answer_tell(answer, GS_ERR_RULE, "enrolment-edition",
	    "edition {0} is not one for that: the last in the log is {1}, and "
	    "the first that takes keys {2}", gs_say_number(ask->staff.edition),
	    gs_say_number(last_edition(back)),
	    gs_say_number(gs_back_enrolling(back)));
}

static int require_edition(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	uint64_t closed = 0, edition = ask->staff.edition;
	uint64_t last = last_edition(back);

	int err = gs_staff_closed(&closed, back->staff);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	const bool good[GS_STAFF_STEPS] = {
	    [GS_STAFF_STEP_READ] = true,
	    [GS_STAFF_STEP_CODES] = edition == 0 ||
	        (edition > closed && edition > last),
	    [GS_STAFF_STEP_CLOSE] = edition == last + 1,
	    [GS_STAFF_STEP_REOPEN] = edition == closed && edition > last,
	    [GS_STAFF_STEP_UNLINK] = edition > 0 && edition <= last};
	return good[ask->staff.step] ? GS_OK :
	    refuse_edition(back, answer, ask);
}

/* What was asked once is not done again, whoever sends it: each change has a
 * number of its own. */
static int require_turn(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	uint64_t turn = 0;
	bool reads = ask->staff.step == GS_STAFF_STEP_READ;

	int err = gs_staff_turn(&turn, back->staff, GS_TURN_ENROLMENT);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	if (ask->staff.turn == (reads ? 0 : turn + 1))
		return GS_OK;
	return gs_answer_tell(answer, GS_ERR_MISMATCH, "enrolment-turn", "the "
	    "request is for change {0} of the enrolments; the next is {1}",
	    gs_say_number(ask->staff.turn), gs_say_number(turn + 1));
}

static int refuse_listing(struct gs_answer *answer, int err)
{
	if (err == GS_ERR_DUPLICATE)
		return gs_answer_refuse(answer, err, "enrolment-code-twice",
		    "a code of the request is here already");
	if (err == GS_ERR_SPACE)
		return gs_answer_tell(answer, GS_ERR_RULE,
		    "enrolment-replaced-many", "{0} keys of an edition have "
		    "been replaced, as many as its roll can name",
		    gs_say_number(GS_REPLACED_MAX));
	return gs_answer_fail(answer, err);
}

static int change_list(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	uint64_t edition = ask->staff.edition, count = 0;

	int err = gs_staff_take_turn(back->staff, GS_TURN_ENROLMENT,
	    ask->staff.turn);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	switch (ask->staff.step) {
	case GS_STAFF_STEP_CODES:
		err = gs_staff_put_codes(back->staff, ask->keys, edition);
		break;
	case GS_STAFF_STEP_CLOSE:
		err = gs_staff_close(back->staff, edition);
		break;
	case GS_STAFF_STEP_REOPEN:
		err = gs_staff_reopen(back->staff, edition);
		break;
	case GS_STAFF_STEP_UNLINK:
		err = gs_staff_unlink(&count, back->staff, edition);
		break;
	case GS_STAFF_STEP_READ:
	case GS_STAFF_STEPS:
	default:
		err = GS_ERR_INTERNAL;
		break;
	}
	back->staff_untidy = true;
	return err == GS_OK ? GS_OK : refuse_listing(answer, err);
}

static int add_tie(void *ctx, const struct gs_staff_tie *tie)
{
	struct gs_writer *w = ctx;

	gs_write_bytes(w, tie->holder, 32);
	gs_write_bytes(w, tie->key, 32);
	gs_write_bytes(w, tie->possession, GS_POSSESSION_LEN);
	return gs_writer_end(w);
}

static int read_ties(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	uint8_t after[32] = {0};
	size_t room = GS_STAFF_TIES_MOST * GS_STAFF_TIE_ROW;
	uint8_t *rows = gs_arena_take(&answer->pool.arena, room, 1);
	struct gs_writer w = gs_writer_of(rows, room);

	if (rows == NULL)
		return gs_answer_fail(answer, GS_ERR_MEMORY);
	if (ask->keys.len == sizeof after)
		memcpy(after, ask->keys.ptr, sizeof after);
	int err = gs_staff_ties(back->staff, ask->staff.edition, after,
	    add_tie, &w);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	answer->bytes = (struct gs_span){rows, w.len};
	return GS_OK;
}

static int tell_list(struct gs_back *back, struct gs_answer *answer)
{
	int err = gs_staff_turn(&answer->staff.turn, back->staff,
	    GS_TURN_ENROLMENT);

	if (err == GS_OK)
		err = gs_staff_closed(&answer->staff.closed, back->staff);
	if (err == GS_OK)
		err = gs_staff_tied(&answer->staff.first, &answer->staff.last,
		    back->staff);
	return err == GS_OK ? GS_OK : gs_answer_fail(answer, err);
}

void gs_back_staff(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	const struct gs_back_roles registrar = {"registrar", NULL, "registrar"};
	bool reads = ask->staff.step == GS_STAFF_STEP_READ;

	if (gs_back_require_role(back, answer, ask, &registrar) != GS_OK ||
	    require_holders(back, answer) != GS_OK ||
	    require_rows(answer, ask) != GS_OK ||
	    require_turn(back, answer, ask) != GS_OK ||
	    require_edition(back, answer, ask) != GS_OK)
		return;
	if (!reads && change_list(back, answer, ask) != GS_OK)
		return;
	if (reads && read_ties(back, answer, ask) != GS_OK)
		return;
	if (tell_list(back, answer) != GS_OK)
		answer->bytes = (struct gs_span){NULL, 0};
}
