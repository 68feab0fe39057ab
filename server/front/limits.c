/* SPDX-License-Identifier: Apache-2.0 */
#include "server/front/limits.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#define SPARE 32 /* connections; a half of what may be, if that is less */
#define PROGRESS ((size_t)16 << 10) /* bytes; less is standing still */
#define STILL_MS 1000 /* without any, before somebody is cut off */

static const size_t held_max[GS_HELD_KINDS] = {
    [GS_HELD_BODY] = (size_t)256 << 20, [GS_HELD_REPLY] = (size_t)128 << 20};

struct gs_deadline {
	int fd;
	int64_t until;
	int64_t last; /* when it moved last, in milliseconds */
	size_t moved; /* bytes since then */
	size_t held[GS_HELD_KINDS];
	bool shut;
	struct gs_deadline *before, *next;
};

struct gs_limits {
	pthread_mutex_t mutex;
	pthread_t watcher;
	bool has_mutex, watching; /* what gs_limits_stop ends */
	bool closed;
	struct gs_deadline *first; /* the newest */
	size_t open, open_max;
	size_t held[GS_HELD_KINDS];
};

static int64_t now_ms(void)
{
	struct timespec ts = {.tv_sec = 0};

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t gs_limits_now(void)
{
	return now_ms() / 1000;
}

/* What it holds counts no more: the memory goes as soon as the library sees
 * that the connection has ended. */
static void shut_connection(struct gs_limits *limits, struct gs_deadline *d)
{
	(void)shutdown(d->fd, SHUT_RDWR);
	if (d->shut)
		return;

	d->shut = true;
	limits->open--;
	for (size_t i = 0; i < GS_HELD_KINDS; i++)
		limits->held[i] -= d->held[i];
}

/* Of those that wait for their other side the one that moved least lately, but
 * not `but`.  NULL: none. */
static struct gs_deadline *find_stillest(const struct gs_limits *limits,
    const struct gs_deadline *but, bool (*fits)(const struct gs_deadline *))
{
	struct gs_deadline *found = NULL;

	for (struct gs_deadline *d = limits->first; d != NULL; d = d->next)
		if (d != but && !d->shut && d->until != GS_DEADLINE_NONE &&
		    fits(d) && (found == NULL || d->last <= found->last))
			found = d;
	return found;
}

static bool fits_any(const struct gs_deadline *d)
{
	return d->fd >= 0;
}

static bool holds_body(const struct gs_deadline *d)
{
	return d->held[GS_HELD_BODY] > 0;
}

static bool holds_reply(const struct gs_deadline *d)
{
	return d->held[GS_HELD_REPLY] > 0;
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
				shut_connection(limits, d);
		closed = limits->closed;
		pthread_mutex_unlock(&limits->mutex);
	}
	return NULL;
}

int gs_limits_start(struct gs_limits **out, size_t connections)
{
	struct gs_limits *limits = calloc(1, sizeof *limits);
	if (limits == NULL)
		return GS_ERR_MEMORY;

	limits->open_max = connections - (connections / 2 < SPARE ?
	    connections / 2 : SPARE);
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
	d->last = now_ms();
	pthread_mutex_lock(&limits->mutex);
	struct gs_deadline *still = limits->open >= limits->open_max ?
	    find_stillest(limits, NULL, fits_any) : NULL;
	if (still != NULL)
		shut_connection(limits, still);

	limits->open++;
	d->next = limits->first;
	if (d->next != NULL)
		d->next->before = d;
	limits->first = d;
	pthread_mutex_unlock(&limits->mutex);
	return d;
}

void gs_deadline_set(struct gs_limits *limits,
    struct gs_deadline *deadline, int64_t until)
{
	if (deadline == NULL)
		return;

	pthread_mutex_lock(&limits->mutex);
	deadline->until = until;
	deadline->last = now_ms();
	deadline->moved = 0;
	pthread_mutex_unlock(&limits->mutex);
}

void gs_deadline_moved(struct gs_limits *limits,
    struct gs_deadline *deadline, size_t bytes)
{
	if (deadline == NULL)
		return;

	pthread_mutex_lock(&limits->mutex);
	deadline->moved += bytes;
	if (deadline->moved >= PROGRESS) {
		deadline->last = now_ms();
		deadline->moved = 0;
	}
	pthread_mutex_unlock(&limits->mutex);
}

void gs_deadline_remove(struct gs_limits *limits,
    struct gs_deadline *deadline)
{
	if (deadline == NULL)
		return;

	pthread_mutex_lock(&limits->mutex);
	if (!deadline->shut)
		limits->open--;
	if (deadline->before != NULL)
		deadline->before->next = deadline->next;
	else
		limits->first = deadline->next;
	if (deadline->next != NULL)
		deadline->next->before = deadline->before;
	pthread_mutex_unlock(&limits->mutex);
	free(deadline);
}

/* Cuts off who stands still, until there is room for `len`. */
static bool make_room(struct gs_limits *limits, const struct gs_deadline *but,
    enum gs_held kind, size_t len)
{
	int64_t still = now_ms() - STILL_MS;

	while (limits->held[kind] + len > held_max[kind]) {
		struct gs_deadline *d = find_stillest(limits, but,
		    kind == GS_HELD_BODY ? holds_body : holds_reply);
		if (d == NULL || d->last > still)
			return false;
		shut_connection(limits, d);
	}
	return true;
}

bool gs_limits_take(struct gs_limits *limits, struct gs_deadline *deadline,
    enum gs_held kind, size_t len)
{
	if (deadline == NULL)
		return false;

	pthread_mutex_lock(&limits->mutex);
	bool good = !deadline->shut && make_room(limits, deadline, kind, len);
	if (good) {
		limits->held[kind] += len;
		deadline->held[kind] += len;
	}
	pthread_mutex_unlock(&limits->mutex);
	return good;
}

void gs_limits_return(struct gs_limits *limits, struct gs_deadline *deadline,
    enum gs_held kind, size_t len)
{
	if (deadline == NULL)
		return;

	pthread_mutex_lock(&limits->mutex);
	if (!deadline->shut)
		limits->held[kind] -= len;
	deadline->held[kind] -= len;
	pthread_mutex_unlock(&limits->mutex);
}
