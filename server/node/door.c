/* SPDX-License-Identifier: Apache-2.0 */
#include "server/node/door.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lib/listen.h"

#define GUESTS 16
#define GUEST_SECONDS 5
#define POLL_MS 1000
#define PATIENCE_MS 10000

/* A connection whose other end is not known yet. */
struct guest {
	int fd; /* below 0: none */
	time_t end;
	bool answered;
	size_t node, got;
	uint8_t bytes[GS_BLOCK_LEN]; /* the first message, then the first
	                              * block */
	struct gs_noise_way to, from;
};

struct gs_door {
	const struct gs_nodes *nodes;
	int fd;
	struct guest guests[GUESTS];
	void (*joined)(void *ctx);
	void *ctx;
	pthread_t thread;
	pthread_mutex_t mutex;
	bool running;
	/* Under the mutex: */
	bool closed;
	struct gs_line *lines[GS_NODES_MAX];
};

static time_t door_seconds(void)
{
	struct timespec now = {.tv_sec = 0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void close_guest(struct guest *guest)
{
	if (guest->fd >= 0)
		close(guest->fd);
	gs_host_wipe(guest, sizeof *guest);
	guest->fd = -1;
}

/* A place for one more: a free one, or that of whoever is here longest. */
static struct guest *seat_guest(struct gs_door *door)
{
	struct guest *oldest = &door->guests[0];

	for (size_t i = 0; i < GUESTS; i++) {
		if (door->guests[i].fd < 0)
			return &door->guests[i];
		if (door->guests[i].end < oldest->end)
			oldest = &door->guests[i];
	}
	close_guest(oldest);
	return oldest;
}

static void accept_guest(struct gs_door *door)
{
	int fd = accept4(door->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0)
		return;
	struct guest *guest = seat_guest(door);

	guest->fd = fd;
	guest->end = door_seconds() + GUEST_SECONDS;
}

/* The first message: whose key it is, and this node's answer. */
static bool answer_guest(struct gs_door *door, struct guest *guest)
{
	struct gs_noise_shake shake;
	uint8_t second[GS_NOISE_SECOND];

	int err = gs_noise_hear(&shake, &door->nodes->key, guest->bytes);
	if (err == GS_OK) {
		guest->node = gs_nodes_find(door->nodes, shake.theirs);
		err = guest->node < door->nodes->count ? GS_OK :
		    GS_ERR_DENIED;
	}
	if (err == GS_OK)
		err = gs_noise_answer(second, &guest->to, &guest->from,
		    &shake);
	gs_host_wipe(&shake, sizeof shake);

	guest->got = 0;
	guest->answered = true;
	return err == GS_OK && send(guest->fd, second, sizeof second,
	    MSG_NOSIGNAL) == (ssize_t)sizeof second;
}

/* The first block shows that it is no old message that somebody sends again:
 * from now on it is a line. */
static bool admit_guest(struct gs_door *door, struct guest *guest)
{
	struct gs_line *line = calloc(1, sizeof *line);

	if (line == NULL)
		return false;
	line->fd = guest->fd;
	line->patience = PATIENCE_MS;
	line->to = guest->to;
	line->from = guest->from;
	guest->fd = -1;
	if (gs_line_take(line, guest->bytes) != GS_OK) {
		gs_line_free(&line);
		return false;
	}

	pthread_mutex_lock(&door->mutex);
	gs_line_free(&door->lines[guest->node]);
	door->lines[guest->node] = line;
	pthread_mutex_unlock(&door->mutex);
	door->joined(door->ctx);
	return true;
}

/* False: it is to be closed. */
static bool hear_guest(struct gs_door *door, struct guest *guest)
{
	size_t want = guest->answered ? GS_BLOCK_LEN : GS_NOISE_FIRST;
	ssize_t n = recv(guest->fd, guest->bytes + guest->got,
	    want - guest->got, 0);

	if (n <= 0)
		return false;
	guest->got += (size_t)n;
	if (guest->got < want)
		return true;
	if (!guest->answered)
		return answer_guest(door, guest);
	(void)admit_guest(door, guest);
	return false;
}

static void serve_guests(struct gs_door *door, const struct pollfd *ready)
{
	time_t now = door_seconds();

	for (size_t i = 0; i < GUESTS; i++) {
		struct guest *guest = &door->guests[i];

		if (guest->fd < 0)
			continue;
		if ((ready[i].revents != 0 && !hear_guest(door, guest)) ||
		    now > guest->end)
			close_guest(guest);
	}
}

static bool is_closed(struct gs_door *door)
{
	pthread_mutex_lock(&door->mutex);
	bool closed = door->closed;
	pthread_mutex_unlock(&door->mutex);
	return closed;
}

static void *keep_door(void *ctx)
{
	struct gs_door *door = ctx;

	while (!is_closed(door)) {
		struct pollfd ready[GUESTS + 1];

		for (size_t i = 0; i < GUESTS; i++)
			ready[i] = (struct pollfd){.fd = door->guests[i].fd,
			    .events = POLLIN};
		ready[GUESTS] = (struct pollfd){.fd = door->fd,
		    .events = POLLIN};
		if (poll(ready, GUESTS + 1, POLL_MS) < 0)
			continue;
		serve_guests(door, ready);
		if (ready[GUESTS].revents != 0)
			accept_guest(door);
	}
	return NULL;
}

/* What is accepted inherits it: a block is not held back. */
static int hurry_socket(int fd)
{
	int on = 1;

	return setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0 ?
	    GS_OK : GS_ERR_IO;
}

int gs_door_open(struct gs_door **out, const struct gs_nodes *nodes,
    struct gs_report *report)
{
	struct gs_door *door = calloc(1, sizeof *door);
	uint16_t port = 0;

	if (door == NULL)
		return GS_ERR_MEMORY;
	door->fd = -1;
	door->nodes = nodes;
	for (size_t i = 0; i < GUESTS; i++)
		door->guests[i].fd = -1;
	if (pthread_mutex_init(&door->mutex, NULL) != 0) {
		free(door);
		return GS_ERR_MEMORY;
	}

	int err = gs_listen(&door->fd, &port, nodes->v[nodes->own].place,
	    report);
	if (err == GS_OK)
		err = hurry_socket(door->fd);
	if (err != GS_OK)
		gs_door_stop(&door);
	*out = door;
	return err;
}

int gs_door_start(struct gs_door *door, void (*joined)(void *ctx), void *ctx)
{
	door->joined = joined;
	door->ctx = ctx;
	door->running = pthread_create(&door->thread, NULL, keep_door,
	    door) == 0;
	return door->running ? GS_OK : GS_ERR_MEMORY;
}

struct gs_line *gs_door_take(struct gs_door *door, size_t node)
{
	pthread_mutex_lock(&door->mutex);
	struct gs_line *line = door->lines[node];
	door->lines[node] = NULL;
	pthread_mutex_unlock(&door->mutex);
	return line;
}

void gs_door_stop(struct gs_door **out)
{
	struct gs_door *door = *out;

	if (door == NULL)
		return;
	pthread_mutex_lock(&door->mutex);
	door->closed = true;
	pthread_mutex_unlock(&door->mutex);
	if (door->running)
		pthread_join(door->thread, NULL);

	for (size_t i = 0; i < GUESTS; i++)
		close_guest(&door->guests[i]);
	for (size_t i = 0; i < GS_NODES_MAX; i++)
		gs_line_free(&door->lines[i]);
	if (door->fd >= 0)
		close(door->fd);
	pthread_mutex_destroy(&door->mutex);
	free(door);
	*out = NULL;
}
