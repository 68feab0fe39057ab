/* SPDX-License-Identifier: Apache-2.0 */
#include "server/front/limits.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#define BODIES_MAX ((size_t)256 << 20) /* all of them together */

struct gs_deadline {
	int fd;
	int64_t until;
	struct gs_deadline *before, *next;
};

struct gs_limits {
	pthread_mutex_t mutex;
	pthread_t watcher;
	bool has_mutex, watching; /* what gs_limits_stop ends */
	bool closed;
	struct gs_deadline *first;
	atomic_size_t bodies;
};

int64_t gs_limits_now(void)
{
	struct timespec ts = {.tv_sec = 0};

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec;
}

/* Ends what has taken too long in all, however busy it kept its socket: the
 * HTTP library itself knows inactivity only. */
static void *watch_deadlines(void *ctx)
{
	struct gs_limits *limits = ctx;
	const struct timespec pause = {.tv_nsec = 250000000};
	bool closed = false;

	while (!closed) {
		(void)clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
		int64_t now = gs_limits_now();
		pthread_mutex_lock(&limits->mutex);
		for (struct gs_deadline *d = limits->first; d != NULL;
		    d = d->next)
			if (now > d->until)
				(void)shutdown(d->fd, SHUT_RDWR);
		closed = limits->closed;
		pthread_mutex_unlock(&limits->mutex);
	}
	return NULL;
}

int gs_limits_start(struct gs_limits **out)
{
	struct gs_limits *limits = calloc(1, sizeof *limits);
	if (limits == NULL)
		return GS_ERR_MEMORY;

	limits->has_mutex = pthread_mutex_init(&limits->mutex, NULL) == 0;
	limits->watching = limits->has_mutex && pthread_create(
	    &limits->watcher, NULL, watch_deadlines, limits) == 0;
	if (!limits->watching) {
		gs_limits_stop(&limits);
		return GS_ERR_MEMORY;
	}

	*out = limits;
	return GS_OK;
}

void gs_limits_stop(struct gs_limits **out)
{
	struct gs_limits *limits = *out;
	if (limits == NULL)
		return;

	if (limits->watching) {
		pthread_mutex_lock(&limits->mutex);
		limits->closed = true;
		pthread_mutex_unlock(&limits->mutex);
		pthread_join(limits->watcher, NULL);
	}
	if (limits->has_mutex)
		pthread_mutex_destroy(&limits->mutex);
	free(limits);
	*out = NULL;
}

struct gs_deadline *gs_deadline_add(struct gs_limits *limits, int fd)
{
	struct gs_deadline *d = calloc(1, sizeof *d);
	if (d == NULL)
		return NULL;

	d->fd = fd;
	d->until = gs_limits_now() + GS_REQUEST_SECONDS;
	pthread_mutex_lock(&limits->mutex);
	d->next = limits->first;
	if (d->next != NULL)
		d->next->before = d;
	limits->first = d;
	pthread_mutex_unlock(&limits->mutex);
	return d;
}

void gs_deadline_set(struct gs_limits *limits, struct gs_deadline *deadline,
    int64_t until)
{
	pthread_mutex_lock(&limits->mutex);
	if (deadline != NULL)
		deadline->until = until;
	pthread_mutex_unlock(&limits->mutex);
}

void gs_deadline_remove(struct gs_limits *limits,
    struct gs_deadline *deadline)
{
	if (deadline == NULL)
		return;

	pthread_mutex_lock(&limits->mutex);
	if (deadline->before != NULL)
		deadline->before->next = deadline->next;
	else
		limits->first = deadline->next;
	if (deadline->next != NULL)
		deadline->next->before = deadline->before;
	pthread_mutex_unlock(&limits->mutex);
	free(deadline);
}

bool gs_limits_take_body(struct gs_limits *limits, size_t len)
{
	size_t all = atomic_fetch_add(&limits->bodies, len) + len;

	if (all <= BODIES_MAX)
		return true;
	atomic_fetch_sub(&limits->bodies, len);
	return false;
}

void gs_limits_return_body(struct gs_limits *limits, size_t len)
{
	atomic_fetch_sub(&limits->bodies, len);
}
