/* SPDX-License-Identifier: Apache-2.0 */
/* An entry's `at` is the operator's word.  The anchors of the log carry notes
 * that witnesses cosigned, and so say by when an entry was there.  What has no
 * date yet stands in a list, so that a log of any length is dated in one pass:
 * a note looks only at what came since the last one with a quorum. */
#include "core/channel/dates.h"

void gs_event_enter(struct gs_state *state, struct gs_memo *memo,
    struct gs_event *event, uint64_t entry)
{
	*event = (struct gs_event){.entry = entry, .before = memo->dated};
	memo->dated = event;
	if (memo->undated)
		return;
	memo->undated = true;
	memo->undated_next = state->undated;
	state->undated = memo;
}

/* Whether an event of the memo still has no date. */
static bool date_memo(struct gs_memo *memo, uint64_t size,
    const struct gs_event *date)
{
	bool undated = false;

	for (struct gs_event *e = memo->dated; e != NULL; e = e->before) {
		if (e->witnessed != 0)
			continue;
		if (e->entry >= size) {
			undated = true;
			continue;
		}
		e->witnessed = date->witnessed;
		e->carrier = date->carrier;
		e->since = date->since;
	}
	return undated;
}

void gs_state_witnessed(struct gs_state *state, uint64_t size,
    int64_t witnessed, uint64_t carrier)
{
	const struct gs_event date = {.witnessed = witnessed,
	    .carrier = carrier, .since = state->at};
	struct gs_memo **link = &state->undated;

	if (witnessed == 0)
		return;
	while (*link != NULL) {
		struct gs_memo *memo = *link;

		memo->undated = date_memo(memo, size, &date);
		if (memo->undated)
			link = &memo->undated_next;
		else
			*link = memo->undated_next;
	}
}
