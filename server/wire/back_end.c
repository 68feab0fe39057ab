/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wire/back_end.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/wire/wire.h"

#define STACK ((size_t)1 << 20)

struct gs_back_end {
	struct gs_way way;
	size_t count, running;
	struct socket_thread {
		struct gs_back_end *wire;
		pthread_t thread;
		int fd;
	} threads[];
};

/* NULL: no memory, or longer than may cross. */
static uint8_t *encode_answer(size_t *len, const struct gs_answer *answer)
{
	struct gs_writer w = gs_writer_of(NULL, GS_WIRE_ANSWER_MAX);

	gs_wire_answer_write(&w, answer);
	if (gs_writer_end(&w) != GS_OK)
		return NULL;
	uint8_t *ptr = malloc(w.len);
	if (ptr == NULL)
		return NULL;

	w = gs_writer_of(ptr, w.len);
	gs_wire_answer_write(&w, answer);
	*len = w.len;
	return ptr;
}

static int send_answer(int fd, struct gs_answer *answer)
{
	size_t len = 0;

	uint8_t *body = encode_answer(&len, answer);
	if (body == NULL) {
		struct gs_answer instead = {.line = 0};
		(void)gs_answer_refuse(&instead, GS_ERR_SPACE,
		    "server-answer-too-long", "the answer is longer than may "
		    "pass between the server's processes");
		body = encode_answer(&len, &instead);
	}

	int err = body == NULL ? GS_ERR_MEMORY : gs_frame_send(fd, body, len);
	free(body);
	return err;
}

static int serve_one(struct gs_back_end *wire, int fd, const uint8_t *body,
    size_t len)
{
	struct gs_ask ask;
	struct gs_answer answer;
	struct gs_pool pool;

	int err = gs_wire_ask_read(&ask, gs_pool_start(&pool), body, len);
	if (err == GS_OK) {
		gs_answer_start(&answer);
		wire->way.ask(wire->way.ctx, &answer, &ask);
		err = send_answer(fd, &answer);
		gs_answer_free(&answer);
	}
	gs_host_wipe(&ask, sizeof ask);
	gs_pool_free(&pool);
	return err;
}

/* GS_ERR_UNKNOWN: the other end is done. */
static int serve_next(struct gs_back_end *wire, int fd)
{
	size_t len = 0;

	int err = gs_frame_await(&len, fd, GS_WIRE_ASK_MAX);
	if (err != GS_OK)
		return err;
	uint8_t *body = malloc(len + 1);
	if (body == NULL)
		return GS_ERR_MEMORY;

	err = gs_frame_receive(body, fd, len);
	if (err == GS_OK)
		err = serve_one(wire, fd, body, len);
	gs_host_wipe(body, len);
	free(body);
	return err;
}

static void *serve_socket(void *ctx)
{
	struct socket_thread *t = ctx;
	int err = GS_OK;

	while (err == GS_OK)
		err = serve_next(t->wire, t->fd);
	if (err == GS_ERR_FORMAT || err == GS_ERR_RANGE)
		(void)fprintf(stderr, "wire: what came from the front is not a "
		    "question: %s; its socket is closed\n", gs_strerror(err));
	/* The other end sees it; the number stays ours until all is over. */
	(void)shutdown(t->fd, SHUT_RDWR);
	return NULL;
}

static int start_thread(struct gs_back_end *wire, const pthread_attr_t *attr)
{
	struct socket_thread *t = &wire->threads[wire->running];
	if (pthread_create(&t->thread, attr, serve_socket, t) != 0)
		return GS_ERR_MEMORY;
	wire->running++;
	return GS_OK;
}

int gs_back_end_start(struct gs_back_end **out, const int *fds,
    size_t count, struct gs_way way)
{
	pthread_attr_t attr;
	struct gs_back_end *wire = calloc(1, sizeof *wire +
	    count * sizeof *wire->threads);

	if (wire == NULL || pthread_attr_init(&attr) != 0) {
		for (size_t i = 0; i < count; i++)
			close(fds[i]);
		free(wire);
		return GS_ERR_MEMORY;
	}

	wire->way = way;
	wire->count = count;
	for (size_t i = 0; i < count; i++)
		wire->threads[i] = (struct socket_thread){.wire = wire,
		    .fd = fds[i]};

	int err = pthread_attr_setstacksize(&attr, STACK) == 0 ? GS_OK :
	    GS_ERR_MEMORY;
	while (err == GS_OK && wire->running < count)
		err = start_thread(wire, &attr);
	pthread_attr_destroy(&attr);

	if (err == GS_OK) {
		*out = wire;
		wire = NULL;
	}
	gs_back_end_stop(&wire);
	return err;
}

void gs_back_end_stop(struct gs_back_end **out)
{
	struct gs_back_end *wire = *out;
	if (wire == NULL)
		return;

	for (size_t i = 0; i < wire->count; i++)
		(void)shutdown(wire->threads[i].fd, SHUT_RD);
	for (size_t i = 0; i < wire->running; i++)
		pthread_join(wire->threads[i].thread, NULL);
	for (size_t i = 0; i < wire->count; i++)
		close(wire->threads[i].fd);
	free(wire);
	*out = NULL;
}
