/* SPDX-License-Identifier: Apache-2.0 */
/* malloc here is for one call of the module: what is freed is taken again
 * within it, and gs_web_heap_back ends and wipes all of it. */
#include "web/heap.h"

#include <string.h>

#include "core/host.h"

#define PAGE ((size_t)65536)
#define ALIGN ((size_t)64)
#define CLASSES 12          /* blocks of 32, 64, ... 64 KiB */
#define SMALLEST ((size_t)32)
#define LARGEST (SMALLEST << (CLASSES - 1))

extern uint8_t __heap_base;

/* Before what malloc gives; 16 bytes, so that it is aligned. */
struct head {
	size_t size; /* of the whole block, from `block` on */
	uint8_t *block;
	struct head *next; /* while it is free */
	size_t spare;
};
_Static_assert(sizeof(struct head) == 16, "a head keeps the alignment");

static uintptr_t next;
static struct head *spare[CLASSES + 1]; /* the last: larger ones */
static uint8_t *chunk;                  /* small blocks are cut off it */
static size_t chunk_left;

void *malloc(size_t size);
void free(void *ptr);
void *calloc(size_t count, size_t size);
void *realloc(void *ptr, size_t size);
void *aligned_alloc(size_t align, size_t size);

uintptr_t gs_web_heap_start(void)
{
	return ((uintptr_t)&__heap_base + ALIGN - 1) & ~(ALIGN - 1);
}

uintptr_t gs_web_heap_next(void)
{
	if (next == 0)
		next = gs_web_heap_start();
	return next;
}

void *gs_web_heap_take(void *ctx, size_t size)
{
	(void)ctx;
	const uintptr_t end = __builtin_wasm_memory_size(0) * PAGE;
	uintptr_t from = (gs_web_heap_next() + ALIGN - 1) & ~(ALIGN - 1);

	if (size > SIZE_MAX - PAGE - ALIGN - from)
		return NULL;
	uintptr_t after = (from + size + ALIGN - 1) & ~(ALIGN - 1);

	if (after > end && __builtin_wasm_memory_grow(0,
	    (after - end + PAGE - 1) / PAGE) == SIZE_MAX)
		return NULL;
	next = after;
	return (void *)from;
}

void gs_web_heap_back(uintptr_t from)
{
	if (gs_web_heap_next() > from)
		gs_host_wipe((void *)from, next - from);
	next = from;
	memset(spare, 0, sizeof spare);
	chunk = NULL;
	chunk_left = 0;
}

static unsigned class_of(size_t size)
{
	unsigned class = 0;

	while (class < CLASSES && SMALLEST << class < size)
		class++;
	return class;
}

/* A free block of that class that is large enough, and not far too large. */
static uint8_t *take_freed(size_t *size, unsigned class)
{
	for (struct head **at = &spare[class]; *at != NULL;
	    at = &(*at)->next) {
		struct head *h = *at;
		if (h->size < *size || h->size / 2 > *size)
			continue;
		*at = h->next;
		*size = h->size;
		return h->block;
	}
	return NULL;
}

static uint8_t *cut_chunk(size_t size)
{
	if (size > chunk_left) {
		chunk = gs_web_heap_take(NULL, 4 * LARGEST);
		chunk_left = chunk == NULL ? 0 : 4 * LARGEST;
	}
	if (size > chunk_left)
		return NULL;

	chunk += size;
	chunk_left -= size;
	return chunk - size;
}

static void *take_block(size_t align, size_t wanted)
{
	size_t size = wanted + sizeof(struct head) + align - 16;
	unsigned class = class_of(size);

	if (size < wanted)
		return NULL;
	if (class < CLASSES)
		size = SMALLEST << class;
	uint8_t *block = take_freed(&size, class);
	if (block == NULL)
		block = class < CLASSES ? cut_chunk(size) :
		    gs_web_heap_take(NULL, size);
	if (block == NULL)
		return NULL;

	uintptr_t at = ((uintptr_t)block + sizeof(struct head) + align - 1) &
	    ~(align - 1);
	struct head *h = (struct head *)at - 1;
	*h = (struct head){.size = size, .block = block};
	return h + 1;
}

void *malloc(size_t size)
{
	return take_block(16, size);
}

void *aligned_alloc(size_t align, size_t size)
{
	return take_block(align < 16 ? 16 : align, size);
}

void free(void *ptr)
{
	if (ptr == NULL)
		return;
	struct head *h = (struct head *)ptr - 1;
	unsigned class = class_of(h->size);

	h->next = spare[class];
	spare[class] = h;
}

void *calloc(size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	void *out = malloc(count * size);

	return out == NULL ? NULL : memset(out, 0, count * size);
}

void *realloc(void *ptr, size_t size)
{
	if (ptr == NULL)
		return malloc(size);
	struct head *h = (struct head *)ptr - 1;
	size_t room = (size_t)(h->block + h->size - (uint8_t *)ptr);
	if (size <= room)
		return ptr;

	void *out = malloc(size);
	if (out == NULL)
		return NULL;
	memcpy(out, ptr, room);
	free(ptr);
	return out;
}
