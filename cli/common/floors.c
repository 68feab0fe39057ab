/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/floors.h"

#include <time.h>

#include "cli/common/verb.h"
#include "lib/steps/floors.h"

static int read_accepted(struct gs_floors *out, struct gs_report *report,
    const struct gs_values *accept)
{
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < accept->count; i++)
		err = gs_floors_accept(out, report, accept->v[i]);
	return err;
}

bool gs_floors_named(const struct gs_values *accept)
{
	struct gs_report report = {.text = ""};
	struct gs_floors floors = {.witnessed = 0};

	int err = read_accepted(&floors, &report, accept);
	gs_verb_report(&report);
	return err == GS_OK;
}

struct hearing {
	struct gs_floors *floors;
	const struct gs_matter *matter;
};

static int hear_entry(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	const struct hearing *h = ctx;

	(void)index;
	return gs_floors_entry(h->floors, h->matter,
	    (struct gs_span){ptr, len});
}

int gs_floors_pass(struct gs_session *s, const struct gs_values *accept)
{
	const struct gs_sight *sight = s->member == NULL ? NULL :
	    gs_client_sight(s->member);
	struct gs_report told[GS_FLOORS] = {{.text = ""}};
	struct gs_floors floors = {.witnessed = 0};
	const struct hearing hearing = {&floors, &s->matter};
	int64_t now = (int64_t)time(NULL);

	int err = gs_matter_roll(&s->matter, &s->report);
	if (err == GS_OK)
		err = read_accepted(&floors, &s->report, accept);
	if (err == GS_OK && gs_floors_ask_witnesses(&s->matter, sight, now))
		err = gs_source_for_each_from(&s->source,
		    s->matter.edition->index, hear_entry,
		    (void *)(uintptr_t)&hearing);
	if (err == GS_OK)
		err = gs_floors_judge(told, &s->report, &floors, &s->matter,
		    sight, now);

	for (size_t i = 0; err == GS_OK && i < GS_FLOORS; i++)
		gs_verb_note(&told[i]);
	return err;
}
