/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/amend.h"

const struct gs_charter *gs_amend_newest(const struct gs_state *state)
{
	const struct gs_charter *coming = gs_state_charter_coming(state);

	return coming != NULL ? coming : gs_state_charter(state);
}

/* Who drafts a charter makes nobody's key: whoever made it would have it. */
static int require_keys(struct gs_report *report, const struct gs_plan *plan)
{
	for (const struct gs_plan_line *l = plan->first; l != NULL; l = l->next)
		if (l->make) {
			const struct gs_part *name = &l->value.parts[0];

			gs_report_tell(report, "amend-key-missing", "the {0} "
			    "'{1}' has no key: its holder makes one and hands "
			    "over the public part, which stands in the place "
			    "of 'new'", gs_say_text(l->value.field->name),
			    gs_say_span(name->ptr, name->len));
			return GS_ERR_RULE;
		}
	return GS_OK;
}

int gs_amend(struct gs_writer *w, struct gs_proposal *out,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_amendment *amendment)
{
	const struct gs_charter *force = gs_state_charter(amendment->state);
	const struct gs_charter_terms terms = {.plan = amendment->plan,
	    .closed = amendment->closed, .channel = force->channel,
	    .version = gs_amend_newest(amendment->state)->version + 1};

	int err = require_keys(report, amendment->plan);
	if (err == GS_OK)
		err = gs_charter_write(w, report, &terms);
	if (err == GS_OK)
		err = gs_proposal_read(out, report, arena,
		    (struct gs_span){w->ptr, w->len}, force);
	return err == GS_OK ? gs_proposal_judge(report, arena, out,
	    amendment->state) : err;
}
