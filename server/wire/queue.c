/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wire/queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct gs_queue {
	pthread_mutex_t mutex;
	pthread_cond_t asked;
	bool has_mutex, has_asked; /* what gs_queue_free ends */
	struct gs_waiting *first, **last;
	bool closed, woken;
};

bool gs_queue_cond(pthread_cond_t *cond)
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
	q->has_asked = gs_queue_cond(&q->asked);
	if (!q->has_mutex || !q->has_asked) {
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

	if (q->has_asked)
		pthread_cond_destroy(&q->asked);
	if (q->has_mutex)
		pthread_mutex_destroy(&q->mutex);
	free(q);
	*queue = NULL;
}

void gs_queue_put(struct gs_queue *q, struct gs_waiting *waiting)
{
	pthread_mutex_lock(&q->mutex);
	bool closed = q->closed;
	if (!closed) {
		waiting->next = NULL;
		*q->last = waiting;
		q->last = &waiting->next;
		pthread_cond_signal(&q->asked);
	}
	pthread_mutex_unlock(&q->mutex);

	if (closed) {
		(void)gs_answer_fail(waiting->answer, GS_ERR_BUSY);
		waiting->answered(waiting);
	}
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

struct gs_waiting *gs_queue_take(bool *closed, struct gs_queue *q, size_t max,
    int64_t seconds)
{
	struct timespec until = {.tv_sec = 0};
	int rc = 0;

	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;

	pthread_mutex_lock(&q->mutex);
	while (q->first == NULL && !q->closed && !q->woken && rc == 0)
		rc = pthread_cond_timedwait(&q->asked, &q->mutex, &until);
	q->woken = false;
	struct gs_waiting *taken = take_oldest(&q->first, max);
	if (q->first == NULL)
		q->last = &q->first;
	*closed = q->closed && taken == NULL;
	pthread_mutex_unlock(&q->mutex);
	return taken;
}

void gs_queue_wake(struct gs_queue *q)
{
	pthread_mutex_lock(&q->mutex);
	q->woken = true;
	pthread_cond_signal(&q->asked);
	pthread_mutex_unlock(&q->mutex);
}

void gs_queue_answer(struct gs_waiting *taken)
{
	while (taken != NULL) {
		/* Its owner frees it. */
		struct gs_waiting *next = taken->next;

		taken->answered(taken);
		taken = next;
	}
}

void gs_queue_close(struct gs_queue *q)
{
	pthread_mutex_lock(&q->mutex);
	q->closed = true;
	pthread_cond_signal(&q->asked);
	pthread_mutex_unlock(&q->mutex);
}
