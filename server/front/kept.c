/* SPDX-License-Identifier: Apache-2.0 */
#include "server/front/kept.h"

#include <stdlib.h>
#include <string.h>

#include "server/front/limits.h"

int gs_kept_start(struct gs_kept *kept)
{
	for (size_t i = 0; i < GS_KEPT_PAGES; i++) {
		struct gs_kept_page *page = &kept->pages[i];

		page->has_mutex = pthread_mutex_init(&page->one, NULL) == 0;
		if (!page->has_mutex)
			return GS_ERR_MEMORY;
	}
	return GS_OK;
}

void gs_kept_stop(struct gs_kept *kept)
{
	for (size_t i = 0; i < GS_KEPT_PAGES; i++) {
		if (kept->pages[i].has_mutex)
			pthread_mutex_destroy(&kept->pages[i].one);
		free(kept->pages[i].bytes);
	}
}

void gs_kept_change(struct gs_kept *kept)
{
	atomic_fetch_add(&kept->changes, 1);
}

static struct gs_kept_page *page_slot(struct gs_kept *kept, uint64_t number)
{
	return &kept->pages[number % GS_KEPT_PAGES];
}

uint64_t gs_kept_changes(struct gs_kept *kept)
{
	return atomic_load(&kept->changes);
}

bool gs_kept_take(struct gs_call *call, struct gs_kept *kept,
    const struct gs_kept_page *page, uint64_t number)
{
	if (page->number != number || page->second != gs_limits_now() ||
	    page->changes != gs_kept_changes(kept))
		return false;
	gs_call_bytes(call, 200, "text/html; charset=utf-8", page->bytes,
	    page->len);
	return true;
}

bool gs_kept_try(struct gs_call *call, struct gs_kept *kept, uint64_t number)
{
	struct gs_kept_page *page = page_slot(kept, number);

	if (pthread_mutex_trylock(&page->one) != 0)
		return false;
	bool taken = gs_kept_take(call, kept, page, number);
	pthread_mutex_unlock(&page->one);
	return taken;
}

struct gs_kept_page *gs_kept_hold(struct gs_kept *kept, uint64_t number)
{
	struct gs_kept_page *page = page_slot(kept, number);

	pthread_mutex_lock(&page->one);
	return page;
}

void gs_kept_release(struct gs_kept_page *page)
{
	pthread_mutex_unlock(&page->one);
}

void gs_kept_put(struct gs_kept_page *page, const struct gs_call *call,
    uint64_t number, uint64_t changes)
{
	uint8_t *bytes = call->status == 200 && call->reply != NULL ?
	    malloc(call->reply_len) : NULL;

	free(page->bytes);
	page->bytes = bytes;
	page->len = bytes == NULL ? 0 : call->reply_len;
	page->number = bytes == NULL ? 0 : number;
	if (bytes != NULL)
		memcpy(bytes, call->reply, call->reply_len);
	page->changes = changes;
	page->second = gs_limits_now();
}
