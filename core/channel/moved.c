/* SPDX-License-Identifier: Apache-2.0 */
/* A channel's server has another address: whoever signs charters says so, so
 * that neither the operator nor a thief of its name can lead members away. */
#include "core/channel/moved.h"

#include <string.h>

#include "core/channel/charter.h"

static bool has_scheme(const struct gs_part *url, const char *text)
{
	size_t len = strlen(text);

	return url->len > len && memcmp(url->ptr, text, len) == 0;
}

/* Printable ASCII without a space, and without what would be a name, a query
 * or a fragment. */
static bool is_plain(const struct gs_part *url)
{
	for (size_t i = 0; i < url->len; i++)
		if (url->ptr[i] <= ' ' || url->ptr[i] >= 0x7f ||
		    memchr("@?#\\", url->ptr[i], 4) != NULL)
			return false;
	return true;
}

int gs_moved_judge(struct gs_candidate *act)
{
	struct gs_part url = gs_record_part(act->rec, "url");

	if (url.len > GS_URL_MAX || !is_plain(&url) ||
	    !(has_scheme(&url, "https://") || has_scheme(&url, "http://")))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE, "moved-url",
		    "the address {0} is not https:// or http:// and at most "
		    "{1} characters of ASCII, without '@', '?' and '#'",
		    gs_say_part(url), gs_say_number(GS_URL_MAX));
	return gs_require_authority(act);
}

void gs_moved_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_moved *moved = &state->moved;
	struct gs_part url = gs_record_part(act->rec, "url");

	memcpy(moved->url, url.ptr, url.len);
	moved->url[url.len] = '\0';
	moved->at = act->header.at;
	state->has_moved = true;
}
