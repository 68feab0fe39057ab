/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay status: memos and duties at a glance. */
#include <stdio.h>

#include "cli/common/options.h"
#include "cli/common/source.h"
#include "cli/common/terminal.h"
#include "cli/print/memo.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay status --key VKEY [--json] DIR|URL\n"
"Shows each memo, newest first, with its duties: met, missed, open. Replays the\n"
"log and its rules, but leaves member proofs to 'gainsay audit'.\n\n"
GS_HELP_KEY GS_HELP_PLACE GS_HELP_JSON GS_HELP_READER GS_HELP_CACHE
GS_HELP_WAY "\n"
GS_HELP_EXIT_DUTIES;

static int print_channel_status(const struct gs_source *s)
{
	const struct gs_state *state = gs_channel_state(s->channel);
	const struct gs_charter *c = gs_state_charter(state);
	const struct gs_memo *m = gs_state_memo(state);
	char when[GS_LOCAL_TIME_MAX];
	int64_t now = 0;

	int err = gs_source_now(&now, s);
	if (err != GS_OK)
		return err;

	gs_local_time(when, c, now);
	gs_say_exercise(stdout, c->exercise);
	printf("As of %s\n", when);
	gs_print_calendar_end(c, now);
	if (m == NULL)
		printf("No memo has been filed.\n");
	err = gs_print_missed(m, now);
	for (; err == GS_OK && m != NULL; m = m->before)
		err = gs_print_memo(m, now, true);
	return err;
}

int gs_cli_status(int argc, char **argv)
{
	struct gs_source s = {.want = GS_WANT_NEWS};
	const char *key = NULL, *place = NULL;
	bool json = false;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_KEY(key),
		GS_OPTION_JSON(json),
		GS_OPTIONS_READER(s),
		GS_OPTION_CACHE(s),
		GS_OPTIONS_WAY(s.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1, .place = &place};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	int err = gs_source_open(&s, place, key, true);
	if (err == GS_OK)
		err = json ? gs_print_memos_json(&s) :
		    print_channel_status(&s);
	gs_source_close(&s);
	return gs_verb_end(err);
}
