/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/roll/show.h"

#include <stdio.h>

#include "cli/common/look.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "cli/print/json.h"

static const char help[] =
"usage: gainsay roll show --key VKEY [--json] DIR|URL\n"
"Lists the rolls that are in the log, newest first: how many keys of how many\n"
"eligible members, who left and what was replaced since the edition before, and\n"
"from when and until when memos begin under it.\n\n"
GS_HELP_KEY GS_HELP_PLACE GS_HELP_JSON GS_HELP_READER GS_HELP_CACHE
GS_HELP_WAY;

static void print_roll(const struct gs_roll_edition *r,
    const struct gs_charter *c)
{
	char when[GS_LOCAL_TIME_MAX];
	int64_t until = gs_roll_serves_until(r, c);

	gs_local_time(when, c, r->at);
	printf("%sEdition %llu%s, %s\n  keys        %llu of %llu eligible "
	    "members\n", gs_terminal_escape(GS_STYLE_BOLD),
	    (unsigned long long)r->edition,
	    gs_terminal_escape(GS_STYLE_PLAIN), when,
	    (unsigned long long)r->size, (unsigned long long)r->eligible);
	printf("  since       %llu left, %zu keys replaced after a loss\n",
	    (unsigned long long)r->left,
	    gs_record_count(&r->rec, "replaced"));

	gs_local_time(when, c, gs_roll_serves_from(r, c));
	printf("  memos begin from  %s\n", when);
	if (until == INT64_MAX)
		return;
	gs_local_time(when, c, until);
	printf("              until %s\n", when);
}

static int print_rolls(const struct gs_source *s)
{
	const struct gs_state *state = gs_channel_state(s->channel);
	const struct gs_charter *c = gs_state_charter(state);
	const struct gs_roll_edition *r = gs_state_roll(state);

	gs_say_exercise(stdout, c->exercise);
	if (r == NULL)
		printf("No roll has been published.\n");
	for (; r != NULL; r = r->before)
		print_roll(r, c);
	return GS_OK;
}

static int print_rolls_json(const struct gs_source *s)
{
	struct gs_json_object o = gs_json_object_start();
	int64_t now = 0;

	int err = gs_source_now(&now, s);
	if (err != GS_OK) {
		json_decref(o.json);
		return err;
	}
	const struct gs_log_view view = gs_source_view(s, now);
	gs_channel_put_json(&o, &view);
	gs_channel_put_rolls(&o, &view);
	return gs_json_print(&o);
}

int gs_roll_show(int argc, char **argv)
{
	const struct gs_look look = {help, print_rolls,
	    print_rolls_json};

	return gs_look(argc, argv, &look);
}
