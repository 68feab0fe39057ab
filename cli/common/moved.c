/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/moved.h"

#include <string.h>

#include "cli/common/configured.h"
#include "cli/common/verb.h"
#include "core/record/time.h"
#include "lib/client/address.h"

/* But for a slash at the end. */
static bool is_same_place(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);

	n -= n > 0 && a[n - 1] == '/';
	m -= m > 0 && b[m - 1] == '/';
	return n == m && memcmp(a, b, n) == 0;
}

const struct gs_moved *gs_moved_away(const struct gs_state *state,
    const char *place)
{
	const struct gs_moved *moved = gs_state_moved(state);

	return moved == NULL || is_same_place(moved->url, place) ? NULL :
	    moved;
}

static void tell_moved(const char *url, int64_t at)
{
	struct gs_report said = {.text = ""};
	char when[GS_TIME_LEN + 1] = "";

	gs_time_format((uint8_t *)when, at);
	gs_report_tell(&said, "channel-moved", "the channel's server is now "
	    "{0}, its authority says since {1}", gs_say_text(url),
	    gs_say_text(when));
	gs_verb_note(&said);
}

/* Whether what a member sends may go there.  The way is another question. */
static bool is_followed(const char *url)
{
	static const struct gs_http_way any = {
	    .proxy = "socks5h://127.0.0.1:9050"};
	struct gs_report why = {.text = ""}, said = {.text = ""};

	if (gs_address_check(&why, url, &any) == GS_OK)
		return true;
	gs_report_tell(&said, "move-not-followed", "nothing goes there: {0}",
	    gs_say_text(why.text));
	gs_verb_note(&said);
	return false;
}

/* Whether the configured channel is the one that was read, and names another
 * server than `url`. */
static bool names_another(const char *url, const char *place,
    const struct gs_verifier *log)
{
	const char *server = gs_configured("server", 0);

	return server != NULL && !is_same_place(server, url) &&
	    (is_same_place(server, place) || gs_configured_is_log(log));
}

static void follow_configured(const char *url)
{
	struct gs_report said = {.text = ""};

	if (gs_configured_move(url) != GS_OK)
		return;
	gs_report_tell(&said, "config-moved", "your configuration names {0} "
	    "from now on for the channel '{1}'", gs_say_text(url),
	    gs_say_text(gs_configured_channel()));
	gs_verb_note(&said);
}

void gs_moved_follow(const struct gs_state *state, const char *place,
    const struct gs_verifier *log, struct gs_client *member)
{
	const struct gs_moved *moved = gs_state_moved(state);

	if (moved == NULL)
		return;
	const char *url = moved->url;
	bool here = is_same_place(url, place);
	bool home = member == NULL ||
	    is_same_place(url, gs_client_server(member));
	bool stale = names_another(url, place, log);
	if (here && home && !stale)
		return;

	if (!here || !home)
		tell_moved(url, moved->at);
	if (!is_followed(url))
		return;
	if (stale)
		follow_configured(url);
	/* A word of ASCII that is short enough: it cannot be refused. */
	if (!home && gs_client_set_server(member, url) != GS_OK)
		gs_verb_say("state-not-moved", "the state still names the "
		    "old server");
}
