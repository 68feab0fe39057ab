/* SPDX-License-Identifier: Apache-2.0 */
/* Private to server/front: the last answer about the channel that everybody was
 * given.  The back has one thread, which sequences: however many ask, it is
 * asked anew once a second, and after each change that came through this front,
 * by whoever comes until it has answered. */
#ifndef GS_SERVER_FRONT_KEPT_H
#define GS_SERVER_FRONT_KEPT_H

#include <pthread.h>
#include <stdatomic.h>

#include "server/front/inside.h"

struct gs_kept {
	pthread_mutex_t one; /* looks at what follows, or changes it */
	bool has_mutex;
	uint64_t known; /* changes that had come before it was asked for */
	int64_t second; /* when */
	uint8_t *bytes; /* NULL: none */
	size_t len;
	atomic_ullong changes;
};

GS_CHECKED int gs_kept_start(struct gs_kept *kept);
void gs_kept_stop(struct gs_kept *kept);
/* Something was changed that it may say: before that is answered. */
void gs_kept_change(struct gs_kept *kept);

/* As the call's answer, if it still holds: waits for nothing. */
bool gs_kept_try(struct gs_call *call, struct gs_kept *kept);
/* Before the call asks: what it will be told holds from here on. */
void gs_kept_ask(struct gs_kept *kept, struct gs_call *call);
/* The call's answer, which the back has given. */
void gs_kept_keep(struct gs_kept *kept, const struct gs_call *call);

#endif
