/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/code.h"

#include "store/staff_id.h"

/* Called once: an id is one person's. */
static int keep_code(void *ctx, const struct gs_staff_row *who,
    const char code[GS_CODE_LEN])
{
	struct gs_answer *answer = ctx;
	(void)who;

	return gs_answer_keep(&answer->bytes, answer, (struct gs_span){
	    (const uint8_t *)code, GS_CODE_LEN - 1});
}

static void refuse_stranger(struct gs_answer *answer)
{
	(void)gs_answer_refuse(answer, GS_ERR_DENIED, "sign-on-stranger",
	    "nobody on the list of who is eligible has the name under which "
	    "you signed in; ask the registrar");
}

/* A registrar elsewhere keeps the names there. */
static int require_names(struct gs_back *back, struct gs_answer *answer)
{
	bool named = false;

	int err = gs_staff_named(&named, back->staff);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	return named ? GS_OK : gs_answer_refuse(answer, GS_ERR_RULE,
	    "sign-on-without-names", "this server's staff list has no names: "
	    "codes come from the registrar, on paper or by mail");
}

void gs_back_code(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_span id = ask->texts[0];
	int64_t wait = 0;

	if (require_names(back, answer) != GS_OK)
		return;
	int err = gs_staff_id_clean(&id, &answer->pool.arena);
	if (err == GS_ERR_MEMORY) {
		(void)gs_answer_fail(answer, err);
		return;
	}
	if (err != GS_OK) {
		refuse_stranger(answer);
		return;
	}
	wait = gs_code_turn(&back->turns, id, gs_clock_steady());
	if (wait > 0) {
		(void)gs_answer_tell(answer, GS_ERR_BUSY, "sign-on-too-soon",
		    "a code was asked for in your name just now; another can "
		    "be in {0} seconds", gs_say_number((uint64_t)wait));
		return;
	}

	err = gs_staff_issue_one(back->staff, id,
	    GS_CODE_DESK(keep_code, answer));
	if (err == GS_ERR_UNKNOWN)
		refuse_stranger(answer);
	else if (err != GS_OK)
		(void)gs_answer_fail(answer, err);
	else
		back->staff_untidy = true;
}
