/* SPDX-License-Identifier: Apache-2.0 */
/* Asks that wait for the back's one thread, and the answers on their way. */
#ifndef GS_SERVER_BACK_QUEUE_H
#define GS_SERVER_BACK_QUEUE_H

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
/* For any thread: returns when the answer is there. */
void gs_queue_ask(struct gs_queue *queue, struct gs_answer *answer,
    const struct gs_ask *ask);
/* For the one thread: everything that waits, oldest first and at most `max`;
 * NULL after `seconds` without any, or when the queue is closed and empty
 * (*closed). */
struct gs_waiting *gs_queue_take(bool *closed, struct gs_queue *queue,
    size_t max, int64_t seconds);
/* Wakes those who asked. */
void gs_queue_answer(struct gs_queue *queue, struct gs_waiting *taken);
void gs_queue_close(struct gs_queue *queue);

#endif
