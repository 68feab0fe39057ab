/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wire/front_end.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/wire/wire.h"

#define BUCKETS 256

/* A question under way. */
struct numbered {
	struct gs_waiting *waiting;
	uint64_t number;
	struct numbered *next;
};

struct gs_front_end {
	int fd;
	pthread_mutex_t sending; /* taken before the other, if both are */
	pthread_mutex_t mutex;
	pthread_t reader;
	bool has_sending, has_mutex, reads; /* what gs_front_end_free ends */
	uint64_t last; /* under `sending` */
	bool broken;
	struct numbered *open[BUCKETS]; /* by number */
};

/* Answers ------------------------------------------------------------------ */

static void fail_waiting(struct gs_waiting *waiting, int err)
{
	if (err == GS_ERR_IO)
		gs_report_say(&waiting->answer->report, "back-silent",
		    "the process that keeps the log does not answer");
	(void)gs_answer_fail(waiting->answer, err);
	waiting->answered(waiting);
}

/* NULL: no such question is under way. */
static struct gs_waiting *take_numbered(struct gs_front_end *wire,
    uint64_t number)
{
	struct gs_waiting *waiting = NULL;

	pthread_mutex_lock(&wire->mutex);
	struct numbered **at = &wire->open[number % BUCKETS], *found = NULL;
	while (*at != NULL && (*at)->number != number)
		at = &(*at)->next;
	found = *at;
	if (found != NULL) {
		*at = found->next;
		waiting = found->waiting;
	}
	pthread_mutex_unlock(&wire->mutex);

	free(found);
	return waiting;
}

static int skip_body(int fd, size_t len)
{
	uint8_t piece[4096];
	int err = GS_OK;

	while (len > 0 && err == GS_OK) {
		size_t n = len < sizeof piece ? len : sizeof piece;

		err = gs_frame_receive(piece, fd, n);
		len -= n;
	}
	return err;
}

/* The answer borrows what it is read from, so that lies in its pool.  An error:
 * nothing that follows would fit. */
static int receive_answer(struct gs_waiting *waiting, int fd, size_t len)
{
	struct gs_answer *answer = waiting->answer;
	uint8_t *body = gs_arena_take(&answer->pool.arena, len + 1, 1);

	if (body == NULL) {
		int err = skip_body(fd, len);
		fail_waiting(waiting, err == GS_OK ? GS_ERR_MEMORY : err);
		return err;
	}

	int err = gs_frame_receive(body, fd, len);
	if (err == GS_OK)
		err = gs_wire_answer_read(answer, body, len);
	if (err == GS_OK)
		waiting->answered(waiting);
	else
		fail_waiting(waiting, GS_ERR_IO);
	return err;
}

static int receive_next(struct gs_front_end *wire)
{
	uint64_t number = 0;
	size_t len = 0;

	int err = gs_link_await(&number, &len, wire->fd, GS_WIRE_ANSWER_MAX);
	if (err != GS_OK)
		return err;
	struct gs_waiting *waiting = take_numbered(wire, number);
	return waiting == NULL ? GS_ERR_FORMAT :
	    receive_answer(waiting, wire->fd, len);
}

static void fail_open(struct gs_front_end *wire)
{
	for (size_t i = 0; i < BUCKETS; i++)
		while (wire->open[i] != NULL) {
			struct numbered *n = wire->open[i];

			wire->open[i] = n->next;
			fail_waiting(n->waiting, GS_ERR_IO);
			free(n);
		}
}

static void *read_answers(void *ctx)
{
	struct gs_front_end *wire = ctx;

	while (receive_next(wire) == GS_OK)
		continue;

	pthread_mutex_lock(&wire->mutex);
	wire->broken = true;
	pthread_mutex_unlock(&wire->mutex);
	/* Who sends just now is not to wait for it either. */
	(void)shutdown(wire->fd, SHUT_RDWR);
	fail_open(wire);
	return NULL;
}

/* Questions ---------------------------------------------------------------- */

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

/* False: the link has ended. */
static bool open_numbered(struct gs_front_end *wire, struct numbered *n)
{
	struct numbered **bucket = &wire->open[n->number % BUCKETS];

	pthread_mutex_lock(&wire->mutex);
	bool good = !wire->broken;
	if (good) {
		n->next = *bucket;
		*bucket = n;
	}
	pthread_mutex_unlock(&wire->mutex);
	return good;
}

/* Numbers go out in their order.  What is open the reader answers, also where
 * it could not be sent. */
static int send_ask(struct gs_front_end *wire, struct gs_waiting *waiting,
    const uint8_t *body, size_t len)
{
	struct numbered *n = malloc(sizeof *n);
	if (n == NULL)
		return GS_ERR_MEMORY;

	pthread_mutex_lock(&wire->sending);
	*n = (struct numbered){waiting, wire->last + 1, NULL};
	bool good = open_numbered(wire, n);
	if (good && gs_link_send(wire->fd, ++wire->last, body, len) != GS_OK)
		(void)shutdown(wire->fd, SHUT_RDWR);
	pthread_mutex_unlock(&wire->sending);

	if (good)
		return GS_OK;
	free(n);
	return GS_ERR_IO;
}

static void put_ask(void *ctx, struct gs_waiting *waiting)
{
	struct gs_front_end *wire = ctx;
	uint8_t *body = NULL;
	size_t len = 0;

	int err = encode_ask(&body, &len, waiting->ask);
	if (err == GS_OK)
		err = send_ask(wire, waiting, body, len);

	if (body != NULL)
		gs_host_wipe(body, len);
	free(body);
	if (err != GS_OK)
		fail_waiting(waiting, err);
}

struct gs_way gs_front_end_way(struct gs_front_end *wire)
{
	return (struct gs_way){put_ask, wire};
}

/* Start and end ------------------------------------------------------------ */

int gs_front_end_new(struct gs_front_end **out, int fd)
{
	struct gs_front_end *wire = calloc(1, sizeof *wire);
	if (wire == NULL) {
		close(fd);
		return GS_ERR_MEMORY;
	}

	wire->fd = fd;
	wire->has_sending = pthread_mutex_init(&wire->sending, NULL) == 0;
	wire->has_mutex = pthread_mutex_init(&wire->mutex, NULL) == 0;
	wire->reads = wire->has_sending && wire->has_mutex &&
	    pthread_create(&wire->reader, NULL, read_answers, wire) == 0;
	if (!wire->reads) {
		gs_front_end_free(&wire);
		return GS_ERR_MEMORY;
	}

	*out = wire;
	return GS_OK;
}

void gs_front_end_free(struct gs_front_end **out)
{
	struct gs_front_end *wire = *out;
	if (wire == NULL)
		return;

	(void)shutdown(wire->fd, SHUT_RDWR);
	if (wire->reads)
		pthread_join(wire->reader, NULL);
	close(wire->fd);
	if (wire->has_mutex)
		pthread_mutex_destroy(&wire->mutex);
	if (wire->has_sending)
		pthread_mutex_destroy(&wire->sending);
	free(wire);
	*out = NULL;
}
