/* SPDX-License-Identifier: Apache-2.0 */
/* A call's question of the back, which no thread waits for. */
#include "core/host.h"
#include "server/front/inside.h"

void gs_call_put(struct gs_call *call, void (*then)(struct gs_call *call))
{
	gs_answer_start(&call->answer);
	call->then = then;
}

void gs_call_take(struct gs_call *call)
{
	void (*then)(struct gs_call *) = call->then;

	call->then = NULL;
	bool good = gs_call_heed(call, &call->answer, call->ask.kind);
	if (good || call->ask.kind == GS_ASK_HEALTH)
		then(call);
	gs_answer_free(&call->answer);
	gs_host_wipe(&call->ask, sizeof call->ask);
}

struct gs_span *gs_call_texts(struct gs_call *call, size_t count)
{
	struct gs_span *texts = gs_arena_take(&call->pool.arena, count,
	    sizeof *texts);

	if (texts == NULL)
		gs_call_fail(call, GS_ERR_MEMORY);
	return texts;
}
