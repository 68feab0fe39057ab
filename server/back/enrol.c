/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/enrol.h"

static int sign_receipt(struct gs_span *out, struct gs_back *back,
    struct gs_answer *answer, const struct gs_enrol_key *key)
{
	uint8_t text[GS_RECEIPT_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	const struct gs_receipt receipt = {
	    gs_state_charter(back->state)->channel, key->edition, key->key};

	int err = gs_receipt_write(&w, &answer->pool.arena, &receipt,
	    back->enrol_secret);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	return gs_answer_keep(out, answer, (struct gs_span){w.ptr, w.len});
}

static int require_editions(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	const struct gs_roll_edition *roll = gs_state_roll(back->state);

	if (ask->enrol_count < 1 || ask->enrol_count > GS_ENROL_MAX)
		return gs_answer_tell(answer, GS_ERR_RULE,
		    "enrolment-key-count", "the enrolment has {0} keys; it "
		    "must have from 1 to {1}", gs_say_number(ask->enrol_count),
		    gs_say_number(GS_ENROL_MAX));

	for (size_t i = 0; i < ask->enrol_count; i++) {
		uint64_t edition = ask->enrol[i].edition;
		for (size_t j = 0; j < i; j++)
			if (edition == ask->enrol[j].edition)
				return gs_answer_tell(answer, GS_ERR_RULE,
				    "enrolment-edition-twice", "the enrolment "
				    "has two keys for edition {0}; one is "
				    "allowed", gs_say_number(edition));
		if (roll != NULL && edition <= roll->edition)
			return gs_answer_tell(answer, GS_ERR_RULE,
			    "edition-in-log", "the roll of edition {0} is in "
			    "the log already; the next is {1} or later",
			    gs_say_number(edition),
			    gs_say_number(roll->edition + 1));
	}
	return GS_OK;
}

/* As they are stored: the first answer, whoever asks again. */
static int tell_receipts(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	int err = GS_OK;

	answer->texts = gs_arena_take(&answer->pool.arena, ask->enrol_count,
	    sizeof *answer->texts);
	if (answer->texts == NULL)
		return gs_answer_fail(answer, GS_ERR_MEMORY);

	for (size_t i = 0; i < ask->enrol_count && err == GS_OK; i++)
		err = gs_staff_receipt(&answer->texts[i],
		    &answer->pool.arena, back->staff, &ask->enrol[i]);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);

	answer->text_count = ask->enrol_count;
	return GS_OK;
}

void gs_back_enrol(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_enrol_key keys[GS_ENROL_MAX];

	int err = require_editions(back, answer, ask);
	for (size_t i = 0; i < ask->enrol_count && err == GS_OK; i++) {
		keys[i] = ask->enrol[i];
		err = sign_receipt(&keys[i].receipt, back, answer, &keys[i]);
	}
	if (err != GS_OK)
		return;

	err = gs_staff_enrol(back->staff, ask->id, ask->digest, keys,
	    ask->enrol_count);
	if (err == GS_ERR_UNKNOWN)
		gs_answer_refuse(answer, GS_ERR_DENIED, "code-unknown",
		    "there is no such code");
	else if (err == GS_ERR_DUPLICATE)
		gs_answer_refuse(answer, err, "code-used", "the code was used "
		    "for other keys, or a key or its holder is in the edition "
		    "already");
	else if (err != GS_OK)
		gs_answer_fail(answer, err);
	else if (tell_receipts(back, answer, ask) != GS_OK)
		answer->text_count = 0;
}
