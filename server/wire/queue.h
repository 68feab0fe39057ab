/* SPDX-License-Identifier: Apache-2.0 */
/* Questions that wait for one thread. */
#ifndef GS_SERVER_WIRE_QUEUE_H
#define GS_SERVER_WIRE_QUEUE_H

#include <pthread.h>

#include "server/wire/message.h"

struct gs_queue;

GS_CHECKED int gs_queue_new(struct gs_queue **out);
void gs_queue_free(struct gs_queue **queue);

/* For any thread.  GS_ERR_BUSY as the answer, at once: the queue is closed. */
void gs_queue_put(struct gs_queue *queue, struct gs_waiting *waiting);

/* For the one thread: everything that waits, oldest first and at most `max`;
 * NULL after `seconds` without any, or when the queue is closed and empty
 * (*closed). */
struct gs_waiting *gs_queue_take(bool *closed, struct gs_queue *queue,
    size_t max, int64_t seconds);
/* The one thread goes on as if its seconds had passed.  For any thread. */
void gs_queue_wake(struct gs_queue *queue);
/* Tells those who asked, oldest first. */
void gs_queue_answer(struct gs_waiting *taken);

/* One whose timed waits go by the clock that nobody sets.  False: none. */
bool gs_queue_cond(pthread_cond_t *cond);

/* Nothing more is asked; what waits is still taken. */
void gs_queue_close(struct gs_queue *queue);

#endif
