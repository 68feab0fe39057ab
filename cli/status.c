/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay status: memos and duties at a glance. */
#include <stdio.h>

#include "cli/common/look.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "cli/print/cases.h"
#include "cli/print/memo.h"
#include "cli/verbs.h"
#include "lib/steps/json.h"

static const char help[] =
"usage: gainsay status --key VKEY [--json] DIR|URL\n"
"Shows each memo, newest first, with its duties: met, met by the operator's date,\n"
"missed, open. Replays the log and its rules, but leaves member proofs to\n"
"'gainsay audit'.\n\n"
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

	int err = gs_source_due_time(&now, s);
	if (err != GS_OK)
		return err;

	gs_local_time(when, c, now);
	gs_say_exercise(stdout, c->exercise);
	printf("As of %s\n", when);
	gs_print_calendar_end(c, now);
	if (m == NULL)
		printf("No memo has been filed.\n");
	if (gs_print_overdue_cases(state, now))
		gs_verb_missed();
	err = gs_print_missed(m, now);
	for (; err == GS_OK && m != NULL; m = m->before)
		err = gs_print_memo(m, now, gs_state_memo(state));
	return err;
}

static int print_status_json(const struct gs_source *s)
{
	const struct gs_state *state = gs_channel_state(s->channel);
	const struct gs_reprisal *one = gs_state_reprisal(state);
	int64_t now = 0;

	int err = gs_source_due_time(&now, s);
	for (; err == GS_OK && one != NULL; one = one->before)
		if (gs_reprisal_is_overdue(one, gs_state_charter(state), now))
			gs_verb_missed();
	return err != GS_OK ? err : gs_print_memos_json(s,
	    gs_json_object_start());
}

int gs_cli_status(int argc, char **argv)
{
	const struct gs_look look = {help, print_channel_status,
	    print_status_json};

	return gs_look(argc, argv, &look);
}
