/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay panel: who is to look into a memo. */
#include "cli/act/said.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay panel [OPTION]... --member NAME... N\n"
"Names the panel that looks into memo N; another one later takes its place, until\n"
"it has reported. The charter may say how many members it has, and how many of\n"
"them are from the list that the author proposed ('gainsay status' shows it).\n"
"Asks before it is sent.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
"  --member NAME        a member, in the log; one option for each\n"
GS_HELP_YES GS_HELP_WAY;

static int write_panel(struct gs_writer *w, const struct gs_memo *memo,
    void *ctx, const uint8_t secret[64])
{
	const struct gs_values *members = ctx;

	return gs_circle_panel(w, memo, members->v, members->count,
	    secret);
}

static int name_panel(struct gs_desk *desk, void *ctx)
{
	const struct gs_saying saying = {.heading = "The panel on",
	    .write = write_panel, .ctx = ctx};

	return gs_saying_send(desk, &saying);
}

int gs_cli_panel(int argc, char **argv)
{
	struct gs_desk desk = {.memo = NULL};
	struct gs_values members = {.count = 0};
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(desk),
		GS_OPTION_YES(desk.yes),
		{.name = "member", .values = &members, .required = true}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};
	const struct gs_said_verb verb = {.role = "office", .run = name_panel,
	    .ctx = &members};

	return gs_said_run(&desk, argc, argv, &usage, &verb);
}
