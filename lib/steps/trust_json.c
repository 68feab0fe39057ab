/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/trust_json.h"

static void put_witnesses(struct gs_json_object *o, const struct gs_trust *t)
{
	json_t *list = json_array();

	for (size_t i = 1; i < t->count; i++) {
		if (!t->verified[i].good)
			continue;
		struct gs_json_object one = gs_json_object_start();
		gs_json_put(&one, "witness",
		    json_string(t->verifiers[i].name));
		gs_json_put_time(&one, "at", (int64_t)t->verified[i].time);
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "witnessed_by", list);
}

void gs_trust_put_json(struct gs_json_object *o, const struct gs_trust *trust,
    const struct gs_trust_time *time)
{
	const char *quorum = trust->policy.quorum == GS_POLICY_NONE ? "none" :
	    "reached";

	gs_json_put(o, "time", json_string(time->text));
	put_witnesses(o, trust);
	gs_json_put(o, "quorum", trust->has_policy ? json_string(quorum) :
	    json_null());
}
