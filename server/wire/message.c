/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wire/message.h"

#include <pthread.h>
#include <string.h>

#include "core/bytes.h"

void gs_answer_start(struct gs_answer *answer)
{
	*answer = (struct gs_answer){.err = GS_ERR_INTERNAL};
	(void)gs_pool_start(&answer->pool);
}

void gs_answer_free(struct gs_answer *answer)
{
	gs_pool_free(&answer->pool);
	*answer = (struct gs_answer){.err = GS_ERR_INTERNAL};
}

int gs_answer_fail(struct gs_answer *answer, int err)
{
	answer->err = err;
	return err;
}

int gs_answer_values(struct gs_answer *answer, int err, const char *code,
    const char *sentence, const struct gs_message_value *values, size_t count)
{
	gs_report_values(&answer->report, code, sentence, values, count);
	return gs_answer_fail(answer, err);
}

int gs_answer_refuse(struct gs_answer *answer, int err, const char *code,
    const char *sentence)
{
	return gs_answer_values(answer, err, code, sentence, NULL, 0);
}

int gs_answer_refusal(struct gs_answer *answer, int err,
    const struct gs_refusal *refusal)
{
	answer->line = refusal->line;
	if (refusal->why != NULL)
		gs_report_refusal(&answer->report, refusal);
	return gs_answer_fail(answer, err);
}

int gs_answer_keep(struct gs_span *out, struct gs_answer *answer,
    struct gs_span from)
{
	*out = (struct gs_span){NULL, 0};
	int err = gs_arena_copy(out, &answer->pool.arena, from);
	return err == GS_OK ? GS_OK : gs_answer_fail(answer, err);
}

/* Of one proof: lengths stand before what they measure. */
static void digest_proof(uint8_t digest[32], const struct gs_wire_proof *p)
{
	uint8_t lengths[3 * 8];
	struct gs_writer w = gs_writer_of(lengths, sizeof lengths);
	const struct gs_span parts[] = {{lengths, sizeof lengths},
	    {p->root, sizeof p->root}, p->scope, p->message, p->proof};

	gs_write_u64(&w, p->scope.len);
	gs_write_u64(&w, p->message.len);
	gs_write_u64(&w, p->proof.len);
	gs_host_sha256(digest, parts, sizeof parts / sizeof *parts);
}

void gs_answer_digest(uint8_t digest[32], const struct gs_answer *answer)
{
	uint8_t one[32];
	const struct gs_span both[] = {{digest, 32}, {one, sizeof one}};

	memset(digest, 0, 32);
	for (size_t i = 0; i < answer->proof_count; i++) {
		digest_proof(one, &answer->proofs[i]);
		gs_host_sha256(digest, both, 2);
	}
}

struct asker {
	struct gs_waiting waiting; /* first */
	pthread_mutex_t mutex;
	pthread_cond_t answered;
	bool done;
};

static void wake_asker(struct gs_waiting *waiting)
{
	struct asker *me = (struct asker *)waiting;

	/* The signal within: once the mutex is free, the asker is gone. */
	pthread_mutex_lock(&me->mutex);
	me->done = true;
	pthread_cond_signal(&me->answered);
	pthread_mutex_unlock(&me->mutex);
}

void gs_way_ask(struct gs_way way, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct asker me = {.waiting = {ask, answer, wake_asker, NULL},
	    .mutex = PTHREAD_MUTEX_INITIALIZER,
	    .answered = PTHREAD_COND_INITIALIZER};

	way.put(way.ctx, &me.waiting);
	pthread_mutex_lock(&me.mutex);
	while (!me.done)
		pthread_cond_wait(&me.answered, &me.mutex);
	pthread_mutex_unlock(&me.mutex);
	pthread_cond_destroy(&me.answered);
	pthread_mutex_destroy(&me.mutex);
}
