/* SPDX-License-Identifier: Apache-2.0 */
#include "server/front/kept.h"

#include <stdlib.h>
#include <string.h>

#include "server/front/limits.h"

int gs_kept_start(struct gs_kept *kept)
{
	kept->has_mutex = pthread_mutex_init(&kept->one, NULL) == 0;
	return kept->has_mutex ? GS_OK : GS_ERR_MEMORY;
}

void gs_kept_stop(struct gs_kept *kept)
{
	if (kept->has_mutex)
		pthread_mutex_destroy(&kept->one);
	free(kept->bytes);
}

void gs_kept_change(struct gs_kept *kept)
{
	atomic_fetch_add(&kept->changes, 1);
}

static bool repeat_kept(struct gs_call *call, struct gs_kept *kept)
{
	if (kept->bytes == NULL || kept->second != gs_limits_now() ||
	    kept->known != atomic_load(&kept->changes))
		return false;
	gs_call_bytes(call, 200, "application/json", kept->bytes, kept->len);
	return true;
}

bool gs_kept_try(struct gs_call *call, struct gs_kept *kept)
{
	if (pthread_mutex_trylock(&kept->one) != 0)
		return false;
	bool taken = repeat_kept(call, kept);
	pthread_mutex_unlock(&kept->one);
	return taken;
}

static void keep_answer(struct gs_kept *kept, const struct gs_call *call,
    uint64_t changes)
{
	free(kept->bytes);
	kept->bytes = call->status == 200 && call->reply != NULL ?
	    malloc(call->reply_len) : NULL;
	if (kept->bytes == NULL)
		return;

	memcpy(kept->bytes, call->reply, call->reply_len);
	kept->len = call->reply_len;
	kept->known = changes;
	kept->second = gs_limits_now();
}

void gs_kept_answer(struct gs_call *call, struct gs_kept *kept,
    void (*make)(struct gs_call *call))
{
	pthread_mutex_lock(&kept->one);
	if (!repeat_kept(call, kept)) {
		uint64_t changes = atomic_load(&kept->changes);

		make(call);
		keep_answer(kept, call, changes);
	}
	pthread_mutex_unlock(&kept->one);
}
