/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wire/back_end.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/wire/journal.h"
#include "server/wire/wire.h"

/* A question from the other end, until its answer is sent. */
struct asked {
	struct gs_waiting waiting; /* first */
	struct gs_back_end *wire;
	struct asked *next; /* of those that have their answer */
	struct gs_ask ask;
	struct gs_answer answer;
	struct gs_pool pool;
	uint64_t number;
	size_t len;
	uint8_t body[];
};

struct gs_back_end {
	struct gs_way way;
	int fd;
	uint64_t last; /* the reader's alone: number of the last question */
	pthread_t reader, writer;
	pthread_mutex_t mutex;
	pthread_cond_t answered; /* there is one to send, or no more comes */
	pthread_cond_t sent;
	bool has_mutex, has_answered, has_sent, reads, writes;
	size_t open, open_reads, open_bytes;
	struct asked *first, **end; /* oldest first */
	bool done; /* nothing more is read */
	bool broken; /* nothing more is sent */
};

/* Sending ------------------------------------------------------------------ */

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

static int send_answer(const struct gs_back_end *wire, const struct asked *q)
{
	size_t len = 0;

	uint8_t *body = encode_answer(&len, &q->answer);
	if (body == NULL) {
		struct gs_answer instead = {.line = 0};
		(void)gs_answer_refuse(&instead, GS_ERR_SPACE,
		    "server-answer-too-long", "the answer is longer than may "
		    "pass between the server's processes");
		body = encode_answer(&len, &instead);
	}

	int err = body == NULL ? GS_ERR_MEMORY :
	    gs_link_send(wire->fd, q->number, body, len);
	free(body);
	return err;
}

static void free_asked(struct asked *q)
{
	gs_answer_free(&q->answer);
	gs_pool_free(&q->pool);
	gs_host_wipe(q, sizeof *q + q->len);
	free(q);
}

/* NULL: nothing will come any more. */
static struct asked *take_answered(struct gs_back_end *wire)
{
	pthread_mutex_lock(&wire->mutex);
	while (wire->first == NULL && !(wire->done && wire->open == 0))
		pthread_cond_wait(&wire->answered, &wire->mutex);
	struct asked *q = wire->first;
	if (q != NULL)
		wire->first = q->next;
	if (wire->first == NULL)
		wire->end = &wire->first;
	pthread_mutex_unlock(&wire->mutex);
	return q;
}

static void release_asked(struct gs_back_end *wire, struct asked *q)
{
	pthread_mutex_lock(&wire->mutex);
	wire->open--;
	wire->open_bytes -= q->len;
	wire->open_reads -= gs_wire_only_reads(q->ask.kind);
	pthread_cond_signal(&wire->sent);
	pthread_mutex_unlock(&wire->mutex);
	free_asked(q);
}

/* Whoever is gone: what was asked is finished all the same. */
static void *send_answers(void *ctx)
{
	struct gs_back_end *wire = ctx;
	struct asked *q = NULL;

	while ((q = take_answered(wire)) != NULL) {
		if (!wire->broken && send_answer(wire, q) != GS_OK) {
			wire->broken = true;
			/* The other end sees it, and so does the reader. */
			(void)shutdown(wire->fd, SHUT_RDWR);
		}
		release_asked(wire, q);
	}
	return NULL;
}

static void keep_answered(struct gs_waiting *waiting)
{
	struct asked *q = (struct asked *)waiting;
	struct gs_back_end *wire = q->wire;

	pthread_mutex_lock(&wire->mutex);
	q->next = NULL;
	*wire->end = q;
	wire->end = &q->next;
	pthread_cond_signal(&wire->answered);
	pthread_mutex_unlock(&wire->mutex);
}

/* Reading ------------------------------------------------------------------ */

/* Until there is room for it. */
static void open_asked(struct gs_back_end *wire, const struct asked *q)
{
	bool reads = gs_wire_only_reads(q->ask.kind);

	pthread_mutex_lock(&wire->mutex);
	while (wire->open > 0 && (wire->open >= GS_LINK_OPEN_MAX ||
	    wire->open_bytes + q->len > GS_LINK_BYTES_MAX ||
	    (reads && wire->open_reads >= GS_LINK_READS_MAX)))
		pthread_cond_wait(&wire->sent, &wire->mutex);
	wire->open++;
	wire->open_bytes += q->len;
	wire->open_reads += reads;
	pthread_mutex_unlock(&wire->mutex);
}

static int read_question(struct asked *q, int fd)
{
	int err = gs_frame_receive(q->body, fd, q->len);

	return err == GS_OK ? gs_wire_ask_read(&q->ask,
	    gs_pool_start(&q->pool), q->body, q->len) : err;
}

/* GS_ERR_UNKNOWN: the other end is done. */
static int read_next(struct gs_back_end *wire)
{
	uint64_t number = 0;
	size_t len = 0;

	int err = gs_link_await(&number, &len, wire->fd, GS_WIRE_ASK_MAX);
	if (err == GS_OK && number != wire->last + 1)
		err = GS_ERR_FORMAT;
	if (err != GS_OK)
		return err;
	struct asked *q = calloc(1, sizeof *q + len);
	if (q == NULL)
		return GS_ERR_MEMORY;

	q->len = len;
	q->number = wire->last = number;
	q->wire = wire;
	gs_answer_start(&q->answer);
	err = read_question(q, wire->fd);
	if (err != GS_OK) {
		free_asked(q);
		return err;
	}

	q->waiting = (struct gs_waiting){&q->ask, &q->answer, keep_answered,
	    NULL};
	open_asked(wire, q);
	wire->way.put(wire->way.ctx, &q->waiting);
	return GS_OK;
}

static void *read_questions(void *ctx)
{
	struct gs_back_end *wire = ctx;
	int err = GS_OK;

	while (err == GS_OK)
		err = read_next(wire);
	if (err == GS_ERR_FORMAT || err == GS_ERR_RANGE)
		gs_journal_line(GS_LEVEL_ERROR, err == GS_ERR_FORMAT ?
		    "wire: what came from the front is not a question, or not "
		    "the next one; the link is closed" :
		    "wire: what came from the front is longer than a question; "
		    "the link is closed");

	/* What was asked before is answered to who has only ceased to ask. */
	if (err != GS_ERR_UNKNOWN)
		(void)shutdown(wire->fd, SHUT_RDWR);
	pthread_mutex_lock(&wire->mutex);
	wire->done = true;
	pthread_cond_signal(&wire->answered);
	pthread_mutex_unlock(&wire->mutex);
	return NULL;
}

/* Start and end ------------------------------------------------------------ */

static int start_link(struct gs_back_end *wire)
{
	wire->has_mutex = pthread_mutex_init(&wire->mutex, NULL) == 0;
	wire->has_answered = pthread_cond_init(&wire->answered, NULL) == 0;
	wire->has_sent = pthread_cond_init(&wire->sent, NULL) == 0;
	if (!wire->has_mutex || !wire->has_answered || !wire->has_sent)
		return GS_ERR_MEMORY;

	wire->writes = pthread_create(&wire->writer, NULL, send_answers,
	    wire) == 0;
	wire->reads = wire->writes && pthread_create(&wire->reader, NULL,
	    read_questions, wire) == 0;
	return wire->reads ? GS_OK : GS_ERR_MEMORY;
}

int gs_back_end_start(struct gs_back_end **out, int fd, struct gs_way way)
{
	struct gs_back_end *wire = calloc(1, sizeof *wire);
	if (wire == NULL) {
		close(fd);
		return GS_ERR_MEMORY;
	}

	wire->way = way;
	wire->fd = fd;
	wire->end = &wire->first;
	int err = start_link(wire);

	if (err == GS_OK) {
		*out = wire;
		wire = NULL;
	}
	gs_back_end_stop(&wire);
	return err;
}

/* For a writer without a reader. */
static void end_reading(struct gs_back_end *wire)
{
	pthread_mutex_lock(&wire->mutex);
	wire->done = true;
	pthread_cond_signal(&wire->answered);
	pthread_mutex_unlock(&wire->mutex);
}

void gs_back_end_stop(struct gs_back_end **out)
{
	struct gs_back_end *wire = *out;
	if (wire == NULL)
		return;

	(void)shutdown(wire->fd, SHUT_RD);
	if (wire->reads)
		pthread_join(wire->reader, NULL);
	if (wire->writes) {
		end_reading(wire);
		pthread_join(wire->writer, NULL);
	}

	if (wire->has_sent)
		pthread_cond_destroy(&wire->sent);
	if (wire->has_answered)
		pthread_cond_destroy(&wire->answered);
	if (wire->has_mutex)
		pthread_mutex_destroy(&wire->mutex);
	close(wire->fd);
	free(wire);
	*out = NULL;
}
