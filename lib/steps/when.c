/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/when.h"

void gs_when_release(char out[GS_LOCAL_TIME_MAX],
    const struct gs_state *state, int64_t now)
{
	const struct gs_charter *charter = gs_state_charter(state);

	gs_local_time(out, charter, gs_next_release(charter, now));
}

void gs_when_late_day(char out[GS_LOCAL_TIME_MAX],
    const struct gs_charter *charter, int64_t now)
{
	gs_local_time(out, charter, gs_next_late_day(charter, now));
}

void gs_when_anchored(char out[GS_LOCAL_TIME_MAX],
    const struct gs_collection *c, const struct gs_state *state, int64_t now)
{
	const struct gs_charter *charter = gs_state_charter(state);
	const struct gs_anchor *last = gs_state_anchor(state);
	bool waits = c->anchor.bytes.len > 0 && last != NULL;
	int64_t release = gs_next_release(charter, now);
	int64_t at = release + GS_ANCHOR_SECONDS;

	if (waits)
		at = last->covers && last->at + GS_ANCHOR_SECONDS > now ?
		    last->at + GS_ANCHOR_SECONDS : release;
	gs_local_time(out, charter, at);
}
