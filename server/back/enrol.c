/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/enrol.h"

#include "server/back/own_keys.h"
#include "server/back/warn.h"

static int sign_receipt(struct gs_span *out, struct gs_back *back,
    struct gs_answer *answer, const struct gs_enrol_key *key)
{
	uint8_t text[GS_RECEIPT_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	const struct gs_receipt receipt = {
	    gs_state_charter(back->state)->channel, key->edition, key->key};
	const uint8_t *secret = NULL;

	int err = gs_own_secret(&secret, back, answer, GS_OWN_ENROL);
	if (err != GS_OK)
		return err;
	err = gs_receipt_write(&w, &answer->pool.arena, &receipt, secret);
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
		if (edition == 0)
			return gs_answer_refuse(answer, GS_ERR_RULE,
			    "edition-zero", "there is no edition 0; the first "
			    "roll is edition 1");
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

uint64_t gs_back_enrolling(struct gs_back *back)
{
	const struct gs_roll_edition *roll = gs_state_roll(back->state);
	uint64_t closed = 0, last = roll == NULL ? 0 : roll->edition;

	/* A list that cannot be read now says so to who enrols. */
	if (gs_staff_closed(&closed, back->staff) != GS_OK)
		closed = 0;
	return 1 + (closed > last ? closed : last);
}

static int refuse_unknown_code(struct gs_back *back,
    struct gs_answer *answer)
{
	struct gs_guesses *guesses = &back->guesses;
	bool flooded = gs_guesses_add(guesses, gs_clock_steady());

	if (gs_guesses_tell(guesses))
		gs_back_warn("codes-guessed", "{0}: {1} enrolment codes that "
		    "do not exist were tried since the start. A code has 128 "
		    "bits: nobody guesses one", gs_say_text(back->dir),
		    gs_say_number(guesses->total));
	if (flooded)
		return gs_answer_tell(answer, GS_ERR_BUSY, "codes-flooded",
		    "there is no such code; more than {0} such codes a second "
		    "are being tried", gs_say_number(GS_GUESSES_A_SECOND));
	return gs_answer_refuse(answer, GS_ERR_DENIED, "code-unknown",
	    "there is no such code: it was never issued, or another was "
	    "issued instead of it");
}

/* Each 409 says what is the case. */
static int refuse_clash(struct gs_back *back, struct gs_answer *answer,
    const struct gs_staff_clash *clash)
{
	const struct gs_message_value edition = gs_say_number(clash->edition);

	switch (clash->kind) {
	case GS_CLASH_HOLDER:
		return gs_answer_tell(answer, GS_ERR_DUPLICATE,
		    "holder-enrolled", "whoever this code was issued to has "
		    "handed in a key for edition {0} already, and nobody has "
		    "two; if that state is lost, the registrar replaces it "
		    "(staff issue --replace)", edition);
	case GS_CLASH_KEY:
		return gs_answer_tell(answer, GS_ERR_DUPLICATE,
		    "key-handed-in", "a key of this request was handed in for "
		    "edition {0} before", edition);
	case GS_CLASH_CLOSED:
		return gs_answer_tell(answer, GS_ERR_DUPLICATE,
		    "edition-closed", "edition {0} takes no more keys: its "
		    "roll is being signed; the first that does is {1}",
		    edition, gs_say_number(gs_back_enrolling(back)));
	case GS_CLASH_CODE:
	default:
		return gs_answer_refuse(answer, GS_ERR_DUPLICATE, "code-used",
		    "the code has been used, for other keys than these, or "
		    "these were replaced; if it was not you who used it, tell "
		    "the registrar");
	}
}

static int refuse_enrolment(struct gs_back *back, struct gs_answer *answer,
    const struct gs_staff_clash *clash, int err)
{
	if (err == GS_ERR_UNKNOWN)
		return refuse_unknown_code(back, answer);
	if (err == GS_ERR_DUPLICATE)
		return refuse_clash(back, answer, clash);
	return err == GS_OK ? GS_OK : gs_answer_fail(answer, err);
}

static int sign_receipts(struct gs_enrol_key *keys, struct gs_back *back,
    struct gs_answer *answer, const struct gs_ask *ask)
{
	int err = GS_OK;

	for (size_t i = 0; i < ask->enrol_count && err == GS_OK; i++) {
		keys[i] = ask->enrol[i];
		err = sign_receipt(&keys[i].receipt, back, answer, &keys[i]);
	}
	return err;
}

void gs_back_enrol(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_enrol_key keys[GS_ENROL_MAX];
	struct gs_staff_clash clash = {.kind = GS_CLASH_CODE};
	bool repeated = false;

	int err = gs_staff_code(&repeated, back->staff, ask->id, ask->digest);
	if (refuse_enrolment(back, answer, &clash, err) != GS_OK)
		return;

	if (!repeated && require_editions(back, answer, ask) != GS_OK)
		return;
	if (ask->dry)
		return;

	if (!repeated) {
		if (sign_receipts(keys, back, answer, ask) != GS_OK)
			return;
		err = gs_staff_enrol(&clash, back->staff, ask->id,
		    ask->digest, keys, ask->enrol_count);
		if (refuse_enrolment(back, answer, &clash, err) != GS_OK)
			return;
		back->staff_untidy = true;
	}
	if (tell_receipts(back, answer, ask) != GS_OK)
		answer->text_count = 0;
}
