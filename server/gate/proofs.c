/* SPDX-License-Identifier: Apache-2.0 */
#include "server/gate/proofs.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/proof/member.h"
#include "server/wire/queue.h"

#define ROLLS 4
#define BATCH_MAX 4096 /* proofs */
#define LONG 16 /* proofs: such an answer is a batch of its own */

struct known_roll {
	struct gs_pool pool;
	const struct gs_roll *roll; /* NULL: a free place */
	uint64_t used;
};

struct gs_proofs {
	struct gs_way back;
	struct gs_queue *queue;
	pthread_t thread;
	bool running;
	/* The thread's own: */
	bool long_turn;
	struct known_roll rolls[ROLLS];
	uint64_t uses;
};

/* Rolls ------------------------------------------------------------------ */

/* The place of `root`, or the one to give up for it. */
static struct known_roll *find_place(struct gs_proofs *p,
    const uint8_t root[32])
{
	struct known_roll *oldest = &p->rolls[0];

	for (size_t i = 0; i < ROLLS; i++) {
		struct known_roll *k = &p->rolls[i];
		if (k->roll != NULL &&
		    memcmp(gs_roll_root(k->roll), root, 32) == 0)
			return k;
		if (k->roll == NULL || (oldest->roll != NULL &&
		    k->used < oldest->used))
			oldest = k;
	}

	gs_pool_free(&oldest->pool);
	oldest->roll = NULL;
	return oldest;
}

static int fetch_roll(struct known_roll *place, struct gs_proofs *p,
    const uint8_t root[32])
{
	struct gs_ask ask = {.kind = GS_ASK_ROLL};
	struct gs_answer answer;
	struct gs_roll *roll = NULL;

	memcpy(ask.id, root, 32);
	gs_answer_start(&answer);
	p->back.ask(p->back.ctx, &answer, &ask);

	int err = answer.err;
	if (err == GS_OK)
		err = gs_roll_open(&roll, gs_pool_start(&place->pool),
		    answer.bytes.ptr, answer.bytes.len / 32);
	if (err == GS_OK && memcmp(gs_roll_root(roll), root, 32) != 0)
		err = GS_ERR_CORRUPT;
	if (err == GS_OK)
		place->roll = roll;
	else
		gs_pool_free(&place->pool);
	gs_answer_free(&answer);
	return err;
}

static int find_roll(const struct gs_roll **out, struct gs_proofs *p,
    const uint8_t root[32])
{
	struct known_roll *place = find_place(p, root);

	int err = place->roll == NULL ? fetch_roll(place, p, root) : GS_OK;
	if (err == GS_OK) {
		place->used = ++p->uses;
		*out = place->roll;
	}
	return err;
}

/* One batch -------------------------------------------------------------- */

static size_t fill_refs(struct gs_proof_ref *refs,
    const struct gs_waiting *batch)
{
	size_t n = 0;

	for (; batch != NULL; batch = batch->next)
		for (size_t i = 0; i < batch->answer->proof_count; i++) {
			const struct gs_wire_proof *p =
			    &batch->answer->proofs[i];
			refs[n++] = (struct gs_proof_ref){
			    .statement = {p->scope.ptr, p->scope.len,
			        p->message.ptr, p->message.len},
			    .proof = p->proof.ptr, .proof_len = p->proof.len};
		}
	return n;
}

/* An answer stands or falls as one; only those of several people are
 * sifted. */
static int judge_batch(struct gs_waiting *batch, const struct gs_roll *roll,
    const struct gs_proof_ref *refs, size_t count, struct gs_arena *arena)
{
	size_t n = 0;

	if (batch->next == NULL) {
		batch->answer->err = gs_member_verify_all(roll, refs, count,
		    arena);
		return GS_OK;
	}
	bool *valid = gs_arena_take(arena, count, sizeof *valid);
	if (valid == NULL)
		return GS_ERR_MEMORY;

	int err = gs_member_verify_batch(valid, roll, refs, count, arena);
	for (; batch != NULL && err == GS_OK; batch = batch->next) {
		batch->answer->err = GS_OK;
		for (size_t i = 0; i < batch->answer->proof_count; i++)
			if (!valid[n++])
				batch->answer->err = GS_ERR_PROOF;
	}
	return err;
}

/* Answers whose proofs are over one roll. */
static void run_proofs(struct gs_proofs *p, struct gs_waiting *batch)
{
	const struct gs_roll *roll = NULL;
	struct gs_pool pool;
	size_t count = 0;

	for (struct gs_waiting *w = batch; w != NULL; w = w->next)
		count += w->answer->proof_count;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_proof_ref *refs = gs_arena_take(arena, count, sizeof *refs);

	int err = refs == NULL ? GS_ERR_MEMORY :
	    find_roll(&roll, p, batch->answer->proofs[0].root);
	if (err == GS_OK)
		err = judge_batch(batch, roll, refs, fill_refs(refs, batch),
		    arena);
	for (struct gs_waiting *w = batch; w != NULL && err != GS_OK;
	    w = w->next)
		w->answer->err = err;
	gs_pool_free(&pool);
}

/* Which batch ------------------------------------------------------------ */

static bool is_long(const struct gs_waiting *w)
{
	return w->answer->proof_count >= LONG;
}

static bool has_length(const struct gs_waiting *list, bool wants_long)
{
	while (list != NULL && is_long(list) != wants_long)
		list = list->next;
	return list != NULL;
}

static bool share_roll(const struct gs_waiting *a, const struct gs_waiting *b)
{
	return memcmp(a->answer->proofs[0].root, b->answer->proofs[0].root,
	    32) == 0;
}

/* What is over the roll of the answer that waits longest.  A long one comes
 * alone, and no two in a row while a short one waits: whoever sends thousands
 * of proofs at once delays one batch of the others. */
static struct gs_waiting *choose_batch(void *ctx, struct gs_waiting **list)
{
	struct gs_proofs *p = ctx;
	struct gs_waiting *taken = NULL, **end = &taken, **at = list;
	size_t count = 0;

	bool now = has_length(*list, true) &&
	    (p->long_turn || !has_length(*list, false));
	p->long_turn = !now;

	while (*at != NULL) {
		struct gs_waiting *w = *at;
		bool fits = is_long(w) == now && (taken == NULL ||
		    (!now && share_roll(taken, w) &&
		    count + w->answer->proof_count <= BATCH_MAX));
		if (!fits) {
			at = &w->next;
			continue;
		}
		*at = w->next;
		w->next = NULL;
		*end = w;
		end = &w->next;
		count += w->answer->proof_count;
	}
	return taken;
}

static void *check_batches(void *ctx)
{
	struct gs_proofs *p = ctx;
	struct gs_waiting *batch = NULL;

	while ((batch = gs_queue_choose(p->queue, choose_batch, p)) != NULL) {
		run_proofs(p, batch);
		gs_queue_answer(p->queue, batch);
	}
	return NULL;
}

int gs_proofs_start(struct gs_proofs **out, struct gs_way back)
{
	struct gs_proofs *p = calloc(1, sizeof *p);
	if (p == NULL)
		return GS_ERR_MEMORY;
	p->back = back;

	int err = gs_queue_new(&p->queue);
	if (err == GS_OK) {
		p->running = pthread_create(&p->thread, NULL, check_batches,
		    p) == 0;
		err = p->running ? GS_OK : GS_ERR_MEMORY;
	}

	if (err == GS_OK) {
		*out = p;
		p = NULL;
	}
	gs_proofs_stop(&p);
	return err;
}

void gs_proofs_stop(struct gs_proofs **proofs)
{
	struct gs_proofs *p = *proofs;
	if (p == NULL)
		return;

	if (p->running) {
		gs_queue_close(p->queue);
		pthread_join(p->thread, NULL);
	}
	gs_queue_free(&p->queue);
	for (size_t i = 0; i < ROLLS; i++)
		gs_pool_free(&p->rolls[i].pool);
	free(p);
	*proofs = NULL;
}

int gs_proofs_verify(struct gs_proofs *p, struct gs_answer *answer)
{
	answer->err = GS_OK;
	if (answer->proof_count == 0)
		return GS_OK;
	for (size_t i = 1; i < answer->proof_count; i++)
		if (memcmp(answer->proofs[i].root, answer->proofs[0].root,
		        32) != 0)
			return gs_answer_fail(answer, GS_ERR_INTERNAL);

	gs_queue_ask(p->queue, answer, NULL);
	return answer->err;
}
