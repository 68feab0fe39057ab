/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/queue.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct gs_queue {
	pthread_mutex_t mutex;
	pthread_cond_t asked, answered;
	struct gs_waiting *first, **last;
	bool closed;
};

static int monotonic_cond(pthread_cond_t *cond)
{
	pthread_condattr_t attr;
	if (pthread_condattr_init(&attr) != 0)
		return GS_ERR_MEMORY;
	int failed = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	if (failed == 0)
		failed = pthread_cond_init(cond, &attr);
	pthread_condattr_destroy(&attr);
	return failed == 0 ? GS_OK : GS_ERR_MEMORY;
}

int gs_queue_new(struct gs_queue **out)
{
	struct gs_queue *q = calloc(1, sizeof *q);
	if (q == NULL)
		return GS_ERR_MEMORY;
	if (pthread_mutex_init(&q->mutex, NULL) != 0)
		goto no_mutex;
	if (monotonic_cond(&q->asked) != GS_OK)
		goto no_asked;
	if (pthread_cond_init(&q->answered, NULL) != 0)
		goto no_answered;
	q->last = &q->first;
	*out = q;
	return GS_OK;
no_answered:
	pthread_cond_destroy(&q->asked);
no_asked:
	pthread_mutex_destroy(&q->mutex);
no_mutex:
	free(q);
	return GS_ERR_MEMORY;
}

void gs_queue_free(struct gs_queue **queue)
{
	struct gs_queue *q = *queue;
	if (q == NULL)
		return;
	pthread_cond_destroy(&q->answered);
	pthread_cond_destroy(&q->asked);
	pthread_mutex_destroy(&q->mutex);
	free(q);
	*queue = NULL;
}

void gs_queue_ask(struct gs_queue *q, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_waiting me = {.ask = ask, .answer = answer};
	pthread_mutex_lock(&q->mutex);
	if (q->closed) {
		answer->err = GS_ERR_BUSY;
	} else {
		*q->last = &me;
		q->last = &me.next;
		pthread_cond_signal(&q->asked);
		while (!me.done)
			pthread_cond_wait(&q->answered, &q->mutex);
	}
	pthread_mutex_unlock(&q->mutex);
}

static struct gs_waiting *take_some(struct gs_queue *q, size_t max)
{
	struct gs_waiting *taken = q->first, *w = taken;
	for (size_t n = 1; w != NULL && n < max; n++)
		w = w->next;
	if (w == NULL || w->next == NULL) {
		q->first = NULL;
		q->last = &q->first;
	} else {
		q->first = w->next;
		w->next = NULL;
	}
	return taken;
}

struct gs_waiting *gs_queue_take(bool *closed, struct gs_queue *q, size_t max,
    int64_t seconds)
{
	struct timespec until = {.tv_sec = 0};
	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;
	int rc = 0;
	pthread_mutex_lock(&q->mutex);
	while (q->first == NULL && !q->closed && rc == 0)
		rc = pthread_cond_timedwait(&q->asked, &q->mutex, &until);
	struct gs_waiting *taken = take_some(q, max);
	*closed = q->closed && taken == NULL;
	pthread_mutex_unlock(&q->mutex);
	return taken;
}

void gs_queue_answer(struct gs_queue *q, struct gs_waiting *taken)
{
	pthread_mutex_lock(&q->mutex);
	while (taken != NULL) {
		/* Once it is done its owner may take it off the stack. */
		struct gs_waiting *next = taken->next;
		taken->done = true;
		taken = next;
	}
	pthread_cond_broadcast(&q->answered);
	pthread_mutex_unlock(&q->mutex);
}

void gs_queue_close(struct gs_queue *q)
{
	pthread_mutex_lock(&q->mutex);
	q->closed = true;
	pthread_cond_signal(&q->asked);
	pthread_mutex_unlock(&q->mutex);
}
