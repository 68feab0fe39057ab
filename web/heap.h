/* SPDX-License-Identifier: Apache-2.0 */
/* The module's memory above its stack and its data: it is taken from the end
 * and given back from the end, wiped.  malloc and its kin take from it too, so
 * that nothing of a call is left behind (web/heap.c). */
#ifndef GS_WEB_HEAP_H
#define GS_WEB_HEAP_H

#include <stddef.h>
#include <stdint.h>

uintptr_t gs_web_heap_start(void);
uintptr_t gs_web_heap_next(void); /* the first free byte */
/* From the end of what was taken, aligned to 64; zeroed, as memory is born and
 * left so.  NULL: the browser gives no more. */
void *gs_web_heap_take(void *ctx, size_t size);
/* All from there on, which was taken; what malloc gave is gone too. */
void gs_web_heap_back(uintptr_t from);

#endif
