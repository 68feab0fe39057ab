/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for one thread, and the answers on their way: the back's thread
 * works through asks, the gate's through the proofs of answers. */
#ifndef GS_SERVER_WIRE_QUEUE_H
#define GS_SERVER_WIRE_QUEUE_H

#include "server/wire/message.h"

struct gs_queue;

struct gs_waiting {
	const struct gs_ask *ask;
	struct gs_answer *answer;
	bool done;
	struct gs_waiting *next;
};

GS_CHECKED int gs_queue_new(struct gs_queue **out);
void gs_queue_free(struct gs_queue **queue);

/* For any thread: returns when the answer is there; GS_ERR_BUSY in it: the
 * queue is closed.  `ask` is for the one thread alone, NULL if it needs
 * none. */
void gs_queue_ask(struct gs_queue *queue, struct gs_answer *answer,
    const struct gs_ask *ask);

/* For the one thread: everything that waits, oldest first and at most `max`;
 * NULL after `seconds` without any, or when the queue is closed and empty
 * (*closed). */
struct gs_waiting *gs_queue_take(bool *closed, struct gs_queue *queue,
    size_t max, int64_t seconds);
/* Instead, what `choose` takes out of the list, which is not empty and has the
 * oldest first: at least one.  NULL when the queue is closed and empty. */
typedef struct gs_waiting *gs_choose_fn(void *ctx, struct gs_waiting **list);
struct gs_waiting *gs_queue_choose(struct gs_queue *queue,
    gs_choose_fn *choose, void *ctx);
/* Wakes those who asked. */
void gs_queue_answer(struct gs_queue *queue, struct gs_waiting *taken);

/* Nothing more is asked; what waits is still taken. */
void gs_queue_close(struct gs_queue *queue);

#endif
