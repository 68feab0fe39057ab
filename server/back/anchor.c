/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/anchor.h"

#include "lib/crash.h"
#include "lib/records/anchor.h"
#include "server/back/sequence.h"

#define HOUR 3600 /* that witnesses have, before their word is kept */

int64_t gs_back_anchor_hour(const struct gs_back *back)
{
	const struct gs_anchor *last = gs_state_anchor(back->state);

	return last != NULL && last->covers ? last->at + HOUR : INT64_MAX;
}

bool gs_back_wants_anchor(const struct gs_back *back, int64_t event)
{
	const struct gs_anchor *last = gs_state_anchor(back->state);
	int64_t release = gs_next_release(gs_state_charter(back->state),
	    event - 1);

	return gs_state_unanchored(back->state) > 0 ||
	    gs_back_anchor_hour(back) <= event ||
	    (release == event && last != NULL && !last->settled);
}

void gs_back_append_anchor(struct gs_back *back)
{
	const struct gs_anchor *last = gs_state_anchor(back->state);
	uint8_t text[GS_ANCHOR_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_span note = {NULL, 0};
	struct gs_pool pool;

	if (back->failed != GS_OK)
		return;
	struct gs_arena *arena = gs_pool_start(&pool);
	if (last != NULL)
		back->failed = gs_store_checkpoint_of(&note, back->store,
		    last->index + 1);
	if (back->failed == GS_ERR_UNKNOWN)
		back->failed = GS_ERR_CORRUPT;
	if (back->failed == GS_OK)
		back->failed = gs_anchor_write(&w, arena, back->state, note);
	gs_pool_free(&pool);

	gs_back_append(back, &(struct gs_span){text, w.len}, 1);
	GS_CRASH_POINT("anchor-appended");
}
