/* SPDX-License-Identifier: Apache-2.0 */
#include "server/gate/gate.h"

#include <stdlib.h>

#include "core/bytes.h"
#include "core/proof/member.h"
#include "server/gate/proofs.h"

struct gs_gate {
	struct gs_way back;
	struct gs_proofs *proofs;
};

static int check_answer_proofs(struct gs_gate *gate, struct gs_answer *answer)
{
	int err = gs_proofs_verify(gate->proofs, answer);

	return err != GS_ERR_PROOF ? err : gs_answer_refuse(answer, err,
	    "member-proof-invalid", "a member proof does not verify");
}

/* That the keys of a roll are points, once its signatures are known to be
 * good: nobody else makes us decode millions. */
static int check_roll(struct gs_answer *answer, struct gs_span keys)
{
	struct gs_pool pool;
	struct gs_roll *roll = NULL;

	if (keys.len == 0)
		return GS_OK;

	int err = gs_roll_open(&roll, gs_pool_start(&pool), keys.ptr,
	    keys.len / 32);
	gs_pool_free(&pool);
	return err == GS_OK ? GS_OK : gs_answer_refuse(answer, err,
	    "roll-key-invalid",
	    "a key of the roll is not a point of the group");
}

static bool is_member_act(enum gs_ask_kind kind)
{
	return kind == GS_ASK_ACT || kind == GS_ASK_FILING ||
	    kind == GS_ASK_BOX_ACT || kind == GS_ASK_BOX_FILE;
}

/* Whoever acts gets a signed record of it that the server refused. */
static void sign_refusal(struct gs_gate *gate, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_ask question = *ask;
	struct gs_answer signed_one;
	int err = answer->err;

	question.kind = GS_ASK_REFUSAL;
	question.why = &answer->report;
	gs_answer_start(&signed_one);
	gate->back.ask(gate->back.ctx, &signed_one, &question);
	if (signed_one.err != GS_OK || gs_answer_keep(&answer->refusal, answer,
	        signed_one.refusal) != GS_OK)
		answer->refusal = (struct gs_span){NULL, 0};
	answer->err = err;
	gs_answer_free(&signed_one);
}

/* Asks dry, checks what the record stands on, and asks in earnest. */
static void ask_twice(struct gs_gate *gate, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_ask mine = *ask;

	mine.dry = true;
	gate->back.ask(gate->back.ctx, answer, &mine);
	/* Bytes: a promise that was given before.  Nothing is left to do. */
	if (answer->err != GS_OK || answer->bytes.len > 0)
		return;
	int err = check_answer_proofs(gate, answer);
	if (err == GS_ERR_PROOF && is_member_act(ask->kind))
		sign_refusal(gate, answer, ask);
	if (err != GS_OK || check_roll(answer, ask->keys) != GS_OK)
		return;

	gs_answer_digest(mine.digest, answer);
	gs_answer_free(answer);
	gs_answer_start(answer);
	mine.dry = false;
	gate->back.ask(gate->back.ctx, answer, &mine);
}

/* The keys that a request is about, in its order: what makes it the same
 * request again. */
static void digest_enrolment(uint8_t digest[32],
    const struct gs_enrol_key *keys, size_t count)
{
	uint8_t text[GS_ENROL_MAX * 40];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	for (size_t i = 0; i < count; i++) {
		gs_write_u64(&w, keys[i].edition);
		gs_write_bytes(&w, keys[i].key, 32);
	}
	gs_host_sha256(digest, &(struct gs_span){text, w.len}, 1);
}

static int check_possession(struct gs_gate *gate, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_ask question = {.kind = GS_ASK_CHANNEL};
	struct gs_answer channel;

	gs_answer_start(&channel);
	gate->back.ask(gate->back.ctx, &channel, &question);
	int err = gs_answer_fail(answer, channel.err);
	answer->report = channel.report;

	for (size_t i = 0; err == GS_OK && i < ask->enrol_count; i++) {
		struct gs_possession context = {channel.channel.id, 32,
		    ask->enrol[i].edition, ask->id, 32};
		err = gs_possession_verify(ask->enrol[i].possession,
		    ask->enrol[i].key, &context);
		if (err != GS_OK)
			(void)gs_answer_refuse(answer, err,
			    "possession-proof-invalid",
			    "a proof of possession does not verify");
	}
	gs_answer_free(&channel);
	return err;
}

static void ask_enrolment(struct gs_gate *gate, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_ask mine = *ask;

	if (ask->enrol_count > GS_ENROL_MAX) {
		(void)gs_answer_fail(answer, GS_ERR_RANGE);
		return;
	}
	/* The code first: proofs are dear to check, codes cheap to make up. */
	digest_enrolment(mine.digest, ask->enrol, ask->enrol_count);
	mine.dry = true;
	gate->back.ask(gate->back.ctx, answer, &mine);
	if (answer->err != GS_OK || check_possession(gate, answer, ask) !=
	    GS_OK)
		return;

	gs_answer_free(answer);
	gs_answer_start(answer);
	mine.dry = false;
	gate->back.ask(gate->back.ctx, answer, &mine);
}

static void gate_ask(void *ctx, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_gate *gate = ctx;
	enum gs_ask_kind kind = ask->kind;

	if (kind == GS_ASK_SUBMIT || kind == GS_ASK_READING ||
	    kind == GS_ASK_BOX_OPEN || is_member_act(kind))
		ask_twice(gate, answer, ask);
	else if (kind == GS_ASK_ENROL)
		ask_enrolment(gate, answer, ask);
	else if (kind == GS_ASK_REFUSAL)
		(void)gs_answer_fail(answer, GS_ERR_INTERNAL);
	else
		gate->back.ask(gate->back.ctx, answer, ask);
}

int gs_gate_start(struct gs_gate **out, struct gs_way back)
{
	struct gs_gate *gate = calloc(1, sizeof *gate);
	if (gate == NULL)
		return GS_ERR_MEMORY;

	gate->back = back;
	int err = gs_proofs_start(&gate->proofs, back);
	if (err == GS_OK) {
		*out = gate;
		gate = NULL;
	}
	free(gate);
	return err;
}

void gs_gate_stop(struct gs_gate **gate)
{
	if (*gate == NULL)
		return;

	gs_proofs_stop(&(*gate)->proofs);
	free(*gate);
	*gate = NULL;
}

struct gs_way gs_gate_way(struct gs_gate *gate)
{
	return (struct gs_way){gate_ask, gate};
}
