/* SPDX-License-Identifier: Apache-2.0 */
/* The host side of core: start-up, and arenas on the heap. */
#ifndef GS_LIB_HOST_H
#define GS_LIB_HOST_H

#include <stddef.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/proof/cpu.h"

/* Call once before anything else.  GS_ERR_RANDOM; GS_ERR_UNKNOWN if the
 * environment's GAINSAY_CPU names no path of this processor or GAINSAY_THREADS
 * no number from 1 to GS_WORKERS_MAX. */
GS_CHECKED int gs_host_start(void);

/* Among how many threads long verifications are divided, 1 to GS_WORKERS_MAX,
 * in this process from now on.  gs_host_start sets it to what GAINSAY_THREADS
 * says, or to the processors there are.  Not while a verification runs. */
void gs_host_set_workers(size_t n);

/* At least len bytes, of large pages where the system has some: it clears and
 * maps 8 MiB in 4 steps and not in 2,048.  NULL: no memory.  free gives it
 * back. */
void *gs_host_large(size_t len);

/* Keeps keys out of the swap.  GS_ERR_MEMORY: the process may lock no more
 * (RLIMIT_MEMLOCK).  What was locked is wiped and given back by
 * gs_host_unlock; both round to pages. */
GS_CHECKED int gs_host_lock(void *ptr, size_t len);
void gs_host_unlock(void *ptr, size_t len);

/* The ways of verifying that this processor has, the fastest first and the
 * portable one last; NULL past that. */
const struct gs_proof_ops *gs_host_proof_path(size_t i);

/* An arena on the heap: start it, use it, free it (which wipes it).  Must not
 * move while in use. */
struct gs_pool {
	struct gs_arena arena;
	void *last, *spare; /* private */
};

struct gs_arena *gs_pool_start(struct gs_pool *pool);
/* What was taken is gone, and its memory is taken again: neither wiped before
 * gs_pool_free nor given back.  For what is public and comes over and over. */
void gs_pool_reuse(struct gs_pool *pool);
void gs_pool_free(struct gs_pool *pool); /* a zeroed pool is fine */

#endif
