/* SPDX-License-Identifier: Apache-2.0 */
/* The operator serves the pages; who says what they must be is somebody
 * else. */
#include "core/channel/assets.h"

#include <string.h>

/* Printable ASCII without a space, and without what a server would take for
 * something else than a path below its address. */
static bool is_served_path(const struct gs_part *path)
{
	if (path->len > GS_ASSET_PATH_MAX || path->ptr[0] == '/')
		return false;
	for (size_t i = 0; i < path->len; i++)
		if (path->ptr[i] <= ' ' || path->ptr[i] >= 0x7f ||
		    memchr("?#%\\", path->ptr[i], 4) != NULL ||
		    (i > 0 && path->ptr[i - 1] == '.' && path->ptr[i] == '.'))
			return false;
	return true;
}

/* Whether `a` stands before `b`, byte by byte. */
static bool path_precedes(const struct gs_part *a, const struct gs_part *b)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->ptr, b->ptr, len);

	return order != 0 ? order < 0 : a->len < b->len;
}

int gs_assets_judge(struct gs_candidate *act)
{
	const struct gs_value *v = NULL, *before = NULL;
	struct gs_assets *out = act->room;

	for (size_t i = 0; (v = gs_record_value(act->rec, "file", i)) != NULL;
	    i++) {
		if (!is_served_path(&v->parts[1]))
			return gs_refuse_tell(act->refusal, GS_ERR_RULE,
			    "assets-path", "{0} is no path of a page: it is at "
			    "most {1} characters of ASCII, without '/' at its "
			    "start, '..', '?', '#', '%' and '\\'",
			    gs_say_part(v->parts[1]),
			    gs_say_number(GS_ASSET_PATH_MAX));
		if (before != NULL && !path_precedes(
		        &before->parts[1], &v->parts[1]))
			return gs_refuse_tell(act->refusal, GS_ERR_RULE,
			    "assets-order", "the file {0} stands behind {1}; "
			    "the paths ascend, byte by byte, each once",
			    gs_say_part(v->parts[1]),
			    gs_say_part(before->parts[1]));
		before = v;
	}

	*out = (struct gs_assets){.rec = *act->rec, .at = act->header.at,
	    .index = act->index};
	return gs_require_signature(act, "pages");
}

void gs_assets_enter(struct gs_state *state, struct gs_candidate *act)
{
	state->assets = act->room;
}

const struct gs_assets *gs_state_assets(const struct gs_state *state)
{
	return state->assets;
}

int gs_assets_judge_charter(struct gs_refusal *refusal,
    const struct gs_charter *charter)
{
	static const char *const operators[] = {"log", "enrol", "promise"};
	const struct gs_role *held = NULL;

	for (size_t i = 0; (held = gs_charter_holder(charter, "pages",
	        i)) != NULL; i++)
		for (size_t k = 0; k < 3; k++)
			if (gs_part_same(&held->holder, &gs_charter_role(
			        charter, operators[k])->holder))
				return gs_refuse_tell(refusal, GS_ERR_RULE,
				    "charter-pages-operator", "{0} holds the "
				    "role pages and the role {1}; who says what "
				    "a server's pages must be is not who runs "
				    "it", gs_say_part(held->holder),
				    gs_say_text(operators[k]));
	return GS_OK;
}
