/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/founding.h"

#include <string.h>

#include "lib/records/proposal.h"

/* Signs what stands in `w` by one secret, unless it has all signatures. */
static int sign_proposal(struct gs_writer *w, bool *complete,
    struct gs_report *report, struct gs_arena *arena, const uint8_t *secret)
{
	struct gs_proposal p;
	uint8_t *text = gs_arena_take(arena, GS_RECORD_MAX, 1);

	if (text == NULL)
		return GS_ERR_MEMORY;
	memcpy(text, w->ptr, w->len);
	int err = gs_proposal_read(&p, report, arena,
	    (struct gs_span){text, w->len}, NULL);
	*complete = err == GS_OK && gs_proposal_complete(&p);
	if (err != GS_OK || *complete)
		return err;

	w->len = 0;
	return gs_proposal_sign(w, report, &p, "authority", secret);
}

static int judge_founding(bool *complete, struct gs_report *report,
    struct gs_arena *arena, const struct gs_writer *w)
{
	struct gs_state *state = NULL;
	struct gs_proposal p;

	int err = gs_state_new(&state, arena);
	if (err == GS_OK)
		err = gs_proposal_read(&p, report, arena,
		    (struct gs_span){w->ptr, w->len}, NULL);
	*complete = err == GS_OK && gs_proposal_complete(&p);
	return err == GS_OK ? gs_proposal_judge(report, arena, &p, state) :
	    err;
}

int gs_founding_charter(struct gs_writer *w, bool *complete,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_founding *founding)
{
	const struct gs_charter_terms terms = {.plan = founding->plan,
	    .closed = founding->closed, .version = 1};

	*complete = false;
	int err = gs_charter_write(w, report, &terms);
	for (size_t i = 0; err == GS_OK && !*complete && i < founding->count;
	    i++)
		err = sign_proposal(w, complete, report, arena,
		    founding->secrets[i]);
	return err == GS_OK ? judge_founding(complete, report, arena, w) :
	    err;
}
