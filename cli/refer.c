/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay refer: a memo is out of scope here. */
#include "cli/act/said.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay refer [OPTION]... --to TEXT --reason TEXT N\n"
"Says that memo N is out of this channel's scope: why, and whom its author may\n"
"turn to instead. The memo stays in the log, and is still to be acknowledged by\n"
"the same hour; once it is acknowledged, nobody owes a reply as long as the\n"
"referral stands. A memo that has its reply is not referred. Asks before it is\n"
"sent.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
"  --to TEXT            whom the author may turn to, in the log\n"
"  --reason TEXT        one line, in the log; do not quote the memo\n"
GS_HELP_YES GS_HELP_WAY;

struct referring {
	const char *to, *reason;
};

static int write_referral(struct gs_writer *w, const struct gs_memo *memo,
    void *ctx, const uint8_t secret[64])
{
	const struct referring *r = ctx;

	return gs_circle_refer(w, memo, r->to, r->reason, secret);
}

static int refer_memo(struct gs_desk *desk, void *ctx)
{
	const struct gs_saying saying = {.heading = "The referral of",
	    .write = write_referral, .ctx = ctx};

	return gs_saying_send(desk, &saying);
}

int gs_cli_refer(int argc, char **argv)
{
	struct gs_desk desk = {.memo = NULL};
	struct referring r = {.to = NULL};
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(desk),
		GS_OPTION_YES(desk.yes),
		{.name = "to", .value = &r.to, .required = true},
		{.name = "reason", .value = &r.reason, .required = true}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};
	const struct gs_said_verb verb = {.role = "office", .run = refer_memo,
	    .ctx = &r};

	return gs_said_run(&desk, argc, argv, &usage, &verb);
}
