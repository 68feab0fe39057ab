/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wire/front_end.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/wire/wire.h"

struct gs_front_end {
	pthread_mutex_t mutex;
	pthread_cond_t freed;
	bool has_mutex, has_freed; /* what gs_front_end_free ends */
	int *free_fds; /* a stack of those that nobody uses */
	size_t free_count;
	size_t alive; /* free ones and taken ones */
};

static void close_all(const int *fds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		close(fds[i]);
}

int gs_front_end_new(struct gs_front_end **out, const int *fds, size_t count)
{
	struct gs_front_end *wire = calloc(1, sizeof *wire);

	if (wire != NULL) {
		wire->free_fds = calloc(count, sizeof *wire->free_fds);
		wire->has_mutex = pthread_mutex_init(&wire->mutex, NULL) == 0;
		wire->has_freed = pthread_cond_init(&wire->freed, NULL) == 0;
	}
	if (wire == NULL || wire->free_fds == NULL || !wire->has_mutex ||
	    !wire->has_freed) {
		gs_front_end_free(&wire);
		close_all(fds, count);
		return GS_ERR_MEMORY;
	}

	memcpy(wire->free_fds, fds, count * sizeof *fds);
	wire->free_count = wire->alive = count;
	*out = wire;
	return GS_OK;
}

void gs_front_end_free(struct gs_front_end **out)
{
	struct gs_front_end *wire = *out;
	if (wire == NULL)
		return;

	close_all(wire->free_fds, wire->free_count);
	if (wire->has_freed)
		pthread_cond_destroy(&wire->freed);
	if (wire->has_mutex)
		pthread_mutex_destroy(&wire->mutex);
	free(wire->free_fds);
	free(wire);
	*out = NULL;
}

/* -1: none is left. */
static int take_socket(struct gs_front_end *wire)
{
	pthread_mutex_lock(&wire->mutex);
	while (wire->free_count == 0 && wire->alive > 0)
		pthread_cond_wait(&wire->freed, &wire->mutex);
	int fd = wire->free_count == 0 ? -1 :
	    wire->free_fds[--wire->free_count];
	pthread_mutex_unlock(&wire->mutex);
	return fd;
}

static void return_socket(struct gs_front_end *wire, int fd, bool good)
{
	pthread_mutex_lock(&wire->mutex);
	if (good) {
		wire->free_fds[wire->free_count++] = fd;
		pthread_cond_signal(&wire->freed);
	} else {
		close(fd);
		wire->alive--;
		pthread_cond_broadcast(&wire->freed);
	}
	pthread_mutex_unlock(&wire->mutex);
}

/* The encoded ask, which may hold a token: whoever frees it wipes it. */
static int encode_ask(uint8_t **out, size_t *len, const struct gs_ask *ask)
{
	struct gs_writer w = gs_writer_of(NULL, GS_WIRE_ASK_MAX);

	int err = gs_wire_ask_write(&w, ask);
	if (err == GS_OK)
		err = gs_writer_end(&w);
	if (err != GS_OK)
		return err;
	uint8_t *ptr = malloc(w.len);
	if (ptr == NULL)
		return GS_ERR_MEMORY;

	w = gs_writer_of(ptr, w.len);
	err = gs_wire_ask_write(&w, ask);
	if (err == GS_OK)
		err = gs_writer_end(&w);
	if (err == GS_OK) {
		*out = ptr;
		*len = w.len;
		return GS_OK;
	}
	gs_host_wipe(ptr, w.max);
	free(ptr);
	return err;
}

/* The answer borrows what it is read from, so that lies in its pool. */
static int receive_answer(struct gs_answer *answer, int fd)
{
	size_t len = 0;

	int err = gs_frame_await(&len, fd, GS_WIRE_ANSWER_MAX);
	if (err != GS_OK)
		return GS_ERR_IO;
	uint8_t *body = gs_arena_take(&answer->pool.arena, len + 1, 1);
	if (body == NULL)
		return GS_ERR_MEMORY;

	err = gs_frame_receive(body, fd, len);
	return err == GS_OK ? gs_wire_answer_read(answer, body, len) : err;
}

static void ask_wire(void *ctx, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_front_end *wire = ctx;
	uint8_t *body = NULL;
	size_t len = 0;

	int err = encode_ask(&body, &len, ask);
	int fd = err == GS_OK ? take_socket(wire) : -1;
	if (err == GS_OK && fd < 0)
		err = GS_ERR_IO;
	if (err == GS_OK)
		err = gs_frame_send(fd, body, len);
	if (err == GS_OK)
		err = receive_answer(answer, fd);

	/* Half an exchange: nothing that follows on it would fit. */
	if (fd >= 0)
		return_socket(wire, fd, err == GS_OK);
	if (err != GS_OK) {
		if (err == GS_ERR_IO)
			gs_report_say(&answer->report, "back-silent",
			    "the process that keeps the log does not answer");
		(void)gs_answer_fail(answer, err);
	}
	if (body != NULL)
		gs_host_wipe(body, len);
	free(body);
}

struct gs_way gs_front_end_way(struct gs_front_end *wire)
{
	return (struct gs_way){ask_wire, wire};
}
