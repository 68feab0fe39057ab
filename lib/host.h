/* SPDX-License-Identifier: Apache-2.0 */
/* The host side of core: start-up, and arenas on the heap. */
#ifndef GS_LIB_HOST_H
#define GS_LIB_HOST_H

#include "core/arena.h"
#include "core/err.h"

/* Call once before anything else.  GS_OK or GS_ERR_RANDOM. */
GS_CHECKED int gs_host_start(void);

/* An arena on the heap: start it, use it, free it (which wipes it).  Must not
 * move while in use. */
struct gs_pool {
	struct gs_arena arena;
	void *last; /* private */
};

struct gs_arena *gs_pool_start(struct gs_pool *pool);
void gs_pool_free(struct gs_pool *pool); /* a zeroed pool is fine */

#endif
