/* SPDX-License-Identifier: Apache-2.0 */
#include "server/gate/gate.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include "core/bytes.h"
#include "core/proof/member.h"
#include "server/gate/proofs.h"
#include "server/wire/queue.h"

#define ERRAND_SECONDS 3600 /* without any, it looks again */

struct gs_gate {
	struct gs_way back;
	struct gs_proofs *proofs;
	struct gs_queue *errands; /* what takes long and is no member proof */
	pthread_t thread;
	bool running;
};

/* A question at the gate: asked dry, checked, asked in earnest.  Every step is
 * taken by whoever has the answer to the one before. */
struct passing {
	struct gs_waiting waiting; /* first: what the back is asked */
	struct gs_waiting errand;
	struct gs_check check;
	struct gs_gate *gate;
	struct gs_waiting *from; /* who asked; owns the answer */
	struct gs_ask ask;
	struct gs_answer signed_one; /* a refusal's */
};

static struct passing *of_errand(struct gs_waiting *errand)
{
	return (struct passing *)((char *)errand -
	    offsetof(struct passing, errand));
}

static struct passing *of_check(struct gs_check *check)
{
	return (struct passing *)((char *)check -
	    offsetof(struct passing, check));
}

static void end_passing(struct gs_waiting *waiting)
{
	struct passing *p = (struct passing *)waiting;
	struct gs_waiting *from = p->from;

	gs_host_wipe(p, sizeof *p);
	free(p);
	from->answered(from);
}

static void ask_back(struct passing *p, struct gs_answer *answer,
    void (*then)(struct gs_waiting *))
{
	p->waiting = (struct gs_waiting){&p->ask, answer, then, NULL};
	p->gate->back.put(p->gate->back.ctx, &p->waiting);
}

/* With what was checked in `digest`. */
static void ask_in_earnest(struct passing *p)
{
	struct gs_answer *answer = p->from->answer;

	gs_answer_free(answer);
	gs_answer_start(answer);
	p->ask.dry = false;
	ask_back(p, answer, end_passing);
}

/* Member proofs ----------------------------------------------------------- */

static bool is_member_act(enum gs_ask_kind kind)
{
	return kind == GS_ASK_ACT || kind == GS_ASK_FILING ||
	    kind == GS_ASK_BOX_ACT || kind == GS_ASK_BOX_FILE;
}

static void keep_refusal(struct gs_waiting *waiting)
{
	struct passing *p = (struct passing *)waiting;
	struct gs_answer *answer = p->from->answer;
	int err = answer->err;

	if (p->signed_one.err != GS_OK || gs_answer_keep(&answer->refusal,
	        answer, p->signed_one.refusal) != GS_OK)
		answer->refusal = (struct gs_span){NULL, 0};
	answer->err = err;
	gs_answer_free(&p->signed_one);
	end_passing(waiting);
}

/* Whoever acts gets a signed record of it that the server refused. */
static void sign_refusal(struct passing *p)
{
	p->ask.kind = GS_ASK_REFUSAL;
	p->ask.why = &p->from->answer->report;
	gs_answer_start(&p->signed_one);
	ask_back(p, &p->signed_one, keep_refusal);
}

static void heed_proofs(struct gs_check *check)
{
	struct passing *p = of_check(check);
	struct gs_answer *answer = p->from->answer;

	if (answer->err == GS_ERR_PROOF) {
		(void)gs_answer_refuse(answer, GS_ERR_PROOF,
		    "member-proof-invalid", "a member proof does not verify");
		if (is_member_act(p->ask.kind)) {
			sign_refusal(p);
			return;
		}
	}
	if (answer->err != GS_OK)
		end_passing(&p->waiting);
	else if (p->ask.keys.len > 0)
		gs_queue_put(p->gate->errands, &p->errand);
	else {
		gs_answer_digest(p->ask.digest, answer);
		ask_in_earnest(p);
	}
}

/* After the dry question. */
static void heed_judgement(struct gs_waiting *waiting)
{
	struct passing *p = (struct passing *)waiting;
	struct gs_answer *answer = p->from->answer;

	/* Bytes: a promise that was given before.  Nothing is left to do. */
	if (answer->err != GS_OK || answer->bytes.len > 0) {
		end_passing(waiting);
		return;
	}
	p->check = (struct gs_check){.answer = answer, .checked = heed_proofs};
	if (answer->proof_count > 0)
		gs_proofs_put(p->gate->proofs, &p->check, p->ask.kind);
	else
		heed_proofs(&p->check);
}

/* Errands ----------------------------------------------------------------- */

/* That the keys of a roll are points, once its signatures are known to be
 * good: nobody else makes us decode millions. */
static int check_roll(struct gs_answer *answer, struct gs_span keys)
{
	struct gs_pool pool;
	struct gs_roll *roll = NULL;

	int err = gs_roll_open(&roll, gs_pool_start(&pool), keys.ptr,
	    keys.len / 32);
	gs_pool_free(&pool);
	return err == GS_OK ? GS_OK : gs_answer_refuse(answer, err,
	    "roll-key-invalid",
	    "a key of the roll is not a point of the group");
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
	gs_way_ask(gate->back, &channel, &question);
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

static void run_errand(struct passing *p)
{
	struct gs_answer *answer = p->from->answer;
	int err = GS_OK;

	if (p->ask.kind == GS_ASK_ENROL) {
		err = check_possession(p->gate, answer, &p->ask);
	} else {
		err = check_roll(answer, p->ask.keys);
		if (err == GS_OK)
			gs_answer_digest(p->ask.digest, answer);
	}

	if (err == GS_OK)
		ask_in_earnest(p);
	else
		end_passing(&p->waiting);
}

static void *run_errands(void *ctx)
{
	struct gs_gate *gate = ctx;
	bool closed = false;

	while (!closed) {
		struct gs_waiting *taken = gs_queue_take(&closed,
		    gate->errands, 1, ERRAND_SECONDS);
		if (taken != NULL)
			run_errand(of_errand(taken));
	}
	return NULL;
}

/* The queue is closed. */
static void drop_errand(struct gs_waiting *errand)
{
	end_passing(&of_errand(errand)->waiting);
}

static void heed_code(struct gs_waiting *waiting)
{
	struct passing *p = (struct passing *)waiting;

	if (p->from->answer->err == GS_OK)
		gs_queue_put(p->gate->errands, &p->errand);
	else
		end_passing(waiting);
}

/* Ways in ----------------------------------------------------------------- */

static void start_passing(struct gs_gate *gate, struct gs_waiting *from)
{
	bool enrols = from->ask->kind == GS_ASK_ENROL;

	if (enrols && from->ask->enrol_count > GS_ENROL_MAX) {
		(void)gs_answer_fail(from->answer, GS_ERR_RANGE);
		from->answered(from);
		return;
	}
	struct passing *p = calloc(1, sizeof *p);
	if (p == NULL) {
		(void)gs_answer_fail(from->answer, GS_ERR_MEMORY);
		from->answered(from);
		return;
	}

	p->gate = gate;
	p->from = from;
	p->ask = *from->ask;
	p->ask.dry = true;
	p->errand = (struct gs_waiting){&p->ask, from->answer, drop_errand,
	    NULL};
	/* The code first: proofs are dear to check, codes cheap to make up. */
	if (enrols)
		digest_enrolment(p->ask.digest, p->ask.enrol,
		    p->ask.enrol_count);
	ask_back(p, from->answer, enrols ? heed_code : heed_judgement);
}

static void put_gate(void *ctx, struct gs_waiting *waiting)
{
	struct gs_gate *gate = ctx;
	enum gs_ask_kind kind = waiting->ask->kind;

	if (kind == GS_ASK_SUBMIT || kind == GS_ASK_READING ||
	    kind == GS_ASK_BOX_OPEN || kind == GS_ASK_ENROL ||
	    is_member_act(kind)) {
		start_passing(gate, waiting);
	} else if (kind == GS_ASK_REFUSAL) {
		(void)gs_answer_fail(waiting->answer, GS_ERR_INTERNAL);
		waiting->answered(waiting);
	} else {
		gate->back.put(gate->back.ctx, waiting);
	}
}

struct gs_way gs_gate_way(struct gs_gate *gate)
{
	return (struct gs_way){put_gate, gate};
}

int gs_gate_start(struct gs_gate **out, struct gs_way back)
{
	struct gs_gate *gate = calloc(1, sizeof *gate);
	if (gate == NULL)
		return GS_ERR_MEMORY;

	gate->back = back;
	int err = gs_queue_new(&gate->errands);
	if (err == GS_OK)
		err = gs_proofs_start(&gate->proofs, back);
	if (err == GS_OK) {
		gate->running = pthread_create(&gate->thread, NULL,
		    run_errands, gate) == 0;
		err = gate->running ? GS_OK : GS_ERR_MEMORY;
	}

	if (err == GS_OK) {
		*out = gate;
		gate = NULL;
	}
	gs_gate_stop(&gate);
	return err;
}

void gs_gate_stop(struct gs_gate **out)
{
	struct gs_gate *gate = *out;
	if (gate == NULL)
		return;

	if (gate->running) {
		gs_queue_close(gate->errands);
		pthread_join(gate->thread, NULL);
	}
	gs_proofs_stop(&gate->proofs);
	gs_queue_free(&gate->errands);
	free(gate);
	*out = NULL;
}
