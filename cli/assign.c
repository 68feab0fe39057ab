/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay assign: who of the office has a memo in hand. */
#include <stdio.h>

#include "cli/common/docket.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay assign [OPTION]... --docket DIR [--to NAME | --nobody] N\n"
"Says who of the office has memo N in hand, and whether a draft of its reply\n"
"waits ('gainsay reply --draft'); with --to gives it to a holder of the office\n"
"whom the charter names. That is the office's own affair: it stands in a folder\n"
"that its people share, sealed to the office, and nothing of it enters the log.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
GS_HELP_DOCKET
"  --identity AGEFILE   what opens what is sealed to the office (office.age)\n"
"  --to NAME            who has it from now on\n"
"  --nobody             nobody has it any more; a draft stays\n"
GS_HELP_WAY;

struct assigning {
	struct gs_desk desk;
	struct gs_docket_place place;
	const char *to;
	bool nobody;
};

static int change_hands(struct assigning *a, struct gs_docket_held *docket)
{
	struct gs_report report = {.text = ""};
	struct gs_source *s = &a->desk.source;
	int err = GS_OK;

	if (a->nobody)
		docket->is.to = (struct gs_span){NULL, 0};
	else
		err = gs_docket_assign(&docket->is, &report,
		    gs_state_charter(gs_channel_state(s->channel)), a->to);
	gs_verb_report(&report);
	return err != GS_OK ? err : gs_docket_keep(docket, s, &a->place,
	    a->desk.memo);
}

static int assign_memo(struct assigning *a)
{
	struct gs_docket_held docket;

	int err = gs_docket_take(&docket, &a->desk.source, &a->place,
	    a->desk.memo);
	if (err == GS_OK && (a->to != NULL || a->nobody))
		err = change_hands(a, &docket);
	if (err == GS_OK) {
		printf("memo %llu\n", (unsigned long long)
		    a->desk.memo->number);
		if (gs_docket_is_empty(&docket.is))
			printf("  office      nobody has it, and no draft "
			    "waits\n");
		gs_docket_print(&docket.is);
	}
	gs_docket_release(&docket);
	return err;
}

int gs_cli_assign(int argc, char **argv)
{
	struct assigning a = {.to = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(a.desk),
		{.name = "docket", .value = &a.place.folder, .required = true,
		 .setting = "docket"},
		{.name = "identity", .value = &a.place.identity,
		 .setting = "identity"},
		{.name = "to", .value = &a.to},
		{.name = "nobody", .flag = &a.nobody}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (a.to != NULL && a.nobody) {
		gs_verb_say("assign-whom", "give either --to NAME or "
		    "--nobody");
		return gs_verb_misused();
	}
	if (!gs_desk_number(&a.desk.number, argc - at, argv + at))
		return gs_verb_misused();

	int err = gs_desk_start(&a.desk);
	if (err == GS_OK)
		err = assign_memo(&a);
	gs_source_close(&a.desk.source);
	return gs_verb_end(err);
}
