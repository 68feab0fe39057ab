/* SPDX-License-Identifier: Apache-2.0 */
/* Private to server/front: the last pages that everybody was shown.  The back
 * has one thread, which sequences: however many ask for a page, it is asked
 * once a second, and once after each change that came through this front. */
#ifndef GS_SERVER_FRONT_KEPT_H
#define GS_SERVER_FRONT_KEPT_H

#include <pthread.h>
#include <stdatomic.h>

#include "server/front/inside.h"

#define GS_KEPT_PAGES 8 /* what is asked of them beside each other */

struct gs_kept_page {
	pthread_mutex_t one; /* makes it, and the others wait */
	bool has_mutex;
	uint64_t number;  /* of the page; 0: none */
	uint64_t changes; /* that had come before it was made */
	int64_t second;   /* when */
	uint8_t *bytes;
	size_t len;
};

struct gs_kept {
	struct gs_kept_page pages[GS_KEPT_PAGES];
	atomic_ullong changes;
};

GS_CHECKED int gs_kept_start(struct gs_kept *kept);
void gs_kept_stop(struct gs_kept *kept);
/* Something was changed that a page may show: before its answer is sent. */
void gs_kept_change(struct gs_kept *kept);

uint64_t gs_kept_changes(struct gs_kept *kept);

/* The page of that number as the call's answer, if it was kept there and still
 * holds. */
bool gs_kept_take(struct gs_call *call, struct gs_kept *kept,
    const struct gs_kept_page *page, uint64_t number);
/* The same, where nobody makes it just now: waits for nothing. */
bool gs_kept_try(struct gs_call *call, struct gs_kept *kept, uint64_t number);
/* The place of that page, which nobody else has until it is released. */
struct gs_kept_page *gs_kept_hold(struct gs_kept *kept, uint64_t number);
void gs_kept_release(struct gs_kept_page *page);
/* Keeps the call's answer; `changes` is how many had come before the back was
 * asked for it. */
void gs_kept_put(struct gs_kept_page *page, const struct gs_call *call,
    uint64_t number, uint64_t changes);

#endif
