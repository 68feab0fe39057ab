/* SPDX-License-Identifier: Apache-2.0 */
/* The loop of the one thread: it takes what waits in batches, each one
 * transaction. */
#ifndef GS_SERVER_BACK_LOOP_H
#define GS_SERVER_BACK_LOOP_H

#include "server/back/inside.h"
#include "server/wire/queue.h"

/* The thread; `ctx` is the struct gs_back. */
void *gs_back_loop(void *ctx);
/* One batch: `taken` may be NULL when only a release is due. */
void gs_back_run_batch(struct gs_back *back, struct gs_waiting *taken);

#endif
