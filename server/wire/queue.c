/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wire/queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct gs_queue {
	pthread_mutex_t mutex;
	pthread_cond_t asked, answered;
	bool has_mutex, has_asked, has_answered; /* what gs_queue_free ends */
	struct gs_waiting *first, **last;
	bool closed;
};

static bool make_monotonic(pthread_cond_t *cond)
{
	pthread_condattr_t attr;

	if (pthread_condattr_init(&attr) != 0)
		return false;
	bool good = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0 &&
	    pthread_cond_init(cond, &attr) == 0;
	pthread_condattr_destroy(&attr);
	return good;
}

int gs_queue_new(struct gs_queue **out)
{
	struct gs_queue *q = calloc(1, sizeof *q);
	if (q == NULL)
		return GS_ERR_MEMORY;

	q->last = &q->first;
	q->has_mutex = pthread_mutex_init(&q->mutex, NULL) == 0;
	q->has_asked = make_monotonic(&q->asked);
	q->has_answered = pthread_cond_init(&q->answered, NULL) == 0;
	if (!q->has_mutex || !q->has_asked || !q->has_answered) {
		gs_queue_free(&q);
		return GS_ERR_MEMORY;
	}

	*out = q;
	return GS_OK;
}

void gs_queue_free(struct gs_queue **queue)
{
	struct gs_queue *q = *queue;
	if (q == NULL)
		return;

	if (q->has_answered)
		pthread_cond_destroy(&q->answered);
	if (q->has_asked)
		pthread_cond_destroy(&q->asked);
	if (q->has_mutex)
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

static struct gs_waiting *take_oldest(struct gs_waiting **list, size_t max)
{
	struct gs_waiting *taken = *list, *w = taken;

	for (size_t n = 1; w != NULL && n < max; n++)
		w = w->next;
	*list = w == NULL ? NULL : w->next;
	if (w != NULL)
		w->next = NULL;
	return taken;
}

/* After something was taken from anywhere in the list. */
static void find_last(struct gs_queue *q)
{
	q->last = &q->first;
	while (*q->last != NULL)
		q->last = &(*q->last)->next;
}

struct gs_waiting *gs_queue_take(bool *closed, struct gs_queue *q, size_t max,
    int64_t seconds)
{
	struct timespec until = {.tv_sec = 0};
	int rc = 0;

	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;

	pthread_mutex_lock(&q->mutex);
	while (q->first == NULL && !q->closed && rc == 0)
		rc = pthread_cond_timedwait(&q->asked, &q->mutex, &until);
	struct gs_waiting *taken = take_oldest(&q->first, max);
	find_last(q);
	*closed = q->closed && taken == NULL;
	pthread_mutex_unlock(&q->mutex);
	return taken;
}

struct gs_waiting *gs_queue_choose(struct gs_queue *q, gs_choose_fn *choose,
    void *ctx)
{
	pthread_mutex_lock(&q->mutex);
	while (q->first == NULL && !q->closed)
		pthread_cond_wait(&q->asked, &q->mutex);
	struct gs_waiting *taken = q->first == NULL ? NULL :
	    choose(ctx, &q->first);
	find_last(q);
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
