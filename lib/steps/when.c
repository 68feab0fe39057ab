/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/when.h"

#include "lib/log/quorum.h"

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

int gs_when_unseen(bool *unseen, char seen[GS_LOCAL_TIME_MAX],
    char second[GS_LOCAL_TIME_MAX], const struct gs_state *state,
    struct gs_span note, int64_t now)
{
	const struct gs_charter *charter = gs_state_charter(state);
	struct gs_quorum quorum;
	struct gs_quorum_verdict v;

	*unseen = false;
	if (charter->exercise || charter->quorum == 0)
		return GS_OK;
	int err = gs_quorum_of(&quorum, charter);
	if (err == GS_OK)
		err = gs_quorum_judge(&v, &quorum, note.ptr, note.len);
	if (err != GS_OK)
		return err;

	int64_t last = gs_next_release(charter, gs_next_release(charter,
	    (int64_t)v.time));
	gs_local_time(seen, charter, (int64_t)v.time); /* 0: it says none */
	gs_local_time(second, charter, last);
	*unseen = now > last;
	return GS_OK;
}
