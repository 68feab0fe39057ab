/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay ruling: what the office decides about whom the memo is given. */
#include "cli/act/said.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay ruling [OPTION]... --ruling WORD [--reason TEXT] N\n"
"Rules on the wish of memo N's author whom to give the memo. If it is granted,\n"
"nobody else is given a copy; partly and refused need a reason. There is one\n"
"ruling. Asks before it is sent.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
"  --ruling WORD        granted, partly or refused\n"
"  --reason TEXT        one line of procedure, in the log; do not quote the memo\n"
GS_HELP_YES GS_HELP_WAY;

struct ruling {
	const char *word, *reason;
};

static int write_ruling(struct gs_writer *w, const struct gs_memo *memo,
    void *ctx, const uint8_t secret[64])
{
	const struct ruling *r = ctx;

	return gs_circle_ruling(w, memo, r->word, r->reason, secret);
}

static int rule_on(struct gs_desk *desk, void *ctx)
{
	const struct gs_saying saying = {.heading = "The ruling on the wish of",
	    .write = write_ruling, .ctx = ctx};

	return gs_saying_send(desk, &saying);
}

int gs_cli_ruling(int argc, char **argv)
{
	struct gs_desk desk = {.memo = NULL};
	struct ruling r = {.word = NULL};
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(desk),
		GS_OPTION_YES(desk.yes),
		{.name = "ruling", .value = &r.word, .required = true},
		{.name = "reason", .value = &r.reason}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};
	const struct gs_said_verb verb = {.role = "office", .run = rule_on,
	    .ctx = &r};

	return gs_said_run(&desk, argc, argv, &usage, &verb);
}
