/* SPDX-License-Identifier: Apache-2.0 */
/* The link between the server's two processes, with a front that lies (first
 * byte even) or a back that does: the rest is what it sends. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "server/wire/back_end.h"
#include "server/wire/front_end.h"
#include "server/wire/wire.h"

#define HEAD 12
#define LEN_MAX 16384 /* what a socket takes that nobody reads */
#define ASKED 3

/* One frame of what was sent: the number, and the body.  False: it is cut, or
 * longer than may be. */
static bool next_frame(uint64_t *number, struct gs_span *body,
    struct gs_span *rest, size_t max)
{
	struct gs_reader r = gs_reader_of(rest->ptr, rest->len);
	uint64_t which = gs_read_u64(&r);
	size_t len = gs_read_u32(&r);

	if (r.err != GS_OK || len > max || len > rest->len - HEAD)
		return false;
	*number = which;
	*body = (struct gs_span){rest->ptr + HEAD, len};
	*rest = (struct gs_span){rest->ptr + HEAD + len,
	    rest->len - HEAD - len};
	return true;
}

static void connect_pair(int fds[2])
{
	const struct timeval patience = {.tv_sec = 60};

	GS_HOLDS(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
	for (size_t i = 0; i < 2; i++)
		GS_HOLDS(setsockopt(fds[i], SOL_SOCKET, SO_RCVTIMEO, &patience,
		    sizeof patience) == 0);
}

static void send_rest(int fd, const uint8_t *data, size_t len)
{
	/* The other end may have closed it in between. */
	if (len > 0)
		(void)!send(fd, data, len, MSG_NOSIGNAL);
	(void)shutdown(fd, SHUT_WR);
}

/* A front that lies -------------------------------------------------------- */

static void answer_at_once(void *ctx, struct gs_waiting *waiting)
{
	size_t *asked = ctx;

	*asked += 1;
	waiting->answer->err = GS_OK;
	waiting->answer->placed.size = *asked;
	waiting->answered(waiting);
}

/* How many questions a back must take, and whether the stream ends behind
 * them. */
static size_t count_good(bool *whole, const uint8_t *data, size_t len)
{
	struct gs_span rest = {data, len}, body = {NULL, 0};
	uint64_t number = 0;
	size_t good = 0;
	int err = GS_OK;

	while (err == GS_OK && next_frame(&number, &body, &rest,
	           GS_WIRE_ASK_MAX)) {
		struct gs_ask ask;
		struct gs_pool pool;

		err = number != good + 1 ? GS_ERR_FORMAT :
		    gs_wire_ask_read(&ask, gs_pool_start(&pool), body.ptr,
		        body.len);
		if (number == good + 1)
			gs_pool_free(&pool);
		good += err == GS_OK;
	}
	*whole = err == GS_OK && rest.len == 0;
	return good;
}

/* The number of an answer, in the order of the questions; 0: none came. */
static uint64_t read_answer(int fd)
{
	static uint8_t body[4096];
	struct gs_answer answer;
	uint64_t number = 0;
	size_t len = 0;

	if (gs_link_await(&number, &len, fd, sizeof body) != GS_OK)
		return 0;
	if (gs_frame_receive(body, fd, len) != GS_OK)
		return 0;
	gs_answer_start(&answer);
	GS_HOLDS(gs_wire_answer_read(&answer, body, len) == GS_OK);
	GS_HOLDS(answer.placed.size == number);
	gs_answer_free(&answer);
	return number;
}

static void try_front(const uint8_t *data, size_t len)
{
	struct gs_back_end *wire = NULL;
	size_t asked = 0, got = 0;
	bool whole = false;
	int fds[2];

	const size_t good = count_good(&whole, data, len);
	connect_pair(fds);
	GS_HOLDS(gs_back_end_start(&wire, fds[1],
	    (struct gs_way){answer_at_once, &asked}) == GS_OK);
	send_rest(fds[0], data, len);
	while (got < good && read_answer(fds[0]) == got + 1)
		got++;

	gs_back_end_stop(&wire);
	GS_HOLDS(asked == good && (got == good || !whole));
	GS_HOLDS(got < good || read_answer(fds[0]) == 0);
	close(fds[0]);
	gs_fuzz_reached += good > 0;
}

/* A back that lies --------------------------------------------------------- */

struct held {
	struct gs_waiting waiting; /* first */
	struct gs_ask ask;
	struct gs_answer answer;
	size_t answered;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static size_t answers;

static void count_answer(struct gs_waiting *waiting)
{
	pthread_mutex_lock(&mutex);
	((struct held *)waiting)->answered++;
	answers++;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&mutex);
}

/* What each is to be told. */
static void expect_errors(int errors[ASKED], const uint8_t *data, size_t len)
{
	struct gs_span rest = {data, len}, body = {NULL, 0};
	bool open[ASKED];
	uint64_t number = 0;

	for (size_t i = 0; i < ASKED; i++) {
		open[i] = true;
		errors[i] = GS_ERR_IO;
	}
	while (next_frame(&number, &body, &rest, GS_WIRE_ANSWER_MAX)) {
		struct gs_answer answer;

		if (number < 1 || number > ASKED || !open[number - 1])
			return;
		open[number - 1] = false;
		gs_answer_start(&answer);
		int err = gs_wire_answer_read(&answer, body.ptr, body.len);
		if (err == GS_OK)
			errors[number - 1] = answer.err;
		gs_answer_free(&answer);
		if (err != GS_OK)
			return;
		gs_fuzz_reached++;
	}
}

static void try_back(const uint8_t *data, size_t len)
{
	struct gs_front_end *wire = NULL;
	struct held held[ASKED];
	int fds[2], errors[ASKED];

	expect_errors(errors, data, len);
	connect_pair(fds);
	GS_HOLDS(gs_front_end_new(&wire, fds[1]) == GS_OK);
	struct gs_way way = gs_front_end_way(wire);
	answers = 0;
	for (size_t i = 0; i < ASKED; i++) {
		struct held *h = &held[i];

		*h = (struct held){.ask = {.kind = GS_ASK_CHANNEL}};
		gs_answer_start(&h->answer);
		h->waiting = (struct gs_waiting){&h->ask, &h->answer,
		    count_answer, NULL};
		way.put(way.ctx, &h->waiting);
	}

	send_rest(fds[0], data, len);
	pthread_mutex_lock(&mutex);
	while (answers < ASKED)
		pthread_cond_wait(&changed, &mutex);
	pthread_mutex_unlock(&mutex);
	gs_front_end_free(&wire);
	for (size_t i = 0; i < ASKED; i++) {
		GS_HOLDS(held[i].answered == 1);
		GS_HOLDS(held[i].answer.err == errors[i]);
		gs_answer_free(&held[i].answer);
	}
	close(fds[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (len == 0 || len > LEN_MAX)
		return 0;
	if (data[0] % 2 == 0)
		try_front(data + 1, len - 1);
	else
		try_back(data + 1, len - 1);
	return 0;
}
