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
	pthread_mutex_lock(&kept->one);
	bool taken = repeat_kept(call, kept);
	pthread_mutex_unlock(&kept->one);
	return taken;
}

void gs_kept_ask(struct gs_kept *kept, struct gs_call *call)
{
	call->changes = atomic_load(&kept->changes);
}

void gs_kept_keep(struct gs_kept *kept, const struct gs_call *call)
{
	uint8_t *bytes = call->status == 200 && call->reply != NULL ?
	    malloc(call->reply_len) : NULL;
	if (bytes == NULL)
		return;
	memcpy(bytes, call->reply, call->reply_len);

	/* Answers overtake each other. */
	pthread_mutex_lock(&kept->one);
	if (kept->bytes == NULL || call->changes >= kept->known) {
		free(kept->bytes);
		kept->bytes = bytes;
		kept->len = call->reply_len;
		kept->known = call->changes;
		kept->second = gs_limits_now();
		bytes = NULL;
	}
	pthread_mutex_unlock(&kept->one);
	free(bytes);
}
