/* SPDX-License-Identifier: Apache-2.0 */
#include "server/gate/proofs.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/proof/member.h"

#define ROLLS 4
#define BATCH_MAX 4096
#define LONG 16 /* claims: such a job is a batch of its own */

struct known_roll {
	struct gs_pool pool;
	const struct gs_roll *roll; /* NULL: a free place */
	uint64_t used;
};

struct job {
	const struct gs_wire_proof *claims;
	size_t count;
	int err;
	bool done;
	struct job *next;
};

struct gs_proofs {
	struct gs_way link;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t asked, answered;
	struct job *first, **last;
	bool closed, long_turn;
	/* The thread's own: */
	struct known_roll rolls[ROLLS];
	uint64_t uses;
};

/* The place of `root`, or the one to give up for it. */
static struct known_roll *place_of(struct gs_proofs *v,
    const uint8_t root[32])
{
	struct known_roll *oldest = &v->rolls[0];
	for (size_t i = 0; i < ROLLS; i++) {
		struct known_roll *k = &v->rolls[i];
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

static int find_roll(const struct gs_roll **out, struct gs_proofs *v,
    const uint8_t root[32])
{
	struct known_roll *k = place_of(v, root);
	int err = GS_OK;
	if (k->roll == NULL) {
		struct gs_ask ask = {.kind = GS_ASK_ROLL};
		struct gs_answer answer;
		struct gs_roll *roll = NULL;
		memcpy(ask.id, root, 32);
		gs_answer_start(&answer);
		v->link.ask(v->link.ctx, &answer, &ask);
		err = answer.err;
		if (err == GS_OK)
			err = gs_roll_open(&roll, gs_pool_start(&k->pool),
			    answer.bytes.ptr, answer.bytes.len / 32);
		if (err == GS_OK && memcmp(gs_roll_root(roll), root, 32) != 0)
			err = GS_ERR_CORRUPT;
		if (err == GS_OK)
			k->roll = roll;
		else
			gs_pool_free(&k->pool);
		gs_answer_free(&answer);
	}
	if (err == GS_OK) {
		k->used = ++v->uses;
		*out = k->roll;
	}
	return err;
}

static bool same_roll(const struct job *a, const struct job *b)
{
	return memcmp(a->claims[0].root, b->claims[0].root, 32) == 0;
}

static size_t fill_refs(struct gs_proof_ref *refs, struct job *jobs)
{
	size_t n = 0;
	for (struct job *j = jobs; j != NULL; j = j->next)
		for (size_t i = 0; i < j->count; i++) {
			const struct gs_wire_proof *c = &j->claims[i];
			refs[n++] = (struct gs_proof_ref){
			    .statement = {c->scope.ptr, c->scope.len,
			        c->message.ptr, c->message.len},
			    .proof = c->proof.ptr, .proof_len = c->proof.len};
		}
	return n;
}

/* A job stands or falls as one; only jobs of several people are sifted. */
static int judge(struct job *jobs, const struct gs_roll *roll,
    const struct gs_proof_ref *refs, size_t count, struct gs_arena *arena)
{
	size_t n = 0;
	if (jobs->next == NULL) {
		jobs->err = gs_member_verify_all(roll, refs, count, arena);
		return GS_OK;
	}
	bool *valid = gs_arena_take(arena, count, sizeof *valid);
	if (valid == NULL)
		return GS_ERR_MEMORY;
	int err = gs_member_verify_batch(valid, roll, refs, count, arena);
	for (struct job *j = jobs; j != NULL && err == GS_OK; j = j->next) {
		j->err = GS_OK;
		for (size_t i = 0; i < j->count; i++)
			if (!valid[n++])
				j->err = GS_ERR_PROOF;
	}
	return err;
}

/* Jobs over one roll. */
static void run_batch(struct gs_proofs *v, struct job *jobs)
{
	const struct gs_roll *roll = NULL;
	struct gs_pool pool;
	size_t count = 0;
	for (struct job *j = jobs; j != NULL; j = j->next)
		count += j->count;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_proof_ref *refs = gs_arena_take(arena, count, sizeof *refs);
	int err = refs == NULL ? GS_ERR_MEMORY :
	    find_roll(&roll, v, jobs->claims[0].root);
	if (err == GS_OK)
		err = judge(jobs, roll, refs, fill_refs(refs, jobs), arena);
	for (struct job *j = jobs; j != NULL && err != GS_OK; j = j->next)
		j->err = err;
	gs_pool_free(&pool);
}

static bool has(const struct gs_proofs *v, bool is_long)
{
	const struct job *j = v->first;
	while (j != NULL && (j->count >= LONG) != is_long)
		j = j->next;
	return j != NULL;
}

/* Takes from the queue what is over the roll of the job that waits longest.  A
 * long job comes alone, and no two in a row while a short one waits: whoever
 * sends thousands of proofs at once delays one batch of the others. */
static struct job *take_jobs(struct gs_proofs *v)
{
	struct job *taken = NULL, **end = &taken, **at = &v->first;
	size_t count = 0;
	bool now = has(v, true) && (v->long_turn || !has(v, false));
	v->long_turn = !now;
	while (*at != NULL) {
		struct job *j = *at;
		bool fits = (j->count >= LONG) == now && (taken == NULL ||
		    (!now && same_roll(taken, j) &&
		    count + j->count <= BATCH_MAX));
		if (!fits) {
			at = &j->next;
			continue;
		}
		*at = j->next;
		j->next = NULL;
		*end = j;
		end = &j->next;
		count += j->count;
	}
	v->last = at;
	return taken;
}

static void *run(void *ctx)
{
	struct gs_proofs *v = ctx;
	pthread_mutex_lock(&v->mutex);
	for (;;) {
		while (v->first == NULL && !v->closed)
			pthread_cond_wait(&v->asked, &v->mutex);
		struct job *jobs = take_jobs(v);
		if (jobs == NULL)
			break;
		pthread_mutex_unlock(&v->mutex);
		run_batch(v, jobs);
		pthread_mutex_lock(&v->mutex);
		while (jobs != NULL) {
			struct job *next = jobs->next;
			jobs->done = true;
			jobs = next;
		}
		pthread_cond_broadcast(&v->answered);
	}
	pthread_mutex_unlock(&v->mutex);
	return NULL;
}

int gs_proofs_start(struct gs_proofs **out, struct gs_way link)
{
	struct gs_proofs *v = calloc(1, sizeof *v);
	if (v == NULL)
		return GS_ERR_MEMORY;
	v->link = link;
	v->last = &v->first;
	if (pthread_mutex_init(&v->mutex, NULL) != 0)
		goto no_mutex;
	if (pthread_cond_init(&v->asked, NULL) != 0)
		goto no_asked;
	if (pthread_cond_init(&v->answered, NULL) != 0)
		goto no_answered;
	if (pthread_create(&v->thread, NULL, run, v) != 0)
		goto no_thread;
	*out = v;
	return GS_OK;
no_thread:
	pthread_cond_destroy(&v->answered);
no_answered:
	pthread_cond_destroy(&v->asked);
no_asked:
	pthread_mutex_destroy(&v->mutex);
no_mutex:
	free(v);
	return GS_ERR_MEMORY;
}

void gs_proofs_stop(struct gs_proofs **verify)
{
	struct gs_proofs *v = *verify;
	if (v == NULL)
		return;
	pthread_mutex_lock(&v->mutex);
	v->closed = true;
	pthread_cond_signal(&v->asked);
	pthread_mutex_unlock(&v->mutex);
	pthread_join(v->thread, NULL);
	pthread_cond_destroy(&v->answered);
	pthread_cond_destroy(&v->asked);
	pthread_mutex_destroy(&v->mutex);
	for (size_t i = 0; i < ROLLS; i++)
		gs_pool_free(&v->rolls[i].pool);
	free(v);
	*verify = NULL;
}

int gs_proofs_verify(struct gs_proofs *v, const struct gs_wire_proof *claims,
    size_t count)
{
	struct job me = {.claims = claims, .count = count,
	    .err = GS_ERR_BUSY};
	if (count == 0)
		return GS_OK;
	for (size_t i = 1; i < count; i++)
		if (memcmp(claims[i].root, claims[0].root, 32) != 0)
			return GS_ERR_INTERNAL;
	pthread_mutex_lock(&v->mutex);
	if (!v->closed) {
		*v->last = &me;
		v->last = &me.next;
		pthread_cond_signal(&v->asked);
		while (!me.done)
			pthread_cond_wait(&v->answered, &v->mutex);
	}
	pthread_mutex_unlock(&v->mutex);
	return me.err;
}
